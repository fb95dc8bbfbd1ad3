// Speed of generated kernels on one thread: matrix products and the layers of
// mlsd_320_tiny, each as JSON with GFLOP/s (or GB/s), and the fraction of the
// peak that a loop of independent FMAs reaches on the same core.
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "compiler/codegen/module.h"
#include "engine/hal/executable_abi.h"

typedef struct bench_t {
  weir_arena_t arena;
  weir_target_t target;
  double peak;  // GFLOP/s
  double total_seconds;
  double compile_seconds;
  uint32_t constants[4];  // what kernels are given
} bench_t;

typedef struct layer_t {
  const char* name;
  int64_t c, h, w, f, k, stride, dilation, pad;  // f 0: depthwise
  int count;                                     // how often in the model
} layer_t;

static const layer_t mlsd[] = {
    {"conv3x3s2_4_32_320", 4, 320, 320, 32, 3, 2, 1, 0, 1},
    {"depthwise_32_160", 32, 160, 160, 0, 3, 1, 1, 1, 1},
    {"conv1x1_32_16_160", 32, 160, 160, 16, 1, 1, 1, 0, 1},
    {"conv1x1_16_96_160", 16, 160, 160, 96, 1, 1, 1, 0, 1},
    {"depthwise_s2_96_160", 96, 160, 160, 0, 3, 2, 1, 0, 1},
    {"conv1x1_96_24_80", 96, 80, 80, 24, 1, 1, 1, 0, 1},
    {"conv1x1_24_144_80", 24, 80, 80, 144, 1, 1, 1, 0, 2},
    {"depthwise_144_80", 144, 80, 80, 0, 3, 1, 1, 1, 1},
    {"conv1x1_144_24_80", 144, 80, 80, 24, 1, 1, 1, 0, 1},
    {"conv1x1_24_32_80", 24, 80, 80, 32, 1, 1, 1, 0, 1},
    {"depthwise_s2_144_80", 144, 80, 80, 0, 3, 2, 1, 0, 1},
    {"conv1x1_144_32_40", 144, 40, 40, 32, 1, 1, 1, 0, 1},
    {"conv1x1_32_192_40", 32, 40, 40, 192, 1, 1, 1, 0, 3},
    {"depthwise_192_40", 192, 40, 40, 0, 3, 1, 1, 1, 2},
    {"conv1x1_192_32_40", 192, 40, 40, 32, 1, 1, 1, 0, 2},
    {"depthwise_s2_192_40", 192, 40, 40, 0, 3, 2, 1, 0, 1},
    {"conv1x1_192_64_20", 192, 20, 20, 64, 1, 1, 1, 0, 1},
    {"conv1x1_64_384_20", 64, 20, 20, 384, 1, 1, 1, 0, 3},
    {"depthwise_384_20", 384, 20, 20, 0, 3, 1, 1, 1, 3},
    {"conv1x1_384_64_20", 384, 20, 20, 64, 1, 1, 1, 0, 3},
    {"conv1x1_64_64_40", 64, 40, 40, 64, 1, 1, 1, 0, 1},
    {"conv1x1_32_64_40", 32, 40, 40, 64, 1, 1, 1, 0, 1},
    {"conv3x3_128_128_40", 128, 40, 40, 128, 3, 1, 1, 1, 1},
    {"conv3x3_128_64_40", 128, 40, 40, 64, 3, 1, 1, 1, 1},
    {"conv1x1_64_32_80", 64, 80, 80, 32, 1, 1, 1, 0, 1},
    {"conv3x3_64_64_80", 64, 80, 80, 64, 3, 1, 1, 1, 3},
    {"conv3x3d5_64_64_80", 64, 80, 80, 64, 3, 1, 5, 5, 1},
    {"conv1x1_64_16_80", 64, 80, 80, 16, 1, 1, 1, 0, 1},
};

