// Accuracy of the elementary functions, in units in the last place, against the
// C library's in the next wider format.
#include "compiler/codegen/testing.h"

enum { COUNT = 4099 };

typedef long double (*oracle_t)(long double);

typedef struct function_t {
  const char* name;
  weir_expr_op_t op;
  oracle_t oracle;
  double low, high;    // range of arguments
  double single_ulps;  // promised for f32
  double double_ulps;  // for f64
} function_t;

static long double rsqrt_l(long double x) {
  return 1 / sqrtl(x);
}

static const function_t functions[] = {
    {"exp", WEIR_EXPR_EXP, expl, -100, 90, 2, 4},
    {"exp of small", WEIR_EXPR_EXP, expl, -1, 1, 2, 4},
    {"exp2", WEIR_EXPR_EXP2, exp2l, -130, 130, 1, 4},
    {"expm1", WEIR_EXPR_EXPM1, expm1l, -2, 2, 1, 8},
    {"log", WEIR_EXPR_LOG, logl, 1e-30, 100, 2, 4},
    {"log near 1", WEIR_EXPR_LOG, logl, 0.5, 2, 2, 4},
    {"log2", WEIR_EXPR_LOG2, log2l, 0.01, 100, 1, 8},
    {"log10", WEIR_EXPR_LOG10, log10l, 0.01, 100, 1, 8},
    {"log1p", WEIR_EXPR_LOG1P, log1pl, -0.9, 10, 1, 8},
    {"tanh", WEIR_EXPR_TANH, tanhl, -10, 10, 2, 4},
    {"erf", WEIR_EXPR_ERF, erfl, -5, 5, 3, 64},
    {"sin", WEIR_EXPR_SIN, sinl, -1000, 1000, 1, 4},
    {"cos", WEIR_EXPR_COS, cosl, -1000, 1000, 1, 4},
    {"tan", WEIR_EXPR_TAN, tanl, -1.5, 1.5, 1, 8},
    {"atan", WEIR_EXPR_ATAN, atanl, -50, 50, 1, 8},
    {"asin", WEIR_EXPR_ASIN, asinl, -1, 1, 1, 8},
    {"acos", WEIR_EXPR_ACOS, acosl, -1, 1, 1, 8},
    {"sinh", WEIR_EXPR_SINH, sinhl, -30, 30, 1, 16},
    {"cosh", WEIR_EXPR_COSH, coshl, -30, 30, 1, 16},
    {"asinh", WEIR_EXPR_ASINH, asinhl, -30, 30, 1, 16},
    {"acosh", WEIR_EXPR_ACOSH, acoshl, 1.5, 30, 1, 16},
    {"atanh", WEIR_EXPR_ATANH, atanhl, -0.95, 0.95, 1, 16},
    {"cbrt", WEIR_EXPR_CBRT, cbrtl, -100, 100, 1, 8},
    {"rsqrt", WEIR_EXPR_RSQRT, rsqrt_l, 0.01, 100, 2, 2},
};

// out[i] = op(in[i], second[i]), of |type|.
static void evaluate(weir_expr_op_t op, weir_scalar_type_t type, void* in,
                     void* second, void* out) {
  weir_arena_t arena;
  weir_target_t target;
  weir_arena_init(&arena);
  check_ok(weir_target_open(NULL, &target));
  weir_kernel_t* k = weir_kernel_create(&arena, "math");
  int64_t n[] = {COUNT}, step[] = {1};
  weir_stage_t* stage = weir_kernel_add_stage(k, 1, n, NULL);
  uint32_t a = weir_kernel_add_binding(k, 0, type, COUNT);
  uint32_t b = weir_kernel_add_binding(k, 1, type, COUNT);
  uint32_t c = weir_kernel_add_binding(k, 2, type, COUNT);
  k->buffers[c].is_written = true;
  weir_expr_t* x = weir_expr_load(k, weir_access_create(k, a, 0, step, 1));
  weir_expr_t* y = weir_expr_load(k, weir_access_create(k, b, 0, step, 1));
  bool two = weir_expr_operand_count(op) == 2;
  stage->store_count = 1;
  stage->stores[0] = (weir_kernel_store_t){
      weir_access_create(k, c, 0, step, 1),
      two ? weir_expr_binary(k, op, x, y) : weir_expr_unary(k, op, type, x)};
  compile_and_run(&target, k, (void*[]){in, second, out}, NULL);
  weir_target_close(&target);
  weir_arena_deinit(&arena);
}

static double ulps(double got, long double expected, bool single) {
  if (isnan(got) && isnanl(expected)) return 0;
  double rounded = single ? (double)(float)expected : (double)expected;
  if (got == rounded) return 0;
  int exponent;
  frexpl(expected, &exponent);
  int least = single ? -125 : -1021;
  if (exponent < least) exponent = least;
  long double unit = ldexpl(1, exponent - (single ? 24 : 53));
  return (double)(fabsl(expected - got) / unit);
}

