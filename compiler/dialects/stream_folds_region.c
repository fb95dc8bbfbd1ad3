// Folds of execution regions: stream.async.execute and concurrent,
// stream.cmd.execute, serial and concurrent.
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_folds.h"
#include "compiler/dialects/stream_types.h"

// Operands in groups of the same places in all ops here.
enum { RESOURCES = 0, RESOURCE_SIZES = 1 };
_Static_assert((int)WEIR_STREAM_ASYNC_EXECUTE_RESOURCE_OPERAND_SIZES ==
                   (int)RESOURCE_SIZES,
               "groups of regions");

static weir_block_t* body_of(const weir_op_t* op) {
  return weir_op_region(op, 0)->first;
}

static bool is_empty(const weir_op_t* op) {
  const weir_block_t* body = body_of(op);
  return body->first != NULL && body->first == body->last &&
         weir_op_is(body->first, WEIR_STREAM_YIELD);
}

static uint32_t await_group(const weir_op_t* op) {
  return weir_op_is(op, WEIR_STREAM_CMD_EXECUTE)
             ? WEIR_STREAM_CMD_EXECUTE_AWAIT_TIMEPOINT
             : WEIR_STREAM_ASYNC_EXECUTE_AWAIT_TIMEPOINT;
}

// How many results are resources: all but the timepoint.
static uint32_t resource_result_count(const weir_op_t* op) {
  if (weir_op_is(op, WEIR_STREAM_CMD_EXECUTE)) return 0;
  return weir_op_result_group_size(op, 0);
}

static bool elide_immediate_wait(weir_op_t* op, weir_rewriter_t* rewriter) {
  return weir_stream_elide_immediate_wait(op, await_group(op), rewriter);
}

// Captured resources that are awaited: the region waits instead of the host.
static bool chain_awaits(weir_op_t* op, weir_rewriter_t* rewriter) {
  uint32_t count = weir_op_operand_group_size(op, RESOURCES);
  weir_arena_t scratch = {0};
  weir_value_list_t timepoints = {0};
  weir_value_t* await = weir_op_operand(op, await_group(op));
  if (await != NULL) weir_value_list_add(&timepoints, &scratch, await);
  uint32_t before = timepoints.count;
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* operand = weir_op_operand_n(op, i);
    const weir_op_t* producer = weir_value_op(operand);
    if (!weir_op_is(producer, WEIR_STREAM_TIMEPOINT_AWAIT)) continue;
    weir_value_list_add(
        &timepoints, &scratch,
        weir_op_operand(producer, WEIR_STREAM_TIMEPOINT_AWAIT_AWAIT_TIMEPOINT));
    weir_op_set_operand(op, i, weir_op_operand_n(producer, operand->index));
    weir_rewriter_touch(rewriter, operand->op);
  }
  bool changed = timepoints.count != before;
  if (changed) {
    await = weir_stream_join(rewriter, op->location, timepoints.items,
                             timepoints.count);
    weir_op_set_operand_group(op, await_group(op), &await, 1);
    weir_rewriter_touch(rewriter, op);
  }
  weir_arena_deinit(&scratch);
  return changed;
}

