// Refuses programs in which an op that executes on a device is not told on
// which.
//
// Needs:   the output of stream-conversion.
// Changes: nothing.
//
// Where one affinity is missing all are: only the first op is told of.
#include "compiler/conversion/passes.h"
#include "compiler/dialects/affinity.h"
#include "compiler/ir/diagnostic.h"

static weir_walk_t verify_op(weir_op_t* op, void* user) {
  (void)user;
  if (weir_op_has_trait(op, WEIR_OP_OBJECT_LIKE)) return WEIR_WALK_SKIP;
  if (weir_op_is_affinity_aware(op) && weir_op_requires_affinity(op) &&
      !weir_affinity_lookup_or_default(op)) {
    weir_op_error(op,
                  "does not have an affinity assigned; ensure that the op or "
                  "some ancestor of it has a valid execution affinity "
                  "assigned");
    return WEIR_WALK_STOP;
  }
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_verify_affinities(weir_pass_t* pass, weir_op_t* module) {
  uint32_t errors = weir_error_count(pass->context);
  weir_walk_pre_order(module, verify_op, NULL);
  if (weir_error_count(pass->context) == errors) return weir_ok();
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "ops without an affinity cannot be executed");
}
