// Rewrites ops of memref as ops on util's buffers.
#ifndef WEIR_COMPILER_TRANSFORMS_UTIL_MEMREF_TO_UTIL_H_
#define WEIR_COMPILER_TRANSFORMS_UTIL_MEMREF_TO_UTIL_H_

#include "compiler/ir/ir.h"

// Whether buffers of |type| can be flat: of no or one dimension, in order.
bool weir_type_is_flat_memref(const weir_type_t* type);

// An op of memref and the types that its values had before they became buffers.
typedef struct weir_memref_use_t {
  weir_op_t* op;
  weir_type_t* type;    // of the memref; of a global, what it declares
  weir_type_t* loaded;  // what a load made or a store took
  weir_value_t* size;   // of a dimension that an allocation was given, or NULL
} weir_memref_use_t;

weir_memref_use_t weir_memref_use(weir_op_t* op);

// Replaces the op, whose values are buffers by now. False, with a diagnostic,
// if there is no way.
bool weir_memref_rewrite(const weir_memref_use_t* use);

#endif  // WEIR_COMPILER_TRANSFORMS_UTIL_MEMREF_TO_UTIL_H_
