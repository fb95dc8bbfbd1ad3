// Loop nests against the interpreter, on random shapes.
#include "compiler/codegen/testing.h"

typedef struct fixture_t {
  weir_arena_t arena;
  weir_target_t target;
  weir_kernel_t* kernel;
  uint64_t random;
  void* bindings[8];
  size_t bytes[8];
} fixture_t;

static void begin(fixture_t* f, const char* name, const char* cpu,
                  uint64_t seed) {
  memset(f, 0, sizeof(*f));
  f->kernel = weir_kernel_create(&f->arena, name);
  f->random = seed;
  check_ok(weir_target_open(&(weir_target_options_t){.cpu = cpu}, &f->target));
}

static uint32_t add_buffer(fixture_t* f, weir_scalar_type_t type,
                           int64_t count) {
  uint32_t binding = f->kernel->binding_count;
  f->bytes[binding] = (size_t)count * weir_scalar_bytes(type);
  char* data = guarded_alloc(f->bytes[binding]);
  for (int64_t i = 0; i < count; ++i) {
    char* at = data + i * weir_scalar_bytes(type);
    float single = random_float(&f->random) * 4;
    double wide = single;
    uint32_t word;
    memcpy(&word, &single, 4);
    uint64_t bits = random_bits(&f->random) >> 20;
    if (type == WEIR_SCALAR_BOOL) bits &= 1;
    if (type == WEIR_SCALAR_F32) bits = word;
    if (type == WEIR_SCALAR_BF16) bits = word >> 16;
    if (type == WEIR_SCALAR_F16) bits = (bits & 0x83ff) | 0x3c00;
    if (type == WEIR_SCALAR_F64) memcpy(&bits, &wide, 8);
    memcpy(at, &bits, weir_scalar_bytes(type));
  }
  f->bindings[binding] = data;
  return weir_kernel_add_binding(f->kernel, binding, type, count);
}

static weir_access_t* access_of(fixture_t* f, uint32_t buffer,
                                const int64_t* strides, uint32_t rank) {
  return weir_access_create(f->kernel, buffer, 0, strides, rank);
}

static void compare(const void* got, const void* expected, size_t bytes,
                    weir_scalar_type_t type, double tolerance) {
  if (type != WEIR_SCALAR_F32 && type != WEIR_SCALAR_F64) {
    ck_assert_mem_eq(got, expected, bytes);
    return;
  }
  size_t count = bytes / weir_scalar_bytes(type);
  for (size_t i = 0; i < count; ++i) {
    double a = type == WEIR_SCALAR_F32 ? (double)((const float*)got)[i]
                                       : ((const double*)got)[i];
    double b = type == WEIR_SCALAR_F32 ? (double)((const float*)expected)[i]
                                       : ((const double*)expected)[i];
    if (isnan(a) && isnan(b)) continue;
    if (!(fabs(a - b) <= tolerance * (1 + fabs(b)))) {
      ck_abort_msg("element %zu of %zu: %.9g, expected %.9g", i, count, a, b);
    }
  }
}

// Runs both and compares the buffer |output|; frees everything.
static void end(fixture_t* f, uint32_t output, double tolerance) {
  weir_kernel_t* kernel = f->kernel;
  uint32_t binding = kernel->buffers[output].index;
  kernel->buffers[output].is_written = true;
  size_t bytes = f->bytes[binding];
  void* expected = malloc(bytes + 1);
  uint32_t constants[4] = {64, 2, 3, 4};
  void* got = f->bindings[binding];
  memcpy(expected, got, bytes);
  f->bindings[binding] = expected;
  weir_kernel_interpret(kernel, f->bindings, constants);
  f->bindings[binding] = got;
  weir_kernel_prepare(kernel);
  compile_and_run(&f->target, kernel, f->bindings, constants);
  compare(got, expected, bytes, kernel->buffers[output].type, tolerance);
  free(expected);
  for (uint32_t i = 0; i < kernel->binding_count; ++i) {
    guarded_free(f->bindings[i], f->bytes[i]);
  }
  weir_target_close(&f->target);
  weir_arena_deinit(&f->arena);
}

