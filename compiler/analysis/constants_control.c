// Which blocks are ever entered, as far as conditions are known.
#include <string.h>

#include "compiler/analysis/constants_impl.h"
#include "compiler/dialects/cf.h"
#include "compiler/dialects/scf.h"

bool weir_constants_is_entered(const weir_constants_update_t* u,
                               weir_block_t* block) {
  if (block == NULL) return false;
  const weir_entered_t* entered = (const weir_entered_t*)weir_solver_query(
      u->solver, u->element, &weir_entered_kind, block);
  return entered->is_entered;
}

bool weir_constants_may_lead(const weir_constants_update_t* u,
                             weir_value_t* value, bool wanted) {
  const weir_constant_t* constant = weir_constants_find(u, value);
  int64_t is = 0;
  if (constant->knowledge == WEIR_KNOWLEDGE_NOTHING) return false;
  if (constant->knowledge == WEIR_KNOWLEDGE_VARIES) return true;
  return !weir_attr_int(constant->attr, &is) || (is != 0) == wanted;
}

// Which of the integers |cases| a value is: their number for none of them.
enum { UNKNOWN = -1, NOT_COMPUTED = -2 };
static int64_t case_of(const weir_constants_update_t* u, weir_value_t* value,
                       const weir_attr_t* cases) {
  const weir_constant_t* constant = weir_constants_find(u, value);
  int64_t is = 0, other = 0;
  if (constant->knowledge == WEIR_KNOWLEDGE_NOTHING) return NOT_COMPUTED;
  if (constant->knowledge == WEIR_KNOWLEDGE_VARIES ||
      !weir_attr_int(constant->attr, &is)) {
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

bool weir_constants_may_branch(const weir_constants_update_t* u,
                               const weir_op_t* branch, uint32_t successor) {
  if (weir_op_is(branch, WEIR_CF_COND_BR)) {
    return weir_constants_may_lead(
        u, weir_op_operand(branch, WEIR_CF_COND_BR_CONDITION), successor == 0);
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

weir_block_t* weir_constants_entry(const weir_op_t* op, uint32_t region) {
  const weir_region_t* body = weir_op_region(op, region);
  return body != NULL ? body->first : NULL;
}

// Whether an op that is reached may go into its region.
static bool may_enter(const weir_constants_update_t* u, const weir_op_t* op,
                      uint32_t region) {
  switch (weir_op_id(op)) {
    case WEIR_SCF_IF:
      return weir_constants_may_lead(u, weir_op_operand_n(op, 0), region == 0);
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
      weir_block_t* before = weir_constants_entry(op, 0);
      return weir_constants_is_entered(u, before) &&
             weir_constants_may_lead(u, weir_op_operand_n(before->last, 0),
                                     true);
    }
    default:
      return true;
  }
}

// Functions whose calls are all known are entered by these alone.
static bool is_called(const weir_constants_update_t* u,
                      const weir_op_t* function) {
  if (weir_op_has_trait(function, WEIR_OP_INITIALIZER) ||
      !weir_explorer_callers_are_known(u->explorer, function)) {
    return true;
  }
  const weir_op_list_t* callers = weir_explorer_callers(u->explorer, function);
  for (uint32_t i = 0; i < callers->count; ++i) {
    if (weir_constants_is_entered(u, callers->ops[i]->block)) return true;
  }
  return false;
}

static bool enters(const weir_constants_update_t* u, weir_block_t* block) {
  weir_op_t* parent = block->region != NULL ? block->region->op : NULL;
  weir_op_t* root = weir_explorer_root(u->explorer);
  if (block == block->region->first) {
    if (parent == NULL || parent == root) return true;
    if (weir_op_has_trait(parent, WEIR_OP_FUNCTION)) {
      return is_called(u, parent);
    }
    return weir_constants_is_entered(u, parent->block) &&
           may_enter(u, parent, block->region->index);
  }
  uint32_t count = 0;
  weir_op_t** predecessors =
      weir_block_predecessors(block, weir_solver_arena(u->solver), &count);
  for (uint32_t i = 0; i < count; ++i) {
    const weir_op_t* branch = predecessors[i];
    if (!weir_constants_is_entered(u, branch->block)) continue;
    for (uint32_t s = 0; s < branch->successor_count; ++s) {
      if (branch->successors[s] == block &&
          weir_constants_may_branch(u, branch, s)) {
        return true;
      }
    }
  }
  return false;
}

static bool update_entered(weir_element_t* element, weir_solver_t* solver) {
  const weir_constants_analysis_t* analysis = weir_solver_user(solver);
  weir_entered_t* entered = (weir_entered_t*)element;
  weir_constants_update_t u = {solver, analysis->explorer, element};
  if (!enters(&u, element->position)) return false;
  entered->is_entered = true;
  element->fixed = true;
  return true;
}

const weir_element_kind_t weir_entered_kind = {
    .name = "entered",
    .size = sizeof(weir_entered_t),
    .update = update_entered,
};
