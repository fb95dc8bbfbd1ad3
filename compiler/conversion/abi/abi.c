#include "compiler/conversion/abi/abi.h"

#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/util.h"

// -- attributes --------------------------------------------------------------

weir_attr_t* weir_function_attrs_of(const weir_op_t* function, const char* list,
                                    uint32_t index) {
  weir_attr_t* attrs = weir_op_attr(function, list);
  if (!attrs || index >= attrs->array.count) {
    return weir_dictionary_attr(function->context, NULL, 0);
  }
  return attrs->array.elements[index];
}

weir_attr_t* weir_function_attr_of(const weir_op_t* function, const char* list,
                                   uint32_t index, const char* name) {
  return weir_dictionary_get(weir_function_attrs_of(function, list, index),
                             name);
}

weir_attr_t* weir_resize_attrs(weir_context_t* context, weir_attr_t* attrs,
                               uint32_t count) {
  weir_arena_t* arena = weir_context_arena(context);
  weir_attr_t** resized = WEIR_ARENA_ARRAY(arena, weir_attr_t*, count);
  bool any = false;
  for (uint32_t i = 0; i < count; ++i) {
    resized[i] = attrs && i < attrs->array.count
                     ? attrs->array.elements[i]
                     : weir_dictionary_attr(context, NULL, 0);
    any |= resized[i]->dictionary.count > 0;
  }
  return any ? weir_array_attr(context, resized, count) : NULL;
}

weir_attr_t* weir_abi_tied_operands(const weir_op_t* function) {
  uint32_t count = weir_function_type_of(function)->function.result_count;
  weir_arena_t* arena = weir_context_arena(function->context);
  int64_t* operands = WEIR_ARENA_ARRAY(arena, int64_t, count);
  bool any = false;
  for (uint32_t i = 0; i < count; ++i) {
    operands[i] = -1;
    any |= weir_attr_int(
        weir_function_attr_of(function, "res_attrs", i, "iree.abi.tied"),
        &operands[i]);
  }
  return any ? weir_index_array_attr(function->context, operands, count) : NULL;
}

static const char* const abi_attrs[] = {
    "iree.abi.affinity",
    "iree.abi.encoding",
    "iree.abi.model",
    "iree.abi.output",
};

static void strip_list(weir_op_t* function, const char* list) {
  weir_attr_t* attrs = weir_op_attr(function, list);
  if (!attrs) return;
  uint32_t count = attrs->array.count;
  weir_arena_t* arena = weir_context_arena(function->context);
  weir_attr_t** stripped = WEIR_ARENA_ARRAY(arena, weir_attr_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    stripped[i] = attrs->array.elements[i];
    for (uint32_t j = 0; j < sizeof(abi_attrs) / sizeof(abi_attrs[0]); ++j) {
      stripped[i] = weir_dictionary_set(stripped[i], abi_attrs[j], NULL);
    }
  }
  attrs = weir_array_attr(function->context, stripped, count);
  weir_op_set_attr(function, list,
                   weir_resize_attrs(function->context, attrs, count));
}

void weir_strip_abi_attrs(weir_op_t* function) {
  for (uint32_t i = 0; i < sizeof(abi_attrs) / sizeof(abi_attrs[0]); ++i) {
    weir_op_remove_attr(function, abi_attrs[i]);
  }
  strip_list(function, "arg_attrs");
  strip_list(function, "res_attrs");
}

// -- functions ---------------------------------------------------------------

weir_type_t* weir_abi_type(weir_type_t* type) {
  return weir_type_is_tensor(type) ? weir_hal_buffer_view_type(type->context)
                                   : type;
}

weir_op_t* weir_build_function(weir_builder_t* builder,
                               weir_location_t* location, const char* name,
                               weir_type_t* type, bool with_entry) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_FUNC, location);
  weir_op_state_attr(&state, "sym_name",
                     weir_string_attr(builder->context, name));
  weir_op_state_attr(&state, "function_type", weir_type_attr(type));
  weir_op_state_regions(&state, 1);
  weir_op_t* function = weir_build(builder, &state);
  if (with_entry) weir_function_add_entry(function);
  return function;
}

weir_op_t* weir_build_call(weir_builder_t* builder, weir_location_t* location,
                           weir_op_t* callee, weir_value_t* const* operands,
                           uint32_t count) {
  weir_type_t* type = weir_function_type_of(callee);
  weir_attr_t* name = weir_op_attr(callee, "sym_name");
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_CALL, location);
  weir_op_state_operands(&state, operands, count);
  weir_op_state_attr(&state, "callee",
                     weir_symbol_attr(builder->context, name->string.data));
  weir_op_state_results(&state, type->function.results,
                        type->function.result_count);
  return weir_build(builder, &state);
}

void weir_build_return(weir_builder_t* builder, weir_location_t* location,
                       weir_value_t* const* values, uint32_t count) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_RETURN, location);
  weir_op_state_operands(&state, values, count);
  weir_build(builder, &state);
}

// -- tensors -----------------------------------------------------------------

static weir_value_t* build_view_dim(weir_builder_t* builder,
                                    weir_location_t* location,
                                    weir_value_t* view, int64_t index) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_BUFFER_VIEW_DIM, location);
  weir_op_state_operand(&state, view);
  weir_op_state_attr(&state, "index", weir_index_attr(builder->context, index));
  weir_op_state_result(&state, weir_index_type(builder->context));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

