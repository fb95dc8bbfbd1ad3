#include <math.h>
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/math.h"
#include "compiler/input/onnx/importer.h"

// Constants up to this size are folded: shape arithmetic, not weights.
enum { FOLD_LIMIT = 1024 };

// -- binary arithmetic and comparison -----------------------------------------

typedef enum binary_t {
  BINARY_ADD,
  BINARY_SUB,
  BINARY_MUL,
  BINARY_DIV,
  BINARY_POW,
  BINARY_MIN,
  BINARY_MAX,
  BINARY_EQUAL,
  BINARY_LESS,
  BINARY_GREATER,
  BINARY_LESS_EQUAL,
  BINARY_GREATER_EQUAL,
  BINARY_AND,
  BINARY_OR,
  BINARY_XOR,
} binary_t;

typedef struct binary_row_t {
  const char* name;
  binary_t kind;
  uint32_t float_id, integer_id;
  // arith.cmpf and cmpi predicates of comparisons, else -1.
  int float_predicate, integer_predicate;
} binary_row_t;

static const binary_row_t binary_rows[] = {
    {"Add", BINARY_ADD, WEIR_ARITH_ADDF, WEIR_ARITH_ADDI, -1, -1},
    {"Sub", BINARY_SUB, WEIR_ARITH_SUBF, WEIR_ARITH_SUBI, -1, -1},
    {"Mul", BINARY_MUL, WEIR_ARITH_MULF, WEIR_ARITH_MULI, -1, -1},
    {"Div", BINARY_DIV, WEIR_ARITH_DIVF, WEIR_ARITH_DIVSI, -1, -1},
    {"Pow", BINARY_POW, WEIR_MATH_POWF, WEIR_MATH_IPOWI, -1, -1},
    {"Min", BINARY_MIN, WEIR_ARITH_MINIMUMF, WEIR_ARITH_MINSI, -1, -1},
    {"Max", BINARY_MAX, WEIR_ARITH_MAXIMUMF, WEIR_ARITH_MAXSI, -1, -1},
    {"Equal", BINARY_EQUAL, 0, 0, 1 /* oeq */, 0 /* eq */},
    {"Less", BINARY_LESS, 0, 0, 4 /* olt */, 2 /* slt */},
    {"Greater", BINARY_GREATER, 0, 0, 2 /* ogt */, 4 /* sgt */},
    {"LessOrEqual", BINARY_LESS_EQUAL, 0, 0, 5 /* ole */, 3 /* sle */},
    {"GreaterOrEqual", BINARY_GREATER_EQUAL, 0, 0, 3 /* oge */, 5 /* sge */},
    {"And", BINARY_AND, WEIR_ARITH_ANDI, WEIR_ARITH_ANDI, -1, -1},
    {"Or", BINARY_OR, WEIR_ARITH_ORI, WEIR_ARITH_ORI, -1, -1},
    {"Xor", BINARY_XOR, WEIR_ARITH_XORI, WEIR_ARITH_XORI, -1, -1},
};

static const binary_row_t* binary_row(const char* name) {
  for (size_t i = 0; i < sizeof(binary_rows) / sizeof(binary_rows[0]); ++i) {
    if (strcmp(binary_rows[i].name, name) == 0) return &binary_rows[i];
  }
  return NULL;
}

static bool is_comparison(const binary_row_t* row) {
  return row->float_predicate >= 0;
}