START_TEST(test_single) {
  const function_t* f = &functions[_i];
  static float in[COUNT], out[COUNT];
  for (int i = 0; i < COUNT; ++i) {
    in[i] = (float)(f->low + (f->high - f->low) * i / (COUNT - 1));
  }
  evaluate(f->op, WEIR_SCALAR_F32, in, in, out);
  double worst = 0;
  int place = 0;
  for (int i = 0; i < COUNT; ++i) {
    double error = ulps((double)out[i], f->oracle((long double)in[i]), true);
    if (!(error <= worst)) worst = error, place = i;
  }
  if (!(worst <= f->single_ulps)) {
    ck_abort_msg("%s: %.2f ulp at %.9g: %.9g", f->name, worst,
                 (double)in[place], (double)out[place]);
  }
}
END_TEST

START_TEST(test_double) {
  const function_t* f = &functions[_i];
  static double in[COUNT], out[COUNT];
  for (int i = 0; i < COUNT; ++i) {
    in[i] = f->low + (f->high - f->low) * i / (COUNT - 1);
  }
  evaluate(f->op, WEIR_SCALAR_F64, in, in, out);
  double worst = 0;
  int place = 0;
  for (int i = 0; i < COUNT; ++i) {
    double error = ulps(out[i], f->oracle((long double)in[i]), false);
    if (!(error <= worst)) worst = error, place = i;
  }
  if (!(worst <= f->double_ulps)) {
    ck_abort_msg("%s: %.2f ulp at %.17g: %.17g", f->name, worst, in[place],
                 out[place]);
  }
}
END_TEST

static void check_special(weir_expr_op_t op, float x, float expected) {
  static float in[COUNT], out[COUNT];
  for (int i = 0; i < COUNT; ++i) in[i] = x;
  evaluate(op, WEIR_SCALAR_F32, in, in, out);
  float got = out[COUNT - 1];
  if (!(got == expected || (isnan(got) && isnan(expected)))) {
    ck_abort_msg("operator %d of %g: %g, expected %g", (int)op, (double)x,
                 (double)got, (double)expected);
  }
}

START_TEST(test_special_values) {
  check_special(WEIR_EXPR_EXP, INFINITY, INFINITY);
  check_special(WEIR_EXPR_EXP, -INFINITY, 0);
  check_special(WEIR_EXPR_EXP, NAN, NAN);
  check_special(WEIR_EXPR_EXP, 100, INFINITY);
  check_special(WEIR_EXPR_LOG, 0, -INFINITY);
  check_special(WEIR_EXPR_LOG, -1, NAN);
  check_special(WEIR_EXPR_LOG, INFINITY, INFINITY);
  check_special(WEIR_EXPR_LOG, NAN, NAN);
  check_special(WEIR_EXPR_LOG, 0x1p-140f, logf(0x1p-140f));
  check_special(WEIR_EXPR_TANH, INFINITY, 1);
  check_special(WEIR_EXPR_TANH, -INFINITY, -1);
  check_special(WEIR_EXPR_TANH, NAN, NAN);
  check_special(WEIR_EXPR_ERF, INFINITY, 1);
  check_special(WEIR_EXPR_ERF, NAN, NAN);
  check_special(WEIR_EXPR_SIN, NAN, NAN);
  check_special(WEIR_EXPR_CBRT, 0, 0);
  check_special(WEIR_EXPR_LOG1P, -1, -INFINITY);
}
END_TEST

START_TEST(test_powers_and_remainders) {
  static float x[COUNT], y[COUNT], power[COUNT], rest[COUNT], angle[COUNT];
  uint64_t random = test_seed(0x777);
  for (int i = 0; i < COUNT; ++i) {
    x[i] = random_float(&random) * 20;
    y[i] = random_float(&random) * 5;
    if (i % 3 == 0) y[i] = roundf(y[i]);
    if (i % 97 == 0) x[i] = 0;
  }
  evaluate(WEIR_EXPR_POWF, WEIR_SCALAR_F32, x, y, power);
  evaluate(WEIR_EXPR_REMF, WEIR_SCALAR_F32, x, y, rest);
  evaluate(WEIR_EXPR_ATAN2, WEIR_SCALAR_F32, x, y, angle);
  for (int i = 0; i < COUNT; ++i) {
    long double a = (long double)x[i], b = (long double)y[i];
    double error = ulps((double)power[i], powl(a, b), true);
    if (!(error <= 1) && !(isinf(power[i]) && isinfl(powl(a, b)))) {
      ck_abort_msg("pow(%g, %g) = %g", (double)x[i], (double)y[i],
                   (double)power[i]);
    }
    if (y[i] != 0 && rest[i] != fmodf(x[i], y[i])) {
      ck_abort_msg("fmod(%g, %g) = %g", (double)x[i], (double)y[i],
                   (double)rest[i]);
    }
    if (!(ulps((double)angle[i], atan2l(a, b), true) <= 1)) {
      ck_abort_msg("atan2(%g, %g) = %g", (double)x[i], (double)y[i],
                   (double)angle[i]);
    }
  }
}
END_TEST

int main(void) {
  Suite* suite = suite_create("math");
  TCase* tests = tcase_create("math");
  int count = (int)(sizeof(functions) / sizeof(functions[0]));
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, test_single, 0, count);
  tcase_add_loop_test(tests, test_double, 0, count);
  tcase_add_test(tests, test_special_values);
  tcase_add_test(tests, test_powers_and_remainders);
  suite_add_tcase(suite, tests);
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
