// Branches as regions run under a condition.
//
// Each successor that nothing else leads to gets the blocks it dominates as a
// region; the rest is the continuation, where all regions lead to. It becomes
// what stands behind the op that has the regions:
//
//   ^entry: cond_br %c, ^a, ^b     %r = scf.if %c { a } else { b }
//   ^a: .. br ^rest(%x)         -> .. rest with %r for %v ..
//   ^b: .. br ^rest(%y)
//   ^rest(%v): ..
//
// Regions that end in an exit of their own have no continuation. If all do, the
// branch stays; if some do, a multiplexer is put before the exits and the
// continuation, which leaves a branch of the first kind behind it.
#include <assert.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/cf.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/scf.h"
#include "compiler/transforms/util/lift.h"

// What a region that has no terminator yet yields.
typedef struct end_t {
  weir_block_t* block;
  weir_lift_values_t values;
} end_t;

typedef struct branch_t {
  weir_lift_node_t* entry;
  weir_lift_nodes_t* regions;  // of each successor; empty: the continuation
  weir_lift_edges_t leaving;   // edges out of the regions
  bool has_exits;              // some regions end in one
  bool has_continuation;
  weir_lift_node_t* continuation;
  end_t* ends;  // at most one of each region
  uint32_t end_count;
} branch_t;

int64_t weir_lift_case_value(const weir_op_t* op, uint32_t index) {
  const weir_attr_t* value =
      weir_dense_element(weir_op_attr(op, "case_values"), index);
  const weir_type_t* flag = weir_op_operand(op, WEIR_CF_SWITCH_FLAG)->type;
  return weir_int_wrap(value->integer.value, weir_type_bit_width(flag));
}

// -- regions ------------------------------------------------------------------

static bool has_one_edge_in(const weir_lift_node_t* node) {
  return node->in != NULL && node->in->next == NULL;
}

static void find_regions(weir_lift_t* lift, branch_t* branch) {
  weir_lift_node_t* entry = branch->entry;
  branch->regions =
      WEIR_ARENA_ARRAY(lift->step, weir_lift_nodes_t, entry->out_count);
  // Regions and entry are a set, what is not in it is the continuation.
  entry->set = ++lift->sets;
  for (uint32_t i = 0; i < entry->out_count; ++i) {
    weir_lift_node_t* target = weir_lift_edge_target(lift, &entry->out[i]);
    if (!has_one_edge_in(target)) continue;
    branch->regions[i] = weir_lift_dominated(lift, target);
    for (uint32_t j = 0; j < branch->regions[i].count; ++j) {
      branch->regions[i].items[j]->set = lift->sets;
    }
  }
}

static void find_leaving_edges(weir_lift_t* lift, branch_t* branch,
                               weir_lift_node_t* node) {
  if (node->out_count == 0) {
    branch->has_exits = true;
    for (weir_lift_edge_t* edge = node->in; edge != NULL; edge = edge->next) {
      weir_lift_edges_add(&branch->leaving, lift->step, edge);
    }
    return;
  }
  for (uint32_t i = 0; i < node->out_count; ++i) {
    weir_lift_edge_t* edge = &node->out[i];
    if (weir_lift_edge_target(lift, edge)->set == lift->sets) continue;
    weir_lift_edges_add(&branch->leaving, lift->step, edge);
    branch->has_continuation = true;
  }
}

static void find_continuation(weir_lift_t* lift, branch_t* branch) {
  weir_lift_node_t* entry = branch->entry;
  for (uint32_t i = 0; i < entry->out_count; ++i) {
    if (branch->regions[i].count == 0) {
      weir_lift_edges_add(&branch->leaving, lift->step, &entry->out[i]);
      branch->has_continuation = true;
      continue;
    }
    for (uint32_t j = 0; j < branch->regions[i].count; ++j) {
      find_leaving_edges(lift, branch, branch->regions[i].items[j]);
    }
  }
  if (!branch->has_continuation) return;
  weir_lift_edge_t** edges = branch->leaving.items;
  weir_lift_node_t* common = weir_lift_edge_target(lift, edges[0]);
  for (uint32_t i = 1; common != NULL && i < branch->leaving.count; ++i) {
    if (weir_lift_edge_target(lift, edges[i]) != common) common = NULL;
  }
  branch->continuation =
      common != NULL && !branch->has_exits
          ? common
          : weir_lift_mux_join(lift, edges[0]->op->location, &branch->leaving);
}

