// Makes devices that cannot wait by themselves wait on the host.
//
// Needs:   queue operations; devices as globals, those in question with
//          `legacy_sync` in the configuration of their target.
// Changes: the host waits for the wait fence of a submission before it and for
//          the signal fence after it; one-shot command buffers may run as they
//          are recorded.
// Keeps:   submissions to other devices.
#include "compiler/dialects/enums.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"
#include "compiler/transforms/hal/devices.h"
#include "compiler/transforms/hal/passes.h"

static bool any_is_legacy(const weir_attr_set_t* targets) {
  for (uint32_t i = 0; i < targets->count; ++i) {
    const weir_attr_t* config =
        weir_hal_device_target_config(targets->items[i]);
    if (config != NULL && weir_dictionary_get(config, "legacy_sync") != NULL) {
      return true;
    }
  }
  return false;
}

// Whether |device| may be a legacy one; of devices from elsewhere, whether the
// module has any.
static bool is_legacy(const weir_hal_devices_t* devices,
                      const weir_value_t* device) {
  weir_attr_set_t targets = {0};
  const weir_op_t* load = weir_value_op(device);
  if (weir_op_is(load, WEIR_UTIL_GLOBAL_LOAD)) {
    const weir_op_t* global = weir_symbol_lookup(
        devices->module, weir_op_attr_string(load, "global"));
    if (global != NULL &&
        weir_hal_devices_of_global(devices, global, &targets)) {
      return any_is_legacy(&targets);
    }
  }
  for (uint32_t i = 0; i < devices->globals.count; ++i) {
    weir_hal_devices_of_global(devices, devices->globals.ops[i], &targets);
  }
  return any_is_legacy(&targets);
}

static bool is_null(const weir_value_t* fence) {
  return weir_op_is(weir_value_op(fence), WEIR_UTIL_NULL);
}

static void build_await(weir_builder_t* builder, weir_location_t* location,
                        weir_value_t* fence) {
  weir_type_t* i32 = weir_i32_type(builder->context);
  weir_value_t* forever = weir_build_constant(
      builder, location, weir_i32_attr(builder->context, -1));
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_FENCE_AWAIT, location);
  weir_op_state_operand(&state, forever);
  weir_op_state_operands(&state, &fence, 1);
  weir_op_state_result(&state, i32);
  weir_value_t* status = weir_op_result_n(weir_build(builder, &state), 0);
  weir_op_state_init(&state, builder, WEIR_UTIL_STATUS_CHECK_OK, location);
  weir_op_state_operand(&state, status);
  weir_op_state_attr(
      &state, "message",
      weir_string_attr(builder->context, "failed to wait on timepoint"));
  weir_build(builder, &state);
}

static void block_submission(weir_op_t* execute) {
  uint32_t place = weir_op_operand_group_start(
      execute, WEIR_HAL_DEVICE_QUEUE_EXECUTE_WAIT_FENCE);
  weir_value_t* wait = weir_op_operand_n(execute, place);
  weir_builder_t builder = weir_builder_before(execute);
  if (!is_null(wait)) {
    build_await(&builder, execute->location, wait);
    weir_op_state_t state;
    weir_op_state_init(&state, &builder, WEIR_UTIL_NULL, execute->location);
    weir_op_state_result(&state, wait->type);
    weir_op_set_operand(execute, place,
                        weir_op_result_n(weir_build(&builder, &state), 0));
  }
  weir_value_t* signal =
      weir_op_operand(execute, WEIR_HAL_DEVICE_QUEUE_EXECUTE_SIGNAL_FENCE);
  if (is_null(signal)) return;
  builder = weir_builder_after(execute);
  build_await(&builder, execute->location, signal);
}

weir_status_t weir_hal_fixup_legacy_sync(weir_pass_t* pass, weir_op_t* module) {
  weir_hal_devices_t devices = weir_hal_devices(module, pass->scratch);
  weir_op_list_t creates =
      weir_collect_ops(module, WEIR_HAL_COMMAND_BUFFER_CREATE, pass->scratch);
  for (uint32_t i = 0; i < creates.count; ++i) {
    weir_op_t* create = creates.ops[i];
    int64_t modes = weir_op_attr_int(create, "modes", 0);
    if ((modes & WEIR_COMMAND_BUFFER_MODE_ONE_SHOT) == 0 ||
        !is_legacy(&devices, weir_op_operand_n(create, 0))) {
      continue;
    }
    modes |= WEIR_COMMAND_BUFFER_MODE_ALLOW_INLINE_EXECUTION;
    weir_op_set_attr(create, "modes",
                     weir_i32_attr(pass->context, (int32_t)modes));
  }
  weir_op_list_t executes =
      weir_collect_ops(module, WEIR_HAL_DEVICE_QUEUE_EXECUTE, pass->scratch);
  for (uint32_t i = 0; i < executes.count; ++i) {
    if (is_legacy(&devices, weir_op_operand_n(executes.ops[i], 0))) {
      block_submission(executes.ops[i]);
    }
  }
  return weir_ok();
}
