// Leaves of what is joined only what is not reached anyway.
//
// Needs:   nodes-split, or a program for one node.
// Changes: joins of joins into joins of what these wait for, without timepoints
//          that another of them can only be reached after. On one node of many
//          most of what a join waited for is gone, and what is left in its
//          place stands in one join after the other. A join of one timepoint,
//          or of the same as a join in it, becomes that one; joins that nobody
//          awaits are gone.
// Keeps:   what every timepoint means.
#include "compiler/dialects/builtin.h"
#include "compiler/dialects/stream.h"
#include "compiler/ir/builder.h"
#include "compiler/transforms/nodes/passes.h"
#include "compiler/transforms/nodes/prove_graph.h"
#include "compiler/transforms/stream/timepoint_coverage.h"

typedef struct reduction_t {
  weir_arena_t* arena;
  weir_coverage_t* coverage;
  weir_event_map_t met;  // by value: the last join that has it
  uint32_t join;
  weir_value_t** waits;  // of the join at hand
  bool* covered;
  uint32_t count, capacity;
  weir_op_list_t joins;
} reduction_t;

static void add_wait(reduction_t* reduction, weir_value_t* timepoint) {
  uint32_t* met =
      weir_event_map_at(&reduction->met, (uint64_t)(uintptr_t)timepoint, 0);
  if (*met == reduction->join) return;
  *met = reduction->join;
  if (reduction->count == reduction->capacity) {
    uint32_t capacity = reduction->capacity ? 2 * reduction->capacity : 64;
    weir_value_t** waits =
        WEIR_ARENA_ARRAY(reduction->arena, weir_value_t*, capacity);
    for (uint32_t i = 0; i < reduction->count; ++i) {
      waits[i] = reduction->waits[i];
    }
    reduction->waits = waits;
    reduction->covered = WEIR_ARENA_ARRAY(reduction->arena, bool, capacity);
    reduction->capacity = capacity;
  }
  reduction->waits[reduction->count++] = timepoint;
}

static void collect_waits(reduction_t* reduction, const weir_op_t* join) {
  ++reduction->join;
  reduction->count = 0;
  for (uint32_t i = 0; i < join->operand_count; ++i) {
    weir_value_t* operand = weir_op_operand_n(join, i);
    weir_op_t* inner = weir_value_op(operand);
    if (!weir_op_is(inner, WEIR_STREAM_TIMEPOINT_JOIN)) {
      add_wait(reduction, operand);
      continue;
    }
    for (uint32_t o = 0; o < inner->operand_count; ++o) {
      add_wait(reduction, weir_op_operand_n(inner, o));
    }
  }
}

static bool waits_for_all(const reduction_t* reduction, const weir_op_t* join) {
  if (join->operand_count != reduction->count) return false;
  for (uint32_t i = 0; i < reduction->count; ++i) {
    if (weir_op_operand_n(join, i) != reduction->waits[i]) return false;
  }
  return true;
}

// What is there already and is reached when all waits are; NULL if nothing is.
static weir_value_t* find_equal(const reduction_t* reduction,
                                const weir_op_t* join) {
  if (reduction->count == 1) return reduction->waits[0];
  for (uint32_t i = 0; i < join->operand_count; ++i) {
    weir_value_t* operand = weir_op_operand_n(join, i);
    weir_op_t* inner = weir_value_op(operand);
    if (weir_op_is(inner, WEIR_STREAM_TIMEPOINT_JOIN) &&
        waits_for_all(reduction, inner)) {
      return operand;
    }
  }
  return NULL;
}

// Joins before this one are joins of other timepoints by now.
static void reduce_join(reduction_t* reduction, weir_op_t* join) {
  collect_waits(reduction, join);
  weir_coverage_find(reduction->coverage, reduction->waits, reduction->count,
                     reduction->covered);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < reduction->count; ++i) {
    if (!reduction->covered[i]) reduction->waits[kept++] = reduction->waits[i];
  }
  reduction->count = kept;
  weir_value_t* equal = find_equal(reduction, join);
  if (equal != NULL) {
    weir_value_replace_uses(weir_op_result_n(join, 0), equal);
    weir_op_erase(join);
    return;
  }
  weir_op_set_operand_group(join, WEIR_STREAM_TIMEPOINT_JOIN_AWAIT_TIMEPOINTS,
                            reduction->waits, kept);
  weir_op_list_add(&reduction->joins, reduction->arena, join);
  weir_coverage_visit(reduction->coverage, join);
}

static weir_walk_t reduce(weir_op_t* op, void* user) {
  reduction_t* reduction = user;
  if (weir_op_is(op, WEIR_STREAM_EXECUTABLE)) return WEIR_WALK_SKIP;
  if (!weir_op_has_trait(op, WEIR_OP_TIMELINE)) return WEIR_WALK_CONTINUE;
  if (weir_op_is(op, WEIR_STREAM_TIMEPOINT_JOIN)) {
    reduce_join(reduction, op);
  } else {
    weir_coverage_visit(reduction->coverage, op);
  }
  return WEIR_WALK_SKIP;  // there are no timepoints in execution regions
}

static void erase_unused(const reduction_t* reduction) {
  for (uint32_t i = reduction->joins.count; i-- > 0;) {
    weir_op_t* join = reduction->joins.ops[i];
    if (!weir_value_has_uses(weir_op_result_n(join, 0))) weir_op_erase(join);
  }
}

static void reduce_module(weir_op_t* module, weir_arena_t* arena) {
  reduction_t reduction = {.arena = arena, .met = {.arena = arena}};
  // Most programs of nodes have timepoints of ops only.
  reduction.coverage = weir_coverage_create(NULL, module, true, arena);
  weir_walk_pre_order(module, reduce, &reduction);
  erase_unused(&reduction);
}

weir_status_t weir_reduce_waits(weir_pass_t* pass, weir_op_t* module) {
  bool is_split = false;
  WEIR_FOR_EACH_OP(op, weir_module_body(module)) {
    if (!weir_op_is(op, WEIR_BUILTIN_MODULE)) continue;
    weir_arena_t arena = {0};
    reduce_module(op, &arena);
    weir_arena_deinit(&arena);
    is_split = true;
  }
  if (!is_split) reduce_module(module, pass->scratch);
  return weir_ok();
}
