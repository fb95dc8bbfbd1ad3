// flow tensor ops, collectives, channels, dispatches and calls.
//
// Each op executes where the analysis says; operands that live elsewhere are
// transferred there first. Loads, stores and traces happen where the value is.
#include "compiler/conversion/conversion.h"
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/diagnostic.h"

typedef struct flow_row_t {
  uint32_t id;
  void (*convert)(weir_converter_t* c, weir_op_t* op, weir_attr_t* affinity);
} flow_row_t;

// Begins an op in the place of |op|.
static weir_op_state_t begin(weir_converter_t* c, uint32_t id,
                             const weir_op_t* op) {
  weir_op_state_t state;
  weir_op_state_init(&state, &c->builder, id, op->location);
  return state;
}

static void add_values(weir_op_state_t* state, const weir_values_t* values) {
  weir_op_state_operands(state, values->items, values->count);
}

// The size of result |result| of |op| once it is a resource at |affinity|.
static weir_value_t* result_size(weir_converter_t* c, const weir_op_t* op,
                                 const weir_values_t* dims,
                                 weir_attr_t* affinity) {
  return weir_build_sizeof(c, op->location, op->results[0].type, dims,
                           affinity);
}

// Builds the op begun as |state| with one resource result that stands for the
// only result of |op|.
static void finish(weir_converter_t* c, weir_op_t* op, weir_op_state_t* state,
                   weir_type_t* type, weir_value_t* size) {
  weir_op_state_result(state, type);
  weir_op_t* by = weir_build(&c->builder, state);
  weir_converted_to(c, op, by, &size);
}

// -- constants ---------------------------------------------------------------

static void finish_constant(weir_converter_t* c, weir_op_t* op,
                            const weir_values_t* dims, weir_attr_t* affinity) {
  weir_value_t* constant = weir_build_tensor_constant(
      c, op->location, WEIR_LIFETIME_CONSTANT, weir_op_attr(op, "value"),
      op->results[0].type, dims, affinity);
  weir_value_t* size = weir_build_resource_size(c, op->location, constant);
  weir_value_t* result =
      weir_build_transfer(c, op->location, constant, size,
                          weir_unknown_resource(c), affinity, affinity);
  weir_map_tensor(c, weir_op_result_n(op, 0), result, size);
  weir_converted(c, op);
}

static void convert_constant(weir_converter_t* c, weir_op_t* op,
                             weir_attr_t* affinity) {
  weir_values_t no_dims = {0};
  finish_constant(c, op, &no_dims, affinity);
}

// Dimensions are hidden behind barriers so that nothing learns that they are
// constant.
static void convert_dynamic_constant(weir_converter_t* c, weir_op_t* op,
                                     weir_attr_t* affinity) {
  weir_values_t dims = {0};
  weir_type_t* type = op->results[0].type;
  weir_attr_t* value = weir_op_attr(op, "value");
  for (uint32_t i = 0; i < weir_type_rank(type); ++i) {
    if (weir_type_dim(type, i) != WEIR_DYNAMIC) continue;
    weir_value_t* dim = weir_build_index(&c->builder, op->location,
                                         weir_type_dim(value->type, i));
    weir_op_state_t state = begin(c, WEIR_UTIL_OPTIMIZATION_BARRIER, op);
    weir_op_state_operands(&state, &dim, 1);
    weir_op_state_results(&state, &dim->type, 1);
    weir_op_t* barrier = weir_build(&c->builder, &state);
    weir_values_add(&dims, c->arena, weir_op_result_n(barrier, 0));
  }
  finish_constant(c, op, &dims, affinity);
}

// -- tensors -----------------------------------------------------------------

// Reshape and bitcast are clones, made where the result lives.
static void convert_cast(weir_converter_t* c, weir_op_t* op,
                         weir_attr_t* unused) {
  (void)unused;
  weir_attr_t* affinity =
      weir_affinity_of_resource(c->affinity, weir_op_result_n(op, 0));
  weir_value_t* operand = weir_op_operand(op, WEIR_FLOW_TENSOR_RESHAPE_SOURCE);
  weir_converted_tensor_t source =
      weir_transfer_tensor(c, op->location, operand, affinity);
  weir_values_t dims =
      weir_values_of_group(c->arena, op, WEIR_FLOW_TENSOR_RESHAPE_RESULT_DIMS);
  weir_value_t* size = result_size(c, op, &dims, affinity);
  weir_op_state_t state = begin(c, WEIR_STREAM_TENSOR_CLONE, op);
  weir_op_state_operand(&state, source.resource);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_TENSOR_RESHAPE_SOURCE_DIMS);
  weir_op_state_operand(&state, source.size);
  add_values(&state, &dims);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "source_encoding", weir_type_attr(operand->type));
  weir_op_state_attr(&state, "result_encoding",
                     weir_type_attr(op->results[0].type));
  weir_op_state_attr(&state, "affinity", affinity);
  finish(c, op, &state, weir_unknown_resource(c), size);
}

