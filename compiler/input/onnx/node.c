#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/tensor.h"
#include "compiler/input/onnx/importer.h"
#include "compiler/input/onnx/value_map.h"

weir_status_t node_error(const node_t* node, weir_code_t code,
                         const char* format, ...) {
  va_list args;
  va_start(args, format);
  char* text = NULL;
  if (vasprintf(&text, format, args) < 0) text = NULL;
  va_end(args);
  const char* name = node->proto->name;
  if ((name == NULL || name[0] == '\0') && node->proto->n_output > 0) {
    name = node->proto->output[0];
  }
  weir_status_t status =
      weir_status(code, "%s: node \"%s\" (%s): %s", node->importer->path,
                  name ? name : "", node->proto->op_type, text ? text : format);
  free(text);
  return status;
}

bool node_has_input(const node_t* node, uint32_t index) {
  return index < node->proto->n_input && node->proto->input[index][0] != '\0';
}

weir_status_t node_input(node_t* node, uint32_t index,
                         onnx_value_t** out_value) {
  *out_value = NULL;
  if (!node_has_input(node, index)) {
    return node_error(node, WEIR_CODE_INVALID_ARGUMENT, "input %u is missing",
                      index);
  }
  *out_value = value_map_get(node->importer, node->proto->input[index]);
  if (*out_value == NULL) {
    return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                      "input \"%s\" is made by no node before it",
                      node->proto->input[index]);
  }
  return weir_ok();
}

// Where the sizes among them are known.
static weir_value_t* build_elements(importer_t* importer,
                                    const onnx_value_t* value,
                                    weir_location_t* location) {
  weir_builder_t* builder = &importer->builder;
  weir_type_t* element = weir_type_element(value->type);
  uint32_t count = (uint32_t)weir_type_element_count(value->type);
  weir_value_t** values =
      WEIR_ARENA_ARRAY(&importer->arena, weir_value_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    values[i] =
        weir_build_unary(builder, WEIR_ARITH_INDEX_CAST, location,
                         dim_value(importer, value->elements[i]), element);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_TENSOR_FROM_ELEMENTS, location);
  weir_op_state_operands(&state, values, count);
  weir_op_state_result(&state, value->type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

weir_value_t* value_operand(importer_t* importer, onnx_value_t* value) {
  if (value->value != NULL) return value->value;
  if (value->elements != NULL) {
    value->value = build_elements(
        importer, value,
        weir_location_name(importer->context, value->name, NULL));
    return value->value;
  }
  // Constants stand at the start of the function so that all users see them.
  weir_block_t* entry = weir_op_region(importer->function, 0)->first;
  weir_builder_t builder = weir_builder_at_start(entry);
  weir_location_t* location =
      weir_location_name(importer->context, value->name, NULL);
  value->value = weir_build_constant(&builder, location, value->constant);
  return value->value;
}

weir_status_t node_operand(node_t* node, uint32_t index,
                           weir_value_t** out_value) {
  *out_value = NULL;
  onnx_value_t* value;
  WEIR_RETURN_IF_ERROR(node_input(node, index, &value));
  *out_value = value_operand(node->importer, value);
  return weir_ok();
}

weir_status_t node_check_float(node_t* node, const weir_value_t* value) {
  if (weir_type_is_float(weir_type_element(value->type))) return weir_ok();
  return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                    "only floating-point inputs are supported");
}

weir_status_t node_check_elements(node_t* node) {
  const weir_type_t* first = NULL;
  for (uint32_t i = 0; i < node->proto->n_input; ++i) {
    if (!node_has_input(node, i)) continue;
    onnx_value_t* value;
    WEIR_RETURN_IF_ERROR(node_input(node, i, &value));
    const weir_type_t* element = weir_type_element(value->type);
    if (first != NULL && element != first) {
      return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                        "input %u (\"%s\") has another element type than the "
                        "first",
                        i, value->name);
    }
    first = element;
  }
  return weir_ok();
}

weir_status_t node_constant_ints(node_t* node, uint32_t index,
                                 int64_t** out_values, uint32_t* out_count) {
  *out_values = NULL;
  *out_count = 0;
  if (!node_has_input(node, index)) return weir_ok();
  onnx_value_t* value;
  WEIR_RETURN_IF_ERROR(node_input(node, index, &value));
  if (value->constant == NULL) {
    return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                      "input %u (\"%s\") must be known when compiling", index,
                      value->name);
  }
  *out_values = constant_ints(node->importer, value->constant, out_count);
  return weir_ok();
}

