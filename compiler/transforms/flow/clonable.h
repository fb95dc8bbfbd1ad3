// Ops that every dispatch that needs them computes for itself.
#ifndef WEIR_COMPILER_TRANSFORMS_FLOW_CLONABLE_H_
#define WEIR_COMPILER_TRANSFORMS_FLOW_CLONABLE_H_

#include "compiler/ir/ir.h"

// Whether |op| costs less than handing over what it makes: small constants,
// fills, empty tensors, casts, slices, arithmetic on scalars, and what only
// makes elements wider.
bool weir_flow_is_clonable(const weir_op_t* op);

// Producers first; else as it comes.
void weir_flow_sort_by_use(weir_op_list_t* ops);

#endif  // WEIR_COMPILER_TRANSFORMS_FLOW_CLONABLE_H_
