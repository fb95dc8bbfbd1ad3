// Channels of the plan: which group, which member.
#include "engine/session/channel_impl.h"

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
    WEIR_RETURN_IF_ERROR(weir_node_channel_make(
        session, name, channel, session->plan->channel_count + channel, group,
        member, end));
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
