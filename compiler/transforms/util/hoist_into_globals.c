// Moves what can be computed once, when the module is loaded, into globals.
//
// Needs:   the option `max-size-increase-threshold`, bytes, may be given.
// Changes: a value made of constants and immutable globals alone that something
//          else uses becomes a private global with an initialiser that computes
//          it; its uses read the global. Indices are kept as i64, tensors of
//          elements narrower than a byte as bytes.
// Keeps:   constants themselves; what is better made where it is used (see
//          compiler/analysis/constant_oracle.c); affinities of the function.
#include <stdlib.h>
#include <string.h>

#include "compiler/analysis/const_expr.h"
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/util/passes.h"

enum { DEFAULT_INCREASE = 1 << 20 };

// A value and the global that holds it.
typedef struct hoisted_t {
  weir_value_t* value;
  weir_op_t* global;
} hoisted_t;

typedef struct hoister_t {
  weir_arena_t* arena;
  weir_symbol_table_t* symbols;
  const weir_const_expr_t* analysis;
  weir_op_t* module;
  hoisted_t* hoisted;  // in order
  uint32_t count, capacity;
  weir_op_t* function;  // at hand
} hoister_t;

// -- how values are kept ------------------------------------------------------

static weir_type_t* storage_type(weir_type_t* type) {
  if (type->kind == WEIR_TYPE_INDEX) return weir_i64_type(type->context);
  if (!weir_type_is_ranked_tensor(type) || !weir_type_has_static_shape(type)) {
    return type;
  }
  uint32_t width = weir_type_bit_width(weir_type_element(type));
  bool is_whole = width >= 8 && (width & (width - 1)) == 0;
  int64_t bits = weir_type_element_count(type) * width;
  if (width == 1 || is_whole || bits % 8 != 0) return type;
  int64_t bytes = bits / 8;
  return weir_tensor_type(weir_integer_type(type->context, 8), &bytes, 1, NULL);
}

// |value| as |type|, one of the two being how the other is kept.
static weir_value_t* convert(weir_builder_t* builder, weir_value_t* value,
                             weir_type_t* type, weir_location_t* location) {
  if (value->type == type) return value;
  bool is_scalar =
      value->type->kind == WEIR_TYPE_INDEX || type->kind == WEIR_TYPE_INDEX;
  if (is_scalar) {
    return weir_build_unary(builder, WEIR_ARITH_INDEX_CAST, location, value,
                            type);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_TENSOR_BITCAST, location);
  weir_op_state_operand(&state, value);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_result(&state, type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static weir_value_t* build_load(weir_builder_t* builder, weir_op_t* global,
                                weir_type_t* type, bool is_immutable) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_GLOBAL_LOAD, global->location);
  weir_op_state_attr(
      &state, "global",
      weir_symbol_attr(global->context, weir_symbol_name(global).data));
  if (is_immutable) {
    weir_op_state_attr(&state, "is_immutable", weir_unit_attr(global->context));
  }
  weir_op_state_result(&state, weir_op_attr_type(global, "type"));
  weir_value_t* loaded = weir_op_result_n(weir_build(builder, &state), 0);
  return convert(builder, loaded, type, global->location);
}

static void build_store(weir_builder_t* builder, weir_op_t* global,
                        weir_value_t* value, weir_location_t* location) {
  weir_op_state_t state;
  value = convert(builder, value, weir_op_attr_type(global, "type"), location);
  weir_op_state_init(&state, builder, WEIR_UTIL_GLOBAL_STORE, location);
  weir_op_state_operand(&state, value);
  weir_op_state_attr(
      &state, "global",
      weir_symbol_attr(global->context, weir_symbol_name(global).data));
  weir_build(builder, &state);
}

// -- globals and initialisers -------------------------------------------------

static weir_op_t* find_global(const hoister_t* hoister,
                              const weir_value_t* value) {
  for (uint32_t i = hoister->count; i-- > 0;) {
    if (hoister->hoisted[i].value == value) return hoister->hoisted[i].global;
  }
  return NULL;
}

