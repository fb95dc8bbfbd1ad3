// The devices of a cluster as globals of the program.
#ifndef WEIR_COMPILER_PIPELINE_DEVICES_H_
#define WEIR_COMPILER_PIPELINE_DEVICES_H_

#include "compiler/ir/ir.h"
#include "engine/base/status.h"
#include "engine/topology/cluster.h"

// Adds a `util.global private @node_device` per device at the start of |module|
// and makes the first one the default of what has no affinity. A program that
// names devices of its own is left as it is. |cpu|: LLVM's name of the
// processor, NULL for the feature level of this machine.
weir_status_t weir_add_devices(weir_op_t* module, const weir_cluster_t* cluster,
                               const char* cpu);

#endif  // WEIR_COMPILER_PIPELINE_DEVICES_H_
