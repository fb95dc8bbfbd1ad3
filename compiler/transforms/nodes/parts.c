#include "compiler/transforms/nodes/parts.h"

#include "compiler/analysis/members.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/transforms/nodes/prove_graph.h"

enum { WORD_BITS = 64 };

struct weir_parts_t {
  weir_arena_t* arena;
  weir_owners_t* owners;
  uint32_t words;
  weir_op_list_t ops;        // in program order
  weir_event_map_t numbers;  // of ops, from one
  weir_node_set_t* here;     // by op
  weir_node_set_t* passing;  // by op
  weir_node_set_t* all;
  bool* on_demand;  // by op: only where its results are needed
  bool* waits;      // by op: its operands are to be asked for
};

// -- sets ---------------------------------------------------------------------

uint32_t weir_node_set_words(const weir_owners_t* owners) {
  return (weir_owners_node_count(owners) + WORD_BITS - 1) / WORD_BITS;
}

uint32_t weir_node_set_next(const weir_node_set_t* set, uint32_t words,
                            uint32_t node) {
  uint32_t word = node / WORD_BITS;
  if (word >= words) return WEIR_NO_NODE;
  weir_node_set_t rest = set[word] >> (node % WORD_BITS) << (node % WORD_BITS);
  while (rest == 0) {
    if (++word == words) return WEIR_NO_NODE;
    rest = set[word];
  }
  return word * WORD_BITS + (uint32_t)__builtin_ctzll(rest);
}

static void add_node(weir_node_set_t* set, uint32_t node) {
  set[node / WORD_BITS] |= (weir_node_set_t)1 << (node % WORD_BITS);
}

static void add_set(weir_node_set_t* set, const weir_node_set_t* more,
                    uint32_t words) {
  for (uint32_t i = 0; i < words; ++i) set[i] |= more[i];
}

// The node of an affinity, or all of them.
static void add_nodes(const weir_parts_t* parts, weir_node_set_t* set,
                      uint32_t node) {
  if (node == WEIR_EVERY_NODE) {
    add_set(set, parts->all, parts->words);
  } else if (node != WEIR_NO_NODE) {
    add_node(set, node);
  }
}

static weir_node_set_t* set_at(const weir_parts_t* parts, weir_node_set_t* sets,
                               uint32_t number) {
  return &sets[(size_t)number * parts->words];
}

// -- who owns an op -----------------------------------------------------------

// Whether the op makes or reaches resources at its own affinity.
static bool executes_at_its_affinity(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_STREAM_FILE_CONSTANT:
    case WEIR_STREAM_FILE_READ:
    case WEIR_STREAM_FILE_WRITE:
    case WEIR_STREAM_PARAMETER_GATHER:
    case WEIR_STREAM_PARAMETER_LOAD:
    case WEIR_STREAM_PARAMETER_READ:
    case WEIR_STREAM_PARAMETER_SCATTER:
    case WEIR_STREAM_PARAMETER_WRITE:
    case WEIR_STREAM_RESOURCE_ALLOC:
    case WEIR_STREAM_RESOURCE_ALLOCA:
    case WEIR_STREAM_RESOURCE_CONSTANTS:
    case WEIR_STREAM_RESOURCE_TRY_MAP:
    case WEIR_STREAM_TENSOR_EXPORT:
    case WEIR_STREAM_TENSOR_IMPORT:
    case WEIR_STREAM_TENSOR_TRACE:
      return true;
    default:
      return false;
  }
}

// What every member would tell the world outside, the first one tells.
static bool is_told_once(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_STREAM_FILE_WRITE:
    case WEIR_STREAM_PARAMETER_SCATTER:
    case WEIR_STREAM_PARAMETER_WRITE:
    case WEIR_STREAM_TENSOR_EXPORT:
    case WEIR_STREAM_TENSOR_TRACE:
      return true;
    default:
      return false;
  }
}

static weir_value_t* first_resource(const weir_op_t* op) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* value = weir_op_operand_n(op, i);
    if (weir_type_is_stream_resource(value->type)) return value;
  }
  return NULL;
}

