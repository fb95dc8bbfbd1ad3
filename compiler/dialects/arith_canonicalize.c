// Rewrites of arith that leave other arithmetic.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/arith_impl.h"
#include "compiler/dialects/fold_util.h"

static weir_value_t* build_two(weir_rewriter_t* rewriter, const weir_op_t* at,
                               uint32_t id, weir_value_t* a, weir_value_t* b) {
  return weir_build_binary(&rewriter->builder, id, at->location, a, b);
}

// -- sums with constants ------------------------------------------------------

// |value| as a sum `other + constant` (scale 1) or `constant - other` (-1).
typedef struct linear_t {
  weir_value_t* other;
  int64_t constant;
  bool negated;
} linear_t;

static bool as_linear(const weir_value_t* value, linear_t* out) {
  const weir_op_t* op = weir_value_op(value);
  if (weir_op_is(op, WEIR_ARITH_ADDI)) {
    *out = (linear_t){.other = weir_op_operand_n(op, 0)};
    return weir_value_splat_int(weir_op_operand_n(op, 1), &out->constant);
  }
  if (!weir_op_is(op, WEIR_ARITH_SUBI)) return false;
  if (weir_value_splat_int(weir_op_operand_n(op, 1), &out->constant)) {
    out->other = weir_op_operand_n(op, 0);
    out->constant = (int64_t)(0 - (uint64_t)out->constant);
    out->negated = false;
    return true;
  }
  if (weir_value_splat_int(weir_op_operand_n(op, 0), &out->constant)) {
    out->other = weir_op_operand_n(op, 1);
    out->negated = true;
    return true;
  }
  return false;
}

static weir_value_t* constant_like(weir_rewriter_t* rewriter,
                                   const weir_op_t* at, weir_type_t* type,
                                   int64_t value) {
  weir_attr_t* attr = weir_splat_int_attr(type, value);
  return attr != NULL
             ? weir_build_constant(&rewriter->builder, at->location, attr)
             : NULL;
}

// Flags that hold of an op and of the one whose constant joins its own, where
// |sound| says so: bits of #arith.overflow.
static void keep_flags(weir_op_t* made, const weir_op_t* op,
                       const weir_op_t* inner, int64_t sound) {
  int64_t flags =
      weir_arith_overflow_flags(op) & weir_arith_overflow_flags(inner) & sound;
  if (flags == 0) return;
  weir_op_set_attr(made, "overflowFlags",
                   weir_arith_overflow_attr(op->context, flags));
}

// The flags that hold of x + (a + b) if they hold of (x + a) + b, or the same
// of products: those in which the constants themselves do not overflow.
static int64_t flags_of_constants(int64_t a, int64_t b, uint32_t width,
                                  bool is_product) {
  int64_t flags = 0, sum = 0;
  uint64_t x = weir_int_unsigned(a, width), y = weir_int_unsigned(b, width);
  uint64_t unsigned_sum = 0;
  bool over = is_product ? __builtin_mul_overflow(a, b, &sum)
                         : __builtin_add_overflow(a, b, &sum);
  bool unsigned_over = is_product ? __builtin_mul_overflow(x, y, &unsigned_sum)
                                  : __builtin_add_overflow(x, y, &unsigned_sum);
  if (!over && sum == weir_int_wrap(sum, width)) {
    flags |= WEIR_ARITH_NO_SIGNED_WRAP;
  }
  if (!unsigned_over &&
      unsigned_sum == weir_int_unsigned((int64_t)unsigned_sum, width)) {
    flags |= WEIR_ARITH_NO_UNSIGNED_WRAP;
  }
  return flags;
}

// other + constant, or constant - other.
static bool replace_by_sum(weir_rewriter_t* rewriter, weir_op_t* op,
                           weir_value_t* other, uint64_t sum, bool negated) {
  weir_type_t* type = other->type;
  weir_value_t* c = constant_like(rewriter, op, type, (int64_t)sum);
  if (c == NULL) return false;
  weir_value_t* value =
      negated ? build_two(rewriter, op, WEIR_ARITH_SUBI, c, other)
              : build_two(rewriter, op, WEIR_ARITH_ADDI, other, c);
  weir_rewriter_replace_one(rewriter, op, value);
  return true;
}

