// Floating-point numbers as MLIR prints them: six significant digits where they
// suffice, then as many as the format can hold, then bits.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/ir/float_format.h"
#include "compiler/text/printer_impl.h"

// Digits without trailing zeros and the power of ten of the last of them.
typedef struct decimal_t {
  char digits[64];
  int count;
  int exponent;
} decimal_t;

// How many of the decimal digits of |value| > 0 are looked at: MLIR drops, by
// an estimate from the number's bits, digits that it does not need before it
// rounds, so that some numbers are rounded down that are above the half.
static int digits_looked_at(double value, int precision, int exponent) {
  enum { PER_59_BITS = 196 };
  int power = 0;
  double fraction = frexp(value, &power);
  while (fraction != floor(fraction)) {
    fraction *= 2;
    --power;
  }
  // The value is |fraction| * 2^|power|, an odd number times a power of two;
  // with a negative power it is fraction * 5^-power shifted in decimal.
  double bits = log2(fraction) + (power >= 0 ? power : -power * log2(5));
  int all_bits = (int)floor(bits) + 1;
  int needed_bits = (precision * PER_59_BITS + 58) / 59;
  int digits = exponent + 1 + (power >= 0 ? 0 : -power);
  if (all_bits <= needed_bits) return digits;
  return digits - (all_bits - needed_bits) * 59 / PER_59_BITS;
}

// |value| > 0 rounded half up to |precision| digits.
static decimal_t to_decimal(double value, int precision) {
  enum { DIGITS = 780 };  // more than any double has
  char text[DIGITS + 16];
  snprintf(text, sizeof(text), "%.*e", DIGITS - 1, value);
  int exponent = atoi(text + DIGITS + 2);
  int seen = digits_looked_at(value, precision, exponent);
  decimal_t decimal = {.count = precision};
  memset(decimal.digits, '0', sizeof(decimal.digits));
  for (int i = 0; i < seen && i <= precision; ++i) {
    decimal.digits[i] = text[i == 0 ? 0 : i + 1];
  }
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

bool weir_printer_float(weir_asm_printer_t* p, weir_float_kind_t kind,
                        uint64_t bits) {
  if (p->is_collecting) return true;
  double value = weir_float_from_bits(kind, bits);
  char text[128];
  if (isfinite(value)) {
    bool is_negative = signbit(value) != 0;
    double magnitude = fabs(value);
    format_short(magnitude, is_negative, text);
    if (reads_back(text, kind, bits)) {
      weir_asm_write(p, text);
      return true;
    }
    int precision = 2 + significand_bits(kind) * 59 / 196;
    format_long(magnitude, is_negative, precision, text);
    if (strchr(text, '.') != NULL) {
      weir_asm_write(p, text);
      return true;
    }
  }
  weir_asm_printf(p, "0x%llX", (unsigned long long)bits);
  return false;
}
