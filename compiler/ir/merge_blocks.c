// Makes one of blocks that do the same.
//
// Two blocks are the same if their ops are, place by place, and go on at the
// same blocks. Where they use different values from outside, the merged block
// takes an argument and each branch hands over what its block used. Blocks
// whose values are used elsewhere stay: the users would not know which one ran.

#include <string.h>

#include "compiler/ir/ir_impl.h"
#include "compiler/ir/rewrite_impl.h"

// An operand in which the blocks differ: the places of its op and in it.
typedef struct difference_t {
  uint32_t op, operand;
} difference_t;

typedef struct cluster_t cluster_t;
struct cluster_t {
  uint64_t hash;
  weir_block_t** blocks;  // the first one stays
  uint32_t count;
  difference_t* differences;  // in order
  uint32_t difference_count, difference_capacity;
  cluster_t* next;  // with the same bucket
};

typedef struct merge_t {
  weir_arena_t* arena;
  weir_region_t* region;
  uint32_t block_count;
  cluster_t** buckets;
  size_t bucket_count;
  cluster_t** order;  // as they were made
  uint32_t cluster_count;
} merge_t;

// -- comparing --------------------------------------------------------------

static uint64_t mix(uint64_t hash, const void* pointer) {
  hash ^= (uint64_t)(uintptr_t)pointer;
  hash *= UINT64_C(0x9e3779b97f4a7c15);
  return hash ^ (hash >> 29);
}

static uint64_t hash_block(const weir_block_t* block) {
  uint64_t hash = block->argument_count;
  for (uint32_t i = 0; i < block->argument_count; ++i) {
    hash = mix(hash, block->arguments[i]->type);
  }
  WEIR_FOR_EACH_OP(op, block) {
    hash = mix(mix(hash, op->name), op->attrs);
    for (uint32_t i = 0; i < op->result_count; ++i) {
      hash = mix(hash, op->results[i].type);
    }
  }
  const weir_op_t* last = block->last;
  for (uint32_t i = 0; last != NULL && i < last->successor_count; ++i) {
    hash = mix(hash, last->successors[i]);
  }
  return hash;
}

static bool is_used_outside(const weir_value_t* value,
                            const weir_block_t* block) {
  for (const weir_use_t* use = value->uses; use != NULL; use = use->next) {
    if (use->op->block != block) return true;
  }
  return false;
}

// No regions inside and no values known outside. Numbers the ops by place; the
// field is free while no worklist is filled.
static bool may_merge(const weir_block_t* block) {
  if (block->last == NULL) return false;
  uint32_t place = 0;
  for (uint32_t i = 0; i < block->argument_count; ++i) {
    if (is_used_outside(block->arguments[i], block)) return false;
  }
  WEIR_FOR_EACH_OP(op, block) {
    op->worklist_slot = place++;
    for (uint32_t i = 0; i < op->region_count; ++i) {
      if (!weir_region_is_empty(&op->regions[i])) return false;
    }
    for (uint32_t i = 0; i < op->result_count; ++i) {
      if (is_used_outside(&op->results[i], block)) return false;
    }
  }
  return true;
}

static bool ops_are_alike(const weir_op_t* a, const weir_op_t* b) {
  if (a->name != b->name || a->attrs != b->attrs ||
      a->operand_count != b->operand_count ||
      a->result_count != b->result_count ||
      a->successor_count != b->successor_count) {
    return false;
  }
  for (uint32_t i = 0; i < a->result_count; ++i) {
    if (a->results[i].type != b->results[i].type) return false;
  }
  for (uint32_t i = 0; i < a->successor_count; ++i) {
    if (a->successors[i] != b->successors[i]) return false;
  }
  uint32_t groups = a->info != NULL ? a->info->operand_group_count : 0;
  return groups == 0 || memcmp(a->operand_segments, b->operand_segments,
                               groups * sizeof(uint32_t)) == 0;
}

// Whether two values of different blocks are the same thing in each.
static bool have_same_place(const weir_value_t* a, const weir_value_t* b) {
  if (a->kind != b->kind || a->index != b->index) return false;
  if (a->kind == WEIR_VALUE_ARGUMENT) return true;
  return a->op->worklist_slot == b->op->worklist_slot;
}

