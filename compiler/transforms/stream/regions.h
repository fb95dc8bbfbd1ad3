// Moves the ops of partitions into stream.async.execute or concurrent regions.
#ifndef WEIR_COMPILER_TRANSFORMS_STREAM_REGIONS_H_
#define WEIR_COMPILER_TRANSFORMS_STREAM_REGIONS_H_

#include "compiler/ir/builder.h"
#include "compiler/transforms/stream/partitioning.h"

// What a partition becomes.
typedef struct weir_region_kind_t {
  uint32_t id;  // WEIR_STREAM_ASYNC_EXECUTE or WEIR_STREAM_ASYNC_CONCURRENT
  // The value that stands for result |index| of the new op.
  weir_value_t* (*result)(weir_op_t* op, uint32_t index,
                          weir_builder_t* builder);
} weir_region_kind_t;

// Whether the partitions with at least |min_ops| ops can become regions, which
// hand out resources whose sizes are known; false after errors at the ops.
bool weir_partitions_check(const weir_partition_set_t* set, uint32_t min_ops);

// Makes a region op for each partition with at least |min_ops| ops, after the
// last of its inputs, moves the ops into it and sorts the block topologically.
// Affinities of ops that equal the partition's move to the region op. The
// region op of each partition, NULL where it has none, in |arena|.
weir_op_t** weir_outline_partitions(weir_block_t* block,
                                    const weir_partition_set_t* set,
                                    const weir_region_kind_t* kind,
                                    uint32_t min_ops, weir_arena_t* arena);

// The size of a resource that its definition or a user says and that is there
// at |builder|; NULL if there is none.
weir_value_t* weir_resource_find_size(weir_value_t* resource,
                                      const weir_builder_t* builder);

// The size of a resource: what its definition or a user says, else a new
// stream.resource.size at |builder|.
weir_value_t* weir_resource_size(weir_value_t* resource,
                                 weir_builder_t* builder,
                                 weir_location_t* location);

// Reorders |block| so that each op stands behind what it uses, keeping the
// order of what is ready as it is.
void weir_sort_topologically(weir_block_t* block, weir_arena_t* arena);

#endif  // WEIR_COMPILER_TRANSFORMS_STREAM_REGIONS_H_
