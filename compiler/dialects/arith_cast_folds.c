// Folds of arith's comparisons, selections and casts; rewrites of sums.
#include <math.h>
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/arith_impl.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/ir/diagnostic.h"

// -- cmpi ---------------------------------------------------------------------

enum { EQ, NE, SLT, SLE, SGT, SGE, ULT, ULE, UGT, UGE };

static bool compare_ints(int64_t predicate, int64_t a, int64_t b,
                         uint32_t width) {
  uint64_t x = weir_int_unsigned(a, width), y = weir_int_unsigned(b, width);
  switch (predicate) {
    case EQ:
      return a == b;
    case NE:
      return a != b;
    case SLT:
      return a < b;
    case SLE:
      return a <= b;
    case SGT:
      return a > b;
    case SGE:
      return a >= b;
    case ULT:
      return x < y;
    case ULE:
      return x <= y;
    case UGT:
      return x > y;
    default:
      return x >= y;
  }
}

// One function per predicate, so that constants fold element by element.
#define COMPARE(name, predicate)                                         \
  static bool name(int64_t a, int64_t b, uint32_t width, int64_t* out) { \
    *out = compare_ints(predicate, a, b, width) ? -1 : 0;                \
    return true;                                                         \
  }
COMPARE(cmp_eq, EQ)
COMPARE(cmp_ne, NE)
COMPARE(cmp_slt, SLT)
COMPARE(cmp_sle, SLE)
COMPARE(cmp_sgt, SGT)
COMPARE(cmp_sge, SGE)
COMPARE(cmp_ult, ULT)
COMPARE(cmp_ule, ULE)
COMPARE(cmp_ugt, UGT)
COMPARE(cmp_uge, UGE)
static const weir_int_fn_t int_compares[] = {
    cmp_eq,  cmp_ne,  cmp_slt, cmp_sle, cmp_sgt,
    cmp_sge, cmp_ult, cmp_ule, cmp_ugt, cmp_uge,
};

// The predicate for exchanged operands.
static const int64_t swapped[] = {EQ,  NE,  SGT, SGE, SLT,
                                  SLE, UGT, UGE, ULT, ULE};

bool weir_arith_cmpi_fold(weir_op_t* op, weir_attr_t* const* operands,
                          weir_fold_result_t* results) {
  int64_t predicate = weir_op_attr_int(op, "predicate", 0), c = 0;
  weir_value_t* a = weir_op_operand_n(op, 0);
  weir_value_t* b = weir_op_operand_n(op, 1);
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  if (predicate < 0 || predicate > UGE || weir_int_width(a->type) > 64) {
    return false;
  }
  if (a == b) {
    bool same = compare_ints(predicate, 0, 0, 64);
    return weir_fold_to_attr(results, weir_splat_int_attr(type, same ? -1 : 0));
  }
  bool has_right = weir_attr_splat_int(operands[1], &c);
  if (has_right && c == 0 && predicate == NE) {
    const weir_op_t* extension = weir_value_op(a);
    if ((weir_op_is(extension, WEIR_ARITH_EXTUI) ||
         weir_op_is(extension, WEIR_ARITH_EXTSI)) &&
        weir_op_operand_n(extension, 0)->type == type) {
      return weir_fold_to_value(results, weir_op_operand_n(extension, 0));
    }
  }
  if (operands[0] != NULL && operands[1] == NULL) {
    weir_op_set_operand(op, 0, b);
    weir_op_set_operand(op, 1, a);
    weir_op_set_attr(op, "predicate",
                     weir_i64_attr(op->context, swapped[predicate]));
    return true;
  }
  if (operands[0] == NULL || operands[1] == NULL) return false;
  return weir_fold_to_attr(
      results,
      weir_fold_ints(operands[0], operands[1], type, int_compares[predicate]));
}

// -- cmpf ---------------------------------------------------------------------

