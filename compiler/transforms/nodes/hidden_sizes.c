// The size of what an optimization barrier hides. A node without the resource
// could not ask it for its size: the size is that of what was hidden.
#include "compiler/dialects/stream.h"
#include "compiler/dialects/util.h"
#include "compiler/transforms/nodes/projection.h"
#include "compiler/transforms/stream/regions.h"

void weir_nodes_find_hidden_sizes(weir_op_t* module, weir_arena_t* arena) {
  weir_op_list_t all =
      weir_collect_ops(module, WEIR_STREAM_RESOURCE_SIZE, arena);
  for (uint32_t i = 0; i < all.count; ++i) {
    weir_op_t* op = all.ops[i];
    weir_value_t* resource = weir_op_operand_n(op, 0);
    weir_op_t* barrier = weir_value_op(resource);
    if (!weir_op_is(barrier, WEIR_UTIL_OPTIMIZATION_BARRIER)) continue;
    weir_builder_t builder = weir_builder_before(op);
    weir_value_t* size = NULL;
    while (size == NULL &&
           weir_op_is(barrier, WEIR_UTIL_OPTIMIZATION_BARRIER)) {
      resource = weir_op_operand_n(barrier, resource->index);
      size = weir_resource_find_size(resource, &builder);
      barrier = weir_value_op(resource);
    }
    if (size != NULL) weir_op_replace(op, &size);
  }
}
