// Wraps functions that the outside world calls, and those it provides, in
// functions of the ABI: buffer views instead of tensors, and with the
// coarse-fences model a fence to wait for and one to signal.
//
// Needs:   util.func on tensors; option invocation-model=sync|coarse-fences
// (not
//          given: coarse-fences if the execution model is async-external), or
//          iree.abi.model on a function.
// Changes: a public function @f becomes private @_f and a public wrapper @f
// that
//          imports, calls, aliases result storage (iree.abi.output), joins the
//          results in a barrier and exports. A declaration @f takes ABI types
//          and a private wrapper @_f is called instead. iree.abi.affinity of
//          argument, result or function goes to import, export and alias, and
//          to the function as stream.affinity.
// Keeps:   functions marked iree.abi.stub; scalars.
#include <string.h>

#include "compiler/conversion/abi/abi.h"
#include "compiler/conversion/dims.h"
#include "compiler/conversion/passes.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/text/text.h"
#include "engine/base/strbuf.h"

typedef struct wrapper_t {
  weir_arena_t* arena;
  weir_op_t* module;
  weir_symbol_table_t* symbols;
  bool has_fences;        // of the function at hand
  weir_attr_t* affinity;  // iree.abi.affinity of the function at hand, or NULL
  weir_type_t* old_type;
  weir_type_t* new_type;
  weir_builder_t builder;
} wrapper_t;

static bool uses_fences(const weir_op_t* function, bool by_default) {
  weir_string_view_t model = weir_op_attr_string(function, "iree.abi.model");
  return model.size ? weir_sv_equal_c(model, "coarse-fences") : by_default;
}

static weir_type_t* wrapped_type(const wrapper_t* w, weir_type_t* type) {
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

static bool has_tensors(weir_type_t* const* types, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    if (weir_type_is_tensor(types[i])) return true;
  }
  return false;
}

// The affinity said for one argument or result, else that of the function.
static weir_attr_t* affinity_of(const wrapper_t* w, const weir_op_t* function,
                                const char* list, uint32_t index) {
  weir_attr_t* affinity =
      weir_function_attr_of(function, list, index, "iree.abi.affinity");
  return affinity ? affinity : w->affinity;
}

// -- imports -----------------------------------------------------------------

// Waits for the tensor arguments with a fence that is handed to the import.
static weir_value_t* fence_arguments(wrapper_t* w, weir_op_t* import,
                                     weir_value_t* device,
                                     weir_values_t* arguments) {
  weir_values_t tensors = {0};
  for (uint32_t i = 0; i < arguments->count; ++i) {
    if (!weir_type_is_tensor(arguments->items[i]->type)) continue;
    weir_values_add(&tensors, w->arena, arguments->items[i]);
  }
  if (tensors.count == 0) {
    return weir_build_null_fence(&w->builder, import->location);
  }
  weir_value_t* fence = weir_build_fence(&w->builder, import->location, device);
  weir_op_t* barrier = weir_build_tensor_barrier(
      &w->builder, import->location, tensors.items, tensors.count, fence);
  uint32_t next = 0;
  for (uint32_t i = 0; i < arguments->count; ++i) {
    if (!weir_type_is_tensor(arguments->items[i]->type)) continue;
    arguments->items[i] = weir_op_result_n(barrier, next++);
  }
  return fence;
}

static void export_arguments(wrapper_t* w, weir_op_t* import,
                             weir_values_t* arguments) {
  for (uint32_t i = 0; i < arguments->count; ++i) {
    weir_value_t* argument = arguments->items[i];
    if (!weir_type_is_tensor(argument->type)) continue;
    weir_location_t* location = weir_value_location(argument);
    weir_values_t dims =
        weir_build_dynamic_dims(&w->builder, w->arena, location, argument);
    arguments->items[i] = weir_build_tensor_export(
        &w->builder, location, argument, dims.items, dims.count,
        weir_function_attr_of(import, "arg_attrs", i, "iree.abi.encoding"),
        NULL, affinity_of(w, import, "arg_attrs", i));
  }
}

static void import_results(wrapper_t* w, weir_op_t* import, weir_op_t* call,
                           weir_value_t* signal_fence, weir_values_t* results) {
  for (uint32_t i = 0; i < call->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(call, i);
    weir_type_t* type = w->old_type->function.results[i];
    if (weir_type_is_tensor(type)) {
      result = weir_build_tensor_import(
          &w->builder, import->location, result, type,
          weir_function_attr_of(import, "res_attrs", i, "iree.abi.encoding"),
          signal_fence, NULL, affinity_of(w, import, "res_attrs", i));
    }
    weir_values_add(results, w->arena, result);
  }
}

