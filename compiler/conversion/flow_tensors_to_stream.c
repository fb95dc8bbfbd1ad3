// flow's constants and the tensor ops that devices execute. Operands that live
// elsewhere are transferred first.
#include "compiler/conversion/flow_to_stream.h"
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/diagnostic.h"

// -- constants ---------------------------------------------------------------

static void finish_constant(weir_converter_t* c, weir_op_t* op,
                            const weir_value_list_t* dims,
                            weir_attr_t* affinity) {
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
  weir_value_list_t no_dims = {0};
  finish_constant(c, op, &no_dims, affinity);
}

// Dimensions are hidden behind barriers so that nothing learns that they are
// constant.
static void convert_dynamic_constant(weir_converter_t* c, weir_op_t* op,
                                     weir_attr_t* affinity) {
  weir_value_list_t dims = {0};
  weir_type_t* type = op->results[0].type;
  weir_attr_t* value = weir_op_attr(op, "value");
  for (uint32_t i = 0; i < weir_type_rank(type); ++i) {
    if (weir_type_dim(type, i) != WEIR_DYNAMIC) continue;
    weir_value_t* dim = weir_build_index(&c->builder, op->location,
                                         weir_type_dim(value->type, i));
    weir_op_state_t state =
        weir_begin_op(c, WEIR_UTIL_OPTIMIZATION_BARRIER, op->location);
    weir_op_state_operands(&state, &dim, 1);
    weir_op_state_results(&state, &dim->type, 1);
    weir_op_t* barrier = weir_build(&c->builder, &state);
    weir_value_list_add(&dims, c->arena, weir_op_result_n(barrier, 0));
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
  weir_value_list_t dims = weir_value_list_of_group(
      c->arena, op, WEIR_FLOW_TENSOR_RESHAPE_RESULT_DIMS);
  weir_value_t* size = weir_flow_result_size(c, op, &dims, affinity);
  weir_op_state_t state =
      weir_begin_op(c, WEIR_STREAM_TENSOR_CLONE, op->location);
  weir_op_state_operand(&state, source.resource);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_TENSOR_RESHAPE_SOURCE_DIMS);
  weir_op_state_operand(&state, source.size);
  weir_op_state_values(&state, &dims);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "source_encoding", weir_type_attr(operand->type));
  weir_op_state_attr(&state, "result_encoding",
                     weir_type_attr(op->results[0].type));
  weir_op_state_attr(&state, "affinity", affinity);
  weir_finish_flow_op(c, op, &state, weir_unknown_resource(c), size);
}

static void convert_alloca(weir_converter_t* c, weir_op_t* op,
                           weir_attr_t* affinity) {
  weir_value_list_t dims = weir_value_list_of_group(
      c->arena, op, WEIR_FLOW_TENSOR_ALLOCA_RESULT_DIMS);
  weir_value_t* size = weir_flow_result_size(c, op, &dims, affinity);
  weir_op_state_t state =
      weir_begin_op(c, WEIR_STREAM_ASYNC_ALLOCA, op->location);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "affinity", affinity);
  weir_finish_flow_op(c, op, &state, weir_unknown_resource(c), size);
}

static void convert_empty(weir_converter_t* c, weir_op_t* op,
                          weir_attr_t* affinity) {
  weir_value_list_t dims = weir_value_list_of_group(
      c->arena, op, WEIR_FLOW_TENSOR_EMPTY_RESULT_DIMS);
  weir_value_t* size = weir_flow_result_size(c, op, &dims, affinity);
  weir_op_state_t state =
      weir_begin_op(c, WEIR_STREAM_TENSOR_EMPTY, op->location);
  weir_op_state_values(&state, &dims);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "result_encoding",
                     weir_type_attr(op->results[0].type));
  weir_op_state_attr(&state, "affinity", affinity);
  weir_finish_flow_op(c, op, &state, weir_unknown_resource(c), size);
}