static void remember(hoister_t* hoister, weir_value_t* value,
                     weir_op_t* global) {
  if (hoister->count == hoister->capacity) {
    uint32_t capacity = hoister->capacity * 2 + 16;
    hoisted_t* hoisted = WEIR_ARENA_ARRAY(hoister->arena, hoisted_t, capacity);
    if (hoister->count > 0) {
      memcpy(hoisted, hoister->hoisted, hoister->count * sizeof(*hoisted));
    }
    hoister->hoisted = hoisted;
    hoister->capacity = capacity;
  }
  hoister->hoisted[hoister->count++] = (hoisted_t){value, global};
}

// The type as a word.
static const char* global_name(weir_type_t* type, weir_arena_t* arena) {
  char* name =
      weir_arena_format(arena, "__hoisted_%s", weir_type_text(type, arena));
  size_t size = strlen(name);
  for (size_t i = 0; i < size; ++i) {
    char c = name[i];
    bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                    (c >= '0' && c <= '9') || c == '_';
    if (!is_plain) name[i] = '_';
  }
  if (name[size - 1] == '_') name[size - 1] = '\0';
  return name;
}

// Where a function runs is where its constants belong.
static void add_affinities(weir_op_state_t* state, const weir_op_t* function) {
  const weir_attr_t* attrs = function->attrs;
  for (uint32_t i = 0; i < attrs->dictionary.count; ++i) {
    const weir_named_attr_t* entry = &attrs->dictionary.entries[i];
    if (memchr(entry->name->data, '.', entry->name->size) == NULL) continue;
    if (weir_attr_is_affinity(entry->value)) {
      weir_op_state_attr(state, entry->name->data, entry->value);
    }
  }
}

static weir_op_t* build_global(hoister_t* hoister, weir_builder_t* builder,
                               const weir_value_t* value) {
  weir_context_t* context = builder->context;
  weir_type_t* type = storage_type(value->type);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_GLOBAL, value->op->location);
  weir_op_state_attr(
      &state, "sym_name",
      weir_string_attr(context, global_name(type, hoister->arena)));
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(context, "private"));
  weir_op_state_attr(&state, "type", weir_type_attr(type));
  add_affinities(&state, hoister->function);
  weir_op_t* global = weir_build(builder, &state);
  weir_symbol_table_add(hoister->symbols, global);
  return global;
}

static weir_op_t* build_initializer(const hoister_t* hoister,
                                    weir_location_t* location) {
  weir_context_t* context = hoister->function->context;
  weir_builder_t builder = weir_builder_before(hoister->function);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_INITIALIZER, location);
  weir_op_state_attr(
      &state, "function_type",
      weir_type_attr(weir_function_type(context, NULL, 0, NULL, 0)));
  add_affinities(&state, hoister->function);
  // What follows may evaluate it when compiling.
  weir_op_state_attr(&state, "iree.compiler.consteval",
                     weir_unit_attr(context));
  return weir_build(&builder, &state);
}

typedef struct frame_t {
  const weir_const_value_t* info;
  uint32_t next;  // producer
} frame_t;

static bool is_mapped(const frame_t* frame, const weir_mapping_t* mapping) {
  return weir_mapping_find(mapping, frame->info->value) != NULL;
}

// Appends |root|'s op and all it is made of, without recursion: expressions are
// as deep as they like. What has a global is read from it.
static void copy_tree(const hoister_t* hoister, const weir_const_value_t* root,
                      weir_block_t* block, weir_mapping_t* mapping) {
  uint32_t depth = 0, capacity = 64;
  frame_t* stack = WEIR_ARENA_ARRAY(hoister->arena, frame_t, capacity);
  stack[depth++] = (frame_t){root, 0};
  while (depth > 0) {
    frame_t* top = &stack[depth - 1];
    const weir_const_value_t* info = top->info;
    weir_op_t* global = find_global(hoister, info->value);
    if (is_mapped(top, mapping)) {
      --depth;
    } else if (global != NULL) {
      weir_builder_t builder = weir_builder_at_end(block);
      weir_mapping_set(mapping, info->value,
                       build_load(&builder, global, info->value->type, false));
    } else if (top->next == info->producers.count) {
      weir_block_append(block, weir_op_clone(info->value->op, mapping));
    } else {
      if (depth == capacity) {
        frame_t* more = WEIR_ARENA_ARRAY(hoister->arena, frame_t, 2 * capacity);
        memcpy(more, stack, capacity * sizeof(*more));
        stack = more;
        capacity *= 2;
        top = &stack[depth - 1];
      }
      stack[depth++] = (frame_t){info->producers.items[top->next++], 0};
    }
  }
}

