// Walks of values up to their definitions and down to their uses.
#include "compiler/analysis/explorer.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/util.h"

// -- one step up -------------------------------------------------------------

// Tells |callback| of |value| unless the walk has been stopped; false stops.
static bool tell(weir_explore_value_fn_t callback, weir_value_t* value,
                 void* user, bool* stopped) {
  if (!*stopped && callback(value, user) == WEIR_WALK_STOP) *stopped = true;
  return !*stopped;
}

static weir_value_t* terminator_operand(const weir_region_t* region,
                                        uint32_t index) {
  if (!region || !region->last) return NULL;
  weir_op_t* terminator = weir_block_terminator(region->last);
  return terminator && index < terminator->operand_count
             ? weir_op_operand_n(terminator, index)
             : NULL;
}

static bool function_argument_sources(const weir_explorer_t* explorer,
                                      weir_op_t* function, uint32_t index,
                                      weir_explore_value_fn_t callback,
                                      void* user) {
  bool stopped = false;
  const weir_op_list_t* callers = weir_explorer_callers(explorer, function);
  for (uint32_t i = 0; i < callers->count; ++i) {
    if (index >= callers->ops[i]->operand_count) continue;
    tell(callback, weir_op_operand_n(callers->ops[i], index), user, &stopped);
  }
  return weir_explorer_callers_are_known(explorer, function);
}

static bool branch_sources(const weir_explorer_t* explorer, weir_value_t* value,
                           weir_explore_value_fn_t callback, void* user) {
  bool stopped = false, all_known = true;
  uint32_t count = 0;
  weir_op_t** predecessors = weir_block_predecessors(
      value->block, weir_explorer_arena(explorer), &count);
  for (uint32_t i = 0; i < count; ++i) {
    weir_op_t* branch = predecessors[i];
    // An op is listed once per edge; all its edges are done at the first.
    bool seen = false;
    for (uint32_t j = 0; j < i; ++j) seen |= predecessors[j] == branch;
    for (uint32_t s = 0; !seen && s < branch->successor_count; ++s) {
      if (branch->successors[s] != value->block) continue;
      uint32_t start = 0, operand_count = 0;
      weir_op_successor_operands(branch, s, &start, &operand_count);
      if (value->index < operand_count) {
        tell(callback, weir_op_operand_n(branch, start + value->index), user,
             &stopped);
      } else {
        all_known = false;
      }
    }
  }
  return all_known;
}

static bool region_argument_sources(weir_value_t* value, weir_op_t* parent,
                                    weir_explore_value_fn_t callback,
                                    void* user) {
  bool stopped = false;
  uint32_t region = value->block->region->index;
  weir_value_t* source = NULL;
  switch (weir_op_id(parent)) {
    case WEIR_SCF_FOR:
      if (value->index == 0) return true;  // the induction variable
      tell(callback,
           weir_op_operand_at(parent, WEIR_SCF_FOR_INIT_ARGS, value->index - 1),
           user, &stopped);
      source = terminator_operand(weir_op_region(parent, 0), value->index - 1);
      break;
    case WEIR_SCF_WHILE:
      if (region == 0) {
        tell(callback, weir_op_operand_n(parent, value->index), user, &stopped);
        source = terminator_operand(weir_op_region(parent, 1), value->index);
      } else {
        source =
            terminator_operand(weir_op_region(parent, 0), value->index + 1);
      }
      break;
    default:
      // Closures such as stream.async.execute hand their operands in in order.
      if (weir_op_has_trait(parent, WEIR_OP_CLOSURE) &&
          value->index < weir_op_operand_group_size(parent, 0)) {
        source = weir_op_operand_at(parent, 0, value->index);
        break;
      }
      return false;
  }
  if (source) tell(callback, source, user, &stopped);
  return true;
}

