// Memory in queue order, budgets and statistics.
#include "tests/cts/hal/device_cts.h"

START_TEST(alloca_fill_dealloca) {
  weir_device_reset_statistics(cts.device);
  weir_fence_t* allocated = cts_fence();
  weir_fence_t* filled = cts_fence();
  weir_fence_t* freed = cts_fence();
  weir_fence_t* start = cts_fence();
  weir_buffer_t* buffer;
  cts_ok(weir_queue_alloca(cts.queue, start, allocated, 4096, &buffer));
  ck_assert_ptr_null(weir_buffer_data(buffer));
  ck_assert_uint_eq(weir_buffer_length(buffer), 4096);
  cts_ok(weir_queue_fill(cts.queue, allocated, filled,
                         (weir_buffer_range_t){buffer, 0, WEIR_WHOLE_LENGTH},
                         42, 1));
  cts_ok(weir_queue_dealloca(cts.queue, filled, freed, buffer));
  cts_ok(weir_fence_signal(start));
  cts_wait(freed);
  ck_assert_ptr_null(weir_buffer_data(buffer));
  weir_device_statistics_t statistics;
  weir_device_statistics(cts.device, &statistics);
  ck_assert_uint_eq(statistics.memory.bytes_now, 0);
  ck_assert_uint_eq(statistics.memory.bytes_peak, 4096);
  weir_buffer_release(buffer);
  weir_fence_release(allocated);
  weir_fence_release(filled);
  weir_fence_release(start);
}
END_TEST

START_TEST(dropped_while_in_flight) {
  // Work in flight keeps what it touches.
  weir_fence_t* start = cts_fence();
  weir_fence_t* done = cts_fence();
  weir_buffer_t* buffer = cts_buffer(64);
  weir_buffer_t* part;
  cts_ok(weir_buffer_subspan(buffer, 16, 32, &part));
  weir_buffer_release(buffer);
  cts_ok(weir_queue_fill(cts.queue, start, done,
                         (weir_buffer_range_t){part, 0, WEIR_WHOLE_LENGTH}, 1,
                         1));
  weir_buffer_release(part);
  cts_ok(weir_fence_signal(start));
  weir_fence_release(start);
  cts_wait(done);
  weir_device_statistics_t statistics;
  weir_device_statistics(cts.device, &statistics);
  ck_assert_uint_eq(statistics.memory.bytes_now, 0);
}
END_TEST

START_TEST(budget) {
  weir_device_t* device = cts_open("small", 1000);
  weir_buffer_t *first, *second;
  cts_ok(weir_device_allocate(device, 600, &first));
  cts_fails(weir_device_allocate(device, 600, &second),
            WEIR_CODE_RESOURCE_EXHAUSTED);
  ck_assert_ptr_null(second);
  weir_fence_t* fence = cts_fence();
  cts_ok(weir_queue_alloca(weir_device_queue(device, 0), NULL, fence, 600,
                           &second));
  cts_wait_fails(fence, WEIR_CODE_RESOURCE_EXHAUSTED);
  weir_buffer_release(second);
  weir_buffer_release(first);
  cts_ok(weir_device_allocate(device, 600, &second));
  // A buffer may outlive its device.
  weir_device_release(device);
  cts_ok(weir_buffer_fill(second, 0, 600, 1, 1));
  weir_buffer_release(second);
}
END_TEST

START_TEST(huge_sizes) {
  weir_buffer_t* buffer;
  cts_fails(weir_device_allocate(cts.device, UINT64_MAX - 5, &buffer),
            WEIR_CODE_RESOURCE_EXHAUSTED);
  cts_fails(weir_device_allocate(cts.device, UINT64_MAX / 4, &buffer),
            WEIR_CODE_RESOURCE_EXHAUSTED);
}
END_TEST

START_TEST(dealloca_of_others) {
  weir_buffer_t* buffer;
  cts_ok(weir_buffer_create(cts.allocator, 16, &buffer));
  weir_fence_t* fence = cts_fence();
  cts_ok(weir_queue_dealloca(cts.queue, NULL, fence, buffer));
  cts_wait_fails(fence, WEIR_CODE_FAILED_PRECONDITION);
  weir_buffer_release(buffer);
}
END_TEST

TCase* cts_memory_cases(void) {
  TCase* cases = tcase_create("memory");
  tcase_add_checked_fixture(cases, cts_setup, cts_teardown);
  tcase_add_test(cases, alloca_fill_dealloca);
  tcase_add_test(cases, dropped_while_in_flight);
  tcase_add_test(cases, budget);
  tcase_add_test(cases, huge_sizes);
  tcase_add_test(cases, dealloca_of_others);
  return cases;
}
