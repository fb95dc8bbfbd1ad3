// Reads an op by the syntax of its row.
#include "compiler/dialects/enums.h"
#include "compiler/text/directive.h"
#include "compiler/text/parser_impl.h"

static bool parse_list(weir_syntax_parse_t* s, const weir_syntax_list_t* list);

// -- attributes -------------------------------------------------------------

static bool parse_enum(weir_syntax_parse_t* s, const char* kind,
                       weir_attr_t** out_attr) {
  weir_asm_parser_t* p = s->parser;
  const weir_enum_t* info = weir_enum_of_kind(kind);
  weir_string_view_t words;
  const char* at = p->token.start;
  if (p->token.kind == WEIR_TOKEN_STRING) {
    words = weir_unescape(weir_token_text(&p->token), &p->arena);
  } else if (p->token.kind == WEIR_TOKEN_WORD) {
    words = weir_token_text(&p->token);
  } else {
    return weir_parser_error(p,
                             "expected keyword or string naming a case of "
                             "the enumeration");
  }
  weir_parser_advance(p);
  int64_t value = 0;
  if (!weir_enum_parse_list(info, words, &value)) {
    return weir_parser_error_at(p, at, "unknown enumeration case '%.*s'",
                                WEIR_SV_ARGS(words));
  }
  *out_attr = weir_integer_attr(weir_attr_form_type(kind, p->context), value);
  return true;
}

static bool parse_stripped(weir_syntax_parse_t* s, const char* kind,
                           weir_attr_t** out_attr) {
  weir_asm_parser_t* p = s->parser;
  const weir_attr_def_t* def = weir_attr_form_def(kind, s->info, p->context);
  if (!weir_token_is(&p->token, "<") || def == NULL) {
    return weir_asm_attr(p, NULL, out_attr);
  }
  *out_attr = def->parse(p, def);
  return *out_attr != NULL;
}

typedef struct integers_t {
  weir_arena_t* arena;
  int64_t* items;
  uint32_t count, capacity;
} integers_t;

static bool parse_integer(weir_asm_parser_t* p, void* user) {
  integers_t* list = user;
  if (list->count == list->capacity) {
    uint32_t capacity = list->capacity > 0 ? 2 * list->capacity : 8;
    int64_t* grown = WEIR_ARENA_ARRAY(list->arena, int64_t, capacity);
    for (uint32_t i = 0; i < list->count; ++i) grown[i] = list->items[i];
    list->items = grown;
    list->capacity = capacity;
  }
  return weir_asm_integer(p, &list->items[list->count++]);
}

static bool parse_integers(weir_asm_parser_t* p, const char* kind,
                           weir_attr_t** out_attr) {
  integers_t list = {.arena = &p->arena};
  const char* at = p->token.start;
  if (!weir_asm_list(p, "[", "]", parse_integer, &list)) return false;
  if (strcmp(kind, "denseI16ArrayAttr") != 0) {
    *out_attr = weir_dense_i64_array_attr(p->context, list.items, list.count);
    return true;
  }
  int16_t* narrow = WEIR_ARENA_ARRAY(&p->arena, int16_t, list.count + 1);
  for (uint32_t i = 0; i < list.count; ++i) {
    narrow[i] = (int16_t)list.items[i];
    if (narrow[i] != list.items[i]) {
      return weir_parser_error_at(p, at, "integer value too large");
    }
  }
  *out_attr = weir_dense_array_attr(weir_integer_type(p->context, 16), narrow,
                                    list.count);
  return true;
}

