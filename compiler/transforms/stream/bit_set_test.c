#include "compiler/transforms/stream/bit_set.h"

#include <check.h>
#include <stdlib.h>

enum { BITS = 400 };

START_TEST(neighbors_take_little) {
  weir_arena_t arena = {0};
  weir_bit_set_t set = {0};
  weir_bit_set_add(&set, 1000000, &arena);
  weir_bit_set_add(&set, 1000001, &arena);
  ck_assert_uint_le(set.count, 2);
  ck_assert_int_eq(weir_bit_set_next(&set, 0), 1000000);
  ck_assert_int_eq(weir_bit_set_next(&set, 1000002), -1);
  ck_assert_int_eq(weir_bit_set_last(&set), 1000001);
  weir_arena_deinit(&arena);
}
END_TEST

START_TEST(ranges_take_little) {
  weir_arena_t arena = {0};
  weir_bit_set_t set = {0}, other = {0};
  weir_bit_set_add_range(&set, 1000000, &arena);
  weir_bit_set_add(&set, 1000010, &arena);
  weir_bit_set_add(&other, 5, &arena);
  weir_bit_set_union(&other, &set, &arena);
  ck_assert_uint_le(other.count, 2);
  ck_assert(weir_bit_set_has(&other, 999999));
  ck_assert(!weir_bit_set_has(&other, 1000000));
  ck_assert_int_eq(weir_bit_set_next(&other, 77), 77);
  weir_bit_set_remove(&other, 77, &arena);
  ck_assert_int_eq(weir_bit_set_next(&other, 77), 78);
  ck_assert_int_eq(weir_bit_set_last(&other), 1000010);
  weir_arena_deinit(&arena);
}
END_TEST

typedef struct pair_t {
  weir_bit_set_t set;
  bool bits[BITS];
} pair_t;

static void change(pair_t* pair, const pair_t* other, weir_arena_t* arena) {
  uint32_t bit = (uint32_t)rand() % BITS;
  switch (rand() % 8) {
    case 0:
      weir_bit_set_add_range(&pair->set, bit, arena);
      for (uint32_t i = 0; i < bit; ++i) pair->bits[i] = true;
      break;
    case 1:
      weir_bit_set_union(&pair->set, &other->set, arena);
      for (uint32_t i = 0; i < BITS; ++i) pair->bits[i] |= other->bits[i];
      break;
    case 2:
      if (rand() % 8 != 0) break;
      weir_bit_set_clear(&pair->set);
      for (uint32_t i = 0; i < BITS; ++i) pair->bits[i] = false;
      break;
    case 3:
    case 4:
      weir_bit_set_remove(&pair->set, bit, arena);
      pair->bits[bit] = false;
      break;
    default:
      weir_bit_set_add(&pair->set, bit, arena);
      pair->bits[bit] = true;
      break;
  }
}

static void check(const pair_t* pair, const pair_t* other) {
  int32_t last = -1, next = -1;
  uint32_t wrong = 0, from = (uint32_t)rand() % BITS;
  bool meets = false;
  for (uint32_t i = 0; i < BITS; ++i) {
    wrong += weir_bit_set_has(&pair->set, i) != pair->bits[i];
    if (pair->bits[i]) last = (int32_t)i;
    if (pair->bits[i] && i >= from && next < 0) next = (int32_t)i;
    meets |= pair->bits[i] && other->bits[i];
  }
  ck_assert_uint_eq(wrong, 0);
  ck_assert_int_eq(weir_bit_set_last(&pair->set), last);
  ck_assert_int_eq(weir_bit_set_next(&pair->set, from), next);
  ck_assert_int_eq(weir_bit_set_meets(&pair->set, &other->set), meets);
}

START_TEST(random_changes_are_those_of_an_array) {
  srand(11 + (unsigned)_i);
  weir_arena_t arena = {0};
  pair_t pairs[2] = {0};
  for (int i = 0; i < 300; ++i) {
    change(&pairs[i % 2], &pairs[1 - i % 2], &arena);
    check(&pairs[i % 2], &pairs[1 - i % 2]);
  }
  weir_arena_deinit(&arena);
}
END_TEST

int main(void) {
  Suite* suite = suite_create("bit_set");
  TCase* cases = tcase_create("bit_set");
  tcase_add_test(cases, neighbors_take_little);
  tcase_add_test(cases, ranges_take_little);
  tcase_add_loop_test(cases, random_changes_are_those_of_an_array, 0, 20);
  suite_add_tcase(suite, cases);
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
