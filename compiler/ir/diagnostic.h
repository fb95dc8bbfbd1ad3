// What the compiler tells the user: file:line:col, severity, text, source line.
#ifndef WEIR_COMPILER_IR_DIAGNOSTIC_H_
#define WEIR_COMPILER_IR_DIAGNOSTIC_H_

#include <stdio.h>

#include "compiler/ir/context.h"

typedef enum weir_severity_t {
  WEIR_SEVERITY_ERROR,
  WEIR_SEVERITY_WARNING,
  WEIR_SEVERITY_REMARK,
  WEIR_SEVERITY_NOTE,  // belongs to the diagnostic before it
} weir_severity_t;

typedef struct weir_diagnostic_t {
  weir_severity_t severity;
  weir_location_t* location;
  const char* message;
} weir_diagnostic_t;

// Each is reported at once through the handler (default: stderr in the form
// `file:line:col: error: message`) and counted.
typedef void (*weir_diagnostic_fn_t)(const weir_diagnostic_t* diagnostic, void* user);
void weir_diagnostics_set_handler(weir_context_t* context, weir_diagnostic_fn_t handler,
                                  void* user);
uint32_t weir_error_count(const weir_context_t* context);

void weir_diagnose(weir_context_t* context, weir_severity_t severity,
                   weir_location_t* location, const char* format, ...)
    __attribute__((format(printf, 4, 5)));

// An error about |op|: "'stream.async.copy' op " stands before the text. Returns
// false, so that a verifier can return it.
bool weir_op_error(const weir_op_t* op, const char* format, ...)
    __attribute__((format(printf, 2, 3)));
// The same without the prefix, as MLIR's emitError.
bool weir_emit_error(weir_context_t* context, weir_location_t* location,
                     const char* format, ...) __attribute__((format(printf, 3, 4)));
void weir_op_warning(const weir_op_t* op, const char* format, ...)
    __attribute__((format(printf, 2, 3)));
void weir_note(weir_context_t* context, weir_location_t* location, const char* format, ...)
    __attribute__((format(printf, 3, 4)));

// The text of a type for messages, in |arena|: by the printer that compiler/text
// sets for the context, without one the bare name of the type.
typedef const char* (*weir_type_text_fn_t)(const weir_type_t* type, weir_arena_t* arena);
void weir_diagnostics_set_type_text(weir_context_t* context, weir_type_text_fn_t printer);
const char* weir_type_text(const weir_type_t* type, weir_arena_t* arena);

#endif  // WEIR_COMPILER_IR_DIAGNOSTIC_H_
