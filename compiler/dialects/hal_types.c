#include "compiler/dialects/hal_types.h"

#include "compiler/dialects/hal_impl.h"

const weir_type_def_t weir_hal_allocator_def = {.mnemonic = "allocator"};
const weir_type_def_t weir_hal_buffer_def = {.mnemonic = "buffer"};
const weir_type_def_t weir_hal_buffer_view_def = {.mnemonic = "buffer_view"};
const weir_type_def_t weir_hal_channel_def = {.mnemonic = "channel"};
const weir_type_def_t weir_hal_command_buffer_def = {.mnemonic =
                                                         "command_buffer"};
const weir_type_def_t weir_hal_descriptor_set_layout_def = {
    .mnemonic = "descriptor_set_layout"};
const weir_type_def_t weir_hal_device_def = {.mnemonic = "device"};
const weir_type_def_t weir_hal_event_def = {.mnemonic = "event"};
const weir_type_def_t weir_hal_executable_def = {.mnemonic = "executable"};
const weir_type_def_t weir_hal_fence_def = {.mnemonic = "fence"};
const weir_type_def_t weir_hal_file_def = {.mnemonic = "file"};
const weir_type_def_t weir_hal_pipeline_layout_def = {.mnemonic =
                                                          "pipeline_layout"};
const weir_type_def_t weir_hal_semaphore_def = {.mnemonic = "semaphore"};

weir_type_t* weir_hal_type(weir_context_t* context,
                           const weir_type_def_t* def) {
  return weir_dialect_type(context, def, NULL, 0);
}

weir_type_t* weir_hal_allocator_type(weir_context_t* context) {
  return weir_hal_type(context, &weir_hal_allocator_def);
}

weir_type_t* weir_hal_buffer_type(weir_context_t* context) {
  return weir_hal_type(context, &weir_hal_buffer_def);
}

weir_type_t* weir_hal_buffer_view_type(weir_context_t* context) {
  return weir_hal_type(context, &weir_hal_buffer_view_def);
}

weir_type_t* weir_hal_channel_type(weir_context_t* context) {
  return weir_hal_type(context, &weir_hal_channel_def);
}

weir_type_t* weir_hal_command_buffer_type(weir_context_t* context) {
  return weir_hal_type(context, &weir_hal_command_buffer_def);
}

weir_type_t* weir_hal_device_type(weir_context_t* context) {
  return weir_hal_type(context, &weir_hal_device_def);
}

weir_type_t* weir_hal_executable_type(weir_context_t* context) {
  return weir_hal_type(context, &weir_hal_executable_def);
}

weir_type_t* weir_hal_fence_type(weir_context_t* context) {
  return weir_hal_type(context, &weir_hal_fence_def);
}

weir_type_t* weir_hal_file_type(weir_context_t* context) {
  return weir_hal_type(context, &weir_hal_file_def);
}

weir_type_t* weir_hal_pipeline_layout_type(weir_context_t* context) {
  return weir_hal_type(context, &weir_hal_pipeline_layout_def);
}

bool weir_type_is_hal_buffer(const weir_type_t* type) {
  return weir_type_is(type, &weir_hal_buffer_def);
}

bool weir_type_is_hal_buffer_view(const weir_type_t* type) {
  return weir_type_is(type, &weir_hal_buffer_view_def);
}

bool weir_type_is_hal_device(const weir_type_t* type) {
  return weir_type_is(type, &weir_hal_device_def);
}

bool weir_type_is_hal_fence(const weir_type_t* type) {
  return weir_type_is(type, &weir_hal_fence_def);
}

const weir_type_def_t* const weir_hal_types[WEIR_HAL_TYPE_COUNT] = {
    &weir_hal_allocator_def,      &weir_hal_buffer_def,
    &weir_hal_buffer_view_def,    &weir_hal_channel_def,
    &weir_hal_command_buffer_def, &weir_hal_descriptor_set_layout_def,
    &weir_hal_device_def,         &weir_hal_event_def,
    &weir_hal_executable_def,     &weir_hal_fence_def,
    &weir_hal_file_def,           &weir_hal_pipeline_layout_def,
    &weir_hal_semaphore_def,
};