bool weir_arith_cmpf_fold(weir_op_t* op, weir_attr_t* const* operands,
                          weir_fold_result_t* results) {
  // Predicates: bit 0 equal, bit 1 greater, bit 2 less for the ordered half and
  // the same with unordered above 7 (one and ord are sums of the others).
  static const uint8_t ordered[] = {0, 1, 2, 3, 4, 5, 6, 7,
                                    1, 2, 3, 4, 5, 6, 0, 7};
  int64_t predicate = weir_op_attr_int(op, "predicate", 0);
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  double a = 0, b = 0;
  if (predicate < 0 || predicate > 15) return false;
  // Vectors and tensors stay, and "true" of values that are not known.
  bool has_a = weir_attr_is(operands[0], WEIR_ATTR_FLOAT) &&
               weir_attr_splat_float(operands[0], &a);
  bool has_b = weir_attr_is(operands[1], WEIR_ATTR_FLOAT) &&
               weir_attr_splat_float(operands[1], &b);
  bool is_known =
      (has_a && has_b) || (has_a && isnan(a)) || (has_b && isnan(b));
  if (!is_known) return false;
  bool value = predicate >= 8;
  if (!isnan(a) && !isnan(b)) {
    uint8_t relation = a == b ? 1 : a > b ? 2 : 4;
    value = (ordered[predicate] & relation) != 0;
  }
  return weir_fold_to_attr(results, weir_splat_int_attr(type, value ? -1 : 0));
}

// -- select -------------------------------------------------------------------

bool weir_arith_select_fold(weir_op_t* op, weir_attr_t* const* operands,
                            weir_fold_result_t* results) {
  weir_value_t* condition = weir_op_operand_n(op, 0);
  weir_value_t* yes = weir_op_operand_n(op, 1);
  weir_value_t* no = weir_op_operand_n(op, 2);
  int64_t c = 0, y = 0, n = 0;
  if (yes == no) return weir_fold_to_value(results, yes);
  if (weir_attr_splat_int(operands[0], &c)) {
    return weir_fold_to_value(results, c != 0 ? yes : no);
  }
  if (condition->type == yes->type && weir_int_width(yes->type) == 1 &&
      weir_attr_splat_int(operands[1], &y) &&
      weir_attr_splat_int(operands[2], &n) && y != 0 && n == 0) {
    return weir_fold_to_value(results, condition);
  }
  const weir_op_t* compare = weir_value_op(condition);
  if (!weir_op_is(compare, WEIR_ARITH_CMPI)) return false;
  int64_t predicate = weir_op_attr_int(compare, "predicate", -1);
  weir_value_t* a = weir_op_operand_n(compare, 0);
  weir_value_t* b = weir_op_operand_n(compare, 1);
  bool same = (a == yes && b == no) || (a == no && b == yes);
  if (same && predicate == EQ) return weir_fold_to_value(results, no);
  if (same && predicate == NE) return weir_fold_to_value(results, yes);
  return false;
}

static weir_value_t* build_two(weir_rewriter_t* rewriter, const weir_op_t* at,
                               uint32_t id, weir_value_t* a, weir_value_t* b) {
  return weir_build_binary(&rewriter->builder, id, at->location, a, b);
}

// The other value where the condition is a complement.
static bool select_by_complement(weir_op_t* op) {
  const weir_op_t* complement = weir_value_op(weir_op_operand_n(op, 0));
  int64_t mask = 0;
  if (!weir_op_is(complement, WEIR_ARITH_XORI) ||
      !weir_value_splat_int(weir_op_operand_n(complement, 1), &mask) ||
      mask != -1) {
    return false;
  }
  weir_value_t* yes = weir_op_operand_n(op, 1);
  weir_op_set_operand(op, 0, weir_op_operand_n(complement, 0));
  weir_op_set_operand(op, 1, weir_op_operand_n(op, 2));
  weir_op_set_operand(op, 2, yes);
  return true;
}

