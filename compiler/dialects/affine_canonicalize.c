// Rewrites of affine loops, conditions and accesses: their maps take in what
// their operands are made of.
#include "compiler/dialects/affine.h"
#include "compiler/dialects/affine_compose.h"
#include "compiler/dialects/affine_impl.h"
#include "compiler/dialects/affine_scope.h"
#include "compiler/dialects/control_flow_impl.h"
#include "compiler/dialects/dialect_impl.h"
#include "compiler/dialects/fold_util.h"

// Whether every operand may stand where the map has it.
static bool places_hold(const weir_affine_application_t* a) {
  const weir_affine_map_t* map = a->map;
  for (uint32_t i = 0; i < map->dim_count + map->symbol_count; ++i) {
    bool holds = i < map->dim_count ? weir_affine_is_dim(a->operands[i])
                                    : weir_affine_is_symbol(a->operands[i]);
    if (!holds) return false;
  }
  return true;
}

static uint32_t operand_count(const weir_affine_application_t* a) {
  return a->map->dim_count + a->map->symbol_count;
}

// -- bounds -------------------------------------------------------------------

// The results of |map| but those that a constant among the others decides: of
// constants only the last of the order, smallest or largest, counts.
static weir_affine_map_t* keep_deciding(weir_affine_map_t* map, bool largest,
                                        weir_arena_t* arena) {
  const weir_affine_expr_t* best = NULL;
  for (uint32_t i = 0; i < map->result_count; ++i) {
    const weir_affine_expr_t* expr = map->results[i];
    if (expr->kind != WEIR_AFFINE_CONSTANT) continue;
    bool better = best == NULL || (largest ? expr->value > best->value
                                           : expr->value < best->value);
    if (better) best = expr;
  }
  weir_affine_expr_t** kept =
      WEIR_ARENA_ARRAY(arena, weir_affine_expr_t*, map->result_count + 1);
  uint32_t count = 0;
  for (uint32_t i = 0; i < map->result_count; ++i) {
    weir_affine_expr_t* expr = map->results[i];
    if (expr->kind != WEIR_AFFINE_CONSTANT || expr == best) {
      kept[count++] = expr;
    }
  }
  return weir_affine_map_distinct(
      weir_affine_map(map->context, map->dim_count, map->symbol_count, kept,
                      count),
      arena);
}

static bool simplify_bound(weir_op_t* op, const char* name, uint32_t group) {
  weir_arena_t scratch = {0};
  weir_affine_map_t* map = weir_op_attr(op, name)->map;
  weir_affine_application_t a = weir_affine_application_of(
      op, map, weir_op_operand_group_start(op, group), &scratch);
  weir_affine_compose(&a, &scratch);
  bool largest = group == WEIR_AFFINE_FOR_LOWER_BOUND_OPERANDS;
  a.map = keep_deciding(a.map, largest, &scratch);
  bool changed = a.map != map && places_hold(&a);
  if (changed) {
    weir_op_set_operand_group(op, group, a.operands, operand_count(&a));
    weir_op_set_attr(op, name, weir_affine_map_attr(a.map));
  }
  weir_arena_deinit(&scratch);
  return changed;
}

// -- affine.for ---------------------------------------------------------------

// A bound that is one number.
static bool constant_bound(const weir_op_t* op, const char* name,
                           int64_t* out_value) {
  const weir_affine_map_t* map = weir_op_attr(op, name)->map;
  *out_value = map->results[0]->value;
  return map->result_count == 1 &&
         map->results[0]->kind == WEIR_AFFINE_CONSTANT;
}

// How often the loop runs, no more than twice counted; -1 if that is open.
static int64_t count_to_two(const weir_op_t* op) {
  int64_t lower = 0, upper = 0;
  if (!constant_bound(op, "lowerBoundMap", &lower) ||
      !constant_bound(op, "upperBoundMap", &upper)) {
    return -1;
  }
  if (upper <= lower) return 0;
  uint64_t span = (uint64_t)upper - (uint64_t)lower;
  return span <= (uint64_t)weir_op_attr_int(op, "step", 1) ? 1 : 2;
}

// What result |index| of a loop without other ops is; NULL if it depends on how
// often the loop runs.
static weir_value_t* idle_result(const weir_op_t* op, uint32_t index,
                                 int64_t trips) {
  const weir_block_t* body = weir_op_region(op, 0)->first;
  uint32_t inits = weir_op_operand_group_start(op, WEIR_AFFINE_FOR_INITS);
  weir_value_t* value = weir_op_operand_n(body->last, index);
  if (trips == 0) return weir_op_operand_n(op, inits + index);
  if (weir_value_block(value) != body) return trips > 0 ? value : NULL;
  // Values that change places every time round end where they began only once.
  if (value->index == 0 || (value->index - 1 != index && trips != 1)) {
    return NULL;
  }
  return weir_op_operand_n(op, inits + value->index - 1);
}

// A loop that does nothing, or is not run.
static bool replace_idle_loop(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_block_t* body = weir_op_region(op, 0)->first;
  int64_t trips = count_to_two(op);
  if (op->result_count == 0 || (body->first != body->last && trips != 0)) {
    return false;
  }
  weir_value_t** values = WEIR_ARENA_ARRAY(weir_context_arena(op->context),
                                           weir_value_t*, op->result_count);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    values[i] = idle_result(op, i, trips);
    if (values[i] == NULL) return false;
  }
  weir_rewriter_replace(rewriter, op, values);
  return true;
}

