#include "compiler/ir/wide_integer.h"

#include <string.h>

// Numbers are worked on in pieces of 32 bits, the lowest first, so that
// products fit 64 bits; a step takes as many digits as keep their power below
// 2^32.
enum { PIECE_BITS = 32, DECIMAL_STEP = 9, HEX_STEP = 7 };

typedef struct pieces_t {
  uint32_t* items;
  size_t count;  // without leading zeros
} pieces_t;

static void multiply_add(pieces_t* number, uint32_t factor, uint32_t addend) {
  uint64_t carry = addend;
  for (size_t i = 0; i < number->count; ++i) {
    carry += (uint64_t)number->items[i] * factor;
    number->items[i] = (uint32_t)carry;
    carry >>= PIECE_BITS;
  }
  if (carry != 0) number->items[number->count++] = (uint32_t)carry;
}

// Leaves the quotient and returns the remainder.
static uint32_t divide(pieces_t* number, uint32_t divisor) {
  uint64_t rest = 0;
  for (size_t i = number->count; i > 0; --i) {
    rest = rest << PIECE_BITS | number->items[i - 1];
    number->items[i - 1] = (uint32_t)(rest / divisor);
    rest %= divisor;
  }
  while (number->count > 0 && number->items[number->count - 1] == 0) {
    --number->count;
  }
  return (uint32_t)rest;
}

static uint32_t digit_value(char digit) {
  if (digit <= '9') return (uint32_t)(digit - '0');
  return (uint32_t)((digit | 0x20) - 'a' + 10);
}

uint8_t* weir_integer_magnitude(weir_string_view_t digits, weir_arena_t* arena,
                                size_t* out_size) {
  bool is_hex = digits.size > 2 && digits.data[1] == 'x';
  size_t step = is_hex ? HEX_STEP : DECIMAL_STEP;
  pieces_t number = {
      .items = WEIR_ARENA_ARRAY(arena, uint32_t, digits.size / HEX_STEP + 2)};
  for (size_t at = is_hex ? 2 : 0; at < digits.size;) {
    uint32_t factor = 1, addend = 0;
    for (size_t i = 0; i < step && at < digits.size; ++i, ++at) {
      uint32_t base = is_hex ? 16 : 10;
      factor *= base;
      addend = addend * base + digit_value(digits.data[at]);
    }
    multiply_add(&number, factor, addend);
  }
  uint8_t* bytes = weir_arena_alloc(arena, number.count * 4);
  for (size_t i = 0; i < number.count * 4; ++i) {
    bytes[i] = (uint8_t)(number.items[i / 4] >> 8 * (i % 4));
  }
  *out_size = number.count * 4;
  while (*out_size > 0 && bytes[*out_size - 1] == 0) --*out_size;
  return bytes;
}

void weir_integer_negate(uint8_t* bytes, size_t size) {
  unsigned carry = 1;
  for (size_t i = 0; i < size; ++i) {
    carry += (uint8_t)~bytes[i];
    bytes[i] = (uint8_t)carry;
    carry >>= 8;
  }
}

void weir_integer_extend(const uint8_t* bytes, uint32_t width, bool is_signed,
                         uint8_t* out, size_t size) {
  size_t used = (width + 7) / 8;
  uint32_t top = (width - 1) % 8;  // place of the uppermost bit in its byte
  bool is_negative = is_signed && (bytes[used - 1] >> top & 1) != 0;
  memmove(out, bytes, used);
  uint8_t mask = (uint8_t)(0xFF >> (7 - top));
  out[used - 1] &= mask;
  if (is_negative) out[used - 1] |= (uint8_t)~mask;
  memset(out + used, is_negative ? 0xFF : 0, size - used);
}

static pieces_t pieces_of(const uint8_t* bytes, size_t size,
                          weir_arena_t* arena) {
  pieces_t number = {.items = WEIR_ARENA_ARRAY(arena, uint32_t, size / 4 + 1)};
  for (size_t i = 0; i < size; ++i) {
    number.items[i / 4] |= (uint32_t)bytes[i] << 8 * (i % 4);
    if (bytes[i] != 0) number.count = i / 4 + 1;
  }
  return number;
}

char* weir_integer_decimal(const uint8_t* bytes, uint32_t width, bool is_signed,
                           weir_arena_t* arena) {
  size_t size = (width + 7) / 8;
  uint8_t* amount = weir_arena_alloc(arena, size);
  weir_integer_extend(bytes, width, is_signed, amount, size);
  bool is_negative = is_signed && (amount[size - 1] & 0x80) != 0;
  if (is_negative) weir_integer_negate(amount, size);
  pieces_t number = pieces_of(amount, size, arena);
  // A piece of 32 bits has less than ten digits and a step takes nine.
  size_t capacity = number.count * 10 + DECIMAL_STEP + 2;
  char* text = weir_arena_alloc(arena, capacity);
  char* at = text + capacity - 1;
  do {
    uint32_t rest = divide(&number, 1000000000);
    for (int i = 0; i < DECIMAL_STEP; ++i, rest /= 10) {
      if (rest == 0 && number.count == 0 && *at != '\0') break;
      *--at = (char)('0' + rest % 10);
    }
  } while (number.count > 0);
  if (is_negative) *--at = '-';
  return at;
}
