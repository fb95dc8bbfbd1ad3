// Convolution and pooling: a window that moves over the spatial dimensions.
#include <math.h>
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/linalg.h"
#include "compiler/input/onnx/importer.h"

enum { SPATIAL = 2 };

typedef struct window_t {
  int64_t kernel[SPATIAL], strides[SPATIAL], dilations[SPATIAL];
  int64_t low[SPATIAL], high[SPATIAL];  // padding
  int64_t output[SPATIAL];
} window_t;

static weir_status_t read_ints(const node_t* node, const char* name,
                               int64_t fallback, int64_t* out,
                               uint32_t wanted) {
  uint32_t count;
  const int64_t* values = node_attr_ints(node, name, &count);
  if (values != NULL && count != wanted) {
    return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                      "attribute %s has %u values, expected %u", name, count,
                      wanted);
  }
  for (uint32_t i = 0; i < wanted; ++i) {
    out[i] = values != NULL ? values[i] : fallback;
    if (out[i] < 0 || out[i] > INT32_MAX) {
      return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                        "attribute %s has a value that is %s", name,
                        out[i] < 0 ? "negative" : "too large");
    }
  }
  return weir_ok();
}

// SAME_UPPER and SAME_LOWER pad so that the output is input / stride, rounded
// up. What they add to an open input is only known for strides of one.
static weir_status_t same_padding(const node_t* node, window_t* window,
                                  uint32_t d, int64_t input, bool upper) {
  int64_t extent = (window->kernel[d] - 1) * window->dilations[d] + 1;
  int64_t total = extent - 1;
  if (dim_is_open(input) && window->strides[d] != 1) {
    return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                      "its padding depends on a dimension that is open; give "
                      "the size with --dim");
  }
  if (!dim_is_open(input)) {
    int64_t output = (input + window->strides[d] - 1) / window->strides[d];
    total = (output - 1) * window->strides[d] + extent - input;
  }
  if (total < 0) total = 0;
  window->low[d] = upper ? total / 2 : total - total / 2;
  window->high[d] = total - window->low[d];
  return weir_ok();
}

// How many steps of |window| fit the padded input of |size|.
static weir_status_t count_steps(node_t* node, window_t* window, uint32_t d,
                                 int64_t size) {
  importer_t* importer = node->importer;
  int64_t extent = (window->kernel[d] - 1) * window->dilations[d] + 1;
  int64_t padded = dim_add(importer, size, window->low[d] + window->high[d]);
  int64_t range = dim_subtract(importer, padded, extent);
  const char* what = weir_arena_format(
      &importer->arena,
      "its window of %lld does not fit the padded input of %s",
      (long long)extent, dim_text(importer, padded));
  if (!dim_is_open(range) && range < 0) {
    return node_error(node, WEIR_CODE_INVALID_ARGUMENT, "%s", what);
  }
  WEIR_RETURN_IF_ERROR(
      node_require_positive(node, dim_add(importer, range, 1), what));
  bool ceil_mode = node_attr_int(node, "ceil_mode", 0) != 0;
  if (ceil_mode && window->strides[d] > 1 && dim_is_open(range)) {
    return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                      "its padding depends on a dimension that is open; give "
                      "the size with --dim");
  }
  if (ceil_mode && !dim_is_open(range) && range % window->strides[d] != 0) {
    int64_t more = window->strides[d] - range % window->strides[d];
    window->high[d] += more;
    range += more;
  }
  window->output[d] =
      dim_add(importer, dim_divide(importer, range, window->strides[d]), 1);
  return weir_ok();
}