static void add_difference(merge_t* merge, cluster_t* cluster, uint32_t op,
                           uint32_t operand) {
  uint32_t at = 0;
  for (; at < cluster->difference_count; ++at) {
    const difference_t* other = &cluster->differences[at];
    if (other->op == op && other->operand == operand) return;
    if (other->op > op || (other->op == op && other->operand > operand)) break;
  }
  if (cluster->difference_count == cluster->difference_capacity) {
    uint32_t capacity = 2 * cluster->difference_capacity + 4;
    difference_t* grown =
        WEIR_ARENA_ARRAY(merge->arena, difference_t, capacity);
    if (cluster->difference_count != 0) {
      memcpy(grown, cluster->differences,
             cluster->difference_count * sizeof(*grown));
    }
    cluster->differences = grown;
    cluster->difference_capacity = capacity;
  }
  memmove(&cluster->differences[at + 1], &cluster->differences[at],
          (cluster->difference_count - at) * sizeof(*cluster->differences));
  cluster->differences[at] = (difference_t){op, operand};
  ++cluster->difference_count;
}

// Compares the operands of two like ops; |notes|: keeps where they differ.
static bool compare_operands(merge_t* merge, cluster_t* cluster,
                             const weir_op_t* a, const weir_op_t* b,
                             uint32_t place, bool notes) {
  for (uint32_t i = 0; i < a->operand_count; ++i) {
    weir_value_t* left = a->operands[i].value;
    weir_value_t* right = b->operands[i].value;
    if (left == right) continue;
    if (left->type != right->type) return false;
    bool is_inside = weir_value_block(left) == a->block;
    if (is_inside != (weir_value_block(right) == b->block)) return false;
    if (is_inside) {
      if (!have_same_place(left, right)) return false;
    } else if (notes) {
      add_difference(merge, cluster, place, i);
    }
  }
  return true;
}

static bool compare_blocks(merge_t* merge, cluster_t* cluster,
                           const weir_block_t* block, bool notes) {
  const weir_block_t* leader = cluster->blocks[0];
  if (leader->argument_count != block->argument_count) return false;
  for (uint32_t i = 0; i < block->argument_count; ++i) {
    if (leader->arguments[i]->type != block->arguments[i]->type) return false;
  }
  const weir_op_t* a = leader->first;
  const weir_op_t* b = block->first;
  for (uint32_t place = 0; a != NULL && b != NULL; ++place) {
    if (!ops_are_alike(a, b)) return false;
    if (!compare_operands(merge, cluster, a, b, place, notes)) return false;
    a = a->next;
    b = b->next;
  }
  return a == NULL && b == NULL;
}

// -- clusters ---------------------------------------------------------------

static void add_block(merge_t* merge, weir_block_t* block) {
  uint64_t hash = hash_block(block);
  cluster_t** bucket = &merge->buckets[hash & (merge->bucket_count - 1)];
  for (cluster_t* cluster = *bucket; cluster != NULL; cluster = cluster->next) {
    if (cluster->hash != hash) continue;
    if (!compare_blocks(merge, cluster, block, false)) continue;
    compare_blocks(merge, cluster, block, true);
    weir_block_t** blocks = cluster->blocks;
    if ((cluster->count & (cluster->count - 1)) == 0) {
      blocks =
          WEIR_ARENA_ARRAY(merge->arena, weir_block_t*, 2 * cluster->count);
      memcpy(blocks, cluster->blocks, cluster->count * sizeof(*blocks));
      cluster->blocks = blocks;
    }
    blocks[cluster->count++] = block;
    return;
  }
  cluster_t* cluster = WEIR_ARENA_NEW(merge->arena, cluster_t);
  cluster->hash = hash;
  cluster->blocks = WEIR_ARENA_ARRAY(merge->arena, weir_block_t*, 1);
  cluster->blocks[0] = block;
  cluster->count = 1;
  cluster->next = *bucket;
  *bucket = cluster;
  merge->order[merge->cluster_count++] = cluster;
}

// -- merging ----------------------------------------------------------------

// Whether all branches to |block| can hand it more values.
static bool takes_arguments(const weir_block_t* block, weir_arena_t* arena) {
  uint32_t count;
  weir_op_t** from = weir_block_predecessors(block, arena, &count);
  for (uint32_t i = 0; i < count; ++i) {
    for (uint32_t s = 0; s < from[i]->successor_count; ++s) {
      if (from[i]->successors[s] == block &&
          weir_op_successor_group(from[i], s) < 0) {
        return false;
      }
    }
  }
  return true;
}

static void hand_over(const weir_block_t* block, weir_value_t* const* values,
                      uint32_t count) {
  WEIR_FOR_EACH_BLOCK(from, block->region) {
    weir_op_t* last = from->last;
    for (uint32_t s = 0; last != NULL && s < last->successor_count; ++s) {
      if (last->successors[s] != block) continue;
      uint32_t start, given;
      weir_op_successor_operands(last, s, &start, &given);
      for (uint32_t i = 0; i < count; ++i) {
        weir_op_insert_successor_operand(last, s, given + i, values[i]);
      }
    }
  }
}

