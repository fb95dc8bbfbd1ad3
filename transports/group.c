#include "transports/group.h"

#include <string.h>

#include "engine/base/allocator.h"
#include "transports/signature.h"
#include "transports/transport_impl.h"

// A collective of one member is a task: a few rounds of messages with work of
// this member between them. Each round counts its messages down; who takes the
// count to zero goes on with the next one. Steps number the rounds in tags.
enum {
  STEP_EXCHANGE = 0,
  STEP_SHARE = 1,
  STEP_CHECK = 126,  // no data, only the signature, around the ring of members
  STEP_PAIR = 127,   // SEND and RECV, which have no place in the group's order
};

// Up to here an all-reduce sends everything to everybody and saves a round.
enum { DIRECT_REDUCE_BYTES = 4096 };

typedef struct task_t {
  struct task_t* next;  // in the group's free list
  weir_group_t* group;
  weir_collective_t collective;
  uint32_t member;
  uint32_t sequence;
  uint32_t round;
  uint64_t signature[2];

  // Messages of the round, and one more while it is being posted.
  atomic_uint pending;
  weir_spinlock_t status_lock;
  weir_status_t status;  // first failure; under status_lock

  uint32_t transfer_count;
  weir_transfer_t* transfers;  // 2 * members
  const void** sources;        // members
  weir_transfer_t deferred;
  uint8_t* scratch;
  size_t scratch_bytes;
} task_t;

typedef struct member_t {
  uint32_t node;
  uint32_t sequence;  // collectives posted; the member's caller only
  uint64_t hash;      // of all of them; likewise
} member_t;

struct weir_group_t {
  weir_object_t object;
  weir_transport_t* transport;
  uint32_t channel;
  uint32_t member_count;
  member_t* members;
  atomic_uint_fast64_t collective_count;
  weir_spinlock_t free_lock;
  task_t* free_tasks;  // under free_lock
};

WEIR_ASSERT_OBJECT(weir_group_t);

const char* weir_collective_kind_name(weir_collective_kind_t kind) {
  static const char* const names[WEIR_COLLECTIVE_KIND_COUNT] = {
      [WEIR_COLLECTIVE_ALL_GATHER] = "all_gather",
      [WEIR_COLLECTIVE_ALL_REDUCE] = "all_reduce",
      [WEIR_COLLECTIVE_ALL_TO_ALL] = "all_to_all",
      [WEIR_COLLECTIVE_BROADCAST] = "broadcast",
      [WEIR_COLLECTIVE_REDUCE] = "reduce",
      [WEIR_COLLECTIVE_REDUCE_SCATTER] = "reduce_scatter",
      [WEIR_COLLECTIVE_SEND] = "send",
      [WEIR_COLLECTIVE_RECV] = "recv",
      [WEIR_COLLECTIVE_SEND_RECV] = "send_recv",
  };
  return (unsigned)kind < WEIR_COLLECTIVE_KIND_COUNT ? names[kind] : "?";
}

//===-- Tasks' memory -----------------------------------------------------===//

static void free_task(task_t* task) {
  weir_allocator_t allocator = weir_default_allocator();
  weir_free(allocator, task->transfers);
  weir_free(allocator, task->sources);
  weir_free(allocator, task->scratch);
  weir_free(allocator, task);
}

static weir_status_t create_task(weir_group_t* group, task_t** out_task) {
  weir_allocator_t allocator = weir_default_allocator();
  task_t* task = NULL;
  WEIR_RETURN_IF_ERROR(weir_alloc(allocator, sizeof(*task), (void**)&task));
  weir_status_t status =
      weir_alloc_array(allocator, 2 * (size_t)group->member_count,
                       sizeof(weir_transfer_t), (void**)&task->transfers);
  if (weir_is_ok(status)) {
    status = weir_alloc_array(allocator, group->member_count, sizeof(void*),
                              (void**)&task->sources);
  }
  if (weir_is_ok(status)) {
    *out_task = task;
  } else {
    free_task(task);
  }
  return status;
}

static weir_status_t take_task(weir_group_t* group, task_t** out_task) {
  weir_spinlock_lock(&group->free_lock);
  task_t* task = group->free_tasks;
  if (task != NULL) group->free_tasks = task->next;
  weir_spinlock_unlock(&group->free_lock);
  *out_task = task;
  return task != NULL ? weir_ok() : create_task(group, out_task);
}

