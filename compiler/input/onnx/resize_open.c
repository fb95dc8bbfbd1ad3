// Resize along a dimension that is open: places are computed in the kernel, by
// the formulas that resize.c makes its tables with.
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/math.h"
#include "compiler/dialects/tensor.h"
#include "compiler/input/onnx/resize.h"

enum { RANK = 4 };

typedef struct open_axis_t {
  const resize_t* resize;
  weir_value_t* source;
  uint32_t axis;
  double scale;                  // 0: output / input
  weir_value_t *input, *output;  // sizes
} open_axis_t;

// A body under construction.
typedef struct body_t {
  node_t* node;
  weir_builder_t* builder;
  const open_axis_t* axis;
  weir_type_t *f64, *i64;
} body_t;

static weir_value_t* binary(const body_t* body, uint32_t id, weir_value_t* a,
                            weir_value_t* b) {
  return weir_build_binary(body->builder, id, body->node->location, a, b);
}

static weir_value_t* unary(const body_t* body, uint32_t id, weir_value_t* a,
                           weir_type_t* type) {
  return weir_build_unary(body->builder, id, body->node->location, a, type);
}

static weir_value_t* number(const body_t* body, double value) {
  return build_scalar(body->node, body->builder, body->f64, value);
}

static weir_value_t* integer(const body_t* body, int64_t value) {
  return weir_build_constant(body->builder, body->node->location,
                             weir_integer_attr(body->i64, value));
}

static weir_value_t* as_integer(const body_t* body, weir_value_t* index) {
  return unary(body, WEIR_ARITH_INDEX_CAST, index, body->i64);
}

static weir_value_t* as_number(const body_t* body, weir_value_t* index) {
  return unary(body, WEIR_ARITH_SITOFP, as_integer(body, index), body->f64);
}

static weir_value_t* loop_index(const body_t* body, uint32_t dim) {
  weir_context_t* context = body->builder->context;
  weir_op_state_t state;
  weir_op_state_init(&state, body->builder, WEIR_LINALG_INDEX,
                     body->node->location);
  weir_op_state_attr(&state, "dim", weir_i64_attr(context, dim));
  weir_op_state_result(&state, weir_index_type(context));
  return weir_op_result_n(weir_build(body->builder, &state), 0);
}

// Zero where the output has one place alone, else |value|.
static weir_value_t* unless_single(const body_t* body, weir_value_t* value) {
  weir_context_t* context = body->builder->context;
  weir_op_state_t state;
  weir_op_state_init(&state, body->builder, WEIR_ARITH_CMPI,
                     body->node->location);
  weir_op_state_operand(&state, as_integer(body, body->axis->output));
  weir_op_state_operand(&state, integer(body, 1));
  weir_op_state_attr(&state, "predicate", weir_i64_attr(context, 0 /* eq */));
  weir_op_state_result(&state, weir_i1_type(context));
  weir_value_t* single = weir_op_result_n(weir_build(body->builder, &state), 0);
  weir_op_state_init(&state, body->builder, WEIR_ARITH_SELECT,
                     body->node->location);
  weir_op_state_operand(&state, single);
  weir_op_state_operand(&state, number(body, 0));
  weir_op_state_operand(&state, value);
  weir_op_state_result(&state, value->type);
  return weir_op_result_n(weir_build(body->builder, &state), 0);
}

static weir_value_t* position(const body_t* body) {
  const open_axis_t* axis = body->axis;
  const char* coordinates = axis->resize->coordinates;
  weir_value_t* at = as_number(body, loop_index(body, axis->axis));
  weir_value_t* input = as_number(body, axis->input);
  weir_value_t* output = as_number(body, axis->output);
  if (strcmp(coordinates, "align_corners") == 0) {
    weir_value_t* one = number(body, 1);
    weir_value_t* steps = binary(body, WEIR_ARITH_SUBF, output, one);
    at = binary(body, WEIR_ARITH_MULF, at,
                binary(body, WEIR_ARITH_SUBF, input, one));
    return unless_single(body, binary(body, WEIR_ARITH_DIVF, at, steps));
  }
  weir_value_t* scale = axis->scale != 0
                            ? number(body, axis->scale)
                            : binary(body, WEIR_ARITH_DIVF, output, input);
  if (strcmp(coordinates, "asymmetric") == 0) {
    return binary(body, WEIR_ARITH_DIVF, at, scale);
  }
  weir_value_t* half = number(body, 0.5);
  at = binary(body, WEIR_ARITH_ADDF, at, half);
  at = binary(body, WEIR_ARITH_DIVF, at, scale);
  at = binary(body, WEIR_ARITH_SUBF, at, half);
  bool pytorch = strcmp(coordinates, "pytorch_half_pixel") == 0;
  return pytorch ? unless_single(body, at) : at;
}

