// The iree_linalg_ext dialect: structured ops on tensors that linalg has not.
// weir reads, checks and names them; it has no kernels for them.
#ifndef WEIR_COMPILER_DIALECTS_IREE_LINALG_EXT_H_
#define WEIR_COMPILER_DIALECTS_IREE_LINALG_EXT_H_

#include "compiler/ir/op_def.h"

extern const weir_dialect_t weir_iree_linalg_ext_dialect;

enum {
  WEIR_IREE_LINALG_EXT_ATTENTION = 23 << 16 | 1,
  WEIR_IREE_LINALG_EXT_FFT,
  WEIR_IREE_LINALG_EXT_IM2COL,
  WEIR_IREE_LINALG_EXT_ONLINE_ATTENTION,
  WEIR_IREE_LINALG_EXT_PACK,
  WEIR_IREE_LINALG_EXT_REVERSE,
  WEIR_IREE_LINALG_EXT_SCAN,
  WEIR_IREE_LINALG_EXT_SCATTER,
  WEIR_IREE_LINALG_EXT_SORT,
  WEIR_IREE_LINALG_EXT_TOPK,
  WEIR_IREE_LINALG_EXT_UNPACK,
  WEIR_IREE_LINALG_EXT_WINOGRAD_FILTER_TRANSFORM,
  WEIR_IREE_LINALG_EXT_WINOGRAD_INPUT_TRANSFORM,
  WEIR_IREE_LINALG_EXT_WINOGRAD_OUTPUT_TRANSFORM,
  WEIR_IREE_LINALG_EXT_YIELD,
};

// Whether |op|, or NULL, is one of this dialect other than its terminator.
bool weir_op_is_linalg_ext(const weir_op_t* op);

#endif  // WEIR_COMPILER_DIALECTS_IREE_LINALG_EXT_H_
