#include "engine/vm/vm.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/drivers/register_all.h"
#include "engine/plan/coder.h"
#include "engine/plan/sample/sample.h"
#include "engine/plan/writer.h"

typedef struct fixture_t {
  void* image;
  weir_plan_t* plan;
  weir_progress_t* progress;
  weir_device_t* device;
  weir_vm_t* vm;
} fixture_t;

static void check_ok(weir_status_t status) {
  ck_assert_msg(weir_is_ok(status), "%s", weir_status_message(status));
}

static void open_vm(fixture_t* fixture, void* image, size_t size) {
  static weir_driver_registry_t drivers;
  if (drivers.count == 0) check_ok(weir_register_all_drivers(&drivers));
  fixture->image = image;
  check_ok(weir_plan_open_memory("test", image, size, &fixture->plan));
  check_ok(weir_progress_create(weir_default_allocator(), &fixture->progress));
  weir_device_params_t device = {.name = "test",
                                 .allocator = weir_default_allocator(),
                                 .progress = fixture->progress};
  check_ok(weir_device_open(&drivers, "inline", &device, &fixture->device));
  weir_vm_params_t params = {.plan = fixture->plan,
                             .allocator = weir_default_allocator(),
                             .devices = &fixture->device,
                             .device_count = 1,
                             .progress = fixture->progress};
  check_ok(weir_vm_create(&params, &fixture->vm));
  check_ok(weir_vm_initialize(fixture->vm));
}

static void close_vm(fixture_t* fixture) {
  weir_vm_free(fixture->vm);
  weir_device_release(fixture->device);
  weir_progress_release(fixture->progress);
  weir_plan_close(fixture->plan);
  free(fixture->image);
}

START_TEST(loops_calls_and_lists) {
  void* image = NULL;
  size_t size = 0;
  weir_sample_params_t params = {0};
  check_ok(weir_sample_count(&params, &image, &size));
  fixture_t fixture;
  open_vm(&fixture, image, size);
  weir_vm_value_t argument = {.scalar = 1000}, result;
  uint32_t count = weir_plan_routine_of(fixture.plan, 0, 0);
  check_ok(weir_vm_invoke(fixture.vm, count, 1, &argument, 1, &result, 1));
  ck_assert_uint_eq(result.scalar, 499500);

  uint32_t fill = weir_plan_routine_of(fixture.plan, 0, 1);
  for (int i = 0; i < 3; ++i) {
    float value = 1.5f * (float)i;
    memcpy(&argument.scalar, &value, sizeof(value));
    check_ok(weir_vm_invoke(fixture.vm, fill, 2, &argument, 1, &result, 1));
    ck_assert_uint_eq(result.type, WEIR_PLAN_TYPE_BUFFER_VIEW);
    float values[4] = {0};
    check_ok(weir_buffer_read(weir_buffer_view_buffer(result.reference), 0,
                              values, sizeof(values)));
    for (int j = 0; j < 4; ++j) ck_assert(values[j] == value);
    weir_vm_value_release(&result);
  }
  char text[64];
  ck_assert_str_eq(weir_vm_describe(fixture.vm, text, sizeof(text)), "");

  weir_status_t status =
      weir_vm_invoke(fixture.vm, fill, 3, NULL, 0, &result, 1);
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_INVALID_ARGUMENT);
  weir_status_free(status);
  close_vm(&fixture);
}
END_TEST

// A plan of one function f(a, b: i64) -> i64 with the code of |emit|.
typedef uint32_t (*emit_fn_t)(weir_plan_coder_t* coder, uint32_t a, uint32_t b);