static const char* const cpus[] = {"host", "x86-64-v3"};
enum { CPU_COUNT = 2 };

static bool host_runs(const char* cpu) {
  return strcmp(cpu, "x86-64-v3") != 0 || __builtin_cpu_supports("avx2");
}

// out[i, j, k] = clip(a[i, j, k] * b[j] + c[k, i])
static void run_elementwise(const char* cpu, uint64_t seed) {
  fixture_t f;
  begin(&f, "elementwise", cpu, seed);
  int64_t n[3];
  for (int i = 0; i < 3; ++i) n[i] = random_between(&f.random, 1, 40);
  weir_stage_t* stage = weir_kernel_add_stage(f.kernel, 3, n, NULL);
  int64_t dense[] = {n[1] * n[2], n[2], 1}, row[] = {0, 1, 0},
          turned[] = {1, 0, n[0]};
  uint32_t a = add_buffer(&f, WEIR_SCALAR_F32, n[0] * n[1] * n[2]);
  uint32_t b = add_buffer(&f, WEIR_SCALAR_F32, n[1]);
  uint32_t c = add_buffer(&f, WEIR_SCALAR_F32, n[0] * n[2]);
  uint32_t out = add_buffer(&f, WEIR_SCALAR_F32, n[0] * n[1] * n[2]);
  weir_kernel_t* k = f.kernel;
  weir_expr_t* x = weir_expr_binary(
      k, WEIR_EXPR_MULF, weir_expr_load(k, access_of(&f, a, dense, 3)),
      weir_expr_load(k, access_of(&f, b, row, 3)));
  x = weir_expr_binary(k, WEIR_EXPR_ADDF, x,
                       weir_expr_load(k, access_of(&f, c, turned, 3)));
  x = weir_expr_binary(k, WEIR_EXPR_MAXIMUMF, x,
                       weir_expr_float(k, WEIR_SCALAR_F32, 0));
  x = weir_expr_binary(k, WEIR_EXPR_MINIMUMF, x,
                       weir_expr_float(k, WEIR_SCALAR_F32, 6));
  stage->stores[stage->store_count++] =
      (weir_kernel_store_t){access_of(&f, out, dense, 3), x};
  end(&f, out, 1e-6);
}

START_TEST(test_elementwise) {
  uint64_t seed = test_seed(0x1234567);
  for (int i = 0; i < 12; ++i) {
    const char* cpu = cpus[i % CPU_COUNT];
    if (host_runs(cpu)) run_elementwise(cpu, seed + (uint64_t)i * 977);
  }
}
END_TEST

