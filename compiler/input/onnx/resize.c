// Resize: samples an image at other places. Formulas of the coordinate
// transformations are those of the ONNX operator specification.
#include <math.h>
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/tensor.h"
#include "compiler/input/onnx/resize.h"

enum { RANK = 4 };

// One dimension: for each output index the two input indices and the weight of
// the second. Tables are constants, so the kernel only loads and mixes.
typedef struct samples_t {
  int64_t* low;
  int64_t* high;
  float* weight;
  int64_t count;
  bool identity;
} samples_t;

static double source_position(const resize_t* resize, int64_t x, int64_t input,
                              int64_t output, double scale) {
  double at = (double)x;
  if (strcmp(resize->coordinates, "asymmetric") == 0) return at / scale;
  if (strcmp(resize->coordinates, "align_corners") == 0) {
    return output == 1 ? 0 : at * (double)(input - 1) / (double)(output - 1);
  }
  if (strcmp(resize->coordinates, "pytorch_half_pixel") == 0 && output == 1)
    return 0;
  return (at + 0.5) / scale - 0.5;
}

static int64_t nearest_index(const resize_t* resize, double at) {
  if (strcmp(resize->nearest, "floor") == 0) return saturated_int(floor(at));
  if (strcmp(resize->nearest, "ceil") == 0) return saturated_int(ceil(at));
  if (strcmp(resize->nearest, "round_prefer_ceil") == 0) {
    return saturated_int(floor(at + 0.5));
  }
  return saturated_int(ceil(at - 0.5));
}

static int64_t clamp(int64_t value, int64_t size) {
  return value < 0 ? 0 : value >= size ? size - 1 : value;
}

static samples_t make_samples(node_t* node, const resize_t* resize,
                              int64_t input, int64_t output, double scale) {
  weir_arena_t* arena = &node->importer->arena;
  samples_t samples = {
      .low = WEIR_ARENA_ARRAY(arena, int64_t, (size_t)output),
      .high = WEIR_ARENA_ARRAY(arena, int64_t, (size_t)output),
      .weight = WEIR_ARENA_ARRAY(arena, float, (size_t)output),
      .count = output,
      .identity = input == output,
  };
  bool linear = strcmp(resize->mode, "linear") == 0;
  for (int64_t x = 0; x < output; ++x) {
    double at = source_position(resize, x, input, output, scale);
    if (linear) {
      int64_t floor_at = saturated_int(floor(at));
      samples.low[x] = clamp(floor_at, input);
      samples.high[x] = clamp(floor_at + 1, input);
      samples.weight[x] = (float)(at - (double)floor_at);
    } else {
      samples.low[x] = samples.high[x] =
          clamp(nearest_index(resize, at), input);
    }
    samples.identity &= samples.low[x] == x && samples.weight[x] == 0;
  }
  return samples;
}

static weir_value_t* table_operand(node_t* node, weir_type_t* element,
                                   const void* data, int64_t count) {
  weir_type_t* type = tensor_of(element, &count, 1);
  size_t size = (size_t)count * weir_dense_element_bytes(element);
  onnx_value_t value = {.name = "resize.table",
                        .constant = weir_dense_attr(type, data, size)};
  return value_operand(node->importer, &value);
}

typedef struct axis_t {
  weir_value_t* source;
  uint32_t axis;
} axis_t;

