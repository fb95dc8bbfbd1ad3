// Dispatch bodies as text, compiled and run.
#include "compiler/codegen/codegen.h"
#include "compiler/codegen/testing.h"
#include "compiler/dialects/register.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/text/text.h"

typedef struct program_t {
  weir_context_t* context;
  weir_op_t* module;
  weir_codegen_t* codegen;
} program_t;

static void open_program(program_t* p, const char* text) {
  p->context = weir_context_create();
  weir_register_all_dialects(p->context);
  check_ok(weir_parse_module(p->context, "test.mlir", weir_sv(text), true,
                             &p->module));
  check_ok(weir_codegen_create(NULL, &p->codegen));
}

static void close_program(program_t* p) {
  weir_codegen_free(p->codegen);
  weir_context_free(p->context);
}

// Runs entry |index| of |image|.
static void run_entry(const weir_codegen_image_t* image, uint32_t index,
                      void* const* bindings, const uint32_t* constants) {
  const weir_executable_library_t* library =
      load_image(image->data, image->size);
  const weir_codegen_entry_t* entry = &image->entries[index];
  ck_assert_uint_eq(library->entry_count, image->entry_count);
  ck_assert_str_eq(library->entries[index].name, entry->name);
  ck_assert_uint_eq(library->entries[index].workspace_bytes,
                    entry->workspace_bytes);
  weir_dispatch_args_t args = {
      .bindings = bindings,
      .constants = constants,
      .workspace = aligned_alloc(64, (entry->workspace_bytes + 127) / 64 * 64)};
  for (uint32_t z = 0; z < entry->workgroup_count[2]; ++z) {
    for (uint32_t y = 0; y < entry->workgroup_count[1]; ++y) {
      for (uint32_t x = 0; x < entry->workgroup_count[0]; ++x) {
        library->entries[index].entry(&args, x, y, z);
      }
    }
  }
  free(args.workspace);
}

static void run_text(const char* text, void* const* bindings,
                     const uint32_t* constants) {
  program_t p;
  const weir_codegen_image_t* image = NULL;
  open_program(&p, text);
  check_ok(weir_codegen_compile(p.codegen, p.module, &image));
  run_entry(image, 0, bindings, constants);
  close_program(&p);
}

static void check_floats(const float* got, const float* expected, int count,
                         float tolerance) {
  for (int i = 0; i < count; ++i) {
    if (!(fabsf(got[i] - expected[i]) <=
          tolerance * (1 + fabsf(expected[i])))) {
      ck_abort_msg("element %d: %g, expected %g", i, (double)got[i],
                   (double)expected[i]);
    }
  }
}

static void fill(float* data, int count, uint64_t seed) {
  for (int i = 0; i < count; ++i) data[i] = random_float(&seed);
}

