// Attributes of executables: the targets they are made for and the objects
// that come with them.
#include <ctype.h>

#include "compiler/dialects/forms.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/ir/asm.h"

// -- executable.target --------------------------------------------------------

static weir_attr_t* target_parse(weir_asm_parser_t* parser,
                                 const weir_attr_def_t* def) {
  (void)def;
  weir_context_t* context = weir_asm_context(parser);
  weir_string_view_t backend, format;
  weir_attr_t* config = NULL;
  if (!weir_asm_expect(parser, "<")) return NULL;
  if (!weir_asm_string(parser, &backend)) return NULL;
  if (!weir_asm_expect(parser, ",")) return NULL;
  if (!weir_asm_string(parser, &format)) return NULL;
  if (weir_asm_try(parser, ",")) {
    weir_location_t* location = weir_asm_location(parser);
    if (!weir_asm_attr(parser, NULL, &config)) return NULL;
    if (!weir_attr_is(config, WEIR_ATTR_DICTIONARY)) {
      weir_asm_error(parser, location, "expected a configuration dictionary");
      return NULL;
    }
  }
  if (!weir_asm_expect(parser, ">")) return NULL;
  return weir_hal_executable_target_attr(
      context, weir_string_attr_sv(context, backend),
      weir_string_attr_sv(context, format), config);
}

static void target_print(weir_asm_printer_t* printer, const weir_attr_t* attr) {
  weir_attr_t* config = weir_hal_executable_target_config(attr);
  weir_asm_write(printer, "<");
  weir_asm_print_string(printer, weir_hal_executable_target_backend(attr));
  weir_asm_write(printer, ", ");
  weir_asm_print_string(printer, weir_hal_executable_target_format(attr));
  if (config != NULL && config->dictionary.count > 0) {
    weir_asm_write(printer, ", ");
    weir_asm_print_attr(printer, config);
  }
  weir_asm_write(printer, ">");
}

static const char* target_alias(const weir_attr_t* attr, weir_arena_t* arena) {
  weir_string_view_t format = weir_hal_executable_target_format(attr);
  return weir_arena_format(arena, "executable_target_%s",
                           weir_symbol_fragment(format, arena));
}

const weir_attr_def_t weir_hal_executable_target_def = {
    .mnemonic = "executable.target",
    .param_count = 3,
    .parse = target_parse,
    .print = target_print,
    .alias = target_alias,
};

weir_attr_t* weir_hal_executable_target_attr(weir_context_t* context,
                                             weir_attr_t* backend,
                                             weir_attr_t* format,
                                             weir_attr_t* config) {
  weir_attr_t* params[] = {backend, format,
                           weir_param_or_unit(context, config)};
  return weir_dialect_attr(context, &weir_hal_executable_target_def, params, 3,
                           NULL);
}

weir_string_view_t weir_hal_executable_target_backend(const weir_attr_t* attr) {
  return weir_attr_string(attr->dialect.params[0]);
}

weir_string_view_t weir_hal_executable_target_format(const weir_attr_t* attr) {
  return weir_attr_string(attr->dialect.params[1]);
}

weir_attr_t* weir_hal_executable_target_config(const weir_attr_t* attr) {
  return weir_param_or_null(attr, 2);
}

const char* weir_hal_executable_target_symbol(const weir_attr_t* attr,
                                              weir_arena_t* arena) {
  weir_string_view_t format = weir_hal_executable_target_format(attr);
  char* name = weir_arena_string(arena, format.data, format.size);
  for (char* c = name; *c != '\0'; ++c) {
    *c = isalnum((unsigned char)*c) ? (char)tolower((unsigned char)*c) : '_';
  }
  return name;
}

// -- executable.object --------------------------------------------------------

static weir_attr_t* object_parse(weir_asm_parser_t* parser,
                                 const weir_attr_def_t* def) {
  (void)def;
  weir_attr_t* dictionary = NULL;
  if (!weir_asm_expect(parser, "<")) return NULL;
  weir_location_t* location = weir_asm_location(parser);
  if (!weir_asm_dictionary(parser, &dictionary)) return NULL;
  if (!weir_asm_expect(parser, ">")) return NULL;
  weir_attr_t* path = weir_dictionary_get(dictionary, "path");
  if (!weir_attr_is(path, WEIR_ATTR_STRING)) {
    weir_asm_error(parser, location, "expected a path");
    return NULL;
  }
  return weir_hal_executable_object_attr(
      weir_asm_context(parser), path, weir_dictionary_get(dictionary, "data"));
}

static void object_print(weir_asm_printer_t* printer, const weir_attr_t* attr) {
  weir_attr_t* data = weir_hal_executable_object_data(attr);
  weir_asm_write(printer, "<{path = ");
  weir_asm_print_string(printer, weir_hal_executable_object_path(attr));
  if (data != NULL) {
    weir_asm_write(printer, ", data = ");
    weir_asm_print_attr(printer, data);
  }
  weir_asm_write(printer, "}>");
}

const weir_attr_def_t weir_hal_executable_object_def = {
    .mnemonic = "executable.object",
    .param_count = 2,
    .parse = object_parse,
    .print = object_print,
};

weir_attr_t* weir_hal_executable_object_attr(weir_context_t* context,
                                             weir_attr_t* path,
                                             weir_attr_t* data) {
  weir_attr_t* params[] = {path, weir_param_or_unit(context, data)};
  return weir_dialect_attr(context, &weir_hal_executable_object_def, params, 2,
                           NULL);
}

weir_string_view_t weir_hal_executable_object_path(const weir_attr_t* attr) {
  return weir_attr_string(attr->dialect.params[0]);
}

weir_attr_t* weir_hal_executable_object_data(const weir_attr_t* attr) {
  return weir_param_or_null(attr, 1);
}

