#include "engine/io/tensor_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/test_main.h"
#include "engine/base/file_writer.h"

static weir_tensor_t parse(const char* text) {
  weir_tensor_t tensor;
  test_ok(weir_tensor_parse(weir_sv(text), &tensor));
  return tensor;
}

static void expect_format(const char* text, const char* expected) {
  weir_tensor_t tensor = parse(text);
  weir_strbuf_t buffer = {0};
  weir_tensor_format(&tensor, 100, &buffer);
  ck_assert_str_eq(weir_strbuf_c(&buffer), expected);
  weir_tensor_t back = parse(weir_strbuf_c(&buffer));
  ck_assert_uint_eq(back.bytes, tensor.bytes);
  ck_assert_mem_eq(back.data, tensor.data, tensor.bytes);
  weir_strbuf_deinit(&buffer);
  weir_tensor_release(&back);
  weir_tensor_release(&tensor);
}

START_TEST(values_read_back) {
  expect_format("2x2xf32=1 2 3 4", "2x2xf32=[1 2][3 4]");
  expect_format("2x2xf32=[1,2],[3, 0.1]", "2x2xf32=[1 2][3 0.1]");
  expect_format("f32=1", "f32=1");
  expect_format("4xf32=0", "4xf32=0 0 0 0");
  expect_format("4xf32", "4xf32=0 0 0 0");
  expect_format("0x3xi32=", "0x3xi32=");
  expect_format("2x1x2xi8=-128 127 -1 255", "2x1x2xi8=[[-128 127]][[-1 -1]]");
  expect_format("3xi1=true false 1", "3xi1=1 0 1");
  expect_format("2xui64=18446744073709551615 0x10",
                "2xui64=18446744073709551615 16");
  expect_format("2xi64=-9223372036854775808 9223372036854775807",
                "2xi64=-9223372036854775808 9223372036854775807");
  expect_format("3xf16=0.1 -0 65504", "3xf16=0.0999755859 -0 65504");
  expect_format("2xbf16=3.14 1e3", "2xbf16=3.140625 1000");
  expect_format("3xf64=0.1 inf -inf", "3xf64=0.1 inf -inf");
  expect_format("1xcomplex<f32>=1 -2", "1xcomplex<f32>=1 -2");
  expect_format("2xcomplex<f64>=1 2", "2xcomplex<f64>=1 2 1 2");
  expect_format("4xf8E4M3FN=448 0.5 -1 0.0625", "4xf8E4M3FN=448 0.5 -1 0.0625");
  expect_format("2xi4=7 -8", "2xi4=7 -8");
}
END_TEST

// The value that is printed is the one that is stored: every f32 pattern tried.
START_TEST(floats_keep_their_bits) {
  uint32_t bits = 1;
  for (int i = 0; i < 20000; ++i) {
    bits = bits * 1664525u + 1013904223u;
    float value;
    memcpy(&value, &bits, sizeof(value));
    if (isnan(value)) continue;
    weir_tensor_t tensor;
    weir_strbuf_t buffer = {0};
    test_ok(weir_tensor_wrap(WEIR_ELEMENT_F32, 0, NULL, &value, 4, &tensor));
    weir_tensor_format(&tensor, 1, &buffer);
    weir_tensor_t back = parse(weir_strbuf_c(&buffer));
    ck_assert_mem_eq(back.data, &value, 4);
    weir_tensor_release(&back);
    weir_strbuf_deinit(&buffer);
  }
}
END_TEST

START_TEST(long_ones_are_cut) {
  weir_tensor_t tensor = parse("100xf32=1");
  weir_strbuf_t buffer = {0};
  weir_tensor_format(&tensor, 3, &buffer);
  ck_assert_str_eq(weir_strbuf_c(&buffer), "100xf32=1 1 1...");
  weir_strbuf_deinit(&buffer);
  weir_tensor_release(&tensor);
}
END_TEST

START_TEST(errors_say_what) {
  static const struct {
    const char* input;
    const char* text;
  } cases[] = {
      {"2x2xf32=1 2 3", "3 values are given, 4 are needed"},
      {"2xf32=1 2 3", "3 values are given, 2 are needed"},
      {"2xf32=", "0 values are given"},
      {"2xf32=1 abc", "value 2, 'abc', is no f32"},
      {"2xi8=1 300", "value 2, '300', is no i8"},
      {"1xui8=-1", "is no ui8"},
      {"1xsi8=128", "is no si8"},
      {"1xi32=1.5", "is no i32"},
      {"2xq32=1", "'q32' is no element type"},
      {"2", "no tensor type"},
      {"", "no element type"},
      {"-1xf32=1", "no element type"},
      {"99999999999999999999xf32", "too large"},
      {"4294967296x4294967296xf32", "fit in memory"},
      {"1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1xf32", "more than 16 dimensions"},
      {"@/nowhere/x.npy", "/nowhere/x.npy"},
      {"2xf32=@/nowhere/x.bin", "/nowhere/x.bin"},
  };
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    weir_tensor_t tensor;
    weir_status_t status = weir_tensor_parse(weir_sv(cases[i].input), &tensor);
    ck_assert_msg(!weir_is_ok(status), "%s", cases[i].input);
    ck_assert_msg(strstr(weir_status_message(status), cases[i].text) != NULL,
                  "%s: %s", cases[i].input, weir_status_message(status));
    ck_assert_ptr_null(tensor.data);
    weir_status_free(status);
  }
}
END_TEST

START_TEST(raw_files) {
  char path[64];
  char text[128];
  snprintf(path, sizeof(path), "/tmp/weir_text_test.%ld.bin", (long)getpid());
  float values[4] = {1, 2, 3, 4};
  test_ok(weir_file_write(path, values, sizeof(values)));
  snprintf(text, sizeof(text), "2x2xf32=@%s", path);
  weir_tensor_t tensor = parse(text);
  ck_assert_mem_eq(tensor.data, values, sizeof(values));
  weir_tensor_release(&tensor);
  snprintf(text, sizeof(text), "3xf32=@%s", path);
  test_fails(weir_tensor_parse(weir_sv(text), &tensor),
             WEIR_CODE_INVALID_ARGUMENT);
  unlink(path);
}
END_TEST

int main(void) {
  TCase* cases = tcase_create("tensor_text");
  tcase_add_test(cases, values_read_back);
  tcase_add_test(cases, floats_keep_their_bits);
  tcase_add_test(cases, long_ones_are_cut);
  tcase_add_test(cases, errors_say_what);
  tcase_add_test(cases, raw_files);
  return test_run("tensor_text", cases);
}
