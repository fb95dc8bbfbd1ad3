// Repeats each dispatch, to look at single ones with tools that sample.
//
// Needs:   hal.command_buffer.dispatch.
// Changes: before each dispatch come copies of it, each with a barrier behind.
// Keeps:   everything else; what the program computes only where its dispatches
//          may be run again.
//
// Option: `count` (default 1) is how often each runs in all.
#include <stdlib.h>

#include "compiler/dialects/enums.h"
#include "compiler/dialects/hal.h"
#include "compiler/ir/builder.h"
#include "compiler/transforms/hal/passes.h"

static void build_barrier(weir_op_t* dispatch) {
  weir_context_t* context = dispatch->context;
  weir_builder_t builder = weir_builder_before(dispatch);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder,
                     WEIR_HAL_COMMAND_BUFFER_EXECUTION_BARRIER,
                     dispatch->location);
  weir_op_state_operand(
      &state, weir_op_operand(dispatch,
                              WEIR_HAL_COMMAND_BUFFER_DISPATCH_COMMAND_BUFFER));
  weir_op_state_attr(
      &state, "source_stage_mask",
      weir_i32_attr(context, WEIR_EXECUTION_STAGE_COMMAND_RETIRE |
                                 WEIR_EXECUTION_STAGE_DISPATCH));
  weir_op_state_attr(&state, "target_stage_mask",
                     weir_i32_attr(context, WEIR_EXECUTION_STAGE_COMMAND_ISSUE |
                                                WEIR_EXECUTION_STAGE_DISPATCH));
  weir_op_state_attr(&state, "flags", weir_i32_attr(context, 0));
  weir_build(&builder, &state);
}

weir_status_t weir_hal_repeat_dispatches(weir_pass_t* pass, weir_op_t* root) {
  unsigned long count = strtoul(weir_pass_option(pass, "count", "1"), NULL, 10);
  weir_op_list_t dispatches =
      weir_collect_ops(root, WEIR_HAL_COMMAND_BUFFER_DISPATCH, pass->scratch);
  for (uint32_t i = 0; i < dispatches.count; ++i) {
    weir_op_t* dispatch = dispatches.ops[i];
    for (unsigned long n = 1; n < count; ++n) {
      weir_op_insert_before(weir_op_clone(dispatch, NULL), dispatch);
      build_barrier(dispatch);
    }
  }
  return weir_ok();
}
