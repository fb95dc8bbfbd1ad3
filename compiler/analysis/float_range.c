#include "compiler/analysis/float_range.h"

#include <math.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/math.h"

typedef struct element_t {
  weir_element_t base;
  weir_float_range_t range;
} element_t;

// -- ranges -------------------------------------------------------------------

static weir_float_range_t widest(void) {
  return (weir_float_range_t){true, -INFINITY, INFINITY, false};
}

static void add_value(weir_float_range_t* range, double value) {
  bool is_whole = trunc(value) == value;
  if (!range->is_valid) {
    *range = (weir_float_range_t){true, value, value, is_whole};
    return;
  }
  range->min = fmin(range->min, value);
  range->max = fmax(range->max, value);
  range->is_whole = range->is_whole && is_whole;
}

static weir_float_range_t join(weir_float_range_t a, weir_float_range_t b) {
  if (!a.is_valid) return b;
  if (!b.is_valid) return a;
  return (weir_float_range_t){true, fmin(a.min, b.min), fmax(a.max, b.max),
                              a.is_whole && b.is_whole};
}

// One bound is that of the tighter operand. Nothing is said before both are
// known: what was said once cannot be narrowed.
static weir_float_range_t of_minimum(weir_float_range_t a,
                                     weir_float_range_t b) {
  if (!a.is_valid || !b.is_valid) return (weir_float_range_t){0};
  weir_float_range_t range = join(a, b);
  range.max = fmin(a.max, b.max);
  return range;
}

static weir_float_range_t of_maximum(weir_float_range_t a,
                                     weir_float_range_t b) {
  if (!a.is_valid || !b.is_valid) return (weir_float_range_t){0};
  weir_float_range_t range = join(a, b);
  range.min = fmax(a.min, b.min);
  return range;
}

static weir_float_range_t of_floor(weir_float_range_t a) {
  if (!a.is_valid) return a;
  return (weir_float_range_t){true, floor(a.min), floor(a.max), true};
}

// The values of a constant; false if they are no floats.
static bool of_constant(const weir_attr_t* attr, weir_float_range_t* out) {
  if (weir_attr_is(attr, WEIR_ATTR_FLOAT)) {
    add_value(out, attr->floating.value);
    return true;
  }
  if (!weir_attr_is(attr, WEIR_ATTR_DENSE_ELEMENTS)) return false;
  int64_t count = attr->dense.splat ? 1 : weir_type_element_count(attr->type);
  for (int64_t i = 0; i < count; ++i) {
    const weir_attr_t* element = weir_dense_element(attr, i);
    if (!weir_attr_is(element, WEIR_ATTR_FLOAT)) return false;
    add_value(out, element->floating.value);
  }
  return true;
}

// -- elements -----------------------------------------------------------------

static const weir_element_kind_t range_kind;

typedef struct update_t {
  weir_solver_t* solver;
  element_t* element;
  weir_float_range_t range;
} update_t;

static weir_float_range_t query(const update_t* update, weir_value_t* value) {
  const weir_element_t* found = weir_solver_query(
      update->solver, &update->element->base, &range_kind, value);
  return ((const element_t*)found)->range;
}

static bool is_of_linalg(const weir_op_t* op) {
  return op != NULL && weir_op_id(op) >> 16 == weir_linalg_dialect.number &&
         op->region_count > 0 && op->regions[0].first != NULL;
}

// What the body of a linalg op hands to the result, element by element, and
// what the result begins with if the body reads it.
static void add_linalg(update_t* update, const weir_op_t* op,
                       const weir_value_t* result) {
  const weir_block_t* body = op->regions[0].first;
  const weir_op_t* yield = weir_block_terminator(body);
  if (yield == NULL || result->index >= yield->operand_count) {
    update->range = widest();
    return;
  }
  update->range = join(update->range,
                       query(update, weir_op_operand_n(yield, result->index)));
  uint32_t init = op->operand_count - op->result_count + result->index;
  if (init < body->argument_count &&
      weir_value_has_uses(body->arguments[init])) {
    update->range =
        join(update->range, query(update, weir_op_operand_n(op, init)));
  }
}

