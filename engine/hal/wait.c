#include <sched.h>

#include "engine/hal/wait_impl.h"

enum {
  // Idle looks before parking. A wake-up costs about two hundred of them on
  // both
  // sides, and what a waiting thread waits for is often about to end.
  SPINS_BEFORE_PARK = 2048,
  // Idle looks between two offers of the core to others.
  SPINS_BEFORE_YIELD = 32,
  LOOKS_PER_CLOCK_READ = 16,
};

void weir_wait_target_notified(weir_wait_target_t* target) {
  weir_event_notify(target->event);
  // The waiter's stack may go once it sees this; release pairs with the acquire
  // in park.
  atomic_store_explicit(&target->notified, 1, memory_order_release);
}

// Parks once. The look between reading the epoch and parking is what makes sure
// that no notification is missed.
static void park(weir_wait_target_t* target, weir_progress_t* progress,
                 weir_time_ns_t deadline) {
  atomic_store_explicit(&target->notified, 0, memory_order_relaxed);
  uint32_t epoch = weir_event_epoch(target->event);
  if (target->arm(target) != WEIR_WAIT_PENDING) return;
  if (progress == NULL || weir_progress_poll(progress) == WEIR_PROGRESS_IDLE) {
    weir_event_park(target->event, epoch, deadline);
  }
  if (target->disarm(target)) return;
  while (atomic_load_explicit(&target->notified, memory_order_acquire) == 0) {
    weir_cpu_relax();
  }
}

weir_wait_state_t weir_wait_for(weir_wait_target_t* target,
                                weir_progress_t* progress,
                                weir_time_ns_t deadline) {
  weir_event_t own_event = {0};
  target->event = progress ? weir_progress_event(progress) : &own_event;
  unsigned idle = 0;
  for (unsigned looks = 0;; ++looks) {
    weir_wait_state_t state = target->poll(target);
    if (state != WEIR_WAIT_PENDING) return state;
    weir_progress_result_t made =
        progress ? weir_progress_poll(progress) : WEIR_PROGRESS_IDLE;
    if (deadline != WEIR_TIME_NEVER && looks % LOOKS_PER_CLOCK_READ == 0 &&
        weir_now_ns() >= deadline) {
      return target->poll(target);
    }
    if (made == WEIR_PROGRESS_MADE) {
      idle = 0;
      continue;
    }
    ++idle;
    if (made == WEIR_PROGRESS_IDLE && idle >= SPINS_BEFORE_PARK) {
      park(target, progress, deadline);
      // Look a little before parking again: what follows often comes soon.
      idle = SPINS_BEFORE_PARK / 2;
    } else if (idle % SPINS_BEFORE_YIELD == 0) {
      sched_yield();
    } else {
      weir_cpu_relax();
    }
  }
}
