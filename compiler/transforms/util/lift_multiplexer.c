// Blocks that lead edges to several targets.
//
// The block has the arguments of all targets one behind the other, then the
// number of the target where there are several, then the flag if there is one:
//
//   ^mux(arguments of target 0.., arguments of target 1.., number, flag)
//
// An edge led through it fills in what is not meant for its own target with
// something undefined.
#include <assert.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/cf.h"
#include "compiler/transforms/util/lift.h"

weir_lift_mux_t* weir_lift_mux_create(weir_lift_t* lift,
                                      weir_location_t* location,
                                      const weir_lift_nodes_t* targets,
                                      bool has_flag) {
  weir_lift_mux_t* mux = WEIR_ARENA_NEW(lift->arena, weir_lift_mux_t);
  weir_block_t* first = targets->items[0]->block;
  mux->node = weir_lift_add_block(lift, first->region, first->next);
  mux->first_argument = WEIR_ARENA_ARRAY(lift->step, uint32_t, targets->count);
  weir_block_t* block = mux->node->block;
  for (uint32_t i = 0; i < targets->count; ++i) {
    weir_lift_node_t* target = targets->items[i];
    if (target->mux == mux) continue;
    target->mux = mux;
    target->mux_target = mux->targets.count;
    mux->first_argument[mux->targets.count] = block->argument_count;
    weir_lift_nodes_add(&mux->targets, lift->step, target);
    weir_lift_copy_arguments(block, target->block);
  }
  weir_type_t* index = weir_lift_number(lift, 0)->type;
  if (mux->targets.count > 1) {
    mux->discriminator = weir_block_add_argument(block, index, location);
  }
  mux->has_flag = has_flag;
  if (has_flag) weir_block_add_argument(block, index, location);
  return mux;
}

void weir_lift_mux_redirect(weir_lift_t* lift, const weir_lift_mux_t* mux,
                            weir_lift_edge_t* edge, weir_value_t* flag) {
  const weir_lift_node_t* target = weir_lift_edge_target(lift, edge);
  assert(target->mux == mux && (flag != NULL) == mux->has_flag);
  const weir_block_t* block = mux->node->block;
  uint32_t first = mux->first_argument[target->mux_target];
  weir_lift_values_t given = weir_lift_edge_values(lift, edge);
  weir_lift_values_t values = {0};
  for (uint32_t i = 0; i < block->argument_count; ++i) {
    weir_value_t* argument = block->arguments[i];
    weir_value_t* value;
    if (i >= first && i - first < given.count) {
      value = given.items[i - first];
    } else if (argument == mux->discriminator) {
      value = weir_lift_number(lift, target->mux_target);
    } else if (mux->has_flag && i + 1 == block->argument_count) {
      value = flag;
    } else {
      value = weir_lift_poison(lift, argument->type);
    }
    weir_lift_values_add(&values, lift->step, value);
  }
  weir_lift_edge_redirect(edge, mux->node);
  weir_lift_edge_set_values(lift, edge, &values);
}

// cf.switch over the targets from |places|, the last of which is the default.
static void build_switch(weir_lift_t* lift, const weir_lift_mux_t* mux,
                         weir_location_t* location, weir_lift_node_t* node,
                         const uint32_t* places, uint32_t count) {
  weir_builder_t builder = weir_builder_at_end(node->block);
  weir_type_t* i32 = weir_i32_type(lift->context);
  weir_value_t* flag = weir_build_unary(&builder, WEIR_ARITH_INDEX_CAST,
                                        location, mux->discriminator, i32);
  uint32_t case_count = count - 1;
  int32_t* sizes = WEIR_ARENA_ARRAY(lift->step, int32_t, case_count);
  int32_t* values = WEIR_ARENA_ARRAY(lift->step, int32_t, case_count);
  weir_value_t** arguments = mux->node->block->arguments;
  weir_lift_values_t handed = {0};
  for (uint32_t i = 0; i < case_count; ++i) {
    const weir_block_t* target = mux->targets.items[places[i]]->block;
    for (uint32_t j = 0; j < target->argument_count; ++j) {
      weir_lift_values_add(&handed, lift->step,
                           arguments[mux->first_argument[places[i]] + j]);
    }
    sizes[i] = (int32_t)target->argument_count;
    values[i] = (int32_t)places[i];
  }
  const weir_block_t* last = mux->targets.items[places[case_count]]->block;
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_CF_SWITCH, location);
  weir_op_state_operand(&state, flag);
  weir_op_state_operands(&state,
                         arguments + mux->first_argument[places[case_count]],
                         last->argument_count);
  weir_op_state_operands(&state, handed.items, handed.count);
  int64_t shape = case_count;
  weir_op_state_attr(&state, "case_values",
                     weir_dense_attr(weir_vector_type(i32, &shape, 1, NULL),
                                     values, case_count * sizeof(*values)));
  weir_op_state_attr(&state, "case_operand_segments",
                     weir_dense_array_attr(i32, sizes, case_count));
  weir_op_state_successor(&state,
                          mux->targets.items[places[case_count]]->block);
  for (uint32_t i = 0; i < case_count; ++i) {
    weir_op_state_successor(&state, mux->targets.items[places[i]]->block);
  }
  weir_build(&builder, &state);
  weir_lift_add_edges(lift, node);
}

void weir_lift_mux_dispatch(weir_lift_t* lift, const weir_lift_mux_t* mux,
                            weir_location_t* location, weir_lift_node_t* node,
                            const weir_lift_node_t* excluded) {
  uint32_t* places = WEIR_ARENA_ARRAY(lift->step, uint32_t, mux->targets.count);
  uint32_t count = 0;
  for (uint32_t i = 0; i < mux->targets.count; ++i) {
    if (mux->targets.items[i] != excluded) places[count++] = i;
  }
  if (count > 1) {
    build_switch(lift, mux, location, node, places, count);
    return;
  }
  weir_block_t* target = mux->targets.items[places[0]]->block;
  weir_lift_build_branch(
      lift, node, location, target,
      mux->node->block->arguments + mux->first_argument[places[0]],
      target->argument_count);
}

weir_lift_node_t* weir_lift_mux_join(weir_lift_t* lift,
                                     weir_location_t* location,
                                     const weir_lift_edges_t* edges) {
  weir_lift_nodes_t targets = {0};
  for (uint32_t i = 0; i < edges->count; ++i) {
    weir_lift_nodes_add(&targets, lift->step,
                        weir_lift_edge_target(lift, edges->items[i]));
  }
  weir_lift_mux_t* mux = weir_lift_mux_create(lift, location, &targets, false);
  for (uint32_t i = 0; i < edges->count; ++i) {
    weir_lift_mux_redirect(lift, mux, edges->items[i], NULL);
  }
  weir_lift_mux_dispatch(lift, mux, location, mux->node, NULL);
  return mux->node;
}
