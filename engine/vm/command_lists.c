// From the command lists of a plan to those of the devices.

#include <stdlib.h>
#include <string.h>

#include "engine/vm/vm_impl.h"

typedef struct recorder_t {
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
} recorder_t;

weir_status_t weir_vm_lists_init(weir_vm_lists_t* lists,
                                 const weir_vm_params_t* params,
                                 const weir_vm_host_t* host) {
  memset(lists, 0, sizeof(*lists));
  lists->plan = params->plan;
  lists->program = &params->plan->programs[params->node];
  lists->allocator = params->allocator;
  lists->host = host;
  WEIR_RETURN_IF_ERROR(
      weir_alloc_array(lists->allocator, lists->program->list_count,
                       sizeof(*lists->recorded), (void**)&lists->recorded));
  return weir_alloc_array(lists->allocator, lists->plan->location_count,
                          sizeof(*lists->labels), (void**)&lists->labels);
}

static void forget_recording(weir_vm_lists_t* lists, uint32_t index) {
  weir_vm_recorded_t* recorded = &lists->recorded[index];
  uint32_t channel_count = lists->program->lists[index].channel_count;
  weir_command_list_release(recorded->list);
  recorded->list = NULL;
  for (uint32_t i = 0; recorded->channels && i < channel_count; ++i) {
    weir_channel_release(recorded->channels[i]);
    recorded->channels[i] = NULL;
  }
  recorded->fixed_count = 0;
}

void weir_vm_lists_deinit(weir_vm_lists_t* lists) {
  uint32_t list_count = lists->recorded ? lists->program->list_count : 0;
  for (uint32_t i = 0; i < list_count; ++i) {
    weir_vm_recorded_t* recorded = &lists->recorded[i];
    forget_recording(lists, i);
    weir_free(lists->allocator, recorded->channels);
    weir_free(lists->allocator, recorded->fixed);
    weir_free(lists->allocator, recorded->fixed_operands);
    weir_free(lists->allocator, recorded->derived_operands);
    while (recorded->free != NULL) {
      weir_vm_commands_t* commands = recorded->free;
      recorded->free = commands->next;
      weir_free(lists->allocator, commands);
    }
  }
  uint32_t label_count = lists->labels ? lists->plan->location_count : 0;
  for (uint32_t i = 0; i < label_count; ++i) {
    weir_free(lists->allocator, lists->labels[i]);
  }
  weir_free(lists->allocator, lists->recorded);
  weir_free(lists->allocator, lists->labels);
}

// ---- operands --------------------------------------------------------------

static const weir_plan_operand_t* operand_at(const recorder_t* recorder,
                                             uint32_t index) {
  return &recorder->lists->program->operands[index];
}

// Sums that cannot be told by a number or a parameter alone become scalars of
// the submission, behind the list's parameters. |operand| is identified by its
// address: in OPERANDS, or inside a range.
static weir_scalar_t scalar_of(recorder_t* recorder,
                               const weir_plan_operand_t* operand,
                               uint32_t* next_derived) {
  if (operand->parameter == WEIR_PLAN_NONE) {
    return weir_immediate(operand->value);
  }
  if (operand->value == 0) return weir_parameter(operand->parameter);
  return weir_parameter(recorder->plan->parameter_count + (*next_derived)++);
}

// Quantities that the device's list takes as numbers when it is recorded.
static weir_status_t fixed_value(recorder_t* recorder, uint32_t operand_index,
                                 uint64_t* out_value) {
  const weir_plan_operand_t* operand = operand_at(recorder, operand_index);
  *out_value = operand->value;
  if (operand->parameter == WEIR_PLAN_NONE) return weir_ok();
  *out_value += recorder->parameters[operand->parameter];
  weir_vm_recorded_t* recorded = recorder->recorded;
  // Room for one a command was made before.
  recorded->fixed_operands[recorded->fixed_count] = operand_index;
  recorded->fixed[recorded->fixed_count++] = *out_value;
  return weir_ok();
}

// Visits every operand of a list that becomes a scalar, in one fixed order.
typedef void (*operand_fn_t)(void* user, const weir_plan_operand_t* operand);

static void visit_range(const weir_plan_range_t* range, operand_fn_t fn,
                        void* user) {
  fn(user, &range->offset);
  fn(user, &range->length);
}

