// stream.cmd.execute and the commands in it: a command buffer, recorded and
// submitted.
#include "compiler/conversion/hal/hal_conversion.h"
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/enums.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/diagnostic.h"

typedef weir_hal_recording_t recording_t;

// -- plain commands -----------------------------------------------------------

static void convert_copy(const recording_t* recording, weir_hal_op_t* op) {
  static const uint32_t groups[5] = {
      WEIR_STREAM_CMD_COPY_SOURCE, WEIR_STREAM_CMD_COPY_SOURCE_OFFSET,
      WEIR_STREAM_CMD_COPY_TARGET, WEIR_STREAM_CMD_COPY_TARGET_OFFSET,
      WEIR_STREAM_CMD_COPY_LENGTH};
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_COMMAND_BUFFER_COPY_BUFFER,
                     op->location);
  weir_op_state_operand(&state, recording->commands);
  for (int i = 0; i < 5; ++i) {
    weir_op_state_operand(&state, weir_op_operand(op->op, groups[i]));
  }
  weir_build(&op->builder, &state);
}

static void convert_fill(const recording_t* recording, weir_hal_op_t* op) {
  static const uint32_t groups[4] = {
      WEIR_STREAM_CMD_FILL_TARGET, WEIR_STREAM_CMD_FILL_TARGET_OFFSET,
      WEIR_STREAM_CMD_FILL_TARGET_LENGTH, WEIR_STREAM_CMD_FILL_VALUE};
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_COMMAND_BUFFER_FILL_BUFFER,
                     op->location);
  weir_op_state_operand(&state, recording->commands);
  for (int i = 0; i < 4; ++i) {
    weir_op_state_operand(&state, weir_op_operand(op->op, groups[i]));
  }
  weir_build(&op->builder, &state);
}

// -- collectives --------------------------------------------------------------

static weir_attr_t* hal_collective(weir_attr_t* attr) {
  return weir_dialect_attr(attr->context, &weir_hal_collective_def,
                           attr->dialect.params, attr->dialect.param_count,
                           NULL);
}

static void convert_collective(const recording_t* recording,
                               weir_hal_op_t* op) {
  weir_op_t* source = op->op;
  weir_collective_t collective = {0};
  weir_attr_t* kind = weir_op_attr(source, "op");
  weir_attr_collective(kind, &collective);
  uint32_t count =
      weir_op_operand_group_size(source, WEIR_STREAM_CMD_COLLECTIVE_RESOURCES);
  // One resource is sent or received; of two the first is sent.
  int32_t send = collective.kind == WEIR_COLLECTIVE_RECV ? -1 : 0;
  int32_t receive =
      collective.kind == WEIR_COLLECTIVE_SEND ? -1 : (int32_t)count - 1;
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_COMMAND_BUFFER_COLLECTIVE,
                     op->location);
  weir_op_state_operand(&state, recording->commands);
  weir_op_state_operand(
      &state, weir_op_operand(source, WEIR_STREAM_CMD_COLLECTIVE_CHANNEL));
  weir_op_state_operand(
      &state,
      weir_op_operand(source, WEIR_STREAM_CMD_COLLECTIVE_ELEMENT_COUNT));
  weir_op_state_operand(
      &state, weir_op_operand(source, WEIR_STREAM_CMD_COLLECTIVE_PARAM));
  const int32_t ends[2] = {send, receive};
  static const uint32_t groups[3] = {
      WEIR_STREAM_CMD_COLLECTIVE_RESOURCES,
      WEIR_STREAM_CMD_COLLECTIVE_RESOURCE_OFFSETS,
      WEIR_STREAM_CMD_COLLECTIVE_RESOURCE_LENGTHS};
  for (int e = 0; e < 2; ++e) {
    for (int g = 0; g < 3; ++g) {
      weir_op_state_operand(
          &state, ends[e] < 0 ? NULL
                              : weir_op_operand_at(source, groups[g],
                                                   (uint32_t)ends[e]));
    }
  }
  for (uint32_t i = 0; i < source->attrs->dictionary.count; ++i) {
    const weir_named_attr_t* entry = &source->attrs->dictionary.entries[i];
    if (!weir_op_attr_is_inherent(source, entry->name)) {
      weir_op_state_attr(&state, entry->name->data, entry->value);
    }
  }
  weir_op_state_attr(&state, "op", hal_collective(kind));
  weir_build(&op->builder, &state);
}

