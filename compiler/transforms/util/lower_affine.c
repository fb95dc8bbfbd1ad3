// Computes with arith what the affine dialect says in maps.
//
// Needs:   nothing.
// Changes: affine.apply, min and max into sums, products, divisions and choices
//          on indices, in the order in which the map says them; loops and
//          conditions into those of scf, accesses into those of memref.
// Keeps:   all else.
#include "compiler/dialects/affine.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/memref.h"
#include "compiler/dialects/scf.h"
#include "compiler/transforms/util/affine_expansion.h"
#include "compiler/transforms/util/passes.h"

enum { EQ = 0, SGE = 5 };  // predicates of arith.cmpi

typedef struct lowering_t {
  weir_affine_expansion_t e;
  weir_op_t* op;
  weir_arena_t* arena;
} lowering_t;

static lowering_t begin(weir_op_t* op, weir_arena_t* arena) {
  return (lowering_t){
      .e = {.builder = weir_builder_before(op), .op = op},
      .op = op,
      .arena = arena,
  };
}

// Dimensions and symbols are the operands from |start| on.
static void set_operands(lowering_t* l, uint32_t start, uint32_t dim_count) {
  uint32_t count = l->op->operand_count - start;
  weir_value_t** values = WEIR_ARENA_ARRAY(l->arena, weir_value_t*, count + 1);
  for (uint32_t i = 0; i < count; ++i) {
    values[i] = weir_op_operand_n(l->op, start + i);
  }
  l->e.dims = values;
  l->e.symbols = values + dim_count;
}

// The results of |map|; NULL if one cannot be computed.
static weir_value_t** expand_map(lowering_t* l, const weir_affine_map_t* map,
                                 uint32_t start) {
  set_operands(l, start, map->dim_count);
  weir_value_t** values =
      WEIR_ARENA_ARRAY(l->arena, weir_value_t*, map->result_count + 1);
  for (uint32_t i = 0; i < map->result_count; ++i) {
    values[i] = weir_affine_expand(&l->e, map->results[i]);
    if (values[i] == NULL) return NULL;
  }
  return values;
}

static weir_value_t* combine(lowering_t* l, uint32_t id, weir_value_t* a,
                             weir_value_t* b) {
  return weir_build_binary(&l->e.builder, id, l->op->location, a, b);
}

// The results of |map| made one by the op |id|.
static weir_value_t* expand_extreme(lowering_t* l, const weir_affine_map_t* map,
                                    uint32_t start, uint32_t id) {
  weir_value_t** values = expand_map(l, map, start);
  if (values == NULL || map->result_count == 0) return NULL;
  weir_value_t* value = values[0];
  for (uint32_t i = 1; i < map->result_count; ++i) {
    value = combine(l, id, value, values[i]);
  }
  return value;
}

static bool lower_map_op(weir_op_t* op, weir_arena_t* arena) {
  lowering_t l = begin(op, arena);
  uint32_t id =
      weir_op_is(op, WEIR_AFFINE_MIN) ? WEIR_ARITH_MINSI : WEIR_ARITH_MAXSI;
  weir_value_t* value = expand_extreme(&l, weir_op_attr(op, "map")->map, 0, id);
  if (value == NULL) return false;
  weir_op_replace(op, &value);
  return true;
}

// -- loops and conditions -----------------------------------------------------

// Gives the regions and results of the op to |by|.
static void move_to(weir_op_t* op, weir_op_t* by) {
  for (uint32_t i = 0; i < op->region_count; ++i) {
    weir_region_take_blocks(weir_op_region(by, i), weir_op_region(op, i));
  }
  weir_value_t** values = WEIR_ARENA_ARRAY(weir_context_arena(op->context),
                                           weir_value_t*, op->result_count + 1);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    values[i] = weir_op_result_n(by, i);
  }
  weir_op_replace(op, values);
}

