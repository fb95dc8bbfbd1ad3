// Constants and identities of arith.
#include <math.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/arith_impl.h"
#include "compiler/dialects/fold_util.h"

// -- integer functions --------------------------------------------------------

static bool add_i(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  (void)width;
  *out = (int64_t)((uint64_t)a + (uint64_t)b);
  return true;
}
static bool sub_i(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  (void)width;
  *out = (int64_t)((uint64_t)a - (uint64_t)b);
  return true;
}
static bool mul_i(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  (void)width;
  *out = (int64_t)((uint64_t)a * (uint64_t)b);
  return true;
}
static bool and_i(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  (void)width;
  *out = a & b;
  return true;
}
static bool or_i(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  (void)width;
  *out = a | b;
  return true;
}
static bool xor_i(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  (void)width;
  *out = a ^ b;
  return true;
}

// No division by zero and none that overflows.
static bool can_divide(int64_t a, int64_t b, uint32_t width) {
  return b != 0 &&
         !(b == -1 &&
           a == weir_int_wrap((int64_t)(UINT64_C(1) << (width - 1)), width));
}

static bool div_s(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  if (!can_divide(a, b, width)) return false;
  *out = a / b;
  return true;
}
static bool div_u(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  if (b == 0) return false;
  *out = (int64_t)(weir_int_unsigned(a, width) / weir_int_unsigned(b, width));
  return true;
}
static bool rem_s(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  (void)width;
  if (b == 0) return false;
  *out = b == -1 ? 0 : a % b;
  return true;
}
static bool rem_u(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  if (b == 0) return false;
  *out = (int64_t)(weir_int_unsigned(a, width) % weir_int_unsigned(b, width));
  return true;
}
static bool floor_div_s(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  if (!can_divide(a, b, width)) return false;
  *out = a / b - ((a % b != 0) && ((a < 0) != (b < 0)));
  return true;
}
static bool ceil_div_s(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  if (!can_divide(a, b, width)) return false;
  *out = a / b + ((a % b != 0) && ((a < 0) == (b < 0)));
  return true;
}
static bool ceil_div_u(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  uint64_t x = weir_int_unsigned(a, width), y = weir_int_unsigned(b, width);
  if (y == 0) return false;
  *out = (int64_t)(x / y + (x % y != 0));
  return true;
}
static bool shl_i(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  if (weir_int_unsigned(b, width) >= width) return false;
  *out = (int64_t)((uint64_t)a << b);
  return true;
}
static bool shr_s(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  if (weir_int_unsigned(b, width) >= width) return false;
  *out = a >> b;
  return true;
}
static bool shr_u(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  if (weir_int_unsigned(b, width) >= width) return false;
  *out = (int64_t)(weir_int_unsigned(a, width) >> b);
  return true;
}
static bool max_s(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  (void)width;
  *out = a > b ? a : b;
  return true;
}
static bool min_s(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  (void)width;
  *out = a < b ? a : b;
  return true;
}
static bool max_u(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  *out = weir_int_unsigned(a, width) > weir_int_unsigned(b, width) ? a : b;
  return true;
}
static bool min_u(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  *out = weir_int_unsigned(a, width) < weir_int_unsigned(b, width) ? a : b;
  return true;
}

static weir_int_fn_t int_function(uint32_t id) {
  switch (id) {
    case WEIR_ARITH_ADDI:
      return add_i;
    case WEIR_ARITH_SUBI:
      return sub_i;
    case WEIR_ARITH_MULI:
      return mul_i;
    case WEIR_ARITH_ANDI:
      return and_i;
    case WEIR_ARITH_ORI:
      return or_i;
    case WEIR_ARITH_XORI:
      return xor_i;
    case WEIR_ARITH_DIVSI:
      return div_s;
    case WEIR_ARITH_DIVUI:
      return div_u;
    case WEIR_ARITH_REMSI:
      return rem_s;
    case WEIR_ARITH_REMUI:
      return rem_u;
    case WEIR_ARITH_FLOORDIVSI:
      return floor_div_s;
    case WEIR_ARITH_CEILDIVSI:
      return ceil_div_s;
    case WEIR_ARITH_CEILDIVUI:
      return ceil_div_u;
    case WEIR_ARITH_SHLI:
      return shl_i;
    case WEIR_ARITH_SHRSI:
      return shr_s;
    case WEIR_ARITH_SHRUI:
      return shr_u;
    case WEIR_ARITH_MAXSI:
      return max_s;
    case WEIR_ARITH_MAXUI:
      return max_u;
    case WEIR_ARITH_MINSI:
      return min_s;
    case WEIR_ARITH_MINUI:
      return min_u;
    default:
      return NULL;
  }
}

