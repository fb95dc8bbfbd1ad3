// Command buffers, and what devices do in queue order.
#include <string.h>

#include "engine/vm/vm_impl.h"

static uint32_t lowest_bit(uint64_t bits) {
  return bits ? (uint32_t)__builtin_ctzll(bits) : 0;
}

weir_status_t weir_vm_queue(weir_vm_frame_t* frame, const uint32_t* w,
                            weir_queue_t* out_queue) {
  weir_device_t* device = NULL;
  WEIR_RETURN_IF_ERROR(weir_vm_device(frame, w[0], NULL, &device));
  uint32_t queue =
      lowest_bit(frame->scalars[w[1]]) % weir_device_info(device)->queue_count;
  *out_queue = weir_device_queue(device, queue);
  return weir_ok();
}

// ---- command buffers -------------------------------------------------------

// A (buffer, offset, length) triple of registers into a slot, which is empty.
static void bind(weir_vm_frame_t* frame, const uint32_t* w,
                 weir_buffer_range_t* slot) {
  slot->buffer = frame->references[w[0]];
  slot->offset = frame->scalars[w[1]];
  slot->length = frame->scalars[w[2]];
  weir_buffer_retain(slot->buffer);
}

static weir_status_t command_buffer_create(weir_vm_frame_t* frame,
                                           const uint32_t* w) {
  weir_vm_t* vm = frame->vm;
  const weir_plan_list_t* plan = &vm->program->lists[w[2]];
  uint32_t slot_count = w[3];
  const uint32_t* slots = w + 4;
  uint32_t parameter_count = slots[3 * slot_count];
  const uint32_t* parameters = slots + 3 * slot_count + 1;
  uint32_t channel_count = parameters[parameter_count];
  const uint32_t* channels = parameters + parameter_count + 1;

  uint64_t some_values[32];
  weir_channel_t* some_channels[8];
  uint64_t* values = some_values;
  weir_channel_t** ends = some_channels;
  weir_status_t status = weir_ok();
  if (parameter_count > 32) {
    status = weir_alloc_array(vm->allocator, parameter_count, sizeof(*values),
                              (void**)&values);
  }
  if (weir_is_ok(status) && channel_count > 8) {
    status = weir_alloc_array(vm->allocator, channel_count, sizeof(*ends),
                              (void**)&ends);
  }
  weir_vm_commands_t* commands = NULL;
  if (weir_is_ok(status)) {
    for (uint32_t i = 0; i < parameter_count; ++i) {
      values[i] = frame->scalars[parameters[i]];
    }
    for (uint32_t i = 0; i < channel_count; ++i) {
      ends[i] = frame->references[channels[i]];
    }
    status = weir_vm_commands_create(&vm->lists, w[2], values, ends, &commands);
  }
  if (weir_is_ok(status)) {
    for (uint32_t i = 0; i < slot_count; ++i) {
      bind(frame, slots + 3 * i, &commands->bindings[plan->table_count + i]);
    }
    weir_vm_set(frame, w[1], commands);
  }
  if (values != some_values) weir_free(vm->allocator, values);
  if (ends != some_channels) weir_free(vm->allocator, ends);
  return status;
}

// All nodes run the same control flow: what is the third time on one is the
// third time on those it sends to.
static uint64_t next_occurrence(weir_vm_t* vm, uint32_t list) {
  weir_vm_recorded_t* recorded = &vm->lists.recorded[list];
  if (recorded->invocation != vm->invocation) {
    recorded->invocation = vm->invocation;
    recorded->occurrences = 0;
  }
  return recorded->occurrences++;
}

static weir_status_t submit(weir_vm_frame_t* frame, weir_queue_t queue,
                            weir_fence_t* wait, weir_fence_t* signal,
                            const weir_vm_commands_t* commands) {
  weir_vm_t* vm = frame->vm;
  const weir_plan_list_t* plan = &vm->program->lists[commands->index];
  weir_submission_t submission = {
      .list = commands->list,
      .bindings = commands->bindings,
      .binding_count = plan->slot_count,
      .scalars = commands->scalars,
      .scalar_count = weir_command_list_scalar_count(commands->list),
      .invocation_id = vm->invocation,
      .occurrence = next_occurrence(vm, commands->index),
  };
  return weir_queue_execute(queue, wait, signal, &submission);
}

