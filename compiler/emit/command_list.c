// hal.command_buffer.*: what is recorded between creation and finalize becomes
// a command list of the plan.

#include <string.h>

#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/io_parameters.h"
#include "compiler/dialects/util.h"
#include "compiler/emit/dependences.h"
#include "compiler/emit/emit_impl.h"
#include "compiler/ir/diagnostic.h"

// A value of each slot, parameter or channel, in order.
typedef struct value_list_t {
  weir_value_t** values;
  uint32_t count;
  uint32_t capacity;
  weir_emit_map_t places;  // value -> place + 1
} value_list_t;

typedef struct binding_t {
  int64_t set;
  int64_t ordinal;
  weir_value_t* buffer;
  weir_value_t* offset;
  weir_value_t* length;
} binding_t;

// A command buffer being recorded.
struct weir_emit_list_t {
  weir_op_t* create;
  uint32_t device;
  uint32_t table_count;
  value_list_t slots;  // behind those of the table
  value_list_t parameters;
  value_list_t channels;
  weir_plan_command_t* commands;
  uint32_t command_count;
  uint32_t command_capacity;
  weir_dependences_t* dependences;
  weir_emit_map_t roots;  // origin of a buffer -> root + 1
  uint32_t root_count;
  weir_value_t** constants;  // as pushed last
  uint32_t constant_count;
  binding_t* bindings;  // likewise
  uint32_t binding_count;
  uint32_t binding_capacity;
};

#define ADD(function, kind, records, count)                                 \
  weir_plan_writer_add((function)->module->emitter->writer,                 \
                       WEIR_PLAN_SECTION_##kind, (function)->module->index, \
                       (records), (count))

// ---- slots, parameters, channels -------------------------------------------

static uint32_t place_of(weir_emit_function_t* function, value_list_t* list,
                         weir_value_t* value) {
  weir_arena_t* arena = &function->module->emitter->arena;
  uint64_t known = weir_emit_map_get(&list->places, value);
  if (known != 0) return (uint32_t)(known - 1);
  if (list->count == list->capacity) {
    uint32_t capacity = list->capacity ? list->capacity * 2 : 8;
    weir_value_t** larger = WEIR_ARENA_ARRAY(arena, weir_value_t*, capacity);
    for (uint32_t i = 0; i < list->count; ++i) larger[i] = list->values[i];
    list->values = larger;
    list->capacity = capacity;
  }
  list->values[list->count] = value;
  weir_emit_map_set(&list->places, arena, value, list->count + 1);
  return list->count++;
}

static weir_plan_operand_t immediate(uint64_t value) {
  return (weir_plan_operand_t){value, WEIR_PLAN_NONE, 0};
}

static weir_plan_operand_t operand_of(weir_emit_function_t* function,
                                      weir_emit_list_t* list,
                                      weir_value_t* value) {
  uint64_t bits = 0;
  const weir_attr_t* constant = weir_value_constant(value);
  if (constant == NULL) {
    constant = (const weir_attr_t*)(uintptr_t)weir_emit_map_get(
        &function->known, value);
  }
  if (weir_emit_attr_bits(constant, &bits)) return immediate(bits);
  return (weir_plan_operand_t){0, place_of(function, &list->parameters, value),
                               0};
}

static bool slot_of(weir_emit_function_t* function, weir_emit_list_t* list,
                    const weir_op_t* op, weir_value_t* buffer,
                    uint32_t* out_slot) {
  if (!weir_type_is_index(buffer->type)) {
    *out_slot = list->table_count + place_of(function, &list->slots, buffer);
    return true;
  }
  int64_t slot = 0;
  if (!weir_value_is_constant_int(buffer, &slot) || slot < 0 ||
      slot >= list->table_count) {
    return weir_op_error(op,
                         "names a place of the binding table that is not "
                         "there");
  }
  *out_slot = (uint32_t)slot;
  return true;
}

// ---- what is touched -------------------------------------------------------

// Whether each such buffer is memory of its own.
static bool makes_memory(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_HAL_DEVICE_QUEUE_ALLOCA:
    case WEIR_HAL_ALLOCATOR_ALLOCATE:
    case WEIR_HAL_ALLOCATOR_IMPORT:
    case WEIR_IO_PARAMETERS_LOAD:
      return true;
    default:
      return false;
  }
}

