// Numbers with units, as cluster files and command lines write them.
#include <math.h>
#include <stdlib.h>

#include "engine/topology/cluster.h"

typedef struct unit_t {
  const char* name;
  double factor;
} unit_t;

static const unit_t byte_units[] = {
    {"", 1},         {"B", 1},        {"kB", 1e3},     {"KB", 1e3},
    {"MB", 1e6},     {"GB", 1e9},     {"TB", 1e12},    {"KiB", 0x1p10},
    {"MiB", 0x1p20}, {"GiB", 0x1p30}, {"TiB", 0x1p40},
};

static const unit_t time_units[] = {
    {"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}};

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static bool is_space(char c) {
  return c == ' ' || c == '\t';
}

// Splits "4.5 GiB" into a number and what follows it.
static bool parse_number(weir_string_view_t text, double* out_number,
                         weir_string_view_t* out_unit) {
  char digits[48];
  size_t n = 0;
  while (
      n < text.size && n + 1 < sizeof(digits) &&
      ((text.data[n] >= '0' && text.data[n] <= '9') || text.data[n] == '.')) {
    digits[n] = text.data[n];
    ++n;
  }
  digits[n] = 0;
  char* end;
  *out_number = strtod(digits, &end);
  if (n == 0 || *end != 0 || !isfinite(*out_number)) return false;
  while (n < text.size && is_space(text.data[n])) ++n;
  while (text.size > n && is_space(text.data[text.size - 1])) --text.size;
  *out_unit = weir_sv_n(text.data + n, text.size - n);
  return true;
}

static bool parse_with_units(weir_string_view_t text, const unit_t* units,
                             size_t unit_count, const char* suffix,
                             double* out_value) {
  double number;
  weir_string_view_t unit;
  if (!parse_number(text, &number, &unit)) return false;
  size_t suffix_size = strlen(suffix);
  if (unit.size >= suffix_size && suffix_size > 0 &&
      memcmp(unit.data + unit.size - suffix_size, suffix, suffix_size) == 0) {
    unit.size -= suffix_size;
  }
  for (size_t i = 0; i < unit_count; ++i) {
    if (weir_sv_equal_c(unit, units[i].name)) {
      *out_value = number * units[i].factor;
      return true;
    }
  }
  return false;
}

bool weir_parse_bytes(weir_string_view_t text, uint64_t* out_bytes) {
  *out_bytes = 0;
  double value;
  if (!parse_with_units(text, byte_units, COUNT_OF(byte_units), "", &value) ||
      value >= 0x1p63) {
    return false;
  }
  *out_bytes = (uint64_t)value;
  return true;
}

bool weir_parse_bytes_per_s(weir_string_view_t text, double* out_rate) {
  *out_rate = 0;
  return parse_with_units(text, byte_units, COUNT_OF(byte_units), "/s",
                          out_rate);
}

bool weir_parse_duration_ns(weir_string_view_t text, double* out_ns) {
  *out_ns = 0;
  return parse_with_units(text, time_units, COUNT_OF(time_units), "", out_ns);
}