static void build_import_body(wrapper_t* w, weir_op_t* import,
                              weir_op_t* wrapper) {
  bool has_side_effects = !weir_op_has_attr(import, "nosideeffects");
  weir_block_t* entry = weir_op_region(wrapper, 0)->first;
  w->builder = weir_builder_at_end(entry);
  weir_values_t arguments = {0};
  for (uint32_t i = 0; i < entry->argument_count; ++i) {
    weir_values_add(&arguments, w->arena, entry->arguments[i]);
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
  if (wait_fence) weir_values_add(&arguments, w->arena, wait_fence);
  if (signal_fence) weir_values_add(&arguments, w->arena, signal_fence);
  weir_op_t* call = weir_build_call(&w->builder, import->location, import,
                                    arguments.items, arguments.count);
  // Work that nobody tracks may have been started: wait for it here.
  if (has_side_effects && signal_fence) {
    weir_value_t* forever = weir_build_forever(&w->builder, import->location);
    weir_build_fence_await(&w->builder, import->location, forever,
                           signal_fence);
  }
  weir_values_t results = {0};
  import_results(w, import, call, signal_fence, &results);
  weir_build_return(&w->builder, import->location, results.items,
                    results.count);
}

static void wrap_import(wrapper_t* w, weir_op_t* import) {
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

// -- reflection --------------------------------------------------------------

// The name of an argument or result: iree.abi.name, else its number.
static weir_attr_t* name_of(const weir_op_t* function, const char* list,
                            const char* prefix, uint32_t index) {
  weir_attr_t* name =
      weir_function_attr_of(function, list, index, "iree.abi.name");
  if (weir_attr_is(name, WEIR_ATTR_STRING)) return name;
  weir_arena_t* arena = weir_context_arena(function->context);
  return weir_string_attr(function->context,
                          weir_arena_format(arena, "%s%u", prefix, index));
}

// `{name = value, ..}`, where no value is said to be a unit.
static void declare_attrs(weir_strbuf_t* text, const weir_attr_t* attrs,
                          weir_arena_t* arena) {
  if (attrs->dictionary.count == 0) return;
  for (uint32_t i = 0; i < attrs->dictionary.count; ++i) {
    const weir_named_attr_t* entry = &attrs->dictionary.entries[i];
    weir_strbuf_printf(text, "%s%s = %s", i ? ", " : " {", entry->name->data,
                       weir_print_attr(entry->value, arena));
  }
  weir_strbuf_append_char(text, '}');
}

static void declare_values(weir_strbuf_t* text, const weir_op_t* function,
                           const char* list, const char* prefix,
                           weir_type_t* const* types, uint32_t count,
                           weir_arena_t* arena) {
  weir_strbuf_append_char(text, '(');
  for (uint32_t i = 0; i < count; ++i) {
    weir_string_view_t name =
        weir_attr_string(name_of(function, list, prefix, i));
    weir_strbuf_printf(text, "%s%%%.*s: %s", i ? ", " : "", WEIR_SV_ARGS(name),
                       weir_print_type(types[i], arena));
    weir_attr_t* attrs = weir_dictionary_set(
        weir_function_attrs_of(function, list, i), "iree.abi.name", NULL);
    declare_attrs(text, attrs, arena);
  }
  weir_strbuf_append_char(text, ')');
}

// The function as its author wrote it, for those who call it.
static weir_attr_t* declaration_of(const wrapper_t* w,
                                   const weir_op_t* function,
                                   weir_string_view_t name) {
  weir_attr_t* given = weir_op_attr(function, "iree.abi.declaration");
  if (given) return given;
  weir_strbuf_t text = {0};
  weir_strbuf_printf(&text, "%s func @%.*s", w->has_fences ? "async" : "sync",
                     WEIR_SV_ARGS(name));
  declare_values(&text, function, "arg_attrs", "input",
                 w->old_type->function.inputs,
                 w->old_type->function.input_count, w->arena);
  weir_strbuf_append_c(&text, " -> ");
  declare_values(&text, function, "res_attrs", "output",
                 w->old_type->function.results,
                 w->old_type->function.result_count, w->arena);
  weir_attr_t* declaration =
      weir_string_attr_sv(function->context, weir_strbuf_view(&text));
  weir_strbuf_deinit(&text);
  return declaration;
}

static void set_reflection(const wrapper_t* w, weir_op_t* export,
                           weir_op_t* wrapper, weir_string_view_t name) {
  weir_attr_t* reflection = weir_op_attr(export, "iree.reflection");
  if (!weir_attr_is(reflection, WEIR_ATTR_DICTIONARY)) {
    reflection = weir_dictionary_attr(export->context, NULL, 0);
  }
  weir_attr_t* abi = weir_op_attr(export, "iree.abi");
  if (abi) reflection = weir_dictionary_set(reflection, "iree.abi", abi);
  if (!weir_dictionary_get(reflection, "iree.abi.declaration")) {
    reflection = weir_dictionary_set(reflection, "iree.abi.declaration",
                                     declaration_of(w, export, name));
  }
  if (w->has_fences) {
    reflection =
        weir_dictionary_set(reflection, "iree.abi.model",
                            weir_string_attr(export->context, "coarse-fences"));
  }
  weir_op_set_attr(wrapper, "iree.reflection", reflection);
  weir_op_remove_attr(export, "iree.reflection");
}

// -- exports -----------------------------------------------------------------

// Per result the argument that it is to be stored in, or NULL. False after an
// error.
static bool find_storages(wrapper_t* w, weir_op_t* export, weir_block_t* entry,
                          weir_value_t** storages) {
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

static void import_arguments(wrapper_t* w, weir_op_t* export,
                             weir_block_t* entry, weir_value_t* wait_fence,
                             weir_values_t* arguments) {
  for (uint32_t i = 0; i < w->old_type->function.input_count; ++i) {
    weir_value_t* argument = entry->arguments[i];
    weir_type_t* type = w->old_type->function.inputs[i];
    if (weir_type_is_tensor(type)) {
      argument = weir_build_tensor_import(
          &w->builder, weir_value_location(argument), argument, type,
          weir_function_attr_of(export, "arg_attrs", i, "iree.abi.encoding"),
          wait_fence, name_of(export, "arg_attrs", "input", i),
          affinity_of(w, export, "arg_attrs", i));
    }
    weir_values_add(arguments, w->arena, argument);
  }
}

static void alias_results(wrapper_t* w, weir_op_t* export,
                          weir_value_t* const* storages,
                          weir_value_t* wait_fence, weir_values_t* results) {
  for (uint32_t i = 0; i < results->count; ++i) {
    if (!storages[i]) continue;
    weir_values_t dims = weir_build_dynamic_dims(
        &w->builder, w->arena, export->location, results->items[i]);
    results->items[i] = weir_build_tensor_alias(
        &w->builder, export->location, results->items[i], dims.items,
        dims.count, storages[i], wait_fence,
        affinity_of(w, export, "res_attrs", i));
  }
}

// Signals when all tensors are there; at once if there are none.
static void signal_results(wrapper_t* w, weir_op_t* export,
                           weir_value_t* signal_fence, weir_values_t* results) {
  weir_values_t tensors = {0};
  for (uint32_t i = 0; i < results->count; ++i) {
    if (!weir_type_is_tensor(results->items[i]->type)) continue;
    weir_values_add(&tensors, w->arena, results->items[i]);
  }
  if (tensors.count == 0) {
    weir_build_fence_signal(&w->builder, export->location, signal_fence);
    return;
  }
  weir_op_t* barrier =
      weir_build_tensor_barrier(&w->builder, export->location, tensors.items,
                                tensors.count, signal_fence);
  uint32_t next = 0;
  for (uint32_t i = 0; i < results->count; ++i) {
    if (!weir_type_is_tensor(results->items[i]->type)) continue;
    results->items[i] = weir_op_result_n(barrier, next++);
  }
}

static void export_results(wrapper_t* w, weir_op_t* export,
                           weir_values_t* results) {
  for (uint32_t i = 0; i < results->count; ++i) {
    weir_value_t* result = results->items[i];
    if (!weir_type_is_tensor(result->type)) continue;
    weir_location_t* location = weir_value_location(result);
    weir_values_t dims =
        weir_build_dynamic_dims(&w->builder, w->arena, location, result);
    results->items[i] = weir_build_tensor_export(
        &w->builder, location, result, dims.items, dims.count,
        weir_function_attr_of(export, "res_attrs", i, "iree.abi.encoding"),
        name_of(export, "res_attrs", "output", i),
        affinity_of(w, export, "res_attrs", i));
  }
}

static void build_export_body(wrapper_t* w, weir_op_t* export,
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
  weir_values_t arguments = {0}, results = {0};
  import_arguments(w, export, entry, wait_fence, &arguments);
  weir_op_t* call = weir_build_call(&w->builder, export->location, export,
                                    arguments.items, arguments.count);
  for (uint32_t i = 0; i < call->result_count; ++i) {
    weir_values_add(&results, w->arena, weir_op_result_n(call, i));
  }
  alias_results(w, export, storages, wait_fence, &results);
  if (signal_fence) signal_results(w, export, signal_fence, &results);
  export_results(w, export, &results);
  weir_build_return(&w->builder, export->location, results.items,
                    results.count);
}

static void wrap_export(wrapper_t* w, weir_op_t* export) {
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
  set_reflection(w, export, wrapper, weir_sv(name));
  if (w->affinity) weir_op_set_attr(export, "stream.affinity", w->affinity);
  build_export_body(w, export, wrapper);
  weir_strip_abi_attrs(export);
  weir_strip_abi_attrs(wrapper);
}

// -- pass --------------------------------------------------------------------

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
    wrapper_t w = {
        .arena = pass->scratch, .module = module, .symbols = symbols};
    w.has_fences = uses_fences(function, fences_by_default);
    w.affinity = weir_op_attr(function, "iree.abi.affinity");
    w.old_type = weir_function_type_of(function);
    w.new_type = wrapped_type(&w, w.old_type);
    if (is_import) {
      wrap_import(&w, function);
    } else {
      wrap_export(&w, function);
    }
  }
  if (weir_error_count(pass->context) == errors) return weir_ok();
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "entry points cannot be wrapped");
}
