// Makes one scf.if of two that ask the same, or of which one is inside the
// other.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/control_flow_impl.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/scf.h"

static weir_arena_t* arena_of(const weir_op_t* op) {
  return weir_context_arena(op->context);
}

static weir_block_t* branch_of(const weir_op_t* op, uint32_t index) {
  return weir_op_region(op, index)->first;
}

static weir_value_t* yielded(const weir_op_t* op, uint32_t branch, uint32_t i) {
  return weir_op_operand_n(branch_of(op, branch)->last, i);
}

static void build_yield(weir_rewriter_t* rewriter, weir_block_t* block,
                        weir_location_t* location, weir_value_t* const* values,
                        uint32_t count) {
  weir_builder_t at = rewriter->builder;
  weir_builder_set_end(&rewriter->builder, block);
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_SCF_YIELD, location);
  weir_op_state_operands(&state, values, count);
  weir_build(&rewriter->builder, &state);
  rewriter->builder = at;
}

static weir_op_t* build_if(weir_rewriter_t* rewriter, weir_op_t* op,
                           weir_value_t* condition, const weir_op_t* a,
                           const weir_op_t* b) {
  uint32_t first = a->result_count, count = first + (b ? b->result_count : 0);
  weir_type_t** types = WEIR_ARENA_ARRAY(arena_of(op), weir_type_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    types[i] = i < first ? weir_op_result_n(a, i)->type
                         : weir_op_result_n(b, i - first)->type;
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_SCF_IF, op->location);
  weir_op_state_operand(&state, condition);
  weir_op_state_results(&state, types, count);
  weir_op_state_regions(&state, 2);
  return weir_build(&rewriter->builder, &state);
}

// -- one behind the other -----------------------------------------------------

static bool is_inverse(const weir_value_t* value, const weir_value_t* of) {
  const weir_op_t* op = weir_value_op(value);
  int64_t mask = 0;
  return weir_op_is(op, WEIR_ARITH_XORI) && weir_op_operand_n(op, 0) == of &&
         weir_value_is_constant_int(weir_op_operand_n(op, 1), &mask) &&
         mask != 0;
}

// Which branch of |op| runs along with each of |before|; NULL: none.
static bool match_branches(const weir_op_t* before, const weir_op_t* op,
                           weir_block_t* out_blocks[2]) {
  const weir_value_t* a = weir_op_operand_n(before, 0);
  const weir_value_t* b = weir_op_operand_n(op, 0);
  bool inverse = is_inverse(a, b) || is_inverse(b, a);
  if (a != b && !inverse) return false;
  out_blocks[inverse] = branch_of(op, 0);
  out_blocks[!inverse] = branch_of(op, 1);
  return true;
}

// Inside |op| the results of |before| are what its branch yielded.
static void replace_results(const weir_op_t* before,
                            weir_block_t* const blocks[2],
                            weir_rewriter_t* rewriter) {
  for (uint32_t r = 0; r < before->result_count; ++r) {
    weir_value_t* result = weir_op_result_n(before, r);
    WEIR_FOR_EACH_USE(use, result) {
      for (uint32_t i = 0; i < 2; ++i) {
        if (blocks[i] == NULL ||
            weir_op_ancestor_in_block(use->op, blocks[i]) == NULL) {
          continue;
        }
        weir_op_t* user = use->op;
        weir_op_set_operand(user, use->index, yielded(before, i, r));
        weir_rewriter_touch(rewriter, user);
        break;
      }
    }
  }
}

// The ops of |block| go to the end of |to|, and so does what it yields.
static void append_branch(weir_rewriter_t* rewriter, weir_block_t* to,
                          weir_block_t* block) {
  weir_op_t* first = to->last;
  weir_op_t* second = block->last;
  uint32_t count = first->operand_count + second->operand_count;
  weir_value_t** values =
      WEIR_ARENA_ARRAY(arena_of(first), weir_value_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    values[i] = i < first->operand_count
                    ? weir_op_operand_n(first, i)
                    : weir_op_operand_n(second, i - first->operand_count);
  }
  WEIR_FOR_EACH_OP(inner, block) {
    if (inner == second) break;
    weir_op_move_before(inner, first);
    weir_rewriter_touch(rewriter, inner);
  }
  weir_location_t* location = second->location;
  weir_rewriter_erase(rewriter, second);
  weir_rewriter_erase(rewriter, first);
  build_yield(rewriter, to, location, values, count);
}

