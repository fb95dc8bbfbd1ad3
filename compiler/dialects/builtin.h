// The builtin dialect: ids of its ops and places in their operand and result
// groups.
#ifndef WEIR_COMPILER_DIALECTS_BUILTIN_H_
#define WEIR_COMPILER_DIALECTS_BUILTIN_H_

#include "compiler/ir/op_def.h"

extern const weir_dialect_t weir_builtin_dialect;

enum {
  WEIR_BUILTIN_MODULE = 5 << 16 | 1,
  WEIR_BUILTIN_UNREALIZED_CONVERSION_CAST,
};

enum {
  WEIR_BUILTIN_UNREALIZED_CONVERSION_CAST_INPUTS,
};

#endif  // WEIR_COMPILER_DIALECTS_BUILTIN_H_
