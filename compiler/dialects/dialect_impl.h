// What the type, attribute and op functions of several dialects share.
#ifndef WEIR_COMPILER_DIALECTS_DIALECT_IMPL_H_
#define WEIR_COMPILER_DIALECTS_DIALECT_IMPL_H_

#include "compiler/ir/ir.h"

// Growing lists in an arena.
typedef struct weir_attr_list_t {
  weir_attr_t** items;
  uint32_t count, capacity;
} weir_attr_list_t;
void weir_attr_list_add(weir_attr_list_t* list, weir_arena_t* arena,
                        weir_attr_t* attr);

typedef struct weir_type_list_t {
  weir_type_t** items;
  uint32_t count, capacity;
} weir_type_list_t;
void weir_type_list_add(weir_type_list_t* list, weir_arena_t* arena,
                        weir_type_t* type);

typedef struct weir_value_list_t {
  weir_value_t** items;
  uint32_t count, capacity;
} weir_value_list_t;
void weir_value_list_add(weir_value_list_t* list, weir_arena_t* arena,
                         weir_value_t* value);

// An optional parameter of a type or attribute that is absent is kept as a
// unit.
weir_attr_t* weir_param_or_unit(weir_context_t* context, weir_attr_t* param);
weir_attr_t* weir_param_or_null(const weir_attr_t* attr, uint32_t index);

// |text| in lower case with all but letters, digits and `_` made `_`; a name
// that ends in a digit gets a `_` so that numbers may follow.
const char* weir_symbol_fragment(weir_string_view_t text, weir_arena_t* arena);

#endif  // WEIR_COMPILER_DIALECTS_DIALECT_IMPL_H_
