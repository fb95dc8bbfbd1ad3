// Rewrites of scf.while: what does not change, is the same twice or is read by
// nobody does not go round.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/control_flow_impl.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/scf.h"

// A loop: the state it starts with comes to |before|, which hands what it
// decides on to |after| and to the results; |yield| hands on the next state.
typedef struct loop_t {
  weir_op_t* op;
  weir_block_t *before, *after;
  weir_op_t *condition, *yield;
  uint32_t state_count, result_count;
} loop_t;

static weir_arena_t* arena_of(const weir_op_t* op) {
  return weir_context_arena(op->context);
}

static weir_value_t* passed(const loop_t* loop, uint32_t i) {
  return weir_op_operand_n(loop->condition, 1 + i);
}

static weir_value_t* result(const loop_t* loop, uint32_t i) {
  return weir_op_result_n(loop->op, i);
}

// Makes the loop again with the states that |keep| says and the results
// |places|, each of which was result places[i]. What goes must be unused.
static void rebuild(weir_rewriter_t* rewriter, const loop_t* loop,
                    const bool* keep, const uint32_t* places, uint32_t count) {
  weir_arena_t* arena = arena_of(loop->op);
  weir_value_t** inits =
      WEIR_ARENA_ARRAY(arena, weir_value_t*, loop->state_count);
  weir_type_t** types = WEIR_ARENA_ARRAY(arena, weir_type_t*, count);
  weir_value_t** values = WEIR_ARENA_ARRAY(arena, weir_value_t*, count);
  uint32_t init_count = 0;
  for (uint32_t i = 0; i < loop->state_count; ++i) {
    if (keep[i]) inits[init_count++] = weir_op_operand_n(loop->op, i);
  }
  for (uint32_t i = 0; i < count; ++i) {
    types[i] = result(loop, places[i])->type;
    values[i] = passed(loop, places[i]);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_SCF_WHILE,
                     loop->op->location);
  weir_op_state_operands(&state, inits, init_count);
  weir_op_state_results(&state, types, count);
  weir_op_state_regions(&state, 2);
  weir_op_t* made = weir_build(&rewriter->builder, &state);
  for (uint32_t r = 0; r < 2; ++r) {
    weir_region_take_blocks(weir_op_region(made, r),
                            weir_op_region(loop->op, r));
  }
  for (uint32_t i = loop->state_count; i > 0; --i) {
    if (keep[i - 1]) continue;
    weir_op_erase_operand(loop->yield, i - 1);
    weir_block_erase_argument(loop->before, i - 1);
  }
  weir_op_set_operand_group(loop->condition, WEIR_SCF_CONDITION_ARGS, values,
                            count);
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* old = loop->after->arguments[places[i]];
    weir_value_t* argument = weir_block_add_argument(loop->after, types[i],
                                                     weir_value_location(old));
    weir_rewriter_replace_uses(rewriter, old, argument);
    weir_rewriter_replace_uses(rewriter, result(loop, places[i]),
                               weir_op_result_n(made, i));
  }
  for (uint32_t i = loop->result_count; i > 0; --i) {
    weir_block_erase_argument(loop->after, i - 1);
  }
  weir_rewriter_touch(rewriter, loop->condition);
  weir_rewriter_touch(rewriter, loop->yield);
  weir_rewriter_erase(rewriter, loop->op);
}

static uint32_t* all_places(const loop_t* loop) {
  uint32_t* places =
      WEIR_ARENA_ARRAY(arena_of(loop->op), uint32_t, loop->result_count);
  for (uint32_t i = 0; i < loop->result_count; ++i) places[i] = i;
  return places;
}

static bool* keep_all(const loop_t* loop) {
  bool* keep = WEIR_ARENA_ARRAY(arena_of(loop->op), bool, loop->state_count);
  for (uint32_t i = 0; i < loop->state_count; ++i) keep[i] = true;
  return keep;
}

// -- states -------------------------------------------------------------------

