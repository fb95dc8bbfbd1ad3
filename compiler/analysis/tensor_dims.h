// What is known on the host of the dimensions of tensors.
#ifndef WEIR_COMPILER_ANALYSIS_TENSOR_DIMS_H_
#define WEIR_COMPILER_ANALYSIS_TENSOR_DIMS_H_

#include "compiler/ir/builder.h"

// Dimension |d| of |value| by what makes it: a constant, an operand, or
// arithmetic on those at |builder|. NULL where the maker does not say.
weir_value_t* weir_dim_of_maker(weir_builder_t* builder,
                                weir_location_t* location, weir_value_t* value,
                                uint32_t d);
// The same; asks by a tensor.dim where the maker does not say.
weir_value_t* weir_build_dim(weir_builder_t* builder, weir_location_t* location,
                             weir_value_t* value, uint32_t d);
// All dynamic dimensions of |value|, in order, to |out_dims|; their number.
uint32_t weir_build_open_dims(weir_builder_t* builder,
                              weir_location_t* location, weir_value_t* value,
                              weir_value_t** out_dims);

#endif  // WEIR_COMPILER_ANALYSIS_TENSOR_DIMS_H_