static double now_seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void check(weir_status_t status) {
  if (weir_is_ok(status)) return;
  fprintf(stderr, "%s\n", weir_status_message(status));
  exit(1);
}

static const weir_executable_library_t* load(const void* image, size_t size) {
  int file = memfd_create("bench", 0);  // stays open: its path is its identity
  if (file < 0 || write(file, image, size) != (ssize_t)size) exit(1);
  char path[64];
  snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
  void* handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    fprintf(stderr, "%s\n", dlerror());
    exit(1);
  }
  return dlsym(handle, WEIR_EXECUTABLE_LIBRARY_SYMBOL);
}

static void dispatch(const weir_executable_entry_t* entry,
                     const weir_codegen_entry_t* info,
                     const weir_dispatch_args_t* args) {
  for (uint32_t z = 0; z < info->workgroup_count[2]; ++z) {
    for (uint32_t y = 0; y < info->workgroup_count[1]; ++y) {
      for (uint32_t x = 0; x < info->workgroup_count[0]; ++x) {
        entry->entry(args, x, y, z);
      }
    }
  }
}

static double median_seconds(const weir_executable_entry_t* entry,
                             const weir_codegen_entry_t* info,
                             const weir_dispatch_args_t* args) {
  double times[15];
  dispatch(entry, info, args);
  for (int i = 0; i < 15; ++i) {
    double start = now_seconds();
    int turns = 0;
    do {
      dispatch(entry, info, args);
      ++turns;
    } while (now_seconds() - start < 2e-3);
    times[i] = (now_seconds() - start) / turns;
    for (int j = i; j > 0 && times[j] < times[j - 1]; --j) {
      double t = times[j];
      times[j] = times[j - 1];
      times[j - 1] = t;
    }
  }
  return times[7];
}

// Compiles and times |kernel|; |flops| 0: a kernel that moves bytes.
static double run(bench_t* bench, weir_kernel_t* kernel, double flops,
                  int count) {
  weir_kernel_prepare(kernel);
  weir_codegen_entry_t info;
  void* image = NULL;
  size_t size = 0;
  char* ir = NULL;
  double start = now_seconds();
  check(weir_kernels_compile(&bench->target, &kernel, 1, &info, &image, &size,
                             getenv("WEIR_BENCH_IR") ? &ir : NULL));
  double compile = now_seconds() - start;
  if (ir) fputs(ir, stderr);
  free(ir);
  const weir_executable_library_t* library = load(image, size);
  const char* path = getenv("WEIR_BENCH_IMAGE");
  FILE* file = path ? fopen(path, "wb") : NULL;
  if (file) {
    fwrite(image, 1, size, file);
    fclose(file);
  }
  free(image);
  void* bindings[8] = {NULL};
  double bytes = 0;
  for (uint32_t i = 0; i < kernel->buffer_count; ++i) {
    size_t length = (size_t)kernel->buffers[i].element_count * 4;
    size_t padded = (length + 127) / 64 * 64;
    if (kernel->buffers[i].kind != WEIR_BUFFER_BINDING) continue;
    float* data = aligned_alloc(64, padded);
    for (size_t j = 0; j < padded / 4; ++j) data[j] = (float)(j % 17) * 0.1f;
    bindings[kernel->buffers[i].index] = data;
    bytes += (double)length;
  }
  weir_dispatch_args_t args = {
      .bindings = bindings,
      .constants = bench->constants,
      .workspace = aligned_alloc(64, (info.workspace_bytes + 127) / 64 * 64)};
  double seconds = median_seconds(&library->entries[0], &info, &args);
  bench->total_seconds += seconds * count;
  bench->compile_seconds += compile;
  double rate = (flops > 0 ? flops : bytes) / seconds * 1e-9;
  printf("{\"kernel\": \"%s\", \"us\": %.1f, \"%s\": %.1f, ", kernel->name,
         seconds * 1e6, flops > 0 ? "gflops" : "gbytes", rate);
  if (flops > 0) printf("\"of_peak\": %.2f, ", rate / bench->peak);
  printf(
      "\"gbytes_s\": %.1f, \"count\": %d, \"workgroups\": [%u, %u, %u], "
      "\"workspace\": %llu, \"compile_ms\": %.1f}\n",
      bytes / seconds * 1e-9, count, info.workgroup_count[0],
      info.workgroup_count[1], info.workgroup_count[2],
      (unsigned long long)info.workspace_bytes, compile * 1e3);
  fflush(stdout);
  free(args.workspace);
  for (uint32_t i = 0; i < 8; ++i) free(bindings[i]);
  return seconds;
}

