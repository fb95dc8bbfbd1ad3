#include "compiler/text/lexer.h"

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static bool is_word_char(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '$' || c == '.';
}
static bool is_name_punctuation(char c) {
  return c == '$' || c == '.' || c == '_' || c == '-';
}

int weir_hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

static const char* skip_blanks(const char* at, const char* end) {
  while (at < end) {
    char c = *at;
    if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
      ++at;
    } else if (c == '/' && at + 1 < end && at[1] == '/') {
      const char* newline = memchr(at, '\n', (size_t)(end - at));
      at = newline ? newline + 1 : end;
    } else {
      break;
    }
  }
  return at;
}

static weir_token_t token_of(weir_token_kind_t kind, const char* start,
                             const char* end) {
  return (weir_token_t){kind, start, end, NULL};
}

static weir_token_t error_at(const char* start, const char* end,
                             const char* message) {
  return (weir_token_t){WEIR_TOKEN_ERROR, start, end, message};
}

static weir_token_t lex_number(const char* start, const char* end) {
  const char* at = start + 1;
  if (*start == '0' && at + 1 < end && *at == 'x' &&
      weir_hex_digit(at[1]) >= 0) {
    ++at;
    while (at < end && weir_hex_digit(*at) >= 0) ++at;
    return token_of(WEIR_TOKEN_INTEGER, start, at);
  }
  while (at < end && is_digit(*at)) ++at;
  if (at == end || *at != '.') return token_of(WEIR_TOKEN_INTEGER, start, at);
  ++at;
  while (at < end && is_digit(*at)) ++at;
  if (at < end && (*at == 'e' || *at == 'E')) {
    const char* exponent = at + 1;
    if (exponent < end && (*exponent == '+' || *exponent == '-')) ++exponent;
    if (exponent < end && is_digit(*exponent)) {
      at = exponent + 1;
      while (at < end && is_digit(*at)) ++at;
    }
  }
  return token_of(WEIR_TOKEN_FLOAT, start, at);
}

static weir_token_t lex_string(const char* start, const char* end) {
  const char* at = start + 1;
  while (at < end) {
    char c = *at;
    if (c == '"') return token_of(WEIR_TOKEN_STRING, start, at + 1);
    if (c == '\n' || c == '\v' || c == '\f') {
      return error_at(start, at, "expected '\"' in string literal");
    }
    if (c != '\\') {
      ++at;
      continue;
    }
    if (at + 1 >= end) break;
    char escape = at[1];
    if (escape == '"' || escape == '\\' || escape == 'n' || escape == 't') {
      at += 2;
    } else if (at + 2 < end && weir_hex_digit(escape) >= 0 &&
               weir_hex_digit(at[2]) >= 0) {
      at += 3;
    } else {
      return error_at(at, at + 1, "unknown escape in string literal");
    }
  }
  return error_at(start, end, "expected '\"' in string literal");
}

// After a sigil: digits, or a letter or punctuation and more of both.
static weir_token_t lex_prefixed(const char* start, const char* end,
                                 weir_token_kind_t kind, const char* message) {
  const char* at = start + 1;
  if (at < end && is_digit(*at)) {
    while (at < end && is_digit(*at)) ++at;
    return token_of(kind, start, at);
  }
  if (at == end || !(is_letter(*at) || is_name_punctuation(*at))) {
    return error_at(start, at, message);
  }
  while (at < end &&
         (is_letter(*at) || is_digit(*at) || is_name_punctuation(*at))) {
    ++at;
  }
  return token_of(kind, start, at);
}

static weir_token_t lex_symbol(const char* start, const char* end) {
  const char* at = start + 1;
  if (at < end && *at == '"') {
    weir_token_t string = lex_string(at, end);
    if (string.kind == WEIR_TOKEN_ERROR) return string;
    return token_of(WEIR_TOKEN_SYMBOL, start, string.end);
  }
  if (at == end || !(is_letter(*at) || *at == '_')) {
    return error_at(start, at,
                    "@ identifier expected to start with letter or '_'");
  }
  while (at < end && is_word_char(*at)) ++at;
  return token_of(WEIR_TOKEN_SYMBOL, start, at);
}

static weir_token_t lex_punctuation(const char* start, const char* end) {
  size_t left = (size_t)(end - start);
  char c = *start;
  size_t size = 1;
  if (left >= 2 && c == '-' && start[1] == '>') size = 2;
  if (left >= 3 && memcmp(start, "...", 3) == 0) size = 3;
  if (left >= 3 && memcmp(start, "{-#", 3) == 0) size = 3;
  if (left >= 3 && memcmp(start, "#-}", 3) == 0) size = 3;
  if (size == 1 && (c == '\0' || strchr(":,=<>(){}[]+-*?|/", c) == NULL)) {
    return error_at(start, start + 1, "unexpected character");
  }
  return token_of(WEIR_TOKEN_PUNCTUATION, start, start + size);
}

weir_token_t weir_lex(const char* at, const char* end) {
  at = skip_blanks(at, end);
  if (at >= end) return token_of(WEIR_TOKEN_END, end, end);
  char c = *at;
  if (is_letter(c) || c == '_') {
    const char* start = at;
    while (at < end && is_word_char(*at)) ++at;
    return token_of(WEIR_TOKEN_WORD, start, at);
  }
  if (is_digit(c)) return lex_number(at, end);
  switch (c) {
    case '%':
      return lex_prefixed(at, end, WEIR_TOKEN_VALUE, "invalid SSA name");
    case '^':
      return lex_prefixed(at, end, WEIR_TOKEN_BLOCK, "invalid block name");
    case '!':
      return lex_prefixed(at, end, WEIR_TOKEN_BANG, "invalid type identifier");
    case '#':
      if (end - at >= 3 && memcmp(at, "#-}", 3) == 0) break;
      return lex_prefixed(at, end, WEIR_TOKEN_HASH, "invalid attribute name");
    case '@':
      return lex_symbol(at, end);
    case '"':
      return lex_string(at, end);
  }
  return lex_punctuation(at, end);
}

bool weir_token_is(const weir_token_t* token, const char* text) {
  if (token->kind != WEIR_TOKEN_PUNCTUATION && token->kind != WEIR_TOKEN_WORD) {
    return false;
  }
  return weir_sv_equal_c(weir_token_text(token), text);
}

weir_string_view_t weir_unescape(weir_string_view_t quoted,
                                 weir_arena_t* arena) {
  weir_string_view_t body = weir_sv_n(quoted.data + 1, quoted.size - 2);
  if (body.size == 0 || memchr(body.data, '\\', body.size) == NULL) return body;
  char* text = weir_arena_alloc(arena, body.size);
  size_t size = 0;
  for (size_t i = 0; i < body.size; ++i) {
    char c = body.data[i];
    if (c == '\\') {
      c = body.data[++i];
      if (c == 'n') {
        c = '\n';
      } else if (c == 't') {
        c = '\t';
      } else if (c != '"' && c != '\\') {
        c = (char)(weir_hex_digit(c) * 16 + weir_hex_digit(body.data[i + 1]));
        ++i;
      }
    }
    text[size++] = c;
  }
  return weir_sv_n(text, size);
}

bool weir_is_bare_word(weir_string_view_t text) {
  if (text.size == 0 || !(is_letter(text.data[0]) || text.data[0] == '_')) {
    return false;
  }
  for (size_t i = 1; i < text.size; ++i) {
    if (!is_word_char(text.data[i])) return false;
  }
  return true;
}