// Depthwise convolution of planes with padding, stride and dilation, or the
// maximum of a window.
static void run_window(const char* cpu, uint64_t seed, bool maximum) {
  fixture_t f;
  begin(&f, "window", cpu, seed);
  int64_t c = random_between(&f.random, 1, 5);
  int64_t h = random_between(&f.random, 3, 20);
  int64_t w = random_between(&f.random, 3, 50);
  int64_t k = random_between(&f.random, 1, 3);
  int64_t s = random_between(&f.random, 1, 3);
  int64_t dilation = random_between(&f.random, 1, 2);
  int64_t pad = random_between(&f.random, 0, 2);
  int64_t reach = (k - 1) * dilation + 1;
  if (h + 2 * pad < reach || w + 2 * pad < reach) pad = 2;
  int64_t oh = (h + 2 * pad - reach) / s + 1;
  int64_t ow = (w + 2 * pad - reach) / s + 1;
  int64_t n[] = {c, oh, ow, k, k};
  bool reduced[] = {false, false, false, true, true};
  weir_kernel_t* kernel = f.kernel;
  weir_stage_t* stage = weir_kernel_add_stage(kernel, 5, n, reduced);
  uint32_t x = add_buffer(&f, WEIR_SCALAR_F32, c * h * w);
  uint32_t weights = add_buffer(&f, WEIR_SCALAR_F32, c * k * k);
  uint32_t out = add_buffer(&f, WEIR_SCALAR_F32, c * oh * ow);
  int64_t sx[] = {h * w, w * s, s, w * dilation, dilation};
  int64_t sw[] = {k * k, 0, 0, k, 1};
  int64_t so[] = {oh * ow, ow, 1, 0, 0};
  weir_access_t* read = access_of(&f, x, sx, 5);
  read->index.constant = -pad * w - pad;
  weir_expr_t* edge =
      weir_expr_float(kernel, WEIR_SCALAR_F32, maximum ? -100 : 0);
  for (int axis = 0; axis < 2; ++axis) {
    weir_guard_t* guard =
        weir_access_add_guard(kernel, read, axis ? w : h, edge);
    guard->form.constant = -pad;
    guard->form.coefficients[1 + axis] = s;
    guard->form.coefficients[3 + axis] = dilation;
  }
  weir_expr_t* acc = weir_expr_accumulator(kernel, 0, WEIR_SCALAR_F32);
  weir_expr_t* value = weir_expr_load(kernel, read);
  if (!maximum) {
    value =
        weir_expr_binary(kernel, WEIR_EXPR_MULF, value,
                         weir_expr_load(kernel, access_of(&f, weights, sw, 5)));
  }
  stage->accumulator_count = 1;
  stage->accumulators[0] = (weir_accumulator_t){
      WEIR_SCALAR_F32,
      weir_expr_float(kernel, WEIR_SCALAR_F32, maximum ? -INFINITY : 0.5),
      weir_expr_binary(kernel, maximum ? WEIR_EXPR_MAXIMUMF : WEIR_EXPR_ADDF,
                       acc, value)};
  stage->stores[stage->store_count++] =
      (weir_kernel_store_t){access_of(&f, out, so, 5), acc};
  end(&f, out, 1e-5);
}

START_TEST(test_window) {
  uint64_t seed = test_seed(0x765431);
  for (int i = 0; i < 24; ++i) {
    const char* cpu = cpus[i % CPU_COUNT];
    if (host_runs(cpu)) run_window(cpu, seed + (uint64_t)i * 7919, i % 3 == 2);
  }
}
END_TEST

// Sums or maxima over one dimension of three.
static void run_reduction(const char* cpu, uint64_t seed) {
  fixture_t f;
  begin(&f, "reduction", cpu, seed);
  int64_t n[3];
  bool reduced[3] = {false, false, false};
  for (int i = 0; i < 3; ++i) n[i] = random_between(&f.random, 1, 90);
  int64_t axis = random_between(&f.random, 0, 2);
  reduced[axis] = true;
  if (axis > 0 && random_between(&f.random, 0, 1)) reduced[axis - 1] = true;
  weir_kernel_t* k = f.kernel;
  weir_stage_t* stage = weir_kernel_add_stage(k, 3, n, reduced);
  int64_t dense[] = {n[1] * n[2], n[2], 1}, strides[3], count = 1;
  for (int d = 2; d >= 0; --d) {
    strides[d] = reduced[d] ? 0 : count;
    if (!reduced[d]) count *= n[d];
  }
  uint32_t a = add_buffer(&f, WEIR_SCALAR_F32, n[0] * n[1] * n[2]);
  uint32_t out = add_buffer(&f, WEIR_SCALAR_F32, count);
  weir_expr_t* acc = weir_expr_accumulator(k, 0, WEIR_SCALAR_F32);
  weir_expr_t* other = weir_expr_accumulator(k, 1, WEIR_SCALAR_F32);
  weir_expr_t* value = weir_expr_load(k, access_of(&f, a, dense, 3));
  stage->accumulator_count = 2;
  stage->accumulators[0] = (weir_accumulator_t){
      WEIR_SCALAR_F32, weir_expr_float(k, WEIR_SCALAR_F32, 1),
      weir_expr_binary(k, WEIR_EXPR_ADDF, acc, value)};
  stage->accumulators[1] = (weir_accumulator_t){
      WEIR_SCALAR_F32, weir_expr_float(k, WEIR_SCALAR_F32, -3),
      weir_expr_binary(k, WEIR_EXPR_MAXIMUMF, value, other)};
  stage->stores[stage->store_count++] =
      (weir_kernel_store_t){access_of(&f, out, strides, 3),
                            weir_expr_binary(k, WEIR_EXPR_SUBF, acc, other)};
  end(&f, out, 2e-4);
}

