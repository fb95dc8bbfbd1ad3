#include "compiler/dialects/forms.h"

#include <string.h>

// -- lists --------------------------------------------------------------------

void weir_form_add_operand(weir_asm_parser_t* parser, weir_operand_list_t* list,
                           weir_asm_operand_t operand) {
  if (list->count == list->capacity) {
    weir_arena_t* arena = weir_context_arena(weir_asm_context(parser));
    list->capacity = list->capacity == 0 ? 4 : 2 * list->capacity;
    weir_asm_operand_t* grown =
        WEIR_ARENA_ARRAY(arena, weir_asm_operand_t, list->capacity);
    if (list->count > 0) {
      memcpy(grown, list->items, list->count * sizeof(*grown));
    }
    list->items = grown;
  }
  list->items[list->count++] = operand;
}

void weir_form_add_argument(weir_asm_parser_t* parser,
                            weir_argument_list_t* list,
                            weir_asm_argument_t argument) {
  if (list->count == list->capacity) {
    weir_arena_t* arena = weir_context_arena(weir_asm_context(parser));
    list->capacity = list->capacity == 0 ? 4 : 2 * list->capacity;
    weir_asm_argument_t* grown =
        WEIR_ARENA_ARRAY(arena, weir_asm_argument_t, list->capacity);
    if (list->count > 0) {
      memcpy(grown, list->items, list->count * sizeof(*grown));
    }
    list->items = grown;
  }
  list->items[list->count++] = argument;
}

// -- parsing ------------------------------------------------------------------

bool weir_form_add_attr(weir_asm_parser_t* parser, void* list) {
  weir_attr_t* attr = NULL;
  if (!weir_asm_attr(parser, NULL, &attr)) return false;
  weir_attr_list_add(list, weir_context_arena(weir_asm_context(parser)), attr);
  return true;
}

bool weir_form_operands(weir_asm_parser_t* parser, weir_operand_list_t* list) {
  weir_asm_operand_t operand;
  if (!weir_asm_try_operand(parser, &operand)) return true;
  weir_form_add_operand(parser, list, operand);
  while (weir_asm_try(parser, ",")) {
    if (!weir_asm_operand(parser, &operand)) return false;
    weir_form_add_operand(parser, list, operand);
  }
  return true;
}

static bool add_type(weir_asm_parser_t* parser, weir_type_list_t* list) {
  weir_type_t* type = NULL;
  if (!weir_asm_type(parser, &type)) return false;
  weir_type_list_add(list, weir_context_arena(weir_asm_context(parser)), type);
  return true;
}

bool weir_form_types(weir_asm_parser_t* parser, weir_type_list_t* list) {
  do {
    if (!add_type(parser, list)) return false;
  } while (weir_asm_try(parser, ","));
  return true;
}

bool weir_form_paren_types(weir_asm_parser_t* parser, weir_type_list_t* list) {
  if (!weir_asm_expect(parser, "(")) return false;
  if (weir_asm_try(parser, ")")) return true;
  return weir_form_types(parser, list) && weir_asm_expect(parser, ")");
}

bool weir_form_result_types(weir_asm_parser_t* parser, weir_type_list_t* list) {
  if (weir_asm_peek(parser, "(")) return weir_form_paren_types(parser, list);
  return add_type(parser, list);
}

bool weir_form_arrow_types(weir_asm_parser_t* parser, weir_type_list_t* list) {
  if (!weir_asm_try(parser, "->")) return true;
  return weir_form_result_types(parser, list);
}

bool weir_form_function_type(weir_asm_parser_t* parser,
                             weir_type_list_t* inputs,
                             weir_type_list_t* results) {
  return weir_form_paren_types(parser, inputs) &&
         weir_asm_expect(parser, "->") &&
         weir_form_result_types(parser, results);
}

bool weir_form_push_operands(weir_asm_parser_t* parser,
                             const weir_operand_list_t* operands,
                             const weir_type_list_t* types) {
  if (operands->count != types->count) {
    return weir_asm_error(
        parser,
        operands->count > 0 ? operands->items[0].location
                            : weir_asm_location(parser),
        "number of operands and types do not match: got %u operands and %u "
        "types",
        operands->count, types->count);
  }
  weir_arena_t* arena = weir_context_arena(weir_asm_context(parser));
  weir_value_list_t values = {0};
  for (uint32_t i = 0; i < operands->count; ++i) {
    weir_value_t* value =
        weir_asm_resolve(parser, &operands->items[i], types->items[i]);
    if (value == NULL) return false;
    weir_value_list_add(&values, arena, value);
  }
  weir_op_state_operands(weir_asm_state(parser), values.items, values.count);
  return true;
}

bool weir_form_push_typed(weir_asm_parser_t* parser,
                          const weir_operand_list_t* operands,
                          weir_type_t* type) {
  weir_arena_t* arena = weir_context_arena(weir_asm_context(parser));
  weir_type_list_t types = {0};
  for (uint32_t i = 0; i < operands->count; ++i) {
    weir_type_list_add(&types, arena, type);
  }
  return weir_form_push_operands(parser, operands, &types);
}

