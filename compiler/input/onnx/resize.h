// What the two ways to resize share.
#ifndef WEIR_COMPILER_INPUT_ONNX_RESIZE_H_
#define WEIR_COMPILER_INPUT_ONNX_RESIZE_H_

#include "compiler/input/onnx/importer.h"

typedef struct resize_t {
  const char* mode;
  const char* coordinates;
  const char* nearest;
} resize_t;

// In a body over four dimensions: the element of |source| at the loops' place
// but |index64|, an i64, along |axis|.
weir_value_t* resize_extract(node_t* node, weir_builder_t* builder,
                             weir_value_t* source, uint32_t axis,
                             weir_value_t* index64);
// |source| with |axis| resized to |output|; one of its sizes is open.
// |scale| 0: what the sizes make it.
weir_status_t resize_open_axis(node_t* node, const resize_t* resize,
                               weir_value_t* source, uint32_t axis,
                               int64_t output, double scale,
                               weir_value_t** out_value);

#endif  // WEIR_COMPILER_INPUT_ONNX_RESIZE_H_
