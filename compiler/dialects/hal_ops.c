#include "compiler/dialects/hal.h"

#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/functions.h"
#include "compiler/dialects/hal_impl.h"
#include "compiler/dialects/names.h"
#include "compiler/dialects/verify_util.h"

static const weir_op_def_t hal_ops[] = {
    {
        .id = WEIR_HAL_ALLOCATOR_ALLOCATE,
        .name = "hal.allocator.allocate",
        .summary = "allocates a buffer",
        .operands = "allocator:allocator queue_affinity:deviceQueueAffinity "
                    "result_size:size",
        .attrs = "memory_types:memoryTypeBitfieldAttr "
                 "buffer_usage:bufferUsageBitfieldAttr",
        .results = "result:buffer",
        .traits = WEIR_OP_SIZE_AWARE,
        .syntax =
            "`<` $allocator `:` type($allocator) `>` `affinity` `(` "
            "$queue_affinity `)` `type` `(` $memory_types `)` `usage` `(` "
            "$buffer_usage `)` `:` custom<SizeAwareType>(type($result), "
            "$result_size) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "buffer",
    },
    {
        .id = WEIR_HAL_ALLOCATOR_IMPORT,
        .name = "hal.allocator.import",
        .summary = "wraps host memory as a buffer, where that is possible",
        .operands = "allocator:allocator queue_affinity:deviceQueueAffinity "
                    "source:bufferType offset:size length:size",
        .attrs = "memory_types:memoryTypeBitfieldAttr "
                 "buffer_usage:bufferUsageBitfieldAttr",
        .results = "did_import:i1 result:buffer",
        .traits = WEIR_OP_SIZE_AWARE,
        .syntax = "`<` $allocator `:` type($allocator) `>` `source` `(` "
                  "$source `:` type($source) `)` `` `[` $offset `,` $length "
                  "`]` `affinity` `(` $queue_affinity `)` `type` `(` "
                  "$memory_types `)` `usage` `(` $buffer_usage `)` `:` "
                  "type($did_import) `,` type($result) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "did_import mapped",
    },
    {
        .id = WEIR_HAL_BUFFER_ASSERT,
        .name = "hal.buffer.assert",
        .summary = "fails unless a buffer can be used in these ways",
        .operands = "buffer:buffer allocator:allocator minimum_length:size",
        .attrs = "message:strAttr memory_types:memoryTypeBitfieldAttr "
                 "buffer_usage:bufferUsageBitfieldAttr",
        .syntax =
            "`<` $buffer `:` type($buffer) `>` `message` `(` $message `)` "
            "`allocator` `(` $allocator `:` type($allocator) `)` "
            "`minimum_length` `(` $minimum_length `)` `type` `(` $memory_types "
            "`)` `usage` `(` $buffer_usage `)` attr-dict-with-keyword",
    },
    {
        .id = WEIR_HAL_BUFFER_LENGTH,
        .name = "hal.buffer.length",
        .summary = "the length of a buffer in bytes",
        .operands = "buffer:bufferType",
        .results = "result:size",
        .traits = WEIR_OP_PURE,
        .syntax = "`<` $buffer `:` type($buffer) `>` `:` type($result) "
                  "attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "length",
    },
    {
        .id = WEIR_HAL_BUFFER_LOAD,
        .name = "hal.buffer.load",
        .summary = "reads a value from a buffer",
        .operands = "source_buffer:bufferType source_offset:size",
        .results = "result:(primitiveType|anyVector)",
        .traits = WEIR_OP_PURE,
        .syntax = "`<` $source_buffer `:` type($source_buffer) `>` `` `[` "
                  "$source_offset `]` `:` type($result) attr-dict-with-keyword",
    },
    {
        .id = WEIR_HAL_BUFFER_STORE,
        .name = "hal.buffer.store",
        .summary = "writes a value to a buffer",
        .operands = "value:(primitiveType|anyVector) target_buffer:bufferType "
                    "target_offset:size",
        .syntax = "`<` $target_buffer `:` type($target_buffer) `>` `` `[` "
                  "$target_offset `]` `value` `(` $value `:` type($value) `)` "
                  "attr-dict-with-keyword",
    },
    {
        .id = WEIR_HAL_BUFFER_SUBSPAN,
        .name = "hal.buffer.subspan",
        .summary = "a range of a buffer that shares its bytes",
        .operands = "source_buffer:bufferType source_offset:size length:size",
        .results = "result:bufferType",
        .traits = WEIR_OP_SIZE_AWARE | WEIR_OP_PURE,
        .syntax = "`<` $source_buffer `:` type($source_buffer) `>` `` `[` "
                  "$source_offset `,` $length `]` `:` type($result) "
                  "attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "buffer",
    },
    {
        .id = WEIR_HAL_BUFFER_VIEW_ASSERT,
        .name = "hal.buffer_view.assert",
        .summary = "fails unless a buffer view has this shape and element type",
        .operands = "buffer_view:bufferView element_type:elementType "
                    "encoding_type:encodingType shape:dim*",
        .attrs = "message:strAttr",
        .syntax = "`<` $buffer_view `:` type($buffer_view) `>` `message` `(` "
                  "$message `)` `shape` `(` `[` $shape `]` `)` `type` `(` "
                  "$element_type `)` `encoding` `(` $encoding_type `)` "
                  "attr-dict-with-keyword",
    },
    {
        .id = WEIR_HAL_BUFFER_VIEW_BUFFER,
        .name = "hal.buffer_view.buffer",
        .summary = "the buffer of a buffer view",
        .operands = "buffer_view:bufferView",
        .results = "result:bufferType",
        .traits = WEIR_OP_PURE,
        .syntax = "`<` $buffer_view `:` type($buffer_view) `>` `:` "
                  "type($result) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "buffer",
    },
    {
        .id = WEIR_HAL_BUFFER_VIEW_CREATE,
        .name = "hal.buffer_view.create",
        .summary = "a buffer with a shape and an element type",
        .operands =
            "source_buffer:bufferType source_offset:size source_length:size "
            "element_type:elementType encoding_type:encodingType shape:dim*",
        .results = "result:bufferView",
        .traits = WEIR_OP_PURE,
        .syntax = "`buffer` `(` $source_buffer `:` type($source_buffer) `)` `` "
                  "`[` $source_offset `,` $source_length `]` `shape` `(` `[` "
                  "$shape `]` `)` `type` `(` $element_type `)` `encoding` `(` "
                  "$encoding_type `)` `:` type($result) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "view",
        .canonicalize = weir_hal_buffer_view_create_canonicalize,
    },
    {
        .id = WEIR_HAL_BUFFER_VIEW_DIM,
        .name = "hal.buffer_view.dim",
        .summary = "a dimension of a buffer view",
        .operands = "buffer_view:bufferView",
        .attrs = "index:indexAttr",
        .results = "result:dim",
        .traits = WEIR_OP_PURE,
        .syntax = "`<` $buffer_view `:` type($buffer_view) `>` `` `[` $index "
                  "`]` `:` type($result) attr-dict-with-keyword",
    },
    {
        .id = WEIR_HAL_BUFFER_VIEW_ELEMENT_TYPE,
        .name = "hal.buffer_view.element_type",
        .summary = "the element type of a buffer view",
        .operands = "buffer_view:bufferView",
        .results = "result:elementType",
        .traits = WEIR_OP_PURE,
        .syntax = "`<` $buffer_view `:` type($buffer_view) `>` `:` "
                  "type($result) attr-dict-with-keyword",
    },
    {
        .id = WEIR_HAL_BUFFER_VIEW_ENCODING_TYPE,
        .name = "hal.buffer_view.encoding_type",
        .summary = "the encoding of a buffer view",
        .operands = "buffer_view:bufferView",
        .results = "result:encodingType",
        .traits = WEIR_OP_PURE,
        .syntax = "`<` $buffer_view `:` type($buffer_view) `>` `:` "
                  "type($result) attr-dict-with-keyword",
    },
    {
        .id = WEIR_HAL_BUFFER_VIEW_RANK,
        .name = "hal.buffer_view.rank",
        .summary = "the rank of a buffer view",
        .operands = "buffer_view:bufferView",
        .results = "result:dim",
        .traits = WEIR_OP_PURE,
        .syntax = "`<` $buffer_view `:` type($buffer_view) `>` `:` "
                  "type($result) attr-dict-with-keyword",
    },
    {
        .id = WEIR_HAL_BUFFER_VIEW_TRACE,
        .name = "hal.buffer_view.trace",
        .summary = "prints buffer views when the program runs",
        .operands = "operands:bufferView*",
        .attrs = "key:strAttr",
        .syntax =
            "$key `=` $operands `:` type($operands) attr-dict-with-keyword",
    },
    {
        .id = WEIR_HAL_CHANNEL_CREATE,
        .name = "hal.channel.create",
        .summary = "makes a channel for collectives",
        .operands = "device:device queue_affinity:deviceQueueAffinity "
                    "id:bufferType group:bufferType rank:i32 count:i32",
        .attrs = "flags:i32Attr",
        .results = "result:channel",
        .syntax = "`device` `(` $device `:` type($device) `)` `affinity` `(` "
                  "$queue_affinity `)` `flags` `(` $flags `)` `id` `(` $id `)` "
                  "`group` `(` $group `)` `rank` `(` $rank `)` `count` `(` "
                  "$count `)` `:` type($result) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "channel",
        .canonicalize = weir_hal_erase_unused,
    },
    {
        .id = WEIR_HAL_CHANNEL_RANK_AND_COUNT,
        .name = "hal.channel.rank_and_count",
        .summary = "the place in a channel and how many take part",
        .operands = "channel:channel",
        .results = "rank:i32 count:i32",
        .traits = WEIR_OP_PURE,
        .syntax = "`<` $channel `:` type($channel) `>` `:` type($rank) `,` "
                  "type($count) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "ccl_rank ccl_count",
    },
    {
        .id = WEIR_HAL_CHANNEL_SPLIT,
        .name = "hal.channel.split",
        .summary = "a channel of those that name the same color",
        .operands = "channel:channel color:i32 key:i32",
        .attrs = "flags:i32Attr",
        .results = "result:channel",
        .syntax = "`<` $channel `:` type($channel) `>` `color` `(` $color `)` "
                  "`key` `(` $key `)` `flags` `(` $flags `)` `:` type($result) "
                  "attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "channel",
        .canonicalize = weir_hal_erase_unused,
    },
    {
        .id = WEIR_HAL_COMMAND_BUFFER_BEGIN_DEBUG_GROUP,
        .name = "hal.command_buffer.begin_debug_group",
        .summary = "opens a named group of commands",
        .operands = "command_buffer:commandBuffer",
        .attrs = "label:strAttr",
        .syntax = "`<` $command_buffer `:` type($command_buffer) `>` `label` "
                  "`(` $label `)` attr-dict-with-keyword",
    },
    {
        .id = WEIR_HAL_COMMAND_BUFFER_COLLECTIVE,
        .name = "hal.command_buffer.collective",
        .summary = "records a collective",
        .operands =
            "command_buffer:commandBuffer channel:channel element_count:size "
            "param:i32? send_buffer:(index|bufferType)? send_offset:size? "
            "send_length:size? recv_buffer:(index|bufferType)? "
            "recv_offset:size? recv_length:size?",
        .attrs = "op:collectiveAttr",
        .traits = WEIR_OP_SEGMENTS,
        .syntax =
            "`<` $command_buffer `:` type($command_buffer) `>` `channel` `(` "
            "$channel `:` type($channel) `)` `op` `(` $op `)` (`param` `(` "
            "$param^ `:` type($param) `)`)? (`send` `(` $send_buffer^ `:` "
            "type($send_buffer) `)` `` `[` $send_offset `,` $send_length `]`)? "
            "(`recv` `(` $recv_buffer^ `:` type($recv_buffer) `)` `` `[` "
            "$recv_offset `,` $recv_length `]`)? `count` `(` $element_count "
            "`)` attr-dict-with-keyword",
    },
    {
        .id = WEIR_HAL_COMMAND_BUFFER_COPY_BUFFER,
        .name = "hal.command_buffer.copy_buffer",
        .summary = "records a copy",
        .operands =
            "command_buffer:commandBuffer source_buffer:(index|bufferType) "
            "source_offset:size target_buffer:(index|bufferType) "
            "target_offset:size length:size",
        .syntax = "`<` $command_buffer `:` type($command_buffer) `>` `source` "
                  "`(` $source_buffer `:` type($source_buffer) `)` `` `[` "
                  "$source_offset `]` `target` `(` $target_buffer `:` "
                  "type($target_buffer) `)` `` `[` $target_offset `]` `length` "
                  "`(` $length `)` attr-dict-with-keyword",
        .canonicalize = weir_hal_copy_buffer_canonicalize,
    },
    {
        .id = WEIR_HAL_COMMAND_BUFFER_CREATE,
        .name = "hal.command_buffer.create",
        .summary = "makes a command buffer",
        .operands = "device:device queue_affinity:deviceQueueAffinity "
                    "binding_capacity:index?",
        .attrs = "modes:commandBufferModeBitfieldAttr "
                 "command_categories:commandCategoryBitfieldAttr",
        .results = "result:commandBuffer",
        .syntax =
            "`device` `(` $device `:` type($device) `)` `mode` `(` $modes `)` "
            "`categories` `(` $command_categories `)` `affinity` `(` "
            "$queue_affinity `)` (`bindings` `(` $binding_capacity^ `)`)? `:` "
            "type($result) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "cmd",
    },
    {
        .id = WEIR_HAL_COMMAND_BUFFER_DEVICE,
        .name = "hal.command_buffer.device",
        .summary = "the device of a command buffer",
        .operands = "command_buffer:commandBuffer",
        .results = "device:device",
        .traits = WEIR_OP_PURE,
        .syntax = "`<` $command_buffer `:` type($command_buffer) `>` `:` "
                  "type($device) attr-dict-with-keyword",
        .canonicalize = weir_hal_command_buffer_device_canonicalize,
    },
    {
        .id = WEIR_HAL_COMMAND_BUFFER_DISPATCH,
        .name = "hal.command_buffer.dispatch",
        .summary = "records a dispatch",
        .operands = "command_buffer:commandBuffer executable:executable "
                    "entry_point:ordinal workgroup_x:dim workgroup_y:dim "
                    "workgroup_z:dim",
        .attrs = "flags:dispatchFlagsAttr",
        .syntax = "`<` $command_buffer `:` type($command_buffer) `>` `target` "
                  "`(` $executable `:` type($executable) `)` `` `[` "
                  "$entry_point `]` `workgroups` `(` `[` $workgroup_x `,` "
                  "$workgroup_y `,` $workgroup_z `]` `)` `flags` `(` $flags "
                  "`)` attr-dict-with-keyword",
    },
    {
        .id = WEIR_HAL_COMMAND_BUFFER_DISPATCH_INDIRECT,
        .name = "hal.command_buffer.dispatch.indirect",
        .summary = "records a dispatch over a grid that a buffer holds",
        .operands = "command_buffer:commandBuffer executable:executable "
                    "entry_point:ordinal workgroups_buffer:(index|bufferType) "
                    "workgroups_offset:size",
        .attrs = "flags:dispatchFlagsAttr",
        .syntax = "`<` $command_buffer `:` type($command_buffer) `>` `target` "
                  "`(` $executable `:` type($executable) `)` `` `[` "
                  "$entry_point `]` `workgroups` `(` $workgroups_buffer `:` "
                  "type($workgroups_buffer) `)` `` `[` $workgroups_offset `]` "
                  "`flags` `(` $flags `)` attr-dict-with-keyword",
    },
    {
        .id = WEIR_HAL_COMMAND_BUFFER_END_DEBUG_GROUP,
        .name = "hal.command_buffer.end_debug_group",
        .summary = "closes a named group of commands",
        .operands = "command_buffer:commandBuffer",
        .syntax = "`<` $command_buffer `:` type($command_buffer) `>` "
                  "attr-dict-with-keyword",
    },
    {
        .id = WEIR_HAL_COMMAND_BUFFER_EXECUTION_BARRIER,
        .name = "hal.command_buffer.execution_barrier",
        .summary = "orders the commands before and after it",
        .operands = "command_buffer:commandBuffer",
        .attrs = "source_stage_mask:executionStageBitfieldAttr "
                 "target_stage_mask:executionStageBitfieldAttr "
                 "flags:executionBarrierFlagBitfieldAttr",
        .syntax = "`<` $command_buffer `:` type($command_buffer) `>` `source` "
                  "`(` $source_stage_mask `)` `target` `(` $target_stage_mask "
                  "`)` `flags` `(` $flags `)` attr-dict-with-keyword",
    },
    {
        .id = WEIR_HAL_COMMAND_BUFFER_FILL_BUFFER,
        .name = "hal.command_buffer.fill_buffer",
        .summary = "records a fill",
        .operands =
            "command_buffer:commandBuffer target_buffer:(index|bufferType) "
            "target_offset:size length:size pattern:fillPatternType",
        .syntax = "`<` $command_buffer `:` type($command_buffer) `>` `target` "
                  "`(` $target_buffer `:` type($target_buffer) `)` `` `[` "
                  "$target_offset `,` $length `]` `pattern` `(` $pattern `:` "
                  "type($pattern) `)` attr-dict-with-keyword",
        .canonicalize = weir_hal_fill_buffer_canonicalize,
    },
    {
        .id = WEIR_HAL_COMMAND_BUFFER_FINALIZE,
        .name = "hal.command_buffer.finalize",
        .summary = "ends recording",
        .operands = "command_buffer:commandBuffer",
        .syntax = "`<` $command_buffer `:` type($command_buffer) `>` "
                  "attr-dict-with-keyword",
    },
    {
        .id = WEIR_HAL_COMMAND_BUFFER_PUSH_CONSTANTS,
        .name = "hal.command_buffer.push_constants",
        .summary = "sets constants of dispatches",
        .operands = "command_buffer:commandBuffer "
                    "pipeline_layout:pipelineLayout values:i32*",
        .attrs = "offset:indexAttr",
        .syntax = "`<` $command_buffer `:` type($command_buffer) `>` `layout` "
                  "`(` $pipeline_layout `:` type($pipeline_layout) `)` "
                  "`offset` `(` $offset `)` `values` `(` `[` $values `]` `)` "
                  "`:` type($values) attr-dict-with-keyword",
    },
    {
        .id = WEIR_HAL_COMMAND_BUFFER_PUSH_DESCRIPTOR_SET,
        .name = "hal.command_buffer.push_descriptor_set",
        .summary = "sets buffers of dispatches",
        .operands =
            "command_buffer:commandBuffer pipeline_layout:pipelineLayout "
            "set:index binding_ordinals:index* "
            "binding_buffers:(index|bufferType)* binding_offsets:size* "
            "binding_lengths:size*",
        .syntax = "`<` $command_buffer `:` type($command_buffer) `>` `layout` "
                  "`(` $pipeline_layout `:` type($pipeline_layout) `)` `` `[` "
                  "$set `]` `bindings` `(` `[` "
                  "custom<DescriptorSetBindings>($binding_ordinals, "
                  "$binding_buffers, type($binding_buffers), $binding_offsets, "
                  "$binding_lengths) `]` `)` attr-dict-with-keyword",
        .canonicalize = weir_hal_push_descriptor_set_canonicalize,
    },
    {
        .id = WEIR_HAL_COMMAND_BUFFER_UPDATE_BUFFER,
        .name = "hal.command_buffer.update_buffer",
        .summary = "records a write of host bytes",
        .operands =
            "command_buffer:commandBuffer source_buffer:bufferType "
            "source_size:size source_offset:size "
            "target_buffer:(index|bufferType) target_offset:size length:size",
        .traits = WEIR_OP_SIZE_AWARE | WEIR_OP_SUBRANGE | WEIR_OP_EFFECT_WRITE,
        .syntax =
            "`<` $command_buffer `:` type($command_buffer) `>` `source` `(` "
            "$source_buffer `:` type($source_buffer) `{` $source_size `}` `)` "
            "`` `[` $source_offset `]` `target` `(` $target_buffer `:` "
            "type($target_buffer) `)` `` `[` $target_offset `]` `length` `(` "
            "$length `)` attr-dict-with-keyword",
        .canonicalize = weir_hal_update_buffer_canonicalize,
    },
    {
        .id = WEIR_HAL_DESCRIPTOR_SET_LAYOUT_CREATE,
        .name = "hal.descriptor_set_layout.create",
        .summary = "makes a layout of bindings",
        .operands = "device:device",
        .attrs = "flags:descriptorSetLayoutFlagsAttr "
                 "bindings:descriptorSetLayoutBindingArrayAttr",
        .results = "result:descriptorSetLayout",
        .traits = WEIR_OP_PURE,
        .syntax = "`device` `(` $device `:` type($device) `)` `flags` `(` "
                  "$flags `)` `bindings` `(` $bindings `)` `:` type($result) "
                  "attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "descriptor_set_layout",
    },
    {
        .id = WEIR_HAL_DEVICE_ALLOCATOR,
        .name = "hal.device.allocator",
        .summary = "the allocator of a device",
        .operands = "device:device",
        .results = "result:allocator",
        .traits = WEIR_OP_PURE,
        .syntax = "`<` $device `:` type($device) `>` `:` type($result) "
                  "attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "allocator",
    },
    {
        .id = WEIR_HAL_DEVICE_QUERY,
        .name = "hal.device.query",
        .summary = "asks a device about its configuration",
        .operands = "device:device",
        .attrs =
            "category:strAttr key:strAttr default_value:typedAttrInterface?",
        .results = "ok:i1 value:anyType",
        .traits = WEIR_OP_PURE,
        .syntax = "`<` $device `:` type($device) `>` `key` `(` $category `:` "
                  "`` `:` $key `)` `:` type($ok) `,` type($value) (`=` "
                  "$default_value^)? attr-dict-with-keyword",
        .verify = weir_hal_device_query_verify,
    },
    {
        .id = WEIR_HAL_DEVICE_QUEUE_ALLOCA,
        .name = "hal.device.queue.alloca",
        .summary = "allocates a buffer in the order of a queue",
        .operands =
            "device:device queue_affinity:deviceQueueAffinity wait_fence:fence "
            "signal_fence:fence pool:deviceQueuePool result_size:size",
        .attrs = "memory_types:memoryTypeBitfieldAttr "
                 "buffer_usage:bufferUsageBitfieldAttr",
        .results = "result:buffer",
        .traits = WEIR_OP_SIZE_AWARE,
        .syntax =
            "`<` $device `:` type($device) `>` `affinity` `(` $queue_affinity "
            "`)` `wait` `(` $wait_fence `)` `signal` `(` $signal_fence `)` "
            "`pool` `(` $pool `)` `type` `(` $memory_types `)` `usage` `(` "
            "$buffer_usage `)` `:` custom<SizeAwareType>(type($result), "
            "$result_size) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "transient_buffer",
        .verify = weir_hal_queue_verify,
    },
    {
        .id = WEIR_HAL_DEVICE_QUEUE_DEALLOCA,
        .name = "hal.device.queue.dealloca",
        .summary = "frees a buffer in the order of a queue",
        .operands = "device:device queue_affinity:deviceQueueAffinity "
                    "wait_fence:fence signal_fence:fence buffer:buffer",
        .syntax =
            "`<` $device `:` type($device) `>` `affinity` `(` $queue_affinity "
            "`)` `wait` `(` $wait_fence `)` `signal` `(` $signal_fence `)` "
            "`buffer` `(` $buffer `:` type($buffer) `)` attr-dict-with-keyword",
        .verify = weir_hal_queue_verify,
    },
    {
        .id = WEIR_HAL_DEVICE_QUEUE_EXECUTE,
        .name = "hal.device.queue.execute",
        .summary = "executes command buffers on a queue",
        .operands =
            "device:device queue_affinity:deviceQueueAffinity wait_fence:fence "
            "signal_fence:fence command_buffers:commandBuffer*",
        .syntax = "`<` $device `:` type($device) `>` `affinity` `(` "
                  "$queue_affinity `)` `wait` `(` $wait_fence `)` `signal` `(` "
                  "$signal_fence `)` (`commands` `(` `[` $command_buffers^ `]` "
                  "`)`)? attr-dict-with-keyword",
        .verify = weir_hal_queue_verify,
        .canonicalize = weir_hal_queue_execute_canonicalize,
    },
    {
        .id = WEIR_HAL_DEVICE_QUEUE_EXECUTE_INDIRECT,
        .name = "hal.device.queue.execute.indirect",
        .summary = "executes a command buffer with a table of buffers",
        .operands = "device:device queue_affinity:deviceQueueAffinity "
                    "wait_fence:fence signal_fence:fence "
                    "command_buffer:commandBuffer binding_buffers:bufferType* "
                    "binding_offsets:size* binding_lengths:size*",
        .syntax = "`<` $device `:` type($device) `>` `affinity` `(` "
                  "$queue_affinity `)` `wait` `(` $wait_fence `)` `signal` `(` "
                  "$signal_fence `)` `commands` `(` $command_buffer `)` "
                  "`bindings` `(` `[` custom<BindingTable>($binding_buffers, "
                  "type($binding_buffers), $binding_offsets, $binding_lengths) "
                  "`]` `)` attr-dict-with-keyword",
        .verify = weir_hal_queue_verify,
    },
    {
        .id = WEIR_HAL_DEVICE_QUEUE_FLUSH,
        .name = "hal.device.queue.flush",
        .summary = "starts what a queue has not started yet",
        .operands = "device:device queue_affinity:deviceQueueAffinity",
        .syntax = "`<` $device `:` type($device) `>` `affinity` `(` "
                  "$queue_affinity `)` attr-dict-with-keyword",
    },
    {
        .id = WEIR_HAL_DEVICE_QUEUE_READ,
        .name = "hal.device.queue.read",
        .summary = "reads from a file in the order of a queue",
        .operands =
            "device:device queue_affinity:deviceQueueAffinity wait_fence:fence "
            "signal_fence:fence source_file:file source_offset:i64 "
            "target_buffer:buffer target_offset:size length:size",
        .attrs = "flags:i32Attr",
        .syntax =
            "`<` $device `:` type($device) `>` `affinity` `(` $queue_affinity "
            "`)` `wait` `(` $wait_fence `)` `signal` `(` $signal_fence `)` "
            "`source` `(` $source_file `:` type($source_file) `)` `` `[` "
            "$source_offset `]` `target` `(` $target_buffer `:` "
            "type($target_buffer) `)` `` `[` $target_offset `]` `length` `(` "
            "$length `)` `flags` `(` $flags `)` attr-dict-with-keyword",
        .verify = weir_hal_queue_verify,
    },
    {
        .id = WEIR_HAL_DEVICE_QUEUE_WRITE,
        .name = "hal.device.queue.write",
        .summary = "writes to a file in the order of a queue",
        .operands =
            "device:device queue_affinity:deviceQueueAffinity wait_fence:fence "
            "signal_fence:fence source_buffer:buffer source_offset:size "
            "target_file:file target_offset:i64 length:size",
        .attrs = "flags:i32Attr",
        .syntax =
            "`<` $device `:` type($device) `>` `affinity` `(` $queue_affinity "
            "`)` `wait` `(` $wait_fence `)` `signal` `(` $signal_fence `)` "
            "`source` `(` $source_buffer `:` type($source_buffer) `)` `` `[` "
            "$source_offset `]` `target` `(` $target_file `:` "
            "type($target_file) `)` `` `[` $target_offset `]` `length` `(` "
            "$length `)` `flags` `(` $flags `)` attr-dict-with-keyword",
        .verify = weir_hal_queue_verify,
    },
    {
        .id = WEIR_HAL_DEVICE_RESOLVE,
        .name = "hal.device.resolve",
        .summary = "the device, allocator and queues of an affinity",
        .attrs = "affinity:deviceAffinityAttr?",
        .results = "results:(device|allocator|i64)*",
        .traits = WEIR_OP_PURE,
        .syntax = "(`on` `(` $affinity^ `)`)? attr-dict `:` type($results)",
        .names = weir_names_device_resolve,
    },
    {
        .id = WEIR_HAL_DEVICES_COUNT,
        .name = "hal.devices.count",
        .summary = "how many devices there are",
        .results = "result:index",
        .traits = WEIR_OP_PURE,
        .syntax = "attr-dict `:` type($result)",
        .names = weir_names_of_row,
        .result_names = "device_count",
    },
    {
        .id = WEIR_HAL_DEVICES_GET,
        .name = "hal.devices.get",
        .summary = "a device by its place",
        .operands = "index:index",
        .results = "result:device",
        .traits = WEIR_OP_PURE,
        .syntax = "$index attr-dict `:` type($result)",
        .names = weir_names_devices_get,
    },
    {
        .id = WEIR_HAL_DISPATCH_EXTERN,
        .name = "hal.dispatch.extern",
        .summary = "a dispatch of code built elsewhere",
        .operands = "workload:index* arguments:anyType* argument_dims:dim* "
                    "result_dims:dim*",
        .attrs =
            "export:strAttr layout:pipelineLayoutAttr targets:arrayAttr "
            "target_ordinals:ordinalArrayAttr target_objects:arrayAttr "
            "workgroup_size:workgroupSizeAttr? subgroup_size:subgroupSizeAttr? "
            "workgroup_local_memory:indexAttr? "
            "bindings:interfaceBindingArrayAttr? "
            "tied_operands:tiedOpStorageAttr?",
        .results = "results:anyType*",
        .regions = "workgroup_count:any target_regions:any*",
        .traits = WEIR_OP_ISOLATED | WEIR_OP_SEGMENTS | WEIR_OP_TIED |
                  WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE,
        .syntax =
            "$export (`[` $workload^ `]`)? `` `(` $arguments `)` `:` "
            "custom<ShapedFunctionType>(ref($arguments), type($arguments), "
            "$argument_dims, type($results), $result_dims, $tied_operands) "
            "`count` `` custom<WorkgroupCountRegion>($workgroup_count) "
            "`layout` `(` $layout `)` (`bindings` `(` $bindings^ `)`)? "
            "`objects` `(` `{` custom<TargetConditionObjects>($targets, "
            "$target_ordinals, $target_objects, $target_regions) `}` `)` "
            "attr-dict-with-keyword",
        .tied = "arguments",
        .verify = weir_hal_dispatch_extern_verify,
    },
    {
        .id = WEIR_HAL_ELEMENT_TYPE,
        .name = "hal.element_type",
        .summary = "the number of an element type",
        .attrs = "type:typeAttr",
        .results = "result:elementType",
        .traits = WEIR_OP_PURE,
        .syntax = "`<` $type `>` attr-dict `:` type($result)",
        .names = weir_names_element_type,
        .verify = weir_hal_element_type_verify,
    },
    {
        .id = WEIR_HAL_ENCODING_TYPE,
        .name = "hal.encoding_type",
        .summary = "the number of an encoding",
        .attrs = "encoding:anyAttr?",
        .results = "result:encodingType",
        .traits = WEIR_OP_PURE,
        .syntax = "`<` ($encoding^):( `` `dense_row_major`)? `>` attr-dict `:` "
                  "type($result)",
        .names = weir_names_encoding_type,
        .verify = weir_hal_encoding_type_verify,
    },
    {
        .id = WEIR_HAL_EX_FILE_FROM_MEMORY,
        .name = "hal.ex.file.from_memory",
        .summary = "a file over host memory",
        .operands = "device:device queue_affinity:deviceQueueAffinity "
                    "buffer:bufferType offset:size length:size flags:i32",
        .attrs = "access:memoryAccessBitfieldAttr",
        .results = "result:file",
        .syntax =
            "`device` `(` $device `:` type($device) `)` `affinity` `(` "
            "$queue_affinity `)` `access` `(` $access `)` `buffer` `(` $buffer "
            "`:` type($buffer) `)` `` `[` $offset `for` $length `]` `flags` "
            "`(` $flags `)` `:` type($result) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "memory_file",
    },
    {
        .id = WEIR_HAL_EXECUTABLE,
        .name = "hal.executable",
        .summary = "code for devices in variants",
        .attrs = "sym_visibility:strAttr? sym_name:symbolNameAttr",
        .regions = "body:any",
        .terminator = "hal.executable_end",
        .traits = WEIR_OP_ISOLATED | WEIR_OP_IMPLICIT_TERMINATOR |
                  WEIR_OP_SYMBOL | WEIR_OP_SYMBOL_TABLE | WEIR_OP_OBJECT_LIKE,
        .syntax = "custom<SymbolVisibility>($sym_visibility) $sym_name "
                  "attr-dict-with-keyword regions",
    },
    {
        .id = WEIR_HAL_EXECUTABLE_BINARY,
        .name = "hal.executable.binary",
        .summary = "code in a device's own format",
        .attrs = "sym_visibility:strAttr? sym_name:symbolNameAttr "
                 "format:strAttr data:executableDataAttr mime_type:strAttr?",
        .parents = "hal.executable",
        .traits = WEIR_OP_SYMBOL,
        .syntax = "custom<SymbolVisibility>($sym_visibility) $sym_name "
                  "attr-dict-with-keyword",
    },
    {
        .id = WEIR_HAL_EXECUTABLE_CALCULATE_WORKGROUPS,
        .name = "hal.executable.calculate_workgroups",
        .summary = "the grid of a dispatch for a workload",
        .operands = "device:device workload:index*",
        .attrs = "entry_point:symbolRefAttr",
        .results = "workgroup_x:dim workgroup_y:dim workgroup_z:dim",
        .traits = WEIR_OP_PURE,
        .syntax = "`device` `(` $device `:` type($device) `)` `target` `(` "
                  "$entry_point `)` (`workload` `(` `[` $workload^ `]` `)`)? "
                  "`:` type($workgroup_x) `,` type($workgroup_y) `,` "
                  "type($workgroup_z) attr-dict-with-keyword",
    },
    {
        .id = WEIR_HAL_EXECUTABLE_CONDITION,
        .name = "hal.executable.condition",
        .summary = "whether a device can use a variant",
        .attrs = "function_type:type-attribute-of-function-type "
                 "arg_attrs:dictArrayAttr? res_attrs:dictArrayAttr?",
        .regions = "body:any",
        .traits = WEIR_OP_ISOLATED | WEIR_OP_FUNCTION | WEIR_OP_CALLABLE,
        .parse = weir_hal_executable_condition_parse,
        .print = weir_hal_executable_condition_print,
        .verify = weir_hal_executable_condition_verify,
    },
    {
        .id = WEIR_HAL_EXECUTABLE_CONSTANT_BLOCK,
        .name = "hal.executable.constant.block",
        .summary = "values of constants that an executable takes",
        .attrs = "function_type:type-attribute-of-function-type keys:arrayAttr "
                 "arg_attrs:dictArrayAttr? res_attrs:dictArrayAttr?",
        .regions = "body:any",
        .parents = "hal.executable.source hal.executable.variant",
        .traits = WEIR_OP_ISOLATED | WEIR_OP_CALLABLE | WEIR_OP_FUNCTION,
        .parse = weir_hal_executable_constant_block_parse,
        .print = weir_hal_executable_constant_block_print,
        .verify = weir_hal_executable_constant_block_verify,
        .canonicalize = weir_hal_constant_block_canonicalize,
    },
    {
        .id = WEIR_HAL_EXECUTABLE_CONSTANT_LOAD,
        .name = "hal.executable.constant.load",
        .summary = "a constant that an executable was made with",
        .attrs = "key:strAttr",
        .results = "result:primitiveType",
        .traits = WEIR_OP_PURE,
        .syntax = "$key attr-dict `:` type($result)",
    },
    {
        .id = WEIR_HAL_EXECUTABLE_CREATE,
        .name = "hal.executable.create",
        .summary = "loads an executable on a device",
        .operands = "device:device layouts:pipelineLayout* constants:i32*",
        .attrs = "executable_target:symbolRefAttr",
        .results = "result:executable",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_PURE,
        .syntax = "`device` `(` $device `:` type($device) `)` `target` `(` "
                  "$executable_target `)` `layouts` `(` `[` $layouts `]` `)` "
                  "(`constants` `(` `[` $constants^ `]` `)`)? `:` "
                  "type($result) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "exe",
    },
    {
        .id = WEIR_HAL_EXECUTABLE_EXPORT,
        .name = "hal.executable.export",
        .summary = "an entry point of an executable",
        .attrs =
            "sym_visibility:strAttr? sym_name:symbolNameAttr "
            "ordinal:ordinalAttr? layout:pipelineLayoutAttr "
            "workgroup_size:workgroupSizeAttr? subgroup_size:subgroupSizeAttr? "
            "workgroup_local_memory:indexAttr? source_locs:dictionaryAttr?",
        .regions = "workgroup_count:any",
        .parents = "hal.executable.source hal.executable.variant",
        .traits = WEIR_OP_SYMBOL | WEIR_OP_ISOLATED,
        .parse = weir_hal_executable_export_parse,
        .print = weir_hal_executable_export_print,
        .verify = weir_hal_executable_export_verify,
    },
    {
        .id = WEIR_HAL_EXECUTABLE_EXPORT_ORDINAL,
        .name = "hal.executable.export.ordinal",
        .summary = "the place of an entry point in its executable",
        .attrs = "entry_point:symbolRefAttr",
        .results = "result:index",
        .traits = WEIR_OP_PURE,
        .syntax = "`target` `(` $entry_point `)` `:` type($result) "
                  "attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "ordinal",
    },
    {
        .id = WEIR_HAL_EXECUTABLE_LOOKUP,
        .name = "hal.executable.lookup",
        .summary = "an executable that was loaded",
        .operands = "device:device",
        .attrs = "executable:flatSymbolRefAttr",
        .results = "result:executable",
        .traits = WEIR_OP_PURE,
        .syntax = "`device` `(` $device `:` type($device) `)` `executable` `(` "
                  "$executable `)` `:` type($result) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "exe",
    },
    {
        .id = WEIR_HAL_EXECUTABLE_SOURCE,
        .name = "hal.executable.source",
        .summary = "code for devices before it has variants",
        .attrs = "sym_visibility:strAttr? sym_name:symbolNameAttr "
                 "objects:executableObjectsAttr?",
        .regions = "body:any",
        .terminator = "hal.executable.source_end",
        .traits = WEIR_OP_ISOLATED | WEIR_OP_IMPLICIT_TERMINATOR |
                  WEIR_OP_SYMBOL | WEIR_OP_SYMBOL_TABLE,
        .syntax = "custom<SymbolVisibility>($sym_visibility) $sym_name "
                  "attr-dict-with-keyword $body",
        .verify = weir_hal_executable_part_verify,
    },
    {
        .id = WEIR_HAL_EXECUTABLE_SOURCE_END,
        .name = "hal.executable.source_end",
        .summary = "ends an executable source",
        .parents = "hal.executable.source",
        .traits = WEIR_OP_TERMINATOR,
        .syntax = "attr-dict",
    },
    {
        .id = WEIR_HAL_EXECUTABLE_VARIANT,
        .name = "hal.executable.variant",
        .summary = "an executable for one target",
        .attrs = "sym_visibility:strAttr? sym_name:symbolNameAttr "
                 "target:executableTargetAttr "
                 "objects:executableObjectArrayAttr? sources:dictionaryAttr?",
        .regions = "body:any",
        .parents = "hal.executable",
        .terminator = "hal.executable.variant_end",
        .traits = WEIR_OP_ISOLATED | WEIR_OP_IMPLICIT_TERMINATOR |
                  WEIR_OP_SYMBOL | WEIR_OP_SYMBOL_TABLE,
        .syntax =
            "custom<SymbolVisibility>($sym_visibility) $sym_name `target` `(` "
            "$target `)` (`objects` `(` $objects^ `)` )? (`sources` `(` "
            "$sources^ `)` )? attr-dict-with-keyword $body",
        .canonicalize = weir_hal_executable_variant_canonicalize,
        .verify = weir_hal_executable_part_verify,
    },
    {
        .id = WEIR_HAL_EXECUTABLE_VARIANT_END,
        .name = "hal.executable.variant_end",
        .summary = "ends a variant",
        .parents = "hal.executable.variant",
        .traits = WEIR_OP_TERMINATOR,
        .syntax = "attr-dict",
    },
    {
        .id = WEIR_HAL_EXECUTABLE_END,
        .name = "hal.executable_end",
        .summary = "ends an executable",
        .parents = "hal.executable",
        .traits = WEIR_OP_TERMINATOR,
        .syntax = "attr-dict",
    },
    {
        .id = WEIR_HAL_FENCE_AWAIT,
        .name = "hal.fence.await",
        .summary = "waits until fences are reached",
        .operands = "timeout_millis:i32 fences:fence*",
        .results = "status:status",
        .traits = WEIR_OP_YIELD_POINT,
        .syntax =
            "`until` `(` `[` $fences `]` `)` `timeout_millis` `(` "
            "$timeout_millis `)` `:` type($status) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "status",
        .canonicalize = weir_hal_fence_await_canonicalize,
    },
    {
        .id = WEIR_HAL_FENCE_CREATE,
        .name = "hal.fence.create",
        .summary = "makes a fence that has not been reached",
        .operands = "device:device",
        .attrs = "flags:fenceFlagBitfieldAttr",
        .results = "result:fence",
        .syntax = "`device` `(` $device `:` type($device) `)` `flags` `(` "
                  "$flags `)` `:` type($result) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "fence",
        .traits = WEIR_OP_EFFECT_ALLOCATE,
        .canonicalize = weir_hal_erase_unused,
    },
    {
        .id = WEIR_HAL_FENCE_FAIL,
        .name = "hal.fence.fail",
        .summary = "makes a fence fail",
        .operands = "fence:fence status:status",
        .syntax = "`<` $fence `:` type($fence) `>` `status` `(` $status `)` "
                  "attr-dict-with-keyword",
    },
    {
        .id = WEIR_HAL_FENCE_JOIN,
        .name = "hal.fence.join",
        .summary = "a fence that is reached when all of some are",
        .operands = "fences:fence*",
        .results = "result:fence",
        .syntax = "`at` `(` `[` $fences `]` `)` `->` type($result) "
                  "attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "fence",
        .fold = weir_hal_fence_join_fold,
        .canonicalize = weir_hal_fence_join_canonicalize,
    },
    {
        .id = WEIR_HAL_FENCE_QUERY,
        .name = "hal.fence.query",
        .summary = "whether a fence is reached",
        .operands = "fence:fence",
        .results = "status:status",
        .syntax = "`<` $fence `:` type($fence) `>` `:` type($status) "
                  "attr-dict-with-keyword",
    },
    {
        .id = WEIR_HAL_FENCE_SIGNAL,
        .name = "hal.fence.signal",
        .summary = "reaches a fence",
        .operands = "fence:fence",
        .syntax = "`<` $fence `:` type($fence) `>` attr-dict-with-keyword",
        .canonicalize = weir_hal_fence_signal_canonicalize,
    },
    {
        .id = WEIR_HAL_INSTRUMENT_MEMORY_LOAD,
        .name = "hal.instrument.memory.load",
        .summary = "records a read of memory",
        .operands = "buffer:anyMemRef workgroupKey:index loadValue:anyType "
                    "base:anyMemRef indices:index*",
        .results = "result:anyType",
        .same_type = "loadValue,result",
        .traits = WEIR_OP_PURE,
        .syntax = "`` `[` $buffer `:` type($buffer) `for` $workgroupKey `]` "
                  "$base `[` $indices `]` `,` $loadValue attr-dict `:` "
                  "type($base) `,` type($result)",
    },
    {
        .id = WEIR_HAL_INSTRUMENT_MEMORY_STORE,
        .name = "hal.instrument.memory.store",
        .summary = "records a write of memory",
        .operands = "buffer:anyMemRef workgroupKey:index storeValue:anyType "
                    "base:anyMemRef indices:index*",
        .results = "result:anyType",
        .same_type = "storeValue,result",
        .traits = WEIR_OP_PURE,
        .syntax = "`` `[` $buffer `:` type($buffer) `for` $workgroupKey `]` "
                  "$base `[` $indices `]` `,` $storeValue attr-dict `:` "
                  "type($base) `,` type($result)",
    },
    {
        .id = WEIR_HAL_INSTRUMENT_PRINT,
        .name = "hal.instrument.print",
        .summary = "records a formatted text",
        .operands = "buffer:anyMemRef workgroupKey:index values:anyType*",
        .attrs = "format:strAttr",
        .syntax = "`` `[` $buffer `:` type($buffer) `for` $workgroupKey `]` "
                  "$format (`*` `(` $values^ `:` type($values) `)`)? attr-dict",
    },
    {
        .id = WEIR_HAL_INSTRUMENT_VALUE,
        .name = "hal.instrument.value",
        .summary = "records a value",
        .operands = "buffer:anyMemRef workgroupKey:index operand:anyType",
        .attrs = "ordinal:anyI8Attr",
        .results = "result:anyType",
        .same_type = "operand,result",
        .syntax = "`` `[` $buffer `:` type($buffer) `for` $workgroupKey `]` "
                  "$ordinal `=` $operand attr-dict `:` type($operand)",
    },
    {
        .id = WEIR_HAL_INSTRUMENT_WORKGROUP,
        .name = "hal.instrument.workgroup",
        .summary = "begins the records of a workgroup",
        .operands = "buffer:anyMemRef dispatchId:i32",
        .results = "workgroupKey:index",
        .syntax = "`` `[` $buffer `:` type($buffer) `]` `dispatch` `(` "
                  "$dispatchId `)` attr-dict `:` type($workgroupKey)",
    },
    {
        .id = WEIR_HAL_INTERFACE_BINDING_SUBSPAN,
        .name = "hal.interface.binding.subspan",
        .summary = "the memory bound to a dispatch as a value",
        .operands = "byte_offset:size? dynamic_dims:dim*",
        .attrs = "set:indexAttr binding:indexAttr "
                 "descriptor_type:descriptorTypeAttr alignment:indexAttr? "
                 "descriptor_flags:descriptorFlagsAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE,
        .syntax = "`set` `(` $set `)` `binding` `(` $binding `)` `type` `(` "
                  "custom<DescriptorType>($descriptor_type) `)` (`alignment` "
                  "`(` $alignment^ `)`)? (`offset` `(` $byte_offset^ `)`)? "
                  "(`flags` `(` $descriptor_flags^ `)`)? attr-dict `:` "
                  "type($result) (`{` $dynamic_dims^ `}`)?",
        .verify = weir_hal_binding_subspan_verify,
    },
    {
        .id = WEIR_HAL_INTERFACE_CONSTANT_LOAD,
        .name = "hal.interface.constant.load",
        .summary = "a constant pushed to a dispatch",
        .attrs = "index:hostSizeAttr alignment:indexAttr? values:arrayAttr?",
        .results = "result:primitiveType",
        .traits = WEIR_OP_PURE,
        .syntax = "`` `[` $index `]` (`alignment` `(` $alignment^ `)`)? "
                  "(`values` `(` $values^ `)`)? attr-dict `:` type($result)",
    },
    {
        .id = WEIR_HAL_INTERFACE_WORKGROUP_COUNT,
        .name = "hal.interface.workgroup.count",
        .summary = "workgroups along a dimension of the grid",
        .attrs = "dimension:indexAttr",
        .results = "result:dim",
        .traits = WEIR_OP_PURE,
        .syntax = "`[` $dimension `]` attr-dict `:` type($result)",
        .names = weir_names_workgroup,
    },
    {
        .id = WEIR_HAL_INTERFACE_WORKGROUP_ID,
        .name = "hal.interface.workgroup.id",
        .summary = "this workgroup's place along a dimension",
        .attrs = "dimension:indexAttr",
        .results = "result:dim",
        .traits = WEIR_OP_PURE,
        .syntax = "`[` $dimension `]` attr-dict `:` type($result)",
        .names = weir_names_workgroup,
    },
    {
        .id = WEIR_HAL_INTERFACE_WORKGROUP_SIZE,
        .name = "hal.interface.workgroup.size",
        .summary = "invocations in a workgroup along a dimension",
        .attrs = "dimension:indexAttr",
        .results = "result:dim",
        .traits = WEIR_OP_PURE,
        .syntax = "`[` $dimension `]` attr-dict `:` type($result)",
        .names = weir_names_workgroup,
    },
    {
        .id = WEIR_HAL_PIPELINE_LAYOUT_CREATE,
        .name = "hal.pipeline_layout.create",
        .summary = "makes a layout of sets and constants",
        .operands = "device:device set_layouts:descriptorSetLayout*",
        .attrs = "push_constants:indexAttr",
        .results = "result:pipelineLayout",
        .traits = WEIR_OP_PURE,
        .syntax = "`device` `(` $device `:` type($device) `)` `push_constants` "
                  "`(` $push_constants `)` `layouts` `(` `[` $set_layouts `]` "
                  "`)` `:` type($result) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "pipeline_layout",
    },
    {
        .id = WEIR_HAL_PIPELINE_LAYOUT_LOOKUP,
        .name = "hal.pipeline_layout.lookup",
        .summary = "a layout that was made",
        .operands = "device:device",
        .attrs = "layout:pipelineLayoutAttr",
        .results = "result:pipelineLayout",
        .traits = WEIR_OP_PURE,
        .syntax = "`device` `(` $device `:` type($device) `)` `layout` `(` "
                  "$layout `)` `:` type($result) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "pipeline_layout",
    },
    {
        .id = WEIR_HAL_RETURN,
        .name = "hal.return",
        .summary = "ends a region of hal",
        .operands = "operands:anyType*",
        .traits = WEIR_OP_TERMINATOR,
        .syntax = "($operands^ `:` type($operands))? attr-dict",
        .verify = weir_hal_return_verify,
    },
    {
        .id = WEIR_HAL_TENSOR_ALIAS,
        .name = "hal.tensor.alias",
        .summary = "a tensor kept in storage that is given",
        .operands = "source:anyTensor source_dims:dim* "
                    "storage:(buffer|bufferView) wait_fence:fence?",
        .attrs = "affinity:anyAttr?",
        .results = "result:anyTensor",
        .same_type = "source,result",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_TIED | WEIR_OP_SHAPE_AWARE |
                  WEIR_OP_PURE,
        .syntax = "(`on` `(` $affinity^ `)`)? (`wait` `(` $wait_fence^ `)` `=` "
                  "`` `>`)? $source `:` type($source) (`{` $source_dims^ `}`)? "
                  "`to` $storage `:` type($storage) attr-dict",
        .tied = "source",
        .verify = weir_hal_tensor_alias_verify,
    },
    {
        .id = WEIR_HAL_TENSOR_BARRIER,
        .name = "hal.tensor.barrier",
        .summary = "tensors that are available when a fence is reached",
        .operands = "sources:anyTensor* signal_fence:fence",
        .results = "results:anyTensor*",
        .same_type = "sources,results",
        .traits = WEIR_OP_TIED,
        .syntax =
            "`join` `` `(` $sources `:` type($sources) `)` `=` `` `>` "
            "$signal_fence `:` type($signal_fence) attr-dict-with-keyword",
        .tied = "sources",
        .canonicalize = weir_hal_tensor_barrier_canonicalize,
    },
    {
        .id = WEIR_HAL_TENSOR_EXPORT,
        .name = "hal.tensor.export",
        .summary = "a tensor as a buffer view or buffer",
        .operands = "source:anyTensor source_dims:dim*",
        .attrs = "source_encoding:typeAttr name:strAttr? affinity:anyAttr?",
        .results = "target:(buffer|bufferView)",
        .traits = WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE,
        .syntax = "(`on` `(` $affinity^ `)`)? $source ($name^)? `:` "
                  "custom<TypeAlias>($source_encoding, type($source)) (`{` "
                  "$source_dims^ `}`)? `->` type($target) attr-dict",
        .verify = weir_hal_tensor_export_verify,
        .fold = weir_hal_tensor_export_fold,
    },
    {
        .id = WEIR_HAL_TENSOR_IMPORT,
        .name = "hal.tensor.import",
        .summary = "a buffer view or buffer as a tensor",
        .operands =
            "source:(buffer|bufferView) target_dims:dim* wait_fence:fence?",
        .attrs = "target_encoding:typeAttr name:strAttr? affinity:anyAttr?",
        .results = "target:anyTensor",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE,
        .syntax = "(`on` `(` $affinity^ `)`)? (`wait` `(` $wait_fence^ `)` `=` "
                  "`` `>`)? $source ($name^)? `:` type($source) `->` "
                  "custom<TypeAlias>($target_encoding, type($target)) (`{` "
                  "$target_dims^ `}`)? attr-dict",
        .verify = weir_hal_tensor_import_verify,
        .fold = weir_hal_tensor_import_fold,
    },
};

const weir_dialect_t weir_hal_dialect = {
    .name = "hal",
    .number = 4,
    .ops = hal_ops,
    .op_count = sizeof(hal_ops) / sizeof(hal_ops[0]),
    .types = weir_hal_types,
    .type_count = WEIR_HAL_TYPE_COUNT,
    .attrs = weir_hal_attrs,
    .attr_count = WEIR_HAL_ATTR_COUNT,
    .materialize_constant = weir_materialize_arith,
};
