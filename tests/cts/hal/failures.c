// What is wrong is refused or fails the signal fence; nothing hangs.
#include <string.h>

#include "tests/cts/hal/device_cts.h"

START_TEST(failed_wait_fails_signal) {
  weir_fence_t* wait = cts_fence();
  weir_fence_t* signal = cts_fence();
  weir_buffer_t* buffer = cts_buffer(4);
  cts_ok(weir_queue_fill(cts.queue, wait, signal,
                         (weir_buffer_range_t){buffer, 0, 4}, 1, 1));
  weir_fence_fail(wait, weir_status(WEIR_CODE_ABORTED, "peer is gone"));
  weir_status_t status = weir_fence_wait(signal, cts.progress, WEIR_TIME_NEVER);
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_ABORTED);
  ck_assert(strstr(weir_status_message(status), "peer is gone") != NULL);
  weir_status_free(status);
  ck_assert_uint_eq(*(uint32_t*)weir_buffer_data(buffer), 0);
  weir_fence_release(wait);
  weir_fence_release(signal);
  weir_buffer_release(buffer);
}
END_TEST

START_TEST(already_failed_wait) {
  weir_fence_t* wait = cts_fence();
  weir_fence_fail(wait, weir_status(WEIR_CODE_DATA_LOSS, "broken"));
  weir_fence_t* signal = cts_fence();
  cts_ok(weir_queue_barrier(cts.queue, wait, signal));
  cts_wait_fails(signal, WEIR_CODE_DATA_LOSS);
  weir_fence_release(wait);
}
END_TEST

START_TEST(range_outside_of_binding) {
  weir_buffer_t* buffer = cts_buffer(64);
  weir_command_list_t* list = cts_list(1, 1);
  weir_slot_range_t target = {0, weir_parameter(0), weir_immediate(16)};
  weir_command_t fill;
  cts_ok(weir_command_list_fill(list, NULL, 0, target, weir_immediate(1), 1,
                                &fill));
  // Behind the command that fails: skipped.
  weir_slot_range_t binding = cts_range(0, 60, 4);
  cts_dispatch(list, fill, CTS_COUNT, 1, &binding, NULL);
  cts_ok(weir_command_list_finish(list));
  weir_buffer_range_t bound = {buffer, 0, WEIR_WHOLE_LENGTH};
  static const uint64_t offsets[] = {49, 65, UINT64_MAX, UINT64_MAX - 10};
  for (int i = 0; i < 4; ++i) {
    weir_fence_t* fence = cts_fence();
    cts_ok(weir_queue_execute(cts.queue, NULL, fence,
                              &(weir_submission_t){.list = list,
                                                   .bindings = &bound,
                                                   .binding_count = 1,
                                                   .scalars = &offsets[i],
                                                   .scalar_count = 1}));
    cts_wait_fails(fence, WEIR_CODE_OUT_OF_RANGE);
  }
  // The list is as good as before.
  uint64_t offset = 0;
  weir_fence_t* fence = cts_fence();
  cts_ok(weir_queue_execute(cts.queue, NULL, fence,
                            &(weir_submission_t){.list = list,
                                                 .bindings = &bound,
                                                 .binding_count = 1,
                                                 .scalars = &offset,
                                                 .scalar_count = 1}));
  cts_wait(fence);
  ck_assert_uint_eq(((uint32_t*)weir_buffer_data(buffer))[15], 1);
  weir_command_list_release(list);
  weir_buffer_release(buffer);
}
END_TEST

START_TEST(buffer_without_memory) {
  weir_fence_t* never = cts_fence();
  weir_buffer_t* buffer;
  weir_fence_t* allocated = cts_fence();
  cts_ok(weir_queue_alloca(cts.queue, never, allocated, 16, &buffer));
  weir_fence_t* fence = cts_fence();
  cts_ok(weir_queue_fill(cts.queue, NULL, fence,
                         (weir_buffer_range_t){buffer, 0, 16}, 1, 1));
  cts_wait_fails(fence, WEIR_CODE_FAILED_PRECONDITION);
  cts_ok(weir_fence_signal(never));
  cts_wait(allocated);
  weir_fence_release(never);
  weir_buffer_release(buffer);
}
END_TEST

