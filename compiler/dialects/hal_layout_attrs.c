// Attributes of layouts: where a kernel finds its bindings and constants.
#include "compiler/dialects/hal_impl.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/ir/asm.h"

// -- descriptor_set.binding ---------------------------------------------------

// A keyword or a quoted list of an enum.
static bool enum_param(weir_asm_parser_t* parser, const weir_enum_t* info,
                       int64_t* out_value) {
  weir_location_t* location = weir_asm_location(parser);
  weir_string_view_t word;
  if (!weir_asm_try_string(parser, &word) && !weir_asm_keyword(parser, &word)) {
    return false;
  }
  if (weir_enum_parse_list(info, word, out_value)) return true;
  return weir_asm_error(parser, location, "unknown %s value: %.*s", info->kind,
                        WEIR_SV_ARGS(word));
}

static void print_enum(weir_asm_printer_t* printer, const weir_enum_t* info,
                       int64_t value) {
  bool is_word = false;
  const char* text =
      weir_enum_format(info, value, weir_asm_arena(printer), &is_word);
  weir_asm_write(printer, text != NULL ? text : "None");
}

static weir_attr_t* binding_parse(weir_asm_parser_t* parser,
                                  const weir_attr_def_t* def) {
  (void)def;
  weir_descriptor_binding_t binding = {0};
  if (!weir_asm_expect(parser, "<")) return NULL;
  if (!weir_asm_integer(parser, &binding.ordinal)) return NULL;
  if (!weir_asm_expect(parser, ",")) return NULL;
  if (!enum_param(parser, &weir_descriptor_type_enum, &binding.type)) {
    return NULL;
  }
  if (weir_asm_try(parser, ",")) {
    binding.has_flags = true;
    if (!enum_param(parser, &weir_descriptor_flags_enum, &binding.flags)) {
      return NULL;
    }
  }
  if (!weir_asm_expect(parser, ">")) return NULL;
  return weir_hal_descriptor_set_binding_attr(weir_asm_context(parser),
                                              &binding);
}

static void binding_print(weir_asm_printer_t* printer,
                          const weir_attr_t* attr) {
  weir_descriptor_binding_t binding = weir_hal_descriptor_set_binding(attr);
  weir_asm_printf(printer, "<%lld, ", (long long)binding.ordinal);
  print_enum(printer, &weir_descriptor_type_enum, binding.type);
  if (binding.has_flags) {
    weir_asm_write(printer, ", ");
    print_enum(printer, &weir_descriptor_flags_enum, binding.flags);
  }
  weir_asm_write(printer, ">");
}

const weir_attr_def_t weir_hal_descriptor_set_binding_def = {
    .mnemonic = "descriptor_set.binding",
    .param_count = 3,
    .parse = binding_parse,
    .print = binding_print,
};

static weir_attr_t* flags_param(weir_context_t* context, bool has_flags,
                                int64_t flags) {
  return has_flags ? weir_i64_attr(context, flags) : weir_unit_attr(context);
}

weir_attr_t* weir_hal_descriptor_set_binding_attr(
    weir_context_t* context, const weir_descriptor_binding_t* binding) {
  weir_attr_t* params[] = {
      weir_i64_attr(context, binding->ordinal),
      weir_i64_attr(context, binding->type),
      flags_param(context, binding->has_flags, binding->flags)};
  return weir_dialect_attr(context, &weir_hal_descriptor_set_binding_def,
                           params, 3, NULL);
}

weir_descriptor_binding_t weir_hal_descriptor_set_binding(
    const weir_attr_t* attr) {
  weir_descriptor_binding_t binding = {
      .ordinal = attr->dialect.params[0]->integer.value,
      .type = attr->dialect.params[1]->integer.value,
  };
  binding.has_flags = weir_attr_int(attr->dialect.params[2], &binding.flags);
  return binding;
}

// -- descriptor_set.layout and pipeline.layout --------------------------------

// A list element that may leave out `#dialect.mnemonic`.
static weir_attr_t* stripped_parse(weir_asm_parser_t* parser,
                                   const weir_attr_def_t* def) {
  if (weir_asm_peek(parser, "<")) return def->parse(parser, def);
  weir_location_t* location = weir_asm_location(parser);
  weir_attr_t* attr = NULL;
  if (!weir_asm_attr(parser, NULL, &attr)) return NULL;
  if (weir_attr_is_def(attr, def)) return attr;
  weir_asm_error(parser, location, "expected a #hal.%s", def->mnemonic);
  return NULL;
}

typedef struct stripped_list_t {
  const weir_attr_def_t* def;
  weir_attr_list_t list;
} stripped_list_t;

static bool stripped_element(weir_asm_parser_t* parser, void* user) {
  stripped_list_t* elements = user;
  weir_attr_t* attr = stripped_parse(parser, elements->def);
  if (attr == NULL) return false;
  weir_attr_list_add(&elements->list,
                     weir_context_arena(weir_asm_context(parser)), attr);
  return true;
}

