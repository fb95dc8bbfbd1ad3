#include "compiler/text/syntax.h"

#include <stdlib.h>

#include "compiler/dialects/register.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/text/text.h"
#include "engine/base/test_main.h"

static weir_context_t* context;

static void silent(const weir_diagnostic_t* diagnostic, void* user) {
  (void)diagnostic;
  (void)user;
}

static void set_up(void) {
  context = weir_context_create();
  weir_register_all_dialects(context);
  weir_diagnostics_set_handler(context, silent, NULL);
}

static void tear_down(void) {
  weir_context_free(context);
}

// Reading a string that makes no sense aborts.
START_TEST(every_row_compiles) {
  static const char* const names[] = {"builtin", "func", "arith",  "math",
                                      "cf",      "scf",  "tensor", "util",
                                      "linalg",  "flow", "stream", "hal"};
  uint32_t rows = 0;
  for (size_t d = 0; d < sizeof(names) / sizeof(names[0]); ++d) {
    const weir_dialect_t* dialect =
        weir_context_dialect(context, weir_sv(names[d]));
    ck_assert_ptr_nonnull(dialect);
    for (uint32_t i = 0; i < dialect->op_count; ++i) {
      const weir_op_info_t* info =
          weir_context_op(context, weir_sv(dialect->ops[i].name));
      if (info->def->syntax == NULL) continue;
      const weir_syntax_t* syntax =
          weir_syntax_of(info, weir_context_arena(context));
      ck_assert_ptr_eq(syntax, weir_syntax_of(info, NULL));
      ++rows;
    }
  }
  ck_assert_uint_gt(rows, 250);
}
END_TEST

START_TEST(shown_attributes_are_elided) {
  const weir_op_info_t* info =
      weir_context_op(context, weir_sv("hal.tensor.import"));
  const weir_syntax_t* syntax =
      weir_syntax_of(info, weir_context_arena(context));
  ck_assert_str_eq(syntax->elided[0], "affinity");
  ck_assert_str_eq(syntax->elided[1], "name");
  ck_assert_str_eq(syntax->elided[2], "target_encoding");
  ck_assert_ptr_null(syntax->elided[3]);
}
END_TEST

// -- types and attributes as text -------------------------------------------

static void check_attr(const char* text, const char* printed) {
  weir_arena_t arena = {0};
  weir_attr_t* attr = weir_parse_attr(context, weir_sv(text));
  ck_assert_msg(attr != NULL, "%s", text);
  ck_assert_str_eq(weir_print_attr(attr, &arena), printed);
  // What is printed is the same attribute.
  ck_assert_ptr_eq(weir_parse_attr(context, weir_sv(printed)), attr);
  weir_arena_deinit(&arena);
}

START_TEST(attributes) {
  check_attr("4", "4 : i64");
  check_attr("-4 : i8", "-4 : i8");
  check_attr("255 : ui8", "255 : ui8");
  check_attr("1.0", "1.000000e+00 : f64");
  check_attr("1.0 : f16", "1.000000e+00 : f16");
  check_attr("0x7FC0 : bf16", "0x7FC0 : bf16");
  check_attr("[4, 4 : i8, 1.0]", "[4, 4 : i8, 1.000000e+00]");
  check_attr("{b, a = 4}", "{a = 4 : i64, b}");
  check_attr("dense<4> : tensor<2xi8>", "dense<4> : tensor<2xi8>");
  check_attr("dense<[4, 4]> : tensor<2xi8>", "dense<4> : tensor<2xi8>");
  check_attr("dense<\"0x0102\"> : tensor<2xi8>",
             "dense<[1, 2]> : tensor<2xi8>");
  check_attr("dense<[-1, 2]> : tensor<2xi4>", "dense<[-1, 2]> : tensor<2xi4>");
  check_attr("affine_map<(i, j) -> (j, i - 1)>",
             "affine_map<(d0, d1) -> (d1, d0 - 1)>");
  check_attr("#hal.device.affinity<@d, [1, 0]>",
             "#hal.device.affinity<@d, [0, 1]>");
  ck_assert_ptr_null(weir_parse_attr(context, weir_sv("4 5")));
  ck_assert_ptr_null(weir_parse_attr(context, weir_sv("")));
}
END_TEST

START_TEST(types) {
  weir_arena_t arena = {0};
  static const char* const all[] = {
      "tensor<4x?xf32>",
      "memref<4x?xf32, strided<[?, 1], offset: ?>, 1>",
      "(i32, f32) -> (i64, i1)",
      "() -> ((i32) -> i32)",
      "!stream.resource<transient>",
      "!util.list<?>",
      "vector<[4]x2xi1>"};
  for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); ++i) {
    weir_type_t* type = weir_parse_type(context, weir_sv(all[i]));
    ck_assert_msg(type != NULL, "%s", all[i]);
    ck_assert_str_eq(weir_print_type(type, &arena), all[i]);
  }
  weir_arena_deinit(&arena);
}
END_TEST

// Text that would nest deeper than the stack is refused.
START_TEST(depth_is_limited) {
  enum { DEPTH = 100000 };
  static const char* const opening[] = {"[", "tuple<", "{a=", "(", "loc("};
  for (size_t i = 0; i < sizeof(opening) / sizeof(opening[0]); ++i) {
    size_t size = strlen(opening[i]);
    char* text = malloc(DEPTH * size);
    ck_assert_ptr_nonnull(text);
    for (size_t k = 0; k < DEPTH; ++k)
      memcpy(text + k * size, opening[i], size);
    ck_assert_ptr_null(weir_parse_attr(context, weir_sv_n(text, DEPTH * size)));
    free(text);
  }
}
END_TEST

int main(void) {
  TCase* cases = tcase_create("syntax");
  tcase_add_checked_fixture(cases, set_up, tear_down);
  tcase_add_test(cases, every_row_compiles);
  tcase_add_test(cases, shown_attributes_are_elided);
  tcase_add_test(cases, attributes);
  tcase_add_test(cases, types);
  tcase_add_test(cases, depth_is_limited);
  return test_run("syntax", cases);
}
