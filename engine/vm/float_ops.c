// Floats of 16, 32 and 64 bits, and conversions between numbers of all kinds.
#include <math.h>
#include <string.h>

#include "engine/vm/vm_impl.h"

// ---- floats ----------------------------------------------------------------

static double float_from_half(uint64_t bits) {
  uint32_t exponent = (uint32_t)(bits >> 10) & 31, fraction = bits & 1023;
  double value = exponent == 0    ? ldexp(fraction, -24)
                 : exponent == 31 ? (fraction ? (double)NAN : (double)INFINITY)
                                  : ldexp(1024 + fraction, (int)exponent - 25);
  return bits & 0x8000 ? -value : value;
}

// Rounds to nearest, ties to even.
static uint64_t half_from_float(double value) {
  uint64_t sign = signbit(value) ? 0x8000 : 0;
  double magnitude = fabs(value);
  if (isnan(value)) return sign | 0x7e00;
  if (magnitude >= 65520.0) return sign | 0x7c00;
  if (magnitude < ldexp(1, -14)) {
    return sign | (uint64_t)nearbyint(ldexp(magnitude, 24));
  }
  int exponent;
  double fraction = frexp(magnitude, &exponent);  // in [0.5, 1)
  uint64_t mantissa = (uint64_t)nearbyint(ldexp(fraction, 11));
  // A mantissa that rounded up to 2048 carries into the exponent by itself.
  return sign | (((uint64_t)(exponent + 14) << 10) + (mantissa - 1024));
}

static double float_value(uint64_t bits, uint32_t width) {
  if (width == 64) {
    double value;
    memcpy(&value, &bits, sizeof(value));
    return value;
  }
  if (width == 16) return float_from_half(bits & 0xffff);
  uint32_t narrow =
      width == WEIR_PLAN_WIDTH_BF16 ? (uint32_t)bits << 16 : (uint32_t)bits;
  float value;
  memcpy(&value, &narrow, sizeof(value));
  return value;
}

