// Accuracy of functions of complex numbers: distances in units in the last
// place of the result's absolute value, against the C library's in the widest
// format.
#include <complex.h>

#include "compiler/codegen/codegen.h"
#include "compiler/codegen/testing.h"
#include "compiler/dialects/register.h"
#include "compiler/text/text.h"

enum { SIDE = 65, COUNT = SIDE * SIDE };

typedef long double complex number_t;

#ifdef __SANITIZE_ADDRESS__
// The leak checker faults while it reads thread-local storage here: it takes
// what the loader keeps of the kernels for such. Nothing is looked for there.
const char* __lsan_default_options(void);
const char* __lsan_default_options(void) { return "use_tls=0"; }
#endif

// Sums of the first terms where the whole would lose what is small.
static number_t series(number_t z, const long double* divisors) {
  number_t sum = 0, power = z;
  for (int i = 0; i < 6; ++i, power *= z) sum += power / divisors[i];
  return sum;
}

static number_t expm1_of(number_t z, number_t unused) {
  static const long double divisors[] = {1, 2, 6, 24, 120, 720};
  (void)unused;
  return cabsl(z) < 1e-3L ? series(z, divisors) : cexpl(z) - 1;
}

static number_t log1p_of(number_t z, number_t unused) {
  static const long double divisors[] = {1, -2, 3, -4, 5, -6};
  (void)unused;
  return cabsl(z) < 1e-3L ? series(z, divisors) : clogl(1 + z);
}

static number_t tanh_of(number_t z, number_t unused) {
  (void)unused;
  return ctanhl(z);
}

static number_t atan2_of(number_t y, number_t x) {
  return -I * clogl((x + I * y) / csqrtl(x * x + y * y));
}

typedef struct function_t {
  const char* name;
  number_t (*oracle)(number_t, number_t);
  double reach;  // of both parts of the argument
  double single_ulps, double_ulps;
} function_t;

static const function_t functions[] = {
    {"expm1", expm1_of, 1e-4, 2, 32}, {"expm1", expm1_of, 3, 2, 32},
    {"expm1", expm1_of, 60, 2, 32},   {"log1p", log1p_of, 1e-4, 2, 32},
    {"log1p", log1p_of, 2, 2, 32},    {"log1p", log1p_of, 1e15, 2, 32},
    {"tanh", tanh_of, 1e-4, 2, 32},   {"tanh", tanh_of, 4, 2, 32},
    {"tanh", tanh_of, 60, 2, 32},     {"atan2", atan2_of, 2, 2, 64},
};

static const char text[] =
    "func.func @f(%%a: !flow.dispatch.tensor<readonly:tensor<%dxcomplex<%s>>>, "
    "%%b: !flow.dispatch.tensor<readonly:tensor<%dxcomplex<%s>>>, "
    "%%o: !flow.dispatch.tensor<writeonly:tensor<%dxcomplex<%s>>>) {\n"
    "  %%x = flow.dispatch.tensor.load %%a, offsets = [0], sizes = [%d], "
    "strides = [1] : !flow.dispatch.tensor<readonly:tensor<%dxcomplex<%s>>> -> "
    "tensor<%dxcomplex<%s>>\n"
    "  %%y = flow.dispatch.tensor.load %%b, offsets = [0], sizes = [%d], "
    "strides = [1] : !flow.dispatch.tensor<readonly:tensor<%dxcomplex<%s>>> -> "
    "tensor<%dxcomplex<%s>>\n"
    "  %%e = tensor.empty() : tensor<%dxcomplex<%s>>\n"
    "  %%z = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, "
    "affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = "
    "[\"parallel\"]} ins(%%x, %%y : tensor<%dxcomplex<%s>>, "
    "tensor<%dxcomplex<%s>>) outs(%%e : tensor<%dxcomplex<%s>>) {\n"
    "  ^bb0(%%p: complex<%s>, %%q: complex<%s>, %%i: complex<%s>):\n"
    "    %%r = complex.%s %%p%s : complex<%s>\n"
    "    linalg.yield %%r : complex<%s>\n"
    "  } -> tensor<%dxcomplex<%s>>\n"
    "  flow.dispatch.tensor.store %%z, %%o, offsets = [0], sizes = [%d], "
    "strides = [1] : tensor<%dxcomplex<%s>> -> "
    "!flow.dispatch.tensor<writeonly:tensor<%dxcomplex<%s>>>\n"
    "  return\n}\n";