static bool combine_with_before(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_op_t* before = op->previous;
  weir_block_t* blocks[2] = {NULL, NULL};
  if (!weir_op_is(before, WEIR_SCF_IF) || !match_branches(before, op, blocks)) {
    return false;
  }
  replace_results(before, blocks, rewriter);
  weir_op_t* made =
      build_if(rewriter, op, weir_op_operand_n(before, 0), before, op);
  for (uint32_t i = 0; i < 2; ++i) {
    weir_region_t* region = weir_op_region(made, i);
    weir_region_take_blocks(region, weir_op_region(before, i));
    if (blocks[i] == NULL) continue;
    if (weir_region_is_empty(region)) {
      weir_region_take_blocks(region, blocks[i]->region);
    } else {
      append_branch(rewriter, region->first, blocks[i]);
    }
  }
  uint32_t first = before->result_count;
  for (uint32_t i = 0; i < made->result_count; ++i) {
    weir_rewriter_replace_uses(rewriter,
                               i < first ? weir_op_result_n(before, i)
                                         : weir_op_result_n(op, i - first),
                               weir_op_result_n(made, i));
  }
  weir_rewriter_erase(rewriter, before);
  weir_rewriter_erase(rewriter, op);
  return true;
}

// -- one inside the other -----------------------------------------------------

static bool only_yields(const weir_block_t* block) {
  return block == NULL || block->first == block->last;
}

// What the combined op yields and what becomes of the results that only the
// outer condition decides.
typedef struct nest_t {
  weir_op_t* inner;
  weir_value_t** yields;  // of the branch taken
  bool* is_selected;
} nest_t;

static bool match_nest(weir_op_t* op, nest_t* out) {
  const weir_block_t* then = branch_of(op, 0);
  weir_op_t* inner = then->first;
  if (!weir_op_is(inner, WEIR_SCF_IF) || inner->next != then->last ||
      !only_yields(branch_of(op, 1)) || !only_yields(branch_of(inner, 1))) {
    return false;
  }
  out->inner = inner;
  out->yields = WEIR_ARENA_ARRAY(arena_of(op), weir_value_t*, op->result_count);
  out->is_selected = WEIR_ARENA_ARRAY(arena_of(op), bool, op->result_count);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* value = yielded(op, 0, i);
    out->is_selected[i] = weir_value_op(value) != inner;
    if (out->is_selected[i]) {
      out->yields[i] = value;
      continue;
    }
    if (yielded(inner, 1, value->index) != yielded(op, 1, i)) return false;
    out->yields[i] = yielded(inner, 0, value->index);
  }
  return true;
}

static weir_value_t* build_select(weir_rewriter_t* rewriter, weir_op_t* op,
                                  weir_value_t* yes, weir_value_t* no) {
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_ARITH_SELECT,
                     op->location);
  weir_op_state_operand(&state, weir_op_operand_n(op, 0));
  weir_op_state_operand(&state, yes);
  weir_op_state_operand(&state, no);
  weir_op_state_result(&state, yes->type);
  return weir_op_result_n(weir_build(&rewriter->builder, &state), 0);
}

static bool combine_with_inner(weir_op_t* op, weir_rewriter_t* rewriter) {
  nest_t nest;
  if (!match_nest(op, &nest)) return false;
  uint32_t count = op->result_count;
  weir_value_t* both = weir_build_binary(&rewriter->builder, WEIR_ARITH_ANDI,
                                         op->location, weir_op_operand_n(op, 0),
                                         weir_op_operand_n(nest.inner, 0));
  weir_op_t* made = build_if(rewriter, op, both, op, NULL);
  weir_builder_set_before(&rewriter->builder, made);
  weir_value_t** results = WEIR_ARENA_ARRAY(arena_of(op), weir_value_t*, count);
  weir_value_t** others = WEIR_ARENA_ARRAY(arena_of(op), weir_value_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    others[i] = yielded(op, 1, i);
    results[i] = nest.is_selected[i]
                     ? build_select(rewriter, op, nest.yields[i], others[i])
                     : weir_op_result_n(made, i);
  }
  weir_region_t* then = weir_op_region(made, 0);
  weir_region_take_blocks(then, weir_op_region(nest.inner, 0));
  weir_location_t* location = then->first->last->location;
  weir_rewriter_erase(rewriter, then->first->last);
  build_yield(rewriter, then->first, location, nest.yields, count);
  if (count > 0) {
    build_yield(rewriter, weir_region_add_block(weir_op_region(made, 1)),
                op->location, others, count);
  }
  weir_rewriter_replace(rewriter, op, results);
  return true;
}

bool weir_scf_if_combine(weir_op_t* op, weir_rewriter_t* rewriter) {
  return combine_with_before(op, rewriter) || combine_with_inner(op, rewriter);
}
