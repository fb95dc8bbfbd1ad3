// Dimensions that ops carry as operands, found by the tensors they belong to.
#ifndef WEIR_COMPILER_DIALECTS_SHAPES_H_
#define WEIR_COMPILER_DIALECTS_SHAPES_H_

#include "compiler/dialects/dialect_impl.h"
#include "compiler/ir/builder.h"

// Operands [start, start + count) of |op|; borrowed, stale once |op| changes.
typedef struct weir_dims_t {
  const weir_op_t* op;
  uint32_t start, count;
} weir_dims_t;

static inline weir_value_t* weir_dims_get(const weir_dims_t* dims,
                                          uint32_t index) {
  return weir_op_operand_n(dims->op, dims->start + index);
}

// The dynamic dimensions of |shaped| as the op says that makes it, through
// ties.
bool weir_find_made_dims(weir_value_t* shaped, weir_dims_t* out_dims);
// Or as an op says that uses it, if they may be used at the place of |at|.
bool weir_find_dynamic_dims(weir_value_t* shaped, weir_op_t* at,
                            weir_dims_t* out_dims);

// A new tensor.dim of dimension |index| of |tensor|.
weir_value_t* weir_build_tensor_dim(weir_builder_t* builder,
                                    weir_location_t* location,
                                    weir_value_t* tensor, uint32_t index);
// Adds the dynamic dimensions of |tensor| to |list|, in |arena|: each a new
// tensor.dim.
void weir_build_tensor_dims(weir_builder_t* builder, weir_location_t* location,
                            weir_value_t* tensor, weir_arena_t* arena,
                            weir_value_list_t* list);
// Or as an op says that makes |tensor|, or one that uses it, if they may be
// used at the place of |at|; new ones where none says it.
void weir_add_dynamic_dims(weir_builder_t* builder, weir_location_t* location,
                           weir_op_t* at, weir_value_t* tensor,
                           weir_arena_t* arena, weir_value_list_t* list);

// Which of the dynamic dimensions of |type| dimension |index| is, if it is one.
uint32_t weir_dynamic_dim_place(const weir_type_t* type, uint32_t index);

// Whether |type| has the |count| dimensions |sizes|, or these but for some 1s.
typedef enum weir_rank_reduction_t {
  WEIR_RANK_REDUCTION_OK,
  WEIR_RANK_REDUCTION_TOO_LARGE,
  WEIR_RANK_REDUCTION_MISMATCH,
} weir_rank_reduction_t;
weir_rank_reduction_t weir_rank_reduction_of(const int64_t* sizes,
                                             uint32_t count,
                                             const weir_type_t* type);
// The same with a diagnostic at |op|: a slice of |sizes| has type |type|.
bool weir_verify_slice_type(weir_op_t* op, const int64_t* sizes, uint32_t count,
                            weir_type_t* type);

#endif  // WEIR_COMPILER_DIALECTS_SHAPES_H_
