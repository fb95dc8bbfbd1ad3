#include "compiler/ir/symbol.h"

#include <assert.h>
#include <string.h>

#include "engine/base/hash.h"

weir_string_view_t weir_symbol_name(const weir_op_t* op) {
  return weir_op_attr_string(op, "sym_name");
}

weir_visibility_t weir_symbol_visibility(const weir_op_t* op) {
  weir_string_view_t text = weir_op_attr_string(op, "sym_visibility");
  if (weir_sv_equal_c(text, "private")) return WEIR_PRIVATE;
  if (weir_sv_equal_c(text, "nested")) return WEIR_NESTED;
  return WEIR_PUBLIC;
}

void weir_symbol_set_visibility(weir_op_t* op, weir_visibility_t visibility) {
  static const char* const words[] = {
      [WEIR_PUBLIC] = NULL,
      [WEIR_PRIVATE] = "private",
      [WEIR_NESTED] = "nested",
  };
  const char* word = words[visibility];
  if (word == NULL) {
    weir_op_remove_attr(op, "sym_visibility");
  } else {
    weir_op_set_attr(op, "sym_visibility", weir_string_attr(op->context, word));
  }
}

weir_op_t* weir_symbol_table_of(const weir_op_t* op) {
  weir_op_t* parent = weir_op_parent(op);
  while (parent != NULL && !weir_op_has_trait(parent, WEIR_OP_SYMBOL_TABLE)) {
    parent = weir_op_parent(parent);
  }
  return parent;
}

// -- one-off look-up --------------------------------------------------------

weir_op_t* weir_symbol_lookup(const weir_op_t* table, weir_string_view_t name) {
  if (name.size == 0) return NULL;
  for (uint32_t i = 0; i < table->region_count; ++i) {
    WEIR_FOR_EACH_BLOCK(block, &table->regions[i]) {
      WEIR_FOR_EACH_OP(op, block) {
        if (weir_sv_equal(weir_symbol_name(op), name)) return op;
      }
    }
  }
  return NULL;
}

static weir_string_view_t reference_part(const weir_attr_t* reference,
                                         uint32_t index) {
  const weir_name_t* name = reference->symbol.names[index];
  return weir_sv_n(name->data, name->size);
}

// Follows the nested names of |reference| from the op its root names.
static weir_op_t* resolve_nested(weir_op_t* op, const weir_attr_t* reference) {
  for (uint32_t i = 1; op != NULL && i < reference->symbol.count; ++i) {
    if (!weir_op_has_trait(op, WEIR_OP_SYMBOL_TABLE)) return NULL;
    op = weir_symbol_lookup(op, reference_part(reference, i));
  }
  return op;
}

weir_op_t* weir_symbol_resolve(const weir_op_t* from,
                               const weir_attr_t* reference) {
  if (!weir_attr_is(reference, WEIR_ATTR_SYMBOL_REF)) return NULL;
  weir_op_t* table = weir_symbol_table_of(from);
  for (; table != NULL; table = weir_symbol_table_of(table)) {
    weir_op_t* root = weir_symbol_lookup(table, reference_part(reference, 0));
    weir_op_t* op = resolve_nested(root, reference);
    if (op != NULL) return op;
  }
  return NULL;
}

// -- hashed table -----------------------------------------------------------

typedef struct symbol_entry_t {
  const char* name;  // NULL: free
  size_t size;
  weir_op_t* op;  // NULL: removed
} symbol_entry_t;

struct weir_symbol_table_t {
  weir_op_t* op;
  weir_arena_t* arena;
  symbol_entry_t* entries;  // open addressing
  size_t count, capacity;   // |count| with those removed
  uint32_t uniquing_counter;
};

static symbol_entry_t* find_entry(const weir_symbol_table_t* table,
                                  weir_string_view_t name) {
  size_t mask = table->capacity - 1;
  size_t i = (size_t)weir_hash64(WEIR_HASH64_SEED, name.data, name.size) & mask;
  for (;; i = (i + 1) & mask) {
    symbol_entry_t* entry = &table->entries[i];
    if (entry->name == NULL) return entry;
    if (entry->size == name.size &&
        memcmp(entry->name, name.data, name.size) == 0) {
      return entry;
    }
  }
}

