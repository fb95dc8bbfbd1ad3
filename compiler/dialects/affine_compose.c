#include "compiler/dialects/affine_compose.h"

#include "compiler/dialects/affine.h"
#include "compiler/dialects/affine_scope.h"
#include "compiler/dialects/dialect_impl.h"

// A map while it is put together: values of its dimensions and symbols, NULL
// where one has been replaced.
typedef struct composition_t {
  weir_context_t* context;
  weir_arena_t* arena;
  weir_affine_expr_t** results;
  uint32_t result_count;
  weir_value_list_t dims, symbols;
} composition_t;

static void replace_all(composition_t* c, weir_affine_expr_t* const* dims,
                        weir_affine_expr_t* const* symbols) {
  for (uint32_t i = 0; i < c->result_count; ++i) {
    c->results[i] =
        weir_affine_replace(c->context, c->results[i], dims, symbols);
  }
}

static weir_affine_expr_t** room(composition_t* c, uint32_t count) {
  return WEIR_ARENA_ARRAY(c->arena, weir_affine_expr_t*, count + 1);
}

// -- cleaning up --------------------------------------------------------------

static void mark_used(const weir_affine_expr_t* expr, bool* dims,
                      bool* symbols) {
  if (expr->kind == WEIR_AFFINE_DIM) dims[expr->value] = true;
  if (expr->kind == WEIR_AFFINE_SYMBOL) symbols[expr->value] = true;
  if (expr->lhs == NULL) return;
  mark_used(expr->lhs, dims, symbols);
  mark_used(expr->rhs, dims, symbols);
}

// Dimensions that may be symbols become the last of these.
static void promote_dims(composition_t* c) {
  weir_affine_expr_t** by = room(c, c->dims.count);
  weir_value_list_t dims = {0};
  bool any = false;
  for (uint32_t i = 0; i < c->dims.count; ++i) {
    weir_value_t* value = c->dims.items[i];
    if (value != NULL && weir_affine_is_symbol(value)) {
      any = true;
      by[i] = weir_affine_symbol(c->context, c->symbols.count);
      weir_value_list_add(&c->symbols, c->arena, value);
    } else {
      by[i] = weir_affine_dim(c->context, dims.count);
      weir_value_list_add(&dims, c->arena, value);
    }
  }
  if (!any) return;
  c->dims = dims;
  replace_all(c, by, NULL);
}

// Where |value| stands among |list|; adds it if it does not.
static uint32_t place_of(composition_t* c, weir_value_list_t* list,
                         weir_value_t* value) {
  for (uint32_t i = 0; i < list->count; ++i) {
    if (list->items[i] == value) return i;
  }
  weir_value_list_add(list, c->arena, value);
  return list->count - 1;
}

// Keeps each value that is used once, and puts in constant symbols.
static void drop_operands(composition_t* c) {
  bool* dims_used = WEIR_ARENA_ARRAY(c->arena, bool, c->dims.count + 1);
  bool* symbols_used = WEIR_ARENA_ARRAY(c->arena, bool, c->symbols.count + 1);
  for (uint32_t i = 0; i < c->result_count; ++i) {
    mark_used(c->results[i], dims_used, symbols_used);
  }
  weir_affine_expr_t** dims_by = room(c, c->dims.count);
  weir_affine_expr_t** symbols_by = room(c, c->symbols.count);
  weir_value_list_t dims = {0}, symbols = {0};
  for (uint32_t i = 0; i < c->dims.count; ++i) {
    if (!dims_used[i]) continue;
    dims_by[i] =
        weir_affine_dim(c->context, place_of(c, &dims, c->dims.items[i]));
  }
  for (uint32_t i = 0; i < c->symbols.count; ++i) {
    if (!symbols_used[i]) continue;
    int64_t number;
    weir_value_t* value = c->symbols.items[i];
    symbols_by[i] =
        weir_value_is_constant_int(value, &number)
            ? weir_affine_constant(c->context, number)
            : weir_affine_symbol(c->context, place_of(c, &symbols, value));
  }
  replace_all(c, dims_by, symbols_by);
  c->dims = dims;
  c->symbols = symbols;
}

static void clean_up(composition_t* c) {
  promote_dims(c);
  drop_operands(c);
}

