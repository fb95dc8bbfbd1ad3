// Moves large constants out of functions into globals.
//
// Needs:   nothing.
// Changes: constant tensors that are no splats, and those kept as parameters or
//          resources, become private globals in front of the function that had
//          them; the constants become loads.
// Keeps:   scalars and splats, constants inside executables.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/flow_types.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_types.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/flow/names.h"
#include "compiler/transforms/flow/passes.h"

static bool is_worth_a_global(const weir_op_t* op) {
  if (!weir_op_is(op, WEIR_ARITH_CONSTANT) &&
      !weir_op_is(op, WEIR_FLOW_TENSOR_CONSTANT)) {
    return false;
  }
  const weir_attr_t* value = weir_op_attr(op, "value");
  if (value == NULL || !weir_type_is_tensor(op->results[0].type)) return false;
  if (weir_attr_is(value, WEIR_ATTR_DENSE_ELEMENTS)) {
    return !weir_dense_is_splat(value);
  }
  return weir_attr_is(value, WEIR_ATTR_DENSE_RESOURCE) ||
         weir_attr_is_parameter_named(value);
}

// "__constant_tensor_2x4xf32", "__parameter_scope_key_tensor_2x4xf32".
static const char* global_name(const weir_attr_t* value, weir_type_t* type,
                               weir_arena_t* arena) {
  const char* prefix = "__constant_";
  if (weir_attr_is_parameter_named(value)) {
    weir_string_view_t scope =
        weir_attr_string(weir_parameter_named_scope(value));
    weir_string_view_t key = weir_attr_string(weir_parameter_named_key(value));
    prefix =
        weir_arena_format(arena, "__parameter_%.*s%s%.*s_", WEIR_SV_ARGS(scope),
                          scope.size > 0 ? "_" : "", WEIR_SV_ARGS(key));
  }
  const char* text =
      weir_arena_format(arena, "%s%s", prefix, weir_type_text(type, arena));
  weir_string_view_t name = weir_sv(weir_name_sanitize(weir_sv(text), arena));
  while (name.size > 0 && name.data[name.size - 1] == '_') --name.size;
  return weir_arena_string(arena, name.data, name.size);
}

static void outline(weir_op_t* constant, weir_op_t* function,
                    weir_symbol_table_t* symbols, weir_arena_t* scratch) {
  weir_context_t* context = constant->context;
  weir_type_t* type = constant->results[0].type;
  weir_builder_t builder = weir_builder_before(function);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL, constant->location);
  weir_op_state_attr(
      &state, "sym_name",
      weir_string_attr(context, global_name(weir_op_attr(constant, "value"),
                                            type, scratch)));
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(context, "private"));
  weir_op_state_attr(&state, "type", weir_type_attr(type));
  weir_op_state_attr(&state, "initial_value", weir_op_attr(constant, "value"));
  weir_op_state_attr(&state, "inlining_policy",
                     weir_util_inline_never_attr(context));
  weir_op_state_attr(&state, "stream.affinity",
                     weir_op_attr(constant, "stream.affinity"));
  weir_op_t* global = weir_build(&builder, &state);
  weir_symbol_table_add(symbols, global);
  weir_builder_set_before(&builder, constant);
  weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL_LOAD,
                     constant->location);
  weir_op_state_attr(&state, "global",
                     weir_symbol_attr(context, weir_symbol_name(global).data));
  weir_op_state_attr(&state, "is_immutable", weir_unit_attr(context));
  weir_op_state_result(&state, type);
  weir_value_t* value = weir_op_result_n(weir_build(&builder, &state), 0);
  weir_op_replace(constant, &value);
}

weir_status_t weir_flow_outline_constants(weir_pass_t* pass,
                                          weir_op_t* module) {
  weir_symbol_table_t* symbols =
      weir_symbol_table_create(module, pass->scratch);
  WEIR_FOR_EACH_OP(function, weir_module_body(module)) {
    if (!weir_op_has_trait(function, WEIR_OP_FUNCTION) &&
        !weir_op_has_trait(function, WEIR_OP_INITIALIZER)) {
      continue;
    }
    weir_op_list_t all = weir_collect_ops(function, 0, pass->scratch);
    for (uint32_t i = 0; i < all.count; ++i) {
      weir_op_t* op = all.ops[i];
      if (!is_worth_a_global(op)) continue;
      if (weir_op_parent_of(op, WEIR_FLOW_DISPATCH_WORKGROUPS) != NULL) {
        continue;
      }
      outline(op, function, symbols, pass->scratch);
    }
  }
  return weir_ok();
}
