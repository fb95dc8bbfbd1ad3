// Drops private symbols that nothing refers to.
//
// Needs:   nothing.
// Changes: the symbol tables inside the module.
// Keeps:   public symbols, ops without a name, and all that they lead to.
#include "compiler/ir/symbol.h"
#include "compiler/transforms/util/passes.h"

// A symbol table that is kept, inside of another.
typedef struct scope_t scope_t;
struct scope_t {
  scope_t* parent;
  weir_symbol_table_t* symbols;
  bool is_hidden;  // nothing outside of the module sees its nested symbols
};

typedef struct live_op_t {
  weir_op_t* op;
  scope_t* scope;  // that of the table it stands in
  scope_t* inner;  // its own, of a table
} live_op_t;

typedef struct liveness_t {
  weir_arena_t* arena;
  live_op_t* slots;  // open addressing
  uint32_t capacity;
  uint32_t* found;  // slots in the order found
  uint32_t found_count, next;
  scope_t* scope;  // that of the op whose references are followed
} liveness_t;

static bool is_discardable(const weir_op_t* op, bool is_hidden) {
  if (weir_symbol_name(op).size == 0) return false;
  weir_visibility_t visibility = weir_symbol_visibility(op);
  return visibility == WEIR_PRIVATE || (visibility == WEIR_NESTED && is_hidden);
}

static bool is_table(const weir_op_t* op) {
  return weir_op_has_trait(op, WEIR_OP_SYMBOL_TABLE) && op->region_count > 0;
}

static live_op_t* slot_of(const liveness_t* liveness, const weir_op_t* op) {
  uint32_t at = (uint32_t)(((uintptr_t)op >> 4) * 0x9e3779b97f4a7c15ull >> 32);
  for (at &= liveness->capacity - 1;
       liveness->slots[at].op != NULL && liveness->slots[at].op != op;) {
    at = (at + 1) & (liveness->capacity - 1);
  }
  return &liveness->slots[at];
}

static live_op_t* mark(liveness_t* liveness, weir_op_t* op, scope_t* scope) {
  live_op_t* slot = slot_of(liveness, op);
  if (slot->op != NULL) return slot;
  *slot = (live_op_t){.op = op, .scope = scope};
  liveness->found[liveness->found_count++] = (uint32_t)(slot - liveness->slots);
  return slot;
}

static scope_t* open_table(liveness_t* liveness, weir_op_t* table,
                           scope_t* parent) {
  scope_t* scope = WEIR_ARENA_NEW(liveness->arena, scope_t);
  *scope = (scope_t){
      .parent = parent,
      .symbols = weir_symbol_table_create(table, liveness->arena),
      .is_hidden = (parent != NULL ? parent->is_hidden
                                   : weir_op_parent(table) == NULL) ||
                   weir_symbol_name(table).size == 0 ||
                   weir_symbol_visibility(table) == WEIR_PRIVATE,
  };
  WEIR_FOR_EACH_BLOCK(block, &table->regions[0]) {
    WEIR_FOR_EACH_OP(op, block) {
      if (!is_discardable(op, scope->is_hidden)) mark(liveness, op, scope);
    }
  }
  return scope;
}

static scope_t* inner_of(liveness_t* liveness, live_op_t* live) {
  if (live->inner == NULL && is_table(live->op)) {
    live->inner = open_table(liveness, live->op, live->scope);
  }
  return live->inner;
}

static weir_op_t* lookup(const scope_t* scope, const weir_name_t* name) {
  return weir_symbol_table_get(scope->symbols,
                               weir_sv_n(name->data, name->size));
}

// @a::@b keeps both, from the nearest table that has @a.
static void follow_reference(weir_attr_t* attr, void* user) {
  if (!weir_attr_is(attr, WEIR_ATTR_SYMBOL_REF)) return;
  liveness_t* liveness = user;
  scope_t* scope = liveness->scope;
  while (scope != NULL && lookup(scope, attr->symbol.names[0]) == NULL) {
    scope = scope->parent;
  }
  for (uint32_t i = 0; scope != NULL && i < attr->symbol.count; ++i) {
    weir_op_t* op = lookup(scope, attr->symbol.names[i]);
    if (op == NULL) return;
    scope = inner_of(liveness, mark(liveness, op, scope));
  }
}

static weir_walk_t follow(weir_op_t* op, void* user) {
  liveness_t* liveness = user;
  scope_t* scope = liveness->scope;
  bool has_own = is_table(op);
  // What a table says of itself may be about what is in it.
  if (has_own) liveness->scope = inner_of(liveness, mark(liveness, op, scope));
  weir_attr_walk(op->attrs, follow_reference, liveness);
  liveness->scope = scope;
  return has_own ? WEIR_WALK_SKIP : WEIR_WALK_CONTINUE;
}

static weir_walk_t count_op(weir_op_t* op, void* user) {
  (void)op;
  ++*(uint32_t*)user;
  return WEIR_WALK_CONTINUE;
}

static weir_walk_t clean(weir_op_t* table, void* user) {
  const liveness_t* liveness = user;
  if (!is_table(table)) return WEIR_WALK_CONTINUE;
  WEIR_FOR_EACH_BLOCK(block, &table->regions[0]) {
    WEIR_FOR_EACH_OP(op, block) {
      if (slot_of(liveness, op)->op != NULL) continue;
      weir_op_drop_all_references(op);
      weir_op_erase(op);
    }
  }
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_symbol_dce(weir_pass_t* pass, weir_op_t* module) {
  liveness_t liveness = {.arena = pass->scratch, .capacity = 16};
  uint32_t count = 0;
  weir_walk_pre_order(module, count_op, &count);
  while (liveness.capacity < 2 * count) liveness.capacity *= 2;
  liveness.slots =
      WEIR_ARENA_ARRAY(pass->scratch, live_op_t, liveness.capacity);
  liveness.found = WEIR_ARENA_ARRAY(pass->scratch, uint32_t, count);
  mark(&liveness, module, NULL);
  while (liveness.next < liveness.found_count) {
    live_op_t* live = &liveness.slots[liveness.found[liveness.next++]];
    liveness.scope = live->scope;
    weir_walk_pre_order(live->op, follow, &liveness);
  }
  weir_walk_pre_order(module, clean, &liveness);
  return weir_ok();
}