static weir_value_t* nearest(const body_t* body, weir_value_t* at) {
  const char* mode = body->axis->resize->nearest;
  uint32_t id = WEIR_MATH_CEIL;
  if (strcmp(mode, "floor") == 0) {
    id = WEIR_MATH_FLOOR;
  } else if (strcmp(mode, "round_prefer_ceil") == 0) {
    id = WEIR_MATH_FLOOR;
    at = binary(body, WEIR_ARITH_ADDF, at, number(body, 0.5));
  } else if (strcmp(mode, "ceil") != 0) {
    at = binary(body, WEIR_ARITH_SUBF, at, number(body, 0.5));
  }
  return unary(body, id, at, body->f64);
}

// The element at |place| of the axis, or at its nearest end.
static weir_value_t* element_at(const body_t* body, weir_value_t* place) {
  const open_axis_t* axis = body->axis;
  weir_value_t* last = binary(body, WEIR_ARITH_SUBI,
                              as_integer(body, axis->input), integer(body, 1));
  place = binary(body, WEIR_ARITH_MINSI, place, last);
  place = binary(body, WEIR_ARITH_MAXSI, place, integer(body, 0));
  return resize_extract(body->node, body->builder, axis->source, axis->axis,
                        place);
}

static weir_value_t* sample_body(node_t* node, weir_builder_t* builder,
                                 weir_value_t** args, void* user) {
  (void)args;
  const body_t body = {
      .node = node,
      .builder = builder,
      .axis = user,
      .f64 = weir_float_type(builder->context, WEIR_FLOAT_F64),
      .i64 = weir_i64_type(builder->context),
  };
  weir_value_t* at = position(&body);
  if (strcmp(body.axis->resize->mode, "linear") != 0) {
    weir_value_t* place = nearest(&body, at);
    return element_at(&body, unary(&body, WEIR_ARITH_FPTOSI, place, body.i64));
  }
  weir_value_t* below = unary(&body, WEIR_MATH_FLOOR, at, body.f64);
  weir_value_t* place = unary(&body, WEIR_ARITH_FPTOSI, below, body.i64);
  weir_value_t* low = element_at(&body, place);
  place = binary(&body, WEIR_ARITH_ADDI, place, integer(&body, 1));
  weir_value_t* high = element_at(&body, place);
  weir_value_t* weight = binary(&body, WEIR_ARITH_SUBF, at, below);
  weight = unary(&body, WEIR_ARITH_TRUNCF, weight, low->type);
  weir_value_t* share =
      binary(&body, WEIR_ARITH_MULF, binary(&body, WEIR_ARITH_SUBF, high, low),
             weight);
  return binary(&body, WEIR_ARITH_ADDF, low, share);
}

weir_status_t resize_open_axis(node_t* node, const resize_t* resize,
                               weir_value_t* source, uint32_t axis,
                               int64_t output, double scale,
                               weir_value_t** out_value) {
  importer_t* importer = node->importer;
  int64_t input = weir_type_dim(source->type, axis);
  *out_value = source;
  if (input == output && (scale == 0 || scale == 1)) return weir_ok();
  WEIR_RETURN_IF_ERROR(
      node_require_positive(node, output, "its size of a dimension"));
  WEIR_RETURN_IF_ERROR(
      node_require_positive(node, input, "the dimension it resizes"));
  int64_t dims[RANK];
  memcpy(dims, source->type->shaped.dims, sizeof(dims));
  dims[axis] = output;
  open_axis_t user = {.resize = resize,
                      .source = source,
                      .axis = axis,
                      .scale = scale,
                      .input = dim_value(importer, input),
                      .output = dim_value(importer, output)};
  weir_affine_map_t* map = weir_affine_identity_map(importer->context, RANK);
  weir_type_t* type = tensor_of(weir_type_element(source->type), dims, RANK);
  *out_value = build_generic(node, NULL, 0, build_empty(node, type), &map, RANK,
                             0, sample_body, &user);
  return weir_ok();
}