// Whether state |i| is in each round what it was at first.
static bool is_invariant(const loop_t* loop, uint32_t i) {
  const weir_value_t* init = weir_op_operand_n(loop->op, i);
  const weir_value_t* next = weir_op_operand_n(loop->yield, i);
  if (next == init) return true;
  if (next->kind != WEIR_VALUE_ARGUMENT || next->block != loop->after) {
    return false;
  }
  const weir_value_t* from = passed(loop, next->index);
  return from == init || from == loop->before->arguments[i];
}

static bool drop_invariant_states(weir_rewriter_t* rewriter,
                                  const loop_t* loop) {
  bool* keep = keep_all(loop);
  bool changed = false;
  for (uint32_t i = 0; i < loop->state_count; ++i) {
    keep[i] = !is_invariant(loop, i);
    changed |= !keep[i];
  }
  if (!changed) return false;
  for (uint32_t i = 0; i < loop->state_count; ++i) {
    if (keep[i]) continue;
    weir_rewriter_replace_uses(rewriter, loop->before->arguments[i],
                               weir_op_operand_n(loop->op, i));
  }
  rebuild(rewriter, loop, keep, all_places(loop), loop->result_count);
  return true;
}

static bool drop_unused_states(weir_rewriter_t* rewriter, const loop_t* loop) {
  bool* keep = keep_all(loop);
  bool changed = false;
  for (uint32_t i = 0; i < loop->state_count; ++i) {
    keep[i] = weir_value_has_uses(loop->before->arguments[i]);
    changed |= !keep[i];
  }
  if (changed) {
    rebuild(rewriter, loop, keep, all_places(loop), loop->result_count);
  }
  return changed;
}

// -- results ------------------------------------------------------------------

static void replace_passed(weir_rewriter_t* rewriter, const loop_t* loop,
                           uint32_t i, weir_value_t* argument,
                           weir_value_t* value) {
  weir_rewriter_replace_uses(rewriter, loop->after->arguments[i], argument);
  weir_rewriter_replace_uses(rewriter, result(loop, i), value);
}

static bool drop_outer_results(weir_rewriter_t* rewriter, const loop_t* loop) {
  uint32_t* places = all_places(loop);
  uint32_t count = 0;
  for (uint32_t i = 0; i < loop->result_count; ++i) {
    weir_value_t* value = passed(loop, i);
    if (weir_value_block(value) == loop->before) {
      places[count++] = i;
    } else {
      replace_passed(rewriter, loop, i, value, value);
    }
  }
  if (count == loop->result_count) return false;
  rebuild(rewriter, loop, keep_all(loop), places, count);
  return true;
}

static bool drop_unused_results(weir_rewriter_t* rewriter, const loop_t* loop) {
  uint32_t* places = all_places(loop);
  uint32_t count = 0;
  for (uint32_t i = 0; i < loop->result_count; ++i) {
    if (weir_value_has_uses(result(loop, i)) ||
        weir_value_has_uses(loop->after->arguments[i])) {
      places[count++] = i;
    }
  }
  if (count == loop->result_count) return false;
  rebuild(rewriter, loop, keep_all(loop), places, count);
  return true;
}

static bool drop_equal_results(weir_rewriter_t* rewriter, const loop_t* loop) {
  uint32_t* places = all_places(loop);
  uint32_t count = 0;
  for (uint32_t i = 0; i < loop->result_count; ++i) {
    uint32_t first = 0;
    while (passed(loop, first) != passed(loop, i)) ++first;
    if (first == i) {
      places[count++] = i;
    } else {
      replace_passed(rewriter, loop, i, loop->after->arguments[first],
                     result(loop, first));
    }
  }
  if (count == loop->result_count) return false;
  rebuild(rewriter, loop, keep_all(loop), places, count);
  return true;
}

// All states handed on, but in another order: in the order of the states.
static bool align_results(weir_rewriter_t* rewriter, const loop_t* loop) {
  uint32_t count = loop->result_count;
  if (count != loop->state_count) return false;
  uint32_t* places = all_places(loop);
  bool in_order = true;
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t from = 0;
    while (from < count && passed(loop, from) != loop->before->arguments[i]) {
      ++from;
    }
    if (from == count) return false;
    places[i] = from;
    in_order &= from == i;
  }
  if (in_order) return false;
  rebuild(rewriter, loop, keep_all(loop), places, count);
  return true;
}

