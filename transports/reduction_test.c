#include "transports/reduction.h"

#include <math.h>
#include <stdint.h>

#include "engine/base/test_main.h"

#define REDUCE(reduction, type, target, count, ...)                         \
  do {                                                                      \
    const void* sources_[] = {__VA_ARGS__};                                 \
    test_ok(weir_reduction_check((reduction), (type)));                     \
    weir_reduce((reduction), (type), sources_,                              \
                sizeof(sources_) / sizeof(sources_[0]), (count), (target)); \
  } while (0)

START_TEST(integers_wrap) {
  int8_t a[3] = {127, -128, 5};
  int8_t b[3] = {1, -1, 7};
  int8_t out[3];
  REDUCE(WEIR_REDUCTION_SUM, WEIR_ELEMENT_SI8, out, 3, a, b);
  ck_assert_int_eq(out[0], -128);
  ck_assert_int_eq(out[1], 127);
  ck_assert_int_eq(out[2], 12);
  REDUCE(WEIR_REDUCTION_PRODUCT, WEIR_ELEMENT_I8, out, 3, a, b);
  ck_assert_int_eq(out[0], 127);
  ck_assert_int_eq(out[1], -128);
  ck_assert_int_eq(out[2], 35);
  uint16_t c[1] = {0xffff};
  uint16_t result[1];
  REDUCE(WEIR_REDUCTION_PRODUCT, WEIR_ELEMENT_UI16, result, 1, c, c);
  ck_assert_uint_eq(result[0], 1);
}
END_TEST

START_TEST(signs_matter) {
  uint8_t a[1] = {200};
  uint8_t b[1] = {100};
  uint8_t out[1];
  REDUCE(WEIR_REDUCTION_MAXIMUM, WEIR_ELEMENT_UI8, out, 1, a, b);
  ck_assert_uint_eq(out[0], 200);
  REDUCE(WEIR_REDUCTION_MAXIMUM, WEIR_ELEMENT_SI8, out, 1, a, b);
  ck_assert_uint_eq(out[0], 100);
  REDUCE(WEIR_REDUCTION_MINIMUM, WEIR_ELEMENT_I8, out, 1, a, b);
  ck_assert_uint_eq(out[0], 200);
}
END_TEST

START_TEST(averages_do_not_wrap) {
  int32_t a[2] = {INT32_MAX, -7};
  int32_t out[2];
  REDUCE(WEIR_REDUCTION_AVERAGE, WEIR_ELEMENT_SI32, out, 2, a, a);
  ck_assert_int_eq(out[0], INT32_MAX);
  ck_assert_int_eq(out[1], -7);
  int32_t b[2] = {0, 4};
  REDUCE(WEIR_REDUCTION_AVERAGE, WEIR_ELEMENT_SI32, out, 2, a, b);
  ck_assert_int_eq(out[1], -1);  // -1.5 towards zero
}
END_TEST

// In the order of the sources: (1 + 1e8) - 1e8 is not 1 + (1e8 - 1e8).
START_TEST(floats_are_combined_in_order) {
  float one[1] = {1.0f};
  float large[1] = {1e8f};
  float minus[1] = {-1e8f};
  float out[1];
  REDUCE(WEIR_REDUCTION_SUM, WEIR_ELEMENT_F32, out, 1, one, large, minus);
  ck_assert_float_eq(out[0], 0.0f);
  REDUCE(WEIR_REDUCTION_SUM, WEIR_ELEMENT_F32, out, 1, large, minus, one);
  ck_assert_float_eq(out[0], 1.0f);
}
END_TEST

START_TEST(halves_are_rounded_once) {
  // 2048 + 1 + 1: rounded after each step it would stay at 2048.
  uint16_t large[1] = {weir_f32_to_f16(2048.0f)};
  uint16_t one[1] = {weir_f32_to_f16(1.0f)};
  uint16_t out[1];
  REDUCE(WEIR_REDUCTION_SUM, WEIR_ELEMENT_F16, out, 1, large, one, one);
  ck_assert_float_eq(weir_f16_to_f32(out[0]), 2050.0f);
  uint16_t brain_large[1] = {weir_f32_to_bf16(256.0f)};
  uint16_t brain_one[1] = {weir_f32_to_bf16(1.0f)};
  REDUCE(WEIR_REDUCTION_SUM, WEIR_ELEMENT_BF16, out, 1, brain_large, brain_one,
         brain_one);
  ck_assert_float_eq(weir_bf16_to_f32(out[0]), 258.0f);
}
END_TEST

START_TEST(minimum_and_maximum_of_special_values) {
  double a[4] = {NAN, 1.0, -0.0, 0.0};
  double b[4] = {1.0, NAN, 0.0, -0.0};
  double out[4];
  REDUCE(WEIR_REDUCTION_MINIMUM, WEIR_ELEMENT_F64, out, 4, a, b);
  ck_assert(isnan(out[0]) && isnan(out[1]));
  ck_assert(signbit(out[2]) && signbit(out[3]));
  REDUCE(WEIR_REDUCTION_MAXIMUM, WEIR_ELEMENT_F64, out, 4, a, b);
  ck_assert(isnan(out[0]) && isnan(out[1]));
  ck_assert(!signbit(out[2]) && !signbit(out[3]));
}
END_TEST

// Over the border of the blocks, and into one of the sources.
START_TEST(long_and_in_place) {
  enum { COUNT = 1000 };
  static float a[COUNT];
  static float b[COUNT];
  for (int i = 0; i < COUNT; ++i) {
    a[i] = (float)i;
    b[i] = 2.0f * (float)i;
  }
  REDUCE(WEIR_REDUCTION_SUM, WEIR_ELEMENT_F32, b, COUNT, a, b);
  for (int i = 0; i < COUNT; ++i) ck_assert_float_eq(b[i], 3.0f * (float)i);
}
END_TEST

START_TEST(what_cannot_be_reduced) {
  test_fails(weir_reduction_check(WEIR_REDUCTION_NONE, WEIR_ELEMENT_F32),
             WEIR_CODE_INVALID_ARGUMENT);
  test_fails(weir_reduction_check(WEIR_REDUCTION_SUM, WEIR_ELEMENT_BOOL8),
             WEIR_CODE_INVALID_ARGUMENT);
  test_fails(weir_reduction_check(WEIR_REDUCTION_SUM, WEIR_ELEMENT_I4),
             WEIR_CODE_INVALID_ARGUMENT);
  test_fails(weir_reduction_check(WEIR_REDUCTION_SUM, WEIR_ELEMENT_COMPLEX64),
             WEIR_CODE_INVALID_ARGUMENT);
}
END_TEST

int main(void) {
  TCase* cases = tcase_create("reduction");
  tcase_add_test(cases, integers_wrap);
  tcase_add_test(cases, signs_matter);
  tcase_add_test(cases, averages_do_not_wrap);
  tcase_add_test(cases, floats_are_combined_in_order);
  tcase_add_test(cases, halves_are_rounded_once);
  tcase_add_test(cases, minimum_and_maximum_of_special_values);
  tcase_add_test(cases, long_and_in_place);
  tcase_add_test(cases, what_cannot_be_reduced);
  return test_run("reduction", cases);
}
