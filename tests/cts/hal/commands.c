// Each kind of command, with immediate and with submitted quantities.
#include <string.h>

#include "tests/cts/hal/device_cts.h"

START_TEST(barrier_signals) {
  weir_fence_t* fence = cts_fence();
  cts_ok(weir_queue_barrier(cts.queue, NULL, fence));
  cts_wait(fence);
}
END_TEST

START_TEST(fill_patterns) {
  weir_buffer_t* buffer = cts_buffer(64);
  static const uint32_t sizes[] = {1, 2, 4, 8};
  for (int i = 0; i < 4; ++i) {
    weir_fence_t* fence = cts_fence();
    cts_ok(weir_queue_fill(cts.queue, NULL, fence,
                           (weir_buffer_range_t){buffer, 16, 32},
                           0x1122334455667788, sizes[i]));
    cts_wait(fence);
    uint8_t bytes[64];
    cts_ok(weir_buffer_read(buffer, 0, bytes, 64));
    uint64_t pattern = 0x1122334455667788;
    for (int j = 0; j < 64; ++j) {
      uint8_t expected = 0;
      if (j >= 16 && j < 48) {
        memcpy(&expected, (char*)&pattern + (unsigned)j % sizes[i], 1);
      }
      ck_assert_uint_eq(bytes[j], expected);
    }
  }
  weir_buffer_release(buffer);
}
END_TEST

START_TEST(update_copy_read) {
  weir_buffer_t* a = cts_buffer(32);
  weir_buffer_t* b = cts_buffer(32);
  char text[9] = {0};
  weir_fence_t* f1 = cts_fence();
  weir_fence_t* f2 = cts_fence();
  weir_fence_t* f3 = cts_fence();
  // Chained by fences, submitted in the wrong order.
  cts_ok(
      weir_queue_read(cts.queue, f2, f3, (weir_buffer_range_t){b, 3, 8}, text));
  cts_ok(weir_queue_copy(cts.queue, f1, f2, (weir_buffer_range_t){a, 8, 8},
                         (weir_buffer_range_t){b, 3, 8}));
  cts_ok(weir_queue_update(cts.queue, NULL, f1, "abcdefgh", 8, a, 8));
  cts_wait(f3);
  ck_assert_str_eq(text, "abcdefgh");
  weir_fence_release(f1);
  weir_fence_release(f2);
  weir_buffer_release(a);
  weir_buffer_release(b);
}
END_TEST

START_TEST(dispatch_grid) {
  weir_buffer_t* buffer = cts_buffer(4 * 3 * 5 * 7);
  weir_command_list_t* list = cts_list(1, 2);
  weir_slot_range_t binding = cts_range(0, 0, WEIR_WHOLE_LENGTH);
  weir_scalar_t constant = weir_parameter(1);
  weir_dispatch_command_t dispatch = {
      .executable = cts.executable,
      .entry = CTS_STORE,
      .workgroup_count = {weir_immediate(3), weir_parameter(0),
                          weir_immediate(7)},
      .constants = &constant,
      .constant_count = 1,
      .bindings = &binding,
      .binding_count = 1,
      .label = "grid",
  };
  cts_ok(weir_command_list_dispatch(list, NULL, 0, &dispatch, NULL));
  cts_ok(weir_command_list_finish(list));
  for (uint32_t round = 0; round < 3; ++round) {
    uint64_t scalars[2] = {5, 1000 * round};
    weir_buffer_range_t bound = {buffer, 0, WEIR_WHOLE_LENGTH};
    weir_submission_t submission = {.list = list,
                                    .bindings = &bound,
                                    .binding_count = 1,
                                    .scalars = scalars,
                                    .scalar_count = 2};
    weir_fence_t* fence = cts_fence();
    cts_ok(weir_queue_execute(cts.queue, NULL, fence, &submission));
    cts_wait(fence);
    const uint32_t* out = weir_buffer_data(buffer);
    for (uint32_t i = 0; i < 105; ++i) {
      ck_assert_uint_eq(out[i], 1000 * round + i);
    }
  }
  weir_command_list_release(list);
  weir_buffer_release(buffer);
}
END_TEST

START_TEST(dispatch_of_nothing) {
  weir_command_list_t* list = cts_list(0, 0);
  weir_command_t first =
      cts_dispatch(list, UINT32_MAX, CTS_EMPTY, 0, NULL, NULL);
  cts_dispatch(list, first, CTS_EMPTY, 1, NULL, NULL);
  cts_ok(weir_command_list_finish(list));
  weir_fence_t* fence = cts_fence();
  cts_ok(weir_queue_execute(cts.queue, NULL, fence,
                            &(weir_submission_t){.list = list}));
  cts_wait(fence);
  weir_command_list_release(list);
}
END_TEST

START_TEST(empty_list) {
  weir_command_list_t* list = cts_list(0, 0);
  cts_ok(weir_command_list_finish(list));
  weir_fence_t* fence = cts_fence();
  cts_ok(weir_queue_execute(cts.queue, NULL, fence,
                            &(weir_submission_t){.list = list}));
  cts_wait(fence);
  weir_command_list_release(list);
}
END_TEST

