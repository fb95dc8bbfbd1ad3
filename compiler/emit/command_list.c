// hal.command_buffer.*: what is recorded between creation and finalize becomes
// a command list of the plan.
#include "compiler/emit/command_list.h"

#include "compiler/dialects/hal.h"
#include "compiler/ir/diagnostic.h"

#define ADD(function, kind, records, count)                                 \
  weir_plan_writer_add((function)->module->emitter->writer,                 \
                       WEIR_PLAN_SECTION_##kind, (function)->module->index, \
                       (records), (count))

#define OPERAND(group) weir_op_operand(op, WEIR_HAL_COMMAND_BUFFER_##group)

// ---- begin and end ---------------------------------------------------------

static bool begin_list(weir_emit_function_t* function, weir_op_t* op) {
  weir_arena_t* arena = &function->module->emitter->arena;
  weir_emit_list_t* list = WEIR_ARENA_NEW(arena, weir_emit_list_t);
  list->create = op;
  list->dependences = weir_dependences_create(arena);
  if (!weir_emit_device_of(function->module, OPERAND(CREATE_DEVICE),
                           &list->device)) {
    return weir_op_error(op,
                         "is for a device that is not plain to see, or "
                         "that node '%s' does not have",
                         function->module->node->name);
  }
  weir_value_t* capacity = OPERAND(CREATE_BINDING_CAPACITY);
  int64_t count = 0;
  if (capacity != NULL && !weir_value_is_constant_int(capacity, &count)) {
    return weir_op_error(op, "has a binding table whose size is not constant");
  }
  list->table_count = (uint32_t)count;
  weir_emit_map_set(&function->lists, arena, weir_op_result_n(op, 0),
                    (uint64_t)(uintptr_t)list);
  return true;
}

static uint32_t add_list(weir_emit_function_t* function,
                         weir_emit_list_t* list) {
  weir_edges_t edges = weir_dependences_finish(list->dependences);
  for (uint32_t i = 0; i < list->command_count; ++i) {
    list->commands[i].predecessor_count = edges.predecessors[i];
    list->commands[i].successor_first = edges.first[i];
    list->commands[i].successor_count = edges.first[i + 1] - edges.first[i];
  }
  weir_plan_emitter_t* emitter = function->module->emitter;
  const char* name = weir_arena_format(
      &emitter->arena, "%s/%u", function->name,
      weir_plan_writer_count(emitter->writer, WEIR_PLAN_SECTION_LISTS,
                             function->module->index));
  weir_plan_list_t record = {
      .name = weir_emit_string(emitter, name),
      .device = list->device,
      .command_first =
          ADD(function, COMMANDS, list->commands, list->command_count),
      .command_count = list->command_count,
      .table_count = list->table_count,
      .slot_count = list->table_count + list->slots.count,
      .parameter_count = list->parameters.count,
      .channel_count = list->channels.count,
      .edge_first = ADD(function, EDGES, edges.edges, edges.edge_count),
      .edge_count = edges.edge_count,
      .location = weir_emit_location(emitter, list->create->location, NULL),
  };
  return ADD(function, LISTS, &record, 1);
}

// Slots are bound to whole buffers: offsets are in the commands.
static bool end_list(weir_emit_function_t* function, const weir_op_t* op,
                     weir_emit_list_t* list) {
  weir_plan_coder_t* coder = &function->coder;
  uint32_t index = add_list(function, list);
  uint32_t zero = 0, whole = 0;
  if (list->slots.count > 0) {
    zero = weir_plan_coder_constant(coder, 0);
    whole = weir_plan_coder_constant(coder, UINT64_MAX);
  }
  weir_plan_coder_open(coder, WEIR_PLAN_OP_COMMAND_BUFFER_CREATE);
  weir_plan_coder_word(
      coder, weir_emit_register(function, weir_op_result_n(list->create, 0)));
  weir_plan_coder_word(coder, index);
  weir_plan_coder_word(coder, list->slots.count);
  for (uint32_t i = 0; i < list->slots.count; ++i) {
    weir_plan_coder_word(coder,
                         weir_emit_register(function, list->slots.values[i]));
    weir_plan_coder_word(coder, zero);
    weir_plan_coder_word(coder, whole);
  }
  const weir_emit_values_t* rest[2] = {&list->parameters, &list->channels};
  for (int j = 0; j < 2; ++j) {
    weir_plan_coder_word(coder, rest[j]->count);
    for (uint32_t i = 0; i < rest[j]->count; ++i) {
      weir_plan_coder_word(coder,
                           weir_emit_register(function, rest[j]->values[i]));
    }
  }
  weir_status_t status = weir_plan_coder_close(coder);
  if (weir_is_ok(status)) return true;
  weir_op_error(op, "%s", weir_status_message(status));
  weir_status_free(status);
  return false;
}

bool weir_emit_command_op(weir_emit_function_t* function, weir_op_t* op,
                          bool* out_known) {
  uint32_t id = weir_op_id(op);
  *out_known = id >= WEIR_HAL_COMMAND_BUFFER_BEGIN_DEBUG_GROUP &&
               id <= WEIR_HAL_COMMAND_BUFFER_UPDATE_BUFFER;
  if (!*out_known) return true;
  if (id == WEIR_HAL_COMMAND_BUFFER_CREATE) return begin_list(function, op);
  weir_emit_list_t* list = (weir_emit_list_t*)(uintptr_t)weir_emit_map_get(
      &function->lists, weir_op_operand_n(op, 0));
  if (list == NULL || list->create->block != op->block) {
    return weir_op_error(op,
                         "is not in the block where its command buffer is "
                         "created");
  }
  switch (id) {
    case WEIR_HAL_COMMAND_BUFFER_BEGIN_DEBUG_GROUP:
    case WEIR_HAL_COMMAND_BUFFER_END_DEBUG_GROUP:
      return true;
    case WEIR_HAL_COMMAND_BUFFER_EXECUTION_BARRIER:
      weir_dependences_barrier(list->dependences);
      return true;
    case WEIR_HAL_COMMAND_BUFFER_FILL_BUFFER:
      return weir_emit_fill(function, list, op);
    case WEIR_HAL_COMMAND_BUFFER_COPY_BUFFER:
      return weir_emit_copy(function, list, op);
    case WEIR_HAL_COMMAND_BUFFER_UPDATE_BUFFER:
      return weir_emit_update(function, list, op);
    case WEIR_HAL_COMMAND_BUFFER_PUSH_CONSTANTS:
      return weir_emit_push_constants(function, list, op);
    case WEIR_HAL_COMMAND_BUFFER_PUSH_DESCRIPTOR_SET:
      return weir_emit_push_bindings(function, list, op);
    case WEIR_HAL_COMMAND_BUFFER_DISPATCH:
      return weir_emit_dispatch(function, list, op);
    case WEIR_HAL_COMMAND_BUFFER_COLLECTIVE:
      return weir_emit_collective(function, list, op);
    case WEIR_HAL_COMMAND_BUFFER_FINALIZE:
      return end_list(function, op, list);
    case WEIR_HAL_COMMAND_BUFFER_DEVICE:
      weir_emit_alias(
          function, weir_op_result_n(op, 0),
          weir_op_operand(list->create, WEIR_HAL_COMMAND_BUFFER_CREATE_DEVICE));
      return true;
    default:
      return weir_op_error(op,
                           "cannot be put into a plan: dispatches take "
                           "their workgroup counts from the host");
  }
}
