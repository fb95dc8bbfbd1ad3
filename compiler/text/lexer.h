// Tokens of MLIR text. A token points into the text; nothing is copied.
#ifndef WEIR_COMPILER_TEXT_LEXER_H_
#define WEIR_COMPILER_TEXT_LEXER_H_

#include <stdbool.h>

#include "engine/base/arena.h"
#include "engine/base/string_view.h"

typedef enum weir_token_kind_t {
  WEIR_TOKEN_END,
  WEIR_TOKEN_ERROR,    // see weir_token_t.error
  WEIR_TOKEN_WORD,     // abc, abc.def$1
  WEIR_TOKEN_VALUE,    // %abc, also %abc without the #number
  WEIR_TOKEN_BLOCK,    // ^abc
  WEIR_TOKEN_HASH,     // #abc, #abc.def
  WEIR_TOKEN_BANG,     // !abc
  WEIR_TOKEN_SYMBOL,   // @abc, @"a b"
  WEIR_TOKEN_INTEGER,  // 12, 0x1F
  WEIR_TOKEN_FLOAT,    // 1.5e+3
  WEIR_TOKEN_STRING,   // "a\22b" with its quotes
  WEIR_TOKEN_PUNCTUATION,
} weir_token_kind_t;

typedef struct weir_token_t {
  weir_token_kind_t kind;
  const char* start;
  const char* end;
  const char* error;  // of ERROR: what is wrong
} weir_token_t;

// The token at |at| after blanks and comments. |end| ends the text.
weir_token_t weir_lex(const char* at, const char* end);

static inline weir_string_view_t weir_token_text(const weir_token_t* token) {
  return weir_sv_n(token->start, (size_t)(token->end - token->start));
}
bool weir_token_is(const weir_token_t* token, const char* text);

// The characters a quoted string stands for. |quoted| has its quotes.
weir_string_view_t weir_unescape(weir_string_view_t quoted,
                                 weir_arena_t* arena);

// Whether |text| may stand as a bare word (attribute keys, symbol names).
bool weir_is_bare_word(weir_string_view_t text);

// The value of a hexadecimal digit, -1 for other characters.
int weir_hex_digit(char c);

#endif  // WEIR_COMPILER_TEXT_LEXER_H_
