// A resident graph of commands: recorded once, submitted many times.
//
// Every command names its predecessors, which must have been recorded before
// it; a device starts it when they have all ended, in no other order. Memory is
// reached through slots, which each submission binds to buffers; quantities
// that differ from one submission to the next (offsets, lengths, workgroup
// counts, constants, fill patterns) are read from the submission's scalars.
//
// Counted. One thread records; after weir_command_list_finish() the list is
// immutable and any thread's.
#ifndef WEIR_ENGINE_HAL_COMMAND_LIST_H_
#define WEIR_ENGINE_HAL_COMMAND_LIST_H_

#include <stddef.h>
#include <stdint.h>

#include "engine/base/allocator.h"
#include "engine/base/status.h"
#include "engine/hal/buffer.h"
#include "engine/hal/channel.h"
#include "engine/hal/executable.h"

typedef struct weir_command_list_t weir_command_list_t;

// A command of a list, by order of recording.
typedef uint32_t weir_command_t;

// A quantity: a number, or an index into the submission's scalars.
typedef struct weir_scalar_t {
  uint64_t value;
  uint32_t is_parameter;
} weir_scalar_t;

static inline weir_scalar_t weir_immediate(uint64_t value) {
  return (weir_scalar_t){value, 0};
}

static inline weir_scalar_t weir_parameter(uint32_t index) {
  return (weir_scalar_t){index, 1};
}

// A range of what the submission binds to |slot|.
typedef struct weir_slot_range_t {
  uint32_t slot;
  weir_scalar_t offset;
  weir_scalar_t length;  // WEIR_WHOLE_LENGTH: to the end of the binding
} weir_slot_range_t;

typedef struct weir_command_list_params_t {
  uint32_t slot_count;
  uint32_t scalar_count;
  // Submissions that may be in flight without taking memory for more; 0 is 2.
  uint32_t in_flight_count;
  const char* name;  // for traces and reports; copied; may be NULL
} weir_command_list_params_t;

typedef struct weir_dispatch_command_t {
  weir_executable_t* executable;     // retained by the list
  uint32_t entry;                    // ordinal
  weir_scalar_t workgroup_count[3];  // a zero in one of them: nothing to do
  const weir_scalar_t* constants;    // low 32 bits of each
  size_t constant_count;             // as the entry says
  const weir_slot_range_t* bindings;
  size_t binding_count;  // as the entry says
  const char* label;     // for traces and reports; copied; may be NULL
} weir_dispatch_command_t;

typedef struct weir_transfer_command_t {
  weir_channel_t* channel;  // retained by the list
  weir_channel_op_t op;
  weir_channel_reduction_t reduction;
  weir_element_type_t element_type;
  uint32_t peer;
  uint32_t peer_source;
  uint64_t transfer_id;
  weir_slot_range_t source;  // ignored by receives
  weir_slot_range_t target;  // ignored by sends
  const char* label;         // copied; may be NULL
} weir_transfer_command_t;

weir_status_t weir_command_list_create(
    weir_allocator_t allocator, const weir_command_list_params_t* params,
    weir_command_list_t** out_list) WEIR_MUST_USE;
void weir_command_list_retain(weir_command_list_t* list);
void weir_command_list_release(weir_command_list_t* list);  // NULL is fine

// Recording. |predecessors| are commands of this list; duplicates are fine.
// Everything pointed to is copied, objects are retained. |out_command| may be
// NULL. INVALID_ARGUMENT for slots, scalars or predecessors that do not exist
// and for counts that do not fit the entry; FAILED_PRECONDITION when finished.
weir_status_t weir_command_list_dispatch(
    weir_command_list_t* list, const weir_command_t* predecessors,
    size_t predecessor_count, const weir_dispatch_command_t* dispatch,
    weir_command_t* out_command) WEIR_MUST_USE;

// |pattern_bytes| is 1, 2, 4 or 8 and must divide the length.
weir_status_t weir_command_list_fill(
    weir_command_list_t* list, const weir_command_t* predecessors,
    size_t predecessor_count, weir_slot_range_t target, weir_scalar_t pattern,
    uint32_t pattern_bytes, weir_command_t* out_command) WEIR_MUST_USE;

// Lengths must agree when the command runs; the ranges must not overlap.
weir_status_t weir_command_list_copy(weir_command_list_t* list,
                                     const weir_command_t* predecessors,
                                     size_t predecessor_count,
                                     weir_slot_range_t source,
                                     weir_slot_range_t target,
                                     weir_command_t* out_command) WEIR_MUST_USE;

// Writes |length| bytes that are kept in the list.
weir_status_t weir_command_list_update(
    weir_command_list_t* list, const weir_command_t* predecessors,
    size_t predecessor_count, const void* data, size_t length,
    uint32_t target_slot, weir_scalar_t target_offset,
    weir_command_t* out_command) WEIR_MUST_USE;

// Sends, receives and collectives. Those that a rank issues on one channel as
// collectives start one after the other in the order of recording.
weir_status_t weir_command_list_transfer(
    weir_command_list_t* list, const weir_command_t* predecessors,
    size_t predecessor_count, const weir_transfer_command_t* transfer,
    weir_command_t* out_command) WEIR_MUST_USE;

// A command that does nothing: joins many predecessors for many successors.
weir_status_t weir_command_list_join(weir_command_list_t* list,
                                     const weir_command_t* predecessors,
                                     size_t predecessor_count,
                                     weir_command_t* out_command) WEIR_MUST_USE;

// Ends recording and takes all memory that submissions will need.
weir_status_t weir_command_list_finish(weir_command_list_t* list) WEIR_MUST_USE;

uint32_t weir_command_list_command_count(const weir_command_list_t* list);
uint32_t weir_command_list_slot_count(const weir_command_list_t* list);
uint32_t weir_command_list_scalar_count(const weir_command_list_t* list);
const char* weir_command_list_name(const weir_command_list_t* list);

#endif  // WEIR_ENGINE_HAL_COMMAND_LIST_H_
