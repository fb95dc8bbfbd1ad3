// The cf dialect: ids of its ops and places in their operand and result groups.
#ifndef WEIR_COMPILER_DIALECTS_CF_H_
#define WEIR_COMPILER_DIALECTS_CF_H_

#include "compiler/ir/op_def.h"

extern const weir_dialect_t weir_cf_dialect;

enum {
  WEIR_CF_ASSERT = 9 << 16 | 1,
  WEIR_CF_BR,
  WEIR_CF_COND_BR,
  WEIR_CF_SWITCH,
};

enum {
  WEIR_CF_ASSERT_ARG,
};
enum {
  WEIR_CF_BR_DEST_OPERANDS,
};
enum {
  WEIR_CF_COND_BR_CONDITION,
  WEIR_CF_COND_BR_TRUE_DEST_OPERANDS,
  WEIR_CF_COND_BR_FALSE_DEST_OPERANDS,
};
enum {
  WEIR_CF_SWITCH_FLAG,
  WEIR_CF_SWITCH_DEFAULT_OPERANDS,
  WEIR_CF_SWITCH_CASE_OPERANDS,
};

#endif  // WEIR_COMPILER_DIALECTS_CF_H_
