// `weirc MODEL`: a program and a cluster in, a plan out.
#ifndef WEIR_COMPILER_PIPELINE_COMPILE_H_
#define WEIR_COMPILER_PIPELINE_COMPILE_H_

#include "compiler/input/onnx/onnx.h"
#include "compiler/pipeline/pipeline.h"

typedef struct weir_compile_options_t {
  const char*
      input;  // an ONNX model (*.onnx) or MLIR text; "-": text from stdin
  const char* output;  // the plan, or where the text of --compile-to goes ("-")
  const char* cluster;  // NULL: one node "local" with one device of all cores
  const char* strategy;
  const char* pins;
  const char* save_pins;
  const char*
      cpu;  // LLVM's name of the processor of the cluster; NULL: this one
  weir_phase_t from, to;
  weir_onnx_options_t onnx;
  bool allow_unregistered;
  bool time_passes;
  weir_print_options_t print;
  weir_run_options_t run;
} weir_compile_options_t;

// Output appears whole or not at all. Faults of the program are diagnostics on
// stderr, then INVALID_ARGUMENT; other failures name file and place.
weir_status_t weir_compile(const weir_compile_options_t* options);

#endif  // WEIR_COMPILER_PIPELINE_COMPILE_H_
