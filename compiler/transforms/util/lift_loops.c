// Cycles as loops.
//
// Each strongly connected component gets one entry, a multiplexer if edges from
// outside lead to several of its blocks, and one latch, a multiplexer of all
// that goes back to the entry or out of the cycle. The latch is told by a flag
// whether to go on:
//
//   ^header(state): .. the cycle without its edges back ..
//   ^latch(what header and exits get, number of the target, flag)
//
// which is the body of an scf.while that hands |state| around. All that is used
// behind the loop is part of the state.
#include <assert.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/scf.h"
#include "compiler/transforms/util/lift.h"

typedef struct loop_t {
  weir_lift_nodes_t blocks;
  weir_lift_edges_t entries, exits, backs;
  weir_lift_node_t* header;
  weir_lift_node_t* latch;
  weir_lift_node_t* exit;
  weir_lift_values_t next;  // state of the next iteration
  weir_location_t* location;
} loop_t;

// -- cycles -------------------------------------------------------------------
//
// Algorithm: Tarjan, "Depth-first search and linear graph algorithms" (1972).

typedef struct search_t {
  weir_lift_t* lift;
  weir_lift_nodes_t open;
  loop_t* cycles;
  uint32_t count, capacity;
} search_t;

static void visit(search_t* search, weir_lift_node_t* node,
                  weir_lift_node_t* parent) {
  weir_lift_t* lift = search->lift;
  node->round = lift->rounds;
  node->parent = parent;
  node->next_out = 0;
  node->visit = node->low = ++lift->order.count;
  node->is_open = true;
  weir_lift_nodes_add(&search->open, lift->step, node);
}

static bool leads_to_itself(const weir_lift_t* lift,
                            const weir_lift_node_t* node) {
  for (uint32_t i = 0; i < node->out_count; ++i) {
    if (weir_lift_edge_target(lift, &node->out[i]) == node) return true;
  }
  return false;
}

static void add_cycle(search_t* search, const weir_lift_nodes_t* blocks) {
  if (search->count == search->capacity) {
    uint32_t capacity = search->capacity != 0 ? 2 * search->capacity : 4;
    loop_t* cycles = WEIR_ARENA_ARRAY(search->lift->step, loop_t, capacity);
    for (uint32_t i = 0; i < search->count; ++i) cycles[i] = search->cycles[i];
    search->cycles = cycles;
    search->capacity = capacity;
  }
  search->cycles[search->count++] = (loop_t){.blocks = *blocks};
}

// All that was opened since |node|, if it is a cycle.
static void close_component(search_t* search, const weir_lift_node_t* node) {
  weir_lift_t* lift = search->lift;
  weir_lift_nodes_t* open = &search->open;
  if (open->items[open->count - 1] == node && !leads_to_itself(lift, node)) {
    open->items[--open->count]->is_open = false;
    return;
  }
  weir_lift_nodes_t blocks = {0};
  const weir_lift_node_t* last;
  do {
    weir_lift_node_t* block = open->items[--open->count];
    block->is_open = false;
    weir_lift_nodes_add(&blocks, lift->step, block);
    last = block;
  } while (last != node);
  add_cycle(search, &blocks);
}

static void find_cycles(search_t* search, weir_lift_node_t* entry) {
  weir_lift_t* lift = search->lift;
  ++lift->rounds;
  lift->order.count = 0;
  visit(search, entry, NULL);
  for (weir_lift_node_t* node = entry; node != NULL;) {
    if (node->next_out < node->out_count) {
      weir_lift_node_t* next =
          weir_lift_edge_target(lift, &node->out[node->next_out++]);
      if (next->round != lift->rounds) {
        visit(search, next, node);
        node = next;
      } else if (next->is_open && next->visit < node->low) {
        node->low = next->visit;
      }
      continue;
    }
    if (node->low == node->visit) close_component(search, node);
    weir_lift_node_t* parent = node->parent;
    if (parent != NULL && node->low < parent->low) parent->low = node->low;
    node = parent;
  }
}

// -- edges of a cycle ---------------------------------------------------------

