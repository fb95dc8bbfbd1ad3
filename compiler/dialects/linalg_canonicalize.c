// Rewrites of the linalg dialect.
#include "compiler/dialects/linalg_impl.h"
#include "compiler/dialects/slice_util.h"

bool weir_linalg_casts_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  bool changed = false;
  uint32_t first_output = op->operand_count - op->result_count;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* source = weir_value_before_cast(weir_op_operand_n(op, i));
    if (source == NULL) continue;
    weir_op_set_operand(op, i, source);
    changed = true;
    if (i < first_output) continue;
    weir_rewriter_set_result_type(rewriter, op, i - first_output, source->type);
  }
  if (changed) weir_rewriter_touch(rewriter, op);
  return changed;
}