static void convert_alloca(weir_converter_t* c, weir_op_t* op,
                           weir_attr_t* affinity) {
  weir_values_t dims =
      weir_values_of_group(c->arena, op, WEIR_FLOW_TENSOR_ALLOCA_RESULT_DIMS);
  weir_value_t* size = result_size(c, op, &dims, affinity);
  weir_op_state_t state = begin(c, WEIR_STREAM_ASYNC_ALLOCA, op);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "affinity", affinity);
  finish(c, op, &state, weir_unknown_resource(c), size);
}

static void convert_empty(weir_converter_t* c, weir_op_t* op,
                          weir_attr_t* affinity) {
  weir_values_t dims =
      weir_values_of_group(c->arena, op, WEIR_FLOW_TENSOR_EMPTY_RESULT_DIMS);
  weir_value_t* size = result_size(c, op, &dims, affinity);
  weir_op_state_t state = begin(c, WEIR_STREAM_TENSOR_EMPTY, op);
  add_values(&state, &dims);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "result_encoding",
                     weir_type_attr(op->results[0].type));
  weir_op_state_attr(&state, "affinity", affinity);
  finish(c, op, &state, weir_unknown_resource(c), size);
}

static void convert_splat(weir_converter_t* c, weir_op_t* op,
                          weir_attr_t* affinity) {
  weir_values_t dims =
      weir_values_of_group(c->arena, op, WEIR_FLOW_TENSOR_SPLAT_RESULT_DIMS);
  weir_value_t* size = result_size(c, op, &dims, affinity);
  weir_op_state_t state = begin(c, WEIR_STREAM_TENSOR_SPLAT, op);
  weir_op_state_operand(&state,
                        weir_op_operand(op, WEIR_FLOW_TENSOR_SPLAT_VALUE));
  add_values(&state, &dims);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "result_encoding",
                     weir_type_attr(op->results[0].type));
  weir_op_state_attr(&state, "affinity", affinity);
  finish(c, op, &state, weir_unknown_resource(c), size);
}

static void convert_clone(weir_converter_t* c, weir_op_t* op,
                          weir_attr_t* affinity) {
  weir_value_t* operand = weir_op_operand(op, WEIR_FLOW_TENSOR_CLONE_OPERAND);
  weir_converted_tensor_t source =
      weir_transfer_tensor(c, op->location, operand, affinity);
  weir_op_state_t state = begin(c, WEIR_STREAM_TENSOR_CLONE, op);
  weir_op_state_operand(&state, source.resource);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_TENSOR_CLONE_ARGUMENT_DIMS);
  weir_op_state_operand(&state, source.size);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_TENSOR_CLONE_ARGUMENT_DIMS);
  weir_op_state_operand(&state, source.size);
  weir_op_state_attr(&state, "source_encoding", weir_type_attr(operand->type));
  weir_op_state_attr(&state, "result_encoding",
                     weir_type_attr(op->results[0].type));
  weir_op_state_attr(&state, "affinity", affinity);
  finish(c, op, &state, weir_unknown_resource(c), source.size);
}

static void convert_transfer(weir_converter_t* c, weir_op_t* op,
                             weir_attr_t* affinity) {
  if (!weir_attr_is_affinity(weir_op_attr(op, "target"))) {
    weir_op_error(op, "transfers to something that is no affinity");
    return;
  }
  weir_converted_tensor_t source = weir_resolve_tensor(
      c, op->location, weir_op_operand(op, WEIR_FLOW_TENSOR_TRANSFER_OPERAND));
  weir_value_t* result =
      weir_build_transfer(c, op->location, source.resource, source.size,
                          weir_unknown_resource(c), source.affinity, affinity);
  weir_map_tensor(c, weir_op_result_n(op, 0), result, source.size);
  weir_converted(c, op);
}

