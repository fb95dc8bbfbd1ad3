// One device for each value that branches, loops and calls hand on.
//
// A block argument, or a result of a branch, loop or call, stands for several
// values, which the placement may have put on different devices. Each such
// value gets a home, and what is handed to it from elsewhere is transferred
// there: then every path leads to the same device.
#include "compiler/analysis/members.h"
#include "compiler/analysis/tensor_dims.h"
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/symbol.h"
#include "compiler/placement/placement_impl.h"

typedef struct joins_t {
  weir_arena_t* scratch;
  weir_attr_t* fallback;
  const weir_members_t* members;
} joins_t;

static bool is_tensor(const weir_value_t* value) {
  return weir_type_is_ranked_tensor(value->type);
}

// Where a value is wanted: by the first of its users that says so; what differs
// between the members of a channel is on each node.
static weir_attr_t* home_of(const joins_t* joins, weir_value_t* const* values,
                            uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    if (weir_members_differ(joins->members, values[i])) {
      return weir_each_node_affinity(joins->fallback->context);
    }
  }
  for (uint32_t i = 0; i < count; ++i) {
    for (weir_use_t* use = values[i]->uses; use != NULL; use = use->next) {
      weir_attr_t* affinity = weir_op_affinity(use->op);
      if (affinity != NULL) return affinity;
    }
  }
  return joins->fallback;
}

static weir_value_t* transfer(joins_t* joins, weir_op_t* before,
                              weir_value_t* value, weir_attr_t* home) {
  weir_builder_t builder = weir_builder_before(before);
  weir_location_t* location = weir_value_location(value);
  uint32_t rank = weir_type_rank(value->type);
  weir_value_t** dims =
      WEIR_ARENA_ARRAY(joins->scratch, weir_value_t*, rank + 1);
  uint32_t count = weir_build_open_dims(&builder, location, value, dims);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_FLOW_TENSOR_TRANSFER, location);
  weir_op_state_operand(&state, value);
  weir_op_state_operands(&state, dims, count);
  weir_op_state_attr(&state, "target", home);
  weir_op_state_result(&state, value->type);
  return weir_op_result_n(weir_build(&builder, &state), 0);
}

// Operand |index| of |from| is handed to a value at |home|.
static void hand_over(joins_t* joins, weir_op_t* from, uint32_t index,
                      weir_attr_t* home) {
  weir_value_t* value = weir_op_operand_n(from, index);
  weir_op_set_operand(from, index, transfer(joins, from, value, home));
}

static weir_op_t* terminator_of(weir_op_t* op, uint32_t region) {
  weir_region_t* body = weir_op_region(op, region);
  if (body == NULL || weir_region_is_empty(body)) return NULL;
  return weir_block_terminator(body->first);
}

static void join_if(joins_t* joins, weir_op_t* op) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    if (!is_tensor(result)) continue;
    weir_attr_t* home = home_of(joins, &result, 1);
    for (uint32_t r = 0; r < op->region_count; ++r) {
      weir_op_t* yield = terminator_of(op, r);
      if (yield != NULL) hand_over(joins, yield, i, home);
    }
  }
}

static void join_for(joins_t* joins, weir_op_t* op) {
  weir_op_t* yield = terminator_of(op, 0);
  weir_block_t* body = weir_op_region(op, 0)->first;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* values[2] = {body->arguments[i + 1], weir_op_result_n(op, i)};
    if (!is_tensor(values[0])) continue;
    weir_attr_t* home = home_of(joins, values, 2);
    hand_over(joins, op, WEIR_SCF_FOR_INIT_ARGS + i, home);
    hand_over(joins, yield, i, home);
  }
}

