// Attributes, but for dense elements, affine maps and locations.
#include <stdlib.h>

#include "compiler/ir/float_format.h"
#include "compiler/text/parser_impl.h"

typedef struct attr_list_t {
  weir_attr_t** items;
  uint32_t count, capacity;
} attr_list_t;

static void add_attr(weir_asm_parser_t* p, attr_list_t* list,
                     weir_attr_t* attr) {
  if (list->count == list->capacity) {
    uint32_t more = list->capacity ? list->capacity * 2 : 8;
    weir_attr_t** items = WEIR_ARENA_ARRAY(&p->arena, weir_attr_t*, more);
    if (list->count) memcpy(items, list->items, list->count * sizeof(*items));
    list->items = items;
    list->capacity = more;
  }
  list->items[list->count++] = attr;
}

// `: type`, or |expected|, or |fallback|.
static weir_type_t* trailing_type(weir_asm_parser_t* p, weir_type_t* expected,
                                  weir_type_t* fallback) {
  if (expected != NULL) return expected;
  if (!weir_asm_try(p, ":")) return fallback;
  return weir_parser_type(p);
}

bool weir_parser_float_bits(const weir_token_t* token, bool is_negative,
                            weir_float_kind_t kind, uint64_t* out_bits) {
  char text[512];
  size_t size = (size_t)(token->end - token->start);
  if (size >= sizeof(text)) return false;
  memcpy(text, token->start, size);
  text[size] = '\0';
  double value =
      kind == WEIR_FLOAT_F32 ? (double)strtof(text, NULL) : strtod(text, NULL);
  *out_bits = weir_float_to_bits(kind, is_negative ? -value : value);
  return true;
}

static weir_attr_t* make_integer(weir_asm_parser_t* p,
                                 const weir_token_t* token, bool is_negative,
                                 weir_type_t* type) {
  if (is_negative && type->kind == WEIR_TYPE_INTEGER &&
      type->integer.signedness == WEIR_UNSIGNED) {
    weir_parser_error_at(p, token->start,
                         "negative integer literal not valid for unsigned "
                         "integer type");
    return NULL;
  }
  size_t size = weir_dense_element_bytes(type);
  uint8_t* bytes = weir_arena_alloc(&p->arena, size);
  if (!weir_parser_integer(p, &(weir_literal_t){*token, is_negative}, type,
                           bytes, size)) {
    weir_parser_error_at(p, token->start,
                         "integer constant out of range for attribute");
    return NULL;
  }
  return weir_integer_attr_bytes(type, bytes);
}

static weir_attr_t* make_float(weir_asm_parser_t* p, const weir_token_t* token,
                               bool is_negative, weir_type_t* type) {
  uint64_t bits = 0;
  if (token->kind == WEIR_TOKEN_FLOAT) {
    if (!weir_parser_float_bits(token, is_negative, type->floating, &bits)) {
      weir_parser_error_at(p, token->start, "floating point value too long");
      return NULL;
    }
    return weir_float_attr_bits(type, bits);
  }
  bool is_hex = token->end - token->start > 2 && token->start[1] == 'x';
  if (!is_hex) {
    weir_parser_error_at(
        p, token->start,
        "unexpected decimal integer literal for a floating point value");
    weir_note(p->context, weir_parser_location(p, token->start),
              "add a trailing dot to make the literal a float");
    return NULL;
  }
  uint32_t width = weir_type_bit_width(type);
  if (is_negative) {
    weir_parser_error_at(
        p, token->start,
        "hexadecimal float literal should not have a leading minus");
    return NULL;
  }
  if (!weir_parser_token_u64(token, &bits) ||
      (width < 64 && bits >> width != 0)) {
    weir_parser_error_at(p, token->start,
                         "hexadecimal float constant out of range for type");
    return NULL;
  }
  return weir_float_attr_bits(type, bits);
}

