// Control flow: cf and scf.
#include <string.h>

#include "compiler/dialects/cf.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/util.h"
#include "compiler/emit/emit_impl.h"
#include "compiler/ir/diagnostic.h"

static bool close_instruction(weir_emit_function_t* function,
                              const weir_op_t* op) {
  weir_status_t status = weir_plan_coder_close(&function->coder);
  if (weir_is_ok(status)) return true;
  weir_op_error(op, "%s", weir_status_message(status));
  weir_status_free(status);
  return false;
}

static bool branch(weir_emit_function_t* function, const weir_op_t* op,
                   uint32_t label) {
  weir_plan_coder_open(&function->coder, WEIR_PLAN_OP_BRANCH);
  weir_plan_coder_target(&function->coder, label);
  return close_instruction(function, op);
}

static bool branch_if(weir_emit_function_t* function, const weir_op_t* op,
                      uint32_t condition, uint32_t then_label,
                      uint32_t else_label) {
  weir_plan_coder_open(&function->coder, WEIR_PLAN_OP_BRANCH_IF);
  weir_plan_coder_word(&function->coder, condition);
  weir_plan_coder_target(&function->coder, then_label);
  weir_plan_coder_target(&function->coder, else_label);
  return close_instruction(function, op);
}

// ---- cf --------------------------------------------------------------------

static void move_to_successor(weir_emit_function_t* function,
                              const weir_op_t* op, uint32_t successor) {
  uint32_t start, count;
  weir_op_successor_operands(op, successor, &start, &count);
  weir_value_t** sources =
      WEIR_ARENA_ARRAY(&function->module->emitter->arena, weir_value_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    sources[i] = weir_op_operand_n(op, start + i);
  }
  weir_emit_moves(function, sources, op->successors[successor]->arguments,
                  count);
}

// Where a branch goes: the block itself, or, where it takes arguments, a piece
// of code of its own that fills them.
static uint32_t edge_label(weir_emit_function_t* function, const weir_op_t* op,
                           uint32_t successor) {
  return op->successors[successor]->argument_count == 0
             ? weir_emit_label(function, op->successors[successor])
             : weir_plan_coder_label(&function->coder);
}

static bool emit_edges(weir_emit_function_t* function, const weir_op_t* op,
                       const uint32_t* labels) {
  for (uint32_t i = 0; i < op->successor_count; ++i) {
    if (op->successors[i]->argument_count == 0) continue;
    weir_plan_coder_place(&function->coder, labels[i]);
    move_to_successor(function, op, i);
    if (!branch(function, op, weir_emit_label(function, op->successors[i]))) {
      return false;
    }
  }
  return true;
}

static bool emit_br(weir_emit_function_t* function, const weir_op_t* op) {
  move_to_successor(function, op, 0);
  return branch(function, op, weir_emit_label(function, op->successors[0]));
}

static bool emit_cond_br(weir_emit_function_t* function, const weir_op_t* op) {
  uint32_t labels[2] = {edge_label(function, op, 0),
                        edge_label(function, op, 1)};
  return branch_if(function, op,
                   weir_emit_operand(function, op, WEIR_CF_COND_BR_CONDITION),
                   labels[0], labels[1]) &&
         emit_edges(function, op, labels);
}

static bool emit_switch(weir_emit_function_t* function, const weir_op_t* op) {
  uint32_t case_count = op->successor_count - 1;
  uint32_t* labels = WEIR_ARENA_ARRAY(&function->module->emitter->arena,
                                      uint32_t, op->successor_count);
  for (uint32_t i = 0; i < op->successor_count; ++i) {
    labels[i] = edge_label(function, op, i);
  }
  weir_plan_coder_open(&function->coder, WEIR_PLAN_OP_SWITCH);
  weir_plan_coder_word(&function->coder,
                       weir_emit_operand(function, op, WEIR_CF_SWITCH_FLAG));
  weir_plan_coder_target(&function->coder, labels[0]);
  weir_plan_coder_word(&function->coder, case_count);
  const weir_attr_t* values = weir_op_attr(op, "case_values");
  for (uint32_t i = 0; i < case_count; ++i) {
    uint64_t bits = 0;
    if (!weir_emit_attr_bits(weir_dense_element(values, i), &bits)) {
      return weir_op_error(op, "has a case that is no integer");
    }
    weir_plan_coder_wide(&function->coder, bits);
    weir_plan_coder_target(&function->coder, labels[i + 1]);
  }
  return close_instruction(function, op) && emit_edges(function, op, labels);
}

