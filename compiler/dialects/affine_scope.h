// Which values affine maps may use. A scope is the body of a function or a
// module: what it computes outside of all structured control flow is one number
// per call (a symbol); a dimension may be a loop's counter, too.
#ifndef WEIR_COMPILER_DIALECTS_AFFINE_SCOPE_H_
#define WEIR_COMPILER_DIALECTS_AFFINE_SCOPE_H_

#include "compiler/ir/ir.h"

bool weir_affine_is_symbol(const weir_value_t* value);
bool weir_affine_is_dim(const weir_value_t* value);

#endif  // WEIR_COMPILER_DIALECTS_AFFINE_SCOPE_H_
