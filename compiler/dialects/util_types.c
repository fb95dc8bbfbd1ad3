#include "compiler/dialects/util_types.h"

#include "compiler/dialects/forms.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_impl.h"
#include "compiler/ir/asm.h"

// -- types --------------------------------------------------------------------

const weir_type_def_t weir_util_buffer_def = {.mnemonic = "buffer"};
const weir_type_def_t weir_util_object_def = {.mnemonic = "object"};
const weir_type_def_t weir_util_variant_def = {.mnemonic = "variant"};

weir_type_t* weir_util_buffer_type(weir_context_t* context) {
  return weir_dialect_type(context, &weir_util_buffer_def, NULL, 0);
}

weir_type_t* weir_util_object_type(weir_context_t* context) {
  return weir_dialect_type(context, &weir_util_object_def, NULL, 0);
}

weir_type_t* weir_util_variant_type(weir_context_t* context) {
  return weir_dialect_type(context, &weir_util_variant_def, NULL, 0);
}

weir_type_t* weir_util_list_type(weir_type_t* element) {
  weir_attr_t* param = weir_type_attr(element);
  return weir_dialect_type(element->context, &weir_util_list_def, &param, 1);
}

weir_type_t* weir_util_ptr_type(weir_type_t* target) {
  weir_attr_t* param = weir_type_attr(target);
  return weir_dialect_type(target->context, &weir_util_ptr_def, &param, 1);
}

static weir_type_t* list_parse(weir_asm_parser_t* parser,
                               const weir_type_def_t* def) {
  (void)def;
  weir_type_t* element = NULL;
  if (!weir_asm_expect(parser, "<")) return NULL;
  if (weir_asm_try(parser, "?")) {
    element = weir_util_variant_type(weir_asm_context(parser));
  } else if (!weir_asm_type(parser, &element)) {
    return NULL;
  }
  if (!weir_asm_expect(parser, ">")) return NULL;
  return weir_util_list_type(element);
}

static void list_print(weir_asm_printer_t* printer, const weir_type_t* type) {
  weir_type_t* element = weir_util_list_element(type);
  weir_asm_write(printer, "<");
  if (weir_type_is_util_variant(element)) {
    weir_asm_write(printer, "?");
  } else {
    weir_asm_print_type(printer, element);
  }
  weir_asm_write(printer, ">");
}

static weir_type_t* ptr_parse(weir_asm_parser_t* parser,
                              const weir_type_def_t* def) {
  (void)def;
  weir_type_t* target = NULL;
  if (!weir_asm_expect(parser, "<")) return NULL;
  if (!weir_asm_type(parser, &target)) return NULL;
  if (!weir_asm_expect(parser, ">")) return NULL;
  return weir_util_ptr_type(target);
}

static void ptr_print(weir_asm_printer_t* printer, const weir_type_t* type) {
  weir_asm_write(printer, "<");
  weir_asm_print_type(printer, weir_util_ptr_target(type));
  weir_asm_write(printer, ">");
}

const weir_type_def_t weir_util_list_def = {
    .mnemonic = "list",
    .param_count = 1,
    .parse = list_parse,
    .print = list_print,
};
const weir_type_def_t weir_util_ptr_def = {
    .mnemonic = "ptr",
    .param_count = 1,
    .parse = ptr_parse,
    .print = ptr_print,
};

bool weir_type_is_util_buffer(const weir_type_t* type) {
  return weir_type_is(type, &weir_util_buffer_def);
}

bool weir_type_is_util_variant(const weir_type_t* type) {
  return weir_type_is(type, &weir_util_variant_def);
}

weir_type_t* weir_util_list_element(const weir_type_t* type) {
  if (!weir_type_is(type, &weir_util_list_def)) return NULL;
  return type->dialect.params[0]->type_value;
}

// Whether a value of |type| can be an object.
static bool is_object(const weir_type_t* type) {
  switch (type->kind) {
    case WEIR_TYPE_INTEGER:
    case WEIR_TYPE_INDEX:
    case WEIR_TYPE_FLOAT:
    case WEIR_TYPE_COMPLEX:
      return false;
    default:
      return true;
  }
}

bool weir_util_list_may_hold(const weir_type_t* element,
                             const weir_type_t* value) {
  if (element == value) return true;
  if (weir_type_is_util_variant(element) || weir_type_is_util_variant(value)) {
    return true;
  }
  if (weir_type_is(element, &weir_util_object_def)) return is_object(value);
  if (weir_type_is(value, &weir_util_object_def)) return is_object(element);
  return weir_type_is_tensor(element) && weir_type_is_tensor(value);
}

