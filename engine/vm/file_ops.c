// Files and parameters: work of the host in queue order.
#include <string.h>

#include "engine/vm/vm_impl.h"

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

// ---- files ------------------------------------------------------------------

static weir_status_t queue_read(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_queue_t queue;
  WEIR_RETURN_IF_ERROR(weir_vm_queue(frame, w + 1, &queue));
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
  WEIR_RETURN_IF_ERROR(weir_vm_queue(frame, w + 1, &queue));
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
  WEIR_RETURN_IF_ERROR(weir_vm_queue(frame, w, &jobs->queue));
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

const weir_vm_op_t weir_vm_file_ops[] = {
    {WEIR_PLAN_OP_QUEUE_READ, queue_read},
    {WEIR_PLAN_OP_QUEUE_WRITE, queue_write},
    {WEIR_PLAN_OP_FILE_FROM_MEMORY, file_from_memory},
    {WEIR_PLAN_OP_PARAMETERS_LOAD, parameters_load},
    {WEIR_PLAN_OP_PARAMETERS_GATHER, parameters_gather},
    {WEIR_PLAN_OP_PARAMETERS_SCATTER, parameters_scatter},
    {0, NULL},
};
