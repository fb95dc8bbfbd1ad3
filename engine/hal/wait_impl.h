// The one waiting loop behind weir_semaphore_wait() and weir_fence_wait().
#ifndef WEIR_ENGINE_HAL_WAIT_IMPL_H_
#define WEIR_ENGINE_HAL_WAIT_IMPL_H_

#include "engine/base/threads.h"
#include "engine/hal/progress.h"
#include "engine/hal/semaphore.h"

// Something to wait for, and how to be told of it while parked.
typedef struct weir_wait_target_t weir_wait_target_t;
struct weir_wait_target_t {
  weir_wait_state_t (*poll)(weir_wait_target_t* target);
  // Registers a continuation that ends in weir_wait_target_notified().
  weir_wait_state_t (*arm)(weir_wait_target_t* target);
  // As weir_semaphore_cancel().
  bool (*disarm)(weir_wait_target_t* target);
  weir_event_t* event;
  atomic_uint notified;
};

// To be called by the continuation, as the last thing it does.
void weir_wait_target_notified(weir_wait_target_t* target);

// Works on |progress| (may be NULL), spins, then parks. PENDING: the deadline
// has come.
weir_wait_state_t weir_wait_for(weir_wait_target_t* target,
                                weir_progress_t* progress,
                                weir_time_ns_t deadline);

#endif  // WEIR_ENGINE_HAL_WAIT_IMPL_H_
