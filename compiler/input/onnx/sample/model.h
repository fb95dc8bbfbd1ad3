// Small ONNX models from a few lines of text, for tests.
//
//   opset N                              13 if not given
//   input NAME TYPE DIM...               f32 f64 i32 i64 i1; DIM a number or
//   name constant NAME TYPE DIM... = VALUE... an initializer, its contents as
//   raw bytes typed NAME TYPE DIM... = VALUE...    the same in the typed field
//   (f32 i32 i64) output NAME OP NAME: INPUT... -> OUTPUT... KEY=VALUE...
//
// One VALUE stands for all elements. OP may be `domain::OP`; an INPUT `-` is
// absent. The VALUE of a KEY is an integer, a number with a point, several of
// either with commas (`1,` is a list of one), `@NAME` for the tensor of a
// constant before it, or else text.
#ifndef WEIR_COMPILER_INPUT_ONNX_SAMPLE_MODEL_H_
#define WEIR_COMPILER_INPUT_ONNX_SAMPLE_MODEL_H_

#include "engine/base/status.h"

// Writes the model that |text| describes to |path|. INVALID_ARGUMENT with the
// line for text that is none.
weir_status_t weir_onnx_sample_write(const char* text,
                                     const char* path) WEIR_MUST_USE;

#endif  // WEIR_COMPILER_INPUT_ONNX_SAMPLE_MODEL_H_