weir_value_t* resize_extract(node_t* node, weir_builder_t* builder,
                             weir_value_t* source, uint32_t axis,
                             weir_value_t* index64) {
  weir_context_t* context = node->importer->context;
  weir_type_t* index = weir_index_type(context);
  weir_value_t* indices[RANK];
  for (uint32_t d = 0; d < RANK; ++d) {
    if (d == axis) {
      indices[d] = weir_build_unary(builder, WEIR_ARITH_INDEX_CAST,
                                    node->location, index64, index);
      continue;
    }
    weir_op_state_t state;
    weir_op_state_init(&state, builder, WEIR_LINALG_INDEX, node->location);
    weir_op_state_attr(&state, "dim", weir_i64_attr(context, d));
    weir_op_state_result(&state, index);
    indices[d] = weir_op_result_n(weir_build(builder, &state), 0);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_TENSOR_EXTRACT, node->location);
  weir_op_state_operand(&state, source);
  weir_op_state_operands(&state, indices, RANK);
  weir_op_state_result(&state, weir_type_element(source->type));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

// args: low index, high index, weight (linear); or the index alone (nearest).
static weir_value_t* sample_body(node_t* node, weir_builder_t* builder,
                                 weir_value_t** args, void* user) {
  const axis_t* axis = user;
  weir_value_t* low =
      resize_extract(node, builder, axis->source, axis->axis, args[0]);
  if (!weir_type_is_float(args[2]->type) || args[2]->type != low->type)
    return low;
  weir_value_t* high =
      resize_extract(node, builder, axis->source, axis->axis, args[1]);
  weir_value_t* difference =
      weir_build_binary(builder, WEIR_ARITH_SUBF, node->location, high, low);
  weir_value_t* share = weir_build_binary(builder, WEIR_ARITH_MULF,
                                          node->location, difference, args[2]);
  return weir_build_binary(builder, WEIR_ARITH_ADDF, node->location, low,
                           share);
}

// Resamples one dimension. Two one-dimensional passes cost less than one
// two-dimensional for linear mode and mean the same.
static weir_value_t* resample(node_t* node, weir_value_t* source, uint32_t axis,
                              const samples_t* samples) {
  if (samples->identity) return source;
  weir_context_t* context = node->importer->context;
  weir_type_t* element = weir_type_element(source->type);
  weir_type_t* i64 = weir_i64_type(context);
  weir_value_t* inputs[3] = {
      table_operand(node, i64, samples->low, samples->count),
      table_operand(node, i64, samples->high, samples->count),
      table_operand(node, weir_float_type(context, WEIR_FLOAT_F32),
                    samples->weight, samples->count),
  };
  int64_t dims[RANK];
  memcpy(dims, source->type->shaped.dims, sizeof(dims));
  dims[axis] = samples->count;
  weir_affine_expr_t* along = weir_affine_dim(context, axis);
  weir_affine_map_t* table = weir_affine_map(context, RANK, 0, &along, 1);
  weir_affine_map_t* maps[4] = {table, table, table,
                                weir_affine_identity_map(context, RANK)};
  axis_t user = {source, axis};
  weir_value_t* init = build_empty(node, tensor_of(element, dims, RANK));
  return build_generic(node, inputs, 3, init, maps, RANK, 0, sample_body,
                       &user);
}

// Output sizes and scales from the sizes or scales input; no scale where a size
// is open.
static weir_status_t read_sizes(node_t* node, const weir_type_t* input,
                                int64_t* sizes, double* scales) {
  bool early = node->importer->opset < 11;  // then: X, scales
  uint32_t scales_at = early ? 1 : 2, count;
  const int64_t* wanted;
  WEIR_RETURN_IF_ERROR(
      node_shape_ints(node, early ? UINT32_MAX : 3, &wanted, &count));
  if (!early && count == RANK) {
    for (uint32_t d = 0; d < RANK; ++d) {
      int64_t size = weir_type_dim(input, d);
      bool is_open = dim_is_open(wanted[d]) || dim_is_open(size);
      sizes[d] = wanted[d];
      scales[d] = is_open ? 0 : (double)sizes[d] / (double)size;
    }
    return weir_ok();
  }
  onnx_value_t* value = NULL;
  if (node_has_input(node, scales_at)) {
    WEIR_RETURN_IF_ERROR(node_input(node, scales_at, &value));
  }
  if (value == NULL || value->constant == NULL ||
      weir_type_element_count(value->type) != RANK) {
    return node_error(
        node, WEIR_CODE_UNIMPLEMENTED,
        "its sizes or scales must be 4 values known when compiling");
  }
  memcpy(scales, constant_doubles(node->importer, value->constant, &count),
         RANK * sizeof(*scales));
  for (uint32_t d = 0; d < RANK; ++d) {
    int64_t size = weir_type_dim(input, d);
    if (!(scales[d] >= 0 && scales[d] <= 1e9)) {
      return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                        "its scale of dimension %u is %g", d, scales[d]);
    }
    sizes[d] = dim_is_open(size)
                   ? dim_scale(node->importer, size, scales[d])
                   : saturated_int(floor((double)size * scales[d]));
  }
  return weir_ok();
}

static weir_status_t check_modes(const node_t* node, const resize_t* resize) {
  static const char* const known[] = {"half_pixel", "pytorch_half_pixel",
                                      "asymmetric", "align_corners"};
  bool found = false;
  for (size_t i = 0; i < 4; ++i)
    found |= strcmp(known[i], resize->coordinates) == 0;
  if (!found) {
    return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                      "coordinate transformation \"%s\" is not supported",
                      resize->coordinates);
  }
  if (strcmp(resize->mode, "linear") != 0 &&
      strcmp(resize->mode, "nearest") != 0) {
    return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                      "mode \"%s\" is not supported", resize->mode);
  }
  return weir_ok();
}

static weir_status_t lower_resize(node_t* node) {
  weir_value_t* value;
  WEIR_RETURN_IF_ERROR(node_operand(node, 0, &value));
  resize_t resize = {
      .mode = node_attr_string(node, "mode", "nearest"),
      .coordinates = node_attr_string(
          node, "coordinate_transformation_mode",
          node->importer->opset < 11 ? "asymmetric" : "half_pixel"),
      .nearest = node_attr_string(
          node, "nearest_mode",
          node->importer->opset < 11 ? "floor" : "round_prefer_floor"),
  };
  WEIR_RETURN_IF_ERROR(check_modes(node, &resize));
  weir_type_t* f32 = weir_float_type(node->importer->context, WEIR_FLOAT_F32);
  bool linear = strcmp(resize.mode, "linear") == 0;
  if (weir_type_rank(value->type) != RANK ||
      (linear && weir_type_element(value->type) != f32)) {
    return node_error(
        node, WEIR_CODE_UNIMPLEMENTED,
        "only 4-dimensional inputs are supported, f32 for linear mode");
  }
  int64_t sizes[RANK];
  double scales[RANK];
  WEIR_RETURN_IF_ERROR(read_sizes(node, value->type, sizes, scales));
  for (uint32_t d = 0; d < RANK; ++d) {
    if (dim_is_open(sizes[d]) || dim_is_open(weir_type_dim(value->type, d))) {
      WEIR_RETURN_IF_ERROR(resize_open_axis(node, &resize, value, d, sizes[d],
                                            scales[d], &value));
      continue;
    }
    if (sizes[d] <= 0) {
      return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                        "its size of dimension %u is %lld", d,
                        (long long)sizes[d]);
    }
    // Two positions and two weights of each place are kept.
    int64_t tables[] = {4, sizes[d]};
    WEIR_RETURN_IF_ERROR(node_check_folding(node, f32, tables, 2));
    samples_t samples = make_samples(
        node, &resize, weir_type_dim(value->type, d), sizes[d], scales[d]);
    value = resample(node, value, d, &samples);
  }
  return node_set_output(node, 0, value);
}

const operator_t onnx_resize_operators[] = {
    {"Resize", lower_resize},
    {NULL, NULL},
};
