// Drops waits for what is reached anyway.
//
// Needs:   timepoints handed on with resources.
// Changes: uses of timepoints that are known to be immediate, and of those that
//          another timepoint of the same op can only be reached after, into
//          stream.timepoint.immediate; canonicalization removes these.
// Keeps:   the order of work: what is not proved to be covered stays.
#include "compiler/analysis/explorer.h"
#include "compiler/analysis/lattice.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/cf.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/transforms/stream/passes.h"
#include "compiler/transforms/stream/pointer_map.h"
#include "compiler/transforms/stream/timepoint_coverage.h"
#include "compiler/transforms/stream/timepoints.h"

typedef struct elision_t {
  weir_arena_t* arena;
  weir_explorer_t* explorer;
  weir_solver_t* solver;
} elision_t;

static bool is_timepoint(const weir_value_t* value) {
  return weir_type_is_stream_timepoint(value->type);
}

// -- immediate timepoints -----------------------------------------------------

// Immediate until something says otherwise.
typedef struct immediacy_t {
  weir_element_t base;
  bool is_late;
} immediacy_t;

static bool update_immediacy(weir_element_t* element, weir_solver_t* solver);
static const weir_element_kind_t immediacy_kind = {
    .name = "immediate timepoint",
    .size = sizeof(immediacy_t),
    .update = update_immediacy,
};

typedef struct immediacy_update_t {
  weir_solver_t* solver;
  immediacy_t* immediacy;
} immediacy_update_t;

static weir_walk_t join_immediacy(weir_value_t* value, void* user) {
  immediacy_update_t* update = user;
  const immediacy_t* other = (const immediacy_t*)weir_solver_query(
      update->solver, &update->immediacy->base, &immediacy_kind, value);
  update->immediacy->is_late |= other->is_late;
  return update->immediacy->is_late ? WEIR_WALK_STOP : WEIR_WALK_CONTINUE;
}

static void join_global(immediacy_update_t* update, weir_op_t* load) {
  const elision_t* elision = weir_solver_user(update->solver);
  const weir_global_info_t* global =
      weir_explorer_global_of(elision->explorer, load);
  if (global == NULL || global->is_indirect) {
    update->immediacy->is_late = true;
    return;
  }
  for (uint32_t i = 0; i < global->stores.count; ++i) {
    join_immediacy(weir_op_operand_n(global->stores.ops[i], 0), update);
  }
}

static bool update_immediacy(weir_element_t* element, weir_solver_t* solver) {
  immediacy_t* immediacy = (immediacy_t*)element;
  const elision_t* elision = weir_solver_user(solver);
  weir_value_t* value = element->position;
  if (immediacy->is_late) return false;
  immediacy_update_t update = {solver, immediacy};
  weir_op_t* op = weir_value_op(value);
  switch (op != NULL ? weir_op_id(op) : 0) {
    case WEIR_STREAM_TIMEPOINT_IMMEDIATE:
      return false;
    case WEIR_STREAM_TIMEPOINT_JOIN:
      for (uint32_t i = 0; i < op->operand_count; ++i) {
        join_immediacy(weir_op_operand_n(op, i), &update);
      }
      return immediacy->is_late;
    case WEIR_UTIL_GLOBAL_LOAD:
      join_global(&update, op);
      return immediacy->is_late;
    case 0:
    case WEIR_UTIL_CALL:
    case WEIR_ARITH_SELECT:
    case WEIR_SCF_IF:
    case WEIR_SCF_INDEX_SWITCH:
    case WEIR_SCF_FOR:
    case WEIR_SCF_WHILE:
      if (!weir_explore_sources(elision->explorer, value, join_immediacy,
                                &update)) {
        immediacy->is_late = true;
      }
      return immediacy->is_late;
    default:
      break;
  }
  immediacy->is_late = true;
  return true;
}

static bool is_immediate(elision_t* elision, weir_value_t* value) {
  if (weir_timepoint_is_immediate(value)) return true;
  const immediacy_t* immediacy = (const immediacy_t*)weir_solver_find(
      elision->solver, &immediacy_kind, value);
  return immediacy != NULL && !immediacy->is_late;
}

// -- rewriting ----------------------------------------------------------------

// Decided first, done when all is decided, so that no decision sees another.
typedef struct change_t {
  weir_op_t* op;
  weir_value_t* timepoint;  // an operand of |op|, or its result
  bool is_result;
} change_t;

typedef struct rewrite_t {
  elision_t elision;
  weir_coverage_t* coverage;
  change_t* changes;
  uint32_t count, capacity;
} rewrite_t;

static void add_change(rewrite_t* rewrite, weir_op_t* op,
                       weir_value_t* timepoint, bool is_result) {
  if (weir_timepoint_is_immediate(timepoint)) return;
  if (rewrite->count == rewrite->capacity) {
    uint32_t capacity = rewrite->capacity ? 2 * rewrite->capacity : 64;
    change_t* changes =
        WEIR_ARENA_ARRAY(rewrite->elision.arena, change_t, capacity);
    for (uint32_t i = 0; i < rewrite->count; ++i) {
      changes[i] = rewrite->changes[i];
    }
    rewrite->changes = changes;
    rewrite->capacity = capacity;
  }
  rewrite->changes[rewrite->count++] = (change_t){op, timepoint, is_result};
}

static void decide_operands(rewrite_t* rewrite, weir_op_t* op) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* operand = weir_op_operand_n(op, i);
    if (is_timepoint(operand) && is_immediate(&rewrite->elision, operand)) {
      add_change(rewrite, op, operand, false);
    }
  }
}

