#include "compiler/emit/emit.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/dialects/register.h"
#include "compiler/emit/dependences.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/text/text.h"
#include "engine/plan/describe.h"

// ---- edges -----------------------------------------------------------------

static void touch(weir_dependences_t* d, uint32_t root, uint32_t handle,
                  uint64_t begin, uint64_t end, bool is_write) {
  weir_touch_t one = {root, handle, begin, end, is_write};
  weir_dependences_command(d, &one, 1);
}

static bool has_edge(const weir_edges_t* edges, uint32_t from, uint32_t to) {
  for (uint32_t i = edges->first[from]; i < edges->first[from + 1]; ++i) {
    if (edges->edges[i] == to) return true;
  }
  return false;
}

START_TEST(edges_follow_bytes) {
  weir_arena_t arena = {0};
  weir_dependences_t* d = weir_dependences_create(&arena);
  touch(d, 1, 1, 0, 64, true);    // 0
  touch(d, 1, 1, 64, 128, true);  // 1, beside 0
  weir_dependences_barrier(d);
  touch(d, 1, 1, 0, 64, false);  // 2 reads 0
  touch(d, 1, 1, 0, 64, false);  // 3 as well
  touch(d, 2, 2, 0, 64, true);   // 4 is elsewhere
  weir_dependences_barrier(d);
  touch(d, 1, 1, 0, 128, true);  // 5 waits for readers, and for 1
  weir_dependences_barrier(d);
  touch(d, 1, 1, 100, 101, false);      // 6 waits for 5 alone
  touch(d, 1, 1, 0, UINT64_MAX, true);  // 7 waits for 5, not for 6
  weir_edges_t edges = weir_dependences_finish(d);
  ck_assert_uint_eq(edges.command_count, 8);
  ck_assert(has_edge(&edges, 0, 2) && has_edge(&edges, 0, 3));
  ck_assert(!has_edge(&edges, 1, 2) && !has_edge(&edges, 0, 1));
  ck_assert_uint_eq(edges.predecessors[4], 0);
  ck_assert(has_edge(&edges, 2, 5) && has_edge(&edges, 3, 5));
  ck_assert(has_edge(&edges, 1, 5));
  ck_assert_uint_eq(edges.predecessors[6], 1);
  ck_assert(has_edge(&edges, 5, 6) && has_edge(&edges, 5, 7));
  ck_assert(!has_edge(&edges, 6, 7));
  weir_arena_deinit(&arena);
}
END_TEST

START_TEST(unknown_memory_is_everything) {
  weir_arena_t arena = {0};
  weir_dependences_t* d = weir_dependences_create(&arena);
  touch(d, WEIR_MEMORY_ANY, 1, 0, 64, true);  // 0
  weir_dependences_barrier(d);
  touch(d, WEIR_MEMORY_ANY, 2, 64, 128, false);  // 1: may be the same
  touch(d, WEIR_MEMORY_ANY, 1, 64, 128, false);  // 2: is not
  touch(d, 3, 3, 0, 64, false);                  // 3: cannot be
  weir_edges_t edges = weir_dependences_finish(d);
  ck_assert(has_edge(&edges, 0, 1));
  ck_assert(!has_edge(&edges, 0, 2) && !has_edge(&edges, 0, 3));
  weir_arena_deinit(&arena);
}
END_TEST

// ---- modules ---------------------------------------------------------------

static char messages[4096];

static void keep(const weir_diagnostic_t* diagnostic, void* user) {
  (void)user;
  strncat(messages, diagnostic->message,
          sizeof(messages) - strlen(messages) - 2);
  strcat(messages, "\n");
}

// Emits one module for one node; the text of the plan, or NULL with |messages|.
static char* emit(const char* text) {
  weir_context_t* context = weir_context_create();
  weir_register_all_dialects(context);
  weir_diagnostics_set_handler(context, keep, NULL);
  messages[0] = 0;
  weir_emit_device_t device = {.symbol = "dev", .kind = "local", .cores = 1};
  weir_emit_node_t node = {.name = "a", .devices = &device, .device_count = 1};
  weir_emit_plan_t plan = {.name = "test",
                           .source = "",
                           .compiler = "",
                           .cluster = "",
                           .strategy = "",
                           .nodes = &node,
                           .node_count = 1};
  weir_status_t status = weir_parse_module(context, "test.mlir", weir_sv(text),
                                           true, &node.module);
  void* image = NULL;
  size_t size = 0;
  if (weir_is_ok(status)) {
    status = weir_emit_plan(context, &plan, &image, &size);
  }
  char* result = NULL;
  if (weir_is_ok(status)) {
    weir_plan_t* opened = NULL;
    status = weir_plan_open_memory("test", image, size, &opened);
    weir_strbuf_t shown = {0};
    weir_plan_describe_text(opened, &shown);
    weir_plan_disassemble(opened, 0, &shown);
    weir_plan_close(opened);
    result = weir_strbuf_take(&shown);
  }
  weir_status_free(status);
  free(image);
  weir_context_free(context);
  return result;
}