// -- calls --------------------------------------------------------------------

// The callee records into the same command buffer: it is handed that, then each
// resource with offset and length, and the rest as it is.
static void convert_call(const recording_t* recording, weir_hal_op_t* op) {
  weir_op_t* call = op->op;
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_UTIL_CALL, op->location);
  uint32_t group = WEIR_STREAM_CMD_CALL_RESOURCE_OPERANDS, resource = 0;
  uint32_t count = weir_op_operand_group_size(call, group);
  weir_value_t** operands = WEIR_ARENA_ARRAY(recording->conversion->scratch,
                                             weir_value_t*, 3 * count + 1);
  uint32_t used = 0;
  operands[used++] = recording->commands;
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* operand = weir_op_operand_at(call, group, i);
    operands[used++] = operand;
    if (!weir_type_is_hal_buffer(operand->type)) continue;
    operands[used++] = weir_op_operand_at(
        call, WEIR_STREAM_CMD_CALL_RESOURCE_OPERAND_OFFSETS, resource);
    operands[used++] = weir_op_operand_at(
        call, WEIR_STREAM_CMD_CALL_RESOURCE_OPERAND_LENGTHS, resource++);
  }
  weir_op_state_operands(&state, operands, used);
  weir_op_state_attr(&state, "callee", weir_op_attr(call, "callee"));
  weir_type_t** types = WEIR_ARENA_ARRAY(recording->conversion->scratch,
                                         weir_type_t*, call->result_count);
  for (uint32_t i = 0; i < call->result_count; ++i) {
    types[i] = weir_hal_converted_type(call->results[i].type);
  }
  weir_op_state_results(&state, types, call->result_count);
  weir_op_t* converted = weir_build(&op->builder, &state);
  for (uint32_t i = 0; i < call->result_count; ++i) {
    weir_value_replace_uses(&call->results[i], &converted->results[i]);
  }
}

// -- regions ------------------------------------------------------------------

static void build_barrier(const recording_t* recording, weir_hal_op_t* op) {
  weir_context_t* context = op->op->context;
  // Everything before, then everything after.
  const int32_t source = WEIR_EXECUTION_STAGE_COMMAND_RETIRE |
                         WEIR_EXECUTION_STAGE_TRANSFER |
                         WEIR_EXECUTION_STAGE_DISPATCH;
  const int32_t target = WEIR_EXECUTION_STAGE_COMMAND_ISSUE |
                         WEIR_EXECUTION_STAGE_TRANSFER |
                         WEIR_EXECUTION_STAGE_DISPATCH;
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder,
                     WEIR_HAL_COMMAND_BUFFER_EXECUTION_BARRIER, op->location);
  weir_op_state_operand(&state, recording->commands);
  weir_op_state_attr(&state, "source_stage_mask",
                     weir_i32_attr(context, source));
  weir_op_state_attr(&state, "target_stage_mask",
                     weir_i32_attr(context, target));
  weir_op_state_attr(&state, "flags", weir_i32_attr(context, 0));
  weir_build(&op->builder, &state);
}

static weir_status_t convert_block(const recording_t* recording,
                                   weir_block_t* block, weir_op_t* before,
                                   bool serial);

