// Ops with static and dynamic offsets, sizes and strides.
#ifndef WEIR_COMPILER_DIALECTS_SLICE_UTIL_H_
#define WEIR_COMPILER_DIALECTS_SLICE_UTIL_H_

#include "compiler/ir/rewrite.h"

// Constants among the dynamic offsets, sizes and strides, in three groups from
// |offsets_group| on, go into static_offsets, static_sizes and static_strides.
// The type that the slice has then, which was |type| before; NULL if nothing
// changed.
weir_type_t* weir_slice_make_static(weir_op_t* op, uint32_t offsets_group,
                                    weir_type_t* type);
// Which of the sizes, all 1, have no dimension in |type|; in the context's
// arena.
bool* weir_slice_dropped_dims(const weir_op_t* op, uint32_t sizes_group,
                              const weir_type_t* type);
const int64_t* weir_slice_static_sizes(const weir_op_t* op,
                                       uint32_t* out_count);

// Gives result |index| of |op| the type |type|; who used it gets a tensor.cast.
void weir_rewriter_set_result_type(weir_rewriter_t* rewriter, weir_op_t* op,
                                   uint32_t index, weir_type_t* type);
// Whether dimensions known to both are equal.
bool weir_shapes_are_castable(const weir_type_t* from, const weir_type_t* to);
// And elements are.
bool weir_tensors_are_castable(const weir_type_t* from, const weir_type_t* to);
// What a tensor.cast was made from, if that says at least as much of the shape;
// else NULL.
weir_value_t* weir_value_before_cast(const weir_value_t* value);

// Operands of |op| that are casts become what these were made from; from
// operand |first_output| on also the results they belong to.
bool weir_rewriter_drop_casts(weir_rewriter_t* rewriter, weir_op_t* op,
                              uint32_t first_output);

#endif  // WEIR_COMPILER_DIALECTS_SLICE_UTIL_H_
