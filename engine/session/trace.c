#include "engine/session/trace.h"

#include <stdio.h>
#include <string.h>

#include "engine/session/session_impl.h"

// Above those of statistics.
enum { TAG_TRACE = 1 << 26 };

static void append_common(const weir_session_t* session, uint32_t device,
                          weir_strbuf_t* text) {
  weir_strbuf_printf(text, "\"pid\": %u, \"tid\": %u", session->rank, device);
}

static void on_command(void* user, const char* kind, const char* label,
                       uint64_t invocation_id, weir_time_ns_t begin,
                       weir_time_ns_t end) {
  weir_node_tracer_t* tracer = user;
  weir_session_t* session = tracer->session;
  const char* name = label != NULL && label[0] != 0 ? label : kind;
  pthread_mutex_lock(&session->trace_mutex);
  weir_strbuf_t* text = &session->trace;
  weir_strbuf_append_c(text, ",\n{\"ph\": \"X\", \"name\": ");
  weir_strbuf_append_json(text, name, strlen(name));
  weir_strbuf_append_c(text, ", \"cat\": ");
  weir_strbuf_append_json(text, kind, strlen(kind));
  weir_strbuf_printf(text, ", \"ts\": %.3f, \"dur\": %.3f, ",
                     (double)(begin - session->trace_base) / 1e3,
                     (double)(end - begin) / 1e3);
  append_common(session, tracer->device, text);
  weir_strbuf_printf(text, ", \"args\": {\"invocation\": %llu}}",
                     (unsigned long long)invocation_id);
  pthread_mutex_unlock(&session->trace_mutex);
}

static void append_name(weir_session_t* session, const char* what,
                        uint32_t device, const char* name) {
  weir_strbuf_t* text = &session->trace;
  weir_strbuf_printf(text, ",\n{\"ph\": \"M\", \"name\": \"%s\", ", what);
  append_common(session, device, text);
  weir_strbuf_append_c(text, ", \"args\": {\"name\": ");
  weir_strbuf_append_json(text, name, strlen(name));
  weir_strbuf_append_c(text, "}}");
}

void weir_node_observe(weir_node_t* node, uint32_t device) {
  weir_session_t* session = node->session;
  if (!session->params.record_trace) return;
  weir_node_tracer_t* tracer = &node->tracers[device];
  tracer->session = session;
  tracer->device = session->plan->nodes[node->index].device_first + device;
  weir_device_observe(node->devices[device],
                      (weir_device_observer_t){on_command, tracer});
  const weir_plan_device_t* record = &session->plan->devices[tracer->device];
  append_name(session, "thread_name", tracer->device,
              weir_plan_string(session->plan, record->name));
}

// The pieces of all ranks one behind the other.
static weir_status_t gather(weir_session_t* session, weir_strbuf_t* text) {
  uint64_t size = session->trace.size;
  if (session->rank != 0) {
    WEIR_RETURN_IF_ERROR(
        weir_session_pass(session, 0, true, TAG_TRACE, &size, sizeof(size)));
    return weir_session_pass(session, 0, true, TAG_TRACE + 1,
                             session->trace.data, size);
  }
  weir_strbuf_append(text, weir_strbuf_c(&session->trace), size);
  for (uint32_t rank = 1; rank < session->rank_count; ++rank) {
    WEIR_RETURN_IF_ERROR(weir_session_pass(session, rank, false, TAG_TRACE,
                                           &size, sizeof(size)));
    char* piece = NULL;
    WEIR_RETURN_IF_ERROR(weir_alloc(session->allocator, size, (void**)&piece));
    weir_status_t status =
        weir_session_pass(session, rank, false, TAG_TRACE + 1, piece, size);
    if (weir_is_ok(status)) weir_strbuf_append(text, piece, size);
    weir_free(session->allocator, piece);
    WEIR_RETURN_IF_ERROR(status);
  }
  return weir_ok();
}

weir_status_t weir_session_collect_trace(weir_session_t* session,
                                         weir_strbuf_t* text) {
  char name[32];
  snprintf(name, sizeof(name), "rank %u", session->rank);
  append_name(session, "process_name", 0, name);
  weir_strbuf_append_c(text,
                       "{\"traceEvents\": [\n{\"ph\": \"M\", \"name\": "
                       "\"weir\", \"pid\": 0, \"tid\": 0}");
  WEIR_RETURN_IF_ERROR(gather(session, text));
  weir_strbuf_append_c(text, "\n]}\n");
  return weir_ok();
}
