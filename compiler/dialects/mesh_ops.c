#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/mesh_impl.h"
#include "compiler/dialects/names.h"

// Where the tensor of an op is and which processes take part.
#define ON_MESH "$input `on` $mesh (`mesh_axes` `=` $mesh_axes^)? "
#define MESH_ATTRS "mesh:flatSymbolRefAttr mesh_axes:denseI16ArrayAttr? "
#define REDUCTION "(`reduction` `=` $reduction^)? "
#define TYPES "attr-dict `:` type($input) `->` type($result)"
#define FUNCTION_TYPE "attr-dict `:` functional-type(operands, results)"
#define DEVICE(name_) \
  "`" name_ "` `=` custom<DynamicIndexList>($" name_ "_dynamic, $" name_ ") "

// Rows of ops that give a tensor for a tensor.
#define COLLECTIVE(id_, name_, summary_)                 \
  .id = id_, .name = "mesh." name_, .summary = summary_, \
  .names = weir_names_of_row, .result_names = name_,     \
  .canonicalize = weir_mesh_collective_canonicalize
#define PURE WEIR_OP_PURE | WEIR_OP_SYMBOL_USER | WEIR_OP_PROPERTIES
#define IMPURE WEIR_OP_SYMBOL_USER | WEIR_OP_PROPERTIES

