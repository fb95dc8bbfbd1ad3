// Contractions and convolutions: stages that sum products of two accesses.
//
// The parallel dimensions fall into batch (in both accesses), m (in the first
// alone) and n (in the second alone), the reduced ones are k. Which access is
// the first is chosen so that neighbouring n are neighbours in the output. Any
// linear access will do, so matrix products in all layouts, convolutions with
// strides, dilation and padding, in NCHW and NHWC, are one case.
//
// A tile of m rows by n vectors is held in registers while k runs; for each k
// the n vectors are loaded and the m scalars broadcast. Operands whose
// neighbouring n are not neighbours in memory, or that are read by many tiles,
// are first packed into the workspace: [k][n] panels for the n side (a patch
// matrix for convolutions, one panel at a time, with the padding's zeros),
// [m][k] rows for the m side. The sum over k runs in one fixed order.
//
// Dimensions may be open: lengths are then computed when the kernel runs, an
// open k is packed and summed in pieces of a known size, the rows left over
// from tiles of an open m are done by powers of two, the columns left over from
// those of an open n vector by vector.
#ifndef WEIR_COMPILER_CODEGEN_CONTRACT_H_
#define WEIR_COMPILER_CODEGEN_CONTRACT_H_

#include "compiler/codegen/emit.h"

// False where |stage| is no contraction, or one for which a plain loop nest
// does as well.
bool weir_contract_partition(const weir_target_t* target,
                             const weir_kernel_t* kernel,
                             const weir_stage_t* stage,
                             weir_partition_t* out_partition);

// Emits |stage| as a contraction, for the workgroup at hand or, without a
// partition, all of it; false as above, with nothing emitted.
bool weir_contract_emit(weir_emitter_t* e, const weir_stage_t* stage,
                        const weir_partition_t* partition);

#endif  // WEIR_COMPILER_CODEGEN_CONTRACT_H_