// -- the op -------------------------------------------------------------------

static void add_results(const weir_lift_t* lift, weir_op_state_t* state,
                        const weir_block_t* continuation) {
  uint32_t count = continuation->argument_count;
  weir_type_t** types = WEIR_ARENA_ARRAY(lift->step, weir_type_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    types[i] = continuation->arguments[i]->type;
  }
  weir_op_state_results(state, types, count);
}

static weir_op_t* build_if(const weir_lift_t* lift, weir_builder_t* builder,
                           const weir_op_t* op,
                           const weir_block_t* continuation) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_SCF_IF, op->location);
  weir_op_state_operand(&state, weir_op_operand(op, WEIR_CF_COND_BR_CONDITION));
  add_results(lift, &state, continuation);
  return weir_build(builder, &state);
}

static weir_op_t* build_index_switch(const weir_lift_t* lift,
                                     weir_builder_t* builder,
                                     const weir_op_t* op,
                                     const weir_block_t* continuation) {
  weir_value_t* flag = weir_build_unary(
      builder, WEIR_ARITH_INDEX_CAST, op->location,
      weir_op_operand(op, WEIR_CF_SWITCH_FLAG), weir_index_type(lift->context));
  uint32_t count = op->successor_count - 1;
  int64_t* cases = WEIR_ARENA_ARRAY(lift->step, int64_t, count);
  for (uint32_t i = 0; i < count; ++i) cases[i] = weir_lift_case_value(op, i);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_SCF_INDEX_SWITCH, op->location);
  weir_op_state_operand(&state, flag);
  weir_op_state_attr(&state, "cases",
                     weir_dense_i64_array_attr(lift->context, cases, count));
  add_results(lift, &state, continuation);
  weir_op_state_regions(&state, op->successor_count);
  return weir_build(builder, &state);
}

// In the place of the terminator of the entry, which stays for the moment.
static weir_op_t* build_structured(const weir_lift_t* lift,
                                   const branch_t* branch) {
  weir_op_t* op = branch->entry->block->last;
  const weir_block_t* continuation = branch->continuation->block;
  weir_builder_t builder = weir_builder_before(op);
  return weir_op_is(op, WEIR_CF_COND_BR)
             ? build_if(lift, &builder, op, continuation)
             : build_index_switch(lift, &builder, op, continuation);
}

// -- filling it ---------------------------------------------------------------

static weir_lift_values_t arguments_of(const weir_lift_t* lift,
                                       const weir_block_t* block) {
  weir_lift_values_t values = {0};
  for (uint32_t i = 0; i < block->argument_count; ++i) {
    weir_lift_values_add(&values, lift->step, block->arguments[i]);
  }
  return values;
}

// Moves blocks into |region|. If several edges lead out of it they meet in a
// block of their own.
static void fill_region(weir_lift_t* lift, branch_t* branch,
                        const weir_lift_nodes_t* nodes, weir_region_t* region) {
  weir_lift_edge_t* only = NULL;
  weir_lift_node_t* end = NULL;
  for (uint32_t i = 0; i < nodes->count; ++i) {
    weir_lift_node_t* node = nodes->items[i];
    weir_region_insert_block(region, node->block, NULL);
    for (uint32_t j = 0; j < node->out_count; ++j) {
      weir_lift_edge_t* edge = &node->out[j];
      if (weir_lift_edge_target(lift, edge) != branch->continuation) continue;
      if (only == NULL) {
        only = edge;
        continue;
      }
      if (end == NULL) {
        end = weir_lift_add_block(lift, region, NULL);
        weir_lift_copy_arguments(end->block, branch->continuation->block);
        weir_lift_edge_redirect(only, end);
        branch->ends[branch->end_count++] =
            (end_t){end->block, arguments_of(lift, end->block)};
      }
      weir_lift_edge_redirect(edge, end);
    }
  }
}

