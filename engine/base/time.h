// Points in time on the monotonic clock, in nanoseconds.
#ifndef WEIR_ENGINE_BASE_TIME_H_
#define WEIR_ENGINE_BASE_TIME_H_

#include <stdint.h>
#include <time.h>

typedef int64_t weir_time_ns_t;

// Deadlines: already over, and never.
#define WEIR_TIME_PAST ((weir_time_ns_t)0)
#define WEIR_TIME_NEVER INT64_MAX

static inline weir_time_ns_t weir_now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (weir_time_ns_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// A counter that is cheaper to read than the clock and goes at some 0.5 to 5
// per nanosecond: to tell "about 10 us have passed", not to measure.
static inline uint64_t weir_ticks(void) {
#if defined(__x86_64__)
  return __builtin_ia32_rdtsc();
#else
  return (uint64_t)weir_now_ns();
#endif
}

// The point |duration_ns| from now; never, where that does not fit.
static inline weir_time_ns_t weir_deadline_after(int64_t duration_ns) {
  weir_time_ns_t deadline;
  if (__builtin_add_overflow(weir_now_ns(), duration_ns, &deadline)) {
    return WEIR_TIME_NEVER;
  }
  return deadline;
}

#endif  // WEIR_ENGINE_BASE_TIME_H_
