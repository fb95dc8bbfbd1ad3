#include "transports/transport.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/allocator.h"
#include "transports/signature.h"
#include "transports/transport_impl.h"

void weir_transport_init(weir_transport_t* transport,
                         const weir_transport_table_t* table,
                         weir_transport_info_t info) {
  weir_object_init(&transport->object, &table->object);
  transport->table = table;
  transport->info = info;
}

static void end_transfers(weir_transfer_t* list);

void weir_transport_deinit(weir_transport_t* transport) {
  // Acquire: the stack's last pushers are the ones before the last release.
  end_transfers(
      atomic_exchange_explicit(&transport->done, NULL, memory_order_acquire));
  weir_allocator_t allocator = weir_default_allocator();
  weir_free(allocator, transport->node_ranks);
  weir_free(allocator, transport->counters);
  weir_status_free(transport->failure);
}

void weir_transport_retain(weir_transport_t* transport) {
  weir_object_retain(&transport->object);
}

void weir_transport_release(weir_transport_t* transport) {
  if (transport != NULL) weir_object_release(&transport->object);
}

const weir_transport_info_t* weir_transport_info(
    const weir_transport_t* transport) {
  return &transport->info;
}

//===-- Nodes -------------------------------------------------------------===//

weir_status_t weir_transport_set_nodes(weir_transport_t* transport,
                                       uint32_t node_count,
                                       const uint32_t* node_ranks) {
  uint32_t rank_count = transport->info.rank_count;
  if (transport->node_ranks != NULL) {
    return weir_status(WEIR_CODE_FAILED_PRECONDITION,
                       "the transport's nodes are set already");
  }
  if (node_count == 0 || node_count > WEIR_ENDPOINT_RANK_BIT - 1) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "a transport cannot have %u nodes", node_count);
  }
  for (uint32_t i = 0; node_ranks != NULL && i < node_count; ++i) {
    if (node_ranks[i] >= rank_count) {
      return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "node %u is mapped to rank %u, but there are %u ranks",
                         i, node_ranks[i], rank_count);
    }
  }
  weir_allocator_t allocator = weir_default_allocator();
  void* ranks = NULL;
  void* counters = NULL;
  weir_status_t status =
      weir_alloc_array(allocator, node_count, sizeof(uint32_t), &ranks);
  if (weir_is_ok(status)) {
    status = weir_alloc_aligned(allocator,
                                node_count * sizeof(weir_endpoint_counters_t),
                                64, &counters);
  }
  if (!weir_is_ok(status)) {
    weir_free(allocator, ranks);
    return status;
  }
  transport->node_ranks = ranks;
  for (uint32_t i = 0; i < node_count; ++i) {
    uint64_t block = (uint64_t)i * rank_count / node_count;
    if (rank_count > node_count) block = i;
    transport->node_ranks[i] = node_ranks ? node_ranks[i] : (uint32_t)block;
  }
  transport->counters = counters;
  memset(counters, 0, node_count * sizeof(weir_endpoint_counters_t));
  transport->node_count = node_count;
  return weir_ok();
}

uint32_t weir_transport_node_count(const weir_transport_t* transport) {
  return transport->node_count;
}

uint32_t weir_transport_node_rank(const weir_transport_t* transport,
                                  uint32_t node) {
  return transport->node_ranks[node];
}

bool weir_transport_is_local(const weir_transport_t* transport, uint32_t node) {
  return node < transport->node_count &&
         transport->node_ranks[node] == transport->info.rank;
}

bool weir_transport_find_endpoint(const weir_transport_t* transport,
                                  weir_endpoint_t endpoint,
                                  uint32_t* out_rank) {
  if (endpoint & WEIR_ENDPOINT_RANK_BIT) {
    *out_rank = endpoint & ~WEIR_ENDPOINT_RANK_BIT;
    return *out_rank < transport->info.rank_count;
  }
  if (endpoint >= transport->node_count) return false;
  *out_rank = transport->node_ranks[endpoint];
  return true;
}

//===-- Posting and progress ----------------------------------------------===//

static weir_status_t post(weir_transport_t* transport,
                          weir_transfer_t* transfer, bool is_receive) {
  uint32_t self_rank = 0;
  uint32_t peer_rank = 0;
  if (!weir_transport_find_endpoint(transport, transfer->self, &self_rank) ||
      self_rank != transport->info.rank) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "endpoint %#x is not on rank %u", transfer->self,
                       transport->info.rank);
  }
  if (!weir_transport_find_endpoint(transport, transfer->peer, &peer_rank)) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "there is no endpoint %#x (%u nodes, %u ranks)",
                       transfer->peer, transport->node_count,
                       transport->info.rank_count);
  }
  if (weir_transport_has_failed(transport)) {
    return weir_transport_failure(transport);
  }
  transfer->match = (weir_match_t){
      .tag = transfer->tag,
      .source = is_receive ? transfer->peer : transfer->self,
      .destination = is_receive ? transfer->self : transfer->peer,
      .is_receive = is_receive,
  };
  transfer->next = NULL;
  transfer->status = NULL;
  transfer->pieces = 0;
  if (peer_rank == transport->info.rank) {
    weir_transport_hub_post(transport, transfer);
  } else {
    transport->table->post(transport, transfer);
  }
  return weir_ok();
}