static void begin(composition_t* c, const weir_affine_map_t* map,
                  weir_value_t* (*operand)(const void* of, uint32_t index),
                  const void* of) {
  c->result_count = map->result_count;
  c->results = room(c, map->result_count);
  for (uint32_t i = 0; i < map->result_count; ++i) {
    c->results[i] = map->results[i];
  }
  for (uint32_t i = 0; i < map->dim_count + map->symbol_count; ++i) {
    weir_value_list_add(i < map->dim_count ? &c->dims : &c->symbols, c->arena,
                        operand(of, i));
  }
}

// -- putting in what operands are made of -------------------------------------

static weir_value_t* operand_of_op(const void* of, uint32_t index) {
  return weir_op_operand_n(of, index);
}

// Appends what |apply| is made of and returns its expression in these terms.
static weir_affine_expr_t* take_in(composition_t* c, const weir_op_t* apply) {
  composition_t inner = {.context = c->context, .arena = c->arena};
  begin(&inner, weir_op_attr(apply, "map")->map, operand_of_op, apply);
  clean_up(&inner);
  weir_affine_expr_t** dims = room(c, inner.dims.count);
  weir_affine_expr_t** symbols = room(c, inner.symbols.count);
  for (uint32_t i = 0; i < inner.dims.count; ++i) {
    dims[i] = weir_affine_dim(c->context, c->dims.count);
    weir_value_list_add(&c->dims, c->arena, inner.dims.items[i]);
  }
  for (uint32_t i = 0; i < inner.symbols.count; ++i) {
    symbols[i] = weir_affine_symbol(c->context, c->symbols.count);
    weir_value_list_add(&c->symbols, c->arena, inner.symbols.items[i]);
  }
  return weir_affine_replace(c->context, inner.results[0], dims, symbols);
}

// Replaces one operand that an affine.apply makes; false if there is none.
static bool take_in_one(composition_t* c) {
  for (uint32_t i = 0; i < c->dims.count + c->symbols.count; ++i) {
    bool is_dim = i < c->dims.count;
    uint32_t place = is_dim ? i : i - c->dims.count;
    weir_value_list_t* list = is_dim ? &c->dims : &c->symbols;
    weir_value_t* value = list->items[place];
    const weir_op_t* apply = value != NULL ? weir_value_op(value) : NULL;
    if (!weir_op_is(apply, WEIR_AFFINE_APPLY)) continue;
    list->items[place] = NULL;
    weir_affine_expr_t* expr = take_in(c, apply);
    weir_affine_expr_t** by =
        room(c, is_dim ? c->dims.count : c->symbols.count);
    by[place] = expr;
    replace_all(c, is_dim ? by : NULL, is_dim ? NULL : by);
    return true;
  }
  return false;
}

// Drops the places of operands that have been replaced.
static void close_gaps(composition_t* c) {
  weir_value_list_t* lists[2] = {&c->dims, &c->symbols};
  weir_affine_expr_t** by[2];
  for (int side = 0; side < 2; ++side) {
    weir_value_list_t kept = {0};
    by[side] = room(c, lists[side]->count);
    for (uint32_t i = 0; i < lists[side]->count; ++i) {
      if (lists[side]->items[i] == NULL) continue;
      by[side][i] = side == 0 ? weir_affine_dim(c->context, kept.count)
                              : weir_affine_symbol(c->context, kept.count);
      weir_value_list_add(&kept, c->arena, lists[side]->items[i]);
    }
    *lists[side] = kept;
  }
  replace_all(c, by[0], by[1]);
}

static weir_value_t* operand_of_list(const void* of, uint32_t index) {
  return ((weir_value_t* const*)of)[index];
}

bool weir_affine_compose(weir_affine_application_t* application,
                         weir_arena_t* arena) {
  weir_affine_map_t* map = application->map;
  composition_t c = {.context = map->context, .arena = arena};
  begin(&c, map, operand_of_list, application->operands);
  while (take_in_one(&c)) continue;
  close_gaps(&c);
  clean_up(&c);
  for (uint32_t i = 0; i < c.result_count; ++i) {
    c.results[i] = weir_affine_simplify(c.context, c.results[i], c.dims.count,
                                        c.symbols.count);
  }
  drop_operands(&c);
  uint32_t count = c.dims.count + c.symbols.count;
  weir_value_t** operands = WEIR_ARENA_ARRAY(arena, weir_value_t*, count + 1);
  bool changed = count != map->dim_count + map->symbol_count;
  for (uint32_t i = 0; i < count; ++i) {
    operands[i] =
        i < c.dims.count ? c.dims.items[i] : c.symbols.items[i - c.dims.count];
    changed = changed || operands[i] != application->operands[i];
  }
  application->operands = operands;
  application->map = weir_affine_map(c.context, c.dims.count, c.symbols.count,
                                     c.results, c.result_count);
  return changed || application->map != map;
}

