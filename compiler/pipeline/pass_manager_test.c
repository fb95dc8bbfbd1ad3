#include "compiler/pipeline/pass_manager.h"

#include "compiler/dialects/register.h"
#include "engine/base/test_main.h"

static char journal[1024];

static weir_status_t record(weir_pass_t* pass, weir_op_t* op) {
  weir_string_view_t symbol = weir_op_attr_string(op, "sym_name");
  size_t used = strlen(journal);
  snprintf(journal + used, sizeof(journal) - used, "%s(%.*s)%s ",
           op->name->data, WEIR_SV_ARGS(symbol),
           weir_pass_option(pass, "tag", ""));
  return weir_ok();
}

static weir_status_t refuse(weir_pass_t* pass, weir_op_t* op) {
  (void)pass;
  (void)op;
  return weir_status(WEIR_CODE_INVALID_ARGUMENT, "no");
}

static const weir_pass_def_t on_module = {"on-module", "", WEIR_PASS_MODULE,
                                          record};
static const weir_pass_def_t on_callable = {"on-callable", "",
                                            WEIR_PASS_CALLABLE, record};
static const weir_pass_def_t refusing = {"refusing", "", WEIR_PASS_MODULE,
                                         refuse};

static weir_context_t* context;
static weir_arena_t arena;
static weir_op_t* module;

static void set_up(void) {
  context = weir_context_create();
  weir_register_all_dialects(context);
  weir_arena_init(&arena);
  journal[0] = '\0';
  test_ok(weir_parse_module(context, "test",
                            weir_sv("module @m {\n"
                                    "util.func private @a(i32)\n"
                                    "util.global private @g : i32\n"
                                    "util.initializer { util.return }\n"
                                    "func.func private @b()\n"
                                    "}"),
                            true, &module));
}

static void tear_down(void) {
  weir_arena_deinit(&arena);
  weir_context_free(context);
}

START_TEST(anchors) {
  weir_pipeline_t* all = weir_pipeline_create(&arena, "builtin.module");
  weir_pipeline_add(all, &on_module, weir_sv("tag=1 x='a b'"));
  weir_pipeline_add(all, &on_callable, weir_sv(""));
  weir_pipeline_t* nested = weir_pipeline_create(&arena, "util.func");
  weir_pipeline_add(nested, &on_callable, weir_sv("tag={2 3}"));
  weir_pipeline_add_nested(all, nested);
  weir_run_options_t options = {.verify_each = true};
  test_ok(weir_pipeline_run(all, module, &options));
  ck_assert_str_eq(journal,
                   "builtin.module(m)1 util.func(a) util.initializer() "
                   "func.func(b) util.func(a){2 3} ");
}
END_TEST

START_TEST(global_options_come_first) {
  weir_pipeline_t* all = weir_pipeline_create(&arena, NULL);
  weir_pipeline_add(all, &on_module, weir_sv(""));
  weir_pipeline_add(all, &on_module, weir_sv("tag=own"));
  const char* const global[] = {"tag=global", NULL};
  weir_run_options_t options = {.global_options = global};
  test_ok(weir_pipeline_run(all, module, &options));
  ck_assert_str_eq(journal, "builtin.module(m)global builtin.module(m)own ");
}
END_TEST

START_TEST(failures) {
  weir_pipeline_t* all = weir_pipeline_create(&arena, "builtin.module");
  weir_pipeline_add(all, &refusing, weir_sv(""));
  weir_pipeline_add(all, &on_module, weir_sv(""));
  weir_run_options_t options = {0};
  test_fails(weir_pipeline_run(all, module, &options),
             WEIR_CODE_INVALID_ARGUMENT);
  ck_assert_str_eq(journal, "");
  weir_pipeline_t* other = weir_pipeline_create(&arena, "util.func");
  test_fails(weir_pipeline_run(other, module, &options),
             WEIR_CODE_FAILED_PRECONDITION);
}
END_TEST

START_TEST(malformed_text) {
  static const char* const texts[] = {"no-such-pass", "util.func(", "a)",
                                      "builtin.module(x{a=1)"};
  for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); ++i) {
    weir_pipeline_t* all = weir_pipeline_create(&arena, "builtin.module");
    test_fails(weir_pipeline_parse(all, weir_sv(texts[i])),
               WEIR_CODE_INVALID_ARGUMENT);
  }
  weir_pipeline_t* all = weir_pipeline_create(&arena, "builtin.module");
  test_ok(weir_pipeline_parse(all, weir_sv("builtin.module(util.func( ))")));
}
END_TEST

int main(void) {
  TCase* cases = tcase_create("pass_manager");
  tcase_add_checked_fixture(cases, set_up, tear_down);
  tcase_add_test(cases, anchors);
  tcase_add_test(cases, global_options_come_first);
  tcase_add_test(cases, failures);
  tcase_add_test(cases, malformed_text);
  return test_run("pass_manager", cases);
}
