// stream.timepoint.* and stream.channel.*.
#include "compiler/conversion/hal/hal_conversion.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_types.h"

static void convert_immediate(weir_hal_op_t* op) {
  weir_value_t* fence = weir_hal_null(op, weir_hal_fence_type(op->op->context));
  weir_op_replace(op->op, &fence);
}

// A fence is what it is inside and outside. Other things cannot be waited for.
static bool convert_import(weir_hal_op_t* op) {
  if (op->op->operand_count != 1) return false;
  weir_value_t* fence = weir_op_operand_n(op->op, 0);
  if (!weir_type_is_hal_fence(fence->type)) return false;
  weir_op_replace(op->op, &fence);
  return true;
}

static bool convert_export(weir_hal_op_t* op) {
  if (op->op->result_count != 1 ||
      !weir_type_is_hal_fence(op->op->results[0].type)) {
    return false;
  }
  weir_value_t* fence = weir_op_operand_n(op->op, 0);
  weir_op_replace(op->op, &fence);
  return true;
}

static void await_fences(weir_hal_op_t* op, weir_value_t* const* fences,
                         uint32_t count) {
  weir_context_t* context = op->op->context;
  weir_value_t* forever = weir_build_constant(&op->builder, op->location,
                                              weir_i32_attr(context, -1));
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_FENCE_AWAIT, op->location);
  weir_op_state_operand(&state, forever);
  weir_op_state_operands(&state, fences, count);
  weir_op_state_result(&state, weir_i32_type(context));
  weir_value_t* status = weir_op_result_n(weir_build(&op->builder, &state), 0);
  weir_op_state_init(&state, &op->builder, WEIR_UTIL_STATUS_CHECK_OK,
                     op->location);
  weir_op_state_operand(&state, status);
  weir_op_state_attr(&state, "message",
                     weir_string_attr(context, "failed to wait on timepoint"));
  weir_build(&op->builder, &state);
}

// The external fence is signalled once the chain is there.
static bool convert_chain_external(weir_hal_op_t* op) {
  weir_value_t* await = weir_op_operand(
      op->op, WEIR_STREAM_TIMEPOINT_CHAIN_EXTERNAL_AWAIT_TIMEPOINT);
  uint32_t group = WEIR_STREAM_TIMEPOINT_CHAIN_EXTERNAL_EXTERNAL_VALUES;
  if (weir_op_operand_group_size(op->op, group) != 1) return false;
  weir_value_t* fence = weir_op_operand_at(op->op, group, 0);
  if (!weir_type_is_hal_fence(fence->type)) return false;
  weir_hal_place_t place = weir_hal_device_of(op);
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_DEVICE_QUEUE_EXECUTE,
                     op->location);
  weir_op_state_operand(&state, place.device);
  weir_op_state_operand(&state, place.queues);
  weir_op_state_operand(&state, await);
  weir_op_state_operand(&state, fence);
  weir_op_state_operands(&state, NULL, 0);
  weir_build(&op->builder, &state);
  weir_op_erase(op->op);
  return true;
}

static void convert_join(weir_hal_op_t* op) {
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_FENCE_JOIN, op->location);
  weir_op_state_operands_of(&state, op->op,
                            WEIR_STREAM_TIMEPOINT_JOIN_AWAIT_TIMEPOINTS);
  weir_op_state_result(&state, weir_hal_fence_type(op->op->context));
  weir_value_t* fence = weir_op_result_n(weir_build(&op->builder, &state), 0);
  weir_op_replace(op->op, &fence);
}

static void convert_barrier(weir_hal_op_t* op) {
  weir_value_t* values[2] = {
      weir_op_operand(op->op, WEIR_STREAM_TIMEPOINT_BARRIER_RESOURCE),
      weir_hal_null(op, weir_hal_fence_type(op->op->context))};
  weir_op_replace(op->op, values);
}

static void convert_await(weir_hal_op_t* op) {
  weir_value_t* fence =
      weir_op_operand(op->op, WEIR_STREAM_TIMEPOINT_AWAIT_AWAIT_TIMEPOINT);
  await_fences(op, &fence, 1);
  uint32_t count = op->op->result_count;
  weir_value_t** values =
      WEIR_ARENA_ARRAY(op->conversion->scratch, weir_value_t*, count);
  for (uint32_t i = 0; i < count; ++i) values[i] = weir_op_operand_n(op->op, i);
  weir_op_replace(op->op, values);
}

bool weir_hal_convert_timepoint_op(weir_hal_op_t* op) {
  switch (weir_op_id(op->op)) {
    case WEIR_STREAM_TIMEPOINT_IMMEDIATE:
      convert_immediate(op);
      return true;
    case WEIR_STREAM_TIMEPOINT_IMPORT:
      return convert_import(op);
    case WEIR_STREAM_TIMEPOINT_EXPORT:
      return convert_export(op);
    case WEIR_STREAM_TIMEPOINT_CHAIN_EXTERNAL:
      return convert_chain_external(op);
    case WEIR_STREAM_TIMEPOINT_JOIN:
      convert_join(op);
      return true;
    case WEIR_STREAM_TIMEPOINT_BARRIER:
      convert_barrier(op);
      return true;
    case WEIR_STREAM_TIMEPOINT_AWAIT:
      convert_await(op);
      return true;
    default:
      return false;
  }
}

