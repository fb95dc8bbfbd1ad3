// Carries subranges of buffers and resources over globals, calls and branches.
//
// Needs:   nothing.
// Changes: a global, an argument or result of a private function or an argument
//          of a block that is a sized value becomes four: the storage, its
//          size, an offset and a length. Stores, calls, returns and branches
//          hand over the storage of a subrange op with its range, through
//          several such ops; what reads begins with the subrange op again.
// Keeps:   public functions' types, globals whose address is taken.
#include <string.h>

#include "compiler/analysis/explorer.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/companions.h"
#include "compiler/dialects/lists.h"
#include "compiler/dialects/sizes.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_types.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/dominance.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/util/globals.h"
#include "compiler/transforms/util/passes.h"

enum { STORAGE, STORAGE_SIZE, OFFSET, LENGTH, PART_COUNT };

typedef struct expanded_global_t {
  weir_string_view_t name;
  weir_op_t* parts[PART_COUNT];
} expanded_global_t;

// The part of which storage a value is.
typedef struct range_t {
  weir_value_t* value;
  weir_value_t* parts[PART_COUNT];
} range_t;

typedef struct propagation_t {
  weir_pass_t* pass;
  weir_symbol_table_t* symbols;
  expanded_global_t* globals;
  uint32_t global_count;
  // Of the function at hand.
  range_t* ranges;  // by value, open addressing
  uint32_t range_count, range_capacity;
  weir_op_t* first;    // op of its entry before anything was added
  weir_value_t* zero;  // made before |first| when it is first asked for
} propagation_t;

// -- ranges that are known ----------------------------------------------------

static range_t* range_slot(const propagation_t* p, const weir_value_t* value) {
  uint64_t hash = ((uint64_t)(uintptr_t)value >> 4) * 0x9e3779b97f4a7c15ull;
  uint32_t at = (uint32_t)(hash >> 32) & (p->range_capacity - 1);
  while (p->ranges[at].value != NULL && p->ranges[at].value != value) {
    at = (at + 1) & (p->range_capacity - 1);
  }
  return &p->ranges[at];
}

static void remember(propagation_t* p, weir_value_t* value,
                     weir_value_t* const* parts) {
  if (p->range_count * 2 >= p->range_capacity) {
    range_t* old = p->ranges;
    uint32_t old_capacity = p->range_capacity;
    p->range_capacity = old_capacity != 0 ? old_capacity * 2 : 64;
    p->ranges = WEIR_ARENA_ARRAY(p->pass->scratch, range_t, p->range_capacity);
    for (uint32_t i = 0; i < old_capacity; ++i) {
      if (old[i].value != NULL) *range_slot(p, old[i].value) = old[i];
    }
  }
  range_t* range = range_slot(p, value);
  if (range->value == NULL) ++p->range_count;
  range->value = value;
  memcpy(range->parts, parts, sizeof(range->parts));
}

// What is known of |value| if it may be used at |at|.
static const range_t* find_range(const propagation_t* p,
                                 const weir_value_t* value, weir_op_t* at) {
  if (p->range_capacity == 0) return NULL;
  const range_t* range = range_slot(p, value);
  if (range->value == NULL) return NULL;
  for (uint32_t i = 0; i < PART_COUNT; ++i) {
    if (!weir_value_is_usable_at(range->parts[i], at)) return NULL;
  }
  return range;
}

static weir_value_t* zero_of(propagation_t* p) {
  if (p->zero == NULL) {
    weir_builder_t builder = weir_builder_before(p->first);
    p->zero = weir_build_index(&builder, p->first->location, 0);
  }
  return p->zero;
}

// -- one value ----------------------------------------------------------------

static bool is_subrange(const weir_op_t* op) {
  return weir_op_is(op, WEIR_UTIL_BUFFER_SUBSPAN) ||
         weir_op_is(op, WEIR_STREAM_RESOURCE_SUBVIEW);
}

