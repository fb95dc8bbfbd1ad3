#include "compiler/transforms/nodes/owners.h"

#include <string.h>

#include "compiler/analysis/members.h"
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/nodes/prove_graph.h"

typedef struct device_t {
  const weir_op_t* global;
  uint32_t node;
} device_t;

typedef struct known_t {
  const weir_value_t* value;
  weir_attr_t* affinity;  // NULL while it is being found
} known_t;

struct weir_owners_t {
  weir_arena_t* arena;
  weir_explorer_t* explorer;
  device_t* devices;
  uint32_t device_count;
  const char** nodes;
  uint32_t node_count;
  known_t* known;  // by value, open addressing
  uint32_t known_count, known_capacity;
  // By affinity, which is interned: its node plus one.
  weir_event_map_t nodes_of;
};

// -- devices and nodes --------------------------------------------------------

static const char* node_name_of(const weir_op_t* global) {
  const weir_attr_t* value = weir_op_attr(global, "initial_value");
  if (!weir_attr_is_def(value, &weir_hal_device_target_def)) return "";
  const weir_attr_t* config = weir_hal_device_target_config(value);
  weir_string_view_t name =
      weir_attr_string(weir_dictionary_get(config, "node"));
  return name.data;
}

static uint32_t node_index(weir_owners_t* owners, const char* name) {
  for (uint32_t i = 0; i < owners->node_count; ++i) {
    if (strcmp(owners->nodes[i], name) == 0) return i;
  }
  owners->nodes[owners->node_count] = name;
  return owners->node_count++;
}

weir_owners_t* weir_owners_create(weir_op_t* module, weir_arena_t* arena) {
  weir_owners_t* owners = WEIR_ARENA_NEW(arena, weir_owners_t);
  owners->arena = arena;
  owners->nodes_of.arena = arena;
  owners->explorer = weir_explorer_create(module, arena);
  weir_block_t* body = weir_module_body(module);
  uint32_t count = 0;
  for (weir_op_t* op = body->first; op != NULL; op = op->next) {
    count += weir_op_is(op, WEIR_UTIL_GLOBAL);
  }
  owners->devices = WEIR_ARENA_ARRAY(arena, device_t, count + 1);
  owners->nodes = WEIR_ARENA_ARRAY(arena, const char*, count + 1);
  for (weir_op_t* op = body->first; op != NULL; op = op->next) {
    if (!weir_op_is(op, WEIR_UTIL_GLOBAL)) continue;
    weir_type_t* type = weir_op_attr_type(op, "type");
    if (type == NULL || !weir_type_is_hal_device(type) ||
        weir_sv_equal_c(weir_symbol_name(op), WEIR_EACH_NODE)) {
      continue;
    }
    owners->devices[owners->device_count++] =
        (device_t){op, node_index(owners, node_name_of(op))};
  }
  return owners;
}

uint32_t weir_owners_node_count(const weir_owners_t* owners) {
  return owners->node_count;
}

const char* weir_owners_node_name(const weir_owners_t* owners, uint32_t node) {
  return owners->nodes[node];
}

static uint32_t find_node(const weir_owners_t* owners,
                          const weir_attr_t* affinity) {
  weir_string_view_t name =
      weir_attr_string(weir_hal_affinity_device(affinity));
  for (uint32_t i = 0; i < owners->device_count; ++i) {
    if (weir_sv_equal(weir_symbol_name(owners->devices[i].global), name)) {
      return owners->devices[i].node;
    }
  }
  return WEIR_NO_NODE;
}

uint32_t weir_owners_node_of(weir_owners_t* owners,
                             const weir_attr_t* affinity) {
  if (affinity == NULL) return WEIR_NO_NODE;
  if (weir_is_each_node(affinity)) return WEIR_EVERY_NODE;
  uint32_t* known =
      weir_event_map_at(&owners->nodes_of, (uint64_t)(uintptr_t)affinity, 0);
  // WEIR_NO_NODE is kept as itself: no cluster has so many nodes.
  if (*known == 0) {
    uint32_t node = find_node(owners, affinity);
    *known = node != WEIR_NO_NODE ? node + 1 : WEIR_NO_NODE;
  }
  return *known != WEIR_NO_NODE ? *known - 1 : WEIR_NO_NODE;
}

const char* weir_owners_device_names(const weir_owners_t* owners) {
  const char* names = "";
  for (uint32_t i = 0; i < owners->device_count; ++i) {
    weir_string_view_t name = weir_symbol_name(owners->devices[i].global);
    names = weir_arena_format(owners->arena, "%s%s@%.*s", names,
                              i > 0 ? ", " : "", WEIR_SV_ARGS(name));
  }
  return names;
}

