// Operators that move, join and cut tensors, or compute shapes.
#include <limits.h>
#include <string.h>

#include "compiler/dialects/tensor.h"
#include "compiler/input/onnx/importer.h"

enum { MAX_RANK = 16 };

// -- helpers ------------------------------------------------------------------

static weir_status_t read_axis(const node_t* node, int64_t axis, uint32_t rank,
                               uint32_t* out_axis) {
  *out_axis = 0;
  int64_t size = (int64_t)rank;
  if (axis < -size || axis >= size) {
    return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                      "axis %lld is not in [-%u, %u)", (long long)axis, rank,
                      rank);
  }
  *out_axis = (uint32_t)(axis < 0 ? axis + size : axis);
  return weir_ok();
}

// A list that was an attribute in early operator sets and is an input since.
static weir_status_t ints_of(node_t* node, const char* attr, uint32_t input,
                             const int64_t** out_values, uint32_t* out_count) {
  *out_values = node_attr_ints(node, attr, out_count);
  if (*out_values != NULL) return weir_ok();
  int64_t* values;
  WEIR_RETURN_IF_ERROR(node_constant_ints(node, input, &values, out_count));
  *out_values = values;
  return weir_ok();
}

static weir_status_t check_rank(const node_t* node, uint32_t rank) {
  if (rank <= MAX_RANK) return weir_ok();
  return node_error(node, WEIR_CODE_UNIMPLEMENTED, "more than %d dimensions",
                    MAX_RANK);
}

// What changes the size of the open dimension cannot be told before it runs.
static weir_status_t check_closed(const node_t* node, const weir_type_t* type,
                                  uint32_t axis) {
  if (weir_type_dim(type, axis) != WEIR_DYNAMIC) return weir_ok();
  return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                    "it works along the open dimension; give the size with "
                    "--dim %s=N",
                    node->importer->open_dim);
}

static weir_status_t set_reshaped(node_t* node, onnx_value_t* input,
                                  const int64_t* dims, uint32_t rank) {
  if (input->constant != NULL) {
    return node_set_constant(node, 0,
                             constant_reshape(input->constant, dims, rank));
  }
  return node_set_output(node, 0,
                         build_reshape(node, input->value, dims, rank));
}

// -- Shape, Constant ----------------------------------------------------------

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
  return node_set_constant(
      node, 0, constant_from_ints(type, input->type->shaped.dims + start));
}

static weir_status_t lower_constant(node_t* node) {
  weir_context_t* context = node->importer->context;
  const Onnx__AttributeProto* attr;
  if ((attr = node_attr(node, "value")) != NULL && attr->t != NULL) {
    weir_attr_t* constant;
    WEIR_RETURN_IF_ERROR(onnx_read_tensor(node->importer, attr->t, &constant));
    return node_set_constant(node, 0, constant);
  }
  weir_type_t* f32 = weir_float_type(context, WEIR_FLOAT_F32);
  if ((attr = node_attr(node, "value_float")) != NULL) {
    return node_set_constant(
        node, 0,
        weir_dense_attr(tensor_of(f32, NULL, 0), &attr->f, sizeof(attr->f)));
  }
  if ((attr = node_attr(node, "value_int")) != NULL) {
    return node_set_constant(
        node, 0,
        constant_from_ints(tensor_of(weir_i64_type(context), NULL, 0),
                           &attr->i));
  }
  if ((attr = node_attr(node, "value_ints")) != NULL) {
    int64_t count = (int64_t)attr->n_ints;
    return node_set_constant(
        node, 0,
        constant_from_ints(tensor_of(weir_i64_type(context), &count, 1),
                           attr->ints));
  }
  if ((attr = node_attr(node, "value_floats")) != NULL) {
    int64_t count = (int64_t)attr->n_floats;
    return node_set_constant(
        node, 0,
        weir_dense_attr(tensor_of(f32, &count, 1), attr->floats,
                        attr->n_floats * sizeof(float)));
  }
  return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                    "its value is neither a dense tensor nor numbers");
}

// -- Reshape, Squeeze, Unsqueeze, Flatten -------------------------------------

