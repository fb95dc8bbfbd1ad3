#include "compiler/dialects/ub.h"

#include "compiler/ir/asm.h"
#include "compiler/ir/diagnostic.h"

// -- #ub.poison ---------------------------------------------------------------

const weir_attr_def_t weir_ub_poison_def = {.mnemonic = "poison"};

static const weir_attr_def_t* const ub_attrs[] = {&weir_ub_poison_def};

static weir_attr_t* poison_attr(weir_context_t* context) {
  return weir_dialect_attr(context, &weir_ub_poison_def, NULL, 0, NULL);
}

// -- ub.poison ----------------------------------------------------------------

static bool poison_parse(weir_asm_parser_t* parser,
                         const weir_op_info_t* info) {
  (void)info;
  weir_attr_t* value = poison_attr(weir_asm_context(parser));
  weir_type_t* type = NULL;
  if (!weir_asm_attr_dict(parser)) return false;
  if (weir_asm_try(parser, "<") &&
      (!weir_asm_attr(parser, NULL, &value) || !weir_asm_expect(parser, ">"))) {
    return false;
  }
  if (!weir_asm_expect(parser, ":") || !weir_asm_type(parser, &type)) {
    return false;
  }
  weir_op_state_attr(weir_asm_state(parser), "value", value);
  weir_op_state_result(weir_asm_state(parser), type);
  return true;
}

static void poison_print(weir_asm_printer_t* printer, const weir_op_t* op) {
  static const char* const elided[] = {"value", NULL};
  const weir_attr_t* value = weir_op_attr(op, "value");
  weir_asm_print_attr_dict(printer, op, elided);
  if (value != NULL && !weir_attr_is_def(value, &weir_ub_poison_def)) {
    weir_asm_write(printer, " <");
    weir_asm_print_attr(printer, value);
    weir_asm_write(printer, ">");
  }
  weir_asm_write(printer, " : ");
  weir_asm_print_type(printer, weir_op_result_n(op, 0)->type);
}

static bool poison_verify(weir_op_t* op) {
  const weir_attr_t* value = weir_op_attr(op, "value");
  return value == NULL || weir_attr_is_def(value, &weir_ub_poison_def) ||
         weir_op_error(op,
                       "attribute 'value' failed to satisfy constraint: "
                       "PoisonAttrInterface instance");
}

weir_value_t* weir_ub_build_poison(weir_builder_t* builder,
                                   weir_location_t* location,
                                   weir_type_t* type) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UB_POISON, location);
  weir_op_state_attr(&state, "value", poison_attr(builder->context));
  weir_op_state_result(&state, type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static const weir_op_def_t ub_ops[] = {
    {
        .id = WEIR_UB_POISON,
        .name = "ub.poison",
        .summary = "a value that nothing may depend on",
        .attrs = "value:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .parse = poison_parse,
        .print = poison_print,
        .verify = poison_verify,
    },
};

const weir_dialect_t weir_ub_dialect = {
    .name = "ub",
    .number = 39,
    .ops = ub_ops,
    .op_count = sizeof(ub_ops) / sizeof(ub_ops[0]),
    .attrs = ub_attrs,
    .attr_count = sizeof(ub_attrs) / sizeof(ub_attrs[0]),
};
