// Any bytes as an ONNX model: reading ends with a program or with a status. A
// program is well-formed, and what is printed of it parses.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/input/onnx/onnx.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/verify.h"
#include "compiler/text/text.h"
#include "tests/fuzz/context.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

static void show(const weir_diagnostic_t* diagnostic, void* user) {
  (void)user;
  fprintf(stderr, "%s\n", diagnostic->message);
}

static void must(bool holds, const char* what) {
  if (holds) return;
  fprintf(stderr, "%s\n", what);
  abort();
}

// Bytes of the constants, which a small model can make large by folding: their
// text would take longer than all else.
static weir_walk_t add_bytes(weir_op_t* op, void* user) {
  size_t* bytes = user;
  const weir_attr_t* value = weir_op_attr(op, "value");
  if (weir_attr_is(value, WEIR_ATTR_DENSE_ELEMENTS)) {
    *bytes += value->dense.splat ? 1 : value->dense.size;
  }
  return WEIR_WALK_CONTINUE;
}

static void check_module(weir_context_t* context, weir_op_t* module) {
  must(weir_verify(module), "the program is not well-formed");
  enum { MAX_BYTES = 1 << 16 };
  size_t bytes = 0;
  weir_walk_pre_order(module, add_bytes, &bytes);
  if (bytes > MAX_BYTES) return;
  weir_print_options_t options = {0};
  size_t size = 0;
  char* text = weir_print_op(module, &options, &size);
  weir_op_t* again = NULL;
  weir_status_t status = weir_parse_module(context, "printed",
                                           weir_sv_n(text, size), true, &again);
  must(weir_is_ok(status), "the program does not parse back");
  free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const weir_onnx_dim_t dims[] = {{"N", 2}, {"batch", 1}};
  weir_onnx_options_t options = {dims, 2};
  weir_context_t* context = fuzz_context(show, NULL);
  // A copy of its own size, so that reading behind it is found.
  uint8_t* bytes = malloc(size ? size : 1);
  if (bytes == NULL) abort();
  memcpy(bytes, data, size);
  weir_op_t* module = NULL;
  weir_status_t status =
      weir_onnx_import_memory(context, "model", bytes, size, &options, &module);
  free(bytes);
  if (weir_is_ok(status)) check_module(context, module);
  weir_status_free(status);
  return 0;
}
