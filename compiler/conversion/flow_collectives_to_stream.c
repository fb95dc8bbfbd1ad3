// flow's channels and the collectives over them.
#include "compiler/conversion/flow_to_stream.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/stream.h"

// -- channels ----------------------------------------------------------------

static void convert_channel_default(weir_converter_t* c, weir_op_t* op,
                                    weir_attr_t* affinity) {
  weir_op_state_t state =
      weir_begin_op(c, WEIR_STREAM_CHANNEL_CREATE, op->location);
  weir_op_state_attr(&state, "group", weir_op_attr(op, "group"));
  weir_op_state_attr(&state, "affinity", affinity);
  weir_op_state_result(&state, weir_stream_channel_type(c->context));
  weir_converted_to(c, op, weir_build(&c->builder, &state), NULL);
}

static void convert_channel_op(weir_converter_t* c, weir_op_t* op, uint32_t id,
                               weir_type_t* type) {
  weir_op_state_t state = weir_begin_op(c, id, op->location);
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

// -- collectives -------------------------------------------------------------

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
      b, WEIR_ARITH_INDEX_CAST, op->location,
      weir_op_operand(op, WEIR_FLOW_COLLECTIVE_SEND_RECV_SEND), i32);
  weir_value_t* mask =
      weir_build_constant(b, op->location, weir_i32_attr(c->context, 0xFFFF));
  weir_value_t* low =
      weir_build_binary(b, WEIR_ARITH_ANDI, op->location, send, mask);
  weir_value_t* recv = weir_build_unary(
      b, WEIR_ARITH_INDEX_CAST, op->location,
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
  weir_op_state_t state =
      weir_begin_op(c, WEIR_STREAM_ASYNC_COLLECTIVE, op->location);
  for (uint32_t i = 0; i < sizeof(operands) / sizeof(operands[0]); ++i) {
    weir_op_state_operand(&state, operands[i]);
  }
  weir_op_state_attr(&state, "op", attr);
  weir_op_state_attr(&state, "affinity", affinity);
  weir_finish_flow_op(c, op, &state, target.resource->type, target.size);
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

// -- table -------------------------------------------------------------------

static const weir_flow_row_t rows[] = {
    {WEIR_FLOW_CHANNEL_COUNT, convert_channel_count},
    {WEIR_FLOW_CHANNEL_DEFAULT, convert_channel_default},
    {WEIR_FLOW_CHANNEL_RANK, convert_channel_rank},
    {WEIR_FLOW_CHANNEL_SPLIT, convert_channel_split},
    {WEIR_FLOW_COLLECTIVE_ALL_GATHER, convert_all_gather},
    {WEIR_FLOW_COLLECTIVE_ALL_REDUCE, convert_all_reduce},
    {WEIR_FLOW_COLLECTIVE_ALL_TO_ALL, convert_all_to_all},
    {WEIR_FLOW_COLLECTIVE_REDUCE_SCATTER, convert_reduce_scatter},
    {WEIR_FLOW_COLLECTIVE_SEND_RECV, convert_send_recv},
};

bool weir_convert_flow_collective(weir_converter_t* c, weir_op_t* op) {
  return weir_convert_by_flow_rows(c, op, rows, sizeof(rows) / sizeof(rows[0]));
}
