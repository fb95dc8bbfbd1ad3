// ONNX models to linalg on tensors.
#ifndef WEIR_COMPILER_INPUT_ONNX_ONNX_H_
#define WEIR_COMPILER_INPUT_ONNX_ONNX_H_

#include "compiler/ir/ir.h"
#include "engine/base/status.h"

// `--dim NAME=N`: the size of a symbolic dimension of the model's inputs.
typedef struct weir_onnx_dim_t {
  const char* name;
  int64_t size;
} weir_onnx_dim_t;

typedef struct weir_onnx_options_t {
  const weir_onnx_dim_t* dims;
  uint32_t dim_count;
} weir_onnx_options_t;

// Reads the model at |path| into a module with one public util.func.
//
// The function is called after the graph ("main" if it has no usable name). Its
// `iree.reflection` dictionary keeps the model's names: `weir.input.N` and
// `weir.output.N`. Each op's location is the name of its ONNX node. Arithmetic
// on constants and shapes is folded; what is left of shapes are the dimensions
// of inputs that neither the model nor --dim gives a size, and what is computed
// from them when the program runs.
//
// Errors: NOT_FOUND or INVALID_ARGUMENT from the file system; DATA_LOSS if it
// is not an ONNX model; UNIMPLEMENTED with all unsupported operators and the
// nodes that use them; INVALID_ARGUMENT naming the node for shapes that do not
// fit for any size of what is open.
weir_status_t weir_onnx_import(weir_context_t* context, const char* path,
                               const weir_onnx_options_t* options,
                               weir_op_t** out_module);

// The same from memory. |name| stands for the path in messages and locations.
// Data in other files is refused: there is no folder to look in.
weir_status_t weir_onnx_import_memory(weir_context_t* context, const char* name,
                                      const void* data, size_t size,
                                      const weir_onnx_options_t* options,
                                      weir_op_t** out_module);

#endif  // WEIR_COMPILER_INPUT_ONNX_ONNX_H_
