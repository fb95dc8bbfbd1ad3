// Locations: loc(..), in all their forms.
#include "compiler/text/parser_impl.h"

static weir_location_t* parse_instance(weir_asm_parser_t* p);

// A location, or the alias of one.
static weir_location_t* parse_inner(weir_asm_parser_t* p) {
  if (!weir_parser_enter(p)) return NULL;
  weir_location_t* location = parse_instance(p);
  weir_parser_leave(p);
  return location;
}

static bool parse_u32(weir_asm_parser_t* p, uint32_t* out_value) {
  uint64_t value = 0;
  if (p->token.kind != WEIR_TOKEN_INTEGER ||
      !weir_parser_token_u64(&p->token, &value) || value > UINT32_MAX) {
    return weir_parser_error(p, "expected integer number in FileLineColLoc");
  }
  *out_value = (uint32_t)value;
  weir_parser_advance(p);
  return true;
}

// "file":1:2, "name" or "name"(child)
static weir_location_t* parse_quoted(weir_asm_parser_t* p) {
  weir_string_view_t text =
      weir_unescape(weir_token_text(&p->token), &p->arena);
  const char* name = weir_name_sv(p->context, text)->data;
  weir_parser_advance(p);
  if (weir_asm_try(p, ":")) {
    uint32_t line = 0, column = 0;
    if (!parse_u32(p, &line) || !weir_asm_expect(p, ":") ||
        !parse_u32(p, &column)) {
      return NULL;
    }
    return weir_location_file(p->context, name, line, column);
  }
  weir_location_t* child = NULL;
  if (weir_asm_try(p, "(")) {
    child = parse_inner(p);
    if (child == NULL || !weir_asm_expect(p, ")")) return NULL;
  }
  return weir_location_name(p->context, name, child);
}

static weir_location_t* parse_callsite(weir_asm_parser_t* p) {
  weir_parser_advance(p);
  if (!weir_asm_expect(p, "(")) return NULL;
  weir_location_t* callee = parse_inner(p);
  if (callee == NULL || !weir_asm_expect(p, "at")) return NULL;
  weir_location_t* caller = parse_inner(p);
  if (caller == NULL || !weir_asm_expect(p, ")")) return NULL;
  return weir_location_callsite(callee, caller);
}

static weir_location_t* parse_fused(weir_asm_parser_t* p) {
  weir_parser_advance(p);
  weir_attr_t* metadata = NULL;
  if (weir_asm_try(p, "<")) {
    metadata = weir_parser_attr(p, NULL);
    if (metadata == NULL || !weir_asm_expect(p, ">")) return NULL;
  }
  if (!weir_asm_expect(p, "[")) return NULL;
  uint32_t count = 0, capacity = 8;
  weir_location_t** all =
      WEIR_ARENA_ARRAY(&p->arena, weir_location_t*, capacity);
  do {
    if (count == capacity) {
      weir_location_t** more =
          WEIR_ARENA_ARRAY(&p->arena, weir_location_t*, capacity * 2);
      memcpy(more, all, capacity * sizeof(*all));
      all = more;
      capacity *= 2;
    }
    all[count] = parse_inner(p);
    if (all[count++] == NULL) return NULL;
  } while (weir_asm_try(p, ","));
  if (!weir_asm_expect(p, "]")) return NULL;
  return weir_location_fused(p->context, all, count, metadata);
}

static weir_location_t* parse_alias(weir_asm_parser_t* p) {
  weir_string_view_t text = weir_token_text(&p->token);
  weir_string_view_t name = weir_sv_n(text.data + 1, text.size - 1);
  if (memchr(name.data, '.', name.size) != NULL) {
    weir_attr_t* attr = weir_parser_attr(p, NULL);
    if (attr != NULL && attr->kind != WEIR_ATTR_LOCATION) {
      weir_parser_error(p, "expected location attribute");
      return NULL;
    }
    return attr;
  }
  weir_attr_t* alias = weir_text_map_get(&p->attr_aliases, name, 0);
  if (alias != NULL && alias->kind != WEIR_ATTR_LOCATION) {
    weir_parser_error(p, "expected location, but found another attribute");
    return NULL;
  }
  if (alias == NULL) {
    weir_parser_error(p, "operation location alias was never defined");
    return NULL;
  }
  weir_parser_advance(p);
  return alias;
}

static weir_location_t* parse_instance(weir_asm_parser_t* p) {
  if (p->token.kind == WEIR_TOKEN_STRING) return parse_quoted(p);
  if (p->token.kind == WEIR_TOKEN_HASH) return parse_alias(p);
  if (weir_token_is(&p->token, "unknown")) {
    weir_parser_advance(p);
    return weir_location_unknown(p->context);
  }
  if (weir_token_is(&p->token, "callsite")) return parse_callsite(p);
  if (weir_token_is(&p->token, "fused")) return parse_fused(p);
  weir_parser_error(p, "expected location instance");
  return NULL;
}

weir_location_t* weir_parser_loc(weir_asm_parser_t* p) {
  if (!weir_asm_expect(p, "loc") || !weir_asm_expect(p, "(")) return NULL;
  weir_location_t* location = parse_inner(p);
  if (location == NULL || !weir_asm_expect(p, ")")) return NULL;
  return location;
}

// An alias that is defined further down: a stand-in that is found again by its
// address when the file ends.
static weir_location_t* late_alias(weir_asm_parser_t* p,
                                   weir_string_view_t name) {
  for (weir_late_location_t* late = p->late_locations; late;
       late = late->next) {
    if (weir_sv_equal(late->name, name)) return late->stand_in;
  }
  weir_late_location_t* late = WEIR_ARENA_NEW(&p->arena, weir_late_location_t);
  late->name = name;
  late->at = p->token.start;
  late->stand_in = WEIR_ARENA_NEW(weir_context_arena(p->context), weir_attr_t);
  *late->stand_in = *weir_location_unknown(p->context);
  late->next = p->late_locations;
  p->late_locations = late;
  return late->stand_in;
}

bool weir_parser_trailing_location(weir_asm_parser_t* p,
                                   weir_location_t** out_location) {
  *out_location = NULL;
  if (!weir_token_is(&p->token, "loc")) return true;
  weir_parser_advance(p);
  if (!weir_asm_expect(p, "(")) return false;
  if (p->token.kind == WEIR_TOKEN_HASH) {
    weir_string_view_t text = weir_token_text(&p->token);
    weir_string_view_t name = weir_sv_n(text.data + 1, text.size - 1);
    if (memchr(name.data, '.', name.size) == NULL &&
        weir_text_map_get(&p->attr_aliases, name, 0) == NULL) {
      *out_location = late_alias(p, name);
      weir_parser_advance(p);
      return weir_asm_expect(p, ")");
    }
  }
  *out_location = parse_inner(p);
  return *out_location != NULL && weir_asm_expect(p, ")");
}