static void add_block(const weir_lift_t* lift, loop_t* loop,
                      weir_lift_node_t* node) {
  if (node->set == lift->sets) return;
  node->set = lift->sets;
  weir_lift_nodes_add(&loop->blocks, lift->step, node);
}

static bool is_inside(const weir_lift_t* lift, const weir_lift_node_t* node) {
  return node->set == lift->sets;
}

static bool is_entered(const weir_lift_t* lift, const weir_lift_node_t* node) {
  for (weir_lift_edge_t* edge = node->in; edge != NULL; edge = edge->next) {
    if (!is_inside(lift, weir_lift_edge_source(lift, edge))) return true;
  }
  return false;
}

static void find_edges(weir_lift_t* lift, loop_t* loop) {
  ++lift->sets;
  for (uint32_t i = 0; i < loop->blocks.count; ++i) {
    loop->blocks.items[i]->set = lift->sets;
  }
  for (uint32_t i = 0; i < loop->blocks.count; ++i) {
    weir_lift_node_t* node = loop->blocks.items[i];
    for (weir_lift_edge_t* edge = node->in; edge != NULL; edge = edge->next) {
      if (is_inside(lift, weir_lift_edge_source(lift, edge))) continue;
      weir_lift_edges_add(&loop->entries, lift->step, edge);
    }
    for (uint32_t j = 0; j < node->out_count; ++j) {
      weir_lift_edge_t* edge = &node->out[j];
      weir_lift_node_t* target = weir_lift_edge_target(lift, edge);
      if (!is_inside(lift, target)) {
        weir_lift_edges_add(&loop->exits, lift->step, edge);
      } else if (is_entered(lift, target)) {
        weir_lift_edges_add(&loop->backs, lift->step, edge);
      }
    }
  }
}

// -- one entry, one latch -----------------------------------------------------

static void make_header(weir_lift_t* lift, loop_t* loop) {
  loop->header = weir_lift_edge_target(lift, loop->entries.items[0]);
  if (loop->entries.count == 1) return;
  weir_lift_edges_t all = {0};
  for (uint32_t i = 0; i < loop->entries.count; ++i) {
    weir_lift_edges_add(&all, lift->step, loop->entries.items[i]);
  }
  for (uint32_t i = 0; i < loop->backs.count; ++i) {
    weir_lift_edges_add(&all, lift->step, loop->backs.items[i]);
  }
  loop->header =
      weir_lift_mux_join(lift, loop->header->block->last->location, &all);
  add_block(lift, loop, loop->header);
}

// The latch is left without a terminator: it goes to the header with loop->next
// or to the exit, which goes on to where the cycle was left for.
static void make_latch(weir_lift_t* lift, loop_t* loop) {
  loop->location = loop->backs.items[0]->op->location;
  weir_lift_nodes_t targets = {0};
  for (uint32_t i = 0; i < loop->backs.count; ++i) {
    weir_lift_nodes_add(&targets, lift->step, loop->header);
  }
  for (uint32_t i = 0; i < loop->exits.count; ++i) {
    weir_lift_nodes_add(&targets, lift->step,
                        weir_lift_edge_target(lift, loop->exits.items[i]));
  }
  weir_lift_mux_t* mux =
      weir_lift_mux_create(lift, loop->location, &targets, true);
  loop->latch = mux->node;
  weir_block_t* latch = loop->latch->block;
  loop->exit = weir_lift_add_block(lift, latch->region, latch->next);
  for (uint32_t i = 0; i < loop->backs.count; ++i) {
    weir_lift_mux_redirect(lift, mux, loop->backs.items[i],
                           weir_lift_number(lift, 1));
  }
  for (uint32_t i = 0; i < loop->exits.count; ++i) {
    weir_lift_mux_redirect(lift, mux, loop->exits.items[i],
                           weir_lift_number(lift, 0));
  }
  for (uint32_t i = 0; i < loop->header->block->argument_count; ++i) {
    weir_lift_values_add(&loop->next, lift->step, latch->arguments[i]);
  }
  if (loop->exits.count > 0) {
    weir_lift_mux_dispatch(lift, mux, loop->location, loop->exit, loop->header);
  } else {
    weir_lift_end_unreachable(lift, loop->exit, loop->location);
  }
  add_block(lift, loop, loop->latch);
}

