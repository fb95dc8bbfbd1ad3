#include "engine/io/tensor.h"

#include <string.h>

#include "engine/base/allocator.h"

weir_status_t weir_tensor_shape_bytes(weir_element_type_t type, uint32_t rank,
                                      const uint64_t* shape,
                                      size_t* out_bytes) {
  *out_bytes = 0;
  if (!weir_element_is_known(type)) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "%#x is no element type of a tensor", type);
  }
  if (rank > WEIR_TENSOR_MAX_RANK) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "a tensor of rank %u is above the maximum rank of %d",
                       rank, WEIR_TENSOR_MAX_RANK);
  }
  // A dimension of 0 makes the tensor empty however large the others are, so
  // that the product without it need not fit.
  size_t bytes = weir_element_bytes(type);
  bool is_empty = false;
  bool overflows = false;
  for (uint32_t i = 0; i < rank; ++i) {
    if (shape[i] == 0) {
      is_empty = true;
    } else if (__builtin_mul_overflow(bytes, shape[i], &bytes)) {
      overflows = true;
    }
  }
  if (is_empty) return weir_ok();
  if (overflows || bytes > PTRDIFF_MAX) {
    return weir_status(WEIR_CODE_OUT_OF_RANGE,
                       "a tensor with these dimensions does not fit in memory");
  }
  *out_bytes = bytes;
  return weir_ok();
}

weir_status_t weir_tensor_wrap(weir_element_type_t type, uint32_t rank,
                               const uint64_t* shape, void* data, size_t bytes,
                               weir_tensor_t* out_tensor) {
  memset(out_tensor, 0, sizeof(*out_tensor));
  size_t needed = 0;
  WEIR_RETURN_IF_ERROR(weir_tensor_shape_bytes(type, rank, shape, &needed));
  if (needed != bytes) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "the tensor needs %zu bytes, there are %zu", needed,
                       bytes);
  }
  out_tensor->element_type = type;
  out_tensor->rank = rank;
  for (uint32_t i = 0; i < rank; ++i) out_tensor->shape[i] = shape[i];
  out_tensor->data = data;
  out_tensor->bytes = bytes;
  return weir_ok();
}

weir_status_t weir_tensor_create(weir_element_type_t type, uint32_t rank,
                                 const uint64_t* shape,
                                 weir_tensor_t* out_tensor) {
  memset(out_tensor, 0, sizeof(*out_tensor));
  size_t bytes = 0;
  WEIR_RETURN_IF_ERROR(weir_tensor_shape_bytes(type, rank, shape, &bytes));
  void* data = NULL;
  WEIR_RETURN_IF_ERROR(weir_alloc_aligned(weir_default_allocator(),
                                          bytes ? bytes : 1, 64, &data));
  memset(data, 0, bytes);
  weir_status_t status =
      weir_tensor_wrap(type, rank, shape, data, bytes, out_tensor);
  if (!weir_is_ok(status)) {
    weir_free(weir_default_allocator(), data);
    return status;
  }
  out_tensor->owns_data = true;
  return weir_ok();
}

void weir_tensor_release(weir_tensor_t* tensor) {
  if (tensor->owns_data) weir_free(weir_default_allocator(), tensor->data);
  memset(tensor, 0, sizeof(*tensor));
}

uint64_t weir_tensor_element_count(const weir_tensor_t* tensor) {
  size_t size = weir_element_bytes(tensor->element_type);
  return size ? tensor->bytes / size : 0;
}

void weir_tensor_format_type(const weir_tensor_t* tensor,
                             weir_strbuf_t* buffer) {
  for (uint32_t i = 0; i < tensor->rank; ++i) {
    weir_strbuf_printf(buffer, "%llux", (unsigned long long)tensor->shape[i]);
  }
  weir_strbuf_append_c(buffer, weir_element_name(tensor->element_type));
}

// |sign|, |exponent| and |mantissa| bits of an 8-bit float whose exponent is
// biased by |bias|. |is_finite| formats (FN, FNUZ) have no infinities.
static double value_of_f8(uint8_t bits, int mantissa_bits, int bias,
                          bool is_fnuz, bool is_finite) {
  int exponent = (bits & 0x7f) >> mantissa_bits;
  int mantissa = bits & ((1 << mantissa_bits) - 1);
  int top = 0x7f >> mantissa_bits;
  double sign = bits & 0x80 ? -1.0 : 1.0;
  if (is_fnuz && bits == 0x80) return __builtin_nan("");
  if (!is_fnuz && exponent == top) {
    if (!is_finite) {
      return mantissa ? __builtin_nan("") : sign * __builtin_inf();
    }
    if (mantissa == (1 << mantissa_bits) - 1) return __builtin_nan("");
  }
  double unit = 1.0 / (1 << mantissa_bits);
  double fraction = (exponent ? 1.0 : 0.0) + mantissa * unit;
  return sign * __builtin_ldexp(fraction, (exponent ? exponent : 1) - bias);
}

#define READ_AS(T)                        \
  do {                                    \
    T value;                              \
    memcpy(&value, place, sizeof(value)); \
    return (double)value;                 \
  } while (0)

double weir_tensor_value(const weir_tensor_t* tensor, uint64_t index) {
  size_t size = weir_element_bytes(tensor->element_type);
  const uint8_t* place = (const uint8_t*)tensor->data + index * size;
  uint16_t half = 0;
  switch (tensor->element_type) {
    case WEIR_ELEMENT_F32:
    case WEIR_ELEMENT_COMPLEX64:
      READ_AS(float);
    case WEIR_ELEMENT_F64:
    case WEIR_ELEMENT_COMPLEX128:
      READ_AS(double);
    case WEIR_ELEMENT_F16:
      memcpy(&half, place, sizeof(half));
      return weir_f16_to_f32(half);
    case WEIR_ELEMENT_BF16:
      memcpy(&half, place, sizeof(half));
      return weir_bf16_to_f32(half);
    case WEIR_ELEMENT_F8E5M2:
      return value_of_f8(*place, 2, 15, false, false);
    case WEIR_ELEMENT_F8E4M3FN:
      return value_of_f8(*place, 3, 7, false, true);
    case WEIR_ELEMENT_F8E5M2FNUZ:
      return value_of_f8(*place, 2, 16, true, true);
    case WEIR_ELEMENT_F8E4M3FNUZ:
      return value_of_f8(*place, 3, 8, true, true);
    case WEIR_ELEMENT_BOOL8:
      return *place ? 1.0 : 0.0;
    case WEIR_ELEMENT_UI4:
    case WEIR_ELEMENT_UI8:
    case WEIR_ELEMENT_OPAQUE8:
      READ_AS(uint8_t);
    case WEIR_ELEMENT_UI16:
    case WEIR_ELEMENT_OPAQUE16:
      READ_AS(uint16_t);
    case WEIR_ELEMENT_UI32:
    case WEIR_ELEMENT_OPAQUE32:
      READ_AS(uint32_t);
    case WEIR_ELEMENT_UI64:
    case WEIR_ELEMENT_OPAQUE64:
      READ_AS(uint64_t);
    default:
      break;
  }
  switch (size) {
    case 1:
      READ_AS(int8_t);
    case 2:
      READ_AS(int16_t);
    case 4:
      READ_AS(int32_t);
    default:
      READ_AS(int64_t);
  }
}
