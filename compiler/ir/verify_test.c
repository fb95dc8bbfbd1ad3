#include "compiler/ir/verify.h"

#include <check.h>
#include <stdlib.h>

#include "compiler/ir/dominance.h"
#include "compiler/ir/symbol.h"
#include "compiler/ir/test_dialect.h"

static void expect(const char* text) {
  messages[0] = '\0';
  ck_assert(!weir_verify(module));
  ck_assert_msg(strstr(messages, text) != NULL, "wanted \"%s\" in:\n%s", text,
                messages);
}

static void finish(void) {
  make_list_op(TEST_RETURN, NULL, 0);
}

static weir_op_t* make_pair(weir_value_t* a, weir_value_t* b) {
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, TEST_PAIR, NULL);
  weir_op_state_operand(&state, a);
  weir_op_state_operand(&state, b);
  return weir_build(&builder, &state);
}

static weir_value_t* make_i32(void) {
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, TEST_CONSTANT, NULL);
  weir_op_state_attr(&state, "value", weir_i32_attr(context, 1));
  weir_op_state_result(&state, weir_i32_type(context));
  return weir_op_result_n(weir_build(&builder, &state), 0);
}

START_TEST(attributes) {
  make_function("f", 0);
  weir_op_t* constant = make_constant(1)->op;
  finish();
  ck_assert(weir_verify(module));
  weir_op_remove_attr(constant, "value");
  expect("'test.constant' op requires attribute 'value'");
  weir_op_set_attr(constant, "value", weir_unit_attr(context));
  weir_op_set_attr(weir_module_body(module)->first, "sym_visibility",
                   weir_unit_attr(context));
  expect(
      "attribute 'sym_visibility' failed to satisfy constraint: string "
      "attribute");
}
END_TEST

START_TEST(operands_and_results) {
  make_function("f", 1);
  weir_value_t* index = make_constant(1);
  weir_value_t* i32 = make_i32();
  weir_op_t* add = make_add(index, index)->op;
  weir_op_t* pair = make_pair(index, index);
  finish();
  expect("'test.pair' op is not ok");
  weir_op_set_attr(pair, "ok", weir_unit_attr(context));
  ck_assert(weir_verify(module));
  weir_op_set_operand(add, 0, i32);
  expect("'test.add' op operand #0 must be index, but got 'i32'");
  weir_op_erase_operand(add, 0);
  expect("expected 2 operands, but found 1");
  weir_op_erase(add);
  weir_op_set_operand(pair, 1, i32);
  expect("failed to verify that all of {a, b} have same type");
}
END_TEST

START_TEST(blocks) {
  weir_op_t* function = make_function("f", 1);
  weir_block_t* entry = weir_module_body(function);
  expect("empty block: expect at least a terminator");
  weir_op_t* use = make_use(entry->arguments[0]);
  expect("block with no terminator, has \"test.use\"");
  finish();
  weir_op_t* last = make_use(entry->arguments[0]);
  expect("'test.return' op must be the last operation in the parent block");
  weir_op_move_before(last, use);
  ck_assert(weir_verify(module));
  weir_block_t* next = weir_region_add_block(&function->regions[0]);
  weir_op_erase(entry->last);
  make_branch(next, entry->arguments, 1);
  weir_builder_set_end(&builder, next);
  finish();
  expect("branch has 1 operands for successor #0, but target block has 0");
}
END_TEST

START_TEST(parents) {
  weir_builder_set_end(&builder, weir_module_body(module));
  make_list_op(TEST_RETURN, NULL, 0);
  expect("'test.return' op expects parent op 'test.func'");
}
END_TEST

START_TEST(dominance) {
  make_function("f", 1);
  weir_value_t* value = make_constant(1);
  weir_op_t* use = make_use(value);
  finish();
  weir_op_move_before(use, value->op);
  expect("error: operand #0 does not dominate this use");
  ck_assert_ptr_nonnull(
      strstr(messages, "note: operand defined here (op in the same block)"));
  weir_op_t* other = make_function("g", 1);
  weir_op_t* outside = make_use(weir_module_body(other)->arguments[0]);
  finish();
  weir_op_move_after(use, value->op);
  ck_assert(weir_verify(module));
  weir_op_set_operand(outside, 0, value);
  expect("'test.use' op using value defined outside the region");
  ck_assert_ptr_nonnull(
      strstr(messages, "note: required by region isolation constraints"));
}
END_TEST