// -- state --------------------------------------------------------------------

static bool is_used_inside(const weir_lift_t* lift, const loop_t* loop,
                           const weir_use_t* use) {
  const weir_region_t* region = loop->header->block->region;
  const weir_block_t* block = use->op->block;
  while (block->region != region) block = block->region->op->block;
  return is_inside(lift, weir_lift_node(lift, block));
}

static bool reaches_latch(weir_lift_t* lift, const loop_t* loop,
                          weir_lift_node_t* node) {
  for (weir_lift_edge_t* edge = loop->latch->in; edge != NULL;
       edge = edge->next) {
    weir_lift_node_t* from = weir_lift_edge_source(lift, edge);
    if (!weir_lift_dominates(lift, node, from)) return false;
  }
  return true;
}

// What the latch has of |value|, which may not be there on all ways to it.
static weir_value_t* at_latch(weir_lift_t* lift, loop_t* loop,
                              weir_lift_node_t* node, weir_value_t* value) {
  if (node == loop->latch || reaches_latch(lift, loop, node)) return value;
  for (weir_lift_edge_t* edge = loop->latch->in; edge != NULL;
       edge = edge->next) {
    weir_lift_node_t* from = weir_lift_edge_source(lift, edge);
    weir_lift_edge_add_value(lift, edge,
                             weir_lift_dominates(lift, node, from)
                                 ? value
                                 : weir_lift_poison(lift, value->type));
  }
  return weir_block_add_argument(loop->latch->block, value->type,
                                 weir_value_location(value));
}

// Makes a value part of the state if it is used behind the loop.
static void carry_out(weir_lift_t* lift, loop_t* loop, weir_lift_node_t* node,
                      weir_value_t* value) {
  weir_value_t* outside = NULL;
  WEIR_FOR_EACH_USE(use, value) {
    if (is_used_inside(lift, loop, use)) continue;
    if (outside == NULL) {
      weir_location_t* location = weir_value_location(value);
      outside =
          weir_block_add_argument(loop->exit->block, value->type, location);
      weir_block_add_argument(loop->header->block, value->type, location);
      weir_lift_values_add(&loop->next, lift->step,
                           at_latch(lift, loop, node, value));
    }
    weir_op_set_operand(use->op, use->index, outside);
  }
}

// Uses behind the loop of what the header gets see what it would get next.
static void carry_header_arguments(const weir_lift_t* lift, loop_t* loop) {
  for (uint32_t i = 0; i < loop->next.count; ++i) {
    weir_value_t* value = loop->next.items[i];
    weir_value_t* outside = weir_block_add_argument(
        loop->exit->block, value->type, weir_value_location(value));
    WEIR_FOR_EACH_USE(use, value) {
      if (is_used_inside(lift, loop, use)) continue;
      weir_op_set_operand(use->op, use->index, outside);
    }
  }
}

static void make_state(weir_lift_t* lift, loop_t* loop) {
  carry_header_arguments(lift, loop);
  // Arguments added on the way carry what has been dealt with.
  uint32_t header_count = loop->header->block->argument_count;
  uint32_t latch_count = loop->latch->block->argument_count;
  for (uint32_t i = 0; i < loop->blocks.count; ++i) {
    weir_lift_node_t* node = loop->blocks.items[i];
    uint32_t count = node == loop->header  ? header_count
                     : node == loop->latch ? latch_count
                                           : node->block->argument_count;
    for (uint32_t j = 0; j < count; ++j) {
      carry_out(lift, loop, node, node->block->arguments[j]);
    }
    WEIR_FOR_EACH_OP(op, node->block) {
      for (uint32_t j = 0; j < op->result_count; ++j) {
        carry_out(lift, loop, node, weir_op_result_n(op, j));
      }
    }
  }
  const weir_block_t* header = loop->header->block;
  for (weir_lift_edge_t* edge = loop->header->in; edge != NULL;
       edge = edge->next) {
    for (uint32_t i = header_count; i < header->argument_count; ++i) {
      weir_lift_edge_add_value(
          lift, edge, weir_lift_poison(lift, header->arguments[i]->type));
    }
  }
}

