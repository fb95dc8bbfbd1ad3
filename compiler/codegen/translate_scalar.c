// Scalar operations of arith and math.
#include "compiler/codegen/translate_impl.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/math.h"

typedef struct operator_row_t {
  uint32_t id;
  weir_expr_op_t op;
} operator_row_t;

static const operator_row_t operators[] = {
    {WEIR_ARITH_ADDF, WEIR_EXPR_ADDF},
    {WEIR_ARITH_ADDI, WEIR_EXPR_ADDI},
    {WEIR_ARITH_ANDI, WEIR_EXPR_ANDI},
    {WEIR_ARITH_BITCAST, WEIR_EXPR_BITCAST},
    {WEIR_ARITH_CEILDIVSI, WEIR_EXPR_CEILDIVSI},
    {WEIR_ARITH_CEILDIVUI, WEIR_EXPR_CEILDIVUI},
    {WEIR_ARITH_CMPF, WEIR_EXPR_CMPF},
    {WEIR_ARITH_CMPI, WEIR_EXPR_CMPI},
    {WEIR_ARITH_DIVF, WEIR_EXPR_DIVF},
    {WEIR_ARITH_DIVSI, WEIR_EXPR_DIVSI},
    {WEIR_ARITH_DIVUI, WEIR_EXPR_DIVUI},
    {WEIR_ARITH_EXTF, WEIR_EXPR_EXTF},
    {WEIR_ARITH_EXTSI, WEIR_EXPR_EXTSI},
    {WEIR_ARITH_EXTUI, WEIR_EXPR_EXTUI},
    {WEIR_ARITH_FLOORDIVSI, WEIR_EXPR_FLOORDIVSI},
    {WEIR_ARITH_FPTOSI, WEIR_EXPR_FPTOSI},
    {WEIR_ARITH_FPTOUI, WEIR_EXPR_FPTOUI},
    {WEIR_ARITH_MAXIMUMF, WEIR_EXPR_MAXIMUMF},
    {WEIR_ARITH_MAXNUMF, WEIR_EXPR_MAXNUMF},
    {WEIR_ARITH_MAXSI, WEIR_EXPR_MAXSI},
    {WEIR_ARITH_MAXUI, WEIR_EXPR_MAXUI},
    {WEIR_ARITH_MINIMUMF, WEIR_EXPR_MINIMUMF},
    {WEIR_ARITH_MINNUMF, WEIR_EXPR_MINNUMF},
    {WEIR_ARITH_MINSI, WEIR_EXPR_MINSI},
    {WEIR_ARITH_MINUI, WEIR_EXPR_MINUI},
    {WEIR_ARITH_MULF, WEIR_EXPR_MULF},
    {WEIR_ARITH_MULI, WEIR_EXPR_MULI},
    {WEIR_ARITH_NEGF, WEIR_EXPR_NEGF},
    {WEIR_ARITH_ORI, WEIR_EXPR_ORI},
    {WEIR_ARITH_REMF, WEIR_EXPR_REMF},
    {WEIR_ARITH_REMSI, WEIR_EXPR_REMSI},
    {WEIR_ARITH_REMUI, WEIR_EXPR_REMUI},
    {WEIR_ARITH_SELECT, WEIR_EXPR_SELECT},
    {WEIR_ARITH_SHLI, WEIR_EXPR_SHLI},
    {WEIR_ARITH_SHRSI, WEIR_EXPR_SHRSI},
    {WEIR_ARITH_SHRUI, WEIR_EXPR_SHRUI},
    {WEIR_ARITH_SITOFP, WEIR_EXPR_SITOFP},
    {WEIR_ARITH_SUBF, WEIR_EXPR_SUBF},
    {WEIR_ARITH_SUBI, WEIR_EXPR_SUBI},
    {WEIR_ARITH_TRUNCF, WEIR_EXPR_TRUNCF},
    {WEIR_ARITH_TRUNCI, WEIR_EXPR_TRUNCI},
    {WEIR_ARITH_UITOFP, WEIR_EXPR_UITOFP},
    {WEIR_ARITH_XORI, WEIR_EXPR_XORI},
    {WEIR_MATH_ABSF, WEIR_EXPR_ABSF},
    {WEIR_MATH_ABSI, WEIR_EXPR_ABSI},
    {WEIR_MATH_ACOS, WEIR_EXPR_ACOS},
    {WEIR_MATH_ACOSH, WEIR_EXPR_ACOSH},
    {WEIR_MATH_ASIN, WEIR_EXPR_ASIN},
    {WEIR_MATH_ASINH, WEIR_EXPR_ASINH},
    {WEIR_MATH_ATAN, WEIR_EXPR_ATAN},
    {WEIR_MATH_ATAN2, WEIR_EXPR_ATAN2},
    {WEIR_MATH_ATANH, WEIR_EXPR_ATANH},
    {WEIR_MATH_CBRT, WEIR_EXPR_CBRT},
    {WEIR_MATH_CEIL, WEIR_EXPR_CEIL},
    {WEIR_MATH_COPYSIGN, WEIR_EXPR_COPYSIGN},
    {WEIR_MATH_COS, WEIR_EXPR_COS},
    {WEIR_MATH_COSH, WEIR_EXPR_COSH},
    {WEIR_MATH_CTLZ, WEIR_EXPR_CTLZ},
    {WEIR_MATH_CTPOP, WEIR_EXPR_CTPOP},
    {WEIR_MATH_CTTZ, WEIR_EXPR_CTTZ},
    {WEIR_MATH_ERF, WEIR_EXPR_ERF},
    {WEIR_MATH_EXP, WEIR_EXPR_EXP},
    {WEIR_MATH_EXP2, WEIR_EXPR_EXP2},
    {WEIR_MATH_EXPM1, WEIR_EXPR_EXPM1},
    {WEIR_MATH_FLOOR, WEIR_EXPR_FLOOR},
    {WEIR_MATH_FMA, WEIR_EXPR_FMA},
    {WEIR_MATH_IPOWI, WEIR_EXPR_IPOWI},
    {WEIR_MATH_LOG, WEIR_EXPR_LOG},
    {WEIR_MATH_LOG10, WEIR_EXPR_LOG10},
    {WEIR_MATH_LOG1P, WEIR_EXPR_LOG1P},
    {WEIR_MATH_LOG2, WEIR_EXPR_LOG2},
    {WEIR_MATH_POWF, WEIR_EXPR_POWF},
    {WEIR_MATH_ROUND, WEIR_EXPR_ROUND},
    {WEIR_MATH_ROUNDEVEN, WEIR_EXPR_ROUNDEVEN},
    {WEIR_MATH_RSQRT, WEIR_EXPR_RSQRT},
    {WEIR_MATH_SIN, WEIR_EXPR_SIN},
    {WEIR_MATH_SINH, WEIR_EXPR_SINH},
    {WEIR_MATH_SQRT, WEIR_EXPR_SQRT},
    {WEIR_MATH_TAN, WEIR_EXPR_TAN},
    {WEIR_MATH_TANH, WEIR_EXPR_TANH},
    {WEIR_MATH_TRUNC, WEIR_EXPR_TRUNC},
};

