// Integers of which some are sizes that are known when the program runs: what
// models compute shapes with. Operators on them are folded as those on
// constants are, so that a shape is known before the tensor that has it.
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/tensor.h"
#include "compiler/input/onnx/importer.h"
#include "compiler/input/onnx/value_map.h"

enum { MAX_ELEMENTS = 1024, MAX_READ = 16 };

static bool is_integer_type(const weir_type_t* type) {
  return weir_type_is_integer(type, 0) && weir_type_bit_width(type) <= 64;
}

const int64_t* value_elements(importer_t* importer, const onnx_value_t* value,
                              uint32_t* out_count) {
  *out_count = 0;
  if (!is_integer_type(weir_type_element(value->type))) return NULL;
  int64_t count =
      type_is_open(value->type) ? -1 : weir_type_element_count(value->type);
  if (count < 0 || count > MAX_ELEMENTS) return NULL;
  *out_count = (uint32_t)count;
  if (value->elements != NULL) return value->elements;
  if (value->constant == NULL) return NULL;
  uint32_t unused;
  int64_t* elements = constant_ints(importer, value->constant, &unused);
  for (int64_t i = 0; i < count; ++i) {
    if (dim_is_open(elements[i])) return NULL;
  }
  return elements;
}

weir_status_t node_set_elements(node_t* node, uint32_t index, weir_type_t* type,
                                const int64_t* elements) {
  int64_t count = weir_type_element_count(type);
  bool is_open = false;
  for (int64_t i = 0; i < count; ++i) is_open |= dim_is_open(elements[i]);
  if (!is_open) {
    return node_set_constant(node, index, constant_from_ints(type, elements));
  }
  onnx_value_t value = {
      .type = type,
      .elements = weir_arena_copy(&node->importer->arena, elements,
                                  (size_t)count * sizeof(*elements)),
  };
  return node_set_same(node, index, &value);
}

bool node_has_elements(const node_t* node) {
  for (uint32_t i = 0; i < node->proto->n_input; ++i) {
    if (!node_has_input(node, i)) continue;
    const onnx_value_t* value =
        value_map_get(node->importer, node->proto->input[i]);
    if (value != NULL && value->elements != NULL) return true;
  }
  return false;
}

// -- read when the program runs -----------------------------------------------

static weir_value_t* read_element(node_t* node, weir_value_t* tensor,
                                  uint32_t place) {
  weir_builder_t* builder = &node->importer->builder;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_TENSOR_EXTRACT, node->location);
  weir_op_state_operand(&state, tensor);
  weir_value_t* at = NULL;
  if (weir_type_rank(tensor->type) == 1) {
    at = weir_build_index(builder, node->location, place);
  }
  weir_op_state_operand(&state, at);
  weir_op_state_result(&state, weir_type_element(tensor->type));
  weir_value_t* element = weir_op_result_n(weir_build(builder, &state), 0);
  return weir_build_unary(builder, WEIR_ARITH_INDEX_CAST, node->location,
                          element, weir_index_type(node->importer->context));
}

static weir_status_t read_elements(node_t* node, onnx_value_t* value,
                                   uint32_t index) {
  weir_type_t* type = value->type;
  bool fits = is_integer_type(weir_type_element(type)) &&
              weir_type_rank(type) <= 1 && !type_is_open(type) &&
              weir_type_element_count(type) <= MAX_READ;
  if (!fits) {
    return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                      "input %u (\"%s\") must be known when compiling", index,
                      value->name);
  }
  int64_t count = weir_type_element_count(type);
  int64_t* elements =
      WEIR_ARENA_ARRAY(&node->importer->arena, int64_t, (size_t)count + 1);
  for (int64_t i = 0; i < count; ++i) {
    const char* name = weir_arena_format(&node->importer->arena, "%s[%lld]",
                                         value->name, (long long)i);
    elements[i] = dim_of_value(node->importer,
                               read_element(node, value->value, (uint32_t)i),
                               false, name);
  }
  value->elements = elements;
  return weir_ok();
}

