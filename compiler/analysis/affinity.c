// Runs the affinity analysis and answers what is asked of it.
#include "compiler/analysis/affinity.h"

#include <string.h>

#include "compiler/analysis/affinity_impl.h"
#include "compiler/analysis/lattice.h"
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/flow.h"
#include "compiler/text/text.h"

// -- running -----------------------------------------------------------------

static void add_value(weir_solver_t* solver, weir_value_t* value) {
  if (!weir_type_has_affinity(value->type)) return;
  weir_solver_get(solver, &weir_affinity_produced_kind, value);
  weir_solver_get(solver, &weir_affinity_consumed_kind, value);
}

static weir_walk_t add_op(weir_op_t* op, void* user) {
  weir_solver_t* solver = user;
  if (weir_op_has_trait(op, WEIR_OP_OBJECT_LIKE)) return WEIR_WALK_SKIP;
  if (weir_op_has_execution_affinity(op)) {
    weir_solver_get(solver, &weir_affinity_op_kind, op);
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
    weir_solver_get(analysis->solver, &weir_affinity_global_kind, global);
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
    weir_affinity_text_t* texts =
        WEIR_ARENA_ARRAY(analysis->arena, weir_affinity_text_t, capacity);
    for (uint32_t i = 0; i < analysis->text_count; ++i) {
      texts[i] = analysis->texts[i];
    }
    analysis->texts = texts;
    analysis->text_capacity = capacity;
  }
  const char* text = weir_print_attr(affinity, analysis->arena);
  analysis->texts[analysis->text_count++] =
      (weir_affinity_text_t){affinity, text};
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
                    sorted(analysis, &((weir_affinity_element_t*)element)->set),
                    at);
}

// Whose default holds for a value.
static const weir_op_t* place_of(const weir_value_t* value) {
  const weir_op_t* op = weir_value_op(value);
  return op ? op : weir_value_parent_op(value);
}

weir_affinity_set_t weir_affinity_set_of_global(
    const weir_affinity_analysis_t* analysis, const weir_op_t* global) {
  return set_of(analysis, &weir_affinity_global_kind, global, global);
}

weir_affinity_set_t weir_affinity_set_of_execution(
    const weir_affinity_analysis_t* analysis, const weir_op_t* op) {
  return set_of(analysis, &weir_affinity_op_kind, op, op);
}

weir_affinity_set_t weir_affinity_set_of_resource(
    const weir_affinity_analysis_t* analysis, const weir_value_t* value) {
  return set_of(analysis, &weir_affinity_produced_kind, value, place_of(value));
}

weir_affinity_set_t weir_affinity_set_of_usage(
    const weir_affinity_analysis_t* analysis, const weir_value_t* value) {
  return set_of(analysis, &weir_affinity_consumed_kind, value, place_of(value));
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
    weir_element_t* element = weir_solver_find(
        analysis->solver, &weir_affinity_produced_kind, operand);
    if (!element) return (weir_affinity_set_t){0};
    weir_value_set_add_all(&all, analysis->arena,
                           &((weir_affinity_element_t*)element)->set);
  }
  for (uint32_t i = 0; !consumes_any && i < op->result_count; ++i) {
    weir_element_t* element =
        weir_solver_find(analysis->solver, &weir_affinity_consumed_kind,
                         weir_op_result_n(op, i));
    if (!element) continue;
    weir_value_set_add_all(&all, analysis->arena,
                           &((weir_affinity_element_t*)element)->set);
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

// Where all results that are in the place of operands live; NULL if there are
// none, or if they do not live together.
static weir_attr_t* home_of_results(const weir_affinity_analysis_t* analysis,
                                    const weir_op_t* op) {
  weir_attr_t* home = NULL;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (weir_op_tied_operand(op, i) < 0) continue;
    weir_attr_t* place =
        weir_affinity_of_resource(analysis, weir_op_result_n(op, i));
    if (place == NULL || (home != NULL && place != home)) return NULL;
    home = place;
  }
  return home;
}

weir_attr_t* weir_affinity_of_execution(
    const weir_affinity_analysis_t* analysis, const weir_op_t* op) {
  weir_affinity_set_t set = weir_affinity_set_of_execution(analysis, op);
  if (set.count > 1 && weir_affinity_select(&set) == NULL) {
    weir_attr_t* home = home_of_results(analysis, op);
    if (home != NULL) return home;
  }
  return select_or_default(set, op);
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
