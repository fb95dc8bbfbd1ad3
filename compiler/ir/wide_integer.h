// Integers of any width as bytes, little endian, and as digits.
#ifndef WEIR_COMPILER_IR_WIDE_INTEGER_H_
#define WEIR_COMPILER_IR_WIDE_INTEGER_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/arena.h"
#include "engine/base/string_view.h"

// The amount that |digits| say, decimal or hexadecimal behind `0x`, as
// |*out_size| bytes of which the last is not zero (none for 0), in |arena|.
uint8_t* weir_integer_magnitude(weir_string_view_t digits, weir_arena_t* arena,
                                size_t* out_size);
// Two's complement of |size| bytes in place.
void weir_integer_negate(uint8_t* bytes, size_t size);
// Copies the low |width| bits of |bytes| into |out| of |size| bytes; the bits
// above repeat the uppermost of them if |is_signed| and are zero otherwise.
// |width| is above 0, both sides have room for it.
void weir_integer_extend(const uint8_t* bytes, uint32_t width, bool is_signed, uint8_t* out,
                         size_t size);
// The number of |width| bits in decimal, in |arena|.
char* weir_integer_decimal(const uint8_t* bytes, uint32_t width, bool is_signed,
                           weir_arena_t* arena);

#endif  // WEIR_COMPILER_IR_WIDE_INTEGER_H_
