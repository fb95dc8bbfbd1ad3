// Fills, copies and updates.
#include "compiler/dialects/hal.h"
#include "compiler/dialects/util.h"
#include "compiler/emit/command_list.h"
#include "compiler/ir/diagnostic.h"

#define OPERAND(group) weir_op_operand(op, WEIR_HAL_COMMAND_BUFFER_##group)

bool weir_emit_fill(weir_emit_function_t* function, weir_emit_list_t* list,
                    const weir_op_t* op) {
  weir_plan_range_t range;
  weir_touch_t touch;
  weir_value_t* pattern = OPERAND(FILL_BUFFER_PATTERN);
  if (!weir_emit_list_range(
          function, list, op, OPERAND(FILL_BUFFER_TARGET_BUFFER),
          OPERAND(FILL_BUFFER_TARGET_OFFSET), OPERAND(FILL_BUFFER_LENGTH),
          WEIR_PLAN_ACCESS_WRITE, &range, &touch)) {
    return false;
  }
  weir_plan_operand_t value = weir_emit_list_operand(function, list, pattern);
  weir_plan_command_t* command = weir_emit_list_add(
      function, list, op, WEIR_PLAN_COMMAND_FILL, "fill", &touch, 1);
  command->pattern_bytes =
      (uint16_t)((weir_emit_slot_width(pattern->type) + 7) / 8);
  weir_emit_list_set_ranges(function, command, &range, 1);
  weir_emit_list_set_operands(function, command, &value, 1);
  function->module->record.copy_count += function->weight;
  return true;
}

bool weir_emit_copy(weir_emit_function_t* function, weir_emit_list_t* list,
                    const weir_op_t* op) {
  weir_plan_range_t ranges[2];
  weir_touch_t touches[2];
  weir_value_t* length = OPERAND(COPY_BUFFER_LENGTH);
  if (!weir_emit_list_range(function, list, op,
                            OPERAND(COPY_BUFFER_SOURCE_BUFFER),
                            OPERAND(COPY_BUFFER_SOURCE_OFFSET), length,
                            WEIR_PLAN_ACCESS_READ, &ranges[0], &touches[0]) ||
      !weir_emit_list_range(function, list, op,
                            OPERAND(COPY_BUFFER_TARGET_BUFFER),
                            OPERAND(COPY_BUFFER_TARGET_OFFSET), length,
                            WEIR_PLAN_ACCESS_WRITE, &ranges[1], &touches[1])) {
    return false;
  }
  weir_emit_list_set_ranges(
      function,
      weir_emit_list_add(function, list, op, WEIR_PLAN_COMMAND_COPY, "copy",
                         touches, 2),
      ranges, 2);
  function->module->record.copy_count += function->weight;
  return true;
}

bool weir_emit_update(weir_emit_function_t* function, weir_emit_list_t* list,
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
      !weir_emit_list_range(
          function, list, op, OPERAND(UPDATE_BUFFER_TARGET_BUFFER),
          OPERAND(UPDATE_BUFFER_TARGET_OFFSET), OPERAND(UPDATE_BUFFER_LENGTH),
          WEIR_PLAN_ACCESS_WRITE, &range, &touch)) {
    return false;
  }
  weir_plan_operand_t from = weir_emit_immediate((uint64_t)offset);
  weir_plan_command_t* command = weir_emit_list_add(
      function, list, op, WEIR_PLAN_COMMAND_UPDATE, "update", &touch, 1);
  command->constant = constant;
  weir_emit_list_set_ranges(function, command, &range, 1);
  weir_emit_list_set_operands(function, command, &from, 1);
  function->module->record.copy_count += function->weight;
  return true;
}
