// Makes the devices that a module is for into globals.
//
// Needs:   `hal.device.targets` of the module: an array of devices, or a
//          dictionary of them by name; an array in it is a choice.
// Changes: a `util.global` of type !hal.device for each; the attribute goes.
// The
//          default device (option `defaultDevice` or `hal.device.default`, else
//          the first) becomes the module's `stream.affinity.default` and the
//          affinity of tensors that public functions take and return.
// Keeps:   modules without targets; affinities that are there.
#include <ctype.h>
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
    weir_op_error(module,
                  "has a target that is no device: expected "
                  "#hal.device.target, #hal.device.alias or an array of them");
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "target is no device");
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
    weir_op_error(module,
                  "has `hal.device.targets` of an unexpected form: expected an "
                  "array or a dictionary of devices");
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

static weir_op_t* global_named(const weir_op_list_t* globals,
                               weir_string_view_t name) {
  for (uint32_t i = 0; i < globals->count; ++i) {
    if (weir_sv_equal(weir_symbol_name(globals->ops[i]), name)) {
      return globals->ops[i];
    }
  }
  return NULL;
}

// By name or by number.
static weir_op_t* global_of(const weir_op_list_t* globals,
                            weir_string_view_t which, weir_arena_t* arena) {
  const char* text = weir_arena_string(arena, which.data, which.size);
  if (isdigit((unsigned char)text[0])) {
    unsigned long ordinal = strtoul(text, NULL, 10);
    return ordinal < globals->count ? globals->ops[ordinal] : NULL;
  }
  return global_named(globals, which);
}

static weir_status_t find_default(const weir_pass_t* pass, weir_op_t* module,
                                  const weir_op_list_t* globals,
                                  weir_op_t** out_global) {
  weir_string_view_t which =
      weir_sv(weir_pass_option(pass, "defaultDevice", ""));
  const weir_attr_t* attr = weir_op_attr(module, "hal.device.default");
  int64_t ordinal;
  *out_global = globals->count > 0 ? globals->ops[0] : NULL;
  if (which.size > 0) {
    *out_global = global_of(globals, which, pass->scratch);
  } else if (weir_attr_int(attr, &ordinal)) {
    *out_global =
        ordinal >= 0 && ordinal < globals->count ? globals->ops[ordinal] : NULL;
    which =
        weir_sv(weir_arena_format(pass->scratch, "%lld", (long long)ordinal));
  } else if (attr != NULL) {
    which = weir_attr_string(attr);
    *out_global = global_named(globals, which);
  }
  if (*out_global != NULL || which.size == 0) return weir_ok();
  weir_op_error(module, "has no device `%.*s` to be the default",
                WEIR_SV_ARGS(which));
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
  if (targets == NULL) return weir_ok();
  weir_op_list_t globals = {0};
  WEIR_RETURN_IF_ERROR(build_globals(module, targets, pass->scratch, &globals));
  weir_op_t* device;
  WEIR_RETURN_IF_ERROR(find_default(pass, module, &globals, &device));
  weir_op_remove_attr(module, "hal.device.targets");
  weir_op_remove_attr(module, "hal.device.default");
  if (device != NULL) assign_default(module, device, pass->scratch);
  return weir_ok();
}