static weir_value_t* binary_body(node_t* node, weir_builder_t* builder,
                                 weir_value_t** args, void* user) {
  const binary_row_t* row = user;
  if (!is_comparison(row)) {
    return build_binary(node, builder, row->float_id, row->integer_id, args[0],
                        args[1]);
  }
  bool is_float = weir_type_is_float(args[0]->type);
  weir_op_state_t state;
  weir_op_state_init(&state, builder,
                     is_float ? WEIR_ARITH_CMPF : WEIR_ARITH_CMPI,
                     node->location);
  weir_op_state_operand(&state, args[0]);
  weir_op_state_operand(&state, args[1]);
  int predicate = is_float ? row->float_predicate : row->integer_predicate;
  weir_op_state_attr(&state, "predicate",
                     weir_i64_attr(node->importer->context, predicate));
  weir_op_state_result(&state, weir_i1_type(node->importer->context));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

// Integer arithmetic of shapes; false where the result is not defined.
static bool fold_integer(binary_t kind, int64_t a, int64_t b, int64_t* out) {
  switch (kind) {
    case BINARY_ADD:
      return !__builtin_add_overflow(a, b, out);
    case BINARY_SUB:
      return !__builtin_sub_overflow(a, b, out);
    case BINARY_MUL:
      return !__builtin_mul_overflow(a, b, out);
    case BINARY_DIV:
      if (b == 0 || (a == INT64_MIN && b == -1)) return false;
      *out = a / b;
      return true;
    case BINARY_POW:
      *out = saturated_int(pow((double)a, (double)b));
      return true;
    case BINARY_MIN:
      *out = a < b ? a : b;
      return true;
    case BINARY_MAX:
      *out = a > b ? a : b;
      return true;
    case BINARY_EQUAL:
      *out = a == b;
      return true;
    case BINARY_LESS:
      *out = a < b;
      return true;
    case BINARY_GREATER:
      *out = a > b;
      return true;
    case BINARY_LESS_EQUAL:
      *out = a <= b;
      return true;
    case BINARY_GREATER_EQUAL:
      *out = a >= b;
      return true;
    case BINARY_AND:
      *out = a & b;
      return true;
    case BINARY_OR:
      *out = a | b;
      return true;
    case BINARY_XOR:
      *out = a ^ b;
      return true;
  }
  return false;
}

// Folds integers of equal shape, or with one element on a side; NULL if not.
static weir_attr_t* fold_binary(node_t* node, const binary_row_t* row,
                                const onnx_value_t* a, const onnx_value_t* b) {
  if (a->constant == NULL || b->constant == NULL) return NULL;
  if (weir_type_is_float(weir_type_element(a->type))) return NULL;
  int64_t a_count = weir_type_element_count(a->type);
  int64_t b_count = weir_type_element_count(b->type);
  if (a_count > FOLD_LIMIT || b_count > FOLD_LIMIT) return NULL;
  if (a_count != b_count && a_count != 1 && b_count != 1) return NULL;
  weir_type_t* shape =
      weir_type_rank(a->type) >= weir_type_rank(b->type) && a_count >= b_count
          ? a->type
          : b->type;
  int64_t count = weir_type_element_count(shape);
  if (count != (a_count > b_count ? a_count : b_count)) return NULL;
  uint32_t unused;
  int64_t* x = constant_ints(node->importer, a->constant, &unused);
  int64_t* y = constant_ints(node->importer, b->constant, &unused);
  int64_t* out =
      WEIR_ARENA_ARRAY(&node->importer->arena, int64_t, (size_t)count);
  for (int64_t i = 0; i < count; ++i) {
    if (!fold_integer(row->kind, x[a_count == 1 ? 0 : i],
                      y[b_count == 1 ? 0 : i], &out[i])) {
      return NULL;
    }
  }
  weir_type_t* element = is_comparison(row)
                             ? weir_i1_type(node->importer->context)
                             : weir_type_element(a->type);
  return constant_from_ints(weir_type_with_element(shape, element), out);
}

// Min and Max take any number of inputs; the others two.
static weir_status_t check_binary(const node_t* node, const binary_row_t* row,
                                  const onnx_value_t* first) {
  bool any_number = row->kind == BINARY_MIN || row->kind == BINARY_MAX;
  if (!any_number && node->proto->n_input != 2) {
    return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                      "it has %zu inputs, expected 2", node->proto->n_input);
  }
  bool logical = row->kind == BINARY_AND || row->kind == BINARY_OR ||
                 row->kind == BINARY_XOR;
  weir_type_t* truth = weir_i1_type(node->importer->context);
  if (logical && weir_type_element(first->type) != truth) {
    return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                      "its inputs are not boolean");
  }
  return weir_ok();
}

