#include "compiler/transforms/stream/allocation.h"

#include <assert.h>
#include <string.h>

#include "compiler/dialects/affinity.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/transforms/stream/values.h"

void weir_allocation_init(weir_allocation_t* allocation, weir_op_t* execute,
                          weir_arena_t* arena) {
  *allocation = (weir_allocation_t){
      .arena = arena,
      .execute = execute,
      .outside = weir_builder_before(execute),
      .slot_count = 64,
  };
  allocation->slots =
      WEIR_ARENA_ARRAY(arena, weir_storage_t*, allocation->slot_count);
}

// -- classes ------------------------------------------------------------------

static uint32_t slot_of(weir_storage_t* const* slots, uint32_t slot_count,
                        const weir_value_t* value) {
  uint32_t at =
      (uint32_t)(((uintptr_t)value >> 3) * 0x9e3779b97f4a7c15ull >> 32);
  for (at &= slot_count - 1; slots[at] != NULL && slots[at]->value != value;) {
    at = (at + 1) & (slot_count - 1);
  }
  return at;
}

static void grow(weir_allocation_t* allocation) {
  uint32_t slot_count = allocation->slot_count * 2;
  weir_storage_t** slots =
      WEIR_ARENA_ARRAY(allocation->arena, weir_storage_t*, slot_count);
  for (uint32_t i = 0; i < allocation->storage_count; ++i) {
    weir_storage_t* storage = allocation->storages[i];
    slots[slot_of(slots, slot_count, storage->value)] = storage;
  }
  allocation->slots = slots;
  allocation->slot_count = slot_count;
}

static void remember(weir_allocation_t* allocation, weir_storage_t* storage) {
  if (allocation->storage_count == allocation->storage_capacity) {
    uint32_t capacity =
        allocation->storage_capacity ? allocation->storage_capacity * 2 : 32;
    weir_storage_t** storages =
        WEIR_ARENA_ARRAY(allocation->arena, weir_storage_t*, capacity);
    if (allocation->storage_count > 0) {
      memcpy(storages, allocation->storages,
             allocation->storage_count * sizeof(*storages));
    }
    allocation->storages = storages;
    allocation->storage_capacity = capacity;
  }
  allocation->storages[allocation->storage_count++] = storage;
}

static weir_storage_t* root_of(weir_storage_t* storage) {
  while (storage->parent != storage) {
    storage->parent = storage->parent->parent;
    storage = storage->parent;
  }
  return storage;
}

weir_storage_t* weir_allocation_class(weir_allocation_t* allocation,
                                      weir_value_t* value) {
  if ((allocation->storage_count + 1) * 2 > allocation->slot_count)
    grow(allocation);
  uint32_t at = slot_of(allocation->slots, allocation->slot_count, value);
  if (allocation->slots[at] == NULL) {
    weir_storage_t* storage = WEIR_ARENA_NEW(allocation->arena, weir_storage_t);
    *storage = (weir_storage_t){
        .value = value,
        .place = allocation->storage_count,
        .first = UINT32_MAX,
    };
    storage->parent = storage;
    allocation->slots[at] = storage;
    remember(allocation, storage);
  }
  return root_of(allocation->slots[at]);
}

void weir_allocation_join(weir_allocation_t* allocation, weir_value_t* a,
                          weir_value_t* b) {
  weir_storage_t* root = weir_allocation_class(allocation, a);
  weir_storage_t* other = weir_allocation_class(allocation, b);
  if (root == other) return;
  if (other->place < root->place) {
    weir_storage_t* swap = root;
    root = other;
    other = swap;
  }
  other->parent = root;
  if (other->first < root->first) root->first = other->first;
  if (other->last > root->last) root->last = other->last;
  if (root->view == NULL) root->view = other->view;
  if (root->affinity == NULL) root->affinity = other->affinity;
}

bool weir_allocation_has_range(weir_allocation_t* allocation,
                               weir_value_t* value) {
  const weir_storage_t* storage = weir_allocation_class(allocation, value);
  while (!storage->has_range && storage->view != NULL) {
    storage = weir_allocation_class(
        allocation,
        weir_op_operand(storage->view, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE));
  }
  return storage->has_range;
}

weir_range_t weir_allocation_range(weir_allocation_t* allocation,
                                   weir_value_t* value) {
  weir_storage_t* storage = weir_allocation_class(allocation, value);
  if (!storage->has_range && storage->view != NULL) {
    const weir_op_t* view = storage->view;
    weir_range_t range = weir_allocation_range(
        allocation, weir_op_operand(view, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE));
    range.offset = weir_allocation_add(
        allocation, range.offset,
        weir_op_operand(view, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE_OFFSET));
    range.length =
        weir_op_operand(view, WEIR_STREAM_RESOURCE_SUBVIEW_RESULT_SIZE);
    storage->has_range = true;
    storage->range = range;
  }
  assert(storage->has_range);
  return storage->range;
}

