// Places what every member of a channel executes for itself.
//
// Needs:   flow on tensors; devices as globals that name their nodes.
// Changes: collectives, channels, and all ops on values that differ between
//          the members get the affinity of WEIR_EACH_NODE, a device that stands
//          for the first one of every node until nodes-split puts that one in
//          its place. Globals of such values live there too.
// Keeps:   what says itself where it executes: it is one member's alone.
//
// A branch that members take differently is refused: all nodes run the same
// host program, and what one of them sends another has to receive. So is a
// collective that is told to execute on one device.
#include "compiler/analysis/affinity.h"
#include "compiler/analysis/members.h"
#include "compiler/analysis/tensor_dims.h"
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/builtin.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/nodes/owners.h"
#include "compiler/transforms/nodes/passes.h"

typedef struct placement_t {
  weir_op_t* module;
  weir_arena_t* arena;
  weir_members_t* members;
  weir_attr_t* each;
  bool refused;
} placement_t;

// -- moving operands ----------------------------------------------------------

static weir_value_t* transfer(placement_t* placement, weir_op_t* before,
                              weir_value_t* value) {
  weir_builder_t builder = weir_builder_before(before);
  uint32_t rank = weir_type_rank(value->type);
  weir_value_t** dims =
      WEIR_ARENA_ARRAY(placement->arena, weir_value_t*, rank + 1);
  uint32_t count =
      weir_build_open_dims(&builder, before->location, value, dims);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_FLOW_TENSOR_TRANSFER,
                     before->location);
  weir_op_state_operand(&state, value);
  weir_op_state_operands(&state, dims, count);
  weir_op_state_attr(&state, "target", placement->each);
  weir_op_state_result(&state, value->type);
  return weir_op_result_n(weir_build(&builder, &state), 0);
}

// These happen where their tensor is: if a member brings an index or a value of
// its own, that has to be its own copy.
static bool follows_its_tensor(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_FLOW_TENSOR_BITCAST:
    case WEIR_FLOW_TENSOR_LOAD:
    case WEIR_FLOW_TENSOR_RESHAPE:
    case WEIR_FLOW_TENSOR_STORE:
      return true;
    default:
      return false;
  }
}

static void move_tensors(placement_t* placement, weir_op_t* op) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* value = weir_op_operand_n(op, i);
    if (!weir_type_is_ranked_tensor(value->type) ||
        weir_members_differ(placement->members, value)) {
      continue;
    }
    weir_op_set_operand(op, i, transfer(placement, op, value));
  }
}

// -- ops ----------------------------------------------------------------------

static void check_decision(placement_t* placement, weir_op_t* op) {
  weir_value_t* value = weir_members_differing_decision(placement->members, op);
  if (value == NULL) return;
  weir_op_error(op,
                "decides by a value that differs between the members of a "
                "channel, which all have to take the same way");
  weir_note(op->context, weir_value_location(value), "the value is made here");
  placement->refused = true;
}

static void check_affinity(placement_t* placement, weir_op_t* op) {
  weir_attr_t* affinity = weir_op_affinity(op);
  if (!weir_op_is_for_all_members(op) || affinity == NULL ||
      weir_is_each_node(affinity)) {
    return;
  }
  weir_op_error(op,
                "is told to execute on one device, but every member of the "
                "channel takes part in it");
  placement->refused = true;
}

static void place_global(placement_t* placement, weir_op_t* store) {
  weir_value_t* value = weir_op_operand_n(store, 0);
  if (!weir_type_is_ranked_tensor(value->type) ||
      !weir_members_differ(placement->members, value)) {
    return;
  }
  weir_op_t* global = weir_symbol_resolve(store, weir_op_attr(store, "global"));
  if (global != NULL && weir_op_affinity(global) == NULL) {
    weir_op_set_affinity(global, placement->each);
  }
}

static weir_walk_t place(weir_op_t* op, void* user) {
  placement_t* placement = user;
  if (weir_op_is(op, WEIR_FLOW_EXECUTABLE)) return WEIR_WALK_SKIP;
  check_decision(placement, op);
  check_affinity(placement, op);
  if (weir_members_execute_each(placement->members, op)) {
    weir_op_set_affinity(op, placement->each);
  } else if (weir_op_is(op, WEIR_UTIL_GLOBAL_STORE)) {
    place_global(placement, op);
  } else if (follows_its_tensor(op) &&
             weir_members_any_operand_differs(placement->members, op)) {
    move_tensors(placement, op);
  }
  return WEIR_WALK_CONTINUE;
}

// -- the device of every node -------------------------------------------------

static void add_device(placement_t* placement, const weir_owners_t* owners) {
  weir_context_t* context = placement->module->context;
  weir_builder_t builder =
      weir_builder_at_start(weir_module_body(placement->module));
  uint32_t count = weir_owners_node_count(owners), known = 0;
  weir_attr_t** targets =
      WEIR_ARENA_ARRAY(placement->arena, weir_attr_t*, count);
  weir_op_t* last = NULL;
  for (uint32_t i = 0; i < count; ++i) {
    weir_attr_t* device =
        weir_hal_affinity_device(weir_owners_device_of(owners, i));
    weir_op_t* global =
        weir_symbol_lookup(placement->module, weir_attr_string(device));
    weir_attr_t* target = weir_op_attr(global, "initial_value");
    if (target != NULL) targets[known++] = target;
    if (last == NULL || weir_op_is_before(last, global)) last = global;
  }
  if (last != NULL) builder = weir_builder_after(last);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL,
                     placement->module->location);
  weir_op_state_attr(&state, "sym_name",
                     weir_string_attr(context, WEIR_EACH_NODE));
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(context, "private"));
  weir_op_state_attr(&state, "type",
                     weir_type_attr(weir_hal_device_type(context)));
  if (known == count) {
    weir_op_state_attr(&state, "initial_value",
                       weir_hal_device_select_attr(context, targets, known));
  }
  weir_build(&builder, &state);
}

weir_status_t weir_place_members(weir_pass_t* pass, weir_op_t* module) {
  weir_owners_t* owners = weir_owners_create(module, pass->scratch);
  placement_t placement = {
      .module = module,
      .arena = pass->scratch,
      .members = weir_members_create(module, pass->scratch),
      .each = weir_each_node_affinity(module->context),
  };
  // One node is the only member: nothing differs from itself.
  if (weir_owners_node_count(owners) < 2 ||
      !weir_members_exist(placement.members)) {
    return weir_ok();
  }
  add_device(&placement, owners);
  weir_walk_pre_order(module, place, &placement);
  return placement.refused ? weir_status(WEIR_CODE_INVALID_ARGUMENT,
                                         "members would go different ways")
                           : weir_ok();
}
