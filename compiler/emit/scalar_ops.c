// arith and math on scalars.

#include "compiler/dialects/arith.h"
#include "compiler/dialects/complex.h"
#include "compiler/dialects/math.h"
#include "compiler/emit/emit_impl.h"
#include "compiler/ir/diagnostic.h"

typedef enum form_t {
  FORM_INT_BINARY,
  FORM_INT_UNARY,
  FORM_FLOAT_BINARY,
  FORM_FLOAT_UNARY,
  FORM_CONVERT,
} form_t;

typedef struct row_t {
  uint32_t id;
  form_t form;
  uint32_t operation;
} row_t;

static const row_t rows[] = {
    {WEIR_ARITH_ADDI, FORM_INT_BINARY, WEIR_PLAN_INT_ADD},
    {WEIR_ARITH_SUBI, FORM_INT_BINARY, WEIR_PLAN_INT_SUB},
    {WEIR_ARITH_MULI, FORM_INT_BINARY, WEIR_PLAN_INT_MUL},
    {WEIR_ARITH_DIVSI, FORM_INT_BINARY, WEIR_PLAN_INT_DIV_S},
    {WEIR_ARITH_DIVUI, FORM_INT_BINARY, WEIR_PLAN_INT_DIV_U},
    {WEIR_ARITH_REMSI, FORM_INT_BINARY, WEIR_PLAN_INT_REM_S},
    {WEIR_ARITH_REMUI, FORM_INT_BINARY, WEIR_PLAN_INT_REM_U},
    {WEIR_ARITH_CEILDIVSI, FORM_INT_BINARY, WEIR_PLAN_INT_CEIL_DIV_S},
    {WEIR_ARITH_CEILDIVUI, FORM_INT_BINARY, WEIR_PLAN_INT_CEIL_DIV_U},
    {WEIR_ARITH_FLOORDIVSI, FORM_INT_BINARY, WEIR_PLAN_INT_FLOOR_DIV_S},
    {WEIR_ARITH_ANDI, FORM_INT_BINARY, WEIR_PLAN_INT_AND},
    {WEIR_ARITH_ORI, FORM_INT_BINARY, WEIR_PLAN_INT_OR},
    {WEIR_ARITH_XORI, FORM_INT_BINARY, WEIR_PLAN_INT_XOR},
    {WEIR_ARITH_SHLI, FORM_INT_BINARY, WEIR_PLAN_INT_SHL},
    {WEIR_ARITH_SHRSI, FORM_INT_BINARY, WEIR_PLAN_INT_SHR_S},
    {WEIR_ARITH_SHRUI, FORM_INT_BINARY, WEIR_PLAN_INT_SHR_U},
    {WEIR_ARITH_MINSI, FORM_INT_BINARY, WEIR_PLAN_INT_MIN_S},
    {WEIR_ARITH_MINUI, FORM_INT_BINARY, WEIR_PLAN_INT_MIN_U},
    {WEIR_ARITH_MAXSI, FORM_INT_BINARY, WEIR_PLAN_INT_MAX_S},
    {WEIR_ARITH_MAXUI, FORM_INT_BINARY, WEIR_PLAN_INT_MAX_U},
    {WEIR_ARITH_ADDF, FORM_FLOAT_BINARY, WEIR_PLAN_FLOAT_ADD},
    {WEIR_ARITH_SUBF, FORM_FLOAT_BINARY, WEIR_PLAN_FLOAT_SUB},
    {WEIR_ARITH_MULF, FORM_FLOAT_BINARY, WEIR_PLAN_FLOAT_MUL},
    {WEIR_ARITH_DIVF, FORM_FLOAT_BINARY, WEIR_PLAN_FLOAT_DIV},
    {WEIR_ARITH_REMF, FORM_FLOAT_BINARY, WEIR_PLAN_FLOAT_REM},
    {WEIR_ARITH_MINIMUMF, FORM_FLOAT_BINARY, WEIR_PLAN_FLOAT_MINIMUM},
    {WEIR_ARITH_MAXIMUMF, FORM_FLOAT_BINARY, WEIR_PLAN_FLOAT_MAXIMUM},
    {WEIR_ARITH_MINNUMF, FORM_FLOAT_BINARY, WEIR_PLAN_FLOAT_MINNUM},
    {WEIR_ARITH_MAXNUMF, FORM_FLOAT_BINARY, WEIR_PLAN_FLOAT_MAXNUM},
    {WEIR_ARITH_NEGF, FORM_FLOAT_UNARY, WEIR_PLAN_FLOAT_NEG},
    {WEIR_ARITH_EXTSI, FORM_CONVERT, WEIR_PLAN_CONVERT_EXTEND_S},
    {WEIR_ARITH_EXTUI, FORM_CONVERT, WEIR_PLAN_CONVERT_EXTEND_U},
    {WEIR_ARITH_TRUNCI, FORM_CONVERT, WEIR_PLAN_CONVERT_TRUNCATE},
    {WEIR_ARITH_INDEX_CAST, FORM_CONVERT, WEIR_PLAN_CONVERT_EXTEND_S},
    {WEIR_ARITH_INDEX_CASTUI, FORM_CONVERT, WEIR_PLAN_CONVERT_EXTEND_U},
    {WEIR_ARITH_SITOFP, FORM_CONVERT, WEIR_PLAN_CONVERT_S_TO_FLOAT},
    {WEIR_ARITH_UITOFP, FORM_CONVERT, WEIR_PLAN_CONVERT_U_TO_FLOAT},
    {WEIR_ARITH_FPTOSI, FORM_CONVERT, WEIR_PLAN_CONVERT_FLOAT_TO_S},
    {WEIR_ARITH_FPTOUI, FORM_CONVERT, WEIR_PLAN_CONVERT_FLOAT_TO_U},
    {WEIR_ARITH_EXTF, FORM_CONVERT, WEIR_PLAN_CONVERT_FLOAT_TO_FLOAT},
    {WEIR_ARITH_TRUNCF, FORM_CONVERT, WEIR_PLAN_CONVERT_FLOAT_TO_FLOAT},
    {WEIR_MATH_ABSI, FORM_INT_UNARY, WEIR_PLAN_INT_ABS},
    {WEIR_MATH_CTLZ, FORM_INT_UNARY, WEIR_PLAN_INT_COUNT_LEADING_ZEROS},
    {WEIR_MATH_CTTZ, FORM_INT_UNARY, WEIR_PLAN_INT_COUNT_TRAILING_ZEROS},
    {WEIR_MATH_CTPOP, FORM_INT_UNARY, WEIR_PLAN_INT_POPULATION_COUNT},
    {WEIR_MATH_POWF, FORM_FLOAT_BINARY, WEIR_PLAN_FLOAT_POW},
    {WEIR_MATH_ATAN2, FORM_FLOAT_BINARY, WEIR_PLAN_FLOAT_ATAN2},
    {WEIR_MATH_COPYSIGN, FORM_FLOAT_BINARY, WEIR_PLAN_FLOAT_COPYSIGN},
    {WEIR_MATH_ABSF, FORM_FLOAT_UNARY, WEIR_PLAN_FLOAT_ABS},
    {WEIR_MATH_CEIL, FORM_FLOAT_UNARY, WEIR_PLAN_FLOAT_CEIL},
    {WEIR_MATH_FLOOR, FORM_FLOAT_UNARY, WEIR_PLAN_FLOAT_FLOOR},
    {WEIR_MATH_ROUND, FORM_FLOAT_UNARY, WEIR_PLAN_FLOAT_ROUND},
    {WEIR_MATH_ROUNDEVEN, FORM_FLOAT_UNARY, WEIR_PLAN_FLOAT_ROUND_EVEN},
    {WEIR_MATH_TRUNC, FORM_FLOAT_UNARY, WEIR_PLAN_FLOAT_TRUNC},
    {WEIR_MATH_SQRT, FORM_FLOAT_UNARY, WEIR_PLAN_FLOAT_SQRT},
    {WEIR_MATH_RSQRT, FORM_FLOAT_UNARY, WEIR_PLAN_FLOAT_RSQRT},
    {WEIR_MATH_EXP, FORM_FLOAT_UNARY, WEIR_PLAN_FLOAT_EXP},
    {WEIR_MATH_EXP2, FORM_FLOAT_UNARY, WEIR_PLAN_FLOAT_EXP2},
    {WEIR_MATH_EXPM1, FORM_FLOAT_UNARY, WEIR_PLAN_FLOAT_EXPM1},
    {WEIR_MATH_LOG, FORM_FLOAT_UNARY, WEIR_PLAN_FLOAT_LOG},
    {WEIR_MATH_LOG2, FORM_FLOAT_UNARY, WEIR_PLAN_FLOAT_LOG2},
    {WEIR_MATH_LOG10, FORM_FLOAT_UNARY, WEIR_PLAN_FLOAT_LOG10},
    {WEIR_MATH_LOG1P, FORM_FLOAT_UNARY, WEIR_PLAN_FLOAT_LOG1P},
    {WEIR_MATH_SIN, FORM_FLOAT_UNARY, WEIR_PLAN_FLOAT_SIN},
    {WEIR_MATH_COS, FORM_FLOAT_UNARY, WEIR_PLAN_FLOAT_COS},
    {WEIR_MATH_TANH, FORM_FLOAT_UNARY, WEIR_PLAN_FLOAT_TANH},
    {WEIR_MATH_ATAN, FORM_FLOAT_UNARY, WEIR_PLAN_FLOAT_ATAN},
    {WEIR_MATH_ERF, FORM_FLOAT_UNARY, WEIR_PLAN_FLOAT_ERF},
};

