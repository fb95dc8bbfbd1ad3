// Splits the program of a cluster into one module per node.
//
// Needs:   stream.cmd.* with affinities of devices whose globals name their
//          node; transfers explicit as copies between resources of different
//          devices.
// Changes: the module into nested modules, one per node, each with the node's
//          own devices, work and resources. A copy between nodes becomes a send
//          on one and a receive on the other; a scalar that the host reads on
//          one node is sent to all others. All nodes run the same control flow.
//          What is at WEIR_EACH_NODE stays on every node, at its first device.
// Keeps:   what each timepoint means for the resources of a node: where a node
//          has no part in an op, its timepoint is what that op awaits.
#include "compiler/analysis/members.h"
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/nodes/parts.h"
#include "compiler/transforms/nodes/passes.h"
#include "compiler/transforms/nodes/projection.h"

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

// -- ops ----------------------------------------------------------------------

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
    copies[i] = weir_projection_keep(turn_to(split, i), op);
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
      weir_projection_keep(projection, op);
      return weir_ok();
    case WEIR_STREAM_TIMEPOINT_JOIN:
      weir_project_join(projection, op);
      return weir_ok();
    default:
      weir_projection_keep(projection, op);
      return weir_ok();
  }
}

static void report_no_node(const split_t* split, weir_op_t* op,
                           const weir_attr_t* affinity) {
  weir_string_view_t device =
      weir_attr_string(weir_hal_affinity_device(affinity));
  if (device.size == 0) {
    weir_op_error(op,
                  "has no affinity to a device of the cluster, so no node can "
                  "own it");
    return;
  }
  weir_op_error(op,
                "has no affinity to a device of the cluster, so no node can "
                "own it: there is no device @%.*s",
                WEIR_SV_ARGS(device));
  weir_note(op->context, op->location, "the devices are %s",
            weir_owners_device_names(split->owners));
}

static weir_status_t split_op(split_t* split, weir_op_t* op) {
  weir_attr_t* affinity;
  if (weir_op_has_owner(split->owners, op, &affinity) &&
      weir_owners_node_of(split->owners, affinity) == WEIR_NO_NODE) {
    report_no_node(split, op, affinity);
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
    weir_projection_pass_on(turn_to(split, node), op);
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
    weir_nodes_add_channel(node_module, &split->projections[node],
                           module->location);
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

weir_status_t weir_split_nodes(weir_pass_t* pass, weir_op_t* module) {
  weir_owners_t* owners = weir_owners_create(module, pass->scratch);
  uint32_t count = weir_owners_node_count(owners);
  weir_nodes_name_channels(module, owners);
  if (count < 2) return weir_ok();  // the program is its node's
  weir_nodes_find_hidden_sizes(module, pass->scratch);
  WEIR_RETURN_IF_ERROR(weir_number_transfers(module, owners, pass->scratch));
  split_t split = {.context = module->context,
                   .owners = owners,
                   .arena = pass->scratch,
                   .words = weir_node_set_words(owners),
                   .count = count};
  const char* channel = weir_symbol_table_free_name(
      weir_symbol_table_create(module, pass->scratch), WEIR_NODES_CHANNEL,
      pass->scratch);
  split.projections = WEIR_ARENA_ARRAY(pass->scratch, weir_projection_t, count);
  for (uint32_t i = 0; i < count; ++i) {
    split.projections[i] =
        (weir_projection_t){.owners = owners,
                            .arena = pass->scratch,
                            .node = i,
                            .channel = channel,
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
