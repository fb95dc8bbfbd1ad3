// Folds of timepoints and of allocations on timelines.
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_folds.h"
#include "compiler/dialects/stream_types.h"

static bool is_immediate(const weir_value_t* timepoint) {
  return weir_op_is(weir_value_op(timepoint), WEIR_STREAM_TIMEPOINT_IMMEDIATE);
}

// -- immediate, export, chain_external ----------------------------------------

WEIR_STREAM_FOLD(timepoint_immediate) {
  (void)operands;
  return weir_fold_to_attr(results,
                           weir_stream_timepoint_immediate_attr(op->context));
}

WEIR_STREAM_FOLD(timepoint_export) {
  (void)operands;
  const weir_op_t* import = weir_value_op(
      weir_op_operand(op, WEIR_STREAM_TIMEPOINT_EXPORT_AWAIT_TIMEPOINT));
  if (!weir_op_is(import, WEIR_STREAM_TIMEPOINT_IMPORT) ||
      import->operand_count != op->result_count) {
    return false;
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (weir_op_operand_n(import, i)->type != op->results[i].type) return false;
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    results[i].value = weir_op_operand_n(import, i);
  }
  return true;
}

// A fence that is only signalled when an imported one is, is that one.
WEIR_STREAM_CANONICALIZE(timepoint_chain_external) {
  weir_op_t* import = weir_value_op(weir_op_operand(
      op, WEIR_STREAM_TIMEPOINT_CHAIN_EXTERNAL_AWAIT_TIMEPOINT));
  uint32_t group = WEIR_STREAM_TIMEPOINT_CHAIN_EXTERNAL_EXTERNAL_VALUES;
  uint32_t count = weir_op_operand_group_size(op, group);
  if (!weir_op_is(import, WEIR_STREAM_TIMEPOINT_IMPORT) ||
      import->operand_count != count) {
    return false;
  }
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* value = weir_op_operand_at(op, group, i);
    const weir_op_t* producer = weir_value_op(value);
    if (value->type != weir_op_operand_n(import, i)->type || producer == NULL ||
        !weir_op_has_trait(producer, WEIR_OP_EFFECT_ALLOCATE)) {
      return false;
    }
  }
  for (uint32_t i = 0; i < count; ++i) {
    weir_rewriter_replace_uses(rewriter, weir_op_operand_at(op, group, i),
                               weir_op_operand_n(import, i));
  }
  weir_rewriter_erase(rewriter, op);
  return true;
}

// -- join ---------------------------------------------------------------------

WEIR_STREAM_FOLD(timepoint_join) {
  bool all_immediate = true;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    all_immediate &= operands[i] != NULL;
  }
  if (all_immediate) {
    return weir_fold_to_attr(results,
                             weir_stream_timepoint_immediate_attr(op->context));
  }
  return op->operand_count == 1 &&
         weir_fold_to_value(results, weir_op_operand_n(op, 0));
}

// Adds |value| to the |*count| different ones in |values|.
static void add_unique(weir_value_t** values, uint32_t* count,
                       weir_value_t* value) {
  for (uint32_t i = 0; i < *count; ++i) {
    if (values[i] == value) return;
  }
  values[(*count)++] = value;
}

// Without immediate and repeated timepoints, joins of joins in one.
WEIR_STREAM_CANONICALIZE(timepoint_join) {
  weir_arena_t scratch = {0};
  uint32_t capacity = 0, count = 0;
  bool changed = false;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    const weir_op_t* producer = weir_value_op(weir_op_operand_n(op, i));
    bool is_join = weir_op_is(producer, WEIR_STREAM_TIMEPOINT_JOIN);
    changed |= is_join;
    capacity += is_join ? producer->operand_count : 1;
  }
  weir_value_t** kept = WEIR_ARENA_ARRAY(&scratch, weir_value_t*, capacity);
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* value = weir_op_operand_n(op, i);
    const weir_op_t* producer = weir_value_op(value);
    if (is_immediate(value)) continue;
    if (!weir_op_is(producer, WEIR_STREAM_TIMEPOINT_JOIN)) {
      add_unique(kept, &count, value);
      continue;
    }
    for (uint32_t j = 0; j < producer->operand_count; ++j) {
      add_unique(kept, &count, weir_op_operand_n(producer, j));
    }
  }
  changed |= count != op->operand_count;
  if (changed && count == 0) {
    weir_rewriter_replace_one(rewriter, op,
                              weir_stream_immediate(rewriter, op->location));
  } else if (changed) {
    weir_op_set_operand_group(op, WEIR_STREAM_TIMEPOINT_JOIN_AWAIT_TIMEPOINTS,
                              kept, count);
    weir_rewriter_touch(rewriter, op);
  }
  weir_arena_deinit(&scratch);
  return changed;
}

