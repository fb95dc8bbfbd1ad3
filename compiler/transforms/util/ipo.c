// Carries what callers and callees know of each other over calls.
//
// Needs:   nothing.
// Changes: private util.funcs all of whose uses are util.calls: arguments that
//          are unused, given twice, or the same constant or immutable global in
//          all calls go, and so do results that are unused, returned twice,
//          always the same constant or immutable global, or an argument.
// Keeps:   public and external functions, those with tied results.
#include "compiler/analysis/explorer.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/util/globals.h"
#include "compiler/transforms/util/passes.h"

// What stands for an argument or result that goes.
typedef struct substitute_t {
  bool is_dropped;
  weir_op_t* source;  // a constant or load to repeat, or NULL
  int32_t same_as;    // another argument or result that is the same, or -1
  int32_t argument;   // results: the argument handed through, or -1
} substitute_t;

typedef struct function_t {
  weir_op_t* op;
  const weir_op_list_t* calls;
  const weir_op_list_t* returns;
  substitute_t* arguments;
  substitute_t* results;
  uint32_t argument_count, result_count;
} function_t;

// -- analysis -----------------------------------------------------------------

static bool has_ties(const weir_op_t* op) {
  const weir_attr_t* ties = weir_op_attr(op, "tied_operands");
  for (uint32_t i = 0; ties != NULL && i < ties->array.count; ++i) {
    if (!weir_attr_is_int(ties->array.elements[i], -1)) return true;
  }
  return false;
}

static bool is_closed(const weir_explorer_t* explorer, weir_op_t* op) {
  if (!weir_op_is(op, WEIR_UTIL_FUNC) ||
      weir_symbol_visibility(op) != WEIR_PRIVATE ||
      weir_region_is_empty(weir_op_region(op, 0)) ||
      !weir_explorer_callers_are_known(explorer, op) || has_ties(op)) {
    return false;
  }
  const weir_op_list_t* calls = weir_explorer_callers(explorer, op);
  for (uint32_t i = 0; i < calls->count; ++i) {
    if (!weir_op_is(calls->ops[i], WEIR_UTIL_CALL) || has_ties(calls->ops[i])) {
      return false;
    }
  }
  return true;
}

// The op that makes |value| if it can be made anywhere: a constant or the load
// of an immutable global.
static weir_op_t* uniform_source(const weir_value_t* value) {
  weir_op_t* op = weir_value_op(value);
  if (op == NULL) return NULL;
  if (weir_op_is_constant_like(op) && op->operand_count == 0) return op;
  return weir_op_is(op, WEIR_UTIL_GLOBAL_LOAD) &&
                 weir_op_has_attr(op, "is_immutable")
             ? op
             : NULL;
}

static bool make_the_same(const weir_op_t* a, const weir_op_t* b) {
  if (a->results[0].type != b->results[0].type) return false;
  weir_attr_t* value = weir_value_constant(&a->results[0]);
  if (value != NULL) return value == weir_value_constant(&b->results[0]);
  return a->name == b->name &&
         weir_op_attr(a, "global") == weir_op_attr(b, "global");
}

// Operand |index| of all |calls| made by equal ops: one of them, else NULL.
static weir_op_t* uniform_operand(const weir_op_list_t* calls, uint32_t index) {
  weir_op_t* first = NULL;
  for (uint32_t i = 0; i < calls->count; ++i) {
    weir_op_t* source = uniform_source(weir_op_operand_n(calls->ops[i], index));
    if (source == NULL) return NULL;
    if (first == NULL) first = source;
    if (!make_the_same(first, source)) return NULL;
  }
  return first;
}

// The value that all |returns| hand back as result |index|, else NULL.
static weir_value_t* uniform_result(const weir_op_list_t* returns,
                                    uint32_t index) {
  weir_value_t* first = NULL;
  for (uint32_t i = 0; i < returns->count; ++i) {
    weir_value_t* value = weir_op_operand_n(returns->ops[i], index);
    if (first != NULL && value != first) return NULL;
    first = value;
  }
  return first;
}

// The first operand that is the same as |index| in all |users|; -1 if none.
static int32_t duplicate_operand(const weir_op_list_t* users, uint32_t index) {
  for (uint32_t k = 0; k < index; ++k) {
    bool same = users->count > 0;
    for (uint32_t i = 0; i < users->count && same; ++i) {
      same = weir_op_operand_n(users->ops[i], k) ==
             weir_op_operand_n(users->ops[i], index);
    }
    if (same) return (int32_t)k;
  }
  return -1;
}

