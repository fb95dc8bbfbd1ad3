// The sizes of resources that come from several places or are hidden by
// barriers. A node without the resource could not ask it: the size is found
// where the resource comes from.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/util.h"
#include "compiler/transforms/nodes/projection.h"
#include "compiler/transforms/stream/regions.h"
#include "compiler/transforms/stream/values.h"

enum { MAX_DEPTH = 16 };

static weir_value_t* size_of(weir_value_t* resource, weir_op_t* at,
                             uint32_t depth);

// The one size of all of |values|; NULL if they differ or one has none.
static weir_value_t* common_size(weir_value_t* const* values, uint32_t count,
                                 weir_op_t* at, uint32_t depth) {
  weir_value_t* common = NULL;
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* size = size_of(values[i], at, depth);
    if (size == NULL || (common != NULL && size != common)) return NULL;
    common = size;
  }
  return common;
}

static weir_value_t* size_of(weir_value_t* resource, weir_op_t* at,
                             uint32_t depth) {
  weir_builder_t builder = weir_builder_before(at);
  weir_value_t* size = weir_resource_find_size(resource, &builder);
  if (size != NULL && weir_value_is_available_at(size, at)) return size;
  weir_op_t* op = weir_value_op(resource);
  if (op == NULL || depth == MAX_DEPTH) return NULL;
  weir_value_t* sources[2];
  switch (weir_op_id(op)) {
    case WEIR_UTIL_OPTIMIZATION_BARRIER:
      return size_of(weir_op_operand_n(op, resource->index), at, depth + 1);
    case WEIR_ARITH_SELECT:
      sources[0] = weir_op_operand(op, WEIR_ARITH_SELECT_TRUE_VALUE);
      sources[1] = weir_op_operand(op, WEIR_ARITH_SELECT_FALSE_VALUE);
      return common_size(sources, 2, at, depth + 1);
    case WEIR_SCF_IF:
      for (uint32_t i = 0; i < 2; ++i) {
        sources[i] = weir_op_operand_n(
            weir_block_terminator(weir_op_region(op, i)->first),
            resource->index);
      }
      return common_size(sources, 2, at, depth + 1);
    default:
      return NULL;
  }
}

void weir_nodes_find_hidden_sizes(weir_op_t* module, weir_arena_t* arena) {
  weir_op_list_t all =
      weir_collect_ops(module, WEIR_STREAM_RESOURCE_SIZE, arena);
  for (uint32_t i = 0; i < all.count; ++i) {
    weir_op_t* op = all.ops[i];
    weir_value_t* size = size_of(weir_op_operand_n(op, 0), op, 0);
    if (size != NULL && size != weir_op_result_n(op, 0)) {
      weir_op_replace(op, &size);
    }
  }
}
