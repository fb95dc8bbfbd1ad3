// Splits the program of a cluster into one module per node.
//
// Needs:   stream.cmd.* with affinities of devices whose globals name their
// node;
//          transfers explicit as copies between resources of different devices.
// Changes: the module into nested modules, one per node, each with the node's
// own
//          devices, work and resources. A copy between nodes becomes a send on
//          one and a receive on the other; a scalar that the host reads on one
//          node is sent to all others. All nodes run the same control flow.
//          What is at WEIR_EACH_NODE stays on every node, at its first device.
// Keeps:   what each timepoint means for the resources of a node: where a node
// has
//          no part in an op, its timepoint is what that op awaits.
#include <string.h>

#include "compiler/analysis/members.h"
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/builtin.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/nodes/parts.h"
#include "compiler/transforms/nodes/passes.h"
#include "compiler/transforms/nodes/projection.h"
#include "compiler/transforms/stream/timepoints.h"

weir_value_t* weir_projection_get(weir_projection_t* projection,
                                  weir_value_t* value) {
  weir_value_t* here = weir_mapping_find(projection->mapping, value);
  if (here != NULL) return here;
  weir_builder_t builder = weir_builder_at_start(projection->entry);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_NULL,
                     weir_value_location(value));
  weir_op_state_result(&state, value->type);
  here = weir_op_result_n(weir_build(&builder, &state), 0);
  weir_mapping_set(projection->mapping, value, here);
  return here;
}

bool weir_projection_is_here(weir_projection_t* projection,
                             const weir_attr_t* affinity) {
  uint32_t node = weir_owners_node_of(projection->owners, affinity);
  return node == projection->node || node == WEIR_EVERY_NODE;
}

weir_attr_t* weir_projection_affinity(weir_projection_t* projection,
                                      weir_attr_t* affinity) {
  return weir_is_each_node(affinity)
             ? weir_owners_device_of(projection->owners, projection->node)
             : affinity;
}

// -- ops ----------------------------------------------------------------------

// A function on its way into the modules of all nodes. Each op is looked at
// once, and copied for the nodes that have a part in it.
typedef struct split_t {
  weir_context_t* context;
  weir_owners_t* owners;
  weir_arena_t* arena;
  weir_parts_t* parts;  // of the function
  uint32_t words;       // of a set of nodes
  weir_projection_t* projections;
  uint32_t count;
} split_t;

static weir_status_t split_region(split_t* split, weir_region_t* from,
                                  weir_region_t** to);

// The timepoint an op would have awaited.
static weir_value_t* awaited(weir_projection_t* projection, weir_op_t* op) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* value = weir_op_operand_n(op, i);
    if (weir_type_is_stream_timepoint(value->type)) {
      return weir_projection_get(projection, value);
    }
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &projection->builder,
                     WEIR_STREAM_TIMEPOINT_IMMEDIATE, op->location);
  weir_op_state_result(&state,
                       weir_stream_timepoint_type(projection->builder.context));
  return weir_op_result_n(weir_build(&projection->builder, &state), 0);
}

// The op is another node's: its timepoint is what it awaits, the rest is
// nothing.
static void pass_on(weir_projection_t* projection, weir_op_t* op) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    if (weir_type_is_stream_timepoint(result->type)) {
      weir_mapping_set(projection->mapping, result, awaited(projection, op));
    }
  }
}

static void add_operands(weir_projection_t* projection, weir_op_state_t* state,
                         const weir_op_t* op) {
  uint32_t groups = op->info != NULL ? op->info->operand_group_count : 1;
  for (uint32_t g = 0; g < groups; ++g) {
    uint32_t start = op->info != NULL ? weir_op_operand_group_start(op, g) : 0;
    uint32_t count = op->info != NULL ? weir_op_operand_group_size(op, g)
                                      : op->operand_count;
    weir_value_t** values =
        WEIR_ARENA_ARRAY(projection->arena, weir_value_t*, count);
    for (uint32_t i = 0; i < count; ++i) {
      values[i] =
          weir_projection_get(projection, weir_op_operand_n(op, start + i));
    }
    weir_op_state_operands(state, values, count);
  }
}

