#include "transports/startup.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/allocator.h"
#include "engine/base/strbuf.h"
#include "transports/transport_impl.h"

// Flat over rank 0: everybody tells rank 0, rank 0 tells everybody. A few
// messages per rank and run are not worth a tree. Calls come in the same order
// everywhere and messages between two ranks keep theirs, so that one tag for
// each direction does.
enum { TAG_UP = 1, TAG_DOWN = 2 };

// Messages between this rank and others, waited for together.
typedef struct exchange_t {
  weir_transport_t* transport;
  uint32_t count;
  weir_transfer_t* transfers;  // room for all ranks
  // Callbacks may come on any thread that makes progress.
  atomic_uint pending;
  weir_spinlock_t lock;
  weir_status_t status;  // first failure; under lock
} exchange_t;

static void message_done(weir_transfer_t* transfer, weir_status_t status) {
  exchange_t* exchange = transfer->user;
  weir_spinlock_lock(&exchange->lock);
  bool is_first = exchange->status == NULL;
  if (is_first) exchange->status = status;
  weir_spinlock_unlock(&exchange->lock);
  if (!is_first) weir_status_free(status);
  // Release what was received to the waiter, which acquires.
  atomic_fetch_sub_explicit(&exchange->pending, 1, memory_order_release);
}

static weir_status_t exchange_begin(weir_transport_t* transport,
                                    exchange_t* exchange) {
  memset(exchange, 0, sizeof(*exchange));
  exchange->transport = transport;
  return weir_alloc_array(weir_default_allocator(), transport->info.rank_count,
                          sizeof(weir_transfer_t),
                          (void**)&exchange->transfers);
}

static void exchange_add(exchange_t* exchange, uint32_t peer_rank, uint64_t tag,
                         bool is_receive, void* data, size_t bytes) {
  exchange->transfers[exchange->count++] = (weir_transfer_t){
      .self = weir_endpoint_of_rank(exchange->transport->info.rank),
      .peer = weir_endpoint_of_rank(peer_rank),
      .tag = WEIR_TAG_INTERNAL | tag,
      .data = data,
      .bytes = bytes,
      .done = message_done,
      .user = exchange,
      .match = {.is_receive = is_receive},
  };
}

static void wait_for_messages(exchange_t* exchange) {
  // Ends, because the transport ends every message, by success or failure.
  // Ranks may share a core at start-up, so that an idle round gives it away.
  while (atomic_load_explicit(&exchange->pending, memory_order_acquire) != 0) {
    if (!weir_transport_progress(exchange->transport)) sched_yield();
  }
}

// Posts what was added, waits for it and forgets it.
static weir_status_t exchange_run(exchange_t* exchange) {
  weir_transport_t* transport = exchange->transport;
  WEIR_RETURN_IF_ERROR(weir_transport_failure(transport));
  uint32_t count = exchange->count;
  exchange->count = 0;
  atomic_store_explicit(&exchange->pending, count, memory_order_relaxed);
  for (uint32_t i = 0; i < count; ++i) {
    weir_transfer_t* transfer = &exchange->transfers[i];
    weir_status_t status =
        transfer->match.is_receive
            ? weir_transport_post_receive(transport, transfer)
            : weir_transport_post_send(transport, transfer);
    if (!weir_is_ok(status)) message_done(transfer, status);
  }
  wait_for_messages(exchange);
  weir_status_t status = exchange->status;
  exchange->status = NULL;
  return status;
}

static void exchange_end(exchange_t* exchange) {
  weir_free(weir_default_allocator(), exchange->transfers);
}

// Everybody's |bytes| at |data| to rank 0, which gets them in rank order at
// |all|.
static weir_status_t gather(weir_transport_t* transport, const void* data,
                            void* all, size_t bytes) {
  exchange_t exchange;
  WEIR_RETURN_IF_ERROR(exchange_begin(transport, &exchange));
  uint32_t rank = transport->info.rank;
  if (rank != 0) {
    exchange_add(&exchange, 0, TAG_UP, false, (void*)data, bytes);
  } else if (bytes != 0) {
    memcpy(all, data, bytes);
  }
  for (uint32_t i = 1; rank == 0 && i < transport->info.rank_count; ++i) {
    exchange_add(&exchange, i, TAG_UP, true,
                 all ? (uint8_t*)all + i * bytes : NULL, bytes);
  }
  weir_status_t status = exchange_run(&exchange);
  exchange_end(&exchange);
  return status;
}

