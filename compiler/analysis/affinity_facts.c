// How the four kinds of facts of the affinity analysis hold each other up: the
// rules of docs/affinity.md.
#include "compiler/analysis/affinity_impl.h"
#include "compiler/analysis/lattice.h"
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/util.h"

// Ops whose results live where the op says, whatever else may produce them.
static bool pins_results(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_HAL_TENSOR_ALIAS:
    case WEIR_HAL_TENSOR_EXPORT:
    case WEIR_HAL_TENSOR_IMPORT:
    case WEIR_STREAM_TENSOR_IMPORT:
      return true;
    default:
      return false;
  }
}

static weir_attr_t* explicit_affinity(const weir_op_t* op) {
  if (weir_op_is(op, WEIR_FLOW_TENSOR_TRANSFER)) {
    weir_attr_t* target = weir_op_attr(op, "target");
    if (weir_attr_is_affinity(target)) return target;
  }
  return weir_affinity_lookup(op);
}

// -- joins -------------------------------------------------------------------

static weir_affinity_element_t* query(weir_solver_t* solver,
                                      weir_affinity_element_t* reader,
                                      const weir_element_kind_t* kind,
                                      void* position) {
  return (weir_affinity_element_t*)weir_solver_query(solver, &reader->base,
                                                     kind, position);
}

// Takes all that the other element may be into |reader|.
static bool join(weir_solver_t* solver, weir_affinity_element_t* reader,
                 const weir_element_kind_t* kind, void* position) {
  weir_affinity_element_t* other = query(solver, reader, kind, position);
  return weir_value_set_add_all(&reader->set, weir_solver_arena(solver),
                                &other->set);
}

static void fix(weir_affinity_element_t* element, weir_solver_t* solver,
                weir_attr_t* affinity) {
  weir_value_set_add(&element->set, weir_solver_arena(solver), affinity);
  element->base.fixed = true;
}

// What a join into |reader| needs while sources or targets are enumerated.
typedef struct joiner_t {
  weir_solver_t* solver;
  weir_affinity_element_t* reader;
  const weir_element_kind_t* kind;
  uint32_t count;
  bool grew;
} joiner_t;

static weir_walk_t join_value(weir_value_t* value, void* user) {
  joiner_t* joiner = user;
  ++joiner->count;
  joiner->grew |= join(joiner->solver, joiner->reader, joiner->kind, value);
  return WEIR_WALK_CONTINUE;
}

// -- ops ---------------------------------------------------------------------

static void op_initialize(weir_element_t* base, weir_solver_t* solver) {
  weir_affinity_element_t* element = (weir_affinity_element_t*)base;
  weir_attr_t* affinity = explicit_affinity(base->position);
  if (affinity) fix(element, solver, affinity);
}

// An op executes where what it consumes lives; one that consumes nothing, where
// its results are used.
static bool op_update(weir_element_t* base, weir_solver_t* solver) {
  weir_affinity_element_t* element = (weir_affinity_element_t*)base;
  weir_op_t* op = base->position;
  bool grew = false, consumes_any = false;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* operand = weir_op_operand_n(op, i);
    if (!weir_type_has_affinity(operand->type)) continue;
    consumes_any = true;
    grew |= join(solver, element, &weir_affinity_produced_kind, operand);
  }
  for (uint32_t i = 0; !consumes_any && i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    if (!weir_type_has_affinity(result->type)) continue;
    grew |= join(solver, element, &weir_affinity_consumed_kind, result);
  }
  return grew;
}

const weir_element_kind_t weir_affinity_op_kind = {
    .name = "op",
    .size = sizeof(weir_affinity_element_t),
    .initialize = op_initialize,
    .update = op_update,
};

// -- values as produced ------------------------------------------------------

static weir_walk_t collect_pin(weir_value_t* value, void* user) {
  joiner_t* joiner = user;
  weir_op_t* op = value->op;
  if (pins_results(op)) {
    weir_op_list_add(&joiner->reader->pins, weir_solver_arena(joiner->solver),
                     op);
  }
  // Calls lead on into their callees; what select and regions merge is merged
  // value by value.
  return weir_op_has_trait(op, WEIR_OP_CALL) ? WEIR_WALK_CONTINUE
                                             : WEIR_WALK_SKIP;
}

static void produced_initialize(weir_element_t* base, weir_solver_t* solver) {
  const weir_affinity_analysis_t* analysis = weir_solver_user(solver);
  joiner_t joiner = {.solver = solver,
                     .reader = (weir_affinity_element_t*)base};
  weir_explore_definitions(analysis->explorer, base->position,
                           WEIR_EXPLORE_NO_TIED | WEIR_EXPLORE_NO_GLOBALS,
                           collect_pin, &joiner);
}