static void add_results(weir_projection_t* projection, weir_op_state_t* state,
                        const weir_op_t* op) {
  uint32_t groups = op->info != NULL ? op->info->result_group_count : 1;
  for (uint32_t g = 0; g < groups; ++g) {
    uint32_t start = op->info != NULL ? weir_op_result_group_start(op, g) : 0;
    uint32_t count =
        op->info != NULL ? weir_op_result_group_size(op, g) : op->result_count;
    weir_type_t** types =
        WEIR_ARENA_ARRAY(projection->arena, weir_type_t*, count);
    for (uint32_t i = 0; i < count; ++i) {
      types[i] = weir_op_result_n(op, start + i)->type;
    }
    weir_op_state_results(state, types, count);
  }
}

// A copy with mapped operands and empty regions.
static weir_op_t* keep(weir_projection_t* projection, weir_op_t* op) {
  weir_references_add(&projection->references, op->attrs);
  weir_op_state_t state;
  weir_op_state_init_named(&state, op->context,
                           weir_sv_n(op->name->data, op->name->size),
                           op->location);
  add_operands(projection, &state, op);
  add_results(projection, &state, op);
  weir_op_state_attrs(&state, op->attrs);
  for (uint32_t i = 0; i < op->successor_count; ++i) {
    weir_op_state_successor(
        &state, weir_mapping_get_block(projection->mapping, op->successors[i]));
  }
  weir_op_state_regions(&state, op->region_count);
  weir_op_t* copy = weir_build(&projection->builder, &state);
  // What all nodes do, each does at home.
  weir_attr_t* affinity = weir_op_affinity(copy);
  if (affinity != NULL && (weir_is_each_node(affinity) ||
                           !weir_projection_is_here(projection, affinity))) {
    weir_op_set_affinity(
        copy, weir_owners_device_of(projection->owners, projection->node));
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_mapping_set(projection->mapping, weir_op_result_n(op, i),
                     weir_op_result_n(copy, i));
  }
  return copy;
}

// On one node much of what is joined is the same, what it awaits of others:
// joins that have nothing to join are left out.
static void project_join(weir_projection_t* projection, weir_op_t* join) {
  uint32_t number = ++projection->join_count;
  weir_value_t** waits = WEIR_ARENA_ARRAY(projection->arena, weir_value_t*,
                                          (size_t)join->operand_count + 1);
  weir_value_t* immediate = NULL;
  uint32_t count = 0;
  for (uint32_t i = 0; i < join->operand_count; ++i) {
    weir_value_t* wait =
        weir_projection_get(projection, weir_op_operand_n(join, i));
    uint32_t* met =
        weir_event_map_at(&projection->joined, (uint64_t)(uintptr_t)wait, 0);
    if (*met == number) continue;
    *met = number;
    if (weir_timepoint_is_immediate(wait)) {
      immediate = wait;
    } else {
      waits[count++] = wait;
    }
  }
  if (count == 0 && immediate != NULL) waits[count++] = immediate;
  weir_value_t* result = weir_op_result_n(join, 0);
  if (count == 1) {
    weir_mapping_set(projection->mapping, result, waits[0]);
    return;
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &projection->builder, WEIR_STREAM_TIMEPOINT_JOIN,
                     join->location);
  weir_op_state_operands(&state, waits, count);
  weir_op_state_result(&state, result->type);
  weir_op_state_attrs(&state, join->attrs);
  weir_mapping_set(
      projection->mapping, result,
      weir_op_result_n(weir_build(&projection->builder, &state), 0));
}

// The node whose ops are made from here on.
static weir_projection_t* turn_to(split_t* split, uint32_t node) {
  weir_projection_t* projection = &split->projections[node];
  weir_context_use_group(split->context, &projection->memory);
  return projection;
}

// All nodes have what has regions, such as branches.
static weir_status_t split_with_regions(split_t* split, weir_op_t* op) {
  weir_op_t** copies = WEIR_ARENA_ARRAY(split->arena, weir_op_t*, split->count);
  weir_builder_t* outer =
      WEIR_ARENA_ARRAY(split->arena, weir_builder_t, split->count);
  weir_region_t** to =
      WEIR_ARENA_ARRAY(split->arena, weir_region_t*, split->count);
  for (uint32_t i = 0; i < split->count; ++i) {
    copies[i] = keep(turn_to(split, i), op);
    outer[i] = split->projections[i].builder;
  }
  weir_status_t status = weir_ok();
  for (uint32_t r = 0; r < op->region_count && weir_is_ok(status); ++r) {
    for (uint32_t i = 0; i < split->count; ++i) to[i] = &copies[i]->regions[r];
    status = split_region(split, &op->regions[r], to);
  }
  for (uint32_t i = 0; i < split->count; ++i) {
    split->projections[i].builder = outer[i];
  }
  return status;
}

