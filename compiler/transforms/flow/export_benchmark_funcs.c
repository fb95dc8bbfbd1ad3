// Makes functions without inputs of those that are exported, to measure them.
//
// Needs:   exported util.func; arguments that are scalars, tensors, buffer
//          views imported as static tensors, or buffers for static results.
// Changes: each gets a public `NAME_benchmark` behind it that calls it with
//          zeros kept in globals, and becomes private itself.
// Keeps:   what the functions compute.
#include "compiler/analysis/explorer.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/lists.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_types.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/flow/passes.h"

typedef struct export_t {
  weir_context_t* context;
  weir_arena_t* arena;
  const weir_explorer_t* explorer;
  weir_symbol_table_t* symbols;
  weir_builder_t builder;  // behind the function and what was made for it
} export_t;

// -- what an argument stands for ----------------------------------------------

static weir_walk_t find_encoding(weir_use_t* use, void* user) {
  weir_type_t** out_type = user;
  switch (weir_op_id(use->op)) {
    case WEIR_HAL_TENSOR_IMPORT:
      *out_type = use->op->results[0].type;
      return WEIR_WALK_STOP;
    case WEIR_HAL_TENSOR_ALIAS:
      *out_type = use->op->results[0].type;
      return WEIR_WALK_STOP;
    case WEIR_HAL_TENSOR_EXPORT:
      *out_type = weir_op_attr_type(use->op, "source_encoding");
      return WEIR_WALK_STOP;
    default:
      return WEIR_WALK_CONTINUE;
  }
}

// -- globals ------------------------------------------------------------------

static weir_op_t* build_global(export_t* e, const char* name,
                               weir_location_t* location, weir_type_t* type,
                               weir_attr_t* initial_value) {
  weir_op_state_t state;
  weir_op_state_init(&state, &e->builder, WEIR_UTIL_GLOBAL, location);
  weir_op_state_attr(&state, "sym_name", weir_string_attr(e->context, name));
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(e->context, "private"));
  weir_op_state_attr(&state, "type", weir_type_attr(type));
  weir_op_state_attr(&state, "initial_value", initial_value);
  weir_op_state_attr(&state, "inlining_policy",
                     weir_util_inline_never_attr(e->context));
  // Equal globals must not become one: each stands for storage of its own.
  weir_op_state_attr(&state, "flow.unique_id",
                     weir_string_attr(e->context, name));
  weir_op_t* global = weir_build(&e->builder, &state);
  weir_symbol_table_add(e->symbols, global);
  return global;
}

static weir_attr_t* reference_to(const weir_op_t* symbol) {
  return weir_symbol_attr(symbol->context, weir_symbol_name(symbol).data);
}

static void build_return(weir_builder_t* builder, weir_location_t* location) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_RETURN, location);
  weir_build(builder, &state);
}

static weir_value_t* build_barrier(weir_builder_t* builder,
                                   weir_location_t* location,
                                   weir_value_t* value) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_OPTIMIZATION_BARRIER, location);
  weir_op_state_operands(&state, &value, 1);
  weir_op_state_results(&state, &value->type, 1);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

// Fills |global| with a tensor of zeros as if the user had made it.
static void build_initializer(export_t* e, const weir_op_t* global,
                              weir_type_t* type, weir_type_t* tensor) {
  weir_op_state_t state;
  weir_op_state_init(&state, &e->builder, WEIR_UTIL_INITIALIZER,
                     global->location);
  weir_op_state_attr(
      &state, "function_type",
      weir_type_attr(weir_function_type(e->context, NULL, 0, NULL, 0)));
  weir_op_t* initializer = weir_build(&e->builder, &state);
  weir_builder_t inner = weir_builder_at_end(
      weir_region_add_block(weir_op_region(initializer, 0)));
  weir_value_t* zero = weir_build_constant(
      &inner, global->location, weir_zero_attr(weir_type_element(tensor)));
  weir_op_state_init(&state, &inner, WEIR_FLOW_TENSOR_SPLAT, global->location);
  weir_op_state_operand(&state, zero);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_result(&state, tensor);
  weir_value_t* splat = weir_op_result_n(weir_build(&inner, &state), 0);
  weir_op_state_init(&state, &inner, WEIR_HAL_TENSOR_EXPORT, global->location);
  weir_op_state_operand(&state, splat);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_attr(&state, "source_encoding", weir_type_attr(tensor));
  weir_op_state_result(&state, type);
  weir_value_t* buffer = weir_op_result_n(weir_build(&inner, &state), 0);
  buffer = build_barrier(&inner, global->location, buffer);
  weir_op_state_init(&state, &inner, WEIR_UTIL_GLOBAL_STORE, global->location);
  weir_op_state_operand(&state, buffer);
  weir_op_state_attr(&state, "global", reference_to(global));
  weir_build(&inner, &state);
  build_return(&inner, global->location);
}

static weir_op_t* refuse(export_t* e, const weir_value_t* argument,
                         const char* what) {
  weir_emit_error(e->context, weir_value_location(argument),
                  "unsupported %s of type %s", what,
                  weir_type_text(argument->type, e->arena));
  return NULL;
}

