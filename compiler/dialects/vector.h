// The vector dialect: ids of its ops and places in their operand and result
// groups.
#ifndef WEIR_COMPILER_DIALECTS_VECTOR_H_
#define WEIR_COMPILER_DIALECTS_VECTOR_H_

#include "compiler/ir/op_def.h"

extern const weir_dialect_t weir_vector_dialect;

enum {
  WEIR_VECTOR_BROADCAST = 15 << 16 | 1,
  WEIR_VECTOR_SPLAT,
};

enum {
  WEIR_VECTOR_BROADCAST_SOURCE,
};
enum {
  WEIR_VECTOR_SPLAT_INPUT,
};

#endif  // WEIR_COMPILER_DIALECTS_VECTOR_H_
