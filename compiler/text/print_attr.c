// Attributes, their aliases and the entries of dictionaries.
#include "compiler/ir/wide_integer.h"
#include "compiler/text/lexer.h"
#include "compiler/text/printer_impl.h"

void weir_printer_escaped(weir_asm_printer_t* p, weir_string_view_t text) {
  if (p->is_collecting) return;
  size_t start = 0;
  for (size_t i = 0; i < text.size; ++i) {
    unsigned char c = (unsigned char)text.data[i];
    bool plain = c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
    if (plain) continue;
    weir_write_n(p, text.data + start, i - start);
    if (c == '\\') {
      weir_write_n(p, "\\\\", 2);
    } else {
      weir_asm_printf(p, "\\%02X", c);
    }
    start = i + 1;
  }
  weir_write_n(p, text.data + start, text.size - start);
}

void weir_asm_print_string(weir_asm_printer_t* p, weir_string_view_t text) {
  weir_write_char(p, '"');
  weir_printer_escaped(p, text);
  weir_write_char(p, '"');
}

void weir_asm_print_symbol(weir_asm_printer_t* p, weir_string_view_t name) {
  weir_write_char(p, '@');
  if (weir_is_bare_word(name)) {
    weir_write_n(p, name.data, name.size);
  } else {
    weir_asm_print_string(p, name);
  }
}

void weir_printer_keyed(weir_asm_printer_t* p, const weir_name_t* name,
                        const weir_attr_t* value) {
  weir_string_view_t key = weir_sv_n(name->data, name->size);
  if (weir_is_bare_word(key)) {
    weir_write_n(p, key.data, key.size);
  } else {
    weir_asm_print_string(p, key);
  }
  if (value->kind == WEIR_ATTR_UNIT) return;
  weir_asm_write(p, " = ");
  weir_asm_print_attr(p, value);
}

static void print_dictionary(weir_asm_printer_t* p, const weir_attr_t* attr) {
  weir_write_char(p, '{');
  for (uint32_t i = 0; i < attr->dictionary.count; ++i) {
    if (i > 0) weir_asm_write(p, ", ");
    weir_printer_keyed(p, attr->dictionary.entries[i].name,
                       attr->dictionary.entries[i].value);
  }
  weir_write_char(p, '}');
}

static void print_array(weir_asm_printer_t* p, const weir_attr_t* attr) {
  weir_write_char(p, '[');
  for (uint32_t i = 0; i < attr->array.count; ++i) {
    if (i > 0) weir_asm_write(p, ", ");
    weir_printer_attr(p, attr->array.elements[i], WEIR_TYPE_IF_NEEDED);
  }
  weir_write_char(p, ']');
}

static void print_symbol_ref(weir_asm_printer_t* p, const weir_attr_t* attr) {
  for (uint32_t i = 0; i < attr->symbol.count; ++i) {
    if (i > 0) weir_asm_write(p, "::");
    const weir_name_t* name = attr->symbol.names[i];
    weir_asm_print_symbol(p, weir_sv_n(name->data, name->size));
  }
}

static void print_strided(weir_asm_printer_t* p, const weir_attr_t* attr) {
  weir_asm_write(p, "strided<[");
  for (uint32_t i = 0; i < attr->strided.rank; ++i) {
    if (i > 0) weir_asm_write(p, ", ");
    if (attr->strided.strides[i] == WEIR_DYNAMIC) {
      weir_asm_write(p, "?");
    } else {
      weir_asm_printf(p, "%lld", (long long)attr->strided.strides[i]);
    }
  }
  weir_asm_write(p, "]");
  if (attr->strided.offset == WEIR_DYNAMIC) {
    weir_asm_write(p, ", offset: ?");
  } else if (attr->strided.offset != 0) {
    weir_asm_printf(p, ", offset: %lld", (long long)attr->strided.offset);
  }
  weir_asm_write(p, ">");
}

