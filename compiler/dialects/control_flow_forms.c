// Syntax of cf, func and affine.
#include <stdlib.h>

#include "compiler/dialects/cf.h"
#include "compiler/dialects/control_flow_impl.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/forms.h"
#include "compiler/ir/symbol.h"

// -- cf -----------------------------------------------------------------------

// `^bb` or `^bb(%a, %b : T, T)`.
typedef struct target_t {
  weir_block_t* block;
  weir_operand_list_t operands;
  weir_type_list_t types;
} target_t;

static bool parse_target(weir_asm_parser_t* parser, target_t* target) {
  if (!weir_asm_successor(parser, &target->block)) return false;
  weir_op_state_successor(weir_asm_state(parser), target->block);
  if (!weir_asm_try(parser, "(")) return true;
  return weir_form_operands(parser, &target->operands) &&
         weir_asm_expect(parser, ":") &&
         weir_form_types(parser, &target->types) &&
         weir_asm_expect(parser, ")");
}

static void print_target(weir_asm_printer_t* printer, const weir_op_t* op,
                         uint32_t successor) {
  uint32_t start = 0, count = 0;
  weir_op_successor_operands(op, successor, &start, &count);
  weir_asm_print_successor(printer, op, successor);
  if (count == 0) return;
  weir_asm_write(printer, "(");
  weir_form_print_operands(printer, op, start, count);
  weir_asm_write(printer, " : ");
  weir_form_print_operand_types(printer, op, start, count);
  weir_asm_write(printer, ")");
}

bool weir_cf_br_parse(weir_asm_parser_t* parser, const weir_op_info_t* info) {
  (void)info;
  target_t target = {0};
  return parse_target(parser, &target) &&
         weir_form_push_operands(parser, &target.operands, &target.types) &&
         weir_asm_attr_dict(parser);
}

void weir_cf_br_print(weir_asm_printer_t* printer, const weir_op_t* op) {
  static const char* const none[] = {NULL};
  weir_asm_write(printer, " ");
  print_target(printer, op, 0);
  weir_asm_print_attr_dict(printer, op, none);
}

bool weir_cf_cond_br_parse(weir_asm_parser_t* parser,
                           const weir_op_info_t* info) {
  (void)info;
  weir_asm_operand_t condition;
  target_t yes = {0}, no = {0};
  if (!weir_asm_operand(parser, &condition)) return false;
  if (!weir_asm_expect(parser, ",") || !parse_target(parser, &yes)) {
    return false;
  }
  if (!weir_asm_expect(parser, ",") || !parse_target(parser, &no)) return false;
  return weir_form_push_operand(parser, &condition,
                                weir_i1_type(weir_asm_context(parser))) &&
         weir_form_push_operands(parser, &yes.operands, &yes.types) &&
         weir_form_push_operands(parser, &no.operands, &no.types) &&
         weir_asm_attr_dict(parser);
}

void weir_cf_cond_br_print(weir_asm_printer_t* printer, const weir_op_t* op) {
  static const char* const none[] = {NULL};
  weir_asm_write(printer, " ");
  weir_asm_print_value(printer, weir_op_operand_n(op, 0));
  weir_asm_write(printer, ", ");
  print_target(printer, op, 0);
  weir_asm_write(printer, ", ");
  print_target(printer, op, 1);
  weir_asm_print_attr_dict(printer, op, none);
}

typedef struct cases_t {
  int64_t* values;
  int32_t* segments;
  uint32_t count, capacity;
  weir_operand_list_t operands;
  weir_type_list_t types;
} cases_t;

