// Fences, command buffers, queue operations, parameters.

#include <string.h>

#include "engine/vm/vm_impl.h"

static uint32_t lowest_bit(uint64_t bits) {
  return bits ? (uint32_t)__builtin_ctzll(bits) : 0;
}

// Device and affinity registers: of the queues allowed, the lowest.
static weir_status_t queue_of(weir_vm_frame_t* frame, const uint32_t* w,
                              weir_queue_t* out_queue) {
  weir_device_t* device = NULL;
  WEIR_RETURN_IF_ERROR(weir_vm_device(frame, w[0], NULL, &device));
  uint32_t queue =
      lowest_bit(frame->scalars[w[1]]) % weir_device_info(device)->queue_count;
  *out_queue = weir_device_queue(device, queue);
  return weir_ok();
}

// ---- fences ----------------------------------------------------------------

static weir_status_t fence_create(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_fence_t* fence = NULL;
  WEIR_RETURN_IF_ERROR(weir_fence_create_private(frame->vm->allocator, &fence));
  weir_vm_set(frame, w[1], fence);
  return weir_ok();
}

static weir_status_t fence_join(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_vm_t* vm = frame->vm;
  weir_fence_t* some[8];
  weir_fence_t** fences = some;
  uint32_t count = w[2];
  if (count > 8) {
    WEIR_RETURN_IF_ERROR(weir_alloc_array(vm->allocator, count, sizeof(*fences),
                                          (void**)&fences));
  }
  for (uint32_t i = 0; i < count; ++i) fences[i] = frame->references[w[3 + i]];
  weir_fence_t* fence = NULL;
  weir_status_t status = weir_fence_join(vm->allocator, count, fences, &fence);
  if (fences != some) weir_free(vm->allocator, fences);
  if (weir_is_ok(status)) weir_vm_set(frame, w[1], fence);
  return status;
}

// Keeps |status| for the check that follows and gives the program its code.
static uint64_t keep_failure(weir_vm_t* vm, weir_status_t status) {
  uint64_t code = weir_status_code(status);
  weir_status_free(vm->failure);
  vm->failure = status;
  return code;
}

static weir_status_t fence_await(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_vm_t* vm = frame->vm;
  int32_t timeout_ms = (int32_t)frame->scalars[w[2]];
  weir_time_ns_t deadline =
      timeout_ms < 0 ? WEIR_TIME_NEVER
                     : weir_deadline_after((int64_t)timeout_ms * 1000000);
  weir_status_t status = weir_ok();
  for (uint32_t i = 0; i < w[3] && weir_is_ok(status); ++i) {
    weir_fence_t* fence = frame->references[w[4 + i]];
    if (fence != NULL) status = weir_fence_wait(fence, vm->progress, deadline);
  }
  frame->scalars[w[1]] = keep_failure(vm, status);
  return weir_ok();
}

static weir_status_t fence_query(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_fence_t* fence = frame->references[w[2]];
  weir_status_t status = weir_ok();
  if (fence != NULL) {
    switch (weir_fence_poll(fence)) {
      case WEIR_WAIT_REACHED:
        break;
      case WEIR_WAIT_FAILED:
        status = weir_fence_failure(fence);
        break;
      default:
        // Polling loops of programs live on this; the code stands alone.
        frame->scalars[w[1]] = WEIR_CODE_UNAVAILABLE;
        return weir_ok();
    }
  }
  frame->scalars[w[1]] = keep_failure(frame->vm, status);
  return weir_ok();
}

static weir_status_t fence_signal(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_fence_t* fence = frame->references[w[1]];
  return fence ? weir_fence_signal(fence) : weir_ok();
}

