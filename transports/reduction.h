// Combining the members' values, always in the same order.
#ifndef WEIR_TRANSPORTS_REDUCTION_H_
#define WEIR_TRANSPORTS_REDUCTION_H_

#include <stddef.h>
#include <stdint.h>

#include "engine/base/element_type.h"
#include "engine/base/status.h"

typedef enum weir_reduction_t {
  WEIR_REDUCTION_NONE = 0,
  WEIR_REDUCTION_SUM,
  WEIR_REDUCTION_PRODUCT,
  WEIR_REDUCTION_MINIMUM,
  WEIR_REDUCTION_MAXIMUM,
  WEIR_REDUCTION_AVERAGE,
} weir_reduction_t;

// "sum", ...
const char* weir_reduction_name(weir_reduction_t reduction);

// INVALID_ARGUMENT unless values of |type| can be combined by |reduction|: all
// byte-sized integers (signless ones count as signed), f16, bf16, f32, f64.
weir_status_t weir_reduction_check(weir_reduction_t reduction,
                                   weir_element_type_t type) WEIR_MUST_USE;

// target[i] = sources[0][i] op sources[1][i] op ... for |count| elements, in
// that order. |target| may be one of |sources|, and must not overlap otherwise;
// pointers are aligned to their type. Integers wrap; an average of integers is
// their sum (in 64 bits) divided by |source_count| towards zero. f16 and bf16
// are combined in f32 and rounded once at the end. Minimum and maximum of
// anything and a NaN are a NaN; -0 is below +0.
void weir_reduce(weir_reduction_t reduction, weir_element_type_t type,
                 const void* const* sources, uint32_t source_count,
                 size_t count, void* target);

#endif  // WEIR_TRANSPORTS_REDUCTION_H_
