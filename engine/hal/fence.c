// Waiting on several timelines at once: each point has a waiter of its own
// inside the fence, registered while anybody waits for the fence. A registered
// point holds a reference to the fence, dropped by its notification or by the
// cancellation of the last waiter.
//
// Lock order: a fence's lock, then a semaphore's.
#include "engine/hal/fence.h"

#include <assert.h>

#include "engine/hal/wait_impl.h"

typedef struct point_t {
  weir_semaphore_waiter_t waiter;  // its value is the point's
  weir_semaphore_t* semaphore;
  weir_fence_t* fence;
  bool armed;  // registered with the semaphore; under the fence's lock
} point_t;

struct weir_fence_t {
  atomic_uint count;
  uint32_t capacity;
  uint32_t point_count;
  weir_allocator_t allocator;
  weir_spinlock_t lock;
  weir_fence_waiter_t* waiters;  // under |lock|
  uint32_t armed_count;          // under |lock|
  point_t points[];
};

weir_status_t weir_fence_create(weir_allocator_t allocator, size_t capacity,
                                weir_fence_t** out_fence) {
  *out_fence = NULL;
  size_t bytes;
  if (capacity > UINT32_MAX ||
      __builtin_mul_overflow(capacity, sizeof(point_t), &bytes) ||
      __builtin_add_overflow(bytes, sizeof(weir_fence_t), &bytes)) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                       "a fence of %zu points is too large", capacity);
  }
  WEIR_RETURN_IF_ERROR(weir_alloc(allocator, bytes, (void**)out_fence));
  atomic_init(&(*out_fence)->count, 1);
  (*out_fence)->capacity = (uint32_t)capacity;
  (*out_fence)->allocator = allocator;
  return weir_ok();
}

weir_status_t weir_fence_create_at(weir_allocator_t allocator,
                                   weir_semaphore_t* semaphore, uint64_t value,
                                   weir_fence_t** out_fence) {
  WEIR_RETURN_IF_ERROR(weir_fence_create(allocator, 1, out_fence));
  return weir_fence_insert(*out_fence, semaphore, value);
}

weir_status_t weir_fence_create_private(weir_allocator_t allocator,
                                        weir_fence_t** out_fence) {
  *out_fence = NULL;
  weir_semaphore_t* semaphore;
  WEIR_RETURN_IF_ERROR(weir_semaphore_create(allocator, 0, &semaphore));
  weir_status_t status =
      weir_fence_create_at(allocator, semaphore, 1, out_fence);
  weir_semaphore_release(semaphore);
  return status;
}

weir_status_t weir_fence_join(weir_allocator_t allocator, size_t count,
                              weir_fence_t* const* fences,
                              weir_fence_t** out_fence) {
  *out_fence = NULL;
  size_t capacity = 0;
  for (size_t i = 0; i < count; ++i) {
    capacity += weir_fence_point_count(fences[i]);
  }
  weir_fence_t* fence;
  WEIR_RETURN_IF_ERROR(weir_fence_create(allocator, capacity, &fence));
  weir_status_t status = weir_ok();
  for (size_t i = 0; i < count; ++i) {
    for (size_t j = 0; j < weir_fence_point_count(fences[i]); ++j) {
      weir_fence_point_t point = weir_fence_point(fences[i], j);
      status = weir_status_join(
          status, weir_fence_insert(fence, point.semaphore, point.value));
    }
  }
  if (weir_is_ok(status)) {
    *out_fence = fence;
  } else {
    weir_fence_release(fence);
  }
  return status;
}

void weir_fence_retain(weir_fence_t* fence) {
  if (fence != NULL) {
    atomic_fetch_add_explicit(&fence->count, 1, memory_order_relaxed);
  }
}

void weir_fence_release(weir_fence_t* fence) {
  // acq_rel: the last one sees what the others did.
  if (fence == NULL ||
      atomic_fetch_sub_explicit(&fence->count, 1, memory_order_acq_rel) != 1) {
    return;
  }
  for (uint32_t i = 0; i < fence->point_count; ++i) {
    weir_semaphore_release(fence->points[i].semaphore);
  }
  weir_free(fence->allocator, fence);
}

