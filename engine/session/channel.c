// Channels of programs over the transport.
//
// A send or receive of the plan is a message between two nodes, matched by
// (channel, transfer, invocation): none waits for another. Everything else is a
// collective of the channel's group, in the order in which a node starts them.

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/session/session_impl.h"

typedef struct node_channel_t node_channel_t;

// A message or collective under way.
typedef struct message_t {
  struct message_t* next;
  node_channel_t* channel;  // retained
  weir_transfer_t transfer;
  weir_channel_done_t done;
} message_t;

struct node_channel_t {
  weir_channel_t base;
  weir_session_t* session;
  weir_group_t* group;  // retained
  uint32_t number;      // in tags
  // Where splits are agreed on: they happen as the host comes to them, which is
  // no order among the collectives of |group|. NULL until the first one.
  weir_group_t* control;
  uint32_t control_number;
  uint32_t split_count;
  weir_spinlock_t lock;
  message_t* free;  // under |lock|
  char name[64];
};
WEIR_ASSERT_OBJECT(weir_channel_t);

// ---- messages --------------------------------------------------------------

static message_t* message_take(node_channel_t* channel) {
  weir_spinlock_lock(&channel->lock);
  message_t* message = channel->free;
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
static void message_end(message_t* message, weir_status_t status) {
  node_channel_t* channel = message->channel;
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

static void start_message(node_channel_t* channel, message_t* message,
                          const weir_channel_transfer_t* transfer) {
  bool is_send = transfer->op == WEIR_CHANNEL_SEND;
  message->transfer = (weir_transfer_t){
      .self = weir_group_member_node(channel->group, channel->base.rank),
      .peer = weir_group_member_node(channel->group, transfer->peer),
      .tag = weir_transfer_tag(channel->number, (uint32_t)transfer->transfer_id,
                               transfer->invocation_id),
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

static void start_collective(node_channel_t* channel, message_t* message,
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
  node_channel_t* channel = (node_channel_t*)base;
  message_t* message = message_take(channel);
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

static void give_number_back(weir_session_t* session, uint32_t number);

static void channel_destroy(weir_object_t* object) {
  node_channel_t* channel = (node_channel_t*)object;
  while (channel->free != NULL) {
    message_t* message = channel->free;
    channel->free = message->next;
    free(message);
  }
  weir_group_release(channel->group);
  weir_group_release(channel->control);
  give_number_back(channel->session, channel->number);
  give_number_back(channel->session, channel->control_number);
  free(channel);
}

static const weir_channel_table_t channel_table = {
    .object = {.type = "channel", .destroy = channel_destroy},
    .start = channel_start,
};

// ---- making channels -------------------------------------------------------

// Retains |group|.
static weir_status_t make_channel(weir_session_t* session, const char* name,
                                  uint32_t number, uint32_t control_number,
                                  weir_group_t* group, uint32_t member,
                                  weir_channel_t** out_channel) {
  node_channel_t* channel = calloc(1, sizeof(*channel));
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

static weir_status_t group_of(weir_session_t* session, uint32_t index,
                              weir_group_t** out_group) {
  weir_spinlock_lock(&session->lock);
  *out_group = session->groups[index];
  weir_spinlock_unlock(&session->lock);
  if (*out_group != NULL) return weir_ok();
  const weir_plan_channel_t* plan = &session->plan->channels[index];
  uint32_t* nodes = NULL;
  WEIR_RETURN_IF_ERROR(weir_alloc_array(session->allocator, plan->member_count,
                                        sizeof(*nodes), (void**)&nodes));
  for (uint32_t i = 0; i < plan->member_count; ++i) {
    nodes[i] = session->plan->members[plan->member_first + i].node;
  }
  weir_group_t* group = NULL;
  weir_status_t status = weir_group_create(session->transport, index,
                                           plan->member_count, nodes, &group);
  weir_free(session->allocator, nodes);
  if (!weir_is_ok(status)) return status;
  // Another node may have been faster; then ours goes.
  weir_spinlock_lock(&session->lock);
  if (session->groups[index] == NULL) {
    session->groups[index] = group;
    group = NULL;
  }
  *out_group = session->groups[index];
  weir_spinlock_unlock(&session->lock);
  weir_group_release(group);
  return weir_ok();
}

static uint32_t member_of(const weir_plan_t* plan, uint32_t channel,
                          uint32_t node, uint32_t device) {
  const weir_plan_channel_t* record = &plan->channels[channel];
  for (uint32_t i = 0; i < record->member_count; ++i) {
    weir_plan_place_t place = plan->members[record->member_first + i];
    if (place.node == node && place.device == device) return i;
  }
  return WEIR_PLAN_NONE;
}

weir_status_t weir_node_channel(void* user, uint32_t device, uint32_t channel,
                                weir_channel_t** out_channel) {
  *out_channel = NULL;
  weir_node_t* node = user;
  weir_session_t* session = node->session;
  const char* name =
      weir_plan_string(session->plan, session->plan->channels[channel].name);
  uint32_t member = member_of(session->plan, channel, node->index, device);
  if (member == WEIR_PLAN_NONE) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "device %u is no member of channel \"%s\"", device,
                       name);
  }
  // One end for all who ask: command lists are recorded with it.
  weir_channel_t** end =
      &node->channels[(size_t)channel * node->device_count + device];
  if (*end == NULL) {
    weir_group_t* group = NULL;
    WEIR_RETURN_IF_ERROR(group_of(session, channel, &group));
    WEIR_RETURN_IF_ERROR(make_channel(session, name, channel,
                                      session->plan->channel_count + channel,
                                      group, member, end));
  }
  weir_channel_retain(*end);
  *out_channel = *end;
  return weir_ok();
}

// By name; without one, the channel with the most members that has the device.
static uint32_t find_channel(const weir_plan_t* plan, uint32_t node,
                             uint32_t device, weir_string_view_t group) {
  uint32_t found = WEIR_PLAN_NONE;
  for (uint32_t i = 0; i < plan->channel_count; ++i) {
    if (member_of(plan, i, node, device) == WEIR_PLAN_NONE) continue;
    if (group.size > 0) {
      const char* name = weir_plan_string(plan, plan->channels[i].name);
      if (weir_sv_equal_c(group, name)) return i;
    } else if (found == WEIR_PLAN_NONE ||
               plan->channels[i].member_count >
                   plan->channels[found].member_count) {
      found = i;
    }
  }
  return found;
}

weir_status_t weir_node_create_channel(void* user, uint32_t device,
                                       weir_string_view_t id,
                                       weir_string_view_t group, int32_t rank,
                                       int32_t count,
                                       weir_channel_t** out_channel) {
  (void)id;  // who belongs together is the plan's to say
  *out_channel = NULL;
  weir_node_t* node = user;
  uint32_t channel =
      find_channel(node->session->plan, node->index, device, group);
  if (channel == WEIR_PLAN_NONE) {
    if (group.size == 0 && count <= 1) {
      return weir_channel_create_self("self", out_channel);
    }
    return weir_status(
        WEIR_CODE_NOT_FOUND,
        "the plan has no channel \"%.*s\" with device %u of "
        "node \"%s\"",
        WEIR_SV_ARGS(group), device,
        weir_plan_string(node->session->plan,
                         node->session->plan->nodes[node->index].name));
  }
  WEIR_RETURN_IF_ERROR(weir_node_channel(user, device, channel, out_channel));
  weir_channel_t* made = *out_channel;
  if ((rank >= 0 && (uint32_t)rank != made->rank) ||
      (count >= 0 && (uint32_t)count != made->count)) {
    weir_status_t status = weir_status(
        WEIR_CODE_INVALID_ARGUMENT,
        "the program asks for rank %d of %d in channel \"%s\", where the "
        "device has rank %u of %u",
        rank, count, made->name, made->rank, made->count);
    weir_channel_release(made);
    *out_channel = NULL;
    return status;
  }
  return weir_ok();
}

// ---- splitting -------------------------------------------------------------

typedef struct entry_t {
  int32_t color;
  int32_t key;
  uint32_t member;
} entry_t;

typedef struct exchange_t {
  atomic_uint is_done;
  weir_status_t status;
} exchange_t;

static void exchange_done(void* user, weir_status_t status) {
  exchange_t* exchange = user;
  exchange->status = status;
  // Pairs with the acquire of the waiter.
  atomic_store_explicit(&exchange->is_done, 1, memory_order_release);
}

static int compare_entries(const void* a, const void* b) {
  const entry_t *x = a, *y = b;
  if (x->color != y->color) return x->color < y->color ? -1 : 1;
  if (x->key != y->key) return x->key < y->key ? -1 : 1;
  return x->member < y->member ? -1 : x->member > y->member;
}

// The part of the split that this end belongs to.
typedef struct part_t {
  const entry_t* entries;  // of its members, in their order
  uint32_t size, rank;
  uint32_t numbers[2];  // of its group and of the one for splitting it again
} part_t;

enum {
  FIRST_PART_NUMBER = (WEIR_TAG_MAX_CHANNEL + 1) / 2,
  MAX_ATTEMPTS = 64,
};

// A number that all members of the part compute alike; false if this rank uses
// it for another one. The upper half of the numbers is for parts.
static bool take_number(weir_session_t* session, const node_channel_t* parent,
                        const part_t* part, uint32_t attempt,
                        uint32_t* out_number) {
  uint64_t key[3] = {(uint64_t)parent->number << 32 | parent->split_count,
                     (uint64_t)attempt << 32 | part->entries[0].member,
                     (uint32_t)part->entries[0].color};
  uint64_t hash = 1469598103934665603u;
  for (int i = 0; i < 3; ++i) hash = (hash ^ key[i]) * 0x9e3779b97f4a7c15u;
  hash ^= hash >> 29;
  uint32_t index = (uint32_t)(hash >> 40) % FIRST_PART_NUMBER;
  uint32_t owner = (uint32_t)hash;
  weir_spinlock_lock(&session->lock);
  weir_part_number_t* number = &session->part_numbers[index];
  bool is_free = number->count == 0 || number->owner == owner;
  if (is_free) {
    number->owner = owner;
    ++number->count;
  }
  weir_spinlock_unlock(&session->lock);
  *out_number = FIRST_PART_NUMBER + index;
  return is_free;
}

static void give_number_back(weir_session_t* session, uint32_t number) {
  if (number < FIRST_PART_NUMBER) return;  // a channel of the plan's
  weir_spinlock_lock(&session->lock);
  --session->part_numbers[number - FIRST_PART_NUMBER].count;
  weir_spinlock_unlock(&session->lock);
}

static weir_status_t make_control(node_channel_t* parent) {
  uint32_t count = parent->base.count;
  uint32_t* nodes = NULL;
  WEIR_RETURN_IF_ERROR(weir_alloc_array(parent->session->allocator, count,
                                        sizeof(*nodes), (void**)&nodes));
  for (uint32_t i = 0; i < count; ++i) {
    nodes[i] = weir_group_member_node(parent->group, i);
  }
  weir_status_t status =
      weir_group_create(parent->session->transport, parent->control_number,
                        count, nodes, &parent->control);
  weir_free(parent->session->allocator, nodes);
  return status;
}

// Learns what all members of |parent| brought, |size| bytes each.
static weir_status_t gather(node_channel_t* parent, const void* mine,
                            size_t size, void* all) {
  exchange_t exchange = {0};
  weir_collective_t collective = {
      .kind = WEIR_COLLECTIVE_ALL_GATHER,
      .element_type = WEIR_ELEMENT_I8,
      .count = size,
      .send = mine,
      .receive = all,
      .done = exchange_done,
      .user = &exchange,
  };
  if (parent->control == NULL) WEIR_RETURN_IF_ERROR(make_control(parent));
  WEIR_RETURN_IF_ERROR(
      weir_group_post(parent->control, parent->base.rank, &collective));
  while (!atomic_load_explicit(&exchange.is_done, memory_order_acquire)) {
    if (!weir_transport_progress(parent->session->transport)) sched_yield();
  }
  return exchange.status;
}

// Agrees with all members of |parent| on numbers that are free on each of
// their ranks.
static weir_status_t agree_on_numbers(node_channel_t* parent, part_t* part) {
  weir_session_t* session = parent->session;
  uint8_t* all_free = NULL;
  WEIR_RETURN_IF_ERROR(weir_alloc_array(session->allocator, parent->base.count,
                                        sizeof(*all_free), (void**)&all_free));
  weir_status_t status = weir_ok();
  bool agreed = false;
  for (uint32_t attempt = 0; !agreed && weir_is_ok(status); ++attempt) {
    uint8_t is_free = attempt < MAX_ATTEMPTS;
    uint32_t taken = 0;
    for (; is_free && taken < 2; ++taken) {
      is_free = take_number(session, parent, part, 2 * attempt + taken,
                            &part->numbers[taken]);
      if (!is_free) break;
    }
    status = gather(parent, &is_free, sizeof(is_free), all_free);
    agreed = weir_is_ok(status);
    for (uint32_t i = 0; i < parent->base.count && agreed; ++i) {
      agreed = all_free[i] != 0;
    }
    if (agreed) break;
    while (taken > 0) give_number_back(session, part->numbers[--taken]);
    if (weir_is_ok(status) && attempt >= MAX_ATTEMPTS) {
      status = weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                           "too many channels were made by splitting");
    }
  }
  weir_free(session->allocator, all_free);
  return status;
}

static weir_status_t make_part(node_channel_t* parent, part_t* part,
                               weir_channel_t** out_channel) {
  weir_session_t* session = parent->session;
  uint32_t* nodes = NULL;
  WEIR_RETURN_IF_ERROR(weir_alloc_array(session->allocator, part->size,
                                        sizeof(*nodes), (void**)&nodes));
  for (uint32_t i = 0; i < part->size; ++i) {
    nodes[i] = weir_group_member_node(parent->group, part->entries[i].member);
  }
  weir_group_t* group = NULL;
  weir_status_t status = weir_group_create(session->transport, part->numbers[0],
                                           part->size, nodes, &group);
  weir_free(session->allocator, nodes);
  if (!weir_is_ok(status)) return status;
  char name[80];
  snprintf(name, sizeof(name), "%s/%d", parent->name, part->entries[0].color);
  status = make_channel(session, name, part->numbers[0], part->numbers[1],
                        group, part->rank, out_channel);
  weir_group_release(group);
  return status;
}

static weir_status_t split(node_channel_t* parent, entry_t mine,
                           entry_t* entries, weir_channel_t** out_channel) {
  uint32_t count = parent->base.count;
  WEIR_RETURN_IF_ERROR(gather(parent, &mine, sizeof(mine), entries));
  qsort(entries, count, sizeof(*entries), compare_entries);
  part_t part = {.entries = entries};
  while (part.entries->color != mine.color) ++part.entries;
  while (part.entries + part.size < entries + count &&
         part.entries[part.size].color == mine.color) {
    if (part.entries[part.size].member == mine.member) part.rank = part.size;
    ++part.size;
  }
  WEIR_RETURN_IF_ERROR(agree_on_numbers(parent, &part));
  weir_status_t status = make_part(parent, &part, out_channel);
  if (!weir_is_ok(status)) {
    give_number_back(parent->session, part.numbers[0]);
    give_number_back(parent->session, part.numbers[1]);
  }
  return status;
}

weir_status_t weir_node_split_channel(void* user, weir_channel_t* base,
                                      int32_t color, int32_t key,
                                      weir_channel_t** out_channel) {
  (void)user;
  *out_channel = NULL;
  if (base->object.table != &channel_table.object) {
    // A channel of one: its only part is itself.
    weir_channel_retain(base);
    *out_channel = base;
    return weir_ok();
  }
  node_channel_t* parent = (node_channel_t*)base;
  entry_t* entries = NULL;
  WEIR_RETURN_IF_ERROR(weir_alloc_array(parent->session->allocator, base->count,
                                        sizeof(*entries), (void**)&entries));
  ++parent->split_count;
  weir_status_t status =
      split(parent, (entry_t){color, key, base->rank}, entries, out_channel);
  weir_free(parent->session->allocator, entries);
  return status;
}