weir_status_t weir_transport_post_send(weir_transport_t* transport,
                                       weir_transfer_t* transfer) {
  return post(transport, transfer, false);
}

weir_status_t weir_transport_post_receive(weir_transport_t* transport,
                                          weir_transfer_t* transfer) {
  return post(transport, transfer, true);
}

void weir_transport_push_done(weir_transport_t* transport,
                              weir_transfer_t* transfer, weir_status_t status) {
  transfer->status = status;
  weir_transfer_t* head =
      atomic_load_explicit(&transport->done, memory_order_relaxed);
  do {
    transfer->next = head;
    // Release pairs with the acquire of the take in progress.
  } while (!atomic_compare_exchange_weak_explicit(
      &transport->done, &head, transfer, memory_order_release,
      memory_order_relaxed));
  if (transport->wake != NULL) transport->wake(transport->wake_user);
}

void weir_transport_defer(weir_transport_t* transport,
                          weir_transfer_t* transfer) {
  weir_transport_push_done(transport, transfer, weir_ok());
}

void weir_transport_set_wake(weir_transport_t* transport,
                             void (*wake)(void* user), void* user) {
  transport->wake = wake;
  transport->wake_user = user;
}

// Calls back for |list|, a stack, oldest first.
static void end_transfers(weir_transfer_t* list) {
  weir_transfer_t* reversed = NULL;
  while (list != NULL) {
    weir_transfer_t* next = list->next;
    list->next = reversed;
    reversed = list;
    list = next;
  }
  while (reversed != NULL) {
    weir_transfer_t* transfer = reversed;
    weir_status_t status = transfer->status;
    reversed = transfer->next;
    transfer->next = NULL;
    transfer->status = NULL;
    transfer->done(transfer, status);
  }
}

bool weir_transport_progress(weir_transport_t* transport) {
  bool moved = false;
  if (transport->table->move != NULL) moved = transport->table->move(transport);
  // A look before the exchange keeps idle pollers off each other's cache line.
  if (atomic_load_explicit(&transport->done, memory_order_relaxed) == NULL) {
    return moved;
  }
  // Acquire pairs with the release in weir_transport_push_done().
  weir_transfer_t* done =
      atomic_exchange_explicit(&transport->done, NULL, memory_order_acquire);
  end_transfers(done);
  return moved || done != NULL;
}

//===-- Failure -----------------------------------------------------------===//

bool weir_transport_set_failure(weir_transport_t* transport,
                                weir_status_t status) {
  weir_spinlock_lock(&transport->failure_lock);
  bool is_first = transport->failure == NULL;
  if (is_first) {
    transport->failure = status;
    // Pairs with the acquire in weir_transport_has_failed().
    atomic_store_explicit(&transport->has_failed, true, memory_order_release);
  }
  weir_spinlock_unlock(&transport->failure_lock);
  // Not the cause: it came after the failure that everybody gets to see.
  if (!is_first) weir_status_free(status);
  return is_first;
}

void weir_transport_fail(weir_transport_t* transport, weir_status_t status) {
  if (weir_is_ok(status)) return;
  if (!weir_transport_set_failure(transport, status)) return;
  weir_transport_hub_flush(transport);
  transport->table->failed(transport);
}

weir_status_t weir_transport_failure(weir_transport_t* transport) {
  if (!weir_transport_has_failed(transport)) return weir_ok();
  return weir_status_clone(transport->failure);
}

void weir_transport_abort(weir_transport_t* transport, int exit_code) {
  if (exit_code < 1 || exit_code > 99) exit_code = 99;
  if (transport->table->abort != NULL) {
    transport->table->abort(transport, exit_code);
  }
  _Exit(exit_code);
}

//===-- The hub -----------------------------------------------------------===//

static void meet(weir_transport_t* transport, weir_transfer_t* send,
                 weir_transfer_t* receive) {
  weir_status_t status =
      weir_transfer_check(receive, send->bytes, send->signature);
  if (!weir_is_ok(status)) {
    weir_transport_push_done(transport, send, weir_status_clone(status));
    weir_transport_push_done(transport, receive, weir_status_clone(status));
    weir_transport_fail(transport, status);
    return;
  }
  if (send->bytes != 0 && send->data != receive->data) {
    memcpy(receive->data, send->data, send->bytes);
  }
  weir_transport_count_sent(transport, send);
  weir_transport_count_received(transport, receive);
  weir_transport_push_done(transport, send, weir_ok());
  weir_transport_push_done(transport, receive, weir_ok());
}

