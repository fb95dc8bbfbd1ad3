// The symbols that ops refer to, by name.
#ifndef WEIR_COMPILER_TRANSFORMS_NODES_REFERENCES_H_
#define WEIR_COMPILER_TRANSFORMS_NODES_REFERENCES_H_

#include "compiler/ir/ir.h"

// All zero but |arena| refers to nothing.
typedef struct weir_references_t {
  weir_arena_t* arena;
  const weir_name_t** names;  // open addressing
  uint32_t count, capacity;
  const weir_attr_t* last;  // whose references are in
} weir_references_t;

// All that |attr|, which may be NULL, refers to.
void weir_references_add(weir_references_t* references,
                         weir_attr_t* attr);
bool weir_references_has(const weir_references_t* references,
                         const weir_name_t* name);

#endif  // WEIR_COMPILER_TRANSFORMS_NODES_REFERENCES_H_
