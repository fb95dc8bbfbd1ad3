// What each kind of collective sends, receives and computes.
#include <string.h>

#include "transports/group_impl.h"

// Up to here an all-reduce sends everything to everybody and saves a round.
enum { DIRECT_REDUCE_BYTES = 4096 };

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

bool weir_collective_is_reducing(weir_collective_kind_t kind) {
  return kind == WEIR_COLLECTIVE_ALL_REDUCE || kind == WEIR_COLLECTIVE_REDUCE ||
         kind == WEIR_COLLECTIVE_REDUCE_SCATTER;
}

static void copy(void* target, const void* source, size_t bytes) {
  if (bytes != 0 && target != source) memmove(target, source, bytes);
}

// Member after |member|, |step| places on: members begin with different peers
// so that no receiver is hit by all at once.
static uint32_t peer_at(const weir_task_t* task, uint32_t step) {
  return (task->member + step) % task->group->member_count;
}

// Elements before part |i| of |count| elements cut over the members.
static uint64_t part_begin(const weir_task_t* task, uint32_t i) {
  return (uint64_t)((unsigned __int128)task->collective.count * i /
                    task->group->member_count);
}

static bool is_direct_all_reduce(const weir_task_t* task) {
  return task->group->member_count <= 2 ||
         task->collective.count * weir_task_element_bytes(task) <=
             DIRECT_REDUCE_BYTES;
}

// Sends |parts| of this member to their owners and collects this member's part,
// |bytes| at |own|, from all, in scratch.
static void exchange_for_reduction(weir_task_t* task, const uint8_t* send,
                                   const uint8_t* own, size_t bytes,
                                   size_t (*part_offset)(const weir_task_t*,
                                                         uint32_t)) {
  uint32_t n = task->group->member_count;
  for (uint32_t step = 1; step < n; ++step) {
    uint32_t peer = peer_at(task, step);
    uint8_t* slot = task->scratch + peer * weir_task_slot_stride(bytes);
    task->sources[peer] = slot;
    weir_task_add_receive(task, peer, slot, bytes, WEIR_STEP_EXCHANGE);
    size_t begin = part_offset(task, peer);
    weir_task_add_send(task, peer, send + begin,
                       part_offset(task, peer + 1) - begin, WEIR_STEP_EXCHANGE);
  }
  task->sources[task->member] = own;
}

static size_t offset_of_part(const weir_task_t* task, uint32_t i) {
  return part_begin(task, i) * weir_task_element_bytes(task);
}

static size_t offset_of_block(const weir_task_t* task, uint32_t i) {
  return i * task->collective.count * weir_task_element_bytes(task);
}

static void start_all_reduce(weir_task_t* task) {
  const weir_collective_t* c = &task->collective;
  uint32_t n = task->group->member_count;
  if (is_direct_all_reduce(task)) {
    size_t bytes = c->count * weir_task_element_bytes(task);
    for (uint32_t step = 1; step < n; ++step) {
      uint32_t peer = peer_at(task, step);
      uint8_t* slot = task->scratch + peer * weir_task_slot_stride(bytes);
      task->sources[peer] = slot;
      weir_task_add_receive(task, peer, slot, bytes, WEIR_STEP_EXCHANGE);
      weir_task_add_send(task, peer, c->send, bytes, WEIR_STEP_EXCHANGE);
    }
    task->sources[task->member] = c->send;
    return;
  }
  size_t begin = offset_of_part(task, task->member);
  size_t bytes = offset_of_part(task, task->member + 1) - begin;
  exchange_for_reduction(task, c->send, (const uint8_t*)c->send + begin, bytes,
                         offset_of_part);
}

static void start_all_gather(weir_task_t* task) {
  const weir_collective_t* c = &task->collective;
  size_t bytes = c->count * weir_task_element_bytes(task);
  uint8_t* receive = c->receive;
  for (uint32_t step = 1; step < task->group->member_count; ++step) {
    uint32_t peer = peer_at(task, step);
    weir_task_add_receive(task, peer, receive + peer * bytes, bytes,
                          WEIR_STEP_EXCHANGE);
    weir_task_add_send(task, peer, c->send, bytes, WEIR_STEP_EXCHANGE);
  }
  copy(receive + task->member * bytes, c->send, bytes);
}

