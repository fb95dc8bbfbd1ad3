#include "engine/session/session.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/drivers/register_all.h"
#include "engine/plan/sample/sample.h"
#include "engine/session/statistics.h"
#include "engine/session/trace.h"
#include "transports/loopback/loopback.h"

typedef struct fixture_t {
  void* image;
  weir_plan_t* plan;
  weir_transport_t* transport;
  weir_driver_registry_t drivers;
  weir_session_t* session;
} fixture_t;

static void check_ok(weir_status_t status) {
  ck_assert_msg(weir_is_ok(status), "%s", weir_status_message(status));
}

static weir_status_t open_session(fixture_t* fixture, const char* wrappers) {
  memset(fixture, 0, sizeof(*fixture));
  size_t size = 0;
  weir_sample_params_t sample = {.element_count = 1000};
  check_ok(weir_sample_pass(&sample, &fixture->image, &size));
  check_ok(weir_plan_open_memory("test", fixture->image, size, &fixture->plan));
  check_ok(weir_loopback_transport_create(&fixture->transport));
  check_ok(weir_register_all_drivers(&fixture->drivers));
  weir_session_params_t params = {.plan = fixture->plan,
                                  .transport = fixture->transport,
                                  .drivers = &fixture->drivers,
                                  .wrappers = wrappers,
                                  .record_trace = true,
                                  .timeout_ns = INT64_C(20000000000)};
  return weir_session_create(&params, &fixture->session);
}

static void close_session(fixture_t* fixture) {
  weir_session_free(fixture->session);
  weir_transport_release(fixture->transport);
  weir_plan_close(fixture->plan);
  free(fixture->image);
}

static void make_input(weir_tensor_t* input) {
  uint64_t shape[1] = {1000};
  check_ok(weir_tensor_create(WEIR_ELEMENT_F32, 1, shape, input));
  for (int i = 0; i < 1000; ++i) ((float*)input->data)[i] = (float)i;
}

START_TEST(two_nodes_in_one_process) {
  fixture_t fixture;
  check_ok(open_session(&fixture, "validate"));
  weir_tensor_t input, outputs[2];
  make_input(&input);
  for (int round = 0; round < 20; ++round) {
    memset(outputs, 0, sizeof(outputs));
    weir_session_call_t call = {.inputs = &input, .outputs = outputs};
    weir_session_reset_statistics(fixture.session);
    check_ok(weir_session_invoke(fixture.session, &call));
    ck_assert_int_gt(call.duration_ns, 0);
    for (int i = 0; i < 2; ++i) {
      ck_assert_uint_eq(outputs[i].bytes, input.bytes);
      ck_assert_mem_eq(outputs[i].data, input.data, input.bytes);
      weir_tensor_release(&outputs[i]);
    }
  }
  weir_session_statistics_t statistics;
  check_ok(weir_session_collect_statistics(fixture.session, &statistics));
  for (int i = 0; i < 2; ++i) {
    ck_assert_uint_eq(statistics.nodes[i].sent_bytes, 4000);
    ck_assert_uint_eq(statistics.nodes[i].received_bytes, 4000);
  }
  ck_assert_uint_eq(statistics.devices[1].copy_count, 1);
  weir_session_statistics_deinit(&statistics);
  weir_strbuf_t trace = {0};
  check_ok(weir_session_collect_trace(fixture.session, &trace));
  ck_assert_ptr_nonnull(strstr(weir_strbuf_c(&trace), "send x"));
  weir_strbuf_deinit(&trace);
  weir_tensor_release(&input);
  close_session(&fixture);
}
END_TEST

START_TEST(wrong_inputs_leave_the_session_usable) {
  fixture_t fixture;
  check_ok(open_session(&fixture, NULL));
  weir_tensor_t input, wrong;
  make_input(&input);
  uint64_t shape[1] = {7};
  check_ok(weir_tensor_create(WEIR_ELEMENT_F32, 1, shape, &wrong));
  weir_session_call_t call = {.inputs = &wrong};
  weir_status_t status = weir_session_invoke(fixture.session, &call);
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_INVALID_ARGUMENT);
  ck_assert_ptr_nonnull(strstr(weir_status_message(status), "1000xf32"));
  weir_status_free(status);
  call.inputs = &input;
  check_ok(weir_session_invoke(fixture.session, &call));
  ck_assert(!weir_session_failed_elsewhere(fixture.session));
  weir_tensor_release(&wrong);
  weir_tensor_release(&input);
  close_session(&fixture);
}
END_TEST

// Each operation of the devices fails once: a failure comes out, nothing hangs,
// and what is behind the last one works.
START_TEST(every_operation_may_fail) {
  int failures = 0;
  bool done = false;
  for (int nth = 1; nth < 100 && !done; ++nth) {
    char text[16];
    snprintf(text, sizeof(text), "%d", nth);
    setenv("WEIR_FAULT", text, 1);
    fixture_t fixture;
    weir_status_t status = open_session(&fixture, "fault");
    weir_tensor_t input, outputs[2] = {{0}};
    make_input(&input);
    if (weir_is_ok(status)) {
      weir_session_call_t call = {.inputs = &input, .outputs = outputs};
      status = weir_session_invoke(fixture.session, &call);
    }
    done = weir_is_ok(status);
    if (!done) ++failures;
    weir_status_free(status);
    weir_tensor_release(&outputs[0]);
    weir_tensor_release(&outputs[1]);
    weir_tensor_release(&input);
    close_session(&fixture);
  }
  unsetenv("WEIR_FAULT");
  ck_assert(done);
  ck_assert_int_gt(failures, 3);
}
END_TEST

START_TEST(processors_are_known) {
  ck_assert(weir_session_cpu_runs(""));
  ck_assert(weir_session_cpu_runs("host"));
  ck_assert(!weir_session_cpu_runs("sm_90"));
#if defined(__x86_64__)
  ck_assert(weir_session_cpu_runs("x86-64"));
  ck_assert(!weir_session_cpu_runs("aarch64"));
#endif
}
END_TEST

int main(void) {
  Suite* suite = suite_create("session");
  TCase* tests = tcase_create("session");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, two_nodes_in_one_process);
  tcase_add_test(tests, wrong_inputs_leave_the_session_usable);
  tcase_add_test(tests, every_operation_may_fail);
  tcase_add_test(tests, processors_are_known);
  suite_add_tcase(suite, tests);
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? 0 : 1;
}
