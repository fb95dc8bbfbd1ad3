#include "compiler/conversion/hal/passes.h"

const weir_pass_def_t weir_hal_conversion_passes[] = {
    {"hal-conversion", "lowers stream commands and resources to hal",
     WEIR_PASS_MODULE, weir_hal_conversion},
};
const uint32_t weir_hal_conversion_pass_count =
    sizeof(weir_hal_conversion_passes) / sizeof(weir_hal_conversion_passes[0]);
