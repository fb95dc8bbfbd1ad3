#include "engine/hal/semaphore.h"

#include <assert.h>

#include "engine/hal/wait_impl.h"

struct weir_semaphore_t {
  atomic_uint count;
  atomic_uint failed;          // set once, after |failure|
  atomic_uint_fast64_t value;  // written under |lock|
  weir_spinlock_t lock;
  weir_semaphore_waiter_t* waiters;  // under |lock|
  weir_status_t failure;             // under |lock| until |failed|
  weir_allocator_t allocator;
};

weir_status_t weir_semaphore_create(weir_allocator_t allocator,
                                    uint64_t initial_value,
                                    weir_semaphore_t** out_semaphore) {
  WEIR_RETURN_IF_ERROR(
      weir_alloc(allocator, sizeof(**out_semaphore), (void**)out_semaphore));
  weir_semaphore_t* semaphore = *out_semaphore;
  atomic_init(&semaphore->count, 1);
  atomic_init(&semaphore->value, initial_value);
  semaphore->allocator = allocator;
  return weir_ok();
}

void weir_semaphore_retain(weir_semaphore_t* semaphore) {
  atomic_fetch_add_explicit(&semaphore->count, 1, memory_order_relaxed);
}

void weir_semaphore_release(weir_semaphore_t* semaphore) {
  // acq_rel: the last one sees what the others did.
  if (semaphore == NULL ||
      atomic_fetch_sub_explicit(&semaphore->count, 1, memory_order_acq_rel) !=
          1) {
    return;
  }
  assert(semaphore->waiters == NULL && "released with waiters");
  weir_status_free(semaphore->failure);
  weir_free(semaphore->allocator, semaphore);
}

uint64_t weir_semaphore_value(weir_semaphore_t* semaphore) {
  // Acquire pairs with the release in signal.
  return atomic_load_explicit(&semaphore->value, memory_order_acquire);
}

weir_wait_state_t weir_semaphore_poll(weir_semaphore_t* semaphore,
                                      uint64_t value) {
  // Acquire pairs with the releases in signal and fail.
  if (atomic_load_explicit(&semaphore->failed, memory_order_acquire)) {
    return WEIR_WAIT_FAILED;
  }
  return atomic_load_explicit(&semaphore->value, memory_order_acquire) >= value
             ? WEIR_WAIT_REACHED
             : WEIR_WAIT_PENDING;
}

weir_status_t weir_semaphore_failure(weir_semaphore_t* semaphore) {
  if (!atomic_load_explicit(&semaphore->failed, memory_order_acquire)) {
    return weir_ok();
  }
  return weir_status_clone(semaphore->failure);
}

// Takes the waiters for |value| or less out of the list. Under the lock.
static weir_semaphore_waiter_t* take_waiters(weir_semaphore_t* semaphore,
                                             uint64_t value) {
  weir_semaphore_waiter_t* taken = NULL;
  weir_semaphore_waiter_t** tail = &taken;
  weir_semaphore_waiter_t** link = &semaphore->waiters;
  while (*link != NULL) {
    weir_semaphore_waiter_t* waiter = *link;
    if (waiter->value <= value) {
      *link = waiter->next;
      waiter->next = NULL;
      *tail = waiter;
      tail = &waiter->next;
    } else {
      link = &waiter->next;
    }
  }
  return taken;
}

static void notify_all(weir_semaphore_waiter_t* waiters,
                       weir_wait_state_t state) {
  while (waiters != NULL) {
    // The waiter's storage is its owner's again once it is notified.
    weir_semaphore_waiter_t* next = waiters->next;
    waiters->notify(waiters, state);
    waiters = next;
  }
}

weir_status_t weir_semaphore_signal(weir_semaphore_t* semaphore,
                                    uint64_t value) {
  weir_semaphore_waiter_t* waiters = NULL;
  weir_spinlock_lock(&semaphore->lock);
  bool failed = atomic_load_explicit(&semaphore->failed, memory_order_relaxed);
  uint64_t present =
      atomic_load_explicit(&semaphore->value, memory_order_relaxed);
  bool grows = value > present && value <= WEIR_SEMAPHORE_MAX_VALUE;
  if (!failed && grows) {
    // Release pairs with the acquire in poll.
    atomic_store_explicit(&semaphore->value, value, memory_order_release);
    waiters = take_waiters(semaphore, value);
  }
  weir_spinlock_unlock(&semaphore->lock);
  if (failed) return weir_status_clone(semaphore->failure);
  if (!grows) {
    return weir_status(WEIR_CODE_FAILED_PRECONDITION,
                       "timeline at %llu cannot be signalled to %llu",
                       (unsigned long long)present, (unsigned long long)value);
  }
  notify_all(waiters, WEIR_WAIT_REACHED);
  return weir_ok();
}