// Several run one after the other: each signals what the next waits for.
static weir_status_t submit_all(weir_vm_frame_t* frame, weir_queue_t queue,
                                weir_fence_t* wait, weir_fence_t* signal,
                                const uint32_t* registers, uint32_t count) {
  weir_status_t status = weir_ok();
  weir_fence_t* ready = wait;
  weir_fence_retain(ready);
  for (uint32_t i = 0; i < count && weir_is_ok(status); ++i) {
    const weir_vm_commands_t* commands = frame->references[registers[i]];
    weir_fence_t* done = signal;
    if (commands == NULL) {
      status = weir_status(WEIR_CODE_INVALID_ARGUMENT, "null command buffer");
    } else if (i + 1 < count) {
      done = NULL;
      status = weir_fence_create_private(frame->vm->allocator, &done);
    } else {
      weir_fence_retain(done);
    }
    if (!weir_is_ok(status)) break;
    status = submit(frame, queue, ready, done, commands);
    weir_fence_release(ready);
    ready = done;
  }
  weir_fence_release(ready);
  return status;
}

static weir_status_t queue_execute(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_queue_t queue;
  WEIR_RETURN_IF_ERROR(weir_vm_queue(frame, w + 1, &queue));
  weir_fence_t* wait = frame->references[w[3]];
  weir_fence_t* signal = frame->references[w[4]];
  if (w[5] == 0) return weir_queue_barrier(queue, wait, signal);
  return submit_all(frame, queue, wait, signal, w + 6, w[5]);
}

static weir_status_t queue_execute_indirect(weir_vm_frame_t* frame,
                                            const uint32_t* w) {
  weir_queue_t queue;
  WEIR_RETURN_IF_ERROR(weir_vm_queue(frame, w + 1, &queue));
  weir_vm_commands_t* commands = frame->references[w[5]];
  WEIR_VM_NEED(commands);
  const weir_plan_list_t* plan = &frame->vm->program->lists[commands->index];
  if (w[6] < plan->table_count) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "a table of %u bindings where the commands need %u",
                       w[6], plan->table_count);
  }
  for (uint32_t i = 0; i < plan->table_count; ++i) {
    weir_buffer_release(commands->bindings[i].buffer);
    bind(frame, w + 7 + 3 * i, &commands->bindings[i]);
  }
  weir_status_t status = submit(frame, queue, frame->references[w[3]],
                                frame->references[w[4]], commands);
  // A resident command buffer must not keep the buffers of one submission.
  for (uint32_t i = 0; i < plan->table_count; ++i) {
    weir_buffer_release(commands->bindings[i].buffer);
    commands->bindings[i] = (weir_buffer_range_t){0};
  }
  return status;
}

// ---- memory ----------------------------------------------------------------

static weir_status_t queue_alloca(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_queue_t queue;
  WEIR_RETURN_IF_ERROR(weir_vm_queue(frame, w + 2, &queue));
  weir_buffer_t* buffer = NULL;
  WEIR_RETURN_IF_ERROR(weir_queue_alloca(queue, frame->references[w[4]],
                                         frame->references[w[5]],
                                         frame->scalars[w[7]], &buffer));
  weir_vm_set(frame, w[1], buffer);
  return weir_ok();
}

static weir_status_t queue_dealloca(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_queue_t queue;
  WEIR_RETURN_IF_ERROR(weir_vm_queue(frame, w + 1, &queue));
  weir_buffer_t* buffer = frame->references[w[5]];
  WEIR_VM_NEED(buffer);
  return weir_queue_dealloca(queue, frame->references[w[3]],
                             frame->references[w[4]], buffer);
}

static weir_status_t queue_flush(weir_vm_frame_t* frame, const uint32_t* w) {
  // Queues begin their work when it is submitted: nothing is held back.
  return weir_vm_device(frame, w[1], NULL, NULL);
}

const weir_vm_op_t weir_vm_queue_ops[] = {
    {WEIR_PLAN_OP_COMMAND_BUFFER_CREATE, command_buffer_create},
    {WEIR_PLAN_OP_QUEUE_ALLOCA, queue_alloca},
    {WEIR_PLAN_OP_QUEUE_DEALLOCA, queue_dealloca},
    {WEIR_PLAN_OP_QUEUE_EXECUTE, queue_execute},
    {WEIR_PLAN_OP_QUEUE_EXECUTE_INDIRECT, queue_execute_indirect},
    {WEIR_PLAN_OP_QUEUE_FLUSH, queue_flush},
    {0, NULL},
};
