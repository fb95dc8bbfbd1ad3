// Functions named in the rows of the torch dialect.
#ifndef WEIR_COMPILER_DIALECTS_TORCH_IMPL_H_
#define WEIR_COMPILER_DIALECTS_TORCH_IMPL_H_

#include "compiler/dialects/dialect_impl.h"
#include "compiler/ir/op_def.h"

enum { WEIR_TORCH_TYPE_COUNT = 2 };
extern const weir_type_def_t* const weir_torch_types[WEIR_TORCH_TYPE_COUNT];

#endif  // WEIR_COMPILER_DIALECTS_TORCH_IMPL_H_
