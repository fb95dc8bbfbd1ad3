#include <check.h>
#include <stdlib.h>

#include "compiler/ir/test_dialect.h"
#include "compiler/ir/verify.h"

static const weir_greedy_options_t fold_only = {.fold = true};

START_TEST(constants_fold_and_move_to_the_front) {
  weir_op_t* function = make_function("f", 1);
  weir_block_t* entry = weir_module_body(function);
  weir_op_t* use = make_use(entry->arguments[0]);
  weir_value_t* two = make_constant(2);
  weir_value_t* three = make_constant(3);
  weir_value_t* sum = make_add(two, three);
  weir_op_t* sum_use = make_use(sum);
  weir_value_t* again = make_constant(5);
  weir_op_t* other_use = make_use(again);
  make_list_op(TEST_RETURN, NULL, 0);
  bool changed;
  ck_assert(weir_rewrite_greedily(module, NULL, 0, &fold_only, &changed));
  ck_assert(changed);
  weir_op_t* constant = entry->first;
  ck_assert(weir_op_is(constant, TEST_CONSTANT));
  ck_assert(weir_attr_is_int(weir_op_attr(constant, "value"), 5));
  ck_assert_ptr_eq(constant->next, use);
  ck_assert_ptr_eq(sum_use->operands[0].value, &constant->results[0]);
  ck_assert_ptr_eq(other_use->operands[0].value, &constant->results[0]);
  ck_assert(weir_verify(module));
}
END_TEST

START_TEST(constants_of_commutative_ops_go_right) {
  weir_op_t* function = make_function("f", 1);
  weir_value_t* argument = weir_module_body(function)->arguments[0];
  weir_op_t* add = make_add(make_constant(7), argument)->op;
  make_use(&add->results[0]);
  make_list_op(TEST_RETURN, NULL, 0);
  ck_assert(weir_rewrite_greedily(module, NULL, 0, &fold_only, NULL));
  ck_assert_ptr_eq(add->operands[0].value, argument);
  bool changed;
  ck_assert(weir_rewrite_greedily(module, NULL, 0, &fold_only, &changed));
  ck_assert(!changed);
}
END_TEST

START_TEST(dead_chains_go) {
  weir_op_t* function = make_function("f", 1);
  weir_block_t* entry = weir_module_body(function);
  weir_value_t* value = make_read();
  for (int i = 0; i < 100; ++i) value = make_add(value, entry->arguments[0]);
  weir_op_t* end = make_list_op(TEST_RETURN, NULL, 0);
  ck_assert(weir_rewrite_greedily(module, NULL, 0, &fold_only, NULL));
  ck_assert_ptr_eq(entry->first, end);
}
END_TEST

// test.use(add(x, y)) -> test.use(x), test.use(y)
static bool split_use(weir_op_t* op, weir_rewriter_t* rewriter, void* user) {
  weir_op_t* add =
      op->operand_count == 1 ? weir_value_op(weir_op_operand_n(op, 0)) : NULL;
  if (!weir_op_is(add, TEST_ADD)) return false;
  for (uint32_t i = 0; i < 2; ++i) {
    weir_op_state_t state;
    weir_op_state_init(&state, &rewriter->builder, TEST_USE, op->location);
    weir_op_state_operand(&state, add->operands[i].value);
    weir_build(&rewriter->builder, &state);
  }
  weir_rewriter_erase(rewriter, op);
  ++*(int*)user;
  return true;
}

START_TEST(patterns_run_to_the_end) {
  weir_op_t* function = make_function("f", 1);
  weir_block_t* entry = weir_module_body(function);
  weir_value_t* a = entry->arguments[0];
  make_use(make_add(make_add(a, a), make_add(a, a)));
  make_list_op(TEST_RETURN, NULL, 0);
  int count = 0;
  weir_pattern_t pattern = {TEST_USE, split_use, &count};
  ck_assert(weir_rewrite_greedily(module, &pattern, 1, &fold_only, NULL));
  ck_assert_int_eq(count, 3);
  ck_assert_uint_eq(weir_collect_ops(module, TEST_USE, &arena).count, 4);
  ck_assert_uint_eq(weir_collect_ops(module, TEST_ADD, &arena).count, 0);
}
END_TEST

