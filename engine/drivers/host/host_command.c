#include <string.h>

#include "engine/drivers/host/host_device.h"
#include "engine/hal/executable_abi.h"

const char* weir_host_command_name(const weir_command_record_t* record) {
  switch (record->kind) {
    case WEIR_COMMAND_JOIN:
      return "join";
    case WEIR_COMMAND_DISPATCH:
      return record->of.dispatch.entry->name;
    case WEIR_COMMAND_FILL:
      return "fill";
    case WEIR_COMMAND_COPY:
      return "copy";
    case WEIR_COMMAND_UPDATE:
      return "update";
    case WEIR_COMMAND_TRANSFER:
      return weir_channel_op_name(record->of.transfer.op);
  }
  return "unknown";
}

static void fail_range(weir_task_t* task, const char* what, size_t index,
                       const weir_slot_range_t* range) {
  const weir_run_t* run = task->run;
  weir_host_task_fail(
      task,
      weir_status(WEIR_CODE_OUT_OF_RANGE,
                  "%s %zu: %lld bytes at %llu do not fit slot %u, to which "
                  "%llu bytes are bound",
                  what, index, (long long)weir_run_scalar(run, range->length),
                  (unsigned long long)weir_run_scalar(run, range->offset),
                  range->slot,
                  (unsigned long long)run->slots[range->slot].length));
}

static bool has_failed(const weir_task_t* task) {
  // Relaxed: a task that misses it does work in vain, no more.
  return atomic_load_explicit(&task->run->failed, memory_order_relaxed) != 0;
}

// The workgroup counts, and their product.
static bool resolve_groups(weir_task_t* task) {
  const weir_command_record_t* record = task->record;
  uint64_t total = 1;
  for (int i = 0; i < 3; ++i) {
    uint64_t count =
        weir_run_scalar(task->run, record->of.dispatch.workgroup_count[i]);
    if (count > UINT32_MAX || __builtin_mul_overflow(total, count, &total)) {
      weir_host_task_fail(
          task, weir_status(WEIR_CODE_OUT_OF_RANGE, "too many workgroups"));
      return false;
    }
    task->args.workgroup_count[i] = (uint32_t)count;
  }
  task->group_count = total;
  return total > 0;
}

bool weir_host_dispatch_prepare(weir_host_lane_t* lane, weir_task_t* task) {
  if (has_failed(task)) return false;
  const weir_command_record_t* record = task->record;
  const weir_executable_entry_t* entry = record->of.dispatch.entry;
  for (uint32_t i = 0; i < entry->binding_count; ++i) {
    if (!weir_run_range(task->run, &record->of.dispatch.bindings[i],
                        &task->bindings[i], &task->binding_lengths[i])) {
      fail_range(task, "binding", i, &record->of.dispatch.bindings[i]);
      return false;
    }
  }
  for (uint32_t i = 0; i < entry->constant_count; ++i) {
    task->constants[i] =
        (uint32_t)weir_run_scalar(task->run, record->of.dispatch.constants[i]);
  }
  task->workspace_bytes = entry->workspace != NULL
                              ? entry->workspace(task->constants)
                              : entry->workspace_bytes;
  if (!resolve_groups(task)) return false;
  weir_host_count(&lane->counters.dispatches, 1);
  weir_host_count(&lane->counters.workgroups, task->group_count);
  return true;
}

// Makes the lane's workspace as large as |task| wants it: at most once for each
// larger entry or size, not on the way that repeats.
static bool reserve_workspace(weir_host_lane_t* lane, weir_task_t* task) {
  uint64_t bytes = task->workspace_bytes;
  if (bytes <= lane->workspace_bytes) return true;
  weir_host_device_t* device = weir_host_op_of(task)->device;
  uint64_t most = task->run->list->workspace_bytes;
  if (most < bytes) most = bytes;
  weir_free(device->base.allocator, lane->workspace);
  lane->workspace_bytes = 0;
  weir_status_t status =
      weir_alloc_aligned(device->base.allocator, most,
                         WEIR_EXECUTABLE_ALIGNMENT, &lane->workspace);
  if (!weir_is_ok(status)) {
    weir_host_task_fail(task, weir_status_annotate(status, "workspace"));
    return false;
  }
  lane->workspace_bytes = most;
  return true;
}

