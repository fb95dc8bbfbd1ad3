// Messages between nodes: order, sizes, many at once, many threads; start-up.
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "tests/cts/transport/cts.h"

static void test_shape(cts_t* cts) {
  const weir_transport_info_t* info = weir_transport_info(cts->transport);
  EXPECT(info->rank < info->rank_count);
  EXPECT_STATUS(WEIR_CODE_INVALID_ARGUMENT, "0 nodes",
                weir_transport_set_nodes(cts->transport, 0, NULL));
  uint32_t beyond[2] = {0, info->rank_count};
  EXPECT_STATUS(WEIR_CODE_INVALID_ARGUMENT, "node 1",
                weir_transport_set_nodes(cts->transport, 2, beyond));
  cts_set_nodes(cts, NULL);
  EXPECT_STATUS(WEIR_CODE_FAILED_PRECONDITION, "already",
                weir_transport_set_nodes(cts->transport, 1, NULL));
  EXPECT(weir_transport_node_count(cts->transport) == NODE_COUNT);
  for (uint32_t i = 0; i < NODE_COUNT; ++i) {
    uint32_t rank = weir_transport_node_rank(cts->transport, i);
    EXPECT(rank < info->rank_count);
    EXPECT(i == 0 || rank >= weir_transport_node_rank(cts->transport, i - 1));
    EXPECT(cts_is_local(cts, i) == (rank == info->rank));
  }
  EXPECT(!cts_is_local(cts, NODE_COUNT));
}

static void test_arguments(cts_t* cts) {
  weir_transfer_t transfer = {
      .self = weir_endpoint_of_rank(weir_transport_info(cts->transport)->rank),
      .peer = 0};
  EXPECT_STATUS(WEIR_CODE_INVALID_ARGUMENT, "no endpoint",
                weir_transport_post_send(cts->transport, &transfer));
  cts_set_nodes(cts, NULL);
  transfer.self = NODE_COUNT;
  EXPECT_STATUS(WEIR_CODE_INVALID_ARGUMENT, "not on rank",
                weir_transport_post_receive(cts->transport, &transfer));
  for (uint32_t i = 0; i < NODE_COUNT; ++i) {
    transfer.self = i;
    transfer.peer = weir_endpoint_of_rank(1000);
    EXPECT_STATUS(WEIR_CODE_INVALID_ARGUMENT,
                  cts_is_local(cts, i) ? "no endpoint" : "not on rank",
                  weir_transport_post_send(cts->transport, &transfer));
  }
}

// Every node to every node, also itself, over the borders of all protocols.
static void test_sizes(cts_t* cts) {
  static const size_t sizes[] = {0,    1,    8,     100,    3967,    3968,
                                 3969, 4096, 65536, 300001, 3000000, 8};
  enum { SIZE_COUNT = sizeof(sizes) / sizeof(sizes[0]) };
  cts_set_nodes(cts, NULL);
  for (size_t s = 0; s < SIZE_COUNT; ++s) {
    size_t bytes = sizes[s];
    cts_message_t messages[2 * NODE_COUNT * NODE_COUNT];
    uint8_t* data[2 * NODE_COUNT * NODE_COUNT] = {0};
    uint32_t count = 0;
    for (uint32_t node = 0; node < NODE_COUNT; ++node) {
      for (uint32_t peer = 0; cts_is_local(cts, node) && peer < NODE_COUNT;
           ++peer) {
        data[count] = cts_alloc(bytes);
        cts_fill(data[count], bytes, node * 16 + peer);
        cts_send(&messages[count], cts, node, peer, 7, data[count], bytes);
        ++count;
        data[count] = cts_alloc(bytes);
        cts_receive(&messages[count], cts, node, peer, 7, data[count], bytes);
        ++count;
      }
    }
    cts_wait_ok(cts);
    for (uint32_t i = 0; i < count; ++i) {
      const weir_transfer_t* transfer = &messages[i].transfer;
      uint64_t key = i % 2 ? transfer->peer * 16 + transfer->self
                           : transfer->self * 16 + transfer->peer;
      EXPECT(cts_is_filled(data[i], bytes, key));
      free(data[i]);
    }
  }
}

enum { ORDER_COUNT = 200 };

static size_t order_bytes(uint32_t i) {
  return i % 5 == 0 ? 10000 : 64 + i;
}

