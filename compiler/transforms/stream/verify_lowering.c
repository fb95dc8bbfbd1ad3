// Refuses programs that are not as far lowered as the next passes need.
//
// Four passes, one per stage: to tensors, to async resources, to async
// execution regions, to commands. None changes anything; executables are not
// looked at.
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/transforms/stream/passes.h"

typedef enum stage_t {
  TO_TENSORS,
  TO_ASYNC_RESOURCES,
  TO_ASYNC,
  TO_CMD,
} stage_t;

static bool is_tensor_work(const weir_op_t* op) {
  weir_string_view_t dialect = weir_op_dialect(op);
  if (!weir_sv_equal_c(dialect, "flow") &&
      !weir_sv_equal_c(dialect, "linalg") &&
      !weir_sv_equal_c(dialect, "tensor")) {
    return false;
  }
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (weir_type_is_tensor(weir_op_operand_n(op, i)->type)) return true;
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (weir_type_is_tensor(op->results[i].type)) return true;
  }
  return false;
}

static bool is_undecided(const weir_type_t* type) {
  return weir_type_is_stream_resource(type) &&
         weir_stream_resource_lifetime(type) == WEIR_LIFETIME_UNKNOWN;
}

static bool has_undecided_values(const weir_op_t* op) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (is_undecided(weir_op_operand_n(op, i)->type)) return true;
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (is_undecided(op->results[i].type)) return true;
  }
  return false;
}

static bool is_in_region(const weir_op_t* op) {
  return weir_op_parent_of(op, WEIR_STREAM_ASYNC_EXECUTE) != NULL ||
         weir_op_parent_of(op, WEIR_STREAM_CMD_EXECUTE) != NULL;
}

// What is wrong with |op| at |stage|, NULL if nothing is.
static const char* fault_of(const weir_op_t* op, stage_t stage) {
  if (is_tensor_work(op)) {
    return "illegal for this phase of lowering in the stream dialect; tensors "
           "must have been converted to resources and dispatches";
  }
  if (stage >= TO_ASYNC_RESOURCES &&
      weir_op_has_trait(op, WEIR_OP_PHASE_TENSOR)) {
    return "illegal for this phase of lowering in the stream dialect; tensor "
           "operations must have been encoded";
  }
  if (stage >= TO_ASYNC && has_undecided_values(op)) {
    return "illegal for this phase of lowering in the stream dialect; "
           "resources must have a known lifetime";
  }
  if (stage == TO_ASYNC && weir_op_has_trait(op, WEIR_OP_PHASE_ASYNC) &&
      weir_op_has_trait(op, WEIR_OP_STREAMABLE) && !is_in_region(op)) {
    return "illegal for this phase of lowering in the stream dialect; "
           "streamable operations must be in execution regions";
  }
  if (stage == TO_CMD && weir_op_has_trait(op, WEIR_OP_PHASE_ASYNC)) {
    return "illegal for this phase of lowering in the stream dialect; "
           "asynchronous operations must have been given storage";
  }
  return NULL;
}

static weir_walk_t verify_op(weir_op_t* op, void* user) {
  if (weir_op_has_trait(op, WEIR_OP_OBJECT_LIKE)) return WEIR_WALK_SKIP;
  const char* fault = fault_of(op, *(const stage_t*)user);
  if (fault != NULL) weir_op_error(op, "%s", fault);
  return WEIR_WALK_CONTINUE;
}

static weir_status_t verify(weir_pass_t* pass, weir_op_t* module,
                            stage_t stage) {
  uint32_t errors = weir_error_count(pass->context);
  weir_walk_pre_order(module, verify_op, &stage);
  if (weir_error_count(pass->context) == errors) return weir_ok();
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "the program is not lowered as far as expected");
}

weir_status_t weir_stream_verify_lowering_to_tensors(weir_pass_t* pass,
                                                     weir_op_t* module) {
  return verify(pass, module, TO_TENSORS);
}

weir_status_t weir_stream_verify_lowering_to_async_resources(
    weir_pass_t* pass, weir_op_t* module) {
  return verify(pass, module, TO_ASYNC_RESOURCES);
}

weir_status_t weir_stream_verify_lowering_to_async(weir_pass_t* pass,
                                                   weir_op_t* module) {
  return verify(pass, module, TO_ASYNC);
}

weir_status_t weir_stream_verify_lowering_to_cmd(weir_pass_t* pass,
                                                 weir_op_t* module) {
  return verify(pass, module, TO_CMD);
}