static bool parse_case(weir_asm_parser_t* parser, cases_t* cases) {
  weir_arena_t* arena = weir_context_arena(weir_asm_context(parser));
  target_t target = {0};
  int64_t value = 0;
  if (!weir_asm_integer(parser, &value)) return false;
  if (!weir_asm_expect(parser, ":") || !parse_target(parser, &target)) {
    return false;
  }
  if (cases->count == cases->capacity) {
    cases->capacity = cases->capacity == 0 ? 8 : 2 * cases->capacity;
    int64_t* values = WEIR_ARENA_ARRAY(arena, int64_t, cases->capacity);
    int32_t* segments = WEIR_ARENA_ARRAY(arena, int32_t, cases->capacity);
    for (uint32_t i = 0; i < cases->count; ++i) {
      values[i] = cases->values[i];
      segments[i] = cases->segments[i];
    }
    cases->values = values;
    cases->segments = segments;
  }
  cases->values[cases->count] = value;
  cases->segments[cases->count++] = (int32_t)target.operands.count;
  for (uint32_t i = 0; i < target.operands.count; ++i) {
    weir_form_add_operand(parser, &cases->operands, target.operands.items[i]);
  }
  for (uint32_t i = 0; i < target.types.count; ++i) {
    weir_type_list_add(&cases->types, arena, target.types.items[i]);
  }
  return true;
}

// Case values as a dense vector of the flag's type.
static void set_cases(weir_asm_parser_t* parser, weir_type_t* flag,
                      const cases_t* cases) {
  weir_context_t* context = weir_asm_context(parser);
  weir_op_state_t* state = weir_asm_state(parser);
  weir_op_state_attr(state, "case_operand_segments",
                     weir_dense_array_attr(weir_i32_type(context),
                                           cases->segments, cases->count));
  if (cases->count == 0) return;
  int64_t dim = cases->count;
  weir_type_t* type = weir_vector_type(flag, &dim, 1, NULL);
  size_t bytes = weir_dense_element_bytes(flag);
  uint8_t* data =
      weir_arena_alloc_array(weir_context_arena(context), cases->count, bytes);
  for (uint32_t i = 0; i < cases->count; ++i) {
    weir_integer_attr_store(weir_integer_attr(flag, cases->values[i]),
                            data + i * bytes, bytes);
  }
  weir_op_state_attr(state, "case_values",
                     weir_dense_attr(type, data, bytes * cases->count));
}

bool weir_cf_switch_parse(weir_asm_parser_t* parser,
                          const weir_op_info_t* info) {
  (void)info;
  weir_asm_operand_t flag;
  weir_type_t* type = NULL;
  target_t fallback = {0};
  cases_t cases = {0};
  if (!weir_asm_operand(parser, &flag)) return false;
  if (!weir_asm_expect(parser, ":") || !weir_asm_type(parser, &type)) {
    return false;
  }
  if (!weir_asm_expect(parser, ",") || !weir_asm_expect(parser, "[")) {
    return false;
  }
  if (!weir_asm_expect(parser, "default") || !weir_asm_expect(parser, ":")) {
    return false;
  }
  if (!parse_target(parser, &fallback)) return false;
  while (weir_asm_try(parser, ",")) {
    if (!parse_case(parser, &cases)) return false;
  }
  if (!weir_asm_expect(parser, "]")) return false;
  set_cases(parser, type, &cases);
  return weir_form_push_operand(parser, &flag, type) &&
         weir_form_push_operands(parser, &fallback.operands, &fallback.types) &&
         weir_form_push_operands(parser, &cases.operands, &cases.types) &&
         weir_asm_attr_dict(parser);
}

// Up to 64 bits without a sign, as flags are compared.
static void print_case(weir_asm_printer_t* printer, const weir_attr_t* value) {
  uint32_t width = weir_int_width(value->type);
  if (width > 64) {
    weir_asm_print_attr_without_type(printer, value);
    return;
  }
  weir_asm_printf(
      printer, "%llu",
      (unsigned long long)weir_int_unsigned(value->integer.value, width));
}

