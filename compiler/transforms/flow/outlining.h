// What moving code out of functions needs.
#ifndef WEIR_COMPILER_TRANSFORMS_FLOW_OUTLINING_H_
#define WEIR_COMPILER_TRANSFORMS_FLOW_OUTLINING_H_

#include "compiler/ir/builder.h"

// The attributes of |op| that belong to a dialect: those with a dot.
void weir_op_state_dialect_attrs(weir_op_state_t* state, const weir_op_t* op);

#endif  // WEIR_COMPILER_TRANSFORMS_FLOW_OUTLINING_H_
