#include "engine/session/session.h"

#include <string.h>

#include "engine/session/session_impl.h"
#include "transports/startup.h"

// ---- start -----------------------------------------------------------------

// Every rank brings its status; all go on or none does. What a rank has to say
// is said by rank 0 for all.
static weir_status_t together(weir_session_t* session, weir_status_t status) {
  weir_status_t all = weir_transport_gather_status(session->transport, status);
  if (!weir_is_ok(all)) {
    session->has_failed = true;
    session->failed_elsewhere = session->rank != 0;
  }
  return all;
}

static weir_status_t place_nodes(weir_session_t* session) {
  const weir_plan_t* plan = session->plan;
  WEIR_RETURN_IF_ERROR(
      weir_transport_set_nodes(session->transport, plan->node_count, NULL));
  uint32_t count = 0;
  for (uint32_t i = 0; i < plan->node_count; ++i) {
    count += weir_transport_is_local(session->transport, i);
  }
  WEIR_RETURN_IF_ERROR(weir_alloc_array(session->allocator, count,
                                        sizeof(*session->nodes),
                                        (void**)&session->nodes));
  for (uint32_t i = 0; i < plan->node_count; ++i) {
    if (!weir_transport_is_local(session->transport, i)) continue;
    weir_node_t* node = &session->nodes[session->node_count++];
    node->session = session;
    node->index = i;
    node->bind_cpu = WEIR_PLAN_NONE;
  }
  return weir_ok();
}

static weir_status_t check_limits(const weir_plan_t* plan) {
  // Two numbers for each channel of the plan; the other half is for splits.
  if (plan->channel_count > (WEIR_TAG_MAX_CHANNEL + 1) / 4 ||
      plan->transfer_count > WEIR_TAG_MAX_TRANSFER + 1u) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                       "%s has %u channels and %u transfers, %u and %u are "
                       "possible",
                       plan->path, plan->channel_count, plan->transfer_count,
                       (WEIR_TAG_MAX_CHANNEL + 1u) / 4,
                       WEIR_TAG_MAX_TRANSFER + 1u);
  }
  return weir_ok();
}

static weir_status_t open_parameters(weir_session_t* session) {
  const weir_session_params_t* params = &session->params;
  WEIR_RETURN_IF_ERROR(
      weir_alloc_array(session->allocator, params->parameter_count,
                       sizeof(*session->scopes), (void**)&session->scopes));
  for (size_t i = 0; i < params->parameter_count; ++i) {
    session->scopes[i].scope = params->parameters[i].scope;
    WEIR_RETURN_IF_ERROR(weir_parameter_index_open(params->parameters[i].path,
                                                   &session->scopes[i].index));
    ++session->scope_count;
  }
  return weir_ok();
}

static weir_status_t open_nodes(weir_session_t* session) {
  WEIR_RETURN_IF_ERROR(check_limits(session->plan));
  WEIR_RETURN_IF_ERROR(weir_session_check_devices(session));
  WEIR_RETURN_IF_ERROR(open_parameters(session));
  size_t numbers = (WEIR_TAG_MAX_CHANNEL + 1) / 2;
  WEIR_RETURN_IF_ERROR(weir_alloc_array(session->allocator, numbers,
                                        sizeof(*session->part_numbers),
                                        (void**)&session->part_numbers));
  WEIR_RETURN_IF_ERROR(
      weir_alloc_array(session->allocator, session->plan->channel_count,
                       sizeof(*session->groups), (void**)&session->groups));
  weir_core_plan_t* cores = NULL;
  WEIR_RETURN_IF_ERROR(
      weir_alloc(session->allocator, sizeof(*cores), (void**)&cores));
  weir_status_t status = weir_core_plan_make(session, cores);
  for (uint32_t i = 0; i < session->node_count && weir_is_ok(status); ++i) {
    status = weir_node_open(&session->nodes[i], cores);
    if (weir_is_ok(status)) status = weir_node_start(&session->nodes[i]);
  }
  weir_free(session->allocator, cores);
  return status;
}

// What one thread posts may be what another one's progress waits for.
static void wake_nodes(void* user) {
  weir_session_t* session = user;
  for (uint32_t i = 0; i < session->node_count; ++i) {
    weir_progress_t* progress = session->nodes[i].progress;
    if (progress != NULL) weir_progress_notify(progress);
  }
}

