// The complex dialect: ids of its ops and places in their operand groups.
#ifndef WEIR_COMPILER_DIALECTS_COMPLEX_H_
#define WEIR_COMPILER_DIALECTS_COMPLEX_H_

#include "compiler/ir/op_def.h"

extern const weir_dialect_t weir_complex_dialect;

enum {
  WEIR_COMPLEX_BITCAST = 22 << 16 | 1,
  WEIR_COMPLEX_CONSTANT,
};

enum {
  WEIR_COMPLEX_BITCAST_OPERAND,
};
#endif  // WEIR_COMPILER_DIALECTS_COMPLEX_H_