static uint32_t number_of(weir_emit_function_t* function,
                          weir_emit_list_t* list, const void* origin) {
  uint64_t known = weir_emit_map_get(&list->roots, origin);
  if (known != 0) return (uint32_t)(known - 1);
  weir_emit_map_set(&list->roots, &function->module->emitter->arena, origin,
                    (uint64_t)++list->root_count + 1);
  return list->root_count;
}

static weir_touch_t touch_of(weir_emit_function_t* function,
                             weir_emit_list_t* list, weir_value_t* buffer,
                             weir_value_t* offset, weir_value_t* length,
                             bool is_write) {
  weir_touch_t touch = {.root = WEIR_MEMORY_ANY, .is_write = is_write};
  int64_t begin = 0, size = 0, base = 0;
  bool known = weir_value_is_constant_int(offset, &begin) &&
               weir_value_is_constant_int(length, &size) && begin >= 0 &&
               size >= 0;
  int64_t slot = 0;
  if (weir_type_is_index(buffer->type)) {
    // A place of the binding table: memory that others may be as well.
    touch.handle = UINT32_C(0x80000000);
    if (weir_value_is_constant_int(buffer, &slot)) {
      touch.handle |= (uint32_t)slot;
    }
  } else {
    weir_op_t* op = weir_value_op(buffer);
    while (weir_op_is(op, WEIR_HAL_BUFFER_SUBSPAN)) {
      known = known &&
              weir_value_is_constant_int(
                  weir_op_operand(op, WEIR_HAL_BUFFER_SUBSPAN_SOURCE_OFFSET),
                  &base);
      begin += base;
      buffer = weir_op_operand(op, WEIR_HAL_BUFFER_SUBSPAN_SOURCE_BUFFER);
      op = weir_value_op(buffer);
    }
    touch.handle = number_of(function, list, buffer);
    if (op != NULL && makes_memory(op)) touch.root = touch.handle;
  }
  touch.begin = known ? (uint64_t)begin : 0;
  touch.end = known ? (uint64_t)begin + (uint64_t)size : UINT64_MAX;
  return touch;
}

static bool range_of(weir_emit_function_t* function, weir_emit_list_t* list,
                     const weir_op_t* op, weir_value_t* buffer,
                     weir_value_t* offset, weir_value_t* length,
                     uint32_t access, weir_plan_range_t* out_range,
                     weir_touch_t* out_touch) {
  *out_range = (weir_plan_range_t){.access = access};
  if (!slot_of(function, list, op, buffer, &out_range->slot)) return false;
  out_range->offset = operand_of(function, list, offset);
  out_range->length = operand_of(function, list, length);
  *out_touch = touch_of(function, list, buffer, offset, length,
                        (access & WEIR_PLAN_ACCESS_WRITE) != 0);
  return true;
}

// ---- commands --------------------------------------------------------------

static weir_plan_command_t* add_command(weir_emit_function_t* function,
                                        weir_emit_list_t* list,
                                        const weir_op_t* op, uint16_t kind,
                                        const char* what,
                                        const weir_touch_t* touches,
                                        uint32_t touch_count) {
  if (list->command_count == list->command_capacity) {
    uint32_t capacity = list->command_capacity ? list->command_capacity * 2 : 8;
    weir_plan_command_t* larger = WEIR_ARENA_ARRAY(
        &function->module->emitter->arena, weir_plan_command_t, capacity);
    if (list->command_count > 0) {
      memcpy(larger, list->commands, list->command_count * sizeof(*larger));
    }
    list->commands = larger;
    list->command_capacity = capacity;
  }
  weir_plan_command_t* command = &list->commands[list->command_count++];
  *command = (weir_plan_command_t){
      .kind = kind,
      .location =
          weir_emit_location(function->module->emitter, op->location, what),
      .executable = WEIR_PLAN_NONE,
      .constant = WEIR_PLAN_NONE,
      .channel = WEIR_PLAN_NONE,
      .transfer = WEIR_PLAN_NONE,
  };
  weir_dependences_command(list->dependences, touches, touch_count);
  return command;
}

