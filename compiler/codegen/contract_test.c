// Contractions against the interpreter, on random shapes.
#include "compiler/codegen/contract.h"
#include "compiler/codegen/testing.h"

typedef struct fixture_t {
  weir_arena_t arena;
  weir_target_t target;
  weir_kernel_t* kernel;
  uint64_t random;
  void* bindings[8];
  size_t bytes[8];
  uint32_t constants[8];
} fixture_t;

static const char* const cpus[] = {"host", "x86-64-v3"};

static bool begin(fixture_t* f, const char* name, int turn, uint64_t seed) {
  const char* cpu = cpus[turn % 2];
  if (turn % 2 && !__builtin_cpu_supports("avx2")) return false;
  memset(f, 0, sizeof(*f));
  f->kernel = weir_kernel_create(&f->arena, name);
  f->random = seed + (uint64_t)turn * 7919 + 1;
  check_ok(weir_target_open(&(weir_target_options_t){.cpu = cpu}, &f->target));
  return true;
}

// Small whole numbers, so that sums are exact in any order.
static uint32_t add_buffer(fixture_t* f, weir_scalar_type_t type,
                           int64_t count) {
  uint32_t binding = f->kernel->binding_count;
  uint32_t size = weir_scalar_bytes(type);
  f->bytes[binding] = (size_t)count * size;
  char* data = guarded_alloc(f->bytes[binding]);
  for (int64_t i = 0; i < count; ++i) {
    int64_t value = random_between(&f->random, -4, 4);
    float single = (float)value;
    double wide = (double)value;
    uint32_t word;
    memcpy(&word, &single, 4);
    if (type == WEIR_SCALAR_F32) memcpy(&value, &word, 4);
    if (type == WEIR_SCALAR_BF16) value = word >> 16;
    if (type == WEIR_SCALAR_F64) memcpy(&value, &wide, 8);
    memcpy(data + i * size, &value, size);
  }
  f->bindings[binding] = data;
  return weir_kernel_add_binding(f->kernel, binding, type, count);
}

static void end(fixture_t* f, uint32_t output, double tolerance) {
  weir_kernel_t* kernel = f->kernel;
  uint32_t binding = kernel->buffers[output].index;
  weir_scalar_type_t type = kernel->buffers[output].type;
  kernel->buffers[output].is_written = true;
  size_t bytes = f->bytes[binding];
  void* got = f->bindings[binding];
  void* expected = malloc(bytes);
  memcpy(expected, got, bytes);
  f->bindings[binding] = expected;
  weir_kernel_interpret(kernel, f->bindings, f->constants);
  f->bindings[binding] = got;
  weir_kernel_prepare(kernel);
  weir_partition_t partition;
  ck_assert(weir_contract_partition(&f->target, kernel, kernel->stages[0],
                                    &partition));
  compile_and_run(&f->target, kernel, f->bindings, f->constants);
  if (type == WEIR_SCALAR_F32) {
    for (size_t i = 0; i < bytes / 4; ++i) {
      float a = ((float*)got)[i], b = ((float*)expected)[i];
      if (!(fabsf(a - b) <= (float)tolerance * (1 + fabsf(b)))) {
        ck_abort_msg("element %zu of %zu: %g, expected %g", i, bytes / 4,
                     (double)a, (double)b);
      }
    }
  } else {
    ck_assert_mem_eq(got, expected, bytes);
  }
  free(expected);
  for (uint32_t i = 0; i < kernel->binding_count; ++i) {
    guarded_free(f->bindings[i], f->bytes[i]);
  }
  weir_target_close(&f->target);
  weir_arena_deinit(&f->arena);
}

static weir_expr_t* load_of(fixture_t* f, uint32_t buffer,
                            const int64_t* strides, uint32_t rank) {
  return weir_expr_load(
      f->kernel, weir_access_create(f->kernel, buffer, 0, strides, rank));
}

static bool is_real(weir_scalar_type_t type) {
  return weir_scalar_is_float(type);
}

