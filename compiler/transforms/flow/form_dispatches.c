// Groups linalg ops into dispatches.
//
// Needs:   functions of linalg, tensor and arith on tensors.
// Changes: each group of ops that is worth one kernel (dispatch_groups.h)
//          becomes a flow.dispatch.workgroups that loads what it reads and
//          stores the results of its last op; dimensions that are not static
//          are operands of it. Contiguous slices and reshapes stay for the
//          conversion of tensor ops to flow.
// Keeps:   values, order of effects, locations (fused over a group), the
//          affinities of ops: a group is of one.
#include "compiler/dialects/flow.h"
#include "compiler/transforms/flow/dispatch_groups.h"
#include "compiler/transforms/flow/outline_dispatch_group.h"
#include "compiler/transforms/flow/passes.h"

static bool is_dispatch(const weir_op_t* op) {
  return weir_op_is(op, WEIR_FLOW_DISPATCH_WORKGROUPS) ||
         weir_op_is(op, WEIR_FLOW_DISPATCH_REGION);
}

static weir_status_t form_in_block(weir_pass_t* pass, weir_block_t* block);

// The bodies of branches and loops.
static weir_status_t form_in_regions(weir_pass_t* pass, weir_op_t* op) {
  if (weir_is_dispatched_linalg(op) || is_dispatch(op) ||
      weir_dispatch_role_of(op) != WEIR_DISPATCH_ROLE_NONE) {
    return weir_ok();
  }
  for (uint32_t i = 0; i < op->region_count; ++i) {
    WEIR_FOR_EACH_BLOCK(block, &op->regions[i]) {
      WEIR_RETURN_IF_ERROR(form_in_block(pass, block));
    }
  }
  return weir_ok();
}

static weir_status_t form_in_block(weir_pass_t* pass, weir_block_t* block) {
  // From the end, so that users have their groups before their producers.
  weir_op_t* previous;
  for (weir_op_t* op = block->last; op != NULL; op = previous) {
    if (weir_starts_dispatch_group(op)) {
      weir_dispatch_group_t group;
      weir_dispatch_group_grow(&group, pass->scratch, op);
      // The ops of the group go; go on before the dispatch that takes their
      // place.
      weir_op_t* anchor = op->next;
      bool is_outlined = weir_outline_dispatch_group(pass, &group);
      previous = anchor != NULL ? anchor->previous : block->last;
      previous = is_outlined ? previous->previous : op->previous;
      continue;
    }
    WEIR_RETURN_IF_ERROR(form_in_regions(pass, op));
    previous = op->previous;
    if (weir_is_dispatched_linalg(op) && weir_op_is_trivially_dead(op))
      weir_op_erase(op);
  }
  return weir_ok();
}

weir_status_t weir_flow_form_dispatches(weir_pass_t* pass,
                                        weir_op_t* function) {
  weir_region_t* body = weir_op_region(function, 0);
  if (body == NULL) return weir_ok();
  WEIR_FOR_EACH_BLOCK(block, body) {
    WEIR_RETURN_IF_ERROR(form_in_block(pass, block));
  }
  return weir_ok();
}
