#include "compiler/ir/diagnostic.h"

#include <stdarg.h>
#include <stdlib.h>

#include "compiler/ir/context_impl.h"
#include "compiler/ir/ir.h"

static const char* severity_name(weir_severity_t severity) {
  switch (severity) {
    case WEIR_SEVERITY_ERROR:
      return "error";
    case WEIR_SEVERITY_WARNING:
      return "warning";
    case WEIR_SEVERITY_REMARK:
      return "remark";
    case WEIR_SEVERITY_NOTE:
      return "note";
  }
  return "error";
}

// The first file location inside |location|; NULL if there is none.
static const weir_location_t* find_file(const weir_location_t* location) {
  if (location == NULL) return NULL;
  if (location->location.kind == WEIR_LOCATION_FILE) return location;
  for (uint32_t i = 0; i < location->location.child_count; ++i) {
    const weir_location_t* file = find_file(location->location.children[i]);
    if (file != NULL) return file;
  }
  return NULL;
}

static void print_location(const weir_location_t* location) {
  const weir_location_t* file = find_file(location);
  if (file != NULL) {
    fprintf(stderr, "%s:%u:%u: ", file->location.name->data,
            file->location.line, file->location.column);
  }
  if (location != NULL && location->location.kind == WEIR_LOCATION_NAME) {
    fprintf(stderr, "\"%s\": ", location->location.name->data);
  }
}

static void print_to_stderr(const weir_diagnostic_t* diagnostic, void* user) {
  (void)user;
  print_location(diagnostic->location);
  fprintf(stderr, "%s: %s\n", severity_name(diagnostic->severity),
          diagnostic->message);
}

void weir_diagnostics_set_handler(weir_context_t* context,
                                  weir_diagnostic_fn_t handler, void* user) {
  context->diagnostics.handler = handler;
  context->diagnostics.user = user;
}

uint32_t weir_error_count(const weir_context_t* context) {
  return context->diagnostics.error_count;
}

static void report(weir_context_t* context, weir_severity_t severity,
                   weir_location_t* location, const char* prefix,
                   const char* format, va_list args) {
  char* text = NULL;
  if (vasprintf(&text, format, args) < 0) text = NULL;
  weir_diagnostic_t diagnostic = {
      .severity = severity,
      .location = location ? location : weir_location_unknown(context),
      .message = weir_arena_format(&context->arena, "%s%s", prefix,
                                   text ? text : format),
  };
  free(text);
  if (severity == WEIR_SEVERITY_ERROR) ++context->diagnostics.error_count;
  weir_diagnostic_fn_t handler = context->diagnostics.handler;
  (handler ? handler : print_to_stderr)(&diagnostic, context->diagnostics.user);
}

void weir_diagnose(weir_context_t* context, weir_severity_t severity,
                   weir_location_t* location, const char* format, ...) {
  va_list args;
  va_start(args, format);
  report(context, severity, location, "", format, args);
  va_end(args);
}

static const char* op_prefix(const weir_op_t* op) {
  return weir_arena_format(&op->context->arena, "'%s' op ", op->name->data);
}

bool weir_op_error(const weir_op_t* op, const char* format, ...) {
  va_list args;
  va_start(args, format);
  report(op->context, WEIR_SEVERITY_ERROR, op->location, op_prefix(op), format,
         args);
  va_end(args);
  return false;
}

bool weir_emit_error(weir_context_t* context, weir_location_t* location,
                     const char* format, ...) {
  va_list args;
  va_start(args, format);
  report(context, WEIR_SEVERITY_ERROR, location, "", format, args);
  va_end(args);
  return false;
}

void weir_op_warning(const weir_op_t* op, const char* format, ...) {
  va_list args;
  va_start(args, format);
  report(op->context, WEIR_SEVERITY_WARNING, op->location, op_prefix(op),
         format, args);
  va_end(args);
}

void weir_note(weir_context_t* context, weir_location_t* location,
               const char* format, ...) {
  va_list args;
  va_start(args, format);
  report(context, WEIR_SEVERITY_NOTE, location, "", format, args);
  va_end(args);
}
