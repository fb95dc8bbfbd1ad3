// The layout of a context, for compiler/ir alone.
#ifndef WEIR_COMPILER_IR_CONTEXT_IMPL_H_
#define WEIR_COMPILER_IR_CONTEXT_IMPL_H_

#include "compiler/ir/attribute.h"
#include "compiler/ir/context.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/op_def.h"
#include "compiler/ir/type.h"

enum { WEIR_MAX_DIALECTS = 64 };

typedef struct weir_intern_entry_t weir_intern_entry_t;

// Open addressing, capacity a power of two, grown at three quarters.
typedef struct weir_intern_table_t {
  weir_arena_t memory;  // of the entries alone
  weir_intern_entry_t* entries;
  size_t count, capacity;
} weir_intern_table_t;

typedef struct weir_dialect_slot_t {
  const weir_dialect_t* dialect;
  weir_op_info_t** infos;  // per op of the table
} weir_dialect_slot_t;

struct weir_diagnostics_t {
  weir_diagnostic_fn_t handler;
  void* user;
  uint32_t error_count;
  weir_type_text_fn_t type_text;  // or NULL
};

// Memory of the IR that may be used again, by class of size (memory.c).
enum { WEIR_POOL_CLASSES = 280 };

typedef struct weir_free_piece_t {
  struct weir_free_piece_t* next;
} weir_free_piece_t;

// What was erased; it can be looked at until it is reclaimed.
typedef enum weir_discard_kind_t {
  WEIR_DISCARD_MEMORY,
  WEIR_DISCARD_OP,     // with all inside
  WEIR_DISCARD_BLOCK,  // the same
} weir_discard_kind_t;

typedef struct weir_discard_t {
  weir_discard_kind_t kind;
  void* memory;
  size_t bytes;  // of MEMORY
} weir_discard_t;

typedef struct weir_discards_t {
  weir_discard_t* entries;
  size_t count, capacity;
} weir_discards_t;

struct weir_context_t {
  weir_arena_t arena;
  weir_arena_t lists;  // of weir_op_state_t, until the next reclaim
  weir_free_piece_t* free_pieces[WEIR_POOL_CLASSES];
  weir_memory_group_t fresh;   // memory for the IR that was never used
  weir_memory_group_t* group;  // in use, or NULL
  weir_discards_t discards;
  weir_intern_table_t interned;
  weir_dialect_slot_t dialects[WEIR_MAX_DIALECTS];  // by number
  weir_diagnostics_t diagnostics;
  bool allow_unregistered;
  // Asked for all the time.
  weir_type_t* index_type;
  weir_type_t* i1_type;
  weir_type_t* i32_type;
  weir_type_t* i64_type;
  weir_attr_t* unit_attr;
  weir_attr_t* empty_dictionary;
  weir_location_t* unknown_location;
};

// What makes an interned thing what it is: |head| is compared by bytes and
// begins with one of weir_intern_space_t; |tail| is bulk data compared by bytes.
typedef enum weir_intern_space_t {
  WEIR_INTERN_NAME,
  WEIR_INTERN_OP,
  WEIR_INTERN_TYPE,
  WEIR_INTERN_ATTR,
  WEIR_INTERN_AFFINE_EXPR,
  WEIR_INTERN_AFFINE_MAP,
  WEIR_INTERN_INTEGER_SET,
} weir_intern_space_t;

// A growing key on the caller's stack for small ones.
typedef struct weir_intern_key_t {
  size_t size;
  size_t capacity;
  unsigned char* bytes;
  unsigned char small[256];
  const void* tail;
  size_t tail_size;
} weir_intern_key_t;

void weir_intern_key_init(weir_intern_key_t* key, weir_intern_space_t space, uint32_t kind);
void weir_intern_key_add(weir_intern_key_t* key, const void* data, size_t size);
void weir_intern_key_pointer(weir_intern_key_t* key, const void* pointer);
void weir_intern_key_integer(weir_intern_key_t* key, int64_t value);

// The object with this key: zeroed memory of |object_size| if |*out_is_new|. The
// tail, if there is one, is copied for a new object; |*out_tail| is the copy.
// Ends the key.
void* weir_intern(weir_context_t* context, weir_intern_key_t* key, size_t object_size,
                  bool* out_is_new, const void** out_tail);
// The object with this key or NULL; ends the key.
void* weir_intern_find(const weir_context_t* context, weir_intern_key_t* key);

// The key of an attribute, to which its contents are added; |type| may be NULL.
void weir_attr_key_init(weir_intern_key_t* key, weir_attr_kind_t kind, const weir_type_t* type);
// weir_intern() of an attribute; kind, context and type of a new one are set.
weir_attr_t* weir_attr_intern(weir_context_t* context, weir_intern_key_t* key,
                              weir_attr_kind_t kind, weir_type_t* type, bool* out_is_new,
                              const void** out_tail);

#endif  // WEIR_COMPILER_IR_CONTEXT_IMPL_H_
