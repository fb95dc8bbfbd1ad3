// flow executables and functions.
//
// Tensor arguments of entry points become bindings; what is bound is named
// again at the start of the function. The rest of the code stays as it is.
#include "compiler/conversion/conversion.h"
#include "compiler/dialects/builtin.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/flow_types.h"
#include "compiler/dialects/stream.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"

static weir_op_state_t begin(weir_builder_t* builder, uint32_t id,
                             weir_location_t* location) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, id, location);
  return state;
}

// -- code in executables -----------------------------------------------------

static uint32_t stream_id_of(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_FLOW_DISPATCH_WORKGROUP_ID:
      return WEIR_STREAM_DISPATCH_WORKGROUP_ID;
    case WEIR_FLOW_DISPATCH_WORKGROUP_COUNT:
      return WEIR_STREAM_DISPATCH_WORKGROUP_COUNT;
    case WEIR_FLOW_DISPATCH_WORKGROUP_SIZE:
      return WEIR_STREAM_DISPATCH_WORKGROUP_SIZE;
    case WEIR_FLOW_RETURN:
      return WEIR_STREAM_RETURN;
    default:
      return 0;
  }
}

// Ops that mean the same in flow and stream are renamed.
static weir_walk_t rename_op(weir_op_t* op, void* user) {
  (void)user;
  uint32_t id = stream_id_of(op);
  if (!id) return WEIR_WALK_CONTINUE;
  weir_builder_t builder = weir_builder_before(op);
  weir_op_state_t state = begin(&builder, id, op->location);
  for (uint32_t i = 0; i < op->info->operand_group_count; ++i) {
    weir_op_state_operands_of(&state, op, i);
  }
  weir_op_state_attrs(&state, op->attrs);
  for (uint32_t i = 0; i < op->info->result_group_count; ++i) {
    weir_op_state_results_of(&state, op, i);
  }
  weir_op_t* by = weir_build(&builder, &state);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_replace_uses(weir_op_result_n(op, i), weir_op_result_n(by, i));
  }
  weir_op_erase(op);
  return WEIR_WALK_SKIP;
}

static weir_op_t* tie_shape_of(const weir_value_t* argument) {
  for (const weir_use_t* use = argument->uses; use; use = use->next) {
    if (weir_op_is(use->op, WEIR_FLOW_DISPATCH_TIE_SHAPE)) return use->op;
  }
  return NULL;
}

// The part of |argument| that is now a binding: at |builder|, or where its
// shape is known if that is dynamic.
static void insert_subspan(weir_value_t* argument, weir_type_t* type,
                           weir_value_t* zero, weir_builder_t builder) {
  weir_location_t* location = weir_value_location(argument);
  weir_op_t* tie = tie_shape_of(argument);
  weir_type_t* bound = weir_flow_dispatch_tensor_bound(type);
  if (weir_type_dynamic_dim_count(bound) > 0) {
    if (!tie) {
      weir_emit_error(builder.context, location,
                      "dispatch argument %u has dynamic dimensions but no "
                      "flow.dispatch.tie_shape says which",
                      argument->index);
      return;
    }
    weir_builder_set_before(&builder, tie);
  } else {
    tie = NULL;
  }
  weir_op_state_t state =
      begin(&builder, WEIR_STREAM_BINDING_SUBSPAN, location);
  weir_op_state_operand(&state, argument);
  weir_op_state_operand(&state, zero);
  if (tie) {
    weir_op_state_operands_of(&state, tie,
                              WEIR_FLOW_DISPATCH_TIE_SHAPE_DYNAMIC_DIMS);
  }
  weir_op_state_result(&state, type);
  weir_op_t* subspan = weir_build(&builder, &state);
  weir_value_replace_uses_except(argument, weir_op_result_n(subspan, 0),
                                 subspan);
}

static weir_walk_t drop_tie_shape(weir_op_t* op, void* user) {
  (void)user;
  if (!weir_op_is(op, WEIR_FLOW_DISPATCH_TIE_SHAPE)) return WEIR_WALK_CONTINUE;
  weir_value_replace_uses(
      weir_op_result_n(op, 0),
      weir_op_operand(op, WEIR_FLOW_DISPATCH_TIE_SHAPE_OPERAND));
  weir_op_erase(op);
  return WEIR_WALK_SKIP;
}

static void convert_entry(weir_converter_t* c, weir_op_t* function) {
  weir_region_t* body = weir_op_region(function, 0);
  weir_type_t* type = weir_function_type_of(function);
  if (!body || weir_region_is_empty(body)) return;
  weir_builder_t builder = weir_builder_at_start(body->first);
  uint32_t count = body->first->argument_count;
  weir_type_t** inputs = WEIR_ARENA_ARRAY(c->arena, weir_type_t*, count);
  weir_value_t* zero = weir_build_index(&builder, function->location, 0);
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* argument = body->first->arguments[i];
    inputs[i] = argument->type;
    if (!weir_type_is_flow_dispatch_tensor(argument->type)) continue;
    inputs[i] = weir_stream_binding_type(c->context);
    if (weir_value_has_uses(argument)) {
      insert_subspan(argument, argument->type, zero, builder);
    }
    argument->type = inputs[i];
  }
  weir_walk_post_order(function, drop_tie_shape, NULL);
  weir_op_set_attr(function, "function_type",
                   weir_type_attr(weir_function_type(
                       c->context, inputs, count, type->function.results,
                       type->function.result_count)));
}

