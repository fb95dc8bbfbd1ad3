#include "engine/base/huge_memory.h"

#include <stdint.h>
#include <string.h>

#include "engine/base/test_main.h"

enum { PAGE = WEIR_HUGE_PAGE_BYTES };

static void check_zeroed(const char* memory, size_t size) {
  ck_assert_uint_eq((uintptr_t)memory % PAGE, 0);
  ck_assert_int_eq(memory[0], 0);
  ck_assert_mem_eq(memory, memory + 1, size - 1);  // all like the first
}

// All of |size|.
static char* take(size_t size) {
  size_t got = size;
  char* memory = weir_huge_memory_take(size, &got);
  ck_assert_uint_eq(got, size);
  return memory;
}

START_TEST(what_is_given_back_serves_again) {
  char* first = take(4 * (size_t)PAGE);
  check_zeroed(first, 4 * (size_t)PAGE);
  memset(first, 0xff, 4 * (size_t)PAGE);
  weir_huge_memory_give(first, 4 * (size_t)PAGE);
  char* second = take(PAGE);
  ck_assert_ptr_eq(second, first);
  check_zeroed(second, PAGE);
  char* third = take(3 * (size_t)PAGE);
  ck_assert_ptr_eq(third, first + PAGE);
  check_zeroed(third, 3 * (size_t)PAGE);
  memset(second, 0xff, PAGE);
  memset(third, 0xff, 3 * (size_t)PAGE);
  // In pieces, the last first: they are one range again.
  weir_huge_memory_give(third + 2 * PAGE, PAGE);
  weir_huge_memory_give(second, PAGE);
  weir_huge_memory_give(third, 2 * (size_t)PAGE);
  char* whole = take(4 * (size_t)PAGE);
  ck_assert_ptr_eq(whole, first);
  check_zeroed(whole, 4 * (size_t)PAGE);
  weir_huge_memory_give(whole, 4 * (size_t)PAGE);
}
END_TEST

START_TEST(the_smallest_that_fits_is_taken) {
  char* memory = take(8 * (size_t)PAGE);
  weir_huge_memory_give(memory, 3 * (size_t)PAGE);
  weir_huge_memory_give(memory + 4 * PAGE, 2 * (size_t)PAGE);
  char* two = take(2 * (size_t)PAGE);
  ck_assert_ptr_eq(two, memory + 4 * PAGE);
  weir_huge_memory_give(memory + 3 * PAGE, PAGE);
  weir_huge_memory_give(two, 2 * (size_t)PAGE);
  weir_huge_memory_give(memory + 6 * PAGE, 2 * (size_t)PAGE);
}
END_TEST

START_TEST(less_than_wanted_is_taken_if_it_is_kept) {
  char* memory = take(4 * (size_t)PAGE);
  weir_huge_memory_give(memory, PAGE);
  weir_huge_memory_give(memory + 2 * PAGE, 2 * (size_t)PAGE);
  size_t size = 3 * (size_t)PAGE;
  char* largest = weir_huge_memory_take(PAGE, &size);
  ck_assert_ptr_eq(largest, memory + 2 * PAGE);
  ck_assert_uint_eq(size, 2 * (size_t)PAGE);
  size = 3 * (size_t)PAGE;
  char* other = weir_huge_memory_take(2 * (size_t)PAGE, &size);
  ck_assert_uint_eq(size, 3 * (size_t)PAGE);
  check_zeroed(other, size);
  weir_huge_memory_give(other, size);
  weir_huge_memory_give(memory + PAGE, 3 * (size_t)PAGE);
}
END_TEST

// More pieces than are kept, and none beside another: all can be given back.
START_TEST(many_pieces) {
  enum { PIECES = 400 };
  char* memory = take(2 * PIECES * (size_t)PAGE);
  for (size_t i = 0; i < PIECES; ++i) {
    weir_huge_memory_give(memory + 2 * i * PAGE, PAGE);
  }
  for (size_t i = 0; i < PIECES; ++i) {
    weir_huge_memory_give(memory + (2 * i + 1) * PAGE, PAGE);
  }
  char* again = take(PAGE);
  check_zeroed(again, PAGE);
  weir_huge_memory_give(again, PAGE);
}
END_TEST

int main(void) {
  TCase* tests = tcase_create("huge_memory");
  tcase_add_test(tests, what_is_given_back_serves_again);
  tcase_add_test(tests, the_smallest_that_fits_is_taken);
  tcase_add_test(tests, less_than_wanted_is_taken_if_it_is_kept);
  tcase_add_test(tests, many_pieces);
  return test_run("huge_memory", tests);
}
