// From one program for a cluster to one program per node.
#ifndef WEIR_COMPILER_TRANSFORMS_NODES_PASSES_H_
#define WEIR_COMPILER_TRANSFORMS_NODES_PASSES_H_

#include "compiler/ir/pass.h"

extern const weir_pass_def_t weir_nodes_passes[];
extern const uint32_t weir_nodes_pass_count;

weir_status_t weir_place_members(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_order_collectives(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_split_nodes(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_free_memory(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_reuse_memory(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_reduce_waits(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_prove_nodes(weir_pass_t* pass, weir_op_t* module);

#endif  // WEIR_COMPILER_TRANSFORMS_NODES_PASSES_H_
