// Threads, spin locks and parking, over pthreads and futex.
#ifndef WEIR_ENGINE_BASE_THREADS_H_
#define WEIR_ENGINE_BASE_THREADS_H_

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "engine/base/time.h"

// Tells the core that we spin.
static inline void weir_cpu_relax(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// A lock for a few dozen instructions: no callback, allocation or system call
// under it. Spins, then gives the core away so that a holder that was preempted
// on the same core gets on. An all-zero lock is free.
typedef struct weir_spinlock_t {
  atomic_uint held;
} weir_spinlock_t;

void weir_spinlock_lock_slow(weir_spinlock_t* lock);

static inline bool weir_spinlock_try_lock(weir_spinlock_t* lock) {
  // Acquire pairs with the release in unlock.
  return atomic_exchange_explicit(&lock->held, 1, memory_order_acquire) == 0;
}

static inline void weir_spinlock_lock(weir_spinlock_t* lock) {
  if (!weir_spinlock_try_lock(lock)) weir_spinlock_lock_slow(lock);
}

static inline void weir_spinlock_unlock(weir_spinlock_t* lock) {
  // Pairs with the acquire in try_lock.
  atomic_store_explicit(&lock->held, 0, memory_order_release);
}

// An event counter: who waits reads the epoch, looks whether what it waits for
// is there, and parks until the epoch has changed. Who makes it come true
// notifies afterwards. No notification is lost, and notifying costs no system
// call while nobody is parked. All-zero is valid. Any thread.
typedef struct weir_event_t {
  atomic_uint epoch;
  atomic_uint parked;  // threads in, or about to enter, the futex
} weir_event_t;

static inline uint32_t weir_event_epoch(weir_event_t* event) {
  // Acquire pairs with the increment in notify.
  return atomic_load_explicit(&event->epoch, memory_order_acquire);
}

// Wakes all who are parked.
void weir_event_notify(weir_event_t* event);

// Returns when the epoch differs from |epoch|, at |deadline|, or for no reason;
// false for the deadline.
bool weir_event_park(weir_event_t* event, uint32_t epoch,
                     weir_time_ns_t deadline);

typedef struct weir_thread_t {
  pthread_t handle;
} weir_thread_t;

// Starts a thread called |name| (at most 15 characters show). The caller joins
// it.
weir_status_t weir_thread_start(const char* name, void (*main)(void* user),
                                void* user,
                                weir_thread_t* out_thread) WEIR_MUST_USE;
void weir_thread_join(weir_thread_t* thread);

// CPUs that the calling thread may run on, by OS index in ascending order: at
// most |capacity| of them are written; *out_count is how many there are.
weir_status_t weir_thread_allowed_cpus(uint32_t* cpus, size_t capacity,
                                       size_t* out_count) WEIR_MUST_USE;

// Binds the calling thread to one CPU, by OS index.
weir_status_t weir_thread_bind(uint32_t cpu) WEIR_MUST_USE;

#endif  // WEIR_ENGINE_BASE_THREADS_H_
