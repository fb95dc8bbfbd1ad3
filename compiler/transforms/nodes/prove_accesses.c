// Whether all accesses to the same bytes come in one order.
//
// The accesses of a resource are gone through in an order of the events. Only
// those that nothing has covered since are kept: what comes behind a write of
// all their bytes comes behind them.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/transforms/nodes/prove.h"

enum { MAX_TERMS = 16, MAX_REPORTS = 16 };

// -- ranges -------------------------------------------------------------------

// A value of one run of a function.
typedef struct term_t {
  const weir_value_t* value;
  const weir_prove_frame_t* frame;
} term_t;

static term_t term_of(const weir_value_t* value,
                      const weir_prove_frame_t* frame) {
  term_t term = {.frame = frame};
  term.value = weir_prove_origin(value, &term.frame);
  return term;
}

static bool is_term(term_t a, term_t b) {
  return a.value != NULL && a.value == b.value && a.frame == b.frame;
}

typedef struct sum_t {
  term_t terms[MAX_TERMS];
  uint32_t count;
  int64_t constant;
} sum_t;

// An offset as a sum of values; false if it has too many.
static bool add_terms(sum_t* sum, term_t term) {
  int64_t number;
  if (weir_value_is_constant_int(term.value, &number)) {
    sum->constant += number;
    return number >= 0;
  }
  const weir_op_t* op = weir_value_op(term.value);
  if (weir_op_is(op, WEIR_ARITH_ADDI)) {
    return add_terms(sum, term_of(weir_op_operand_n(op, 0), term.frame)) &&
           add_terms(sum, term_of(weir_op_operand_n(op, 1), term.frame));
  }
  if (sum->count == MAX_TERMS) return false;
  sum->terms[sum->count++] = term;
  return true;
}

static bool offset_sum(const weir_prove_range_t* range, sum_t* out_sum) {
  *out_sum = (sum_t){0};
  if (range->offset >= 0) {
    out_sum->constant = range->offset;
    return true;
  }
  return range->offset_value != NULL &&
         add_terms(out_sum, term_of(range->offset_value, range->frame));
}

// Whether |term| is at least |length|: itself or rounded up.
static bool covers(term_t term, term_t length) {
  const weir_op_t* op = weir_value_op(term.value);
  return is_term(term, length) ||
         (weir_op_is(op, WEIR_UTIL_ALIGN) &&
          is_term(term_of(weir_op_operand_n(op, 0), term.frame), length));
}

// Whether |b| starts behind the end of |a|, as sums of sizes, none negative.
static bool is_behind(const weir_prove_range_t* a,
                      const weir_prove_range_t* b) {
  sum_t from, to;
  if (!offset_sum(a, &from) || !offset_sum(b, &to)) return false;
  for (uint32_t i = 0; i < from.count; ++i) {
    uint32_t j = 0;
    while (j < to.count && !is_term(to.terms[j], from.terms[i])) ++j;
    if (j == to.count) return false;
    to.terms[j] = to.terms[--to.count];
  }
  int64_t gap = to.constant - from.constant;
  if (a->length >= 0) return gap >= a->length;
  term_t length = term_of(a->length_value, a->frame);
  for (uint32_t i = 0; gap >= 0 && i < to.count; ++i) {
    if (covers(to.terms[i], length)) return true;
  }
  return false;
}

static bool same_value(const weir_value_t* a, const weir_prove_range_t* in_a,
                       const weir_value_t* b, const weir_prove_range_t* in_b) {
  return is_term(term_of(a, in_a->frame), term_of(b, in_b->frame));
}

static bool same_start(const weir_prove_range_t* a,
                       const weir_prove_range_t* b) {
  if (a->offset >= 0 || b->offset >= 0) return a->offset == b->offset;
  return same_value(a->offset_value, a, b->offset_value, b);
}

static bool same_length(const weir_prove_range_t* a,
                        const weir_prove_range_t* b) {
  if (a->length >= 0 || b->length >= 0) return a->length == b->length;
  return same_value(a->length_value, a, b->length_value, b);
}

typedef enum overlap_t { DISJOINT, OVERLAP, UNKNOWN } overlap_t;

static overlap_t overlap_of(const weir_prove_range_t* a,
                            const weir_prove_range_t* b) {
  if (a->length == INT64_MAX || b->length == INT64_MAX) return OVERLAP;
  if (a->length == 0 || b->length == 0) return DISJOINT;
  if (is_behind(a, b) || is_behind(b, a)) return DISJOINT;
  bool constant = a->offset >= 0 && b->offset >= 0;
  if (constant && a->length >= 0 && b->length >= 0) return OVERLAP;
  return same_start(a, b) ? OVERLAP : UNKNOWN;
}

static bool contains(const weir_prove_range_t* outer,
                     const weir_prove_range_t* inner) {
  if (outer->length == INT64_MAX) return true;
  if (outer->offset >= 0 && inner->offset >= 0 && outer->length >= 0 &&
      inner->length >= 0 && inner->length != INT64_MAX) {
    return outer->offset <= inner->offset &&
           inner->offset + inner->length <= outer->offset + outer->length;
  }
  return same_length(outer, inner) && same_start(outer, inner) &&
         inner->length != INT64_MAX;
}

// -- order --------------------------------------------------------------------

typedef struct sweep_t {
  weir_prove_unit_t* unit;
  const weir_prove_access_t** open;  // of the resource at hand
  uint32_t open_count, open_capacity;
  uint32_t errors;
  bool warned;
} sweep_t;

