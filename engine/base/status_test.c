#include "engine/base/status.h"

#include <errno.h>
#include <string.h>

#include "engine/base/test_main.h"

START_TEST(success_is_free) {
  weir_status_t status = weir_ok();
  ck_assert(weir_is_ok(status));
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_OK);
  ck_assert_str_eq(weir_status_message(status), "");
  weir_status_free(weir_status_clone(status));
  ck_assert(weir_is_ok(weir_status_annotate(weir_ok(), "while %d", 1)));
}
END_TEST

START_TEST(failure_tells_where) {
  weir_status_t status = weir_status(WEIR_CODE_NOT_FOUND, "no %s", "luck");
  int line = __LINE__ - 1;
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_NOT_FOUND);
  ck_assert_str_eq(weir_status_message(status), "no luck");
  ck_assert_int_eq(weir_status_line(status), line);
  ck_assert(strstr(weir_status_file(status), "status_test.c") != NULL);
  weir_status_free(status);
}
END_TEST

START_TEST(annotate_join_clone) {
  weir_status_t status = weir_status(WEIR_CODE_ABORTED, "gone");
  status = weir_status_annotate(status, "rank %d", 3);
  ck_assert_str_eq(weir_status_message(status), "rank 3: gone");
  weir_status_t copy = weir_status_clone(status);
  status = weir_status_join(status, weir_status(WEIR_CODE_INTERNAL, "and so"));
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_ABORTED);
  ck_assert_str_eq(weir_status_message(status), "rank 3: gone\nand so");
  ck_assert_str_eq(weir_status_message(copy), "rank 3: gone");
  ck_assert_ptr_eq(weir_status_join(weir_ok(), copy), copy);
  ck_assert_ptr_eq(weir_status_join(copy, weir_ok()), copy);
  weir_status_free(status);
  weir_status_free(copy);
}
END_TEST

START_TEST(from_errno) {
  weir_status_t status = weir_status_from_errno(ENOENT, "open %s", "x");
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_NOT_FOUND);
  ck_assert_str_eq(weir_status_message(status),
                   "open x: No such file or directory");
  weir_status_free(status);
  test_fails(weir_status_from_errno(ENOMEM, "x"), WEIR_CODE_RESOURCE_EXHAUSTED);
  test_fails(weir_status_from_errno(EIO, "x"), WEIR_CODE_UNAVAILABLE);
}
END_TEST

START_TEST(code_names) {
  for (int i = 0; i <= WEIR_CODE_INTERNAL; ++i) {
    ck_assert_str_ne(weir_code_name((weir_code_t)i), "unknown");
  }
}
END_TEST

int main(void) {
  TCase* cases = tcase_create("status");
  tcase_add_test(cases, success_is_free);
  tcase_add_test(cases, failure_tells_where);
  tcase_add_test(cases, annotate_join_clone);
  tcase_add_test(cases, from_errno);
  tcase_add_test(cases, code_names);
  return test_run("status", cases);
}