static void join_while(joins_t* joins, weir_op_t* op) {
  weir_op_t *condition = terminator_of(op, 0), *yield = terminator_of(op, 1);
  weir_block_t* before = weir_op_region(op, 0)->first;
  weir_block_t* after = weir_op_region(op, 1)->first;
  for (uint32_t i = 0; i < before->argument_count; ++i) {
    if (!is_tensor(before->arguments[i])) continue;
    weir_attr_t* home = home_of(joins, &before->arguments[i], 1);
    hand_over(joins, op, i, home);
    hand_over(joins, yield, i, home);
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* values[2] = {after->arguments[i], weir_op_result_n(op, i)};
    if (!is_tensor(values[0])) continue;
    hand_over(joins, condition, WEIR_SCF_CONDITION_ARGS + i,
              home_of(joins, values, 2));
  }
}

static void join_select(joins_t* joins, weir_op_t* op) {
  weir_value_t* result = weir_op_result_n(op, 0);
  if (!is_tensor(result) || is_tensor(weir_op_operand_n(op, 0))) return;
  weir_attr_t* home = home_of(joins, &result, 1);
  hand_over(joins, op, 1, home);
  hand_over(joins, op, 2, home);
}

static void join_block(joins_t* joins, weir_block_t* block) {
  uint32_t count;
  weir_op_t** from = weir_block_predecessors(block, joins->scratch, &count);
  for (uint32_t a = 0; a < block->argument_count; ++a) {
    if (!is_tensor(block->arguments[a])) continue;
    weir_attr_t* home = home_of(joins, &block->arguments[a], 1);
    for (uint32_t i = 0; i < count; ++i) {
      for (uint32_t s = 0; s < from[i]->successor_count; ++s) {
        if (from[i]->successors[s] != block) continue;
        uint32_t start, passed;
        weir_op_successor_operands(from[i], s, &start, &passed);
        if (a < passed) hand_over(joins, from[i], start + a, home);
      }
    }
  }
}

// What a function is called with goes where its body wants it.
static void join_call(joins_t* joins, weir_op_t* op) {
  const weir_op_t* callee = weir_symbol_resolve(op, weir_op_attr(op, "callee"));
  const weir_region_t* body = callee != NULL ? weir_op_region(callee, 0) : NULL;
  if (body == NULL || weir_region_is_empty(body)) return;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* argument = body->first->arguments[i];
    if (!is_tensor(argument)) continue;
    hand_over(joins, op, i, home_of(joins, &argument, 1));
  }
}

// Its callers are many: what it returns is at one place for all.
static void join_return(joins_t* joins, weir_op_t* op) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* value = weir_op_operand_n(op, i);
    if (!is_tensor(value)) continue;
    bool differs = weir_members_differ(joins->members, value);
    hand_over(joins, op, i,
              differs ? weir_each_node_affinity(op->context) : joins->fallback);
  }
}

static weir_walk_t join(weir_op_t* op, void* user) {
  joins_t* joins = user;
  switch (weir_op_id(op)) {
    case WEIR_FLOW_EXECUTABLE:
      return WEIR_WALK_SKIP;
    case WEIR_SCF_IF:
    case WEIR_SCF_INDEX_SWITCH:
      join_if(joins, op);
      break;
    case WEIR_SCF_FOR:
      join_for(joins, op);
      break;
    case WEIR_SCF_WHILE:
      join_while(joins, op);
      break;
    case WEIR_ARITH_SELECT:
      join_select(joins, op);
      break;
    case WEIR_UTIL_CALL:
      join_call(joins, op);
      break;
    case WEIR_UTIL_RETURN:
      join_return(joins, op);
      break;
    default:
      break;
  }
  for (uint32_t r = 0; r < op->region_count; ++r) {
    WEIR_FOR_EACH_BLOCK(block, &op->regions[r]) {
      if (block != op->regions[r].first) join_block(joins, block);
    }
  }
  return WEIR_WALK_CONTINUE;
}

void weir_place_joins(weir_op_t* module, weir_attr_t* fallback,
                      weir_arena_t* scratch) {
  joins_t joins = {.scratch = scratch,
                   .fallback = fallback,
                   .members = weir_members_create(module, scratch)};
  weir_walk_pre_order(module, join, &joins);
}
