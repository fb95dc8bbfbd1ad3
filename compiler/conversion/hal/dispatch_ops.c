// stream.cmd.dispatch: parameters pushed, then the dispatch itself.
//
// Which of several executables a device takes is asked when the program runs,
// by the format of each variant and its own condition; the first that fits is
// dispatched. Where there is one only, nothing is asked.
#include "compiler/conversion/hal/hal_conversion.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/hal_variants.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/stream.h"
#include "compiler/ir/diagnostic.h"

typedef weir_hal_recording_t recording_t;

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

// The device that is recorded for. A dispatch learns it from the command buffer
// and from nowhere else.
static weir_value_t* build_device(const recording_t* recording,
                                  weir_hal_op_t* op) {
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_COMMAND_BUFFER_DEVICE,
                     op->location);
  weir_op_state_operand(&state, recording->commands);
  weir_op_state_result(&state, weir_hal_device_type(op->op->context));
  return weir_op_result_n(weir_build(&op->builder, &state), 0);
}

// -- parameters ---------------------------------------------------------------

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

// Set and binding that resource |index| goes to: what the export (or else the
// dispatch) says, else the binding of its place in set 0.
static void binding_of(const weir_op_t* dispatch, const weir_op_t* export,
                       uint32_t index, int64_t* out_set, int64_t* out_binding) {
  const weir_attr_t* bindings = weir_op_attr(export, "hal.interface.bindings");
  if (bindings == NULL) {
    bindings = weir_op_attr(dispatch, "hal.interface.bindings");
  }
  *out_set = 0;
  *out_binding = index;
  if (!weir_attr_is(bindings, WEIR_ATTR_ARRAY) ||
      index >= bindings->array.count) {
    return;
  }
  const weir_attr_t* binding = bindings->array.elements[index];
  if (!weir_attr_is(binding, WEIR_ATTR_DIALECT)) return;
  *out_set = weir_hal_interface_binding_set(binding);
  *out_binding = weir_hal_interface_binding_ordinal(binding);
}

// The bindings gathered for one set.
typedef struct bindings_t {
  weir_value_t** columns[4];  // ordinals, buffers, offsets, lengths
  uint32_t count;
} bindings_t;

static void push_set(const recording_t* recording, weir_hal_op_t* op,
                     weir_value_t* layout, int64_t set, bindings_t* bindings) {
  weir_value_t* ordinal = weir_build_index(&op->builder, op->location, set);
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder,
                     WEIR_HAL_COMMAND_BUFFER_PUSH_DESCRIPTOR_SET, op->location);
  weir_op_state_operand(&state, recording->commands);
  weir_op_state_operand(&state, layout);
  weir_op_state_operand(&state, ordinal);
  for (int i = 0; i < 4; ++i) {
    weir_op_state_operands(&state, bindings->columns[i], bindings->count);
  }
  weir_build(&op->builder, &state);
  bindings->count = 0;
}

static void push_descriptor_sets(const recording_t* recording,
                                 weir_hal_op_t* op, const weir_op_t* export,
                                 weir_value_t* layout) {
  uint32_t resources = WEIR_STREAM_CMD_DISPATCH_RESOURCES;
  uint32_t count = weir_op_operand_group_size(op->op, resources);
  bindings_t bindings = {0};
  for (int i = 0; i < 4; ++i) {
    bindings.columns[i] =
        WEIR_ARENA_ARRAY(recording->conversion->scratch, weir_value_t*, count);
  }
  int64_t current = -1;
  for (uint32_t i = 0; i < count; ++i) {
    int64_t set, binding;
    binding_of(op->op, export, i, &set, &binding);
    if (current != -1 && current != set) {
      push_set(recording, op, layout, current, &bindings);
    }
    current = set;
    uint32_t place = bindings.count++;
    bindings.columns[0][place] =
        weir_build_index(&op->builder, op->location, binding);
    bindings.columns[1][place] = weir_op_operand_at(op->op, resources, i);
    bindings.columns[2][place] = weir_op_operand_at(
        op->op, WEIR_STREAM_CMD_DISPATCH_RESOURCE_OFFSETS, i);
    bindings.columns[3][place] = weir_op_operand_at(
        op->op, WEIR_STREAM_CMD_DISPATCH_RESOURCE_LENGTHS, i);
  }
  if (current != -1) push_set(recording, op, layout, current, &bindings);
}

// -- one dispatch -------------------------------------------------------------

