// Routines: their registers, signatures and lines, and which functions they
// are of. Their code is verify_code.c's.
#include <stdlib.h>

#include "engine/plan/verifier_impl.h"

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

static weir_status_t verify_lines(const weir_plan_context_t* context,
                                  const weir_plan_routine_t* routine) {
  const weir_plan_program_t* program = context->program;
  uint32_t last_word = 0;
  for (uint32_t i = 0; i < routine->line_count; ++i) {
    const weir_plan_line_t* line = &program->lines[routine->line_first + i];
    WEIR_PLAN_CHECK(LINES, routine->line_first + i,
                    line->word >= last_word &&
                        line->word < routine->code_count &&
                        weir_plan_is_location_or_none(context, line->location),
                    "word or location out of range");
    last_word = line->word;
  }
  return weir_ok();
}

static weir_status_t verify_routine(const weir_plan_context_t* context,
                                    uint32_t index) {
  const weir_plan_program_t* program = context->program;
  const weir_plan_routine_t* routine = &program->routines[index];
  uint64_t order_count = (uint64_t)routine->scalar_argument_count +
                         routine->reference_argument_count +
                         routine->scalar_result_count +
                         routine->reference_result_count;
  WEIR_PLAN_CHECK(ROUTINES, index,
                  weir_plan_is_string(context, routine->name) &&
                      (routine->function == WEIR_PLAN_NONE ||
                       routine->function < context->plan->function_count) &&
                      routine->flags <= WEIR_PLAN_ROUTINE_INITIALIZER,
                  "name, function or flags out of range");
  WEIR_PLAN_CHECK(
      ROUTINES, index,
      weir_plan_within(routine->code_first, routine->code_count,
                       program->code_count) &&
          routine->code_count > 0 &&
          weir_plan_within(routine->type_first, routine->reference_count,
                           program->type_count) &&
          weir_plan_within(routine->result_type_first,
                           routine->reference_result_count,
                           program->type_count) &&
          weir_plan_within(routine->line_first, routine->line_count,
                           program->line_count) &&
          order_count <= program->type_count &&
          weir_plan_within(routine->order_first, (uint32_t)order_count,
                           program->type_count),
      "code, types or lines out of range");
  WEIR_PLAN_CHECK(
      ROUTINES, index,
      routine->scalar_argument_count <= routine->scalar_count &&
          routine->reference_argument_count <= routine->reference_count &&
          routine->scalar_count <= 1u << 24 &&
          routine->reference_count <= 1u << 24,
      "more arguments than registers");
  WEIR_PLAN_CHECK(
      ROUTINES, index,
      are_references(program, routine->type_first, routine->reference_count) &&
          are_references(program, routine->result_type_first,
                         routine->reference_result_count),
      "a reference register has no type of reference");
  WEIR_PLAN_CHECK(
      ROUTINES, index,
      !(routine->flags & WEIR_PLAN_ROUTINE_INITIALIZER) || order_count == 0,
      "an initialiser has arguments or results");
  return verify_lines(context, routine);
}

// The order section says where scalars and references stand among each other.
static weir_status_t verify_order(const weir_plan_context_t* context,
                                  uint32_t index) {
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
    WEIR_PLAN_CHECK(
        ROUTINES, index,
        references < limit && order[i] == program->types[first + references],
        "the declared order does not agree with the registers");
    ++references;
    WEIR_PLAN_CHECK(ROUTINES, index,
                    scalars + references <= arguments || i >= arguments,
                    "the declared order does not agree with the registers");
  }
  return weir_ok();
}

// Arguments are the inputs in order (and two fences), results the outputs.
static weir_status_t verify_ports(const weir_plan_context_t* context,
                                  uint32_t index) {
  const weir_plan_t* plan = context->plan;
  const weir_plan_program_t* program = context->program;
  const weir_plan_routine_t* routine = &program->routines[index];
  uint32_t arguments =
      routine->scalar_argument_count + routine->reference_argument_count;
  uint32_t results =
      routine->scalar_result_count + routine->reference_result_count;
  const uint8_t* order = program->types + routine->order_first;
  if (routine->function == WEIR_PLAN_NONE) return weir_ok();
  const weir_plan_function_t* function = &plan->functions[routine->function];
  uint32_t fences = function->flags & WEIR_PLAN_FUNCTION_FENCES ? 2 : 0;
  WEIR_PLAN_CHECK(ROUTINES, index,
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
    WEIR_PLAN_CHECK(ROUTINES, index, order[i] == expected,
                    "an argument or result is not what its port says");
  }
  return weir_ok();
}

static weir_status_t verify_exports(const weir_plan_context_t* context) {
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
      status = weir_plan_damaged(context, WEIR_PLAN_SECTION_ROUTINES, i,
                                 "a function has two routines");
      break;
    }
  }
  for (uint32_t i = 0; i < plan->function_count && weir_is_ok(status); ++i) {
    if (!seen[i]) {
      status = weir_plan_damaged(context, WEIR_PLAN_SECTION_FUNCTIONS, i,
                                 "the function has no routine on the node");
    }
  }
  free(seen);
  return status;
}

weir_status_t weir_plan_verify_routines(const weir_plan_context_t* context) {
  const weir_plan_program_t* program = context->program;
  for (uint32_t i = 0; i < program->routine_count; ++i) {
    WEIR_RETURN_IF_ERROR(verify_routine(context, i));
    WEIR_RETURN_IF_ERROR(verify_order(context, i));
    WEIR_RETURN_IF_ERROR(verify_ports(context, i));
  }
  WEIR_RETURN_IF_ERROR(verify_exports(context));
  uint32_t next_word = 0;
  for (uint32_t i = 0; i < program->routine_count; ++i) {
    // Routines do not share code, so that this is linear.
    WEIR_PLAN_CHECK(ROUTINES, i, program->routines[i].code_first == next_word,
                    "code does not follow that of the routine before");
    next_word += program->routines[i].code_count;
    WEIR_RETURN_IF_ERROR(
        weir_plan_verify_code(context->plan, context->node, i));
  }
  return weir_ok();
}
