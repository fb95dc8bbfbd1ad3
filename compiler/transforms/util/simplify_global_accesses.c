// Forwards, merges and moves loads and stores of globals inside functions.
//
// Needs:   globals that know whether they are mutable.
// Changes: loads of immutable globals go to the start of the entry, once each;
//          in each block stored values go to the loads behind, all but the last
//          of stores go; loads move up and stores down as far as they may.
// Keeps:   order with regard to calls and points where others may run.
#include <string.h>

#include "compiler/dialects/util.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/util/globals.h"
#include "compiler/transforms/util/passes.h"

typedef struct access_list_t {
  weir_string_view_t global;
  weir_op_list_t ops;
} access_list_t;

typedef struct accesses_t {
  weir_arena_t* arena;
  access_list_t* lists;  // sorted by name
  uint32_t count, capacity;
} accesses_t;

static bool is_load(const weir_op_t* op) {
  return weir_op_has_trait(op, WEIR_OP_GLOBAL_LOAD);
}
static bool is_store(const weir_op_t* op) {
  return weir_op_has_trait(op, WEIR_OP_GLOBAL_STORE);
}

static bool is_immutable(const weir_op_t* access) {
  const weir_op_t* global =
      weir_symbol_resolve(access, weir_op_attr(access, "global"));
  return global != NULL && weir_op_has_trait(global, WEIR_OP_GLOBAL) &&
         !weir_global_is_mutable(global);
}

static bool stops_motion(const weir_op_t* op) {
  return weir_op_has_trait(op, WEIR_OP_CALL) ||
         weir_op_has_trait(op, WEIR_OP_YIELD_POINT);
}

static void hoist_immutable_loads(weir_region_t* region, weir_arena_t* arena) {
  weir_op_list_t loads = {0};
  weir_op_t* last = NULL;
  WEIR_FOR_EACH_BLOCK(block, region) {
    WEIR_FOR_EACH_OP(op, block) {
      if (!is_load(op) || !is_immutable(op)) continue;
      weir_op_t* first = NULL;
      for (uint32_t i = 0; i < loads.count && first == NULL; ++i) {
        bool same = weir_op_attr(loads.ops[i], "global") ==
                        weir_op_attr(op, "global") &&
                    loads.ops[i]->results[0].type == op->results[0].type;
        if (same) first = loads.ops[i];
      }
      if (first != NULL) {
        weir_value_t* value = weir_op_result_n(first, 0);
        weir_op_replace(op, &value);
        continue;
      }
      if (last != NULL) {
        if (last->next != op) weir_op_move_after(op, last);
      } else if (region->first->first != op) {
        weir_op_move_before(op, region->first->first);
      }
      weir_op_list_add(&loads, arena, op);
      last = op;
    }
  }
}

static int compare_names(weir_string_view_t a, weir_string_view_t b) {
  int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);
  if (order != 0) return order;
  return a.size < b.size ? -1 : a.size > b.size;
}

static access_list_t* list_of(accesses_t* accesses, weir_string_view_t global) {
  uint32_t at = 0;
  while (at < accesses->count &&
         compare_names(accesses->lists[at].global, global) < 0) {
    ++at;
  }
  if (at < accesses->count &&
      weir_sv_equal(accesses->lists[at].global, global)) {
    return &accesses->lists[at];
  }
  if (accesses->count == accesses->capacity) {
    uint32_t capacity = accesses->capacity * 2 + 8;
    access_list_t* lists =
        WEIR_ARENA_ARRAY(accesses->arena, access_list_t, capacity);
    for (uint32_t i = 0; i < accesses->count; ++i)
      lists[i] = accesses->lists[i];
    accesses->lists = lists;
    accesses->capacity = capacity;
  }
  for (uint32_t i = accesses->count++; i > at; --i) {
    accesses->lists[i] = accesses->lists[i - 1];
  }
  accesses->lists[at] = (access_list_t){.global = global};
  return &accesses->lists[at];
}

static void remove_at(weir_op_list_t* list, uint32_t index) {
  weir_op_erase(list->ops[index]);
  for (uint32_t i = index + 1; i < list->count; ++i)
    list->ops[i - 1] = list->ops[i];
  --list->count;
}

