// Rounds of loops: which memory several of them may hold at once.
//
// What a round allocates and frees is there once if the next one begins, or its
// allocation waits, behind the release; twice if it is behind what the release
// waits for. What nobody frees is there until
// nothing refers to it any more: in one round, and as what the next one is
// given.
#include "compiler/dialects/scf.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/transforms/nodes/prove_builder.h"

static uint64_t key_of(const void* pointer) {
  return (uint64_t)(uintptr_t)pointer;
}

static weir_prove_loop_t* add_loop(weir_prove_builder_t* builder) {
  weir_prove_unit_t* unit = builder->unit;
  unit->loops =
      weir_prove_grow(builder->arena, unit->loops, unit->loop_count,
                      &unit->loop_capacity, sizeof(weir_prove_loop_t));
  weir_prove_loop_t* loop = &unit->loops[unit->loop_count++];
  *loop = (weir_prove_loop_t){.frame = builder->frame, .node = builder->node};
  return loop;
}

static void add_carried(weir_prove_builder_t* builder, weir_prove_loop_t* loop,
                        const weir_value_t* argument,
                        const weir_value_t* value) {
  if (!weir_type_is_stream_timepoint(argument->type)) return;
  weir_prove_carried_t carried = {weir_prove_event_of(builder, argument),
                                  weir_prove_event_of(builder, value)};
  if (carried.taken == WEIR_NO_EVENT) return;
  loop->carried =
      weir_prove_grow(builder->arena, loop->carried, loop->carried_count,
                      &loop->carried_capacity, sizeof(carried));
  loop->carried[loop->carried_count++] = carried;
}

// -- of blocks ----------------------------------------------------------------

static void add_way_back(weir_prove_builder_t* builder, weir_op_t* branch,
                         uint32_t successor) {
  weir_block_t* head = branch->successors[successor];
  weir_prove_loop_t* loop = add_loop(builder);
  loop->head = head;
  loop->latch = branch->block;
  loop->end = *weir_event_map_at(&builder->hosts, key_of(branch->block),
                                 builder->frame->number) -
              1;
  uint32_t start, count;
  weir_op_successor_operands(branch, successor, &start, &count);
  for (uint32_t i = 0; i < head->argument_count && i < count; ++i) {
    add_carried(builder, loop, head->arguments[i],
                weir_op_operand_n(branch, start + i));
  }
}

void weir_prove_add_loops(weir_prove_builder_t* builder,
                          weir_region_t* region) {
  if (region->first == region->last) return;
  weir_dominance_t* dominance = builder->unit->nodes[builder->node].dominance;
  WEIR_FOR_EACH_BLOCK(block, region) {
    weir_op_t* branch = block->last;
    if (branch == NULL || !weir_block_is_reachable(dominance, block)) continue;
    for (uint32_t i = 0; i < branch->successor_count; ++i) {
      if (weir_dominates_block(dominance, branch->successors[i], block)) {
        add_way_back(builder, branch, i);
      }
    }
  }
}

// -- of ops -------------------------------------------------------------------

// From the last operands of |from| to the last arguments of |to|.
static void carry(weir_prove_builder_t* builder, weir_prove_loop_t* loop,
                  const weir_op_t* from, const weir_block_t* to) {
  uint32_t count = to->argument_count < from->operand_count
                       ? to->argument_count
                       : from->operand_count;
  for (uint32_t i = 1; i <= count; ++i) {
    add_carried(builder, loop, to->arguments[to->argument_count - i],
                weir_op_operand_n(from, from->operand_count - i));
  }
}

void weir_prove_add_rounds(weir_prove_builder_t* builder, weir_op_t* op) {
  bool is_while = weir_op_is(op, WEIR_SCF_WHILE);
  if (!is_while && !weir_op_is(op, WEIR_SCF_FOR)) return;
  const weir_block_t* first = op->regions[0].first;
  const weir_block_t* last = op->regions[is_while ? 1 : 0].last;
  if (first == NULL || last == NULL || last->last == NULL) return;
  weir_prove_loop_t* loop = add_loop(builder);
  loop->op = op;
  loop->end = *weir_event_map_at(&builder->hosts, key_of(last),
                                 builder->frame->number) -
              1;
  carry(builder, loop, last->last, first);
}

// -- what is held -------------------------------------------------------------