// Ops through which the walk goes on to what they hand on.
static bool hands_on(const weir_op_t* op) {
  return weir_op_has_trait(op, WEIR_OP_CALL | WEIR_OP_REGION_BRANCH) ||
         weir_op_is(op, WEIR_ARITH_SELECT);
}

static weir_walk_t add_definition(weir_value_t* value, void* user) {
  update_t* update = user;
  const weir_op_t* op = weir_value_op(value);
  weir_float_range_t found = widest();
  if (hands_on(op)) return WEIR_WALK_CONTINUE;
  if (is_of_linalg(op)) {
    add_linalg(update, op, value);
    return WEIR_WALK_SKIP;
  }
  switch (weir_op_id(op)) {
    case WEIR_ARITH_MINIMUMF:
    case WEIR_ARITH_MINNUMF:
      found = of_minimum(query(update, weir_op_operand_n(op, 0)),
                         query(update, weir_op_operand_n(op, 1)));
      break;
    case WEIR_ARITH_MAXIMUMF:
    case WEIR_ARITH_MAXNUMF:
      found = of_maximum(query(update, weir_op_operand_n(op, 0)),
                         query(update, weir_op_operand_n(op, 1)));
      break;
    case WEIR_MATH_FLOOR:
      found = of_floor(query(update, weir_op_operand_n(op, 0)));
      break;
    case WEIR_LINALG_BROADCAST:  // only hand on their input
    case WEIR_LINALG_COPY:
    case WEIR_LINALG_FILL:
    case WEIR_LINALG_TRANSPOSE:
      found = query(update, weir_op_operand_n(op, 0));
      break;
    default:
      break;
  }
  update->range = join(update->range, found);
  return WEIR_WALK_SKIP;
}

// Inside a linalg op an argument is an element of the op's operand.
static weir_value_t* outside_of(weir_value_t* value) {
  if (value->kind != WEIR_VALUE_ARGUMENT) return value;
  const weir_op_t* op = weir_value_parent_op(value);
  return is_of_linalg(op) && value->index < op->operand_count
             ? weir_op_operand_n(op, value->index)
             : value;
}

static bool update_range(weir_element_t* element, weir_solver_t* solver) {
  element_t* self = (element_t*)element;
  weir_value_t* value = outside_of(element->position);
  update_t update = {solver, self, {0}};
  const weir_attr_t* constant = weir_value_constant(value);
  if (!weir_type_is_float(weir_type_element(value->type))) {
    update.range = widest();
  } else if (constant == NULL) {
    weir_explorer_t* explorer = weir_solver_user(solver);
    bool is_known = weir_explore_definitions(
        explorer, value, WEIR_EXPLORE_NO_GLOBALS, add_definition, &update);
    if (!is_known) update.range = widest();
  } else if (!of_constant(constant, &update.range)) {
    update.range = widest();
  }
  // Only ever wider, so that loops come to an end.
  weir_float_range_t before = self->range;
  weir_float_range_t after = update.range;
  bool grew = !before.is_valid
                  ? after.is_valid
                  : after.is_valid &&
                        (after.min < before.min || after.max > before.max ||
                         (before.is_whole && !after.is_whole));
  if (grew) self->range = before.is_valid ? join(before, after) : after;
  return grew;
}

static const weir_element_kind_t range_kind = {
    .name = "float range",
    .size = sizeof(element_t),
    .update = update_range,
};

// -- questions ----------------------------------------------------------------

weir_solver_t* weir_float_range_solver(weir_explorer_t* explorer) {
  return weir_solver_create(weir_explorer_arena(explorer), explorer);
}

void weir_float_range_ask(weir_solver_t* solver, weir_value_t* value) {
  weir_solver_get(solver, &range_kind, value);
}

weir_float_range_t weir_float_range_of(const weir_solver_t* solver,
                                       const weir_value_t* value) {
  const weir_element_t* found = weir_solver_find(solver, &range_kind, value);
  return found != NULL ? ((const element_t*)found)->range : widest();
}

const char* weir_float_range_text(const weir_float_range_t* range,
                                  weir_arena_t* arena) {
  if (!range->is_valid) return "<<INVALID>>";
  return weir_arena_format(arena, "[%f, %f, %s]", range->min, range->max,
                           range->is_whole ? "TRUNC" : "!trunc");
}
