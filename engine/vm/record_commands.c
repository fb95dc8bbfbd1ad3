// From a command of the plan to one of the device.
#include <string.h>

#include "engine/vm/recorder.h"

// ---- operands --------------------------------------------------------------

// Sums that cannot be told by a number or a parameter alone become scalars of
// the submission, behind the list's parameters. |operand| is identified by its
// address: in OPERANDS, or inside a range.
static weir_scalar_t scalar_of(weir_vm_recorder_t* recorder,
                               const weir_plan_operand_t* operand,
                               uint32_t* next_derived) {
  if (operand->parameter == WEIR_PLAN_NONE) {
    return weir_immediate(operand->value);
  }
  if (operand->value == 0) return weir_parameter(operand->parameter);
  return weir_parameter(recorder->plan->parameter_count + (*next_derived)++);
}

// Quantities that the device's list takes as numbers when it is recorded.
static weir_status_t fixed_value(weir_vm_recorder_t* recorder,
                                 uint32_t operand_index, uint64_t* out_value) {
  const weir_plan_operand_t* operand =
      weir_vm_recorder_operand(recorder, operand_index);
  *out_value = operand->value;
  if (operand->parameter == WEIR_PLAN_NONE) return weir_ok();
  *out_value += recorder->parameters[operand->parameter];
  weir_vm_recorded_t* recorded = recorder->recorded;
  // Room for one a command was made before.
  recorded->fixed_operands[recorded->fixed_count] = operand_index;
  recorded->fixed[recorded->fixed_count++] = *out_value;
  return weir_ok();
}

// ---- commands --------------------------------------------------------------

static weir_status_t label_of(weir_vm_lists_t* lists, uint32_t location,
                              const char** out_label) {
  *out_label = NULL;
  if (location == WEIR_PLAN_NONE) return weir_ok();
  if (lists->labels[location] == NULL) {
    char text[256];
    weir_plan_format_location(lists->plan, location, text, sizeof(text));
    size_t size = strlen(text) + 1;
    char* label = NULL;
    WEIR_RETURN_IF_ERROR(weir_alloc(lists->allocator, size, (void**)&label));
    memcpy(label, text, size);
    lists->labels[location] = label;
  }
  *out_label = lists->labels[location];
  return weir_ok();
}

static weir_slot_range_t slot_range(weir_vm_recorder_t* recorder,
                                    const weir_plan_range_t* range,
                                    uint32_t* next_derived) {
  weir_slot_range_t result = {.slot = range->slot};
  result.offset = scalar_of(recorder, &range->offset, next_derived);
  result.length = scalar_of(recorder, &range->length, next_derived);
  return result;
}

typedef struct command_parts_t {
  const weir_plan_command_t* plan;
  const weir_command_t* predecessors;
  size_t predecessor_count;
  const char* label;
  weir_slot_range_t* ranges;
  weir_scalar_t* operands;  // not of collectives
  weir_command_t* out_command;
} command_parts_t;

static weir_status_t record_dispatch(weir_vm_recorder_t* recorder,
                                     const command_parts_t* parts) {
  weir_vm_lists_t* lists = recorder->lists;
  weir_executable_t* executable = NULL;
  WEIR_RETURN_IF_ERROR(
      lists->host->executable(lists->host->user, parts->plan->executable,
                              recorder->plan->device, &executable));
  const weir_plan_executable_t* plan =
      &lists->program->executables[parts->plan->executable];
  const weir_plan_export_t* entry =
      &lists->program->exports[plan->export_first + parts->plan->export_];
  uint32_t ordinal = 0;
  WEIR_RETURN_IF_ERROR(weir_executable_find(
      executable, weir_sv(weir_plan_string(lists->plan, entry->name)),
      &ordinal));
  weir_dispatch_command_t dispatch = {
      .executable = executable,
      .entry = ordinal,
      .workgroup_count = {parts->operands[0], parts->operands[1],
                          parts->operands[2]},
      .constants = parts->operands + 3,
      .constant_count = parts->plan->operand_count - 3,
      .bindings = parts->ranges,
      .binding_count = parts->plan->range_count,
      .label = parts->label,
  };
  return weir_command_list_dispatch(recorder->list, parts->predecessors,
                                    parts->predecessor_count, &dispatch,
                                    parts->out_command);
}

