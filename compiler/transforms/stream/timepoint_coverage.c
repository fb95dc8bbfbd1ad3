#include "compiler/transforms/stream/timepoint_coverage.h"

#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/transforms/stream/clocks.h"
#include "compiler/transforms/stream/pointer_map.h"
#include "compiler/transforms/stream/timepoint_lives.h"
#include "compiler/transforms/stream/timepoints.h"

// Made by something else than an op of a timeline.
typedef struct values_t {
  weir_value_t** values;
  uint32_t count, capacity;
} values_t;

struct weir_coverage_t {
  weir_op_t* root;
  weir_explorer_t* explorer;  // NULL until it is needed
  bool joins_dissolve;
  weir_arena_t* arena;
  weir_pointer_map_t certainty;  // by value
  weir_timepoint_lives_t* lives;
  weir_clocks_t* clocks;
  weir_pointer_map_t events;  // by op of a timeline, or value: plus one
  values_t sources;           // values that have events
  // The question at hand.
  uintptr_t number;
  weir_pointer_map_t seen;  // by value: the last search that met it
  weir_op_list_t work;
  values_t opaque;
  uint32_t* list;  // of events
  uint32_t list_count, list_capacity;
};

static weir_explorer_t* explorer_of(weir_coverage_t* coverage) {
  if (coverage->explorer == NULL) {
    coverage->explorer = weir_explorer_create(coverage->root, coverage->arena);
  }
  return coverage->explorer;
}

static bool is_timepoint(const weir_value_t* value) {
  return weir_type_is_stream_timepoint(value->type);
}

// The op of a timeline that makes |value|; NULL if it is made otherwise.
static weir_op_t* timeline_op(const weir_value_t* value) {
  weir_op_t* op = weir_value_op(value);
  return op != NULL && weir_op_has_trait(op, WEIR_OP_TIMELINE) ? op : NULL;
}

// -- certainty ----------------------------------------------------------------

// Of a value: whether what it covers is known. Computed once.
enum { CERTAIN = 1, UNCERTAIN = 2, IN_WORK = 3 };

typedef struct certainty_t {
  weir_coverage_t* coverage;
  bool is_uncertain;
} certainty_t;

static bool is_uncertain(weir_coverage_t* coverage, weir_value_t* value);

static weir_walk_t join_certainty(weir_value_t* value, void* user) {
  certainty_t* certainty = user;
  certainty->is_uncertain |= is_uncertain(certainty->coverage, value);
  return WEIR_WALK_CONTINUE;
}

static bool is_uncertain(weir_coverage_t* coverage, weir_value_t* value) {
  weir_pointer_map_t* marks = &coverage->certainty;
  uintptr_t known = (uintptr_t)weir_pointer_map_get(marks, value);
  if (known != 0) return known == UNCERTAIN;
  *weir_pointer_map_at(marks, value) = (void*)(uintptr_t)IN_WORK;
  certainty_t certainty = {coverage, false};
  weir_op_t* op = timeline_op(value);
  if (op != NULL) {
    for (uint32_t i = 0; i < op->operand_count; ++i) {
      weir_value_t* operand = weir_op_operand_n(op, i);
      if (is_timepoint(operand)) join_certainty(operand, &certainty);
    }
  } else if (!weir_explore_sources(explorer_of(coverage), value, join_certainty,
                                   &certainty)) {
    certainty.is_uncertain = true;
  }
  *weir_pointer_map_at(marks, value) =
      (void*)(uintptr_t)(certainty.is_uncertain ? UNCERTAIN : CERTAIN);
  return certainty.is_uncertain;
}

// -- one target ---------------------------------------------------------------

// Whether reaching a value means that |target| has been reached.
typedef struct query_t {
  weir_coverage_t* coverage;
  weir_value_t* target;
  weir_pointer_map_t visited;
  uint32_t depth;
  bool all_cover;
} query_t;

static bool covers(query_t* query, weir_value_t* value);

static weir_walk_t require_cover(weir_value_t* value, void* user) {
  query_t* query = user;
  bool others = query->all_cover;
  bool this_one = covers(query, value);
  query->all_cover = others && this_one;
  return query->all_cover ? WEIR_WALK_CONTINUE : WEIR_WALK_STOP;
}