static bool produced_by_op(weir_affinity_element_t* element,
                           weir_solver_t* solver, weir_value_t* value,
                           bool* out_found) {
  const weir_affinity_analysis_t* analysis = weir_solver_user(solver);
  weir_op_t* op = value->op;
  *out_found = true;
  bool executes = weir_op_has_execution_affinity(op) &&
                  !weir_op_has_trait(op, WEIR_OP_CLOSURE);
  // An op that is told where to execute has its operands moved there first; an
  // in-place result of any other op stays with its operand.
  if (executes && explicit_affinity(op)) {
    return join(solver, element, &weir_affinity_op_kind, op);
  }
  int32_t tied = weir_op_tied_operand(op, value->index);
  if (tied >= 0 &&
      weir_type_has_affinity(weir_op_operand_n(op, (uint32_t)tied)->type)) {
    return join(solver, element, &weir_affinity_produced_kind,
                weir_op_operand_n(op, (uint32_t)tied));
  }
  if (executes) return join(solver, element, &weir_affinity_op_kind, op);
  switch (weir_op_id(op)) {
    case WEIR_FLOW_TENSOR_TIE_SHAPE:
    case WEIR_FLOW_TENSOR_STORE: {
      // In place although the tables do not tie them.
      uint32_t target = weir_op_is(op, WEIR_FLOW_TENSOR_STORE)
                            ? WEIR_FLOW_TENSOR_STORE_TARGET
                            : WEIR_FLOW_TENSOR_TIE_SHAPE_OPERAND;
      return join(solver, element, &weir_affinity_produced_kind,
                  weir_op_operand(op, target));
    }
    case WEIR_UTIL_OPTIMIZATION_BARRIER:
      return join(solver, element, &weir_affinity_produced_kind,
                  weir_op_operand_n(op, value->index));
    case WEIR_UTIL_GLOBAL_LOAD: {
      const weir_global_info_t* global =
          weir_explorer_global_of(analysis->explorer, op);
      if (!global) return weir_value_set_make_unknown(&element->set);
      return join(solver, element, &weir_affinity_global_kind, global->op);
    }
    case WEIR_UTIL_GLOBAL_LOAD_INDIRECT:
      return weir_value_set_make_unknown(&element->set);
    default:
      *out_found = false;
      return false;
  }
}

// What holds a value: buffers outside of the module, and where they are.
typedef struct holders_t {
  joiner_t joiner;
  bool found;
} holders_t;

static weir_walk_t join_holder(weir_use_t* use, void* user) {
  holders_t* holders = user;
  weir_op_t* op = use->op;
  if (!weir_type_has_affinity(weir_op_operand_n(op, use->index)->type)) {
    return WEIR_WALK_SKIP;
  }
  if (weir_op_is(op, WEIR_HAL_TENSOR_EXPORT) ||
      weir_op_is(op, WEIR_HAL_TENSOR_ALIAS)) {
    holders->found = true;
    weir_attr_t* affinity = explicit_affinity(op);
    if (affinity == NULL) return WEIR_WALK_CONTINUE;
    holders->joiner.grew |=
        weir_value_set_add(&holders->joiner.reader->set,
                           weir_solver_arena(holders->joiner.solver), affinity);
    return WEIR_WALK_SKIP;
  }
  // What is chosen or moved is no longer this value.
  bool moves = weir_op_has_execution_affinity(op) && explicit_affinity(op);
  return moves || weir_op_is(op, WEIR_ARITH_SELECT) ? WEIR_WALK_SKIP
                                                    : WEIR_WALK_CONTINUE;
}

// A value from outside is where it will be held; if nothing holds it, anywhere.
static bool from_outside(joiner_t* joiner, weir_value_t* value, bool is_known) {
  const weir_affinity_analysis_t* analysis = weir_solver_user(joiner->solver);
  holders_t holders = {.joiner = *joiner};
  weir_explore_uses(analysis->explorer, value, 0, join_holder, &holders);
  if (holders.found || is_known) return holders.joiner.grew;
  return weir_value_set_make_unknown(&joiner->reader->set);
}

static bool produced_update(weir_element_t* base, weir_solver_t* solver) {
  const weir_affinity_analysis_t* analysis = weir_solver_user(solver);
  weir_affinity_element_t* element = (weir_affinity_element_t*)base;
  weir_value_t* value = base->position;
  bool grew = false;
  for (uint32_t i = 0; i < element->pins.count; ++i) {
    grew |= join(solver, element, &weir_affinity_op_kind, element->pins.ops[i]);
  }
  if (element->pins.count) return grew;
  if (value->kind == WEIR_VALUE_RESULT) {
    bool found = false;
    grew |= produced_by_op(element, solver, value, &found);
    if (found) return grew;
  }
  joiner_t joiner = {.solver = solver,
                     .reader = element,
                     .kind = &weir_affinity_produced_kind};
  bool is_known =
      weir_explore_sources(analysis->explorer, value, join_value, &joiner);
  if (!is_known || joiner.count == 0) {
    joiner.grew |= from_outside(&joiner, value, is_known);
  }
  return grew | joiner.grew;
}

const weir_element_kind_t weir_affinity_produced_kind = {
    .name = "produced",
    .size = sizeof(weir_affinity_element_t),
    .initialize = produced_initialize,
    .update = produced_update,
};

// -- values as consumed ------------------------------------------------------

