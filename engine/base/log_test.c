#include "engine/base/log.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/test_main.h"

static char last_line[512];
static int line_count;

static void keep(void* user, const char* line) {
  (void)user;
  snprintf(last_line, sizeof(last_line), "%s", line);
  ++line_count;
}

START_TEST(levels_and_areas) {
  weir_log_set_sink(keep, NULL);
  test_ok(weir_log_configure("info,hal=trace,vm=error"));
  weir_log(WEIR_LOG_INFO, "session", "value %d", 3);
  ck_assert_str_eq(last_line, "weir info session: value 3");
  weir_log(WEIR_LOG_DEBUG, "session", "no");
  weir_log(WEIR_LOG_WARN, "vm", "no");
  ck_assert_int_eq(line_count, 1);
  weir_log_set_rank(2);
  weir_log(WEIR_LOG_TRACE, "hal", "deep");
  ck_assert_str_eq(last_line, "weir[rank 2] trace hal: deep");
  weir_log_status(WEIR_LOG_ERROR, "hal", weir_status(WEIR_CODE_ABORTED, "x"));
  ck_assert_str_eq(last_line, "weir[rank 2] error hal: x (aborted)");
  weir_log_status(WEIR_LOG_ERROR, "hal", weir_ok());
  ck_assert_int_eq(line_count, 3);
}
END_TEST

START_TEST(bad_configuration) {
  weir_log_set_sink(keep, NULL);
  test_ok(weir_log_configure("debug"));
  test_fails(weir_log_configure("loud"), WEIR_CODE_INVALID_ARGUMENT);
  test_fails(weir_log_configure("hal=loud"), WEIR_CODE_INVALID_ARGUMENT);
  ck_assert(weir_log_enabled(WEIR_LOG_DEBUG, "hal"));
  ck_assert(!weir_log_enabled(WEIR_LOG_TRACE, "hal"));
}
END_TEST

int main(void) {
  TCase* cases = tcase_create("log");
  tcase_add_test(cases, levels_and_areas);
  tcase_add_test(cases, bad_configuration);
  return test_run("log", cases);
}