static bool parse_attr_form(weir_syntax_parse_t* s, const char* kind,
                            weir_attr_t** out_attr) {
  weir_asm_parser_t* p = s->parser;
  *out_attr = NULL;
  switch (weir_attr_form(kind)) {
    case WEIR_FORM_STRING:
      if (p->token.kind != WEIR_TOKEN_STRING) {
        return weir_parser_error(p, "expected string attribute");
      }
      return weir_asm_attr(p, NULL, out_attr);
    case WEIR_FORM_SYMBOL:
      return weir_asm_symbol_name(p, out_attr);
    case WEIR_FORM_REFERENCE:
      if (p->token.kind != WEIR_TOKEN_SYMBOL) {
        return weir_parser_error(p, "expected symbol reference attribute");
      }
      return weir_asm_attr(p, NULL, out_attr);
    case WEIR_FORM_TYPE: {
      weir_type_t* type = weir_parser_type(p);
      if (type != NULL) *out_attr = weir_type_attr(type);
      return type != NULL;
    }
    case WEIR_FORM_UNIT:
      *out_attr = weir_unit_attr(p->context);
      return true;
    case WEIR_FORM_INTEGER:
      return weir_asm_attr(p, weir_attr_form_type(kind, p->context), out_attr);
    case WEIR_FORM_ENUM:
      return parse_enum(s, kind, out_attr);
    case WEIR_FORM_STRIPPED:
      return parse_stripped(s, kind, out_attr);
    case WEIR_FORM_INTEGERS:
      return parse_integers(p, kind, out_attr);
    case WEIR_FORM_ARRAY:
    case WEIR_FORM_DICTIONARY:
    case WEIR_FORM_FULL:
      return weir_asm_attr(p, NULL, out_attr);
  }
  return false;
}

static bool at_any_attr(weir_asm_parser_t* p) {
  static const char* const words[] = {
      "affine_map", "affine_set", "array",   "dense", "dense_resource",
      "false",      "loc",        "strided", "true",  "unit",
      "[",          "{",          "-"};
  for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); ++i) {
    if (weir_token_is(&p->token, words[i])) return true;
  }
  return p->token.kind == WEIR_TOKEN_INTEGER ||
         p->token.kind == WEIR_TOKEN_FLOAT ||
         p->token.kind == WEIR_TOKEN_STRING ||
         p->token.kind == WEIR_TOKEN_HASH ||
         p->token.kind == WEIR_TOKEN_SYMBOL || weir_parser_at_type(p);
}

// Whether the token at hand can begin an attribute of this kind.
static bool at_attr(const weir_syntax_parse_t* s, const char* kind) {
  weir_asm_parser_t* p = s->parser;
  switch (weir_attr_form(kind)) {
    case WEIR_FORM_STRING:
      return p->token.kind == WEIR_TOKEN_STRING;
    case WEIR_FORM_SYMBOL:
    case WEIR_FORM_REFERENCE:
      return p->token.kind == WEIR_TOKEN_SYMBOL;
    case WEIR_FORM_TYPE:
      return weir_parser_at_type(p);
    case WEIR_FORM_UNIT:
      return false;
    case WEIR_FORM_INTEGER:
      return p->token.kind == WEIR_TOKEN_INTEGER ||
             weir_token_is(&p->token, "-");
    case WEIR_FORM_ENUM:
      return p->token.kind == WEIR_TOKEN_STRING ||
             p->token.kind == WEIR_TOKEN_WORD;
    case WEIR_FORM_STRIPPED:
      return weir_token_is(&p->token, "<") || p->token.kind == WEIR_TOKEN_HASH;
    case WEIR_FORM_ARRAY:
    case WEIR_FORM_INTEGERS:
      return weir_token_is(&p->token, "[");
    case WEIR_FORM_DICTIONARY:
      return weir_token_is(&p->token, "{");
    case WEIR_FORM_FULL:
      break;
  }
  return at_any_attr(p);
}

// -- variables --------------------------------------------------------------

static bool parse_all_operands(weir_syntax_parse_t* s) {
  uint32_t group = 0;
  if (s->parser->token.kind != WEIR_TOKEN_VALUE) return true;
  do {
    weir_syntax_ref_t ref = {WEIR_REF_OPERANDS, group};
    if (group >= s->info->operand_group_count) {
      return weir_parser_error(s->parser, "too many operands");
    }
    if (!weir_read_operand(s, ref)) return false;
    if (!s->info->operands[group].variadic) ++group;
  } while (weir_asm_try(s->parser, ","));
  return true;
}

