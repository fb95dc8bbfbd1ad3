// Folds and rewrites of cf and scf.
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/cf.h"
#include "compiler/dialects/control_flow_impl.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/scf.h"

static weir_arena_t* arena_of(const weir_op_t* op) {
  return weir_context_arena(op->context);
}

// -- cf -----------------------------------------------------------------------

static void build_branch(weir_builder_t* builder, weir_location_t* location,
                         weir_block_t* block, weir_value_t* const* values,
                         uint32_t count) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_CF_BR, location);
  weir_op_state_operands(&state, values, count);
  weir_op_state_successor(&state, block);
  weir_build(builder, &state);
}

weir_value_t** weir_cf_successor_values(const weir_op_t* op, uint32_t successor,
                                        uint32_t* out_count) {
  uint32_t start = 0;
  weir_op_successor_operands(op, successor, &start, out_count);
  weir_value_t** values =
      WEIR_ARENA_ARRAY(arena_of(op), weir_value_t*, *out_count);
  for (uint32_t i = 0; i < *out_count; ++i) {
    values[i] = weir_op_operand_n(op, start + i);
  }
  return values;
}

void weir_cf_branch_to_successor(weir_rewriter_t* rewriter, weir_op_t* op,
                                 uint32_t successor) {
  uint32_t count = 0;
  weir_value_t** values = weir_cf_successor_values(op, successor, &count);
  build_branch(&rewriter->builder, op->location, op->successors[successor],
               values, count);
  weir_rewriter_erase(rewriter, op);
}

// A block that only goes on elsewhere, and whose arguments nobody else reads.
static const weir_op_t* pass_through(const weir_block_t* block) {
  const weir_op_t* op = block->first;
  if (op == NULL || op != block->last || !weir_op_is(op, WEIR_CF_BR) ||
      op->successors[0] == block) {
    return NULL;
  }
  for (uint32_t i = 0; i < block->argument_count; ++i) {
    for (weir_use_t* use = block->arguments[i]->uses; use; use = use->next) {
      if (use->op != op) return NULL;
    }
  }
  return op;
}

bool weir_cf_skip_block(const weir_op_t* op, uint32_t successor,
                        weir_block_t** out_block, weir_value_t*** out_values,
                        uint32_t* out_count) {
  weir_block_t* block = op->successors[successor];
  const weir_op_t* branch = pass_through(block);
  if (branch == NULL || block == op->block) return false;
  uint32_t start = 0, count = 0;
  weir_op_successor_operands(op, successor, &start, &count);
  uint32_t given = branch->operand_count;
  weir_value_t** values = WEIR_ARENA_ARRAY(arena_of(op), weir_value_t*, given);
  for (uint32_t i = 0; i < given; ++i) {
    weir_value_t* value = weir_op_operand_n(branch, i);
    bool own = value->kind == WEIR_VALUE_ARGUMENT && value->block == block;
    values[i] = own ? weir_op_operand_n(op, start + value->index) : value;
  }
  *out_block = branch->successors[0];
  *out_values = values;
  *out_count = given;
  return true;
}

// Lets successor |successor| of |op| skip a block that only branches.
static bool skip_pass_through(weir_rewriter_t* rewriter, weir_op_t* op,
                              uint32_t successor) {
  weir_block_t* block;
  weir_value_t** values;
  uint32_t count;
  if (!weir_cf_skip_block(op, successor, &block, &values, &count)) return false;
  weir_op_set_operand_group(
      op, (uint32_t)weir_op_successor_group(op, successor), values, count);
  op->successors[successor] = block;
  weir_rewriter_touch(rewriter, op);
  return true;
}

bool weir_cf_br_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  return skip_pass_through(rewriter, op, 0);
}

// In a block that is only reached where |condition| is known it is a constant.
static bool propagate_truth(weir_rewriter_t* rewriter, weir_op_t* op,
                            uint32_t successor) {
  weir_value_t* condition = weir_op_operand(op, WEIR_CF_COND_BR_CONDITION);
  weir_block_t* block = op->successors[successor];
  weir_arena_t scratch = {0};
  uint32_t predecessors = 0;
  weir_block_predecessors(block, &scratch, &predecessors);
  weir_arena_deinit(&scratch);
  if (predecessors != 1) return false;
  weir_value_t* constant = NULL;
  WEIR_FOR_EACH_USE(use, condition) {
    if (use->op->block != block) continue;
    if (constant == NULL) {
      constant =
          weir_build_constant(&rewriter->builder, op->location,
                              weir_bool_attr(op->context, successor == 0));
    }
    weir_op_t* user = use->op;
    weir_op_set_operand(user, use->index, constant);
    weir_rewriter_touch(rewriter, user);
  }
  return constant != NULL;
}

