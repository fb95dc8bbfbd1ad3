// Makes the devices that a module is for into globals.
//
// Needs:   `hal.device.targets` of the module: an array of devices, or a
//          dictionary of them by name; an array in it is a choice.
// Changes: a `util.global` of type !hal.device for each; the attribute goes.
//          The default device (`hal.device.default` of the module, else option
//          `defaultDevice`, else the first) becomes the module's
//          `stream.affinity.default` and the affinity of tensors that public
//          functions take and return.
// Keeps:   modules without targets and default; affinities that are there.
#include <stdlib.h>

#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/hal/devices.h"
#include "compiler/transforms/hal/passes.h"

// -- globals ------------------------------------------------------------------

static weir_attr_t* initial_value(weir_attr_t* device) {
  if (!weir_attr_is(device, WEIR_ATTR_ARRAY)) return device;
  if (device->array.count == 1) return device->array.elements[0];
  return weir_hal_device_select_attr(device->context, device->array.elements,
                                     device->array.count);
}

static weir_status_t build_global(weir_builder_t* builder, weir_op_t* module,
                                  weir_string_view_t name, weir_attr_t* device,
                                  weir_op_t** out_global) {
  weir_context_t* context = module->context;
  weir_attr_t* value = initial_value(device);
  if (!weir_attr_is_hal_device_initializer(value)) {
    weir_emit_error(context, module->location,
                    "module has invalid device targets specified; expected "
                    "hal.device.targets to be an array of !hal.device "
                    "initialization attributes or a dictionary with named "
                    "values");
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "target is no device");
  }
  // Affinities name the device, so it cannot take another name.
  const weir_op_t* taken = weir_symbol_lookup(module, name);
  if (taken != NULL) {
    weir_op_error(taken, "@%.*s has the name of a target device of the module",
                  WEIR_SV_ARGS(name));
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "device name is taken");
  }
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_GLOBAL, module->location);
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(context, "private"));
  weir_op_state_attr(&state, "sym_name", weir_string_attr_sv(context, name));
  weir_op_state_attr(&state, "type",
                     weir_type_attr(weir_hal_device_type(context)));
  weir_op_state_attr(&state, "initial_value", value);
  *out_global = weir_build(builder, &state);
  return weir_ok();
}

static weir_status_t build_globals(weir_op_t* module, weir_attr_t* targets,
                                   weir_arena_t* arena, weir_op_list_t* out) {
  weir_builder_t builder =
      weir_builder_at_start(weir_op_region(module, 0)->first);
  bool named = weir_attr_is(targets, WEIR_ATTR_DICTIONARY);
  if (!named && !weir_attr_is(targets, WEIR_ATTR_ARRAY)) {
    weir_emit_error(module->context, module->location,
                    "unexpected `hal.device.targets` attribute; must be a "
                    "dictionary of named devices or an array of devices to use "
                    "by ordinal");
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "bad targets");
  }
  uint32_t count = named ? targets->dictionary.count : targets->array.count;
  for (uint32_t i = 0; i < count; ++i) {
    weir_string_view_t name =
        named ? weir_sv(targets->dictionary.entries[i].name->data)
              : weir_sv(weir_arena_format(arena, "__device_%u", i));
    weir_op_t* global = NULL;
    WEIR_RETURN_IF_ERROR(build_global(&builder, module, name,
                                      named
                                          ? targets->dictionary.entries[i].value
                                          : targets->array.elements[i],
                                      &global));
    weir_op_list_add(out, arena, global);
  }
  return weir_ok();
}

// -- the default --------------------------------------------------------------

// The device that was made for the |ordinal|th target, else by the name that
// one would have had.
static weir_op_t* device_at(weir_op_t* module, const weir_op_list_t* globals,
                            int64_t ordinal, weir_arena_t* arena) {
  if (ordinal >= 0 && ordinal < globals->count) return globals->ops[ordinal];
  return weir_symbol_lookup(
      module,
      weir_sv(weir_arena_format(arena, "__device_%lld", (long long)ordinal)));
}

// By name or by number.
static weir_op_t* device_of(weir_op_t* module, const weir_op_list_t* globals,
                            const char* text, weir_arena_t* arena) {
  char* end;
  long long ordinal = strtoll(text, &end, 10);
  return end != text && *end == 0 ? device_at(module, globals, ordinal, arena)
                                  : weir_symbol_lookup(module, weir_sv(text));
}