// -- kernels ----------------------------------------------------------------

static weir_expr_t* load_of(weir_kernel_t* kernel, uint32_t buffer,
                            const int64_t* strides, uint32_t rank) {
  return weir_expr_load(kernel,
                        weir_access_create(kernel, buffer, 0, strides, rank));
}

// A stage that sums products and stores clip(sum + bias, 0, 6).
static void finish_stage(weir_kernel_t* kernel, weir_stage_t* stage,
                         weir_expr_t* a, weir_expr_t* b, weir_expr_t* bias,
                         weir_access_t* out) {
  weir_expr_t* sum = weir_expr_accumulator(kernel, 0, WEIR_SCALAR_F32);
  weir_expr_t* zero = weir_expr_float(kernel, WEIR_SCALAR_F32, 0);
  stage->accumulator_count = stage->store_count = 1;
  stage->accumulators[0] = (weir_accumulator_t){
      WEIR_SCALAR_F32, zero,
      weir_expr_binary(kernel, WEIR_EXPR_ADDF, sum,
                       weir_expr_binary(kernel, WEIR_EXPR_MULF, a, b))};
  weir_expr_t* x = weir_expr_binary(kernel, WEIR_EXPR_ADDF, sum, bias);
  x = weir_expr_binary(kernel, WEIR_EXPR_MAXIMUMF, x, zero);
  x = weir_expr_binary(kernel, WEIR_EXPR_MINIMUMF, x,
                       weir_expr_float(kernel, WEIR_SCALAR_F32, 6));
  stage->stores[0] = (weir_kernel_store_t){out, x};
}

static void bench_matmul(bench_t* bench, int64_t m, int64_t n, int64_t k) {
  char name[64];
  snprintf(name, sizeof(name), "matmul_%lldx%lldx%lld", (long long)m,
           (long long)n, (long long)k);
  weir_kernel_t* kernel = weir_kernel_create(&bench->arena, name);
  int64_t extents[] = {m, n, k};
  bool reduced[] = {false, false, true};
  weir_stage_t* stage = weir_kernel_add_stage(kernel, 3, extents, reduced);
  uint32_t a = weir_kernel_add_binding(kernel, 0, WEIR_SCALAR_F32, m * k);
  uint32_t b = weir_kernel_add_binding(kernel, 1, WEIR_SCALAR_F32, k * n);
  uint32_t bias = weir_kernel_add_binding(kernel, 2, WEIR_SCALAR_F32, n);
  uint32_t out = weir_kernel_add_binding(kernel, 3, WEIR_SCALAR_F32, m * n);
  kernel->buffers[out].is_written = true;
  finish_stage(kernel, stage, load_of(kernel, a, (int64_t[]){k, 0, 1}, 3),
               load_of(kernel, b, (int64_t[]){0, 1, n}, 3),
               load_of(kernel, bias, (int64_t[]){0, 1, 0}, 3),
               weir_access_create(kernel, out, 0, (int64_t[]){n, 1, 0}, 3));
  run(bench, kernel, 2.0 * (double)m * (double)n * (double)k, 0);
}

// value * dimension |dim|, added to where |access| reads.
static void add_open_step(weir_kernel_t* kernel, weir_access_t* access,
                          uint32_t dim, weir_expr_t* value) {
  weir_expr_t* place = weir_expr_binary(kernel, WEIR_EXPR_MULI,
                                        weir_expr_index(kernel, dim), value);
  weir_index_form_add(kernel, &access->index, place, 1);
}

