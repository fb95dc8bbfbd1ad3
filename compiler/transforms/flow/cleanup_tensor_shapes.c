// Drops what only carried dynamic dimensions of tensors.
//
// Needs:   all tensor.dim resolved to the values that the dimensions are.
// Changes: flow.tensor.tie_shape gives way to its operand.
// Keeps:   all else; refuses ops that ask for dimensions.
#include "compiler/dialects/flow.h"
#include "compiler/dialects/tensor.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/transforms/flow/passes.h"

static bool asks_for_shape(const weir_op_t* op) {
  return weir_op_is(op, WEIR_TENSOR_DIM) || weir_op_is(op, WEIR_TENSOR_RANK);
}

weir_status_t weir_flow_cleanup_tensor_shapes(weir_pass_t* pass,
                                              weir_op_t* function) {
  weir_op_list_t all = weir_collect_ops(function, 0, pass->scratch);
  bool is_clean = true;
  for (uint32_t i = 0; i < all.count; ++i) {
    weir_op_t* op = all.ops[i];
    if (weir_op_is(op, WEIR_FLOW_TENSOR_TIE_SHAPE)) {
      weir_value_t* operand = weir_op_operand_n(op, 0);
      weir_op_replace(op, &operand);
    } else if (asks_for_shape(op)) {
      weir_op_error(op,
                    "unexpected during shape cleanup; dynamic dimensions must "
                    "have been resolved prior to leaving the flow dialect");
      is_clean = false;
    }
  }
  return is_clean ? weir_ok()
                  : weir_status(WEIR_CODE_INVALID_ARGUMENT,
                                "dynamic dimensions are not resolved");
}