static void count_workgroups(const recording_t* recording, weir_hal_op_t* op,
                             const weir_op_t* export,
                             weir_value_t* out_counts[3]) {
  uint32_t group = WEIR_STREAM_CMD_DISPATCH_WORKLOAD;
  uint32_t count = weir_op_operand_group_size(op->op, group);
  weir_value_t** workload =
      WEIR_ARENA_ARRAY(recording->conversion->scratch, weir_value_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    workload[i] = weir_op_operand_at(op->op, group, i);
  }
  weir_hal_build_workgroups(op, export, recording->device, workload, count,
                            out_counts);
}

static void record_dispatch(const recording_t* recording, weir_hal_op_t* op,
                            weir_op_t* export, weir_attr_t* entry) {
  weir_context_t* context = op->op->context;
  weir_value_t* layout = build_lookup(
      op, WEIR_HAL_PIPELINE_LAYOUT_LOOKUP, recording->device, "layout",
      weir_op_attr(export, "layout"), weir_hal_pipeline_layout_type(context));
  push_constants(recording, op, layout);
  push_descriptor_sets(recording, op, export, layout);
  weir_value_t* counts[3];
  count_workgroups(recording, op, export, counts);
  weir_value_t* executable = build_lookup(
      op, WEIR_HAL_EXECUTABLE_LOOKUP, recording->device, "executable",
      weir_symbol_attr_n(context, &entry->symbol.names[0], 1),
      weir_hal_executable_type(context));
  weir_value_t* ordinal =
      build_lookup(op, WEIR_HAL_EXECUTABLE_EXPORT_ORDINAL, NULL, "entry_point",
                   entry, weir_index_type(context));
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_COMMAND_BUFFER_DISPATCH,
                     op->location);
  weir_op_state_operand(&state, recording->commands);
  weir_op_state_operand(&state, executable);
  weir_op_state_operand(&state, ordinal);
  for (int i = 0; i < 3; ++i) weir_op_state_operand(&state, counts[i]);
  weir_op_state_attr(&state, "flags", weir_i64_attr(context, 0));
  weir_build(&op->builder, &state);
}

// -- which executable ---------------------------------------------------------

static weir_builder_t case_builder(weir_op_t* choice, uint32_t region) {
  weir_region_t* body = weir_op_region(choice, region);
  weir_block_t* block =
      body->first != NULL ? body->first : weir_region_add_block(body);
  weir_op_t* end = weir_block_terminator(block);
  if (end == NULL) {
    weir_builder_t builder = weir_builder_at_end(block);
    weir_op_state_t state;
    weir_op_state_init(&state, &builder, WEIR_SCF_YIELD, choice->location);
    end = weir_build(&builder, &state);
  }
  return weir_builder_before(end);
}

// No variant that fits: loading the executable has failed before.
static void record_choice(const recording_t* recording, weir_hal_op_t* op,
                          weir_op_t* const* exports,
                          weir_attr_t* const* entries, uint32_t count) {
  weir_arena_t* arena = recording->conversion->scratch;
  weir_value_t** conditions = WEIR_ARENA_ARRAY(arena, weir_value_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    conditions[i] = weir_hal_variant_build_condition(
        &op->builder, weir_op_parent(exports[i]), recording->device, arena);
  }
  weir_op_t* choice = weir_hal_build_choice(&op->builder, op->location,
                                            conditions, count, NULL, arena);
  case_builder(choice, 0);
  for (uint32_t i = 0; i < count; ++i) {
    weir_hal_op_t inner = *op;
    inner.builder = case_builder(choice, i + 1);
    record_dispatch(recording, &inner, exports[i], entries[i]);
  }
}

weir_status_t weir_hal_convert_dispatch(const recording_t* recording,
                                        weir_hal_op_t* op) {
  const weir_attr_t* all = weir_op_attr(op->op, "entry_points");
  uint32_t count = all->array.count;
  weir_arena_t* arena = recording->conversion->scratch;
  weir_op_t** exports = WEIR_ARENA_ARRAY(arena, weir_op_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    exports[i] = weir_symbol_table_resolve(recording->conversion->symbols,
                                           all->array.elements[i]);
    if (!weir_op_is(exports[i], WEIR_HAL_EXECUTABLE_EXPORT)) {
      weir_op_error(op->op,
                    "dispatches an entry point that no executable exports");
      return weir_status(WEIR_CODE_INVALID_ARGUMENT, "unknown entry point");
    }
  }
  recording_t here = *recording;
  here.device = build_device(recording, op);
  if (count == 1) {
    record_dispatch(&here, op, exports[0], all->array.elements[0]);
  } else {
    record_choice(&here, op, exports, all->array.elements, count);
  }
  return weir_ok();
}
