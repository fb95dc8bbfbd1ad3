#include "engine/session/statistics.h"

#include <string.h>

#include "engine/session/session_impl.h"

// Above those of outputs.
enum { TAG_DEVICE = 1 << 24, TAG_NODE = 1 << 25 };

static weir_node_t* local_node(const weir_session_t* session, uint32_t index) {
  for (uint32_t i = 0; i < session->node_count; ++i) {
    if (session->nodes[i].index == index) return &session->nodes[i];
  }
  return NULL;
}

// |data| is filled here when the node is local, and travels when it is not.
static weir_status_t move(weir_session_t* session, uint32_t owner, uint64_t tag,
                          void* data, size_t bytes) {
  if (owner == 0) return weir_ok();
  if (session->rank == 0) {
    return weir_session_pass(session, owner, false, tag, data, bytes);
  }
  if (session->rank == owner) {
    return weir_session_pass(session, 0, true, tag, data, bytes);
  }
  return weir_ok();
}

static weir_status_t collect_node(weir_session_t* session, uint32_t index,
                                  weir_session_statistics_t* statistics) {
  const weir_plan_node_t* plan = &session->plan->nodes[index];
  uint32_t owner = weir_transport_node_rank(session->transport, index);
  const weir_node_t* node = local_node(session, index);
  for (uint32_t i = 0; i < plan->device_count; ++i) {
    weir_device_statistics_t* device =
        &statistics->devices[plan->device_first + i];
    if (node != NULL) weir_device_statistics(node->devices[i], device);
    WEIR_RETURN_IF_ERROR(move(session, owner,
                              TAG_DEVICE + plan->device_first + i, device,
                              sizeof(*device)));
  }
  weir_transport_counters_t* counters = &statistics->nodes[index];
  if (node != NULL) {
    const weir_transport_counters_t* base = &node->base_counters;
    *counters = weir_transport_node_counters(session->transport, index);
    counters->sent_messages -= base->sent_messages;
    counters->sent_bytes -= base->sent_bytes;
    counters->received_messages -= base->received_messages;
    counters->received_bytes -= base->received_bytes;
  }
  return move(session, owner, TAG_NODE + index, counters, sizeof(*counters));
}

weir_status_t weir_session_collect_statistics(
    weir_session_t* session, weir_session_statistics_t* out_statistics) {
  memset(out_statistics, 0, sizeof(*out_statistics));
  weir_session_statistics_t all = {.device_count = session->plan->device_count,
                                   .node_count = session->plan->node_count};
  weir_status_t status =
      weir_alloc_array(session->allocator, all.device_count,
                       sizeof(*all.devices), (void**)&all.devices);
  if (weir_is_ok(status)) {
    status = weir_alloc_array(session->allocator, all.node_count,
                              sizeof(*all.nodes), (void**)&all.nodes);
  }
  for (uint32_t i = 0; i < all.node_count && weir_is_ok(status); ++i) {
    status = collect_node(session, i, &all);
  }
  if (weir_is_ok(status) && session->rank == 0) {
    *out_statistics = all;
  } else {
    weir_session_statistics_deinit(&all);
  }
  return status;
}

void weir_session_statistics_deinit(weir_session_statistics_t* statistics) {
  weir_free(weir_default_allocator(), statistics->devices);
  weir_free(weir_default_allocator(), statistics->nodes);
  memset(statistics, 0, sizeof(*statistics));
}

void weir_session_reset_statistics(weir_session_t* session) {
  for (uint32_t i = 0; i < session->node_count; ++i) {
    session->nodes[i].base_counters = weir_transport_node_counters(
        session->transport, session->nodes[i].index);
    for (uint32_t j = 0; j < session->nodes[i].device_count; ++j) {
      weir_device_reset_statistics(session->nodes[i].devices[j]);
    }
  }
}
