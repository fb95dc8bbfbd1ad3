// An ordered group of devices that exchange data.
//
// The session makes channels over a transport: it fills in a table and embeds a
// weir_channel_t at the start of its own object. Counted; any thread.
#ifndef WEIR_ENGINE_HAL_CHANNEL_H_
#define WEIR_ENGINE_HAL_CHANNEL_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/object.h"
#include "engine/base/status.h"
#include "engine/base/element_type.h"

typedef struct weir_channel_t weir_channel_t;

// What moves. For all of them every rank's counts agree, as in MPI:
// source_bytes and target_bytes say what this rank reads and writes.
typedef enum weir_channel_op_t {
  WEIR_CHANNEL_SEND = 0,   // source -> rank |peer|
  WEIR_CHANNEL_RECV,       // rank |peer| -> target
  WEIR_CHANNEL_SEND_RECV,  // source -> |peer|, |peer_source| -> target
  WEIR_CHANNEL_BROADCAST,  // source of root |peer| -> target of all
  WEIR_CHANNEL_REDUCE,     // sources of all, reduced -> target of |peer|
  WEIR_CHANNEL_ALL_REDUCE,
  WEIR_CHANNEL_ALL_GATHER,      // target = rank count times source
  WEIR_CHANNEL_REDUCE_SCATTER,  // source = rank count times target
  WEIR_CHANNEL_ALL_TO_ALL,
} weir_channel_op_t;

typedef enum weir_channel_reduction_t {
  WEIR_CHANNEL_REDUCTION_NONE = 0,
  WEIR_CHANNEL_REDUCTION_SUM,
  WEIR_CHANNEL_REDUCTION_PRODUCT,
  WEIR_CHANNEL_REDUCTION_MINIMUM,
  WEIR_CHANNEL_REDUCTION_MAXIMUM,
  WEIR_CHANNEL_REDUCTION_AVERAGE,
} weir_channel_reduction_t;

// As |peer|: no partner (SEND_RECV only).
#define WEIR_CHANNEL_NO_PEER UINT32_MAX

typedef struct weir_channel_transfer_t {
  weir_channel_op_t op;
  weir_channel_reduction_t reduction;
  weir_element_type_t element_type;  // of collectives
  uint32_t peer;                     // rank in the channel
  uint32_t peer_source;
  uint64_t transfer_id;    // of the plan, unique in the channel
  uint64_t invocation_id;  // pairs ends of the same invocation
  uint64_t occurrence;     // pairs ends of the same round of a loop, or call
  const void* source;
  uint64_t source_bytes;
  void* target;
  uint64_t target_bytes;
  const char* label;  // for reports: operation and source line; may be NULL
} weir_channel_transfer_t;

// Told once when a transfer has ended, by whoever pushed it forward, possibly
// before weir_channel_start() returns. Takes |status|.
typedef struct weir_channel_done_t {
  void (*fn)(void* user, weir_status_t status);
  void* user;
} weir_channel_done_t;

typedef struct weir_channel_table_t {
  weir_object_table_t object;
  // Begins a transfer; never blocks; every failure goes to |done|. |transfer|
  // is borrowed for the call, its memory until |done|.
  void (*start)(weir_channel_t* channel,
                const weir_channel_transfer_t* transfer,
                weir_channel_done_t done);
} weir_channel_table_t;

struct weir_channel_t {
  weir_object_t object;
  uint32_t rank;   // of this end
  uint32_t count;  // ranks in all
  const char* name;
};

static inline const weir_channel_table_t* weir_channel_table(
    const weir_channel_t* channel) {
  return (const weir_channel_table_t*)channel->object.table;
}

// For implementations. |name| must live as long as the channel.
void weir_channel_init(weir_channel_t* channel,
                       const weir_channel_table_t* table, const char* name,
                       uint32_t rank, uint32_t count);

void weir_channel_retain(weir_channel_t* channel);
void weir_channel_release(weir_channel_t* channel);  // NULL is fine

// Checks the arguments (peers within the channel, sizes that fit the kind,
// reduction where one is needed) and begins. What is wrong goes to |done| as
// INVALID_ARGUMENT.
void weir_channel_start(weir_channel_t* channel,
                        const weir_channel_transfer_t* transfer,
                        weir_channel_done_t done);

bool weir_channel_op_is_collective(weir_channel_op_t kind);
const char* weir_channel_op_name(weir_channel_op_t kind);
const char* weir_channel_reduction_name(weir_channel_reduction_t reduction);

// A channel of one rank: sends to itself meet its receives by transfer and
// invocation; collectives copy. The oracle of transports, and what a plan on
// one device uses.
weir_status_t weir_channel_create_self(
    const char* name, weir_channel_t** out_channel) WEIR_MUST_USE;

#endif  // WEIR_ENGINE_HAL_CHANNEL_H_