// All that may arrive in |value| must cover the target.
static bool all_sources_cover(query_t* query, weir_value_t* value) {
  enum { MAX_DEPTH = 64 };
  weir_op_t* op = weir_value_op(value);
  if (op != NULL && !weir_op_is(op, WEIR_ARITH_SELECT) &&
      !weir_op_has_trait(op, WEIR_OP_CALL | WEIR_OP_REGION_BRANCH)) {
    return false;
  }
  if (++query->depth > MAX_DEPTH) return false;
  bool outer = query->all_cover;
  query->all_cover = true;
  bool known = weir_explore_sources(explorer_of(query->coverage), value,
                                    require_cover, query);
  bool result = known && query->all_cover;
  query->all_cover = outer;
  --query->depth;
  return result;
}

// Made before |target_value| in its own block, so it cannot wait for it.
static bool is_too_early(const weir_value_t* value,
                         const weir_value_t* target_value) {
  weir_op_t* op = weir_value_op(value);
  weir_op_t* target = weir_value_op(target_value);
  return op != NULL && target != NULL && op->block == target->block &&
         (op->region_count == 0 || weir_op_has_trait(op, WEIR_OP_TIMELINE)) &&
         weir_op_is_before(op, target);
}

static bool covers(query_t* query, weir_value_t* value) {
  weir_op_list_t work = {0};
  if (value == query->target) return true;
  weir_op_t* op = timeline_op(value);
  if (op == NULL) {
    void** mark = weir_pointer_map_at(&query->visited, value);
    if (*mark != NULL) return false;
    *mark = value;
    return all_sources_cover(query, value);
  }
  weir_op_list_add(&work, query->visited.arena, op);
  for (uint32_t i = 0; i < work.count; ++i) {
    op = work.ops[i];
    for (uint32_t o = 0; o < op->operand_count; ++o) {
      weir_value_t* operand = weir_op_operand_n(op, o);
      if (!is_timepoint(operand)) continue;
      if (operand == query->target) return true;
      void** mark = weir_pointer_map_at(&query->visited, operand);
      if (*mark != NULL || is_too_early(operand, query->target)) continue;
      *mark = operand;
      weir_op_t* producer = timeline_op(operand);
      if (producer != NULL) {
        weir_op_list_add(&work, query->visited.arena, producer);
      } else if (all_sources_cover(query, operand)) {
        return true;
      }
    }
  }
  return false;
}

static bool is_covered_by(weir_coverage_t* coverage, weir_value_t* target,
                          weir_value_t* other) {
  weir_arena_t arena = {0};  // there may be as many searches as pairs of waits
  query_t query = {
      .coverage = coverage, .target = target, .visited = {.arena = &arena}};
  bool is_covered = covers(&query, other);
  weir_arena_deinit(&arena);
  return is_covered;
}

// -- events -------------------------------------------------------------------

static void add_value(weir_coverage_t* coverage, values_t* list,
                      weir_value_t* value) {
  if (list->count == list->capacity) {
    uint32_t capacity = list->capacity != 0 ? 2 * list->capacity : 16;
    weir_value_t** values =
        WEIR_ARENA_ARRAY(coverage->arena, weir_value_t*, capacity);
    if (list->count > 0) {
      memcpy(values, list->values, list->count * sizeof(*values));
    }
    list->values = values;
    list->capacity = capacity;
  }
  list->values[list->count++] = value;
}

static void add_to_list(weir_coverage_t* coverage, uint32_t event) {
  if (coverage->list_count == coverage->list_capacity) {
    uint32_t capacity =
        coverage->list_capacity != 0 ? 2 * coverage->list_capacity : 64;
    uint32_t* list = WEIR_ARENA_ARRAY(coverage->arena, uint32_t, capacity);
    if (coverage->list_count > 0) {
      memcpy(list, coverage->list, coverage->list_count * sizeof(*list));
    }
    coverage->list = list;
    coverage->list_capacity = capacity;
  }
  coverage->list[coverage->list_count++] = event;
}

// Events are known by number, plus |FIRST_EVENT|.
enum { VISITED = 1, FIRST_EVENT = 2 };

static void set_event(weir_coverage_t* coverage, const void* key,
                      uint32_t event) {
  *weir_pointer_map_at(&coverage->events, key) =
      (void*)((uintptr_t)event + FIRST_EVENT);
}

static uint32_t add_event(weir_coverage_t* coverage, weir_op_t* op);

