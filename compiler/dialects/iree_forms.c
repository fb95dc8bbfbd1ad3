// Syntax of util, flow and hal ops that the tables cannot say.
#include "compiler/dialects/flow.h"
#include "compiler/dialects/flow_impl.h"
#include "compiler/dialects/forms.h"
#include "compiler/dialects/functions.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_impl.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/util_impl.h"
#include "compiler/ir/symbol.h"

static const char* const none[] = {NULL};

static weir_arena_t* arena_of(weir_asm_parser_t* parser) {
  return weir_context_arena(weir_asm_context(parser));
}

// -- util.unfoldable_constant -------------------------------------------------

bool weir_util_unfoldable_constant_parse(weir_asm_parser_t* parser,
                                         const weir_op_info_t* info) {
  (void)info;
  weir_attr_t* value = NULL;
  weir_type_t* type = NULL;
  if (!weir_asm_attr_dict(parser)) return false;
  weir_location_t* location = weir_asm_location(parser);
  if (!weir_asm_attr(parser, NULL, &value)) return false;
  type = value->type;
  if (weir_attr_is(value, WEIR_ATTR_SYMBOL_REF) &&
      (!weir_asm_expect(parser, ":") || !weir_asm_type(parser, &type))) {
    return false;
  }
  if (type == NULL) {
    return weir_asm_error(parser, location, "expected a constant with a type");
  }
  weir_op_state_attr(weir_asm_state(parser), "value", value);
  weir_op_state_result(weir_asm_state(parser), type);
  return true;
}

void weir_util_unfoldable_constant_print(weir_asm_printer_t* printer,
                                         const weir_op_t* op) {
  static const char* const elided[] = {"value", NULL};
  const weir_attr_t* value = weir_op_attr(op, "value");
  weir_asm_print_attr_dict(printer, op, elided);
  weir_asm_write(printer, " ");
  weir_asm_print_attr(printer, value);
  if (!weir_attr_is(value, WEIR_ATTR_SYMBOL_REF)) return;
  weir_asm_write(printer, " : ");
  weir_asm_print_type(printer, weir_op_result_n(op, 0)->type);
}

// -- flow.dispatch.region -----------------------------------------------------

typedef struct region_results_t {
  weir_type_list_t types;
  weir_operand_list_t dims;
} region_results_t;

// `T` or `T{%d0, %d1}`.
static bool region_result(weir_asm_parser_t* parser, void* user) {
  region_results_t* results = user;
  weir_type_t* type = NULL;
  if (!weir_asm_type(parser, &type)) return false;
  weir_type_list_add(&results->types, arena_of(parser), type);
  if (!weir_type_is_ranked(type) || weir_type_dynamic_dim_count(type) == 0) {
    return true;
  }
  return weir_asm_expect(parser, "{") &&
         weir_form_operands(parser, &results->dims) &&
         weir_asm_expect(parser, "}");
}

static bool typed_argument(weir_asm_parser_t* parser, void* user) {
  weir_asm_argument_t argument;
  if (!weir_asm_argument(parser, true, false, &argument)) return false;
  weir_form_add_argument(parser, user, argument);
  return true;
}

// `count(%x: index) -> (index, index, index) { .. }`, or nothing.
static bool parse_count_region(weir_asm_parser_t* parser) {
  if (!weir_asm_try(parser, "count")) return weir_asm_skip_region(parser);
  weir_argument_list_t arguments = {0};
  weir_type_list_t types = {0};
  weir_location_t* location = weir_asm_location(parser);
  if (!weir_asm_list(parser, "(", ")", typed_argument, &arguments)) {
    return false;
  }
  if (!weir_asm_expect(parser, "->")) return false;
  if (!weir_form_paren_types(parser, &types)) return false;
  bool ok = types.count == 3;
  for (uint32_t i = 0; i < types.count; ++i) {
    ok = ok && weir_type_is_index(types.items[i]);
  }
  if (!ok) {
    return weir_asm_error(parser, location,
                          "expected three results of type index");
  }
  return weir_asm_region(parser, arguments.items, arguments.count);
}

bool weir_flow_dispatch_region_parse(weir_asm_parser_t* parser,
                                     const weir_op_info_t* info) {
  (void)info;
  weir_operand_list_t workload = {0};
  region_results_t results = {0};
  weir_type_t* index = weir_index_type(weir_asm_context(parser));
  if (weir_asm_try(parser, "[") && (!weir_form_operands(parser, &workload) ||
                                    !weir_asm_expect(parser, "]"))) {
    return false;
  }
  if (weir_asm_try(parser, "->") &&
      !weir_asm_list(parser, "(", ")", region_result, &results)) {
    return false;
  }
  if (!weir_asm_attr_dict_with_keyword(parser)) return false;
  weir_form_push_results(parser, &results.types);
  return weir_form_push_typed(parser, &results.dims, index) &&
         weir_form_push_typed(parser, &workload, index) &&
         weir_asm_region(parser, NULL, 0) && parse_count_region(parser);
}

