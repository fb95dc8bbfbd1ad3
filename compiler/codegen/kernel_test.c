// Merging of dimensions, outer loops, costs.
#include "compiler/codegen/kernel.h"

#include <check.h>
#include <string.h>

static weir_arena_t arena;

static void set_up(void) {
  weir_arena_init(&arena);
}
static void tear_down(void) {
  weir_arena_deinit(&arena);
}

static weir_access_t* access_of(weir_kernel_t* kernel, uint32_t buffer,
                                const int64_t* strides, uint32_t rank) {
  return weir_access_create(kernel, buffer, 0, strides, rank);
}

static void store(weir_stage_t* stage, weir_access_t* access,
                  weir_expr_t* value) {
  stage->stores[stage->store_count++] = (weir_kernel_store_t){access, value};
}

START_TEST(test_collapse) {
  weir_kernel_t* k = weir_kernel_create(&arena, "collapse");
  uint32_t a = weir_kernel_add_binding(k, 0, WEIR_SCALAR_F32, 24);
  uint32_t b = weir_kernel_add_binding(k, 1, WEIR_SCALAR_F32, 2);
  uint32_t c = weir_kernel_add_binding(k, 2, WEIR_SCALAR_F32, 24);
  int64_t extents[] = {2, 1, 3, 4}, dense[] = {12, 12, 4, 1};
  int64_t rows[] = {1, 0, 0, 0};
  weir_stage_t* stage = weir_kernel_add_stage(k, 4, extents, NULL);
  weir_expr_t* sum = weir_expr_binary(
      k, WEIR_EXPR_ADDF, weir_expr_load(k, access_of(k, a, dense, 4)),
      weir_expr_load(k, access_of(k, b, rows, 4)));
  store(stage, access_of(k, c, dense, 4), sum);
  weir_stage_collapse(k, stage);
  // The dimension of 1 goes, the last two become one, the first has its rows.
  ck_assert_uint_eq(stage->rank, 2);
  ck_assert_int_eq(stage->extents[0], 2);
  ck_assert_int_eq(stage->extents[1], 12);
  const weir_index_form_t* index = &stage->stores[0].access->index;
  ck_assert_int_eq(index->coefficients[0], 12);
  ck_assert_int_eq(index->coefficients[1], 1);
  ck_assert_int_eq(index->coefficients[2], 0);
}
END_TEST

START_TEST(test_collapse_keeps_indices) {
  weir_kernel_t* k = weir_kernel_create(&arena, "index");
  uint32_t a = weir_kernel_add_binding(k, 0, WEIR_SCALAR_I64, 12);
  int64_t extents[] = {1, 3, 4}, dense[] = {12, 4, 1};
  weir_stage_t* stage = weir_kernel_add_stage(k, 3, extents, NULL);
  store(stage, access_of(k, a, dense, 3), weir_expr_index(k, 2));
  weir_stage_collapse(k, stage);
  ck_assert_uint_eq(stage->rank, 2);
  ck_assert_int_eq(stage->stores[0].value->integer, 1);
}
END_TEST

// Rows' sums, then rows divided by them.
static weir_kernel_t* normalize_rows(int64_t shift) {
  weir_kernel_t* k = weir_kernel_create(&arena, "rows");
  int64_t extents[] = {5, 7, 9}, dense[] = {63, 9, 1}, row[] = {7, 1, 0};
  bool reduced[] = {false, false, true};
  uint32_t a = weir_kernel_add_binding(k, 0, WEIR_SCALAR_F32, 315);
  uint32_t out = weir_kernel_add_binding(k, 1, WEIR_SCALAR_F32, 315);
  uint32_t sums =
      weir_kernel_add_buffer(k, (weir_buffer_t){.kind = WEIR_BUFFER_TEMPORARY,
                                                .type = WEIR_SCALAR_F32,
                                                .element_count = 35,
                                                .is_written = true});
  weir_stage_t* stage = weir_kernel_add_stage(k, 3, extents, reduced);
  weir_expr_t* sum = weir_expr_accumulator(k, 0, WEIR_SCALAR_F32);
  stage->accumulator_count = 1;
  stage->accumulators[0] = (weir_accumulator_t){
      WEIR_SCALAR_F32, weir_expr_float(k, WEIR_SCALAR_F32, 0),
      weir_expr_binary(k, WEIR_EXPR_ADDF, sum,
                       weir_expr_load(k, access_of(k, a, dense, 3)))};
  store(stage, access_of(k, sums, row, 3), sum);
  stage = weir_kernel_add_stage(k, 3, extents, NULL);
  weir_access_t* read = access_of(k, sums, row, 3);
  read->index.constant = shift;
  store(stage, access_of(k, out, dense, 3),
        weir_expr_binary(k, WEIR_EXPR_DIVF,
                         weir_expr_load(k, access_of(k, a, dense, 3)),
                         weir_expr_load(k, read)));
  return k;
}

START_TEST(test_outer_loops) {
  weir_kernel_t* k = normalize_rows(0);
  weir_kernel_find_outer(k);
  ck_assert_uint_eq(k->outer_rank, 2);
  ck_assert_int_eq(k->buffers[2].element_count, 1);
  weir_status_t status = weir_kernel_verify(k);
  ck_assert(weir_is_ok(status));
}
END_TEST

// A step that reads what another one wrote: the stages stay apart.
START_TEST(test_no_outer_loops) {
  weir_kernel_t* k = normalize_rows(1);
  weir_kernel_find_outer(k);
  ck_assert_uint_eq(k->outer_rank, 0);
  ck_assert_int_eq(k->buffers[2].element_count, 35);
}
END_TEST

START_TEST(test_cost) {
  weir_kernel_t* k = normalize_rows(0);
  weir_kernel_cost_t cost;
  weir_kernel_cost(k, &cost);
  ck_assert_double_eq(cost.flops, 315 + 315);
  ck_assert_double_eq(cost.bytes_read, 315 * 4);
  ck_assert_double_eq(cost.bytes_written, 315 * 4);
}
END_TEST

START_TEST(test_verify) {
  weir_kernel_t* k = weir_kernel_create(&arena, "bad");
  uint32_t a = weir_kernel_add_binding(k, 0, WEIR_SCALAR_I64, 3);
  int64_t extents[] = {3}, step[] = {1};
  weir_stage_t* stage = weir_kernel_add_stage(k, 1, extents, NULL);
  store(stage, access_of(k, a, step, 1), weir_expr_index(k, 4));
  weir_status_t status = weir_kernel_verify(k);
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_INVALID_ARGUMENT);
  weir_status_free(status);
}
END_TEST

int main(void) {
  Suite* suite = suite_create("kernel");
  TCase* tests = tcase_create("kernel");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_test(tests, test_collapse);
  tcase_add_test(tests, test_collapse_keeps_indices);
  tcase_add_test(tests, test_outer_loops);
  tcase_add_test(tests, test_no_outer_loops);
  tcase_add_test(tests, test_cost);
  tcase_add_test(tests, test_verify);
  suite_add_tcase(suite, tests);
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
