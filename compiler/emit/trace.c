#include <string.h>

#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/util.h"
#include "compiler/emit/emit_impl.h"

enum { MAX_STEPS = 64 };

// Stands for the value where a global is stored to more than once.
static char many_stores;

static weir_walk_t note_store(weir_op_t* op, void* user) {
  weir_emit_module_t* module = user;
  if (!weir_op_is(op, WEIR_UTIL_GLOBAL_STORE)) return WEIR_WALK_CONTINUE;
  const weir_op_t* global =
      weir_symbol_table_get(module->symbols, weir_op_attr_string(op, "global"));
  if (global == NULL) return WEIR_WALK_CONTINUE;
  const void* value = weir_op_operand(op, WEIR_UTIL_GLOBAL_STORE_VALUE);
  if (weir_emit_map_get(&module->stores, global) != 0) value = &many_stores;
  weir_emit_map_set(&module->stores, &module->emitter->arena, global,
                    (uint64_t)(uintptr_t)value);
  return WEIR_WALK_CONTINUE;
}

void weir_emit_note_stores(weir_emit_module_t* module) {
  weir_walk_pre_order(module->op, note_store, module);
}

// The value of the only store to a global; NULL when there are several.
static weir_value_t* stored_once(const weir_emit_module_t* module,
                                 weir_string_view_t name) {
  const void* value = (const void*)(uintptr_t)weir_emit_map_get(
      &module->stores, weir_symbol_table_get(module->symbols, name));
  return value == &many_stores ? NULL : (weir_value_t*)value;
}

weir_op_t* weir_emit_origin(weir_emit_module_t* module, weir_value_t* value) {
  for (int step = 0; value != NULL && step < MAX_STEPS; ++step) {
    weir_op_t* op = weir_value_op(value);
    if (op == NULL) return NULL;
    switch (weir_op_id(op)) {
      case WEIR_UTIL_CAST:
      case WEIR_UTIL_OPTIMIZATION_BARRIER:
        value = weir_op_operand_n(op, value->index);
        break;
      case WEIR_UTIL_GLOBAL_LOAD: {
        weir_value_t* stored =
            stored_once(module, weir_op_attr_string(op, "global"));
        if (stored == NULL) return op;
        value = stored;
        break;
      }
      default:
        return op;
    }
  }
  return NULL;
}

// ---- devices ---------------------------------------------------------------

uint32_t weir_emit_device_named(const weir_emit_module_t* module,
                                weir_string_view_t symbol) {
  for (uint32_t i = 0; i < module->node->device_count; ++i) {
    if (weir_sv_equal_c(symbol, module->node->devices[i].symbol)) return i;
  }
  return WEIR_PLAN_NONE;
}

static uint32_t device_of_symbol(weir_emit_module_t* module,
                                 weir_string_view_t symbol, int depth);

// What a device global is initialised with, where that names other devices.
static uint32_t device_of_initializer(weir_emit_module_t* module,
                                      const weir_attr_t* value, int depth) {
  if (weir_attr_is_def(value, &weir_hal_device_fallback_def)) {
    return device_of_symbol(
        module, weir_attr_string(weir_hal_device_fallback_symbol(value)),
        depth + 1);
  }
  if (weir_attr_is_def(value, &weir_hal_device_select_def)) {
    const weir_attr_t* devices = weir_hal_device_select_devices(value);
    for (uint32_t i = 0; i < devices->array.count; ++i) {
      uint32_t device =
          device_of_initializer(module, devices->array.elements[i], depth + 1);
      if (device != WEIR_PLAN_NONE) return device;
    }
  }
  return WEIR_PLAN_NONE;
}

static uint32_t device_of_symbol(weir_emit_module_t* module,
                                 weir_string_view_t symbol, int depth) {
  uint32_t device = weir_emit_device_named(module, symbol);
  if (device != WEIR_PLAN_NONE || depth > MAX_STEPS) return device;
  const weir_op_t* global = weir_symbol_table_get(module->symbols, symbol);
  return weir_op_is(global, WEIR_UTIL_GLOBAL)
             ? device_of_initializer(
                   module, weir_op_attr(global, "initial_value"), depth)
             : WEIR_PLAN_NONE;
}

uint32_t weir_emit_device_symbol(weir_emit_module_t* module,
                                 weir_string_view_t symbol) {
  return device_of_symbol(module, symbol, 0);
}

