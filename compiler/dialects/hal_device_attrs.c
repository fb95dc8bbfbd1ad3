// Attributes that say how devices come into being.
#include "compiler/dialects/hal_impl.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/ir/asm.h"

// -- alias --------------------------------------------------------------------

static weir_attr_t* alias_parse(weir_asm_parser_t* parser,
                                const weir_attr_def_t* def) {
  weir_context_t* context = weir_asm_context(parser);
  weir_string_view_t id;
  weir_attr_t* config = NULL;
  int64_t ordinal = -1;
  if (!weir_asm_expect(parser, "<")) return NULL;
  if (!weir_asm_string(parser, &id)) return NULL;
  if (weir_asm_try(parser, "[")) {
    if (!weir_asm_integer(parser, &ordinal)) return NULL;
    if (!weir_asm_expect(parser, "]")) return NULL;
  }
  if (weir_asm_try(parser, ",") && !weir_asm_dictionary(parser, &config)) {
    return NULL;
  }
  if (!weir_asm_expect(parser, ">")) return NULL;
  weir_attr_t* params[] = {weir_string_attr_sv(context, id),
                           weir_i64_attr(context, ordinal),
                           weir_param_or_unit(context, config)};
  return weir_dialect_attr(context, def, params, 3,
                           weir_hal_device_type(context));
}

static void alias_print(weir_asm_printer_t* printer, const weir_attr_t* attr) {
  int64_t ordinal = weir_hal_device_alias_ordinal(attr);
  weir_attr_t* config = weir_hal_device_alias_config(attr);
  weir_asm_write(printer, "<");
  weir_asm_print_string(printer, weir_hal_device_alias_id(attr));
  if (ordinal >= 0) weir_asm_printf(printer, "[%lld]", (long long)ordinal);
  if (config != NULL) {
    weir_asm_write(printer, ", ");
    weir_asm_print_attr(printer, config);
  }
  weir_asm_write(printer, ">");
}

const weir_attr_def_t weir_hal_device_alias_def = {
    .mnemonic = "device.alias",
    .param_count = 3,
    .is_typed = true,
    .parse = alias_parse,
    .print = alias_print,
};

weir_attr_t* weir_hal_device_alias_attr(weir_type_t* type, weir_attr_t* id,
                                        int64_t ordinal, weir_attr_t* config) {
  weir_context_t* context = type->context;
  weir_attr_t* params[] = {id, weir_i64_attr(context, ordinal),
                           weir_param_or_unit(context, config)};
  return weir_dialect_attr(context, &weir_hal_device_alias_def, params, 3,
                           type);
}

weir_string_view_t weir_hal_device_alias_id(const weir_attr_t* attr) {
  return weir_attr_string(attr->dialect.params[0]);
}

int64_t weir_hal_device_alias_ordinal(const weir_attr_t* attr) {
  return attr->dialect.params[1]->integer.value;
}

weir_attr_t* weir_hal_device_alias_config(const weir_attr_t* attr) {
  return weir_param_or_null(attr, 2);
}

// -- target -------------------------------------------------------------------

static bool target_element(weir_asm_parser_t* parser, void* user) {
  weir_location_t* location = weir_asm_location(parser);
  weir_attr_t* target = NULL;
  if (!weir_asm_attr(parser, NULL, &target)) return false;
  if (!weir_attr_is_def(target, &weir_hal_executable_target_def)) {
    return weir_asm_error(parser, location,
                          "expected a #hal.executable.target");
  }
  weir_attr_list_add(user, weir_context_arena(weir_asm_context(parser)),
                     target);
  return true;
}

static weir_attr_t* target_parse(weir_asm_parser_t* parser,
                                 const weir_attr_def_t* def) {
  (void)def;
  weir_context_t* context = weir_asm_context(parser);
  weir_string_view_t id;
  weir_attr_t* config = NULL;
  weir_attr_list_t targets = {0};
  if (!weir_asm_expect(parser, "<")) return NULL;
  if (!weir_asm_string(parser, &id)) return NULL;
  bool more = weir_asm_try(parser, ",");
  if (more && !weir_asm_peek(parser, "[")) {
    // A dictionary, or an alias of one.
    weir_location_t* location = weir_asm_location(parser);
    if (!weir_asm_attr(parser, NULL, &config)) return NULL;
    if (!weir_attr_is(config, WEIR_ATTR_DICTIONARY)) {
      weir_asm_error(parser, location, "expected a configuration dictionary");
      return NULL;
    }
    more = weir_asm_try(parser, ",");
  }
  if (more && !weir_asm_list(parser, "[", "]", target_element, &targets)) {
    return NULL;
  }
  if (!weir_asm_expect(parser, ">")) return NULL;
  return weir_hal_device_target_attr(context, weir_string_attr_sv(context, id),
                                     config, targets.items, targets.count);
}

