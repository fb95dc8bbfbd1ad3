// Calls of imports that can be scheduled with other work on a stream.
//
// Needs:   util.func declarations marked iree.abi.streamable, whose tensor
//          results have static shapes or are tied to an argument
//          (tied_operands, or iree.abi.tied on the result).
// Changes: such a declaration into a flow.func and its calls into flow.call.
// Keeps:   all other functions and calls.
#include "compiler/conversion/abi/abi.h"
#include "compiler/conversion/dims.h"
#include "compiler/conversion/passes.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"

// Per result the argument it is tied to; NULL if none is.
static weir_attr_t* tied_operands_of(weir_op_t* function, weir_arena_t* arena) {
  weir_attr_t* tied = weir_op_attr(function, "tied_operands");
  if (tied) return tied;
  uint32_t count = weir_function_type_of(function)->function.result_count;
  int64_t* operands = WEIR_ARENA_ARRAY(arena, int64_t, count);
  bool any = false;
  for (uint32_t i = 0; i < count; ++i) {
    operands[i] = -1;
    any |= weir_attr_int(
        weir_function_attr_of(function, "res_attrs", i, "iree.abi.tied"),
        &operands[i]);
  }
  return any ? weir_index_array_attr(function->context, operands, count) : NULL;
}

static int64_t tied_operand(const weir_attr_t* tied, uint32_t result) {
  int64_t operand = -1;
  if (tied && result < tied->array.count) {
    weir_attr_int(tied->array.elements[result], &operand);
  }
  return operand;
}

static bool verify_results(weir_op_t* function, const weir_attr_t* tied) {
  weir_type_t* type = weir_function_type_of(function);
  bool ok = true;
  for (uint32_t i = 0; i < type->function.result_count; ++i) {
    weir_type_t* result = type->function.results[i];
    if (!weir_type_is_tensor(result) || weir_type_has_static_shape(result) ||
        tied_operand(tied, i) >= 0) {
      continue;
    }
    ok = weir_op_error(function,
                       "result %u has dynamic dimensions and is not tied to an "
                       "argument, so that a stream cannot know its size",
                       i);
  }
  return ok;
}

static weir_op_t* declare(weir_op_t* function, weir_attr_t* tied) {
  weir_builder_t builder = weir_builder_before(function);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_FLOW_FUNC, function->location);
  weir_op_state_attrs(&state, function->attrs);
  weir_op_state_regions(&state, 1);
  weir_op_t* declaration = weir_build(&builder, &state);
  weir_op_remove_attr(declaration, "iree.abi.streamable");
  weir_op_remove_attr(declaration, "inlining_policy");
  weir_op_set_attr(declaration, "tied_operands", tied);
  return declaration;
}

static void convert_call(weir_op_t* call, weir_attr_t* tied,
                         weir_arena_t* arena) {
  weir_builder_t builder = weir_builder_before(call);
  weir_values_t* dims_of =
      WEIR_ARENA_ARRAY(arena, weir_values_t, call->operand_count);
  weir_values_t arguments = {0}, argument_dims = {0}, result_dims = {0};
  for (uint32_t i = 0; i < call->operand_count; ++i) {
    weir_value_t* argument = weir_op_operand_n(call, i);
    weir_values_add(&arguments, arena, argument);
    dims_of[i] =
        weir_build_dynamic_dims(&builder, arena, call->location, argument);
    for (uint32_t d = 0; d < dims_of[i].count; ++d) {
      weir_values_add(&argument_dims, arena, dims_of[i].items[d]);
    }
  }
  weir_type_t** types =
      WEIR_ARENA_ARRAY(arena, weir_type_t*, call->result_count);
  for (uint32_t i = 0; i < call->result_count; ++i) {
    types[i] = call->results[i].type;
    int64_t operand = tied_operand(tied, i);
    if (operand < 0 || operand >= call->operand_count) continue;
    for (uint32_t d = 0; d < dims_of[operand].count; ++d) {
      weir_values_add(&result_dims, arena, dims_of[operand].items[d]);
    }
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_FLOW_CALL, call->location);
  weir_op_state_operands(&state, arguments.items, arguments.count);
  weir_op_state_operands(&state, argument_dims.items, argument_dims.count);
  weir_op_state_operands(&state, result_dims.items, result_dims.count);
  weir_op_state_attrs(&state, call->attrs);
  weir_op_state_results(&state, types, call->result_count);
  weir_op_t* by = weir_build(&builder, &state);
  weir_op_set_attr(by, "tied_operands", tied);
  for (uint32_t i = 0; i < call->result_count; ++i) {
    weir_value_replace_uses(weir_op_result_n(call, i), weir_op_result_n(by, i));
  }
  weir_op_erase(call);
}

static void convert_function(weir_op_t* module, weir_op_t* function,
                             weir_arena_t* arena) {
  weir_attr_t* tied = tied_operands_of(function, arena);
  if (!weir_region_is_empty(weir_op_region(function, 0))) {
    weir_op_error(function, "is marked iree.abi.streamable but has a body");
    return;
  }
  if (!verify_results(function, tied)) return;
  weir_string_view_t name = weir_symbol_name(function);
  weir_op_list_t calls = weir_collect_ops(module, WEIR_UTIL_CALL, arena);
  declare(function, tied);
  for (uint32_t i = 0; i < calls.count; ++i) {
    if (weir_sv_equal(weir_op_attr_string(calls.ops[i], "callee"), name)) {
      convert_call(calls.ops[i], tied, arena);
    }
  }
  weir_op_erase(function);
}

weir_status_t weir_abi_convert_streamable_ops(weir_pass_t* pass,
                                              weir_op_t* module) {
  uint32_t errors = weir_error_count(pass->context);
  weir_block_t* body = weir_module_body(module);
  WEIR_FOR_EACH_OP(op, body) {
    if (weir_op_is(op, WEIR_UTIL_FUNC) &&
        weir_op_has_attr(op, "iree.abi.streamable")) {
      convert_function(module, op, pass->scratch);
    }
  }
  if (weir_error_count(pass->context) == errors) return weir_ok();
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "streamable imports cannot be converted");
}