static void put_entry(weir_symbol_table_t* table, weir_string_view_t name,
                      weir_op_t* op) {
  if (table->count * 4 >= table->capacity * 3) {
    symbol_entry_t* old = table->entries;
    size_t old_capacity = table->capacity;
    table->capacity = old_capacity != 0 ? 2 * old_capacity : 64;
    table->entries =
        WEIR_ARENA_ARRAY(table->arena, symbol_entry_t, table->capacity);
    table->count = 0;
    for (size_t i = 0; i < old_capacity; ++i) {
      if (old[i].op == NULL) continue;
      *find_entry(table, weir_sv_n(old[i].name, old[i].size)) = old[i];
      ++table->count;
    }
  }
  symbol_entry_t* entry = find_entry(table, name);
  if (entry->name == NULL) {
    ++table->count;
    entry->name = name.data;  // interned text of the attribute
    entry->size = name.size;
  }
  entry->op = op;
}

weir_symbol_table_t* weir_symbol_table_create(weir_op_t* op,
                                              weir_arena_t* arena) {
  weir_symbol_table_t* table = WEIR_ARENA_NEW(arena, weir_symbol_table_t);
  table->op = op;
  table->arena = arena;
  for (uint32_t i = 0; i < op->region_count; ++i) {
    WEIR_FOR_EACH_BLOCK(block, &op->regions[i]) {
      WEIR_FOR_EACH_OP(inner, block) {
        weir_string_view_t name = weir_symbol_name(inner);
        if (name.size != 0 && weir_symbol_table_get(table, name) == NULL) {
          put_entry(table, name, inner);
        }
      }
    }
  }
  return table;
}

weir_op_t* weir_symbol_table_get(const weir_symbol_table_t* table,
                                 weir_string_view_t name) {
  if (table->capacity == 0 || name.size == 0) return NULL;
  return find_entry(table, name)->op;
}

weir_op_t* weir_symbol_table_resolve(const weir_symbol_table_t* table,
                                     const weir_attr_t* reference) {
  if (!weir_attr_is(reference, WEIR_ATTR_SYMBOL_REF)) return NULL;
  weir_op_t* root = weir_symbol_table_get(table, reference_part(reference, 0));
  return resolve_nested(root, reference);
}

void weir_symbol_table_add(weir_symbol_table_t* table, weir_op_t* op) {
  assert(weir_op_parent(op) == table->op);
  weir_string_view_t name = weir_symbol_name(op);
  weir_op_t* holder = weir_symbol_table_get(table, name);
  if (holder == op) return;
  if (holder != NULL) {
    // One counter for all names, as in MLIR.
    const char* unique;
    do {
      unique = weir_arena_format(table->arena, "%.*s_%u", WEIR_SV_ARGS(name),
                                 table->uniquing_counter++);
    } while (weir_symbol_table_get(table, weir_sv(unique)) != NULL);
    weir_op_set_attr(op, "sym_name", weir_string_attr(op->context, unique));
  }
  put_entry(table, weir_symbol_name(op), op);
}

const char* weir_symbol_table_free_name(const weir_symbol_table_t* table,
                                        const char* name, weir_arena_t* arena) {
  const char* free_name = name;
  for (uint32_t i = 0; weir_symbol_table_get(table, weir_sv(free_name)) != NULL;
       ++i) {
    free_name = weir_arena_format(arena, "%s_%u", name, i);
  }
  return free_name;
}

void weir_symbol_table_remove(weir_symbol_table_t* table, weir_op_t* op) {
  weir_string_view_t name = weir_symbol_name(op);
  if (weir_symbol_table_get(table, name) != op) return;
  find_entry(table, name)->op = NULL;
}

// -- uses -------------------------------------------------------------------

// What is done with the symbol references inside one attribute: each may be
// replaced; an attribute without changes stays the same pointer.
typedef struct reference_edit_t {
  const weir_name_t* from;
  const weir_name_t* to;  // NULL: only look
  bool found;
} reference_edit_t;

static weir_attr_t* edit_attr(weir_attr_t* attr, reference_edit_t* edit);
static weir_type_t* edit_type(weir_type_t* type, reference_edit_t* edit);

static weir_attr_t* edit_reference(weir_attr_t* attr, reference_edit_t* edit) {
  if (attr->symbol.names[0] != edit->from) return attr;
  edit->found = true;
  if (edit->to == NULL) return attr;
  weir_arena_t scratch = {0};
  uint32_t count = attr->symbol.count;
  const weir_name_t** names =
      WEIR_ARENA_ARRAY(&scratch, const weir_name_t*, count);
  memcpy(names, attr->symbol.names, count * sizeof(*names));
  names[0] = edit->to;
  attr = weir_symbol_attr_n(attr->context, names, count);
  weir_arena_deinit(&scratch);
  return attr;
}