void weir_semaphore_fail(weir_semaphore_t* semaphore, weir_status_t status) {
  assert(!weir_is_ok(status));
  weir_semaphore_waiter_t* waiters = NULL;
  weir_spinlock_lock(&semaphore->lock);
  if (!atomic_load_explicit(&semaphore->failed, memory_order_relaxed)) {
    semaphore->failure = status;
    status = weir_ok();
    // Release pairs with the acquire in poll.
    atomic_store_explicit(&semaphore->failed, 1, memory_order_release);
    waiters = take_waiters(semaphore, UINT64_MAX);
  }
  weir_spinlock_unlock(&semaphore->lock);
  weir_status_free(status);
  notify_all(waiters, WEIR_WAIT_FAILED);
}

weir_wait_state_t weir_semaphore_await(weir_semaphore_t* semaphore,
                                       weir_semaphore_waiter_t* waiter) {
  weir_spinlock_lock(&semaphore->lock);
  weir_wait_state_t state = weir_semaphore_poll(semaphore, waiter->value);
  if (state == WEIR_WAIT_PENDING) {
    waiter->next = semaphore->waiters;
    semaphore->waiters = waiter;
  }
  weir_spinlock_unlock(&semaphore->lock);
  return state;
}

bool weir_semaphore_cancel(weir_semaphore_t* semaphore,
                           weir_semaphore_waiter_t* waiter) {
  weir_spinlock_lock(&semaphore->lock);
  weir_semaphore_waiter_t** link = &semaphore->waiters;
  while (*link != NULL && *link != waiter) link = &(*link)->next;
  bool found = *link != NULL;
  if (found) *link = waiter->next;
  weir_spinlock_unlock(&semaphore->lock);
  return found;
}

typedef struct semaphore_target_t {
  weir_wait_target_t target;
  weir_semaphore_waiter_t waiter;
  weir_semaphore_t* semaphore;
} semaphore_target_t;

static weir_wait_state_t target_poll(weir_wait_target_t* target) {
  semaphore_target_t* self = (semaphore_target_t*)target;
  return weir_semaphore_poll(self->semaphore, self->waiter.value);
}

static void target_notify(weir_semaphore_waiter_t* waiter,
                          weir_wait_state_t state) {
  (void)state;
  semaphore_target_t* self =
      (semaphore_target_t*)((char*)waiter -
                            offsetof(semaphore_target_t, waiter));
  weir_wait_target_notified(&self->target);
}

static weir_wait_state_t target_arm(weir_wait_target_t* target) {
  semaphore_target_t* self = (semaphore_target_t*)target;
  return weir_semaphore_await(self->semaphore, &self->waiter);
}

static bool target_disarm(weir_wait_target_t* target) {
  semaphore_target_t* self = (semaphore_target_t*)target;
  return weir_semaphore_cancel(self->semaphore, &self->waiter);
}

weir_status_t weir_semaphore_wait(weir_semaphore_t* semaphore, uint64_t value,
                                  weir_progress_t* progress,
                                  weir_time_ns_t deadline) {
  semaphore_target_t target = {
      .target = {.poll = target_poll,
                 .arm = target_arm,
                 .disarm = target_disarm},
      .waiter = {.notify = target_notify, .value = value},
      .semaphore = semaphore,
  };
  switch (weir_wait_for(&target.target, progress, deadline)) {
    case WEIR_WAIT_REACHED:
      return weir_ok();
    case WEIR_WAIT_FAILED:
      return weir_semaphore_failure(semaphore);
    default:
      return weir_status(WEIR_CODE_DEADLINE_EXCEEDED,
                         "timeline at %llu, waiting for %llu",
                         (unsigned long long)weir_semaphore_value(semaphore),
                         (unsigned long long)value);
  }
}