// Captured views become views inside, so that users can take in their range.
static bool clone_subviews(weir_op_t* op, weir_rewriter_t* rewriter) {
  uint32_t count = weir_op_operand_group_size(op, RESOURCES);
  uint32_t sizes = weir_op_operand_group_start(op, RESOURCE_SIZES);
  bool changed = false;
  weir_block_t* body = body_of(op);
  weir_op_t* first = body->first;
  for (uint32_t i = 0; i < count; ++i) {
    const weir_op_t* view = weir_stream_subview_of(weir_op_operand_n(op, i));
    if (view == NULL) continue;
    changed = true;
    weir_value_t* size =
        weir_op_operand(view, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE_SIZE);
    weir_value_t* argument = body->arguments[i];
    weir_builder_set_before(&rewriter->builder, first);
    weir_op_state_t state;
    weir_op_state_init(&state, &rewriter->builder, WEIR_STREAM_RESOURCE_SUBVIEW,
                       view->location);
    weir_op_state_operand(&state, argument);
    weir_op_state_operand(&state, size);
    weir_op_state_operand(
        &state,
        weir_op_operand(view, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE_OFFSET));
    weir_op_state_operand(
        &state,
        weir_op_operand(view, WEIR_STREAM_RESOURCE_SUBVIEW_RESULT_SIZE));
    weir_op_state_result(&state, argument->type);
    weir_op_t* clone = weir_build(&rewriter->builder, &state);
    weir_value_t* by = weir_op_result_n(clone, 0);
    for (weir_use_t *use = argument->uses, *next; use != NULL; use = next) {
      next = use->next;
      if (use->op == clone) continue;
      weir_op_t* user = use->op;
      weir_op_set_operand(user, use->index, by);
      weir_rewriter_touch(rewriter, user);
    }
    weir_op_set_operand(
        op, i, weir_op_operand(view, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE));
    weir_op_set_operand(op, sizes + i, size);
  }
  if (changed) weir_rewriter_touch(rewriter, op);
  return changed;
}

// -- operands that are not needed ---------------------------------------------

typedef struct pruning_t {
  bool* drop;
  uint32_t count;
  bool any;
} pruning_t;

// The first operand before |i| that stays and is the same resource; |i| if
// none.
static uint32_t place_of(const weir_op_t* op, const pruning_t* pruning,
                         uint32_t i) {
  weir_value_t* operand = weir_op_operand_n(op, i);
  for (uint32_t at = 0; at < i; ++at) {
    if (!pruning->drop[at] && weir_op_operand_n(op, at) == operand) return at;
  }
  return i;
}

static void find_unneeded(weir_op_t* op, pruning_t* pruning,
                          weir_arena_t* arena) {
  weir_block_t* body = body_of(op);
  pruning->count = weir_op_operand_group_size(op, RESOURCES);
  pruning->drop = WEIR_ARENA_ARRAY(arena, bool, pruning->count);
  for (uint32_t i = 0; i < pruning->count; ++i) {
    weir_value_t* argument = body->arguments[i];
    uint32_t place = i;
    if (weir_value_has_uses(argument)) place = place_of(op, pruning, i);
    if (weir_value_has_uses(argument) && place == i) continue;
    if (place != i) {
      weir_value_replace_uses(argument, body->arguments[place]);
    }
    pruning->drop[i] = pruning->any = true;
  }
}

// Ties by the places of the kept operands. What was tied to another one is tied
// again by tie_results, if at all.
static weir_attr_t* kept_ties(weir_op_t* op, const pruning_t* pruning,
                              weir_arena_t* arena) {
  uint32_t count = resource_result_count(op);
  int64_t* ties = WEIR_ARENA_ARRAY(arena, int64_t, count);
  for (uint32_t i = 0; i < count; ++i) {
    int32_t tied = weir_op_tied_operand(op, i);
    ties[i] = -1;
    if (tied < 0 || pruning->drop[tied]) continue;
    for (int32_t o = 0; o <= tied; ++o) ties[i] += !pruning->drop[o];
  }
  return weir_index_array_attr(op->context, ties, count);
}

static bool prune(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_arena_t scratch = {0};
  pruning_t pruning = {0};
  find_unneeded(op, &pruning, &scratch);
  if (pruning.any) {
    weir_block_t* body = body_of(op);
    if (weir_op_has_attr(op, "tied_operands")) {
      weir_op_set_attr(op, "tied_operands", kept_ties(op, &pruning, &scratch));
    }
    for (uint32_t i = pruning.count; i-- > 0;) {
      if (!pruning.drop[i]) continue;
      weir_op_erase_operand(
          op, weir_op_operand_group_start(op, RESOURCE_SIZES) + i);
      weir_op_erase_operand(op, i);
      weir_block_erase_argument(body, i);
    }
    weir_rewriter_touch(rewriter, op);
    for (weir_op_t* inner = body->first; inner; inner = inner->next) {
      weir_rewriter_touch(rewriter, inner);
    }
  }
  weir_arena_deinit(&scratch);
  return pruning.any;
}