static uint64_t float_bits(double value, uint32_t width) {
  uint64_t bits = 0;
  if (width == 64) {
    memcpy(&bits, &value, sizeof(bits));
    return bits;
  }
  if (width == 16) return half_from_float(value);
  float narrow = (float)value;
  memcpy(&bits, &narrow, sizeof(narrow));
  if (width != WEIR_PLAN_WIDTH_BF16) return bits;
  if (isnan(value)) return (bits >> 16) | 0x40;
  return (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
}

static double minimum(double a, double b) {
  if (isnan(a) || isnan(b)) return NAN;
  if (a == b) return signbit(a) ? a : b;
  return a < b ? a : b;
}

static double maximum(double a, double b) {
  if (isnan(a) || isnan(b)) return NAN;
  if (a == b) return signbit(a) ? b : a;
  return a > b ? a : b;
}

static weir_status_t float_binary(weir_vm_frame_t* frame, const uint32_t* w) {
  uint32_t width = w[3];
  double a = float_value(frame->scalars[w[4]], width);
  double b = float_value(frame->scalars[w[5]], width);
  double value = 0;
  switch (w[2]) {
    case WEIR_PLAN_FLOAT_ADD:
      value = a + b;
      break;
    case WEIR_PLAN_FLOAT_SUB:
      value = a - b;
      break;
    case WEIR_PLAN_FLOAT_MUL:
      value = a * b;
      break;
    case WEIR_PLAN_FLOAT_DIV:
      value = a / b;
      break;
    case WEIR_PLAN_FLOAT_REM:
      value = fmod(a, b);
      break;
    case WEIR_PLAN_FLOAT_MINIMUM:
      value = minimum(a, b);
      break;
    case WEIR_PLAN_FLOAT_MAXIMUM:
      value = maximum(a, b);
      break;
    case WEIR_PLAN_FLOAT_MINNUM:
      value = fmin(a, b);
      break;
    case WEIR_PLAN_FLOAT_MAXNUM:
      value = fmax(a, b);
      break;
    case WEIR_PLAN_FLOAT_POW:
      value = pow(a, b);
      break;
    case WEIR_PLAN_FLOAT_ATAN2:
      value = atan2(a, b);
      break;
    default:
      value = copysign(a, b);
      break;
  }
  frame->scalars[w[1]] = float_bits(value, width);
  return weir_ok();
}

static weir_status_t float_unary(weir_vm_frame_t* frame, const uint32_t* w) {
  uint32_t width = w[3];
  double a = float_value(frame->scalars[w[4]], width);
  double value = 0;
  switch (w[2]) {
    case WEIR_PLAN_FLOAT_NEG:
      value = -a;
      break;
    case WEIR_PLAN_FLOAT_ABS:
      value = fabs(a);
      break;
    case WEIR_PLAN_FLOAT_CEIL:
      value = ceil(a);
      break;
    case WEIR_PLAN_FLOAT_FLOOR:
      value = floor(a);
      break;
    case WEIR_PLAN_FLOAT_ROUND:
      value = round(a);
      break;
    case WEIR_PLAN_FLOAT_ROUND_EVEN:
      value = nearbyint(a);
      break;
    case WEIR_PLAN_FLOAT_TRUNC:
      value = trunc(a);
      break;
    case WEIR_PLAN_FLOAT_SQRT:
      value = sqrt(a);
      break;
    case WEIR_PLAN_FLOAT_RSQRT:
      value = 1 / sqrt(a);
      break;
    case WEIR_PLAN_FLOAT_EXP:
      value = exp(a);
      break;
    case WEIR_PLAN_FLOAT_EXP2:
      value = exp2(a);
      break;
    case WEIR_PLAN_FLOAT_EXPM1:
      value = expm1(a);
      break;
    case WEIR_PLAN_FLOAT_LOG:
      value = log(a);
      break;
    case WEIR_PLAN_FLOAT_LOG2:
      value = log2(a);
      break;
    case WEIR_PLAN_FLOAT_LOG10:
      value = log10(a);
      break;
    case WEIR_PLAN_FLOAT_LOG1P:
      value = log1p(a);
      break;
    case WEIR_PLAN_FLOAT_SIN:
      value = sin(a);
      break;
    case WEIR_PLAN_FLOAT_COS:
      value = cos(a);
      break;
    case WEIR_PLAN_FLOAT_TANH:
      value = tanh(a);
      break;
    case WEIR_PLAN_FLOAT_ATAN:
      value = atan(a);
      break;
    default:
      value = erf(a);
      break;
  }
  frame->scalars[w[1]] = float_bits(value, width);
  return weir_ok();
}

static weir_status_t float_compare(weir_vm_frame_t* frame, const uint32_t* w) {
  double a = float_value(frame->scalars[w[4]], w[3]);
  double b = float_value(frame->scalars[w[5]], w[3]);
  bool unordered = isnan(a) || isnan(b);
  bool value = false;
  switch (w[2]) {
    case WEIR_PLAN_FLOAT_FALSE:
      value = false;
      break;
    case WEIR_PLAN_FLOAT_OEQ:
      value = a == b;
      break;
    case WEIR_PLAN_FLOAT_OGT:
      value = a > b;
      break;
    case WEIR_PLAN_FLOAT_OGE:
      value = a >= b;
      break;
    case WEIR_PLAN_FLOAT_OLT:
      value = a < b;
      break;
    case WEIR_PLAN_FLOAT_OLE:
      value = a <= b;
      break;
    case WEIR_PLAN_FLOAT_ONE:
      value = !unordered && a != b;
      break;
    case WEIR_PLAN_FLOAT_ORD:
      value = !unordered;
      break;
    case WEIR_PLAN_FLOAT_UEQ:
      value = unordered || a == b;
      break;
    case WEIR_PLAN_FLOAT_UGT:
      value = unordered || a > b;
      break;
    case WEIR_PLAN_FLOAT_UGE:
      value = unordered || a >= b;
      break;
    case WEIR_PLAN_FLOAT_ULT:
      value = unordered || a < b;
      break;
    case WEIR_PLAN_FLOAT_ULE:
      value = unordered || a <= b;
      break;
    case WEIR_PLAN_FLOAT_UNE:
      value = unordered || a != b;
      break;
    case WEIR_PLAN_FLOAT_UNO:
      value = unordered;
      break;
    default:
      value = true;
      break;
  }
  frame->scalars[w[1]] = value;
  return weir_ok();
}

static weir_status_t float_fma(weir_vm_frame_t* frame, const uint32_t* w) {
  double a = float_value(frame->scalars[w[3]], w[2]);
  double b = float_value(frame->scalars[w[4]], w[2]);
  double c = float_value(frame->scalars[w[5]], w[2]);
  // Rounded once where it matters; narrower ones are exact in double.
  double value =
      w[2] == 32 ? (double)fmaf((float)a, (float)b, (float)c) : fma(a, b, c);
  frame->scalars[w[1]] = float_bits(value, w[2]);
  return weir_ok();
}

// ---- conversions -----------------------------------------------------------

// Out of range goes to the nearest value and NaN to zero, so that the result
// does not depend on the machine.
static uint64_t integer_from_float(double value, uint32_t width,
                                   bool is_signed) {
  if (isnan(value)) return 0;
  double low = is_signed ? -ldexp(1, (int)width - 1) : 0;
  double high = ldexp(1, (int)width - (is_signed ? 1 : 0));
  value = trunc(value);
  if (value < low) return is_signed ? UINT64_C(1) << (width - 1) : 0;
  if (value >= high) {
    return is_signed ? (UINT64_C(1) << (width - 1)) - 1
                     : weir_vm_mask(UINT64_MAX, width);
  }
  return is_signed ? (uint64_t)(int64_t)value : (uint64_t)value;
}

// One rounding, not two by way of double.
static uint64_t float_from_integer(uint64_t bits, uint32_t width, uint32_t to,
                                   bool is_signed) {
  int64_t value = weir_vm_sign_extend(bits, width);
  if (to == 32) {
    return float_bits(is_signed ? (float)value : (float)bits, to);
  }
  return float_bits(is_signed ? (double)value : (double)bits, to);
}

static weir_status_t convert(weir_vm_frame_t* frame, const uint32_t* w) {
  uint32_t from = w[3], to = w[4];
  uint64_t bits = frame->scalars[w[5]], value = 0;
  switch (w[2]) {
    case WEIR_PLAN_CONVERT_EXTEND_S:
      value = (uint64_t)weir_vm_sign_extend(weir_vm_mask(bits, from), from);
      value = weir_vm_mask(value, to);
      break;
    case WEIR_PLAN_CONVERT_EXTEND_U:
    case WEIR_PLAN_CONVERT_TRUNCATE:
      value = weir_vm_mask(weir_vm_mask(bits, from), to);
      break;
    case WEIR_PLAN_CONVERT_S_TO_FLOAT:
    case WEIR_PLAN_CONVERT_U_TO_FLOAT:
      value = float_from_integer(weir_vm_mask(bits, from), from, to,
                                 w[2] == WEIR_PLAN_CONVERT_S_TO_FLOAT);
      break;
    case WEIR_PLAN_CONVERT_FLOAT_TO_S:
    case WEIR_PLAN_CONVERT_FLOAT_TO_U:
      value = integer_from_float(float_value(bits, from), to,
                                 w[2] == WEIR_PLAN_CONVERT_FLOAT_TO_S);
      value = weir_vm_mask(value, to);
      break;
    default:
      value = float_bits(float_value(bits, from), to);
      break;
  }
  frame->scalars[w[1]] = value;
  return weir_ok();
}

const weir_vm_op_t weir_vm_float_ops[] = {
    {WEIR_PLAN_OP_FLOAT_BINARY, float_binary},
    {WEIR_PLAN_OP_FLOAT_UNARY, float_unary},
    {WEIR_PLAN_OP_FLOAT_COMPARE, float_compare},
    {WEIR_PLAN_OP_FLOAT_FMA, float_fma},
    {WEIR_PLAN_OP_CONVERT, convert},
    {0, NULL},
};
