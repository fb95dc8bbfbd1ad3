#include "compiler/pipeline/compile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/dialects/register.h"
#include "compiler/pipeline/devices.h"
#include "compiler/pipeline/opt.h"
#include "compiler/pipeline/plan_output.h"
#include "compiler/placement/placement.h"
#include "compiler/text/source_diagnostics.h"
#include "engine/base/file_writer.h"
#include "engine/base/time.h"
#include "engine/topology/cluster.h"

enum { MAX_TIMES = 512 };

typedef struct compilation_t {
  const weir_compile_options_t* options;
  weir_context_t* context;
  weir_cluster_t* cluster;
  weir_op_t* module;
  weir_run_options_t run;
  weir_pass_time_t times[MAX_TIMES];
  int64_t phase_ns[WEIR_PHASE_COUNT];
} compilation_t;

// Kernels take indices whole: none is cut at 2^32.
static const char* const pass_options[] = {"kernel-index-bits=64", NULL};

static const char default_cluster[] =
    "nodes:\n"
    "  - name: local\n"
    "    devices:\n"
    "      - name: cpu\n"
    "        kind: local\n"
    "        memory: 1 TiB\n";

static weir_status_t load_cluster(compilation_t* compilation) {
  if (compilation->options->cluster != NULL) {
    return weir_cluster_load(compilation->options->cluster,
                             &compilation->cluster);
  }
  return weir_cluster_parse("(this machine)", weir_sv(default_cluster),
                            &compilation->cluster);
}

static bool has_suffix(const char* path, const char* suffix) {
  size_t a = strlen(path), b = strlen(suffix);
  return a >= b && strcmp(path + a - b, suffix) == 0;
}

static weir_status_t read_input(compilation_t* compilation) {
  const weir_compile_options_t* options = compilation->options;
  if (has_suffix(options->input, ".onnx")) {
    return weir_onnx_import(compilation->context, options->input,
                            &options->onnx, &compilation->module);
  }
  char* text;
  size_t size;
  WEIR_RETURN_IF_ERROR(weir_read_text_file(options->input, &text, &size));
  const char* name =
      strcmp(options->input, "-") == 0 ? "<stdin>" : options->input;
  weir_status_t status =
      weir_parse_module(compilation->context, name, weir_sv_n(text, size), true,
                        &compilation->module);
  free(text);
  return status;
}

// What a phase needs besides its passes.
static weir_status_t before_phase(compilation_t* compilation,
                                  weir_phase_t phase) {
  if (phase != WEIR_PHASE_STREAM) return weir_ok();
  WEIR_RETURN_IF_ERROR(weir_add_devices(
      compilation->module, compilation->cluster, compilation->options->cpu));
  WEIR_RETURN_IF_ERROR(
      weir_members_run(compilation->module, &compilation->run));
  weir_placement_options_t placement = {
      .cluster = compilation->cluster,
      .strategy = compilation->options->strategy,
      .pins_path = compilation->options->pins,
      .save_pins_path = compilation->options->save_pins,
  };
  return weir_place_dispatches(compilation->module, &placement);
}

static weir_status_t run_phases(compilation_t* compilation) {
  const weir_compile_options_t* options = compilation->options;
  weir_status_t status = weir_ok();
  for (int phase = options->from + 1;
       phase <= (int)options->to && weir_is_ok(status); ++phase) {
    int64_t start = weir_now_ns();
    status = before_phase(compilation, (weir_phase_t)phase);
    if (weir_is_ok(status)) {
      status = weir_phase_run((weir_phase_t)phase, compilation->module,
                              &compilation->run);
    }
    compilation->phase_ns[phase] = weir_now_ns() - start;
  }
  return status;
}

static weir_status_t write_text(compilation_t* compilation) {
  size_t size;
  char* text =
      weir_print_op(compilation->module, &compilation->options->print, &size);
  if (text == NULL) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                       "out of memory while printing");
  }
  weir_status_t status =
      weir_file_write_or_print(compilation->options->output, text, size);
  free(text);
  return status;
}

static void print_times(compilation_t* compilation) {
  fprintf(stderr, "phase                  milliseconds\n");
  for (int i = 0; i < WEIR_PHASE_COUNT; ++i) {
    if (compilation->phase_ns[i] == 0) continue;
    fprintf(stderr, "%-20s %14.1f\n", weir_phases[i].name,
            (double)compilation->phase_ns[i] / 1e6);
  }
  weir_print_times(&compilation->run, stderr);
}

static weir_status_t run(compilation_t* compilation) {
  const weir_compile_options_t* options = compilation->options;
  WEIR_RETURN_IF_ERROR(load_cluster(compilation));
  WEIR_RETURN_IF_ERROR(read_input(compilation));
  WEIR_RETURN_IF_ERROR(run_phases(compilation));
  if (options->to != WEIR_PHASE_PLAN) return write_text(compilation);
  int64_t start = weir_now_ns();
  weir_plan_output_t output = {
      .cluster = compilation->cluster,
      .cluster_path = options->cluster,
      .input = options->input,
      .strategy = options->strategy != NULL ? options->strategy : "chain",
      .path = options->output,
  };
  weir_status_t status = weir_write_plan(compilation->module, &output);
  compilation->phase_ns[WEIR_PHASE_PLAN] = weir_now_ns() - start;
  return status;
}

weir_status_t weir_compile(const weir_compile_options_t* options) {
  compilation_t* compilation = calloc(1, sizeof(*compilation));
  if (compilation == NULL) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED, "out of memory");
  }
  compilation->options = options;
  compilation->run = options->run;
  compilation->run.global_options = pass_options;
  compilation->run.times = options->time_passes ? compilation->times : NULL;
  compilation->run.time_capacity = MAX_TIMES;
  compilation->context = weir_context_create();
  weir_register_all_dialects(compilation->context);
  weir_context_allow_unregistered(compilation->context,
                                  options->allow_unregistered);
  weir_status_t status = run(compilation);
  if (options->time_passes) print_times(compilation);
  weir_cluster_free(compilation->cluster);
  weir_context_free(compilation->context);
  free(compilation);
  return status;
}
