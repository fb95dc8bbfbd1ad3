// Simplifies globals: constants come to their loads, copies to what they copy.
//
// Needs:   nothing.
// Changes: private globals, their loads and stores; all else is canonicalised.
// Keeps:   public globals, globals with an address, policies against inlining.
//
// Each rule makes others apply (a constant store becomes an initial value, the
// global immutable, its loads constants, the global unused), so that all run
// with canonicalisation between them until nothing changes.
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_types.h"
#include "compiler/ir/rewrite.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/util/globals.h"
#include "compiler/transforms/util/passes.h"

enum { MAX_ROUNDS = 10 };

// What a rule did with a global.
typedef enum action_t {
  PRESERVED,
  UPDATED,
  DELETED,  // its op is gone
} action_t;

typedef action_t (*rule_fn_t)(const weir_explorer_t* globals,
                              const weir_global_info_t* global);

// All stores are of one constant: it is the initial value.
static action_t inline_constant_stores(const weir_explorer_t* globals,
                                       const weir_global_info_t* global) {
  (void)globals;
  weir_attr_t* constant = NULL;
  for (uint32_t i = 0; i < global->stores.count; ++i) {
    weir_attr_t* value =
        weir_value_constant(weir_op_operand_n(global->stores.ops[i], 0));
    if (value == NULL || (constant != NULL && constant != value))
      return PRESERVED;
    constant = value;
  }
  weir_attr_t* initial = weir_global_initial_value(global->op);
  if (constant == NULL ||
      (initial != NULL && initial != constant &&
       weir_global_is_stored_outside_initializers(global))) {
    return PRESERVED;
  }
  weir_op_set_attr(global->op, "initial_value", constant);
  for (uint32_t i = 0; i < global->stores.count; ++i) {
    weir_op_erase(global->stores.ops[i]);
  }
  return UPDATED;
}

// All stores are of what another global holds for good: loads go to that one.
static action_t rename_chained(const weir_explorer_t* globals,
                               const weir_global_info_t* global) {
  const weir_global_info_t* source = NULL;
  for (uint32_t i = 0; i < global->stores.count; ++i) {
    const weir_op_t* load =
        weir_value_op(weir_op_operand_n(global->stores.ops[i], 0));
    if (!weir_op_is(load, WEIR_UTIL_GLOBAL_LOAD)) return PRESERVED;
    const weir_global_info_t* other = weir_explorer_global_of(globals, load);
    if (other == NULL || (source != NULL && source != other)) return PRESERVED;
    source = other;
  }
  if (source == NULL || source == global || source->op->erased ||
      source->is_indirect || weir_global_is_mutable(source->op) ||
      weir_global_is_stored_outside_initializers(source) ||
      weir_global_initial_value(global->op) != NULL ||
      weir_op_attr_type(source->op, "type") !=
          weir_op_attr_type(global->op, "type")) {
    return PRESERVED;
  }
  weir_global_redirect(global, source->op, true);
  weir_op_erase(global->op);
  return DELETED;
}

static bool set_immutable(weir_op_t* load, bool is_immutable) {
  if (weir_op_has_attr(load, "is_immutable") == is_immutable) return false;
  weir_op_set_attr(load, "is_immutable",
                   is_immutable ? weir_unit_attr(load->context) : NULL);
  return true;
}

// What is stored by initialisers alone is immutable; its loads say so except
// where an initialiser may still be writing it.
static action_t update_immutability(const weir_explorer_t* globals,
                                    const weir_global_info_t* global) {
  (void)globals;
  bool is_mutable = weir_global_is_stored_outside_initializers(global);
  bool changed = weir_global_is_mutable(global->op) != is_mutable;
  weir_global_set_mutable(global->op, is_mutable);
  for (uint32_t i = 0; i < global->loads.count; ++i) {
    weir_op_t* load = global->loads.ops[i];
    bool is_settled =
        global->stores.count == 0 || !weir_op_is_in_initializer(load);
    changed |= set_immutable(load, !is_mutable && is_settled);
  }
  return changed ? UPDATED : PRESERVED;
}