// Both ways lead to one block: a selection of what is handed over.
static bool join_identical(weir_rewriter_t* rewriter, weir_op_t* op) {
  if (op->successors[0] != op->successors[1]) return false;
  uint32_t yes = 0, no = 0, count = 0;
  weir_op_successor_operands(op, 0, &yes, &count);
  weir_op_successor_operands(op, 1, &no, &count);
  weir_value_t** values = WEIR_ARENA_ARRAY(arena_of(op), weir_value_t*, count);
  bool same = true;
  for (uint32_t i = 0; i < count; ++i) {
    same =
        same && weir_op_operand_n(op, yes + i) == weir_op_operand_n(op, no + i);
  }
  if (!same) {
    // Worth it only where no other branch keeps the block's arguments alive.
    weir_arena_t scratch = {0};
    uint32_t edges = 0;
    weir_block_predecessors(op->successors[0], &scratch, &edges);
    weir_arena_deinit(&scratch);
    if (edges != 2) return false;
  }
  for (uint32_t i = 0; i < count; ++i) {
    values[i] = weir_op_operand_n(op, yes + i);
    weir_value_t* other = weir_op_operand_n(op, no + i);
    if (values[i] == other) continue;
    weir_op_state_t state;
    weir_op_state_init(&state, &rewriter->builder, WEIR_ARITH_SELECT,
                       op->location);
    weir_op_state_operand(&state, weir_op_operand_n(op, 0));
    weir_op_state_operand(&state, values[i]);
    weir_op_state_operand(&state, other);
    weir_op_state_result(&state, other->type);
    values[i] = weir_op_result_n(weir_build(&rewriter->builder, &state), 0);
  }
  build_branch(&rewriter->builder, op->location, op->successors[0], values,
               count);
  weir_rewriter_erase(rewriter, op);
  return true;
}

bool weir_cf_cond_br_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  int64_t condition = 0;
  if (weir_value_is_constant_int(weir_op_operand_n(op, 0), &condition)) {
    weir_cf_branch_to_successor(rewriter, op, condition != 0 ? 0 : 1);
    return true;
  }
  if (skip_pass_through(rewriter, op, 0) ||
      skip_pass_through(rewriter, op, 1)) {
    return true;
  }
  if (join_identical(rewriter, op)) return true;
  bool changed = propagate_truth(rewriter, op, 0);
  return propagate_truth(rewriter, op, 1) || changed;
}

bool weir_cf_assert_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  int64_t condition = 0;
  if (!weir_value_is_constant_int(weir_op_operand_n(op, 0), &condition) ||
      condition == 0) {
    return false;
  }
  weir_rewriter_erase(rewriter, op);
  return true;
}

// -- scf ----------------------------------------------------------------------

static weir_value_t** values_of(const weir_op_t* op, uint32_t start) {
  uint32_t count = op->operand_count - start;
  weir_value_t** values = WEIR_ARENA_ARRAY(arena_of(op), weir_value_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    values[i] = weir_op_operand_n(op, start + i);
  }
  return values;
}

void weir_rewriter_inline_block(weir_rewriter_t* rewriter, weir_op_t* op,
                                weir_block_t* block,
                                weir_value_t* const* arguments) {
  for (uint32_t i = 0; i < block->argument_count; ++i) {
    weir_rewriter_replace_uses(rewriter, block->arguments[i], arguments[i]);
  }
  weir_op_t* yield = block->last;
  WEIR_FOR_EACH_OP(inner, block) {
    if (inner == yield) break;
    weir_op_move_before(inner, op);
    weir_rewriter_touch(rewriter, inner);
  }
  weir_value_t** values = values_of(yield, 0);
  weir_rewriter_erase(rewriter, yield);
  weir_rewriter_replace(rewriter, op, values);
}

static bool is_single_block(const weir_region_t* region) {
  return region->first != NULL && region->first == region->last;
}