// -- conditions ---------------------------------------------------------------

// In the body the condition has been true.
static bool propagate_truth(weir_rewriter_t* rewriter, const loop_t* loop) {
  bool changed = false;
  for (uint32_t i = 0; i < loop->result_count; ++i) {
    weir_value_t* argument = loop->after->arguments[i];
    if (passed(loop, i) != weir_op_operand_n(loop->condition, 0) ||
        !weir_value_has_uses(argument)) {
      continue;
    }
    weir_value_t* constant =
        weir_build_constant(&rewriter->builder, loop->op->location,
                            weir_bool_attr(loop->op->context, true));
    weir_rewriter_replace_uses(rewriter, argument, constant);
    changed = true;
  }
  return changed;
}

// arith.cmpi predicates: eq ne slt sle sgt sge ult ule ugt uge.
static int64_t inverted(int64_t predicate) {
  static const int64_t of[] = {1, 0, 5, 4, 3, 2, 9, 8, 7, 6};
  return predicate >= 0 && predicate < 10 ? of[predicate] : -1;
}

// Comparisons in the body that repeat the one that was the condition.
static bool repeat_comparison(weir_rewriter_t* rewriter,
                              const weir_op_t* compare, uint32_t side,
                              weir_value_t* argument) {
  int64_t predicate = weir_op_attr_int(compare, "predicate", -1);
  bool changed = false;
  WEIR_FOR_EACH_USE(use, argument) {
    weir_op_t* other = use->op;
    if (!weir_op_is(other, WEIR_ARITH_CMPI) ||
        weir_op_operand_n(other, 1 - side) !=
            weir_op_operand_n(compare, 1 - side)) {
      continue;
    }
    int64_t asked = weir_op_attr_int(other, "predicate", -1);
    if (asked != predicate && asked != inverted(predicate)) continue;
    weir_builder_t at = rewriter->builder;
    weir_builder_set_before(&rewriter->builder, other);
    weir_value_t* known =
        weir_build_constant(&rewriter->builder, other->location,
                            weir_bool_attr(other->context, asked == predicate));
    rewriter->builder = at;
    weir_rewriter_replace_one(rewriter, other, known);
    changed = true;
  }
  return changed;
}

static bool propagate_comparison(weir_rewriter_t* rewriter,
                                 const loop_t* loop) {
  const weir_op_t* compare =
      weir_value_op(weir_op_operand_n(loop->condition, 0));
  if (!weir_op_is(compare, WEIR_ARITH_CMPI)) return false;
  bool changed = false;
  for (uint32_t i = 0; i < loop->result_count; ++i) {
    for (uint32_t side = 0; side < 2; ++side) {
      if (passed(loop, i) != weir_op_operand_n(compare, side)) continue;
      changed |=
          repeat_comparison(rewriter, compare, side, loop->after->arguments[i]);
    }
  }
  return changed;
}

bool weir_scf_while_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  loop_t loop = {.op = op,
                 .before = weir_op_region(op, 0)->first,
                 .after = weir_op_region(op, 1)->first,
                 .state_count = op->operand_count,
                 .result_count = op->result_count};
  loop.condition = loop.before->last;
  loop.yield = loop.after->last;
  if (!weir_op_is(loop.condition, WEIR_SCF_CONDITION) ||
      !weir_op_is(loop.yield, WEIR_SCF_YIELD)) {
    return false;
  }
  return drop_invariant_states(rewriter, &loop) ||
         drop_outer_results(rewriter, &loop) ||
         propagate_truth(rewriter, &loop) ||
         propagate_comparison(rewriter, &loop) ||
         drop_unused_results(rewriter, &loop) ||
         drop_equal_results(rewriter, &loop) ||
         drop_unused_states(rewriter, &loop) ||
         align_results(rewriter, &loop) ||
         weir_scf_while_move_if_down(op, rewriter);
}
