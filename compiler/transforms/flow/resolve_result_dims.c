// Replaces questions for a dimension by what is known of it.
//
// Needs:   nothing.
// Changes: tensor.dim of a constant index: of a static dimension into a
//          constant; of a dynamic one into the operand by which the op that
//          makes the tensor says it.
// Keeps:   questions about tensors whose makers do not say their shapes.
#include "compiler/dialects/hal.h"
#include "compiler/dialects/tensor.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/rewrite.h"
#include "compiler/transforms/flow/passes.h"

// Which of the dynamic dimensions |index| is.
static uint32_t dynamic_place(const weir_type_t* type, uint32_t index) {
  uint32_t place = 0;
  for (uint32_t i = 0; i < index; ++i) {
    place += weir_type_dim(type, i) == WEIR_DYNAMIC;
  }
  return place;
}

static bool resolve(weir_op_t* op, weir_rewriter_t* rewriter, void* user) {
  (void)user;
  weir_value_t* source = weir_op_operand(op, WEIR_TENSOR_DIM_SOURCE);
  int64_t index;
  if (!weir_value_is_constant_int(weir_op_operand(op, WEIR_TENSOR_DIM_INDEX),
                                  &index) ||
      !weir_type_is_ranked_tensor(source->type) || index < 0 ||
      index >= weir_type_rank(source->type)) {
    return false;
  }
  int64_t size = weir_type_dim(source->type, (uint32_t)index);
  if (size != WEIR_DYNAMIC) {
    weir_rewriter_replace_one(
        rewriter, op, weir_build_index(&rewriter->builder, op->location, size));
    return true;
  }
  const weir_op_t* maker = weir_value_op(source);
  // A barrier hands its tensors on.
  while (maker != NULL && weir_op_is(maker, WEIR_HAL_TENSOR_BARRIER)) {
    source = weir_op_operand_at(maker, WEIR_HAL_TENSOR_BARRIER_SOURCES,
                                source->index);
    maker = weir_value_op(source);
  }
  if (maker == NULL || !weir_op_has_trait(maker, WEIR_OP_SHAPE_AWARE)) {
    return false;
  }
  uint32_t start = 0, count = 0;
  weir_op_result_dims(maker, source->index, &start, &count);
  uint32_t place = dynamic_place(source->type, (uint32_t)index);
  if (place >= count) return false;
  weir_rewriter_replace_one(rewriter, op,
                            weir_op_operand_n(maker, start + place));
  return true;
}

weir_status_t weir_flow_resolve_result_dims(weir_pass_t* pass,
                                            weir_op_t* function) {
  (void)pass;
  static const weir_pattern_t patterns[] = {{WEIR_TENSOR_DIM, resolve, NULL}};
  weir_greedy_options_t options = {.fold = false};
  weir_rewrite_greedily(function, patterns, 1, &options, NULL);
  return weir_ok();
}