// The only edge to the entry of a region says what its arguments are.
static void drop_arguments(const weir_lift_t* lift,
                           const weir_lift_edge_t* edge, weir_block_t* block) {
  weir_lift_values_t values = weir_lift_edge_values(lift, edge);
  for (uint32_t i = 0; i < values.count; ++i) {
    weir_value_replace_uses(block->arguments[i], values.items[i]);
  }
  while (block->argument_count > 0) {
    weir_block_erase_argument(block, block->argument_count - 1);
  }
}

static void fill(weir_lift_t* lift, branch_t* branch, weir_op_t* op) {
  weir_lift_node_t* entry = branch->entry;
  branch->ends = WEIR_ARENA_ARRAY(lift->step, end_t, entry->out_count);
  for (uint32_t i = 0; i < entry->out_count; ++i) {
    const weir_lift_nodes_t* nodes = &branch->regions[i];
    weir_region_t* region = weir_op_region(op, i);
    if (nodes->count == 0) {
      branch->ends[branch->end_count++] =
          (end_t){weir_lift_add_block(lift, region, NULL)->block,
                  weir_lift_edge_values(lift, &entry->out[i])};
      continue;
    }
    fill_region(lift, branch, nodes, region);
    drop_arguments(lift, &entry->out[i], nodes->items[0]->block);
    weir_lift_nodes_add(&lift->work, lift->arena, nodes->items[0]);
  }
}

static void build_yield(weir_block_t* block, weir_location_t* location,
                        const weir_lift_values_t* values) {
  weir_builder_t builder = weir_builder_at_end(block);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_SCF_YIELD, location);
  weir_op_state_operands(&state, values->items, values->count);
  weir_build(&builder, &state);
}

static void end_regions(const weir_lift_t* lift, const branch_t* branch,
                        const weir_op_t* op) {
  for (uint32_t i = 0; i < branch->end_count; ++i) {
    const end_t* end = &branch->ends[i];
    build_yield(end->block, op->location, &end->values);
  }
  while (branch->continuation->in != NULL) {
    weir_lift_edge_t* edge = branch->continuation->in;
    weir_lift_node_t* node = weir_lift_edge_source(lift, edge);
    assert(node->out_count == 1);
    weir_lift_values_t values = weir_lift_edge_values(lift, edge);
    weir_location_t* location = edge->op->location;
    weir_lift_erase_terminator(node);
    build_yield(node->block, location, &values);
  }
}

// -- one step -----------------------------------------------------------------

// A block that all of |node| leads to is the rest of it.
static void append_successor(weir_lift_t* lift, weir_lift_node_t* node) {
  weir_lift_node_t* next = weir_lift_edge_target(lift, &node->out[0]);
  weir_lift_values_t values = weir_lift_edge_values(lift, &node->out[0]);
  for (uint32_t i = 0; i < values.count; ++i) {
    weir_value_replace_uses(next->block->arguments[i], values.items[i]);
  }
  weir_lift_erase_terminator(node);
  weir_lift_merge(node, next);
}

void weir_lift_branches(weir_lift_t* lift, weir_lift_node_t* entry) {
  while (entry->out_count == 1) append_successor(lift, entry);
  if (entry->out_count == 0) return;
  branch_t branch = {.entry = entry};
  find_regions(lift, &branch);
  find_continuation(lift, &branch);
  if (!branch.has_continuation) {
    for (uint32_t i = 0; i < entry->out_count; ++i) {
      weir_lift_nodes_add(&lift->work, lift->arena,
                          weir_lift_edge_target(lift, &entry->out[i]));
    }
    return;
  }
  if (branch.has_exits) {
    weir_lift_forget_dominance(lift, entry->block->region);
    weir_lift_nodes_add(&lift->work, lift->arena, entry);
    return;
  }
  weir_op_t* op = build_structured(lift, &branch);
  fill(lift, &branch, op);
  weir_lift_erase_terminator(entry);
  end_regions(lift, &branch, op);
  weir_block_t* continuation = branch.continuation->block;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_replace_uses(continuation->arguments[i],
                            weir_op_result_n(op, i));
  }
  weir_lift_merge(entry, branch.continuation);
  weir_lift_nodes_add(&lift->work, lift->arena, entry);
}