const weir_attr_def_t* const weir_hal_attrs[WEIR_HAL_ATTR_COUNT] = {
    &weir_hal_collective_def,
    &weir_hal_descriptor_set_binding_def,
    &weir_hal_descriptor_set_layout_attr_def,
    &weir_hal_descriptor_type_def,
    &weir_hal_device_affinity_def,
    &weir_hal_device_alias_def,
    &weir_hal_device_fallback_def,
    &weir_hal_device_ordinal_def,
    &weir_hal_device_promise_def,
    &weir_hal_device_select_def,
    &weir_hal_device_target_def,
    &weir_hal_executable_object_def,
    &weir_hal_executable_objects_def,
    &weir_hal_executable_target_def,
    &weir_hal_interface_binding_def,
    &weir_hal_pipeline_layout_attr_def,
};

// -- encodings of buffer views ------------------------------------------------

// Numerical types of a buffer view's element, in bits 24 to 31; the width in
// bits below.
enum {
  NUMERICAL_INTEGER = 0x10,
  NUMERICAL_SIGNED = 0x11,
  NUMERICAL_UNSIGNED = 0x12,
  NUMERICAL_BOOLEAN = 0x13,
  NUMERICAL_FLOAT_IEEE = 0x21,
  NUMERICAL_FLOAT_BRAIN = 0x22,
  NUMERICAL_COMPLEX = 0x23,
  NUMERICAL_FLOAT_8_E5M2 = 0x24,
  NUMERICAL_FLOAT_8_E4M3 = 0x25,
  NUMERICAL_FLOAT_8_E5M2_FNUZ = 0x26,
  NUMERICAL_FLOAT_8_E4M3_FNUZ = 0x27,
};

static bool numerical_float(weir_float_kind_t kind, uint32_t* out_numerical) {
  switch (kind) {
    case WEIR_FLOAT_F16:
    case WEIR_FLOAT_F32:
    case WEIR_FLOAT_F64:
      *out_numerical = NUMERICAL_FLOAT_IEEE;
      return true;
    case WEIR_FLOAT_BF16:
      *out_numerical = NUMERICAL_FLOAT_BRAIN;
      return true;
    case WEIR_FLOAT_F8E5M2:
      *out_numerical = NUMERICAL_FLOAT_8_E5M2;
      return true;
    case WEIR_FLOAT_F8E4M3FN:
      *out_numerical = NUMERICAL_FLOAT_8_E4M3;
      return true;
    case WEIR_FLOAT_F8E5M2FNUZ:
      *out_numerical = NUMERICAL_FLOAT_8_E5M2_FNUZ;
      return true;
    case WEIR_FLOAT_F8E4M3FNUZ:
      *out_numerical = NUMERICAL_FLOAT_8_E4M3_FNUZ;
      return true;
    default:
      return false;
  }
}

bool weir_hal_element_type_value(const weir_type_t* type, int32_t* out_value) {
  *out_value = 0;
  uint32_t numerical = 0, bits = weir_type_bit_width(type);
  if (type->kind == WEIR_TYPE_INTEGER) {
    if (bits == 1) {
      numerical = NUMERICAL_BOOLEAN;
      bits = 8;
    } else if (type->integer.signedness == WEIR_SIGNED) {
      numerical = NUMERICAL_SIGNED;
    } else if (type->integer.signedness == WEIR_UNSIGNED) {
      numerical = NUMERICAL_UNSIGNED;
    } else {
      numerical = NUMERICAL_INTEGER;
    }
  } else if (type->kind == WEIR_TYPE_FLOAT) {
    if (!numerical_float(type->floating, &numerical)) return false;
  } else if (type->kind == WEIR_TYPE_COMPLEX) {
    numerical = NUMERICAL_COMPLEX;
    bits = 2 * weir_type_bit_width(type->shaped.element);
  } else {
    return false;
  }
  *out_value = (int32_t)(numerical << 24 | bits);
  return true;
}

int32_t weir_hal_encoding_type_value(const weir_attr_t* encoding) {
  // Only the default has a number; others are opaque to buffer views.
  return encoding == NULL ? 1 : 0;
}
