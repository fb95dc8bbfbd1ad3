// Something with memory and queues: the interface that drivers implement, and
// its front functions.
//
// Counted; any thread. Work is submitted to queues (queue.h). Devices without
// worker threads run it on the threads that wait (weir_fence_wait() with the
// device's progress) or call weir_device_progress(). The last reference goes
// after all submitted work has signalled.
#ifndef WEIR_ENGINE_HAL_DEVICE_H_
#define WEIR_ENGINE_HAL_DEVICE_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/allocator.h"
#include "engine/base/object.h"
#include "engine/base/status.h"
#include "engine/base/strbuf.h"
#include "engine/hal/buffer.h"
#include "engine/hal/command_list.h"
#include "engine/hal/executable.h"
#include "engine/hal/fence.h"
#include "engine/hal/memory_pool.h"
#include "engine/hal/progress.h"

typedef struct weir_device_t weir_device_t;

// How a device is opened.
typedef struct weir_device_params_t {
  const char* name;            // unique in the process: "a_cpu"; copied
  weir_allocator_t allocator;  // all-zero: the default one
  weir_progress_t* progress;   // retained; NULL: the device makes its own
  uint64_t memory_bytes;       // budget of its buffers; 0: no limit
  // Threads that compute, the waiting host thread included: a device of n has
  // n - 1 workers. 0 is 1.
  uint32_t thread_count;
  // CPUs by OS index to bind to, one per thread, first the host thread's (which
  // is not bound: that is its owner's to do). NULL: no binding.
  const uint32_t* cpus;
  uint32_t ordinal;  // of a GPU
} weir_device_params_t;

// Read once when the device is opened.
typedef struct weir_device_info_t {
  const char* name;
  const char* driver;             // "local"
  const char* executable_format;  // WEIR_EXECUTABLE_FORMAT_...
  uint32_t queue_count;
  uint32_t thread_count;  // as weir_device_params_t
  uint64_t memory_bytes;  // 0: no limit
  bool host_memory;       // buffers are host memory
} weir_device_info_t;

typedef struct weir_device_statistics_t {
  weir_memory_statistics_t memory;
  uint64_t submission_count;
  uint64_t command_count;  // of all kinds
  uint64_t dispatch_count;
  uint64_t workgroup_count;
  uint64_t copy_count;  // copies, fills and updates
  uint64_t copy_bytes;
  uint64_t transfer_count;
  uint64_t bytes_sent;      // by sends and collectives
  uint64_t bytes_received;  // by receives and collectives
  uint64_t busy_ns;         // spent at commands, summed over the threads
} weir_device_statistics_t;

// One submission of a command list. Borrowed for the call: what is in flight
// keeps its own copies and references.
typedef struct weir_submission_t {
  weir_command_list_t* list;
  const weir_buffer_range_t* bindings;  // slot_count of the list
  size_t binding_count;
  const uint64_t* scalars;  // scalar_count of the list
  size_t scalar_count;
  // What pairs its transfers with those of other ranks: the invocation, and how
  // often the list was submitted in it before.
  uint64_t invocation_id;
  uint64_t occurrence;
} weir_submission_t;

// A function that a queue calls when its wait fence is reached. A failure it
// returns fails the signal fence.
typedef struct weir_host_call_t {
  weir_status_t (*fn)(void* user);
  void* user;
} weir_host_call_t;

// Who is told of every command that a device has run, on the thread that ran it
// (of transfers: when they have been started). |label| is borrowed.
typedef struct weir_device_observer_t {
  void (*command)(void* user, const char* kind, const char* label,
                  uint64_t invocation_id, weir_time_ns_t begin,
                  weir_time_ns_t end);
  void* user;
} weir_device_observer_t;

