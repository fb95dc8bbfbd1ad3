// Floating-point numbers as MLIR prints them: six significant digits where they
// suffice, then as many as the format can hold, then bits.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "compiler/ir/float_format.h"
#include "compiler/text/printer_impl.h"

// Digits without trailing zeros and the power of ten of the last of them.
typedef struct decimal_t {
  char digits[64];
  int count;
  int exponent;
} decimal_t;

// |value| > 0 rounded half up to |precision| digits.
static decimal_t to_decimal(double value, int precision) {
  enum { DIGITS = 50 };
  char text[DIGITS + 16];
  snprintf(text, sizeof(text), "%.*e", DIGITS - 1, value);
  decimal_t decimal = {.count = precision};
  decimal.digits[0] = text[0];
  for (int i = 1; i < DIGITS; ++i) decimal.digits[i] = text[i + 1];
  int exponent = atoi(text + DIGITS + 2);
  if (decimal.digits[precision] >= '5') {
    int i = precision - 1;
    while (i >= 0 && decimal.digits[i] == '9') decimal.digits[i--] = '0';
    if (i >= 0) {
      ++decimal.digits[i];
    } else {
      decimal.digits[0] = '1';
      ++exponent;
    }
  }
  while (decimal.count > 1 && decimal.digits[decimal.count - 1] == '0') {
    --decimal.count;
  }
  decimal.exponent = exponent - (decimal.count - 1);
  return decimal;
}

static void format_short(double value, bool is_negative, char out[64]) {
  decimal_t d = {.digits = "0", .count = 1};
  if (value > 0) d = to_decimal(value, 6);
  char digits[8] = "0000000";
  for (int i = 0; i < d.count; ++i) digits[i] = d.digits[i];
  int exponent = d.exponent + d.count - 1;
  snprintf(out, 64, "%s%c.%.6se%c%02d", is_negative ? "-" : "", digits[0],
           digits + 1, exponent < 0 ? '-' : '+', abs(exponent));
}

// As many digits as tell all values of the format apart; without a point for
// large whole numbers.
static void format_long(double value, bool is_negative, int precision,
                        char out[128]) {
  decimal_t d = to_decimal(value, precision);
  int leading = d.exponent + d.count - 1;
  char* at = out;
  if (is_negative) *at++ = '-';
  bool scientific = d.exponent >= 0
                        ? d.exponent > 3 || d.count + d.exponent > precision
                        : leading < -3;
  if (scientific) {
    *at++ = d.digits[0];
    *at++ = '.';
    for (int i = 1; i < d.count; ++i) *at++ = d.digits[i];
    if (d.count == 1) *at++ = '0';
    sprintf(at, "E%c%d", leading < 0 ? '-' : '+', abs(leading));
    return;
  }
  if (d.exponent >= 0) {
    for (int i = 0; i < d.count; ++i) *at++ = d.digits[i];
    for (int i = 0; i < d.exponent; ++i) *at++ = '0';
    *at = '\0';
    return;
  }
  int whole = d.exponent + d.count;
  int next = 0;
  if (whole > 0) {
    while (next < whole) *at++ = d.digits[next++];
    *at++ = '.';
  } else {
    *at++ = '0';
    *at++ = '.';
    for (int i = 0; i < -whole; ++i) *at++ = '0';
  }
  while (next < d.count) *at++ = d.digits[next++];
  *at = '\0';
}

static int significand_bits(weir_float_kind_t kind) {
  switch (kind) {
    case WEIR_FLOAT_F16:
    case WEIR_FLOAT_TF32:
      return 11;
    case WEIR_FLOAT_BF16:
      return 8;
    case WEIR_FLOAT_F32:
      return 24;
    case WEIR_FLOAT_F8E5M2:
    case WEIR_FLOAT_F8E5M2FNUZ:
      return 3;
    case WEIR_FLOAT_F8E4M3FN:
    case WEIR_FLOAT_F8E4M3FNUZ:
    case WEIR_FLOAT_F8E4M3B11FNUZ:
      return 4;
    default:
      return 53;
  }
}

static bool reads_back(const char* text, weir_float_kind_t kind,
                       uint64_t bits) {
  double value =
      kind == WEIR_FLOAT_F32 ? (double)strtof(text, NULL) : strtod(text, NULL);
  return weir_float_to_bits(kind, value) == bits;
}

void weir_printer_float(weir_asm_printer_t* p, weir_float_kind_t kind,
                        uint64_t bits) {
  if (p->is_collecting) return;
  double value = weir_float_from_bits(kind, bits);
  char text[128];
  if (isfinite(value)) {
    bool is_negative = signbit(value) != 0;
    double magnitude = fabs(value);
    format_short(magnitude, is_negative, text);
    if (reads_back(text, kind, bits)) {
      weir_asm_write(p, text);
      return;
    }
    int precision = 2 + significand_bits(kind) * 59 / 196;
    format_long(magnitude, is_negative, precision, text);
    if (strchr(text, '.') != NULL) {
      weir_asm_write(p, text);
      return;
    }
  }
  weir_asm_printf(p, "0x%llX", (unsigned long long)bits);
}
