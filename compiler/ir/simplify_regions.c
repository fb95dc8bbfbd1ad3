// Clean-up of control flow: what no path reaches, what nothing uses, and blocks
// that always follow one another.

#include <assert.h>
#include <string.h>

#include "compiler/ir/ir_impl.h"
#include "compiler/ir/rewrite_impl.h"

// -- unreachable blocks -----------------------------------------------------

enum { UNSEEN = 0, SEEN = 1 };

static uint32_t count_blocks(const weir_region_t* region) {
  uint32_t count = 0;
  WEIR_FOR_EACH_BLOCK(block, region) {
    ++count;
  }
  return count;
}

static void mark_reachable(weir_region_t* region, weir_arena_t* scratch,
                           uint32_t block_count) {
  weir_block_t** stack = WEIR_ARENA_ARRAY(scratch, weir_block_t*, block_count);
  uint32_t depth = 0;
  WEIR_FOR_EACH_BLOCK(block, region) {
    block->id = UNSEEN;
  }
  region->first->id = SEEN;
  stack[depth++] = region->first;
  while (depth != 0) {
    const weir_op_t* last = stack[--depth]->last;
    for (uint32_t i = 0; last != NULL && i < last->successor_count; ++i) {
      weir_block_t* next = last->successors[i];
      if (next->id == SEEN) continue;
      next->id = SEEN;
      stack[depth++] = next;
    }
  }
}

static bool erase_unreachable(weir_region_t* region, weir_arena_t* scratch) {
  if (region->first == region->last) return false;
  mark_reachable(region, scratch, count_blocks(region));
  bool changed = false;
  // Dead blocks may use each other's values in any order.
  WEIR_FOR_EACH_BLOCK(block, region) {
    if (block->id == SEEN) continue;
    WEIR_FOR_EACH_OP(op, block) {
      weir_op_drop_all_references(op);
    }
  }
  WEIR_FOR_EACH_BLOCK(block, region) {
    if (block->id == SEEN) continue;
    weir_block_erase(block);
    changed = true;
  }
  return changed;
}

// -- edges of one region ----------------------------------------------------

typedef struct edge_t {
  weir_op_t* from;  // the terminator
  uint32_t successor;
} edge_t;

// Edges into block |id| are edges[starts[id] .. starts[id + 1]).
typedef struct edges_t {
  edge_t* edges;
  uint32_t* starts;
} edges_t;

// Numbers the blocks through their ids.
static edges_t collect_edges(weir_region_t* region, weir_arena_t* scratch) {
  uint32_t blocks = 0, count = 0;
  WEIR_FOR_EACH_BLOCK(block, region) {
    block->id = blocks++;
    if (block->last != NULL) count += block->last->successor_count;
  }
  edges_t result = {WEIR_ARENA_ARRAY(scratch, edge_t, count),
                    WEIR_ARENA_ARRAY(scratch, uint32_t, blocks + 2)};
  // Counts go two places up, so that filling leaves the starts in place.
  WEIR_FOR_EACH_BLOCK(block, region) {
    const weir_op_t* last = block->last;
    for (uint32_t i = 0; last != NULL && i < last->successor_count; ++i) {
      ++result.starts[last->successors[i]->id + 2];
    }
  }
  for (uint32_t i = 2; i < blocks + 2; ++i) {
    result.starts[i] += result.starts[i - 1];
  }
  WEIR_FOR_EACH_BLOCK(block, region) {
    weir_op_t* last = block->last;
    for (uint32_t i = 0; last != NULL && i < last->successor_count; ++i) {
      uint32_t to = last->successors[i]->id;
      result.edges[result.starts[to + 1]++] = (edge_t){last, i};
    }
  }
  return result;
}

static weir_value_t* edge_value(const edge_t* edge, uint32_t argument) {
  uint32_t start, count;
  weir_op_successor_operands(edge->from, edge->successor, &start, &count);
  return argument < count ? edge->from->operands[start + argument].value : NULL;
}

