// Blocks and edges as lists: which edges lead to a block, in the order in which
// a walk over uses in MLIR meets them.
#include <assert.h>
#include <string.h>

#include "compiler/dialects/cf.h"
#include "compiler/dialects/ub.h"
#include "compiler/transforms/util/lift.h"

// -- lists --------------------------------------------------------------------

#define DEFINE_ADD(name, list_type, item_type)                          \
  void name(list_type* list, weir_arena_t* arena, item_type item) {     \
    if (list->count == list->capacity) {                                \
      uint32_t capacity = list->capacity != 0 ? 2 * list->capacity : 8; \
      item_type* items = WEIR_ARENA_ARRAY(arena, item_type, capacity);  \
      if (list->count != 0) {                                           \
        memcpy(items, list->items, list->count * sizeof(*items));       \
      }                                                                 \
      list->items = items;                                              \
      list->capacity = capacity;                                        \
    }                                                                   \
    list->items[list->count++] = item;                                  \
  }                                                                     \
  _Static_assert(sizeof(item_type) == sizeof(void*), "lists of pointers")

DEFINE_ADD(weir_lift_nodes_add, weir_lift_nodes_t, weir_lift_node_t*);
DEFINE_ADD(weir_lift_edges_add, weir_lift_edges_t, weir_lift_edge_t*);
DEFINE_ADD(weir_lift_values_add, weir_lift_values_t, weir_value_t*);

// -- blocks -------------------------------------------------------------------

static weir_lift_node_t* add_node(weir_lift_t* lift, weir_block_t* block) {
  weir_lift_node_t* node = WEIR_ARENA_NEW(lift->arena, weir_lift_node_t);
  node->block = block;
  block->id = lift->nodes.count;
  weir_lift_nodes_add(&lift->nodes, lift->arena, node);
  return node;
}

weir_lift_node_t* weir_lift_node(const weir_lift_t* lift,
                                 const weir_block_t* block) {
  assert(block->id < lift->nodes.count);
  assert(lift->nodes.items[block->id]->block == block);
  return lift->nodes.items[block->id];
}

weir_lift_node_t* weir_lift_add_block(weir_lift_t* lift, weir_region_t* region,
                                      weir_block_t* before) {
  weir_block_t* block = weir_block_create(lift->context);
  weir_region_insert_block(region, block, before);
  return add_node(lift, block);
}

void weir_lift_graph_init(weir_lift_t* lift) {
  WEIR_FOR_EACH_BLOCK(block, lift->region) add_node(lift, block);
  WEIR_FOR_EACH_BLOCK(block, lift->region) {
    weir_lift_add_edges(lift, weir_lift_node(lift, block));
  }
}

void weir_lift_copy_arguments(weir_block_t* to, const weir_block_t* from) {
  for (uint32_t i = 0; i < from->argument_count; ++i) {
    weir_block_add_argument(to, from->arguments[i]->type,
                            weir_value_location(from->arguments[i]));
  }
}

// -- edges --------------------------------------------------------------------

weir_lift_node_t* weir_lift_edge_source(const weir_lift_t* lift,
                                        const weir_lift_edge_t* edge) {
  return weir_lift_node(lift, edge->op->block);
}

weir_lift_node_t* weir_lift_edge_target(const weir_lift_t* lift,
                                        const weir_lift_edge_t* edge) {
  return weir_lift_node(lift, edge->op->successors[edge->index]);
}

static void link_edge(weir_lift_edge_t* edge, weir_lift_node_t* target) {
  edge->next = target->in;
  edge->link = &target->in;
  if (edge->next != NULL) edge->next->link = &edge->next;
  target->in = edge;
}

static void unlink_edge(weir_lift_edge_t* edge) {
  *edge->link = edge->next;
  if (edge->next != NULL) edge->next->link = edge->link;
}

void weir_lift_add_edges(weir_lift_t* lift, weir_lift_node_t* node) {
  weir_op_t* op = node->block->last;
  node->out_count = op != NULL ? op->successor_count : 0;
  node->out = WEIR_ARENA_ARRAY(lift->arena, weir_lift_edge_t, node->out_count);
  for (uint32_t i = 0; i < node->out_count; ++i) {
    node->out[i].op = op;
    node->out[i].index = i;
    link_edge(&node->out[i], weir_lift_node(lift, op->successors[i]));
  }
}

void weir_lift_edge_redirect(weir_lift_edge_t* edge, weir_lift_node_t* target) {
  unlink_edge(edge);
  edge->op->successors[edge->index] = target->block;
  link_edge(edge, target);
}

void weir_lift_redirect_all(weir_lift_node_t* from, weir_lift_node_t* to) {
  while (from->in != NULL) weir_lift_edge_redirect(from->in, to);
}