static void print_stripped_list(weir_asm_printer_t* printer,
                                const weir_attr_t* array) {
  weir_asm_write(printer, "[");
  for (uint32_t i = 0; i < array->array.count; ++i) {
    if (i > 0) weir_asm_write(printer, ", ");
    weir_attr_t* element = array->array.elements[i];
    element->dialect.def->print(printer, element);
  }
  weir_asm_write(printer, "]");
}

static weir_attr_t* set_parse(weir_asm_parser_t* parser,
                              const weir_attr_def_t* def) {
  (void)def;
  stripped_list_t bindings = {.def = &weir_hal_descriptor_set_binding_def};
  int64_t ordinal = 0, flags = 0;
  bool has_flags = false;
  if (!weir_asm_expect(parser, "<")) return NULL;
  if (!weir_asm_integer(parser, &ordinal)) return NULL;
  if (!weir_asm_expect(parser, ",")) return NULL;
  if (!weir_asm_expect(parser, "bindings")) return NULL;
  if (!weir_asm_expect(parser, "=")) return NULL;
  if (!weir_asm_list(parser, "[", "]", stripped_element, &bindings)) {
    return NULL;
  }
  if (weir_asm_try(parser, ",")) {
    has_flags = true;
    if (!weir_asm_expect(parser, "flags")) return NULL;
    if (!weir_asm_expect(parser, "=")) return NULL;
    if (!enum_param(parser, &weir_descriptor_set_flags_enum, &flags)) {
      return NULL;
    }
  }
  if (!weir_asm_expect(parser, ">")) return NULL;
  return weir_hal_descriptor_set_layout_attr(
      weir_asm_context(parser), ordinal, bindings.list.items,
      bindings.list.count, has_flags, flags);
}

static void set_print(weir_asm_printer_t* printer, const weir_attr_t* attr) {
  int64_t flags = 0;
  weir_asm_printf(printer, "<%lld, bindings = ",
                  (long long)weir_hal_descriptor_set_layout_ordinal(attr));
  print_stripped_list(printer, weir_hal_descriptor_set_layout_bindings(attr));
  if (weir_hal_descriptor_set_layout_flags(attr, &flags)) {
    weir_asm_write(printer, ", flags = ");
    print_enum(printer, &weir_descriptor_set_flags_enum, flags);
  }
  weir_asm_write(printer, ">");
}

const weir_attr_def_t weir_hal_descriptor_set_layout_attr_def = {
    .mnemonic = "descriptor_set.layout",
    .param_count = 3,
    .parse = set_parse,
    .print = set_print,
};

weir_attr_t* weir_hal_descriptor_set_layout_attr(
    weir_context_t* context, int64_t ordinal, weir_attr_t* const* bindings,
    uint32_t binding_count, bool has_flags, int64_t flags) {
  weir_attr_t* params[] = {weir_i64_attr(context, ordinal),
                           weir_array_attr(context, bindings, binding_count),
                           flags_param(context, has_flags, flags)};
  return weir_dialect_attr(context, &weir_hal_descriptor_set_layout_attr_def,
                           params, 3, NULL);
}

int64_t weir_hal_descriptor_set_layout_ordinal(const weir_attr_t* attr) {
  return attr->dialect.params[0]->integer.value;
}

weir_attr_t* weir_hal_descriptor_set_layout_bindings(const weir_attr_t* attr) {
  return attr->dialect.params[1];
}

bool weir_hal_descriptor_set_layout_flags(const weir_attr_t* attr,
                                          int64_t* out_flags) {
  *out_flags = 0;
  return weir_attr_int(attr->dialect.params[2], out_flags);
}

static weir_attr_t* pipeline_parse(weir_asm_parser_t* parser,
                                   const weir_attr_def_t* def) {
  (void)def;
  stripped_list_t sets = {.def = &weir_hal_descriptor_set_layout_attr_def};
  int64_t push_constants = 0;
  if (!weir_asm_expect(parser, "<")) return NULL;
  if (!weir_asm_expect(parser, "push_constants")) return NULL;
  if (!weir_asm_expect(parser, "=")) return NULL;
  if (!weir_asm_integer(parser, &push_constants)) return NULL;
  if (!weir_asm_expect(parser, ",")) return NULL;
  if (!weir_asm_expect(parser, "sets")) return NULL;
  if (!weir_asm_expect(parser, "=")) return NULL;
  if (!weir_asm_list(parser, "[", "]", stripped_element, &sets)) return NULL;
  if (!weir_asm_expect(parser, ">")) return NULL;
  return weir_hal_pipeline_layout_attr(weir_asm_context(parser), push_constants,
                                       sets.list.items, sets.list.count);
}