bool weir_translate_type(const weir_type_t* type,
                         weir_scalar_type_t* out_type) {
  switch (type->kind) {
    case WEIR_TYPE_INDEX:
      *out_type = WEIR_SCALAR_I64;
      return true;
    case WEIR_TYPE_INTEGER:
      switch (type->integer.width) {
        case 1:
          *out_type = WEIR_SCALAR_BOOL;
          return true;
        case 8:
          *out_type = WEIR_SCALAR_I8;
          return true;
        case 16:
          *out_type = WEIR_SCALAR_I16;
          return true;
        case 32:
          *out_type = WEIR_SCALAR_I32;
          return true;
        case 64:
          *out_type = WEIR_SCALAR_I64;
          return true;
        default:
          return false;
      }
    case WEIR_TYPE_FLOAT:
      switch (type->floating) {
        case WEIR_FLOAT_F16:
          *out_type = WEIR_SCALAR_F16;
          return true;
        case WEIR_FLOAT_BF16:
          *out_type = WEIR_SCALAR_BF16;
          return true;
        case WEIR_FLOAT_F32:
          *out_type = WEIR_SCALAR_F32;
          return true;
        case WEIR_FLOAT_F64:
          *out_type = WEIR_SCALAR_F64;
          return true;
        default:
          return false;
      }
    default:
      return false;
  }
}

weir_expr_t* weir_constant_expr(weir_translator_t* t, const weir_op_t* op,
                                const weir_attr_t* value) {
  weir_scalar_type_t type;
  if (value == NULL || value->type == NULL ||
      !weir_translate_type(value->type, &type)) {
    return weir_translate_refuse(t, op, "constant of this type");
  }
  if (weir_attr_is(value, WEIR_ATTR_FLOAT)) {
    return weir_expr_float(t->kernel, type, value->floating.value);
  }
  int64_t integer = 0;
  if (!weir_attr_int(value, &integer)) {
    return weir_translate_refuse(t, op, "constant of this kind");
  }
  return weir_expr_int(t->kernel, type, integer);
}

// index_cast widens or narrows, whichever the types need.
static weir_expr_t* index_cast(weir_translator_t* t, const weir_op_t* op,
                               weir_scalar_type_t type, weir_expr_t* a) {
  if (type == a->type) return a;
  weir_expr_op_t widen = weir_op_is(op, WEIR_ARITH_INDEX_CASTUI)
                             ? WEIR_EXPR_EXTUI
                             : WEIR_EXPR_EXTSI;
  bool wider = weir_scalar_bytes(type) > weir_scalar_bytes(a->type);
  if (a->type == WEIR_SCALAR_BOOL) wider = true;
  return weir_expr_unary(t->kernel, wider ? widen : WEIR_EXPR_TRUNCI, type, a);
}