static bool result_sources(const weir_explorer_t* explorer, weir_value_t* value,
                           weir_explore_value_fn_t callback, void* user) {
  weir_op_t* op = value->op;
  bool stopped = false;
  if (weir_op_is(op, WEIR_ARITH_SELECT)) {
    if (tell(callback, weir_op_operand(op, WEIR_ARITH_SELECT_TRUE_VALUE), user,
             &stopped)) {
      tell(callback, weir_op_operand(op, WEIR_ARITH_SELECT_FALSE_VALUE), user,
           &stopped);
    }
    return true;
  }
  if (weir_op_is(op, WEIR_SCF_WHILE)) {
    weir_value_t* source =
        terminator_operand(weir_op_region(op, 0), value->index + 1);
    if (source) tell(callback, source, user, &stopped);
    return true;
  }
  if (weir_op_has_trait(op, WEIR_OP_CALL)) {
    weir_op_t* callee = weir_explorer_callee(explorer, op);
    if (!callee || weir_region_is_empty(weir_op_region(callee, 0)))
      return false;
    const weir_op_list_t* returns = weir_explorer_returns(explorer, callee);
    for (uint32_t i = 0; i < returns->count; ++i) {
      if (value->index >= returns->ops[i]->operand_count) continue;
      tell(callback, weir_op_operand_n(returns->ops[i], value->index), user,
           &stopped);
    }
    return true;
  }
  if (weir_op_has_trait(op, WEIR_OP_REGION_BRANCH | WEIR_OP_CLOSURE)) {
    for (uint32_t i = 0; i < op->region_count; ++i) {
      weir_value_t* source =
          terminator_operand(weir_op_region(op, i), value->index);
      if (source) tell(callback, source, user, &stopped);
    }
  }
  return true;
}

bool weir_explore_sources(const weir_explorer_t* explorer, weir_value_t* value,
                          weir_explore_value_fn_t callback, void* user) {
  if (value->kind == WEIR_VALUE_RESULT) {
    return result_sources(explorer, value, callback, user);
  }
  weir_block_t* block = value->block;
  weir_op_t* parent = block->region ? block->region->op : NULL;
  if (!parent) return false;
  if (block != block->region->first) {
    return branch_sources(explorer, value, callback, user);
  }
  if (weir_op_has_trait(parent, WEIR_OP_FUNCTION)) {
    return function_argument_sources(explorer, parent, value->index, callback,
                                     user);
  }
  return region_argument_sources(value, parent, callback, user);
}

// -- one step down -----------------------------------------------------------

static bool return_targets(const weir_explorer_t* explorer, weir_op_t* function,
                           uint32_t index, weir_explore_value_fn_t callback,
                           void* user) {
  bool stopped = false;
  const weir_op_list_t* callers = weir_explorer_callers(explorer, function);
  for (uint32_t i = 0; i < callers->count; ++i) {
    if (index >= callers->ops[i]->result_count) continue;
    tell(callback, weir_op_result_n(callers->ops[i], index), user, &stopped);
  }
  return weir_explorer_callers_are_known(explorer, function);
}

static bool call_targets(const weir_explorer_t* explorer, weir_use_t* use,
                         weir_explore_value_fn_t callback, void* user) {
  weir_op_t* callee = weir_explorer_callee(explorer, use->op);
  weir_region_t* body = callee ? weir_op_region(callee, 0) : NULL;
  if (!body || weir_region_is_empty(body)) return false;
  bool stopped = false;
  if (use->index < body->first->argument_count) {
    tell(callback, body->first->arguments[use->index], user, &stopped);
  }
  return true;
}

static void branch_targets(weir_use_t* use, weir_explore_value_fn_t callback,
                           void* user) {
  bool stopped = false;
  for (uint32_t s = 0; s < use->op->successor_count; ++s) {
    uint32_t start = 0, count = 0;
    weir_op_successor_operands(use->op, s, &start, &count);
    if (use->index < start || use->index >= start + count) continue;
    weir_block_t* block = use->op->successors[s];
    // Arguments made by the branch itself come first.
    uint32_t made = block->argument_count - count;
    tell(callback, block->arguments[made + use->index - start], user, &stopped);
  }
}

