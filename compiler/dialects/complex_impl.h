// Functions named in the rows of the complex dialect.
#ifndef WEIR_COMPILER_DIALECTS_COMPLEX_IMPL_H_
#define WEIR_COMPILER_DIALECTS_COMPLEX_IMPL_H_

#include "compiler/ir/rewrite.h"

bool weir_complex_unary_fold(weir_op_t* op, weir_attr_t* const* operands,
                             weir_fold_result_t* results);
bool weir_complex_binary_fold(weir_op_t* op, weir_attr_t* const* operands,
                              weir_fold_result_t* results);
// Of complex.re and im.
bool weir_complex_part_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);

#endif  // WEIR_COMPILER_DIALECTS_COMPLEX_IMPL_H_
