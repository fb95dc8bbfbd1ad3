// Refuses devices that nothing is compiled for.
//
// Needs:   devices as globals, aliases resolved.
// Changes: nothing.
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/transforms/hal/devices.h"
#include "compiler/transforms/hal/passes.h"
#include "compiler/transforms/hal/target_registry.h"

static bool verify_target(const weir_op_t* global, const weir_attr_t* device) {
  weir_string_view_t id = weir_hal_device_target_id(device);
  if (!weir_hal_target_has_device(id)) {
    return weir_op_error(global,
                         "unregistered target device \"%.*s\"; ensure it is "
                         "linked into the compiler (available = [ %s ])",
                         WEIR_SV_ARGS(id), weir_hal_target_devices_text());
  }
  const weir_attr_t* targets = weir_hal_device_target_targets(device);
  for (uint32_t i = 0; i < targets->array.count; ++i) {
    weir_string_view_t backend =
        weir_hal_executable_target_backend(targets->array.elements[i]);
    if (weir_hal_target_has_backend(backend)) continue;
    return weir_op_error(global,
                         "unregistered target backend \"%.*s\"; ensure it is "
                         "linked into the compiler (available = [ %s ])",
                         WEIR_SV_ARGS(backend),
                         weir_hal_target_backends_text());
  }
  return true;
}

static bool verify_value(const weir_hal_devices_t* devices,
                         const weir_op_t* global, const weir_attr_t* value) {
  if (weir_attr_is_def(value, &weir_hal_device_target_def)) {
    return verify_target(global, value);
  }
  if (weir_attr_is_def(value, &weir_hal_device_select_def)) {
    const weir_attr_t* choices = weir_hal_device_select_devices(value);
    bool fine = true;
    for (uint32_t i = 0; i < choices->array.count; ++i) {
      fine &= verify_value(devices, global, choices->array.elements[i]);
    }
    return fine;
  }
  if (weir_attr_is_def(value, &weir_hal_device_fallback_def)) {
    weir_string_view_t name =
        weir_attr_string(weir_hal_device_fallback_symbol(value));
    if (weir_symbol_lookup(devices->module, name) == NULL) {
      return weir_op_error(global, "falls back to @%.*s, which is no device",
                           WEIR_SV_ARGS(name));
    }
  }
  return true;
}

weir_status_t weir_hal_verify_devices(weir_pass_t* pass, weir_op_t* module) {
  weir_hal_devices_t devices = weir_hal_devices(module, pass->scratch);
  bool fine = true;
  for (uint32_t i = 0; i < devices.globals.count; ++i) {
    const weir_op_t* global = devices.globals.ops[i];
    fine &=
        verify_value(&devices, global, weir_op_attr(global, "initial_value"));
  }
  return fine ? weir_ok()
              : weir_status(WEIR_CODE_INVALID_ARGUMENT, "unknown device");
}

weir_status_t weir_hal_device_assignment_pipeline(weir_pass_t* pass,
                                                  weir_op_t* module) {
  static const weir_pass_fn_t passes[] = {
      weir_hal_assign_legacy_target_devices, weir_hal_assign_target_devices,
      weir_hal_materialize_target_devices,   weir_hal_resolve_device_promises,
      weir_hal_resolve_device_aliases,       weir_hal_verify_devices,
  };
  for (size_t i = 0; i < sizeof(passes) / sizeof(passes[0]); ++i) {
    WEIR_RETURN_IF_ERROR(passes[i](pass, module));
  }
  return weir_ok();
}
