#include "compiler/transforms/util/block_arguments.h"

#include "compiler/ir/dominance.h"

// One edge into a block.
typedef struct edge_t {
  weir_op_t* branch;
  uint32_t successor;
} edge_t;

typedef struct edges_t {
  edge_t* items;
  uint32_t count;
  bool is_open;  // some edge makes arguments itself
} edges_t;

static weir_region_t* body_of(const weir_op_t* op) {
  if (!weir_op_has_trait(op, WEIR_OP_CALLABLE | WEIR_OP_FUNCTION)) return NULL;
  weir_region_t* body = weir_op_region(op, 0);
  return body != NULL && body->first != body->last ? body : NULL;
}

// What comes into each block, by the block's id, which is set.
static edges_t* find_edges(weir_region_t* body, weir_arena_t* arena) {
  uint32_t blocks = 0;
  WEIR_FOR_EACH_BLOCK(block, body) {
    block->id = blocks++;
  }
  edges_t* edges = WEIR_ARENA_ARRAY(arena, edges_t, blocks);
  for (uint32_t fill = 0; fill < 2; ++fill) {
    for (uint32_t i = 0; fill && i < blocks; ++i) {
      edges[i].items = WEIR_ARENA_ARRAY(arena, edge_t, edges[i].count + 1);
      edges[i].count = 0;
    }
    WEIR_FOR_EACH_BLOCK(block, body) {
      weir_op_t* branch = block->last;
      for (uint32_t s = 0; branch && s < branch->successor_count; ++s) {
        edges_t* in = &edges[branch->successors[s]->id];
        if (fill) in->items[in->count] = (edge_t){branch, s};
        ++in->count;
        uint32_t start = 0, count = 0;
        weir_op_successor_operands(branch, s, &start, &count);
        in->is_open |= count != branch->successors[s]->argument_count;
      }
    }
  }
  return edges;
}

static weir_value_t* handed_over(const edge_t* edge, uint32_t argument) {
  uint32_t start = 0, count = 0;
  weir_op_successor_operands(edge->branch, edge->successor, &start, &count);
  return weir_op_operand_n(edge->branch, start + argument);
}

// Takes the argument out of the block and all branches to it.
static void drop_argument(weir_block_t* block, const edges_t* edges,
                          uint32_t argument, weir_value_t* by,
                          weir_rewriter_t* rewriter) {
  weir_rewriter_replace_uses(rewriter, block->arguments[argument], by);
  for (uint32_t i = 0; i < edges->count; ++i) {
    const edge_t* edge = &edges->items[i];
    weir_op_erase_successor_operand(edge->branch, edge->successor, argument);
    weir_rewriter_touch(rewriter, edge->branch);
  }
  weir_block_erase_argument(block, argument);
}

// The first argument that |argument| is handed the same value as by all edges.
static int64_t equal_argument(const edges_t* edges, uint32_t argument) {
  for (uint32_t k = 0; k < argument; ++k) {
    bool same = true;
    for (uint32_t i = 0; i < edges->count && same; ++i) {
      same = handed_over(&edges->items[i], k) ==
             handed_over(&edges->items[i], argument);
    }
    if (same) return k;
  }
  return -1;
}

static bool fold_equal_in(weir_block_t* block, const edges_t* edges,
                          weir_rewriter_t* rewriter) {
  bool changed = false;
  for (uint32_t i = block->argument_count; i-- > 1;) {
    int64_t same = equal_argument(edges, i);
    if (same < 0) continue;
    drop_argument(block, edges, i, block->arguments[same], rewriter);
    changed = true;
  }
  return changed;
}

bool weir_fold_equal_block_arguments(weir_op_t* op, weir_rewriter_t* rewriter,
                                     void* user) {
  (void)user;
  weir_region_t* body = body_of(op);
  if (body == NULL) return false;
  weir_arena_t scratch = {0};
  const edges_t* edges = find_edges(body, &scratch);
  bool changed = false;
  for (weir_block_t* block = body->first->next; block; block = block->next) {
    const edges_t* in = &edges[block->id];
    if (in->is_open || in->count == 0) continue;
    changed |= fold_equal_in(block, in, rewriter);
  }
  weir_arena_deinit(&scratch);
  return changed;
}

// The one value that all edges hand over beside the argument itself; NULL if
// there is none or more.
static weir_value_t* uniform_value(const weir_block_t* block,
                                   const edges_t* edges, uint32_t argument) {
  weir_value_t* uniform = NULL;
  for (uint32_t i = 0; i < edges->count; ++i) {
    weir_value_t* value = handed_over(&edges->items[i], argument);
    if (value == block->arguments[argument]) continue;
    if (uniform != NULL && uniform != value) return NULL;
    uniform = value;
  }
  return uniform;
}

static bool fold_uniform_in(weir_block_t* block, const edges_t* edges,
                            weir_rewriter_t* rewriter,
                            weir_dominance_t* dominance) {
  bool changed = false;
  for (uint32_t i = block->argument_count; i-- > 0;) {
    weir_value_t* value = uniform_value(block, edges, i);
    if (value == NULL || weir_value_block(value) == block ||
        !weir_dominates_block(dominance, weir_value_block(value), block)) {
      continue;
    }
    drop_argument(block, edges, i, value, rewriter);
    changed = true;
  }
  return changed;
}

bool weir_fold_uniform_block_arguments(weir_op_t* op, weir_rewriter_t* rewriter,
                                       void* user) {
  (void)user;
  weir_region_t* body = body_of(op);
  if (body == NULL) return false;
  weir_arena_t scratch = {0};
  const edges_t* edges = find_edges(body, &scratch);
  weir_dominance_t* dominance = weir_dominance_create(&scratch);
  bool changed = false;
  for (weir_block_t* block = body->first->next; block; block = block->next) {
    const edges_t* in = &edges[block->id];
    if (in->is_open || in->count == 0) continue;
    changed |= fold_uniform_in(block, in, rewriter, dominance);
  }
  weir_arena_deinit(&scratch);
  return changed;
}
