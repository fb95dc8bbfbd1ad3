// Keeps one of equal ops where it stands before the others on every way.
//
// Needs:   nothing.
// Changes: later equals of ops without effects are replaced by the first, also
//          where they have regions of one block; so are equal reads of one
//          block with no write between them. Dead ops go.
// Keeps:   order of all that remains.
//
// As MLIR's pass of this name. Blocks are visited after those that dominate
// them, with a table of what is known; what was learned inside a region is
// forgotten behind it.
#include <string.h>

#include "compiler/ir/dominance.h"
#include "compiler/ir/ir.h"
#include "compiler/transforms/util/passes.h"

typedef struct entry_t {
  weir_op_t* op;
  weir_op_t* clean;  // of reads: from |op| to here nothing is written
  uint64_t hash;
  uint32_t next;  // older one of the bucket, plus one; 0: none
} entry_t;

// Entries are a stack, as what is inside a region is forgotten behind it. There
// are as many buckets, each with the newest entry first.
typedef struct cse_t {
  weir_arena_t* arena;
  weir_dominance_t* dominance;
  entry_t* entries;
  uint32_t count, capacity;  // a power of two
  uint32_t* buckets;         // the first entry, plus one; 0: none
} cse_t;

// -- equality -----------------------------------------------------------------

static uint64_t mix(uint64_t hash, const void* pointer) {
  hash = (hash ^ (uint64_t)(uintptr_t)pointer) * 0x9e3779b97f4a7c15ull;
  return hash ^ hash >> 29;
}

static uint64_t hash_op(const weir_op_t* op) {
  uint64_t hash = mix(mix(0, op->name), op->attrs);
  bool any_order = weir_op_has_trait(op, WEIR_OP_COMMUTATIVE);
  uint64_t sum = 0;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    const weir_value_t* value = weir_op_operand_n(op, i);
    if (any_order) {
      sum += mix(0, value);
    } else {
      hash = mix(hash, value);
    }
  }
  hash ^= sum;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    hash = mix(hash, op->results[i].type);
  }
  return hash;
}

static bool has_operand(const weir_op_t* op, const weir_value_t* value,
                        uint32_t times) {
  uint32_t found = 0;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    found += weir_op_operand_n(op, i) == value;
  }
  return found == times;
}

// |map|: what values of |a|'s region stand for in |b|'s; may be NULL.
static bool operands_agree(const weir_op_t* a, const weir_op_t* b,
                           const weir_mapping_t* map) {
  bool in_order = true;
  for (uint32_t i = 0; i < a->operand_count; ++i) {
    const weir_value_t* value = weir_op_operand_n(a, i);
    const weir_value_t* mapped = map ? weir_mapping_find(map, value) : NULL;
    if (mapped == NULL) mapped = value;
    in_order = in_order && mapped == weir_op_operand_n(b, i);
  }
  if (in_order) return true;
  if (map != NULL || !weir_op_has_trait(a, WEIR_OP_COMMUTATIVE)) return false;
  for (uint32_t i = 0; i < a->operand_count; ++i) {
    const weir_value_t* value = weir_op_operand_n(a, i);
    uint32_t times = 0;
    for (uint32_t k = 0; k < a->operand_count; ++k) {
      times += weir_op_operand_n(a, k) == value;
    }
    if (!has_operand(b, value, times)) return false;
  }
  return true;
}

static bool segments_agree(const weir_op_t* a, const weir_op_t* b) {
  uint32_t groups = a->info != NULL ? a->info->operand_group_count : 0;
  return groups == 0 || memcmp(a->operand_segments, b->operand_segments,
                               groups * sizeof(*a->operand_segments)) == 0;
}

static bool regions_agree(const weir_region_t* a, const weir_region_t* b,
                          weir_mapping_t* map);

