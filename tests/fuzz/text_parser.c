// Any bytes as MLIR text: parsing ends with a program or with diagnostics. A
// program that verifies prints, and what is printed parses to the same text.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/ir/diagnostic.h"
#include "compiler/text/text.h"
#include "tests/fuzz/context.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

static void stay_silent(const weir_diagnostic_t* diagnostic, void* user) {
  (void)diagnostic;
  (void)user;
}

static weir_op_t* parse(weir_context_t* context, const char* text,
                        size_t size) {
  weir_op_t* module = NULL;
  weir_status_t status =
      weir_parse_module(context, "input", weir_sv_n(text, size), true, &module);
  weir_status_free(status);
  return module;
}

static void check_round_trip(weir_context_t* context, weir_op_t* module,
                             bool generic) {
  weir_print_options_t options = {.generic = generic};
  size_t size = 0;
  char* text = weir_print_op(module, &options, &size);
  weir_op_t* again = parse(context, text, size);
  if (again != NULL && generic) {
    char* second = weir_print_op(again, &options, NULL);
    if (strcmp(text, second) != 0) {
      fprintf(stderr, "first:\n%s\nsecond:\n%s\n", text, second);
      abort();
    }
    free(second);
  }
  if (again == NULL && generic) {
    fprintf(stderr, "does not parse back:\n%s\n", text);
    abort();
  }
  free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  weir_context_t* context = fuzz_context(stay_silent, NULL);
  // A copy of its own size, so that reading behind it is found.
  char* text = malloc(size ? size : 1);
  if (text == NULL) abort();
  memcpy(text, data, size);
  weir_op_t* module = parse(context, text, size);
  if (module != NULL) {
    check_round_trip(context, module, true);
    check_round_trip(context, module, false);
  }
  free(text);
  return 0;
}
