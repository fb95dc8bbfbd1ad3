// The func dialect: ids of its ops and places in their operand and result
// groups.
#ifndef WEIR_COMPILER_DIALECTS_FUNC_H_
#define WEIR_COMPILER_DIALECTS_FUNC_H_

#include "compiler/ir/op_def.h"

extern const weir_dialect_t weir_func_dialect;

enum {
  WEIR_FUNC_CALL = 6 << 16 | 1,
  WEIR_FUNC_CALL_INDIRECT,
  WEIR_FUNC_CONSTANT,
  WEIR_FUNC_FUNC,
  WEIR_FUNC_RETURN,
};

enum {
  WEIR_FUNC_CALL_OPERANDS,
};
enum {
  WEIR_FUNC_CALL_INDIRECT_CALLEE,
  WEIR_FUNC_CALL_INDIRECT_CALLEE_OPERANDS,
};
enum {
  WEIR_FUNC_RETURN_OPERANDS,
};

#endif  // WEIR_COMPILER_DIALECTS_FUNC_H_