static void put_task(task_t* task) {
  weir_group_t* group = task->group;
  weir_spinlock_lock(&group->free_lock);
  task->next = group->free_tasks;
  group->free_tasks = task;
  weir_spinlock_unlock(&group->free_lock);
}

static size_t element_bytes(const task_t* task) {
  return weir_element_bytes(task->collective.element_type);
}

static size_t slot_stride(size_t bytes) {
  return (bytes + 63) & ~(size_t)63;
}

// Makes room for one slot of |bytes| per member.
static weir_status_t reserve_scratch(task_t* task, size_t bytes) {
  size_t needed = 0;
  if (__builtin_mul_overflow(slot_stride(bytes),
                             (size_t)task->group->member_count, &needed)) {
    return weir_status(WEIR_CODE_OUT_OF_RANGE,
                       "a collective of %zu bytes over %u members is too large",
                       bytes, task->group->member_count);
  }
  if (needed <= task->scratch_bytes) return weir_ok();
  weir_allocator_t allocator = weir_default_allocator();
  weir_free(allocator, task->scratch);
  task->scratch = NULL;
  task->scratch_bytes = 0;
  WEIR_RETURN_IF_ERROR(
      weir_alloc_aligned(allocator, needed, 64, (void**)&task->scratch));
  task->scratch_bytes = needed;
  return weir_ok();
}

//===-- Rounds ------------------------------------------------------------===//

static void next_round(task_t* task);

// Keeps the first failure.
static void note_status(task_t* task, weir_status_t status) {
  if (weir_is_ok(status)) return;
  weir_spinlock_lock(&task->status_lock);
  bool is_first = task->status == NULL;
  if (is_first) task->status = status;
  weir_spinlock_unlock(&task->status_lock);
  if (!is_first) weir_status_free(status);
}

static bool count_down(task_t* task) {
  // Release what this message brought to whoever goes on, who acquires it.
  return atomic_fetch_sub_explicit(&task->pending, 1, memory_order_acq_rel) ==
         1;
}

static void message_done(weir_transfer_t* transfer, weir_status_t status) {
  task_t* task = transfer->user;
  note_status(task, status);
  if (count_down(task)) next_round(task);
}

static void deferred_done(weir_transfer_t* transfer, weir_status_t status) {
  weir_status_free(status);
  next_round(transfer->user);
}

static void fill_transfer(task_t* task, weir_transfer_t* transfer,
                          uint32_t peer, bool is_receive, void* data,
                          size_t bytes, uint32_t step) {
  const weir_group_t* group = task->group;
  uint32_t source = is_receive ? peer : task->member;
  uint32_t target = is_receive ? task->member : peer;
  uint32_t sequence = step == STEP_PAIR ? 0 : task->sequence;
  *transfer = (weir_transfer_t){
      .self = group->members[task->member].node,
      .peer = group->members[peer].node,
      .tag =
          weir_collective_tag(group->channel, sequence, source, target, step),
      .data = data,
      .bytes = bytes,
      .signature = {task->signature[0], task->signature[1]},
      .done = message_done,
      .user = task,
      .match = {.is_receive = is_receive},
  };
}

static void add_send(task_t* task, uint32_t peer, const void* data,
                     size_t bytes, uint32_t step) {
  fill_transfer(task, &task->transfers[task->transfer_count++], peer, false,
                (void*)data, bytes, step);
}

static void add_receive(task_t* task, uint32_t peer, void* data, size_t bytes,
                        uint32_t step) {
  fill_transfer(task, &task->transfers[task->transfer_count++], peer, true,
                data, bytes, step);
}

static weir_status_t post(task_t* task, weir_transfer_t* transfer) {
  weir_transport_t* transport = task->group->transport;
  return transfer->match.is_receive
             ? weir_transport_post_receive(transport, transfer)
             : weir_transport_post_send(transport, transfer);
}

// Posts the messages added since the last round. Returns whether all of them
// are done already, so that the caller goes on.
static bool launch(task_t* task) {
  uint32_t count = task->transfer_count;
  task->transfer_count = 0;
  atomic_store_explicit(&task->pending, count + 1, memory_order_relaxed);
  for (uint32_t i = 0; i < count; ++i) {
    weir_status_t status = post(task, &task->transfers[i]);
    if (weir_is_ok(status)) continue;
    note_status(task, status);
    (void)count_down(task);  // never the last: the launch counts as well
  }
  return count_down(task);
}