weir_status_t node_shape_ints(node_t* node, uint32_t index,
                              const int64_t** out_values, uint32_t* out_count) {
  *out_values = NULL;
  *out_count = 0;
  if (!node_has_input(node, index)) return weir_ok();
  onnx_value_t* value;
  WEIR_RETURN_IF_ERROR(node_input(node, index, &value));
  if (value->constant != NULL) {
    // What is beyond all sizes may come nearer.
    int64_t* values;
    WEIR_RETURN_IF_ERROR(node_constant_ints(node, index, &values, out_count));
    for (uint32_t i = 0; i < *out_count; ++i) {
      if (dim_is_open(values[i])) values[i] = ONNX_LEAST_CLOSED;
    }
    *out_values = values;
    return weir_ok();
  }
  if (value->elements == NULL) {
    WEIR_RETURN_IF_ERROR(read_elements(node, value, index));
  }
  *out_count = (uint32_t)weir_type_element_count(value->type);
  *out_values = value->elements;
  return weir_ok();
}

// -- element by element -------------------------------------------------------

// False where it is not known, or has no number here.
static bool combine(importer_t* importer, const char* op, int64_t a, int64_t b,
                    int64_t* out) {
  if (strcmp(op, "Add") == 0) {
    *out = dim_add(importer, a, b);
  } else if (strcmp(op, "Sub") == 0) {
    *out = dim_subtract(importer, a, b);
  } else if (strcmp(op, "Mul") == 0) {
    *out = dim_multiply(importer, a, b);
  } else if (strcmp(op, "Div") == 0) {
    if (b == 0) return false;
    *out = dim_divide(importer, a, b);
  } else if (strcmp(op, "Min") == 0) {
    *out = dim_min(importer, a, b);
  } else if (strcmp(op, "Max") == 0) {
    *out = dim_max(importer, a, b);
  } else if (strcmp(op, "Equal") == 0) {
    int64_t difference = dim_subtract(importer, a, b);
    bool above = dim_is_size(importer, dim_subtract(importer, difference, 1));
    bool below = dim_is_size(importer, dim_subtract(importer, -1, difference));
    if (difference != 0 && !above && !below) return false;
    *out = difference == 0;
  } else {
    return false;
  }
  return true;
}

static weir_status_t fold_binary(node_t* node, bool* out_done) {
  onnx_value_t *a, *b;
  if (node->proto->n_input != 2) return weir_ok();
  WEIR_RETURN_IF_ERROR(node_input(node, 0, &a));
  WEIR_RETURN_IF_ERROR(node_input(node, 1, &b));
  importer_t* importer = node->importer;
  uint32_t counts[2];
  const int64_t* x = value_elements(importer, a, &counts[0]);
  const int64_t* y = value_elements(importer, b, &counts[1]);
  uint32_t ranks[2] = {weir_type_rank(a->type), weir_type_rank(b->type)};
  bool fits = x != NULL && y != NULL && ranks[0] <= 1 && ranks[1] <= 1 &&
              (counts[0] == counts[1] || counts[0] == 1 || counts[1] == 1);
  if (!fits) return weir_ok();
  bool a_is_longer =
      counts[0] != counts[1] ? counts[0] > counts[1] : ranks[0] >= ranks[1];
  weir_type_t* type = a_is_longer ? a->type : b->type;
  uint32_t count = a_is_longer ? counts[0] : counts[1];
  int64_t out[MAX_ELEMENTS];
  for (uint32_t i = 0; i < count; ++i) {
    if (!combine(importer, node->proto->op_type, x[counts[0] == 1 ? 0 : i],
                 y[counts[1] == 1 ? 0 : i], &out[i])) {
      return weir_ok();
    }
  }
  if (strcmp(node->proto->op_type, "Equal") == 0) {
    type = weir_type_with_element(type, weir_i1_type(importer->context));
  }
  *out_done = true;
  return node_set_elements(node, 0, type, out);
}