// A number with its sign; the sign may have been read by the caller's token.
weir_attr_t* weir_parser_number(weir_asm_parser_t* p, weir_type_t* expected) {
  bool is_negative = weir_asm_try(p, "-");
  weir_token_t token = p->token;
  if (token.kind != WEIR_TOKEN_INTEGER && token.kind != WEIR_TOKEN_FLOAT) {
    weir_parser_error(p, "expected constant integer or floating point value");
    return NULL;
  }
  weir_parser_advance(p);
  weir_type_t* fallback = token.kind == WEIR_TOKEN_FLOAT
                              ? weir_float_type(p->context, WEIR_FLOAT_F64)
                              : weir_i64_type(p->context);
  weir_type_t* type = trailing_type(p, expected, fallback);
  if (type == NULL) return NULL;
  if (weir_type_is_float(type)) return make_float(p, &token, is_negative, type);
  if (token.kind == WEIR_TOKEN_FLOAT) {
    weir_parser_error_at(p, token.start,
                         "floating point value not valid for specified type");
    return NULL;
  }
  if (!weir_type_is_int_or_index(type)) {
    weir_parser_error_at(p, token.start,
                         "integer literal not valid for specified type");
    return NULL;
  }
  return make_integer(p, &token, is_negative, type);
}

// One `key` or `key = value` into |entries|.
static bool parse_entry(weir_asm_parser_t* p, weir_named_attr_t* entry) {
  weir_string_view_t key;
  if (p->token.kind == WEIR_TOKEN_STRING) {
    key = weir_unescape(weir_token_text(&p->token), &p->arena);
  } else if (p->token.kind == WEIR_TOKEN_WORD) {
    key = weir_token_text(&p->token);
  } else {
    return weir_parser_error(p, "expected attribute name");
  }
  if (key.size == 0) {
    return weir_parser_error(p, "expected valid attribute name");
  }
  weir_parser_advance(p);
  entry->name = weir_name_sv(p->context, key);
  if (!weir_asm_try(p, "=")) {
    entry->value = weir_unit_attr(p->context);
    return true;
  }
  entry->value = weir_parser_attr(p, NULL);
  return entry->value != NULL;
}

static int compare_names(const void* a, const void* b) {
  const weir_named_attr_t* left = a;
  const weir_named_attr_t* right = b;
  return left->name < right->name ? -1 : left->name > right->name;
}

weir_attr_t* weir_parser_dictionary(weir_asm_parser_t* p) {
  const char* start = p->token.start;
  if (!weir_asm_expect(p, "{")) return NULL;
  uint32_t count = 0, capacity = 8;
  weir_named_attr_t* entries =
      WEIR_ARENA_ARRAY(&p->arena, weir_named_attr_t, capacity);
  while (!weir_token_is(&p->token, "}")) {
    if (count > 0 && !weir_asm_expect(p, ",")) return NULL;
    if (count == capacity) {
      weir_named_attr_t* more =
          WEIR_ARENA_ARRAY(&p->arena, weir_named_attr_t, capacity * 2);
      memcpy(more, entries, capacity * sizeof(*entries));
      entries = more;
      capacity *= 2;
    }
    if (!parse_entry(p, &entries[count])) return NULL;
    ++count;
  }
  weir_parser_advance(p);
  qsort(entries, count, sizeof(*entries), compare_names);
  for (uint32_t i = 1; i < count; ++i) {
    if (entries[i].name == entries[i - 1].name) {
      weir_parser_error_at(p, start,
                           "duplicate key '%s' in dictionary attribute",
                           entries[i].name->data);
      return NULL;
    }
  }
  return weir_dictionary_attr(p->context, entries, count);
}

static weir_attr_t* parse_array(weir_asm_parser_t* p) {
  attr_list_t list = {0};
  weir_parser_advance(p);
  if (!weir_asm_try(p, "]")) {
    do {
      weir_attr_t* attr = weir_parser_attr(p, NULL);
      if (attr == NULL) return NULL;
      add_attr(p, &list, attr);
    } while (weir_asm_try(p, ","));
    if (!weir_asm_expect(p, "]")) return NULL;
  }
  return weir_array_attr(p->context, list.items, list.count);
}

// The name of an `@symbol` token.
static const weir_name_t* symbol_token_name(weir_asm_parser_t* p) {
  weir_string_view_t text = weir_token_text(&p->token);
  text = weir_sv_n(text.data + 1, text.size - 1);
  if (text.data[0] == '"') text = weir_unescape(text, &p->arena);
  return weir_name_sv(p->context, text);
}

static weir_attr_t* parse_symbol_ref(weir_asm_parser_t* p) {
  const weir_name_t* names[64];
  uint32_t count = 0;
  names[count++] = symbol_token_name(p);
  weir_parser_advance(p);
  while (weir_asm_peek(p, "::")) {
    weir_asm_try(p, "::");
    if (p->token.kind != WEIR_TOKEN_SYMBOL) {
      weir_parser_error(p, "expected nested symbol reference identifier");
      return NULL;
    }
    if (count == 64) {
      weir_parser_error(p, "symbol reference nested too deeply");
      return NULL;
    }
    names[count++] = symbol_token_name(p);
    weir_parser_advance(p);
  }
  return weir_symbol_attr_n(p->context, names, count);
}