static void print_count_region(weir_asm_printer_t* printer,
                               const weir_region_t* region) {
  if (weir_region_is_empty(region)) return;
  weir_asm_write(printer, " count(");
  for (uint32_t i = 0; i < region->first->argument_count; ++i) {
    if (i > 0) weir_asm_write(printer, ", ");
    weir_asm_print_value(printer, region->first->arguments[i]);
    weir_asm_write(printer, ": ");
    weir_asm_print_type(printer, region->first->arguments[i]->type);
  }
  weir_asm_write(printer, ") -> (index, index, index) ");
  weir_asm_print_region(printer, region, false, true);
}

void weir_flow_dispatch_region_print(weir_asm_printer_t* printer,
                                     const weir_op_t* op) {
  uint32_t start =
      weir_op_operand_group_start(op, WEIR_FLOW_DISPATCH_REGION_WORKLOAD);
  uint32_t workload =
      weir_op_operand_group_size(op, WEIR_FLOW_DISPATCH_REGION_WORKLOAD);
  if (workload > 0) {
    weir_asm_write(printer, "[");
    weir_form_print_operands(printer, op, start, workload);
    weir_asm_write(printer, "]");
  }
  weir_asm_write(printer, " -> (");
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (i > 0) weir_asm_write(printer, ", ");
    weir_asm_print_type(printer, weir_op_result_n(op, i)->type);
    uint32_t first = 0, count = 0;
    weir_op_result_dims(op, i, &first, &count);
    if (count == 0) continue;
    weir_asm_write(printer, "{");
    weir_form_print_operands(printer, op, first, count);
    weir_asm_write(printer, "}");
  }
  weir_asm_write(printer, ")");
  weir_asm_print_attr_dict_with_keyword(printer, op, none);
  weir_asm_write(printer, " ");
  // The terminator that says nothing goes without saying.
  const weir_region_t* body = weir_op_region(op, 0);
  const weir_op_t* end =
      weir_region_is_empty(body) ? NULL : weir_block_terminator(body->first);
  bool is_plain = body->first == body->last &&
                  weir_op_is(end, WEIR_FLOW_RETURN) &&
                  end->operand_count == 0 && end->attrs->dictionary.count == 0;
  weir_asm_print_region(printer, body, true, !is_plain);
  print_count_region(printer, weir_op_region(op, 1));
}

// -- hal.executable.export ----------------------------------------------------

static const char* const export_attrs[] = {
    "sym_name", "sym_visibility", "ordinal", "layout", NULL,
};

bool weir_hal_executable_export_parse(weir_asm_parser_t* parser,
                                      const weir_op_info_t* info) {
  (void)info;
  weir_context_t* context = weir_asm_context(parser);
  weir_attr_t* name = NULL;
  // A visibility may be written but is not kept.
  if (!weir_asm_try(parser, "public") && !weir_asm_try(parser, "private")) {
    (void)weir_asm_try(parser, "nested");
  }
  if (!weir_asm_symbol_name(parser, &name)) return false;
  weir_op_state_t* state = weir_asm_state(parser);
  weir_op_state_attr(state, "sym_name", name);
  if (weir_asm_try(parser, "ordinal")) {
    int64_t ordinal = 0;
    if (!weir_asm_expect(parser, "(") || !weir_asm_integer(parser, &ordinal) ||
        !weir_asm_expect(parser, ")")) {
      return false;
    }
    weir_op_state_attr(state, "ordinal", weir_index_attr(context, ordinal));
  }
  weir_attr_t* layout = NULL;
  if (!weir_asm_expect(parser, "layout") || !weir_asm_expect(parser, "(")) {
    return false;
  }
  layout = weir_asm_peek(parser, "<")
               ? weir_hal_pipeline_layout_attr_def.parse(
                     parser, &weir_hal_pipeline_layout_attr_def)
               : NULL;
  if (layout == NULL && !weir_asm_attr(parser, NULL, &layout)) return false;
  if (!weir_asm_expect(parser, ")")) return false;
  weir_op_state_attr(state, "layout", layout);
  if (!weir_asm_attr_dict_with_keyword(parser)) return false;
  return weir_asm_peek(parser, "{") ? weir_asm_region(parser, NULL, 0)
                                    : weir_asm_skip_region(parser);
}

void weir_hal_executable_export_print(weir_asm_printer_t* printer,
                                      const weir_op_t* op) {
  weir_string_view_t visibility = weir_op_attr_string(op, "sym_visibility");
  if (visibility.size == 0) visibility = weir_sv("public");
  weir_asm_printf(printer, " %.*s ", WEIR_SV_ARGS(visibility));
  weir_asm_print_symbol(printer, weir_symbol_name(op));
  int64_t ordinal = weir_op_attr_int(op, "ordinal", -1);
  if (ordinal >= 0) {
    weir_asm_printf(printer, " ordinal(%lld)", (long long)ordinal);
  }
  weir_asm_write(printer, " layout(");
  weir_asm_print_attr(printer, weir_op_attr(op, "layout"));
  weir_asm_write(printer, ")");
  weir_asm_print_attr_dict_with_keyword(printer, op, export_attrs);
  if (weir_region_is_empty(weir_op_region(op, 0))) return;
  weir_asm_write(printer, " ");
  weir_asm_print_region(printer, weir_op_region(op, 0), true, true);
}