static weir_status_t project_op(weir_projection_t* projection, weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_STREAM_CMD_EXECUTE:
      return weir_project_execute(projection, op);
    case WEIR_STREAM_RESOURCE_LOAD:
      // What each node has, each reads for itself.
      if (!weir_is_each_node(weir_owners_resource_affinity(
              projection->owners, weir_op_operand_n(op, 0)))) {
        return weir_project_load(projection, op);
      }
      keep(projection, op);
      return weir_ok();
    case WEIR_STREAM_TIMEPOINT_JOIN:
      project_join(projection, op);
      return weir_ok();
    default:
      keep(projection, op);
      return weir_ok();
  }
}

static weir_status_t split_op(split_t* split, weir_op_t* op) {
  weir_attr_t* affinity;
  if (weir_op_has_owner(split->owners, op, &affinity) &&
      weir_owners_node_of(split->owners, affinity) == WEIR_NO_NODE) {
    weir_op_error(op,
                  "has no affinity to a device of the cluster, so no node can "
                  "own it");
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "op without a node");
  }
  bool executes = weir_op_is(op, WEIR_STREAM_CMD_EXECUTE);
  if (op->region_count > 0 && !executes) return split_with_regions(split, op);
  const weir_node_set_t* here = weir_parts_of(split->parts, op);
  WEIR_FOR_EACH_NODE(node, here, split->words) {
    WEIR_RETURN_IF_ERROR(project_op(turn_to(split, node), op));
  }
  const weir_node_set_t* passing = weir_parts_passing(split->parts, op);
  WEIR_FOR_EACH_NODE(node, passing, split->words) {
    pass_on(turn_to(split, node), op);
  }
  return weir_ok();
}

// -- regions and functions ----------------------------------------------------

static void copy_block(weir_projection_t* projection, weir_block_t* block,
                       weir_region_t* to) {
  weir_block_t* copy = weir_region_add_block(to);
  weir_mapping_set_block(projection->mapping, block, copy);
  if (projection->entry == NULL) projection->entry = copy;
  for (uint32_t i = 0; i < block->argument_count; ++i) {
    weir_value_t* argument = block->arguments[i];
    weir_mapping_set(
        projection->mapping, argument,
        weir_block_add_argument(copy, argument->type, argument->location));
  }
}

// |to| is the region on each node.
static weir_status_t split_region(split_t* split, weir_region_t* from,
                                  weir_region_t** to) {
  for (uint32_t i = 0; i < split->count; ++i) {
    WEIR_FOR_EACH_BLOCK(block, from) {
      copy_block(&split->projections[i], block, to[i]);
    }
  }
  WEIR_FOR_EACH_BLOCK(block, from) {
    for (uint32_t i = 0; i < split->count; ++i) {
      weir_projection_t* projection = &split->projections[i];
      projection->builder = weir_builder_at_end(
          weir_mapping_get_block(projection->mapping, block));
    }
    WEIR_FOR_EACH_OP(op, block) {
      WEIR_RETURN_IF_ERROR(split_op(split, op));
    }
  }
  return weir_ok();
}

static weir_op_t* copy_function(weir_op_t* function) {
  weir_op_state_t state;
  weir_op_state_init_named(
      &state, function->context,
      weir_sv_n(function->name->data, function->name->size),
      function->location);
  weir_op_state_attrs(&state, function->attrs);
  weir_op_state_regions(&state, function->region_count);
  return weir_op_create(&state);
}

// The nodes' versions of a function-like op, detached.
static weir_status_t split_function(split_t* split, weir_op_t* function,
                                    weir_op_t** out_functions) {
  for (uint32_t i = 0; i < split->count; ++i) {
    out_functions[i] = copy_function(function);
    weir_references_add(&split->projections[i].references, function->attrs);
  }
  weir_region_t* body = weir_op_region(function, 0);
  if (body == NULL || weir_region_is_empty(body)) return weir_ok();
  split->parts = weir_parts_create(function, split->owners, split->arena);
  weir_region_t** to =
      WEIR_ARENA_ARRAY(split->arena, weir_region_t*, split->count);
  for (uint32_t i = 0; i < split->count; ++i) {
    split->projections[i].mapping = weir_mapping_create(split->arena);
    split->projections[i].entry = NULL;
    to[i] = weir_op_region(out_functions[i], 0);
  }
  WEIR_RETURN_IF_ERROR(split_region(split, body, to));
  weir_return_arguments_once(function, split->projections, split->count);
  return weir_ok();
}