static bool emit_assert(weir_emit_function_t* function, const weir_op_t* op) {
  uint32_t fails = weir_plan_coder_label(&function->coder);
  uint32_t holds = weir_plan_coder_label(&function->coder);
  if (!branch_if(function, op,
                 weir_emit_operand(function, op, WEIR_CF_ASSERT_ARG), holds,
                 fails)) {
    return false;
  }
  weir_plan_coder_place(&function->coder, fails);
  WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_TRAP,
                 weir_emit_string_sv(function->module->emitter,
                                     weir_op_attr_string(op, "msg")));
  weir_plan_coder_place(&function->coder, holds);
  return true;
}

// ---- scf -------------------------------------------------------------------

static weir_value_t** operands_from(weir_emit_function_t* function,
                                    const weir_op_t* op, uint32_t first) {
  uint32_t count = op->operand_count - first;
  weir_value_t** values =
      WEIR_ARENA_ARRAY(&function->module->emitter->arena, weir_value_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    values[i] = weir_op_operand_n(op, first + i);
  }
  return values;
}

static weir_value_t** results_of(weir_emit_function_t* function,
                                 weir_op_t* op) {
  weir_value_t** values = WEIR_ARENA_ARRAY(&function->module->emitter->arena,
                                           weir_value_t*, op->result_count);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    values[i] = weir_op_result_n(op, i);
  }
  return values;
}

// The body of a region of one block; what it yields goes into |targets|.
static bool emit_region(weir_emit_function_t* function, weir_region_t* region,
                        weir_value_t* const* targets) {
  weir_block_t* block = region->first;
  if (block == NULL || block->next != NULL) {
    return weir_op_error(region->op, "has a region that is not one block");
  }
  weir_op_t* terminator = weir_block_terminator(block);
  WEIR_FOR_EACH_OP(op, block) {
    if (op != terminator && !weir_emit_op(function, op)) return false;
  }
  if (terminator != NULL) {
    weir_emit_moves(function, operands_from(function, terminator, 0), targets,
                    terminator->operand_count);
  }
  return true;
}

static bool emit_if(weir_emit_function_t* function, weir_op_t* op) {
  weir_plan_coder_t* coder = &function->coder;
  uint32_t then_label = weir_plan_coder_label(coder);
  uint32_t else_label = weir_plan_coder_label(coder);
  uint32_t end = weir_plan_coder_label(coder);
  weir_value_t** results = results_of(function, op);
  if (!branch_if(function, op,
                 weir_emit_operand(function, op, WEIR_SCF_IF_CONDITION),
                 then_label, else_label)) {
    return false;
  }
  weir_plan_coder_place(coder, then_label);
  if (!emit_region(function, weir_op_region(op, 0), results) ||
      !branch(function, op, end)) {
    return false;
  }
  weir_plan_coder_place(coder, else_label);
  weir_region_t* other = weir_op_region(op, 1);
  if (other != NULL && !weir_region_is_empty(other) &&
      !emit_region(function, other, results)) {
    return false;
  }
  weir_plan_coder_place(coder, end);
  return true;
}

