#include "engine/drivers/wrappers/wrapper.h"

weir_status_t weir_wrapper_init(weir_wrapper_t* wrapper,
                                const weir_device_table_t* table,
                                const char* driver, weir_device_t* inner) {
  weir_device_params_t params = {
      .name = inner->info.name,
      .allocator = wrapper->base.allocator,
      .progress = inner->progress,
  };
  wrapper->inner = inner;
  weir_device_retain(inner);
  WEIR_RETURN_IF_ERROR(weir_device_init(&wrapper->base, table, &params, driver,
                                        inner->info.executable_format));
  const char* name = wrapper->base.info.name;
  wrapper->base.info = inner->info;
  wrapper->base.info.name = name;
  wrapper->base.info.driver = driver;
  return weir_ok();
}

void weir_wrapper_destroy(weir_object_t* object) {
  weir_wrapper_t* wrapper = (weir_wrapper_t*)object;
  weir_allocator_t allocator = wrapper->base.allocator;
  weir_device_release(wrapper->inner);
  weir_device_deinit(&wrapper->base);
  weir_free(allocator, wrapper);
}

weir_status_t weir_wrapper_allocate(weir_device_t* device, uint64_t length,
                                    weir_buffer_t** out_buffer) {
  return weir_device_allocate(weir_wrapper_inner(device), length, out_buffer);
}

weir_status_t weir_wrapper_load_executable(weir_device_t* device,
                                           const char* name, const char* format,
                                           const void* image, size_t size,
                                           weir_executable_t** out_executable) {
  return weir_device_load_executable(weir_wrapper_inner(device), name, format,
                                     image, size, out_executable);
}

weir_status_t weir_wrapper_queue_alloca(weir_device_t* device, uint32_t queue,
                                        weir_fence_t* wait,
                                        weir_fence_t* signal, uint64_t length,
                                        weir_buffer_t** out_buffer) {
  weir_device_t* inner = weir_wrapper_inner(device);
  return weir_device_table(inner)->queue_alloca(inner, queue, wait, signal,
                                                length, out_buffer);
}

weir_status_t weir_wrapper_queue_dealloca(weir_device_t* device, uint32_t queue,
                                          weir_fence_t* wait,
                                          weir_fence_t* signal,
                                          weir_buffer_t* buffer) {
  weir_device_t* inner = weir_wrapper_inner(device);
  return weir_device_table(inner)->queue_dealloca(inner, queue, wait, signal,
                                                  buffer);
}

weir_status_t weir_wrapper_queue_execute(weir_device_t* device, uint32_t queue,
                                         weir_fence_t* wait,
                                         weir_fence_t* signal,
                                         const weir_submission_t* submission) {
  weir_device_t* inner = weir_wrapper_inner(device);
  return weir_device_table(inner)->queue_execute(inner, queue, wait, signal,
                                                 submission);
}

weir_status_t weir_wrapper_queue_call(weir_device_t* device, uint32_t queue,
                                      weir_fence_t* wait, weir_fence_t* signal,
                                      weir_host_call_t call) {
  weir_device_t* inner = weir_wrapper_inner(device);
  return weir_device_table(inner)->queue_call(inner, queue, wait, signal, call);
}

weir_progress_result_t weir_wrapper_progress(weir_device_t* device) {
  return weir_device_progress(weir_wrapper_inner(device));
}

bool weir_wrapper_is_idle(weir_device_t* device) {
  weir_device_t* inner = weir_wrapper_inner(device);
  return weir_device_table(inner)->is_idle(inner);
}

void weir_wrapper_statistics(weir_device_t* device,
                             weir_device_statistics_t* out_statistics) {
  weir_device_statistics(weir_wrapper_inner(device), out_statistics);
}

void weir_wrapper_reset_statistics(weir_device_t* device) {
  weir_device_reset_statistics(weir_wrapper_inner(device));
}

void weir_wrapper_observe(weir_device_t* device,
                          weir_device_observer_t observer) {
  weir_device_observe(weir_wrapper_inner(device), observer);
}

void weir_wrapper_describe_pending(weir_device_t* device,
                                   weir_strbuf_t* buffer) {
  weir_device_describe_pending(weir_wrapper_inner(device), buffer);
}
