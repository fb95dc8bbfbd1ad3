#include "engine/base/element_type.h"

static const struct {
  weir_element_type_t type;
  const char* name;
} element_types[] = {
    {WEIR_ELEMENT_F32, "f32"},
    {WEIR_ELEMENT_F64, "f64"},
    {WEIR_ELEMENT_F16, "f16"},
    {WEIR_ELEMENT_BF16, "bf16"},
    {WEIR_ELEMENT_BOOL8, "i1"},
    {WEIR_ELEMENT_BOOL8, "bool"},
    {WEIR_ELEMENT_I4, "i4"},
    {WEIR_ELEMENT_I8, "i8"},
    {WEIR_ELEMENT_I16, "i16"},
    {WEIR_ELEMENT_I32, "i32"},
    {WEIR_ELEMENT_I64, "i64"},
    {WEIR_ELEMENT_SI4, "si4"},
    {WEIR_ELEMENT_SI8, "si8"},
    {WEIR_ELEMENT_SI16, "si16"},
    {WEIR_ELEMENT_SI32, "si32"},
    {WEIR_ELEMENT_SI64, "si64"},
    {WEIR_ELEMENT_UI4, "ui4"},
    {WEIR_ELEMENT_UI8, "ui8"},
    {WEIR_ELEMENT_UI16, "ui16"},
    {WEIR_ELEMENT_UI32, "ui32"},
    {WEIR_ELEMENT_UI64, "ui64"},
    {WEIR_ELEMENT_COMPLEX64, "complex<f32>"},
    {WEIR_ELEMENT_COMPLEX128, "complex<f64>"},
    {WEIR_ELEMENT_F8E5M2, "f8E5M2"},
    {WEIR_ELEMENT_F8E4M3FN, "f8E4M3FN"},
    {WEIR_ELEMENT_F8E5M2FNUZ, "f8E5M2FNUZ"},
    {WEIR_ELEMENT_F8E4M3FNUZ, "f8E4M3FNUZ"},
    {WEIR_ELEMENT_OPAQUE8, "opaque8"},
    {WEIR_ELEMENT_OPAQUE16, "opaque16"},
    {WEIR_ELEMENT_OPAQUE32, "opaque32"},
    {WEIR_ELEMENT_OPAQUE64, "opaque64"},
};

enum { ELEMENT_TYPE_COUNT = sizeof(element_types) / sizeof(element_types[0]) };

bool weir_element_is_known(weir_element_type_t type) {
  for (size_t i = 0; i < ELEMENT_TYPE_COUNT; ++i) {
    if (element_types[i].type == type) return true;
  }
  return false;
}

const char* weir_element_name(weir_element_type_t type) {
  if (type == WEIR_ELEMENT_NONE) return "none";
  for (size_t i = 0; i < ELEMENT_TYPE_COUNT; ++i) {
    if (element_types[i].type == type) return element_types[i].name;
  }
  return "?";
}

weir_element_type_t weir_element_parse(weir_string_view_t name) {
  for (size_t i = 0; i < ELEMENT_TYPE_COUNT; ++i) {
    if (weir_sv_equal_c(name, element_types[i].name)) {
      return element_types[i].type;
    }
  }
  return WEIR_ELEMENT_NONE;
}

static float float_of_bits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof(value));
  return value;
}

static uint32_t bits_of_float(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof(bits));
  return bits;
}

float weir_f16_to_f32(uint16_t bits) {
  uint32_t sign = (uint32_t)(bits & 0x8000) << 16;
  uint32_t exponent = (bits >> 10) & 0x1f;
  uint32_t mantissa = bits & 0x3ff;
  if (exponent == 0x1f) {
    return float_of_bits(sign | 0x7f800000u | mantissa << 13);
  }
  if (exponent != 0) {
    return float_of_bits(sign | (exponent + 112) << 23 | mantissa << 13);
  }
  // Zero and subnormals: the mantissa counts units of 2^-24, exactly.
  float magnitude = (float)mantissa * 0x1p-24f;
  return sign ? -magnitude : magnitude;
}

uint16_t weir_f32_to_f16(float value) {
  uint32_t bits = bits_of_float(value);
  uint16_t sign = (uint16_t)(bits >> 16 & 0x8000);
  uint32_t magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) {  // NaN: keep it one, quiet
    return (uint16_t)(sign | 0x7e00 | (magnitude >> 13 & 0x3ff));
  }
  if (magnitude >= 0x477ff000) return sign | 0x7c00;  // 65520 and above
  if (magnitude < 0x38800000) {
    // Below the smallest normal: adding 0.5 puts the unit of the result, 2^-24,
    // at the last place of the float, where the addition rounds to even.
    float shifted = float_of_bits(magnitude) + 0.5f;
    return (uint16_t)(sign | (bits_of_float(shifted) - 0x3f000000));
  }
  uint32_t odd = magnitude >> 13 & 1;
  return (uint16_t)(sign | ((magnitude + 0xfff + odd - 0x38000000) >> 13));
}

float weir_bf16_to_f32(uint16_t bits) {
  return float_of_bits((uint32_t)bits << 16);
}

uint16_t weir_f32_to_bf16(float value) {
  uint32_t bits = bits_of_float(value);
  if ((bits & 0x7fffffff) > 0x7f800000) return (uint16_t)(bits >> 16 | 0x40);
  return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}
