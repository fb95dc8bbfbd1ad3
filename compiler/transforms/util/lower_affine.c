// Computes with arith what the affine dialect says in maps.
//
// Needs:   nothing.
// Changes: affine.apply, min and max into sums, products, divisions and choices
//          on indices, in the order in which the map says them; loops and
//          conditions into those of scf, accesses into those of memref.
// Keeps:   all else.
#include <math.h>

#include "compiler/dialects/affine.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/memref.h"
#include "compiler/dialects/scf.h"
#include "compiler/ir/diagnostic.h"
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

// -- affine.parallel ----------------------------------------------------------

// A reduction as an op of arith, and what it starts from.
typedef struct reduction_t {
  uint32_t id;
  double start;
} reduction_t;

static const reduction_t* reduction_of(const weir_op_t* op, uint32_t index) {
  static const reduction_t reductions[WEIR_AFFINE_REDUCTION_COUNT] = {
      [WEIR_AFFINE_ADDF] = {WEIR_ARITH_ADDF, 0},
      [WEIR_AFFINE_ADDI] = {WEIR_ARITH_ADDI, 0},
      [WEIR_AFFINE_MAXIMUMF] = {WEIR_ARITH_MAXIMUMF, -INFINITY},
      [WEIR_AFFINE_MINIMUMF] = {WEIR_ARITH_MINIMUMF, INFINITY},
      [WEIR_AFFINE_MULF] = {WEIR_ARITH_MULF, 1},
      [WEIR_AFFINE_MULI] = {WEIR_ARITH_MULI, 1},
      [WEIR_AFFINE_ORI] = {WEIR_ARITH_ORI, 0},
      [WEIR_AFFINE_ANDI] = {WEIR_ARITH_ANDI, -1},
  };
  int64_t kind = 0;
  weir_attr_int(weir_op_attr(op, "reductions")->array.elements[index], &kind);
  const weir_type_t* type = weir_op_result_n(op, index)->type;
  bool is_signless =
      weir_type_is_float(type) || weir_type_is_signless_integer(type);
  return is_signless && reductions[kind].id != 0 ? &reductions[kind] : NULL;
}

// The bounds of one side: results of a map, in groups.
typedef struct side_t {
  const weir_affine_map_t* map;
  const weir_attr_t* groups;
  uint32_t start;   // of its operands
  uint32_t id;      // of the op that makes one of several
  uint32_t result;  // the next one
} side_t;

// The largest or smallest of the next group.
static weir_value_t* expand_group(lowering_t* l, side_t* side, uint32_t index) {
  uint32_t size =
      (uint32_t)weir_dense_element(side->groups, index)->integer.value;
  weir_affine_map_t part = *side->map;
  part.results += side->result;
  part.result_count = size;
  side->result += size;
  if (size == 0) weir_op_error(l->op, "has a bound that says nothing");
  return expand_extreme(l, &part, side->start, side->id);
}

static bool expand_bounds(lowering_t* l, uint32_t rank, weir_value_t** lows,
                          weir_value_t** highs) {
  side_t low = {
      .map = weir_op_attr(l->op, "lowerBoundsMap")->map,
      .groups = weir_op_attr(l->op, "lowerBoundsGroups"),
      .id = WEIR_ARITH_MAXSI,
  };
  side_t high = {
      .map = weir_op_attr(l->op, "upperBoundsMap")->map,
      .groups = weir_op_attr(l->op, "upperBoundsGroups"),
      .start = low.map->dim_count + low.map->symbol_count,
      .id = WEIR_ARITH_MINSI,
  };
  for (uint32_t i = 0; i < rank; ++i) {
    lows[i] = expand_group(l, &low, i);
    if (lows[i] == NULL) return false;
    highs[i] = expand_group(l, &high, i);
    if (highs[i] == NULL) return false;
  }
  return true;
}

static void build_reduction(weir_region_t* region, uint32_t id,
                            weir_type_t* type, weir_location_t* location) {
  weir_block_t* block = weir_region_add_block(region);
  weir_value_t* a = weir_block_add_argument(block, type, location);
  weir_value_t* b = weir_block_add_argument(block, type, location);
  weir_builder_t builder = weir_builder_at_end(block);
  weir_value_t* value = weir_build_binary(&builder, id, location, a, b);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_SCF_REDUCE_RETURN, location);
  weir_op_state_operand(&state, value);
  weir_build(&builder, &state);
}

// What the iterations yield is reduced.
static void lower_parallel_yield(const weir_op_t* op) {
  weir_op_t* yield = weir_block_terminator(weir_op_region(op, 0)->first);
  weir_builder_t builder = weir_builder_before(yield);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_SCF_REDUCE, yield->location);
  weir_op_state_operands_of(&state, yield, 0);
  weir_op_state_regions(&state, op->result_count);
  weir_op_t* reduce = weir_build(&builder, &state);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    build_reduction(weir_op_region(reduce, i), reduction_of(op, i)->id,
                    weir_op_result_n(op, i)->type, yield->location);
  }
  weir_op_erase(yield);
}

static weir_value_t* build_start(lowering_t* l, uint32_t index) {
  weir_type_t* type = weir_op_result_n(l->op, index)->type;
  double start = reduction_of(l->op, index)->start;
  return weir_build_constant(&l->e.builder, l->op->location,
                             weir_type_is_float(type)
                                 ? weir_float_attr(type, start)
                                 : weir_integer_attr(type, (int64_t)start));
}

static bool lower_parallel(weir_op_t* op, weir_arena_t* arena) {
  lowering_t l = begin(op, arena);
  uint32_t rank = weir_op_region(op, 0)->first->argument_count;
  if (rank == 0) {
    return weir_op_error(op, "needs at least one dimension to become a loop");
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (reduction_of(op, i) != NULL) continue;
    return weir_op_error(op, "Reduction operation type not supported");
  }
  weir_value_t** lows = WEIR_ARENA_ARRAY(arena, weir_value_t*, rank);
  weir_value_t** highs = WEIR_ARENA_ARRAY(arena, weir_value_t*, rank);
  if (!expand_bounds(&l, rank, lows, highs)) return false;
  const weir_attr_t* step_attr = weir_op_attr(op, "steps");
  weir_value_t** steps = WEIR_ARENA_ARRAY(arena, weir_value_t*, rank);
  for (uint32_t i = 0; i < rank; ++i) {
    steps[i] = weir_build_index(&l.e.builder, op->location,
                                step_attr->array.elements[i]->integer.value);
  }
  weir_value_t** starts =
      WEIR_ARENA_ARRAY(arena, weir_value_t*, op->result_count + 1);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    starts[i] = build_start(&l, i);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &l.e.builder, WEIR_SCF_PARALLEL, op->location);
  weir_op_state_operands(&state, lows, rank);
  weir_op_state_operands(&state, highs, rank);
  weir_op_state_operands(&state, steps, rank);
  weir_op_state_operands(&state, starts, op->result_count);
  weir_op_state_results_of(&state, op, 0);
  weir_op_t* loop = weir_build(&l.e.builder, &state);
  lower_parallel_yield(op);
  move_to(op, loop);
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
    case WEIR_AFFINE_PARALLEL:
      return lower_parallel(op, arena);
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
    if (!all.ops[i]->erased) ok &= lower(all.ops[i], pass->scratch);
  }
  return ok ? weir_ok()
            : weir_status(WEIR_CODE_INVALID_ARGUMENT,
                          "an affine map cannot be computed");
}
