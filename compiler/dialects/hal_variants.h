// Choosing among the variants of an executable when the program runs.
#ifndef WEIR_COMPILER_DIALECTS_HAL_VARIANTS_H_
#define WEIR_COMPILER_DIALECTS_HAL_VARIANTS_H_

#include "compiler/ir/builder.h"

// Whether |device| takes what |variant| holds: asks it for the format and,
// where the variant has a condition of its own, evaluates that too.
weir_value_t* weir_hal_variant_build_condition(weir_builder_t* builder,
                                               weir_op_t* variant,
                                               weir_value_t* device,
                                               weir_arena_t* arena);

// An scf.index_switch over the first of |conditions| that holds, one case for
// each and a default for none, all still without blocks.
weir_op_t* weir_hal_build_choice(weir_builder_t* builder,
                                 weir_location_t* location,
                                 weir_value_t* const* conditions,
                                 uint32_t count, weir_type_t* result,
                                 weir_arena_t* arena);

#endif  // WEIR_COMPILER_DIALECTS_HAL_VARIANTS_H_