// The op of the loop's function that the allocation is in.
static weir_op_t* anchor_in(const weir_prove_loop_t* loop,
                            const weir_prove_allocation_t* allocation) {
  const weir_prove_frame_t* frame = allocation->frame;
  weir_op_t* anchor = allocation->anchor;
  while (frame != loop->frame) {
    if (frame->caller == NULL) return NULL;
    anchor = frame->call;
    frame = frame->caller;
  }
  return anchor;
}

static bool reaches(weir_arena_t* arena, weir_block_t* block,
                    const weir_prove_loop_t* loop) {
  weir_event_map_t seen = {.arena = arena};
  weir_block_t** open = NULL;
  uint32_t count = 0, capacity = 0;
  open = weir_prove_grow(arena, open, count, &capacity, sizeof(*open));
  open[count++] = block;
  while (count > 0) {
    weir_block_t* at = open[--count];
    if (at == loop->latch) return true;
    for (uint32_t i = 0; at->last != NULL && i < at->last->successor_count;
         ++i) {
      weir_block_t* next = at->last->successors[i];
      uint32_t* met = weir_event_map_at(&seen, key_of(next), 0);
      if (next == loop->head || *met != 0) continue;
      *met = 1;
      open = weir_prove_grow(arena, open, count, &capacity, sizeof(*open));
      open[count++] = next;
    }
  }
  return false;
}

static bool is_in(weir_prove_unit_t* unit, const weir_prove_loop_t* loop,
                  const weir_prove_allocation_t* allocation) {
  if (loop->node != allocation->node || allocation->argument != NULL) {
    return false;
  }
  weir_op_t* anchor = anchor_in(loop, allocation);
  if (anchor == NULL) return false;
  if (loop->op != NULL) return weir_op_is_ancestor(loop->op, anchor);
  while (anchor != NULL && anchor->block->region != loop->head->region) {
    anchor = weir_op_parent(anchor);
  }
  return anchor != NULL &&
         weir_dominates_block(unit->nodes[loop->node].dominance, loop->head,
                              anchor->block) &&
         reaches(unit->pass->scratch, anchor->block, loop);
}

// Whether |event| has happened when the next round allocates.
static bool is_before_next(weir_prove_unit_t* unit,
                           const weir_prove_loop_t* loop,
                           const weir_prove_allocation_t* allocation,
                           uint32_t event) {
  if (weir_event_precedes(unit->graph, event, loop->end)) return true;
  for (uint32_t i = 0; i < loop->carried_count; ++i) {
    const weir_prove_carried_t* carried = &loop->carried[i];
    if (carried->given != WEIR_NO_EVENT &&
        weir_event_precedes(unit->graph, event, carried->given) &&
        weir_event_precedes(unit->graph, carried->taken, allocation->made)) {
      return true;
    }
  }
  return false;
}

// Whether what |event| waits for has happened then: it follows at once, but may
// not have yet.
static bool is_due(weir_prove_unit_t* unit, const weir_prove_loop_t* loop,
                   const weir_prove_allocation_t* allocation, uint32_t event) {
  uint32_t count;
  const uint32_t* needs = weir_event_needs(unit->graph, event, &count);
  for (uint32_t i = 0; i < count; ++i) {
    if (is_before_next(unit, loop, allocation, needs[i])) continue;
    const weir_event_t* need = weir_event_get(unit->graph, needs[i]);
    if (!weir_op_is(need->op, WEIR_STREAM_TIMEPOINT_JOIN) ||
        !is_due(unit, loop, allocation, needs[i])) {
      return false;
    }
  }
  return true;
}

void weir_prove_rounds(weir_prove_unit_t* unit) {
  for (uint32_t i = 0; i < unit->allocation_count; ++i) {
    weir_prove_allocation_t* allocation = &unit->allocations[i];
    bool twice = false, often = false;
    for (uint32_t l = 0; l < unit->loop_count && !often; ++l) {
      const weir_prove_loop_t* loop = &unit->loops[l];
      if (!is_in(unit, loop, allocation)) continue;
      bool is_freed = allocation->freed != WEIR_NO_EVENT;
      uint32_t event = is_freed ? allocation->freed : allocation->made;
      bool once = is_before_next(unit, loop, allocation, event);
      often |= !once && !(is_freed && is_due(unit, loop, allocation, event));
      twice |= !once || !is_freed;
    }
    if (twice) allocation->bytes *= 2;
    if (!often || allocation->bytes == 0) continue;
    weir_op_warning(allocation->op,
                    "may be there for more than two rounds of its loop at once "
                    "on node %s: nothing in a round waits for the one before",
                    unit->nodes[allocation->node].name);
  }
}