weir_value_t* weir_allocation_add(weir_allocation_t* allocation,
                                  weir_value_t* a, weir_value_t* b) {
  int64_t known;
  if (weir_value_is_constant_int(a, &known) && known == 0) return b;
  if (weir_value_is_constant_int(b, &known) && known == 0) return a;
  return weir_fold_add(&allocation->outside, allocation->execute->location, a,
                       b);
}

// -- analysis -----------------------------------------------------------------

static bool is_resource(const weir_value_t* value) {
  return weir_type_is_stream_resource(value->type);
}

static void touch(weir_allocation_t* allocation, weir_value_t* value,
                  uint32_t time) {
  weir_storage_t* storage = weir_allocation_class(allocation, value);
  if (time < storage->first) storage->first = time;
  if (time > storage->last) storage->last = time;
  // What is seen through a view is alive as long as the view.
  if (storage->view != NULL) {
    touch(allocation,
          weir_op_operand(storage->view, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE),
          time);
  }
}

static void analyse_block(weir_allocation_t* allocation, weir_block_t* block,
                          uint32_t time, bool advance);

// What the ops of a wave make for nobody.
static void note_dropped(weir_allocation_t* allocation, weir_block_t* body) {
  WEIR_FOR_EACH_OP(op, body) {
    for (uint32_t i = 0; i < op->result_count; ++i) {
      weir_value_t* value = weir_op_result_n(op, i);
      if (!is_resource(value) || weir_value_has_uses(value)) continue;
      weir_storage_t* storage = weir_allocation_class(allocation, value);
      storage->is_dropped = storage->value == value;
    }
  }
}

// Arguments stand for operands, yielded values for results.
static void analyse_nested(weir_allocation_t* allocation, weir_op_t* op,
                           uint32_t time) {
  weir_block_t* body = weir_op_region(op, 0)->first;
  uint32_t start = weir_op_operand_group_start(
      op, WEIR_STREAM_ASYNC_CONCURRENT_RESOURCE_OPERANDS);
  for (uint32_t i = 0; i < body->argument_count; ++i) {
    weir_allocation_join(allocation, weir_op_operand_n(op, start + i),
                         body->arguments[i]);
  }
  analyse_block(allocation, body, time, false);
  weir_op_t* yield = weir_block_terminator(body);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_allocation_join(allocation, weir_op_operand_n(yield, i),
                         weir_op_result_n(op, i));
  }
  note_dropped(allocation, body);
}

// What is sent to another device than the region's lives there.
static void note_affinity(weir_allocation_t* allocation, weir_op_t* transfer) {
  weir_attr_t* here = weir_affinity_lookup(allocation->execute);
  weir_attr_t* there = weir_op_attr(transfer, "result_affinity");
  if (here == NULL || there == NULL ||
      weir_affinity_can_execute_together(there, here) ||
      weir_affinity_can_execute_together(here, there)) {
    return;
  }
  weir_allocation_class(allocation, weir_op_result_n(transfer, 0))->affinity =
      there;
}

static void analyse_op(weir_allocation_t* allocation, weir_op_t* op,
                       uint32_t time) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* value = weir_op_operand_n(op, i);
    if (is_resource(value)) touch(allocation, value, time);
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* value = weir_op_result_n(op, i);
    if (!is_resource(value)) continue;
    if (weir_op_is(op, WEIR_STREAM_RESOURCE_SUBVIEW)) {
      weir_allocation_class(allocation, value)->view = op;
      continue;
    }
    touch(allocation, value, time);
    int32_t tied = weir_op_tied_operand(op, i);
    if (tied >= 0) {
      weir_allocation_join(allocation, weir_op_operand_n(op, (uint32_t)tied),
                           value);
    }
  }
  if (weir_op_is(op, WEIR_STREAM_ASYNC_CONCURRENT)) {
    analyse_nested(allocation, op, time);
  } else if (weir_op_is(op, WEIR_STREAM_ASYNC_TRANSFER)) {
    note_affinity(allocation, op);
  }
}

// All ops of a wave happen at the time of the wave.
static void analyse_block(weir_allocation_t* allocation, weir_block_t* block,
                          uint32_t time, bool advance) {
  for (weir_op_t* op = block->first; op != NULL; op = op->next) {
    analyse_op(allocation, op, time);
    if (advance) ++time;
  }
}

void weir_allocation_analyse(weir_allocation_t* allocation) {
  weir_block_t* body = weir_op_region(allocation->execute, 0)->first;
  for (uint32_t i = 0; i < body->argument_count; ++i) {
    if (is_resource(body->arguments[i])) {
      weir_allocation_class(allocation, body->arguments[i]);
    }
  }
  analyse_block(allocation, body, 0, true);
}