static bool parse_operands(weir_syntax_parse_t* s, weir_syntax_ref_t ref) {
  if (ref.index == WEIR_REF_ALL) return parse_all_operands(s);
  const weir_def_entry_t* entry = &s->info->operands[ref.index];
  bool present = s->parser->token.kind == WEIR_TOKEN_VALUE;
  if (!entry->variadic) {
    return (entry->optional && !present) || weir_read_operand(s, ref);
  }
  if (!present) return true;
  do {
    if (!weir_read_operand(s, ref)) return false;
  } while (weir_asm_try(s->parser, ","));
  return true;
}

static bool parse_region(weir_syntax_parse_t* s, uint32_t group) {
  weir_asm_parser_t* p = s->parser;
  bool isolated = (s->info->def->traits & WEIR_OP_ISOLATED) != 0;
  weir_region_t* region = weir_parser_region(p, NULL, 0, isolated);
  if (region == NULL) return false;
  if (region->first == NULL &&
      strcmp(s->info->regions[group].kind, "one") == 0) {
    weir_region_insert_block(region, weir_block_create(p->context), NULL);
  }
  weir_parser_ensure_terminator(p, region, s->info, p->frame->state.location);
  weir_add_region(s, (weir_syntax_ref_t){WEIR_REF_REGION, group}, region);
  return true;
}

static bool parse_regions(weir_syntax_parse_t* s, weir_syntax_ref_t ref) {
  uint32_t first = ref.index == WEIR_REF_ALL ? 0 : ref.index;
  uint32_t end =
      ref.index == WEIR_REF_ALL ? s->info->region_group_count : ref.index + 1;
  for (uint32_t group = first; group < end; ++group) {
    bool may_miss = s->info->regions[group].variadic;
    if (may_miss && !weir_asm_peek(s->parser, "{")) continue;
    if (!parse_region(s, group)) return false;
    while (s->info->regions[group].variadic && weir_asm_try(s->parser, ",")) {
      if (!parse_region(s, group)) return false;
    }
  }
  return true;
}

static bool parse_successors(weir_syntax_parse_t* s, bool many) {
  if (many && s->parser->token.kind != WEIR_TOKEN_BLOCK) return true;
  do {
    weir_block_t* block = NULL;
    if (!weir_asm_successor(s->parser, &block)) return false;
    weir_op_state_successor(&s->parser->frame->state, block);
  } while (many && weir_asm_try(s->parser, ","));
  return true;
}

static bool parse_variable(weir_syntax_parse_t* s,
                           const weir_syntax_element_t* element) {
  weir_syntax_ref_t ref = element->ref;
  switch (ref.kind) {
    case WEIR_REF_OPERANDS:
      return parse_operands(s, ref);
    case WEIR_REF_ATTR: {
      weir_attr_t* attr = NULL;
      if (!parse_attr_form(s, s->info->attrs[ref.index].kind, &attr)) {
        return false;
      }
      weir_set_attr(s, ref, attr);
      return true;
    }
    case WEIR_REF_REGION:
      return parse_regions(s, ref);
    case WEIR_REF_SUCCESSOR:
      return parse_successors(s, ref.index == WEIR_REF_ALL ||
                                     s->info->successors[ref.index].variadic);
    default:
      return weir_parser_error(s->parser, "unexpected element of the syntax");
  }
}

// -- types ------------------------------------------------------------------

