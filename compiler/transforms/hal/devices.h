// The devices of a module and the executable targets they take.
//
// A device is a `util.global` of type !hal.device. What it may be is said by
// its initial value: a target, one of several (select), or another device
// (fallback). A device without one may be anything, or, where the module still
// has an array `hal.device.targets`, what that lists.
#ifndef WEIR_COMPILER_TRANSFORMS_HAL_DEVICES_H_
#define WEIR_COMPILER_TRANSFORMS_HAL_DEVICES_H_

#include "compiler/analysis/explorer.h"
#include "compiler/ir/ir.h"
#include "compiler/ir/symbol.h"

typedef struct weir_attr_set_t {
  weir_attr_t** items;  // in the order of their coming
  uint32_t count, capacity;
} weir_attr_set_t;

bool weir_attr_set_add(weir_attr_set_t* set, weir_arena_t* arena,
                       weir_attr_t* attr);  // false if it was there

typedef struct weir_hal_devices_t {
  weir_op_t* module;
  weir_arena_t* arena;
  weir_op_list_t globals;  // of !hal.device, in order
  const weir_attr_t*
      defaults;  // what a device may be that is not known, or NULL
} weir_hal_devices_t;

weir_hal_devices_t weir_hal_devices(weir_op_t* module, weir_arena_t* arena);

// The #hal.device.target attributes that device |global| may be. False if it
// may also be something that is not known.
bool weir_hal_devices_of_global(const weir_hal_devices_t* devices,
                                const weir_op_t* global,
                                weir_attr_set_t* out_devices);

// The same of all device globals that a value of type !hal.device can be. False
// if it may be another device too; then the defaults are among them.
bool weir_hal_devices_of_value(const weir_hal_devices_t* devices,
                               const weir_explorer_t* explorer,
                               weir_value_t* value,
                               weir_attr_set_t* out_devices);

// The one device global that a value of type !hal.device can be, followed
// through calls and branches; NULL if there may be several or others.
weir_op_t* weir_hal_device_of_value(const weir_explorer_t* explorer,
                                    weir_value_t* value);

// Adds the executable targets that work of |affinity| may run as: of its
// device, of all devices where it is NULL or not known; where none of them says
// what it is, of the defaults.
void weir_hal_devices_executable_targets(const weir_hal_devices_t* devices,
                                         const weir_attr_t* affinity,
                                         weir_attr_set_t* out_targets);

// Whether |variant| is for |backend|; an empty name stands for all.
bool weir_hal_is_of_backend(const weir_op_t* variant, const char* backend);

#endif  // WEIR_COMPILER_TRANSFORMS_HAL_DEVICES_H_
