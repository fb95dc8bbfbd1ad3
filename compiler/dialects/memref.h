// The memref dialect: ids of its ops and places in their operand and result
// groups.
#ifndef WEIR_COMPILER_DIALECTS_MEMREF_H_
#define WEIR_COMPILER_DIALECTS_MEMREF_H_

#include "compiler/ir/op_def.h"

extern const weir_dialect_t weir_memref_dialect;

enum {
  WEIR_MEMREF_ALLOC = 14 << 16 | 1,
  WEIR_MEMREF_DEALLOC,
  WEIR_MEMREF_DIM,
  WEIR_MEMREF_LOAD,
  WEIR_MEMREF_STORE,
};

enum {
  WEIR_MEMREF_ALLOC_DYNAMIC_SIZES,
  WEIR_MEMREF_ALLOC_SYMBOL_OPERANDS,
};
enum {
  WEIR_MEMREF_DEALLOC_MEMREF,
};
enum {
  WEIR_MEMREF_DIM_SOURCE,
  WEIR_MEMREF_DIM_INDEX,
};
enum {
  WEIR_MEMREF_LOAD_MEMREF,
  WEIR_MEMREF_LOAD_INDICES,
};
enum {
  WEIR_MEMREF_STORE_VALUE,
  WEIR_MEMREF_STORE_MEMREF,
  WEIR_MEMREF_STORE_INDICES,
};

#endif  // WEIR_COMPILER_DIALECTS_MEMREF_H_