static const weir_op_def_t mesh_ops[] = {
    {
        COLLECTIVE(WEIR_MESH_ALL_GATHER, "all_gather",
                   "the tensors of the group one behind the other"),
        .operands = "input:anyNon0RankedTensor",
        .attrs = MESH_ATTRS "gather_axis:indexAttr",
        .results = "result:anyNon0RankedTensor",
        .syntax = ON_MESH "`gather_axis` `=` $gather_axis " TYPES,
        .traits = PURE,
        .verify = weir_mesh_gather_verify,
    },
    {
        COLLECTIVE(WEIR_MESH_ALL_REDUCE, "all_reduce",
                   "the tensors of the group combined"),
        .operands = "input:anyRankedTensor",
        .attrs = MESH_ATTRS "reduction:reductionKindAttr?",
        .results = "result:anyRankedTensor",
        .syntax = ON_MESH REDUCTION TYPES,
        .traits = PURE,
        .verify = weir_mesh_all_reduce_verify,
    },
    {
        COLLECTIVE(WEIR_MESH_ALL_SLICE, "all_slice",
                   "the slice of the tensor that is of the process's index"),
        .operands = "input:anyNon0RankedTensor",
        .attrs = MESH_ATTRS "slice_axis:indexAttr",
        .results = "result:anyNon0RankedTensor",
        .syntax = ON_MESH "`slice_axis` `=` $slice_axis " TYPES,
        .traits = PURE,
        .verify = weir_mesh_slice_verify,
    },
    {
        COLLECTIVE(WEIR_MESH_ALL_TO_ALL, "all_to_all",
                   "exchanges a slice with every process of the group"),
        .operands = "input:anyNon0RankedTensor",
        .attrs = MESH_ATTRS "split_axis:indexAttr concat_axis:indexAttr",
        .results = "result:anyNon0RankedTensor",
        .syntax = ON_MESH "`split_axis` `=` $split_axis `concat_axis` `=` "
                          "$concat_axis " TYPES,
        .traits = PURE,
        .verify = weir_mesh_all_to_all_verify,
    },
    {
        COLLECTIVE(WEIR_MESH_BROADCAST, "broadcast", "the tensor of the root"),
        .operands = "input:anyRankedTensor root_dynamic:index*",
        .attrs = MESH_ATTRS "root:denseI64ArrayAttr",
        .results = "result:anyRankedTensor",
        .syntax = ON_MESH DEVICE("root") FUNCTION_TYPE,
        .traits = PURE,
        .verify = weir_mesh_rooted_verify,
    },
    {
        COLLECTIVE(WEIR_MESH_GATHER, "gather",
                   "the tensors of the group one behind the other, at the "
                   "root"),
        .operands = "input:anyNon0RankedTensor root_dynamic:index*",
        .attrs = MESH_ATTRS "gather_axis:indexAttr root:denseI64ArrayAttr",
        .results = "result:anyNon0RankedTensor",
        .syntax = ON_MESH "`gather_axis` `=` $gather_axis " DEVICE("root")
            FUNCTION_TYPE,
        .traits = PURE,
        .verify = weir_mesh_rooted_verify,
    },
    {
        .id = WEIR_MESH_MESH,
        .name = "mesh.mesh",
        .summary = "a grid of processes",
        .attrs = "sym_name:symbolNameAttr shape:denseI64ArrayAttr",
        .syntax = "$sym_name `(` `shape` `=` custom<DimensionList>($shape) `)` "
                  "attr-dict",
        .traits = WEIR_OP_SYMBOL | WEIR_OP_PROPERTIES,
        .verify = weir_mesh_mesh_verify,
    },
    {
        .id = WEIR_MESH_MESH_SHAPE,
        .name = "mesh.mesh_shape",
        .summary = "sizes of a mesh",
        .attrs = "mesh:flatSymbolRefAttr axes:denseI16ArrayAttr?",
        .results = "result:index*",
        .syntax = "$mesh (`axes` `=` $axes^)? attr-dict `:` type($result)",
        .traits = PURE,
        .verify = weir_mesh_index_verify,
        .names = weir_names_of_row,
        .result_names = "mesh_shape",
    },
    {
        .id = WEIR_MESH_PROCESS_LINEAR_INDEX,
        .name = "mesh.process_linear_index",
        .summary = "the place of the process among all of the mesh",
        .attrs = "mesh:flatSymbolRefAttr",
        .results = "result:index",
        .syntax = "`on` $mesh attr-dict `:` type($result)",
        .traits = PURE,
        .verify = weir_mesh_index_verify,
        .names = weir_names_of_row,
        .result_names = "proc_linear_idx",
    },
    {
        .id = WEIR_MESH_PROCESS_MULTI_INDEX,
        .name = "mesh.process_multi_index",
        .summary = "the place of the process along axes of the mesh",
        .attrs = "mesh:flatSymbolRefAttr axes:denseI16ArrayAttr?",
        .results = "result:index*",
        .syntax = "`on` $mesh (`axes` `=` $axes^)? attr-dict `:` type($result)",
        .traits = PURE,
        .verify = weir_mesh_index_verify,
        .names = weir_names_of_row,
        .result_names = "proc_linear_idx",
    },
    {
        COLLECTIVE(WEIR_MESH_RECV, "recv", "the tensor that was sent"),
        .operands = "input:anyNon0RankedTensor source_dynamic:index*",
        .attrs = MESH_ATTRS "source:denseI64ArrayAttr?",
        .results = "result:anyRankedTensor",
        .syntax =
            ON_MESH "(`source` `=` custom<DynamicIndexList>($source_dynamic, "
                    "$source)^)? " FUNCTION_TYPE,
        .traits = IMPURE,
        .verify = weir_mesh_rooted_verify,
    },
    {
        COLLECTIVE(WEIR_MESH_REDUCE, "reduce",
                   "the tensors of the group combined, at the root"),
        .operands = "input:anyRankedTensor root_dynamic:index*",
        .attrs =
            MESH_ATTRS "reduction:reductionKindAttr? root:denseI64ArrayAttr",
        .results = "result:anyRankedTensor",
        .syntax = ON_MESH REDUCTION DEVICE("root") FUNCTION_TYPE,
        .traits = PURE,
        .verify = weir_mesh_rooted_verify,
    },
    {
        COLLECTIVE(WEIR_MESH_REDUCE_SCATTER, "reduce_scatter",
                   "a slice each of the combined tensors"),
        .operands = "input:anyNon0RankedTensor",
        .attrs = MESH_ATTRS "reduction:reductionKindAttr? "
                            "scatter_axis:indexAttr",
        .results = "result:anyRankedTensor",
        .syntax = ON_MESH REDUCTION "`scatter_axis` `=` $scatter_axis " TYPES,
        .traits = PURE,
        .verify = weir_mesh_slice_verify,
    },
    {
        COLLECTIVE(WEIR_MESH_SCATTER, "scatter",
                   "a slice each of the tensor of the root"),
        .operands = "input:anyNon0RankedTensor root_dynamic:index*",
        .attrs = MESH_ATTRS "scatter_axis:indexAttr root:denseI64ArrayAttr",
        .results = "result:anyRankedTensor",
        .syntax = ON_MESH "`scatter_axis` `=` $scatter_axis " DEVICE("root")
            FUNCTION_TYPE,
        .traits = PURE,
        .verify = weir_mesh_rooted_verify,
    },
    {
        COLLECTIVE(WEIR_MESH_SEND, "send", "sends a tensor to one process"),
        .operands = "input:anyNon0RankedTensor destination_dynamic:index*",
        .attrs = MESH_ATTRS "destination:denseI64ArrayAttr",
        .results = "result:anyRankedTensor",
        .syntax = ON_MESH DEVICE("destination") FUNCTION_TYPE,
        .traits = IMPURE,
        .verify = weir_mesh_rooted_verify,
    },
    {
        .id = WEIR_MESH_SHARD,
        .name = "mesh.shard",
        .summary = "says how a tensor is spread over a mesh",
        .operands = "src:anyRankedTensor",
        .attrs = "shard:shardingAttr annotate_for_users:unitAttr?",
        .results = "result:anyRankedTensor",
        .same_type = "src,result",
        .syntax = "$src `to` $shard (`annotate_for_users` "
                  "$annotate_for_users^)? attr-dict `:` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "sharding_annotated",
    },
    {
        COLLECTIVE(WEIR_MESH_SHIFT, "shift",
                   "the tensor of the process so many places before"),
        .operands = "input:anyNon0RankedTensor",
        .attrs =
            MESH_ATTRS "shift_axis:indexAttr offset:i64Attr rotate:unitAttr?",
        .results = "result:anyNon0RankedTensor",
        .syntax = ON_MESH "`shift_axis` `=` $shift_axis `offset` `=` $offset "
                          "(`rotate` $rotate^)? " TYPES,
        .traits = PURE,
        .verify = weir_mesh_shift_verify,
    },
};

const weir_dialect_t weir_mesh_dialect = {
    .name = "mesh",
    .number = 28,
    .ops = mesh_ops,
    .op_count = sizeof(mesh_ops) / sizeof(mesh_ops[0]),
    .attrs = weir_mesh_attrs,
    .attr_count = WEIR_MESH_ATTR_COUNT,
    .materialize_constant = weir_materialize_arith,
};
