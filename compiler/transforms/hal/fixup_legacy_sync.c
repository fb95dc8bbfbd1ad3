// Makes devices that cannot wait by themselves wait on the host.
//
// Needs:   queue operations; devices as globals, those in question with
//          `legacy_sync` in the configuration of their target.
// Changes: the host waits for the wait fence of a queue operation before it and
//          for the signal fence after it, unless it does so already; one-shot
//          command buffers may run as they are recorded.
// Keeps:   queue operations of other devices.
#include "compiler/dialects/enums.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"
#include "compiler/transforms/hal/devices.h"
#include "compiler/transforms/hal/passes.h"

// Waiting for one that need not be waited for does no harm.
static bool may_be_legacy(const weir_hal_devices_t* devices,
                          const weir_explorer_t* explorer,
                          weir_value_t* value) {
  weir_attr_set_t targets = {0};
  weir_hal_devices_of_value(devices, explorer, value, &targets);
  for (uint32_t i = 0; i < targets.count; ++i) {
    const weir_attr_t* config = weir_hal_device_target_config(targets.items[i]);
    if (config != NULL && weir_dictionary_get(config, "legacy_sync") != NULL) {
      return true;
    }
  }
  return false;
}

// -- waits that are there -----------------------------------------------------

static bool awaits(const weir_op_t* op, const weir_value_t* fence) {
  uint32_t group = WEIR_HAL_FENCE_AWAIT_FENCES;
  for (uint32_t i = 0; i < weir_op_operand_group_size(op, group); ++i) {
    if (weir_op_operand_at(op, group, i) == fence) return true;
  }
  return false;
}

// Whether a wait may move over |op|: arithmetic ends up anywhere.
static bool is_in_the_way(const weir_op_t* op) {
  return !weir_op_is(op, WEIR_HAL_FENCE_AWAIT) &&
         !weir_op_has_trait(op, WEIR_OP_CONSTANT_LIKE) &&
         !weir_sv_equal_c(weir_op_dialect(op), "arith");
}

static bool is_awaited_before(const weir_op_t* op, const weir_value_t* fence) {
  for (op = op->previous; op != NULL && !is_in_the_way(op); op = op->previous) {
    if (weir_op_is(op, WEIR_HAL_FENCE_AWAIT) && awaits(op, fence)) return true;
  }
  return false;
}

static bool is_awaited_after(const weir_op_t* op, const weir_value_t* fence) {
  for (op = op->next; op != NULL && !is_in_the_way(op); op = op->next) {
    if (weir_op_is(op, WEIR_HAL_FENCE_AWAIT) && awaits(op, fence)) return true;
  }
  return false;
}

// -- waits that are made ------------------------------------------------------

// |forever| is built on first use.
static void build_await(weir_builder_t* builder, weir_location_t* location,
                        weir_value_t* fence, weir_value_t** forever) {
  if (*forever == NULL) {
    *forever = weir_build_constant(builder, location,
                                   weir_i32_attr(builder->context, -1));
  }
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_FENCE_AWAIT, location);
  weir_op_state_operand(&state, *forever);
  weir_op_state_operands(&state, &fence, 1);
  weir_op_state_result(&state, weir_i32_type(builder->context));
  weir_build(builder, &state);
}

static void block_operation(weir_op_t* op, uint32_t wait_group,
                            uint32_t signal_group) {
  uint32_t place = weir_op_operand_group_start(op, wait_group);
  weir_value_t* wait = weir_op_operand_n(op, place);
  weir_value_t* signal = weir_op_operand(op, signal_group);
  weir_builder_t builder = weir_builder_before(op);
  weir_value_t* forever = NULL;
  if (!is_awaited_before(op, wait)) {
    build_await(&builder, op->location, wait, &forever);
  }
  if (!weir_op_is(weir_value_op(wait), WEIR_UTIL_NULL)) {
    weir_op_state_t state;
    weir_op_state_init(&state, &builder, WEIR_UTIL_NULL, op->location);
    weir_op_state_result(&state, wait->type);
    weir_op_set_operand(op, place,
                        weir_op_result_n(weir_build(&builder, &state), 0));
  }
  if (is_awaited_after(op, signal)) return;
  builder = weir_builder_after(op);
  build_await(&builder, op->location, signal, &forever);
}

