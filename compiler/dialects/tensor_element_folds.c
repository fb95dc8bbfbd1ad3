// Folds and rewrites of tensor ops that are about single elements.
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/slice_util.h"
#include "compiler/dialects/tensor.h"
#include "compiler/dialects/tensor_impl.h"

// A number, or the parts of a complex one.
static bool is_element(const weir_attr_t* attr) {
  return weir_attr_is(attr, WEIR_ATTR_INTEGER) ||
         weir_attr_is(attr, WEIR_ATTR_FLOAT) ||
         (weir_attr_is(attr, WEIR_ATTR_ARRAY) && attr->array.count == 2);
}

// -- tensor.extract -----------------------------------------------------------

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
  int64_t place = linear_index(op, operands, tensor->type);
  if (place < 0) return false;
  if (weir_op_is(producer, WEIR_TENSOR_FROM_ELEMENTS)) {
    return weir_fold_to_value(results,
                              weir_op_operand_n(producer, (uint32_t)place));
  }
  if (!weir_attr_is(operands[0], WEIR_ATTR_DENSE_ELEMENTS)) return false;
  return weir_fold_to_attr(results, weir_dense_element(operands[0], place));
}

// What |producer| computes for one element, in the place of |op|.
static bool take_generated(weir_op_t* op, weir_rewriter_t* rewriter,
                           const weir_op_t* producer) {
  const weir_block_t* body = weir_op_region(producer, 0)->first;
  weir_arena_t scratch = {0};
  bool ok = weir_op_is_pure(producer) && body != NULL &&
            body->argument_count + 1 == op->operand_count;
  if (ok) {
    weir_mapping_t* mapping = weir_mapping_create(&scratch);
    for (uint32_t i = 0; i < body->argument_count; ++i) {
      weir_mapping_set(mapping, body->arguments[i],
                       weir_op_operand_at(op, WEIR_TENSOR_EXTRACT_INDICES, i));
    }
    for (weir_op_t* inner = body->first; inner != body->last;
         inner = inner->next) {
      weir_op_t* copy = weir_op_clone(inner, mapping);
      weir_op_insert_before(copy, op);
      weir_rewriter_touch(rewriter, copy);
    }
    weir_rewriter_replace_one(
        rewriter, op,
        weir_mapping_get(mapping, weir_op_operand_n(body->last, 0)));
  }
  weir_arena_deinit(&scratch);
  return ok;
}

static weir_value_t* extract_from(weir_op_t* op, weir_rewriter_t* rewriter,
                                  weir_value_t* tensor) {
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_TENSOR_EXTRACT,
                     op->location);
  weir_op_state_operand(&state, tensor);
  weir_op_state_operands_of(&state, op, WEIR_TENSOR_EXTRACT_INDICES);
  weir_op_state_result(&state, weir_type_element(tensor->type));
  return weir_op_result_n(weir_build(&rewriter->builder, &state), 0);
}

// The element is taken before casts of the tensor, then cast itself.
bool weir_tensor_extract_canonicalize(weir_op_t* op,
                                      weir_rewriter_t* rewriter) {
  const weir_op_t* producer = weir_value_op(weir_op_operand_n(op, 0));
  weir_value_t* before = producer != NULL && producer->operand_count > 0
                             ? weir_op_operand_n(producer, 0)
                             : NULL;
  switch (producer != NULL ? weir_op_id(producer) : 0) {
    case WEIR_TENSOR_CAST:
      if (!weir_type_is_ranked_tensor(before->type)) return false;
      weir_op_set_operand(op, 0, before);
      weir_rewriter_touch(rewriter, op);
      return true;
    case WEIR_TENSOR_GENERATE:
      return take_generated(op, rewriter, producer);
    case WEIR_ARITH_INDEX_CAST:
      weir_rewriter_replace_one(
          rewriter, op,
          weir_build_unary(&rewriter->builder, WEIR_ARITH_INDEX_CAST,
                           op->location, extract_from(op, rewriter, before),
                           op->results[0].type));
      return true;
    default:
      return false;
  }
}

// Slices of equal elements.
bool weir_tensor_gather_fold(weir_op_t* op, weir_attr_t* const* operands,
                             weir_fold_result_t* results) {
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  return weir_dense_is_splat(operands[0]) && weir_type_has_static_shape(type) &&
         weir_fold_to_attr(results, weir_dense_resized(operands[0], type));
}

// -- ops that make or replace elements ----------------------------------------

// What the tensor holds anyhow.
bool weir_tensor_insert_fold(weir_op_t* op, weir_attr_t* const* operands,
                             weir_fold_result_t* results) {
  return operands[0] != NULL && weir_dense_is_splat(operands[1]) &&
         weir_dense_element(operands[1], 0) == operands[0] &&
         weir_fold_to_value(results,
                            weir_op_operand(op, WEIR_TENSOR_INSERT_DEST));
}

bool weir_tensor_insert_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  return weir_rewriter_drop_casts(rewriter, op, WEIR_TENSOR_INSERT_DEST);
}

// A splat of a constant is a constant.
bool weir_tensor_splat_fold(weir_op_t* op, weir_attr_t* const* operands,
                            weir_fold_result_t* results) {
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  if (!is_element(operands[0]) || !weir_type_has_static_shape(type)) {
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
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (!is_element(operands[i])) return false;
  }
  uint8_t* data = weir_arena_alloc(weir_context_arena(op->context),
                                   element * op->operand_count);
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    const weir_attr_t* one = weir_dense_splat_attr(type, operands[i]);
    memcpy(data + i * element, one->dense.data, element);
  }
  return weir_fold_to_attr(
      results, weir_dense_attr(type, data, element * op->operand_count));
}
