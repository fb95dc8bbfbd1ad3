#include "engine/drivers/host/host_queue.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/log.h"

enum { STEPS_AT_SUBMIT = 64, REPORT_OPS = 16, REPORT_LINE_BYTES = 256 };

static void op_notify(weir_fence_waiter_t* waiter, weir_wait_state_t state);

// An operation with both fences retained.
static weir_status_t op_acquire(weir_host_device_t* device,
                                weir_host_op_kind_t kind, weir_fence_t* wait,
                                weir_fence_t* signal, weir_host_op_t** out_op) {
  weir_spinlock_lock(&device->lock);
  weir_host_op_t* op = device->free_ops;
  if (op != NULL) device->free_ops = op->next;
  weir_spinlock_unlock(&device->lock);
  if (op == NULL) {
    WEIR_RETURN_IF_ERROR(
        weir_alloc(device->base.allocator, sizeof(*op), (void**)&op));
  }
  *op = (weir_host_op_t){
      .waiter = {.notify = op_notify},
      .device = device,
      .kind = kind,
      .wait = wait,
      .signal = signal,
  };
  weir_fence_retain(wait);
  weir_fence_retain(signal);
  *out_op = op;
  return weir_ok();
}

static void push_ready(weir_host_op_t* op, weir_wait_state_t state) {
  weir_host_device_t* device = op->device;
  op->wait_state = state;
  op->next = NULL;
  weir_spinlock_lock(&device->lock);
  if (device->ready_head == NULL) {
    device->ready_head = op;
  } else {
    device->ready_tail->next = op;
  }
  device->ready_tail = op;
  // seq_cst: see host_progress().
  atomic_fetch_add_explicit(&device->ready_count, 1, memory_order_seq_cst);
  weir_spinlock_unlock(&device->lock);
}

static void op_notify(weir_fence_waiter_t* waiter, weir_wait_state_t state) {
  weir_host_op_t* op = (weir_host_op_t*)waiter;
  weir_host_device_t* device = op->device;
  // Once pushed, the operation may end, and the device go, at any time.
  weir_host_device_enter(device);
  push_ready(op, state);
  weir_host_device_wake(device);
  weir_host_device_leave(device);
}

// Hands the operation over; it is nobody's to touch afterwards.
static void op_submit(weir_host_op_t* op) {
  weir_host_device_t* device = op->device;
  weir_spinlock_lock(&device->lock);
  op->next_active = device->active;
  if (device->active != NULL) device->active->previous_active = op;
  device->active = op;
  weir_spinlock_unlock(&device->lock);
  weir_wait_state_t state = weir_fence_await(op->wait, &op->waiter);
  if (state == WEIR_WAIT_PENDING) return;
  push_ready(op, state);
  if (device->runs_at_submit) {
    weir_host_lane_t* lane = weir_host_lane_try(device, 0);
    if (lane != NULL) {
      while (weir_host_device_work(device, lane, STEPS_AT_SUBMIT)) {
      }
      weir_host_lane_release(lane);
    }
  }
  weir_host_device_wake(device);
}

// Who waits for the device to be idle is told of it.
static void op_recycle(weir_host_op_t* op) {
  weir_host_device_t* device = op->device;
  weir_spinlock_lock(&device->lock);
  if (op->previous_active != NULL) {
    op->previous_active->next_active = op->next_active;
  } else {
    device->active = op->next_active;
  }
  if (op->next_active != NULL) {
    op->next_active->previous_active = op->previous_active;
  }
  op->next = device->free_ops;
  device->free_ops = op;
  bool is_idle = device->active == NULL;
  if (is_idle) weir_host_device_enter(device);
  weir_spinlock_unlock(&device->lock);
  if (!is_idle) return;
  weir_progress_notify(device->base.progress);
  weir_host_device_leave(device);
}

void weir_host_op_end(weir_host_op_t* op, weir_status_t status) {
  weir_fence_t* wait = op->wait;
  weir_fence_t* signal = op->signal;
  weir_run_t* run = op->run;
  weir_buffer_t* buffer = op->buffer;
  // The device may go once it has no operation left.
  op_recycle(op);
  // Whoever sees the signal also sees the memory given back.
  bool has_failed = false;
  if (run != NULL) {
    has_failed = atomic_load_explicit(&run->failed, memory_order_acquire) != 0;
    weir_run_release(run);
  }
  weir_buffer_release(buffer);
  if (weir_is_ok(status) && !has_failed) {
    status = weir_fence_signal(signal);
  }
  if (!weir_is_ok(status)) {
    if (signal == NULL) {
      weir_log_status(WEIR_LOG_ERROR, "device", status);
    } else {
      weir_fence_fail(signal, status);
    }
  }
  weir_fence_release(wait);
  weir_fence_release(signal);
}

