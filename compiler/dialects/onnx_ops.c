#include "compiler/dialects/onnx.h"

const weir_dialect_t weir_onnx_dialect = {
    .name = "onnx",
    .number = 18,
};
