// Files that programs name.
#ifndef WEIR_COMPILER_TRANSFORMS_HAL_FILES_H_
#define WEIR_COMPILER_TRANSFORMS_HAL_FILES_H_

#include "compiler/ir/pass.h"
#include "engine/base/string_view.h"

// Where |path| is: in one of the folders of the pass's option
// `hal-executable-object-search-path` (a list with commas between), or where it
// says. In the pass's scratch arena.
const char* weir_hal_find_file(const weir_pass_t* pass, const char* path);

// All bytes of a file and a zero behind them, in |arena|.
weir_status_t weir_hal_read_file(const char* path, weir_arena_t* arena,
                                 weir_string_view_t* out_data) WEIR_MUST_USE;

#endif  // WEIR_COMPILER_TRANSFORMS_HAL_FILES_H_