bool weir_arith_select_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* condition = weir_op_operand_n(op, 0);
  const weir_op_t* yes = weir_value_op(weir_op_operand_n(op, 1));
  const weir_op_t* no = weir_value_op(weir_op_operand_n(op, 2));
  // A nested selection by the same condition has been decided.
  if (weir_op_is(yes, WEIR_ARITH_SELECT) &&
      weir_op_operand_n(yes, 0) == condition) {
    weir_op_set_operand(op, 1, weir_op_operand_n(yes, 1));
    weir_rewriter_touch(rewriter, op);
    return true;
  }
  if (weir_op_is(no, WEIR_ARITH_SELECT) &&
      weir_op_operand_n(no, 0) == condition) {
    weir_op_set_operand(op, 2, weir_op_operand_n(no, 2));
    weir_rewriter_touch(rewriter, op);
    return true;
  }
  if (select_by_complement(op)) {
    weir_rewriter_touch(rewriter, op);
    return true;
  }
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  int64_t y = 0, n = 0;
  if (!weir_value_splat_int(weir_op_operand_n(op, 1), &y) ||
      !weir_value_splat_int(weir_op_operand_n(op, 2), &n) ||
      weir_type_is_index(type)) {
    return false;
  }
  if (condition->type == type && y == 0 && n == -1) {
    // The constant is a new one, which stands where upstream has it.
    weir_value_t* all =
        weir_build_constant(&rewriter->builder, op->location,
                            weir_value_constant(weir_op_operand_n(op, 2)));
    weir_rewriter_replace_one(
        rewriter, op, build_two(rewriter, op, WEIR_ARITH_XORI, condition, all));
    return true;
  }
  if (weir_int_width(type) > 1 && y == 1 && n == 0 &&
      weir_type_is_shaped(type) == weir_type_is_shaped(condition->type)) {
    weir_rewriter_replace_one(
        rewriter, op,
        weir_build_unary(&rewriter->builder, WEIR_ARITH_EXTUI, op->location,
                         condition, type));
    return true;
  }
  return false;
}

// -- casts --------------------------------------------------------------------

static bool keep_int(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  (void)b;
  (void)width;
  *out = a;
  return true;
}
static bool extend_unsigned(int64_t a, int64_t b, uint32_t width,
                            int64_t* out) {
  (void)b;
  *out = (int64_t)weir_int_unsigned(a, width);
  return true;
}
static bool keep_float(double a, double b, double* out) {
  (void)b;
  *out = a;
  return true;
}

static weir_attr_t* fold_int_to_float(const weir_attr_t* attr,
                                      weir_type_t* type, bool is_unsigned) {
  int64_t value = 0;
  if (!weir_attr_splat_int(attr, &value)) return NULL;
  uint32_t width = weir_int_width(attr->type);
  return weir_splat_float_attr(
      type,
      is_unsigned ? (double)weir_int_unsigned(value, width) : (double)value);
}

static weir_attr_t* fold_float_to_int(const weir_attr_t* attr,
                                      weir_type_t* type, bool is_unsigned) {
  double value = 0;
  if (!weir_attr_splat_float(attr, &value) || isnan(value)) return NULL;
  value = trunc(value);
  uint32_t width = weir_int_width(type);
  double low = is_unsigned ? 0 : -ldexp(1, (int)width - 1);
  double high = ldexp(1, (int)width - (is_unsigned ? 0 : 1));
  if (value < low || value >= high) return NULL;  // no defined result
  return weir_splat_int_attr(
      type, is_unsigned ? (int64_t)(uint64_t)value : (int64_t)value);
}

