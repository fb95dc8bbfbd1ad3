// Writes the ONNX model that standard input describes.
//
//   make_model FILE < TEXT        see compiler/input/onnx/sample/model.h

#include <stdio.h>

#include "compiler/input/onnx/sample/model.h"

int main(int argc, char** argv) {
  static char text[1 << 16];
  if (argc != 2) {
    fprintf(stderr, "usage: make_model FILE < TEXT\n");
    return 2;
  }
  size_t size = fread(text, 1, sizeof(text) - 1, stdin);
  text[size] = '\0';
  weir_status_t status = weir_onnx_sample_write(text, argv[1]);
  if (weir_is_ok(status)) return 0;
  fprintf(stderr, "make_model: %s\n", weir_status_message(status));
  weir_status_free(status);
  return 1;
}
