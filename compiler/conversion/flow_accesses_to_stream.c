// flow's ops by which the host sees into tensors: loads, stores and traces.
//
// They happen where the value lives. What the host reads is staged first, a
// loaded element alone.
#include "compiler/conversion/flow_to_stream.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/stream.h"

// An index constant: one of |known| with this value, else a new one.
static weir_value_t* index_constant(weir_converter_t* c, const weir_op_t* op,
                                    const weir_value_list_t* known,
                                    int64_t value) {
  for (uint32_t i = 0; i < known->count; ++i) {
    int64_t constant = 0;
    if (weir_value_is_constant_int(known->items[i], &constant) &&
        constant == value) {
      return known->items[i];
    }
  }
  return weir_build_index(&c->builder, op->location, value);
}

static weir_value_list_t repeat(weir_converter_t* c, weir_value_t* value,
                                uint32_t count) {
  weir_value_list_t list = {0};
  for (uint32_t i = 0; i < count; ++i)
    weir_value_list_add(&list, c->arena, value);
  return list;
}

static void finish_load(weir_converter_t* c, weir_op_t* op,
                        weir_value_t* source, weir_value_t* size,
                        weir_type_t* encoding, const weir_value_list_t* dims,
                        const weir_value_list_t* indices) {
  weir_op_state_t state =
      weir_begin_op(c, WEIR_STREAM_TENSOR_LOAD, op->location);
  weir_op_state_operand(&state, source);
  weir_op_state_values(&state, dims);
  weir_op_state_operand(&state, size);
  weir_op_state_values(&state, indices);
  weir_op_state_attr(&state, "source_encoding", weir_type_attr(encoding));
  weir_op_state_result(&state, op->results[0].type);
  weir_op_t* load = weir_build(&c->builder, &state);
  weir_converted_to(c, op, load, NULL);
}

// The one element that is loaded, as a tensor of its own.
static weir_value_t* slice_element(weir_converter_t* c, weir_op_t* op,
                                   const weir_converted_tensor_t* source,
                                   const weir_value_list_t* indices,
                                   const weir_value_list_t* ones,
                                   weir_type_t* encoding, weir_value_t* size) {
  weir_value_t* operand = weir_op_operand(op, WEIR_FLOW_TENSOR_LOAD_SOURCE);
  weir_op_state_t state =
      weir_begin_op(c, WEIR_STREAM_TENSOR_SLICE, op->location);
  weir_op_state_operand(&state, source->resource);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_TENSOR_LOAD_SOURCE_DIMS);
  weir_op_state_operand(&state, source->size);
  weir_op_state_values(&state, indices);
  weir_op_state_values(&state, ones);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "source_encoding", weir_type_attr(operand->type));
  weir_op_state_attr(&state, "result_encoding", weir_type_attr(encoding));
  weir_op_state_attr(&state, "affinity", source->affinity);
  weir_op_state_result(&state, source->resource->type);
  return weir_op_result_n(weir_build(&c->builder, &state), 0);
}

// Whether all of it is one element, which needs no slice.
static bool has_one_element(const weir_type_t* type) {
  for (uint32_t i = 0; i < weir_type_rank(type); ++i) {
    if (weir_type_dim(type, i) != 1) return false;
  }
  return true;
}

static void convert_load(weir_converter_t* c, weir_op_t* op,
                         weir_attr_t* unused) {
  (void)unused;
  weir_value_t* operand = weir_op_operand(op, WEIR_FLOW_TENSOR_LOAD_SOURCE);
  weir_converted_tensor_t source =
      weir_resolve_tensor(c, op->location, operand);
  weir_value_list_t dims =
      weir_value_list_of_group(c->arena, op, WEIR_FLOW_TENSOR_LOAD_SOURCE_DIMS);
  weir_value_list_t indices =
      weir_value_list_of_group(c->arena, op, WEIR_FLOW_TENSOR_LOAD_INDICES);
  weir_type_t* staging =
      weir_stream_resource_type(c->context, WEIR_LIFETIME_STAGING);
  if (source.resource->type == staging) {
    finish_load(c, op, source.resource, source.size, operand->type, &dims,
                &indices);
    return;
  }
  if (has_one_element(operand->type)) {
    weir_value_t* staged =
        weir_build_transfer(c, op->location, source.resource, source.size,
                            staging, source.affinity, source.affinity);
    finish_load(c, op, staged, source.size, operand->type, &dims, &indices);
    return;
  }
  // Only what is loaded goes to the host.
  int64_t* shape = WEIR_ARENA_ARRAY(c->arena, int64_t, indices.count + 1);
  for (uint32_t i = 0; i < indices.count; ++i) shape[i] = 1;
  weir_value_list_t ones =
      repeat(c, index_constant(c, op, &indices, 1), indices.count);
  weir_value_list_t zeros =
      repeat(c, index_constant(c, op, &indices, 0), indices.count);
  weir_type_t* element =
      weir_tensor_type(weir_type_element(operand->type), shape, indices.count,
                       operand->type->shaped.encoding);
  weir_value_list_t none = {0};
  weir_value_t* size =
      weir_build_sizeof(c, op->location, element, &none, source.affinity);
  weir_value_t* slice =
      slice_element(c, op, &source, &indices, &ones, element, size);
  weir_value_t* staged = weir_build_transfer(
      c, op->location, slice, size, staging, source.affinity, source.affinity);
  finish_load(c, op, staged, size, element, &none, &zeros);
}