// The event of reaching |timepoint|. There is none for what is not known to
// come behind known events: ops that have not been visited, what no value is
// known to cover.
static uint32_t event_of(weir_coverage_t* coverage, weir_value_t* timepoint) {
  weir_op_t* op = timeline_op(timepoint);
  const void* key = op != NULL ? (const void*)op : (const void*)timepoint;
  uintptr_t known = (uintptr_t)weir_pointer_map_get(&coverage->events, key);
  if (known >= FIRST_EVENT) return (uint32_t)(known - FIRST_EVENT);
  if (known == VISITED) return add_event(coverage, op);
  if (op != NULL || is_uncertain(coverage, timepoint)) return WEIR_NO_CLOCK;
  uint32_t event = weir_clocks_add(coverage->clocks, NULL, 0);
  set_event(coverage, key, event);
  add_value(coverage, &coverage->sources, timepoint);
  return event;
}

static bool has_event(const weir_value_t* operand) {
  return is_timepoint(operand) && !weir_timepoint_is_immediate(operand);
}

static uint32_t add_event(weir_coverage_t* coverage, weir_op_t* op) {
  set_event(coverage, op, WEIR_NO_CLOCK);  // it does not need itself
  // Events that come to be here use the list themselves.
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* operand = weir_op_operand_n(op, i);
    if (has_event(operand)) (void)event_of(coverage, operand);
  }
  coverage->list_count = 0;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* operand = weir_op_operand_n(op, i);
    if (has_event(operand)) add_to_list(coverage, event_of(coverage, operand));
  }
  uint32_t event =
      weir_clocks_add(coverage->clocks, coverage->list, coverage->list_count);
  set_event(coverage, op, event);
  return event;
}

// What nobody asks about any more makes room for others.
static void retire(weir_coverage_t* coverage, const weir_op_t* op) {
  weir_op_t* ended;
  while ((ended = weir_timepoint_lives_next_end(coverage->lives, op)) != NULL) {
    uintptr_t known = (uintptr_t)weir_pointer_map_get(&coverage->events, ended);
    if (known < FIRST_EVENT || known - FIRST_EVENT == WEIR_NO_CLOCK) continue;
    weir_clocks_retire(coverage->clocks, (uint32_t)(known - FIRST_EVENT));
  }
}

void weir_coverage_visit(weir_coverage_t* coverage, weir_op_t* op) {
  retire(coverage, op);
  if (!weir_timepoint_lives_has(coverage->lives, op)) return;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    if (!is_timepoint(result)) continue;
    is_uncertain(coverage, result);
    if (weir_timepoint_is_immediate(result)) continue;
    // Nobody awaits most joins once they are part of others.
    if (coverage->joins_dissolve &&
        weir_op_is(op, WEIR_STREAM_TIMEPOINT_JOIN)) {
      *weir_pointer_map_at(&coverage->events, op) = (void*)(uintptr_t)VISITED;
    } else {
      add_event(coverage, op);
    }
  }
}

// -- all waits of an op at once, by search ------------------------------------
//
// One search from all waits finds every wait that is on the way back from
// another. It does not go to what stands before all of them.

typedef struct waits_t {
  weir_coverage_t* coverage;
  weir_value_t* const* values;
  uint32_t count;
  bool* covered;
} waits_t;

static bool goes_on_at(const waits_t* waits, weir_value_t* timepoint) {
  for (uint32_t i = 0; i < waits->count; ++i) {
    if (!is_too_early(timepoint, waits->values[i])) return true;
  }
  return false;
}

// |value| is reached before one of the waits; or it is a wait itself.
static void add_reached(weir_coverage_t* coverage, weir_value_t* value) {
  weir_op_t* producer = timeline_op(value);
  if (producer == NULL) {
    add_value(coverage, &coverage->opaque, value);
  } else {
    weir_op_list_add(&coverage->work, coverage->arena, producer);
  }
}

static void look_back(const waits_t* waits) {
  weir_coverage_t* coverage = waits->coverage;
  void* number = (void*)coverage->number;
  // Where the order of ops does not tell, and then by what stands near.
  enum { MAX_STEPS = 1 << 14 };
  uint32_t steps = 0;
  for (uint32_t w = 0; w < coverage->work.count; ++w) {
    if (steps > MAX_STEPS) return;
    const weir_op_t* op = coverage->work.ops[w];
    for (uint32_t i = 0; i < op->operand_count; ++i) {
      weir_value_t* operand = weir_op_operand_n(op, i);
      if (!is_timepoint(operand)) continue;
      void** seen = weir_pointer_map_at(&coverage->seen, operand);
      if (*seen == number) continue;
      *seen = number;
      ++steps;
      if (goes_on_at(waits, operand)) add_reached(coverage, operand);
    }
  }
}

