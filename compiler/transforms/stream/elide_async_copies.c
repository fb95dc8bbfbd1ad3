// Removes copies of values that nobody looks at again.
//
// Needs:   stream.async.* ops; copy-on-write materialised.
// Changes: a stream.async.clone of the last use of its source is replaced by
//          the source; a stream.async.slice is folded into the copies and
//          dispatches that only read it.
// Keeps:   every value as its users see it; clones that change the lifetime.
//
// Arguments may be overwritten where all callers and predecessors hand over
// what they do not use again. Removing copies makes more of them removable, so
// this goes in rounds until one removes none.
#include "compiler/analysis/explorer.h"
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/transforms/stream/access_ranges.h"
#include "compiler/transforms/stream/passes.h"
#include "compiler/transforms/stream/pointer_map.h"
#include "compiler/transforms/stream/values.h"

typedef struct elision_t {
  weir_arena_t* arena;
  const weir_explorer_t* explorer;
  weir_pointer_map_t last_uses;     // by value: its last user in its own block
  weir_pointer_map_t by_reference;  // arguments that somebody uses again
} elision_t;

// -- last uses ----------------------------------------------------------------

// The last op of the value's own block that uses it, by itself or inside.
static weir_op_t* last_in_own_block(elision_t* elision, weir_value_t* value) {
  void** known = weir_pointer_map_at(&elision->last_uses, value);
  if (*known != NULL) return *known;
  weir_block_t* block = weir_value_block(value);
  weir_op_t* last = NULL;
  for (const weir_use_t* use = value->uses; use != NULL; use = use->next) {
    weir_op_t* user = weir_op_ancestor_in_block(use->op, block);
    if (user == NULL) continue;
    if (last == NULL || weir_op_is_before(last, user)) last = user;
  }
  *known = last;
  return last;
}

static bool is_used_in(weir_value_t* value, const weir_block_t* block) {
  for (const weir_use_t* use = value->uses; use != NULL; use = use->next) {
    if (weir_op_ancestor_in_block(use->op, block) != NULL) return true;
  }
  return false;
}

// Whether some way from the end of |block| leads to a use of |value| before it
// is made anew.
static bool is_live_out(elision_t* elision, weir_value_t* value,
                        weir_block_t* block) {
  weir_block_t* home = weir_value_block(value);
  weir_op_list_t seen = {0};  // terminators of blocks to go on from
  weir_pointer_map_t visited = {.arena = elision->arena};
  weir_op_list_add(&seen, elision->arena, weir_block_terminator(block));
  for (uint32_t i = 0; i < seen.count; ++i) {
    weir_op_t* terminator = seen.ops[i];
    for (uint32_t s = 0; terminator && s < terminator->successor_count; ++s) {
      weir_block_t* successor = terminator->successors[s];
      if (successor == home) continue;
      void** mark = weir_pointer_map_at(&visited, successor);
      if (*mark != NULL) continue;
      *mark = successor;
      if (is_used_in(value, successor)) return true;
      weir_op_list_add(&seen, elision->arena, weir_block_terminator(successor));
    }
  }
  return false;
}

// Whether |value| is dead behind |user|.
static bool is_last_user(elision_t* elision, weir_value_t* value,
                         weir_op_t* user) {
  weir_block_t* home = weir_value_block(value);
  weir_block_t* block = user->block;
  if (block == home) {
    if (last_in_own_block(elision, value) != user) return false;
  } else {
    // Inside a region of an op that may run it again.
    if (block->region != home->region) return false;
    for (const weir_use_t* use = value->uses; use != NULL; use = use->next) {
      weir_op_t* other = weir_op_ancestor_in_block(use->op, block);
      if (other != NULL && weir_op_is_before(user, other)) return false;
    }
  }
  if (block->region->first == block->region->last) return true;
  return !is_live_out(elision, value, block);
}

// -- arguments ----------------------------------------------------------------

static bool is_by_reference(const elision_t* elision,
                            const weir_value_t* value) {
  return weir_pointer_map_get(&elision->by_reference, value) != NULL;
}

// Whether whoever hands |argument| over uses it no more. Of arguments of
// regions inside functions, such as loops, nothing is known.
static bool is_moved(const elision_t* elision, const weir_value_t* argument) {
  const weir_op_t* owner = argument->block->region->op;
  return weir_op_has_trait(owner, WEIR_OP_FUNCTION | WEIR_OP_INITIALIZER) &&
         !is_by_reference(elision, argument);
}

