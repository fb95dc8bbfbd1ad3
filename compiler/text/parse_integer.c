// Integer literals of any width.
#include "compiler/ir/wide_integer.h"
#include "compiler/text/parser_impl.h"

// Whether |amount| with its sign is a number of |width| bits: any pattern of
// bits where the type says no sign, and never a negative zero.
static bool fits_64(uint64_t amount, bool is_negative, bool is_signed,
                    uint32_t width) {
  if (width == 0) return amount == 0;
  uint64_t sign = (uint64_t)1 << (width - 1);
  if (is_negative) return amount != 0 && amount <= sign;
  return amount <= (is_signed ? sign - 1 : sign - 1 + sign);
}

static bool wide_fits(const uint8_t* bytes, size_t amount_size,
                      bool is_negative, bool is_signed, uint32_t width) {
  bool has_sign = (bytes[(width - 1) / 8] >> (width - 1) % 8 & 1) != 0;
  return is_negative ? has_sign && amount_size > 0 : !has_sign || !is_signed;
}

static bool encode_wide(weir_asm_parser_t* p, const weir_literal_t* literal,
                        bool is_signed, uint32_t width, uint8_t* out,
                        size_t size) {
  size_t amount_size = 0;
  const uint8_t* amount = weir_integer_magnitude(
      weir_token_text(&literal->token), &p->arena, &amount_size);
  uint32_t top_bits = width % 8 == 0 ? 8 : width % 8;
  if (amount_size > size ||
      (amount_size == size && amount[size - 1] >> top_bits != 0)) {
    return false;
  }
  memset(out, 0, size);
  if (amount_size > 0) memcpy(out, amount, amount_size);
  if (literal->is_negative) {
    weir_integer_negate(out, size);
    weir_integer_extend(out, width, false, out, size);
  }
  return wide_fits(out, amount_size, literal->is_negative, is_signed, width);
}

bool weir_parser_integer(weir_asm_parser_t* p, const weir_literal_t* literal,
                         const weir_type_t* type, uint8_t* out, size_t size) {
  uint32_t width = weir_type_bit_width(type);
  bool is_signed =
      type->kind == WEIR_TYPE_INDEX || type->integer.signedness == WEIR_SIGNED;
  if (width > 64) {
    return encode_wide(p, literal, is_signed, width, out, size);
  }
  uint64_t value = 0;
  if (!weir_parser_token_u64(&literal->token, &value) ||
      !fits_64(value, literal->is_negative, is_signed, width)) {
    return false;
  }
  if (literal->is_negative) {
    value = 0 - value;
    if (width < 64) value &= ((uint64_t)1 << width) - 1;
  }
  for (size_t i = 0; i < size; ++i) out[i] = (uint8_t)(value >> 8 * i);
  return true;
}
