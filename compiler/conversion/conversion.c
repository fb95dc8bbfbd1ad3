#include "compiler/conversion/conversion.h"

#include <string.h>

#include "compiler/dialects/affinity.h"
#include "compiler/dialects/flow_types.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/util_types.h"

// -- types -------------------------------------------------------------------

weir_type_t* weir_unknown_resource(const weir_converter_t* converter) {
  return weir_stream_resource_type(converter->context, WEIR_LIFETIME_UNKNOWN);
}

weir_type_t* weir_external_resource(const weir_converter_t* converter) {
  return weir_stream_resource_type(converter->context, WEIR_LIFETIME_EXTERNAL);
}

weir_type_t* weir_convert_type(const weir_converter_t* converter,
                               weir_type_t* type) {
  if (weir_type_is(type, &weir_flow_channel_def)) {
    return weir_stream_channel_type(converter->context);
  }
  weir_type_t* target = weir_util_ptr_target(type);
  if (target && weir_type_is_tensor(target)) {
    return weir_util_ptr_type(weir_unknown_resource(converter));
  }
  return weir_type_is_tensor(type) ? weir_unknown_resource(converter) : type;
}

weir_type_t** weir_expand_types(const weir_converter_t* converter,
                                weir_type_t* const* types, uint32_t count,
                                uint32_t* out_count) {
  weir_type_t** expanded =
      WEIR_ARENA_ARRAY(converter->arena, weir_type_t*, count * 2);
  uint32_t n = 0;
  for (uint32_t i = 0; i < count; ++i) {
    expanded[n++] = weir_convert_type(converter, types[i]);
    if (weir_type_is_tensor(types[i])) {
      expanded[n++] = weir_index_type(converter->context);
    }
  }
  *out_count = n;
  return expanded;
}

weir_type_t* weir_expand_function_type(const weir_converter_t* converter,
                                       weir_type_t* type) {
  uint32_t input_count = 0, result_count = 0;
  weir_type_t** inputs =
      weir_expand_types(converter, type->function.inputs,
                        type->function.input_count, &input_count);
  weir_type_t** results =
      weir_expand_types(converter, type->function.results,
                        type->function.result_count, &result_count);
  return weir_function_type(converter->context, inputs, input_count, results,
                            result_count);
}

// -- building ----------------------------------------------------------------

weir_op_state_t weir_begin_op(weir_converter_t* converter, uint32_t id,
                              weir_location_t* location) {
  weir_op_state_t state;
  weir_op_state_init(&state, &converter->builder, id, location);
  return state;
}

void weir_op_state_values(weir_op_state_t* state,
                          const weir_value_list_t* values) {
  weir_op_state_operands(state, values->items, values->count);
}

weir_value_t* weir_build_resource_size(weir_converter_t* converter,
                                       weir_location_t* location,
                                       weir_value_t* resource) {
  weir_op_state_t state =
      weir_begin_op(converter, WEIR_STREAM_RESOURCE_SIZE, location);
  weir_op_state_operand(&state, resource);
  weir_op_state_result(&state, weir_index_type(converter->context));
  return weir_op_result_n(weir_build(&converter->builder, &state), 0);
}

weir_value_t* weir_build_sizeof(weir_converter_t* converter,
                                weir_location_t* location, weir_type_t* tensor,
                                const weir_value_list_t* dims,
                                weir_attr_t* affinity) {
  weir_op_state_t state =
      weir_begin_op(converter, WEIR_STREAM_TENSOR_SIZEOF, location);
  weir_op_state_values(&state, dims);
  weir_op_state_attr(&state, "encoding", weir_type_attr(tensor));
  weir_op_state_attr(&state, "affinity", affinity);
  weir_op_state_result(&state, weir_index_type(converter->context));
  return weir_op_result_n(weir_build(&converter->builder, &state), 0);
}

weir_value_t* weir_build_transfer(weir_converter_t* converter,
                                  weir_location_t* location,
                                  weir_value_t* source, weir_value_t* size,
                                  weir_type_t* type, weir_attr_t* from,
                                  weir_attr_t* to) {
  weir_op_state_t state =
      weir_begin_op(converter, WEIR_STREAM_ASYNC_TRANSFER, location);
  weir_op_state_operand(&state, source);
  weir_op_state_operand(&state, size);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "source_affinity", from);
  weir_op_state_attr(&state, "result_affinity", to);
  weir_op_state_result(&state, type);
  return weir_op_result_n(weir_build(&converter->builder, &state), 0);
}

static weir_attr_t* stream_constant(weir_attr_t* value) {
  if (!weir_attr_is_def(value, &weir_flow_parameter_named_def)) return value;
  return weir_stream_parameter_named_attr(
      value->type, weir_parameter_named_scope(value),
      weir_parameter_named_key(value), weir_parameter_named_config(value));
}

weir_value_t* weir_build_tensor_constant(
    weir_converter_t* converter, weir_location_t* location,
    weir_lifetime_t lifetime, weir_attr_t* value, weir_type_t* encoding,
    const weir_value_list_t* dims, weir_attr_t* affinity) {
  weir_op_state_t state =
      weir_begin_op(converter, WEIR_STREAM_TENSOR_CONSTANT, location);
  weir_op_state_values(&state, dims);
  weir_op_state_attr(&state, "value", stream_constant(value));
  weir_op_state_attr(&state, "result_encoding", weir_type_attr(encoding));
  weir_op_state_attr(&state, "affinity", affinity);
  weir_op_state_result(&state,
                       weir_stream_resource_type(converter->context, lifetime));
  return weir_op_result_n(weir_build(&converter->builder, &state), 0);
}