// Looks for another name, |depth| of them away, under which a value that ops
// hand on may still be seen.
typedef struct handed_on_t {
  elision_t* elision;
  uint32_t depth;
  bool is_shared;
} handed_on_t;

static weir_walk_t check_handed_on(weir_value_t* value, void* user);

static bool is_shared(elision_t* elision, weir_value_t* value, uint32_t depth) {
  enum { MAX_DEPTH = 8 };
  const weir_op_t* op = weir_value_op(value);
  if (op == NULL) return !is_moved(elision, value);
  weir_value_t* renamed = weir_renamed_resource(value);
  if (renamed == NULL && !weir_op_hands_on_resources(op)) return false;
  if (depth == MAX_DEPTH) return true;
  handed_on_t walk = {elision, depth, false};
  if (renamed != NULL) {
    check_handed_on(renamed, &walk);
    return walk.is_shared;
  }
  if (weir_op_is(op, WEIR_UTIL_OPTIMIZATION_BARRIER)) {
    check_handed_on(weir_op_operand_n(op, value->index), &walk);
    return walk.is_shared;
  }
  return !weir_explore_sources(elision->explorer, value, check_handed_on,
                               &walk) ||
         walk.is_shared;
}

static weir_walk_t check_handed_on(weir_value_t* value, void* user) {
  handed_on_t* walk = user;
  walk->is_shared |= !weir_value_has_one_use(value) ||
                     is_shared(walk->elision, value, walk->depth + 1);
  return walk->is_shared ? WEIR_WALK_STOP : WEIR_WALK_CONTINUE;
}

typedef struct argument_walk_t {
  elision_t* elision;
  bool by_reference;
} argument_walk_t;

// Whether |use| leaves its value to be seen under another name.
static bool leaves_name(const weir_use_t* use) {
  const weir_op_t* op = use->op;
  return weir_op_hands_on_resources(op) || weir_op_is(op, WEIR_SCF_YIELD) ||
         weir_op_is(op, WEIR_SCF_CONDITION) ||
         (op->result_count == 1 &&
          weir_renamed_resource(weir_op_result_n(op, 0)) != NULL);
}

// Whether a call or branch is all that uses |source|, so that nobody sees what
// becomes of it. Work that reads it before would have to be waited for.
static bool is_given_away(const weir_value_t* source) {
  if (!weir_value_has_one_use(source)) return false;
  const weir_op_t* user = source->uses->op;
  return weir_op_has_trait(user, WEIR_OP_CALL) || user->successor_count > 0;
}

static weir_walk_t check_source(weir_value_t* source, void* user) {
  argument_walk_t* walk = user;
  elision_t* elision = walk->elision;
  if (source->kind == WEIR_VALUE_ARGUMENT ? is_by_reference(elision, source)
                                          : is_shared(elision, source, 0)) {
    walk->by_reference = true;
  }
  if (!is_given_away(source)) walk->by_reference = true;
  return walk->by_reference ? WEIR_WALK_STOP : WEIR_WALK_CONTINUE;
}

static bool classify_arguments(elision_t* elision, weir_region_t* region) {
  bool changed = false;
  WEIR_FOR_EACH_BLOCK(block, region) {
    for (uint32_t i = 0; i < block->argument_count; ++i) {
      weir_value_t* argument = block->arguments[i];
      if (!weir_type_is_stream_resource(argument->type) ||
          is_by_reference(elision, argument)) {
        continue;
      }
      argument_walk_t walk = {elision, false};
      bool known = weir_explore_sources(elision->explorer, argument,
                                        check_source, &walk);
      if (known && !walk.by_reference) continue;
      *weir_pointer_map_at(&elision->by_reference, argument) = argument;
      changed = true;
    }
  }
  return changed;
}

static void find_moved_arguments(elision_t* elision) {
  bool changed = true;
  while (changed) {
    changed = false;
    uint32_t count = weir_explorer_function_count(elision->explorer);
    for (uint32_t i = 0; i < count; ++i) {
      weir_op_t* function = weir_explorer_function(elision->explorer, i);
      weir_region_t* body = weir_op_region(function, 0);
      if (body != NULL) changed |= classify_arguments(elision, body);
    }
  }
}

