// What values are, as far as it is known what is computed.
#include "compiler/analysis/constants_impl.h"
#include "compiler/dialects/scf.h"

const weir_constant_t* weir_constants_find(const weir_constants_update_t* u,
                                           weir_value_t* value) {
  return (const weir_constant_t*)weir_solver_query(u->solver, u->element,
                                                   &weir_constant_kind, value);
}

static void join_varying(weir_constant_t* into) {
  into->knowledge = WEIR_KNOWLEDGE_VARIES;
}

static void join_attr(weir_constant_t* into, weir_attr_t* attr,
                      const weir_dialect_t* dialect) {
  if (into->knowledge == WEIR_KNOWLEDGE_NOTHING) {
    into->knowledge = WEIR_KNOWLEDGE_CONSTANT;
    into->attr = attr;
    into->dialect = dialect;
  } else if (into->attr != attr) {
    join_varying(into);
  }
}

static void join_value(const weir_constants_update_t* u, weir_constant_t* into,
                       weir_value_t* value) {
  const weir_constant_t* constant = weir_constants_find(u, value);
  if (constant->knowledge == WEIR_KNOWLEDGE_VARIES) join_varying(into);
  if (constant->knowledge == WEIR_KNOWLEDGE_CONSTANT) {
    join_attr(into, constant->attr, constant->dialect);
  }
}

// Operand |index| of the terminators of a region that are reached.
static void join_yields(const weir_constants_update_t* u, weir_constant_t* into,
                        const weir_op_t* op, uint32_t region, uint32_t index) {
  WEIR_FOR_EACH_BLOCK(block, weir_op_region(op, region)) {
    const weir_op_t* yield = block->last;
    if (yield == NULL || yield->successor_count > 0) continue;
    if (!weir_constants_is_entered(u, block)) continue;
    if (index < yield->operand_count) {
      join_value(u, into, weir_op_operand_n(yield, index));
    } else {
      join_varying(into);
    }
  }
}

static void join_call(const weir_constants_update_t* u, weir_constant_t* into,
                      weir_op_t* call, uint32_t index) {
  weir_op_t* callee = weir_explorer_callee(u->explorer, call);
  bool is_known = false;
  if (callee != NULL && !weir_region_is_empty(weir_op_region(callee, 0))) {
    const weir_op_list_t* callers = weir_explorer_callers(u->explorer, callee);
    for (uint32_t i = 0; i < callers->count; ++i) {
      is_known |= callers->ops[i] == call;
    }
  }
  if (!is_known) {
    join_varying(into);
    return;
  }
  const weir_op_list_t* returns = weir_explorer_returns(u->explorer, callee);
  for (uint32_t i = 0; i < returns->count; ++i) {
    const weir_op_t* op = returns->ops[i];
    if (!weir_constants_is_entered(u, op->block)) continue;
    if (index < op->operand_count) {
      join_value(u, into, weir_op_operand_n(op, index));
    } else {
      join_varying(into);
    }
  }
}

static void join_region_result(const weir_constants_update_t* u,
                               weir_constant_t* into, const weir_op_t* op,
                               uint32_t index) {
  switch (weir_op_id(op)) {
    case WEIR_SCF_EXECUTE_REGION:
    case WEIR_SCF_IF:
    case WEIR_SCF_INDEX_SWITCH:
      for (uint32_t i = 0; i < op->region_count; ++i) {
        join_yields(u, into, op, i, index);
      }
      break;
    case WEIR_SCF_FOR:
      join_value(u, into,
                 weir_op_operand_at(op, WEIR_SCF_FOR_INIT_ARGS, index));
      join_yields(u, into, op, 0, index);
      break;
    case WEIR_SCF_WHILE: {
      weir_block_t* before = weir_constants_entry(op, 0);
      if (weir_constants_is_entered(u, before) &&
          weir_constants_may_lead(u, weir_op_operand_n(before->last, 0),
                                  false)) {
        join_yields(u, into, op, 0, index + 1);
      }
      break;
    }
    default:
      join_varying(into);
  }
}

// An op that is asked what it would fold to is left as it was.
static bool try_fold(weir_op_t* op, weir_attr_t* const* constants,
                     weir_fold_result_t* folded, weir_arena_t* arena) {
  uint32_t count = op->operand_count;
  weir_attr_t* attrs = op->attrs;
  weir_value_t** operands = WEIR_ARENA_ARRAY(arena, weir_value_t*, count + 1);
  for (uint32_t i = 0; i < count; ++i) operands[i] = weir_op_operand_n(op, i);
  bool done = op->info->def->fold(op, constants, folded);
  op->attrs = attrs;
  for (uint32_t i = 0; i < count && i < op->operand_count; ++i) {
    if (weir_op_operand_n(op, i) != operands[i]) {
      weir_op_set_operand(op, i, operands[i]);
      done = false;
    }
  }
  return done;
}