static void start_all_to_all(weir_task_t* task) {
  const weir_collective_t* c = &task->collective;
  uint32_t n = task->group->member_count;
  size_t bytes = c->count / n * weir_task_element_bytes(task);
  const uint8_t* send = c->send;
  uint8_t* receive = c->receive;
  for (uint32_t step = 1; step < n; ++step) {
    uint32_t peer = peer_at(task, step);
    weir_task_add_receive(task, peer, receive + peer * bytes, bytes,
                          WEIR_STEP_EXCHANGE);
    weir_task_add_send(task, peer, send + peer * bytes, bytes,
                       WEIR_STEP_EXCHANGE);
  }
  copy(receive + task->member * bytes, send + task->member * bytes, bytes);
}

static void start_broadcast(weir_task_t* task) {
  const weir_collective_t* c = &task->collective;
  size_t bytes = c->count * weir_task_element_bytes(task);
  if (task->member != c->root) {
    weir_task_add_receive(task, c->root, c->receive, bytes, WEIR_STEP_EXCHANGE);
    return;
  }
  for (uint32_t step = 1; step < task->group->member_count; ++step) {
    weir_task_add_send(task, peer_at(task, step), c->send, bytes,
                       WEIR_STEP_EXCHANGE);
  }
  if (c->receive != NULL) copy(c->receive, c->send, bytes);
}

static void start_reduce(weir_task_t* task) {
  const weir_collective_t* c = &task->collective;
  size_t bytes = c->count * weir_task_element_bytes(task);
  if (task->member != c->root) {
    weir_task_add_send(task, c->root, c->send, bytes, WEIR_STEP_EXCHANGE);
    return;
  }
  for (uint32_t step = 1; step < task->group->member_count; ++step) {
    uint32_t peer = peer_at(task, step);
    uint8_t* slot = task->scratch + peer * weir_task_slot_stride(bytes);
    task->sources[peer] = slot;
    weir_task_add_receive(task, peer, slot, bytes, WEIR_STEP_EXCHANGE);
  }
  task->sources[task->member] = c->send;
}

static void start_pairs(weir_task_t* task) {
  const weir_collective_t* c = &task->collective;
  size_t bytes = c->count * weir_task_element_bytes(task);
  bool is_ordered = c->kind == WEIR_COLLECTIVE_SEND_RECV;
  uint32_t step = is_ordered ? WEIR_STEP_EXCHANGE : WEIR_STEP_PAIR;
  if (c->kind != WEIR_COLLECTIVE_SEND) {
    if (c->receive_from != WEIR_MEMBER_NONE) {
      weir_task_add_receive(task, c->receive_from, c->receive, bytes, step);
    } else if (bytes != 0) {
      memset(c->receive, 0, bytes);
    }
  }
  if (c->kind != WEIR_COLLECTIVE_RECV && c->send_to != WEIR_MEMBER_NONE) {
    weir_task_add_send(task, c->send_to, c->send, bytes, step);
  }
}

void weir_collective_start(weir_task_t* task) {
  const weir_collective_t* c = &task->collective;
  size_t block = c->count * weir_task_element_bytes(task);
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
  if (c->kind == WEIR_COLLECTIVE_BROADCAST ||
      c->kind == WEIR_COLLECTIVE_REDUCE ||
      c->kind == WEIR_COLLECTIVE_SEND_RECV) {
    weir_task_add_checks(task);
  }
}

static void reduce(weir_task_t* task, uint64_t count, void* target) {
  weir_reduce(task->collective.reduction, task->collective.element_type,
              task->sources, task->group->member_count, count, target);
}

bool weir_collective_follow_up(weir_task_t* task) {
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
    weir_task_add_receive(task, peer, receive + begin,
                          offset_of_part(task, peer + 1) - begin,
                          WEIR_STEP_SHARE);
    weir_task_add_send(task, peer, receive + own, own_bytes, WEIR_STEP_SHARE);
  }
  return true;
}

size_t weir_collective_scratch_bytes(const weir_task_t* task) {
  const weir_collective_t* c = &task->collective;
  size_t whole = c->count * weir_task_element_bytes(task);
  if (!weir_collective_is_reducing(c->kind)) return 0;
  if (c->kind == WEIR_COLLECTIVE_REDUCE && task->member != c->root) return 0;
  if (c->kind == WEIR_COLLECTIVE_ALL_REDUCE && !is_direct_all_reduce(task)) {
    return offset_of_part(task, task->member + 1) -
           offset_of_part(task, task->member);
  }
  return whole;
}
