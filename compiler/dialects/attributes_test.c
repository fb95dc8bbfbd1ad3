// Enums, constants as bytes, collectives, maps of linalg ops.
#include <check.h>
#include <string.h>

#include "compiler/dialects/enums.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/linalg_types.h"
#include "compiler/dialects/register.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util_types.h"
#include "compiler/text/text.h"

static weir_context_t* context;
static weir_arena_t arena;

static void setup(void) {
  context = weir_context_create();
  weir_register_all_dialects(context);
  weir_arena_init(&arena);
}
static void teardown(void) {
  weir_arena_deinit(&arena);
  weir_context_free(context);
}

static weir_attr_t* attr(const char* text) {
  weir_attr_t* parsed = weir_parse_attr(context, weir_sv(text));
  ck_assert_ptr_nonnull(parsed);
  return parsed;
}

START_TEST(bit_enums) {
  const weir_enum_t* types = weir_enum_of_kind("memoryTypeBitfieldAttr");
  ck_assert_ptr_nonnull(types);
  int64_t value = 0;
  bool is_word = false;
  ck_assert(weir_enum_parse_list(types, weir_sv("HostLocal"), &value));
  ck_assert_int_eq(value, 0x46);
  // Compound cases come behind their parts.
  ck_assert_str_eq(weir_enum_format(types, value, &arena, &is_word),
                   "HostVisible|HostCoherent|HostLocal");
  ck_assert(!is_word);
  ck_assert_str_eq(weir_enum_format(types, 1, &arena, &is_word), "Optimal");
  ck_assert(is_word);
  ck_assert_str_eq(weir_enum_format(types, 0, &arena, &is_word), "None");
  ck_assert(!is_word);
  ck_assert_ptr_null(weir_enum_format(types, 0x1000, &arena, &is_word));
  ck_assert(!weir_enum_parse_list(types, weir_sv("Optimal|Bad"), &value));
}
END_TEST

static void check_bytes(const char* text, const uint8_t* bytes, int64_t size) {
  uint8_t out[64] = {0};
  weir_attr_t* constant = attr(text);
  ck_assert_int_eq(weir_attr_storage_bytes(constant), size);
  weir_status_t status = weir_attr_serialize(constant, out);
  ck_assert(weir_is_ok(status));
  ck_assert_mem_eq(out, bytes, (size_t)size);
}

START_TEST(bytes_of_constants) {
  check_bytes("-2 : i32", (const uint8_t[]){0xfe, 0xff, 0xff, 0xff}, 4);
  check_bytes("true", (const uint8_t[]){1}, 1);
  check_bytes("1.0 : f32", (const uint8_t[]){0, 0, 0x80, 0x3f}, 4);
  check_bytes("dense<[1, 2]> : tensor<2xi16>", (const uint8_t[]){1, 0, 2, 0},
              4);
  check_bytes("dense<3> : tensor<4xi8>", (const uint8_t[]){3, 3, 3, 3}, 4);
  check_bytes(
      "#util.composite<6xi8, [dense<1> : tensor<1xi32>, "
      "#util.byte_pattern<7> : tensor<2xi8>]>",
      (const uint8_t[]){1, 0, 0, 0, 7, 7}, 6);
  ck_assert_int_eq(weir_attr_storage_bytes(weir_unit_attr(context)), -1);
  uint8_t unused[1];
  weir_status_t status = weir_attr_serialize(weir_unit_attr(context), unused);
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_INVALID_ARGUMENT);
  weir_status_free(status);
}
END_TEST

START_TEST(collectives) {
  weir_collective_t c;
  ck_assert(weir_attr_collective(
      attr("#stream.collective<all_reduce with sum : f32>"), &c));
  ck_assert_int_eq(c.kind, WEIR_COLLECTIVE_ALL_REDUCE);
  ck_assert(c.has_reduction && c.reduction == WEIR_REDUCTION_SUM);
  ck_assert_int_eq(weir_collective_element_bytes(c.element), 4);
  ck_assert_ptr_eq(weir_hal_collective_attr(context, &c),
                   attr("#hal.collective<all_reduce with sum : f32>"));
  weir_collective_element_t element;
  ck_assert(weir_collective_element_of(weir_i32_type(context), &element));
  ck_assert_int_eq(element, WEIR_COLLECTIVE_UI32);
  ck_assert(!weir_collective_element_of(weir_i1_type(context), &element));
}
END_TEST

START_TEST(element_types) {
  int32_t value = 0;
  ck_assert(weir_hal_element_type_value(
      weir_float_type(context, WEIR_FLOAT_F32), &value));
  ck_assert_int_eq(value, 0x21000020);
  ck_assert(weir_hal_element_type_value(weir_i32_type(context), &value));
  ck_assert_int_eq(value, 0x10000020);
  ck_assert(!weir_hal_element_type_value(weir_index_type(context), &value));
}
END_TEST

static const char convolution[] =
    "func.func @f(%i: tensor<1x3x9x9xf32>, %k: tensor<4x3x3x3xf32>, %o: "
    "tensor<1x4x2x5xf32>) -> tensor<1x4x2x5xf32> {\n"
    "  %0 = linalg.conv_2d_nchw_fchw {dilations = dense<2> : tensor<2xi64>, "
    "strides = dense<[3, 1]> : tensor<2xi64>} ins(%i, %k : "
    "tensor<1x3x9x9xf32>, tensor<4x3x3x3xf32>) outs(%o : "
    "tensor<1x4x2x5xf32>) -> tensor<1x4x2x5xf32>\n"
    "  return %0 : tensor<1x4x2x5xf32>\n"
    "}\n";

START_TEST(maps_of_named_ops) {
  weir_op_t* module = NULL;
  weir_status_t status =
      weir_parse_module(context, "test", weir_sv(convolution), true, &module);
  ck_assert(weir_is_ok(status));
  weir_op_t* op =
      weir_collect_ops(module, WEIR_LINALG_CONV_2D_NCHW_FCHW, &arena).ops[0];
  ck_assert_ptr_eq(
      weir_linalg_indexing_maps(op),
      attr("[affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d0, d4, d2 * 3 + d5 * "
           "2, d3 + d6 * 2)>, affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d1, "
           "d4, d5, d6)>, affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d0, d1, "
           "d2, d3)>]"));
  ck_assert_ptr_eq(
      weir_linalg_iterator_types(op),
      attr("[\"parallel\", \"parallel\", \"parallel\", \"parallel\", "
           "\"reduction\", \"reduction\", \"reduction\"]"));
}
END_TEST

int main(void) {
  Suite* suite = suite_create("attributes");
  TCase* tests = tcase_create("attributes");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, bit_enums);
  tcase_add_test(tests, bytes_of_constants);
  tcase_add_test(tests, collectives);
  tcase_add_test(tests, element_types);
  tcase_add_test(tests, maps_of_named_ops);
  suite_add_tcase(suite, tests);
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? 0 : 1;
}
