// Folds and rewrites of the tensor dialect.
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/linalg_types.h"
#include "compiler/dialects/shapes.h"
#include "compiler/dialects/tensor.h"
#include "compiler/dialects/tensor_impl.h"

bool weir_tensor_cast_fold(weir_op_t* op, weir_attr_t* const* operands,
                           weir_fold_result_t* results) {
  (void)operands;
  weir_value_t* source = weir_op_operand_n(op, 0);
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  if (source->type == type) return weir_fold_to_value(results, source);
  const weir_op_t* inner = weir_value_op(source);
  if (!weir_op_is(inner, weir_op_id(op))) return false;
  source = weir_op_operand_n(inner, 0);
  return source->type == type && weir_fold_to_value(results, source);
}

// -- tensor.dim ---------------------------------------------------------------

// Dimension |index| of the result of |producer|, if an operand says it: the one
// that stands for the how manieth dynamic dimension.
static weir_value_t* dynamic_operand(const weir_op_t* producer, uint32_t group,
                                     const weir_type_t* type, int64_t index) {
  uint32_t place = 0;
  for (int64_t i = 0; i < index; ++i) {
    place += weir_type_dim(type, (uint32_t)i) == WEIR_DYNAMIC;
  }
  return place < weir_op_operand_group_size(producer, group)
             ? weir_op_operand_at(producer, group, place)
             : NULL;
}

bool weir_tensor_dim_fold(weir_op_t* op, weir_attr_t* const* operands,
                          weir_fold_result_t* results) {
  weir_value_t* source = weir_op_operand(op, WEIR_TENSOR_DIM_SOURCE);
  int64_t index = 0;
  if (!weir_attr_int(operands[1], &index) ||
      !weir_type_is_ranked_tensor(source->type) || index < 0 ||
      index >= (int64_t)weir_type_rank(source->type)) {
    return false;
  }
  int64_t size = weir_type_dim(source->type, (uint32_t)index);
  if (size != WEIR_DYNAMIC) {
    return weir_fold_to_attr(results, weir_index_attr(op->context, size));
  }
  const weir_op_t* producer = weir_value_op(source);
  if (producer == NULL) return false;
  switch (weir_op_id(producer)) {
    case WEIR_TENSOR_EMPTY:
    case WEIR_TENSOR_GENERATE:
      return weir_fold_to_value(
          results, dynamic_operand(producer, 0, source->type, index));
    case WEIR_TENSOR_SPLAT:
      return weir_fold_to_value(
          results, dynamic_operand(producer, WEIR_TENSOR_SPLAT_DYNAMIC_SIZES,
                                   source->type, index));
    case WEIR_TENSOR_EXPAND_SHAPE:
      return weir_fold_to_value(
          results,
          dynamic_operand(producer, WEIR_TENSOR_EXPAND_SHAPE_OUTPUT_SHAPE,
                          source->type, index));
    case WEIR_TENSOR_EXTRACT_SLICE:
      // Rank-reducing slices keep no record of the dimensions they drop.
      if (weir_type_rank(weir_op_operand_n(producer, 0)->type) !=
          weir_type_rank(source->type)) {
        return false;
      }
      return weir_fold_to_value(
          results, dynamic_operand(producer, WEIR_TENSOR_EXTRACT_SLICE_SIZES,
                                   source->type, index));
    default:
      return false;
  }
}

// As an op says that makes or uses the tensor.
static bool take_carried_dim(weir_op_t* op, weir_rewriter_t* rewriter,
                             weir_value_t* source) {
  int64_t index = 0;
  weir_dims_t dims;
  if (!weir_value_is_constant_int(weir_op_operand(op, WEIR_TENSOR_DIM_INDEX),
                                  &index) ||
      !weir_type_is_ranked_tensor(source->type) || index < 0 ||
      index >= (int64_t)weir_type_rank(source->type) ||
      weir_type_dim(source->type, (uint32_t)index) != WEIR_DYNAMIC ||
      !weir_find_dynamic_dims(source, op, &dims)) {
    return false;
  }
  uint32_t place = weir_dynamic_dim_place(source->type, (uint32_t)index);
  weir_rewriter_replace_one(rewriter, op, weir_dims_get(&dims, place));
  return true;
}

