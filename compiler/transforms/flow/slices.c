#include "compiler/transforms/flow/slices.h"

#include "compiler/dialects/tensor.h"

static weir_attr_t* repeated(weir_context_t* context, int64_t value,
                             uint32_t count) {
  int64_t* values =
      WEIR_ARENA_ARRAY(weir_context_arena(context), int64_t, count);
  for (uint32_t i = 0; i < count; ++i) values[i] = value;
  return weir_dense_i64_array_attr(context, values, count);
}

weir_slice_t weir_slice_whole(weir_context_t* context,
                              const weir_type_t* type) {
  uint32_t rank = weir_type_rank(type);
  return (weir_slice_t){
      .offsets = repeated(context, 0, rank),
      .sizes = weir_dense_i64_array_attr(context, type->shaped.dims, rank),
      .strides = repeated(context, 1, rank),
  };
}

weir_slice_t weir_slice_of(const weir_op_t* op) {
  return (weir_slice_t){
      .offsets = weir_op_attr(op, "static_offsets"),
      .sizes = weir_op_attr(op, "static_sizes"),
      .strides = weir_op_attr(op, "static_strides"),
  };
}

void weir_slice_add_attrs(weir_op_state_t* state, const weir_slice_t* slice) {
  weir_op_state_attr(state, "static_offsets", slice->offsets);
  weir_op_state_attr(state, "static_sizes", slice->sizes);
  weir_op_state_attr(state, "static_strides", slice->strides);
}

bool weir_slice_is_contiguous(const weir_op_t* op) {
  weir_slice_t slice = weir_slice_of(op);
  bool insert = weir_op_is(op, WEIR_TENSOR_INSERT_SLICE);
  const weir_type_t* larger =
      insert ? weir_op_result_n(op, 0)->type : weir_op_operand_n(op, 0)->type;
  if (slice.sizes == NULL) return false;
  const int64_t* sizes =
      (const int64_t*)(const void*)slice.sizes->dense_array.data;
  const int64_t* strides =
      (const int64_t*)(const void*)slice.strides->dense_array.data;
  // Innermost first: whole dimensions, then one partial one, of which the size
  // need not be known, then single indices.
  bool partial = false;
  for (uint32_t d = weir_type_rank(larger); d-- > 0;) {
    if (strides[d] != 1 && sizes[d] != 1) return false;
    if (partial && sizes[d] != 1) return false;
    if (sizes[d] == WEIR_DYNAMIC || sizes[d] != weir_type_dim(larger, d)) {
      partial = true;
    }
  }
  return true;
}
