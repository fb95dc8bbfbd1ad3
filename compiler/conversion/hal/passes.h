// Passes that lead to the hal dialect.
#ifndef WEIR_COMPILER_CONVERSION_HAL_PASSES_H_
#define WEIR_COMPILER_CONVERSION_HAL_PASSES_H_

#include "compiler/ir/pass.h"

extern const weir_pass_def_t weir_hal_conversion_passes[];
extern const uint32_t weir_hal_conversion_pass_count;

weir_status_t weir_hal_conversion(weir_pass_t* pass, weir_op_t* module);

#endif  // WEIR_COMPILER_CONVERSION_HAL_PASSES_H_
