#include <assert.h>
#include <string.h>

#include "compiler/ir/ir.h"
#include "compiler/ir/ir_impl.h"

// -- order of ops -----------------------------------------------------------
//
// Every op in a block has a number that grows along the block. Appending leaves
// wide gaps; an op put between two takes a number between theirs. Where there
// is none left the ops around are numbered again, as many as it takes until
// they have room: the closer they stand, the more.
//
// Algorithm: Bender, Cole, Demaine, Farach-Colton and Zito, "Two simplified
// algorithms for maintaining order in a list" (2002).

static const uint64_t append_gap = UINT64_C(1) << 32;
static const uint64_t insert_gap = UINT64_C(1) << 16;

static void spread(weir_op_t* first, uint64_t count, uint64_t low,
                   uint64_t size) {
  uint64_t gap = size / count;
  low += gap / 2;
  for (weir_op_t* op = first; count-- > 0; op = op->next) {
    op->order = low;
    low += gap;
  }
}

// Numbers |op| and those around it. Of the numbers that begin with the same
// bits as its neighbour's so many may be taken that the next ones find room.
static void make_room(weir_op_t* op) {
  enum { MAX_BITS = 63 };
  const weir_op_t* neighbor = op->previous != NULL ? op->previous : op->next;
  uint64_t near = neighbor->order, count = 1;
  weir_op_t *first = op, *last = op;
  double limit = 1;
  for (unsigned bits = 1;; ++bits) {
    uint64_t size = UINT64_C(1) << bits, low = near & ~(size - 1);
    while (first->previous != NULL && first->previous->order >= low) {
      first = first->previous;
      ++count;
    }
    while (last->next != NULL && last->next->order - low < size) {
      last = last->next;
      ++count;
    }
    limit *= 4.0 / 3;
    if ((double)count <= limit || bits == MAX_BITS) {
      spread(first, count, low, size);
      return;
    }
  }
}

static void number_op(weir_op_t* op) {
  uint64_t low = op->previous != NULL ? op->previous->order : 0;
  if (op->next == NULL) {
    op->order = low + append_gap;
    return;
  }
  uint64_t room = op->next->order > low ? op->next->order - low : 0;
  if (room <= 1) {
    make_room(op);
    return;
  }
  // Near the front of the gap: most insertions come in a row.
  op->order = low + (room / 2 < insert_gap ? room / 2 : insert_gap);
}

bool weir_op_is_before(weir_op_t* a, weir_op_t* b) {
  assert(a->block == b->block && a->block != NULL);
  return a->order < b->order;
}

// -- placing ops ------------------------------------------------------------

static void place_op(weir_op_t* op, weir_block_t* block, weir_op_t* previous,
                     weir_op_t* next) {
  assert(op->block == NULL && !op->erased);
  op->block = block;
  op->previous = previous;
  op->next = next;
  *(previous != NULL ? &previous->next : &block->first) = op;
  *(next != NULL ? &next->previous : &block->last) = op;
  number_op(op);
}

void weir_block_append(weir_block_t* block, weir_op_t* op) {
  place_op(op, block, block->last, NULL);
}

void weir_op_insert_before(weir_op_t* op, weir_op_t* before) {
  place_op(op, before->block, before->previous, before);
}

void weir_op_insert_after(weir_op_t* op, weir_op_t* after) {
  place_op(op, after->block, after, after->next);
}

void weir_op_unlink(weir_op_t* op) {
  if (op->block == NULL) return;
  *(op->previous != NULL ? &op->previous->next : &op->block->first) = op->next;
  *(op->next != NULL ? &op->next->previous : &op->block->last) = op->previous;
  op->block = NULL;
  op->previous = op->next = NULL;
}

void weir_op_move_before(weir_op_t* op, weir_op_t* before) {
  if (op == before || op->next == before) return;
  weir_op_unlink(op);
  weir_op_insert_before(op, before);
}

void weir_op_move_after(weir_op_t* op, weir_op_t* after) {
  if (op == after || after->next == op) return;
  weir_op_unlink(op);
  weir_op_insert_after(op, after);
}

