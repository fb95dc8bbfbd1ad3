// The protocol: slots out, ring in, matching, announced data.
#include <stdlib.h>
#include <string.h>

#include "engine/base/allocator.h"
#include "transports/mpi/mpi_transport_impl.h"

weir_status_t weir_mpi_status(int result, const char* what) {
  if (result == MPI_SUCCESS) return weir_ok();
  char text[MPI_MAX_ERROR_STRING] = "";
  int length = 0;
  MPI_Error_string(result, text, &length);
  return weir_status(WEIR_CODE_UNAVAILABLE, "%s: %s", what, text);
}

bool weir_mpi_check(weir_mpi_transport_t* transport, int result,
                    const char* what) {
  if (result == MPI_SUCCESS) return true;
  weir_transport_fail(&transport->base, weir_mpi_status(result, what));
  return false;
}

static weir_transfer_t* transfer_of(weir_match_t* match) {
  return (weir_transfer_t*)((char*)match - offsetof(weir_transfer_t, match));
}

static uint32_t rank_of(weir_mpi_transport_t* transport,
                        weir_endpoint_t endpoint) {
  uint32_t rank = 0;
  (void)weir_transport_find_endpoint(&transport->base, endpoint, &rank);
  return rank;
}

//===-- Requests under way ------------------------------------------------===//

static weir_status_t grow_active(weir_mpi_transport_t* transport) {
  uint32_t capacity =
      transport->active_capacity ? 2 * transport->active_capacity : 512;
  MPI_Request* requests =
      realloc(transport->requests, capacity * sizeof(*requests));
  if (requests != NULL) transport->requests = requests;
  weir_mpi_active_t* active =
      realloc(transport->active, capacity * sizeof(*active));
  if (active != NULL) transport->active = active;
  int* finished = realloc(transport->finished, capacity * sizeof(*finished));
  if (finished != NULL) transport->finished = finished;
  if (requests == NULL || active == NULL || finished == NULL) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                       "no memory for %u messages under way", capacity);
  }
  transport->active_capacity = capacity;
  return weir_ok();
}

// Room for |count| more requests; fails the transport when there is none.
static bool reserve_active(weir_mpi_transport_t* transport, uint32_t count) {
  while (transport->active_capacity - transport->active_count < count) {
    weir_status_t status = grow_active(transport);
    if (weir_is_ok(status)) continue;
    weir_transport_fail(&transport->base, status);
    return false;
  }
  return true;
}

static void add_active(weir_mpi_transport_t* transport, MPI_Request request,
                       weir_transfer_t* transfer, uint32_t slot) {
  uint32_t i = transport->active_count++;
  transport->requests[i] = request;
  transport->active[i] = (weir_mpi_active_t){transfer, slot};
}

static void end_piece(weir_mpi_transport_t* transport,
                      weir_transfer_t* transfer) {
  if (--transfer->pieces != 0) return;
  weir_status_t failure = weir_transport_failure(&transport->base);
  if (weir_is_ok(failure)) {
    if (transfer->match.is_receive) {
      weir_transport_count_received(&transport->base, transfer);
    } else {
      weir_transport_count_sent(&transport->base, transfer);
    }
  }
  weir_transport_push_done(&transport->base, transfer, failure);
}

static void end_active(weir_mpi_transport_t* transport,
                       weir_mpi_active_t active) {
  if (active.transfer != NULL) {
    end_piece(transport, active.transfer);
  } else if (active.slot < WEIR_MPI_SEND_SLOTS) {
    transport->free_slots[transport->free_slot_count++] = active.slot;
  }
}

static int compare_ints(const void* a, const void* b) {
  int x = *(const int*)a;
  int y = *(const int*)b;
  return (x > y) - (x < y);
}

// Ends the requests that MPI has finished.
static bool test_active(weir_mpi_transport_t* transport) {
  if (transport->active_count == 0) return false;
  int count = 0;
  if (!weir_mpi_check(
          transport,
          MPI_Testsome((int)transport->active_count, transport->requests,
                       &count, transport->finished, MPI_STATUSES_IGNORE),
          "MPI_Testsome") ||
      count == MPI_UNDEFINED || count == 0) {
    return false;
  }
  // From the highest index down, so that the last entry, which fills the gap,
  // is never one that is finished and not yet ended.
  if (count > 1) {
    qsort(transport->finished, (size_t)count, sizeof(int), compare_ints);
  }
  for (int i = count - 1; i >= 0; --i) {
    int index = transport->finished[i];
    weir_mpi_active_t active = transport->active[index];
    uint32_t last = --transport->active_count;
    transport->active[index] = transport->active[last];
    transport->requests[index] = transport->requests[last];
    end_active(transport, active);
  }
  return true;
}

