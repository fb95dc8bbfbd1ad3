// Reports what stands still.
//
// Nobody waits for the watchdog and it takes no part in the work: it looks at
// counters that everything under way must move. When they have not moved for as
// long as the user allows, it says who waits for what and fails the transport,
// which ends what waits for other nodes; what does not even end by that (a
// kernel that runs for ever) ends with the process.

#include "engine/base/log.h"
#include "engine/session/session_impl.h"

enum { LOOKS_PER_TIMEOUT = 8 };
static const int64_t GRACE_NS = 3000000000;

static uint64_t signature(weir_session_t* session) {
  uint64_t sum = 0;
  for (uint32_t i = 0; i < session->node_count; ++i) {
    const weir_node_t* node = &session->nodes[i];
    for (uint32_t j = 0; j < node->device_count; ++j) {
      weir_device_statistics_t statistics;
      weir_device_statistics(node->devices[j], &statistics);
      sum += statistics.command_count + statistics.workgroup_count +
             statistics.submission_count + statistics.transfer_count;
    }
    weir_transport_counters_t counters =
        weir_transport_node_counters(session->transport, node->index);
    sum += counters.sent_messages + counters.received_messages;
  }
  return sum;
}

void weir_session_describe(weir_session_t* session, weir_strbuf_t* buffer) {
  char text[400];
  for (uint32_t i = 0; i < session->node_count; ++i) {
    weir_node_t* node = &session->nodes[i];
    const char* name =
        weir_plan_string(session->plan, session->plan->nodes[node->index].name);
    if (node->vm != NULL) weir_vm_describe(node->vm, text, sizeof(text));
    if (node->vm != NULL && text[0] != 0) {
      weir_strbuf_printf(buffer, "\n  node \"%s\": %s", name, text);
    }
    for (uint32_t j = 0; j < node->device_count; ++j) {
      weir_strbuf_t pending = {0};
      weir_device_describe_pending(node->devices[j], &pending);
      const char* line = weir_strbuf_c(&pending);
      while (*line != 0) {
        size_t size = 0;
        while (line[size] != 0 && line[size] != '\n') ++size;
        weir_strbuf_printf(buffer, "\n  node \"%s\": %.*s", name, (int)size,
                           line);
        line += size + (line[size] == '\n');
      }
      weir_strbuf_deinit(&pending);
    }
  }
}

// True: the watchdog is to leave.
static bool sleep_until(weir_session_t* session, weir_time_ns_t deadline) {
  for (;;) {
    uint32_t epoch = weir_event_epoch(&session->watchdog_wake);
    if (atomic_load_explicit(&session->watchdog_leaves, memory_order_acquire)) {
      return true;
    }
    if (weir_now_ns() >= deadline) return false;
    weir_event_park(&session->watchdog_wake, epoch, deadline);
  }
}

static bool is_active(weir_session_t* session) {
  return atomic_load_explicit(&session->is_active, memory_order_acquire) != 0;
}

static bool failed_before(weir_session_t* session) {
  weir_status_t failure = weir_transport_failure(session->transport);
  bool has_failed = !weir_is_ok(failure);
  weir_status_free(failure);
  return has_failed;
}

// Who waits for others gives them time to tell what is wrong with them.
static int64_t patience_ns(weir_session_t* session) {
  int64_t timeout_ns = session->params.timeout_ns;
  bool waits_for_others =
      atomic_load_explicit(&session->message_count, memory_order_relaxed) > 0;
  return waits_for_others ? timeout_ns + timeout_ns / 2 : timeout_ns;
}

// True: the watchdog is done.
static bool bark(weir_session_t* session) {
  weir_strbuf_t report = {0};
  weir_strbuf_printf(&report, "nothing has moved for %.3g s",
                     (double)session->params.timeout_ns * 1e-9);
  weir_session_describe(session, &report);
  weir_status_t status =
      weir_status(WEIR_CODE_DEADLINE_EXCEEDED, "%s", weir_strbuf_c(&report));
  // First the report: what follows may end the process from outside.
  if (session->params.stuck != NULL && !failed_before(session)) {
    session->params.stuck(session->params.user, weir_strbuf_c(&report));
  }
  weir_session_fail(session, status);
  weir_status_free(status);
  weir_time_ns_t deadline = weir_deadline_after(GRACE_NS);
  bool leaves = false;
  while (!leaves && is_active(session) && weir_now_ns() < deadline) {
    leaves = sleep_until(session, weir_deadline_after(20000000));
  }
  bool is_stuck = !leaves && is_active(session);
  if (is_stuck) {
    weir_transport_abort(session->transport, session->params.stuck_exit_code);
  }
  weir_strbuf_deinit(&report);
  return leaves;
}

static void watchdog_main(void* user) {
  weir_session_t* session = user;
  int64_t timeout_ns = session->params.timeout_ns;
  uint64_t last = 0;
  weir_time_ns_t moved = weir_now_ns();
  while (!sleep_until(session,
                      weir_deadline_after(timeout_ns / LOOKS_PER_TIMEOUT))) {
    uint64_t now = signature(session);
    if (now != last || !is_active(session)) {
      last = now;
      moved = weir_now_ns();
    } else if (weir_now_ns() - moved >= patience_ns(session)) {
      if (bark(session)) return;
      moved = weir_now_ns();
    }
  }
}

weir_status_t weir_watchdog_start(weir_session_t* session) {
  if (session->params.timeout_ns <= 0) return weir_ok();
  WEIR_RETURN_IF_ERROR(weir_thread_start("weir-watchdog", watchdog_main,
                                         session, &session->watchdog));
  session->has_watchdog = true;
  return weir_ok();
}

void weir_watchdog_stop(weir_session_t* session) {
  if (!session->has_watchdog) return;
  atomic_store_explicit(&session->watchdog_leaves, 1, memory_order_release);
  weir_event_notify(&session->watchdog_wake);
  weir_thread_join(&session->watchdog);
  session->has_watchdog = false;
}
