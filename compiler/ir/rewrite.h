// Greedy rewriting: folds and patterns applied until nothing changes.
//
// Works as MLIR's greedy driver does, so that output is ordered as its readers
// expect: a worklist filled top-down, dead pure ops erased, folds before
// patterns. Each round begins by making equal constants one and hoisting them
// to the start of the entry block of the nearest isolated op.
#ifndef WEIR_COMPILER_IR_REWRITE_H_
#define WEIR_COMPILER_IR_REWRITE_H_

#include "compiler/ir/builder.h"

// Every change inside a pattern goes through the rewriter so that the worklist
// stays current. |builder| may be used freely for making ops.
struct weir_rewriter_t {
  weir_builder_t builder;  // placed before the root op when a pattern starts
  void* driver;            // NULL outside the greedy driver: changes are plain
};

weir_rewriter_t weir_rewriter(weir_context_t* context);  // without a driver
void weir_rewriter_replace(weir_rewriter_t* rewriter, weir_op_t* op,
                           weir_value_t* const* values);
void weir_rewriter_replace_one(weir_rewriter_t* rewriter, weir_op_t* op,
                               weir_value_t* value);
// Replaces by the results of |by|, one for one.
void weir_rewriter_replace_op(weir_rewriter_t* rewriter, weir_op_t* op, weir_op_t* by);
void weir_rewriter_erase(weir_rewriter_t* rewriter, weir_op_t* op);
void weir_rewriter_replace_uses(weir_rewriter_t* rewriter, weir_value_t* value,
                                weir_value_t* by);
void weir_rewriter_erase_block(weir_rewriter_t* rewriter, weir_block_t* block);
// After an op was changed in place.
void weir_rewriter_touch(weir_rewriter_t* rewriter, weir_op_t* op);

typedef bool (*weir_pattern_fn_t)(weir_op_t* op, weir_rewriter_t* rewriter, void* user);
typedef struct weir_pattern_t {
  uint32_t root;  // op id; 0: any op
  weir_pattern_fn_t apply;
  void* user;
} weir_pattern_t;

typedef struct weir_greedy_options_t {
  bool canonicalize;          // use the rows' canonicalize hooks as well
  bool bottom_up;             // visit ops last to first: MLIR's default for pattern passes
  bool fold;                  // use the rows' fold hooks
  bool simplify_regions;      // after each round, as MLIR's canonicalization does
  bool merge_blocks;          // and identical blocks, as its pattern passes do
  uint32_t max_iterations;    // 0: 10, as MLIR
} weir_greedy_options_t;

// Rewrites all inside |root| (not itself). Sets |out_changed| (may be NULL).
// False if it did not converge.
bool weir_rewrite_greedily(weir_op_t* root, const weir_pattern_t* patterns,
                           uint32_t pattern_count,
                           const weir_greedy_options_t* options, bool* out_changed);

// Folds one op through its row: true if results were replaced or it changed.
bool weir_fold_op(weir_op_t* op, weir_rewriter_t* rewriter);
// Erases dead pure ops and unreachable blocks inside |root|.
bool weir_erase_dead_code(weir_op_t* root);
// Drops unreachable blocks, dead ops (also where they keep only each other alive
// around loops) and unused arguments; merges straight-line blocks.
bool weir_simplify_regions(weir_op_t* root);
// And makes one of blocks that do the same, handing over values in which they
// differ, and drops arguments that all branches hand the same value.
bool weir_simplify_regions_and_merge(weir_op_t* root);

#endif  // WEIR_COMPILER_IR_REWRITE_H_