// -- erasing ----------------------------------------------------------------

void weir_op_drop_all_references(weir_op_t* op) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_use_unlink(&op->operands[i]);
  }
  op->operand_count = 0;
  if (op->operand_segments != NULL) {
    memset(op->operand_segments, 0,
           op->info->operand_group_count * sizeof(*op->operand_segments));
  }
  op->successor_count = 0;
  for (uint32_t i = 0; i < op->region_count; ++i) {
    WEIR_FOR_EACH_BLOCK(block, &op->regions[i]) {
      WEIR_FOR_EACH_OP(inner, block) {
        weir_op_drop_all_references(inner);
      }
    }
  }
}

// Marks what is inside as erased, so that worklists and walks see it.
static void mark_erased(weir_op_t* op) {
  op->erased = true;
  for (uint32_t i = 0; i < op->region_count; ++i) {
    WEIR_FOR_EACH_BLOCK(block, &op->regions[i]) {
      WEIR_FOR_EACH_OP(inner, block) {
        mark_erased(inner);
      }
    }
  }
}

void weir_op_erase(weir_op_t* op) {
  weir_op_drop_all_references(op);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    assert(op->results[i].uses == NULL);
  }
  weir_op_unlink(op);
  if (op->erased) return;  // with an op around it, whose memory it is
  mark_erased(op);
  weir_ir_discard_op(op);
}

void weir_op_replace(weir_op_t* op, weir_value_t* const* values) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_replace_uses(&op->results[i], values[i]);
  }
  weir_op_erase(op);
}

static void unlink_block(weir_block_t* block) {
  weir_region_t* region = block->region;
  if (region == NULL) return;
  *(block->previous != NULL ? &block->previous->next : &region->first) =
      block->next;
  *(block->next != NULL ? &block->next->previous : &region->last) =
      block->previous;
  block->region = NULL;
  block->previous = block->next = NULL;
}

void weir_block_erase(weir_block_t* block) {
  WEIR_FOR_EACH_OP(op, block) {
    weir_op_drop_all_references(op);
  }
  weir_context_t* context =
      block->region != NULL ? block->region->op->context : NULL;
  while (block->last != NULL) weir_op_erase(block->last);
  unlink_block(block);
  if (context != NULL) weir_ir_discard_block(context, block);
}

// -- structure --------------------------------------------------------------

weir_op_t* weir_op_parent(const weir_op_t* op) {
  return op->block != NULL && op->block->region != NULL ? op->block->region->op
                                                        : NULL;
}

weir_op_t* weir_op_parent_of(const weir_op_t* op, uint32_t id) {
  weir_op_t* parent = weir_op_parent(op);
  while (parent != NULL && !weir_op_is(parent, id)) {
    parent = weir_op_parent(parent);
  }
  return parent;
}

bool weir_op_is_ancestor(const weir_op_t* ancestor, const weir_op_t* op) {
  while (op != NULL && op != ancestor) op = weir_op_parent(op);
  return op != NULL;
}

weir_op_t* weir_op_ancestor_in_block(weir_op_t* op, const weir_block_t* block) {
  while (op != NULL && op->block != block) op = weir_op_parent(op);
  return op;
}

bool weir_region_is_empty(const weir_region_t* region) {
  return region->first == NULL;
}

weir_block_t* weir_block_create(weir_context_t* context) {
  return weir_ir_alloc(context, sizeof(weir_block_t));
}

weir_block_t* weir_region_add_block(weir_region_t* region) {
  weir_block_t* block = weir_block_create(region->op->context);
  weir_region_insert_block(region, block, NULL);
  return block;
}

void weir_region_insert_block(weir_region_t* region, weir_block_t* block,
                              weir_block_t* before) {
  if (before == block) return;
  unlink_block(block);
  block->region = region;
  block->next = before;
  block->previous = before != NULL ? before->previous : region->last;
  *(block->previous != NULL ? &block->previous->next : &region->first) = block;
  *(before != NULL ? &before->previous : &region->last) = block;
}

