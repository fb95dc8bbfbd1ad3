#include "compiler/transforms/hal/passes.h"

const weir_pass_def_t weir_hal_passes[] = {
    {"hal-materialize-interfaces",
     "turns stream.executables into hal.executables, a variant per target",
     WEIR_PASS_MODULE, weir_hal_materialize_interfaces},
    {"hal-translate-executables",
     "compiles the functions of executables to machine code", WEIR_PASS_MODULE,
     weir_hal_translate_executables},
};
const uint32_t weir_hal_pass_count =
    sizeof(weir_hal_passes) / sizeof(weir_hal_passes[0]);
