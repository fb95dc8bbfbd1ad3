// Parts of commands: what they touch, and the values that a list takes when it
// is submitted.
#include <string.h>

#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/io_parameters.h"
#include "compiler/emit/command_list.h"
#include "compiler/ir/diagnostic.h"

#define ADD(function, kind, records, count)                                 \
  weir_plan_writer_add((function)->module->emitter->writer,                 \
                       WEIR_PLAN_SECTION_##kind, (function)->module->index, \
                       (records), (count))

// ---- slots, parameters, channels -------------------------------------------

uint32_t weir_emit_list_place(weir_emit_function_t* function,
                              weir_emit_values_t* list, weir_value_t* value) {
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

weir_plan_operand_t weir_emit_immediate(uint64_t value) {
  return (weir_plan_operand_t){value, WEIR_PLAN_NONE, 0};
}

weir_plan_operand_t weir_emit_list_operand(weir_emit_function_t* function,
                                           weir_emit_list_t* list,
                                           weir_value_t* value) {
  uint64_t bits = 0;
  const weir_attr_t* constant = weir_value_constant(value);
  if (constant == NULL) {
    constant = (const weir_attr_t*)(uintptr_t)weir_emit_map_get(
        &function->known, value);
  }
  if (weir_emit_attr_bits(constant, &bits)) return weir_emit_immediate(bits);
  return (weir_plan_operand_t){
      0, weir_emit_list_place(function, &list->parameters, value), 0};
}

static bool slot_of(weir_emit_function_t* function, weir_emit_list_t* list,
                    const weir_op_t* op, weir_value_t* buffer,
                    uint32_t* out_slot) {
  if (!weir_type_is_index(buffer->type)) {
    *out_slot = list->table_count +
                weir_emit_list_place(function, &list->slots, buffer);
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

bool weir_emit_list_range(weir_emit_function_t* function,
                          weir_emit_list_t* list, const weir_op_t* op,
                          weir_value_t* buffer, weir_value_t* offset,
                          weir_value_t* length, uint32_t access,
                          weir_plan_range_t* out_range,
                          weir_touch_t* out_touch) {
  *out_range = (weir_plan_range_t){.access = access};
  if (!slot_of(function, list, op, buffer, &out_range->slot)) return false;
  out_range->offset = weir_emit_list_operand(function, list, offset);
  out_range->length = weir_emit_list_operand(function, list, length);
  *out_touch = touch_of(function, list, buffer, offset, length,
                        (access & WEIR_PLAN_ACCESS_WRITE) != 0);
  return true;
}

// ---- commands --------------------------------------------------------------

weir_plan_command_t* weir_emit_list_add(weir_emit_function_t* function,
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

void weir_emit_list_set_ranges(weir_emit_function_t* function,
                               weir_plan_command_t* command,
                               const weir_plan_range_t* ranges,
                               uint32_t count) {
  command->range_first = ADD(function, RANGES, ranges, count);
  command->range_count = count;
}

void weir_emit_list_set_operands(weir_emit_function_t* function,
                                 weir_plan_command_t* command,
                                 const weir_plan_operand_t* operands,
                                 uint32_t count) {
  command->operand_first = ADD(function, OPERANDS, operands, count);
  command->operand_count = count;
}
