// What kind of computation a linalg op is, whatever it is called.
#ifndef WEIR_COMPILER_TRANSFORMS_FLOW_LINALG_KINDS_H_
#define WEIR_COMPILER_TRANSFORMS_FLOW_LINALG_KINDS_H_

#include "compiler/ir/ir.h"

// The trip counts of the loops of a structured op as its operand types say
// them, WEIR_DYNAMIC where they do not; in |arena|.
int64_t* weir_linalg_loop_ranges(const weir_op_t* op, weir_arena_t* arena,
                                 uint32_t* out_count);
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