static weir_status_t lower_binary(node_t* node) {
  const binary_row_t* row = binary_row(node->proto->op_type);
  onnx_value_t* first;
  WEIR_RETURN_IF_ERROR(node_input(node, 0, &first));
  WEIR_RETURN_IF_ERROR(check_binary(node, row, first));
  if (node->proto->n_input == 1) {
    return node_set_output(node, 0, value_operand(node->importer, first));
  }
  if (node->proto->n_input == 2) {
    onnx_value_t* second;
    WEIR_RETURN_IF_ERROR(node_input(node, 1, &second));
    weir_attr_t* folded = fold_binary(node, row, first, second);
    if (folded != NULL) return node_set_constant(node, 0, folded);
  }
  weir_value_t* result = value_operand(node->importer, first);
  for (uint32_t i = 1; i < node->proto->n_input; ++i) {
    weir_value_t* inputs[2] = {result, NULL};
    WEIR_RETURN_IF_ERROR(node_operand(node, i, &inputs[1]));
    weir_type_t* element = weir_type_element(inputs[0]->type);
    if (element != weir_type_element(inputs[1]->type)) {
      return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                        "its inputs have different element types");
    }
    if (is_comparison(row)) element = weir_i1_type(node->importer->context);
    WEIR_RETURN_IF_ERROR(build_elementwise(node, inputs, 2, element,
                                           binary_body, (void*)row, &result));
  }
  return node_set_output(node, 0, result);
}

// -- unary --------------------------------------------------------------------

typedef struct unary_row_t {
  const char* name;
  uint32_t id;
} unary_row_t;

static const unary_row_t unary_rows[] = {
    {"Abs", WEIR_MATH_ABSF},        {"Ceil", WEIR_MATH_CEIL},
    {"Cos", WEIR_MATH_COS},         {"Erf", WEIR_MATH_ERF},
    {"Exp", WEIR_MATH_EXP},         {"Floor", WEIR_MATH_FLOOR},
    {"Log", WEIR_MATH_LOG},         {"Neg", WEIR_ARITH_NEGF},
    {"Round", WEIR_MATH_ROUNDEVEN}, {"Sin", WEIR_MATH_SIN},
    {"Sqrt", WEIR_MATH_SQRT},       {"Tanh", WEIR_MATH_TANH},
};

static weir_value_t* unary_body(node_t* node, weir_builder_t* builder,
                                weir_value_t** args, void* user) {
  return weir_build_unary(builder, *(const uint32_t*)user, node->location,
                          args[0], args[0]->type);
}

static weir_status_t lower_simple(node_t* node, body_fn_t body, void* user) {
  weir_value_t* input;
  WEIR_RETURN_IF_ERROR(node_operand(node, 0, &input));
  weir_type_t* element = weir_type_element(input->type);
  WEIR_RETURN_IF_ERROR(node_check_float(node, input));
  weir_value_t* result;
  WEIR_RETURN_IF_ERROR(
      build_elementwise(node, &input, 1, element, body, user, &result));
  return node_set_output(node, 0, result);
}

static weir_status_t lower_unary(node_t* node) {
  for (size_t i = 0; i < sizeof(unary_rows) / sizeof(unary_rows[0]); ++i) {
    if (strcmp(unary_rows[i].name, node->proto->op_type) == 0) {
      return lower_simple(node, unary_body, (void*)&unary_rows[i].id);
    }
  }
  return node_error(node, WEIR_CODE_INTERNAL, "no row");
}

static weir_value_t* relu_body(node_t* node, weir_builder_t* builder,
                               weir_value_t** args, void* user) {
  (void)user;
  weir_value_t* zero = build_scalar(node, builder, args[0]->type, 0);
  return weir_build_binary(builder, WEIR_ARITH_MAXIMUMF, node->location,
                           args[0], zero);
}

static weir_status_t lower_relu(node_t* node) {
  return lower_simple(node, relu_body, NULL);
}

// 1 / (1 + exp(-x))
static weir_value_t* sigmoid_body(node_t* node, weir_builder_t* builder,
                                  weir_value_t** args, void* user) {
  (void)user;
  weir_type_t* type = args[0]->type;
  weir_value_t* one = build_scalar(node, builder, type, 1);
  weir_value_t* negated =
      weir_build_unary(builder, WEIR_ARITH_NEGF, node->location, args[0], type);
  weir_value_t* power =
      weir_build_unary(builder, WEIR_MATH_EXP, node->location, negated, type);
  weir_value_t* sum =
      weir_build_binary(builder, WEIR_ARITH_ADDF, node->location, power, one);
  return weir_build_binary(builder, WEIR_ARITH_DIVF, node->location, one, sum);
}

static weir_status_t lower_sigmoid(node_t* node) {
  return lower_simple(node, sigmoid_body, NULL);
}

// -- Clip ---------------------------------------------------------------------