static const char* verb(uint32_t kind) {
  if (kind & WEIR_PROVE_MAKE) return "allocated";
  if (kind & WEIR_PROVE_FREE) return "freed";
  return kind & WEIR_PROVE_WRITE ? "written" : "read";
}

static const char* node_of(const sweep_t* sweep,
                           const weir_prove_access_t* access) {
  const weir_event_t* event = weir_event_get(sweep->unit->graph, access->event);
  return sweep->unit->nodes[event->node].name;
}

static void report(sweep_t* sweep, const weir_prove_access_t* a,
                   const weir_prove_access_t* b, overlap_t overlap,
                   bool ordered) {
  weir_context_t* context = b->op->context;
  if (overlap == UNKNOWN) {
    if (sweep->warned) return;
    sweep->warned = true;
    weir_op_warning(b->op,
                    "may run at the same time as another access, and it cannot "
                    "be shown that they touch different bytes");
    weir_note(context, a->op->location, "the other access is '%s'",
              a->op->name->data);
    return;
  }
  if (sweep->errors++ >= MAX_REPORTS ||
      !weir_prove_is_new(sweep->unit, a->op, b->op)) {
    return;
  }
  if (a->kind & WEIR_PROVE_FREE) {
    weir_op_error(b->op, "uses a resource on node %s after it was freed",
                  node_of(sweep, b));
  } else if (ordered) {
    return;
  } else if (a->kind & WEIR_PROVE_MAKE) {
    weir_op_error(b->op,
                  "uses a resource on node %s that need not be there yet: no "
                  "timepoint leads here from its allocation",
                  node_of(sweep, b));
  } else if (b->kind & WEIR_PROVE_FREE) {
    weir_op_error(b->op,
                  "frees a resource on node %s that may still be in use: no "
                  "timepoint leads here from its use",
                  node_of(sweep, b));
  } else {
    weir_op_error(b->op,
                  "has bytes %s on node %s that may be %s at the same time: no "
                  "timepoint orders the two",
                  verb(b->kind), node_of(sweep, b), verb(a->kind));
  }
  weir_note(context, a->op->location, "'%s': %s here", a->op->name->data,
            verb(a->kind));
}

// Whether every run of a function goes through the op.
static bool is_always_run(const weir_op_t* op,
                          const weir_prove_frame_t* frame) {
  return op->block == weir_op_region(frame->function, 0)->first;
}

// Whether every run that comes to |b| has come by |a|: seen from the function
// that calls both.
static bool is_passed(const sweep_t* sweep, const weir_prove_access_t* a,
                      const weir_prove_access_t* b) {
  if (a->block == b->block) return true;
  weir_op_t *before = a->anchor, *after = b->anchor;
  const weir_prove_frame_t *from = a->frame, *to = b->frame;
  while (from != to) {
    if (from->depth >= to->depth) {
      if (!is_always_run(before, from)) return false;
      before = from->call;
      from = from->caller;
    } else {
      after = to->call;
      to = to->caller;
    }
  }
  const weir_event_t* event = weir_event_get(sweep->unit->graph, a->event);
  return weir_dominates_op(sweep->unit->nodes[event->node].dominance, before,
                           after);
}

static void add_open(sweep_t* sweep, const weir_prove_access_t* access) {
  sweep->open = weir_prove_grow(sweep->unit->pass->scratch, sweep->open,
                                sweep->open_count, &sweep->open_capacity,
                                sizeof(*sweep->open));
  sweep->open[sweep->open_count++] = access;
}

static void check(sweep_t* sweep, const weir_prove_access_t* b) {
  const uint32_t changing =
      WEIR_PROVE_WRITE | WEIR_PROVE_MAKE | WEIR_PROVE_FREE;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < sweep->open_count; ++i) {
    const weir_prove_access_t* a = sweep->open[i];
    bool covered = false;
    if (a->op != b->op && ((a->kind | b->kind) & changing) &&
        is_passed(sweep, a, b)) {
      overlap_t overlap = overlap_of(&a->range, &b->range);
      bool ordered =
          overlap == DISJOINT ||
          weir_event_precedes(sweep->unit->graph, a->event, b->event);
      if (overlap != DISJOINT && (!ordered || (a->kind & WEIR_PROVE_FREE))) {
        report(sweep, a, b, overlap, ordered);
      }
      covered = (b->kind & changing) && a->block == b->block &&
                contains(&b->range, &a->range);
    }
    if (!covered) sweep->open[kept++] = a;
  }
  sweep->open_count = kept;
  add_open(sweep, b);
}

static int compare(const void* left, const void* right) {
  const weir_prove_access_t* a = left;
  const weir_prove_access_t* b = right;
  if (a->root != b->root) return a->root < b->root ? -1 : 1;
  if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
  return a->sequence < b->sequence ? -1 : a->sequence > b->sequence;
}

bool weir_prove_accesses(weir_prove_unit_t* unit) {
  if (unit->access_count == 0) return true;
  for (uint32_t i = 0; i < unit->access_count; ++i) {
    unit->accesses[i].rank =
        weir_event_rank(unit->graph, unit->accesses[i].event);
  }
  qsort(unit->accesses, unit->access_count, sizeof(*unit->accesses), compare);
  sweep_t sweep = {.unit = unit};
  for (uint32_t i = 0; i < unit->access_count; ++i) {
    if (i > 0 && unit->accesses[i].root != unit->accesses[i - 1].root) {
      sweep.open_count = 0;
    }
    check(&sweep, &unit->accesses[i]);
  }
  return sweep.errors == 0;
}
