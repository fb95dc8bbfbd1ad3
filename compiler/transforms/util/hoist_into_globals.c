// Moves what can be computed once, when the module is loaded, into globals.
//
// Needs:   nothing.
// Changes: a value made of constants and immutable globals alone that something
//          else uses becomes a private global with an initialiser that computes
//          it; its uses read the global.
// Keeps:   constants themselves, values of type index, broadcasts' cheap inputs
//          (empties, fills, reshapes) that only feed other ops.
#include <string.h>

#include "compiler/dialects/dialect_impl.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/tensor.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/util/globals.h"
#include "compiler/transforms/util/passes.h"

typedef struct hoister_t {
  weir_arena_t* arena;
  weir_symbol_table_t* symbols;
  weir_op_t* function;
  weir_op_list_t constant_ops;  // of the function, operands before users
} hoister_t;

static bool is_constant_op(const hoister_t* hoister, const weir_op_t* op) {
  for (uint32_t i = 0; i < hoister->constant_ops.count; ++i) {
    if (hoister->constant_ops.ops[i] == op) return true;
  }
  return false;
}

static bool is_test_op(const weir_op_t* op, const char* name) {
  return op->info == NULL && strcmp(op->name->data, name) == 0;
}

// -- which ops ----------------------------------------------------------------

static bool is_root(const weir_op_t* op) {
  if (weir_op_is_constant_like(op)) return true;
  if (!weir_op_is(op, WEIR_UTIL_GLOBAL_LOAD)) return false;
  const weir_op_t* global = weir_symbol_resolve(op, weir_op_attr(op, "global"));
  return global != NULL && !weir_global_is_mutable(global);
}

static bool is_eligible(const weir_op_t* op) {
  if (op->info == NULL) {
    return is_test_op(op, "iree_unregistered.const_expr") ||
           is_test_op(op, "iree_unregistered.non_leaf_const_expr");
  }
  return op->result_count > 0 && weir_op_is_pure(op) &&
         !weir_op_is_terminator(op) &&
         !weir_op_is(op, WEIR_UTIL_OPTIMIZATION_BARRIER) &&
         !weir_op_has_trait(op, WEIR_OP_CALL);
}

// Every value from outside |op| that it or its regions use comes of constants.
static bool uses_constants_only(const hoister_t* hoister, weir_op_t* op) {
  weir_op_list_t inside = weir_collect_ops(op, 0, hoister->arena);
  for (uint32_t i = 0; i < inside.count; ++i) {
    for (uint32_t k = 0; k < inside.ops[i]->operand_count; ++k) {
      const weir_value_t* value = weir_op_operand_n(inside.ops[i], k);
      const weir_op_t* owner = weir_value_parent_op(value);
      if (owner != NULL && owner != op->block->region->op &&
          weir_op_is_ancestor(op, owner)) {
        continue;
      }
      const weir_op_t* producer = weir_value_op(value);
      if (producer == NULL || !is_constant_op(hoister, producer)) return false;
    }
  }
  for (uint32_t k = 0; k < op->operand_count; ++k) {
    const weir_op_t* producer = weir_value_op(weir_op_operand_n(op, k));
    if (producer == NULL || !is_constant_op(hoister, producer)) return false;
  }
  return true;
}

static void find_constant_ops(hoister_t* hoister) {
  WEIR_FOR_EACH_BLOCK(block, weir_op_region(hoister->function, 0)) {
    for (weir_op_t* op = block->first; op != NULL; op = op->next) {
      if (is_root(op) ||
          (is_eligible(op) && uses_constants_only(hoister, op))) {
        weir_op_list_add(&hoister->constant_ops, hoister->arena, op);
      }
    }
  }
}

// -- which values -------------------------------------------------------------