// Node i sends to node i+1; receives are posted in another order, some before
// and some after the messages come.
static void test_out_of_order(cts_t* cts) {
  cts_set_nodes(cts, NULL);
  cts_message_t* messages =
      cts_alloc(2 * NODE_COUNT * ORDER_COUNT * sizeof(*messages));
  uint8_t** data = cts_alloc(2 * NODE_COUNT * ORDER_COUNT * sizeof(*data));
  for (int round = 0; round < 2; ++round) {
    for (uint32_t node = 0; node < NODE_COUNT; ++node) {
      for (uint32_t i = 0; cts_is_local(cts, node) && i < ORDER_COUNT; ++i) {
        uint32_t at = node * ORDER_COUNT + i;
        data[at] = cts_alloc(order_bytes(i));
        cts_fill(data[at], order_bytes(i), node * 1000 + i);
        cts_send(&messages[at], cts, node, (node + 1) % NODE_COUNT,
                 weir_transfer_tag(3, i, 1, 0), data[at], order_bytes(i));
      }
    }
    if (round == 1) EXPECT_OK(weir_transport_barrier(cts->transport));
    for (uint32_t node = 0; node < NODE_COUNT; ++node) {
      for (uint32_t i = 0; cts_is_local(cts, node) && i < ORDER_COUNT; ++i) {
        uint32_t which = ORDER_COUNT - 1 - i;
        uint32_t at = (NODE_COUNT + node) * ORDER_COUNT + which;
        data[at] = cts_alloc(order_bytes(which));
        cts_receive(
            &messages[at], cts, node, (node + NODE_COUNT - 1) % NODE_COUNT,
            weir_transfer_tag(3, which, 1, 0), data[at], order_bytes(which));
      }
    }
    cts_wait_ok(cts);
    for (uint32_t at = 0; at < 2 * NODE_COUNT * ORDER_COUNT; ++at) {
      uint32_t node = at / ORDER_COUNT % NODE_COUNT;
      uint32_t i = at % ORDER_COUNT;
      if (!cts_is_local(cts, node)) continue;
      uint32_t source = at / ORDER_COUNT < NODE_COUNT
                            ? node
                            : (node + NODE_COUNT - 1) % NODE_COUNT;
      EXPECT(cts_is_filled(data[at], order_bytes(i), source * 1000 + i));
      free(data[at]);
      data[at] = NULL;
    }
  }
  free(data);
  free(messages);
}

// Equal tags keep their order, also when small and large ones mix and when
// there are more of them than a transport has buffers.
static void test_same_tag(cts_t* cts) {
  enum { COUNT = 700, LARGE = 20000 };
  cts_set_nodes(cts, NULL);
  cts_message_t* messages = cts_alloc(2 * COUNT * sizeof(*messages));
  uint8_t* out = cts_alloc((size_t)COUNT * LARGE);
  uint8_t* in = cts_alloc((size_t)COUNT * LARGE);
  for (uint32_t i = 0; i < COUNT; ++i) {
    size_t bytes = i % 3 == 0 ? LARGE : 16;
    uint8_t* place = out + (size_t)i * LARGE;
    cts_fill(place, bytes, i);
    if (cts_is_local(cts, 0)) {
      cts_send(&messages[i], cts, 0, NODE_COUNT - 1, 5, place, bytes);
    }
  }
  for (uint32_t i = 0; i < COUNT; ++i) {
    size_t bytes = i % 3 == 0 ? LARGE : 16;
    if (cts_is_local(cts, NODE_COUNT - 1)) {
      cts_receive(&messages[COUNT + i], cts, NODE_COUNT - 1, 0, 5,
                  in + (size_t)i * LARGE, bytes);
    }
  }
  cts_wait_ok(cts);
  for (uint32_t i = 0; cts_is_local(cts, NODE_COUNT - 1) && i < COUNT; ++i) {
    size_t bytes = i % 3 == 0 ? LARGE : 16;
    EXPECT(cts_is_filled(in + (size_t)i * LARGE, bytes, i));
  }
  free(in);
  free(out);
  free(messages);
}

// A message posted from the callback of another: a token around the nodes.
typedef struct relay_t {
  cts_t* cts;
  uint32_t node;
  uint32_t laps;
  uint64_t value;
  weir_transfer_t receive;
  weir_transfer_t send;
} relay_t;

enum { RELAY_LAPS = 50 };

static void relay_receive(relay_t* relay);

static void relay_sent(weir_transfer_t* transfer, weir_status_t status) {
  relay_t* relay = transfer->user;
  cts_t* cts = relay->cts;
  EXPECT_OK(status);
  ++relay->laps;
  // Node 0 has the first word and hears the last one.
  if (relay->node == 0 || relay->laps < RELAY_LAPS) {
    relay_receive(relay);
  } else {
    cts_note(cts, weir_ok());
  }
}

static void relay_send(relay_t* relay) {
  relay->send = (weir_transfer_t){.self = relay->node,
                                  .peer = (relay->node + 1) % NODE_COUNT,
                                  .data = &relay->value,
                                  .bytes = sizeof(relay->value),
                                  .done = relay_sent,
                                  .user = relay};
  cts_t* cts = relay->cts;
  EXPECT_OK(weir_transport_post_send(cts->transport, &relay->send));
}