// -- clones -------------------------------------------------------------------

// Whether what reads the source of |clone| before has done so when the clone is
// overwritten. That is so in one execution region, which keeps its ops in
// order: all are async work of one place and the host does nothing between.
static bool readers_are_ordered(const weir_value_t* source, weir_op_t* clone) {
  weir_op_t* first = clone;
  for (const weir_use_t* use = source->uses; use != NULL; use = use->next) {
    weir_op_t* user = use->op;
    if (user->block != clone->block || leaves_name(use) ||
        !weir_op_has_trait(user, WEIR_OP_STREAMABLE) ||
        !weir_affinity_can_execute_together(weir_op_affinity(user),
                                            weir_op_affinity(clone))) {
      return false;
    }
    if (weir_op_is_before(user, first)) first = user;
  }
  for (const weir_op_t* op = first; op != clone; op = op->next) {
    if (!weir_op_has_trait(op, WEIR_OP_STREAMABLE) &&
        (op->region_count > 0 || !weir_op_is_pure(op))) {
      return false;
    }
  }
  return true;
}

static bool may_elide_clone(elision_t* elision, weir_op_t* clone) {
  weir_value_t* source = weir_op_operand(clone, WEIR_STREAM_ASYNC_CLONE_SOURCE);
  if (source->type != weir_op_result_n(clone, 0)->type) return false;
  if (is_shared(elision, source, 0)) return false;
  return weir_value_has_one_use(source) ||
         (is_last_user(elision, source, clone) &&
          readers_are_ordered(source, clone));
}

static void elide_clone(elision_t* elision, weir_op_t* clone) {
  weir_value_t* source = weir_op_operand(clone, WEIR_STREAM_ASYNC_CLONE_SOURCE);
  // It has other users now.
  *weir_pointer_map_at(&elision->last_uses, source) = NULL;
  weir_op_replace(clone, &source);
}

// -- slices -------------------------------------------------------------------

static bool reads_only(const weir_use_t* use) {
  switch (weir_op_id(use->op)) {
    case WEIR_STREAM_ASYNC_COPY:
    case WEIR_STREAM_ASYNC_DISPATCH:
      return !weir_op_operand_is_tied(use->op, use->index);
    default:
      return false;
  }
}

typedef struct overlap_t {
  weir_access_range_t slice;
  bool is_written;  // some other op writes what the slice reads
} overlap_t;

static void check_overlap(const weir_access_range_t* range, void* user) {
  overlap_t* overlap = user;
  if (range->resource != overlap->slice.resource ||
      range->access == WEIR_ACCESS_READ) {
    return;
  }
  overlap->is_written |= weir_access_ranges_may_overlap(&overlap->slice, range);
}

static bool may_elide_slice(weir_op_t* slice) {
  const weir_value_t* result = weir_op_result_n(slice, 0);
  for (const weir_use_t* use = result->uses; use != NULL; use = use->next) {
    if (!reads_only(use)) return false;
  }
  weir_value_t* source = weir_op_operand(slice, WEIR_STREAM_ASYNC_SLICE_SOURCE);
  if (weir_value_tied_base(source) != source) return false;
  overlap_t overlap = {
      .slice = {
          .access = WEIR_ACCESS_READ,
          .resource = source,
          .start =
              weir_op_operand(slice, WEIR_STREAM_ASYNC_SLICE_SOURCE_OFFSET),
          .end = weir_op_operand(slice, WEIR_STREAM_ASYNC_SLICE_SOURCE_END),
          .length = weir_op_operand(slice, WEIR_STREAM_ASYNC_SLICE_RESULT_SIZE),
      }};
  for (const weir_use_t* use = source->uses; use != NULL; use = use->next) {
    if (use->op == slice) continue;
    if (!weir_op_has_trait(use->op, WEIR_OP_ASYNC_ACCESS)) return false;
    weir_access_ranges(use->op, check_overlap, &overlap);
    if (overlap.is_written) return false;
  }
  return true;
}

static void shift(weir_op_t* op, uint32_t operand, weir_value_t* by) {
  weir_builder_t builder = weir_builder_before(op);
  weir_op_set_operand(op, operand,
                      weir_fold_add(&builder, op->location, by,
                                    weir_op_operand_n(op, operand)));
}