void weir_region_take_blocks(weir_region_t* to, weir_region_t* from) {
  WEIR_FOR_EACH_BLOCK(block, from) {
    weir_region_insert_block(to, block, NULL);
  }
}

static void grow_arguments(weir_context_t* context, weir_block_t* block) {
  uint32_t capacity =
      block->argument_capacity != 0 ? 2 * block->argument_capacity : 4;
  weir_value_t** arguments =
      weir_ir_alloc(context, (size_t)capacity * sizeof(*arguments));
  if (block->argument_count != 0) {
    memcpy(arguments, block->arguments,
           block->argument_count * sizeof(*arguments));
    weir_ir_discard(context, block->arguments,
                    block->argument_capacity * sizeof(*arguments));
  }
  block->arguments = arguments;
  block->argument_capacity = capacity;
}

weir_value_t* weir_block_insert_argument(weir_block_t* block, uint32_t index,
                                         weir_type_t* type,
                                         weir_location_t* location) {
  assert(index <= block->argument_count);
  // The block may still be empty and detached: it cannot tell the context.
  weir_context_t* context = type->context;
  if (block->argument_count == block->argument_capacity) {
    grow_arguments(context, block);
  }
  for (uint32_t i = block->argument_count; i > index; --i) {
    block->arguments[i] = block->arguments[i - 1];
    block->arguments[i]->index = i;
  }
  weir_value_t* value = weir_ir_alloc(context, sizeof(*value));
  value->kind = WEIR_VALUE_ARGUMENT;
  value->type = type;
  value->block = block;
  value->index = index;
  value->location =
      location != NULL ? location : weir_location_unknown(type->context);
  block->arguments[index] = value;
  ++block->argument_count;
  return value;
}

weir_value_t* weir_block_add_argument(weir_block_t* block, weir_type_t* type,
                                      weir_location_t* location) {
  return weir_block_insert_argument(block, block->argument_count, type,
                                    location);
}

void weir_block_erase_argument(weir_block_t* block, uint32_t index) {
  assert(index < block->argument_count);
  weir_value_t* erased = block->arguments[index];
  assert(erased->uses == NULL);
  weir_ir_discard(erased->type->context, erased, sizeof(*erased));
  --block->argument_count;
  for (uint32_t i = index; i < block->argument_count; ++i) {
    block->arguments[i] = block->arguments[i + 1];
    block->arguments[i]->index = i;
  }
}

weir_op_t* weir_block_terminator(const weir_block_t* block) {
  weir_op_t* last = block->last;
  if (last == NULL) return NULL;
  if (weir_op_is_terminator(last)) return last;
  // An unregistered op that branches can be nothing else.
  return last->info == NULL && last->successor_count != 0 ? last : NULL;
}

weir_op_t** weir_block_predecessors(const weir_block_t* block,
                                    weir_arena_t* arena, uint32_t* out_count) {
  *out_count = 0;
  if (block->region == NULL) return NULL;
  weir_op_list_t list = {0};
  WEIR_FOR_EACH_BLOCK(from, block->region) {
    if (from->last == NULL) continue;
    for (uint32_t i = 0; i < from->last->successor_count; ++i) {
      if (from->last->successors[i] != block) continue;
      weir_op_list_add(&list, arena, from->last);
    }
  }
  *out_count = list.count;
  return list.ops;
}

weir_block_t* weir_block_split(weir_block_t* block, weir_op_t* op) {
  assert(op->block == block);
  weir_block_t* rest = weir_block_create(op->context);
  weir_region_insert_block(block->region, rest, block->next);
  rest->first = op;
  rest->last = block->last;
  block->last = op->previous;
  *(op->previous != NULL ? &op->previous->next : &block->first) = NULL;
  op->previous = NULL;
  // The numbers keep growing along the new block as they are.
  for (weir_op_t* moved = op; moved != NULL; moved = moved->next) {
    moved->block = rest;
  }
  return rest;
}
