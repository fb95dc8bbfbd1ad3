// Drivers by name. A process has one registry, filled by
// weir_register_all_drivers() (engine/drivers/register_all.h); any thread may
// read it afterwards.
#ifndef WEIR_ENGINE_HAL_DRIVER_H_
#define WEIR_ENGINE_HAL_DRIVER_H_

#include <stddef.h>

#include "engine/base/status.h"
#include "engine/hal/device.h"

typedef struct weir_driver_t {
  const char* name;
  const char* summary;
  // One of the two. A wrapper driver makes a device around |inner|, which it
  // retains.
  weir_status_t (*open)(const weir_device_params_t* params,
                        weir_device_t** out_device);
  weir_status_t (*wrap)(const weir_device_params_t* params,
                        weir_device_t* inner, weir_device_t** out_device);
} weir_driver_t;

enum { WEIR_DRIVER_MAX_COUNT = 16 };

typedef struct weir_driver_registry_t {
  const weir_driver_t* drivers[WEIR_DRIVER_MAX_COUNT];
  size_t count;
} weir_driver_registry_t;

// ALREADY_EXISTS for a name that is taken.
weir_status_t weir_driver_register(weir_driver_registry_t* registry,
                                   const weir_driver_t* driver) WEIR_MUST_USE;

// NULL where there is none.
const weir_driver_t* weir_driver_find(const weir_driver_registry_t* registry,
                                      weir_string_view_t name);

// Opens a device: "local", or wrapped from the outside in: "validate+trace+
// local". NOT_FOUND names the drivers there are.
weir_status_t weir_device_open(const weir_driver_registry_t* registry,
                               const char* drivers,
                               const weir_device_params_t* params,
                               weir_device_t** out_device) WEIR_MUST_USE;

#endif  // WEIR_ENGINE_HAL_DRIVER_H_