// (x + c) + d, (x * c) * d.
static bool join_constants(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_op_t* inner = weir_value_op(weir_op_operand_n(op, 0));
  weir_type_t* type = op->results[0].type;
  uint32_t id = weir_op_id(op);
  bool is_product = id == WEIR_ARITH_MULI;
  int64_t c = 0, d = 0;
  if (!weir_op_is(inner, id) ||
      !weir_value_splat_int(weir_op_operand_n(op, 1), &d) ||
      !weir_value_splat_int(weir_op_operand_n(inner, 1), &c)) {
    return false;
  }
  uint64_t joined =
      is_product ? (uint64_t)c * (uint64_t)d : (uint64_t)c + (uint64_t)d;
  weir_value_t* constant = constant_like(rewriter, op, type, (int64_t)joined);
  if (constant == NULL) return false;
  weir_value_t* value =
      build_two(rewriter, op, id, weir_op_operand_n(inner, 0), constant);
  keep_flags(weir_value_op(value), op, inner,
             flags_of_constants(c, d, weir_int_width(type), is_product));
  weir_rewriter_replace_one(rewriter, op, value);
  return true;
}

// What |value| is the negation of, made as a product with -1; or NULL.
static weir_value_t* negated_by_product(const weir_value_t* value) {
  const weir_op_t* product = weir_value_op(value);
  int64_t factor = 0;
  return weir_op_is(product, WEIR_ARITH_MULI) &&
                 weir_value_splat_int(weir_op_operand_n(product, 1), &factor) &&
                 factor == -1
             ? weir_op_operand_n(product, 0)
             : NULL;
}

static bool add_negated(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* a = weir_op_operand_n(op, 0);
  weir_value_t* b = weir_op_operand_n(op, 1);
  weir_value_t* subtracted = negated_by_product(b);
  weir_value_t* from = a;
  if (subtracted == NULL) {
    subtracted = negated_by_product(a);
    from = b;
  }
  if (subtracted == NULL) return false;
  weir_rewriter_replace_one(
      rewriter, op, build_two(rewriter, op, WEIR_ARITH_SUBI, from, subtracted));
  return true;
}

bool weir_arith_sum_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* a = weir_op_operand_n(op, 0);
  weir_value_t* b = weir_op_operand_n(op, 1);
  bool is_add = weir_op_is(op, WEIR_ARITH_ADDI);
  int64_t c = 0;
  linear_t linear = {0};
  if (is_add && join_constants(op, rewriter)) return true;
  if (weir_value_splat_int(b, &c) && as_linear(a, &linear)) {
    uint64_t sum =
        (uint64_t)linear.constant + (is_add ? (uint64_t)c : 0 - (uint64_t)c);
    return replace_by_sum(rewriter, op, linear.other, sum, linear.negated);
  }
  if (!is_add && weir_value_splat_int(a, &c) && as_linear(b, &linear)) {
    uint64_t sum = (uint64_t)c - (uint64_t)linear.constant;
    return replace_by_sum(rewriter, op, linear.other, sum, !linear.negated);
  }
  // (a - b) - a is 0 - b.
  const weir_op_t* inner = weir_value_op(a);
  if (!is_add && weir_op_is(inner, WEIR_ARITH_SUBI) &&
      weir_op_operand_n(inner, 0) == b) {
    return replace_by_sum(rewriter, op, weir_op_operand_n(inner, 1), 0, true);
  }
  return is_add && add_negated(op, rewriter);
}

bool weir_arith_muli_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  return join_constants(op, rewriter);
}

// -- what both operands have in common ----------------------------------------

// Two negations in a product or a quotient.
bool weir_arith_signs_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_op_t* a = weir_value_op(weir_op_operand_n(op, 0));
  const weir_op_t* b = weir_value_op(weir_op_operand_n(op, 1));
  if (!weir_op_is(a, WEIR_ARITH_NEGF) || !weir_op_is(b, WEIR_ARITH_NEGF)) {
    return false;
  }
  weir_op_set_operand(op, 0, weir_op_operand_n(a, 0));
  weir_op_set_operand(op, 1, weir_op_operand_n(b, 0));
  weir_rewriter_touch(rewriter, op);
  return true;
}

// Bits are combined before they are extended.
bool weir_arith_bits_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_op_t* a = weir_value_op(weir_op_operand_n(op, 0));
  const weir_op_t* b = weir_value_op(weir_op_operand_n(op, 1));
  if ((!weir_op_is(a, WEIR_ARITH_EXTSI) && !weir_op_is(a, WEIR_ARITH_EXTUI)) ||
      !weir_op_is(b, weir_op_id(a)) ||
      weir_op_operand_n(a, 0)->type != weir_op_operand_n(b, 0)->type) {
    return false;
  }
  weir_value_t* narrow =
      build_two(rewriter, op, weir_op_id(op), weir_op_operand_n(a, 0),
                weir_op_operand_n(b, 0));
  weir_rewriter_replace_one(
      rewriter, op,
      weir_build_unary(&rewriter->builder, weir_op_id(a), op->location, narrow,
                       op->results[0].type));
  return true;
}