static void convert_slice(weir_converter_t* c, weir_op_t* op,
                          weir_attr_t* affinity) {
  weir_value_t* operand = weir_op_operand(op, WEIR_FLOW_TENSOR_SLICE_SOURCE);
  weir_converted_tensor_t source =
      weir_transfer_tensor(c, op->location, operand, affinity);
  weir_values_t dims =
      weir_values_of_group(c->arena, op, WEIR_FLOW_TENSOR_SLICE_RESULT_DIMS);
  weir_value_t* size = result_size(c, op, &dims, affinity);
  weir_op_state_t state = begin(c, WEIR_STREAM_TENSOR_SLICE, op);
  weir_op_state_operand(&state, source.resource);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_TENSOR_SLICE_SOURCE_DIMS);
  weir_op_state_operand(&state, source.size);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_TENSOR_SLICE_START_INDICES);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_TENSOR_SLICE_LENGTHS);
  add_values(&state, &dims);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "source_encoding", weir_type_attr(operand->type));
  weir_op_state_attr(&state, "result_encoding",
                     weir_type_attr(op->results[0].type));
  weir_op_state_attr(&state, "affinity", affinity);
  finish(c, op, &state, weir_unknown_resource(c), size);
}

static void convert_update(weir_converter_t* c, weir_op_t* op,
                           weir_attr_t* affinity) {
  weir_value_t* target_operand =
      weir_op_operand(op, WEIR_FLOW_TENSOR_UPDATE_TARGET);
  weir_value_t* update_operand =
      weir_op_operand(op, WEIR_FLOW_TENSOR_UPDATE_UPDATE);
  weir_converted_tensor_t target =
      weir_transfer_tensor(c, op->location, target_operand, affinity);
  weir_converted_tensor_t update =
      weir_transfer_tensor(c, op->location, update_operand, affinity);
  weir_op_state_t state = begin(c, WEIR_STREAM_TENSOR_UPDATE, op);
  weir_op_state_operand(&state, target.resource);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_TENSOR_UPDATE_TARGET_DIMS);
  weir_op_state_operand(&state, target.size);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_TENSOR_UPDATE_START_INDICES);
  weir_op_state_operand(&state, update.resource);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_TENSOR_UPDATE_UPDATE_DIMS);
  weir_op_state_operand(&state, update.size);
  weir_op_state_attr(&state, "target_encoding",
                     weir_type_attr(target_operand->type));
  weir_op_state_attr(&state, "update_encoding",
                     weir_type_attr(update_operand->type));
  weir_op_state_attr(&state, "affinity", affinity);
  finish(c, op, &state, target.resource->type, target.size);
}

// -- host access -------------------------------------------------------------

// An index constant: one of |known| with this value, else a new one.
static weir_value_t* index_constant(weir_converter_t* c, const weir_op_t* op,
                                    const weir_values_t* known, int64_t value) {
  for (uint32_t i = 0; i < known->count; ++i) {
    int64_t constant = 0;
    if (weir_value_is_constant_int(known->items[i], &constant) &&
        constant == value) {
      return known->items[i];
    }
  }
  return weir_build_index(&c->builder, op->location, value);
}

static weir_values_t repeat(weir_converter_t* c, weir_value_t* value,
                            uint32_t count) {
  weir_values_t list = {0};
  for (uint32_t i = 0; i < count; ++i) weir_values_add(&list, c->arena, value);
  return list;
}

static void finish_load(weir_converter_t* c, weir_op_t* op,
                        weir_value_t* source, weir_value_t* size,
                        weir_type_t* encoding, const weir_values_t* dims,
                        const weir_values_t* indices) {
  weir_op_state_t state = begin(c, WEIR_STREAM_TENSOR_LOAD, op);
  weir_op_state_operand(&state, source);
  add_values(&state, dims);
  weir_op_state_operand(&state, size);
  add_values(&state, indices);
  weir_op_state_attr(&state, "source_encoding", weir_type_attr(encoding));
  weir_op_state_result(&state, op->results[0].type);
  weir_op_t* load = weir_build(&c->builder, &state);
  weir_converted_to(c, op, load, NULL);
}

