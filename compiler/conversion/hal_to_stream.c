// hal.tensor ops: values enter from and leave to buffers here.
#include "compiler/conversion/conversion.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/stream.h"

// -- import ------------------------------------------------------------------

// The runtime checks that what it was given has the type and shape expected.
static void assert_encoding(weir_converter_t* c, weir_op_t* op,
                            weir_type_t* encoding) {
  weir_builder_t* b = &c->builder;
  weir_type_t* i32 = weir_i32_type(c->context);
  weir_op_state_t state = weir_begin_op(c, WEIR_HAL_ELEMENT_TYPE, op->location);
  weir_op_state_attr(&state, "type",
                     weir_type_attr(weir_type_element(encoding)));
  weir_op_state_result(&state, i32);
  weir_value_t* element = weir_op_result_n(weir_build(b, &state), 0);
  state = weir_begin_op(c, WEIR_HAL_ENCODING_TYPE, op->location);
  weir_op_state_attr(&state, "encoding", encoding->shaped.encoding);
  weir_op_state_result(&state, i32);
  weir_value_t* order = weir_op_result_n(weir_build(b, &state), 0);

  weir_value_list_t dims = weir_value_list_of_group(
      c->arena, op, WEIR_HAL_TENSOR_IMPORT_TARGET_DIMS);
  weir_value_list_t shape = {0};
  uint32_t next_dim = 0;
  for (uint32_t i = 0; i < weir_type_rank(encoding); ++i) {
    int64_t dim = weir_type_dim(encoding, i);
    bool from_operand = dim == WEIR_DYNAMIC && next_dim < dims.count;
    weir_value_list_add(&shape, c->arena,
                        from_operand ? dims.items[next_dim++]
                                     : weir_build_index(b, op->location, dim));
  }
  weir_attr_t* name = weir_op_attr(op, "name");
  state = weir_begin_op(c, WEIR_HAL_BUFFER_VIEW_ASSERT, op->location);
  weir_op_state_operand(&state,
                        weir_op_operand(op, WEIR_HAL_TENSOR_IMPORT_SOURCE));
  weir_op_state_operand(&state, element);
  weir_op_state_operand(&state, order);
  weir_op_state_operands(&state, shape.items, shape.count);
  weir_op_state_attr(&state, "message",
                     name ? name : weir_string_attr(c->context, "tensor"));
  weir_build(b, &state);
}

static weir_value_t* build_import(weir_converter_t* c, weir_op_t* op,
                                  weir_value_t* buffer, weir_type_t* encoding,
                                  uint32_t dims_group, weir_value_t* size,
                                  weir_attr_t* affinity) {
  weir_op_state_t state =
      weir_begin_op(c, WEIR_STREAM_TENSOR_IMPORT, op->location);
  weir_op_state_operand(&state, buffer);
  weir_op_state_operands_of(&state, op, dims_group);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "result_encoding", weir_type_attr(encoding));
  weir_op_state_attr(&state, "affinity", affinity);
  weir_op_state_result(&state, weir_external_resource(c));
  return weir_op_result_n(weir_build(&c->builder, &state), 0);
}

// |resource| once |fence| has been reached; itself if there is none.
static weir_value_t* await_fence(weir_converter_t* c, weir_op_t* op,
                                 weir_value_t* fence, weir_value_t* resource,
                                 weir_value_t* size, weir_attr_t* affinity) {
  if (!fence) return resource;
  weir_op_state_t state =
      weir_begin_op(c, WEIR_STREAM_TIMEPOINT_IMPORT, op->location);
  weir_op_state_operands(&state, &fence, 1);
  weir_op_state_attr(&state, "affinity", affinity);
  weir_op_state_result(&state, weir_stream_timepoint_type(c->context));
  weir_value_t* timepoint =
      weir_op_result_n(weir_build(&c->builder, &state), 0);
  state = weir_begin_op(c, WEIR_STREAM_TIMEPOINT_AWAIT, op->location);
  weir_op_state_operands(&state, &resource, 1);
  weir_op_state_operands(&state, &size, 1);
  weir_op_state_operand(&state, timepoint);
  weir_op_state_results(&state, &resource->type, 1);
  return weir_op_result_n(weir_build(&c->builder, &state), 0);
}

