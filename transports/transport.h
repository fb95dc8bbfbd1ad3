// How the nodes of a plan reach each other.
//
// A transport joins the ranks (processes) of one run. Each rank hosts some of
// the plan's nodes: one, several (plan folding) or none. Bytes move between
// *endpoints*: a node, or a rank's own control endpoint. A message is matched
// to its receive by (source endpoint, destination endpoint, tag), and among
// equals in the order in which they were posted; messages with different tags
// never wait for each other.
//
// Threads: any thread may call any function here unless it says otherwise.
// Posting and progress never block and, once the first few messages have warmed
// up the pools, do not allocate.
//
// Progress: nothing moves on its own. Whoever waits calls
// weir_transport_progress() in its waiting loop; callbacks run in there, on
// that thread, under no lock, and may post again. Posting never runs a
// callback.
//
// Failure: a transport works until it fails, and then for good. All that is
// pending, and all that is posted later, completes with the status of the
// failure, here and on every other rank that can still be reached.
#ifndef WEIR_TRANSPORTS_TRANSPORT_H_
#define WEIR_TRANSPORTS_TRANSPORT_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

typedef struct weir_transport_t weir_transport_t;

//===-- Endpoints and tags ------------------------------------------------===//

// A node of the plan (its index), or the control endpoint of a rank.
typedef uint32_t weir_endpoint_t;

#define WEIR_ENDPOINT_RANK_BIT UINT32_C(0x80000000)

static inline weir_endpoint_t weir_endpoint_of_rank(uint32_t rank) {
  return WEIR_ENDPOINT_RANK_BIT | rank;
}

// The tag of a transfer between nodes: which channel, which transfer of the
// plan, which invocation it belongs to, and how often the transfer was made in
// that before, by rounds of loops and by calls: they may be under way together.
// Any other use of the 64 bits is fine as long as the highest is 0; with it set,
// tags belong to collectives (transports/group.h) and to start-up
// (transports/startup.h).
//
//   63  62      48  47         28  27                 14  13                 0
//   0 | channel   | transfer     | invocation, 14 bits  | occurrence, 14 bits
enum {
  WEIR_TAG_MAX_CHANNEL = 0x7fff,
  WEIR_TAG_MAX_TRANSFER = 0xfffff,
};

static inline uint64_t weir_transfer_tag(uint32_t channel, uint32_t transfer,
                                         uint64_t invocation,
                                         uint64_t occurrence) {
  return ((uint64_t)(channel & WEIR_TAG_MAX_CHANNEL) << 48) |
         ((uint64_t)(transfer & WEIR_TAG_MAX_TRANSFER) << 28) |
         ((invocation & UINT64_C(0x3fff)) << 14) |
         (occurrence & UINT64_C(0x3fff));
}

//===-- Transfers ---------------------------------------------------------===//

typedef struct weir_transfer_t weir_transfer_t;

// What a message and its receive are matched by; the transport's.
typedef struct weir_match_t {
  struct weir_match_t* next;
  uint64_t tag;
  weir_endpoint_t source;
  weir_endpoint_t destination;
  bool is_receive;
} weir_match_t;

// Called once for each transfer that was posted, from
// weir_transport_progress(). |status| is the callee's to end or pass on. The
// transfer's storage is the caller's again from here on: it may be freed or
// posted anew inside the callback.
typedef void (*weir_transfer_done_fn_t)(weir_transfer_t* transfer,
                                        weir_status_t status);

// One message to be sent or received. It lives in the caller's storage (inside
// a command, say), which with the data must stay put until |done| is called.
struct weir_transfer_t {
  // Filled by the caller.
  weir_endpoint_t self;  // an endpoint of this rank
  weir_endpoint_t peer;  // where to or where from; may be |self|
  uint64_t tag;
  void* data;    // host memory; not written by a send
  size_t bytes;  // both sides must agree; 0 is fine
  uint64_t
      signature[2];  // both sides must agree; zero where nothing is checked
  weir_transfer_done_fn_t done;
  void* user;

