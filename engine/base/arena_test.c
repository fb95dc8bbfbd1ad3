#include "engine/base/arena.h"

#include <stdint.h>
#include <string.h>

#include "engine/base/string_view.h"
#include "engine/base/test_main.h"

START_TEST(zeroed_and_aligned) {
  weir_arena_t arena = {0};
  for (size_t size = 0; size < 200000; size = size * 2 + 1) {
    char* data = weir_arena_alloc(&arena, size);
    ck_assert_ptr_nonnull(data);
    ck_assert_uint_eq((uintptr_t)data % 16, 0);
    for (size_t i = 0; i < size; ++i) ck_assert_int_eq(data[i], 0);
    memset(data, 0xff, size);
  }
  ck_assert_uint_gt(arena.total_bytes, 200000);
  weir_arena_deinit(&arena);
  ck_assert_uint_eq(arena.total_bytes, 0);
}
END_TEST

START_TEST(texts) {
  weir_arena_t arena;
  weir_arena_init(&arena);
  ck_assert_str_eq(weir_arena_string(&arena, "abcdef", 3), "abc");
  ck_assert_str_eq(weir_arena_format(&arena, "%d-%s", 7, "x"), "7-x");
  int numbers[2] = {4, 5};
  int* copy = weir_arena_copy(&arena, numbers, sizeof(numbers));
  ck_assert_int_eq(copy[1], 5);
  weir_arena_deinit(&arena);
}
END_TEST

START_TEST(views) {
  ck_assert(weir_sv_equal_c(weir_sv_n("abc", 2), "ab"));
  ck_assert(!weir_sv_equal_c(weir_sv("abc"), "ab"));
  ck_assert(weir_sv_equal(weir_sv(NULL), weir_sv("")));
  ck_assert(weir_sv_starts_with(weir_sv("stream.async"), "stream."));
  ck_assert(!weir_sv_starts_with(weir_sv("st"), "stream."));
}
END_TEST

int main(void) {
  TCase* cases = tcase_create("arena");
  tcase_add_test(cases, zeroed_and_aligned);
  tcase_add_test(cases, texts);
  tcase_add_test(cases, views);
  return test_run("arena", cases);
}