START_TEST(test_reduction) {
  uint64_t seed = test_seed(0x99881);
  for (int i = 0; i < 24; ++i) {
    const char* cpu = cpus[i % CPU_COUNT];
    if (host_runs(cpu)) run_reduction(cpu, seed + (uint64_t)i * 104729);
  }
}
END_TEST

// The row and column of the maximum need their accumulators together.
START_TEST(test_argmax) {
  for (int i = 0; i < CPU_COUNT; ++i) {
    if (!host_runs(cpus[i])) continue;
    fixture_t f;
    begin(&f, "argmax", cpus[i], 77);
    int64_t n[] = {19, 33};
    bool reduced[] = {false, true};
    weir_kernel_t* k = f.kernel;
    weir_stage_t* stage = weir_kernel_add_stage(k, 2, n, reduced);
    uint32_t a = add_buffer(&f, WEIR_SCALAR_F32, n[0] * n[1]);
    uint32_t out = add_buffer(&f, WEIR_SCALAR_I64, n[0]);
    weir_expr_t* best = weir_expr_accumulator(k, 0, WEIR_SCALAR_F32);
    weir_expr_t* place = weir_expr_accumulator(k, 1, WEIR_SCALAR_I64);
    weir_expr_t* value =
        weir_expr_load(k, access_of(&f, a, (int64_t[]){n[1], 1}, 2));
    weir_expr_t* more = weir_expr_compare(k, WEIR_EXPR_CMPF, 2, value, best);
    stage->accumulator_count = 2;
    stage->accumulators[0] = (weir_accumulator_t){
        WEIR_SCALAR_F32, weir_expr_float(k, WEIR_SCALAR_F32, -INFINITY),
        weir_expr_ternary(k, WEIR_EXPR_SELECT, more, value, best)};
    stage->accumulators[1] = (weir_accumulator_t){
        WEIR_SCALAR_I64, weir_expr_int(k, WEIR_SCALAR_I64, 0),
        weir_expr_ternary(k, WEIR_EXPR_SELECT, more, weir_expr_index(k, 1),
                          place)};
    stage->stores[stage->store_count++] =
        (weir_kernel_store_t){access_of(&f, out, (int64_t[]){1, 0}, 2), place};
    end(&f, out, 0);
  }
}
END_TEST

