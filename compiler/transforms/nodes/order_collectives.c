// Makes the collectives of the program happen one after the other.
//
// Needs:   stream.cmd.execute with collectives, for a cluster of several nodes.
// Changes: a region with collectives awaits the last one before it, in its
//          block by value, from elsewhere by a global timepoint: across blocks,
//          functions and invocations.
// Keeps:   everything else; a program without collectives is left alone.
//
// Members of a channel have to start its collectives in the same order. Regions
// that nothing else orders start when their data is there, which is another
// order on every node.
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"
#include "compiler/transforms/nodes/owners.h"
#include "compiler/transforms/nodes/passes.h"

#define LAST_COLLECTIVE "__weir_last_collective"

// -- what there is ------------------------------------------------------------

static weir_walk_t find_collective(weir_op_t* op, void* user) {
  (void)user;
  return weir_op_is(op, WEIR_STREAM_CMD_COLLECTIVE) ? WEIR_WALK_STOP
                                                    : WEIR_WALK_CONTINUE;
}

static bool has_collectives(weir_op_t* op) {
  return op->region_count > 0 &&
         !weir_walk_pre_order(op, find_collective, NULL);
}

// -- the global ---------------------------------------------------------------

static void add_global(weir_op_t* module) {
  weir_context_t* context = module->context;
  weir_builder_t builder = weir_builder_at_start(weir_module_body(module));
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL, module->location);
  weir_op_state_attr(&state, "sym_name",
                     weir_string_attr(context, LAST_COLLECTIVE));
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(context, "private"));
  weir_op_state_attr(&state, "is_mutable", weir_unit_attr(context));
  weir_op_state_attr(&state, "type",
                     weir_type_attr(weir_stream_timepoint_type(context)));
  weir_op_state_attr(&state, "initial_value",
                     weir_stream_timepoint_immediate_attr(context));
  weir_build(&builder, &state);
}

static weir_value_t* load_last(weir_op_t* before) {
  weir_builder_t builder = weir_builder_before(before);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL_LOAD, before->location);
  weir_op_state_attr(&state, "global",
                     weir_symbol_attr(before->context, LAST_COLLECTIVE));
  weir_op_state_result(&state, weir_stream_timepoint_type(before->context));
  return weir_op_result_n(weir_build(&builder, &state), 0);
}

static void store_last(weir_op_t* before, weir_value_t* timepoint) {
  weir_builder_t builder = weir_builder_before(before);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL_STORE,
                     weir_value_location(timepoint));
  weir_op_state_operand(&state, timepoint);
  weir_op_state_attr(&state, "global",
                     weir_symbol_attr(before->context, LAST_COLLECTIVE));
  weir_build(&builder, &state);
}

// -- regions ------------------------------------------------------------------

static void await_also(weir_op_t* execute, weir_value_t* timepoint) {
  uint32_t group = WEIR_STREAM_CMD_EXECUTE_AWAIT_TIMEPOINT;
  weir_value_t* await = weir_op_operand(execute, group);
  if (await == timepoint) return;
  if (await != NULL) {
    weir_builder_t builder = weir_builder_before(execute);
    weir_value_t* both[2] = {await, timepoint};
    weir_op_state_t state;
    weir_op_state_init(&state, &builder, WEIR_STREAM_TIMEPOINT_JOIN,
                       execute->location);
    weir_op_state_operands(&state, both, 2);
    weir_op_state_result(&state, timepoint->type);
    timepoint = weir_op_result_n(weir_build(&builder, &state), 0);
  }
  weir_op_set_operand_group(execute, group, &timepoint, 1);
}

static void order_block(weir_block_t* block) {
  weir_value_t* last = NULL;  // made in this block and not yet in the global
  WEIR_FOR_EACH_OP(op, block) {
    if (weir_op_is(op, WEIR_STREAM_CMD_EXECUTE)) {
      if (!has_collectives(op)) continue;
      await_also(op, last != NULL ? last : load_last(op));
      last = weir_op_result_n(op, 0);
      continue;
    }
    // What comes now may have collectives of its own, or follow elsewhere.
    bool leaves = weir_op_has_trait(op, WEIR_OP_CALL | WEIR_OP_TERMINATOR) ||
                  has_collectives(op);
    if (leaves && last != NULL) {
      store_last(op, last);
      last = NULL;
    }
    for (uint32_t i = 0; i < op->region_count; ++i) {
      WEIR_FOR_EACH_BLOCK(inner, &op->regions[i]) order_block(inner);
    }
  }
}

weir_status_t weir_order_collectives(weir_pass_t* pass, weir_op_t* module) {
  weir_owners_t* owners = weir_owners_create(module, pass->scratch);
  if (weir_owners_node_count(owners) < 2 || !has_collectives(module)) {
    return weir_ok();
  }
  WEIR_FOR_EACH_OP(op, weir_module_body(module)) {
    if (!weir_op_has_trait(op, WEIR_OP_FUNCTION) &&
        !weir_op_has_trait(op, WEIR_OP_INITIALIZER)) {
      continue;
    }
    WEIR_FOR_EACH_BLOCK(block, weir_op_region(op, 0)) order_block(block);
  }
  add_global(module);
  return weir_ok();
}
