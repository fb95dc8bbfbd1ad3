// Cuts the streamable ops of a block into sets that are submitted together.
#ifndef WEIR_COMPILER_TRANSFORMS_STREAM_PARTITIONING_H_
#define WEIR_COMPILER_TRANSFORMS_STREAM_PARTITIONING_H_

#include "compiler/dialects/stream_types.h"
#include "compiler/ir/ir.h"

typedef struct weir_partition_t {
  weir_attr_t* affinity;  // of all its ops; NULL: none said
  weir_op_list_t ops;     // in program order
  weir_value_t**
      inputs;  // used by the ops, made outside; in order of first use
  uint32_t input_count;
  weir_value_t** outputs;  // made by the ops, used outside
  uint32_t output_count;
} weir_partition_t;

typedef struct weir_partition_set_t {
  weir_partition_t* partitions;  // in an order in which they may execute
  uint32_t count;
} weir_partition_set_t;

// Execution regions: ops of one affinity with no dependency that leaves the set
// and comes back. Ops that prefer it (splats, clones) may be in several sets.
weir_partition_set_t weir_partition_execution(weir_block_t* block,
                                              weir_favor_t favor,
                                              weir_arena_t* arena);

// Waves inside an execution region: ops that need not wait for each other.
weir_partition_set_t weir_partition_concurrency(weir_block_t* block,
                                                weir_favor_t favor,
                                                weir_arena_t* arena);

// Whether the op may be part of an execution region.
bool weir_op_is_streamable(const weir_op_t* op);

#endif  // WEIR_COMPILER_TRANSFORMS_STREAM_PARTITIONING_H_