// -- the channel of all nodes -------------------------------------------------

static void add_channel(weir_op_t* module, weir_owners_t* owners, uint32_t node,
                        weir_attr_t* affinity, weir_location_t* location) {
  weir_context_t* context = module->context;
  weir_builder_t builder = weir_builder_at_start(weir_module_body(module));
  weir_type_t* type = weir_stream_channel_type(context);
  // Behind the devices, whose globals the initializer reads.
  for (weir_op_t* op = builder.block->first; op != NULL; op = op->next) {
    weir_type_t* global_type =
        weir_op_is(op, WEIR_UTIL_GLOBAL) ? weir_op_attr_type(op, "type") : NULL;
    if (global_type != NULL && weir_type_is_hal_device(global_type)) {
      builder = weir_builder_after(op);
    }
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL, location);
  weir_op_state_attr(&state, "sym_name",
                     weir_string_attr(context, WEIR_NODES_CHANNEL));
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(context, "private"));
  weir_op_state_attr(&state, "type", weir_type_attr(type));
  weir_op_t* global = weir_build(&builder, &state);
  builder = weir_builder_after(global);
  weir_op_state_init(&state, &builder, WEIR_UTIL_INITIALIZER, location);
  weir_op_state_attr(
      &state, "function_type",
      weir_type_attr(weir_function_type(context, NULL, 0, NULL, 0)));
  weir_op_t* initializer = weir_build(&builder, &state);
  builder = weir_builder_at_end(
      weir_region_add_block(weir_op_region(initializer, 0)));
  weir_value_t* rank = weir_build_index(&builder, location, node);
  weir_value_t* count =
      weir_build_index(&builder, location, weir_owners_node_count(owners));
  weir_op_state_init(&state, &builder, WEIR_STREAM_CHANNEL_CREATE, location);
  weir_op_state_operand(&state, NULL);
  weir_op_state_operand(&state, rank);
  weir_op_state_operand(&state, count);
  weir_op_state_attr(&state, "group",
                     weir_string_attr(context, WEIR_NODES_CHANNEL));
  weir_op_state_attr(&state, "affinity", affinity);
  weir_op_state_result(&state, type);
  weir_value_t* channel = weir_op_result_n(weir_build(&builder, &state), 0);
  weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL_STORE, location);
  weir_op_state_operand(&state, channel);
  weir_op_state_attr(&state, "global",
                     weir_symbol_attr(context, WEIR_NODES_CHANNEL));
  weir_build(&builder, &state);
  weir_op_state_init(&state, &builder, WEIR_UTIL_RETURN, location);
  weir_build(&builder, &state);
}

// -- modules ------------------------------------------------------------------

static bool is_function(const weir_op_t* op) {
  return weir_op_has_trait(op, WEIR_OP_FUNCTION) ||
         weir_op_is(op, WEIR_UTIL_INITIALIZER);
}

static weir_op_t* create_node_module(weir_op_t* module,
                                     const weir_owners_t* owners,
                                     uint32_t node) {
  weir_context_t* context = module->context;
  weir_op_t* copy = weir_module_create(context, module->location);
  for (uint32_t i = 0; i < module->attrs->dictionary.count; ++i) {
    const weir_named_attr_t* entry = &module->attrs->dictionary.entries[i];
    weir_op_set_attr(copy, entry->name->data, entry->value);
  }
  weir_op_set_attr(
      copy, "sym_name",
      weir_string_attr(context, weir_owners_node_name(owners, node)));
  if (weir_op_has_attr(copy, "stream.affinity.default")) {
    weir_op_set_attr(copy, "stream.affinity.default",
                     weir_owners_device_of(owners, node));
  }
  weir_op_set_attr(copy, "weir.node", weir_index_attr(context, node));
  weir_op_set_attr(copy, "weir.node_count",
                   weir_index_attr(context, weir_owners_node_count(owners)));
  return copy;
}