// The product of |count| dimensions; the open one stands alone or not at all.
static weir_status_t product_of(const node_t* node, const int64_t* dims,
                                uint32_t count, int64_t* out_product) {
  bool is_open = false;
  *out_product = 1;
  for (uint32_t i = 0; i < count; ++i) {
    if (dims[i] == WEIR_DYNAMIC && !is_open) {
      is_open = true;
    } else if (dims[i] == WEIR_DYNAMIC ||
               __builtin_mul_overflow(*out_product, dims[i], out_product)) {
      *out_product = -1;
      break;
    }
  }
  if (is_open && *out_product == 1) *out_product = WEIR_DYNAMIC;
  if (!is_open || *out_product == WEIR_DYNAMIC) return weir_ok();
  return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                    "it takes the open dimension together with others; give "
                    "the size of it with --dim %s=N",
                    node->importer->open_dim);
}

// The elements of a step of the open dimension, or all; false with two of it.
static bool static_elements(const int64_t* dims, uint32_t count,
                            int64_t* out_elements, bool* out_open) {
  *out_elements = 1;
  *out_open = false;
  for (uint32_t i = 0; i < count; ++i) {
    if (dims[i] == WEIR_DYNAMIC) {
      if (*out_open) return false;
      *out_open = true;
    } else {
      *out_elements *= dims[i];
    }
  }
  return true;
}

// A shape for an input with the open dimension: it is copied from there, or is
// what is left over.
static weir_status_t reshape_open(node_t* node, onnx_value_t* input,
                                  int64_t* dims, uint32_t rank,
                                  int32_t inferred) {
  int64_t total, known;
  bool has_open, keeps_open;
  if (inferred >= 0) dims[inferred] = 1;
  bool fits = static_elements(input->type->shaped.dims,
                              weir_type_rank(input->type), &total, &has_open) &&
              static_elements(dims, rank, &known, &keeps_open);
  if (fits && inferred >= 0 && known > 0 && total % known == 0) {
    dims[inferred] = keeps_open ? total / known : WEIR_DYNAMIC;
    fits = keeps_open || total == known;
  } else if (fits) {
    fits = keeps_open && total == known;
  }
  if (fits) return set_reshaped(node, input, dims, rank);
  return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                    "its shape takes the open dimension together with others; "
                    "give the size of it with --dim %s=N",
                    node->importer->open_dim);
}

static weir_status_t lower_reshape(node_t* node) {
  onnx_value_t* input;
  WEIR_RETURN_IF_ERROR(node_input(node, 0, &input));
  const int64_t* wanted;
  uint32_t rank;
  WEIR_RETURN_IF_ERROR(ints_of(node, "shape", 1, &wanted, &rank));
  WEIR_RETURN_IF_ERROR(check_rank(node, rank));
  bool zero_copies = node_attr_int(node, "allowzero", 0) == 0;
  int64_t dims[MAX_RANK], known = 1,
                          total = weir_type_element_count(input->type);
  int32_t inferred = -1;
  bool is_open = !weir_type_has_static_shape(input->type);
  for (uint32_t i = 0; i < rank; ++i) {
    dims[i] = wanted[i];
    if (dims[i] == 0 && zero_copies && i < weir_type_rank(input->type)) {
      dims[i] = weir_type_dim(input->type, i);
    }
    if (dims[i] == -1 && inferred < 0) {
      inferred = (int32_t)i;
    } else if (is_open && dims[i] == WEIR_DYNAMIC) {
      continue;
    } else if (dims[i] < 0 || __builtin_mul_overflow(known, dims[i], &known)) {
      return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                        "its shape input is not a shape");
    }
  }
  if (is_open) return reshape_open(node, input, dims, rank, inferred);
  if (inferred >= 0 && known > 0 && total % known == 0)
    dims[inferred] = total / known;
  if (inferred >= 0) known *= dims[inferred];
  if (known != total) {
    return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                      "its input has %lld elements, the new shape %lld",
                      (long long)total, (long long)known);
  }
  return set_reshaped(node, input, dims, rank);
}

static weir_status_t read_axes(node_t* node, uint32_t rank, bool* out_set) {
  const int64_t* axes;
  uint32_t count;
  memset(out_set, 0, MAX_RANK * sizeof(*out_set));
  WEIR_RETURN_IF_ERROR(ints_of(node, "axes", 1, &axes, &count));
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t axis;
    WEIR_RETURN_IF_ERROR(read_axis(node, axes[i], rank, &axis));
    out_set[axis] = true;
  }
  return weir_ok();
}