static action_t inline_constant_loads(const weir_explorer_t* globals,
                                      const weir_global_info_t* global) {
  (void)globals;
  weir_attr_t* value = weir_global_initial_value(global->op);
  const weir_attr_t* policy = weir_op_attr(global->op, "inlining_policy");
  if (weir_global_is_mutable(global->op) || global->stores.count > 0 ||
      global->loads.count == 0 || value == NULL ||
      weir_attr_is_def(policy, &weir_util_inline_never_def) ||
      (value->kind != WEIR_ATTR_INTEGER && value->kind != WEIR_ATTR_FLOAT &&
       value->kind != WEIR_ATTR_DENSE_ELEMENTS &&
       value->kind != WEIR_ATTR_DENSE_RESOURCE)) {
    return PRESERVED;
  }
  action_t action = PRESERVED;
  for (uint32_t i = 0; i < global->loads.count; ++i) {
    weir_op_t* load = global->loads.ops[i];
    if (weir_op_result_n(load, 0)->type != value->type) continue;
    weir_builder_t builder = weir_builder_before(load);
    weir_value_t* constant =
        weir_build_constant(&builder, load->location, value);
    weir_op_replace(load, &constant);
    action = UPDATED;
  }
  return action;
}

static action_t erase_unused(const weir_explorer_t* globals,
                             const weir_global_info_t* global) {
  (void)globals;
  if (global->loads.count > 0) return PRESERVED;
  weir_global_erase(global);
  return DELETED;
}

// The attributes without the name, for comparison.
static weir_attr_t* contents_of(const weir_op_t* global) {
  return weir_dictionary_set(global->attrs, "sym_name", NULL);
}

// Equal constants are one: the first.
static action_t deduplicate(const weir_explorer_t* globals,
                            const weir_global_info_t* global) {
  if (weir_global_is_mutable(global->op) || global->stores.count > 0 ||
      weir_global_initial_value(global->op) == NULL) {
    return PRESERVED;
  }
  for (uint32_t i = 0; i < weir_explorer_global_count(globals); ++i) {
    const weir_global_info_t* other = weir_explorer_global(globals, i);
    if (other == global) break;
    if (other->op->erased || !weir_global_is_closed(other) ||
        other->stores.count > 0 ||
        contents_of(other->op) != contents_of(global->op)) {
      continue;
    }
    weir_global_redirect(global, other->op, false);
    weir_op_erase(global->op);
    return DELETED;
  }
  return PRESERVED;
}

static bool apply(rule_fn_t rule, weir_op_t* module, weir_arena_t* arena) {
  weir_explorer_t* globals = weir_explorer_create(module, arena);
  bool changed = false;
  for (uint32_t i = 0; i < weir_explorer_global_count(globals); ++i) {
    const weir_global_info_t* global = weir_explorer_global(globals, i);
    if (!weir_op_is(global->op, WEIR_UTIL_GLOBAL) ||
        !weir_global_is_closed(global)) {
      continue;
    }
    changed |= rule(globals, global) != PRESERVED;
  }
  return changed;
}

weir_status_t weir_util_fold_globals(weir_pass_t* pass, weir_op_t* module) {
  static const rule_fn_t rules[] = {
      inline_constant_stores, rename_chained, update_immutability,
      inline_constant_loads,  erase_unused,   deduplicate,
  };
  weir_greedy_options_t options = {
      .canonicalize = true, .fold = true, .simplify_regions = true};
  for (uint32_t round = 0; round < MAX_ROUNDS; ++round) {
    weir_rewrite_greedily(module, NULL, 0, &options, NULL);
    bool changed = false;
    for (uint32_t i = 0; i < sizeof(rules) / sizeof(rules[0]); ++i) {
      changed |= apply(rules[i], module, pass->scratch);
    }
    if (!changed) break;
  }
  return weir_ok();
}
