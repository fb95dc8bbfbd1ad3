// Writes the module to a file in the midst of a pipeline.
//
// Needs:   the option `path`: a file, or `-` for standard output.
// Changes: nothing of the program.
// Keeps:   all.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/text/text.h"
#include "compiler/transforms/util/passes.h"

static bool write_text(FILE* file, const char* text, size_t size) {
  return fwrite(text, 1, size, file) == size && fflush(file) == 0;
}

weir_status_t weir_util_dump_module(weir_pass_t* pass, weir_op_t* module) {
  const char* path = weir_pass_option(pass, "path", "");
  if (path[0] == '\0') {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "util-dump-module needs a path to write to");
  }
  size_t length = strlen(path);
  if (length > 7 && strcmp(path + length - 7, ".mlirbc") == 0) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "'%s' names bytecode, but modules are written as text",
                       path);
  }
  bool to_output = strcmp(path, "-") == 0;
  FILE* file = to_output ? stdout : fopen(path, "w");
  if (file == NULL) {
    return weir_status_from_errno(errno, "cannot open output file '%s'", path);
  }
  size_t size = 0;
  char* text = weir_print_op(module, &(weir_print_options_t){0}, &size);
  bool ok = write_text(file, text, size);
  int error = errno;
  free(text);
  if (!to_output && fclose(file) != 0 && ok) {
    ok = false;
    error = errno;
  }
  return ok ? weir_ok()
            : weir_status_from_errno(error, "cannot write '%s'", path);
}