// Whether a top-level op that is no function belongs into the node's module.
static bool is_wanted(weir_op_t* op, const weir_projection_t* projection) {
  weir_string_view_t name = weir_symbol_name(op);
  if (name.size == 0) return true;
  weir_type_t* type =
      weir_op_is(op, WEIR_UTIL_GLOBAL) ? weir_op_attr_type(op, "type") : NULL;
  if (type != NULL && weir_type_is_hal_device(type)) {
    weir_attr_t* affinity = weir_hal_device_affinity_attr(
        op->context, weir_symbol_attr(op->context, name.data), WEIR_ALL_QUEUES);
    return weir_owners_node_of(projection->owners, affinity) ==
           projection->node;
  }
  return weir_references_has(&projection->references,
                             weir_name_sv(op->context, name));
}

static void fill_node(split_t* split, weir_op_t* module, uint32_t node,
                      weir_op_t* const* functions, weir_op_t* node_module) {
  weir_block_t* to = weir_module_body(node_module);
  uint32_t next = 0;
  WEIR_FOR_EACH_OP(op, weir_module_body(module)) {
    if (is_function(op)) {
      weir_block_append(to, functions[next++ * split->count + node]);
    } else if (is_wanted(op, &split->projections[node])) {
      weir_op_t* copy = weir_op_clone(op, NULL);
      if (weir_is_each_node(weir_op_affinity(copy))) {
        weir_op_set_affinity(copy, weir_owners_device_of(split->owners, node));
      }
      weir_block_append(to, copy);
    }
  }
  if (split->projections[node].uses_channel) {
    add_channel(node_module, split->owners, node,
                weir_owners_device_of(split->owners, node), module->location);
  }
}

static weir_status_t split_functions(split_t* split, weir_op_t* module,
                                     weir_op_t*** out_functions) {
  uint32_t count = 0, next = 0;
  WEIR_FOR_EACH_OP(op, weir_module_body(module)) {
    count += is_function(op);
  }
  weir_op_t** functions =
      WEIR_ARENA_ARRAY(split->arena, weir_op_t*, (size_t)count * split->count);
  WEIR_FOR_EACH_OP(op, weir_module_body(module)) {
    if (!is_function(op)) continue;
    WEIR_RETURN_IF_ERROR(
        split_function(split, op, &functions[next++ * split->count]));
  }
  *out_functions = functions;
  return weir_ok();
}

static void replace_by_nodes(weir_op_t* module, weir_op_t* const* nodes,
                             uint32_t count) {
  weir_block_t* body = weir_module_body(module);
  while (body->last != NULL) {
    weir_op_drop_all_references(body->last);
    weir_op_erase(body->last);
  }
  for (uint32_t i = 0; i < count; ++i) weir_block_append(body, nodes[i]);
}

// The members of a channel are the nodes, each with its first device.
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

weir_status_t weir_split_nodes(weir_pass_t* pass, weir_op_t* module) {
  weir_owners_t* owners = weir_owners_create(module, pass->scratch);
  uint32_t count = weir_owners_node_count(owners);
  weir_walk_pre_order(module, name_channel, owners);
  if (count < 2) return weir_ok();  // the program is its node's
  WEIR_RETURN_IF_ERROR(weir_number_transfers(module, owners, pass->scratch));
  split_t split = {.context = module->context,
                   .owners = owners,
                   .arena = pass->scratch,
                   .words = weir_node_set_words(owners),
                   .count = count};
  split.projections = WEIR_ARENA_ARRAY(pass->scratch, weir_projection_t, count);
  for (uint32_t i = 0; i < count; ++i) {
    split.projections[i] =
        (weir_projection_t){.owners = owners,
                            .arena = pass->scratch,
                            .node = i,
                            .references = {.arena = pass->scratch},
                            .joined = {.arena = pass->scratch}};
  }
  weir_op_t** functions;
  weir_status_t status = split_functions(&split, module, &functions);
  weir_context_use_group(split.context, NULL);
  WEIR_RETURN_IF_ERROR(status);
  weir_op_t** nodes = WEIR_ARENA_ARRAY(pass->scratch, weir_op_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    nodes[i] = create_node_module(module, owners, i);
    fill_node(&split, module, i, functions, nodes[i]);
  }
  replace_by_nodes(module, nodes, count);
  return weir_ok();
}
