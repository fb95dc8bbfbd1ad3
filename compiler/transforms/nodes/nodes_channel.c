// Channels of nodes: the one that all are on, and the groups of those of the
// program.
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/transforms/nodes/projection.h"

// Behind the devices, whose globals the initializer of the channel reads.
static weir_builder_t builder_behind_devices(weir_op_t* module) {
  weir_builder_t builder = weir_builder_at_start(weir_module_body(module));
  for (weir_op_t* op = builder.block->first; op != NULL; op = op->next) {
    weir_type_t* type =
        weir_op_is(op, WEIR_UTIL_GLOBAL) ? weir_op_attr_type(op, "type") : NULL;
    if (type != NULL && weir_type_is_hal_device(type)) {
      builder = weir_builder_after(op);
    }
  }
  return builder;
}

static weir_op_t* build_global(weir_builder_t* builder,
                               weir_location_t* location, const char* name) {
  weir_context_t* context = builder->context;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_GLOBAL, location);
  weir_op_state_attr(&state, "sym_name", weir_string_attr(context, name));
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(context, "private"));
  weir_op_state_attr(&state, "type",
                     weir_type_attr(weir_stream_channel_type(context)));
  return weir_build(builder, &state);
}

static weir_value_t* build_channel(weir_builder_t* builder,
                                   weir_location_t* location,
                                   const weir_owners_t* owners, uint32_t node) {
  weir_context_t* context = builder->context;
  weir_value_t* rank = weir_build_index(builder, location, node);
  weir_value_t* count =
      weir_build_index(builder, location, weir_owners_node_count(owners));
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_STREAM_CHANNEL_CREATE, location);
  weir_op_state_operand(&state, NULL);
  weir_op_state_operand(&state, rank);
  weir_op_state_operand(&state, count);
  weir_op_state_attr(&state, "group",
                     weir_string_attr(context, WEIR_NODES_CHANNEL));
  weir_op_state_attr(&state, "affinity", weir_owners_device_of(owners, node));
  weir_op_state_result(&state, weir_stream_channel_type(context));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

void weir_nodes_add_channel(weir_op_t* module,
                            const weir_projection_t* projection,
                            weir_location_t* location) {
  weir_context_t* context = module->context;
  weir_builder_t builder = builder_behind_devices(module);
  builder =
      weir_builder_after(build_global(&builder, location, projection->channel));
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_INITIALIZER, location);
  weir_op_state_attr(
      &state, "function_type",
      weir_type_attr(weir_function_type(context, NULL, 0, NULL, 0)));
  weir_op_t* initializer = weir_build(&builder, &state);
  builder = weir_builder_at_end(
      weir_region_add_block(weir_op_region(initializer, 0)));
  weir_value_t* channel =
      build_channel(&builder, location, projection->owners, projection->node);
  weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL_STORE, location);
  weir_op_state_operand(&state, channel);
  weir_op_state_attr(&state, "global",
                     weir_symbol_attr(context, projection->channel));
  weir_build(&builder, &state);
  weir_op_state_init(&state, &builder, WEIR_UTIL_RETURN, location);
  weir_build(&builder, &state);
}

static weir_walk_t name_channel(weir_op_t* op, void* user) {
  if (weir_op_is(op, WEIR_STREAM_CMD_EXECUTE) ||
      weir_op_is(op, WEIR_STREAM_EXECUTABLE)) {
    return WEIR_WALK_SKIP;
  }
  if (!weir_op_is(op, WEIR_STREAM_CHANNEL_CREATE)) return WEIR_WALK_CONTINUE;
  weir_owners_t* owners = user;
  if (!weir_op_has_attr(op, "group")) {
    weir_op_set_attr(op, "group",
                     weir_string_attr(op->context, WEIR_NODES_CHANNEL));
  }
  if (weir_owners_node_count(owners) == 1) {
    weir_op_set_affinity(op, weir_owners_device_of(owners, 0));
  }
  return WEIR_WALK_CONTINUE;
}

void weir_nodes_name_channels(weir_op_t* module, weir_owners_t* owners) {
  weir_walk_pre_order(module, name_channel, owners);
}
