// What the drivers for CPUs share: the life of queue operations, memory,
// counters, and how single commands are run. A driver adds the order in which
// commands run and the threads that run them (weir_host_scheduler_t).
//
// An operation waits for its fence, becomes ready, is begun by whichever thread
// makes progress, and ends. Lanes bound how many threads run a device's
// commands at a time; who holds one has its workspace and counters to itself.
#ifndef WEIR_ENGINE_DRIVERS_HOST_HOST_DEVICE_H_
#define WEIR_ENGINE_DRIVERS_HOST_HOST_DEVICE_H_

#include <stdatomic.h>

#include "engine/base/threads.h"
#include "engine/hal/command_list_impl.h"
#include "engine/hal/device.h"

typedef struct weir_host_device_t weir_host_device_t;

typedef enum weir_host_op_kind_t {
  WEIR_HOST_OP_EXECUTE = 0,
  WEIR_HOST_OP_ALLOCA,
  WEIR_HOST_OP_DEALLOCA,
  WEIR_HOST_OP_CALL,
} weir_host_op_kind_t;

typedef enum weir_host_op_state_t {
  WEIR_HOST_OP_WAITING = 0,
  WEIR_HOST_OP_RUNNING,
} weir_host_op_state_t;

typedef struct weir_host_op_t {
  weir_fence_waiter_t waiter;
  struct weir_host_op_t* next;  // in the free or the ready list
  weir_host_device_t* device;   // outlives it: see weir_host_device_destroy()
  weir_host_op_kind_t kind;
  weir_wait_state_t wait_state;
  weir_fence_t* wait;     // retained
  weir_fence_t* signal;   // retained
  weir_run_t* run;        // EXECUTE
  weir_buffer_t* buffer;  // ALLOCA, DEALLOCA: retained
  weir_host_call_t call;  // CALL
  // All operations in flight, for reports; under the device's lock.
  struct weir_host_op_t* previous_active;
  struct weir_host_op_t* next_active;
  weir_host_op_state_t state;
} weir_host_op_t;

// Counters of one lane: written by its holder, read by anybody (relaxed).
typedef struct weir_host_counters_t {
  atomic_uint_fast64_t submissions;
  atomic_uint_fast64_t commands;
  atomic_uint_fast64_t dispatches;
  atomic_uint_fast64_t workgroups;
  atomic_uint_fast64_t copies;
  atomic_uint_fast64_t copy_bytes;
  atomic_uint_fast64_t transfers;
  atomic_uint_fast64_t bytes_sent;
  atomic_uint_fast64_t bytes_received;
  atomic_uint_fast64_t busy_ns;
} weir_host_counters_t;

typedef struct weir_host_lane_t {
  atomic_uint is_held;
  uint32_t index;
  void* workspace;
  uint64_t workspace_bytes;
  weir_host_counters_t counters;
  atomic_uint has_tasks;  // |head| is not NULL; written when work is left
  // Ready tasks for this lane alone: used where a device has one lane.
  weir_task_t* head;
  weir_task_t* tail;
} __attribute__((aligned(64))) weir_host_lane_t;

// What a driver adds. All but |shutdown| are called by a thread that holds
// |lane|, unless it is NULL.
typedef struct weir_host_scheduler_t {
  // All predecessors of |task| have ended. May be called without a lane.
  void (*ready)(weir_host_device_t* device, weir_host_lane_t* lane,
                weir_task_t* task);
  // A run begins: its roots become ready. Its list has at least one command.
  void (*begin)(weir_host_device_t* device, weir_host_lane_t* lane,
                weir_run_t* run);
  // Runs something that is ready.
  bool (*step)(weir_host_device_t* device, weir_host_lane_t* lane);
  // The lane's holder is about to stop working. Optional.
  void (*leave)(weir_host_device_t* device, weir_host_lane_t* lane);
  // Whether |step| would find something; a hint.
  bool (*has_work)(weir_host_device_t* device);
  // Ends the driver's threads. Optional.
  void (*shutdown)(weir_host_device_t* device);
} weir_host_scheduler_t;