// Reads the attributes of a window over an NCHW input; |kernel| is set already.
static weir_status_t read_window(node_t* node, const weir_type_t* input,
                                 window_t* window) {
  WEIR_RETURN_IF_ERROR(read_ints(node, "strides", 1, window->strides, SPATIAL));
  WEIR_RETURN_IF_ERROR(
      read_ints(node, "dilations", 1, window->dilations, SPATIAL));
  int64_t pads[2 * SPATIAL];
  WEIR_RETURN_IF_ERROR(read_ints(node, "pads", 0, pads, 2 * SPATIAL));
  const char* mode = node_attr_string(node, "auto_pad", "NOTSET");
  for (uint32_t d = 0; d < SPATIAL; ++d) {
    int64_t size = weir_type_dim(input, 2 + d);
    // What is left fits the arithmetic below.
    if (window->strides[d] == 0 || window->kernel[d] == 0 ||
        window->kernel[d] > INT32_MAX) {
      return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                        "its window of %lld cannot go on by %lld",
                        (long long)window->kernel[d],
                        (long long)window->strides[d]);
    }
    window->low[d] = strcmp(mode, "NOTSET") == 0 ? pads[d] : 0;
    window->high[d] = strcmp(mode, "NOTSET") == 0 ? pads[SPATIAL + d] : 0;
    if (strncmp(mode, "SAME", 4) == 0) {
      WEIR_RETURN_IF_ERROR(
          same_padding(node, window, d, size, strcmp(mode, "SAME_UPPER") == 0));
    }
    WEIR_RETURN_IF_ERROR(count_steps(node, window, d, size));
  }
  return weir_ok();
}

static weir_status_t pad_spatial(node_t* node, weir_value_t* input,
                                 const window_t* window, double value,
                                 weir_value_t** out_value) {
  int64_t low[4] = {0, 0, window->low[0], window->low[1]};
  int64_t high[4] = {0, 0, window->high[0], window->high[1]};
  return build_pad(node, input, low, high, value, out_value);
}

static uint32_t window_attrs(node_t* node, const window_t* window,
                             weir_named_attr_t* attrs) {
  weir_context_t* context = node->importer->context;
  int64_t dims = SPATIAL;
  weir_type_t* type = tensor_of(weir_i64_type(context), &dims, 1);
  attrs[0] = (weir_named_attr_t){
      weir_name(context, "dilations"),
      weir_dense_attr(type, window->dilations, sizeof(window->dilations))};
  attrs[1] = (weir_named_attr_t){
      weir_name(context, "strides"),
      weir_dense_attr(type, window->strides, sizeof(window->strides))};
  return 2;
}

static weir_status_t expect_nchw(const node_t* node,
                                 const weir_value_t* input) {
  if (weir_type_rank(input->type) == 4) return weir_ok();
  return node_error(
      node, WEIR_CODE_UNIMPLEMENTED,
      "its input has %u dimensions; batch, channels, height and width "
      "are supported",
      weir_type_rank(input->type));
}

// -- Conv ---------------------------------------------------------------------

static weir_value_t* add_body(node_t* node, weir_builder_t* builder,
                              weir_value_t** args, void* user) {
  (void)user;
  return build_binary(node, builder, WEIR_ARITH_ADDF, WEIR_ARITH_ADDI, args[0],
                      args[1]);
}

// result[n, c, h, w] = value[n, c, h, w] + bias[c]
static weir_value_t* add_bias(node_t* node, weir_value_t* value,
                              weir_value_t* bias) {
  weir_context_t* context = node->importer->context;
  weir_affine_expr_t* channel = weir_affine_dim(context, 1);
  weir_affine_map_t* identity = weir_affine_identity_map(context, 4);
  weir_affine_map_t* maps[3] = {
      identity, weir_affine_map(context, 4, 0, &channel, 1), identity};
  weir_value_t* inputs[2] = {value, bias};
  return build_generic(node, inputs, 2, build_empty(node, value->type), maps, 4,
                       0, add_body, NULL);
}

typedef struct conv_t {
  weir_value_t* input;
  weir_value_t* weight;
  window_t window;
  int64_t group;
  weir_type_t* type;  // of the result
} conv_t;

static weir_value_t* mac_body(node_t* node, weir_builder_t* builder,
                              weir_value_t** args, void* user) {
  (void)user;
  weir_value_t* product = build_binary(node, builder, WEIR_ARITH_MULF,
                                       WEIR_ARITH_MULI, args[0], args[1]);
  return build_binary(node, builder, WEIR_ARITH_ADDF, WEIR_ARITH_ADDI, args[2],
                      product);
}

