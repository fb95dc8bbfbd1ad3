#include <assert.h>
#include <string.h>

#include "compiler/ir/rewrite_impl.h"

// -- folding one op ---------------------------------------------------------

// Moves constant operands of a commutative op behind the others, in order.
static bool move_constants_right(weir_op_t* op, weir_attr_t* const* constants,
                                 weir_value_t** scratch) {
  uint32_t count = op->operand_count, written = 0;
  for (uint32_t i = 0; i < count; ++i) {
    if (constants[i] == NULL) scratch[written++] = op->operands[i].value;
  }
  for (uint32_t i = 0; i < count; ++i) {
    if (constants[i] != NULL) scratch[written++] = op->operands[i].value;
  }
  bool in_order = true;
  for (uint32_t i = 0; i + 1 < count; ++i) {
    in_order &= constants[i] == NULL || constants[i + 1] != NULL;
  }
  if (in_order) return false;
  for (uint32_t i = 0; i < count; ++i) weir_op_set_operand(op, i, scratch[i]);
  return true;
}

// Makes values of what the row's fold gave. False, with nothing left behind, if
// the dialect cannot make a constant of one of them.
static bool materialize(weir_op_t* op, weir_rewriter_t* rewriter,
                        const weir_fold_result_t* folded,
                        weir_value_t** values) {
  const weir_dialect_t* dialect = op->info->dialect;
  weir_builder_set_before(&rewriter->builder, op);
  bool ok = true;
  uint32_t made = 0;
  for (; made < op->result_count && ok; ++made) {
    values[made] = folded[made].value;
    if (values[made] != NULL) continue;
    weir_op_t* constant =
        folded[made].attr != NULL && dialect->materialize_constant != NULL
            ? dialect->materialize_constant(rewriter, folded[made].attr,
                                            op->results[made].type,
                                            op->location)
            : NULL;
    ok = constant != NULL;
    values[made] = ok ? weir_op_result_n(constant, 0) : NULL;
  }
  if (ok) return true;
  for (uint32_t i = 0; i < made; ++i) {
    if (folded[i].value == NULL && values[i] != NULL) {
      weir_rewriter_erase(rewriter, values[i]->op);
    }
  }
  return false;
}

typedef enum fold_outcome_t {
  FOLD_NONE,
  FOLD_IN_PLACE,
  FOLD_REPLACES,
} fold_outcome_t;

// All results set to something other than themselves, or none.
static fold_outcome_t classify(const weir_op_t* op,
                               const weir_fold_result_t* folded) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (folded[i].attr == NULL && folded[i].value == NULL) return FOLD_IN_PLACE;
    if (folded[i].value == &op->results[i]) return FOLD_IN_PLACE;
  }
  return op->result_count != 0 ? FOLD_REPLACES : FOLD_IN_PLACE;
}

typedef struct fold_buffers_t {
  weir_attr_t** constants;     // per operand
  weir_value_t** values;       // per operand or result
  weir_fold_result_t* folded;  // per result
} fold_buffers_t;

static bool fold_with(weir_op_t* op, weir_rewriter_t* rewriter,
                      const fold_buffers_t* buffers) {
  const weir_op_def_t* def = op->info->def;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    buffers->constants[i] = weir_value_constant(op->operands[i].value);
  }
  fold_outcome_t outcome = FOLD_NONE;
  if (def->fold != NULL && def->fold(op, buffers->constants, buffers->folded)) {
    outcome = classify(op, buffers->folded);
  }
  if (outcome != FOLD_REPLACES && (def->traits & WEIR_OP_COMMUTATIVE) != 0 &&
      op->operand_count >= 2) {
    // The fold may have changed the operands.
    for (uint32_t i = 0; i < op->operand_count; ++i) {
      buffers->constants[i] = weir_value_constant(op->operands[i].value);
    }
    if (move_constants_right(op, buffers->constants, buffers->values)) {
      outcome = FOLD_IN_PLACE;
    }
  }
  if (outcome == FOLD_IN_PLACE) weir_rewriter_touch(rewriter, op);
  if (outcome != FOLD_REPLACES) return outcome == FOLD_IN_PLACE;
  if (!materialize(op, rewriter, buffers->folded, buffers->values)) {
    return false;
  }
  weir_rewriter_replace(rewriter, op, buffers->values);
  return true;
}

