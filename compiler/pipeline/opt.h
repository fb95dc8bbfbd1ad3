// `weirc opt`: passes over files of MLIR text.
#ifndef WEIR_COMPILER_PIPELINE_OPT_H_
#define WEIR_COMPILER_PIPELINE_OPT_H_

#include "compiler/pipeline/pass_manager.h"

typedef struct weir_opt_options_t {
  const char* input;       // "-": standard input
  const char* output;      // "-": standard output
  const char* split_line;  // what parts the pieces of a file; NULL: one piece
  bool verify_diagnostics;
  bool only_expected;  // ignores diagnostics that are not announced
  bool verify_round_trip;
  bool dump_pipeline;
  bool allow_unregistered;
  bool no_verify;  // of the input
  bool time_passes;
  weir_print_options_t print;
  weir_run_options_t run;
  const weir_pipeline_t* pipeline;
} weir_opt_options_t;

// Output appears whole or not at all. INVALID_ARGUMENT if any piece of the
// input was refused (diagnostics were shown), or was not refused as announced.
weir_status_t weir_opt_run(weir_opt_options_t* options);

// All of a file, or of standard input for "-"; malloc'ed.
weir_status_t weir_read_text_file(const char* path, char** out_text,
                                  size_t* out_size);

#endif  // WEIR_COMPILER_PIPELINE_OPT_H_