// -- barrier ------------------------------------------------------------------

WEIR_STREAM_CANONICALIZE(timepoint_barrier) {
  weir_value_t* resource =
      weir_op_operand(op, WEIR_STREAM_TIMEPOINT_BARRIER_RESOURCE);
  const weir_op_t* producer = weir_value_op(resource);
  weir_value_t* by[2] = {resource, NULL};
  switch (producer != NULL ? weir_op_id(producer) : 0) {
    case WEIR_STREAM_RESOURCE_ALLOC:
    case WEIR_STREAM_TENSOR_IMPORT:
      by[1] = weir_stream_immediate(rewriter, op->location);
      break;
    case WEIR_STREAM_TIMEPOINT_AWAIT:
      by[0] = weir_op_operand_n(producer, resource->index);
      by[1] = weir_op_operand(producer,
                              WEIR_STREAM_TIMEPOINT_AWAIT_AWAIT_TIMEPOINT);
      break;
    default:
      return false;
  }
  weir_rewriter_replace(rewriter, op, by);
  return true;
}

// -- await --------------------------------------------------------------------

WEIR_STREAM_FOLD(timepoint_await) {
  (void)operands;
  if (op->result_count == 0 ||
      !is_immediate(
          weir_op_operand(op, WEIR_STREAM_TIMEPOINT_AWAIT_AWAIT_TIMEPOINT))) {
    return false;
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    results[i].value = weir_op_operand_n(op, i);
  }
  return true;
}

static bool sink_await(weir_op_t* op, weir_rewriter_t* rewriter) {
  return weir_stream_sink(op, weir_stream_first_user(op), rewriter);
}

// Views of what is awaited are made behind the wait.
static bool sink_subviews(weir_op_t* op, weir_rewriter_t* rewriter) {
  bool changed = false;
  weir_builder_set_after(&rewriter->builder, op);
  uint32_t sizes = weir_op_operand_group_start(
      op, WEIR_STREAM_TIMEPOINT_AWAIT_RESOURCE_OPERAND_SIZES);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    const weir_op_t* view = weir_stream_subview_of(weir_op_operand_n(op, i));
    if (view == NULL) continue;
    changed = true;
    weir_value_t* result = weir_op_result_n(op, i);
    weir_value_t* source =
        weir_op_operand(view, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE);
    weir_value_t* size =
        weir_op_operand(view, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE_SIZE);
    weir_op_state_t state;
    weir_op_state_init(&state, &rewriter->builder, WEIR_STREAM_RESOURCE_SUBVIEW,
                       view->location);
    weir_op_state_operand(&state, result);
    weir_op_state_operand(&state, size);
    weir_op_state_operand(
        &state,
        weir_op_operand(view, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE_OFFSET));
    weir_op_state_operand(
        &state,
        weir_op_operand(view, WEIR_STREAM_RESOURCE_SUBVIEW_RESULT_SIZE));
    weir_op_state_result(&state, result->type);
    weir_op_t* moved = weir_build(&rewriter->builder, &state);
    weir_value_replace_uses_except(result, weir_op_result_n(moved, 0), moved);
    weir_op_set_operand(op, i, source);
    weir_op_set_operand(op, sizes + i, size);
  }
  if (changed) weir_rewriter_touch(rewriter, op);
  return changed;
}

static weir_op_t* build_await(weir_op_t* like, weir_rewriter_t* rewriter,
                              const weir_value_list_t* resources,
                              const weir_value_list_t* sizes) {
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_STREAM_TIMEPOINT_AWAIT,
                     like->location);
  weir_op_state_operands(&state, resources->items, resources->count);
  weir_op_state_operands(&state, sizes->items, sizes->count);
  weir_op_state_operand(
      &state,
      weir_op_operand(like, WEIR_STREAM_TIMEPOINT_AWAIT_AWAIT_TIMEPOINT));
  weir_type_list_t types = {0};
  weir_arena_t* arena = weir_context_arena(like->context);
  for (uint32_t i = 0; i < resources->count; ++i) {
    weir_type_list_add(&types, arena, resources->items[i]->type);
  }
  weir_op_state_results(&state, types.items, types.count);
  return weir_build(&rewriter->builder, &state);
}

