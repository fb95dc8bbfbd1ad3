// Dominance, for values and ops across nested regions.
// Algorithm: Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm" (2001).
#ifndef WEIR_COMPILER_IR_DOMINANCE_H_
#define WEIR_COMPILER_IR_DOMINANCE_H_

#include "compiler/ir/ir.h"

typedef struct weir_dominance_t weir_dominance_t;
// Trees are made per region on first use; stale once blocks or branches change.
weir_dominance_t* weir_dominance_create(weir_arena_t* arena);
bool weir_dominates_block(weir_dominance_t* dominance, weir_block_t* a, weir_block_t* b);
bool weir_dominates_op(weir_dominance_t* dominance, weir_op_t* a, weir_op_t* b);  // or same
bool weir_properly_dominates(weir_dominance_t* dominance, weir_value_t* value, weir_op_t* user);
// The reachable blocks of |region|, each behind those that dominate it.
weir_block_t* const* weir_dominance_order(weir_dominance_t* dominance,
                                          const weir_region_t* region, uint32_t* out_count);
bool weir_block_is_reachable(weir_dominance_t* dominance, weir_block_t* block);
// Nearest block that dominates both (same region), NULL if none.
weir_block_t* weir_common_dominator(weir_dominance_t* dominance, weir_block_t* a, weir_block_t* b);

#endif  // WEIR_COMPILER_IR_DOMINANCE_H_
