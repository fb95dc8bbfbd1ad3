#include "compiler/dialects/shapes.h"

#include "compiler/dialects/flow_types.h"
#include "compiler/dialects/sizes.h"
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
