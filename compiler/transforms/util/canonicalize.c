// Folds and canonicalises all ops inside the op at hand.
//
// Needs:   nothing.
// Changes: what the rows of the ops say, dead code, blocks.
// Keeps:   what the program does.
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/rewrite.h"
#include "compiler/transforms/util/passes.h"

weir_status_t weir_canonicalize(weir_pass_t* pass, weir_op_t* op) {
  (void)pass;
  weir_greedy_options_t options = {
      .canonicalize = true, .fold = true, .simplify_regions = true};
  // As MLIR's pass: not converging is no failure, the program is still right.
  weir_rewrite_greedily(op, NULL, 0, &options, NULL);
  return weir_ok();
}
