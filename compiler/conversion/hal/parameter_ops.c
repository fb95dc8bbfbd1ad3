// stream.parameter.*: constants that are kept outside of the program.
//
// Reads and writes are gathers and scatters of one.
#include "compiler/conversion/hal/hal_conversion.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/io_parameters.h"
#include "compiler/dialects/stream.h"

// -- names --------------------------------------------------------------------

// |scope| and |keys|, one string or an array of them, as |to_scope| and
// |to_keys|.
static void set_names(const weir_hal_op_t* op, weir_op_state_t* state,
                      const char* scope, const char* keys, const char* to_scope,
                      const char* to_keys) {
  weir_attr_t* list = weir_op_attr(op->op, keys);
  if (!weir_attr_is(list, WEIR_ATTR_ARRAY)) {
    list = weir_array_attr(op->op->context, &list, 1);
  }
  weir_op_state_attr(state, to_scope, weir_op_attr(op->op, scope));
  weir_op_state_attr(state, to_keys, list);
}

// -- queue operations ---------------------------------------------------------

// The place and fences of the op, wanted before its other operands are built.
typedef struct queue_t {
  weir_hal_place_t place;
  weir_value_t* wait;
  weir_value_t* signal;
} queue_t;

static queue_t build_queue(weir_hal_op_t* op, uint32_t await_group,
                           weir_value_t* timepoint) {
  queue_t queue = {.place = weir_hal_device_of(op)};
  queue.wait = weir_hal_wait_fence(op, weir_op_operand(op->op, await_group));
  queue.signal = weir_hal_signal_fence(op, queue.place.device, timepoint);
  return queue;
}

static weir_op_state_t begin(weir_hal_op_t* op, uint32_t id,
                             const queue_t* queue) {
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, id, op->location);
  weir_op_state_operand(&state, queue->place.device);
  weir_op_state_operand(&state, queue->place.queues);
  weir_op_state_operand(&state, queue->wait);
  weir_op_state_operand(&state, queue->signal);
  return state;
}

static void convert_load(weir_hal_op_t* op) {
  weir_context_t* context = op->op->context;
  uint32_t count =
      weir_op_result_group_size(op->op, WEIR_STREAM_PARAMETER_LOAD_RESULTS);
  queue_t queue = build_queue(
      op, WEIR_STREAM_PARAMETER_LOAD_AWAIT_TIMEPOINT,
      weir_op_result(op->op, WEIR_STREAM_PARAMETER_LOAD_RESULT_TIMEPOINT));
  weir_hal_memory_t memory = weir_hal_allocated_memory(
      count > 0 ? weir_stream_resource_lifetime(op->op->results[0].type)
                : WEIR_LIFETIME_CONSTANT);
  weir_op_state_t state = begin(op, WEIR_IO_PARAMETERS_LOAD, &queue);
  set_names(op, &state, "source_scope", "source_keys", "source_scope",
            "source_keys");
  weir_op_state_operands_of(&state, op->op,
                            WEIR_STREAM_PARAMETER_LOAD_SOURCE_OFFSETS);
  weir_op_state_operands_of(&state, op->op,
                            WEIR_STREAM_PARAMETER_LOAD_RESULT_SIZES);
  weir_op_state_attr(&state, "memory_types",
                     weir_i32_attr(context, memory.types));
  weir_op_state_attr(&state, "buffer_usage",
                     weir_i32_attr(context, memory.usage));
  weir_arena_t* arena = op->conversion->scratch;
  weir_type_t** types = WEIR_ARENA_ARRAY(arena, weir_type_t*, count);
  weir_value_t** values = WEIR_ARENA_ARRAY(arena, weir_value_t*, count + 1);
  for (uint32_t i = 0; i < count; ++i) types[i] = weir_hal_buffer_type(context);
  weir_op_state_results(&state, types, count);
  weir_op_t* load = weir_build(&op->builder, &state);
  for (uint32_t i = 0; i < count; ++i) values[i] = weir_op_result_n(load, i);
  values[count] = queue.signal;
  weir_op_replace(op->op, values);
}

// Parts of gathers (reads) and scatters (writes) in the order of the new op:
// three operand groups of the old one for each end.
typedef struct transfer_t {
  uint32_t id;
  uint32_t await;
  uint32_t buffer, buffer_offsets, buffer_lengths;
  uint32_t offsets;  // in the parameters
  const char* scope;
  const char* keys;
  bool to_parameters;
} transfer_t;