static weir_status_t lower_squeeze(node_t* node) {
  onnx_value_t* input;
  WEIR_RETURN_IF_ERROR(node_input(node, 0, &input));
  uint32_t rank = weir_type_rank(input->type), kept = 0;
  WEIR_RETURN_IF_ERROR(check_rank(node, rank));
  bool drop[MAX_RANK];
  WEIR_RETURN_IF_ERROR(read_axes(node, rank, drop));
  bool all = node_attr(node, "axes") == NULL && !node_has_input(node, 1);
  int64_t dims[MAX_RANK];
  for (uint32_t i = 0; i < rank; ++i) {
    int64_t size = weir_type_dim(input->type, i);
    if (drop[i] && size != 1) {
      return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                        "axis %u has size %lld, not 1", i, (long long)size);
    }
    if (!drop[i] && !(all && size == 1)) dims[kept++] = size;
  }
  return set_reshaped(node, input, dims, kept);
}

static weir_status_t lower_unsqueeze(node_t* node) {
  onnx_value_t* input;
  WEIR_RETURN_IF_ERROR(node_input(node, 0, &input));
  const int64_t* axes;
  uint32_t count;
  WEIR_RETURN_IF_ERROR(ints_of(node, "axes", 1, &axes, &count));
  uint32_t rank = weir_type_rank(input->type) + count;
  WEIR_RETURN_IF_ERROR(check_rank(node, rank));
  bool added[MAX_RANK];
  WEIR_RETURN_IF_ERROR(read_axes(node, rank, added));
  int64_t dims[MAX_RANK];
  uint32_t from = 0;
  for (uint32_t i = 0; i < rank; ++i) {
    if (!added[i] && from >= weir_type_rank(input->type)) {
      return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                        "an axis is named twice");
    }
    dims[i] = added[i] ? 1 : weir_type_dim(input->type, from++);
  }
  return set_reshaped(node, input, dims, rank);
}

static weir_status_t lower_flatten(node_t* node) {
  onnx_value_t* input;
  WEIR_RETURN_IF_ERROR(node_input(node, 0, &input));
  int64_t rank = weir_type_rank(input->type),
          axis = node_attr_int(node, "axis", 1);
  if (axis < 0) axis += rank;
  if (axis < 0 || axis > rank) {
    return node_error(node, WEIR_CODE_INVALID_ARGUMENT, "axis out of range");
  }
  int64_t dims[2];
  const int64_t* from = input->type->shaped.dims;
  WEIR_RETURN_IF_ERROR(product_of(node, from, (uint32_t)axis, &dims[0]));
  WEIR_RETURN_IF_ERROR(
      product_of(node, from + axis, (uint32_t)(rank - axis), &dims[1]));
  return set_reshaped(node, input, dims, 2);
}

// -- Transpose ----------------------------------------------------------------

static weir_status_t lower_transpose(node_t* node) {
  onnx_value_t* input;
  WEIR_RETURN_IF_ERROR(node_input(node, 0, &input));
  uint32_t rank = weir_type_rank(input->type), count;
  WEIR_RETURN_IF_ERROR(check_rank(node, rank));
  const int64_t* given = node_attr_ints(node, "perm", &count);
  int64_t perm[MAX_RANK];
  bool seen[MAX_RANK] = {false};
  for (uint32_t i = 0; i < rank; ++i) {
    perm[i] = given != NULL && i < count ? given[i] : (int64_t)(rank - 1 - i);
    bool fits = perm[i] >= 0 && perm[i] < (int64_t)rank && !seen[perm[i]];
    if (!fits || (given != NULL && count != rank)) {
      return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                        "perm is not a permutation of %u dimensions", rank);
    }
    seen[perm[i]] = true;
  }
  if (input->constant == NULL) {
    return node_set_output(node, 0, build_transpose(node, input->value, perm));
  }
  int64_t zeros[MAX_RANK] = {0}, ones[MAX_RANK];
  for (uint32_t i = 0; i < rank; ++i) ones[i] = 1;
  WEIR_RETURN_IF_ERROR(node_check_folding(node, weir_type_element(input->type),
                                          input->type->shaped.dims, rank));
  return node_set_constant(
      node, 0,
      constant_gather(node->importer, input->constant, zeros,
                      input->type->shaped.dims, ones, perm));
}

// -- Concat -------------------------------------------------------------------