bool weir_host_dispatch_run(weir_host_lane_t* lane, weir_task_t* task,
                            uint64_t begin, uint64_t end) {
  if (!reserve_workspace(lane, task)) return false;
  weir_dispatch_args_t args = task->args;
  args.workspace = task->workspace_bytes > 0 ? lane->workspace : NULL;
  weir_dispatch_fn_t entry = task->record->of.dispatch.entry->entry;
  uint32_t count_x = args.workgroup_count[0];
  uint32_t count_y = args.workgroup_count[1];
  uint32_t x = (uint32_t)(begin % count_x);
  uint32_t y = (uint32_t)(begin / count_x % count_y);
  uint32_t z = (uint32_t)(begin / count_x / count_y);
  for (uint64_t i = begin; i < end; ++i) {
    entry(&args, x, y, z);
    if (++x < count_x) continue;
    x = 0;
    if (++y < count_y) continue;
    y = 0;
    ++z;
  }
  return true;
}

static void run_fill(weir_host_lane_t* lane, weir_task_t* task) {
  const weir_command_record_t* record = task->record;
  void* target;
  uint64_t length;
  if (!weir_run_range(task->run, &record->of.fill.target, &target, &length)) {
    fail_range(task, "target", 0, &record->of.fill.target);
    return;
  }
  if (length % record->of.fill.pattern_bytes != 0) {
    weir_host_task_fail(
        task,
        weir_status(WEIR_CODE_INVALID_ARGUMENT,
                    "a pattern of %u bytes cannot fill %llu bytes",
                    record->of.fill.pattern_bytes, (unsigned long long)length));
    return;
  }
  weir_fill_bytes(target, length,
                  weir_run_scalar(task->run, record->of.fill.pattern),
                  record->of.fill.pattern_bytes);
  weir_host_count(&lane->counters.copies, 1);
  weir_host_count(&lane->counters.copy_bytes, length);
}

static void run_copy(weir_host_lane_t* lane, weir_task_t* task) {
  const weir_command_record_t* record = task->record;
  void *source, *target;
  uint64_t source_length, target_length;
  if (!weir_run_range(task->run, &record->of.copy.source, &source,
                      &source_length)) {
    fail_range(task, "source", 0, &record->of.copy.source);
    return;
  }
  if (!weir_run_range(task->run, &record->of.copy.target, &target,
                      &target_length)) {
    fail_range(task, "target", 0, &record->of.copy.target);
    return;
  }
  if (source_length != target_length) {
    weir_host_task_fail(task, weir_status(WEIR_CODE_INVALID_ARGUMENT,
                                          "%llu bytes copied to %llu",
                                          (unsigned long long)source_length,
                                          (unsigned long long)target_length));
    return;
  }
  if (source_length > 0) memcpy(target, source, source_length);
  weir_host_count(&lane->counters.copies, 1);
  weir_host_count(&lane->counters.copy_bytes, source_length);
}

static void run_update(weir_host_lane_t* lane, weir_task_t* task) {
  const weir_command_record_t* record = task->record;
  void* target;
  uint64_t length;
  if (!weir_run_range(task->run, &record->of.update.target, &target, &length)) {
    fail_range(task, "target", 0, &record->of.update.target);
    return;
  }
  if (length > 0) memcpy(target, record->of.update.data, length);
  weir_host_count(&lane->counters.copies, 1);
  weir_host_count(&lane->counters.copy_bytes, length);
}