static weir_status_t convert_command(const recording_t* recording,
                                     weir_hal_op_t* op, bool serial) {
  weir_status_t status = weir_ok();
  switch (weir_op_id(op->op)) {
    case WEIR_STREAM_CMD_COPY:
      convert_copy(recording, op);
      break;
    case WEIR_STREAM_CMD_FILL:
      convert_fill(recording, op);
      break;
    case WEIR_STREAM_CMD_COLLECTIVE:
      convert_collective(recording, op);
      break;
    case WEIR_STREAM_CMD_DISPATCH:
      status = weir_hal_convert_dispatch(recording, op);
      break;
    case WEIR_STREAM_CMD_CALL:
      convert_call(recording, op);
      break;
    case WEIR_STREAM_CMD_CONCURRENT:
    case WEIR_STREAM_CMD_SERIAL:
      status = convert_block(recording, weir_op_region(op->op, 0)->first,
                             op->builder.before,
                             weir_op_is(op->op, WEIR_STREAM_CMD_SERIAL));
      break;
    // Memory of these devices is coherent: their order is all that counts.
    case WEIR_STREAM_CMD_DISCARD:
    case WEIR_STREAM_CMD_FLUSH:
    case WEIR_STREAM_CMD_INVALIDATE:
      break;
    default:
      weir_op_error(op->op, "cannot be recorded in a command buffer");
      return weir_status(WEIR_CODE_INVALID_ARGUMENT, "unknown command");
  }
  if (serial) build_barrier(recording, op);
  return status;
}

// Records |block| before |before|. Host arithmetic in it moves along.
static weir_status_t convert_block(const recording_t* recording,
                                   weir_block_t* block, weir_op_t* before,
                                   bool serial) {
  WEIR_FOR_EACH_OP(op, block) {
    if (weir_op_is_terminator(op)) continue;
    if (!weir_op_has_trait(op, WEIR_OP_STREAMABLE)) {
      weir_op_move_before(op, before);
      continue;
    }
    weir_hal_op_t converted = {recording->conversion, op,
                               weir_builder_before(before), op->location};
    WEIR_RETURN_IF_ERROR(convert_command(recording, &converted, serial));
  }
  return weir_ok();
}

// Whatever is not a dispatch counts as a transfer; calls and collectives may be
// either.
static weir_walk_t note_category(weir_op_t* op, void* user) {
  int32_t* bits = user;
  switch (weir_op_id(op)) {
    case WEIR_STREAM_CMD_EXECUTE:
      break;
    case WEIR_STREAM_CMD_DISPATCH:
      *bits |= WEIR_COMMAND_CATEGORY_DISPATCH;
      break;
    case WEIR_STREAM_CMD_COLLECTIVE:
    case WEIR_STREAM_CMD_CALL:
      *bits |= WEIR_COMMAND_CATEGORY_DISPATCH | WEIR_COMMAND_CATEGORY_TRANSFER;
      break;
    default:
      *bits |= WEIR_COMMAND_CATEGORY_TRANSFER;
      break;
  }
  return WEIR_WALK_CONTINUE;
}

static weir_value_t* create_commands(weir_hal_op_t* op,
                                     weir_hal_place_t place) {
  weir_context_t* context = op->op->context;
  int32_t categories = 0;
  weir_walk_pre_order(op->op, note_category, &categories);
  // Work that waits for nothing may run as it is recorded.
  int32_t modes = WEIR_COMMAND_BUFFER_MODE_ONE_SHOT;
  if (weir_op_operand(op->op, WEIR_STREAM_CMD_EXECUTE_AWAIT_TIMEPOINT) ==
      NULL) {
    modes |= WEIR_COMMAND_BUFFER_MODE_ALLOW_INLINE_EXECUTION;
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_COMMAND_BUFFER_CREATE,
                     op->location);
  weir_op_state_operand(&state, place.device);
  weir_op_state_operand(&state, place.queues);
  weir_op_state_operand(&state, NULL);
  weir_op_state_attr(&state, "modes", weir_i32_attr(context, modes));
  weir_op_state_attr(&state, "command_categories",
                     weir_i32_attr(context, categories));
  weir_op_state_result(&state, weir_hal_command_buffer_type(context));
  return weir_op_result_n(weir_build(&op->builder, &state), 0);
}

