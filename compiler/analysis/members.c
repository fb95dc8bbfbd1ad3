#include "compiler/analysis/members.h"

#include "compiler/dialects/affinity.h"
#include "compiler/dialects/cf.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/flow_types.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/util.h"

// What is known of a value; it only grows.
typedef enum level_t {
  SAME = 0,
  // A channel of all members: another end for each of them, but the same group.
  WHOLE_CHANNEL,
  DIFFERENT,
} level_t;

struct weir_members_t {
  weir_arena_t* arena;
  weir_explorer_t* explorer;
  weir_mapping_t* levels[DIFFERENT + 1];  // values of at least this level
  weir_value_t** pending;
  uint32_t pending_count, pending_capacity;
  bool exist;
};

weir_attr_t* weir_each_node_affinity(weir_context_t* context) {
  return weir_hal_device_affinity_attr(
      context, weir_symbol_attr(context, WEIR_EACH_NODE), WEIR_ALL_QUEUES);
}

bool weir_is_each_node(const weir_attr_t* affinity) {
  return affinity != NULL &&
         weir_sv_equal_c(weir_attr_string(weir_hal_affinity_device(affinity)),
                         WEIR_EACH_NODE);
}

// -- levels -------------------------------------------------------------------

static level_t level_of(const weir_members_t* members,
                        const weir_value_t* value) {
  level_t level = DIFFERENT;
  while (level > SAME && weir_mapping_find(members->levels[level],
                                           (weir_value_t*)value) == NULL) {
    --level;
  }
  return level;
}

static void push(weir_members_t* members, weir_value_t* value) {
  if (members->pending_count == members->pending_capacity) {
    uint32_t capacity =
        members->pending_capacity ? members->pending_capacity * 2 : 64;
    weir_value_t** grown =
        WEIR_ARENA_ARRAY(members->arena, weir_value_t*, capacity);
    for (uint32_t i = 0; i < members->pending_count; ++i) {
      grown[i] = members->pending[i];
    }
    members->pending = grown;
    members->pending_capacity = capacity;
  }
  members->pending[members->pending_count++] = value;
}

static void raise(weir_members_t* members, weir_value_t* value, level_t level) {
  if (level_of(members, value) >= level) return;
  weir_mapping_set(members->levels[level], value, value);
  push(members, value);
}

// -- what ops make of it ------------------------------------------------------

bool weir_op_is_for_all_members(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_FLOW_CHANNEL_DEFAULT:
    case WEIR_FLOW_COLLECTIVE_ALL_GATHER:
    case WEIR_FLOW_COLLECTIVE_ALL_REDUCE:
    case WEIR_FLOW_COLLECTIVE_ALL_TO_ALL:
    case WEIR_FLOW_COLLECTIVE_REDUCE_SCATTER:
    case WEIR_FLOW_COLLECTIVE_SEND_RECV:
      return true;
    default:
      return false;
  }
}

// Whether |op| is told a device of its own: what it makes is one value.
static bool executes_once(const weir_op_t* op) {
  if (weir_op_is(op, WEIR_HAL_TENSOR_EXPORT)) return true;
  if (weir_op_is_for_all_members(op)) return false;
  weir_attr_t* affinity = weir_op_is(op, WEIR_FLOW_TENSOR_TRANSFER)
                              ? weir_op_attr(op, "target")
                              : NULL;
  if (affinity == NULL && weir_op_has_execution_affinity(op)) {
    affinity = weir_affinity_lookup(op);
  }
  return affinity != NULL && !weir_is_each_node(affinity);
}

// The level of what |op| makes of operands of at most |operands|.
static level_t result_level(const weir_members_t* members, const weir_op_t* op,
                            level_t operands) {
  if (executes_once(op)) return SAME;
  switch (weir_op_id(op)) {
    case WEIR_FLOW_CHANNEL_RANK:
    case WEIR_FLOW_CHANNEL_SPLIT:
      return DIFFERENT;
    case WEIR_FLOW_CHANNEL_COUNT:
      return operands == DIFFERENT ? DIFFERENT : SAME;
    case WEIR_FLOW_COLLECTIVE_ALL_GATHER:
    case WEIR_FLOW_COLLECTIVE_ALL_REDUCE:
      // The same for all members of the channel.
      return level_of(members,
                      weir_op_operand(
                          op, WEIR_FLOW_COLLECTIVE_ALL_REDUCE_CHANNEL)) ==
                     DIFFERENT
                 ? DIFFERENT
                 : SAME;
    case WEIR_FLOW_COLLECTIVE_ALL_TO_ALL:
    case WEIR_FLOW_COLLECTIVE_REDUCE_SCATTER:
    case WEIR_FLOW_COLLECTIVE_SEND_RECV:
      return DIFFERENT;
    default:
      break;
  }
  bool is_channel = op->result_count > 0 &&
                    weir_type_is(op->results[0].type, &weir_flow_channel_def);
  return operands == WHOLE_CHANNEL && !is_channel ? SAME : operands;
}