// out[i] = |function| of a[i] and b[i], parts of type |t|.
static void evaluate(const char* function, const char* t, void* a, void* b,
                     void* out) {
  static char program[4096];
  const char* second = strcmp(function, "atan2") == 0 ? ", %q" : "";
  const int n = COUNT;
  int size = snprintf(program, sizeof(program), text, n, t, n, t, n, t, n, n, t,
                      n, t, n, n, t, n, t, n, t, n, t, n, t, n, t, t, t, t,
                      function, second, t, t, n, t, n, n, t, n, t);
  ck_assert_int_lt(size, (int)sizeof(program));
  weir_context_t* context = weir_context_create();
  weir_op_t* module = NULL;
  weir_codegen_t* codegen = NULL;
  const weir_codegen_image_t* image = NULL;
  weir_register_all_dialects(context);
  check_ok(
      weir_parse_module(context, "test.mlir", weir_sv(program), true, &module));
  check_ok(weir_codegen_create(NULL, &codegen));
  check_ok(weir_codegen_compile(codegen, module, &image));
  const weir_executable_library_t* library =
      load_image(image->data, image->size);
  const weir_codegen_entry_t* entry = &image->entries[0];
  weir_dispatch_args_t args = {
      .bindings = (void*[]){a, b, out},
      .workspace = aligned_alloc(64, (entry->workspace_bytes + 127) / 64 * 64)};
  for (uint32_t x = 0; x < entry->workgroup_count[0]; ++x) {
    library->entries[0].entry(&args, x, 0, 0);
  }
  free(args.workspace);
  weir_codegen_free(codegen);
  weir_context_free(context);
}

static double ulps(number_t got, number_t expected, int digits) {
  int exponent;
  frexpl(cabsl(expected), &exponent);
  return (double)(cabsl(got - expected) / ldexpl(1, exponent - digits));
}

// A point of a grid that misses the axes, the poles and the cuts.
static double coordinate(const function_t* f, int i) {
  return f->reach * (2.0 * i / (SIDE - 1) - 1.013);
}

static void report(const function_t* f, double worst, double most,
                   number_t at) {
  if (worst <= most) return;
  ck_abort_msg("%s: %.2f ulp at %.9Lg %.9Lg", f->name, worst, creall(at),
               cimagl(at));
}

START_TEST(test_single) {
  const function_t* f = &functions[_i];
  static float complex a[COUNT], b[COUNT], out[COUNT];
  for (int i = 0; i < COUNT; ++i) {
    a[i] = (float)coordinate(f, i / SIDE) + I * (float)coordinate(f, i % SIDE);
    b[i] = conjf(a[COUNT - 1 - i]) * 0.7f + 0.11f;
  }
  evaluate(f->name, "f32", a, b, out);
  double worst = 0;
  number_t place = 0;
  for (int i = 0; i < COUNT; ++i) {
    double error = ulps(out[i], f->oracle(a[i], b[i]), 24);
    if (!(error <= worst)) worst = error, place = a[i];
  }
  report(f, worst, f->single_ulps, place);
}
END_TEST

START_TEST(test_double) {
  const function_t* f = &functions[_i];
  static double complex a[COUNT], b[COUNT], out[COUNT];
  for (int i = 0; i < COUNT; ++i) {
    a[i] = coordinate(f, i / SIDE) + I * coordinate(f, i % SIDE);
    b[i] = conj(a[COUNT - 1 - i]) * 0.7 + 0.11;
  }
  evaluate(f->name, "f64", a, b, out);
  double worst = 0;
  number_t place = 0;
  for (int i = 0; i < COUNT; ++i) {
    double error = ulps(out[i], f->oracle(a[i], b[i]), 53);
    if (!(error <= worst)) worst = error, place = a[i];
  }
  report(f, worst, f->double_ulps, place);
}
END_TEST

// Real numbers stay real where the functions do; the far ends are reached.
START_TEST(test_special_values) {
  static float complex a[COUNT], b[COUNT], out[COUNT];
  static const struct {
    const char* name;
    float complex a, b, expected;
  } cases[] = {
      {"expm1", 0, 0, 0},
      {"log1p", 0, 0, 0},
      {"tanh", 0, 0, 0},
      {"tanh", 100, 0, 1},
      {"tanh", -3e38f, 0, -1},
      {"log1p", 3e38f, 0, 88.596847f},
      {"log1p", -2, 0, 3.1415927f * I},
      {"expm1", -200, 0, -1},
      {"atan2", 0, 2, 0},
      {"atan2", 0, -2, 3.1415927f},
      {"atan2", 1, 1, 0.78539819f},
      {"atan2", -1e-10f, 1, -1e-10f},
  };
  for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); ++k) {
    for (int i = 0; i < COUNT; ++i) a[i] = cases[k].a, b[i] = cases[k].b;
    evaluate(cases[k].name, "f32", a, b, out);
    float error = cabsf(out[COUNT - 1] - cases[k].expected);
    if (!(error <= 2e-7f * cabsf(cases[k].expected))) {
      ck_abort_msg("%s, case %zu: %.9g %.9g", cases[k].name, k,
                   (double)crealf(out[COUNT - 1]),
                   (double)cimagf(out[COUNT - 1]));
    }
  }
}
END_TEST

int main(void) {
  const int count = (int)(sizeof(functions) / sizeof(functions[0]));
  Suite* suite = suite_create("complex");
  TCase* tcase = tcase_create("complex");
  tcase_set_timeout(tcase, 120);
  tcase_add_loop_test(tcase, test_single, 0, count);
  tcase_add_loop_test(tcase, test_double, 0, count);
  tcase_add_test(tcase, test_special_values);
  suite_add_tcase(suite, tcase);
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