static void relay_received(weir_transfer_t* transfer, weir_status_t status) {
  relay_t* relay = transfer->user;
  cts_t* cts = relay->cts;
  EXPECT_OK(status);
  if (relay->node == 0 && relay->laps == RELAY_LAPS) {
    cts_note(cts, weir_ok());
    return;
  }
  relay->value += relay->node + 1;
  relay_send(relay);
}

static void relay_receive(relay_t* relay) {
  cts_t* cts = relay->cts;
  relay->receive =
      (weir_transfer_t){.self = relay->node,
                        .peer = (relay->node + NODE_COUNT - 1) % NODE_COUNT,
                        .data = &relay->value,
                        .bytes = sizeof(relay->value),
                        .done = relay_received,
                        .user = relay};
  EXPECT_OK(weir_transport_post_receive(cts->transport, &relay->receive));
}

static void test_relay(cts_t* cts) {
  cts_set_nodes(cts, NULL);
  relay_t relays[NODE_COUNT];
  for (uint32_t i = 0; i < NODE_COUNT; ++i) {
    if (!cts_is_local(cts, i)) continue;
    relays[i] = (relay_t){.cts = cts, .node = i};
    atomic_fetch_add(&cts->pending, 1);
    if (i == 0) {
      relay_send(&relays[i]);
    } else {
      relay_receive(&relays[i]);
    }
  }
  cts_wait_ok(cts);
  // Node 0 has sent RELAY_LAPS times; the last lap ends at the last node.
  uint64_t sum =
      (uint64_t)(RELAY_LAPS - 1) * (NODE_COUNT * (NODE_COUNT + 1) / 2);
  uint64_t rest = NODE_COUNT * (NODE_COUNT + 1) / 2 - 1;
  if (cts_is_local(cts, 0)) EXPECT(relays[0].value == sum + rest);
}

//===-- Threads -----------------------------------------------------------===//

enum { THREADS = 4, THREAD_MESSAGES = 400 };

typedef struct thread_t {
  cts_t* cts;
  uint32_t node;
  uint32_t thread;
  cts_message_t messages[2 * THREAD_MESSAGES];
  uint64_t out[THREAD_MESSAGES][2];
  uint64_t in[THREAD_MESSAGES][2];
} thread_t;

static void* thread_main(void* argument) {
  thread_t* self = argument;
  cts_t* cts = self->cts;
  uint32_t random = cts->seed + self->node * 17 + self->thread;
  uint32_t next = (self->node + 1) % NODE_COUNT;
  uint32_t before = (self->node + NODE_COUNT - 1) % NODE_COUNT;
  for (uint32_t i = 0; i < THREAD_MESSAGES; ++i) {
    self->out[i][0] = self->thread;
    self->out[i][1] = i;
    uint64_t tag = weir_transfer_tag(self->thread, i % 7, 9, 0);
    bool sends_first = cts_random(&random) & 1;
    for (int k = 0; k < 2; ++k) {
      if ((k == 0) == sends_first) {
        cts_send(&self->messages[2 * i], cts, self->node, next, tag,
                 self->out[i], 16);
      } else {
        cts_receive(&self->messages[2 * i + 1], cts, self->node, before, tag,
                    self->in[i], 16);
      }
    }
    if (cts_random(&random) % 4 == 0) {
      (void)weir_transport_progress(cts->transport);
    }
  }
  return NULL;
}

static void test_threads(cts_t* cts) {
  cts_set_nodes(cts, NULL);
  thread_t* threads[NODE_COUNT * THREADS] = {0};
  pthread_t handles[NODE_COUNT * THREADS];
  uint32_t count = 0;
  for (uint32_t node = 0; node < NODE_COUNT; ++node) {
    for (uint32_t i = 0; cts_is_local(cts, node) && i < THREADS; ++i) {
      threads[count] = cts_alloc(sizeof(thread_t));
      threads[count]->cts = cts;
      threads[count]->node = node;
      threads[count]->thread = i;
      EXPECT(pthread_create(&handles[count], NULL, thread_main,
                            threads[count]) == 0);
      ++count;
    }
  }
  for (uint32_t i = 0; i < count; ++i) pthread_join(handles[i], NULL);
  cts_wait_ok(cts);
  for (uint32_t i = 0; i < count; ++i) {
    for (uint32_t k = 0; k < THREAD_MESSAGES; ++k) {
      EXPECT(threads[i]->in[k][0] == threads[i]->thread);
      EXPECT(threads[i]->in[k][1] == k);
    }
    free(threads[i]);
  }
}

//===-- Maps, counters, start-up ------------------------------------------===//