void weir_cf_switch_print(weir_asm_printer_t* printer, const weir_op_t* op) {
  static const char* const elided[] = {"case_values", "case_operand_segments",
                                       NULL};
  const weir_attr_t* values = weir_op_attr(op, "case_values");
  weir_asm_write(printer, " ");
  weir_asm_print_value(printer, weir_op_operand_n(op, 0));
  weir_asm_write(printer, " : ");
  weir_asm_print_type(printer, weir_op_operand_n(op, 0)->type);
  weir_asm_write(printer, ", [");
  weir_asm_newline(printer);
  weir_asm_write(printer, "  default: ");
  print_target(printer, op, 0);
  for (uint32_t i = 1; i < op->successor_count; ++i) {
    weir_asm_write(printer, ",");
    weir_asm_newline(printer);
    weir_asm_write(printer, "  ");
    print_case(printer, weir_dense_element(values, i - 1));
    weir_asm_write(printer, ": ");
    print_target(printer, op, i);
  }
  if (op->successor_count > 1) weir_asm_newline(printer);
  weir_asm_write(printer, "]");
  weir_asm_print_attr_dict(printer, op, elided);
}

// -- func ---------------------------------------------------------------------

// `(%a, %b) {attrs} : ` before a function type.
static bool parse_call_operands(weir_asm_parser_t* parser,
                                weir_operand_list_t* operands) {
  return weir_asm_expect(parser, "(") && weir_form_operands(parser, operands) &&
         weir_asm_expect(parser, ")") && weir_asm_attr_dict(parser) &&
         weir_asm_expect(parser, ":");
}

bool weir_func_call_parse(weir_asm_parser_t* parser,
                          const weir_op_info_t* info) {
  (void)info;
  weir_attr_t* name = NULL;
  weir_operand_list_t operands = {0};
  weir_type_list_t inputs = {0}, results = {0};
  if (!weir_asm_symbol_name(parser, &name)) return false;
  weir_context_t* context = weir_asm_context(parser);
  const weir_name_t* callee = weir_name_sv(context, weir_attr_string(name));
  weir_op_state_attr(weir_asm_state(parser), "callee",
                     weir_symbol_attr_n(context, &callee, 1));
  if (!parse_call_operands(parser, &operands)) return false;
  if (!weir_form_function_type(parser, &inputs, &results)) return false;
  weir_form_push_results(parser, &results);
  return weir_form_push_operands(parser, &operands, &inputs);
}

void weir_func_call_print(weir_asm_printer_t* printer, const weir_op_t* op) {
  static const char* const elided[] = {"callee", NULL};
  weir_asm_write(printer, " ");
  weir_asm_print_attr(printer, weir_op_attr(op, "callee"));
  weir_asm_write(printer, "(");
  weir_form_print_operands(printer, op, 0, op->operand_count);
  weir_asm_write(printer, ")");
  weir_asm_print_attr_dict(printer, op, elided);
  weir_asm_write(printer, " : ");
  weir_form_print_function_type(printer, op, 0, op->operand_count);
}

bool weir_func_call_indirect_parse(weir_asm_parser_t* parser,
                                   const weir_op_info_t* info) {
  (void)info;
  weir_asm_operand_t callee;
  weir_operand_list_t operands = {0};
  weir_type_list_t inputs = {0}, results = {0};
  if (!weir_asm_operand(parser, &callee)) return false;
  if (!parse_call_operands(parser, &operands)) return false;
  if (!weir_form_function_type(parser, &inputs, &results)) return false;
  weir_type_t* type =
      weir_function_type(weir_asm_context(parser), inputs.items, inputs.count,
                         results.items, results.count);
  weir_form_push_results(parser, &results);
  return weir_form_push_operand(parser, &callee, type) &&
         weir_form_push_operands(parser, &operands, &inputs);
}