// Around the ring of members: everybody hears of everybody's order, also in
// kinds whose data does not flow between all of them.
static void add_checks(task_t* task) {
  uint32_t n = task->group->member_count;
  if (n < 2) return;
  add_send(task, (task->member + 1) % n, NULL, 0, STEP_CHECK);
  add_receive(task, (task->member + n - 1) % n, NULL, 0, STEP_CHECK);
}

static void finish(task_t* task) {
  weir_group_t* group = task->group;
  void (*done)(void*, weir_status_t) = task->collective.done;
  void* user = task->collective.user;
  weir_status_t status = task->status;
  task->status = NULL;
  put_task(task);
  // The callback may release the group; the task's reference keeps it till
  // here.
  done(user, status);
  weir_group_release(group);
}

//===-- The kinds ---------------------------------------------------------===//

static void copy(void* target, const void* source, size_t bytes) {
  if (bytes != 0 && target != source) memmove(target, source, bytes);
}

// Member after |member|, |step| places on: members begin with different peers
// so that no receiver is hit by all at once.
static uint32_t peer_at(const task_t* task, uint32_t step) {
  return (task->member + step) % task->group->member_count;
}

// Elements before part |i| of |count| elements cut over the members.
static uint64_t part_begin(const task_t* task, uint32_t i) {
  return (uint64_t)((unsigned __int128)task->collective.count * i /
                    task->group->member_count);
}

static bool is_direct_all_reduce(const task_t* task) {
  return task->group->member_count <= 2 ||
         task->collective.count * element_bytes(task) <= DIRECT_REDUCE_BYTES;
}

// Sends |parts| of this member to their owners and collects this member's part,
// |bytes| at |own|, from all, in scratch.
static void exchange_for_reduction(task_t* task, const uint8_t* send,
                                   const uint8_t* own, size_t bytes,
                                   size_t (*part_offset)(const task_t*,
                                                         uint32_t)) {
  uint32_t n = task->group->member_count;
  for (uint32_t step = 1; step < n; ++step) {
    uint32_t peer = peer_at(task, step);
    uint8_t* slot = task->scratch + peer * slot_stride(bytes);
    task->sources[peer] = slot;
    add_receive(task, peer, slot, bytes, STEP_EXCHANGE);
    size_t begin = part_offset(task, peer);
    add_send(task, peer, send + begin, part_offset(task, peer + 1) - begin,
             STEP_EXCHANGE);
  }
  task->sources[task->member] = own;
}

static size_t offset_of_part(const task_t* task, uint32_t i) {
  return part_begin(task, i) * element_bytes(task);
}

static size_t offset_of_block(const task_t* task, uint32_t i) {
  return i * task->collective.count * element_bytes(task);
}

static void start_all_reduce(task_t* task) {
  const weir_collective_t* c = &task->collective;
  uint32_t n = task->group->member_count;
  if (is_direct_all_reduce(task)) {
    size_t bytes = c->count * element_bytes(task);
    for (uint32_t step = 1; step < n; ++step) {
      uint32_t peer = peer_at(task, step);
      uint8_t* slot = task->scratch + peer * slot_stride(bytes);
      task->sources[peer] = slot;
      add_receive(task, peer, slot, bytes, STEP_EXCHANGE);
      add_send(task, peer, c->send, bytes, STEP_EXCHANGE);
    }
    task->sources[task->member] = c->send;
    return;
  }
  size_t begin = offset_of_part(task, task->member);
  size_t bytes = offset_of_part(task, task->member + 1) - begin;
  exchange_for_reduction(task, c->send, (const uint8_t*)c->send + begin, bytes,
                         offset_of_part);
}

static void start_all_gather(task_t* task) {
  const weir_collective_t* c = &task->collective;
  size_t bytes = c->count * element_bytes(task);
  uint8_t* receive = c->receive;
  for (uint32_t step = 1; step < task->group->member_count; ++step) {
    uint32_t peer = peer_at(task, step);
    add_receive(task, peer, receive + peer * bytes, bytes, STEP_EXCHANGE);
    add_send(task, peer, c->send, bytes, STEP_EXCHANGE);
  }
  copy(receive + task->member * bytes, c->send, bytes);
}

static void start_all_to_all(task_t* task) {
  const weir_collective_t* c = &task->collective;
  uint32_t n = task->group->member_count;
  size_t bytes = c->count / n * element_bytes(task);
  const uint8_t* send = c->send;
  uint8_t* receive = c->receive;
  for (uint32_t step = 1; step < n; ++step) {
    uint32_t peer = peer_at(task, step);
    add_receive(task, peer, receive + peer * bytes, bytes, STEP_EXCHANGE);
    add_send(task, peer, send + peer * bytes, bytes, STEP_EXCHANGE);
  }
  copy(receive + task->member * bytes, send + task->member * bytes, bytes);
}