// The one element that is loaded, as a tensor of its own.
static weir_value_t* slice_element(weir_converter_t* c, weir_op_t* op,
                                   const weir_converted_tensor_t* source,
                                   const weir_values_t* indices,
                                   const weir_values_t* ones,
                                   weir_type_t* encoding, weir_value_t* size) {
  weir_value_t* operand = weir_op_operand(op, WEIR_FLOW_TENSOR_LOAD_SOURCE);
  weir_op_state_t state = begin(c, WEIR_STREAM_TENSOR_SLICE, op);
  weir_op_state_operand(&state, source->resource);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_TENSOR_LOAD_SOURCE_DIMS);
  weir_op_state_operand(&state, source->size);
  add_values(&state, indices);
  add_values(&state, ones);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "source_encoding", weir_type_attr(operand->type));
  weir_op_state_attr(&state, "result_encoding", weir_type_attr(encoding));
  weir_op_state_attr(&state, "affinity", source->affinity);
  weir_op_state_result(&state, source->resource->type);
  return weir_op_result_n(weir_build(&c->builder, &state), 0);
}

static void convert_load(weir_converter_t* c, weir_op_t* op,
                         weir_attr_t* unused) {
  (void)unused;
  weir_value_t* operand = weir_op_operand(op, WEIR_FLOW_TENSOR_LOAD_SOURCE);
  weir_converted_tensor_t source =
      weir_resolve_tensor(c, op->location, operand);
  weir_values_t dims =
      weir_values_of_group(c->arena, op, WEIR_FLOW_TENSOR_LOAD_SOURCE_DIMS);
  weir_values_t indices =
      weir_values_of_group(c->arena, op, WEIR_FLOW_TENSOR_LOAD_INDICES);
  weir_type_t* staging =
      weir_stream_resource_type(c->context, WEIR_LIFETIME_STAGING);
  if (source.resource->type == staging) {
    finish_load(c, op, source.resource, source.size, operand->type, &dims,
                &indices);
    return;
  }
  if (weir_type_rank(operand->type) == 0) {
    weir_value_t* staged =
        weir_build_transfer(c, op->location, source.resource, source.size,
                            staging, source.affinity, source.affinity);
    finish_load(c, op, staged, source.size, operand->type, &dims, &indices);
    return;
  }
  // Only what is loaded goes to the host.
  int64_t* shape = WEIR_ARENA_ARRAY(c->arena, int64_t, indices.count + 1);
  for (uint32_t i = 0; i < indices.count; ++i) shape[i] = 1;
  weir_values_t ones =
      repeat(c, index_constant(c, op, &indices, 1), indices.count);
  weir_values_t zeros =
      repeat(c, index_constant(c, op, &indices, 0), indices.count);
  weir_type_t* element =
      weir_tensor_type(weir_type_element(operand->type), shape, indices.count,
                       operand->type->shaped.encoding);
  weir_values_t none = {0};
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
  weir_values_t indices =
      weir_values_of_group(c->arena, op, WEIR_FLOW_TENSOR_STORE_INDICES);
  weir_type_t* staging =
      weir_stream_resource_type(c->context, WEIR_LIFETIME_STAGING);
  bool is_staging = target.resource->type == staging;
  weir_values_t lengths = {0};
  if (!is_staging) {
    lengths = repeat(c, index_constant(c, op, &indices, 1), indices.count);
  }
  weir_op_state_t state = begin(
      c, is_staging ? WEIR_STREAM_TENSOR_STORE : WEIR_STREAM_TENSOR_FILL, op);
  weir_op_state_operand(&state, target.resource);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_TENSOR_STORE_TARGET_DIMS);
  weir_op_state_operand(&state, target.size);
  add_values(&state, &indices);
  if (!is_staging) add_values(&state, &lengths);
  weir_op_state_operand(&state, value);
  weir_op_state_attr(&state, "target_encoding", weir_type_attr(operand->type));
  if (!is_staging) weir_op_state_attr(&state, "affinity", target.affinity);
  finish(c, op, &state, target.resource->type, target.size);
}

