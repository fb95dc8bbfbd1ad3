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

// The same, which may be known only when the program runs.
static weir_status_t shape_ints_of(node_t* node, const char* attr,
                                   uint32_t input, const int64_t** out_values,
                                   uint32_t* out_count) {
  *out_values = node_attr_ints(node, attr, out_count);
  if (*out_values != NULL) return weir_ok();
  return node_shape_ints(node, input, out_values, out_count);
}

static weir_status_t check_rank(const node_t* node, uint32_t rank) {
  if (rank <= MAX_RANK) return weir_ok();
  return node_error(node, WEIR_CODE_UNIMPLEMENTED, "more than %d dimensions",
                    MAX_RANK);
}

// What is known of the input stays known where the shape is.
static weir_status_t set_reshaped(node_t* node, onnx_value_t* input,
                                  const int64_t* dims, uint32_t rank) {
  bool is_known = true;
  for (uint32_t i = 0; i < rank; ++i) is_known &= !dim_is_open(dims[i]);
  if (is_known && input->constant != NULL) {
    return node_set_constant(node, 0,
                             constant_reshape(input->constant, dims, rank));
  }
  if (is_known && input->elements != NULL) {
    weir_type_t* type = tensor_of(weir_type_element(input->type), dims, rank);
    return node_set_elements(node, 0, type, input->elements);
  }
  weir_value_t* value = value_operand(node->importer, input);
  return node_set_output(node, 0, build_reshape(node, value, dims, rank));
}

// -- Constant ----------------------------------------------------------

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

// Where the shape has integers that are only read when the program runs: they
// are sizes, 0 for that of the input or -1 for what is left over.
static void resolve_read_dims(node_t* node, const onnx_value_t* input,
                              bool zero_copies, int64_t* dims, uint32_t rank) {
  importer_t* importer = node->importer;
  int64_t total = dim_product(importer, input->type->shaped.dims,
                              weir_type_rank(input->type));
  for (uint32_t i = 0; i < rank; ++i) {
    if (!zero_copies || i >= weir_type_rank(input->type)) continue;
    dims[i] = dim_if_zero(importer, dims[i], weir_type_dim(input->type, i));
  }
  // Below zero by one -1 among them, if there is any.
  int64_t negated =
      dim_multiply(importer, dim_product(importer, dims, rank), -1);
  int64_t left = dim_divide(importer, total, dim_max(importer, negated, 1));
  for (uint32_t i = 0; i < rank; ++i) {
    dims[i] = dim_if_negative(importer, dims[i], left);
  }
}

// What -1 among the dimensions stands for: |total| by the product of the
// others.
static weir_status_t infer_dim(node_t* node, int64_t total, int64_t known,
                               int64_t* out_dim) {
  *out_dim = 0;
  if (known == 0) return weir_ok();
  *out_dim = dim_divide(node->importer, total, known);
  if (dim_multiply(node->importer, *out_dim, known) == total) return weir_ok();
  return node_require_positive(node, known,
                               "the product of the dimensions beside -1");
}

static weir_status_t reshape_dims(node_t* node, const onnx_value_t* input,
                                  int64_t* dims, uint32_t rank) {
  importer_t* importer = node->importer;
  int64_t total = dim_product(importer, input->type->shaped.dims,
                              weir_type_rank(input->type));
  bool zero_copies = node_attr_int(node, "allowzero", 0) == 0;
  bool is_read = false;
  int32_t inferred = -1;
  int64_t known = 1;
  for (uint32_t i = 0; i < rank; ++i) {
    if (dims[i] == 0 && zero_copies && i < weir_type_rank(input->type)) {
      dims[i] = weir_type_dim(input->type, i);
    }
    is_read |= dim_is_open(dims[i]) && !dim_is_size(importer, dims[i]);
    if (dims[i] == -1 && inferred < 0) {
      inferred = (int32_t)i;
    } else if (!dim_is_open(dims[i]) && dims[i] < 0) {
      return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                        "its shape input is not a shape");
    } else {
      known = dim_multiply(importer, known, dims[i]);
    }
  }
  if (is_read) {
    resolve_read_dims(node, input, zero_copies, dims, rank);
  } else if (inferred >= 0) {
    WEIR_RETURN_IF_ERROR(infer_dim(node, total, known, &dims[inferred]));
  }
  return node_require_equal(node, total, dim_product(importer, dims, rank),
                            "the elements of its input and of the new shape");
}

