// util functions, calls, globals and optimisation barriers.
#include "compiler/conversion/conversion.h"
#include "compiler/dialects/companions.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_types.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"

// -- functions ---------------------------------------------------------------

static uint32_t size_count(const weir_type_t* type) {
  return weir_type_is_tensor(type);
}

// A tensor's resource has its size behind it; what is said of the tensor is
// said of the resource.
static weir_companions_t sizes_behind(const weir_converter_t* c) {
  return (weir_companions_t){.count = size_count,
                             .type = weir_index_type(c->context)};
}

void weir_convert_function(weir_converter_t* c, weir_op_t* function) {
  weir_type_t* expanded =
      weir_expand_function_type(c, weir_function_type_of(function));
  weir_companions_t companions = sizes_behind(c);
  weir_companions_signature(&companions, c->arena, function);
  weir_op_set_attr(function, "function_type", weir_type_attr(expanded));
  weir_convert_region(c, weir_op_region(function, 0));
}

static void convert_return(weir_converter_t* c, weir_op_t* op) {
  weir_value_list_t expanded = {0};
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_expand_value(c, op->location, weir_op_operand_n(op, i), &expanded);
  }
  weir_op_set_operand_group(op, WEIR_UTIL_RETURN_OPERANDS, expanded.items,
                            expanded.count);
}

static void convert_call(weir_converter_t* c, weir_op_t* op) {
  weir_value_list_t operands = {0};
  weir_type_t** operand_types =
      WEIR_ARENA_ARRAY(c->arena, weir_type_t*, op->operand_count);
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    operand_types[i] = weir_op_operand_n(op, i)->type;
    weir_expand_value(c, op->location, weir_op_operand_n(op, i), &operands);
  }
  weir_type_t** result_types =
      WEIR_ARENA_ARRAY(c->arena, weir_type_t*, op->result_count);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    result_types[i] = op->results[i].type;
  }
  uint32_t type_count = 0;
  weir_type_t** types =
      weir_expand_types(c, result_types, op->result_count, &type_count);
  weir_companions_t companions = sizes_behind(c);
  weir_attr_t* tied = weir_companions_ties(
      &companions, c->arena, weir_op_attr(op, "tied_operands"), operand_types,
      op->operand_count, result_types, op->result_count);

  weir_op_state_t state = weir_begin_op(c, WEIR_UTIL_CALL, op->location);
  weir_op_state_operands(&state, operands.items, operands.count);
  weir_op_state_attrs(&state, op->attrs);
  weir_op_state_results(&state, types, type_count);
  weir_op_t* call = weir_build(&c->builder, &state);
  if (tied) weir_op_set_attr(call, "tied_operands", tied);

  uint32_t next = 0;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    weir_value_t* first = weir_op_result_n(call, next++);
    if (weir_type_is_tensor(result->type)) {
      weir_map_tensor(c, result, first, weir_op_result_n(call, next++));
    } else {
      weir_value_replace_uses(result, first);
    }
  }
  weir_converted(c, op);
}

// -- globals -----------------------------------------------------------------

static const char* size_name(weir_converter_t* c, weir_string_view_t name) {
  const char* usual =
      weir_arena_format(c->arena, "%.*s__size", WEIR_SV_ARGS(name));
  return weir_symbol_table_free_name(c->names, usual, c->arena);
}

static weir_type_t* global_resource_type(const weir_converter_t* c,
                                         const weir_op_t* global) {
  return weir_stream_resource_type(c->context,
                                   weir_op_has_attr(global, "is_mutable")
                                       ? WEIR_LIFETIME_VARIABLE
                                       : WEIR_LIFETIME_CONSTANT);
}

// What was said about inlining the contents is not said of the resource.
static void build_global(weir_converter_t* c, weir_op_t* global,
                         const char* name, weir_type_t* type) {
  weir_op_state_t state = weir_begin_op(c, WEIR_UTIL_GLOBAL, global->location);
  weir_op_state_attr(&state, "sym_visibility",
                     weir_op_attr(global, "sym_visibility"));
  weir_op_state_attr(&state, "sym_name", weir_string_attr(c->context, name));
  weir_op_state_attr(&state, "type", weir_type_attr(type));
  weir_op_state_attr(&state, "is_mutable", weir_op_attr(global, "is_mutable"));
  weir_build(&c->builder, &state);
}

