#include "compiler/dialects/forms.h"
#include "compiler/dialects/torch.h"
#include "compiler/dialects/torch_impl.h"
#include "compiler/dialects/torch_types.h"

// The operand is the mutable tensor of the result's shape and element type.
bool weir_torch_copy_to_vtensor_parse(weir_asm_parser_t* parser,
                                      const weir_op_info_t* info) {
  (void)info;
  weir_asm_operand_t operand;
  weir_type_t* type = NULL;
  if (!weir_asm_operand(parser, &operand) || !weir_asm_attr_dict(parser) ||
      !weir_asm_expect(parser, ":")) {
    return false;
  }
  weir_location_t* location = weir_asm_location(parser);
  if (!weir_asm_type(parser, &type)) return false;
  weir_type_t* input = weir_torch_mutable_tensor(type);
  if (!input) {
    return weir_asm_error(parser, location, "expected a !torch.vtensor type");
  }
  weir_op_state_result(weir_asm_state(parser), type);
  return weir_form_push_operand(parser, &operand, input);
}

void weir_torch_copy_to_vtensor_print(weir_asm_printer_t* printer,
                                      const weir_op_t* op) {
  static const char* const none[] = {NULL};
  weir_asm_write(printer, " ");
  weir_asm_print_value(printer, weir_op_operand_n(op, 0));
  weir_asm_print_attr_dict(printer, op, none);
  weir_asm_write(printer, " : ");
  weir_asm_print_type(printer, weir_op_result_n(op, 0)->type);
}

bool weir_torch_operator_parse(weir_asm_parser_t* parser,
                               const weir_op_info_t* info) {
  (void)info;
  weir_string_view_t name;
  weir_operand_list_t operands = {0};
  weir_type_list_t inputs = {0}, results = {0};
  if (!weir_asm_string(parser, &name) || !weir_asm_expect(parser, "(") ||
      !weir_form_operands(parser, &operands) || !weir_asm_expect(parser, ")") ||
      !weir_asm_attr_dict(parser) || !weir_asm_expect(parser, ":") ||
      !weir_form_function_type(parser, &inputs, &results)) {
    return false;
  }
  weir_op_state_t* state = weir_asm_state(parser);
  weir_op_state_attr(state, "name",
                     weir_string_attr_sv(weir_asm_context(parser), name));
  weir_form_push_results(parser, &results);
  return weir_form_push_operands(parser, &operands, &inputs);
}

void weir_torch_operator_print(weir_asm_printer_t* printer,
                               const weir_op_t* op) {
  static const char* const elided[] = {"name", NULL};
  weir_asm_write(printer, " ");
  weir_asm_print_string(printer, weir_op_attr_string(op, "name"));
  weir_asm_write(printer, "(");
  weir_form_print_operands(printer, op, 0, op->operand_count);
  weir_asm_write(printer, ")");
  weir_asm_print_attr_dict(printer, op, elided);
  weir_asm_write(printer, " : ");
  weir_form_print_function_type(printer, op, 0, op->operand_count);
}
