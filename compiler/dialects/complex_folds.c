// Folds of complex numbers: what undoes what was done, and neutral numbers.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/complex.h"
#include "compiler/dialects/complex_impl.h"
#include "compiler/dialects/fold_util.h"

// The op that |id| undoes, and that undoes it.
static uint32_t inverse_of(uint32_t id) {
  switch (id) {
    case WEIR_COMPLEX_EXP:
      return WEIR_COMPLEX_LOG;
    case WEIR_COMPLEX_LOG:
      return WEIR_COMPLEX_EXP;
    case WEIR_COMPLEX_CONJ:
    case WEIR_COMPLEX_NEG:
      return id;
    default:
      return 0;
  }
}

bool weir_complex_unary_fold(weir_op_t* op, weir_attr_t* const* operands,
                             weir_fold_result_t* results) {
  (void)operands;
  uint32_t inverse = inverse_of(weir_op_id(op));
  const weir_op_t* inner = weir_value_op(weir_op_operand_n(op, 0));
  return inverse != 0 && weir_op_is(inner, inverse) &&
         weir_fold_to_value(results, weir_op_operand_n(inner, 0));
}

static bool is_number(const weir_attr_t* attr, double re) {
  if (!weir_attr_is(attr, WEIR_ATTR_ARRAY) || attr->array.count != 2) {
    return false;
  }
  const double parts[] = {re, 0};
  for (uint32_t i = 0; i < 2; ++i) {
    const weir_attr_t* part = attr->array.elements[i];
    if (!weir_attr_is(part, WEIR_ATTR_FLOAT) ||
        part->floating.value != parts[i]) {
      return false;
    }
  }
  return true;
}

// What |op|, the other of sum and difference, was made from besides |value|.
static weir_value_t* rest_without(const weir_op_t* op, uint32_t id,
                                  const weir_value_t* value) {
  return weir_op_is(op, id) && weir_op_operand_n(op, 1) == value
             ? weir_op_operand_n(op, 0)
             : NULL;
}

bool weir_complex_binary_fold(weir_op_t* op, weir_attr_t* const* operands,
                              weir_fold_result_t* results) {
  weir_value_t* lhs = weir_op_operand_n(op, 0);
  weir_value_t* rhs = weir_op_operand_n(op, 1);
  switch (weir_op_id(op)) {
    case WEIR_COMPLEX_ADD: {
      weir_value_t* rest =
          rest_without(weir_value_op(lhs), WEIR_COMPLEX_SUB, rhs);
      if (rest == NULL) {
        rest = rest_without(weir_value_op(rhs), WEIR_COMPLEX_SUB, lhs);
      }
      if (rest != NULL) return weir_fold_to_value(results, rest);
      return is_number(operands[1], 0) && weir_fold_to_value(results, lhs);
    }
    case WEIR_COMPLEX_SUB: {
      weir_value_t* rest =
          rest_without(weir_value_op(lhs), WEIR_COMPLEX_ADD, rhs);
      if (rest != NULL) return weir_fold_to_value(results, rest);
      return is_number(operands[1], 0) && weir_fold_to_value(results, lhs);
    }
    case WEIR_COMPLEX_DIV:
    case WEIR_COMPLEX_MUL:
      return is_number(operands[1], 1) && weir_fold_to_value(results, lhs);
    default:
      return false;
  }
}

// A part of the negation of a number made of parts.
bool weir_complex_part_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_op_t* negation = weir_value_op(weir_op_operand_n(op, 0));
  if (!weir_op_is(negation, WEIR_COMPLEX_NEG)) return false;
  const weir_op_t* made = weir_value_op(weir_op_operand_n(negation, 0));
  if (!weir_op_is(made, WEIR_COMPLEX_CREATE)) return false;
  weir_value_t* part =
      weir_op_operand_n(made, weir_op_is(op, WEIR_COMPLEX_RE) ? 0 : 1);
  weir_rewriter_replace_one(
      rewriter, op,
      weir_build_unary(&rewriter->builder, WEIR_ARITH_NEGF, op->location, part,
                       part->type));
  return true;
}
