// What the files of the nodes-split pass share.
#ifndef WEIR_COMPILER_TRANSFORMS_NODES_PROJECTION_H_
#define WEIR_COMPILER_TRANSFORMS_NODES_PROJECTION_H_

#include "compiler/ir/builder.h"
#include "compiler/transforms/nodes/owners.h"
#include "compiler/transforms/nodes/prove_graph.h"
#include "compiler/transforms/nodes/references.h"
#include "engine/base/status.h"

// The group of the channel of all nodes, and the name of the global that holds it
// where the program has no symbol of that name.
#define WEIR_NODES_CHANNEL "__weir_nodes"
// Numbers the transfers of a program: the same number on both ends.
#define WEIR_TRANSFER_ATTR "transfer"

// The part of one function that one node executes, being built.
typedef struct weir_projection_t {
  weir_owners_t* owners;
  weir_arena_t* arena;
  uint32_t node;
  const char* channel;      // the global of the channel of all nodes
  weir_mapping_t* mapping;  // from the program's values to the node's
  weir_builder_t builder;
  weir_block_t* entry;      // of the function being built
  bool uses_channel;        // a send or receive was made
  weir_event_map_t joined;  // by timepoint: the last join that has it
  uint32_t join_count;
  weir_references_t references;  // of the ops that the node has a part of
  weir_memory_group_t memory;
} weir_projection_t;

// The node's value for |value|: a util.null where the node has none.
weir_value_t* weir_projection_get(weir_projection_t* projection,
                                  weir_value_t* value);

bool weir_projection_is_here(weir_projection_t* projection,
                             const weir_attr_t* affinity);

// |affinity| as the node says it: its first device for that of each node.
weir_attr_t* weir_projection_affinity(weir_projection_t* projection,
                                      weir_attr_t* affinity);

// A copy of |op| with the node's operands and with empty regions.
weir_op_t* weir_projection_keep(weir_projection_t* projection, weir_op_t* op);
// The op is another node's: its timepoint is what it awaits, the rest is
// nothing.
void weir_projection_pass_on(weir_projection_t* projection, weir_op_t* op);

// The node's part of a stream.timepoint.join. On one node much of what is
// joined is the same, what it awaits of others: joins that have nothing to join
// are left out.
void weir_project_join(weir_projection_t* projection, weir_op_t* join);
// The node's part of a stream.cmd.execute.
weir_status_t weir_project_execute(weir_projection_t* projection,
                                   weir_op_t* execute);
// A host load: the owner loads and sends, the others receive.
weir_status_t weir_project_load(weir_projection_t* projection, weir_op_t* load);

// |function| has been copied for all nodes, |projections|: an argument that it
// returns stays a result of the node that worked in its buffer.
void weir_return_arguments_once(weir_op_t* function,
                                weir_projection_t* projections, uint32_t count);

// The module of the node gets a global with the channel of all nodes.
void weir_nodes_add_channel(weir_op_t* module,
                            const weir_projection_t* projection,
                            weir_location_t* location);
// The members of the program's channels are the nodes, each with its first
// device: channels without a group get that of all.
void weir_nodes_name_channels(weir_op_t* module, weir_owners_t* owners);

// Sizes that resources are asked for become those of where these come from.
void weir_nodes_find_hidden_sizes(weir_op_t* module, weir_arena_t* arena);

// Gives every copy between nodes, and every host load, its number.
weir_status_t weir_number_transfers(weir_op_t* module, weir_owners_t* owners,
                                    weir_arena_t* arena);

#endif  // WEIR_COMPILER_TRANSFORMS_NODES_PROJECTION_H_
