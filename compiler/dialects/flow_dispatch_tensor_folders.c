// Folds and rewrites of what stands inside dispatches.
#include "compiler/dialects/flow.h"
#include "compiler/dialects/flow_impl.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/shapes.h"
#include "compiler/dialects/slice_util.h"
#include "compiler/dialects/tensor.h"

// -- flow.dispatch.tensor.load and store --------------------------------------

// Dimensions as what stands closest to the tensor says them.
static bool take_known_dims(weir_op_t* op, weir_rewriter_t* rewriter,
                            uint32_t tensor_group, uint32_t dims_group) {
  uint32_t count = weir_op_operand_group_size(op, dims_group);
  weir_dims_t known;
  if (!weir_find_dynamic_dims(weir_op_operand(op, tensor_group), op, &known) ||
      known.count != count) {
    return false;
  }
  bool changed = false;
  uint32_t start = weir_op_operand_group_start(op, dims_group);
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* dim = weir_dims_get(&known, i);
    if (weir_op_operand_n(op, start + i) == dim) continue;
    weir_op_set_operand(op, start + i, dim);
    changed = true;
  }
  if (changed) weir_rewriter_touch(rewriter, op);
  return changed;
}

bool weir_flow_dispatch_load_canonicalize(weir_op_t* op,
                                          weir_rewriter_t* rewriter) {
  if (take_known_dims(op, rewriter, WEIR_FLOW_DISPATCH_TENSOR_LOAD_SOURCE,
                      WEIR_FLOW_DISPATCH_TENSOR_LOAD_SOURCE_DIMS)) {
    return true;
  }
  weir_type_t* type =
      weir_slice_make_static(op, WEIR_FLOW_DISPATCH_TENSOR_LOAD_OFFSETS,
                             weir_op_result_n(op, 0)->type);
  if (type == NULL) return false;
  weir_rewriter_touch(rewriter, op);
  weir_rewriter_set_result_type(rewriter, op, 0, type);
  return true;
}

// Storing what was cast stores what it was cast from, if that is known no less
// and has the sizes of the slice.
static bool store_before_cast(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* source = weir_value_before_cast(
      weir_op_operand(op, WEIR_FLOW_DISPATCH_TENSOR_STORE_VALUE));
  if (source == NULL) return false;
  uint32_t count = 0;
  const int64_t* sizes = weir_slice_static_sizes(op, &count);
  if (weir_rank_reduction_of(sizes, count, source->type) !=
      WEIR_RANK_REDUCTION_OK) {
    return false;
  }
  weir_op_set_operand(op, WEIR_FLOW_DISPATCH_TENSOR_STORE_VALUE, source);
  weir_rewriter_touch(rewriter, op);
  return true;
}

bool weir_flow_dispatch_store_canonicalize(weir_op_t* op,
                                           weir_rewriter_t* rewriter) {
  if (take_known_dims(op, rewriter, WEIR_FLOW_DISPATCH_TENSOR_STORE_TARGET,
                      WEIR_FLOW_DISPATCH_TENSOR_STORE_TARGET_DIMS)) {
    return true;
  }
  weir_value_t* value =
      weir_op_operand(op, WEIR_FLOW_DISPATCH_TENSOR_STORE_VALUE);
  weir_type_t* type = weir_slice_make_static(
      op, WEIR_FLOW_DISPATCH_TENSOR_STORE_OFFSETS, value->type);
  if (type == NULL) return store_before_cast(op, rewriter);
  weir_rewriter_touch(rewriter, op);
  if (type == value->type) return true;
  weir_op_set_operand(op, WEIR_FLOW_DISPATCH_TENSOR_STORE_VALUE,
                      weir_build_unary(&rewriter->builder, WEIR_TENSOR_CAST,
                                       op->location, value, type));
  return true;
}

// -- flow.dispatch.workload.ordinal -------------------------------------------

bool weir_flow_workload_ordinal_fold(weir_op_t* op,
                                     weir_attr_t* const* operands,
                                     weir_fold_result_t* results) {
  (void)operands;
  const weir_op_t* inner = weir_value_op(weir_op_operand_n(op, 0));
  if (!weir_op_is(inner, WEIR_FLOW_DISPATCH_WORKLOAD_ORDINAL) ||
      weir_op_attr(inner, "ordinal") != weir_op_attr(op, "ordinal")) {
    return false;
  }
  return weir_fold_to_value(results, weir_op_operand_n(inner, 0));
}

// All uses of a block argument go through its ordinal.
bool weir_flow_workload_ordinal_canonicalize(weir_op_t* op,
                                             weir_rewriter_t* rewriter) {
  weir_value_t* operand = weir_op_operand_n(op, 0);
  if (operand->kind != WEIR_VALUE_ARGUMENT || weir_value_has_one_use(operand))
    return false;
  // At the start of the block, in the order of their ordinals.
  weir_op_t* before = op->block->first;
  int64_t ordinal_number = weir_op_attr_int(op, "ordinal", 0);
  while (weir_op_is(before, WEIR_FLOW_DISPATCH_WORKLOAD_ORDINAL) &&
         weir_op_attr_int(before, "ordinal", 0) < ordinal_number) {
    before = before->next;
  }
  weir_op_t* up = weir_op_clone(op, NULL);
  weir_op_insert_before(up, before);
  weir_value_t* ordinal = weir_op_result_n(up, 0);
  weir_rewriter_replace_one(rewriter, op, ordinal);
  weir_value_replace_uses_except(operand, ordinal, up);
  for (const weir_use_t* use = ordinal->uses; use != NULL; use = use->next) {
    weir_rewriter_touch(rewriter, use->op);
  }
  return true;
}
