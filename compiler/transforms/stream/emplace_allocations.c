// Lets dispatches write their results where an update would copy them.
//
// Needs:   stream.async.* ops.
// Changes: a dispatch result whose one use is the source of a
//          stream.async.update gets the update's target as an operand it is
//          tied to, and takes the place of the update.
// Keeps:   affinities: both ops must have the same.
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/sizes.h"
#include "compiler/dialects/stream.h"
#include "compiler/transforms/stream/access_ranges.h"
#include "compiler/transforms/stream/passes.h"
#include "compiler/transforms/stream/regions.h"
#include "compiler/transforms/stream/values.h"

// Puts |by| in the place of |value|, with a transfer if their lifetimes differ.
static void replace_and_transfer(weir_value_t* value, weir_value_t* by,
                                 weir_attr_t* affinity) {
  if (value->type == by->type) {
    weir_value_replace_uses(value, by);
    return;
  }
  weir_builder_t builder = weir_builder_after(by->op);
  weir_location_t* location = weir_value_location(by);
  weir_value_t* size = weir_resource_size(by, &builder, location);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_STREAM_ASYNC_TRANSFER, location);
  weir_op_state_operand(&state, by);
  weir_op_state_operand(&state, size);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "source_affinity", affinity);
  weir_op_state_attr(&state, "result_affinity", affinity);
  weir_op_state_result(&state, value->type);
  weir_value_replace_uses(value,
                          weir_op_result_n(weir_build(&builder, &state), 0));
}

// Whether all that |update| needs is, or can be made, there before |dispatch|.
static bool hoist_operands(weir_op_t* update, weir_op_t* dispatch) {
  static const uint32_t groups[] = {
      WEIR_STREAM_ASYNC_UPDATE_UPDATE_SIZE,
      WEIR_STREAM_ASYNC_UPDATE_TARGET_SIZE,
      WEIR_STREAM_ASYNC_UPDATE_TARGET_OFFSET,
      WEIR_STREAM_ASYNC_UPDATE_TARGET_END,
  };
  for (uint32_t i = 0; i < sizeof(groups) / sizeof(groups[0]); ++i) {
    weir_value_t* value = weir_op_operand(update, groups[i]);
    if (!weir_value_try_move_before(value, dispatch)) return false;
  }
  weir_value_t* target =
      weir_op_operand(update, WEIR_STREAM_ASYNC_UPDATE_TARGET);
  return weir_value_op(target) == dispatch ||
         weir_value_try_move_before(target, dispatch);
}

static void append(weir_op_t* op, uint32_t group, weir_value_t* value) {
  weir_op_insert_operand(op, group, weir_op_operand_group_size(op, group),
                         value);
}

static void place_result(weir_op_t* dispatch, uint32_t index,
                         weir_op_t* update) {
  weir_value_t* target =
      weir_op_operand(update, WEIR_STREAM_ASYNC_UPDATE_TARGET);
  if (weir_value_op(target) == dispatch) {
    // Written by another result already: both go to what that one is tied to.
    int32_t tied = weir_op_tied_operand(dispatch, target->index);
    target = weir_op_operand_n(dispatch, (uint32_t)tied);
  }
  weir_value_t* size =
      weir_op_operand(update, WEIR_STREAM_ASYNC_UPDATE_TARGET_SIZE);
  append(dispatch, WEIR_STREAM_ASYNC_DISPATCH_RESOURCE_OPERANDS, target);
  append(dispatch, WEIR_STREAM_ASYNC_DISPATCH_RESOURCE_OPERAND_SIZES, size);
  append(dispatch, WEIR_STREAM_ASYNC_DISPATCH_RESOURCE_OPERAND_OFFSETS,
         weir_op_operand(update, WEIR_STREAM_ASYNC_UPDATE_TARGET_OFFSET));
  append(dispatch, WEIR_STREAM_ASYNC_DISPATCH_RESOURCE_OPERAND_ENDS,
         weir_op_operand(update, WEIR_STREAM_ASYNC_UPDATE_TARGET_END));
  append(dispatch, WEIR_STREAM_ASYNC_DISPATCH_RESOURCE_OPERAND_LENGTHS,
         weir_op_operand(update, WEIR_STREAM_ASYNC_UPDATE_UPDATE_SIZE));
  uint32_t group = WEIR_STREAM_ASYNC_DISPATCH_RESOURCE_OPERANDS;
  uint32_t operand = weir_op_operand_group_start(dispatch, group) +
                     weir_op_operand_group_size(dispatch, group) - 1;
  weir_op_set_tied_operand(dispatch, index, (int32_t)operand);
  uint32_t sizes = weir_op_operand_group_start(
      dispatch, WEIR_STREAM_ASYNC_DISPATCH_RESULT_SIZES);
  weir_op_set_operand(dispatch, sizes + index, size);
  weir_value_t* result = weir_op_result_n(dispatch, index);
  weir_value_t* updated = weir_op_result_n(update, 0);
  weir_op_set_operand(
      update,
      weir_op_operand_group_start(update, WEIR_STREAM_ASYNC_UPDATE_UPDATE),
      weir_op_operand_n(dispatch, operand));
  replace_and_transfer(updated, result, weir_op_affinity(dispatch));
  weir_op_erase(update);
}

