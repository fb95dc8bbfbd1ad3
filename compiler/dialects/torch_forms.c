// Forms of the torch and torch_c dialects.
#include "compiler/dialects/forms.h"
#include "compiler/dialects/torch.h"
#include "compiler/dialects/torch_c.h"
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

// The type of the value and of the result follow from the op.
static weir_type_t* constant_type(weir_context_t* context,
                                  const weir_op_info_t* info,
                                  weir_type_t** out_value_type) {
  switch (info->def->id) {
    case WEIR_TORCH_CONSTANT_BOOL:
      *out_value_type = weir_i1_type(context);
      return weir_dialect_type(context, &weir_torch_bool_def, NULL, 0);
    case WEIR_TORCH_CONSTANT_FLOAT:
      *out_value_type = weir_float_type(context, WEIR_FLOAT_F64);
      return weir_dialect_type(context, &weir_torch_float_def, NULL, 0);
    default:
      *out_value_type = weir_i64_type(context);
      return weir_dialect_type(context, &weir_torch_int_def, NULL, 0);
  }
}

bool weir_torch_constant_parse(weir_asm_parser_t* parser,
                               const weir_op_info_t* info) {
  weir_type_t* value_type = NULL;
  weir_type_t* type =
      constant_type(weir_asm_context(parser), info, &value_type);
  weir_attr_t* value = NULL;
  if (!weir_asm_attr(parser, value_type, &value)) return false;
  weir_op_state_attr(weir_asm_state(parser), "value", value);
  weir_op_state_result(weir_asm_state(parser), type);
  return weir_asm_attr_dict(parser);
}

void weir_torch_constant_print(weir_asm_printer_t* printer,
                               const weir_op_t* op) {
  static const char* const elided[] = {"value", NULL};
  weir_asm_write(printer, " ");
  weir_asm_print_attr_without_type(printer, weir_op_attr(op, "value"));
  weir_asm_print_attr_dict(printer, op, elided);
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

// -- torch_c -----------------------------------------------------------------

// Operand and result of a cast between scalars follow from the op.
static void scalar_types(weir_context_t* context, uint32_t id,
                         weir_type_t** out_operand, weir_type_t** out_result) {
  weir_type_t* f64 = weir_float_type(context, WEIR_FLOAT_F64);
  weir_type_t* i1 = weir_i1_type(context);
  weir_type_t* i64 = weir_i64_type(context);
  const struct {
    uint32_t from, to;
    weir_type_t* builtin;
    const weir_type_def_t* torch;
  } casts[] = {
      {WEIR_TORCH_C_FROM_F64, WEIR_TORCH_C_TO_F64, f64, &weir_torch_float_def},
      {WEIR_TORCH_C_FROM_I1, WEIR_TORCH_C_TO_I1, i1, &weir_torch_bool_def},
      {WEIR_TORCH_C_FROM_I64, WEIR_TORCH_C_TO_I64, i64, &weir_torch_int_def},
      {WEIR_TORCH_C_I64_TO_GENERATOR, WEIR_TORCH_C_GENERATOR_TO_I64, i64,
       &weir_torch_generator_def},
  };
  for (uint32_t i = 0; i < sizeof(casts) / sizeof(casts[0]); ++i) {
    if (id != casts[i].from && id != casts[i].to) continue;
    weir_type_t* torch = weir_dialect_type(context, casts[i].torch, NULL, 0);
    *out_operand = id == casts[i].from ? casts[i].builtin : torch;
    *out_result = id == casts[i].from ? torch : casts[i].builtin;
  }
}

bool weir_torch_c_scalar_parse(weir_asm_parser_t* parser,
                               const weir_op_info_t* info) {
  weir_asm_operand_t operand;
  weir_type_t *operand_type = NULL, *result_type = NULL;
  scalar_types(weir_asm_context(parser), info->def->id, &operand_type,
               &result_type);
  if (!weir_asm_operand(parser, &operand) || !weir_asm_attr_dict(parser)) {
    return false;
  }
  weir_op_state_result(weir_asm_state(parser), result_type);
  return weir_form_push_operand(parser, &operand, operand_type);
}

void weir_torch_c_scalar_print(weir_asm_printer_t* printer,
                               const weir_op_t* op) {
  static const char* const none[] = {NULL};
  weir_asm_write(printer, " ");
  weir_asm_print_value(printer, weir_op_operand_n(op, 0));
  weir_asm_print_attr_dict(printer, op, none);
}