// Gives all results of the op that makes |info| a global each.
static void hoist(hoister_t* hoister, const weir_const_value_t* info) {
  weir_op_t* op = info->value->op;
  weir_op_t* initializer = build_initializer(hoister, op->location);
  weir_block_t* block = weir_region_add_block(weir_op_region(initializer, 0));
  weir_mapping_t* mapping = weir_mapping_create(hoister->arena);
  copy_tree(hoister, weir_const_expr_find(hoister->analysis, &op->results[0]),
            block, mapping);
  weir_builder_t module_builder = weir_builder_before(initializer);
  weir_builder_t builder = weir_builder_at_end(block);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    weir_op_t* global = build_global(hoister, &module_builder, result);
    remember(hoister, result, global);
    build_store(&builder, global, weir_mapping_get(mapping, result),
                op->location);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_RETURN, op->location);
  weir_build(&builder, &state);
}

static weir_walk_t hoist_results(weir_op_t* op, void* user) {
  hoister_t* hoister = user;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    const weir_const_value_t* info =
        weir_const_expr_find(hoister->analysis, result);
    if (info != NULL && info->is_hoisted &&
        find_global(hoister, result) == NULL) {
      hoist(hoister, info);
    }
  }
  return WEIR_WALK_CONTINUE;
}

// -- clean-up -----------------------------------------------------------------

static bool is_used(const weir_op_t* op) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (op->results[i].uses != NULL) return true;
  }
  return false;
}

// Expressions whose uses now read globals.
static void erase_unused(const weir_const_expr_t* analysis) {
  const weir_const_list_t* values = weir_const_expr_values(analysis);
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = values->count; i-- > 0;) {
      const weir_const_value_t* info = values->items[i];
      weir_op_t* op =
          info->value->kind == WEIR_VALUE_RESULT ? info->value->op : NULL;
      if (op == NULL || op->erased || info->state != WEIR_CONST_CONSTANT ||
          is_used(op)) {
        continue;
      }
      weir_op_erase(op);
      changed = true;
    }
  }
}

static void replace_uses(const hoister_t* hoister) {
  for (uint32_t i = 0; i < hoister->count; ++i) {
    weir_value_t* value = hoister->hoisted[i].value;
    weir_builder_t builder = weir_builder_after(value->op);
    weir_value_t* loaded =
        build_load(&builder, hoister->hoisted[i].global, value->type,
                   weir_op_parent_of(value->op, WEIR_UTIL_INITIALIZER) == NULL);
    weir_value_replace_uses(value, loaded);
  }
}

weir_status_t weir_util_hoist_into_globals(weir_pass_t* pass,
                                           weir_op_t* module) {
  const char* limit =
      weir_pass_option(pass, "max-size-increase-threshold", NULL);
  weir_const_expr_t* analysis = weir_const_expr_create(module, pass->scratch);
  weir_const_expr_decide(
      analysis, limit != NULL ? strtoll(limit, NULL, 10) : DEFAULT_INCREASE);
  hoister_t hoister = {
      .arena = pass->scratch,
      .symbols = weir_symbol_table_create(module, pass->scratch),
      .analysis = analysis,
      .module = module,
  };
  WEIR_FOR_EACH_OP(function, weir_module_body(module)) {
    if (!weir_op_has_trait(function, WEIR_OP_FUNCTION) ||
        weir_op_has_trait(function, WEIR_OP_INITIALIZER)) {
      continue;
    }
    hoister.function = function;
    weir_walk_pre_order(function, hoist_results, &hoister);
  }
  replace_uses(&hoister);
  erase_unused(analysis);
  return weir_ok();
}