typedef struct clip_t {
  bool has_min, has_max;
  double min, max;
} clip_t;

static weir_value_t* clip_body(node_t* node, weir_builder_t* builder,
                               weir_value_t** args, void* user) {
  const clip_t* clip = user;
  weir_value_t* value = args[0];
  if (clip->has_min) {
    weir_value_t* low = build_scalar(node, builder, value->type, clip->min);
    value = build_binary(node, builder, WEIR_ARITH_MAXIMUMF, WEIR_ARITH_MAXSI,
                         value, low);
  }
  if (clip->has_max) {
    weir_value_t* high = build_scalar(node, builder, value->type, clip->max);
    value = build_binary(node, builder, WEIR_ARITH_MINIMUMF, WEIR_ARITH_MINSI,
                         value, high);
  }
  return value;
}

// A bound is an attribute before opset 11, then a scalar input.
static weir_status_t clip_bound(node_t* node, uint32_t index, const char* attr,
                                bool* out_has, double* out_value) {
  const Onnx__AttributeProto* attribute = node_attr(node, attr);
  *out_has = attribute != NULL;
  *out_value = attribute != NULL ? attribute->f : 0;
  if (!node_has_input(node, index)) return weir_ok();
  onnx_value_t* bound;
  WEIR_RETURN_IF_ERROR(node_input(node, index, &bound));
  if (bound->constant == NULL || weir_type_element_count(bound->type) != 1) {
    return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                      "its bounds must be scalars known when compiling");
  }
  uint32_t count;
  *out_value = constant_doubles(node->importer, bound->constant, &count)[0];
  *out_has = true;
  return weir_ok();
}

static weir_status_t lower_clip(node_t* node) {
  clip_t clip;
  WEIR_RETURN_IF_ERROR(clip_bound(node, 1, "min", &clip.has_min, &clip.min));
  WEIR_RETURN_IF_ERROR(clip_bound(node, 2, "max", &clip.has_max, &clip.max));
  weir_value_t* input;
  WEIR_RETURN_IF_ERROR(node_operand(node, 0, &input));
  weir_value_t* result;
  WEIR_RETURN_IF_ERROR(build_elementwise(node, &input, 1,
                                         weir_type_element(input->type),
                                         clip_body, &clip, &result));
  return node_set_output(node, 0, result);
}

// -- Cast, Where, Not, Identity -----------------------------------------------

static weir_value_t* cast_body(node_t* node, weir_builder_t* builder,
                               weir_value_t** args, void* user) {
  weir_type_t* from = args[0]->type;
  weir_type_t* to = user;
  bool from_float = weir_type_is_float(from), to_float = weir_type_is_float(to);
  uint32_t from_width = weir_type_bit_width(from),
           to_width = weir_type_bit_width(to);
  uint32_t id;
  if (to == weir_i1_type(node->importer->context)) {
    // Truth is "not zero", not the lowest bit.
    weir_value_t* operands[2] = {args[0], build_scalar(node, builder, from, 0)};
    static const binary_row_t not_equal = {"", BINARY_EQUAL, 0,
                                           0,  13 /* une */, 1 /* ne */};
    return binary_body(node, builder, operands, (void*)&not_equal);
  }
  if (from_float && to_float) {
    id = to_width > from_width ? WEIR_ARITH_EXTF : WEIR_ARITH_TRUNCF;
  } else if (from_float) {
    id = WEIR_ARITH_FPTOSI;
  } else if (to_float) {
    id = from_width == 1 ? WEIR_ARITH_UITOFP : WEIR_ARITH_SITOFP;
  } else if (to_width < from_width) {
    id = WEIR_ARITH_TRUNCI;
  } else {
    id = from_width == 1 ? WEIR_ARITH_EXTUI : WEIR_ARITH_EXTSI;
  }
  return weir_build_unary(builder, id, node->location, args[0], to);
}

