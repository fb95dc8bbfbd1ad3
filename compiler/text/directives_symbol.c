// Directives for symbols, values with types, lists, and indices.
#include "compiler/dialects/util_types.h"
#include "compiler/text/directive.h"
#include "compiler/text/parser_impl.h"

// SymbolVisibility($sym_visibility)
static bool parse_visibility(weir_syntax_parse_t* s,
                             const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  static const char* const words[] = {"public", "private", "nested"};
  for (int i = 0; i < 3; ++i) {
    if (!weir_asm_try(s->parser, words[i])) continue;
    weir_set_attr(s, args[0], weir_string_attr(s->parser->context, words[i]));
    break;
  }
  return true;
}

static void print_visibility(weir_syntax_print_t* s,
                             const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  weir_attr_t* attr = weir_shown_attr(s, args[0]);
  weir_string_view_t word = attr ? weir_attr_string(attr) : weir_sv("public");
  weir_asm_printf(s->printer, "%.*s", WEIR_SV_ARGS(word));
}

// SymbolAlias($sym_name, $function_ref)
static bool parse_symbol_alias(weir_syntax_parse_t* s,
                               const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  weir_attr_t* name = NULL;
  if (!weir_asm_symbol_name(s->parser, &name)) return false;
  weir_attr_t* exported = name;
  if (weir_asm_try(s->parser, "as")) {
    weir_string_view_t text;
    if (!weir_asm_expect(s->parser, "(") ||
        !weir_asm_string(s->parser, &text) ||
        !weir_asm_expect(s->parser, ")")) {
      return false;
    }
    exported = weir_string_attr_sv(s->parser->context, text);
  }
  weir_string_view_t text = weir_attr_string(name);
  const weir_name_t* root = weir_name_sv(s->parser->context, text);
  weir_set_attr(s, args[0], exported);
  weir_set_attr(s, args[1], weir_symbol_attr_n(s->parser->context, &root, 1));
  return true;
}

static void print_symbol_alias(weir_syntax_print_t* s,
                               const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  weir_string_view_t name = weir_attr_string(weir_shown_attr(s, args[0]));
  weir_attr_t* reference = weir_shown_attr(s, args[1]);
  weir_asm_print_attr(s->printer, reference);
  if (weir_sv_equal(name, weir_attr_string(reference))) return;
  weir_asm_write(s->printer, " as(");
  weir_asm_print_string(s->printer, name);
  weir_asm_write(s->printer, ")");
}

// TypeAlias($encoding, type($value))
static bool parse_type_alias(weir_syntax_parse_t* s,
                             const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  weir_type_t* encoding = weir_parser_type(s->parser);
  if (encoding == NULL) return false;
  weir_set_attr(s, args[0], weir_type_attr(encoding));
  if (weir_asm_try(s->parser, "as")) return weir_read_type(s, args[1], NULL);
  weir_type_list_t* types = weir_read_types(s, args[1]);
  weir_add_type(s, types, encoding);
  types->is_given = true;
  return true;
}

static void print_type_alias(weir_syntax_print_t* s,
                             const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  const weir_attr_t* encoding = weir_shown_attr(s, args[0]);
  weir_type_t* type = weir_shown_type(s, args[1], 0);
  weir_asm_print_attr(s->printer, encoding);
  if (weir_attr_is(encoding, WEIR_ATTR_TYPE) && encoding->type_value == type) {
    return;
  }
  weir_asm_write(s->printer, " as ");
  weir_asm_print_type(s->printer, type);
}

// TypeOrAttr($type, $initial_value)
static bool parse_type_or_attr(weir_syntax_parse_t* s,
                               const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  weir_asm_parser_t* p = s->parser;
  weir_attr_t* value = NULL;
  if (weir_asm_try(p, "=")) {
    const char* at = p->token.start;
    if (!weir_asm_attr(p, NULL, &value)) return false;
    weir_set_attr(s, args[1], value);
    if (value->type == NULL) {
      return weir_parser_error_at(p, at, "expected typed attribute");
    }
    weir_set_attr(s, args[0], weir_type_attr(value->type));
    return true;
  }
  if (!weir_asm_expect(p, ":")) return false;
  weir_type_t* type = weir_parser_type(p);
  if (type == NULL) return false;
  weir_set_attr(s, args[0], weir_type_attr(type));
  if (weir_asm_try(p, "=")) {
    if (!weir_asm_attr(p, NULL, &value)) return false;
    weir_set_attr(s, args[1], value);
  }
  return true;
}