weir_status_t weir_transport_broadcast(weir_transport_t* transport,
                                       uint32_t root_rank, void* data,
                                       size_t bytes) {
  if (root_rank >= transport->info.rank_count) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "there is no rank %u to broadcast from", root_rank);
  }
  exchange_t exchange;
  WEIR_RETURN_IF_ERROR(exchange_begin(transport, &exchange));
  uint32_t rank = transport->info.rank;
  if (rank != root_rank) {
    exchange_add(&exchange, root_rank, TAG_DOWN, true, data, bytes);
  }
  for (uint32_t i = 0; rank == root_rank && i < transport->info.rank_count;
       ++i) {
    if (i != rank) exchange_add(&exchange, i, TAG_DOWN, false, data, bytes);
  }
  weir_status_t status = exchange_run(&exchange);
  exchange_end(&exchange);
  return status;
}

weir_status_t weir_transport_barrier(weir_transport_t* transport) {
  WEIR_RETURN_IF_ERROR(gather(transport, NULL, NULL, 0));
  return weir_transport_broadcast(transport, 0, NULL, 0);
}

//===-- Statuses ----------------------------------------------------------===//

// A status as it travels; longer messages are cut.
typedef struct packed_status_t {
  uint32_t code;
  char message[1020];
} packed_status_t;

static packed_status_t pack_status(weir_status_t status) {
  packed_status_t packed = {.code = (uint32_t)weir_status_code(status)};
  snprintf(packed.message, sizeof(packed.message), "%s",
           weir_status_message(status));
  return packed;
}

// Joins the failures of |all| in rank order, and the same on every rank.
static weir_status_t join_statuses(const packed_status_t* all,
                                   uint32_t rank_count) {
  weir_code_t code = WEIR_CODE_OK;
  weir_strbuf_t text = {0};
  for (uint32_t i = 0; i < rank_count; ++i) {
    if (all[i].code == WEIR_CODE_OK) continue;
    if (code == WEIR_CODE_OK) code = (weir_code_t)all[i].code;
    if (text.size != 0) weir_strbuf_append_char(&text, '\n');
    if (rank_count > 1) weir_strbuf_printf(&text, "rank %u: ", i);
    weir_strbuf_append_c(&text, all[i].message);
  }
  weir_status_t status = weir_ok();
  if (code != WEIR_CODE_OK) {
    status = weir_status(code, "%s", weir_strbuf_c(&text));
  }
  weir_strbuf_deinit(&text);
  return status;
}

weir_status_t weir_transport_gather_status(weir_transport_t* transport,
                                           weir_status_t status) {
  weir_allocator_t allocator = weir_default_allocator();
  uint32_t rank_count = transport->info.rank_count;
  packed_status_t* all = NULL;
  weir_status_t result =
      weir_alloc_array(allocator, rank_count, sizeof(*all), (void**)&all);
  if (!weir_is_ok(result)) return weir_status_join(status, result);
  packed_status_t own = pack_status(status);
  result = gather(transport, &own, all, sizeof(own));
  if (weir_is_ok(result)) {
    result =
        weir_transport_broadcast(transport, 0, all, rank_count * sizeof(*all));
  }
  if (weir_is_ok(result)) {
    weir_status_free(status);
    result = join_statuses(all, rank_count);
  } else {
    result = weir_status_join(status, result);
  }
  weir_free(allocator, all);
  return result;
}

// On rank 0: what to say of the ranks whose bytes are not rank 0's.
static weir_status_t compare_with_root(const char* what, const uint8_t* all,
                                       size_t bytes, uint32_t rank_count) {
  weir_strbuf_t ranks = {0};
  for (uint32_t i = 1; i < rank_count; ++i) {
    if (bytes == 0 || memcmp(all, all + i * bytes, bytes) == 0) continue;
    weir_strbuf_printf(&ranks, "%s%u", ranks.size ? ", " : "", i);
  }
  weir_status_t status = weir_ok();
  if (ranks.size != 0) {
    status =
        weir_status(WEIR_CODE_FAILED_PRECONDITION,
                    "%s differs between ranks: not as on rank 0 on rank %s",
                    what, weir_strbuf_c(&ranks));
  }
  weir_strbuf_deinit(&ranks);
  return status;
}

weir_status_t weir_transport_agree(weir_transport_t* transport,
                                   const char* what, const void* data,
                                   size_t bytes) {
  weir_allocator_t allocator = weir_default_allocator();
  uint8_t* all = NULL;
  WEIR_RETURN_IF_ERROR(weir_alloc_array(allocator, transport->info.rank_count,
                                        bytes ? bytes : 1, (void**)&all));
  weir_status_t status = gather(transport, data, all, bytes);
  packed_status_t verdict = {0};
  if (weir_is_ok(status)) {
    if (transport->info.rank == 0) {
      weir_status_t difference =
          compare_with_root(what, all, bytes, transport->info.rank_count);
      verdict = pack_status(difference);
      weir_status_free(difference);
    }
    status = weir_transport_broadcast(transport, 0, &verdict, sizeof(verdict));
  }
  weir_free(allocator, all);
  if (weir_is_ok(status) && verdict.code != WEIR_CODE_OK) {
    status = weir_status((weir_code_t)verdict.code, "%s", verdict.message);
  }
  return status;
}
