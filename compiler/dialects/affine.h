// The affine dialect: ids of its ops and places in their operand and result
// groups.
#ifndef WEIR_COMPILER_DIALECTS_AFFINE_H_
#define WEIR_COMPILER_DIALECTS_AFFINE_H_

#include "compiler/ir/op_def.h"

extern const weir_dialect_t weir_affine_dialect;

enum {
  WEIR_AFFINE_APPLY = 13 << 16 | 1,
  WEIR_AFFINE_DELINEARIZE_INDEX,
  WEIR_AFFINE_MAX,
  WEIR_AFFINE_MIN,
};

enum {
  WEIR_AFFINE_APPLY_MAP_OPERANDS,
};
enum {
  WEIR_AFFINE_DELINEARIZE_INDEX_LINEAR_INDEX,
  WEIR_AFFINE_DELINEARIZE_INDEX_BASIS,
};
enum {
  WEIR_AFFINE_MAX_OPERANDS,
};
enum {
  WEIR_AFFINE_MIN_OPERANDS,
};

#endif  // WEIR_COMPILER_DIALECTS_AFFINE_H_
