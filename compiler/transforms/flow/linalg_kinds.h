// What kind of computation a linalg op is, whatever it is called.
#ifndef WEIR_COMPILER_TRANSFORMS_FLOW_LINALG_KINDS_H_
#define WEIR_COMPILER_TRANSFORMS_FLOW_LINALG_KINDS_H_

#include "compiler/ir/ir.h"

uint32_t weir_linalg_parallel_loop_count(const weir_op_t* op);

// The body does nothing but yield, and every operand is indexed by a
// permutation of the loops.
bool weir_linalg_is_permutation(const weir_op_t* op);
// All operands are indexed by the loops as they are; by the innermost ones.
bool weir_linalg_is_elementwise(const weir_op_t* op);
bool weir_linalg_is_broadcast(const weir_op_t* op);
// Sums products of two operands over some loop.
bool weir_linalg_is_contraction_like(const weir_op_t* op);
// And one of the two has no parallel extent of its own.
bool weir_linalg_is_matvec_like(const weir_op_t* op);
// Slides a second operand over windows of the first.
bool weir_linalg_is_convolution_like(const weir_op_t* op);

#endif  // WEIR_COMPILER_TRANSFORMS_FLOW_LINALG_KINDS_H_