static bool fences_of(const weir_op_t* op, uint32_t* out_wait,
                      uint32_t* out_signal) {
  switch (weir_op_id(op)) {
    case WEIR_HAL_DEVICE_QUEUE_ALLOCA:
      *out_wait = WEIR_HAL_DEVICE_QUEUE_ALLOCA_WAIT_FENCE;
      *out_signal = WEIR_HAL_DEVICE_QUEUE_ALLOCA_SIGNAL_FENCE;
      return true;
    case WEIR_HAL_DEVICE_QUEUE_DEALLOCA:
      *out_wait = WEIR_HAL_DEVICE_QUEUE_DEALLOCA_WAIT_FENCE;
      *out_signal = WEIR_HAL_DEVICE_QUEUE_DEALLOCA_SIGNAL_FENCE;
      return true;
    case WEIR_HAL_DEVICE_QUEUE_READ:
      *out_wait = WEIR_HAL_DEVICE_QUEUE_READ_WAIT_FENCE;
      *out_signal = WEIR_HAL_DEVICE_QUEUE_READ_SIGNAL_FENCE;
      return true;
    case WEIR_HAL_DEVICE_QUEUE_WRITE:
      *out_wait = WEIR_HAL_DEVICE_QUEUE_WRITE_WAIT_FENCE;
      *out_signal = WEIR_HAL_DEVICE_QUEUE_WRITE_SIGNAL_FENCE;
      return true;
    case WEIR_HAL_DEVICE_QUEUE_EXECUTE:
      *out_wait = WEIR_HAL_DEVICE_QUEUE_EXECUTE_WAIT_FENCE;
      *out_signal = WEIR_HAL_DEVICE_QUEUE_EXECUTE_SIGNAL_FENCE;
      return true;
    case WEIR_HAL_DEVICE_QUEUE_EXECUTE_INDIRECT:
      *out_wait = WEIR_HAL_DEVICE_QUEUE_EXECUTE_INDIRECT_WAIT_FENCE;
      *out_signal = WEIR_HAL_DEVICE_QUEUE_EXECUTE_INDIRECT_SIGNAL_FENCE;
      return true;
    default:
      return false;
  }
}

// -- the pass -----------------------------------------------------------------

static void allow_inline_execution(weir_op_t* create) {
  int64_t modes = weir_op_attr_int(create, "modes", 0);
  if ((modes & WEIR_COMMAND_BUFFER_MODE_ONE_SHOT) == 0) return;
  modes |= WEIR_COMMAND_BUFFER_MODE_ALLOW_INLINE_EXECUTION;
  weir_op_set_attr(create, "modes",
                   weir_i32_attr(create->context, (int32_t)modes));
}

typedef struct collect_t {
  weir_hal_devices_t devices;
  weir_explorer_t* explorer;
  weir_op_list_t ops;  // of devices that may be legacy
} collect_t;

static weir_walk_t collect(weir_op_t* op, void* user) {
  collect_t* all = user;
  uint32_t wait, signal;
  if (weir_op_has_trait(op, WEIR_OP_OBJECT_LIKE)) return WEIR_WALK_SKIP;
  if ((weir_op_is(op, WEIR_HAL_COMMAND_BUFFER_CREATE) ||
       fences_of(op, &wait, &signal)) &&
      may_be_legacy(&all->devices, all->explorer, weir_op_operand_n(op, 0))) {
    weir_op_list_add(&all->ops, all->devices.arena, op);
  }
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_hal_fixup_legacy_sync(weir_pass_t* pass, weir_op_t* module) {
  collect_t all = {.devices = weir_hal_devices(module, pass->scratch),
                   .explorer = weir_explorer_create(module, pass->scratch)};
  weir_walk_pre_order(module, collect, &all);
  for (uint32_t i = 0; i < all.ops.count; ++i) {
    weir_op_t* op = all.ops.ops[i];
    uint32_t wait, signal;
    if (fences_of(op, &wait, &signal)) {
      block_operation(op, wait, signal);
    } else {
      allow_inline_execution(op);
    }
  }
  return weir_ok();
}
