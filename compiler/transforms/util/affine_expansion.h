// Affine expressions as arithmetic on indices.
#ifndef WEIR_COMPILER_TRANSFORMS_UTIL_AFFINE_EXPANSION_H_
#define WEIR_COMPILER_TRANSFORMS_UTIL_AFFINE_EXPANSION_H_

#include "compiler/ir/builder.h"

// Where and of what an expression is computed. Faults are told of |op|.
typedef struct weir_affine_expansion_t {
  weir_builder_t builder;
  const weir_op_t* op;
  weir_value_t* const* dims;
  weir_value_t* const* symbols;
} weir_affine_expansion_t;

// NULL, with a diagnostic, if |expr| divides by what is not positive.
weir_value_t* weir_affine_expand(weir_affine_expansion_t* e,
                                 const weir_affine_expr_t* expr);
weir_value_t* weir_affine_expand_compare(weir_affine_expansion_t* e,
                                         int64_t predicate, weir_value_t* a,
                                         weir_value_t* b);

#endif  // WEIR_COMPILER_TRANSFORMS_UTIL_AFFINE_EXPANSION_H_
