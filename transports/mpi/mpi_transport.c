#include "transports/mpi/mpi_transport.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/allocator.h"
#include "transports/mpi/mpi_transport_impl.h"

// How long an end after a failure waits for the other ranks.
#define CLOSE_TIMEOUT_NS INT64_C(3000000000)
// How long an abort gives the news of the failure to leave.
#define ABORT_TIMEOUT_NS INT64_C(200000000)

static weir_mpi_transport_t* mpi_transport(weir_transport_t* transport) {
  return (weir_mpi_transport_t*)transport;
}

//===-- The table ---------------------------------------------------------===//

static void mpi_post(weir_transport_t* base, weir_transfer_t* transfer) {
  weir_mpi_transport_t* transport = mpi_transport(base);
  if (weir_mpi_token_try(transport)) {
    // Those who could not take the token came first.
    if (atomic_load_explicit(&transport->submitted, memory_order_relaxed)) {
      (void)weir_mpi_move(transport);
    }
    weir_mpi_start(transport, transfer);
    weir_mpi_token_release(transport);
    return;
  }
  weir_transfer_t* head =
      atomic_load_explicit(&transport->submitted, memory_order_relaxed);
  do {
    transfer->next = head;
    // Release pairs with the acquire of whoever starts it.
  } while (!atomic_compare_exchange_weak_explicit(
      &transport->submitted, &head, transfer, memory_order_release,
      memory_order_relaxed));
  // The holder may have looked just before the push.
  if (weir_mpi_token_try(transport)) {
    (void)weir_mpi_move(transport);
    weir_mpi_token_release(transport);
  }
}

static bool mpi_move(weir_transport_t* base) {
  weir_mpi_transport_t* transport = mpi_transport(base);
  if (atomic_load_explicit(&transport->token, memory_order_relaxed) != 0 ||
      !weir_mpi_token_try(transport)) {
    return false;
  }
  bool moved = weir_mpi_move(transport);
  weir_mpi_token_release(transport);
  return moved;
}

static void mpi_failed(weir_transport_t* base) {
  // Whoever has the token sees the failure when giving it back.
  weir_mpi_transport_t* transport = mpi_transport(base);
  if (!weir_mpi_token_try(transport)) return;
  (void)weir_mpi_move(transport);
  weir_mpi_token_release(transport);
}

static void mpi_abort(weir_transport_t* base, int exit_code) {
  weir_mpi_transport_t* transport = mpi_transport(base);
  weir_time_ns_t deadline = weir_deadline_after(ABORT_TIMEOUT_NS);
  while (weir_now_ns() < deadline) {
    if (!weir_mpi_token_try(transport)) {
      sched_yield();
      continue;
    }
    (void)weir_mpi_move(transport);
    bool is_told = transport->active_count == 0;
    weir_mpi_token_release(transport);
    if (is_told) break;
  }
  MPI_Abort(transport->comm, exit_code);
}

//===-- Joining -----------------------------------------------------------===//

static weir_status_t open_mpi(weir_mpi_transport_t* transport, int* out_level) {
  int is_initialized = 0;
  int is_finalized = 0;
  MPI_Initialized(&is_initialized);
  MPI_Finalized(&is_finalized);
  if (is_finalized) {
    return weir_status(WEIR_CODE_FAILED_PRECONDITION,
                       "MPI was finalised already in this process");
  }
  if (is_initialized) {
    return weir_mpi_status(MPI_Query_thread(out_level), "MPI_Query_thread");
  }
  WEIR_RETURN_IF_ERROR(weir_mpi_status(
      MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, out_level),
      "MPI_Init_thread"));
  transport->owns_mpi = true;
  return weir_ok();
}

static weir_status_t read_tag_limit(weir_mpi_transport_t* transport) {
  int* limit = NULL;
  int is_set = 0;
  MPI_Comm_get_attr(MPI_COMM_WORLD, MPI_TAG_UB, &limit, &is_set);
  // A tag is used anew after so many announced messages; 2^20 of them are never
  // under way at once.
  if (!is_set || *limit < 1 << 20) {
    return weir_status(
        WEIR_CODE_UNIMPLEMENTED,
        "this MPI has tags up to %d only, at least %d are needed",
        is_set ? *limit : 0, 1 << 20);
  }
  transport->max_data_tag = (uint32_t)*limit;
  transport->next_data_tag = WEIR_MPI_SLOT_TAG + 1;
  return weir_ok();
}