//===-- Data under its own tag --------------------------------------------===//

static uint32_t piece_count(size_t bytes) {
  return (uint32_t)((bytes + WEIR_MPI_PIECE_BYTES - 1) / WEIR_MPI_PIECE_BYTES);
}

static void start_data(weir_mpi_transport_t* transport,
                       weir_transfer_t* transfer, uint32_t data_tag) {
  uint32_t pieces = piece_count(transfer->bytes);
  int peer = (int)rank_of(transport, transfer->peer);
  transfer->pieces = pieces;
  for (uint32_t i = 0; i < pieces; ++i) {
    size_t begin = (size_t)i * WEIR_MPI_PIECE_BYTES;
    size_t left = transfer->bytes - begin;
    int bytes =
        (int)(left < WEIR_MPI_PIECE_BYTES ? left : WEIR_MPI_PIECE_BYTES);
    uint8_t* data = (uint8_t*)transfer->data + begin;
    MPI_Request request = MPI_REQUEST_NULL;
    int result = transfer->match.is_receive
                     ? MPI_Irecv(data, bytes, MPI_BYTE, peer, (int)data_tag,
                                 transport->comm, &request)
                     : MPI_Isend(data, bytes, MPI_BYTE, peer, (int)data_tag,
                                 transport->comm, &request);
    if (weir_mpi_check(transport, result, "MPI_Isend or MPI_Irecv")) {
      add_active(transport, request, transfer, 0);
    } else {
      end_piece(transport, transfer);
    }
  }
}

//===-- Sends -------------------------------------------------------------===//

// Needs a free slot and room for the requests.
static void issue_send(weir_mpi_transport_t* transport,
                       weir_transfer_t* transfer) {
  bool is_eager = transfer->bytes <= WEIR_MPI_EAGER_BYTES;
  uint32_t slot = transport->free_slots[--transport->free_slot_count];
  uint8_t* message = transport->slots + (size_t)slot * WEIR_MPI_SLOT_BYTES;
  weir_mpi_header_t header = {
      .kind = is_eager ? WEIR_MPI_EAGER : WEIR_MPI_ANNOUNCE,
      .source_rank = transport->base.info.rank,
      .source = transfer->self,
      .destination = transfer->peer,
      .tag = transfer->tag,
      .bytes = transfer->bytes,
      .signature = {transfer->signature[0], transfer->signature[1]},
  };
  size_t payload = is_eager ? transfer->bytes : 0;
  if (!is_eager) {
    header.data_tag = transport->next_data_tag++;
    if (transport->next_data_tag > transport->max_data_tag) {
      transport->next_data_tag = WEIR_MPI_SLOT_TAG + 1;
    }
  }
  memcpy(message, &header, sizeof(header));
  if (payload != 0) memcpy(message + sizeof(header), transfer->data, payload);
  MPI_Request request = MPI_REQUEST_NULL;
  int result = MPI_Isend(message, (int)(sizeof(header) + payload), MPI_BYTE,
                         (int)rank_of(transport, transfer->peer),
                         WEIR_MPI_SLOT_TAG, transport->comm, &request);
  if (!weir_mpi_check(transport, result, "MPI_Isend")) {
    transport->free_slots[transport->free_slot_count++] = slot;
    weir_transport_push_done(&transport->base, transfer,
                             weir_transport_failure(&transport->base));
    return;
  }
  add_active(transport, request, NULL, slot);
  if (!is_eager) {
    start_data(transport, transfer, header.data_tag);
    return;
  }
  weir_transport_count_sent(&transport->base, transfer);
  weir_transport_push_done(&transport->base, transfer, weir_ok());
}

static bool issue_waiting(weir_mpi_transport_t* transport) {
  bool moved = false;
  while (transport->waiting.head != NULL && transport->free_slot_count != 0) {
    weir_match_t* match = transport->waiting.head;
    weir_transfer_t* transfer = transfer_of(match);
    if (!reserve_active(transport, 1 + piece_count(transfer->bytes))) break;
    transport->waiting.head = match->next;
    if (match->next == NULL) transport->waiting.tail = &transport->waiting.head;
    issue_send(transport, transfer);
    moved = true;
  }
  return moved;
}