static void expect(const char* text, const char* const* wanted) {
  char* shown = emit(text);
  ck_assert_msg(shown != NULL, "%s", messages);
  const char* at = shown;
  for (; *wanted != NULL; ++wanted) {
    const char* found = strstr(at, *wanted);
    ck_assert_msg(found != NULL, "no \"%s\" in\n%s", *wanted, shown);
    at = found;
  }
  free(shown);
}

static void refuse(const char* text, const char* message) {
  char* shown = emit(text);
  ck_assert_ptr_null(shown);
  ck_assert_msg(strstr(messages, message) != NULL, "got: %s", messages);
}

START_TEST(scalars_and_branches) {
  static const char* const wanted[] = {
      "sum(input0: i32 @a) -> (output0: i32 @a)", "branch.if s", "int s",
      "return [ s", NULL};
  expect(
      "util.func public @sum(%n: i32) -> i32 {\n"
      "  %c0 = arith.constant 0 : i32\n"
      "  %c1 = arith.constant 1 : i32\n"
      "  cf.br ^head(%c0, %c0 : i32, i32)\n"
      "^head(%i: i32, %s: i32):\n"
      "  %more = arith.cmpi slt, %i, %n : i32\n"
      "  cf.cond_br %more, ^body, ^end\n"
      "^body:\n"
      "  %next = arith.addi %i, %c1 : i32\n"
      "  %sum = arith.addi %s, %i : i32\n"
      "  cf.br ^head(%next, %sum : i32, i32)\n"
      "^end:\n"
      "  util.return %s : i32\n"
      "}\n",
      wanted);
}
END_TEST

START_TEST(regions_of_cases_are_branched_to) {
  static const char* const wanted[] = {"switch s", "7",          "move s",
                                       "move s",   "return [ s", NULL};
  expect(
      "util.func public @f(%n: i64, %a: i32) -> i32 {\n"
      "  %i = arith.index_cast %n : i64 to index\n"
      "  %p = ub.poison : i32\n"
      "  %q = ub.poison : !hal.buffer_view\n"
      "  %v = util.null : !hal.buffer_view\n"
      "  %0:2 = scf.index_switch %i -> i32, !hal.buffer_view\n"
      "  case 7 {\n"
      "    scf.yield %a, %q : i32, !hal.buffer_view\n"
      "  }\n"
      "  default {\n"
      "    scf.yield %p, %v : i32, !hal.buffer_view\n"
      "  }\n"
      "  util.return %0#0 : i32\n"
      "}\n",
      wanted);
}
END_TEST

START_TEST(functions_are_named_as_declared) {
  static const char* const wanted[] = {"f(x: 2x?xf32 @a) -> (y: 2x?xf32 @a)",
                                       NULL};
  expect(
      "util.func public @f$async(%v: !hal.buffer_view, %w: !hal.fence, %s: "
      "!hal.fence) -> !hal.buffer_view attributes {iree.reflection = "
      "{iree.abi.declaration = \"async func @f(%x: tensor<2x?xf32>) -> (%y: "
      "tensor<2x?xf32>)\"}} {\n"
      "  hal.fence.signal<%s : !hal.fence>\n"
      "  util.return %v : !hal.buffer_view\n"
      "}\n"
      "util.func public @f(%v: !hal.buffer_view) -> !hal.buffer_view {\n"
      "  util.return %v : !hal.buffer_view\n"
      "}\n",
      wanted);
}
END_TEST

START_TEST(swapped_arguments_survive) {
  // A branch that swaps two values must not lose one.
  static const char* const wanted[] = {"move s", "move s", "move s", "move s",
                                       NULL};
  expect(
      "util.func public @f(%a: i64, %b: i64, %c: i1) -> i64 {\n"
      "  cf.br ^loop(%a, %b : i64, i64)\n"
      "^loop(%x: i64, %y: i64):\n"
      "  cf.cond_br %c, ^loop(%y, %x : i64, i64), ^end\n"
      "^end:\n"
      "  util.return %x : i64\n"
      "}\n",
      wanted);
}
END_TEST

