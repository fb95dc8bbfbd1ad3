// Moves the body of each dispatch into an executable of its own.
//
// Needs:   flow.dispatch.workgroups in functions.
// Changes: each becomes a flow.executable before its function, with one export
//          and one function, and a flow.dispatch of it.
// Keeps:   operands, results and their ties, discardable attributes
//          (affinities).
#include "compiler/dialects/flow.h"
#include "compiler/dialects/func.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/flow/passes.h"

typedef struct outliner_t {
  weir_context_t* context;
  weir_symbol_table_t* symbols;
  weir_op_t* function;  // whose dispatches are outlined
  const char* base_name;
  uint32_t next;
} outliner_t;

static weir_op_t* create_executable(outliner_t* outliner,
                                    const weir_op_t* dispatch,
                                    const char* name) {
  weir_builder_t builder = weir_builder_before(outliner->function);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_FLOW_EXECUTABLE,
                     dispatch->location);
  weir_op_state_attr(&state, "sym_name",
                     weir_string_attr(outliner->context, name));
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(outliner->context, "private"));
  weir_op_t* executable = weir_build(&builder, &state);
  weir_region_add_block(weir_op_region(executable, 0));
  weir_symbol_table_add(outliner->symbols, executable);
  return executable;
}

static void create_export(weir_builder_t* builder, weir_op_t* dispatch,
                          const char* name) {
  weir_context_t* context = dispatch->context;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_EXECUTABLE_EXPORT,
                     dispatch->location);
  weir_op_state_attr(&state, "sym_name", weir_string_attr(context, name));
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(context, "public"));
  weir_op_state_attr(&state, "function_ref", weir_symbol_attr(context, name));
  weir_op_state_dialect_attrs(&state, dispatch);
  weir_op_t* export = weir_build(builder, &state);
  weir_region_take_blocks(weir_op_region(export, 0),
                          weir_op_region(dispatch, 1));
}

// The function that the body becomes, with a return of its own.
static void create_function(weir_builder_t* builder, weir_op_t* dispatch,
                            const char* name) {
  weir_context_t* context = dispatch->context;
  weir_arena_t* arena = weir_context_arena(context);
  weir_region_t* body = weir_op_region(dispatch, 0);
  uint32_t count = body->first->argument_count;
  weir_type_t** types = WEIR_ARENA_ARRAY(arena, weir_type_t*, count);
  for (uint32_t i = 0; i < count; ++i)
    types[i] = body->first->arguments[i]->type;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FUNC_FUNC, dispatch->location);
  weir_op_state_attr(&state, "sym_name", weir_string_attr(context, name));
  weir_op_state_attr(
      &state, "function_type",
      weir_type_attr(weir_function_type(context, types, count, NULL, 0)));
  weir_op_t* function = weir_build(builder, &state);
  weir_region_take_blocks(weir_op_region(function, 0), body);
  WEIR_FOR_EACH_BLOCK(block, weir_op_region(function, 0)) {
    weir_op_t* terminator = weir_block_terminator(block);
    if (!weir_op_is(terminator, WEIR_FLOW_RETURN)) continue;
    weir_builder_t at = weir_builder_before(terminator);
    weir_op_state_init(&state, &at, WEIR_FUNC_RETURN, terminator->location);
    weir_build(&at, &state);
    weir_op_erase(terminator);
  }
}

static void replace_by_dispatch(weir_op_t* dispatch, weir_op_t* executable,
                                const char* name) {
  weir_context_t* context = dispatch->context;
  weir_builder_t builder = weir_builder_before(dispatch);
  const weir_name_t* path[2] = {
      weir_name_sv(context, weir_symbol_name(executable)),
      weir_name(context, name),
  };
  weir_attr_t* entry = weir_symbol_attr_n(context, path, 2);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_FLOW_DISPATCH, dispatch->location);
  for (uint32_t g = 0; g < 4; ++g)
    weir_op_state_operands_of(&state, dispatch, g);
  weir_type_t** types = WEIR_ARENA_ARRAY(weir_context_arena(context),
                                         weir_type_t*, dispatch->result_count);
  for (uint32_t i = 0; i < dispatch->result_count; ++i) {
    types[i] = weir_op_result_n(dispatch, i)->type;
  }
  weir_op_state_results(&state, types, dispatch->result_count);
  weir_op_state_attr(&state, "tied_operands",
                     weir_op_attr(dispatch, "tied_operands"));
  weir_op_state_dialect_attrs(&state, dispatch);
  weir_op_state_attr(&state, "entry_points",
                     weir_array_attr(context, &entry, 1));
  weir_op_t* by = weir_build(&builder, &state);
  weir_value_t** values = WEIR_ARENA_ARRAY(
      weir_context_arena(context), weir_value_t*, dispatch->result_count);
  for (uint32_t i = 0; i < dispatch->result_count; ++i) {
    values[i] = weir_op_result_n(by, i);
  }
  weir_op_replace(dispatch, values);
}

static void outline(outliner_t* outliner, weir_op_t* dispatch) {
  weir_arena_t* arena = weir_context_arena(outliner->context);
  const char* name = weir_arena_format(arena, "%s_dispatch_%u",
                                       outliner->base_name, outliner->next++);
  weir_op_t* executable = create_executable(outliner, dispatch, name);
  name = weir_symbol_name(executable).data;
  weir_builder_t builder =
      weir_builder_at_end(weir_op_region(executable, 0)->first);
  create_export(&builder, dispatch, name);
  weir_op_t* module = weir_module_create(outliner->context, dispatch->location);
  weir_block_append(builder.block, module);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_FLOW_EXECUTABLE_END,
                     dispatch->location);
  weir_build(&builder, &state);
  weir_builder_t inner = weir_builder_at_end(weir_module_body(module));
  create_function(&inner, dispatch, name);
  replace_by_dispatch(dispatch, executable, name);
}

weir_status_t weir_flow_outline_dispatch_regions(weir_pass_t* pass,
                                                 weir_op_t* module) {
  outliner_t outliner = {
      .context = module->context,
      .symbols = weir_symbol_table_create(module, pass->scratch),
  };
  uint32_t initializers = 0;
  WEIR_FOR_EACH_OP(function, weir_module_body(module)) {
    if (!weir_op_has_trait(function, WEIR_OP_FUNCTION) &&
        !weir_op_has_trait(function, WEIR_OP_INITIALIZER)) {
      continue;
    }
    weir_op_list_t dispatches = weir_collect_ops(
        function, WEIR_FLOW_DISPATCH_WORKGROUPS, pass->scratch);
    weir_string_view_t name = weir_symbol_name(function);
    outliner.function = function;
    outliner.next = 0;
    outliner.base_name =
        name.size > 0 ? name.data
                      : weir_arena_format(pass->scratch, "_initializer_%u",
                                          initializers++);
    for (uint32_t i = 0; i < dispatches.count; ++i) {
      weir_op_t* dispatch = dispatches.ops[i];
      if (weir_region_is_empty(weir_op_region(dispatch, 0))) continue;
      outline(&outliner, dispatch);
    }
  }
  return weir_ok();
}
