#include "engine/drivers/wrappers/wrapper.h"
#include "engine/drivers/wrappers/wrappers.h"
#include "engine/hal/command_list_impl.h"

static weir_status_t check_fences(weir_fence_t* wait, weir_fence_t* signal) {
  for (size_t i = 0; i < weir_fence_point_count(signal); ++i) {
    weir_fence_point_t point = weir_fence_point(signal, i);
    uint64_t present = weir_semaphore_value(point.semaphore);
    if (weir_semaphore_poll(point.semaphore, point.value) ==
        WEIR_WAIT_REACHED) {
      return weir_status(WEIR_CODE_FAILED_PRECONDITION,
                         "the signal fence wants a timeline at %llu to reach "
                         "%llu",
                         (unsigned long long)present,
                         (unsigned long long)point.value);
    }
    for (size_t j = 0; j < weir_fence_point_count(wait); ++j) {
      weir_fence_point_t awaited = weir_fence_point(wait, j);
      if (awaited.semaphore == point.semaphore &&
          awaited.value >= point.value) {
        return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                           "the operation waits for value %llu of the timeline "
                           "that it signals to %llu itself",
                           (unsigned long long)awaited.value,
                           (unsigned long long)point.value);
      }
    }
  }
  return weir_ok();
}

typedef struct check_t {
  const weir_submission_t* submission;
  const weir_command_list_t* list;
  size_t command;
} check_t;

static uint64_t resolve(const check_t* check, weir_scalar_t scalar) {
  return scalar.is_parameter ? check->submission->scalars[scalar.value]
                             : scalar.value;
}

// The place of a range in its buffer: false, with *out_status, if it does not
// lie in what is bound.
static weir_status_t locate(const check_t* check,
                            const weir_slot_range_t* range, uint64_t* out_begin,
                            uint64_t* out_end) {
  const weir_buffer_range_t* binding =
      &check->submission->bindings[range->slot];
  uint64_t offset = resolve(check, range->offset);
  uint64_t length = resolve(check, range->length);
  *out_begin = *out_end = 0;
  if (binding->buffer == NULL) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "command list %s, command %zu: nothing is bound to slot "
                       "%u",
                       check->list->name, check->command, range->slot);
  }
  uint64_t bound;
  WEIR_RETURN_IF_ERROR(weir_buffer_check_range(binding->buffer, binding->offset,
                                               binding->length, &bound));
  // Ranges that do not fit fail when they run, with the same words on every
  // device.
  if (offset > bound) return weir_ok();
  if (length > bound - offset) length = bound - offset;
  *out_begin = binding->offset + offset;
  *out_end = *out_begin + length;
  return weir_ok();
}

static weir_status_t check_copy(const check_t* check,
                                const weir_slot_range_t* source,
                                const weir_slot_range_t* target) {
  uint64_t source_begin, source_end, target_begin, target_end;
  WEIR_RETURN_IF_ERROR(locate(check, source, &source_begin, &source_end));
  WEIR_RETURN_IF_ERROR(locate(check, target, &target_begin, &target_end));
  const weir_buffer_range_t* bindings = check->submission->bindings;
  bool overlap =
      bindings[source->slot].buffer == bindings[target->slot].buffer &&
      source_begin < target_end && target_begin < source_end;
  if (!overlap) return weir_ok();
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "command list %s, command %zu: source and target overlap",
                     check->list->name, check->command);
}

static weir_status_t check_transfer(const check_t* check,
                                    const weir_transfer_command_t* transfer) {
  uint64_t begin, end;
  if (transfer->op != WEIR_CHANNEL_RECV) {
    WEIR_RETURN_IF_ERROR(locate(check, &transfer->source, &begin, &end));
  }
  if (transfer->op != WEIR_CHANNEL_SEND) {
    WEIR_RETURN_IF_ERROR(locate(check, &transfer->target, &begin, &end));
  }
  bool has_peer = transfer->op == WEIR_CHANNEL_SEND ||
                  transfer->op == WEIR_CHANNEL_RECV ||
                  transfer->op == WEIR_CHANNEL_BROADCAST ||
                  transfer->op == WEIR_CHANNEL_REDUCE;
  if (!has_peer || transfer->peer < transfer->channel->count) return weir_ok();
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "command list %s, command %zu (%s): rank %u of a channel "
                     "of %u",
                     check->list->name, check->command, transfer->label,
                     transfer->peer, transfer->channel->count);
}

