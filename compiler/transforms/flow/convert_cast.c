#include "compiler/transforms/flow/convert_cast.h"

#include "compiler/dialects/flow.h"
#include "compiler/dialects/shapes.h"

// Dimension |index|, from where it is known best.
static weir_value_t* build_dim(weir_builder_t* builder, const weir_op_t* op,
                               uint32_t index) {
  weir_value_t* source = weir_op_operand_n(op, 0);
  int64_t size = weir_type_dim(source->type, index);
  if (size == WEIR_DYNAMIC) size = weir_type_dim(op->results[0].type, index);
  if (size != WEIR_DYNAMIC) {
    return weir_build_index(builder, op->location, size);
  }
  return weir_build_tensor_dim(builder, op->location, source, index);
}

bool weir_flow_convert_cast(weir_op_t* op, weir_rewriter_t* rewriter,
                            void* user) {
  (void)user;
  weir_builder_t* builder = &rewriter->builder;
  weir_arena_t* arena = weir_context_arena(op->context);
  weir_value_t* source = weir_op_operand_n(op, 0);
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  if (weir_op_parent_of(op, WEIR_FLOW_DISPATCH_WORKGROUPS) != NULL ||
      weir_op_parent_of(op, WEIR_FLOW_DISPATCH_REGION) != NULL ||
      !weir_type_is_ranked_tensor(type) ||
      !weir_type_is_ranked_tensor(source->type)) {
    return false;
  }
  weir_value_list_t source_dims = {0}, result_dims = {0};
  for (uint32_t i = 0; i < weir_type_rank(type); ++i) {
    bool in_source = weir_type_dim(source->type, i) == WEIR_DYNAMIC;
    bool in_result = weir_type_dim(type, i) == WEIR_DYNAMIC;
    if (!in_source && !in_result) continue;
    weir_value_t* dim = build_dim(builder, op, i);
    if (in_source) weir_value_list_add(&source_dims, arena, dim);
    if (in_result) weir_value_list_add(&result_dims, arena, dim);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_TENSOR_RESHAPE, op->location);
  weir_op_state_operand(&state, source);
  weir_op_state_operands(&state, source_dims.items, source_dims.count);
  weir_op_state_operands(&state, result_dims.items, result_dims.count);
  weir_op_state_result(&state, type);
  weir_rewriter_replace_op(rewriter, op, weir_build(builder, &state));
  return true;
}