static bool swap_forever(weir_op_t* op, weir_rewriter_t* rewriter, void* user) {
  (void)user;
  weir_rewriter_touch(rewriter, op);
  return op->operand_count == 1 && ++*(int*)user % 3 != 0;
}

START_TEST(endless_patterns_are_reported) {
  weir_op_t* function = make_function("f", 1);
  make_use(weir_module_body(function)->arguments[0]);
  make_list_op(TEST_RETURN, NULL, 0);
  int count = 0;
  weir_pattern_t pattern = {TEST_USE, swap_forever, &count};
  weir_greedy_options_t options = {.max_iterations = 4};
  ck_assert(!weir_rewrite_greedily(module, &pattern, 1, &options, NULL));
}
END_TEST

START_TEST(straight_lines_merge) {
  weir_op_t* function = make_function("f", 1);
  weir_block_t* entry = weir_module_body(function);
  weir_block_t* next = weir_region_add_block(&function->regions[0]);
  weir_block_t* dead = weir_region_add_block(&function->regions[0]);
  weir_value_t* argument =
      weir_block_add_argument(next, weir_index_type(context), NULL);
  make_branch(next, entry->arguments, 1);
  weir_builder_set_end(&builder, next);
  weir_op_t* use = make_use(argument);
  make_list_op(TEST_RETURN, NULL, 0);
  weir_builder_set_end(&builder, dead);
  weir_value_t* value = make_constant(1);
  make_branch(next, &value, 1);
  ck_assert(weir_simplify_regions(module));
  ck_assert_ptr_eq(function->regions[0].first, function->regions[0].last);
  ck_assert_ptr_eq(entry->first, use);
  ck_assert_ptr_eq(use->operands[0].value, entry->arguments[0]);
  ck_assert(!weir_simplify_regions(module));
  ck_assert(weir_verify(module));
}
END_TEST

START_TEST(blocks_merge_where_no_op_changes) {
  weir_op_t* function = make_function("f", 1);
  weir_block_t* entry = weir_module_body(function);
  weir_block_t* next = weir_region_add_block(&function->regions[0]);
  make_branch(next, NULL, 0);
  weir_builder_set_end(&builder, next);
  weir_op_t* use = make_use(entry->arguments[0]);
  make_list_op(TEST_RETURN, NULL, 0);
  weir_greedy_options_t options = {.fold = true, .simplify_regions = true};
  bool changed;
  ck_assert(weir_rewrite_greedily(module, NULL, 0, &options, &changed));
  ck_assert(changed);
  ck_assert_ptr_eq(use->block, entry);
  ck_assert(weir_rewrite_greedily(module, NULL, 0, &options, &changed));
  ck_assert(!changed);
}
END_TEST

START_TEST(values_that_only_go_round_are_dead) {
  weir_op_t* function = make_function("f", 2);
  weir_block_t* entry = weir_module_body(function);
  weir_block_t* loop = weir_region_add_block(&function->regions[0]);
  for (int i = 0; i < 2; ++i) {
    weir_block_add_argument(loop, weir_index_type(context), NULL);
  }
  make_branch(loop, entry->arguments, 2);
  weir_builder_set_end(&builder, loop);
  weir_value_t* next[2] = {make_add(loop->arguments[0], entry->arguments[0]),
                           make_add(loop->arguments[1], entry->arguments[0])};
  make_use(next[1]);
  make_branch(loop, next, 2);
  ck_assert(weir_erase_dead_code(module));
  ck_assert_uint_eq(loop->argument_count, 1);
  ck_assert_uint_eq(weir_collect_ops(module, TEST_ADD, &arena).count, 1);
  ck_assert_uint_eq(loop->last->operand_count, 1);
  ck_assert_uint_eq(entry->last->operand_count, 1);
  ck_assert_ptr_eq(entry->last->operands[0].value, entry->arguments[1]);
  ck_assert(weir_verify(module));
}
END_TEST

