// stream.resource.*, stream.file.*: allocation, mapping, host access.
#include "compiler/conversion/hal/hal_conversion.h"
#include "compiler/dialects/enums.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/diagnostic.h"

weir_hal_memory_t weir_hal_required_memory(weir_lifetime_t lifetime) {
  const int32_t work =
      WEIR_BUFFER_USAGE_TRANSFER | WEIR_BUFFER_USAGE_DISPATCH_STORAGE;
  switch (lifetime) {
    case WEIR_LIFETIME_CONSTANT:
      return (weir_hal_memory_t){WEIR_MEMORY_TYPE_DEVICE_LOCAL,
                                 work | WEIR_BUFFER_USAGE_SHARING_IMMUTABLE};
    case WEIR_LIFETIME_EXTERNAL:
      // The program runs wherever the device can reach it.
      return (weir_hal_memory_t){WEIR_MEMORY_TYPE_DEVICE_VISIBLE, work};
    case WEIR_LIFETIME_STAGING:
      return (weir_hal_memory_t){
          WEIR_MEMORY_TYPE_HOST_LOCAL | WEIR_MEMORY_TYPE_DEVICE_VISIBLE,
          work | WEIR_BUFFER_USAGE_MAPPING};
    default:
      return (weir_hal_memory_t){WEIR_MEMORY_TYPE_DEVICE_LOCAL, work};
  }
}

weir_hal_memory_t weir_hal_allocated_memory(weir_lifetime_t lifetime) {
  weir_hal_memory_t memory = weir_hal_required_memory(lifetime);
  if (lifetime == WEIR_LIFETIME_EXTERNAL) {
    // Whoever gets it back may want to map it.
    memory.types |=
        WEIR_MEMORY_TYPE_DEVICE_LOCAL | WEIR_MEMORY_TYPE_HOST_VISIBLE;
    memory.usage |= WEIR_BUFFER_USAGE_MAPPING;
  }
  return memory;
}

static void add_memory(weir_op_state_t* state, weir_type_t* type) {
  weir_hal_memory_t memory =
      weir_hal_allocated_memory(weir_stream_resource_lifetime(type));
  weir_op_state_attr(state, "memory_types",
                     weir_i32_attr(state->context, memory.types));
  weir_op_state_attr(state, "buffer_usage",
                     weir_i32_attr(state->context, memory.usage));
}

static void convert_alloc(weir_hal_op_t* op) {
  weir_hal_place_t place = weir_hal_allocator_of(op);
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_ALLOCATOR_ALLOCATE,
                     op->location);
  weir_op_state_operand(&state, place.device);
  weir_op_state_operand(&state, place.queues);
  weir_op_state_operand(&state, weir_op_operand_n(op->op, 0));
  add_memory(&state, weir_op_result_n(op->op, 0)->type);
  weir_op_state_result(&state, weir_hal_buffer_type(op->op->context));
  weir_value_t* buffer = weir_op_result_n(weir_build(&op->builder, &state), 0);
  weir_op_replace(op->op, &buffer);
}

static void convert_alloca(weir_hal_op_t* op) {
  weir_hal_place_t place = weir_hal_device_of(op);
  weir_value_t* timepoint =
      weir_op_result(op->op, WEIR_STREAM_RESOURCE_ALLOCA_RESULT_TIMEPOINT);
  weir_value_t* wait = weir_hal_wait_fence(
      op, weir_op_operand(op->op, WEIR_STREAM_RESOURCE_ALLOCA_AWAIT_TIMEPOINT));
  weir_value_t* signal = weir_hal_signal_fence(op, place.device, timepoint);
  weir_value_t* pool = weir_build_constant(&op->builder, op->location,
                                           weir_i64_attr(op->op->context, 0));
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_DEVICE_QUEUE_ALLOCA,
                     op->location);
  weir_op_state_operand(&state, place.device);
  weir_op_state_operand(&state, place.queues);
  weir_op_state_operand(&state, wait);
  weir_op_state_operand(&state, signal);
  weir_op_state_operand(&state, pool);
  weir_op_state_operand(&state, weir_op_operand_n(op->op, 0));
  add_memory(&state, weir_op_result_n(op->op, 0)->type);
  weir_op_state_result(&state, weir_hal_buffer_type(op->op->context));
  weir_value_t* values[2] = {
      weir_op_result_n(weir_build(&op->builder, &state), 0), signal};
  weir_op_replace(op->op, values);
}

