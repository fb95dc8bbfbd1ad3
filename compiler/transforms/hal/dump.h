// Writes ops as text for people to look at and to compile again.
#ifndef WEIR_COMPILER_TRANSFORMS_HAL_DUMP_H_
#define WEIR_COMPILER_TRANSFORMS_HAL_DUMP_H_

#include "compiler/ir/ir.h"
#include "engine/base/status.h"

// Makes |folder| and all above it. Nothing is made of "" and "-", which stand
// for the standard output.
weir_status_t weir_hal_make_dump_folder(const char* folder);

// Writes |op| without aliases to the file |name| in |folder|, or to the
// standard output. |arena| is for the path.
weir_status_t weir_hal_dump_op(weir_op_t* op, const char* folder,
                               const char* name, weir_arena_t* arena);

// What dumps of |module| are called by: its name, else "module".
weir_string_view_t weir_hal_dump_module_name(const weir_op_t* module);

#endif  // WEIR_COMPILER_TRANSFORMS_HAL_DUMP_H_
