// stream.cmd.execute and the commands in it: a command buffer, recorded and
// submitted.
#include "compiler/conversion/hal/hal_conversion.h"
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/enums.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/diagnostic.h"

typedef struct recording_t {
  weir_hal_conversion_t* conversion;
  weir_value_t* device;
  weir_value_t* commands;  // the command buffer
} recording_t;

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

// -- dispatches ---------------------------------------------------------------

static weir_value_t* build_lookup(weir_hal_op_t* op, uint32_t id,
                                  weir_value_t* device, const char* key,
                                  weir_attr_t* value, weir_type_t* type) {
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, id, op->location);
  if (device != NULL) weir_op_state_operand(&state, device);
  weir_op_state_attr(&state, key, value);
  weir_op_state_result(&state, type);
  return weir_op_result_n(weir_build(&op->builder, &state), 0);
}

static void push_constants(const recording_t* recording, weir_hal_op_t* op,
                           weir_value_t* layout) {
  uint32_t group = WEIR_STREAM_CMD_DISPATCH_UNIFORM_OPERANDS;
  if (weir_op_operand_group_size(op->op, group) == 0) return;
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder,
                     WEIR_HAL_COMMAND_BUFFER_PUSH_CONSTANTS, op->location);
  weir_op_state_operand(&state, recording->commands);
  weir_op_state_operand(&state, layout);
  weir_op_state_operands_of(&state, op->op, group);
  weir_op_state_attr(&state, "offset", weir_index_attr(op->op->context, 0));
  weir_build(&op->builder, &state);
}

// Set and binding that resource |index| goes to: what the op says, else the
// binding of its place in set 0.
static void binding_of(const weir_op_t* op, uint32_t index, int64_t* out_set,
                       int64_t* out_binding) {
  const weir_attr_t* bindings = weir_op_attr(op, "hal.interface.bindings");
  *out_set = 0;
  *out_binding = index;
  if (!weir_attr_is(bindings, WEIR_ATTR_ARRAY) ||
      index >= bindings->array.count)
    return;
  const weir_attr_t* binding = bindings->array.elements[index];
  if (!weir_attr_is(binding, WEIR_ATTR_DIALECT)) return;
  weir_attr_int(binding->dialect.params[0], out_set);
  weir_attr_int(binding->dialect.params[1], out_binding);
}

static void push_set(const recording_t* recording, weir_hal_op_t* op,
                     weir_value_t* layout, int64_t set) {
  uint32_t resources = WEIR_STREAM_CMD_DISPATCH_RESOURCES;
  uint32_t count = weir_op_operand_group_size(op->op, resources), used = 0;
  weir_value_t** columns[4];
  for (int i = 0; i < 4; ++i) {
    columns[i] =
        WEIR_ARENA_ARRAY(recording->conversion->scratch, weir_value_t*, count);
  }
  weir_value_t* set_value = weir_build_index(&op->builder, op->location, set);
  for (uint32_t i = 0; i < count; ++i) {
    int64_t in_set, binding;
    binding_of(op->op, i, &in_set, &binding);
    if (in_set != set) continue;
    columns[0][used] = weir_build_index(&op->builder, op->location, binding);
    columns[1][used] = weir_op_operand_at(op->op, resources, i);
    columns[2][used] = weir_op_operand_at(
        op->op, WEIR_STREAM_CMD_DISPATCH_RESOURCE_OFFSETS, i);
    columns[3][used] = weir_op_operand_at(
        op->op, WEIR_STREAM_CMD_DISPATCH_RESOURCE_LENGTHS, i);
    ++used;
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder,
                     WEIR_HAL_COMMAND_BUFFER_PUSH_DESCRIPTOR_SET, op->location);
  weir_op_state_operand(&state, recording->commands);
  weir_op_state_operand(&state, layout);
  weir_op_state_operand(&state, set_value);
  for (int i = 0; i < 4; ++i) weir_op_state_operands(&state, columns[i], used);
  weir_build(&op->builder, &state);
}

static void push_descriptor_sets(const recording_t* recording,
                                 weir_hal_op_t* op, weir_value_t* layout) {
  uint32_t count =
      weir_op_operand_group_size(op->op, WEIR_STREAM_CMD_DISPATCH_RESOURCES);
  int64_t last = -1;
  for (uint32_t i = 0; i < count; ++i) {
    int64_t set, binding;
    binding_of(op->op, i, &set, &binding);
    if (set > last) last = set;
  }
  for (int64_t set = 0; set <= last; ++set)
    push_set(recording, op, layout, set);
}