static const weir_channel_op_t channel_ops[WEIR_PLAN_COLLECTIVE_END] = {
    [WEIR_PLAN_COLLECTIVE_ALL_GATHER] = WEIR_CHANNEL_ALL_GATHER,
    [WEIR_PLAN_COLLECTIVE_ALL_REDUCE] = WEIR_CHANNEL_ALL_REDUCE,
    [WEIR_PLAN_COLLECTIVE_ALL_TO_ALL] = WEIR_CHANNEL_ALL_TO_ALL,
    [WEIR_PLAN_COLLECTIVE_BROADCAST] = WEIR_CHANNEL_BROADCAST,
    [WEIR_PLAN_COLLECTIVE_REDUCE] = WEIR_CHANNEL_REDUCE,
    [WEIR_PLAN_COLLECTIVE_REDUCE_SCATTER] = WEIR_CHANNEL_REDUCE_SCATTER,
    [WEIR_PLAN_COLLECTIVE_SEND] = WEIR_CHANNEL_SEND,
    [WEIR_PLAN_COLLECTIVE_RECV] = WEIR_CHANNEL_RECV,
    [WEIR_PLAN_COLLECTIVE_SEND_RECV] = WEIR_CHANNEL_SEND_RECV,
};

static const weir_channel_reduction_t reductions[WEIR_PLAN_REDUCTION_END] = {
    [WEIR_PLAN_REDUCTION_NONE] = WEIR_CHANNEL_REDUCTION_NONE,
    [WEIR_PLAN_REDUCTION_SUM] = WEIR_CHANNEL_REDUCTION_SUM,
    [WEIR_PLAN_REDUCTION_PRODUCT] = WEIR_CHANNEL_REDUCTION_PRODUCT,
    [WEIR_PLAN_REDUCTION_MINIMUM] = WEIR_CHANNEL_REDUCTION_MINIMUM,
    [WEIR_PLAN_REDUCTION_MAXIMUM] = WEIR_CHANNEL_REDUCTION_MAXIMUM,
    [WEIR_PLAN_REDUCTION_AVERAGE] = WEIR_CHANNEL_REDUCTION_AVERAGE,
};

// The peers in the parameter of a collective: 16 bits of each for SEND_RECV,
// low the one sent to, high the one received from; -1 is nobody.
static uint32_t peer_of_half(uint64_t half) {
  half &= 0xffff;
  return half == 0xffff ? WEIR_CHANNEL_NO_PEER : (uint32_t)half;
}

static weir_status_t record_collective(weir_vm_recorder_t* recorder,
                                       const command_parts_t* parts) {
  const weir_plan_command_t* plan = parts->plan;
  uint64_t param = 0;
  WEIR_RETURN_IF_ERROR(fixed_value(recorder, plan->operand_first + 1, &param));
  weir_transfer_command_t transfer = {
      .channel = recorder->channels[plan->channel],
      .op = channel_ops[plan->collective],
      .reduction = reductions[plan->reduction],
      .element_type = plan->element_type,
      .peer = (uint32_t)param,
      .transfer_id =
          plan->transfer == WEIR_PLAN_NONE ? UINT64_MAX : plan->transfer,
      .source = parts->ranges[0],
      .target = parts->ranges[1],
      .label = parts->label,
  };
  if (transfer.channel == NULL) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "null channel");
  }
  if (plan->collective == WEIR_PLAN_COLLECTIVE_SEND_RECV) {
    transfer.peer = peer_of_half(param);
    transfer.peer_source = peer_of_half(param >> 16);
  }
  // Ranges that are not used must still name a slot.
  if (transfer.source.slot == WEIR_PLAN_NONE) transfer.source = transfer.target;
  if (transfer.target.slot == WEIR_PLAN_NONE) transfer.target = transfer.source;
  return weir_command_list_transfer(recorder->list, parts->predecessors,
                                    parts->predecessor_count, &transfer,
                                    parts->out_command);
}

