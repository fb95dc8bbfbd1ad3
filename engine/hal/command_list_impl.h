// The layout of command lists and of their runs, for drivers.
//
// A run is one submission in flight. All its memory is one block, made when the
// list is finished (or when more submissions are in flight than was foreseen)
// and kept for the next submission.
#ifndef WEIR_ENGINE_HAL_COMMAND_LIST_IMPL_H_
#define WEIR_ENGINE_HAL_COMMAND_LIST_IMPL_H_

#include <stdbool.h>

#include "engine/base/arena.h"
#include "engine/base/threads.h"
#include "engine/hal/command_list.h"
#include "engine/hal/device.h"

typedef enum weir_command_kind_t {
  WEIR_COMMAND_JOIN = 0,
  WEIR_COMMAND_DISPATCH,
  WEIR_COMMAND_FILL,
  WEIR_COMMAND_COPY,
  WEIR_COMMAND_UPDATE,
  WEIR_COMMAND_TRANSFER,
} weir_command_kind_t;

typedef struct weir_command_record_t {
  weir_command_kind_t kind;
  uint32_t predecessor_count;
  uint32_t successor_count;
  const uint32_t* successors;
  const char* label;  // never NULL
  union {
    struct {
      weir_executable_t* executable;
      const weir_executable_entry_t* entry;
      weir_scalar_t workgroup_count[3];
      const weir_scalar_t* constants;
      const weir_slot_range_t* bindings;
    } dispatch;
    struct {
      weir_slot_range_t target;
      weir_scalar_t pattern;
      uint32_t pattern_bytes;
    } fill;
    struct {
      weir_slot_range_t source;
      weir_slot_range_t target;
    } copy;
    struct {
      const void* data;
      weir_slot_range_t target;
    } update;
    weir_transfer_command_t transfer;
  } of;
} weir_command_record_t;

typedef struct weir_run_t weir_run_t;

// One command of a run.
typedef struct weir_task_t {
  struct weir_task_t* next;  // in whatever list it is in; its holder's
  weir_run_t* run;
  const weir_command_record_t* record;
  atomic_uint pending;  // predecessors that have not ended
  uint32_t index;
  // Dispatches: the arguments all workgroups read, and how they are shared out.
  weir_dispatch_args_t args;
  void** bindings;
  uint64_t* binding_lengths;
  uint32_t* constants;
  uint64_t workspace_bytes;
  uint64_t group_count;   // in all
  uint64_t chunk_groups;  // taken at a time
  atomic_uint_fast64_t next_group;
  uint32_t participants;  // threads at it; under the driver's lock
  int64_t begin_ns;       // of a shared dispatch that is observed
  bool is_shared;         // in the ready list for others to join; likewise
} weir_task_t;

// What a slot is bound to: resolved when the run starts.
typedef struct weir_run_slot_t {
  char* data;
  uint64_t length;
} weir_run_slot_t;

struct weir_run_t {
  weir_run_t* next_free;
  weir_command_list_t* list;  // borrowed while pooled, retained in flight
  void* owner;                // the driver's operation
  uint64_t invocation_id, occurrence;
  weir_buffer_range_t* bindings;  // buffers retained in flight
  weir_run_slot_t* slots;
  uint64_t* scalars;
  weir_task_t* tasks;
  atomic_uint remaining;  // tasks that have not ended
  atomic_uint failed;     // some task has failed: the others only drain
};

struct weir_command_list_t {
  atomic_uint count;
  weir_allocator_t allocator;
  weir_arena_t arena;  // names, labels, ranges, data
  const char* name;
  uint32_t slot_count;
  uint32_t scalar_count;
  uint32_t in_flight_count;
  bool is_finished;
  weir_command_record_t* records;
  size_t record_count;
  size_t record_capacity;
  // Edges as recorded: (predecessor, successor) pairs.
  uint32_t* edges;
  size_t edge_count;  // numbers, two each
  size_t edge_capacity;
  uint32_t* successors;  // of all records, one after the other
  uint32_t* roots;       // commands without predecessors
  uint32_t root_count;
  // Sums over the dispatches, for the layout of a run.
  size_t binding_total;
  size_t constant_total;
  uint64_t workspace_bytes;  // the most that one entry wants
  weir_spinlock_t lock;
  weir_run_t* free_runs;  // under |lock|
};

// A run to be filled in, all of whose tasks are reset; its list is retained.
// Takes memory only when more are in flight than ever before.
weir_status_t weir_run_acquire(weir_command_list_t* list,
                               weir_run_t** out_run) WEIR_MUST_USE;

// Copies and retains what |submission|, of the run's list, binds.
void weir_run_bind(weir_run_t* run, const weir_submission_t* submission);

// Looks up the memory of every slot, once the buffers have some.
weir_status_t weir_run_resolve(weir_run_t* run) WEIR_MUST_USE;

// Gives buffers, run and list back.
void weir_run_release(weir_run_t* run);

static inline uint64_t weir_run_scalar(const weir_run_t* run,
                                       weir_scalar_t scalar) {
  return scalar.is_parameter ? run->scalars[scalar.value] : scalar.value;
}

// Resolves a range of a slot; false if it does not fit what is bound.
static inline bool weir_run_range(const weir_run_t* run,
                                  const weir_slot_range_t* range,
                                  void** out_data, uint64_t* out_length) {
  const weir_run_slot_t* slot = &run->slots[range->slot];
  uint64_t offset = weir_run_scalar(run, range->offset);
  uint64_t length = weir_run_scalar(run, range->length);
  if (offset > slot->length) return false;
  uint64_t rest = slot->length - offset;
  if (length == WEIR_WHOLE_LENGTH) length = rest;
  *out_data = slot->data + offset;
  *out_length = length;
  return length <= rest;
}

#endif  // WEIR_ENGINE_HAL_COMMAND_LIST_IMPL_H_
