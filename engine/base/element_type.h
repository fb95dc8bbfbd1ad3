// The types of tensor elements.
//
// A value is 32 bits: what kind of number it is in the highest byte, how many
// bits it has in the lowest; the same numbers as IREE's HAL uses
// (iree_hal_element_type_t), so that programs, plans and files agree on them.
#ifndef WEIR_ENGINE_BASE_ELEMENT_TYPE_H_
#define WEIR_ENGINE_BASE_ELEMENT_TYPE_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/string_view.h"

typedef uint32_t weir_element_type_t;

// Kinds of numbers: the highest byte.
enum {
  WEIR_NUMERIC_OPAQUE = 0x00,
  WEIR_NUMERIC_INTEGER = 0x10,  // without a sign of its own
  WEIR_NUMERIC_SIGNED = 0x11,
  WEIR_NUMERIC_UNSIGNED = 0x12,
  WEIR_NUMERIC_BOOLEAN = 0x13,
  WEIR_NUMERIC_FLOAT = 0x20,
  WEIR_NUMERIC_FLOAT_IEEE = 0x21,
  WEIR_NUMERIC_FLOAT_BRAIN = 0x22,
  WEIR_NUMERIC_COMPLEX = 0x23,
  WEIR_NUMERIC_FLOAT8_E5M2 = 0x24,
  WEIR_NUMERIC_FLOAT8_E4M3FN = 0x25,
  WEIR_NUMERIC_FLOAT8_E5M2FNUZ = 0x26,
  WEIR_NUMERIC_FLOAT8_E4M3FNUZ = 0x27,
};

#define WEIR_ELEMENT_TYPE_VALUE(numeric, bits) \
  ((uint32_t)(numeric) << 24 | (uint32_t)(bits))

enum {
  WEIR_ELEMENT_NONE = 0,
  WEIR_ELEMENT_OPAQUE8 = WEIR_ELEMENT_TYPE_VALUE(0x00, 8),
  WEIR_ELEMENT_OPAQUE16 = WEIR_ELEMENT_TYPE_VALUE(0x00, 16),
  WEIR_ELEMENT_OPAQUE32 = WEIR_ELEMENT_TYPE_VALUE(0x00, 32),
  WEIR_ELEMENT_OPAQUE64 = WEIR_ELEMENT_TYPE_VALUE(0x00, 64),
  WEIR_ELEMENT_BOOL8 = WEIR_ELEMENT_TYPE_VALUE(0x13, 8),
  WEIR_ELEMENT_I4 = WEIR_ELEMENT_TYPE_VALUE(0x10, 4),
  WEIR_ELEMENT_I8 = WEIR_ELEMENT_TYPE_VALUE(0x10, 8),
  WEIR_ELEMENT_I16 = WEIR_ELEMENT_TYPE_VALUE(0x10, 16),
  WEIR_ELEMENT_I32 = WEIR_ELEMENT_TYPE_VALUE(0x10, 32),
  WEIR_ELEMENT_I64 = WEIR_ELEMENT_TYPE_VALUE(0x10, 64),
  WEIR_ELEMENT_SI4 = WEIR_ELEMENT_TYPE_VALUE(0x11, 4),
  WEIR_ELEMENT_SI8 = WEIR_ELEMENT_TYPE_VALUE(0x11, 8),
  WEIR_ELEMENT_SI16 = WEIR_ELEMENT_TYPE_VALUE(0x11, 16),
  WEIR_ELEMENT_SI32 = WEIR_ELEMENT_TYPE_VALUE(0x11, 32),
  WEIR_ELEMENT_SI64 = WEIR_ELEMENT_TYPE_VALUE(0x11, 64),
  WEIR_ELEMENT_UI4 = WEIR_ELEMENT_TYPE_VALUE(0x12, 4),
  WEIR_ELEMENT_UI8 = WEIR_ELEMENT_TYPE_VALUE(0x12, 8),
  WEIR_ELEMENT_UI16 = WEIR_ELEMENT_TYPE_VALUE(0x12, 16),
  WEIR_ELEMENT_UI32 = WEIR_ELEMENT_TYPE_VALUE(0x12, 32),
  WEIR_ELEMENT_UI64 = WEIR_ELEMENT_TYPE_VALUE(0x12, 64),
  WEIR_ELEMENT_F16 = WEIR_ELEMENT_TYPE_VALUE(0x21, 16),
  WEIR_ELEMENT_F32 = WEIR_ELEMENT_TYPE_VALUE(0x21, 32),
  WEIR_ELEMENT_F64 = WEIR_ELEMENT_TYPE_VALUE(0x21, 64),
  WEIR_ELEMENT_BF16 = WEIR_ELEMENT_TYPE_VALUE(0x22, 16),
  WEIR_ELEMENT_COMPLEX64 = WEIR_ELEMENT_TYPE_VALUE(0x23, 64),
  WEIR_ELEMENT_COMPLEX128 = WEIR_ELEMENT_TYPE_VALUE(0x23, 128),
  WEIR_ELEMENT_F8E5M2 = WEIR_ELEMENT_TYPE_VALUE(0x24, 8),
  WEIR_ELEMENT_F8E4M3FN = WEIR_ELEMENT_TYPE_VALUE(0x25, 8),
  WEIR_ELEMENT_F8E5M2FNUZ = WEIR_ELEMENT_TYPE_VALUE(0x26, 8),
  WEIR_ELEMENT_F8E4M3FNUZ = WEIR_ELEMENT_TYPE_VALUE(0x27, 8),
};

static inline uint32_t weir_element_numeric(weir_element_type_t type) {
  return type >> 24;
}

static inline uint32_t weir_element_bits(weir_element_type_t type) {
  return type & 0xff;
}

// Bytes that one element takes in a dense tensor; types below 8 bits take one.
static inline size_t weir_element_bytes(weir_element_type_t type) {
  return (weir_element_bits(type) + 7) / 8;
}

static inline bool weir_element_is_integer(weir_element_type_t type) {
  return (weir_element_numeric(type) & 0xf0) == WEIR_NUMERIC_INTEGER;
}

// Real or complex.
static inline bool weir_element_is_float(weir_element_type_t type) {
  return (weir_element_numeric(type) & 0xf0) == WEIR_NUMERIC_FLOAT;
}

// Whether |type| is one of the values above other than WEIR_ELEMENT_NONE.
bool weir_element_is_known(weir_element_type_t type);

// "f32", "i64", "ui8", "bf16", "i1" for BOOL8, "complex<f32>", "f8E5M2",
// "opaque8" for bytes without a meaning; "none" and "?" for what has no name.
const char* weir_element_name(weir_element_type_t type);

// The type called |name|, or WEIR_ELEMENT_NONE. Also takes "si8" and "bool".
weir_element_type_t weir_element_parse(weir_string_view_t name);

// Numbers of half width.
float weir_f16_to_f32(uint16_t bits);
float weir_bf16_to_f32(uint16_t bits);
// Round to nearest, ties to even.
uint16_t weir_f32_to_f16(float value);
uint16_t weir_f32_to_bf16(float value);

#endif  // WEIR_ENGINE_BASE_ELEMENT_TYPE_H_
