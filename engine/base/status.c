#include "engine/base/status.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct weir_status_impl_t {
  weir_code_t code;
  int line;
  const char* file;
  char* message;
};

// Raised when there is no memory for anything better; never freed.
static struct weir_status_impl_t no_memory = {
    .code = WEIR_CODE_RESOURCE_EXHAUSTED,
    .file = __FILE__,
    .line = 0,
    .message = (char*)"out of memory while reporting a failure",
};

static char* format_message(const char* format, va_list args) {
  char* message = NULL;
  return vasprintf(&message, format, args) < 0 ? NULL : message;
}

// Takes |message|, which may be NULL.
static weir_status_t make_status(weir_code_t code, const char* file, int line,
                                 char* message) {
  struct weir_status_impl_t* status = malloc(sizeof(*status));
  if (status == NULL || message == NULL) {
    free(status);
    free(message);
    return &no_memory;
  }
  *status = (struct weir_status_impl_t){
      .code = code, .line = line, .file = file, .message = message};
  return status;
}

weir_status_t weir_status_at(weir_code_t code, const char* file, int line,
                             const char* format, ...) {
  va_list args;
  va_start(args, format);
  char* message = format_message(format, args);
  va_end(args);
  return make_status(code, file, line, message);
}

// Replaces the message of |status| by |message|; keeps the old one when memory
// is short.
static void set_message(weir_status_t status, char* message) {
  if (message == NULL) return;
  free(status->message);
  status->message = message;
}

weir_status_t weir_status_annotate(weir_status_t status, const char* format,
                                   ...) {
  if (status == NULL || status == &no_memory) return status;
  va_list args;
  va_start(args, format);
  char* prefix = format_message(format, args);
  va_end(args);
  char* message = NULL;
  if (prefix != NULL &&
      asprintf(&message, "%s: %s", prefix, status->message) >= 0) {
    set_message(status, message);
  }
  free(prefix);
  return status;
}

weir_status_t weir_status_join(weir_status_t first, weir_status_t second) {
  if (first == NULL) return second;
  if (second == NULL || second == first) return first;
  if (first != &no_memory) {
    char* message = NULL;
    if (asprintf(&message, "%s\n%s", first->message, second->message) >= 0) {
      set_message(first, message);
    }
  }
  weir_status_free(second);
  return first;
}

weir_status_t weir_status_clone(weir_status_t status) {
  if (status == NULL || status == &no_memory) return status;
  return make_status(status->code, status->file, status->line,
                     strdup(status->message));
}

weir_code_t weir_status_code(weir_status_t status) {
  return status ? status->code : WEIR_CODE_OK;
}

const char* weir_status_message(weir_status_t status) {
  return status ? status->message : "";
}

const char* weir_status_file(weir_status_t status) {
  return status ? status->file : "";
}

int weir_status_line(weir_status_t status) { return status ? status->line : 0; }

void weir_status_free(weir_status_t status) {
  if (status == NULL || status == &no_memory) return;
  free(status->message);
  free(status);
}

const char* weir_code_name(weir_code_t code) {
  switch (code) {
    case WEIR_CODE_OK: return "ok";
    case WEIR_CODE_INVALID_ARGUMENT: return "invalid argument";
    case WEIR_CODE_NOT_FOUND: return "not found";
    case WEIR_CODE_ALREADY_EXISTS: return "already exists";
    case WEIR_CODE_OUT_OF_RANGE: return "out of range";
    case WEIR_CODE_FAILED_PRECONDITION: return "failed precondition";
    case WEIR_CODE_RESOURCE_EXHAUSTED: return "resource exhausted";
    case WEIR_CODE_UNAVAILABLE: return "unavailable";
    case WEIR_CODE_UNIMPLEMENTED: return "unimplemented";
    case WEIR_CODE_DATA_LOSS: return "data loss";
    case WEIR_CODE_ABORTED: return "aborted";
    case WEIR_CODE_DEADLINE_EXCEEDED: return "deadline exceeded";
    case WEIR_CODE_INTERNAL: return "internal";
  }
  return "unknown";
}

static weir_code_t code_of_errno(int error) {
  switch (error) {
    case 0: return WEIR_CODE_INTERNAL;
    case ENOENT: return WEIR_CODE_NOT_FOUND;
    case EEXIST: return WEIR_CODE_ALREADY_EXISTS;
    case ENOMEM:
    case ENOSPC:
    case EMFILE:
    case ENFILE: return WEIR_CODE_RESOURCE_EXHAUSTED;
    case EACCES:
    case EPERM:
    case EINVAL:
    case EISDIR:
    case ENOTDIR:
    case EROFS: return WEIR_CODE_INVALID_ARGUMENT;
    case ETIMEDOUT: return WEIR_CODE_DEADLINE_EXCEEDED;
    default: return WEIR_CODE_UNAVAILABLE;
  }
}

weir_status_t weir_status_from_errno_at(int error, const char* file, int line,
                                        const char* format, ...) {
  va_list args;
  va_start(args, format);
  char* what = format_message(format, args);
  va_end(args);
  char* message = NULL;
  if (what != NULL && asprintf(&message, "%s: %s", what, strerror(error)) < 0) {
    message = NULL;
  }
  free(what);
  return make_status(code_of_errno(error), file, line, message);
}