static weir_status_t find_default(const weir_pass_t* pass, weir_op_t* module,
                                  const weir_op_list_t* globals,
                                  weir_op_t** out_global) {
  const weir_attr_t* attr = weir_op_attr(module, "hal.device.default");
  const char* option = weir_pass_option(pass, "defaultDevice", NULL);
  if (!option) option = weir_pass_option(pass, "default-device", NULL);
  if (!option) option = weir_pass_option(pass, "hal-default-device", "");
  const char* which = option;
  int64_t ordinal;
  if (weir_attr_int(attr, &ordinal)) {
    which = weir_arena_format(pass->scratch, "%lld", (long long)ordinal);
  } else if (weir_attr_string(attr).size > 0) {
    weir_string_view_t name = weir_attr_string(attr);
    which = weir_arena_string(pass->scratch, name.data, name.size);
  } else if (attr != NULL) {
    weir_emit_error(module->context, module->location,
                    "invalid `hal.device.default` value, must be an ordinal or "
                    "a name");
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "bad default device");
  }
  *out_global = globals->count > 0 ? globals->ops[0] : NULL;
  if (which[0] == 0) return weir_ok();
  *out_global = device_of(module, globals, which, pass->scratch);
  bool is_for_none = globals->count == 0 && attr == NULL;
  if (*out_global != NULL || is_for_none) return weir_ok();
  weir_op_error(module, "has no device `%s` to be the default", which);
  return weir_status(WEIR_CODE_INVALID_ARGUMENT, "unknown default device");
}

static bool is_placed(const weir_type_t* type) {
  return weir_type_is_tensor(type) || weir_type_is_stream_resource(type);
}

// |name| of arguments or results of |types| where it is not said yet.
static void place_values(weir_op_t* function, const char* name,
                         weir_type_t* const* types, uint32_t count,
                         weir_attr_t* affinity, weir_arena_t* arena) {
  weir_context_t* context = function->context;
  weir_attr_t* old = weir_op_attr(function, name);
  weir_attr_t** all = WEIR_ARENA_ARRAY(arena, weir_attr_t*, count);
  bool changed = false;
  for (uint32_t i = 0; i < count; ++i) {
    all[i] = weir_attr_is(old, WEIR_ATTR_ARRAY) && i < old->array.count
                 ? old->array.elements[i]
                 : weir_dictionary_attr(context, NULL, 0);
    if (!is_placed(types[i]) ||
        weir_dictionary_get(all[i], "stream.affinity") != NULL) {
      continue;
    }
    all[i] = weir_dictionary_set(all[i], "stream.affinity", affinity);
    changed = true;
  }
  if (changed) {
    weir_op_set_attr(function, name, weir_array_attr(context, all, count));
  }
}

static void assign_default(weir_op_t* module, const weir_op_t* device,
                           weir_arena_t* arena) {
  weir_context_t* context = module->context;
  const weir_name_t* name = weir_name_sv(context, weir_symbol_name(device));
  weir_attr_t* affinity = weir_hal_device_affinity_attr(
      context, weir_symbol_attr_n(context, &name, 1), WEIR_ALL_QUEUES);
  weir_op_set_attr(module, "stream.affinity.default", affinity);
  WEIR_FOR_EACH_OP(op, weir_op_region(module, 0)->first) {
    if (!weir_op_has_trait(op, WEIR_OP_FUNCTION) ||
        weir_symbol_visibility(op) != WEIR_PUBLIC) {
      continue;
    }
    const weir_type_t* type = weir_op_attr_type(op, "function_type");
    if (type == NULL || type->kind != WEIR_TYPE_FUNCTION) continue;
    place_values(op, "arg_attrs", type->function.inputs,
                 type->function.input_count, affinity, arena);
    place_values(op, "res_attrs", type->function.results,
                 type->function.result_count, affinity, arena);
  }
}

weir_status_t weir_hal_materialize_target_devices(weir_pass_t* pass,
                                                  weir_op_t* module) {
  weir_attr_t* targets = weir_op_attr(module, "hal.device.targets");
  weir_op_list_t globals = {0};
  if (targets != NULL) {
    WEIR_RETURN_IF_ERROR(
        build_globals(module, targets, pass->scratch, &globals));
  }
  weir_op_t* device;
  WEIR_RETURN_IF_ERROR(find_default(pass, module, &globals, &device));
  weir_op_remove_attr(module, "hal.device.targets");
  weir_op_remove_attr(module, "hal.device.default");
  if (device != NULL) assign_default(module, device, pass->scratch);
  return weir_ok();
}
