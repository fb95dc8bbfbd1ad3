#include "compiler/transforms/flow/passes.h"

const weir_pass_def_t weir_flow_passes[] = {
    {"flow-form-dispatches", "groups linalg ops into flow.dispatch.workgroups",
     WEIR_PASS_CALLABLE, weir_flow_form_dispatches},
};
const uint32_t weir_flow_pass_count =
    sizeof(weir_flow_passes) / sizeof(weir_flow_passes[0]);
