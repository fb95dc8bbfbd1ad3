// Integers of any width up to 64 bits.
#include "engine/vm/vm_impl.h"

static weir_status_t divide(uint32_t op, uint32_t width, uint64_t a, uint64_t b,
                            uint64_t* out_value) {
  if (b == 0) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "division by zero");
  }
  int64_t x = weir_vm_sign_extend(a, width), y = weir_vm_sign_extend(b, width);
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
      return (uint64_t)(weir_vm_sign_extend(a, width) >> (whole ? 63 : b));
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
  int64_t x = weir_vm_sign_extend(a, width), y = weir_vm_sign_extend(b, width);
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
      value = weir_vm_sign_extend(a, width) < 0 ? 0 - a : a;
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
  int64_t x = weir_vm_sign_extend(a, width), y = weir_vm_sign_extend(b, width);
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

const weir_vm_op_t weir_vm_integer_ops[] = {
    {WEIR_PLAN_OP_INTEGER_BINARY, integer_binary},
    {WEIR_PLAN_OP_INTEGER_UNARY, integer_unary},
    {WEIR_PLAN_OP_INTEGER_COMPARE, integer_compare},
    {0, NULL},
};
