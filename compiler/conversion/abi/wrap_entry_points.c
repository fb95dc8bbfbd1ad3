// Wraps functions that the outside world calls, and those it provides, in
// functions of the ABI: buffer views instead of tensors, and with the
// coarse-fences model a fence to wait for and one to signal.
//
// Needs:   util.func on tensors; option invocation-model=sync|coarse-fences
//          (not given: coarse-fences if the execution model is async-external),
//          or iree.abi.model on a function.
// Changes: a public function @f becomes private @_f and a public wrapper @f
//          that imports, calls, aliases result storage (iree.abi.output), joins
//          the results in a barrier and exports. A declaration @f takes ABI
//          types and a private wrapper @_f is called instead. iree.abi.affinity
//          of argument, result or function goes to import, export and alias,
//          and to the function as stream.affinity.
// Keeps:   functions marked iree.abi.stub; scalars.
#include <string.h>

#include "compiler/conversion/abi/abi.h"
#include "compiler/conversion/abi/wrapper.h"
#include "compiler/conversion/dims.h"
#include "compiler/conversion/passes.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"

static bool uses_fences(const weir_op_t* function, bool by_default) {
  weir_string_view_t model = weir_op_attr_string(function, "iree.abi.model");
  return model.size ? weir_sv_equal_c(model, "coarse-fences") : by_default;
}

static weir_type_t* wrapped_type(const weir_abi_wrapper_t* w,
                                 weir_type_t* type) {
  uint32_t inputs = type->function.input_count;
  uint32_t results = type->function.result_count;
  weir_type_t** input_types =
      WEIR_ARENA_ARRAY(w->arena, weir_type_t*, inputs + 2);
  weir_type_t** result_types =
      WEIR_ARENA_ARRAY(w->arena, weir_type_t*, results);
  for (uint32_t i = 0; i < inputs; ++i) {
    input_types[i] = weir_abi_type(type->function.inputs[i]);
  }
  for (uint32_t i = 0; i < results; ++i) {
    result_types[i] = weir_abi_type(type->function.results[i]);
  }
  if (w->has_fences) {
    input_types[inputs++] = weir_hal_fence_type(type->context);  // wait
    input_types[inputs++] = weir_hal_fence_type(type->context);  // signal
  }
  return weir_function_type(type->context, input_types, inputs, result_types,
                            results);
}

weir_attr_t* weir_abi_affinity_of(const weir_abi_wrapper_t* w,
                                  const weir_op_t* function, const char* list,
                                  uint32_t index) {
  weir_attr_t* affinity =
      weir_function_attr_of(function, list, index, "iree.abi.affinity");
  return affinity ? affinity : w->affinity;
}

weir_value_list_t weir_abi_tensors_of(const weir_abi_wrapper_t* w,
                                      const weir_value_list_t* values) {
  weir_value_list_t tensors = {0};
  for (uint32_t i = 0; i < values->count; ++i) {
    if (!weir_type_is_tensor(values->items[i]->type)) continue;
    weir_value_list_add(&tensors, w->arena, values->items[i]);
  }
  return tensors;
}

void weir_abi_join_tensors(weir_abi_wrapper_t* w, weir_location_t* location,
                           const weir_value_list_t* tensors,
                           weir_value_t* fence, weir_value_list_t* values) {
  weir_op_t* barrier = weir_build_tensor_barrier(
      &w->builder, location, tensors->items, tensors->count, fence);
  uint32_t next = 0;
  for (uint32_t i = 0; i < values->count; ++i) {
    if (!weir_type_is_tensor(values->items[i]->type)) continue;
    values->items[i] = weir_op_result_n(barrier, next++);
  }
}

static bool is_wrappable(const weir_op_t* op) {
  return weir_op_is(op, WEIR_UTIL_FUNC) &&
         !weir_op_has_attr(op, "iree.abi.stub");
}

weir_status_t weir_abi_wrap_entry_points(weir_pass_t* pass, weir_op_t* module) {
  const char* execution = weir_pass_option(pass, "execution-model", "");
  const char* model = weir_pass_option(
      pass, "invocation-model",
      strcmp(execution, "async-external") == 0 ? "coarse-fences" : "sync");
  bool fences_by_default = strcmp(model, "coarse-fences") == 0;
  if (!fences_by_default && strcmp(model, "sync") != 0) {
    return weir_status(
        WEIR_CODE_INVALID_ARGUMENT,
        "abi-wrap-entry-points: invocation-model is \"%s\"; it must be sync or "
        "coarse-fences",
        model);
  }
  uint32_t errors = weir_error_count(pass->context);
  weir_op_list_t imports = {0}, exports = {0};
  weir_block_t* body = weir_module_body(module);
  WEIR_FOR_EACH_OP(op, body) {
    if (!is_wrappable(op)) continue;
    if (weir_region_is_empty(weir_op_region(op, 0))) {
      weir_op_list_add(&imports, pass->scratch, op);
    } else if (weir_symbol_visibility(op) == WEIR_PUBLIC) {
      weir_op_list_add(&exports, pass->scratch, op);
    }
  }
  weir_symbol_table_t* symbols =
      weir_symbol_table_create(module, pass->scratch);
  for (uint32_t i = 0; i < imports.count + exports.count; ++i) {
    bool is_import = i < imports.count;
    weir_op_t* function =
        is_import ? imports.ops[i] : exports.ops[i - imports.count];
    weir_abi_wrapper_t w = {
        .arena = pass->scratch, .module = module, .symbols = symbols};
    w.has_fences = uses_fences(function, fences_by_default);
    w.affinity = weir_op_attr(function, "iree.abi.affinity");
    w.old_type = weir_function_type_of(function);
    w.new_type = wrapped_type(&w, w.old_type);
    if (is_import) {
      weir_abi_wrap_import(&w, function);
    } else {
      weir_abi_wrap_export(&w, function);
    }
  }
  if (weir_error_count(pass->context) == errors) return weir_ok();
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "entry points cannot be wrapped");
}
