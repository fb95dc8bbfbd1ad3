// Moves constants out of the program into a parameter archive.
//
// Needs:   nothing.
// Changes: constants in functions that are large enough become globals; globals
//          that never change and begin with such a constant begin with a
//          parameter named after them, whose bytes are in the archive.
// Keeps:   mutable globals, smaller constants, the contents of executables.
// Options: path=[scope=]file (or archive-path=file scope=scope): without it
//          nothing is done. minimum-size=256: bytes that are worth it.
#include <stdlib.h>
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/lists.h"
#include "compiler/dialects/flow_types.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_types.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/io/passes.h"
#include "compiler/transforms/io/scope_path.h"
#include "engine/io/parameters.h"

typedef struct export_t {
  weir_op_t* module;
  weir_arena_t* arena;
  weir_scope_path_t target;
  int64_t minimum_bytes;
  weir_op_list_t globals;  // whose values go into the archive
} export_t;

// Whether |value| has bytes of its own that are worth a parameter.
static bool is_worth_exporting(const export_t* e, const weir_attr_t* value) {
  if (value == NULL || value->type == NULL ||
      !weir_type_is_shaped(value->type) ||
      weir_attr_is_parameter_named(value)) {
    return false;
  }
  return weir_attr_storage_bytes(value) >= e->minimum_bytes;
}

// -- constants become globals -------------------------------------------------

static weir_walk_t collect(weir_op_t* op, void* user) {
  weir_op_list_t* list = user;
  // What is inside another table of symbols is another program.
  if (op->block != NULL && weir_op_has_trait(op, WEIR_OP_SYMBOL_TABLE)) {
    return WEIR_WALK_SKIP;
  }
  if (weir_op_is(op, WEIR_ARITH_CONSTANT)) {
    weir_op_list_add(list, weir_context_arena(op->context), op);
  }
  return WEIR_WALK_CONTINUE;
}

static weir_op_t* build_global(weir_builder_t* builder,
                               const weir_op_t* constant) {
  weir_context_t* context = builder->context;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_GLOBAL, constant->location);
  weir_op_state_attr(&state, "sym_name",
                     weir_string_attr(context, "constant_hoisted"));
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(context, "private"));
  weir_op_state_attr(&state, "type", weir_type_attr(constant->results[0].type));
  weir_op_state_attr(&state, "initial_value", weir_op_attr(constant, "value"));
  return weir_build(builder, &state);
}

static void replace_by_load(weir_op_t* constant, const weir_op_t* global) {
  weir_builder_t builder = weir_builder_before(constant);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL_LOAD,
                     constant->location);
  weir_op_state_attr(
      &state, "global",
      weir_symbol_attr(builder.context, weir_symbol_name(global).data));
  weir_op_state_result(&state, constant->results[0].type);
  weir_value_t* value = weir_op_result_n(weir_build(&builder, &state), 0);
  weir_op_replace(constant, &value);
}

static void hoist_constants(export_t* e) {
  weir_op_list_t constants = {0};
  weir_walk_pre_order(e->module, collect, &constants);
  weir_symbol_table_t* symbols = weir_symbol_table_create(e->module, e->arena);
  weir_builder_t builder = weir_builder_at_start(weir_module_body(e->module));
  for (uint32_t i = 0; i < constants.count; ++i) {
    weir_op_t* constant = constants.ops[i];
    if (!is_worth_exporting(e, weir_op_attr(constant, "value"))) continue;
    weir_op_t* global = build_global(&builder, constant);
    weir_symbol_table_add(symbols, global);
    replace_by_load(constant, global);
  }
}

// -- globals become parameters ------------------------------------------------

static void find_globals(export_t* e) {
  WEIR_FOR_EACH_OP(op, weir_module_body(e->module)) {
    if (weir_op_is(op, WEIR_UTIL_GLOBAL) &&
        !weir_op_has_attr(op, "is_mutable") &&
        is_worth_exporting(e, weir_op_attr(op, "initial_value"))) {
      weir_op_list_add(&e->globals, e->arena, op);
    }
  }
}

static weir_status_t write_archive(const export_t* e) {
  weir_parameter_t* parameters =
      WEIR_ARENA_ARRAY(e->arena, weir_parameter_t, e->globals.count);
  for (uint32_t i = 0; i < e->globals.count; ++i) {
    const weir_op_t* global = e->globals.ops[i];
    const weir_attr_t* value = weir_op_attr(global, "initial_value");
    size_t bytes = (size_t)weir_attr_storage_bytes(value);
    uint8_t* data = weir_arena_alloc(e->arena, bytes + 1);
    WEIR_RETURN_IF_ERROR(weir_attr_serialize(value, data));
    parameters[i] = (weir_parameter_t){
        .name = weir_symbol_name(global),
        .bytes = bytes,
        .data = data,
        .stored_bytes = bytes,
    };
  }
  return weir_irpa_write(e->target.path, parameters, e->globals.count);
}

static void name_parameters(const export_t* e) {
  weir_context_t* context = e->module->context;
  weir_attr_t* scope = *e->target.scope != '\0'
                           ? weir_string_attr(context, e->target.scope)
                           : NULL;
  for (uint32_t i = 0; i < e->globals.count; ++i) {
    weir_op_t* global = e->globals.ops[i];
    weir_op_set_attr(
        global, "initial_value",
        weir_flow_parameter_named_attr(
            weir_op_attr_type(global, "type"), scope,
            weir_string_attr_sv(context, weir_symbol_name(global)), NULL));
  }
}

weir_status_t weir_io_export_parameters(weir_pass_t* pass, weir_op_t* module) {
  export_t e = {.module = module, .arena = pass->scratch};
  e.target = weir_scope_path_split(
      weir_sv(weir_pass_option(pass, "path",
                               weir_pass_option(pass, "archive-path", ""))),
      pass->scratch);
  e.target.scope = weir_pass_option(pass, "scope", e.target.scope);
  if (*e.target.path == '\0') return weir_ok();
  e.minimum_bytes =
      strtoll(weir_pass_option(pass, "minimum-size", "256"), NULL, 10);
  hoist_constants(&e);
  find_globals(&e);
  if (e.globals.count == 0) return weir_ok();
  WEIR_RETURN_IF_ERROR(write_archive(&e));
  name_parameters(&e);
  return weir_ok();
}
