#include "compiler/transforms/hal/dump.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "compiler/ir/symbol.h"
#include "compiler/text/text.h"
#include "engine/base/file_writer.h"

static bool is_standard_output(const char* folder) {
  return folder[0] == '\0' || strcmp(folder, "-") == 0;
}

weir_status_t weir_hal_make_dump_folder(const char* folder) {
  if (is_standard_output(folder)) return weir_ok();
  char* path = strdup(folder);
  if (path == NULL) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED, "no memory for a path");
  }
  weir_status_t status = weir_ok();
  for (char* at = path + 1; weir_is_ok(status); ++at) {
    if (*at != '/' && *at != '\0') continue;
    char end = *at;
    *at = '\0';
    if (mkdir(path, 0777) != 0 && errno != EEXIST) {
      status = weir_status_from_errno(errno, "cannot make folder '%s'", path);
    }
    *at = end;
    if (end == '\0') break;
  }
  free(path);
  return status;
}

weir_status_t weir_hal_dump_op(weir_op_t* op, const char* folder,
                               const char* name, weir_arena_t* arena) {
  const weir_print_options_t options = {.local_scope = true};
  size_t size = 0;
  char* text = weir_print_op(op, &options, &size);
  while (size > 0 && text[size - 1] == '\n') --size;
  text[size++] = '\n';
  const char* path = is_standard_output(folder)
                         ? "-"
                         : weir_arena_format(arena, "%s/%s", folder, name);
  weir_status_t status = weir_file_write_or_print(path, text, size);
  free(text);
  return status;
}

weir_string_view_t weir_hal_dump_module_name(const weir_op_t* module) {
  weir_string_view_t name = weir_symbol_name(module);
  return name.size > 0 ? name : weir_sv("module");
}
