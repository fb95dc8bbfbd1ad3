// Simplifies globals: constants come to their loads, copies to what they copy.
//
// Needs:   nothing.
// Changes: globals, their loads and stores; all else is canonicalised.
// Keeps:   what public globals are declared as, globals with an address, those
//          that attributes name, policies against inlining; with the option
//          `strict` also what a global holds between two calls, if functions
//          store it.
//
// Each rule makes others apply (a constant store becomes an initial value, the
// global immutable, its loads constants, the global unused), so that all run
// with canonicalisation between them until nothing changes.
#include <string.h>

#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
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

static bool is_before(const weir_op_t* a, const weir_op_t* b) {
  for (const weir_op_t* op = a->next; op != NULL; op = op->next) {
    if (op == b) return true;
  }
  return false;
}

static bool reads_between(const weir_global_info_t* global, const weir_op_t* a,
                          const weir_op_t* b) {
  for (uint32_t i = 0; i < global->loads.count; ++i) {
    const weir_op_t* load = global->loads.ops[i];
    if (load->block == a->block && is_before(a, load) && is_before(load, b)) {
      return true;
    }
  }
  return false;
}

static const weir_op_t* function_of(const weir_op_t* op) {
  while (op != NULL && !weir_op_has_trait(op, WEIR_OP_FUNCTION)) {
    op = weir_op_parent(op);
  }
  return op;
}

// Whether a function that writes the source with |store| and also copies it
// does so afterwards, so that the copy is not the value from before.
static bool is_copied_afterwards(const weir_global_info_t* global,
                                 const weir_op_t* store) {
  const weir_op_t* function = function_of(store);
  bool copies = false;
  for (uint32_t i = 0; i < global->stores.count; ++i) {
    const weir_op_t* copy = global->stores.ops[i];
    if (function_of(copy) != function) continue;
    copies = true;
    const weir_op_t* load = weir_value_op(weir_op_operand_n(copy, 0));
    if (copy->block == store->block && load->block == store->block &&
        is_before(store, load) && is_before(store, copy) &&
        !reads_between(global, store, copy)) {
      return true;
    }
  }
  return !copies;
}

static bool is_in_step(const weir_global_info_t* global,
                       const weir_global_info_t* source) {
  for (uint32_t i = 0; i < source->stores.count; ++i) {
    const weir_op_t* store = source->stores.ops[i];
    if (weir_op_is_in_initializer(store)) continue;
    if (!is_copied_afterwards(global, store)) return false;
  }
  weir_attr_t* initial = weir_global_initial_value(global->op);
  return initial == NULL || initial == weir_global_initial_value(source->op);
}

// All stores are of what another global holds: the two are taken to be one, as
// long as no function keeps the old value in the one while it writes the other.
// In which order functions are called is not known here.
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
      source->is_indirect || global->references.count > 0 ||
      weir_op_attr_type(source->op, "type") !=
          weir_op_attr_type(global->op, "type") ||
      !is_in_step(global, source)) {
    return PRESERVED;
  }
  weir_global_redirect(global, source->op, true);
  weir_op_erase(global->op);
  return DELETED;
}

// What is stored by initialisers alone is immutable, and loads say so but for
// those in initialisers, where it may still be written.
static action_t update_immutability(const weir_explorer_t* globals,
                                    const weir_global_info_t* global) {
  (void)globals;
  if (weir_global_is_stored_outside_initializers(global)) return PRESERVED;
  bool changed = weir_global_is_mutable(global->op);
  weir_global_set_mutable(global->op, false);
  for (uint32_t i = 0; i < global->loads.count; ++i) {
    weir_op_t* load = global->loads.ops[i];
    if (weir_op_is_in_initializer(load) ||
        weir_op_has_attr(load, "is_immutable")) {
      continue;
    }
    weir_op_set_attr(load, "is_immutable", weir_unit_attr(load->context));
    changed = true;
  }
  return changed ? UPDATED : PRESERVED;
}