static void print_integer(weir_asm_printer_t* p, const weir_attr_t* attr) {
  uint32_t width = weir_type_bit_width(attr->type);
  bool is_unsigned = attr->type->kind == WEIR_TYPE_INTEGER &&
                     attr->type->integer.signedness == WEIR_UNSIGNED;
  if (width > 64 && (is_unsigned || attr->integer.bytes != NULL)) {
    size_t size = weir_dense_element_bytes(attr->type);
    uint8_t* bytes = weir_arena_alloc(&p->arena, size);
    weir_integer_attr_store(attr, bytes, size);
    weir_asm_write(p,
                   weir_integer_decimal(bytes, width, !is_unsigned, &p->arena));
    return;
  }
  if (is_unsigned) {
    uint64_t value = (uint64_t)attr->integer.value;
    if (width < 64) value &= ((uint64_t)1 << width) - 1;
    weir_asm_printf(p, "%llu", (unsigned long long)value);
    return;
  }
  weir_asm_printf(p, "%lld", (long long)attr->integer.value);
}

static void print_resource(weir_asm_printer_t* p, const weir_attr_t* attr) {
  weir_string_view_t key =
      weir_sv_n(attr->resource.key->data, attr->resource.key->size);
  weir_asm_write(p, "dense_resource<");
  if (weir_is_bare_word(key)) {
    weir_write_n(p, key.data, key.size);
  } else {
    weir_asm_print_string(p, key);
  }
  weir_asm_write(p, ">");
  for (weir_resource_entry_t* entry = p->resources; entry;
       entry = entry->next) {
    if (entry->attr->resource.key == attr->resource.key) return;
  }
  weir_resource_entry_t* entry =
      WEIR_ARENA_NEW(&p->arena, weir_resource_entry_t);
  entry->attr = attr;
  *p->last_resource = entry;
  p->last_resource = &entry->next;
}

static void print_dialect_attr(weir_asm_printer_t* p, const weir_attr_t* attr) {
  const weir_attr_def_t* def = attr->dialect.def;
  weir_asm_printf(p, "#%s.%s", weir_printer_dialect(p, def), def->mnemonic);
  if (def->print) def->print(p, attr);
}

static void print_opaque(weir_asm_printer_t* p, const weir_attr_t* attr) {
  bool has_body = attr->opaque.text->data[0] == '<';
  weir_asm_printf(p, "#%s%s%s", attr->opaque.dialect->data, has_body ? "" : ".",
                  attr->opaque.text->data);
}

// All but the type; true if it may be left out inside arrays.
static bool print_value(weir_asm_printer_t* p, const weir_attr_t* attr) {
  switch (attr->kind) {
    case WEIR_ATTR_UNIT:
      weir_asm_write(p, "unit");
      break;
    case WEIR_ATTR_INTEGER:
      print_integer(p, attr);
      return weir_type_is_integer(attr->type, 64);
    case WEIR_ATTR_FLOAT:
      return weir_printer_float(p, attr->type->floating, attr->floating.bits) &&
             attr->type->floating == WEIR_FLOAT_F64;
    case WEIR_ATTR_STRING:
      weir_asm_print_string(p, weir_sv_n(attr->string.data, attr->string.size));
      break;
    case WEIR_ATTR_TYPE:
      weir_asm_print_type(p, attr->type_value);
      break;
    case WEIR_ATTR_ARRAY:
      print_array(p, attr);
      break;
    case WEIR_ATTR_DICTIONARY:
      print_dictionary(p, attr);
      break;
    case WEIR_ATTR_SYMBOL_REF:
      print_symbol_ref(p, attr);
      break;
    case WEIR_ATTR_DENSE_ELEMENTS:
      weir_printer_dense(p, attr);
      break;
    case WEIR_ATTR_DENSE_ARRAY:
      weir_printer_dense_array(p, attr);
      break;
    case WEIR_ATTR_DENSE_RESOURCE:
      print_resource(p, attr);
      break;
    case WEIR_ATTR_AFFINE_MAP:
      weir_asm_write(p, "affine_map<");
      weir_printer_affine_map(p, attr->map);
      weir_asm_write(p, ">");
      break;
    case WEIR_ATTR_INTEGER_SET:
      weir_asm_write(p, "affine_set<");
      weir_printer_integer_set(p, attr->set);
      weir_asm_write(p, ">");
      break;
    case WEIR_ATTR_STRIDED_LAYOUT:
      print_strided(p, attr);
      break;
    case WEIR_ATTR_LOCATION:
      weir_asm_write(p, "loc(");
      weir_printer_location(p, attr);
      weir_asm_write(p, ")");
      break;
    case WEIR_ATTR_DIALECT:
      print_dialect_attr(p, attr);
      break;
    case WEIR_ATTR_OPAQUE:
      print_opaque(p, attr);
      break;
  }
  return false;
}