//===-- Receives ----------------------------------------------------------===//

static weir_match_list_t* bucket_of(weir_mpi_transport_t* transport,
                                    const weir_match_t* match) {
  return &transport->buckets[weir_match_hash(match) % WEIR_MPI_BUCKETS];
}

static weir_mpi_arrival_t* take_arrival(weir_mpi_transport_t* transport) {
  weir_mpi_arrival_t* arrival = transport->free_arrivals;
  if (arrival != NULL) {
    transport->free_arrivals = arrival->next;
    return arrival;
  }
  return malloc(sizeof(*arrival));
}

static void put_arrival(weir_mpi_transport_t* transport,
                        weir_mpi_arrival_t* arrival) {
  arrival->next = transport->free_arrivals;
  transport->free_arrivals = arrival;
}

// A header and its receive have met.
static void deliver(weir_mpi_transport_t* transport,
                    const weir_mpi_header_t* header, const uint8_t* payload,
                    weir_transfer_t* transfer) {
  weir_status_t status =
      weir_transfer_check(transfer, header->bytes, header->signature);
  if (weir_is_ok(status) && header->kind == WEIR_MPI_ANNOUNCE &&
      !reserve_active(transport, piece_count(transfer->bytes))) {
    status = weir_transport_failure(&transport->base);
  }
  if (!weir_is_ok(status)) {
    weir_transport_push_done(&transport->base, transfer,
                             weir_status_clone(status));
    weir_transport_fail(&transport->base, status);
    return;
  }
  if (header->kind == WEIR_MPI_ANNOUNCE) {
    start_data(transport, transfer, header->data_tag);
    return;
  }
  if (transfer->bytes != 0) memcpy(transfer->data, payload, transfer->bytes);
  weir_transport_count_received(&transport->base, transfer);
  weir_transport_push_done(&transport->base, transfer, weir_ok());
}

static void start_receive(weir_mpi_transport_t* transport,
                          weir_transfer_t* transfer) {
  weir_match_t* match =
      weir_match_meet(bucket_of(transport, &transfer->match), &transfer->match);
  if (match == NULL) return;
  weir_mpi_arrival_t* arrival = (weir_mpi_arrival_t*)match;
  deliver(transport, &arrival->header, arrival->payload, transfer);
  put_arrival(transport, arrival);
}

static void receive_failure(weir_mpi_transport_t* transport,
                            const weir_mpi_header_t* header,
                            const uint8_t* payload) {
  if (weir_transport_has_failed(&transport->base)) return;
  transport->is_failure_remote = true;
  weir_transport_fail(
      &transport->base,
      weir_status((weir_code_t)header->tag, "rank %u: %.*s",
                  header->source_rank, (int)header->bytes, payload));
}

static void receive_message(weir_mpi_transport_t* transport,
                            const uint8_t* message, size_t size) {
  weir_mpi_header_t header;
  bool is_whole = size >= sizeof(header);
  if (is_whole) {
    memcpy(&header, message, sizeof(header));
    size_t payload = header.kind == WEIR_MPI_ANNOUNCE ? 0 : header.bytes;
    is_whole = size - sizeof(header) == payload;
  }
  if (!is_whole) {
    weir_transport_fail(&transport->base,
                        weir_status(WEIR_CODE_DATA_LOSS,
                                    "a message of %zu bytes is damaged", size));
    return;
  }
  const uint8_t* payload = message + sizeof(header);
  if (header.kind == WEIR_MPI_FAILURE) {
    receive_failure(transport, &header, payload);
    return;
  }
  if (header.kind == WEIR_MPI_LEAVE) {
    ++transport->leave_count;
    return;
  }
  if (weir_transport_has_failed(&transport->base)) return;
  weir_mpi_arrival_t* arrival = take_arrival(transport);
  if (arrival == NULL) {
    weir_transport_fail(&transport->base,
                        weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                                    "no memory for an unexpected message"));
    return;
  }
  arrival->match = (weir_match_t){.tag = header.tag,
                                  .source = header.source,
                                  .destination = header.destination,
                                  .is_receive = false};
  weir_match_t* match =
      weir_match_meet(bucket_of(transport, &arrival->match), &arrival->match);
  if (match == NULL) {
    arrival->header = header;
    memcpy(arrival->payload, payload, size - sizeof(header));
    return;
  }
  put_arrival(transport, arrival);
  deliver(transport, &header, payload, transfer_of(match));
}

