#include "compiler/analysis/members.h"
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/placement/placement_impl.h"

static weir_attr_t* device_affinity(weir_context_t* context,
                                    const weir_cluster_device_t* device) {
  return weir_hal_device_affinity_attr(
      context, weir_symbol_attr(context, device->symbol), WEIR_ALL_QUEUES);
}

// What the program itself says.
static void note_program_pins(weir_dispatch_graph_t* graph,
                              const weir_cluster_t* cluster) {
  for (uint32_t i = 0; i < graph->count; ++i) {
    weir_attr_t* affinity = weir_affinity_lookup(graph->nodes[i].op);
    if (affinity == NULL) continue;
    graph->nodes[i].everywhere = weir_is_each_node(affinity);
    weir_string_view_t symbol =
        weir_attr_string(weir_hal_affinity_device(affinity));
    const weir_cluster_device_t* device =
        weir_cluster_find_device(cluster, symbol);
    graph->nodes[i].pinned = true;
    if (device != NULL) graph->nodes[i].device = device->index;
  }
}

static weir_dispatch_graph_t build_graph(weir_op_t* module,
                                         weir_arena_t* scratch) {
  weir_op_list_t ops = weir_collect_ops(module, WEIR_FLOW_DISPATCH, scratch);
  weir_dispatch_graph_t graph = {
      .nodes = WEIR_ARENA_ARRAY(scratch, weir_dispatch_node_t, ops.count),
      .count = ops.count,
  };
  for (uint32_t i = 0; i < ops.count; ++i) {
    weir_dispatch_node_t* node = &graph.nodes[i];
    *node = (weir_dispatch_node_t){.op = ops.ops[i], .device = WEIR_NO_DEVICE};
    weir_dispatch_cost(node->op, &node->flops, &node->bytes);
  }
  return graph;
}

// Inputs and tensor ops between dispatches go where they are first used: a
// slice or an update is made by the device that wants it.
static void place_tensor_op(weir_op_t* op) {
  bool movable =
      weir_op_is(op, WEIR_HAL_TENSOR_IMPORT) ||
      (weir_sv_starts_with(weir_sv(op->name->data), "flow.tensor.") &&
       !weir_op_is(op, WEIR_FLOW_TENSOR_TRANSFER));
  if (!movable || weir_op_affinity(op) != NULL) return;
  weir_op_t *first = NULL, *inside = NULL;  // the latter in a nested region
  for (uint32_t i = 0; i < op->result_count; ++i) {
    for (weir_use_t* use = op->results[i].uses; use != NULL; use = use->next) {
      if (weir_op_affinity(use->op) == NULL) continue;
      if (use->op->block != op->block) {
        inside = use->op;
      } else if (first == NULL || weir_op_is_before(use->op, first)) {
        first = use->op;
      }
    }
  }
  if (first == NULL) first = inside;
  if (first != NULL) weir_op_set_affinity(op, weir_op_affinity(first));
}

static void place_tensor_ops(weir_op_t* module, weir_arena_t* scratch) {
  weir_op_list_t ops = weir_collect_ops(module, 0, scratch);
  for (uint32_t i = ops.count; i-- > 0;) place_tensor_op(ops.ops[i]);
}

static weir_status_t unknown_strategy(const char* name, weir_arena_t* scratch) {
  const char* list = "";
  for (uint32_t i = 0; i < weir_strategy_count; ++i) {
    list = weir_arena_format(scratch, "%s%s%s", list, i > 0 ? ", " : "",
                             weir_strategies[i].name);
  }
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "no placement strategy is called \"%s\"; there are: %s",
                     name, list);
}

static weir_status_t place(weir_op_t* module,
                           const weir_placement_options_t* options,
                           weir_arena_t* scratch) {
  const char* name = options->strategy != NULL ? options->strategy : "chain";
  const weir_strategy_t* strategy = weir_strategy_find(name);
  if (strategy == NULL) return unknown_strategy(name, scratch);
  weir_dispatch_graph_t graph = build_graph(module, scratch);
  note_program_pins(&graph, options->cluster);
  if (options->pins_path != NULL) {
    WEIR_RETURN_IF_ERROR(
        weir_pins_apply(options->pins_path, &graph, options->cluster, scratch));
  }
  WEIR_RETURN_IF_ERROR(strategy->place(&graph, options->cluster, scratch));
  for (uint32_t i = 0; i < graph.count; ++i) {
    weir_op_t* op = graph.nodes[i].op;
    if (graph.nodes[i].device == WEIR_NO_DEVICE) continue;
    weir_op_set_affinity(
        op, device_affinity(op->context,
                            &options->cluster->devices[graph.nodes[i].device]));
  }
  place_tensor_ops(module, scratch);
  weir_place_constants(module, &graph, scratch);
  if (options->cluster->device_count > 1) {
    weir_place_joins(
        module, device_affinity(module->context, &options->cluster->devices[0]),
        scratch);
    weir_place_makers(module, scratch);
  }
  if (options->save_pins_path == NULL) return weir_ok();
  return weir_pins_save(options->save_pins_path, &graph, options->cluster);
}

weir_status_t weir_place_dispatches(weir_op_t* module,
                                    const weir_placement_options_t* options) {
  weir_arena_t scratch = {0};
  weir_status_t status = place(module, options, &scratch);
  weir_arena_deinit(&scratch);
  return status;
}
