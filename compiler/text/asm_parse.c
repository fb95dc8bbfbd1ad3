// The parsing half of ir/asm.h, for hand-written parse functions.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/text/parser_impl.h"

weir_context_t* weir_asm_context(weir_asm_parser_t* p) {
  return p->context;
}

weir_location_t* weir_asm_location(weir_asm_parser_t* p) {
  return weir_parser_location(p, p->token.start);
}

weir_op_state_t* weir_asm_state(weir_asm_parser_t* p) {
  return &p->frame->state;
}

bool weir_asm_error(weir_asm_parser_t* p, weir_location_t* location,
                    const char* format, ...) {
  if (location == NULL) location = weir_asm_location(p);
  va_list args;
  va_start(args, format);
  char* text = NULL;
  if (vasprintf(&text, format, args) < 0) text = NULL;
  va_end(args);
  weir_emit_error(p->context, location, "%s", text ? text : format);
  free(text);
  return false;
}

// -- tokens -----------------------------------------------------------------

// Punctuation of several characters that the lexer keeps apart ("::", "=>") is
// compared with the text itself.
bool weir_asm_peek(weir_asm_parser_t* p, const char* token) {
  if (weir_token_is(&p->token, token)) return true;
  if (p->token.kind != WEIR_TOKEN_PUNCTUATION || token[1] == '\0') return false;
  size_t size = strlen(token);
  return (size_t)(p->end - p->token.start) >= size &&
         memcmp(p->token.start, token, size) == 0;
}

bool weir_asm_try(weir_asm_parser_t* p, const char* token) {
  if (!weir_asm_peek(p, token)) return false;
  p->last_end = p->token.start + strlen(token);
  weir_parser_reset(p, p->last_end);
  return true;
}

bool weir_asm_expect(weir_asm_parser_t* p, const char* token) {
  return weir_asm_try(p, token) || weir_parser_error(p, "expected '%s'", token);
}

weir_string_view_t weir_asm_try_keyword(weir_asm_parser_t* p) {
  if (p->token.kind != WEIR_TOKEN_WORD) return weir_sv_n(NULL, 0);
  weir_string_view_t word = weir_token_text(&p->token);
  weir_parser_advance(p);
  return word;
}

bool weir_asm_keyword(weir_asm_parser_t* p, weir_string_view_t* out_word) {
  *out_word = weir_asm_try_keyword(p);
  return out_word->size > 0 || weir_parser_error(p, "expected valid keyword");
}

bool weir_asm_try_integer(weir_asm_parser_t* p, int64_t* out_value,
                          bool* out_found) {
  *out_found = false;
  *out_value = 0;
  bool is_negative = weir_token_is(&p->token, "-");
  if (!is_negative && p->token.kind != WEIR_TOKEN_INTEGER) return true;
  if (is_negative) weir_parser_advance(p);
  uint64_t value = 0;
  if (p->token.kind != WEIR_TOKEN_INTEGER) {
    return weir_parser_error(p, "expected integer value");
  }
  uint64_t limit = (uint64_t)INT64_MAX + (is_negative ? 1 : 0);
  if (!weir_parser_token_u64(&p->token, &value) || value > limit) {
    return weir_parser_error(p, "integer value too large");
  }
  weir_parser_advance(p);
  *out_value = is_negative ? (int64_t)(0 - value) : (int64_t)value;
  *out_found = true;
  return true;
}

bool weir_asm_integer(weir_asm_parser_t* p, int64_t* out_value) {
  bool found = false;
  if (!weir_asm_try_integer(p, out_value, &found)) return false;
  return found || weir_parser_error(p, "expected integer value");
}

bool weir_asm_try_string(weir_asm_parser_t* p, weir_string_view_t* out_text) {
  *out_text = weir_sv_n(NULL, 0);
  if (p->token.kind != WEIR_TOKEN_STRING) return false;
  *out_text =
      weir_unescape(weir_token_text(&p->token), weir_context_arena(p->context));
  weir_parser_advance(p);
  return true;
}

bool weir_asm_string(weir_asm_parser_t* p, weir_string_view_t* out_text) {
  return weir_asm_try_string(p, out_text) ||
         weir_parser_error(p, "expected string");
}

bool weir_asm_try_symbol_name(weir_asm_parser_t* p, weir_attr_t** out_string) {
  *out_string = NULL;
  if (p->token.kind != WEIR_TOKEN_SYMBOL) return false;
  weir_string_view_t text = weir_token_text(&p->token);
  text = weir_sv_n(text.data + 1, text.size - 1);
  if (text.data[0] == '"') text = weir_unescape(text, &p->arena);
  *out_string = weir_string_attr_sv(p->context, text);
  weir_parser_advance(p);
  return true;
}

bool weir_asm_symbol_name(weir_asm_parser_t* p, weir_attr_t** out_string) {
  return weir_asm_try_symbol_name(p, out_string) ||
         weir_parser_error(p, "expected valid '@'-identifier for symbol name");
}

// -- types and attributes ---------------------------------------------------

bool weir_asm_type(weir_asm_parser_t* p, weir_type_t** out_type) {
  *out_type = weir_parser_type(p);
  return *out_type != NULL;
}

bool weir_asm_attr(weir_asm_parser_t* p, weir_type_t* expected,
                   weir_attr_t** out_attr) {
  *out_attr = weir_parser_attr(p, expected);
  return *out_attr != NULL;
}

