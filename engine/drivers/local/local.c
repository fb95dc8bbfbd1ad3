// The protocol of ready tasks.
//
// A device of one lane keeps ready tasks in that lane, where only its holder
// touches them; what becomes ready elsewhere (a transfer that ended on another
// thread) goes through the shared list. A device of several lanes has the
// shared list, but for one task that a lane keeps to run next, so that a chain
// stays on its thread. Transfers go to the front: the sooner they start, the
// more they overlap.
//
// A dispatch of several workgroups on a device of several lanes stays in the
// shared list while it has workgroups to give. Threads join it there (under the
// lock, counted in |participants|), take chunks by the atomic |next_group|, and
// leave under the lock; who finds no chunk takes it off the list. It has ended
// when it is off the list and the last participant has left, so that nobody
// touches a task after its end.
#include "engine/drivers/local/local.h"

#include <sched.h>
#include <stdio.h>

#include "engine/base/log.h"
#include "engine/drivers/host/host_device.h"

enum {
  CHUNKS_PER_THREAD = 4,
  STEPS_PER_LOOK = 16,
  // Idle looks of a worker before it parks, some 100 us: a wake-up costs a
  // third of that, and the next dispatch is often not far.
  SPINS_BEFORE_PARK = 4096,
  SPINS_PER_TRANSPORT_POLL = 4,
  SPINS_PER_YIELD = 64,
  MAX_THREADS = 1024,
};

typedef struct local_device_t local_device_t;

typedef struct worker_t {
  local_device_t* device;
  uint32_t lane;
  bool is_bound;
  uint32_t cpu;
  weir_thread_t thread;
} worker_t;

struct local_device_t {
  weir_host_device_t base;
  atomic_uint shared_count;  // tasks in the shared list; a hint
  weir_spinlock_t lock;
  weir_task_t* head;  // under |lock|
  weir_task_t* tail;
  atomic_uint is_stopping;
  uint32_t worker_count;  // started
  worker_t* workers;
};

static bool is_urgent(const weir_task_t* task) {
  return task->record->kind == WEIR_COMMAND_TRANSFER;
}

static void list_push(weir_task_t** head, weir_task_t** tail, weir_task_t* task,
                      bool to_front) {
  if (*head == NULL) {
    task->next = NULL;
    *head = *tail = task;
  } else if (to_front) {
    task->next = *head;
    *head = task;
  } else {
    task->next = NULL;
    (*tail)->next = task;
    *tail = task;
  }
}

static void push_shared(local_device_t* device, weir_task_t* task,
                        bool to_front) {
  weir_spinlock_lock(&device->lock);
  list_push(&device->head, &device->tail, task, to_front);
  // seq_cst: the second of what the host's progress looks at before it lets
  // others park, see host_device.c.
  atomic_fetch_add_explicit(&device->shared_count, 1, memory_order_seq_cst);
  weir_spinlock_unlock(&device->lock);
}

// Takes |task| off the shared list. Under the lock.
static void unlink_shared(local_device_t* device, weir_task_t* task) {
  weir_task_t* previous = NULL;
  weir_task_t** link = &device->head;
  while (*link != task) {
    previous = *link;
    link = &previous->next;
  }
  *link = task->next;
  if (device->tail == task) device->tail = previous;
  atomic_fetch_sub_explicit(&device->shared_count, 1, memory_order_relaxed);
}

static void local_ready(weir_host_device_t* base, weir_host_lane_t* lane,
                        weir_task_t* task) {
  local_device_t* device = (local_device_t*)base;
  if (lane != NULL && (base->lane_count == 1 || lane->head == NULL)) {
    list_push(&lane->head, &lane->tail, task, is_urgent(task));
    return;
  }
  push_shared(device, task, is_urgent(task));
  // With a lane we come by ourselves; the others are for the rest.
  if (lane != NULL) {
    weir_event_notify(&base->event);
    weir_progress_notify(base->base.progress);
  }
}

static void local_begin(weir_host_device_t* base, weir_host_lane_t* lane,
                        weir_run_t* run) {
  // Read first: with the last root handed out the run may end elsewhere.
  const uint32_t* roots = run->list->roots;
  weir_task_t* tasks = run->tasks;
  uint32_t root_count = run->list->root_count;
  weir_command_list_t* list = run->list;
  weir_command_list_retain(list);
  for (uint32_t i = 0; i < root_count; ++i) {
    local_ready(base, lane, &tasks[roots[i]]);
  }
  weir_command_list_release(list);
}

static weir_task_t* pop_lane(weir_host_lane_t* lane) {
  weir_task_t* task = lane->head;
  if (task != NULL) lane->head = task->next;
  return task;
}