// Attributes of other dialects say where the global is; constants cannot.
static bool has_foreign_attrs(const weir_op_t* op) {
  for (uint32_t i = 0; i < op->attrs->dictionary.count; ++i) {
    const weir_name_t* name = op->attrs->dictionary.entries[i].name;
    if (memchr(name->data, '.', name->size) == NULL) continue;
    if (strncmp(name->data, "util.", 5) != 0) return true;
  }
  return false;
}

// Types that stand for objects are values only as globals; a timepoint is like
// a number.
static bool is_constant_value(const weir_attr_t* value) {
  if (weir_attr_is_def(value, &weir_stream_timepoint_attr_def)) return true;
  switch (value->kind) {
    case WEIR_ATTR_INTEGER:
      return value->type->kind == WEIR_TYPE_INDEX ||
             weir_type_is_signless_integer(value->type);
    case WEIR_ATTR_FLOAT:
    case WEIR_ATTR_DENSE_ELEMENTS:
    case WEIR_ATTR_DENSE_RESOURCE:
      return true;
    default:
      return false;
  }
}

static weir_value_t* build_value(weir_op_t* load, weir_attr_t* value) {
  weir_builder_t builder = weir_builder_before(load);
  if (!weir_attr_is_def(value, &weir_stream_timepoint_attr_def)) {
    return weir_build_constant(&builder, load->location, value);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_STREAM_TIMEPOINT_IMMEDIATE,
                     load->location);
  weir_op_state_result(&state, load->results[0].type);
  return weir_op_result_n(weir_build(&builder, &state), 0);
}

static action_t inline_constant_loads(const weir_explorer_t* globals,
                                      const weir_global_info_t* global) {
  (void)globals;
  weir_attr_t* value = weir_global_initial_value(global->op);
  const weir_attr_t* policy = weir_op_attr(global->op, "inlining_policy");
  if (weir_global_is_mutable(global->op) || global->stores.count > 0 ||
      global->loads.count == 0 || value == NULL ||
      weir_attr_is_def(policy, &weir_util_inline_never_def) ||
      has_foreign_attrs(global->op) || !is_constant_value(value)) {
    return PRESERVED;
  }
  action_t action = PRESERVED;
  for (uint32_t i = 0; i < global->loads.count; ++i) {
    weir_op_t* load = global->loads.ops[i];
    if (weir_op_result_n(load, 0)->type != value->type) continue;
    weir_value_t* constant = build_value(load, value);
    weir_op_replace(load, &constant);
    action = UPDATED;
  }
  return action;
}

static action_t erase_unused(const weir_explorer_t* globals,
                             const weir_global_info_t* global) {
  (void)globals;
  if (global->loads.count > 0 || global->references.count > 0) {
    return PRESERVED;
  }
  weir_global_erase(global);
  return DELETED;
}

static bool is_dialect_attr(const weir_named_attr_t* entry) {
  return memchr(entry->name->data, '.', entry->name->size) != NULL;
}

// The same type, initial value and attributes of dialects.
static bool have_equal_contents(const weir_op_t* a, const weir_op_t* b) {
  if (weir_op_attr(a, "type") != weir_op_attr(b, "type") ||
      weir_global_initial_value(a) != weir_global_initial_value(b)) {
    return false;
  }
  const weir_op_t* both[] = {a, b};
  for (uint32_t side = 0; side < 2; ++side) {
    const weir_attr_t* attrs = both[side]->attrs;
    const weir_attr_t* others = both[1 - side]->attrs;
    for (uint32_t i = 0; i < attrs->dictionary.count; ++i) {
      const weir_named_attr_t* entry = &attrs->dictionary.entries[i];
      if (is_dialect_attr(entry) &&
          weir_dictionary_get(others, entry->name->data) != entry->value) {
        return false;
      }
    }
  }
  return true;
}