static void convert_dealloca(weir_hal_op_t* op) {
  weir_hal_place_t place = weir_hal_device_of(op);
  weir_value_t* wait = weir_hal_wait_fence(
      op,
      weir_op_operand(op->op, WEIR_STREAM_RESOURCE_DEALLOCA_AWAIT_TIMEPOINT));
  weir_value_t* signal =
      weir_hal_signal_fence(op, place.device, weir_op_result_n(op->op, 0));
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_DEVICE_QUEUE_DEALLOCA,
                     op->location);
  weir_op_state_operand(&state, place.device);
  weir_op_state_operand(&state, place.queues);
  weir_op_state_operand(&state, wait);
  weir_op_state_operand(&state, signal);
  weir_op_state_operand(&state, weir_op_operand_n(op->op, 0));
  weir_build(&op->builder, &state);
  weir_op_replace(op->op, &signal);
}

static void convert_size(weir_hal_op_t* op) {
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_BUFFER_LENGTH,
                     op->location);
  weir_op_state_operand(&state, weir_op_operand_n(op->op, 0));
  weir_op_state_result(&state, weir_index_type(op->op->context));
  weir_value_t* length = weir_op_result_n(weir_build(&op->builder, &state), 0);
  weir_op_replace(op->op, &length);
}

// What lives as long as the program may stay in the place it was read into.
static bool convert_try_map(weir_hal_op_t* op) {
  weir_lifetime_t lifetime =
      weir_stream_resource_lifetime(weir_op_result_n(op->op, 1)->type);
  if (lifetime != WEIR_LIFETIME_CONSTANT &&
      lifetime != WEIR_LIFETIME_VARIABLE) {
    weir_op_error(op->op, "unsupported resource lifetime: %s",
                  weir_lifetime_name(lifetime));
    return false;
  }
  weir_hal_place_t place = weir_hal_allocator_of(op);
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_ALLOCATOR_IMPORT,
                     op->location);
  weir_op_state_operand(&state, place.device);
  weir_op_state_operand(&state, place.queues);
  for (uint32_t i = 0; i < 3; ++i) {
    weir_op_state_operand(&state, weir_op_operand_n(op->op, i));
  }
  add_memory(&state, weir_op_result_n(op->op, 1)->type);
  weir_op_state_result(&state, weir_i1_type(op->op->context));
  weir_op_state_result(&state, weir_hal_buffer_type(op->op->context));
  weir_op_t* import = weir_build(&op->builder, &state);
  weir_value_t* values[2] = {weir_op_result_n(import, 0),
                             weir_op_result_n(import, 1)};
  weir_op_replace(op->op, values);
  return true;
}

static void convert_load(weir_hal_op_t* op) {
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_BUFFER_LOAD, op->location);
  weir_op_state_operand(
      &state, weir_op_operand(op->op, WEIR_STREAM_RESOURCE_LOAD_SOURCE));
  weir_op_state_operand(
      &state, weir_op_operand(op->op, WEIR_STREAM_RESOURCE_LOAD_SOURCE_OFFSET));
  weir_op_state_result(&state, weir_op_result_n(op->op, 0)->type);
  weir_value_t* value = weir_op_result_n(weir_build(&op->builder, &state), 0);
  weir_op_replace(op->op, &value);
}

static void convert_store(weir_hal_op_t* op) {
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_BUFFER_STORE, op->location);
  weir_op_state_operand(
      &state, weir_op_operand(op->op, WEIR_STREAM_RESOURCE_STORE_VALUE));
  weir_op_state_operand(
      &state, weir_op_operand(op->op, WEIR_STREAM_RESOURCE_STORE_TARGET));
  weir_op_state_operand(
      &state,
      weir_op_operand(op->op, WEIR_STREAM_RESOURCE_STORE_TARGET_OFFSET));
  weir_build(&op->builder, &state);
  weir_op_erase(op->op);
}

static void convert_subview(weir_hal_op_t* op) {
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_BUFFER_SUBSPAN,
                     op->location);
  weir_op_state_operand(
      &state, weir_op_operand(op->op, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE));
  weir_op_state_operand(
      &state,
      weir_op_operand(op->op, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE_OFFSET));
  weir_op_state_operand(
      &state,
      weir_op_operand(op->op, WEIR_STREAM_RESOURCE_SUBVIEW_RESULT_SIZE));
  weir_op_state_result(&state, weir_hal_buffer_type(op->op->context));
  weir_value_t* buffer = weir_op_result_n(weir_build(&op->builder, &state), 0);
  weir_op_replace(op->op, &buffer);
}

// -- files --------------------------------------------------------------------

