// Puts called functions in the place of their calls.
//
// Needs:   util.func and func.func bodies without loops of calls among them.
// Changes: calls of private functions with one block, where the callee is not
//          recursive and does not forbid it.
// Keeps:   the callee itself: symbol-dce drops it where nothing calls it.
#include "compiler/analysis/explorer.h"
#include "compiler/dialects/util_types.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/util/passes.h"

typedef struct inliner_t {
  weir_pass_t* pass;
  weir_explorer_t* explorer;
} inliner_t;

static bool may_inline(const weir_op_t* callee) {
  if (callee == NULL || weir_symbol_visibility(callee) != WEIR_PRIVATE)
    return false;
  const weir_attr_t* policy = weir_op_attr(callee, "inlining_policy");
  if (policy != NULL && weir_attr_is_def(policy, &weir_util_inline_never_def)) {
    return false;
  }
  if (callee->region_count == 0) return false;
  const weir_region_t* body = &callee->regions[0];
  return body->first != NULL && body->first == body->last &&
         weir_op_has_trait(weir_block_terminator(body->first),
                           WEIR_OP_RETURN_LIKE);
}

static bool is_inside(const weir_op_t* function, weir_op_t* op) {
  return weir_op_is_ancestor(function, op);
}

static void inline_call(inliner_t* inliner, weir_op_t* call,
                        weir_op_t* callee) {
  weir_block_t* body = weir_op_region(callee, 0)->first;
  weir_mapping_t* mapping = weir_mapping_create(inliner->pass->scratch);
  for (uint32_t i = 0; i < body->argument_count; ++i) {
    weir_mapping_set(mapping, body->arguments[i], weir_op_operand_n(call, i));
  }
  weir_op_t* terminator = weir_block_terminator(body);
  for (weir_op_t* op = body->first; op != terminator; op = op->next) {
    weir_op_insert_before(weir_op_clone(op, mapping), call);
  }
  weir_value_t** values = WEIR_ARENA_ARRAY(inliner->pass->scratch,
                                           weir_value_t*, call->result_count);
  for (uint32_t i = 0; i < call->result_count; ++i) {
    values[i] = weir_mapping_get(mapping, weir_op_operand_n(terminator, i));
  }
  weir_op_replace(call, values);
}

weir_status_t weir_inline(weir_pass_t* pass, weir_op_t* module) {
  // Calls nest: each round takes one level, and recursion ends it.
  for (uint32_t round = 0; round < 8; ++round) {
    inliner_t inliner = {pass, weir_explorer_create(module, pass->scratch)};
    weir_op_list_t all = weir_collect_ops(module, 0, pass->scratch);
    bool changed = false;
    for (uint32_t i = 0; i < all.count; ++i) {
      weir_op_t* op = all.ops[i];
      if (op->erased || !weir_op_has_trait(op, WEIR_OP_CALL)) continue;
      if (weir_sv_equal_c(weir_op_dialect(op), "stream")) continue;
      weir_op_t* callee = weir_explorer_callee(inliner.explorer, op);
      if (!may_inline(callee) || is_inside(callee, op)) continue;
      if (op->operand_count != callee->regions[0].first->argument_count)
        continue;
      inline_call(&inliner, op, callee);
      changed = true;
    }
    if (!changed) break;
  }
  return weir_ok();
}