weir_status_t weir_hal_convert_execute(weir_hal_op_t* op) {
  weir_op_t* execute = op->op;
  weir_hal_place_t place = weir_hal_device_of(op);
  recording_t recording = {op->conversion, place.device,
                           create_commands(op, place)};
  weir_block_t* body = weir_op_region(execute, 0)->first;
  for (uint32_t i = 0; i < body->argument_count; ++i) {
    weir_value_replace_uses(body->arguments[i], weir_op_operand_n(execute, i));
  }
  WEIR_RETURN_IF_ERROR(convert_block(&recording, body, execute, true));
  op->builder = weir_builder_before(execute);
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_COMMAND_BUFFER_FINALIZE,
                     op->location);
  weir_op_state_operand(&state, recording.commands);
  weir_build(&op->builder, &state);
  weir_value_t* wait = weir_hal_wait_fence(
      op, weir_op_operand(execute, WEIR_STREAM_CMD_EXECUTE_AWAIT_TIMEPOINT));
  weir_value_t* signal =
      weir_hal_signal_fence(op, place.device, weir_op_result_n(execute, 0));
  weir_op_state_init(&state, &op->builder, WEIR_HAL_DEVICE_QUEUE_EXECUTE,
                     op->location);
  weir_op_state_operand(&state, place.device);
  weir_op_state_operand(&state, place.queues);
  weir_op_state_operand(&state, wait);
  weir_op_state_operand(&state, signal);
  weir_op_state_operands(&state, &recording.commands, 1);
  weir_build(&op->builder, &state);
  weir_op_replace(execute, &signal);
  return weir_ok();
}

// The signature names offset and length of each resource already; what is new
// is the command buffer before all.
bool weir_hal_convert_cmd_func(weir_hal_op_t* op) {
  if (!weir_op_is(op->op, WEIR_STREAM_CMD_FUNC)) return false;
  weir_context_t* context = op->op->context;
  weir_arena_t* arena = op->conversion->scratch;
  const weir_type_t* type = weir_op_attr_type(op->op, "function_type");
  uint32_t inputs = type->function.input_count,
           results = type->function.result_count;
  weir_type_t** all =
      WEIR_ARENA_ARRAY(arena, weir_type_t*, inputs + results + 1);
  all[0] = weir_hal_command_buffer_type(context);
  for (uint32_t i = 0; i < inputs; ++i) {
    all[1 + i] = weir_hal_converted_type(type->function.inputs[i]);
  }
  for (uint32_t i = 0; i < results; ++i) {
    all[1 + inputs + i] = weir_hal_converted_type(type->function.results[i]);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_UTIL_FUNC, op->location);
  weir_op_state_attrs(&state, op->op->attrs);
  weir_op_state_attr(&state, "function_type",
                     weir_type_attr(weir_function_type(
                         context, all, inputs + 1, all + inputs + 1, results)));
  weir_attr_t* arguments = weir_op_attr(op->op, "arg_attrs");
  if (arguments != NULL) {
    weir_attr_t** list = WEIR_ARENA_ARRAY(arena, weir_attr_t*, inputs + 1);
    list[0] = weir_dictionary_attr(context, NULL, 0);
    for (uint32_t i = 0; i < inputs; ++i) {
      list[1 + i] =
          i < arguments->array.count ? arguments->array.elements[i] : list[0];
    }
    weir_op_state_attr(&state, "arg_attrs",
                       weir_array_attr(context, list, inputs + 1));
  }
  weir_op_t* function = weir_build(&op->builder, &state);
  weir_symbol_table_remove(op->conversion->symbols, op->op);
  weir_op_erase(op->op);
  weir_symbol_table_add(op->conversion->symbols, function);
  return true;
}
