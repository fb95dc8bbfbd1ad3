// Any bytes as MLIR text with passes run over it, some that programs of all
// phases go through and one more that follows from the bytes: each ends with
// diagnostics or with a program, a well-formed one of the former.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/ir/diagnostic.h"
#include "compiler/pipeline/pass_manager.h"
#include "compiler/pipeline/pass_registry.h"
#include "compiler/text/text.h"
#include "engine/base/hash.h"
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

// Passes that write files, print, or take long to compile machine code.
static const char* const left_out[] = {
    "flow-dump-dispatch-graph-pass",
    "hal-dump-executable-benchmarks",
    "hal-dump-executable-sources",
    "hal-serialize-executables",
    "hal-transformation-pipeline",
    "hal-translate-executables",
    "print-op-stats",
    "stream-dump-statistics",
    "util-dump-module",
};

static bool is_left_out(const char* name) {
  for (size_t i = 0; i < sizeof(left_out) / sizeof(left_out[0]); ++i) {
    if (strcmp(name, left_out[i]) == 0) return true;
  }
  return false;
}

// The pass or pipeline of this number, counted around.
static const char* pass_at(uint64_t number) {
  uint32_t count = weir_named_pipeline_count;
  for (uint32_t i = 0; i < weir_pass_table_count; ++i) {
    count += *weir_pass_tables[i].count;
  }
  uint32_t at = (uint32_t)(number % count);
  for (uint32_t i = 0; i < weir_pass_table_count; ++i) {
    if (at < *weir_pass_tables[i].count) {
      return weir_pass_tables[i].passes[at].name;
    }
    at -= *weir_pass_tables[i].count;
  }
  return weir_named_pipelines[at].name;
}

static void stay_silent(const weir_diagnostic_t* diagnostic, void* user) {
  (void)diagnostic;
  (void)user;
}

static void run(const char* text, size_t size, const char* passes,
                bool is_meant) {
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
    if (is_meant && weir_status_code(status) == WEIR_CODE_INTERNAL) {
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
  for (int i = 0; i < PIPELINE_COUNT; ++i) run(text, size, pipelines[i], true);
  const char* chosen = pass_at(weir_hash64(WEIR_HASH64_SEED, data, size));
  if (!is_left_out(chosen)) {
    char passes[128];
    snprintf(passes, sizeof(passes), "builtin.module(%s)", chosen);
    if (getenv("WEIR_FUZZ_SAY") != NULL) fprintf(stderr, "%s\n", passes);
    run(text, size, passes, false);
  }
  free(text);
  return 0;
}
