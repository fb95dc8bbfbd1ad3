// The onnx dialect: ids of its ops and places in their operand and result
// groups.
#ifndef WEIR_COMPILER_DIALECTS_ONNX_H_
#define WEIR_COMPILER_DIALECTS_ONNX_H_

#include "compiler/ir/op_def.h"

extern const weir_dialect_t weir_onnx_dialect;

#endif  // WEIR_COMPILER_DIALECTS_ONNX_H_