static const row_t* row_of(uint32_t id) {
  for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); ++i) {
    if (rows[i].id == id) return &rows[i];
  }
  return NULL;
}

// Integers by their width, floats as the plan names them.
static uint32_t any_width(const weir_type_t* type) {
  uint32_t width = weir_emit_float_width(type);
  return width ? width : weir_emit_slot_width(type);
}

// Sums and products of indices do not come round.
static uint32_t operation_of(const row_t* row, const weir_type_t* type) {
  if (!weir_type_is_index(type)) return row->operation;
  if (row->id == WEIR_ARITH_ADDI) return WEIR_PLAN_INT_ADD_INDEX;
  if (row->id == WEIR_ARITH_MULI) return WEIR_PLAN_INT_MUL_INDEX;
  return row->operation;
}

static void emit_row(weir_emit_function_t* function, weir_op_t* op,
                     const row_t* row) {
  static const weir_plan_opcode_t opcodes[] = {
      [FORM_INT_BINARY] = WEIR_PLAN_OP_INTEGER_BINARY,
      [FORM_INT_UNARY] = WEIR_PLAN_OP_INTEGER_UNARY,
      [FORM_FLOAT_BINARY] = WEIR_PLAN_OP_FLOAT_BINARY,
      [FORM_FLOAT_UNARY] = WEIR_PLAN_OP_FLOAT_UNARY,
      [FORM_CONVERT] = WEIR_PLAN_OP_CONVERT,
  };
  weir_plan_coder_t* coder = &function->coder;
  weir_value_t* first = weir_op_operand_n(op, 0);
  uint32_t a = weir_emit_register(function, first);
  uint32_t result = weir_emit_result(function, op, 0);
  uint32_t width = any_width(first->type);
  switch (row->form) {
    case FORM_INT_BINARY:
    case FORM_FLOAT_BINARY:
      WEIR_PLAN_CODE(coder, opcodes[row->form], result,
                     operation_of(row, first->type), width, a,
                     weir_emit_register(function, weir_op_operand_n(op, 1)));
      return;
    case FORM_CONVERT:
      WEIR_PLAN_CODE(coder, opcodes[row->form], result, row->operation, width,
                     any_width(weir_op_result_n(op, 0)->type), a);
      return;
    default:
      WEIR_PLAN_CODE(coder, opcodes[row->form], result, row->operation, width,
                     a);
      return;
  }
}