// -- channels -----------------------------------------------------------------

static weir_value_t* cast_to_i32(weir_hal_op_t* op, weir_value_t* value) {
  return weir_build_unary(&op->builder, WEIR_ARITH_INDEX_CAST, op->location,
                          value, weir_i32_type(op->op->context));
}

static void convert_channel_create(weir_hal_op_t* op) {
  weir_context_t* context = op->op->context;
  weir_hal_place_t place = weir_hal_device_of(op);
  weir_type_t* buffer = weir_util_buffer_type(context);
  weir_value_t* id = weir_op_operand(op->op, WEIR_STREAM_CHANNEL_CREATE_ID);
  if (id == NULL) id = weir_hal_null(op, buffer);
  weir_value_t* group;
  weir_attr_t* name = weir_op_attr(op->op, "group");
  weir_op_state_t state;
  if (name != NULL) {
    weir_op_state_init(&state, &op->builder, WEIR_UTIL_BUFFER_CONSTANT,
                       op->location);
    weir_op_state_attr(&state, "value", name);
    weir_op_state_result(&state, buffer);
    group = weir_op_result_n(weir_build(&op->builder, &state), 0);
  } else {
    group = weir_hal_null(op, buffer);
  }
  // -1: to be found out when the channel is made.
  weir_value_t* parts[2];
  weir_value_t* open = NULL;
  for (uint32_t i = 0; i < 2; ++i) {
    weir_value_t* given =
        weir_op_operand(op->op, WEIR_STREAM_CHANNEL_CREATE_RANK + i);
    if (given == NULL && open == NULL) {
      open = weir_build_constant(&op->builder, op->location,
                                 weir_i32_attr(context, -1));
    }
    parts[i] = given != NULL ? cast_to_i32(op, given) : open;
  }
  weir_op_state_init(&state, &op->builder, WEIR_HAL_CHANNEL_CREATE,
                     op->location);
  weir_op_state_operand(&state, place.device);
  weir_op_state_operand(&state, place.queues);
  weir_op_state_operand(&state, id);
  weir_op_state_operand(&state, group);
  weir_op_state_operand(&state, parts[0]);
  weir_op_state_operand(&state, parts[1]);
  weir_op_state_attr(&state, "flags", weir_i32_attr(context, 0));
  weir_op_state_result(&state, weir_hal_channel_type(context));
  weir_value_t* channel = weir_op_result_n(weir_build(&op->builder, &state), 0);
  weir_op_replace(op->op, &channel);
}

static void convert_channel_split(weir_hal_op_t* op) {
  weir_context_t* context = op->op->context;
  weir_value_t* color =
      cast_to_i32(op, weir_op_operand(op->op, WEIR_STREAM_CHANNEL_SPLIT_COLOR));
  weir_value_t* key =
      cast_to_i32(op, weir_op_operand(op->op, WEIR_STREAM_CHANNEL_SPLIT_KEY));
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_CHANNEL_SPLIT,
                     op->location);
  weir_op_state_operand(&state, weir_op_operand_n(op->op, 0));
  weir_op_state_operand(&state, color);
  weir_op_state_operand(&state, key);
  weir_op_state_attr(&state, "flags", weir_i32_attr(context, 0));
  weir_op_state_result(&state, weir_hal_channel_type(context));
  weir_value_t* channel = weir_op_result_n(weir_build(&op->builder, &state), 0);
  weir_op_replace(op->op, &channel);
}

static void convert_rank_or_count(weir_hal_op_t* op, uint32_t result) {
  weir_context_t* context = op->op->context;
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_CHANNEL_RANK_AND_COUNT,
                     op->location);
  weir_op_state_operand(&state, weir_op_operand_n(op->op, 0));
  weir_op_state_result(&state, weir_i32_type(context));
  weir_op_state_result(&state, weir_i32_type(context));
  weir_value_t* value =
      weir_op_result_n(weir_build(&op->builder, &state), result);
  value = weir_build_unary(&op->builder, WEIR_ARITH_INDEX_CAST, op->location,
                           value, weir_index_type(context));
  weir_op_replace(op->op, &value);
}

bool weir_hal_convert_channel_op(weir_hal_op_t* op) {
  switch (weir_op_id(op->op)) {
    case WEIR_STREAM_CHANNEL_CREATE:
      convert_channel_create(op);
      return true;
    case WEIR_STREAM_CHANNEL_SPLIT:
      convert_channel_split(op);
      return true;
    case WEIR_STREAM_CHANNEL_RANK:
      convert_rank_or_count(op, 0);
      return true;
    case WEIR_STREAM_CHANNEL_COUNT:
      convert_rank_or_count(op, 1);
      return true;
    default:
      return false;
  }
}