static void* make_binary(emit_fn_t emit, size_t* out_size) {
  weir_plan_writer_t* writer = NULL;
  check_ok(weir_plan_writer_create(1, &writer));
  uint32_t name = weir_plan_writer_string(writer, weir_sv("f"));
  weir_plan_info_t info = {name, name, name, name, name, {0}};
  weir_plan_writer_add(writer, WEIR_PLAN_SECTION_INFO, WEIR_PLAN_NONE, &info,
                       1);
  weir_plan_node_t node = {.name = name, .device_count = 1};
  weir_plan_writer_add(writer, WEIR_PLAN_SECTION_NODES, WEIR_PLAN_NONE, &node,
                       1);
  weir_plan_device_t device = {.name = name, .kind = name, .queue_count = 1};
  weir_plan_writer_add(writer, WEIR_PLAN_SECTION_DEVICES, WEIR_PLAN_NONE,
                       &device, 1);
  weir_plan_coder_t coder;
  weir_plan_coder_begin(&coder, writer, 0);
  uint32_t a = weir_plan_coder_scalar(&coder);
  uint32_t b = weir_plan_coder_scalar(&coder);
  uint32_t result = emit(&coder, a, b);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_RETURN, 1, result, 0);
  static const uint8_t order[3] = {WEIR_PLAN_TYPE_SCALAR};
  weir_plan_routine_t routine = {.name = name,
                                 .function = WEIR_PLAN_NONE,
                                 .scalar_argument_count = 2,
                                 .scalar_result_count = 1};
  weir_plan_coder_end(&coder, &routine, NULL, order);
  void* image = NULL;
  check_ok(weir_plan_writer_finish(writer, &image, out_size));
  weir_plan_writer_free(writer);
  return image;
}

static weir_code_t run_binary(emit_fn_t emit, uint64_t a, uint64_t b,
                              uint64_t* out_value) {
  size_t size = 0;
  void* image = make_binary(emit, &size);
  fixture_t fixture;
  open_vm(&fixture, image, size);
  weir_vm_value_t arguments[2] = {{.scalar = a}, {.scalar = b}}, result;
  weir_status_t status =
      weir_vm_invoke(fixture.vm, 0, 1, arguments, 2, &result, 1);
  weir_code_t code = weir_status_code(status);
  *out_value = result.scalar;
  weir_status_free(status);
  close_vm(&fixture);
  return code;
}

// The operation under test, set by the loops below.
static struct {
  uint32_t opcode;
  uint32_t operation;
  uint32_t width;
  uint32_t to;
} tested;

static uint32_t emit_binary(weir_plan_coder_t* coder, uint32_t a, uint32_t b) {
  uint32_t result = weir_plan_coder_scalar(coder);
  WEIR_PLAN_CODE(coder, tested.opcode, result, tested.operation, tested.width,
                 a, b);
  return result;
}

static uint32_t emit_convert(weir_plan_coder_t* coder, uint32_t a, uint32_t b) {
  (void)b;
  uint32_t result = weir_plan_coder_scalar(coder);
  WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_CONVERT, result, tested.operation,
                 tested.width, tested.to, a);
  return result;
}