// What drivers implement. The front functions have checked the arguments.
// Queue operations that fail leave the signal fence alone.
typedef struct weir_device_table_t {
  weir_object_table_t object;
  weir_status_t (*allocate)(weir_device_t* device, uint64_t length,
                            weir_buffer_t** out_buffer);
  // Optional: UNIMPLEMENTED where it is NULL.
  weir_status_t (*load_executable)(weir_device_t* device, const char* name,
                                   const char* format, const void* image,
                                   size_t size,
                                   weir_executable_t** out_executable);
  weir_status_t (*queue_alloca)(weir_device_t* device, uint32_t queue,
                                weir_fence_t* wait, weir_fence_t* signal,
                                uint64_t length, weir_buffer_t** out_buffer);
  weir_status_t (*queue_dealloca)(weir_device_t* device, uint32_t queue,
                                  weir_fence_t* wait, weir_fence_t* signal,
                                  weir_buffer_t* buffer);
  weir_status_t (*queue_execute)(weir_device_t* device, uint32_t queue,
                                 weir_fence_t* wait, weir_fence_t* signal,
                                 const weir_submission_t* submission);
  weir_status_t (*queue_call)(weir_device_t* device, uint32_t queue,
                              weir_fence_t* wait, weir_fence_t* signal,
                              weir_host_call_t call);
  weir_progress_result_t (*progress)(weir_device_t* device);
  // Whether no queue operation waits or runs. Whoever ends the last one
  // notifies the device's progress.
  bool (*is_idle)(weir_device_t* device);
  void (*statistics)(weir_device_t* device,
                     weir_device_statistics_t* out_statistics);
  void (*reset_statistics)(weir_device_t* device);
  // Optional: passes an observer on; where NULL it is kept in the device.
  void (*observe)(weir_device_t* device, weir_device_observer_t observer);
  // Optional: one line per operation that is waiting or running.
  void (*describe_pending)(weir_device_t* device, weir_strbuf_t* buffer);
} weir_device_table_t;

// The public part of every device; drivers embed it first.
struct weir_device_t {
  weir_object_t object;
  weir_device_info_t info;
  weir_allocator_t allocator;
  weir_progress_t* progress;        // retained
  weir_device_observer_t observer;  // all-zero: nobody; set before any work
};

static inline const weir_device_table_t* weir_device_table(
    const weir_device_t* device) {
  return (const weir_device_table_t*)device->object.table;
}

// For drivers: the public part, with the progress of |params| or a new one.
// |driver| and |format| must outlive the device.
weir_status_t weir_device_init(weir_device_t* device,
                               const weir_device_table_t* table,
                               const weir_device_params_t* params,
                               const char* driver,
                               const char* format) WEIR_MUST_USE;
// Accepts what init left half-built. The driver frees the memory.
void weir_device_deinit(weir_device_t* device);

void weir_device_retain(weir_device_t* device);
void weir_device_release(weir_device_t* device);  // NULL is fine

static inline const weir_device_info_t* weir_device_info(
    const weir_device_t* device) {
  return &device->info;
}

// Where threads that wait for this device should work.
static inline weir_progress_t* weir_device_progress_of(
    const weir_device_t* device) {
  return device->progress;
}

// Runs a piece of what is ready, if anything is. Never blocks.
weir_progress_result_t weir_device_progress(weir_device_t* device);

// Works until no queue operation of |device| waits or runs: also those that no
// fence of the caller tells of, such as a send that only its peer waits for.
// Whoever leaves a device that others' fences may still set going calls this
// first, or nobody is left to run what becomes ready. False: |deadline| came.
bool weir_device_wait_idle(weir_device_t* device, weir_time_ns_t deadline);

// Memory at once, for what outlives invocations. Contents undefined.
// RESOURCE_EXHAUSTED past the device's budget.
weir_status_t weir_device_allocate(weir_device_t* device, uint64_t length,
                                   weir_buffer_t** out_buffer) WEIR_MUST_USE;

// |format| must be the device's. |image| is borrowed for the call.
weir_status_t weir_device_load_executable(
    weir_device_t* device, const char* name, const char* format,
    const void* image, size_t size,
    weir_executable_t** out_executable) WEIR_MUST_USE;

// To be set before any work is submitted.
void weir_device_observe(weir_device_t* device,
                         weir_device_observer_t observer);

void weir_device_statistics(weir_device_t* device,
                            weir_device_statistics_t* out_statistics);
// Counters to zero, peak to what is taken now.
void weir_device_reset_statistics(weir_device_t* device);

// What waits or runs, one line each, for reports of things that hang.
void weir_device_describe_pending(weir_device_t* device, weir_strbuf_t* buffer);

#endif  // WEIR_ENGINE_HAL_DEVICE_H_
