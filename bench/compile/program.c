#include "bench/compile/program.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

// A layer is as wide as there are devices, twice.
enum { WIDTH_PER_DEVICE = 2 };

static const char executable[] =
    "#map = affine_map<(d0) -> (d0)>\n"
    "flow.executable private @add {\n"
    "  flow.executable.export public @add workgroups() -> (index, index, "
    "index) {\n"
    "    %x, %y, %z = flow.dispatch.workgroup_count_from_slice\n"
    "    flow.return %x, %y, %z : index, index, index\n"
    "  }\n"
    "  builtin.module {\n"
    "    func.func @add(%a: !flow.dispatch.tensor<readonly:tensor<64xf32>>, "
    "%b: !flow.dispatch.tensor<readonly:tensor<64xf32>>, %c: "
    "!flow.dispatch.tensor<writeonly:tensor<64xf32>>) {\n"
    "      %0 = flow.dispatch.tensor.load %a, offsets = [0], sizes = [64], "
    "strides = [1] : !flow.dispatch.tensor<readonly:tensor<64xf32>> -> "
    "tensor<64xf32>\n"
    "      %1 = flow.dispatch.tensor.load %b, offsets = [0], sizes = [64], "
    "strides = [1] : !flow.dispatch.tensor<readonly:tensor<64xf32>> -> "
    "tensor<64xf32>\n"
    "      %2 = tensor.empty() : tensor<64xf32>\n"
    "      %3 = linalg.generic {indexing_maps = [#map, #map, #map], "
    "iterator_types = [\"parallel\"]} ins(%0, %1 : tensor<64xf32>, "
    "tensor<64xf32>) outs(%2 : tensor<64xf32>) {\n"
    "      ^bb0(%x: f32, %y: f32, %z: f32):\n"
    "        %4 = arith.addf %x, %y : f32\n"
    "        linalg.yield %4 : f32\n"
    "      } -> tensor<64xf32>\n"
    "      flow.dispatch.tensor.store %3, %c, offsets = [0], sizes = [64], "
    "strides = [1] : tensor<64xf32> -> "
    "!flow.dispatch.tensor<writeonly:tensor<64xf32>>\n"
    "      return\n"
    "    }\n"
    "  }\n"
    "}\n";

// Algorithm: Marsaglia, "Xorshift RNGs" (2003).
static uint32_t next_random(uint64_t* state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return (uint32_t)(*state >> 32);
}

static void print_device(FILE* out, const bench_program_t* program,
                         uint32_t device) {
  uint32_t per_node = program->devices / program->nodes;
  fprintf(out, "n%" PRIu32 "_d%" PRIu32, device / per_node, device % per_node);
}

static void print_dispatch(FILE* out, const bench_program_t* program,
                           uint32_t index, uint32_t left, uint32_t right,
                           uint32_t device) {
  bool is_reduced =
      program->reduce_every != 0 && index % program->reduce_every == 0;
  fprintf(out,
          "  %%%c%" PRIu32 " = flow.dispatch @add::@add(%%v%" PRIu32
          ", %%v%" PRIu32 ") {stream.affinity = #hal.device.affinity<@",
          is_reduced ? 'd' : 'v', index, left, right);
  print_device(out, program, device);
  fprintf(out, ">} : (tensor<64xf32>, tensor<64xf32>) -> tensor<64xf32>\n");
  if (!is_reduced) return;
  fprintf(out,
          "  %%e%" PRIu32
          " = flow.tensor.empty : tensor<64xf32>\n"
          "  %%v%" PRIu32 " = flow.collective.all_reduce sum, f32, %%e%" PRIu32
          ", %%d%" PRIu32
          ", %%channel : (tensor<64xf32>, tensor<64xf32>, !flow.channel) -> "
          "tensor<64xf32>\n",
          index, index, index, index);
}

static void print_dispatches(FILE* out, const bench_program_t* program) {
  uint64_t state = program->seed * 2 + 1;
  uint32_t width = program->devices * WIDTH_PER_DEVICE;
  for (uint32_t i = 1; i <= program->dispatches; ++i) {
    uint32_t left = i - 1, right = i > 1 ? i - 2 : 0;
    uint32_t device =
        (uint32_t)((uint64_t)(i - 1) * program->devices / program->dispatches);
    if (!program->chain) {
      uint32_t layer = (i - 1) / width;
      uint32_t first = layer == 0 ? 0 : (layer - 1) * width + 1;
      uint32_t count = layer == 0 ? 1 : width;
      left = first + (i - 1) % width % count;  // so that all are read
      right = first + next_random(&state) % count;
      // Most reads are on the device of what is read.
      device = next_random(&state) % 8 == 0
                   ? next_random(&state) % program->devices
                   : (left - 1) % width / WIDTH_PER_DEVICE;
      if (layer == 0) device = (i - 1) / WIDTH_PER_DEVICE;
    }
    print_dispatch(out, program, i, left, right, device % program->devices);
  }
}

char* bench_program_text(const bench_program_t* program) {
  char* text = NULL;
  size_t size = 0;
  FILE* out = open_memstream(&text, &size);
  if (out == NULL) return NULL;
  fputs(executable, out);
  fputs(
      "util.func public @main(%input: !hal.buffer_view, %wait: !hal.fence, "
      "%signal: !hal.fence) -> !hal.buffer_view attributes {iree.abi.stub, "
      "iree.reflection = {iree.abi.declaration = \"async func "
      "@main(%input0: tensor<64xf32>) -> (%output0: tensor<64xf32>)\", "
      "iree.abi.model = \"coarse-fences\"}} {\n"
      "  %v0 = hal.tensor.import on(#hal.device.affinity<@n0_d0>) wait(%wait) "
      "=> %input \"input0\" : "
      "!hal.buffer_view -> tensor<64xf32>\n",
      out);
  if (program->reduce_every != 0) {
    fputs("  %channel = flow.channel.default : !flow.channel\n", out);
  }
  print_dispatches(out, program);
  fprintf(out,
          "  %%done = hal.tensor.barrier join(%%v%" PRIu32
          " : tensor<64xf32>) => %%signal : !hal.fence\n"
          "  %%output = hal.tensor.export %%done \"output0\" : tensor<64xf32> "
          "-> !hal.buffer_view\n"
          "  util.return %%output : !hal.buffer_view\n"
          "}\n",
          program->dispatches);
  if (fclose(out) == 0) return text;
  free(text);
  return NULL;
}

char* bench_cluster_text(const bench_program_t* program) {
  char* text = NULL;
  size_t size = 0;
  FILE* out = open_memstream(&text, &size);
  if (out == NULL) return NULL;
  fputs("nodes:\n", out);
  for (uint32_t i = 0; i < program->nodes; ++i) {
    fprintf(out, "  - name: n%" PRIu32 "\n    devices:\n", i);
    for (uint32_t j = 0; j < program->devices / program->nodes; ++j) {
      fprintf(out,
              "      - name: d%" PRIu32
              "\n        kind: local\n"
              "        memory: 16 GiB\n",
              j);
    }
  }
  if (fclose(out) == 0) return text;
  free(text);
  return NULL;
}