static weir_attr_t* device_affinity(const device_t* device) {
  weir_context_t* context = device->global->context;
  weir_string_view_t name = weir_symbol_name(device->global);
  return weir_hal_device_affinity_attr(
      context, weir_symbol_attr(context, name.data), WEIR_ALL_QUEUES);
}

weir_attr_t* weir_owners_device_of(const weir_owners_t* owners, uint32_t node) {
  for (uint32_t i = 0; i < owners->device_count; ++i) {
    if (owners->devices[i].node == node)
      return device_affinity(&owners->devices[i]);
  }
  return NULL;
}

weir_attr_t* weir_owners_op_affinity(const weir_owners_t* owners,
                                     const weir_op_t* op) {
  weir_attr_t* affinity = weir_affinity_lookup_or_default(op);
  if (affinity != NULL || owners->device_count != 1) return affinity;
  return device_affinity(&owners->devices[0]);
}

// -- resources ----------------------------------------------------------------

static known_t* slot_of(known_t* known, uint32_t capacity,
                        const weir_value_t* value) {
  uint32_t at =
      (uint32_t)(((uintptr_t)value >> 3) * 0x9e3779b97f4a7c15ull >> 32);
  for (at &= capacity - 1;
       known[at].value != NULL && known[at].value != value;) {
    at = (at + 1) & (capacity - 1);
  }
  return &known[at];
}

static known_t* remember(weir_owners_t* owners, const weir_value_t* value) {
  if ((owners->known_count + 1) * 2 > owners->known_capacity) {
    uint32_t capacity =
        owners->known_capacity ? owners->known_capacity * 2 : 256;
    known_t* known = WEIR_ARENA_ARRAY(owners->arena, known_t, capacity);
    for (uint32_t i = 0; i < owners->known_capacity; ++i) {
      const known_t* old = &owners->known[i];
      if (old->value != NULL) *slot_of(known, capacity, old->value) = *old;
    }
    owners->known = known;
    owners->known_capacity = capacity;
  }
  known_t* slot = slot_of(owners->known, owners->known_capacity, value);
  if (slot->value == NULL) ++owners->known_count;
  slot->value = value;
  return slot;
}

static weir_attr_t* affinity_of_global(weir_owners_t* owners,
                                       const weir_op_t* access) {
  const weir_global_info_t* global =
      weir_explorer_global_of(owners->explorer, access);
  if (global == NULL) return NULL;
  weir_attr_t* affinity = weir_op_affinity(global->op);
  for (uint32_t i = 0; affinity == NULL && i < global->stores.count; ++i) {
    affinity = weir_owners_resource_affinity(
        owners, weir_op_operand_n(global->stores.ops[i], 0));
  }
  return affinity;
}

static weir_attr_t* affinity_of_call(weir_owners_t* owners,
                                     const weir_value_t* value) {
  const weir_op_t* callee = weir_explorer_callee(owners->explorer, value->op);
  if (callee == NULL) return NULL;
  const weir_op_list_t* returns =
      weir_explorer_returns(owners->explorer, callee);
  weir_attr_t* affinity = NULL;
  for (uint32_t i = 0; affinity == NULL && i < returns->count; ++i) {
    affinity = weir_owners_resource_affinity(
        owners, weir_op_operand_n(returns->ops[i], value->index));
  }
  return affinity;
}

static weir_attr_t* affinity_of_branches(weir_owners_t* owners,
                                         const weir_value_t* value) {
  const weir_op_t* op = value->op;
  weir_attr_t* affinity = NULL;
  for (uint32_t r = 0; affinity == NULL && r < op->region_count; ++r) {
    const weir_block_t* body = op->regions[r].first;
    const weir_op_t* yield = body != NULL ? weir_block_terminator(body) : NULL;
    if (yield == NULL) continue;
    affinity = weir_owners_resource_affinity(
        owners, weir_op_operand_n(yield, value->index));
  }
  return affinity;
}

// What a loop hands to its body, and on its end to its users.
static weir_attr_t* affinity_of_condition(weir_owners_t* owners,
                                          const weir_op_t* loop,
                                          uint32_t index) {
  const weir_block_t* body = loop->regions[0].first;
  const weir_op_t* condition = weir_block_terminator(body);
  return weir_owners_resource_affinity(
      owners, weir_op_operand_at(condition, WEIR_SCF_CONDITION_ARGS, index));
}