// Gives a typed attribute of a dialect the type written behind it.
static weir_attr_t* take_type(weir_asm_parser_t* p, weir_attr_t* attr,
                              weir_type_t* expected) {
  if (attr == NULL || attr->kind != WEIR_ATTR_DIALECT ||
      !attr->dialect.def->is_typed) {
    return attr;
  }
  // Some are of one type, whether it is written or not.
  weir_type_t* type = attr->type != NULL ? attr->type : expected;
  if (weir_asm_try(p, ":")) {
    const char* at = p->token.start;
    type = weir_parser_type(p);
    if (type == NULL) return NULL;
    if (attr->type != NULL && type != attr->type) {
      weir_parser_error_at(p, at, "the attribute is of type '%s'",
                           weir_type_text(attr->type, &p->arena));
      return NULL;
    }
  }
  if (type == NULL) return attr;
  return weir_dialect_attr(p->context, attr->dialect.def, attr->dialect.params,
                           attr->dialect.param_count, type);
}

static weir_attr_t* parse_alias(weir_asm_parser_t* p, weir_string_view_t name,
                                const char* start) {
  weir_attr_t* alias = weir_text_map_get(&p->attr_aliases, name, 0);
  if (alias == NULL) {
    weir_parser_error_at(p, start, "undefined symbol alias id '%.*s'",
                         WEIR_SV_ARGS(name));
  }
  return alias;
}

static weir_attr_t* parse_opaque(weir_asm_parser_t* p, weir_string_view_t name,
                                 weir_string_view_t dialect, const char* from,
                                 const char* start, weir_type_t* expected) {
  if (!weir_context_keeps_text(p->context, dialect)) {
    weir_parser_error_at(
        p, start,
        "dialect '%.*s' of attribute '#%.*s' is not registered; use "
        "--allow-unregistered-dialect to keep it as text",
        WEIR_SV_ARGS(dialect), WEIR_SV_ARGS(name));
    return NULL;
  }
  if (weir_token_is(&p->token, "<") && p->token.start == p->last_end &&
      !weir_parser_skip_angle_body(p)) {
    return NULL;
  }
  weir_string_view_t text = weir_sv_n(from, (size_t)(p->last_end - from));
  weir_type_t* type = expected;
  if (weir_asm_try(p, ":")) {
    type = weir_parser_type(p);
    if (type == NULL) return NULL;
  }
  return weir_opaque_attr(p->context, dialect, text, type);
}

static weir_attr_t* parse_hash(weir_asm_parser_t* p, weir_type_t* expected) {
  weir_string_view_t text = weir_token_text(&p->token);
  const char* start = p->token.start;
  weir_string_view_t name = weir_sv_n(text.data + 1, text.size - 1);
  const char* dot = memchr(name.data, '.', name.size);
  weir_parser_advance(p);
  if (dot == NULL) {
    bool has_body =
        weir_token_is(&p->token, "<") && p->token.start == p->last_end;
    if (!has_body) return parse_alias(p, name, start);
    return parse_opaque(p, name, name, name.data + name.size, start, expected);
  }
  weir_string_view_t dialect = weir_sv_n(name.data, (size_t)(dot - name.data));
  weir_string_view_t mnemonic =
      weir_sv_n(dot + 1, name.size - dialect.size - 1);
  const weir_attr_def_t* def =
      weir_context_attr_def(p->context, dialect, mnemonic);
  if (def != NULL) {
    weir_attr_t* attr = def->parse
                            ? def->parse(p, def)
                            : weir_dialect_attr(p->context, def, NULL, 0, NULL);
    return take_type(p, attr, expected);
  }
  if (weir_context_dialect(p->context, dialect) != NULL &&
      !weir_context_keeps_text(p->context, dialect)) {
    weir_parser_error_at(p, start,
                         "unknown attribute '#%.*s' in dialect '%.*s'",
                         WEIR_SV_ARGS(name), WEIR_SV_ARGS(dialect));
    return NULL;
  }
  return parse_opaque(p, name, dialect, dot + 1, start, expected);
}

