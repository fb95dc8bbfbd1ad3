#include "transports/group.h"

#include <string.h>

#include "engine/base/allocator.h"
#include "transports/group_impl.h"
#include "transports/signature.h"

//===-- Posting -----------------------------------------------------------===//

static weir_status_t check_member(const weir_group_t* group, const char* what,
                                  uint32_t member, bool may_be_none) {
  if (member < group->member_count) return weir_ok();
  if (may_be_none && member == WEIR_MEMBER_NONE) return weir_ok();
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "%s %u is no member of channel %u, which has %u", what,
                     member, group->channel, group->member_count);
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
  if (weir_collective_is_reducing(c->kind)) {
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

weir_status_t weir_group_post(weir_group_t* group, uint32_t member,
                              const weir_collective_t* collective) {
  WEIR_RETURN_IF_ERROR(check_member(group, "member", member, false));
  weir_group_member_t* self = &group->members[member];
  if (!weir_transport_is_local(group->transport, self->node)) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "member %u of channel %u lives on node %u, which is not "
                       "on this rank",
                       member, group->channel, self->node);
  }
  WEIR_RETURN_IF_ERROR(check_collective(group, collective));
  WEIR_RETURN_IF_ERROR(weir_transport_failure(group->transport));
  weir_task_t* task = NULL;
  WEIR_RETURN_IF_ERROR(weir_task_take(group, &task));
  task->group = group;
  task->collective = *collective;
  if (!weir_collective_is_reducing(collective->kind)) {
    task->collective.reduction = WEIR_REDUCTION_NONE;
  }
  task->member = member;
  task->round = 0;
  weir_status_t status =
      weir_task_reserve_scratch(task, weir_collective_scratch_bytes(task));
  if (!weir_is_ok(status)) {
    weir_task_put(task);
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
  weir_collective_start(task);
  weir_task_run(task);
  return weir_ok();
}

//===-- Lifetime ----------------------------------------------------------===//

static void destroy_group(weir_object_t* object) {
  weir_group_t* group = (weir_group_t*)object;
  while (group->free_tasks != NULL) {
    weir_task_t* task = group->free_tasks;
    group->free_tasks = task->next;
    weir_task_free(task);
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
  weir_status_t status =
      weir_alloc_array(allocator, member_count, sizeof(weir_group_member_t),
                       (void**)&group->members);
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
