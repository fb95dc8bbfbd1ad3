// What the files of the nodes-prove pass share: the events of one function on
// all nodes, which of them need which, and what they touch.
#ifndef WEIR_COMPILER_TRANSFORMS_NODES_PROVE_H_
#define WEIR_COMPILER_TRANSFORMS_NODES_PROVE_H_

#include "compiler/ir/dominance.h"
#include "compiler/ir/pass.h"
#include "compiler/transforms/nodes/prove_graph.h"

// One program of the plan: the module of a node, or the whole program.
typedef struct weir_prove_node_t {
  weir_op_t* module;
  const char* name;  // of the node; "" where there is but one
  weir_op_t** devices;
  uint32_t device_count;
  int64_t* base_bytes;    // by device: what initializers leave allocated
  int64_t* start_bytes;   // by device: most at once while they run
  int64_t* entry_bytes;   // by device: most at once in any exported function
  int64_t* callee_bytes;  // the same of functions that call themselves
  weir_dominance_t* dominance;
} weir_prove_node_t;

// A function as it runs for one call of it; |caller| NULL: as the unit itself.
typedef struct weir_prove_frame_t {
  const struct weir_prove_frame_t* caller;
  weir_op_t *call, *function;
  uint32_t number, depth;
} weir_prove_frame_t;

// What the caller hands over for an argument, outwards as far as can be; any
// other value itself. |frame| becomes the one it is of. NULL stays NULL.
const weir_value_t* weir_prove_origin(const weir_value_t* value,
                                      const weir_prove_frame_t** frame);

// A range of bytes of a resource. What is not constant is kept as a value.
typedef struct weir_prove_range_t {
  int64_t offset, length;  // -1 where not constant
  const weir_value_t *offset_value, *length_value;
  const weir_prove_frame_t* frame;  // that the values are of
} weir_prove_range_t;

typedef enum weir_prove_access_kind_t {
  WEIR_PROVE_READ = 1,
  WEIR_PROVE_WRITE = 2,
  WEIR_PROVE_MAKE = 4,  // the allocation
  WEIR_PROVE_FREE = 8,
} weir_prove_access_kind_t;

typedef struct weir_prove_access_t {
  uint32_t kind;
  uint32_t root;  // which resource
  uint32_t event;
  uint32_t sequence;  // in program order
  uint32_t rank;      // of the event
  uint32_t block;
  const weir_op_t* op;
  weir_op_t* anchor;                // the op of the host program it is in
  const weir_prove_frame_t* frame;  // the function that |anchor| is in
  weir_prove_range_t range;
} weir_prove_access_t;

typedef struct weir_prove_allocation_t {
  uint32_t root;
  uint32_t made, freed;  // events; WEIR_NO_EVENT if never freed
  uint32_t node, device;
  int64_t bytes;
  const weir_value_t* argument;  // the caller made it for this; NULL: made here
  const weir_op_t *op, *free_op;
  weir_op_t* anchor;
  const weir_prove_frame_t* frame;
} weir_prove_allocation_t;

// A timepoint that a round of a loop hands to the next: |taken| is its event
// there, |given| what it is at the end of the round.
typedef struct weir_prove_carried_t {
  uint32_t taken, given;
} weir_prove_carried_t;

// A way back: the blocks from |head| to |latch|, or all of |op|'s regions.
typedef struct weir_prove_loop_t {
  const weir_prove_frame_t* frame;
  weir_op_t* op;               // NULL: a loop of blocks
  weir_block_t *head, *latch;  // of which the loop is, if of blocks
  uint32_t node, end;          // the host's event at the end of a round
  weir_prove_carried_t* carried;
  uint32_t carried_count, carried_capacity;
} weir_prove_loop_t;

// A send or receive.
typedef struct weir_prove_end_t {
  const weir_op_t* op;
  uint32_t node, block;
  bool is_send;
  int64_t transfer, from, to, bytes;  // -1: not constant
} weir_prove_end_t;

// A collective of several ranks, or a call, in the order of its node.
typedef struct weir_prove_meeting_t {
  const weir_op_t* op;
  const void* group;        // of the channel; equal on all nodes
  const weir_op_t* member;  // the op that makes the channel on this node
  uint32_t node, block;
  const weir_op_t* anchor;  // the region it is in, which keeps its order
  uint32_t start, end;      // events; WEIR_NO_EVENT for calls
} weir_prove_meeting_t;

