#include "engine/plan/verifier.h"

#include <stdlib.h>
#include <string.h>

#include "engine/plan/section.h"

// What is being looked at, for messages.
typedef struct context_t {
  const weir_plan_t* plan;
  uint32_t node;  // WEIR_PLAN_NONE: the plan's own sections
  const weir_plan_program_t* program;
} context_t;

static weir_status_t damaged(const context_t* context, uint32_t kind,
                             uint64_t index, const char* what) {
  if (context->node == WEIR_PLAN_NONE) {
    return weir_status(WEIR_CODE_DATA_LOSS, "section \"%s\", record %llu: %s",
                       weir_plan_section_name(kind), (unsigned long long)index,
                       what);
  }
  return weir_status(WEIR_CODE_DATA_LOSS,
                     "node %u, section \"%s\", record %llu: %s", context->node,
                     weir_plan_section_name(kind), (unsigned long long)index,
                     what);
}

#define CHECK(kind, index, condition, what)                               \
  do {                                                                    \
    if (!(condition)) {                                                   \
      return damaged(context, WEIR_PLAN_SECTION_##kind, (index), (what)); \
    }                                                                     \
  } while (0)

static bool within(uint32_t first, uint32_t count, uint32_t total) {
  return (uint64_t)first + count <= total;
}

static bool is_string(const context_t* context, uint32_t offset) {
  return offset < context->plan->string_bytes;
}

static bool is_string_or_none(const context_t* context, uint32_t offset) {
  return offset == WEIR_PLAN_NONE || is_string(context, offset);
}

static bool is_location_or_none(const context_t* context, uint32_t location) {
  return location == WEIR_PLAN_NONE || location < context->plan->location_count;
}

static bool is_place(const context_t* context, weir_plan_place_t place) {
  return place.node < context->plan->node_count &&
         place.device < context->plan->nodes[place.node].device_count;
}

// ---- sections of the plan --------------------------------------------------

static weir_status_t verify_strings(const context_t* context) {
  const weir_plan_t* plan = context->plan;
  CHECK(STRINGS, 0,
        plan->string_bytes > 0 && plan->string_bytes <= UINT32_MAX &&
            plan->strings[plan->string_bytes - 1] == 0,
        "the last string does not end");
  const weir_plan_info_t* info = plan->info;
  CHECK(INFO, 0,
        is_string(context, info->name) && is_string(context, info->source) &&
            is_string(context, info->compiler) &&
            is_string(context, info->cluster) &&
            is_string(context, info->strategy),
        "string out of range");
  for (uint32_t i = 0; i < plan->location_count; ++i) {
    const weir_plan_location_t* location = &plan->locations[i];
    CHECK(LOCATIONS, i,
          is_string_or_none(context, location->file) &&
              is_string_or_none(context, location->name),
          "string out of range");
  }
  return weir_ok();
}

static weir_status_t verify_nodes(const context_t* context) {
  const weir_plan_t* plan = context->plan;
  uint32_t next_device = 0;
  for (uint32_t i = 0; i < plan->node_count; ++i) {
    const weir_plan_node_t* node = &plan->nodes[i];
    CHECK(NODES, i, is_string(context, node->name), "name out of range");
    CHECK(
        NODES, i,
        node->device_first == next_device &&
            within(node->device_first, node->device_count, plan->device_count),
        "devices are not grouped by node");
    for (uint32_t j = 0; j < node->device_count; ++j) {
      const weir_plan_device_t* device = &plan->devices[next_device + j];
      CHECK(DEVICES, next_device + j, device->node == i,
            "the device is another node's");
      CHECK(
          DEVICES, next_device + j,
          is_string(context, device->name) && is_string(context, device->kind),
          "string out of range");
      CHECK(DEVICES, next_device + j,
            device->queue_count >= 1 && device->flags == 0,
            "no queue, or unknown flags");
    }
    next_device += node->device_count;
  }
  CHECK(DEVICES, next_device, next_device == plan->device_count,
        "the device is no node's");
  return weir_ok();
}

static weir_status_t verify_channels(const context_t* context) {
  const weir_plan_t* plan = context->plan;
  for (uint32_t i = 0; i < plan->member_count; ++i) {
    CHECK(MEMBERS, i, is_place(context, plan->members[i]),
          "no such node or device");
  }
  for (uint32_t i = 0; i < plan->channel_count; ++i) {
    const weir_plan_channel_t* channel = &plan->channels[i];
    CHECK(CHANNELS, i,
          is_string(context, channel->name) && channel->member_count > 0 &&
              within(channel->member_first, channel->member_count,
                     plan->member_count),
          "name or members out of range");
  }
  for (uint32_t i = 0; i < plan->transfer_count; ++i) {
    const weir_plan_transfer_t* transfer = &plan->transfers[i];
    CHECK(TRANSFERS, i,
          transfer->function == WEIR_PLAN_NONE ||
              transfer->function < plan->function_count,
          "no such function");
    CHECK(TRANSFERS, i, transfer->channel < plan->channel_count,
          "no such channel");
    uint32_t count = plan->channels[transfer->channel].member_count;
    CHECK(TRANSFERS, i, transfer->source < count && transfer->target < count,
          "no such member of the channel");
    CHECK(TRANSFERS, i, is_location_or_none(context, transfer->location),
          "location out of range");
  }
  return weir_ok();
}

static weir_status_t verify_functions(const context_t* context) {
  const weir_plan_t* plan = context->plan;
  for (uint32_t i = 0; i < plan->place_count; ++i) {
    CHECK(PLACES, i, is_place(context, plan->places[i]),
          "no such node or device");
  }
  for (uint32_t i = 0; i < plan->dim_count; ++i) {
    CHECK(DIMS, i, plan->dims[i] >= -1, "negative dimension");
  }
  for (uint32_t i = 0; i < plan->port_count; ++i) {
    const weir_plan_port_t* port = &plan->ports[i];
    uint32_t bits = port->element_type & 0xffffffu;
    CHECK(PORTS, i, is_string(context, port->name), "name out of range");
    CHECK(PORTS, i,
          port->kind <= WEIR_PLAN_PORT_SCALAR && bits > 0 && bits <= 128 &&
              (port->kind == WEIR_PLAN_PORT_TENSOR ||
               (port->rank == 0 && bits <= 64)),
          "kind or element type out of range");
    CHECK(PORTS, i,
          port->rank <= 16 &&
              within(port->dim_first, port->rank, plan->dim_count),
          "dimensions out of range");
    CHECK(PORTS, i,
          within(port->place_first, port->place_count, plan->place_count),
          "places out of range");
  }
  for (uint32_t i = 0; i < plan->function_count; ++i) {
    const weir_plan_function_t* function = &plan->functions[i];
    CHECK(FUNCTIONS, i,
          is_string(context, function->name) &&
              is_string_or_none(context, function->declaration) &&
              is_location_or_none(context, function->location),
          "string or location out of range");
    CHECK(FUNCTIONS, i, function->flags <= WEIR_PLAN_FUNCTION_FENCES,
          "unknown flags");
    CHECK(FUNCTIONS, i,
          within(function->input_first, function->input_count,
                 plan->port_count) &&
              within(function->output_first, function->output_count,
                     plan->port_count),
          "ports out of range");
    for (uint32_t j = 0; j < function->output_count; ++j) {
      CHECK(PORTS, function->output_first + j,
            plan->ports[function->output_first + j].place_count == 1,
            "an output has one owner");
    }
  }
  return weir_ok();
}

// ---- command lists ---------------------------------------------------------

static bool is_operand(const weir_plan_list_t* list,
                       const weir_plan_operand_t* operand) {
  return operand->reserved == 0 && (operand->parameter == WEIR_PLAN_NONE ||
                                    operand->parameter < list->parameter_count);
}

static weir_status_t verify_command_parts(const context_t* context,
                                          const weir_plan_list_t* list,
                                          uint32_t index) {
  const weir_plan_program_t* program = context->program;
  const weir_plan_command_t* command = &program->commands[index];
  CHECK(COMMANDS, index, is_location_or_none(context, command->location),
        "location out of range");
  CHECK(COMMANDS, index, command->flags == 0, "unknown flags");
  CHECK(COMMANDS, index,
        within(command->operand_first, command->operand_count,
               program->operand_count) &&
            within(command->range_first, command->range_count,
                   program->range_count),
        "operands or ranges out of range");
  for (uint32_t i = 0; i < command->operand_count; ++i) {
    CHECK(OPERANDS, command->operand_first + i,
          is_operand(list, &program->operands[command->operand_first + i]),
          "no such parameter");
  }
  bool may_be_absent = command->kind == WEIR_PLAN_COMMAND_COLLECTIVE;
  for (uint32_t i = 0; i < command->range_count; ++i) {
    const weir_plan_range_t* range = &program->ranges[command->range_first + i];
    CHECK(RANGES, command->range_first + i,
          range->slot < list->slot_count ||
              (range->slot == WEIR_PLAN_NONE && may_be_absent),
          "no such slot");
    CHECK(RANGES, command->range_first + i,
          range->access <= (WEIR_PLAN_ACCESS_READ | WEIR_PLAN_ACCESS_WRITE) &&
              is_operand(list, &range->offset) &&
              is_operand(list, &range->length),
          "access, offset or length out of range");
  }
  return weir_ok();
}

static weir_status_t verify_dispatch(const context_t* context, uint32_t index) {
  const weir_plan_program_t* program = context->program;
  const weir_plan_command_t* command = &program->commands[index];
  CHECK(COMMANDS, index, command->executable < program->executable_count,
        "no such executable");
  const weir_plan_executable_t* executable =
      &program->executables[command->executable];
  CHECK(COMMANDS, index, command->export_ < executable->export_count,
        "no such export");
  const weir_plan_export_t* entry =
      &program->exports[executable->export_first + command->export_];
  CHECK(COMMANDS, index,
        command->range_count == entry->binding_count &&
            command->operand_count == (uint64_t)entry->constant_count + 3,
        "bindings or constants are not those of the export");
  return weir_ok();
}

static weir_status_t verify_collective(const context_t* context,
                                       const weir_plan_list_t* list,
                                       uint32_t index) {
  const weir_plan_command_t* command = &context->program->commands[index];
  CHECK(COMMANDS, index,
        command->range_count == 2 && command->operand_count == 2,
        "a collective has two operands and two ranges");
  CHECK(COMMANDS, index,
        command->collective < WEIR_PLAN_COLLECTIVE_END &&
            command->reduction < WEIR_PLAN_REDUCTION_END,
        "unknown collective or reduction");
  CHECK(COMMANDS, index, command->channel < list->channel_count,
        "no such channel of the list");
  CHECK(COMMANDS, index,
        command->transfer == WEIR_PLAN_NONE ||
            command->transfer < context->plan->transfer_count,
        "no such transfer");
  return weir_ok();
}

static weir_status_t verify_command(const context_t* context,
                                    const weir_plan_list_t* list,
                                    uint32_t index) {
  const weir_plan_program_t* program = context->program;
  const weir_plan_command_t* command = &program->commands[index];
  WEIR_RETURN_IF_ERROR(verify_command_parts(context, list, index));
  uint32_t ranges = command->range_count, operands = command->operand_count;
  switch (command->kind) {
    case WEIR_PLAN_COMMAND_BARRIER:
      CHECK(COMMANDS, index, ranges == 0 && operands == 0,
            "a barrier has no operands");
      return weir_ok();
    case WEIR_PLAN_COMMAND_FILL: {
      uint32_t bytes = command->pattern_bytes;
      CHECK(COMMANDS, index,
            ranges == 1 && operands == 1 &&
                (bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8),
            "a fill has one range and a pattern of 1, 2, 4 or 8 bytes");
      return weir_ok();
    }
    case WEIR_PLAN_COMMAND_COPY:
      CHECK(COMMANDS, index, ranges == 2 && operands == 0,
            "a copy has two ranges");
      return weir_ok();
    case WEIR_PLAN_COMMAND_UPDATE: {
      CHECK(COMMANDS, index,
            ranges == 1 && operands == 1 &&
                command->constant < program->constant_count,
            "an update has one range and a constant");
      const weir_plan_operand_t* offset =
          &program->operands[command->operand_first];
      const weir_plan_operand_t* length =
          &program->ranges[command->range_first].length;
      uint64_t bytes = program->constants[command->constant].bytes;
      CHECK(COMMANDS, index,
            offset->parameter == WEIR_PLAN_NONE &&
                length->parameter == WEIR_PLAN_NONE && offset->value <= bytes &&
                length->value <= bytes - offset->value,
            "an update reads a fixed part of its constant");
      return weir_ok();
    }
    case WEIR_PLAN_COMMAND_DISPATCH:
      return verify_dispatch(context, index);
    case WEIR_PLAN_COMMAND_COLLECTIVE:
      return verify_collective(context, list, index);
    default:
      return damaged(context, WEIR_PLAN_SECTION_COMMANDS, index,
                     "unknown kind of command");
  }
}

// |found| has room for the commands of any list.
static weir_status_t verify_graph(const context_t* context,
                                  const weir_plan_list_t* list,
                                  uint32_t* found) {
  const weir_plan_program_t* program = context->program;
  const weir_plan_command_t* commands = &program->commands[list->command_first];
  memset(found, 0, list->command_count * sizeof(*found));
  for (uint32_t i = 0; i < list->command_count; ++i) {
    CHECK(COMMANDS, list->command_first + i,
          within(commands[i].successor_first, commands[i].successor_count,
                 list->edge_count),
          "successors out of range");
    for (uint32_t j = 0; j < commands[i].successor_count; ++j) {
      uint32_t edge = list->edge_first + commands[i].successor_first + j;
      uint32_t successor = program->edges[edge];
      CHECK(EDGES, edge, successor > i && successor < list->command_count,
            "an edge leads backwards or out of the list");
      ++found[successor];
    }
  }
  for (uint32_t i = 0; i < list->command_count; ++i) {
    CHECK(COMMANDS, list->command_first + i,
          found[i] == commands[i].predecessor_count,
          "the number of predecessors does not agree with the edges");
  }
  return weir_ok();
}

static weir_status_t verify_lists(const context_t* context) {
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
        is_string_or_none(context, list->name) &&
        is_location_or_none(context, list->location) &&
        list->device < context->plan->nodes[context->node].device_count &&
        list->command_first == next_command && list->edge_first == next_edge &&
        within(list->command_first, list->command_count,
               program->command_count) &&
        within(list->edge_first, list->edge_count, program->edge_count) &&
        list->table_count <= list->slot_count && list->slot_count <= 1u << 24 &&
        list->parameter_count <= 1u << 24 && list->channel_count <= 1u << 16;
    if (!sound) {
      status = damaged(context, WEIR_PLAN_SECTION_LISTS, i,
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

// ---- executables, constants, routines --------------------------------------

static weir_status_t verify_data(const context_t* context) {
  const weir_plan_program_t* program = context->program;
  for (uint32_t i = 0; i < program->executable_count; ++i) {
    const weir_plan_executable_t* executable = &program->executables[i];
    CHECK(EXECUTABLES, i,
          is_string(context, executable->name) &&
              within(executable->export_first, executable->export_count,
                     program->export_count) &&
              within(executable->variant_first, executable->variant_count,
                     program->variant_count),
          "name, exports or variants out of range");
  }
  for (uint32_t i = 0; i < program->export_count; ++i) {
    const weir_plan_export_t* entry = &program->exports[i];
    CHECK(EXPORTS, i,
          is_string(context, entry->name) &&
              is_location_or_none(context, entry->location) &&
              entry->binding_count <= 1u << 16 &&
              entry->constant_count <= 1u << 16,
          "name, location or counts out of range");
  }
  for (uint32_t i = 0; i < program->variant_count; ++i) {
    const weir_plan_variant_t* variant = &program->variants[i];
    CHECK(VARIANTS, i,
          is_string(context, variant->format) &&
              is_string(context, variant->target) &&
              variant->image_offset % WEIR_PLAN_ALIGNMENT == 0 &&
              variant->image_offset <= program->image_bytes &&
              variant->image_bytes <=
                  program->image_bytes - variant->image_offset,
          "strings or image out of range");
  }
  for (uint32_t i = 0; i < program->constant_count; ++i) {
    const weir_plan_constant_t* constant = &program->constants[i];
    CHECK(CONSTANTS, i,
          is_string_or_none(context, constant->name) && constant->flags == 0 &&
              constant->offset % WEIR_PLAN_ALIGNMENT == 0 &&
              constant->offset <= program->constant_bytes &&
              constant->bytes <= program->constant_bytes - constant->offset,
          "name or bytes out of range");
  }
  for (uint32_t i = 0; i < program->global_count; ++i) {
    const weir_plan_global_t* global = &program->globals[i];
    CHECK(GLOBALS, i,
          is_string(context, global->name) &&
              global->type < WEIR_PLAN_TYPE_END &&
              (global->type == WEIR_PLAN_TYPE_SCALAR || global->value == 0),
          "name, type or value out of range");
  }
  return weir_ok();
}

// Types of registers and results must be references.
static bool are_references(const weir_plan_program_t* program, uint32_t first,
                           uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    uint8_t type = program->types[first + i];
    if (type == WEIR_PLAN_TYPE_SCALAR || type >= WEIR_PLAN_TYPE_END) {
      return false;
    }
  }
  return true;
}

static weir_status_t verify_routine(const context_t* context, uint32_t index) {
  const weir_plan_program_t* program = context->program;
  const weir_plan_routine_t* routine = &program->routines[index];
  uint64_t order_count = (uint64_t)routine->scalar_argument_count +
                         routine->reference_argument_count +
                         routine->scalar_result_count +
                         routine->reference_result_count;
  CHECK(ROUTINES, index,
        is_string(context, routine->name) &&
            (routine->function == WEIR_PLAN_NONE ||
             routine->function < context->plan->function_count) &&
            routine->flags <= WEIR_PLAN_ROUTINE_INITIALIZER,
        "name, function or flags out of range");
  CHECK(ROUTINES, index,
        within(routine->code_first, routine->code_count, program->code_count) &&
            routine->code_count > 0 &&
            within(routine->type_first, routine->reference_count,
                   program->type_count) &&
            within(routine->result_type_first, routine->reference_result_count,
                   program->type_count) &&
            within(routine->line_first, routine->line_count,
                   program->line_count) &&
            order_count <= program->type_count &&
            within(routine->order_first, (uint32_t)order_count,
                   program->type_count),
        "code, types or lines out of range");
  CHECK(ROUTINES, index,
        routine->scalar_argument_count <= routine->scalar_count &&
            routine->reference_argument_count <= routine->reference_count &&
            routine->scalar_count <= 1u << 24 &&
            routine->reference_count <= 1u << 24,
        "more arguments than registers");
  CHECK(
      ROUTINES, index,
      are_references(program, routine->type_first, routine->reference_count) &&
          are_references(program, routine->result_type_first,
                         routine->reference_result_count),
      "a reference register has no type of reference");
  CHECK(ROUTINES, index,
        !(routine->flags & WEIR_PLAN_ROUTINE_INITIALIZER) || order_count == 0,
        "an initialiser has arguments or results");
  uint32_t last_word = 0;
  for (uint32_t i = 0; i < routine->line_count; ++i) {
    const weir_plan_line_t* line = &program->lines[routine->line_first + i];
    CHECK(LINES, routine->line_first + i,
          line->word >= last_word && line->word < routine->code_count &&
              is_location_or_none(context, line->location),
          "word or location out of range");
    last_word = line->word;
  }
  return weir_ok();
}

// Arguments are the inputs in order (and two fences), results the outputs; the
// order section says where scalars and references stand among each other.
static weir_status_t verify_signature(const context_t* context,
                                      uint32_t index) {
  const weir_plan_t* plan = context->plan;
  const weir_plan_program_t* program = context->program;
  const weir_plan_routine_t* routine = &program->routines[index];
  uint32_t arguments =
      routine->scalar_argument_count + routine->reference_argument_count;
  uint32_t results =
      routine->scalar_result_count + routine->reference_result_count;
  const uint8_t* order = program->types + routine->order_first;
  uint32_t scalars = 0, references = 0;
  for (uint32_t i = 0; i < arguments + results; ++i) {
    if (i == arguments) scalars = references = 0;
    if (order[i] == WEIR_PLAN_TYPE_SCALAR) {
      ++scalars;
      continue;
    }
    uint32_t limit = i < arguments ? routine->reference_argument_count
                                   : routine->reference_result_count;
    uint32_t first =
        i < arguments ? routine->type_first : routine->result_type_first;
    CHECK(ROUTINES, index,
          references < limit && order[i] == program->types[first + references],
          "the declared order does not agree with the registers");
    ++references;
    CHECK(ROUTINES, index, scalars + references <= arguments || i >= arguments,
          "the declared order does not agree with the registers");
  }
  if (routine->function == WEIR_PLAN_NONE) return weir_ok();
  const weir_plan_function_t* function = &plan->functions[routine->function];
  uint32_t fences = function->flags & WEIR_PLAN_FUNCTION_FENCES ? 2 : 0;
  CHECK(ROUTINES, index,
        arguments == (uint64_t)function->input_count + fences &&
            results == function->output_count,
        "the routine does not have the ports of its function");
  for (uint32_t i = 0; i < arguments + results; ++i) {
    uint8_t expected = WEIR_PLAN_TYPE_FENCE;
    if (i < function->input_count || i >= arguments) {
      uint32_t port = i < arguments ? function->input_first + i
                                    : function->output_first + i - arguments;
      expected = plan->ports[port].kind == WEIR_PLAN_PORT_SCALAR
                     ? WEIR_PLAN_TYPE_SCALAR
                     : WEIR_PLAN_TYPE_BUFFER_VIEW;
    }
    CHECK(ROUTINES, index, order[i] == expected,
          "an argument or result is not what its port says");
  }
  return weir_ok();
}

static weir_status_t verify_exports(const context_t* context) {
  const weir_plan_t* plan = context->plan;
  const weir_plan_program_t* program = context->program;
  uint8_t* seen = calloc((size_t)plan->function_count + 1, 1);
  if (seen == NULL) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED, "no memory to verify");
  }
  weir_status_t status = weir_ok();
  for (uint32_t i = 0; i < program->routine_count; ++i) {
    uint32_t function = program->routines[i].function;
    if (function != WEIR_PLAN_NONE && seen[function]++ != 0) {
      status = damaged(context, WEIR_PLAN_SECTION_ROUTINES, i,
                       "a function has two routines");
      break;
    }
  }
  for (uint32_t i = 0; i < plan->function_count && weir_is_ok(status); ++i) {
    if (!seen[i]) {
      status = damaged(context, WEIR_PLAN_SECTION_FUNCTIONS, i,
                       "the function has no routine on the node");
    }
  }
  free(seen);
  return status;
}

static weir_status_t verify_program(const context_t* context) {
  const weir_plan_program_t* program = context->program;
  WEIR_RETURN_IF_ERROR(verify_data(context));
  WEIR_RETURN_IF_ERROR(verify_lists(context));
  for (uint32_t i = 0; i < program->routine_count; ++i) {
    WEIR_RETURN_IF_ERROR(verify_routine(context, i));
    WEIR_RETURN_IF_ERROR(verify_signature(context, i));
  }
  WEIR_RETURN_IF_ERROR(verify_exports(context));
  uint32_t next_word = 0;
  for (uint32_t i = 0; i < program->routine_count; ++i) {
    // Routines do not share code, so that this is linear.
    CHECK(ROUTINES, i, program->routines[i].code_first == next_word,
          "code does not follow that of the routine before");
    next_word += program->routines[i].code_count;
    WEIR_RETURN_IF_ERROR(
        weir_plan_verify_code(context->plan, context->node, i));
  }
  return weir_ok();
}

weir_status_t weir_plan_verify(const weir_plan_t* plan) {
  context_t whole = {plan, WEIR_PLAN_NONE, NULL};
  WEIR_RETURN_IF_ERROR(verify_strings(&whole));
  WEIR_RETURN_IF_ERROR(verify_nodes(&whole));
  WEIR_RETURN_IF_ERROR(verify_functions(&whole));
  WEIR_RETURN_IF_ERROR(verify_channels(&whole));
  for (uint32_t i = 0; i < plan->node_count; ++i) {
    context_t context = {plan, i, &plan->programs[i]};
    WEIR_RETURN_IF_ERROR(verify_program(&context));
  }
  return weir_ok();
}