// Makes |op| again without the results that |keep| does not name; regions move
// over, and their yields are cut.
static weir_op_t* rebuild_results(weir_rewriter_t* rewriter, weir_op_t* op,
                                  const bool* keep) {
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, weir_op_id(op), op->location);
  for (uint32_t g = 0; g < op->info->operand_group_count; ++g) {
    weir_op_state_operands_of(&state, op, g);
  }
  weir_op_state_attrs(&state, op->attrs);
  weir_type_t** types =
      WEIR_ARENA_ARRAY(arena_of(op), weir_type_t*, op->result_count);
  uint32_t count = 0;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (keep[i]) types[count++] = weir_op_result_n(op, i)->type;
  }
  weir_op_state_results(&state, types, count);
  weir_op_state_regions(&state, op->region_count);
  weir_op_t* made = weir_build(&rewriter->builder, &state);
  for (uint32_t r = 0; r < op->region_count; ++r) {
    weir_region_take_blocks(weir_op_region(made, r), weir_op_region(op, r));
    WEIR_FOR_EACH_BLOCK(block, weir_op_region(made, r)) {
      weir_op_t* yield = block->last;
      if (!weir_op_is(yield, WEIR_SCF_YIELD)) continue;
      for (uint32_t i = op->result_count; i > 0; --i) {
        if (!keep[i - 1]) weir_op_erase_operand(yield, i - 1);
      }
      weir_rewriter_touch(rewriter, yield);
    }
  }
  uint32_t next = 0;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (!keep[i]) continue;
    weir_rewriter_replace_uses(rewriter, weir_op_result_n(op, i),
                               weir_op_result_n(made, next++));
  }
  weir_rewriter_erase(rewriter, op);
  return made;
}

static bool drop_unused_results(weir_rewriter_t* rewriter, weir_op_t* op) {
  bool* keep = WEIR_ARENA_ARRAY(arena_of(op), bool, op->result_count);
  bool all = true;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    keep[i] = weir_value_has_uses(weir_op_result_n(op, i));
    all = all && keep[i];
  }
  if (all) return false;
  rebuild_results(rewriter, op, keep);
  return true;
}

// Results that both branches get from outside are selections.
static bool if_to_select(weir_rewriter_t* rewriter, weir_op_t* op) {
  const weir_region_t* then_region = weir_op_region(op, 0);
  const weir_region_t* else_region = weir_op_region(op, 1);
  if (op->result_count == 0 || !is_single_block(then_region) ||
      !is_single_block(else_region)) {
    return false;
  }
  const weir_op_t* yes = then_region->first->last;
  const weir_op_t* no = else_region->first->last;
  bool* keep = WEIR_ARENA_ARRAY(arena_of(op), bool, op->result_count);
  bool changed = false;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* a = weir_op_operand_n(yes, i);
    weir_value_t* b = weir_op_operand_n(no, i);
    const weir_op_t* a_parent = weir_value_parent_op(a);
    const weir_op_t* b_parent = weir_value_parent_op(b);
    keep[i] =
        weir_op_is_ancestor(op, a_parent) || weir_op_is_ancestor(op, b_parent);
    if (keep[i]) continue;
    changed = true;
    weir_value_t* value = a;
    if (a != b) {
      weir_op_state_t state;
      weir_op_state_init(&state, &rewriter->builder, WEIR_ARITH_SELECT,
                         op->location);
      weir_op_state_operand(&state, weir_op_operand_n(op, 0));
      weir_op_state_operand(&state, a);
      weir_op_state_operand(&state, b);
      weir_op_state_result(&state, a->type);
      value = weir_op_result_n(weir_build(&rewriter->builder, &state), 0);
    }
    weir_rewriter_replace_uses(rewriter, weir_op_result_n(op, i), value);
  }
  if (changed) rebuild_results(rewriter, op, keep);
  return changed;
}

// Inside a branch the condition is known.
static bool propagate_condition(weir_rewriter_t* rewriter, weir_op_t* op) {
  weir_value_t* condition = weir_op_operand_n(op, 0);
  weir_value_t* constants[2] = {NULL, NULL};
  WEIR_FOR_EACH_USE(use, condition) {
    if (use->op == op || !weir_op_is_ancestor(op, use->op)) continue;
    const weir_block_t* block = use->op->block;
    while (weir_op_parent(block->first) != op) {
      block = block->region->op->block;
    }
    uint32_t branch = block->region->index;
    if (constants[branch] == NULL) {
      constants[branch] =
          weir_build_constant(&rewriter->builder, op->location,
                              weir_bool_attr(op->context, branch == 0));
    }
    weir_op_t* user = use->op;
    weir_op_set_operand(user, use->index, constants[branch]);
    weir_rewriter_touch(rewriter, user);
  }
  return constants[0] != NULL || constants[1] != NULL;
}