static void convert_splat(weir_converter_t* c, weir_op_t* op,
                          weir_attr_t* affinity) {
  weir_value_list_t dims = weir_value_list_of_group(
      c->arena, op, WEIR_FLOW_TENSOR_SPLAT_RESULT_DIMS);
  weir_value_t* size = weir_flow_result_size(c, op, &dims, affinity);
  weir_op_state_t state =
      weir_begin_op(c, WEIR_STREAM_TENSOR_SPLAT, op->location);
  weir_op_state_operand(&state,
                        weir_op_operand(op, WEIR_FLOW_TENSOR_SPLAT_VALUE));
  weir_op_state_values(&state, &dims);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "result_encoding",
                     weir_type_attr(op->results[0].type));
  weir_op_state_attr(&state, "affinity", affinity);
  weir_finish_flow_op(c, op, &state, weir_unknown_resource(c), size);
}

static void convert_clone(weir_converter_t* c, weir_op_t* op,
                          weir_attr_t* affinity) {
  weir_value_t* operand = weir_op_operand(op, WEIR_FLOW_TENSOR_CLONE_OPERAND);
  weir_converted_tensor_t source =
      weir_transfer_tensor(c, op->location, operand, affinity);
  weir_op_state_t state =
      weir_begin_op(c, WEIR_STREAM_TENSOR_CLONE, op->location);
  weir_op_state_operand(&state, source.resource);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_TENSOR_CLONE_ARGUMENT_DIMS);
  weir_op_state_operand(&state, source.size);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_TENSOR_CLONE_ARGUMENT_DIMS);
  weir_op_state_operand(&state, source.size);
  weir_op_state_attr(&state, "source_encoding", weir_type_attr(operand->type));
  weir_op_state_attr(&state, "result_encoding",
                     weir_type_attr(op->results[0].type));
  weir_op_state_attr(&state, "affinity", affinity);
  weir_finish_flow_op(c, op, &state, weir_unknown_resource(c), source.size);
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
  weir_value_list_t dims = weir_value_list_of_group(
      c->arena, op, WEIR_FLOW_TENSOR_SLICE_RESULT_DIMS);
  weir_value_t* size = weir_flow_result_size(c, op, &dims, affinity);
  weir_op_state_t state =
      weir_begin_op(c, WEIR_STREAM_TENSOR_SLICE, op->location);
  weir_op_state_operand(&state, source.resource);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_TENSOR_SLICE_SOURCE_DIMS);
  weir_op_state_operand(&state, source.size);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_TENSOR_SLICE_START_INDICES);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_TENSOR_SLICE_LENGTHS);
  weir_op_state_values(&state, &dims);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "source_encoding", weir_type_attr(operand->type));
  weir_op_state_attr(&state, "result_encoding",
                     weir_type_attr(op->results[0].type));
  weir_op_state_attr(&state, "affinity", affinity);
  weir_finish_flow_op(c, op, &state, weir_unknown_resource(c), size);
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
  weir_op_state_t state =
      weir_begin_op(c, WEIR_STREAM_TENSOR_UPDATE, op->location);
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
  weir_finish_flow_op(c, op, &state, target.resource->type, target.size);
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

// -- table -------------------------------------------------------------------

static const weir_flow_row_t rows[] = {
    {WEIR_FLOW_TENSOR_ALLOCA, convert_alloca},
    {WEIR_FLOW_TENSOR_BITCAST, convert_cast},
    {WEIR_FLOW_TENSOR_CLONE, convert_clone},
    {WEIR_FLOW_TENSOR_CONSTANT, convert_constant},
    {WEIR_FLOW_TENSOR_DYNAMIC_CONSTANT, convert_dynamic_constant},
    {WEIR_FLOW_TENSOR_EMPTY, convert_empty},
    {WEIR_FLOW_TENSOR_RESHAPE, convert_cast},
    {WEIR_FLOW_TENSOR_SLICE, convert_slice},
    {WEIR_FLOW_TENSOR_SPLAT, convert_splat},
    {WEIR_FLOW_TENSOR_TIE_SHAPE, convert_tie_shape},
    {WEIR_FLOW_TENSOR_TRANSFER, convert_transfer},
    {WEIR_FLOW_TENSOR_UPDATE, convert_update},
};

bool weir_convert_flow_tensor_op(weir_converter_t* c, weir_op_t* op) {
  return weir_convert_by_flow_rows(c, op, rows, sizeof(rows) / sizeof(rows[0]));
}