// -- ties ---------------------------------------------------------------------

// A result that is written in place all the way from an argument on is tied to
// the operand.
static bool tie_results(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_block_t* body = body_of(op);
  weir_op_t* yield = weir_block_terminator(body);
  uint32_t count = resource_result_count(op);
  bool changed = false;
  for (uint32_t i = 0; i < count; ++i) {
    if (weir_op_tied_operand(op, i) >= 0) continue;
    weir_value_t* base = weir_value_tied_base(weir_op_operand_n(yield, i));
    if (base->kind != WEIR_VALUE_ARGUMENT || base->block != body) continue;
    weir_op_set_tied_operand(op, i, (int32_t)base->index);
    changed = true;
  }
  if (changed) weir_rewriter_touch(rewriter, op);
  return changed;
}

// -- rows ---------------------------------------------------------------------

static bool elide_empty_async(weir_op_t* op, weir_rewriter_t* rewriter) {
  if (!is_empty(op)) return false;
  const weir_op_t* yield = body_of(op)->first;
  weir_arena_t scratch = {0};
  weir_value_list_t values = {0};
  for (uint32_t i = 0; i + 1 < op->result_count; ++i) {
    weir_value_t* argument = weir_op_operand_n(yield, i);
    weir_value_list_add(&values, &scratch,
                        weir_op_operand_n(op, argument->index));
  }
  weir_value_list_add(&values, &scratch,
                      weir_stream_immediate(rewriter, op->location));
  weir_rewriter_replace(rewriter, op, values.items);
  weir_arena_deinit(&scratch);
  return true;
}

static bool elide_empty_cmd(weir_op_t* op, weir_rewriter_t* rewriter) {
  if (!is_empty(op) || body_of(op)->first->operand_count != 0) return false;
  weir_rewriter_replace_one(rewriter, op,
                            weir_stream_immediate(rewriter, op->location));
  return true;
}

WEIR_STREAM_CANONICALIZE(async_execute) {
  static const weir_stream_rewrite_fn_t functions[] = {weir_stream_elide_unused,
                                                       elide_immediate_wait,
                                                       chain_awaits,
                                                       clone_subviews,
                                                       elide_empty_async,
                                                       prune,
                                                       tie_results,
                                                       NULL};
  return weir_stream_try(functions, op, rewriter);
}

WEIR_STREAM_CANONICALIZE(async_concurrent) {
  static const weir_stream_rewrite_fn_t functions[] = {
      weir_stream_elide_unused, prune, tie_results, NULL};
  return weir_stream_try(functions, op, rewriter);
}

static weir_walk_t stop_at_collective(weir_op_t* op, void* user) {
  (void)user;
  return weir_op_is(op, WEIR_STREAM_CMD_COLLECTIVE) ? WEIR_WALK_STOP
                                                    : WEIR_WALK_CONTINUE;
}

// Other devices take part in collectives: they run whether or not anything here
// waits for them.
static bool elide_unused_cmd(weir_op_t* op, weir_rewriter_t* rewriter) {
  if (weir_value_has_uses(weir_op_result_n(op, 0))) return false;
  if (!weir_walk_pre_order(op, stop_at_collective, NULL)) return false;
  return weir_stream_elide_unused(op, rewriter);
}

WEIR_STREAM_CANONICALIZE(cmd_execute) {
  static const weir_stream_rewrite_fn_t functions[] = {elide_unused_cmd,
                                                       elide_immediate_wait,
                                                       chain_awaits,
                                                       clone_subviews,
                                                       elide_empty_cmd,
                                                       prune,
                                                       NULL};
  return weir_stream_try(functions, op, rewriter);
}

WEIR_STREAM_CANONICALIZE(cmd_region) {
  if (!is_empty(op)) return false;
  weir_rewriter_erase(rewriter, op);
  return true;
}
