#include <check.h>
#include <stdlib.h>

#include "compiler/ir/test_dialect.h"

START_TEST(uses_are_newest_first) {
  make_function("f", 0);
  weir_value_t* value = make_constant(1);
  weir_op_t* first = make_use(value);
  weir_op_t* second = make_use(value);
  ck_assert_ptr_eq(value->uses->op, second);
  ck_assert_ptr_eq(value->uses->next->op, first);
  ck_assert_uint_eq(weir_value_use_count(value), 2);
  weir_value_t* other = make_constant(2);
  weir_value_replace_uses_except(value, other, first);
  ck_assert(weir_value_has_one_use(value));
  ck_assert_ptr_eq(other->uses->op, second);
  weir_op_erase(first);
  ck_assert(!weir_value_has_uses(value));
}
END_TEST

START_TEST(operand_groups_grow_and_shrink) {
  make_function("f", 0);
  weir_value_t* v[4];
  for (int i = 0; i < 4; ++i) v[i] = make_constant(i);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, TEST_TIE, NULL);
  weir_op_state_operand(&state, v[0]);
  weir_op_state_operands(&state, v, 2);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_operand(&state, v[3]);
  weir_op_state_result(&state, weir_index_type(context));
  weir_op_t* op = weir_build(&builder, &state);
  ck_assert_uint_eq(op->operand_count, 4);
  ck_assert_ptr_eq(weir_op_operand(op, 3), v[3]);
  ck_assert_ptr_null(weir_op_operand(op, 2));
  weir_op_insert_operand(op, 1, 1, v[2]);
  weir_op_insert_operand(op, 2, 0, v[2]);
  ck_assert_uint_eq(weir_op_operand_group_size(op, 1), 3);
  ck_assert_ptr_eq(weir_op_operand_at(op, 1, 1), v[2]);
  ck_assert_ptr_eq(weir_op_operand_at(op, 1, 2), v[1]);
  ck_assert_ptr_eq(weir_op_operand(op, 3), v[3]);
  ck_assert_uint_eq(weir_value_use_count(v[2]), 2);
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    ck_assert_uint_eq(op->operands[i].index, i);
    ck_assert_ptr_eq(*op->operands[i].link, &op->operands[i]);
  }
  weir_op_erase_operand(op, 2);
  weir_op_set_operand_group(op, 2, NULL, 0);
  ck_assert(!weir_value_has_uses(v[2]));
  uint32_t place;
  ck_assert_uint_eq(weir_op_operand_group_of(op, 3, &place), 3);
  ck_assert_uint_eq(place, 0);
}
END_TEST

START_TEST(order_survives_any_insertion) {
  make_function("f", 0);
  weir_op_t* first = make_constant(0)->op;
  weir_op_t* last = make_constant(1)->op;
  // Always right behind |first|: exhausts the gap again and again.
  for (int i = 0; i < 2000; ++i) {
    weir_builder_set_after(&builder, first);
    make_constant(i);
  }
  for (int i = 0; i < 2000; ++i) {
    weir_builder_set_before(&builder, last);
    make_constant(i);
  }
  // At many places, and at the front.
  weir_op_t* middle = first;
  for (int i = 0; i < 20000; ++i) {
    weir_builder_set_after(&builder, middle);
    weir_op_t* made = make_constant(i)->op;
    middle = i % 7 == 0 || middle->previous == NULL ? made : middle->previous;
    weir_builder_set_before(&builder, first->block->first);
    if (i % 16 == 0) make_constant(i);
  }
  uint32_t wrong = 0;
  WEIR_FOR_EACH_OP(op, first->block) {
    wrong += op->next != NULL && !weir_op_is_before(op, op->next);
  }
  ck_assert_uint_eq(wrong, 0);
  ck_assert(weir_op_is_before(first, last));
  weir_op_move_before(last, first);
  ck_assert(weir_op_is_before(last, first));
}
END_TEST

START_TEST(split_moves_the_rest) {
  weir_op_t* function = make_function("f", 0);
  weir_value_t* a = make_constant(1);
  weir_value_t* b = make_constant(2);
  weir_block_t* rest = weir_block_split(a->op->block, b->op);
  ck_assert_ptr_eq(function->regions[0].last, rest);
  ck_assert_ptr_eq(rest->first, b->op);
  ck_assert_ptr_eq(function->regions[0].first->last, a->op);
  ck_assert_ptr_eq(b->op->block, rest);
}
END_TEST

