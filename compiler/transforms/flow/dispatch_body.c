#include "compiler/transforms/flow/dispatch_body.h"

#include "compiler/dialects/flow.h"

weir_value_t* weir_dispatch_body_tie(weir_builder_t* builder,
                                     weir_location_t* location,
                                     weir_value_t* argument,
                                     weir_value_list_t dims) {
  if (dims.count == 0) return argument;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_DISPATCH_TIE_SHAPE, location);
  weir_op_state_operand(&state, argument);
  weir_op_state_operands(&state, dims.items, dims.count);
  weir_op_state_result(&state, argument->type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

weir_value_t* weir_dispatch_body_load(weir_builder_t* builder,
                                      weir_location_t* location,
                                      weir_value_t* argument, weir_type_t* type,
                                      weir_value_list_t dims) {
  weir_slice_t whole = weir_slice_whole(builder->context, type);
  weir_value_t* source =
      weir_dispatch_body_tie(builder, location, argument, dims);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_DISPATCH_TENSOR_LOAD, location);
  weir_op_state_operand(&state, source);
  weir_op_state_operands(&state, dims.items, dims.count);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_operands(&state, dims.items, dims.count);
  weir_op_state_operands(&state, NULL, 0);
  weir_slice_add_attrs(&state, &whole);
  weir_op_state_result(&state, type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

void weir_dispatch_body_store(weir_builder_t* builder,
                              weir_location_t* location, weir_value_t* value,
                              weir_value_t* argument, weir_value_list_t dims,
                              const weir_slice_t* slice,
                              const weir_open_slice_t* open) {
  weir_value_t* target =
      weir_dispatch_body_tie(builder, location, argument, dims);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_DISPATCH_TENSOR_STORE,
                     location);
  weir_op_state_operand(&state, value);
  weir_op_state_operand(&state, target);
  weir_op_state_operands(&state, dims.items, dims.count);
  weir_op_state_operands(&state, open->offsets.items, open->offsets.count);
  weir_op_state_operands(&state, open->sizes.items, open->sizes.count);
  weir_op_state_operands(&state, open->strides.items, open->strides.count);
  weir_slice_add_attrs(&state, slice);
  weir_build(builder, &state);
}

void weir_dispatch_body_return(weir_builder_t* builder,
                               weir_location_t* location,
                               weir_value_t* const* values, uint32_t count) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_RETURN, location);
  weir_op_state_operands(&state, values, count);
  weir_build(builder, &state);
}

void weir_dispatch_body_count(weir_op_t* dispatch, uint32_t workload) {
  weir_block_t* block = weir_region_add_block(weir_op_region(dispatch, 1));
  weir_type_t* index = weir_index_type(dispatch->context);
  for (uint32_t i = 0; i < workload; ++i) {
    weir_block_add_argument(block, index, dispatch->location);
  }
  weir_builder_t builder = weir_builder_at_end(block);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder,
                     WEIR_FLOW_DISPATCH_WORKGROUP_COUNT_FROM_SLICE,
                     dispatch->location);
  weir_op_state_operands(&state, block->arguments, workload);
  for (uint32_t i = 0; i < 3; ++i) weir_op_state_result(&state, index);
  weir_op_t* count = weir_build(&builder, &state);
  weir_value_t* counts[3];
  for (uint32_t i = 0; i < 3; ++i) counts[i] = weir_op_result_n(count, i);
  weir_dispatch_body_return(&builder, dispatch->location, counts, 3);
}