// Whether all that |await| awaits is there before |op|.
static bool operands_precede(const weir_op_t* await, weir_op_t* op) {
  for (uint32_t i = 0; i < await->operand_count; ++i) {
    weir_value_t* operand = weir_op_operand_n(await, i);
    weir_op_t* producer = weir_value_op(operand);
    if (producer != NULL && producer->block == op->block &&
        !weir_op_is_before(producer, op)) {
      return false;
    }
  }
  return true;
}

// Later waits of the block for the same timepoint become one with this one.
static bool group_awaits(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_arena_t scratch = {0};
  weir_op_list_t covered = {0};
  weir_value_t* timepoint =
      weir_op_operand(op, WEIR_STREAM_TIMEPOINT_AWAIT_AWAIT_TIMEPOINT);
  for (weir_use_t* use = timepoint->uses; use != NULL; use = use->next) {
    weir_op_t* other = use->op;
    if (other == op || other->block != op->block ||
        !weir_op_is(other, WEIR_STREAM_TIMEPOINT_AWAIT) ||
        weir_op_is_before(other, op) || !operands_precede(other, op)) {
      continue;
    }
    weir_op_list_add(&covered, &scratch, other);
    // In the order of the block.
    for (uint32_t i = covered.count - 1; i > 0; --i) {
      if (!weir_op_is_before(covered.ops[i], covered.ops[i - 1])) break;
      weir_op_t* earlier = covered.ops[i];
      covered.ops[i] = covered.ops[i - 1];
      covered.ops[i - 1] = earlier;
    }
  }
  if (covered.count == 0) {
    weir_arena_deinit(&scratch);
    return false;
  }
  weir_value_list_t resources = {0}, sizes = {0};
  weir_op_list_t all = {0};
  weir_op_list_add(&all, &scratch, op);
  for (uint32_t i = 0; i < covered.count; ++i) {
    weir_op_list_add(&all, &scratch, covered.ops[i]);
  }
  for (uint32_t i = 0; i < all.count; ++i) {
    for (uint32_t r = 0; r < all.ops[i]->result_count; ++r) {
      weir_value_list_add(&resources, &scratch,
                          weir_op_operand_n(all.ops[i], r));
      weir_value_list_add(
          &sizes, &scratch,
          weir_op_operand_at(all.ops[i],
                             WEIR_STREAM_TIMEPOINT_AWAIT_RESOURCE_OPERAND_SIZES,
                             r));
    }
  }
  weir_op_t* by = build_await(op, rewriter, &resources, &sizes);
  uint32_t next = 0;
  for (uint32_t i = 0; i < all.count; ++i) {
    for (uint32_t r = 0; r < all.ops[i]->result_count; ++r) {
      weir_rewriter_replace_uses(rewriter, weir_op_result_n(all.ops[i], r),
                                 weir_op_result_n(by, next++));
    }
    weir_rewriter_erase(rewriter, all.ops[i]);
  }
  weir_arena_deinit(&scratch);
  return true;
}

static bool fold_duplicates(weir_op_t* op, weir_rewriter_t* rewriter) {
  uint32_t count = op->result_count;
  weir_arena_t scratch = {0};
  weir_value_list_t resources = {0}, sizes = {0};
  uint32_t* places = WEIR_ARENA_ARRAY(&scratch, uint32_t, count);
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* resource = weir_op_operand_n(op, i);
    uint32_t at = 0;
    while (at < resources.count && resources.items[at] != resource) ++at;
    places[i] = at;
    if (at < resources.count) continue;
    weir_value_list_add(&resources, &scratch, resource);
    weir_value_list_add(
        &sizes, &scratch,
        weir_op_operand_at(
            op, WEIR_STREAM_TIMEPOINT_AWAIT_RESOURCE_OPERAND_SIZES, i));
  }
  bool changed = resources.count != count;
  if (changed) {
    weir_op_t* by = build_await(op, rewriter, &resources, &sizes);
    for (uint32_t i = 0; i < count; ++i) {
      weir_rewriter_replace_uses(rewriter, weir_op_result_n(op, i),
                                 weir_op_result_n(by, places[i]));
    }
    weir_rewriter_erase(rewriter, op);
  }
  weir_arena_deinit(&scratch);
  return changed;
}

