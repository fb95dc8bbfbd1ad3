// A timeline: a 64-bit value that only grows, or a failure that stays.
//
// Counted; any thread may call any function here. A waiter that was told of
// value v sees all that was written before v was signalled.
#ifndef WEIR_ENGINE_HAL_SEMAPHORE_H_
#define WEIR_ENGINE_HAL_SEMAPHORE_H_

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/allocator.h"
#include "engine/base/status.h"
#include "engine/base/time.h"
#include "engine/hal/progress.h"

typedef struct weir_semaphore_t weir_semaphore_t;

// What a look at a timeline finds; looking never allocates.
typedef enum weir_wait_state_t {
  WEIR_WAIT_PENDING = 0,
  WEIR_WAIT_REACHED,
  WEIR_WAIT_FAILED,
} weir_wait_state_t;

// The largest value of a timeline.
#define WEIR_SEMAPHORE_MAX_VALUE (UINT64_MAX - 1)

weir_status_t weir_semaphore_create(
    weir_allocator_t allocator, uint64_t initial_value,
    weir_semaphore_t** out_semaphore) WEIR_MUST_USE;
void weir_semaphore_retain(weir_semaphore_t* semaphore);
void weir_semaphore_release(weir_semaphore_t* semaphore);  // NULL is fine

// The present value; for a failed semaphore the last one before it failed.
uint64_t weir_semaphore_value(weir_semaphore_t* semaphore);

// Whether |value| was reached. A failed semaphore reports FAILED also for
// values it reached before.
weir_wait_state_t weir_semaphore_poll(weir_semaphore_t* semaphore,
                                      uint64_t value);

// A copy of the failure; success where it has not failed.
weir_status_t weir_semaphore_failure(weir_semaphore_t* semaphore) WEIR_MUST_USE;

// Advances to |value| and tells those who wait for it or less.
// FAILED_PRECONDITION if |value| is not above the present one, or a copy of the
// semaphore's own failure if it has failed.
weir_status_t weir_semaphore_signal(weir_semaphore_t* semaphore,
                                    uint64_t value) WEIR_MUST_USE;

// Fails the timeline for good and tells all waiters. Takes |status|, which must
// be a failure; only the first failure is kept.
void weir_semaphore_fail(weir_semaphore_t* semaphore, weir_status_t status);

// Waits until |value| is reached. |progress| may be NULL; otherwise the waiting
// thread works there meanwhile. DEADLINE_EXCEEDED, or the failure.
weir_status_t weir_semaphore_wait(weir_semaphore_t* semaphore, uint64_t value,
                                  weir_progress_t* progress,
                                  weir_time_ns_t deadline) WEIR_MUST_USE;

// A continuation in the caller's storage, which must stay until |notify| was
// called or the waiter was cancelled.
typedef struct weir_semaphore_waiter_t weir_semaphore_waiter_t;
struct weir_semaphore_waiter_t {
  // Called once, on the thread that signals or fails, under no lock. It must be
  // short: hand work to a queue, do not do it here.
  void (*notify)(weir_semaphore_waiter_t* waiter, weir_wait_state_t state);
  uint64_t value;
  weir_semaphore_waiter_t* next;  // the semaphore's
};

// Registers |waiter| and returns PENDING; or returns what already is so, and
// then |notify| is not called.
weir_wait_state_t weir_semaphore_await(weir_semaphore_t* semaphore,
                                       weir_semaphore_waiter_t* waiter);

// True: |notify| was not and will not be called. False: it was, or is being
// called right now on another thread.
bool weir_semaphore_cancel(weir_semaphore_t* semaphore,
                           weir_semaphore_waiter_t* waiter);

#endif  // WEIR_ENGINE_HAL_SEMAPHORE_H_