weir_affine_application_t weir_affine_application_of(const weir_op_t* op,
                                                     weir_affine_map_t* map,
                                                     uint32_t first,
                                                     weir_arena_t* arena) {
  uint32_t count = map->dim_count + map->symbol_count;
  weir_affine_application_t a = {
      .map = map,
      .operands = WEIR_ARENA_ARRAY(arena, weir_value_t*, count + 1),
  };
  for (uint32_t i = 0; i < count; ++i) {
    a.operands[i] = weir_op_operand_n(op, first + i);
  }
  return a;
}

weir_affine_map_t* weir_affine_map_distinct(weir_affine_map_t* map,
                                            weir_arena_t* arena) {
  weir_affine_expr_t** results =
      WEIR_ARENA_ARRAY(arena, weir_affine_expr_t*, map->result_count + 1);
  uint32_t count = 0;
  for (uint32_t i = 0; i < map->result_count; ++i) {
    uint32_t k = 0;
    while (k < count && results[k] != map->results[i]) ++k;
    if (k == count) results[count++] = map->results[i];
  }
  return weir_affine_map(map->context, map->dim_count, map->symbol_count,
                         results, count);
}

// -- building -----------------------------------------------------------------

weir_op_t* weir_build_affine_map_op(weir_builder_t* builder, uint32_t id,
                                    weir_location_t* location,
                                    const weir_affine_application_t* a) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, id, location);
  weir_op_state_attr(&state, "map", weir_affine_map_attr(a->map));
  weir_op_state_operands(&state, a->operands,
                         a->map->dim_count + a->map->symbol_count);
  weir_op_state_result(&state, weir_index_type(builder->context));
  return weir_build(builder, &state);
}

weir_fold_result_t weir_build_affine_application(
    weir_builder_t* builder, weir_location_t* location,
    const weir_affine_application_t* a) {
  weir_fold_result_t result = {0};
  const weir_affine_expr_t* expr = a->map->results[0];
  switch (expr->kind) {
    case WEIR_AFFINE_CONSTANT:
      result.attr = weir_index_attr(builder->context, expr->value);
      return result;
    case WEIR_AFFINE_DIM:
      result.value = a->operands[expr->value];
      return result;
    case WEIR_AFFINE_SYMBOL:
      result.value = a->operands[a->map->dim_count + (uint32_t)expr->value];
      return result;
    default:
      break;
  }
  result.value = weir_op_result_n(
      weir_build_affine_map_op(builder, WEIR_AFFINE_APPLY, location, a), 0);
  return result;
}

weir_fold_result_t weir_build_affine_apply(weir_builder_t* builder,
                                           weir_location_t* location,
                                           weir_affine_expr_t* expr,
                                           const weir_fold_result_t* symbols,
                                           uint32_t symbol_count) {
  weir_context_t* context = builder->context;
  weir_arena_t scratch = {0};
  weir_affine_expr_t** by =
      WEIR_ARENA_ARRAY(&scratch, weir_affine_expr_t*, symbol_count + 1);
  weir_affine_application_t a = {
      .operands = WEIR_ARENA_ARRAY(&scratch, weir_value_t*, symbol_count + 1),
  };
  uint32_t count = 0;
  for (uint32_t i = 0; i < symbol_count; ++i) {
    int64_t number = 0;
    if (weir_attr_int(symbols[i].attr, &number)) {
      by[i] = weir_affine_constant(context, number);
    } else {
      by[i] = weir_affine_symbol(context, count);
      a.operands[count++] = symbols[i].value;
    }
  }
  expr = weir_affine_replace(context, expr, NULL, by);
  a.map = weir_affine_map(context, 0, count, &expr, 1);
  weir_affine_compose(&a, &scratch);
  weir_fold_result_t result =
      weir_build_affine_application(builder, location, &a);
  weir_arena_deinit(&scratch);
  return result;
}
