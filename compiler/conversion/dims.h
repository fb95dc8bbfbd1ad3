// The dynamic dimensions of tensors.
#ifndef WEIR_COMPILER_CONVERSION_DIMS_H_
#define WEIR_COMPILER_CONVERSION_DIMS_H_

#include "compiler/dialects/lists.h"
#include "compiler/ir/builder.h"

// The values of the `?` in |tensor|'s type at |builder|'s place: what the op
// that made it or a user that stands in reach says, else new tensor.dim ops.
weir_value_list_t weir_build_dynamic_dims(weir_builder_t* builder,
                                          weir_arena_t* arena,
                                          weir_location_t* location,
                                          weir_value_t* tensor);

#endif  // WEIR_COMPILER_CONVERSION_DIMS_H_