// The number of |value| as an argument of the function, -1 if it is none.
static int32_t argument_number(const function_t* function,
                               const weir_value_t* value) {
  return value->kind == WEIR_VALUE_ARGUMENT &&
                 value->block == weir_op_region(function->op, 0)->first
             ? (int32_t)value->index
             : -1;
}

// A function that nothing calls is taken to be called with all results used.
static bool result_is_used(const function_t* function, uint32_t index) {
  if (function->calls->count == 0) return true;
  for (uint32_t i = 0; i < function->calls->count; ++i) {
    if (weir_value_has_uses(weir_op_result_n(function->calls->ops[i], index)))
      return true;
  }
  return false;
}

static void analyze_arguments(function_t* function) {
  const weir_block_t* entry = weir_op_region(function->op, 0)->first;
  for (uint32_t i = 0; i < function->argument_count; ++i) {
    substitute_t* argument = &function->arguments[i];
    argument->argument = -1;
    argument->same_as = -1;
    if (weir_value_has_uses(entry->arguments[i])) {
      argument->source = uniform_operand(function->calls, i);
      if (argument->source == NULL) {
        argument->same_as = duplicate_operand(function->calls, i);
      }
      argument->is_dropped = argument->source != NULL || argument->same_as >= 0;
    } else {
      argument->is_dropped = true;
    }
  }
}

static void analyze_results(function_t* function) {
  for (uint32_t i = 0; i < function->result_count; ++i) {
    substitute_t* result = &function->results[i];
    result->same_as = -1;
    result->argument = -1;
    if (!result_is_used(function, i)) {
      result->is_dropped = true;
      continue;
    }
    const weir_value_t* value = uniform_result(function->returns, i);
    if (value != NULL) {
      result->source = uniform_source(value);
      if (result->source == NULL) {
        result->argument = argument_number(function, value);
      }
    }
    if (result->source == NULL && result->argument < 0) {
      result->same_as = duplicate_operand(function->returns, i);
    }
    result->is_dropped =
        result->source != NULL || result->argument >= 0 || result->same_as >= 0;
  }
}

// A result that is the same as one that goes takes over its reason.
static void settle_results(function_t* function) {
  for (uint32_t i = 0; i < function->result_count; ++i) {
    substitute_t* result = &function->results[i];
    if (result->same_as < 0) continue;
    const substitute_t* other = &function->results[result->same_as];
    if (other->is_dropped && other->source == NULL && other->argument < 0) {
      result->is_dropped = false;
      result->same_as = -1;
    }
  }
}

// Whether the argument only goes back by results that callers do without.
static bool only_returns(const function_t* function,
                         const weir_value_t* argument) {
  for (const weir_use_t* use = argument->uses; use != NULL; use = use->next) {
    if (!weir_op_is(use->op, WEIR_UTIL_RETURN) ||
        !function->results[use->index].is_dropped) {
      return false;
    }
  }
  return true;
}

// An argument that is the same as one that goes takes over its reason.
static void settle_arguments(function_t* function) {
  const weir_block_t* entry = weir_op_region(function->op, 0)->first;
  for (uint32_t i = 0; i < function->argument_count; ++i) {
    substitute_t* argument = &function->arguments[i];
    if (!argument->is_dropped && only_returns(function, entry->arguments[i])) {
      *argument = (substitute_t){.is_dropped = true, .same_as = -1};
      argument->argument = -1;
    }
  }
  for (uint32_t i = 0; i < function->argument_count; ++i) {
    substitute_t* argument = &function->arguments[i];
    if (argument->same_as < 0) continue;
    substitute_t* other = &function->arguments[argument->same_as];
    if (!other->is_dropped) continue;
    if (other->source != NULL) {
      argument->source = other->source;
      argument->same_as = -1;
    } else if (other->same_as >= 0) {
      argument->same_as = other->same_as;
    } else {
      other->is_dropped = false;  // its value is still wanted here
    }
  }
}

// Where the function comes back, which it does not at util.unreachable.
static const weir_op_list_t* returns_of(const weir_explorer_t* explorer,
                                        weir_op_t* function,
                                        weir_arena_t* arena) {
  const weir_op_list_t* ends = weir_explorer_returns(explorer, function);
  weir_op_list_t* returns = WEIR_ARENA_NEW(arena, weir_op_list_t);
  *returns = (weir_op_list_t){0};
  for (uint32_t i = 0; i < ends->count; ++i) {
    if (weir_op_is(ends->ops[i], WEIR_UTIL_RETURN)) {
      weir_op_list_add(returns, arena, ends->ops[i]);
    }
  }
  return returns;
}

