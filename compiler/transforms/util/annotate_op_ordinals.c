// Numbers all ops, so that what became of one can be followed through dumps.
//
// Needs:   nothing.
// Changes: each op, the module first, gets `util.ordinal`: its place in the
//          text.
// Keeps:   all else.
#include "compiler/transforms/util/passes.h"

static weir_walk_t number(weir_op_t* op, void* user) {
  int64_t* next = user;
  weir_op_set_attr(op, "util.ordinal", weir_index_attr(op->context, (*next)++));
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_util_annotate_op_ordinals(weir_pass_t* pass,
                                             weir_op_t* module) {
  (void)pass;
  int64_t next = 0;
  weir_walk_pre_order(module, number, &next);
  return weir_ok();
}
