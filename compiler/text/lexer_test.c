#include "compiler/text/lexer.h"

#include "engine/base/test_main.h"

// The kinds and texts of all tokens, joined by blanks.
static const char* tokens(weir_arena_t* arena, const char* text) {
  static const char kinds[] = "EXWVBHAYNFSP";
  const char* at = text;
  const char* end = text + strlen(text);
  const char* all = "";
  for (;;) {
    weir_token_t token = weir_lex(at, end);
    if (token.kind == WEIR_TOKEN_END) return all;
    all = weir_arena_format(arena, "%s%s%c:%.*s", all, *all ? " " : "",
                            kinds[token.kind], (int)(token.end - token.start),
                            token.start);
    if (token.kind == WEIR_TOKEN_ERROR) return all;
    at = token.end;
  }
}

START_TEST(test_tokens) {
  weir_arena_t arena = {0};
  ck_assert_str_eq(tokens(&arena, "a.b$1 %x#1 ^bb0 #a.b !t.u @f @\"g h\""),
                   "W:a.b$1 V:%x H:#1 B:^bb0 H:#a.b A:!t.u Y:@f Y:@\"g h\"");
  ck_assert_str_eq(tokens(&arena, "1 0x1F 0xi32 1.5e+3 2. -> {-# #-} ..."),
                   "N:1 N:0x1F N:0 W:xi32 F:1.5e+3 F:2. P:-> P:{-# P:#-} "
                   "P:...");
  ck_assert_str_eq(tokens(&arena, "a // b\n c"), "W:a W:c");
  weir_arena_deinit(&arena);
}
END_TEST

START_TEST(test_malformed) {
  weir_arena_t arena = {0};
  ck_assert_str_eq(tokens(&arena, "\"abc"), "X:\"abc");
  ck_assert_str_eq(tokens(&arena, "\"a\\q\""), "X:\\");
  ck_assert_str_eq(tokens(&arena, "%"), "X:%");
  ck_assert_str_eq(tokens(&arena, "@1"), "X:@");
  ck_assert_str_eq(tokens(&arena, "\x01"), "X:\x01");
  weir_arena_deinit(&arena);
}
END_TEST

START_TEST(test_unescape) {
  weir_arena_t arena = {0};
  weir_string_view_t text =
      weir_unescape(weir_sv("\"a\\22\\n\\t\\\\b\\41\""), &arena);
  ck_assert(weir_sv_equal_c(text, "a\"\n\t\\bA"));
  ck_assert(weir_is_bare_word(weir_sv("a.b$c_1")));
  ck_assert(!weir_is_bare_word(weir_sv("1a")));
  ck_assert(!weir_is_bare_word(weir_sv("a b")));
  ck_assert(!weir_is_bare_word(weir_sv("")));
  weir_arena_deinit(&arena);
}
END_TEST

int main(void) {
  TCase* cases = tcase_create("lexer");
  tcase_add_test(cases, test_tokens);
  tcase_add_test(cases, test_malformed);
  tcase_add_test(cases, test_unescape);
  return test_run("lexer", cases);
}