bool weir_asm_dictionary(weir_asm_parser_t* p, weir_attr_t** out_dictionary) {
  *out_dictionary = weir_parser_dictionary(p);
  return *out_dictionary != NULL;
}

bool weir_asm_attr_dict(weir_asm_parser_t* p) {
  if (!weir_token_is(&p->token, "{")) return true;
  const char* at = p->token.start;
  weir_attr_t* dictionary = weir_parser_dictionary(p);
  if (dictionary == NULL) return false;
  weir_op_state_t* state = &p->frame->state;
  for (uint32_t i = 0; i < dictionary->dictionary.count; ++i) {
    const weir_name_t* name = dictionary->dictionary.entries[i].name;
    for (uint32_t k = 0; k < state->attr_count; ++k) {
      if (state->attrs[k].name != name) continue;
      return weir_parser_error_at(
          p, at, "attribute '%s' occurs more than once in the attribute list",
          name->data);
    }
  }
  weir_op_state_attrs(state, dictionary);
  return true;
}

bool weir_asm_attr_dict_with_keyword(weir_asm_parser_t* p) {
  if (!weir_asm_try(p, "attributes")) return true;
  if (!weir_token_is(&p->token, "{")) return weir_asm_expect(p, "{");
  return weir_asm_attr_dict(p);
}

bool weir_asm_list(weir_asm_parser_t* p, const char* open, const char* close,
                   bool (*element)(weir_asm_parser_t* parser, void* user),
                   void* user) {
  if (open != NULL && !weir_asm_expect(p, open)) return false;
  if (close != NULL && weir_asm_try(p, close)) return true;
  do {
    if (!element(p, user)) return false;
  } while (weir_asm_try(p, ","));
  return close == NULL || weir_asm_expect(p, close);
}

bool weir_asm_dimensions(weir_asm_parser_t* p, int64_t** out_dims,
                         uint32_t* out_rank) {
  int64_t* dims = NULL;
  if (!weir_parser_dims(p, &dims, out_rank, NULL)) return false;
  *out_dims = weir_arena_copy(weir_context_arena(p->context), dims,
                              *out_rank * sizeof(*dims));
  return true;
}

// -- values, regions, successors --------------------------------------------

bool weir_asm_operand(weir_asm_parser_t* p, weir_asm_operand_t* out_operand) {
  const char* at = p->token.start;
  if (!weir_parser_operand(p, out_operand)) return false;
  out_operand->location = weir_parser_location(p, at);
  return true;
}

bool weir_asm_try_operand(weir_asm_parser_t* p,
                          weir_asm_operand_t* out_operand) {
  return p->token.kind == WEIR_TOKEN_VALUE && weir_asm_operand(p, out_operand);
}

weir_value_t* weir_asm_resolve(weir_asm_parser_t* p,
                               const weir_asm_operand_t* operand,
                               weir_type_t* type) {
  return weir_parser_resolve(p, operand, type);
}

bool weir_asm_argument(weir_asm_parser_t* p, bool with_type, bool with_attrs,
                       weir_asm_argument_t* out_argument) {
  *out_argument = (weir_asm_argument_t){0};
  const char* at = p->token.start;
  if (!weir_parser_operand(p, &out_argument->name)) return false;
  out_argument->name.location = weir_parser_location(p, at);
  if (with_type) {
    if (!weir_asm_expect(p, ":")) return false;
    out_argument->type = weir_parser_type(p);
    if (out_argument->type == NULL) return false;
  }
  if (with_attrs && weir_token_is(&p->token, "{")) {
    out_argument->attrs = weir_parser_dictionary(p);
    if (out_argument->attrs == NULL) return false;
  }
  if (!weir_parser_trailing_location(p, &out_argument->location)) return false;
  if (out_argument->location == NULL) {
    out_argument->location = out_argument->name.location;
  }
  return true;
}

bool weir_asm_region(weir_asm_parser_t* p, const weir_asm_argument_t* arguments,
                     uint32_t argument_count) {
  const weir_op_info_t* info = p->frame->info;
  bool isolated = info != NULL && (info->def->traits & WEIR_OP_ISOLATED) != 0;
  weir_region_t* region =
      weir_parser_region(p, arguments, argument_count, isolated);
  if (region == NULL) return false;
  // One that is written is there, even with nothing in it.
  bool implicit =
      info != NULL && (info->def->traits & WEIR_OP_IMPLICIT_TERMINATOR) != 0;
  if (implicit && region->first == NULL) {
    weir_parser_ensure_terminator(p, region, info, p->frame->state.location);
  }
  weir_parser_add_region(p, region);
  return true;
}

bool weir_asm_skip_region(weir_asm_parser_t* p) {
  weir_parser_add_region(p, weir_parser_new_region(p));
  return true;
}

weir_region_t* weir_asm_add_region(weir_asm_parser_t* p) {
  weir_region_t* region = weir_parser_new_region(p);
  weir_parser_add_region(p, region);
  return region;
}

void weir_asm_last_region_first(weir_asm_parser_t* p) {
  weir_op_frame_t* frame = p->frame;
  if (frame->region_count < 2) return;
  weir_region_t* last = frame->regions[frame->region_count - 1];
  memmove(&frame->regions[1], &frame->regions[0],
          (frame->region_count - 1) * sizeof(*frame->regions));
  frame->regions[0] = last;
}

bool weir_asm_optional_location(weir_asm_parser_t* p,
                                weir_location_t** out_location) {
  return weir_parser_trailing_location(p, out_location);
}
