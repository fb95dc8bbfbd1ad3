// Computes before a loop what is the same in each of its iterations.
//
// Needs:   nothing.
// Changes: pure ops directly in the body of scf.for, forall, parallel and while
//          whose operands come from outside stand before the loop.
// Keeps:   ops with effects; all else.
#include "compiler/dialects/scf.h"
#include "compiler/transforms/util/passes.h"

static bool is_loop(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_SCF_FOR:
    case WEIR_SCF_FORALL:
    case WEIR_SCF_PARALLEL:
    case WEIR_SCF_WHILE:
      return true;
    default:
      return false;
  }
}

typedef struct invariance_t {
  const weir_op_t* loop;
  const weir_op_t* op;  // that is to be moved
  bool holds;
} invariance_t;

// Whether an op in the one to be moved uses what the loop defines outside it.
static weir_walk_t check_operands(weir_op_t* op, void* user) {
  invariance_t* check = user;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    const weir_block_t* block = weir_value_block(weir_op_operand_n(op, i));
    const weir_op_t* owner = block->region->op;
    if (weir_op_is_ancestor(check->loop, owner) &&
        !weir_op_is_ancestor(check->op, owner)) {
      check->holds = false;
      return WEIR_WALK_STOP;
    }
  }
  return WEIR_WALK_CONTINUE;
}

static bool is_invariant(const weir_op_t* loop, weir_op_t* op) {
  if (weir_op_is_terminator(op) || !weir_op_is_pure(op)) return false;
  invariance_t check = {.loop = loop, .op = op, .holds = true};
  weir_walk_pre_order(op, check_operands, &check);
  return check.holds;
}

static weir_walk_t move_out(weir_op_t* loop, void* user) {
  (void)user;
  if (!is_loop(loop)) return WEIR_WALK_CONTINUE;
  for (uint32_t i = 0; i < loop->region_count; ++i) {
    WEIR_FOR_EACH_BLOCK(block, weir_op_region(loop, i)) {
      for (weir_op_t *op = block->first, *next; op != NULL; op = next) {
        next = op->next;
        if (is_invariant(loop, op)) weir_op_move_before(op, loop);
      }
    }
  }
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_loop_invariant_code_motion(weir_pass_t* pass,
                                              weir_op_t* op) {
  (void)pass;
  weir_walk_post_order(op, move_out, NULL);
  return weir_ok();
}