// Receives into one slot tag and one communicator fill in the order in which
// they were posted, so that a look at the oldest one tells.
static bool test_ring(weir_mpi_transport_t* transport) {
  for (uint32_t i = 0; i < WEIR_MPI_RING_SLOTS; ++i) {
    uint32_t head = transport->ring_head;
    MPI_Request* request = &transport->ring_requests[head];
    int is_done = 0;
    MPI_Status status;
    if (!weir_mpi_check(transport, MPI_Test(request, &is_done, &status),
                        "MPI_Test") ||
        !is_done) {
      return i != 0;
    }
    int size = 0;
    MPI_Get_count(&status, MPI_BYTE, &size);
    receive_message(transport,
                    transport->ring + (size_t)head * WEIR_MPI_SLOT_BYTES,
                    (size_t)size);
    transport->ring_head = (head + 1) % WEIR_MPI_RING_SLOTS;
    if (!weir_mpi_check(transport, MPI_Start(request), "MPI_Start")) {
      return true;
    }
  }
  return true;
}

//===-- Failure -----------------------------------------------------------===//

// A message outside the order of slots, which do not go round any more when the
// transport has failed. |message| stays as it is until it has left.
static void send_control(weir_mpi_transport_t* transport, uint32_t peer_rank,
                         const void* message, size_t bytes) {
  if (!reserve_active(transport, 1)) return;
  MPI_Request request = MPI_REQUEST_NULL;
  int result = MPI_Isend(message, (int)bytes, MPI_BYTE, (int)peer_rank,
                         WEIR_MPI_SLOT_TAG, transport->comm, &request);
  if (weir_mpi_check(transport, result, "MPI_Isend")) {
    add_active(transport, request, NULL, WEIR_MPI_SEND_SLOTS);
  }
}

void weir_mpi_send_leave(weir_mpi_transport_t* transport, uint32_t peer_rank) {
  transport->leave_message = (weir_mpi_header_t){
      .kind = WEIR_MPI_LEAVE, .source_rank = transport->base.info.rank};
  send_control(transport, peer_rank, &transport->leave_message,
               sizeof(transport->leave_message));
}

static void tell_failure(weir_mpi_transport_t* transport) {
  weir_status_t failure = transport->base.failure;
  const char* text = weir_status_message(failure);
  size_t bytes = strlen(text);
  if (bytes > WEIR_MPI_EAGER_BYTES) bytes = WEIR_MPI_EAGER_BYTES;
  weir_mpi_header_t header = {
      .kind = WEIR_MPI_FAILURE,
      .source_rank = transport->base.info.rank,
      .tag = (uint64_t)weir_status_code(failure),
      .bytes = bytes,
  };
  uint8_t* message = transport->failure_message;
  memcpy(message, &header, sizeof(header));
  memcpy(message + sizeof(header), text, bytes);
  for (uint32_t i = 0; i < transport->base.info.rank_count; ++i) {
    if (i == transport->base.info.rank) continue;
    send_control(transport, i, message, sizeof(header) + bytes);
  }
}

static void end_with_failure(weir_mpi_transport_t* transport,
                             weir_transfer_t* transfer) {
  weir_transport_push_done(&transport->base, transfer,
                           weir_transport_failure(&transport->base));
}

// Ends what waits, once. Data that MPI has in its hands may still be read or
// written: receives are cancelled, and both get a moment to come to their end
// before the owner of the memory is told.
static void flush(weir_mpi_transport_t* transport) {
  for (weir_match_t* match = weir_match_take_all(&transport->waiting);
       match != NULL;) {
    weir_match_t* next = match->next;
    end_with_failure(transport, transfer_of(match));
    match = next;
  }
  for (uint32_t i = 0; i < WEIR_MPI_BUCKETS; ++i) {
    weir_match_t* match = weir_match_take_all(&transport->buckets[i]);
    while (match != NULL) {
      weir_match_t* next = match->next;
      if (match->is_receive) {
        end_with_failure(transport, transfer_of(match));
      } else {
        put_arrival(transport, (weir_mpi_arrival_t*)match);
      }
      match = next;
    }
  }
  for (uint32_t i = 0; i < transport->active_count; ++i) {
    weir_transfer_t* transfer = transport->active[i].transfer;
    if (transfer != NULL && transfer->match.is_receive) {
      MPI_Cancel(&transport->requests[i]);
    }
  }
  transport->give_up_at_ns = weir_deadline_after(INT64_C(1000000000));
  if (!transport->is_failure_remote) tell_failure(transport);
  // Release: pairs with the acquire in weir_mpi_token_release().
  atomic_store_explicit(&transport->is_flushed, true, memory_order_release);
}

