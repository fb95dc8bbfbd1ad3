// Growing lists in an arena, e.g. the operands of an op in the making. One that
// is zero is empty.
#ifndef WEIR_COMPILER_DIALECTS_LISTS_H_
#define WEIR_COMPILER_DIALECTS_LISTS_H_

#include "compiler/ir/ir.h"

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
// The members of an operand group of |op|.
weir_value_list_t weir_value_list_of_group(weir_arena_t* arena,
                                           const weir_op_t* op, uint32_t group);

#endif  // WEIR_COMPILER_DIALECTS_LISTS_H_