static void print_type_or_attr(weir_syntax_print_t* s,
                               const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  const weir_attr_t* type = weir_shown_attr(s, args[0]);
  const weir_attr_t* value = weir_shown_attr(s, args[1]);
  bool implied = value != NULL && value->type != NULL &&
                 weir_attr_is(type, WEIR_ATTR_TYPE) &&
                 value->type == type->type_value;
  if (!implied) {
    weir_asm_write(s->printer, ": ");
    weir_asm_print_attr(s->printer, type);
  }
  if (value == NULL) return;
  weir_asm_write(s->printer, implied ? "= " : " = ");
  weir_asm_print_attr(s->printer, value);
}

// TypedValueList(ref(type($x)), $values, type($values))
static bool parse_typed_values(weir_syntax_parse_t* s,
                               const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  weir_asm_parser_t* p = s->parser;
  const weir_type_list_t* of = weir_read_types(s, args[0]);
  weir_type_list_t* types = weir_read_types(s, args[2]);
  types->is_given = true;
  if (!weir_asm_expect(p, "[")) return false;
  if (weir_asm_try(p, "]")) return true;
  do {
    if (!weir_read_operand(s, args[1])) return false;
    weir_add_type(s, types, of->items[0]);
  } while (weir_asm_try(p, ","));
  return weir_asm_expect(p, "]");
}

static void print_typed_values(weir_syntax_print_t* s,
                               const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  weir_asm_write(s->printer, "[");
  weir_write_operands(s, args[1]);
  weir_asm_write(s->printer, "]");
}

// ListTypeGet(type($list), type($result)), ListTypeSet(type($list),
// type($value))
static weir_type_t* list_element(weir_asm_parser_t* p, weir_type_t* list,
                                 const char* at) {
  weir_type_t* element = weir_util_list_element(list);
  if (element == NULL) {
    weir_parser_error_at(p, at, "expected an !util.list<T> type, got '%s'",
                         weir_type_text(list, &p->arena));
  }
  return element;
}

static void give_type(weir_syntax_parse_t* s, weir_syntax_ref_t ref,
                      weir_type_t* type) {
  weir_type_list_t* list = weir_read_types(s, ref);
  weir_add_type(s, list, type);
  list->is_given = true;
}

static bool parse_list_get(weir_syntax_parse_t* s,
                           const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  const char* at = s->parser->token.start;
  weir_type_t* list = NULL;
  if (!weir_read_type(s, args[0], &list)) return false;
  weir_type_t* element = list_element(s->parser, list, at);
  if (element == NULL) return false;
  if (!weir_asm_try(s->parser, "->")) {
    give_type(s, args[1], element);
    return true;
  }
  weir_type_t* type = NULL;
  if (!weir_read_type(s, args[1], &type)) return false;
  if (weir_util_list_may_hold(element, type)) return true;
  return weir_parser_error(s->parser,
                           "list access types must match the same base type "
                           "as the list element type (when not variant)");
}

static void print_list_get(weir_syntax_print_t* s,
                           const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  weir_type_t* list = weir_shown_type(s, args[0], 0);
  weir_type_t* result = weir_shown_type(s, args[1], 0);
  weir_asm_print_type(s->printer, list);
  if (weir_util_list_element(list) == result) return;
  weir_asm_write(s->printer, " -> ");
  weir_asm_print_type(s->printer, result);
}

static bool parse_list_set(weir_syntax_parse_t* s,
                           const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  const char* at = s->parser->token.start;
  weir_type_t* first = weir_parser_type(s->parser);
  if (first == NULL) return false;
  if (weir_asm_try(s->parser, "->")) {
    give_type(s, args[1], first);
    weir_type_t* list = NULL;
    at = s->parser->token.start;
    return weir_read_type(s, args[0], &list) &&
           list_element(s->parser, list, at) != NULL;
  }
  weir_type_t* element = list_element(s->parser, first, at);
  if (element == NULL) return false;
  give_type(s, args[0], first);
  give_type(s, args[1], element);
  return true;
}