static void visit_operands(const weir_plan_program_t* program,
                           const weir_plan_list_t* plan, operand_fn_t fn,
                           void* user) {
  for (uint32_t i = 0; i < plan->command_count; ++i) {
    const weir_plan_command_t* command =
        &program->commands[plan->command_first + i];
    for (uint32_t j = 0; j < command->range_count; ++j) {
      visit_range(&program->ranges[command->range_first + j], fn, user);
    }
    if (command->kind == WEIR_PLAN_COMMAND_COLLECTIVE) continue;
    for (uint32_t j = 0; j < command->operand_count; ++j) {
      fn(user, &program->operands[command->operand_first + j]);
    }
  }
}

typedef struct derive_t {
  const uint64_t* parameters;
  uint64_t* scalars;  // NULL: only count
  uint32_t count;
} derive_t;

static void derive(void* user, const weir_plan_operand_t* operand) {
  derive_t* self = user;
  if (operand->parameter == WEIR_PLAN_NONE || operand->value == 0) return;
  if (self->scalars != NULL) {
    self->scalars[self->count] =
        self->parameters[operand->parameter] + operand->value;
  }
  ++self->count;
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

static weir_slot_range_t slot_range(recorder_t* recorder,
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

static weir_status_t record_dispatch(recorder_t* recorder,
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

static weir_status_t record_collective(recorder_t* recorder,
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

static weir_status_t record_update(recorder_t* recorder,
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

static weir_status_t record_parts(recorder_t* recorder,
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

static weir_status_t record_command(recorder_t* recorder, uint32_t i,
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
      parts.operands[j] =
          scalar_of(recorder, operand_at(recorder, plan->operand_first + j),
                    next_derived);
    }
    status = weir_status_annotate(record_parts(recorder, &parts), "%s",
                                  parts.label ? parts.label : "a command");
  }
  weir_free(allocator, parts.ranges);
  weir_free(allocator, parts.operands);
  return status;
}

// ---- recording -------------------------------------------------------------

static weir_status_t turn_edges(recorder_t* recorder) {
  const weir_plan_program_t* program = recorder->lists->program;
  const weir_plan_list_t* plan = recorder->plan;
  weir_allocator_t allocator = recorder->lists->allocator;
  uint32_t count = plan->command_count;
  const weir_plan_command_t* commands = &program->commands[plan->command_first];
  WEIR_RETURN_IF_ERROR(weir_alloc_array(
      allocator, count, sizeof(weir_command_t), (void**)&recorder->commands));
  WEIR_RETURN_IF_ERROR(weir_alloc_array(allocator, (size_t)count + 1,
                                        sizeof(uint32_t),
                                        (void**)&recorder->predecessor_first));
  uint64_t total = 0;
  for (uint32_t i = 0; i < count; ++i) {
    recorder->predecessor_first[i] = (uint32_t)total;
    total += commands[i].predecessor_count;
  }
  recorder->predecessor_first[count] = (uint32_t)total;
  return weir_alloc_array(allocator, total, sizeof(uint32_t),
                          (void**)&recorder->predecessors);
}

// Commands are recorded in order and edges lead forwards, so the numbers that
// the device's list gave to predecessors are known when they are needed.
static weir_status_t record_all(recorder_t* recorder) {
  const weir_plan_program_t* program = recorder->lists->program;
  const weir_plan_list_t* plan = recorder->plan;
  uint32_t* filled = NULL;
  WEIR_RETURN_IF_ERROR(weir_alloc_array(recorder->lists->allocator,
                                        plan->command_count, sizeof(*filled),
                                        (void**)&filled));
  weir_status_t status = weir_ok();
  uint32_t next_derived = 0;
  for (uint32_t i = 0; i < plan->command_count && weir_is_ok(status); ++i) {
    status = record_command(recorder, i, &next_derived);
    const weir_plan_command_t* command =
        &program->commands[plan->command_first + i];
    const uint32_t* successors =
        &program->edges[plan->edge_first + command->successor_first];
    for (uint32_t j = 0; j < command->successor_count; ++j) {
      uint32_t to = successors[j];
      recorder->predecessors[recorder->predecessor_first[to] + filled[to]++] =
          recorder->commands[i];
    }
  }
  weir_free(recorder->lists->allocator, filled);
  return status;
}

static weir_status_t make_room(recorder_t* recorder) {
  weir_vm_recorded_t* recorded = recorder->recorded;
  const weir_plan_list_t* plan = recorder->plan;
  weir_allocator_t allocator = recorder->lists->allocator;
  if (recorded->channels != NULL) return weir_ok();
  WEIR_RETURN_IF_ERROR(weir_alloc_array(allocator, plan->command_count,
                                        sizeof(*recorded->fixed),
                                        (void**)&recorded->fixed));
  WEIR_RETURN_IF_ERROR(weir_alloc_array(allocator, plan->command_count,
                                        sizeof(*recorded->fixed_operands),
                                        (void**)&recorded->fixed_operands));
  derive_t count = {0};
  visit_operands(recorder->lists->program, plan, derive, &count);
  recorded->derived_count = count.count;
  return weir_alloc_array(allocator, plan->channel_count,
                          sizeof(*recorded->channels),
                          (void**)&recorded->channels);
}

static weir_status_t record(recorder_t* recorder) {
  weir_vm_recorded_t* recorded = recorder->recorded;
  const weir_plan_list_t* plan = recorder->plan;
  weir_command_list_params_t params = {
      .slot_count = plan->slot_count,
      .scalar_count = plan->parameter_count + recorded->derived_count,
      .name = weir_plan_string(recorder->lists->plan, plan->name),
  };
  WEIR_RETURN_IF_ERROR(weir_command_list_create(recorder->lists->allocator,
                                                &params, &recorder->list));
  weir_status_t status = turn_edges(recorder);
  if (weir_is_ok(status)) status = record_all(recorder);
  if (weir_is_ok(status)) status = weir_command_list_finish(recorder->list);
  if (weir_is_ok(status)) {
    recorded->list = recorder->list;
    for (uint32_t i = 0; i < plan->channel_count; ++i) {
      recorded->channels[i] = recorder->channels[i];
      weir_channel_retain(recorded->channels[i]);
    }
  } else {
    weir_command_list_release(recorder->list);
    recorded->fixed_count = 0;
  }
  weir_free(recorder->lists->allocator, recorder->commands);
  weir_free(recorder->lists->allocator, recorder->predecessors);
  weir_free(recorder->lists->allocator, recorder->predecessor_first);
  return status;
}

static bool recording_fits(const recorder_t* recorder) {
  const weir_vm_recorded_t* recorded = recorder->recorded;
  if (recorded->list == NULL) return false;
  for (uint32_t i = 0; i < recorder->plan->channel_count; ++i) {
    if (recorded->channels[i] != recorder->channels[i]) return false;
  }
  for (uint32_t i = 0; i < recorded->fixed_count; ++i) {
    const weir_plan_operand_t* operand =
        operand_at(recorder, recorded->fixed_operands[i]);
    if (operand->value + recorder->parameters[operand->parameter] !=
        recorded->fixed[i]) {
      return false;
    }
  }
  return true;
}

// ---- commands --------------------------------------------------------------

static weir_status_t take_commands(recorder_t* recorder,
                                   weir_vm_commands_t** out_commands) {
  weir_vm_recorded_t* recorded = recorder->recorded;
  weir_vm_commands_t* commands = recorded->free;
  if (commands != NULL) {
    recorded->free = commands->next;
  } else {
    size_t bindings = recorder->plan->slot_count * sizeof(*commands->bindings);
    size_t scalars =
        ((size_t)recorder->plan->parameter_count + recorded->derived_count) *
        sizeof(*commands->scalars);
    WEIR_RETURN_IF_ERROR(weir_alloc(recorder->lists->allocator,
                                    sizeof(*commands) + bindings + scalars,
                                    (void**)&commands));
    commands->bindings = (weir_buffer_range_t*)(commands + 1);
    commands->scalars = (uint64_t*)((char*)(commands + 1) + bindings);
  }
  commands->count = 1;
  commands->lists = recorder->lists;
  commands->index = recorder->index;
  commands->list = recorded->list;
  weir_command_list_retain(commands->list);
  *out_commands = commands;
  return weir_ok();
}

weir_status_t weir_vm_commands_create(weir_vm_lists_t* lists, uint32_t index,
                                      const uint64_t* parameters,
                                      weir_channel_t* const* channels,
                                      weir_vm_commands_t** out_commands) {
  *out_commands = NULL;
  const weir_plan_list_t* plan = &lists->program->lists[index];
  recorder_t recorder = {
      .lists = lists,
      .plan = plan,
      .index = index,
      .recorded = &lists->recorded[index],
      .parameters = parameters,
      .channels = channels,
  };
  if (!recording_fits(&recorder)) {
    WEIR_RETURN_IF_ERROR(make_room(&recorder));
    forget_recording(lists, index);
    WEIR_RETURN_IF_ERROR(record(&recorder));
  }
  WEIR_RETURN_IF_ERROR(take_commands(&recorder, out_commands));
  weir_vm_commands_t* commands = *out_commands;
  memcpy(commands->scalars, parameters,
         plan->parameter_count * sizeof(*parameters));
  if (recorder.recorded->derived_count > 0) {
    derive_t derived = {parameters, commands->scalars + plan->parameter_count,
                        0};
    visit_operands(lists->program, plan, derive, &derived);
  }
  return weir_ok();
}