static void convert_store(weir_converter_t* c, weir_op_t* op,
                          weir_attr_t* unused) {
  (void)unused;
  weir_value_t* operand = weir_op_operand(op, WEIR_FLOW_TENSOR_STORE_TARGET);
  weir_value_t* value = weir_op_operand(op, WEIR_FLOW_TENSOR_STORE_VALUE);
  weir_converted_tensor_t target =
      weir_resolve_tensor(c, op->location, operand);
  weir_value_list_t indices =
      weir_value_list_of_group(c->arena, op, WEIR_FLOW_TENSOR_STORE_INDICES);
  weir_type_t* staging =
      weir_stream_resource_type(c->context, WEIR_LIFETIME_STAGING);
  bool is_staging = target.resource->type == staging;
  weir_value_list_t lengths = {0};
  if (!is_staging) {
    lengths = repeat(c, index_constant(c, op, &indices, 1), indices.count);
  }
  weir_op_state_t state = weir_begin_op(
      c, is_staging ? WEIR_STREAM_TENSOR_STORE : WEIR_STREAM_TENSOR_FILL,
      op->location);
  weir_op_state_operand(&state, target.resource);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_TENSOR_STORE_TARGET_DIMS);
  weir_op_state_operand(&state, target.size);
  weir_op_state_values(&state, &indices);
  if (!is_staging) weir_op_state_values(&state, &lengths);
  weir_op_state_operand(&state, value);
  weir_op_state_attr(&state, "target_encoding", weir_type_attr(operand->type));
  if (!is_staging) weir_op_state_attr(&state, "affinity", target.affinity);
  weir_finish_flow_op(c, op, &state, target.resource->type, target.size);
}

static void convert_trace(weir_converter_t* c, weir_op_t* op,
                          weir_attr_t* unused) {
  (void)unused;
  weir_value_list_t resources = {0}, sizes = {0};
  weir_value_list_t values =
      weir_value_list_of_group(c->arena, op, WEIR_FLOW_TENSOR_TRACE_VALUES);
  weir_attr_t** encodings =
      WEIR_ARENA_ARRAY(c->arena, weir_attr_t*, values.count);
  weir_type_t* staging =
      weir_stream_resource_type(c->context, WEIR_LIFETIME_STAGING);
  for (uint32_t i = 0; i < values.count; ++i) {
    weir_converted_tensor_t source =
        weir_resolve_tensor(c, op->location, values.items[i]);
    if (source.resource->type != staging) {
      source.resource =
          weir_build_transfer(c, op->location, source.resource, source.size,
                              staging, source.affinity, source.affinity);
    }
    weir_value_list_add(&resources, c->arena, source.resource);
    weir_value_list_add(&sizes, c->arena, source.size);
    encodings[i] = weir_type_attr(values.items[i]->type);
  }
  weir_op_state_t state =
      weir_begin_op(c, WEIR_STREAM_TENSOR_TRACE, op->location);
  weir_op_state_values(&state, &resources);
  weir_op_state_values(&state, &sizes);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_TENSOR_TRACE_VALUE_DIMS);
  weir_op_state_attr(&state, "key", weir_op_attr(op, "key"));
  weir_op_state_attr(&state, "resource_encodings",
                     weir_array_attr(c->context, encodings, values.count));
  weir_build(&c->builder, &state);
  weir_converted(c, op);
}

// -- table -------------------------------------------------------------------

static const weir_flow_row_t rows[] = {
    {WEIR_FLOW_TENSOR_LOAD, convert_load},
    {WEIR_FLOW_TENSOR_STORE, convert_store},
    {WEIR_FLOW_TENSOR_TRACE, convert_trace},
};

bool weir_convert_flow_access(weir_converter_t* c, weir_op_t* op) {
  return weir_convert_by_flow_rows(c, op, rows, sizeof(rows) / sizeof(rows[0]));
}
