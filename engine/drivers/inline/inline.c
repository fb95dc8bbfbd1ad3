// Runs in flight are kept in a list; each step goes over their commands in
// order of recording and runs the first one that is due. Quadratic, and so
// simple that there is nothing to get wrong.
#include "engine/drivers/inline/inline.h"

#include "engine/drivers/host/host_device.h"

typedef struct inline_device_t {
  weir_host_device_t base;
  // Runs that have commands left to begin; of the lane's holder.
  weir_run_t* runs;
  atomic_uint due_count;  // commands that are due and were not begun
} inline_device_t;

// Whether a task was begun; of the lane's holder.
static bool was_begun(const weir_task_t* task) {
  return task->participants != 0;
}

static void inline_ready(weir_host_device_t* base, weir_host_lane_t* lane,
                         weir_task_t* task) {
  (void)lane;
  (void)task;
  // Relaxed: a hint for has_work; step() looks at the tasks themselves.
  atomic_fetch_add_explicit(&((inline_device_t*)base)->due_count, 1,
                            memory_order_relaxed);
}

static void inline_begin(weir_host_device_t* base, weir_host_lane_t* lane,
                         weir_run_t* run) {
  (void)lane;
  inline_device_t* device = (inline_device_t*)base;
  for (size_t i = 0; i < run->list->record_count; ++i) {
    run->tasks[i].participants = 0;
  }
  weir_run_t** link = &device->runs;
  while (*link != NULL) link = &(*link)->next_free;
  run->next_free = NULL;
  *link = run;
  atomic_fetch_add_explicit(&device->due_count, run->list->root_count,
                            memory_order_relaxed);
}

// The first command of |run| that is due; *out_is_last when no other is left to
// begin.
static weir_task_t* find_due(weir_run_t* run, bool* out_is_last) {
  weir_task_t* due = NULL;
  *out_is_last = true;
  for (size_t i = 0; i < run->list->record_count; ++i) {
    weir_task_t* task = &run->tasks[i];
    if (was_begun(task)) continue;
    // Acquire pairs with the predecessors' decrements.
    if (due == NULL &&
        atomic_load_explicit(&task->pending, memory_order_acquire) == 0) {
      due = task;
    } else {
      *out_is_last = false;
    }
  }
  return due;
}

static bool inline_step(weir_host_device_t* base, weir_host_lane_t* lane) {
  inline_device_t* device = (inline_device_t*)base;
  for (weir_run_t** link = &device->runs; *link != NULL;
       link = &(*link)->next_free) {
    weir_run_t* run = *link;
    bool is_last;
    weir_task_t* task = find_due(run, &is_last);
    if (task == NULL) continue;
    // Unlinked before its last command, with which it may end.
    if (is_last) *link = run->next_free;
    task->participants = 1;
    atomic_fetch_sub_explicit(&device->due_count, 1, memory_order_relaxed);
    if (weir_host_command_run(base, lane, task)) {
      weir_host_task_end(base, lane, task);
    }
    return true;
  }
  return false;
}

static bool inline_has_work(weir_host_device_t* base) {
  return atomic_load_explicit(&((inline_device_t*)base)->due_count,
                              memory_order_relaxed) != 0;
}

static const weir_host_scheduler_t inline_scheduler = {
    .ready = inline_ready,
    .begin = inline_begin,
    .step = inline_step,
    .has_work = inline_has_work,
};

static weir_status_t inline_open(const weir_device_params_t* params,
                                 weir_device_t** out_device) {
  *out_device = NULL;
  weir_allocator_t allocator =
      params->allocator.allocate ? params->allocator : weir_default_allocator();
  inline_device_t* device;
  WEIR_RETURN_IF_ERROR(weir_alloc(allocator, sizeof(*device), (void**)&device));
  device->base.base.allocator = allocator;
  device->base.runs_at_submit = true;
  weir_device_params_t one_thread = *params;
  one_thread.thread_count = 1;
  weir_status_t status = weir_host_device_init(&device->base, &inline_scheduler,
                                               &one_thread, "inline", 1);
  if (weir_is_ok(status)) {
    *out_device = &device->base.base;
  } else {
    weir_host_device_destroy(&device->base.base.object);
  }
  return status;
}

const weir_driver_t weir_inline_driver = {
    .name = "inline",
    .summary = "runs work on the thread that submits it",
    .open = inline_open,
};
