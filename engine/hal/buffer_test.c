#include "engine/hal/buffer.h"

#include <string.h>

#include "engine/base/test_main.h"
#include "engine/hal/buffer_view.h"
#include "engine/hal/memory_pool.h"

static weir_allocator_t heap(void) {
  return weir_default_allocator();
}

static void count_release(void* user, void* data) {
  (void)data;
  ++*(int*)user;
}

START_TEST(wrapped_and_parts) {
  char memory[32] = "0123456789abcdefghijklmnopqrstu";
  int released = 0;
  weir_buffer_t *buffer, *part, *part_of_part;
  test_ok(weir_buffer_wrap(heap(), memory, 32,
                           (weir_buffer_release_t){count_release, &released},
                           &buffer));
  test_ok(weir_buffer_subspan(buffer, 10, 16, &part));
  test_ok(weir_buffer_subspan(part, 2, WEIR_WHOLE_LENGTH, &part_of_part));
  ck_assert_uint_eq(weir_buffer_length(part_of_part), 14);
  ck_assert_ptr_eq(weir_buffer_data(part_of_part), memory + 12);
  weir_buffer_release(buffer);
  weir_buffer_release(part);
  ck_assert_int_eq(released, 0);
  char text[5] = {0};
  test_ok(weir_buffer_read(part_of_part, 1, text, 4));
  ck_assert_str_eq(text, "defg");
  weir_buffer_release(part_of_part);
  ck_assert_int_eq(released, 1);
}
END_TEST

START_TEST(ranges) {
  weir_buffer_t* buffer;
  test_ok(weir_buffer_create(heap(), 100, &buffer));
  uint64_t length;
  test_ok(weir_buffer_check_range(buffer, 100, 0, &length));
  test_ok(weir_buffer_check_range(buffer, 40, WEIR_WHOLE_LENGTH, &length));
  ck_assert_uint_eq(length, 60);
  test_fails(weir_buffer_check_range(buffer, 101, 0, &length),
             WEIR_CODE_OUT_OF_RANGE);
  test_fails(weir_buffer_check_range(buffer, 1, 100, &length),
             WEIR_CODE_OUT_OF_RANGE);
  test_fails(weir_buffer_check_range(buffer, 2, UINT64_MAX - 1, &length),
             WEIR_CODE_OUT_OF_RANGE);
  test_fails(weir_buffer_write(buffer, 99, "ab", 2), WEIR_CODE_OUT_OF_RANGE);
  test_fails(weir_buffer_fill(buffer, 0, 10, 0, 4), WEIR_CODE_INVALID_ARGUMENT);
  test_fails(weir_buffer_fill(buffer, 0, 9, 0, 3), WEIR_CODE_INVALID_ARGUMENT);
  weir_buffer_release(buffer);
}
END_TEST

START_TEST(pool_keeps_blocks) {
  weir_memory_pool_t* pool;
  test_ok(weir_memory_pool_create(heap(), "p", 10000, &pool));
  weir_buffer_t* buffer;
  test_ok(weir_memory_pool_allocate(pool, 5000, &buffer));
  void* data = weir_buffer_data(buffer);
  ck_assert_uint_eq((uintptr_t)data % 64, 0);
  weir_buffer_release(buffer);
  weir_memory_statistics_t statistics;
  weir_memory_pool_statistics(pool, &statistics);
  ck_assert_uint_eq(statistics.bytes_now, 0);
  ck_assert_uint_eq(statistics.bytes_kept, 8192);
  test_ok(weir_memory_pool_allocate(pool, 5000, &buffer));
  ck_assert_ptr_eq(weir_buffer_data(buffer), data);
  weir_buffer_release(buffer);
  // What is kept gives way to what is wanted.
  test_ok(weir_memory_pool_allocate(pool, 9000, &buffer));
  weir_memory_pool_statistics(pool, &statistics);
  ck_assert_uint_eq(statistics.bytes_kept, 0);
  ck_assert_uint_eq(statistics.bytes_peak, 9000);
  ck_assert_uint_eq(statistics.allocation_count, 3);
  weir_buffer_t* more;
  weir_status_t status = weir_memory_pool_allocate(pool, 2000, &more);
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_RESOURCE_EXHAUSTED);
  ck_assert(strstr(weir_status_message(status), "9000 of 10000") != NULL);
  weir_status_free(status);
  weir_memory_pool_release(pool);
  weir_buffer_release(buffer);
}
END_TEST