static void convert_import(weir_converter_t* c, weir_op_t* op) {
  weir_attr_t* affinity = weir_affinity_of_execution(c->affinity, op);
  weir_value_t* source = weir_op_operand(op, WEIR_HAL_TENSOR_IMPORT_SOURCE);
  weir_value_t* target = weir_op_result_n(op, 0);
  weir_type_t* encoding = weir_op_attr_type(op, "target_encoding");
  if (weir_type_is_hal_buffer_view(source->type) &&
      weir_type_is_ranked_tensor(encoding)) {
    assert_encoding(c, op, encoding);
  }
  weir_value_list_t dims = weir_value_list_of_group(
      c->arena, op, WEIR_HAL_TENSOR_IMPORT_TARGET_DIMS);
  weir_value_t* size =
      weir_build_sizeof(c, op->location, target->type, &dims, affinity);
  weir_value_t* resource =
      build_import(c, op, source, encoding, WEIR_HAL_TENSOR_IMPORT_TARGET_DIMS,
                   size, affinity);
  weir_value_t* fence = weir_op_operand(op, WEIR_HAL_TENSOR_IMPORT_WAIT_FENCE);
  resource = await_fence(c, op, fence, resource, size, affinity);
  resource = weir_build_transfer(c, op->location, resource, size,
                                 weir_unknown_resource(c), affinity, affinity);
  weir_map_tensor(c, target, resource, size);
  weir_converted(c, op);
}

// -- export ------------------------------------------------------------------

static void convert_export(weir_converter_t* c, weir_op_t* op) {
  weir_attr_t* affinity = weir_affinity_of_execution(c->affinity, op);
  weir_converted_tensor_t source = weir_transfer_tensor(
      c, op->location, weir_op_operand(op, WEIR_HAL_TENSOR_EXPORT_SOURCE),
      affinity);
  weir_value_t* resource = source.resource;
  if (resource->type != weir_external_resource(c)) {
    resource = weir_build_transfer(c, op->location, resource, source.size,
                                   weir_external_resource(c), source.affinity,
                                   affinity);
  }
  weir_op_state_t state =
      weir_begin_op(c, WEIR_STREAM_TENSOR_EXPORT, op->location);
  weir_op_state_operand(&state, resource);
  weir_op_state_operands_of(&state, op, WEIR_HAL_TENSOR_EXPORT_SOURCE_DIMS);
  weir_op_state_operand(&state, source.size);
  weir_op_state_attr(&state, "source_encoding",
                     weir_op_attr(op, "source_encoding"));
  weir_op_state_attr(&state, "affinity", affinity);
  weir_op_state_result(&state, op->results[0].type);
  weir_converted_to(c, op, weir_build(&c->builder, &state), NULL);
}

// -- alias -------------------------------------------------------------------

// Writes the source into the storage and reads the result back from it, where
// the storage is.
static void convert_alias(weir_converter_t* c, weir_op_t* op) {
  weir_attr_t* affinity = weir_affinity_of_execution(c->affinity, op);
  weir_value_t* operand = weir_op_operand(op, WEIR_HAL_TENSOR_ALIAS_SOURCE);
  weir_converted_tensor_t source =
      weir_transfer_tensor(c, op->location, operand, affinity);
  weir_value_list_t dims =
      weir_value_list_of_group(c->arena, op, WEIR_HAL_TENSOR_ALIAS_SOURCE_DIMS);
  weir_value_t* size =
      weir_build_sizeof(c, op->location, operand->type, &dims, affinity);
  weir_value_t* storage = build_import(
      c, op, weir_op_operand(op, WEIR_HAL_TENSOR_ALIAS_STORAGE), operand->type,
      WEIR_HAL_TENSOR_ALIAS_SOURCE_DIMS, size, affinity);
  weir_value_t* fence = weir_op_operand(op, WEIR_HAL_TENSOR_ALIAS_WAIT_FENCE);
  storage = await_fence(c, op, fence, storage, size, affinity);

  weir_value_t* zero = weir_build_index(&c->builder, op->location, 0);
  weir_op_state_t state =
      weir_begin_op(c, WEIR_STREAM_ASYNC_UPDATE, op->location);
  weir_value_t* update_operands[] = {
      storage, size, zero, source.size, source.resource, source.size};
  for (uint32_t i = 0; i < 6; ++i) {
    weir_op_state_operand(&state, update_operands[i]);
  }
  weir_op_state_attr(&state, "affinity", affinity);
  weir_op_state_result(&state, weir_external_resource(c));
  weir_value_t* updated = weir_op_result_n(weir_build(&c->builder, &state), 0);

  state = weir_begin_op(c, WEIR_STREAM_ASYNC_SLICE, op->location);
  weir_value_t* slice_operands[] = {updated, size, zero, source.size,
                                    source.size};
  for (uint32_t i = 0; i < 5; ++i) {
    weir_op_state_operand(&state, slice_operands[i]);
  }
  weir_op_state_attr(&state, "affinity", affinity);
  weir_op_state_result(&state, weir_external_resource(c));
  weir_value_t* result = weir_op_result_n(weir_build(&c->builder, &state), 0);
  if (source.resource->type != result->type) {
    result = weir_build_transfer(c, op->location, result, source.size,
                                 source.resource->type, affinity, affinity);
  }
  weir_map_tensor(c, weir_op_result_n(op, 0), result, source.size);
  weir_converted(c, op);
}