START_TEST(identical_blocks_merge) {
  weir_op_t* function = make_function("f", 2);
  weir_block_t* entry = weir_module_body(function);
  weir_block_t* sides[2];
  for (int i = 0; i < 2; ++i) {
    sides[i] = weir_region_add_block(&function->regions[0]);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, TEST_COND_BR, NULL);
  weir_op_state_operand(&state, entry->arguments[0]);
  weir_op_state_successor(&state, sides[0]);
  weir_op_state_successor(&state, sides[1]);
  weir_op_t* branch = weir_build(&builder, &state);
  for (int i = 0; i < 2; ++i) {
    weir_builder_set_end(&builder, sides[i]);
    make_use(entry->arguments[0]);
    make_use(entry->arguments[i]);
    make_list_op(TEST_RETURN, &entry->arguments[i], 1);
  }
  ck_assert(!weir_simplify_regions(module));
  ck_assert(weir_simplify_regions_and_merge(module));
  weir_block_t* merged = entry->next;
  ck_assert_ptr_null(merged->next);
  ck_assert_uint_eq(merged->argument_count, 1);
  ck_assert_ptr_eq(merged->last->operands[0].value, merged->arguments[0]);
  ck_assert_ptr_eq(branch->successors[1], merged);
  ck_assert_ptr_eq(weir_op_operand(branch, 1), entry->arguments[0]);
  ck_assert_ptr_eq(weir_op_operand(branch, 2), entry->arguments[1]);
}
END_TEST

static weir_op_t* make_if(weir_value_t* condition, bool with_use) {
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, TEST_IF, NULL);
  weir_op_state_operand(&state, condition);
  weir_op_state_results(&state, NULL, 0);
  weir_op_t* op = weir_build(&builder, &state);
  weir_builder_t outside = builder;
  weir_builder_set_end(&builder, weir_region_add_block(&op->regions[0]));
  if (with_use) make_use(condition);
  make_list_op(TEST_YIELD, NULL, 0);
  builder = outside;
  return op;
}

START_TEST(effects_inside_count) {
  make_function("f", 0);
  weir_value_t* condition = make_constant(1);
  weir_op_t* pure = make_if(condition, false);
  weir_op_t* not_pure = make_if(condition, true);
  ck_assert(weir_op_is_pure(pure));
  ck_assert(weir_op_is_trivially_dead(pure));
  ck_assert(!weir_op_is_pure(not_pure));
  ck_assert(!weir_op_is_trivially_dead(not_pure));
  ck_assert(!weir_op_is_pure(make_read()->op));
  ck_assert(weir_op_is_trivially_dead(make_read()->op));
}
END_TEST

int main(void) {
  Suite* suite = suite_create("rewrite");
  TCase* tcase = tcase_create("rewrite");
  tcase_add_checked_fixture(tcase, set_up, tear_down);
  tcase_add_test(tcase, constants_fold_and_move_to_the_front);
  tcase_add_test(tcase, constants_of_commutative_ops_go_right);
  tcase_add_test(tcase, dead_chains_go);
  tcase_add_test(tcase, patterns_run_to_the_end);
  tcase_add_test(tcase, endless_patterns_are_reported);
  tcase_add_test(tcase, straight_lines_merge);
  tcase_add_test(tcase, blocks_merge_where_no_op_changes);
  tcase_add_test(tcase, values_that_only_go_round_are_dead);
  tcase_add_test(tcase, identical_blocks_merge);
  tcase_add_test(tcase, effects_inside_count);
  suite_add_tcase(suite, tcase);
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
