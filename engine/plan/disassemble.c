#include <string.h>

#include "engine/plan/describe.h"
#include "engine/plan/instructions.h"

static bool is_scalar(char letter) {
  return letter == 's' || letter == 'S';
}

static bool is_reference(char letter) {
  return strchr("bBvVfFcCmMyYlLhHrRaA", letter) != NULL;
}

// One operand; returns the words it takes.
static uint32_t append_operand(const weir_plan_t* plan,
                               const weir_plan_program_t* program, char letter,
                               const uint32_t* words, weir_strbuf_t* text) {
  if (is_scalar(letter)) {
    weir_strbuf_printf(text, " s%u", words[0]);
  } else if (is_reference(letter)) {
    weir_strbuf_printf(text, " r%u", words[0]);
  } else if (letter == 'q') {
    weir_strbuf_printf(text, " %lld",
                       (long long)((uint64_t)words[1] << 32 | words[0]));
    return 2;
  } else if (letter == 't') {
    weir_strbuf_append_char(text, ' ');
    const char* string = weir_plan_string(plan, words[0]);
    weir_strbuf_append_json(text, string, strlen(string));
  } else if (letter == 'p') {
    weir_strbuf_printf(text, " ->%u", words[0]);
  } else if (letter == 'g' || letter == 'G') {
    weir_strbuf_printf(text, " @%s",
                       weir_plan_string(plan, program->globals[words[0]].name));
  } else if (letter == 'z') {
    weir_strbuf_printf(
        text, " @%s", weir_plan_string(plan, program->routines[words[0]].name));
  } else if (letter == 'j') {
    weir_strbuf_printf(text, " list%u", words[0]);
  } else if (letter == 'k') {
    weir_strbuf_printf(text, " constant%u", words[0]);
  } else {
    weir_strbuf_printf(text, " %u", words[0]);
  }
  return 1;
}

static void append_instruction(const weir_plan_t* plan,
                               const weir_plan_program_t* program,
                               const uint32_t* words, weir_strbuf_t* text) {
  const weir_plan_instruction_def_t* def =
      weir_plan_instruction_def(weir_plan_instruction_opcode(words[0]));
  weir_strbuf_append_c(text, def->name);
  const uint32_t* w = words + 1;
  for (const char* s = def->signature; *s != 0; ++s) {
    if (*s != '(') {
      w += append_operand(plan, program, *s, w, text);
      continue;
    }
    uint32_t count = *w++;
    const char* group = s + 1;
    weir_strbuf_append_c(text, " [");
    for (uint32_t i = 0; i < count; ++i) {
      if (i > 0) weir_strbuf_append_char(text, ',');
      for (s = group; *s != ')'; ++s) {
        w += append_operand(plan, program, *s, w, text);
      }
    }
    weir_strbuf_append_c(text, " ]");
    for (s = group; *s != ')';) ++s;
  }
  weir_strbuf_append_char(text, '\n');
}

static void append_amount(const weir_plan_operand_t* operand,
                          weir_strbuf_t* text) {
  if (operand->parameter == WEIR_PLAN_NONE) {
    weir_strbuf_printf(text, "%llu", (unsigned long long)operand->value);
  } else if (operand->value == 0) {
    weir_strbuf_printf(text, "p%u", operand->parameter);
  } else {
    weir_strbuf_printf(text, "p%u+%llu", operand->parameter,
                       (unsigned long long)operand->value);
  }
}

static void append_command(const weir_plan_t* plan,
                           const weir_plan_program_t* program,
                           const weir_plan_list_t* list, uint32_t index,
                           weir_strbuf_t* text) {
  static const char* const kinds[] = {"barrier", "fill",     "copy",
                                      "update",  "dispatch", "collective"};
  static const char* const collectives[] = {
      "all_gather",     "all_reduce", "all_to_all", "broadcast", "reduce",
      "reduce_scatter", "send",       "recv",       "send_recv"};
  const weir_plan_command_t* command =
      &program->commands[list->command_first + index];
  weir_strbuf_printf(text, "    %u: %s", index, kinds[command->kind]);
  if (command->kind == WEIR_PLAN_COMMAND_DISPATCH) {
    const weir_plan_executable_t* executable =
        &program->executables[command->executable];
    weir_strbuf_printf(
        text, " @%s::@%s", weir_plan_string(plan, executable->name),
        weir_plan_string(
            plan, program->exports[executable->export_first + command->export_]
                      .name));
  } else if (command->kind == WEIR_PLAN_COMMAND_COLLECTIVE) {
    weir_strbuf_printf(text, " %s", collectives[command->collective]);
    if (command->transfer != WEIR_PLAN_NONE) {
      weir_strbuf_printf(text, " transfer %u", command->transfer);
    }
  }
  for (uint32_t i = 0; i < command->operand_count; ++i) {
    weir_strbuf_append_char(text, ' ');
    append_amount(&program->operands[command->operand_first + i], text);
  }
  for (uint32_t i = 0; i < command->range_count; ++i) {
    const weir_plan_range_t* range = &program->ranges[command->range_first + i];
    if (range->slot == WEIR_PLAN_NONE) continue;
    weir_strbuf_printf(
        text, " %s%sslot%u[", range->access & WEIR_PLAN_ACCESS_READ ? "r" : "",
        range->access & WEIR_PLAN_ACCESS_WRITE ? "w:" : ":", range->slot);
    append_amount(&range->offset, text);
    weir_strbuf_append_c(text, " for ");
    append_amount(&range->length, text);
    weir_strbuf_append_char(text, ']');
  }
  const uint32_t* successors =
      &program->edges[list->edge_first + command->successor_first];
  for (uint32_t i = 0; i < command->successor_count; ++i) {
    weir_strbuf_printf(text, "%s%u", i ? "," : " => ", successors[i]);
  }
  char place[256];
  weir_plan_format_location(plan, command->location, place, sizeof(place));
  weir_strbuf_printf(text, "%s%s\n", place[0] ? "  // " : "", place);
}

void weir_plan_disassemble(const weir_plan_t* plan, uint32_t node,
                           weir_strbuf_t* text) {
  const weir_plan_program_t* program = &plan->programs[node];
  weir_strbuf_printf(text, "node %s\n",
                     weir_plan_string(plan, plan->nodes[node].name));
  for (uint32_t i = 0; i < program->routine_count; ++i) {
    const weir_plan_routine_t* routine = &program->routines[i];
    weir_strbuf_printf(text, "  @%s: %u scalars, %u references\n",
                       weir_plan_string(plan, routine->name),
                       routine->scalar_count, routine->reference_count);
    const uint32_t* code = program->code + routine->code_first;
    for (uint32_t pc = 0; pc < routine->code_count;
         pc += weir_plan_instruction_words(code[pc])) {
      weir_strbuf_printf(text, "    %u: ", pc);
      append_instruction(plan, program, code + pc, text);
    }
  }
  for (uint32_t i = 0; i < program->list_count; ++i) {
    const weir_plan_list_t* list = &program->lists[i];
    weir_strbuf_printf(text,
                       "  list%u %s: device %u, %u slots, %u parameters\n", i,
                       weir_plan_string(plan, list->name), list->device,
                       list->slot_count, list->parameter_count);
    for (uint32_t j = 0; j < list->command_count; ++j) {
      append_command(plan, program, list, j, text);
    }
  }
}