static const char transfer_module[] =
    "util.global private @dev : !hal.device\n"
    "util.func public @f() {\n"
    "  %%c0 = arith.constant 0 : index\n"
    "  %%c0_i32 = arith.constant 0 : i32\n"
    "  %%c16 = arith.constant 16 : index\n"
    "  %%all = arith.constant -1 : i64\n"
    "  %%null = util.null : !hal.fence\n"
    "  %%group = util.null : !util.buffer\n"
    "  %%device = util.global.load @dev : !hal.device\n"
    "  %%allocator = hal.device.allocator<%%device : !hal.device> : "
    "!hal.allocator\n"
    "  %%channel = hal.channel.create device(%%device : !hal.device) "
    "affinity(%%all) flags(0) id(%%group) group(%%group) rank(%%c0_i32) "
    "count(%%c0_i32) : !hal.channel\n"
    "  %%buffer = hal.allocator.allocate<%%allocator : !hal.allocator> "
    "affinity(%%all) type(\"DeviceLocal\") usage(\"Transfer\") : "
    "!hal.buffer{%%c16}\n"
    "  %%cmd = hal.command_buffer.create device(%%device : !hal.device) "
    "mode(\"OneShot\") categories(\"Transfer\") affinity(%%all) : "
    "!hal.command_buffer\n"
    "  %s\n"
    "  hal.command_buffer.finalize<%%cmd : !hal.command_buffer>\n"
    "  hal.device.queue.execute<%%device : !hal.device> affinity(%%all) "
    "wait(%%null) signal(%%null) commands([%%cmd])\n"
    "  util.return\n"
    "}\n";

START_TEST(transfers_need_both_ends) {
  char text[4096];
  snprintf(text, sizeof(text), transfer_module,
           "hal.command_buffer.collective<%cmd : !hal.command_buffer> "
           "channel(%channel : !hal.channel) op(<send : f32>) param(%c0_i32 : "
           "i32) send(%buffer : !hal.buffer)[%c0, %c16] count(%c16) attributes "
           "{transfer = 5 : i64}");
  refuse(text, "is transfer 5 without a receive");
  snprintf(text, sizeof(text), transfer_module,
           "hal.command_buffer.fill_buffer<%cmd : !hal.command_buffer> "
           "target(%buffer : !hal.buffer)[%c0, %c16] pattern(%c0_i32 : i32)");
  static const char* const wanted[] = {"predicted peak memory 16 B",
                                       "0: fill 0 w:slot0[0 for 16]", NULL};
  expect(text, wanted);
}
END_TEST

START_TEST(what_cannot_run_is_refused) {
  refuse(
      "util.func public @f(%x: tensor<4xf32>) -> tensor<4xf32> {\n"
      "  util.return %x : tensor<4xf32>\n"
      "}\n",
      "neither a buffer view nor a number");
  refuse(
      "util.func private @g(%n: index) {\n"
      "  %0 = tensor.empty(%n) : tensor<?xf32>\n"
      "  util.return\n"
      "}\n",
      "a type that a plan cannot hold");
  refuse("util.func public @f(%v: !hal.buffer_view) {\n  util.return\n}\n",
         "does not say the type of its input 0");
  refuse(
      "util.func private @g() -> i32\n"
      "util.func public @f() -> i32 {\n"
      "  %0 = util.call @g() : () -> i32\n"
      "  util.return %0 : i32\n"
      "}\n",
      "calls @g, which the plan does not have");
}
END_TEST

int main(void) {
  Suite* suite = suite_create("emit");
  TCase* tests = tcase_create("emit");
  tcase_add_test(tests, edges_follow_bytes);
  tcase_add_test(tests, unknown_memory_is_everything);
  tcase_add_test(tests, scalars_and_branches);
  tcase_add_test(tests, regions_of_cases_are_branched_to);
  tcase_add_test(tests, functions_are_named_as_declared);
  tcase_add_test(tests, swapped_arguments_survive);
  tcase_add_test(tests, transfers_need_both_ends);
  tcase_add_test(tests, what_cannot_run_is_refused);
  suite_add_tcase(suite, tests);
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? 0 : 1;
}