// Copies |source| into |target| at |offset| along |axis|.
static weir_value_t* build_insert(node_t* node, weir_value_t* source,
                                  weir_value_t* target, uint32_t axis,
                                  int64_t offset) {
  weir_context_t* context = node->importer->context;
  weir_builder_t* builder = &node->importer->builder;
  uint32_t rank = weir_type_rank(source->type);
  int64_t offsets[MAX_RANK] = {0}, strides[MAX_RANK];
  for (uint32_t i = 0; i < rank; ++i) strides[i] = 1;
  offsets[axis] = offset;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_TENSOR_INSERT_SLICE, node->location);
  weir_op_state_operand(&state, source);
  weir_op_state_operand(&state, target);
  weir_op_state_operand(&state, NULL);
  add_open_sizes(node, &state, source->type);
  weir_op_state_operand(&state, NULL);
  weir_op_state_attr(&state, "static_offsets",
                     weir_dense_i64_array_attr(context, offsets, rank));
  weir_op_state_attr(
      &state, "static_sizes",
      weir_dense_i64_array_attr(context, source->type->shaped.dims, rank));
  weir_op_state_attr(&state, "static_strides",
                     weir_dense_i64_array_attr(context, strides, rank));
  weir_op_state_result(&state, target->type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static weir_status_t check_concat(node_t* node, uint32_t axis, int64_t* dims,
                                  bool* out_constant) {
  onnx_value_t* first;
  WEIR_RETURN_IF_ERROR(node_input(node, 0, &first));
  uint32_t rank = weir_type_rank(first->type);
  memcpy(dims, first->type->shaped.dims, rank * sizeof(*dims));
  dims[axis] = 0;
  *out_constant = true;
  for (uint32_t i = 0; i < node->proto->n_input; ++i) {
    onnx_value_t* input;
    WEIR_RETURN_IF_ERROR(node_input(node, i, &input));
    bool fits =
        weir_type_rank(input->type) == rank &&
        weir_type_element(input->type) == weir_type_element(first->type);
    for (uint32_t d = 0; fits && d < rank; ++d) {
      fits = d == axis || weir_type_dim(input->type, d) == dims[d];
    }
    if (!fits) {
      return node_error(
          node, WEIR_CODE_INVALID_ARGUMENT,
          "input %u (\"%s\") differs from the first in more than axis %u", i,
          input->name, axis);
    }
    WEIR_RETURN_IF_ERROR(check_closed(node, input->type, axis));
    dims[axis] += weir_type_dim(input->type, axis);
    *out_constant &= input->constant != NULL;
  }
  return weir_ok();
}

static weir_status_t lower_concat(node_t* node) {
  onnx_value_t* first;
  WEIR_RETURN_IF_ERROR(node_input(node, 0, &first));
  uint32_t rank = weir_type_rank(first->type), axis,
           count = (uint32_t)node->proto->n_input;
  WEIR_RETURN_IF_ERROR(check_rank(node, rank));
  WEIR_RETURN_IF_ERROR(
      read_axis(node, node_attr_int(node, "axis", 1), rank, &axis));
  int64_t dims[MAX_RANK];
  bool constant;
  WEIR_RETURN_IF_ERROR(check_concat(node, axis, dims, &constant));
  if (constant) {
    WEIR_RETURN_IF_ERROR(
        node_check_folding(node, weir_type_element(first->type), dims, rank));
    weir_attr_t** parts =
        WEIR_ARENA_ARRAY(&node->importer->arena, weir_attr_t*, count);
    for (uint32_t i = 0; i < count; ++i) {
      onnx_value_t* input;
      WEIR_RETURN_IF_ERROR(node_input(node, i, &input));
      parts[i] = input->constant;
    }
    return node_set_constant(
        node, 0, constant_concat(node->importer, parts, count, axis));
  }
  weir_value_t* result =
      build_empty(node, tensor_of(weir_type_element(first->type), dims, rank));
  int64_t offset = 0;
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* part;
    WEIR_RETURN_IF_ERROR(node_operand(node, i, &part));
    result = build_insert(node, part, result, axis, offset);
    offset += weir_type_dim(part->type, axis);
  }
  return node_set_output(node, 0, result);
}

// -- Slice, Split -------------------------------------------------------------

static weir_status_t set_slice(node_t* node, uint32_t output,
                               onnx_value_t* input, const int64_t* offsets,
                               const int64_t* sizes, const int64_t* strides) {
  if (input->constant != NULL) {
    WEIR_RETURN_IF_ERROR(
        node_check_folding(node, weir_type_element(input->type), sizes,
                           weir_type_rank(input->type)));
    return node_set_constant(node, output,
                             constant_gather(node->importer, input->constant,
                                             offsets, sizes, strides, NULL));
  }
  return node_set_output(
      node, output, build_slice(node, input->value, offsets, sizes, strides));
}

typedef struct slice_t {
  int64_t offsets[MAX_RANK], sizes[MAX_RANK], strides[MAX_RANK];
} slice_t;

