// Wraps functions that the outside world calls.
#include "compiler/conversion/abi/abi.h"
#include "compiler/conversion/abi/wrapper.h"
#include "compiler/conversion/dims.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/text/text.h"

// Per result the argument that it is to be stored in, or NULL. False after an
// error.
static bool find_storages(weir_abi_wrapper_t* w, weir_op_t* export,
                          weir_block_t* entry, weir_value_t** storages) {
  for (uint32_t i = 0; i < w->old_type->function.input_count; ++i) {
    int64_t result = 0;
    weir_attr_t* output =
        weir_function_attr_of(export, "arg_attrs", i, "iree.abi.output");
    if (!output || !weir_attr_int(output, &result)) continue;
    weir_type_t* type = entry->arguments[i]->type;
    if (result < 0 || result >= w->old_type->function.result_count) {
      return weir_op_error(
          export, "argument %u is storage for result %lld, but there are %u", i,
          (long long)result, w->old_type->function.result_count);
    }
    if (!weir_type_is_hal_buffer(type) && !weir_type_is_hal_buffer_view(type)) {
      return weir_op_error(
          export,
          "storage argument %u has an invalid type '%s'; must be a !hal.buffer",
          i, weir_print_type(type, w->arena));
    }
    storages[result] = entry->arguments[i];
  }
  return true;
}

static void import_arguments(weir_abi_wrapper_t* w, weir_op_t* export,
                             weir_block_t* entry, weir_value_t* wait_fence,
                             weir_value_list_t* arguments) {
  for (uint32_t i = 0; i < w->old_type->function.input_count; ++i) {
    weir_value_t* argument = entry->arguments[i];
    weir_type_t* type = w->old_type->function.inputs[i];
    if (weir_type_is_tensor(type)) {
      argument = weir_build_tensor_import(
          &w->builder, weir_value_location(argument), argument, type,
          weir_function_attr_of(export, "arg_attrs", i, "iree.abi.encoding"),
          wait_fence, weir_abi_name_of(export, "arg_attrs", "input", i),
          weir_abi_affinity_of(w, export, "arg_attrs", i));
    }
    weir_value_list_add(arguments, w->arena, argument);
  }
}

static void alias_results(weir_abi_wrapper_t* w, weir_op_t* export,
                          weir_value_t* const* storages,
                          weir_value_t* wait_fence,
                          weir_value_list_t* results) {
  for (uint32_t i = 0; i < results->count; ++i) {
    if (!storages[i]) continue;
    weir_value_list_t dims = weir_build_dynamic_dims(
        &w->builder, w->arena, export->location, results->items[i]);
    results->items[i] = weir_build_tensor_alias(
        &w->builder, export->location, results->items[i], dims.items,
        dims.count, storages[i], wait_fence,
        weir_abi_affinity_of(w, export, "res_attrs", i));
  }
}

// Signals when all tensors are there; at once if there are none.
static void signal_results(weir_abi_wrapper_t* w, weir_op_t* export,
                           weir_value_t* signal_fence,
                           weir_value_list_t* results) {
  weir_value_list_t tensors = weir_abi_tensors_of(w, results);
  if (tensors.count == 0) {
    weir_build_fence_signal(&w->builder, export->location, signal_fence);
    return;
  }
  weir_abi_join_tensors(w, export->location, &tensors, signal_fence, results);
}

static void export_results(weir_abi_wrapper_t* w, weir_op_t* export,
                           weir_value_list_t* results) {
  for (uint32_t i = 0; i < results->count; ++i) {
    weir_value_t* result = results->items[i];
    if (!weir_type_is_tensor(result->type)) continue;
    weir_location_t* location = weir_value_location(result);
    weir_value_list_t dims =
        weir_build_dynamic_dims(&w->builder, w->arena, location, result);
    results->items[i] = weir_build_tensor_export(
        &w->builder, location, result, dims.items, dims.count,
        weir_function_attr_of(export, "res_attrs", i, "iree.abi.encoding"),
        weir_abi_name_of(export, "res_attrs", "output", i),
        weir_abi_affinity_of(w, export, "res_attrs", i));
  }
}

static void build_export_body(weir_abi_wrapper_t* w, weir_op_t* export,
                              weir_op_t* wrapper) {
  weir_block_t* entry = weir_op_region(wrapper, 0)->first;
  w->builder = weir_builder_at_end(entry);
  weir_value_t** storages = WEIR_ARENA_ARRAY(
      w->arena, weir_value_t*, w->old_type->function.result_count);
  if (!find_storages(w, export, entry, storages)) return;
  weir_value_t *wait_fence = NULL, *signal_fence = NULL;
  if (w->has_fences) {
    wait_fence = entry->arguments[entry->argument_count - 2];
    signal_fence = entry->arguments[entry->argument_count - 1];
  }
  weir_value_list_t arguments = {0}, results = {0};
  import_arguments(w, export, entry, wait_fence, &arguments);
  weir_op_t* call = weir_build_call(&w->builder, export->location, export,
                                    arguments.items, arguments.count);
  for (uint32_t i = 0; i < call->result_count; ++i) {
    weir_value_list_add(&results, w->arena, weir_op_result_n(call, i));
  }
  alias_results(w, export, storages, wait_fence, &results);
  if (signal_fence) signal_results(w, export, signal_fence, &results);
  export_results(w, export, &results);
  weir_build_return(&w->builder, export->location, results.items,
                    results.count);
}

void weir_abi_wrap_export(weir_abi_wrapper_t* w, weir_op_t* export) {
  weir_string_view_t symbol = weir_symbol_name(export);
  const char* name = weir_arena_string(w->arena, symbol.data, symbol.size);
  const char* private_name = weir_symbol_table_free_name(
      w->symbols, weir_arena_format(w->arena, "_%s", name), w->arena);
  weir_symbol_rename_uses(w->module, weir_sv(name), weir_sv(private_name));
  weir_symbol_table_remove(w->symbols, export);
  weir_op_set_attr(export, "sym_name",
                   weir_string_attr(export->context, private_name));
  weir_symbol_table_add(w->symbols, export);
  weir_symbol_set_visibility(export, WEIR_PRIVATE);

  w->builder = weir_builder_before(export);
  weir_op_t* wrapper = weir_build_function(&w->builder, export->location, name,
                                           w->new_type, true);
  weir_symbol_table_add(w->symbols, wrapper);
  weir_symbol_set_visibility(wrapper, WEIR_PUBLIC);
  weir_op_set_attr(wrapper, "iree.abi.stub", weir_unit_attr(export->context));
  weir_op_set_attr(
      wrapper, "arg_attrs",
      weir_resize_attrs(export->context, weir_op_attr(export, "arg_attrs"),
                        w->new_type->function.input_count));
  weir_op_set_attr(wrapper, "res_attrs", weir_op_attr(export, "res_attrs"));
  weir_abi_set_reflection(w, export, wrapper, weir_sv(name));
  if (w->affinity) weir_op_set_attr(export, "stream.affinity", w->affinity);
  build_export_body(w, export, wrapper);
  weir_strip_abi_attrs(export);
  weir_strip_abi_attrs(wrapper);
}