START_TEST(dominance_across_blocks) {
  weir_op_t* function = make_function("f", 1);
  weir_region_t* body = &function->regions[0];
  weir_block_t* entry = body->first;
  weir_block_t* left = weir_region_add_block(body);
  weir_block_t* right = weir_region_add_block(body);
  weir_block_t* join = weir_region_add_block(body);
  weir_block_t* dead = weir_region_add_block(body);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, TEST_COND_BR, NULL);
  weir_op_state_operand(&state, entry->arguments[0]);
  weir_op_state_successor(&state, left);
  weir_op_state_successor(&state, right);
  weir_build(&builder, &state);
  weir_builder_set_end(&builder, left);
  weir_value_t* value = make_constant(1);
  make_branch(join, NULL, 0);
  weir_builder_set_end(&builder, right);
  make_branch(join, NULL, 0);
  weir_builder_set_end(&builder, dead);
  make_branch(join, NULL, 0);
  weir_builder_set_end(&builder, join);
  weir_op_t* use = make_use(value);
  finish();
  weir_dominance_t* tree = weir_dominance_create(&arena);
  ck_assert(weir_dominates_block(tree, entry, join));
  ck_assert(!weir_dominates_block(tree, left, join));
  ck_assert(!weir_block_is_reachable(tree, dead));
  ck_assert(!weir_properly_dominates(tree, value, use));
  ck_assert(weir_properly_dominates(tree, entry->arguments[0], use));
  ck_assert_ptr_eq(weir_common_dominator(tree, left, right), entry);
  ck_assert_ptr_eq(weir_common_dominator(tree, join, left), entry);
}
END_TEST

START_TEST(symbols) {
  make_function("f", 0);
  finish();
  weir_op_t* second = make_function("f", 0);
  finish();
  expect("error: redefinition of symbol named 'f'");
  weir_symbol_table_t* table = weir_symbol_table_create(module, &arena);
  weir_symbol_table_add(table, second);
  ck_assert(weir_sv_equal_c(weir_symbol_name(second), "f_0"));
  ck_assert_ptr_eq(weir_symbol_table_get(table, weir_sv("f_0")), second);
  ck_assert(weir_verify(module));
  weir_symbol_set_visibility(second, WEIR_PRIVATE);
  ck_assert_int_eq(weir_symbol_visibility(second), WEIR_PRIVATE);
  weir_op_t* use = weir_module_body(second)->first;
  weir_attr_t* reference = weir_symbol_attr(context, "f");
  weir_op_set_attr(use, "callees", weir_array_attr(context, &reference, 1));
  ck_assert_uint_eq(weir_symbol_users(module, weir_sv("f"), &arena).count, 1);
  weir_symbol_rename_uses(module, weir_sv("f"), weir_sv("g"));
  ck_assert_uint_eq(weir_symbol_users(module, weir_sv("f"), &arena).count, 0);
  ck_assert_uint_eq(weir_symbol_users(module, weir_sv("g"), &arena).count, 1);
  ck_assert_ptr_eq(weir_symbol_resolve(use, weir_symbol_attr(context, "f_0")),
                   second);
  weir_symbol_table_remove(table, second);
  ck_assert_ptr_null(weir_symbol_table_get(table, weir_sv("f_0")));
}
END_TEST

START_TEST(kinds) {
  weir_type_t* i8 = weir_integer_type(context, 8);
  weir_type_t* index = weir_index_type(context);
  int64_t dim = 4;
  weir_type_t* tensor = weir_tensor_type(i8, &dim, 1, NULL);
  ck_assert(weir_type_fits_kind(index, "size", NULL));
  ck_assert(!weir_type_fits_kind(i8, "size", NULL));
  ck_assert(weir_type_fits_kind(i8, "i8", NULL));
  ck_assert(weir_type_fits_kind(i8, "(index|fillPatternType)", NULL));
  ck_assert(weir_type_fits_kind(tensor, "(element|tensor)", NULL));
  ck_assert(weir_type_fits_kind(tensor, "signlessIntegerLike", NULL));
  ck_assert(!weir_type_fits_kind(tensor, "primitive", NULL));
  ck_assert(!weir_type_fits_kind(tensor, "noSuchWord", NULL));
  ck_assert_ptr_eq(weir_type_of_kind(context, "offset", NULL), index);
  ck_assert_ptr_null(weir_type_of_kind(context, "anyType", NULL));
  ck_assert(weir_attr_fits_kind(weir_index_attr(context, 1), "indexAttr"));
  ck_assert(!weir_attr_fits_kind(weir_i64_attr(context, 1), "indexAttr"));
  ck_assert(
      weir_attr_fits_kind(weir_i32_attr(context, 1), "memoryTypeBitfieldAttr"));
}
END_TEST

int main(void) {
  Suite* suite = suite_create("verify");
  TCase* tcase = tcase_create("verify");
  tcase_add_checked_fixture(tcase, set_up, tear_down);
  tcase_add_test(tcase, attributes);
  tcase_add_test(tcase, operands_and_results);
  tcase_add_test(tcase, blocks);
  tcase_add_test(tcase, parents);
  tcase_add_test(tcase, dominance);
  tcase_add_test(tcase, dominance_across_blocks);
  tcase_add_test(tcase, symbols);
  tcase_add_test(tcase, kinds);
  suite_add_tcase(suite, tcase);
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