// The same with dimensions that are known when it runs: m alone, or all.
static void bench_open_matmul(bench_t* bench, int64_t m, int64_t n, int64_t k,
                              bool all) {
  char name[64];
  snprintf(name, sizeof(name), "matmul_open_%s_%lldx%lldx%lld",
           all ? "mnk" : "m", (long long)m, (long long)n, (long long)k);
  weir_kernel_t* kernel = weir_kernel_create(&bench->arena, name);
  int64_t sizes[] = {m, n, k}, extents[3];
  bool reduced[] = {false, false, true};
  weir_expr_t* values[3] = {NULL};
  kernel->constant_count = 3;
  for (uint32_t d = 0; d < 3; ++d) {
    bench->constants[d] = (uint32_t)sizes[d];
    extents[d] = sizes[d];
    if (d > 0 && !all) continue;
    extents[d] = WEIR_KERNEL_GUESS;
    values[d] = weir_expr_unary(kernel, WEIR_EXPR_EXTSI, WEIR_SCALAR_I64,
                                weir_expr_symbol(kernel, d));
  }
  weir_stage_t* stage = weir_kernel_add_stage(kernel, 3, extents, reduced);
  memcpy(stage->sizes, values, sizeof(values));
  uint32_t a = weir_kernel_add_binding(kernel, 0, WEIR_SCALAR_F32, m * k);
  uint32_t b = weir_kernel_add_binding(kernel, 1, WEIR_SCALAR_F32, k * n);
  uint32_t bias = weir_kernel_add_binding(kernel, 2, WEIR_SCALAR_F32, n);
  uint32_t out = weir_kernel_add_binding(kernel, 3, WEIR_SCALAR_F32, m * n);
  kernel->buffers[out].is_written = true;
  int64_t row = all ? 0 : k, column = all ? 0 : n;
  weir_expr_t* left = load_of(kernel, a, (int64_t[]){row, 0, 1}, 3);
  weir_expr_t* right = load_of(kernel, b, (int64_t[]){0, 1, column}, 3);
  weir_access_t* to =
      weir_access_create(kernel, out, 0, (int64_t[]){column, 1, 0}, 3);
  if (all) {
    add_open_step(kernel, left->access, 0, values[2]);
    add_open_step(kernel, right->access, 2, values[1]);
    add_open_step(kernel, to, 0, values[1]);
  }
  finish_stage(kernel, stage, left, right,
               load_of(kernel, bias, (int64_t[]){0, 1, 0}, 3), to);
  run(bench, kernel, 2.0 * (double)m * (double)n * (double)k, 0);
}

static void add_guards(weir_kernel_t* kernel, weir_access_t* image,
                       const layer_t* l, const uint32_t dims[2][2]) {
  weir_expr_t* zero = weir_expr_float(kernel, WEIR_SCALAR_F32, 0);
  for (uint32_t axis = 0; axis < 2; ++axis) {
    // Pads of 0 before and 1 behind where a window of 3 takes steps of 2.
    if (l->pad == 0 && l->k == 1) return;
    weir_guard_t* guard =
        weir_access_add_guard(kernel, image, axis ? l->w : l->h, zero);
    guard->form.constant = -l->pad;
    guard->form.coefficients[dims[axis][0]] = l->stride;
    guard->form.coefficients[dims[axis][1]] = l->dilation;
  }
}