bool weir_fold_op(weir_op_t* op, weir_rewriter_t* rewriter) {
  enum { FEW = 32 };
  if (op->info == NULL || weir_op_is_constant_like(op)) return false;
  const weir_op_def_t* def = op->info->def;
  if (def->fold == NULL && (def->traits & WEIR_OP_COMMUTATIVE) == 0) {
    return false;
  }
  weir_attr_t* constants[FEW];
  weir_value_t* values[FEW];
  weir_fold_result_t folded[FEW] = {0};
  fold_buffers_t buffers = {constants, values, folded};
  if (op->operand_count <= FEW && op->result_count <= FEW) {
    return fold_with(op, rewriter, &buffers);
  }
  weir_arena_t scratch = {0};
  uint32_t count = op->operand_count > op->result_count ? op->operand_count
                                                        : op->result_count;
  buffers.constants = WEIR_ARENA_ARRAY(&scratch, weir_attr_t*, count);
  buffers.values = WEIR_ARENA_ARRAY(&scratch, weir_value_t*, count);
  buffers.folded = WEIR_ARENA_ARRAY(&scratch, weir_fold_result_t, count);
  bool changed = fold_with(op, rewriter, &buffers);
  weir_arena_deinit(&scratch);
  return changed;
}

// -- hoisting and uniquing constants ----------------------------------------

typedef struct constant_entry_t {
  const weir_region_t* region;
  const weir_dialect_t* dialect;
  const weir_attr_t* value;
  const weir_type_t* type;
  weir_op_t* op;
} constant_entry_t;

struct weir_constants_t {
  weir_arena_t* arena;
  constant_entry_t* entries;  // open addressing
  size_t count, capacity;
};

weir_constants_t* weir_constants_create(weir_arena_t* arena) {
  weir_constants_t* constants = WEIR_ARENA_NEW(arena, weir_constants_t);
  constants->arena = arena;
  return constants;
}

static uint64_t mix(uint64_t hash, const void* pointer) {
  return (hash ^ (uint64_t)(uintptr_t)pointer) * UINT64_C(0x9e3779b97f4a7c15);
}

static constant_entry_t* find_entry(const weir_constants_t* constants,
                                    const constant_entry_t* key) {
  uint64_t hash = mix(mix(mix(0, key->region), key->value), key->type);
  size_t mask = constants->capacity - 1;
  size_t i = (size_t)(hash >> 24) & mask;
  for (;; i = (i + 1) & mask) {
    constant_entry_t* entry = &constants->entries[i];
    if (entry->op == NULL) return entry;
    if (entry->region == key->region && entry->dialect == key->dialect &&
        entry->value == key->value && entry->type == key->type) {
      return entry;
    }
  }
}

static constant_entry_t* entry_for(weir_constants_t* constants,
                                   const constant_entry_t* key) {
  if (constants->count * 4 >= constants->capacity * 3) {
    constant_entry_t* old = constants->entries;
    size_t old_capacity = constants->capacity;
    constants->capacity = old_capacity != 0 ? 2 * old_capacity : 64;
    constants->entries = WEIR_ARENA_ARRAY(constants->arena, constant_entry_t,
                                          constants->capacity);
    for (size_t i = 0; i < old_capacity; ++i) {
      if (old[i].op != NULL) *find_entry(constants, &old[i]) = old[i];
    }
  }
  return find_entry(constants, key);
}

// Where constants of |block| belong: the region of the nearest op that lets no
// values in, or of the outermost one.
static weir_region_t* insertion_region(const weir_block_t* block) {
  for (;;) {
    weir_region_t* region = block->region;
    const weir_op_t* parent = region->op;
    if (parent->info == NULL || weir_op_has_trait(parent, WEIR_OP_ISOLATED) ||
        parent->block == NULL) {
      return region;
    }
    block = parent->block;
  }
}

static bool key_of(weir_op_t* op, constant_entry_t* out_key) {
  if (!weir_op_is_constant_like(op) || op->result_count != 1 ||
      op->operand_count != 0 || op->block == NULL) {
    return false;
  }
  weir_attr_t* value = weir_value_constant(&op->results[0]);
  if (value == NULL) return false;
  *out_key = (constant_entry_t){
      .region = insertion_region(op->block),
      .dialect = op->info->dialect,
      .value = value,
      .type = op->results[0].type,
      .op = op,
  };
  return true;
}

// Whether |op| is a constant that this round has hoisted or found in place.
static bool is_owned(const weir_constants_t* constants, weir_op_t* op) {
  constant_entry_t key;
  return op != NULL && constants->capacity != 0 && key_of(op, &key) &&
         find_entry(constants, &key)->op == op;
}

bool weir_constants_insert(weir_constants_t* constants, weir_op_t* op,
                           weir_rewriter_t* rewriter) {
  constant_entry_t key;
  if (!key_of(op, &key)) return true;
  constant_entry_t* entry = entry_for(constants, &key);
  if (entry->op == op) return true;
  if (entry->op != NULL) {
    weir_rewriter_replace_op(rewriter, op, entry->op);
    return false;
  }
  // Constants at the front of the block stay as they are; any other one goes
  // to the very front.
  weir_block_t* block = key.region->first;
  if (op->block != block ||
      (block->first != op && !is_owned(constants, op->previous))) {
    weir_op_move_before(op, block->first);
  }
  *entry = key;
  ++constants->count;
  return true;
}
