#include "compiler/analysis/explorer.h"

#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/symbol.h"

typedef struct function_info_t {
  weir_op_t* op;
  weir_op_list_t callers;
  weir_op_list_t returns;
  bool is_referenced;  // mentioned other than by calls
} function_info_t;

struct weir_explorer_t {
  weir_op_t* root;
  weir_arena_t* arena;
  weir_global_info_t* globals;
  uint32_t global_count;
  function_info_t* functions;
  uint32_t function_count;
  // From an interned symbol name to 1 + its index.
  struct name_slot_t {
    const char* name;
    size_t size;
    uint32_t index;
    bool is_global;
  } * names;
  uint32_t name_capacity;
};

// -- tables of symbols -------------------------------------------------------

static uint32_t hash_name(weir_string_view_t name) {
  uint32_t h = 2166136261u;
  for (size_t i = 0; i < name.size; ++i) {
    h = (h ^ (uint8_t)name.data[i]) * 16777619u;
  }
  return h;
}

static struct name_slot_t* name_slot(const weir_explorer_t* explorer,
                                     weir_string_view_t name) {
  uint32_t mask = explorer->name_capacity - 1;
  for (uint32_t i = hash_name(name) & mask;; i = (i + 1) & mask) {
    struct name_slot_t* slot = &explorer->names[i];
    if (slot->index == 0) return slot;
    if (weir_sv_equal(weir_sv_n(slot->name, slot->size), name)) return slot;
  }
}

static void remember_name(weir_explorer_t* explorer, const weir_op_t* op,
                          uint32_t index, bool is_global) {
  weir_string_view_t name = weir_symbol_name(op);
  if (name.size == 0) return;
  struct name_slot_t* slot = name_slot(explorer, name);
  *slot = (struct name_slot_t){name.data, name.size, index + 1, is_global};
}

static weir_global_info_t* global_named(const weir_explorer_t* explorer,
                                        weir_string_view_t name) {
  struct name_slot_t* slot = name_slot(explorer, name);
  return slot->index && slot->is_global ? &explorer->globals[slot->index - 1]
                                        : NULL;
}

static function_info_t* function_named(const weir_explorer_t* explorer,
                                       weir_string_view_t name) {
  struct name_slot_t* slot = name_slot(explorer, name);
  return slot->index && !slot->is_global ? &explorer->functions[slot->index - 1]
                                         : NULL;
}

static function_info_t* function_info(const weir_explorer_t* explorer,
                                      const weir_op_t* function) {
  weir_string_view_t name = weir_symbol_name(function);
  if (name.size) {
    function_info_t* info = function_named(explorer, name);
    return info && info->op == function ? info : NULL;
  }
  for (uint32_t i = 0; i < explorer->function_count; ++i) {
    if (explorer->functions[i].op == function) return &explorer->functions[i];
  }
  return NULL;
}

// -- construction ------------------------------------------------------------

static bool is_function(const weir_op_t* op) {
  return weir_op_has_trait(op, WEIR_OP_FUNCTION);
}

static void count_symbols(weir_explorer_t* explorer, weir_block_t* body) {
  uint32_t symbols = 0;
  WEIR_FOR_EACH_OP(op, body) {
    explorer->global_count += weir_op_is(op, WEIR_UTIL_GLOBAL);
    explorer->function_count += is_function(op);
    ++symbols;
  }
  explorer->name_capacity = 16;
  while (explorer->name_capacity < symbols * 2) explorer->name_capacity *= 2;
  explorer->names = WEIR_ARENA_ARRAY(explorer->arena, struct name_slot_t,
                                     explorer->name_capacity);
  explorer->globals = WEIR_ARENA_ARRAY(explorer->arena, weir_global_info_t,
                                       explorer->global_count);
  explorer->functions = WEIR_ARENA_ARRAY(explorer->arena, function_info_t,
                                         explorer->function_count);
}

static void register_symbols(weir_explorer_t* explorer, weir_block_t* body) {
  uint32_t globals = 0, functions = 0;
  WEIR_FOR_EACH_OP(op, body) {
    if (weir_op_is(op, WEIR_UTIL_GLOBAL)) {
      explorer->globals[globals].op = op;
      remember_name(explorer, op, globals++, true);
    } else if (is_function(op)) {
      explorer->functions[functions].op = op;
      remember_name(explorer, op, functions++, false);
    }
  }
}

static void mark_name(weir_explorer_t* explorer, weir_op_t* op,
                      weir_string_view_t name) {
  function_info_t* function = function_named(explorer, name);
  if (function) function->is_referenced = true;
  weir_global_info_t* global = global_named(explorer, name);
  if (!global) return;
  uint32_t count = global->references.count;
  if (count > 0 && global->references.ops[count - 1] == op) return;
  weir_op_list_add(&global->references, explorer->arena, op);
}

typedef struct marking_t {
  weir_explorer_t* explorer;
  weir_op_t* op;
} marking_t;

// Marks functions that an attribute of an op other than a callee mentions, and
// globals that one other than the accessed global does.
static void mark_reference(weir_attr_t* attr, void* user) {
  if (attr->kind != WEIR_ATTR_SYMBOL_REF) return;
  const marking_t* marking = user;
  const weir_name_t* root = attr->symbol.names[0];
  mark_name(marking->explorer, marking->op, weir_sv_n(root->data, root->size));
}