void weir_lift_erase_terminator(weir_lift_node_t* node) {
  for (uint32_t i = 0; i < node->out_count; ++i) unlink_edge(&node->out[i]);
  node->out_count = 0;
  weir_op_erase(node->block->last);
}

void weir_lift_merge(weir_lift_node_t* to, weir_lift_node_t* from) {
  assert(to->out_count == 0 && from->in == NULL);
  WEIR_FOR_EACH_OP(op, from->block) {
    weir_op_unlink(op);
    weir_block_append(to->block, op);
  }
  to->out = from->out;
  to->out_count = from->out_count;
  from->out_count = 0;
  weir_block_erase(from->block);
}

// -- what goes along edges ----------------------------------------------------

weir_lift_values_t weir_lift_edge_values(const weir_lift_t* lift,
                                         const weir_lift_edge_t* edge) {
  uint32_t start, count;
  weir_lift_values_t values = {0};
  weir_op_successor_operands(edge->op, edge->index, &start, &count);
  for (uint32_t i = 0; i < count; ++i) {
    weir_lift_values_add(&values, lift->step,
                         weir_op_operand_n(edge->op, start + i));
  }
  return values;
}

// The cases of a switch share a group: all of them are set together.
static void set_case_values(const weir_lift_t* lift, weir_lift_edge_t* edge,
                            const weir_lift_values_t* values) {
  weir_op_t* op = edge->op;
  uint32_t case_count = op->successor_count - 1;
  int32_t* sizes = WEIR_ARENA_ARRAY(lift->step, int32_t, case_count);
  weir_lift_values_t all = {0};
  for (uint32_t i = 0; i < case_count; ++i) {
    weir_lift_edge_t other = {.op = op, .index = i + 1};
    weir_lift_values_t kept = other.index == edge->index
                                  ? *values
                                  : weir_lift_edge_values(lift, &other);
    for (uint32_t j = 0; j < kept.count; ++j) {
      weir_lift_values_add(&all, lift->step, kept.items[j]);
    }
    sizes[i] = (int32_t)kept.count;
  }
  weir_op_set_operand_group(op, WEIR_CF_SWITCH_CASE_OPERANDS, all.items,
                            all.count);
  weir_op_set_attr(
      op, "case_operand_segments",
      weir_dense_array_attr(weir_i32_type(op->context), sizes, case_count));
}

void weir_lift_edge_set_values(const weir_lift_t* lift, weir_lift_edge_t* edge,
                               const weir_lift_values_t* values) {
  if (weir_op_is(edge->op, WEIR_CF_SWITCH) && edge->index > 0) {
    set_case_values(lift, edge, values);
    return;
  }
  int32_t group = weir_op_successor_group(edge->op, edge->index);
  weir_op_set_operand_group(edge->op, (uint32_t)group, values->items,
                            values->count);
}

void weir_lift_edge_add_value(const weir_lift_t* lift, weir_lift_edge_t* edge,
                              weir_value_t* value) {
  weir_lift_values_t values = weir_lift_edge_values(lift, edge);
  weir_lift_values_add(&values, lift->step, value);
  weir_lift_edge_set_values(lift, edge, &values);
}

void weir_lift_build_branch(weir_lift_t* lift, weir_lift_node_t* node,
                            weir_location_t* location, weir_block_t* target,
                            weir_value_t* const* values, uint32_t count) {
  weir_builder_t builder = weir_builder_at_end(node->block);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_CF_BR, location);
  weir_op_state_operands(&state, values, count);
  weir_op_state_successor(&state, target);
  weir_build(&builder, &state);
  weir_lift_add_edges(lift, node);
}

// -- values made at the start -------------------------------------------------

weir_value_t* weir_lift_number(weir_lift_t* lift, uint32_t number) {
  while (lift->numbers.count <= number) {
    weir_lift_values_add(&lift->numbers, lift->arena, NULL);
  }
  weir_value_t** place = &lift->numbers.items[number];
  if (*place == NULL) {
    weir_builder_t builder = weir_builder_at_start(lift->region->first);
    *place = weir_build_index(&builder, lift->region->op->location, number);
  }
  return *place;
}

weir_value_t* weir_lift_poison(weir_lift_t* lift, weir_type_t* type) {
  for (uint32_t i = 0; i < lift->poisons.count; ++i) {
    if (lift->poisons.items[i]->type == type) return lift->poisons.items[i];
  }
  weir_builder_t builder = weir_builder_at_start(lift->region->first);
  weir_value_t* poison =
      weir_ub_build_poison(&builder, lift->region->op->location, type);
  weir_lift_values_add(&lift->poisons, lift->arena, poison);
  return poison;
}
