// The driver without threads or tricks: submitting runs the work, in the order
// of recording as far as dependences allow. The oracle for other drivers.
#ifndef WEIR_ENGINE_DRIVERS_INLINE_INLINE_H_
#define WEIR_ENGINE_DRIVERS_INLINE_INLINE_H_

#include "engine/hal/driver.h"

extern const weir_driver_t weir_inline_driver;

#endif  // WEIR_ENGINE_DRIVERS_INLINE_INLINE_H_