static weir_status_t fence_fail(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_fence_t* fence = frame->references[w[1]];
  uint64_t code = frame->scalars[w[2]];
  if (fence == NULL || code == WEIR_CODE_OK) return weir_ok();
  weir_vm_t* vm = frame->vm;
  weir_status_t status = weir_ok();
  if (weir_status_code(vm->failure) == code) {
    status = weir_status_clone(vm->failure);
  } else {
    if (code > WEIR_CODE_INTERNAL) code = WEIR_CODE_INTERNAL;
    status = weir_status((weir_code_t)code, "failed by the program");
  }
  weir_fence_fail(fence, status);
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

static weir_status_t submit(weir_vm_frame_t* frame, weir_queue_t queue,
                            weir_fence_t* wait, weir_fence_t* signal,
                            const weir_vm_commands_t* commands) {
  const weir_vm_t* vm = frame->vm;
  const weir_plan_list_t* plan = &vm->program->lists[commands->index];
  weir_submission_t submission = {
      .list = commands->list,
      .bindings = commands->bindings,
      .binding_count = plan->slot_count,
      .scalars = commands->scalars,
      .scalar_count = weir_command_list_scalar_count(commands->list),
      .invocation_id = vm->invocation,
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
  WEIR_RETURN_IF_ERROR(queue_of(frame, w + 1, &queue));
  weir_fence_t* wait = frame->references[w[3]];
  weir_fence_t* signal = frame->references[w[4]];
  if (w[5] == 0) return weir_queue_barrier(queue, wait, signal);
  return submit_all(frame, queue, wait, signal, w + 6, w[5]);
}

static weir_status_t queue_execute_indirect(weir_vm_frame_t* frame,
                                            const uint32_t* w) {
  weir_queue_t queue;
  WEIR_RETURN_IF_ERROR(queue_of(frame, w + 1, &queue));
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
  WEIR_RETURN_IF_ERROR(queue_of(frame, w + 2, &queue));
  weir_buffer_t* buffer = NULL;
  WEIR_RETURN_IF_ERROR(weir_queue_alloca(queue, frame->references[w[4]],
                                         frame->references[w[5]],
                                         frame->scalars[w[7]], &buffer));
  weir_vm_set(frame, w[1], buffer);
  return weir_ok();
}

static weir_status_t queue_dealloca(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_queue_t queue;
  WEIR_RETURN_IF_ERROR(queue_of(frame, w + 1, &queue));
  weir_buffer_t* buffer = frame->references[w[5]];
  WEIR_VM_NEED(buffer);
  return weir_queue_dealloca(queue, frame->references[w[3]],
                             frame->references[w[4]], buffer);
}

static weir_status_t queue_flush(weir_vm_frame_t* frame, const uint32_t* w) {
  // Queues begin their work when it is submitted: nothing is held back.
  return weir_vm_device(frame, w[1], NULL, NULL);
}

// ---- work of the host in queue order ---------------------------------------

typedef enum job_kind_t {
  JOB_FILE_TO_BUFFER,
  JOB_BUFFER_TO_FILE,
  JOB_LOAD_PARAMETER,
  JOB_STORE_PARAMETER,
} job_kind_t;

// What a queue calls back with; owns its references.
typedef struct job_t {
  weir_allocator_t allocator;
  job_kind_t kind;
  weir_vm_file_t* file;
  weir_buffer_t* buffer;
  uint64_t file_offset;  // or of the parameter
  uint64_t buffer_offset;
  uint64_t length;
  weir_vm_host_t host;
  const char* scope;
  const char* key;
} job_t;

static weir_status_t job_do(const job_t* job, void* data) {
  const weir_vm_host_t* host = &job->host;
  switch (job->kind) {
    case JOB_FILE_TO_BUFFER:
      memcpy(data, job->file->bytes->data + job->file_offset, job->length);
      return weir_ok();
    case JOB_BUFFER_TO_FILE:
      memcpy(job->file->bytes->data + job->file_offset, data, job->length);
      return weir_ok();
    case JOB_LOAD_PARAMETER:
      return host->read_parameter(host->user, job->scope, job->key,
                                  job->file_offset, data, job->length);
    default:
      return host->write_parameter(host->user, job->scope, job->key,
                                   job->file_offset, data, job->length);
  }
}

static void job_free(job_t* job) {
  weir_vm_release(WEIR_PLAN_TYPE_FILE, job->file);
  weir_buffer_release(job->buffer);
  weir_free(job->allocator, job);
}

static weir_status_t job_run(void* user) {
  job_t* job = user;
  void* data = NULL;
  weir_status_t status =
      weir_buffer_map(job->buffer, job->buffer_offset, job->length, &data);
  if (weir_is_ok(status) && job->length > 0) status = job_do(job, data);
  job_free(job);
  return status;
}

// Submits a copy of |job|, for which it takes references of its own.
static weir_status_t submit_job(weir_vm_frame_t* frame, weir_queue_t queue,
                                weir_fence_t* wait, weir_fence_t* signal,
                                const job_t* job) {
  weir_vm_t* vm = frame->vm;
  WEIR_VM_NEED(job->buffer);
  bool reads = job->kind == JOB_LOAD_PARAMETER;
  bool writes = job->kind == JOB_STORE_PARAMETER;
  if ((reads && vm->host.read_parameter == NULL) ||
      (writes && vm->host.write_parameter == NULL)) {
    return weir_status(WEIR_CODE_UNAVAILABLE,
                       "no parameters were given (\"%s\" of \"%s\")", job->key,
                       job->scope);
  }
  if (job->file != NULL) {
    WEIR_RETURN_IF_ERROR(weir_vm_bytes_check(job->file->bytes, job->file_offset,
                                             job->length,
                                             job->kind == JOB_BUFFER_TO_FILE));
  }
  job_t* copy = NULL;
  WEIR_RETURN_IF_ERROR(weir_alloc(vm->allocator, sizeof(*copy), (void**)&copy));
  *copy = *job;
  copy->allocator = vm->allocator;
  copy->host = vm->host;
  weir_vm_retain(WEIR_PLAN_TYPE_FILE, copy->file);
  weir_buffer_retain(copy->buffer);
  weir_status_t status =
      weir_queue_call(queue, wait, signal, (weir_host_call_t){job_run, copy});
  if (!weir_is_ok(status)) job_free(copy);
  return status;
}

static weir_status_t queue_read(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_queue_t queue;
  WEIR_RETURN_IF_ERROR(queue_of(frame, w + 1, &queue));
  job_t job = {
      .kind = JOB_FILE_TO_BUFFER,
      .file = frame->references[w[5]],
      .file_offset = frame->scalars[w[6]],
      .buffer = frame->references[w[7]],
      .buffer_offset = frame->scalars[w[8]],
      .length = frame->scalars[w[9]],
  };
  WEIR_VM_NEED(job.file);
  return submit_job(frame, queue, frame->references[w[3]],
                    frame->references[w[4]], &job);
}

static weir_status_t queue_write(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_queue_t queue;
  WEIR_RETURN_IF_ERROR(queue_of(frame, w + 1, &queue));
  job_t job = {
      .kind = JOB_BUFFER_TO_FILE,
      .buffer = frame->references[w[5]],
      .buffer_offset = frame->scalars[w[6]],
      .file = frame->references[w[7]],
      .file_offset = frame->scalars[w[8]],
      .length = frame->scalars[w[9]],
  };
  WEIR_VM_NEED(job.file);
  return submit_job(frame, queue, frame->references[w[3]],
                    frame->references[w[4]], &job);
}

static weir_status_t file_from_memory(weir_vm_frame_t* frame,
                                      const uint32_t* w) {
  weir_vm_bytes_t* bytes = frame->references[w[5]];
  WEIR_VM_NEED(bytes);
  weir_vm_bytes_t* part = NULL;
  WEIR_RETURN_IF_ERROR(weir_vm_bytes_subspan(bytes, frame->scalars[w[6]],
                                             frame->scalars[w[7]], &part));
  weir_vm_file_t* file = NULL;
  weir_status_t status = weir_vm_file_create(frame->vm->allocator, part, &file);
  weir_vm_release(WEIR_PLAN_TYPE_BYTES, part);
  if (weir_is_ok(status)) weir_vm_set(frame, w[1], file);
  return status;
}

// ---- parameters ------------------------------------------------------------

// Several jobs side by side, each with a fence of its own; a barrier joins
// them.
typedef struct jobs_t {
  weir_vm_frame_t* frame;
  weir_queue_t queue;
  weir_fence_t* wait;
  weir_fence_t** done;
  uint32_t count;
} jobs_t;

static weir_status_t jobs_begin(jobs_t* jobs, weir_vm_frame_t* frame,
                                const uint32_t* w, uint32_t capacity) {
  *jobs = (jobs_t){.frame = frame, .wait = frame->references[w[2]]};
  WEIR_RETURN_IF_ERROR(queue_of(frame, w, &jobs->queue));
  return weir_alloc_array(frame->vm->allocator, capacity, sizeof(*jobs->done),
                          (void**)&jobs->done);
}

static weir_status_t jobs_add(jobs_t* jobs, const job_t* job) {
  weir_fence_t* done = NULL;
  WEIR_RETURN_IF_ERROR(
      weir_fence_create_private(jobs->frame->vm->allocator, &done));
  jobs->done[jobs->count++] = done;
  return submit_job(jobs->frame, jobs->queue, jobs->wait, done, job);
}

static weir_status_t jobs_end(jobs_t* jobs, weir_fence_t* signal,
                              weir_status_t status) {
  weir_fence_t* all = NULL;
  weir_allocator_t allocator = jobs->frame->vm->allocator;
  if (weir_is_ok(status)) {
    status = weir_fence_join(allocator, jobs->count, jobs->done, &all);
  }
  if (weir_is_ok(status)) status = weir_queue_barrier(jobs->queue, all, signal);
  weir_fence_release(all);
  for (uint32_t i = 0; i < jobs->count; ++i) {
    weir_fence_release(jobs->done[i]);
  }
  weir_free(allocator, jobs->done);
  return status;
}

static const char* scope_or_key(const weir_vm_frame_t* frame, uint32_t string) {
  return weir_plan_string(frame->vm->plan, string);
}

static weir_status_t parameters_load(weir_vm_frame_t* frame,
                                     const uint32_t* w) {
  jobs_t jobs;
  uint32_t count = w[7];
  const uint32_t* entry = w + 8;
  WEIR_RETURN_IF_ERROR(jobs_begin(&jobs, frame, w + 1, count));
  weir_status_t status = weir_ok();
  for (uint32_t i = 0; i < count && weir_is_ok(status); ++i, entry += 5) {
    weir_buffer_t* buffer = NULL;
    uint64_t size = frame->scalars[entry[4]];
    status = weir_device_allocate(jobs.queue.device, size, &buffer);
    if (!weir_is_ok(status)) break;
    job_t job = {.kind = JOB_LOAD_PARAMETER,
                 .buffer = buffer,
                 .file_offset = frame->scalars[entry[2]],
                 .length = size,
                 .scope = scope_or_key(frame, entry[0]),
                 .key = scope_or_key(frame, entry[1])};
    status = jobs_add(&jobs, &job);
    weir_vm_set(frame, entry[3], buffer);
  }
  return jobs_end(&jobs, frame->references[w[4]], status);
}

static weir_status_t move_parameters(weir_vm_frame_t* frame, const uint32_t* w,
                                     job_kind_t kind) {
  jobs_t jobs;
  uint32_t count = w[6];
  const uint32_t* entry = w + 7;
  WEIR_RETURN_IF_ERROR(jobs_begin(&jobs, frame, w + 1, count));
  weir_status_t status = weir_ok();
  for (uint32_t i = 0; i < count && weir_is_ok(status); ++i, entry += 5) {
    job_t job = {.kind = kind,
                 .buffer = frame->references[w[5]],
                 .file_offset = frame->scalars[entry[2]],
                 .buffer_offset = frame->scalars[entry[3]],
                 .length = frame->scalars[entry[4]],
                 .scope = scope_or_key(frame, entry[0]),
                 .key = scope_or_key(frame, entry[1])};
    status = jobs_add(&jobs, &job);
  }
  return jobs_end(&jobs, frame->references[w[4]], status);
}

static weir_status_t parameters_gather(weir_vm_frame_t* frame,
                                       const uint32_t* w) {
  return move_parameters(frame, w, JOB_LOAD_PARAMETER);
}

static weir_status_t parameters_scatter(weir_vm_frame_t* frame,
                                        const uint32_t* w) {
  return move_parameters(frame, w, JOB_STORE_PARAMETER);
}

const weir_vm_op_t weir_vm_queue_ops[] = {
    {WEIR_PLAN_OP_FENCE_CREATE, fence_create},
    {WEIR_PLAN_OP_FENCE_JOIN, fence_join},
    {WEIR_PLAN_OP_FENCE_AWAIT, fence_await},
    {WEIR_PLAN_OP_FENCE_QUERY, fence_query},
    {WEIR_PLAN_OP_FENCE_SIGNAL, fence_signal},
    {WEIR_PLAN_OP_FENCE_FAIL, fence_fail},
    {WEIR_PLAN_OP_COMMAND_BUFFER_CREATE, command_buffer_create},
    {WEIR_PLAN_OP_QUEUE_ALLOCA, queue_alloca},
    {WEIR_PLAN_OP_QUEUE_DEALLOCA, queue_dealloca},
    {WEIR_PLAN_OP_QUEUE_EXECUTE, queue_execute},
    {WEIR_PLAN_OP_QUEUE_EXECUTE_INDIRECT, queue_execute_indirect},
    {WEIR_PLAN_OP_QUEUE_FLUSH, queue_flush},
    {WEIR_PLAN_OP_QUEUE_READ, queue_read},
    {WEIR_PLAN_OP_QUEUE_WRITE, queue_write},
    {WEIR_PLAN_OP_FILE_FROM_MEMORY, file_from_memory},
    {WEIR_PLAN_OP_PARAMETERS_LOAD, parameters_load},
    {WEIR_PLAN_OP_PARAMETERS_GATHER, parameters_gather},
    {WEIR_PLAN_OP_PARAMETERS_SCATTER, parameters_scatter},
    {0, NULL},
};