static const transfer_t gather = {WEIR_IO_PARAMETERS_GATHER,
                                  WEIR_STREAM_PARAMETER_GATHER_AWAIT_TIMEPOINT,
                                  WEIR_STREAM_PARAMETER_GATHER_TARGET,
                                  WEIR_STREAM_PARAMETER_GATHER_TARGET_OFFSETS,
                                  WEIR_STREAM_PARAMETER_GATHER_TARGET_LENGTHS,
                                  WEIR_STREAM_PARAMETER_GATHER_SOURCE_OFFSETS,
                                  "source_scope",
                                  "source_keys",
                                  false};
static const transfer_t read_one = {WEIR_IO_PARAMETERS_GATHER,
                                    WEIR_STREAM_PARAMETER_READ_AWAIT_TIMEPOINT,
                                    WEIR_STREAM_PARAMETER_READ_TARGET,
                                    WEIR_STREAM_PARAMETER_READ_TARGET_OFFSET,
                                    WEIR_STREAM_PARAMETER_READ_TARGET_LENGTH,
                                    WEIR_STREAM_PARAMETER_READ_SOURCE_OFFSET,
                                    "source_scope",
                                    "source_key",
                                    false};
static const transfer_t scatter = {
    WEIR_IO_PARAMETERS_SCATTER,
    WEIR_STREAM_PARAMETER_SCATTER_AWAIT_TIMEPOINT,
    WEIR_STREAM_PARAMETER_SCATTER_SOURCE,
    WEIR_STREAM_PARAMETER_SCATTER_SOURCE_OFFSETS,
    WEIR_STREAM_PARAMETER_SCATTER_SOURCE_LENGTHS,
    WEIR_STREAM_PARAMETER_SCATTER_TARGET_OFFSETS,
    "target_scope",
    "target_keys",
    true};
static const transfer_t write_one = {
    WEIR_IO_PARAMETERS_SCATTER,
    WEIR_STREAM_PARAMETER_WRITE_AWAIT_TIMEPOINT,
    WEIR_STREAM_PARAMETER_WRITE_SOURCE,
    WEIR_STREAM_PARAMETER_WRITE_SOURCE_OFFSET,
    WEIR_STREAM_PARAMETER_WRITE_SOURCE_LENGTH,
    WEIR_STREAM_PARAMETER_WRITE_TARGET_OFFSET,
    "target_scope",
    "target_key",
    true};

static void convert_transfer(weir_hal_op_t* op, const transfer_t* transfer) {
  queue_t queue = build_queue(op, transfer->await, weir_op_result_n(op->op, 0));
  weir_op_state_t state = begin(op, transfer->id, &queue);
  bool writes = transfer->to_parameters;
  set_names(op, &state, transfer->scope, transfer->keys,
            writes ? "target_scope" : "source_scope",
            writes ? "target_keys" : "source_keys");
  if (!writes) {
    weir_op_state_operands_of(&state, op->op, transfer->offsets);
  }
  weir_op_state_operands_of(&state, op->op, transfer->buffer);
  weir_op_state_operands_of(&state, op->op, transfer->buffer_offsets);
  weir_op_state_operands_of(&state, op->op, transfer->buffer_lengths);
  if (writes) {
    weir_op_state_operands_of(&state, op->op, transfer->offsets);
  }
  weir_build(&op->builder, &state);
  weir_op_replace(op->op, &queue.signal);
}

bool weir_hal_convert_parameter_op(weir_hal_op_t* op) {
  switch (weir_op_id(op->op)) {
    case WEIR_STREAM_PARAMETER_LOAD:
      convert_load(op);
      return true;
    case WEIR_STREAM_PARAMETER_GATHER:
      convert_transfer(op, &gather);
      return true;
    case WEIR_STREAM_PARAMETER_READ:
      convert_transfer(op, &read_one);
      return true;
    case WEIR_STREAM_PARAMETER_SCATTER:
      convert_transfer(op, &scatter);
      return true;
    case WEIR_STREAM_PARAMETER_WRITE:
      convert_transfer(op, &write_one);
      return true;
    default:
      return false;
  }
}