// The two subrange ops have the same groups: source, its size, offset, length.
static weir_value_t* build_subrange(weir_builder_t* builder,
                                    weir_location_t* location,
                                    weir_value_t* const* parts) {
  bool is_buffer = weir_type_is_util_buffer(parts[STORAGE]->type);
  weir_op_state_t state;
  weir_op_state_init(
      &state, builder,
      is_buffer ? WEIR_UTIL_BUFFER_SUBSPAN : WEIR_STREAM_RESOURCE_SUBVIEW,
      location);
  for (uint32_t i = 0; i < PART_COUNT; ++i) {
    weir_op_state_operand(&state, parts[i]);
  }
  weir_op_state_result(&state, parts[STORAGE]->type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static weir_value_t* size_of(weir_builder_t* builder, weir_op_t* at,
                             weir_value_t* value) {
  weir_value_t* size = weir_value_find_size(value, at);
  if (size != NULL) return size;
  bool is_buffer = weir_type_is_util_buffer(value->type);
  return weir_build_unary(
      builder, is_buffer ? WEIR_UTIL_BUFFER_SIZE : WEIR_STREAM_RESOURCE_SIZE,
      at->location, value, weir_index_type(builder->context));
}

// The storage that |value| is a part of, and which part, for use at |at|.
static void take_apart(propagation_t* p, weir_builder_t* builder, weir_op_t* at,
                       weir_value_t* value, weir_value_t** parts) {
  const range_t* known = find_range(p, value, at);
  const weir_op_t* op = weir_value_op(value);
  if (known != NULL) {
    memcpy(parts, known->parts, sizeof(known->parts));
    return;
  }
  if (is_subrange(op)) {
    for (uint32_t i = 0; i < PART_COUNT; ++i) {
      parts[i] = weir_op_operand_n(op, i);
    }
  } else {
    parts[STORAGE] = value;
    parts[STORAGE_SIZE] = size_of(builder, at, value);
    parts[OFFSET] = zero_of(p);
    parts[LENGTH] = parts[STORAGE_SIZE];
  }
  remember(p, value, parts);
}

static weir_value_t* build_sum(weir_builder_t* builder,
                               weir_location_t* location, weir_value_t* a,
                               weir_value_t* b) {
  int64_t x = 0, y = 0;
  bool has_x = weir_value_is_constant_int(a, &x);
  bool has_y = weir_value_is_constant_int(b, &y);
  if (has_y && y == 0) return a;
  if (has_x && x == 0) return b;
  if (has_x && has_y) return weir_build_index(builder, location, x + y);
  return weir_build_binary(builder, WEIR_ARITH_ADDI, location, a, b);
}

// A part of a part is a part of the whole.
static void compose(propagation_t* p, weir_op_t* op) {
  weir_value_t* result = weir_op_result_n(op, 0);
  if (p->range_capacity != 0 && range_slot(p, result)->value != NULL) return;
  weir_value_t* parts[PART_COUNT];
  weir_builder_t builder = weir_builder_after(op);
  take_apart(p, &builder, op->next, weir_op_operand_n(op, STORAGE), parts);
  if (parts[STORAGE] == weir_op_operand_n(op, STORAGE)) return;
  parts[OFFSET] = build_sum(&builder, op->location, parts[OFFSET],
                            weir_op_operand_n(op, OFFSET));
  parts[LENGTH] = weir_op_operand_n(op, LENGTH);
  remember(p, result, parts);
}

static void add_parts(propagation_t* p, weir_value_list_t* list,
                      weir_arena_t* arena, weir_op_t* at, weir_value_t* value) {
  if (!weir_type_is_sized(value->type)) {
    weir_value_list_add(list, arena, value);
    return;
  }
  weir_value_t* parts[PART_COUNT];
  weir_builder_t builder = weir_builder_before(at);
  take_apart(p, &builder, at, value, parts);
  for (uint32_t i = 0; i < PART_COUNT; ++i) {
    weir_value_list_add(list, arena, parts[i]);
  }
}

static uint32_t part_count(const weir_type_t* type) {
  return weir_type_is_sized(type) ? PART_COUNT - STORAGE_SIZE : 0;
}

static weir_companions_t parts_behind(weir_context_t* context) {
  return (weir_companions_t){.count = part_count,
                             .type = weir_index_type(context)};
}

// -- globals ------------------------------------------------------------------

static void expand_global(propagation_t* p, weir_op_t* global) {
  static const char* const suffixes[] = {"", "__storage_size", "__offset",
                                         "__length"};
  weir_context_t* context = global->context;
  expanded_global_t* expanded = &p->globals[p->global_count++];
  expanded->name = weir_symbol_name(global);
  expanded->parts[STORAGE] = global;
  weir_op_t* last = global;
  for (uint32_t i = STORAGE_SIZE; i < PART_COUNT; ++i) {
    weir_builder_t builder = weir_builder_before(global);
    weir_builder_set_after(&builder, last);
    weir_op_state_t state;
    weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL, global->location);
    const char* name =
        weir_arena_format(p->pass->scratch, "%.*s%s", (int)expanded->name.size,
                          expanded->name.data, suffixes[i]);
    weir_op_state_attr(&state, "sym_name", weir_string_attr(context, name));
    weir_op_state_attr(&state, "sym_visibility",
                       weir_op_attr(global, "sym_visibility"));
    weir_op_state_attr(&state, "is_mutable", weir_unit_attr(context));
    weir_op_state_attr(&state, "type",
                       weir_type_attr(weir_index_type(context)));
    last = expanded->parts[i] = weir_build(&builder, &state);
    weir_symbol_table_add(p->symbols, last);
  }
}

static const expanded_global_t* expanded_of(const propagation_t* p,
                                            const weir_op_t* access) {
  weir_string_view_t name = weir_op_attr_string(access, "global");
  for (uint32_t i = 0; i < p->global_count; ++i) {
    if (weir_sv_equal(p->globals[i].name, name)) return &p->globals[i];
  }
  return NULL;
}

static weir_attr_t* name_of(const weir_op_t* global) {
  return weir_symbol_attr(global->context, weir_symbol_name(global).data);
}

static void expand_load(propagation_t* p, weir_op_t* load) {
  const expanded_global_t* global = expanded_of(p, load);
  if (global == NULL) return;
  weir_builder_t builder = weir_builder_before(load);
  weir_builder_set_after(&builder, load);
  weir_value_t* parts[PART_COUNT] = {weir_op_result_n(load, 0)};
  for (uint32_t i = STORAGE_SIZE; i < PART_COUNT; ++i) {
    weir_op_state_t state;
    weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL_LOAD, load->location);
    weir_op_state_attr(&state, "global", name_of(global->parts[i]));
    weir_op_state_result(&state, weir_index_type(load->context));
    weir_op_t* part = weir_build(&builder, &state);
    parts[i] = weir_op_result_n(part, 0);
    weir_builder_set_after(&builder, part);
  }
  remember(p, parts[STORAGE], parts);
  weir_value_t* value = build_subrange(&builder, load->location, parts);
  weir_value_replace_uses_except(parts[STORAGE], value, weir_value_op(value));
}

