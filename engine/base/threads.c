#include "engine/base/threads.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SPINS_BEFORE_YIELD = 64, NAME_BYTES = 16 };

void weir_spinlock_lock_slow(weir_spinlock_t* lock) {
  for (unsigned spins = 0;; ++spins) {
    // Relaxed: only try_lock's exchange takes the lock.
    if (atomic_load_explicit(&lock->held, memory_order_relaxed) == 0 &&
        weir_spinlock_try_lock(lock)) {
      return;
    }
    if (spins % SPINS_BEFORE_YIELD == SPINS_BEFORE_YIELD - 1) {
      sched_yield();
    } else {
      weir_cpu_relax();
    }
  }
}

void weir_event_notify(weir_event_t* event) {
  // seq_cst: in one total order with the parker's increment of |parked| and its
  // look at |epoch|, either we see it parked or it sees the new epoch.
  atomic_fetch_add_explicit(&event->epoch, 1, memory_order_seq_cst);
  if (atomic_load_explicit(&event->parked, memory_order_seq_cst) != 0) {
    syscall(SYS_futex, &event->epoch, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL,
            0);
  }
}

bool weir_event_park(weir_event_t* event, uint32_t epoch,
                     weir_time_ns_t deadline) {
  // seq_cst: see weir_event_notify.
  atomic_fetch_add_explicit(&event->parked, 1, memory_order_seq_cst);
  bool in_time = true;
  if (atomic_load_explicit(&event->epoch, memory_order_seq_cst) == epoch) {
    // FUTEX_WAIT_BITSET takes an absolute time on the monotonic clock.
    struct timespec until = {.tv_sec = deadline / 1000000000,
                             .tv_nsec = deadline % 1000000000};
    long result = syscall(SYS_futex, &event->epoch, FUTEX_WAIT_BITSET_PRIVATE,
                          epoch, deadline == WEIR_TIME_NEVER ? NULL : &until,
                          NULL, FUTEX_BITSET_MATCH_ANY);
    in_time = !(result != 0 && errno == ETIMEDOUT);
  }
  // Relaxed: a count that is too high for a moment costs one futile wake.
  atomic_fetch_sub_explicit(&event->parked, 1, memory_order_relaxed);
  return in_time;
}

typedef struct start_t {
  void (*main)(void* user);
  void* user;
  char name[NAME_BYTES];
} start_t;

static void* thread_main(void* argument) {
  start_t start = *(start_t*)argument;
  free(argument);
  pthread_setname_np(pthread_self(), start.name);
  start.main(start.user);
  return NULL;
}

weir_status_t weir_thread_start(const char* name, void (*main)(void* user),
                                void* user, weir_thread_t* out_thread) {
  *out_thread = (weir_thread_t){0};
  start_t* start = calloc(1, sizeof(*start));
  if (start == NULL) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                       "out of memory starting thread %s", name);
  }
  start->main = main;
  start->user = user;
  for (size_t i = 0; i + 1 < NAME_BYTES && name[i]; ++i) {
    start->name[i] = name[i];
  }
  int error = pthread_create(&out_thread->handle, NULL, thread_main, start);
  if (error == 0) return weir_ok();
  free(start);
  return weir_status_from_errno(error, "cannot start thread %s", name);
}

void weir_thread_join(weir_thread_t* thread) {
  pthread_join(thread->handle, NULL);
}

// The affinity mask of this thread in a set large enough for the kernel's.
static weir_status_t allowed_set(cpu_set_t** out_set, size_t* out_size) {
  *out_set = NULL;
  *out_size = 0;
  for (int cpus = 1024; cpus <= 1 << 20; cpus *= 2) {
    cpu_set_t* set = CPU_ALLOC(cpus);
    if (set == NULL) break;
    *out_size = CPU_ALLOC_SIZE(cpus);
    if (sched_getaffinity(0, *out_size, set) == 0) {
      *out_set = set;
      return weir_ok();
    }
    int error = errno;
    CPU_FREE(set);
    if (error != EINVAL) {
      return weir_status_from_errno(error, "cannot read the CPU affinity");
    }
  }
  return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                     "out of memory reading the CPU affinity");
}

weir_status_t weir_thread_allowed_cpus(uint32_t* cpus, size_t capacity,
                                       size_t* out_count) {
  *out_count = 0;
  cpu_set_t* set;
  size_t size;
  WEIR_RETURN_IF_ERROR(allowed_set(&set, &size));
  for (size_t cpu = 0; cpu < size * CHAR_BIT; ++cpu) {
    if (!CPU_ISSET_S(cpu, size, set)) continue;
    if (*out_count < capacity) cpus[*out_count] = (uint32_t)cpu;
    ++*out_count;
  }
  CPU_FREE(set);
  return weir_ok();
}

weir_status_t weir_thread_bind(uint32_t cpu) {
  cpu_set_t* set = CPU_ALLOC(cpu + 1);
  if (set == NULL) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                       "out of memory binding to CPU %u", cpu);
  }
  size_t size = CPU_ALLOC_SIZE(cpu + 1);
  CPU_ZERO_S(size, set);
  CPU_SET_S(cpu, size, set);
  int error = sched_setaffinity(0, size, set) == 0 ? 0 : errno;
  CPU_FREE(set);
  if (error == 0) return weir_ok();
  return weir_status_from_errno(error, "cannot bind to CPU %u", cpu);
}
