// Collectives: what an ordered group of members does together.
//
// A group is a channel's half in the transport. Its members are numbered from
// 0; each lives on a node, several may share one. Every member calls
// weir_group_post() for every collective of its group, all in the same order. A
// running hash of that order travels with the data: where two members disagree,
// the transport fails with a status that names both operations.
//
// A collective ends on a member no sooner than its neighbours have posted it.
//
// Results do not depend on the transport, on how many ranks there are or on how
// data was cut: each element is combined over the members in member order,
// starting with member 0 (transports/reduction.h).
//
// Threads: any thread may post; calls for one member come one at a time.
// Nothing blocks. Memory for work in flight is kept and reused.
#ifndef WEIR_TRANSPORTS_GROUP_H_
#define WEIR_TRANSPORTS_GROUP_H_

#include <stdint.h>

#include "engine/base/element_type.h"
#include "engine/base/status.h"
#include "transports/reduction.h"
#include "transports/transport.h"

// n is the number of members, |count| that of weir_collective_t.
typedef enum weir_collective_kind_t {
  WEIR_COLLECTIVE_ALL_GATHER,      // send count, receive n * count
  WEIR_COLLECTIVE_ALL_REDUCE,      // send count, receive count
  WEIR_COLLECTIVE_ALL_TO_ALL,      // both count, a multiple of n
  WEIR_COLLECTIVE_BROADCAST,       // root sends count, all receive count
  WEIR_COLLECTIVE_REDUCE,          // all send count, root receives count
  WEIR_COLLECTIVE_REDUCE_SCATTER,  // send n * count, receive count
  // Between two members; others take no part and need not call. In order
  // between these two.
  WEIR_COLLECTIVE_SEND,
  WEIR_COLLECTIVE_RECV,
  // All call; each names whom it sends to and receives from, or none. With none
  // to receive from the result is zeros.
  WEIR_COLLECTIVE_SEND_RECV,
  WEIR_COLLECTIVE_KIND_COUNT,
} weir_collective_kind_t;

// "all_gather", ...
const char* weir_collective_kind_name(weir_collective_kind_t kind);

#define WEIR_MEMBER_NONE UINT32_MAX

typedef struct weir_collective_t {
  weir_collective_kind_t kind;
  weir_reduction_t reduction;  // of the kinds that reduce
  weir_element_type_t element_type;
  uint64_t count;    // elements, see the kinds
  uint32_t root;     // BROADCAST, REDUCE
  uint32_t send_to;  // SEND, SEND_RECV; may be WEIR_MEMBER_NONE in the latter
  uint32_t receive_from;  // RECV, SEND_RECV; likewise
  // Host memory, in place until |done|. May be the same where NCCL allows it:
  // equal for ALL_REDUCE, BROADCAST and REDUCE, and for ALL_GATHER and
  // REDUCE_SCATTER when the smaller one is this member's part of the larger;
  // otherwise they must not overlap. NULL where the kind does not use it.
  const void* send;
  void* receive;
  // Called once, from weir_transport_progress(), when |receive| is filled and
  // |send| may be written again. |status| is the callee's.
  void (*done)(void* user, weir_status_t status);
  void* user;
} weir_collective_t;

typedef struct weir_group_t weir_group_t;

enum { WEIR_GROUP_MAX_MEMBERS = 4096 };

// Member i lives on node |member_nodes[i]|. |channel| (at most
// WEIR_TAG_MAX_CHANNEL) tells groups in use at the same time apart; all ranks
// use the same number for the same group. Nothing is sent. Retains |transport|.
weir_status_t weir_group_create(weir_transport_t* transport, uint32_t channel,
                                uint32_t member_count,
                                const uint32_t* member_nodes,
                                weir_group_t** out_group) WEIR_MUST_USE;
void weir_group_retain(weir_group_t* group);
// What is in flight keeps the group alive.
void weir_group_release(weir_group_t* group);

uint32_t weir_group_member_count(const weir_group_t* group);
uint32_t weir_group_member_node(const weir_group_t* group, uint32_t member);

// Starts |collective| (copied) for |member|, which must be on a local node.
// OK: |done| will be called. INVALID_ARGUMENT for parameters that make no
// sense; the transport's failure if it has failed.
weir_status_t weir_group_post(weir_group_t* group, uint32_t member,
                              const weir_collective_t* collective)
    WEIR_MUST_USE;

// Collectives that members of this rank have started.
uint64_t weir_group_collective_count(const weir_group_t* group);

#endif  // WEIR_TRANSPORTS_GROUP_H_