typedef struct placement_t {
  weir_access_range_t range;  // of the target that the result is to be
  bool is_read;
} placement_t;

static void check_read(const weir_access_range_t* range, void* user) {
  placement_t* placement = user;
  placement->is_read |=
      range->resource == placement->range.resource &&
      range->access == WEIR_ACCESS_READ &&
      weir_access_ranges_may_overlap(range, &placement->range);
}

// Whether the dispatch reads what it would overwrite: other workgroups may
// still be about to.
static bool reads_target(const weir_op_t* dispatch, const weir_op_t* update) {
  weir_value_t* target =
      weir_op_operand(update, WEIR_STREAM_ASYNC_UPDATE_TARGET);
  if (weir_value_op(target) == dispatch) {
    int32_t tied = weir_op_tied_operand(dispatch, target->index);
    target = weir_op_operand_n(dispatch, (uint32_t)tied);
  }
  placement_t placement = {
      .range = {
          .access = WEIR_ACCESS_WRITE,
          .resource = target,
          .start =
              weir_op_operand(update, WEIR_STREAM_ASYNC_UPDATE_TARGET_OFFSET),
          .end = weir_op_operand(update, WEIR_STREAM_ASYNC_UPDATE_TARGET_END),
          .length =
              weir_op_operand(update, WEIR_STREAM_ASYNC_UPDATE_UPDATE_SIZE),
      }};
  weir_access_ranges(dispatch, check_read, &placement);
  return placement.is_read;
}

// Whether something between the two reads |target| as it was.
static bool is_read_between(weir_value_t* target, weir_op_t* dispatch,
                            const weir_op_t* update) {
  for (weir_value_t* name = target; name != NULL;
       name = weir_renamed_resource(name)) {
    for (const weir_use_t* use = name->uses; use != NULL; use = use->next) {
      weir_op_t* user = weir_op_ancestor_in_block(use->op, dispatch->block);
      if (user == NULL || user == update || user == weir_value_op(target)) {
        continue;
      }
      if (weir_op_is_before(dispatch, user)) return true;
    }
  }
  return false;
}

// Results are placed from the first on until one cannot be: executables expect
// the tied operands to be in the order of the results.
static void emplace_results(weir_op_t* dispatch) {
  for (uint32_t i = 0; i < dispatch->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(dispatch, i);
    if (!weir_value_has_one_use(result) ||
        weir_op_tied_operand(dispatch, i) >= 0) {
      return;
    }
    weir_op_t* update = result->uses->op;
    if (!weir_op_is(update, WEIR_STREAM_ASYNC_UPDATE) ||
        weir_op_operand(update, WEIR_STREAM_ASYNC_UPDATE_UPDATE) != result) {
      return;
    }
    if (weir_op_affinity(update) != weir_op_affinity(dispatch)) continue;
    weir_value_t* target =
        weir_op_operand(update, WEIR_STREAM_ASYNC_UPDATE_TARGET);
    if (weir_value_op(target) == dispatch &&
        weir_op_tied_operand(dispatch, target->index) < 0) {
      return;
    }
    if (reads_target(dispatch, update) ||
        is_read_between(target, dispatch, update) ||
        !hoist_operands(update, dispatch)) {
      return;
    }
    place_result(dispatch, i, update);
  }
}

weir_status_t weir_stream_emplace_allocations(weir_pass_t* pass,
                                              weir_op_t* root) {
  weir_op_list_t dispatches =
      weir_collect_ops(root, WEIR_STREAM_ASYNC_DISPATCH, pass->scratch);
  for (uint32_t i = 0; i < dispatches.count; ++i) {
    emplace_results(dispatches.ops[i]);
  }
  return weir_ok();
}
