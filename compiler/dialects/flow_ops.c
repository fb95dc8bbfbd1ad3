#include "compiler/dialects/flow.h"

#include "compiler/dialects/verify_util.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/names.h"
#include "compiler/dialects/functions.h"
#include "compiler/dialects/flow_impl.h"

static const weir_op_def_t flow_ops[] = {
    {
        .id = WEIR_FLOW_CALL,
        .name = "flow.call",
        .operands = "arguments:anyType* argument_dims:dim* result_dims:dim*",
        .attrs = "callee:flatSymbolRefAttr tied_operands:tiedOpStorageAttr?",
        .results = "results:anyType*",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_CALL | WEIR_OP_SYMBOL_USER |
                  WEIR_OP_TIED | WEIR_OP_SHAPE_AWARE | WEIR_OP_PROPERTIES,
        .syntax =
            "$callee `(` $arguments `)` attr-dict `:` "
            "custom<ShapedFunctionType>(ref($arguments), type($arguments), "
            "$argument_dims, type($results), $result_dims, $tied_operands)",
        .tied = "arguments",
        .verify = weir_verify_call,
    },
    {
        .id = WEIR_FLOW_CHANNEL_COUNT,
        .name = "flow.channel.count",
        .operands = "channel:channel",
        .results = "result:index",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "$channel `:` type($result) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "channel_count",
    },
    {
        .id = WEIR_FLOW_CHANNEL_DEFAULT,
        .name = "flow.channel.default",
        .attrs = "group:strAttr?",
        .results = "result:channel",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "($group^)? `:` type($result) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "default_channel",
    },
    {
        .id = WEIR_FLOW_CHANNEL_RANK,
        .name = "flow.channel.rank",
        .operands = "channel:channel",
        .results = "result:index",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "$channel `:` type($result) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "channel_rank",
    },
    {
        .id = WEIR_FLOW_CHANNEL_SPLIT,
        .name = "flow.channel.split",
        .operands = "channel:channel color:index key:index",
        .results = "result:channel",
        .traits = WEIR_OP_PROPERTIES,
        .syntax = "$channel `,` $color `,` $key `:` type($channel) `->` "
                  "type($result) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "channel",
    },
    {
        .id = WEIR_FLOW_COLLECTIVE_ALL_GATHER,
        .name = "flow.collective.all_gather",
        .operands =
            "target:tensor target_dims:dim* source:tensor channel:channel",
        .attrs = "element_type:collectiveElementTypeAttr "
                 "tied_operands:tiedOpStorageAttr?",
        .results = "result:tensor",
        .same_type = "target,result",
        .traits = WEIR_OP_TIED | WEIR_OP_PROPERTIES,
        .syntax = "$element_type `,` $target `,` $source `,` $channel `:` `(` "
                  "type($target) `,` type($source) `,` type($channel) `)` `->` "
                  "custom<ShapedTiedResult>(type($result), $target_dims, "
                  "$tied_operands) attr-dict-with-keyword",
        .tied = "target",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_FLOW_COLLECTIVE_ALL_REDUCE,
        .name = "flow.collective.all_reduce",
        .operands =
            "target:tensor target_dims:dim* source:tensor channel:channel",
        .attrs = "reduction_op:collectiveReductionOpAttr "
                 "element_type:collectiveElementTypeAttr "
                 "tied_operands:tiedOpStorageAttr?",
        .results = "result:tensor",
        .same_type = "source,target,result",
        .traits = WEIR_OP_TIED | WEIR_OP_PROPERTIES,
        .syntax =
            "$reduction_op `,` $element_type `,` $target `,` $source `,` "
            "$channel `:` `(` type($target) `,` type($source) `,` "
            "type($channel) `)` `->` custom<ShapedTiedResult>(type($result), "
            "$target_dims, $tied_operands) attr-dict-with-keyword",
        .tied = "target",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_FLOW_COLLECTIVE_ALL_TO_ALL,
        .name = "flow.collective.all_to_all",
        .operands =
            "target:tensor target_dims:dim* source:tensor channel:channel",
        .attrs = "element_type:collectiveElementTypeAttr "
                 "tied_operands:tiedOpStorageAttr?",
        .results = "result:tensor",
        .same_type = "target,result",
        .traits = WEIR_OP_TIED | WEIR_OP_PROPERTIES,
        .syntax = "$element_type `,` $target `,` $source `,` $channel `:` `(` "
                  "type($target) `,` type($source) `,` type($channel) `)` `->` "
                  "custom<ShapedTiedResult>(type($result), $target_dims, "
                  "$tied_operands) attr-dict-with-keyword",
        .tied = "target",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_FLOW_COLLECTIVE_REDUCE_SCATTER,
        .name = "flow.collective.reduce_scatter",
        .operands =
            "target:tensor target_dims:dim* source:tensor channel:channel",
        .attrs = "reduction_op:collectiveReductionOpAttr "
                 "element_type:collectiveElementTypeAttr "
                 "tied_operands:tiedOpStorageAttr?",
        .results = "result:tensor",
        .same_type = "target,result",
        .traits = WEIR_OP_TIED | WEIR_OP_PROPERTIES,
        .syntax =
            "$reduction_op `,` $element_type `,` $target `,` $source `,` "
            "$channel `:` `(` type($target) `,` type($source) `,` "
            "type($channel) `)` `->` custom<ShapedTiedResult>(type($result), "
            "$target_dims, $tied_operands) attr-dict-with-keyword",
        .tied = "target",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_FLOW_COLLECTIVE_SEND_RECV,
        .name = "flow.collective.send_recv",
        .operands = "target:tensor target_dims:dim* source:tensor "
                    "channel:channel send:index recv:index",
        .attrs = "element_type:collectiveElementTypeAttr "
                 "tied_operands:tiedOpStorageAttr?",
        .results = "result:tensor",
        .same_type = "source,target,result",
        .traits = WEIR_OP_TIED | WEIR_OP_PROPERTIES,
        .syntax = "$element_type `,` $target `,` $source `,` $channel `,` "
                  "$send `,` $recv `:` `(` type($target) `,` type($source) `,` "
                  "type($channel) `,` type($send) `,` type($recv) `)` `->` "
                  "custom<ShapedTiedResult>(type($result), $target_dims, "
                  "$tied_operands) attr-dict-with-keyword",
        .tied = "target",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_FLOW_DISPATCH,
        .name = "flow.dispatch",
        .operands = "workload:dim* arguments:anyType* argument_dims:dim* "
                    "result_dims:dim*",
        .attrs =
            "entry_points:symbolRefArrayAttr tied_operands:tiedOpStorageAttr?",
        .results = "results:anyType*",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_SYMBOL_USER | WEIR_OP_TIED |
                  WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax =
            "custom<DispatchEntryPoints>($entry_points) (`[` $workload^ `]`)? "
            "`` `(` $arguments `)` attr-dict `:` "
            "custom<ShapedFunctionType>(ref($arguments), type($arguments), "
            "$argument_dims, type($results), $result_dims, $tied_operands)",
        .tied = "arguments",
        .verify = weir_verify_dispatch,
    },
    {
        .id = WEIR_FLOW_DISPATCH_REGION,
        .name = "flow.dispatch.region",
        .operands = "result_dims:dim* workload:dim*",
        .results = "result:anyType*",
        .regions = "body:any workgroup_count:any",
        .traits = WEIR_OP_SHAPE_AWARE | WEIR_OP_SEGMENTS | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .parse = weir_flow_dispatch_region_parse,
        .print = weir_flow_dispatch_region_print,
        .verify = weir_flow_dispatch_region_verify,
    },
    {
        .id = WEIR_FLOW_DISPATCH_TENSOR_LOAD,
        .name = "flow.dispatch.tensor.load",
        .operands = "source:dispatchTensor source_dims:dim* offsets:index* "
                    "sizes:index* strides:index*",
        .attrs =
            "static_offsets:denseI64ArrayAttr static_sizes:denseI64ArrayAttr "
            "static_strides:denseI64ArrayAttr",
        .results = "result:anyRankedTensor",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_TIED | WEIR_OP_SHAPE_AWARE |
                  WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax =
            "$source `,` `offsets` `=` custom<DynamicIndexList>( $offsets, "
            "$static_offsets) `,` `sizes` `=` custom<DynamicIndexList>( "
            "$sizes, $static_sizes) `,` `strides` `=` "
            "custom<DynamicIndexList>( $strides, $static_strides) attr-dict "
            "`:` type($source) (`{` $source_dims^ `}`)? `->` type($result)",
        .tied = "source",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_FLOW_DISPATCH_TENSOR_STORE,
        .name = "flow.dispatch.tensor.store",
        .operands =
            "value:anyRankedTensor target:writableDispatchTensor "
            "target_dims:dim* offsets:index* sizes:index* strides:index*",
        .attrs =
            "static_offsets:denseI64ArrayAttr static_sizes:denseI64ArrayAttr "
            "static_strides:denseI64ArrayAttr",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_SHAPE_AWARE | WEIR_OP_PROPERTIES,
        .syntax = "$value `,` $target `,` `offsets` `=` "
                  "custom<DynamicIndexList>( $offsets, $static_offsets) `,` "
                  "`sizes` `=` custom<DynamicIndexList>( $sizes, "
                  "$static_sizes) `,` `strides` `=` custom<DynamicIndexList>( "
                  "$strides, $static_strides) attr-dict `:` type($value) `->` "
                  "type($target) (`{` $target_dims^ `}`)?",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_FLOW_DISPATCH_TIE_SHAPE,
        .name = "flow.dispatch.tie_shape",
        .operands = "operand:dispatchTensor dynamic_dims:dim*",
        .results = "result:dispatchTensor",
        .same_type = "operand,result",
        .traits = WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax =
            "$operand attr-dict `:` type($result) (`{` $dynamic_dims^ `}`)?",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_FLOW_DISPATCH_WORKGROUP_COUNT,
        .name = "flow.dispatch.workgroup.count",
        .attrs = "dimension:indexAttr",
        .results = "result:dim",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "`[` $dimension `]` attr-dict `:` type($result)",
        .names = weir_names_workgroup,
    },
    {
        .id = WEIR_FLOW_DISPATCH_WORKGROUP_ID,
        .name = "flow.dispatch.workgroup.id",
        .attrs = "dimension:indexAttr",
        .results = "result:dim",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "`[` $dimension `]` attr-dict `:` type($result)",
        .names = weir_names_workgroup,
    },
    {
        .id = WEIR_FLOW_DISPATCH_WORKGROUP_SIZE,
        .name = "flow.dispatch.workgroup.size",
        .attrs = "dimension:indexAttr",
        .results = "result:dim",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "`[` $dimension `]` attr-dict `:` type($result)",
        .names = weir_names_workgroup,
    },
    {
        .id = WEIR_FLOW_DISPATCH_WORKGROUP_COUNT_FROM_DAG_ROOT,
        .name = "flow.dispatch.workgroup_count_from_dag_root",
        .operands = "operands:index*",
        .results = "x:index y:index z:index",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "attr-dict $operands",
    },
    {
        .id = WEIR_FLOW_DISPATCH_WORKGROUP_COUNT_FROM_SLICE,
        .name = "flow.dispatch.workgroup_count_from_slice",
        .operands = "operands:index*",
        .results = "x:index y:index z:index",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "attr-dict $operands",
    },
    {
        .id = WEIR_FLOW_DISPATCH_WORKGROUPS,
        .name = "flow.dispatch.workgroups",
        .operands = "workload:dim* arguments:anyType* argument_dims:dim* "
                    "result_dims:dim*",
        .attrs = "tied_operands:tiedOpStorageAttr?",
        .results = "results:anyType*",
        .regions = "workgroup_body:any workgroup_count:any",
        .traits = WEIR_OP_ISOLATED | WEIR_OP_SEGMENTS | WEIR_OP_CLOSURE |
                  WEIR_OP_HOISTABLE | WEIR_OP_TIED | WEIR_OP_SHAPE_AWARE |
                  WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax =
            "(`[` $workload^ `]`)? `` `(` $arguments `)` `:` "
            "custom<ShapedFunctionType>(ref($arguments), type($arguments), "
            "$argument_dims, type($results), $result_dims, $tied_operands) "
            "attr-dict-with-keyword `=` `\\n` ` ` ` ` ` ` "
            "custom<DispatchWorkgroupBody>(ref(type($arguments)), "
            "ref(type($results)), $workgroup_body) `` "
            "custom<DispatchWorkgroupsCountRegion>($workgroup_count)",
        .tied = "arguments",
        .verify = weir_flow_dispatch_workgroups_verify,
    },
    {
        .id = WEIR_FLOW_DISPATCH_WORKLOAD_ORDINAL,
        .name = "flow.dispatch.workload.ordinal",
        .operands = "operand:index",
        .attrs = "ordinal:indexAttr",
        .results = "result:index",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "attr-dict $operand `,` $ordinal `:` type($operand)",
    },
    {
        .id = WEIR_FLOW_EXECUTABLE,
        .name = "flow.executable",
        .attrs = "sym_visibility:strAttr? sym_name:symbolNameAttr",
        .regions = "body:any",
        .terminator = "flow.executable_end",
        .traits = WEIR_OP_ISOLATED | WEIR_OP_IMPLICIT_TERMINATOR |
                  WEIR_OP_SYMBOL | WEIR_OP_SYMBOL_TABLE | WEIR_OP_OBJECT_LIKE |
                  WEIR_OP_PROPERTIES,
        .syntax = "custom<SymbolVisibility>($sym_visibility) $sym_name "
                  "attr-dict-with-keyword regions",
    },
    {
        .id = WEIR_FLOW_EXECUTABLE_EXPORT,
        .name = "flow.executable.export",
        .attrs = "sym_visibility:strAttr? sym_name:symbolNameAttr "
                 "function_ref:flatSymbolRefAttr",
        .regions = "workgroup_count:any",
        .parents = "flow.executable",
        .traits = WEIR_OP_SYMBOL | WEIR_OP_ISOLATED | WEIR_OP_PROPERTIES,
        .syntax = "custom<SymbolVisibility>($sym_visibility) "
                  "custom<SymbolAlias>($sym_name, $function_ref) "
                  "custom<WorkgroupCountRegion>($workgroup_count) "
                  "attr-dict-with-keyword",
        .verify = weir_verify_workgroup_count,
    },
    {
        .id = WEIR_FLOW_EXECUTABLE_END,
        .name = "flow.executable_end",
        .parents = "flow.executable",
        .traits = WEIR_OP_TERMINATOR | WEIR_OP_PROPERTIES,
        .syntax = "attr-dict",
    },
    {
        .id = WEIR_FLOW_FUNC,
        .name = "flow.func",
        .attrs = "sym_name:symbolNameAttr "
                 "function_type:type-attribute-of-function-type "
                 "tied_operands:tiedOpStorageAttr? sym_visibility:strAttr? "
                 "arg_attrs:dictArrayAttr? res_attrs:dictArrayAttr?",
        .regions = "body:any",
        .traits = WEIR_OP_CALLABLE | WEIR_OP_FUNCTION | WEIR_OP_ISOLATED |
                  WEIR_OP_PROPERTIES | WEIR_OP_SYMBOL,
        .syntax =
            "custom<SymbolVisibility>($sym_visibility) $sym_name `` "
            "custom<ShapedFunctionSignature>($function_type, $tied_operands, "
            "$arg_attrs, $res_attrs) attr-dict-with-keyword ($body^)?",
        .verify = weir_verify_function,
    },
    {
        .id = WEIR_FLOW_RETURN,
        .name = "flow.return",
        .operands = "operands:anyType*",
        .traits = WEIR_OP_PURE | WEIR_OP_RETURN_LIKE | WEIR_OP_TERMINATOR |
                  WEIR_OP_PROPERTIES,
        .syntax = "attr-dict ($operands^ `:` type($operands))?",
    },
    {
        .id = WEIR_FLOW_TENSOR_ALLOCA,
        .name = "flow.tensor.alloca",
        .operands = "result_dims:dim*",
        .results = "result:tensor",
        .traits =
            WEIR_OP_EFFECT_ALLOCATE | WEIR_OP_SHAPE_AWARE | WEIR_OP_PROPERTIES,
        .syntax =
            "`:` type($result) (`{` $result_dims^ `}`)? attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_FLOW_TENSOR_BITCAST,
        .name = "flow.tensor.bitcast",
        .operands = "source:tensor source_dims:dim* result_dims:dim*",
        .results = "result:tensor",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_HOISTABLE | WEIR_OP_TIED |
                  WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax =
            "$source `:` type($source) (`{` $source_dims^ `}`)? `->` "
            "type($result) (`{` $result_dims^ `}`)? attr-dict-with-keyword",
        .tied = "source",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_FLOW_TENSOR_CLONE,
        .name = "flow.tensor.clone",
        .operands = "operand:tensor argument_dims:dim*",
        .results = "result:tensor",
        .same_type = "operand,result",
        .traits = WEIR_OP_HOISTABLE | WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax = "$operand `:` type($result) (`{` $argument_dims^ `}`)? "
                  "attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_FLOW_TENSOR_CONSTANT,
        .name = "flow.tensor.constant",
        .attrs = "value:typedAttrInterface",
        .results = "result:anyTensor",
        .same_type = "value,result",
        .traits = WEIR_OP_CONSTANT_LIKE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "attr-dict $value",
    },
    {
        .id = WEIR_FLOW_TENSOR_DYNAMIC_CONSTANT,
        .name = "flow.tensor.dynamic_constant",
        .attrs = "value:typedAttrInterface",
        .results = "result:anyTensor",
        .traits = WEIR_OP_PROPERTIES,
        .syntax = "attr-dict $value `->` type($result)",
    },
    {
        .id = WEIR_FLOW_TENSOR_EMPTY,
        .name = "flow.tensor.empty",
        .operands = "result_dims:dim*",
        .results = "result:tensor",
        .traits = WEIR_OP_HOISTABLE | WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax =
            "`:` type($result) (`{` $result_dims^ `}`)? attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_FLOW_TENSOR_LOAD,
        .name = "flow.tensor.load",
        .operands = "source:tensor source_dims:dim* indices:dim*",
        .results = "result:(primitiveType|anyVector)",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax = "$source (`[` $indices^ `]`)? `:` type($source) (`{` "
                  "$source_dims^ `}`)? attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_FLOW_TENSOR_RESHAPE,
        .name = "flow.tensor.reshape",
        .operands = "source:tensor source_dims:dim* result_dims:dim*",
        .results = "result:tensor",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_HOISTABLE | WEIR_OP_TIED |
                  WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax =
            "$source `:` type($source) (`{` $source_dims^ `}`)? `->` "
            "type($result) (`{` $result_dims^ `}`)? attr-dict-with-keyword",
        .tied = "source",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_FLOW_TENSOR_SLICE,
        .name = "flow.tensor.slice",
        .operands = "source:tensor source_dims:dim* start_indices:dim* "
                    "lengths:dim* result_dims:dim*",
        .results = "result:tensor",
        .traits = WEIR_OP_HOISTABLE | WEIR_OP_SEGMENTS | WEIR_OP_SHAPE_AWARE |
                  WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "$source `[` $start_indices `for` $lengths `]` `:` "
                  "type($source) (`{` $source_dims^ `}`)? `->` type($result) "
                  "(`{` $result_dims^ `}`)? attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_FLOW_TENSOR_SPLAT,
        .name = "flow.tensor.splat",
        .operands = "value:primitiveType result_dims:dim*",
        .results = "result:tensor",
        .traits = WEIR_OP_HOISTABLE | WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax = "$value `:` type($result) (`{` $result_dims^ `}`)? "
                  "attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_FLOW_TENSOR_STORE,
        .name = "flow.tensor.store",
        .operands = "value:(primitiveType|anyVector) target:tensor "
                    "target_dims:dim* indices:dim*",
        .results = "result:tensor",
        .same_type = "target,result",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax = "$value `,` $target (`[` $indices^ `]`)? `:` type($target) "
                  "(`{` $target_dims^ `}`)? attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_FLOW_TENSOR_TIE_SHAPE,
        .name = "flow.tensor.tie_shape",
        .operands = "operand:tensor dynamic_dims:dim*",
        .results = "result:tensor",
        .same_type = "operand,result",
        .traits = WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax =
            "$operand attr-dict `:` type($result) (`{` $dynamic_dims^ `}`)?",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_FLOW_TENSOR_TRACE,
        .name = "flow.tensor.trace",
        .operands = "values:tensor* value_dims:dim*",
        .attrs = "key:strAttr",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_PROPERTIES,
        .syntax = "$key `=` `[` custom<ShapedOperandList>($values, "
                  "type($values), $value_dims) `]` attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_FLOW_TENSOR_TRANSFER,
        .name = "flow.tensor.transfer",
        .operands = "operand:tensor argument_dims:dim*",
        .attrs = "target:anyAttr",
        .results = "result:tensor",
        .same_type = "operand,result",
        .traits = WEIR_OP_HOISTABLE | WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax = "$operand `:` type($result) (`{` $argument_dims^ `}`)? `to` "
                  "$target attr-dict-with-keyword",
        .verify = weir_verify_extents,
    },
    {
        .id = WEIR_FLOW_TENSOR_UPDATE,
        .name = "flow.tensor.update",
        .operands = "target:tensor target_dims:dim* start_indices:dim* "
                    "update:tensor update_dims:dim*",
        .results = "result:tensor",
        .same_type = "target,result",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_HOISTABLE | WEIR_OP_TIED |
                  WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax =
            "$update `,` $target `[` $start_indices `]` `:` type($update) (`{` "
            "$update_dims^ `}`)? `->` custom<ShapedTiedResult>(type($result), "
            "$target_dims) attr-dict-with-keyword",
        .tied = "target",
        .verify = weir_verify_extents,
    },
};

const weir_dialect_t weir_flow_dialect = {
    .name = "flow",
    .number = 2,
    .ops = flow_ops,
    .op_count = sizeof(flow_ops) / sizeof(flow_ops[0]),
    .types = weir_flow_types,
    .type_count = WEIR_FLOW_TYPE_COUNT,
    .attrs = weir_flow_attrs,
    .attr_count = WEIR_FLOW_ATTR_COUNT,
    .materialize_constant = weir_materialize_flow,
};
