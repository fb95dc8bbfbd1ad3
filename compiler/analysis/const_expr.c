#include "compiler/analysis/const_expr.h"

#include <string.h>

#include "compiler/analysis/explorer.h"
#include "compiler/dialects/util.h"

typedef struct op_stack_t {
  weir_op_t** items;
  uint32_t count, capacity;
} op_stack_t;

struct weir_const_expr_t {
  weir_arena_t* arena;
  weir_const_list_t values;
  weir_const_value_t** slots;  // by value, open addressing
  uint32_t capacity;
  weir_const_list_t worklist;
};

// -- lists and the table ------------------------------------------------------

static void list_add(weir_const_list_t* list, weir_arena_t* arena,
                     weir_const_value_t* value) {
  if (list->count == list->capacity) {
    uint32_t capacity = list->capacity * 2 + 4;
    weir_const_value_t** items =
        WEIR_ARENA_ARRAY(arena, weir_const_value_t*, capacity);
    if (list->count > 0) {
      memcpy(items, list->items, list->count * sizeof(*items));
    }
    list->items = items;
    list->capacity = capacity;
  }
  list->items[list->count++] = value;
}

static void list_add_once(weir_const_list_t* list, weir_arena_t* arena,
                          weir_const_value_t* value) {
  for (uint32_t i = 0; i < list->count; ++i) {
    if (list->items[i] == value) return;
  }
  list_add(list, arena, value);
}

static uint32_t slot_of(const weir_const_expr_t* analysis,
                        const weir_value_t* value) {
  uint64_t hash = ((uint64_t)(uintptr_t)value >> 4) * 0x9e3779b97f4a7c15ull;
  uint32_t at = (uint32_t)(hash >> 32) & (analysis->capacity - 1);
  while (analysis->slots[at] != NULL && analysis->slots[at]->value != value) {
    at = (at + 1) & (analysis->capacity - 1);
  }
  return at;
}

weir_const_value_t* weir_const_expr_find(const weir_const_expr_t* analysis,
                                         const weir_value_t* value) {
  return analysis->slots[slot_of(analysis, value)];
}

const weir_const_list_t* weir_const_expr_values(
    const weir_const_expr_t* analysis) {
  return &analysis->values;
}

static void grow(weir_const_expr_t* analysis) {
  analysis->capacity = analysis->capacity != 0 ? analysis->capacity * 2 : 256;
  analysis->slots = WEIR_ARENA_ARRAY(analysis->arena, weir_const_value_t*,
                                     analysis->capacity);
  for (uint32_t i = 0; i < analysis->values.count; ++i) {
    weir_const_value_t* value = analysis->values.items[i];
    analysis->slots[slot_of(analysis, value->value)] = value;
  }
}

static weir_const_value_t* find_or_add(weir_const_expr_t* analysis,
                                       weir_value_t* value) {
  weir_const_value_t* known = weir_const_expr_find(analysis, value);
  if (known != NULL) return known;
  if (analysis->values.count * 2 >= analysis->capacity) grow(analysis);
  weir_const_value_t* made =
      WEIR_ARENA_NEW(analysis->arena, weir_const_value_t);
  made->value = value;
  analysis->slots[slot_of(analysis, value)] = made;
  list_add(&analysis->values, analysis->arena, made);
  return made;
}

// -- roots --------------------------------------------------------------------

static void add_root(weir_const_expr_t* analysis, weir_value_t* value) {
  weir_const_value_t* root = find_or_add(analysis, value);
  if (root->is_root) return;
  root->is_root = true;
  root->state = WEIR_CONST_CONSTANT;
  list_add(&root->roots, analysis->arena, root);
}

static void add_global_roots(weir_const_expr_t* analysis,
                             const weir_explorer_t* explorer) {
  for (uint32_t i = 0; i < weir_explorer_global_count(explorer); ++i) {
    const weir_global_info_t* global = weir_explorer_global(explorer, i);
    if (global->is_indirect || weir_op_has_attr(global->op, "is_mutable") ||
        !weir_type_is_const_expr(weir_op_attr_type(global->op, "type"))) {
      continue;
    }
    for (uint32_t k = 0; k < global->loads.count; ++k) {
      add_root(analysis, weir_op_result_n(global->loads.ops[k], 0));
    }
  }
}

static weir_walk_t add_constant_root(weir_op_t* op, void* user) {
  if (!weir_op_is_constant_like(op)) return WEIR_WALK_CONTINUE;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (!weir_type_is_const_expr(op->results[i].type)) {
      return WEIR_WALK_CONTINUE;
    }
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    add_root(user, &op->results[i]);
  }
  return WEIR_WALK_CONTINUE;
}

