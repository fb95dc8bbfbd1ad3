// From the command lists of a plan to those of the devices: each is recorded
// when it is first used, and handed out with room for what fills its slots.
#include <string.h>

#include "engine/vm/recorder.h"

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

// Visits every operand of a list that becomes a scalar, in one fixed order,
// that of weir_vm_record_command().
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

// ---- recording -------------------------------------------------------------

static weir_status_t turn_edges(weir_vm_recorder_t* recorder) {
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
static weir_status_t record_all(weir_vm_recorder_t* recorder) {
  const weir_plan_program_t* program = recorder->lists->program;
  const weir_plan_list_t* plan = recorder->plan;
  uint32_t* filled = NULL;
  WEIR_RETURN_IF_ERROR(weir_alloc_array(recorder->lists->allocator,
                                        plan->command_count, sizeof(*filled),
                                        (void**)&filled));
  weir_status_t status = weir_ok();
  uint32_t next_derived = 0;
  for (uint32_t i = 0; i < plan->command_count && weir_is_ok(status); ++i) {
    status = weir_vm_record_command(recorder, i, &next_derived);
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

static weir_status_t make_room(weir_vm_recorder_t* recorder) {
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

static weir_status_t record(weir_vm_recorder_t* recorder) {
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

static bool recording_fits(const weir_vm_recorder_t* recorder) {
  const weir_vm_recorded_t* recorded = recorder->recorded;
  if (recorded->list == NULL) return false;
  for (uint32_t i = 0; i < recorder->plan->channel_count; ++i) {
    if (recorded->channels[i] != recorder->channels[i]) return false;
  }
  for (uint32_t i = 0; i < recorded->fixed_count; ++i) {
    const weir_plan_operand_t* operand =
        weir_vm_recorder_operand(recorder, recorded->fixed_operands[i]);
    if (operand->value + recorder->parameters[operand->parameter] !=
        recorded->fixed[i]) {
      return false;
    }
  }
  return true;
}

// ---- commands --------------------------------------------------------------

static weir_status_t take_commands(weir_vm_recorder_t* recorder,
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
  weir_vm_recorder_t recorder = {
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