// The types of all groups at once, as one list.
static bool deal_types(weir_syntax_parse_t* s, weir_syntax_ref_kind_t kind,
                       weir_type_t* const* types, uint32_t count) {
  bool operands = kind == WEIR_REF_OPERAND_TYPES;
  uint32_t groups =
      operands ? s->info->operand_group_count : s->info->result_group_count;
  uint32_t next = 0;
  for (uint32_t i = 0; i < groups; ++i) {
    weir_type_list_t* list = weir_read_types(s, (weir_syntax_ref_t){kind, i});
    const weir_def_entry_t* entry =
        operands ? &s->info->operands[i] : &s->info->results[i];
    uint32_t take = entry->variadic ? count - next : 1;
    if (operands) take = s->operands[i].count;
    if (entry->optional && !operands && next == count) take = 0;
    list->is_given = true;
    for (uint32_t k = 0; k < take; ++k) {
      if (next == count) {
        return weir_parser_error(s->parser, "too few types");
      }
      weir_add_type(s, list, types[next++]);
    }
  }
  return next == count || weir_parser_error(s->parser, "too many types");
}

static bool parse_type_element(weir_syntax_parse_t* s, weir_syntax_ref_t ref) {
  weir_asm_parser_t* p = s->parser;
  if (ref.index == WEIR_REF_ALL) {
    weir_type_list_t all = {0};
    while (weir_parser_at_type(p)) {
      weir_type_t* type = weir_parser_type(p);
      if (type == NULL) return false;
      weir_add_type(s, &all, type);
      if (!weir_asm_try(p, ",")) break;
    }
    return deal_types(s, ref.kind, all.items, all.count);
  }
  const weir_def_entry_t* entry = ref.kind == WEIR_REF_OPERAND_TYPES
                                      ? &s->info->operands[ref.index]
                                      : &s->info->results[ref.index];
  weir_type_list_t* list = weir_read_types(s, ref);
  list->is_given = true;
  if ((entry->variadic || entry->optional) && !weir_parser_at_type(p)) {
    return true;
  }
  do {
    if (!weir_read_type(s, ref, NULL)) return false;
  } while (entry->variadic && weir_asm_try(p, ","));
  return true;
}

static bool parse_functional_type(weir_syntax_parse_t* s,
                                  const weir_syntax_element_t* element) {
  weir_type_t* type = weir_parser_function_type(s->parser);
  if (type == NULL) return false;
  for (int side = 0; side < 2; ++side) {
    weir_syntax_ref_t ref = element->args[side];
    weir_type_t** types =
        side == 0 ? type->function.inputs : type->function.results;
    uint32_t count =
        side == 0 ? type->function.input_count : type->function.result_count;
    if (ref.index == WEIR_REF_ALL) {
      if (!deal_types(s, ref.kind, types, count)) return false;
      continue;
    }
    weir_type_list_t* list = weir_read_types(s, ref);
    list->is_given = true;
    for (uint32_t i = 0; i < count; ++i) weir_add_type(s, list, types[i]);
  }
  return true;
}

// -- groups -----------------------------------------------------------------

// A brace may begin the list of a group or the attribute dictionary behind it.
static bool brace_has_value(const weir_asm_parser_t* p) {
  weir_token_t next = weir_lex(p->token.end, p->end);
  return next.kind == WEIR_TOKEN_VALUE || weir_token_is(&next, "}");
}

// A value may be an operand or the name of the next op's result: `%a = ..`.
static bool at_operand(const weir_asm_parser_t* p) {
  if (p->token.kind != WEIR_TOKEN_VALUE) return false;
  weir_token_t next = weir_lex(p->token.end, p->end);
  return !weir_token_is(&next, "=") || (next.end < p->end && *next.end == '>');
}

