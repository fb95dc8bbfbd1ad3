#include "compiler/transforms/flow/capture_loop_dims.h"

#include "compiler/dialects/lists.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/shapes.h"
#include "compiler/ir/builder.h"

typedef struct carried_t {
  uint32_t place;  // among the values that the loop carries
  uint32_t first;  // of its dimensions among those added
  uint32_t count;
} carried_t;

typedef struct loop_t {
  weir_op_t* op;
  weir_arena_t* arena;
  weir_op_t* yield;
  carried_t* tensors;
  uint32_t tensor_count;
  weir_value_list_t initial_dims, yielded_dims;
} loop_t;

// Tensors that nothing but ties uses have been seen to before.
static bool is_captured(const weir_value_t* argument) {
  for (const weir_use_t* use = argument->uses; use != NULL; use = use->next) {
    if (!weir_op_is(use->op, WEIR_FLOW_TENSOR_TIE_SHAPE)) return false;
  }
  return true;
}

static void add_tensor(loop_t* loop, uint32_t place) {
  weir_value_t* initial =
      weir_op_operand_at(loop->op, WEIR_SCF_FOR_INIT_ARGS, place);
  const weir_block_t* body = weir_op_region(loop->op, 0)->first;
  weir_dims_t before, after;
  if (!weir_type_is_ranked_tensor(initial->type) ||
      weir_type_has_static_shape(initial->type) ||
      is_captured(body->arguments[place + 1]) ||
      !weir_find_dynamic_dims(initial, loop->op, &before) ||
      !weir_find_dynamic_dims(weir_op_operand_n(loop->yield, place),
                              loop->yield, &after) ||
      before.count != after.count) {
    return;
  }
  loop->tensors[loop->tensor_count++] =
      (carried_t){place, loop->initial_dims.count, before.count};
  for (uint32_t i = 0; i < before.count; ++i) {
    weir_value_list_add(&loop->initial_dims, loop->arena,
                        weir_dims_get(&before, i));
    weir_value_list_add(&loop->yielded_dims, loop->arena,
                        weir_dims_get(&after, i));
  }
}

// The same loop with room for the dimensions.
static weir_op_t* rebuild(loop_t* loop) {
  weir_op_t* op = loop->op;
  weir_builder_t builder = weir_builder_before(op);
  weir_value_list_t inits = {0};
  weir_type_list_t types = {0};
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_list_add(&inits, loop->arena,
                        weir_op_operand_at(op, WEIR_SCF_FOR_INIT_ARGS, i));
    weir_type_list_add(&types, loop->arena, op->results[i].type);
  }
  for (uint32_t i = 0; i < loop->initial_dims.count; ++i) {
    weir_value_list_add(&inits, loop->arena, loop->initial_dims.items[i]);
    weir_type_list_add(&types, loop->arena, loop->initial_dims.items[i]->type);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_SCF_FOR, op->location);
  for (uint32_t group = 0; group < WEIR_SCF_FOR_INIT_ARGS; ++group) {
    weir_op_state_operands_of(&state, op, group);
  }
  weir_op_state_operands(&state, inits.items, inits.count);
  weir_op_state_attrs(&state, op->attrs);
  weir_op_state_results(&state, types.items, types.count);
  weir_op_t* by = weir_build(&builder, &state);
  weir_region_take_blocks(weir_op_region(by, 0), weir_op_region(op, 0));
  weir_block_t* body = weir_op_region(by, 0)->first;
  for (uint32_t i = 0; i < loop->yielded_dims.count; ++i) {
    weir_block_add_argument(body, weir_index_type(op->context), op->location);
    weir_op_insert_operand(loop->yield, 0, loop->yield->operand_count,
                           loop->yielded_dims.items[i]);
  }
  return by;
}

static weir_value_t* build_tie(weir_builder_t* builder,
                               weir_location_t* location, weir_value_t* tensor,
                               weir_value_t* const* dims, uint32_t count) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_TENSOR_TIE_SHAPE, location);
  weir_op_state_operand(&state, tensor);
  weir_op_state_operands(&state, dims, count);
  weir_op_state_result(&state, tensor->type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static void tie_inside(const loop_t* loop, const weir_op_t* by) {
  weir_block_t* body = weir_op_region(by, 0)->first;
  weir_value_t* const* dims = body->arguments + 1 + loop->op->result_count;
  weir_builder_t builder = weir_builder_at_start(body);
  for (uint32_t i = 0; i < loop->tensor_count; ++i) {
    const carried_t* tensor = &loop->tensors[i];
    weir_value_t* argument = body->arguments[tensor->place + 1];
    weir_value_t* tied = build_tie(&builder, by->location, argument,
                                   dims + tensor->first, tensor->count);
    weir_value_replace_uses_except(argument, tied, weir_value_op(tied));
  }
}

static void replace_results(const loop_t* loop, weir_op_t* by) {
  weir_builder_t builder = weir_builder_after(loop->op);
  uint32_t count = loop->op->result_count;
  weir_value_t** values =
      WEIR_ARENA_ARRAY(loop->arena, weir_value_t*, count + 1);
  for (uint32_t i = 0; i < count; ++i) values[i] = weir_op_result_n(by, i);
  for (uint32_t i = 0; i < loop->tensor_count; ++i) {
    const carried_t* tensor = &loop->tensors[i];
    weir_value_list_t dims = {0};
    for (uint32_t k = 0; k < tensor->count; ++k) {
      weir_value_list_add(&dims, loop->arena,
                          weir_op_result_n(by, count + tensor->first + k));
    }
    values[tensor->place] = build_tie(
        &builder, by->location, values[tensor->place], dims.items, dims.count);
  }
  weir_op_replace(loop->op, values);
}

void weir_capture_loop_dims(weir_op_t* op, weir_arena_t* arena) {
  weir_block_t* body = weir_op_region(op, 0)->first;
  loop_t loop = {
      .op = op,
      .arena = arena,
      .yield = weir_block_terminator(body),
      .tensors = WEIR_ARENA_ARRAY(arena, carried_t, op->result_count + 1),
  };
  for (uint32_t i = 0; i < op->result_count; ++i) add_tensor(&loop, i);
  if (loop.tensor_count == 0) return;
  weir_op_t* by = rebuild(&loop);
  tie_inside(&loop, by);
  replace_results(&loop, by);
}
