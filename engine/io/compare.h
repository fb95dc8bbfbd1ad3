// How far two tensors are apart.
#ifndef WEIR_ENGINE_IO_COMPARE_H_
#define WEIR_ENGINE_IO_COMPARE_H_

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "engine/base/strbuf.h"
#include "engine/io/tensor.h"

typedef struct weir_tolerance_t {
  double relative;  // to the expected element
  double absolute;
  double relative_to_range;  // to max - min of the finite expected elements
} weir_tolerance_t;

typedef struct weir_comparison_t {
  uint64_t element_count;
  uint64_t mismatch_count;
  uint64_t first_mismatch;  // row-major index; meaningless without a mismatch
  uint64_t worst_index;     // where |max_absolute| is
  double max_absolute;      // largest |actual - expected|, over finite pairs
  double max_relative;      // largest |actual - expected| / |expected|
  double range;             // max - min of the finite expected elements
  bool bit_equal;
} weir_comparison_t;

// An element matches when |actual - expected| <= absolute + relative *
// |expected| + relative_to_range * range, when both are the same infinity, or
// when both are NaN. Integers and booleans must be equal unless a tolerance is
// given. Fails with INVALID_ARGUMENT, naming both, when types or shapes differ;
// a mismatch is not a failure.
weir_status_t weir_tensor_compare(
    const weir_tensor_t* actual, const weir_tensor_t* expected,
    weir_tolerance_t tolerance,
    weir_comparison_t* out_comparison) WEIR_MUST_USE;

// Appends one line for a person: whether all match, the largest differences,
// and the first mismatch with both values.
void weir_comparison_format(const weir_comparison_t* comparison,
                            const weir_tensor_t* actual,
                            const weir_tensor_t* expected,
                            weir_strbuf_t* buffer);

#endif  // WEIR_ENGINE_IO_COMPARE_H_