static bool shows_type(const weir_attr_t* attr) {
  switch (attr->kind) {
    case WEIR_ATTR_INTEGER:
    case WEIR_ATTR_FLOAT:
    case WEIR_ATTR_DENSE_ELEMENTS:
    case WEIR_ATTR_DENSE_RESOURCE:
    case WEIR_ATTR_OPAQUE:
      return attr->type != NULL && attr->type->kind != WEIR_TYPE_NONE;
    case WEIR_ATTR_DIALECT:
      return attr->dialect.def->is_typed && attr->type != NULL &&
             attr->type->kind != WEIR_TYPE_NONE;
    default:
      return false;
  }
}

void weir_printer_attr_body(weir_asm_printer_t* p, const weir_attr_t* attr,
                            weir_type_elision_t elision) {
  if (attr->kind == WEIR_ATTR_INTEGER &&
      attr->type == weir_i1_type(p->context)) {
    weir_asm_write(p, attr->integer.value ? "true" : "false");
    return;
  }
  bool is_plain = print_value(p, attr);
  if (elision == WEIR_TYPE_NEVER || !shows_type(attr)) return;
  if (is_plain && elision == WEIR_TYPE_IF_NEEDED) return;
  weir_asm_write(p, " : ");
  weir_asm_print_type(p, attr->type);
}

void weir_printer_attr(weir_asm_printer_t* p, const weir_attr_t* attr,
                       weir_type_elision_t elision) {
  if (attr == NULL) {
    weir_asm_write(p, "<<NULL ATTRIBUTE>>");
  } else if (p->is_collecting) {
    weir_printer_visit(p, attr, false, elision);
  } else if (!weir_printer_try_alias(p, attr)) {
    weir_printer_attr_body(p, attr, elision);
  }
}

void weir_asm_print_attr(weir_asm_printer_t* p, const weir_attr_t* attr) {
  weir_printer_attr(p, attr, WEIR_TYPE_ALWAYS);
}

void weir_asm_print_attr_without_type(weir_asm_printer_t* p,
                                      const weir_attr_t* attr) {
  weir_printer_attr(p, attr, WEIR_TYPE_NEVER);
}

void weir_asm_print_attr_stripped(weir_asm_printer_t* p,
                                  const weir_attr_t* attr) {
  if (attr == NULL || attr->kind != WEIR_ATTR_DIALECT || p->is_collecting) {
    weir_asm_print_attr(p, attr);
    return;
  }
  if (weir_printer_try_alias(p, attr)) return;
  if (attr->dialect.def->print) attr->dialect.def->print(p, attr);
}

// -- attribute dictionaries of ops ------------------------------------------

static bool is_elided(const char* const* elided, const char* name) {
  for (; elided != NULL && *elided != NULL; ++elided) {
    if (strcmp(*elided, name) == 0) return true;
  }
  return false;
}

static void print_attr_dict(weir_asm_printer_t* p, const weir_op_t* op,
                            const char* const* elided, const char* open) {
  const weir_attr_t* attrs = op->attrs;
  bool any = false;
  for (uint32_t i = 0; i < attrs->dictionary.count; ++i) {
    const weir_named_attr_t* entry = &attrs->dictionary.entries[i];
    if (is_elided(elided, entry->name->data)) continue;
    weir_asm_write(p, any ? ", " : open);
    weir_printer_keyed(p, entry->name, entry->value);
    any = true;
  }
  if (any) weir_asm_write(p, "}");
}

void weir_asm_print_attr_dict(weir_asm_printer_t* p, const weir_op_t* op,
                              const char* const* elided) {
  print_attr_dict(p, op, elided, " {");
}

void weir_asm_print_attr_dict_with_keyword(weir_asm_printer_t* p,
                                           const weir_op_t* op,
                                           const char* const* elided) {
  print_attr_dict(p, op, elided, " attributes {");
}