static bool emit_index_switch(weir_emit_function_t* function, weir_op_t* op) {
  weir_plan_coder_t* coder = &function->coder;
  uint32_t count = op->region_count;
  uint32_t* labels =
      WEIR_ARENA_ARRAY(&function->module->emitter->arena, uint32_t, count);
  for (uint32_t i = 0; i < count; ++i) labels[i] = weir_plan_coder_label(coder);
  uint32_t end = weir_plan_coder_label(coder);
  weir_plan_coder_open(coder, WEIR_PLAN_OP_SWITCH);
  weir_plan_coder_word(
      coder, weir_emit_operand(function, op, WEIR_SCF_INDEX_SWITCH_ARG));
  weir_plan_coder_target(coder, labels[0]);
  weir_plan_coder_word(coder, count - 1);
  const weir_attr_t* cases = weir_op_attr(op, "cases");
  for (uint32_t i = 1; i < count; ++i) {
    uint64_t bits;
    memcpy(&bits, cases->dense_array.data + (i - 1) * sizeof(bits),
           sizeof(bits));
    weir_plan_coder_wide(coder, bits);
    weir_plan_coder_target(coder, labels[i]);
  }
  if (!close_instruction(function, op)) return false;
  weir_value_t** results = results_of(function, op);
  for (uint32_t i = 0; i < count; ++i) {
    weir_plan_coder_place(coder, labels[i]);
    if (!emit_region(function, weir_op_region(op, i), results) ||
        !branch(function, op, end)) {
      return false;
    }
  }
  weir_plan_coder_place(coder, end);
  return true;
}

static bool emit_for(weir_emit_function_t* function, weir_op_t* op) {
  weir_plan_coder_t* coder = &function->coder;
  weir_block_t* body = weir_op_region(op, 0)->first;
  weir_value_t** results = results_of(function, op);
  weir_value_t* variable = body->arguments[0];
  uint32_t width = weir_emit_slot_width(variable->type);
  uint32_t limit = weir_emit_operand(function, op, WEIR_SCF_FOR_UPPER_BOUND);
  uint32_t step = weir_emit_operand(function, op, WEIR_SCF_FOR_STEP);
  uint32_t head = weir_plan_coder_label(coder);
  uint32_t inside = weir_plan_coder_label(coder);
  uint32_t end = weir_plan_coder_label(coder);
  // The carried values live in the results' registers between turns.
  weir_emit_moves(function, operands_from(function, op, WEIR_SCF_FOR_INIT_ARGS),
                  results, op->result_count);
  weir_emit_move(function, variable,
                 weir_op_operand(op, WEIR_SCF_FOR_LOWER_BOUND));
  uint32_t i = weir_emit_register(function, variable);
  weir_plan_coder_place(coder, head);
  uint32_t more = weir_plan_coder_scalar(coder);
  WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_INTEGER_COMPARE, more, WEIR_PLAN_INT_LT_S,
                 width, i, limit);
  if (!branch_if(function, op, more, inside, end)) return false;
  weir_plan_coder_place(coder, inside);
  weir_emit_moves(function, results, body->arguments + 1, op->result_count);
  if (!emit_region(function, weir_op_region(op, 0), results)) return false;
  WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_INTEGER_BINARY, i, WEIR_PLAN_INT_ADD,
                 width, i, step);
  if (!branch(function, op, head)) return false;
  weir_plan_coder_place(coder, end);
  return true;
}

static bool emit_while(weir_emit_function_t* function, weir_op_t* op) {
  weir_plan_coder_t* coder = &function->coder;
  weir_block_t* before = weir_op_region(op, 0)->first;
  weir_block_t* after = weir_op_region(op, 1)->first;
  weir_op_t* condition = weir_block_terminator(before);
  uint32_t head = weir_plan_coder_label(coder);
  uint32_t inside = weir_plan_coder_label(coder);
  uint32_t end = weir_plan_coder_label(coder);
  weir_emit_moves(function, operands_from(function, op, 0), before->arguments,
                  before->argument_count);
  weir_plan_coder_place(coder, head);
  WEIR_FOR_EACH_OP(inner, before) {
    if (inner != condition && !weir_emit_op(function, inner)) return false;
  }
  weir_value_t** passed = operands_from(function, condition, 1);
  weir_value_t** results = results_of(function, op);
  weir_emit_moves(function, passed, results, op->result_count);
  if (!branch_if(
          function, op,
          weir_emit_operand(function, condition, WEIR_SCF_CONDITION_CONDITION),
          inside, end)) {
    return false;
  }
  weir_plan_coder_place(coder, inside);
  weir_emit_moves(function, results, after->arguments, after->argument_count);
  if (!emit_region(function, weir_op_region(op, 1), before->arguments) ||
      !branch(function, op, head)) {
    return false;
  }
  weir_plan_coder_place(coder, end);
  return true;
}

