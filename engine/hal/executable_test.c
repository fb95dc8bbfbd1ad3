#include "engine/hal/executable.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/strbuf.h"
#include "engine/base/test_main.h"

static weir_strbuf_t read_image(const char* path) {
  weir_strbuf_t image = {0};
  FILE* file = fopen(path, "rb");
  ck_assert_msg(file != NULL, "%s", path);
  char chunk[4096];
  size_t n;
  while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0) {
    weir_strbuf_append(&image, chunk, n);
  }
  fclose(file);
  return image;
}

START_TEST(loads_and_runs) {
  weir_strbuf_t image = read_image(SAMPLE_EXECUTABLE);
  // Several at once, so that none is mistaken for another.
  weir_executable_t* executables[3];
  for (int i = 0; i < 3; ++i) {
    test_ok(weir_executable_load(weir_default_allocator(), "sample", image.data,
                                 image.size, &executables[i]));
  }
  ck_assert_ptr_ne(weir_executable_entry(executables[0], 0),
                   weir_executable_entry(executables[1], 0));
  weir_strbuf_deinit(&image);
  uint32_t ordinal = 9;
  test_ok(weir_executable_find(executables[2], weir_sv("scale"), &ordinal));
  ck_assert_uint_eq(ordinal, 0);
  weir_status_t status =
      weir_executable_find(executables[2], weir_sv("scall"), &ordinal);
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_NOT_FOUND);
  ck_assert(strstr(weir_status_message(status), "it has: scale") != NULL);
  weir_status_free(status);
  uint32_t data[2] = {3, 4};
  void* binding = data;
  uint64_t length = sizeof(data);
  uint32_t constant = 5;
  weir_dispatch_args_t args = {.bindings = &binding,
                               .binding_lengths = &length,
                               .constants = &constant,
                               .workgroup_count = {2, 1, 1}};
  for (uint32_t i = 0; i < 2; ++i) {
    weir_executable_entry(executables[i], 0)->entry(&args, i, 0, 0);
  }
  ck_assert_uint_eq(data[0], 15);
  ck_assert_uint_eq(data[1], 20);
  for (int i = 0; i < 3; ++i) weir_executable_release(executables[i]);
}
END_TEST

START_TEST(refuses_other_versions) {
  weir_strbuf_t image = read_image(OLD_EXECUTABLE);
  weir_executable_t* executable;
  weir_status_t status = weir_executable_load(
      weir_default_allocator(), "old.so", image.data, image.size, &executable);
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_INVALID_ARGUMENT);
  ck_assert(strstr(weir_status_message(status), "old.so: ABI version 99"));
  weir_status_free(status);
  weir_strbuf_deinit(&image);
}
END_TEST

START_TEST(refuses_damage) {
  weir_executable_t* executable;
  test_fails(
      weir_executable_load(weir_default_allocator(), "x", "", 0, &executable),
      WEIR_CODE_INVALID_ARGUMENT);
  weir_strbuf_t image = read_image(SAMPLE_EXECUTABLE);
  // Cut off behind its last segment, an object may still load.
  for (size_t size = 1; size < image.size; size += 97) {
    weir_status_t status = weir_executable_load(weir_default_allocator(), "x",
                                                image.data, size, &executable);
    if (!weir_is_ok(status)) {
      ck_assert_int_eq(weir_status_code(status), WEIR_CODE_INVALID_ARGUMENT);
    }
    weir_status_free(status);
    weir_executable_release(executable);
  }
  weir_strbuf_deinit(&image);
}
END_TEST

START_TEST(no_memory) {
  weir_strbuf_t image = read_image(SAMPLE_EXECUTABLE);
  weir_test_allocator_t test;
  weir_test_allocator_init(&test, 1);
  weir_executable_t* executable;
  test_fails(weir_executable_load(weir_test_allocator(&test), "x", image.data,
                                  image.size, &executable),
             WEIR_CODE_RESOURCE_EXHAUSTED);
  ck_assert_int_eq(atomic_load(&test.live_count), 0);
  weir_strbuf_deinit(&image);
}
END_TEST

int main(void) {
  TCase* cases = tcase_create("executable");
  tcase_add_test(cases, loads_and_runs);
  tcase_add_test(cases, refuses_other_versions);
  tcase_add_test(cases, refuses_damage);
  tcase_add_test(cases, no_memory);
  return test_run("executable", cases);
}
