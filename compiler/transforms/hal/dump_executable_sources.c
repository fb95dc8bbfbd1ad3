// Writes each executable as a file that can be compiled on its own.
//
// Needs:   nothing.
// Changes: nothing.
// Keeps:   everything.
//
// Options: `path` is a folder that is made if it is not there; without it, or
// as `-`, the text goes to the standard output. `prefix` begins file names.
#include "compiler/dialects/hal.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/hal/dump.h"
#include "compiler/transforms/hal/passes.h"

weir_status_t weir_hal_dump_executable_sources(weir_pass_t* pass,
                                               weir_op_t* module) {
  const char* folder = weir_pass_option(pass, "path", "");
  const char* prefix = weir_pass_option(pass, "prefix", "");
  weir_string_view_t module_name = weir_hal_dump_module_name(module);
  WEIR_RETURN_IF_ERROR(weir_hal_make_dump_folder(folder));
  WEIR_FOR_EACH_OP(op, weir_op_region(module, 0)->first) {
    if (!weir_op_is(op, WEIR_HAL_EXECUTABLE)) continue;
    const char* name = weir_arena_format(pass->scratch, "%s%s%.*s_%.*s.mlir",
                                         prefix, prefix[0] != '\0' ? "_" : "",
                                         WEIR_SV_ARGS(module_name),
                                         WEIR_SV_ARGS(weir_symbol_name(op)));
    // A private one would go as unused where the file is read.
    weir_attr_t* visibility = weir_op_attr(op, "sym_visibility");
    weir_symbol_set_visibility(op, WEIR_PUBLIC);
    weir_status_t status = weir_hal_dump_op(op, folder, name, pass->scratch);
    weir_op_set_attr(op, "sym_visibility", visibility);
    WEIR_RETURN_IF_ERROR(status);
  }
  return weir_ok();
}