static void set_sum(fixture_t* f, weir_stage_t* stage, weir_scalar_type_t type,
                    weir_expr_t* a, weir_expr_t* b) {
  weir_kernel_t* k = f->kernel;
  bool real = is_real(type);
  if (a->type != type) {
    a = weir_expr_unary(k, real ? WEIR_EXPR_EXTF : WEIR_EXPR_EXTSI, type, a);
    b = weir_expr_unary(k, real ? WEIR_EXPR_EXTF : WEIR_EXPR_EXTSI, type, b);
  }
  weir_expr_t* product =
      weir_expr_binary(k, real ? WEIR_EXPR_MULF : WEIR_EXPR_MULI, a, b);
  stage->accumulator_count = 1;
  stage->accumulators[0] = (weir_accumulator_t){
      type, real ? weir_expr_float(k, type, 0) : weir_expr_int(k, type, 0),
      weir_expr_binary(k, real ? WEIR_EXPR_ADDF : WEIR_EXPR_ADDI,
                       weir_expr_accumulator(k, 0, type), product)};
}

// Batches of products; each operand straight or transposed, the result too.
static void run_matmul(int turn, uint64_t seed, weir_scalar_type_t in,
                       weir_scalar_type_t type) {
  fixture_t f;
  if (!begin(&f, "matmul", turn, seed)) return;
  int64_t b = random_between(&f.random, 1, 3);
  int64_t m = random_between(&f.random, 2, 40);
  int64_t n = random_between(&f.random, 16, 130);
  int64_t k = random_between(&f.random, 2, 70);
  if (turn % 7 == 3) k = 256;  // rows a power of two apart
  if (turn % 11 == 5) {
    b = 1;
    m = 130, n = 200, k = 90;
  }
  if (turn % 6 == 1) {  // sums in pieces
    b = 1;
    m = random_between(&f.random, 2, 10);
    n = random_between(&f.random, 16, 60);
    k = random_between(&f.random, 4200, 4400);
  }
  bool ta = random_between(&f.random, 0, 1),
       tb = random_between(&f.random, 0, 1);
  bool tc = random_between(&f.random, 0, 3) == 0 && m >= 16;
  int64_t extents[] = {b, m, n, k};
  bool reduced[] = {false, false, false, true};
  weir_stage_t* stage = weir_kernel_add_stage(f.kernel, 4, extents, reduced);
  uint32_t x = add_buffer(&f, in, b * m * k), y = add_buffer(&f, in, b * k * n);
  uint32_t out = add_buffer(&f, type, b * m * n);
  int64_t sx[] = {m * k, ta ? 1 : k, 0, ta ? m : 1};
  int64_t sy[] = {k * n, 0, tb ? k : 1, tb ? 1 : n};
  int64_t so[] = {m * n, tc ? 1 : n, tc ? m : 1, 0};
  set_sum(&f, stage, type, load_of(&f, x, sx, 4), load_of(&f, y, sy, 4));
  stage->store_count = 1;
  stage->stores[0] =
      (weir_kernel_store_t){weir_access_create(f.kernel, out, 0, so, 4),
                            weir_expr_accumulator(f.kernel, 0, type)};
  end(&f, out, 1e-6);
}

START_TEST(test_matmul) {
  uint64_t seed = test_seed(0xabcdef);
  for (int i = 0; i < 24; ++i)
    run_matmul(i, seed, WEIR_SCALAR_F32, WEIR_SCALAR_F32);
}
END_TEST

START_TEST(test_matmul_types) {
  uint64_t seed = test_seed(0xfedcba);
  for (int i = 0; i < 4; ++i) {
    run_matmul(i, seed, WEIR_SCALAR_I8, WEIR_SCALAR_I32);
    run_matmul(i, seed, WEIR_SCALAR_F64, WEIR_SCALAR_F64);
    run_matmul(i, seed, WEIR_SCALAR_BF16, WEIR_SCALAR_F32);
    run_matmul(i, seed, WEIR_SCALAR_I64, WEIR_SCALAR_I64);
  }
}
END_TEST

// -- open dimensions ----------------------------------------------------------

enum { OPEN_RANK = 5 };

// Dimensions b, m0, m1, n and k, any of which may be open.
typedef struct open_t {
  int64_t sizes[OPEN_RANK];
  weir_expr_t* values[OPEN_RANK];  // NULL: closed
} open_t;

static void random_open(fixture_t* f, int turn, open_t* open) {
  static const int64_t most[OPEN_RANK] = {2, 3, 20, 110, 300};
  f->kernel->constant_count = OPEN_RANK;
  for (uint32_t d = 0; d < OPEN_RANK; ++d) {
    open->sizes[d] = random_between(&f->random, 1, most[d]);
    open->values[d] = NULL;
    bool is_open = random_between(&f->random, 0, 1) || (turn % 4 == 0);
    // Plain loops are for what is small and known.
    if (!is_open && d >= 2) open->sizes[d] += 16;
    if (!is_open) continue;
    f->constants[d] = (uint32_t)open->sizes[d];
    open->values[d] =
        weir_expr_unary(f->kernel, WEIR_EXPR_EXTSI, WEIR_SCALAR_I64,
                        weir_expr_symbol(f->kernel, d));
  }
}