bool weir_affine_for_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  bool changed =
      simplify_bound(op, "lowerBoundMap", WEIR_AFFINE_FOR_LOWER_BOUND_OPERANDS);
  changed |=
      simplify_bound(op, "upperBoundMap", WEIR_AFFINE_FOR_UPPER_BOUND_OPERANDS);
  if (changed) weir_rewriter_touch(rewriter, op);
  return changed || replace_idle_loop(op, rewriter);
}

// -- affine.if ----------------------------------------------------------------

static bool simplify_condition(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_arena_t scratch = {0};
  const weir_integer_set_t* set = weir_op_attr(op, "condition")->set;
  weir_affine_map_t* map =
      weir_affine_map(op->context, set->dim_count, set->symbol_count,
                      set->constraints, set->constraint_count);
  weir_affine_application_t a =
      weir_affine_application_of(op, map, 0, &scratch);
  bool changed = weir_affine_compose(&a, &scratch) && places_hold(&a);
  if (changed) {
    weir_op_set_operand_group(op, 0, a.operands, operand_count(&a));
    weir_op_set_attr(
        op, "condition",
        weir_integer_set_attr(weir_integer_set(
            op->context, a.map->dim_count, a.map->symbol_count, a.map->results,
            set->equalities, set->constraint_count)));
    weir_rewriter_touch(rewriter, op);
  }
  weir_arena_deinit(&scratch);
  return changed;
}

// Whether the only constraint is that |number| equals zero.
static bool asks_if_zero(const weir_integer_set_t* set, int64_t number) {
  return set->constraint_count == 1 && set->equalities[0] &&
         set->constraints[0]->kind == WEIR_AFFINE_CONSTANT &&
         set->constraints[0]->value == number;
}

// The sets that stand for "always" and "never".
static bool take_known_branch(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_integer_set_t* set = weir_op_attr(op, "condition")->set;
  bool never = asks_if_zero(set, 1);
  if (!never && !asks_if_zero(set, 0)) return false;
  weir_block_t* taken = weir_op_region(op, never ? 1 : 0)->first;
  if (taken == NULL) {
    weir_rewriter_erase(rewriter, op);
  } else {
    weir_rewriter_inline_block(rewriter, op, taken, NULL);
  }
  return true;
}

static bool drop_idle_else(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_block_t* otherwise = weir_op_region(op, 1)->first;
  if (op->result_count > 0 || otherwise == NULL ||
      otherwise->first != otherwise->last) {
    return false;
  }
  weir_rewriter_erase_block(rewriter, otherwise);
  weir_rewriter_touch(rewriter, op);
  return true;
}

bool weir_affine_if_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  return simplify_condition(op, rewriter) || drop_idle_else(op, rewriter) ||
         take_known_branch(op, rewriter);
}

// -- affine.load, affine.store, affine.parallel -------------------------------

bool weir_affine_access_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  uint32_t group = weir_op_is(op, WEIR_AFFINE_STORE)
                       ? (uint32_t)WEIR_AFFINE_STORE_INDICES
                       : (uint32_t)WEIR_AFFINE_LOAD_INDICES;
  weir_arena_t scratch = {0};
  weir_affine_application_t a = weir_affine_application_of(
      op, weir_op_attr(op, "map")->map, weir_op_operand_group_start(op, group),
      &scratch);
  bool changed = weir_affine_compose(&a, &scratch) && places_hold(&a);
  if (changed) {
    weir_op_set_operand_group(op, group, a.operands, operand_count(&a));
    weir_op_set_attr(op, "map", weir_affine_map_attr(a.map));
    weir_rewriter_touch(rewriter, op);
  }
  weir_arena_deinit(&scratch);
  return changed;
}

bool weir_affine_parallel_canonicalize(weir_op_t* op,
                                       weir_rewriter_t* rewriter) {
  static const char* const names[] = {"lowerBoundsMap", "upperBoundsMap"};
  weir_arena_t scratch = {0};
  weir_affine_application_t bounds[2];
  weir_value_list_t operands = {0};
  bool changed = false;
  for (uint32_t side = 0, first = 0; side < 2; ++side) {
    weir_affine_application_t* a = &bounds[side];
    *a = weir_affine_application_of(op, weir_op_attr(op, names[side])->map,
                                    first, &scratch);
    first += operand_count(a);
    weir_affine_application_t composed = *a;
    if (weir_affine_compose(&composed, &scratch) && places_hold(&composed)) {
      *a = composed;
      changed = true;
    }
    for (uint32_t i = 0; i < operand_count(a); ++i) {
      weir_value_list_add(&operands, &scratch, a->operands[i]);
    }
  }
  if (changed) {
    weir_op_set_operand_group(op, 0, operands.items, operands.count);
    for (uint32_t side = 0; side < 2; ++side) {
      weir_op_set_attr(op, names[side], weir_affine_map_attr(bounds[side].map));
    }
    weir_rewriter_touch(rewriter, op);
  }
  weir_arena_deinit(&scratch);
  return changed;
}
