#include "compiler/ir/dominance.h"

#include <assert.h>
#include <stdlib.h>

typedef struct slot_t {
  const weir_block_t* block;
  uint32_t place;
} slot_t;

// Depth-first numbering and immediate dominators of one region's blocks. Blocks
// are looked up by address: ids in blocks belong to whoever runs.
typedef struct tree_t {
  const weir_region_t* region;
  weir_block_t** blocks;  // in reverse post-order, the entry first
  uint32_t* idoms;        // place of the immediate dominator
  uint32_t* depths;       // in the dominator tree
  uint32_t count;         // reachable blocks
  slot_t* slots;          // open addressing
  size_t slot_capacity;
} tree_t;

struct weir_dominance_t {
  weir_arena_t* arena;
  tree_t** trees;  // open addressing by region
  size_t count, capacity;
};

weir_dominance_t* weir_dominance_create(weir_arena_t* arena) {
  weir_dominance_t* dominance = WEIR_ARENA_NEW(arena, weir_dominance_t);
  dominance->arena = arena;
  return dominance;
}

static size_t hash_pointer(const void* pointer) {
  return (
      size_t)(((uint64_t)(uintptr_t)pointer * UINT64_C(0x9e3779b97f4a7c15)) >>
              20);
}

// -- places of blocks -------------------------------------------------------

static slot_t* find_block_slot(const tree_t* tree, const weir_block_t* block) {
  size_t mask = tree->slot_capacity - 1;
  size_t i = hash_pointer(block) & mask;
  while (tree->slots[i].block != NULL && tree->slots[i].block != block) {
    i = (i + 1) & mask;
  }
  return &tree->slots[i];
}

static bool place_of(const tree_t* tree, const weir_block_t* block,
                     uint32_t* out_place) {
  const slot_t* slot = find_block_slot(tree, block);
  *out_place = slot->place;
  return slot->block != NULL && slot->place < tree->count;
}

// -- building ---------------------------------------------------------------

typedef struct frame_t {
  weir_block_t* block;
  uint32_t next_successor;
} frame_t;

// Fills |tree->blocks| in post-order from its end, without recursion: chains of
// blocks can be as long as a program.
static void order_blocks(tree_t* tree, weir_arena_t* scratch,
                         uint32_t block_count) {
  weir_block_t** order = WEIR_ARENA_ARRAY(scratch, weir_block_t*, block_count);
  frame_t* stack = WEIR_ARENA_ARRAY(scratch, frame_t, block_count);
  uint32_t depth = 0, written = block_count;
  weir_block_t* entry = tree->region->first;
  find_block_slot(tree, entry)->block = entry;
  stack[depth++] = (frame_t){entry, 0};
  while (depth != 0) {
    frame_t* frame = &stack[depth - 1];
    const weir_op_t* last = frame->block->last;
    if (last == NULL || frame->next_successor == last->successor_count) {
      order[--written] = frame->block;
      --depth;
      continue;
    }
    weir_block_t* next = last->successors[frame->next_successor++];
    if (next == NULL || next->region != tree->region) continue;
    slot_t* slot = find_block_slot(tree, next);
    if (slot->block != NULL) continue;
    slot->block = next;
    stack[depth++] = (frame_t){next, 0};
  }
  tree->count = block_count - written;
  for (uint32_t i = 0; i < tree->count; ++i) {
    tree->blocks[i] = order[written + i];
    find_block_slot(tree, tree->blocks[i])->place = i;
  }
}

static uint32_t intersect(const uint32_t* idoms, uint32_t a, uint32_t b) {
  while (a != b) {
    while (a > b) a = idoms[a];
    while (b > a) b = idoms[b];
  }
  return a;
}

static void find_idoms(tree_t* tree) {
  const uint32_t none = UINT32_MAX;
  for (uint32_t i = 1; i < tree->count; ++i) tree->idoms[i] = none;
  // Pushing along edges in reverse post-order reaches the same fixpoint as
  // pulling from predecessors, and needs no list of them.
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = 0; i < tree->count; ++i) {
      const weir_op_t* last = tree->blocks[i]->last;
      if (last == NULL || (i != 0 && tree->idoms[i] == none)) continue;
      for (uint32_t s = 0; s < last->successor_count; ++s) {
        uint32_t to;
        if (!place_of(tree, last->successors[s], &to) || to == 0) continue;
        uint32_t idom = tree->idoms[to] == none
                            ? i
                            : intersect(tree->idoms, tree->idoms[to], i);
        if (idom == tree->idoms[to]) continue;
        tree->idoms[to] = idom;
        changed = true;
      }
    }
  }
  for (uint32_t i = 1; i < tree->count; ++i) {
    tree->depths[i] = tree->depths[tree->idoms[i]] + 1;
  }
}

static tree_t* build_tree(weir_arena_t* arena, const weir_region_t* region) {
  tree_t* tree = WEIR_ARENA_NEW(arena, tree_t);
  tree->region = region;
  uint32_t block_count = 0;
  WEIR_FOR_EACH_BLOCK(block, region) {
    ++block_count;
  }
  tree->blocks = WEIR_ARENA_ARRAY(arena, weir_block_t*, block_count);
  tree->idoms = WEIR_ARENA_ARRAY(arena, uint32_t, block_count);
  tree->depths = WEIR_ARENA_ARRAY(arena, uint32_t, block_count);
  tree->slot_capacity = 4;
  while (tree->slot_capacity < 2 * (size_t)block_count) {
    tree->slot_capacity *= 2;
  }
  tree->slots = WEIR_ARENA_ARRAY(arena, slot_t, tree->slot_capacity);
  if (block_count == 0) return tree;
  weir_arena_t scratch = {0};
  order_blocks(tree, &scratch, block_count);
  weir_arena_deinit(&scratch);
  find_idoms(tree);
  return tree;
}

