#include "compiler/transforms/flow/passes.h"

const weir_pass_def_t weir_flow_passes[] = {
    {"convert-elementwise-to-linalg",
     "turns arithmetic on whole tensors into loops over their elements",
     WEIR_PASS_CALLABLE, weir_flow_convert_elementwise_to_linalg},
    {"flow-convert-to-flow", "turns tensor ops outside of dispatches into flow",
     WEIR_PASS_CALLABLE, weir_flow_convert_to_flow},
    {"flow-deduplicate-executables",
     "keeps one of executables that do the same", WEIR_PASS_MODULE,
     weir_flow_deduplicate_executables},
    {"flow-form-dispatches", "groups linalg ops into flow.dispatch.workgroups",
     WEIR_PASS_CALLABLE, weir_flow_form_dispatches},
    {"flow-outline-dispatch-regions", "moves dispatch bodies into executables",
     WEIR_PASS_MODULE, weir_flow_outline_dispatch_regions},
    {"flow-capture-dynamic-dims",
     "brings dynamic dimensions into dispatches and ties them",
     WEIR_PASS_CALLABLE, weir_flow_capture_dynamic_dims},
    {"flow-cleanup-tensor-shapes", "drops ties of dimensions to tensors",
     WEIR_PASS_CALLABLE, weir_flow_cleanup_tensor_shapes},
    {"flow-initialize-empty-tensors",
     "turns tensor.empty into flow, zero-fill=true: with zeros",
     WEIR_PASS_CALLABLE, weir_flow_initialize_empty_tensors},
    {"flow-inject-dispatch-tracing",
     "traces operands and results of dispatches", WEIR_PASS_CALLABLE,
     weir_flow_inject_dispatch_tracing},
    {"flow-inject-tensor-tracing",
     "traces operands and results of ops marked iree.tensor.trace",
     WEIR_PASS_CALLABLE, weir_flow_inject_tensor_tracing},
    {"flow-outline-constants", "moves large constants into globals",
     WEIR_PASS_MODULE, weir_flow_outline_constants},
};
const uint32_t weir_flow_pass_count =
    sizeof(weir_flow_passes) / sizeof(weir_flow_passes[0]);