// The same bits as numbers of the other kind.
static weir_attr_t* fold_bitcast(const weir_attr_t* attr, weir_type_t* type) {
  if (weir_attr_is(attr, WEIR_ATTR_DENSE_ELEMENTS)) {
    const weir_type_t* from = weir_type_element(attr->type);
    uint32_t bits = weir_type_bit_width(weir_type_element(type));
    return bits % 8 == 0 && bits == weir_type_bit_width(from) &&
                   weir_type_has_static_shape(type)
               ? weir_dense_attr(type, attr->dense.data, attr->dense.size)
               : NULL;
  }
  uint64_t bits = 0;
  if (weir_type_is_shaped(type)) return NULL;
  if (weir_attr_is(attr, WEIR_ATTR_FLOAT)) {
    bits = attr->floating.bits;
  } else if (weir_attr_is(attr, WEIR_ATTR_INTEGER)) {
    bits = weir_int_unsigned(attr->integer.value, weir_int_width(attr->type));
  } else {
    return NULL;
  }
  uint32_t width = weir_type_bit_width(type);
  if (width == 0 || width > 64) return NULL;
  return weir_type_is_float(type)
             ? weir_float_attr_bits(type, bits)
             : weir_integer_attr(type, weir_int_wrap((int64_t)bits, width));
}

static weir_attr_t* fold_constant_cast(uint32_t id, const weir_attr_t* attr,
                                       weir_type_t* type) {
  switch (id) {
    case WEIR_ARITH_BITCAST:
      return fold_bitcast(attr, type);
    case WEIR_ARITH_EXTSI:
    case WEIR_ARITH_TRUNCI:
    case WEIR_ARITH_INDEX_CAST:
      return weir_fold_ints(attr, NULL, type, keep_int);
    case WEIR_ARITH_EXTUI:
    case WEIR_ARITH_INDEX_CASTUI:
      return weir_fold_ints(attr, NULL, type, extend_unsigned);
    case WEIR_ARITH_EXTF:
    case WEIR_ARITH_TRUNCF:
      return weir_fold_floats(attr, NULL, type, keep_float);
    case WEIR_ARITH_SITOFP:
      return fold_int_to_float(attr, type, false);
    case WEIR_ARITH_UITOFP:
      return fold_int_to_float(attr, type, true);
    case WEIR_ARITH_FPTOSI:
      return fold_float_to_int(attr, type, false);
    case WEIR_ARITH_FPTOUI:
      return fold_float_to_int(attr, type, true);
    default:
      return NULL;
  }
}

static bool is_extension(const weir_op_t* op) {
  return weir_op_is(op, WEIR_ARITH_EXTSI) || weir_op_is(op, WEIR_ARITH_EXTUI);
}

bool weir_arith_cast_fold(weir_op_t* op, weir_attr_t* const* operands,
                          weir_fold_result_t* results) {
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  weir_value_t* source = weir_op_operand_n(op, 0);
  const weir_op_t* inner = weir_value_op(source);
  uint32_t id = weir_op_id(op);
  if (operands[0] != NULL) {
    weir_attr_t* attr = fold_constant_cast(id, operands[0], type);
    if (attr != NULL) return weir_fold_to_attr(results, attr);
  }
  if (source->type == type && id == WEIR_ARITH_BITCAST) {
    return weir_fold_to_value(results, source);
  }
  if (inner == NULL) return false;
  if ((id == WEIR_ARITH_EXTSI || id == WEIR_ARITH_EXTUI) &&
      weir_op_is(inner, id)) {
    weir_op_set_operand(op, 0, weir_op_operand_n(inner, 0));
    return true;
  }
  if (id == WEIR_ARITH_TRUNCI && is_extension(inner) &&
      weir_int_width(weir_op_operand_n(inner, 0)->type) >
          weir_int_width(type)) {
    weir_op_set_operand(op, 0, weir_op_operand_n(inner, 0));
    return true;
  }
  bool undone =
      (id == WEIR_ARITH_TRUNCI && is_extension(inner)) ||
      ((id == WEIR_ARITH_INDEX_CAST || id == WEIR_ARITH_INDEX_CASTUI) &&
       weir_op_is(inner, id)) ||
      (id == WEIR_ARITH_BITCAST && weir_op_is(inner, id));
  if (undone && weir_op_operand_n(inner, 0)->type == type) {
    return weir_fold_to_value(results, weir_op_operand_n(inner, 0));
  }
  if (id == WEIR_ARITH_TRUNCI && weir_op_is(inner, WEIR_ARITH_TRUNCI)) {
    weir_op_set_operand(op, 0, weir_op_operand_n(inner, 0));
    return true;
  }
  return false;
}

