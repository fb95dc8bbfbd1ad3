// Dialects that weir has no rows for.
//
// Those of front ends must have been turned into others before weir takes over;
// their ops are kept as they are written, so that who refuses them can name
// them. Attributes and types of those of code generators ride along with
// executables as text.
#ifndef WEIR_COMPILER_DIALECTS_FOREIGN_H_
#define WEIR_COMPILER_DIALECTS_FOREIGN_H_

#include "compiler/ir/op_def.h"

enum { WEIR_FOREIGN_DIALECT_COUNT = 14 };
extern const weir_dialect_t weir_foreign_dialects[WEIR_FOREIGN_DIALECT_COUNT];

#endif  // WEIR_COMPILER_DIALECTS_FOREIGN_H_
