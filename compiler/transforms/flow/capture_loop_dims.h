// A part of capturing dynamic dimensions.
#ifndef WEIR_COMPILER_TRANSFORMS_FLOW_CAPTURE_LOOP_DIMS_H_
#define WEIR_COMPILER_TRANSFORMS_FLOW_CAPTURE_LOOP_DIMS_H_

#include "compiler/ir/ir.h"

// Carries the dimensions of the tensors that an scf.for carries along with
// them, where both the initial and the yielded ones are known: tensors are tied
// to them inside and behind the loop.
void weir_capture_loop_dims(weir_op_t* loop, weir_arena_t* arena);

#endif  // WEIR_COMPILER_TRANSFORMS_FLOW_CAPTURE_LOOP_DIMS_H_