// Whether all edges into |block| hand over a value for each argument.
static bool edges_are_plain(const edges_t* edges, const weir_block_t* block) {
  uint32_t begin = edges->starts[block->id];
  uint32_t end = edges->starts[block->id + 1];
  for (uint32_t i = begin; i < end; ++i) {
    uint32_t start, count;
    weir_op_successor_operands(edges->edges[i].from, edges->edges[i].successor,
                               &start, &count);
    if (count != block->argument_count) return false;
  }
  return true;
}

// -- liveness of a region with branches -------------------------------------

// Addresses of live ops and values, and those whose operands are still to mark.
typedef struct live_t {
  weir_arena_t* arena;
  const edges_t* edges;
  const weir_region_t* region;
  const void** slots;  // open addressing
  size_t count, capacity;
  const weir_value_t** stack;
  size_t depth, stack_capacity;
} live_t;

static size_t live_slot(const live_t* live, const void* key) {
  uint64_t hash = (uint64_t)(uintptr_t)key * UINT64_C(0x9e3779b97f4a7c15);
  size_t mask = live->capacity - 1;
  size_t i = (size_t)(hash >> 20) & mask;
  while (live->slots[i] != NULL && live->slots[i] != key) i = (i + 1) & mask;
  return i;
}

static bool is_live(const live_t* live, const void* key) {
  return live->capacity != 0 && live->slots[live_slot(live, key)] == key;
}

// False if it was live already.
static bool set_live(live_t* live, const void* key) {
  if (live->count * 4 >= live->capacity * 3) {
    const void** old = live->slots;
    size_t old_capacity = live->capacity;
    live->capacity = old_capacity != 0 ? 2 * old_capacity : 256;
    live->slots = WEIR_ARENA_ARRAY(live->arena, const void*, live->capacity);
    for (size_t i = 0; i < old_capacity; ++i) {
      if (old[i] != NULL) live->slots[live_slot(live, old[i])] = old[i];
    }
  }
  size_t slot = live_slot(live, key);
  if (live->slots[slot] == key) return false;
  live->slots[slot] = key;
  ++live->count;
  return true;
}

static void mark_value(live_t* live, const weir_value_t* value) {
  if (value == NULL || !set_live(live, value)) return;
  if (live->depth == live->stack_capacity) {
    size_t capacity = live->stack_capacity != 0 ? 2 * live->stack_capacity : 64;
    const weir_value_t** stack =
        WEIR_ARENA_ARRAY(live->arena, const weir_value_t*, capacity);
    if (live->depth != 0) {
      memcpy(stack, live->stack, live->depth * sizeof(*stack));
    }
    live->stack = stack;
    live->stack_capacity = capacity;
  }
  live->stack[live->depth++] = value;
}

// Whether operand |index| is only handed on to a block of the region.
static bool is_forwarded(const live_t* live, const weir_op_t* op,
                         uint32_t index) {
  if (op->block->region != live->region) return false;
  for (uint32_t i = 0; i < op->successor_count; ++i) {
    uint32_t start, count;
    weir_op_successor_operands(op, i, &start, &count);
    if (index >= start && index < start + count) return true;
  }
  return false;
}

static weir_walk_t mark_operands(weir_op_t* op, void* user) {
  live_t* live = user;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (!is_forwarded(live, op, i)) mark_value(live, op->operands[i].value);
  }
  return WEIR_WALK_CONTINUE;
}

// What is inside has been cleaned up before, so all of it counts.
static void mark_op(live_t* live, weir_op_t* op) {
  if (set_live(live, op)) weir_walk_pre_order(op, mark_operands, live);
}

static void mark_roots(live_t* live, weir_region_t* region) {
  WEIR_FOR_EACH_BLOCK(block, region) {
    WEIR_FOR_EACH_OP(op, block) {
      if (!weir_op_would_be_dead(op)) mark_op(live, op);
    }
    // Arguments that must stay keep what is handed to them.
    if (block != region->first && edges_are_plain(live->edges, block)) continue;
    for (uint32_t i = 0; i < block->argument_count; ++i) {
      mark_value(live, block->arguments[i]);
    }
  }
}