static void yield_targets(weir_use_t* use, weir_op_t* parent,
                          weir_explore_value_fn_t callback, void* user) {
  bool stopped = false;
  uint32_t index = use->index;
  weir_region_t* from = use->op->block->region;
  if (weir_op_is(use->op, WEIR_SCF_CONDITION)) {
    if (index == 0) return;
    weir_block_t* after = weir_op_region(parent, 1)->first;
    if (after && index - 1 < after->argument_count) {
      tell(callback, after->arguments[index - 1], user, &stopped);
    }
    --index;
  } else if (weir_op_is(parent, WEIR_SCF_WHILE) && from->index == 1) {
    weir_block_t* before = weir_op_region(parent, 0)->first;
    if (before && index < before->argument_count) {
      tell(callback, before->arguments[index], user, &stopped);
    }
    return;
  } else if (weir_op_is(parent, WEIR_SCF_FOR)) {
    weir_block_t* body = from->first;
    if (index + 1 < body->argument_count) {
      tell(callback, body->arguments[index + 1], user, &stopped);
    }
  }
  if (index < parent->result_count) {
    tell(callback, weir_op_result_n(parent, index), user, &stopped);
  }
}

static void region_op_targets(weir_use_t* use, weir_explore_value_fn_t callback,
                              void* user) {
  bool stopped = false;
  weir_op_t* op = use->op;
  uint32_t place = 0;
  uint32_t group = weir_op_operand_group_of(op, use->index, &place);
  weir_region_t* region = weir_op_region(op, 0);
  if (!region || !region->first) return;
  uint32_t argument = place;
  if (weir_op_is(op, WEIR_SCF_FOR)) {
    if (group != WEIR_SCF_FOR_INIT_ARGS) return;
    argument = place + 1;
    // Without an iteration the value is the result.
    tell(callback, weir_op_result_n(op, place), user, &stopped);
  } else if (group != 0) {
    return;
  }
  if (argument < region->first->argument_count) {
    tell(callback, region->first->arguments[argument], user, &stopped);
  }
}

bool weir_explore_targets(const weir_explorer_t* explorer, weir_use_t* use,
                          weir_explore_value_fn_t callback, void* user) {
  weir_op_t* op = use->op;
  weir_op_t* parent = weir_op_parent(op);
  if (weir_op_is(op, WEIR_ARITH_SELECT)) {
    if (use->index != 0) callback(weir_op_result_n(op, 0), user);
  } else if (weir_op_has_trait(op, WEIR_OP_CALL)) {
    return call_targets(explorer, use, callback, user);
  } else if (op->successor_count > 0) {
    branch_targets(use, callback, user);
  } else if (weir_op_has_trait(op, WEIR_OP_TERMINATOR) && parent) {
    if (weir_op_has_trait(parent, WEIR_OP_FUNCTION)) {
      return return_targets(explorer, parent, use->index, callback, user);
    }
    yield_targets(use, parent, callback, user);
  } else if (weir_op_is(op, WEIR_SCF_FOR) || weir_op_is(op, WEIR_SCF_WHILE) ||
             weir_op_has_trait(op, WEIR_OP_CLOSURE)) {
    region_op_targets(use, callback, user);
  }
  return true;
}

// -- transitive walks --------------------------------------------------------

typedef struct worklist_t {
  weir_value_t** values;
  uint32_t count, capacity, next;
  weir_mapping_t* seen;
  weir_arena_t* arena;
} worklist_t;

static void worklist_add(worklist_t* list, weir_value_t* value) {
  if (!value || weir_mapping_find(list->seen, value)) return;
  weir_mapping_set(list->seen, value, value);
  if (list->count == list->capacity) {
    uint32_t capacity = list->capacity ? list->capacity * 2 : 8;
    weir_value_t** values =
        WEIR_ARENA_ARRAY(list->arena, weir_value_t*, capacity);
    for (uint32_t i = 0; i < list->count; ++i) values[i] = list->values[i];
    list->values = values;
    list->capacity = capacity;
  }
  list->values[list->count++] = value;
}