static weir_status_t convert_dispatch(const recording_t* recording,
                                      weir_hal_op_t* op) {
  weir_context_t* context = op->op->context;
  const weir_attr_t* entries = weir_op_attr(op->op, "entry_points");
  // One device has one kind of executable: more entry points than one are for
  // other devices and have been pruned, or the first serves.
  weir_attr_t* entry = entries->array.elements[0];
  weir_op_t* export =
      weir_symbol_table_resolve(recording->conversion->symbols, entry);
  if (export == NULL || !weir_op_is(export, WEIR_HAL_EXECUTABLE_EXPORT)) {
    weir_op_error(op->op,
                  "dispatches an entry point that no executable exports");
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "unknown entry point");
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder,
                     WEIR_HAL_EXECUTABLE_CALCULATE_WORKGROUPS, op->location);
  weir_op_state_operand(&state, recording->device);
  weir_op_state_operands_of(&state, op->op, WEIR_STREAM_CMD_DISPATCH_WORKLOAD);
  weir_op_state_attr(&state, "entry_point", entry);
  for (int i = 0; i < 3; ++i)
    weir_op_state_result(&state, weir_index_type(context));
  weir_op_t* counts = weir_build(&op->builder, &state);
  weir_value_t* layout = build_lookup(
      op, WEIR_HAL_PIPELINE_LAYOUT_LOOKUP, recording->device, "layout",
      weir_op_attr(export, "layout"), weir_hal_pipeline_layout_type(context));
  push_constants(recording, op, layout);
  push_descriptor_sets(recording, op, layout);
  weir_attr_t* executable =
      weir_symbol_attr_n(context, &entry->symbol.names[0], 1);
  weir_value_t* loaded =
      build_lookup(op, WEIR_HAL_EXECUTABLE_LOOKUP, recording->device,
                   "executable", executable, weir_hal_executable_type(context));
  weir_value_t* ordinal =
      build_lookup(op, WEIR_HAL_EXECUTABLE_EXPORT_ORDINAL, NULL, "entry_point",
                   entry, weir_index_type(context));
  weir_op_state_init(&state, &op->builder, WEIR_HAL_COMMAND_BUFFER_DISPATCH,
                     op->location);
  weir_op_state_operand(&state, recording->commands);
  weir_op_state_operand(&state, loaded);
  weir_op_state_operand(&state, ordinal);
  for (uint32_t i = 0; i < 3; ++i) {
    weir_op_state_operand(&state, weir_op_result_n(counts, i));
  }
  weir_op_state_attr(&state, "flags", weir_i64_attr(context, 0));
  weir_build(&op->builder, &state);
  weir_hal_op_t inner = {op->conversion, counts, weir_builder_before(counts),
                         op->location};
  weir_hal_convert_hal_op(&inner);
  return weir_ok();
}

// -- regions ------------------------------------------------------------------

static void build_barrier(const recording_t* recording, weir_hal_op_t* op) {
  weir_context_t* context = op->op->context;
  // Everything before, then everything after.
  const int32_t source =
      0x10 | 0x8 | 0x4;  // CommandRetire | Transfer | Dispatch
  const int32_t target = 0x1 | 0x8 | 0x4;  // CommandIssue | Transfer | Dispatch
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
      status = convert_dispatch(recording, op);
      break;
    case WEIR_STREAM_CMD_CONCURRENT:
    case WEIR_STREAM_CMD_SERIAL:
      status = convert_block(recording, weir_op_region(op->op, 0)->first,
                             op->builder.before,
                             weir_op_is(op->op, WEIR_STREAM_CMD_SERIAL));
      break;
    // Memory of these devices is coherent: nothing to do.
    case WEIR_STREAM_CMD_DISCARD:
    case WEIR_STREAM_CMD_FLUSH:
    case WEIR_STREAM_CMD_INVALIDATE:
      return weir_ok();
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

typedef struct categories_t {
  bool transfers, dispatches;
} categories_t;

static weir_walk_t note_category(weir_op_t* op, void* user) {
  categories_t* categories = user;
  switch (weir_op_id(op)) {
    case WEIR_STREAM_CMD_DISPATCH:
    case WEIR_STREAM_CMD_COLLECTIVE:
    case WEIR_STREAM_CMD_CALL:
      categories->dispatches = true;
      break;
    case WEIR_STREAM_CMD_COPY:
    case WEIR_STREAM_CMD_FILL:
      categories->transfers = true;
      break;
    default:
      break;
  }
  return WEIR_WALK_CONTINUE;
}

static weir_value_t* create_commands(weir_hal_op_t* op,
                                     weir_hal_place_t place) {
  weir_context_t* context = op->op->context;
  categories_t categories = {0};
  weir_walk_pre_order(op->op, note_category, &categories);
  int32_t bits =
      (categories.transfers ? 1 : 0) | (categories.dispatches ? 2 : 0);
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_COMMAND_BUFFER_CREATE,
                     op->location);
  weir_op_state_operand(&state, place.device);
  weir_op_state_operand(&state, place.queues);
  weir_op_state_operand(&state, NULL);
  // One shot, and may run as it is recorded.
  weir_op_state_attr(&state, "modes", weir_i32_attr(context, 0x1 | 0x10));
  weir_op_state_attr(&state, "command_categories",
                     weir_i32_attr(context, bits != 0 ? bits : 3));
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