static weir_status_t record_update(weir_vm_recorder_t* recorder,
                                   const command_parts_t* parts) {
  const weir_plan_program_t* program = recorder->lists->program;
  const weir_plan_constant_t* constant =
      &program->constants[parts->plan->constant];
  const uint8_t* data =
      program->constant_data + constant->offset + parts->operands[0].value;
  return weir_command_list_update(
      recorder->list, parts->predecessors, parts->predecessor_count, data,
      parts->ranges[0].length.value, parts->ranges[0].slot,
      parts->ranges[0].offset, parts->out_command);
}

static weir_status_t record_parts(weir_vm_recorder_t* recorder,
                                  const command_parts_t* parts) {
  switch (parts->plan->kind) {
    case WEIR_PLAN_COMMAND_BARRIER:
      return weir_command_list_join(recorder->list, parts->predecessors,
                                    parts->predecessor_count,
                                    parts->out_command);
    case WEIR_PLAN_COMMAND_FILL:
      return weir_command_list_fill(
          recorder->list, parts->predecessors, parts->predecessor_count,
          parts->ranges[0], parts->operands[0], parts->plan->pattern_bytes,
          parts->out_command);
    case WEIR_PLAN_COMMAND_COPY:
      return weir_command_list_copy(recorder->list, parts->predecessors,
                                    parts->predecessor_count, parts->ranges[0],
                                    parts->ranges[1], parts->out_command);
    case WEIR_PLAN_COMMAND_UPDATE:
      return record_update(recorder, parts);
    case WEIR_PLAN_COMMAND_DISPATCH:
      return record_dispatch(recorder, parts);
    default:
      return record_collective(recorder, parts);
  }
}

weir_status_t weir_vm_record_command(weir_vm_recorder_t* recorder, uint32_t i,
                                     uint32_t* next_derived) {
  const weir_plan_program_t* program = recorder->lists->program;
  const weir_plan_command_t* plan =
      &program->commands[recorder->plan->command_first + i];
  command_parts_t parts = {
      .plan = plan,
      .predecessors = recorder->predecessors + recorder->predecessor_first[i],
      .predecessor_count = plan->predecessor_count,
      .out_command = &recorder->commands[i],
  };
  weir_allocator_t allocator = recorder->lists->allocator;
  weir_status_t status =
      label_of(recorder->lists, plan->location, &parts.label);
  if (weir_is_ok(status)) {
    status = weir_alloc_array(allocator, plan->range_count,
                              sizeof(*parts.ranges), (void**)&parts.ranges);
  }
  if (weir_is_ok(status)) {
    status = weir_alloc_array(allocator, plan->operand_count,
                              sizeof(*parts.operands), (void**)&parts.operands);
  }
  if (weir_is_ok(status)) {
    // In the order of visit_operands().
    for (uint32_t j = 0; j < plan->range_count; ++j) {
      parts.ranges[j] = slot_range(
          recorder, &program->ranges[plan->range_first + j], next_derived);
    }
    bool is_collective = plan->kind == WEIR_PLAN_COMMAND_COLLECTIVE;
    for (uint32_t j = 0; j < plan->operand_count && !is_collective; ++j) {
      parts.operands[j] = scalar_of(
          recorder, weir_vm_recorder_operand(recorder, plan->operand_first + j),
          next_derived);
    }
    status = weir_status_annotate(record_parts(recorder, &parts), "%s",
                                  parts.label ? parts.label : "a command");
  }
  weir_free(allocator, parts.ranges);
  weir_free(allocator, parts.operands);
  return status;
}