// One image for all sizes: whole tiles and rests, single rows, nothing at all.
// Memory ends where the tensors do.
START_TEST(test_open_shapes) {
  static const char text[] =
      "func.func @mm(%a: !flow.dispatch.tensor<readonly:tensor<?x?xf32>>, "
      "%b: !flow.dispatch.tensor<readonly:tensor<?x?xf32>>, %m: index, "
      "%n: index, %k: index, "
      "%o: !flow.dispatch.tensor<writeonly:tensor<?x?xf32>>) {\n"
      "  %zero = arith.constant 0.0 : f32\n"
      "  %ta = flow.dispatch.tie_shape %a : "
      "!flow.dispatch.tensor<readonly:tensor<?x?xf32>>{%m, %k}\n"
      "  %tb = flow.dispatch.tie_shape %b : "
      "!flow.dispatch.tensor<readonly:tensor<?x?xf32>>{%k, %n}\n"
      "  %to = flow.dispatch.tie_shape %o : "
      "!flow.dispatch.tensor<writeonly:tensor<?x?xf32>>{%m, %n}\n"
      "  %x = flow.dispatch.tensor.load %ta, offsets = [0, 0], sizes = [%m, "
      "%k], strides = [1, 1] : "
      "!flow.dispatch.tensor<readonly:tensor<?x?xf32>>{%m, %k} -> "
      "tensor<?x?xf32>\n"
      "  %y = flow.dispatch.tensor.load %tb, offsets = [0, 0], sizes = [%k, "
      "%n], strides = [1, 1] : "
      "!flow.dispatch.tensor<readonly:tensor<?x?xf32>>{%k, %n} -> "
      "tensor<?x?xf32>\n"
      "  %e = tensor.empty(%m, %n) : tensor<?x?xf32>\n"
      "  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x?xf32>) -> "
      "tensor<?x?xf32>\n"
      "  %p = linalg.matmul ins(%x, %y : tensor<?x?xf32>, tensor<?x?xf32>) "
      "outs(%z : tensor<?x?xf32>) -> tensor<?x?xf32>\n"
      "  flow.dispatch.tensor.store %p, %to, offsets = [0, 0], sizes = [%m, "
      "%n], strides = [1, 1] : tensor<?x?xf32> -> "
      "!flow.dispatch.tensor<writeonly:tensor<?x?xf32>>{%m, %n}\n"
      "  return\n}\n";
  static const uint32_t sizes[][3] = {{1, 1, 1},   {3, 5, 2},   {16, 64, 7},
                                      {17, 65, 9}, {40, 1, 30}, {1, 100, 3},
                                      {0, 8, 4},   {5, 8, 0}};
  program_t p;
  const weir_codegen_image_t* image = NULL;
  open_program(&p, text);
  check_ok(weir_codegen_compile(p.codegen, p.module, &image));
  for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); ++s) {
    uint32_t m = sizes[s][0], n = sizes[s][1], k = sizes[s][2];
    size_t bytes[3] = {(size_t)m * k * 4, (size_t)k * n * 4, (size_t)m * n * 4};
    float* data[3];
    for (int i = 0; i < 3; ++i) data[i] = guarded_alloc(bytes[i]);
    fill(data[0], (int)(m * k), s + 1);
    fill(data[1], (int)(k * n), s + 2);
    void* bindings[] = {data[0], data[1], data[2]};
    run_entry(image, 0, bindings, sizes[s]);
    for (uint32_t i = 0; i < m * n; ++i) {
      float sum = 0;
      for (uint32_t j = 0; j < k; ++j) {
        sum += data[0][i / n * k + j] * data[1][j * n + i % n];
      }
      check_floats(&data[2][i], &sum, 1, 1e-5f);
    }
    for (int i = 0; i < 3; ++i) guarded_free(data[i], bytes[i]);
  }
  close_program(&p);
}
END_TEST

// A fill whose length is a workload and whose pattern comes in two words.
// Memory ends where the tensor does.
START_TEST(test_open_fill) {
  static const char text[] =
      "func.func @fill(%low: i32, %high: i32, %count: index, "
      "%o: !flow.dispatch.tensor<writeonly:tensor<?xi64>>) {\n"
      "  %c32 = arith.constant 32 : i64\n"
      "  %l = arith.extui %low : i32 to i64\n"
      "  %h = arith.extui %high : i32 to i64\n"
      "  %u = arith.shli %h, %c32 : i64\n"
      "  %v = arith.ori %l, %u : i64\n"
      "  %n = flow.dispatch.workload.ordinal %count, 0 : index\n"
      "  %to = flow.dispatch.tie_shape %o : "
      "!flow.dispatch.tensor<writeonly:tensor<?xi64>>{%n}\n"
      "  %e = tensor.empty(%n) : tensor<?xi64>\n"
      "  %f = linalg.fill ins(%v : i64) outs(%e : tensor<?xi64>) -> "
      "tensor<?xi64>\n"
      "  flow.dispatch.tensor.store %f, %to, offsets = [0], sizes = [%n], "
      "strides = [1] : tensor<?xi64> -> "
      "!flow.dispatch.tensor<writeonly:tensor<?xi64>>{%n}\n"
      "  return\n}\n";
  static const uint32_t counts[] = {0, 1, 7, 8, 9, 1000};
  program_t p;
  const weir_codegen_image_t* image = NULL;
  open_program(&p, text);
  check_ok(weir_codegen_compile(p.codegen, p.module, &image));
  for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); ++i) {
    size_t bytes = counts[i] * sizeof(uint64_t);
    uint64_t* data = guarded_alloc(bytes);
    void* bindings[] = {data};
    uint32_t constants[] = {0x89ABCDEFu, 0xFEDCBA98u, counts[i]};
    run_entry(image, 0, bindings, constants);
    for (uint32_t j = 0; j < counts[i]; ++j) {
      ck_assert_uint_eq(data[j], UINT64_C(0xFEDCBA9889ABCDEF));
    }
    guarded_free(data, bytes);
  }
  close_program(&p);
}
END_TEST

