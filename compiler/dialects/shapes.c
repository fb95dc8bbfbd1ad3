#include "compiler/dialects/shapes.h"

#include "compiler/dialects/flow_types.h"
#include "compiler/dialects/sizes.h"
#include "compiler/dialects/tensor.h"
#include "compiler/dialects/ub.h"
#include "compiler/ir/diagnostic.h"

static uint32_t dims_needed(const weir_type_t* type) {
  if (weir_type_is_flow_dispatch_tensor(type)) {
    type = weir_flow_dispatch_tensor_bound(type);
  }
  return weir_type_is_ranked(type) ? weir_type_dynamic_dim_count(type) : 0;
}

bool weir_find_made_dims(weir_value_t* shaped, weir_dims_t* out_dims) {
  uint32_t needed = dims_needed(shaped->type);
  for (weir_op_t* op = weir_value_op(shaped); op != NULL;
       op = weir_value_op(shaped)) {
    uint32_t start = 0, count = 0;
    weir_op_result_dims(op, shaped->index, &start, &count);
    if (count == needed && count > 0) {
      *out_dims = (weir_dims_t){op, start, count};
      return true;
    }
    int32_t tied = weir_op_tied_operand(op, shaped->index);
    if (tied < 0) return false;
    shaped = weir_op_operand_n(op, (uint32_t)tied);
    if (dims_needed(shaped->type) != needed) return false;
  }
  return false;
}

bool weir_find_dynamic_dims(weir_value_t* shaped, weir_op_t* at,
                            weir_dims_t* out_dims) {
  if (weir_find_made_dims(shaped, out_dims)) return true;
  uint32_t needed = dims_needed(shaped->type);
  for (const weir_use_t* use = shaped->uses; use != NULL; use = use->next) {
    uint32_t start = 0, count = 0;
    weir_op_operand_dims(use->op, use->index, &start, &count);
    bool usable = count == needed && count > 0;
    for (uint32_t i = 0; usable && i < count; ++i) {
      usable =
          weir_value_is_usable_at(weir_op_operand_n(use->op, start + i), at);
    }
    if (!usable) continue;
    *out_dims = (weir_dims_t){use->op, start, count};
    return true;
  }
  return false;
}

weir_value_t* weir_build_tensor_dim(weir_builder_t* builder,
                                    weir_location_t* location,
                                    weir_value_t* tensor, uint32_t index) {
  // As tensor.dim of it folds.
  if (weir_op_is(weir_value_op(tensor), WEIR_UB_POISON)) {
    return weir_build_index(builder, location, 0);
  }
  weir_value_t* place = weir_build_index(builder, location, index);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_TENSOR_DIM, location);
  weir_op_state_operand(&state, tensor);
  weir_op_state_operand(&state, place);
  weir_op_state_result(&state, weir_index_type(builder->context));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

void weir_build_tensor_dims(weir_builder_t* builder, weir_location_t* location,
                            weir_value_t* tensor, weir_arena_t* arena,
                            weir_value_list_t* list) {
  for (uint32_t i = 0; i < weir_type_rank(tensor->type); ++i) {
    if (weir_type_dim(tensor->type, i) != WEIR_DYNAMIC) continue;
    weir_value_list_add(list, arena,
                        weir_build_tensor_dim(builder, location, tensor, i));
  }
}

void weir_add_dynamic_dims(weir_builder_t* builder, weir_location_t* location,
                           weir_op_t* at, weir_value_t* tensor,
                           weir_arena_t* arena, weir_value_list_t* list) {
  weir_dims_t known;
  if (weir_type_has_static_shape(tensor->type)) return;
  if (!weir_find_dynamic_dims(tensor, at, &known)) {
    weir_build_tensor_dims(builder, location, tensor, arena, list);
    return;
  }
  for (uint32_t i = 0; i < known.count; ++i) {
    weir_value_list_add(list, arena, weir_dims_get(&known, i));
  }
}

uint32_t weir_dynamic_dim_place(const weir_type_t* type, uint32_t index) {
  uint32_t place = 0;
  for (uint32_t i = 0; i < index; ++i) {
    place += weir_type_dim(type, i) == WEIR_DYNAMIC;
  }
  return place;
}

weir_rank_reduction_t weir_rank_reduction_of(const int64_t* sizes,
                                             uint32_t count,
                                             const weir_type_t* type) {
  uint32_t rank = weir_type_rank(type), place = 0;
  if (rank > count) return WEIR_RANK_REDUCTION_TOO_LARGE;
  for (uint32_t i = 0; i < count; ++i) {
    if (place < rank && sizes[i] == weir_type_dim(type, place)) {
      ++place;
    } else if (sizes[i] != 1) {
      return WEIR_RANK_REDUCTION_MISMATCH;
    }
  }
  return place == rank ? WEIR_RANK_REDUCTION_OK : WEIR_RANK_REDUCTION_MISMATCH;
}

bool weir_verify_slice_type(weir_op_t* op, const int64_t* sizes, uint32_t count,
                            weir_type_t* type) {
  weir_rank_reduction_t reduction = weir_rank_reduction_of(sizes, count, type);
  if (reduction == WEIR_RANK_REDUCTION_OK) return true;
  if (reduction == WEIR_RANK_REDUCTION_TOO_LARGE) {
    return weir_emit_error(op->context, op->location,
                           "expected rank to be smaller or equal to the other "
                           "rank. ");
  }
  weir_type_t* expected =
      weir_tensor_type(weir_type_element(type), sizes, count, NULL);
  weir_arena_t scratch = {0};
  weir_emit_error(op->context, op->location,
                  "expected type to be '%s' or a rank-reduced version. (size "
                  "mismatch) ",
                  weir_type_text(expected, &scratch));
  weir_arena_deinit(&scratch);
  return false;
}
