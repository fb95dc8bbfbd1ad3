// Patterns on functions: arguments of blocks that their branches make needless.
#ifndef WEIR_COMPILER_TRANSFORMS_UTIL_BLOCK_ARGUMENTS_H_
#define WEIR_COMPILER_TRANSFORMS_UTIL_BLOCK_ARGUMENTS_H_

#include "compiler/ir/rewrite.h"

// Arguments that every branch hands the same value as another argument of the
// block become that one.
bool weir_fold_equal_block_arguments(weir_op_t* op, weir_rewriter_t* rewriter,
                                     void* user);
// Arguments that every branch hands one and the same value, or themselves
// around a loop, become the value if it is known in the block.
bool weir_fold_uniform_block_arguments(weir_op_t* op, weir_rewriter_t* rewriter,
                                       void* user);

#endif  // WEIR_COMPILER_TRANSFORMS_UTIL_BLOCK_ARGUMENTS_H_
