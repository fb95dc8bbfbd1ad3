// Lock order: a device's lock is innermost; nothing is called under it.
#include "engine/drivers/host/host_device.h"

#include <sched.h>

#include "engine/base/log.h"
#include "engine/drivers/host/host_queue.h"

enum {
  // One call of progress ends after so many steps, or behind the step with
  // which
  // so many ticks (some 5 to 10 us) have passed: whoever waits looks at its
  // fence
  // and at the transport in between.
  STEPS_PER_PROGRESS = 64,
  TICKS_PER_PROGRESS = 20000,
  INITIAL_OPS = 16,
};

// How long a device that is closed waits for its work.
#define DRAIN_NS INT64_C(10000000000)

weir_host_lane_t* weir_host_lane_try(weir_host_device_t* device,
                                     uint32_t index) {
  weir_host_lane_t* lane = &device->lanes[index];
  // seq_cst: see host_progress(). Acquire pairs with the release below:
  // workspace, counters and tasks pass from holder to holder.
  if (atomic_load_explicit(&lane->is_held, memory_order_seq_cst) ||
      atomic_exchange_explicit(&lane->is_held, 1, memory_order_acquire)) {
    return NULL;
  }
  return lane;
}

void weir_host_lane_release(weir_host_lane_t* lane) {
  atomic_store_explicit(&lane->is_held, 0, memory_order_release);
}

void weir_host_device_wake(weir_host_device_t* device) {
  if (device->lane_count > 1) weir_event_notify(&device->event);
  weir_progress_notify(device->base.progress);
}

static weir_host_op_t* pop_ready(weir_host_device_t* device) {
  // Relaxed: a hint; the wake that follows a push makes us look again.
  if (atomic_load_explicit(&device->ready_count, memory_order_relaxed) == 0) {
    return NULL;
  }
  weir_spinlock_lock(&device->lock);
  weir_host_op_t* op = device->ready_head;
  if (op != NULL) {
    device->ready_head = op->next;
    op->state = WEIR_HOST_OP_RUNNING;
    atomic_fetch_sub_explicit(&device->ready_count, 1, memory_order_relaxed);
  }
  weir_spinlock_unlock(&device->lock);
  return op;
}

static bool has_work(weir_host_device_t* device) {
  // seq_cst: see host_progress().
  return atomic_load_explicit(&device->ready_count, memory_order_seq_cst) !=
             0 ||
         device->scheduler->has_work(device);
}

bool weir_host_device_work(weir_host_device_t* device, weir_host_lane_t* lane,
                           unsigned budget) {
  if (!has_work(device)) return false;
  bool made = false;
  // Timed as a whole: two looks at the clock would double the cost of a small
  // command.
  weir_time_ns_t begin = weir_now_ns();
  uint64_t begin_ticks = weir_ticks();
  for (unsigned i = 0; i < budget; ++i) {
    weir_host_op_t* op = pop_ready(device);
    if (op != NULL) weir_host_op_begin(op, lane);
    if (!device->scheduler->step(device, lane) && op == NULL) break;
    made = true;
    if (weir_ticks() - begin_ticks > TICKS_PER_PROGRESS) break;
  }
  if (device->scheduler->leave != NULL) device->scheduler->leave(device, lane);
  atomic_store_explicit(&lane->has_tasks, lane->head != NULL,
                        memory_order_relaxed);
  if (made) {
    weir_host_count(&lane->counters.busy_ns, (uint64_t)(weir_now_ns() - begin));
  }
  return made;
}

static weir_progress_result_t host_progress(weir_device_t* base) {
  weir_host_device_t* device = (weir_host_device_t*)base;
  if (!has_work(device)) return WEIR_PROGRESS_IDLE;
  weir_host_lane_t* lane = weir_host_lane_try(device, 0);
  if (lane == NULL) return WEIR_PROGRESS_IDLE;
  bool made = weir_host_device_work(device, lane, STEPS_PER_PROGRESS);
  // Another thread may be about to park because we hold the lane. seq_cst: in
  // one total order with its look at the lane and with the notification of what
  // it came for, either it sees the lane free or we see that there is work.
  atomic_store_explicit(&lane->is_held, 0, memory_order_seq_cst);
  if (has_work(device)) weir_progress_notify(base->progress);
  return made ? WEIR_PROGRESS_MADE : WEIR_PROGRESS_IDLE;
}

static weir_progress_result_t progress_source(void* user) {
  return host_progress(user);
}

static bool host_is_idle(weir_device_t* base) {
  weir_host_device_t* device = (weir_host_device_t*)base;
  weir_spinlock_lock(&device->lock);
  bool idle = device->active == NULL;
  weir_spinlock_unlock(&device->lock);
  return idle;
}

static weir_status_t host_allocate(weir_device_t* base, uint64_t length,
                                   weir_buffer_t** out_buffer) {
  weir_host_device_t* device = (weir_host_device_t*)base;
  return weir_memory_pool_allocate(device->memory, length, out_buffer);
}

static weir_status_t host_load_executable(weir_device_t* base, const char* name,
                                          const char* format, const void* image,
                                          size_t size,
                                          weir_executable_t** out_executable) {
  (void)format;
  return weir_executable_load(base->allocator, name, image, size,
                              out_executable);
}

static uint64_t load(const atomic_uint_fast64_t* counter) {
  return atomic_load_explicit(counter, memory_order_relaxed);
}