// A product with bias and clip behind it, in the form dispatch formation makes.
START_TEST(test_matmul_epilogue) {
  static float a[10 * 33], b[33 * 50], bias[50], out[10 * 50],
      expected[10 * 50];
  fill(a, 330, 1);
  fill(b, 33 * 50, 2);
  fill(bias, 50, 3);
  for (int i = 0; i < 10; ++i) {
    for (int j = 0; j < 50; ++j) {
      float sum = 0;
      for (int k = 0; k < 33; ++k) sum += a[i * 33 + k] * b[k * 50 + j];
      sum += bias[j];
      expected[i * 50 + j] = sum < 0 ? 0 : sum;
    }
  }
  run_text(
      "func.func @f(%arg0: !flow.dispatch.tensor<readonly:tensor<10x33xf32>>,\n"
      "    %arg1: !flow.dispatch.tensor<readonly:tensor<33x50xf32>>,\n"
      "    %arg2: !flow.dispatch.tensor<readonly:tensor<50xf32>>,\n"
      "    %arg3: !flow.dispatch.tensor<writeonly:tensor<10x50xf32>>) {\n"
      "  %zero = arith.constant 0.0 : f32\n"
      "  %a = flow.dispatch.tensor.load %arg0, offsets = [0, 0], sizes = [10, "
      "33], strides = [1, 1] : "
      "!flow.dispatch.tensor<readonly:tensor<10x33xf32>> -> tensor<10x33xf32>\n"
      "  %b = flow.dispatch.tensor.load %arg1, offsets = [0, 0], sizes = [33, "
      "50], strides = [1, 1] : "
      "!flow.dispatch.tensor<readonly:tensor<33x50xf32>> -> tensor<33x50xf32>\n"
      "  %c = flow.dispatch.tensor.load %arg2, offsets = [0], sizes = [50], "
      "strides = [1] : !flow.dispatch.tensor<readonly:tensor<50xf32>> -> "
      "tensor<50xf32>\n"
      "  %e = tensor.empty() : tensor<10x50xf32>\n"
      "  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<10x50xf32>) -> "
      "tensor<10x50xf32>\n"
      "  %m = linalg.matmul ins(%a, %b : tensor<10x33xf32>, tensor<33x50xf32>) "
      "outs(%f : tensor<10x50xf32>) -> tensor<10x50xf32>\n"
      "  %r = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, "
      "d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], "
      "iterator_types = [\"parallel\", \"parallel\"]} ins(%m, %c : "
      "tensor<10x50xf32>, tensor<50xf32>) outs(%e : tensor<10x50xf32>) {\n"
      "  ^bb0(%x: f32, %y: f32, %o: f32):\n"
      "    %s = arith.addf %x, %y : f32\n"
      "    %t = arith.maximumf %s, %zero : f32\n"
      "    linalg.yield %t : f32\n"
      "  } -> tensor<10x50xf32>\n"
      "  flow.dispatch.tensor.store %r, %arg3, offsets = [0, 0], sizes = [10, "
      "50], strides = [1, 1] : tensor<10x50xf32> -> "
      "!flow.dispatch.tensor<writeonly:tensor<10x50xf32>>\n"
      "  return\n"
      "}\n",
      (void*[]){a, b, bias, out}, NULL);
  check_floats(out, expected, 500, 1e-5f);
}
END_TEST

