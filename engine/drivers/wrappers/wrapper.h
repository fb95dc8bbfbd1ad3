// What wrapper drivers share: a device that passes everything on to another.
// A wrapper copies the table below and replaces the entries it changes.
#ifndef WEIR_ENGINE_DRIVERS_WRAPPERS_WRAPPER_H_
#define WEIR_ENGINE_DRIVERS_WRAPPERS_WRAPPER_H_

#include "engine/hal/device.h"

typedef struct weir_wrapper_t {
  weir_device_t base;
  weir_device_t* inner;  // retained
} weir_wrapper_t;

static inline weir_device_t* weir_wrapper_inner(weir_device_t* device) {
  return ((weir_wrapper_t*)device)->inner;
}

// Fills in an all-zero wrapper that has its allocator; retains |inner|.
weir_status_t weir_wrapper_init(weir_wrapper_t* wrapper,
                                const weir_device_table_t* table,
                                const char* driver,
                                weir_device_t* inner) WEIR_MUST_USE;
// Lets go of |inner| and frees the wrapper.
void weir_wrapper_destroy(weir_object_t* object);

// The entries that pass on.
weir_status_t weir_wrapper_allocate(weir_device_t* device, uint64_t length,
                                    weir_buffer_t** out_buffer);
weir_status_t weir_wrapper_load_executable(weir_device_t* device,
                                           const char* name, const char* format,
                                           const void* image, size_t size,
                                           weir_executable_t** out_executable);
weir_status_t weir_wrapper_queue_alloca(weir_device_t* device, uint32_t queue,
                                        weir_fence_t* wait,
                                        weir_fence_t* signal, uint64_t length,
                                        weir_buffer_t** out_buffer);
weir_status_t weir_wrapper_queue_dealloca(weir_device_t* device, uint32_t queue,
                                          weir_fence_t* wait,
                                          weir_fence_t* signal,
                                          weir_buffer_t* buffer);
weir_status_t weir_wrapper_queue_execute(weir_device_t* device, uint32_t queue,
                                         weir_fence_t* wait,
                                         weir_fence_t* signal,
                                         const weir_submission_t* submission);
weir_status_t weir_wrapper_queue_call(weir_device_t* device, uint32_t queue,
                                      weir_fence_t* wait, weir_fence_t* signal,
                                      weir_host_call_t call);
weir_progress_result_t weir_wrapper_progress(weir_device_t* device);
bool weir_wrapper_is_idle(weir_device_t* device);
void weir_wrapper_statistics(weir_device_t* device,
                             weir_device_statistics_t* out_statistics);
void weir_wrapper_reset_statistics(weir_device_t* device);
void weir_wrapper_observe(weir_device_t* device,
                          weir_device_observer_t observer);
void weir_wrapper_describe_pending(weir_device_t* device,
                                   weir_strbuf_t* buffer);

#endif  // WEIR_ENGINE_DRIVERS_WRAPPERS_WRAPPER_H_
