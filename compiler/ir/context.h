// What all modules of one compilation share: interned names, types and
// attributes, the dialects, and where diagnostics go.
//
// One thread at a time. Everything interned lives as long as the context, so
// equality of names, types and attributes is equality of pointers.
#ifndef WEIR_COMPILER_IR_CONTEXT_H_
#define WEIR_COMPILER_IR_CONTEXT_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/arena.h"
#include "engine/base/string_view.h"

typedef struct weir_context_t weir_context_t;
typedef struct weir_type_t weir_type_t;
typedef struct weir_attr_t weir_attr_t;
typedef weir_attr_t weir_location_t;  // locations are attributes
typedef struct weir_value_t weir_value_t;
typedef struct weir_use_t weir_use_t;
typedef struct weir_op_t weir_op_t;
typedef struct weir_block_t weir_block_t;
typedef struct weir_region_t weir_region_t;
typedef struct weir_op_def_t weir_op_def_t;
typedef struct weir_op_info_t weir_op_info_t;
typedef struct weir_type_def_t weir_type_def_t;
typedef struct weir_attr_def_t weir_attr_def_t;
typedef struct weir_dialect_t weir_dialect_t;
typedef struct weir_diagnostics_t weir_diagnostics_t;

// An interned, zero-terminated string.
typedef struct weir_name_t {
  const char* data;
  size_t size;
} weir_name_t;

weir_context_t* weir_context_create(void);
void weir_context_free(weir_context_t* context);

// Interns |text|.
const weir_name_t* weir_name(weir_context_t* context, const char* text);
const weir_name_t* weir_name_sv(weir_context_t* context,
                                weir_string_view_t text);

// The arena that interned things and IR live in.
weir_arena_t* weir_context_arena(weir_context_t* context);
// Makes the memory of all that was erased free for new ops. Nobody may hold a
// pointer to an erased op or block, or a weir_op_state_t, from before.
void weir_context_reclaim(weir_context_t* context);

// Ops that are made while a group is in use stand side by side in memory that
// was never used, in the order in which they are made, so that walks through
// them do not wait for memory. For programs that are made at the same time and
// looked at one after the other. An all-zero group is a new one; the caller
// keeps it while it is in use. NULL: no group, memory is used again.
typedef struct weir_memory_group_t {
  char* next;
  size_t left;
} weir_memory_group_t;

void weir_context_use_group(weir_context_t* context, weir_memory_group_t* group);

// Whether ops, types and attributes of unknown dialects are kept as they are
// (`--allow-unregistered-dialect`).
bool weir_context_allows_unregistered(const weir_context_t* context);
void weir_context_allow_unregistered(weir_context_t* context, bool allow);

// Whether ops, types and attributes of |dialect| are kept as they are written:
// those of a dialect without rows, and of one that nobody registered if such
// are allowed.
bool weir_context_keeps_text(const weir_context_t* context,
                             weir_string_view_t dialect);

// Registers a dialect's tables; they are borrowed and must be static. Aborts on
// a malformed row: tables are our own.
void weir_context_register_dialect(weir_context_t* context,
                                   const weir_dialect_t* dialect);
const weir_dialect_t* weir_context_dialect(const weir_context_t* context,
                                           weir_string_view_t name);

// The registered op of this full name ("stream.async.copy") or id; NULL if
// none.
const weir_op_info_t* weir_context_op(const weir_context_t* context,
                                      weir_string_view_t name);
const weir_op_info_t* weir_context_op_by_id(const weir_context_t* context,
                                            uint32_t id);

// The registered type or attribute of a dialect and mnemonic; NULL if none.
const weir_type_def_t* weir_context_type_def(const weir_context_t* context,
                                             weir_string_view_t dialect,
                                             weir_string_view_t mnemonic);
const weir_attr_def_t* weir_context_attr_def(const weir_context_t* context,
                                             weir_string_view_t dialect,
                                             weir_string_view_t mnemonic);

// The dialect that owns a type or attribute definition; NULL if none does.
const weir_dialect_t* weir_context_dialect_of(const weir_context_t* context,
                                              const void* def);

weir_diagnostics_t* weir_context_diagnostics(weir_context_t* context);

#endif  // WEIR_COMPILER_IR_CONTEXT_H_