static void convert_trace(weir_converter_t* c, weir_op_t* op,
                          weir_attr_t* unused) {
  (void)unused;
  weir_values_t resources = {0}, sizes = {0};
  weir_values_t values =
      weir_values_of_group(c->arena, op, WEIR_FLOW_TENSOR_TRACE_VALUES);
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
    weir_values_add(&resources, c->arena, source.resource);
    weir_values_add(&sizes, c->arena, source.size);
    encodings[i] = weir_type_attr(values.items[i]->type);
  }
  weir_op_state_t state = begin(c, WEIR_STREAM_TENSOR_TRACE, op);
  add_values(&state, &resources);
  add_values(&state, &sizes);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_TENSOR_TRACE_VALUE_DIMS);
  weir_op_state_attr(&state, "key", weir_op_attr(op, "key"));
  weir_op_state_attr(&state, "resource_encodings",
                     weir_array_attr(c->context, encodings, values.count));
  weir_build(&c->builder, &state);
  weir_converted(c, op);
}

// The shape is known to those who need it: the value itself goes on.
static void convert_tie_shape(weir_converter_t* c, weir_op_t* op,
                              weir_attr_t* unused) {
  (void)unused;
  weir_converted_tensor_t source = weir_resolve_tensor(
      c, op->location, weir_op_operand(op, WEIR_FLOW_TENSOR_TIE_SHAPE_OPERAND));
  weir_map_tensor(c, weir_op_result_n(op, 0), source.resource, source.size);
  weir_converted(c, op);
}

// -- channels and collectives ------------------------------------------------

static void convert_channel_default(weir_converter_t* c, weir_op_t* op,
                                    weir_attr_t* affinity) {
  weir_op_state_t state = begin(c, WEIR_STREAM_CHANNEL_CREATE, op);
  weir_op_state_attr(&state, "group", weir_op_attr(op, "group"));
  weir_op_state_attr(&state, "affinity", affinity);
  weir_op_state_result(&state, weir_stream_channel_type(c->context));
  weir_converted_to(c, op, weir_build(&c->builder, &state), NULL);
}

static void convert_channel_op(weir_converter_t* c, weir_op_t* op, uint32_t id,
                               weir_type_t* type) {
  weir_op_state_t state = begin(c, id, op);
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_op_state_operand(&state, weir_op_operand_n(op, i));
  }
  weir_op_state_result(&state, type);
  weir_converted_to(c, op, weir_build(&c->builder, &state), NULL);
}

static void convert_channel_split(weir_converter_t* c, weir_op_t* op,
                                  weir_attr_t* unused) {
  (void)unused;
  convert_channel_op(c, op, WEIR_STREAM_CHANNEL_SPLIT,
                     weir_stream_channel_type(c->context));
}

static void convert_channel_rank(weir_converter_t* c, weir_op_t* op,
                                 weir_attr_t* unused) {
  (void)unused;
  convert_channel_op(c, op, WEIR_STREAM_CHANNEL_RANK,
                     weir_index_type(c->context));
}

static void convert_channel_count(weir_converter_t* c, weir_op_t* op,
                                  weir_attr_t* unused) {
  (void)unused;
  convert_channel_op(c, op, WEIR_STREAM_CHANNEL_COUNT,
                     weir_index_type(c->context));
}

static weir_attr_t* collective_attr(weir_converter_t* c, const weir_op_t* op,
                                    weir_collective_kind_t kind) {
  weir_collective_t collective = {
      .kind = kind,
      .element =
          (weir_collective_element_t)weir_op_attr_int(op, "element_type", 0),
      .has_reduction = weir_op_has_attr(op, "reduction_op"),
      .reduction = (weir_reduction_t)weir_op_attr_int(op, "reduction_op", 0),
  };
  return weir_stream_collective_attr(c->context, &collective);
}

// The send and receive ranks in the two halves of a word.
static weir_value_t* rank_pair(weir_converter_t* c, const weir_op_t* op) {
  weir_builder_t* b = &c->builder;
  weir_type_t* i32 = weir_i32_type(c->context);
  weir_value_t* send = weir_build_unary(
      b, WEIR_ARITH_INDEX_CASTUI, op->location,
      weir_op_operand(op, WEIR_FLOW_COLLECTIVE_SEND_RECV_SEND), i32);
  weir_value_t* mask =
      weir_build_constant(b, op->location, weir_i32_attr(c->context, 0xFFFF));
  weir_value_t* low =
      weir_build_binary(b, WEIR_ARITH_ANDI, op->location, send, mask);
  weir_value_t* recv = weir_build_unary(
      b, WEIR_ARITH_INDEX_CASTUI, op->location,
      weir_op_operand(op, WEIR_FLOW_COLLECTIVE_SEND_RECV_RECV), i32);
  weir_value_t* shift =
      weir_build_constant(b, op->location, weir_i32_attr(c->context, 16));
  weir_value_t* high =
      weir_build_binary(b, WEIR_ARITH_SHLI, op->location, recv, shift);
  return weir_build_binary(b, WEIR_ARITH_ORI, op->location, high, low);
}

