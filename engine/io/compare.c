#include "engine/io/compare.h"

#include <math.h>
#include <string.h>

#include "engine/io/tensor_text.h"

static bool have_same_type(const weir_tensor_t* a, const weir_tensor_t* b) {
  return a->element_type == b->element_type && a->rank == b->rank &&
         memcmp(a->shape, b->shape, a->rank * sizeof(a->shape[0])) == 0;
}

static weir_status_t type_mismatch(const weir_tensor_t* actual,
                                   const weir_tensor_t* expected) {
  weir_strbuf_t text = {0};
  weir_tensor_format_type(actual, &text);
  weir_strbuf_append_c(&text, " was computed, ");
  weir_tensor_format_type(expected, &text);
  weir_strbuf_append_c(&text, " is expected");
  weir_status_t status =
      weir_status(WEIR_CODE_INVALID_ARGUMENT, "%s", weir_strbuf_c(&text));
  weir_strbuf_deinit(&text);
  return status;
}

// Complex numbers are compared part by part: as twice as many reals.
static weir_tensor_t as_reals(const weir_tensor_t* tensor) {
  weir_tensor_t reals = *tensor;
  reals.owns_data = false;
  if (tensor->element_type == WEIR_ELEMENT_COMPLEX64) {
    reals.element_type = WEIR_ELEMENT_F32;
  }
  if (tensor->element_type == WEIR_ELEMENT_COMPLEX128) {
    reals.element_type = WEIR_ELEMENT_F64;
  }
  return reals;
}

static double range_of(const weir_tensor_t* tensor, uint64_t count) {
  double lowest = INFINITY;
  double highest = -INFINITY;
  for (uint64_t i = 0; i < count; ++i) {
    double value = weir_tensor_value(tensor, i);
    if (!isfinite(value)) continue;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return highest > lowest ? highest - lowest : 0.0;
}

static bool has_tolerance(weir_tolerance_t tolerance) {
  return tolerance.relative > 0 || tolerance.absolute > 0 ||
         tolerance.relative_to_range > 0;
}

typedef struct scan_t {
  weir_tensor_t actual;
  weir_tensor_t expected;
  weir_tolerance_t tolerance;
  bool is_exact;  // by bits: 64-bit integers do not fit a double
  size_t element_bytes;
  uint64_t parts;  // reals to an element
} scan_t;

static bool matches_exactly(const scan_t* scan, uint64_t i) {
  size_t size = scan->element_bytes;
  return memcmp((const uint8_t*)scan->actual.data + i * size,
                (const uint8_t*)scan->expected.data + i * size, size) == 0;
}

static void compare_one(const scan_t* scan, uint64_t i,
                        weir_comparison_t* result) {
  double actual = weir_tensor_value(&scan->actual, i);
  double expected = weir_tensor_value(&scan->expected, i);
  double difference = fabs(actual - expected);
  bool matches = false;
  if (isfinite(actual) && isfinite(expected)) {
    double allowed = scan->tolerance.absolute +
                     scan->tolerance.relative * fabs(expected) +
                     scan->tolerance.relative_to_range * result->range;
    matches = scan->is_exact ? matches_exactly(scan, i) : difference <= allowed;
    if (difference > result->max_absolute) {
      result->max_absolute = difference;
      result->worst_index = i / scan->parts;
    }
    if (expected != 0 && difference / fabs(expected) > result->max_relative) {
      result->max_relative = difference / fabs(expected);
    }
  } else {
    matches = actual == expected || (isnan(actual) && isnan(expected));
  }
  if (matches) return;
  if (result->mismatch_count == 0) result->first_mismatch = i / scan->parts;
  ++result->mismatch_count;
}

weir_status_t weir_tensor_compare(const weir_tensor_t* actual,
                                  const weir_tensor_t* expected,
                                  weir_tolerance_t tolerance,
                                  weir_comparison_t* out_comparison) {
  memset(out_comparison, 0, sizeof(*out_comparison));
  if (!have_same_type(actual, expected)) return type_mismatch(actual, expected);
  scan_t scan = {
      .actual = as_reals(actual),
      .expected = as_reals(expected),
      .tolerance = tolerance,
      .is_exact = !has_tolerance(tolerance) &&
                  !weir_element_is_float(actual->element_type),
  };
  scan.element_bytes = weir_element_bytes(scan.actual.element_type);
  uint64_t count = weir_tensor_element_count(&scan.actual);
  out_comparison->element_count = weir_tensor_element_count(actual);
  scan.parts =
      out_comparison->element_count ? count / out_comparison->element_count : 1;
  out_comparison->bit_equal =
      actual->bytes == 0 ||
      memcmp(actual->data, expected->data, actual->bytes) == 0;
  out_comparison->range = range_of(&scan.expected, count);
  for (uint64_t i = 0; i < count; ++i) compare_one(&scan, i, out_comparison);
  return weir_ok();
}

void weir_comparison_format(const weir_comparison_t* comparison,
                            const weir_tensor_t* actual,
                            const weir_tensor_t* expected,
                            weir_strbuf_t* buffer) {
  unsigned long long count = comparison->element_count;
  if (comparison->mismatch_count == 0) {
    weir_strbuf_printf(buffer, "all %llu elements match", count);
  } else {
    weir_strbuf_printf(buffer, "%llu of %llu elements differ",
                       (unsigned long long)comparison->mismatch_count, count);
  }
  if (comparison->bit_equal) {
    weir_strbuf_append_c(buffer, " (bit-equal)");
  } else {
    weir_strbuf_printf(buffer, " (largest difference %.3g",
                       comparison->max_absolute);
    if (comparison->range > 0) {
      weir_strbuf_printf(buffer, ", %.3g of the range",
                         comparison->max_absolute / comparison->range);
    }
    weir_strbuf_printf(buffer, ", %.3g relative)", comparison->max_relative);
  }
  if (comparison->mismatch_count == 0) return;
  weir_strbuf_printf(buffer, ", first at %llu: ",
                     (unsigned long long)comparison->first_mismatch);
  weir_tensor_format_value(actual, comparison->first_mismatch, buffer);
  weir_strbuf_append_c(buffer, " instead of ");
  weir_tensor_format_value(expected, comparison->first_mismatch, buffer);
}