static weir_status_t fold_where(node_t* node, bool* out_done) {
  const int64_t* lists[3];
  uint32_t counts[3], count = 1;
  weir_type_t* type = NULL;
  for (uint32_t i = 0; i < 3; ++i) {
    onnx_value_t* input;
    WEIR_RETURN_IF_ERROR(node_input(node, i, &input));
    lists[i] = value_elements(node->importer, input, &counts[i]);
    if (lists[i] == NULL || weir_type_rank(input->type) > 1) return weir_ok();
    if (counts[i] != 1 && count != 1 && counts[i] != count) return weir_ok();
    if (counts[i] != 1) count = counts[i];
    if (i > 0 && (type == NULL || counts[i] != 1)) type = input->type;
  }
  int64_t out[MAX_ELEMENTS], size = count;
  for (uint32_t i = 0; i < count; ++i) {
    int64_t condition = lists[0][counts[0] == 1 ? 0 : i];
    if (dim_is_open(condition)) return weir_ok();
    uint32_t from = condition != 0 ? 1 : 2;
    out[i] = lists[from][counts[from] == 1 ? 0 : i];
  }
  if (count != 1) type = tensor_of(weir_type_element(type), &size, 1);
  *out_done = true;
  return node_set_elements(node, 0, type, out);
}

// Between integers that have room for every size.
static weir_status_t fold_cast(node_t* node, bool* out_done) {
  onnx_value_t* input;
  WEIR_RETURN_IF_ERROR(node_input(node, 0, &input));
  weir_type_t* to = onnx_element_type(node->importer->context,
                                      (int32_t)node_attr_int(node, "to", 0));
  if (to == NULL || !is_integer_type(to) || weir_type_bit_width(to) < 32 ||
      input->elements == NULL) {
    return weir_ok();
  }
  *out_done = true;
  return node_set_elements(node, 0, weir_type_with_element(input->type, to),
                           input->elements);
}

// -- lists --------------------------------------------------------------------

static weir_status_t fold_concat(node_t* node, bool* out_done) {
  int64_t out[MAX_ELEMENTS], count = 0;
  weir_type_t* element = NULL;
  for (uint32_t i = 0; i < node->proto->n_input; ++i) {
    onnx_value_t* input;
    WEIR_RETURN_IF_ERROR(node_input(node, i, &input));
    uint32_t more;
    const int64_t* elements = value_elements(node->importer, input, &more);
    weir_type_t* own = weir_type_element(input->type);
    if (elements == NULL || weir_type_rank(input->type) != 1 ||
        count + more > MAX_ELEMENTS || (element != NULL && own != element)) {
      return weir_ok();
    }
    memcpy(out + count, elements, more * sizeof(*out));
    count += more;
    element = own;
  }
  *out_done = true;
  return node_set_elements(node, 0, tensor_of(element, &count, 1), out);
}

static weir_status_t fold_gather(node_t* node, bool* out_done) {
  onnx_value_t *data, *indices;
  WEIR_RETURN_IF_ERROR(node_input(node, 0, &data));
  WEIR_RETURN_IF_ERROR(node_input(node, 1, &indices));
  uint32_t size, count;
  const int64_t* elements = value_elements(node->importer, data, &size);
  const int64_t* places = value_elements(node->importer, indices, &count);
  if (elements == NULL || places == NULL || weir_type_rank(data->type) != 1) {
    return weir_ok();
  }
  int64_t out[MAX_ELEMENTS];
  for (uint32_t i = 0; i < count; ++i) {
    if (dim_is_open(places[i])) return weir_ok();
    int64_t at = places[i] < 0 ? places[i] + size : places[i];
    if (at < 0 || at >= size) {
      return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                        "index %lld is not in [0, %u)", (long long)at, size);
    }
    out[i] = elements[at];
  }
  *out_done = true;
  return node_set_elements(
      node, 0,
      weir_type_with_element(indices->type, weir_type_element(data->type)),
      out);
}

static weir_status_t fold_product(node_t* node, bool* out_done) {
  onnx_value_t* input;
  WEIR_RETURN_IF_ERROR(node_input(node, 0, &input));
  uint32_t count;
  const int64_t* elements = value_elements(node->importer, input, &count);
  if (elements == NULL || weir_type_rank(input->type) != 1) return weir_ok();
  int64_t product = dim_product(node->importer, elements, count), one = 1;
  uint32_t rank = node_attr_int(node, "keepdims", 1) != 0;
  *out_done = true;
  return node_set_elements(
      node, 0, tensor_of(weir_type_element(input->type), &one, rank), &product);
}