static void host_statistics(weir_device_t* base,
                            weir_device_statistics_t* out_statistics) {
  weir_host_device_t* device = (weir_host_device_t*)base;
  weir_memory_pool_statistics(device->memory, &out_statistics->memory);
  for (uint32_t i = 0; i < device->lane_count; ++i) {
    const weir_host_counters_t* counters = &device->lanes[i].counters;
    out_statistics->submission_count += load(&counters->submissions);
    out_statistics->command_count += load(&counters->commands);
    out_statistics->dispatch_count += load(&counters->dispatches);
    out_statistics->workgroup_count += load(&counters->workgroups);
    out_statistics->copy_count += load(&counters->copies);
    out_statistics->copy_bytes += load(&counters->copy_bytes);
    out_statistics->transfer_count += load(&counters->transfers);
    out_statistics->bytes_sent += load(&counters->bytes_sent);
    out_statistics->bytes_received += load(&counters->bytes_received);
    out_statistics->busy_ns += load(&counters->busy_ns);
  }
}

static void host_reset_statistics(weir_device_t* base) {
  weir_host_device_t* device = (weir_host_device_t*)base;
  weir_memory_pool_reset_peak(device->memory);
  for (uint32_t i = 0; i < device->lane_count; ++i) {
    weir_host_counters_t* counters = &device->lanes[i].counters;
    atomic_uint_fast64_t* all[] = {
        &counters->submissions,    &counters->commands,
        &counters->dispatches,     &counters->workgroups,
        &counters->copies,         &counters->copy_bytes,
        &counters->transfers,      &counters->bytes_sent,
        &counters->bytes_received, &counters->busy_ns,
    };
    for (size_t j = 0; j < sizeof(all) / sizeof(all[0]); ++j) {
      atomic_store_explicit(all[j], 0, memory_order_relaxed);
    }
  }
}

static const weir_device_table_t host_device_table = {
    .object = {.type = "device", .destroy = weir_host_device_destroy},
    .allocate = host_allocate,
    .load_executable = host_load_executable,
    .queue_alloca = weir_host_queue_alloca,
    .queue_dealloca = weir_host_queue_dealloca,
    .queue_execute = weir_host_queue_execute,
    .queue_call = weir_host_queue_call,
    .progress = host_progress,
    .is_idle = host_is_idle,
    .statistics = host_statistics,
    .reset_statistics = host_reset_statistics,
    .describe_pending = weir_host_describe_pending,
};

weir_status_t weir_host_device_init(weir_host_device_t* device,
                                    const weir_host_scheduler_t* scheduler,
                                    const weir_device_params_t* params,
                                    const char* driver, uint32_t lane_count) {
  device->scheduler = scheduler;
  WEIR_RETURN_IF_ERROR(weir_device_init(&device->base, &host_device_table,
                                        params, driver,
                                        WEIR_EXECUTABLE_FORMAT_ELF));
  weir_allocator_t allocator = device->base.allocator;
  WEIR_RETURN_IF_ERROR(
      weir_memory_pool_create(allocator, device->base.info.name,
                              params->memory_bytes, &device->memory));
  void* lanes;
  WEIR_RETURN_IF_ERROR(weir_alloc_aligned(
      allocator, lane_count * sizeof(weir_host_lane_t), 64, &lanes));
  device->lanes = lanes;
  device->lane_count = lane_count;
  for (uint32_t i = 0; i < lane_count; ++i) {
    device->lanes[i] = (weir_host_lane_t){.index = i};
  }
  for (int i = 0; i < INITIAL_OPS; ++i) {
    weir_host_op_t* op;
    WEIR_RETURN_IF_ERROR(weir_alloc(allocator, sizeof(*op), (void**)&op));
    op->next = device->free_ops;
    device->free_ops = op;
  }
  return weir_progress_add(device->base.progress, WEIR_PROGRESS_DEVICE,
                           progress_source, device);
}

// Ends all operations. False: some do not end (a peer that neither answers nor
// fails).
static bool drain(weir_host_device_t* device) {
  weir_time_ns_t deadline = weir_deadline_after(DRAIN_NS);
  while (!host_is_idle(&device->base)) {
    if (weir_host_abort_waiting(device)) continue;
    if (weir_progress_poll(device->base.progress) != WEIR_PROGRESS_MADE) {
      if (weir_now_ns() > deadline) return false;
      sched_yield();
    }
  }
  // Acquire pairs with the release in weir_host_device_leave().
  while (atomic_load_explicit(&device->visitor_count, memory_order_acquire)) {
    weir_cpu_relax();
  }
  return true;
}

void weir_host_device_destroy(weir_object_t* object) {
  weir_host_device_t* device = (weir_host_device_t*)object;
  weir_allocator_t allocator = device->base.allocator;
  if (!drain(device)) {
    weir_log(WEIR_LOG_ERROR, "device",
             "%s closed with work that does not end; its memory is kept",
             device->base.info.name);
    return;
  }
  if (device->base.progress != NULL) {
    weir_progress_remove(device->base.progress, progress_source, device);
  }
  if (device->scheduler->shutdown != NULL) device->scheduler->shutdown(device);
  while (device->free_ops != NULL) {
    weir_host_op_t* next = device->free_ops->next;
    weir_free(allocator, device->free_ops);
    device->free_ops = next;
  }
  for (uint32_t i = 0; i < device->lane_count; ++i) {
    weir_free(allocator, device->lanes[i].workspace);
  }
  weir_free(allocator, device->lanes);
  weir_memory_pool_release(device->memory);
  weir_device_deinit(&device->base);
  weir_free(allocator, device);
}
