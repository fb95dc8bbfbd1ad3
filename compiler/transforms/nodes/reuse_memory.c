// Makes allocations wait for what is given back before their memory is used.
//
// Needs:   nodes-free-memory.
// Changes: the timepoint that a stream.resource.alloca awaits: it is also that
//          of stream.resource.dealloca before it in its block, on its device,
//          if whatever waits for the allocation comes behind what these wait
//          for as it is. So nothing begins later, and less is there at once.
// Keeps:   the order of all else.
#include <stdlib.h>

#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/builder.h"
#include "compiler/transforms/nodes/passes.h"
#include "compiler/transforms/nodes/prove.h"
#include "compiler/transforms/stream/timepoints.h"

// What one allocation looks at: what is given back long before is reached by
// way of what was allocated in between.
enum { WINDOW_WORDS = 8, MAX_TRIED = 16, MAX_WAITS = 8 };

// Of the releases from |base| on, a multiple of 64: those that something comes
// behind for certain.
typedef struct window_t {
  uint32_t base;
  uint64_t words[WINDOW_WORDS];
} window_t;

typedef struct release_t {
  const weir_prove_allocation_t* allocation;
  window_t behind;
} release_t;

typedef struct reuse_t {
  weir_prove_unit_t* unit;
  weir_arena_t* arena;
  uint32_t* dependent_first;  // by event
  uint32_t* dependents;
  release_t* releases;  // of the device at hand, in the order of the program
  uint32_t release_count;
  uint32_t* release_of;  // by allocation, plus one
} reuse_t;

static void index_dependents(reuse_t* reuse) {
  weir_event_graph_t* graph = reuse->unit->graph;
  uint32_t count = weir_event_count(graph), total = 0, need_count;
  reuse->dependent_first =
      WEIR_ARENA_ARRAY(reuse->arena, uint32_t, (size_t)count + 2);
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t* needs = weir_event_needs(graph, i, &need_count);
    for (uint32_t j = 0; j < need_count; ++j) {
      ++reuse->dependent_first[needs[j] + 2];
    }
    total += need_count;
  }
  for (uint32_t i = 2; i < count + 2; ++i) {
    reuse->dependent_first[i] += reuse->dependent_first[i - 1];
  }
  reuse->dependents = WEIR_ARENA_ARRAY(reuse->arena, uint32_t, total);
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t* needs = weir_event_needs(graph, i, &need_count);
    for (uint32_t j = 0; j < need_count; ++j) {
      reuse->dependents[reuse->dependent_first[needs[j] + 1]++] = i;
    }
  }
}

// Whether |event| could come right behind what |after| waits for as it is. A
// join comes with the last of what is joined.
static bool is_due(weir_event_graph_t* graph, uint32_t event, uint32_t after) {
  if (weir_event_precedes(graph, event, after)) return true;
  if (!weir_op_is(weir_event_get(graph, event)->op,
                  WEIR_STREAM_TIMEPOINT_JOIN)) {
    return false;
  }
  uint32_t count;
  const uint32_t* needs = weir_event_needs(graph, event, &count);
  for (uint32_t i = 0; i < count; ++i) {
    if (!is_due(graph, needs[i], after)) return false;
  }
  return true;
}

// Whether all that waits for the allocation waits for what the release waits
// for anyway.
static bool costs_nothing(reuse_t* reuse, uint32_t made, uint32_t freed) {
  weir_event_graph_t* graph = reuse->unit->graph;
  uint32_t count;
  const uint32_t* needs = weir_event_needs(graph, freed, &count);
  for (uint32_t i = reuse->dependent_first[made];
       i < reuse->dependent_first[made + 1]; ++i) {
    for (uint32_t j = 0; j < count; ++j) {
      if (!is_due(graph, needs[j], reuse->dependents[i])) return false;
    }
  }
  return true;
}

static bool is_in_window(const window_t* window, uint32_t number) {
  return number >= window->base &&
         number - window->base < 64 * (uint32_t)WINDOW_WORDS;
}

static bool is_marked(const window_t* window, uint32_t number) {
  uint32_t bit = number - window->base;
  return (window->words[bit / 64] >> (bit % 64) & 1) != 0;
}

// Adds release |number|, and what it comes behind.
static void add_behind(const reuse_t* reuse, window_t* window,
                       uint32_t number) {
  const window_t* more = &reuse->releases[number].behind;
  uint32_t shift = (window->base - more->base) / 64;
  for (uint32_t i = 0; i + shift < WINDOW_WORDS; ++i) {
    window->words[i] |= more->words[i + shift];
  }
  uint32_t bit = number - window->base;
  window->words[bit / 64] |= UINT64_C(1) << (bit % 64);
}

