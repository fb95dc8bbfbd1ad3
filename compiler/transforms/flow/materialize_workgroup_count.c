// Says how dispatches count their workgroups where nothing does.
//
// Needs:   nothing.
// Changes: flow.dispatch.workgroups without a region that counts gets one that
//          hands all index operands to
//          flow.dispatch.workgroup_count_from_slice, and these as its workload;
//          inside of the dispatch flow.dispatch.workload.ordinal marks them.
// Keeps:   regions that are there.
#include "compiler/dialects/lists.h"
#include "compiler/dialects/flow.h"
#include "compiler/ir/builder.h"
#include "compiler/transforms/flow/dispatch_body.h"
#include "compiler/transforms/flow/passes.h"

enum { BODY = 0, COUNT = 1 };  // regions

static void mark_ordinal(weir_builder_t* builder, const weir_op_t* dispatch,
                         weir_value_t* argument, uint32_t ordinal) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_DISPATCH_WORKLOAD_ORDINAL,
                     dispatch->location);
  weir_op_state_operand(&state, argument);
  weir_op_state_attr(&state, "ordinal",
                     weir_index_attr(builder->context, ordinal));
  weir_op_state_result(&state, argument->type);
  weir_op_t* mark = weir_build(builder, &state);
  weir_value_replace_uses_except(argument, weir_op_result_n(mark, 0), mark);
}

static void count_workgroups(weir_op_t* dispatch, weir_arena_t* arena) {
  if (!weir_region_is_empty(weir_op_region(dispatch, COUNT))) return;
  weir_value_list_t workload = {0};
  uint32_t start = weir_op_operand_group_start(
      dispatch, WEIR_FLOW_DISPATCH_WORKGROUPS_ARGUMENTS);
  uint32_t count = weir_op_operand_group_size(
      dispatch, WEIR_FLOW_DISPATCH_WORKGROUPS_ARGUMENTS);
  weir_region_t* body = weir_op_region(dispatch, BODY);
  weir_builder_t builder = weir_builder(dispatch->context);
  bool has_body = !weir_region_is_empty(body);
  if (has_body) weir_builder_set_start(&builder, body->first);
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* operand = weir_op_operand_n(dispatch, start + i);
    if (operand->type != weir_index_type(dispatch->context)) continue;
    if (has_body) {
      mark_ordinal(&builder, dispatch, body->first->arguments[i],
                   workload.count);
    }
    weir_value_list_add(&workload, arena, operand);
  }
  weir_dispatch_body_count(dispatch, workload.count);
  weir_op_set_operand_group(dispatch, WEIR_FLOW_DISPATCH_WORKGROUPS_WORKLOAD,
                            workload.items, workload.count);
}

weir_status_t weir_flow_materialize_workgroup_count(weir_pass_t* pass,
                                                    weir_op_t* function) {
  weir_op_list_t dispatches =
      weir_collect_ops(function, WEIR_FLOW_DISPATCH_WORKGROUPS, pass->scratch);
  for (uint32_t i = 0; i < dispatches.count; ++i) {
    count_workgroups(dispatches.ops[i], pass->scratch);
  }
  return weir_ok();
}
