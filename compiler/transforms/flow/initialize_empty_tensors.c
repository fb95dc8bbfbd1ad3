// Turns tensor.empty outside of dispatches into flow: without contents, or with
// zeros for who must not see what was in memory before.
//
// Needs:   dispatches formed.
// Changes: tensor.empty that something else than linalg ops uses.
// Keeps:   empties that are only destinations of linalg ops.
// Options: zero-fill=true splats zero.
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/tensor.h"
#include "compiler/ir/builder.h"
#include "compiler/transforms/flow/passes.h"

static bool is_only_destination(const weir_op_t* empty) {
  for (const weir_use_t* use = empty->results[0].uses; use != NULL;
       use = use->next) {
    if (!weir_sv_equal_c(weir_op_dialect(use->op), "linalg")) return false;
  }
  return true;
}

static void convert(weir_op_t* empty, bool zero_fill) {
  weir_type_t* type = empty->results[0].type;
  weir_builder_t builder = weir_builder_before(empty);
  weir_attr_t* zero =
      zero_fill ? weir_zero_attr(weir_type_element(type)) : NULL;
  weir_value_t* fill =
      zero != NULL ? weir_build_constant(&builder, empty->location, zero)
                   : NULL;
  weir_op_state_t state;
  weir_op_state_init(
      &state, &builder,
      fill != NULL ? WEIR_FLOW_TENSOR_SPLAT : WEIR_FLOW_TENSOR_EMPTY,
      empty->location);
  if (fill != NULL) weir_op_state_operand(&state, fill);
  weir_op_state_operands_of(&state, empty, WEIR_TENSOR_EMPTY_DYNAMIC_SIZES);
  weir_op_state_result(&state, type);
  weir_value_t* value = weir_op_result_n(weir_build(&builder, &state), 0);
  weir_op_replace(empty, &value);
}

weir_status_t weir_flow_initialize_empty_tensors(weir_pass_t* pass,
                                                 weir_op_t* function) {
  bool zero_fill = weir_pass_flag(pass, "zero-fill", false);
  weir_op_list_t empties =
      weir_collect_ops(function, WEIR_TENSOR_EMPTY, pass->scratch);
  for (uint32_t i = 0; i < empties.count; ++i) {
    weir_op_t* empty = empties.ops[i];
    if (weir_op_parent_of(empty, WEIR_FLOW_DISPATCH_WORKGROUPS) != NULL ||
        is_only_destination(empty)) {
      continue;
    }
    convert(empty, zero_fill);
  }
  return weir_ok();
}
