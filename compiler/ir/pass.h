// A pass: one transformation of a module (or of each function in it).
#ifndef WEIR_COMPILER_IR_PASS_H_
#define WEIR_COMPILER_IR_PASS_H_

#include "compiler/ir/ir.h"
#include "engine/base/status.h"

typedef struct weir_pass_t {
  weir_context_t* context;
  weir_arena_t* scratch;  // emptied after the pass
  // Options as text "key=value" pairs given in `--pass{key=value}` or
  // --pass-pipeline; NULL-terminated; may be NULL.
  const char* const* options;
  void* user;  // of the pipeline that runs it: cluster, pins, ...
  // How the pass manager runs passes, for one that runs others; NULL outside
  // it.
  struct weir_run_options_t* run;
} weir_pass_t;

// The value of an option, or |fallback|.
const char* weir_pass_option(const weir_pass_t* pass, const char* key,
                             const char* fallback);

// "true", "True", "TRUE" or "1", and the same of false; false for other texts.
bool weir_flag_parse(const char* text, bool* out_value);

// Whether an option that is true or false is true.
bool weir_pass_flag(const weir_pass_t* pass, const char* key, bool fallback);

// On an op while passes run on it again and again, and left there by a pass
// that changed something. See util-fixed-point-iterator.
#define WEIR_FIXED_POINT_ITERATION "iree.fixedpoint.iteration"
#define WEIR_FIXED_POINT_MODIFIED "iree.fixedpoint.modified"

// Says that the pass changed |op| or what is in it; does nothing where it is
// not run to a fixed point.
void weir_pass_signal_modified(weir_op_t* op);

// Emits diagnostics for what is wrong with the program and then returns
// INVALID_ARGUMENT; other codes are failures of the compiler or the machine.
typedef weir_status_t (*weir_pass_fn_t)(weir_pass_t* pass, weir_op_t* op);

// What the op handed to the pass is.
typedef enum weir_pass_anchor_t {
  WEIR_PASS_MODULE,    // the top-level module
  WEIR_PASS_CALLABLE,  // each function-like op directly in it (util.func,
                       // func.func, util.initializer, ...)
  WEIR_PASS_ANY,       // whatever it is given, nested or not
} weir_pass_anchor_t;

typedef struct weir_pass_def_t {
  const char* name;     // "stream-schedule-execution"
  const char* summary;  // for --help and docs
  weir_pass_anchor_t anchor;
  weir_pass_fn_t run;
} weir_pass_def_t;

#endif  // WEIR_COMPILER_IR_PASS_H_
