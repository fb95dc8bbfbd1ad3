// Functions on torch tensors become functions of the ABI.
//
// Needs:   func.func with bodies, whose arguments and results are torch or
//          builtin tensors or scalars, with one return.
// Changes: @f into @f$async with buffer views, a fence to wait for and one to
//          signal, and a synchronous @f that calls it. Immutable arguments are
//          imported; mutable ones where their contents are read, and where they
//          are overwritten the new contents are aliased to their storage.
//          Results go through one barrier. iree.abi.affinity of function,
//          argument and result and iree.reflection are kept.
// Keeps:   declarations, and functions marked iree.abi.stub.
#include "compiler/conversion/abi/abi.h"
#include "compiler/conversion/abi/torch_function.h"
#include "compiler/conversion/dims.h"
#include "compiler/conversion/passes.h"
#include "compiler/dialects/func.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_types.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"

static void keep_attrs(const weir_op_t* from, weir_op_t* to) {
  weir_op_set_attr(to, "iree.reflection",
                   weir_op_attr(from, "iree.reflection"));
  weir_op_set_attr(to, "iree.abi.stub", weir_unit_attr(to->context));
  weir_op_set_attr(to, "iree.abi.affinity",
                   weir_op_attr(from, "iree.abi.affinity"));
  weir_op_set_attr(to, "sym_visibility", weir_op_attr(from, "sym_visibility"));
}

// The signature with fences; NULL after an error.
static weir_type_t* async_type(weir_torch_function_t* c, weir_type_t* type) {
  uint32_t inputs = type->function.input_count;
  uint32_t results = type->function.result_count;
  weir_type_t** input_types =
      WEIR_ARENA_ARRAY(c->arena, weir_type_t*, inputs + 2);
  weir_type_t** result_types =
      WEIR_ARENA_ARRAY(c->arena, weir_type_t*, results);
  bool ok = true;
  for (uint32_t i = 0; i < inputs; ++i) {
    input_types[i] = weir_torch_boundary_type(
        c->torch_function, type->function.inputs[i], c->arena);
    ok &= input_types[i] != NULL;
  }
  for (uint32_t i = 0; i < results; ++i) {
    result_types[i] = weir_torch_boundary_type(
        c->torch_function, type->function.results[i], c->arena);
    ok &= result_types[i] != NULL;
  }
  if (!ok) return NULL;
  input_types[inputs++] = weir_hal_fence_type(type->context);
  input_types[inputs++] = weir_hal_fence_type(type->context);
  return weir_function_type(type->context, input_types, inputs, result_types,
                            results);
}

static void build_async(weir_torch_function_t* c, weir_builder_t* builder,
                        weir_type_t* type, const char* name) {
  weir_location_t* location = c->torch_function->location;
  weir_context_t* context = builder->context;
  c->function = weir_build_function(builder, location, name, type, false);
  weir_op_set_attr(c->function, "tied_operands",
                   weir_abi_tied_operands(c->torch_function));
  weir_op_set_attr(c->function, "inlining_policy",
                   weir_util_inline_never_attr(context));
  keep_attrs(c->torch_function, c->function);
  weir_op_set_attr(c->function, "iree.abi.model",
                   weir_string_attr(context, "coarse-fences"));
  weir_region_t* body = weir_op_region(c->function, 0);
  weir_region_take_blocks(body, weir_op_region(c->torch_function, 0));
  c->entry = body->first;
  for (uint32_t i = 0; i < type->function.input_count; ++i) {
    if (i < c->entry->argument_count) {
      c->entry->arguments[i]->type = type->function.inputs[i];
    } else {
      weir_block_add_argument(c->entry, type->function.inputs[i], location);
    }
  }
  c->wait_fence = c->entry->arguments[c->entry->argument_count - 2];
  c->signal_fence = c->entry->arguments[c->entry->argument_count - 1];
}

// Signals and waits within, for callers that do not want to.
static void build_sync(weir_torch_function_t* c, weir_builder_t* builder,
                       weir_type_t* async, const char* name) {
  weir_location_t* location = c->function->location;
  weir_type_t* type = weir_function_type(
      builder->context, async->function.inputs, async->function.input_count - 2,
      async->function.results, async->function.result_count);
  weir_op_t* function =
      weir_build_function(builder, location, name, type, true);
  keep_attrs(c->function, function);
  weir_block_t* entry = weir_op_region(function, 0)->first;
  weir_builder_t body = weir_builder_at_end(entry);
  weir_value_t* forever = weir_build_forever(&body, location);
  weir_value_t* device = weir_build_device(&body, location, NULL);
  weir_value_list_t operands = {0}, results = {0};
  for (uint32_t i = 0; i < entry->argument_count; ++i) {
    weir_value_list_add(&operands, c->arena, entry->arguments[i]);
  }
  weir_value_list_add(&operands, c->arena,
                      weir_build_null_fence(&body, location));
  weir_value_t* signal = weir_build_fence(&body, location, device);
  weir_value_list_add(&operands, c->arena, signal);
  weir_op_t* call = weir_build_call(&body, location, c->function,
                                    operands.items, operands.count);
  weir_op_set_attr(call, "tied_operands",
                   weir_op_attr(c->function, "tied_operands"));
  weir_build_fence_await(&body, location, forever, signal);
  for (uint32_t i = 0; i < call->result_count; ++i) {
    weir_value_list_add(&results, c->arena, weir_op_result_n(call, i));
  }
  weir_build_return(&body, location, results.items, results.count);
}