static void convert_entries(weir_converter_t* c, weir_op_t* module) {
  weir_block_t* body = weir_module_body(module);
  if (!body) return;
  WEIR_FOR_EACH_OP(op, body) {
    if (weir_op_has_trait(op, WEIR_OP_FUNCTION) &&
        weir_symbol_visibility(op) == WEIR_PUBLIC) {
      convert_entry(c, op);
    }
  }
}

// -- executables -------------------------------------------------------------

static void convert_export(weir_builder_t* builder, weir_op_t* op) {
  weir_op_state_t state =
      begin(builder, WEIR_STREAM_EXECUTABLE_EXPORT, op->location);
  weir_op_state_attr(&state, "sym_visibility",
                     weir_op_attr(op, "sym_visibility"));
  weir_op_state_attr(&state, "sym_name", weir_op_attr(op, "sym_name"));
  weir_op_state_attr(&state, "function_ref", weir_op_attr(op, "function_ref"));
  weir_op_state_regions(&state, 1);
  weir_op_t* by = weir_build(builder, &state);
  weir_copy_dialect_attrs(op, by);
  weir_region_take_blocks(weir_op_region(by, 0), weir_op_region(op, 0));
}

static void convert_executable(weir_converter_t* c, weir_op_t* op) {
  weir_op_state_t state =
      begin(&c->builder, WEIR_STREAM_EXECUTABLE, op->location);
  weir_op_state_attr(&state, "sym_visibility",
                     weir_op_attr(op, "sym_visibility"));
  weir_op_state_attr(&state, "sym_name", weir_op_attr(op, "sym_name"));
  weir_op_state_regions(&state, 1);
  weir_op_t* by = weir_build(&c->builder, &state);
  weir_copy_dialect_attrs(op, by);
  weir_block_t* body = weir_op_region(by, 0)->first;
  if (!body) body = weir_region_add_block(weir_op_region(by, 0));
  weir_builder_t builder = weir_builder_at_end(body);
  weir_block_t* from = weir_op_region(op, 0)->first;
  if (body->last) weir_builder_set_before(&builder, body->last);
  WEIR_FOR_EACH_OP(child, from) {
    if (weir_op_is(child, WEIR_FLOW_EXECUTABLE_EXPORT)) {
      convert_export(&builder, child);
    } else if (weir_op_is(child, WEIR_BUILTIN_MODULE)) {
      weir_op_unlink(child);
      if (builder.before) {
        weir_op_insert_before(child, builder.before);
      } else {
        weir_block_append(body, child);
      }
      convert_entries(c, child);
    }
  }
  if (!weir_block_terminator(body)) {
    weir_builder_set_end(&builder, body);
    state = begin(&builder, WEIR_STREAM_EXECUTABLE_END, op->location);
    weir_build(&builder, &state);
  }
  weir_walk_post_order(by, rename_op, NULL);
  weir_converted(c, op);
}

// flow.func declares what flow.call calls: tensors are resources without sizes.
static void convert_function(weir_converter_t* c, weir_op_t* op) {
  weir_type_t* type = weir_function_type_of(op);
  uint32_t input_count = type->function.input_count;
  uint32_t result_count = type->function.result_count;
  weir_type_t** inputs = WEIR_ARENA_ARRAY(c->arena, weir_type_t*, input_count);
  weir_type_t** results =
      WEIR_ARENA_ARRAY(c->arena, weir_type_t*, result_count);
  for (uint32_t i = 0; i < input_count; ++i) {
    inputs[i] = weir_convert_type(c, type->function.inputs[i]);
  }
  for (uint32_t i = 0; i < result_count; ++i) {
    results[i] = weir_convert_type(c, type->function.results[i]);
  }
  static const char* const kept[] = {"sym_name", "sym_visibility", "arg_attrs",
                                     "res_attrs", "tied_operands"};
  weir_op_state_t state =
      begin(&c->builder, WEIR_STREAM_ASYNC_FUNC, op->location);
  for (uint32_t i = 0; i < sizeof(kept) / sizeof(kept[0]); ++i) {
    weir_op_state_attr(&state, kept[i], weir_op_attr(op, kept[i]));
  }
  weir_op_state_attr(
      &state, "function_type",
      weir_type_attr(weir_function_type(c->context, inputs, input_count,
                                        results, result_count)));
  weir_op_state_regions(&state, 1);
  weir_op_t* by = weir_build(&c->builder, &state);
  weir_copy_dialect_attrs(op, by);
  weir_converted(c, op);
}

bool weir_convert_flow_executable(weir_converter_t* converter, weir_op_t* op) {
  converter->builder = weir_builder_before(op);
  if (weir_op_is(op, WEIR_FLOW_EXECUTABLE)) {
    convert_executable(converter, op);
  } else if (weir_op_is(op, WEIR_FLOW_FUNC)) {
    convert_function(converter, op);
  } else {
    return false;
  }
  return true;
}