WEIR_STREAM_CANONICALIZE(timepoint_await) {
  static const weir_stream_rewrite_fn_t functions[] = {
      weir_stream_elide_unused, sink_await, sink_subviews, group_awaits,
      fold_duplicates,          NULL};
  return weir_stream_try(functions, op, rewriter);
}

// -- allocations --------------------------------------------------------------

static weir_value_t* await_of(weir_op_t* op, uint32_t group,
                              weir_rewriter_t* rewriter) {
  weir_value_t* await = weir_op_operand(op, group);
  if (await != NULL) return await;
  weir_builder_set_before(&rewriter->builder, op);
  return weir_stream_immediate(rewriter, op->location);
}

// Storage that nobody uses, or that is only given back.
static bool elide_allocation(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* storage =
      weir_op_result(op, WEIR_STREAM_RESOURCE_ALLOCA_RESULT);
  weir_op_t* dealloca = NULL;
  if (weir_value_has_uses(storage)) {
    if (!weir_value_has_one_use(storage)) return false;
    dealloca = storage->uses->op;
    if (!weir_op_is(dealloca, WEIR_STREAM_RESOURCE_DEALLOCA)) return false;
  }
  weir_rewriter_replace_uses(
      rewriter,
      weir_op_result(op, WEIR_STREAM_RESOURCE_ALLOCA_RESULT_TIMEPOINT),
      await_of(op, WEIR_STREAM_RESOURCE_ALLOCA_AWAIT_TIMEPOINT, rewriter));
  if (dealloca != NULL) {
    weir_rewriter_replace_uses(
        rewriter, weir_op_result_n(dealloca, 0),
        await_of(dealloca, WEIR_STREAM_RESOURCE_DEALLOCA_AWAIT_TIMEPOINT,
                 rewriter));
    weir_rewriter_erase(rewriter, dealloca);
  }
  weir_rewriter_erase(rewriter, op);
  return true;
}

// Allocations that wait for one another wait for what the first does, all at
// once; whoever waits for the last waits for all. |await| is the group of the
// timepoint waited for; the last result is the one reached.
static bool batch_allocations(weir_op_t* op, uint32_t await,
                              weir_rewriter_t* rewriter) {
  weir_arena_t scratch = {0};
  weir_value_list_t reached = {0};
  weir_op_t* last = op;
  for (weir_op_t* next = op; weir_op_is(next, weir_op_id(op));) {
    last = next;
    weir_value_t* timepoint = weir_op_result_n(next, next->result_count - 1);
    weir_value_list_add(&reached, &scratch, timepoint);
    if (!weir_value_has_one_use(timepoint)) break;
    next = timepoint->uses->op;
  }
  bool changed = reached.count > 1;
  if (changed) {
    weir_builder_set_after(&rewriter->builder, last);
    weir_value_t* all =
        weir_stream_join(rewriter, op->location, reached.items, reached.count);
    weir_value_t* first = weir_op_operand(op, await);
    for (uint32_t i = 1; i < reached.count; ++i) {
      weir_op_set_operand_group(reached.items[i]->op, await, &first,
                                first != NULL ? 1 : 0);
      weir_rewriter_touch(rewriter, reached.items[i]->op);
    }
    weir_value_replace_uses_except(reached.items[reached.count - 1], all,
                                   all->op);
    weir_rewriter_touch(rewriter, op);
  }
  weir_arena_deinit(&scratch);
  return changed;
}

WEIR_STREAM_CANONICALIZE(resource_alloca) {
  return elide_allocation(op, rewriter) ||
         batch_allocations(op, WEIR_STREAM_RESOURCE_ALLOCA_AWAIT_TIMEPOINT,
                           rewriter) ||
         weir_stream_elide_immediate_wait(
             op, WEIR_STREAM_RESOURCE_ALLOCA_AWAIT_TIMEPOINT, rewriter);
}

WEIR_STREAM_CANONICALIZE(resource_dealloca) {
  return batch_allocations(op, WEIR_STREAM_RESOURCE_DEALLOCA_AWAIT_TIMEPOINT,
                           rewriter) ||
         weir_stream_elide_immediate_wait(
             op, WEIR_STREAM_RESOURCE_DEALLOCA_AWAIT_TIMEPOINT, rewriter);
}