bool weir_form_push_operand(weir_asm_parser_t* parser,
                            const weir_asm_operand_t* operand,
                            weir_type_t* type) {
  weir_value_t* value = weir_asm_resolve(parser, operand, type);
  if (value == NULL) return false;
  weir_op_state_operand(weir_asm_state(parser), value);
  return true;
}

void weir_form_push_results(weir_asm_parser_t* parser,
                            const weir_type_list_t* types) {
  weir_op_state_results(weir_asm_state(parser), types->items, types->count);
}

typedef struct index_list_t {
  weir_operand_list_t* operands;
  weir_attr_list_t integers;  // of i64
} index_list_t;

static bool index_element(weir_asm_parser_t* parser, void* user) {
  index_list_t* list = user;
  weir_context_t* context = weir_asm_context(parser);
  weir_asm_operand_t operand;
  int64_t value = WEIR_DYNAMIC;
  if (weir_asm_try_operand(parser, &operand)) {
    weir_form_add_operand(parser, list->operands, operand);
  } else if (!weir_asm_integer(parser, &value)) {
    return false;
  }
  weir_attr_list_add(&list->integers, weir_context_arena(context),
                     weir_i64_attr(context, value));
  return true;
}

bool weir_form_index_list(weir_asm_parser_t* parser, const char* open,
                          const char* close, const char* name,
                          weir_operand_list_t* operands) {
  weir_context_t* context = weir_asm_context(parser);
  index_list_t list = {.operands = operands};
  if (!weir_asm_list(parser, open, close, index_element, &list)) return false;
  int64_t* values = WEIR_ARENA_ARRAY(weir_context_arena(context), int64_t,
                                     list.integers.count);
  for (uint32_t i = 0; i < list.integers.count; ++i) {
    values[i] = list.integers.items[i]->integer.value;
  }
  weir_op_state_attr(
      weir_asm_state(parser), name,
      weir_dense_i64_array_attr(context, values, list.integers.count));
  return true;
}

// -- printing -----------------------------------------------------------------

void weir_form_print_operands(weir_asm_printer_t* printer, const weir_op_t* op,
                              uint32_t start, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    if (i > 0) weir_asm_write(printer, ", ");
    weir_asm_print_value(printer, weir_op_operand_n(op, start + i));
  }
}

void weir_form_print_operand_types(weir_asm_printer_t* printer,
                                   const weir_op_t* op, uint32_t start,
                                   uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    if (i > 0) weir_asm_write(printer, ", ");
    weir_asm_print_type(printer, weir_op_operand_n(op, start + i)->type);
  }
}

void weir_form_print_result_types(weir_asm_printer_t* printer,
                                  const weir_op_t* op, uint32_t start,
                                  uint32_t count) {
  bool wrap = count != 1 ||
              weir_op_result_n(op, start)->type->kind == WEIR_TYPE_FUNCTION;
  if (wrap) weir_asm_write(printer, "(");
  for (uint32_t i = 0; i < count; ++i) {
    if (i > 0) weir_asm_write(printer, ", ");
    weir_asm_print_type(printer, weir_op_result_n(op, start + i)->type);
  }
  if (wrap) weir_asm_write(printer, ")");
}

void weir_form_print_arrow_types(weir_asm_printer_t* printer,
                                 const weir_op_t* op) {
  if (op->result_count == 0) return;
  weir_asm_write(printer, " -> ");
  weir_form_print_result_types(printer, op, 0, op->result_count);
}

void weir_form_print_function_type(weir_asm_printer_t* printer,
                                   const weir_op_t* op, uint32_t start,
                                   uint32_t count) {
  weir_asm_write(printer, "(");
  weir_form_print_operand_types(printer, op, start, count);
  weir_asm_write(printer, ") -> ");
  weir_form_print_result_types(printer, op, 0, op->result_count);
}

void weir_form_print_index_list(weir_asm_printer_t* printer, const char* open,
                                const char* close, const weir_op_t* op,
                                const char* name, uint32_t group) {
  const weir_attr_t* attr = weir_op_attr(op, name);
  weir_asm_write(printer, open);
  uint32_t dynamic = 0;
  uint32_t count = attr != NULL ? attr->dense_array.count : 0;
  for (uint32_t i = 0; i < count; ++i) {
    int64_t value = ((const int64_t*)(const void*)attr->dense_array.data)[i];
    if (i > 0) weir_asm_write(printer, ", ");
    if (value == WEIR_DYNAMIC) {
      weir_asm_print_value(printer, weir_op_operand_at(op, group, dynamic++));
    } else {
      weir_asm_printf(printer, "%lld", (long long)value);
    }
  }
  weir_asm_write(printer, close);
}