START_TEST(pool_keeps_a_bounded_number) {
  weir_memory_pool_t* pool;
  test_ok(weir_memory_pool_create(heap(), "p", 0, &pool));
  weir_buffer_t* buffers[300];
  for (int i = 0; i < 300; ++i) {
    test_ok(weir_memory_pool_allocate(pool, (uint64_t)i * 64, &buffers[i]));
  }
  for (int i = 0; i < 300; ++i) weir_buffer_release(buffers[i]);
  weir_memory_statistics_t statistics;
  weir_memory_pool_statistics(pool, &statistics);
  ck_assert_uint_eq(statistics.bytes_now, 0);
  weir_memory_pool_trim(pool);
  weir_memory_pool_statistics(pool, &statistics);
  ck_assert_uint_eq(statistics.bytes_kept, 0);
  weir_memory_pool_release(pool);
}
END_TEST

START_TEST(commit_and_decommit) {
  weir_memory_pool_t* pool;
  test_ok(weir_memory_pool_create(heap(), "p", 0, &pool));
  weir_buffer_t *buffer, *part;
  void* data;
  test_ok(weir_memory_pool_reserve(pool, 100, &buffer));
  test_ok(weir_buffer_subspan(buffer, 10, 10, &part));
  test_fails(weir_buffer_map(part, 0, 10, &data),
             WEIR_CODE_FAILED_PRECONDITION);
  test_fails(weir_buffer_commit(part), WEIR_CODE_FAILED_PRECONDITION);
  test_ok(weir_buffer_commit(buffer));
  test_ok(weir_buffer_map(part, 0, 10, &data));
  ck_assert_ptr_eq(data, (char*)weir_buffer_data(buffer) + 10);
  test_ok(weir_buffer_decommit(buffer));
  test_ok(weir_buffer_decommit(buffer));
  ck_assert_ptr_null(weir_buffer_data(part));
  weir_buffer_release(part);
  weir_buffer_release(buffer);
  weir_memory_pool_release(pool);
}
END_TEST

START_TEST(views) {
  weir_buffer_t* buffer;
  weir_buffer_view_t* view;
  test_ok(weir_buffer_create(heap(), 24, &buffer));
  uint64_t dims[2] = {2, 3};
  test_ok(weir_buffer_view_create(heap(), buffer, 2, dims, WEIR_ELEMENT_F32,
                                  WEIR_ENCODING_DENSE_ROW_MAJOR, &view));
  ck_assert_uint_eq(weir_buffer_view_element_count(view), 6);
  ck_assert_uint_eq(weir_buffer_view_byte_length(view), 24);
  ck_assert_uint_eq(weir_buffer_view_dim(view, 1), 3);
  weir_strbuf_t text = {0};
  weir_buffer_view_append_type(view, &text);
  ck_assert_str_eq(weir_strbuf_c(&text), "2x3xf32");
  weir_strbuf_deinit(&text);
  weir_buffer_view_release(view);
  dims[1] = 4;
  test_fails(weir_buffer_view_create(heap(), buffer, 2, dims, WEIR_ELEMENT_F32,
                                     WEIR_ENCODING_DENSE_ROW_MAJOR, &view),
             WEIR_CODE_OUT_OF_RANGE);
  uint64_t huge[3] = {UINT64_C(1) << 40, UINT64_C(1) << 40, 1};
  test_fails(weir_buffer_view_create(heap(), buffer, 3, huge, WEIR_ELEMENT_F32,
                                     WEIR_ENCODING_DENSE_ROW_MAJOR, &view),
             WEIR_CODE_OUT_OF_RANGE);
  huge[2] = 0;
  test_ok(weir_buffer_view_create(heap(), buffer, 3, huge, WEIR_ELEMENT_F32,
                                  WEIR_ENCODING_DENSE_ROW_MAJOR, &view));
  ck_assert_uint_eq(weir_buffer_view_byte_length(view), 0);
  weir_buffer_view_release(view);
  weir_buffer_release(buffer);
}
END_TEST

int main(void) {
  TCase* cases = tcase_create("buffer");
  tcase_add_test(cases, wrapped_and_parts);
  tcase_add_test(cases, ranges);
  tcase_add_test(cases, pool_keeps_blocks);
  tcase_add_test(cases, pool_keeps_a_bounded_number);
  tcase_add_test(cases, commit_and_decommit);
  tcase_add_test(cases, views);
  return test_run("buffer", cases);
}
