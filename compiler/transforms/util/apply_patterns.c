// Canonicalises, and simplifies control flow more than canonicalisation does.
//
// Needs:   nothing.
// Changes: what the rows of the ops say; equal blocks become one, arguments of
//          blocks that all branches agree on go, and so do those that are
//          always the same as another one.
// Keeps:   what the program does.
#include "compiler/ir/rewrite.h"
#include "compiler/transforms/util/block_arguments.h"
#include "compiler/transforms/util/passes.h"

weir_status_t weir_util_apply_patterns(weir_pass_t* pass, weir_op_t* op) {
  (void)pass;
  static const weir_pattern_t patterns[] = {
      {0, weir_fold_equal_block_arguments, NULL},
      {0, weir_fold_uniform_block_arguments, NULL},
  };
  weir_greedy_options_t options = {.canonicalize = true,
                                   .bottom_up = true,
                                   .fold = true,
                                   .simplify_regions = true,
                                   .merge_blocks = true};
  weir_rewrite_greedily(op, patterns, sizeof(patterns) / sizeof(patterns[0]),
                        &options, NULL);
  return weir_ok();
}