bool weir_host_abort_waiting(weir_host_device_t* device) {
  weir_spinlock_lock(&device->lock);
  weir_host_op_t* op = device->active;
  while (op != NULL && op->state != WEIR_HOST_OP_WAITING) op = op->next_active;
  weir_spinlock_unlock(&device->lock);
  // Nobody else ends a waiting operation but through its notification, which
  // the cancellation rules out.
  if (op == NULL || !weir_fence_cancel(op->wait, &op->waiter)) return false;
  weir_host_op_end(op, weir_status(WEIR_CODE_ABORTED,
                                   "device %s was closed before the operation "
                                   "could begin",
                                   device->base.info.name));
  return true;
}

static weir_status_t begin_run(weir_host_op_t* op, weir_host_lane_t* lane,
                               bool* out_is_running) {
  *out_is_running = false;
  WEIR_RETURN_IF_ERROR(weir_run_resolve(op->run));
  weir_host_count(&lane->counters.submissions, 1);
  if (op->run->list->record_count == 0) return weir_ok();
  *out_is_running = true;
  op->device->scheduler->begin(op->device, lane, op->run);
  return weir_ok();
}

void weir_host_op_begin(weir_host_op_t* op, weir_host_lane_t* lane) {
  if (op->wait_state == WEIR_WAIT_FAILED) {
    weir_host_op_end(op, weir_fence_failure(op->wait));
    return;
  }
  weir_status_t status = weir_ok();
  bool is_running = false;
  switch (op->kind) {
    case WEIR_HOST_OP_EXECUTE:
      status = begin_run(op, lane, &is_running);
      break;
    case WEIR_HOST_OP_ALLOCA:
      status = weir_buffer_commit(op->buffer);
      break;
    case WEIR_HOST_OP_DEALLOCA:
      status = weir_buffer_decommit(op->buffer);
      break;
    case WEIR_HOST_OP_CALL:
      if (op->call.fn != NULL) status = op->call.fn(op->call.user);
      break;
  }
  if (!is_running) weir_host_op_end(op, status);
}

void weir_host_task_fail(weir_task_t* task, weir_status_t status) {
  weir_run_t* run = task->run;
  weir_host_op_t* op = run->owner;
  const char* label = task->record->label;
  status = weir_status_annotate(
      status, "device %s: command list %s, command %u (%s%s%s)",
      op->device->base.info.name, run->list->name, task->index,
      weir_host_command_name(task->record), *label ? " " : "", label);
  // Release pairs with the acquire at the operation's end.
  if (atomic_exchange_explicit(&run->failed, 1, memory_order_acq_rel) != 0) {
    weir_status_free(status);
  } else if (op->signal == NULL) {
    weir_log_status(WEIR_LOG_ERROR, "device", status);
  } else {
    weir_fence_fail(op->signal, status);
  }
}

void weir_host_task_end(weir_host_device_t* device, weir_host_lane_t* lane,
                        weir_task_t* task) {
  weir_run_t* run = task->run;
  const weir_command_record_t* record = task->record;
  // For reports: an ended task is told from a ready one. Relaxed: no more.
  atomic_store_explicit(&task->pending, UINT32_MAX, memory_order_relaxed);
  for (uint32_t i = 0; i < record->successor_count; ++i) {
    weir_task_t* successor = &run->tasks[record->successors[i]];
    // acq_rel: what every predecessor wrote is seen by the successor.
    if (atomic_fetch_sub_explicit(&successor->pending, 1,
                                  memory_order_acq_rel) == 1) {
      device->scheduler->ready(device, lane, successor);
    }
  }
  // acq_rel: what all tasks wrote is seen by who waits for the signal.
  if (atomic_fetch_sub_explicit(&run->remaining, 1, memory_order_acq_rel) ==
      1) {
    weir_host_op_end(run->owner, weir_ok());
  } else if (lane == NULL) {
    weir_host_device_wake(device);
  }
}

