// Dispatches, with the constants and bindings that were pushed before them.
#include "compiler/dialects/hal.h"
#include "compiler/emit/command_list.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"

#define OPERAND(group) weir_op_operand(op, WEIR_HAL_COMMAND_BUFFER_##group)

bool weir_emit_push_constants(weir_emit_function_t* function,
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

bool weir_emit_push_bindings(weir_emit_function_t* function,
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
    weir_emit_binding_t* larger =
        WEIR_ARENA_ARRAY(&function->module->emitter->arena, weir_emit_binding_t,
                         2 * (kept + count));
    for (uint32_t i = 0; i < kept; ++i) larger[i] = list->bindings[i];
    list->bindings = larger;
    list->binding_capacity = 2 * (kept + count);
  }
  for (uint32_t i = 0; i < count; ++i) {
    weir_emit_binding_t* binding = &list->bindings[list->binding_count++];
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
    const weir_emit_binding_t* binding = &list->bindings[i];
    uint32_t place = 0;
    bool read_only = false;
    // Sets of other layouts may still be pushed.
    if (!weir_emit_binding_place(entry, binding->set, binding->ordinal, &place,
                                 &read_only)) {
      continue;
    }
    uint32_t access = WEIR_PLAN_ACCESS_READ;
    if (!read_only) access |= WEIR_PLAN_ACCESS_WRITE;
    if (!weir_emit_list_range(function, list, op, binding->buffer,
                              binding->offset, binding->length, access,
                              &ranges[place], &touches[place])) {
      return false;
    }
    ++filled;
  }
  return filled == count ||
         weir_op_error(op, "has %u of the %u bindings of its entry", filled,
                       count);
}

bool weir_emit_dispatch(weir_emit_function_t* function, weir_emit_list_t* list,
                        const weir_op_t* op) {
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
  operands[0] =
      weir_emit_list_operand(function, list, OPERAND(DISPATCH_WORKGROUP_X));
  operands[1] =
      weir_emit_list_operand(function, list, OPERAND(DISPATCH_WORKGROUP_Y));
  operands[2] =
      weir_emit_list_operand(function, list, OPERAND(DISPATCH_WORKGROUP_Z));
  for (uint32_t i = 0; i < constant_count; ++i) {
    operands[3 + i] =
        list->constants[i]
            ? weir_emit_list_operand(function, list, list->constants[i])
            : weir_emit_immediate(0);
  }
  weir_string_view_t name = weir_symbol_name(entry);
  weir_plan_command_t* command = weir_emit_list_add(
      function, list, op, WEIR_PLAN_COMMAND_DISPATCH,
      weir_arena_string(arena, name.data, name.size), touches, binding_count);
  command->executable = executable->index;
  command->export_ = ordinal;
  weir_emit_list_set_ranges(function, command, ranges, binding_count);
  weir_emit_list_set_operands(function, command, operands, constant_count + 3);
  module->record.dispatch_count += function->weight;
  module->device_dispatches[list->device] += function->weight;
  return true;
}