bool weir_op_has_owner(weir_owners_t* owners, weir_op_t* op,
                       weir_attr_t** out_affinity) {
  *out_affinity = NULL;
  switch (weir_op_id(op)) {
    case WEIR_STREAM_RESOURCE_DEALLOCA:
    case WEIR_STREAM_RESOURCE_STORE:
    case WEIR_STREAM_RESOURCE_SUBVIEW: {
      weir_value_t* resource = first_resource(op);
      *out_affinity = weir_owners_resource_affinity(owners, resource);
      return true;
    }
    default:
      if (!executes_at_its_affinity(op)) return false;
      *out_affinity = weir_owners_op_affinity(owners, op);
      return true;
  }
}

static uint32_t node_of(const weir_parts_t* parts, weir_value_t* resource) {
  weir_attr_t* affinity =
      weir_owners_resource_affinity(parts->owners, resource);
  return weir_owners_node_of(parts->owners, affinity);
}

// The nodes of what a region works on, and the one it was scheduled for.
static void add_nodes_of_region(weir_parts_t* parts, weir_op_t* execute,
                                weir_node_set_t* set) {
  weir_attr_t* affinity = weir_owners_op_affinity(parts->owners, execute);
  uint32_t node = weir_owners_node_of(parts->owners, affinity);
  add_nodes(parts, set, node);
  uint32_t count = weir_op_region(execute, 0)->first->argument_count;
  for (uint32_t i = 0; i < count; ++i) {
    add_nodes(parts, set, node_of(parts, weir_op_operand_n(execute, i)));
  }
}

static bool is_on_demand(const weir_op_t* op) {
  if (weir_op_is(op, WEIR_UTIL_GLOBAL_LOAD)) return true;
  // All members of a channel split it together.
  if (weir_op_is(op, WEIR_STREAM_CHANNEL_SPLIT)) return false;
  return op->region_count == 0 && op->result_count > 0 &&
         !weir_op_is_terminator(op) && weir_op_is_pure(op);
}

static void place(weir_parts_t* parts, weir_op_t* op, uint32_t number) {
  weir_node_set_t* set = set_at(parts, parts->here, number);
  if (weir_op_is(op, WEIR_STREAM_CMD_EXECUTE)) {
    add_nodes_of_region(parts, op, set);
  } else {
    weir_attr_t* affinity;
    bool owned = weir_op_has_owner(parts->owners, op, &affinity);
    uint32_t node = weir_owners_node_of(parts->owners, affinity);
    if (owned && node == WEIR_EVERY_NODE && is_told_once(op)) {
      add_node(set, 0);
    } else if (owned && node != WEIR_NO_NODE) {
      add_nodes(parts, set, node);
    } else if (owned || !is_on_demand(op)) {
      add_set(set, parts->all, parts->words);
    } else {
      parts->on_demand[number] = true;
    }
  }
  parts->waits[number] = true;
}

// -- what is needed where -----------------------------------------------------

static uint32_t number_of(weir_parts_t* parts, const weir_op_t* op) {
  return *weir_event_map_at(&parts->numbers, (uint64_t)(uintptr_t)op, 0);
}

// |value| is wanted on the nodes of |set|.
static void want(weir_parts_t* parts, weir_value_t* value,
                 const weir_node_set_t* set) {
  weir_op_t* op = weir_value_op(value);
  uint32_t number = op != NULL ? number_of(parts, op) : 0;
  if (number == 0) return;  // an argument, or of a region that is executed
  --number;
  bool on_demand = parts->on_demand[number];
  if (!on_demand && !weir_type_is_stream_timepoint(value->type)) return;
  const weir_node_set_t* here = set_at(parts, parts->here, number);
  weir_node_set_t* grows =
      set_at(parts, on_demand ? parts->here : parts->passing, number);
  for (uint32_t i = 0; i < parts->words; ++i) {
    weir_node_set_t missing = set[i] & ~(here[i] | grows[i]);
    if (missing == 0) continue;
    grows[i] |= missing;
    parts->waits[number] = true;
  }
}

