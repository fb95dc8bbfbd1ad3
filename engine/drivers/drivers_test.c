// What the conformance suite does not reach: opening, wrappers, lack of memory.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/test_main.h"
#include "engine/drivers/register_all.h"
#include "engine/drivers/wrappers/wrappers.h"
#include "engine/hal/queue.h"

static weir_status_t open_device(const char* drivers, uint32_t threads,
                                 weir_allocator_t allocator,
                                 weir_device_t** out_device) {
  *out_device = NULL;
  weir_driver_registry_t registry = {0};
  WEIR_RETURN_IF_ERROR(weir_register_all_drivers(&registry));
  weir_device_params_t params = {
      .name = "dut", .thread_count = threads, .allocator = allocator};
  return weir_device_open(&registry, drivers, &params, out_device);
}

static weir_device_t* must_open(const char* drivers) {
  weir_device_t* device;
  test_ok(open_device(drivers, 1, weir_default_allocator(), &device));
  return device;
}

START_TEST(names) {
  weir_device_t* device;
  weir_status_t status =
      open_device("tpu", 1, weir_default_allocator(), &device);
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_NOT_FOUND);
  ck_assert(strstr(weir_status_message(status), "inline, local") != NULL);
  weir_status_free(status);
  test_fails(open_device("local+inline", 1, weir_default_allocator(), &device),
             WEIR_CODE_INVALID_ARGUMENT);
  test_fails(open_device("validate", 1, weir_default_allocator(), &device),
             WEIR_CODE_INVALID_ARGUMENT);
  test_fails(open_device("local", 1 << 20, weir_default_allocator(), &device),
             WEIR_CODE_INVALID_ARGUMENT);
  device = must_open("validate+fault+inline");
  ck_assert_str_eq(weir_device_info(device)->driver, "validate");
  ck_assert_str_eq(weir_device_info(device)->name, "dut");
  weir_device_release(device);
  weir_driver_registry_t registry = {0};
  test_ok(weir_register_all_drivers(&registry));
  test_fails(weir_register_all_drivers(&registry), WEIR_CODE_ALREADY_EXISTS);
}
END_TEST

// A device is opened, fills a buffer and is closed, all by |allocator|.
static weir_status_t exercise(const char* drivers, uint32_t threads,
                              weir_allocator_t allocator) {
  weir_device_t* device;
  WEIR_RETURN_IF_ERROR(open_device(drivers, threads, allocator, &device));
  weir_queue_t queue = weir_device_queue(device, 0);
  weir_buffer_t* buffer = NULL;
  weir_fence_t* allocated = NULL;
  weir_fence_t* filled = NULL;
  weir_status_t status = weir_fence_create_private(allocator, &allocated);
  if (weir_is_ok(status)) {
    status = weir_fence_create_private(allocator, &filled);
  }
  if (weir_is_ok(status)) {
    status = weir_queue_alloca(queue, NULL, allocated, 1000, &buffer);
  }
  if (weir_is_ok(status)) {
    status = weir_queue_fill(queue, allocated, filled,
                             (weir_buffer_range_t){buffer, 0, 1000}, 1, 1);
  }
  if (weir_is_ok(status)) {
    status = weir_fence_wait(filled, weir_device_progress_of(device),
                             WEIR_TIME_NEVER);
  }
  weir_buffer_release(buffer);
  weir_device_release(device);
  weir_fence_release(allocated);
  weir_fence_release(filled);
  return status;
}

static const char* const configurations[] = {
    "inline",
    "local",
    "validate+local",
    "fault+local",
};

START_TEST(no_memory) {
  for (long long n = 1;; ++n) {
    weir_test_allocator_t test;
    weir_test_allocator_init(&test, n);
    weir_status_t status = exercise(configurations[_i], 1 + (uint32_t)(n % 2),
                                    weir_test_allocator(&test));
    ck_assert_int_eq(atomic_load(&test.live_count), 0);
    // The countdown is below zero once the failure has been served.
    bool done = atomic_load(&test.countdown) > 0;
    if (!weir_is_ok(status)) {
      ck_assert_int_eq(weir_status_code(status), WEIR_CODE_RESOURCE_EXHAUSTED);
    }
    weir_status_free(status);
    if (done) break;
    ck_assert_int_lt(n, 1000);
  }
}
END_TEST

START_TEST(submit_takes_no_memory) {
  weir_test_allocator_t test;
  weir_test_allocator_init(&test, 0);
  weir_allocator_t allocator = weir_test_allocator(&test);
  weir_device_t* device;
  test_ok(open_device("local", 1, allocator, &device));
  weir_command_list_params_t params = {.slot_count = 1, .name = "list"};
  weir_command_list_t* list;
  test_ok(weir_command_list_create(allocator, &params, &list));
  weir_slot_range_t whole = {0, weir_immediate(0),
                             weir_immediate(WEIR_WHOLE_LENGTH)};
  test_ok(
      weir_command_list_fill(list, NULL, 0, whole, weir_immediate(3), 1, NULL));
  test_ok(weir_command_list_finish(list));
  weir_buffer_t* buffer;
  test_ok(weir_device_allocate(device, 64, &buffer));
  weir_semaphore_t* timeline;
  test_ok(weir_semaphore_create(allocator, 0, &timeline));
  weir_fence_t* fences[8];
  for (uint64_t i = 0; i < 8; ++i) {
    test_ok(weir_fence_create_at(allocator, timeline, i + 1, &fences[i]));
  }
  long long before = atomic_load(&test.total_count);
  for (int i = 0; i < 8; ++i) {
    weir_buffer_range_t binding = {buffer, 0, WEIR_WHOLE_LENGTH};
    test_ok(weir_queue_execute(
        weir_device_queue(device, 0), i ? fences[i - 1] : NULL, fences[i],
        &(weir_submission_t){
            .list = list, .bindings = &binding, .binding_count = 1}));
    test_ok(weir_fence_wait(fences[i], weir_device_progress_of(device),
                            WEIR_TIME_NEVER));
  }
  ck_assert_int_eq(atomic_load(&test.total_count), before);
  for (int i = 0; i < 8; ++i) weir_fence_release(fences[i]);
  weir_semaphore_release(timeline);
  weir_buffer_release(buffer);
  weir_command_list_release(list);
  weir_device_release(device);
  ck_assert_int_eq(atomic_load(&test.live_count), 0);
}
END_TEST

