// The iree_encoding dialect: ids of its ops and places in their operand and
// result groups.
#ifndef WEIR_COMPILER_DIALECTS_IREE_ENCODING_H_
#define WEIR_COMPILER_DIALECTS_IREE_ENCODING_H_

#include "compiler/ir/op_def.h"

extern const weir_dialect_t weir_iree_encoding_dialect;

#endif  // WEIR_COMPILER_DIALECTS_IREE_ENCODING_H_
