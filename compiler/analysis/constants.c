#include "compiler/analysis/constants.h"

#include <string.h>

#include "compiler/analysis/explorer.h"
#include "compiler/analysis/lattice.h"
#include "compiler/dialects/cf.h"
#include "compiler/dialects/scf.h"

struct weir_constants_analysis_t {
  weir_solver_t* solver;
  weir_explorer_t* explorer;
};

// Of a block: whether it is ever entered.
typedef struct entered_t {
  weir_element_t base;
  bool is_entered;
} entered_t;

// Of a value. NOTHING: not computed as far as is known.
typedef enum knowledge_t { NOTHING, ONE_CONSTANT, VARIES } knowledge_t;
typedef struct constant_t {
  weir_element_t base;
  knowledge_t knowledge;
  weir_attr_t* attr;
  const weir_dialect_t* dialect;
} constant_t;

static bool update_entered(weir_element_t* element, weir_solver_t* solver);
static bool update_constant(weir_element_t* element, weir_solver_t* solver);

static const weir_element_kind_t entered_kind = {
    .name = "entered",
    .size = sizeof(entered_t),
    .update = update_entered,
};
static const weir_element_kind_t constant_kind = {
    .name = "constant",
    .size = sizeof(constant_t),
    .update = update_constant,
};

// An update that is under way.
typedef struct update_t {
  weir_solver_t* solver;
  const weir_explorer_t* explorer;
  weir_element_t* element;
} update_t;

static bool is_entered(const update_t* u, weir_block_t* block) {
  if (block == NULL) return false;
  const entered_t* entered = (const entered_t*)weir_solver_query(
      u->solver, u->element, &entered_kind, block);
  return entered->is_entered;
}

static const constant_t* constant_of(const update_t* u, weir_value_t* value) {
  return (const constant_t*)weir_solver_query(u->solver, u->element,
                                              &constant_kind, value);
}

// -- which way ----------------------------------------------------------------

// Whether a condition may be |wanted|.
static bool may_lead(const update_t* u, weir_value_t* value, bool wanted) {
  const constant_t* constant = constant_of(u, value);
  int64_t is = 0;
  if (constant->knowledge == NOTHING) return false;
  if (constant->knowledge == VARIES) return true;
  return !weir_attr_int(constant->attr, &is) || (is != 0) == wanted;
}

// Which of the integers |cases| a value is: their number for none of them.
enum { UNKNOWN = -1, NOT_COMPUTED = -2 };
static int64_t case_of(const update_t* u, weir_value_t* value,
                       const weir_attr_t* cases) {
  const constant_t* constant = constant_of(u, value);
  int64_t is = 0, other = 0;
  if (constant->knowledge == NOTHING) return NOT_COMPUTED;
  if (constant->knowledge == VARIES || !weir_attr_int(constant->attr, &is)) {
    return UNKNOWN;
  }
  if (weir_attr_is(cases, WEIR_ATTR_DENSE_ARRAY)) {
    for (uint32_t i = 0; i < cases->dense_array.count; ++i) {
      memcpy(&other, cases->dense_array.data + i * sizeof(other),
             sizeof(other));
      if (other == is) return i;
    }
    return cases->dense_array.count;
  }
  if (!weir_attr_is(cases, WEIR_ATTR_DENSE_ELEMENTS)) return UNKNOWN;
  int64_t count = weir_type_element_count(cases->type);
  for (int64_t i = 0; i < count; ++i) {
    if (weir_attr_int(weir_dense_element(cases, i), &other) && other == is) {
      return i;
    }
  }
  return count;
}

// Whether control may go from a terminator that is reached to its successor.
static bool may_branch(const update_t* u, const weir_op_t* branch,
                       uint32_t successor) {
  if (weir_op_is(branch, WEIR_CF_COND_BR)) {
    return may_lead(u, weir_op_operand(branch, WEIR_CF_COND_BR_CONDITION),
                    successor == 0);
  }
  if (weir_op_is(branch, WEIR_CF_SWITCH)) {
    const weir_attr_t* cases = weir_op_attr(branch, "case_values");
    int64_t is =
        case_of(u, weir_op_operand(branch, WEIR_CF_SWITCH_FLAG), cases);
    // The first successor is for all that no case is for.
    int64_t last = (int64_t)branch->successor_count - 1;
    if (is < 0) return is == UNKNOWN;
    return successor == (is >= last ? 0 : is + 1);
  }
  return true;
}

static weir_block_t* entry_of(const weir_op_t* op, uint32_t region) {
  const weir_region_t* body = weir_op_region(op, region);
  return body != NULL ? body->first : NULL;
}