// NULL with a diagnostic if nothing can stand for the argument.
static weir_op_t* build_input(export_t* e, weir_value_t* argument,
                              const char* prefix) {
  weir_location_t* location = weir_value_location(argument);
  const char* name =
      weir_arena_format(e->arena, "%s_arg%u", prefix, argument->index);
  bool is_view = weir_type_is_hal_buffer_view(argument->type);
  if (!is_view && !weir_type_is(argument->type, &weir_hal_buffer_def)) {
    weir_attr_t* zero = weir_zero_attr(argument->type);
    if (zero == NULL) return refuse(e, argument, "function argument");
    return build_global(e, name, location, argument->type, zero);
  }
  weir_type_t* tensor = NULL;
  weir_explore_uses(e->explorer, argument, 0, find_encoding, &tensor);
  if (tensor == NULL || !weir_type_is_ranked_tensor(tensor) ||
      !weir_type_has_static_shape(tensor)) {
    return refuse(e, argument,
                  is_view ? "dynamic buffer view import on an argument"
                          : "dynamic buffer view export on an argument");
  }
  weir_op_t* global = build_global(e, name, location, argument->type, NULL);
  build_initializer(e, global, argument->type, tensor);
  return global;
}

// -- functions ----------------------------------------------------------------

static weir_op_t* build_function(export_t* e, const weir_op_t* entry,
                                 const char* name) {
  weir_context_t* context = e->context;
  weir_named_attr_t reflection = {weir_name(context, "iree.benchmark"),
                                  weir_string_attr(context, "entry")};
  weir_op_state_t state;
  weir_op_state_init(&state, &e->builder, WEIR_UTIL_FUNC, entry->location);
  weir_op_state_attr(&state, "sym_name", weir_string_attr(context, name));
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(context, "public"));
  weir_op_state_attr(
      &state, "function_type",
      weir_type_attr(weir_function_type(context, NULL, 0, NULL, 0)));
  weir_op_state_attr(&state, "iree.abi.stub", weir_unit_attr(context));
  weir_op_state_attr(&state, "iree.reflection",
                     weir_dictionary_attr(context, &reflection, 1));
  weir_op_t* function = weir_build(&e->builder, &state);
  weir_symbol_table_add(e->symbols, function);
  return function;
}

static weir_op_t* build_call(weir_builder_t* builder, const weir_op_t* entry,
                             weir_value_t* const* arguments, uint32_t count) {
  const weir_type_t* type = weir_function_type_of(entry);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_CALL, entry->location);
  weir_op_state_operands(&state, arguments, count);
  weir_op_state_attr(&state, "callee", reference_to(entry));
  weir_op_state_attr(&state, "tied_operands",
                     weir_op_attr(entry, "tied_operands"));
  weir_op_state_results(&state, type->function.results,
                        type->function.result_count);
  return weir_build(builder, &state);
}

static bool export_function(export_t* e, weir_op_t* entry) {
  const weir_block_t* block = weir_op_region(entry, 0)->first;
  if (block == NULL) return true;
  const char* name = weir_arena_format(e->arena, "%.*s_benchmark",
                                       WEIR_SV_ARGS(weir_symbol_name(entry)));
  uint32_t count = block->argument_count;
  weir_op_t** inputs = WEIR_ARENA_ARRAY(e->arena, weir_op_t*, count + 1);
  e->builder = weir_builder_after(entry);
  for (uint32_t i = 0; i < count; ++i) {
    inputs[i] = build_input(e, block->arguments[i], name);
    if (inputs[i] == NULL) return false;
  }
  weir_op_t* function = build_function(e, entry, name);
  weir_builder_t inner =
      weir_builder_at_end(weir_region_add_block(weir_op_region(function, 0)));
  weir_value_t** arguments =
      WEIR_ARENA_ARRAY(e->arena, weir_value_t*, count + 1);
  for (uint32_t i = 0; i < count; ++i) {
    weir_op_state_t state;
    weir_op_state_init(&state, &inner, WEIR_UTIL_GLOBAL_LOAD, entry->location);
    weir_op_state_attr(&state, "global", reference_to(inputs[i]));
    weir_op_state_result(&state, block->arguments[i]->type);
    arguments[i] = weir_op_result_n(weir_build(&inner, &state), 0);
  }
  weir_op_t* call = build_call(&inner, entry, arguments, count);
  for (uint32_t i = 0; i < call->result_count; ++i) {
    build_barrier(&inner, entry->location, weir_op_result_n(call, i));
  }
  build_return(&inner, entry->location);
  weir_op_set_attr(entry, "noinline", weir_unit_attr(e->context));
  weir_op_remove_attr(entry, "iree.reflection");
  weir_symbol_set_visibility(entry, WEIR_PRIVATE);
  return true;
}

weir_status_t weir_flow_export_benchmark_funcs(weir_pass_t* pass,
                                               weir_op_t* module) {
  export_t e = {
      .context = module->context,
      .arena = pass->scratch,
      .explorer = weir_explorer_create(module, pass->scratch),
      .symbols = weir_symbol_table_create(module, pass->scratch),
  };
  weir_op_list_t entries = {0};
  WEIR_FOR_EACH_OP(op, weir_module_body(module)) {
    if (weir_op_is(op, WEIR_UTIL_FUNC) &&
        weir_symbol_visibility(op) == WEIR_PUBLIC) {
      weir_op_list_add(&entries, pass->scratch, op);
    }
  }
  for (uint32_t i = 0; i < entries.count; ++i) {
    if (export_function(&e, entries.ops[i])) continue;
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "function not exported as a benchmark");
  }
  return weir_ok();
}
