#include "compiler/transforms/stream/timepoints.h"

#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"

bool weir_timepoint_is_immediate(const weir_value_t* timepoint) {
  return weir_op_is(weir_value_op(timepoint), WEIR_STREAM_TIMEPOINT_IMMEDIATE);
}

weir_value_t* weir_build_immediate(weir_builder_t* builder,
                                   weir_location_t* location) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_STREAM_TIMEPOINT_IMMEDIATE,
                     location);
  weir_op_state_result(&state, weir_stream_timepoint_type(builder->context));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

weir_value_t* weir_build_join(weir_builder_t* builder,
                              weir_location_t* location,
                              weir_value_t* const* timepoints, uint32_t count) {
  bool all_immediate = true;
  for (uint32_t i = 0; i < count; ++i) {
    all_immediate &= weir_timepoint_is_immediate(timepoints[i]);
  }
  if (all_immediate) return weir_build_immediate(builder, location);
  if (count == 1) return timepoints[0];
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_STREAM_TIMEPOINT_JOIN, location);
  weir_op_state_operands(&state, timepoints, count);
  weir_op_state_result(&state, weir_stream_timepoint_type(builder->context));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

weir_op_t* weir_build_await(weir_builder_t* builder, weir_location_t* location,
                            weir_value_t* resource, weir_value_t* size,
                            weir_value_t* timepoint) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_STREAM_TIMEPOINT_AWAIT, location);
  weir_op_state_operands(&state, &resource, 1);
  weir_op_state_operands(&state, &size, 1);
  weir_op_state_operand(&state, timepoint);
  weir_op_state_results(&state, &resource->type, 1);
  return weir_build(builder, &state);
}
