// Building ops on timepoints.
#ifndef WEIR_COMPILER_TRANSFORMS_STREAM_TIMEPOINTS_H_
#define WEIR_COMPILER_TRANSFORMS_STREAM_TIMEPOINTS_H_

#include "compiler/ir/builder.h"

bool weir_timepoint_is_immediate(const weir_value_t* timepoint);
weir_value_t* weir_build_immediate(weir_builder_t* builder,
                                   weir_location_t* location);
// When all of |timepoints| are reached: one is itself, immediate ones join to
// an immediate one.
weir_value_t* weir_build_join(weir_builder_t* builder,
                              weir_location_t* location,
                              weir_value_t* const* timepoints, uint32_t count);
// |resource| once |timepoint| is reached.
weir_op_t* weir_build_await(weir_builder_t* builder, weir_location_t* location,
                            weir_value_t* resource, weir_value_t* size,
                            weir_value_t* timepoint);

#endif  // WEIR_COMPILER_TRANSFORMS_STREAM_TIMEPOINTS_H_