static void read_from_source(weir_op_t* slice, weir_op_t* op,
                             uint32_t operand) {
  weir_value_t* offset =
      weir_op_operand(slice, WEIR_STREAM_ASYNC_SLICE_SOURCE_OFFSET);
  uint32_t sizes, offsets, ends, place = 0, ranges = 0;
  if (weir_op_is(op, WEIR_STREAM_ASYNC_COPY)) {
    sizes = WEIR_STREAM_ASYNC_COPY_SOURCE_SIZE;
    offsets = WEIR_STREAM_ASYNC_COPY_SOURCE_OFFSET;
    ends = WEIR_STREAM_ASYNC_COPY_SOURCE_END;
  } else {
    sizes = WEIR_STREAM_ASYNC_DISPATCH_RESOURCE_OPERAND_SIZES;
    offsets = WEIR_STREAM_ASYNC_DISPATCH_RESOURCE_OPERAND_OFFSETS;
    ends = WEIR_STREAM_ASYNC_DISPATCH_RESOURCE_OPERAND_ENDS;
    uint32_t group = weir_op_operand_group_of(op, operand, &place);
    for (uint32_t i = 0; i < place; ++i) {
      ranges +=
          weir_type_is_stream_resource(weir_op_operand_at(op, group, i)->type);
    }
  }
  weir_op_set_operand(op, operand,
                      weir_op_operand(slice, WEIR_STREAM_ASYNC_SLICE_SOURCE));
  shift(op, weir_op_operand_group_start(op, offsets) + ranges, offset);
  shift(op, weir_op_operand_group_start(op, ends) + ranges, offset);
  weir_op_set_operand(
      op, weir_op_operand_group_start(op, sizes) + ranges,
      weir_op_operand(slice, WEIR_STREAM_ASYNC_SLICE_SOURCE_SIZE));
}

static void elide_slice(elision_t* elision, weir_op_t* slice) {
  weir_value_t* source = weir_op_operand(slice, WEIR_STREAM_ASYNC_SLICE_SOURCE);
  *weir_pointer_map_at(&elision->last_uses, source) = NULL;
  weir_value_t* result = weir_op_result_n(slice, 0);
  while (result->uses != NULL) {
    read_from_source(slice, result->uses->op, result->uses->index);
  }
  weir_op_erase(slice);
}

// -- rounds -------------------------------------------------------------------

static bool run_round(weir_op_t* module, const weir_op_list_t* copies,
                      weir_arena_t* arena) {
  elision_t elision = {
      .arena = arena,
      .explorer = weir_explorer_create(module, arena),
      .last_uses = {.arena = arena},
      .by_reference = {.arena = arena},
  };
  find_moved_arguments(&elision);
  bool changed = false;
  for (uint32_t i = 0; i < copies->count; ++i) {
    weir_op_t* op = copies->ops[i];
    if (op->erased) continue;
    if (weir_op_is(op, WEIR_STREAM_ASYNC_CLONE)) {
      if (!may_elide_clone(&elision, op)) continue;
      elide_clone(&elision, op);
    } else {
      if (!may_elide_slice(op)) continue;
      elide_slice(&elision, op);
    }
    changed = true;
  }
  return changed;
}

weir_status_t weir_stream_elide_async_copies(weir_pass_t* pass,
                                             weir_op_t* module) {
  enum { MAX_ROUNDS = 30 };
  weir_op_list_t copies = {0};
  weir_op_list_t all = weir_collect_ops(module, 0, pass->scratch);
  for (uint32_t i = 0; i < all.count; ++i) {
    if (weir_op_is(all.ops[i], WEIR_STREAM_ASYNC_CLONE) ||
        weir_op_is(all.ops[i], WEIR_STREAM_ASYNC_SLICE)) {
      weir_op_list_add(&copies, pass->scratch, all.ops[i]);
    }
  }
  for (uint32_t round = 0; round < MAX_ROUNDS; ++round) {
    if (!run_round(module, &copies, pass->scratch)) return weir_ok();
  }
  weir_diagnose(module->context, WEIR_SEVERITY_REMARK, module->location,
                "copy elision pass failed to reach a fixed point after %d "
                "iterations; unneeded copies may be present",
                MAX_ROUNDS);
  return weir_ok();
}
