// Scalars: integers of any width up to 64 bits, floats of 16, 32 and 64.

#include <math.h>
#include <string.h>

#include "engine/vm/vm_impl.h"

static int64_t sign_extend(uint64_t value, uint32_t width) {
  uint32_t shift = 64 - width;
  return (int64_t)(value << shift) >> shift;
}

// ---- integers --------------------------------------------------------------

static weir_status_t divide(uint32_t op, uint32_t width, uint64_t a, uint64_t b,
                            uint64_t* out_value) {
  if (b == 0) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "division by zero");
  }
  int64_t x = sign_extend(a, width), y = sign_extend(b, width);
  // The one quotient that does not fit; it wraps to itself.
  bool wraps = y == -1;
  int64_t quotient = wraps ? (int64_t)(0 - (uint64_t)x) : x / y;
  int64_t remainder = wraps ? 0 : x % y;
  bool inexact_same_sign = remainder != 0 && (x < 0) == (y < 0);
  bool inexact_other_sign = remainder != 0 && (x < 0) != (y < 0);
  switch (op) {
    case WEIR_PLAN_INT_DIV_S:
      *out_value = (uint64_t)quotient;
      break;
    case WEIR_PLAN_INT_DIV_U:
      *out_value = a / b;
      break;
    case WEIR_PLAN_INT_REM_S:
      *out_value = (uint64_t)remainder;
      break;
    case WEIR_PLAN_INT_REM_U:
      *out_value = a % b;
      break;
    case WEIR_PLAN_INT_CEIL_DIV_S:
      *out_value = (uint64_t)quotient + inexact_same_sign;
      break;
    case WEIR_PLAN_INT_CEIL_DIV_U:
      *out_value = a / b + (a % b != 0);
      break;
    default:
      *out_value = (uint64_t)quotient - inexact_other_sign;
      break;
  }
  return weir_ok();
}

static uint64_t shift(uint32_t op, uint32_t width, uint64_t a, uint64_t b) {
  bool whole = b >= width;
  switch (op) {
    case WEIR_PLAN_INT_SHL:
      return whole ? 0 : a << b;
    case WEIR_PLAN_INT_SHR_U:
      return whole ? 0 : a >> b;
    default:
      return (uint64_t)(sign_extend(a, width) >> (whole ? 63 : b));
  }
}

static int64_t index_arithmetic(uint32_t op, int64_t x, int64_t y) {
  int64_t value;
  bool is_sum = op == WEIR_PLAN_INT_ADD_INDEX;
  bool overflows = is_sum ? __builtin_add_overflow(x, y, &value)
                          : __builtin_mul_overflow(x, y, &value);
  if (!overflows) return value;
  bool is_negative = is_sum ? x < 0 : (x < 0) != (y < 0);
  return is_negative ? INT64_MIN : INT64_MAX;
}

static weir_status_t integer_binary(weir_vm_frame_t* frame, const uint32_t* w) {
  uint32_t op = w[2], width = w[3];
  uint64_t a = frame->scalars[w[4]], b = frame->scalars[w[5]];
  a = weir_vm_mask(a, width);
  b = weir_vm_mask(b, width);
  int64_t x = sign_extend(a, width), y = sign_extend(b, width);
  uint64_t value = 0;
  switch (op) {
    case WEIR_PLAN_INT_ADD:
      value = a + b;
      break;
    case WEIR_PLAN_INT_SUB:
      value = a - b;
      break;
    case WEIR_PLAN_INT_MUL:
      value = a * b;
      break;
    case WEIR_PLAN_INT_AND:
      value = a & b;
      break;
    case WEIR_PLAN_INT_OR:
      value = a | b;
      break;
    case WEIR_PLAN_INT_XOR:
      value = a ^ b;
      break;
    case WEIR_PLAN_INT_SHL:
    case WEIR_PLAN_INT_SHR_S:
    case WEIR_PLAN_INT_SHR_U:
      value = shift(op, width, a, b);
      break;
    case WEIR_PLAN_INT_MIN_S:
      value = x < y ? a : b;
      break;
    case WEIR_PLAN_INT_MIN_U:
      value = a < b ? a : b;
      break;
    case WEIR_PLAN_INT_MAX_S:
      value = x > y ? a : b;
      break;
    case WEIR_PLAN_INT_MAX_U:
      value = a > b ? a : b;
      break;
    case WEIR_PLAN_INT_ADD_INDEX:
    case WEIR_PLAN_INT_MUL_INDEX:
      value = (uint64_t)index_arithmetic(op, x, y);
      break;
    default:
      WEIR_RETURN_IF_ERROR(divide(op, width, a, b, &value));
      break;
  }
  frame->scalars[w[1]] = weir_vm_mask(value, width);
  return weir_ok();
}

