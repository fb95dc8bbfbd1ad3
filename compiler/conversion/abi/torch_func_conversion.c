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
#include "compiler/conversion/dims.h"
#include "compiler/conversion/passes.h"
#include "compiler/dialects/func.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/torch.h"
#include "compiler/dialects/torch_c.h"
#include "compiler/dialects/torch_types.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_types.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/text/text.h"

// A tensor that must be there before the signal, and what becomes of it.
typedef struct barrier_input_t {
  weir_value_t* tensor;
  weir_value_t* storage;  // the argument it is written to, or NULL
  int32_t return_index;   // -1: not returned
} barrier_input_t;

typedef struct conversion_t {
  weir_arena_t* arena;
  weir_op_t* torch_function;
  weir_op_t* function;  // the asynchronous one
  weir_op_t* return_op;
  weir_block_t* entry;
  weir_type_t** torch_inputs;
  uint32_t input_count;  // without fences
  barrier_input_t* inputs;
  uint32_t barrier_count;
  weir_value_t *wait_fence, *signal_fence;
} conversion_t;

static bool is_value_tensor(const weir_type_t* type) {
  return weir_type_is_tensor(type) || weir_type_is_torch_vtensor(type);
}

static bool is_any_tensor(const weir_type_t* type) {
  return is_value_tensor(type) || weir_type_is_torch_tensor(type);
}

// A scalar of torch, what it is at the boundary, and the ops between the two.
typedef struct scalar_t {
  const weir_type_def_t* def;
  weir_type_t* (*type)(weir_context_t* context);
  uint32_t from, to;  // 0: none
} scalar_t;

static weir_type_t* f64_type(weir_context_t* context) {
  return weir_float_type(context, WEIR_FLOAT_F64);
}

static const scalar_t scalars[] = {
    {&weir_torch_bool_def, weir_i1_type, WEIR_TORCH_C_FROM_I1,
     WEIR_TORCH_C_TO_I1},
    {&weir_torch_float_def, f64_type, WEIR_TORCH_C_FROM_F64,
     WEIR_TORCH_C_TO_F64},
    {&weir_torch_generator_def, weir_i64_type, WEIR_TORCH_C_I64_TO_GENERATOR,
     WEIR_TORCH_C_GENERATOR_TO_I64},
    {&weir_torch_int_def, weir_i64_type, WEIR_TORCH_C_FROM_I64,
     WEIR_TORCH_C_TO_I64},
};

static const scalar_t* scalar_of(const weir_type_t* type) {
  for (uint32_t i = 0; i < sizeof(scalars) / sizeof(scalars[0]); ++i) {
    if (weir_type_is(type, scalars[i].def)) return &scalars[i];
  }
  return NULL;
}

// The type at the boundary; NULL after an error.
static weir_type_t* boundary_type(const weir_op_t* function, weir_type_t* type,
                                  weir_arena_t* arena) {
  if (weir_type_is_tensor(type) ||
      (is_any_tensor(type) && weir_torch_builtin_tensor(type))) {
    return weir_hal_buffer_view_type(type->context);
  }
  const scalar_t* scalar = scalar_of(type);
  if (scalar) return scalar->type(type->context);
  if (weir_type_is_hal_fence(type) || weir_type_is_int_or_float(type) ||
      weir_type_is_index(type)) {
    return type;
  }
  weir_emit_error(type->context, function->location,
                  "unhandled torch type: '%s'", weir_print_type(type, arena));
  return NULL;
}

static weir_type_t* builtin_type(weir_type_t* type) {
  return weir_type_is_tensor(type) ? type : weir_torch_builtin_tensor(type);
}

