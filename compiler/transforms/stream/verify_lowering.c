// Refuses programs that are not as far lowered as the next passes need.
//
// Four passes, one per stage: to tensors, to async resources, to async
// execution regions, to commands. None changes anything; what is in executables
// is not looked at.
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/text/text.h"
#include "compiler/transforms/stream/passes.h"

typedef enum stage_t {
  TO_TENSORS,
  TO_ASYNC_RESOURCES,
  TO_ASYNC,
  TO_CMD,
} stage_t;

// Dialects of tensors: nothing of them is left outside of executables.
static bool is_tensor_work(const weir_op_t* op) {
  weir_string_view_t dialect = weir_op_dialect(op);
  return weir_sv_equal_c(dialect, "flow") ||
         weir_sv_equal_c(dialect, "linalg") ||
         weir_sv_equal_c(dialect, "tensor");
}

static bool is_in_region(const weir_op_t* op) {
  return weir_op_parent_of(op, WEIR_STREAM_ASYNC_EXECUTE) != NULL;
}

// Ops that only say something about resources may be anywhere.
static bool is_metadata(const weir_op_t* op) {
  return weir_op_is(op, WEIR_STREAM_ASYNC_CONSTANT) ||
         weir_op_is(op, WEIR_STREAM_ASYNC_ALLOCA) ||
         weir_op_is(op, WEIR_STREAM_RESOURCE_SUBVIEW);
}

// Commands use another model of memory than what comes before them.
static bool is_illegal_op(const weir_op_t* op, stage_t stage) {
  if (is_tensor_work(op)) return true;
  if (stage != TO_CMD && weir_op_has_trait(op, WEIR_OP_PHASE_CMD)) return true;
  if (stage == TO_CMD && weir_op_has_trait(op, WEIR_OP_PHASE_ASYNC)) {
    return true;
  }
  return stage >= TO_ASYNC_RESOURCES &&
         weir_op_has_trait(op, WEIR_OP_PHASE_TENSOR);
}

static bool is_outside_of_regions(weir_op_t* op, stage_t stage) {
  if (stage != TO_ASYNC || !weir_op_has_trait(op, WEIR_OP_STREAMABLE) ||
      is_metadata(op) || is_in_region(op)) {
    return false;
  }
  weir_op_error(op, ": streamable op expected to be in an execution region");
  return true;
}

static void check_type(weir_op_t* op, const char* place, uint32_t index,
                       const weir_type_t* type, weir_arena_t* arena) {
  if (!weir_type_is_stream_resource(type) ||
      weir_stream_resource_lifetime(type) != WEIR_LIFETIME_UNKNOWN) {
    return;
  }
  weir_op_error(op,
                "%s %u type '%s' illegal for this phase of lowering in the "
                "stream dialect",
                place, index, weir_print_type(type, arena));
}

typedef struct verify_t {
  stage_t stage;
  weir_arena_t* arena;
} verify_t;

static weir_walk_t verify_op(weir_op_t* op, void* user) {
  const verify_t* verify = user;
  if (is_illegal_op(op, verify->stage) ||
      is_outside_of_regions(op, verify->stage)) {
    weir_op_error(op,
                  "illegal for this phase of lowering in the stream dialect; "
                  "expected to have been converted or removed");
    return WEIR_WALK_SKIP;
  }
  if (weir_op_has_trait(op, WEIR_OP_OBJECT_LIKE)) return WEIR_WALK_SKIP;
  if (verify->stage < TO_ASYNC) return WEIR_WALK_CONTINUE;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    check_type(op, "operand", i, weir_op_operand_n(op, i)->type, verify->arena);
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    check_type(op, "result", i, op->results[i].type, verify->arena);
  }
  return WEIR_WALK_CONTINUE;
}

static weir_status_t verify(weir_pass_t* pass, weir_op_t* module,
                            stage_t stage) {
  uint32_t errors = weir_error_count(pass->context);
  verify_t verify = {stage, pass->scratch};
  weir_walk_pre_order(module, verify_op, &verify);
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
