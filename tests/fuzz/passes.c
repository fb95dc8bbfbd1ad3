// Any bytes as MLIR text with passes run over it: each ends with a well-formed
// program or with diagnostics.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/ir/diagnostic.h"
#include "compiler/pipeline/pass_manager.h"
#include "compiler/text/text.h"
#include "tests/fuzz/context.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

// Each from the text afresh.
static const char* const pipelines[] = {
    "builtin.module(canonicalize,cse)",
    "builtin.module(inline,symbol-dce)",
    "builtin.module(stream-annotate-affinities)",
    "builtin.module(stream-conversion,canonicalize)",
};
enum { PIPELINE_COUNT = sizeof(pipelines) / sizeof(pipelines[0]) };

static void stay_silent(const weir_diagnostic_t* diagnostic, void* user) {
  (void)diagnostic;
  (void)user;
}

static void run(const char* text, size_t size, const char* passes) {
  weir_context_t* context = fuzz_context(stay_silent, NULL);
  weir_op_t* module = NULL;
  weir_status_t status =
      weir_parse_module(context, "input", weir_sv_n(text, size), true, &module);
  if (weir_is_ok(status)) {
    weir_arena_t arena = {0};
    weir_pipeline_t* pipeline = weir_pipeline_create(&arena, "builtin.module");
    if (!weir_is_ok(weir_pipeline_parse(pipeline, weir_sv(passes)))) abort();
    weir_run_options_t options = {.verify_each = true};
    status = weir_pipeline_run(pipeline, module, &options);
    if (weir_status_code(status) == WEIR_CODE_INTERNAL) {
      fprintf(stderr, "%s: %s\n", passes, weir_status_message(status));
      abort();
    }
    weir_arena_deinit(&arena);
  }
  weir_status_free(status);
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // A copy of its own size, so that reading behind it is found.
  char* text = malloc(size ? size : 1);
  if (text == NULL) abort();
  memcpy(text, data, size);
  for (int i = 0; i < PIPELINE_COUNT; ++i) run(text, size, pipelines[i]);
  free(text);
  return 0;
}