// Control flow and calls hand values on one by one.
static bool hands_on(const weir_op_t* op) {
  return op->successor_count > 0 || weir_op_has_trait(op, WEIR_OP_TERMINATOR) ||
         weir_op_has_trait(op, WEIR_OP_CALL) || weir_op_is(op, WEIR_SCF_IF) ||
         weir_op_is(op, WEIR_SCF_FOR) || weir_op_is(op, WEIR_SCF_WHILE) ||
         weir_op_is(op, WEIR_SCF_INDEX_SWITCH) ||
         weir_op_is(op, WEIR_UTIL_OPTIMIZATION_BARRIER);
}

typedef struct raising_t {
  weir_members_t* members;
  level_t level;
} raising_t;

static weir_walk_t raise_target(weir_value_t* value, void* user) {
  raising_t* raising = user;
  raise(raising->members, value, raising->level);
  return WEIR_WALK_CONTINUE;
}

static void raise_loads(weir_members_t* members, const weir_op_t* store,
                        level_t level) {
  const weir_global_info_t* global =
      weir_explorer_global_of(members->explorer, store);
  for (uint32_t i = 0; global != NULL && i < global->loads.count; ++i) {
    raise(members, weir_op_result_n(global->loads.ops[i], 0), level);
  }
}

static void follow(weir_members_t* members, weir_use_t* use, level_t level) {
  weir_op_t* op = use->op;
  raising_t raising = {members, level};
  weir_explore_targets(members->explorer, use, raise_target, &raising);
  if (weir_op_is(op, WEIR_UTIL_GLOBAL_STORE)) raise_loads(members, op, level);
  if (weir_op_is(op, WEIR_UTIL_OPTIMIZATION_BARRIER)) {
    raise(members, weir_op_result_n(op, use->index), level);
  }
  if (hands_on(op)) return;
  level_t result = result_level(members, op, level);
  for (uint32_t i = 0; i < op->result_count && result > SAME; ++i) {
    raise(members, weir_op_result_n(op, i), result);
  }
}

// What differs of itself.
static weir_walk_t find_origins(weir_op_t* op, void* user) {
  weir_members_t* members = user;
  if (weir_op_is(op, WEIR_FLOW_EXECUTABLE)) return WEIR_WALK_SKIP;
  if (weir_op_is(op, WEIR_FLOW_CHANNEL_DEFAULT)) {
    members->exist = true;
    raise(members, weir_op_result_n(op, 0), WHOLE_CHANNEL);
  }
  return WEIR_WALK_CONTINUE;
}

weir_members_t* weir_members_create(weir_op_t* module, weir_arena_t* arena) {
  weir_members_t* members = WEIR_ARENA_NEW(arena, weir_members_t);
  members->arena = arena;
  members->explorer = weir_explorer_create(module, arena);
  for (level_t level = WHOLE_CHANNEL; level <= DIFFERENT; ++level) {
    members->levels[level] = weir_mapping_create(arena);
  }
  weir_walk_pre_order(module, find_origins, members);
  while (members->pending_count > 0) {
    weir_value_t* value = members->pending[--members->pending_count];
    level_t level = level_of(members, value);
    for (weir_use_t* use = value->uses; use != NULL; use = use->next) {
      follow(members, use, level);
    }
  }
  return members;
}

// -- answers ------------------------------------------------------------------

bool weir_members_exist(const weir_members_t* members) {
  return members->exist;
}

bool weir_members_differ(const weir_members_t* members,
                         const weir_value_t* value) {
  return level_of(members, value) == DIFFERENT;
}

bool weir_members_any_operand_differs(const weir_members_t* members,
                                      const weir_op_t* op) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (weir_members_differ(members, weir_op_operand_n(op, i))) return true;
  }
  return false;
}

weir_value_t* weir_members_differing_decision(const weir_members_t* members,
                                              const weir_op_t* op) {
  uint32_t count = 0;
  switch (weir_op_id(op)) {
    case WEIR_CF_COND_BR:
    case WEIR_CF_SWITCH:
    case WEIR_SCF_CONDITION:
    case WEIR_SCF_IF:
    case WEIR_SCF_INDEX_SWITCH:
      count = 1;
      break;
    case WEIR_SCF_FOR:
      count = 3;  // from, to, step
      break;
    default:
      break;
  }
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* value = weir_op_operand_n(op, i);
    if (weir_members_differ(members, value)) return value;
  }
  return NULL;
}

bool weir_members_execute_each(const weir_members_t* members,
                               const weir_op_t* op) {
  if (!weir_op_has_execution_affinity(op) || executes_once(op)) return false;
  return weir_op_is_for_all_members(op) ||
         weir_members_any_operand_differs(members, op);
}