// A tensor of these dimensions of the stage, row by row.
static weir_access_t* open_access(fixture_t* f, const open_t* open,
                                  uint32_t buffer, const uint32_t* dims,
                                  uint32_t rank) {
  weir_kernel_t* k = f->kernel;
  static const int64_t none[OPEN_RANK] = {0};
  weir_access_t* access = weir_access_create(k, buffer, 0, none, OPEN_RANK);
  int64_t closed = 1;
  weir_expr_t* step = NULL;
  for (uint32_t i = rank; i-- > 0;) {
    uint32_t d = dims[i];
    if (!step) {
      access->index.coefficients[d] = closed;
    } else {
      weir_expr_t* place =
          weir_expr_binary(k, WEIR_EXPR_MULI, weir_expr_index(k, d), step);
      weir_index_form_add(k, &access->index, place, closed);
    }
    if (!open->values[d]) {
      closed *= open->sizes[d];
    } else {
      step = step ? weir_expr_binary(k, WEIR_EXPR_MULI, step, open->values[d])
                  : open->values[d];
    }
  }
  return access;
}

static int64_t open_count(const open_t* open, const uint32_t* dims,
                          uint32_t rank) {
  int64_t count = 1;
  for (uint32_t i = 0; i < rank; ++i) count *= open->sizes[dims[i]];
  return count;
}

static void run_open(int turn, uint64_t seed, weir_scalar_type_t type) {
  fixture_t f;
  open_t open;
  if (!begin(&f, "open", turn, seed)) return;
  weir_kernel_t* k = f.kernel;
  random_open(&f, turn, &open);
  if (turn % 8 == 3) open.sizes[0] = 1, f.constants[0] = 1;
  bool any = false;
  for (uint32_t d = 0; d < OPEN_RANK; ++d) any |= open.values[d] != NULL;
  if (!any) return;
  static const bool reduced[] = {false, false, false, false, true};
  int64_t extents[OPEN_RANK];
  for (uint32_t d = 0; d < OPEN_RANK; ++d) {
    extents[d] = open.values[d] ? WEIR_KERNEL_GUESS : open.sizes[d];
  }
  weir_stage_t* stage = weir_kernel_add_stage(k, OPEN_RANK, extents, reduced);
  memcpy(stage->sizes, open.values, sizeof(open.values));
  bool turned = random_between(&f.random, 0, 1),
       shared = random_between(&f.random, 0, 1);
  static const uint32_t rows[2][4] = {{0, 1, 2, 4}, {0, 1, 4, 2}};
  static const uint32_t columns[2][3] = {{0, 4, 3}, {0, 3, 4}};
  static const uint32_t results[] = {0, 1, 2, 3};
  const uint32_t* right = columns[turned] + shared;
  uint32_t right_rank = shared ? 2 : 3;
  uint32_t x = add_buffer(&f, type, open_count(&open, rows[turned], 4));
  uint32_t y = add_buffer(&f, type, open_count(&open, right, right_rank));
  uint32_t bias = add_buffer(&f, type, open.sizes[3]);
  uint32_t out = add_buffer(&f, type, open_count(&open, results, 4));
  set_sum(&f, stage, type,
          weir_expr_load(k, open_access(&f, &open, x, rows[turned], 4)),
          weir_expr_load(k, open_access(&f, &open, y, right, right_rank)));
  stage->store_count = 1;
  stage->stores[0] = (weir_kernel_store_t){
      open_access(&f, &open, out, results, 4),
      weir_expr_binary(
          k, is_real(type) ? WEIR_EXPR_ADDF : WEIR_EXPR_ADDI,
          weir_expr_accumulator(k, 0, type),
          weir_expr_load(k, open_access(&f, &open, bias, results + 3, 1)))};
  end(&f, out, 1e-6);
}

START_TEST(test_open) {
  uint64_t seed = test_seed(0x09e4);
  for (int i = 0; i < 24; ++i) run_open(i, seed, WEIR_SCALAR_F32);
  for (int i = 0; i < 4; ++i) run_open(i, seed + 3, WEIR_SCALAR_I64);
}
END_TEST