static bool lower_for(weir_op_t* op, weir_arena_t* arena) {
  lowering_t l = begin(op, arena);
  weir_value_t* lower = expand_extreme(
      &l, weir_op_attr(op, "lowerBoundMap")->map, 0, WEIR_ARITH_MAXSI);
  weir_value_t* upper =
      lower == NULL
          ? NULL
          : expand_extreme(&l, weir_op_attr(op, "upperBoundMap")->map,
                           weir_op_operand_group_start(
                               op, WEIR_AFFINE_FOR_UPPER_BOUND_OPERANDS),
                           WEIR_ARITH_MINSI);
  if (upper == NULL) return false;
  weir_value_t* step = weir_build_index(&l.e.builder, op->location,
                                        weir_op_attr_int(op, "step", 1));
  weir_op_state_t state;
  weir_op_state_init(&state, &l.e.builder, WEIR_SCF_FOR, op->location);
  weir_op_state_operand(&state, lower);
  weir_op_state_operand(&state, upper);
  weir_op_state_operand(&state, step);
  weir_op_state_operands_of(&state, op, WEIR_AFFINE_FOR_INITS);
  weir_op_state_results_of(&state, op, 0);
  move_to(op, weir_build(&l.e.builder, &state));
  return true;
}

static bool lower_if(weir_op_t* op, weir_arena_t* arena) {
  lowering_t l = begin(op, arena);
  const weir_integer_set_t* set = weir_op_attr(op, "condition")->set;
  set_operands(&l, 0, set->dim_count);
  weir_value_t* zero = weir_build_index(&l.e.builder, op->location, 0);
  weir_value_t* holds = NULL;
  for (uint32_t i = 0; i < set->constraint_count; ++i) {
    weir_value_t* value = weir_affine_expand(&l.e, set->constraints[i]);
    if (value == NULL) return false;
    weir_value_t* one = weir_affine_expand_compare(
        &l.e, set->equalities[i] ? EQ : SGE, value, zero);
    holds = holds == NULL ? one : combine(&l, WEIR_ARITH_ANDI, holds, one);
  }
  if (holds == NULL) {
    holds = weir_build_constant(&l.e.builder, op->location,
                                weir_bool_attr(op->context, true));
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &l.e.builder, WEIR_SCF_IF, op->location);
  weir_op_state_operand(&state, holds);
  weir_op_state_results_of(&state, op, 0);
  move_to(op, weir_build(&l.e.builder, &state));
  return true;
}

static bool lower_yield(weir_op_t* op) {
  weir_builder_t builder = weir_builder_before(op);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_SCF_YIELD, op->location);
  weir_op_state_operands_of(&state, op, 0);
  weir_build(&builder, &state);
  weir_op_erase(op);
  return true;
}

// -- accesses -----------------------------------------------------------------

static bool lower_access(weir_op_t* op, weir_arena_t* arena) {
  lowering_t l = begin(op, arena);
  bool stores = weir_op_is(op, WEIR_AFFINE_STORE);
  uint32_t first = stores ? 2 : 1;
  const weir_affine_map_t* map = weir_op_attr(op, "map")->map;
  weir_value_t** indices = expand_map(&l, map, first);
  if (indices == NULL) return false;
  weir_op_state_t state;
  weir_op_state_init(&state, &l.e.builder,
                     stores ? WEIR_MEMREF_STORE : WEIR_MEMREF_LOAD,
                     op->location);
  for (uint32_t i = 0; i < first; ++i) {
    weir_op_state_operand(&state, weir_op_operand_n(op, i));
  }
  weir_op_state_operands(&state, indices, map->result_count);
  if (!stores) weir_op_state_results_of(&state, op, 0);
  move_to(op, weir_build(&l.e.builder, &state));
  return true;
}

// -- the pass -----------------------------------------------------------------

static bool lower(weir_op_t* op, weir_arena_t* arena) {
  switch (weir_op_id(op)) {
    case WEIR_AFFINE_APPLY:
    case WEIR_AFFINE_MAX:
    case WEIR_AFFINE_MIN:
      return lower_map_op(op, arena);
    case WEIR_AFFINE_FOR:
      return lower_for(op, arena);
    case WEIR_AFFINE_IF:
      return lower_if(op, arena);
    case WEIR_AFFINE_YIELD:
      return lower_yield(op);
    case WEIR_AFFINE_LOAD:
    case WEIR_AFFINE_STORE:
      return lower_access(op, arena);
    default:
      return true;
  }
}

weir_status_t weir_lower_affine(weir_pass_t* pass, weir_op_t* op) {
  weir_op_list_t all = weir_collect_ops(op, 0, pass->scratch);
  bool ok = true;
  for (uint32_t i = 0; i < all.count; ++i) {
    ok &= lower(all.ops[i], pass->scratch);
  }
  return ok ? weir_ok()
            : weir_status(WEIR_CODE_INVALID_ARGUMENT,
                          "an affine map cannot be computed");
}
