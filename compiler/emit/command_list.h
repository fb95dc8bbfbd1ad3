// What the files share that make command lists of hal.command_buffer.*.
#ifndef WEIR_COMPILER_EMIT_COMMAND_LIST_H_
#define WEIR_COMPILER_EMIT_COMMAND_LIST_H_

#include "compiler/emit/dependences.h"
#include "compiler/emit/emit_impl.h"

// A value of each slot, parameter or channel, in order.
typedef struct weir_emit_values_t {
  weir_value_t** values;
  uint32_t count;
  uint32_t capacity;
  weir_emit_map_t places;  // value -> place + 1
} weir_emit_values_t;

typedef struct weir_emit_binding_t {
  int64_t set;
  int64_t ordinal;
  weir_value_t* buffer;
  weir_value_t* offset;
  weir_value_t* length;
} weir_emit_binding_t;

// A command buffer being recorded.
struct weir_emit_list_t {
  weir_op_t* create;
  uint32_t device;
  uint32_t table_count;
  weir_emit_values_t slots;  // behind those of the table
  weir_emit_values_t parameters;
  weir_emit_values_t channels;
  weir_plan_command_t* commands;
  uint32_t command_count;
  uint32_t command_capacity;
  weir_dependences_t* dependences;
  weir_emit_map_t roots;  // origin of a buffer -> root + 1
  uint32_t root_count;
  weir_value_t** constants;  // as pushed last
  uint32_t constant_count;
  weir_emit_binding_t* bindings;  // likewise
  uint32_t binding_count;
  uint32_t binding_capacity;
};

// -- parts of commands (command_parts.c) --------------------------------------

// Where |value| stands in the list; it is added when it is met first.
uint32_t weir_emit_list_place(weir_emit_function_t* function,
                              weir_emit_values_t* list, weir_value_t* value);
weir_plan_operand_t weir_emit_immediate(uint64_t value);
// A constant, or a parameter of the list.
weir_plan_operand_t weir_emit_list_operand(weir_emit_function_t* function,
                                           weir_emit_list_t* list,
                                           weir_value_t* value);
// A range of a buffer or of a place of the binding table, and what |op| touches
// of it.
bool weir_emit_list_range(weir_emit_function_t* function,
                          weir_emit_list_t* list, const weir_op_t* op,
                          weir_value_t* buffer, weir_value_t* offset,
                          weir_value_t* length, uint32_t access,
                          weir_plan_range_t* out_range,
                          weir_touch_t* out_touch);
// A new command behind those that touch the same bytes; until the next one.
weir_plan_command_t* weir_emit_list_add(weir_emit_function_t* function,
                                        weir_emit_list_t* list,
                                        const weir_op_t* op, uint16_t kind,
                                        const char* what,
                                        const weir_touch_t* touches,
                                        uint32_t touch_count);
void weir_emit_list_set_ranges(weir_emit_function_t* function,
                               weir_plan_command_t* command,
                               const weir_plan_range_t* ranges, uint32_t count);
void weir_emit_list_set_operands(weir_emit_function_t* function,
                                 weir_plan_command_t* command,
                                 const weir_plan_operand_t* operands,
                                 uint32_t count);

// -- commands -----------------------------------------------------------------

bool weir_emit_fill(weir_emit_function_t* function, weir_emit_list_t* list,
                    const weir_op_t* op);
bool weir_emit_copy(weir_emit_function_t* function, weir_emit_list_t* list,
                    const weir_op_t* op);
bool weir_emit_update(weir_emit_function_t* function, weir_emit_list_t* list,
                      const weir_op_t* op);
// Kept for the dispatches behind them.
bool weir_emit_push_constants(weir_emit_function_t* function,
                              weir_emit_list_t* list, const weir_op_t* op);
bool weir_emit_push_bindings(weir_emit_function_t* function,
                             weir_emit_list_t* list, const weir_op_t* op);
bool weir_emit_dispatch(weir_emit_function_t* function, weir_emit_list_t* list,
                        const weir_op_t* op);
bool weir_emit_collective(weir_emit_function_t* function,
                          weir_emit_list_t* list, const weir_op_t* op);

#endif  // WEIR_COMPILER_EMIT_COMMAND_LIST_H_