// -- expressions --------------------------------------------------------------

static void push(op_stack_t* stack, weir_arena_t* arena, weir_op_t* op) {
  if (stack->count == stack->capacity) {
    uint32_t capacity = stack->capacity * 2 + 16;
    weir_op_t** items = WEIR_ARENA_ARRAY(arena, weir_op_t*, capacity);
    if (stack->count > 0) {
      memcpy(items, stack->items, stack->count * sizeof(*items));
    }
    stack->items = items;
    stack->capacity = capacity;
  }
  stack->items[stack->count++] = op;
}

typedef struct producers_t {
  weir_const_expr_t* analysis;
  const weir_op_t* op;
  weir_const_list_t found;
} producers_t;

// What an op or those inside it use of what is defined outside.
static weir_walk_t find_producers(weir_op_t* op, void* user) {
  producers_t* producers = user;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* value = weir_op_operand_n(op, i);
    const weir_op_t* owner = weir_value_parent_op(value);
    if (op != producers->op && owner != NULL &&
        weir_op_is_ancestor(producers->op, owner)) {
      continue;
    }
    list_add_once(&producers->found, producers->analysis->arena,
                  find_or_add(producers->analysis, value));
  }
  return WEIR_WALK_CONTINUE;
}

static void expand_result(weir_const_expr_t* analysis, weir_value_t* result,
                          const weir_const_list_t* producers, bool is_eligible,
                          op_stack_t* stack) {
  weir_const_value_t* info = find_or_add(analysis, result);
  if (info->state != WEIR_CONST_UNANALYZED) return;
  info->producers = *producers;
  if (!is_eligible) {
    info->state = WEIR_CONST_NON_CONSTANT;
    return;
  }
  info->state = WEIR_CONST_UNKNOWN;
  list_add(&analysis->worklist, analysis->arena, info);
  for (uint32_t i = 0; i < producers->count; ++i) {
    weir_op_t* op = weir_value_op(producers->items[i]->value);
    if (op == NULL) {  // what comes into a block may be anything
      info->state = WEIR_CONST_NON_CONSTANT;
      break;
    }
    push(stack, analysis->arena, op);
  }
}

// Looks at |op| and all that it is made of.
static void expand(weir_const_expr_t* analysis, weir_op_t* start) {
  op_stack_t stack = {0};
  push(&stack, analysis->arena, start);
  while (stack.count > 0) {
    weir_op_t* op = stack.items[--stack.count];
    bool is_new = false;
    for (uint32_t i = 0; i < op->result_count; ++i) {
      const weir_const_value_t* known =
          weir_const_expr_find(analysis, &op->results[i]);
      is_new |= known == NULL || known->state == WEIR_CONST_UNANALYZED;
    }
    if (!is_new) continue;
    producers_t producers = {.analysis = analysis, .op = op};
    weir_walk_pre_order(op, find_producers, &producers);
    bool is_eligible = weir_op_is_const_expr(op);
    for (uint32_t i = 0; i < op->result_count; ++i) {
      expand_result(analysis, &op->results[i], &producers.found, is_eligible,
                    &stack);
    }
  }
}

// The ops that use what |op| makes, beside it or as the op around a use.
static void expand_users(weir_const_expr_t* analysis, const weir_op_t* op) {
  const weir_op_t* scope = weir_op_parent(op);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    for (weir_use_t* use = op->results[i].uses; use; use = use->next) {
      weir_op_t* user = use->op;
      weir_op_t* around = weir_op_parent(user);
      if (around == scope) {
        expand(analysis, user);
      } else if (around != NULL && weir_op_parent(around) == scope) {
        expand(analysis, around);
      }
    }
  }
}

// Settles |info| if all that it is made of is settled.
static void resolve(weir_const_expr_t* analysis, weir_const_value_t* info) {
  if (info->state != WEIR_CONST_UNKNOWN) return;
  for (uint32_t i = 0; i < info->producers.count; ++i) {
    weir_const_state_t state = info->producers.items[i]->state;
    if (state == WEIR_CONST_CONSTANT) continue;
    if (state == WEIR_CONST_UNKNOWN) {
      list_add(&analysis->worklist, analysis->arena, info);
    } else {
      info->state = WEIR_CONST_NON_CONSTANT;
    }
    return;
  }
  info->state = WEIR_CONST_CONSTANT;
  for (uint32_t i = 0; i < info->producers.count; ++i) {
    const weir_const_list_t* roots = &info->producers.items[i]->roots;
    for (uint32_t k = 0; k < roots->count; ++k) {
      list_add_once(&info->roots, analysis->arena, roots->items[k]);
    }
  }
  expand_users(analysis, weir_value_op(info->value));
}

