// Functions named in the rows of the math dialect.
#ifndef WEIR_COMPILER_DIALECTS_MATH_IMPL_H_
#define WEIR_COMPILER_DIALECTS_MATH_IMPL_H_

#include "compiler/ir/op_def.h"

bool weir_math_fold(weir_op_t* op, weir_attr_t* const* operands,
                    weir_fold_result_t* results);

// Of absi, ctlz, cttz and ctpop.
bool weir_math_int_fold(weir_op_t* op, weir_attr_t* const* operands,
                        weir_fold_result_t* results);

#endif  // WEIR_COMPILER_DIALECTS_MATH_IMPL_H_
