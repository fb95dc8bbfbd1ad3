// Drivers that wrap a device of any other.
#ifndef WEIR_ENGINE_DRIVERS_WRAPPERS_WRAPPERS_H_
#define WEIR_ENGINE_DRIVERS_WRAPPERS_WRAPPERS_H_

#include "engine/hal/driver.h"

// Refuses submissions that could never end well: fences that wait for what they
// signal or signal what is past, slots that are used and not bound, copies onto
// themselves, transfers to peers that are not there.
extern const weir_driver_t weir_validate_driver;

// Writes every command that runs to $WEIR_TRACE.<device>.json ("weir-trace"
// where it is not set) in the Chrome trace format, when the device is closed.
extern const weir_driver_t weir_trace_driver;

// Fails one operation: WEIR_FAULT=N fails the N-th queue operation or
// allocation of each device, once. Without it nothing fails.
extern const weir_driver_t weir_fault_driver;

// Sets what a fault device fails next: the N-th operation from now on; 0 is
// none. FAILED_PRECONDITION for devices of other drivers.
weir_status_t weir_fault_set(weir_device_t* device, uint64_t nth) WEIR_MUST_USE;

#endif  // WEIR_ENGINE_DRIVERS_WRAPPERS_WRAPPERS_H_
