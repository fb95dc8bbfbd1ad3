#include <stdlib.h>
#include <string.h>

#include "compiler/ir/context_impl.h"
#include "compiler/ir/ir_impl.h"

// -- sizes --------------------------------------------------------------------
//
// Small pieces are multiples of a line of the cache, each a class of its own,
// and begin with one: a walk then waits for one line an op. Larger ones are
// rounded up to a quarter of a power of two, so that what one op leaves fits
// another of about its size.

enum {
  UNIT = 64,
  SMALL_BYTES = 1024,
  SMALL_CLASSES = SMALL_BYTES / UNIT,
  SLAB_BYTES = 64 * 1024,
};

static size_t round_up(size_t size, uint32_t* out_class) {
  if (size == 0) size = 1;
  if (size <= SMALL_BYTES) {
    size_t units = (size + UNIT - 1) / UNIT;
    *out_class = (uint32_t)units - 1;
    return units * UNIT;
  }
  uint32_t power = 63 - (uint32_t)__builtin_clzll(size - 1);  // below |size|
  size_t step = (size_t)1 << (power - 2);
  size_t steps = (size - 1) / step + 1;  // 5 to 8
  *out_class = SMALL_CLASSES + (power - 10) * 4 + (uint32_t)steps - 5;
  return steps * step;
}

_Static_assert(SMALL_BYTES == 1 << 10, "the first class behind the small ones");
_Static_assert(SMALL_CLASSES + (63 - 10) * 4 + 4 <= WEIR_POOL_CLASSES,
               "a class for every size");

static char* take_slab(weir_context_t* context, size_t size) {
  char* memory = weir_arena_alloc(&context->arena, size + UNIT);
  return memory + (-(uintptr_t)memory & (UNIT - 1));
}

// Never used before; ops and blocks stand together, apart from what is
// interned.
static void* take_fresh(weir_context_t* context, weir_memory_group_t* group,
                        size_t size) {
  if (size > SLAB_BYTES / 4) return take_slab(context, size);
  if (size > group->left) {
    *group = (weir_memory_group_t){take_slab(context, SLAB_BYTES), SLAB_BYTES};
  }
  char* result = group->next;
  group->next += size;
  group->left -= size;
  return result;
}

void weir_context_use_group(weir_context_t* context,
                            weir_memory_group_t* group) {
  context->group = group;
}

void* weir_ir_alloc(weir_context_t* context, size_t size) {
  uint32_t class;
  size_t rounded = round_up(size, &class);
  if (context->group != NULL) {
    return take_fresh(context, context->group, rounded);
  }
  weir_free_piece_t* piece = context->free_pieces[class];
  if (piece == NULL) return take_fresh(context, &context->fresh, rounded);
  context->free_pieces[class] = piece->next;
  return memset(piece, 0, size);
}

static void give_back(weir_context_t* context, void* memory, size_t size) {
  if (memory == NULL) return;
  uint32_t class;
  round_up(size, &class);
  weir_free_piece_t* piece = memory;
  piece->next = context->free_pieces[class];
  context->free_pieces[class] = piece;
}

// -- what is no longer used ---------------------------------------------------

static void discard(weir_context_t* context, weir_discard_t entry) {
  weir_discards_t* discards = &context->discards;
  if (discards->count == discards->capacity) {
    discards->capacity = discards->capacity != 0 ? 2 * discards->capacity : 256;
    discards->entries = realloc(
        discards->entries, discards->capacity * sizeof(*discards->entries));
    if (discards->entries == NULL) abort();
  }
  discards->entries[discards->count++] = entry;
}

void weir_ir_discard(weir_context_t* context, void* memory, size_t size) {
  if (memory == NULL) return;
  discard(context, (weir_discard_t){WEIR_DISCARD_MEMORY, memory, size});
}

void weir_ir_discard_op(weir_op_t* op) {
  discard(op->context, (weir_discard_t){WEIR_DISCARD_OP, op, 0});
}

void weir_ir_discard_block(weir_context_t* context, weir_block_t* block) {
  discard(context, (weir_discard_t){WEIR_DISCARD_BLOCK, block, 0});
}

static void reclaim_op(weir_context_t* context, weir_op_t* op);

static void reclaim_block(weir_context_t* context, weir_block_t* block) {
  WEIR_FOR_EACH_OP(op, block) {
    reclaim_op(context, op);
  }
  for (uint32_t i = 0; i < block->argument_count; ++i) {
    give_back(context, block->arguments[i], sizeof(weir_value_t));
  }
  give_back(context, block->arguments,
            block->argument_capacity * sizeof(*block->arguments));
  give_back(context, block, sizeof(*block));
}

static void reclaim_op(weir_context_t* context, weir_op_t* op) {
  for (uint32_t i = 0; i < op->region_count; ++i) {
    WEIR_FOR_EACH_BLOCK(block, &op->regions[i]) {
      reclaim_block(context, block);
    }
  }
  const char* start = (const char*)op;
  const char* operands = (const char*)op->operands;
  if (operands < start || operands >= start + op->bytes) {
    give_back(context, op->operands,
              op->operand_capacity * sizeof(*op->operands));
  }
  give_back(context, op, op->bytes);
}

void weir_context_reclaim(weir_context_t* context) {
  weir_discards_t* discards = &context->discards;
  // From the last on, so that what was erased in a row is used again in that
  // order: pieces are taken from the front of their lists.
  for (size_t i = discards->count; i-- > 0;) {
    const weir_discard_t* entry = &discards->entries[i];
    switch (entry->kind) {
      case WEIR_DISCARD_MEMORY:
        give_back(context, entry->memory, entry->bytes);
        break;
      case WEIR_DISCARD_OP:
        reclaim_op(context, entry->memory);
        break;
      case WEIR_DISCARD_BLOCK:
        reclaim_block(context, entry->memory);
        break;
    }
  }
  free(discards->entries);
  *discards = (weir_discards_t){0};
  weir_arena_deinit(&context->lists);
}
