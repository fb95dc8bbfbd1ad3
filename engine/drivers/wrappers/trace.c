#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/base/log.h"
#include "engine/drivers/wrappers/wrapper.h"
#include "engine/drivers/wrappers/wrappers.h"

typedef struct trace_device_t {
  weir_wrapper_t wrapper;
  pthread_mutex_t mutex;  // a trace is allowed to cost
  weir_strbuf_t events;   // under |mutex|
} trace_device_t;

static void append_event(trace_device_t* device, const char* kind,
                         const char* label, uint64_t invocation_id,
                         weir_time_ns_t begin, weir_time_ns_t end) {
  weir_strbuf_t* events = &device->events;
  weir_strbuf_append_c(events, events->size > 0 ? ",\n{" : "{");
  weir_strbuf_append_c(events, "\"name\": ");
  weir_strbuf_append_json(events, kind, strlen(kind));
  weir_strbuf_printf(events,
                     ", \"ph\": \"X\", \"ts\": %.3f, \"dur\": %.3f, "
                     "\"pid\": %d, \"tid\": %ld, \"args\": {\"device\": ",
                     (double)begin / 1e3, (double)(end - begin) / 1e3,
                     (int)getpid(), syscall(SYS_gettid));
  const char* name = device->wrapper.base.info.name;
  weir_strbuf_append_json(events, name, strlen(name));
  weir_strbuf_append_c(events, ", \"label\": ");
  weir_strbuf_append_json(events, label, strlen(label));
  weir_strbuf_printf(events, ", \"invocation\": %llu}}",
                     (unsigned long long)invocation_id);
}

static void observe(void* user, const char* kind, const char* label,
                    uint64_t invocation_id, weir_time_ns_t begin,
                    weir_time_ns_t end) {
  trace_device_t* device = user;
  pthread_mutex_lock(&device->mutex);
  append_event(device, kind, label, invocation_id, begin, end);
  pthread_mutex_unlock(&device->mutex);
}

static weir_status_t write_trace(const trace_device_t* device) {
  const char* prefix = getenv("WEIR_TRACE");
  weir_strbuf_t path = {0};
  weir_strbuf_printf(&path, "%s.%s.json", prefix ? prefix : "weir-trace",
                     device->wrapper.base.info.name);
  weir_status_t status = weir_ok();
  FILE* file = fopen(weir_strbuf_c(&path), "w");
  if (file == NULL) {
    status = weir_status_from_errno(errno, "cannot write trace %s",
                                    weir_strbuf_c(&path));
  } else {
    int printed = fprintf(file, "{\"traceEvents\": [\n%s\n]}\n",
                          weir_strbuf_c(&device->events));
    if (fclose(file) != 0 || printed < 0) {
      status = weir_status_from_errno(errno, "cannot write trace %s",
                                      weir_strbuf_c(&path));
    }
  }
  weir_strbuf_deinit(&path);
  return status;
}

static void trace_destroy(weir_object_t* object) {
  trace_device_t* device = (trace_device_t*)object;
  weir_allocator_t allocator = device->wrapper.base.allocator;
  // The inner device ends its work, and its last events, before we write.
  weir_device_release(device->wrapper.inner);
  if (device->wrapper.base.info.name != NULL) {
    weir_log_status(WEIR_LOG_ERROR, "trace", write_trace(device));
  }
  weir_strbuf_deinit(&device->events);
  pthread_mutex_destroy(&device->mutex);
  weir_device_deinit(&device->wrapper.base);
  weir_free(allocator, device);
}

static const weir_device_table_t trace_table = {
    .object = {.type = "device", .destroy = trace_destroy},
    .allocate = weir_wrapper_allocate,
    .load_executable = weir_wrapper_load_executable,
    .queue_alloca = weir_wrapper_queue_alloca,
    .queue_dealloca = weir_wrapper_queue_dealloca,
    .queue_execute = weir_wrapper_queue_execute,
    .queue_call = weir_wrapper_queue_call,
    .observe = weir_wrapper_observe,
    .progress = weir_wrapper_progress,
    .is_idle = weir_wrapper_is_idle,
    .statistics = weir_wrapper_statistics,
    .reset_statistics = weir_wrapper_reset_statistics,
    .describe_pending = weir_wrapper_describe_pending,
};

static weir_status_t trace_wrap(const weir_device_params_t* params,
                                weir_device_t* inner,
                                weir_device_t** out_device) {
  (void)params;
  *out_device = NULL;
  trace_device_t* device;
  WEIR_RETURN_IF_ERROR(
      weir_alloc(inner->allocator, sizeof(*device), (void**)&device));
  device->wrapper.base.allocator = inner->allocator;
  pthread_mutex_init(&device->mutex, NULL);
  weir_status_t status =
      weir_wrapper_init(&device->wrapper, &trace_table, "trace", inner);
  if (weir_is_ok(status)) {
    weir_device_observe(inner, (weir_device_observer_t){observe, device});
    *out_device = &device->wrapper.base;
  } else {
    trace_destroy(&device->wrapper.base.object);
  }
  return status;
}

const weir_driver_t weir_trace_driver = {
    .name = "trace",
    .summary = "writes what runs in the Chrome trace format ($WEIR_TRACE)",
    .wrap = trace_wrap,
};
