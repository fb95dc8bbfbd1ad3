// The bodies that named linalg ops have by their name.
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/linalg_impl.h"
#include "compiler/dialects/linalg_types.h"
#include "compiler/dialects/math.h"
#include "compiler/ir/builder.h"

typedef struct body_t {
  weir_builder_t builder;
  weir_location_t* location;
  weir_value_t** args;
  uint32_t count;
  weir_type_t* type;            // of the output
  bool is_unsigned;             // how integers are widened
  weir_string_view_t function;  // of linalg.elemwise_*
} body_t;

// -- pieces -------------------------------------------------------------------

static bool is_int(const weir_type_t* type) {
  return type->kind == WEIR_TYPE_INTEGER;
}

// |value| as the output's type.
static weir_value_t* cast_to_output(body_t* body, weir_value_t* value) {
  weir_type_t *from = value->type, *to = body->type;
  if (from == to) return value;
  uint32_t from_bits = weir_type_bit_width(from);
  uint32_t to_bits = weir_type_bit_width(to);
  uint32_t id = 0;
  if (weir_type_is_index(from) || weir_type_is_index(to)) {
    id = body->is_unsigned ? WEIR_ARITH_INDEX_CASTUI : WEIR_ARITH_INDEX_CAST;
  } else if (is_int(from) && is_int(to)) {
    id = to_bits < from_bits ? WEIR_ARITH_TRUNCI
         : body->is_unsigned ? WEIR_ARITH_EXTUI
                             : WEIR_ARITH_EXTSI;
  } else if (is_int(from)) {
    id = body->is_unsigned ? WEIR_ARITH_UITOFP : WEIR_ARITH_SITOFP;
  } else if (is_int(to)) {
    id = body->is_unsigned ? WEIR_ARITH_FPTOUI : WEIR_ARITH_FPTOSI;
  } else {
    id = to_bits > from_bits ? WEIR_ARITH_EXTF : WEIR_ARITH_TRUNCF;
  }
  return weir_build_unary(&body->builder, id, body->location, value, to);
}

static weir_value_t* binary(body_t* body, uint32_t float_id, uint32_t int_id,
                            weir_value_t* a, weir_value_t* b) {
  uint32_t id = weir_type_is_float(a->type) ? float_id : int_id;
  return weir_build_binary(&body->builder, id, body->location, a, b);
}

static weir_value_t* multiply_add(body_t* body, weir_value_t* a,
                                  weir_value_t* b) {
  weir_value_t* product = binary(body, WEIR_ARITH_MULF, WEIR_ARITH_MULI, a, b);
  return binary(body, WEIR_ARITH_ADDF, WEIR_ARITH_ADDI,
                body->args[body->count - 1], product);
}

static weir_value_t* input(body_t* body, uint32_t index) {
  return cast_to_output(body, body->args[index]);
}

// With a zero point for each factor.
static weir_value_t* quantized(body_t* body) {
  weir_value_t* a = input(body, 0);
  weir_value_t* a_zero = input(body, 2);
  a = binary(body, WEIR_ARITH_SUBF, WEIR_ARITH_SUBI, a, a_zero);
  weir_value_t* b = input(body, 1);
  weir_value_t* b_zero = input(body, 3);
  b = binary(body, WEIR_ARITH_SUBF, WEIR_ARITH_SUBI, b, b_zero);
  return multiply_add(body, a, b);
}

static weir_value_t* unary_op(body_t* body, uint32_t id) {
  return weir_build_unary(&body->builder, id, body->location, input(body, 0),
                          body->type);
}

static weir_value_t* binary_op(body_t* body, uint32_t float_id,
                               uint32_t int_id) {
  weir_value_t* a = input(body, 0);
  return binary(body, float_id, int_id, a, input(body, 1));
}

// The output combined with the first input.
static weir_value_t* accumulate(body_t* body, uint32_t float_id,
                                uint32_t int_id) {
  return binary(body, float_id, int_id, body->args[body->count - 1],
                input(body, 0));
}

static weir_value_t* reciprocal(body_t* body) {
  weir_value_t* value = input(body, 0);
  weir_value_t* one = weir_build_constant(&body->builder, body->location,
                                          weir_float_attr(body->type, 1.0));
  return weir_build_binary(&body->builder, WEIR_ARITH_DIVF, body->location, one,
                           value);
}

static weir_value_t* select(body_t* body) {
  weir_op_state_t state;
  weir_op_state_init(&state, &body->builder, WEIR_ARITH_SELECT, body->location);
  weir_op_state_operand(&state, body->args[0]);
  weir_op_state_operand(&state, input(body, 1));
  weir_op_state_operand(&state, input(body, 2));
  weir_op_state_result(&state, body->type);
  return weir_op_result_n(weir_build(&body->builder, &state), 0);
}

