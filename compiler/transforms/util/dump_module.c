// Writes the module to a file in the midst of a pipeline.
//
// Needs:   the option `path`: a file, or `-` for standard output.
// Changes: nothing of the program.
// Keeps:   all.
#include <stdlib.h>
#include <string.h>

#include "compiler/text/text.h"
#include "compiler/transforms/util/passes.h"
#include "engine/base/file_writer.h"

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
  size_t size = 0;
  char* text = weir_print_op(module, &(weir_print_options_t){0}, &size);
  weir_status_t status = weir_file_write_or_print(path, text, size);
  free(text);
  return status;
}