static bool may_be_global(const weir_value_t* value) {
  const weir_op_t* op = value->op;
  const weir_type_t* element = weir_type_element(value->type);
  bool is_tensor = weir_type_is_ranked_tensor(value->type) &&
                   weir_type_has_static_shape(value->type);
  if (is_root(op) || (!is_tensor && element != value->type) ||
      !weir_type_is_int_or_float(element)) {
    return false;
  }
  switch (weir_op_id(op)) {
    case WEIR_TENSOR_EMPTY:
    case WEIR_TENSOR_EXPAND_SHAPE:
    case WEIR_TENSOR_COLLAPSE_SHAPE:
    case WEIR_TENSOR_SPLAT:
    case WEIR_LINALG_FILL:
      return false;
    default:
      return !is_test_op(op, "iree_unregistered.non_leaf_const_expr");
  }
}

// Fills and empties that a linalg op writes over are best made where it is.
static bool is_destination(const weir_use_t* use) {
  const weir_op_t* user = use->op;
  if (!weir_sv_equal_c(weir_op_dialect(user), "linalg") || user->info == NULL ||
      user->info->operand_group_count < 2) {
    return false;
  }
  return weir_op_operand_group_of(user, use->index, &(uint32_t){0}) ==
         user->info->operand_group_count - 1;
}

// Whether something reads |value| that will not itself be in a global's tree.
static bool escapes(const hoister_t* hoister, const weir_value_t* value) {
  for (const weir_use_t* use = value->uses; use != NULL; use = use->next) {
    const weir_op_t* user = use->op;
    const weir_block_t* block = value->op->block;
    while (user != NULL && user->block != NULL &&
           user->block->region != block->region) {
      user = weir_op_parent(user);
    }
    if (user == NULL) continue;
    if (!is_constant_op(hoister, user)) {
      if (!is_destination(use)) return true;
      continue;
    }
    for (uint32_t i = 0; i < user->result_count; ++i) {
      if (!may_be_global(&user->results[i])) return true;
    }
  }
  return false;
}

// -- hoisting -----------------------------------------------------------------

static const char* global_name(weir_type_t* type, weir_arena_t* arena) {
  char* name =
      weir_arena_format(arena, "__hoisted_%s", weir_type_text(type, arena));
  char* out = name;
  for (const char* c = name; *c != '\0'; ++c) {
    if (strchr("<", *c) != NULL) {
      *out++ = '_';
    } else if (strchr("> ,#", *c) == NULL) {
      *out++ = *c;
    }
  }
  *out = '\0';
  return name;
}

static weir_value_t* build_load(weir_builder_t* builder, weir_op_t* global,
                                weir_location_t* location, bool is_immutable) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_GLOBAL_LOAD, location);
  weir_op_state_attr(
      &state, "global",
      weir_symbol_attr(global->context, weir_symbol_name(global).data));
  if (is_immutable) {
    weir_op_state_attr(&state, "is_immutable", weir_unit_attr(global->context));
  }
  weir_op_state_result(&state, weir_op_attr_type(global, "type"));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

// Copies |op| and all it is made of to the end of |block|.
static void copy_tree(weir_op_t* op, weir_block_t* block,
                      weir_mapping_t* mapping, weir_arena_t* arena) {
  if (op->result_count > 0 &&
      weir_mapping_find(mapping, &op->results[0]) != NULL) {
    return;
  }
  weir_op_list_t inside = weir_collect_ops(op, 0, arena);
  weir_op_list_add(&inside, arena, op);
  for (uint32_t i = 0; i < inside.count; ++i) {
    for (uint32_t k = 0; k < inside.ops[i]->operand_count; ++k) {
      weir_op_t* producer = weir_value_op(weir_op_operand_n(inside.ops[i], k));
      if (producer != NULL && producer->block->region == op->block->region &&
          producer != op) {
        copy_tree(producer, block, mapping, arena);
      }
    }
  }
  weir_op_t* copy = weir_op_clone(op, mapping);
  // An initialiser may read what others before it still write.
  if (weir_op_is(copy, WEIR_UTIL_GLOBAL_LOAD)) {
    weir_op_remove_attr(copy, "is_immutable");
  }
  weir_block_append(block, copy);
}