// What follows a store or load of the same global is known by it.
static bool forward(weir_op_list_t* list) {
  uint32_t before = list->count;
  for (uint32_t i = list->count; i-- > 1;) {
    weir_op_t *previous = list->ops[i - 1], *current = list->ops[i];
    if (is_store(previous) && is_store(current)) {
      remove_at(list, i - 1);
    } else if (is_load(current)) {
      weir_value_t* value = is_store(previous) ? weir_op_operand_n(previous, 0)
                                               : weir_op_result_n(previous, 0);
      if (value->type != current->results[0].type) continue;
      weir_value_replace_uses(weir_op_result_n(current, 0), value);
      remove_at(list, i);
    }
  }
  return list->count != before;
}

// A stretch of a block: what stops motion before and behind it; NULL where the
// block begins and ends.
typedef struct stretch_t {
  weir_op_t* before;
  weir_op_t* behind;
} stretch_t;

static void move_up(weir_op_t* op, const stretch_t* stretch) {
  weir_op_t* first =
      stretch->before != NULL ? stretch->before->next : op->block->first;
  if (first != op) weir_op_move_before(op, first);
}

static void move_down(weir_op_t* op, const stretch_t* stretch) {
  weir_op_t* end = stretch->behind != NULL ? stretch->behind
                                           : weir_block_terminator(op->block);
  if (end != NULL && end != op->next) weir_op_move_before(op, end);
}

static bool optimize(accesses_t* accesses, const stretch_t* stretch) {
  bool removed = false;
  for (uint32_t i = 0; i < accesses->count; ++i) {
    weir_op_list_t* ops = &accesses->lists[i].ops;
    removed |= forward(ops);
    if (ops->count == 0) continue;
    weir_op_t *first = ops->ops[0], *last = ops->ops[ops->count - 1];
    if (is_load(first)) move_up(first, stretch);
    if (is_store(last)) move_down(last, stretch);
  }
  accesses->count = 0;
  return removed;
}

// Accesses inside an op's regions may run any number of times.
static bool touches_globals_inside(weir_op_t* op, weir_arena_t* arena) {
  if (op->region_count == 0) return false;
  weir_op_list_t inside = weir_collect_ops(op, 0, arena);
  for (uint32_t i = 0; i < inside.count; ++i) {
    if (is_load(inside.ops[i]) || is_store(inside.ops[i]) ||
        stops_motion(inside.ops[i])) {
      return true;
    }
  }
  return false;
}

static bool rearrange_block(weir_block_t* block, weir_arena_t* arena,
                            bool in_initializer) {
  accesses_t accesses = {.arena = arena};
  // Each stretch between points that stop motion is treated on its own; ops
  // move only inside of theirs.
  bool removed = false;
  stretch_t stretch = {0};
  weir_op_t* next = NULL;
  for (weir_op_t* op = block->first; op != NULL; op = next) {
    next = op->next;
    if (is_store(op) ||
        (is_load(op) && (in_initializer || !is_immutable(op)))) {
      weir_op_list_add(
          &list_of(&accesses, weir_op_attr_string(op, "global"))->ops, arena,
          op);
    } else if (stops_motion(op) || touches_globals_inside(op, arena)) {
      stretch.behind = op;
      removed |= optimize(&accesses, &stretch);
      stretch.before = op;
    }
  }
  stretch.behind = NULL;
  return optimize(&accesses, &stretch) || removed;
}

static bool has_indirect_access(weir_op_t* function, weir_arena_t* arena) {
  return weir_collect_ops(function, WEIR_UTIL_GLOBAL_ADDRESS, arena).count +
             weir_collect_ops(function, WEIR_UTIL_GLOBAL_LOAD_INDIRECT, arena)
                 .count +
             weir_collect_ops(function, WEIR_UTIL_GLOBAL_STORE_INDIRECT, arena)
                 .count >
         0;
}

weir_status_t weir_util_simplify_global_accesses(weir_pass_t* pass,
                                                 weir_op_t* function) {
  weir_region_t* body = weir_op_region(function, 0);
  if (body == NULL || body->first == NULL) return weir_ok();
  // Initialisers write what is immutable afterwards.
  bool is_initializer = weir_op_is(function, WEIR_UTIL_INITIALIZER);
  if (!is_initializer) hoist_immutable_loads(body, pass->scratch);
  if (has_indirect_access(function, pass->scratch)) return weir_ok();
  WEIR_FOR_EACH_BLOCK(block, body) {
    while (rearrange_block(block, pass->scratch, is_initializer)) {
      // What went may have stood between others: again, until nothing goes.
    }
  }
  return weir_ok();
}