static void mark_all(live_t* live, weir_region_t* region) {
  mark_roots(live, region);
  while (live->depth != 0) {
    const weir_value_t* value = live->stack[--live->depth];
    const weir_block_t* block = weir_value_block(value);
    if (block == NULL || block->region != region) continue;
    if (value->kind == WEIR_VALUE_RESULT) {
      mark_op(live, value->op);
      continue;
    }
    const uint32_t* starts = live->edges->starts + block->id;
    for (uint32_t i = starts[0]; i < starts[1]; ++i) {
      mark_value(live, edge_value(&live->edges->edges[i], value->index));
    }
  }
}

// Takes dead arguments out of |block| and what is handed to them out of the
// branches; their uses are dead and have been dropped.
static bool erase_dead_arguments(live_t* live, weir_block_t* block) {
  bool changed = false;
  const uint32_t* starts = live->edges->starts + block->id;
  for (uint32_t i = block->argument_count; i-- > 0;) {
    if (is_live(live, block->arguments[i])) continue;
    for (uint32_t e = starts[0]; e < starts[1]; ++e) {
      const edge_t* edge = &live->edges->edges[e];
      weir_op_erase_successor_operand(edge->from, edge->successor, i);
    }
    changed = true;
  }
  return changed;
}

static bool sweep(live_t* live, weir_region_t* region) {
  bool changed = false;
  WEIR_FOR_EACH_BLOCK(block, region) {
    WEIR_FOR_EACH_OP(op, block) {
      if (!is_live(live, op)) weir_op_drop_all_references(op);
    }
  }
  // Operands first and arguments afterwards: an argument may be handed to
  // another dead one.
  WEIR_FOR_EACH_BLOCK(block, region) {
    if (block == region->first || block->argument_count == 0) continue;
    if (!erase_dead_arguments(live, block)) block->id = UINT32_MAX;
  }
  WEIR_FOR_EACH_BLOCK(block, region) {
    for (weir_op_t* op = block->last; op != NULL;) {
      weir_op_t* previous = op->previous;
      if (!is_live(live, op)) {
        weir_op_erase(op);
        changed = true;
      }
      op = previous;
    }
    if (block == region->first || block->id == UINT32_MAX) continue;
    for (uint32_t i = block->argument_count; i-- > 0;) {
      if (is_live(live, block->arguments[i])) continue;
      weir_block_erase_argument(block, i);
      changed = true;
    }
  }
  return changed;
}

static bool erase_dead_with_branches(weir_region_t* region,
                                     weir_arena_t* scratch) {
  edges_t edges = collect_edges(region, scratch);
  live_t live = {.arena = scratch, .edges = &edges, .region = region};
  mark_all(&live, region);
  return sweep(&live, region);
}

// -- dead ops of straight-line code -----------------------------------------

static bool erase_dead_in_blocks(weir_region_t* region) {
  bool changed = false;
  for (weir_block_t* block = region->last; block != NULL;
       block = block->previous) {
    // From the end, so that an op goes before what it used is looked at.
    for (weir_op_t* op = block->last; op != NULL;) {
      weir_op_t* previous = op->previous;
      if (weir_op_is_trivially_dead(op)) {
        weir_op_erase(op);
        changed = true;
      }
      op = previous;
    }
  }
  return changed;
}

// -- straight-line blocks ---------------------------------------------------

// Whether |block| ends by going on at a block that nothing else goes to.
static weir_block_t* only_continuation(const weir_block_t* block,
                                       const edges_t* edges) {
  weir_op_t* last = block->last;
  if (last == NULL || last->successor_count != 1 || last->result_count != 0 ||
      !weir_op_is_terminator(last) || !weir_op_is_pure(last)) {
    return NULL;
  }
  weir_block_t* next = last->successors[0];
  uint32_t incoming = edges->starts[next->id + 1] - edges->starts[next->id];
  if (next == block || next == next->region->first || incoming != 1) {
    return NULL;
  }
  uint32_t start, count;
  weir_op_successor_operands(last, 0, &start, &count);
  return count == next->argument_count && count == last->operand_count ? next
                                                                       : NULL;
}

static void merge_into(weir_block_t* block, weir_block_t* next) {
  weir_op_t* branch = block->last;
  for (uint32_t i = 0; i < next->argument_count; ++i) {
    weir_value_replace_uses(next->arguments[i], branch->operands[i].value);
  }
  weir_op_erase(branch);
  WEIR_FOR_EACH_OP(op, next) {
    weir_op_unlink(op);
    weir_block_append(block, op);
  }
  weir_block_erase(next);
}

