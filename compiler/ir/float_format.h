// Floating-point formats as bits.
#ifndef WEIR_COMPILER_IR_FLOAT_FORMAT_H_
#define WEIR_COMPILER_IR_FLOAT_FORMAT_H_

#include "compiler/ir/type.h"

// |value| rounded to nearest even in |kind|'s own encoding (80 and 128 bit
// formats are kept as the bits of a double).
uint64_t weir_float_to_bits(weir_float_kind_t kind, double value);
double weir_float_from_bits(weir_float_kind_t kind, uint64_t bits);

#endif  // WEIR_COMPILER_IR_FLOAT_FORMAT_H_
