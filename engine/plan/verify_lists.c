// Command lists: what each command takes, and the graph they form.
#include <stdlib.h>
#include <string.h>

#include "engine/plan/verifier_impl.h"

static bool is_operand(const weir_plan_list_t* list,
                       const weir_plan_operand_t* operand) {
  return operand->reserved == 0 && (operand->parameter == WEIR_PLAN_NONE ||
                                    operand->parameter < list->parameter_count);
}

static weir_status_t verify_command_parts(const weir_plan_context_t* context,
                                          const weir_plan_list_t* list,
                                          uint32_t index) {
  const weir_plan_program_t* program = context->program;
  const weir_plan_command_t* command = &program->commands[index];
  WEIR_PLAN_CHECK(COMMANDS, index,
                  weir_plan_is_location_or_none(context, command->location),
                  "location out of range");
  WEIR_PLAN_CHECK(COMMANDS, index, command->flags == 0, "unknown flags");
  WEIR_PLAN_CHECK(
      COMMANDS, index,
      weir_plan_within(command->operand_first, command->operand_count,
                       program->operand_count) &&
          weir_plan_within(command->range_first, command->range_count,
                           program->range_count),
      "operands or ranges out of range");
  for (uint32_t i = 0; i < command->operand_count; ++i) {
    WEIR_PLAN_CHECK(
        OPERANDS, command->operand_first + i,
        is_operand(list, &program->operands[command->operand_first + i]),
        "no such parameter");
  }
  bool may_be_absent = command->kind == WEIR_PLAN_COMMAND_COLLECTIVE;
  for (uint32_t i = 0; i < command->range_count; ++i) {
    const weir_plan_range_t* range = &program->ranges[command->range_first + i];
    WEIR_PLAN_CHECK(RANGES, command->range_first + i,
                    range->slot < list->slot_count ||
                        (range->slot == WEIR_PLAN_NONE && may_be_absent),
                    "no such slot");
    WEIR_PLAN_CHECK(
        RANGES, command->range_first + i,
        range->access <= (WEIR_PLAN_ACCESS_READ | WEIR_PLAN_ACCESS_WRITE) &&
            is_operand(list, &range->offset) &&
            is_operand(list, &range->length),
        "access, offset or length out of range");
  }
  return weir_ok();
}

static weir_status_t verify_dispatch(const weir_plan_context_t* context,
                                     uint32_t index) {
  const weir_plan_program_t* program = context->program;
  const weir_plan_command_t* command = &program->commands[index];
  WEIR_PLAN_CHECK(COMMANDS, index,
                  command->executable < program->executable_count,
                  "no such executable");
  const weir_plan_executable_t* executable =
      &program->executables[command->executable];
  WEIR_PLAN_CHECK(COMMANDS, index, command->export_ < executable->export_count,
                  "no such export");
  const weir_plan_export_t* entry =
      &program->exports[executable->export_first + command->export_];
  WEIR_PLAN_CHECK(
      COMMANDS, index,
      command->range_count == entry->binding_count &&
          command->operand_count == (uint64_t)entry->constant_count + 3,
      "bindings or constants are not those of the export");
  return weir_ok();
}

static weir_status_t verify_collective(const weir_plan_context_t* context,
                                       const weir_plan_list_t* list,
                                       uint32_t index) {
  const weir_plan_command_t* command = &context->program->commands[index];
  WEIR_PLAN_CHECK(COMMANDS, index,
                  command->range_count == 2 && command->operand_count == 2,
                  "a collective has two operands and two ranges");
  WEIR_PLAN_CHECK(COMMANDS, index,
                  command->collective < WEIR_PLAN_COLLECTIVE_END &&
                      command->reduction < WEIR_PLAN_REDUCTION_END,
                  "unknown collective or reduction");
  WEIR_PLAN_CHECK(COMMANDS, index, command->channel < list->channel_count,
                  "no such channel of the list");
  WEIR_PLAN_CHECK(COMMANDS, index,
                  command->transfer == WEIR_PLAN_NONE ||
                      command->transfer < context->plan->transfer_count,
                  "no such transfer");
  return weir_ok();
}

