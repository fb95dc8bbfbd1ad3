#include "engine/base/strbuf.h"

#include "engine/base/test_main.h"

START_TEST(grows) {
  weir_strbuf_t buffer = {0};
  ck_assert_str_eq(weir_strbuf_c(&buffer), "");
  for (int i = 0; i < 1000; ++i) weir_strbuf_printf(&buffer, "%d,", i);
  ck_assert_uint_eq(buffer.size, 3890);
  ck_assert_uint_eq(strlen(weir_strbuf_c(&buffer)), buffer.size);
  weir_strbuf_clear(&buffer);
  ck_assert_str_eq(weir_strbuf_c(&buffer), "");
  weir_strbuf_append_c(&buffer, "abc");
  weir_strbuf_append_char(&buffer, 'd');
  weir_strbuf_append(&buffer, "efg", 2);
  ck_assert(weir_sv_equal_c(weir_strbuf_view(&buffer), "abcdef"));
  char* text = weir_strbuf_take(&buffer);
  ck_assert_str_eq(text, "abcdef");
  free(text);
  ck_assert_uint_eq(buffer.size, 0);
  text = weir_strbuf_take(&buffer);
  ck_assert_str_eq(text, "");
  free(text);
  weir_strbuf_deinit(&buffer);
}
END_TEST

START_TEST(json) {
  weir_strbuf_t buffer = {0};
  weir_strbuf_append_json(&buffer, "a\"b\\c\n\x01", 7);
  ck_assert_str_eq(weir_strbuf_c(&buffer), "\"a\\\"b\\\\c\\n\\u0001\"");
  weir_strbuf_deinit(&buffer);
}
END_TEST

int main(void) {
  TCase* cases = tcase_create("strbuf");
  tcase_add_test(cases, grows);
  tcase_add_test(cases, json);
  return test_run("strbuf", cases);
}
