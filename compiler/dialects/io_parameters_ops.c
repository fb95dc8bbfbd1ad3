#include "compiler/dialects/io_parameters.h"

#include "compiler/dialects/stream_impl.h"

static const weir_op_def_t io_parameters_ops[] = {
    {
        .id = WEIR_IO_PARAMETERS_GATHER,
        .name = "io_parameters.gather",
        .summary = "reads parameters into a buffer",
        .operands =
            "device:device queue_affinity:i64 wait_fence:fence "
            "signal_fence:fence source_offsets:i64* target_buffer:buffer "
            "target_offsets:size* target_lengths:size*",
        .attrs = "source_scope:strAttr? source_keys:strArrayAttr",
        .syntax =
            "`<` $device `:` type($device) `>` `affinity` `(` $queue_affinity "
            "`)` `wait` `(` $wait_fence `)` `signal` `(` $signal_fence `)` `{` "
            "custom<ParameterGatherOperations>($source_scope, $source_keys, "
            "$source_offsets, $target_buffer, type($target_buffer), "
            "$target_offsets, $target_lengths) `}` attr-dict-with-keyword",
        .traits = WEIR_OP_SEGMENTS,
        .verify = weir_stream_parameters_verify,
    },
    {
        .id = WEIR_IO_PARAMETERS_LOAD,
        .name = "io_parameters.load",
        .summary = "makes buffers of parameters",
        .operands = "device:device queue_affinity:i64 wait_fence:fence "
                    "signal_fence:fence source_offsets:i64* lengths:size*",
        .attrs = "source_scope:strAttr? source_keys:strArrayAttr "
                 "memory_types:memoryTypeBitfieldAttr "
                 "buffer_usage:bufferUsageBitfieldAttr",
        .results = "results:buffer*",
        .syntax =
            "`<` $device `:` type($device) `>` `affinity` `(` $queue_affinity "
            "`)` `wait` `(` $wait_fence `)` `signal` `(` $signal_fence `)` "
            "`type` `(` $memory_types `)` `usage` `(` $buffer_usage `)` `{` "
            "custom<ParameterLoadOperations>($source_scope, $source_keys, "
            "$source_offsets, type($results), $lengths) `}` "
            "attr-dict-with-keyword",
        .traits = WEIR_OP_SEGMENTS,
        .verify = weir_stream_parameters_verify,
    },
    {
        .id = WEIR_IO_PARAMETERS_SCATTER,
        .name = "io_parameters.scatter",
        .summary = "writes a buffer to parameters",
        .operands =
            "device:device queue_affinity:i64 wait_fence:fence "
            "signal_fence:fence source_buffer:buffer source_offsets:size* "
            "source_lengths:size* target_offsets:i64*",
        .attrs = "target_scope:strAttr? target_keys:strArrayAttr",
        .syntax =
            "`<` $device `:` type($device) `>` `affinity` `(` $queue_affinity "
            "`)` `wait` `(` $wait_fence `)` `signal` `(` $signal_fence `)` `{` "
            "custom<ParameterScatterOperations>($source_buffer, "
            "type($source_buffer), $source_offsets, $source_lengths, "
            "$target_scope, $target_keys, $target_offsets) `}` "
            "attr-dict-with-keyword",
        .traits = WEIR_OP_SEGMENTS,
        .verify = weir_stream_parameters_verify,
    },
};

const weir_dialect_t weir_io_parameters_dialect = {
    .name = "io_parameters",
    .number = 16,
    .ops = io_parameters_ops,
    .op_count = sizeof(io_parameters_ops) / sizeof(io_parameters_ops[0]),
};