static void start_broadcast(task_t* task) {
  const weir_collective_t* c = &task->collective;
  size_t bytes = c->count * element_bytes(task);
  if (task->member != c->root) {
    add_receive(task, c->root, c->receive, bytes, STEP_EXCHANGE);
    return;
  }
  for (uint32_t step = 1; step < task->group->member_count; ++step) {
    add_send(task, peer_at(task, step), c->send, bytes, STEP_EXCHANGE);
  }
  if (c->receive != NULL) copy(c->receive, c->send, bytes);
}

static void start_reduce(task_t* task) {
  const weir_collective_t* c = &task->collective;
  size_t bytes = c->count * element_bytes(task);
  if (task->member != c->root) {
    add_send(task, c->root, c->send, bytes, STEP_EXCHANGE);
    return;
  }
  for (uint32_t step = 1; step < task->group->member_count; ++step) {
    uint32_t peer = peer_at(task, step);
    uint8_t* slot = task->scratch + peer * slot_stride(bytes);
    task->sources[peer] = slot;
    add_receive(task, peer, slot, bytes, STEP_EXCHANGE);
  }
  task->sources[task->member] = c->send;
}

static void start_pairs(task_t* task) {
  const weir_collective_t* c = &task->collective;
  size_t bytes = c->count * element_bytes(task);
  bool is_ordered = c->kind == WEIR_COLLECTIVE_SEND_RECV;
  uint32_t step = is_ordered ? STEP_EXCHANGE : STEP_PAIR;
  if (c->kind != WEIR_COLLECTIVE_SEND) {
    if (c->receive_from != WEIR_MEMBER_NONE) {
      add_receive(task, c->receive_from, c->receive, bytes, step);
    } else if (bytes != 0) {
      memset(c->receive, 0, bytes);
    }
  }
  if (c->kind != WEIR_COLLECTIVE_RECV && c->send_to != WEIR_MEMBER_NONE) {
    add_send(task, c->send_to, c->send, bytes, step);
  }
}

static void start(task_t* task) {
  const weir_collective_t* c = &task->collective;
  size_t block = c->count * element_bytes(task);
  switch (c->kind) {
    case WEIR_COLLECTIVE_ALL_GATHER:
      start_all_gather(task);
      break;
    case WEIR_COLLECTIVE_ALL_REDUCE:
      start_all_reduce(task);
      break;
    case WEIR_COLLECTIVE_ALL_TO_ALL:
      start_all_to_all(task);
      break;
    case WEIR_COLLECTIVE_BROADCAST:
      start_broadcast(task);
      break;
    case WEIR_COLLECTIVE_REDUCE:
      start_reduce(task);
      break;
    case WEIR_COLLECTIVE_REDUCE_SCATTER:
      exchange_for_reduction(task, c->send,
                             (const uint8_t*)c->send + task->member * block,
                             block, offset_of_block);
      break;
    default:
      start_pairs(task);
      break;
  }
}

static void reduce(task_t* task, uint64_t count, void* target) {
  weir_reduce(task->collective.reduction, task->collective.element_type,
              task->sources, task->group->member_count, count, target);
}

// What follows the first round. Returns whether messages were added.
static bool follow_up(task_t* task) {
  const weir_collective_t* c = &task->collective;
  uint32_t member = task->member;
  switch (c->kind) {
    case WEIR_COLLECTIVE_REDUCE:
      if (member == c->root) reduce(task, c->count, c->receive);
      return false;
    case WEIR_COLLECTIVE_REDUCE_SCATTER:
      reduce(task, c->count, c->receive);
      return false;
    case WEIR_COLLECTIVE_ALL_REDUCE:
      break;
    default:
      return false;
  }
  if (is_direct_all_reduce(task)) {
    reduce(task, c->count, c->receive);
    return false;
  }
  uint8_t* receive = c->receive;
  size_t own = offset_of_part(task, member);
  size_t own_bytes = offset_of_part(task, member + 1) - own;
  reduce(task, part_begin(task, member + 1) - part_begin(task, member),
         receive + own);
  for (uint32_t step = 1; step < task->group->member_count; ++step) {
    uint32_t peer = peer_at(task, step);
    size_t begin = offset_of_part(task, peer);
    add_receive(task, peer, receive + begin,
                offset_of_part(task, peer + 1) - begin, STEP_SHARE);
    add_send(task, peer, receive + own, own_bytes, STEP_SHARE);
  }
  return true;
}

