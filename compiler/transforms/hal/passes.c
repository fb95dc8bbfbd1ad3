#include "compiler/transforms/hal/passes.h"

const weir_pass_def_t weir_hal_passes[] = {
    {"hal-assign-legacy-target-devices", "names devices by the backends given",
     WEIR_PASS_MODULE, weir_hal_assign_legacy_target_devices},
    {"hal-assign-target-devices", "names the devices given", WEIR_PASS_MODULE,
     weir_hal_assign_target_devices},
    {"hal-device-assignment-pipeline",
     "all that leads from devices named to devices verified", WEIR_PASS_MODULE,
     weir_hal_device_assignment_pipeline},
    {"hal-materialize-target-devices", "makes the devices of a module globals",
     WEIR_PASS_MODULE, weir_hal_materialize_target_devices},
    {"hal-resolve-device-aliases", "makes aliases of devices targets",
     WEIR_PASS_MODULE, weir_hal_resolve_device_aliases},
    {"hal-resolve-device-promises", "makes promises of devices affinities",
     WEIR_PASS_MODULE, weir_hal_resolve_device_promises},
    {"hal-verify-devices", "refuses devices that nothing is compiled for",
     WEIR_PASS_MODULE, weir_hal_verify_devices},
    {"hal-materialize-interfaces",
     "turns stream.executables into hal.executables, a variant per target",
     WEIR_PASS_MODULE, weir_hal_materialize_interfaces},
    {"hal-translate-executables",
     "compiles the functions of executables to machine code", WEIR_PASS_MODULE,
     weir_hal_translate_executables},
};
const uint32_t weir_hal_pass_count =
    sizeof(weir_hal_passes) / sizeof(weir_hal_passes[0]);