static void find_by_search(const waits_t* waits) {
  weir_coverage_t* coverage = waits->coverage;
  ++coverage->number;
  coverage->work.count = 0;
  for (uint32_t i = 0; i < waits->count; ++i) {
    // The way back from an uncertain one may not be what it seems.
    if (!is_uncertain(coverage, waits->values[i])) {
      add_reached(coverage, waits->values[i]);
    }
  }
  look_back(waits);
  for (uint32_t i = 0; i < waits->count; ++i) {
    waits->covered[i] =
        weir_pointer_map_get(&coverage->seen, waits->values[i]) ==
        (void*)coverage->number;
  }
}

// -- all waits of an op at once, by clocks ------------------------------------

// False if the clock of what may tell which waits are covered is not known.
static bool gather(const waits_t* waits) {
  weir_coverage_t* coverage = waits->coverage;
  coverage->list_count = 0;
  for (uint32_t i = 0; i < waits->count; ++i) {
    weir_value_t* value = waits->values[i];
    if (weir_timepoint_is_immediate(value)) continue;
    uint32_t event = event_of(coverage, value);
    if (is_uncertain(coverage, value)) continue;
    if (event == WEIR_NO_CLOCK) return false;
    add_to_list(coverage, event);
  }
  weir_clocks_gather(coverage->clocks, coverage->list, coverage->list_count);
  return true;
}

static bool is_awaited(const waits_t* waits, const weir_value_t* value) {
  for (uint32_t i = 0; i < waits->count; ++i) {
    if (waits->values[i] == value) return true;
  }
  return false;
}

static bool find_by_clocks(const waits_t* waits) {
  weir_coverage_t* coverage = waits->coverage;
  if (!gather(waits)) return false;
  bool awaits_other = false;
  for (uint32_t i = 0; i < waits->count; ++i) {
    awaits_other |= !weir_timepoint_is_immediate(waits->values[i]);
  }
  for (uint32_t i = 0; i < waits->count; ++i) {
    if (weir_timepoint_is_immediate(waits->values[i])) {
      waits->covered[i] = awaits_other;
      continue;
    }
    uint32_t event = event_of(coverage, waits->values[i]);
    waits->covered[i] = event != WEIR_NO_CLOCK &&
                        weir_clocks_is_passed(coverage->clocks, event);
  }
  for (uint32_t i = 0; i < coverage->sources.count; ++i) {
    weir_value_t* source = coverage->sources.values[i];
    uint32_t event = event_of(coverage, source);
    if (is_awaited(waits, source) ||
        weir_clocks_is_passed(coverage->clocks, event)) {
      add_value(coverage, &coverage->opaque, source);
    }
  }
  return true;
}

// -- entry points -------------------------------------------------------------

// What all that arrives in a value covers, which is neither an op's of a
// timeline nor a source of such ops.
static bool is_covered_by_opaque(weir_coverage_t* coverage,
                                 weir_value_t* wait) {
  for (uint32_t i = 0; i < coverage->opaque.count; ++i) {
    weir_value_t* other = coverage->opaque.values[i];
    if (other == wait || is_too_early(other, wait)) continue;
    if (is_covered_by(coverage, wait, other)) return true;
  }
  return false;
}

void weir_coverage_find(weir_coverage_t* coverage, weir_value_t* const* waits,
                        uint32_t count, bool* out_covered) {
  const waits_t all = {coverage, waits, count, out_covered};
  coverage->opaque.count = 0;
  if (!find_by_clocks(&all)) find_by_search(&all);
  for (uint32_t i = 0; i < count; ++i) {
    if (!out_covered[i]) {
      out_covered[i] = is_covered_by_opaque(coverage, waits[i]);
    }
  }
}

weir_coverage_t* weir_coverage_create(weir_explorer_t* explorer,
                                      weir_op_t* root, bool joins_dissolve,
                                      weir_arena_t* arena) {
  enum { MAX_CHAINS = 2048, MAX_CLOCK_BYTES = 256 << 20 };
  weir_coverage_t* coverage = WEIR_ARENA_NEW(arena, weir_coverage_t);
  coverage->root = root;
  coverage->explorer = explorer;
  coverage->joins_dissolve = joins_dissolve;
  coverage->arena = arena;
  coverage->certainty.arena = arena;
  coverage->lives = weir_timepoint_lives_create(root, joins_dissolve, arena);
  coverage->clocks = weir_clocks_create(arena, MAX_CHAINS, MAX_CLOCK_BYTES);
  coverage->events.arena = arena;
  coverage->seen.arena = arena;
  return coverage;
}
