// Replaces hal.executable.export.ordinal by the number.
//
// Needs:   exports with ordinals.
// Changes: hal.executable.export.ordinal becomes a constant.
// Keeps:   everything else.
#include "compiler/dialects/hal.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/hal/passes.h"

weir_status_t weir_hal_resolve_export_ordinals(weir_pass_t* pass,
                                               weir_op_t* module) {
  weir_symbol_table_t* symbols =
      weir_symbol_table_create(module, pass->scratch);
  weir_op_list_t ops = weir_collect_ops(
      module, WEIR_HAL_EXECUTABLE_EXPORT_ORDINAL, pass->scratch);
  for (uint32_t i = 0; i < ops.count; ++i) {
    weir_op_t* op = ops.ops[i];
    const weir_op_t* export =
        weir_symbol_table_resolve(symbols, weir_op_attr(op, "entry_point"));
    int64_t ordinal;
    if (!weir_op_is(export, WEIR_HAL_EXECUTABLE_EXPORT) ||
        !weir_attr_int(weir_op_attr(export, "ordinal"), &ordinal)) {
      weir_op_error(op, "names no export with an ordinal");
      return weir_status(WEIR_CODE_INVALID_ARGUMENT, "export without ordinal");
    }
    weir_builder_t builder = weir_builder_before(op);
    weir_value_t* value = weir_build_index(&builder, op->location, ordinal);
    weir_op_replace(op, &value);
  }
  return weir_ok();
}