static void build_store(weir_converter_t* c, weir_location_t* location,
                        weir_value_t* value, const char* name) {
  weir_op_state_t state = weir_begin_op(c, WEIR_UTIL_GLOBAL_STORE, location);
  weir_op_state_operand(&state, value);
  weir_op_state_attr(&state, "global", weir_symbol_attr(c->context, name));
  weir_build(&c->builder, &state);
}

static weir_value_t* build_load(weir_converter_t* c, weir_location_t* location,
                                const char* name, weir_type_t* type) {
  weir_op_state_t state = weir_begin_op(c, WEIR_UTIL_GLOBAL_LOAD, location);
  weir_op_state_attr(&state, "global", weir_symbol_attr(c->context, name));
  weir_op_state_result(&state, type);
  return weir_op_result_n(weir_build(&c->builder, &state), 0);
}

// The initial value: a constant, or only the size where there is none.
static weir_value_t* build_initial_value(weir_converter_t* c, weir_op_t* global,
                                         weir_attr_t* value,
                                         weir_attr_t* affinity,
                                         weir_value_t** out_size) {
  weir_value_list_t no_dims = {0};
  weir_type_t* type = weir_op_attr_type(global, "type");
  weir_type_t* resource = global_resource_type(c, global);
  if (!weir_attr_is_def(value, &weir_util_uninitialized_def)) {
    weir_value_t* constant = weir_build_tensor_constant(
        c, global->location, weir_stream_resource_lifetime(resource), value,
        type, &no_dims, affinity);
    *out_size = weir_build_resource_size(c, global->location, constant);
    return constant;
  }
  *out_size =
      weir_build_sizeof(c, global->location, value->type, &no_dims, affinity);
  weir_op_state_t state =
      weir_begin_op(c, WEIR_STREAM_TENSOR_EMPTY, global->location);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_operand(&state, *out_size);
  weir_op_state_attr(&state, "result_encoding", weir_type_attr(value->type));
  weir_op_state_attr(&state, "affinity", affinity);
  weir_op_state_result(&state, resource);
  return weir_op_result_n(weir_build(&c->builder, &state), 0);
}

static void build_initializer(weir_converter_t* c, weir_op_t* global,
                              weir_attr_t* value, weir_attr_t* affinity) {
  weir_string_view_t symbol = weir_symbol_name(global);
  const char* name = weir_arena_string(c->arena, symbol.data, symbol.size);
  weir_op_state_t state =
      weir_begin_op(c, WEIR_UTIL_INITIALIZER, global->location);
  weir_op_state_attr(
      &state, "function_type",
      weir_type_attr(weir_function_type(c->context, NULL, 0, NULL, 0)));
  weir_op_t* initializer = weir_build(&c->builder, &state);
  weir_builder_t outside = c->builder;
  weir_block_t* entry = weir_region_add_block(weir_op_region(initializer, 0));
  weir_builder_set_end(&c->builder, entry);
  weir_value_t* size = NULL;
  weir_value_t* initial =
      build_initial_value(c, global, value, affinity, &size);
  build_store(c, global->location, initial, name);
  build_store(c, global->location, size, size_name(c, symbol));
  state = weir_begin_op(c, WEIR_UTIL_RETURN, global->location);
  weir_build(&c->builder, &state);
  c->builder = outside;
}

void weir_convert_global(weir_converter_t* c, weir_op_t* global) {
  weir_type_t* type = weir_op_attr_type(global, "type");
  if (!weir_type_is_tensor(type)) {
    weir_op_set_attr(global, "type",
                     weir_type_attr(weir_convert_type(c, type)));
    return;
  }
  weir_string_view_t symbol = weir_symbol_name(global);
  const char* name = weir_arena_string(c->arena, symbol.data, symbol.size);
  c->builder = weir_builder_before(global);
  build_global(c, global, name, global_resource_type(c, global));
  build_global(c, global, size_name(c, symbol), weir_index_type(c->context));
  weir_attr_t* value = weir_op_attr(global, "initial_value");
  if (value && value->type && weir_type_is_tensor(value->type)) {
    build_initializer(c, global, value,
                      weir_affinity_of_global(c->affinity, global));
  }
  weir_converted(c, global);
}