// -- values ------------------------------------------------------------------

// A tensor that nothing converted: made a resource by a cast, as one that a
// later conversion will take up.
static void cast_tensor(weir_converter_t* converter, weir_location_t* location,
                        weir_value_t* tensor) {
  weir_type_t* types[2] = {weir_unknown_resource(converter),
                           weir_index_type(converter->context)};
  weir_op_state_t state;
  weir_op_state_init_named(&state, converter->context,
                           weir_sv("builtin.unrealized_conversion_cast"),
                           location);
  weir_op_state_operands(&state, &tensor, 1);
  weir_op_state_results(&state, types, 2);
  weir_op_t* cast = weir_build(&converter->builder, &state);
  weir_map_tensor(converter, tensor, weir_op_result_n(cast, 0),
                  weir_op_result_n(cast, 1));
}

// What the program itself has made a tensor of is the resource that it was.
static weir_converted_tensor_t exported_tensor(weir_converter_t* converter,
                                               weir_location_t* location,
                                               weir_value_t* tensor) {
  weir_op_t* op = weir_value_op(tensor);
  weir_attr_t* affinity = weir_affinity_lookup(op);
  weir_value_t* size =
      weir_op_operand(op, WEIR_STREAM_TENSOR_EXPORT_SOURCE_SIZE);
  weir_value_t* resource = weir_build_transfer(
      converter, location,
      weir_op_operand(op, WEIR_STREAM_TENSOR_EXPORT_SOURCE), size,
      weir_unknown_resource(converter), affinity, affinity);
  return (weir_converted_tensor_t){resource, size, affinity};
}

weir_converted_tensor_t weir_resolve_tensor(weir_converter_t* converter,
                                            weir_location_t* location,
                                            weir_value_t* tensor) {
  if (!weir_mapping_find(converter->resources, tensor)) {
    if (weir_op_is(weir_value_op(tensor), WEIR_STREAM_TENSOR_EXPORT)) {
      return exported_tensor(converter, location, tensor);
    }
    cast_tensor(converter, location, tensor);
  }
  weir_converted_tensor_t result = {
      .resource = weir_mapping_find(converter->resources, tensor),
      .size = weir_mapping_find(converter->sizes, tensor),
      .affinity = weir_affinity_of_resource(converter->affinity, tensor),
  };
  if (!result.size) {
    result.size =
        weir_build_resource_size(converter, location, result.resource);
  }
  return result;
}

weir_converted_tensor_t weir_transfer_tensor(weir_converter_t* converter,
                                             weir_location_t* location,
                                             weir_value_t* tensor,
                                             weir_attr_t* affinity) {
  weir_converted_tensor_t result =
      weir_resolve_tensor(converter, location, tensor);
  if (result.affinity != affinity) {
    result.resource =
        weir_build_transfer(converter, location, result.resource, result.size,
                            result.resource->type, result.affinity, affinity);
    result.affinity = affinity;
  }
  return result;
}

void weir_expand_value(weir_converter_t* converter, weir_location_t* location,
                       weir_value_t* value, weir_value_list_t* list) {
  if (!weir_type_is_tensor(value->type)) {
    weir_value_list_add(list, converter->arena, value);
    return;
  }
  weir_converted_tensor_t tensor =
      weir_resolve_tensor(converter, location, value);
  weir_value_list_add(list, converter->arena, tensor.resource);
  weir_value_list_add(list, converter->arena, tensor.size);
}

void weir_map_tensor(weir_converter_t* converter, weir_value_t* tensor,
                     weir_value_t* resource, weir_value_t* size) {
  weir_mapping_set(converter->resources, tensor, resource);
  if (size) weir_mapping_set(converter->sizes, tensor, size);
}

weir_value_list_t weir_dynamic_dims(weir_converter_t* converter,
                                    weir_location_t* location,
                                    weir_value_t* tensor) {
  return weir_build_dynamic_dims(&converter->builder, converter->arena,
                                 location, tensor);
}

// -- ops ---------------------------------------------------------------------

void weir_converted(weir_converter_t* converter, weir_op_t* op) {
  weir_op_list_add(&converter->originals, converter->arena, op);
}

void weir_converted_to(weir_converter_t* converter, weir_op_t* op,
                       weir_op_t* by, weir_value_t* const* sizes) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    if (weir_type_is_tensor(result->type)) {
      weir_map_tensor(converter, result, weir_op_result_n(by, i),
                      sizes ? sizes[i] : NULL);
    } else {
      weir_value_replace_uses(result, weir_op_result_n(by, i));
    }
  }
  weir_converted(converter, op);
}

void weir_copy_dialect_attrs(const weir_op_t* from, weir_op_t* to) {
  for (uint32_t i = 0; i < from->attrs->dictionary.count; ++i) {
    const weir_named_attr_t* entry = &from->attrs->dictionary.entries[i];
    if (!strchr(entry->name->data, '.')) continue;
    weir_op_set_attr(to, entry->name->data, entry->value);
  }
}
