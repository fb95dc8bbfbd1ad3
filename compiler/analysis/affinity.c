#include "compiler/analysis/affinity.h"

#include <string.h>

#include "compiler/analysis/lattice.h"
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/text/text.h"

typedef struct affinity_text_t {
  const weir_attr_t* affinity;
  const char* text;
} affinity_text_t;

struct weir_affinity_analysis_t {
  weir_explorer_t* explorer;
  weir_solver_t* solver;
  weir_arena_t* arena;
  // Of the affinities that had to be put in order.
  affinity_text_t* texts;
  uint32_t text_count, text_capacity;
};

// Every kind of element is a set of affinities.
typedef struct affinity_element_t {
  weir_element_t base;
  weir_value_set_t set;
  // Of a produced value: the pinning ops that alone decide, if there are any.
  weir_op_list_t pins;
} affinity_element_t;

bool weir_type_has_affinity(const weir_type_t* type) {
  return weir_type_is_tensor(type) || weir_type_is_stream_resource(type);
}

bool weir_op_has_execution_affinity(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_ARITH_CONSTANT:
      return weir_type_is_tensor(op->results[0].type);
    case WEIR_FLOW_CALL:
    case WEIR_FLOW_CHANNEL_DEFAULT:
    case WEIR_FLOW_COLLECTIVE_ALL_GATHER:
    case WEIR_FLOW_COLLECTIVE_ALL_REDUCE:
    case WEIR_FLOW_COLLECTIVE_ALL_TO_ALL:
    case WEIR_FLOW_COLLECTIVE_REDUCE_SCATTER:
    case WEIR_FLOW_COLLECTIVE_SEND_RECV:
    case WEIR_FLOW_DISPATCH:
    case WEIR_FLOW_DISPATCH_REGION:
    case WEIR_FLOW_DISPATCH_WORKGROUPS:
    case WEIR_FLOW_TENSOR_ALLOCA:
    case WEIR_FLOW_TENSOR_CLONE:
    case WEIR_FLOW_TENSOR_CONSTANT:
    case WEIR_FLOW_TENSOR_DYNAMIC_CONSTANT:
    case WEIR_FLOW_TENSOR_EMPTY:
    case WEIR_FLOW_TENSOR_SLICE:
    case WEIR_FLOW_TENSOR_SPLAT:
    case WEIR_FLOW_TENSOR_TRANSFER:
    case WEIR_FLOW_TENSOR_UPDATE:
    case WEIR_HAL_DISPATCH_EXTERN:
    case WEIR_HAL_TENSOR_ALIAS:
    case WEIR_HAL_TENSOR_EXPORT:
    case WEIR_HAL_TENSOR_IMPORT:
      return true;
    default:
      return weir_sv_equal_c(weir_op_dialect(op), "stream") &&
             weir_op_has_trait(op, WEIR_OP_AFFINITY);
  }
}

