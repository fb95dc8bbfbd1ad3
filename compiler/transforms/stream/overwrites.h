// Regions that overwrite resources in place, and those that read them before.
//
// Between execution regions only timepoints keep an order. What is read by one
// and then overwritten by another has no value that goes from the one to the
// other: the overwriting region takes the resource from an await of the reading
// one's timepoint.
#ifndef WEIR_COMPILER_TRANSFORMS_STREAM_OVERWRITES_H_
#define WEIR_COMPILER_TRANSFORMS_STREAM_OVERWRITES_H_

#include "compiler/transforms/stream/partitioning.h"

// Whether |op| overwrites its resource operand |index|, or hands it on to where
// that may be done: to another block, or an iteration.
bool weir_operand_may_be_overwritten(const weir_op_t* op, uint32_t index);

// A partition that reads a resource before something else may overwrite it: the
// region of another partition, or, where |writer| is -1, |op|.
typedef struct weir_overwrite_t {
  uint32_t reader;
  int32_t writer;
  weir_op_t* op;
  uint32_t operand;  // of that region, or of |op|
} weir_overwrite_t;

typedef struct weir_overwrite_list_t {
  weir_overwrite_t* items;
  uint32_t count, capacity;
} weir_overwrite_list_t;

// To be asked before the ops move into regions: goes by their order.
weir_overwrite_list_t weir_find_overwrites(const weir_partition_set_t* set,
                                           weir_arena_t* arena);

// |regions| has the stream.async.execute of each partition. Sorts |block|
// again where it takes that.
void weir_await_readers(const weir_overwrite_list_t* overwrites,
                        weir_op_t* const* regions, weir_block_t* block,
                        weir_arena_t* arena);

#endif  // WEIR_COMPILER_TRANSFORMS_STREAM_OVERWRITES_H_
