// Dialects of front ends that must have been turned into others before weir
// takes over. They have no rows: their ops are kept as they are written, so that
// who refuses them can name them.
#ifndef WEIR_COMPILER_DIALECTS_FOREIGN_H_
#define WEIR_COMPILER_DIALECTS_FOREIGN_H_

#include "compiler/ir/op_def.h"

extern const weir_dialect_t weir_chlo_dialect;
extern const weir_dialect_t weir_stablehlo_dialect;
extern const weir_dialect_t weir_tosa_dialect;

#endif  // WEIR_COMPILER_DIALECTS_FOREIGN_H_
