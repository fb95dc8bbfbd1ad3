// What the files of the schedule-allocation pass share: which storage each
// async value of an execution region has.
#ifndef WEIR_COMPILER_TRANSFORMS_STREAM_ALLOCATION_H_
#define WEIR_COMPILER_TRANSFORMS_STREAM_ALLOCATION_H_

#include "compiler/ir/builder.h"
#include "engine/base/status.h"

// A piece of a resource.
typedef struct weir_range_t {
  weir_value_t* resource;  // argument of the region
  weir_value_t* size;      // of the whole resource
  weir_value_t* offset;
  weir_value_t* length;
} weir_range_t;

// One value inside the region; values that share storage form a class with one
// root, as in Tarjan's union-find.
typedef struct weir_storage_t {
  weir_value_t* value;
  struct weir_storage_t* parent;
  bool has_range;         // of roots
  weir_range_t range;     // of roots
  uint32_t place;         // in the order values were met
  bool is_dropped;        // of roots: made in a wave and never used
  uint32_t first, last;   // of roots: ops between which it lives
  weir_op_t* view;        // of roots: the subview that the class is, or NULL
  weir_attr_t* affinity;  // of roots: where it lives if not with the region
} weir_storage_t;

typedef struct weir_allocation_t {
  weir_arena_t* arena;
  weir_op_t* execute;      // the async op being allocated
  weir_builder_t outside;  // before it
  weir_storage_t** slots;  // by value, open addressing
  uint32_t slot_count, storage_count;
  weir_storage_t** storages;  // in the order they were met
  uint32_t storage_capacity;
} weir_allocation_t;

void weir_allocation_init(weir_allocation_t* allocation, weir_op_t* execute,
                          weir_arena_t* arena);
// The class of |value|, made if it is new.
weir_storage_t* weir_allocation_class(weir_allocation_t* allocation,
                                      weir_value_t* value);
// One class of two; the value that was met first stays its root.
void weir_allocation_join(weir_allocation_t* allocation, weir_value_t* a,
                          weir_value_t* b);
// Whether |value| or what it is a view of has been given a range.
bool weir_allocation_has_range(weir_allocation_t* allocation,
                               weir_value_t* value);
// The range of a value that has one (asserted).
weir_range_t weir_allocation_range(weir_allocation_t* allocation,
                                   weir_value_t* value);
// a + b before the region; folded where constant.
weir_value_t* weir_allocation_add(weir_allocation_t* allocation,
                                  weir_value_t* a, weir_value_t* b);

// Joins all values of the region that share storage: tied results, region
// arguments, yields. Fills in liveness.
void weir_allocation_analyse(weir_allocation_t* allocation);

// Replaces the async ops of |block| by commands on the ranges of their values.
weir_status_t weir_allocation_lower_block(weir_allocation_t* allocation,
                                          weir_block_t* block);

// Moves what the host computes inside of |execute| before it; false after
// errors at ops that are neither that nor async work.
bool weir_allocation_hoist_host_ops(weir_op_t* execute);

// Copies of |execute| within one resource, between ranges that may meet, go
// through a value of their own.
void weir_allocation_part_copies(weir_op_t* execute, weir_arena_t* arena);

// Replaces a stream.async.func by the stream.cmd.func that takes each resource
// with its offset and length and writes results in place.
void weir_allocation_lower_function(weir_op_t* function, weir_arena_t* arena);

#endif  // WEIR_COMPILER_TRANSFORMS_STREAM_ALLOCATION_H_
