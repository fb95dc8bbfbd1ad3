#include "compiler/transforms/stream/allocation.h"

#include <assert.h>
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"

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
        .is_defined_inside = value->kind == WEIR_VALUE_RESULT,
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
  other->parent = root;
  root->is_defined_inside &= other->is_defined_inside;
  if (other->first < root->first) root->first = other->first;
  if (other->last > root->last) root->last = other->last;
}

weir_range_t weir_allocation_range(weir_allocation_t* allocation,
                                   weir_value_t* value) {
  const weir_storage_t* storage = weir_allocation_class(allocation, value);
  assert(storage->has_range);
  return storage->range;
}

weir_value_t* weir_allocation_add(weir_allocation_t* allocation,
                                  weir_value_t* a, weir_value_t* b) {
  int64_t x, y;
  bool a_known = weir_value_is_constant_int(a, &x);
  bool b_known = weir_value_is_constant_int(b, &y);
  if (a_known && x == 0) return b;
  if (b_known && y == 0) return a;
  for (uint32_t i = 0; i < allocation->sum_count; ++i) {
    const weir_sum_t* sum = &allocation->sums[i];
    if ((sum->a == a && sum->b == b) || (sum->a == b && sum->b == a))
      return sum->sum;
  }
  weir_location_t* location = allocation->execute->location;
  weir_value_t* sum =
      a_known && b_known
          ? weir_build_index(&allocation->outside, location, x + y)
          : weir_build_binary(&allocation->outside, WEIR_ARITH_ADDI, location,
                              a, b);
  if (allocation->sum_count == allocation->sum_capacity) {
    uint32_t capacity =
        allocation->sum_capacity ? allocation->sum_capacity * 2 : 16;
    weir_sum_t* sums =
        WEIR_ARENA_ARRAY(allocation->arena, weir_sum_t, capacity);
    if (allocation->sum_count > 0) {
      memcpy(sums, allocation->sums, allocation->sum_count * sizeof(*sums));
    }
    allocation->sums = sums;
    allocation->sum_capacity = capacity;
  }
  allocation->sums[allocation->sum_count++] = (weir_sum_t){a, b, sum};
  return sum;
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
}

static void analyse_block(weir_allocation_t* allocation, weir_block_t* block,
                          uint32_t time, bool advance);

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
    touch(allocation, value, time);
    int32_t tied = weir_op_tied_operand(op, i);
    if (tied >= 0) {
      weir_allocation_join(allocation, weir_op_operand_n(op, (uint32_t)tied),
                           value);
    }
  }
  if (weir_op_is(op, WEIR_STREAM_ASYNC_CONCURRENT)) {
    analyse_nested(allocation, op, time);
  }
}

// All ops of a wave happen at the time of the wave.
static void analyse_block(weir_allocation_t* allocation, weir_block_t* block,
                          uint32_t time, bool advance) {
  for (weir_op_t* op = block->first; op != NULL; op = op->next) {
    analyse_op(allocation, op, time);
    if (advance && !weir_op_is_constant_like(op)) ++time;
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
