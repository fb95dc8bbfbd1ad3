// Divisions of affine maps round down or up and remainders are never negative,
// whereas arith cuts towards zero: they are computed of numbers made positive
// before. What is divided by must be positive.
#include "compiler/transforms/util/affine_expansion.h"

#include "compiler/dialects/arith.h"
#include "compiler/ir/diagnostic.h"

enum { SLT = 2, SLE = 3 };  // predicates of arith.cmpi

typedef weir_affine_expansion_t expansion_t;

static weir_value_t* constant(expansion_t* e, int64_t value) {
  return weir_build_index(&e->builder, e->op->location, value);
}

static weir_value_t* binary(expansion_t* e, uint32_t id, weir_value_t* a,
                            weir_value_t* b) {
  return weir_build_binary(&e->builder, id, e->op->location, a, b);
}

weir_value_t* weir_affine_expand_compare(expansion_t* e, int64_t predicate,
                                         weir_value_t* a, weir_value_t* b) {
  weir_context_t* context = e->builder.context;
  weir_op_state_t state;
  weir_op_state_init(&state, &e->builder, WEIR_ARITH_CMPI, e->op->location);
  weir_op_state_attr(&state, "predicate", weir_i64_attr(context, predicate));
  weir_op_state_operand(&state, a);
  weir_op_state_operand(&state, b);
  weir_op_state_result(&state, weir_i1_type(context));
  return weir_op_result_n(weir_build(&e->builder, &state), 0);
}

static weir_value_t* choose(expansion_t* e, weir_value_t* condition,
                            weir_value_t* a, weir_value_t* b) {
  weir_op_state_t state;
  weir_op_state_init(&state, &e->builder, WEIR_ARITH_SELECT, e->op->location);
  weir_op_state_operand(&state, condition);
  weir_op_state_operand(&state, a);
  weir_op_state_operand(&state, b);
  weir_op_state_result(&state, a->type);
  return weir_op_result_n(weir_build(&e->builder, &state), 0);
}

static weir_value_t* expand_mod(expansion_t* e, weir_value_t* a,
                                weir_value_t* b) {
  weir_value_t* rest = binary(e, WEIR_ARITH_REMSI, a, b);
  weir_value_t* is_negative =
      weir_affine_expand_compare(e, SLT, rest, constant(e, 0));
  weir_value_t* above = binary(e, WEIR_ARITH_ADDI, rest, b);
  return choose(e, is_negative, above, rest);
}

// Of a negative number the complement is divided, which has no sign.
static weir_value_t* expand_floordiv(expansion_t* e, weir_value_t* a,
                                     weir_value_t* b) {
  weir_value_t* zero = constant(e, 0);
  weir_value_t* ones = constant(e, -1);
  weir_value_t* is_negative = weir_affine_expand_compare(e, SLT, a, zero);
  weir_value_t* complement = binary(e, WEIR_ARITH_SUBI, ones, a);
  weir_value_t* dividend = choose(e, is_negative, complement, a);
  weir_value_t* quotient = binary(e, WEIR_ARITH_DIVSI, dividend, b);
  weir_value_t* back = binary(e, WEIR_ARITH_SUBI, ones, quotient);
  return choose(e, is_negative, back, quotient);
}

static weir_value_t* expand_ceildiv(expansion_t* e, weir_value_t* a,
                                    weir_value_t* b) {
  weir_value_t* zero = constant(e, 0);
  weir_value_t* one = constant(e, 1);
  weir_value_t* is_low = weir_affine_expand_compare(e, SLE, a, zero);
  weir_value_t* negated = binary(e, WEIR_ARITH_SUBI, zero, a);
  weir_value_t* before = binary(e, WEIR_ARITH_SUBI, a, one);
  weir_value_t* dividend = choose(e, is_low, negated, before);
  weir_value_t* quotient = binary(e, WEIR_ARITH_DIVSI, dividend, b);
  weir_value_t* back = binary(e, WEIR_ARITH_SUBI, zero, quotient);
  weir_value_t* next = binary(e, WEIR_ARITH_ADDI, quotient, one);
  return choose(e, is_low, back, next);
}

// Whether what is divided by may be positive.
static bool check_divisor(expansion_t* e, const weir_affine_expr_t* expr) {
  bool divides = expr->kind == WEIR_AFFINE_MOD ||
                 expr->kind == WEIR_AFFINE_FLOORDIV ||
                 expr->kind == WEIR_AFFINE_CEILDIV;
  if (!divides || expr->rhs->kind != WEIR_AFFINE_CONSTANT ||
      expr->rhs->value > 0) {
    return true;
  }
  return weir_op_error(e->op, "%s by non-positive value is not supported",
                       expr->kind == WEIR_AFFINE_MOD ? "modulo" : "division");
}

weir_value_t* weir_affine_expand(expansion_t* e,
                                 const weir_affine_expr_t* expr) {
  switch (expr->kind) {
    case WEIR_AFFINE_CONSTANT:
      return constant(e, expr->value);
    case WEIR_AFFINE_DIM:
      return e->dims[expr->value];
    case WEIR_AFFINE_SYMBOL:
      return e->symbols[expr->value];
    default:
      break;
  }
  if (!check_divisor(e, expr)) return NULL;
  weir_value_t* a = weir_affine_expand(e, expr->lhs);
  weir_value_t* b = a != NULL ? weir_affine_expand(e, expr->rhs) : NULL;
  if (b == NULL) return NULL;
  switch (expr->kind) {
    case WEIR_AFFINE_ADD:
      return binary(e, WEIR_ARITH_ADDI, a, b);
    case WEIR_AFFINE_MUL:
      return binary(e, WEIR_ARITH_MULI, a, b);
    case WEIR_AFFINE_MOD:
      return expand_mod(e, a, b);
    case WEIR_AFFINE_FLOORDIV:
      return expand_floordiv(e, a, b);
    default:
      return expand_ceildiv(e, a, b);
  }
}
