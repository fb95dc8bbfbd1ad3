// The parser's window on the text: one token, places, errors.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "compiler/text/parser_impl.h"

void weir_parser_reset(weir_asm_parser_t* p, const char* at) {
  p->token = weir_lex(at, p->end);
  p->reported_token = false;
}

void weir_parser_advance(weir_asm_parser_t* p) {
  p->last_end = p->token.end;
  weir_parser_reset(p, p->token.end);
}

bool weir_parser_is(const weir_asm_parser_t* p, weir_token_kind_t kind) {
  return p->token.kind == kind;
}

// Lines are counted on the first question: most parses ask, a good one without
// locations need not.
static void find_lines(weir_asm_parser_t* p) {
  uint32_t count = 1;
  for (const char* at = p->begin; at < p->end; ++at) {
    at = memchr(at, '\n', (size_t)(p->end - at));
    if (at == NULL) break;
    ++count;
  }
  p->lines = WEIR_ARENA_ARRAY(&p->arena, const char*, count);
  p->lines[p->line_count++] = p->begin;
  for (const char* at = p->begin; at < p->end; ++at) {
    at = memchr(at, '\n', (size_t)(p->end - at));
    if (at == NULL) break;
    p->lines[p->line_count++] = at + 1;
  }
}

weir_location_t* weir_parser_location(weir_asm_parser_t* p, const char* at) {
  if (p->lines == NULL) find_lines(p);
  uint32_t low = 0, high = p->line_count;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (p->lines[middle] <= at) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return weir_location_file(p->context, p->file, p->first_line + low,
                            (uint32_t)(at - p->lines[low]) + 1);
}

static bool report(weir_asm_parser_t* p, weir_location_t* location,
                   const char* format, va_list args) {
  char* text = NULL;
  if (vasprintf(&text, format, args) < 0) text = NULL;
  weir_emit_error(p->context, location, "%s", text ? text : format);
  free(text);
  return false;
}

bool weir_parser_error_at(weir_asm_parser_t* p, const char* at,
                          const char* format, ...) {
  va_list args;
  va_start(args, format);
  report(p, weir_parser_location(p, at), format, args);
  va_end(args);
  return false;
}

bool weir_parser_error(weir_asm_parser_t* p, const char* format, ...) {
  if (p->token.kind == WEIR_TOKEN_ERROR) {
    if (p->reported_token) return false;
    p->reported_token = true;
    return weir_parser_error_at(p, p->token.start, "%s", p->token.error);
  }
  const char* at = p->token.start;
  if (p->last_end != NULL && p->last_end < at &&
      memchr(p->last_end, '\n', (size_t)(at - p->last_end)) != NULL) {
    at = p->last_end;
  }
  va_list args;
  va_start(args, format);
  report(p, weir_parser_location(p, at), format, args);
  va_end(args);
  return false;
}

bool weir_parser_enter(weir_asm_parser_t* p) {
  if (++p->depth <= WEIR_TEXT_MAX_DEPTH) return true;
  return weir_parser_error(p, "nested too deeply: at most %d levels",
                           WEIR_TEXT_MAX_DEPTH);
}

void weir_parser_leave(weir_asm_parser_t* p) {
  --p->depth;
}

bool weir_parser_token_u64(const weir_token_t* token, uint64_t* out_value) {
  uint64_t value = 0;
  const char* at = token->start;
  uint64_t base = 10;
  if (token->end - at > 2 && at[0] == '0' && at[1] == 'x') {
    base = 16;
    at += 2;
  }
  for (; at < token->end; ++at) {
    uint64_t digit = (uint64_t)weir_hex_digit(*at);
    if (value > (UINT64_MAX - digit) / base) return false;
    value = value * base + digit;
  }
  *out_value = value;
  return true;
}
