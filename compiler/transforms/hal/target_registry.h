// Kinds of devices that programs can be compiled for.
#ifndef WEIR_COMPILER_TRANSFORMS_HAL_TARGET_REGISTRY_H_
#define WEIR_COMPILER_TRANSFORMS_HAL_TARGET_REGISTRY_H_

#include "compiler/ir/ir.h"

bool weir_hal_target_has_device(weir_string_view_t id);
bool weir_hal_target_has_backend(weir_string_view_t backend);

// The #hal.device.target that |alias| (a device or a backend) stands for, with
// the executable target it takes by default. |config| (or NULL) and |ordinal|
// (-1: none) become its configuration. |local_backends| (or NULL), names with
// commas between, say what the local device runs instead of the default. NULL
// if the alias is not known.
weir_attr_t* weir_hal_target_of_alias(weir_context_t* context,
                                      weir_string_view_t alias, int64_t ordinal,
                                      weir_attr_t* config,
                                      const char* local_backends);

// For messages: `'cuda' 'local'`.
const char* weir_hal_target_devices_text(void);
const char* weir_hal_target_backends_text(void);

#endif  // WEIR_COMPILER_TRANSFORMS_HAL_TARGET_REGISTRY_H_