// ---- calls -----------------------------------------------------------------

static void put_group(weir_emit_function_t* function,
                      weir_value_t* const* values, uint32_t count,
                      bool scalars) {
  weir_plan_type_t type;
  uint32_t size = 0;
  for (uint32_t i = 0; i < count; ++i) {
    size += (weir_emit_class(values[i]->type, &type) != WEIR_EMIT_REFERENCE) ==
            scalars;
  }
  weir_plan_coder_word(&function->coder, size);
  for (uint32_t i = 0; i < count; ++i) {
    if ((weir_emit_class(values[i]->type, &type) != WEIR_EMIT_REFERENCE) ==
        scalars) {
      weir_plan_coder_word(&function->coder,
                           weir_emit_register(function, values[i]));
    }
  }
}

static bool emit_call(weir_emit_function_t* function, weir_op_t* op) {
  weir_string_view_t callee = weir_op_attr_string(op, "callee");
  const weir_op_t* target =
      weir_symbol_table_get(function->module->symbols, callee);
  uint64_t routine = weir_emit_map_get(&function->module->routines, target);
  if (target == NULL || routine == 0) {
    return weir_op_error(op, "calls @%.*s, which the plan does not have",
                         WEIR_SV_ARGS(callee));
  }
  weir_value_t** operands = operands_from(function, op, 0);
  weir_value_t** results = results_of(function, op);
  weir_plan_coder_open(&function->coder, WEIR_PLAN_OP_CALL);
  weir_plan_coder_word(&function->coder, (uint32_t)(routine - 1));
  put_group(function, operands, op->operand_count, true);
  put_group(function, operands, op->operand_count, false);
  put_group(function, results, op->result_count, true);
  put_group(function, results, op->result_count, false);
  return close_instruction(function, op);
}

static bool emit_return(weir_emit_function_t* function, const weir_op_t* op) {
  weir_value_t** operands = operands_from(function, op, 0);
  weir_plan_coder_open(&function->coder, WEIR_PLAN_OP_RETURN);
  put_group(function, operands, op->operand_count, true);
  put_group(function, operands, op->operand_count, false);
  return close_instruction(function, op);
}

bool weir_emit_flow_op(weir_emit_function_t* function, weir_op_t* op,
                       bool* out_known) {
  *out_known = true;
  switch (weir_op_id(op)) {
    case WEIR_CF_BR:
      return emit_br(function, op);
    case WEIR_CF_COND_BR:
      return emit_cond_br(function, op);
    case WEIR_CF_SWITCH:
      return emit_switch(function, op);
    case WEIR_CF_ASSERT:
      return emit_assert(function, op);
    case WEIR_SCF_IF:
      return emit_if(function, op);
    case WEIR_SCF_INDEX_SWITCH:
      return emit_index_switch(function, op);
    case WEIR_SCF_FOR:
      return emit_for(function, op);
    case WEIR_SCF_WHILE:
      return emit_while(function, op);
    case WEIR_UTIL_CALL:
      return emit_call(function, op);
    case WEIR_UTIL_RETURN:
      return emit_return(function, op);
    case WEIR_UTIL_UNREACHABLE:
      WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_TRAP,
                     weir_emit_string_sv(function->module->emitter,
                                         weir_op_attr_string(op, "message")));
      return true;
    default:
      *out_known = false;
      return true;
  }
}