static void bench_conv(bench_t* bench, const layer_t* l, bool nhwc) {
  char name[64];
  snprintf(name, sizeof(name), "%s%s", nhwc ? "nhwc_" : "", l->name);
  weir_kernel_t* kernel = weir_kernel_create(&bench->arena, name);
  int64_t oh = l->h / l->stride, ow = l->w / l->stride;
  int64_t taps = l->k * l->k, f = l->f;
  // f, oh, ow, c, kh, kw, or oh, ow, f, kh, kw, c.
  int64_t nchw_extents[] = {f, oh, ow, l->c, l->k, l->k};
  int64_t nhwc_extents[] = {oh, ow, f, l->k, l->k, l->c};
  bool reduced[] = {false, false, false, true, true, true};
  weir_stage_t* stage = weir_kernel_add_stage(
      kernel, 6, nhwc ? nhwc_extents : nchw_extents, reduced);
  uint32_t x =
      weir_kernel_add_binding(kernel, 0, WEIR_SCALAR_F32, l->c * l->h * l->w);
  uint32_t y =
      weir_kernel_add_binding(kernel, 1, WEIR_SCALAR_F32, f * l->c * taps);
  uint32_t bias = weir_kernel_add_binding(kernel, 2, WEIR_SCALAR_F32, f);
  uint32_t out =
      weir_kernel_add_binding(kernel, 3, WEIR_SCALAR_F32, f * oh * ow);
  kernel->buffers[out].is_written = true;
  int64_t row = nhwc ? l->w * l->c : l->w, column = nhwc ? l->c : 1;
  int64_t sx[2][6] = {{0, row * l->stride, l->stride, l->h * l->w,
                       row * l->dilation, l->dilation},
                      {row * l->stride, column * l->stride, 0,
                       row * l->dilation, column * l->dilation, 1}};
  int64_t sy[2][6] = {{l->c * taps, 0, 0, taps, l->k, 1},
                      {0, 0, 1, l->k * l->c * f, l->c * f, f}};
  int64_t sb[2][6] = {{1, 0, 0, 0, 0, 0}, {0, 0, 1, 0, 0, 0}};
  int64_t so[2][6] = {{oh * ow, ow, 1, 0, 0, 0}, {ow * f, f, 1, 0, 0, 0}};
  static const uint32_t dims[2][2][2] = {{{1, 4}, {2, 5}}, {{0, 3}, {1, 4}}};
  weir_access_t* image =
      weir_access_create(kernel, x, -l->pad * (row + column), sx[nhwc], 6);
  add_guards(kernel, image, l, dims[nhwc]);
  finish_stage(kernel, stage, weir_expr_load(kernel, image),
               load_of(kernel, y, sy[nhwc], 6),
               load_of(kernel, bias, sb[nhwc], 6),
               weir_access_create(kernel, out, 0, so[nhwc], 6));
  double flops = 2.0 * (double)(oh * ow) * (double)(f * l->c * taps);
  run(bench, kernel, flops, nhwc ? 0 : l->count);
}

static void bench_depthwise(bench_t* bench, const layer_t* l) {
  weir_kernel_t* kernel = weir_kernel_create(&bench->arena, l->name);
  int64_t oh = l->h / l->stride, ow = l->w / l->stride;
  int64_t extents[] = {l->c, oh, ow, l->k, l->k};
  bool reduced[] = {false, false, false, true, true};
  weir_stage_t* stage = weir_kernel_add_stage(kernel, 5, extents, reduced);
  uint32_t x =
      weir_kernel_add_binding(kernel, 0, WEIR_SCALAR_F32, l->c * l->h * l->w);
  uint32_t y =
      weir_kernel_add_binding(kernel, 1, WEIR_SCALAR_F32, l->c * l->k * l->k);
  uint32_t bias = weir_kernel_add_binding(kernel, 2, WEIR_SCALAR_F32, l->c);
  uint32_t out =
      weir_kernel_add_binding(kernel, 3, WEIR_SCALAR_F32, l->c * oh * ow);
  kernel->buffers[out].is_written = true;
  int64_t sx[] = {l->h * l->w, l->w * l->stride, l->stride, l->w, 1};
  int64_t sy[] = {l->k * l->k, 0, 0, l->k, 1}, sb[] = {1, 0, 0, 0, 0};
  int64_t so[] = {oh * ow, ow, 1, 0, 0};
  static const uint32_t dims[2][2] = {{1, 3}, {2, 4}};
  weir_access_t* image =
      weir_access_create(kernel, x, -l->pad * (l->w + 1), sx, 5);
  add_guards(kernel, image, l, dims);
  finish_stage(kernel, stage, weir_expr_load(kernel, image),
               load_of(kernel, y, sy, 5), load_of(kernel, bias, sb, 5),
               weir_access_create(kernel, out, 0, so, 5));
  run(bench, kernel, 2.0 * (double)(l->c * oh * ow * l->k * l->k), l->count);
}