static void whole(const weir_type_t* type, slice_t* slice) {
  for (uint32_t i = 0; i < weir_type_rank(type); ++i) {
    slice->offsets[i] = 0;
    slice->sizes[i] = weir_type_dim(type, i);
    slice->strides[i] = 1;
  }
}

static int64_t clamp(int64_t value, int64_t low, int64_t high) {
  return value < low ? low : value > high ? high : value;
}

static weir_status_t lower_slice(node_t* node) {
  onnx_value_t* input;
  WEIR_RETURN_IF_ERROR(node_input(node, 0, &input));
  uint32_t rank = weir_type_rank(input->type), counts[4];
  WEIR_RETURN_IF_ERROR(check_rank(node, rank));
  static const char* const names[4] = {"starts", "ends", "axes", "steps"};
  const int64_t* lists[4];
  for (uint32_t i = 0; i < 4; ++i) {
    WEIR_RETURN_IF_ERROR(ints_of(node, names[i], i + 1, &lists[i], &counts[i]));
  }
  if (counts[0] != counts[1] || (lists[2] != NULL && counts[2] != counts[0]) ||
      (lists[3] != NULL && counts[3] != counts[0])) {
    return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                      "starts, ends, axes and steps have different lengths");
  }
  slice_t slice;
  whole(input->type, &slice);
  for (uint32_t i = 0; i < counts[0]; ++i) {
    uint32_t axis;
    WEIR_RETURN_IF_ERROR(read_axis(
        node, lists[2] != NULL ? lists[2][i] : (int64_t)i, rank, &axis));
    WEIR_RETURN_IF_ERROR(check_closed(node, input->type, axis));
    int64_t step = lists[3] != NULL ? lists[3][i] : 1;
    int64_t size = weir_type_dim(input->type, axis);
    if (step <= 0) {
      return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                        "step %lld is not supported, only positive ones",
                        (long long)step);
    }
    int64_t start = lists[0][i], end = lists[1][i];
    start = clamp(start < 0 ? start + size : start, 0, size);
    end = clamp(end < 0 ? end + size : end, start, size);
    slice.offsets[axis] = start;
    slice.sizes[axis] = (end - start + step - 1) / step;
    slice.strides[axis] = step;
  }
  return set_slice(node, 0, input, slice.offsets, slice.sizes, slice.strides);
}

static weir_status_t lower_split(node_t* node) {
  onnx_value_t* input;
  WEIR_RETURN_IF_ERROR(node_input(node, 0, &input));
  uint32_t rank = weir_type_rank(input->type), axis, count;
  uint32_t outputs = (uint32_t)node->proto->n_output;
  WEIR_RETURN_IF_ERROR(check_rank(node, rank));
  WEIR_RETURN_IF_ERROR(
      read_axis(node, node_attr_int(node, "axis", 0), rank, &axis));
  const int64_t* sizes;
  WEIR_RETURN_IF_ERROR(check_closed(node, input->type, axis));
  WEIR_RETURN_IF_ERROR(ints_of(node, "split", 1, &sizes, &count));
  int64_t size = weir_type_dim(input->type, axis), at = 0;
  int64_t even = (size + outputs - 1) / (outputs ? outputs : 1);
  slice_t slice;
  whole(input->type, &slice);
  for (uint32_t i = 0; i < outputs; ++i) {
    int64_t piece = sizes == NULL ? clamp(size - at, 0, even)
                    : i < count   ? sizes[i]
                                  : -1;
    if (piece < 0 || piece > size - at) {
      return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                        "its pieces do not add up to %lld", (long long)size);
    }
    slice.offsets[axis] = at;
    slice.sizes[axis] = piece;
    WEIR_RETURN_IF_ERROR(
        set_slice(node, i, input, slice.offsets, slice.sizes, slice.strides));
    at += piece;
  }
  if (at != size) {
    return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                      "its pieces do not add up to %lld", (long long)size);
  }
  return weir_ok();
}

// -- Pad ----------------------------------------------------------------------

