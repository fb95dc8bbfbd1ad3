#include "compiler/dialects/tensor.h"

#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/names.h"
#include "compiler/dialects/tensor_impl.h"

static const weir_op_def_t tensor_ops[] = {
    {
        .id = WEIR_TENSOR_BITCAST,
        .name = "tensor.bitcast",
        .summary = "elements of the same width under another type",
        .operands = "source:anyTensor",
        .results = "dest:anyTensor",
        .syntax = "$source attr-dict `:` type($source) `to` type($dest)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .fold = weir_tensor_cast_fold,
        .verify = weir_tensor_cast_verify,
        .canonicalize = weir_tensor_bitcast_canonicalize,
    },
    {
        .id = WEIR_TENSOR_CAST,
        .name = "tensor.cast",
        .summary = "the same tensor with more or less known of its shape",
        .operands = "source:anyTensor",
        .results = "dest:anyTensor",
        .syntax = "$source attr-dict `:` type($source) `to` type($dest)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "cast",
        .fold = weir_tensor_cast_fold,
        .verify = weir_tensor_cast_verify,
        .canonicalize = weir_tensor_cast_canonicalize,
    },
    {
        .id = WEIR_TENSOR_COLLAPSE_SHAPE,
        .name = "tensor.collapse_shape",
        .summary = "joins groups of adjacent dimensions",
        .operands = "src:anyRankedTensor",
        .attrs = "reassociation:arrayAttr",
        .results = "result:anyRankedTensor",
        .syntax =
            "$src $reassociation attr-dict `:` type($src) `into` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "collapsed",
        .fold = weir_tensor_reshape_fold,
        .canonicalize = weir_tensor_collapse_shape_canonicalize,
        .verify = weir_tensor_reassociation_verify,
    },
    {
        .id = WEIR_TENSOR_CONCAT,
        .name = "tensor.concat",
        .summary = "tensors one behind the other along a dimension",
        .operands = "inputs:anyRankedTensor*",
        .attrs = "dim:i64Attr",
        .results = "result:anyRankedTensor",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "concat",
        .parse = weir_tensor_concat_parse,
        .print = weir_tensor_concat_print,
        .fold = weir_tensor_concat_fold,
        .canonicalize = weir_tensor_concat_canonicalize,
    },
    {
        .id = WEIR_TENSOR_DIM,
        .name = "tensor.dim",
        .summary = "a dimension of a tensor",
        .operands = "source:anyTensor index:index",
        .results = "result:index",
        .syntax = "attr-dict $source `,` $index `:` type($source)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "dim",
        .fold = weir_tensor_dim_fold,
        .verify = weir_tensor_dim_verify,
        .canonicalize = weir_tensor_dim_canonicalize,
    },
    {
        .id = WEIR_TENSOR_EMPTY,
        .name = "tensor.empty",
        .summary = "a tensor whose contents do not matter",
        .operands = "dynamicSizes:index*",
        .results = "result:anyRankedTensor",
        .syntax = "`(` $dynamicSizes `)` attr-dict `:` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .verify = weir_tensor_empty_verify,
        .canonicalize = weir_tensor_empty_canonicalize,
    },
    {
        .id = WEIR_TENSOR_EXPAND_SHAPE,
        .name = "tensor.expand_shape",
        .summary = "splits dimensions into groups",
        .operands = "src:anyRankedTensor output_shape:index*",
        .attrs =
            "reassociation:arrayAttr static_output_shape:denseI64ArrayAttr",
        .results = "result:anyRankedTensor",
        .syntax =
            "$src $reassociation `output_shape` "
            "custom<DynamicIndexList>($output_shape, $static_output_shape) "
            "attr-dict `:` type($src) `into` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "expanded",
        .fold = weir_tensor_reshape_fold,
        .canonicalize = weir_tensor_expand_shape_canonicalize,
        .verify = weir_tensor_reassociation_verify,
    },
    {
        .id = WEIR_TENSOR_EXTRACT,
        .name = "tensor.extract",
        .summary = "an element of a tensor",
        .operands = "tensor:anyRankedTensor indices:index*",
        .results = "result:anyType",
        .syntax = "$tensor `[` $indices `]` attr-dict `:` type($tensor)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "extracted",
        .infer_types = weir_element_infer,
        .fold = weir_tensor_extract_fold,
        .verify = weir_tensor_extract_verify,
        .canonicalize = weir_tensor_extract_canonicalize,
    },
    {
        .id = WEIR_TENSOR_EXTRACT_SLICE,
        .name = "tensor.extract_slice",
        .summary = "a slice of a tensor",
        .operands =
            "source:anyRankedTensor offsets:index* sizes:index* strides:index*",
        .attrs =
            "static_offsets:denseI64ArrayAttr static_sizes:denseI64ArrayAttr "
            "static_strides:denseI64ArrayAttr",
        .results = "result:anyRankedTensor",
        .syntax =
            "$source `` custom<DynamicIndexList>($offsets, $static_offsets) "
            "custom<DynamicIndexList>($sizes, $static_sizes) "
            "custom<DynamicIndexList>($strides, $static_strides) attr-dict `:` "
            "type($source) `to` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_SEGMENTS | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "extracted_slice",
        .fold = weir_tensor_extract_slice_fold,
        .verify = weir_tensor_slice_verify,
        .canonicalize = weir_tensor_extract_slice_canonicalize,
    },
    {
        .id = WEIR_TENSOR_FROM_ELEMENTS,
        .name = "tensor.from_elements",
        .summary = "a tensor of given elements",
        .operands = "elements:anyType*",
        .results = "result:anyRankedTensor",
        .syntax = "$elements attr-dict `:` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "from_elements",
        .verify = weir_tensor_from_elements_verify,
        .fold = weir_tensor_from_elements_fold,
    },
    {
        .id = WEIR_TENSOR_GATHER,
        .name = "tensor.gather",
        .summary = "slices at places that a tensor holds",
        .operands = "source:anyRankedTensor indices:anyRankedTensor",
        .attrs = "gather_dims:denseI64ArrayAttr unique:unitAttr?",
        .results = "result:anyRankedTensor",
        .syntax = "$source `[` $indices `]` `gather_dims` `(` $gather_dims `)` "
                  "(`unique` $unique^)? attr-dict `:` "
                  "functional-type(operands, results)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .fold = weir_tensor_gather_fold,
        .names = weir_names_of_row,
        .result_names = "gather",
    },
    {
        .id = WEIR_TENSOR_GENERATE,
        .name = "tensor.generate",
        .summary = "a tensor whose elements a region computes",
        .operands = "dynamicExtents:index*",
        .results = "result:anyRankedTensor",
        .regions = "body:one",
        .terminator = "tensor.yield",
        .syntax = "$dynamicExtents $body attr-dict `:` type($result)",
        .traits = WEIR_OP_RECURSIVE_EFFECTS | WEIR_OP_SINGLE_BLOCK |
                  WEIR_OP_IMPLICIT_TERMINATOR | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "generated",
        .verify = weir_tensor_generate_verify,
        .canonicalize = weir_tensor_empty_canonicalize,
    },
    {
        .id = WEIR_TENSOR_INSERT,
        .name = "tensor.insert",
        .summary = "a tensor with one element replaced",
        .operands = "scalar:anyType dest:anyRankedTensor indices:index*",
        .results = "result:anyRankedTensor",
        .same_type = "dest,result",
        .syntax =
            "$scalar `into` $dest `[` $indices `]` attr-dict `:` type($dest)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "inserted",
        .verify = weir_tensor_insert_verify,
        .fold = weir_tensor_insert_fold,
        .canonicalize = weir_tensor_insert_canonicalize,
    },
    {
        .id = WEIR_TENSOR_INSERT_SLICE,
        .name = "tensor.insert_slice",
        .summary = "a tensor with a slice replaced",
        .operands = "source:anyRankedTensor dest:anyRankedTensor "
                    "offsets:index* sizes:index* strides:index*",
        .attrs =
            "static_offsets:denseI64ArrayAttr static_sizes:denseI64ArrayAttr "
            "static_strides:denseI64ArrayAttr",
        .results = "result:anyRankedTensor",
        .same_type = "dest,result",
        .syntax =
            "$source `into` $dest `` custom<DynamicIndexList>($offsets, "
            "$static_offsets) custom<DynamicIndexList>($sizes, $static_sizes) "
            "custom<DynamicIndexList>($strides, $static_strides) attr-dict `:` "
            "type($source) `into` type($dest)",
        .traits = WEIR_OP_PURE | WEIR_OP_SEGMENTS | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "inserted_slice",
        .fold = weir_tensor_insert_slice_fold,
        .verify = weir_tensor_slice_verify,
        .canonicalize = weir_tensor_insert_slice_canonicalize,
    },
    {
        .id = WEIR_TENSOR_PACK,
        .name = "tensor.pack",
        .summary = "a tensor cut into tiles, one behind the other",
        .operands = "source:anyRankedTensor dest:anyRankedTensor "
                    "padding_value:anyType? inner_tiles:index*",
        .attrs = "outer_dims_perm:denseI64ArrayAttr? "
                 "inner_dims_pos:denseI64ArrayAttr "
                 "static_inner_tiles:denseI64ArrayAttr",
        .results = "result:anyRankedTensor",
        .same_type = "dest,result",
        .syntax =
            "$source (`padding_value` `(` $padding_value^ `:` "
            "type($padding_value) `)`)? (`outer_dims_perm` `=` "
            "$outer_dims_perm^)? `inner_dims_pos` `=` $inner_dims_pos "
            "`inner_tiles` `=` custom<DynamicIndexList>($inner_tiles, "
            "$static_inner_tiles) `into` $dest attr-dict `:` type($source) "
            "`->` type($dest)",
        .traits = WEIR_OP_PURE | WEIR_OP_SEGMENTS | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "pack",
        .verify = weir_tensor_pack_verify,
        .canonicalize = weir_tensor_pack_canonicalize,
        .fold = weir_tensor_pack_fold,
    },
    {
        .id = WEIR_TENSOR_PAD,
        .name = "tensor.pad",
        .summary = "a tensor with a margin",
        .operands = "source:anyRankedTensor low:index* high:index*",
        .attrs = "static_low:denseI64ArrayAttr static_high:denseI64ArrayAttr "
                 "nofold:unitAttr?",
        .results = "result:anyRankedTensor",
        .regions = "region:one",
        .terminator = "tensor.yield",
        .syntax = "$source (`nofold` $nofold^)? `low` `` "
                  "custom<DynamicIndexList>($low, $static_low) `high` `` "
                  "custom<DynamicIndexList>($high, $static_high) $region "
                  "attr-dict `:` type($source) `to` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_SEGMENTS | WEIR_OP_SINGLE_BLOCK |
                  WEIR_OP_IMPLICIT_TERMINATOR | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "padded",
        .verify = weir_tensor_pad_verify,
        .fold = weir_tensor_pad_fold,
        .canonicalize = weir_tensor_pad_canonicalize,
    },
    {
        .id = WEIR_TENSOR_PARALLEL_INSERT_SLICE,
        .name = "tensor.parallel_insert_slice",
        .summary = "replaces a slice of what a forall makes",
        .operands = "source:anyRankedTensor dest:anyRankedTensor "
                    "offsets:index* sizes:index* strides:index*",
        .attrs =
            "static_offsets:denseI64ArrayAttr static_sizes:denseI64ArrayAttr "
            "static_strides:denseI64ArrayAttr",
        .parents = "scf.forall.in_parallel",
        .syntax =
            "$source `into` $dest `` custom<DynamicIndexList>($offsets, "
            "$static_offsets) custom<DynamicIndexList>($sizes, $static_sizes) "
            "custom<DynamicIndexList>($strides, $static_strides) attr-dict `:` "
            "type($source) `into` type($dest)",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_PROPERTIES,
        .verify = weir_tensor_slice_verify,
        .canonicalize = weir_tensor_insert_slice_canonicalize,
    },
    {
        .id = WEIR_TENSOR_RANK,
        .name = "tensor.rank",
        .summary = "the rank of a tensor",
        .operands = "tensor:anyTensor",
        .results = "result:index",
        .syntax = "$tensor attr-dict `:` type($tensor)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "rank",
        .fold = weir_tensor_rank_fold,
    },
    {
        .id = WEIR_TENSOR_RESHAPE,
        .name = "tensor.reshape",
        .summary = "the same elements in a shape given as a tensor",
        .operands = "source:anyTensor shape:anyRankedTensor",
        .results = "result:anyTensor",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "reshape",
        .fold = weir_tensor_shaped_reshape_fold,
        .parse = weir_tensor_reshape_parse,
        .print = weir_tensor_reshape_print,
        .verify = weir_tensor_reshape_verify,
    },
    {
        .id = WEIR_TENSOR_SCATTER,
        .name = "tensor.scatter",
        .summary = "a tensor with slices replaced at places that another holds",
        .operands = "source:anyRankedTensor dest:anyRankedTensor "
                    "indices:anyRankedTensor",
        .attrs = "scatter_dims:denseI64ArrayAttr unique:unitAttr?",
        .results = "result:anyRankedTensor",
        .syntax = "$source `into` $dest `[` $indices `]` `scatter_dims` `(` "
                  "$scatter_dims `)` (`unique` $unique^)? attr-dict `:` "
                  "functional-type(operands, results)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "scatter",
    },
    {
        .id = WEIR_TENSOR_SPLAT,
        .name = "tensor.splat",
        .summary = "a tensor of one value",
        .operands = "aggregate:anyType dynamicSizes:index*",
        .results = "result:anyRankedTensor",
        .syntax =
            "$aggregate (`[` $dynamicSizes^ `]`)? attr-dict `:` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "splat",
        .fold = weir_tensor_splat_fold,
        .verify = weir_tensor_empty_verify,
    },
    {
        .id = WEIR_TENSOR_UNPACK,
        .name = "tensor.unpack",
        .summary = "the tensor of which tiles were cut",
        .operands = "source:anyRankedTensor dest:anyRankedTensor "
                    "inner_tiles:index*",
        .attrs = "outer_dims_perm:denseI64ArrayAttr? "
                 "inner_dims_pos:denseI64ArrayAttr "
                 "static_inner_tiles:denseI64ArrayAttr",
        .results = "result:anyRankedTensor",
        .same_type = "dest,result",
        .syntax = "$source (`outer_dims_perm` `=` $outer_dims_perm^)? "
                  "`inner_dims_pos` `=` $inner_dims_pos `inner_tiles` `=` "
                  "custom<DynamicIndexList>($inner_tiles, $static_inner_tiles) "
                  "`into` $dest attr-dict `:` type($source) `->` type($dest)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "unpack",
        .verify = weir_tensor_pack_verify,
        .canonicalize = weir_tensor_pack_canonicalize,
        .fold = weir_tensor_pack_fold,
    },
    {
        .id = WEIR_TENSOR_YIELD,
        .name = "tensor.yield",
        .summary = "the element that a region of a tensor op computes",
        .operands = "value:anyType",
        .parents = "tensor.generate tensor.pad",
        .syntax = "$value attr-dict `:` type($value)",
        .traits = WEIR_OP_PURE | WEIR_OP_RETURN_LIKE | WEIR_OP_TERMINATOR |
                  WEIR_OP_PROPERTIES,
    },
};

const weir_dialect_t weir_tensor_dialect = {
    .name = "tensor",
    .number = 11,
    .ops = tensor_ops,
    .op_count = sizeof(tensor_ops) / sizeof(tensor_ops[0]),
    .materialize_constant = weir_materialize_complex,
};
