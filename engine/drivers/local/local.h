// CPU cores as a device: ready commands in a queue, dispatches spread over
// workers, the waiting host thread among them.
#ifndef WEIR_ENGINE_DRIVERS_LOCAL_LOCAL_H_
#define WEIR_ENGINE_DRIVERS_LOCAL_LOCAL_H_

#include "engine/hal/driver.h"

extern const weir_driver_t weir_local_driver;

#endif  // WEIR_ENGINE_DRIVERS_LOCAL_LOCAL_H_
