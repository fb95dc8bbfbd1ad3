// Failures: everything pending ends, on every rank, with the cause.
#include <stdlib.h>
#include <string.h>

#include "tests/cts/transport/cts.h"

static void expect_failed(cts_t* cts, weir_code_t code, const char* text) {
  cts_wait(cts);
  // The news of a failure elsewhere may still be under way.
  weir_status_t failure = weir_ok();
  while (weir_is_ok(failure)) {
    (void)weir_transport_progress(cts->transport);
    failure = weir_transport_failure(cts->transport);
  }
  EXPECT_STATUS(code, text, failure);
}

static bool is_last_rank(cts_t* cts) {
  const weir_transport_info_t* info = weir_transport_info(cts->transport);
  return info->rank + 1 == info->rank_count;
}

// One rank fails while all wait for messages that never come.
static void test_fail(cts_t* cts) {
  cts_set_nodes(cts, NULL);
  cts_message_t messages[2 * NODE_COUNT];
  uint8_t* large = cts_alloc(1 << 20);
  uint8_t* in = cts_alloc(64 * NODE_COUNT);
  for (uint32_t i = 0; i < NODE_COUNT; ++i) {
    if (!cts_is_local(cts, i)) continue;
    cts_receive(&messages[2 * i], cts, i, (i + 1) % NODE_COUNT, 1, in + 64 * i,
                64);
    // Nobody receives this one.
    cts_send(&messages[2 * i + 1], cts, i, (i + 1) % NODE_COUNT, 2, large,
             1 << 20);
  }
  if (is_last_rank(cts)) {
    weir_transport_fail(cts->transport,
                        weir_status(WEIR_CODE_UNAVAILABLE, "the device broke"));
  }
  expect_failed(cts, WEIR_CODE_UNAVAILABLE, "the device broke");
  EXPECT(atomic_load(&cts->first_code) == WEIR_CODE_UNAVAILABLE);
  EXPECT(strstr(cts->first_message, "the device broke") != NULL);
  if (!is_last_rank(cts)) {
    EXPECT(strncmp(cts->first_message, "rank ", 5) == 0);
  }
  // The first failure stays; what is posted later is turned away.
  weir_transport_fail(cts->transport, weir_status(WEIR_CODE_INTERNAL, "late"));
  weir_transfer_t late = {
      .self = weir_endpoint_of_rank(weir_transport_info(cts->transport)->rank),
      .peer = weir_endpoint_of_rank(0)};
  EXPECT_STATUS(WEIR_CODE_UNAVAILABLE, "the device broke",
                weir_transport_post_send(cts->transport, &late));
  EXPECT_STATUS(WEIR_CODE_UNAVAILABLE, "the device broke",
                weir_transport_barrier(cts->transport));
  free(in);
  free(large);
}

static void test_size_mismatch(cts_t* cts) {
  cts_set_nodes(cts, NULL);
  cts_message_t messages[3];
  uint8_t out[16] = {0};
  uint8_t in[16] = {0};
  uint8_t never[16];
  if (cts_is_local(cts, 1)) cts_send(&messages[0], cts, 1, 3, 9, out, 12);
  if (cts_is_local(cts, 3)) cts_receive(&messages[1], cts, 3, 1, 9, in, 16);
  if (cts_is_local(cts, 0)) cts_receive(&messages[2], cts, 0, 2, 9, never, 16);
  expect_failed(cts, WEIR_CODE_DATA_LOSS, "from node 1 to node 3");
}

static void post_kind(cts_t* cts, weir_group_t* group, uint32_t member,
                      weir_collective_kind_t kind, uint32_t root, void* data) {
  weir_collective_t c = {.kind = kind,
                         .reduction = WEIR_REDUCTION_SUM,
                         .element_type = WEIR_ELEMENT_F32,
                         .count = 4,
                         .root = root,
                         .send = data,
                         .receive = (uint8_t*)data + 64,
                         .done = cts_collective_done,
                         .user = cts};
  atomic_fetch_add(&cts->pending, 1);
  weir_status_t status = weir_group_post(group, member, &c);
  if (!weir_is_ok(status)) cts_note(cts, status);
}

