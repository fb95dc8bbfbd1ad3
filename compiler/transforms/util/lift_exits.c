// Which regions can be lifted, and how they end.
#include <stdlib.h>

#include "compiler/dialects/cf.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/func.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/ub.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/transforms/util/lift.h"

// -- branches -----------------------------------------------------------------

static int compare_values(const void* a, const void* b) {
  int64_t left = *(const int64_t*)a, right = *(const int64_t*)b;
  return (left > right) - (left < right);
}

// A case of the flag's width is one of an index.
static bool check_switch(const weir_lift_t* lift, const weir_op_t* op) {
  const weir_type_t* flag = weir_op_operand(op, WEIR_CF_SWITCH_FLAG)->type;
  if (!weir_type_is_signless_integer(flag) || weir_type_bit_width(flag) > 64) {
    return weir_op_error(op,
                         "transformation does not support flags other than "
                         "signless integers of at most 64 bits");
  }
  uint32_t count = op->successor_count - 1;
  int64_t* values = WEIR_ARENA_ARRAY(lift->step, int64_t, count);
  for (uint32_t i = 0; i < count; ++i) {
    values[i] = weir_lift_case_value(op, i);
  }
  qsort(values, count, sizeof(*values), compare_values);
  for (uint32_t i = 1; i < count; ++i) {
    if (values[i] != values[i - 1]) continue;
    return weir_op_error(op, "has duplicate case value: %lld",
                         (long long)values[i]);
  }
  return true;
}

static bool check_values(const weir_op_t* op, uint32_t successor) {
  const weir_block_t* target = op->successors[successor];
  uint32_t start, count;
  weir_op_successor_operands(op, successor, &start, &count);
  bool fits = count == target->argument_count;
  for (uint32_t i = 0; fits && i < count; ++i) {
    fits = weir_op_operand_n(op, start + i)->type == target->arguments[i]->type;
  }
  return fits || weir_op_error(op,
                               "hands values to successor #%u that do not fit "
                               "its arguments",
                               successor);
}

static bool check_end(const weir_lift_t* lift, const weir_block_t* block) {
  const weir_op_t* op = block->last;
  bool is_end = op != NULL && (op->info == NULL || weir_op_is_terminator(op));
  if (!is_end) {
    return weir_op_error(lift->region->op,
                         "transformation does not support blocks without "
                         "terminators");
  }
  if (op->successor_count == 0) return true;
  if (!weir_op_is(op, WEIR_CF_BR) && !weir_op_is(op, WEIR_CF_COND_BR) &&
      !weir_op_is(op, WEIR_CF_SWITCH)) {
    return weir_op_error(op,
                         "transformation does not support terminators with "
                         "successors not implementing BranchOpInterface");
  }
  for (uint32_t i = 0; i < op->successor_count; ++i) {
    if (!check_values(op, i)) return false;
  }
  return !weir_op_is(op, WEIR_CF_SWITCH) || check_switch(lift, op);
}

// -- what reaches what --------------------------------------------------------

static void mark(weir_lift_t* lift, weir_lift_node_t* node,
                 weir_lift_nodes_t* found) {
  if (node->round == lift->rounds) return;
  node->round = lift->rounds;
  weir_lift_nodes_add(found, lift->step, node);
}

static bool check_reached(weir_lift_t* lift) {
  ++lift->rounds;
  weir_lift_nodes_t found = {0};
  mark(lift, weir_lift_node(lift, lift->region->first), &found);
  for (uint32_t i = 0; i < found.count; ++i) {
    weir_lift_node_t* node = found.items[i];
    for (uint32_t j = 0; j < node->out_count; ++j) {
      mark(lift, weir_lift_edge_target(lift, &node->out[j]), &found);
    }
  }
  WEIR_FOR_EACH_BLOCK(block, lift->region) {
    if (weir_lift_node(lift, block)->round == lift->rounds) continue;
    return weir_op_error(block->first,
                         "transformation does not support unreachable blocks");
  }
  return true;
}

// Id of the op that ends regions like this one; 0 if there is none of use.
static uint32_t end_id(const weir_lift_t* lift) {
  switch (weir_op_id(lift->region->op)) {
    case WEIR_UTIL_FUNC:
    case WEIR_UTIL_INITIALIZER:
      return WEIR_UTIL_RETURN;
    case WEIR_FUNC_FUNC:
      return WEIR_FUNC_RETURN;
    case WEIR_SCF_EXECUTE_REGION:
      return WEIR_SCF_YIELD;
    default:
      return 0;
  }
}

// A loop without an exit gets one that is never taken.
static bool check_endless(weir_lift_t* lift) {
  if (end_id(lift) != 0) return true;
  ++lift->rounds;
  weir_lift_nodes_t found = {0};
  WEIR_FOR_EACH_BLOCK(block, lift->region) {
    weir_lift_node_t* node = weir_lift_node(lift, block);
    if (node->out_count == 0) mark(lift, node, &found);
  }
  for (uint32_t i = 0; i < found.count; ++i) {
    for (weir_lift_edge_t* edge = found.items[i]->in; edge != NULL;
         edge = edge->next) {
      mark(lift, weir_lift_edge_source(lift, edge), &found);
    }
  }
  for (const weir_block_t* block = lift->region->last; block != NULL;
       block = block->previous) {
    if (weir_lift_node(lift, block)->round == lift->rounds) continue;
    return weir_emit_error(lift->context, block->last->location,
                           "expected callable op (e.g. util.func or "
                           "util.initializer) as parent of region");
  }
  return true;
}

