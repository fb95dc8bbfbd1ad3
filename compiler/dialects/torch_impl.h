// Functions named in the rows of the torch dialect.
#ifndef WEIR_COMPILER_DIALECTS_TORCH_IMPL_H_
#define WEIR_COMPILER_DIALECTS_TORCH_IMPL_H_

#include "compiler/dialects/dialect_impl.h"
#include "compiler/ir/op_def.h"

extern const weir_type_def_t* const weir_torch_types[];
extern const uint32_t weir_torch_type_count;

#endif  // WEIR_COMPILER_DIALECTS_TORCH_IMPL_H_