// Any grouping as one loop nest over (n, g, f, h, w | c, kh, kw), with channels
// split into groups on both sides.
static weir_value_t* grouped_conv(node_t* node, const conv_t* conv) {
  weir_context_t* context = node->importer->context;
  const weir_type_t* x = conv->input->type;
  const weir_type_t* w = conv->weight->type;
  int64_t g = conv->group, filters = weir_type_dim(w, 0) / g;
  int64_t split_x[5] = {weir_type_dim(x, 0), g, weir_type_dim(w, 1),
                        weir_type_dim(x, 2), weir_type_dim(x, 3)};
  int64_t split_w[5] = {g, filters, weir_type_dim(w, 1), weir_type_dim(w, 2),
                        weir_type_dim(w, 3)};
  int64_t split_y[5] = {split_x[0], g, filters, conv->window.output[0],
                        conv->window.output[1]};
  weir_affine_expr_t* d[8];
  for (uint32_t i = 0; i < 8; ++i) d[i] = weir_affine_dim(context, i);
  weir_affine_expr_t* at[2];
  for (uint32_t i = 0; i < 2; ++i) {
    weir_affine_expr_t* stride =
        weir_affine_constant(context, conv->window.strides[i]);
    weir_affine_expr_t* step =
        weir_affine_constant(context, conv->window.dilations[i]);
    at[i] = weir_affine_binary(
        context, WEIR_AFFINE_ADD,
        weir_affine_binary(context, WEIR_AFFINE_MUL, d[3 + i], stride),
        weir_affine_binary(context, WEIR_AFFINE_MUL, d[6 + i], step));
  }
  weir_affine_expr_t* read_x[5] = {d[0], d[1], d[5], at[0], at[1]};
  weir_affine_expr_t* read_w[5] = {d[1], d[2], d[5], d[6], d[7]};
  weir_affine_map_t* maps[3] = {weir_affine_map(context, 8, 0, read_x, 5),
                                weir_affine_map(context, 8, 0, read_w, 5),
                                weir_affine_map(context, 8, 0, d, 5)};
  weir_value_t* inputs[2] = {build_reshape(node, conv->input, split_x, 5),
                             build_reshape(node, conv->weight, split_w, 5)};
  weir_type_t* type = tensor_of(weir_type_element(conv->type), split_y, 5);
  weir_value_t* result =
      build_generic(node, inputs, 2, build_filled(node, type, 0), maps, 8,
                    7ull << 5, mac_body, NULL);
  return build_reshape(node, result, conv->type->shaped.dims, 4);
}

static weir_value_t* depthwise_conv(node_t* node, const conv_t* conv) {
  weir_value_t* weight = conv->weight;
  if (weir_type_rank(weight->type) == 4) {
    const int64_t* w = weight->type->shaped.dims;
    int64_t dims[3] = {w[0], w[2], w[3]};
    weight = build_reshape(node, weight, dims, 3);
  }
  weir_value_t* inputs[2] = {conv->input, weight};
  weir_named_attr_t attrs[2];
  uint32_t count = window_attrs(node, &conv->window, attrs);
  return build_named(node, WEIR_LINALG_DEPTHWISE_CONV_2D_NCHW_CHW, inputs, 2,
                     build_filled(node, conv->type, 0), attrs, count);
}

static weir_value_t* dense_conv(node_t* node, const conv_t* conv) {
  weir_value_t* inputs[2] = {conv->input, conv->weight};
  weir_named_attr_t attrs[2];
  uint32_t count = window_attrs(node, &conv->window, attrs);
  return build_named(node, WEIR_LINALG_CONV_2D_NCHW_FCHW, inputs, 2,
                     build_filled(node, conv->type, 0), attrs, count);
}

static weir_status_t check_conv(const node_t* node, const conv_t* conv) {
  int64_t channels = weir_type_dim(conv->input->type, 1);
  int64_t filters = weir_type_dim(conv->weight->type, 0);
  int64_t per_group = weir_type_dim(conv->weight->type, 1);
  if (type_is_open(conv->weight->type)) {
    return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                      "its weight has an open dimension; give the size with "
                      "--dim");
  }
  if (dim_is_open(channels) && conv->group >= 1) {
    const char* what = "the channels of its weight and of its input";
    WEIR_RETURN_IF_ERROR(node_require_equal(
        node, dim_multiply(node->importer, per_group, conv->group), channels,
        what));
    channels = per_group * conv->group;
  }
  if (conv->group < 1 || channels % conv->group != 0 ||
      filters % conv->group != 0) {
    return node_error(
        node, WEIR_CODE_INVALID_ARGUMENT,
        "group %lld does not divide %lld input channels and %lld filters",
        (long long)conv->group, (long long)channels, (long long)filters);
  }
  if (per_group * conv->group != channels) {
    return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                      "weight has %lld input channels, the input has %lld",
                      (long long)(per_group * conv->group),
                      (long long)channels);
  }
  return weir_ok();
}

