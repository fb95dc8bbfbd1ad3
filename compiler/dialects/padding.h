// What tensor.pad puts around a tensor, and how large that makes it.
#ifndef WEIR_COMPILER_DIALECTS_PADDING_H_
#define WEIR_COMPILER_DIALECTS_PADDING_H_

#include "compiler/dialects/amounts.h"

// The value that |pad| puts everywhere; NULL if it depends on the place.
weir_value_t* weir_padding_value(const weir_op_t* pad);

// Dimension |index| of |tensor|: a number, or a tensor.dim op.
weir_amount_t weir_amount_of_dim(weir_builder_t* builder,
                                 weir_location_t* location,
                                 weir_value_t* tensor, uint32_t index);

// A tensor.empty of the result's type: low, high and source sizes add up to
// each size that is not known.
weir_value_t* weir_build_padded_empty(weir_builder_t* builder,
                                      const weir_op_t* pad);

#endif  // WEIR_COMPILER_DIALECTS_PADDING_H_
