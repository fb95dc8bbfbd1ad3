// Moves, choices and comparisons of what registers hold.
#include "engine/vm/vm_impl.h"

static weir_status_t constant(weir_vm_frame_t* frame, const uint32_t* w) {
  frame->scalars[w[1]] = (uint64_t)w[3] << 32 | w[2];
  return weir_ok();
}

static weir_status_t move(weir_vm_frame_t* frame, const uint32_t* w) {
  frame->scalars[w[1]] = frame->scalars[w[2]];
  return weir_ok();
}

static weir_status_t select_scalar(weir_vm_frame_t* frame, const uint32_t* w) {
  frame->scalars[w[1]] =
      frame->scalars[w[2]] & 1 ? frame->scalars[w[3]] : frame->scalars[w[4]];
  return weir_ok();
}

static weir_status_t move_reference(weir_vm_frame_t* frame, const uint32_t* w) {
  void* object = frame->references[w[2]];
  weir_vm_retain(frame->types[w[2]], object);
  weir_vm_set(frame, w[1], object);
  return weir_ok();
}

static weir_status_t null_reference(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_vm_set(frame, w[1], NULL);
  return weir_ok();
}

static weir_status_t select_reference(weir_vm_frame_t* frame,
                                      const uint32_t* w) {
  void* object = frame->references[frame->scalars[w[2]] & 1 ? w[3] : w[4]];
  weir_vm_retain(frame->types[w[3]], object);
  weir_vm_set(frame, w[1], object);
  return weir_ok();
}

static weir_status_t compare_reference(weir_vm_frame_t* frame,
                                       const uint32_t* w) {
  frame->scalars[w[1]] = frame->references[w[2]] == frame->references[w[3]];
  return weir_ok();
}

const weir_vm_op_t weir_vm_register_ops[] = {
    {WEIR_PLAN_OP_CONSTANT, constant},
    {WEIR_PLAN_OP_MOVE, move},
    {WEIR_PLAN_OP_MOVE_REFERENCE, move_reference},
    {WEIR_PLAN_OP_NULL_REFERENCE, null_reference},
    {WEIR_PLAN_OP_SELECT, select_scalar},
    {WEIR_PLAN_OP_SELECT_REFERENCE, select_reference},
    {WEIR_PLAN_OP_COMPARE_REFERENCE, compare_reference},
    {0, NULL},
};