// -- integer identities -------------------------------------------------------

static weir_value_t* binary_operand(const weir_value_t* value, uint32_t id,
                                    uint32_t index) {
  const weir_op_t* op = weir_value_op(value);
  return weir_op_is(op, id) ? weir_op_operand_n(op, index) : NULL;
}

// Whether |value| is the complement of |other|: other ^ -1.
static bool is_not_of(const weir_value_t* value, const weir_value_t* other) {
  const weir_op_t* op = weir_value_op(value);
  int64_t mask = 0;
  return weir_op_is(op, WEIR_ARITH_XORI) && weir_op_operand_n(op, 0) == other &&
         weir_value_splat_int(weir_op_operand_n(op, 1), &mask) && mask == -1;
}

// What an op with the constant |c| on the right is: its left operand, the
// constant itself, or nothing special.
typedef enum identity_t { KEEP, LEFT, CONSTANT, ZERO } identity_t;

static identity_t right_identity(uint32_t id, int64_t c, uint32_t width) {
  int64_t lowest = weir_int_wrap((int64_t)(UINT64_C(1) << (width - 1)), width);
  switch (id) {
    case WEIR_ARITH_ADDI:
    case WEIR_ARITH_SUBI:
    case WEIR_ARITH_XORI:
    case WEIR_ARITH_SHLI:
    case WEIR_ARITH_SHRSI:
    case WEIR_ARITH_SHRUI:
      return c == 0 ? LEFT : KEEP;
    case WEIR_ARITH_ORI:
      return c == 0 ? LEFT : c == -1 ? CONSTANT : KEEP;
    case WEIR_ARITH_ANDI:
      return c == -1 ? LEFT : c == 0 ? CONSTANT : KEEP;
    case WEIR_ARITH_MULI:
      return weir_int_unsigned(c, width) == 1 ? LEFT : c == 0 ? CONSTANT : KEEP;
    case WEIR_ARITH_DIVSI:
    case WEIR_ARITH_DIVUI:
    case WEIR_ARITH_FLOORDIVSI:
    case WEIR_ARITH_CEILDIVSI:
    case WEIR_ARITH_CEILDIVUI:
      return weir_int_unsigned(c, width) == 1 ? LEFT : KEEP;
    case WEIR_ARITH_REMSI:
    case WEIR_ARITH_REMUI:
      return weir_int_unsigned(c, width) == 1 ? ZERO : KEEP;
    case WEIR_ARITH_MAXSI:
      return c == lowest ? LEFT : c == ~lowest ? CONSTANT : KEEP;
    case WEIR_ARITH_MINSI:
      return c == ~lowest ? LEFT : c == lowest ? CONSTANT : KEEP;
    case WEIR_ARITH_MAXUI:
      return c == 0 ? LEFT : c == -1 ? CONSTANT : KEEP;
    case WEIR_ARITH_MINUI:
      return c == -1 ? LEFT : c == 0 ? CONSTANT : KEEP;
    default:
      return KEEP;
  }
}

static bool fold_equal_operands(const weir_op_t* op,
                                weir_fold_result_t* results) {
  weir_value_t* value = weir_op_operand_n(op, 0);
  switch (weir_op_id(op)) {
    case WEIR_ARITH_ANDI:
    case WEIR_ARITH_ORI:
      // Constants are computed with.
      return weir_value_constant(value) == NULL &&
             weir_fold_to_value(results, value);
    case WEIR_ARITH_MAXSI:
    case WEIR_ARITH_MAXUI:
    case WEIR_ARITH_MINSI:
    case WEIR_ARITH_MINUI:
      return weir_fold_to_value(results, value);
    case WEIR_ARITH_SUBI:
    case WEIR_ARITH_XORI:
      return weir_fold_to_attr(results, weir_splat_int_attr(value->type, 0));
    default:
      return false;
  }
}