static void expand_store(propagation_t* p, weir_op_t* store) {
  const expanded_global_t* global = expanded_of(p, store);
  if (global == NULL) return;
  weir_builder_t builder = weir_builder_before(store);
  weir_value_t* parts[PART_COUNT];
  take_apart(p, &builder, store, weir_op_operand_n(store, 0), parts);
  weir_op_set_operand(store, 0, parts[STORAGE]);
  weir_builder_set_after(&builder, store);
  for (uint32_t i = STORAGE_SIZE; i < PART_COUNT; ++i) {
    weir_op_state_t state;
    weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL_STORE,
                       store->location);
    weir_op_state_operand(&state, parts[i]);
    weir_op_state_attr(&state, "global", name_of(global->parts[i]));
    weir_builder_set_after(&builder, weir_build(&builder, &state));
  }
}

// -- calls, returns, branches -------------------------------------------------

static bool is_expandable(const weir_op_t* function) {
  return weir_op_is(function, WEIR_UTIL_FUNC) &&
         weir_symbol_visibility(function) == WEIR_PRIVATE &&
         !weir_region_is_empty(weir_op_region(function, 0));
}

static void expand_call(propagation_t* p, weir_op_t* call) {
  weir_arena_t* arena = weir_context_arena(call->context);
  const weir_op_t* callee =
      weir_symbol_table_get(p->symbols, weir_op_attr_string(call, "callee"));
  if (callee == NULL || !is_expandable(callee)) return;
  weir_value_list_t operands = {0};
  weir_companions_t companions = parts_behind(call->context);
  weir_type_t** old_types =
      WEIR_ARENA_ARRAY(arena, weir_type_t*, call->result_count + 1);
  weir_builder_t builder = weir_builder_before(call);
  bool changes = false;
  for (uint32_t i = 0; i < call->operand_count; ++i) {
    changes |= weir_type_is_sized(weir_op_operand_n(call, i)->type);
    add_parts(p, &operands, arena, call, weir_op_operand_n(call, i));
  }
  for (uint32_t i = 0; i < call->result_count; ++i) {
    changes |= weir_type_is_sized(call->results[i].type);
    old_types[i] = call->results[i].type;
  }
  if (!changes) return;
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_CALL, call->location);
  weir_op_state_operands(&state, operands.items, operands.count);
  uint32_t count = 0;
  weir_type_t** types = weir_companions_types(&companions, arena, old_types,
                                              call->result_count, &count);
  weir_op_state_results(&state, types, count);
  weir_op_state_attrs(&state,
                      weir_dictionary_set(call->attrs, "tied_operands", NULL));
  weir_op_t* by = weir_build(&builder, &state);
  for (uint32_t i = 0, next = 0; i < call->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(call, i);
    weir_value_t* value = weir_op_result_n(by, next++);
    if (weir_type_is_sized(result->type)) {
      weir_value_t* parts[PART_COUNT] = {value};
      for (uint32_t k = STORAGE_SIZE; k < PART_COUNT; ++k) {
        parts[k] = weir_op_result_n(by, next++);
      }
      remember(p, value, parts);
      value = build_subrange(&builder, call->location, parts);
    }
    weir_value_replace_uses(result, value);
  }
  weir_op_erase(call);
}