static void emit_compare(weir_emit_function_t* function, weir_op_t* op,
                         weir_plan_opcode_t opcode) {
  weir_value_t* first = weir_op_operand_n(op, 0);
  uint32_t a = weir_emit_register(function, first);
  uint32_t b = weir_emit_register(function, weir_op_operand_n(op, 1));
  WEIR_PLAN_CODE(&function->coder, opcode, weir_emit_result(function, op, 0),
                 (uint32_t)weir_op_attr_int(op, "predicate", 0),
                 any_width(first->type), a, b);
}

static bool emit_constant(weir_emit_function_t* function, weir_op_t* op) {
  uint64_t bits = 0;
  if (!weir_emit_attr_bits(weir_op_attr(op, "value"), &bits)) {
    return weir_op_error(op, "is no scalar");
  }
  WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_CONSTANT,
                 weir_emit_result(function, op, 0), (uint32_t)bits,
                 (uint32_t)(bits >> 32));
  return true;
}

static void emit_select(weir_emit_function_t* function, weir_op_t* op) {
  weir_plan_type_t type;
  bool is_reference = weir_emit_class(weir_op_result_n(op, 0)->type, &type) ==
                      WEIR_EMIT_REFERENCE;
  uint32_t condition =
      weir_emit_operand(function, op, WEIR_ARITH_SELECT_CONDITION);
  uint32_t a = weir_emit_operand(function, op, WEIR_ARITH_SELECT_TRUE_VALUE);
  uint32_t b = weir_emit_operand(function, op, WEIR_ARITH_SELECT_FALSE_VALUE);
  WEIR_PLAN_CODE(
      &function->coder,
      is_reference ? WEIR_PLAN_OP_SELECT_REFERENCE : WEIR_PLAN_OP_SELECT,
      weir_emit_result(function, op, 0), condition, a, b);
}

