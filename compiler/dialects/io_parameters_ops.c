#include "compiler/dialects/io_parameters.h"

static const weir_op_def_t io_parameters_ops[] = {
    {
        .id = WEIR_IO_PARAMETERS_GATHER,
        .name = "io_parameters.gather",
        .summary = "reads parameters into a buffer",
        .operands =
            "device:device queue_affinity:i64 wait_fence:fence "
            "signal_fence:fence source_scope:bufferType? "
            "source_keys:bufferType* source_offsets:i64* target_buffer:buffer "
            "target_offsets:size* target_lengths:size*",
        .traits = WEIR_OP_SEGMENTS,
    },
    {
        .id = WEIR_IO_PARAMETERS_LOAD,
        .name = "io_parameters.load",
        .summary = "makes buffers of parameters",
        .operands = "device:device queue_affinity:i64 wait_fence:fence "
                    "signal_fence:fence source_scope:bufferType? "
                    "source_keys:bufferType* source_offsets:i64* lengths:size*",
        .attrs = "memory_types:memoryTypeBitfieldAttr "
                 "buffer_usage:bufferUsageBitfieldAttr",
        .results = "results:buffer*",
        .traits = WEIR_OP_SEGMENTS,
    },
    {
        .id = WEIR_IO_PARAMETERS_SCATTER,
        .name = "io_parameters.scatter",
        .summary = "writes a buffer to parameters",
        .operands =
            "device:device queue_affinity:i64 wait_fence:fence "
            "signal_fence:fence source_buffer:buffer source_offsets:size* "
            "source_lengths:size* target_scope:bufferType? "
            "target_keys:bufferType* target_offsets:i64*",
        .traits = WEIR_OP_SEGMENTS,
    },
};

const weir_dialect_t weir_io_parameters_dialect = {
    .name = "io_parameters",
    .number = 16,
    .ops = io_parameters_ops,
    .op_count = sizeof(io_parameters_ops) / sizeof(io_parameters_ops[0]),
};