// -- peak -------------------------------------------------------------------

// Twelve chains of FMAs, enough to cover their latency.
#define CHAIN(n) "vfmadd231ps %%zmm12, %%zmm13, %%zmm" #n "\n\t"

static void run_chains(long turns) {
  __asm__ volatile(
      "vxorps %%xmm12, %%xmm12, %%xmm12\n\t"
      "vxorps %%xmm13, %%xmm13, %%xmm13\n\t"
      "1:\n\t" CHAIN(0) CHAIN(1) CHAIN(2) CHAIN(3) CHAIN(4) CHAIN(5) CHAIN(6)
          CHAIN(7) CHAIN(8) CHAIN(9) CHAIN(10) CHAIN(11) "dec %0\n\t"
      "jnz 1b\n\t"
      "vzeroupper"
      : "+r"(turns)
      :
      : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8",
        "xmm9", "xmm10", "xmm11", "xmm12", "xmm13");
}

static double measure_peak(void) {
  if (!__builtin_cpu_supports("avx512f")) return 0;
  double best = 0;
  for (int i = 0; i < 10; ++i) {
    double start = now_seconds();
    run_chains(1000000);
    double rate = 1e6 * 12 * 32 / (now_seconds() - start) * 1e-9;
    if (rate > best) best = rate;
  }
  return best;
}

int main(int argc, char** argv) {
  const char* only = argc > 1 ? argv[1] : "";
  bench_t bench = {.peak = measure_peak()};
  const char* cpu = getenv("WEIR_BENCH_CPU");
  check(weir_target_open(&(weir_target_options_t){.cpu = cpu}, &bench.target));
  printf("{\"cpu\": \"%s\", \"peak_gflops\": %.1f}\n", bench.target.cpu,
         bench.peak);
  if (strstr("matmul", only)) {
    bench_matmul(&bench, 512, 512, 512);
    bench_matmul(&bench, 1024, 1024, 1024);
    bench_matmul(&bench, 128, 256, 256);
    bench_matmul(&bench, 128, 1024, 256);
    bench_open_matmul(&bench, 512, 512, 512, false);
    bench_open_matmul(&bench, 512, 512, 512, true);
    bench_open_matmul(&bench, 128, 256, 256, false);
    bench_open_matmul(&bench, 128, 256, 256, true);
  }
  for (size_t i = 0; i < sizeof(mlsd) / sizeof(mlsd[0]); ++i) {
    if (!strstr(mlsd[i].name, only)) continue;
    if (mlsd[i].f == 0) bench_depthwise(&bench, &mlsd[i]);
    if (mlsd[i].f != 0) bench_conv(&bench, &mlsd[i], false);
  }
  printf("{\"mlsd_layers_ms\": %.2f, \"compile_s\": %.2f}\n",
         bench.total_seconds * 1e3, bench.compile_seconds);
  const layer_t conv = {"conv3x3_64_64_56", 64, 56, 56, 64, 3, 1, 1, 1, 0};
  if (strstr(conv.name, only)) bench_conv(&bench, &conv, false);
  if (strstr(conv.name, only)) bench_conv(&bench, &conv, true);
  weir_target_close(&bench.target);
  weir_arena_deinit(&bench.arena);
  return 0;
}