// Takes the first task of the shared list, or joins it if it is shared out.
static weir_task_t* pop_shared(local_device_t* device, bool* out_joined) {
  *out_joined = false;
  // Relaxed: a hint; the wake that follows a push makes us look again.
  if (atomic_load_explicit(&device->shared_count, memory_order_relaxed) == 0) {
    return NULL;
  }
  weir_spinlock_lock(&device->lock);
  weir_task_t* task = device->head;
  if (task != NULL && task->is_shared) {
    ++task->participants;
    *out_joined = true;
  } else if (task != NULL) {
    unlink_shared(device, task);
  }
  weir_spinlock_unlock(&device->lock);
  return task;
}

// Takes chunks of a shared dispatch until none is left; ends it if we are the
// last to leave.
static void participate(local_device_t* device, weir_host_lane_t* lane,
                        weir_task_t* task) {
  for (;;) {
    // Relaxed: the arguments were published by the list's lock, and the results
    // are by leaving under it.
    uint64_t begin = atomic_fetch_add_explicit(
        &task->next_group, task->chunk_groups, memory_order_relaxed);
    if (begin >= task->group_count) break;
    uint64_t end = begin + task->chunk_groups;
    if (end > task->group_count) end = task->group_count;
    if (!weir_host_dispatch_run(lane, task, begin, end)) break;
  }
  weir_spinlock_lock(&device->lock);
  if (task->is_shared) {
    task->is_shared = false;
    unlink_shared(device, task);
  }
  bool is_last = --task->participants == 0;
  weir_spinlock_unlock(&device->lock);
  if (!is_last) return;
  weir_host_observe(&device->base, task, task->begin_ns);
  weir_host_task_end(&device->base, lane, task);
}

// Puts a dispatch on the list for all to join, and joins it.
static void share_out(local_device_t* device, weir_host_lane_t* lane,
                      weir_task_t* task) {
  uint64_t chunks = (uint64_t)device->base.lane_count * CHUNKS_PER_THREAD;
  task->chunk_groups = (task->group_count + chunks - 1) / chunks;
  atomic_store_explicit(&task->next_group, 0, memory_order_relaxed);
  task->participants = 1;
  task->is_shared = true;
  push_shared(device, task, /*to_front=*/true);
  weir_host_device_wake(&device->base);
  participate(device, lane, task);
}

static void run_task(local_device_t* device, weir_host_lane_t* lane,
                     weir_task_t* task) {
  weir_host_device_t* base = &device->base;
  task->is_shared = false;
  if (base->lane_count > 1 && task->record->kind == WEIR_COMMAND_DISPATCH) {
    weir_host_count(&lane->counters.commands, 1);
    if (base->base.observer.command != NULL) task->begin_ns = weir_now_ns();
    if (!weir_host_dispatch_prepare(lane, task)) {
      weir_host_task_end(base, lane, task);
    } else if (task->group_count > 1) {
      share_out(device, lane, task);
    } else {
      weir_host_dispatch_run(lane, task, 0, 1);
      weir_host_observe(base, task, task->begin_ns);
      weir_host_task_end(base, lane, task);
    }
    return;
  }
  if (weir_host_command_run(base, lane, task)) {
    weir_host_task_end(base, lane, task);
  }
}

static bool local_step(weir_host_device_t* base, weir_host_lane_t* lane) {
  local_device_t* device = (local_device_t*)base;
  bool joined = false;
  weir_task_t* task = NULL;
  // On one lane, what comes from elsewhere is behind the end of a transfer, and
  // goes first.
  if (base->lane_count > 1) task = pop_lane(lane);
  if (task == NULL) task = pop_shared(device, &joined);
  if (task == NULL) task = pop_lane(lane);
  if (task == NULL) return false;
  if (joined) {
    participate(device, lane, task);
  } else {
    run_task(device, lane, task);
  }
  return true;
}

// Hands what the lane kept for itself to the others before its holder leaves.
static void local_leave(weir_host_device_t* base, weir_host_lane_t* lane) {
  if (base->lane_count == 1 || lane->head == NULL) return;
  weir_task_t* task;
  while ((task = pop_lane(lane)) != NULL) {
    push_shared((local_device_t*)base, task, /*to_front=*/true);
  }
  weir_host_device_wake(base);
}

static bool local_has_work(weir_host_device_t* base) {
  local_device_t* device = (local_device_t*)base;
  if (atomic_load_explicit(&device->shared_count, memory_order_seq_cst) != 0) {
    return true;
  }
  return base->lane_count == 1 &&
         atomic_load_explicit(&base->lanes[0].has_tasks,
                              memory_order_relaxed) != 0;
}