// A padded convolution read through hal bindings with an offset.
START_TEST(test_padded_conv) {
  static float x[8 + 3 * 7 * 9], w[4 * 3 * 3 * 3], out[4 * 7 * 9],
      expected[4 * 7 * 9];
  fill(x, 8 + 3 * 63, 5);
  fill(w, 108, 6);
  for (int f = 0; f < 4; ++f) {
    for (int i = 0; i < 7; ++i) {
      for (int j = 0; j < 9; ++j) {
        float sum = 0;
        for (int c = 0; c < 3; ++c) {
          for (int p = 0; p < 9; ++p) {
            int y = i + p / 3 - 1, z = j + p % 3 - 1;
            if (y < 0 || y >= 7 || z < 0 || z >= 9) continue;
            sum += x[8 + c * 63 + y * 9 + z] * w[f * 27 + c * 9 + p];
          }
        }
        expected[f * 63 + i * 9 + j] = sum;
      }
    }
  }
  run_text(
      "func.func @conv() {\n"
      "  %zero = arith.constant 0.0 : f32\n"
      "  %o = hal.interface.constant.load[0] : i32\n"
      "  %offset = arith.index_castui %o : i32 to index\n"
      "  %c0 = arith.constant 0 : index\n"
      "  %0 = hal.interface.binding.subspan set(0) binding(0) "
      "type(storage_buffer) offset(%offset) : "
      "!flow.dispatch.tensor<readonly:tensor<1x3x7x9xf32>>\n"
      "  %1 = hal.interface.binding.subspan set(0) binding(1) "
      "type(storage_buffer) offset(%c0) : "
      "!flow.dispatch.tensor<readonly:tensor<4x3x3x3xf32>>\n"
      "  %2 = hal.interface.binding.subspan set(0) binding(2) "
      "type(storage_buffer) offset(%c0) : "
      "!flow.dispatch.tensor<writeonly:tensor<1x4x7x9xf32>>\n"
      "  %x = flow.dispatch.tensor.load %0, offsets = [0, 0, 0, 0], sizes = "
      "[1, 3, 7, 9], strides = [1, 1, 1, 1] : "
      "!flow.dispatch.tensor<readonly:tensor<1x3x7x9xf32>> -> "
      "tensor<1x3x7x9xf32>\n"
      "  %w = flow.dispatch.tensor.load %1, offsets = [0, 0, 0, 0], sizes = "
      "[4, 3, 3, 3], strides = [1, 1, 1, 1] : "
      "!flow.dispatch.tensor<readonly:tensor<4x3x3x3xf32>> -> "
      "tensor<4x3x3x3xf32>\n"
      "  %p = tensor.pad %x low[0, 0, 1, 1] high[0, 0, 1, 1] {\n"
      "  ^bb0(%i0: index, %i1: index, %i2: index, %i3: index):\n"
      "    tensor.yield %zero : f32\n"
      "  } : tensor<1x3x7x9xf32> to tensor<1x3x9x11xf32>\n"
      "  %e = tensor.empty() : tensor<1x4x7x9xf32>\n"
      "  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x4x7x9xf32>) -> "
      "tensor<1x4x7x9xf32>\n"
      "  %r = linalg.conv_2d_nchw_fchw {dilations = dense<1> : tensor<2xi64>, "
      "strides = dense<1> : tensor<2xi64>} ins(%p, %w : tensor<1x3x9x11xf32>, "
      "tensor<4x3x3x3xf32>) outs(%f : tensor<1x4x7x9xf32>) -> "
      "tensor<1x4x7x9xf32>\n"
      "  flow.dispatch.tensor.store %r, %2, offsets = [0, 0, 0, 0], sizes = "
      "[1, 4, 7, 9], strides = [1, 1, 1, 1] : tensor<1x4x7x9xf32> -> "
      "!flow.dispatch.tensor<writeonly:tensor<1x4x7x9xf32>>\n"
      "  return\n"
      "}\n",
      (void*[]){x, w, out}, (uint32_t[]){32});
  check_floats(out, expected, 4 * 63, 1e-5f);
}
END_TEST