// The original global that a load or store of a tensor names, and where it is.
// NULL after an error if it does not exist.
static const weir_op_t* accessed_global(weir_converter_t* c,
                                        const weir_op_t* op,
                                        weir_attr_t** out_affinity) {
  const weir_global_info_t* global =
      weir_explorer_global_of(weir_affinity_analysis_explorer(c->affinity), op);
  *out_affinity = NULL;
  if (!global) {
    weir_op_error(op, "names a global that does not exist");
    return NULL;
  }
  *out_affinity = weir_affinity_of_global(c->affinity, global->op);
  return global->op;
}

static void convert_load(weir_converter_t* c, weir_op_t* op) {
  weir_value_t* result = weir_op_result_n(op, 0);
  if (!weir_type_is_tensor(result->type)) return;
  weir_attr_t* affinity = NULL;
  const weir_op_t* global = accessed_global(c, op, &affinity);
  if (!global) return;
  weir_string_view_t symbol = weir_op_attr_string(op, "global");
  const char* name = weir_arena_string(c->arena, symbol.data, symbol.size);
  weir_value_t* resource =
      build_load(c, op->location, name, global_resource_type(c, global));
  weir_value_t* size = build_load(c, op->location, size_name(c, symbol),
                                  weir_index_type(c->context));
  resource = weir_build_transfer(c, op->location, resource, size,
                                 weir_unknown_resource(c), affinity, affinity);
  weir_map_tensor(c, result, resource, size);
  weir_converted(c, op);
}

static void convert_store(weir_converter_t* c, weir_op_t* op) {
  weir_value_t* operand = weir_op_operand(op, WEIR_UTIL_GLOBAL_STORE_VALUE);
  if (!weir_type_is_tensor(operand->type)) return;
  weir_attr_t* affinity = NULL;
  const weir_op_t* global = accessed_global(c, op, &affinity);
  if (!global) return;
  weir_string_view_t symbol = weir_op_attr_string(op, "global");
  const char* name = weir_arena_string(c->arena, symbol.data, symbol.size);
  weir_converted_tensor_t value = weir_resolve_tensor(c, op->location, operand);
  weir_value_t* stored = weir_build_transfer(
      c, op->location, value.resource, value.size,
      global_resource_type(c, global), value.affinity, affinity);
  build_store(c, op->location, stored, name);
  build_store(c, op->location, value.size, size_name(c, symbol));
  weir_converted(c, op);
}

// -- barriers ----------------------------------------------------------------

// Only the resource goes through: its size is asked for behind the barrier.
static void convert_barrier(weir_converter_t* c, weir_op_t* op) {
  weir_value_list_t operands = {0};
  weir_type_t** types =
      WEIR_ARENA_ARRAY(c->arena, weir_type_t*, op->operand_count);
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* value = weir_op_operand_n(op, i);
    if (weir_type_is_tensor(value->type)) {
      value = weir_resolve_tensor(c, op->location, value).resource;
    }
    weir_value_list_add(&operands, c->arena, value);
    types[i] = value->type;
  }
  weir_op_state_t state =
      weir_begin_op(c, WEIR_UTIL_OPTIMIZATION_BARRIER, op->location);
  weir_op_state_operands(&state, operands.items, operands.count);
  weir_op_state_attrs(&state, op->attrs);
  weir_op_state_results(&state, types, operands.count);
  weir_converted_to(c, op, weir_build(&c->builder, &state), NULL);
}

// A tensor behind an address would be two values behind two.
static void refuse_tensors(weir_converter_t* c, const weir_op_t* op) {
  bool any = false;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    any |= weir_type_is_tensor(weir_op_operand_n(op, i)->type);
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    any |= weir_type_is_tensor(op->results[i].type);
  }
  if (!any) return;
  weir_emit_error(
      c->context, op->location,
      "failed to legalize operation '%s' that was explicitly marked illegal",
      op->name->data);
}

bool weir_convert_util_op(weir_converter_t* converter, weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_UTIL_CALL:
      convert_call(converter, op);
      return true;
    case WEIR_UTIL_RETURN:
      convert_return(converter, op);
      return true;
    case WEIR_UTIL_GLOBAL_LOAD:
      convert_load(converter, op);
      return true;
    case WEIR_UTIL_GLOBAL_STORE:
      convert_store(converter, op);
      return true;
    case WEIR_UTIL_GLOBAL_LOAD_INDIRECT:
    case WEIR_UTIL_GLOBAL_STORE_INDIRECT:
      refuse_tensors(converter, op);
      return true;
    case WEIR_UTIL_OPTIMIZATION_BARRIER:
      convert_barrier(converter, op);
      return true;
    default:
      return false;
  }
}