struct weir_host_device_t {
  weir_device_t base;
  const weir_host_scheduler_t* scheduler;
  bool runs_at_submit;  // submitting makes progress
  weir_memory_pool_t* memory;
  weir_event_t event;       // where workers park
  atomic_uint ready_count;  // operations in the ready list; a hint
  // Threads that came in by a notification, of a fence or a transfer, and hold
  // no reference; the device waits for them before it goes.
  atomic_uint visitor_count;
  weir_spinlock_t lock;
  // Under |lock|:
  weir_host_op_t* free_ops;
  weir_host_op_t* ready_head;
  weir_host_op_t* ready_tail;
  weir_host_op_t* active;
  uint32_t lane_count;
  weir_host_lane_t* lanes;
};

// Fills in an all-zero device with |lane_count| lanes and joins the progress.
weir_status_t weir_host_device_init(weir_host_device_t* device,
                                    const weir_host_scheduler_t* scheduler,
                                    const weir_device_params_t* params,
                                    const char* driver,
                                    uint32_t lane_count) WEIR_MUST_USE;

// Destroys a device, however far its creation came. Operations that still wait
// for a fence are aborted, those that run are run to their end.
void weir_host_device_destroy(weir_object_t* object);

// NULL when the lane is somebody else's.
weir_host_lane_t* weir_host_lane_try(weir_host_device_t* device,
                                     uint32_t index);
void weir_host_lane_release(weir_host_lane_t* lane);

// Begins operations whose wait is over and runs up to |budget| steps.
bool weir_host_device_work(weir_host_device_t* device, weir_host_lane_t* lane,
                           unsigned budget);

// Around what is done for a notification.
static inline void weir_host_device_enter(weir_host_device_t* device) {
  atomic_fetch_add_explicit(&device->visitor_count, 1, memory_order_relaxed);
}
static inline void weir_host_device_leave(weir_host_device_t* device) {
  // Release pairs with the acquire in weir_host_device_destroy().
  atomic_fetch_sub_explicit(&device->visitor_count, 1, memory_order_release);
}

// Wakes whoever may work: parked workers and parked waiting threads.
void weir_host_device_wake(weir_host_device_t* device);

// Ends |task|: its successors become ready, and with the last one its
// operation ends. |lane| may be NULL.
void weir_host_task_end(weir_host_device_t* device, weir_host_lane_t* lane,
                        weir_task_t* task);

// Fails the run of |task|: the signal fence fails at once, tasks that have not
// begun will only be ended. Takes |status|.
void weir_host_task_fail(weir_task_t* task, weir_status_t status);

static inline weir_host_op_t* weir_host_op_of(const weir_task_t* task) {
  return task->run->owner;
}

static inline void weir_host_count(atomic_uint_fast64_t* counter,
                                   uint64_t amount) {
  // Only the lane's holder writes, so load and store need not be one step.
  atomic_store_explicit(
      counter, atomic_load_explicit(counter, memory_order_relaxed) + amount,
      memory_order_relaxed);
}

//===-- host_command.c: single commands -----------------------------------===//

// Looks up the arguments of a dispatch. False: it has failed, or has nothing to
// do, and was not begun.
bool weir_host_dispatch_prepare(weir_host_lane_t* lane, weir_task_t* task);

// Runs workgroups |begin| to |end| of a prepared dispatch. False: the workspace
// could not be had, and the task has failed.
bool weir_host_dispatch_run(weir_host_lane_t* lane, weir_task_t* task,
                            uint64_t begin, uint64_t end);

// Runs a whole command on this thread; of a transfer, starts it. True: it has
// ended and weir_host_task_end() is due. False: a transfer that will end later,
// or has ended already.
bool weir_host_command_run(weir_host_device_t* device, weir_host_lane_t* lane,
                           weir_task_t* task);

// Tells the observer, if there is one, of a task that has not ended yet.
void weir_host_observe(weir_host_device_t* device, const weir_task_t* task,
                       weir_time_ns_t begin);

const char* weir_host_command_name(const weir_command_record_t* record);

#endif  // WEIR_ENGINE_DRIVERS_HOST_HOST_DEVICE_H_