// Whether an op that is reached may go into its region.
static bool may_enter(const update_t* u, const weir_op_t* op, uint32_t region) {
  switch (weir_op_id(op)) {
    case WEIR_SCF_IF:
      return may_lead(u, weir_op_operand_n(op, 0), region == 0);
    case WEIR_SCF_INDEX_SWITCH: {
      int64_t is =
          case_of(u, weir_op_operand_n(op, 0), weir_op_attr(op, "cases"));
      // The first region is for all that no case is for.
      int64_t last = (int64_t)op->region_count - 1;
      if (is < 0) return is == UNKNOWN;
      return region == (is >= last ? 0 : is + 1);
    }
    case WEIR_SCF_WHILE: {
      if (region == 0) return true;
      weir_block_t* before = entry_of(op, 0);
      return is_entered(u, before) &&
             may_lead(u, weir_op_operand_n(before->last, 0), true);
    }
    default:
      return true;
  }
}

// Functions whose calls are all known are entered by these alone.
static bool is_called(const update_t* u, const weir_op_t* function) {
  if (weir_op_has_trait(function, WEIR_OP_INITIALIZER) ||
      !weir_explorer_callers_are_known(u->explorer, function)) {
    return true;
  }
  const weir_op_list_t* callers = weir_explorer_callers(u->explorer, function);
  for (uint32_t i = 0; i < callers->count; ++i) {
    if (is_entered(u, callers->ops[i]->block)) return true;
  }
  return false;
}

static bool enters(const update_t* u, weir_block_t* block) {
  weir_op_t* parent = block->region != NULL ? block->region->op : NULL;
  weir_op_t* root = weir_explorer_root(u->explorer);
  if (block == block->region->first) {
    if (parent == NULL || parent == root) return true;
    if (weir_op_has_trait(parent, WEIR_OP_FUNCTION)) {
      return is_called(u, parent);
    }
    return is_entered(u, parent->block) &&
           may_enter(u, parent, block->region->index);
  }
  uint32_t count = 0;
  weir_op_t** predecessors =
      weir_block_predecessors(block, weir_solver_arena(u->solver), &count);
  for (uint32_t i = 0; i < count; ++i) {
    const weir_op_t* branch = predecessors[i];
    if (!is_entered(u, branch->block)) continue;
    for (uint32_t s = 0; s < branch->successor_count; ++s) {
      if (branch->successors[s] == block && may_branch(u, branch, s)) {
        return true;
      }
    }
  }
  return false;
}

static bool update_entered(weir_element_t* element, weir_solver_t* solver) {
  const weir_constants_analysis_t* analysis = weir_solver_user(solver);
  entered_t* entered = (entered_t*)element;
  update_t u = {solver, analysis->explorer, element};
  if (!enters(&u, element->position)) return false;
  entered->is_entered = true;
  element->fixed = true;
  return true;
}

// -- what values are ----------------------------------------------------------

static void join_varying(constant_t* into) {
  into->knowledge = VARIES;
}

static void join_attr(constant_t* into, weir_attr_t* attr,
                      const weir_dialect_t* dialect) {
  if (into->knowledge == NOTHING) {
    into->knowledge = ONE_CONSTANT;
    into->attr = attr;
    into->dialect = dialect;
  } else if (into->attr != attr) {
    join_varying(into);
  }
}

static void join_value(const update_t* u, constant_t* into,
                       weir_value_t* value) {
  const constant_t* constant = constant_of(u, value);
  if (constant->knowledge == VARIES) join_varying(into);
  if (constant->knowledge == ONE_CONSTANT) {
    join_attr(into, constant->attr, constant->dialect);
  }
}

// Operand |index| of the terminators of a region that are reached.
static void join_yields(const update_t* u, constant_t* into,
                        const weir_op_t* op, uint32_t region, uint32_t index) {
  WEIR_FOR_EACH_BLOCK(block, weir_op_region(op, region)) {
    const weir_op_t* yield = block->last;
    if (yield == NULL || yield->successor_count > 0) continue;
    if (!is_entered(u, block)) continue;
    if (index < yield->operand_count) {
      join_value(u, into, weir_op_operand_n(yield, index));
    } else {
      join_varying(into);
    }
  }
}

static void join_call(const update_t* u, constant_t* into, weir_op_t* call,
                      uint32_t index) {
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
    if (!is_entered(u, op->block)) continue;
    if (index < op->operand_count) {
      join_value(u, into, weir_op_operand_n(op, index));
    } else {
      join_varying(into);
    }
  }
}

