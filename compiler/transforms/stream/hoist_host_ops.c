// Out of an execution region goes what the host computes for it.
//
// Async regions may hold arithmetic on sizes and offsets, which folds of async
// ops make where they stand; regions of commands may not. Such ops depend on
// nothing that the region makes, so they can be computed before it.
#include "compiler/dialects/stream.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/transforms/stream/allocation.h"
#include "compiler/transforms/stream/values.h"

typedef struct need_t {
  const weir_op_t* op;  // the one that is to move
  weir_op_t* before;
} need_t;

static weir_walk_t check_operands(weir_op_t* op, void* user) {
  const need_t* need = user;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* value = weir_op_operand_n(op, i);
    const weir_op_t* owner = weir_value_parent_op(value);
    bool is_inside =
        op != need->op && owner != NULL && weir_op_is_ancestor(need->op, owner);
    if (!is_inside && !weir_value_is_available_at(value, need->before)) {
      return WEIR_WALK_STOP;
    }
  }
  return WEIR_WALK_CONTINUE;
}

static bool is_of_region(const weir_op_t* op) {
  return weir_op_has_trait(op, WEIR_OP_STREAMABLE | WEIR_OP_PHASE_CMD) ||
         weir_op_is_terminator(op);
}

static bool hoist_from(weir_block_t* block, weir_op_t* execute) {
  bool ok = true;
  for (weir_op_t *op = block->first, *next; op != NULL; op = next) {
    next = op->next;
    if (weir_op_is(op, WEIR_STREAM_ASYNC_CONCURRENT)) {
      ok &= hoist_from(weir_op_region(op, 0)->first, execute);
      continue;
    }
    if (is_of_region(op)) continue;
    need_t need = {op, execute};
    if (weir_op_is_pure(op) && weir_walk_pre_order(op, check_operands, &need)) {
      weir_op_move_before(op, execute);
      continue;
    }
    ok = weir_op_error(op, "has no command form in an execution region");
  }
  return ok;
}

bool weir_allocation_hoist_host_ops(weir_op_t* execute) {
  return hoist_from(weir_op_region(execute, 0)->first, execute);
}