// The only return, as util.return; NULL after an error.
static weir_op_t* convert_return(weir_torch_function_t* c) {
  weir_op_list_t returns =
      weir_collect_ops(c->function, WEIR_FUNC_RETURN, c->arena);
  if (returns.count != 1) {
    weir_emit_error(c->function->context, c->function->location,
                    "currently only single exit torch funcs are supported");
    return NULL;
  }
  weir_op_t* op = returns.ops[0];
  weir_builder_t builder = weir_builder_before(op);
  weir_value_list_t values =
      weir_value_list_of_group(c->arena, op, WEIR_FUNC_RETURN_OPERANDS);
  weir_build_return(&builder, op->location, values.items, values.count);
  weir_op_t* by = op->previous;
  weir_op_erase(op);
  return by;
}

static void convert_function(weir_op_t* function, weir_arena_t* arena) {
  weir_torch_function_t c = {.arena = arena, .torch_function = function};
  weir_type_t* type = weir_function_type_of(function);
  weir_type_t* async = async_type(&c, type);
  if (!async || !weir_torch_check_tensors(function, arena)) return;
  weir_string_view_t symbol = weir_symbol_name(function);
  const char* name = weir_arena_string(arena, symbol.data, symbol.size);
  const char* async_name = weir_arena_format(arena, "%s$async", name);
  // Callers from outside know both functions by name.
  const weir_op_t* taken =
      weir_symbol_lookup(weir_symbol_table_of(function), weir_sv(async_name));
  if (taken != NULL) {
    weir_op_error(taken, "@%s has the name of the asynchronous form of @%s",
                  async_name, name);
    return;
  }
  weir_builder_t builder = weir_builder_before(function);
  build_async(&c, &builder, async, async_name);
  c.return_op = convert_return(&c);
  if (!c.return_op) return;
  build_sync(&c, &builder, async, name);
  c.torch_inputs = type->function.inputs;
  c.input_count = type->function.input_count;
  uint32_t most = type->function.result_count;
  for (uint32_t i = 0; i < c.input_count; ++i) {
    most += weir_value_use_count(c.entry->arguments[i]);
  }
  c.inputs = WEIR_ARENA_ARRAY(arena, weir_torch_barrier_input_t, most);
  if (!weir_torch_convert_arguments(&c)) return;
  weir_torch_collect_results(&c, type);
  weir_torch_convert_results(&c);
  weir_op_erase(function);
}

// A caller within the module was written for the signature that is gone.
static void check_call(const weir_op_t* call) {
  const weir_attr_t* name = weir_op_attr(call, "callee");
  const weir_op_t* callee = weir_symbol_resolve(call, name);
  if (callee == NULL || !weir_op_is(callee, WEIR_UTIL_FUNC)) return;
  const weir_type_t* type = weir_function_type_of(callee);
  bool fits = type->function.input_count == call->operand_count &&
              type->function.result_count == call->result_count;
  for (uint32_t i = 0; fits && i < call->operand_count; ++i) {
    fits = type->function.inputs[i] == weir_op_operand_n(call, i)->type;
  }
  for (uint32_t i = 0; fits && i < call->result_count; ++i) {
    fits = type->function.results[i] == weir_op_result_n(call, i)->type;
  }
  if (fits) return;
  weir_op_error(call,
                "calls @%s, which becomes an entry point with the types of the "
                "ABI: functions are to be inlined before",
                name->symbol.names[0]->data);
}

weir_status_t weir_torch_func_conversion(weir_pass_t* pass, weir_op_t* module) {
  uint32_t errors = weir_error_count(pass->context);
  weir_block_t* body = weir_module_body(module);
  WEIR_FOR_EACH_OP(op, body) {
    if (!weir_op_is(op, WEIR_FUNC_FUNC) ||
        weir_op_has_attr(op, "iree.abi.stub") ||
        weir_region_is_empty(weir_op_region(op, 0))) {
      continue;
    }
    convert_function(op, pass->scratch);
  }
  weir_op_list_t calls =
      weir_collect_ops(module, WEIR_FUNC_CALL, pass->scratch);
  for (uint32_t i = 0; i < calls.count; ++i) check_call(calls.ops[i]);
  if (weir_error_count(pass->context) == errors) return weir_ok();
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "torch functions cannot be converted");
}
