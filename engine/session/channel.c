// Channels of programs over the transport.
//
// A send or receive of the plan is a message between two nodes, matched by
// (channel, transfer, invocation, occurrence): none waits for another.
// Everything else is a collective of the channel's group, in the order in which
// a node starts them.

#include <stdio.h>
#include <stdlib.h>

#include "engine/session/channel_impl.h"

// A message or collective under way.
typedef struct weir_channel_message_t {
  struct weir_channel_message_t* next;
  weir_node_channel_t* channel;  // retained
  weir_transfer_t transfer;
  weir_channel_done_t done;
} weir_channel_message_t;
WEIR_ASSERT_OBJECT(weir_channel_t);

// ---- messages --------------------------------------------------------------

static weir_channel_message_t* message_take(weir_node_channel_t* channel) {
  weir_spinlock_lock(&channel->lock);
  weir_channel_message_t* message = channel->free;
  if (message != NULL) channel->free = message->next;
  weir_spinlock_unlock(&channel->lock);
  if (message == NULL) message = malloc(sizeof(*message));
  if (message == NULL) return NULL;
  message->channel = channel;
  weir_channel_retain(&channel->base);
  // Relaxed: a count for reports.
  atomic_fetch_add_explicit(&channel->session->message_count, 1,
                            memory_order_relaxed);
  return message;
}

// Gives the message back before the callback, which may start the next one.
static void message_end(weir_channel_message_t* message, weir_status_t status) {
  weir_node_channel_t* channel = message->channel;
  weir_channel_done_t done = message->done;
  atomic_fetch_sub_explicit(&channel->session->message_count, 1,
                            memory_order_relaxed);
  weir_spinlock_lock(&channel->lock);
  message->next = channel->free;
  channel->free = message;
  weir_spinlock_unlock(&channel->lock);
  done.fn(done.user, status);
  weir_channel_release(&channel->base);
}

static void transfer_done(weir_transfer_t* transfer, weir_status_t status) {
  message_end(transfer->user, status);
}

static void collective_done(void* user, weir_status_t status) {
  message_end(user, status);
}

static void start_message(weir_node_channel_t* channel,
                          weir_channel_message_t* message,
                          const weir_channel_transfer_t* transfer) {
  bool is_send = transfer->op == WEIR_CHANNEL_SEND;
  message->transfer = (weir_transfer_t){
      .self = weir_group_member_node(channel->group, channel->base.rank),
      .peer = weir_group_member_node(channel->group, transfer->peer),
      .tag = weir_transfer_tag(channel->number, (uint32_t)transfer->transfer_id,
                               transfer->invocation_id, transfer->occurrence),
      .data = is_send ? (void*)transfer->source : transfer->target,
      .bytes = is_send ? transfer->source_bytes : transfer->target_bytes,
      .done = transfer_done,
      .user = message,
  };
  weir_status_t status =
      is_send ? weir_transport_post_send(channel->session->transport,
                                         &message->transfer)
              : weir_transport_post_receive(channel->session->transport,
                                            &message->transfer);
  if (!weir_is_ok(status)) message_end(message, status);
}

static const weir_collective_kind_t collective_kinds[] = {
    [WEIR_CHANNEL_SEND] = WEIR_COLLECTIVE_SEND,
    [WEIR_CHANNEL_RECV] = WEIR_COLLECTIVE_RECV,
    [WEIR_CHANNEL_SEND_RECV] = WEIR_COLLECTIVE_SEND_RECV,
    [WEIR_CHANNEL_BROADCAST] = WEIR_COLLECTIVE_BROADCAST,
    [WEIR_CHANNEL_REDUCE] = WEIR_COLLECTIVE_REDUCE,
    [WEIR_CHANNEL_ALL_REDUCE] = WEIR_COLLECTIVE_ALL_REDUCE,
    [WEIR_CHANNEL_ALL_GATHER] = WEIR_COLLECTIVE_ALL_GATHER,
    [WEIR_CHANNEL_REDUCE_SCATTER] = WEIR_COLLECTIVE_REDUCE_SCATTER,
    [WEIR_CHANNEL_ALL_TO_ALL] = WEIR_COLLECTIVE_ALL_TO_ALL,
};

static const weir_reduction_t reductions[] = {
    [WEIR_CHANNEL_REDUCTION_NONE] = WEIR_REDUCTION_NONE,
    [WEIR_CHANNEL_REDUCTION_SUM] = WEIR_REDUCTION_SUM,
    [WEIR_CHANNEL_REDUCTION_PRODUCT] = WEIR_REDUCTION_PRODUCT,
    [WEIR_CHANNEL_REDUCTION_MINIMUM] = WEIR_REDUCTION_MINIMUM,
    [WEIR_CHANNEL_REDUCTION_MAXIMUM] = WEIR_REDUCTION_MAXIMUM,
    [WEIR_CHANNEL_REDUCTION_AVERAGE] = WEIR_REDUCTION_AVERAGE,
};

