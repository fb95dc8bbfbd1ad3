// All dialects of the compiler.
#ifndef WEIR_COMPILER_DIALECTS_REGISTER_H_
#define WEIR_COMPILER_DIALECTS_REGISTER_H_

#include "compiler/ir/context.h"

// All of them, in the order in which they are registered.
const weir_dialect_t* const* weir_all_dialects(uint32_t* out_count);

// Registers every dialect with |context|; doing so again changes nothing.
void weir_register_all_dialects(weir_context_t* context);

#endif  // WEIR_COMPILER_DIALECTS_REGISTER_H_
