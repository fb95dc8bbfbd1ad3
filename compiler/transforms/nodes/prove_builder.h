// What the files that collect the events of a function share.
#ifndef WEIR_COMPILER_TRANSFORMS_NODES_PROVE_BUILDER_H_
#define WEIR_COMPILER_TRANSFORMS_NODES_PROVE_BUILDER_H_

#include "compiler/transforms/nodes/prove.h"

// A resource value: which resource, and where in it.
typedef struct weir_prove_place_t {
  uint32_t root;
  int64_t base;  // -1: not constant
} weir_prove_place_t;

typedef struct weir_prove_builder_t {
  weir_prove_unit_t* unit;
  weir_arena_t* arena;
  weir_event_graph_t* graph;
  uint32_t node, block, sequence, block_count;
  uint32_t host;                    // how far the host has come
  weir_op_t* anchor;                // the op of the host program at hand
  const weir_prove_frame_t* frame;  // the function it is in
  uint32_t frame_count;
  weir_event_map_t* shared;  // transfers and meetings of all nodes
  // By value or block and frame:
  weir_event_map_t timepoints;  // event + 1
  weir_event_map_t hosts;       // the host's event at the end of a block + 1
  weir_event_map_t places;      // place + 1
  weir_event_map_t globals;     // symbol -> root + 1
  weir_event_map_t stored;      // symbol -> 1 if something called stores to it
  weir_event_map_t kept;        // symbol -> event of a timepoint + 1, its block
  weir_event_map_t walked;      // function -> 1 if looked through for stores
  weir_event_map_t allocated;   // root -> allocation + 1
  weir_event_map_t turns;       // group -> meetings so far
  weir_prove_place_t* place_list;
  uint32_t place_count, place_capacity;
  // Of the function at hand: who reads each export, and what they wait for.
  uint32_t* readers;
  uint32_t reader_count, reader_capacity;
  uint32_t signalled;
} weir_prove_builder_t;

// -- values (prove_builder.c) -------------------------------------------------

// The number that a value is; -1 if not known.
int64_t weir_prove_constant_of(const weir_prove_builder_t* builder,
                               const weir_value_t* value);
// When a timepoint is reached; WEIR_NO_EVENT if nothing is known of it.
uint32_t weir_prove_event_of(weir_prove_builder_t* builder,
                             const weir_value_t* timepoint);
void weir_prove_set_event(weir_prove_builder_t* builder,
                          const weir_value_t* timepoint, uint32_t event);
// All timepoints that |op| gives.
void weir_prove_set_timepoints(weir_prove_builder_t* builder,
                               const weir_op_t* op, uint32_t event);
// A value not met before is a resource of its own.
weir_prove_place_t weir_prove_place_of(weir_prove_builder_t* builder,
                                       const weir_value_t* value);
void weir_prove_set_place(weir_prove_builder_t* builder,
                          const weir_value_t* value, weir_prove_place_t place);
// A new event of an op that starts when the host has come to it and what it
// awaits has happened.
uint32_t weir_prove_start(weir_prove_builder_t* builder, const weir_op_t* op);
// The same as the host's next step.
uint32_t weir_prove_step(weir_prove_builder_t* builder, const weir_op_t* op);

// -- accesses (prove_builder.c) -----------------------------------------------

// |offset| NULL: from the start; |length_value| NULL: |length| bytes.
void weir_prove_add_access(weir_prove_builder_t* builder, const weir_op_t* op,
                           uint32_t kind, uint32_t event,
                           const weir_value_t* resource,
                           const weir_value_t* offset, int64_t length,
                           const weir_value_t* length_value);
void weir_prove_add_whole(weir_prove_builder_t* builder, const weir_op_t* op,
                          uint32_t kind, uint32_t event,
                          const weir_value_t* resource);
// By the groups of the op's operands.
void weir_prove_add_operands(weir_prove_builder_t* builder, const weir_op_t* op,
                             uint32_t kind, uint32_t event, uint32_t resource,
                             uint32_t offset, uint32_t length);
// A resource with a range for each of |offsets|.
void weir_prove_add_ranges(weir_prove_builder_t* builder, const weir_op_t* op,
                           uint32_t kind, uint32_t event, uint32_t resource,
                           uint32_t offsets, uint32_t lengths);
// Resources with offsets and lengths beside them; other operands among the
// resources have none. Attribute |accesses| says what is done to each.
void weir_prove_add_groups(weir_prove_builder_t* builder, const weir_op_t* op,
                           uint32_t event, uint32_t resources, uint32_t offsets,
                           uint32_t lengths, const char* accesses);

// -- ops ----------------------------------------------------------------------

// What comes behind the command: the event it shares with other nodes, or its
// own.
uint32_t weir_prove_meet(weir_prove_builder_t* builder, const weir_op_t* op,
                         uint32_t event);
// Notes a call, so that all nodes are seen to make the same.
void weir_prove_note_call(weir_prove_builder_t* builder, const weir_op_t* op);
void weir_prove_add_execute(weir_prove_builder_t* builder, weir_op_t* execute);
// Memory for each result of |op|; operands |sizes| say how much.
void weir_prove_add_allocations(weir_prove_builder_t* builder,
                                const weir_op_t* op, uint32_t event,
                                uint32_t sizes);
void weir_prove_add_input(weir_prove_builder_t* builder,
                          const weir_op_t* import);
void weir_prove_add_free(weir_prove_builder_t* builder, const weir_op_t* op,
                         uint32_t event);
// Ops of the queue, which answer with a timepoint; false for all others.
bool weir_prove_add_queue_op(weir_prove_builder_t* builder, weir_op_t* op);
// What the called function does, as if it stood in the place of the call.
void weir_prove_add_call(weir_prove_builder_t* builder, weir_op_t* op);
// Loops of the region, once its events are there.
void weir_prove_add_loops(weir_prove_builder_t* builder, weir_region_t* region);
// The rounds of an op with regions, if it may run them more than once.
void weir_prove_add_rounds(weir_prove_builder_t* builder, weir_op_t* op);
// The ops of a region, block by block.
void weir_prove_add_region(weir_prove_builder_t* builder, weir_region_t* region,
                           bool is_function);
// Whether the function stores to a global, itself or what it calls.
void weir_prove_note_stores(weir_prove_builder_t* builder, weir_op_t* function);

#endif  // WEIR_COMPILER_TRANSFORMS_NODES_PROVE_BUILDER_H_