// What an extension adds and a truncation takes away again, or what a cast to
// index adds as well, is left out.
bool weir_arith_cast_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_op_t* inner = weir_value_op(weir_op_operand_n(op, 0));
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  uint32_t id = weir_op_id(op), made = 0;
  if (!is_extension(inner)) return false;
  weir_value_t* source = weir_op_operand_n(inner, 0);
  if (id == WEIR_ARITH_TRUNCI &&
      weir_int_width(source->type) < weir_int_width(type)) {
    made = weir_op_id(inner);
  } else if ((id == WEIR_ARITH_INDEX_CAST &&
              weir_op_is(inner, WEIR_ARITH_EXTSI)) ||
             (id == WEIR_ARITH_INDEX_CASTUI &&
              weir_op_is(inner, WEIR_ARITH_EXTUI))) {
    made = id;
  } else {
    return false;
  }
  weir_rewriter_replace_one(
      rewriter, op,
      weir_build_unary(&rewriter->builder, made, op->location, source, type));
  return true;
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

bool weir_arith_sum_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* a = weir_op_operand_n(op, 0);
  weir_value_t* b = weir_op_operand_n(op, 1);
  bool is_add = weir_op_is(op, WEIR_ARITH_ADDI);
  int64_t c = 0;
  linear_t linear = {0};
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
  return false;
}

bool weir_arith_muli_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_op_t* inner = weir_value_op(weir_op_operand_n(op, 0));
  int64_t c = 0, d = 0;
  if (!weir_op_is(inner, WEIR_ARITH_MULI) ||
      !weir_value_splat_int(weir_op_operand_n(op, 1), &c) ||
      !weir_value_splat_int(weir_op_operand_n(inner, 1), &d)) {
    return false;
  }
  weir_value_t* product =
      constant_like(rewriter, op, weir_op_result_n(op, 0)->type,
                    (int64_t)((uint64_t)c * (uint64_t)d));
  if (product == NULL) return false;
  weir_rewriter_replace_one(rewriter, op,
                            build_two(rewriter, op, WEIR_ARITH_MULI,
                                      weir_op_operand_n(inner, 0), product));
  return true;
}

// not (a < b) is a >= b.
bool weir_arith_xori_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  static const int64_t inverse[] = {NE,  EQ,  SGE, SGT, SLE,
                                    SLT, UGE, UGT, ULE, ULT};
  weir_op_t* compare = weir_value_op(weir_op_operand_n(op, 0));
  int64_t mask = 0;
  if (!weir_op_is(compare, WEIR_ARITH_CMPI) ||
      !weir_value_splat_int(weir_op_operand_n(op, 1), &mask) || mask != -1) {
    return false;
  }
  int64_t predicate = weir_op_attr_int(compare, "predicate", -1);
  if (predicate < 0 || predicate > UGE) return false;
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_ARITH_CMPI, op->location);
  weir_op_state_operand(&state, weir_op_operand_n(compare, 0));
  weir_op_state_operand(&state, weir_op_operand_n(compare, 1));
  weir_op_state_attr(&state, "predicate",
                     weir_i64_attr(op->context, inverse[predicate]));
  weir_op_state_result(&state, weir_op_result_n(op, 0)->type);
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}

// -- verification -------------------------------------------------------------

bool weir_arith_constant_verify(weir_op_t* op) {
  weir_attr_t* value = weir_op_attr(op, "value");
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  if (value->type != type) {
    return weir_op_error(op, "value type does not match the result type");
  }
  if (type->kind == WEIR_TYPE_INTEGER &&
      type->integer.signedness != WEIR_SIGNLESS) {
    return weir_op_error(op, "integer return type must be signless");
  }
  return true;
}
