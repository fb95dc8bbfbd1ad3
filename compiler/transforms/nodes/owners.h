// Which device, and so which node, each resource lives on.
#ifndef WEIR_COMPILER_TRANSFORMS_NODES_OWNERS_H_
#define WEIR_COMPILER_TRANSFORMS_NODES_OWNERS_H_

#include "compiler/analysis/explorer.h"
#include "compiler/ir/ir.h"

#define WEIR_NO_NODE UINT32_MAX
// What lives or executes on each node, another one on each (WEIR_EACH_NODE).
#define WEIR_EVERY_NODE (UINT32_MAX - 1)

typedef struct weir_owners_t weir_owners_t;

// Reads the nodes of the devices from their globals: the `node` entry of the
// configuration of a #hal.device.target. Devices without one are of the node
// "".
weir_owners_t* weir_owners_create(weir_op_t* module, weir_arena_t* arena);
uint32_t weir_owners_node_count(const weir_owners_t* owners);
const char* weir_owners_node_name(const weir_owners_t* owners, uint32_t node);

// The node of a device affinity; WEIR_EVERY_NODE for that of each node,
// WEIR_NO_NODE if it names no known device.
uint32_t weir_owners_node_of(weir_owners_t* owners,
                             const weir_attr_t* affinity);
// All devices for messages: "@a, @b".
const char* weir_owners_device_names(const weir_owners_t* owners);
// The first device of a node, as an affinity.
weir_attr_t* weir_owners_device_of(const weir_owners_t* owners, uint32_t node);
// The affinity an op executes at: its own or that of its ancestors, else the
// only device; NULL if it cannot be told.
weir_attr_t* weir_owners_op_affinity(const weir_owners_t* owners,
                                     const weir_op_t* op);
// Where a resource lives; NULL if it cannot be told or is never made.
weir_attr_t* weir_owners_resource_affinity(weir_owners_t* owners,
                                           weir_value_t* value);

#endif  // WEIR_COMPILER_TRANSFORMS_NODES_OWNERS_H_