static weir_attr_t* parse_strided(weir_asm_parser_t* p) {
  weir_parser_advance(p);
  int64_t strides[64];
  uint32_t rank = 0;
  int64_t offset = 0;
  if (!weir_asm_expect(p, "<") || !weir_asm_expect(p, "[")) return NULL;
  while (!weir_token_is(&p->token, "]")) {
    if (rank > 0 && !weir_asm_expect(p, ",")) return NULL;
    if (rank == 64) {
      weir_parser_error(p, "too many strides");
      return NULL;
    }
    if (weir_asm_try(p, "?")) {
      strides[rank++] = WEIR_DYNAMIC;
    } else if (!weir_asm_integer(p, &strides[rank++])) {
      return NULL;
    }
  }
  weir_parser_advance(p);
  if (weir_asm_try(p, ",")) {
    if (!weir_asm_expect(p, "offset") || !weir_asm_expect(p, ":")) return NULL;
    if (weir_asm_try(p, "?")) {
      offset = WEIR_DYNAMIC;
    } else if (!weir_asm_integer(p, &offset)) {
      return NULL;
    }
  }
  if (!weir_asm_expect(p, ">")) return NULL;
  return weir_strided_layout_attr(p->context, offset, strides, rank);
}

static weir_attr_t* parse_bool(weir_asm_parser_t* p, weir_type_t* expected) {
  bool value = *p->token.start == 't';
  if (expected != NULL && expected != weir_i1_type(p->context)) {
    weir_parser_error(p, "expected integer value of the given type");
    return NULL;
  }
  weir_parser_advance(p);
  return weir_bool_attr(p->context, value);
}

static weir_attr_t* parse_type_attr(weir_asm_parser_t* p) {
  if (!weir_parser_at_type(p)) {
    weir_parser_error(p, "expected attribute value");
    return NULL;
  }
  weir_type_t* type = weir_parser_type(p);
  return type ? weir_type_attr(type) : NULL;
}

static weir_attr_t* parse_word_attr(weir_asm_parser_t* p,
                                    weir_type_t* expected) {
  weir_string_view_t word = weir_token_text(&p->token);
  if (weir_sv_equal_c(word, "true") || weir_sv_equal_c(word, "false")) {
    return parse_bool(p, expected);
  }
  if (weir_sv_equal_c(word, "unit")) {
    weir_parser_advance(p);
    return weir_unit_attr(p->context);
  }
  if (weir_sv_equal_c(word, "affine_map") ||
      weir_sv_equal_c(word, "affine_set")) {
    return weir_parser_affine(p);
  }
  if (weir_sv_equal_c(word, "array")) return weir_parser_dense_array(p);
  if (weir_sv_equal_c(word, "dense")) return weir_parser_dense(p, expected);
  if (weir_sv_equal_c(word, "dense_resource")) {
    return weir_parser_dense_resource(p, expected);
  }
  if (weir_sv_equal_c(word, "strided")) return parse_strided(p);
  if (weir_sv_equal_c(word, "loc")) return weir_parser_loc(p);
  return parse_type_attr(p);
}

static weir_attr_t* parse_attr(weir_asm_parser_t* p, weir_type_t* expected) {
  switch (p->token.kind) {
    case WEIR_TOKEN_WORD:
      return parse_word_attr(p, expected);
    case WEIR_TOKEN_INTEGER:
    case WEIR_TOKEN_FLOAT:
      return weir_parser_number(p, expected);
    case WEIR_TOKEN_HASH:
      return parse_hash(p, expected);
    case WEIR_TOKEN_SYMBOL:
      return parse_symbol_ref(p);
    case WEIR_TOKEN_STRING: {
      weir_string_view_t text =
          weir_unescape(weir_token_text(&p->token), &p->arena);
      weir_parser_advance(p);
      return weir_string_attr_sv(p->context, text);
    }
    default:
      break;
  }
  if (weir_token_is(&p->token, "-")) return weir_parser_number(p, expected);
  if (weir_token_is(&p->token, "[")) return parse_array(p);
  if (weir_token_is(&p->token, "{")) return weir_parser_dictionary(p);
  return parse_type_attr(p);
}

weir_attr_t* weir_parser_attr(weir_asm_parser_t* p, weir_type_t* expected) {
  if (!weir_parser_enter(p)) return NULL;
  weir_attr_t* attr = parse_attr(p, expected);
  weir_parser_leave(p);
  return attr;
}
