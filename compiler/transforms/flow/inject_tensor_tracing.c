// Traces what ops marked with `iree.tensor.trace` take and make.
//
// Needs:   nothing.
// Changes: a flow.tensor.trace before and behind each such op, named by the
//          text of the mark or else by the op's name; the mark goes.
// Keeps:   all else.
#include "compiler/dialects/flow.h"
#include "compiler/dialects/util.h"
#include "compiler/transforms/flow/names.h"
#include "compiler/transforms/flow/passes.h"
#include "compiler/transforms/flow/tracing.h"

#define TRACE_ATTR "iree.tensor.trace"

static const char* name_of(const weir_op_t* op, weir_arena_t* arena) {
  if (weir_op_is(op, WEIR_FLOW_DISPATCH)) {
    return weir_name_of_dispatch(op, arena);
  }
  if (weir_op_is(op, WEIR_UTIL_CALL)) {
    weir_string_view_t callee = weir_op_attr_string(op, "callee");
    return weir_arena_string(arena, callee.data, callee.size);
  }
  return op->name->data;
}

weir_status_t weir_flow_inject_tensor_tracing(weir_pass_t* pass,
                                              weir_op_t* function) {
  weir_op_list_t all = weir_collect_ops(function, 0, pass->scratch);
  for (uint32_t i = 0; i < all.count; ++i) {
    weir_op_t* op = all.ops[i];
    if (op == function || !weir_op_has_attr(op, TRACE_ATTR)) continue;
    weir_string_view_t text = weir_op_attr_string(op, TRACE_ATTR);
    const char* name =
        text.size > 0 ? weir_arena_string(pass->scratch, text.data, text.size)
                      : name_of(op, pass->scratch);
    weir_op_remove_attr(op, TRACE_ATTR);
    weir_flow_trace_op(op, name);
  }
  return weir_ok();
}