// -- executable.objects -------------------------------------------------------

// `[object, ..]` of one target; NULL after a diagnostic.
static weir_attr_t* target_objects_parse(weir_asm_parser_t* parser) {
  weir_context_t* context = weir_asm_context(parser);
  weir_attr_list_t objects = {0};
  weir_location_t* location = weir_asm_location(parser);
  if (!weir_asm_list(parser, "[", "]", weir_form_add_attr, &objects))
    return NULL;
  for (uint32_t i = 0; i < objects.count; ++i) {
    if (weir_attr_is_def(objects.items[i], &weir_hal_executable_object_def)) {
      continue;
    }
    weir_asm_error(parser, location,
                   "target objects must be an array of "
                   "#hal.executable.object attributes");
    return NULL;
  }
  return weir_array_attr(context, objects.items, objects.count);
}

static weir_attr_t* objects_parse(weir_asm_parser_t* parser,
                                  const weir_attr_def_t* def) {
  (void)def;
  weir_context_t* context = weir_asm_context(parser);
  weir_attr_list_t targets = {0}, lists = {0};
  if (!weir_asm_expect(parser, "<") || !weir_asm_expect(parser, "{")) {
    return NULL;
  }
  while (!weir_asm_try(parser, "}")) {
    weir_location_t* location = weir_asm_location(parser);
    if (!weir_form_add_attr(parser, &targets)) return NULL;
    if (!weir_attr_is_def(targets.items[targets.count - 1],
                          &weir_hal_executable_target_def)) {
      weir_asm_error(parser, location,
                     "target keys must be #hal.executable.target attributes");
      return NULL;
    }
    if (!weir_asm_expect(parser, "=")) return NULL;
    weir_attr_t* objects = target_objects_parse(parser);
    if (objects == NULL) return NULL;
    weir_attr_list_add(&lists, weir_context_arena(context), objects);
    if (weir_asm_try(parser, ",")) continue;
    if (!weir_asm_expect(parser, "}")) return NULL;
    break;
  }
  if (!weir_asm_expect(parser, ">")) return NULL;
  return weir_hal_executable_objects_attr(
      context, weir_array_attr(context, targets.items, targets.count),
      weir_array_attr(context, lists.items, lists.count));
}

static void objects_print(weir_asm_printer_t* printer,
                          const weir_attr_t* attr) {
  weir_attr_t* targets = weir_hal_executable_objects_targets(attr);
  weir_attr_t* lists = weir_hal_executable_objects_lists(attr);
  weir_asm_write(printer, "<{");
  for (uint32_t i = 0; i < targets->array.count; ++i) {
    if (i > 0) weir_asm_write(printer, ", ");
    weir_asm_print_attr(printer, targets->array.elements[i]);
    weir_asm_write(printer, " = ");
    weir_asm_print_attr(printer, lists->array.elements[i]);
  }
  weir_asm_write(printer, "}>");
}

const weir_attr_def_t weir_hal_executable_objects_def = {
    .mnemonic = "executable.objects",
    .param_count = 2,
    .parse = objects_parse,
    .print = objects_print,
};

weir_attr_t* weir_hal_executable_objects_attr(weir_context_t* context,
                                              weir_attr_t* targets,
                                              weir_attr_t* objects) {
  weir_attr_t* params[] = {targets, objects};
  return weir_dialect_attr(context, &weir_hal_executable_objects_def, params, 2,
                           NULL);
}

weir_attr_t* weir_hal_executable_objects_targets(const weir_attr_t* attr) {
  return attr->dialect.params[0];
}

weir_attr_t* weir_hal_executable_objects_lists(const weir_attr_t* attr) {
  return attr->dialect.params[1];
}

// Whether what is made for |offered| serves |wanted|: the same backend and
// format, and nothing in its configuration that |wanted| lacks or has
// otherwise.
static bool target_serves(const weir_attr_t* offered,
                          const weir_attr_t* wanted) {
  if (!weir_attr_is_def(offered, &weir_hal_executable_target_def) ||
      !weir_attr_is_def(wanted, &weir_hal_executable_target_def)) {
    return offered == wanted;
  }
  if (offered->dialect.params[0] != wanted->dialect.params[0] ||
      offered->dialect.params[1] != wanted->dialect.params[1]) {
    return false;
  }
  const weir_attr_t* general = weir_hal_executable_target_config(offered);
  const weir_attr_t* special = weir_hal_executable_target_config(wanted);
  if (general == NULL || special == NULL) return true;
  for (uint32_t i = 0; i < general->dictionary.count; ++i) {
    const weir_named_attr_t* entry = &general->dictionary.entries[i];
    if (weir_dictionary_get(special, entry->name->data) != entry->value) {
      return false;
    }
  }
  return true;
}

weir_attr_t* weir_hal_executable_objects_find(const weir_attr_t* attr,
                                              const weir_attr_t* target) {
  if (!weir_attr_is_def(attr, &weir_hal_executable_objects_def)) return NULL;
  weir_attr_t* targets = weir_hal_executable_objects_targets(attr);
  weir_attr_t* lists = weir_hal_executable_objects_lists(attr);
  weir_attr_list_t all = {0};
  for (uint32_t i = 0; i < targets->array.count; ++i) {
    if (!target_serves(targets->array.elements[i], target)) continue;
    const weir_attr_t* list = lists->array.elements[i];
    for (uint32_t j = 0; j < list->array.count; ++j) {
      weir_attr_list_add(&all, weir_context_arena(attr->context),
                         list->array.elements[j]);
    }
  }
  return all.count > 0 ? weir_array_attr(attr->context, all.items, all.count)
                       : NULL;
}
