#include "compiler/transforms/hal/devices.h"

#include <string.h>

#include "compiler/dialects/affinity.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/util.h"

bool weir_attr_set_add(weir_attr_set_t* set, weir_arena_t* arena,
                       weir_attr_t* attr) {
  for (uint32_t i = 0; i < set->count; ++i) {
    if (set->items[i] == attr) return false;
  }
  if (set->count == set->capacity) {
    uint32_t capacity = set->capacity != 0 ? 2 * set->capacity : 4;
    weir_attr_t** items = WEIR_ARENA_ARRAY(arena, weir_attr_t*, capacity);
    if (set->count != 0) {
      memcpy(items, set->items, set->count * sizeof(*items));
    }
    set->items = items;
    set->capacity = capacity;
  }
  set->items[set->count++] = attr;
  return true;
}

weir_hal_devices_t weir_hal_devices(weir_op_t* module, weir_arena_t* arena) {
  weir_hal_devices_t devices = {.module = module, .arena = arena};
  const weir_attr_t* targets = weir_op_attr(module, "hal.device.targets");
  if (weir_attr_is(targets, WEIR_ATTR_ARRAY) && targets->array.count > 0) {
    devices.defaults = targets;
  }
  weir_block_t* body = weir_op_region(module, 0)->first;
  if (body == NULL) return devices;
  WEIR_FOR_EACH_OP(op, body) {
    if (weir_op_is(op, WEIR_UTIL_GLOBAL) &&
        weir_type_is_hal_device(weir_op_attr_type(op, "type"))) {
      weir_op_list_add(&devices.globals, arena, op);
    }
  }
  return devices;
}

// Fallbacks lead from global to global; |depth| ends circles.
static bool add_devices(const weir_hal_devices_t* devices, weir_attr_t* value,
                        uint32_t depth, weir_attr_set_t* out_devices) {
  if (weir_attr_is_def(value, &weir_hal_device_target_def)) {
    weir_attr_set_add(out_devices, devices->arena, value);
    return true;
  }
  if (weir_attr_is_def(value, &weir_hal_device_select_def)) {
    const weir_attr_t* choices = weir_hal_device_select_devices(value);
    bool known = true;
    for (uint32_t i = 0; i < choices->array.count; ++i) {
      known &=
          add_devices(devices, choices->array.elements[i], depth, out_devices);
    }
    return known;
  }
  if (weir_attr_is_def(value, &weir_hal_device_fallback_def)) {
    weir_op_t* other = weir_symbol_lookup(
        devices->module,
        weir_attr_string(weir_hal_device_fallback_symbol(value)));
    return other != NULL && depth <= devices->globals.count &&
           add_devices(devices, weir_op_attr(other, "initial_value"), depth + 1,
                       out_devices);
  }
  return false;
}

bool weir_hal_devices_of_global(const weir_hal_devices_t* devices,
                                const weir_op_t* global,
                                weir_attr_set_t* out_devices) {
  return add_devices(devices, weir_op_attr(global, "initial_value"), 0,
                     out_devices);
}

static void add_defaults(const weir_hal_devices_t* devices,
                         weir_attr_set_t* out_devices) {
  uint32_t count =
      devices->defaults != NULL ? devices->defaults->array.count : 0;
  for (uint32_t i = 0; i < count; ++i) {
    add_devices(devices, devices->defaults->array.elements[i], 0, out_devices);
  }
}

typedef struct origin_t {
  const weir_explorer_t* explorer;
  weir_op_list_t globals;  // each once
  bool is_other;
} origin_t;

static weir_walk_t note_origin(weir_value_t* value, void* user);

static void follow(origin_t* origin, weir_value_t* value) {
  if (!weir_explore_definitions(origin->explorer, value,
                                WEIR_EXPLORE_NO_GLOBALS, note_origin, origin)) {
    origin->is_other = true;
  }
}