static void transfer_done(void* user, weir_status_t status) {
  weir_task_t* task = user;
  weir_host_device_t* device = weir_host_op_of(task)->device;
  weir_host_device_enter(device);
  if (!weir_is_ok(status)) weir_host_task_fail(task, status);
  weir_host_task_end(device, NULL, task);
  weir_host_device_leave(device);
}

// False: it was started.
static bool start_transfer(weir_host_device_t* device, weir_host_lane_t* lane,
                           weir_task_t* task) {
  const weir_transfer_command_t* command = &task->record->of.transfer;
  weir_channel_transfer_t transfer = {
      .op = command->op,
      .reduction = command->reduction,
      .element_type = command->element_type,
      .peer = command->peer,
      .peer_source = command->peer_source,
      .transfer_id = command->transfer_id,
      .invocation_id = task->run->invocation_id,
      .occurrence = task->run->occurrence,
      .label = command->label,
  };
  void* source = NULL;
  if (command->op != WEIR_CHANNEL_RECV &&
      !weir_run_range(task->run, &command->source, &source,
                      &transfer.source_bytes)) {
    fail_range(task, "source", 0, &command->source);
    return true;
  }
  if (command->op != WEIR_CHANNEL_SEND &&
      !weir_run_range(task->run, &command->target, &transfer.target,
                      &transfer.target_bytes)) {
    fail_range(task, "target", 0, &command->target);
    return true;
  }
  transfer.source = source;
  weir_host_count(&lane->counters.transfers, 1);
  weir_host_count(&lane->counters.bytes_sent, transfer.source_bytes);
  weir_host_count(&lane->counters.bytes_received, transfer.target_bytes);
  // From here on the task may end on any thread.
  weir_channel_start(command->channel, &transfer,
                     (weir_channel_done_t){transfer_done, task});
  // Somebody has to poll for it now, if everybody sleeps.
  weir_host_device_wake(device);
  return false;
}

static bool run_unobserved(weir_host_device_t* device, weir_host_lane_t* lane,
                           weir_task_t* task) {
  weir_host_count(&lane->counters.commands, 1);
  if (has_failed(task)) return true;
  switch (task->record->kind) {
    case WEIR_COMMAND_JOIN:
      break;
    case WEIR_COMMAND_DISPATCH:
      if (weir_host_dispatch_prepare(lane, task)) {
        weir_host_dispatch_run(lane, task, 0, task->group_count);
      }
      break;
    case WEIR_COMMAND_FILL:
      run_fill(lane, task);
      break;
    case WEIR_COMMAND_COPY:
      run_copy(lane, task);
      break;
    case WEIR_COMMAND_UPDATE:
      run_update(lane, task);
      break;
    case WEIR_COMMAND_TRANSFER:
      return start_transfer(device, lane, task);
  }
  return true;
}

void weir_host_observe(weir_host_device_t* device, const weir_task_t* task,
                       weir_time_ns_t begin) {
  const weir_device_observer_t* observer = &device->base.observer;
  if (observer->command == NULL) return;
  observer->command(observer->user, weir_host_command_name(task->record),
                    task->record->label, task->run->invocation_id, begin,
                    weir_now_ns());
}

bool weir_host_command_run(weir_host_device_t* device, weir_host_lane_t* lane,
                           weir_task_t* task) {
  const weir_device_observer_t* observer = &device->base.observer;
  if (observer->command == NULL) return run_unobserved(device, lane, task);
  // A transfer may be over, and its run with it, before run_unobserved returns.
  const char* name = weir_host_command_name(task->record);
  const char* label = task->record->label;
  uint64_t invocation_id = task->run->invocation_id;
  weir_time_ns_t begin = weir_now_ns();
  weir_command_list_t* list = task->run->list;
  weir_command_list_retain(list);  // keeps |name| and |label|
  bool ended = run_unobserved(device, lane, task);
  observer->command(observer->user, name, label, invocation_id, begin,
                    weir_now_ns());
  weir_command_list_release(list);
  return ended;
}