static void solve(weir_const_expr_t* analysis) {
  while (analysis->worklist.count > 0) {
    weir_const_list_t round = analysis->worklist;
    analysis->worklist = (weir_const_list_t){0};
    for (uint32_t i = 0; i < round.count; ++i) {
      resolve(analysis, round.items[i]);
    }
  }
}

weir_const_expr_t* weir_const_expr_create(weir_op_t* module,
                                          weir_arena_t* arena) {
  weir_const_expr_t* analysis = WEIR_ARENA_NEW(arena, weir_const_expr_t);
  analysis->arena = arena;
  grow(analysis);
  weir_explorer_t* explorer = weir_explorer_create(module, arena);
  add_global_roots(analysis, explorer);
  for (uint32_t i = 0; i < weir_explorer_function_count(explorer); ++i) {
    weir_walk_pre_order(weir_explorer_function(explorer, i), add_constant_root,
                        analysis);
  }
  uint32_t root_count = analysis->values.count;
  for (uint32_t i = 0; i < root_count; ++i) {
    expand_users(analysis, weir_value_op(analysis->values.items[i]->value));
  }
  solve(analysis);
  for (uint32_t i = 0; i < analysis->values.count; ++i) {
    weir_const_value_t* consumer = analysis->values.items[i];
    for (uint32_t k = 0; k < consumer->producers.count; ++k) {
      list_add(&consumer->producers.items[k]->consumers, arena, consumer);
    }
  }
  return analysis;
}

// -- decisions ----------------------------------------------------------------

// A lower bound: dynamic dimensions count as one.
static int64_t bytes_of(weir_type_t* type, bool* out_dynamic) {
  *out_dynamic = false;
  if (!weir_type_is_ranked(type)) return 0;
  int64_t count = 1;
  for (uint32_t i = 0; i < weir_type_rank(type); ++i) {
    int64_t dim = weir_type_dim(type, i);
    if (dim == WEIR_DYNAMIC) {
      *out_dynamic = true;
    } else if (__builtin_mul_overflow(count, dim, &count)) {
      return INT64_MAX;
    }
  }
  int64_t bytes = (int64_t)weir_dense_element_bytes(weir_type_element(type));
  return __builtin_mul_overflow(count, bytes, &count) ? INT64_MAX : count;
}

static bool grows_too_much(const weir_const_value_t* info, int64_t limit) {
  bool dynamic = false;
  int64_t in = 0;
  for (uint32_t i = 0; i < info->roots.count; ++i) {
    int64_t bytes = bytes_of(info->roots.items[i]->value->type, &dynamic);
    if (__builtin_add_overflow(in, bytes, &in)) in = INT64_MAX;
  }
  int64_t out = bytes_of(info->value->type, &dynamic);
  if (dynamic) return true;
  int64_t most = 0;
  return !__builtin_add_overflow(in, limit, &most) && out > most;
}

static bool may_be_hoisted(const weir_const_value_t* info, int64_t limit) {
  return info->state == WEIR_CONST_CONSTANT && !info->is_root &&
         weir_value_is_const_leaf(info->value) && !grows_too_much(info, limit);
}

// The first operand of |op| that is |value|; NULL if only ops inside use it.
static const weir_use_t* use_by(const weir_value_t* value,
                                const weir_op_t* op) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (weir_op_operand_n(op, i) == value) return &op->operands[i];
  }
  return NULL;
}

// Whether something that stays where it is uses the value.
static bool escapes(const weir_const_value_t* info) {
  const weir_op_t* op = weir_value_op(info->value);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    for (const weir_use_t* use = op->results[i].uses; use; use = use->next) {
      if (use->op->result_count == 0) return true;
    }
  }
  for (uint32_t i = 0; i < info->consumers.count; ++i) {
    const weir_const_value_t* consumer = info->consumers.items[i];
    if (!consumer->is_decided || consumer->is_hoisted) continue;
    const weir_use_t* use = use_by(info->value, weir_value_op(consumer->value));
    if (use == NULL || weir_use_is_const_operand(use)) return true;
  }
  return false;
}

void weir_const_expr_decide(weir_const_expr_t* analysis,
                            int64_t max_increase_bytes) {
  const weir_const_list_t* values = &analysis->values;
  for (uint32_t i = 0; i < values->count; ++i) {
    weir_const_value_t* info = values->items[i];
    info->is_decided = info->state == WEIR_CONST_UNANALYZED ||
                       !may_be_hoisted(info, max_increase_bytes);
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = 0; i < values->count; ++i) {
      weir_const_value_t* info = values->items[i];
      if (info->is_decided) continue;
      info->is_decided = true;
      info->is_hoisted = escapes(info);
      changed = true;
    }
  }
}
