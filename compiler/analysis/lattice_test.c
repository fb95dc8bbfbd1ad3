#include "compiler/analysis/lattice.h"

#include <check.h>
#include <stdlib.h>

// A ring of elements: each takes in its neighbour and its own number.
enum { RING = 50 };
static int numbers[RING];

typedef struct ring_element_t {
  weir_element_t base;
  weir_value_set_t set;
} ring_element_t;

static bool ring_update(weir_element_t* base, weir_solver_t* solver);
static const weir_element_kind_t ring_kind = {
    .name = "ring",
    .size = sizeof(ring_element_t),
    .update = ring_update,
};

static bool ring_update(weir_element_t* base, weir_solver_t* solver) {
  ring_element_t* element = (ring_element_t*)base;
  size_t place = (size_t)((int*)base->position - numbers);
  ring_element_t* next = (ring_element_t*)weir_solver_query(
      solver, base, &ring_kind, &numbers[(place + 1) % RING]);
  bool grew = weir_value_set_add(&element->set, weir_solver_arena(solver),
                                 base->position);
  return weir_value_set_add_all(&element->set, weir_solver_arena(solver),
                                &next->set) |
         grew;
}

static bool endless_update(weir_element_t* element, weir_solver_t* solver) {
  weir_solver_query(solver, element, element->kind, &numbers[0]);
  weir_solver_query(solver, element, element->kind, &numbers[1]);
  return true;
}
static const weir_element_kind_t endless_kind = {
    .name = "endless",
    .size = sizeof(weir_element_t),
    .update = endless_update,
};

START_TEST(a_cycle_reaches_its_fixpoint) {
  weir_arena_t arena = {0};
  weir_solver_t* solver = weir_solver_create(&arena, NULL);
  weir_solver_get(solver, &ring_kind, &numbers[0]);
  ck_assert(weir_is_ok(weir_solver_run(solver)));
  for (int i = 0; i < RING; ++i) {
    ring_element_t* element =
        (ring_element_t*)weir_solver_find(solver, &ring_kind, &numbers[i]);
    ck_assert_ptr_nonnull(element);
    ck_assert_uint_eq(element->set.count, RING);
  }
  ck_assert_ptr_null(weir_solver_find(solver, &endless_kind, &numbers[0]));
  weir_arena_deinit(&arena);
}
END_TEST

START_TEST(what_never_settles_is_an_error) {
  weir_arena_t arena = {0};
  weir_solver_t* solver = weir_solver_create(&arena, NULL);
  weir_solver_get(solver, &endless_kind, &numbers[0]);
  weir_status_t status = weir_solver_run(solver);
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_INTERNAL);
  weir_status_free(status);
  weir_arena_deinit(&arena);
}
END_TEST

START_TEST(unknown_is_handed_on_with_items) {
  weir_arena_t arena = {0};
  weir_value_set_t a = {0}, b = {0};
  ck_assert(weir_value_set_add(&a, &arena, &numbers[0]));
  ck_assert(!weir_value_set_add(&a, &arena, &numbers[0]));
  ck_assert(weir_value_set_make_unknown(&b));
  ck_assert(!weir_value_set_make_unknown(&b));
  ck_assert(weir_value_set_add(&b, &arena, &numbers[1]));
  weir_value_set_t c = {0};
  ck_assert(weir_value_set_add_known(&c, &arena, &b));
  ck_assert(!c.is_unknown && c.count == 1);
  ck_assert(weir_value_set_add_all(&a, &arena, &b));
  ck_assert(a.is_unknown && a.count == 2);
  ck_assert(!weir_value_set_add_all(&a, &arena, &b));
  weir_arena_deinit(&arena);
}
END_TEST

int main(void) {
  Suite* suite = suite_create("lattice");
  TCase* tests = tcase_create("lattice");
  tcase_add_test(tests, a_cycle_reaches_its_fixpoint);
  tcase_add_test(tests, what_never_settles_is_an_error);
  tcase_add_test(tests, unknown_is_handed_on_with_items);
  suite_add_tcase(suite, tests);
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
