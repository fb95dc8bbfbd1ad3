// What the regions of ops use from outside.
#ifndef WEIR_COMPILER_TRANSFORMS_FLOW_CAPTURES_H_
#define WEIR_COMPILER_TRANSFORMS_FLOW_CAPTURES_H_

#include "compiler/dialects/lists.h"

// Adds to |list| the values that region |region| of |op| uses and that are made
// outside of |op|, each once, in the order in which ops are done with: what an
// op uses inside comes before its own operands.
void weir_flow_captures(const weir_op_t* op, uint32_t region,
                        weir_arena_t* arena, weir_value_list_t* list);
bool weir_value_list_has(const weir_value_list_t* list,
                         const weir_value_t* value);

#endif  // WEIR_COMPILER_TRANSFORMS_FLOW_CAPTURES_H_