static void set_ranges(weir_emit_function_t* function,
                       weir_plan_command_t* command,
                       const weir_plan_range_t* ranges, uint32_t count) {
  command->range_first = ADD(function, RANGES, ranges, count);
  command->range_count = count;
}

static void set_operands(weir_emit_function_t* function,
                         weir_plan_command_t* command,
                         const weir_plan_operand_t* operands, uint32_t count) {
  command->operand_first = ADD(function, OPERANDS, operands, count);
  command->operand_count = count;
}

#define OPERAND(group) weir_op_operand(op, WEIR_HAL_COMMAND_BUFFER_##group)

static bool emit_fill(weir_emit_function_t* function, weir_emit_list_t* list,
                      const weir_op_t* op) {
  weir_plan_range_t range;
  weir_touch_t touch;
  weir_value_t* pattern = OPERAND(FILL_BUFFER_PATTERN);
  if (!range_of(function, list, op, OPERAND(FILL_BUFFER_TARGET_BUFFER),
                OPERAND(FILL_BUFFER_TARGET_OFFSET), OPERAND(FILL_BUFFER_LENGTH),
                WEIR_PLAN_ACCESS_WRITE, &range, &touch)) {
    return false;
  }
  weir_plan_operand_t value = operand_of(function, list, pattern);
  weir_plan_command_t* command = add_command(
      function, list, op, WEIR_PLAN_COMMAND_FILL, "fill", &touch, 1);
  command->pattern_bytes =
      (uint16_t)((weir_emit_slot_width(pattern->type) + 7) / 8);
  set_ranges(function, command, &range, 1);
  set_operands(function, command, &value, 1);
  function->module->record.copy_count += function->weight;
  return true;
}

static bool emit_copy(weir_emit_function_t* function, weir_emit_list_t* list,
                      const weir_op_t* op) {
  weir_plan_range_t ranges[2];
  weir_touch_t touches[2];
  weir_value_t* length = OPERAND(COPY_BUFFER_LENGTH);
  if (!range_of(function, list, op, OPERAND(COPY_BUFFER_SOURCE_BUFFER),
                OPERAND(COPY_BUFFER_SOURCE_OFFSET), length,
                WEIR_PLAN_ACCESS_READ, &ranges[0], &touches[0]) ||
      !range_of(function, list, op, OPERAND(COPY_BUFFER_TARGET_BUFFER),
                OPERAND(COPY_BUFFER_TARGET_OFFSET), length,
                WEIR_PLAN_ACCESS_WRITE, &ranges[1], &touches[1])) {
    return false;
  }
  set_ranges(function,
             add_command(function, list, op, WEIR_PLAN_COMMAND_COPY, "copy",
                         touches, 2),
             ranges, 2);
  function->module->record.copy_count += function->weight;
  return true;
}

static bool emit_update(weir_emit_function_t* function, weir_emit_list_t* list,
                        const weir_op_t* op) {
  const weir_op_t* source =
      weir_emit_origin(function->module, OPERAND(UPDATE_BUFFER_SOURCE_BUFFER));
  int64_t offset = 0, length = 0;
  if (!weir_op_is(source, WEIR_UTIL_BUFFER_CONSTANT) ||
      !weir_value_is_constant_int(OPERAND(UPDATE_BUFFER_SOURCE_OFFSET),
                                  &offset) ||
      !weir_value_is_constant_int(OPERAND(UPDATE_BUFFER_LENGTH), &length)) {
    return weir_op_error(op, "takes bytes that are not constant");
  }
  weir_plan_range_t range;
  weir_touch_t touch;
  uint32_t constant = 0;
  if (!weir_emit_constant(function->module, source,
                          weir_op_attr(source, "value"), &constant) ||
      !range_of(function, list, op, OPERAND(UPDATE_BUFFER_TARGET_BUFFER),
                OPERAND(UPDATE_BUFFER_TARGET_OFFSET),
                OPERAND(UPDATE_BUFFER_LENGTH), WEIR_PLAN_ACCESS_WRITE, &range,
                &touch)) {
    return false;
  }
  weir_plan_operand_t from = immediate((uint64_t)offset);
  weir_plan_command_t* command = add_command(
      function, list, op, WEIR_PLAN_COMMAND_UPDATE, "update", &touch, 1);
  command->constant = constant;
  set_ranges(function, command, &range, 1);
  set_operands(function, command, &from, 1);
  function->module->record.copy_count += function->weight;
  return true;
}

