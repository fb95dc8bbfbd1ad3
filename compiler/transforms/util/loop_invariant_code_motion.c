// Computes before a loop what is the same in each of its iterations.
//
// Needs:   nothing.
// Changes: pure ops directly in the body of scf.for, forall, parallel and while
//          whose operands come from outside stand before the loop.
// Keeps:   ops with effects; ops with regions other than loops over tensors and
//          loops by steps of one, and divisions by what may be zero or
//          overflow, as the loop may not run at all.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/fold_util.h"
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

// Whether computing it is harmless where it would not have been computed.
static bool is_harmless(const weir_op_t* op);

// Loops over tensors are, and those that go up one by one, which end.
static bool region_is_harmless(const weir_op_t* op) {
  if (weir_op_has_trait(op, WEIR_OP_BUFFER_EFFECTS)) return true;
  int64_t step = 0;
  if (!weir_op_is(op, WEIR_SCF_FOR) ||
      !weir_value_is_constant_int(weir_op_operand(op, WEIR_SCF_FOR_STEP),
                                  &step) ||
      step != 1) {
    return false;
  }
  WEIR_FOR_EACH_OP(inner, weir_op_region(op, 0)->first) {
    if (!is_harmless(inner)) return false;
  }
  return true;
}

static bool is_harmless(const weir_op_t* op) {
  if (op->region_count > 0) return region_is_harmless(op);
  int64_t divisor = 0;
  switch (weir_op_id(op)) {
    case WEIR_ARITH_CEILDIVSI:
    case WEIR_ARITH_DIVSI:
      return weir_value_splat_int(weir_op_operand_n(op, 1), &divisor) &&
             divisor != 0 && divisor != -1;
    case WEIR_ARITH_CEILDIVUI:
    case WEIR_ARITH_DIVUI:
      return weir_value_splat_int(weir_op_operand_n(op, 1), &divisor) &&
             divisor != 0;
    default:
      return true;
  }
}

static bool is_invariant(const weir_op_t* loop, weir_op_t* op) {
  if (weir_op_is_terminator(op) || !weir_op_is_pure(op) || !is_harmless(op)) {
    return false;
  }
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
