// Options that name archives.
#ifndef WEIR_COMPILER_TRANSFORMS_IO_SCOPE_PATH_H_
#define WEIR_COMPILER_TRANSFORMS_IO_SCOPE_PATH_H_

#include "engine/base/arena.h"
#include "engine/base/string_view.h"

// "scope=file" or "file"; both parts zero-terminated.
typedef struct weir_scope_path_t {
  const char* scope;  // may be empty
  const char* path;
} weir_scope_path_t;
weir_scope_path_t weir_scope_path_split(weir_string_view_t text,
                                        weir_arena_t* arena);

// The next of the parts of |list| between commas; false at the end.
bool weir_list_option_next(const char** list, weir_string_view_t* out_part);

#endif  // WEIR_COMPILER_TRANSFORMS_IO_SCOPE_PATH_H_