// -- the loop -----------------------------------------------------------------

// scf.while at the end of |before| with empty regions.
static weir_op_t* build_while(const weir_lift_t* lift,
                              const weir_lift_node_t* before,
                              weir_location_t* location) {
  weir_builder_t builder = weir_builder_at_end(before->block);
  weir_value_t** inits = before->block->arguments;
  uint32_t count = before->block->argument_count;
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_SCF_WHILE, location);
  weir_op_state_operands(&state, inits, count);
  weir_type_t** types = WEIR_ARENA_ARRAY(lift->step, weir_type_t*, count);
  for (uint32_t i = 0; i < count; ++i) types[i] = inits[i]->type;
  weir_op_state_results(&state, types, count);
  return weir_build(&builder, &state);
}

static void build_condition(const weir_lift_t* lift, const loop_t* loop,
                            weir_value_t* flag) {
  weir_builder_t builder = weir_builder_at_end(loop->latch->block);
  weir_value_t* wide =
      weir_build_unary(&builder, WEIR_ARITH_INDEX_CASTUI, loop->location, flag,
                       weir_i64_type(lift->context));
  weir_value_t* goes_on =
      weir_build_unary(&builder, WEIR_ARITH_TRUNCI, loop->location, wide,
                       weir_i1_type(lift->context));
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_SCF_CONDITION, loop->location);
  weir_op_state_operand(&state, goes_on);
  weir_op_state_operands(&state, loop->next.items, loop->next.count);
  weir_build(&builder, &state);
}

// The region behind the condition hands on what it gets.
static void fill_after(weir_op_t* op) {
  weir_block_t* block = weir_region_add_block(weir_op_region(op, 1));
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_block_add_argument(block, weir_op_result_n(op, i)->type, op->location);
  }
  weir_builder_t builder = weir_builder_at_end(block);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_SCF_YIELD, op->location);
  weir_op_state_operands(&state, block->arguments, block->argument_count);
  weir_build(&builder, &state);
}

static void build_loop(weir_lift_t* lift, loop_t* loop, weir_value_t* flag) {
  weir_block_t* header = loop->header->block;
  weir_lift_node_t* before = weir_lift_add_block(lift, header->region, header);
  weir_lift_copy_arguments(before->block, header);
  weir_op_t* op = build_while(lift, before, loop->location);
  weir_region_t* body = weir_op_region(op, 0);
  weir_region_insert_block(body, header, NULL);
  for (uint32_t i = 0; i < loop->blocks.count; ++i) {
    weir_lift_node_t* node = loop->blocks.items[i];
    node->has_place = false;
    if (node == loop->header || node == loop->latch) continue;
    weir_region_insert_block(body, node->block, NULL);
  }
  weir_region_insert_block(body, loop->latch->block, NULL);
  build_condition(lift, loop, flag);
  fill_after(op);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_replace_uses(loop->exit->block->arguments[i],
                            weir_op_result_n(op, i));
  }
  weir_lift_redirect_all(loop->header, before);
  weir_lift_merge(before, loop->exit);
  loop->header->may_cycle = true;
  weir_lift_nodes_add(&lift->work, lift->arena, loop->header);
}

void weir_lift_loops(weir_lift_t* lift, weir_lift_node_t* entry) {
  entry->may_cycle = false;
  search_t search = {.lift = lift};
  find_cycles(&search, entry);
  for (uint32_t i = 0; i < search.count; ++i) {
    loop_t* loop = &search.cycles[i];
    find_edges(lift, loop);
    make_header(lift, loop);
    make_latch(lift, loop);
    // The last argument so far: state is added behind it.
    weir_block_t* latch = loop->latch->block;
    weir_value_t* flag = latch->arguments[latch->argument_count - 1];
    make_state(lift, loop);
    build_loop(lift, loop, flag);
  }
  if (search.count > 0) {
    weir_lift_forget_dominance(lift, entry->block->region);
  }
}