static weir_transfer_t* transfer_of_match(weir_match_t* match) {
  return (weir_transfer_t*)((char*)match - offsetof(weir_transfer_t, match));
}

void weir_transport_hub_post(weir_transport_t* transport,
                             weir_transfer_t* transfer) {
  uint64_t hash = weir_match_hash(&transfer->match);
  weir_hub_bucket_t* bucket = &transport->hub[hash % WEIR_HUB_BUCKETS];
  weir_spinlock_lock(&bucket->lock);
  // Under the lock that the flush takes after it has seen the failure: either
  // the flush finds this transfer, or it is turned away here.
  bool has_failed = weir_transport_has_failed(transport);
  weir_match_t* match =
      has_failed ? NULL : weir_match_meet(&bucket->list, &transfer->match);
  weir_spinlock_unlock(&bucket->lock);
  if (has_failed) {
    weir_transport_push_done(transport, transfer,
                             weir_transport_failure(transport));
    return;
  }
  if (match == NULL) return;
  weir_transfer_t* partner = transfer_of_match(match);
  if (transfer->match.is_receive) {
    meet(transport, partner, transfer);
  } else {
    meet(transport, transfer, partner);
  }
}

void weir_transport_hub_flush(weir_transport_t* transport) {
  for (size_t i = 0; i < WEIR_HUB_BUCKETS; ++i) {
    weir_hub_bucket_t* bucket = &transport->hub[i];
    weir_spinlock_lock(&bucket->lock);
    weir_match_t* match = weir_match_take_all(&bucket->list);
    weir_spinlock_unlock(&bucket->lock);
    while (match != NULL) {
      weir_match_t* next = match->next;
      weir_transport_push_done(transport, transfer_of_match(match),
                               weir_transport_failure(transport));
      match = next;
    }
  }
}

//===-- Checks and counters -----------------------------------------------===//

weir_status_t weir_transfer_check(const weir_transfer_t* receive, size_t bytes,
                                  const uint64_t signature[2]) {
  if (receive->signature[0] != signature[0] ||
      receive->signature[1] != signature[1]) {
    return weir_signature_mismatch(&receive->match, signature,
                                   receive->signature);
  }
  if (receive->bytes == bytes) return weir_ok();
  weir_strbuf_t text = {0};
  weir_match_format(&receive->match, &text);
  weir_status_t status = weir_status(
      WEIR_CODE_DATA_LOSS, "%s: the message has %zu bytes, its receive %zu",
      weir_strbuf_c(&text), bytes, receive->bytes);
  weir_strbuf_deinit(&text);
  return status;
}

static weir_endpoint_counters_t* counters_of(weir_transport_t* transport,
                                             weir_endpoint_t endpoint) {
  return endpoint < transport->node_count ? &transport->counters[endpoint]
                                          : NULL;
}

// Counters are only ever summed up: relaxed.
void weir_transport_count_sent(weir_transport_t* transport,
                               const weir_transfer_t* transfer) {
  weir_endpoint_counters_t* counters = counters_of(transport, transfer->self);
  if (counters == NULL) return;
  atomic_fetch_add_explicit(&counters->sent_messages, 1, memory_order_relaxed);
  atomic_fetch_add_explicit(&counters->sent_bytes, transfer->bytes,
                            memory_order_relaxed);
}

void weir_transport_count_received(weir_transport_t* transport,
                                   const weir_transfer_t* transfer) {
  weir_endpoint_counters_t* counters = counters_of(transport, transfer->self);
  if (counters == NULL) return;
  atomic_fetch_add_explicit(&counters->received_messages, 1,
                            memory_order_relaxed);
  atomic_fetch_add_explicit(&counters->received_bytes, transfer->bytes,
                            memory_order_relaxed);
}

weir_transport_counters_t weir_transport_node_counters(
    const weir_transport_t* transport, uint32_t node) {
  weir_transport_counters_t result = {0};
  if (!weir_transport_is_local(transport, node)) return result;
  weir_endpoint_counters_t* counters = &transport->counters[node];
  result.sent_messages =
      atomic_load_explicit(&counters->sent_messages, memory_order_relaxed);
  result.sent_bytes =
      atomic_load_explicit(&counters->sent_bytes, memory_order_relaxed);
  result.received_messages =
      atomic_load_explicit(&counters->received_messages, memory_order_relaxed);
  result.received_bytes =
      atomic_load_explicit(&counters->received_bytes, memory_order_relaxed);
  return result;
}