static void join_fold(const weir_constants_update_t* u, weir_constant_t* into,
                      weir_op_t* op, uint32_t index) {
  weir_arena_t* arena = weir_solver_arena(u->solver);
  uint32_t count = op->operand_count;
  weir_attr_t** constants = WEIR_ARENA_ARRAY(arena, weir_attr_t*, count + 1);
  for (uint32_t i = 0; i < count; ++i) {
    const weir_constant_t* operand =
        weir_constants_find(u, weir_op_operand_n(op, i));
    if (operand->knowledge == WEIR_KNOWLEDGE_NOTHING) return;
    if (operand->knowledge == WEIR_KNOWLEDGE_CONSTANT)
      constants[i] = operand->attr;
  }
  if (op->info == NULL || op->info->def->fold == NULL) {
    join_varying(into);
    return;
  }
  weir_fold_result_t* folded =
      WEIR_ARENA_ARRAY(arena, weir_fold_result_t, op->result_count);
  if (!try_fold(op, constants, folded, arena)) {
    join_varying(into);
  } else if (folded[index].attr != NULL) {
    join_attr(into, folded[index].attr, op->info->dialect);
  } else if (folded[index].value != NULL &&
             weir_value_op(folded[index].value) != op) {
    join_value(u, into, folded[index].value);
  } else {
    join_varying(into);
  }
}

static void join_result(const weir_constants_update_t* u, weir_constant_t* into,
                        weir_value_t* result) {
  weir_op_t* op = result->op;
  weir_attr_t* known = weir_value_constant(result);
  if (!weir_constants_is_entered(u, op->block)) return;
  if (known != NULL && op->info != NULL) {
    join_attr(into, known, op->info->dialect);
  } else if (weir_op_has_trait(op, WEIR_OP_CALL)) {
    join_call(u, into, op, result->index);
  } else if (op->region_count > 0) {
    join_region_result(u, into, op, result->index);
  } else {
    join_fold(u, into, op, result->index);
  }
}

static void join_function_argument(const weir_constants_update_t* u,
                                   weir_constant_t* into, weir_op_t* function,
                                   uint32_t index) {
  if (!weir_explorer_callers_are_known(u->explorer, function)) {
    join_varying(into);
    return;
  }
  const weir_op_list_t* callers = weir_explorer_callers(u->explorer, function);
  for (uint32_t i = 0; i < callers->count; ++i) {
    const weir_op_t* call = callers->ops[i];
    if (!weir_constants_is_entered(u, call->block)) continue;
    if (index < call->operand_count) {
      join_value(u, into, weir_op_operand_n(call, index));
    } else {
      join_varying(into);
    }
  }
}

static void join_region_argument(const weir_constants_update_t* u,
                                 weir_constant_t* into, weir_op_t* op,
                                 const weir_value_t* argument) {
  uint32_t index = argument->index;
  if (weir_op_is(op, WEIR_SCF_FOR) && index > 0) {
    join_value(u, into,
               weir_op_operand_at(op, WEIR_SCF_FOR_INIT_ARGS, index - 1));
    join_yields(u, into, op, 0, index - 1);
  } else if (weir_op_is(op, WEIR_SCF_WHILE)) {
    bool is_before = argument->block->region->index == 0;
    if (is_before) join_value(u, into, weir_op_operand_n(op, index));
    join_yields(u, into, op, is_before, is_before ? index : index + 1);
  } else {
    join_varying(into);
  }
}

static void join_branches(const weir_constants_update_t* u,
                          weir_constant_t* into, const weir_value_t* argument) {
  uint32_t count = 0;
  weir_op_t** predecessors = weir_block_predecessors(
      argument->block, weir_solver_arena(u->solver), &count);
  for (uint32_t i = 0; i < count; ++i) {
    const weir_op_t* branch = predecessors[i];
    if (!weir_constants_is_entered(u, branch->block)) continue;
    for (uint32_t s = 0; s < branch->successor_count; ++s) {
      if (branch->successors[s] != argument->block ||
          !weir_constants_may_branch(u, branch, s)) {
        continue;
      }
      uint32_t start = 0, handed = 0;
      weir_op_successor_operands(branch, s, &start, &handed);
      uint32_t made = argument->block->argument_count - handed;
      if (argument->index < made) {
        join_varying(into);  // by the branch itself
      } else {
        join_value(u, into,
                   weir_op_operand_n(branch, start + argument->index - made));
      }
    }
  }
}

static void join_argument(const weir_constants_update_t* u,
                          weir_constant_t* into, weir_value_t* argument) {
  weir_block_t* block = argument->block;
  weir_op_t* parent = block->region->op;
  if (!weir_constants_is_entered(u, block)) return;
  if (block != block->region->first) {
    join_branches(u, into, argument);
  } else if (parent == NULL || parent == weir_explorer_root(u->explorer)) {
    join_varying(into);
  } else if (weir_op_has_trait(parent, WEIR_OP_FUNCTION)) {
    join_function_argument(u, into, parent, argument->index);
  } else {
    join_region_argument(u, into, parent, argument);
  }
}

static bool update_constant(weir_element_t* element, weir_solver_t* solver) {
  const weir_constants_analysis_t* analysis = weir_solver_user(solver);
  weir_constant_t* constant = (weir_constant_t*)element;
  weir_knowledge_t before = constant->knowledge;
  weir_constants_update_t u = {solver, analysis->explorer, element};
  weir_value_t* value = element->position;
  if (value->kind == WEIR_VALUE_RESULT) {
    join_result(&u, constant, value);
  } else {
    join_argument(&u, constant, value);
  }
  bool is_known = constant->knowledge != WEIR_KNOWLEDGE_NOTHING &&
                  weir_value_constant(value) != NULL;
  element->fixed = is_known || constant->knowledge == WEIR_KNOWLEDGE_VARIES;
  return constant->knowledge != before;
}

const weir_element_kind_t weir_constant_kind = {
    .name = "constant",
    .size = sizeof(weir_constant_t),
    .update = update_constant,
};