static weir_status_t integer_unary(weir_vm_frame_t* frame, const uint32_t* w) {
  uint32_t width = w[3];
  uint64_t a = weir_vm_mask(frame->scalars[w[4]], width);
  uint64_t value = 0;
  switch (w[2]) {
    case WEIR_PLAN_INT_ABS:
      value = sign_extend(a, width) < 0 ? 0 - a : a;
      break;
    case WEIR_PLAN_INT_COUNT_LEADING_ZEROS:
      value = a ? (uint64_t)__builtin_clzll(a) - (64 - width) : width;
      break;
    case WEIR_PLAN_INT_COUNT_TRAILING_ZEROS:
      value = a ? (uint64_t)__builtin_ctzll(a) : width;
      break;
    default:
      value = (uint64_t)__builtin_popcountll(a);
      break;
  }
  frame->scalars[w[1]] = weir_vm_mask(value, width);
  return weir_ok();
}

static weir_status_t integer_compare(weir_vm_frame_t* frame,
                                     const uint32_t* w) {
  uint32_t width = w[3];
  uint64_t a = weir_vm_mask(frame->scalars[w[4]], width);
  uint64_t b = weir_vm_mask(frame->scalars[w[5]], width);
  int64_t x = sign_extend(a, width), y = sign_extend(b, width);
  bool value = false;
  switch (w[2]) {
    case WEIR_PLAN_INT_EQ:
      value = a == b;
      break;
    case WEIR_PLAN_INT_NE:
      value = a != b;
      break;
    case WEIR_PLAN_INT_LT_S:
      value = x < y;
      break;
    case WEIR_PLAN_INT_LE_S:
      value = x <= y;
      break;
    case WEIR_PLAN_INT_GT_S:
      value = x > y;
      break;
    case WEIR_PLAN_INT_GE_S:
      value = x >= y;
      break;
    case WEIR_PLAN_INT_LT_U:
      value = a < b;
      break;
    case WEIR_PLAN_INT_LE_U:
      value = a <= b;
      break;
    case WEIR_PLAN_INT_GT_U:
      value = a > b;
      break;
    default:
      value = a >= b;
      break;
  }
  frame->scalars[w[1]] = value;
  return weir_ok();
}

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
  int64_t value = sign_extend(bits, width);
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
      value = (uint64_t)sign_extend(weir_vm_mask(bits, from), from);
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

// ---- registers -------------------------------------------------------------

static weir_status_t constant(weir_vm_frame_t* frame, const uint32_t* w) {
  frame->scalars[w[1]] = (uint64_t)w[3] << 32 | w[2];
  return weir_ok();
}

static weir_status_t move(weir_vm_frame_t* frame, const uint32_t* w) {
  frame->scalars[w[1]] = frame->scalars[w[2]];
  return weir_ok();
}

static weir_status_t select_scalar(weir_vm_frame_t* frame, const uint32_t* w) {
  frame->scalars[w[1]] =
      frame->scalars[w[2]] & 1 ? frame->scalars[w[3]] : frame->scalars[w[4]];
  return weir_ok();
}

static weir_status_t move_reference(weir_vm_frame_t* frame, const uint32_t* w) {
  void* object = frame->references[w[2]];
  weir_vm_retain(frame->types[w[2]], object);
  weir_vm_set(frame, w[1], object);
  return weir_ok();
}

static weir_status_t null_reference(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_vm_set(frame, w[1], NULL);
  return weir_ok();
}

static weir_status_t select_reference(weir_vm_frame_t* frame,
                                      const uint32_t* w) {
  void* object = frame->references[frame->scalars[w[2]] & 1 ? w[3] : w[4]];
  weir_vm_retain(frame->types[w[3]], object);
  weir_vm_set(frame, w[1], object);
  return weir_ok();
}

static weir_status_t compare_reference(weir_vm_frame_t* frame,
                                       const uint32_t* w) {
  frame->scalars[w[1]] = frame->references[w[2]] == frame->references[w[3]];
  return weir_ok();
}

const weir_vm_op_t weir_vm_arithmetic_ops[] = {
    {WEIR_PLAN_OP_CONSTANT, constant},
    {WEIR_PLAN_OP_MOVE, move},
    {WEIR_PLAN_OP_MOVE_REFERENCE, move_reference},
    {WEIR_PLAN_OP_NULL_REFERENCE, null_reference},
    {WEIR_PLAN_OP_SELECT, select_scalar},
    {WEIR_PLAN_OP_SELECT_REFERENCE, select_reference},
    {WEIR_PLAN_OP_COMPARE_REFERENCE, compare_reference},
    {WEIR_PLAN_OP_INTEGER_BINARY, integer_binary},
    {WEIR_PLAN_OP_INTEGER_UNARY, integer_unary},
    {WEIR_PLAN_OP_INTEGER_COMPARE, integer_compare},
    {WEIR_PLAN_OP_FLOAT_BINARY, float_binary},
    {WEIR_PLAN_OP_FLOAT_UNARY, float_unary},
    {WEIR_PLAN_OP_FLOAT_COMPARE, float_compare},
    {WEIR_PLAN_OP_FLOAT_FMA, float_fma},
    {WEIR_PLAN_OP_CONVERT, convert},
    {0, NULL},
};
