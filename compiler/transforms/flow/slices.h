// Offsets, sizes and strides of the ops that read or write part of a tensor.
#ifndef WEIR_COMPILER_TRANSFORMS_FLOW_SLICES_H_
#define WEIR_COMPILER_TRANSFORMS_FLOW_SLICES_H_

#include "compiler/ir/builder.h"

// As the static_offsets, static_sizes and static_strides attributes.
typedef struct weir_slice_t {
  weir_attr_t* offsets;
  weir_attr_t* sizes;
  weir_attr_t* strides;
} weir_slice_t;

weir_slice_t weir_slice_whole(weir_context_t* context, const weir_type_t* type);
weir_slice_t weir_slice_of(const weir_op_t* op);
void weir_slice_add_attrs(weir_op_state_t* state, const weir_slice_t* slice);
// Whether a tensor.extract_slice or insert_slice is sure to touch one run of
// memory of the larger tensor.
bool weir_slice_is_contiguous(const weir_op_t* op);

#endif  // WEIR_COMPILER_TRANSFORMS_FLOW_SLICES_H_
