// From the body of a dispatch to a kernel.
#ifndef WEIR_COMPILER_CODEGEN_TRANSLATE_H_
#define WEIR_COMPILER_CODEGEN_TRANSLATE_H_

#include "compiler/codegen/kernel.h"
#include "compiler/ir/ir.h"

// Translates |function| (a func.func of one block), whose bindings are
// !flow.dispatch.tensor values: results of hal.interface.binding.subspan in set
// 0, of stream.binding.subspan of an argument, or the arguments themselves,
// numbered in order. Scalars are push constants of 32 bits: of
// hal.interface.constant.load, or scalar arguments in order.
//
// Elementwise ops, slices, pads and reshapes become part of the expressions of
// the op that reads them; a reduction and what is computed from it point by
// point is one stage; every other reduction goes through the workspace.
//
// The kernel lives in |arena| and borrows the data of constants from the IR.
// UNIMPLEMENTED, naming op and location, for dynamic shapes and ops that are
// not supported.
weir_status_t weir_translate_function(weir_op_t* function, const char* name,
                                      weir_arena_t* arena,
                                      weir_kernel_t** out_kernel) WEIR_MUST_USE;

#endif  // WEIR_COMPILER_CODEGEN_TRANSLATE_H_
