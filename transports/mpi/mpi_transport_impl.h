// The layout of the MPI transport, for transports/mpi only.
//
// Protocol. Between two ranks there are small messages, sent with one MPI tag
// from slots and received into a ring of receives that is always posted; they
// are a header, and either the data itself (eager) or the announcement of data
// that follows as an MPI message of its own, under an MPI tag that the sender
// chose for it. The receiver matches headers by endpoints and 64-bit tag in its
// own table, and posts the MPI receive of announced data once both are known.
// So MPI's tags need not hold ours, nothing waits for the order of anything
// else, and large data goes straight from the sender's memory to the
// receiver's.
#ifndef WEIR_TRANSPORTS_MPI_MPI_TRANSPORT_IMPL_H_
#define WEIR_TRANSPORTS_MPI_MPI_TRANSPORT_IMPL_H_

#include <mpi.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/base/time.h"
#include "transports/mpi/mpi_transport.h"
#include "transports/transport_impl.h"

enum {
  // With Open MPI's own header a slot stays below the 4 KiB up to which its
  // shared-memory path sends without a handshake.
  WEIR_MPI_SLOT_BYTES = 4032,
  WEIR_MPI_HEADER_BYTES = 64,
  WEIR_MPI_EAGER_BYTES = WEIR_MPI_SLOT_BYTES - WEIR_MPI_HEADER_BYTES,
  WEIR_MPI_RING_SLOTS = 64,
  WEIR_MPI_SEND_SLOTS = 256,
  WEIR_MPI_BUCKETS = 1024,
  // MPI counts in int; larger data goes in several messages under one tag.
  WEIR_MPI_PIECE_BYTES = 1 << 30,
  // The MPI tag of slots; announced data uses the ones above.
  WEIR_MPI_SLOT_TAG = 0,
};

typedef enum weir_mpi_kind_t {
  WEIR_MPI_EAGER = 1,
  WEIR_MPI_ANNOUNCE,
  WEIR_MPI_FAILURE,  // |bytes| of text follow, |tag| is the status code
  WEIR_MPI_LEAVE,    // to rank 0: ready to leave; from rank 0: all are
} weir_mpi_kind_t;

// In the byte order of the machine: a job is of one kind of machine.
typedef struct weir_mpi_header_t {
  uint32_t kind;
  uint32_t source_rank;
  uint32_t source;
  uint32_t destination;
  uint64_t tag;
  uint64_t bytes;
  uint64_t signature[2];
  uint32_t data_tag;
  uint32_t reserved[3];
} weir_mpi_header_t;

_Static_assert(sizeof(weir_mpi_header_t) == WEIR_MPI_HEADER_BYTES,
               "the header as it travels");

// A message that has come before its receive was posted.
typedef struct weir_mpi_arrival_t {
  weir_match_t match;
  struct weir_mpi_arrival_t* next;  // free list
  weir_mpi_header_t header;
  uint8_t payload[WEIR_MPI_EAGER_BYTES];
} weir_mpi_arrival_t;

// What an MPI request in |requests| belongs to.
typedef struct weir_mpi_active_t {
  weir_transfer_t* transfer;  // a piece of its data; NULL for a slot
  uint32_t slot;
} weir_mpi_active_t;

typedef struct weir_mpi_transport_t {
  weir_transport_t base;

  // Constant.
  MPI_Comm comm;
  bool owns_mpi;
  bool is_joined;  // |comm| and the ring exist
  pthread_t owner;
  uint32_t max_data_tag;

  // The progress token: 1 while a thread is in MPI.
  _Alignas(64) atomic_uint token;
  // Transfers posted while another thread had the token, newest first.
  _Atomic(weir_transfer_t*) submitted;
  atomic_bool is_flushed;  // after a failure: nothing that waited is left

  // All below: the holder of the token.
  _Alignas(64) uint8_t* ring;
  MPI_Request ring_requests[WEIR_MPI_RING_SLOTS];
  uint32_t ring_head;  // the oldest posted receive; they fill in order

  uint8_t* slots;
  uint32_t free_slots[WEIR_MPI_SEND_SLOTS];
  uint32_t free_slot_count;
  weir_match_list_t waiting;  // sends that wait for a slot, in order

  MPI_Request* requests;  // MPI_Testsome wants them dense
  weir_mpi_active_t* active;
  int* finished;
  uint32_t active_count;
  uint32_t active_capacity;

  weir_match_list_t buckets[WEIR_MPI_BUCKETS];
  weir_mpi_arrival_t* free_arrivals;
  uint32_t next_data_tag;

  uint32_t leave_count;  // messages WEIR_MPI_LEAVE that have come
  weir_mpi_header_t leave_message;

  bool is_failure_remote;
  uint8_t* failure_message;
  weir_time_ns_t give_up_at_ns;  // for data in flight, after a failure
} weir_mpi_transport_t;

// Takes the token if it is free and this thread may drive MPI.
bool weir_mpi_token_try(weir_mpi_transport_t* transport);
// Gives it back, after seeing to what was submitted meanwhile.
void weir_mpi_token_release(weir_mpi_transport_t* transport);

// With the token: one look at everything. Returns whether anything moved.
bool weir_mpi_move(weir_mpi_transport_t* transport);

// With the token: starts |transfer|.
void weir_mpi_start(weir_mpi_transport_t* transport, weir_transfer_t* transfer);

// With the token: says to |peer_rank| that this rank is ready to leave.
void weir_mpi_send_leave(weir_mpi_transport_t* transport, uint32_t peer_rank);

// Fails the transport unless |result| is MPI_SUCCESS; returns whether it is.
bool weir_mpi_check(weir_mpi_transport_t* transport, int result,
                    const char* what);

// A status from an MPI error code.
weir_status_t weir_mpi_status(int result, const char* what) WEIR_MUST_USE;

#endif  // WEIR_TRANSPORTS_MPI_MPI_TRANSPORT_IMPL_H_