static void analyze(function_t* function, const weir_explorer_t* explorer,
                    weir_arena_t* arena) {
  const weir_type_t* type = weir_function_type_of(function->op);
  function->calls = weir_explorer_callers(explorer, function->op);
  function->returns = returns_of(explorer, function->op, arena);
  function->argument_count = type->function.input_count;
  function->result_count = type->function.result_count;
  function->arguments =
      WEIR_ARENA_ARRAY(arena, substitute_t, function->argument_count + 1);
  function->results =
      WEIR_ARENA_ARRAY(arena, substitute_t, function->result_count + 1);
  analyze_results(function);
  settle_results(function);
  analyze_arguments(function);
  settle_arguments(function);
}

// -- rewriting ----------------------------------------------------------------

// |attr| (arg_attrs, res_attrs) without the entries of what is dropped.
static void filter_attrs(weir_op_t* op, const char* name,
                         const substitute_t* parts, uint32_t count) {
  const weir_attr_t* attr = weir_op_attr(op, name);
  if (attr == NULL) return;
  weir_attr_t** kept = WEIR_ARENA_ARRAY(weir_context_arena(op->context),
                                        weir_attr_t*, count + 1);
  uint32_t kept_count = 0;
  for (uint32_t i = 0; i < count && i < attr->array.count; ++i) {
    if (!parts[i].is_dropped) kept[kept_count++] = attr->array.elements[i];
  }
  weir_op_set_attr(
      op, name,
      kept_count > 0 ? weir_array_attr(op->context, kept, kept_count) : NULL);
}

static weir_type_t* kept_type(const function_t* function) {
  const weir_type_t* type = weir_function_type_of(function->op);
  weir_arena_t* arena = weir_context_arena(function->op->context);
  weir_type_t** inputs =
      WEIR_ARENA_ARRAY(arena, weir_type_t*, function->argument_count + 1);
  weir_type_t** results =
      WEIR_ARENA_ARRAY(arena, weir_type_t*, function->result_count + 1);
  uint32_t input_count = 0, result_count = 0;
  for (uint32_t i = 0; i < function->argument_count; ++i) {
    if (function->arguments[i].is_dropped) continue;
    inputs[input_count++] = type->function.inputs[i];
  }
  for (uint32_t i = 0; i < function->result_count; ++i) {
    if (function->results[i].is_dropped) continue;
    results[result_count++] = type->function.results[i];
  }
  return weir_function_type(function->op->context, inputs, input_count, results,
                            result_count);
}

static weir_value_t* repeat(weir_op_t* source, weir_builder_t* builder) {
  weir_op_t* copy = weir_op_clone(source, NULL);
  if (builder->before != NULL) {
    weir_op_insert_before(copy, builder->before);
  } else {
    weir_block_append(builder->block, copy);
  }
  return weir_op_result_n(copy, 0);
}

// Calls first: they look at arguments by their old numbers.
static weir_op_t* rebuild_call(const function_t* function, weir_op_t* call) {
  weir_arena_t* arena = weir_context_arena(call->context);
  weir_builder_t builder = weir_builder_before(call);
  weir_value_t** operands =
      WEIR_ARENA_ARRAY(arena, weir_value_t*, call->operand_count + 1);
  uint32_t operand_count = 0;
  for (uint32_t i = 0; i < call->operand_count; ++i) {
    if (function->arguments[i].is_dropped) continue;
    operands[operand_count++] = weir_op_operand_n(call, i);
  }
  const weir_type_t* type = kept_type(function);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_CALL, call->location);
  weir_op_state_operands(&state, operands, operand_count);
  weir_op_state_results(&state, type->function.results,
                        type->function.result_count);
  weir_op_state_attrs(&state,
                      weir_dictionary_set(call->attrs, "tied_operands", NULL));
  weir_op_t* by = weir_build(&builder, &state);
  weir_builder_set_before(&builder, call);
  weir_value_t** values =
      WEIR_ARENA_ARRAY(arena, weir_value_t*, call->result_count + 1);
  uint32_t next = 0;
  for (uint32_t i = 0; i < call->result_count; ++i) {
    const substitute_t* result = &function->results[i];
    weir_value_t* old = weir_op_result_n(call, i);
    if (!result->is_dropped) {
      values[i] = weir_op_result_n(by, next++);
    } else if (result->same_as >= 0) {
      values[i] = values[result->same_as];
    } else if (!weir_value_has_uses(old)) {
      continue;
    } else if (result->source != NULL) {
      values[i] = repeat(result->source, &builder);
    } else if (result->argument >= 0) {
      values[i] = weir_op_operand_n(call, (uint32_t)result->argument);
    }
    if (values[i] != NULL) weir_value_replace_uses(old, values[i]);
  }
  weir_op_erase(call);
  return by;
}