static bool is_inside(const weir_value_t* value, const weir_op_t* execute) {
  const weir_op_t* parent = weir_value_parent_op(value);
  return parent != NULL && weir_op_is_ancestor(execute, parent);
}

typedef struct captures_t {
  weir_parts_t* parts;
  const weir_op_t* execute;
  const weir_node_set_t* set;
} captures_t;

static weir_walk_t want_captures(weir_op_t* op, void* user) {
  captures_t* captures = user;
  if (op == captures->execute) return WEIR_WALK_CONTINUE;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* value = weir_op_operand_n(op, i);
    if (!is_inside(value, captures->execute)) {
      want(captures->parts, value, captures->set);
    }
  }
  return WEIR_WALK_CONTINUE;
}

static void want_operands(weir_parts_t* parts, weir_op_t* op, uint32_t number) {
  const weir_node_set_t* here = set_at(parts, parts->here, number);
  const weir_node_set_t* passing = set_at(parts, parts->passing, number);
  bool awaits = false;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* value = weir_op_operand_n(op, i);
    want(parts, value, here);
    // Where the op is another node's, its first wait is passed on.
    if (awaits || !weir_type_is_stream_timepoint(value->type)) continue;
    want(parts, value, passing);
    awaits = true;
  }
  if (weir_op_is(op, WEIR_STREAM_CMD_EXECUTE)) {
    captures_t captures = {parts, op, here};
    weir_walk_pre_order(op, want_captures, &captures);
  }
}

// Uses mostly stand behind what they use: one way back is enough but where
// blocks are in another order.
static void spread(weir_parts_t* parts) {
  bool goes_on = true;
  while (goes_on) {
    goes_on = false;
    for (uint32_t i = parts->ops.count; i-- > 0;) {
      if (!parts->waits[i]) continue;
      parts->waits[i] = false;
      want_operands(parts, parts->ops.ops[i], i);
      goes_on = true;
    }
  }
}

// -- entry points -------------------------------------------------------------

static weir_walk_t collect(weir_op_t* op, void* user) {
  weir_parts_t* parts = user;
  weir_op_list_add(&parts->ops, parts->arena, op);
  *weir_event_map_at(&parts->numbers, (uint64_t)(uintptr_t)op, 0) =
      parts->ops.count;
  return weir_op_is(op, WEIR_STREAM_CMD_EXECUTE) ? WEIR_WALK_SKIP
                                                 : WEIR_WALK_CONTINUE;
}

weir_parts_t* weir_parts_create(weir_op_t* function, weir_owners_t* owners,
                                weir_arena_t* arena) {
  weir_parts_t* parts = WEIR_ARENA_NEW(arena, weir_parts_t);
  parts->arena = arena;
  parts->owners = owners;
  parts->words = weir_node_set_words(owners);
  parts->numbers.arena = arena;
  parts->all = WEIR_ARENA_ARRAY(arena, weir_node_set_t, parts->words);
  for (uint32_t i = 0; i < weir_owners_node_count(owners); ++i) {
    add_node(parts->all, i);
  }
  weir_walk_pre_order(function, collect, parts);
  size_t count = parts->ops.count;
  parts->here = WEIR_ARENA_ARRAY(arena, weir_node_set_t, count * parts->words);
  parts->passing =
      WEIR_ARENA_ARRAY(arena, weir_node_set_t, count * parts->words);
  parts->on_demand = WEIR_ARENA_ARRAY(arena, bool, count);
  parts->waits = WEIR_ARENA_ARRAY(arena, bool, count);
  for (uint32_t i = 0; i < count; ++i) place(parts, parts->ops.ops[i], i);
  spread(parts);
  return parts;
}

const weir_node_set_t* weir_parts_of(weir_parts_t* parts, const weir_op_t* op) {
  return set_at(parts, parts->here, number_of(parts, op) - 1);
}

const weir_node_set_t* weir_parts_passing(weir_parts_t* parts,
                                          const weir_op_t* op) {
  return set_at(parts, parts->passing, number_of(parts, op) - 1);
}