static weir_status_t allocate_slots(weir_mpi_transport_t* transport) {
  weir_allocator_t allocator = weir_default_allocator();
  WEIR_RETURN_IF_ERROR(weir_alloc_aligned(
      allocator, (size_t)WEIR_MPI_RING_SLOTS * WEIR_MPI_SLOT_BYTES, 64,
      (void**)&transport->ring));
  WEIR_RETURN_IF_ERROR(weir_alloc_aligned(
      allocator, (size_t)WEIR_MPI_SEND_SLOTS * WEIR_MPI_SLOT_BYTES, 64,
      (void**)&transport->slots));
  WEIR_RETURN_IF_ERROR(weir_alloc(allocator, WEIR_MPI_SLOT_BYTES,
                                  (void**)&transport->failure_message));
  // Touched here, not while the first messages are timed.
  memset(transport->ring, 0, (size_t)WEIR_MPI_RING_SLOTS * WEIR_MPI_SLOT_BYTES);
  memset(transport->slots, 0,
         (size_t)WEIR_MPI_SEND_SLOTS * WEIR_MPI_SLOT_BYTES);
  for (uint32_t i = 0; i < WEIR_MPI_SEND_SLOTS; ++i) {
    transport->free_slots[i] = WEIR_MPI_SEND_SLOTS - 1 - i;
  }
  transport->free_slot_count = WEIR_MPI_SEND_SLOTS;
  return weir_ok();
}

// The receives that small messages come into.
static weir_status_t start_ring(weir_mpi_transport_t* transport) {
  for (uint32_t i = 0; i < WEIR_MPI_RING_SLOTS; ++i) {
    uint8_t* slot = transport->ring + (size_t)i * WEIR_MPI_SLOT_BYTES;
    WEIR_RETURN_IF_ERROR(weir_mpi_status(
        MPI_Recv_init(slot, WEIR_MPI_SLOT_BYTES, MPI_BYTE, MPI_ANY_SOURCE,
                      WEIR_MPI_SLOT_TAG, transport->comm,
                      &transport->ring_requests[i]),
        "MPI_Recv_init"));
    WEIR_RETURN_IF_ERROR(
        weir_mpi_status(MPI_Start(&transport->ring_requests[i]), "MPI_Start"));
  }
  return weir_ok();
}

static weir_status_t join(weir_mpi_transport_t* transport) {
  WEIR_RETURN_IF_ERROR(read_tag_limit(transport));
  WEIR_RETURN_IF_ERROR(allocate_slots(transport));
  WEIR_RETURN_IF_ERROR(weir_mpi_status(
      MPI_Comm_dup(MPI_COMM_WORLD, &transport->comm), "MPI_Comm_dup"));
  MPI_Comm_set_errhandler(transport->comm, MPI_ERRORS_RETURN);
  int rank = 0;
  int rank_count = 0;
  MPI_Comm_rank(transport->comm, &rank);
  MPI_Comm_size(transport->comm, &rank_count);
  transport->base.info.rank = (uint32_t)rank;
  transport->base.info.rank_count = (uint32_t)rank_count;
  WEIR_RETURN_IF_ERROR(start_ring(transport));
  transport->is_joined = true;
  return weir_ok();
}

//===-- Leaving -----------------------------------------------------------===//

// Makes progress until |count| ranks have said that they are ready to leave.
// False when, after a failure, some stay away.
static bool wait_for_leave(weir_mpi_transport_t* transport, uint32_t count) {
  weir_time_ns_t deadline = WEIR_TIME_NEVER;
  while (transport->leave_count < count) {
    bool moved = weir_mpi_move(transport);
    if (deadline == WEIR_TIME_NEVER &&
        weir_transport_has_failed(&transport->base)) {
      deadline = weir_deadline_after(CLOSE_TIMEOUT_NS);
    }
    if (weir_now_ns() >= deadline) return false;
    if (!moved) sched_yield();
  }
  return true;
}