static weir_status_t lower_cast(node_t* node) {
  onnx_value_t* input;
  WEIR_RETURN_IF_ERROR(node_input(node, 0, &input));
  int64_t code = node_attr_int(node, "to", 0);
  weir_type_t* to = onnx_element_type(node->importer->context, (int32_t)code);
  if (to == NULL) {
    return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                      "element type %lld is not supported", (long long)code);
  }
  weir_type_t* from = weir_type_element(input->type);
  if (from == to) {
    return node_set_same(node, 0, input);
  }
  bool integers = !weir_type_is_float(from) && !weir_type_is_float(to);
  if (input->constant != NULL && integers &&
      weir_type_element_count(input->type) <= FOLD_LIMIT) {
    uint32_t count;
    int64_t* values = constant_ints(node->importer, input->constant, &count);
    for (uint32_t i = 0; i < count && weir_type_bit_width(to) == 1; ++i) {
      values[i] = values[i] != 0;
    }
    return node_set_constant(
        node, 0,
        constant_from_ints(weir_type_with_element(input->type, to), values));
  }
  weir_value_t* operand = value_operand(node->importer, input);
  weir_value_t* result;
  WEIR_RETURN_IF_ERROR(
      build_elementwise(node, &operand, 1, to, cast_body, to, &result));
  return node_set_output(node, 0, result);
}

static weir_value_t* where_body(node_t* node, weir_builder_t* builder,
                                weir_value_t** args, void* user) {
  (void)user;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_ARITH_SELECT, node->location);
  for (int i = 0; i < 3; ++i) weir_op_state_operand(&state, args[i]);
  weir_op_state_result(&state, args[1]->type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static weir_status_t lower_where(node_t* node) {
  weir_value_t* inputs[3];
  for (uint32_t i = 0; i < 3; ++i) {
    WEIR_RETURN_IF_ERROR(node_operand(node, i, &inputs[i]));
  }
  bool is_condition = weir_type_element(inputs[0]->type) ==
                      weir_i1_type(node->importer->context);
  if (!is_condition || weir_type_element(inputs[1]->type) !=
                           weir_type_element(inputs[2]->type)) {
    return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                      "its inputs are not a boolean and two of one type");
  }
  weir_value_t* result;
  WEIR_RETURN_IF_ERROR(build_elementwise(node, inputs, 3,
                                         weir_type_element(inputs[1]->type),
                                         where_body, NULL, &result));
  return node_set_output(node, 0, result);
}

static weir_value_t* not_body(node_t* node, weir_builder_t* builder,
                              weir_value_t** args, void* user) {
  (void)user;
  weir_value_t* one = build_scalar(node, builder, args[0]->type, 1);
  return weir_build_binary(builder, WEIR_ARITH_XORI, node->location, args[0],
                           one);
}

static weir_status_t lower_not(node_t* node) {
  weir_value_t* input;
  WEIR_RETURN_IF_ERROR(node_operand(node, 0, &input));
  if (weir_type_element(input->type) != weir_i1_type(node->importer->context)) {
    return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                      "its input is not boolean");
  }
  weir_value_t* result;
  WEIR_RETURN_IF_ERROR(build_elementwise(node, &input, 1,
                                         weir_type_element(input->type),
                                         not_body, NULL, &result));
  return node_set_output(node, 0, result);
}

static weir_status_t lower_identity(node_t* node) {
  onnx_value_t* input;
  WEIR_RETURN_IF_ERROR(node_input(node, 0, &input));
  return node_set_same(node, 0, input);
}

const operator_t onnx_elementwise_operators[] = {
    {"Abs", lower_unary},
    {"Add", lower_binary},
    {"And", lower_binary},
    {"Cast", lower_cast},
    {"Ceil", lower_unary},
    {"Clip", lower_clip},
    {"Cos", lower_unary},
    {"Div", lower_binary},
    {"Dropout", lower_identity},
    {"Equal", lower_binary},
    {"Erf", lower_unary},
    {"Exp", lower_unary},
    {"Floor", lower_unary},
    {"Greater", lower_binary},
    {"GreaterOrEqual", lower_binary},
    {"Identity", lower_identity},
    {"Less", lower_binary},
    {"LessOrEqual", lower_binary},
    {"Log", lower_unary},
    {"Max", lower_binary},
    {"Min", lower_binary},
    {"Mul", lower_binary},
    {"Neg", lower_unary},
    {"Not", lower_not},
    {"Or", lower_binary},
    {"Pow", lower_binary},
    {"Relu", lower_relu},
    {"Round", lower_unary},
    {"Sigmoid", lower_sigmoid},
    {"Sin", lower_unary},
    {"Sqrt", lower_unary},
    {"Sub", lower_binary},
    {"Tanh", lower_unary},
    {"Where", lower_where},
    {"Xor", lower_binary},
    {NULL, NULL},
};
