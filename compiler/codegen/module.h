// Kernels in, shared object out.
#ifndef WEIR_COMPILER_CODEGEN_MODULE_H_
#define WEIR_COMPILER_CODEGEN_MODULE_H_

#include "compiler/codegen/codegen.h"
#include "compiler/codegen/kernel.h"
#include "compiler/codegen/target.h"

// Decides how many workgroups |kernel| is cut into on |target|; the same
// decision is taken again when it is compiled.
void weir_kernel_plan_workgroups(const weir_target_t* target,
                                 const weir_kernel_t* kernel,
                                 uint32_t out_count[3]);

// Prepares |kernel| for the two functions around: dimensions merged.
void weir_kernel_prepare(weir_kernel_t* kernel);

// Compiles prepared |kernels| to one image with an entry each, in order.
// |out_entries| has room for all of them, their names are the kernels'. The
// image is to be given to free(). |out_ir|, where not NULL, gets the LLVM IR as
// text, to be given to free() as well.
weir_status_t weir_kernels_compile(weir_target_t* target,
                                   weir_kernel_t* const* kernels,
                                   uint32_t kernel_count,
                                   weir_codegen_entry_t* out_entries,
                                   void** out_image, size_t* out_size,
                                   char** out_ir) WEIR_MUST_USE;

#endif  // WEIR_COMPILER_CODEGEN_MODULE_H_
