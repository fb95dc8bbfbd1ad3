// What the greedy driver, folding and region simplification share.
#ifndef WEIR_COMPILER_IR_REWRITE_IMPL_H_
#define WEIR_COMPILER_IR_REWRITE_IMPL_H_

#include "compiler/ir/rewrite.h"

// The constants of one round, by (dialect, value, type) and the region that
// they are hoisted to.
typedef struct weir_constants_t weir_constants_t;
weir_constants_t* weir_constants_create(weir_arena_t* arena);
// Hoists the constant |op|, or replaces it by an equal one seen before; then it
// is erased through |rewriter| and false is returned. True for all other ops.
bool weir_constants_insert(weir_constants_t* constants, weir_op_t* op,
                           weir_rewriter_t* rewriter);

// Merges blocks of |region| that do the same; true if any were. One set of
// blocks per call: what it leaves is to be looked at afresh.
bool weir_merge_identical_blocks(weir_region_t* region, weir_arena_t* arena);

#endif  // WEIR_COMPILER_IR_REWRITE_IMPL_H_
