// Replaces the values of large constants by patterns that take no room.
//
// Needs:   nothing.
// Changes: initial values of globals that are tensors: each becomes a byte
//          pattern of its own, so that no two become equal.
// Keeps:   types; the program computes something else.
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_types.h"
#include "compiler/transforms/util/passes.h"

weir_status_t weir_util_strip_and_splat_constants(weir_pass_t* pass,
                                                  weir_op_t* module) {
  weir_op_list_t globals =
      weir_collect_ops(module, WEIR_UTIL_GLOBAL, pass->scratch);
  uint32_t next = 1;
  for (uint32_t i = 0; i < globals.count; ++i) {
    weir_op_t* global = globals.ops[i];
    const weir_attr_t* value = weir_op_attr(global, "initial_value");
    if (value == NULL || !weir_type_is_tensor(value->type)) continue;
    weir_op_set_attr(
        global, "initial_value",
        weir_util_byte_pattern_attr(value->type, (uint8_t)(next++ & 0xff)));
  }
  return weir_ok();
}