static void expand_return(propagation_t* p, weir_op_t* op) {
  weir_value_list_t operands = {0};
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    add_parts(p, &operands, weir_context_arena(op->context), op,
              weir_op_operand_n(op, i));
  }
  weir_op_set_operand_group(op, 0, operands.items, operands.count);
}

static void expand_branch(propagation_t* p, weir_op_t* op) {
  for (uint32_t s = 0; s < op->successor_count; ++s) {
    uint32_t start = 0, count = 0;
    weir_op_successor_operands(op, s, &start, &count);
    for (uint32_t i = 0; i < count; ++i) {
      weir_value_list_t parts = {0};
      weir_value_t* value = weir_op_operand_n(op, start + i);
      if (!weir_type_is_sized(value->type)) continue;
      add_parts(p, &parts, weir_context_arena(op->context), op, value);
      weir_op_erase_successor_operand(op, s, i);
      for (uint32_t k = 0; k < PART_COUNT; ++k) {
        weir_op_insert_successor_operand(op, s, i + k, parts.items[k]);
      }
      i += PART_COUNT - 1;
      weir_op_successor_operands(op, s, &start, &count);
    }
  }
}

static void expand_arguments(propagation_t* p, weir_block_t* block) {
  weir_builder_t builder = weir_builder_before(block->first);
  weir_type_t* index = weir_index_type(block->first->context);
  for (uint32_t i = 0; i < block->argument_count; ++i) {
    weir_value_t* argument = block->arguments[i];
    if (!weir_type_is_sized(argument->type)) continue;
    weir_value_t* parts[PART_COUNT] = {argument};
    for (uint32_t k = STORAGE_SIZE; k < PART_COUNT; ++k) {
      parts[k] =
          weir_block_insert_argument(block, ++i, index, argument->location);
    }
    remember(p, argument, parts);
    weir_value_t* value = build_subrange(&builder, argument->location, parts);
    weir_value_replace_uses_except(argument, value, weir_value_op(value));
  }
}

// -- functions ----------------------------------------------------------------