static bool is_access(const weir_op_t* op) {
  return weir_op_has_trait(op, WEIR_OP_GLOBAL_LOAD | WEIR_OP_GLOBAL_STORE |
                                   WEIR_OP_GLOBAL_ADDRESS) ||
         weir_op_is(op, WEIR_UTIL_GLOBAL_LOAD) ||
         weir_op_is(op, WEIR_UTIL_GLOBAL_STORE) ||
         weir_op_is(op, WEIR_UTIL_GLOBAL_ADDRESS);
}

static void note_attrs(weir_explorer_t* explorer, weir_op_t* op) {
  const char* followed = weir_op_has_trait(op, WEIR_OP_CALL) ? "callee"
                         : is_access(op)                     ? "global"
                                                             : "";
  for (uint32_t i = 0; i < op->attrs->dictionary.count; ++i) {
    const weir_named_attr_t* entry = &op->attrs->dictionary.entries[i];
    if (strcmp(entry->name->data, followed) == 0) continue;
    weir_attr_walk(entry->value, mark_reference, &(marking_t){explorer, op});
  }
}

static weir_walk_t note_op(weir_op_t* op, void* user) {
  weir_explorer_t* explorer = user;
  // Modules inside have functions of their own.
  bool is_call = weir_op_has_trait(op, WEIR_OP_CALL) &&
                 weir_symbol_table_of(op) == explorer->root;
  note_attrs(explorer, op);
  if (is_call) {
    function_info_t* callee =
        function_named(explorer, weir_op_attr_string(op, "callee"));
    if (callee) weir_op_list_add(&callee->callers, explorer->arena, op);
  } else if (weir_op_has_trait(op, WEIR_OP_RETURN_LIKE) && weir_op_parent(op) &&
             is_function(weir_op_parent(op))) {
    function_info_t* info = function_info(explorer, weir_op_parent(op));
    if (info) weir_op_list_add(&info->returns, explorer->arena, op);
  }
  weir_global_info_t* global = NULL;
  if (is_access(op)) {
    global = global_named(explorer, weir_op_attr_string(op, "global"));
  }
  if (global) {
    if (weir_op_is(op, WEIR_UTIL_GLOBAL_LOAD)) {
      weir_op_list_add(&global->loads, explorer->arena, op);
    } else if (weir_op_is(op, WEIR_UTIL_GLOBAL_STORE)) {
      weir_op_list_add(&global->stores, explorer->arena, op);
    } else {
      global->is_indirect = true;
    }
  }
  return weir_op_has_trait(op, WEIR_OP_OBJECT_LIKE) ? WEIR_WALK_SKIP
                                                    : WEIR_WALK_CONTINUE;
}

weir_explorer_t* weir_explorer_create(weir_op_t* module, weir_arena_t* arena) {
  weir_explorer_t* explorer = WEIR_ARENA_NEW(arena, weir_explorer_t);
  explorer->root = module;
  explorer->arena = arena;
  weir_region_t* region = weir_op_region(module, 0);
  weir_block_t* body = region ? region->first : NULL;
  if (body) {
    count_symbols(explorer, body);
    register_symbols(explorer, body);
    note_attrs(explorer, module);
    WEIR_FOR_EACH_OP(op, body) {
      weir_walk_pre_order(op, note_op, explorer);
    }
  } else {
    explorer->name_capacity = 1;
    explorer->names = WEIR_ARENA_ARRAY(arena, struct name_slot_t, 1);
  }
  return explorer;
}

// -- queries -----------------------------------------------------------------

weir_op_t* weir_explorer_root(const weir_explorer_t* explorer) {
  return explorer->root;
}

weir_arena_t* weir_explorer_arena(const weir_explorer_t* explorer) {
  return explorer->arena;
}

uint32_t weir_explorer_global_count(const weir_explorer_t* explorer) {
  return explorer->global_count;
}

const weir_global_info_t* weir_explorer_global(const weir_explorer_t* explorer,
                                               uint32_t index) {
  return &explorer->globals[index];
}

const weir_global_info_t* weir_explorer_global_of(
    const weir_explorer_t* explorer, const weir_op_t* op) {
  if (weir_op_is(op, WEIR_UTIL_GLOBAL)) {
    return global_named(explorer, weir_symbol_name(op));
  }
  return global_named(explorer, weir_op_attr_string(op, "global"));
}

uint32_t weir_explorer_function_count(const weir_explorer_t* explorer) {
  return explorer->function_count;
}

weir_op_t* weir_explorer_function(const weir_explorer_t* explorer,
                                  uint32_t index) {
  return explorer->functions[index].op;
}

weir_op_t* weir_explorer_callee(const weir_explorer_t* explorer,
                                const weir_op_t* call) {
  function_info_t* info =
      function_named(explorer, weir_op_attr_string(call, "callee"));
  return info ? info->op : NULL;
}

static const weir_op_list_t no_ops;

const weir_op_list_t* weir_explorer_callers(const weir_explorer_t* explorer,
                                            const weir_op_t* function) {
  function_info_t* info = function_info(explorer, function);
  return info ? &info->callers : &no_ops;
}

bool weir_explorer_callers_are_known(const weir_explorer_t* explorer,
                                     const weir_op_t* function) {
  if (weir_op_has_trait(function, WEIR_OP_INITIALIZER)) return true;
  function_info_t* info = function_info(explorer, function);
  return info && !info->is_referenced &&
         weir_symbol_visibility(function) != WEIR_PUBLIC;
}

const weir_op_list_t* weir_explorer_returns(const weir_explorer_t* explorer,
                                            const weir_op_t* function) {
  function_info_t* info = function_info(explorer, function);
  return info ? &info->returns : &no_ops;
}
