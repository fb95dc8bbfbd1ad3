// A command list of a device in the making, from one of the plan's.
#ifndef WEIR_ENGINE_VM_RECORDER_H_
#define WEIR_ENGINE_VM_RECORDER_H_

#include "engine/vm/vm_impl.h"

typedef struct weir_vm_recorder_t {
  weir_vm_lists_t* lists;
  const weir_plan_list_t* plan;
  uint32_t index;
  weir_vm_recorded_t* recorded;
  const uint64_t* parameters;
  weir_channel_t* const* channels;
  weir_command_list_t* list;
  // Predecessors of each command: the edges turned round.
  uint32_t* predecessors;
  uint32_t* predecessor_first;  // command_count + 1
  weir_command_t* commands;     // as the device's list numbers them
} weir_vm_recorder_t;

static inline const weir_plan_operand_t* weir_vm_recorder_operand(
    const weir_vm_recorder_t* recorder, uint32_t index) {
  return &recorder->lists->program->operands[index];
}

// Records command |i| of the list. |next_derived| counts the sums that become
// scalars of the submission, in the order of the operands: those of a command's
// ranges first, none of a collective.
weir_status_t weir_vm_record_command(weir_vm_recorder_t* recorder, uint32_t i,
                                     uint32_t* next_derived) WEIR_MUST_USE;

#endif  // WEIR_ENGINE_VM_RECORDER_H_
