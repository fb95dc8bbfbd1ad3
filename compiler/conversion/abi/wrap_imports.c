// Wraps functions that the outside world provides.
#include "compiler/conversion/abi/abi.h"
#include "compiler/conversion/abi/wrapper.h"
#include "compiler/conversion/dims.h"
#include "compiler/ir/symbol.h"

static bool has_tensors(weir_type_t* const* types, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    if (weir_type_is_tensor(types[i])) return true;
  }
  return false;
}

// A fence that is handed to the import: all tensor arguments are there then.
static weir_value_t* fence_arguments(weir_abi_wrapper_t* w, weir_op_t* import,
                                     weir_value_t* device,
                                     weir_value_list_t* arguments) {
  weir_value_list_t tensors = weir_abi_tensors_of(w, arguments);
  if (tensors.count == 0) {
    return weir_build_null_fence(&w->builder, import->location);
  }
  weir_value_t* fence = weir_build_fence(&w->builder, import->location, device);
  weir_abi_join_tensors(w, import->location, &tensors, fence, arguments);
  return fence;
}

static void export_arguments(weir_abi_wrapper_t* w, weir_op_t* import,
                             weir_value_list_t* arguments) {
  for (uint32_t i = 0; i < arguments->count; ++i) {
    weir_value_t* argument = arguments->items[i];
    if (!weir_type_is_tensor(argument->type)) continue;
    weir_location_t* location = weir_value_location(argument);
    weir_value_list_t dims =
        weir_build_dynamic_dims(&w->builder, w->arena, location, argument);
    arguments->items[i] = weir_build_tensor_export(
        &w->builder, location, argument, dims.items, dims.count,
        weir_function_attr_of(import, "arg_attrs", i, "iree.abi.encoding"),
        NULL, weir_abi_affinity_of(w, import, "arg_attrs", i));
  }
}

static void import_results(weir_abi_wrapper_t* w, weir_op_t* import,
                           weir_op_t* call, weir_value_t* signal_fence,
                           weir_value_list_t* results) {
  for (uint32_t i = 0; i < call->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(call, i);
    weir_type_t* type = w->old_type->function.results[i];
    if (weir_type_is_tensor(type)) {
      result = weir_build_tensor_import(
          &w->builder, import->location, result, type,
          weir_function_attr_of(import, "res_attrs", i, "iree.abi.encoding"),
          signal_fence, NULL, weir_abi_affinity_of(w, import, "res_attrs", i));
    }
    weir_value_list_add(results, w->arena, result);
  }
}

static void build_import_body(weir_abi_wrapper_t* w, weir_op_t* import,
                              weir_op_t* wrapper) {
  bool has_side_effects = !weir_op_has_attr(import, "nosideeffects");
  weir_block_t* entry = weir_op_region(wrapper, 0)->first;
  w->builder = weir_builder_at_end(entry);
  weir_value_list_t arguments = {0};
  for (uint32_t i = 0; i < entry->argument_count; ++i) {
    weir_value_list_add(&arguments, w->arena, entry->arguments[i]);
  }
  weir_value_t *wait_fence = NULL, *signal_fence = NULL;
  if (w->has_fences) {
    weir_value_t* device =
        weir_build_device(&w->builder, import->location, w->affinity);
    wait_fence = fence_arguments(w, import, device, &arguments);
    // What the import makes is ready when it signals.
    bool is_asked =
        has_side_effects || has_tensors(w->old_type->function.results,
                                        w->old_type->function.result_count);
    signal_fence = is_asked
                       ? weir_build_fence(&w->builder, import->location, device)
                       : weir_build_null_fence(&w->builder, import->location);
  }
  export_arguments(w, import, &arguments);
  if (wait_fence) weir_value_list_add(&arguments, w->arena, wait_fence);
  if (signal_fence) weir_value_list_add(&arguments, w->arena, signal_fence);
  weir_op_t* call = weir_build_call(&w->builder, import->location, import,
                                    arguments.items, arguments.count);
  // Work that nobody tracks may have been started: wait for it here.
  if (has_side_effects && signal_fence) {
    weir_value_t* forever = weir_build_forever(&w->builder, import->location);
    weir_build_fence_await(&w->builder, import->location, forever,
                           signal_fence);
  }
  weir_value_list_t results = {0};
  import_results(w, import, call, signal_fence, &results);
  weir_build_return(&w->builder, import->location, results.items,
                    results.count);
}

void weir_abi_wrap_import(weir_abi_wrapper_t* w, weir_op_t* import) {
  weir_string_view_t name = weir_symbol_name(import);
  const char* wrapper_name = weir_symbol_table_free_name(
      w->symbols, weir_arena_format(w->arena, "_%.*s", WEIR_SV_ARGS(name)),
      w->arena);
  weir_symbol_rename_uses(w->module, name, weir_sv(wrapper_name));

  w->builder = weir_builder_after(import);
  weir_op_t* wrapper = weir_build_function(&w->builder, import->location,
                                           wrapper_name, w->old_type, true);
  weir_symbol_table_add(w->symbols, wrapper);
  weir_symbol_set_visibility(wrapper, WEIR_PRIVATE);
  weir_op_set_attr(wrapper, "arg_attrs", weir_op_attr(import, "arg_attrs"));
  weir_op_set_attr(wrapper, "res_attrs", weir_op_attr(import, "res_attrs"));

  weir_op_set_attr(import, "function_type", weir_type_attr(w->new_type));
  weir_op_set_attr(
      import, "arg_attrs",
      weir_resize_attrs(import->context, weir_op_attr(import, "arg_attrs"),
                        w->new_type->function.input_count));
  if (w->affinity) weir_op_set_attr(import, "stream.affinity", w->affinity);
  build_import_body(w, import, wrapper);
  weir_strip_abi_attrs(import);
  weir_strip_abi_attrs(wrapper);
  weir_op_set_attr(import, "iree.abi.stub", weir_unit_attr(import->context));
}