static bool merge_straight_lines(weir_region_t* region, weir_arena_t* scratch) {
  edges_t edges = collect_edges(region, scratch);
  bool changed = false;
  for (weir_block_t* block = region->first; block != NULL;) {
    weir_block_t* next = only_continuation(block, &edges);
    if (next == NULL) {
      block = block->next;
      continue;
    }
    // What |next| goes to has as many edges as before.
    merge_into(block, next);
    changed = true;
  }
  return changed;
}

// -- identical blocks -------------------------------------------------------

// The value that all edges hand to argument |index|; NULL if there is none.
static weir_value_t* common_value(const edges_t* edges,
                                  const weir_block_t* block, uint32_t index) {
  const uint32_t* starts = edges->starts + block->id;
  weir_value_t* common = NULL;
  for (uint32_t e = starts[0]; e < starts[1]; ++e) {
    weir_value_t* value = edge_value(&edges->edges[e], index);
    if (value == NULL || (common != NULL && value != common)) return NULL;
    common = value;
  }
  return common != block->arguments[index] ? common : NULL;
}

static bool drop_redundant_arguments(weir_region_t* region,
                                     weir_arena_t* scratch) {
  edges_t edges = collect_edges(region, scratch);
  bool changed = false;
  WEIR_FOR_EACH_BLOCK(block, region) {
    if (block == region->first || !edges_are_plain(&edges, block)) continue;
    const uint32_t* starts = edges.starts + block->id;
    for (uint32_t i = block->argument_count; i-- > 0;) {
      weir_value_t* value = common_value(&edges, block, i);
      if (value == NULL) continue;
      weir_value_replace_uses(block->arguments[i], value);
      for (uint32_t e = starts[0]; e < starts[1]; ++e) {
        const edge_t* edge = &edges.edges[e];
        weir_op_erase_successor_operand(edge->from, edge->successor, i);
      }
      weir_block_erase_argument(block, i);
      changed = true;
    }
  }
  return changed;
}

static bool merge_identical(weir_region_t* region, weir_arena_t* scratch) {
  bool changed = false;
  while (weir_merge_identical_blocks(region, scratch)) changed = true;
  return drop_redundant_arguments(region, scratch) || changed;
}

// -- entry points -----------------------------------------------------------

typedef struct simplify_t {
  bool merges_lines, merges_identical;
  bool changed;
} simplify_t;

static void simplify_region(weir_region_t* region, simplify_t* state);

static void simplify_inside(weir_op_t* op, simplify_t* state) {
  for (uint32_t i = 0; i < op->region_count; ++i) {
    if (op->regions[i].first != NULL) simplify_region(&op->regions[i], state);
  }
}

static void simplify_region(weir_region_t* region, simplify_t* state) {
  weir_arena_t scratch = {0};
  if (erase_unreachable(region, &scratch)) state->changed = true;
  WEIR_FOR_EACH_BLOCK(block, region) {
    WEIR_FOR_EACH_OP(op, block) {
      simplify_inside(op, state);
    }
  }
  if (region->first != region->last) {
    if (erase_dead_with_branches(region, &scratch)) state->changed = true;
    if (state->merges_lines && merge_straight_lines(region, &scratch)) {
      state->changed = true;
    }
    if (state->merges_identical && merge_identical(region, &scratch)) {
      state->changed = true;
    }
  } else if (erase_dead_in_blocks(region)) {
    state->changed = true;
  }
  weir_arena_deinit(&scratch);
}

bool weir_erase_dead_code(weir_op_t* root) {
  simplify_t state = {0};
  simplify_inside(root, &state);
  return state.changed;
}

bool weir_simplify_regions(weir_op_t* root) {
  simplify_t state = {.merges_lines = true};
  simplify_inside(root, &state);
  return state.changed;
}

bool weir_simplify_regions_and_merge(weir_op_t* root) {
  simplify_t state = {.merges_lines = true, .merges_identical = true};
  simplify_inside(root, &state);
  return state.changed;
}