bool weir_lift_check(weir_lift_t* lift) {
  bool ok = true;
  WEIR_FOR_EACH_BLOCK(block, lift->region) ok &= check_end(lift, block);
  if (!ok) return false;
  weir_lift_graph_init(lift);
  return check_reached(lift) && check_endless(lift);
}

// -- exits --------------------------------------------------------------------

// Whether two ops do the same to values that may differ.
static bool is_same_end(const weir_op_t* a, const weir_op_t* b) {
  if (a->name != b->name || a->attrs != b->attrs ||
      a->operand_count != b->operand_count || a->result_count != 0 ||
      b->result_count != 0 || a->region_count != 0 || b->region_count != 0) {
    return false;
  }
  for (uint32_t i = 0; i < a->operand_count; ++i) {
    if (weir_op_operand_n(a, i)->type != weir_op_operand_n(b, i)->type) {
      return false;
    }
  }
  uint32_t group_count = a->info != NULL ? a->info->operand_group_count : 0;
  for (uint32_t i = 0; i < group_count; ++i) {
    if (weir_op_operand_group_size(a, i) != weir_op_operand_group_size(b, i)) {
      return false;
    }
  }
  return true;
}

static weir_lift_node_t* find_exit(const weir_lift_t* lift,
                                   const weir_op_t* end) {
  for (uint32_t i = 0; i < lift->exits.count; ++i) {
    weir_lift_node_t* exit = lift->exits.items[i];
    if (is_same_end(exit->block->last, end)) return exit;
  }
  return NULL;
}

// Leads |node|, which ends in an op without successors, to the block of its
// own that this op has.
static void join_exit(weir_lift_t* lift, weir_lift_node_t* node) {
  weir_op_t* end = node->block->last;
  weir_lift_node_t* exit = find_exit(lift, end);
  weir_lift_number(lift, 0);
  bool is_new = exit == NULL;
  if (is_new) {
    exit = weir_lift_add_block(lift, lift->region, NULL);
    weir_lift_nodes_add(&lift->exits, lift->arena, exit);
    for (uint32_t i = 0; i < end->operand_count; ++i) {
      weir_block_add_argument(exit->block, weir_op_operand_n(end, i)->type,
                              end->location);
    }
  }
  weir_lift_values_t values = {0};
  for (uint32_t i = 0; i < end->operand_count; ++i) {
    weir_lift_values_add(&values, lift->step, weir_op_operand_n(end, i));
  }
  weir_op_unlink(end);
  weir_lift_build_branch(lift, node, end->location, exit->block, values.items,
                         values.count);
  if (!is_new) {
    weir_op_erase(end);
    return;
  }
  weir_block_append(exit->block, end);
  for (uint32_t i = 0; i < end->operand_count; ++i) {
    weir_op_set_operand(end, i, exit->block->arguments[i]);
  }
}

void weir_lift_join_exits(weir_lift_t* lift) {
  weir_block_t* last = lift->region->last;
  for (weir_block_t* block = lift->region->first;; block = block->next) {
    weir_lift_node_t* node = weir_lift_node(lift, block);
    if (node->out_count == 0) join_exit(lift, node);
    if (block == last) return;
  }
}

// The types of what the op that ends regions like this one hands back.
static weir_type_t** end_types(const weir_lift_t* lift, uint32_t* out_count) {
  const weir_op_t* parent = lift->region->op;
  *out_count = 0;
  if (weir_op_is(parent, WEIR_UTIL_INITIALIZER)) return NULL;
  if (!weir_op_is(parent, WEIR_SCF_EXECUTE_REGION)) {
    const weir_type_t* type = weir_function_type_of(parent);
    *out_count = type->function.result_count;
    return type->function.results;
  }
  *out_count = parent->result_count;
  weir_type_t** types =
      WEIR_ARENA_ARRAY(lift->step, weir_type_t*, parent->result_count);
  for (uint32_t i = 0; i < parent->result_count; ++i) {
    types[i] = weir_op_result_n(parent, i)->type;
  }
  return types;
}

void weir_lift_end_unreachable(weir_lift_t* lift, weir_lift_node_t* node,
                               weir_location_t* location) {
  uint32_t count;
  weir_type_t** types = end_types(lift, &count);
  weir_builder_t builder = weir_builder_at_end(node->block);
  weir_lift_values_t values = {0};
  for (uint32_t i = 0; i < count; ++i) {
    weir_lift_values_add(&values, lift->step,
                         weir_ub_build_poison(&builder, location, types[i]));
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, end_id(lift), location);
  weir_op_state_operands(&state, values.items, values.count);
  weir_build(&builder, &state);
  join_exit(lift, node);
}