bool weir_emit_device_of(weir_emit_module_t* module, weir_value_t* device,
                         uint32_t* out_index) {
  uint32_t index = WEIR_PLAN_NONE;
  weir_op_t* op = weir_emit_origin(module, device);
  int64_t ordinal = 0;
  switch (op != NULL ? weir_op_id(op) : 0) {
    case WEIR_UTIL_GLOBAL_LOAD:
      index = device_of_symbol(module, weir_op_attr_string(op, "global"), 0);
      break;
    case WEIR_HAL_DEVICE_ALLOCATOR:
      return weir_emit_device_of(
          module, weir_op_operand(op, WEIR_HAL_DEVICE_ALLOCATOR_DEVICE),
          out_index);
    case WEIR_HAL_DEVICE_RESOLVE: {
      const weir_attr_t* symbol =
          weir_hal_affinity_device(weir_op_attr(op, "affinity"));
      if (symbol != NULL) {
        index = device_of_symbol(module, weir_attr_string(symbol), 0);
      }
      break;
    }
    case WEIR_HAL_DEVICES_GET:
      if (weir_value_is_constant_int(
              weir_op_operand(op, WEIR_HAL_DEVICES_GET_INDEX), &ordinal)) {
        index = (uint32_t)ordinal;
      }
      break;
    default:
      break;
  }
  if (index == WEIR_PLAN_NONE && module->node->device_count == 1) index = 0;
  *out_index = index;
  return index < module->node->device_count;
}

// ---- executables -----------------------------------------------------------

weir_emit_executable_t* weir_emit_executable_of(weir_emit_module_t* module,
                                                weir_value_t* executable) {
  weir_op_t* op = weir_emit_origin(module, executable);
  const weir_attr_t* symbol = NULL;
  if (weir_op_is(op, WEIR_HAL_EXECUTABLE_LOOKUP)) {
    symbol = weir_op_attr(op, "executable");
  } else if (weir_op_is(op, WEIR_HAL_EXECUTABLE_CREATE)) {
    symbol = weir_op_attr(op, "executable_target");
  }
  if (!weir_attr_is(symbol, WEIR_ATTR_SYMBOL_REF)) return NULL;
  const weir_name_t* root = symbol->symbol.names[0];
  const weir_op_t* target =
      weir_symbol_table_get(module->symbols, weir_sv_n(root->data, root->size));
  return (weir_emit_executable_t*)(uintptr_t)weir_emit_map_get(
      &module->executables, target);
}

bool weir_emit_ordinal_of(weir_emit_module_t* module, weir_value_t* ordinal,
                          uint32_t* out_ordinal) {
  int64_t value = 0;
  if (weir_value_is_constant_int(ordinal, &value)) {
    *out_ordinal = (uint32_t)value;
    return true;
  }
  weir_op_t* op = weir_value_op(ordinal);
  if (!weir_op_is(op, WEIR_HAL_EXECUTABLE_EXPORT_ORDINAL)) return false;
  const weir_attr_t* entry = weir_op_attr(op, "entry_point");
  const weir_name_t* root = entry->symbol.names[0];
  const weir_op_t* target =
      weir_symbol_table_get(module->symbols, weir_sv_n(root->data, root->size));
  const weir_emit_executable_t* executable =
      (const weir_emit_executable_t*)(uintptr_t)weir_emit_map_get(
          &module->executables, target);
  if (executable == NULL) return false;
  const weir_name_t* leaf = entry->symbol.names[entry->symbol.count - 1];
  for (uint32_t i = 0; i < executable->export_count; ++i) {
    if (weir_sv_equal(weir_symbol_name(executable->exports[i]),
                      weir_sv_n(leaf->data, leaf->size))) {
      *out_ordinal = i;
      return true;
    }
  }
  return false;
}

bool weir_emit_text_of(weir_emit_module_t* module, weir_value_t* buffer,
                       weir_string_view_t* out_text) {
  *out_text = weir_sv("");
  if (buffer == NULL) return true;
  const weir_op_t* op = weir_emit_origin(module, buffer);
  if (weir_op_is(op, WEIR_UTIL_NULL)) return true;
  if (!weir_op_is(op, WEIR_UTIL_BUFFER_CONSTANT)) return false;
  const weir_attr_t* value = weir_op_attr(op, "value");
  if (weir_attr_is(value, WEIR_ATTR_STRING)) {
    *out_text = weir_attr_string(value);
    return true;
  }
  if (weir_attr_is(value, WEIR_ATTR_DENSE_ELEMENTS) && !value->dense.splat) {
    *out_text = weir_sv_n((const char*)value->dense.data, value->dense.size);
    return true;
  }
  return false;
}
