// Syntax of tensor, memref and builtin where the tables cannot say it.
#include "compiler/dialects/forms.h"
#include "compiler/dialects/memref.h"
#include "compiler/dialects/tensor_impl.h"
#include "compiler/ir/symbol.h"

static const char* const none[] = {NULL};

// -- tensor -------------------------------------------------------------------

// `dim(0) %a, %b : (T, T) -> T`.
bool weir_tensor_concat_parse(weir_asm_parser_t* parser,
                              const weir_op_info_t* info) {
  (void)info;
  weir_operand_list_t operands = {0};
  weir_type_list_t inputs = {0}, results = {0};
  int64_t dim = 0;
  if (!weir_asm_expect(parser, "dim") || !weir_asm_expect(parser, "(") ||
      !weir_asm_integer(parser, &dim) || !weir_asm_expect(parser, ")")) {
    return false;
  }
  weir_op_state_attr(weir_asm_state(parser), "dim",
                     weir_i64_attr(weir_asm_context(parser), dim));
  if (!weir_form_operands(parser, &operands)) return false;
  if (!weir_asm_attr_dict(parser) || !weir_asm_expect(parser, ":")) {
    return false;
  }
  if (!weir_form_function_type(parser, &inputs, &results)) return false;
  weir_form_push_results(parser, &results);
  return weir_form_push_operands(parser, &operands, &inputs);
}

void weir_tensor_concat_print(weir_asm_printer_t* printer,
                              const weir_op_t* op) {
  static const char* const elided[] = {"dim", NULL};
  weir_asm_printf(printer, " dim(%lld) ",
                  (long long)weir_op_attr_int(op, "dim", 0));
  weir_form_print_operands(printer, op, 0, op->operand_count);
  weir_asm_print_attr_dict(printer, op, elided);
  weir_asm_write(printer, " : ");
  weir_form_print_function_type(printer, op, 0, op->operand_count);
}

// `%t(%shape) : (T, S) -> T`.
bool weir_tensor_reshape_parse(weir_asm_parser_t* parser,
                               const weir_op_info_t* info) {
  (void)info;
  weir_location_t* location = weir_asm_location(parser);
  weir_asm_operand_t source, shape;
  weir_type_list_t inputs = {0}, results = {0};
  if (!weir_asm_operand(parser, &source)) return false;
  if (!weir_asm_expect(parser, "(") || !weir_asm_operand(parser, &shape) ||
      !weir_asm_expect(parser, ")")) {
    return false;
  }
  if (!weir_asm_attr_dict(parser) || !weir_asm_expect(parser, ":")) {
    return false;
  }
  if (!weir_form_function_type(parser, &inputs, &results)) return false;
  if (inputs.count != 2) {
    return weir_asm_error(parser, location, "expected two operand types");
  }
  weir_form_push_results(parser, &results);
  return weir_form_push_operand(parser, &source, inputs.items[0]) &&
         weir_form_push_operand(parser, &shape, inputs.items[1]);
}

void weir_tensor_reshape_print(weir_asm_printer_t* printer,
                               const weir_op_t* op) {
  weir_asm_write(printer, " ");
  weir_asm_print_value(printer, weir_op_operand_n(op, 0));
  weir_asm_write(printer, "(");
  weir_asm_print_value(printer, weir_op_operand_n(op, 1));
  weir_asm_write(printer, ")");
  weir_asm_print_attr_dict(printer, op, none);
  weir_asm_write(printer, " : ");
  weir_form_print_function_type(printer, op, 0, 2);
}

bool weir_element_infer(weir_op_t* op, weir_type_t** out_types) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_type_t* type = weir_op_operand_n(op, i)->type;
    if (!weir_type_is_shaped(type)) continue;
    out_types[0] = weir_type_element(type);
    return true;
  }
  return false;
}

// -- memref -------------------------------------------------------------------

// `(%d)[%s] : memref<?xf32>`.
bool weir_memref_alloc_parse(weir_asm_parser_t* parser,
                             const weir_op_info_t* info) {
  (void)info;
  weir_operand_list_t sizes = {0}, symbols = {0};
  weir_type_t* type = NULL;
  weir_type_t* index = weir_index_type(weir_asm_context(parser));
  if (!weir_asm_expect(parser, "(") || !weir_form_operands(parser, &sizes) ||
      !weir_asm_expect(parser, ")")) {
    return false;
  }
  if (weir_asm_try(parser, "[") && (!weir_form_operands(parser, &symbols) ||
                                    !weir_asm_expect(parser, "]"))) {
    return false;
  }
  if (!weir_asm_attr_dict(parser) || !weir_asm_expect(parser, ":") ||
      !weir_asm_type(parser, &type)) {
    return false;
  }
  weir_op_state_result(weir_asm_state(parser), type);
  return weir_form_push_typed(parser, &sizes, index) &&
         weir_form_push_typed(parser, &symbols, index);
}

void weir_memref_alloc_print(weir_asm_printer_t* printer, const weir_op_t* op) {
  uint32_t sizes =
      weir_op_operand_group_size(op, WEIR_MEMREF_ALLOC_DYNAMIC_SIZES);
  weir_asm_write(printer, "(");
  weir_form_print_operands(printer, op, 0, sizes);
  weir_asm_write(printer, ")");
  if (op->operand_count > sizes) {
    weir_asm_write(printer, "[");
    weir_form_print_operands(printer, op, sizes, op->operand_count - sizes);
    weir_asm_write(printer, "]");
  }
  weir_asm_print_attr_dict(printer, op, none);
  weir_asm_write(printer, " : ");
  weir_asm_print_type(printer, weir_op_result_n(op, 0)->type);
}

// -- builtin ------------------------------------------------------------------

bool weir_builtin_module_parse(weir_asm_parser_t* parser,
                               const weir_op_info_t* info) {
  (void)info;
  weir_attr_t* name = NULL;
  if (weir_asm_try_symbol_name(parser, &name)) {
    weir_op_state_attr(weir_asm_state(parser), "sym_name", name);
  }
  return weir_asm_attr_dict_with_keyword(parser) &&
         weir_asm_region(parser, NULL, 0);
}

void weir_builtin_module_print(weir_asm_printer_t* printer,
                               const weir_op_t* op) {
  static const char* const elided[] = {"sym_name", NULL};
  weir_string_view_t name = weir_symbol_name(op);
  if (name.size > 0) {
    weir_asm_write(printer, " ");
    weir_asm_print_symbol(printer, name);
  }
  weir_asm_print_attr_dict_with_keyword(printer, op, elided);
  weir_asm_write(printer, " ");
  weir_asm_print_region(printer, weir_op_region(op, 0), false, true);
}
