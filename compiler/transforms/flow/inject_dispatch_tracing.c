// Traces what each dispatch takes and makes.
//
// Needs:   dispatches of executables.
// Changes: a flow.tensor.trace before and behind each flow.dispatch that has
//          tensors there, named after its first entry point.
// Keeps:   all else.
#include "compiler/dialects/flow.h"
#include "compiler/transforms/flow/names.h"
#include "compiler/transforms/flow/passes.h"
#include "compiler/transforms/flow/tracing.h"

weir_status_t weir_flow_inject_dispatch_tracing(weir_pass_t* pass,
                                                weir_op_t* function) {
  weir_op_list_t dispatches =
      weir_collect_ops(function, WEIR_FLOW_DISPATCH, pass->scratch);
  for (uint32_t i = 0; i < dispatches.count; ++i) {
    const weir_attr_t* entries =
        weir_op_attr(dispatches.ops[i], "entry_points");
    if (entries->array.count == 0) continue;
    weir_flow_trace_op(dispatches.ops[i],
                       weir_name_of_dispatch(dispatches.ops[i], pass->scratch));
  }
  return weir_ok();
}