bool weir_scf_if_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  int64_t condition = 0;
  if (weir_value_is_constant_int(weir_op_operand_n(op, 0), &condition)) {
    weir_region_t* taken = weir_op_region(op, condition != 0 ? 0 : 1);
    if (weir_region_is_empty(taken)) {
      weir_rewriter_erase(rewriter, op);
      return true;
    }
    if (is_single_block(taken)) {
      weir_rewriter_inline_block(rewriter, op, taken->first, NULL);
      return true;
    }
  }
  // In the order of upstream's patterns.
  if (weir_scf_if_combine(op, rewriter) || propagate_condition(rewriter, op) ||
      if_to_select(rewriter, op)) {
    return true;
  }
  weir_region_t* else_region = weir_op_region(op, 1);
  if (op->result_count == 0 && is_single_block(else_region) &&
      else_region->first->first == else_region->first->last) {
    weir_rewriter_erase_block(rewriter, else_region->first);
    weir_rewriter_touch(rewriter, op);
    return true;
  }
  return drop_unused_results(rewriter, op);
}

// if (!c) a else b is if (c) b else a.
bool weir_scf_if_fold(weir_op_t* op, weir_attr_t* const* operands,
                      weir_fold_result_t* results) {
  (void)operands;
  (void)results;
  const weir_op_t* inverse = weir_value_op(weir_op_operand_n(op, 0));
  int64_t mask = 0;
  if (weir_region_is_empty(weir_op_region(op, 1)) ||
      !weir_op_is(inverse, WEIR_ARITH_XORI) ||
      !weir_value_is_constant_int(weir_op_operand_n(inverse, 1), &mask) ||
      mask == 0) {
    return false;
  }
  weir_op_set_operand(op, 0, weir_op_operand_n(inverse, 0));
  weir_block_t* yes = weir_op_region(op, 0)->first;
  weir_block_t* no = weir_op_region(op, 1)->first;
  weir_region_t spare = {.op = op};
  weir_region_take_blocks(&spare, weir_op_region(op, 0));
  weir_region_take_blocks(weir_op_region(op, 0), weir_op_region(op, 1));
  weir_region_take_blocks(weir_op_region(op, 1), &spare);
  return yes != no;
}

// The number of iterations of bounds that are constants; -1 if they are not.
static int64_t trip_count(const weir_op_t* op) {
  int64_t lower = 0, upper = 0, step = 0;
  if (weir_op_operand_n(op, 0) == weir_op_operand_n(op, 1)) return 0;
  if (!weir_value_is_constant_int(weir_op_operand_n(op, 0), &lower) ||
      !weir_value_is_constant_int(weir_op_operand_n(op, 1), &upper)) {
    return -1;
  }
  if (upper <= lower) return 0;
  if (!weir_value_is_constant_int(weir_op_operand_n(op, 2), &step) ||
      step <= 0) {
    return -1;
  }
  uint64_t span = (uint64_t)upper - (uint64_t)lower;
  uint64_t count = (span - 1) / (uint64_t)step + 1;
  return count > INT64_MAX ? -1 : (int64_t)count;
}

// Values that go round unchanged are what they were before.
static bool fold_iter_args(weir_rewriter_t* rewriter, weir_op_t* op) {
  weir_block_t* body = weir_op_region(op, 0)->first;
  const weir_op_t* yield = body->last;
  bool changed = false;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* init = weir_op_operand_n(op, 3 + i);
    weir_value_t* argument = body->arguments[1 + i];
    weir_value_t* yielded = weir_op_operand_n(yield, i);
    bool is_same = yielded == argument ||
                   (yielded == init && !weir_value_has_uses(argument));
    if (!is_same) continue;
    changed |= weir_value_has_uses(weir_op_result_n(op, i));
    weir_rewriter_replace_uses(rewriter, weir_op_result_n(op, i), init);
    WEIR_FOR_EACH_USE(use, argument) {
      weir_op_t* user = use->op;
      if (user == yield && use->index == i) continue;
      weir_op_set_operand(user, use->index, init);
      weir_rewriter_touch(rewriter, user);
      changed = true;
    }
  }
  return changed;
}

// Takes iteration values out that neither the loop nor anyone else reads.
static bool drop_iter_args(weir_rewriter_t* rewriter, weir_op_t* op) {
  weir_block_t* body = weir_op_region(op, 0)->first;
  weir_op_t* yield = body->last;
  bool* keep = WEIR_ARENA_ARRAY(arena_of(op), bool, op->result_count);
  bool all = true;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* argument = body->arguments[1 + i];
    bool only_yielded = weir_op_operand_n(yield, i) == argument &&
                        weir_value_has_one_use(argument);
    keep[i] = weir_value_has_uses(weir_op_result_n(op, i)) ||
              (weir_value_has_uses(argument) && !only_yielded);
    all = all && keep[i];
  }
  if (all) return false;
  uint32_t count = op->result_count;
  weir_op_t* made = rebuild_results(rewriter, op, keep);
  for (uint32_t i = count; i > 0; --i) {
    if (keep[i - 1]) continue;
    weir_op_erase_operand(made, 3 + i - 1);
    weir_block_erase_argument(body, i);
  }
  weir_rewriter_touch(rewriter, made);
  return true;
}