// -- convolutions -------------------------------------------------------------

typedef struct conv_t {
  int64_t n, c, h, w, f, oh, ow, k, stride, dilation, pad;
} conv_t;

static conv_t random_conv(fixture_t* f) {
  conv_t v = {
      .n = random_between(&f->random, 1, 2),
      .c = random_between(&f->random, 1, 5) * random_between(&f->random, 1, 9),
      .h = random_between(&f->random, 5, 16),
      .w = random_between(&f->random, 5, 60),
      .f = random_between(&f->random, 2, 24),
      .k = random_between(&f->random, 0, 2) ? 3 : 1,
      .stride = random_between(&f->random, 1, 2),
      .dilation = random_between(&f->random, 1, 2),
      .pad = random_between(&f->random, 0, 2)};
  int64_t reach = (v.k - 1) * v.dilation + 1;
  v.oh = (v.h + 2 * v.pad - reach) / v.stride + 1;
  v.ow = (v.w + 2 * v.pad - reach) / v.stride + 1;
  return v;
}

// The image's element of output (oh, ow) and window (kh, kw) at the given
// dimensions, zero beyond its edge.
static weir_access_t* image_access(fixture_t* f, const conv_t* v, uint32_t x,
                                   const int64_t* strides, int64_t row,
                                   int64_t column, uint32_t oh, uint32_t kh) {
  weir_access_t* access =
      weir_access_create(f->kernel, x, -v->pad * (row + column), strides, 7);
  weir_expr_t* zero = weir_expr_float(f->kernel, WEIR_SCALAR_F32, 0);
  for (uint32_t axis = 0; axis < 2 && v->pad > 0; ++axis) {
    weir_guard_t* guard =
        weir_access_add_guard(f->kernel, access, axis ? v->w : v->h, zero);
    guard->form.constant = -v->pad;
    guard->form.coefficients[oh + axis] = v->stride;
    guard->form.coefficients[kh + axis] = v->dilation;
  }
  return access;
}

// min(max(sum + bias, 0), 6) + residual, or sigmoid(sum + bias).
static weir_expr_t* tail_of(fixture_t* f, weir_expr_t* sum, weir_expr_t* bias,
                            weir_expr_t* residual, bool heavy) {
  weir_kernel_t* k = f->kernel;
  weir_expr_t* x = weir_expr_binary(k, WEIR_EXPR_ADDF, sum, bias);
  weir_expr_t* one = weir_expr_float(k, WEIR_SCALAR_F32, 1);
  if (heavy) {
    x = weir_expr_unary(k, WEIR_EXPR_EXP, WEIR_SCALAR_F32,
                        weir_expr_unary(k, WEIR_EXPR_NEGF, WEIR_SCALAR_F32, x));
    x = weir_expr_binary(k, WEIR_EXPR_ADDF, x, one);
    return weir_expr_binary(k, WEIR_EXPR_DIVF, one, x);
  }
  x = weir_expr_binary(k, WEIR_EXPR_MAXIMUMF, x,
                       weir_expr_float(k, WEIR_SCALAR_F32, 0));
  x = weir_expr_binary(k, WEIR_EXPR_MINIMUMF, x,
                       weir_expr_float(k, WEIR_SCALAR_F32, 6));
  return weir_expr_binary(k, WEIR_EXPR_ADDF, x, residual);
}

