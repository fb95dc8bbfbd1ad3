// The torch dialect: ids of its ops and places in their operand and result
// groups.
#ifndef WEIR_COMPILER_DIALECTS_TORCH_H_
#define WEIR_COMPILER_DIALECTS_TORCH_H_

#include "compiler/ir/op_def.h"

extern const weir_dialect_t weir_torch_dialect;

enum {
  WEIR_TORCH_COPY_TO_VTENSOR = 17 << 16 | 1,
  WEIR_TORCH_OVERWRITE_TENSOR_CONTENTS,
  WEIR_TORCH_OPERATOR,
};

enum {
  WEIR_TORCH_COPY_TO_VTENSOR_INPUT,
};
enum {
  WEIR_TORCH_OPERATOR_OPERANDS,
};
enum {
  WEIR_TORCH_OVERWRITE_TENSOR_CONTENTS_VALUE,
  WEIR_TORCH_OVERWRITE_TENSOR_CONTENTS_OVERWRITTEN,
};

#endif  // WEIR_COMPILER_DIALECTS_TORCH_H_