// The functions that linalg.elemwise_unary and _binary name, as the op of the
// name or of arith.
static const struct {
  const char* word;
  uint32_t id;
} unary_functions[] = {
    {"abs", WEIR_LINALG_ABS},     {"ceil", WEIR_LINALG_CEIL},
    {"erf", WEIR_LINALG_ERF},     {"exp", WEIR_LINALG_EXP},
    {"floor", WEIR_LINALG_FLOOR}, {"log", WEIR_LINALG_LOG},
    {"negf", WEIR_LINALG_NEGF},   {"reciprocal", WEIR_LINALG_RECIPROCAL},
    {"round", WEIR_LINALG_ROUND}, {"rsqrt", WEIR_LINALG_RSQRT},
    {"sqrt", WEIR_LINALG_SQRT},   {"square", WEIR_LINALG_SQUARE},
    {"tanh", WEIR_LINALG_TANH},
};

static const struct {
  const char* word;
  uint32_t float_id, int_id;
} binary_functions[] = {
    {"add", WEIR_ARITH_ADDF, WEIR_ARITH_ADDI},
    {"div", WEIR_ARITH_DIVF, WEIR_ARITH_DIVSI},
    {"div_unsigned", WEIR_ARITH_DIVF, WEIR_ARITH_DIVUI},
    {"max_signed", WEIR_ARITH_MAXIMUMF, WEIR_ARITH_MAXSI},
    {"max_unsigned", WEIR_ARITH_MAXIMUMF, WEIR_ARITH_MAXUI},
    {"min_signed", WEIR_ARITH_MINIMUMF, WEIR_ARITH_MINSI},
    {"min_unsigned", WEIR_ARITH_MINIMUMF, WEIR_ARITH_MINUI},
    {"mul", WEIR_ARITH_MULF, WEIR_ARITH_MULI},
    {"powf", WEIR_MATH_POWF, WEIR_MATH_IPOWI},
    {"sub", WEIR_ARITH_SUBF, WEIR_ARITH_SUBI},
};

// Without a name it is the first of them: exp and add.
static uint32_t unary_function(const body_t* body) {
  size_t count = sizeof(unary_functions) / sizeof(unary_functions[0]);
  for (size_t i = 0; i < count; ++i) {
    if (weir_sv_equal_c(body->function, unary_functions[i].word)) {
      return unary_functions[i].id;
    }
  }
  return WEIR_LINALG_EXP;
}

static weir_value_t* binary_function(body_t* body) {
  size_t count = sizeof(binary_functions) / sizeof(binary_functions[0]);
  size_t place = 0;
  for (size_t i = 0; i < count; ++i) {
    if (weir_sv_equal_c(body->function, binary_functions[i].word)) place = i;
  }
  return binary_op(body, binary_functions[place].float_id,
                   binary_functions[place].int_id);
}

// -- by name ------------------------------------------------------------------

static weir_value_t* elementwise(body_t* body, uint32_t id) {
  switch (id) {
    case WEIR_LINALG_ABS:
      return unary_op(body, weir_type_is_float(body->type) ? WEIR_MATH_ABSF
                                                           : WEIR_MATH_ABSI);
    case WEIR_LINALG_CEIL:
      return unary_op(body, WEIR_MATH_CEIL);
    case WEIR_LINALG_ERF:
      return unary_op(body, WEIR_MATH_ERF);
    case WEIR_LINALG_EXP:
      return unary_op(body, WEIR_MATH_EXP);
    case WEIR_LINALG_FLOOR:
      return unary_op(body, WEIR_MATH_FLOOR);
    case WEIR_LINALG_LOG:
      return unary_op(body, WEIR_MATH_LOG);
    case WEIR_LINALG_NEGF:
      return unary_op(body, WEIR_ARITH_NEGF);
    case WEIR_LINALG_RECIPROCAL:
      return reciprocal(body);
    case WEIR_LINALG_ROUND:
      return unary_op(body, WEIR_MATH_ROUND);
    case WEIR_LINALG_RSQRT:
      return unary_op(body, WEIR_MATH_RSQRT);
    case WEIR_LINALG_SQRT:
      return unary_op(body, WEIR_MATH_SQRT);
    case WEIR_LINALG_SQUARE: {
      weir_value_t* value = input(body, 0);
      return binary(body, WEIR_ARITH_MULF, WEIR_ARITH_MULI, value, value);
    }
    case WEIR_LINALG_TANH:
      return unary_op(body, WEIR_MATH_TANH);
    case WEIR_LINALG_ADD:
      return binary_op(body, WEIR_ARITH_ADDF, WEIR_ARITH_ADDI);
    case WEIR_LINALG_SUB:
      return binary_op(body, WEIR_ARITH_SUBF, WEIR_ARITH_SUBI);
    case WEIR_LINALG_MUL:
      return binary_op(body, WEIR_ARITH_MULF, WEIR_ARITH_MULI);
    case WEIR_LINALG_DIV:
      return binary_op(body, WEIR_ARITH_DIVF, WEIR_ARITH_DIVSI);
    case WEIR_LINALG_DIV_UNSIGNED:
      return binary_op(body, WEIR_ARITH_DIVF, WEIR_ARITH_DIVUI);
    case WEIR_LINALG_MAX:
      return binary_op(body, WEIR_ARITH_MAXIMUMF, WEIR_ARITH_MAXSI);
    case WEIR_LINALG_MIN:
      return binary_op(body, WEIR_ARITH_MINIMUMF, WEIR_ARITH_MINSI);
    case WEIR_LINALG_POWF:
      return binary_op(body, WEIR_MATH_POWF, WEIR_MATH_IPOWI);
    case WEIR_LINALG_SELECT:
      return select(body);
    case WEIR_LINALG_ELEMWISE_BINARY:
      return binary_function(body);
    case WEIR_LINALG_ELEMWISE_UNARY:
      return elementwise(body, unary_function(body));
    default:  // fill, copy, transpose, broadcast
      return input(body, 0);
  }
}