// Asks what has the same shape: the source of a cast, the tensor an insertion
// was made into.
bool weir_tensor_dim_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* source = weir_op_operand(op, WEIR_TENSOR_DIM_SOURCE);
  const weir_op_t* producer = weir_value_op(source);
  weir_value_t* same = NULL;
  switch (producer != NULL ? weir_op_id(producer) : 0) {
    case WEIR_TENSOR_CAST:
      same = weir_op_operand_n(producer, 0);
      break;
    case WEIR_TENSOR_INSERT:
      same = weir_op_operand(producer, WEIR_TENSOR_INSERT_DEST);
      break;
    case WEIR_TENSOR_INSERT_SLICE:
      same = weir_op_operand(producer, WEIR_TENSOR_INSERT_SLICE_DEST);
      break;
    default:
      if (producer == NULL || !weir_op_is_linalg_structured(producer)) {
        return take_carried_dim(op, rewriter, source);
      }
      // Of a loop, what it writes over.
      same = weir_op_operand_n(
          producer,
          producer->operand_count - producer->result_count + source->index);
      break;
  }
  weir_op_set_operand(op, 0, same);
  weir_rewriter_touch(rewriter, op);
  return true;
}

bool weir_tensor_rank_fold(weir_op_t* op, weir_attr_t* const* operands,
                           weir_fold_result_t* results) {
  (void)operands;
  weir_type_t* type = weir_op_operand_n(op, 0)->type;
  if (!weir_type_is_ranked_tensor(type)) return false;
  return weir_fold_to_attr(results,
                           weir_index_attr(op->context, weir_type_rank(type)));
}

// -- elements -----------------------------------------------------------------

// The place of constant indices in row-major order; -1 if one is not known or
// lies outside.
static int64_t linear_index(const weir_op_t* op, weir_attr_t* const* operands,
                            const weir_type_t* type) {
  int64_t place = 0;
  for (uint32_t i = 0; i < weir_type_rank(type); ++i) {
    int64_t index = 0, size = weir_type_dim(type, i);
    uint32_t at = weir_op_operand_group_start(op, WEIR_TENSOR_EXTRACT_INDICES);
    if (!weir_attr_int(operands[at + i], &index) || size == WEIR_DYNAMIC ||
        index < 0 || index >= size) {
      return -1;
    }
    place = place * size + index;
  }
  return place;
}

bool weir_tensor_extract_fold(weir_op_t* op, weir_attr_t* const* operands,
                              weir_fold_result_t* results) {
  weir_value_t* tensor = weir_op_operand(op, WEIR_TENSOR_EXTRACT_TENSOR);
  const weir_op_t* producer = weir_value_op(tensor);
  if (weir_dense_is_splat(operands[0])) {
    return weir_fold_to_attr(results, weir_dense_element(operands[0], 0));
  }
  if (weir_op_is(producer, WEIR_TENSOR_SPLAT)) {
    return weir_fold_to_value(results, weir_op_operand_n(producer, 0));
  }
  int64_t place = linear_index(op, operands, tensor->type);
  if (place < 0) return false;
  if (weir_op_is(producer, WEIR_TENSOR_FROM_ELEMENTS)) {
    return weir_fold_to_value(results,
                              weir_op_operand_n(producer, (uint32_t)place));
  }
  if (!weir_attr_is(operands[0], WEIR_ATTR_DENSE_ELEMENTS)) return false;
  return weir_fold_to_attr(results, weir_dense_element(operands[0], place));
}

// A splat of a constant is a constant.
bool weir_tensor_splat_fold(weir_op_t* op, weir_attr_t* const* operands,
                            weir_fold_result_t* results) {
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  if (operands[0] == NULL || !weir_type_has_static_shape(type) ||
      (!weir_attr_is(operands[0], WEIR_ATTR_INTEGER) &&
       !weir_attr_is(operands[0], WEIR_ATTR_FLOAT))) {
    return false;
  }
  return weir_fold_to_attr(results, weir_dense_splat_attr(type, operands[0]));
}

// Elements that are constants are a constant.
bool weir_tensor_from_elements_fold(weir_op_t* op, weir_attr_t* const* operands,
                                    weir_fold_result_t* results) {
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  size_t element = weir_dense_element_bytes(weir_type_element(type));
  if (op->operand_count == 0 || element == 0) return false;
  uint8_t* data = weir_arena_alloc(weir_context_arena(op->context),
                                   element * op->operand_count);
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (!weir_attr_is(operands[i], WEIR_ATTR_INTEGER) &&
        !weir_attr_is(operands[i], WEIR_ATTR_FLOAT)) {
      return false;
    }
    const weir_attr_t* one = weir_dense_splat_attr(type, operands[i]);
    if (one == NULL) return false;
    memcpy(data + i * element, one->dense.data, element);
  }
  return weir_fold_to_attr(
      results, weir_dense_attr(type, data, element * op->operand_count));
}

// -- slices and shapes --------------------------------------------------------

static bool all_are(const weir_op_t* op, const char* name, int64_t value) {
  const weir_attr_t* attr = weir_op_attr(op, name);
  for (uint32_t i = 0; i < attr->dense_array.count; ++i) {
    if (((const int64_t*)(const void*)attr->dense_array.data)[i] != value) {
      return false;
    }
  }
  return true;
}