// A weight whose constant has no size-1 channel dimension any more is folded.
static weir_status_t conv_weight(node_t* node, bool depthwise, conv_t* conv) {
  onnx_value_t* weight;
  WEIR_RETURN_IF_ERROR(node_input(node, 1, &weight));
  if (!depthwise || weight->constant == NULL) {
    conv->weight = value_operand(node->importer, weight);
    return weir_ok();
  }
  const int64_t* w = weight->type->shaped.dims;
  int64_t dims[3] = {w[0], w[2], w[3]};
  onnx_value_t folded = {
      .name = weight->name,
      .constant = constant_reshape(weight->constant, dims, 3),
  };
  conv->weight = value_operand(node->importer, &folded);
  return weir_ok();
}

static weir_status_t lower_conv(node_t* node) {
  conv_t conv = {.group = node_attr_int(node, "group", 1)};
  WEIR_RETURN_IF_ERROR(node_check_elements(node));
  WEIR_RETURN_IF_ERROR(node_operand(node, 0, &conv.input));
  WEIR_RETURN_IF_ERROR(expect_nchw(node, conv.input));
  onnx_value_t* weight;
  WEIR_RETURN_IF_ERROR(node_input(node, 1, &weight));
  if (weir_type_rank(weight->type) != 4) {
    return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                      "its weight has %u dimensions, expected 4",
                      weir_type_rank(weight->type));
  }
  const int64_t* w = weight->type->shaped.dims;
  for (uint32_t i = 0; i < SPATIAL; ++i) conv.window.kernel[i] = w[2 + i];
  WEIR_RETURN_IF_ERROR(read_window(node, conv.input->type, &conv.window));
  int64_t dims[4] = {weir_type_dim(conv.input->type, 0), w[0],
                     conv.window.output[0], conv.window.output[1]};
  conv.type = tensor_of(weir_type_element(conv.input->type), dims, 4);
  bool depthwise = conv.group > 1 && w[1] == 1 && w[0] == conv.group;
  weir_value_t shape_only = {.type = weight->type};
  conv.weight = &shape_only;
  WEIR_RETURN_IF_ERROR(check_conv(node, &conv));
  WEIR_RETURN_IF_ERROR(conv_weight(node, depthwise, &conv));
  WEIR_RETURN_IF_ERROR(
      pad_spatial(node, conv.input, &conv.window, 0, &conv.input));

  weir_value_t* result;
  if (depthwise) {
    result = depthwise_conv(node, &conv);
  } else if (conv.group == 1) {
    result = dense_conv(node, &conv);
  } else {
    result = grouped_conv(node, &conv);
  }
  if (node_has_input(node, 2)) {
    weir_value_t* bias;
    WEIR_RETURN_IF_ERROR(node_operand(node, 2, &bias));
    int64_t count = dim_product(node->importer, bias->type->shaped.dims,
                                weir_type_rank(bias->type));
    WEIR_RETURN_IF_ERROR(node_require_equal(
        node, count, w[0], "the elements of its bias and its filters"));
    result = add_bias(node, result, bias);
  }
  return node_set_output(node, 0, result);
}

// -- pooling ------------------------------------------------------------------

static weir_status_t pool(node_t* node, uint32_t id, weir_value_t* input,
                          const window_t* window, double neutral,
                          weir_value_t** out_value) {
  weir_type_t* element = weir_type_element(input->type);
  int64_t dims[4] = {weir_type_dim(input->type, 0),
                     weir_type_dim(input->type, 1), window->output[0],
                     window->output[1]};
  weir_value_t* padded;
  WEIR_RETURN_IF_ERROR(pad_spatial(node, input, window, neutral, &padded));
  // Its shape is all that is used of the second operand.
  weir_value_t* inputs[2] = {
      padded, build_empty(node, tensor_of(element, window->kernel, 2))};
  weir_value_t* init = build_filled(node, tensor_of(element, dims, 4), neutral);
  weir_named_attr_t attrs[2];
  uint32_t count = window_attrs(node, window, attrs);
  *out_value = build_named(node, id, inputs, 2, init, attrs, count);
  return weir_ok();
}

