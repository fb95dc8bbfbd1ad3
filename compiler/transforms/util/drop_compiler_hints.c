// Drops what only told the compiler something.
//
// Needs:   all optimisation that the hints were for is done.
// Changes: util.optimization_barrier gives way to its operands.
// Keeps:   all else.
#include "compiler/dialects/util.h"
#include "compiler/transforms/util/passes.h"

weir_status_t weir_util_drop_compiler_hints(weir_pass_t* pass, weir_op_t* op) {
  weir_op_list_t barriers =
      weir_collect_ops(op, WEIR_UTIL_OPTIMIZATION_BARRIER, pass->scratch);
  for (uint32_t i = 0; i < barriers.count; ++i) {
    weir_op_t* barrier = barriers.ops[i];
    weir_value_t** values = WEIR_ARENA_ARRAY(pass->scratch, weir_value_t*,
                                             barrier->result_count + 1);
    for (uint32_t k = 0; k < barrier->result_count; ++k) {
      values[k] = weir_op_operand_n(barrier, k);
    }
    weir_op_replace(barrier, values);
  }
  return weir_ok();
}
