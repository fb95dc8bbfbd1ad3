// The bytes of elements: of literals, and of strings of hex digits.
#include "compiler/text/parser_impl.h"

static bool encode_integer(weir_asm_parser_t* p, const weir_literal_t* literal,
                           weir_type_t* type, uint8_t* out, size_t size) {
  const weir_token_t* token = &literal->token;
  if (token->kind == WEIR_TOKEN_FLOAT) {
    return weir_parser_error_at(p, token->start,
                                "expected integer elements, but parsed "
                                "floating-point");
  }
  if (token->kind == WEIR_TOKEN_WORD) {
    if (!weir_type_is_integer(type, 1)) {
      return weir_parser_error_at(p, token->start,
                                  "expected i1 type for 'true' or 'false' "
                                  "values");
    }
    memset(out, 0, size);
    out[0] = *token->start == 't';
    return true;
  }
  bool is_unsigned = type->kind == WEIR_TYPE_INTEGER &&
                     type->integer.signedness == WEIR_UNSIGNED;
  if (literal->is_negative && is_unsigned) {
    return weir_parser_error_at(
        p, token->start,
        "expected unsigned integer elements, but parsed "
        "negative value");
  }
  return weir_parser_integer(p, literal, type, out, size) ||
         weir_parser_error_at(p, token->start,
                              "integer constant out of range for type");
}

static bool encode_float(weir_asm_parser_t* p, const weir_literal_t* literal,
                         weir_type_t* type, uint8_t* out, size_t size) {
  const weir_token_t* token = &literal->token;
  uint64_t bits = 0;
  if (token->kind == WEIR_TOKEN_FLOAT) {
    if (!weir_parser_float_bits(token, literal->is_negative, type->floating,
                                &bits)) {
      return weir_parser_error_at(p, token->start,
                                  "floating point value too long");
    }
  } else {
    bool is_hex = token->kind == WEIR_TOKEN_INTEGER &&
                  token->end - token->start > 2 && token->start[1] == 'x';
    if (!is_hex) {
      return weir_parser_error_at(
          p, token->start,
          "expected floating-point elements, but parsed integer");
    }
    uint32_t width = weir_type_bit_width(type);
    if (literal->is_negative || !weir_parser_token_u64(token, &bits) ||
        (width < 64 && bits >> width != 0)) {
      return weir_parser_error_at(
          p, token->start, "hexadecimal float constant out of range for type");
    }
  }
  memset(out, 0, size);
  memcpy(out, &bits, size < 8 ? size : 8);
  return true;
}

bool weir_parser_encode(weir_asm_parser_t* p, const weir_literal_t* literal,
                        weir_type_t* type, uint8_t* out, size_t size) {
  return weir_type_is_float(type) ? encode_float(p, literal, type, out, size)
                                  : encode_integer(p, literal, type, out, size);
}

uint8_t* weir_parser_decode_hex(weir_asm_parser_t* p, const weir_token_t* token,
                                size_t* out_size) {
  const char* at = token->start + 1;
  size_t size = (size_t)(token->end - token->start) - 2;
  if (size < 2 || at[0] != '0' || at[1] != 'x' || size % 2 != 0) {
    weir_parser_error_at(p, token->start,
                         "elements hex string should start with '0x' and have "
                         "an even number of digits");
    return NULL;
  }
  signed char digits[256];
  for (int i = 0; i < 256; ++i) {
    digits[i] = (signed char)weir_hex_digit((char)i);
  }
  *out_size = size / 2 - 1;
  uint8_t* data = weir_arena_alloc(&p->arena, *out_size);
  at += 2;
  int bad = 0;
  for (size_t i = 0; i < *out_size; ++i) {
    int high = digits[(unsigned char)at[2 * i]];
    int low = digits[(unsigned char)at[2 * i + 1]];
    bad |= high | low;
    data[i] = (uint8_t)((unsigned)high << 4 | (unsigned)low);
  }
  if (bad < 0) {
    weir_parser_error_at(p, token->start,
                         "elements hex string only contains hex digits");
    return NULL;
  }
  return data;
}
