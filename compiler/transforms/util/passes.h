// Passes on any dialect, and on the util dialect.
#ifndef WEIR_COMPILER_TRANSFORMS_UTIL_PASSES_H_
#define WEIR_COMPILER_TRANSFORMS_UTIL_PASSES_H_

#include "compiler/ir/pass.h"

extern const weir_pass_def_t weir_util_passes[];
extern const uint32_t weir_util_pass_count;

weir_status_t weir_canonicalize(weir_pass_t* pass, weir_op_t* op);
weir_status_t weir_cse(weir_pass_t* pass, weir_op_t* op);
weir_status_t weir_inline(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_symbol_dce(weir_pass_t* pass, weir_op_t* module);

#endif  // WEIR_COMPILER_TRANSFORMS_UTIL_PASSES_H_
