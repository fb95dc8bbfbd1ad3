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
    char bits = 0;
    for (size_t i = 0; i < size; ++i) bits |= data[i];
    ck_assert_int_eq(bits, 0);
    memset(data, 0xff, size);
  }
  ck_assert_uint_gt(arena.total_bytes, 200000);
  weir_arena_deinit(&arena);
  ck_assert_uint_eq(arena.total_bytes, 0);
}
END_TEST

// Blocks of many megabytes come from elsewhere than small ones; none shares
// memory with another, and all of them go.
START_TEST(grows_to_large_blocks) {
  enum { PIECES = 3000, PIECE_BYTES = 10000, LARGE_BYTES = 5000001 };
  weir_arena_t arena = {0};
  char** pieces = WEIR_ARENA_ARRAY(&arena, char*, PIECES);
  for (int i = 0; i < PIECES; ++i) {
    pieces[i] = weir_arena_alloc(&arena, PIECE_BYTES);
    ck_assert_uint_eq((uintptr_t)pieces[i] % 16, 0);
    memset(pieces[i], i % 251, PIECE_BYTES);
  }
  char* large = weir_arena_alloc(&arena, LARGE_BYTES);
  ck_assert_int_eq(large[0], 0);
  ck_assert_mem_eq(large, large + 1, LARGE_BYTES - 1);  // all like the first
  memset(large, 0xff, LARGE_BYTES);
  for (int i = 0; i < PIECES; ++i) {
    ck_assert_int_eq((unsigned char)pieces[i][0], i % 251);
    ck_assert_mem_eq(pieces[i], pieces[i] + 1, PIECE_BYTES - 1);
  }
  ck_assert_uint_ge(arena.total_bytes, PIECES * PIECE_BYTES + LARGE_BYTES);
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
  tcase_add_test(cases, grows_to_large_blocks);
  tcase_add_test(cases, texts);
  tcase_add_test(cases, views);
  return test_run("arena", cases);
}