weir_type_t* weir_util_ptr_target(const weir_type_t* type) {
  if (!weir_type_is(type, &weir_util_ptr_def)) return NULL;
  return type->dialect.params[0]->type_value;
}

bool weir_type_is_sized(const weir_type_t* type) {
  return weir_type_is_util_buffer(type) || weir_type_is_stream_resource(type);
}

const weir_type_def_t* const weir_util_types[WEIR_UTIL_TYPE_COUNT] = {
    &weir_util_buffer_def, &weir_util_list_def,    &weir_util_object_def,
    &weir_util_ptr_def,    &weir_util_variant_def,
};

// -- attributes ---------------------------------------------------------------

static weir_attr_t* byte_pattern_parse(weir_asm_parser_t* parser,
                                       const weir_attr_def_t* def) {
  int64_t pattern = 0;
  if (!weir_asm_expect(parser, "<")) return NULL;
  if (!weir_asm_integer(parser, &pattern)) return NULL;
  if (!weir_asm_expect(parser, ">")) return NULL;
  weir_context_t* context = weir_asm_context(parser);
  weir_attr_t* param = weir_i64_attr(context, pattern);
  return weir_dialect_attr(context, def, &param, 1, NULL);
}

static void byte_pattern_print(weir_asm_printer_t* printer,
                               const weir_attr_t* attr) {
  weir_asm_printf(printer, "<%lld>",
                  (long long)attr->dialect.params[0]->integer.value);
}

const weir_attr_def_t weir_util_byte_pattern_def = {
    .mnemonic = "byte_pattern",
    .param_count = 1,
    .is_typed = true,
    .parse = byte_pattern_parse,
    .print = byte_pattern_print,
};

weir_attr_t* weir_util_byte_pattern_attr(weir_type_t* type, uint8_t pattern) {
  weir_attr_t* param = weir_i64_attr(type->context, pattern);
  return weir_dialect_attr(type->context, &weir_util_byte_pattern_def, &param,
                           1, type);
}

static weir_attr_t* byte_range_parse(weir_asm_parser_t* parser,
                                     const weir_attr_def_t* def) {
  (void)def;
  int64_t offset = 0, length = 0;
  if (!weir_asm_expect(parser, "<")) return NULL;
  if (weir_asm_try(parser, "[")) {  // [start to end): half open
    int64_t end = 0;
    if (!weir_asm_integer(parser, &offset)) return NULL;
    if (!weir_asm_expect(parser, "to")) return NULL;
    if (!weir_asm_integer(parser, &end)) return NULL;
    if (!weir_asm_try(parser, ")") && !weir_asm_expect(parser, "]")) {
      return NULL;
    }
    length = end - offset;
  } else {
    if (!weir_asm_integer(parser, &offset)) return NULL;
    if (!weir_asm_expect(parser, ",")) return NULL;
    if (!weir_asm_integer(parser, &length)) return NULL;
  }
  if (!weir_asm_expect(parser, ">")) return NULL;
  return weir_util_byte_range_attr(weir_asm_context(parser), offset, length);
}

static void byte_range_print(weir_asm_printer_t* printer,
                             const weir_attr_t* attr) {
  weir_asm_printf(printer, "<%lld, %lld>",
                  (long long)attr->dialect.params[0]->integer.value,
                  (long long)attr->dialect.params[1]->integer.value);
}

const weir_attr_def_t weir_util_byte_range_def = {
    .mnemonic = "byte_range",
    .param_count = 2,
    .parse = byte_range_parse,
    .print = byte_range_print,
};

weir_attr_t* weir_util_byte_range_attr(weir_context_t* context, int64_t offset,
                                       int64_t length) {
  weir_attr_t* params[] = {weir_i64_attr(context, offset),
                           weir_i64_attr(context, length)};
  return weir_dialect_attr(context, &weir_util_byte_range_def, params, 2, NULL);
}

// -- composites ---------------------------------------------------------------

