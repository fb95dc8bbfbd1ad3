#include "compiler/pipeline/pipeline.h"

#include <string.h>

#include "compiler/dialects/builtin.h"
#include "compiler/ir/builder.h"
#include "compiler/pipeline/pass_registry.h"
#include "compiler/pipeline/stream_pipelines.h"

// This file is the table of contents of the compiler. What a pass needs,
// changes and keeps stands at the top of its own file.

static const char* const no_passes[] = {NULL};

static const char* const input_passes[] = {
    "import-public",
    "canonicalize",
    "cse",
    // Globals and arguments that are always the same become constants.
    "util-simplify-global-accesses",
    "util-fold-globals{strict=true}",
    "util-fuse-globals",
    "util-ipo",
    "canonicalize",
    "cse",
    "symbol-dce",
    NULL,
};

// Entry functions get buffer views and fences; calls between functions go.
static const char* const abi_passes[] = {
    "abi-convert-streamable-ops",
    "abi-wrap-entry-points{invocation-model=coarse-fences}",
    "inline",
    "canonicalize",
    "cse",
    "symbol-dce",
    NULL,
};

// The same with the model that the options ask for.
static const char* const abi_pipeline_passes[] = {
    "abi-convert-streamable-ops",
    "abi-wrap-entry-points",
    "inline",
    "canonicalize",
    "cse",
    "symbol-dce",
    NULL,
};

// linalg on tensors becomes dispatches of executables. Placement follows.
static const char* const flow_passes[] = {
    "convert-mesh-to-flow",
    "convert-elementwise-to-linalg",
    "flow-expand-tensor-shapes",
    "resolve-shaped-type-result-dims",
    "flow-form-dispatches",
    "flow-convert-dispatch-regions-to-workgroups",
    "flow-capture-dynamic-dims",
    "flow-convert-to-flow",
    "flow-initialize-empty-tensors",
    "resolve-shaped-type-result-dims",
    "flow-outline-dispatch-externs",
    "flow-outline-dispatch-regions",
    "flow-deduplicate-executables",
    "affine-expand-index-ops",
    "lower-affine",
    "canonicalize",
    "cse",
    "symbol-dce",
    NULL,
};

// Placement gives the rest of the dispatches a device.
static const char* const members_passes[] = {"nodes-place-members", NULL};

// Tensors become resources on timelines, then commands on allocated storage.
static const char* const stream_passes[] = {
    // Where each value lives, and every transfer explicit.
    "stream-verify-input",
    "stream-conversion{warn-ambiguous=true}",
    "canonicalize",
    "cse",
    // Encodings and sizes known.
    "stream-encode-host-tensors",
    "stream-encode-device-tensors",
    "stream-materialize-builtins",
    "canonicalize",
    "cse",
    "util-combine-initializers",
    // No copy that is not needed, results made where they are wanted.
    "stream-materialize-copy-on-write",
    "stream-elide-async-copies",
    "canonicalize",
    "stream-emplace-allocations",
    "stream-refine-usage",
    "canonicalize",
    // Regions, concurrency, order.
    "stream-schedule-execution",
    "stream-schedule-concurrency",
    "stream-propagate-timepoints",
    "canonicalize",
    "cse",
    // Storage.
    "stream-schedule-allocation",
    "stream-pack-constants",
    "stream-layout-slices",
    "canonicalize",
    "cse",
    "stream-elide-timepoints",
    "canonicalize",
    "cse",
    // Operands that no call varies go into the kernels, the others are handed
    // over as the words of a device.
    "stream-fold-uniform-operands",
    "stream-pack-dispatch-operands",
    "canonicalize",
    "cse",
    NULL,
};

static const char* const executable_sources_passes[] = {
    "hal-materialize-interfaces",
    NULL,
};

static const char* const executable_targets_passes[] = {
    "hal-translate-executables",
    "hal-load-executable-objects",
    NULL,
};

static const char* const nodes_passes[] = {
    "nodes-order-collectives",
    "nodes-split",
    "nodes-free-memory",
    "nodes-reduce-waits",
    "nodes-reuse-memory",
    "nodes-prove",
    NULL,
};

static const char* const hal_passes[] = {
    "canonicalize", "cse", "hal-conversion", "canonicalize", "cse",
    "symbol-dce",   NULL,
};

const weir_phase_def_t weir_phases[] = {
    [WEIR_PHASE_START] = {"start", "the program as read", no_passes, false},
    [WEIR_PHASE_INPUT] = {"input", "linalg on tensors, simplified",
                          input_passes, false},
    [WEIR_PHASE_ABI] = {"abi", "entry functions with buffer views and fences",
                        abi_passes, false},
    [WEIR_PHASE_FLOW] = {"flow", "dispatches of executables, placed",
                         flow_passes, false},
    [WEIR_PHASE_STREAM] = {"stream", "commands on allocated resources",
                           stream_passes, false},
    [WEIR_PHASE_EXECUTABLE_SOURCES] =
        {"executable-sources", "executables with interfaces, per target",
         executable_sources_passes, false},
    [WEIR_PHASE_EXECUTABLE_TARGETS] = {"executable-targets",
                                       "executables compiled",
                                       executable_targets_passes, false},
    [WEIR_PHASE_NODES] = {"nodes", "one module per node", nodes_passes, false},
    [WEIR_PHASE_HAL] = {"hal", "queues, command buffers and fences", hal_passes,
                        true},
    [WEIR_PHASE_PLAN] = {"plan", "the plan file", no_passes, false},
};

// Phases as passes, for those who start from the text of one.
static const weir_pass_list_t input_lists[] = {{input_passes, NULL}, {0}};
static const weir_pass_list_t abi_lists[] = {{abi_pipeline_passes, NULL}, {0}};
static const weir_pass_list_t flow_lists[] = {{flow_passes, NULL}, {0}};