// A slice that is all of its source.
bool weir_tensor_slice_fold(weir_op_t* op, weir_attr_t* const* operands,
                            weir_fold_result_t* results) {
  weir_value_t* source = weir_op_operand_n(op, 0);
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  if (weir_dense_is_splat(operands[0]) && weir_type_has_static_shape(type) &&
      weir_op_is(op, WEIR_TENSOR_EXTRACT_SLICE)) {
    return weir_fold_to_attr(
        results,
        weir_dense_splat_attr(type, weir_dense_element(operands[0], 0)));
  }
  // An insertion of the whole replaces the whole.
  if (source->type != type || !weir_type_has_static_shape(type) ||
      !all_are(op, "static_offsets", 0) || !all_are(op, "static_strides", 1)) {
    return false;
  }
  return weir_fold_to_value(results, source);
}

// Whether element |i| of a shape is dimension |i| of |tensor|.
static bool is_own_dim(const weir_value_t* element, const weir_value_t* tensor,
                       uint32_t i) {
  int64_t known = 0;
  if (weir_value_is_constant_int(element, &known)) {
    return known == weir_type_dim(tensor->type, i);
  }
  const weir_op_t* dim = weir_value_op(element);
  return weir_op_is(dim, WEIR_TENSOR_DIM) &&
         weir_op_operand(dim, WEIR_TENSOR_DIM_SOURCE) == tensor &&
         weir_value_is_constant_int(weir_op_operand_n(dim, 1), &known) &&
         known == (int64_t)i;
}

// A shape that is the one the tensor has.
static bool is_own_shape(const weir_value_t* shape,
                         const weir_value_t* tensor) {
  uint32_t rank = weir_type_rank(tensor->type);
  const weir_op_t* elements = weir_value_op(shape);
  if (rank == 1) return true;
  if (!weir_op_is(elements, WEIR_TENSOR_FROM_ELEMENTS) ||
      elements->operand_count != rank) {
    return false;
  }
  for (uint32_t i = 0; i < rank; ++i) {
    if (!is_own_dim(weir_op_operand_n(elements, i), tensor, i)) return false;
  }
  return true;
}

// To a shape that a tensor says.
bool weir_tensor_shaped_reshape_fold(weir_op_t* op,
                                     weir_attr_t* const* operands,
                                     weir_fold_result_t* results) {
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  weir_value_t* source = weir_op_operand_n(op, 0);
  if (weir_dense_is_splat(operands[0]) && weir_type_has_static_shape(type)) {
    return weir_fold_to_attr(
        results,
        weir_dense_splat_attr(type, weir_dense_element(operands[0], 0)));
  }
  const weir_op_t* inner = weir_value_op(source);
  if (weir_op_is(inner, WEIR_TENSOR_RESHAPE)) {
    weir_op_set_operand(op, 0, weir_op_operand_n(inner, 0));
    return true;
  }
  return source->type == type && weir_type_is_ranked_tensor(type) &&
         is_own_shape(weir_op_operand_n(op, 1), source) &&
         weir_fold_to_value(results, source);
}

// Reshapes of what is a constant of one value, and reshapes back.
bool weir_tensor_reshape_fold(weir_op_t* op, weir_attr_t* const* operands,
                              weir_fold_result_t* results) {
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  weir_value_t* source = weir_op_operand_n(op, 0);
  if (source->type == type) return weir_fold_to_value(results, source);
  if (weir_attr_is(operands[0], WEIR_ATTR_DENSE_ELEMENTS) &&
      weir_type_has_static_shape(type)) {
    const weir_attr_t* constant = operands[0];
    return weir_fold_to_attr(
        results,
        weir_dense_is_splat(constant)
            ? weir_dense_splat_attr(type, weir_dense_element(constant, 0))
            : weir_dense_attr(type, constant->dense.data,
                              constant->dense.size));
  }
  const weir_op_t* inner = weir_value_op(source);
  bool back = (weir_op_is(op, WEIR_TENSOR_EXPAND_SHAPE) &&
               weir_op_is(inner, WEIR_TENSOR_COLLAPSE_SHAPE)) ||
              (weir_op_is(op, WEIR_TENSOR_COLLAPSE_SHAPE) &&
               weir_op_is(inner, WEIR_TENSOR_EXPAND_SHAPE));
  if (!back || weir_op_operand_n(inner, 0)->type != type ||
      !weir_type_has_static_shape(type)) {
    return false;
  }
  return weir_fold_to_value(results, weir_op_operand_n(inner, 0));
}