weir_status_t weir_host_queue_alloca(weir_device_t* base, uint32_t queue,
                                     weir_fence_t* wait, weir_fence_t* signal,
                                     uint64_t length,
                                     weir_buffer_t** out_buffer) {
  (void)queue;
  weir_host_device_t* device = (weir_host_device_t*)base;
  weir_buffer_t* buffer;
  WEIR_RETURN_IF_ERROR(
      weir_memory_pool_reserve(device->memory, length, &buffer));
  weir_host_op_t* op;
  weir_status_t status =
      op_acquire(device, WEIR_HOST_OP_ALLOCA, wait, signal, &op);
  if (!weir_is_ok(status)) {
    weir_buffer_release(buffer);
    return status;
  }
  op->buffer = buffer;
  weir_buffer_retain(buffer);
  *out_buffer = buffer;
  op_submit(op);
  return weir_ok();
}

weir_status_t weir_host_queue_dealloca(weir_device_t* base, uint32_t queue,
                                       weir_fence_t* wait, weir_fence_t* signal,
                                       weir_buffer_t* buffer) {
  (void)queue;
  weir_host_op_t* op;
  WEIR_RETURN_IF_ERROR(op_acquire((weir_host_device_t*)base,
                                  WEIR_HOST_OP_DEALLOCA, wait, signal, &op));
  op->buffer = buffer;
  weir_buffer_retain(buffer);
  op_submit(op);
  return weir_ok();
}

weir_status_t weir_host_queue_execute(weir_device_t* base, uint32_t queue,
                                      weir_fence_t* wait, weir_fence_t* signal,
                                      const weir_submission_t* submission) {
  (void)queue;
  weir_run_t* run;
  WEIR_RETURN_IF_ERROR(weir_run_acquire(submission->list, &run));
  weir_host_op_t* op;
  weir_status_t status = op_acquire((weir_host_device_t*)base,
                                    WEIR_HOST_OP_EXECUTE, wait, signal, &op);
  if (!weir_is_ok(status)) {
    weir_run_release(run);
    return status;
  }
  weir_run_bind(run, submission);
  run->owner = op;
  op->run = run;
  op_submit(op);
  return weir_ok();
}

weir_status_t weir_host_queue_call(weir_device_t* base, uint32_t queue,
                                   weir_fence_t* wait, weir_fence_t* signal,
                                   weir_host_call_t call) {
  (void)queue;
  weir_host_op_t* op;
  WEIR_RETURN_IF_ERROR(op_acquire((weir_host_device_t*)base, WEIR_HOST_OP_CALL,
                                  wait, signal, &op));
  op->call = call;
  op_submit(op);
  return weir_ok();
}

// One line about |op|, and the first command of it that is ready or runs.
static void describe_op(const weir_host_op_t* op, char* line, size_t size) {
  static const char* const names[] = {"execute", "alloca", "dealloca", "call"};
  int n = snprintf(line, size, "device %s: %s", op->device->base.info.name,
                   names[op->kind]);
  if (op->state == WEIR_HOST_OP_WAITING) {
    snprintf(line + n, size - (size_t)n, " %s waits for its fence",
             op->run ? op->run->list->name : "");
    return;
  }
  if (op->run == NULL) return;
  const weir_command_list_t* list = op->run->list;
  n += snprintf(line + n, size - (size_t)n, " %s: %u of %zu commands left",
                list->name,
                atomic_load_explicit(&op->run->remaining, memory_order_relaxed),
                list->record_count);
  for (size_t i = 0; i < list->record_count && n < (int)size; ++i) {
    if (atomic_load_explicit(&op->run->tasks[i].pending,
                             memory_order_relaxed) == 0) {
      const weir_command_record_t* record = &list->records[i];
      snprintf(line + n, size - (size_t)n, "; command %zu under way: %s %s", i,
               weir_host_command_name(record), record->label);
      return;
    }
  }
}

void weir_host_describe_pending(weir_device_t* base, weir_strbuf_t* buffer) {
  weir_host_device_t* device = (weir_host_device_t*)base;
  char lines[REPORT_OPS][REPORT_LINE_BYTES];
  unsigned count = 0;
  unsigned total = 0;
  // Under the lock no operation ends, so what it points to stays.
  weir_spinlock_lock(&device->lock);
  for (const weir_host_op_t* op = device->active; op != NULL;
       op = op->next_active, ++total) {
    if (count < REPORT_OPS) describe_op(op, lines[count++], REPORT_LINE_BYTES);
  }
  weir_spinlock_unlock(&device->lock);
  for (unsigned i = 0; i < count; ++i) {
    weir_strbuf_printf(buffer, "%s\n", lines[i]);
  }
  if (total > count) {
    weir_strbuf_printf(buffer, "device %s: %u more\n", base->info.name,
                       total - count);
  }
}