// Members that issue different operations: told which, and nothing hangs.
static void disagree(cts_t* cts, weir_collective_kind_t first,
                     weir_collective_kind_t second, const char* first_text,
                     const char* second_text) {
  cts_set_nodes(cts, NULL);
  uint32_t nodes[NODE_COUNT] = {0, 1, 2, 3};
  weir_group_t* group = NULL;
  EXPECT_OK(weir_group_create(cts->transport, 6, NODE_COUNT, nodes, &group));
  uint8_t* data = cts_alloc(1024 * NODE_COUNT);
  for (uint32_t i = 0; i < NODE_COUNT; ++i) {
    if (!cts_is_local(cts, i)) continue;
    uint8_t* own = data + i * (size_t)1024;
    post_kind(cts, group, i, WEIR_COLLECTIVE_ALL_GATHER, 0, own);
    bool is_odd = i == 2;
    post_kind(cts, group, i, is_odd ? second : first, is_odd ? 3 : 0,
              own + 512);
  }
  expect_failed(cts, WEIR_CODE_FAILED_PRECONDITION, "channel 6");
  weir_status_t failure = weir_transport_failure(cts->transport);
  EXPECT(strstr(weir_status_message(failure), first_text) != NULL);
  EXPECT(strstr(weir_status_message(failure), second_text) != NULL);
  weir_status_free(failure);
  weir_group_release(group);
  free(data);
}

static void test_order_mismatch(cts_t* cts) {
  disagree(cts, WEIR_COLLECTIVE_ALL_GATHER, WEIR_COLLECTIVE_ALL_REDUCE,
           "all_gather of 4 x f32", "all_reduce sum of 4 x f32");
}

// Roots that wait for each other without the checks around the ring.
static void test_root_mismatch(cts_t* cts) {
  disagree(cts, WEIR_COLLECTIVE_REDUCE, WEIR_COLLECTIVE_REDUCE,
           "reduce sum of 4 x f32 with root 0",
           "reduce sum of 4 x f32 with root 3");
}

static void test_kind_mismatch(cts_t* cts) {
  disagree(cts, WEIR_COLLECTIVE_BROADCAST, WEIR_COLLECTIVE_REDUCE_SCATTER,
           "broadcast of 4 x f32 with root 0", "reduce_scatter sum of 4 x f32");
}

// A rank that cannot say more than that it failed, in the middle of
// collectives.
static void test_fail_in_collective(cts_t* cts) {
  cts_set_nodes(cts, NULL);
  uint32_t nodes[NODE_COUNT] = {0, 1, 2, 3};
  weir_group_t* group = NULL;
  EXPECT_OK(weir_group_create(cts->transport, 1, NODE_COUNT, nodes, &group));
  uint8_t* data = cts_alloc(1024 * NODE_COUNT);
  for (uint32_t i = 0; i + 1 < NODE_COUNT; ++i) {
    if (cts_is_local(cts, i)) {
      post_kind(cts, group, i, WEIR_COLLECTIVE_ALL_REDUCE, 0,
                data + i * (size_t)1024);
    }
  }
  if (cts_is_local(cts, NODE_COUNT - 1)) {
    weir_transport_fail(cts->transport,
                        weir_status(WEIR_CODE_RESOURCE_EXHAUSTED, "no memory"));
  }
  expect_failed(cts, WEIR_CODE_RESOURCE_EXHAUSTED, "no memory");
  weir_group_release(group);
  free(data);
}

const cts_case_t cts_failure_cases[] = {
    {"fail", test_fail},
    {"size_mismatch", test_size_mismatch},
    {"order_mismatch", test_order_mismatch},
    {"root_mismatch", test_root_mismatch},
    {"kind_mismatch", test_kind_mismatch},
    {"fail_in_collective", test_fail_in_collective},
    {0},
};