  // The transport's, from posting until |done|.
  weir_match_t match;
  weir_transfer_t* next;
  weir_status_t status;
  uint32_t pieces;
};

// Start a message. A send has taken its data when |done| is called, which says
// nothing about the receiver. Returns INVALID_ARGUMENT for endpoints that do
// not exist or are not on this rank; the failure of the transport if it has
// failed; otherwise OK, and |done| will be called.
weir_status_t weir_transport_post_send(weir_transport_t* transport,
                                       weir_transfer_t* transfer) WEIR_MUST_USE;
weir_status_t weir_transport_post_receive(
    weir_transport_t* transport, weir_transfer_t* transfer) WEIR_MUST_USE;

// Moves what can be moved and calls back for what is done. Returns whether
// anything was: on false the caller may look for other work or yield. Returns
// at once when another thread is at it.
bool weir_transport_progress(weir_transport_t* transport);

// Has |wake| called when something has become ready that a thread asleep
// elsewhere may be waiting for; that thread should then call
// weir_transport_progress(). Called by any thread, possibly in the middle of a
// post; must not call the transport. Arrivals from other ranks wake nobody (see
// |needs_polling|). To be set before the first message.
void weir_transport_set_wake(weir_transport_t* transport,
                             void (*wake)(void* user), void* user);

//===-- Lifetime and shape ------------------------------------------------===//

// Transports are made by the functions in loopback/ and mpi/. Counted.
void weir_transport_retain(weir_transport_t* transport);
void weir_transport_release(weir_transport_t* transport);

typedef struct weir_transport_info_t {
  const char* name;  // "loopback", "mpi"
  uint32_t rank;     // this process
  uint32_t rank_count;
  size_t eager_bytes;  // messages up to here are sent without waiting for the
                       // receiver
  bool needs_polling;  // arrivals are seen only by calling progress
  bool is_funnelled;   // only the thread that made it drives it; progress on
                       // others returns false
} weir_transport_info_t;

const weir_transport_info_t* weir_transport_info(
    const weir_transport_t* transport);

// Says which rank hosts which node; the same on all ranks and once, before any
// message between nodes. |node_ranks| has |node_count| entries, or is NULL for
// contiguous blocks: node n of N on rank n*R/N of R, and with R > N the last
// R-N ranks host none.
weir_status_t weir_transport_set_nodes(
    weir_transport_t* transport, uint32_t node_count,
    const uint32_t* node_ranks) WEIR_MUST_USE;

uint32_t weir_transport_node_count(const weir_transport_t* transport);

// |node| must be below weir_transport_node_count().
uint32_t weir_transport_node_rank(const weir_transport_t* transport,
                                  uint32_t node);

// Whether |node| is hosted by this rank.
bool weir_transport_is_local(const weir_transport_t* transport, uint32_t node);

//===-- Failure -----------------------------------------------------------===//

// Fails the transport with |status| (consumed; must be a failure) and tells the
// other ranks, who see it with this rank's number before the message. The first
// failure stays.
void weir_transport_fail(weir_transport_t* transport, weir_status_t status);

// A copy of the failure; OK while there is none.
weir_status_t weir_transport_failure(weir_transport_t* transport) WEIR_MUST_USE;

// Ends the whole job at once: flushes what weir_transport_fail() had to tell,
// then ends this process with |exit_code| (1..99) and takes the other ranks
// with it. For when the state is beyond an orderly end.
void weir_transport_abort(weir_transport_t* transport, int exit_code)
    __attribute__((noreturn));

//===-- Counters ----------------------------------------------------------===//

// What has passed an endpoint of this rank; start-up traffic not included.
typedef struct weir_transport_counters_t {
  uint64_t sent_messages;
  uint64_t sent_bytes;
  uint64_t received_messages;
  uint64_t received_bytes;
} weir_transport_counters_t;

// Of the local node |node|; zeros for a node of another rank.
weir_transport_counters_t weir_transport_node_counters(
    const weir_transport_t* transport, uint32_t node);

#endif  // WEIR_TRANSPORTS_TRANSPORT_H_
