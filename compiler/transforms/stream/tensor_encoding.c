#include "compiler/transforms/stream/tensor_encoding.h"

#include "compiler/transforms/stream/values.h"

static bool is_packed(uint32_t bits) {
  return bits == 2 || bits == 4;
}

static uint32_t element_bits(const weir_type_t* element) {
  if (element->kind == WEIR_TYPE_COMPLEX) {
    return 2 * weir_type_bit_width(element->shaped.element);
  }
  return weir_type_bit_width(element);
}

static uint32_t rounded_bytes(uint32_t bits) {
  uint32_t bytes = 1;
  while (bytes * 8 < bits) bytes *= 2;
  return bytes;
}

weir_type_t* weir_storage_element_type(weir_type_t* element) {
  if (element->kind != WEIR_TYPE_INTEGER || is_packed(element->integer.width)) {
    return element;
  }
  uint32_t width = 8 * rounded_bytes(element->integer.width);
  if (width == element->integer.width) return element;
  return weir_integer_type_signed(element->context, width,
                                  element->integer.signedness);
}

weir_type_t* weir_storage_tensor_type(weir_type_t* tensor) {
  return weir_type_with_element(
      tensor, weir_storage_element_type(weir_type_element(tensor)));
}

weir_value_t* weir_tensor_byte_size(weir_builder_t* builder,
                                    weir_location_t* location,
                                    weir_type_t* tensor,
                                    weir_value_t* const* dims) {
  uint32_t bits =
      element_bits(weir_storage_element_type(weir_type_element(tensor)));
  int64_t known = is_packed(bits) ? 1 : rounded_bytes(bits);
  uint32_t dynamic_count = 0;
  for (uint32_t i = 0; i < weir_type_rank(tensor); ++i) {
    int64_t dim = weir_type_dim(tensor, i);
    if (dim == WEIR_DYNAMIC) {
      ++dynamic_count;
    } else {
      known *= dim;
    }
  }
  weir_value_t* size = weir_build_index(builder, location, known);
  for (uint32_t i = 0; i < dynamic_count; ++i) {
    size = weir_fold_mul(builder, location, size, dims[i]);
  }
  if (is_packed(bits)) {
    weir_value_t* per_byte = weir_build_index(builder, location, 8 / bits);
    size = weir_fold_ceil_div(builder, location, size, per_byte);
  }
  return size;
}

// Dimension |index| as a value.
static weir_value_t* dim_value(weir_builder_t* builder,
                               weir_location_t* location,
                               const weir_type_t* tensor,
                               weir_value_t* const* dims, uint32_t index) {
  int64_t known = weir_type_dim(tensor, index);
  if (known != WEIR_DYNAMIC) return weir_build_index(builder, location, known);
  uint32_t place = 0;
  for (uint32_t i = 0; i < index; ++i) {
    place += weir_type_dim(tensor, i) == WEIR_DYNAMIC;
  }
  return dims[place];
}

weir_value_t* weir_tensor_byte_offset(weir_builder_t* builder,
                                      weir_location_t* location,
                                      weir_type_t* tensor,
                                      weir_value_t* const* dims,
                                      weir_value_t* const* indices) {
  uint32_t rank = weir_type_rank(tensor);
  weir_value_t* offset = weir_build_index(builder, location, 0);
  for (uint32_t i = 0; i < rank; ++i) {
    weir_value_t* axis = indices[i];
    for (uint32_t j = i + 1; j < rank; ++j) {
      weir_value_t* dim = dim_value(builder, location, tensor, dims, j);
      axis = weir_fold_mul(builder, location, axis, dim);
    }
    offset = weir_fold_add(builder, location, offset, axis);
  }
  uint32_t bits =
      element_bits(weir_storage_element_type(weir_type_element(tensor)));
  if (is_packed(bits)) {
    weir_value_t* per_byte = weir_build_index(builder, location, 8 / bits);
    return weir_fold_div(builder, location, offset, per_byte);
  }
  weir_value_t* bytes =
      weir_build_index(builder, location, rounded_bytes(bits));
  return weir_fold_mul(builder, location, offset, bytes);
}
