// Makes a plan of hal-level modules, one a node, for tests of the emitter alone.
// The node "x" has one local device, @x_cpu.
//
//   emit_nodes PLAN [IMAGE=EXECUTABLE=FILE ...] NODE=FILE.mlir ...

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/dialects/register.h"
#include "compiler/emit/emit.h"
#include "compiler/text/text.h"

enum { MAX_COUNT = 64 };

static char* read_file(const char* path, size_t* out_size) {
  FILE* file = fopen(path, "rb");
  if (file == NULL) {
    perror(path);
    exit(1);
  }
  size_t capacity = 1 << 26;
  char* data = malloc(capacity);
  if (data == NULL) exit(1);
  *out_size = fread(data, 1, capacity, file);
  fclose(file);
  return data;
}

static int fail(weir_status_t status) {
  if (weir_is_ok(status)) return 0;
  fprintf(stderr, "emit_nodes: %s\n", weir_status_message(status));
  weir_status_free(status);
  return 1;
}

int main(int argc, char** argv) {
  weir_context_t* context = weir_context_create();
  weir_register_all_dialects(context);
  weir_emit_node_t nodes[MAX_COUNT] = {{0}};
  weir_emit_device_t devices[MAX_COUNT] = {{0}};
  static char symbols[MAX_COUNT][64];
  weir_emit_image_t images[MAX_COUNT] = {{0}};
  weir_emit_plan_t plan = {.name = "nodes",
                           .source = "",
                           .compiler = "emit_nodes",
                           .nodes = nodes,
                           .images = images};
  char* data[MAX_COUNT] = {0};
  int failed = 0;
  for (int i = 2; i < argc && i < MAX_COUNT && !failed; ++i) {
    char* value = strchr(argv[i], '=');
    if (value == NULL) return 2;
    *value++ = 0;
    size_t size = 0;
    if (strcmp(argv[i], "IMAGE") == 0) {
      char* path = strchr(value, '=');
      if (path == NULL) return 2;
      *path++ = 0;
      data[i] = read_file(path, &size);
      images[plan.image_count++] =
          (weir_emit_image_t){value, "elf", "", data[i], size};
      continue;
    }
    uint32_t n = plan.node_count++;
    data[i] = read_file(value, &size);
    snprintf(symbols[n], sizeof(symbols[n]), "%s_cpu", argv[i]);
    devices[n] = (weir_emit_device_t){.symbol = symbols[n], .kind = "local",
                                      .cores = 1};
    nodes[n] = (weir_emit_node_t){.name = argv[i], .devices = &devices[n],
                                  .device_count = 1};
    failed = fail(weir_parse_module(context, value, weir_sv_n(data[i], size),
                                    true, &nodes[n].module));
  }
  if (!failed) failed = fail(weir_emit_plan_file(context, &plan, argv[1]));
  weir_context_free(context);
  for (int i = 0; i < MAX_COUNT; ++i) free(data[i]);
  return failed;
}
