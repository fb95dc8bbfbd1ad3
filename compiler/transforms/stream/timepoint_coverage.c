#include "compiler/transforms/stream/timepoint_coverage.h"

#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/transforms/stream/pointer_map.h"
#include "compiler/transforms/stream/timepoints.h"

// Made by something else than an op of a timeline.
typedef struct values_t {
  weir_value_t** values;
  uint32_t count, capacity;
} values_t;

struct weir_coverage_t {
  weir_explorer_t* explorer;
  uint32_t max_steps;
  weir_arena_t* arena;
  weir_pointer_map_t certainty;  // by value
  weir_pointer_map_t depths;     // by op, plus one
  // The search at hand.
  uintptr_t number;
  weir_pointer_map_t seen;  // by value: the last search that met it
  weir_op_list_t work;
  values_t opaque;
};

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
  } else if (!weir_explore_sources(coverage->explorer, value, join_certainty,
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
  bool known = weir_explore_sources(query->coverage->explorer, value,
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

// -- depth --------------------------------------------------------------------

// The longest way back over ops of timelines; unknown where it leads to
// something else or to what comes later in the text.
#define UNKNOWN_DEPTH UINT32_MAX

static uint32_t depth_of(const weir_coverage_t* coverage,
                         weir_value_t* timepoint) {
  if (weir_timepoint_is_immediate(timepoint)) return 0;
  weir_op_t* op = timeline_op(timepoint);
  if (op == NULL) return UNKNOWN_DEPTH;
  uintptr_t known = (uintptr_t)weir_pointer_map_get(&coverage->depths, op);
  return known != 0 ? (uint32_t)known - 1 : UNKNOWN_DEPTH;
}

static void note_depth(weir_coverage_t* coverage, weir_op_t* op) {
  uint32_t depth = 0;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* operand = weir_op_operand_n(op, i);
    if (!is_timepoint(operand)) continue;
    uint32_t below = depth_of(coverage, operand);
    if (below == UNKNOWN_DEPTH) return;
    if (below >= depth) depth = below + 1;
  }
  *weir_pointer_map_at(&coverage->depths, op) = (void*)((uintptr_t)depth + 1);
}

// -- all waits of an op at once -----------------------------------------------
//
// One search from all waits finds every wait that is on the way back from
// another. It goes no further back than the least deep wait, and not to what
// stands before all of them.

typedef struct search_t {
  weir_coverage_t* coverage;
  weir_value_t* const* waits;
  uint32_t count;
  uint32_t least_depth;
} search_t;

static bool goes_on_at(const search_t* search, weir_value_t* timepoint) {
  uint32_t depth = depth_of(search->coverage, timepoint);
  if (depth != UNKNOWN_DEPTH && search->least_depth != UNKNOWN_DEPTH) {
    return depth > search->least_depth;
  }
  for (uint32_t i = 0; i < search->count; ++i) {
    if (!is_too_early(timepoint, search->waits[i])) return true;
  }
  return false;
}

static void add_opaque(weir_coverage_t* coverage, weir_value_t* value) {
  values_t* opaque = &coverage->opaque;
  if (opaque->count == opaque->capacity) {
    uint32_t capacity = opaque->capacity != 0 ? 2 * opaque->capacity : 16;
    weir_value_t** values =
        WEIR_ARENA_ARRAY(coverage->arena, weir_value_t*, capacity);
    if (opaque->count > 0) {
      memcpy(values, opaque->values, opaque->count * sizeof(*values));
    }
    opaque->values = values;
    opaque->capacity = capacity;
  }
  opaque->values[opaque->count++] = value;
}

// |value| is reached before one of the waits; or it is a wait itself.
static void add_reached(const search_t* search, weir_value_t* value) {
  weir_coverage_t* coverage = search->coverage;
  weir_op_t* producer = timeline_op(value);
  if (producer == NULL) {
    add_opaque(coverage, value);
  } else {
    weir_op_list_add(&coverage->work, coverage->arena, producer);
  }
}

static void look_back(const search_t* search) {
  weir_coverage_t* coverage = search->coverage;
  void* number = (void*)coverage->number;
  uint32_t steps = 0;
  for (uint32_t w = 0; w < coverage->work.count; ++w) {
    if (steps > coverage->max_steps) return;
    const weir_op_t* op = coverage->work.ops[w];
    for (uint32_t i = 0; i < op->operand_count; ++i) {
      weir_value_t* operand = weir_op_operand_n(op, i);
      if (!is_timepoint(operand)) continue;
      void** seen = weir_pointer_map_at(&coverage->seen, operand);
      if (*seen == number) continue;
      *seen = number;
      ++steps;
      if (goes_on_at(search, operand)) add_reached(search, operand);
    }
  }
}

void weir_coverage_visit(weir_coverage_t* coverage, weir_op_t* op) {
  note_depth(coverage, op);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    if (is_timepoint(result)) is_uncertain(coverage, result);
  }
}

void weir_coverage_find(weir_coverage_t* coverage, weir_value_t* const* waits,
                        uint32_t count, bool* out_covered) {
  ++coverage->number;
  coverage->work.count = 0;
  coverage->opaque.count = 0;
  search_t search = {coverage, waits, count, UNKNOWN_DEPTH};
  bool all_known = true;
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t depth = depth_of(coverage, waits[i]);
    all_known &= depth != UNKNOWN_DEPTH;
    if (depth < search.least_depth) search.least_depth = depth;
    // The way back from an uncertain one may not be what it seems.
    if (!is_uncertain(coverage, waits[i])) add_reached(&search, waits[i]);
  }
  if (!all_known) search.least_depth = UNKNOWN_DEPTH;
  look_back(&search);
  for (uint32_t i = 0; i < count; ++i) {
    out_covered[i] = weir_pointer_map_get(&coverage->seen, waits[i]) ==
                     (void*)coverage->number;
    for (uint32_t o = 0; o < coverage->opaque.count && !out_covered[i]; ++o) {
      weir_value_t* other = coverage->opaque.values[o];
      if (other == waits[i] || is_too_early(other, waits[i])) continue;
      out_covered[i] = is_covered_by(coverage, waits[i], other);
    }
  }
}

weir_coverage_t* weir_coverage_create(weir_explorer_t* explorer,
                                      uint32_t max_steps, weir_arena_t* arena) {
  weir_coverage_t* coverage = WEIR_ARENA_NEW(arena, weir_coverage_t);
  coverage->explorer = explorer;
  coverage->max_steps = max_steps;
  coverage->arena = arena;
  coverage->certainty.arena = arena;
  coverage->depths.arena = arena;
  coverage->seen.arena = arena;
  return coverage;
}
