#include "compiler/transforms/flow/debug_targets.h"

#include "compiler/dialects/lists.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/shapes.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/symbol.h"

static weir_value_t* build_export(weir_builder_t* builder, weir_value_t* tensor,
                                  weir_location_t* location) {
  weir_context_t* context = builder->context;
  weir_value_list_t list = {0};
  weir_dims_t dims = {0};
  if (weir_find_made_dims(tensor, &dims)) {
    for (uint32_t i = 0; i < dims.count; ++i) {
      weir_value_list_add(&list, weir_context_arena(context),
                          weir_dims_get(&dims, i));
    }
  }
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_TENSOR_EXPORT, location);
  weir_op_state_operand(&state, tensor);
  weir_op_state_operands(&state, list.items, list.count);
  weir_op_state_attr(&state, "source_encoding", weir_type_attr(tensor->type));
  weir_op_state_result(&state, weir_hal_buffer_view_type(context));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static void set_results(weir_op_t* function, const weir_type_list_t* results) {
  weir_context_t* context = function->context;
  const weir_type_t* type = weir_function_type_of(function);
  weir_op_set_attr(
      function, "function_type",
      weir_type_attr(weir_function_type(context, type->function.inputs,
                                        type->function.input_count,
                                        results->items, results->count)));
  weir_op_remove_attr(function, "tied_operands");
  weir_op_remove_attr(function, "res_attrs");
}

bool weir_flow_break_at(weir_op_t* module, weir_op_t* function,
                        weir_op_t* dispatch) {
  weir_block_t* entry = weir_op_region(function, 0)->first;
  weir_arena_t* arena = weir_context_arena(module->context);
  weir_op_t* old = weir_block_terminator(entry);
  if (!weir_op_is(function, WEIR_UTIL_FUNC) || dispatch->block != entry ||
      old == NULL ||
      weir_symbol_users(module, weir_symbol_name(function), arena).count > 0) {
    return false;
  }
  weir_builder_t builder = weir_builder_before(old);
  weir_value_list_t values = {0};
  weir_type_list_t types = {0};
  for (uint32_t i = 0; i < dispatch->result_count; ++i) {
    weir_value_t* value = weir_op_result_n(dispatch, i);
    if (weir_type_is_tensor(value->type)) {
      value = build_export(&builder, value, dispatch->location);
    }
    weir_value_list_add(&values, arena, value);
    weir_type_list_add(&types, arena, value->type);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_RETURN, old->location);
  weir_op_state_operands(&state, values.items, values.count);
  weir_build(&builder, &state);
  weir_op_erase(old);
  set_results(function, &types);
  return true;
}
