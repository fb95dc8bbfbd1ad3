#include "compiler/analysis/explorer.h"

#include <check.h>
#include <stdlib.h>

#include "compiler/dialects/register.h"
#include "compiler/dialects/util.h"
#include "compiler/text/text.h"

static const char* const program =
    "util.global private mutable @g : i32\n"
    "util.func public @entry(%arg0: i32, %c: i1) -> i32 {\n"
    "  %0 = util.call @inner(%arg0, %c) : (i32, i1) -> i32\n"
    "  util.global.store %0, @g : i32\n"
    "  %1 = util.global.load @g : i32\n"
    "  util.return %1 : i32\n"
    "}\n"
    "util.func private @inner(%arg0: i32, %c: i1) -> i32 {\n"
    "  %c5 = arith.constant 5 : i32\n"
    "  cf.cond_br %c, ^bb1(%c5 : i32), ^bb1(%arg0 : i32)\n"
    "^bb1(%x: i32):\n"
    "  util.return %x : i32\n"
    "}\n";

static weir_context_t* context;
static weir_op_t* module;
static weir_explorer_t* explorer;
static weir_arena_t arena;

static void set_up(void) {
  context = weir_context_create();
  weir_register_all_dialects(context);
  weir_status_t status =
      weir_parse_module(context, "test.mlir", weir_sv(program), true, &module);
  ck_assert_msg(weir_is_ok(status), "%s", weir_status_message(status));
  explorer = weir_explorer_create(module, &arena);
}

static void tear_down(void) {
  weir_arena_deinit(&arena);
  weir_context_free(context);
}

static weir_walk_t count_value(weir_value_t* value, void* user) {
  (void)value;
  ++*(int*)user;
  return WEIR_WALK_CONTINUE;
}

static weir_walk_t count_use(weir_use_t* use, void* user) {
  (void)use;
  ++*(int*)user;
  return WEIR_WALK_CONTINUE;
}

START_TEST(finds_globals_and_functions) {
  ck_assert_uint_eq(weir_explorer_global_count(explorer), 1);
  const weir_global_info_t* global = weir_explorer_global(explorer, 0);
  ck_assert_uint_eq(global->loads.count, 1);
  ck_assert_uint_eq(global->stores.count, 1);
  ck_assert(!global->is_indirect);
  ck_assert_ptr_eq(weir_explorer_global_of(explorer, global->loads.ops[0]),
                   global);
  ck_assert_uint_eq(weir_explorer_function_count(explorer), 2);
  weir_op_t* entry = weir_explorer_function(explorer, 0);
  weir_op_t* inner = weir_explorer_function(explorer, 1);
  ck_assert(!weir_explorer_callers_are_known(explorer, entry));
  ck_assert(weir_explorer_callers_are_known(explorer, inner));
  ck_assert_uint_eq(weir_explorer_callers(explorer, inner)->count, 1);
  ck_assert_uint_eq(weir_explorer_returns(explorer, inner)->count, 1);
}
END_TEST

START_TEST(walks_up_to_definitions) {
  weir_op_t* load = weir_explorer_global(explorer, 0)->loads.ops[0];
  int count = 0;
  // The load, the call and the constant; the argument of the public function
  // comes from elsewhere.
  ck_assert(!weir_explore_definitions(explorer, weir_op_result_n(load, 0), 0,
                                      count_value, &count));
  ck_assert_int_eq(count, 3);
  count = 0;
  ck_assert(weir_explore_definitions(explorer, weir_op_result_n(load, 0),
                                     WEIR_EXPLORE_NO_GLOBALS, count_value,
                                     &count));
  ck_assert_int_eq(count, 1);
}
END_TEST

START_TEST(walks_down_to_uses) {
  weir_op_t* entry = weir_explorer_function(explorer, 0);
  weir_value_t* argument = weir_op_region(entry, 0)->first->arguments[0];
  int count = 0;
  // Call, branch, two returns and the store; the last return leaves the module.
  ck_assert(!weir_explore_uses(explorer, argument, 0, count_use, &count));
  ck_assert_int_eq(count, 5);
}
END_TEST

int main(void) {
  Suite* suite = suite_create("explorer");
  TCase* tests = tcase_create("explorer");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_test(tests, finds_globals_and_functions);
  tcase_add_test(tests, walks_up_to_definitions);
  tcase_add_test(tests, walks_down_to_uses);
  suite_add_tcase(suite, tests);
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