static void next_round(task_t* task) {
  bool goes_on = weir_is_ok(task->status) && task->round++ == 0;
  if (!goes_on || !follow_up(task) || launch(task)) finish(task);
}

//===-- Posting -----------------------------------------------------------===//

static weir_status_t check_member(const weir_group_t* group, const char* what,
                                  uint32_t member, bool may_be_none) {
  if (member < group->member_count) return weir_ok();
  if (may_be_none && member == WEIR_MEMBER_NONE) return weir_ok();
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "%s %u is no member of channel %u, which has %u", what,
                     member, group->channel, group->member_count);
}

static bool is_reducing(weir_collective_kind_t kind) {
  return kind == WEIR_COLLECTIVE_ALL_REDUCE || kind == WEIR_COLLECTIVE_REDUCE ||
         kind == WEIR_COLLECTIVE_REDUCE_SCATTER;
}

static weir_status_t check_sizes(const weir_group_t* group,
                                 const weir_collective_t* c) {
  if (!weir_element_is_known(c->element_type) ||
      weir_element_bits(c->element_type) % 8 != 0) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "%s of elements of type %s (%#x) is not possible",
                       weir_collective_kind_name(c->kind),
                       weir_element_name(c->element_type), c->element_type);
  }
  size_t total = 0;
  if (__builtin_mul_overflow(
          c->count,
          (uint64_t)weir_element_bytes(c->element_type) * group->member_count,
          &total)) {
    return weir_status(
        WEIR_CODE_OUT_OF_RANGE, "%s of %llu elements is too large",
        weir_collective_kind_name(c->kind), (unsigned long long)c->count);
  }
  if (c->kind == WEIR_COLLECTIVE_ALL_TO_ALL &&
      (c->count % group->member_count != 0 ||
       (c->send == c->receive && c->count != 0 && group->member_count > 1))) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "all_to_all of %llu elements over %u members needs a "
                       "multiple of them and two buffers",
                       (unsigned long long)c->count, group->member_count);
  }
  return weir_ok();
}

static weir_status_t check_collective(const weir_group_t* group,
                                      const weir_collective_t* c) {
  if ((unsigned)c->kind >= WEIR_COLLECTIVE_KIND_COUNT) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "%d is no collective",
                       (int)c->kind);
  }
  WEIR_RETURN_IF_ERROR(check_sizes(group, c));
  if (is_reducing(c->kind)) {
    WEIR_RETURN_IF_ERROR(weir_reduction_check(c->reduction, c->element_type));
  }
  bool is_pair = c->kind == WEIR_COLLECTIVE_SEND_RECV;
  if (is_pair || c->kind == WEIR_COLLECTIVE_SEND) {
    WEIR_RETURN_IF_ERROR(check_member(group, "target", c->send_to, is_pair));
  }
  if (is_pair || c->kind == WEIR_COLLECTIVE_RECV) {
    WEIR_RETURN_IF_ERROR(
        check_member(group, "source", c->receive_from, is_pair));
  }
  if (c->kind == WEIR_COLLECTIVE_BROADCAST ||
      c->kind == WEIR_COLLECTIVE_REDUCE) {
    return check_member(group, "root", c->root, false);
  }
  return weir_ok();
}

// Bytes of each member's slot in scratch.
static size_t scratch_slot(const task_t* task) {
  const weir_collective_t* c = &task->collective;
  size_t whole = c->count * element_bytes(task);
  if (!is_reducing(c->kind)) return 0;
  if (c->kind == WEIR_COLLECTIVE_REDUCE && task->member != c->root) return 0;
  if (c->kind == WEIR_COLLECTIVE_ALL_REDUCE && !is_direct_all_reduce(task)) {
    return offset_of_part(task, task->member + 1) -
           offset_of_part(task, task->member);
  }
  return whole;
}