static void rewrite_body(const function_t* function) {
  weir_block_t* entry = weir_op_region(function->op, 0)->first;
  // Results first: an argument that only goes through has no other use.
  for (uint32_t i = 0; i < function->returns->count; ++i) {
    for (uint32_t k = function->result_count; k-- > 0;) {
      if (!function->results[k].is_dropped) continue;
      weir_op_erase_operand(function->returns->ops[i], k);
    }
  }
  weir_builder_t builder = weir_builder_before(entry->first);
  for (uint32_t i = 0; i < function->argument_count; ++i) {
    const substitute_t* argument = &function->arguments[i];
    weir_value_t* value = entry->arguments[i];
    if (!argument->is_dropped || !weir_value_has_uses(value)) continue;
    weir_value_t* by = argument->source != NULL
                           ? repeat(argument->source, &builder)
                           : entry->arguments[argument->same_as];
    // What is the same as a dropped one was replaced before it.
    weir_value_replace_uses(value, by);
  }
  for (uint32_t i = function->argument_count; i-- > 0;) {
    if (function->arguments[i].is_dropped) weir_block_erase_argument(entry, i);
  }
}

static bool drops_any(const substitute_t* parts, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    if (parts[i].is_dropped) return true;
  }
  return false;
}

// Whether the function does nothing and hands nothing back.
static bool is_idle(weir_op_t* op) {
  const weir_type_t* type = weir_function_type_of(op);
  const weir_region_t* body = weir_op_region(op, 0);
  return type->function.input_count == 0 && type->function.result_count == 0 &&
         body->first == body->last && body->first->first == body->first->last;
}

static bool improve(const function_t* function, weir_arena_t* arena) {
  weir_op_t* op = function->op;
  weir_op_list_t calls = {0};
  bool changed = drops_any(function->arguments, function->argument_count) ||
                 drops_any(function->results, function->result_count);
  for (uint32_t i = 0; i < function->calls->count; ++i) {
    weir_op_t* call = function->calls->ops[i];
    weir_op_list_add(&calls, arena,
                     changed ? rebuild_call(function, call) : call);
  }
  if (changed) {
    weir_type_t* type = kept_type(function);
    rewrite_body(function);
    weir_op_set_attr(op, "function_type", weir_type_attr(type));
    weir_op_remove_attr(op, "tied_operands");
    filter_attrs(op, "arg_attrs", function->arguments,
                 function->argument_count);
    filter_attrs(op, "res_attrs", function->results, function->result_count);
  }
  if (!is_idle(op)) return changed;
  for (uint32_t i = 0; i < calls.count; ++i) weir_op_erase(calls.ops[i]);
  weir_op_drop_all_references(op);
  weir_op_erase(op);
  return true;
}

weir_status_t weir_util_ipo(weir_pass_t* pass, weir_op_t* module) {
  // All is known before anything changes: what one function's change would let
  // another do is for the next run.
  weir_explorer_t* explorer = weir_explorer_create(module, pass->scratch);
  uint32_t count = weir_explorer_function_count(explorer);
  function_t* functions =
      WEIR_ARENA_ARRAY(pass->scratch, function_t, count + 1);
  uint32_t closed = 0;
  for (uint32_t i = 0; i < count; ++i) {
    weir_op_t* op = weir_explorer_function(explorer, i);
    if (!is_closed(explorer, op)) continue;
    functions[closed].op = op;
    analyze(&functions[closed++], explorer, pass->scratch);
  }
  bool changed = false;
  for (uint32_t i = 0; i < closed; ++i) {
    changed |= improve(&functions[i], pass->scratch);
  }
  if (changed) weir_pass_signal_modified(module);
  return weir_ok();
}