START_TEST(switch_operands_are_found_by_case) {
  weir_op_t* function = make_function("f", 1);
  weir_value_t* v = weir_module_body(function)->arguments[0];
  weir_block_t* blocks[3];
  for (int i = 0; i < 3; ++i) {
    blocks[i] = weir_region_add_block(&function->regions[0]);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, TEST_SWITCH, NULL);
  weir_value_t* many[3] = {v, v, v};
  weir_op_state_operand(&state, v);
  weir_op_state_operand(&state, v);
  weir_op_state_operands(&state, many, 3);
  int32_t sizes[2] = {1, 2};
  weir_op_state_attr(&state, "case_operand_segments",
                     weir_dense_array_attr(weir_i32_type(context), sizes, 2));
  for (int i = 0; i < 3; ++i) weir_op_state_successor(&state, blocks[i]);
  weir_op_t* op = weir_build(&builder, &state);
  uint32_t start, count;
  weir_op_successor_operands(op, 2, &start, &count);
  ck_assert_uint_eq(start, 3);
  ck_assert_uint_eq(count, 2);
  weir_op_insert_successor_operand(op, 1, 0, v);
  weir_op_erase_successor_operand(op, 2, 1);
  weir_op_successor_operands(op, 1, &start, &count);
  ck_assert_uint_eq(start, 2);
  ck_assert_uint_eq(count, 2);
  weir_op_successor_operands(op, 2, &start, &count);
  ck_assert_uint_eq(start, 4);
  ck_assert_uint_eq(count, 1);
  uint32_t predecessors;
  weir_block_predecessors(blocks[1], &arena, &predecessors);
  ck_assert_uint_eq(predecessors, 1);
}
END_TEST

START_TEST(ties_and_dims_follow_the_row) {
  int64_t dims[2] = {WEIR_DYNAMIC, 4};
  weir_type_t* tensor = weir_tensor_type(weir_i32_type(context), dims, 2, NULL);
  make_function("f", 0);
  weir_value_t* n = make_constant(1);
  weir_value_t* m = make_constant(2);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, TEST_CONSTANT, NULL);
  weir_op_state_attr(&state, "value", weir_unit_attr(context));
  weir_op_state_result(&state, tensor);
  weir_value_t* t = weir_op_result_n(weir_build(&builder, &state), 0);
  weir_op_state_init(&state, &builder, TEST_TIE, NULL);
  weir_value_t* tensors[3] = {t, n, t};
  weir_value_t* sizes[2] = {n, m};
  weir_op_state_operand(&state, n);
  weir_op_state_operands(&state, tensors, 3);
  weir_op_state_operands(&state, sizes, 2);
  weir_op_state_operand(&state, m);
  weir_type_t* types[2] = {weir_index_type(context), tensor};
  weir_op_state_results(&state, types, 2);
  weir_op_t* op = weir_build(&builder, &state);
  ck_assert_int_eq(weir_op_tied_operand(op, 1), -1);
  weir_op_set_tied_operand(op, 1, 3);
  ck_assert_int_eq(weir_op_tied_operand(op, 1), 3);
  ck_assert_int_eq(weir_op_tied_operand(op, 0), -1);
  ck_assert(weir_op_operand_is_tied(op, 3));
  ck_assert(!weir_op_operand_is_tied(op, 1));
  ck_assert_ptr_eq(weir_value_tied_base(&op->results[1]), t);
  uint32_t start, count;
  weir_op_operand_dims(op, 3, &start, &count);
  ck_assert_uint_eq(count, 1);
  ck_assert_ptr_eq(op->operands[start].value, m);
  weir_op_result_dims(op, 1, &start, &count);
  ck_assert_uint_eq(start, 6);
  ck_assert_uint_eq(count, 1);
}
END_TEST

START_TEST(clone_maps_forward_references_and_regions) {
  weir_op_t* function = make_function("f", 1);
  weir_block_t* entry = weir_module_body(function);
  weir_block_t* loop = weir_region_add_block(&function->regions[0]);
  weir_block_add_argument(loop, weir_index_type(context), NULL);
  make_branch(loop, entry->arguments, 1);
  weir_builder_set_end(&builder, loop);
  weir_value_t* sum = make_add(loop->arguments[0], entry->arguments[0]);
  make_branch(loop, &sum, 1);
  weir_mapping_t* mapping = weir_mapping_create(&arena);
  weir_op_t* copy = weir_op_clone(function, mapping);
  weir_block_t* copied = copy->regions[0].last;
  ck_assert_ptr_ne(copied, loop);
  ck_assert_ptr_eq(copied->last->successors[0], copied);
  ck_assert_ptr_eq(copied->first->operands[0].value, copied->arguments[0]);
  ck_assert_ptr_eq(weir_mapping_find(mapping, sum),
                   weir_op_result_n(copied->first, 0));
  // Exchanging values must not map twice.
  weir_value_t* a = entry->arguments[0];
  weir_value_t* b = loop->arguments[0];
  mapping = weir_mapping_create(&arena);
  weir_mapping_set(mapping, a, b);
  weir_mapping_set(mapping, b, a);
  weir_op_t* swapped = weir_op_clone(sum->op, mapping);
  ck_assert_ptr_eq(swapped->operands[0].value, a);
  ck_assert_ptr_eq(swapped->operands[1].value, b);
}
END_TEST

