// Element types and encodings of buffer views, as 32-bit numbers that plans,
// programs (hal.element_type) and the engine share: the numerical kind in the
// top byte, the bit width in the low byte.
#ifndef WEIR_ENGINE_HAL_ELEMENT_TYPE_H_
#define WEIR_ENGINE_HAL_ELEMENT_TYPE_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/string_view.h"

typedef uint32_t weir_element_type_t;
typedef uint32_t weir_encoding_type_t;

enum {
  WEIR_NUMERICAL_UNKNOWN = 0x00,
  WEIR_NUMERICAL_INTEGER = 0x10,
  WEIR_NUMERICAL_INTEGER_SIGNED = 0x11,
  WEIR_NUMERICAL_INTEGER_UNSIGNED = 0x12,
  WEIR_NUMERICAL_BOOLEAN = 0x13,
  WEIR_NUMERICAL_FLOAT_IEEE = 0x21,
  WEIR_NUMERICAL_FLOAT_BRAIN = 0x22,
  WEIR_NUMERICAL_FLOAT_COMPLEX = 0x23,
};

#define WEIR_ELEMENT_TYPE(numerical, bits) \
  (((weir_element_type_t)(numerical) << 24) | (weir_element_type_t)(bits))

#define WEIR_ELEMENT_NONE ((weir_element_type_t)0)
#define WEIR_ELEMENT_BOOL8 WEIR_ELEMENT_TYPE(WEIR_NUMERICAL_BOOLEAN, 8)
#define WEIR_ELEMENT_I1 WEIR_ELEMENT_TYPE(WEIR_NUMERICAL_INTEGER, 1)
#define WEIR_ELEMENT_I8 WEIR_ELEMENT_TYPE(WEIR_NUMERICAL_INTEGER, 8)
#define WEIR_ELEMENT_I16 WEIR_ELEMENT_TYPE(WEIR_NUMERICAL_INTEGER, 16)
#define WEIR_ELEMENT_I32 WEIR_ELEMENT_TYPE(WEIR_NUMERICAL_INTEGER, 32)
#define WEIR_ELEMENT_I64 WEIR_ELEMENT_TYPE(WEIR_NUMERICAL_INTEGER, 64)
#define WEIR_ELEMENT_SI8 WEIR_ELEMENT_TYPE(WEIR_NUMERICAL_INTEGER_SIGNED, 8)
#define WEIR_ELEMENT_SI16 WEIR_ELEMENT_TYPE(WEIR_NUMERICAL_INTEGER_SIGNED, 16)
#define WEIR_ELEMENT_SI32 WEIR_ELEMENT_TYPE(WEIR_NUMERICAL_INTEGER_SIGNED, 32)
#define WEIR_ELEMENT_SI64 WEIR_ELEMENT_TYPE(WEIR_NUMERICAL_INTEGER_SIGNED, 64)
#define WEIR_ELEMENT_UI8 WEIR_ELEMENT_TYPE(WEIR_NUMERICAL_INTEGER_UNSIGNED, 8)
#define WEIR_ELEMENT_UI16 WEIR_ELEMENT_TYPE(WEIR_NUMERICAL_INTEGER_UNSIGNED, 16)
#define WEIR_ELEMENT_UI32 WEIR_ELEMENT_TYPE(WEIR_NUMERICAL_INTEGER_UNSIGNED, 32)
#define WEIR_ELEMENT_UI64 WEIR_ELEMENT_TYPE(WEIR_NUMERICAL_INTEGER_UNSIGNED, 64)
#define WEIR_ELEMENT_F16 WEIR_ELEMENT_TYPE(WEIR_NUMERICAL_FLOAT_IEEE, 16)
#define WEIR_ELEMENT_F32 WEIR_ELEMENT_TYPE(WEIR_NUMERICAL_FLOAT_IEEE, 32)
#define WEIR_ELEMENT_F64 WEIR_ELEMENT_TYPE(WEIR_NUMERICAL_FLOAT_IEEE, 64)
#define WEIR_ELEMENT_BF16 WEIR_ELEMENT_TYPE(WEIR_NUMERICAL_FLOAT_BRAIN, 16)
#define WEIR_ELEMENT_C64 WEIR_ELEMENT_TYPE(WEIR_NUMERICAL_FLOAT_COMPLEX, 64)
#define WEIR_ELEMENT_C128 WEIR_ELEMENT_TYPE(WEIR_NUMERICAL_FLOAT_COMPLEX, 128)

enum {
  WEIR_ENCODING_OPAQUE = 0,
  WEIR_ENCODING_DENSE_ROW_MAJOR = 1,
};

static inline uint32_t weir_element_type_bits(weir_element_type_t type) {
  return type & 0xff;
}

// Bytes that one element takes in memory; sub-byte types take a whole one.
static inline uint64_t weir_element_type_bytes(weir_element_type_t type) {
  return (weir_element_type_bits(type) + 7) / 8;
}

static inline uint32_t weir_element_type_numerical(weir_element_type_t type) {
  return type >> 24;
}

static inline bool weir_element_type_is_float(weir_element_type_t type) {
  uint32_t numerical = weir_element_type_numerical(type);
  return numerical == WEIR_NUMERICAL_FLOAT_IEEE ||
         numerical == WEIR_NUMERICAL_FLOAT_BRAIN;
}

static inline bool weir_element_type_is_integer(weir_element_type_t type) {
  uint32_t numerical = weir_element_type_numerical(type);
  return numerical >= WEIR_NUMERICAL_INTEGER &&
         numerical <= WEIR_NUMERICAL_INTEGER_UNSIGNED;
}

// "f32", "i8", "bf16", "bool"; NULL for numbers that name no type here.
const char* weir_element_type_name(weir_element_type_t type);

// The reverse; WEIR_ELEMENT_NONE where there is no such type.
weir_element_type_t weir_element_type_parse(weir_string_view_t name);

#endif  // WEIR_ENGINE_HAL_ELEMENT_TYPE_H_
