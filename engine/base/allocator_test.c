#include "engine/base/allocator.h"

#include "engine/base/object.h"
#include "engine/base/test_main.h"

START_TEST(zeroed) {
  char* data;
  test_ok(weir_alloc(weir_default_allocator(), 100, (void**)&data));
  for (int i = 0; i < 100; ++i) ck_assert_int_eq(data[i], 0);
  weir_free(weir_default_allocator(), data);
  weir_free(weir_default_allocator(), NULL);
}
END_TEST

START_TEST(aligned) {
  for (size_t alignment = 16; alignment <= 4096; alignment *= 2) {
    void* data;
    test_ok(weir_alloc_aligned(weir_default_allocator(), 3, alignment, &data));
    ck_assert_uint_eq((uintptr_t)data % alignment, 0);
    weir_free(weir_default_allocator(), data);
  }
}
END_TEST

START_TEST(products_are_checked) {
  void* data;
  test_fails(weir_alloc_array(weir_default_allocator(), SIZE_MAX / 2, 4, &data),
             WEIR_CODE_RESOURCE_EXHAUSTED);
  ck_assert_ptr_null(data);
}
END_TEST

START_TEST(growing) {
  int* array = NULL;
  size_t capacity = 0;
  for (int i = 0; i < 1000; ++i) {
    test_ok(weir_grow_array(weir_default_allocator(), (size_t)i + 1,
                            sizeof(*array), &capacity, (void**)&array));
    array[i] = i;
  }
  for (int i = 0; i < 1000; ++i) ck_assert_int_eq(array[i], i);
  weir_free(weir_default_allocator(), array);
}
END_TEST

START_TEST(fails_the_nth) {
  weir_test_allocator_t test;
  weir_test_allocator_init(&test, 2);
  weir_allocator_t allocator = weir_test_allocator(&test);
  void *first, *second, *third;
  test_ok(weir_alloc(allocator, 8, &first));
  test_fails(weir_alloc(allocator, 8, &second), WEIR_CODE_RESOURCE_EXHAUSTED);
  test_ok(weir_alloc(allocator, 8, &third));
  ck_assert_int_eq(atomic_load(&test.live_count), 2);
  ck_assert_int_eq(atomic_load(&test.total_count), 3);
  weir_free(allocator, first);
  weir_free(allocator, third);
  ck_assert_int_eq(atomic_load(&test.live_count), 0);
}
END_TEST

typedef struct thing_t {
  weir_object_t object;
  int* destroyed;
} thing_t;
WEIR_ASSERT_OBJECT(thing_t);

static void thing_destroy(weir_object_t* object) {
  ++*((thing_t*)object)->destroyed;
}

START_TEST(counted_objects) {
  static const weir_object_table_t table = {"thing", thing_destroy};
  int destroyed = 0;
  thing_t thing = {.destroyed = &destroyed};
  weir_object_init(&thing.object, &table);
  weir_object_retain(&thing.object);
  weir_object_release(&thing.object);
  ck_assert_int_eq(destroyed, 0);
  weir_object_release(&thing.object);
  ck_assert_int_eq(destroyed, 1);
  weir_object_release(NULL);
}
END_TEST

int main(void) {
  TCase* cases = tcase_create("allocator");
  tcase_add_test(cases, zeroed);
  tcase_add_test(cases, aligned);
  tcase_add_test(cases, products_are_checked);
  tcase_add_test(cases, growing);
  tcase_add_test(cases, fails_the_nth);
  tcase_add_test(cases, counted_objects);
  return test_run("allocator", cases);
}