typedef struct fold_t {
  const char* name;
  weir_status_t (*fold)(node_t* node, bool* out_done);
} fold_t;

// Operators that only give a list another shape or cut it fold where they are
// lowered.
static const fold_t folds[] = {
    {"Add", fold_binary},    {"Cast", fold_cast},
    {"Concat", fold_concat}, {"Div", fold_binary},
    {"Equal", fold_binary},  {"Gather", fold_gather},
    {"Max", fold_binary},    {"Min", fold_binary},
    {"Mul", fold_binary},    {"ReduceProd", fold_product},
    {"Sub", fold_binary},    {"Where", fold_where},
};

weir_status_t node_fold_elements(node_t* node, bool* out_done) {
  *out_done = false;
  for (size_t i = 0; i < sizeof(folds) / sizeof(folds[0]); ++i) {
    if (strcmp(folds[i].name, node->proto->op_type) == 0) {
      return folds[i].fold(node, out_done);
    }
  }
  return weir_ok();
}

// -- operators that make shapes, and those that are made by them
// ----------------

static weir_status_t lower_shape(node_t* node) {
  onnx_value_t* input;
  WEIR_RETURN_IF_ERROR(node_input(node, 0, &input));
  int64_t rank = weir_type_rank(input->type);
  int64_t start = node_attr_int(node, "start", 0),
          end = node_attr_int(node, "end", rank);
  if (start < 0) start += rank;
  if (end < 0) end += rank;
  start = start < 0 ? 0 : start > rank ? rank : start;
  end = end < start ? start : end > rank ? rank : end;
  int64_t count = end - start;
  weir_type_t* type =
      tensor_of(weir_i64_type(node->importer->context), &count, 1);
  return node_set_elements(node, 0, type, input->type->shaped.dims + start);
}

static weir_status_t lower_size(node_t* node) {
  onnx_value_t* input;
  WEIR_RETURN_IF_ERROR(node_input(node, 0, &input));
  int64_t size = dim_product(node->importer, input->type->shaped.dims,
                             weir_type_rank(input->type));
  return node_set_elements(
      node, 0, tensor_of(weir_i64_type(node->importer->context), NULL, 0),
      &size);
}

static weir_value_t* same_body(node_t* node, weir_builder_t* builder,
                               weir_value_t** args, void* user) {
  (void)node, (void)builder, (void)user;
  return args[0];
}

static weir_status_t check_shape(const node_t* node, const int64_t* dims,
                                 uint32_t rank) {
  if (rank > MAX_READ) {
    return node_error(node, WEIR_CODE_UNIMPLEMENTED, "more than %d dimensions",
                      MAX_READ);
  }
  for (uint32_t i = 0; i < rank; ++i) {
    if (dim_is_size(node->importer, dims[i])) continue;
    WEIR_RETURN_IF_ERROR(
        node_require_positive(node, dim_add(node->importer, dims[i], 1),
                              "its shape has a dimension below zero"));
  }
  if (onnx_shape_fits(dims, rank)) return weir_ok();
  return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                    "its shape has more elements than can be");
}

// The input, stretched over the shape: the broadcast of both.
static weir_status_t lower_expand(node_t* node) {
  weir_value_t* inputs[2];
  const int64_t* dims;
  uint32_t rank;
  WEIR_RETURN_IF_ERROR(node_operand(node, 0, &inputs[0]));
  WEIR_RETURN_IF_ERROR(node_shape_ints(node, 1, &dims, &rank));
  WEIR_RETURN_IF_ERROR(check_shape(node, dims, rank));
  weir_type_t* element = weir_type_element(inputs[0]->type);
  inputs[1] = build_empty(node, tensor_of(element, dims, rank));
  weir_value_t* result;
  WEIR_RETURN_IF_ERROR(
      build_elementwise(node, inputs, 2, element, same_body, NULL, &result));
  return node_set_output(node, 0, result);
}

