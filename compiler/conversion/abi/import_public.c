// Functions of the func dialect become those of the util dialect, which is what
// the compiler works on.
//
// Needs:   any module.
// Changes: func.func directly in the module, and the func.call and func.return
//          in it, into util.func, util.call and util.return; `noinline` into
//          the inlining policy, iree.abi.tied of results into tied operands. Of
//          other attributes those of a dialect and `nosideeffects` stay.
// Keeps:   functions on torch types, which torch-func-conversion takes up;
//          nested modules.
#include "compiler/conversion/abi/abi.h"
#include "compiler/conversion/conversion.h"
#include "compiler/conversion/passes.h"
#include "compiler/dialects/func.h"
#include "compiler/dialects/torch_types.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_types.h"
#include "compiler/ir/symbol.h"

static bool has_torch_types(weir_type_t* const* types, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    if (weir_type_is_torch(types[i])) return true;
  }
  return false;
}

static bool is_imported(const weir_op_t* op) {
  if (!weir_op_is(op, WEIR_FUNC_FUNC)) return false;
  const weir_type_t* type = weir_function_type_of(op);
  return !has_torch_types(type->function.inputs, type->function.input_count) &&
         !has_torch_types(type->function.results, type->function.result_count);
}

static void import_function(weir_op_t* function) {
  static const char* const kept[] = {"sym_name",      "sym_visibility",
                                     "arg_attrs",     "res_attrs",
                                     "function_type", "nosideeffects"};
  weir_builder_t builder = weir_builder_before(function);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_FUNC, function->location);
  for (uint32_t i = 0; i < sizeof(kept) / sizeof(kept[0]); ++i) {
    weir_op_state_attr(&state, kept[i], weir_op_attr(function, kept[i]));
  }
  weir_op_state_attr(&state, "tied_operands", weir_abi_tied_operands(function));
  if (weir_op_has_attr(function, "noinline")) {
    weir_op_state_attr(&state, "inlining_policy",
                       weir_util_inline_never_attr(builder.context));
  }
  weir_op_state_regions(&state, 1);
  weir_op_t* by = weir_build(&builder, &state);
  weir_copy_dialect_attrs(function, by);
  weir_region_take_blocks(weir_op_region(by, 0), weir_op_region(function, 0));
  weir_op_erase(function);
}

static bool calls_imported(const weir_op_t* call) {
  const weir_op_t* callee =
      weir_symbol_resolve(call, weir_op_attr(call, "callee"));
  return weir_op_is(callee, WEIR_UTIL_FUNC);
}

static void import_call(weir_op_t* call) {
  weir_builder_t builder = weir_builder_before(call);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_CALL, call->location);
  weir_op_state_operands_of(&state, call, WEIR_FUNC_CALL_OPERANDS);
  weir_op_state_attrs(&state, call->attrs);
  weir_op_state_results_of(&state, call, 0);
  weir_op_t* by = weir_build(&builder, &state);
  for (uint32_t i = 0; i < call->result_count; ++i) {
    weir_value_replace_uses(weir_op_result_n(call, i), weir_op_result_n(by, i));
  }
  weir_op_erase(call);
}

static weir_walk_t import_op(weir_op_t* op, void* user) {
  weir_op_list_t* calls = user;
  if (weir_op_has_trait(op, WEIR_OP_SYMBOL_TABLE)) return WEIR_WALK_SKIP;
  if (weir_op_is(op, WEIR_FUNC_RETURN) &&
      weir_op_is(weir_op_parent(op), WEIR_UTIL_FUNC)) {
    weir_builder_t builder = weir_builder_before(op);
    weir_op_state_t state;
    weir_op_state_init(&state, &builder, WEIR_UTIL_RETURN, op->location);
    weir_op_state_operands_of(&state, op, WEIR_FUNC_RETURN_OPERANDS);
    weir_build(&builder, &state);
    weir_op_erase(op);
    return WEIR_WALK_SKIP;
  }
  if (weir_op_is(op, WEIR_FUNC_CALL) && calls_imported(op)) {
    weir_op_list_add(calls, weir_context_arena(op->context), op);
  }
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_import_public(weir_pass_t* pass, weir_op_t* module) {
  (void)pass;
  weir_block_t* body = weir_module_body(module);
  WEIR_FOR_EACH_OP(op, body) {
    if (is_imported(op)) import_function(op);
  }
  weir_op_list_t calls = {0};
  WEIR_FOR_EACH_OP(op, body) {
    if (weir_op_is(op, WEIR_UTIL_FUNC)) {
      weir_walk_post_order(op, import_op, &calls);
    }
  }
  for (uint32_t i = 0; i < calls.count; ++i) import_call(calls.ops[i]);
  return weir_ok();
}