static bool consumed_by_use(weir_affinity_element_t* element,
                            weir_solver_t* solver, weir_use_t* use) {
  const weir_affinity_analysis_t* analysis = weir_solver_user(solver);
  weir_op_t* op = use->op;
  bool grew = false;
  if (weir_op_has_execution_affinity(op)) {
    grew |= join(solver, element, &weir_affinity_op_kind, op);
  }
  // Copies are not made yet where they are needed, so that a tied result may
  // end up in other places than the operand.
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (weir_op_tied_operand(op, i) != (int32_t)use->index) continue;
    grew |= join(solver, element, &weir_affinity_consumed_kind,
                 weir_op_result_n(op, i));
  }
  switch (weir_op_id(op)) {
    case WEIR_UTIL_OPTIMIZATION_BARRIER:
      return grew | join(solver, element, &weir_affinity_consumed_kind,
                         weir_op_result_n(op, use->index));
    case WEIR_FLOW_TENSOR_TIE_SHAPE:
      return grew | join(solver, element, &weir_affinity_consumed_kind,
                         weir_op_result_n(op, 0));
    case WEIR_FLOW_TENSOR_STORE:
      return grew | join(solver, element, &weir_affinity_consumed_kind,
                         weir_op_result_n(op, 0));
    case WEIR_UTIL_GLOBAL_STORE: {
      const weir_global_info_t* global =
          weir_explorer_global_of(analysis->explorer, op);
      if (!global) return weir_value_set_make_unknown(&element->set) | grew;
      return grew |
             join(solver, element, &weir_affinity_global_kind, global->op);
    }
    case WEIR_UTIL_GLOBAL_STORE_INDIRECT:
      return weir_value_set_make_unknown(&element->set) | grew;
    default:
      break;
  }
  // A call of something that executes elsewhere ends here.
  if (weir_op_has_execution_affinity(op) &&
      !weir_op_has_trait(op, WEIR_OP_CLOSURE)) {
    return grew;
  }
  joiner_t joiner = {.solver = solver,
                     .reader = element,
                     .kind = &weir_affinity_consumed_kind};
  if (!weir_explore_targets(analysis->explorer, use, join_value, &joiner)) {
    joiner.grew |= weir_value_set_make_unknown(&element->set);
  }
  return grew | joiner.grew;
}

static bool consumed_update(weir_element_t* base, weir_solver_t* solver) {
  weir_affinity_element_t* element = (weir_affinity_element_t*)base;
  weir_value_t* value = base->position;
  bool grew = false;
  for (weir_use_t* use = value->uses; use; use = use->next) {
    grew |= consumed_by_use(element, solver, use);
  }
  return grew;
}

const weir_element_kind_t weir_affinity_consumed_kind = {
    .name = "consumed",
    .size = sizeof(weir_affinity_element_t),
    .update = consumed_update,
};

// -- globals -----------------------------------------------------------------

static void global_initialize(weir_element_t* base, weir_solver_t* solver) {
  const weir_affinity_analysis_t* analysis = weir_solver_user(solver);
  weir_affinity_element_t* element = (weir_affinity_element_t*)base;
  weir_attr_t* affinity = weir_affinity_lookup(base->position);
  const weir_global_info_t* global =
      weir_explorer_global_of(analysis->explorer, base->position);
  if (affinity) {
    fix(element, solver, affinity);
  } else if (!global || global->is_indirect) {
    weir_value_set_make_unknown(&element->set);
    base->fixed = true;
  }
}

// Takes the places that are known of the other element into |reader|.
static bool join_known(weir_solver_t* solver, weir_affinity_element_t* reader,
                       const weir_element_kind_t* kind, void* position) {
  weir_affinity_element_t* other = query(solver, reader, kind, position);
  return weir_value_set_add_known(&reader->set, weir_solver_arena(solver),
                                  &other->set);
}

// A global lives where it is used, so that producers pay for the transfer; one
// that is only stored to, where the stored values are. What is handed on to
// somewhere outside says nothing about that.
static bool global_update(weir_element_t* base, weir_solver_t* solver) {
  const weir_affinity_analysis_t* analysis = weir_solver_user(solver);
  weir_affinity_element_t* element = (weir_affinity_element_t*)base;
  const weir_global_info_t* global =
      weir_explorer_global_of(analysis->explorer, base->position);
  bool grew = false;
  for (uint32_t i = 0; i < global->loads.count; ++i) {
    grew |= join_known(solver, element, &weir_affinity_consumed_kind,
                       weir_op_result_n(global->loads.ops[i], 0));
  }
  if (global->loads.count) return grew;
  for (uint32_t i = 0; i < global->stores.count; ++i) {
    grew |= join_known(solver, element, &weir_affinity_produced_kind,
                       weir_op_operand_n(global->stores.ops[i], 0));
  }
  return grew;
}

const weir_element_kind_t weir_affinity_global_kind = {
    .name = "global",
    .size = sizeof(weir_affinity_element_t),
    .initialize = global_initialize,
    .update = global_update,
};
