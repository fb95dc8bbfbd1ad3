// What the files of the schedule-allocation pass share of one execution region:
// the operands, timepoints and results it is to have as commands.
//
// The functions named map give the values of one kind their ranges
// (allocation.h) and are called once each, in the order in which they stand
// here.
#ifndef WEIR_COMPILER_TRANSFORMS_STREAM_REGION_ALLOCATION_H_
#define WEIR_COMPILER_TRANSFORMS_STREAM_REGION_ALLOCATION_H_

#include "compiler/transforms/stream/allocation.h"

// Transient storage, given back when the region is done.
typedef struct weir_slab_t {
  weir_value_t *resource, *size;
  weir_attr_t* affinity;
  struct weir_slab_t* next;
} weir_slab_t;

typedef struct weir_region_allocation_t {
  weir_allocation_t allocation;
  weir_op_t* execute;
  weir_block_t* body;
  weir_attr_t* affinity;
  weir_value_t* zero;  // made when first needed
  // Operands of the new op: resources and sizes.
  weir_value_t** operands;
  weir_value_t** sizes;
  uint32_t operand_count;
  // What must be there before it runs.
  weir_value_t** awaits;
  uint32_t await_count;
  // What others have to wait for as well.
  weir_value_t** joins;
  uint32_t join_count;
  // Result |i| of the old op.
  weir_value_t** results;
  weir_slab_t* slabs;
} weir_region_allocation_t;

// -- helpers -----------------------------------------------------------------

// Passes |resource| into the region; returns the argument that stands for it.
weir_value_t* weir_region_allocation_capture(weir_region_allocation_t* region,
                                             weir_value_t* resource,
                                             weir_value_t* size);
weir_value_t* weir_region_allocation_zero(weir_region_allocation_t* region);
// The class |storage| is |length| bytes at |offset| of |resource|.
void weir_storage_give(weir_storage_t* storage, weir_value_t* resource,
                       weir_value_t* resource_size, weir_value_t* offset,
                       weir_value_t* length);
// Allocates storage in the order of the timeline, there when its timepoint is
// reached, for which the region waits.
weir_value_t* weir_region_allocation_allocate(weir_region_allocation_t* region,
                                              weir_type_t* type,
                                              weir_value_t* size,
                                              weir_attr_t* affinity,
                                              weir_location_t* location);
// stream.resource.pack of |count| slices that live in |intervals|.
weir_op_t* weir_region_allocation_pack(weir_region_allocation_t* region,
                                       weir_location_t* location,
                                       const int64_t* intervals,
                                       weir_value_t* const* sizes,
                                       uint32_t count, weir_attr_t* affinity);

// -- values by kind ----------------------------------------------------------

// What the region was handed.
void weir_region_allocation_map_operands(weir_region_allocation_t* region);
// Constants, uploaded before the region.
void weir_region_allocation_map_constants(weir_region_allocation_t* region);
// Results that share storage with what has a range already; before
// map_results of operands, after it of other results.
void weir_region_allocation_map_aliases(weir_region_allocation_t* region);
// The other results, allocated.
void weir_region_allocation_map_results(weir_region_allocation_t* region);
// All that is left, packed into slabs.
void weir_region_allocation_map_transients(weir_region_allocation_t* region);

#endif  // WEIR_COMPILER_TRANSFORMS_STREAM_REGION_ALLOCATION_H_