// Three stages under one outer loop: maximum, sum of exponentials, quotient.
static void run_softmax(const char* cpu, int64_t rows, int64_t columns) {
  fixture_t f;
  begin(&f, "softmax", cpu, 5);
  weir_kernel_t* k = f.kernel;
  k->outer_rank = 1;
  int64_t n[] = {rows, columns};
  bool reduced[] = {false, true};
  int64_t dense[] = {columns, 1}, inner[] = {0, 1}, none[] = {0, 0};
  uint32_t a = add_buffer(&f, WEIR_SCALAR_F32, rows * columns);
  uint32_t out = add_buffer(&f, WEIR_SCALAR_F32, rows * columns);
  weir_buffer_t temporary = {.kind = WEIR_BUFFER_TEMPORARY,
                             .type = WEIR_SCALAR_F32,
                             .element_count = 1,
                             .is_written = true};
  uint32_t most = weir_kernel_add_buffer(k, temporary);
  uint32_t sum = weir_kernel_add_buffer(k, temporary);
  temporary.element_count = columns;
  uint32_t power = weir_kernel_add_buffer(k, temporary);
  weir_expr_t* acc = weir_expr_accumulator(k, 0, WEIR_SCALAR_F32);
  weir_stage_t* stage = weir_kernel_add_stage(k, 2, n, reduced);
  stage->accumulator_count = stage->store_count = 1;
  stage->accumulators[0] = (weir_accumulator_t){
      WEIR_SCALAR_F32, weir_expr_float(k, WEIR_SCALAR_F32, -INFINITY),
      weir_expr_binary(k, WEIR_EXPR_MAXIMUMF, acc,
                       weir_expr_load(k, access_of(&f, a, dense, 2)))};
  stage->stores[0] = (weir_kernel_store_t){access_of(&f, most, none, 2), acc};
  stage = weir_kernel_add_stage(k, 2, n, NULL);
  stage->store_count = 1;
  weir_expr_t* shifted = weir_expr_binary(
      k, WEIR_EXPR_SUBF, weir_expr_load(k, access_of(&f, a, dense, 2)),
      weir_expr_load(k, access_of(&f, most, none, 2)));
  stage->stores[0] = (weir_kernel_store_t){
      access_of(&f, power, inner, 2),
      weir_expr_unary(k, WEIR_EXPR_EXP, WEIR_SCALAR_F32, shifted)};
  stage = weir_kernel_add_stage(k, 2, n, reduced);
  stage->accumulator_count = stage->store_count = 1;
  acc = weir_expr_accumulator(k, 0, WEIR_SCALAR_F32);
  stage->accumulators[0] = (weir_accumulator_t){
      WEIR_SCALAR_F32, weir_expr_float(k, WEIR_SCALAR_F32, 0),
      weir_expr_binary(k, WEIR_EXPR_ADDF, acc,
                       weir_expr_load(k, access_of(&f, power, inner, 2)))};
  stage->stores[0] = (weir_kernel_store_t){access_of(&f, sum, none, 2), acc};
  stage = weir_kernel_add_stage(k, 2, n, NULL);
  stage->store_count = 1;
  stage->stores[0] = (weir_kernel_store_t){
      access_of(&f, out, dense, 2),
      weir_expr_binary(k, WEIR_EXPR_DIVF,
                       weir_expr_load(k, access_of(&f, power, inner, 2)),
                       weir_expr_load(k, access_of(&f, sum, none, 2)))};
  end(&f, out, 1e-5);
}

START_TEST(test_softmax) {
  for (int i = 0; i < CPU_COUNT; ++i) {
    if (!host_runs(cpus[i])) continue;
    run_softmax(cpus[i], 1, 5);
    run_softmax(cpus[i], 37, 128);
    run_softmax(cpus[i], 300, 131);
  }
}
END_TEST

// out[i, j] = table[rows[i], j], and the same with a turned table.
static void run_gather(const char* cpu, bool turned) {
  fixture_t f;
  begin(&f, "gather", cpu, 11);
  weir_kernel_t* k = f.kernel;
  int64_t n[] = {23, 37}, dense[] = {37, 1};
  weir_stage_t* stage = weir_kernel_add_stage(k, 2, n, NULL);
  uint32_t table = add_buffer(&f, WEIR_SCALAR_F32, 16 * 37);
  uint32_t rows = add_buffer(&f, WEIR_SCALAR_I32, 37);
  uint32_t out = add_buffer(&f, WEIR_SCALAR_F32, n[0] * n[1]);
  int64_t by_row[] = {turned ? 0 : 1, turned ? 1 : 0};
  weir_expr_t* row = weir_expr_binary(
      k, WEIR_EXPR_ANDI, weir_expr_load(k, access_of(&f, rows, by_row, 2)),
      weir_expr_int(k, WEIR_SCALAR_I32, 15));
  row = weir_expr_unary(k, WEIR_EXPR_EXTSI, WEIR_SCALAR_I64, row);
  int64_t within[] = {turned ? 16 : 0, turned ? 0 : 1};
  weir_access_t* read = access_of(&f, table, within, 2);
  weir_index_form_add(k, &read->index, row, turned ? 1 : 37);
  stage->store_count = 1;
  stage->stores[0] = (weir_kernel_store_t){access_of(&f, out, dense, 2),
                                           weir_expr_load(k, read)};
  end(&f, out, 0);
}

