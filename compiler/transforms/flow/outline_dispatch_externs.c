// Moves what a dispatch of foreign code says of it into an executable.
//
// Needs:   hal.dispatch.extern in functions.
// Changes: each becomes a hal.executable before its function, with a variant
//          for every target and the one export in each, and a flow.dispatch of
//          all of them.
// Keeps:   operands, results and their ties, attributes of dialects.
#include <string.h>

#include "compiler/dialects/lists.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/flow/passes.h"

static weir_op_t* build_executable(weir_op_t* function,
                                   const weir_op_t* extern_op,
                                   weir_symbol_table_t* symbols) {
  weir_builder_t builder = weir_builder_before(function);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_HAL_EXECUTABLE,
                     extern_op->location);
  weir_op_state_attr(&state, "sym_name",
                     weir_string_attr(builder.context, "extern_dispatch"));
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(builder.context, "private"));
  weir_op_t* executable = weir_build(&builder, &state);
  weir_region_add_block(weir_op_region(executable, 0));
  weir_symbol_table_add(symbols, executable);
  return executable;
}

static void build_condition(weir_builder_t* builder, const weir_op_t* extern_op,
                            weir_region_t* body) {
  weir_context_t* context = builder->context;
  weir_type_t* device = body->first->arguments[0]->type;
  weir_type_t* answer = weir_i1_type(context);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_EXECUTABLE_CONDITION,
                     extern_op->location);
  weir_op_state_attr(
      &state, "function_type",
      weir_type_attr(weir_function_type(context, &device, 1, &answer, 1)));
  weir_op_t* condition = weir_build(builder, &state);
  weir_region_take_blocks(weir_op_region(condition, 0), body);
}

static void build_export(weir_builder_t* builder, weir_op_t* extern_op,
                         weir_attr_t* ordinal) {
  static const char* const carried[] = {
      "layout", "workgroup_size", "subgroup_size", "workgroup_local_memory"};
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_EXECUTABLE_EXPORT,
                     extern_op->location);
  weir_op_state_attr(&state, "sym_name", weir_op_attr(extern_op, "export"));
  weir_op_state_attr(&state, "ordinal", ordinal);
  for (uint32_t i = 0; i < sizeof(carried) / sizeof(carried[0]); ++i) {
    weir_op_state_attr(&state, carried[i], weir_op_attr(extern_op, carried[i]));
  }
  weir_op_state_dialect_attrs(&state, extern_op);
  weir_op_t* export = weir_build(builder, &state);
  weir_arena_t scratch = {0};
  weir_region_clone(weir_op_region(extern_op, 0), weir_op_region(export, 0),
                    weir_mapping_create(&scratch));
  weir_arena_deinit(&scratch);
}

// The variant for target |index|; a reference to its export.
static weir_attr_t* build_variant(weir_builder_t* builder, weir_op_t* extern_op,
                                  weir_op_t* executable, uint32_t index,
                                  weir_symbol_table_t* symbols,
                                  weir_arena_t* arena) {
  weir_context_t* context = builder->context;
  weir_attr_t* target =
      weir_op_attr(extern_op, "targets")->array.elements[index];
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_EXECUTABLE_VARIANT,
                     extern_op->location);
  weir_op_state_attr(
      &state, "sym_name",
      weir_string_attr(context,
                       weir_hal_executable_target_symbol(target, arena)));
  weir_op_state_attr(&state, "target", target);
  weir_op_state_attr(
      &state, "objects",
      weir_op_attr(extern_op, "target_objects")->array.elements[index]);
  weir_op_t* variant = weir_build(builder, &state);
  weir_symbol_table_add(symbols, variant);
  weir_block_t* body = weir_region_add_block(weir_op_region(variant, 0));
  weir_builder_t inner = weir_builder_at_end(body);
  weir_region_t* condition = weir_op_region(extern_op, 1 + index);
  if (condition != NULL && !weir_region_is_empty(condition)) {
    build_condition(&inner, extern_op, condition);
  }
  build_export(
      &inner, extern_op,
      weir_op_attr(extern_op, "target_ordinals")->array.elements[index]);
  weir_op_state_init(&state, &inner, WEIR_HAL_EXECUTABLE_VARIANT_END,
                     extern_op->location);
  weir_build(&inner, &state);
  const weir_name_t* path[3] = {
      weir_name_sv(context, weir_symbol_name(executable)),
      weir_name_sv(context, weir_symbol_name(variant)),
      weir_name_sv(context, weir_op_attr_string(extern_op, "export")),
  };
  return weir_symbol_attr_n(context, path, 3);
}

static void replace_by_dispatch(weir_op_t* extern_op, weir_attr_t* entries) {
  weir_builder_t builder = weir_builder_before(extern_op);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_FLOW_DISPATCH, extern_op->location);
  for (uint32_t g = 0; g < 4; ++g) {
    weir_op_state_operands_of(&state, extern_op, g);
  }
  weir_type_list_t types = {0};
  for (uint32_t i = 0; i < extern_op->result_count; ++i) {
    weir_type_list_add(&types, weir_context_arena(builder.context),
                       extern_op->results[i].type);
  }
  weir_op_state_results(&state, types.items, types.count);
  weir_op_state_attr(&state, "entry_points", entries);
  weir_op_state_attr(&state, "tied_operands",
                     weir_op_attr(extern_op, "tied_operands"));
  weir_op_state_dialect_attrs(&state, extern_op);
  weir_op_state_attr(&state, "hal.interface.bindings",
                     weir_op_attr(extern_op, "bindings"));
  weir_op_t* dispatch = weir_build(&builder, &state);
  for (uint32_t i = 0; i < extern_op->result_count; ++i) {
    weir_value_replace_uses(&extern_op->results[i], &dispatch->results[i]);
  }
  weir_op_erase(extern_op);
}

static void outline(weir_op_t* extern_op, weir_op_t* function,
                    weir_symbol_table_t* symbols, weir_arena_t* arena) {
  weir_context_t* context = extern_op->context;
  uint32_t count = weir_op_attr(extern_op, "targets")->array.count;
  weir_op_t* executable = build_executable(function, extern_op, symbols);
  weir_builder_t builder =
      weir_builder_at_end(weir_op_region(executable, 0)->first);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_HAL_EXECUTABLE_END,
                     extern_op->location);
  weir_builder_set_before(&builder, weir_build(&builder, &state));
  weir_symbol_table_t* variants = weir_symbol_table_create(executable, arena);
  weir_attr_t** entries = WEIR_ARENA_ARRAY(arena, weir_attr_t*, count + 1);
  for (uint32_t i = 0; i < count; ++i) {
    entries[i] =
        build_variant(&builder, extern_op, executable, i, variants, arena);
  }
  replace_by_dispatch(extern_op, weir_array_attr(context, entries, count));
}

weir_status_t weir_flow_outline_dispatch_externs(weir_pass_t* pass,
                                                 weir_op_t* module) {
  weir_symbol_table_t* symbols =
      weir_symbol_table_create(module, pass->scratch);
  WEIR_FOR_EACH_OP(function, weir_module_body(module)) {
    if (!weir_op_has_trait(function, WEIR_OP_FUNCTION | WEIR_OP_INITIALIZER)) {
      continue;
    }
    weir_op_list_t externs =
        weir_collect_ops(function, WEIR_HAL_DISPATCH_EXTERN, pass->scratch);
    for (uint32_t i = 0; i < externs.count; ++i) {
      outline(externs.ops[i], function, symbols, pass->scratch);
    }
  }
  return weir_ok();
}