weir_value_t* weir_build_tensor_import(
    weir_builder_t* builder, weir_location_t* location, weir_value_t* view,
    weir_type_t* type, weir_attr_t* encoding, weir_value_t* wait_fence,
    weir_attr_t* name, weir_attr_t* affinity) {
  weir_arena_t* arena = weir_context_arena(builder->context);
  uint32_t rank = weir_type_rank(type), count = 0;
  weir_value_t** dims = WEIR_ARENA_ARRAY(arena, weir_value_t*, rank);
  for (uint32_t i = 0; i < rank; ++i) {
    if (weir_type_dim(type, i) != WEIR_DYNAMIC) continue;
    dims[count++] = build_view_dim(builder, location, view, i);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_TENSOR_IMPORT, location);
  weir_op_state_operand(&state, view);
  weir_op_state_operands(&state, dims, count);
  weir_op_state_operand(&state, wait_fence);
  weir_op_state_attr(&state, "target_encoding",
                     encoding ? encoding : weir_type_attr(type));
  weir_op_state_attr(&state, "name", name);
  weir_op_state_attr(&state, "affinity", affinity);
  weir_op_state_result(&state, type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

weir_value_t* weir_build_tensor_export(
    weir_builder_t* builder, weir_location_t* location, weir_value_t* tensor,
    weir_value_t* const* dims, uint32_t dim_count, weir_attr_t* encoding,
    weir_attr_t* name, weir_attr_t* affinity) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_TENSOR_EXPORT, location);
  weir_op_state_operand(&state, tensor);
  weir_op_state_operands(&state, dims, dim_count);
  weir_op_state_attr(&state, "source_encoding",
                     encoding ? encoding : weir_type_attr(tensor->type));
  weir_op_state_attr(&state, "name", name);
  weir_op_state_attr(&state, "affinity", affinity);
  weir_op_state_result(&state, weir_hal_buffer_view_type(builder->context));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

weir_value_t* weir_build_tensor_alias(
    weir_builder_t* builder, weir_location_t* location, weir_value_t* tensor,
    weir_value_t* const* dims, uint32_t dim_count, weir_value_t* storage,
    weir_value_t* wait_fence, weir_attr_t* affinity) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_TENSOR_ALIAS, location);
  weir_op_state_operand(&state, tensor);
  weir_op_state_operands(&state, dims, dim_count);
  weir_op_state_operand(&state, storage);
  weir_op_state_operand(&state, wait_fence);
  weir_op_state_attr(&state, "affinity", affinity);
  weir_op_state_result(&state, tensor->type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

weir_op_t* weir_build_tensor_barrier(weir_builder_t* builder,
                                     weir_location_t* location,
                                     weir_value_t* const* tensors,
                                     uint32_t count, weir_value_t* fence) {
  weir_arena_t* arena = weir_context_arena(builder->context);
  weir_type_t** types = WEIR_ARENA_ARRAY(arena, weir_type_t*, count);
  for (uint32_t i = 0; i < count; ++i) types[i] = tensors[i]->type;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_TENSOR_BARRIER, location);
  weir_op_state_operands(&state, tensors, count);
  weir_op_state_operand(&state, fence);
  weir_op_state_results(&state, types, count);
  return weir_build(builder, &state);
}

// -- fences ------------------------------------------------------------------

static weir_value_t* build_value(weir_builder_t* builder,
                                 weir_op_state_t* state, weir_type_t* type) {
  weir_op_state_result(state, type);
  return weir_op_result_n(weir_build(builder, state), 0);
}

weir_value_t* weir_build_null_fence(weir_builder_t* builder,
                                    weir_location_t* location) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_NULL, location);
  return build_value(builder, &state, weir_hal_fence_type(builder->context));
}

weir_value_t* weir_build_fence(weir_builder_t* builder,
                               weir_location_t* location,
                               weir_value_t* device) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_FENCE_CREATE, location);
  weir_op_state_operand(&state, device);
  weir_op_state_attr(&state, "flags", weir_i32_attr(builder->context, 0));
  return build_value(builder, &state, weir_hal_fence_type(builder->context));
}

void weir_build_fence_signal(weir_builder_t* builder, weir_location_t* location,
                             weir_value_t* fence) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_FENCE_SIGNAL, location);
  weir_op_state_operand(&state, fence);
  weir_build(builder, &state);
}

weir_value_t* weir_build_forever(weir_builder_t* builder,
                                 weir_location_t* location) {
  return weir_build_constant(builder, location,
                             weir_i32_attr(builder->context, -1));
}

void weir_build_fence_await(weir_builder_t* builder, weir_location_t* location,
                            weir_value_t* timeout_ms, weir_value_t* fence) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_FENCE_AWAIT, location);
  weir_op_state_operand(&state, timeout_ms);
  weir_op_state_operands(&state, &fence, 1);
  build_value(builder, &state, weir_i32_type(builder->context));
}

weir_value_t* weir_build_device(weir_builder_t* builder,
                                weir_location_t* location,
                                weir_attr_t* affinity) {
  weir_type_t* type = weir_hal_device_type(builder->context);
  weir_op_state_t state;
  if (weir_attr_is_def(affinity, &weir_hal_device_affinity_def)) {
    weir_op_state_init(&state, builder, WEIR_HAL_DEVICE_RESOLVE, location);
    weir_op_state_attr(&state, "affinity", affinity);
    weir_op_state_results(&state, &type, 1);
    return weir_op_result_n(weir_build(builder, &state), 0);
  }
  weir_value_t* first = weir_build_index(builder, location, 0);
  weir_op_state_init(&state, builder, WEIR_HAL_DEVICES_GET, location);
  weir_op_state_operand(&state, first);
  return build_value(builder, &state, type);
}