static weir_status_t read_pool(node_t* node, weir_value_t** out_input,
                               window_t* window) {
  WEIR_RETURN_IF_ERROR(node_operand(node, 0, out_input));
  WEIR_RETURN_IF_ERROR(expect_nchw(node, *out_input));
  if (node->proto->n_output > 1 && node->proto->output[1][0] != '\0') {
    return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                      "the output of indices is not supported");
  }
  WEIR_RETURN_IF_ERROR(
      read_ints(node, "kernel_shape", 0, window->kernel, SPATIAL));
  return read_window(node, (*out_input)->type, window);
}

static weir_status_t lower_max_pool(node_t* node) {
  weir_value_t* input;
  window_t window;
  WEIR_RETURN_IF_ERROR(read_pool(node, &input, &window));
  WEIR_RETURN_IF_ERROR(node_check_float(node, input));
  weir_value_t* result;
  WEIR_RETURN_IF_ERROR(pool(node, WEIR_LINALG_POOLING_NCHW_MAX, input, &window,
                            -INFINITY, &result));
  return node_set_output(node, 0, result);
}

static weir_value_t* scale_body(node_t* node, weir_builder_t* builder,
                                weir_value_t** args, void* user) {
  weir_value_t* factor =
      build_scalar(node, builder, args[0]->type, *(const double*)user);
  return weir_build_binary(builder, WEIR_ARITH_MULF, node->location, args[0],
                           factor);
}

// Average over the window; windows that reach into padding are only supported
// where the padding counts.
static weir_status_t average(node_t* node, weir_value_t* input,
                             const window_t* window) {
  WEIR_RETURN_IF_ERROR(node_check_float(node, input));
  bool padded =
      window->low[0] || window->low[1] || window->high[0] || window->high[1];
  if (padded && node_attr_int(node, "count_include_pad", 0) == 0) {
    return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                      "padding that does not count is not supported");
  }
  double factor = 1.0 / (double)(window->kernel[0] * window->kernel[1]);
  weir_value_t *sum, *result;
  WEIR_RETURN_IF_ERROR(
      pool(node, WEIR_LINALG_POOLING_NCHW_SUM, input, window, 0, &sum));
  WEIR_RETURN_IF_ERROR(build_elementwise(node, &sum, 1,
                                         weir_type_element(sum->type),
                                         scale_body, &factor, &result));
  return node_set_output(node, 0, result);
}

static weir_status_t lower_average_pool(node_t* node) {
  weir_value_t* input;
  window_t window;
  WEIR_RETURN_IF_ERROR(read_pool(node, &input, &window));
  return average(node, input, &window);
}

static weir_status_t lower_global_average_pool(node_t* node) {
  weir_value_t* input;
  WEIR_RETURN_IF_ERROR(node_operand(node, 0, &input));
  WEIR_RETURN_IF_ERROR(expect_nchw(node, input));
  if (dim_is_open(weir_type_dim(input->type, 2)) ||
      dim_is_open(weir_type_dim(input->type, 3))) {
    const uint64_t spatial = 3 << 2;
    weir_value_t* result;
    WEIR_RETURN_IF_ERROR(node_check_float(node, input));
    WEIR_RETURN_IF_ERROR(build_average(node, input, spatial, &result));
    return node_set_output(node, 0,
                           build_kept_dims(node, input, result, spatial));
  }
  window_t window = {
      .kernel = {weir_type_dim(input->type, 2), weir_type_dim(input->type, 3)},
      .strides = {1, 1},
      .dilations = {1, 1},
      .output = {1, 1},
  };
  return average(node, input, &window);
}

const operator_t onnx_window_operators[] = {
    {"AveragePool", lower_average_pool},
    {"Conv", lower_conv},
    {"GlobalAveragePool", lower_global_average_pool},
    {"MaxPool", lower_max_pool},
    {NULL, NULL},
};
