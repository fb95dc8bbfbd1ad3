#include <string.h>

#include "compiler/placement/placement.h"

static weir_status_t place_single(weir_dispatch_graph_t* graph,
                                  const weir_cluster_t* cluster,
                                  weir_arena_t* scratch) {
  (void)cluster, (void)scratch;
  for (uint32_t i = 0; i < graph->count; ++i) {
    if (!graph->nodes[i].pinned) graph->nodes[i].device = 0;
  }
  return weir_ok();
}

static weir_status_t place_round_robin(weir_dispatch_graph_t* graph,
                                       const weir_cluster_t* cluster,
                                       weir_arena_t* scratch) {
  (void)scratch;
  for (uint32_t i = 0; i < graph->count; ++i) {
    if (!graph->nodes[i].pinned)
      graph->nodes[i].device = i % cluster->device_count;
  }
  return weir_ok();
}

// Whether contiguous stages, one per device in order, all fit into |limit|
// seconds; fills in the devices. Each device takes as much as it can.
static bool fill_stages(weir_dispatch_graph_t* graph,
                        const weir_cluster_t* cluster, double limit) {
  uint32_t device = 0;
  double load = 0;
  for (uint32_t i = 0; i < graph->count; ++i) {
    weir_dispatch_node_t* node = &graph->nodes[i];
    double seconds = weir_dispatch_seconds(node, &cluster->devices[device]);
    while (load + seconds > limit) {
      if (++device == cluster->device_count) return false;
      load = 0;
      seconds = weir_dispatch_seconds(node, &cluster->devices[device]);
    }
    load += seconds;
    if (!node->pinned) node->device = device;
  }
  return true;
}

// The smallest limit that all stages fit into, by bisection: contiguous stages
// that are filled greedily are optimal for a given limit.
static weir_status_t place_chain(weir_dispatch_graph_t* graph,
                                 const weir_cluster_t* cluster,
                                 weir_arena_t* scratch) {
  (void)scratch;
  double low = 0, high = 0;
  for (uint32_t i = 0; i < graph->count; ++i) {
    double slowest = 0;
    for (uint32_t d = 0; d < cluster->device_count; ++d) {
      double seconds =
          weir_dispatch_seconds(&graph->nodes[i], &cluster->devices[d]);
      if (seconds > slowest) slowest = seconds;
    }
    high += slowest;
  }
  for (int step = 0; step < 60; ++step) {
    double middle = (low + high) / 2;
    if (fill_stages(graph, cluster, middle)) {
      high = middle;
    } else {
      low = middle;
    }
  }
  if (!fill_stages(graph, cluster, high * (1 + 1e-9))) {
    return weir_status(WEIR_CODE_INTERNAL, "chain placement found no stages");
  }
  return weir_ok();
}

const weir_strategy_t weir_strategies[] = {
    {"chain", "contiguous stages balanced by estimated time", place_chain},
    {"round-robin", "dispatches dealt out to the devices in turn",
     place_round_robin},
    {"single", "everything on the first device", place_single},
};
const uint32_t weir_strategy_count =
    sizeof(weir_strategies) / sizeof(weir_strategies[0]);

const weir_strategy_t* weir_strategy_find(const char* name) {
  for (uint32_t i = 0; i < weir_strategy_count; ++i) {
    if (strcmp(weir_strategies[i].name, name) == 0) return &weir_strategies[i];
  }
  return NULL;
}
