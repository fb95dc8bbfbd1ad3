#include <stdlib.h>

#include "engine/drivers/wrappers/wrapper.h"
#include "engine/drivers/wrappers/wrappers.h"

typedef struct fault_device_t {
  weir_wrapper_t wrapper;
  atomic_llong countdown;  // fails the operation that takes it from 1 to 0
} fault_device_t;

static const weir_device_table_t fault_table;

static bool is_next(weir_device_t* device) {
  // Relaxed: the counter orders nothing.
  return atomic_fetch_sub_explicit(&((fault_device_t*)device)->countdown, 1,
                                   memory_order_relaxed) == 1;
}

weir_status_t weir_fault_set(weir_device_t* device, uint64_t nth) {
  if (weir_device_table(device) != &fault_table) {
    return weir_status(WEIR_CODE_FAILED_PRECONDITION,
                       "device %s is not of the fault driver",
                       device->info.name);
  }
  atomic_store_explicit(&((fault_device_t*)device)->countdown, (long long)nth,
                        memory_order_relaxed);
  return weir_ok();
}

static weir_status_t no_memory(const weir_device_t* device) {
  return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                     "device %s: injected fault: no memory", device->info.name);
}

static weir_status_t fail_call(void* user) {
  return weir_status(WEIR_CODE_UNAVAILABLE, "device %s: injected fault",
                     ((weir_device_t*)user)->info.name);
}

// An operation that fails its signal fence once its wait fence is reached.
static weir_status_t fail_operation(weir_device_t* device, uint32_t queue,
                                    weir_fence_t* wait, weir_fence_t* signal) {
  weir_device_t* inner = weir_wrapper_inner(device);
  return weir_wrapper_queue_call(device, queue, wait, signal,
                                 (weir_host_call_t){fail_call, inner});
}

static weir_status_t fault_allocate(weir_device_t* device, uint64_t length,
                                    weir_buffer_t** out_buffer) {
  if (is_next(device)) return no_memory(device);
  return weir_wrapper_allocate(device, length, out_buffer);
}

static weir_status_t fault_alloca(weir_device_t* device, uint32_t queue,
                                  weir_fence_t* wait, weir_fence_t* signal,
                                  uint64_t length, weir_buffer_t** out_buffer) {
  if (is_next(device)) return no_memory(device);
  return weir_wrapper_queue_alloca(device, queue, wait, signal, length,
                                   out_buffer);
}

static weir_status_t fault_dealloca(weir_device_t* device, uint32_t queue,
                                    weir_fence_t* wait, weir_fence_t* signal,
                                    weir_buffer_t* buffer) {
  if (is_next(device)) return fail_operation(device, queue, wait, signal);
  return weir_wrapper_queue_dealloca(device, queue, wait, signal, buffer);
}

static weir_status_t fault_execute(weir_device_t* device, uint32_t queue,
                                   weir_fence_t* wait, weir_fence_t* signal,
                                   const weir_submission_t* submission) {
  if (is_next(device)) return fail_operation(device, queue, wait, signal);
  return weir_wrapper_queue_execute(device, queue, wait, signal, submission);
}

static weir_status_t fault_call(weir_device_t* device, uint32_t queue,
                                weir_fence_t* wait, weir_fence_t* signal,
                                weir_host_call_t call) {
  if (is_next(device)) return fail_operation(device, queue, wait, signal);
  return weir_wrapper_queue_call(device, queue, wait, signal, call);
}

static const weir_device_table_t fault_table = {
    .object = {.type = "device", .destroy = weir_wrapper_destroy},
    .allocate = fault_allocate,
    .load_executable = weir_wrapper_load_executable,
    .queue_alloca = fault_alloca,
    .queue_dealloca = fault_dealloca,
    .queue_execute = fault_execute,
    .queue_call = fault_call,
    .observe = weir_wrapper_observe,
    .progress = weir_wrapper_progress,
    .is_idle = weir_wrapper_is_idle,
    .statistics = weir_wrapper_statistics,
    .reset_statistics = weir_wrapper_reset_statistics,
    .describe_pending = weir_wrapper_describe_pending,
};

static weir_status_t fault_wrap(const weir_device_params_t* params,
                                weir_device_t* inner,
                                weir_device_t** out_device) {
  (void)params;
  *out_device = NULL;
  long long nth = 0;
  const char* text = getenv("WEIR_FAULT");
  if (text != NULL) {
    char* end;
    nth = strtoll(text, &end, 10);
    if (*text == 0 || *end != 0 || nth < 0) {
      return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "WEIR_FAULT is \"%s\": expected a number", text);
    }
  }
  fault_device_t* device;
  WEIR_RETURN_IF_ERROR(
      weir_alloc(inner->allocator, sizeof(*device), (void**)&device));
  device->wrapper.base.allocator = inner->allocator;
  atomic_init(&device->countdown, nth);
  weir_status_t status =
      weir_wrapper_init(&device->wrapper, &fault_table, "fault", inner);
  if (weir_is_ok(status)) {
    *out_device = &device->wrapper.base;
  } else {
    weir_wrapper_destroy(&device->wrapper.base.object);
  }
  return status;
}

const weir_driver_t weir_fault_driver = {
    .name = "fault",
    .summary = "fails the n-th operation ($WEIR_FAULT)",
    .wrap = fault_wrap,
};