static void await_too(const weir_prove_allocation_t* allocation,
                      weir_value_t** waits, uint32_t count) {
  weir_op_t* alloca = allocation->anchor;
  weir_value_t* now =
      weir_op_operand(alloca, WEIR_STREAM_RESOURCE_ALLOCA_AWAIT_TIMEPOINT);
  if (now != NULL) waits[count++] = now;
  weir_builder_t builder = weir_builder_before(alloca);
  weir_value_t* all = weir_build_join(&builder, alloca->location, waits, count);
  weir_op_set_operand_group(alloca, WEIR_STREAM_RESOURCE_ALLOCA_AWAIT_TIMEPOINT,
                            &all, 1);
}

// |before|: how many releases come before in the program.
static void add_waits(reuse_t* reuse, const weir_prove_allocation_t* allocation,
                      uint32_t before, window_t* behind) {
  weir_event_graph_t* graph = reuse->unit->graph;
  weir_value_t* waits[MAX_WAITS + 1];
  uint32_t count = 0, tried = 0, most = 64 * (WINDOW_WORDS - 1);
  *behind = (window_t){.base = before > most ? (before - most) / 64 * 64 : 0};
  for (uint32_t i = before; i-- > 0 && is_in_window(behind, i);) {
    const weir_prove_allocation_t* other = reuse->releases[i].allocation;
    if (is_marked(behind, i) ||
        other->free_op->block != allocation->op->block) {
      continue;
    }
    if (count == MAX_WAITS || ++tried > MAX_TRIED) break;
    if (weir_event_precedes(graph, other->freed, allocation->made)) {
      add_behind(reuse, behind, i);
    } else if (costs_nothing(reuse, allocation->made, other->freed)) {
      waits[count++] = weir_op_result_n(other->free_op, 0);
      add_behind(reuse, behind, i);
    }
  }
  if (count > 0) await_too(allocation, waits, count);
}

static bool is_own(const weir_prove_allocation_t* allocation) {
  return allocation->frame != NULL && allocation->frame->caller == NULL &&
         weir_op_is(allocation->op, WEIR_STREAM_RESOURCE_ALLOCA);
}

static int compare_releases(const void* a, const void* b) {
  uint32_t left = ((const release_t*)a)->allocation->freed;
  uint32_t right = ((const release_t*)b)->allocation->freed;
  return left < right ? -1 : left > right;
}

static void find_releases(reuse_t* reuse, const uint32_t* numbers,
                          uint32_t count) {
  weir_prove_unit_t* unit = reuse->unit;
  reuse->release_count = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const weir_prove_allocation_t* allocation = &unit->allocations[numbers[i]];
    if (!is_own(allocation) || allocation->freed == WEIR_NO_EVENT) continue;
    reuse->releases[reuse->release_count++] =
        (release_t){.allocation = allocation};
  }
  qsort(reuse->releases, reuse->release_count, sizeof(*reuse->releases),
        compare_releases);
  for (uint32_t i = 0; i < reuse->release_count; ++i) {
    reuse->release_of[reuse->releases[i].allocation - unit->allocations] =
        i + 1;
  }
}

// Events are numbered in the order of the program: so are allocations.
static void reuse_device(reuse_t* reuse, uint32_t node, uint32_t device) {
  weir_prove_unit_t* unit = reuse->unit;
  uint32_t before = 0, count;
  const uint32_t* numbers =
      weir_prove_allocations_of(unit, node, device, &count);
  find_releases(reuse, numbers, count);
  for (uint32_t i = 0; i < count; ++i) {
    const weir_prove_allocation_t* allocation = &unit->allocations[numbers[i]];
    if (!is_own(allocation)) continue;
    while (before < reuse->release_count &&
           reuse->releases[before].allocation->freed < allocation->made) {
      ++before;
    }
    window_t behind;
    add_waits(reuse, allocation, before, &behind);
    uint32_t release = reuse->release_of[numbers[i]];
    if (release != 0) reuse->releases[release - 1].behind = behind;
  }
}

static bool reuse_unit(weir_prove_unit_t* unit) {
  weir_prove_collect(unit);
  // What waits for itself is for others to tell.
  if (!weir_event_graph_finish(unit->graph)) return true;
  reuse_t reuse = {.unit = unit, .arena = unit->pass->scratch};
  reuse.releases =
      WEIR_ARENA_ARRAY(reuse.arena, release_t, unit->allocation_count + 1);
  reuse.release_of =
      WEIR_ARENA_ARRAY(reuse.arena, uint32_t, unit->allocation_count + 1);
  index_dependents(&reuse);
  weir_prove_index_allocations(unit);
  for (uint32_t i = 0; i < unit->node_count; ++i) {
    for (uint32_t j = 0; j < unit->nodes[i].device_count; ++j) {
      reuse_device(&reuse, i, j);
    }
  }
  return true;
}

weir_status_t weir_reuse_memory(weir_pass_t* pass, weir_op_t* module) {
  weir_prove_plan_t plan = {.pass = pass,
                            .is_quiet = true,
                            .is_each = true,
                            .reported = {.arena = pass->scratch}};
  if (weir_prove_find_nodes(&plan, module)) {
    (void)weir_prove_functions(&plan, reuse_unit);
  }
  return weir_ok();
}
