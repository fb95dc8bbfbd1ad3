// Checks that ops of several dialects share.
#ifndef WEIR_COMPILER_DIALECTS_VERIFY_UTIL_H_
#define WEIR_COMPILER_DIALECTS_VERIFY_UTIL_H_

#include "compiler/ir/ir.h"

// As many dimensions and sizes are attached as the types of the values need,
// and tied operands are operands. The row's names say what belongs together:
// `x_dims`, `x_sizes`, `x_encoding_dims`.
bool weir_verify_extents(weir_op_t* op);
// The same, and the entry points' workload arguments match the dispatch's.
bool weir_verify_dispatch(weir_op_t* op);
// Shaped values that |op| hands over the boundary of a dispatch have no index
// elements: how wide those are, the two sides need not agree on.
bool weir_verify_boundary_type(const weir_op_t* op, weir_type_t* type);
// Region 0 has a block.
bool weir_verify_body(weir_op_t* op);
// A region that computes workgroup counts returns three index values.
bool weir_verify_workgroup_count(weir_op_t* op);
// The dimension of a workgroup query is one that dispatches have.
bool weir_verify_workgroup_dimension(weir_op_t* op);
// The callee exists; of util.call its type is the call's.
bool weir_verify_call(weir_op_t* op);

#endif  // WEIR_COMPILER_DIALECTS_VERIFY_UTIL_H_