static weir_status_t verify_command(const weir_plan_context_t* context,
                                    const weir_plan_list_t* list,
                                    uint32_t index) {
  const weir_plan_program_t* program = context->program;
  const weir_plan_command_t* command = &program->commands[index];
  WEIR_RETURN_IF_ERROR(verify_command_parts(context, list, index));
  uint32_t ranges = command->range_count, operands = command->operand_count;
  switch (command->kind) {
    case WEIR_PLAN_COMMAND_BARRIER:
      WEIR_PLAN_CHECK(COMMANDS, index, ranges == 0 && operands == 0,
                      "a barrier has no operands");
      return weir_ok();
    case WEIR_PLAN_COMMAND_FILL: {
      uint32_t bytes = command->pattern_bytes;
      WEIR_PLAN_CHECK(
          COMMANDS, index,
          ranges == 1 && operands == 1 &&
              (bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8),
          "a fill has one range and a pattern of 1, 2, 4 or 8 bytes");
      return weir_ok();
    }
    case WEIR_PLAN_COMMAND_COPY:
      WEIR_PLAN_CHECK(COMMANDS, index, ranges == 2 && operands == 0,
                      "a copy has two ranges");
      return weir_ok();
    case WEIR_PLAN_COMMAND_UPDATE: {
      WEIR_PLAN_CHECK(COMMANDS, index,
                      ranges == 1 && operands == 1 &&
                          command->constant < program->constant_count,
                      "an update has one range and a constant");
      const weir_plan_operand_t* offset =
          &program->operands[command->operand_first];
      const weir_plan_operand_t* length =
          &program->ranges[command->range_first].length;
      uint64_t bytes = program->constants[command->constant].bytes;
      WEIR_PLAN_CHECK(COMMANDS, index,
                      offset->parameter == WEIR_PLAN_NONE &&
                          length->parameter == WEIR_PLAN_NONE &&
                          offset->value <= bytes &&
                          length->value <= bytes - offset->value,
                      "an update reads a fixed part of its constant");
      return weir_ok();
    }
    case WEIR_PLAN_COMMAND_DISPATCH:
      return verify_dispatch(context, index);
    case WEIR_PLAN_COMMAND_COLLECTIVE:
      return verify_collective(context, list, index);
    default:
      return weir_plan_damaged(context, WEIR_PLAN_SECTION_COMMANDS, index,
                               "unknown kind of command");
  }
}

// |found| has room for the commands of any list.
static weir_status_t verify_graph(const weir_plan_context_t* context,
                                  const weir_plan_list_t* list,
                                  uint32_t* found) {
  const weir_plan_program_t* program = context->program;
  const weir_plan_command_t* commands = &program->commands[list->command_first];
  memset(found, 0, list->command_count * sizeof(*found));
  for (uint32_t i = 0; i < list->command_count; ++i) {
    WEIR_PLAN_CHECK(
        COMMANDS, list->command_first + i,
        weir_plan_within(commands[i].successor_first,
                         commands[i].successor_count, list->edge_count),
        "successors out of range");
    for (uint32_t j = 0; j < commands[i].successor_count; ++j) {
      uint32_t edge = list->edge_first + commands[i].successor_first + j;
      uint32_t successor = program->edges[edge];
      WEIR_PLAN_CHECK(EDGES, edge,
                      successor > i && successor < list->command_count,
                      "an edge leads backwards or out of the list");
      ++found[successor];
    }
  }
  for (uint32_t i = 0; i < list->command_count; ++i) {
    WEIR_PLAN_CHECK(COMMANDS, list->command_first + i,
                    found[i] == commands[i].predecessor_count,
                    "the number of predecessors does not agree with the edges");
  }
  return weir_ok();
}

weir_status_t weir_plan_verify_lists(const weir_plan_context_t* context) {
  const weir_plan_program_t* program = context->program;
  uint32_t* found = calloc((size_t)program->command_count + 1, sizeof(*found));
  if (found == NULL) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                       "no memory to verify %u commands",
                       program->command_count);
  }
  weir_status_t status = weir_ok();
  // Lists do not share commands or edges, so that this is linear.
  uint32_t next_command = 0, next_edge = 0;
  for (uint32_t i = 0; i < program->list_count && weir_is_ok(status); ++i) {
    const weir_plan_list_t* list = &program->lists[i];
    bool sound =
        weir_plan_is_string_or_none(context, list->name) &&
        weir_plan_is_location_or_none(context, list->location) &&
        list->device < context->plan->nodes[context->node].device_count &&
        list->command_first == next_command && list->edge_first == next_edge &&
        weir_plan_within(list->command_first, list->command_count,
                         program->command_count) &&
        weir_plan_within(list->edge_first, list->edge_count,
                         program->edge_count) &&
        list->table_count <= list->slot_count && list->slot_count <= 1u << 24 &&
        list->parameter_count <= 1u << 24 && list->channel_count <= 1u << 16;
    if (!sound) {
      status =
          weir_plan_damaged(context, WEIR_PLAN_SECTION_LISTS, i,
                            "device, commands, edges or counts out of range");
      break;
    }
    next_command += list->command_count;
    next_edge += list->edge_count;
    status = verify_graph(context, list, found);
    for (uint32_t j = 0; j < list->command_count && weir_is_ok(status); ++j) {
      status = verify_command(context, list, list->command_first + j);
    }
  }
  free(found);
  return status;
}