weir_expr_t* weir_operator_expr(weir_translator_t* t, weir_op_t* op,
                                weir_expr_t* const* operands) {
  if (weir_op_is_complex(op, operands)) {
    return weir_complex_operator(t, op, operands);
  }
  weir_scalar_type_t type;
  weir_type_t* result =
      op->result_count == 1 ? weir_op_result_n(op, 0)->type : NULL;
  if (result != NULL && weir_type_is_shaped(result)) {
    result = weir_type_element(result);
  }
  if (result == NULL || !weir_translate_type(result, &type)) {
    return weir_translate_refuse(t, op, "result of this type");
  }
  uint32_t id = weir_op_id(op);
  if (id == WEIR_ARITH_CONSTANT) {
    return weir_constant_expr(t, op, weir_op_attr(op, "value"));
  }
  if (id == WEIR_ARITH_INDEX_CAST || id == WEIR_ARITH_INDEX_CASTUI) {
    return index_cast(t, op, type, operands[0]);
  }
  // It says which operand of the dispatch sizes it, not another number.
  if (id == WEIR_FLOW_DISPATCH_WORKLOAD_ORDINAL) return operands[0];
  if (id == WEIR_MATH_FPOWI) {
    weir_expr_t* power =
        weir_expr_unary(t->kernel, WEIR_EXPR_SITOFP, type, operands[1]);
    return weir_expr_binary(t->kernel, WEIR_EXPR_POWF, operands[0], power);
  }
  for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); ++i) {
    if (operators[i].id != id) continue;
    weir_expr_op_t kind = operators[i].op;
    if (kind == WEIR_EXPR_CMPF || kind == WEIR_EXPR_CMPI) {
      return weir_expr_compare(t->kernel, kind,
                               weir_op_attr_int(op, "predicate", 0),
                               operands[0], operands[1]);
    }
    switch (weir_expr_operand_count(kind)) {
      case 1:
        return weir_expr_unary(t->kernel, kind, type, operands[0]);
      case 2:
        return weir_expr_binary(t->kernel, kind, operands[0], operands[1]);
      default:
        return weir_expr_ternary(t->kernel, kind, operands[0], operands[1],
                                 operands[2]);
    }
  }
  return weir_translate_refuse(t, op, "scalar operation");
}

// A push constant of 32 bits, as the type it is read as.
static weir_expr_t* push_constant(weir_translator_t* t, const weir_op_t* op,
                                  int64_t index, const weir_type_t* type) {
  weir_scalar_type_t scalar;
  weir_expr_t* bits = weir_expr_symbol(t->kernel, (uint32_t)index);
  if (!weir_translate_type(type, &scalar)) {
    return weir_translate_refuse(t, op, "push constant of this type");
  }
  switch (scalar) {
    case WEIR_SCALAR_I32:
      return bits;
    case WEIR_SCALAR_F32:
      return weir_expr_unary(t->kernel, WEIR_EXPR_BITCAST, scalar, bits);
    case WEIR_SCALAR_I64:
      return weir_expr_unary(t->kernel, WEIR_EXPR_EXTUI, scalar, bits);
    case WEIR_SCALAR_BOOL:
    case WEIR_SCALAR_I8:
    case WEIR_SCALAR_I16:
      return weir_expr_unary(t->kernel, WEIR_EXPR_TRUNCI, scalar, bits);
    default:
      return weir_translate_refuse(t, op, "push constant of this type");
  }
}

static weir_expr_t* find_scalar(const weir_translator_t* t,
                                const weir_value_t* value) {
  const weir_scalar_entry_t* entry = t->scalars;
  while (entry && entry->value != value) entry = entry->next;
  return entry ? entry->expr : NULL;
}

// The position of a scalar argument among the scalar arguments.
static int64_t scalar_position(const weir_value_t* argument) {
  int64_t position = 0;
  for (uint32_t i = 0; i < argument->index; ++i) {
    weir_scalar_type_t type;
    const weir_type_t* other = argument->block->arguments[i]->type;
    if (weir_translate_type(other, &type)) ++position;
  }
  return position;
}

weir_expr_t* weir_scalar_expr(weir_translator_t* t, weir_value_t* value) {
  weir_expr_t* expr = find_scalar(t, value);
  if (expr || !weir_is_ok(t->status)) return expr;
  weir_op_t* op = weir_value_op(value);
  if (!op) {
    expr = push_constant(t, weir_value_parent_op(value), scalar_position(value),
                         value->type);
  } else if (weir_op_is(op, WEIR_HAL_INTERFACE_CONSTANT_LOAD)) {
    expr = push_constant(t, op, weir_op_attr_int(op, "index", 0), value->type);
  } else {
    weir_expr_t* operands[4] = {NULL};
    for (uint32_t i = 0; i < op->operand_count && i < 4; ++i) {
      operands[i] = weir_scalar_expr(t, weir_op_operand_n(op, i));
      if (!operands[i]) return NULL;
    }
    expr = weir_operator_expr(t, op, operands);
  }
  if (!expr) return NULL;
  weir_scalar_entry_t* entry = WEIR_ARENA_NEW(t->arena, weir_scalar_entry_t);
  *entry = (weir_scalar_entry_t){value, expr, t->scalars};
  t->scalars = entry;
  return expr;
}