void weir_func_call_indirect_print(weir_asm_printer_t* printer,
                                   const weir_op_t* op) {
  static const char* const none[] = {NULL};
  weir_asm_write(printer, " ");
  weir_asm_print_value(printer, weir_op_operand_n(op, 0));
  weir_asm_write(printer, "(");
  weir_form_print_operands(printer, op, 1, op->operand_count - 1);
  weir_asm_write(printer, ")");
  weir_asm_print_attr_dict(printer, op, none);
  weir_asm_write(printer, " : ");
  weir_asm_print_type(printer, weir_op_operand_n(op, 0)->type);
}

bool weir_func_constant_parse(weir_asm_parser_t* parser,
                              const weir_op_info_t* info) {
  (void)info;
  weir_attr_t* value = NULL;
  weir_type_t* type = NULL;
  if (!weir_asm_attr_dict(parser)) return false;
  if (!weir_asm_attr(parser, NULL, &value)) return false;
  if (!weir_asm_expect(parser, ":") || !weir_asm_type(parser, &type)) {
    return false;
  }
  weir_op_state_attr(weir_asm_state(parser), "value", value);
  weir_op_state_result(weir_asm_state(parser), type);
  return true;
}

void weir_func_constant_print(weir_asm_printer_t* printer,
                              const weir_op_t* op) {
  static const char* const elided[] = {"value", NULL};
  weir_asm_print_attr_dict(printer, op, elided);
  weir_asm_write(printer, " ");
  weir_asm_print_attr(printer, weir_op_attr(op, "value"));
  weir_asm_write(printer, " : ");
  weir_asm_print_type(printer, weir_op_result_n(op, 0)->type);
}

void weir_func_constant_names(weir_asm_printer_t* printer,
                              const weir_op_t* op) {
  weir_asm_name(printer, weir_op_result_n(op, 0), "f");
}

// -- affine -------------------------------------------------------------------

// `#map(%d0, %d1)[%s0]`.
bool weir_affine_map_op_parse(weir_asm_parser_t* parser,
                              const weir_op_info_t* info) {
  (void)info;
  weir_location_t* location = weir_asm_location(parser);
  weir_attr_t* map = NULL;
  weir_operand_list_t operands = {0};
  if (!weir_asm_attr(parser, NULL, &map)) return false;
  if (!weir_attr_is(map, WEIR_ATTR_AFFINE_MAP)) {
    return weir_asm_error(parser, location, "expected an affine map");
  }
  if (!weir_asm_expect(parser, "(")) return false;
  if (!weir_form_operands(parser, &operands)) return false;
  if (!weir_asm_expect(parser, ")")) return false;
  if (weir_asm_try(parser, "[")) {
    if (!weir_form_operands(parser, &operands)) return false;
    if (!weir_asm_expect(parser, "]")) return false;
  }
  uint32_t wanted = map->map->dim_count + map->map->symbol_count;
  if (operands.count != wanted) {
    return weir_asm_error(parser, location,
                          "the map takes %u operands, found %u", wanted,
                          operands.count);
  }
  weir_type_t* index = weir_index_type(weir_asm_context(parser));
  weir_op_state_attr(weir_asm_state(parser), "map", map);
  weir_op_state_result(weir_asm_state(parser), index);
  return weir_form_push_typed(parser, &operands, index) &&
         weir_asm_attr_dict(parser);
}

void weir_affine_map_op_print(weir_asm_printer_t* printer,
                              const weir_op_t* op) {
  static const char* const elided[] = {"map", NULL};
  const weir_attr_t* map = weir_op_attr(op, "map");
  uint32_t dims = map->map->dim_count, symbols = map->map->symbol_count;
  weir_asm_write(printer, " ");
  weir_asm_print_attr(printer, map);
  weir_asm_write(printer, "(");
  weir_form_print_operands(printer, op, 0, dims);
  weir_asm_write(printer, ")");
  if (symbols > 0) {
    weir_asm_write(printer, "[");
    weir_form_print_operands(printer, op, dims, symbols);
    weir_asm_write(printer, "]");
  }
  weir_asm_print_attr_dict(printer, op, elided);
}