// Ops whose results live where the op says, whatever else may produce them.
static bool pins_results(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_FLOW_TENSOR_TRANSFER:
    case WEIR_HAL_TENSOR_ALIAS:
    case WEIR_HAL_TENSOR_EXPORT:
    case WEIR_HAL_TENSOR_IMPORT:
    case WEIR_STREAM_ASYNC_TRANSFER:
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

// -- elements ----------------------------------------------------------------

static const weir_element_kind_t op_kind;
static const weir_element_kind_t produced_kind;
static const weir_element_kind_t consumed_kind;
static const weir_element_kind_t global_kind;

static affinity_element_t* query(weir_solver_t* solver,
                                 affinity_element_t* reader,
                                 const weir_element_kind_t* kind,
                                 void* position) {
  return (affinity_element_t*)weir_solver_query(solver, &reader->base, kind,
                                                position);
}

// Takes all that the other element may be into |reader|.
static bool join(weir_solver_t* solver, affinity_element_t* reader,
                 const weir_element_kind_t* kind, void* position) {
  affinity_element_t* other = query(solver, reader, kind, position);
  return weir_value_set_add_all(&reader->set, weir_solver_arena(solver),
                                &other->set);
}

static void fix(affinity_element_t* element, weir_solver_t* solver,
                weir_attr_t* affinity) {
  weir_value_set_add(&element->set, weir_solver_arena(solver), affinity);
  element->base.fixed = true;
}

// What a join into |reader| needs while sources or targets are enumerated.
typedef struct joiner_t {
  weir_solver_t* solver;
  affinity_element_t* reader;
  const weir_element_kind_t* kind;
  bool grew;
} joiner_t;

static weir_walk_t join_value(weir_value_t* value, void* user) {
  joiner_t* joiner = user;
  joiner->grew |= join(joiner->solver, joiner->reader, joiner->kind, value);
  return WEIR_WALK_CONTINUE;
}

// -- ops ---------------------------------------------------------------------

static void op_initialize(weir_element_t* base, weir_solver_t* solver) {
  affinity_element_t* element = (affinity_element_t*)base;
  weir_attr_t* affinity = explicit_affinity(base->position);
  if (affinity) fix(element, solver, affinity);
}

// An op executes where what it consumes lives; one that consumes nothing, where
// its results are used.
static bool op_update(weir_element_t* base, weir_solver_t* solver) {
  affinity_element_t* element = (affinity_element_t*)base;
  weir_op_t* op = base->position;
  bool grew = false, consumes_any = false;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* operand = weir_op_operand_n(op, i);
    if (!weir_type_has_affinity(operand->type)) continue;
    consumes_any = true;
    grew |= join(solver, element, &produced_kind, operand);
  }
  for (uint32_t i = 0; !consumes_any && i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    if (!weir_type_has_affinity(result->type)) continue;
    grew |= join(solver, element, &consumed_kind, result);
  }
  return grew;
}

static const weir_element_kind_t op_kind = {
    .name = "op",
    .size = sizeof(affinity_element_t),
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
  joiner_t joiner = {.solver = solver, .reader = (affinity_element_t*)base};
  weir_explore_definitions(analysis->explorer, base->position,
                           WEIR_EXPLORE_NO_TIED | WEIR_EXPLORE_NO_GLOBALS,
                           collect_pin, &joiner);
}

static bool produced_by_op(affinity_element_t* element, weir_solver_t* solver,
                           weir_value_t* value, bool* out_found) {
  const weir_affinity_analysis_t* analysis = weir_solver_user(solver);
  weir_op_t* op = value->op;
  *out_found = true;
  bool executes = weir_op_has_execution_affinity(op) &&
                  !weir_op_has_trait(op, WEIR_OP_CLOSURE);
  // An op that is told where to execute has its operands moved there first; an
  // in-place result of any other op stays with its operand.
  if (executes && explicit_affinity(op)) {
    return join(solver, element, &op_kind, op);
  }
  int32_t tied = weir_op_tied_operand(op, value->index);
  if (tied >= 0 &&
      weir_type_has_affinity(weir_op_operand_n(op, (uint32_t)tied)->type)) {
    return join(solver, element, &produced_kind,
                weir_op_operand_n(op, (uint32_t)tied));
  }
  if (executes) return join(solver, element, &op_kind, op);
  switch (weir_op_id(op)) {
    case WEIR_FLOW_TENSOR_TIE_SHAPE:
    case WEIR_FLOW_TENSOR_STORE: {
      // In place although the tables do not tie them.
      uint32_t target = weir_op_is(op, WEIR_FLOW_TENSOR_STORE)
                            ? WEIR_FLOW_TENSOR_STORE_TARGET
                            : WEIR_FLOW_TENSOR_TIE_SHAPE_OPERAND;
      return join(solver, element, &produced_kind, weir_op_operand(op, target));
    }
    case WEIR_UTIL_OPTIMIZATION_BARRIER:
      return join(solver, element, &produced_kind,
                  weir_op_operand_n(op, value->index));
    case WEIR_UTIL_GLOBAL_LOAD: {
      const weir_global_info_t* global =
          weir_explorer_global_of(analysis->explorer, op);
      if (!global) return weir_value_set_make_unknown(&element->set);
      return join(solver, element, &global_kind, global->op);
    }
    case WEIR_UTIL_GLOBAL_LOAD_INDIRECT:
      return weir_value_set_make_unknown(&element->set);
    default:
      *out_found = false;
      return false;
  }
}