// How many elements the target has.
static weir_value_t* count_elements(weir_converter_t* c, const weir_op_t* op) {
  const weir_type_t* type = op->results[0].type;
  int64_t known = 1;
  for (uint32_t i = 0; i < weir_type_rank(type); ++i) {
    int64_t size = weir_type_dim(type, i);
    if (size != WEIR_DYNAMIC) known *= size;
  }
  weir_value_t* count = weir_build_index(&c->builder, op->location, known);
  uint32_t group = WEIR_FLOW_COLLECTIVE_ALL_REDUCE_TARGET_DIMS;
  for (uint32_t i = 0; i < weir_op_operand_group_size(op, group); ++i) {
    weir_value_t* size = weir_op_operand_at(op, group, i);
    count = weir_build_binary(&c->builder, WEIR_ARITH_MULI, op->location, count,
                              size);
  }
  return count;
}

// All collectives have their target, source and channel in the same groups.
static void convert_collective(weir_converter_t* c, weir_op_t* op,
                               weir_collective_kind_t kind,
                               weir_attr_t* affinity) {
  weir_attr_t* attr = collective_attr(c, op, kind);
  weir_value_t* zero = weir_build_index(&c->builder, op->location, 0);
  weir_value_t* elements = count_elements(c, op);
  weir_converted_tensor_t target = weir_transfer_tensor(
      c, op->location,
      weir_op_operand(op, WEIR_FLOW_COLLECTIVE_ALL_REDUCE_TARGET), affinity);
  weir_converted_tensor_t source = weir_transfer_tensor(
      c, op->location,
      weir_op_operand(op, WEIR_FLOW_COLLECTIVE_ALL_REDUCE_SOURCE), affinity);
  weir_value_t* param =
      kind == WEIR_COLLECTIVE_SEND_RECV ? rank_pair(c, op) : NULL;
  weir_value_t* operands[] = {
      target.resource,
      target.size,
      zero,
      target.size,
      target.size,
      source.resource,
      source.size,
      zero,
      source.size,
      source.size,
      elements,
      weir_op_operand(op, WEIR_FLOW_COLLECTIVE_ALL_REDUCE_CHANNEL),
      param,
  };
  weir_op_state_t state = begin(c, WEIR_STREAM_ASYNC_COLLECTIVE, op);
  for (uint32_t i = 0; i < sizeof(operands) / sizeof(operands[0]); ++i) {
    weir_op_state_operand(&state, operands[i]);
  }
  weir_op_state_attr(&state, "op", attr);
  weir_op_state_attr(&state, "affinity", affinity);
  finish(c, op, &state, target.resource->type, target.size);
}

static void convert_all_gather(weir_converter_t* c, weir_op_t* op,
                               weir_attr_t* affinity) {
  convert_collective(c, op, WEIR_COLLECTIVE_ALL_GATHER, affinity);
}
static void convert_all_reduce(weir_converter_t* c, weir_op_t* op,
                               weir_attr_t* affinity) {
  convert_collective(c, op, WEIR_COLLECTIVE_ALL_REDUCE, affinity);
}
static void convert_all_to_all(weir_converter_t* c, weir_op_t* op,
                               weir_attr_t* affinity) {
  convert_collective(c, op, WEIR_COLLECTIVE_ALL_TO_ALL, affinity);
}
static void convert_reduce_scatter(weir_converter_t* c, weir_op_t* op,
                                   weir_attr_t* affinity) {
  convert_collective(c, op, WEIR_COLLECTIVE_REDUCE_SCATTER, affinity);
}
static void convert_send_recv(weir_converter_t* c, weir_op_t* op,
                              weir_attr_t* affinity) {
  convert_collective(c, op, WEIR_COLLECTIVE_SEND_RECV, affinity);
}

// -- dispatches and calls ----------------------------------------------------

