#include "engine/base/element_type.h"

#include <math.h>

#include "engine/base/test_main.h"

START_TEST(values_are_those_of_programs) {
  ck_assert_uint_eq(WEIR_ELEMENT_F32, 553648160);
  ck_assert_uint_eq(WEIR_ELEMENT_I32, 268435488);
  ck_assert_uint_eq(WEIR_ELEMENT_F32, 0x21000020);
  ck_assert_uint_eq(WEIR_ELEMENT_BF16, 0x22000010);
  ck_assert_uint_eq(WEIR_ELEMENT_BOOL8, 0x13000008);
  ck_assert_uint_eq(WEIR_ELEMENT_UI64, 0x12000040);
}
END_TEST

START_TEST(names_read_back) {
  static const char* const names[] = {
      "f32", "f64", "f16", "bf16", "i1",       "i4",           "i8",     "i16",
      "i32", "i64", "ui8", "si32", "f8E4M3FN", "complex<f32>", "opaque8"};
  for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); ++i) {
    weir_element_type_t type = weir_element_parse(weir_sv(names[i]));
    ck_assert_uint_ne(type, WEIR_ELEMENT_NONE);
    ck_assert(weir_element_is_known(type));
    ck_assert_str_eq(weir_element_name(type), names[i]);
  }
  ck_assert_uint_eq(weir_element_parse(weir_sv("f33")), WEIR_ELEMENT_NONE);
  ck_assert_uint_eq(weir_element_parse(weir_sv("")), WEIR_ELEMENT_NONE);
  ck_assert_uint_eq(weir_element_parse(weir_sv("bool")), WEIR_ELEMENT_BOOL8);
  ck_assert(!weir_element_is_known(WEIR_ELEMENT_NONE));
  ck_assert_str_eq(weir_element_name(0x7f000001), "?");
}
END_TEST

START_TEST(sizes) {
  ck_assert_uint_eq(weir_element_bytes(WEIR_ELEMENT_I4), 1);
  ck_assert_uint_eq(weir_element_bytes(WEIR_ELEMENT_F16), 2);
  ck_assert_uint_eq(weir_element_bytes(WEIR_ELEMENT_COMPLEX128), 16);
  ck_assert(weir_element_is_float(WEIR_ELEMENT_COMPLEX64));
  ck_assert(weir_element_is_integer(WEIR_ELEMENT_BOOL8));
  ck_assert(!weir_element_is_integer(WEIR_ELEMENT_OPAQUE32));
}
END_TEST

// Every half, there and back.
START_TEST(halves_read_back) {
  for (uint32_t bits = 0; bits <= 0xffff; ++bits) {
    uint16_t half = (uint16_t)bits;
    float value = weir_f16_to_f32(half);
    if (isnan(value)) {
      ck_assert(isnan(weir_f16_to_f32(weir_f32_to_f16(value))));
    } else {
      ck_assert_uint_eq(weir_f32_to_f16(value), half);
    }
    float brain = weir_bf16_to_f32(half);
    if (isnan(brain)) {
      ck_assert(isnan(weir_bf16_to_f32(weir_f32_to_bf16(brain))));
    } else {
      ck_assert_uint_eq(weir_f32_to_bf16(brain), half);
    }
  }
}
END_TEST

// Between two neighbours the middle goes to the even one, the rest to the
// nearer.
START_TEST(halves_are_rounded_to_nearest_even) {
  for (uint32_t bits = 0; bits < 0x7bff; ++bits) {
    uint16_t low = (uint16_t)bits;
    float a = weir_f16_to_f32(low);
    float b = weir_f16_to_f32((uint16_t)(low + 1));
    float middle = a + (b - a) / 2;
    ck_assert_uint_eq(weir_f32_to_f16(middle), low + (low & 1));
    ck_assert_uint_eq(weir_f32_to_f16(nextafterf(middle, a)), low);
    ck_assert_uint_eq(weir_f32_to_f16(nextafterf(middle, b)), low + 1);
    ck_assert_uint_eq(weir_f32_to_f16(-nextafterf(middle, b)),
                      (0x8000 | (low + 1)));
  }
  ck_assert_uint_eq(weir_f32_to_f16(65519.9f), 0x7bff);
  ck_assert_uint_eq(weir_f32_to_f16(65520.0f), 0x7c00);
  ck_assert_uint_eq(weir_f32_to_f16(INFINITY), 0x7c00);
  ck_assert_uint_eq(weir_f32_to_bf16(3.4e38f), 0x7f80);
  ck_assert_uint_eq(weir_f32_to_bf16(1.00390625f), 0x3f80);
}
END_TEST

int main(void) {
  TCase* cases = tcase_create("element_type");
  tcase_add_test(cases, values_are_those_of_programs);
  tcase_add_test(cases, names_read_back);
  tcase_add_test(cases, sizes);
  tcase_add_test(cases, halves_read_back);
  tcase_add_test(cases, halves_are_rounded_to_nearest_even);
  return test_run("element_type", cases);
}