// -- barrier -----------------------------------------------------------------

static weir_value_t* join_timepoints(weir_converter_t* c, weir_op_t* op,
                                     const weir_value_list_t* timepoints) {
  if (timepoints->count == 1) return timepoints->items[0];
  bool none = timepoints->count == 0;
  weir_op_state_t state = weir_begin_op(
      c, none ? WEIR_STREAM_TIMEPOINT_IMMEDIATE : WEIR_STREAM_TIMEPOINT_JOIN,
      op->location);
  if (!none) {
    weir_op_state_operands(&state, timepoints->items, timepoints->count);
  }
  weir_op_state_result(&state, weir_stream_timepoint_type(c->context));
  return weir_op_result_n(weir_build(&c->builder, &state), 0);
}

// Each source is waited for where it lives; the fence is signalled where the
// last one is.
static void convert_barrier(weir_converter_t* c, weir_op_t* op) {
  weir_value_list_t timepoints = {0};
  weir_attr_t* affinity = NULL;
  weir_value_list_t sources =
      weir_value_list_of_group(c->arena, op, WEIR_HAL_TENSOR_BARRIER_SOURCES);
  for (uint32_t i = 0; i < sources.count; ++i) {
    weir_converted_tensor_t source =
        weir_resolve_tensor(c, op->location, sources.items[i]);
    weir_op_state_t state =
        weir_begin_op(c, WEIR_STREAM_TIMEPOINT_BARRIER, op->location);
    weir_op_state_operand(&state, source.resource);
    weir_op_state_operand(&state, source.size);
    weir_op_state_attr(&state, "affinity", source.affinity);
    weir_op_state_result(&state, source.resource->type);
    weir_op_state_result(&state, weir_stream_timepoint_type(c->context));
    weir_op_t* barrier = weir_build(&c->builder, &state);
    weir_map_tensor(c, weir_op_result_n(op, i), weir_op_result_n(barrier, 0),
                    source.size);
    weir_value_list_add(&timepoints, c->arena, weir_op_result_n(barrier, 1));
    affinity = source.affinity;
  }
  weir_value_t* joined = join_timepoints(c, op, &timepoints);
  weir_value_t* fence =
      weir_op_operand(op, WEIR_HAL_TENSOR_BARRIER_SIGNAL_FENCE);
  weir_op_state_t state =
      weir_begin_op(c, WEIR_STREAM_TIMEPOINT_CHAIN_EXTERNAL, op->location);
  weir_op_state_operand(&state, joined);
  weir_op_state_operands(&state, &fence, 1);
  weir_op_state_attr(&state, "affinity", affinity);
  weir_build(&c->builder, &state);
  weir_converted(c, op);
}

bool weir_convert_hal_op(weir_converter_t* converter, weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_HAL_TENSOR_IMPORT:
      convert_import(converter, op);
      return true;
    case WEIR_HAL_TENSOR_EXPORT:
      convert_export(converter, op);
      return true;
    case WEIR_HAL_TENSOR_ALIAS:
      convert_alias(converter, op);
      return true;
    case WEIR_HAL_TENSOR_BARRIER:
      convert_barrier(converter, op);
      return true;
    default:
      return false;
  }
}