// ---- dispatches ------------------------------------------------------------

static bool push_constants(weir_emit_function_t* function,
                           weir_emit_list_t* list, const weir_op_t* op) {
  uint32_t group = WEIR_HAL_COMMAND_BUFFER_PUSH_CONSTANTS_VALUES;
  uint32_t first = (uint32_t)weir_op_attr_int(op, "offset", 0);
  uint32_t count = weir_op_operand_group_size(op, group);
  if (first + count > list->constant_count) {
    weir_value_t** larger = WEIR_ARENA_ARRAY(&function->module->emitter->arena,
                                             weir_value_t*, first + count);
    for (uint32_t i = 0; i < list->constant_count; ++i) {
      larger[i] = list->constants[i];
    }
    list->constants = larger;
    list->constant_count = first + count;
  }
  for (uint32_t i = 0; i < count; ++i) {
    list->constants[first + i] = weir_op_operand_at(op, group, i);
  }
  return true;
}

static bool push_bindings(weir_emit_function_t* function,
                          weir_emit_list_t* list, const weir_op_t* op) {
  int64_t set = 0;
  if (!weir_value_is_constant_int(OPERAND(PUSH_DESCRIPTOR_SET_SET), &set)) {
    return weir_op_error(op, "has a set that is not constant");
  }
  uint32_t kept = 0;
  for (uint32_t i = 0; i < list->binding_count; ++i) {
    if (list->bindings[i].set != set)
      list->bindings[kept++] = list->bindings[i];
  }
  list->binding_count = kept;
  uint32_t count = weir_op_operand_group_size(
      op, WEIR_HAL_COMMAND_BUFFER_PUSH_DESCRIPTOR_SET_BINDING_ORDINALS);
  if (kept + count > list->binding_capacity) {
    binding_t* larger = WEIR_ARENA_ARRAY(&function->module->emitter->arena,
                                         binding_t, 2 * (kept + count));
    for (uint32_t i = 0; i < kept; ++i) larger[i] = list->bindings[i];
    list->bindings = larger;
    list->binding_capacity = 2 * (kept + count);
  }
  for (uint32_t i = 0; i < count; ++i) {
    binding_t* binding = &list->bindings[list->binding_count++];
    binding->set = set;
    if (!weir_value_is_constant_int(
            weir_op_operand_at(
                op,
                WEIR_HAL_COMMAND_BUFFER_PUSH_DESCRIPTOR_SET_BINDING_ORDINALS,
                i),
            &binding->ordinal)) {
      return weir_op_error(op, "has a binding whose place is not constant");
    }
    binding->buffer = weir_op_operand_at(
        op, WEIR_HAL_COMMAND_BUFFER_PUSH_DESCRIPTOR_SET_BINDING_BUFFERS, i);
    binding->offset = weir_op_operand_at(
        op, WEIR_HAL_COMMAND_BUFFER_PUSH_DESCRIPTOR_SET_BINDING_OFFSETS, i);
    binding->length = weir_op_operand_at(
        op, WEIR_HAL_COMMAND_BUFFER_PUSH_DESCRIPTOR_SET_BINDING_LENGTHS, i);
  }
  return true;
}

static bool fill_bindings(weir_emit_function_t* function,
                          weir_emit_list_t* list, const weir_op_t* op,
                          const weir_op_t* entry, uint32_t count,
                          weir_plan_range_t* ranges, weir_touch_t* touches) {
  uint32_t filled = 0;
  for (uint32_t i = 0; i < count; ++i) ranges[i].slot = WEIR_PLAN_NONE;
  for (uint32_t i = 0; i < list->binding_count; ++i) {
    const binding_t* binding = &list->bindings[i];
    uint32_t place = 0;
    bool read_only = false;
    // Sets of other layouts may still be pushed.
    if (!weir_emit_binding_place(entry, binding->set, binding->ordinal, &place,
                                 &read_only)) {
      continue;
    }
    uint32_t access = WEIR_PLAN_ACCESS_READ;
    if (!read_only) access |= WEIR_PLAN_ACCESS_WRITE;
    if (!range_of(function, list, op, binding->buffer, binding->offset,
                  binding->length, access, &ranges[place], &touches[place])) {
      return false;
    }
    ++filled;
  }
  return filled == count ||
         weir_op_error(op, "has %u of the %u bindings of its entry", filled,
                       count);
}

