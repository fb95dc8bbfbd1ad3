// Splitting channels by colors.
//
// The members exchange their colors and keys, and agree on numbers for the new
// groups that are free on all of their ranks.
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/session/channel_impl.h"

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
static bool take_number(weir_session_t* session,
                        const weir_node_channel_t* parent, const part_t* part,
                        uint32_t attempt, uint32_t* out_number) {
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

void weir_node_channel_give_number_back(weir_session_t* session,
                                        uint32_t number) {
  if (number < FIRST_PART_NUMBER) return;  // a channel of the plan's
  weir_spinlock_lock(&session->lock);
  --session->part_numbers[number - FIRST_PART_NUMBER].count;
  weir_spinlock_unlock(&session->lock);
}

static weir_status_t make_control(weir_node_channel_t* parent) {
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
static weir_status_t gather(weir_node_channel_t* parent, const void* mine,
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
static weir_status_t agree_on_numbers(weir_node_channel_t* parent,
                                      part_t* part) {
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
    while (taken > 0)
      weir_node_channel_give_number_back(session, part->numbers[--taken]);
    if (weir_is_ok(status) && attempt >= MAX_ATTEMPTS) {
      status = weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                           "too many channels were made by splitting");
    }
  }
  weir_free(session->allocator, all_free);
  return status;
}

static weir_status_t make_part(weir_node_channel_t* parent, part_t* part,
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
  status =
      weir_node_channel_make(session, name, part->numbers[0], part->numbers[1],
                             group, part->rank, out_channel);
  weir_group_release(group);
  return status;
}

static weir_status_t split(weir_node_channel_t* parent, entry_t mine,
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
    weir_node_channel_give_number_back(parent->session, part.numbers[0]);
    weir_node_channel_give_number_back(parent->session, part.numbers[1]);
  }
  return status;
}

weir_status_t weir_node_split_channel(void* user, weir_channel_t* base,
                                      int32_t color, int32_t key,
                                      weir_channel_t** out_channel) {
  (void)user;
  *out_channel = NULL;
  weir_node_channel_t* parent = weir_node_channel_cast(base);
  if (parent == NULL) {
    // A channel of one: its only part is itself.
    weir_channel_retain(base);
    *out_channel = base;
    return weir_ok();
  }
  entry_t* entries = NULL;
  WEIR_RETURN_IF_ERROR(weir_alloc_array(parent->session->allocator, base->count,
                                        sizeof(*entries), (void**)&entries));
  ++parent->split_count;
  weir_status_t status =
      split(parent, (entry_t){color, key, base->rank}, entries, out_channel);
  weir_free(parent->session->allocator, entries);
  return status;
}
