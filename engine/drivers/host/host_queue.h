// Queue operations of host devices.
#ifndef WEIR_ENGINE_DRIVERS_HOST_HOST_QUEUE_H_
#define WEIR_ENGINE_DRIVERS_HOST_HOST_QUEUE_H_

#include "engine/drivers/host/host_device.h"

// Entries of the table of functions.
weir_status_t weir_host_queue_alloca(weir_device_t* device, uint32_t queue,
                                     weir_fence_t* wait, weir_fence_t* signal,
                                     uint64_t length,
                                     weir_buffer_t** out_buffer);
weir_status_t weir_host_queue_dealloca(weir_device_t* device, uint32_t queue,
                                       weir_fence_t* wait, weir_fence_t* signal,
                                       weir_buffer_t* buffer);
weir_status_t weir_host_queue_execute(weir_device_t* device, uint32_t queue,
                                      weir_fence_t* wait, weir_fence_t* signal,
                                      const weir_submission_t* submission);
weir_status_t weir_host_queue_call(weir_device_t* device, uint32_t queue,
                                   weir_fence_t* wait, weir_fence_t* signal,
                                   weir_host_call_t call);
void weir_host_describe_pending(weir_device_t* device, weir_strbuf_t* buffer);

// Begins an operation whose wait is over.
void weir_host_op_begin(weir_host_op_t* op, weir_host_lane_t* lane);

// Ends an operation: gives back what it holds, then signals or fails its fence.
// Takes |status|.
void weir_host_op_end(weir_host_op_t* op, weir_status_t status);

// Aborts one operation that waits for its fence; false if there is none. Only
// while nobody submits.
bool weir_host_abort_waiting(weir_host_device_t* device);

#endif  // WEIR_ENGINE_DRIVERS_HOST_HOST_QUEUE_H_
