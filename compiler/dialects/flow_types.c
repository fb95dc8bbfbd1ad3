#include "compiler/dialects/flow_types.h"

#include "compiler/dialects/flow_impl.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/asm.h"

const weir_type_def_t weir_flow_channel_def = {.mnemonic = "channel"};
const weir_type_def_t weir_flow_dummy_def = {.mnemonic = "dummy"};

weir_type_t* weir_flow_channel_type(weir_context_t* context) {
  return weir_dialect_type(context, &weir_flow_channel_def, NULL, 0);
}

// -- !flow.dispatch.tensor ----------------------------------------------------

static const char* const access_words[] = {"readonly", "readwrite",
                                           "writeonly"};

static weir_type_t* dispatch_tensor_parse(weir_asm_parser_t* parser,
                                          const weir_type_def_t* def) {
  (void)def;
  weir_string_view_t word;
  weir_type_t* bound = NULL;
  if (!weir_asm_expect(parser, "<")) return NULL;
  if (!weir_asm_keyword(parser, &word)) return NULL;
  if (!weir_asm_expect(parser, ":")) return NULL;
  weir_location_t* location = weir_asm_location(parser);
  if (!weir_asm_type(parser, &bound)) return NULL;
  if (!weir_asm_expect(parser, ">")) return NULL;
  if (!weir_type_is_ranked_tensor(bound) && !weir_type_is_int_or_float(bound)) {
    weir_asm_error(parser, location,
                   "expected a ranked tensor, integer or float type");
    return NULL;
  }
  weir_tensor_access_t access = WEIR_TENSOR_READONLY;
  for (uint32_t i = 0; i < 3; ++i) {
    if (weir_sv_equal_c(word, access_words[i])) {
      access = (weir_tensor_access_t)i;
    }
  }
  return weir_flow_dispatch_tensor_type(access, bound);
}

static void dispatch_tensor_print(weir_asm_printer_t* printer,
                                  const weir_type_t* type) {
  weir_asm_printf(printer,
                  "<%s:", access_words[weir_flow_dispatch_tensor_access(type)]);
  weir_asm_print_type(printer, weir_flow_dispatch_tensor_bound(type));
  weir_asm_write(printer, ">");
}

const weir_type_def_t weir_flow_dispatch_tensor_def = {
    .mnemonic = "dispatch.tensor",
    .param_count = 2,
    .parse = dispatch_tensor_parse,
    .print = dispatch_tensor_print,
};

weir_type_t* weir_flow_dispatch_tensor_type(weir_tensor_access_t access,
                                            weir_type_t* bound) {
  weir_attr_t* params[] = {weir_i32_attr(bound->context, (int32_t)access),
                           weir_type_attr(bound)};
  return weir_dialect_type(bound->context, &weir_flow_dispatch_tensor_def,
                           params, 2);
}

bool weir_type_is_flow_dispatch_tensor(const weir_type_t* type) {
  return weir_type_is(type, &weir_flow_dispatch_tensor_def);
}

weir_tensor_access_t weir_flow_dispatch_tensor_access(const weir_type_t* type) {
  return (weir_tensor_access_t)type->dialect.params[0]->integer.value;
}

weir_type_t* weir_flow_dispatch_tensor_bound(const weir_type_t* type) {
  return type->dialect.params[1]->type_value;
}

const weir_type_def_t* const weir_flow_types[WEIR_FLOW_TYPE_COUNT] = {
    &weir_flow_channel_def,
    &weir_flow_dispatch_tensor_def,
    &weir_flow_dummy_def,
};

// -- parameter.named ----------------------------------------------------------

// Parameters: scope or unit, key, configuration or unit.
static weir_attr_t* parameter_named(const weir_attr_def_t* def,
                                    weir_context_t* context, weir_type_t* type,
                                    weir_attr_t* scope, weir_attr_t* key,
                                    weir_attr_t* config) {
  weir_attr_t* params[] = {weir_param_or_unit(context, scope), key,
                           weir_param_or_unit(context, config)};
  return weir_dialect_attr(context, def, params, 3, type);
}

