#include "compiler/dialects/stream.h"

#include "compiler/dialects/verify_util.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/names.h"
#include "compiler/dialects/functions.h"
#include "compiler/dialects/stream_impl.h"

static const weir_op_def_t stream_ops[] = {
    {
        .id = WEIR_STREAM_ASYNC_ALLOCA,
        .name = "stream.async.alloca",
        .summary = "memory for asynchronous work",
        .operands = "storage_size:size",
        .attrs = "affinity:affinityAttr?",
        .results = "result:resource",
        .traits = WEIR_OP_EFFECT_ALLOCATE | WEIR_OP_AFFINITY |
                  WEIR_OP_PHASE_ASYNC | WEIR_OP_STREAMABLE |
                  WEIR_OP_SIZE_AWARE | WEIR_OP_PROPERTIES,
        .syntax = "(`on` `(` $affinity^ `)`)? attr-dict `:` type($result) `{` "
                  "$storage_size `}`",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_ASYNC_CALL,
        .name = "stream.async.call",
        .summary = "calls a function as part of a stream",
        .operands =
            "resource_operands:(resource|primitiveType|anyType)* "
            "resource_operand_sizes:size* resource_operand_offsets:offset* "
            "resource_operand_ends:offset* resource_operand_lengths:size* "
            "result_sizes:size*",
        .attrs = "callee:flatSymbolRefAttr tied_operands:tiedOpStorageAttr? "
                 "affinity:affinityAttr?",
        .results = "results:(resource|primitiveType)*",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_CALL | WEIR_OP_SYMBOL_USER |
                  WEIR_OP_AFFINITY | WEIR_OP_PHASE_ASYNC | WEIR_OP_STREAMABLE |
                  WEIR_OP_ASYNC_ACCESS | WEIR_OP_SIZE_AWARE | WEIR_OP_TIED |
                  WEIR_OP_PROPERTIES,
        .syntax = "(`on` `(` $affinity^ `)`)? $callee `` "
                  "custom<DispatchOperands>($resource_operands, "
                  "$resource_operand_offsets, $resource_operand_ends, "
                  "$resource_operand_lengths) attr-dict `:` "
                  "custom<ShapedFunctionType>(ref($resource_operands), "
                  "type($resource_operands), $resource_operand_sizes, "
                  "type($results), $result_sizes, $tied_operands)",
        .tied = "resource_operands",
        .verify = weir_verify_call,
    },
    {
        .id = WEIR_STREAM_ASYNC_CLONE,
        .name = "stream.async.clone",
        .summary = "a copy of a resource",
        .operands = "source:resource source_size:size result_size:size",
        .attrs = "affinity:affinityAttr?",
        .results = "result:resource",
        .traits = WEIR_OP_AFFINITY | WEIR_OP_PHASE_ASYNC | WEIR_OP_STREAMABLE |
                  WEIR_OP_ASYNC_ACCESS | WEIR_OP_SIZE_AWARE |
                  WEIR_OP_PROPERTIES,
        .syntax = "(`on` `(` $affinity^ `)`)? $source `:` type($source) `` `{` "
                  "$source_size `}` `->` type($result) `` `{` $result_size `}` "
                  "attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_ASYNC_COLLECTIVE,
        .name = "stream.async.collective",
        .summary = "exchanges data with the participants of a channel",
        .operands =
            "target:resource target_size:size target_offset:offset "
            "target_end:offset target_length:size source:resource "
            "source_size:size source_offset:offset source_end:offset "
            "source_length:size element_count:size channel:channel param:i32?",
        .attrs = "op:collectiveAttr affinity:affinityAttr?",
        .results = "result:resource",
        .same_type = "target,result",
        .traits = WEIR_OP_AFFINITY | WEIR_OP_PHASE_ASYNC | WEIR_OP_STREAMABLE |
                  WEIR_OP_ASYNC_ACCESS | WEIR_OP_SIZE_AWARE | WEIR_OP_TIED |
                  WEIR_OP_PROPERTIES,
        .syntax =
            "`` $op `` `[` $element_count `]` (`on` `(` $affinity^ `)`)? "
            "`channel` `(` $channel `)` custom<CollectiveParam>(ref($op), "
            "$param) `` $source `[` $source_offset `to` $source_end `for` "
            "$source_length `]` `,` $target `[` $target_offset `to` "
            "$target_end `for` $target_length `]` `:` type($source) `` `{` "
            "$source_size `}` `->` custom<ShapedTiedResult>(type($target), "
            "$target_size) attr-dict-with-keyword",
        .tied = "target",
        .verify = weir_stream_async_collective_verify,
    },
    {
        .id = WEIR_STREAM_ASYNC_CONCURRENT,
        .name = "stream.async.concurrent",
        .summary = "work whose parts may run at the same time",
        .operands = "resource_operands:(resource|stagingResource)* "
                    "resource_operand_sizes:size* result_sizes:size*",
        .attrs = "tied_operands:tiedOpStorageAttr? affinity:affinityAttr?",
        .results = "results:(resource|stagingResource)*",
        .regions = "body:any",
        .parents = "stream.async.execute stream.async.concurrent",
        .terminator = "stream.yield",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_RECURSIVE_EFFECTS |
                  WEIR_OP_REGION_BRANCH | WEIR_OP_IMPLICIT_TERMINATOR |
                  WEIR_OP_AFFINITY | WEIR_OP_PHASE_ASYNC | WEIR_OP_STREAMABLE |
                  WEIR_OP_ASYNC_ACCESS | WEIR_OP_SIZE_AWARE | WEIR_OP_CLOSURE |
                  WEIR_OP_TIED | WEIR_OP_PROPERTIES,
        .syntax = "(`on` `(` $affinity^ `)`)? `with` `` "
                  "custom<ResourceRegion>($resource_operands, "
                  "type($resource_operands), $resource_operand_sizes, "
                  "type($results), $result_sizes, $tied_operands, $body) "
                  "attr-dict-with-keyword",
        .tied = "resource_operands",
        .verify = weir_stream_region_verify,
    },
    {
        .id = WEIR_STREAM_ASYNC_CONSTANT,
        .name = "stream.async.constant",
        .summary = "a resource of constant bytes",
        .operands = "result_size:size",
        .attrs = "value:anyAttr affinity:affinityAttr?",
        .results = "result:resource",
        .traits = WEIR_OP_AFFINITY | WEIR_OP_PHASE_ASYNC | WEIR_OP_STREAMABLE |
                  WEIR_OP_ASYNC_ACCESS | WEIR_OP_SIZE_AWARE | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax = "(`on` `(` $affinity^ `)`)? `:` type($result) `` `{` "
                  "$result_size `}` `=` $value attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "cst",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_ASYNC_COPY,
        .name = "stream.async.copy",
        .summary = "copies a range between resources",
        .operands = "target:resource target_size:size target_offset:offset "
                    "target_end:offset source:resource source_size:size "
                    "source_offset:offset source_end:offset length:size",
        .attrs = "affinity:affinityAttr?",
        .results = "result:resource",
        .same_type = "target,result",
        .traits = WEIR_OP_AFFINITY | WEIR_OP_PHASE_ASYNC | WEIR_OP_STREAMABLE |
                  WEIR_OP_ASYNC_ACCESS | WEIR_OP_SIZE_AWARE | WEIR_OP_TIED |
                  WEIR_OP_PROPERTIES,
        .syntax =
            "(`on` `(` $affinity^ `)`)? $source `[` $source_offset `to` "
            "$source_end `]` `,` $target `[` $target_offset `to` $target_end "
            "`]` `,` $length `:` type($source) `` `{` $source_size `}` `->` "
            "custom<ShapedTiedResult>(type($target), $target_size) "
            "attr-dict-with-keyword",
        .tied = "target",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_ASYNC_DISPATCH,
        .name = "stream.async.dispatch",
        .summary = "runs an executable's entry point over a grid",
        .operands =
            "workload:index* resource_operands:(resource|primitiveType)* "
            "resource_operand_sizes:size* resource_operand_offsets:offset* "
            "resource_operand_ends:offset* resource_operand_lengths:size* "
            "result_sizes:size*",
        .attrs = "entry_points:symbolRefArrayAttr "
                 "tied_operands:tiedOpStorageAttr? affinity:affinityAttr?",
        .results = "results:resource*",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_SYMBOL_USER | WEIR_OP_AFFINITY |
                  WEIR_OP_PHASE_ASYNC | WEIR_OP_STREAMABLE |
                  WEIR_OP_ASYNC_ACCESS | WEIR_OP_SIZE_AWARE | WEIR_OP_TIED |
                  WEIR_OP_PROPERTIES,
        .syntax = "(`on` `(` $affinity^ `)`)? "
                  "custom<DispatchEntryPoints>($entry_points) (`[` $workload^ "
                  "`]`)? `` custom<DispatchOperands>($resource_operands, "
                  "$resource_operand_offsets, $resource_operand_ends, "
                  "$resource_operand_lengths) attr-dict `:` "
                  "custom<ShapedFunctionType>(ref($resource_operands), "
                  "type($resource_operands), $resource_operand_sizes, "
                  "type($results), $result_sizes, $tied_operands)",
        .tied = "resource_operands",
        .verify = weir_verify_dispatch,
    },
    {
        .id = WEIR_STREAM_ASYNC_EXECUTE,
        .name = "stream.async.execute",
        .summary = "work submitted to a queue at once",
        .operands = "resource_operands:(resource|stagingResource)* "
                    "resource_operand_sizes:size* result_sizes:size* "
                    "await_timepoint:timepoint?",
        .attrs = "tied_operands:tiedOpStorageAttr? affinity:affinityAttr?",
        .results =
            "results:(resource|stagingResource)* result_timepoint:timepoint",
        .regions = "body:any",
        .terminator = "stream.yield",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_RECURSIVE_EFFECTS |
                  WEIR_OP_REGION_BRANCH | WEIR_OP_IMPLICIT_TERMINATOR |
                  WEIR_OP_AFFINITY | WEIR_OP_PHASE_ASYNC |
                  WEIR_OP_ASYNC_ACCESS | WEIR_OP_TIMELINE | WEIR_OP_SIZE_AWARE |
                  WEIR_OP_CLOSURE | WEIR_OP_TIED | WEIR_OP_PROPERTIES,
        .syntax =
            "(`on` `(` $affinity^ `)`)? (`await` `(` $await_timepoint^ `)` `=` "
            "`` `>`)? `with` `` custom<ResourceRegion>($resource_operands, "
            "type($resource_operands), $resource_operand_sizes, "
            "type($results), $result_sizes, $tied_operands, $body) `=` `` `>` "
            "type($result_timepoint) attr-dict-with-keyword",
        .tied = "resource_operands",
        .verify = weir_stream_region_verify,
    },
    {
        .id = WEIR_STREAM_ASYNC_FILL,
        .name = "stream.async.fill",
        .summary = "fills a range with a repeated pattern",
        .operands =
            "target:resource target_size:size target_offset:offset "
            "target_end:offset target_length:size value:fillPatternType",
        .attrs = "affinity:affinityAttr?",
        .results = "result:resource",
        .same_type = "target,result",
        .traits = WEIR_OP_AFFINITY | WEIR_OP_PHASE_ASYNC | WEIR_OP_STREAMABLE |
                  WEIR_OP_ASYNC_ACCESS | WEIR_OP_SIZE_AWARE | WEIR_OP_TIED |
                  WEIR_OP_PROPERTIES,
        .syntax =
            "(`on` `(` $affinity^ `)`)? $value `,` $target `[` $target_offset "
            "`to` $target_end `for` $target_length `]` `:` type($value) `->` "
            "custom<ShapedTiedResult>(type($target), $target_size) "
            "attr-dict-with-keyword",
        .tied = "target",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_ASYNC_FUNC,
        .name = "stream.async.func",
        .summary = "a function defined elsewhere that streams call",
        .attrs = "sym_name:symbolNameAttr "
                 "function_type:type-attribute-of-function-type "
                 "tied_operands:tiedOpStorageAttr? sym_visibility:strAttr? "
                 "arg_attrs:dictArrayAttr? res_attrs:dictArrayAttr?",
        .regions = "body:any",
        .traits = WEIR_OP_CALLABLE | WEIR_OP_FUNCTION | WEIR_OP_ISOLATED |
                  WEIR_OP_PHASE_ASYNC | WEIR_OP_PROPERTIES | WEIR_OP_SYMBOL,
        .syntax =
            "custom<SymbolVisibility>($sym_visibility) $sym_name `` "
            "custom<ShapedFunctionSignature>($function_type, $tied_operands, "
            "$arg_attrs, $res_attrs) attr-dict-with-keyword ($body^)?",
        .verify = weir_verify_function,
    },
    {
        .id = WEIR_STREAM_ASYNC_LOAD,
        .name = "stream.async.load",
        .summary = "reads a value from staging memory",
        .operands =
            "source:stagingResource source_size:size source_offset:offset",
        .results = "result:(primitiveType|anyVector)",
        .traits = WEIR_OP_PHASE_ASYNC | WEIR_OP_SIZE_AWARE | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax = "$source `[` $source_offset `]` `:` type($source) `` `{` "
                  "$source_size `}` `->` type($result) attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_ASYNC_SLICE,
        .name = "stream.async.slice",
        .summary = "a copy of a range as a resource of its own",
        .operands = "source:resource source_size:size source_offset:offset "
                    "source_end:offset result_size:size",
        .attrs = "affinity:affinityAttr?",
        .results = "result:resource",
        .same_type = "source,result",
        .traits = WEIR_OP_AFFINITY | WEIR_OP_PHASE_ASYNC | WEIR_OP_STREAMABLE |
                  WEIR_OP_ASYNC_ACCESS | WEIR_OP_SIZE_AWARE | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax =
            "(`on` `(` $affinity^ `)`)? $source `[` $source_offset `to` "
            "$source_end `]` `:` type($source) `` `{` $source_size `}` `->` "
            "type($result) `` `{` $result_size `}` attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_ASYNC_SPLAT,
        .name = "stream.async.splat",
        .summary = "a resource of one repeated pattern",
        .operands = "value:fillPatternType result_size:size",
        .attrs = "affinity:affinityAttr?",
        .results = "result:resource",
        .traits = WEIR_OP_AFFINITY | WEIR_OP_PHASE_ASYNC | WEIR_OP_STREAMABLE |
                  WEIR_OP_ASYNC_ACCESS | WEIR_OP_SIZE_AWARE |
                  WEIR_OP_PROPERTIES,
        .syntax =
            "(`on` `(` $affinity^ `)`)? $value `:` type($value) `->` "
            "type($result) `` `{` $result_size `}` attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_ASYNC_STORE,
        .name = "stream.async.store",
        .summary = "writes a value to staging memory",
        .operands = "target:stagingResource target_size:size "
                    "target_offset:offset value:(primitiveType|anyVector)",
        .results = "result:stagingResource",
        .same_type = "target,result",
        .traits = WEIR_OP_PHASE_ASYNC | WEIR_OP_SIZE_AWARE | WEIR_OP_TIED |
                  WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "$value `,` $target `[` $target_offset `]` `:` type($value) "
                  "`->` custom<ShapedTiedResult>(type($target), $target_size) "
                  "attr-dict-with-keyword",
        .tied = "target",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_ASYNC_TRANSFER,
        .name = "stream.async.transfer",
        .summary = "moves a resource to where it is needed next",
        .operands = "source:(resource|stagingResource) source_size:size "
                    "result_size:size",
        .attrs = "source_affinity:affinityAttr? result_affinity:affinityAttr?",
        .results = "result:(resource|stagingResource)",
        .traits = WEIR_OP_AFFINITY | WEIR_OP_PHASE_ASYNC | WEIR_OP_STREAMABLE |
                  WEIR_OP_ASYNC_ACCESS | WEIR_OP_SIZE_AWARE |
                  WEIR_OP_PROPERTIES,
        .syntax =
            "$source `:` type($source) `` `{` $source_size `}` (`from` `(` "
            "$source_affinity^ `)`)? `->` (`to` `(` $result_affinity^ `)`)? "
            "type($result) `` `{` $result_size `}` attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_ASYNC_UPDATE,
        .name = "stream.async.update",
        .summary = "writes one resource into a range of another",
        .operands = "target:resource target_size:size target_offset:offset "
                    "target_end:offset update:resource update_size:size",
        .attrs = "affinity:affinityAttr?",
        .results = "result:resource",
        .same_type = "target,result",
        .traits = WEIR_OP_AFFINITY | WEIR_OP_PHASE_ASYNC | WEIR_OP_STREAMABLE |
                  WEIR_OP_ASYNC_ACCESS | WEIR_OP_SIZE_AWARE | WEIR_OP_TIED |
                  WEIR_OP_PROPERTIES,
        .syntax =
            "(`on` `(` $affinity^ `)`)? $update `,` $target `[` $target_offset "
            "`to` $target_end `]` `:` type($update) `` `{` $update_size `}` "
            "`->` custom<ShapedTiedResult>(type($target), $target_size) "
            "attr-dict-with-keyword",
        .tied = "target",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_BINDING_SUBSPAN,
        .name = "stream.binding.subspan",
        .summary = "the memory bound to a dispatch as a value",
        .operands = "binding:anyBinding byte_offset:offset dynamic_dims:dim*",
        .results = "result:anyType",
        .traits = WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "$binding `` `[` $byte_offset `]` attr-dict `:` "
                  "type($binding) `->` type($result) (`{` $dynamic_dims^ `}`)?",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_CHANNEL_COUNT,
        .name = "stream.channel.count",
        .summary = "how many take part in a channel",
        .operands = "channel:channel",
        .results = "result:index",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "$channel `:` type($result) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "ccl_count",
    },
    {
        .id = WEIR_STREAM_CHANNEL_CREATE,
        .name = "stream.channel.create",
        .summary = "makes a channel for collectives",
        .operands = "id:bufferType? rank:index? count:index?",
        .attrs = "group:strAttr? affinity:affinityAttr?",
        .results = "result:channel",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_AFFINITY | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax = "(`on` `(` $affinity^ `)`)? (`id` `(` $id^ `)`)? (`group` "
                  "`(` $group^ `)`)? (`rank` `(` $rank^ `)`)? (`count` `(` "
                  "$count^ `)`)? `:` type($result) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "channel",
    },
    {
        .id = WEIR_STREAM_CHANNEL_RANK,
        .name = "stream.channel.rank",
        .summary = "the place of this participant in a channel",
        .operands = "channel:channel",
        .results = "result:index",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "$channel `:` type($result) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "ccl_rank",
    },
    {
        .id = WEIR_STREAM_CHANNEL_SPLIT,
        .name = "stream.channel.split",
        .summary = "a channel of those that name the same color",
        .operands = "channel:channel color:index key:index",
        .results = "result:channel",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "$channel `,` $color `,` $key `:` type($channel) `->` "
                  "type($result) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "channel",
    },
    {
        .id = WEIR_STREAM_CMD_CALL,
        .name = "stream.cmd.call",
        .summary = "calls a function that records commands",
        .operands =
            "resource_operands:(primitiveType|resource|anyType)* "
            "resource_operand_sizes:size* resource_operand_offsets:offset* "
            "resource_operand_lengths:size* result_sizes:size*",
        .attrs = "callee:flatSymbolRefAttr tied_operands:tiedOpStorageAttr? "
                 "resource_operand_accesses:resourceAccessArrayAttr",
        .results = "results:primitiveType*",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_CALL | WEIR_OP_SYMBOL_USER |
                  WEIR_OP_PHASE_CMD | WEIR_OP_STREAMABLE |
                  WEIR_OP_SUBVIEW_EFFECTS | WEIR_OP_SIZE_AWARE |
                  WEIR_OP_PROPERTIES,
        .syntax = "$callee `` custom<CmdCallOperands>($resource_operands, "
                  "$resource_operand_offsets, $resource_operand_lengths, "
                  "$resource_operand_accesses) attr-dict `:` "
                  "custom<ShapedFunctionType>(ref($resource_operands), "
                  "type($resource_operands), $resource_operand_sizes, "
                  "type($results), $result_sizes, $tied_operands)",
        .tied = "resource_operands",
        .verify = weir_verify_call,
    },
    {
        .id = WEIR_STREAM_CMD_COLLECTIVE,
        .name = "stream.cmd.collective",
        .summary = "records a collective",
        .operands = "channel:channel element_count:size param:i32? "
                    "resources:resource* resource_sizes:size* "
                    "resource_offsets:offset* resource_lengths:size*",
        .attrs = "op:collectiveAttr resource_accesses:resourceAccessArrayAttr",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_PHASE_CMD | WEIR_OP_STREAMABLE |
                  WEIR_OP_SUBVIEW_EFFECTS | WEIR_OP_SIZE_AWARE |
                  WEIR_OP_PROPERTIES,
        .syntax = "`` $op `` `[` $element_count `]` `channel` `(` $channel `)` "
                  "(`param` `(` $param^ `:` type($param) `)`)? `{` "
                  "custom<DispatchResources>($resources, type($resources), "
                  "$resource_sizes, $resource_offsets, $resource_lengths, "
                  "$resource_accesses) `\\n` `}` attr-dict-with-keyword",
        .verify = weir_stream_cmd_collective_verify,
    },
    {
        .id = WEIR_STREAM_CMD_CONCURRENT,
        .name = "stream.cmd.concurrent",
        .summary = "commands that may run at the same time",
        .regions = "body:any",
        .parents = "stream.cmd.execute stream.cmd.serial stream.cmd.concurrent",
        .terminator = "stream.yield",
        .traits = WEIR_OP_RECURSIVE_EFFECTS | WEIR_OP_REGION_BRANCH |
                  WEIR_OP_IMPLICIT_TERMINATOR | WEIR_OP_PHASE_CMD |
                  WEIR_OP_STREAMABLE | WEIR_OP_PROPERTIES,
        .syntax = "$body attr-dict-with-keyword",
        .verify = weir_stream_region_verify,
    },
    {
        .id = WEIR_STREAM_CMD_COPY,
        .name = "stream.cmd.copy",
        .summary = "records a copy",
        .operands =
            "source:resource source_size:size source_offset:offset "
            "target:resource target_size:size target_offset:offset length:size",
        .traits = WEIR_OP_PHASE_CMD | WEIR_OP_STREAMABLE |
                  WEIR_OP_SUBVIEW_EFFECTS | WEIR_OP_SIZE_AWARE |
                  WEIR_OP_PROPERTIES,
        .syntax =
            "$source `[` $source_offset `]` `,` $target `[` $target_offset `]` "
            "`,` $length `:` type($source) `` `{` $source_size `}` `->` "
            "type($target) `` `{` $target_size `}` attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_CMD_DISCARD,
        .name = "stream.cmd.discard",
        .summary = "says that the contents of a range do not matter",
        .operands = "target:resource target_size:size target_offset:offset "
                    "target_length:size",
        .traits = WEIR_OP_PHASE_CMD | WEIR_OP_STREAMABLE |
                  WEIR_OP_SUBVIEW_EFFECTS | WEIR_OP_SIZE_AWARE |
                  WEIR_OP_PROPERTIES,
        .syntax =
            "$target `[` $target_offset `for` $target_length `]` `:` "
            "type($target) `` `{` $target_size `}` attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_CMD_DISPATCH,
        .name = "stream.cmd.dispatch",
        .summary = "records a dispatch",
        .operands = "workload:index* uniform_operands:primitiveType* "
                    "resources:resource* resource_sizes:size* "
                    "resource_offsets:offset* resource_lengths:size*",
        .attrs = "entry_points:symbolRefArrayAttr "
                 "resource_accesses:resourceAccessArrayAttr",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_SYMBOL_USER | WEIR_OP_PHASE_CMD |
                  WEIR_OP_STREAMABLE | WEIR_OP_SUBVIEW_EFFECTS |
                  WEIR_OP_SIZE_AWARE | WEIR_OP_PROPERTIES,
        .syntax =
            "custom<DispatchEntryPoints>($entry_points) (`[` $workload^ `]`)? "
            "`` (`(` $uniform_operands^ `:` type($uniform_operands) `)`)? `{` "
            "custom<DispatchResources>($resources, type($resources), "
            "$resource_sizes, $resource_offsets, $resource_lengths, "
            "$resource_accesses) `\\n` `}` attr-dict-with-keyword",
        .verify = weir_stream_cmd_dispatch_verify,
    },
    {
        .id = WEIR_STREAM_CMD_EXECUTE,
        .name = "stream.cmd.execute",
        .summary = "commands submitted to a queue at once",
        .operands = "resource_operands:(resource|stagingResource)* "
                    "resource_operand_sizes:size* await_timepoint:timepoint?",
        .attrs = "affinity:affinityAttr?",
        .results = "result_timepoint:timepoint",
        .regions = "body:any",
        .terminator = "stream.yield",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_RECURSIVE_EFFECTS |
                  WEIR_OP_REGION_BRANCH | WEIR_OP_IMPLICIT_TERMINATOR |
                  WEIR_OP_AFFINITY | WEIR_OP_PHASE_CMD | WEIR_OP_TIMELINE |
                  WEIR_OP_SIZE_AWARE | WEIR_OP_CLOSURE | WEIR_OP_PROPERTIES,
        .syntax = "(`on` `(` $affinity^ `)`)? (`await` `(` $await_timepoint^ "
                  "`)` `=` `` `>`)? `with` `` "
                  "custom<ExplicitResourceRegion>($resource_operands, "
                  "type($resource_operands), $resource_operand_sizes, $body) "
                  "`=` `` `>` type($result_timepoint) attr-dict-with-keyword",
        .verify = weir_stream_region_verify,
    },
    {
        .id = WEIR_STREAM_CMD_FILL,
        .name = "stream.cmd.fill",
        .summary = "records a fill",
        .operands = "target:resource target_size:size target_offset:offset "
                    "target_length:size value:nativeFillPatternType",
        .traits = WEIR_OP_PHASE_CMD | WEIR_OP_STREAMABLE |
                  WEIR_OP_SUBVIEW_EFFECTS | WEIR_OP_SIZE_AWARE |
                  WEIR_OP_PROPERTIES,
        .syntax = "$value `,` $target `[` $target_offset `for` $target_length "
                  "`]` `:` type($value) `->` type($target) `` `{` $target_size "
                  "`}` attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_CMD_FLUSH,
        .name = "stream.cmd.flush",
        .summary = "makes what the host wrote visible to devices",
        .operands = "target:resource target_size:size target_offset:offset "
                    "target_length:size",
        .attrs = "source_affinity:affinityAttr?",
        .traits = WEIR_OP_PHASE_CMD | WEIR_OP_STREAMABLE |
                  WEIR_OP_SUBVIEW_EFFECTS | WEIR_OP_SIZE_AWARE |
                  WEIR_OP_PROPERTIES,
        .syntax = "(`to` `(` $source_affinity^ `)`)? $target `[` "
                  "$target_offset `for` $target_length `]` `:` type($target) "
                  "`` `{` $target_size `}` attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_CMD_FUNC,
        .name = "stream.cmd.func",
        .summary = "a function defined elsewhere that records commands",
        .attrs = "sym_name:symbolNameAttr "
                 "function_type:type-attribute-of-function-type "
                 "sym_visibility:strAttr? arg_attrs:dictArrayAttr? "
                 "res_attrs:dictArrayAttr?",
        .regions = "body:any",
        .traits = WEIR_OP_CALLABLE | WEIR_OP_FUNCTION | WEIR_OP_ISOLATED |
                  WEIR_OP_PHASE_CMD | WEIR_OP_PROPERTIES | WEIR_OP_SYMBOL,
        .syntax = "custom<SymbolVisibility>($sym_visibility) $sym_name `` "
                  "custom<DispatchFunctionSignature>($function_type, "
                  "$arg_attrs, $res_attrs) attr-dict-with-keyword ($body^)?",
        .verify = weir_verify_function,
    },
    {
        .id = WEIR_STREAM_CMD_INVALIDATE,
        .name = "stream.cmd.invalidate",
        .summary = "makes what devices wrote visible to the host",
        .operands = "target:resource target_size:size target_offset:offset "
                    "target_length:size",
        .attrs = "source_affinity:affinityAttr?",
        .traits = WEIR_OP_PHASE_CMD | WEIR_OP_STREAMABLE |
                  WEIR_OP_SUBVIEW_EFFECTS | WEIR_OP_SIZE_AWARE |
                  WEIR_OP_PROPERTIES,
        .syntax = "(`from` `(` $source_affinity^ `)`)? $target `[` "
                  "$target_offset `for` $target_length `]` `:` type($target) "
                  "`` `{` $target_size `}` attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_CMD_SERIAL,
        .name = "stream.cmd.serial",
        .summary = "commands that run one after the other",
        .regions = "body:any",
        .parents = "stream.cmd.execute stream.cmd.serial stream.cmd.concurrent",
        .terminator = "stream.yield",
        .traits = WEIR_OP_RECURSIVE_EFFECTS | WEIR_OP_REGION_BRANCH |
                  WEIR_OP_IMPLICIT_TERMINATOR | WEIR_OP_PHASE_CMD |
                  WEIR_OP_STREAMABLE | WEIR_OP_PROPERTIES,
        .syntax = "$body attr-dict-with-keyword",
        .verify = weir_stream_region_verify,
    },
    {
        .id = WEIR_STREAM_CONTEXT_RESOLVE,
        .name = "stream.context.resolve",
        .summary = "what stands for an affinity in a lower dialect",
        .attrs = "affinity:affinityAttr?",
        .results = "results:anyType*",
        .traits = WEIR_OP_AFFINITY | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "(`on` `(` $affinity^ `)`)? attr-dict `:` type($results)",
    },
    {
        .id = WEIR_STREAM_DISPATCH_WORKGROUP_COUNT,
        .name = "stream.dispatch.workgroup.count",
        .summary = "workgroups along a dimension of the grid",
        .attrs = "dimension:indexAttr",
        .results = "result:dim",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "`[` $dimension `]` attr-dict `:` type($result)",
        .names = weir_names_workgroup,
    },
    {
        .id = WEIR_STREAM_DISPATCH_WORKGROUP_ID,
        .name = "stream.dispatch.workgroup.id",
        .summary = "this workgroup's place along a dimension",
        .attrs = "dimension:indexAttr",
        .results = "result:dim",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "`[` $dimension `]` attr-dict `:` type($result)",
        .names = weir_names_workgroup,
    },
    {
        .id = WEIR_STREAM_DISPATCH_WORKGROUP_SIZE,
        .name = "stream.dispatch.workgroup.size",
        .summary = "invocations in a workgroup along a dimension",
        .attrs = "dimension:indexAttr",
        .results = "result:dim",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "`[` $dimension `]` attr-dict `:` type($result)",
        .names = weir_names_workgroup,
    },
    {
        .id = WEIR_STREAM_EXECUTABLE,
        .name = "stream.executable",
        .summary = "a module of code for devices",
        .attrs = "sym_visibility:strAttr? sym_name:symbolNameAttr",
        .regions = "body:any",
        .terminator = "stream.executable.end",
        .traits = WEIR_OP_ISOLATED | WEIR_OP_IMPLICIT_TERMINATOR |
                  WEIR_OP_SYMBOL | WEIR_OP_SYMBOL_TABLE | WEIR_OP_OBJECT_LIKE |
                  WEIR_OP_PROPERTIES,
        .syntax = "custom<SymbolVisibility>($sym_visibility) $sym_name "
                  "attr-dict-with-keyword regions",
    },
    {
        .id = WEIR_STREAM_EXECUTABLE_END,
        .name = "stream.executable.end",
        .summary = "ends an executable",
        .parents = "stream.executable",
        .traits = WEIR_OP_TERMINATOR | WEIR_OP_PROPERTIES,
        .syntax = "attr-dict",
    },
    {
        .id = WEIR_STREAM_EXECUTABLE_EXPORT,
        .name = "stream.executable.export",
        .summary = "an entry point of an executable",
        .attrs = "sym_visibility:strAttr? sym_name:symbolNameAttr "
                 "function_ref:flatSymbolRefAttr",
        .regions = "workgroup_count:any",
        .parents = "stream.executable",
        .traits = WEIR_OP_SYMBOL | WEIR_OP_ISOLATED | WEIR_OP_PROPERTIES,
        .syntax = "custom<SymbolVisibility>($sym_visibility) "
                  "custom<SymbolAlias>($sym_name, $function_ref) "
                  "custom<WorkgroupCountRegion>($workgroup_count) "
                  "attr-dict-with-keyword",
        .verify = weir_verify_workgroup_count,
    },
    {
        .id = WEIR_STREAM_FILE_CONSTANT,
        .name = "stream.file.constant",
        .summary = "a file over bytes in host memory",
        .operands = "source:bufferType source_size:size source_offset:offset "
                    "source_length:size",
        .attrs = "affinity:affinityAttr?",
        .results = "result:file",
        .traits = WEIR_OP_EFFECT_READ | WEIR_OP_EFFECT_ALLOCATE |
                  WEIR_OP_AFFINITY | WEIR_OP_SIZE_AWARE | WEIR_OP_SUBRANGE |
                  WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "(`on` `(` $affinity^ `)`)? $source `[` $source_offset `for` "
                  "$source_length `]` `:` type($source) `` `{` $source_size "
                  "`}` `->` type($result) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "file",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_FILE_READ,
        .name = "stream.file.read",
        .summary = "reads a range of a file into a resource",
        .operands =
            "source:file source_offset:i64 target:resource target_size:size "
            "target_offset:offset length:size await_timepoint:timepoint?",
        .attrs = "affinity:affinityAttr?",
        .results = "result_timepoint:timepoint",
        .traits = WEIR_OP_AFFINITY | WEIR_OP_PHASE_CMD | WEIR_OP_TIMELINE |
                  WEIR_OP_SIZE_AWARE | WEIR_OP_PROPERTIES,
        .syntax = "(`on` `(` $affinity^ `)`)? (`await` `(` $await_timepoint^ "
                  "`)` `=` `` `>`):(`:`)? $source `[` $source_offset `]` `,` "
                  "$target `[` $target_offset `]` `,` $length `:` "
                  "type($source) `->` type($target) `` `{` $target_size `}` "
                  "`=` `` `>` type($result_timepoint) attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_FILE_WRITE,
        .name = "stream.file.write",
        .summary = "writes a range of a resource to a file",
        .operands =
            "source:resource source_size:size source_offset:offset target:file "
            "target_offset:i64 length:size await_timepoint:timepoint?",
        .attrs = "affinity:affinityAttr?",
        .results = "result_timepoint:timepoint",
        .traits = WEIR_OP_AFFINITY | WEIR_OP_PHASE_CMD | WEIR_OP_TIMELINE |
                  WEIR_OP_SIZE_AWARE | WEIR_OP_PROPERTIES,
        .syntax = "(`on` `(` $affinity^ `)`)? (`await` `(` $await_timepoint^ "
                  "`)` `=` `` `>`):(`:`)? $source `[` $source_offset `]` `,` "
                  "$target `[` $target_offset `]` `,` $length `:` "
                  "type($source) `` `{` $source_size `}` `->` type($target) "
                  "`=` `` `>` type($result_timepoint) attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_PARAMETER_GATHER,
        .name = "stream.parameter.gather",
        .summary = "reads ranges of parameters into one resource",
        .operands = "source_offsets:i64* target:resource target_size:size "
                    "target_offsets:offset* target_lengths:size* "
                    "await_timepoint:timepoint?",
        .attrs = "source_scope:strAttr? source_keys:strArrayAttr "
                 "affinity:affinityAttr?",
        .results = "result_timepoint:timepoint",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_AFFINITY | WEIR_OP_PHASE_CMD |
                  WEIR_OP_TIMELINE | WEIR_OP_SIZE_AWARE | WEIR_OP_PROPERTIES,
        .syntax =
            "(`on` `(` $affinity^ `)`)? (`await` `(` $await_timepoint^ `)` `=` "
            "`` `>`)? `{` custom<ParameterGatherOperations>( $source_scope, "
            "$source_keys, $source_offsets, $target, type($target), "
            "$target_size, $target_offsets, $target_lengths) `}` `=` `` `>` "
            "type($result_timepoint) attr-dict-with-keyword",
        .verify = weir_stream_parameters_verify,
    },
    {
        .id = WEIR_STREAM_PARAMETER_LOAD,
        .name = "stream.parameter.load",
        .summary = "parameters as resources of their own",
        .operands =
            "source_offsets:i64* result_sizes:size* await_timepoint:timepoint?",
        .attrs = "source_scope:strAttr? source_keys:strArrayAttr "
                 "affinity:affinityAttr?",
        .results = "results:resource* result_timepoint:timepoint",
        .same_type = "results",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_AFFINITY | WEIR_OP_PHASE_CMD |
                  WEIR_OP_TIMELINE | WEIR_OP_SIZE_AWARE | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax =
            "(`on` `(` $affinity^ `)`)? (`await` `(` $await_timepoint^ `)` `=` "
            "`` `>`)? `{` custom<ParameterLoadOperations>( $source_scope, "
            "$source_keys, $source_offsets, type($results), $result_sizes) `}` "
            "`=` `` `>` type($result_timepoint) attr-dict-with-keyword",
        .verify = weir_stream_parameters_verify,
    },
    {
        .id = WEIR_STREAM_PARAMETER_READ,
        .name = "stream.parameter.read",
        .summary = "reads a range of a parameter into a resource",
        .operands = "source_offset:i64 target:resource target_size:size "
                    "target_offset:offset target_length:size "
                    "await_timepoint:timepoint?",
        .attrs =
            "source_scope:strAttr? source_key:strAttr affinity:affinityAttr?",
        .results = "result_timepoint:timepoint",
        .traits = WEIR_OP_AFFINITY | WEIR_OP_PHASE_CMD | WEIR_OP_TIMELINE |
                  WEIR_OP_SIZE_AWARE | WEIR_OP_PROPERTIES,
        .syntax =
            "(`on` `(` $affinity^ `)`)? (`await` `(` $await_timepoint^ `)` `=` "
            "`` `>`)? custom<ParameterReference>($source_scope, $source_key) "
            "`` `[` $source_offset `]` `->` $target `[` $target_offset `for` "
            "$target_length `]` `:` type($target) `` `{` $target_size `}` `=` "
            "`` `>` type($result_timepoint) attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_PARAMETER_SCATTER,
        .name = "stream.parameter.scatter",
        .summary = "writes ranges of one resource to parameters",
        .operands = "source:resource source_size:size source_offsets:offset* "
                    "source_lengths:size* target_offsets:i64* "
                    "await_timepoint:timepoint?",
        .attrs = "target_scope:strAttr? target_keys:strArrayAttr "
                 "affinity:affinityAttr?",
        .results = "result_timepoint:timepoint",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_AFFINITY | WEIR_OP_PHASE_CMD |
                  WEIR_OP_TIMELINE | WEIR_OP_SIZE_AWARE | WEIR_OP_PROPERTIES,
        .syntax =
            "(`on` `(` $affinity^ `)`)? (`await` `(` $await_timepoint^ `)` `=` "
            "`` `>`)? `{` custom<ParameterScatterOperations>( $source, "
            "type($source), $source_size, $source_offsets, $source_lengths, "
            "$target_scope, $target_keys, $target_offsets) `}` `=` `` `>` "
            "type($result_timepoint) attr-dict-with-keyword",
        .verify = weir_stream_parameters_verify,
    },
    {
        .id = WEIR_STREAM_PARAMETER_WRITE,
        .name = "stream.parameter.write",
        .summary = "writes a range of a resource to a parameter",
        .operands =
            "source:resource source_size:size source_offset:offset "
            "source_length:size target_offset:i64 await_timepoint:timepoint?",
        .attrs =
            "target_scope:strAttr? target_key:strAttr affinity:affinityAttr?",
        .results = "result_timepoint:timepoint",
        .traits = WEIR_OP_AFFINITY | WEIR_OP_PHASE_CMD | WEIR_OP_TIMELINE |
                  WEIR_OP_SIZE_AWARE | WEIR_OP_PROPERTIES,
        .syntax = "(`on` `(` $affinity^ `)`)? (`await` `(` $await_timepoint^ "
                  "`)` `=` `` `>`)? $source `[` $source_offset `for` "
                  "$source_length `]` `:` type($source) `` `{` $source_size "
                  "`}` `->` custom<ParameterReference>($target_scope, "
                  "$target_key) `` `[` $target_offset `]` `=` `` `>` "
                  "type($result_timepoint) attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_RESOURCE_ALLOC,
        .name = "stream.resource.alloc",
        .summary = "allocates memory that outlives a stream",
        .operands = "storage_size:size",
        .attrs = "uninitialized:unitAttr affinity:affinityAttr?",
        .results = "result:resource",
        .traits = WEIR_OP_EFFECT_ALLOCATE | WEIR_OP_AFFINITY |
                  WEIR_OP_SIZE_AWARE | WEIR_OP_PROPERTIES,
        .syntax = "(`uninitialized` $uninitialized^)? (`on` `(` $affinity^ "
                  "`)`)? attr-dict `:` type($result) `{` $storage_size `}`",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_RESOURCE_ALLOCA,
        .name = "stream.resource.alloca",
        .summary = "allocates memory in the order of a timeline",
        .operands = "storage_size:size await_timepoint:timepoint?",
        .attrs = "affinity:affinityAttr?",
        .results = "result:resource result_timepoint:timepoint",
        .traits = WEIR_OP_EFFECT_ALLOCATE | WEIR_OP_AFFINITY |
                  WEIR_OP_TIMELINE | WEIR_OP_SIZE_AWARE | WEIR_OP_PROPERTIES,
        .syntax =
            "`uninitialized` (`on` `(` $affinity^ `)`)? (`await` `(` "
            "$await_timepoint^ `)` `=` `` `>`):(`:`)? attr-dict type($result) "
            "`{` $storage_size `}` `=` `` `>` type($result_timepoint)",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_RESOURCE_CONSTANTS,
        .name = "stream.resource.constants",
        .summary = "uploads constants",
        .operands = "result_sizes:size*",
        .attrs = "values:constant-value-array-attribute affinity:affinityAttr?",
        .results = "results:(constantResource|variableResource)* "
                   "result_timepoint:timepoint",
        .traits = WEIR_OP_AFFINITY | WEIR_OP_TIMELINE | WEIR_OP_SIZE_AWARE |
                  WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "(`on` `(` $affinity^ `)`)? attr-dict `:` "
                  "custom<ConstantValueList>(type($results), $result_sizes, "
                  "$values) `\\n` ` ` ` ` `=` `` `>` type($result_timepoint)",
        .verify = weir_stream_resource_constants_verify,
    },
    {
        .id = WEIR_STREAM_RESOURCE_DEALLOCA,
        .name = "stream.resource.dealloca",
        .summary = "frees memory in the order of a timeline",
        .operands =
            "operand:resource operand_size:size await_timepoint:timepoint?",
        .attrs = "affinity:affinityAttr?",
        .results = "result_timepoint:timepoint",
        .traits = WEIR_OP_EFFECT_WRITE | WEIR_OP_AFFINITY | WEIR_OP_TIMELINE |
                  WEIR_OP_SIZE_AWARE | WEIR_OP_PROPERTIES,
        .syntax =
            "(`on` `(` $affinity^ `)`)? (`await` `(` $await_timepoint^ `)` `=` "
            "`` `>`)? $operand `:` type($operand) `{` $operand_size `}` `=` `` "
            "`>` type($result_timepoint) attr-dict",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_RESOURCE_LOAD,
        .name = "stream.resource.load",
        .summary = "reads a value from staging memory",
        .operands =
            "source:stagingResource source_size:size source_offset:offset",
        .results = "result:(primitiveType|anyVector)",
        .traits = WEIR_OP_SIZE_AWARE | WEIR_OP_PROPERTIES,
        .syntax = "$source `[` $source_offset `]` `:` type($source) `` `{` "
                  "$source_size `}` `->` type($result) attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_RESOURCE_PACK,
        .name = "stream.resource.pack",
        .summary = "places slices with disjoint lifetimes over each other",
        .operands = "offset:offset? dynamic_slice_sizes:size*",
        .attrs = "lifetime_intervals:indexArrayAttr affinity:affinityAttr?",
        .results = "total_length:size packed_offsets:offset*",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_AFFINITY | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax =
            "(`on` `(` $affinity^ `)`)? (`offset` `(` $offset^ `)`)? `slices` "
            "`(` `{` custom<PackSliceRanges>($lifetime_intervals, "
            "$dynamic_slice_sizes, type($packed_offsets)) `}` `)` `:` "
            "type($total_length) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .verify = weir_stream_resource_pack_verify,
    },
    {
        .id = WEIR_STREAM_RESOURCE_SIZE,
        .name = "stream.resource.size",
        .summary = "the size of a resource in bytes",
        .operands = "operand:resource",
        .attrs = "affinity:affinityAttr?",
        .results = "result:size",
        .traits = WEIR_OP_SIZE_AWARE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "$operand attr-dict `:` type($operand)",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_RESOURCE_STORE,
        .name = "stream.resource.store",
        .summary = "writes a value to staging memory",
        .operands = "target:stagingResource target_size:size "
                    "target_offset:offset value:(primitiveType|anyVector)",
        .traits =
            WEIR_OP_EFFECT_WRITE | WEIR_OP_SIZE_AWARE | WEIR_OP_PROPERTIES,
        .syntax =
            "$value `,` $target `[` $target_offset `]` `:` type($value) `->` "
            "type($target) `{` $target_size `}` attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_RESOURCE_SUBVIEW,
        .name = "stream.resource.subview",
        .summary = "a range of a resource that shares its bytes",
        .operands = "source:resource source_size:size source_offset:offset "
                    "result_size:size",
        .results = "result:resource",
        .same_type = "source,result",
        .traits = WEIR_OP_STREAMABLE | WEIR_OP_SIZE_AWARE | WEIR_OP_TIED |
                  WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "$source `[` $source_offset `]` `:` type($source) `` `{` "
                  "$source_size `}` `->` type($result) `` `{` $result_size `}` "
                  "attr-dict-with-keyword",
        .tied = "source",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_RESOURCE_TRY_MAP,
        .name = "stream.resource.try_map",
        .summary = "host memory as a resource, where the device can reach it",
        .operands = "source:bufferType source_offset:offset result_size:size",
        .attrs = "affinity:affinityAttr?",
        .results = "did_map:i1 result:resource",
        .traits = WEIR_OP_EFFECT_READ | WEIR_OP_EFFECT_ALLOCATE |
                  WEIR_OP_AFFINITY | WEIR_OP_SIZE_AWARE | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax = "(`on` `(` $affinity^ `)`)? $source `[` $source_offset `]` "
                  "`:` type($source) `->` type($did_map) `,` type($result) `` "
                  "`{` $result_size `}` attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_RETURN,
        .name = "stream.return",
        .summary = "ends a region of an export",
        .operands = "operands:anyType*",
        .parents = "stream.executable.export",
        .traits = WEIR_OP_PURE | WEIR_OP_RETURN_LIKE | WEIR_OP_TERMINATOR |
                  WEIR_OP_PROPERTIES,
        .syntax = "attr-dict $operands `:` type($operands)",
    },
    {
        .id = WEIR_STREAM_TENSOR_CLONE,
        .name = "stream.tensor.clone",
        .summary = "a copy of a tensor",
        .operands =
            "source:resource source_encoding_dims:dim* source_size:size "
            "result_encoding_dims:dim* result_size:size",
        .attrs = "source_encoding:typeAttr result_encoding:typeAttr "
                 "affinity:affinityAttr?",
        .results = "result:resource",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_AFFINITY | WEIR_OP_STREAMABLE |
                  WEIR_OP_PHASE_TENSOR | WEIR_OP_SHAPE_AWARE |
                  WEIR_OP_SIZE_AWARE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "(`on` `(` $affinity^ `)`)? $source `:` $source_encoding (`` "
                  "`{` $source_encoding_dims^ `}`)? `in` type($source) `` `{` "
                  "$source_size `}` `->` $result_encoding (`` `{` "
                  "$result_encoding_dims^ `}`)? `in` type($result) `` `{` "
                  "$result_size `}` attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_TENSOR_CONSTANT,
        .name = "stream.tensor.constant",
        .summary = "a constant tensor",
        .operands = "result_encoding_dims:dim*",
        .attrs = "value:typedAttrInterface result_encoding:typeAttr "
                 "affinity:affinityAttr?",
        .results = "result:resource",
        .traits = WEIR_OP_AFFINITY | WEIR_OP_STREAMABLE | WEIR_OP_PHASE_TENSOR |
                  WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "(`on` `(` $affinity^ `)`)? `:` $result_encoding (`` `{` "
                  "$result_encoding_dims^ `}`)? `in` type($result) `=` $value "
                  "attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "cst",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_TENSOR_EMPTY,
        .name = "stream.tensor.empty",
        .summary = "a tensor with contents that do not matter",
        .operands = "result_encoding_dims:dim* result_size:size",
        .attrs = "result_encoding:typeAttr affinity:affinityAttr?",
        .results = "result:resource",
        .traits = WEIR_OP_AFFINITY | WEIR_OP_STREAMABLE | WEIR_OP_PHASE_TENSOR |
                  WEIR_OP_SHAPE_AWARE | WEIR_OP_SIZE_AWARE | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax = "(`on` `(` $affinity^ `)`)? `:` $result_encoding (`` `{` "
                  "$result_encoding_dims^ `}`)? `in` type($result) `` `{` "
                  "$result_size `}` attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "empty",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_TENSOR_EXPORT,
        .name = "stream.tensor.export",
        .summary = "a tensor as a value of the outside",
        .operands = "source:(resource|stagingResource) "
                    "source_encoding_dims:dim* source_size:size",
        .attrs = "source_encoding:typeAttr affinity:affinityAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_AFFINITY | WEIR_OP_SHAPE_AWARE | WEIR_OP_SIZE_AWARE |
                  WEIR_OP_TIED | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "(`on` `(` $affinity^ `)`)? $source `:` $source_encoding (`` "
                  "`{` $source_encoding_dims^ `}`)? `in` type($source) `` `{` "
                  "$source_size `}` `->` type($result) attr-dict-with-keyword",
        .tied = "source",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_TENSOR_FILL,
        .name = "stream.tensor.fill",
        .summary = "fills a part of a tensor with a value",
        .operands =
            "target:resource target_encoding_dims:dim* target_size:size "
            "start_indices:dim* lengths:dim* value:primitiveType",
        .attrs = "target_encoding:typeAttr affinity:affinityAttr?",
        .results = "result:resource",
        .same_type = "target,result",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_AFFINITY | WEIR_OP_STREAMABLE |
                  WEIR_OP_PHASE_TENSOR | WEIR_OP_SHAPE_AWARE |
                  WEIR_OP_SIZE_AWARE | WEIR_OP_TIED | WEIR_OP_PROPERTIES,
        .syntax = "(`on` `(` $affinity^ `)`)? $value `,` $target (`[` "
                  "$start_indices `for` $lengths^ `]`)? `:` type($value) `->` "
                  "$target_encoding (`` `{` $target_encoding_dims^ `}`)? `in` "
                  "custom<ShapedTiedResult>(type($target), $target_size) "
                  "attr-dict-with-keyword",
        .tied = "target",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_TENSOR_IMPORT,
        .name = "stream.tensor.import",
        .summary = "a value of the outside as a tensor",
        .operands = "source:anyType result_encoding_dims:dim* result_size:size",
        .attrs = "result_encoding:typeAttr affinity:affinityAttr?",
        .results = "result:(resource|stagingResource)",
        .traits = WEIR_OP_AFFINITY | WEIR_OP_SHAPE_AWARE | WEIR_OP_SIZE_AWARE |
                  WEIR_OP_TIED | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "(`on` `(` $affinity^ `)`)? $source `:` type($source) `->` "
                  "$result_encoding (`` `{` $result_encoding_dims^ `}`)? `in` "
                  "type($result) `{` $result_size `}` attr-dict-with-keyword",
        .tied = "source",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_TENSOR_LOAD,
        .name = "stream.tensor.load",
        .summary = "reads an element",
        .operands = "source:stagingResource source_encoding_dims:dim* "
                    "source_size:size indices:dim*",
        .attrs = "source_encoding:typeAttr",
        .results = "result:(primitiveType|anyVector)",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_PHASE_TENSOR |
                  WEIR_OP_SHAPE_AWARE | WEIR_OP_SIZE_AWARE | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax = "$source (`[` $indices^ `]`)? `:` $source_encoding (`` `{` "
                  "$source_encoding_dims^ `}`)? `in` type($source) `` `{` "
                  "$source_size `}` `->` type($result) attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_TENSOR_SIZEOF,
        .name = "stream.tensor.sizeof",
        .summary = "the bytes that a tensor takes",
        .operands = "encoding_dims:dim*",
        .attrs = "encoding:typeAttr affinity:affinityAttr?",
        .results = "storage_size:size",
        .traits = WEIR_OP_AFFINITY | WEIR_OP_PHASE_TENSOR | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax = "(`on` `(` $affinity^ `)`)? $encoding (`{` $encoding_dims^ "
                  "`}`)? attr-dict `:` type($storage_size)",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_TENSOR_SLICE,
        .name = "stream.tensor.slice",
        .summary = "a part of a tensor",
        .operands = "source:resource source_encoding_dims:dim* "
                    "source_size:size start_indices:dim* lengths:dim* "
                    "result_encoding_dims:dim* result_size:size",
        .attrs = "source_encoding:typeAttr result_encoding:typeAttr "
                 "affinity:affinityAttr?",
        .results = "result:resource",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_AFFINITY | WEIR_OP_STREAMABLE |
                  WEIR_OP_PHASE_TENSOR | WEIR_OP_SHAPE_AWARE |
                  WEIR_OP_SIZE_AWARE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax =
            "(`on` `(` $affinity^ `)`)? $source `[` $start_indices `for` "
            "$lengths `]` `:` $source_encoding (`` `{` $source_encoding_dims^ "
            "`}`)? `in` type($source) `` `{` $source_size `}` `->` "
            "$result_encoding (`` `{` $result_encoding_dims^ `}`)? `in` "
            "type($result) `` `{` $result_size `}` attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_TENSOR_SPLAT,
        .name = "stream.tensor.splat",
        .summary = "a tensor of one value",
        .operands =
            "value:primitiveType result_encoding_dims:dim* result_size:size",
        .attrs = "result_encoding:typeAttr affinity:affinityAttr?",
        .results = "result:resource",
        .traits = WEIR_OP_AFFINITY | WEIR_OP_STREAMABLE | WEIR_OP_PHASE_TENSOR |
                  WEIR_OP_SHAPE_AWARE | WEIR_OP_SIZE_AWARE | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax =
            "(`on` `(` $affinity^ `)`)? $value `:` type($value) `->` "
            "$result_encoding (`` `{` $result_encoding_dims^ `}`)? `in` "
            "type($result) `` `{` $result_size `}` attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_TENSOR_STORE,
        .name = "stream.tensor.store",
        .summary = "writes an element",
        .operands =
            "target:stagingResource target_encoding_dims:dim* target_size:size "
            "indices:dim* value:(primitiveType|anyVector)",
        .attrs = "target_encoding:typeAttr",
        .results = "result:stagingResource",
        .same_type = "target,result",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_PHASE_TENSOR |
                  WEIR_OP_SHAPE_AWARE | WEIR_OP_SIZE_AWARE | WEIR_OP_TIED |
                  WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "$value `,` $target (`[` $indices^ `]`)? `:` type($value) "
                  "`->` $target_encoding (`` `{` $target_encoding_dims^ `}`)? "
                  "`in` custom<ShapedTiedResult>(type($target), $target_size) "
                  "attr-dict-with-keyword",
        .tied = "target",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_TENSOR_TRACE,
        .name = "stream.tensor.trace",
        .summary = "prints tensors when the program runs",
        .operands = "resources:stagingResource* resource_sizes:size* "
                    "resource_encoding_dims:dim*",
        .attrs = "key:strAttr resource_encodings:typeArrayAttr",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_SIZE_AWARE | WEIR_OP_PROPERTIES,
        .syntax = "$key `=` `[` custom<EncodedResourceOperands>( $resources, "
                  "type($resources), $resource_sizes, $resource_encodings, "
                  "$resource_encoding_dims) `]` attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_TENSOR_UPDATE,
        .name = "stream.tensor.update",
        .summary = "writes one tensor into a part of another",
        .operands = "target:resource target_encoding_dims:dim* "
                    "target_size:size start_indices:dim* update:resource "
                    "update_encoding_dims:dim* update_size:size",
        .attrs = "target_encoding:typeAttr update_encoding:typeAttr "
                 "affinity:affinityAttr?",
        .results = "result:resource",
        .same_type = "target,result",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_AFFINITY | WEIR_OP_STREAMABLE |
                  WEIR_OP_PHASE_TENSOR | WEIR_OP_SHAPE_AWARE |
                  WEIR_OP_SIZE_AWARE | WEIR_OP_TIED | WEIR_OP_PROPERTIES,
        .syntax =
            "(`on` `(` $affinity^ `)`)? $update `,` $target `[` $start_indices "
            "`]` `:` $update_encoding (`` `{` $update_encoding_dims^ `}`)? "
            "`in` type($update) `` `{` $update_size `}` `->` $target_encoding "
            "(`` `{` $target_encoding_dims^ `}`)? `in` "
            "custom<ShapedTiedResult>(type($target), $target_size) "
            "attr-dict-with-keyword",
        .tied = "target",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_TIMEPOINT_AWAIT,
        .name = "stream.timepoint.await",
        .summary = "resources once a timepoint is reached",
        .operands = "resource_operands:(resource|stagingResource)* "
                    "resource_operand_sizes:size* await_timepoint:timepoint",
        .results = "results:(resource|stagingResource)*",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_TIMELINE | WEIR_OP_SIZE_AWARE |
                  WEIR_OP_TIED | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax =
            "$await_timepoint `=` `` `>` $resource_operands `:` "
            "custom<ShapedTypeList>(type($resource_operands), type($results), "
            "$resource_operand_sizes) attr-dict-with-keyword",
        .tied = "resource_operands",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_TIMEPOINT_BARRIER,
        .name = "stream.timepoint.barrier",
        .summary = "a timepoint at which a resource is available",
        .operands = "resource:(resource|stagingResource) resource_size:size",
        .attrs = "affinity:affinityAttr?",
        .results =
            "result:(resource|stagingResource) result_timepoint:timepoint",
        .same_type = "resource,result",
        .traits = WEIR_OP_AFFINITY | WEIR_OP_TIMELINE | WEIR_OP_SIZE_AWARE |
                  WEIR_OP_TIED | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "(`on` `(` $affinity^ `)`)? $resource `:` type($resource) `` "
                  "`{` $resource_size `}` `=` `` `>` type($result_timepoint) "
                  "attr-dict-with-keyword",
        .tied = "resource",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_STREAM_TIMEPOINT_CHAIN_EXTERNAL,
        .name = "stream.timepoint.chain_external",
        .summary = "signals objects of the outside at a timepoint",
        .operands = "await_timepoint:timepoint external_values:anyType*",
        .attrs = "affinity:affinityAttr?",
        .traits = WEIR_OP_AFFINITY | WEIR_OP_PROPERTIES,
        .syntax = "(`on` `(` $affinity^ `)`)? $await_timepoint `=` `` `>` `(` "
                  "$external_values `:` type($external_values) `)` "
                  "attr-dict-with-keyword",
    },
    {
        .id = WEIR_STREAM_TIMEPOINT_EXPORT,
        .name = "stream.timepoint.export",
        .summary = "a timepoint as objects of the outside",
        .operands = "await_timepoint:timepoint",
        .attrs = "affinity:affinityAttr?",
        .results = "results:anyType*",
        .traits = WEIR_OP_AFFINITY | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "(`on` `(` $affinity^ `)`)? $await_timepoint `=` `` `>` `(` "
                  "type($results) `)` attr-dict-with-keyword",
    },
    {
        .id = WEIR_STREAM_TIMEPOINT_IMMEDIATE,
        .name = "stream.timepoint.immediate",
        .summary = "a timepoint that has been reached",
        .results = "result_timepoint:timepoint",
        .traits = WEIR_OP_CONSTANT_LIKE | WEIR_OP_TIMELINE | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax = "attr-dict `=` `` `>` type($result_timepoint)",
    },
    {
        .id = WEIR_STREAM_TIMEPOINT_IMPORT,
        .name = "stream.timepoint.import",
        .summary = "objects of the outside as a timepoint",
        .operands = "operands:anyType*",
        .attrs = "affinity:affinityAttr?",
        .results = "result_timepoint:timepoint",
        .traits = WEIR_OP_AFFINITY | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax =
            "(`on` `(` $affinity^ `)`)? $operands `:` `(` type($operands) `)` "
            "`=` `` `>` type($result_timepoint) attr-dict-with-keyword",
    },
    {
        .id = WEIR_STREAM_TIMEPOINT_JOIN,
        .name = "stream.timepoint.join",
        .summary = "the latest of timepoints",
        .operands = "await_timepoints:timepoint*",
        .results = "result_timepoint:timepoint",
        .traits = WEIR_OP_TIMELINE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "`max` `(` $await_timepoints `)` `=` `` `>` "
                  "type($result_timepoint) attr-dict-with-keyword",
    },
    {
        .id = WEIR_STREAM_YIELD,
        .name = "stream.yield",
        .summary = "ends a region of a stream",
        .operands = "resource_operands:(resource|stagingResource)* "
                    "resource_operand_sizes:index*",
        .parents = "stream.async.execute stream.async.concurrent "
                   "stream.cmd.execute stream.cmd.serial stream.cmd.concurrent",
        .traits = WEIR_OP_PURE | WEIR_OP_TERMINATOR | WEIR_OP_SIZE_AWARE |
                  WEIR_OP_PROPERTIES,
        .syntax = "attr-dict ($resource_operands^ `:` "
                  "custom<ShapedTypeList>(type($resource_operands), "
                  "$resource_operand_sizes))?",
        .verify = weir_verify_extents,
    },
};

const weir_dialect_t weir_stream_dialect = {
    .name = "stream",
    .number = 3,
    .ops = stream_ops,
    .op_count = sizeof(stream_ops) / sizeof(stream_ops[0]),
    .types = weir_stream_types,
    .type_count = WEIR_STREAM_TYPE_COUNT,
    .attrs = weir_stream_attrs,
    .attr_count = WEIR_STREAM_ATTR_COUNT,
    .materialize_constant = weir_materialize_stream,
};
