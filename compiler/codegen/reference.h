// A slow interpreter of kernels: what generated code is compared with.
#ifndef WEIR_COMPILER_CODEGEN_REFERENCE_H_
#define WEIR_COMPILER_CODEGEN_REFERENCE_H_

#include "compiler/codegen/kernel.h"

// Runs |kernel| once on |bindings| with the push constants |constants|, point
// by point. Floats of 32 and fewer bits are rounded to f32 after every
// operator; products summed are not fused. Not for kernels with temporaries
// of more than the address space holds; one thread.
void weir_kernel_interpret(const weir_kernel_t* kernel, void* const* bindings,
                           const uint32_t* constants);

#endif  // WEIR_COMPILER_CODEGEN_REFERENCE_H_