static void expand_signature(weir_op_t* function) {
  weir_companions_t companions = parts_behind(function->context);
  weir_arena_t* arena = weir_context_arena(function->context);
  if (weir_companions_signature(&companions, arena, function)) {
    weir_op_remove_attr(function, "tied_operands");
  }
}

static weir_walk_t collect(weir_op_t* op, void* user) {
  const propagation_t* p = ((void**)user)[0];
  weir_op_list_add(((void**)user)[1], p->pass->scratch, op);
  return WEIR_WALK_CONTINUE;
}

// All ops inside, those of a block behind those of blocks that dominate it.
static weir_op_list_t ops_in_order(propagation_t* p, weir_region_t* body) {
  weir_op_list_t all = {0};
  void* user[] = {p, &all};
  weir_dominance_t* dominance = weir_dominance_create(p->pass->scratch);
  uint32_t count = 0;
  weir_block_t* const* blocks = weir_dominance_order(dominance, body, &count);
  for (uint32_t i = 0; i < count; ++i) {
    WEIR_FOR_EACH_OP(op, blocks[i]) {
      weir_walk_pre_order(op, collect, user);
    }
  }
  WEIR_FOR_EACH_BLOCK(block, body) {
    if (weir_block_is_reachable(dominance, block)) continue;
    WEIR_FOR_EACH_OP(op, block) {
      weir_walk_pre_order(op, collect, user);
    }
  }
  return all;
}

static void expand_op(propagation_t* p, weir_op_t* op, bool is_private) {
  if (is_subrange(op)) {
    compose(p, op);
  } else if (weir_op_is(op, WEIR_UTIL_GLOBAL_LOAD)) {
    expand_load(p, op);
  } else if (weir_op_is(op, WEIR_UTIL_GLOBAL_STORE)) {
    expand_store(p, op);
  } else if (weir_op_is(op, WEIR_UTIL_CALL)) {
    expand_call(p, op);
  } else if (weir_op_is(op, WEIR_UTIL_RETURN)) {
    if (is_private) expand_return(p, op);
  } else if (op->successor_count > 0) {
    expand_branch(p, op);
  }
}

static void expand_function(propagation_t* p, weir_op_t* function) {
  weir_region_t* body = weir_op_region(function, 0);
  bool is_private = is_expandable(function);
  if (weir_region_is_empty(body)) return;
  p->ranges = NULL;
  p->range_count = p->range_capacity = 0;
  p->zero = NULL;
  if (is_private) expand_signature(function);
  weir_op_list_t all = ops_in_order(p, body);
  p->first = body->first->first;
  WEIR_FOR_EACH_BLOCK(block, body) {
    if (block != body->first || is_private) expand_arguments(p, block);
  }
  for (uint32_t i = 0; i < all.count; ++i) {
    weir_op_t* op = all.ops[i];
    weir_op_t* behind = op->next;
    bool was_first = op == p->first;
    expand_op(p, op, is_private);
    // What is asked for later still goes where this one was.
    if (was_first && op->erased) p->first = behind;
  }
}

weir_status_t weir_util_propagate_subranges(weir_pass_t* pass,
                                            weir_op_t* module) {
  weir_explorer_t* explorer = weir_explorer_create(module, pass->scratch);
  uint32_t count = weir_explorer_global_count(explorer);
  propagation_t p = {
      .pass = pass,
      .symbols = weir_symbol_table_create(module, pass->scratch),
      .globals = WEIR_ARENA_ARRAY(pass->scratch, expanded_global_t, count + 1),
  };
  for (uint32_t i = 0; i < count; ++i) {
    const weir_global_info_t* global = weir_explorer_global(explorer, i);
    if (weir_op_is(global->op, WEIR_UTIL_GLOBAL) && !global->is_indirect &&
        weir_type_is_sized(weir_op_attr_type(global->op, "type"))) {
      expand_global(&p, global->op);
    }
  }
  WEIR_FOR_EACH_OP(function, weir_module_body(module)) {
    if (weir_op_has_trait(function, WEIR_OP_FUNCTION)) {
      expand_function(&p, function);
    }
  }
  return weir_ok();
}