// Takes back the memory of data that no peer is going to fetch any more: peers
// have been told as well, and post no receives for it.
static void give_up(weir_mpi_transport_t* transport) {
  for (uint32_t i = transport->active_count; i-- > 0;) {
    weir_transfer_t* transfer = transport->active[i].transfer;
    if (transfer == NULL) continue;
    MPI_Request_free(&transport->requests[i]);
    uint32_t last = --transport->active_count;
    transport->active[i] = transport->active[last];
    transport->requests[i] = transport->requests[last];
    end_piece(transport, transfer);
  }
}

//===-- Progress ----------------------------------------------------------===//

void weir_mpi_start(weir_mpi_transport_t* transport,
                    weir_transfer_t* transfer) {
  if (weir_transport_has_failed(&transport->base)) {
    end_with_failure(transport, transfer);
  } else if (transfer->match.is_receive) {
    start_receive(transport, transfer);
  } else {
    // Behind those that wait already: messages of one tag keep their order.
    transfer->match.next = NULL;
    if (transport->waiting.tail == NULL) {
      transport->waiting.tail = &transport->waiting.head;
    }
    *transport->waiting.tail = &transfer->match;
    transport->waiting.tail = &transfer->match.next;
    (void)issue_waiting(transport);
  }
}

static bool start_submitted(weir_mpi_transport_t* transport) {
  // Acquire pairs with the release of the push.
  weir_transfer_t* list = atomic_exchange_explicit(&transport->submitted, NULL,
                                                   memory_order_acquire);
  if (list == NULL) return false;
  weir_transfer_t* oldest = NULL;
  while (list != NULL) {
    weir_transfer_t* next = list->next;
    list->next = oldest;
    oldest = list;
    list = next;
  }
  while (oldest != NULL) {
    weir_transfer_t* next = oldest->next;
    weir_mpi_start(transport, oldest);
    oldest = next;
  }
  return true;
}

bool weir_mpi_move(weir_mpi_transport_t* transport) {
  bool moved = false;
  if (atomic_load_explicit(&transport->submitted, memory_order_relaxed)) {
    moved = start_submitted(transport);
  }
  moved |= test_ring(transport);
  moved |= test_active(transport);
  if (transport->waiting.head != NULL) moved |= issue_waiting(transport);
  if (weir_transport_has_failed(&transport->base)) {
    if (!atomic_load_explicit(&transport->is_flushed, memory_order_relaxed)) {
      flush(transport);
    } else if (transport->active_count != 0 &&
               weir_now_ns() >= transport->give_up_at_ns) {
      give_up(transport);
    }
  }
  return moved;
}

bool weir_mpi_token_try(weir_mpi_transport_t* transport) {
  if (transport->base.info.is_funnelled &&
      !pthread_equal(pthread_self(), transport->owner)) {
    return false;
  }
  // No look beforehand: a poster that has just pushed must write the token, for
  // its holder to see the push when giving it back.
  return atomic_exchange_explicit(&transport->token, 1, memory_order_acq_rel) ==
         0;
}

void weir_mpi_token_release(weir_mpi_transport_t* transport) {
  for (;;) {
    // An exchange, not a store: where a poster found the token taken, this
    // reads what the poster wrote and so sees its push below.
    atomic_exchange_explicit(&transport->token, 0, memory_order_acq_rel);
    bool has_work =
        atomic_load_explicit(&transport->submitted, memory_order_relaxed) !=
            NULL ||
        (weir_transport_has_failed(&transport->base) &&
         !atomic_load_explicit(&transport->is_flushed, memory_order_acquire));
    if (!has_work || !weir_mpi_token_try(transport)) return;
    (void)weir_mpi_move(transport);
  }
}