// The operand groups that dispatches and calls share.
typedef struct ranged_operands_t {
  weir_values_t operands, sizes, offsets, ends, lengths;
  weir_value_t** size_of;  // per operand; NULL for others than tensors
} ranged_operands_t;

static ranged_operands_t range_operands(weir_converter_t* c, weir_op_t* op,
                                        uint32_t group, weir_attr_t* affinity) {
  ranged_operands_t ranged = {0};
  weir_value_t* zero = weir_build_index(&c->builder, op->location, 0);
  weir_values_t arguments = weir_values_of_group(c->arena, op, group);
  ranged.size_of = WEIR_ARENA_ARRAY(c->arena, weir_value_t*, arguments.count);
  for (uint32_t i = 0; i < arguments.count; ++i) {
    weir_value_t* argument = arguments.items[i];
    if (weir_type_is_tensor(argument->type)) {
      weir_converted_tensor_t tensor =
          weir_transfer_tensor(c, op->location, argument, affinity);
      argument = tensor.resource;
      ranged.size_of[i] = tensor.size;
      weir_values_add(&ranged.sizes, c->arena, tensor.size);
      weir_values_add(&ranged.offsets, c->arena, zero);
      weir_values_add(&ranged.ends, c->arena, tensor.size);
      weir_values_add(&ranged.lengths, c->arena, tensor.size);
    }
    weir_values_add(&ranged.operands, c->arena, argument);
  }
  return ranged;
}

static void finish_ranged(weir_converter_t* c, weir_op_t* op,
                          weir_op_state_t* state, uint32_t group,
                          const ranged_operands_t* ranged,
                          weir_attr_t* affinity) {
  weir_type_t** types =
      WEIR_ARENA_ARRAY(c->arena, weir_type_t*, op->result_count);
  weir_value_t** sizes =
      WEIR_ARENA_ARRAY(c->arena, weir_value_t*, op->result_count);
  weir_values_t result_sizes = {0};
  uint32_t start = weir_op_operand_group_start(op, group);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    types[i] = weir_convert_type(c, result->type);
    if (!weir_type_is_tensor(result->type)) continue;
    int32_t tied = weir_op_tied_operand(op, i);
    if (tied >= 0) {
      sizes[i] = ranged->size_of[(uint32_t)tied - start];
      types[i] = ranged->operands.items[(uint32_t)tied - start]->type;
    } else {
      weir_values_t dims = weir_dynamic_dims(c, op->location, result);
      sizes[i] =
          weir_build_sizeof(c, op->location, result->type, &dims, affinity);
    }
    weir_values_add(&result_sizes, c->arena, sizes[i]);
  }
  add_values(state, &ranged->operands);
  add_values(state, &ranged->sizes);
  add_values(state, &ranged->offsets);
  add_values(state, &ranged->ends);
  add_values(state, &ranged->lengths);
  add_values(state, &result_sizes);
  weir_op_state_attr(state, "tied_operands", weir_op_attr(op, "tied_operands"));
  weir_op_state_attr(state, "affinity", affinity);
  weir_op_state_results(state, types, op->result_count);
  weir_op_t* by = weir_build(&c->builder, state);
  weir_copy_dialect_attrs(op, by);
  weir_converted_to(c, op, by, sizes);
}

// What kernels are handed: buffers and numbers.
static bool is_dispatch_operand(const weir_type_t* type) {
  return weir_type_is_tensor(type) || weir_type_is_stream_resource(type) ||
         weir_type_is_index(type) || weir_type_is_integer(type, 0) ||
         weir_type_is_float(type) || type->kind == WEIR_TYPE_COMPLEX;
}

static bool refuse(const weir_op_t* op, const char* what, uint32_t index,
                   const weir_type_t* type, const char* allowed) {
  weir_arena_t scratch = {0};
  weir_op_error(op, "%s #%u must be %s, but got '%s'", what, index, allowed,
                weir_type_text(type, &scratch));
  weir_arena_deinit(&scratch);
  return false;
}

// Whether all that goes into a dispatch and comes out of it is what kernels can
// take and give. Emits an error if not.
static bool can_dispatch(const weir_op_t* op) {
  uint32_t group = WEIR_FLOW_DISPATCH_ARGUMENTS;
  for (uint32_t i = 0; i < weir_op_operand_group_size(op, group); ++i) {
    const weir_type_t* type = weir_op_operand_at(op, group, i)->type;
    if (is_dispatch_operand(type)) continue;
    return refuse(op, "argument", i, type, "a tensor or a number");
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    const weir_type_t* type = op->results[i].type;
    if (weir_type_is_tensor(type)) continue;
    return refuse(op, "result", i, type, "a tensor");
  }
  return true;
}