static weir_value_t* build_result(body_t* body, uint32_t id) {
  switch (id) {
    case WEIR_LINALG_QUANTIZED_MATMUL:
    case WEIR_LINALG_QUANTIZED_BATCH_MATMUL:
    case WEIR_LINALG_CONV_2D_NHWC_HWCF_Q:
      return quantized(body);
    case WEIR_LINALG_POOLING_NCHW_MAX:
    case WEIR_LINALG_POOLING_NHWC_MAX:
    case WEIR_LINALG_POOLING_NCW_MAX:
    case WEIR_LINALG_POOLING_NWC_MAX:
    case WEIR_LINALG_POOLING_NDHWC_MAX:
      return accumulate(body, WEIR_ARITH_MAXIMUMF, WEIR_ARITH_MAXSI);
    case WEIR_LINALG_POOLING_NHWC_MAX_UNSIGNED:
      return accumulate(body, WEIR_ARITH_MAXIMUMF, WEIR_ARITH_MAXUI);
    case WEIR_LINALG_POOLING_NHWC_MIN:
    case WEIR_LINALG_POOLING_NWC_MIN:
      return accumulate(body, WEIR_ARITH_MINIMUMF, WEIR_ARITH_MINSI);
    case WEIR_LINALG_POOLING_NHWC_MIN_UNSIGNED:
      return accumulate(body, WEIR_ARITH_MINIMUMF, WEIR_ARITH_MINUI);
    case WEIR_LINALG_POOLING_NCHW_SUM:
    case WEIR_LINALG_POOLING_NHWC_SUM:
    case WEIR_LINALG_POOLING_NCW_SUM:
    case WEIR_LINALG_POOLING_NWC_SUM:
    case WEIR_LINALG_POOLING_NDHWC_SUM:
      return accumulate(body, WEIR_ARITH_ADDF, WEIR_ARITH_ADDI);
    default:
      break;
  }
  if (weir_linalg_is_contraction(id)) {
    weir_value_t* a = input(body, 0);
    return multiply_add(body, a, input(body, 1));
  }
  return elementwise(body, id);
}

// The word of an attribute such as #linalg.type_fn<word>.
static weir_string_view_t word_of(const weir_attr_t* attrs, const char* name) {
  const weir_attr_t* attr = weir_dictionary_get(attrs, name);
  return weir_attr_is(attr, WEIR_ATTR_DIALECT)
             ? weir_attr_string(attr->dialect.params[0])
             : weir_sv("");
}

void weir_linalg_build_body_in(weir_context_t* context, uint32_t id,
                               weir_region_t* region,
                               weir_type_t* const* operand_types,
                               uint32_t count, const weir_attr_t* attrs,
                               weir_location_t* location) {
  // A region that is being parsed has no op to ask for the context.
  weir_block_t* block = weir_block_create(context);
  weir_region_insert_block(region, block, NULL);
  for (uint32_t i = 0; i < count; ++i) {
    weir_block_add_argument(block, weir_type_element(operand_types[i]),
                            location);
  }
  // The verifier says what is wrong with other counts.
  if (count != weir_linalg_named_operand_count(id)) return;
  body_t body = {
      .builder = {.context = context, .block = block},
      .location = location,
      .args = block->arguments,
      .count = count,
      .type = block->arguments[count - 1]->type,
      .is_unsigned = weir_sv_equal_c(word_of(attrs, "cast"), "cast_unsigned") ||
                     id == WEIR_LINALG_DIV_UNSIGNED ||
                     id == WEIR_LINALG_POOLING_NHWC_MAX_UNSIGNED ||
                     id == WEIR_LINALG_POOLING_NHWC_MIN_UNSIGNED,
  };
  body.function = word_of(attrs, "fun");
  weir_value_t* value = build_result(&body, id);
  weir_op_state_t state;
  weir_op_state_init(&state, &body.builder, WEIR_LINALG_YIELD, location);
  weir_op_state_operands(&state, &value, 1);
  weir_build(&body.builder, &state);
}

void weir_linalg_build_body(weir_op_t* op) {
  weir_type_t** types = WEIR_ARENA_ARRAY(weir_context_arena(op->context),
                                         weir_type_t*, op->operand_count);
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    types[i] = weir_op_operand_n(op, i)->type;
  }
  weir_linalg_build_body_in(op->context, weir_op_id(op), weir_op_region(op, 0),
                            types, op->operand_count, op->attrs, op->location);
}