static bool fold_nested(const weir_op_t* op, weir_fold_result_t* results) {
  weir_value_t* a = weir_op_operand_n(op, 0);
  weir_value_t* b = weir_op_operand_n(op, 1);
  switch (weir_op_id(op)) {
    case WEIR_ARITH_ADDI:  // (x - b) + b, a + (x - a)
      if (binary_operand(a, WEIR_ARITH_SUBI, 1) == b) {
        return weir_fold_to_value(results,
                                  binary_operand(a, WEIR_ARITH_SUBI, 0));
      }
      if (binary_operand(b, WEIR_ARITH_SUBI, 1) == a) {
        return weir_fold_to_value(results,
                                  binary_operand(b, WEIR_ARITH_SUBI, 0));
      }
      return false;
    case WEIR_ARITH_SUBI:  // (x + b) - b, (b + x) - b
      if (binary_operand(a, WEIR_ARITH_ADDI, 1) == b) {
        return weir_fold_to_value(results,
                                  binary_operand(a, WEIR_ARITH_ADDI, 0));
      }
      if (binary_operand(a, WEIR_ARITH_ADDI, 0) == b) {
        return weir_fold_to_value(results,
                                  binary_operand(a, WEIR_ARITH_ADDI, 1));
      }
      return false;
    case WEIR_ARITH_XORI:  // (x ^ b) ^ b, (b ^ x) ^ b
      if (binary_operand(a, WEIR_ARITH_XORI, 1) == b) {
        return weir_fold_to_value(results,
                                  binary_operand(a, WEIR_ARITH_XORI, 0));
      }
      if (binary_operand(a, WEIR_ARITH_XORI, 0) == b) {
        return weir_fold_to_value(results,
                                  binary_operand(a, WEIR_ARITH_XORI, 1));
      }
      return false;
    case WEIR_ARITH_ANDI:
    case WEIR_ARITH_ORI: {
      if (!is_not_of(a, b) && !is_not_of(b, a)) return false;
      int64_t all = weir_op_is(op, WEIR_ARITH_ORI) ? -1 : 0;
      return weir_fold_to_attr(results, weir_splat_int_attr(a->type, all));
    }
    default:
      return false;
  }
}

bool weir_arith_int_fold(weir_op_t* op, weir_attr_t* const* operands,
                         weir_fold_result_t* results) {
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  uint32_t width = weir_int_width(type);
  int64_t c = 0;
  if (width == 0 || width > 64) return false;
  bool is_equal = weir_op_operand_n(op, 0) == weir_op_operand_n(op, 1);
  bool is_difference = is_equal && weir_op_is(op, WEIR_ARITH_SUBI);
  if (!is_difference && weir_attr_splat_int(operands[1], &c)) {
    switch (right_identity(weir_op_id(op), c, width)) {
      case LEFT:
        return weir_fold_to_value(results, weir_op_operand_n(op, 0));
      case CONSTANT:
        // As upstream does, which decides where the constant stands.
        return weir_op_is(op, WEIR_ARITH_ORI)
                   ? weir_fold_to_attr(results, operands[1])
                   : weir_fold_to_value(results, weir_op_operand_n(op, 1));
      case ZERO:
        return weir_fold_to_attr(results, weir_splat_int_attr(type, 0));
      case KEEP:
        break;
    }
  }
  if (is_equal && fold_equal_operands(op, results)) return true;
  if (fold_nested(op, results)) return true;
  if (operands[0] == NULL || operands[1] == NULL) return false;
  weir_int_fn_t function = int_function(weir_op_id(op));
  return weir_fold_to_attr(
      results, weir_fold_ints(operands[0], operands[1], type, function));
}

// -- floats -------------------------------------------------------------------