// What merely passes values on leads to others of their kind.
static bool passes_on(const weir_op_t* op) {
  return weir_op_is(op, WEIR_ARITH_SELECT) ||
         weir_op_is(op, WEIR_UTIL_OPTIMIZATION_BARRIER) ||
         weir_op_has_trait(op, WEIR_OP_CALL) ||
         weir_op_has_trait(op, WEIR_OP_REGION_BRANCH);
}

static weir_walk_t note_origin(weir_value_t* value, void* user) {
  origin_t* origin = user;
  weir_op_t* op = weir_value_op(value);
  if (weir_op_is(op, WEIR_HAL_COMMAND_BUFFER_DEVICE) ||
      weir_op_is(op, WEIR_HAL_COMMAND_BUFFER_CREATE)) {
    follow(origin, weir_op_operand_n(op, 0));
    return WEIR_WALK_SKIP;
  }
  if (passes_on(op)) return WEIR_WALK_CONTINUE;
  const weir_global_info_t* info =
      weir_op_is(op, WEIR_UTIL_GLOBAL_LOAD)
          ? weir_explorer_global_of(origin->explorer, op)
          : NULL;
  if (info == NULL) {
    origin->is_other = true;
    return WEIR_WALK_STOP;
  }
  for (uint32_t i = 0; i < origin->globals.count; ++i) {
    if (origin->globals.ops[i] == info->op) return WEIR_WALK_SKIP;
  }
  weir_op_list_add(&origin->globals, weir_explorer_arena(origin->explorer),
                   info->op);
  return WEIR_WALK_SKIP;
}

weir_op_t* weir_hal_device_of_value(const weir_explorer_t* explorer,
                                    weir_value_t* value) {
  origin_t origin = {.explorer = explorer};
  follow(&origin, value);
  return origin.is_other || origin.globals.count != 1 ? NULL
                                                      : origin.globals.ops[0];
}

bool weir_hal_devices_of_value(const weir_hal_devices_t* devices,
                               const weir_explorer_t* explorer,
                               weir_value_t* value,
                               weir_attr_set_t* out_devices) {
  origin_t origin = {.explorer = explorer};
  follow(&origin, value);
  bool known = !origin.is_other && origin.globals.count > 0;
  for (uint32_t i = 0; i < origin.globals.count; ++i) {
    known &=
        weir_hal_devices_of_global(devices, origin.globals.ops[i], out_devices);
  }
  if (!known) add_defaults(devices, out_devices);
  return known;
}

static void add_targets(const weir_hal_devices_t* devices,
                        const weir_attr_set_t* from,
                        weir_attr_set_t* out_targets) {
  for (uint32_t i = 0; i < from->count; ++i) {
    const weir_attr_t* targets = weir_hal_device_target_targets(from->items[i]);
    for (uint32_t j = 0; j < targets->array.count; ++j) {
      weir_attr_set_add(out_targets, devices->arena,
                        targets->array.elements[j]);
    }
  }
}

void weir_hal_devices_executable_targets(const weir_hal_devices_t* devices,
                                         const weir_attr_t* affinity,
                                         weir_attr_set_t* out_targets) {
  weir_attr_set_t found = {0};
  if (affinity != NULL) {
    weir_op_t* global =
        weir_symbol_resolve(devices->module->regions[0].first->first,
                            weir_hal_affinity_device(affinity));
    if (global != NULL && weir_hal_devices_of_global(devices, global, &found)) {
      add_targets(devices, &found, out_targets);
      return;
    }
  }
  for (uint32_t i = 0; i < devices->globals.count; ++i) {
    weir_hal_devices_of_global(devices, devices->globals.ops[i], &found);
  }
  if (found.count == 0) add_defaults(devices, &found);
  add_targets(devices, &found, out_targets);
}

bool weir_hal_is_of_backend(const weir_op_t* variant, const char* backend) {
  return backend[0] == '\0' ||
         weir_sv_equal_c(weir_hal_executable_target_backend(
                             weir_op_attr(variant, "target")),
                         backend);
}