// A loop that does nothing but hand out, at least once, what is there before
// it.
static bool replace_idle_loop(weir_rewriter_t* rewriter, weir_op_t* op) {
  const weir_block_t* body = weir_op_region(op, 0)->first;
  const weir_op_t* yield = body->last;
  if (body->first != yield) return false;
  for (uint32_t i = 0; i < yield->operand_count; ++i) {
    if (weir_value_block(weir_op_operand_n(yield, i)) == body) return false;
  }
  weir_rewriter_replace(rewriter, op, values_of(yield, 0));
  return true;
}

bool weir_scf_for_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_block_t* body = weir_op_region(op, 0)->first;
  int64_t trips = trip_count(op);
  if (trips == 0) {
    weir_rewriter_replace(rewriter, op, values_of(op, 3));
    return true;
  }
  if (trips == 1) {
    weir_value_t** arguments =
        WEIR_ARENA_ARRAY(arena_of(op), weir_value_t*, body->argument_count);
    arguments[0] = weir_op_operand_n(op, 0);
    for (uint32_t i = 1; i < body->argument_count; ++i) {
      arguments[i] = weir_op_operand_n(op, 2 + i);
    }
    weir_rewriter_inline_block(rewriter, op, body, arguments);
    return true;
  }
  if (trips > 1 && replace_idle_loop(rewriter, op)) return true;
  if (op->result_count == 0) return false;
  return fold_iter_args(rewriter, op) || drop_iter_args(rewriter, op);
}

bool weir_scf_index_switch_canonicalize(weir_op_t* op,
                                        weir_rewriter_t* rewriter) {
  int64_t value = 0;
  if (!weir_value_is_constant_int(weir_op_operand_n(op, 0), &value)) {
    return false;
  }
  const weir_attr_t* cases = weir_op_attr(op, "cases");
  uint32_t taken = 0;
  for (uint32_t i = 0; i < cases->dense_array.count; ++i) {
    if (((const int64_t*)(const void*)cases->dense_array.data)[i] == value) {
      taken = i + 1;
      break;
    }
  }
  weir_rewriter_inline_block(rewriter, op, weir_op_region(op, taken)->first,
                             NULL);
  return true;
}

// Its blocks become blocks of the function, which goes on behind them.
static bool inline_blocks(weir_rewriter_t* rewriter, weir_op_t* op) {
  const weir_op_t* parent = weir_op_parent(op);
  if (!weir_op_has_trait(parent, WEIR_OP_FUNCTION) &&
      !weir_op_is(parent, WEIR_SCF_EXECUTE_REGION)) {
    return false;
  }
  weir_region_t* region = weir_op_region(op, 0);
  weir_block_t* before = op->block;
  weir_block_t* behind = weir_block_split(before, op);
  weir_builder_set_end(&rewriter->builder, before);
  build_branch(&rewriter->builder, op->location, region->first, NULL, 0);
  WEIR_FOR_EACH_BLOCK(block, region) {
    weir_op_t* yield = block->last;
    if (weir_op_is(yield, WEIR_SCF_YIELD)) {
      weir_builder_set_before(&rewriter->builder, yield);
      build_branch(&rewriter->builder, yield->location, behind,
                   values_of(yield, 0), yield->operand_count);
      weir_rewriter_erase(rewriter, yield);
    }
    weir_region_insert_block(behind->region, block, behind);
  }
  weir_value_t** values =
      WEIR_ARENA_ARRAY(arena_of(op), weir_value_t*, op->result_count);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    values[i] = weir_block_add_argument(behind, weir_op_result_n(op, i)->type,
                                        op->location);
  }
  weir_rewriter_replace(rewriter, op, values);
  return true;
}

bool weir_scf_execute_region_canonicalize(weir_op_t* op,
                                          weir_rewriter_t* rewriter) {
  weir_region_t* region = weir_op_region(op, 0);
  if (weir_region_is_empty(region)) return false;
  if (!is_single_block(region)) return inline_blocks(rewriter, op);
  if (!weir_op_is(region->first->last, WEIR_SCF_YIELD)) return false;
  weir_rewriter_inline_block(rewriter, op, region->first, NULL);
  return true;
}
