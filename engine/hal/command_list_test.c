#include "engine/hal/command_list.h"

#include "engine/base/test_main.h"
#include "engine/hal/command_list_impl.h"

static void entry(const weir_dispatch_args_t* args, uint32_t x, uint32_t y,
                  uint32_t z) {
  (void)args;
  (void)x;
  (void)y;
  (void)z;
}

static const weir_executable_entry_t entries[] = {{"entry", entry, 1, 1, 100, NULL}};
static const weir_executable_library_t library = {WEIR_EXECUTABLE_ABI_VERSION,
                                                  1, entries};

static weir_slot_range_t range(uint32_t slot) {
  return (weir_slot_range_t){slot, weir_immediate(0), weir_immediate(4)};
}

// A list of a fill, two dispatches behind it and a copy behind both.
static weir_status_t record(weir_allocator_t allocator,
                            weir_executable_t* executable,
                            weir_command_list_t** out_list) {
  *out_list = NULL;
  weir_command_list_params_t params = {
      .slot_count = 2, .scalar_count = 1, .name = "diamond"};
  weir_command_list_t* list;
  WEIR_RETURN_IF_ERROR(weir_command_list_create(allocator, &params, &list));
  weir_command_t fill, sides[3], copy;
  weir_status_t status = weir_command_list_fill(list, NULL, 0, range(0),
                                                weir_immediate(1), 4, &fill);
  weir_slot_range_t binding = range(1);
  weir_scalar_t constant = weir_parameter(0);
  weir_dispatch_command_t dispatch = {
      .executable = executable,
      .workgroup_count = {weir_immediate(1), weir_immediate(1),
                          weir_immediate(1)},
      .constants = &constant,
      .constant_count = 1,
      .bindings = &binding,
      .binding_count = 1,
      .label = "side",
  };
  for (int i = 0; i < 2 && weir_is_ok(status); ++i) {
    status = weir_command_list_dispatch(list, &fill, 1, &dispatch, &sides[i]);
  }
  if (weir_is_ok(status)) {
    sides[2] = sides[0];  // named twice, counts once
    status = weir_command_list_copy(list, sides, 3, range(0), range(1), &copy);
  }
  if (weir_is_ok(status)) status = weir_command_list_finish(list);
  if (weir_is_ok(status)) {
    *out_list = list;
  } else {
    weir_command_list_release(list);
  }
  return status;
}

static weir_executable_t* make_executable(void) {
  weir_executable_t* executable;
  test_ok(weir_executable_wrap(weir_default_allocator(), "test", &library,
                               &executable));
  return executable;
}

START_TEST(edges) {
  weir_executable_t* executable = make_executable();
  weir_command_list_t* list;
  test_ok(record(weir_default_allocator(), executable, &list));
  weir_executable_release(executable);
  ck_assert_uint_eq(weir_command_list_command_count(list), 4);
  ck_assert_uint_eq(list->root_count, 1);
  ck_assert_uint_eq(list->records[0].successor_count, 2);
  ck_assert_uint_eq(list->records[0].successors[0], 1);
  ck_assert_uint_eq(list->records[0].successors[1], 2);
  ck_assert_uint_eq(list->records[1].successors[0], 3);
  ck_assert_uint_eq(list->records[3].predecessor_count, 2);
  ck_assert_uint_eq(list->records[3].successor_count, 0);
  ck_assert_uint_eq(list->workspace_bytes, 100);
  ck_assert_str_eq(list->records[1].label, "side");
  test_fails(weir_command_list_join(list, NULL, 0, NULL),
             WEIR_CODE_FAILED_PRECONDITION);
  weir_command_list_release(list);
}
END_TEST

START_TEST(bad_recording) {
  weir_executable_t* executable = make_executable();
  weir_command_list_params_t params = {.slot_count = 1, .scalar_count = 1};
  weir_command_list_t* list;
  test_ok(weir_command_list_create(weir_default_allocator(), &params, &list));
  weir_command_t later = 0;
  test_fails(weir_command_list_join(list, &later, 1, NULL),
             WEIR_CODE_INVALID_ARGUMENT);
  test_fails(weir_command_list_fill(list, NULL, 0, range(1), weir_immediate(0),
                                    4, NULL),
             WEIR_CODE_INVALID_ARGUMENT);
  test_fails(weir_command_list_fill(list, NULL, 0, range(0), weir_parameter(1),
                                    4, NULL),
             WEIR_CODE_INVALID_ARGUMENT);
  test_fails(weir_command_list_fill(list, NULL, 0, range(0), weir_immediate(0),
                                    3, NULL),
             WEIR_CODE_INVALID_ARGUMENT);
  weir_dispatch_command_t dispatch = {.executable = executable};
  test_fails(weir_command_list_dispatch(list, NULL, 0, &dispatch, NULL),
             WEIR_CODE_INVALID_ARGUMENT);
  dispatch.entry = 1;
  test_fails(weir_command_list_dispatch(list, NULL, 0, &dispatch, NULL),
             WEIR_CODE_INVALID_ARGUMENT);
  weir_command_list_release(list);
  weir_executable_release(executable);
}
END_TEST

START_TEST(no_memory) {
  weir_executable_t* executable = make_executable();
  for (long long n = 1;; ++n) {
    weir_test_allocator_t test;
    weir_test_allocator_init(&test, n);
    weir_command_list_t* list;
    weir_status_t status =
        record(weir_test_allocator(&test), executable, &list);
    bool done = weir_is_ok(status);
    if (!done) {
      ck_assert_int_eq(weir_status_code(status), WEIR_CODE_RESOURCE_EXHAUSTED);
    }
    weir_status_free(status);
    weir_command_list_release(list);
    ck_assert_int_eq(atomic_load(&test.live_count), 0);
    if (done) break;
  }
  weir_executable_release(executable);
}
END_TEST

START_TEST(runs_are_reused) {
  weir_executable_t* executable = make_executable();
  weir_test_allocator_t test;
  weir_test_allocator_init(&test, 0);
  weir_command_list_t* list;
  test_ok(record(weir_test_allocator(&test), executable, &list));
  long long before = atomic_load(&test.total_count);
  for (int i = 0; i < 10; ++i) {
    weir_run_t *a, *b;
    test_ok(weir_run_acquire(list, &a));
    test_ok(weir_run_acquire(list, &b));
    ck_assert_ptr_ne(a, b);
    weir_run_release(a);
    weir_run_release(b);
  }
  ck_assert_int_eq(atomic_load(&test.total_count), before);
  weir_command_list_release(list);
  ck_assert_int_eq(atomic_load(&test.live_count), 0);
  weir_executable_release(executable);
}
END_TEST

int main(void) {
  TCase* cases = tcase_create("command_list");
  tcase_add_test(cases, edges);
  tcase_add_test(cases, bad_recording);
  tcase_add_test(cases, no_memory);
  tcase_add_test(cases, runs_are_reused);
  return test_run("command_list", cases);
}
