// Drops private symbols that nothing refers to.
//
// Needs:   nothing.
// Changes: symbol tables inside the module.
// Keeps:   public symbols and all that they, or ops without a name, lead to.
#include "compiler/ir/symbol.h"
#include "compiler/transforms/util/passes.h"

typedef struct liveness_t {
  weir_arena_t* arena;
  weir_symbol_table_t* symbols;
  weir_op_list_t live;  // in the order found
  weir_op_t** set;      // the same, open addressing
  uint32_t capacity;
} liveness_t;

static bool is_discardable(const weir_op_t* op) {
  return weir_symbol_name(op).size > 0 &&
         weir_symbol_visibility(op) == WEIR_PRIVATE;
}

static uint32_t slot_of(const liveness_t* liveness, const weir_op_t* op) {
  uint32_t at = (uint32_t)(((uintptr_t)op >> 4) * 0x9e3779b97f4a7c15ull >> 32);
  for (at &= liveness->capacity - 1;
       liveness->set[at] != NULL && liveness->set[at] != op;) {
    at = (at + 1) & (liveness->capacity - 1);
  }
  return at;
}

static void mark(liveness_t* liveness, weir_op_t* op) {
  uint32_t at = slot_of(liveness, op);
  if (liveness->set[at] != NULL) return;
  liveness->set[at] = op;
  weir_op_list_add(&liveness->live, liveness->arena, op);
}

static void follow_reference(weir_attr_t* attr, void* user) {
  if (attr->kind != WEIR_ATTR_SYMBOL_REF) return;
  liveness_t* liveness = user;
  const weir_name_t* root = attr->symbol.names[0];
  weir_op_t* op = weir_symbol_table_get(liveness->symbols,
                                        weir_sv_n(root->data, root->size));
  if (op != NULL && is_discardable(op)) mark(liveness, op);
}

static weir_walk_t follow(weir_op_t* op, void* user) {
  weir_attr_walk(op->attrs, follow_reference, user);
  return WEIR_WALK_CONTINUE;
}

static void clean_table(weir_pass_t* pass, weir_op_t* table) {
  if (table->region_count == 0 || table->regions[0].first == NULL) return;
  weir_block_t* body = table->regions[0].first;
  liveness_t liveness = {
      .arena = pass->scratch,
      .symbols = weir_symbol_table_create(table, pass->scratch),
  };
  uint32_t count = 0;
  for (const weir_op_t* op = body->first; op != NULL; op = op->next) ++count;
  for (liveness.capacity = 16; liveness.capacity < 2 * count;)
    liveness.capacity *= 2;
  liveness.set = WEIR_ARENA_ARRAY(pass->scratch, weir_op_t*, liveness.capacity);
  weir_attr_walk(table->attrs, follow_reference, &liveness);
  for (weir_op_t* op = body->first; op != NULL; op = op->next) {
    if (!is_discardable(op)) weir_walk_pre_order(op, follow, &liveness);
  }
  for (uint32_t i = 0; i < liveness.live.count; ++i) {
    weir_walk_pre_order(liveness.live.ops[i], follow, &liveness);
  }
  WEIR_FOR_EACH_OP(op, body) {
    if (!is_discardable(op) || liveness.set[slot_of(&liveness, op)] != NULL)
      continue;
    weir_op_drop_all_references(op);
    weir_op_erase(op);
  }
}

static weir_walk_t clean(weir_op_t* op, void* user) {
  if (weir_op_has_trait(op, WEIR_OP_SYMBOL_TABLE)) clean_table(user, op);
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_symbol_dce(weir_pass_t* pass, weir_op_t* module) {
  weir_walk_pre_order(module, clean, pass);
  return weir_ok();
}