START_TEST(validation) {
  weir_device_t* device = must_open("validate+local");
  weir_queue_t queue = weir_device_queue(device, 0);
  weir_buffer_t* buffer;
  test_ok(weir_device_allocate(device, 64, &buffer));
  test_fails(
      weir_queue_copy(queue, NULL, NULL, (weir_buffer_range_t){buffer, 0, 16},
                      (weir_buffer_range_t){buffer, 8, 16}),
      WEIR_CODE_INVALID_ARGUMENT);
  test_ok(weir_queue_copy(queue, NULL, NULL,
                          (weir_buffer_range_t){buffer, 0, 16},
                          (weir_buffer_range_t){buffer, 16, 16}));
  weir_fence_t* fence;
  test_ok(weir_fence_create_private(weir_default_allocator(), &fence));
  test_fails(weir_queue_barrier(queue, fence, fence),
             WEIR_CODE_INVALID_ARGUMENT);
  test_ok(weir_fence_signal(fence));
  test_fails(weir_queue_barrier(queue, NULL, fence),
             WEIR_CODE_FAILED_PRECONDITION);
  test_fails(weir_queue_fill(queue, NULL, NULL, (weir_buffer_range_t){0}, 0, 1),
             WEIR_CODE_INVALID_ARGUMENT);
  weir_fence_release(fence);
  weir_buffer_release(buffer);
  weir_device_release(device);
}
END_TEST

START_TEST(faults) {
  weir_device_t* device = must_open("fault+local");
  weir_device_t* plain = must_open("local");
  test_fails(weir_fault_set(plain, 1), WEIR_CODE_FAILED_PRECONDITION);
  weir_device_release(plain);
  weir_queue_t queue = weir_device_queue(device, 0);
  weir_progress_t* progress = weir_device_progress_of(device);
  for (uint64_t n = 1; n <= 4; ++n) {
    test_ok(weir_fault_set(device, n));
    weir_status_t status = weir_ok();
    weir_fence_t* previous = NULL;
    weir_buffer_t* buffer = NULL;
    for (int i = 0; i < 3 && weir_is_ok(status); ++i) {
      weir_fence_t* fence;
      test_ok(weir_fence_create_private(weir_default_allocator(), &fence));
      status = i == 0 ? weir_queue_alloca(queue, previous, fence, 16, &buffer)
               : i == 1
                   ? weir_queue_fill(queue, previous, fence,
                                     (weir_buffer_range_t){buffer, 0, 16}, 1, 1)
                   : weir_queue_dealloca(queue, previous, fence, buffer);
      weir_fence_release(previous);
      previous = fence;
    }
    if (weir_is_ok(status)) {
      status = weir_fence_wait(previous, progress, WEIR_TIME_NEVER);
    }
    weir_fence_release(previous);
    weir_buffer_release(buffer);
    static const weir_code_t expected[] = {WEIR_CODE_RESOURCE_EXHAUSTED,
                                           WEIR_CODE_UNAVAILABLE,
                                           WEIR_CODE_UNAVAILABLE, WEIR_CODE_OK};
    test_status(status, expected[n - 1], __FILE__, __LINE__);
  }
  weir_device_release(device);
}
END_TEST

START_TEST(traces) {
  char prefix[64], path[96];
  snprintf(prefix, sizeof(prefix), "/tmp/weir_trace_test_%d", (int)getpid());
  snprintf(path, sizeof(path), "%s.dut.json", prefix);
  setenv("WEIR_TRACE", prefix, 1);
  weir_device_t* device = must_open("validate+trace+local");
  weir_buffer_t* buffer;
  test_ok(weir_device_allocate(device, 64, &buffer));
  weir_fence_t* fence;
  test_ok(weir_fence_create_private(weir_default_allocator(), &fence));
  test_ok(weir_queue_fill(weir_device_queue(device, 0), NULL, fence,
                          (weir_buffer_range_t){buffer, 0, 64}, 1, 1));
  test_ok(
      weir_fence_wait(fence, weir_device_progress_of(device), WEIR_TIME_NEVER));
  weir_fence_release(fence);
  weir_buffer_release(buffer);
  weir_device_release(device);
  char text[1024] = {0};
  FILE* file = fopen(path, "r");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_gt(fread(text, 1, sizeof(text) - 1, file), 0);
  fclose(file);
  unlink(path);
  ck_assert(strstr(text, "\"name\": \"fill\", \"ph\": \"X\"") != NULL);
}
END_TEST

int main(void) {
  TCase* cases = tcase_create("drivers");
  tcase_set_timeout(cases, 60);
  tcase_add_test(cases, names);
  tcase_add_loop_test(cases, no_memory, 0, 4);
  tcase_add_test(cases, submit_takes_no_memory);
  tcase_add_test(cases, validation);
  tcase_add_test(cases, faults);
  tcase_add_test(cases, traces);
  return test_run("drivers", cases);
}