// A function on all nodes, or all initializers.
typedef struct weir_prove_unit_t {
  weir_pass_t* pass;
  weir_prove_node_t* nodes;
  uint32_t node_count;
  weir_op_list_t* functions;  // by node
  bool is_start, is_exported;
  weir_event_graph_t* graph;
  weir_prove_access_t* accesses;
  uint32_t access_count, access_capacity;
  weir_prove_allocation_t* allocations;
  uint32_t allocation_count, allocation_capacity;
  // By device, counted through all nodes: see weir_prove_allocations_of.
  uint32_t *device_first, *by_device;
  weir_prove_end_t* ends;
  uint32_t end_count, end_capacity;
  weir_prove_meeting_t* meetings;
  uint32_t meeting_count, meeting_capacity;
  weir_prove_loop_t* loops;
  uint32_t loop_count, loop_capacity;
  weir_event_map_t* reported;  // pairs of ops, of all units
  weir_op_list_t inlined;  // functions that calls of this one were followed to
  uint32_t root_count;
} weir_prove_unit_t;

// An array in the arena with room for one more element of |size| bytes.
void* weir_prove_grow(weir_arena_t* arena, void* data, uint32_t count,
                      uint32_t* capacity, size_t size);

// All nodes and their functions.
typedef struct weir_prove_plan_t {
  weir_pass_t* pass;
  bool is_quiet;  // what is missing is left for others to tell
  bool is_each;   // also functions that calls of others were followed to
  weir_prove_node_t* nodes;
  uint32_t node_count;
  weir_event_map_t reported;
} weir_prove_plan_t;

// The modules of the nodes by their numbers; the module itself if not split.
bool weir_prove_find_nodes(weir_prove_plan_t* plan, weir_op_t* module);
// Calls |fn| for all initializers, and for each function; true if it always
// answers so. Functions that are only called come last, and not at all if calls
// were followed to them.
typedef bool (*weir_prove_unit_fn_t)(weir_prove_unit_t* unit);
bool weir_prove_initializers(weir_prove_plan_t* plan, weir_prove_unit_fn_t fn);
bool weir_prove_functions(weir_prove_plan_t* plan, weir_prove_unit_fn_t fn);

// Whether nothing has been said of these two ops: what a function does wrong
// shows in each call of it. The same for one op with |b| NULL.
bool weir_prove_is_new(weir_prove_unit_t* unit, const weir_op_t* a,
                       const weir_op_t* b);

// "unknown" if the unit has no such node.
const char* weir_prove_node_name(const weir_prove_unit_t* unit, int64_t node);

// Once all allocations are there.
void weir_prove_index_allocations(weir_prove_unit_t* unit);
// The numbers of those on a device, in the order of the program.
const uint32_t* weir_prove_allocations_of(const weir_prove_unit_t* unit,
                                          uint32_t node, uint32_t device,
                                          uint32_t* out_count);
// Fills the unit's graph and lists with what the functions do on each node.
void weir_prove_collect(weir_prove_unit_t* unit);
// Each answers whether the plan passes; what is wrong has been reported.
bool weir_prove_branches(const weir_prove_unit_t* unit);
bool weir_prove_transfers(weir_prove_unit_t* unit);
bool weir_prove_meetings(weir_prove_unit_t* unit);
bool weir_prove_progress(weir_prove_unit_t* unit);
// Whether each node starts the collectives of a channel one after the other.
bool weir_prove_order(weir_prove_unit_t* unit);
bool weir_prove_accesses(weir_prove_unit_t* unit);
// Counts what several rounds of a loop have at once as often as that is.
void weir_prove_rounds(weir_prove_unit_t* unit);
// Adds the unit to the needs of the nodes' devices.
void weir_prove_count_memory(weir_prove_unit_t* unit);
// Compares with what the devices have and writes `weir.peak`.
bool weir_prove_memory(weir_prove_node_t* node, weir_arena_t* arena);
// The device of an affinity among the node's; the first if it cannot be told.
uint32_t weir_prove_device_of(const weir_prove_node_t* node,
                              const weir_attr_t* affinity);

#endif  // WEIR_COMPILER_TRANSFORMS_NODES_PROVE_H_