static weir_status_t lower_reshape(node_t* node) {
  onnx_value_t* input;
  WEIR_RETURN_IF_ERROR(node_input(node, 0, &input));
  const int64_t* wanted;
  uint32_t rank;
  WEIR_RETURN_IF_ERROR(shape_ints_of(node, "shape", 1, &wanted, &rank));
  WEIR_RETURN_IF_ERROR(check_rank(node, rank));
  int64_t dims[MAX_RANK];
  for (uint32_t i = 0; i < rank; ++i) dims[i] = wanted[i];
  WEIR_RETURN_IF_ERROR(reshape_dims(node, input, dims, rank));
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
    if (drop[i]) {
      const char* what =
          weir_arena_format(&node->importer->arena, "the size of axis %u", i);
      WEIR_RETURN_IF_ERROR(node_require_equal(node, size, 1, what));
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
  dims[0] = dim_product(node->importer, from, (uint32_t)axis);
  dims[1] = dim_product(node->importer, from + axis, (uint32_t)(rank - axis));
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
    weir_value_t* value = value_operand(node->importer, input);
    return node_set_output(node, 0, build_transpose(node, value, perm));
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
  importer_t* importer = node->importer;
  const int64_t* sizes = source->type->shaped.dims;
  weir_op_state_operand(&state, source);
  weir_op_state_operand(&state, target);
  add_open(importer, &state, offsets, rank);
  add_open(importer, &state, sizes, rank);
  weir_op_state_operand(&state, NULL);
  weir_op_state_attr(&state, "static_offsets",
                     weir_dense_i64_array_attr(
                         context, dims_closed(importer, offsets, rank), rank));
  weir_op_state_attr(&state, "static_sizes",
                     weir_dense_i64_array_attr(
                         context, dims_closed(importer, sizes, rank), rank));
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
    const char* what = weir_arena_format(
        &node->importer->arena,
        "input %u (\"%s\") differs from the first in more than axis %u", i,
        input->name, axis);
    if (!fits) return node_error(node, WEIR_CODE_INVALID_ARGUMENT, "%s", what);
    for (uint32_t d = 0; d < rank; ++d) {
      if (d == axis) continue;
      WEIR_RETURN_IF_ERROR(node_require_equal(
          node, weir_type_dim(input->type, d), dims[d], what));
    }
    dims[axis] =
        dim_add(node->importer, dims[axis], weir_type_dim(input->type, axis));
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
    offset = dim_add(node->importer, offset, weir_type_dim(part->type, axis));
  }
  return node_set_output(node, 0, result);
}

// -- Slice, Split -------------------------------------------------------------

// Of a list that is cut in known places.
static weir_status_t set_element_slice(node_t* node, uint32_t output,
                                       const onnx_value_t* input,
                                       int64_t offset, int64_t size,
                                       int64_t stride) {
  int64_t* elements =
      WEIR_ARENA_ARRAY(&node->importer->arena, int64_t, (size_t)size + 1);
  for (int64_t i = 0; i < size; ++i) {
    elements[i] = input->elements[offset + i * stride];
  }
  return node_set_elements(node, output,
                           tensor_of(weir_type_element(input->type), &size, 1),
                           elements);
}

static weir_status_t set_slice(node_t* node, uint32_t output,
                               onnx_value_t* input, const int64_t* offsets,
                               const int64_t* sizes, const int64_t* strides) {
  bool is_list = input->elements != NULL && weir_type_rank(input->type) == 1;
  if (is_list && !dim_is_open(offsets[0]) && !dim_is_open(sizes[0])) {
    return set_element_slice(node, output, input, offsets[0], sizes[0],
                             strides[0]);
  }
  bool closed = true;
  for (uint32_t i = 0; i < weir_type_rank(input->type); ++i) {
    closed &= !dim_is_open(offsets[i]) && !dim_is_open(sizes[i]);
  }
  if (closed && input->constant != NULL) {
    WEIR_RETURN_IF_ERROR(
        node_check_folding(node, weir_type_element(input->type), sizes,
                           weir_type_rank(input->type)));
    return node_set_constant(node, output,
                             constant_gather(node->importer, input->constant,
                                             offsets, sizes, strides, NULL));
  }
  weir_value_t* value = value_operand(node->importer, input);
  return node_set_output(node, output,
                         build_slice(node, value, offsets, sizes, strides));
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

static int64_t clamp(importer_t* importer, int64_t value, int64_t low,
                     int64_t high) {
  return dim_min(importer, dim_max(importer, value, low), high);
}

// Cuts |axis| from |start| to |end| in steps.
static weir_status_t cut(node_t* node, slice_t* slice, uint32_t axis,
                         int64_t start, int64_t end, int64_t step) {
  importer_t* importer = node->importer;
  int64_t size = slice->sizes[axis];
  if (step <= 0) {
    return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                      "step %lld is not supported, only positive ones",
                      (long long)step);
  }
  start = clamp(importer, dim_from_end(importer, start, size), 0, size);
  end = clamp(importer, dim_from_end(importer, end, size), 0, size);
  int64_t length = dim_max(importer, dim_subtract(importer, end, start), 0);
  slice->offsets[axis] = start;
  slice->sizes[axis] =
      dim_divide(importer, dim_add(importer, length, step - 1), step);
  slice->strides[axis] = step;
  return weir_ok();
}

