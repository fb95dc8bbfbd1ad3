#include <string.h>

#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/util_types.h"
#include "compiler/emit/emit_impl.h"

weir_emit_class_t weir_emit_class(const weir_type_t* type,
                                  weir_plan_type_t* out_type) {
  static const struct {
    const weir_type_def_t* def;
    weir_emit_class_t kept;
    weir_plan_type_t type;
  } kinds[] = {
      {&weir_hal_buffer_def, WEIR_EMIT_REFERENCE, WEIR_PLAN_TYPE_BUFFER},
      {&weir_hal_buffer_view_def, WEIR_EMIT_REFERENCE,
       WEIR_PLAN_TYPE_BUFFER_VIEW},
      {&weir_hal_fence_def, WEIR_EMIT_REFERENCE, WEIR_PLAN_TYPE_FENCE},
      {&weir_hal_channel_def, WEIR_EMIT_REFERENCE, WEIR_PLAN_TYPE_CHANNEL},
      {&weir_hal_command_buffer_def, WEIR_EMIT_REFERENCE,
       WEIR_PLAN_TYPE_COMMAND_BUFFER},
      {&weir_hal_file_def, WEIR_EMIT_REFERENCE, WEIR_PLAN_TYPE_FILE},
      {&weir_util_buffer_def, WEIR_EMIT_REFERENCE, WEIR_PLAN_TYPE_BYTES},
      {&weir_util_list_def, WEIR_EMIT_REFERENCE, WEIR_PLAN_TYPE_LIST},
      {&weir_hal_device_def, WEIR_EMIT_SCALAR, WEIR_PLAN_TYPE_SCALAR},
      {&weir_hal_allocator_def, WEIR_EMIT_SCALAR, WEIR_PLAN_TYPE_SCALAR},
      {&weir_hal_executable_def, WEIR_EMIT_STATIC, WEIR_PLAN_TYPE_SCALAR},
      {&weir_hal_pipeline_layout_def, WEIR_EMIT_STATIC, WEIR_PLAN_TYPE_SCALAR},
      {&weir_hal_descriptor_set_layout_def, WEIR_EMIT_STATIC,
       WEIR_PLAN_TYPE_SCALAR},
  };
  *out_type = WEIR_PLAN_TYPE_SCALAR;
  for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); ++i) {
    if (weir_type_is(type, kinds[i].def)) {
      *out_type = kinds[i].type;
      return kinds[i].kept;
    }
  }
  uint32_t width = weir_emit_slot_width(type);
  bool is_scalar =
      type->kind == WEIR_TYPE_INDEX || type->kind == WEIR_TYPE_INTEGER ||
      type->kind == WEIR_TYPE_COMPLEX || weir_emit_float_width(type) != 0;
  return is_scalar && width >= 1 && width <= 64 ? WEIR_EMIT_SCALAR
                                                : WEIR_EMIT_NONE;
}

uint32_t weir_emit_slot_width(const weir_type_t* type) {
  if (type->kind == WEIR_TYPE_COMPLEX) {
    return 2 * weir_emit_slot_width(type->shaped.element);
  }
  uint32_t width = weir_type_bit_width(type);
  return width ? width : 64;
}

uint32_t weir_emit_float_width(const weir_type_t* type) {
  if (type->kind != WEIR_TYPE_FLOAT) return 0;
  switch (type->floating) {
    case WEIR_FLOAT_F16:
      return 16;
    case WEIR_FLOAT_BF16:
      return WEIR_PLAN_WIDTH_BF16;
    case WEIR_FLOAT_F32:
      return 32;
    case WEIR_FLOAT_F64:
      return 64;
    default:
      return 0;
  }
}

// A complex number as it is in memory: the real part first.
static bool complex_bits(const weir_attr_t* attr, uint64_t* out_bits) {
  if (!weir_attr_is(attr, WEIR_ATTR_ARRAY) || attr->array.count != 2) {
    return false;
  }
  const weir_attr_t* real = attr->array.elements[0];
  uint64_t imaginary;
  if (real->type == NULL || weir_emit_slot_width(real->type) > 32 ||
      !weir_emit_attr_bits(real, out_bits) ||
      !weir_emit_attr_bits(attr->array.elements[1], &imaginary)) {
    return false;
  }
  *out_bits |= imaginary << weir_emit_slot_width(real->type);
  return true;
}

bool weir_emit_attr_bits(const weir_attr_t* attr, uint64_t* out_bits) {
  if (weir_attr_is(attr, WEIR_ATTR_INTEGER)) {
    uint32_t width = weir_emit_slot_width(attr->type);
    if (width > 64) return false;
    *out_bits = (uint64_t)attr->integer.value;
    if (width < 64) *out_bits &= (UINT64_C(1) << width) - 1;
    return true;
  }
  if (weir_attr_is(attr, WEIR_ATTR_FLOAT)) {
    *out_bits = attr->floating.bits;
    return true;
  }
  return complex_bits(attr, out_bits);
}