static void point_notify(weir_semaphore_waiter_t* waiter,
                         weir_wait_state_t state);

weir_status_t weir_fence_insert(weir_fence_t* fence,
                                weir_semaphore_t* semaphore, uint64_t value) {
  for (uint32_t i = 0; i < fence->point_count; ++i) {
    point_t* point = &fence->points[i];
    if (point->semaphore != semaphore) continue;
    if (value > point->waiter.value) point->waiter.value = value;
    return weir_ok();
  }
  if (fence->point_count == fence->capacity) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                       "the fence has room for %u points only",
                       fence->capacity);
  }
  weir_semaphore_retain(semaphore);
  fence->points[fence->point_count++] = (point_t){
      .waiter = {.notify = point_notify, .value = value},
      .semaphore = semaphore,
      .fence = fence,
  };
  return weir_ok();
}

size_t weir_fence_point_count(const weir_fence_t* fence) {
  return fence ? fence->point_count : 0;
}

weir_fence_point_t weir_fence_point(const weir_fence_t* fence, size_t index) {
  assert(index < fence->point_count);
  return (weir_fence_point_t){fence->points[index].semaphore,
                              fence->points[index].waiter.value};
}

weir_wait_state_t weir_fence_poll(weir_fence_t* fence) {
  weir_wait_state_t result = WEIR_WAIT_REACHED;
  if (fence == NULL) return result;
  for (uint32_t i = 0; i < fence->point_count; ++i) {
    const point_t* point = &fence->points[i];
    weir_wait_state_t state =
        weir_semaphore_poll(point->semaphore, point->waiter.value);
    if (state == WEIR_WAIT_FAILED) return state;
    if (state == WEIR_WAIT_PENDING) result = state;
  }
  return result;
}

weir_status_t weir_fence_failure(weir_fence_t* fence) {
  if (fence == NULL) return weir_ok();
  for (uint32_t i = 0; i < fence->point_count; ++i) {
    WEIR_RETURN_IF_ERROR(weir_semaphore_failure(fence->points[i].semaphore));
  }
  return weir_ok();
}

weir_status_t weir_fence_signal(weir_fence_t* fence) {
  weir_status_t status = weir_ok();
  if (fence == NULL) return status;
  for (uint32_t i = 0; i < fence->point_count; ++i) {
    const point_t* point = &fence->points[i];
    status = weir_status_join(
        status, weir_semaphore_signal(point->semaphore, point->waiter.value));
  }
  return status;
}

void weir_fence_fail(weir_fence_t* fence, weir_status_t status) {
  assert(!weir_is_ok(status));
  if (fence != NULL) {
    for (uint32_t i = 0; i < fence->point_count; ++i) {
      weir_semaphore_fail(fence->points[i].semaphore,
                          weir_status_clone(status));
    }
  }
  weir_status_free(status);
}

static void notify_all(weir_fence_waiter_t* waiters, weir_wait_state_t state) {
  while (waiters != NULL) {
    // The waiter's storage is its owner's again once it is notified.
    weir_fence_waiter_t* next = waiters->next;
    waiters->notify(waiters, state);
    waiters = next;
  }
}

// Registers the points that are not; false if one has failed. Under the lock.
static bool arm_points(weir_fence_t* fence) {
  for (uint32_t i = 0; i < fence->point_count; ++i) {
    point_t* point = &fence->points[i];
    if (point->armed) continue;
    weir_wait_state_t state =
        weir_semaphore_await(point->semaphore, &point->waiter);
    if (state == WEIR_WAIT_FAILED) return false;
    if (state == WEIR_WAIT_PENDING) {
      point->armed = true;
      ++fence->armed_count;
      weir_fence_retain(fence);
    }
  }
  return true;
}

// Takes back the registrations that are not being notified right now, and
// returns how many references they held. Under the lock.
static unsigned disarm_points(weir_fence_t* fence) {
  unsigned count = 0;
  for (uint32_t i = 0; i < fence->point_count; ++i) {
    point_t* point = &fence->points[i];
    if (point->armed &&
        weir_semaphore_cancel(point->semaphore, &point->waiter)) {
      point->armed = false;
      --fence->armed_count;
      ++count;
    }
  }
  return count;
}

