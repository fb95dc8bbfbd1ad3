// Folds and rewrites of arith's comparisons, and of selections by them.
#include <math.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/arith_impl.h"
#include "compiler/dialects/fold_util.h"

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

// not (a < b) is a >= b; what else holds of bits.
bool weir_arith_xori_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  static const int64_t inverse[] = {NE,  EQ,  SGE, SGT, SLE,
                                    SLT, UGE, UGT, ULE, ULT};
  weir_op_t* compare = weir_value_op(weir_op_operand_n(op, 0));
  int64_t mask = 0;
  if (!weir_op_is(compare, WEIR_ARITH_CMPI) ||
      !weir_value_splat_int(weir_op_operand_n(op, 1), &mask) || mask != -1) {
    return weir_arith_bits_canonicalize(op, rewriter);
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

static weir_attr_t* choose(weir_attr_t* const* elements, weir_type_t* type,
                           const void* user) {
  (void)user;
  bool is_number = weir_type_is_float(type) || weir_type_is_int_or_index(type);
  return is_number ? elements[elements[0]->integer.value != 0 ? 1 : 2] : NULL;
}

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
  if (weir_attr_is(operands[0], WEIR_ATTR_DENSE_ELEMENTS)) {
    weir_attr_t* chosen =
        weir_fold_elements(operands, 3, yes->type, choose, NULL);
    return weir_fold_to_attr(results, chosen);
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

// One or zero is the condition, zero or one its complement.
static bool take_condition(weir_op_t* op, weir_rewriter_t* rewriter,
                           int64_t yes, int64_t no) {
  weir_value_t* condition = weir_op_operand_n(op, 0);
  weir_type_t* type = op->results[0].type;
  bool is_complement = yes == 0;
  if (weir_int_width(type) == 1 || weir_type_is_shaped(type) ||
      (is_complement ? no != 1 : yes != 1 || no != 0)) {
    return false;
  }
  if (is_complement) {
    weir_value_t* all =
        weir_build_constant(&rewriter->builder, op->location,
                            weir_splat_int_attr(condition->type, -1));
    condition = build_two(rewriter, op, WEIR_ARITH_XORI, condition, all);
  }
  weir_rewriter_replace_one(
      rewriter, op,
      weir_build_unary(&rewriter->builder, WEIR_ARITH_EXTUI, op->location,
                       condition, type));
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
  return take_condition(op, rewriter, y, n);
}
