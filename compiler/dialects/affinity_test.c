#include "compiler/dialects/affinity.h"

#include <check.h>

#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/register.h"
#include "compiler/dialects/stream.h"
#include "compiler/ir/symbol.h"
#include "compiler/text/text.h"

static weir_context_t* context;

static void setup(void) {
  context = weir_context_create();
  weir_register_all_dialects(context);
}
static void teardown(void) {
  weir_context_free(context);
}

static weir_attr_t* on(const char* text) {
  weir_attr_t* attr = weir_parse_attr(context, weir_sv(text));
  ck_assert_ptr_nonnull(attr);
  return attr;
}

START_TEST(relations) {
  weir_attr_t* all = on("#hal.device.affinity<@a>");
  weir_attr_t* one = on("#hal.device.affinity<@a, [1]>");
  weir_attr_t* two = on("#hal.device.affinity<@a, [1, 2]>");
  weir_attr_t* other = on("#hal.device.affinity<@b>");
  weir_attr_t* promise = on("#hal.device.promise<@a>");
  ck_assert(weir_attr_is_affinity(all) && weir_attr_is_affinity(promise));
  ck_assert(!weir_attr_is_affinity(weir_unit_attr(context)));
  // A part of the queues can go along with all of them, not the other way.
  ck_assert(weir_affinity_can_execute_together(one, two));
  ck_assert(weir_affinity_can_execute_together(one, all));
  ck_assert(!weir_affinity_can_execute_together(two, one));
  ck_assert(!weir_affinity_can_execute_together(all, other));
  ck_assert(!weir_affinity_can_execute_together(all, promise));
  ck_assert(weir_affinity_can_execute_together(NULL, other));
  ck_assert(weir_affinity_are_compatible(all, all));
  ck_assert(weir_affinity_are_compatible(NULL, all));
  ck_assert(!weir_affinity_are_compatible(one, two));
  ck_assert_ptr_eq(weir_affinity_join_or(one, two), two);
  ck_assert_ptr_eq(weir_affinity_join_and(one, two), one);
  ck_assert_ptr_eq(weir_affinity_join_and(NULL, two), two);
  weir_attr_t* joined = NULL;
  ck_assert(!weir_affinity_try_join(all, other, &joined));
  ck_assert_ptr_null(joined);
}
END_TEST

static const char program[] =
    "module attributes {stream.affinity.default = #hal.device.affinity<@d>} {\n"
    "  util.func private @f(%r: !stream.resource<*>, %s: "
    "!stream.resource<staging>, %n: index) attributes {stream.affinity = "
    "#hal.device.affinity<@f>} {\n"
    "    %0 = stream.async.transfer %r : !stream.resource<*>{%n} "
    "from(#hal.device.affinity<@x>) -> to(#hal.device.affinity<@y>) "
    "!stream.resource<*>{%n}\n"
    "    %1 = stream.async.transfer %r : !stream.resource<*>{%n} "
    "from(#hal.device.affinity<@x>) -> to(#hal.device.affinity<@y>) "
    "!stream.resource<staging>{%n}\n"
    "    %2 = stream.async.clone %r : !stream.resource<*>{%n} -> "
    "!stream.resource<*>{%n}\n"
    "    util.return\n"
    "  }\n"
    "  util.func private @g(%n: index) {\n"
    "    util.return\n"
    "  }\n"
    "}\n";

START_TEST(lookup) {
  weir_op_t* module = NULL;
  weir_status_t status =
      weir_parse_module(context, "test", weir_sv(program), true, &module);
  ck_assert(weir_is_ok(status));
  weir_arena_t arena = {0};
  weir_op_list_t transfers =
      weir_collect_ops(module, WEIR_STREAM_ASYNC_TRANSFER, &arena);
  ck_assert_uint_eq(transfers.count, 2);
  // Towards staging memory the source's device does the work.
  ck_assert_ptr_eq(weir_op_affinity(transfers.ops[0]),
                   on("#hal.device.affinity<@y>"));
  ck_assert_ptr_eq(weir_op_affinity(transfers.ops[1]),
                   on("#hal.device.affinity<@x>"));
  weir_op_t* clone =
      weir_collect_ops(module, WEIR_STREAM_ASYNC_CLONE, &arena).ops[0];
  ck_assert_ptr_null(weir_op_affinity(clone));
  ck_assert_ptr_eq(weir_affinity_lookup(clone), on("#hal.device.affinity<@f>"));
  weir_op_t* g = weir_symbol_lookup(module, weir_sv("g"));
  ck_assert_ptr_null(weir_affinity_lookup(g));
  ck_assert_ptr_eq(weir_affinity_lookup_or_default(g),
                   on("#hal.device.affinity<@d>"));
  weir_op_set_affinity(clone, on("#hal.device.affinity<@z>"));
  ck_assert_ptr_eq(weir_op_attr(clone, "affinity"),
                   on("#hal.device.affinity<@z>"));
  ck_assert(weir_op_requires_affinity(clone));
  ck_assert(!weir_op_requires_affinity(g));
  weir_arena_deinit(&arena);
}
END_TEST

int main(void) {
  Suite* suite = suite_create("affinity");
  TCase* tests = tcase_create("affinity");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, relations);
  tcase_add_test(tests, lookup);
  suite_add_tcase(suite, tests);
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? 0 : 1;
}
