// Shows what is known of the range of floating point values.
//
// Needs:   nothing.
// Changes: each `iree_unregistered.test_fprange` of one operand gets an
//          attribute `analysis` with the operand's range.
// Keeps:   all else.
#include <string.h>

#include "compiler/analysis/float_range.h"
#include "compiler/dialects/builtin.h"
#include "compiler/transforms/util/passes.h"

typedef struct probes_t {
  weir_arena_t* arena;
  weir_op_list_t ops;
} probes_t;

static weir_walk_t find_probe(weir_op_t* op, void* user) {
  probes_t* probes = user;
  if (strcmp(op->name->data, "iree_unregistered.test_fprange") == 0 &&
      op->operand_count == 1) {
    weir_op_list_add(&probes->ops, probes->arena, op);
  }
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_util_test_float_range_analysis(weir_pass_t* pass,
                                                  weir_op_t* op) {
  weir_op_t* module = weir_op_is(op, WEIR_BUILTIN_MODULE)
                          ? op
                          : weir_op_parent_of(op, WEIR_BUILTIN_MODULE);
  probes_t probes = {.arena = pass->scratch};
  weir_walk_pre_order(op, find_probe, &probes);
  if (module == NULL || probes.ops.count == 0) return weir_ok();
  weir_solver_t* solver =
      weir_float_range_solver(weir_explorer_create(module, pass->scratch));
  for (uint32_t i = 0; i < probes.ops.count; ++i) {
    weir_float_range_ask(solver, weir_op_operand_n(probes.ops.ops[i], 0));
  }
  WEIR_RETURN_IF_ERROR(weir_solver_run(solver));
  for (uint32_t i = 0; i < probes.ops.count; ++i) {
    weir_op_t* probe = probes.ops.ops[i];
    weir_float_range_t range =
        weir_float_range_of(solver, weir_op_operand_n(probe, 0));
    const char* text =
        weir_arena_format(pass->scratch, "fp-range: %s",
                          weir_float_range_text(&range, pass->scratch));
    weir_op_set_attr(probe, "analysis", weir_string_attr(op->context, text));
  }
  return weir_ok();
}