static bool ops_agree(const weir_op_t* a, const weir_op_t* b,
                      weir_mapping_t* map) {
  if (a->name != b->name || a->attrs != b->attrs ||
      a->operand_count != b->operand_count ||
      a->result_count != b->result_count ||
      a->region_count != b->region_count || a->successor_count != 0 ||
      b->successor_count != 0 || !operands_agree(a, b, map) ||
      !segments_agree(a, b)) {
    return false;
  }
  for (uint32_t i = 0; i < a->result_count; ++i) {
    if (a->results[i].type != b->results[i].type) return false;
    if (map != NULL) weir_mapping_set(map, &a->results[i], &b->results[i]);
  }
  for (uint32_t i = 0; i < a->region_count; ++i) {
    if (!regions_agree(&a->regions[i], &b->regions[i], map)) return false;
  }
  return true;
}

// Both of at most one block.
static bool regions_agree(const weir_region_t* a, const weir_region_t* b,
                          weir_mapping_t* map) {
  if (a->first == NULL || b->first == NULL) return a->first == b->first;
  const weir_block_t *from = a->first, *to = b->first;
  if (from->next != NULL || to->next != NULL ||
      from->argument_count != to->argument_count) {
    return false;
  }
  for (uint32_t i = 0; i < from->argument_count; ++i) {
    if (from->arguments[i]->type != to->arguments[i]->type) return false;
    weir_mapping_set(map, from->arguments[i], to->arguments[i]);
  }
  const weir_op_t *x = from->first, *y = to->first;
  for (; x != NULL && y != NULL; x = x->next, y = y->next) {
    if (!ops_agree(x, y, map)) return false;
  }
  return x == y;
}

static bool are_equal(const cse_t* cse, const weir_op_t* a,
                      const weir_op_t* b) {
  weir_mapping_t* map =
      a->region_count > 0 ? weir_mapping_create(cse->arena) : NULL;
  return ops_agree(a, b, map);
}

// -- effects ------------------------------------------------------------------

static const uint64_t effects =
    WEIR_OP_EFFECT_READ | WEIR_OP_EFFECT_ALLOCATE | WEIR_OP_EFFECT_WRITE;

static bool only_reads(const weir_op_t* op) {
  return op->info != NULL &&
         (op->info->def->traits & effects) == WEIR_OP_EFFECT_READ;
}

static bool may_write(const weir_op_t* op) {
  if (op->info == NULL) return true;
  uint64_t traits = op->info->def->traits;
  if ((traits & effects) != 0) return (traits & WEIR_OP_EFFECT_WRITE) != 0;
  if ((traits & WEIR_OP_PURE) != 0) return false;
  if ((traits & WEIR_OP_RECURSIVE_EFFECTS) == 0) return true;
  for (uint32_t i = 0; i < op->region_count; ++i) {
    WEIR_FOR_EACH_BLOCK(block, &op->regions[i]) {
      WEIR_FOR_EACH_OP(inner, block) {
        if (may_write(inner)) return true;
      }
    }
  }
  return false;
}

// Between the read |known| and |op| of the same block.
static bool is_written_between(entry_t* known, const weir_op_t* op) {
  for (weir_op_t* at = known->clean->next; at != op; at = at->next) {
    if (at == NULL || may_write(at)) return true;
    known->clean = at;
  }
  return false;
}

static bool is_candidate(const weir_op_t* op) {
  if (weir_op_is_terminator(op)) return false;
  for (uint32_t i = 0; i < op->region_count; ++i) {
    if (op->regions[i].first != op->regions[i].last) return false;
  }
  return weir_op_is_pure(op) || only_reads(op);
}

// -- the table ----------------------------------------------------------------

static uint32_t* bucket_of(const cse_t* cse, uint64_t hash) {
  return &cse->buckets[hash & (cse->capacity - 1)];
}

static void put_in_bucket(cse_t* cse, uint32_t index) {
  entry_t* entry = &cse->entries[index];
  uint32_t* bucket = bucket_of(cse, entry->hash);
  entry->next = *bucket;
  *bucket = index + 1;
}