START_TEST(submitted_ranges) {
  weir_buffer_t* buffer = cts_buffer(64);
  weir_command_list_t* list = cts_list(1, 3);
  weir_slot_range_t target = {0, weir_parameter(0), weir_parameter(1)};
  cts_ok(weir_command_list_fill(list, NULL, 0, target, weir_parameter(2), 4,
                                NULL));
  cts_ok(weir_command_list_finish(list));
  // The binding itself begins at 8 and ends at 56.
  weir_buffer_range_t bound = {buffer, 8, 48};
  uint64_t scalars[3] = {4, 8, 0xabcd};
  weir_submission_t submission = {.list = list,
                                  .bindings = &bound,
                                  .binding_count = 1,
                                  .scalars = scalars,
                                  .scalar_count = 3};
  weir_fence_t* fence = cts_fence();
  cts_ok(weir_queue_execute(cts.queue, NULL, fence, &submission));
  cts_wait(fence);
  const uint32_t* words = weir_buffer_data(buffer);
  for (int i = 0; i < 16; ++i) {
    ck_assert_uint_eq(words[i], i == 3 || i == 4 ? 0xabcd : 0);
  }
  weir_command_list_release(list);
  weir_buffer_release(buffer);
}
END_TEST

START_TEST(workspace) {
  weir_buffer_t* buffer = cts_buffer(4 * 64);
  weir_command_list_t* list = cts_list(1, 0);
  weir_slot_range_t binding = cts_range(0, 0, WEIR_WHOLE_LENGTH);
  cts_dispatch(list, UINT32_MAX, CTS_WORKSPACE, 64, &binding, NULL);
  cts_ok(weir_command_list_finish(list));
  weir_buffer_range_t bound = {buffer, 0, WEIR_WHOLE_LENGTH};
  weir_fence_t* fence = cts_fence();
  cts_ok(weir_queue_execute(
      cts.queue, NULL, fence,
      &(weir_submission_t){
          .list = list, .bindings = &bound, .binding_count = 1}));
  cts_wait(fence);
  for (int i = 0; i < 64; ++i) {
    ck_assert_uint_eq(((uint32_t*)weir_buffer_data(buffer))[i], 523776);
  }
  weir_command_list_release(list);
  weir_buffer_release(buffer);
}
END_TEST

static weir_status_t add_one(void* user) {
  ++*(int*)user;
  return weir_ok();
}

START_TEST(host_call) {
  int calls = 0;
  weir_fence_t* first = cts_fence();
  weir_fence_t* second = cts_fence();
  cts_ok(weir_queue_call(cts.queue, first, second,
                         (weir_host_call_t){add_one, &calls}));
  ck_assert_int_eq(calls, 0);
  cts_ok(weir_queue_call(cts.queue, NULL, first,
                         (weir_host_call_t){add_one, &calls}));
  cts_wait(second);
  ck_assert_int_eq(calls, 2);
  weir_fence_release(first);
}
END_TEST

// Nobody waits for the fence of the last operation, and what starts the first
// one comes from elsewhere.
START_TEST(wait_idle) {
  int calls = 0;
  ck_assert(weir_device_wait_idle(cts.device, WEIR_TIME_NEVER));
  weir_fence_t* from_elsewhere = cts_fence();
  weir_fence_t* first = cts_fence();
  weir_host_call_t call = {add_one, &calls};
  cts_ok(weir_queue_call(cts.queue, first, NULL, call));
  cts_ok(weir_queue_call(cts.queue, from_elsewhere, first, call));
  ck_assert(!weir_device_wait_idle(cts.device, weir_now_ns()));
  ck_assert_int_eq(calls, 0);
  cts_ok(weir_fence_signal(from_elsewhere));
  ck_assert(weir_device_wait_idle(cts.device, WEIR_TIME_NEVER));
  ck_assert_int_eq(calls, 2);
  weir_fence_release(from_elsewhere);
  weir_fence_release(first);
}
END_TEST

START_TEST(counters) {
  weir_device_reset_statistics(cts.device);
  weir_buffer_t* buffer = cts_buffer(64);
  weir_command_list_t* list = cts_list(1, 0);
  weir_slot_range_t binding = cts_range(0, 0, 64);
  weir_command_t command =
      cts_dispatch(list, UINT32_MAX, CTS_COUNT, 5, &binding, NULL);
  cts_ok(weir_command_list_fill(list, &command, 1, cts_range(0, 0, 16),
                                weir_immediate(0), 1, NULL));
  cts_ok(weir_command_list_finish(list));
  weir_buffer_range_t bound = {buffer, 0, WEIR_WHOLE_LENGTH};
  for (int i = 0; i < 3; ++i) {
    weir_fence_t* fence = cts_fence();
    cts_ok(weir_queue_execute(
        cts.queue, NULL, fence,
        &(weir_submission_t){
            .list = list, .bindings = &bound, .binding_count = 1}));
    cts_wait(fence);
  }
  weir_device_statistics_t statistics;
  weir_device_statistics(cts.device, &statistics);
  ck_assert_uint_eq(statistics.submission_count, 3);
  ck_assert_uint_eq(statistics.command_count, 6);
  ck_assert_uint_eq(statistics.dispatch_count, 3);
  ck_assert_uint_eq(statistics.workgroup_count, 15);
  ck_assert_uint_eq(statistics.copy_count, 3);
  ck_assert_uint_eq(statistics.copy_bytes, 48);
  ck_assert_uint_eq(statistics.memory.bytes_now, 64);
  weir_command_list_release(list);
  weir_buffer_release(buffer);
}
END_TEST

TCase* cts_command_cases(void) {
  TCase* cases = tcase_create("commands");
  tcase_add_checked_fixture(cases, cts_setup, cts_teardown);
  tcase_add_test(cases, barrier_signals);
  tcase_add_test(cases, wait_idle);
  tcase_add_test(cases, fill_patterns);
  tcase_add_test(cases, update_copy_read);
  tcase_add_test(cases, dispatch_grid);
  tcase_add_test(cases, dispatch_of_nothing);
  tcase_add_test(cases, empty_list);
  tcase_add_test(cases, submitted_ranges);
  tcase_add_test(cases, workspace);
  tcase_add_test(cases, host_call);
  tcase_add_test(cases, counters);
  return cases;
}
