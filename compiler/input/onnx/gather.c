// Gather: picks slices of a tensor along a dimension.
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/tensor.h"
#include "compiler/input/onnx/importer.h"

enum { MAX_RANK = 16 };

// The indices' own shape takes the place of the axis.
static uint32_t gathered_dims(const weir_type_t* data,
                              const weir_type_t* indices, uint32_t axis,
                              int64_t* dims) {
  uint32_t used = 0;
  for (uint32_t i = 0; i < axis; ++i) dims[used++] = weir_type_dim(data, i);
  for (uint32_t i = 0; i < weir_type_rank(indices); ++i) {
    dims[used++] = weir_type_dim(indices, i);
  }
  for (uint32_t i = axis + 1; i < weir_type_rank(data); ++i) {
    dims[used++] = weir_type_dim(data, i);
  }
  return used;
}

// -- of constants -------------------------------------------------------------

// Picks slices of a constant at known places: what shape arithmetic needs.
static weir_status_t gather_constant(node_t* node, const onnx_value_t* data,
                                     const onnx_value_t* index_value,
                                     uint32_t axis) {
  int64_t* indices;
  uint32_t count, rank = weir_type_rank(data->type);
  WEIR_RETURN_IF_ERROR(node_constant_ints(node, 1, &indices, &count));
  weir_attr_t** parts =
      WEIR_ARENA_ARRAY(&node->importer->arena, weir_attr_t*, count + 1);
  int64_t offsets[MAX_RANK] = {0}, sizes[MAX_RANK], strides[MAX_RANK];
  for (uint32_t i = 0; i < rank; ++i) {
    sizes[i] = weir_type_dim(data->type, i);
    strides[i] = 1;
  }
  int64_t size = weir_type_dim(data->type, axis);
  // Made twice: in pieces and joined.
  sizes[axis] = 2 * (int64_t)count;
  WEIR_RETURN_IF_ERROR(
      node_check_folding(node, weir_type_element(data->type), sizes, rank));
  for (uint32_t i = 0; i < count; ++i) {
    int64_t index = indices[i] < 0 ? indices[i] + size : indices[i];
    if (index < 0 || index >= size) {
      return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                        "index %lld is not in [0, %lld)", (long long)index,
                        (long long)size);
    }
    offsets[axis] = index;
    sizes[axis] = 1;
    parts[i] = constant_gather(node->importer, data->constant, offsets, sizes,
                               strides, NULL);
  }
  weir_attr_t* joined = constant_concat(node->importer, parts, count, axis);
  int64_t dims[MAX_RANK];
  uint32_t used = gathered_dims(data->type, index_value->type, axis, dims);
  return node_set_constant(node, 0, constant_reshape(joined, dims, used));
}

// -- when the program runs ----------------------------------------------------

typedef struct gather_t {
  weir_value_t* data;
  weir_value_t* size;  // of the axis, an index
  uint32_t axis, index_rank;
} gather_t;

static weir_value_t* loop_index(node_t* node, weir_builder_t* builder,
                                uint32_t dim) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_LINALG_INDEX, node->location);
  weir_op_state_attr(&state, "dim", weir_i64_attr(builder->context, dim));
  weir_op_state_result(&state, weir_index_type(builder->context));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

// The place along the axis: from the end where |index| is negative; what is
// beyond the tensor is taken from its nearest end, never from outside of it.
static weir_value_t* place_of(node_t* node, weir_builder_t* builder,
                              const gather_t* gather, weir_value_t* index) {
  weir_location_t* location = node->location;
  weir_value_t* place =
      weir_build_unary(builder, WEIR_ARITH_INDEX_CAST, location, index,
                       weir_index_type(builder->context));
  weir_value_t* zero = weir_build_index(builder, location, 0);
  weir_value_t* one = weir_build_index(builder, location, 1);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_ARITH_CMPI, location);
  weir_op_state_operand(&state, place);
  weir_op_state_operand(&state, zero);
  weir_op_state_attr(&state, "predicate",
                     weir_i64_attr(builder->context, 2 /* slt */));
  weir_op_state_result(&state, weir_i1_type(builder->context));
  weir_value_t* negative = weir_op_result_n(weir_build(builder, &state), 0);
  weir_value_t* moved = weir_build_binary(builder, WEIR_ARITH_ADDI, location,
                                          place, gather->size);
  weir_op_state_init(&state, builder, WEIR_ARITH_SELECT, location);
  weir_op_state_operand(&state, negative);
  weir_op_state_operand(&state, moved);
  weir_op_state_operand(&state, place);
  weir_op_state_result(&state, place->type);
  place = weir_op_result_n(weir_build(builder, &state), 0);
  weir_value_t* last =
      weir_build_binary(builder, WEIR_ARITH_SUBI, location, gather->size, one);
  place = weir_build_binary(builder, WEIR_ARITH_MINSI, location, place, last);
  return weir_build_binary(builder, WEIR_ARITH_MAXSI, location, place, zero);
}

