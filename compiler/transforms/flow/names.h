// Names that passes make up.
#ifndef WEIR_COMPILER_TRANSFORMS_FLOW_NAMES_H_
#define WEIR_COMPILER_TRANSFORMS_FLOW_NAMES_H_

#include "compiler/ir/ir.h"

// |text| as part of a symbol: all but letters, digits and `_` made `_`.
const char* weir_name_sanitize(weir_string_view_t text, weir_arena_t* arena);
// "executable::export" of an entry point; of a dispatch its first.
const char* weir_name_of_entry(const weir_attr_t* entry, weir_arena_t* arena);
const char* weir_name_of_dispatch(const weir_op_t* dispatch,
                                  weir_arena_t* arena);

#endif  // WEIR_COMPILER_TRANSFORMS_FLOW_NAMES_H_