static bool emit_dispatch(weir_emit_function_t* function,
                          weir_emit_list_t* list, const weir_op_t* op) {
  weir_emit_module_t* module = function->module;
  weir_arena_t* arena = &module->emitter->arena;
  const weir_emit_executable_t* executable =
      weir_emit_executable_of(module, OPERAND(DISPATCH_EXECUTABLE));
  uint32_t ordinal = 0;
  if (executable == NULL ||
      !weir_emit_ordinal_of(module, OPERAND(DISPATCH_ENTRY_POINT), &ordinal) ||
      ordinal >= executable->export_count) {
    return weir_op_error(op,
                         "has an executable or entry that is not plain to "
                         "see");
  }
  const weir_op_t* entry = executable->exports[ordinal];
  const weir_plan_executable_t* record = weir_plan_writer_record(
      module->emitter->writer, WEIR_PLAN_SECTION_EXECUTABLES, module->index,
      executable->index);
  const weir_plan_export_t* exported = weir_plan_writer_record(
      module->emitter->writer, WEIR_PLAN_SECTION_EXPORTS, module->index,
      record->export_first + ordinal);
  uint32_t binding_count = exported->binding_count;
  uint32_t constant_count = exported->constant_count;
  weir_plan_range_t* ranges =
      WEIR_ARENA_ARRAY(arena, weir_plan_range_t, binding_count);
  weir_touch_t* touches = WEIR_ARENA_ARRAY(arena, weir_touch_t, binding_count);
  weir_plan_operand_t* operands =
      WEIR_ARENA_ARRAY(arena, weir_plan_operand_t, constant_count + 3);
  if (!fill_bindings(function, list, op, entry, binding_count, ranges,
                     touches)) {
    return false;
  }
  if (list->constant_count < constant_count) {
    return weir_op_error(op, "has %u of the %u constants of its entry",
                         list->constant_count, constant_count);
  }
  operands[0] = operand_of(function, list, OPERAND(DISPATCH_WORKGROUP_X));
  operands[1] = operand_of(function, list, OPERAND(DISPATCH_WORKGROUP_Y));
  operands[2] = operand_of(function, list, OPERAND(DISPATCH_WORKGROUP_Z));
  for (uint32_t i = 0; i < constant_count; ++i) {
    operands[3 + i] = list->constants[i]
                          ? operand_of(function, list, list->constants[i])
                          : immediate(0);
  }
  weir_string_view_t name = weir_symbol_name(entry);
  weir_plan_command_t* command = add_command(
      function, list, op, WEIR_PLAN_COMMAND_DISPATCH,
      weir_arena_string(arena, name.data, name.size), touches, binding_count);
  command->executable = executable->index;
  command->export_ = ordinal;
  set_ranges(function, command, ranges, binding_count);
  set_operands(function, command, operands, constant_count + 3);
  module->record.dispatch_count += function->weight;
  module->device_dispatches[list->device] += function->weight;
  return true;
}

// ---- collectives -----------------------------------------------------------