static void grow(cse_t* cse) {
  const entry_t* entries = cse->entries;
  cse->capacity = cse->capacity != 0 ? 2 * cse->capacity : 16;
  cse->entries = WEIR_ARENA_ARRAY(cse->arena, entry_t, cse->capacity);
  cse->buckets = WEIR_ARENA_ARRAY(cse->arena, uint32_t, cse->capacity);
  for (uint32_t i = 0; i < cse->count; ++i) {
    cse->entries[i] = entries[i];
    put_in_bucket(cse, i);
  }
}

static void learn(cse_t* cse, weir_op_t* op, uint64_t hash) {
  if (cse->count == cse->capacity) grow(cse);
  cse->entries[cse->count] = (entry_t){.op = op, .clean = op, .hash = hash};
  put_in_bucket(cse, cse->count++);
}

static void forget_down_to(cse_t* cse, uint32_t count) {
  while (cse->count > count) {
    const entry_t* newest = &cse->entries[--cse->count];
    *bucket_of(cse, newest->hash) = newest->next;
  }
}

static entry_t* find_equal(const cse_t* cse, weir_op_t* op, uint64_t hash) {
  if (cse->count == 0) return NULL;
  for (uint32_t next = *bucket_of(cse, hash); next != 0;) {
    entry_t* entry = &cse->entries[next - 1];
    next = entry->next;
    if (entry->hash == hash && are_equal(cse, entry->op, op) &&
        (entry->op->block == op->block ||
         weir_dominates_op(cse->dominance, entry->op, op))) {
      return entry;
    }
  }
  return NULL;
}

// -- the walk -----------------------------------------------------------------

static void process_region(cse_t* cse, weir_region_t* region);

static void simplify_op(cse_t* cse, weir_op_t* op) {
  if (weir_op_is_trivially_dead(op)) {
    weir_op_erase(op);
    return;
  }
  if (!is_candidate(op)) return;
  uint64_t hash = hash_op(op);
  entry_t* known = find_equal(cse, op, hash);
  bool is_read = !weir_op_is_pure(op);
  if (known != NULL && (!is_read || (known->op->block == op->block &&
                                     !is_written_between(known, op)))) {
    weir_value_t** values =
        WEIR_ARENA_ARRAY(cse->arena, weir_value_t*, op->result_count);
    for (uint32_t i = 0; i < op->result_count; ++i) {
      values[i] = weir_op_result_n(known->op, i);
    }
    weir_op_replace(op, values);
    return;
  }
  if (known != NULL) {  // a later read stands for what follows it
    known->op = known->clean = op;
    return;
  }
  learn(cse, op, hash);
}

// Nothing from outside may be used inside: a table of its own.
static void process_isolated(weir_op_t* op, weir_arena_t* arena) {
  cse_t cse = {.arena = arena, .dominance = weir_dominance_create(arena)};
  for (uint32_t i = 0; i < op->region_count; ++i) {
    process_region(&cse, &op->regions[i]);
  }
}

static void process_block(cse_t* cse, weir_block_t* block) {
  WEIR_FOR_EACH_OP(op, block) {
    if (op->region_count > 0 && weir_op_has_trait(op, WEIR_OP_ISOLATED)) {
      process_isolated(op, cse->arena);
    } else {
      for (uint32_t i = 0; i < op->region_count; ++i) {
        process_region(cse, &op->regions[i]);
      }
    }
    simplify_op(cse, op);
  }
}

static void process_region(cse_t* cse, weir_region_t* region) {
  if (region->first == NULL) return;
  uint32_t known_before = cse->count;
  if (region->first == region->last) {
    process_block(cse, region->first);
  } else {
    uint32_t count = 0;
    weir_block_t* const* order =
        weir_dominance_order(cse->dominance, region, &count);
    for (uint32_t i = 0; i < count; ++i) process_block(cse, order[i]);
  }
  forget_down_to(cse, known_before);
}

weir_status_t weir_cse(weir_pass_t* pass, weir_op_t* op) {
  process_isolated(op, pass->scratch);
  return weir_ok();
}