static weir_walk_t erase_adds(weir_op_t* op, void* user) {
  ++*(int*)user;
  if (!weir_op_is(op, TEST_ADD)) return WEIR_WALK_CONTINUE;
  weir_op_erase(op);
  return WEIR_WALK_SKIP;
}

START_TEST(walks_allow_erasing) {
  make_function("f", 1);
  weir_value_t* v = make_constant(1);
  make_add(v, v);
  make_add(v, v);
  make_use(v);
  int visits = 0;
  ck_assert(weir_walk_pre_order(module, erase_adds, &visits));
  ck_assert_int_eq(visits, 6);
  weir_op_list_t all = weir_collect_ops(module, 0, &arena);
  ck_assert_uint_eq(all.count, 3);
  ck_assert_uint_eq(weir_collect_ops(module, TEST_USE, &arena).count, 1);
}
END_TEST

START_TEST(erased_ops_make_room_in_their_order) {
  enum { COUNT = 500, LINE_BYTES = 64 };
  make_function("f", 0);
  weir_op_t* ops[COUNT];
  for (int i = 0; i < COUNT; ++i) {
    ops[i] = make_constant(i)->op;
    ck_assert_uint_eq((uintptr_t)ops[i] % LINE_BYTES, 0);
  }
  for (int i = 0; i < COUNT; ++i) weir_op_erase(ops[i]);
  weir_context_reclaim(context);
  for (int i = 0; i < COUNT; ++i) {
    ck_assert_ptr_eq(make_constant(i)->op, ops[i]);
    ck_assert_ptr_null(ops[i]->results[0].uses);
  }
}
END_TEST

START_TEST(groups_of_ops_stand_side_by_side) {
  enum { COUNT = 50, GROUPS = 2 };
  make_function("f", 0);
  weir_op_t* erased = make_constant(0)->op;
  weir_op_erase(erased);
  weir_context_reclaim(context);
  weir_memory_group_t groups[GROUPS] = {0};
  weir_op_t* ops[COUNT][GROUPS];
  for (int i = 0; i < COUNT; ++i) {
    for (int g = 0; g < GROUPS; ++g) {
      weir_context_use_group(context, &groups[g]);
      ops[i][g] = make_constant(i)->op;
    }
  }
  weir_context_use_group(context, NULL);
  for (int g = 0; g < GROUPS; ++g) {
    char* start = (char*)ops[0][g];
    ptrdiff_t size = (char*)ops[1][g] - start;
    ck_assert_int_ge(size, (ptrdiff_t)sizeof(weir_op_t));
    for (int i = 0; i < COUNT; ++i) {
      ck_assert_ptr_eq(ops[i][g], start + i * size);
    }
  }
  ck_assert_ptr_eq(make_constant(1)->op, erased);
}
END_TEST

START_TEST(flat_lists_are_dealt_out) {
  make_function("f", 0);
  weir_value_t* v = make_constant(1);
  weir_value_t* many[4] = {v, v, v, v};
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, TEST_TIE, NULL);
  weir_op_state_operands(&state, many, 4);
  int32_t sizes[4] = {1, 2, 0, 1};
  weir_op_state_attr(&state, "operandSegmentSizes",
                     weir_dense_array_attr(weir_i32_type(context), sizes, 4));
  weir_op_state_distribute(&state);
  weir_op_t* op = weir_build(&builder, &state);
  ck_assert_uint_eq(weir_op_operand_group_size(op, 1), 2);
  ck_assert_uint_eq(weir_op_operand_group_size(op, 2), 0);
  ck_assert(!weir_op_has_attr(op, "operandSegmentSizes"));
  weir_op_state_init(&state, &builder, TEST_USE, NULL);
  weir_op_state_operands(&state, many, 3);
  weir_op_state_distribute(&state);
  op = weir_build(&builder, &state);
  ck_assert_uint_eq(weir_op_operand_group_size(op, 0), 3);
}
END_TEST

int main(void) {
  Suite* suite = suite_create("op");
  TCase* tcase = tcase_create("op");
  tcase_add_checked_fixture(tcase, set_up, tear_down);
  tcase_add_test(tcase, uses_are_newest_first);
  tcase_add_test(tcase, operand_groups_grow_and_shrink);
  tcase_add_test(tcase, order_survives_any_insertion);
  tcase_add_test(tcase, split_moves_the_rest);
  tcase_add_test(tcase, switch_operands_are_found_by_case);
  tcase_add_test(tcase, ties_and_dims_follow_the_row);
  tcase_add_test(tcase, clone_maps_forward_references_and_regions);
  tcase_add_test(tcase, walks_allow_erasing);
  tcase_add_test(tcase, erased_ops_make_room_in_their_order);
  tcase_add_test(tcase, groups_of_ops_stand_side_by_side);
  tcase_add_test(tcase, flat_lists_are_dealt_out);
  suite_add_tcase(suite, tcase);
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