static const uint32_t element_types[] = {
    [WEIR_COLLECTIVE_SI8] = WEIR_PLAN_ELEMENT(0x11, 8),
    [WEIR_COLLECTIVE_UI8] = WEIR_PLAN_ELEMENT(0x12, 8),
    [WEIR_COLLECTIVE_SI16] = WEIR_PLAN_ELEMENT(0x11, 16),
    [WEIR_COLLECTIVE_UI16] = WEIR_PLAN_ELEMENT(0x12, 16),
    [WEIR_COLLECTIVE_SI32] = WEIR_PLAN_ELEMENT(0x11, 32),
    [WEIR_COLLECTIVE_UI32] = WEIR_PLAN_ELEMENT(0x12, 32),
    [WEIR_COLLECTIVE_SI64] = WEIR_PLAN_ELEMENT(0x11, 64),
    [WEIR_COLLECTIVE_UI64] = WEIR_PLAN_ELEMENT(0x12, 64),
    [WEIR_COLLECTIVE_F16] = WEIR_PLAN_ELEMENT_F16,
    [WEIR_COLLECTIVE_F32] = WEIR_PLAN_ELEMENT_F32,
    [WEIR_COLLECTIVE_F64] = WEIR_PLAN_ELEMENT_F64,
    [WEIR_COLLECTIVE_BF16] = WEIR_PLAN_ELEMENT_BF16,
};

// The transfer with this id; made when it is met first.
static weir_emit_transfer_t* transfer_of(weir_plan_emitter_t* emitter,
                                         int64_t id, uint32_t* out_index) {
  const void* key = (const void*)(uintptr_t)(id + 1);
  uint64_t known = weir_emit_map_get(&emitter->transfer_ids, key);
  if (known != 0) {
    *out_index = (uint32_t)(known - 1);
    return &emitter->transfers[*out_index];
  }
  if (emitter->transfer_count == emitter->transfer_capacity) {
    uint32_t capacity =
        emitter->transfer_capacity ? emitter->transfer_capacity * 2 : 64;
    weir_emit_transfer_t* larger =
        WEIR_ARENA_ARRAY(&emitter->arena, weir_emit_transfer_t, capacity);
    if (emitter->transfer_count > 0) {
      memcpy(larger, emitter->transfers,
             emitter->transfer_count * sizeof(*larger));
    }
    emitter->transfers = larger;
    emitter->transfer_capacity = capacity;
  }
  *out_index = emitter->transfer_count++;
  weir_emit_map_set(&emitter->transfer_ids, &emitter->arena, key,
                    (uint64_t)*out_index + 1);
  weir_emit_transfer_t* transfer = &emitter->transfers[*out_index];
  *transfer = (weir_emit_transfer_t){
      .id = id,
      .record = {.function = WEIR_PLAN_NONE, .bytes = WEIR_PLAN_DYNAMIC}};
  return transfer;
}

static bool note_transfer(weir_emit_function_t* function,
                          const weir_emit_list_t* list, const weir_op_t* op,
                          bool is_send, uint64_t bytes,
                          weir_plan_command_t* command) {
  weir_emit_module_t* module = function->module;
  int64_t id = weir_op_attr_int(op, "transfer", -1);
  if (id < 0) return true;
  uint32_t channel = 0, device = 0, index = 0;
  int64_t peer = 0;
  if (!weir_emit_channel_of(module, OPERAND(COLLECTIVE_CHANNEL), &channel,
                            &device) ||
      !weir_value_is_constant_int(OPERAND(COLLECTIVE_PARAM), &peer)) {
    return weir_op_error(op,
                         "is one end of a transfer but its channel or peer "
                         "is not plain to see");
  }
  weir_emit_transfer_t* transfer = transfer_of(module->emitter, id, &index);
  weir_emit_end_t* end = is_send ? &transfer->send : &transfer->receive;
  if (end->op != NULL) {
    weir_op_error(op, "is a second %s of transfer %lld",
                  is_send ? "send" : "receive", (long long)id);
    weir_note(op->context, end->op->location, "the first is here");
    return false;
  }
  *end = (weir_emit_end_t){op, module->index};
  uint32_t member =
      weir_emit_member_of(module->emitter, channel, module->index, device);
  weir_plan_transfer_t* record = &transfer->record;
  record->function = function->exported;
  record->channel = channel;
  record->bytes = bytes;
  *(is_send ? &record->source : &record->target) = member;
  *(is_send ? &record->target : &record->source) = (uint32_t)peer;
  if (is_send) record->location = command->location;
  command->transfer = index;
  (void)list;
  return true;
}

