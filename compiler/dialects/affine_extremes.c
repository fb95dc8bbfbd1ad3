// Folds and rewrites of affine.min and affine.max.
#include "compiler/dialects/affine.h"
#include "compiler/dialects/affine_compose.h"
#include "compiler/dialects/affine_impl.h"
#include "compiler/dialects/control_flow_impl.h"
#include "compiler/dialects/dialect_impl.h"
#include "compiler/dialects/fold_util.h"

// A number if all results are; else the numbers that are known go into the map.
bool weir_affine_extreme_fold(weir_op_t* op, weir_attr_t* const* operands,
                              weir_fold_result_t* results) {
  const weir_affine_map_t* map = weir_op_attr(op, "map")->map;
  bool largest = weir_op_is(op, WEIR_AFFINE_MAX), all_known = true;
  int64_t extreme = 0;
  weir_affine_expr_t** known =
      WEIR_ARENA_ARRAY(weir_context_arena(op->context), weir_affine_expr_t*,
                       map->result_count + 1);
  for (uint32_t i = 0; i < map->result_count; ++i) {
    known[i] = weir_affine_known_result(op, operands, i);
    all_known = all_known && known[i]->kind == WEIR_AFFINE_CONSTANT;
    bool better =
        largest ? known[i]->value > extreme : known[i]->value < extreme;
    if (i == 0 || better) extreme = known[i]->value;
  }
  if (all_known) {
    return weir_fold_to_attr(results, weir_index_attr(op->context, extreme));
  }
  weir_affine_map_t* next = weir_affine_map(
      op->context, map->dim_count, map->symbol_count, known, map->result_count);
  if (next == map) return false;
  weir_op_set_attr(op, "map", weir_affine_map_attr(next));
  return true;
}

// -- one result, equal results ------------------------------------------------

static bool take_only_result(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_affine_map_t* map = weir_op_attr(op, "map")->map;
  if (map->result_count != 1) return false;
  weir_arena_t scratch = {0};
  weir_affine_application_t a =
      weir_affine_application_of(op, map, 0, &scratch);
  weir_rewriter_replace_op(
      rewriter, op,
      weir_build_affine_map_op(&rewriter->builder, WEIR_AFFINE_APPLY,
                               op->location, &a));
  weir_arena_deinit(&scratch);
  return true;
}

static bool set_results(weir_op_t* op, weir_rewriter_t* rewriter,
                        weir_affine_expr_t* const* results, uint32_t count) {
  const weir_affine_map_t* map = weir_op_attr(op, "map")->map;
  weir_affine_map_t* next = weir_affine_map(op->context, map->dim_count,
                                            map->symbol_count, results, count);
  if (next == map) return false;
  weir_op_set_attr(op, "map", weir_affine_map_attr(next));
  weir_rewriter_touch(rewriter, op);
  return true;
}

static bool drop_equal_results(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_affine_map_t* map = weir_op_attr(op, "map")->map;
  weir_arena_t scratch = {0};
  weir_affine_map_t* distinct = weir_affine_map_distinct(map, &scratch);
  bool changed =
      set_results(op, rewriter, distinct->results, distinct->result_count);
  weir_arena_deinit(&scratch);
  return changed;
}

// -- extremes of extremes -----------------------------------------------------

// The map and operands of an op in the making.
typedef struct merger_t {
  weir_context_t* context;
  weir_arena_t* arena;
  weir_value_list_t dims, symbols;
  weir_affine_expr_t** results;
  uint32_t result_count;
} merger_t;

// The op of the same kind that makes all of result |expr| of |op|, if any.
static const weir_op_t* inner_of(const weir_op_t* op,
                                 const weir_affine_map_t* map,
                                 const weir_affine_expr_t* expr) {
  bool is_dim = expr->kind == WEIR_AFFINE_DIM;
  if (!is_dim && expr->kind != WEIR_AFFINE_SYMBOL) return NULL;
  uint32_t place = (is_dim ? 0 : map->dim_count) + (uint32_t)expr->value;
  const weir_op_t* inner = weir_value_op(weir_op_operand_n(op, place));
  return weir_op_is(inner, weir_op_id(op)) ? inner : NULL;
}

static void add_operands(merger_t* m, const weir_op_t* op,
                         const weir_affine_map_t* map) {
  for (uint32_t i = 0; i < map->dim_count + map->symbol_count; ++i) {
    weir_value_list_add(i < map->dim_count ? &m->dims : &m->symbols, m->arena,
                        weir_op_operand_n(op, i));
  }
}

// Adds all results of |inner|, whose operands come behind those there are.
static void add_inner(merger_t* m, const weir_op_t* inner) {
  const weir_affine_map_t* map = weir_op_attr(inner, "map")->map;
  weir_affine_expr_t** dims =
      WEIR_ARENA_ARRAY(m->arena, weir_affine_expr_t*, map->dim_count + 1);
  weir_affine_expr_t** symbols =
      WEIR_ARENA_ARRAY(m->arena, weir_affine_expr_t*, map->symbol_count + 1);
  for (uint32_t i = 0; i < map->dim_count; ++i) {
    dims[i] = weir_affine_dim(m->context, m->dims.count + i);
  }
  for (uint32_t i = 0; i < map->symbol_count; ++i) {
    symbols[i] = weir_affine_symbol(m->context, m->symbols.count + i);
  }
  add_operands(m, inner, map);
  for (uint32_t i = 0; i < map->result_count; ++i) {
    m->results[m->result_count++] =
        weir_affine_replace(m->context, map->results[i], dims, symbols);
  }
}

