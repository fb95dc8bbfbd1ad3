// What the two ways to cut a block into sets share.
//
// A block is walked from its end to its start, so when an op is met all its
// users have been placed. Each op knows the sets it is in (membership) and
// those that must come after it (hazards); it may join a set that does not have
// to come after itself through another one.
#ifndef WEIR_COMPILER_TRANSFORMS_STREAM_PARTITIONING_IMPL_H_
#define WEIR_COMPILER_TRANSFORMS_STREAM_PARTITIONING_IMPL_H_

#include "compiler/transforms/stream/bit_set.h"
#include "compiler/transforms/stream/partitioning.h"
#include "compiler/transforms/stream/pointer_map.h"

typedef struct weir_partition_op_t {
  weir_op_t* op;
  uint32_t place;  // in the block
  weir_bit_set_t membership;
  weir_bit_set_t hazards;
  uint32_t set_count;  // sets it is in
  // Of concurrency, where what comes later is always all waves below one.
  uint32_t wave, wave_count;  // the wave it is in; waves that come after it
  bool in_wave;
} weir_partition_op_t;

typedef struct weir_partition_builder_t {
  weir_attr_t* affinity;
  weir_op_list_t ops;  // last first
} weir_partition_builder_t;

typedef struct weir_partitioner_t {
  weir_arena_t* arena;
  weir_block_t* block;
  weir_partition_op_t* states;  // by place
  weir_partition_op_t** slots;  // by op, open addressing
  uint32_t slot_count;
  uint32_t op_count;
  weir_partition_builder_t* builders;
  uint32_t builder_count, builder_capacity;
  uint32_t usable_from;        // earlier sets are behind a side effect
  weir_bit_set_t consumers;    // of the op at hand
  bool in_waves;               // the sets are waves
  weir_pointer_map_t taken;    // by input: the last set that has it, plus one
  weir_pointer_map_t writers;  // by value: the op that overwrites it, if placed
} weir_partitioner_t;

// A state for each op of |block|, no sets yet.
void weir_partitioner_init(weir_partitioner_t* p, weir_block_t* block,
                           weir_arena_t* arena);
// The state of the op of the block that |user| is or is inside of; NULL if it
// is elsewhere.
weir_partition_op_t* weir_partitioner_find(const weir_partitioner_t* p,
                                           weir_op_t* user);
// One more set, behind which the others execute.
void weir_partitioner_add_builder(weir_partitioner_t* p);
// The affinity of the set is one at which |op| may execute as well.
void weir_partition_builder_take_affinity(weir_partition_builder_t* builder,
                                          const weir_op_t* op);
// The sets with their inputs and outputs.
void weir_partitioner_finish(weir_partitioner_t* p, weir_partition_set_t* out);

#endif  // WEIR_COMPILER_TRANSFORMS_STREAM_PARTITIONING_IMPL_H_