static weir_status_t define(node_t* node, uint32_t index, onnx_value_t value) {
  if (index >= node->proto->n_output || node->proto->output[index][0] == '\0') {
    return weir_ok();  // nobody asked for it
  }
  value.name = node->proto->output[index];
  if (!onnx_shape_fits(value.type->shaped.dims, weir_type_rank(value.type))) {
    return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                      "output \"%s\" has more elements than can be",
                      value.name);
  }
  if (!value_map_add(node->importer, value)) {
    return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                      "output \"%s\" is made by an earlier node as well",
                      value.name);
  }
  return weir_ok();
}

weir_status_t node_set_output(node_t* node, uint32_t index,
                              weir_value_t* value) {
  return define(node, index,
                (onnx_value_t){.type = value->type, .value = value});
}

bool onnx_shape_fits(const int64_t* dims, size_t rank) {
  // An element may have 16 bytes, and there is arithmetic on sizes.
  const int64_t most = INT64_C(1) << 56;
  int64_t count = 1;
  for (size_t i = 0; i < rank; ++i) {
    if (dim_is_open(dims[i])) continue;  // known when the plan runs
    // A dimension of zero does not make up for the others.
    if (dims[i] < 0 || dims[i] > most) return false;
    if (dims[i] == 0) continue;
    if (__builtin_mul_overflow(count, dims[i], &count) || count > most) {
      return false;
    }
  }
  return true;
}

weir_status_t node_check_folding(node_t* node, const weir_type_t* element,
                                 const int64_t* dims, uint32_t rank) {
  enum { BASE_BYTES = 1 << 24, TIMES_DATA = 8 };
  importer_t* importer = node->importer;
  uint64_t bytes = weir_dense_element_bytes(element);
  bool fits = onnx_shape_fits(dims, rank);
  for (uint32_t i = 0; fits && i < rank; ++i) bytes *= (uint64_t)dims[i];
  if (fits) {
    importer->folded_bytes += bytes;
    fits = importer->folded_bytes <=
           BASE_BYTES + TIMES_DATA * importer->data_bytes;
  }
  if (fits) return weir_ok();
  return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                    "its constant result is too large to be computed now");
}

weir_status_t node_set_constant(node_t* node, uint32_t index,
                                weir_attr_t* constant) {
  return define(node, index,
                (onnx_value_t){.type = constant->type, .constant = constant});
}

weir_status_t node_set_same(node_t* node, uint32_t index,
                            const onnx_value_t* input) {
  return define(node, index, *input);
}

// -- attributes ---------------------------------------------------------------

const Onnx__AttributeProto* node_attr(const node_t* node, const char* name) {
  for (size_t i = 0; i < node->proto->n_attribute; ++i) {
    const Onnx__AttributeProto* attr = node->proto->attribute[i];
    if (attr->name != NULL && strcmp(attr->name, name) == 0) return attr;
  }
  return NULL;
}

int64_t node_attr_int(const node_t* node, const char* name, int64_t fallback) {
  const Onnx__AttributeProto* attr = node_attr(node, name);
  return attr != NULL && attr->has_i ? attr->i : fallback;
}

float node_attr_float(const node_t* node, const char* name, float fallback) {
  const Onnx__AttributeProto* attr = node_attr(node, name);
  return attr != NULL && attr->has_f ? attr->f : fallback;
}

const char* node_attr_string(const node_t* node, const char* name,
                             const char* fallback) {
  const Onnx__AttributeProto* attr = node_attr(node, name);
  if (attr == NULL || !attr->has_s) return fallback;
  return weir_arena_string(&node->importer->arena, (const char*)attr->s.data,
                           attr->s.len);
}

const int64_t* node_attr_ints(const node_t* node, const char* name,
                              uint32_t* out_count) {
  const Onnx__AttributeProto* attr = node_attr(node, name);
  *out_count = attr != NULL ? (uint32_t)attr->n_ints : 0;
  return attr != NULL ? attr->ints : NULL;
}