static void target_print(weir_asm_printer_t* printer, const weir_attr_t* attr) {
  weir_attr_t* config = weir_hal_device_target_config(attr);
  weir_attr_t* targets = weir_hal_device_target_targets(attr);
  weir_asm_write(printer, "<");
  weir_asm_print_string(printer, weir_hal_device_target_id(attr));
  if (config != NULL && config->dictionary.count > 0) {
    weir_asm_write(printer, ", ");
    weir_asm_print_attr(printer, config);
  }
  if (targets->array.count > 0) {
    weir_asm_write(printer, ", ");
    weir_asm_print_attr(printer, targets);
  }
  weir_asm_write(printer, ">");
}

static const char* target_alias(const weir_attr_t* attr, weir_arena_t* arena) {
  weir_string_view_t id = weir_hal_device_target_id(attr);
  int64_t ordinal = 0;
  if (weir_attr_int(
          weir_dictionary_get(weir_hal_device_target_config(attr), "ordinal"),
          &ordinal)) {
    // The underscore behind the number keeps the alias free for a suffix.
    id = weir_sv(weir_arena_format(arena, "%.*s_%lld_", WEIR_SV_ARGS(id),
                                   (long long)ordinal));
  }
  return weir_arena_format(arena, "device_target_%s",
                           weir_symbol_fragment(id, arena));
}

const weir_attr_def_t weir_hal_device_target_def = {
    .mnemonic = "device.target",
    .param_count = 3,
    .is_typed = true,
    .parse = target_parse,
    .print = target_print,
    .alias = target_alias,
};

weir_attr_t* weir_hal_device_target_attr(weir_context_t* context,
                                         weir_attr_t* id, weir_attr_t* config,
                                         weir_attr_t* const* targets,
                                         uint32_t target_count) {
  weir_attr_t* params[] = {id, weir_param_or_unit(context, config),
                           weir_array_attr(context, targets, target_count)};
  return weir_dialect_attr(context, &weir_hal_device_target_def, params, 3,
                           weir_hal_device_type(context));
}

weir_string_view_t weir_hal_device_target_id(const weir_attr_t* attr) {
  return weir_attr_string(attr->dialect.params[0]);
}

weir_attr_t* weir_hal_device_target_config(const weir_attr_t* attr) {
  return weir_param_or_null(attr, 1);
}

weir_attr_t* weir_hal_device_target_targets(const weir_attr_t* attr) {
  return attr->dialect.params[2];
}

// -- ordinal, fallback, select ------------------------------------------------

static weir_attr_t* ordinal_parse(weir_asm_parser_t* parser,
                                  const weir_attr_def_t* def) {
  (void)def;
  int64_t ordinal = 0;
  if (!weir_asm_expect(parser, "<")) return NULL;
  if (!weir_asm_integer(parser, &ordinal)) return NULL;
  if (!weir_asm_expect(parser, ">")) return NULL;
  return weir_hal_device_ordinal_attr(weir_asm_context(parser), ordinal);
}

static void ordinal_print(weir_asm_printer_t* printer,
                          const weir_attr_t* attr) {
  weir_asm_printf(printer, "<%lld>",
                  (long long)weir_hal_device_ordinal_value(attr));
}

static bool verify_select(weir_asm_parser_t* parser, weir_location_t* location,
                          const weir_attr_t* devices) {
  if (devices->array.count == 0) {
    return weir_asm_error(parser, location,
                          "must have at least one device to select");
  }
  for (uint32_t i = 0; i < devices->array.count; ++i) {
    if (weir_attr_is_hal_device_initializer(devices->array.elements[i]))
      continue;
    return weir_asm_error(
        parser, location,
        "can only select between #hal.device.alias, #hal.device.target, "
        "#hal.device.ordinal, #hal.device.fallback, or other device "
        "initialization attributes");
  }
  return true;
}

