// Drops ops that only help finding errors: assertions and traces.
//
// Needs:   nothing.
// Changes: cf.assert, flow.tensor.trace, stream.tensor.trace,
//          hal.buffer_view.trace go.
// Keeps:   all else.
#include "compiler/dialects/cf.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/stream.h"
#include "compiler/transforms/util/passes.h"

static bool is_debug_op(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_CF_ASSERT:
    case WEIR_FLOW_TENSOR_TRACE:
    case WEIR_STREAM_TENSOR_TRACE:
    case WEIR_HAL_BUFFER_VIEW_TRACE:
      return true;
    default:
      return false;
  }
}

static weir_walk_t strip(weir_op_t* op, void* user) {
  (void)user;
  if (!is_debug_op(op)) return WEIR_WALK_CONTINUE;
  weir_op_erase(op);
  return WEIR_WALK_SKIP;
}

weir_status_t weir_util_strip_debug_ops(weir_pass_t* pass, weir_op_t* op) {
  (void)pass;
  weir_walk_post_order(op, strip, NULL);
  return weir_ok();
}
