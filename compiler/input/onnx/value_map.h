// The graph's values by name.
#ifndef WEIR_COMPILER_INPUT_ONNX_VALUE_MAP_H_
#define WEIR_COMPILER_INPUT_ONNX_VALUE_MAP_H_

#include "compiler/input/onnx/importer.h"

// NULL if there is none.
onnx_value_t* value_map_get(const importer_t* importer, const char* name);
// A copy of |value| under its name; false if the name is taken.
bool value_map_add(importer_t* importer, onnx_value_t value);

#endif  // WEIR_COMPILER_INPUT_ONNX_VALUE_MAP_H_