static void decide_results(rewrite_t* rewrite, weir_op_t* op) {
  for (uint32_t i = op->result_count; i-- > 0;) {
    weir_value_t* result = weir_op_result_n(op, i);
    if (is_timepoint(result) && weir_value_has_uses(result) &&
        is_immediate(&rewrite->elision, result)) {
      add_change(rewrite, op, result, true);
    }
  }
}

static void decide_timeline(rewrite_t* rewrite, weir_op_t* op) {
  elision_t* elision = &rewrite->elision;
  weir_value_t** possible =
      WEIR_ARENA_ARRAY(elision->arena, weir_value_t*, op->operand_count);
  uint32_t count = 0;
  bool awaits = false;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* operand = weir_op_operand_n(op, i);
    if (!is_timepoint(operand)) continue;
    if (!awaits) decide_results(rewrite, op);
    awaits = true;
    if (is_immediate(elision, operand)) {
      add_change(rewrite, op, operand, false);
    } else {
      possible[count++] = operand;
    }
  }
  weir_coverage_visit(rewrite->coverage, op);
  if (count <= 1) return;
  bool* covered = WEIR_ARENA_ARRAY(elision->arena, bool, count);
  weir_coverage_find(rewrite->coverage, possible, count, covered);
  for (uint32_t i = 0; i < count; ++i) {
    if (covered[i]) add_change(rewrite, op, possible[i], false);
  }
}

static weir_walk_t decide(weir_op_t* op, void* user) {
  rewrite_t* rewrite = user;
  switch (weir_op_id(op)) {
    case WEIR_STREAM_EXECUTABLE:
      return WEIR_WALK_SKIP;
    case WEIR_SCF_IF:
    case WEIR_SCF_INDEX_SWITCH:
    case WEIR_SCF_FOR:
    case WEIR_UTIL_GLOBAL_LOAD:
      decide_results(rewrite, op);
      return WEIR_WALK_CONTINUE;
    case WEIR_UTIL_CALL:
    case WEIR_ARITH_SELECT:
      decide_operands(rewrite, op);
      decide_results(rewrite, op);
      return WEIR_WALK_CONTINUE;
    case WEIR_CF_BR:
    case WEIR_CF_COND_BR:
    case WEIR_UTIL_RETURN:
    case WEIR_SCF_YIELD:
      decide_operands(rewrite, op);
      return WEIR_WALK_CONTINUE;
    default:
      break;
  }
  if (!weir_op_has_trait(op, WEIR_OP_TIMELINE)) return WEIR_WALK_CONTINUE;
  decide_timeline(rewrite, op);
  return WEIR_WALK_SKIP;  // there are no timepoints in execution regions
}

static void apply(rewrite_t* rewrite) {
  weir_pointer_map_t replaced = {.arena = rewrite->elision.arena};
  for (uint32_t i = 0; i < rewrite->count; ++i) {
    change_t change = rewrite->changes[i];
    weir_location_t* location = weir_value_location(change.timepoint);
    if (change.is_result) {
      weir_builder_t builder = weir_builder_after(change.op);
      *weir_pointer_map_at(&replaced, change.timepoint) =
          weir_build_immediate(&builder, location);
      continue;
    }
    weir_value_t* by = weir_pointer_map_get(&replaced, change.timepoint);
    weir_builder_t builder = weir_builder_before(change.op);
    if (by == NULL) by = weir_build_immediate(&builder, location);
    for (uint32_t o = 0; o < change.op->operand_count; ++o) {
      if (weir_op_operand_n(change.op, o) == change.timepoint) {
        weir_op_set_operand(change.op, o, by);
      }
    }
  }
  for (uint32_t i = 0; i < rewrite->count; ++i) {
    const change_t* change = &rewrite->changes[i];
    if (!change->is_result) continue;
    weir_value_replace_uses(change->timepoint,
                            weir_pointer_map_get(&replaced, change->timepoint));
  }
}

static weir_walk_t seed(weir_op_t* op, void* user) {
  elision_t* elision = user;
  if (weir_op_is(op, WEIR_STREAM_EXECUTABLE)) return WEIR_WALK_SKIP;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    if (is_timepoint(result)) {
      weir_solver_get(elision->solver, &immediacy_kind, result);
    }
  }
  for (uint32_t r = 0; r < op->region_count; ++r) {
    WEIR_FOR_EACH_BLOCK(block, &op->regions[r]) {
      for (uint32_t i = 0; i < block->argument_count; ++i) {
        if (is_timepoint(block->arguments[i])) {
          weir_solver_get(elision->solver, &immediacy_kind,
                          block->arguments[i]);
        }
      }
    }
  }
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_stream_elide_timepoints(weir_pass_t* pass,
                                           weir_op_t* module) {
  rewrite_t rewrite = {
      .elision = {.arena = pass->scratch,
                  .explorer = weir_explorer_create(module, pass->scratch)},
  };
  elision_t* elision = &rewrite.elision;
  rewrite.coverage =
      weir_coverage_create(elision->explorer, module, false, pass->scratch);
  elision->solver = weir_solver_create(pass->scratch, elision);
  weir_walk_pre_order(module, seed, elision);
  WEIR_RETURN_IF_ERROR(weir_solver_run(elision->solver));
  weir_walk_pre_order(module, decide, &rewrite);
  apply(&rewrite);
  if (rewrite.count > 0) weir_pass_signal_modified(module);
  return weir_ok();
}
