// Folds of math ops on constants, in the precision of their elements.
#include <math.h>

#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/math.h"
#include "compiler/dialects/math_impl.h"

// A function for double and for float elements.
#define UNARY(name_)                                        \
  static bool name_##_64(double a, double b, double* out) { \
    (void)b;                                                \
    *out = name_(a);                                        \
    return true;                                            \
  }                                                         \
  static bool name_##_32(double a, double b, double* out) { \
    (void)b;                                                \
    *out = (double)name_##f((float)a);                      \
    return true;                                            \
  }
// Where |sum_| has a minus sign, zero's included, there is no result.
#define UNARY_IF_POSITIVE(name_, sum_)                      \
  static bool name_##_64(double a, double b, double* out) { \
    (void)b;                                                \
    *out = name_(a);                                        \
    return !signbit(sum_);                                  \
  }                                                         \
  static bool name_##_32(double a, double b, double* out) { \
    (void)b;                                                \
    *out = (double)name_##f((float)a);                      \
    return !signbit(sum_);                                  \
  }
#define BINARY(name_)                                       \
  static bool name_##_64(double a, double b, double* out) { \
    *out = name_(a, b);                                     \
    return true;                                            \
  }                                                         \
  static bool name_##_32(double a, double b, double* out) { \
    *out = (double)name_##f((float)a, (float)b);            \
    return true;                                            \
  }

UNARY(acos)
UNARY(acosh)
UNARY(asin)
UNARY(asinh)
UNARY(atan)
UNARY(atanh)
UNARY(cbrt)
UNARY(ceil)
UNARY(cos)
UNARY(cosh)
UNARY(erf)
UNARY(exp)
UNARY(exp2)
UNARY(expm1)
UNARY(fabs)
UNARY(floor)
UNARY(rint)
UNARY(round)
UNARY(sin)
UNARY(sinh)
UNARY(tan)
UNARY(tanh)
UNARY(trunc)
UNARY_IF_POSITIVE(log, a)
UNARY_IF_POSITIVE(log10, a)
UNARY_IF_POSITIVE(log1p, a + 1)
UNARY_IF_POSITIVE(log2, a)
UNARY_IF_POSITIVE(sqrt, a)
BINARY(atan2)
BINARY(copysign)
BINARY(pow)

typedef struct function_t {
  uint32_t id;
  weir_float_fn_t in_64, in_32;
  bool in_16;  // exact in any width
} function_t;

#define ROW(id_, name_) \
  { id_, name_##_64, name_##_32, false }
#define EXACT_ROW(id_, name_) \
  { id_, name_##_64, name_##_32, true }

static const function_t functions[] = {
    EXACT_ROW(WEIR_MATH_ABSF, fabs),
    ROW(WEIR_MATH_ACOS, acos),
    ROW(WEIR_MATH_ACOSH, acosh),
    ROW(WEIR_MATH_ASIN, asin),
    ROW(WEIR_MATH_ASINH, asinh),
    ROW(WEIR_MATH_ATAN, atan),
    ROW(WEIR_MATH_ATAN2, atan2),
    ROW(WEIR_MATH_ATANH, atanh),
    ROW(WEIR_MATH_CBRT, cbrt),
    EXACT_ROW(WEIR_MATH_CEIL, ceil),
    EXACT_ROW(WEIR_MATH_COPYSIGN, copysign),
    ROW(WEIR_MATH_COS, cos),
    ROW(WEIR_MATH_COSH, cosh),
    ROW(WEIR_MATH_ERF, erf),
    ROW(WEIR_MATH_EXP, exp),
    ROW(WEIR_MATH_EXP2, exp2),
    ROW(WEIR_MATH_EXPM1, expm1),
    EXACT_ROW(WEIR_MATH_FLOOR, floor),
    ROW(WEIR_MATH_LOG, log),
    ROW(WEIR_MATH_LOG10, log10),
    ROW(WEIR_MATH_LOG1P, log1p),
    ROW(WEIR_MATH_LOG2, log2),
    ROW(WEIR_MATH_POWF, pow),
    ROW(WEIR_MATH_ROUND, round),
    EXACT_ROW(WEIR_MATH_ROUNDEVEN, rint),
    ROW(WEIR_MATH_SIN, sin),
    ROW(WEIR_MATH_SINH, sinh),
    ROW(WEIR_MATH_SQRT, sqrt),
    ROW(WEIR_MATH_TAN, tan),
    ROW(WEIR_MATH_TANH, tanh),
    ROW(WEIR_MATH_TRUNC, trunc),
};

static const function_t* function_of(uint32_t id) {
  for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); ++i) {
    if (functions[i].id == id) return &functions[i];
  }
  return NULL;
}

static bool absolute(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  (void)b;
  *out = weir_int_wrap(a < 0 ? (int64_t)(0 - (uint64_t)a) : a, width);
  return true;
}

static bool leading_zeros(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  (void)b;
  uint64_t bits = weir_int_unsigned(a, width);
  *out =
      bits == 0 ? (int64_t)width : (int64_t)width - 64 + __builtin_clzll(bits);
  return true;
}

static bool trailing_zeros(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  (void)b;
  uint64_t bits = weir_int_unsigned(a, width);
  *out = bits == 0 ? (int64_t)width : __builtin_ctzll(bits);
  return true;
}

static bool one_bits(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  (void)b;
  *out = __builtin_popcountll(weir_int_unsigned(a, width));
  return true;
}

// Powers of what is not one that are below one have no integer value but zero.
static bool negative_power(int64_t a, int64_t b, int64_t* out) {
  *out = a == 1 || a == -1 ? (b % 2 == 0 ? 1 : a) : 0;
  return a != 0;
}

static bool power(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  (void)width;
  if (b < 0) return negative_power(a, b, out);
  uint64_t result = 1, base = (uint64_t)a;
  for (; b > 0; b >>= 1) {
    if (b & 1) result *= base;
    base *= base;
  }
  *out = (int64_t)result;
  return true;
}

bool weir_math_int_fold(weir_op_t* op, weir_attr_t* const* operands,
                        weir_fold_result_t* results) {
  weir_int_fn_t fn = NULL;
  switch (weir_op_id(op)) {
    case WEIR_MATH_ABSI:
      fn = absolute;
      break;
    case WEIR_MATH_CTLZ:
      fn = leading_zeros;
      break;
    case WEIR_MATH_CTTZ:
      fn = trailing_zeros;
      break;
    case WEIR_MATH_CTPOP:
      fn = one_bits;
      break;
    case WEIR_MATH_IPOWI:
      fn = power;
      break;
    default:
      return false;
  }
  weir_attr_t* exponent = op->operand_count > 1 ? operands[1] : NULL;
  if (operands[0] == NULL || (op->operand_count > 1 && exponent == NULL)) {
    return false;
  }
  return weir_fold_to_attr(
      results, weir_fold_ints(operands[0], exponent, op->results[0].type, fn));
}

bool weir_math_fold(weir_op_t* op, weir_attr_t* const* operands,
                    weir_fold_result_t* results) {
  const function_t* function = function_of(weir_op_id(op));
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  uint32_t width = weir_type_bit_width(weir_type_element(type));
  if (function == NULL ||
      (width != 64 && width != 32 && (width != 16 || !function->in_16))) {
    return false;
  }
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (operands[i] == NULL) return false;
  }
  return weir_fold_to_attr(
      results,
      weir_fold_floats(operands[0], op->operand_count > 1 ? operands[1] : NULL,
                       type, width == 64 ? function->in_64 : function->in_32));
}