static weir_attr_t* affinity_of_result(weir_owners_t* owners,
                                       weir_value_t* value) {
  weir_op_t* op = value->op;
  if (weir_op_has_trait(op, WEIR_OP_CALL))
    return affinity_of_call(owners, value);
  switch (weir_op_id(op)) {
    case WEIR_STREAM_RESOURCE_SUBVIEW:
      return weir_owners_resource_affinity(owners, weir_op_operand_n(op, 0));
    case WEIR_STREAM_TIMEPOINT_AWAIT:
    case WEIR_UTIL_OPTIMIZATION_BARRIER:
      return weir_owners_resource_affinity(owners,
                                           weir_op_operand_n(op, value->index));
    case WEIR_STREAM_TIMEPOINT_BARRIER:
      return weir_owners_resource_affinity(owners, weir_op_operand_n(op, 0));
    case WEIR_UTIL_GLOBAL_LOAD:
      return affinity_of_global(owners, op);
    case WEIR_ARITH_SELECT: {
      weir_attr_t* affinity =
          weir_owners_resource_affinity(owners, weir_op_operand_n(op, 1));
      return affinity != NULL ? affinity
                              : weir_owners_resource_affinity(
                                    owners, weir_op_operand_n(op, 2));
    }
    case WEIR_SCF_IF:
    case WEIR_SCF_INDEX_SWITCH:
      return affinity_of_branches(owners, value);
    case WEIR_SCF_FOR:
      return weir_owners_resource_affinity(
          owners, weir_op_operand_at(op, WEIR_SCF_FOR_INIT_ARGS, value->index));
    case WEIR_SCF_WHILE:
      return affinity_of_condition(owners, op, value->index);
    case WEIR_UTIL_NULL:
      return NULL;
    default:
      break;
  }
  if (weir_sv_equal_c(weir_op_dialect(op), "stream")) {
    return weir_owners_op_affinity(owners, op);
  }
  return NULL;
}

static weir_attr_t* affinity_of_entry(weir_owners_t* owners,
                                      const weir_op_t* function,
                                      uint32_t index) {
  const weir_op_list_t* callers =
      weir_explorer_callers(owners->explorer, function);
  weir_attr_t* affinity = NULL;
  for (uint32_t i = 0; affinity == NULL && i < callers->count; ++i) {
    affinity = weir_owners_resource_affinity(
        owners, weir_op_operand_n(callers->ops[i], index));
  }
  return affinity;
}

static weir_attr_t* affinity_of_argument(weir_owners_t* owners,
                                         weir_value_t* value) {
  weir_block_t* block = value->block;
  weir_op_t* parent = block->region->op;
  if (weir_op_is(parent, WEIR_STREAM_CMD_EXECUTE)) {
    return weir_owners_resource_affinity(
        owners, weir_op_operand_n(parent, value->index));
  }
  bool is_entry = block == block->region->first;
  if (is_entry && weir_op_has_trait(parent, WEIR_OP_FUNCTION)) {
    return affinity_of_entry(owners, parent, value->index);
  }
  if (is_entry && weir_op_is(parent, WEIR_SCF_FOR)) {
    if (value->index == 0) return NULL;
    return weir_owners_resource_affinity(
        owners,
        weir_op_operand_at(parent, WEIR_SCF_FOR_INIT_ARGS, value->index - 1));
  }
  if (is_entry && weir_op_is(parent, WEIR_SCF_WHILE)) {
    if (block->region == &parent->regions[1]) {
      return affinity_of_condition(owners, parent, value->index);
    }
    return weir_owners_resource_affinity(
        owners, weir_op_operand_at(parent, WEIR_SCF_WHILE_INITS, value->index));
  }
  uint32_t count;
  weir_op_t** predecessors =
      weir_block_predecessors(block, owners->arena, &count);
  weir_attr_t* affinity = NULL;
  for (uint32_t i = 0; affinity == NULL && i < count; ++i) {
    for (uint32_t s = 0; s < predecessors[i]->successor_count; ++s) {
      if (predecessors[i]->successors[s] != block) continue;
      uint32_t start, passed;
      weir_op_successor_operands(predecessors[i], s, &start, &passed);
      if (value->index >= passed) continue;
      affinity = weir_owners_resource_affinity(
          owners, weir_op_operand_n(predecessors[i], start + value->index));
      if (affinity != NULL) break;
    }
  }
  return affinity;
}

weir_attr_t* weir_owners_resource_affinity(weir_owners_t* owners,
                                           weir_value_t* value) {
  if (owners->known_capacity > 0) {
    const known_t* slot = slot_of(owners->known, owners->known_capacity, value);
    if (slot->value != NULL) return slot->affinity;
  }
  remember(owners, value);  // ends cycles: nothing is known on the way back
  weir_attr_t* affinity = value->kind == WEIR_VALUE_RESULT
                              ? affinity_of_result(owners, value)
                              : affinity_of_argument(owners, value);
  remember(owners, value)->affinity = affinity;
  return affinity;
}
