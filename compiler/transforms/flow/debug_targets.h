// Looking into a program at one of its dispatches.
#ifndef WEIR_COMPILER_TRANSFORMS_FLOW_DEBUG_TARGETS_H_
#define WEIR_COMPILER_TRANSFORMS_FLOW_DEBUG_TARGETS_H_

#include "compiler/ir/pass.h"

// Makes |function| return the results of |dispatch|, tensors as buffer views,
// in the place of its own. False if it cannot: the dispatch does not stand in
// the entry block of a util.func, or the function is called from elsewhere.
bool weir_flow_break_at(weir_op_t* module, weir_op_t* function,
                        weir_op_t* dispatch);

#endif  // WEIR_COMPILER_TRANSFORMS_FLOW_DEBUG_TARGETS_H_
