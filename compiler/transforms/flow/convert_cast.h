// A rewrite that several passes apply.
#ifndef WEIR_COMPILER_TRANSFORMS_FLOW_CONVERT_CAST_H_
#define WEIR_COMPILER_TRANSFORMS_FLOW_CONVERT_CAST_H_

#include "compiler/ir/rewrite.h"

// tensor.cast outside of dispatches, which says more or less of the same shape,
// as flow.tensor.reshape.
bool weir_flow_convert_cast(weir_op_t* op, weir_rewriter_t* rewriter,
                            void* user);

#endif  // WEIR_COMPILER_TRANSFORMS_FLOW_CONVERT_CAST_H_
