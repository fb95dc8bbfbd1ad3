// Which device each dispatch runs on, where the program does not say.
//
// A strategy is a row of a table: it is given the dispatches with their costs
// and the devices with their speeds, and fills in a device for each dispatch.
#ifndef WEIR_COMPILER_PLACEMENT_PLACEMENT_H_
#define WEIR_COMPILER_PLACEMENT_PLACEMENT_H_

#include "compiler/ir/ir.h"
#include "engine/base/status.h"
#include "engine/topology/cluster.h"

#define WEIR_NO_DEVICE UINT32_MAX

typedef struct weir_dispatch_node_t {
  weir_op_t* op;
  double flops;
  double bytes;     // read and written
  uint32_t device;  // index into the cluster's devices; WEIR_NO_DEVICE: not yet
  bool pinned;      // by the program or a pins file
  bool everywhere;  // each node runs it for itself; it has no device of its own
} weir_dispatch_node_t;

// Dispatches in program order, which is an order of dependence.
typedef struct weir_dispatch_graph_t {
  weir_dispatch_node_t* nodes;
  uint32_t count;
} weir_dispatch_graph_t;

typedef struct weir_strategy_t {
  const char* name;
  const char* summary;
  // Gives every dispatch that is not pinned a device.
  weir_status_t (*place)(weir_dispatch_graph_t* graph,
                         const weir_cluster_t* cluster, weir_arena_t* scratch);
} weir_strategy_t;

extern const weir_strategy_t weir_strategies[];
extern const uint32_t weir_strategy_count;
// NULL if there is none of this name.
const weir_strategy_t* weir_strategy_find(const char* name);

// Seconds a dispatch takes on a device: the greater of arithmetic and memory
// traffic at the speeds that the cluster file gives, or typical ones.
double weir_dispatch_seconds(const weir_dispatch_node_t* node,
                             const weir_cluster_device_t* device);

// Work of the executable that |dispatch| runs, from its linalg ops.
void weir_dispatch_cost(const weir_op_t* dispatch, double* out_flops,
                        double* out_bytes);

typedef struct weir_placement_options_t {
  const weir_cluster_t* cluster;
  const char* strategy;   // NULL: "chain"
  const char* pins_path;  // NULL: none
  const char*
      save_pins_path;  // where the result is written as pins; NULL: nowhere
} weir_placement_options_t;

// Puts `stream.affinity` on all flow.dispatch ops of |module| that have none.
//
// INVALID_ARGUMENT for an unknown strategy (listing the known ones), and for
// pins (with file and line) that are malformed, name no dispatch or no device.
weir_status_t weir_place_dispatches(weir_op_t* module,
                                    const weir_placement_options_t* options);

// A pins file has a line `@device NAME` per op, `#` begins a comment. NAME is
// the name of a node of the model; a dispatch is known by the names of all
// nodes that it computes.
weir_status_t weir_pins_apply(const char* path, weir_dispatch_graph_t* graph,
                              const weir_cluster_t* cluster,
                              weir_arena_t* scratch);
weir_status_t weir_pins_save(const char* path,
                             const weir_dispatch_graph_t* graph,
                             const weir_cluster_t* cluster);

#endif  // WEIR_COMPILER_PLACEMENT_PLACEMENT_H_