// `<A>` of one attribute of a kind.
static weir_attr_t* single_parse(weir_asm_parser_t* parser,
                                 const weir_attr_def_t* def) {
  weir_context_t* context = weir_asm_context(parser);
  bool is_select = def == &weir_hal_device_select_def;
  weir_attr_t* param = NULL;
  if (!weir_asm_expect(parser, "<")) return NULL;
  weir_location_t* location = weir_asm_location(parser);
  if (!weir_asm_attr(parser, NULL, &param)) return NULL;
  if (!weir_attr_is(param,
                    is_select ? WEIR_ATTR_ARRAY : WEIR_ATTR_SYMBOL_REF)) {
    weir_asm_error(parser, location,
                   is_select ? "expected an array of devices"
                             : "expected the symbol of a device");
    return NULL;
  }
  if (!weir_asm_expect(parser, ">")) return NULL;
  if (is_select && !verify_select(parser, location, param)) return NULL;
  return weir_dialect_attr(context, def, &param, 1,
                           weir_hal_device_type(context));
}

static void single_print(weir_asm_printer_t* printer, const weir_attr_t* attr) {
  weir_asm_write(printer, "<");
  weir_asm_print_attr(printer, attr->dialect.params[0]);
  weir_asm_write(printer, ">");
}

const weir_attr_def_t weir_hal_device_ordinal_def = {
    .mnemonic = "device.ordinal",
    .param_count = 1,
    .is_typed = true,
    .parse = ordinal_parse,
    .print = ordinal_print,
};
const weir_attr_def_t weir_hal_device_fallback_def = {
    .mnemonic = "device.fallback",
    .param_count = 1,
    .is_typed = true,
    .parse = single_parse,
    .print = single_print,
};
const weir_attr_def_t weir_hal_device_select_def = {
    .mnemonic = "device.select",
    .param_count = 1,
    .is_typed = true,
    .parse = single_parse,
    .print = single_print,
};

static weir_attr_t* device_attr(const weir_attr_def_t* def,
                                weir_context_t* context, weir_attr_t* param) {
  return weir_dialect_attr(context, def, &param, 1,
                           weir_hal_device_type(context));
}

weir_attr_t* weir_hal_device_ordinal_attr(weir_context_t* context,
                                          int64_t ordinal) {
  return device_attr(&weir_hal_device_ordinal_def, context,
                     weir_i64_attr(context, ordinal));
}

int64_t weir_hal_device_ordinal_value(const weir_attr_t* attr) {
  return attr->dialect.params[0]->integer.value;
}

weir_attr_t* weir_hal_device_fallback_attr(weir_context_t* context,
                                           weir_attr_t* symbol) {
  return device_attr(&weir_hal_device_fallback_def, context, symbol);
}

weir_attr_t* weir_hal_device_fallback_symbol(const weir_attr_t* attr) {
  return attr->dialect.params[0];
}

weir_attr_t* weir_hal_device_select_attr(weir_context_t* context,
                                         weir_attr_t* const* devices,
                                         uint32_t count) {
  return device_attr(&weir_hal_device_select_def, context,
                     weir_array_attr(context, devices, count));
}

weir_attr_t* weir_hal_device_select_devices(const weir_attr_t* attr) {
  return attr->dialect.params[0];
}

// -- all of them --------------------------------------------------------------

bool weir_attr_is_hal_device_initializer(const weir_attr_t* attr) {
  return weir_attr_is_def(attr, &weir_hal_device_alias_def) ||
         weir_attr_is_def(attr, &weir_hal_device_target_def) ||
         weir_attr_is_def(attr, &weir_hal_device_ordinal_def) ||
         weir_attr_is_def(attr, &weir_hal_device_fallback_def) ||
         weir_attr_is_def(attr, &weir_hal_device_select_def);
}

static void add_targets(const weir_attr_t* device, weir_attr_list_t* list,
                        weir_arena_t* arena) {
  weir_attr_t* array = NULL;
  bool is_select = weir_attr_is_def(device, &weir_hal_device_select_def);
  if (is_select) array = weir_hal_device_select_devices(device);
  if (weir_attr_is_def(device, &weir_hal_device_target_def)) {
    array = weir_hal_device_target_targets(device);
  }
  for (uint32_t i = 0; array != NULL && i < array->array.count; ++i) {
    weir_attr_t* element = array->array.elements[i];
    if (is_select) {
      add_targets(element, list, arena);
      continue;
    }
    bool known = false;
    for (uint32_t j = 0; j < list->count; ++j) {
      known = known || list->items[j] == element;
    }
    if (!known) weir_attr_list_add(list, arena, element);
  }
}

weir_attr_t* weir_hal_device_executable_targets(const weir_attr_t* device) {
  weir_attr_list_t list = {0};
  add_targets(device, &list, weir_context_arena(device->context));
  return weir_array_attr(device->context, list.items, list.count);
}