static bool is_constant_global(const weir_global_info_t* global) {
  return weir_op_is(global->op, WEIR_UTIL_GLOBAL) && !global->op->erased &&
         weir_global_is_closed(global) && global->stores.count == 0 &&
         global->references.count == 0 &&
         weir_global_initial_value(global->op) != NULL;
}

// Equal constants are one: the first.
static action_t deduplicate(const weir_explorer_t* globals,
                            const weir_global_info_t* global) {
  if (!is_constant_global(global)) return PRESERVED;
  for (uint32_t i = 0; i < weir_explorer_global_count(globals); ++i) {
    const weir_global_info_t* other = weir_explorer_global(globals, i);
    if (other == global) break;
    if (!is_constant_global(other) ||
        !have_equal_contents(other->op, global->op)) {
      continue;
    }
    weir_location_t* locations[] = {other->op->location, global->op->location};
    other->op->location =
        weir_location_fused(other->op->context, locations, 2, NULL);
    weir_global_redirect(global, other->op, false);
    weir_op_erase(global->op);
    return DELETED;
  }
  return PRESERVED;
}

typedef struct rule_t {
  rule_fn_t apply;
  bool for_public;    // globals as well
  bool for_changing;  // holds for what functions store, in any order of calls
} rule_t;

// Whether functions find the same value at every call: initialisers alone
// store to the global and to those whose values it gets.
static bool is_settled(const weir_explorer_t* globals,
                       const weir_global_info_t* global) {
  if (weir_global_is_stored_outside_initializers(global)) return false;
  for (uint32_t i = 0; i < global->stores.count; ++i) {
    const weir_op_t* load =
        weir_value_op(weir_op_operand_n(global->stores.ops[i], 0));
    if (load == NULL || !weir_op_is(load, WEIR_UTIL_GLOBAL_LOAD)) continue;
    const weir_global_info_t* source = weir_explorer_global_of(globals, load);
    if (source == NULL || weir_global_is_stored_outside_initializers(source)) {
      return false;
    }
  }
  return true;
}

static bool apply(const rule_t* rule, bool strict, weir_op_t* module,
                  weir_arena_t* arena) {
  weir_explorer_t* globals = weir_explorer_create(module, arena);
  bool changed = false;
  for (uint32_t i = 0; i < weir_explorer_global_count(globals); ++i) {
    const weir_global_info_t* global = weir_explorer_global(globals, i);
    if (!weir_op_is(global->op, WEIR_UTIL_GLOBAL) || global->is_indirect ||
        (!rule->for_public && !weir_global_is_closed(global)) ||
        (strict && !rule->for_changing && !is_settled(globals, global))) {
      continue;
    }
    changed |= rule->apply(globals, global) != PRESERVED;
  }
  return changed;
}

weir_status_t weir_util_fold_globals(weir_pass_t* pass, weir_op_t* module) {
  static const rule_t rules[] = {
      {inline_constant_stores, .for_public = true, .for_changing = false},
      {rename_chained, .for_public = false, .for_changing = false},
      {update_immutability, .for_public = false, .for_changing = true},
      {inline_constant_loads, .for_public = true, .for_changing = true},
      {erase_unused, .for_public = false, .for_changing = true},
      {deduplicate, .for_public = false, .for_changing = true},
  };
  bool strict = weir_pass_flag(pass, "strict", false);
  weir_greedy_options_t options = {.canonicalize = true,
                                   .fold = true,
                                   .bottom_up = true,
                                   .simplify_regions = true,
                                   .merge_blocks = true};
  bool changed_any = false;
  for (uint32_t round = 0; round < MAX_ROUNDS; ++round) {
    weir_rewrite_greedily(module, NULL, 0, &options, NULL);
    bool changed = false;
    for (uint32_t i = 0; i < sizeof(rules) / sizeof(rules[0]); ++i) {
      changed |= apply(&rules[i], strict, module, pass->scratch);
    }
    if (!changed) break;
    changed_any = true;
  }
  if (changed_any) weir_pass_signal_modified(module);
  return weir_ok();
}
