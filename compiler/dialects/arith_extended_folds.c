// Folds and rewrites of arith's ops that have a second result for what does not
// fit into the first: the carry of a sum, the upper half of a product.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/arith_impl.h"
#include "compiler/dialects/fold_util.h"

// -- of constants -------------------------------------------------------------

static bool low_half(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  (void)width;
  *out = (int64_t)((uint64_t)a * (uint64_t)b);
  return true;
}

// The upper 64 bits of a product, from the products of its halves.
static uint64_t upper_bits(uint64_t a, uint64_t b) {
  const uint64_t mask = UINT32_MAX;
  uint64_t low = (a & mask) * (b & mask);
  uint64_t middle = (a >> 32) * (b & mask) + (low >> 32);
  uint64_t other = (a & mask) * (b >> 32) + (middle & mask);
  return (a >> 32) * (b >> 32) + (middle >> 32) + (other >> 32);
}

// Bits |width| to 2 * |width| of what 128 bits hold.
static int64_t bits_from(uint64_t upper, uint64_t lower, uint32_t width) {
  if (width == 64) return (int64_t)upper;
  return (int64_t)(upper << (64 - width) | lower >> width);
}

static bool high_half_unsigned(int64_t a, int64_t b, uint32_t width,
                               int64_t* out) {
  uint64_t x = weir_int_unsigned(a, width), y = weir_int_unsigned(b, width);
  *out = bits_from(upper_bits(x, y), x * y, width);
  return true;
}

static bool high_half_signed(int64_t a, int64_t b, uint32_t width,
                             int64_t* out) {
  uint64_t x = (uint64_t)a, y = (uint64_t)b;
  uint64_t upper = upper_bits(x, y) - (a < 0 ? y : 0) - (b < 0 ? x : 0);
  *out = bits_from(upper, x * y, width);
  return true;
}

static bool sum(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  (void)width;
  *out = (int64_t)((uint64_t)a + (uint64_t)b);
  return true;
}

static bool carry(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  uint64_t x = weir_int_unsigned(a, width), y = weir_int_unsigned(b, width);
  *out = weir_int_unsigned((int64_t)(x + y), width) < x ? -1 : 0;
  return true;
}

typedef struct functions_t {
  weir_int_fn_t first, second;
} functions_t;

static functions_t functions_of(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_ARITH_MULSI_EXTENDED:
      return (functions_t){low_half, high_half_signed};
    case WEIR_ARITH_MULUI_EXTENDED:
      return (functions_t){low_half, high_half_unsigned};
    default:
      return (functions_t){sum, carry};
  }
}

// What |op| is where the right operand |c| leaves no second part: the left
// operand, or zero.
static bool fold_neutral(const weir_op_t* op, int64_t c,
                         weir_fold_result_t* results) {
  bool is_sum = weir_op_is(op, WEIR_ARITH_ADDUI_EXTENDED);
  weir_type_t* type = op->results[0].type;
  bool is_one = weir_int_unsigned(c, weir_int_width(type)) == 1;
  bool keeps_left =
      is_sum ? c == 0 : weir_op_is(op, WEIR_ARITH_MULUI_EXTENDED) && is_one;
  if (!keeps_left && (is_sum || c != 0)) return false;
  results[1].attr = weir_splat_int_attr(op->results[1].type, 0);
  if (results[1].attr == NULL) return false;
  return keeps_left ? weir_fold_to_value(results, weir_op_operand_n(op, 0))
                    : weir_fold_to_attr(results, weir_splat_int_attr(type, 0));
}

bool weir_arith_extended_fold(weir_op_t* op, weir_attr_t* const* operands,
                              weir_fold_result_t* results) {
  uint32_t width = weir_int_width(op->results[0].type);
  int64_t c = 0;
  if (width == 0 || width > 64) return false;
  if (weir_attr_splat_int(operands[1], &c) && fold_neutral(op, c, results)) {
    return true;
  }
  if (operands[0] == NULL || operands[1] == NULL) return false;
  functions_t functions = functions_of(op);
  results[1].attr = weir_fold_ints(operands[0], operands[1],
                                   op->results[1].type, functions.second);
  return results[1].attr != NULL &&
         weir_fold_to_attr(
             results, weir_fold_ints(operands[0], operands[1],
                                     op->results[0].type, functions.first));
}

// -- rewrites -----------------------------------------------------------------

// The upper half of a product with one: all bits are the sign.
static weir_value_t* build_sign_bits(weir_rewriter_t* rewriter,
                                     const weir_op_t* op) {
  enum { LESS = 2 };  // the predicate slt
  weir_builder_t* builder = &rewriter->builder;
  weir_value_t* value = weir_op_operand_n(op, 0);
  weir_op_state_t state;
  weir_value_t* zero = weir_build_constant(builder, op->location,
                                           weir_splat_int_attr(value->type, 0));
  weir_type_t* bit = weir_i1_type(op->context);
  if (weir_type_is_shaped(value->type)) {
    bit = weir_type_with_element(value->type, bit);
  }
  weir_op_state_init(&state, builder, WEIR_ARITH_CMPI, op->location);
  weir_op_state_operand(&state, value);
  weir_op_state_operand(&state, zero);
  weir_op_state_attr(&state, "predicate", weir_i64_attr(op->context, LESS));
  weir_op_state_result(&state, bit);
  weir_value_t* is_negative = weir_op_result_n(weir_build(builder, &state), 0);
  return weir_build_unary(builder, WEIR_ARITH_EXTSI, op->location, is_negative,
                          value->type);
}

bool weir_arith_extended_canonicalize(weir_op_t* op,
                                      weir_rewriter_t* rewriter) {
  bool is_sum = weir_op_is(op, WEIR_ARITH_ADDUI_EXTENDED);
  weir_value_t* a = weir_op_operand_n(op, 0);
  weir_value_t* b = weir_op_operand_n(op, 1);
  if (op->results[1].uses == NULL && op->results[0].uses != NULL) {
    weir_rewriter_replace_uses(
        rewriter, weir_op_result_n(op, 0),
        weir_build_binary(&rewriter->builder,
                          is_sum ? WEIR_ARITH_ADDI : WEIR_ARITH_MULI,
                          op->location, a, b));
    return true;
  }
  int64_t c = 0;
  if (!weir_op_is(op, WEIR_ARITH_MULSI_EXTENDED) ||
      weir_int_width(a->type) < 2 || !weir_value_splat_int(b, &c) || c != 1) {
    return false;
  }
  weir_value_t* values[] = {a, build_sign_bits(rewriter, op)};
  weir_rewriter_replace(rewriter, op, values);
  return true;
}