static weir_status_t lower_pad(node_t* node) {
  weir_value_t* input;
  WEIR_RETURN_IF_ERROR(node_operand(node, 0, &input));
  if (strcmp(node_attr_string(node, "mode", "constant"), "constant") != 0) {
    return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                      "only mode \"constant\" is supported");
  }
  const int64_t* pads;
  uint32_t rank = weir_type_rank(input->type), count;
  WEIR_RETURN_IF_ERROR(ints_of(node, "pads", 1, &pads, &count));
  if (count != 2 * rank || node_has_input(node, 3)) {
    return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                      "pads must have %u values and no axes input", 2 * rank);
  }
  double value = (double)node_attr_float(node, "value", 0);
  if (node_has_input(node, 2)) {
    onnx_value_t* fill;
    WEIR_RETURN_IF_ERROR(node_input(node, 2, &fill));
    if (fill->constant == NULL || weir_type_element_count(fill->type) != 1) {
      return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                        "its value must be a scalar known when compiling");
    }
    value = constant_doubles(node->importer, fill->constant, &count)[0];
  }
  for (uint32_t i = 0; i < 2 * rank; ++i) {
    if (pads[i] < 0) {
      return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                        "negative pads are not supported");
    }
    if (pads[i] == 0) continue;
    WEIR_RETURN_IF_ERROR(check_closed(node, input->type, i % rank));
  }
  WEIR_RETURN_IF_ERROR(
      build_pad(node, input, pads, pads + rank, value, &input));
  return node_set_output(node, 0, input);
}

// -- Gather of constants ------------------------------------------------------

// Picks slices of a constant along an axis: what shape arithmetic needs.
static weir_status_t lower_gather(node_t* node) {
  onnx_value_t* data;
  WEIR_RETURN_IF_ERROR(node_input(node, 0, &data));
  int64_t* indices;
  uint32_t count, axis, rank = weir_type_rank(data->type);
  WEIR_RETURN_IF_ERROR(node_constant_ints(node, 1, &indices, &count));
  if (data->constant == NULL || rank == 0) {
    return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                      "only gathers from constants are supported");
  }
  WEIR_RETURN_IF_ERROR(check_rank(node, rank));
  WEIR_RETURN_IF_ERROR(
      read_axis(node, node_attr_int(node, "axis", 0), rank, &axis));
  onnx_value_t* index_value;
  WEIR_RETURN_IF_ERROR(node_input(node, 1, &index_value));
  weir_attr_t** parts =
      WEIR_ARENA_ARRAY(&node->importer->arena, weir_attr_t*, count + 1);
  slice_t slice;
  whole(data->type, &slice);
  int64_t size = weir_type_dim(data->type, axis);
  // Made twice: in pieces and joined.
  slice.sizes[axis] = 2 * (int64_t)count;
  WEIR_RETURN_IF_ERROR(node_check_folding(node, weir_type_element(data->type),
                                          slice.sizes, rank));
  for (uint32_t i = 0; i < count; ++i) {
    int64_t index = indices[i] < 0 ? indices[i] + size : indices[i];
    if (index < 0 || index >= size) {
      return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                        "index %lld is not in [0, %lld)", (long long)index,
                        (long long)size);
    }
    slice.offsets[axis] = index;
    slice.sizes[axis] = 1;
    parts[i] = constant_gather(node->importer, data->constant, slice.offsets,
                               slice.sizes, slice.strides, NULL);
  }
  if (count == 0) {
    return node_error(node, WEIR_CODE_UNIMPLEMENTED, "it gathers nothing");
  }
  weir_attr_t* joined = constant_concat(node->importer, parts, count, axis);
  // The indices' own shape takes the place of the axis.
  int64_t dims[2 * MAX_RANK];
  uint32_t index_rank = weir_type_rank(index_value->type), used = 0;
  WEIR_RETURN_IF_ERROR(check_rank(node, index_rank + rank - 1));
  for (uint32_t i = 0; i < axis; ++i)
    dims[used++] = weir_type_dim(data->type, i);
  for (uint32_t i = 0; i < index_rank; ++i) {
    dims[used++] = weir_type_dim(index_value->type, i);
  }
  for (uint32_t i = axis + 1; i < rank; ++i)
    dims[used++] = weir_type_dim(data->type, i);
  return node_set_constant(node, 0, constant_reshape(joined, dims, used));
}

const operator_t onnx_shape_operators[] = {
    {"Concat", lower_concat, true},
    {"Constant", lower_constant, false},
    {"Flatten", lower_flatten, true},
    {"Gather", lower_gather, false},
    {"Pad", lower_pad, true},
    {"Reshape", lower_reshape, true},
    {"Shape", lower_shape, false},
    {"Slice", lower_slice, true},
    {"Split", lower_split, true},
    {"Squeeze", lower_squeeze, true},
    {"Transpose", lower_transpose, true},
    {"Unsqueeze", lower_unsqueeze, true},
    {NULL, NULL, false},
};
