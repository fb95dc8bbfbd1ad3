#include <string.h>

#include "compiler/ir/builder.h"
#include "compiler/ir/ir.h"
#include "compiler/ir/ir_impl.h"

// -- mapping ----------------------------------------------------------------

typedef struct mapping_entry_t {
  const void* from;
  void* to;
} mapping_entry_t;

// Open addressing; values and blocks share the table, addresses are distinct.
struct weir_mapping_t {
  weir_arena_t* arena;
  mapping_entry_t* entries;
  size_t count, capacity;
};

weir_mapping_t* weir_mapping_create(weir_arena_t* arena) {
  weir_mapping_t* mapping = WEIR_ARENA_NEW(arena, weir_mapping_t);
  mapping->arena = arena;
  return mapping;
}

static mapping_entry_t* find_slot(const weir_mapping_t* mapping,
                                  const void* from) {
  uint64_t hash = (uint64_t)(uintptr_t)from * UINT64_C(0x9e3779b97f4a7c15);
  size_t mask = mapping->capacity - 1;
  size_t i = (size_t)(hash >> 20) & mask;
  while (mapping->entries[i].from != NULL && mapping->entries[i].from != from) {
    i = (i + 1) & mask;
  }
  return &mapping->entries[i];
}

static void grow(weir_mapping_t* mapping) {
  mapping_entry_t* old = mapping->entries;
  size_t old_capacity = mapping->capacity;
  mapping->capacity = old_capacity != 0 ? 2 * old_capacity : 32;
  mapping->entries =
      WEIR_ARENA_ARRAY(mapping->arena, mapping_entry_t, mapping->capacity);
  for (size_t i = 0; i < old_capacity; ++i) {
    if (old[i].from != NULL) *find_slot(mapping, old[i].from) = old[i];
  }
}

static void set(weir_mapping_t* mapping, const void* from, void* to) {
  if (mapping->count * 4 >= mapping->capacity * 3) grow(mapping);
  mapping_entry_t* slot = find_slot(mapping, from);
  if (slot->from == NULL) ++mapping->count;
  *slot = (mapping_entry_t){from, to};
}

static void* find(const weir_mapping_t* mapping, const void* from) {
  if (mapping == NULL || mapping->capacity == 0) return NULL;
  return find_slot(mapping, from)->to;
}

void weir_mapping_set(weir_mapping_t* mapping, const weir_value_t* from,
                      weir_value_t* to) {
  set(mapping, from, to);
}

weir_value_t* weir_mapping_find(const weir_mapping_t* mapping,
                                const weir_value_t* from) {
  return find(mapping, from);
}

weir_value_t* weir_mapping_get(const weir_mapping_t* mapping,
                               weir_value_t* from) {
  weir_value_t* to = find(mapping, from);
  return to != NULL ? to : from;
}

void weir_mapping_set_block(weir_mapping_t* mapping, const weir_block_t* from,
                            weir_block_t* to) {
  set(mapping, from, to);
}

weir_block_t* weir_mapping_get_block(const weir_mapping_t* mapping,
                                     weir_block_t* from) {
  weir_block_t* to = find(mapping, from);
  return to != NULL ? to : from;
}

// -- cloning ----------------------------------------------------------------

// The op alone: regions are made but empty, operands are those of |op|.
static weir_op_t* clone_shell(weir_op_t* op, const weir_mapping_t* mapping) {
  weir_op_state_t state = {
      .context = op->context,
      .info = op->info,
      .name = op->name,
      .location = op->location,
      .region_count = op->region_count,
      .successor_count = op->successor_count,
      .successors = op->successors,
      .operand_group_count =
          op->info != NULL ? op->info->operand_group_count : 0,
      .operand_segments = op->operand_segments,
      .result_group_count = op->info != NULL ? op->info->result_group_count : 0,
      .result_segments = op->result_segments,
  };
  weir_type_t* few_types[8];
  weir_value_t* few_values[16];
  weir_arena_t* arena = weir_context_arena(op->context);
  state.results = op->result_count <= 8
                      ? few_types
                      : WEIR_ARENA_ARRAY(arena, weir_type_t*, op->result_count);
  state.operands =
      op->operand_count <= 16
          ? few_values
          : WEIR_ARENA_ARRAY(arena, weir_value_t*, op->operand_count);
  state.result_count = op->result_count;
  state.operand_count = op->operand_count;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    state.results[i] = op->results[i].type;
  }
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    state.operands[i] = weir_mapping_get(mapping, op->operands[i].value);
  }
  weir_op_t* copy = weir_op_create(&state);
  copy->attrs = op->attrs;
  for (uint32_t i = 0; i < copy->successor_count; ++i) {
    copy->successors[i] = weir_mapping_get_block(mapping, op->successors[i]);
  }
  return copy;
}

// Branches may go to blocks that stand later.
static void clone_blocks(weir_region_t* from, weir_region_t* to,
                         weir_mapping_t* mapping) {
  WEIR_FOR_EACH_BLOCK(block, from) {
    weir_block_t* copy = weir_block_create(to->op->context);
    weir_region_insert_block(to, copy, NULL);
    weir_mapping_set_block(mapping, block, copy);
    for (uint32_t i = 0; i < block->argument_count; ++i) {
      weir_value_t* argument = block->arguments[i];
      weir_mapping_set(
          mapping, argument,
          weir_block_add_argument(copy, argument->type, argument->location));
    }
  }
}

static weir_op_t* clone_without_regions(weir_op_t* op,
                                        weir_mapping_t* mapping) {
  weir_op_t* copy = clone_shell(op, mapping);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_mapping_set(mapping, &op->results[i], &copy->results[i]);
  }
  return copy;
}

static void clone_regions(weir_op_t* op, weir_op_t* copy,
                          weir_mapping_t* mapping) {
  for (uint32_t i = 0; i < op->region_count; ++i) {
    weir_region_clone(&op->regions[i], &copy->regions[i], mapping);
  }
}

// Once more for operands whose definition was cloned after their use.
static void remap_operands(const weir_op_t* op, weir_op_t* copy,
                           const weir_mapping_t* mapping) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_op_set_operand(copy, i,
                        weir_mapping_get(mapping, op->operands[i].value));
  }
}

void weir_region_clone(weir_region_t* from, weir_region_t* to,
                       weir_mapping_t* mapping) {
  clone_blocks(from, to, mapping);
  WEIR_FOR_EACH_BLOCK(block, from) {
    weir_block_t* copy = weir_mapping_get_block(mapping, block);
    WEIR_FOR_EACH_OP(op, block) {
      weir_block_append(copy, clone_without_regions(op, mapping));
    }
  }
  WEIR_FOR_EACH_BLOCK(block, from) {
    weir_op_t* copy = weir_mapping_get_block(mapping, block)->first;
    WEIR_FOR_EACH_OP(op, block) {
      remap_operands(op, copy, mapping);
      clone_regions(op, copy, mapping);
      copy = copy->next;
    }
  }
}

static weir_op_t* clone_op(weir_op_t* op, weir_mapping_t* mapping) {
  weir_op_t* copy = clone_without_regions(op, mapping);
  clone_regions(op, copy, mapping);
  return copy;
}

weir_op_t* weir_op_clone(weir_op_t* op, weir_mapping_t* mapping) {
  if (mapping != NULL) return clone_op(op, mapping);
  if (op->region_count == 0) return clone_shell(op, NULL);
  weir_arena_t scratch = {0};
  weir_op_t* copy = clone_op(op, weir_mapping_create(&scratch));
  weir_arena_deinit(&scratch);
  return copy;
}