static void test_map(cts_t* cts) {
  uint32_t rank_count = weir_transport_info(cts->transport)->rank_count;
  uint32_t map[NODE_COUNT];
  for (uint32_t i = 0; i < NODE_COUNT; ++i) {
    map[i] = rank_count - 1 - i % rank_count;
  }
  cts_set_nodes(cts, map);
  cts_message_t messages[2 * NODE_COUNT];
  uint32_t in[NODE_COUNT];
  uint32_t out[NODE_COUNT];
  for (uint32_t i = 0; i < NODE_COUNT; ++i) {
    EXPECT(weir_transport_node_rank(cts->transport, i) == map[i]);
    if (!cts_is_local(cts, i)) continue;
    out[i] = i + 100;
    cts_send(&messages[2 * i], cts, i, (i + 1) % NODE_COUNT, 1, &out[i], 4);
    cts_receive(&messages[2 * i + 1], cts, i, (i + 3) % NODE_COUNT, 1, &in[i],
                4);
  }
  cts_wait_ok(cts);
  for (uint32_t i = 0; i < NODE_COUNT; ++i) {
    if (cts_is_local(cts, i)) EXPECT(in[i] == (i + 3) % NODE_COUNT + 100);
  }
}

static void test_counters(cts_t* cts) {
  cts_set_nodes(cts, NULL);
  cts_message_t messages[4];
  static uint8_t out[2][9000];
  static uint8_t in[2][9000];
  size_t bytes[2] = {100, 9000};
  for (int i = 0; i < 2; ++i) {
    if (cts_is_local(cts, 0)) {
      cts_send(&messages[i], cts, 0, NODE_COUNT - 1, 1, out[i], bytes[i]);
    }
    if (cts_is_local(cts, NODE_COUNT - 1)) {
      cts_receive(&messages[2 + i], cts, NODE_COUNT - 1, 0, 1, in[i], bytes[i]);
    }
  }
  cts_wait_ok(cts);
  for (uint32_t i = 0; i < NODE_COUNT; ++i) {
    weir_transport_counters_t counters =
        weir_transport_node_counters(cts->transport, i);
    bool sent = i == 0 && cts_is_local(cts, i);
    bool received = i == NODE_COUNT - 1 && cts_is_local(cts, i);
    EXPECT(counters.sent_messages == (sent ? 2 : 0));
    EXPECT(counters.sent_bytes == (sent ? 9100 : 0));
    EXPECT(counters.received_messages == (received ? 2 : 0));
    EXPECT(counters.received_bytes == (received ? 9100 : 0));
  }
}

static void test_startup(cts_t* cts) {
  weir_transport_t* transport = cts->transport;
  const weir_transport_info_t* info = weir_transport_info(transport);
  for (int i = 0; i < 20; ++i) EXPECT_OK(weir_transport_barrier(transport));
  for (uint32_t root = 0; root < info->rank_count; ++root) {
    uint64_t value[2] = {info->rank, root};
    EXPECT_OK(weir_transport_broadcast(transport, root, value, sizeof(value)));
    EXPECT(value[0] == root && value[1] == root);
  }
  EXPECT_STATUS(WEIR_CODE_INVALID_ARGUMENT, "no rank",
                weir_transport_broadcast(transport, info->rank_count, NULL, 0));
  uint8_t hash[32];
  memset(hash, 42, sizeof(hash));
  EXPECT_OK(weir_transport_agree(transport, "the plan", hash, sizeof(hash)));
  EXPECT_OK(weir_transport_gather_status(transport, weir_ok()));
  bool is_last = info->rank + 1 == info->rank_count;
  weir_status_t status = weir_ok();
  if (is_last) status = weir_status(WEIR_CODE_NOT_FOUND, "no file x.weir");
  EXPECT_STATUS(WEIR_CODE_NOT_FOUND,
                info->rank_count > 1 ? ": no file x.weir" : "no file x.weir",
                weir_transport_gather_status(transport, status));
  EXPECT_OK(weir_transport_barrier(transport));
  if (info->rank_count == 1) return;
  hash[31] = is_last ? 1 : 2;
  char expected[64];
  snprintf(expected, sizeof(expected),
           "the plan differs between ranks: not as on rank 0 on rank %u",
           info->rank_count - 1);
  EXPECT_STATUS(
      WEIR_CODE_FAILED_PRECONDITION, expected,
      weir_transport_agree(transport, "the plan", hash, sizeof(hash)));
}

const cts_case_t cts_message_cases[] = {
    {"shape", test_shape},
    {"arguments", test_arguments},
    {"sizes", test_sizes},
    {"out_of_order", test_out_of_order},
    {"same_tag", test_same_tag},
    {"relay", test_relay},
    {"threads", test_threads},
    {"map", test_map},
    {"counters", test_counters},
    {"startup", test_startup},
    {0},
};
