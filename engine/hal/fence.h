// When some work is done: a set of (semaphore, value) pairs.
//
// Counted. A fence is filled by one thread, then immutable and any thread's. A
// NULL fence is the empty one: reached from the start.
#ifndef WEIR_ENGINE_HAL_FENCE_H_
#define WEIR_ENGINE_HAL_FENCE_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/allocator.h"
#include "engine/base/status.h"
#include "engine/base/time.h"
#include "engine/hal/progress.h"
#include "engine/hal/semaphore.h"

typedef struct weir_fence_t weir_fence_t;

typedef struct weir_fence_point_t {
  weir_semaphore_t* semaphore;
  uint64_t value;
} weir_fence_point_t;

// An empty fence with room for |capacity| points.
weir_status_t weir_fence_create(weir_allocator_t allocator, size_t capacity,
                                weir_fence_t** out_fence) WEIR_MUST_USE;

// A fence of one point; retains |semaphore|.
weir_status_t weir_fence_create_at(weir_allocator_t allocator,
                                   weir_semaphore_t* semaphore, uint64_t value,
                                   weir_fence_t** out_fence) WEIR_MUST_USE;

// A new timeline that nobody else knows, and the fence of its value 1.
weir_status_t weir_fence_create_private(weir_allocator_t allocator,
                                        weir_fence_t** out_fence) WEIR_MUST_USE;

// The union of |count| fences, any of which may be NULL.
weir_status_t weir_fence_join(weir_allocator_t allocator, size_t count,
                              weir_fence_t* const* fences,
                              weir_fence_t** out_fence) WEIR_MUST_USE;

void weir_fence_retain(weir_fence_t* fence);   // NULL is fine
void weir_fence_release(weir_fence_t* fence);  // NULL is fine

// Adds a point; of two on one semaphore the later stays. Retains |semaphore|.
// RESOURCE_EXHAUSTED past the capacity.
weir_status_t weir_fence_insert(weir_fence_t* fence,
                                weir_semaphore_t* semaphore,
                                uint64_t value) WEIR_MUST_USE;

size_t weir_fence_point_count(const weir_fence_t* fence);
weir_fence_point_t weir_fence_point(const weir_fence_t* fence, size_t index);

// REACHED when all points are; FAILED as soon as one has failed.
weir_wait_state_t weir_fence_poll(weir_fence_t* fence);

// A copy of the first failure among the points; success where there is none.
weir_status_t weir_fence_failure(weir_fence_t* fence) WEIR_MUST_USE;

// Signals every point. All are tried; failures are joined.
weir_status_t weir_fence_signal(weir_fence_t* fence) WEIR_MUST_USE;

// Fails every point. Takes |status|, a failure.
void weir_fence_fail(weir_fence_t* fence, weir_status_t status);

// As weir_semaphore_wait(), for all points.
weir_status_t weir_fence_wait(weir_fence_t* fence, weir_progress_t* progress,
                              weir_time_ns_t deadline) WEIR_MUST_USE;

// A continuation in the caller's storage, which must stay until |notify| was
// called or the waiter was cancelled; so must the fence.
typedef struct weir_fence_waiter_t weir_fence_waiter_t;
struct weir_fence_waiter_t {
  // Called once, on the thread that signals or fails, under no lock. It must be
  // short: hand work to a queue, do not do it here.
  void (*notify)(weir_fence_waiter_t* waiter, weir_wait_state_t state);
  weir_fence_waiter_t* next;  // the fence's
};

// Registers |waiter| and returns PENDING; or returns what already is so, and
// then |notify| is not called. Takes no memory.
weir_wait_state_t weir_fence_await(weir_fence_t* fence,
                                   weir_fence_waiter_t* waiter);

// True: |notify| was not and will not be called. False: it was, or is being
// called right now on another thread.
bool weir_fence_cancel(weir_fence_t* fence, weir_fence_waiter_t* waiter);

#endif  // WEIR_ENGINE_HAL_FENCE_H_
