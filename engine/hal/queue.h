// Work for a device: (queue, wait fence, signal fence) and what is to be done.
//
// An operation begins when its wait fence is reached and signals its signal
// fence when it has ended; fences are the only order among operations. Either
// fence may be NULL and is retained as long as needed. Where the wait fence
// fails or the work fails, the signal fence fails with that status, at once:
// commands under way are then still run to their end, on memory that stays
// retained. A function
// that returns a failure has submitted nothing and leaves the signal fence
// alone. Any thread.
#ifndef WEIR_ENGINE_HAL_QUEUE_H_
#define WEIR_ENGINE_HAL_QUEUE_H_

#include <stddef.h>
#include <stdint.h>

#include "engine/hal/device.h"

typedef struct weir_queue_t {
  weir_device_t* device;  // borrowed
  uint32_t ordinal;       // below the device's queue_count
} weir_queue_t;

static inline weir_queue_t weir_device_queue(weir_device_t* device,
                                             uint32_t ordinal) {
  return (weir_queue_t){device, ordinal};
}

// Memory in queue order: the buffer is there at once, its memory from |signal|
// on. When the budget does not allow it then, |signal| fails with
// RESOURCE_EXHAUSTED.
weir_status_t weir_queue_alloca(weir_queue_t queue, weir_fence_t* wait,
                                weir_fence_t* signal, uint64_t length,
                                weir_buffer_t** out_buffer) WEIR_MUST_USE;

// Takes the memory of a buffer that weir_queue_alloca() made; handles to it may
// live on.
weir_status_t weir_queue_dealloca(weir_queue_t queue, weir_fence_t* wait,
                                  weir_fence_t* signal,
                                  weir_buffer_t* buffer) WEIR_MUST_USE;

// Runs a command list.
weir_status_t weir_queue_execute(
    weir_queue_t queue, weir_fence_t* wait, weir_fence_t* signal,
    const weir_submission_t* submission) WEIR_MUST_USE;

// Only waits and signals.
weir_status_t weir_queue_barrier(weir_queue_t queue, weir_fence_t* wait,
                                 weir_fence_t* signal) WEIR_MUST_USE;

// Calls a function of the host, on whichever thread pushes the queue forward.
// It must not wait: the thread it would wait for may be its own.
weir_status_t weir_queue_call(weir_queue_t queue, weir_fence_t* wait,
                              weir_fence_t* signal,
                              weir_host_call_t call) WEIR_MUST_USE;

// Single operations, each a command list of one: fine for set-up, not for what
// repeats.
weir_status_t weir_queue_fill(weir_queue_t queue, weir_fence_t* wait,
                              weir_fence_t* signal, weir_buffer_range_t target,
                              uint64_t pattern,
                              uint32_t pattern_bytes) WEIR_MUST_USE;
weir_status_t weir_queue_copy(weir_queue_t queue, weir_fence_t* wait,
                              weir_fence_t* signal, weir_buffer_range_t source,
                              weir_buffer_range_t target) WEIR_MUST_USE;
// |data| is copied before the function returns.
weir_status_t weir_queue_update(weir_queue_t queue, weir_fence_t* wait,
                                weir_fence_t* signal, const void* data,
                                uint64_t length, weir_buffer_t* target,
                                uint64_t target_offset) WEIR_MUST_USE;
// |target| must stay until |signal|.
weir_status_t weir_queue_read(weir_queue_t queue, weir_fence_t* wait,
                              weir_fence_t* signal, weir_buffer_range_t source,
                              void* target) WEIR_MUST_USE;

#endif  // WEIR_ENGINE_HAL_QUEUE_H_