static void join_region_result(const update_t* u, constant_t* into,
                               const weir_op_t* op, uint32_t index) {
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
      weir_block_t* before = entry_of(op, 0);
      if (is_entered(u, before) &&
          may_lead(u, weir_op_operand_n(before->last, 0), false)) {
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

static void join_fold(const update_t* u, constant_t* into, weir_op_t* op,
                      uint32_t index) {
  weir_arena_t* arena = weir_solver_arena(u->solver);
  uint32_t count = op->operand_count;
  weir_attr_t** constants = WEIR_ARENA_ARRAY(arena, weir_attr_t*, count + 1);
  for (uint32_t i = 0; i < count; ++i) {
    const constant_t* operand = constant_of(u, weir_op_operand_n(op, i));
    if (operand->knowledge == NOTHING) return;
    if (operand->knowledge == ONE_CONSTANT) constants[i] = operand->attr;
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

static void join_result(const update_t* u, constant_t* into,
                        weir_value_t* result) {
  weir_op_t* op = result->op;
  weir_attr_t* known = weir_value_constant(result);
  if (!is_entered(u, op->block)) return;
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

static void join_function_argument(const update_t* u, constant_t* into,
                                   weir_op_t* function, uint32_t index) {
  if (!weir_explorer_callers_are_known(u->explorer, function)) {
    join_varying(into);
    return;
  }
  const weir_op_list_t* callers = weir_explorer_callers(u->explorer, function);
  for (uint32_t i = 0; i < callers->count; ++i) {
    const weir_op_t* call = callers->ops[i];
    if (!is_entered(u, call->block)) continue;
    if (index < call->operand_count) {
      join_value(u, into, weir_op_operand_n(call, index));
    } else {
      join_varying(into);
    }
  }
}

static void join_region_argument(const update_t* u, constant_t* into,
                                 weir_op_t* op, const weir_value_t* argument) {
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

static void join_branches(const update_t* u, constant_t* into,
                          const weir_value_t* argument) {
  uint32_t count = 0;
  weir_op_t** predecessors = weir_block_predecessors(
      argument->block, weir_solver_arena(u->solver), &count);
  for (uint32_t i = 0; i < count; ++i) {
    const weir_op_t* branch = predecessors[i];
    if (!is_entered(u, branch->block)) continue;
    for (uint32_t s = 0; s < branch->successor_count; ++s) {
      if (branch->successors[s] != argument->block ||
          !may_branch(u, branch, s)) {
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

static void join_argument(const update_t* u, constant_t* into,
                          weir_value_t* argument) {
  weir_block_t* block = argument->block;
  weir_op_t* parent = block->region->op;
  if (!is_entered(u, block)) return;
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
  constant_t* constant = (constant_t*)element;
  knowledge_t before = constant->knowledge;
  update_t u = {solver, analysis->explorer, element};
  weir_value_t* value = element->position;
  if (value->kind == WEIR_VALUE_RESULT) {
    join_result(&u, constant, value);
  } else {
    join_argument(&u, constant, value);
  }
  bool is_known =
      constant->knowledge != NOTHING && weir_value_constant(value) != NULL;
  element->fixed = is_known || constant->knowledge == VARIES;
  return constant->knowledge != before;
}

// -- all of it ----------------------------------------------------------------

// Asked first: what is known to be entered is not asked again.
static weir_walk_t ask_blocks(weir_op_t* op, void* user) {
  for (uint32_t r = 0; r < op->region_count; ++r) {
    WEIR_FOR_EACH_BLOCK(block, weir_op_region(op, r)) {
      weir_solver_get(user, &entered_kind, block);
    }
  }
  return WEIR_WALK_CONTINUE;
}

static weir_walk_t ask_values(weir_op_t* op, void* user) {
  weir_solver_t* solver = user;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_solver_get(solver, &constant_kind, weir_op_result_n(op, i));
  }
  for (uint32_t r = 0; r < op->region_count; ++r) {
    WEIR_FOR_EACH_BLOCK(block, weir_op_region(op, r)) {
      for (uint32_t i = 0; i < block->argument_count; ++i) {
        weir_solver_get(solver, &constant_kind, block->arguments[i]);
      }
    }
  }
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_constants_analyze(weir_op_t* root, weir_arena_t* arena,
                                     weir_constants_analysis_t** out_analysis) {
  weir_constants_analysis_t* analysis =
      WEIR_ARENA_NEW(arena, weir_constants_analysis_t);
  *out_analysis = analysis;
  analysis->explorer = weir_explorer_create(root, arena);
  analysis->solver = weir_solver_create(arena, analysis);
  weir_walk_pre_order(root, ask_blocks, analysis->solver);
  weir_walk_pre_order(root, ask_values, analysis->solver);
  return weir_solver_run(analysis->solver);
}

weir_attr_t* weir_constants_get(const weir_constants_analysis_t* analysis,
                                weir_value_t* value,
                                const weir_dialect_t** out_dialect) {
  const constant_t* constant = (const constant_t*)weir_solver_find(
      analysis->solver, &constant_kind, value);
  *out_dialect = NULL;
  if (constant == NULL || constant->knowledge != ONE_CONSTANT) return NULL;
  *out_dialect = constant->dialect;
  return constant->attr;
}