weir_status_t weir_group_post(weir_group_t* group, uint32_t member,
                              const weir_collective_t* collective) {
  WEIR_RETURN_IF_ERROR(check_member(group, "member", member, false));
  member_t* self = &group->members[member];
  if (!weir_transport_is_local(group->transport, self->node)) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "member %u of channel %u lives on node %u, which is not "
                       "on this rank",
                       member, group->channel, self->node);
  }
  WEIR_RETURN_IF_ERROR(check_collective(group, collective));
  WEIR_RETURN_IF_ERROR(weir_transport_failure(group->transport));
  task_t* task = NULL;
  WEIR_RETURN_IF_ERROR(take_task(group, &task));
  task->group = group;
  task->collective = *collective;
  if (!is_reducing(collective->kind)) {
    task->collective.reduction = WEIR_REDUCTION_NONE;
  }
  task->member = member;
  task->round = 0;
  weir_status_t status = reserve_scratch(task, scratch_slot(task));
  if (!weir_is_ok(status)) {
    put_task(task);
    return status;
  }
  weir_group_retain(group);
  bool is_pair = collective->kind == WEIR_COLLECTIVE_SEND ||
                 collective->kind == WEIR_COLLECTIVE_RECV;
  task->signature[0] = weir_signature_pack(&task->collective);
  task->signature[1] = 0;
  if (!is_pair) {
    self->hash = weir_signature_hash(self->hash, &task->collective);
    task->signature[1] = self->hash;
    task->sequence = self->sequence++;
  }
  atomic_fetch_add_explicit(&group->collective_count, 1, memory_order_relaxed);
  start(task);
  if (collective->kind == WEIR_COLLECTIVE_BROADCAST ||
      collective->kind == WEIR_COLLECTIVE_REDUCE ||
      collective->kind == WEIR_COLLECTIVE_SEND_RECV) {
    add_checks(task);
  }
  if (launch(task)) {
    // Nothing is under way, but callbacks come from progress alone.
    task->deferred.done = deferred_done;
    task->deferred.user = task;
    weir_transport_defer(group->transport, &task->deferred);
  }
  return weir_ok();
}

//===-- Lifetime ----------------------------------------------------------===//

static void destroy_group(weir_object_t* object) {
  weir_group_t* group = (weir_group_t*)object;
  while (group->free_tasks != NULL) {
    task_t* task = group->free_tasks;
    group->free_tasks = task->next;
    free_task(task);
  }
  weir_allocator_t allocator = weir_default_allocator();
  weir_free(allocator, group->members);
  weir_transport_release(group->transport);
  weir_free(allocator, group);
}

static const weir_object_table_t group_table = {.type = "group",
                                                .destroy = destroy_group};

weir_status_t weir_group_create(weir_transport_t* transport, uint32_t channel,
                                uint32_t member_count,
                                const uint32_t* member_nodes,
                                weir_group_t** out_group) {
  *out_group = NULL;
  if (channel > WEIR_TAG_MAX_CHANNEL) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "channel %u is above the maximum of %d", channel,
                       WEIR_TAG_MAX_CHANNEL);
  }
  if (member_count == 0 || member_count > WEIR_GROUP_MAX_MEMBERS) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "channel %u cannot have %u members", channel,
                       member_count);
  }
  for (uint32_t i = 0; i < member_count; ++i) {
    if (member_nodes[i] >= weir_transport_node_count(transport)) {
      return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "member %u of channel %u is on node %u of %u", i,
                         channel, member_nodes[i],
                         weir_transport_node_count(transport));
    }
  }
  weir_allocator_t allocator = weir_default_allocator();
  weir_group_t* group = NULL;
  WEIR_RETURN_IF_ERROR(weir_alloc(allocator, sizeof(*group), (void**)&group));
  weir_object_init(&group->object, &group_table);
  weir_transport_retain(transport);
  group->transport = transport;
  group->channel = channel;
  group->member_count = member_count;
  weir_status_t status = weir_alloc_array(
      allocator, member_count, sizeof(member_t), (void**)&group->members);
  for (uint32_t i = 0; weir_is_ok(status) && i < member_count; ++i) {
    group->members[i].node = member_nodes[i];
  }
  if (weir_is_ok(status)) {
    *out_group = group;
  } else {
    weir_group_release(group);
  }
  return status;
}

void weir_group_retain(weir_group_t* group) {
  weir_object_retain(&group->object);
}

void weir_group_release(weir_group_t* group) {
  if (group != NULL) weir_object_release(&group->object);
}

uint32_t weir_group_member_count(const weir_group_t* group) {
  return group->member_count;
}

uint32_t weir_group_member_node(const weir_group_t* group, uint32_t member) {
  return group->members[member].node;
}

uint64_t weir_group_collective_count(const weir_group_t* group) {
  return atomic_load_explicit(&group->collective_count, memory_order_relaxed);
}