static void convert_dispatch(weir_converter_t* c, weir_op_t* op,
                             weir_attr_t* affinity) {
  if (!can_dispatch(op)) return;
  ranged_operands_t ranged =
      range_operands(c, op, WEIR_FLOW_DISPATCH_ARGUMENTS, affinity);
  weir_op_state_t state = begin(c, WEIR_STREAM_ASYNC_DISPATCH, op);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_DISPATCH_WORKLOAD);
  weir_op_state_attr(&state, "entry_points", weir_op_attr(op, "entry_points"));
  finish_ranged(c, op, &state, WEIR_FLOW_DISPATCH_ARGUMENTS, &ranged, affinity);
}

static void convert_call(weir_converter_t* c, weir_op_t* op,
                         weir_attr_t* affinity) {
  ranged_operands_t ranged =
      range_operands(c, op, WEIR_FLOW_CALL_ARGUMENTS, affinity);
  weir_op_state_t state = begin(c, WEIR_STREAM_ASYNC_CALL, op);
  weir_op_state_attr(&state, "callee", weir_op_attr(op, "callee"));
  finish_ranged(c, op, &state, WEIR_FLOW_CALL_ARGUMENTS, &ranged, affinity);
}

// -- table -------------------------------------------------------------------

static const flow_row_t rows[] = {
    {WEIR_FLOW_CALL, convert_call},
    {WEIR_FLOW_CHANNEL_COUNT, convert_channel_count},
    {WEIR_FLOW_CHANNEL_DEFAULT, convert_channel_default},
    {WEIR_FLOW_CHANNEL_RANK, convert_channel_rank},
    {WEIR_FLOW_CHANNEL_SPLIT, convert_channel_split},
    {WEIR_FLOW_COLLECTIVE_ALL_GATHER, convert_all_gather},
    {WEIR_FLOW_COLLECTIVE_ALL_REDUCE, convert_all_reduce},
    {WEIR_FLOW_COLLECTIVE_ALL_TO_ALL, convert_all_to_all},
    {WEIR_FLOW_COLLECTIVE_REDUCE_SCATTER, convert_reduce_scatter},
    {WEIR_FLOW_COLLECTIVE_SEND_RECV, convert_send_recv},
    {WEIR_FLOW_DISPATCH, convert_dispatch},
    {WEIR_FLOW_TENSOR_ALLOCA, convert_alloca},
    {WEIR_FLOW_TENSOR_BITCAST, convert_cast},
    {WEIR_FLOW_TENSOR_CLONE, convert_clone},
    {WEIR_FLOW_TENSOR_CONSTANT, convert_constant},
    {WEIR_FLOW_TENSOR_DYNAMIC_CONSTANT, convert_dynamic_constant},
    {WEIR_FLOW_TENSOR_EMPTY, convert_empty},
    {WEIR_FLOW_TENSOR_LOAD, convert_load},
    {WEIR_FLOW_TENSOR_RESHAPE, convert_cast},
    {WEIR_FLOW_TENSOR_SLICE, convert_slice},
    {WEIR_FLOW_TENSOR_SPLAT, convert_splat},
    {WEIR_FLOW_TENSOR_STORE, convert_store},
    {WEIR_FLOW_TENSOR_TIE_SHAPE, convert_tie_shape},
    {WEIR_FLOW_TENSOR_TRACE, convert_trace},
    {WEIR_FLOW_TENSOR_TRANSFER, convert_transfer},
    {WEIR_FLOW_TENSOR_UPDATE, convert_update},
};

bool weir_convert_flow_op(weir_converter_t* converter, weir_op_t* op) {
  for (uint32_t i = 0; i < sizeof(rows) / sizeof(rows[0]); ++i) {
    if (!weir_op_is(op, rows[i].id)) continue;
    weir_attr_t* affinity =
        weir_op_has_execution_affinity(op)
            ? weir_affinity_of_execution(converter->affinity, op)
            : NULL;
    rows[i].convert(converter, op, affinity);
    return true;
  }
  return false;
}
