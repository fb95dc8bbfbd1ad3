// Which nodes have a part in each op of a function's host program.
#ifndef WEIR_COMPILER_TRANSFORMS_NODES_PARTS_H_
#define WEIR_COMPILER_TRANSFORMS_NODES_PARTS_H_

#include "compiler/transforms/nodes/owners.h"

// A set of nodes, in words of 64.
typedef uint64_t weir_node_set_t;

typedef struct weir_parts_t weir_parts_t;

// For |function|, its regions and all in them but the regions of
// stream.cmd.execute. Work on resources is on the node that owns them, what
// only computes is where its results are needed, all else is everywhere.
weir_parts_t* weir_parts_create(weir_op_t* function, weir_owners_t* owners,
                                weir_arena_t* arena);

uint32_t weir_node_set_words(const weir_owners_t* owners);
// The nodes that execute |op|; an op that no node is known to own is on all.
const weir_node_set_t* weir_parts_of(weir_parts_t* parts, const weir_op_t* op);
// The nodes that only need the timepoints of |op|.
const weir_node_set_t* weir_parts_passing(weir_parts_t* parts,
                                          const weir_op_t* op);

// Whether the op works on resources of one node, and which affinity that is.
bool weir_op_has_owner(weir_owners_t* owners, weir_op_t* op,
                       weir_attr_t** out_affinity);

// The next node at or behind |node| in the set; WEIR_NO_NODE at the end.
uint32_t weir_node_set_next(const weir_node_set_t* set, uint32_t words,
                            uint32_t node);
#define WEIR_FOR_EACH_NODE(node, set, words)              \
  for (uint32_t node = weir_node_set_next(set, words, 0); \
       node != WEIR_NO_NODE; node = weir_node_set_next(set, words, node + 1))

#endif  // WEIR_COMPILER_TRANSFORMS_NODES_PARTS_H_
