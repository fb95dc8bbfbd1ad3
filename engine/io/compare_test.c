#include "engine/io/compare.h"

#include <string.h>

#include "engine/base/test_main.h"
#include "engine/io/tensor_text.h"

static weir_comparison_t compare(const char* actual_text,
                                 const char* expected_text,
                                 weir_tolerance_t tolerance, const char* line) {
  weir_tensor_t actual;
  weir_tensor_t expected;
  weir_comparison_t result;
  test_ok(weir_tensor_parse(weir_sv(actual_text), &actual));
  test_ok(weir_tensor_parse(weir_sv(expected_text), &expected));
  test_ok(weir_tensor_compare(&actual, &expected, tolerance, &result));
  weir_strbuf_t buffer = {0};
  weir_comparison_format(&result, &actual, &expected, &buffer);
  ck_assert_msg(strstr(weir_strbuf_c(&buffer), line) != NULL, "%s",
                weir_strbuf_c(&buffer));
  weir_strbuf_deinit(&buffer);
  weir_tensor_release(&actual);
  weir_tensor_release(&expected);
  return result;
}

START_TEST(equal_tensors) {
  weir_comparison_t result = compare("3xf32=1 nan inf", "3xf32=1 nan inf",
                                     (weir_tolerance_t){0}, "bit-equal");
  ck_assert(result.bit_equal);
  ck_assert_uint_eq(result.mismatch_count, 0);
}
END_TEST

START_TEST(tolerances) {
  weir_tolerance_t absolute = {.absolute = 0.011};
  weir_tolerance_t relative = {.relative = 0.01};
  weir_tolerance_t range = {.relative_to_range = 1e-3};
  const char* actual = "4xf32=0.01 1.01 10.01 100";
  const char* expected = "4xf32=0 1 10 100";
  weir_comparison_t result = compare(actual, expected, absolute, "all 4");
  ck_assert_uint_eq(result.mismatch_count, 0);
  result = compare(actual, expected, relative, "first at 0: 0.01 instead of 0");
  ck_assert_uint_eq(result.mismatch_count, 1);
  result = compare(actual, expected, range, "0.0001 of the range");
  ck_assert_uint_eq(result.mismatch_count, 0);
  ck_assert_double_eq_tol(result.range, 100, 1e-9);
  ck_assert_double_eq_tol(result.max_absolute, 0.01, 1e-5);
  result = compare(actual, expected, (weir_tolerance_t){0}, "3 of 4 elements");
  ck_assert_uint_eq(result.first_mismatch, 0);
  ck_assert(!result.bit_equal);
}
END_TEST

START_TEST(special_values) {
  weir_tolerance_t loose = {.absolute = 1e30, .relative = 1};
  weir_comparison_t result =
      compare("4xf32=nan 1 inf -inf", "4xf32=1 nan -inf -inf", loose, "3 of 4");
  ck_assert_uint_eq(result.mismatch_count, 3);
  result = compare("2xf32=-0 1", "2xf32=0 1", (weir_tolerance_t){0}, "all 2");
  ck_assert(!result.bit_equal);
}
END_TEST

// Neighbours that are the same as doubles.
START_TEST(large_integers_are_exact) {
  weir_comparison_t result =
      compare("2xi64=9007199254740993 1", "2xi64=9007199254740992 1",
              (weir_tolerance_t){0}, "9007199254740993 instead of");
  ck_assert_uint_eq(result.mismatch_count, 1);
  result = compare("2xi32=5 1", "2xi32=6 1", (weir_tolerance_t){.absolute = 1},
                   "all 2");
  ck_assert_uint_eq(result.mismatch_count, 0);
}
END_TEST

START_TEST(complex_numbers) {
  weir_comparison_t result =
      compare("2xcomplex<f32>=1 2 3 4", "2xcomplex<f32>=1 2 3 5",
              (weir_tolerance_t){0}, "first at 1: 3 4 instead of 3 5");
  ck_assert_uint_eq(result.first_mismatch, 1);
  ck_assert_uint_eq(result.element_count, 2);
}
END_TEST

START_TEST(types_must_agree) {
  weir_tensor_t a;
  weir_tensor_t b;
  weir_comparison_t result;
  test_ok(weir_tensor_parse(weir_sv("2x3xf32"), &a));
  test_ok(weir_tensor_parse(weir_sv("3x2xf32"), &b));
  weir_status_t status =
      weir_tensor_compare(&a, &b, (weir_tolerance_t){0}, &result);
  ck_assert(strstr(weir_status_message(status), "2x3xf32 was computed") &&
            strstr(weir_status_message(status), "3x2xf32 is expected"));
  test_fails(status, WEIR_CODE_INVALID_ARGUMENT);
  weir_tensor_release(&a);
  weir_tensor_release(&b);
}
END_TEST

int main(void) {
  TCase* cases = tcase_create("compare");
  tcase_add_test(cases, equal_tensors);
  tcase_add_test(cases, tolerances);
  tcase_add_test(cases, special_values);
  tcase_add_test(cases, large_integers_are_exact);
  tcase_add_test(cases, complex_numbers);
  tcase_add_test(cases, types_must_agree);
  return test_run("compare", cases);
}
