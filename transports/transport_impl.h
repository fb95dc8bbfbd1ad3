// The layout of transports, for transports/ only.
#ifndef WEIR_TRANSPORTS_TRANSPORT_IMPL_H_
#define WEIR_TRANSPORTS_TRANSPORT_IMPL_H_

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/object.h"
#include "engine/base/threads.h"
#include "transports/match_table.h"
#include "transports/transport.h"

typedef struct weir_transport_table_t {
  weir_object_table_t object;
  // Starts |transfer|, whose |match| is filled; ends in
  // weir_transport_push_done() sooner or later, also when the transport fails.
  void (*post)(weir_transport_t* transport, weir_transfer_t* transfer);
  // Moves what can be moved; returns whether anything was. May be NULL where
  // posting moves everything.
  bool (*move)(weir_transport_t* transport);
  // The transport has just failed: flush what is pending, tell other ranks.
  void (*failed)(weir_transport_t* transport);
  // As weir_transport_abort(); may be NULL where there are no other processes.
  void (*abort)(weir_transport_t* transport, int exit_code);
} weir_transport_table_t;

// Messages that wait for a partner, in buckets with a lock each.
enum { WEIR_HUB_BUCKETS = 1024 };

typedef struct weir_hub_bucket_t {
  weir_spinlock_t lock;
  weir_match_list_t list;
} weir_hub_bucket_t;

typedef struct weir_endpoint_counters_t {
  _Alignas(64) atomic_uint_fast64_t sent_messages;
  atomic_uint_fast64_t sent_bytes;
  atomic_uint_fast64_t received_messages;
  atomic_uint_fast64_t received_bytes;
} weir_endpoint_counters_t;

struct weir_transport_t {
  weir_object_t object;
  const weir_transport_table_t* table;
  weir_transport_info_t info;

  // Written once, by weir_transport_set_nodes().
  uint32_t node_count;
  uint32_t* node_ranks;
  weir_endpoint_counters_t* counters;  // one a node

  void (*wake)(void* user);
  void* wake_user;

  // What is done and waits for its callback: a stack that posters push to and
  // whoever makes progress takes whole. Push releases, take acquires.
  _Alignas(64) _Atomic(weir_transfer_t*) done;

  // Set after |failure|, with release; never cleared.
  _Alignas(64) atomic_bool has_failed;
  weir_spinlock_t failure_lock;
  weir_status_t failure;  // under failure_lock until has_failed, then constant

  // Transfers whose ends are both on this rank.
  weir_hub_bucket_t hub[WEIR_HUB_BUCKETS];
};

WEIR_ASSERT_OBJECT(weir_transport_t);

// In the caller's storage, which is zeroed.
void weir_transport_init(weir_transport_t* transport,
                         const weir_transport_table_t* table,
                         weir_transport_info_t info);
// What init and set_nodes took; not the storage.
void weir_transport_deinit(weir_transport_t* transport);

// Has |transfer| called back with |status| (consumed) by the next progress.
void weir_transport_push_done(weir_transport_t* transport,
                              weir_transfer_t* transfer, weir_status_t status);

// A callback that does not come from a message: |transfer| needs only |done|
// and |user|.
void weir_transport_defer(weir_transport_t* transport,
                          weir_transfer_t* transfer);

static inline bool weir_transport_has_failed(weir_transport_t* transport) {
  // Pairs with the release in weir_transport_set_failure().
  return atomic_load_explicit(&transport->has_failed, memory_order_acquire);
}

// Takes |status| as the failure unless there is one already; returns whether it
// did. Does not tell anybody.
bool weir_transport_set_failure(weir_transport_t* transport,
                                weir_status_t status);

// Hands a transfer between two endpoints of this rank to its partner.
void weir_transport_hub_post(weir_transport_t* transport,
                             weir_transfer_t* transfer);
// Ends all that waits in the hub with the transport's failure.
void weir_transport_hub_flush(weir_transport_t* transport);

// Whether |endpoint| exists; *out_rank is the rank that hosts it.
bool weir_transport_find_endpoint(const weir_transport_t* transport,
                                  weir_endpoint_t endpoint, uint32_t* out_rank);

// OK when a message of |bytes| and |signature| fits |receive|; otherwise what
// is wrong, in terms of the collective or transfer it belongs to.
weir_status_t weir_transfer_check(const weir_transfer_t* receive, size_t bytes,
                                  const uint64_t signature[2]) WEIR_MUST_USE;

void weir_transport_count_sent(weir_transport_t* transport,
                               const weir_transfer_t* transfer);
void weir_transport_count_received(weir_transport_t* transport,
                                   const weir_transfer_t* transfer);

// Tags with the highest bit set. The next bit tells collectives from start-up.
#define WEIR_TAG_INTERNAL UINT64_C(0x8000000000000000)
#define WEIR_TAG_COLLECTIVE UINT64_C(0x4000000000000000)

#endif  // WEIR_TRANSPORTS_TRANSPORT_IMPL_H_