// The carry of a sum is that it became smaller than its part.
static void emit_add_extended(weir_emit_function_t* function, weir_op_t* op) {
  uint32_t width = weir_emit_slot_width(weir_op_operand_n(op, 0)->type);
  uint32_t a = weir_emit_register(function, weir_op_operand_n(op, 0));
  uint32_t b = weir_emit_register(function, weir_op_operand_n(op, 1));
  uint32_t sum = weir_emit_result(function, op, 0);
  WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_INTEGER_BINARY, sum,
                 WEIR_PLAN_INT_ADD, width, a, b);
  WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_INTEGER_COMPARE,
                 weir_emit_result(function, op, 1), WEIR_PLAN_INT_LT_U, width,
                 sum, a);
}

bool weir_emit_scalar_op(weir_emit_function_t* function, weir_op_t* op,
                         bool* out_known) {
  *out_known = true;
  switch (weir_op_id(op)) {
    case WEIR_ARITH_CONSTANT:
    case WEIR_COMPLEX_CONSTANT:
      return emit_constant(function, op);
    case WEIR_ARITH_SELECT:
      emit_select(function, op);
      return true;
    case WEIR_ARITH_CMPI:
      emit_compare(function, op, WEIR_PLAN_OP_INTEGER_COMPARE);
      return true;
    case WEIR_ARITH_CMPF:
      emit_compare(function, op, WEIR_PLAN_OP_FLOAT_COMPARE);
      return true;
    case WEIR_ARITH_BITCAST:
    case WEIR_COMPLEX_BITCAST:
      weir_emit_alias(function, weir_op_result_n(op, 0),
                      weir_op_operand_n(op, 0));
      return true;
    case WEIR_ARITH_ADDUI_EXTENDED:
      emit_add_extended(function, op);
      return true;
    case WEIR_MATH_FMA: {
      uint32_t a = weir_emit_operand(function, op, WEIR_MATH_FMA_A);
      uint32_t b = weir_emit_operand(function, op, WEIR_MATH_FMA_B);
      uint32_t c = weir_emit_operand(function, op, WEIR_MATH_FMA_C);
      WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_FLOAT_FMA,
                     weir_emit_result(function, op, 0),
                     weir_emit_float_width(weir_op_result_n(op, 0)->type), a, b,
                     c);
      return true;
    }
    default:
      break;
  }
  const row_t* row = row_of(weir_op_id(op));
  *out_known = row != NULL;
  if (row != NULL) emit_row(function, op, row);
  return true;
}