static weir_value_t* cast(weir_builder_t* builder, weir_location_t* location,
                          uint32_t id, weir_value_t* value, weir_type_t* type) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, id, location);
  weir_op_state_operand(&state, value);
  weir_op_state_result(&state, type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

// |value| as a builtin tensor.
static weir_value_t* to_builtin(weir_builder_t* builder, weir_value_t* value) {
  if (weir_type_is_tensor(value->type)) return value;
  weir_op_t* op = weir_value_op(value);
  if (weir_op_is(op, WEIR_TORCH_C_FROM_BUILTIN_TENSOR)) {
    return weir_op_operand_n(op, 0);
  }
  return cast(builder, weir_value_location(value),
              WEIR_TORCH_C_TO_BUILTIN_TENSOR, value,
              weir_torch_builtin_tensor(value->type));
}

static void add_barrier_input(conversion_t* c, weir_value_t* tensor,
                              weir_value_t* storage, int32_t return_index) {
  c->inputs[c->barrier_count++] =
      (barrier_input_t){tensor, storage, return_index};
}

// -- arguments ---------------------------------------------------------------

static weir_attr_t* argument_affinity(const conversion_t* c, uint32_t index) {
  return weir_function_attr_of(c->torch_function, "arg_attrs", index,
                               "iree.abi.affinity");
}

static weir_value_t* import_argument(conversion_t* c, weir_builder_t* builder,
                                     weir_value_t* argument,
                                     weir_type_t* type) {
  return weir_build_tensor_import(
      builder, weir_value_location(argument), argument, builtin_type(type),
      NULL, c->wait_fence, NULL, argument_affinity(c, argument->index));
}

// An argument that is only returned goes through as it is.
static void convert_immutable(conversion_t* c, weir_value_t* argument,
                              weir_type_t* type, weir_builder_t* builder) {
  bool is_used = false;
  uint32_t count = weir_value_use_count(argument), n = 0;
  weir_use_t** uses = WEIR_ARENA_ARRAY(c->arena, weir_use_t*, count);
  for (weir_use_t* use = argument->uses; use; use = use->next) {
    is_used |= use->op != c->return_op;
    uses[n++] = use;
  }
  if (!is_used) return;
  weir_value_t* tensor = import_argument(c, builder, argument, type);
  if (!weir_type_is_tensor(type)) {
    tensor = cast(builder, weir_value_location(argument),
                  WEIR_TORCH_C_FROM_BUILTIN_TENSOR, tensor, type);
  }
  for (uint32_t i = 0; i < n; ++i) {
    weir_op_set_operand(uses[i]->op, uses[i]->index, tensor);
  }
}

static bool convert_mutable(conversion_t* c, weir_value_t* argument,
                            weir_type_t* type) {
  uint32_t count = weir_value_use_count(argument), n = 0;
  weir_op_t** users = WEIR_ARENA_ARRAY(c->arena, weir_op_t*, count);
  for (weir_use_t* use = argument->uses; use; use = use->next) {
    users[n++] = use->op;
  }
  for (uint32_t i = 0; i < n; ++i) {
    weir_op_t* op = users[i];
    weir_builder_t builder = weir_builder_before(op);
    if (weir_op_is(op, WEIR_TORCH_COPY_TO_VTENSOR)) {
      weir_value_t* imported = import_argument(c, &builder, argument, type);
      weir_value_t* tensor =
          cast(&builder, op->location, WEIR_TORCH_C_FROM_BUILTIN_TENSOR,
               imported, op->results[0].type);
      weir_value_replace_uses(weir_op_result_n(op, 0), tensor);
      weir_op_erase(op);
    } else if (weir_op_is(op, WEIR_TORCH_OVERWRITE_TENSOR_CONTENTS)) {
      weir_value_t* value = to_builtin(
          &builder,
          weir_op_operand(op, WEIR_TORCH_OVERWRITE_TENSOR_CONTENTS_VALUE));
      add_barrier_input(c, value, argument, -1);
      weir_op_erase(op);
    } else {
      return weir_emit_error(
          op->context, op->location,
          "unsupported operation on coarse signaling mutable tensor: %s",
          op->name->data);
    }
  }
  return true;
}

static void convert_scalar(weir_value_t* argument, const scalar_t* scalar,
                           weir_type_t* type, weir_builder_t* builder) {
  weir_value_t* value = cast(builder, weir_value_location(argument),
                             scalar->from, argument, type);
  weir_value_replace_uses_except(argument, value, value->op);
}

// Mutable arguments come last: what they are overwritten with may be another
// argument, and their users, which go, may be where the others are imported.
static bool convert_arguments(conversion_t* c) {
  weir_builder_t builder = weir_builder_at_start(c->entry);
  for (uint32_t i = 0; i < c->input_count; ++i) {
    weir_value_t* argument = c->entry->arguments[i];
    weir_type_t* type = c->torch_inputs[i];
    if (is_value_tensor(type)) {
      convert_immutable(c, argument, type, &builder);
    } else if (scalar_of(type)) {
      convert_scalar(argument, scalar_of(type), type, &builder);
    }
  }
  for (uint32_t i = 0; i < c->input_count; ++i) {
    if (weir_type_is_torch_tensor(c->torch_inputs[i]) &&
        !convert_mutable(c, c->entry->arguments[i], c->torch_inputs[i])) {
      return false;
    }
  }
  return true;
}

// -- results -----------------------------------------------------------------

static void collect_results(conversion_t* c, weir_type_t* type) {
  weir_builder_t builder = weir_builder_before(c->return_op);
  for (uint32_t i = 0; i < c->return_op->operand_count; ++i) {
    weir_value_t* value = weir_op_operand_n(c->return_op, i);
    const scalar_t* scalar = scalar_of(type->function.results[i]);
    if (scalar) {
      weir_op_set_operand(c->return_op, i,
                          cast(&builder, weir_value_location(value), scalar->to,
                               value, scalar->type(value->type->context)));
    }
    if (!is_value_tensor(type->function.results[i])) continue;
    if (value->kind == WEIR_VALUE_ARGUMENT && value->block == c->entry)
      continue;
    add_barrier_input(c, to_builtin(&builder, value), NULL, (int32_t)i);
  }
}

// What is written to the storage of an argument may only be written once that
// argument may be changed.
static weir_value_t* alias_storage(conversion_t* c, weir_builder_t* builder,
                                   const barrier_input_t* input) {
  if (!input->storage) return input->tensor;
  weir_location_t* location = weir_value_location(input->tensor);
  weir_values_t dims =
      weir_build_dynamic_dims(builder, c->arena, location, input->tensor);
  return weir_build_tensor_alias(builder, location, input->tensor, dims.items,
                                 dims.count, input->storage, c->wait_fence,
                                 argument_affinity(c, input->storage->index));
}

static weir_attr_t* export_affinity(const conversion_t* c,
                                    const barrier_input_t* input) {
  if (input->storage) return argument_affinity(c, input->storage->index);
  if (input->return_index < 0) return NULL;
  return weir_function_attr_of(c->torch_function, "res_attrs",
                               (uint32_t)input->return_index,
                               "iree.abi.affinity");
}

static void convert_results(conversion_t* c) {
  weir_builder_t builder = weir_builder_before(c->return_op);
  weir_location_t* location = c->function->location;
  if (c->barrier_count == 0) {
    weir_build_fence_signal(&builder, location, c->signal_fence);
    return;
  }
  weir_values_t tensors = {0};
  for (uint32_t i = 0; i < c->barrier_count; ++i) {
    weir_values_add(&tensors, c->arena,
                    alias_storage(c, &builder, &c->inputs[i]));
  }
  weir_op_t* barrier = weir_build_tensor_barrier(
      &builder, location, tensors.items, tensors.count, c->signal_fence);
  for (uint32_t i = 0; i < c->barrier_count; ++i) {
    weir_value_t* tensor = weir_op_result_n(barrier, i);
    weir_values_t dims =
        weir_build_dynamic_dims(&builder, c->arena, location, tensor);
    weir_value_t* exported = weir_build_tensor_export(
        &builder, location, tensor, dims.items, dims.count, NULL, NULL,
        export_affinity(c, &c->inputs[i]));
    if (c->inputs[i].return_index < 0) continue;
    weir_op_set_operand(c->return_op, (uint32_t)c->inputs[i].return_index,
                        exported);
  }
}

// -- functions ---------------------------------------------------------------

static void keep_attrs(const weir_op_t* from, weir_op_t* to) {
  weir_op_set_attr(to, "iree.reflection",
                   weir_op_attr(from, "iree.reflection"));
  weir_op_set_attr(to, "iree.abi.stub", weir_unit_attr(to->context));
  weir_op_set_attr(to, "iree.abi.affinity",
                   weir_op_attr(from, "iree.abi.affinity"));
  weir_op_set_attr(to, "sym_visibility", weir_op_attr(from, "sym_visibility"));
}

static weir_attr_t* tied_results(const conversion_t* c, weir_type_t* type) {
  uint32_t count = type->function.result_count;
  int64_t* tied = WEIR_ARENA_ARRAY(c->arena, int64_t, count);
  bool any = false;
  for (uint32_t i = 0; i < count; ++i) {
    tied[i] = -1;
    any |= weir_attr_int(weir_function_attr_of(c->torch_function, "res_attrs",
                                               i, "iree.abi.tied"),
                         &tied[i]);
  }
  return any ? weir_index_array_attr(type->context, tied, count) : NULL;
}

// The signature with fences; NULL after an error.
static weir_type_t* async_type(conversion_t* c, weir_type_t* type) {
  uint32_t inputs = type->function.input_count;
  uint32_t results = type->function.result_count;
  weir_type_t** input_types =
      WEIR_ARENA_ARRAY(c->arena, weir_type_t*, inputs + 2);
  weir_type_t** result_types =
      WEIR_ARENA_ARRAY(c->arena, weir_type_t*, results);
  bool ok = true;
  for (uint32_t i = 0; i < inputs; ++i) {
    input_types[i] =
        boundary_type(c->torch_function, type->function.inputs[i], c->arena);
    ok &= input_types[i] != NULL;
  }
  for (uint32_t i = 0; i < results; ++i) {
    result_types[i] =
        boundary_type(c->torch_function, type->function.results[i], c->arena);
    ok &= result_types[i] != NULL;
  }
  if (!ok) return NULL;
  input_types[inputs++] = weir_hal_fence_type(type->context);
  input_types[inputs++] = weir_hal_fence_type(type->context);
  return weir_function_type(type->context, input_types, inputs, result_types,
                            results);
}

static void build_async(conversion_t* c, weir_builder_t* builder,
                        weir_type_t* type, const char* name) {
  weir_location_t* location = c->torch_function->location;
  weir_context_t* context = builder->context;
  c->function = weir_build_function(builder, location, name, type, false);
  weir_op_set_attr(c->function, "tied_operands",
                   tied_results(c, weir_function_type_of(c->torch_function)));
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
static void build_sync(conversion_t* c, weir_builder_t* builder,
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
  weir_values_t operands = {0}, results = {0};
  for (uint32_t i = 0; i < entry->argument_count; ++i) {
    weir_values_add(&operands, c->arena, entry->arguments[i]);
  }
  weir_values_add(&operands, c->arena, weir_build_null_fence(&body, location));
  weir_value_t* signal = weir_build_fence(&body, location, device);
  weir_values_add(&operands, c->arena, signal);
  weir_op_t* call = weir_build_call(&body, location, c->function,
                                    operands.items, operands.count);
  weir_op_set_attr(call, "tied_operands",
                   weir_op_attr(c->function, "tied_operands"));
  weir_build_fence_await(&body, location, forever, signal);
  for (uint32_t i = 0; i < call->result_count; ++i) {
    weir_values_add(&results, c->arena, weir_op_result_n(call, i));
  }
  weir_build_return(&body, location, results.items, results.count);
}

// The only return, as util.return; NULL after an error.
static weir_op_t* convert_return(conversion_t* c) {
  weir_op_list_t returns =
      weir_collect_ops(c->function, WEIR_FUNC_RETURN, c->arena);
  if (returns.count != 1) {
    weir_emit_error(c->function->context, c->function->location,
                    "currently only single exit torch funcs are supported");
    return NULL;
  }
  weir_op_t* op = returns.ops[0];
  weir_builder_t builder = weir_builder_before(op);
  weir_values_t values =
      weir_values_of_group(c->arena, op, WEIR_FUNC_RETURN_OPERANDS);
  weir_build_return(&builder, op->location, values.items, values.count);
  weir_op_t* by = op->previous;
  weir_op_erase(op);
  return by;
}

static void convert_function(weir_op_t* function, weir_arena_t* arena) {
  conversion_t c = {.arena = arena, .torch_function = function};
  weir_type_t* type = weir_function_type_of(function);
  weir_type_t* async = async_type(&c, type);
  if (!async) return;
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
  c.inputs = WEIR_ARENA_ARRAY(arena, barrier_input_t, most);
  if (!convert_arguments(&c)) return;
  collect_results(&c, type);
  convert_results(&c);
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