static weir_attr_t* composite_parse(weir_asm_parser_t* parser,
                                    const weir_attr_def_t* def) {
  (void)def;
  weir_location_t* location = weir_asm_location(parser);
  int64_t* dims = NULL;
  uint32_t rank = 0;
  weir_type_t* element = NULL;
  weir_attr_list_t parts = {0};
  if (!weir_asm_expect(parser, "<")) return NULL;
  if (!weir_asm_dimensions(parser, &dims, &rank)) return NULL;
  if (!weir_asm_type(parser, &element)) return NULL;
  if (rank != 1 || !weir_type_is_integer(element, 8)) {
    weir_asm_error(parser, location, "expected a length in bytes, `Nxi8`");
    return NULL;
  }
  if (!weir_asm_expect(parser, ",") || !weir_asm_expect(parser, "[")) {
    return NULL;
  }
  while (!weir_asm_try(parser, "]")) {  // a comma may stand behind the last one
    if (!weir_form_add_attr(parser, &parts)) return NULL;
    if (weir_asm_try(parser, ",")) continue;
    if (!weir_asm_expect(parser, "]")) return NULL;
    break;
  }
  if (!weir_asm_expect(parser, ">")) return NULL;
  weir_attr_t* attr = weir_util_composite_attr(weir_asm_context(parser),
                                               parts.items, parts.count);
  if (attr == NULL) {
    weir_asm_error(parser, location,
                   "value is not serializable: its size is not known");
    return NULL;
  }
  int64_t total = weir_attr_storage_bytes(attr);
  if (total != dims[0]) {
    weir_asm_error(parser, location,
                   "total length mismatch: the composite says %lld bytes but "
                   "its values take %lld",
                   (long long)dims[0], (long long)total);
    return NULL;
  }
  return attr;
}

static void composite_print(weir_asm_printer_t* printer,
                            const weir_attr_t* attr) {
  uint32_t count = 0;
  weir_attr_t* const* parts = weir_util_composite_parts(attr, &count);
  weir_asm_printf(printer, "<%lldxi8, [",
                  (long long)weir_attr_storage_bytes(attr));
  if (count > 0) weir_asm_write(printer, "\n");
  for (uint32_t i = 0; i < count; ++i) {
    weir_asm_write(printer, "    ");
    weir_asm_print_attr(printer, parts[i]);
    weir_asm_write(printer, ",\n");
  }
  weir_asm_write(printer, "]>");
}

static const char* composite_alias(const weir_attr_t* attr,
                                   weir_arena_t* arena) {
  return weir_arena_format(arena, "composite_of_%lldb",
                           (long long)weir_attr_storage_bytes(attr));
}

const weir_attr_def_t weir_util_composite_def = {
    .mnemonic = "composite",
    .param_count = 2,
    .parse = composite_parse,
    .print = composite_print,
    .alias = composite_alias,
};

weir_attr_t* weir_util_composite_attr(weir_context_t* context,
                                      weir_attr_t* const* parts,
                                      uint32_t count) {
  int64_t total = 0;
  for (uint32_t i = 0; i < count; ++i) {
    int64_t size = weir_attr_storage_bytes(parts[i]);
    if (size < 0 || __builtin_add_overflow(total, size, &total)) return NULL;
  }
  weir_attr_t* params[] = {weir_i64_attr(context, total),
                           weir_array_attr(context, parts, count)};
  return weir_dialect_attr(context, &weir_util_composite_def, params, 2, NULL);
}

weir_attr_t* const* weir_util_composite_parts(const weir_attr_t* attr,
                                              uint32_t* out_count) {
  *out_count = 0;
  if (!weir_attr_is_def(attr, &weir_util_composite_def)) return NULL;
  *out_count = attr->dialect.params[1]->array.count;
  return attr->dialect.params[1]->array.elements;
}

// -- attributes that are only a word ------------------------------------------

const weir_attr_def_t weir_util_inline_always_def = {
    .mnemonic = "inline.always",
};
const weir_attr_def_t weir_util_inline_never_def = {
    .mnemonic = "inline.never",
};
const weir_attr_def_t weir_util_null_def = {
    .mnemonic = "null",
    .is_typed = true,
};
const weir_attr_def_t weir_util_uninitialized_def = {
    .mnemonic = "uninitialized",
    .is_typed = true,
};

weir_attr_t* weir_util_inline_always_attr(weir_context_t* context) {
  return weir_dialect_attr(context, &weir_util_inline_always_def, NULL, 0,
                           NULL);
}

weir_attr_t* weir_util_inline_never_attr(weir_context_t* context) {
  return weir_dialect_attr(context, &weir_util_inline_never_def, NULL, 0, NULL);
}

weir_attr_t* weir_util_null_attr(weir_type_t* type) {
  return weir_dialect_attr(type->context, &weir_util_null_def, NULL, 0, type);
}

weir_attr_t* weir_util_uninitialized_attr(weir_type_t* type) {
  return weir_dialect_attr(type->context, &weir_util_uninitialized_def, NULL, 0,
                           type);
}

const weir_attr_def_t* const weir_util_attrs[WEIR_UTIL_ATTR_COUNT] = {
    &weir_util_byte_pattern_def,  &weir_util_byte_range_def,
    &weir_util_composite_def,     &weir_util_inline_always_def,
    &weir_util_inline_never_def,  &weir_util_null_def,
    &weir_util_uninitialized_def,
};
