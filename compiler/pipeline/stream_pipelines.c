#include "compiler/pipeline/stream_pipelines.h"

static const char* const cleanup_passes[] = {
    "canonicalize",
    "cse",
    "util-simplify-global-accesses",
    "util-apply-patterns",
    "util-fold-globals",
    "util-fuse-globals",
    "util-ipo",
    NULL,
};

// From flow to operations on tensors in resources.
static const char* const input_passes[] = {"stream-verify-input", NULL};
static const char* const convert_passes[] = {
    "stream-conversion{warn-ambiguous=true}",
    "stream-verify-lowering-to-tensors", NULL};
static const char* const initializer_passes[] = {"util-combine-initializers",
                                                 NULL};

// From there to regions of asynchronous work.
static const char* const encode_passes[] = {
    "stream-encode-host-tensors", "stream-encode-device-tensors", NULL};
static const char* const resource_passes[] = {
    "stream-verify-lowering-to-async-resources",
    "stream-materialize-copy-on-write",
    "canonicalize",
    "stream-elide-async-copies",
    "canonicalize",
    "stream-emplace-allocations",
    "stream-refine-usage",
    NULL,
};
static const char* const schedule_passes[] = {
    "stream-verify-async-access-ranges", "stream-schedule-execution",
    "stream-schedule-concurrency",       "stream-propagate-timepoints",
    "stream-materialize-builtins",       NULL,
};
static const char* const async_passes[] = {"stream-verify-lowering-to-async",
                                           NULL};

// From there to commands on allocated storage.
static const char* const allocate_passes[] = {
    "stream-schedule-allocation", "stream-pack-constants",
    "stream-layout-slices",       "canonicalize",
    "util-propagate-subranges",   NULL,
};
static const char* const cmd_passes[] = {"stream-verify-lowering-to-cmd", NULL};

// Before bindings are fused: behind that, nobody knows what they are of.
static const char* const statistics_passes[] = {
    "stream-dump-statistics{output-format=none}", NULL};

// Fewer waits, bindings and operands.
static const char* const timepoint_passes[] = {
    "top-level-scf-to-cfg",
    "util-fixed-point-iterator{pipeline=builtin.module(canonicalize,cse,"
    "util-simplify-global-accesses,util-apply-patterns,util-fold-globals,"
    "util-fuse-globals,util-ipo,stream-elide-timepoints)}",
    NULL,
};
static const char* const binding_passes[] = {"stream-fuse-dispatch-bindings",
                                             NULL};
static const char* const argument_passes[] = {
    "stream-annotate-dispatch-arguments", "stream-pack-dispatch-operands",
    NULL};
static const char* const operand_passes[] = {"stream-fold-uniform-operands",
                                             NULL};
static const char* const symbol_passes[] = {"symbol-dce", NULL};

#define TENSOR_LISTS                                                    \
  {input_passes, NULL}, {cleanup_passes, NULL}, {convert_passes, NULL}, \
      {cleanup_passes, NULL}, {                                         \
    initializer_passes, NULL                                            \
  }
#define ASYNC_LISTS                                                            \
  {encode_passes, NULL}, {cleanup_passes, NULL}, {resource_passes, NULL},      \
      {cleanup_passes, NULL}, {schedule_passes, NULL}, {cleanup_passes, NULL}, \
  {                                                                            \
    async_passes, NULL                                                         \
  }
#define CMD_LISTS                                    \
  {allocate_passes, NULL}, {cleanup_passes, NULL}, { \
    cmd_passes, NULL                                 \
  }
#define OPTIMIZATION_LISTS                                            \
  {cleanup_passes, NULL}, {timepoint_passes, NULL},                   \
      {binding_passes, "optimize-bindings"}, {argument_passes, NULL}, \
      {cleanup_passes, NULL}, {                                       \
    operand_passes, NULL                                              \
  }

const weir_pass_list_t weir_stream_cleanup_lists[] = {{cleanup_passes, NULL},
                                                      {0}};
const weir_pass_list_t weir_stream_tensor_lists[] = {TENSOR_LISTS, {0}};
const weir_pass_list_t weir_stream_async_lists[] = {ASYNC_LISTS, {0}};
const weir_pass_list_t weir_stream_cmd_lists[] = {CMD_LISTS, {0}};
const weir_pass_list_t weir_stream_optimization_lists[] = {OPTIMIZATION_LISTS,
                                                           {0}};
const weir_pass_list_t weir_stream_transformation_lists[] = {
    TENSOR_LISTS,
    ASYNC_LISTS,
    CMD_LISTS,
    {statistics_passes, NULL},
    OPTIMIZATION_LISTS,
    {cleanup_passes, NULL},
    {symbol_passes, NULL},
    {0},
};
