// Values that go along with others through functions, calls and branches, each
// as a value of its own: the dimensions of tensors, the sizes of resources, the
// timepoints of when they are there.
#ifndef WEIR_COMPILER_DIALECTS_COMPANIONS_H_
#define WEIR_COMPILER_DIALECTS_COMPANIONS_H_

#include "compiler/ir/ir.h"

typedef struct weir_companions_t {
  // How many go with a value of |type|, often none.
  uint32_t (*count)(const weir_type_t* type);
  weir_type_t* type;  // that they have
  bool come_first;    // before the value rather than behind it
} weir_companions_t;

// |types| and the types of their companions.
weir_type_t** weir_companions_types(const weir_companions_t* companions,
                                    weir_arena_t* arena,
                                    weir_type_t* const* types, uint32_t count,
                                    uint32_t* out_count);
// A list of dictionaries, one for each of |types|, with empty ones for their
// companions. NULL of NULL.
weir_attr_t* weir_companions_attrs(const weir_companions_t* companions,
                                   weir_arena_t* arena, weir_attr_t* attrs,
                                   weir_type_t* const* types, uint32_t count);
// Which of the |inputs| the |results| are tied to, by their places among the
// inputs with companions; companions are tied to nothing. NULL of NULL.
weir_attr_t* weir_companions_ties(const weir_companions_t* companions,
                                  weir_arena_t* arena, weir_attr_t* ties,
                                  weir_type_t* const* inputs,
                                  uint32_t input_count,
                                  weir_type_t* const* results,
                                  uint32_t result_count);
// Gives the type and the attributes of |function| companions; false if it has
// no place for any.
bool weir_companions_signature(const weir_companions_t* companions,
                               weir_arena_t* arena, weir_op_t* function);

#endif  // WEIR_COMPILER_DIALECTS_COMPANIONS_H_