// Softmax, and two tensors put one behind the other by insert_slice.
START_TEST(test_softmax_and_slices) {
  static float x[6 * 20], out[6 * 20], both[6 * 40], expected[6 * 20];
  fill(x, 120, 9);
  for (int i = 0; i < 6; ++i) {
    double sum = 0;
    for (int j = 0; j < 20; ++j) sum += exp((double)x[i * 20 + j]);
    for (int j = 0; j < 20; ++j) {
      expected[i * 20 + j] = (float)(exp((double)x[i * 20 + j]) / sum);
    }
  }
  run_text(
      "func.func @f(%arg0: !flow.dispatch.tensor<readonly:tensor<6x20xf32>>,\n"
      "    %arg1: !flow.dispatch.tensor<writeonly:tensor<6x20xf32>>,\n"
      "    %arg2: !flow.dispatch.tensor<writeonly:tensor<6x40xf32>>) {\n"
      "  %x = flow.dispatch.tensor.load %arg0, offsets = [0, 0], sizes = [6, "
      "20], strides = [1, 1] : "
      "!flow.dispatch.tensor<readonly:tensor<6x20xf32>> -> tensor<6x20xf32>\n"
      "  %e = tensor.empty() : tensor<6x20xf32>\n"
      "  %s = linalg.softmax dimension(1) ins(%x : tensor<6x20xf32>) outs(%e : "
      "tensor<6x20xf32>) -> tensor<6x20xf32>\n"
      "  %b = tensor.empty() : tensor<6x40xf32>\n"
      "  %i = tensor.insert_slice %x into %b[0, 0] [6, 20] [1, 1] : "
      "tensor<6x20xf32> into tensor<6x40xf32>\n"
      "  %j = tensor.insert_slice %s into %i[0, 20] [6, 20] [1, 1] : "
      "tensor<6x20xf32> into tensor<6x40xf32>\n"
      "  flow.dispatch.tensor.store %s, %arg1, offsets = [0, 0], sizes = [6, "
      "20], strides = [1, 1] : tensor<6x20xf32> -> "
      "!flow.dispatch.tensor<writeonly:tensor<6x20xf32>>\n"
      "  flow.dispatch.tensor.store %j, %arg2, offsets = [0, 0], sizes = [6, "
      "40], strides = [1, 1] : tensor<6x40xf32> -> "
      "!flow.dispatch.tensor<writeonly:tensor<6x40xf32>>\n"
      "  return\n"
      "}\n",
      (void*[]){x, out, both}, NULL);
  check_floats(out, expected, 120, 1e-5f);
  for (int i = 0; i < 6; ++i) {
    check_floats(both + i * 40, x + i * 20, 20, 0);
    check_floats(both + i * 40 + 20, expected + i * 20, 20, 1e-5f);
  }
}
END_TEST

