// Refuses programs that stream-conversion cannot take.
//
// Needs:   the output of the flow pipeline.
// Changes: nothing.
#include "compiler/conversion/passes.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/diagnostic.h"

static bool has_tensor(const weir_op_t* op) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (weir_type_is_tensor(weir_op_operand_n(op, i)->type)) return true;
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (weir_type_is_tensor(op->results[i].type)) return true;
  }
  return false;
}

static weir_walk_t verify_op(weir_op_t* op, void* user) {
  (void)user;
  if (weir_op_has_trait(op, WEIR_OP_OBJECT_LIKE)) return WEIR_WALK_SKIP;
  switch (weir_op_id(op)) {
    case WEIR_FLOW_DISPATCH_REGION:
    case WEIR_FLOW_DISPATCH_WORKGROUPS:
      weir_op_error(op,
                    "must be outlined into a flow.executable before "
                    "conversion to streams");
      return WEIR_WALK_SKIP;
    case WEIR_UTIL_GLOBAL_ADDRESS:
    case WEIR_UTIL_GLOBAL_LOAD_INDIRECT:
    case WEIR_UTIL_GLOBAL_STORE_INDIRECT:
      // What is behind an address is not known to be a resource and a size.
      weir_op_error(op,
                    "illegal for this phase of lowering in the stream dialect; "
                    "expected to have been converted or removed");
      break;
    default:
      if (has_tensor(op) && (weir_sv_equal_c(weir_op_dialect(op), "linalg") ||
                             weir_sv_equal_c(weir_op_dialect(op), "tensor"))) {
        weir_op_error(op,
                      "computes on tensors outside of an executable; "
                      "dispatches must be formed before conversion to "
                      "streams");
      }
      break;
  }
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_verify_stream_input(weir_pass_t* pass, weir_op_t* module) {
  uint32_t errors = weir_error_count(pass->context);
  weir_walk_pre_order(module, verify_op, NULL);
  if (weir_error_count(pass->context) == errors) return weir_ok();
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "the program is no valid input of the stream pipeline");
}
