// What Check programs share.
#ifndef WEIR_ENGINE_BASE_TEST_MAIN_H_
#define WEIR_ENGINE_BASE_TEST_MAIN_H_

#include <check.h>
#include <stdlib.h>

#include "engine/base/status.h"

// Ends |status|, which must be a success; or a failure of |code|.
#define test_ok(status) test_status((status), WEIR_CODE_OK, __FILE__, __LINE__)
#define test_fails(status, code) \
  test_status((status), (code), __FILE__, __LINE__)

static inline void test_status(weir_status_t status, weir_code_t code,
                               const char* file, int line) {
  if (weir_status_code(status) != code) {
    ck_abort_msg("%s:%d: expected %s, got %s: %s", file, line,
                 weir_code_name(code), weir_code_name(weir_status_code(status)),
                 weir_status_message(status));
  }
  weir_status_free(status);
}

// Runs the tests of |cases|; the value is main's.
static inline int test_run(const char* name, TCase* cases) {
  Suite* suite = suite_create(name);
  suite_add_tcase(suite, cases);
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif  // WEIR_ENGINE_BASE_TEST_MAIN_H_
