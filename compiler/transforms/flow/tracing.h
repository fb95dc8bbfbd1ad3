// Traces of the tensors that ops take and make.
#ifndef WEIR_COMPILER_TRANSFORMS_FLOW_TRACING_H_
#define WEIR_COMPILER_TRANSFORMS_FLOW_TRACING_H_

#include "compiler/ir/builder.h"

// Puts flow.tensor.trace "NAME inputs" with the tensors among the operands of
// |op| before it, and "NAME outputs" with those among its results behind it;
// none where there is no tensor.
void weir_flow_trace_op(weir_op_t* op, const char* name);

#endif  // WEIR_COMPILER_TRANSFORMS_FLOW_TRACING_H_