static weir_value_t* gather_body(node_t* node, weir_builder_t* builder,
                                 weir_value_t** args, void* user) {
  const gather_t* gather = user;
  weir_value_t* indices[MAX_RANK];
  uint32_t rank = weir_type_rank(gather->data->type);
  for (uint32_t d = 0; d < rank; ++d) {
    uint32_t loop = d < gather->axis ? d : d + gather->index_rank - 1;
    indices[d] = d == gather->axis ? place_of(node, builder, gather, args[0])
                                   : loop_index(node, builder, loop);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_TENSOR_EXTRACT, node->location);
  weir_op_state_operand(&state, gather->data);
  weir_op_state_operands(&state, indices, rank);
  weir_op_state_result(&state, weir_type_element(gather->data->type));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

// A tensor without a place along the axis has nothing to be read where there
// are indices.
static weir_status_t check_not_empty(node_t* node, const gather_t* gather,
                                     const weir_type_t* indices) {
  importer_t* importer = node->importer;
  int64_t count =
      dim_product(importer, indices->shaped.dims, weir_type_rank(indices));
  int64_t size = weir_type_dim(gather->data->type, gather->axis);
  if (count == 0) return weir_ok();
  // At most one index for each place, and then at least one place, or none.
  return node_require_positive(node, size, "the dimension it gathers from");
}

static weir_status_t gather_values(node_t* node, onnx_value_t* data,
                                   onnx_value_t* indices, uint32_t axis) {
  weir_context_t* context = node->importer->context;
  uint32_t index_rank = weir_type_rank(indices->type);
  gather_t gather = {.data = value_operand(node->importer, data),
                     .axis = axis,
                     .index_rank = index_rank};
  WEIR_RETURN_IF_ERROR(check_not_empty(node, &gather, indices->type));
  gather.size =
      dim_value(node->importer, weir_type_dim(gather.data->type, axis));
  weir_value_t* places = value_operand(node->importer, indices);
  int64_t dims[MAX_RANK];
  uint32_t rank = gathered_dims(data->type, indices->type, axis, dims);
  weir_affine_expr_t* from[MAX_RANK];
  for (uint32_t i = 0; i < index_rank; ++i) {
    from[i] = weir_affine_dim(context, axis + i);
  }
  weir_affine_map_t* maps[2] = {
      weir_affine_map(context, rank, 0, from, index_rank),
      weir_affine_identity_map(context, rank)};
  weir_value_t* init = build_empty(
      node, tensor_of(weir_type_element(gather.data->type), dims, rank));
  return node_set_output(node, 0,
                         build_generic(node, &places, 1, init, maps, rank, 0,
                                       gather_body, &gather));
}

static weir_status_t lower_gather(node_t* node) {
  onnx_value_t *data, *indices;
  WEIR_RETURN_IF_ERROR(node_input(node, 0, &data));
  WEIR_RETURN_IF_ERROR(node_input(node, 1, &indices));
  int64_t rank = weir_type_rank(data->type),
          axis = node_attr_int(node, "axis", 0);
  if (axis < 0) axis += rank;
  if (axis < 0 || axis >= rank) {
    return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                      "axis %lld is not in [-%lld, %lld)", (long long)axis,
                      (long long)rank, (long long)rank);
  }
  if (rank + weir_type_rank(indices->type) > MAX_RANK) {
    return node_error(node, WEIR_CODE_UNIMPLEMENTED, "more than %d dimensions",
                      MAX_RANK);
  }
  weir_type_t* type = weir_type_element(indices->type);
  if (!weir_type_is_integer(type, 0)) {
    return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                      "its indices are no integers");
  }
  bool is_constant = data->constant != NULL && indices->constant != NULL &&
                     weir_type_element_count(indices->type) > 0;
  return is_constant ? gather_constant(node, data, indices, (uint32_t)axis)
                     : gather_values(node, data, indices, (uint32_t)axis);
}

const operator_t onnx_gather_operators[] = {
    {"Gather", lower_gather},
    {NULL, NULL},
};
