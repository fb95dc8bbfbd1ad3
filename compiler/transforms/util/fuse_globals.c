// Makes one of globals that always hold the same value.
//
// Needs:   nothing.
// Changes: private globals of one type and initial value that are stored
//          together, with the same value, in every block that stores either.
// Keeps:   the first of each set.
#include "compiler/dialects/util.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/util/globals.h"
#include "compiler/transforms/util/passes.h"

static bool is_candidate(const weir_global_info_t* global) {
  return weir_op_is(global->op, WEIR_UTIL_GLOBAL) && !global->op->erased &&
         weir_global_is_closed(global) && global->stores.count > 0;
}

// Whether each store of |a| has one of |b| with the same value in its block.
static bool follows(const weir_global_info_t* a, const weir_global_info_t* b) {
  for (uint32_t i = 0; i < a->stores.count; ++i) {
    const weir_op_t* store = a->stores.ops[i];
    bool found = false;
    for (uint32_t k = 0; k < b->stores.count && !found; ++k) {
      const weir_op_t* other = b->stores.ops[k];
      found = other->block == store->block &&
              weir_op_operand_n(other, 0) == weir_op_operand_n(store, 0);
    }
    if (!found) return false;
  }
  return true;
}

static bool may_fuse(const weir_global_info_t* a, const weir_global_info_t* b) {
  return weir_op_attr_type(a->op, "type") == weir_op_attr_type(b->op, "type") &&
         weir_global_initial_value(a->op) == weir_global_initial_value(b->op) &&
         follows(a, b) && follows(b, a);
}

weir_status_t weir_util_fuse_globals(weir_pass_t* pass, weir_op_t* module) {
  weir_explorer_t* globals = weir_explorer_create(module, pass->scratch);
  uint32_t count = weir_explorer_global_count(globals);
  for (uint32_t i = 0; i < count; ++i) {
    const weir_global_info_t* base = weir_explorer_global(globals, i);
    if (!is_candidate(base)) continue;
    for (uint32_t k = i + 1; k < count; ++k) {
      const weir_global_info_t* other = weir_explorer_global(globals, k);
      if (!is_candidate(other) || !may_fuse(base, other)) continue;
      if (weir_global_is_mutable(other->op)) {
        weir_global_set_mutable(base->op, true);
      }
      weir_global_redirect(other, base->op, true);
      weir_op_erase(other->op);
    }
  }
  return weir_ok();
}
