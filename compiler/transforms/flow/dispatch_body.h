// What stands in the regions of dispatches.
#ifndef WEIR_COMPILER_TRANSFORMS_FLOW_DISPATCH_BODY_H_
#define WEIR_COMPILER_TRANSFORMS_FLOW_DISPATCH_BODY_H_

#include "compiler/dialects/lists.h"
#include "compiler/ir/builder.h"
#include "compiler/transforms/flow/slices.h"

// Each takes the dynamic dimensions of the tensor behind |argument| as the body
// has them.

// |argument| with its dimensions tied to it; as it is where it has none.
weir_value_t* weir_dispatch_body_tie(weir_builder_t* builder,
                                     weir_location_t* location,
                                     weir_value_t* argument,
                                     weir_value_list_t dims);
// All of |argument|, of |type|, which is tied to its dimensions before.
weir_value_t* weir_dispatch_body_load(weir_builder_t* builder,
                                      weir_location_t* location,
                                      weir_value_t* argument, weir_type_t* type,
                                      weir_value_list_t dims);

// What a slice leaves open.
typedef struct weir_open_slice_t {
  weir_value_list_t offsets, sizes, strides;
} weir_open_slice_t;
// |value| into part of |argument|, which is tied to its dimensions before.
void weir_dispatch_body_store(weir_builder_t* builder,
                              weir_location_t* location, weir_value_t* value,
                              weir_value_t* argument, weir_value_list_t dims,
                              const weir_slice_t* slice,
                              const weir_open_slice_t* open);

void weir_dispatch_body_return(weir_builder_t* builder,
                               weir_location_t* location,
                               weir_value_t* const* values, uint32_t count);
// The region of |dispatch| that counts its workgroups, from |workload| indices:
// how it does that is the code generator's to say.
void weir_dispatch_body_count(weir_op_t* dispatch, uint32_t workload);

#endif  // WEIR_COMPILER_TRANSFORMS_FLOW_DISPATCH_BODY_H_