static void convert_file_constant(weir_hal_op_t* op) {
  weir_context_t* context = op->op->context;
  weir_hal_place_t place = weir_hal_device_of(op);
  weir_value_t* flags = weir_build_constant(&op->builder, op->location,
                                            weir_i32_attr(context, 0));
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_EX_FILE_FROM_MEMORY,
                     op->location);
  weir_op_state_operand(&state, place.device);
  weir_op_state_operand(&state, place.queues);
  weir_op_state_operand(
      &state, weir_op_operand(op->op, WEIR_STREAM_FILE_CONSTANT_SOURCE));
  weir_op_state_operand(
      &state, weir_op_operand(op->op, WEIR_STREAM_FILE_CONSTANT_SOURCE_OFFSET));
  weir_op_state_operand(
      &state, weir_op_operand(op->op, WEIR_STREAM_FILE_CONSTANT_SOURCE_LENGTH));
  weir_op_state_operand(&state, flags);
  weir_op_state_attr(&state, "access",
                     weir_i32_attr(context, WEIR_MEMORY_ACCESS_READ));
  weir_op_state_result(&state, weir_hal_file_type(context));
  weir_value_t* file = weir_op_result_n(weir_build(&op->builder, &state), 0);
  weir_op_replace(op->op, &file);
}

// Reads and writes differ only in which end is the file: |groups| are the
// operand groups in the order of the queue op.
static void convert_file_transfer(weir_hal_op_t* op, uint32_t id,
                                  const uint32_t groups[5],
                                  uint32_t await_group) {
  weir_hal_place_t place = weir_hal_device_of(op);
  weir_value_t* wait =
      weir_hal_wait_fence(op, weir_op_operand(op->op, await_group));
  weir_value_t* signal =
      weir_hal_signal_fence(op, place.device, weir_op_result_n(op->op, 0));
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, id, op->location);
  weir_op_state_operand(&state, place.device);
  weir_op_state_operand(&state, place.queues);
  weir_op_state_operand(&state, wait);
  weir_op_state_operand(&state, signal);
  for (int i = 0; i < 5; ++i) {
    weir_op_state_operand(&state, weir_op_operand(op->op, groups[i]));
  }
  weir_op_state_attr(&state, "flags", weir_i32_attr(op->op->context, 0));
  weir_build(&op->builder, &state);
  weir_op_replace(op->op, &signal);
}

static void convert_file_read(weir_hal_op_t* op) {
  static const uint32_t groups[5] = {
      WEIR_STREAM_FILE_READ_SOURCE, WEIR_STREAM_FILE_READ_SOURCE_OFFSET,
      WEIR_STREAM_FILE_READ_TARGET, WEIR_STREAM_FILE_READ_TARGET_OFFSET,
      WEIR_STREAM_FILE_READ_LENGTH};
  convert_file_transfer(op, WEIR_HAL_DEVICE_QUEUE_READ, groups,
                        WEIR_STREAM_FILE_READ_AWAIT_TIMEPOINT);
}

static void convert_file_write(weir_hal_op_t* op) {
  static const uint32_t groups[5] = {
      WEIR_STREAM_FILE_WRITE_SOURCE, WEIR_STREAM_FILE_WRITE_SOURCE_OFFSET,
      WEIR_STREAM_FILE_WRITE_TARGET, WEIR_STREAM_FILE_WRITE_TARGET_OFFSET,
      WEIR_STREAM_FILE_WRITE_LENGTH};
  convert_file_transfer(op, WEIR_HAL_DEVICE_QUEUE_WRITE, groups,
                        WEIR_STREAM_FILE_WRITE_AWAIT_TIMEPOINT);
}

bool weir_hal_convert_resource_op(weir_hal_op_t* op) {
  switch (weir_op_id(op->op)) {
    case WEIR_STREAM_RESOURCE_ALLOC:
      convert_alloc(op);
      return true;
    case WEIR_STREAM_RESOURCE_ALLOCA:
      convert_alloca(op);
      return true;
    case WEIR_STREAM_RESOURCE_DEALLOCA:
      convert_dealloca(op);
      return true;
    case WEIR_STREAM_RESOURCE_SIZE:
      convert_size(op);
      return true;
    case WEIR_STREAM_RESOURCE_TRY_MAP:
      return convert_try_map(op);
    case WEIR_STREAM_RESOURCE_LOAD:
      convert_load(op);
      return true;
    case WEIR_STREAM_RESOURCE_STORE:
      convert_store(op);
      return true;
    case WEIR_STREAM_RESOURCE_SUBVIEW:
      convert_subview(op);
      return true;
    case WEIR_STREAM_FILE_CONSTANT:
      convert_file_constant(op);
      return true;
    case WEIR_STREAM_FILE_READ:
      convert_file_read(op);
      return true;
    case WEIR_STREAM_FILE_WRITE:
      convert_file_write(op);
      return true;
    default:
      return false;
  }
}