// A gather by computed indices, and the largest of each row with its place.
START_TEST(test_extract_and_argmax) {
  static float table[7 * 11], picked[5 * 11], most[5];
  static int64_t places[5];
  static int32_t rows[5] = {6, 0, 3, 3, 1};
  fill(table, 77, 21);
  run_text(
      "func.func @f(%arg0: !flow.dispatch.tensor<readonly:tensor<7x11xf32>>,\n"
      "    %arg1: !flow.dispatch.tensor<readonly:tensor<5xi32>>,\n"
      "    %arg2: !flow.dispatch.tensor<writeonly:tensor<5x11xf32>>,\n"
      "    %arg3: !flow.dispatch.tensor<writeonly:tensor<5xf32>>,\n"
      "    %arg4: !flow.dispatch.tensor<writeonly:tensor<5xi64>>) {\n"
      "  %low = arith.constant 0xFF800000 : f32\n"
      "  %c0 = arith.constant 0 : i64\n"
      "  %t = flow.dispatch.tensor.load %arg0, offsets = [0, 0], sizes = [7, "
      "11], strides = [1, 1] : "
      "!flow.dispatch.tensor<readonly:tensor<7x11xf32>> -> tensor<7x11xf32>\n"
      "  %r = flow.dispatch.tensor.load %arg1, offsets = [0], sizes = [5], "
      "strides = [1] : !flow.dispatch.tensor<readonly:tensor<5xi32>> -> "
      "tensor<5xi32>\n"
      "  %e = tensor.empty() : tensor<5x11xf32>\n"
      "  %g = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, "
      "affine_map<(d0, d1) -> (d0, d1)>], iterator_types = [\"parallel\", "
      "\"parallel\"]} ins(%r : tensor<5xi32>) outs(%e : tensor<5x11xf32>) {\n"
      "  ^bb0(%i: i32, %o: f32):\n"
      "    %row = arith.index_cast %i : i32 to index\n"
      "    %column = linalg.index 1 : index\n"
      "    %v = tensor.extract %t[%row, %column] : tensor<7x11xf32>\n"
      "    linalg.yield %v : f32\n"
      "  } -> tensor<5x11xf32>\n"
      "  %em = tensor.empty() : tensor<5xf32>\n"
      "  %ep = tensor.empty() : tensor<5xi64>\n"
      "  %fm = linalg.fill ins(%low : f32) outs(%em : tensor<5xf32>) -> "
      "tensor<5xf32>\n"
      "  %fp = linalg.fill ins(%c0 : i64) outs(%ep : tensor<5xi64>) -> "
      "tensor<5xi64>\n"
      "  %a:2 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, "
      "d1)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0)>], "
      "iterator_types = [\"parallel\", \"reduction\"]} ins(%g : "
      "tensor<5x11xf32>) outs(%fm, %fp : tensor<5xf32>, tensor<5xi64>) {\n"
      "  ^bb0(%x: f32, %m: f32, %p: i64):\n"
      "    %k = linalg.index 1 : index\n"
      "    %kk = arith.index_cast %k : index to i64\n"
      "    %c = arith.cmpf ogt, %x, %m : f32\n"
      "    %s = arith.select %c, %x, %m : f32\n"
      "    %q = arith.select %c, %kk, %p : i64\n"
      "    linalg.yield %s, %q : f32, i64\n"
      "  } -> (tensor<5xf32>, tensor<5xi64>)\n"
      "  flow.dispatch.tensor.store %g, %arg2, offsets = [0, 0], sizes = [5, "
      "11], strides = [1, 1] : tensor<5x11xf32> -> "
      "!flow.dispatch.tensor<writeonly:tensor<5x11xf32>>\n"
      "  flow.dispatch.tensor.store %a#0, %arg3, offsets = [0], sizes = [5], "
      "strides = [1] : tensor<5xf32> -> "
      "!flow.dispatch.tensor<writeonly:tensor<5xf32>>\n"
      "  flow.dispatch.tensor.store %a#1, %arg4, offsets = [0], sizes = [5], "
      "strides = [1] : tensor<5xi64> -> "
      "!flow.dispatch.tensor<writeonly:tensor<5xi64>>\n"
      "  return\n"
      "}\n",
      (void*[]){table, rows, picked, most, places}, NULL);
  for (int i = 0; i < 5; ++i) {
    const float* row = table + rows[i] * 11;
    check_floats(picked + i * 11, row, 11, 0);
    int best = 0;
    for (int j = 1; j < 11; ++j) best = row[j] > row[best] ? j : best;
    ck_assert_float_eq(most[i], row[best]);
    ck_assert_int_eq(places[i], best);
  }
}
END_TEST

static const char two_exports[] =
    "stream.executable private @ex {\n"
    "  stream.executable.export public @second workgroups() -> (index, index, "
    "index) {\n"
    "    %c1 = arith.constant 1 : index\n"
    "    stream.return %c1, %c1, %c1 : index, index, index\n"
    "  }\n"
    "  stream.executable.export public @first\n"
    "  builtin.module {\n"
    "    func.func @first(%arg0: !stream.binding, %arg1: !stream.binding, "
    "%arg2: f32) {\n"
    "      %c0 = arith.constant 0 : index\n"
    "      %0 = stream.binding.subspan %arg0[%c0] : !stream.binding -> "
    "!flow.dispatch.tensor<readonly:tensor<3xf32>>\n"
    "      %1 = stream.binding.subspan %arg1[%c0] : !stream.binding -> "
    "!flow.dispatch.tensor<writeonly:tensor<3xf32>>\n"
    "      %x = flow.dispatch.tensor.load %0, offsets = [0], sizes = [3], "
    "strides = [1] : !flow.dispatch.tensor<readonly:tensor<3xf32>> -> "
    "tensor<3xf32>\n"
    "      %e = tensor.empty() : tensor<3xf32>\n"
    "      %r = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, "
    "affine_map<(d0) -> (d0)>], iterator_types = [\"parallel\"]} ins(%x : "
    "tensor<3xf32>) outs(%e : tensor<3xf32>) {\n"
    "      ^bb0(%a: f32, %o: f32):\n"
    "        %b = arith.mulf %a, %arg2 : f32\n"
    "        linalg.yield %b : f32\n"
    "      } -> tensor<3xf32>\n"
    "      flow.dispatch.tensor.store %r, %1, offsets = [0], sizes = [3], "
    "strides = [1] : tensor<3xf32> -> "
    "!flow.dispatch.tensor<writeonly:tensor<3xf32>>\n"
    "      return\n"
    "    }\n"
    "    func.func @second(%arg0: !stream.binding) {\n"
    "      return\n"
    "    }\n"
    "  }\n"
    "}\n";

