// What the type, attribute and op functions of several dialects share.
#ifndef WEIR_COMPILER_DIALECTS_DIALECT_IMPL_H_
#define WEIR_COMPILER_DIALECTS_DIALECT_IMPL_H_

#include "compiler/dialects/lists.h"
#include "compiler/ir/ir.h"

// An optional parameter of a type or attribute that is absent is kept as a
// unit.
weir_attr_t* weir_param_or_unit(weir_context_t* context, weir_attr_t* param);
weir_attr_t* weir_param_or_null(const weir_attr_t* attr, uint32_t index);

// |text| in lower case with all but letters, digits and `_` made `_`; a name
// that ends in a digit gets a `_` so that numbers may follow.
const char* weir_symbol_fragment(weir_string_view_t text, weir_arena_t* arena);

#endif  // WEIR_COMPILER_DIALECTS_DIALECT_IMPL_H_