// Which of the two sizes the group counts.
static uint64_t counted_bytes(const weir_channel_transfer_t* transfer) {
  switch (transfer->op) {
    case WEIR_CHANNEL_RECV:
    case WEIR_CHANNEL_REDUCE_SCATTER:
    case WEIR_CHANNEL_BROADCAST:
      return transfer->target_bytes;
    case WEIR_CHANNEL_SEND_RECV:
      return transfer->peer == WEIR_CHANNEL_NO_PEER ? transfer->target_bytes
                                                    : transfer->source_bytes;
    default:
      return transfer->source_bytes;
  }
}

static void start_collective(weir_node_channel_t* channel,
                             weir_channel_message_t* message,
                             const weir_channel_transfer_t* transfer) {
  weir_element_type_t type = transfer->element_type;
  uint64_t element_bytes = weir_element_bytes(type);
  if (element_bytes == 0) {
    type = WEIR_ELEMENT_I8;
    element_bytes = 1;
  }
  uint64_t bytes = counted_bytes(transfer);
  weir_collective_t collective = {
      .kind = collective_kinds[transfer->op],
      .reduction = reductions[transfer->reduction],
      .element_type = type,
      .count = bytes / element_bytes,
      .root = transfer->peer,
      .send_to = transfer->peer == WEIR_CHANNEL_NO_PEER ? WEIR_MEMBER_NONE
                                                        : transfer->peer,
      .receive_from = transfer->peer,
      .send = transfer->source,
      .receive = transfer->target,
      .done = collective_done,
      .user = message,
  };
  if (transfer->op == WEIR_CHANNEL_SEND_RECV) {
    collective.receive_from = transfer->peer_source == WEIR_CHANNEL_NO_PEER
                                  ? WEIR_MEMBER_NONE
                                  : transfer->peer_source;
  }
  weir_status_t status =
      bytes % element_bytes == 0
          ? weir_group_post(channel->group, channel->base.rank, &collective)
          : weir_status(WEIR_CODE_INVALID_ARGUMENT,
                        "%llu bytes are no whole number of elements",
                        (unsigned long long)bytes);
  if (!weir_is_ok(status)) message_end(message, status);
}

static void channel_start(weir_channel_t* base,
                          const weir_channel_transfer_t* transfer,
                          weir_channel_done_t done) {
  weir_node_channel_t* channel = (weir_node_channel_t*)base;
  weir_channel_message_t* message = message_take(channel);
  if (message == NULL) {
    done.fn(done.user, weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                                   "no memory for a message"));
    return;
  }
  message->done = done;
  bool is_message = (transfer->op == WEIR_CHANNEL_SEND ||
                     transfer->op == WEIR_CHANNEL_RECV) &&
                    transfer->transfer_id <= WEIR_TAG_MAX_TRANSFER;
  if (is_message) {
    start_message(channel, message, transfer);
  } else {
    start_collective(channel, message, transfer);
  }
}

static void channel_destroy(weir_object_t* object) {
  weir_node_channel_t* channel = (weir_node_channel_t*)object;
  while (channel->free != NULL) {
    weir_channel_message_t* message = channel->free;
    channel->free = message->next;
    free(message);
  }
  weir_group_release(channel->group);
  weir_group_release(channel->control);
  weir_node_channel_give_number_back(channel->session, channel->number);
  weir_node_channel_give_number_back(channel->session, channel->control_number);
  free(channel);
}

static const weir_channel_table_t channel_table = {
    .object = {.type = "channel", .destroy = channel_destroy},
    .start = channel_start,
};

// ---- ends -------------------------------------------------------------------

weir_status_t weir_node_channel_make(weir_session_t* session, const char* name,
                                     uint32_t number, uint32_t control_number,
                                     weir_group_t* group, uint32_t member,
                                     weir_channel_t** out_channel) {
  weir_node_channel_t* channel = calloc(1, sizeof(*channel));
  if (channel == NULL) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED, "no memory for a channel");
  }
  snprintf(channel->name, sizeof(channel->name), "%s", name);
  weir_channel_init(&channel->base, &channel_table, channel->name, member,
                    weir_group_member_count(group));
  channel->session = session;
  channel->number = number;
  channel->control_number = control_number;
  channel->group = group;
  weir_group_retain(group);
  *out_channel = &channel->base;
  return weir_ok();
}

weir_node_channel_t* weir_node_channel_cast(weir_channel_t* base) {
  return base->object.table == &channel_table.object
             ? (weir_node_channel_t*)base
             : NULL;
}
