#include "compiler/transforms/hal/files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

const char* weir_hal_find_file(const weir_pass_t* pass, const char* path) {
  const char* folder =
      weir_pass_option(pass, "hal-executable-object-search-path", "");
  while (path[0] != '/' && *folder != '\0') {
    size_t size = strcspn(folder, ",");
    const char* found =
        weir_arena_format(pass->scratch, "%.*s/%s", (int)size, folder, path);
    struct stat info;
    if (stat(found, &info) == 0) return found;
    folder += size + (folder[size] == ',' ? 1 : 0);
  }
  return path;
}

weir_status_t weir_hal_read_file(const char* path, weir_arena_t* arena,
                                 weir_string_view_t* out_data) {
  FILE* file = fopen(path, "rb");
  if (file == NULL)
    return weir_status_from_errno(errno, "cannot open '%s'", path);
  struct stat info;
  weir_status_t status = weir_ok();
  if (fstat(fileno(file), &info) != 0 || !S_ISREG(info.st_mode)) {
    status = weir_status(WEIR_CODE_INVALID_ARGUMENT, "'%s' is no file", path);
  } else {
    size_t size = (size_t)info.st_size;
    char* data = WEIR_ARENA_ARRAY(arena, char, size + 1);
    data[size] = '\0';
    if (fread(data, 1, size, file) != size) {
      status = weir_status(WEIR_CODE_DATA_LOSS, "cannot read '%s'", path);
    }
    *out_data = weir_sv_n(data, size);
  }
  fclose(file);
  return status;
}