START_TEST(bad_submissions) {
  weir_buffer_t* buffer = cts_buffer(16);
  weir_command_list_t* list = cts_list(1, 0);
  weir_submission_t submission = {.list = list};
  cts_fails(weir_queue_execute(cts.queue, NULL, NULL, &submission),
            WEIR_CODE_FAILED_PRECONDITION);
  cts_ok(weir_command_list_finish(list));
  cts_fails(weir_queue_execute(cts.queue, NULL, NULL, &submission),
            WEIR_CODE_INVALID_ARGUMENT);
  weir_buffer_range_t bound = {buffer, 8, 16};
  submission.bindings = &bound;
  submission.binding_count = 1;
  cts_fails(weir_queue_execute(cts.queue, NULL, NULL, &submission),
            WEIR_CODE_OUT_OF_RANGE);
  cts_fails(weir_queue_barrier(weir_device_queue(cts.device, 1000), NULL, NULL),
            WEIR_CODE_OUT_OF_RANGE);
  weir_command_list_release(list);
  weir_buffer_release(buffer);
}
END_TEST

static weir_status_t refuse(void* user) {
  (void)user;
  return weir_status(WEIR_CODE_UNAVAILABLE, "no");
}

START_TEST(failing_host_call) {
  weir_fence_t* fence = cts_fence();
  cts_ok(weir_queue_call(cts.queue, NULL, fence,
                         (weir_host_call_t){refuse, NULL}));
  cts_wait_fails(fence, WEIR_CODE_UNAVAILABLE);
}
END_TEST

START_TEST(closed_with_work_waiting) {
  weir_device_t* device = cts_open("closing", 0);
  weir_fence_t* never = cts_fence();
  weir_fence_t* signal = cts_fence();
  cts_ok(weir_queue_barrier(weir_device_queue(device, 0), never, signal));
  weir_device_release(device);
  cts_wait_fails(signal, WEIR_CODE_ABORTED);
  weir_fence_release(never);
}
END_TEST

START_TEST(describes_what_waits) {
  weir_fence_t* never = cts_fence();
  weir_fence_t* signal = cts_fence();
  weir_buffer_t* buffer = cts_buffer(4);
  cts_ok(weir_queue_fill(cts.queue, never, signal,
                         (weir_buffer_range_t){buffer, 0, 4}, 1, 1));
  weir_strbuf_t text = {0};
  weir_device_describe_pending(cts.device, &text);
  ck_assert_msg(strstr(weir_strbuf_c(&text), "fill") != NULL, "%s",
                weir_strbuf_c(&text));
  weir_strbuf_deinit(&text);
  cts_ok(weir_fence_signal(never));
  weir_fence_release(never);
  cts_wait(signal);
  weir_buffer_release(buffer);
}
END_TEST

START_TEST(wrong_executables) {
  weir_executable_t* executable;
  cts_fails(weir_device_load_executable(cts.device, "x", "no-such-format", "",
                                        0, &executable),
            WEIR_CODE_INVALID_ARGUMENT);
  char garbage[256];
  memset(garbage, 7, sizeof(garbage));
  cts_fails(weir_device_load_executable(
                cts.device, "garbage",
                weir_device_info(cts.device)->executable_format, garbage,
                sizeof(garbage), &executable),
            WEIR_CODE_INVALID_ARGUMENT);
  ck_assert_ptr_null(executable);
}
END_TEST

TCase* cts_failure_cases(void) {
  TCase* cases = tcase_create("failures");
  tcase_add_checked_fixture(cases, cts_setup, cts_teardown);
  tcase_add_test(cases, failed_wait_fails_signal);
  tcase_add_test(cases, already_failed_wait);
  tcase_add_test(cases, range_outside_of_binding);
  tcase_add_test(cases, buffer_without_memory);
  tcase_add_test(cases, bad_submissions);
  tcase_add_test(cases, failing_host_call);
  tcase_add_test(cases, closed_with_work_waiting);
  tcase_add_test(cases, describes_what_waits);
  tcase_add_test(cases, wrong_executables);
  return cases;
}
