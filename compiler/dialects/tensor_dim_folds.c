// Folds and rewrites of tensor.dim and tensor.rank: who else knows the shape.
#include "compiler/dialects/affine.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/linalg_types.h"
#include "compiler/dialects/shapes.h"
#include "compiler/dialects/slice_util.h"
#include "compiler/dialects/tensor.h"
#include "compiler/dialects/tensor_impl.h"
#include "compiler/dialects/ub.h"
#include "compiler/ir/affine.h"

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
    case WEIR_UB_POISON:
      return weir_fold_to_attr(results, weir_index_attr(op->context, 0));
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

// -- dimensions of reshapes ---------------------------------------------------

static void replace_by_apply(weir_op_t* op, weir_rewriter_t* rewriter,
                             weir_affine_expr_t* expression,
                             weir_value_t* const* operands, uint32_t count) {
  weir_op_state_t state;
  weir_affine_map_t* map =
      weir_affine_map(op->context, 0, count, &expression, 1);
  weir_op_state_init(&state, &rewriter->builder, WEIR_AFFINE_APPLY,
                     op->location);
  weir_op_state_operands(&state, operands, count);
  weir_op_state_attr(&state, "map", weir_affine_map_attr(map));
  weir_op_state_result(&state, weir_index_type(op->context));
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
}

static const weir_attr_t* group_of(const weir_op_t* reshape, uint32_t index) {
  return weir_op_attr(reshape, "reassociation")->array.elements[index];
}

// The group that dimension |index| of an expansion is in.
static uint32_t expanded_group(const weir_op_t* expand, int64_t index) {
  uint32_t group = 0;
  for (int64_t end = group_of(expand, 0)->array.count; end <= index;
       end += group_of(expand, group)->array.count) {
    ++group;
  }
  return group;
}

// A dimension of an expansion is one of the source over the rest of its group;
// where that is open too, what the expansion says.
static bool take_expanded_dim(weir_op_t* op, weir_rewriter_t* rewriter,
                              const weir_op_t* expand, int64_t index) {
  const weir_type_t* type = expand->results[0].type;
  weir_context_t* context = op->context;
  uint32_t group = expanded_group(expand, index), unknown = 0;
  const weir_attr_t* dims = group_of(expand, group);
  int64_t rest = 1;
  for (uint32_t i = 0; i < dims->array.count; ++i) {
    int64_t dim = 0;
    weir_attr_int(dims->array.elements[i], &dim);
    int64_t size = weir_type_dim(type, (uint32_t)dim);
    if (size == WEIR_DYNAMIC) ++unknown;
    if (size != WEIR_DYNAMIC) rest *= size;
  }
  if (unknown > 1 || rest <= 0) {
    weir_rewriter_replace_one(
        rewriter, op,
        dynamic_operand(expand, WEIR_TENSOR_EXPAND_SHAPE_OUTPUT_SHAPE, type,
                        index));
    return true;
  }
  weir_value_t* source = weir_build_tensor_dim(
      &rewriter->builder, op->location, weir_op_operand_n(expand, 0), group);
  replace_by_apply(op, rewriter,
                   weir_affine_binary(context, WEIR_AFFINE_FLOORDIV,
                                      weir_affine_symbol(context, 0),
                                      weir_affine_constant(context, rest)),
                   &source, 1);
  return true;
}

// A dimension of a collapse is the product of its group.
static bool take_collapsed_dim(weir_op_t* op, weir_rewriter_t* rewriter,
                               const weir_op_t* collapse, int64_t index) {
  const weir_attr_t* dims = group_of(collapse, (uint32_t)index);
  uint32_t count = dims->array.count;
  weir_value_t** sizes = WEIR_ARENA_ARRAY(weir_context_arena(op->context),
                                          weir_value_t*, count + 1);
  weir_affine_expr_t* product = NULL;
  for (uint32_t i = 0; i < count; ++i) {
    int64_t dim = 0;
    weir_attr_int(dims->array.elements[i], &dim);
    sizes[i] =
        weir_build_tensor_dim(&rewriter->builder, op->location,
                              weir_op_operand_n(collapse, 0), (uint32_t)dim);
    weir_affine_expr_t* symbol = weir_affine_symbol(op->context, i);
    product = product == NULL ? symbol
                              : weir_affine_binary(op->context, WEIR_AFFINE_MUL,
                                                   product, symbol);
  }
  replace_by_apply(op, rewriter, product, sizes, count);
  return true;
}

// A dimension of a reshape stands in the tensor that says the shape.
static bool take_shape_element(weir_op_t* op, weir_rewriter_t* rewriter,
                               const weir_op_t* reshape) {
  weir_value_t* shape = weir_op_operand_n(reshape, 1);
  weir_value_t* index = weir_op_operand(op, WEIR_TENSOR_DIM_INDEX);
  weir_type_t* element = weir_type_element(shape->type);
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_TENSOR_EXTRACT,
                     op->location);
  weir_op_state_operand(&state, shape);
  weir_op_state_operands(&state, &index, 1);
  weir_op_state_result(&state, element);
  weir_value_t* value =
      weir_op_result_n(weir_build(&rewriter->builder, &state), 0);
  if (!weir_type_is_index(element)) {
    value = weir_build_unary(&rewriter->builder, WEIR_ARITH_INDEX_CAST,
                             op->location, value, weir_index_type(op->context));
  }
  weir_rewriter_replace_one(rewriter, op, value);
  return true;
}

static bool take_reshaped_dim(weir_op_t* op, weir_rewriter_t* rewriter,
                              const weir_op_t* producer) {
  const weir_type_t* type = producer->results[0].type;
  int64_t index = 0;
  if (weir_op_is(producer, WEIR_TENSOR_RESHAPE)) {
    return take_shape_element(op, rewriter, producer);
  }
  if (!weir_value_is_constant_int(weir_op_operand(op, WEIR_TENSOR_DIM_INDEX),
                                  &index) ||
      index < 0 || index >= (int64_t)weir_type_rank(type) ||
      weir_type_dim(type, (uint32_t)index) != WEIR_DYNAMIC) {
    return false;
  }
  return weir_op_is(producer, WEIR_TENSOR_EXPAND_SHAPE)
             ? take_expanded_dim(op, rewriter, producer, index)
             : take_collapsed_dim(op, rewriter, producer, index);
}

// -- canonical forms ----------------------------------------------------------

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
    case WEIR_TENSOR_INSERT_SLICE:
    case WEIR_TENSOR_PACK:
    case WEIR_TENSOR_UNPACK:
      same = weir_op_operand_n(producer, 1);
      break;
    case WEIR_TENSOR_COLLAPSE_SHAPE:
    case WEIR_TENSOR_EXPAND_SHAPE:
    case WEIR_TENSOR_RESHAPE:
      return take_reshaped_dim(op, rewriter, producer);
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
