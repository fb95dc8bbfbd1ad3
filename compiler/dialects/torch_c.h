// The torch_c dialect: ids of its ops and places in their operand and result
// groups.
#ifndef WEIR_COMPILER_DIALECTS_TORCH_C_H_
#define WEIR_COMPILER_DIALECTS_TORCH_C_H_

#include "compiler/ir/op_def.h"

extern const weir_dialect_t weir_torch_c_dialect;

enum {
  WEIR_TORCH_C_FROM_BUILTIN_TENSOR = 20 << 16 | 1,
  WEIR_TORCH_C_TO_BUILTIN_TENSOR,
  WEIR_TORCH_C_FROM_F64,
  WEIR_TORCH_C_FROM_I1,
  WEIR_TORCH_C_FROM_I64,
  WEIR_TORCH_C_GENERATOR_TO_I64,
  WEIR_TORCH_C_I64_TO_GENERATOR,
  WEIR_TORCH_C_TO_F64,
  WEIR_TORCH_C_TO_I1,
  WEIR_TORCH_C_TO_I64,
};

enum {
  WEIR_TORCH_C_FROM_BUILTIN_TENSOR_OPERAND,
};
enum {
  WEIR_TORCH_C_TO_BUILTIN_TENSOR_OPERAND,
};

#endif  // WEIR_COMPILER_DIALECTS_TORCH_C_H_
