// Writes one of the hand-made plans, for tests of the engine alone.
//
//   make_plan SAMPLE FILE [KEY=VALUE ...]

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file_writer.h"
#include "engine/io/file.h"
#include "engine/plan/sample/sample.h"
#include "engine/plan/writer.h"

typedef struct request_t {
  weir_sample_params_t params;
  weir_file_map_t image;
} request_t;

static bool take(request_t* request, const char* text) {
  const char* value = strchr(text, '=');
  if (value == NULL) return false;
  size_t key_size = (size_t)(value++ - text);
  weir_string_view_t key = weir_sv_n(text, key_size);
  weir_sample_params_t* params = &request->params;
  if (weir_sv_equal_c(key, "kind")) {
    params->device_kind = value;
  } else if (weir_sv_equal_c(key, "devices")) {
    params->devices_per_node = (uint32_t)strtoul(value, NULL, 0);
  } else if (weir_sv_equal_c(key, "memory")) {
    params->memory_bytes = strtoull(value, NULL, 0);
  } else if (weir_sv_equal_c(key, "elements")) {
    params->element_count = strtoull(value, NULL, 0);
  } else if (weir_sv_equal_c(key, "version")) {
    params->version = (uint32_t)strtoul(value, NULL, 0);
  } else if (weir_sv_equal_c(key, "name")) {
    params->name = value;
  } else if (weir_sv_equal_c(key, "image")) {
    weir_status_t status = weir_file_map(value, &request->image);
    if (!weir_is_ok(status)) {
      fprintf(stderr, "make_plan: %s\n", weir_status_message(status));
      weir_status_free(status);
      return false;
    }
    params->image = request->image.data;
    params->image_bytes = request->image.size;
  } else {
    return false;
  }
  return true;
}

int main(int argc, char** argv) {
  request_t request = {0};
  for (int i = 3; i < argc; ++i) {
    if (!take(&request, argv[i])) {
      fprintf(stderr, "make_plan: what is \"%s\"?\n", argv[i]);
      return 2;
    }
  }
  if (argc < 3) {
    fprintf(stderr, "usage: make_plan pass|count FILE [KEY=VALUE ...]\n");
    return 2;
  }
  void* image = NULL;
  size_t size = 0;
  weir_status_t status = strcmp(argv[1], "count") == 0
                             ? weir_sample_count(&request.params, &image, &size)
                             : weir_sample_pass(&request.params, &image, &size);
  if (weir_is_ok(status)) status = weir_file_write(argv[2], image, size);
  if (!weir_is_ok(status)) {
    fprintf(stderr, "make_plan: %s\n", weir_status_message(status));
  }
  int exit_code = weir_is_ok(status) ? 0 : 1;
  weir_status_free(status);
  weir_file_unmap(&request.image);
  free(image);
  return exit_code;
}