static void build_initializer(const hoister_t* hoister, weir_op_t* global,
                              weir_value_t* value) {
  weir_context_t* context = global->context;
  weir_builder_t builder = weir_builder_before(hoister->function);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_INITIALIZER,
                     value->op->location);
  weir_op_state_attr(
      &state, "function_type",
      weir_type_attr(weir_function_type(context, NULL, 0, NULL, 0)));
  // What follows may evaluate it when compiling.
  weir_op_state_attr(&state, "iree.compiler.consteval",
                     weir_unit_attr(context));
  weir_op_t* initializer = weir_build(&builder, &state);
  weir_block_t* block = weir_region_add_block(weir_op_region(initializer, 0));
  weir_mapping_t* mapping = weir_mapping_create(hoister->arena);
  copy_tree(value->op, block, mapping, hoister->arena);
  builder = weir_builder_at_end(block);
  weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL_STORE,
                     value->op->location);
  weir_op_state_operand(&state, weir_mapping_get(mapping, value));
  weir_op_state_attr(&state, "global",
                     weir_symbol_attr(context, weir_symbol_name(global).data));
  weir_build(&builder, &state);
  weir_op_state_init(&state, &builder, WEIR_UTIL_RETURN, value->op->location);
  weir_build(&builder, &state);
}

static void hoist(hoister_t* hoister, weir_value_t* value) {
  weir_context_t* context = hoister->function->context;
  weir_builder_t builder = weir_builder_before(hoister->function);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL, value->op->location);
  weir_op_state_attr(
      &state, "sym_name",
      weir_string_attr(context, global_name(value->type, hoister->arena)));
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(context, "private"));
  weir_op_state_attr(&state, "type", weir_type_attr(value->type));
  weir_op_t* global = weir_build(&builder, &state);
  weir_symbol_table_add(hoister->symbols, global);
  build_initializer(hoister, global, value);
  weir_builder_set_after(&builder, value->op);
  weir_value_t* load = build_load(&builder, global, value->op->location, true);
  weir_value_replace_uses(value, load);
}

static void hoist_in_function(hoister_t* hoister) {
  find_constant_ops(hoister);
  weir_value_list_t values = {0};
  for (uint32_t i = 0; i < hoister->constant_ops.count; ++i) {
    weir_op_t* op = hoister->constant_ops.ops[i];
    for (uint32_t k = 0; k < op->result_count; ++k) {
      weir_value_t* value = weir_op_result_n(op, k);
      if (may_be_global(value) && escapes(hoister, value)) {
        weir_value_list_add(&values, hoister->arena, value);
      }
    }
  }
  for (uint32_t i = 0; i < values.count; ++i) hoist(hoister, values.items[i]);
  for (uint32_t i = hoister->constant_ops.count; i-- > 0;) {
    weir_op_t* op = hoister->constant_ops.ops[i];
    bool is_used = false;
    for (uint32_t k = 0; k < op->result_count; ++k) {
      is_used = is_used || weir_value_has_uses(weir_op_result_n(op, k));
    }
    if (!is_used) weir_op_erase(op);
  }
}

weir_status_t weir_util_hoist_into_globals(weir_pass_t* pass,
                                           weir_op_t* module) {
  hoister_t hoister = {
      .arena = pass->scratch,
      .symbols = weir_symbol_table_create(module, pass->scratch),
  };
  WEIR_FOR_EACH_OP(function, weir_module_body(module)) {
    if (!weir_op_has_trait(function, WEIR_OP_FUNCTION) ||
        weir_op_is(function, WEIR_UTIL_INITIALIZER) ||
        weir_region_is_empty(weir_op_region(function, 0))) {
      continue;
    }
    hoister.function = function;
    hoister.constant_ops = (weir_op_list_t){0};
    hoist_in_function(&hoister);
  }
  return weir_ok();
}