static void count_collective(weir_plan_node_t* node, uint32_t kind,
                             uint64_t bytes) {
  uint64_t known = bytes == WEIR_PLAN_DYNAMIC ? 0 : bytes;
  if (kind == WEIR_PLAN_COLLECTIVE_SEND) {
    ++node->send_count;
    node->send_bytes += known;
  } else if (kind == WEIR_PLAN_COLLECTIVE_RECV) {
    ++node->receive_count;
    node->receive_bytes += known;
  } else {
    ++node->collective_count;
  }
}

static bool emit_collective(weir_emit_function_t* function,
                            weir_emit_list_t* list, const weir_op_t* op) {
  weir_collective_t collective;
  if (!weir_attr_collective(weir_op_attr(op, "op"), &collective)) {
    return weir_op_error(op, "is no collective");
  }
  weir_plan_range_t ranges[2] = {
      {WEIR_PLAN_NONE, 0, immediate(0), immediate(0)},
      {WEIR_PLAN_NONE, 0, immediate(0), immediate(0)}};
  weir_touch_t touches[2];
  uint32_t touch_count = 0;
  weir_value_t* send = OPERAND(COLLECTIVE_SEND_BUFFER);
  weir_value_t* receive = OPERAND(COLLECTIVE_RECV_BUFFER);
  if (send != NULL &&
      !range_of(function, list, op, send, OPERAND(COLLECTIVE_SEND_OFFSET),
                OPERAND(COLLECTIVE_SEND_LENGTH), WEIR_PLAN_ACCESS_READ,
                &ranges[0], &touches[touch_count++])) {
    return false;
  }
  if (receive != NULL &&
      !range_of(function, list, op, receive, OPERAND(COLLECTIVE_RECV_OFFSET),
                OPERAND(COLLECTIVE_RECV_LENGTH), WEIR_PLAN_ACCESS_WRITE,
                &ranges[1], &touches[touch_count++])) {
    return false;
  }
  weir_value_t* param = OPERAND(COLLECTIVE_PARAM);
  weir_plan_operand_t operands[2] = {
      operand_of(function, list, OPERAND(COLLECTIVE_ELEMENT_COUNT)),
      param ? operand_of(function, list, param) : immediate(0)};
  weir_plan_command_t* command =
      add_command(function, list, op, WEIR_PLAN_COMMAND_COLLECTIVE,
                  weir_collective_kind_enum.cases[collective.kind].name,
                  touches, touch_count);
  command->channel =
      place_of(function, &list->channels, OPERAND(COLLECTIVE_CHANNEL));
  command->collective = (uint8_t)collective.kind;
  command->reduction =
      collective.has_reduction ? (uint8_t)collective.reduction : 0;
  command->element_type = element_types[collective.element];
  set_ranges(function, command, ranges, 2);
  set_operands(function, command, operands, 2);
  const weir_plan_operand_t* length = &ranges[send == NULL ? 1 : 0].length;
  uint64_t bytes =
      length->parameter == WEIR_PLAN_NONE ? length->value : WEIR_PLAN_DYNAMIC;
  if (function->weight > 0) {
    count_collective(&function->module->record, command->collective, bytes);
  }
  if (command->collective != WEIR_PLAN_COLLECTIVE_SEND &&
      command->collective != WEIR_PLAN_COLLECTIVE_RECV) {
    return true;
  }
  return note_transfer(function, list, op,
                       command->collective == WEIR_PLAN_COLLECTIVE_SEND, bytes,
                       command);
}

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
  const value_list_t* rest[2] = {&list->parameters, &list->channels};
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
      return emit_fill(function, list, op);
    case WEIR_HAL_COMMAND_BUFFER_COPY_BUFFER:
      return emit_copy(function, list, op);
    case WEIR_HAL_COMMAND_BUFFER_UPDATE_BUFFER:
      return emit_update(function, list, op);
    case WEIR_HAL_COMMAND_BUFFER_PUSH_CONSTANTS:
      return push_constants(function, list, op);
    case WEIR_HAL_COMMAND_BUFFER_PUSH_DESCRIPTOR_SET:
      return push_bindings(function, list, op);
    case WEIR_HAL_COMMAND_BUFFER_DISPATCH:
      return emit_dispatch(function, list, op);
    case WEIR_HAL_COMMAND_BUFFER_COLLECTIVE:
      return emit_collective(function, list, op);
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
