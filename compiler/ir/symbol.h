// Symbol tables: ops with a sym_name in the region of an op with SYMBOL_TABLE.
#ifndef WEIR_COMPILER_IR_SYMBOL_H_
#define WEIR_COMPILER_IR_SYMBOL_H_

#include "compiler/ir/ir.h"

typedef enum weir_visibility_t {
  WEIR_PUBLIC,
  WEIR_PRIVATE,
  WEIR_NESTED,
} weir_visibility_t;

weir_string_view_t weir_symbol_name(const weir_op_t* op);  // empty if it has none
weir_visibility_t weir_symbol_visibility(const weir_op_t* op);
void weir_symbol_set_visibility(weir_op_t* op, weir_visibility_t visibility);
// The nearest ancestor (not itself) that is a symbol table.
weir_op_t* weir_symbol_table_of(const weir_op_t* op);
// Looks |name| up among the direct children of |table|: linear, for one-off use.
weir_op_t* weir_symbol_lookup(const weir_op_t* table, weir_string_view_t name);
// Resolves a (nested) reference from the nearest symbol table of |from|, going
// outwards; NULL if there is none.
weir_op_t* weir_symbol_resolve(const weir_op_t* from, const weir_attr_t* reference);

// A hashed table of one op's symbols, kept current through insert and erase.
typedef struct weir_symbol_table_t weir_symbol_table_t;
weir_symbol_table_t* weir_symbol_table_create(weir_op_t* op, weir_arena_t* arena);
weir_op_t* weir_symbol_table_get(const weir_symbol_table_t* table, weir_string_view_t name);
weir_op_t* weir_symbol_table_resolve(const weir_symbol_table_t* table,
                                     const weir_attr_t* reference);
// Gives |op| a name of its own (`name_0`, ...) if it is taken, and adds it; the
// op must already stand in the table's region.
void weir_symbol_table_add(weir_symbol_table_t* table, weir_op_t* op);
// |name| or, where an op has it, `name_0` and so on; the table stays as it is.
const char* weir_symbol_table_free_name(const weir_symbol_table_t* table,
                                        const char* name, weir_arena_t* arena);
void weir_symbol_table_remove(weir_symbol_table_t* table, weir_op_t* op);

// Ops inside |root| that mention @name (as root of a reference), in walk order.
weir_op_list_t weir_symbol_users(weir_op_t* root, weir_string_view_t name,
                                 weir_arena_t* arena);
// Replaces references to @from by @to in all attributes inside |root|.
void weir_symbol_rename_uses(weir_op_t* root, weir_string_view_t from, weir_string_view_t to);

#endif  // WEIR_COMPILER_IR_SYMBOL_H_
