#include "compiler/transforms/nodes/passes.h"

const weir_pass_def_t weir_nodes_passes[] = {
    {"nodes-place-members",
     "places what each member of a channel executes for itself",
     WEIR_PASS_MODULE, weir_place_members},
    {"nodes-order-collectives", "makes collectives happen one after the other",
     WEIR_PASS_MODULE, weir_order_collectives},
    {"nodes-split", "makes one module per node, with paired sends and receives",
     WEIR_PASS_MODULE, weir_split_nodes},
    {"nodes-free-memory",
     "gives memory back behind the last region that uses it", WEIR_PASS_MODULE,
     weir_free_memory},
    {"nodes-reuse-memory",
     "makes allocations wait for memory that is given back before their use",
     WEIR_PASS_MODULE, weir_reuse_memory},
    {"nodes-reduce-waits",
     "drops from joins what is reached before another of their timepoints",
     WEIR_PASS_MODULE, weir_reduce_waits},
    {"nodes-prove", "refuses programs of nodes that cannot run together",
     WEIR_PASS_MODULE, weir_prove_nodes},
};
const uint32_t weir_nodes_pass_count =
    sizeof(weir_nodes_passes) / sizeof(weir_nodes_passes[0]);
