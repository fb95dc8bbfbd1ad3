#include "compiler/dialects/flow.h"

#include "compiler/dialects/flow_impl.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/functions.h"
#include "compiler/dialects/names.h"
#include "compiler/dialects/verify_util.h"

static const weir_op_def_t flow_ops[] = {
    {
        .id = WEIR_FLOW_CALL,
        .name = "flow.call",
        .summary = "calls a function whose tensor results may reuse operands",
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
        .summary = "how many take part in a channel",
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
        .summary = "the channel that all take part in",
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
        .summary = "the place of this participant in a channel",
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
        .summary = "a channel of those that name the same color",
        .operands = "channel:channel color:index key:index",
        .results = "result:channel",
        .traits = WEIR_OP_PROPERTIES,
        .syntax = "$channel `,` $color `,` $key `:` type($channel) `->` "
                  "type($result) attr-dict-with-keyword",
        .canonicalize = weir_flow_channel_split_canonicalize,
        .names = weir_names_of_row,
        .result_names = "channel",
    },
    {
        .id = WEIR_FLOW_COLLECTIVE_ALL_GATHER,
        .name = "flow.collective.all_gather",
        .summary = "the tensors of all participants one behind the other",
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
        .summary = "the tensors of all participants combined",
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
        .summary = "exchanges a slice with every participant",
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
        .summary = "a slice each of the combined tensors",
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
        .summary = "sends to one participant and receives from another",
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
        .summary = "runs an executable's entry point over a grid",
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
        .canonicalize = weir_flow_dispatch_canonicalize,
    },
    {
        .id = WEIR_FLOW_DISPATCH_REGION,
        .name = "flow.dispatch.region",
        .summary = "a dispatch that has not been outlined and may still grow",
        .operands = "result_dims:dim* workload:dim*",
        .results = "result:anyType*",
        .regions = "body:any workgroup_count:any",
        .traits = WEIR_OP_SHAPE_AWARE | WEIR_OP_SEGMENTS | WEIR_OP_PURE |
                  WEIR_OP_IMPLICIT_TERMINATOR | WEIR_OP_PROPERTIES,
        .terminator = "flow.return",
        .parse = weir_flow_dispatch_region_parse,
        .print = weir_flow_dispatch_region_print,
        .verify = weir_flow_dispatch_region_verify,
        .canonicalize = weir_flow_dispatch_region_canonicalize,
    },
    {
        .id = WEIR_FLOW_DISPATCH_TENSOR_LOAD,
        .name = "flow.dispatch.tensor.load",
        .summary = "reads a tensor bound to a dispatch",
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
        .canonicalize = weir_flow_dispatch_load_canonicalize,
    },
    {
        .id = WEIR_FLOW_DISPATCH_TENSOR_STORE,
        .name = "flow.dispatch.tensor.store",
        .summary = "writes a tensor bound to a dispatch",
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
        .verify = weir_flow_dispatch_store_verify,
        .canonicalize = weir_flow_dispatch_store_canonicalize,
    },
    {
        .id = WEIR_FLOW_DISPATCH_TIE_SHAPE,
        .name = "flow.dispatch.tie_shape",
        .summary = "the dimensions of a tensor bound to a dispatch",
        .operands = "operand:dispatchTensor dynamic_dims:dim*",
        .results = "result:dispatchTensor",
        .same_type = "operand,result",
        .traits = WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax =
            "$operand attr-dict `:` type($result) (`{` $dynamic_dims^ `}`)?",
        .verify = weir_verify_extents,
        .fold = weir_flow_tie_shape_fold,
    },
    {
        .id = WEIR_FLOW_DISPATCH_WORKGROUP_COUNT,
        .name = "flow.dispatch.workgroup.count",
        .summary = "workgroups along a dimension of the grid",
        .attrs = "dimension:indexAttr",
        .results = "result:dim",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "`[` $dimension `]` attr-dict `:` type($result)",
        .verify = weir_verify_workgroup_dimension,
        .names = weir_names_workgroup,
    },
    {
        .id = WEIR_FLOW_DISPATCH_WORKGROUP_ID,
        .name = "flow.dispatch.workgroup.id",
        .summary = "this workgroup's place along a dimension",
        .attrs = "dimension:indexAttr",
        .results = "result:dim",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "`[` $dimension `]` attr-dict `:` type($result)",
        .verify = weir_verify_workgroup_dimension,
        .names = weir_names_workgroup,
    },
    {
        .id = WEIR_FLOW_DISPATCH_WORKGROUP_SIZE,
        .name = "flow.dispatch.workgroup.size",
        .summary = "invocations in a workgroup along a dimension",
        .attrs = "dimension:indexAttr",
        .results = "result:dim",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "`[` $dimension `]` attr-dict `:` type($result)",
        .verify = weir_verify_workgroup_dimension,
        .names = weir_names_workgroup,
    },
    {
        .id = WEIR_FLOW_DISPATCH_WORKGROUP_COUNT_FROM_DAG_ROOT,
        .name = "flow.dispatch.workgroup_count_from_dag_root",
        .summary = "the grid as tiling of the root operation will have it",
        .operands = "operands:index*",
        .results = "x:index y:index z:index",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "attr-dict $operands",
    },
    {
        .id = WEIR_FLOW_DISPATCH_WORKGROUP_COUNT_FROM_SLICE,
        .name = "flow.dispatch.workgroup_count_from_slice",
        .summary = "the grid as computed from a slice of the body",
        .operands = "operands:index*",
        .results = "x:index y:index z:index",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "attr-dict $operands",
    },
    {
        .id = WEIR_FLOW_DISPATCH_WORKGROUPS,
        .name = "flow.dispatch.workgroups",
        .summary = "a dispatch with its body in place",
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
        .canonicalize = weir_flow_dispatch_workgroups_canonicalize,
    },
    {
        .id = WEIR_FLOW_DISPATCH_WORKLOAD_ORDINAL,
        .name = "flow.dispatch.workload.ordinal",
        .summary = "names the place of a value in the workload",
        .operands = "operand:index",
        .attrs = "ordinal:indexAttr",
        .results = "result:index",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "attr-dict $operand `,` $ordinal `:` type($operand)",
        .fold = weir_flow_workload_ordinal_fold,
        .canonicalize = weir_flow_workload_ordinal_canonicalize,
    },
    {
        .id = WEIR_FLOW_EXECUTABLE,
        .name = "flow.executable",
        .summary = "a module of code for devices",
        .attrs = "sym_visibility:strAttr? sym_name:symbolNameAttr",
        .regions = "body:any",
        .terminator = "flow.executable_end",
        .traits = WEIR_OP_ISOLATED | WEIR_OP_IMPLICIT_TERMINATOR |
                  WEIR_OP_SINGLE_BLOCK | WEIR_OP_SYMBOL | WEIR_OP_SYMBOL_TABLE |
                  WEIR_OP_OBJECT_LIKE | WEIR_OP_PROPERTIES,
        .syntax = "custom<SymbolVisibility>($sym_visibility) $sym_name "
                  "attr-dict-with-keyword regions",
    },
    {
        .id = WEIR_FLOW_EXECUTABLE_EXPORT,
        .name = "flow.executable.export",
        .summary = "an entry point of an executable",
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
        .summary = "ends an executable",
        .parents = "flow.executable",
        .traits = WEIR_OP_TERMINATOR | WEIR_OP_PROPERTIES,
        .syntax = "attr-dict",
    },
    {
        .id = WEIR_FLOW_FUNC,
        .name = "flow.func",
        .summary =
            "a function defined elsewhere whose results may reuse arguments",
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
        .summary = "ends a region of flow",
        .operands = "operands:anyType*",
        .traits = WEIR_OP_PURE | WEIR_OP_RETURN_LIKE | WEIR_OP_TERMINATOR |
                  WEIR_OP_PROPERTIES,
        .syntax = "attr-dict ($operands^ `:` type($operands))?",
    },
    {
        .id = WEIR_FLOW_TENSOR_ALLOCA,
        .name = "flow.tensor.alloca",
        .summary =
            "a tensor with storage of its own and contents that do not matter",
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
        .summary = "the bits of a tensor as other elements",
        .operands = "source:tensor source_dims:dim* result_dims:dim*",
        .results = "result:tensor",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_HOISTABLE | WEIR_OP_TIED |
                  WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax =
            "$source `:` type($source) (`{` $source_dims^ `}`)? `->` "
            "type($result) (`{` $result_dims^ `}`)? attr-dict-with-keyword",
        .tied = "source",
        .verify = weir_verify_extents,
        .fold = weir_flow_reshape_fold,
        .canonicalize = weir_flow_reshape_canonicalize,
    },
    {
        .id = WEIR_FLOW_TENSOR_CLONE,
        .name = "flow.tensor.clone",
        .summary = "a copy of a tensor",
        .operands = "operand:tensor argument_dims:dim*",
        .results = "result:tensor",
        .same_type = "operand,result",
        .traits = WEIR_OP_HOISTABLE | WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax = "$operand `:` type($result) (`{` $argument_dims^ `}`)? "
                  "attr-dict-with-keyword",
        .verify = weir_verify_extents,
        .fold = weir_flow_clone_fold,
        .canonicalize = weir_flow_clone_canonicalize,
    },
    {
        .id = WEIR_FLOW_TENSOR_CONSTANT,
        .name = "flow.tensor.constant",
        .summary = "a constant tensor",
        .attrs = "value:typedAttrInterface",
        .results = "result:anyTensor",
        .same_type = "value,result",
        .traits = WEIR_OP_CONSTANT_LIKE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "attr-dict $value",
        .fold = weir_flow_constant_fold,
    },
    {
        .id = WEIR_FLOW_TENSOR_DYNAMIC_CONSTANT,
        .name = "flow.tensor.dynamic_constant",
        .summary = "a constant whose shape optimisation does not know",
        .attrs = "value:typedAttrInterface",
        .results = "result:anyTensor",
        .traits = WEIR_OP_PROPERTIES,
        .syntax = "attr-dict $value `->` type($result)",
        .verify = weir_flow_dynamic_constant_verify,
        .fold = weir_flow_constant_fold,
        .canonicalize = weir_flow_dynamic_constant_canonicalize,
    },
    {
        .id = WEIR_FLOW_TENSOR_EMPTY,
        .name = "flow.tensor.empty",
        .summary = "a tensor with contents that do not matter",
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
        .summary = "reads an element",
        .operands = "source:tensor source_dims:dim* indices:dim*",
        .results = "result:(primitiveType|anyVector)",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax = "$source (`[` $indices^ `]`)? `:` type($source) (`{` "
                  "$source_dims^ `}`)? attr-dict-with-keyword",
        .verify = weir_verify_extents,
        .fold = weir_flow_load_fold,
        .canonicalize = weir_flow_load_canonicalize,
    },
    {
        .id = WEIR_FLOW_TENSOR_RESHAPE,
        .name = "flow.tensor.reshape",
        .summary = "the elements of a tensor in another shape",
        .operands = "source:tensor source_dims:dim* result_dims:dim*",
        .results = "result:tensor",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_HOISTABLE | WEIR_OP_TIED |
                  WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax =
            "$source `:` type($source) (`{` $source_dims^ `}`)? `->` "
            "type($result) (`{` $result_dims^ `}`)? attr-dict-with-keyword",
        .tied = "source",
        .verify = weir_flow_reshape_verify,
        .fold = weir_flow_reshape_fold,
        .canonicalize = weir_flow_reshape_canonicalize,
    },
    {
        .id = WEIR_FLOW_TENSOR_SLICE,
        .name = "flow.tensor.slice",
        .summary = "a part of a tensor",
        .operands = "source:tensor source_dims:dim* start_indices:dim* "
                    "lengths:dim* result_dims:dim*",
        .results = "result:tensor",
        .traits = WEIR_OP_HOISTABLE | WEIR_OP_SEGMENTS | WEIR_OP_SHAPE_AWARE |
                  WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "$source `[` $start_indices `for` $lengths `]` `:` "
                  "type($source) (`{` $source_dims^ `}`)? `->` type($result) "
                  "(`{` $result_dims^ `}`)? attr-dict-with-keyword",
        .verify = weir_verify_extents,
        .fold = weir_flow_slice_fold,
        .canonicalize = weir_flow_slice_canonicalize,
    },
    {
        .id = WEIR_FLOW_TENSOR_SPLAT,
        .name = "flow.tensor.splat",
        .summary = "a tensor of one value",
        .operands = "value:primitiveType result_dims:dim*",
        .results = "result:tensor",
        .traits = WEIR_OP_HOISTABLE | WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax = "$value `:` type($result) (`{` $result_dims^ `}`)? "
                  "attr-dict-with-keyword",
        .verify = weir_verify_extents,
        .canonicalize = weir_flow_splat_canonicalize,
    },
    {
        .id = WEIR_FLOW_TENSOR_STORE,
        .name = "flow.tensor.store",
        .summary = "a tensor with one element replaced",
        .operands = "value:(primitiveType|anyVector) target:tensor "
                    "target_dims:dim* indices:dim*",
        .results = "result:tensor",
        .same_type = "target,result",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax = "$value `,` $target (`[` $indices^ `]`)? `:` type($target) "
                  "(`{` $target_dims^ `}`)? attr-dict-with-keyword",
        .verify = weir_verify_extents,
        .fold = weir_flow_store_fold,
    },
    {
        .id = WEIR_FLOW_TENSOR_TIE_SHAPE,
        .name = "flow.tensor.tie_shape",
        .summary = "the dimensions of a tensor",
        .operands = "operand:tensor dynamic_dims:dim*",
        .results = "result:tensor",
        .same_type = "operand,result",
        .traits = WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax =
            "$operand attr-dict `:` type($result) (`{` $dynamic_dims^ `}`)?",
        .verify = weir_verify_extents,
        .fold = weir_flow_tie_shape_fold,
        .canonicalize = weir_flow_tie_shape_canonicalize,
    },
    {
        .id = WEIR_FLOW_TENSOR_TRACE,
        .name = "flow.tensor.trace",
        .summary = "prints tensors when the program runs",
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
        .summary = "moves a tensor to where an affinity says",
        .operands = "operand:tensor argument_dims:dim*",
        .attrs = "target:anyAttr",
        .results = "result:tensor",
        .same_type = "operand,result",
        .traits = WEIR_OP_HOISTABLE | WEIR_OP_SHAPE_AWARE | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax = "$operand `:` type($result) (`{` $argument_dims^ `}`)? `to` "
                  "$target attr-dict-with-keyword",
        .verify = weir_verify_extents,
        .canonicalize = weir_flow_transfer_canonicalize,
    },
    {
        .id = WEIR_FLOW_TENSOR_UPDATE,
        .name = "flow.tensor.update",
        .summary = "a tensor with a part replaced",
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
        .fold = weir_flow_update_fold,
        .canonicalize = weir_flow_update_canonicalize,
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
