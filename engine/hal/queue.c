#include "engine/hal/queue.h"

#include "engine/hal/command_list_impl.h"

static weir_status_t check_queue(weir_queue_t queue) {
  if (queue.ordinal < queue.device->info.queue_count) return weir_ok();
  return weir_status(WEIR_CODE_OUT_OF_RANGE, "device %s has %u queues, no %u",
                     queue.device->info.name, queue.device->info.queue_count,
                     queue.ordinal);
}

weir_status_t weir_queue_alloca(weir_queue_t queue, weir_fence_t* wait,
                                weir_fence_t* signal, uint64_t length,
                                weir_buffer_t** out_buffer) {
  *out_buffer = NULL;
  WEIR_RETURN_IF_ERROR(check_queue(queue));
  return weir_device_table(queue.device)
      ->queue_alloca(queue.device, queue.ordinal, wait, signal, length,
                     out_buffer);
}

weir_status_t weir_queue_dealloca(weir_queue_t queue, weir_fence_t* wait,
                                  weir_fence_t* signal, weir_buffer_t* buffer) {
  WEIR_RETURN_IF_ERROR(check_queue(queue));
  return weir_device_table(queue.device)
      ->queue_dealloca(queue.device, queue.ordinal, wait, signal, buffer);
}

// The list is looked into for what a driver may rely on.
static weir_status_t check_submission(const weir_submission_t* submission) {
  const weir_command_list_t* list = submission->list;
  if (!list->is_finished) {
    return weir_status(WEIR_CODE_FAILED_PRECONDITION,
                       "command list %s is still being recorded", list->name);
  }
  if (submission->binding_count != list->slot_count ||
      submission->scalar_count != list->scalar_count) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "command list %s takes %u bindings and %u scalars, not "
                       "%zu and %zu",
                       list->name, list->slot_count, list->scalar_count,
                       submission->binding_count, submission->scalar_count);
  }
  for (uint32_t i = 0; i < list->slot_count; ++i) {
    const weir_buffer_range_t* binding = &submission->bindings[i];
    uint64_t length;
    if (binding->buffer == NULL) continue;
    weir_status_t status = weir_buffer_check_range(
        binding->buffer, binding->offset, binding->length, &length);
    if (!weir_is_ok(status)) {
      return weir_status_annotate(status, "command list %s, binding %u",
                                  list->name, i);
    }
  }
  return weir_ok();
}

weir_status_t weir_queue_execute(weir_queue_t queue, weir_fence_t* wait,
                                 weir_fence_t* signal,
                                 const weir_submission_t* submission) {
  WEIR_RETURN_IF_ERROR(check_queue(queue));
  WEIR_RETURN_IF_ERROR(check_submission(submission));
  return weir_device_table(queue.device)
      ->queue_execute(queue.device, queue.ordinal, wait, signal, submission);
}

weir_status_t weir_queue_call(weir_queue_t queue, weir_fence_t* wait,
                              weir_fence_t* signal, weir_host_call_t call) {
  WEIR_RETURN_IF_ERROR(check_queue(queue));
  return weir_device_table(queue.device)
      ->queue_call(queue.device, queue.ordinal, wait, signal, call);
}

weir_status_t weir_queue_barrier(weir_queue_t queue, weir_fence_t* wait,
                                 weir_fence_t* signal) {
  return weir_queue_call(queue, wait, signal, (weir_host_call_t){0});
}

// Submits a list that was made for this one submission.
static weir_status_t execute_once(weir_queue_t queue, weir_fence_t* wait,
                                  weir_fence_t* signal,
                                  weir_command_list_t* list,
                                  const weir_buffer_range_t* bindings) {
  WEIR_RETURN_IF_ERROR(weir_command_list_finish(list));
  weir_submission_t submission = {
      .list = list, .bindings = bindings, .binding_count = list->slot_count};
  return weir_queue_execute(queue, wait, signal, &submission);
}

static weir_status_t create_once(weir_queue_t queue, uint32_t slot_count,
                                 const char* name,
                                 weir_command_list_t** out_list) {
  weir_command_list_params_t params = {
      .slot_count = slot_count, .in_flight_count = 1, .name = name};
  return weir_command_list_create(queue.device->allocator, &params, out_list);
}

static weir_slot_range_t whole_slot(uint32_t slot) {
  return (weir_slot_range_t){slot, weir_immediate(0),
                             weir_immediate(WEIR_WHOLE_LENGTH)};
}

weir_status_t weir_queue_fill(weir_queue_t queue, weir_fence_t* wait,
                              weir_fence_t* signal, weir_buffer_range_t target,
                              uint64_t pattern, uint32_t pattern_bytes) {
  weir_command_list_t* list;
  WEIR_RETURN_IF_ERROR(create_once(queue, 1, "fill", &list));
  weir_status_t status =
      weir_command_list_fill(list, NULL, 0, whole_slot(0),
                             weir_immediate(pattern), pattern_bytes, NULL);
  if (weir_is_ok(status)) {
    status = execute_once(queue, wait, signal, list, &target);
  }
  weir_command_list_release(list);
  return status;
}

weir_status_t weir_queue_copy(weir_queue_t queue, weir_fence_t* wait,
                              weir_fence_t* signal, weir_buffer_range_t source,
                              weir_buffer_range_t target) {
  weir_command_list_t* list;
  WEIR_RETURN_IF_ERROR(create_once(queue, 2, "copy", &list));
  weir_status_t status =
      weir_command_list_copy(list, NULL, 0, whole_slot(0), whole_slot(1), NULL);
  weir_buffer_range_t bindings[2] = {source, target};
  if (weir_is_ok(status)) {
    status = execute_once(queue, wait, signal, list, bindings);
  }
  weir_command_list_release(list);
  return status;
}

weir_status_t weir_queue_update(weir_queue_t queue, weir_fence_t* wait,
                                weir_fence_t* signal, const void* data,
                                uint64_t length, weir_buffer_t* target,
                                uint64_t target_offset) {
  weir_command_list_t* list;
  WEIR_RETURN_IF_ERROR(create_once(queue, 1, "update", &list));
  weir_status_t status = weir_command_list_update(list, NULL, 0, data, length,
                                                  0, weir_immediate(0), NULL);
  weir_buffer_range_t binding = {target, target_offset, length};
  if (weir_is_ok(status)) {
    status = execute_once(queue, wait, signal, list, &binding);
  }
  weir_command_list_release(list);
  return status;
}

weir_status_t weir_queue_read(weir_queue_t queue, weir_fence_t* wait,
                              weir_fence_t* signal, weir_buffer_range_t source,
                              void* target) {
  uint64_t length;
  WEIR_RETURN_IF_ERROR(weir_buffer_check_range(source.buffer, source.offset,
                                               source.length, &length));
  weir_buffer_t* wrapped;
  WEIR_RETURN_IF_ERROR(weir_buffer_wrap(queue.device->allocator, target, length,
                                        (weir_buffer_release_t){0}, &wrapped));
  weir_status_t status =
      weir_queue_copy(queue, wait, signal, source,
                      (weir_buffer_range_t){wrapped, 0, WEIR_WHOLE_LENGTH});
  weir_buffer_release(wrapped);
  return status;
}
