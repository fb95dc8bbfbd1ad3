// Rewrites of util.initializer and util.global.*.
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_impl.h"
#include "compiler/ir/symbol.h"

// -- initialisers -------------------------------------------------------------

// Which globals have been read or written so far.
typedef struct accesses_t {
  weir_arena_t* arena;
  weir_attr_list_t globals;
  weir_op_list_t callees;  // that have been looked at
} accesses_t;

static bool is_accessed(const accesses_t* accesses, const weir_attr_t* global) {
  for (uint32_t i = 0; i < accesses->globals.count; ++i) {
    if (accesses->globals.items[i] == global) return true;
  }
  return false;
}

static weir_walk_t note_access(weir_op_t* op, void* user);

static void note_call(accesses_t* accesses, const weir_op_t* call) {
  weir_attr_t* name = weir_op_attr(call, "callee");
  if (!weir_attr_is(name, WEIR_ATTR_SYMBOL_REF)) return;
  weir_op_t* callee = weir_symbol_resolve(call, name);
  if (callee == NULL) return;
  for (uint32_t i = 0; i < accesses->callees.count; ++i) {
    if (accesses->callees.ops[i] == callee) return;
  }
  weir_op_list_add(&accesses->callees, accesses->arena, callee);
  weir_walk_pre_order(callee, note_access, accesses);
}

static weir_walk_t note_access(weir_op_t* op, void* user) {
  accesses_t* accesses = user;
  if (weir_op_has_trait(op, WEIR_OP_CALL)) note_call(accesses, op);
  if (weir_op_has_trait(op, WEIR_OP_GLOBAL_LOAD | WEIR_OP_GLOBAL_STORE |
                                WEIR_OP_GLOBAL_ADDRESS)) {
    weir_attr_t* global = weir_op_attr(op, "global");
    if (!is_accessed(accesses, global)) {
      weir_attr_list_add(&accesses->globals, accesses->arena, global);
    }
  }
  return WEIR_WALK_CONTINUE;
}

// What those do that run before |initializer|.
static void note_earlier(accesses_t* accesses, const weir_op_t* initializer) {
  for (weir_op_t* op = initializer->previous; op != NULL; op = op->previous) {
    if (weir_op_is(op, WEIR_UTIL_INITIALIZER)) {
      weir_walk_pre_order(op, note_access, accesses);
    }
  }
}

// The constant that |op| stores, or NULL.
static weir_attr_t* stored_constant(const weir_op_t* op) {
  return weir_op_is(op, WEIR_UTIL_GLOBAL_STORE)
             ? weir_value_constant(
                   weir_op_operand(op, WEIR_UTIL_GLOBAL_STORE_VALUE))
             : NULL;
}

static bool stores_constant(const weir_block_t* block) {
  WEIR_FOR_EACH_OP(op, block) {
    if (stored_constant(op) != NULL) return true;
  }
  return false;
}

// Constants that are stored whatever happens, and before anything else reads or
// writes the global, are its initial value.
static bool inline_constant_stores(weir_op_t* initializer,
                                   weir_rewriter_t* rewriter) {
  weir_block_t* entry = weir_op_region(initializer, 0)->first;
  if (entry == NULL || !stores_constant(entry)) return false;
  weir_arena_t scratch = {0};
  accesses_t accesses = {.arena = &scratch};
  note_earlier(&accesses, initializer);
  bool changed = false;
  WEIR_FOR_EACH_OP(op, entry) {
    weir_attr_t* value = stored_constant(op);
    weir_attr_t* name = weir_op_attr(op, "global");
    weir_op_t* global = NULL;
    if (value != NULL && !is_accessed(&accesses, name)) {
      global = weir_symbol_resolve(initializer, name);
    }
    if (!weir_op_is(global, WEIR_UTIL_GLOBAL)) {
      weir_walk_pre_order(op, note_access, &accesses);
      continue;
    }
    weir_op_set_attr(global, "initial_value", value);
    weir_rewriter_erase(rewriter, op);
    changed = true;
  }
  weir_arena_deinit(&scratch);
  return changed;
}

bool weir_util_initializer_canonicalize(weir_op_t* op,
                                        weir_rewriter_t* rewriter) {
  weir_region_t* body = weir_op_region(op, 0);
  if (body->first != NULL && body->first == body->last &&
      (body->first->first == NULL ||
       weir_op_is(body->first->first, WEIR_UTIL_RETURN))) {
    weir_rewriter_erase(rewriter, op);
    return true;
  }
  return inline_constant_stores(op, rewriter);
}

// -- globals ------------------------------------------------------------------

bool weir_util_global_load_indirect_canonicalize(weir_op_t* op,
                                                 weir_rewriter_t* rewriter) {
  const weir_op_t* address = weir_value_op(weir_op_operand_n(op, 0));
  if (!weir_op_is(address, WEIR_UTIL_GLOBAL_ADDRESS) ||
      !weir_util_address_allows_load(address, weir_op_result_n(op, 0)->type)) {
    return false;
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_UTIL_GLOBAL_LOAD,
                     op->location);
  weir_op_state_attr(&state, "global", weir_op_attr(address, "global"));
  weir_op_state_attr(&state, "is_immutable",
                     weir_op_attr(address, "is_immutable"));
  weir_op_state_result(&state, weir_op_result_n(op, 0)->type);
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}

bool weir_util_global_store_indirect_canonicalize(weir_op_t* op,
                                                  weir_rewriter_t* rewriter) {
  const weir_op_t* address = weir_value_op(
      weir_op_operand(op, WEIR_UTIL_GLOBAL_STORE_INDIRECT_GLOBAL));
  weir_value_t* value =
      weir_op_operand(op, WEIR_UTIL_GLOBAL_STORE_INDIRECT_VALUE);
  if (!weir_op_is(address, WEIR_UTIL_GLOBAL_ADDRESS) ||
      !weir_util_address_allows_store(address, op, value->type)) {
    return false;
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_UTIL_GLOBAL_STORE,
                     op->location);
  weir_op_state_operand(&state, value);
  weir_op_state_attr(&state, "global", weir_op_attr(address, "global"));
  weir_build(&rewriter->builder, &state);
  weir_rewriter_erase(rewriter, op);
  return true;
}

// Storing what was loaded from the same global changes nothing.
bool weir_util_global_store_canonicalize(weir_op_t* op,
                                         weir_rewriter_t* rewriter) {
  const weir_op_t* load = weir_value_op(weir_op_operand_n(op, 0));
  if (!weir_op_is(load, WEIR_UTIL_GLOBAL_LOAD) ||
      weir_op_attr(load, "global") != weir_op_attr(op, "global")) {
    return false;
  }
  weir_rewriter_erase(rewriter, op);
  return true;
}
