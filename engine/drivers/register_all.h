// All drivers that this build has.
#ifndef WEIR_ENGINE_DRIVERS_REGISTER_ALL_H_
#define WEIR_ENGINE_DRIVERS_REGISTER_ALL_H_

#include "engine/base/status.h"
#include "engine/hal/driver.h"

// Fills an all-zero registry: inline, local, and the wrappers validate, trace
// and fault.
weir_status_t weir_register_all_drivers(weir_driver_registry_t* registry)
    WEIR_MUST_USE;

#endif  // WEIR_ENGINE_DRIVERS_REGISTER_ALL_H_