// Dimensions n, f, oh, ow, c, kh, kw.
static void run_nchw(int turn, uint64_t seed) {
  fixture_t f;
  if (!begin(&f, "conv_nchw", turn, seed)) return;
  conv_t v = random_conv(&f);
  if (v.oh * v.ow < 8 || v.c * v.k < 2) v.c = 4;
  int64_t extents[] = {v.n, v.f, v.oh, v.ow, v.c, v.k, v.k};
  bool reduced[] = {false, false, false, false, true, true, true};
  weir_stage_t* stage = weir_kernel_add_stage(f.kernel, 7, extents, reduced);
  int64_t plane = v.oh * v.ow;
  uint32_t x = add_buffer(&f, WEIR_SCALAR_F32, v.n * v.c * v.h * v.w);
  uint32_t y = add_buffer(&f, WEIR_SCALAR_F32, v.f * v.c * v.k * v.k);
  uint32_t bias = add_buffer(&f, WEIR_SCALAR_F32, v.f);
  uint32_t residual = add_buffer(&f, WEIR_SCALAR_F32, v.n * v.f * plane);
  uint32_t out = add_buffer(&f, WEIR_SCALAR_F32, v.n * v.f * plane);
  int64_t sx[] = {v.c * v.h * v.w, 0,         v.w * v.stride,
                  v.stride,        v.h * v.w, v.w * v.dilation,
                  v.dilation};
  int64_t sy[] = {0, v.c * v.k * v.k, 0, 0, v.k * v.k, v.k, 1};
  int64_t sb[] = {0, 1, 0, 0, 0, 0, 0};
  int64_t so[] = {v.f * plane, plane, v.ow, 1, 0, 0, 0};
  weir_access_t* image = image_access(&f, &v, x, sx, v.w, 1, 2, 5);
  set_sum(&f, stage, WEIR_SCALAR_F32, weir_expr_load(f.kernel, image),
          load_of(&f, y, sy, 7));
  stage->store_count = 1;
  stage->stores[0] = (weir_kernel_store_t){
      weir_access_create(f.kernel, out, 0, so, 7),
      tail_of(&f, weir_expr_accumulator(f.kernel, 0, WEIR_SCALAR_F32),
              load_of(&f, bias, sb, 7), load_of(&f, residual, so, 7),
              turn % 5 == 4)};
  end(&f, out, 1e-5);
}

START_TEST(test_conv_nchw) {
  uint64_t seed = test_seed(0x31337);
  for (int i = 0; i < 24; ++i) run_nchw(i, seed);
}
END_TEST

// Dimensions n, oh, ow, f, kh, kw, c.
static void run_nhwc(int turn, uint64_t seed) {
  fixture_t f;
  if (!begin(&f, "conv_nhwc", turn, seed)) return;
  conv_t v = random_conv(&f);
  v.f += 8;
  if (v.c * v.k < 2) v.c = 4;
  int64_t extents[] = {v.n, v.oh, v.ow, v.f, v.k, v.k, v.c};
  bool reduced[] = {false, false, false, false, true, true, true};
  weir_stage_t* stage = weir_kernel_add_stage(f.kernel, 7, extents, reduced);
  int64_t pixels = v.oh * v.ow, row = v.w * v.c;
  uint32_t x = add_buffer(&f, WEIR_SCALAR_F32, v.n * v.c * v.h * v.w);
  uint32_t y = add_buffer(&f, WEIR_SCALAR_F32, v.f * v.c * v.k * v.k);
  uint32_t bias = add_buffer(&f, WEIR_SCALAR_F32, v.f);
  uint32_t residual = add_buffer(&f, WEIR_SCALAR_F32, v.n * v.f * pixels);
  uint32_t out = add_buffer(&f, WEIR_SCALAR_F32, v.n * v.f * pixels);
  int64_t sx[] = {v.h * row, row * v.stride,   v.c * v.stride,
                  0,         row * v.dilation, v.c * v.dilation,
                  1};
  int64_t sy[] = {0, 0, 0, 1, v.k * v.c * v.f, v.c * v.f, v.f};
  int64_t sb[] = {0, 0, 0, 1, 0, 0, 0};
  int64_t so[] = {v.f * pixels, v.ow * v.f, v.f, 1, 0, 0, 0};
  weir_access_t* image = image_access(&f, &v, x, sx, row, v.c, 1, 4);
  set_sum(&f, stage, WEIR_SCALAR_F32, weir_expr_load(f.kernel, image),
          load_of(&f, y, sy, 7));
  stage->store_count = 1;
  stage->stores[0] = (weir_kernel_store_t){
      weir_access_create(f.kernel, out, 0, so, 7),
      tail_of(&f, weir_expr_accumulator(f.kernel, 0, WEIR_SCALAR_F32),
              load_of(&f, bias, sb, 7), load_of(&f, residual, so, 7),
              turn % 5 == 4)};
  end(&f, out, 1e-5);
}

START_TEST(test_conv_nhwc) {
  uint64_t seed = test_seed(0x5eed);
  for (int i = 0; i < 24; ++i) run_nhwc(i, seed);
}
END_TEST

int main(void) {
  Suite* suite = suite_create("contract");
  TCase* tests = tcase_create("contract");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, test_matmul);
  tcase_add_test(tests, test_matmul_types);
  tcase_add_test(tests, test_open);
  tcase_add_test(tests, test_conv_nchw);
  tcase_add_test(tests, test_conv_nhwc);
  suite_add_tcase(suite, tests);
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