static weir_status_t initialize_node(weir_node_t* node, void* user) {
  (void)user;
  WEIR_RETURN_IF_ERROR(weir_vm_initialize(node->vm));
  weir_node_finish(node);
  return weir_ok();
}

static weir_status_t start(weir_session_t* session) {
  uint64_t identity = weir_plan_identity(session->plan);
  weir_status_t status = weir_transport_agree(session->transport, "the plan",
                                              &identity, sizeof(identity));
  if (!weir_is_ok(status)) {
    session->has_failed = true;
    session->failed_elsewhere = session->rank != 0;
    return status;
  }
  WEIR_RETURN_IF_ERROR(together(session, place_nodes(session)));
  session->trace_base = weir_now_ns();
  weir_transport_set_wake(session->transport, wake_nodes, session);
  WEIR_RETURN_IF_ERROR(together(session, open_nodes(session)));
  WEIR_RETURN_IF_ERROR(together(session, weir_watchdog_start(session)));
  atomic_store_explicit(&session->is_active, 1, memory_order_release);
  status = weir_session_run_nodes(session, initialize_node, NULL);
  atomic_store_explicit(&session->is_active, 0, memory_order_release);
  return status;
}

weir_status_t weir_session_create(const weir_session_params_t* params,
                                  weir_session_t** out_session) {
  *out_session = NULL;
  weir_session_t* session = NULL;
  weir_allocator_t allocator = weir_default_allocator();
  WEIR_RETURN_IF_ERROR(
      weir_alloc(allocator, sizeof(*session), (void**)&session));
  session->plan = params->plan;
  session->params = *params;
  pthread_mutex_init(&session->trace_mutex, NULL);
  session->allocator = allocator;
  session->transport = params->transport;
  weir_transport_retain(session->transport);
  session->rank = weir_transport_info(session->transport)->rank;
  session->rank_count = weir_transport_info(session->transport)->rank_count;
  // Handed out even when it failed: it knows whose failure it was.
  *out_session = session;
  return start(session);
}

void weir_session_free(weir_session_t* session) {
  if (session == NULL) return;
  weir_watchdog_stop(session);
  for (uint32_t i = 0; i < session->node_count; ++i) {
    weir_node_stop(&session->nodes[i]);
  }
  // A device may be woken by what another one ends: all threads are gone first.
  for (uint32_t i = 0; i < session->node_count; ++i) {
    weir_node_close(&session->nodes[i]);
  }
  for (uint32_t i = 0; session->groups && i < session->plan->channel_count;
       ++i) {
    weir_group_release(session->groups[i]);
  }
  for (size_t i = 0; i < session->scope_count; ++i) {
    weir_parameter_index_close(session->scopes[i].index);
  }
  weir_transport_set_wake(session->transport, NULL, NULL);
  weir_transport_release(session->transport);
  weir_strbuf_deinit(&session->trace);
  pthread_mutex_destroy(&session->trace_mutex);
  weir_free(session->allocator, session->scopes);
  weir_free(session->allocator, session->groups);
  weir_free(session->allocator, session->part_numbers);
  weir_free(session->allocator, session->nodes);
  weir_free(session->allocator, session);
}

// ---- queries ---------------------------------------------------------------

bool weir_session_failed_elsewhere(const weir_session_t* session) {
  return session->failed_elsewhere;
}

size_t weir_session_device_count(const weir_session_t* session) {
  size_t count = 0;
  for (uint32_t i = 0; i < session->node_count; ++i) {
    count += session->nodes[i].device_count;
  }
  return count;
}

weir_device_t* weir_session_device(const weir_session_t* session, size_t i,
                                   uint32_t* out_plan_device) {
  for (uint32_t n = 0; n < session->node_count; ++n) {
    const weir_node_t* node = &session->nodes[n];
    if (i < node->device_count) {
      if (out_plan_device != NULL) {
        *out_plan_device =
            session->plan->nodes[node->index].device_first + (uint32_t)i;
      }
      return node->devices[i];
    }
    i -= node->device_count;
  }
  return NULL;
}
