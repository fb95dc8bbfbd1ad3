// What a loop does only where it goes on, it does in its body.
#include "compiler/dialects/control_flow_impl.h"
#include "compiler/dialects/scf.h"
#include "compiler/ir/rewrite.h"

typedef struct motion_t {
  weir_op_t* loop;
  weir_block_t *before, *after;
  weir_op_t* condition;
  weir_op_t* branch;  // the scf.if in front of it
  weir_arena_t* arena;
  weir_value_t** handed;  // of the block before, to the body
  uint32_t handed_count, handed_capacity;
} motion_t;

// An scf.if that asks what the loop asks and else does nothing.
static weir_op_t* branch_before(const weir_op_t* condition) {
  weir_op_t* branch = condition->previous;
  if (!weir_op_is(branch, WEIR_SCF_IF) ||
      weir_op_operand_n(branch, 0) != weir_op_operand_n(condition, 0)) {
    return NULL;
  }
  const weir_block_t* other = weir_op_region(branch, 1)->first;
  return other == NULL || other->first == other->last ? branch : NULL;
}

static weir_value_t* yielded(const weir_op_t* branch, uint32_t region,
                             uint32_t i) {
  return weir_op_operand_n(weir_op_region(branch, region)->first->last, i);
}

// Where the loop ends its results are those of the branch not taken, and in the
// body those of the branch taken.
static void replace_results(const motion_t* m, weir_rewriter_t* rewriter) {
  for (uint32_t i = 1; i < m->condition->operand_count; ++i) {
    const weir_value_t* value = weir_op_operand_n(m->condition, i);
    if (weir_value_op(value) != m->branch) continue;
    weir_rewriter_replace_uses(rewriter, m->after->arguments[i - 1],
                               yielded(m->branch, 0, value->index));
  }
  for (uint32_t i = 0; i < m->branch->result_count; ++i) {
    weir_rewriter_replace_uses(rewriter, weir_op_result_n(m->branch, i),
                               yielded(m->branch, 1, i));
  }
}

static void hand(motion_t* m, weir_value_t* value) {
  for (uint32_t i = 0; i < m->handed_count; ++i) {
    if (m->handed[i] == value) return;
  }
  if (m->handed_count == m->handed_capacity) {
    uint32_t capacity = m->handed_capacity != 0 ? 2 * m->handed_capacity : 8;
    weir_value_t** values = WEIR_ARENA_ARRAY(m->arena, weir_value_t*, capacity);
    for (uint32_t i = 0; i < m->handed_count; ++i) values[i] = m->handed[i];
    m->handed = values;
    m->handed_capacity = capacity;
  }
  m->handed[m->handed_count++] = value;
}

static weir_walk_t note_used_values(weir_op_t* op, void* user) {
  motion_t* m = user;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* value = weir_op_operand_n(op, i);
    if (weir_value_block(value) == m->before) hand(m, value);
  }
  return WEIR_WALK_CONTINUE;
}

// The loop with the values that are handed to the body among its results.
static weir_op_t* rebuild(const motion_t* m, weir_rewriter_t* rewriter) {
  uint32_t old = m->loop->result_count, count = old + m->handed_count;
  weir_type_t** types = WEIR_ARENA_ARRAY(m->arena, weir_type_t*, count);
  weir_value_t** inits =
      WEIR_ARENA_ARRAY(m->arena, weir_value_t*, m->loop->operand_count);
  for (uint32_t i = 0; i < count; ++i) {
    types[i] =
        i < old ? weir_op_result_n(m->loop, i)->type : m->handed[i - old]->type;
  }
  for (uint32_t i = 0; i < m->loop->operand_count; ++i) {
    inits[i] = weir_op_operand_n(m->loop, i);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_SCF_WHILE,
                     m->loop->location);
  weir_op_state_operands(&state, inits, m->loop->operand_count);
  weir_op_state_results(&state, types, count);
  weir_op_state_attrs(&state, m->loop->attrs);
  weir_op_state_regions(&state, 2);
  weir_op_t* made = weir_build(&rewriter->builder, &state);
  for (uint32_t r = 0; r < 2; ++r) {
    weir_region_take_blocks(weir_op_region(made, r),
                            weir_op_region(m->loop, r));
  }
  return made;
}

// Uses in what becomes part of the body.
static void hand_over(const motion_t* m, weir_value_t* value,
                      weir_rewriter_t* rewriter) {
  weir_value_t* argument =
      weir_block_add_argument(m->after, value->type, m->loop->location);
  weir_block_t* taken = weir_op_region(m->branch, 0)->first;
  WEIR_FOR_EACH_USE(use, value) {
    if (weir_op_ancestor_in_block(use->op, taken) == NULL &&
        weir_op_ancestor_in_block(use->op, m->after) == NULL) {
      continue;
    }
    weir_op_t* user = use->op;
    weir_op_set_operand(user, use->index, argument);
    weir_rewriter_touch(rewriter, user);
  }
  weir_op_insert_operand(
      m->condition, WEIR_SCF_CONDITION_ARGS,
      weir_op_operand_group_size(m->condition, WEIR_SCF_CONDITION_ARGS), value);
}

static void inline_branch(const motion_t* m, weir_rewriter_t* rewriter) {
  weir_block_t* taken = weir_op_region(m->branch, 0)->first;
  weir_op_t* first = m->after->first;
  weir_op_erase(taken->last);
  WEIR_FOR_EACH_OP(op, taken) {
    weir_op_move_before(op, first);
    weir_rewriter_touch(rewriter, op);
  }
  weir_rewriter_erase(rewriter, m->branch);
}

bool weir_scf_while_move_if_down(weir_op_t* op, weir_rewriter_t* rewriter) {
  motion_t m = {.loop = op,
                .before = weir_op_region(op, 0)->first,
                .after = weir_op_region(op, 1)->first,
                .arena = weir_context_arena(op->context)};
  m.condition = m.before->last;
  m.branch = branch_before(m.condition);
  if (m.branch == NULL) return false;
  replace_results(&m, rewriter);
  WEIR_FOR_EACH_OP(inner, weir_op_region(m.branch, 0)->first) {
    weir_walk_post_order(inner, note_used_values, &m);
  }
  weir_op_t* made = rebuild(&m, rewriter);
  for (uint32_t i = 0; i < m.handed_count; ++i) {
    hand_over(&m, m.handed[i], rewriter);
  }
  inline_branch(&m, rewriter);
  weir_rewriter_touch(rewriter, m.condition);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_rewriter_replace_uses(rewriter, weir_op_result_n(op, i),
                               weir_op_result_n(made, i));
  }
  weir_rewriter_erase(rewriter, op);
  return true;
}