START_TEST(test_gather) {
  for (int i = 0; i < CPU_COUNT; ++i) {
    if (!host_runs(cpus[i])) continue;
    run_gather(cpus[i], false);
    run_gather(cpus[i], true);
  }
}
END_TEST

// Every element type to every other, through a cast.
static void run_cast(const char* cpu, weir_scalar_type_t from,
                     weir_scalar_type_t to) {
  fixture_t f;
  begin(&f, "cast", cpu, 13);
  weir_kernel_t* k = f.kernel;
  int64_t n[] = {45}, dense[] = {1};
  weir_stage_t* stage = weir_kernel_add_stage(k, 1, n, NULL);
  uint32_t a = add_buffer(&f, from, n[0]);
  uint32_t out = add_buffer(&f, to, n[0]);
  weir_expr_t* x = weir_expr_load(k, access_of(&f, a, dense, 1));
  bool real = weir_scalar_is_float(from);
  bool wider = weir_scalar_bytes(to) > weir_scalar_bytes(from);
  weir_expr_op_t op = wider ? WEIR_EXPR_EXTSI : WEIR_EXPR_TRUNCI;
  if (real && weir_scalar_is_float(to)) {
    op = wider ? WEIR_EXPR_EXTF : WEIR_EXPR_TRUNCF;
  } else if (real) {
    op = WEIR_EXPR_FPTOSI;
  } else if (weir_scalar_is_float(to)) {
    op = WEIR_EXPR_SITOFP;
    if (from == WEIR_SCALAR_BOOL) op = WEIR_EXPR_UITOFP;
  }
  if (from == WEIR_SCALAR_BOOL && !weir_scalar_is_float(to)) {
    op = WEIR_EXPR_EXTUI;
  }
  if (from == to) op = WEIR_EXPR_BITCAST;
  if (to == WEIR_SCALAR_BOOL) {
    x = weir_expr_compare(
        k, real ? WEIR_EXPR_CMPF : WEIR_EXPR_CMPI, real ? 2 : 1, x,
        real ? weir_expr_float(k, from, 0.5) : weir_expr_int(k, from, 0));
  } else {
    x = weir_expr_unary(k, op, to, x);
  }
  stage->store_count = 1;
  stage->stores[0] = (weir_kernel_store_t){access_of(&f, out, dense, 1), x};
  end(&f, out, 0);
}

START_TEST(test_casts) {
  for (int from = 0; from <= WEIR_SCALAR_F64; ++from) {
    for (int to = 0; to <= WEIR_SCALAR_F64; ++to) {
      const char* cpu = cpus[(from + to) % CPU_COUNT];
      if (!host_runs(cpu)) continue;
      run_cast(cpu, (weir_scalar_type_t)from, (weir_scalar_type_t)to);
    }
  }
}
END_TEST

int main(void) {
  Suite* suite = suite_create("nest");
  TCase* tests = tcase_create("nest");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, test_elementwise);
  tcase_add_test(tests, test_window);
  tcase_add_test(tests, test_reduction);
  tcase_add_test(tests, test_argmax);
  tcase_add_test(tests, test_softmax);
  tcase_add_test(tests, test_gather);
  tcase_add_test(tests, test_casts);
  suite_add_tcase(suite, tests);
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
