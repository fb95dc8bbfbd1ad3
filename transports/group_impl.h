// The layout of groups and of what they have in flight, for transports/ only.
//
// A collective of one member is a task: a few rounds of messages with work of
// this member between them. collective_task.c carries out rounds, collective.c
// knows what the rounds of each kind are, group.c the rest.
#ifndef WEIR_TRANSPORTS_GROUP_IMPL_H_
#define WEIR_TRANSPORTS_GROUP_IMPL_H_

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/object.h"
#include "engine/base/threads.h"
#include "transports/group.h"
#include "transports/transport.h"

// The steps of tags: which round of which protocol a message belongs to.
enum {
  WEIR_STEP_EXCHANGE = 0,
  WEIR_STEP_SHARE = 1,
  // No data, only the signature, around the ring of members.
  WEIR_STEP_CHECK = 126,
  // SEND and RECV, which have no place in the group's order.
  WEIR_STEP_PAIR = 127,
};

typedef struct weir_task_t {
  struct weir_task_t* next;  // in the group's free list
  weir_group_t* group;
  weir_collective_t collective;
  uint32_t member;
  uint32_t sequence;
  uint32_t round;
  uint64_t signature[2];

  // Messages of the round, and one more while it is being posted.
  atomic_uint pending;
  weir_spinlock_t status_lock;
  weir_status_t status;  // first failure; under status_lock

  uint32_t transfer_count;
  weir_transfer_t* transfers;  // 2 * members
  const void** sources;        // members
  weir_transfer_t deferred;
  uint8_t* scratch;
  size_t scratch_bytes;
} weir_task_t;

typedef struct weir_group_member_t {
  uint32_t node;
  uint32_t sequence;  // collectives posted; the member's caller only
  uint64_t hash;      // of all of them; likewise
} weir_group_member_t;

struct weir_group_t {
  weir_object_t object;
  weir_transport_t* transport;
  uint32_t channel;
  uint32_t member_count;
  weir_group_member_t* members;
  atomic_uint_fast64_t collective_count;
  weir_spinlock_t free_lock;
  weir_task_t* free_tasks;  // under free_lock
};

WEIR_ASSERT_OBJECT(weir_group_t);

static inline size_t weir_task_element_bytes(const weir_task_t* task) {
  return weir_element_bytes(task->collective.element_type);
}

static inline size_t weir_task_slot_stride(size_t bytes) {
  return (bytes + 63) & ~(size_t)63;
}

// A task of |group|, from those it keeps or a new one.
weir_status_t weir_task_take(weir_group_t* group,
                             weir_task_t** out_task) WEIR_MUST_USE;
// Gives it back to its group.
void weir_task_put(weir_task_t* task);
void weir_task_free(weir_task_t* task);

// Makes room for one slot of |bytes| per member.
weir_status_t weir_task_reserve_scratch(weir_task_t* task,
                                        size_t bytes) WEIR_MUST_USE;

// Add messages to the next round.
void weir_task_add_send(weir_task_t* task, uint32_t peer, const void* data,
                        size_t bytes, uint32_t step);
void weir_task_add_receive(weir_task_t* task, uint32_t peer, void* data,
                           size_t bytes, uint32_t step);
// Around the ring of members: everybody hears of everybody's order, also in
// kinds whose data does not flow between all of them.
void weir_task_add_checks(weir_task_t* task);

// Posts the messages that were added, and goes on by itself from there: the
// task may be gone when this returns.
void weir_task_run(weir_task_t* task);

bool weir_collective_is_reducing(weir_collective_kind_t kind);

// Bytes of each member's slot in scratch.
size_t weir_collective_scratch_bytes(const weir_task_t* task);

// Adds the messages of the first round, and does what needs none.
void weir_collective_start(weir_task_t* task);

// What follows the first round. Returns whether messages were added.
bool weir_collective_follow_up(weir_task_t* task);

#endif  // WEIR_TRANSPORTS_GROUP_IMPL_H_