static bool add_f(double a, double b, double* out) {
  *out = a + b;
  return true;
}
static bool sub_f(double a, double b, double* out) {
  *out = a - b;
  return true;
}
static bool mul_f(double a, double b, double* out) {
  *out = a * b;
  return true;
}
static bool div_f(double a, double b, double* out) {
  *out = a / b;
  return true;
}
static bool rem_f(double a, double b, double* out) {
  *out = fmod(a, b);
  return true;
}
// NaN wins; -0 is below +0.
static bool maximum_f(double a, double b, double* out) {
  *out = isnan(a)   ? a
         : isnan(b) ? b
         : a == b   ? (signbit(a) ? b : a)
                    : fmax(a, b);
  return true;
}
static bool minimum_f(double a, double b, double* out) {
  *out = isnan(a)   ? a
         : isnan(b) ? b
         : a == b   ? (signbit(a) ? a : b)
                    : fmin(a, b);
  return true;
}
static bool maxnum_f(double a, double b, double* out) {
  *out = a == b ? (signbit(a) ? b : a) : fmax(a, b);
  return true;
}
static bool minnum_f(double a, double b, double* out) {
  *out = a == b ? (signbit(a) ? a : b) : fmin(a, b);
  return true;
}
static bool neg_f(double a, double b, double* out) {
  (void)b;
  *out = -a;
  return true;
}

static weir_float_fn_t float_function(uint32_t id) {
  switch (id) {
    case WEIR_ARITH_ADDF:
      return add_f;
    case WEIR_ARITH_SUBF:
      return sub_f;
    case WEIR_ARITH_MULF:
      return mul_f;
    case WEIR_ARITH_DIVF:
      return div_f;
    case WEIR_ARITH_REMF:
      return rem_f;
    case WEIR_ARITH_MAXIMUMF:
      return maximum_f;
    case WEIR_ARITH_MINIMUMF:
      return minimum_f;
    case WEIR_ARITH_MAXNUMF:
      return maxnum_f;
    case WEIR_ARITH_MINNUMF:
      return minnum_f;
    case WEIR_ARITH_NEGF:
      return neg_f;
    default:
      return NULL;
  }
}

// x + -0, x - 0, x * 1, x / 1, and extremes with what is beyond all numbers;
// those that prefer numbers to NaN prefer this one too.
static bool is_float_identity(uint32_t id, double c) {
  switch (id) {
    case WEIR_ARITH_ADDF:
      return c == 0 && signbit(c);
    case WEIR_ARITH_SUBF:
      return c == 0 && !signbit(c);
    case WEIR_ARITH_MULF:
    case WEIR_ARITH_DIVF:
      return c == 1;
    case WEIR_ARITH_MAXIMUMF:
      return c == -INFINITY;
    case WEIR_ARITH_MINIMUMF:
      return c == INFINITY;
    default:
      return false;
  }
}

bool weir_arith_float_fold(weir_op_t* op, weir_attr_t* const* operands,
                           weir_fold_result_t* results) {
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  uint32_t id = weir_op_id(op);
  weir_value_t* a = weir_op_operand_n(op, 0);
  double c = 0;
  if (id == WEIR_ARITH_NEGF) {
    weir_value_t* inner = binary_operand(a, WEIR_ARITH_NEGF, 0);
    if (inner != NULL) return weir_fold_to_value(results, inner);
    if (operands[0] == NULL) return false;
    return weir_fold_to_attr(results,
                             weir_fold_floats(operands[0], NULL, type, neg_f));
  }
  if (weir_attr_splat_float(operands[1], &c) && is_float_identity(id, c)) {
    return weir_fold_to_value(results, a);
  }
  bool is_extreme = id == WEIR_ARITH_MAXIMUMF || id == WEIR_ARITH_MINIMUMF ||
                    id == WEIR_ARITH_MAXNUMF || id == WEIR_ARITH_MINNUMF;
  if (is_extreme && a == weir_op_operand_n(op, 1)) {
    return weir_fold_to_value(results, a);
  }
  if (operands[0] == NULL || operands[1] == NULL) return false;
  return weir_fold_to_attr(results, weir_fold_floats(operands[0], operands[1],
                                                     type, float_function(id)));
}
