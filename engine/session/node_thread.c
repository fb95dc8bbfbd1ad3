#include <string.h>

#include "engine/session/session_impl.h"

static bool transport_has_failed(const weir_session_t* session) {
  weir_status_t failure = weir_transport_failure(session->transport);
  bool has_failed = !weir_is_ok(failure);
  weir_status_free(failure);
  return has_failed;
}

void weir_session_fail(weir_session_t* session, weir_status_t status) {
  // Whoever comes first has the story; what fails later fails of it.
  bool elsewhere = transport_has_failed(session);
  weir_spinlock_lock(&session->lock);
  bool is_first = !session->has_failed;
  session->has_failed = true;
  if (is_first) session->failed_elsewhere = elsewhere;
  weir_spinlock_unlock(&session->lock);
  if (is_first && !elsewhere) {
    weir_transport_fail(session->transport, weir_status_clone(status));
  }
}

static void do_job(weir_node_t* node) {
  weir_status_t status = node->job(node, node->job_user);
  if (!weir_is_ok(status)) {
    const weir_plan_t* plan = node->session->plan;
    if (plan->node_count > 1) {
      status = weir_status_annotate(
          status, "node \"%s\"",
          weir_plan_string(plan, plan->nodes[node->index].name));
    }
    weir_session_fail(node->session, status);
  }
  node->status = status;
}

static void thread_main(void* user) {
  weir_node_t* node = user;
  if (node->bind_cpu != WEIR_PLAN_NONE) {
    // Only speed is lost where it does not work.
    weir_status_free(weir_thread_bind(node->bind_cpu));
  }
  unsigned seen = 0;
  for (;;) {
    uint32_t epoch = weir_event_epoch(&node->wake);
    // Acquire pairs with the release of who gives the job.
    unsigned generation =
        atomic_load_explicit(&node->generation, memory_order_acquire);
    if (generation == seen) {
      weir_event_park(&node->wake, epoch, WEIR_TIME_NEVER);
      continue;
    }
    seen = generation;
    if (node->is_leaving) return;
    do_job(node);
    // Release publishes the node's status to the session's thread.
    if (atomic_fetch_sub_explicit(&node->session->busy, 1,
                                  memory_order_acq_rel) == 1) {
      weir_event_notify(&node->session->idle);
    }
  }
}

static void give(weir_node_t* node, weir_node_job_t job, void* user) {
  node->job = job;
  node->job_user = user;
  atomic_fetch_add_explicit(&node->generation, 1, memory_order_release);
  weir_event_notify(&node->wake);
}

weir_status_t weir_node_start(weir_node_t* node) {
  if (node->session->node_count == 1) return weir_ok();
  WEIR_RETURN_IF_ERROR(
      weir_thread_start("weir-node", thread_main, node, &node->thread));
  node->has_thread = true;
  return weir_ok();
}

void weir_node_stop(weir_node_t* node) {
  if (!node->has_thread) return;
  node->is_leaving = true;
  give(node, NULL, NULL);
  weir_thread_join(&node->thread);
  node->has_thread = false;
}

weir_status_t weir_session_run_nodes(weir_session_t* session,
                                     weir_node_job_t job, void* user) {
  if (session->node_count == 1 && !session->nodes[0].has_thread) {
    session->nodes[0].job = job;
    session->nodes[0].job_user = user;
    do_job(&session->nodes[0]);
  } else {
    atomic_store_explicit(&session->busy, session->node_count,
                          memory_order_relaxed);
    for (uint32_t i = 0; i < session->node_count; ++i) {
      give(&session->nodes[i], job, user);
    }
    for (;;) {
      uint32_t epoch = weir_event_epoch(&session->idle);
      // Acquire pairs with the last node's release.
      if (atomic_load_explicit(&session->busy, memory_order_acquire) == 0) {
        break;
      }
      weir_event_park(&session->idle, epoch, WEIR_TIME_NEVER);
    }
  }
  // The node that failed first is the one whose failure is no echo; the others
  // end with what the transport told them.
  weir_status_t first = weir_ok();
  for (uint32_t i = 0; i < session->node_count; ++i) {
    weir_status_t status = session->nodes[i].status;
    session->nodes[i].status = weir_ok();
    if (weir_is_ok(first)) {
      first = status;
    } else {
      weir_status_free(status);
    }
  }
  if (weir_is_ok(first) || session->rank_count > 1) return first;
  weir_status_t failure = weir_transport_failure(session->transport);
  if (weir_is_ok(failure)) return first;
  weir_status_free(first);
  return failure;
}