START_TEST(integers_wrap_at_their_width) {
  static const struct {
    uint32_t operation, width;
    uint64_t a, b, expected;
  } cases[] = {
      {WEIR_PLAN_INT_ADD, 8, 250, 10, 4},
      {WEIR_PLAN_INT_SUB, 32, 0, 1, UINT32_MAX},
      {WEIR_PLAN_INT_MUL, 64, UINT64_C(1) << 63, 2, 0},
      {WEIR_PLAN_INT_MUL_INDEX, 64, 6, 7, 42},
      {WEIR_PLAN_INT_MUL_INDEX, 64, UINT64_C(1) << 33, UINT64_C(1) << 31,
       INT64_MAX},
      {WEIR_PLAN_INT_MUL_INDEX, 64, UINT64_C(1) << 62, (uint64_t)-3,
       UINT64_C(1) << 63},
      {WEIR_PLAN_INT_ADD_INDEX, 64, 5, (uint64_t)-7, (uint64_t)-2},
      {WEIR_PLAN_INT_ADD_INDEX, 64, INT64_MAX, 1, INT64_MAX},
      {WEIR_PLAN_INT_ADD_INDEX, 64, UINT64_C(1) << 63, (uint64_t)-1,
       UINT64_C(1) << 63},
      {WEIR_PLAN_INT_DIV_S, 8, 0x80, 0xff, 0x80},
      {WEIR_PLAN_INT_DIV_S, 32, (uint32_t)-7, 2, (uint32_t)-3},
      {WEIR_PLAN_INT_FLOOR_DIV_S, 32, (uint32_t)-7, 2, (uint32_t)-4},
      {WEIR_PLAN_INT_CEIL_DIV_S, 64, 7, 2, 4},
      {WEIR_PLAN_INT_CEIL_DIV_S, 64, (uint64_t)-7, 2, (uint64_t)-3},
      {WEIR_PLAN_INT_REM_S, 64, (uint64_t)-7, 2, (uint64_t)-1},
      {WEIR_PLAN_INT_REM_U, 16, 65535, 10, 5},
      {WEIR_PLAN_INT_SHL, 32, 1, 40, 0},
      {WEIR_PLAN_INT_SHR_S, 16, 0x8000, 15, 0xffff},
      {WEIR_PLAN_INT_SHR_S, 16, 0x8000, 99, 0xffff},
      {WEIR_PLAN_INT_SHR_U, 16, 0x8000, 15, 1},
      {WEIR_PLAN_INT_MIN_S, 8, 0xff, 1, 0xff},
      {WEIR_PLAN_INT_MIN_U, 8, 0xff, 1, 1},
      {WEIR_PLAN_INT_MAX_S, 1, 1, 0, 0},
  };
  tested.opcode = WEIR_PLAN_OP_INTEGER_BINARY;
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    uint64_t value = 0;
    tested.operation = cases[i].operation;
    tested.width = cases[i].width;
    ck_assert_int_eq(run_binary(emit_binary, cases[i].a, cases[i].b, &value),
                     WEIR_CODE_OK);
    ck_assert_msg(value == cases[i].expected, "case %zu: %llx", i,
                  (unsigned long long)value);
  }
  uint64_t value = 0;
  tested.operation = WEIR_PLAN_INT_DIV_U;
  tested.width = 64;
  ck_assert_int_eq(run_binary(emit_binary, 1, 0, &value),
                   WEIR_CODE_INVALID_ARGUMENT);
}
END_TEST

static uint64_t bits_of(double value, uint32_t width) {
  uint64_t bits = 0;
  if (width == 64) {
    memcpy(&bits, &value, sizeof(value));
  } else {
    float narrow = (float)value;
    memcpy(&bits, &narrow, sizeof(narrow));
  }
  return bits;
}

START_TEST(floats_keep_to_ieee) {
  uint64_t value = 0;
  tested.opcode = WEIR_PLAN_OP_FLOAT_BINARY;
  tested.operation = WEIR_PLAN_FLOAT_ADD;
  tested.width = 32;
  run_binary(emit_binary, bits_of(0.1, 32), bits_of(0.2, 32), &value);
  ck_assert_uint_eq(value, bits_of(0.1f + 0.2f, 32));
  tested.width = 16;  // 1 + 2^-11 ties to even, 1 + 3 * 2^-11 goes up
  run_binary(emit_binary, 0x3c00, 0x1000, &value);
  ck_assert_uint_eq(value, 0x3c00);
  run_binary(emit_binary, 0x3c01, 0x1000, &value);
  ck_assert_uint_eq(value, 0x3c02);
  run_binary(emit_binary, 0x7bff, 0x7bff, &value);
  ck_assert_uint_eq(value, 0x7c00);
  tested.width = 64;
  tested.operation = WEIR_PLAN_FLOAT_MINIMUM;
  run_binary(emit_binary, bits_of(NAN, 64), bits_of(1, 64), &value);
  ck_assert((value & 0x7ff0000000000000u) == 0x7ff0000000000000u);
  tested.operation = WEIR_PLAN_FLOAT_MINNUM;
  run_binary(emit_binary, bits_of(NAN, 64), bits_of(1, 64), &value);
  ck_assert_uint_eq(value, bits_of(1, 64));
  tested.opcode = WEIR_PLAN_OP_FLOAT_COMPARE;
  tested.operation = WEIR_PLAN_FLOAT_UEQ;
  run_binary(emit_binary, bits_of(NAN, 64), bits_of(1, 64), &value);
  ck_assert_uint_eq(value, 1);
  tested.operation = WEIR_PLAN_FLOAT_ONE;
  run_binary(emit_binary, bits_of(NAN, 64), bits_of(1, 64), &value);
  ck_assert_uint_eq(value, 0);
}
END_TEST