static void print_list_set(weir_syntax_print_t* s,
                           const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  weir_type_t* list = weir_shown_type(s, args[0], 0);
  weir_type_t* value = weir_shown_type(s, args[1], 0);
  if (weir_util_list_element(list) != value) {
    weir_asm_print_type(s->printer, value);
    weir_asm_write(s->printer, " -> ");
  }
  weir_asm_print_type(s->printer, list);
}

// DynamicIndexList($values, $static_values)
static bool parse_dynamic_index_list(weir_syntax_parse_t* s,
                                     const weir_syntax_ref_t* args,
                                     uint32_t count) {
  (void)count;
  weir_asm_parser_t* p = s->parser;
  uint32_t used = 0, capacity = 8;
  int64_t* values = WEIR_ARENA_ARRAY(&p->arena, int64_t, capacity);
  if (!weir_asm_expect(p, "[")) return false;
  if (!weir_asm_try(p, "]")) {
    do {
      if (used == capacity) {
        int64_t* more = WEIR_ARENA_ARRAY(&p->arena, int64_t, capacity * 2);
        memcpy(more, values, capacity * sizeof(*values));
        values = more;
        capacity *= 2;
      }
      if (p->token.kind == WEIR_TOKEN_VALUE) {
        values[used++] = WEIR_DYNAMIC;
        if (!weir_read_operand(s, args[0])) return false;
      } else if (!weir_asm_integer(p, &values[used++])) {
        return false;
      }
    } while (weir_asm_try(p, ","));
    if (!weir_asm_expect(p, "]")) return false;
  }
  weir_set_attr(s, args[1],
                weir_dense_i64_array_attr(p->context, values, used));
  return true;
}

static void print_dynamic_index_list(weir_syntax_print_t* s,
                                     const weir_syntax_ref_t* args,
                                     uint32_t count) {
  (void)count;
  const weir_attr_t* attr = weir_shown_attr(s, args[1]);
  weir_asm_write(s->printer, "[");
  uint32_t next = 0;
  bool readable = weir_attr_is(attr, WEIR_ATTR_DENSE_ARRAY) &&
                  weir_type_is_integer(attr->dense_array.element, 64);
  for (uint32_t i = 0; readable && i < attr->dense_array.count; ++i) {
    int64_t value = 0;
    memcpy(&value, attr->dense_array.data + i * sizeof(value), sizeof(value));
    if (i > 0) weir_asm_write(s->printer, ", ");
    if (value == WEIR_DYNAMIC) {
      weir_write_operand(s, args[0], next++);
    } else {
      weir_asm_printf(s->printer, "%lld", (long long)value);
    }
  }
  weir_asm_write(s->printer, "]");
}

// RangeList($offsets, $lengths)
static bool parse_ranges(weir_syntax_parse_t* s, const weir_syntax_ref_t* args,
                         uint32_t count) {
  (void)count;
  do {
    if (!weir_asm_expect(s->parser, "[") || !weir_read_operand(s, args[0]) ||
        !weir_asm_expect(s->parser, "for") || !weir_read_operand(s, args[1]) ||
        !weir_asm_expect(s->parser, "]")) {
      return false;
    }
  } while (weir_asm_try(s->parser, ","));
  return true;
}

static void print_ranges(weir_syntax_print_t* s, const weir_syntax_ref_t* args,
                         uint32_t count) {
  (void)count;
  for (uint32_t i = 0; i < weir_shown_count(s, args[0]); ++i) {
    weir_asm_write(s->printer, i > 0 ? ", [" : "[");
    weir_write_operand(s, args[0], i);
    weir_asm_write(s->printer, " for ");
    weir_write_operand(s, args[1], i);
    weir_asm_write(s->printer, "]");
  }
}

const weir_directive_t weir_symbol_directives[] = {
    {"SymbolVisibility", parse_visibility, print_visibility},
    {"SymbolAlias", parse_symbol_alias, print_symbol_alias},
    {"TypeAlias", parse_type_alias, print_type_alias},
    {"TypeOrAttr", parse_type_or_attr, print_type_or_attr},
    {"TypedValueList", parse_typed_values, print_typed_values},
    {"ListTypeGet", parse_list_get, print_list_get},
    {"ListTypeSet", parse_list_set, print_list_set},
    {"DynamicIndexList", parse_dynamic_index_list, print_dynamic_index_list},
    {"RangeList", parse_ranges, print_ranges},
};
const uint32_t weir_symbol_directive_count =
    sizeof(weir_symbol_directives) / sizeof(weir_symbol_directives[0]);