static bool group_is_present(weir_syntax_parse_t* s,
                             const weir_syntax_list_t* list) {
  weir_asm_parser_t* p = s->parser;
  const weir_syntax_element_t* first = &list->items[0];
  uint32_t next = 1;
  while (first->kind == WEIR_SYNTAX_NO_BLANK ||
         first->kind == WEIR_SYNTAX_BLANK ||
         first->kind == WEIR_SYNTAX_NEWLINE) {
    if (next == list->count) return false;
    first = &list->items[next++];
  }
  switch (first->kind) {
    case WEIR_SYNTAX_LITERAL: {
      if (!weir_asm_peek(p, first->text)) return false;
      bool before_operand = next < list->count &&
                            list->items[next].kind == WEIR_SYNTAX_VARIABLE &&
                            list->items[next].ref.kind == WEIR_REF_OPERANDS;
      return strcmp(first->text, "{") != 0 || !before_operand ||
             brace_has_value(p);
    }
    case WEIR_SYNTAX_VARIABLE:
      switch (first->ref.kind) {
        case WEIR_REF_OPERANDS:
          return at_operand(p);
        case WEIR_REF_ATTR:
          return at_attr(s, s->info->attrs[first->ref.index].kind);
        case WEIR_REF_REGION:
          return weir_token_is(&p->token, "{");
        case WEIR_REF_SUCCESSOR:
          return p->token.kind == WEIR_TOKEN_BLOCK;
        default:
          return false;
      }
    case WEIR_SYNTAX_TYPE:
      return weir_parser_at_type(p);
    default:
      return false;
  }
}

static bool parse_optional(weir_syntax_parse_t* s,
                           const weir_syntax_element_t* element) {
  if (group_is_present(s, &element->then_list)) {
    return parse_list(s, &element->then_list);
  }
  if (element->else_list.count == 0) return true;
  return parse_list(s, &element->else_list);
}

static bool parse_element(weir_syntax_parse_t* s,
                          const weir_syntax_element_t* element) {
  switch (element->kind) {
    case WEIR_SYNTAX_LITERAL:
      return weir_asm_expect(s->parser, element->text);
    case WEIR_SYNTAX_NO_BLANK:
    case WEIR_SYNTAX_BLANK:
    case WEIR_SYNTAX_NEWLINE:
      return true;
    case WEIR_SYNTAX_VARIABLE:
      return parse_variable(s, element);
    case WEIR_SYNTAX_TYPE:
      return parse_type_element(s, element->ref);
    case WEIR_SYNTAX_FUNCTIONAL_TYPE:
      return parse_functional_type(s, element);
    case WEIR_SYNTAX_ATTR_DICT:
      return weir_asm_attr_dict(s->parser);
    case WEIR_SYNTAX_ATTR_DICT_WITH_KEYWORD:
      return weir_asm_attr_dict_with_keyword(s->parser);
    case WEIR_SYNTAX_OPTIONAL:
      return parse_optional(s, element);
    case WEIR_SYNTAX_DIRECTIVE:
      return element->directive->parse(s, element->args, element->arg_count);
  }
  return false;
}

static bool parse_list(weir_syntax_parse_t* s, const weir_syntax_list_t* list) {
  for (uint32_t i = 0; i < list->count; ++i) {
    if (!parse_element(s, &list->items[i])) return false;
  }
  return true;
}

bool weir_syntax_resolve(weir_syntax_parse_t* s);

bool weir_parser_syntax(weir_asm_parser_t* p, const weir_op_info_t* info) {
  const weir_syntax_t* syntax =
      weir_syntax_of(info, weir_context_arena(p->context));
  weir_arena_t* arena = &p->arena;
  weir_syntax_parse_t s = {
      .parser = p,
      .info = info,
      .operands = WEIR_ARENA_ARRAY(arena, weir_operand_list_t,
                                   info->operand_group_count),
      .operand_types =
          WEIR_ARENA_ARRAY(arena, weir_type_list_t, info->operand_group_count),
      .result_types =
          WEIR_ARENA_ARRAY(arena, weir_type_list_t, info->result_group_count),
      .regions =
          WEIR_ARENA_ARRAY(arena, weir_region_list_t, info->region_group_count),
  };
  return parse_list(&s, &syntax->elements) && weir_syntax_resolve(&s);
}