static weir_op_t* op_at(const weir_block_t* block, uint32_t place) {
  weir_op_t* op = block->first;
  while (place-- != 0) op = op->next;
  return op;
}

static weir_value_t* value_at(const weir_block_t* block,
                              const difference_t* at) {
  return op_at(block, at->op)->operands[at->operand].value;
}

// The first difference in which each block uses the same value as in |index|:
// one argument serves both.
static uint32_t representative(const cluster_t* cluster, uint32_t index) {
  for (uint32_t other = 0; other < index; ++other) {
    bool is_same = true;
    for (uint32_t b = 0; b < cluster->count && is_same; ++b) {
      is_same = value_at(cluster->blocks[b], &cluster->differences[other]) ==
                value_at(cluster->blocks[b], &cluster->differences[index]);
    }
    if (is_same) return other;
  }
  return index;
}

static void turn_into_arguments(merge_t* merge, cluster_t* cluster) {
  uint32_t count = cluster->difference_count;
  uint32_t* shared = WEIR_ARENA_ARRAY(merge->arena, uint32_t, count);
  for (uint32_t i = 0; i < count; ++i) shared[i] = representative(cluster, i);
  weir_value_t** values = WEIR_ARENA_ARRAY(merge->arena, weir_value_t*, count);
  for (uint32_t b = 0; b < cluster->count; ++b) {
    weir_block_t* block = cluster->blocks[b];
    uint32_t written = 0;
    for (uint32_t i = 0; i < count; ++i) {
      if (shared[i] != i) continue;
      values[written++] = value_at(block, &cluster->differences[i]);
    }
    hand_over(block, values, written);
  }
  weir_block_t* leader = cluster->blocks[0];
  for (uint32_t i = 0; i < count; ++i) {
    const difference_t* at = &cluster->differences[i];
    weir_value_t* value = value_at(leader, at);
    values[i] = shared[i] != i
                    ? values[shared[i]]
                    : weir_block_add_argument(leader, value->type,
                                              weir_value_location(value));
    weir_op_set_operand(op_at(leader, at->op), at->operand, values[i]);
  }
}

// Whether merging keeps every place that is noted: a block of the cluster that
// branches to itself or to another one would grow operands while it is merged.
static bool branches_within(const cluster_t* cluster) {
  for (uint32_t b = 0; b < cluster->count; ++b) {
    const weir_op_t* last = cluster->blocks[b]->last;
    for (uint32_t s = 0; s < last->successor_count; ++s) {
      for (uint32_t c = 0; c < cluster->count; ++c) {
        if (last->successors[s] == cluster->blocks[c]) return true;
      }
    }
  }
  return false;
}

static bool merge_cluster(merge_t* merge, cluster_t* cluster) {
  if (cluster->count == 1) return false;
  if (cluster->difference_count != 0) {
    if (branches_within(cluster)) return false;
    for (uint32_t b = 0; b < cluster->count; ++b) {
      if (!takes_arguments(cluster->blocks[b], merge->arena)) return false;
    }
    turn_into_arguments(merge, cluster);
  }
  for (uint32_t b = 1; b < cluster->count; ++b) {
    weir_block_t* block = cluster->blocks[b];
    WEIR_FOR_EACH_BLOCK(from, merge->region) {
      weir_op_t* last = from->last;
      for (uint32_t s = 0; last != NULL && s < last->successor_count; ++s) {
        if (last->successors[s] == block) {
          last->successors[s] = cluster->blocks[0];
        }
      }
    }
    weir_block_erase(block);
  }
  return true;
}

bool weir_merge_identical_blocks(weir_region_t* region, weir_arena_t* arena) {
  merge_t merge = {.arena = arena, .region = region};
  WEIR_FOR_EACH_BLOCK(block, region) {
    ++merge.block_count;
  }
  if (merge.block_count < 3) return false;
  merge.bucket_count = 4;
  while (merge.bucket_count < merge.block_count) merge.bucket_count *= 2;
  merge.buckets = WEIR_ARENA_ARRAY(arena, cluster_t*, merge.bucket_count);
  merge.order = WEIR_ARENA_ARRAY(arena, cluster_t*, merge.block_count);
  WEIR_FOR_EACH_BLOCK(block, region) {
    if (block != region->first && may_merge(block)) add_block(&merge, block);
  }
  // One cluster only: merging changes what the others were compared with.
  for (uint32_t i = 0; i < merge.cluster_count; ++i) {
    if (merge_cluster(&merge, merge.order[i])) return true;
  }
  return false;
}
