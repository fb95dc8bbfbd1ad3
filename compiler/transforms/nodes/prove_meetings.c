// Where nodes meet: transfers and collectives, and calls that all have to make.
//
// Both ends of a transfer, and all ranks of a collective, are one event: none
// finishes before all have come, which is the least that a transport promises.
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/nodes/projection.h"
#include "compiler/transforms/nodes/prove_builder.h"

static uint64_t key_of(const void* pointer) {
  return (uint64_t)(uintptr_t)pointer;
}

// The event that several nodes share.
static uint32_t shared_event(weir_prove_builder_t* builder, uint64_t a,
                             uint64_t b) {
  uint32_t* number = weir_event_map_at(builder->shared, a, b);
  if (*number == 0) {
    *number = weir_event_add(builder->graph, NULL, builder->node) + 1;
  }
  return *number - 1;
}

static const void* channel_group(const weir_prove_builder_t* builder,
                                 const weir_value_t* channel,
                                 const weir_op_t** out_member) {
  const weir_prove_frame_t* frame = builder->frame;
  channel = weir_prove_origin(channel, &frame);
  const weir_op_t* op = weir_value_op(channel);
  *out_member = op;
  if (op == NULL) return channel;
  weir_attr_t* name = NULL;
  if (weir_op_is(op, WEIR_UTIL_GLOBAL_LOAD)) name = weir_op_attr(op, "global");
  if (weir_op_is(op, WEIR_STREAM_CHANNEL_CREATE)) {
    name = weir_op_attr(op, "group");
    if (name == NULL) name = weir_unit_attr(op->context);
  }
  if (weir_op_is(op, WEIR_UTIL_GLOBAL_LOAD)) {
    *out_member = builder->unit->nodes[builder->node].module;
  }
  if (weir_op_is(op, WEIR_STREAM_CHANNEL_SPLIT)) {
    return channel_group(builder, weir_op_operand_n(op, 0), out_member);
  }
  return name != NULL ? (const void*)name : (const void*)op;
}

static uint32_t add_end(weir_prove_builder_t* builder, const weir_op_t* op,
                        bool is_send, uint32_t event) {
  weir_prove_unit_t* unit = builder->unit;
  int64_t peer = weir_prove_constant_of(
      builder, weir_op_operand(op, WEIR_STREAM_CMD_COLLECTIVE_PARAM));
  int64_t here = builder->node;
  weir_prove_end_t end = {
      .op = op,
      .node = builder->node,
      .block = builder->block,
      .is_send = is_send,
      .transfer = weir_op_attr_int(op, WEIR_TRANSFER_ATTR, -1),
      .from = is_send ? here : peer,
      .to = is_send ? peer : here,
      .bytes = weir_prove_constant_of(
          builder, weir_op_operand_at(
                       op, WEIR_STREAM_CMD_COLLECTIVE_RESOURCE_LENGTHS, 0)),
  };
  unit->ends = weir_prove_grow(builder->arena, unit->ends, unit->end_count,
                               &unit->end_capacity, sizeof(end));
  unit->ends[unit->end_count++] = end;
  if (end.transfer < 0) return event;  // its other end cannot be found
  return shared_event(
      builder, (uint64_t)end.transfer << 1 | 1,
      (uint64_t)end.from << 40 ^ (uint64_t)end.to << 16 ^ end.block);
}

// Returns the event that all members share.
static uint32_t add_meeting(weir_prove_builder_t* builder, const weir_op_t* op,
                            const void* group, const weir_op_t* member,
                            uint32_t start) {
  weir_prove_unit_t* unit = builder->unit;
  uint32_t turn = (*weir_event_map_at(
      &builder->turns, key_of(group) ^ builder->block, key_of(member)))++;
  uint32_t end = shared_event(builder, key_of(group),
                              (uint64_t)builder->block << 32 | turn);
  unit->meetings =
      weir_prove_grow(builder->arena, unit->meetings, unit->meeting_count,
                      &unit->meeting_capacity, sizeof(weir_prove_meeting_t));
  unit->meetings[unit->meeting_count++] =
      (weir_prove_meeting_t){.op = op,
                             .group = group,
                             .member = member,
                             .node = builder->node,
                             .block = builder->block,
                             .anchor = builder->anchor,
                             .start = start,
                             .end = end};
  return end;
}

// What comes behind the op: the event it shares with other nodes, or its own.
uint32_t weir_prove_meet(weir_prove_builder_t* builder, const weir_op_t* op,
                         uint32_t event) {
  weir_collective_t collective;
  if (!weir_op_is(op, WEIR_STREAM_CMD_COLLECTIVE) ||
      !weir_attr_collective(weir_op_attr(op, "op"), &collective)) {
    return event;
  }
  bool is_send = collective.kind == WEIR_COLLECTIVE_SEND;
  uint32_t shared;
  if (is_send || collective.kind == WEIR_COLLECTIVE_RECV) {
    shared = add_end(builder, op, is_send, event);
  } else {
    const weir_op_t* member;
    const void* group = channel_group(
        builder, weir_op_operand(op, WEIR_STREAM_CMD_COLLECTIVE_CHANNEL),
        &member);
    shared = add_meeting(builder, op, group, member, event);
  }
  weir_event_order(builder->graph, event, shared);
  return shared;
}

// Nodes do not wait for each other at a call.
void weir_prove_note_call(weir_prove_builder_t* builder, const weir_op_t* op) {
  (void)add_meeting(builder, op, weir_op_attr(op, "callee"),
                    builder->unit->nodes[builder->node].module, WEIR_NO_EVENT);
}
