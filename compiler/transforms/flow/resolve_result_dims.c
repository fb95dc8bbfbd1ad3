// Replaces questions for a dimension by what is known of it.
//
// Needs:   nothing.
// Changes: tensor.dim of a constant index: of a static dimension into a
//          constant; of a dynamic one into the operand by which the op that
//          makes the tensor says it, or into arithmetic on such operands.
// Keeps:   questions about tensors whose makers do not say their shapes.
#include "compiler/dialects/tensor.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/rewrite.h"
#include "compiler/transforms/flow/passes.h"
#include "compiler/analysis/tensor_dims.h"

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
  weir_value_t* dim = weir_dim_of_maker(&rewriter->builder, op->location,
                                        source, (uint32_t)index);
  if (dim == NULL) return false;
  weir_rewriter_replace_one(rewriter, op, dim);
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