START_TEST(test_exports) {
  program_t p;
  const weir_codegen_image_t *image = NULL, *again = NULL;
  weir_arena_t arena;
  weir_arena_init(&arena);
  open_program(&p, two_exports);
  weir_op_t* executable = weir_op_region(p.module, 0)->first->first;
  check_ok(weir_codegen_compile(p.codegen, executable, &image));
  check_ok(weir_codegen_compile(p.codegen, executable, &again));
  ck_assert_ptr_eq(image, again);
  ck_assert_uint_eq(image->entry_count, 2);
  ck_assert_str_eq(image->entries[0].name, "second");
  ck_assert_str_eq(image->entries[1].name, "first");
  ck_assert_uint_eq(image->entries[0].binding_count, 1);
  ck_assert_uint_eq(image->entries[1].binding_count, 2);
  ck_assert_uint_eq(image->entries[1].constant_count, 1);
  weir_codegen_entry_t* planned;
  uint32_t count;
  check_ok(weir_codegen_plan(p.codegen, executable, &arena, &planned, &count));
  ck_assert_uint_eq(count, 2);
  ck_assert_mem_eq(planned[1].workgroup_count,
                   image->entries[1].workgroup_count, 12);
  ck_assert_double_eq(planned[1].cost.flops, 3);
  ck_assert_double_eq(planned[1].cost.bytes_read, 12);
  float x[] = {1, 2, 3}, out[3], factor = 2.5f;
  uint32_t bits;
  memcpy(&bits, &factor, 4);
  run_entry(image, 1, (void*[]){x, out}, &bits);
  check_floats(out, (float[]){2.5f, 5, 7.5f}, 3, 0);
  close_program(&p);
  weir_arena_deinit(&arena);
}
END_TEST

START_TEST(test_refusal_names_the_op) {
  program_t p;
  const weir_codegen_image_t* image = NULL;
  open_program(
      &p,
      "func.func @f(%arg0: !flow.dispatch.tensor<writeonly:tensor<4xindex>>) "
      "{\n"
      "  %e = tensor.generate {\n"
      "  ^bb0(%i: index):\n"
      "    tensor.yield %i : index\n"
      "  } : tensor<4xindex>\n"
      "  flow.dispatch.tensor.store %e, %arg0, offsets = [0], sizes = [4], "
      "strides = [1] : tensor<4xindex> -> "
      "!flow.dispatch.tensor<writeonly:tensor<4xindex>>\n"
      "  return\n"
      "}\n");
  weir_status_t status = weir_codegen_compile(p.codegen, p.module, &image);
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_UNIMPLEMENTED);
  ck_assert_ptr_nonnull(
      strstr(weir_status_message(status), "test.mlir:2: tensor.generate"));
  ck_assert_ptr_null(image);
  weir_status_free(status);
  close_program(&p);
}
END_TEST

START_TEST(test_old_processor) {
  weir_codegen_t* codegen = NULL;
  weir_status_t status =
      weir_codegen_create(&(weir_codegen_options_t){.cpu = "x86-64"}, &codegen);
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_UNAVAILABLE);
  ck_assert_ptr_null(codegen);
  weir_status_free(status);
}
END_TEST

int main(void) {
  Suite* suite = suite_create("codegen");
  TCase* tests = tcase_create("codegen");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, test_open_shapes);
  tcase_add_test(tests, test_open_fill);
  tcase_add_test(tests, test_matmul_epilogue);
  tcase_add_test(tests, test_padded_conv);
  tcase_add_test(tests, test_softmax_and_slices);
  tcase_add_test(tests, test_extract_and_argmax);
  tcase_add_test(tests, test_exports);
  tcase_add_test(tests, test_refusal_names_the_op);
  tcase_add_test(tests, test_old_processor);
  suite_add_tcase(suite, tests);
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