static weir_status_t lower_constant_of_shape(node_t* node) {
  importer_t* importer = node->importer;
  const int64_t* dims;
  uint32_t rank;
  WEIR_RETURN_IF_ERROR(node_shape_ints(node, 0, &dims, &rank));
  WEIR_RETURN_IF_ERROR(check_shape(node, dims, rank));
  weir_attr_t* fill = NULL;
  const Onnx__AttributeProto* attr = node_attr(node, "value");
  if (attr != NULL && attr->t != NULL) {
    WEIR_RETURN_IF_ERROR(onnx_read_tensor(importer, attr->t, &fill));
    if (weir_type_element_count(fill->type) != 1) {
      return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                        "its value is not one element");
    }
  }
  weir_type_t* element =
      fill != NULL ? weir_type_element(fill->type)
                   : weir_float_type(importer->context, WEIR_FLOAT_F32);
  weir_type_t* type = tensor_of(element, dims, rank);
  if (!type_is_open(type)) {
    static const uint8_t zeros[16] = {0};
    const void* data = fill != NULL ? fill->dense.data : zeros;
    return node_set_constant(
        node, 0,
        weir_dense_attr(type, data, weir_dense_element_bytes(element)));
  }
  uint32_t count;
  double value = fill != NULL ? constant_doubles(importer, fill, &count)[0] : 0;
  return node_set_output(node, 0, build_filled(node, type, value));
}

// start, start + delta, .. below limit, where these are known or sizes.
typedef struct range_t {
  weir_value_t *start, *delta;  // indices
} range_t;

static weir_value_t* range_body(node_t* node, weir_builder_t* builder,
                                weir_value_t** args, void* user) {
  const range_t* range = user;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_LINALG_INDEX, node->location);
  weir_op_state_attr(&state, "dim", weir_i64_attr(builder->context, 0));
  weir_op_state_result(&state, weir_index_type(builder->context));
  weir_value_t* place = weir_op_result_n(weir_build(builder, &state), 0);
  place = weir_build_binary(builder, WEIR_ARITH_MULI, node->location, place,
                            range->delta);
  place = weir_build_binary(builder, WEIR_ARITH_ADDI, node->location, place,
                            range->start);
  return weir_build_unary(builder, WEIR_ARITH_INDEX_CAST, node->location, place,
                          args[0]->type);
}

static weir_status_t lower_range(node_t* node) {
  importer_t* importer = node->importer;
  int64_t bounds[3];
  onnx_value_t* first;
  WEIR_RETURN_IF_ERROR(node_input(node, 0, &first));
  for (uint32_t i = 0; i < 3; ++i) {
    const int64_t* values;
    uint32_t count;
    WEIR_RETURN_IF_ERROR(node_shape_ints(node, i, &values, &count));
    if (count != 1) {
      return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                        "input %u is not a number", i);
    }
    bounds[i] = values[0];
  }
  if (dim_is_open(bounds[2]) || bounds[2] <= 0 ||
      !is_integer_type(weir_type_element(first->type))) {
    return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                      "only integers in known steps upwards are supported");
  }
  int64_t length =
      dim_max(importer, dim_subtract(importer, bounds[1], bounds[0]), 0);
  length =
      dim_divide(importer, dim_add(importer, length, bounds[2] - 1), bounds[2]);
  weir_type_t* type = tensor_of(weir_type_element(first->type), &length, 1);
  WEIR_RETURN_IF_ERROR(check_shape(node, &length, 1));
  range_t range = {dim_value(importer, bounds[0]),
                   dim_value(importer, bounds[2])};
  weir_affine_map_t* map = weir_affine_identity_map(importer->context, 1);
  return node_set_output(node, 0,
                         build_generic(node, NULL, 0, build_empty(node, type),
                                       &map, 1, 0, range_body, &range));
}

const operator_t onnx_element_operators[] = {
    {"ConstantOfShape", lower_constant_of_shape},
    {"Expand", lower_expand},
    {"Range", lower_range},
    {"Shape", lower_shape},
    {"Size", lower_size},
    {NULL, NULL},
};