// Waits until every rank has come here. Rank 0 hears from all and tells all.
static bool meet_others(weir_mpi_transport_t* transport) {
  uint32_t rank_count = transport->base.info.rank_count;
  if (transport->base.info.rank != 0) {
    weir_mpi_send_leave(transport, 0);
    return wait_for_leave(transport, 1);
  }
  if (!wait_for_leave(transport, rank_count - 1)) return false;
  for (uint32_t i = 1; i < rank_count; ++i) weir_mpi_send_leave(transport, i);
  return true;
}

static void leave(weir_mpi_transport_t* transport) {
  for (uint32_t i = 0; i < WEIR_MPI_RING_SLOTS; ++i) {
    MPI_Cancel(&transport->ring_requests[i]);
    MPI_Wait(&transport->ring_requests[i], MPI_STATUS_IGNORE);
    MPI_Request_free(&transport->ring_requests[i]);
  }
  MPI_Comm_free(&transport->comm);
  if (transport->owns_mpi) MPI_Finalize();
}

static void mpi_destroy(weir_object_t* object) {
  weir_mpi_transport_t* transport = (weir_mpi_transport_t*)object;
  // For good: nobody else has a reference.
  atomic_store_explicit(&transport->token, 1, memory_order_relaxed);
  bool is_clean = !transport->is_joined || meet_others(transport);
  if (transport->is_joined && is_clean) {
    // Ends what was left pending on this rank; there is nobody left to tell.
    transport->is_failure_remote = true;
    (void)weir_transport_set_failure(
        &transport->base,
        weir_status(WEIR_CODE_ABORTED, "the transport was closed"));
    weir_transport_hub_flush(&transport->base);
    (void)weir_mpi_move(transport);
    transport->give_up_at_ns = WEIR_TIME_PAST;
    // What is left are small messages, which need nobody's help to leave.
    while (transport->active_count != 0) (void)weir_mpi_move(transport);
    leave(transport);
  } else if (transport->owns_mpi && is_clean) {
    MPI_Finalize();
  }
  weir_transport_deinit(&transport->base);
  // Where peers stayed away MPI may still write to its buffers: they go with
  // the process, which is about to end.
  if (!is_clean) return;
  weir_allocator_t allocator = weir_default_allocator();
  while (transport->free_arrivals != NULL) {
    weir_mpi_arrival_t* arrival = transport->free_arrivals;
    transport->free_arrivals = arrival->next;
    free(arrival);
  }
  free(transport->requests);
  free(transport->active);
  free(transport->finished);
  weir_free(allocator, transport->ring);
  weir_free(allocator, transport->slots);
  weir_free(allocator, transport->failure_message);
  weir_free(allocator, transport);
}

static const weir_transport_table_t mpi_table = {
    .object = {.type = "transport", .destroy = mpi_destroy},
    .post = mpi_post,
    .move = mpi_move,
    .failed = mpi_failed,
    .abort = mpi_abort,
};

weir_status_t weir_mpi_transport_create(weir_transport_t** out_transport) {
  *out_transport = NULL;
  weir_mpi_transport_t* transport = NULL;
  WEIR_RETURN_IF_ERROR(weir_alloc_aligned(
      weir_default_allocator(), sizeof(*transport), 64, (void**)&transport));
  memset(transport, 0, sizeof(*transport));
  int level = MPI_THREAD_SINGLE;
  weir_status_t status = open_mpi(transport, &level);
  transport->owner = pthread_self();
  weir_transport_init(&transport->base, &mpi_table,
                      (weir_transport_info_t){
                          .name = "mpi",
                          .rank_count = 1,
                          .eager_bytes = WEIR_MPI_EAGER_BYTES,
                          .needs_polling = true,
                          .is_funnelled = level < MPI_THREAD_SERIALIZED,
                      });
  if (weir_is_ok(status)) status = join(transport);
  if (weir_is_ok(status)) {
    *out_transport = &transport->base;
  } else {
    weir_transport_release(&transport->base);
  }
  return status;
}
