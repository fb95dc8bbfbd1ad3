// Forgets where ops and block arguments come from.
//
// Needs:   nothing.
// Changes: all locations become unknown.
// Keeps:   all else; attributes that hold locations.
#include "compiler/transforms/util/passes.h"

static weir_walk_t forget(weir_op_t* op, void* user) {
  weir_location_t* unknown = user;
  op->location = unknown;
  for (uint32_t i = 0; i < op->region_count; ++i) {
    WEIR_FOR_EACH_BLOCK(block, weir_op_region(op, i)) {
      for (uint32_t j = 0; j < block->argument_count; ++j) {
        block->arguments[j]->location = unknown;
      }
    }
  }
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_strip_debuginfo(weir_pass_t* pass, weir_op_t* op) {
  weir_walk_pre_order(op, forget, weir_location_unknown(pass->context));
  return weir_ok();
}
