#include "compiler/ir/float_format.h"

#include <math.h>
#include <string.h>

// A small format: 1 sign bit, then exponent, then mantissa.
typedef struct format_t {
  int exponent_bits, mantissa_bits, bias;
  bool has_infinity;  // all-ones exponent is infinity and nan, as IEEE 754
  bool negative_zero_is_nan;
} format_t;

static const format_t* small_format(weir_float_kind_t kind) {
  static const format_t formats[] = {
      [WEIR_FLOAT_F16] = {5, 10, 15, true, false},
      [WEIR_FLOAT_BF16] = {8, 7, 127, true, false},
      [WEIR_FLOAT_TF32] = {8, 10, 127, true, false},
      [WEIR_FLOAT_F8E5M2] = {5, 2, 15, true, false},
      [WEIR_FLOAT_F8E4M3FN] = {4, 3, 7, false, false},
      [WEIR_FLOAT_F8E5M2FNUZ] = {5, 2, 16, false, true},
      [WEIR_FLOAT_F8E4M3FNUZ] = {4, 3, 8, false, true},
      [WEIR_FLOAT_F8E4M3B11FNUZ] = {4, 3, 11, false, true},
  };
  switch (kind) {
    case WEIR_FLOAT_F32:
    case WEIR_FLOAT_F64:
    case WEIR_FLOAT_F80:
    case WEIR_FLOAT_F128:
      return NULL;
    default:
      return &formats[kind];
  }
}

static uint64_t nan_bits(const format_t* f) {
  uint64_t sign = 1ull << (f->exponent_bits + f->mantissa_bits);
  if (f->negative_zero_is_nan) return sign;
  if (!f->has_infinity) return sign - 1;
  return ((1ull << f->exponent_bits) - 1) << f->mantissa_bits |
         1ull << (f->mantissa_bits - 1);
}

static uint64_t overflow_bits(const format_t* f) {
  if (!f->has_infinity) return nan_bits(f);
  return ((1ull << f->exponent_bits) - 1) << f->mantissa_bits;
}

static uint64_t encode(const format_t* f, double value) {
  uint64_t sign =
      signbit(value) ? 1ull << (f->exponent_bits + f->mantissa_bits) : 0;
  if (isnan(value)) return nan_bits(f) | (f->negative_zero_is_nan ? 0 : sign);
  if (isinf(value)) {
    uint64_t bits = overflow_bits(f);
    return f->negative_zero_is_nan ? bits : bits | sign;
  }
  double magnitude = fabs(value);
  if (magnitude == 0) return f->negative_zero_is_nan ? 0 : sign;
  int exponent;
  frexp(magnitude, &exponent);
  int biased = exponent - 1 + f->bias;
  if (biased < 1) biased = 1;  // subnormal: fixed exponent, leading zero
  // Both scalings are exact, so nearbyint rounds once, to even.
  double scaled = ldexp(magnitude, f->mantissa_bits - (biased - f->bias));
  uint64_t mantissa = (uint64_t)nearbyint(scaled);
  uint64_t implicit = 1ull << f->mantissa_bits;
  uint64_t bits = mantissa < implicit ? mantissa
                                      : ((uint64_t)biased << f->mantissa_bits) +
                                            (mantissa - implicit);
  uint64_t limit = f->has_infinity
                       ? overflow_bits(f)
                       : (1ull << (f->exponent_bits + f->mantissa_bits)) -
                             (f->negative_zero_is_nan ? 0 : 1);
  if (bits >= limit) {
    bits = overflow_bits(f);
    return f->negative_zero_is_nan ? bits : bits | sign;
  }
  return bits == 0 && f->negative_zero_is_nan ? 0 : bits | sign;
}

static double decode(const format_t* f, uint64_t bits) {
  uint64_t sign_bit = 1ull << (f->exponent_bits + f->mantissa_bits);
  double sign = bits & sign_bit ? -1.0 : 1.0;
  uint64_t magnitude = bits & (sign_bit - 1);
  uint64_t exponent = magnitude >> f->mantissa_bits;
  uint64_t mantissa = magnitude & ((1ull << f->mantissa_bits) - 1);
  uint64_t exponent_ones = (1ull << f->exponent_bits) - 1;
  if (f->negative_zero_is_nan && bits == sign_bit) return NAN;
  if (f->has_infinity && exponent == exponent_ones) {
    return mantissa == 0 ? sign * INFINITY : NAN;
  }
  if (!f->has_infinity && !f->negative_zero_is_nan &&
      magnitude == sign_bit - 1) {
    return NAN;
  }
  if (exponent == 0) {
    return sign * ldexp((double)mantissa, 1 - f->bias - f->mantissa_bits);
  }
  return sign * ldexp((double)(mantissa | 1ull << f->mantissa_bits),
                      (int)exponent - f->bias - f->mantissa_bits);
}

uint64_t weir_float_to_bits(weir_float_kind_t kind, double value) {
  const format_t* format = small_format(kind);
  if (format != NULL) return encode(format, value);
  if (kind == WEIR_FLOAT_F32) {
    float narrow = (float)value;
    uint32_t bits;
    memcpy(&bits, &narrow, sizeof(bits));
    return bits;
  }
  uint64_t bits;
  memcpy(&bits, &value, sizeof(bits));
  return bits;
}

double weir_float_from_bits(weir_float_kind_t kind, uint64_t bits) {
  const format_t* format = small_format(kind);
  if (format != NULL) return decode(format, bits);
  if (kind == WEIR_FLOAT_F32) {
    uint32_t narrow = (uint32_t)bits;
    float value;
    memcpy(&value, &narrow, sizeof(value));
    return value;
  }
  double value;
  memcpy(&value, &bits, sizeof(value));
  return value;
}
