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
UNARY(log)
UNARY(log10)
UNARY(log1p)
UNARY(log2)
UNARY(sqrt)
BINARY(atan2)
BINARY(copysign)
BINARY(pow)

typedef struct function_t {
  uint32_t id;
  weir_float_fn_t in_64, in_32;
  double lowest;  // of the operand; below it there is no result
} function_t;

#define ROW(id_, name_) \
  { id_, name_##_64, name_##_32, -INFINITY }
#define ROW_FROM(id_, name_, lowest_) \
  { id_, name_##_64, name_##_32, lowest_ }

static const function_t functions[] = {
    ROW(WEIR_MATH_ABSF, fabs),
    ROW(WEIR_MATH_ACOS, acos),
    ROW(WEIR_MATH_ACOSH, acosh),
    ROW(WEIR_MATH_ASIN, asin),
    ROW(WEIR_MATH_ASINH, asinh),
    ROW(WEIR_MATH_ATAN, atan),
    ROW(WEIR_MATH_ATAN2, atan2),
    ROW(WEIR_MATH_ATANH, atanh),
    ROW(WEIR_MATH_CBRT, cbrt),
    ROW(WEIR_MATH_CEIL, ceil),
    ROW(WEIR_MATH_COPYSIGN, copysign),
    ROW(WEIR_MATH_COS, cos),
    ROW(WEIR_MATH_COSH, cosh),
    ROW(WEIR_MATH_ERF, erf),
    ROW(WEIR_MATH_EXP, exp),
    ROW(WEIR_MATH_EXP2, exp2),
    ROW(WEIR_MATH_EXPM1, expm1),
    ROW(WEIR_MATH_FLOOR, floor),
    ROW_FROM(WEIR_MATH_LOG, log, 0),
    ROW_FROM(WEIR_MATH_LOG10, log10, 0),
    ROW_FROM(WEIR_MATH_LOG1P, log1p, -1),
    ROW_FROM(WEIR_MATH_LOG2, log2, 0),
    ROW(WEIR_MATH_POWF, pow),
    ROW(WEIR_MATH_ROUND, round),
    ROW(WEIR_MATH_ROUNDEVEN, rint),
    ROW(WEIR_MATH_SIN, sin),
    ROW(WEIR_MATH_SINH, sinh),
    ROW_FROM(WEIR_MATH_SQRT, sqrt, 0),
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

bool weir_math_fold(weir_op_t* op, weir_attr_t* const* operands,
                    weir_fold_result_t* results) {
  const function_t* function = function_of(weir_op_id(op));
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  uint32_t width = weir_type_bit_width(weir_type_element(type));
  if (function == NULL || (width != 64 && width != 32)) return false;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (operands[i] == NULL) return false;
  }
  double value = 0;
  if (isfinite(function->lowest) &&
      (!weir_attr_splat_float(operands[0], &value) ||
       !(value >= function->lowest))) {
    return false;
  }
  return weir_fold_to_attr(
      results,
      weir_fold_floats(operands[0], op->operand_count > 1 ? operands[1] : NULL,
                       type, width == 64 ? function->in_64 : function->in_32));
}
