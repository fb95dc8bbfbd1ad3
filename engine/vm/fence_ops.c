// Fences.
#include "engine/vm/vm_impl.h"

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

const weir_vm_op_t weir_vm_fence_ops[] = {
    {WEIR_PLAN_OP_FENCE_CREATE, fence_create},
    {WEIR_PLAN_OP_FENCE_JOIN, fence_join},
    {WEIR_PLAN_OP_FENCE_AWAIT, fence_await},
    {WEIR_PLAN_OP_FENCE_QUERY, fence_query},
    {WEIR_PLAN_OP_FENCE_SIGNAL, fence_signal},
    {WEIR_PLAN_OP_FENCE_FAIL, fence_fail},
    {0, NULL},
};
