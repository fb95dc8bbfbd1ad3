// Keeps one of equal pure ops where it dominates the others.
//
// Needs:   nothing.
// Changes: later equals are replaced by the first; dead pure ops go.
// Keeps:   order of all that remains.
//
// Blocks are walked down the dominator tree with a table of what is known,
// scoped per block, as in MLIR's pass of this name.
#include <string.h>

#include "compiler/ir/ir.h"
#include "compiler/transforms/util/passes.h"

typedef struct entry_t {
  weir_op_t* op;
  uint64_t hash;
  struct entry_t* next;   // in the bucket
  struct entry_t* older;  // in the scope
} entry_t;

enum { BUCKET_COUNT = 4096 };

typedef struct cse_t {
  weir_arena_t* arena;
  entry_t** buckets;
  entry_t* scope;  // newest first
} cse_t;

static uint64_t mix(uint64_t hash, const void* pointer) {
  hash = (hash ^ (uint64_t)(uintptr_t)pointer) * 0x9e3779b97f4a7c15ull;
  return hash ^ hash >> 29;
}

static uint64_t hash_op(const weir_op_t* op) {
  uint64_t hash = mix(0, op->name);
  hash = mix(hash, op->attrs);
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    hash = mix(hash, weir_op_operand_n(op, i));
  }
  for (uint32_t i = 0; i < op->result_count; ++i)
    hash = mix(hash, op->results[i].type);
  return hash;
}

static bool are_equal(const weir_op_t* a, const weir_op_t* b) {
  if (a->name != b->name || a->attrs != b->attrs ||
      a->operand_count != b->operand_count ||
      a->result_count != b->result_count) {
    return false;
  }
  for (uint32_t i = 0; i < a->operand_count; ++i) {
    if (weir_op_operand_n(a, i) != weir_op_operand_n(b, i)) return false;
  }
  for (uint32_t i = 0; i < a->result_count; ++i) {
    if (a->results[i].type != b->results[i].type) return false;
  }
  uint32_t groups = a->info != NULL ? a->info->operand_group_count : 0;
  return groups == 0 || memcmp(a->operand_segments, b->operand_segments,
                               groups * sizeof(*a->operand_segments)) == 0;
}

static bool is_candidate(const weir_op_t* op) {
  return op->region_count == 0 && op->result_count > 0 &&
         !weir_op_is_terminator(op) && weir_op_is_pure(op);
}

static void process_region(cse_t* cse, weir_region_t* region);

static void process_op(cse_t* cse, weir_op_t* op) {
  if (weir_op_is_trivially_dead(op)) {
    weir_op_erase(op);
    return;
  }
  for (uint32_t i = 0; i < op->region_count; ++i) {
    if (!weir_op_has_trait(op, WEIR_OP_ISOLATED)) {
      process_region(cse, &op->regions[i]);
      continue;
    }
    // Nothing from outside may be used inside.
    cse_t inner = {.arena = cse->arena};
    inner.buckets = WEIR_ARENA_ARRAY(cse->arena, entry_t*, BUCKET_COUNT);
    process_region(&inner, &op->regions[i]);
  }
  if (!is_candidate(op)) return;
  uint64_t hash = hash_op(op);
  entry_t** bucket = &cse->buckets[hash % BUCKET_COUNT];
  for (const entry_t* entry = *bucket; entry != NULL; entry = entry->next) {
    if (entry->hash != hash || !are_equal(entry->op, op)) continue;
    weir_value_t** values =
        WEIR_ARENA_ARRAY(cse->arena, weir_value_t*, op->result_count);
    for (uint32_t i = 0; i < op->result_count; ++i) {
      values[i] = weir_op_result_n(entry->op, i);
    }
    weir_op_replace(op, values);
    return;
  }
  entry_t* entry = WEIR_ARENA_NEW(cse->arena, entry_t);
  *entry = (entry_t){op, hash, *bucket, cse->scope};
  *bucket = entry;
  cse->scope = entry;
}

// Forgets what was learned since |mark|.
static void leave_scope(cse_t* cse, const entry_t* mark) {
  for (; cse->scope != mark; cse->scope = cse->scope->older) {
    cse->buckets[cse->scope->hash % BUCKET_COUNT] = cse->scope->next;
  }
}

static void process_block(cse_t* cse, weir_block_t* block) {
  WEIR_FOR_EACH_OP(op, block) {
    process_op(cse, op);
  }
}

static void process_region(cse_t* cse, weir_region_t* region) {
  if (region->first == NULL) return;
  const entry_t* mark = cse->scope;
  process_block(cse, region->first);
  // What the entry knows dominates every block; each other block is a scope of
  // its own below it, which finds all but equals across sibling subtrees.
  const entry_t* entry_mark = cse->scope;
  for (weir_block_t* block = region->first->next; block != NULL;
       block = block->next) {
    process_block(cse, block);
    leave_scope(cse, entry_mark);
  }
  leave_scope(cse, mark);
}

weir_status_t weir_cse(weir_pass_t* pass, weir_op_t* op) {
  cse_t cse = {
      .arena = pass->scratch,
      .buckets = WEIR_ARENA_ARRAY(pass->scratch, entry_t*, BUCKET_COUNT),
  };
  for (uint32_t i = 0; i < op->region_count; ++i)
    process_region(&cse, &op->regions[i]);
  return weir_ok();
}
