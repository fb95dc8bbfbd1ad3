// Ops of the queue: they start when the host has come to them and what they
// await has happened, and answer with a timepoint.
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/transforms/nodes/prove_builder.h"

// What is handed out is read behind all signals of the function, wherever they
// stand in it.
static void add_reader(weir_prove_builder_t* builder, const weir_op_t* export) {
  uint32_t event = weir_prove_start(builder, export);
  builder->readers =
      weir_prove_grow(builder->arena, builder->readers, builder->reader_count,
                      &builder->reader_capacity, sizeof(*builder->readers));
  builder->readers[builder->reader_count++] = event;
  weir_prove_add_access(
      builder, export, WEIR_PROVE_READ, event,
      weir_op_operand(export, WEIR_STREAM_TENSOR_EXPORT_SOURCE), NULL, -1,
      weir_op_operand_size(export, 0));
}

// Ops of the queue that start when awaited and answer with a timepoint.
bool weir_prove_add_queue_op(weir_prove_builder_t* builder, weir_op_t* op) {
  uint32_t event;
  switch (weir_op_id(op)) {
    case WEIR_STREAM_RESOURCE_ALLOCA:
      event = weir_prove_start(builder, op);
      weir_prove_add_allocations(builder, op, event,
                                 WEIR_STREAM_RESOURCE_ALLOCA_STORAGE_SIZE);
      break;
    case WEIR_STREAM_RESOURCE_DEALLOCA:
      event = weir_prove_start(builder, op);
      weir_prove_add_free(builder, op, event);
      break;
    case WEIR_STREAM_RESOURCE_CONSTANTS:
      event = weir_prove_start(builder, op);
      weir_prove_add_allocations(builder, op, event,
                                 WEIR_STREAM_RESOURCE_CONSTANTS_RESULT_SIZES);
      break;
    case WEIR_STREAM_PARAMETER_LOAD:
      event = weir_prove_start(builder, op);
      weir_prove_add_allocations(builder, op, event,
                                 WEIR_STREAM_PARAMETER_LOAD_RESULT_SIZES);
      break;
    case WEIR_STREAM_FILE_READ:
      event = weir_prove_start(builder, op);
      weir_prove_add_operands(
          builder, op, WEIR_PROVE_WRITE, event, WEIR_STREAM_FILE_READ_TARGET,
          WEIR_STREAM_FILE_READ_TARGET_OFFSET, WEIR_STREAM_FILE_READ_LENGTH);
      break;
    case WEIR_STREAM_FILE_WRITE:
      event = weir_prove_start(builder, op);
      weir_prove_add_operands(
          builder, op, WEIR_PROVE_READ, event, WEIR_STREAM_FILE_WRITE_SOURCE,
          WEIR_STREAM_FILE_WRITE_SOURCE_OFFSET, WEIR_STREAM_FILE_WRITE_LENGTH);
      break;
    case WEIR_STREAM_PARAMETER_READ:
      event = weir_prove_start(builder, op);
      weir_prove_add_operands(builder, op, WEIR_PROVE_WRITE, event,
                              WEIR_STREAM_PARAMETER_READ_TARGET,
                              WEIR_STREAM_PARAMETER_READ_TARGET_OFFSET,
                              WEIR_STREAM_PARAMETER_READ_TARGET_LENGTH);
      break;
    case WEIR_STREAM_PARAMETER_WRITE:
      event = weir_prove_start(builder, op);
      weir_prove_add_operands(builder, op, WEIR_PROVE_READ, event,
                              WEIR_STREAM_PARAMETER_WRITE_SOURCE,
                              WEIR_STREAM_PARAMETER_WRITE_SOURCE_OFFSET,
                              WEIR_STREAM_PARAMETER_WRITE_SOURCE_LENGTH);
      break;
    case WEIR_STREAM_PARAMETER_GATHER:
      event = weir_prove_start(builder, op);
      weir_prove_add_ranges(builder, op, WEIR_PROVE_WRITE, event,
                            WEIR_STREAM_PARAMETER_GATHER_TARGET,
                            WEIR_STREAM_PARAMETER_GATHER_TARGET_OFFSETS,
                            WEIR_STREAM_PARAMETER_GATHER_TARGET_LENGTHS);
      break;
    case WEIR_STREAM_PARAMETER_SCATTER:
      event = weir_prove_start(builder, op);
      weir_prove_add_ranges(builder, op, WEIR_PROVE_READ, event,
                            WEIR_STREAM_PARAMETER_SCATTER_SOURCE,
                            WEIR_STREAM_PARAMETER_SCATTER_SOURCE_OFFSETS,
                            WEIR_STREAM_PARAMETER_SCATTER_SOURCE_LENGTHS);
      break;
    case WEIR_STREAM_TIMEPOINT_JOIN:
    case WEIR_STREAM_TIMEPOINT_IMPORT:
      event = weir_prove_start(builder, op);
      break;
    case WEIR_STREAM_TIMEPOINT_CHAIN_EXTERNAL:
    case WEIR_STREAM_TIMEPOINT_EXPORT:
      event = weir_prove_start(builder, op);
      weir_event_order(builder->graph, event, builder->signalled);
      break;
    case WEIR_STREAM_TENSOR_EXPORT:
      add_reader(builder, op);
      return true;
    default:
      return false;
  }
  weir_prove_set_timepoints(builder, op, event);
  return true;
}