// hal down to what a host without a plan runs: devices found, resources made
// and executables loaded by initializers, executables as binaries.
#define WEIR_HAL_CLEANUP                                  \
  "canonicalize", "cse", "util-simplify-global-accesses", \
      "util-apply-patterns", "util-fold-globals", "util-fuse-globals"

static const char* const hal_device_passes[] = {
    "hal-device-assignment-pipeline", NULL};

static const char* const hal_configuration_passes[] = {
    WEIR_HAL_CLEANUP, "hal-verify-devices", "hal-materialize-interfaces",
    "hal-prune-executables", NULL};

static const char* const hal_linking_passes[] = {"hal-link-executables", NULL};

static const char* const hal_host_passes[] = {
    "hal-conversion",
    "hal-fixup-legacy-sync",
    "hal-prune-executables",
    WEIR_HAL_CLEANUP,
    // Executables and what they are made with.
    "hal-hoist-executable-objects",
    "hal-resolve-export-ordinals",
    "hal-materialize-resource-caches",
    "hal-memoize-device-queries",
    WEIR_HAL_CLEANUP,
    "hal-elide-redundant-commands",
    "hal-initialize-devices",
    "top-level-scf-to-cfg",
    NULL,
};

static const char* const hal_serialization_passes[] = {
    "hal-serialize-executables", "hal-prune-executables", "symbol-dce", NULL};

static const char* const hal_ipo_passes[] = {
    "util-fixed-point-iterator{pipeline=builtin.module(canonicalize,cse,"
    "util-simplify-global-accesses,util-apply-patterns,util-fold-globals,"
    "util-fuse-globals,util-ipo)}",
    NULL,
};

static const weir_pass_list_t hal_configuration_lists[] = {
    {hal_configuration_passes, NULL}, {0}};
static const weir_pass_list_t hal_lists[] = {
    {hal_device_passes, NULL},
    {hal_configuration_passes, NULL},
    {hal_linking_passes, "link-executables"},
    {executable_targets_passes, NULL},
    {hal_host_passes, NULL},
    {hal_serialization_passes, "serialize-executables"},
    {hal_ipo_passes, NULL},
    {0},
};

const weir_named_pipeline_t weir_named_pipelines[] = {
    {"common-input-transformation-pipeline", "what the phase input runs",
     input_lists},
    {"abi-transformation-pipeline",
     "what the phase abi runs, without fences unless asked for", abi_lists},
    {"flow-transformation-pipeline", "what the phase flow runs", flow_lists},
    {"stream-cleanup-pipeline", "what runs between the stages of stream",
     weir_stream_cleanup_lists},
    {"stream-tensor-transformation-pipeline",
     "from flow to operations on tensors in resources",
     weir_stream_tensor_lists},
    {"stream-async-transformation-pipeline",
     "from there to regions of asynchronous work", weir_stream_async_lists},
    {"stream-cmd-transformation-pipeline",
     "from there to commands on allocated storage", weir_stream_cmd_lists},
    {"stream-optimization-pipeline",
     "fewer waits, bindings and operands: optimize-bindings=false leaves "
     "bindings as they are",
     weir_stream_optimization_lists},
    {"stream-transformation-pipeline",
     "all stages of stream: dump-statistics-format=pretty, csv or json writes "
     "down what there is, to dump-statistics-file",
     weir_stream_transformation_lists},
    {"hal-configuration-pipeline",
     "executables with interfaces, per target, for devices that are assigned",
     hal_configuration_lists},
    {"hal-transformation-pipeline",
     "from stream commands to a program that starts by itself: "
     "link-executables=false and serialize-executables=false leave executables "
     "apart and as they are",
     hal_lists},
};
const uint32_t weir_named_pipeline_count =
    sizeof(weir_named_pipelines) / sizeof(weir_named_pipelines[0]);

bool weir_phase_find(const char* name, weir_phase_t* out_phase) {
  for (int i = 0; i < WEIR_PHASE_COUNT; ++i) {
    if (strcmp(weir_phases[i].name, name) != 0) continue;
    *out_phase = (weir_phase_t)i;
    return true;
  }
  return false;
}

static weir_status_t run_on(const char* const* passes, weir_op_t* module,
                            weir_run_options_t* options) {
  weir_arena_t arena = {0};
  weir_pipeline_t* pipeline = weir_pipeline_create(&arena, "builtin.module");
  weir_status_t status = weir_ok();
  for (const char* const* pass = passes; *pass != NULL && weir_is_ok(status);
       ++pass) {
    status = weir_pipeline_add_text(pipeline, weir_sv(*pass), weir_sv(""));
  }
  if (weir_is_ok(status)) status = weir_pipeline_run(pipeline, module, options);
  weir_arena_deinit(&arena);
  return status;
}

weir_status_t weir_members_run(weir_op_t* module, weir_run_options_t* options) {
  return run_on(members_passes, module, options);
}

weir_status_t weir_phase_run(weir_phase_t phase, weir_op_t* module,
                             weir_run_options_t* options) {
  bool split = false;
  if (weir_phases[phase].per_node) {
    WEIR_FOR_EACH_OP(op, weir_module_body(module)) {
      if (!weir_op_is(op, WEIR_BUILTIN_MODULE) ||
          !weir_op_has_attr(op, "weir.node")) {
        continue;
      }
      split = true;
      WEIR_RETURN_IF_ERROR(run_on(weir_phases[phase].passes, op, options));
    }
  }
  return split ? weir_ok() : run_on(weir_phases[phase].passes, module, options);
}