static void point_notify(weir_semaphore_waiter_t* waiter,
                         weir_wait_state_t state) {
  point_t* point = (point_t*)((char*)waiter - offsetof(point_t, waiter));
  weir_fence_t* fence = point->fence;
  weir_fence_waiter_t* waiters = NULL;
  unsigned references = 1;
  weir_spinlock_lock(&fence->lock);
  point->armed = false;
  --fence->armed_count;
  if (state == WEIR_WAIT_FAILED || fence->armed_count == 0) {
    waiters = fence->waiters;
    fence->waiters = NULL;
    references += disarm_points(fence);
  }
  weir_spinlock_unlock(&fence->lock);
  notify_all(waiters, state);
  while (references-- > 0) weir_fence_release(fence);
}

weir_wait_state_t weir_fence_await(weir_fence_t* fence,
                                   weir_fence_waiter_t* waiter) {
  if (fence == NULL) return WEIR_WAIT_REACHED;
  unsigned disarmed = 0;
  weir_spinlock_lock(&fence->lock);
  weir_wait_state_t state = weir_fence_poll(fence);
  if (state == WEIR_WAIT_PENDING) {
    if (!arm_points(fence)) {
      state = WEIR_WAIT_FAILED;
      if (fence->waiters == NULL) disarmed = disarm_points(fence);
    } else if (fence->armed_count == 0) {
      state = WEIR_WAIT_REACHED;
    } else {
      waiter->next = fence->waiters;
      fence->waiters = waiter;
    }
  }
  weir_spinlock_unlock(&fence->lock);
  while (disarmed-- > 0) weir_fence_release(fence);
  return state;
}

bool weir_fence_cancel(weir_fence_t* fence, weir_fence_waiter_t* waiter) {
  if (fence == NULL) return false;
  unsigned disarmed = 0;
  weir_spinlock_lock(&fence->lock);
  weir_fence_waiter_t** link = &fence->waiters;
  while (*link != NULL && *link != waiter) link = &(*link)->next;
  bool found = *link != NULL;
  if (found) *link = waiter->next;
  if (found && fence->waiters == NULL) disarmed = disarm_points(fence);
  weir_spinlock_unlock(&fence->lock);
  while (disarmed-- > 0) weir_fence_release(fence);
  return found;
}

typedef struct fence_target_t {
  weir_wait_target_t target;
  weir_fence_waiter_t waiter;
  weir_fence_t* fence;
} fence_target_t;

static weir_wait_state_t target_poll(weir_wait_target_t* target) {
  return weir_fence_poll(((fence_target_t*)target)->fence);
}

static void target_notify(weir_fence_waiter_t* waiter,
                          weir_wait_state_t state) {
  (void)state;
  fence_target_t* self =
      (fence_target_t*)((char*)waiter - offsetof(fence_target_t, waiter));
  weir_wait_target_notified(&self->target);
}

static weir_wait_state_t target_arm(weir_wait_target_t* target) {
  fence_target_t* self = (fence_target_t*)target;
  return weir_fence_await(self->fence, &self->waiter);
}

static bool target_disarm(weir_wait_target_t* target) {
  fence_target_t* self = (fence_target_t*)target;
  return weir_fence_cancel(self->fence, &self->waiter);
}

weir_status_t weir_fence_wait(weir_fence_t* fence, weir_progress_t* progress,
                              weir_time_ns_t deadline) {
  if (fence == NULL) return weir_ok();
  fence_target_t target = {
      .target = {.poll = target_poll,
                 .arm = target_arm,
                 .disarm = target_disarm},
      .waiter = {.notify = target_notify},
      .fence = fence,
  };
  switch (weir_wait_for(&target.target, progress, deadline)) {
    case WEIR_WAIT_REACHED:
      return weir_ok();
    case WEIR_WAIT_FAILED:
      return weir_fence_failure(fence);
    default:
      return weir_status(WEIR_CODE_DEADLINE_EXCEEDED,
                         "the fence was not reached in time");
  }
}
