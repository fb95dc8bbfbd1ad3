// The commands of execution regions: those of a region run one after the other,
// those of a stream.cmd.concurrent in any order.
#include "compiler/dialects/stream.h"
#include "compiler/transforms/nodes/prove_builder.h"

static void add_command_accesses(weir_prove_builder_t* builder,
                                 const weir_op_t* op, uint32_t event) {
  switch (weir_op_id(op)) {
    case WEIR_STREAM_CMD_COPY:
      weir_prove_add_operands(
          builder, op, WEIR_PROVE_READ, event, WEIR_STREAM_CMD_COPY_SOURCE,
          WEIR_STREAM_CMD_COPY_SOURCE_OFFSET, WEIR_STREAM_CMD_COPY_LENGTH);
      weir_prove_add_operands(
          builder, op, WEIR_PROVE_WRITE, event, WEIR_STREAM_CMD_COPY_TARGET,
          WEIR_STREAM_CMD_COPY_TARGET_OFFSET, WEIR_STREAM_CMD_COPY_LENGTH);
      break;
    case WEIR_STREAM_CMD_FILL:
      weir_prove_add_operands(builder, op, WEIR_PROVE_WRITE, event,
                              WEIR_STREAM_CMD_FILL_TARGET,
                              WEIR_STREAM_CMD_FILL_TARGET_OFFSET,
                              WEIR_STREAM_CMD_FILL_TARGET_LENGTH);
      break;
    case WEIR_STREAM_CMD_DISPATCH:
      weir_prove_add_groups(
          builder, op, event, WEIR_STREAM_CMD_DISPATCH_RESOURCES,
          WEIR_STREAM_CMD_DISPATCH_RESOURCE_OFFSETS,
          WEIR_STREAM_CMD_DISPATCH_RESOURCE_LENGTHS, "resource_accesses");
      break;
    case WEIR_STREAM_CMD_COLLECTIVE:
      weir_prove_add_groups(
          builder, op, event, WEIR_STREAM_CMD_COLLECTIVE_RESOURCES,
          WEIR_STREAM_CMD_COLLECTIVE_RESOURCE_OFFSETS,
          WEIR_STREAM_CMD_COLLECTIVE_RESOURCE_LENGTHS, "resource_accesses");
      break;
    case WEIR_STREAM_CMD_CALL:
      weir_prove_add_groups(builder, op, event,
                            WEIR_STREAM_CMD_CALL_RESOURCE_OPERANDS,
                            WEIR_STREAM_CMD_CALL_RESOURCE_OPERAND_OFFSETS,
                            WEIR_STREAM_CMD_CALL_RESOURCE_OPERAND_LENGTHS,
                            "resource_operand_accesses");
      break;
    default:
      break;
  }
}

static uint32_t add_commands(weir_prove_builder_t* builder, weir_block_t* block,
                             uint32_t before, bool concurrent);

// What is behind a command that comes behind |before|.
static uint32_t add_command(weir_prove_builder_t* builder, weir_op_t* op,
                            uint32_t before) {
  if (weir_op_is(op, WEIR_STREAM_CMD_CONCURRENT) ||
      weir_op_is(op, WEIR_STREAM_CMD_SERIAL)) {
    return add_commands(builder, weir_op_region(op, 0)->first, before,
                        weir_op_is(op, WEIR_STREAM_CMD_CONCURRENT));
  }
  if (!weir_op_has_trait(op, WEIR_OP_STREAMABLE)) return before;
  uint32_t event = weir_event_add(builder->graph, op, builder->node);
  weir_event_order(builder->graph, before, event);
  uint32_t behind = weir_prove_meet(builder, op, event);
  add_command_accesses(builder, op, behind);
  return behind;
}

static uint32_t add_commands(weir_prove_builder_t* builder, weir_block_t* block,
                             uint32_t before, bool concurrent) {
  uint32_t last = before;
  uint32_t end = concurrent
                     ? weir_event_add(builder->graph, NULL, builder->node)
                     : WEIR_NO_EVENT;
  weir_event_order(builder->graph, before, end);
  WEIR_FOR_EACH_OP(op, block) {
    if (weir_op_is(op, WEIR_STREAM_YIELD)) break;
    uint32_t behind = add_command(builder, op, concurrent ? before : last);
    if (concurrent) {
      weir_event_order(builder->graph, behind, end);
    } else {
      last = behind;
    }
  }
  return concurrent ? end : last;
}

void weir_prove_add_execute(weir_prove_builder_t* builder, weir_op_t* execute) {
  uint32_t start = weir_prove_start(builder, execute);
  weir_block_t* body = weir_op_region(execute, 0)->first;
  if (body == NULL) return;
  for (uint32_t i = 0; i < body->argument_count; ++i) {
    weir_prove_set_place(
        builder, body->arguments[i],
        weir_prove_place_of(
            builder,
            weir_op_operand_at(execute,
                               WEIR_STREAM_CMD_EXECUTE_RESOURCE_OPERANDS, i)));
  }
  weir_prove_set_timepoints(builder, execute,
                            add_commands(builder, body, start, false));
}