static weir_op_t* build_merged(merger_t* m, weir_builder_t* builder,
                               const weir_op_t* op) {
  uint32_t dim_count = m->dims.count;
  for (uint32_t i = 0; i < m->symbols.count; ++i) {
    weir_value_list_add(&m->dims, m->arena, m->symbols.items[i]);
  }
  const weir_affine_application_t a = {
      .map = weir_affine_map(m->context, dim_count, m->symbols.count,
                             m->results, m->result_count),
      .operands = m->dims.items,
  };
  return weir_build_affine_map_op(builder, weir_op_id(op), op->location, &a);
}

// Results that another op of the same kind makes are its results.
static bool merge_inner(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_affine_map_t* map = weir_op_attr(op, "map")->map;
  uint32_t most = map->result_count, inner_count = 0;
  for (uint32_t i = 0; i < map->result_count; ++i) {
    const weir_op_t* inner = inner_of(op, map, map->results[i]);
    if (inner == NULL) continue;
    ++inner_count;
    most += weir_op_attr(inner, "map")->map->result_count;
  }
  if (inner_count == 0) return false;
  weir_arena_t scratch = {0};
  merger_t m = {.context = op->context, .arena = &scratch};
  m.results = WEIR_ARENA_ARRAY(&scratch, weir_affine_expr_t*, most);
  add_operands(&m, op, map);
  for (uint32_t i = 0; i < map->result_count; ++i) {
    if (inner_of(op, map, map->results[i]) == NULL) {
      m.results[m.result_count++] = map->results[i];
    }
  }
  for (uint32_t i = 0; i < map->result_count; ++i) {
    const weir_op_t* inner = inner_of(op, map, map->results[i]);
    if (inner != NULL) add_inner(&m, inner);
  }
  weir_rewriter_replace_op(rewriter, op,
                           build_merged(&m, &rewriter->builder, op));
  weir_arena_deinit(&scratch);
  return true;
}

// -- order --------------------------------------------------------------------

// Adds |factor| times |expr| to the coefficients of dimensions, symbols, and
// one; false if it is no sum of these.
static bool add_coefficients(const weir_affine_map_t* map,
                             const weir_affine_expr_t* expr, int64_t factor,
                             int64_t* row) {
  uint32_t place = map->dim_count + map->symbol_count;
  int64_t value = 1;
  switch (expr->kind) {
    case WEIR_AFFINE_ADD:
      return add_coefficients(map, expr->lhs, factor, row) &&
             add_coefficients(map, expr->rhs, factor, row);
    case WEIR_AFFINE_MUL:
      return expr->rhs->kind == WEIR_AFFINE_CONSTANT &&
             !__builtin_mul_overflow(factor, expr->rhs->value, &factor) &&
             add_coefficients(map, expr->lhs, factor, row);
    case WEIR_AFFINE_CONSTANT:
      value = expr->value;
      break;
    case WEIR_AFFINE_DIM:
      place = (uint32_t)expr->value;
      break;
    case WEIR_AFFINE_SYMBOL:
      place = map->dim_count + (uint32_t)expr->value;
      break;
    default:
      return false;
  }
  return !__builtin_mul_overflow(factor, value, &value) &&
         !__builtin_add_overflow(row[place], value, &row[place]);
}

static bool is_before(const int64_t* a, const int64_t* b, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    if (a[i] != b[i]) return a[i] < b[i];
  }
  return false;
}

// Results in the order of their coefficients, where all are sums.
static bool sort_results(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_affine_map_t* map = weir_op_attr(op, "map")->map;
  uint32_t width = map->dim_count + map->symbol_count + 1;
  weir_arena_t scratch = {0};
  int64_t** rows = WEIR_ARENA_ARRAY(&scratch, int64_t*, map->result_count);
  weir_affine_expr_t** results =
      WEIR_ARENA_ARRAY(&scratch, weir_affine_expr_t*, map->result_count);
  bool are_sums = true;
  for (uint32_t i = 0; are_sums && i < map->result_count; ++i) {
    int64_t* row = WEIR_ARENA_ARRAY(&scratch, int64_t, width);
    are_sums = add_coefficients(map, map->results[i], 1, row);
    uint32_t place = i;
    for (; place > 0 && is_before(row, rows[place - 1], width); --place) {
      rows[place] = rows[place - 1];
      results[place] = results[place - 1];
    }
    rows[place] = row;
    results[place] = map->results[i];
  }
  bool changed =
      are_sums && set_results(op, rewriter, results, map->result_count);
  weir_arena_deinit(&scratch);
  return changed;
}

bool weir_affine_extreme_canonicalize(weir_op_t* op,
                                      weir_rewriter_t* rewriter) {
  return take_only_result(op, rewriter) || drop_equal_results(op, rewriter) ||
         merge_inner(op, rewriter) ||
         weir_affine_map_op_canonicalize(op, rewriter) ||
         sort_results(op, rewriter);
}
