// Copies within one resource between ranges that may meet. Commands copy bytes
// in any order, so these go through storage of their own.
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/stream.h"
#include "compiler/ir/builder.h"
#include "compiler/transforms/stream/access_ranges.h"
#include "compiler/transforms/stream/allocation.h"

// What |value| is in the body of |execute|, if regions inside were handed it.
static weir_value_t* handed_in(weir_value_t* value, const weir_op_t* execute) {
  while (value->kind == WEIR_VALUE_ARGUMENT) {
    weir_op_t* owner = weir_value_parent_op(value);
    if (owner == execute) break;
    value = weir_op_operand_n(owner, value->index);
  }
  return value;
}

// Where the chain of values that are changed in place began, or what a view
// among them is of.
static weir_value_t* storage_of(weir_value_t* value, const weir_op_t* execute,
                                bool* is_view) {
  for (;;) {
    weir_value_t* base = weir_value_tied_base(handed_in(value, execute));
    weir_op_t* op = weir_value_op(base);
    if (weir_op_is(op, WEIR_STREAM_RESOURCE_SUBVIEW)) {
      *is_view = true;
      base = weir_op_operand_n(op, 0);
    }
    if (base == value) return base;
    value = base;
  }
}

static bool may_overlap(const weir_op_t* copy, const weir_op_t* execute) {
  bool is_view = false;
  weir_value_t* source = storage_of(
      weir_op_operand(copy, WEIR_STREAM_ASYNC_COPY_SOURCE), execute, &is_view);
  weir_value_t* target = storage_of(
      weir_op_operand(copy, WEIR_STREAM_ASYNC_COPY_TARGET), execute, &is_view);
  if (source != target) return false;
  weir_access_range_t read = {
      .start = weir_op_operand(copy, WEIR_STREAM_ASYNC_COPY_SOURCE_OFFSET),
      .end = weir_op_operand(copy, WEIR_STREAM_ASYNC_COPY_SOURCE_END)};
  weir_access_range_t written = {
      .start = weir_op_operand(copy, WEIR_STREAM_ASYNC_COPY_TARGET_OFFSET),
      .end = weir_op_operand(copy, WEIR_STREAM_ASYNC_COPY_TARGET_END)};
  return is_view || weir_access_ranges_may_overlap(&read, &written);
}

// |value| of the body of |execute| in |block| inside of it.
static weir_value_t* hand_in(weir_value_t* value, weir_value_t* size,
                             weir_block_t* block, const weir_op_t* execute) {
  weir_op_t* owner = block->region->op;
  if (owner == execute) return value;
  value = hand_in(value, size, owner->block, execute);
  uint32_t count = weir_op_operand_group_size(
      owner, WEIR_STREAM_ASYNC_CONCURRENT_RESOURCE_OPERANDS);
  weir_op_insert_operand(
      owner, WEIR_STREAM_ASYNC_CONCURRENT_RESOURCE_OPERAND_SIZES, count, size);
  weir_op_insert_operand(owner, WEIR_STREAM_ASYNC_CONCURRENT_RESOURCE_OPERANDS,
                         count, value);
  return weir_block_add_argument(block, value->type, owner->location);
}

// What |copy| reads, as a value of its own that is made before the wave that
// |copy| is in.
static weir_value_t* build_slice(weir_op_t* copy, weir_op_t* execute) {
  weir_value_t* source =
      handed_in(weir_op_operand(copy, WEIR_STREAM_ASYNC_COPY_SOURCE), execute);
  weir_op_t* before =
      weir_op_ancestor_in_block(copy, weir_op_region(execute, 0)->first);
  weir_builder_t builder = weir_builder_before(before);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_STREAM_ASYNC_SLICE, copy->location);
  weir_op_state_operand(&state, source);
  for (uint32_t group = WEIR_STREAM_ASYNC_COPY_SOURCE_SIZE;
       group <= WEIR_STREAM_ASYNC_COPY_LENGTH; ++group) {
    weir_op_state_operand(&state, weir_op_operand(copy, group));
  }
  weir_op_state_result(&state, source->type);
  weir_op_state_attr(&state, "affinity", weir_op_affinity(copy));
  return weir_op_result_n(weir_build(&builder, &state), 0);
}

static void part(weir_op_t* copy, weir_op_t* execute) {
  weir_value_t* length = weir_op_operand(copy, WEIR_STREAM_ASYNC_COPY_LENGTH);
  weir_value_t* slice =
      hand_in(build_slice(copy, execute), length, copy->block, execute);
  weir_builder_t builder = weir_builder_before(copy);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_STREAM_ASYNC_UPDATE,
                     copy->location);
  for (uint32_t group = WEIR_STREAM_ASYNC_COPY_TARGET;
       group <= WEIR_STREAM_ASYNC_COPY_TARGET_END; ++group) {
    weir_op_state_operand(&state, weir_op_operand(copy, group));
  }
  weir_op_state_operand(&state, slice);
  weir_op_state_operand(&state, length);
  weir_op_state_result(&state, weir_op_result_n(copy, 0)->type);
  weir_op_state_attr(&state, "affinity", weir_op_affinity(copy));
  weir_value_t* by = weir_op_result_n(weir_build(&builder, &state), 0);
  weir_op_replace(copy, &by);
}

void weir_allocation_part_copies(weir_op_t* execute, weir_arena_t* arena) {
  weir_op_list_t copies =
      weir_collect_ops(execute, WEIR_STREAM_ASYNC_COPY, arena);
  for (uint32_t i = 0; i < copies.count; ++i) {
    if (may_overlap(copies.ops[i], execute)) part(copies.ops[i], execute);
  }
}