static weir_attr_t* parameter_parse(weir_asm_parser_t* parser,
                                    const weir_attr_def_t* def) {
  weir_context_t* context = weir_asm_context(parser);
  weir_string_view_t first, second;
  weir_attr_t* config = NULL;
  if (!weir_asm_expect(parser, "<")) return NULL;
  if (!weir_asm_string(parser, &first)) return NULL;
  bool scoped = weir_asm_try(parser, "::");
  if (scoped && !weir_asm_string(parser, &second)) return NULL;
  if (weir_asm_try(parser, ",") && !weir_asm_dictionary(parser, &config)) {
    return NULL;
  }
  if (!weir_asm_expect(parser, ">")) return NULL;
  weir_attr_t* scope = scoped ? weir_string_attr_sv(context, first) : NULL;
  weir_attr_t* key = weir_string_attr_sv(context, scoped ? second : first);
  return parameter_named(def, context, NULL, scope, key, config);
}

static void parameter_print(weir_asm_printer_t* printer,
                            const weir_attr_t* attr) {
  weir_attr_t* scope = weir_parameter_named_scope(attr);
  weir_attr_t* config = weir_parameter_named_config(attr);
  weir_asm_write(printer, "<");
  if (scope != NULL) {
    weir_asm_print_string(printer, weir_attr_string(scope));
    weir_asm_write(printer, "::");
  }
  weir_asm_print_string(printer,
                        weir_attr_string(weir_parameter_named_key(attr)));
  if (config != NULL) {
    weir_asm_write(printer, ", ");
    weir_asm_print_attr(printer, config);
  }
  weir_asm_write(printer, ">");
}

const weir_attr_def_t weir_flow_parameter_named_def = {
    .mnemonic = "parameter.named",
    .param_count = 3,
    .is_typed = true,
    .parse = parameter_parse,
    .print = parameter_print,
};
const weir_attr_def_t weir_stream_parameter_named_def = {
    .mnemonic = "parameter.named",
    .param_count = 3,
    .is_typed = true,
    .parse = parameter_parse,
    .print = parameter_print,
};
const weir_attr_def_t weir_flow_dummy_attr_def = {.mnemonic = "dummy"};

weir_attr_t* weir_flow_parameter_named_attr(weir_type_t* type,
                                            weir_attr_t* scope,
                                            weir_attr_t* key,
                                            weir_attr_t* config) {
  return parameter_named(&weir_flow_parameter_named_def, type->context, type,
                         scope, key, config);
}

weir_attr_t* weir_stream_parameter_named_attr(weir_type_t* type,
                                              weir_attr_t* scope,
                                              weir_attr_t* key,
                                              weir_attr_t* config) {
  return parameter_named(&weir_stream_parameter_named_def, type->context, type,
                         scope, key, config);
}

bool weir_attr_is_parameter_named(const weir_attr_t* attr) {
  return weir_attr_is_def(attr, &weir_flow_parameter_named_def) ||
         weir_attr_is_def(attr, &weir_stream_parameter_named_def);
}

static weir_attr_t* named_param(const weir_attr_t* attr, uint32_t index) {
  if (!weir_attr_is_parameter_named(attr)) return NULL;
  return weir_param_or_null(attr, index);
}

weir_attr_t* weir_parameter_named_scope(const weir_attr_t* attr) {
  return named_param(attr, 0);
}

weir_attr_t* weir_parameter_named_key(const weir_attr_t* attr) {
  return named_param(attr, 1);
}

weir_attr_t* weir_parameter_named_config(const weir_attr_t* attr) {
  return named_param(attr, 2);
}

const weir_attr_def_t* const weir_flow_attrs[WEIR_FLOW_ATTR_COUNT] = {
    &weir_flow_dummy_attr_def,
    &weir_flow_parameter_named_def,
};