static bool produced_update(weir_element_t* base, weir_solver_t* solver) {
  const weir_affinity_analysis_t* analysis = weir_solver_user(solver);
  affinity_element_t* element = (affinity_element_t*)base;
  weir_value_t* value = base->position;
  bool grew = false;
  for (uint32_t i = 0; i < element->pins.count; ++i) {
    grew |= join(solver, element, &op_kind, element->pins.ops[i]);
  }
  if (element->pins.count) return grew;
  if (value->kind == WEIR_VALUE_RESULT) {
    bool found = false;
    grew |= produced_by_op(element, solver, value, &found);
    if (found) return grew;
  }
  joiner_t joiner = {
      .solver = solver, .reader = element, .kind = &produced_kind};
  if (!weir_explore_sources(analysis->explorer, value, join_value, &joiner)) {
    joiner.grew |= weir_value_set_make_unknown(&element->set);
  }
  return grew | joiner.grew;
}

static const weir_element_kind_t produced_kind = {
    .name = "produced",
    .size = sizeof(affinity_element_t),
    .initialize = produced_initialize,
    .update = produced_update,
};

// -- values as consumed ------------------------------------------------------

static bool consumed_by_use(affinity_element_t* element, weir_solver_t* solver,
                            weir_use_t* use) {
  const weir_affinity_analysis_t* analysis = weir_solver_user(solver);
  weir_op_t* op = use->op;
  bool grew = false;
  if (weir_op_has_execution_affinity(op)) {
    grew |= join(solver, element, &op_kind, op);
  }
  // Copies are not made yet where they are needed, so that a tied result may
  // end up in other places than the operand.
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (weir_op_tied_operand(op, i) != (int32_t)use->index) continue;
    grew |= join(solver, element, &consumed_kind, weir_op_result_n(op, i));
  }
  switch (weir_op_id(op)) {
    case WEIR_UTIL_OPTIMIZATION_BARRIER:
      return grew | join(solver, element, &consumed_kind,
                         weir_op_result_n(op, use->index));
    case WEIR_FLOW_TENSOR_TIE_SHAPE:
      return grew |
             join(solver, element, &consumed_kind, weir_op_result_n(op, 0));
    case WEIR_FLOW_TENSOR_STORE:
      return grew |
             join(solver, element, &consumed_kind, weir_op_result_n(op, 0));
    case WEIR_UTIL_GLOBAL_STORE: {
      const weir_global_info_t* global =
          weir_explorer_global_of(analysis->explorer, op);
      if (!global) return weir_value_set_make_unknown(&element->set) | grew;
      return grew | join(solver, element, &global_kind, global->op);
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
  joiner_t joiner = {
      .solver = solver, .reader = element, .kind = &consumed_kind};
  if (!weir_explore_targets(analysis->explorer, use, join_value, &joiner)) {
    joiner.grew |= weir_value_set_make_unknown(&element->set);
  }
  return grew | joiner.grew;
}

static bool consumed_update(weir_element_t* base, weir_solver_t* solver) {
  affinity_element_t* element = (affinity_element_t*)base;
  weir_value_t* value = base->position;
  bool grew = false;
  for (weir_use_t* use = value->uses; use; use = use->next) {
    grew |= consumed_by_use(element, solver, use);
  }
  return grew;
}

static const weir_element_kind_t consumed_kind = {
    .name = "consumed",
    .size = sizeof(affinity_element_t),
    .update = consumed_update,
};

// -- globals -----------------------------------------------------------------

static void global_initialize(weir_element_t* base, weir_solver_t* solver) {
  const weir_affinity_analysis_t* analysis = weir_solver_user(solver);
  affinity_element_t* element = (affinity_element_t*)base;
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
static bool join_known(weir_solver_t* solver, affinity_element_t* reader,
                       const weir_element_kind_t* kind, void* position) {
  affinity_element_t* other = query(solver, reader, kind, position);
  return weir_value_set_add_known(&reader->set, weir_solver_arena(solver),
                                  &other->set);
}

// A global lives where it is used, so that producers pay for the transfer; one
// that is only stored to, where the stored values are. What is handed on to
// somewhere outside says nothing about that.
static bool global_update(weir_element_t* base, weir_solver_t* solver) {
  const weir_affinity_analysis_t* analysis = weir_solver_user(solver);
  affinity_element_t* element = (affinity_element_t*)base;
  const weir_global_info_t* global =
      weir_explorer_global_of(analysis->explorer, base->position);
  bool grew = false;
  for (uint32_t i = 0; i < global->loads.count; ++i) {
    grew |= join_known(solver, element, &consumed_kind,
                       weir_op_result_n(global->loads.ops[i], 0));
  }
  if (global->loads.count) return grew;
  for (uint32_t i = 0; i < global->stores.count; ++i) {
    grew |= join_known(solver, element, &produced_kind,
                       weir_op_operand_n(global->stores.ops[i], 0));
  }
  return grew;
}

static const weir_element_kind_t global_kind = {
    .name = "global",
    .size = sizeof(affinity_element_t),
    .initialize = global_initialize,
    .update = global_update,
};

// -- running -----------------------------------------------------------------

static void add_value(weir_solver_t* solver, weir_value_t* value) {
  if (!weir_type_has_affinity(value->type)) return;
  weir_solver_get(solver, &produced_kind, value);
  weir_solver_get(solver, &consumed_kind, value);
}

static weir_walk_t add_op(weir_op_t* op, void* user) {
  weir_solver_t* solver = user;
  if (weir_op_has_trait(op, WEIR_OP_OBJECT_LIKE)) return WEIR_WALK_SKIP;
  if (weir_op_has_execution_affinity(op)) {
    weir_solver_get(solver, &op_kind, op);
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    add_value(solver, weir_op_result_n(op, i));
  }
  for (uint32_t r = 0; r < op->region_count; ++r) {
    WEIR_FOR_EACH_BLOCK(block, weir_op_region(op, r)) {
      for (uint32_t i = 0; i < block->argument_count; ++i) {
        add_value(solver, block->arguments[i]);
      }
    }
  }
  // What dispatches compute is no business of placement.
  return weir_op_is(op, WEIR_FLOW_DISPATCH_WORKGROUPS) ||
                 weir_op_is(op, WEIR_FLOW_DISPATCH_REGION)
             ? WEIR_WALK_SKIP
             : WEIR_WALK_CONTINUE;
}

weir_status_t weir_affinity_analysis_run(
    weir_op_t* module, weir_arena_t* arena,
    weir_affinity_analysis_t** out_analysis) {
  weir_affinity_analysis_t* analysis =
      WEIR_ARENA_NEW(arena, weir_affinity_analysis_t);
  *out_analysis = analysis;
  analysis->arena = arena;
  analysis->explorer = weir_explorer_create(module, arena);
  analysis->solver = weir_solver_create(arena, analysis);
  uint32_t globals = weir_explorer_global_count(analysis->explorer);
  for (uint32_t i = 0; i < globals; ++i) {
    weir_op_t* global = weir_explorer_global(analysis->explorer, i)->op;
    weir_type_t* type = weir_op_attr_type(global, "type");
    if (!type || !weir_type_has_affinity(type)) continue;
    weir_solver_get(analysis->solver, &global_kind, global);
  }
  uint32_t functions = weir_explorer_function_count(analysis->explorer);
  for (uint32_t i = 0; i < functions; ++i) {
    weir_walk_pre_order(weir_explorer_function(analysis->explorer, i), add_op,
                        analysis->solver);
  }
  return weir_solver_run(analysis->solver);
}

const weir_explorer_t* weir_affinity_analysis_explorer(
    const weir_affinity_analysis_t* analysis) {
  return analysis->explorer;
}

// -- sets --------------------------------------------------------------------

static const char* text_of(weir_affinity_analysis_t* analysis,
                           const weir_attr_t* affinity) {
  for (uint32_t i = 0; i < analysis->text_count; ++i) {
    if (analysis->texts[i].affinity == affinity) return analysis->texts[i].text;
  }
  if (analysis->text_count == analysis->text_capacity) {
    uint32_t capacity =
        analysis->text_capacity ? analysis->text_capacity * 2 : 8;
    affinity_text_t* texts =
        WEIR_ARENA_ARRAY(analysis->arena, affinity_text_t, capacity);
    for (uint32_t i = 0; i < analysis->text_count; ++i) {
      texts[i] = analysis->texts[i];
    }
    analysis->texts = texts;
    analysis->text_capacity = capacity;
  }
  const char* text = weir_print_attr(affinity, analysis->arena);
  analysis->texts[analysis->text_count++] = (affinity_text_t){affinity, text};
  return text;
}

static void sort_by_text(weir_affinity_analysis_t* analysis,
                         weir_attr_t** items, uint32_t count) {
  for (uint32_t i = 1; i < count; ++i) {
    weir_attr_t* item = items[i];
    const char* text = text_of(analysis, item);
    uint32_t j = i;
    for (; j > 0 && strcmp(text, text_of(analysis, items[j - 1])) < 0; --j) {
      items[j] = items[j - 1];
    }
    items[j] = item;
  }
}

static weir_affinity_set_t sorted(const weir_affinity_analysis_t* analysis,
                                  const weir_value_set_t* set) {
  weir_affinity_set_t result = {.is_known = !set->is_unknown};
  if (set->is_unknown || set->count == 0) return result;
  result.count = set->count;
  result.items = WEIR_ARENA_ARRAY(analysis->arena, weir_attr_t*, set->count);
  memcpy(result.items, set->items, set->count * sizeof(*result.items));
  if (set->count > 1) {
    // The texts are only remembered: what is asked for does not change.
    sort_by_text((weir_affinity_analysis_t*)analysis, result.items, set->count);
  }
  return result;
}

// Where nothing says anything, the default that holds at |at| does. Nobody says
// where values from outside are.
static weir_affinity_set_t or_default(const weir_affinity_analysis_t* analysis,
                                      weir_affinity_set_t set,
                                      const weir_op_t* at) {
  weir_attr_t* affinity = NULL;
  if (set.is_known && set.count == 0 && at)
    affinity = weir_affinity_default(at);
  if (!affinity) return set;
  set.items = WEIR_ARENA_NEW(analysis->arena, weir_attr_t*);
  set.items[0] = affinity;
  set.count = 1;
  return set;
}

static weir_affinity_set_t set_of(const weir_affinity_analysis_t* analysis,
                                  const weir_element_kind_t* kind,
                                  const void* position, const weir_op_t* at) {
  weir_element_t* element = weir_solver_find(analysis->solver, kind, position);
  if (!element) return (weir_affinity_set_t){0};
  return or_default(analysis,
                    sorted(analysis, &((affinity_element_t*)element)->set), at);
}

// Whose default holds for a value.
static const weir_op_t* place_of(const weir_value_t* value) {
  const weir_op_t* op = weir_value_op(value);
  return op ? op : weir_value_parent_op(value);
}

weir_affinity_set_t weir_affinity_set_of_global(
    const weir_affinity_analysis_t* analysis, const weir_op_t* global) {
  return set_of(analysis, &global_kind, global, global);
}

weir_affinity_set_t weir_affinity_set_of_execution(
    const weir_affinity_analysis_t* analysis, const weir_op_t* op) {
  return set_of(analysis, &op_kind, op, op);
}

weir_affinity_set_t weir_affinity_set_of_resource(
    const weir_affinity_analysis_t* analysis, const weir_value_t* value) {
  return set_of(analysis, &produced_kind, value, place_of(value));
}

weir_affinity_set_t weir_affinity_set_of_usage(
    const weir_affinity_analysis_t* analysis, const weir_value_t* value) {
  return set_of(analysis, &consumed_kind, value, place_of(value));
}

weir_affinity_set_t weir_affinity_set_inferred(
    const weir_affinity_analysis_t* analysis, const weir_op_t* op) {
  if (weir_op_has_execution_affinity(op)) {
    return weir_affinity_set_of_execution(analysis, op);
  }
  weir_value_set_t all = {0};
  weir_attr_t* affinity = weir_affinity_lookup(op);
  if (affinity) weir_value_set_add(&all, analysis->arena, affinity);
  bool consumes_any = affinity != NULL;
  for (uint32_t i = 0; !affinity && i < op->operand_count; ++i) {
    const weir_value_t* operand = weir_op_operand_n(op, i);
    if (!weir_type_has_affinity(operand->type)) continue;
    consumes_any = true;
    weir_element_t* element =
        weir_solver_find(analysis->solver, &produced_kind, operand);
    if (!element) return (weir_affinity_set_t){0};
    weir_value_set_add_all(&all, analysis->arena,
                           &((affinity_element_t*)element)->set);
  }
  for (uint32_t i = 0; !consumes_any && i < op->result_count; ++i) {
    weir_element_t* element = weir_solver_find(analysis->solver, &consumed_kind,
                                               weir_op_result_n(op, i));
    if (!element) continue;
    weir_value_set_add_all(&all, analysis->arena,
                           &((affinity_element_t*)element)->set);
  }
  return or_default(analysis, sorted(analysis, &all), op);
}

// -- one affinity ------------------------------------------------------------

weir_attr_t* weir_affinity_select(const weir_affinity_set_t* set) {
  if (!set->is_known || set->count == 0) return NULL;
  for (uint32_t i = 1; i < set->count; ++i) {
    if (!weir_affinity_are_compatible(set->items[0], set->items[i])) {
      return NULL;
    }
  }
  return set->items[0];
}

// Between places that cannot be together the default that holds at |at|
// decides.
static weir_attr_t* select_or_default(weir_affinity_set_t set,
                                      const weir_op_t* at) {
  weir_attr_t* affinity = weir_affinity_select(&set);
  return affinity || set.count == 0 || !at ? affinity
                                           : weir_affinity_default(at);
}

weir_attr_t* weir_affinity_of_global(const weir_affinity_analysis_t* analysis,
                                     const weir_op_t* global) {
  return select_or_default(weir_affinity_set_of_global(analysis, global),
                           global);
}

weir_attr_t* weir_affinity_of_execution(
    const weir_affinity_analysis_t* analysis, const weir_op_t* op) {
  return select_or_default(weir_affinity_set_of_execution(analysis, op), op);
}

weir_attr_t* weir_affinity_inferred(const weir_affinity_analysis_t* analysis,
                                    const weir_op_t* op) {
  return select_or_default(weir_affinity_set_inferred(analysis, op), op);
}

weir_attr_t* weir_affinity_of_resource(const weir_affinity_analysis_t* analysis,
                                       const weir_value_t* value) {
  return select_or_default(weir_affinity_set_of_resource(analysis, value),
                           place_of(value));
}

weir_attr_t* weir_affinity_of_usage(const weir_affinity_analysis_t* analysis,
                                    const weir_value_t* value) {
  return select_or_default(weir_affinity_set_of_usage(analysis, value),
                           place_of(value));
}