static worklist_t worklist(weir_arena_t* arena, weir_value_t* value) {
  worklist_t list = {.arena = arena, .seen = weir_mapping_create(arena)};
  worklist_add(&list, value);
  return list;
}

static weir_walk_t add_to_worklist(weir_value_t* value, void* user) {
  worklist_add(user, value);
  return WEIR_WALK_CONTINUE;
}

// Adds what result |value| may be besides the work of its own op.
static bool definitions_behind(const weir_explorer_t* explorer,
                               weir_value_t* value, uint32_t flags,
                               worklist_t* list) {
  weir_op_t* op = value->op;
  bool known = weir_explore_sources(explorer, value, add_to_worklist, list);
  int32_t tied = weir_op_tied_operand(op, value->index);
  if (tied >= 0 && !(flags & WEIR_EXPLORE_NO_TIED)) {
    worklist_add(list, weir_op_operand_n(op, (uint32_t)tied));
  }
  if (flags & WEIR_EXPLORE_NO_GLOBALS) return known;
  if (weir_op_is(op, WEIR_UTIL_GLOBAL_LOAD)) {
    const weir_global_info_t* global = weir_explorer_global_of(explorer, op);
    if (!global || global->is_indirect) return false;
    for (uint32_t i = 0; i < global->stores.count; ++i) {
      worklist_add(list, weir_op_operand_n(global->stores.ops[i], 0));
    }
  } else if (weir_op_is(op, WEIR_UTIL_GLOBAL_LOAD_INDIRECT)) {
    return false;
  }
  return known;
}

bool weir_explore_definitions(const weir_explorer_t* explorer,
                              weir_value_t* value, uint32_t flags,
                              weir_explore_value_fn_t callback, void* user) {
  bool known = true;
  worklist_t list = worklist(weir_explorer_arena(explorer), value);
  while (list.next < list.count) {
    weir_value_t* current = list.values[list.next++];
    if (current->kind == WEIR_VALUE_ARGUMENT) {
      known &= weir_explore_sources(explorer, current, add_to_worklist, &list);
      continue;
    }
    weir_walk_t step = callback(current, user);
    if (step == WEIR_WALK_STOP) break;
    if (step == WEIR_WALK_SKIP) continue;
    known &= definitions_behind(explorer, current, flags, &list);
  }
  return known;
}

static bool uses_beyond(const weir_explorer_t* explorer, weir_use_t* use,
                        uint32_t flags, worklist_t* list) {
  weir_op_t* op = use->op;
  bool known = weir_explore_targets(explorer, use, add_to_worklist, list);
  if (!(flags & WEIR_EXPLORE_NO_TIED)) {
    for (uint32_t i = 0; i < op->result_count; ++i) {
      if (weir_op_tied_operand(op, i) == (int32_t)use->index) {
        worklist_add(list, weir_op_result_n(op, i));
      }
    }
  }
  if (flags & WEIR_EXPLORE_NO_GLOBALS) return known;
  if (weir_op_is(op, WEIR_UTIL_GLOBAL_STORE)) {
    const weir_global_info_t* global = weir_explorer_global_of(explorer, op);
    if (!global || global->is_indirect) return false;
    for (uint32_t i = 0; i < global->loads.count; ++i) {
      worklist_add(list, weir_op_result_n(global->loads.ops[i], 0));
    }
  } else if (weir_op_is(op, WEIR_UTIL_GLOBAL_STORE_INDIRECT)) {
    return false;
  }
  return known;
}

bool weir_explore_uses(const weir_explorer_t* explorer, weir_value_t* value,
                       uint32_t flags, weir_explore_use_fn_t callback,
                       void* user) {
  bool known = true;
  worklist_t list = worklist(weir_explorer_arena(explorer), value);
  while (list.next < list.count) {
    weir_value_t* current = list.values[list.next++];
    for (weir_use_t* use = current->uses; use; use = use->next) {
      weir_walk_t step = callback(use, user);
      if (step == WEIR_WALK_STOP) return known;
      if (step == WEIR_WALK_SKIP) continue;
      known &= uses_beyond(explorer, use, flags, &list);
    }
  }
  return known;
}