START_TEST(conversions_saturate) {
  uint64_t value = 0;
  tested.operation = WEIR_PLAN_CONVERT_FLOAT_TO_S;
  tested.width = 64;
  tested.to = 8;
  run_binary(emit_convert, bits_of(1000, 64), 0, &value);
  ck_assert_uint_eq(value, 127);
  run_binary(emit_convert, bits_of(-1000, 64), 0, &value);
  ck_assert_uint_eq(value, 128);
  run_binary(emit_convert, bits_of(NAN, 64), 0, &value);
  ck_assert_uint_eq(value, 0);
  tested.operation = WEIR_PLAN_CONVERT_EXTEND_S;
  tested.width = 8;
  tested.to = 32;
  run_binary(emit_convert, 0x80, 0, &value);
  ck_assert_uint_eq(value, 0xffffff80u);
  tested.operation = WEIR_PLAN_CONVERT_FLOAT_TO_FLOAT;
  tested.width = 32;
  tested.to = WEIR_PLAN_WIDTH_BF16;
  run_binary(emit_convert, bits_of(1.00390625, 32), 0, &value);
  ck_assert_uint_eq(value, 0x3f80);
  // Every half comes back from float as it was.
  for (uint64_t bits = 0; bits < 0x7c00; bits += 37) {
    uint64_t wide = 0;
    tested.width = 16;
    tested.to = 32;
    run_binary(emit_convert, bits, 0, &wide);
    tested.width = 32;
    tested.to = 16;
    run_binary(emit_convert, wide, 0, &value);
    ck_assert_uint_eq(value, bits);
  }
}
END_TEST

static uint32_t emit_endless(weir_plan_coder_t* coder, uint32_t a, uint32_t b) {
  uint32_t result = weir_plan_coder_scalar(coder);
  WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_CALL, 0, 2, a, b, 0, 1, result, 0);
  return result;
}

static uint32_t emit_null(weir_plan_coder_t* coder, uint32_t a, uint32_t b) {
  (void)b;
  uint32_t buffer = weir_plan_coder_reference(coder, WEIR_PLAN_TYPE_BUFFER);
  WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_BUFFER_LENGTH, a, buffer);
  return a;
}

static uint32_t emit_bytes(weir_plan_coder_t* coder, uint32_t a, uint32_t b) {
  uint32_t bytes = weir_plan_coder_reference(coder, WEIR_PLAN_TYPE_BYTES);
  uint32_t size = weir_plan_coder_constant(coder, 64);
  WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_BYTES_ALLOC, bytes, size, 64);
  WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_BYTES_STORE, b, bytes, a, 32);
  WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_BYTES_LOAD, a, bytes, a, 64);
  return a;
}

START_TEST(programs_that_go_wrong_fail) {
  uint64_t value = 0;
  ck_assert_int_eq(run_binary(emit_endless, 0, 0, &value),
                   WEIR_CODE_RESOURCE_EXHAUSTED);
  ck_assert_int_eq(run_binary(emit_null, 0, 0, &value),
                   WEIR_CODE_INVALID_ARGUMENT);
  ck_assert_int_eq(run_binary(emit_bytes, 56, 7, &value), WEIR_CODE_OK);
  ck_assert_uint_eq(value, 7);
  ck_assert_int_eq(run_binary(emit_bytes, 60, 7, &value),
                   WEIR_CODE_OUT_OF_RANGE);
  ck_assert_int_eq(run_binary(emit_bytes, UINT64_MAX, 7, &value),
                   WEIR_CODE_OUT_OF_RANGE);
}
END_TEST

int main(void) {
  Suite* suite = suite_create("vm");
  TCase* tests = tcase_create("vm");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, loops_calls_and_lists);
  tcase_add_test(tests, integers_wrap_at_their_width);
  tcase_add_test(tests, floats_keep_to_ieee);
  tcase_add_test(tests, conversions_saturate);
  tcase_add_test(tests, programs_that_go_wrong_fail);
  suite_add_tcase(suite, tests);
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? 0 : 1;
}