static weir_status_t lower_slice(node_t* node) {
  onnx_value_t* input;
  WEIR_RETURN_IF_ERROR(node_input(node, 0, &input));
  uint32_t rank = weir_type_rank(input->type), counts[4];
  WEIR_RETURN_IF_ERROR(check_rank(node, rank));
  static const char* const names[4] = {"starts", "ends", "axes", "steps"};
  const int64_t* lists[4];
  for (uint32_t i = 0; i < 4; ++i) {
    WEIR_RETURN_IF_ERROR((i < 2 ? shape_ints_of : ints_of)(
        node, names[i], i + 1, &lists[i], &counts[i]));
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
    int64_t step = lists[3] != NULL ? lists[3][i] : 1;
    WEIR_RETURN_IF_ERROR(
        cut(node, &slice, axis, lists[0][i], lists[1][i], step));
  }
  return set_slice(node, 0, input, slice.offsets, slice.sizes, slice.strides);
}

// The lengths of |count| pieces of |size|: |given|, or as even as can be.
static weir_status_t split_sizes(node_t* node, int64_t size,
                                 const int64_t* given, uint32_t count,
                                 int64_t* out_pieces) {
  importer_t* importer = node->importer;
  const char* what = "its pieces do not add up";
  int64_t at = 0, parts = count ? count : 1;
  int64_t even =
      dim_divide(importer, dim_add(importer, size, parts - 1), parts);
  for (uint32_t i = 0; i < count; ++i) {
    int64_t left = dim_max(importer, dim_subtract(importer, size, at), 0);
    out_pieces[i] = given != NULL ? given[i] : dim_min(importer, left, even);
    if (!dim_is_size(importer, out_pieces[i])) {
      WEIR_RETURN_IF_ERROR(node_require_positive(
          node, dim_add(importer, out_pieces[i], 1), what));
    }
    at = dim_add(importer, at, out_pieces[i]);
  }
  return node_require_equal(node, at, size, what);
}

static weir_status_t lower_split(node_t* node) {
  onnx_value_t* input;
  WEIR_RETURN_IF_ERROR(node_input(node, 0, &input));
  importer_t* importer = node->importer;
  uint32_t rank = weir_type_rank(input->type), axis, count;
  uint32_t outputs = (uint32_t)node->proto->n_output;
  WEIR_RETURN_IF_ERROR(check_rank(node, rank));
  WEIR_RETURN_IF_ERROR(
      read_axis(node, node_attr_int(node, "axis", 0), rank, &axis));
  const int64_t* sizes;
  WEIR_RETURN_IF_ERROR(shape_ints_of(node, "split", 1, &sizes, &count));
  if (sizes != NULL && count != outputs) {
    return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                      "it has %u outputs and the lengths of %u pieces", outputs,
                      count);
  }
  int64_t* pieces = WEIR_ARENA_ARRAY(&importer->arena, int64_t, outputs + 1);
  WEIR_RETURN_IF_ERROR(split_sizes(node, weir_type_dim(input->type, axis),
                                   sizes, outputs, pieces));
  slice_t slice;
  whole(input->type, &slice);
  int64_t at = 0;
  for (uint32_t i = 0; i < outputs; ++i) {
    slice.offsets[axis] = at;
    slice.sizes[axis] = pieces[i];
    WEIR_RETURN_IF_ERROR(
        set_slice(node, i, input, slice.offsets, slice.sizes, slice.strides));
    at = dim_add(importer, at, pieces[i]);
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
  }
  WEIR_RETURN_IF_ERROR(
      build_pad(node, input, pads, pads + rank, value, &input));
  return node_set_output(node, 0, input);
}

const operator_t onnx_shape_operators[] = {
    {"Concat", lower_concat},
    {"Constant", lower_constant},
    {"Flatten", lower_flatten},
    {"Pad", lower_pad},
    {"Reshape", lower_reshape},
    {"Slice", lower_slice},
    {"Split", lower_split},
    {"Squeeze", lower_squeeze},
    {"Transpose", lower_transpose},
    {"Unsqueeze", lower_unsqueeze},
    {NULL, NULL},
};
