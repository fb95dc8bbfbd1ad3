// What the folds of the stream dialect share.
#include "compiler/dialects/stream_folds.h"

#include "compiler/dialects/arith.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/dominance.h"

bool weir_stream_try(const weir_stream_rewrite_fn_t* functions, weir_op_t* op,
                     weir_rewriter_t* rewriter) {
  for (; *functions != NULL; ++functions) {
    if ((*functions)(op, rewriter)) return true;
  }
  return false;
}

bool weir_stream_elide_unused(weir_op_t* op, weir_rewriter_t* rewriter) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (weir_value_has_uses(weir_op_result_n(op, i))) return false;
  }
  weir_rewriter_erase(rewriter, op);
  return true;
}

weir_value_t* weir_stream_fold_add(weir_rewriter_t* rewriter,
                                   weir_location_t* location, weir_value_t* a,
                                   weir_value_t* b) {
  int64_t x, y;
  bool has_x = weir_value_is_constant_int(a, &x);
  bool has_y = weir_value_is_constant_int(b, &y);
  if (has_x && x == 0) return b;
  if (has_y && y == 0) return a;
  if (has_x && has_y) {
    return weir_build_constant(&rewriter->builder, location,
                               weir_integer_attr(a->type, x + y));
  }
  return weir_build_binary(&rewriter->builder, WEIR_ARITH_ADDI, location,
                           has_x ? b : a, has_x ? a : b);
}

weir_value_t* weir_stream_immediate(weir_rewriter_t* rewriter,
                                    weir_location_t* location) {
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder,
                     WEIR_STREAM_TIMEPOINT_IMMEDIATE, location);
  weir_op_state_result(&state,
                       weir_stream_timepoint_type(rewriter->builder.context));
  return weir_op_result_n(weir_build(&rewriter->builder, &state), 0);
}

weir_value_t* weir_stream_join(weir_rewriter_t* rewriter,
                               weir_location_t* location,
                               weir_value_t* const* timepoints,
                               uint32_t count) {
  if (count == 0) return weir_stream_immediate(rewriter, location);
  if (count == 1) return timepoints[0];
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_STREAM_TIMEPOINT_JOIN,
                     location);
  weir_op_state_operands(&state, timepoints, count);
  weir_op_state_result(&state,
                       weir_stream_timepoint_type(rewriter->builder.context));
  return weir_op_result_n(weir_build(&rewriter->builder, &state), 0);
}

// -- sinking ------------------------------------------------------------------

static bool may_sink(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_STREAM_ASYNC_SPLAT:
    case WEIR_STREAM_ASYNC_ALLOCA:
    case WEIR_STREAM_TIMEPOINT_AWAIT:
      return true;
    default:
      return false;
  }
}

static bool is_operand_of(const weir_op_t* producer, const weir_op_t* op) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (weir_value_op(weir_op_operand_n(op, i)) == producer) return true;
  }
  return false;
}

// If all ops between are ones that sink to the same place, they would take
// turns for ever.
static bool is_stable(weir_op_t* op, weir_op_t* target) {
  if (op->next == target) return false;
  if (op->block != target->block) return true;
  bool by_uses = !weir_op_is_terminator(target) && target->region_count == 0;
  for (weir_op_t* between = op; between != NULL && between != target;
       between = between->next) {
    if (!may_sink(between)) return true;
    if (by_uses && !is_operand_of(between, target)) return true;
  }
  return false;
}

bool weir_stream_sink(weir_op_t* op, weir_op_t* target,
                      weir_rewriter_t* rewriter) {
  if (target == NULL || target == op || !is_stable(op, target)) return false;
  weir_op_move_before(op, target);
  weir_rewriter_touch(rewriter, op);
  return true;
}

// The ancestor of |op| in |region|.
static weir_op_t* ancestor_in_region(weir_op_t* op,
                                     const weir_region_t* region) {
  while (op != NULL && op->block->region != region) op = weir_op_parent(op);
  return op;
}

weir_op_t* weir_stream_first_user(weir_op_t* op) {
  const weir_region_t* region = op->block->region;
  weir_block_t* block = NULL;
  weir_arena_t scratch = {0};
  weir_dominance_t* dominance = NULL;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    for (weir_use_t* use = op->results[i].uses; use; use = use->next) {
      weir_op_t* user = ancestor_in_region(use->op, region);
      if (user == NULL || user->block == block) continue;
      if (block == NULL) {
        block = user->block;
        continue;
      }
      if (dominance == NULL) dominance = weir_dominance_create(&scratch);
      block = weir_common_dominator(dominance, block, user->block);
    }
  }
  weir_op_t* first = block != NULL ? weir_block_terminator(block) : NULL;
  for (uint32_t i = 0; first != NULL && i < op->result_count; ++i) {
    for (weir_use_t* use = op->results[i].uses; use; use = use->next) {
      weir_op_t* user = ancestor_in_region(use->op, region);
      if (user != NULL && user->block == block &&
          weir_op_is_before(user, first)) {
        first = user;
      }
    }
  }
  weir_arena_deinit(&scratch);
  return first;
}

weir_op_t* weir_stream_subview_of(const weir_value_t* value) {
  weir_op_t* op = weir_value_op(value);
  return weir_op_is(op, WEIR_STREAM_RESOURCE_SUBVIEW) ? op : NULL;
}

bool weir_stream_elide_immediate_wait(weir_op_t* op, uint32_t group,
                                      weir_rewriter_t* rewriter) {
  weir_value_t* await = weir_op_operand(op, group);
  if (await == NULL ||
      !weir_op_is(weir_value_op(await), WEIR_STREAM_TIMEPOINT_IMMEDIATE)) {
    return false;
  }
  weir_op_set_operand_group(op, group, NULL, 0);
  weir_rewriter_touch(rewriter, op);
  return true;
}