// Whether a worker should look at its queue again rather than park.
static bool is_wanted(local_device_t* device) {
  return atomic_load_explicit(&device->is_stopping, memory_order_acquire) ||
         atomic_load_explicit(&device->base.ready_count,
                              memory_order_relaxed) != 0 ||
         local_has_work(&device->base);
}

static void worker_main(void* user) {
  worker_t* worker = user;
  local_device_t* device = worker->device;
  weir_host_device_t* base = &device->base;
  if (worker->is_bound) {
    // A worker that cannot be bound still works.
    weir_log_status(WEIR_LOG_WARN, "device", weir_thread_bind(worker->cpu));
  }
  weir_host_lane_t* lane = weir_host_lane_try(base, worker->lane);
  unsigned idle = 0;
  while (!atomic_load_explicit(&device->is_stopping, memory_order_acquire)) {
    if (weir_host_device_work(base, lane, STEPS_PER_LOOK)) {
      idle = 0;
      continue;
    }
    ++idle;
    if (idle >= SPINS_BEFORE_PARK) {
      // Read before the last look: what comes after it changes the epoch.
      uint32_t epoch = weir_event_epoch(&base->event);
      if (!is_wanted(device) &&
          weir_progress_poll_transports(base->base.progress) ==
              WEIR_PROGRESS_IDLE) {
        weir_event_park(&base->event, epoch, WEIR_TIME_NEVER);
      }
      idle = SPINS_BEFORE_PARK / 2;
    } else if (idle % SPINS_PER_YIELD == 0) {
      sched_yield();
    } else if (idle % SPINS_PER_TRANSPORT_POLL == 0) {
      weir_progress_poll_transports(base->base.progress);
    } else {
      weir_cpu_relax();
    }
  }
  weir_host_lane_release(lane);
}

static void local_shutdown(weir_host_device_t* base) {
  local_device_t* device = (local_device_t*)base;
  // Release pairs with the acquires of the workers.
  atomic_store_explicit(&device->is_stopping, 1, memory_order_release);
  weir_event_notify(&base->event);
  for (uint32_t i = 0; i < device->worker_count; ++i) {
    weir_thread_join(&device->workers[i].thread);
  }
  weir_free(base->base.allocator, device->workers);
}

static const weir_host_scheduler_t local_scheduler = {
    .ready = local_ready,
    .begin = local_begin,
    .step = local_step,
    .leave = local_leave,
    .has_work = local_has_work,
    .shutdown = local_shutdown,
};

// Lane 0 is that of waiting host threads; each worker has one of its own.
static weir_status_t start_workers(local_device_t* device,
                                   const weir_device_params_t* params) {
  uint32_t count = device->base.lane_count - 1;
  WEIR_RETURN_IF_ERROR(weir_alloc_array(device->base.base.allocator, count,
                                        sizeof(*device->workers),
                                        (void**)&device->workers));
  for (uint32_t i = 0; i < count; ++i) {
    worker_t* worker = &device->workers[i];
    *worker = (worker_t){.device = device, .lane = i + 1};
    if (params->cpus != NULL) {
      worker->is_bound = true;
      worker->cpu = params->cpus[i + 1];
    }
    char name[16];
    snprintf(name, sizeof(name), "weir-%u", i + 1);
    WEIR_RETURN_IF_ERROR(
        weir_thread_start(name, worker_main, worker, &worker->thread));
    ++device->worker_count;
  }
  return weir_ok();
}

static weir_status_t local_open(const weir_device_params_t* params,
                                weir_device_t** out_device) {
  *out_device = NULL;
  if (params->thread_count > MAX_THREADS) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "a device has at most %d threads, not %u", MAX_THREADS,
                       params->thread_count);
  }
  weir_allocator_t allocator =
      params->allocator.allocate ? params->allocator : weir_default_allocator();
  local_device_t* device;
  WEIR_RETURN_IF_ERROR(weir_alloc(allocator, sizeof(*device), (void**)&device));
  device->base.base.allocator = allocator;
  weir_status_t status =
      weir_host_device_init(&device->base, &local_scheduler, params, "local",
                            params->thread_count ? params->thread_count : 1);
  if (weir_is_ok(status)) status = start_workers(device, params);
  if (weir_is_ok(status)) {
    *out_device = &device->base.base;
  } else {
    weir_host_device_destroy(&device->base.base.object);
  }
  return status;
}

const weir_driver_t weir_local_driver = {
    .name = "local",
    .summary = "CPU cores: work is spread over a pool of bound threads",
    .open = local_open,
};