static weir_status_t check_command(const check_t* check,
                                   const weir_command_record_t* record) {
  uint64_t begin, end;
  switch (record->kind) {
    case WEIR_COMMAND_JOIN:
      return weir_ok();
    case WEIR_COMMAND_DISPATCH:
      for (uint32_t i = 0; i < record->of.dispatch.entry->binding_count; ++i) {
        WEIR_RETURN_IF_ERROR(
            locate(check, &record->of.dispatch.bindings[i], &begin, &end));
      }
      return weir_ok();
    case WEIR_COMMAND_FILL:
      return locate(check, &record->of.fill.target, &begin, &end);
    case WEIR_COMMAND_COPY:
      return check_copy(check, &record->of.copy.source,
                        &record->of.copy.target);
    case WEIR_COMMAND_UPDATE:
      return locate(check, &record->of.update.target, &begin, &end);
    case WEIR_COMMAND_TRANSFER:
      return check_transfer(check, &record->of.transfer);
  }
  return weir_ok();
}

static weir_status_t validate_execute(weir_device_t* device, uint32_t queue,
                                      weir_fence_t* wait, weir_fence_t* signal,
                                      const weir_submission_t* submission) {
  WEIR_RETURN_IF_ERROR(check_fences(wait, signal));
  check_t check = {.submission = submission, .list = submission->list};
  for (; check.command < check.list->record_count; ++check.command) {
    WEIR_RETURN_IF_ERROR(
        check_command(&check, &check.list->records[check.command]));
  }
  return weir_wrapper_queue_execute(device, queue, wait, signal, submission);
}

static weir_status_t validate_alloca(weir_device_t* device, uint32_t queue,
                                     weir_fence_t* wait, weir_fence_t* signal,
                                     uint64_t length,
                                     weir_buffer_t** out_buffer) {
  WEIR_RETURN_IF_ERROR(check_fences(wait, signal));
  return weir_wrapper_queue_alloca(device, queue, wait, signal, length,
                                   out_buffer);
}

static weir_status_t validate_dealloca(weir_device_t* device, uint32_t queue,
                                       weir_fence_t* wait, weir_fence_t* signal,
                                       weir_buffer_t* buffer) {
  WEIR_RETURN_IF_ERROR(check_fences(wait, signal));
  return weir_wrapper_queue_dealloca(device, queue, wait, signal, buffer);
}

static weir_status_t validate_call(weir_device_t* device, uint32_t queue,
                                   weir_fence_t* wait, weir_fence_t* signal,
                                   weir_host_call_t call) {
  WEIR_RETURN_IF_ERROR(check_fences(wait, signal));
  return weir_wrapper_queue_call(device, queue, wait, signal, call);
}

static const weir_device_table_t validate_table = {
    .object = {.type = "device", .destroy = weir_wrapper_destroy},
    .allocate = weir_wrapper_allocate,
    .load_executable = weir_wrapper_load_executable,
    .queue_alloca = validate_alloca,
    .queue_dealloca = validate_dealloca,
    .queue_execute = validate_execute,
    .queue_call = validate_call,
    .observe = weir_wrapper_observe,
    .progress = weir_wrapper_progress,
    .is_idle = weir_wrapper_is_idle,
    .statistics = weir_wrapper_statistics,
    .reset_statistics = weir_wrapper_reset_statistics,
    .describe_pending = weir_wrapper_describe_pending,
};

static weir_status_t validate_wrap(const weir_device_params_t* params,
                                   weir_device_t* inner,
                                   weir_device_t** out_device) {
  (void)params;
  *out_device = NULL;
  weir_wrapper_t* wrapper;
  WEIR_RETURN_IF_ERROR(
      weir_alloc(inner->allocator, sizeof(*wrapper), (void**)&wrapper));
  wrapper->base.allocator = inner->allocator;
  weir_status_t status =
      weir_wrapper_init(wrapper, &validate_table, "validate", inner);
  if (weir_is_ok(status)) {
    *out_device = &wrapper->base;
  } else {
    weir_wrapper_destroy(&wrapper->base.object);
  }
  return status;
}

const weir_driver_t weir_validate_driver = {
    .name = "validate",
    .summary = "refuses submissions that could not end well",
    .wrap = validate_wrap,
};