// -- hal.executable.condition and constant.block ------------------------------

static void set_function_type(weir_asm_parser_t* parser,
                              const weir_argument_list_t* arguments,
                              const weir_type_list_t* results) {
  weir_type_list_t inputs = {0};
  for (uint32_t i = 0; i < arguments->count; ++i) {
    weir_type_list_add(&inputs, arena_of(parser), arguments->items[i].type);
  }
  weir_type_t* type =
      weir_function_type(weir_asm_context(parser), inputs.items, inputs.count,
                         results->items, results->count);
  weir_op_state_attr(weir_asm_state(parser), "function_type",
                     weir_type_attr(type));
}

static const char* const body_attrs[] = {
    "function_type", "keys", "arg_attrs", "res_attrs", NULL,
};

static void print_entry_arguments(weir_asm_printer_t* printer,
                                  const weir_op_t* op) {
  const weir_block_t* entry = weir_op_region(op, 0)->first;
  weir_asm_write(printer, "(");
  for (uint32_t i = 0; entry != NULL && i < entry->argument_count; ++i) {
    if (i > 0) weir_asm_write(printer, ", ");
    weir_asm_print_value(printer, entry->arguments[i]);
    weir_asm_write(printer, ": ");
    weir_asm_print_type(printer, entry->arguments[i]->type);
  }
  weir_asm_write(printer, ")");
}

bool weir_hal_executable_condition_parse(weir_asm_parser_t* parser,
                                         const weir_op_info_t* info) {
  (void)info;
  weir_argument_list_t arguments = {0};
  weir_type_list_t results = {0};
  if (!weir_asm_list(parser, "(", ")", typed_argument, &arguments)) {
    return false;
  }
  if (!weir_asm_expect(parser, "->")) return false;
  if (!weir_form_result_types(parser, &results)) return false;
  set_function_type(parser, &arguments, &results);
  return weir_asm_region(parser, arguments.items, arguments.count) &&
         weir_asm_attr_dict_with_keyword(parser);
}

void weir_hal_executable_condition_print(weir_asm_printer_t* printer,
                                         const weir_op_t* op) {
  print_entry_arguments(printer, op);
  weir_asm_write(printer, " -> i1 ");
  weir_asm_print_region(printer, weir_op_region(op, 0), false, true);
  weir_asm_print_attr_dict_with_keyword(printer, op, body_attrs);
}

static bool constant_key(weir_asm_parser_t* parser, void* user) {
  weir_string_view_t key;
  if (!weir_asm_string(parser, &key)) return false;
  weir_attr_list_add(user, arena_of(parser),
                     weir_string_attr_sv(weir_asm_context(parser), key));
  return true;
}

bool weir_hal_executable_constant_block_parse(weir_asm_parser_t* parser,
                                              const weir_op_info_t* info) {
  (void)info;
  weir_argument_list_t arguments = {0};
  weir_type_list_t results = {0};
  weir_attr_list_t keys = {0};
  if (!weir_asm_list(parser, "(", ")", typed_argument, &arguments)) {
    return false;
  }
  if (!weir_asm_expect(parser, "->")) return false;
  if (!weir_form_result_types(parser, &results)) return false;
  if (!weir_asm_expect(parser, "as")) return false;
  bool ok = weir_asm_peek(parser, "(")
                ? weir_asm_list(parser, "(", ")", constant_key, &keys)
                : constant_key(parser, &keys);
  if (!ok) return false;
  set_function_type(parser, &arguments, &results);
  weir_op_state_attr(
      weir_asm_state(parser), "keys",
      weir_array_attr(weir_asm_context(parser), keys.items, keys.count));
  return weir_asm_attr_dict_with_keyword(parser) &&
         weir_asm_region(parser, arguments.items, arguments.count);
}

void weir_hal_executable_constant_block_print(weir_asm_printer_t* printer,
                                              const weir_op_t* op) {
  const weir_type_t* type = weir_function_type_of(op);
  const weir_attr_t* keys = weir_op_attr(op, "keys");
  bool wrap = type->function.result_count != 1;
  print_entry_arguments(printer, op);
  weir_asm_write(printer, wrap ? " -> (" : " -> ");
  for (uint32_t i = 0; i < type->function.result_count; ++i) {
    if (i > 0) weir_asm_write(printer, ", ");
    weir_asm_print_type(printer, type->function.results[i]);
  }
  weir_asm_write(printer, wrap ? ") as " : " as ");
  wrap = keys->array.count != 1;
  if (wrap) weir_asm_write(printer, "(");
  for (uint32_t i = 0; i < keys->array.count; ++i) {
    if (i > 0) weir_asm_write(printer, ", ");
    weir_asm_print_attr(printer, keys->array.elements[i]);
  }
  if (wrap) weir_asm_write(printer, ")");
  weir_asm_print_attr_dict_with_keyword(printer, op, body_attrs);
  weir_asm_write(printer, " ");
  weir_asm_print_region(printer, weir_op_region(op, 0), false, true);
}