// Edits |count| attributes into an array from |scratch|; NULL if all stay.
static weir_attr_t** edit_list(weir_attr_t* const* from, uint32_t count,
                               reference_edit_t* edit, weir_arena_t* scratch) {
  weir_attr_t** to = NULL;
  for (uint32_t i = 0; i < count; ++i) {
    weir_attr_t* edited = edit_attr(from[i], edit);
    if (to == NULL && edited != from[i]) {
      to = WEIR_ARENA_ARRAY(scratch, weir_attr_t*, count);
      memcpy(to, from, count * sizeof(*to));
    }
    if (to != NULL) to[i] = edited;
  }
  return to;
}

static weir_attr_t* edit_dictionary(weir_attr_t* attr, reference_edit_t* edit) {
  weir_attr_t* result = attr;
  for (uint32_t i = 0; i < attr->dictionary.count; ++i) {
    weir_named_attr_t entry = attr->dictionary.entries[i];
    weir_attr_t* edited = edit_attr(entry.value, edit);
    if (edited != entry.value) {
      result = weir_dictionary_set(result, entry.name->data, edited);
    }
  }
  return result;
}

static weir_attr_t* edit_attr(weir_attr_t* attr, reference_edit_t* edit) {
  if (attr == NULL) return NULL;
  weir_arena_t scratch = {0};
  weir_attr_t* result = attr;
  weir_attr_t** list;
  switch (attr->kind) {
    case WEIR_ATTR_SYMBOL_REF:
      return edit_reference(attr, edit);
    case WEIR_ATTR_DICTIONARY:
      return edit_dictionary(attr, edit);
    case WEIR_ATTR_TYPE: {
      weir_type_t* type = edit_type(attr->type_value, edit);
      return type != attr->type_value ? weir_type_attr(type) : attr;
    }
    case WEIR_ATTR_ARRAY:
      list = edit_list(attr->array.elements, attr->array.count, edit, &scratch);
      if (list != NULL) {
        result = weir_array_attr(attr->context, list, attr->array.count);
      }
      break;
    case WEIR_ATTR_DIALECT:
      list = edit_list(attr->dialect.params, attr->dialect.param_count, edit,
                       &scratch);
      if (list != NULL) {
        result = weir_dialect_attr(attr->context, attr->dialect.def, list,
                                   attr->dialect.param_count, attr->type);
      }
      break;
    default:
      break;
  }
  weir_arena_deinit(&scratch);
  return result;
}

static weir_type_t* edit_type(weir_type_t* type, reference_edit_t* edit) {
  weir_arena_t scratch = {0};
  weir_type_t* result = type;
  if (type->kind == WEIR_TYPE_DIALECT) {
    weir_attr_t** list = edit_list(type->dialect.params,
                                   type->dialect.param_count, edit, &scratch);
    if (list != NULL) {
      result = weir_dialect_type(type->context, type->dialect.def, list,
                                 type->dialect.param_count);
    }
  } else if (type->kind == WEIR_TYPE_TENSOR && type->shaped.encoding != NULL) {
    weir_attr_t* encoding = edit_attr(type->shaped.encoding, edit);
    if (encoding != type->shaped.encoding) {
      result = weir_tensor_type(type->shaped.element, type->shaped.dims,
                                type->shaped.rank, encoding);
    }
  }
  weir_arena_deinit(&scratch);
  return result;
}

typedef struct users_t {
  const weir_op_t* root;
  reference_edit_t edit;
  weir_op_list_t list;
  weir_arena_t* arena;
} users_t;

static weir_walk_t find_user(weir_op_t* op, void* user) {
  users_t* state = user;
  if (op == state->root) return WEIR_WALK_CONTINUE;
  state->edit.found = false;
  edit_dictionary(op->attrs, &state->edit);
  if (state->edit.found) weir_op_list_add(&state->list, state->arena, op);
  return WEIR_WALK_CONTINUE;
}

weir_op_list_t weir_symbol_users(weir_op_t* root, weir_string_view_t name,
                                 weir_arena_t* arena) {
  users_t state = {.root = root, .arena = arena};
  state.edit.from = weir_name_sv(root->context, name);
  weir_walk_pre_order(root, find_user, &state);
  return state.list;
}

static weir_walk_t rename_uses(weir_op_t* op, void* user) {
  users_t* state = user;
  if (op != state->root) op->attrs = edit_dictionary(op->attrs, &state->edit);
  return WEIR_WALK_CONTINUE;
}

void weir_symbol_rename_uses(weir_op_t* root, weir_string_view_t from,
                             weir_string_view_t to) {
  users_t state = {.root = root};
  state.edit.from = weir_name_sv(root->context, from);
  state.edit.to = weir_name_sv(root->context, to);
  weir_walk_pre_order(root, rename_uses, &state);
}