static void pipeline_print(weir_asm_printer_t* printer,
                           const weir_attr_t* attr) {
  weir_asm_printf(printer, "<push_constants = %lld, sets = ",
                  (long long)weir_hal_pipeline_layout_push_constants(attr));
  print_stripped_list(printer, weir_hal_pipeline_layout_sets(attr));
  weir_asm_write(printer, ">");
}

static const char* pipeline_alias(const weir_attr_t* attr,
                                  weir_arena_t* arena) {
  (void)attr;
  (void)arena;
  return "pipeline_layout";
}

const weir_attr_def_t weir_hal_pipeline_layout_attr_def = {
    .mnemonic = "pipeline.layout",
    .param_count = 2,
    .parse = pipeline_parse,
    .print = pipeline_print,
    .alias = pipeline_alias,
};

weir_attr_t* weir_hal_pipeline_layout_attr(weir_context_t* context,
                                           int64_t push_constants,
                                           weir_attr_t* const* sets,
                                           uint32_t set_count) {
  weir_attr_t* params[] = {weir_i64_attr(context, push_constants),
                           weir_array_attr(context, sets, set_count)};
  return weir_dialect_attr(context, &weir_hal_pipeline_layout_attr_def, params,
                           2, NULL);
}

int64_t weir_hal_pipeline_layout_push_constants(const weir_attr_t* attr) {
  return attr->dialect.params[0]->integer.value;
}

weir_attr_t* weir_hal_pipeline_layout_sets(const weir_attr_t* attr) {
  return attr->dialect.params[1];
}

// -- descriptor_type and interface.binding ------------------------------------

static weir_attr_t* descriptor_type_parse(weir_asm_parser_t* parser,
                                          const weir_attr_def_t* def) {
  (void)def;
  int64_t type = 0;
  if (!weir_asm_expect(parser, "<")) return NULL;
  if (!enum_param(parser, &weir_descriptor_type_enum, &type)) return NULL;
  if (!weir_asm_expect(parser, ">")) return NULL;
  return weir_hal_descriptor_type_attr(weir_asm_context(parser), type);
}

static void descriptor_type_print(weir_asm_printer_t* printer,
                                  const weir_attr_t* attr) {
  weir_asm_write(printer, "<");
  print_enum(printer, &weir_descriptor_type_enum,
             weir_hal_descriptor_type_value(attr));
  weir_asm_write(printer, ">");
}

const weir_attr_def_t weir_hal_descriptor_type_def = {
    .mnemonic = "descriptor_type",
    .param_count = 1,
    .parse = descriptor_type_parse,
    .print = descriptor_type_print,
};

weir_attr_t* weir_hal_descriptor_type_attr(weir_context_t* context,
                                           int64_t type) {
  weir_attr_t* param = weir_i64_attr(context, type);
  return weir_dialect_attr(context, &weir_hal_descriptor_type_def, &param, 1,
                           NULL);
}

int64_t weir_hal_descriptor_type_value(const weir_attr_t* attr) {
  return attr->dialect.params[0]->integer.value;
}

static weir_attr_t* interface_parse(weir_asm_parser_t* parser,
                                    const weir_attr_def_t* def) {
  (void)def;
  int64_t set = 0, binding = 0;
  if (!weir_asm_expect(parser, "<")) return NULL;
  if (!weir_asm_integer(parser, &set)) return NULL;
  if (!weir_asm_expect(parser, ",")) return NULL;
  if (!weir_asm_integer(parser, &binding)) return NULL;
  if (!weir_asm_expect(parser, ">")) return NULL;
  return weir_hal_interface_binding_attr(weir_asm_context(parser), set,
                                         binding);
}

static void interface_print(weir_asm_printer_t* printer,
                            const weir_attr_t* attr) {
  weir_asm_printf(printer, "<%lld, %lld>",
                  (long long)weir_hal_interface_binding_set(attr),
                  (long long)weir_hal_interface_binding_ordinal(attr));
}

const weir_attr_def_t weir_hal_interface_binding_def = {
    .mnemonic = "interface.binding",
    .param_count = 2,
    .parse = interface_parse,
    .print = interface_print,
};

weir_attr_t* weir_hal_interface_binding_attr(weir_context_t* context,
                                             int64_t set, int64_t binding) {
  weir_attr_t* params[] = {weir_i64_attr(context, set),
                           weir_i64_attr(context, binding)};
  return weir_dialect_attr(context, &weir_hal_interface_binding_def, params, 2,
                           NULL);
}

int64_t weir_hal_interface_binding_set(const weir_attr_t* attr) {
  return attr->dialect.params[0]->integer.value;
}

int64_t weir_hal_interface_binding_ordinal(const weir_attr_t* attr) {
  return attr->dialect.params[1]->integer.value;
}