static tree_t* tree_of(weir_dominance_t* dominance,
                       const weir_region_t* region) {
  if (dominance->count * 2 >= dominance->capacity) {
    tree_t** old = dominance->trees;
    size_t old_capacity = dominance->capacity;
    dominance->capacity = old_capacity != 0 ? 2 * old_capacity : 16;
    dominance->trees =
        WEIR_ARENA_ARRAY(dominance->arena, tree_t*, dominance->capacity);
    size_t mask = dominance->capacity - 1;
    for (size_t i = 0; i < old_capacity; ++i) {
      if (old[i] == NULL) continue;
      size_t j = hash_pointer(old[i]->region) & mask;
      while (dominance->trees[j] != NULL) j = (j + 1) & mask;
      dominance->trees[j] = old[i];
    }
  }
  size_t mask = dominance->capacity - 1;
  size_t i = hash_pointer(region) & mask;
  while (dominance->trees[i] != NULL && dominance->trees[i]->region != region) {
    i = (i + 1) & mask;
  }
  if (dominance->trees[i] == NULL) {
    dominance->trees[i] = build_tree(dominance->arena, region);
    ++dominance->count;
  }
  return dominance->trees[i];
}

// -- questions --------------------------------------------------------------

weir_block_t* const* weir_dominance_order(weir_dominance_t* dominance,
                                          const weir_region_t* region,
                                          uint32_t* out_count) {
  *out_count = 0;
  if (region->first == NULL) return NULL;
  const tree_t* tree = tree_of(dominance, region);
  *out_count = tree->count;
  return tree->blocks;
}

bool weir_block_is_reachable(weir_dominance_t* dominance, weir_block_t* block) {
  if (block->region->first == block) return true;
  uint32_t place;
  return place_of(tree_of(dominance, block->region), block, &place);
}

// Nothing reaches an unreachable block, so everything dominates it.
static bool dominates_in_region(weir_dominance_t* dominance, weir_block_t* a,
                                weir_block_t* b) {
  if (a == b || a->region->first == a) return true;
  tree_t* tree = tree_of(dominance, a->region);
  uint32_t from, to;
  if (!place_of(tree, b, &to)) return true;
  if (!place_of(tree, a, &from)) return false;
  while (tree->depths[to] > tree->depths[from]) to = tree->idoms[to];
  return to == from;
}

bool weir_dominates_block(weir_dominance_t* dominance, weir_block_t* a,
                          weir_block_t* b) {
  while (b != NULL && b->region != a->region) {
    weir_op_t* parent = b->region != NULL ? b->region->op : NULL;
    b = parent != NULL ? parent->block : NULL;
  }
  return b != NULL && (a == b || dominates_in_region(dominance, a, b));
}

// Ops of these regions have no order among them.
static bool is_graph_region(const weir_region_t* region) {
  const weir_op_t* op = region->op;
  if (op == NULL || op->info == NULL) return false;
  return weir_op_has_trait(op, WEIR_OP_NO_TERMINATOR) &&
         weir_op_has_trait(op, WEIR_OP_SYMBOL_TABLE);
}

// The ancestor of |op| in the region of |block|, or NULL.
static weir_op_t* ancestor_in_region(weir_op_t* op,
                                     const weir_region_t* region) {
  while (op != NULL && (op->block == NULL || op->block->region != region)) {
    op = weir_op_parent(op);
  }
  return op;
}

bool weir_dominates_op(weir_dominance_t* dominance, weir_op_t* a,
                       weir_op_t* b) {
  if (a == b) return true;
  if (a->block == NULL) return false;
  b = ancestor_in_region(b, a->block->region);
  if (b == NULL) return false;
  if (a == b) return true;
  if (a->block != b->block) {
    return dominates_in_region(dominance, a->block, b->block);
  }
  return is_graph_region(a->block->region) || weir_op_is_before(a, b);
}

bool weir_properly_dominates(weir_dominance_t* dominance, weir_value_t* value,
                             weir_op_t* user) {
  weir_block_t* block = weir_value_block(value);
  if (block == NULL) return false;
  weir_op_t* at = ancestor_in_region(user, block->region);
  if (at == NULL) return false;
  if (value->kind == WEIR_VALUE_ARGUMENT) {
    return dominates_in_region(dominance, block, at->block);
  }
  if (is_graph_region(block->region)) return true;
  // An op does not see its own results, nor do the ops inside it.
  if (value->op == at) return false;
  return weir_dominates_op(dominance, value->op, at);
}

weir_block_t* weir_common_dominator(weir_dominance_t* dominance,
                                    weir_block_t* a, weir_block_t* b) {
  if (a->region != b->region) return NULL;
  if (a == b) return a;
  tree_t* tree = tree_of(dominance, a->region);
  uint32_t left, right;
  if (!place_of(tree, a, &left) || !place_of(tree, b, &right)) return NULL;
  return tree->blocks[intersect(tree->idoms, left, right)];
}
