#include "compiler/dialects/memref.h"

#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/names.h"
#include "compiler/dialects/tensor_impl.h"

static const weir_op_def_t memref_ops[] = {
    {
        .id = WEIR_MEMREF_ALLOC,
        .name = "memref.alloc",
        .summary = "allocates a buffer",
        .operands = "dynamicSizes:index* symbolOperands:index*",
        .attrs = "alignment:i64Attr?",
        .results = "memref:anyMemRef",
        .traits =
            WEIR_OP_SEGMENTS | WEIR_OP_EFFECT_ALLOCATE | WEIR_OP_PROPERTIES,
        .parse = weir_memref_alloc_parse,
        .print = weir_memref_alloc_print,
        .names = weir_names_of_row,
        .result_names = "alloc",
    },
    {
        .id = WEIR_MEMREF_ALLOCA,
        .name = "memref.alloca",
        .summary = "allocates a buffer for as long as the function runs",
        .operands = "dynamicSizes:index* symbolOperands:index*",
        .attrs = "alignment:i64Attr?",
        .results = "memref:anyMemRef",
        .traits =
            WEIR_OP_SEGMENTS | WEIR_OP_EFFECT_ALLOCATE | WEIR_OP_PROPERTIES,
        .parse = weir_memref_alloc_parse,
        .print = weir_memref_alloc_print,
        .names = weir_names_of_row,
        .result_names = "alloca",
    },
    {
        .id = WEIR_MEMREF_ASSUME_ALIGNMENT,
        .name = "memref.assume_alignment",
        .summary = "promises how a buffer is aligned",
        .operands = "memref:anyMemRef",
        .attrs = "alignment:i32Attr",
        .syntax = "$memref `,` $alignment attr-dict `:` type($memref)",
        .traits = WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MEMREF_CAST,
        .name = "memref.cast",
        .summary = "a buffer as another type of its kind",
        .operands = "source:anyMemRef",
        .results = "dest:anyMemRef",
        .syntax = "$source attr-dict `:` type($source) `to` type($dest)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "cast",
        .fold = weir_memref_cast_fold,
    },
    {
        .id = WEIR_MEMREF_COLLAPSE_SHAPE,
        .name = "memref.collapse_shape",
        .summary = "joins groups of adjacent dimensions",
        .operands = "src:anyMemRef",
        .attrs = "reassociation:arrayAttr",
        .results = "result:anyMemRef",
        .syntax =
            "$src $reassociation attr-dict `:` type($src) `into` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "collapse_shape",
    },
    {
        .id = WEIR_MEMREF_COPY,
        .name = "memref.copy",
        .summary = "copies a buffer into another",
        .operands = "source:anyMemRef target:anyMemRef",
        .syntax = "$source `,` $target attr-dict `:` type($source) `to` "
                  "type($target)",
        .traits = WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MEMREF_DEALLOC,
        .name = "memref.dealloc",
        .summary = "frees a buffer",
        .operands = "memref:anyMemRef",
        .syntax = "$memref attr-dict `:` type($memref)",
        .traits = WEIR_OP_EFFECT_WRITE | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MEMREF_DIM,
        .name = "memref.dim",
        .summary = "a dimension of a buffer",
        .operands = "source:anyMemRef index:index",
        .results = "result:index",
        .syntax = "attr-dict $source `,` $index `:` type($source)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "dim",
        .fold = weir_memref_dim_fold,
    },
    {
        .id = WEIR_MEMREF_EXPAND_SHAPE,
        .name = "memref.expand_shape",
        .summary = "splits dimensions into groups",
        .operands = "src:anyMemRef output_shape:index*",
        .attrs =
            "reassociation:arrayAttr static_output_shape:denseI64ArrayAttr",
        .results = "result:anyMemRef",
        .syntax =
            "$src $reassociation `output_shape` "
            "custom<DynamicIndexList>($output_shape, $static_output_shape) "
            "attr-dict `:` type($src) `into` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "expand_shape",
    },
    {
        .id = WEIR_MEMREF_EXTRACT_ALIGNED_POINTER_AS_INDEX,
        .name = "memref.extract_aligned_pointer_as_index",
        .summary = "the address of a buffer",
        .operands = "source:anyMemRef",
        .results = "aligned_pointer:index",
        .syntax =
            "$source `:` type($source) `->` type($aligned_pointer) attr-dict",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "intptr",
    },
    {
        .id = WEIR_MEMREF_GET_GLOBAL,
        .name = "memref.get_global",
        .summary = "the buffer of a global",
        .attrs = "name:flatSymbolRefAttr",
        .results = "result:anyMemRef",
        .syntax = "$name `:` type($result) attr-dict",
        .traits = WEIR_OP_SYMBOL_USER | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MEMREF_GLOBAL,
        .name = "memref.global",
        .summary = "a buffer of the module",
        .attrs =
            "sym_name:symbolNameAttr sym_visibility:strAttr? type:typeAttr "
            "initial_value:anyAttr? constant:unitAttr alignment:i64Attr?",
        .traits = WEIR_OP_SYMBOL | WEIR_OP_PROPERTIES,
        .parse = weir_memref_global_parse,
        .print = weir_memref_global_print,
    },
    {
        .id = WEIR_MEMREF_LOAD,
        .name = "memref.load",
        .summary = "reads an element",
        .operands = "memref:anyMemRef indices:index*",
        .attrs = "nontemporal:anyAttr?",
        .results = "result:anyType",
        .syntax = "$memref `[` $indices `]` attr-dict `:` type($memref)",
        .traits = WEIR_OP_EFFECT_READ | WEIR_OP_PROPERTIES,
        .infer_types = weir_element_infer,
        .fold = weir_memref_of_cast_fold,
    },
    {
        .id = WEIR_MEMREF_MEMORY_SPACE_CAST,
        .name = "memref.memory_space_cast",
        .summary = "a buffer as one of another memory space",
        .operands = "source:anyMemRef",
        .results = "dest:anyMemRef",
        .syntax = "$source attr-dict `:` type($source) `to` type($dest)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "memspacecast",
    },
    {
        .id = WEIR_MEMREF_RANK,
        .name = "memref.rank",
        .summary = "the rank of a buffer",
        .operands = "memref:anyMemRef",
        .results = "result:index",
        .syntax = "$memref attr-dict `:` type($memref)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MEMREF_REINTERPRET_CAST,
        .name = "memref.reinterpret_cast",
        .summary = "the memory of a buffer with other sizes and strides",
        .operands = "source:anyMemRef offsets:index* sizes:index* "
                    "strides:index*",
        .attrs = "static_offsets:denseI64ArrayAttr "
                 "static_sizes:denseI64ArrayAttr "
                 "static_strides:denseI64ArrayAttr",
        .results = "result:anyMemRef",
        .syntax = "$source `to` `offset` `` `:` "
                  "custom<DynamicIndexList>($offsets, $static_offsets) `` `,` "
                  "`sizes` `` `:` custom<DynamicIndexList>($sizes, "
                  "$static_sizes) `` `,` `strides` `` `:` "
                  "custom<DynamicIndexList>($strides, $static_strides) "
                  "attr-dict `:` type($source) `to` type($result)",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "reinterpret_cast",
    },
    {
        .id = WEIR_MEMREF_STORE,
        .name = "memref.store",
        .summary = "writes an element",
        .operands = "value:anyType memref:anyMemRef indices:index*",
        .attrs = "nontemporal:anyAttr?",
        .syntax =
            "$value `,` $memref `[` $indices `]` attr-dict `:` type($memref)",
        .traits = WEIR_OP_EFFECT_WRITE | WEIR_OP_PROPERTIES,
        .fold = weir_memref_of_cast_fold,
    },
    {
        .id = WEIR_MEMREF_SUBVIEW,
        .name = "memref.subview",
        .summary = "a part of a buffer",
        .operands =
            "source:anyMemRef offsets:index* sizes:index* strides:index*",
        .attrs =
            "static_offsets:denseI64ArrayAttr static_sizes:denseI64ArrayAttr "
            "static_strides:denseI64ArrayAttr",
        .results = "result:anyMemRef",
        .syntax =
            "$source `` custom<DynamicIndexList>($offsets, $static_offsets) "
            "custom<DynamicIndexList>($sizes, $static_sizes) "
            "custom<DynamicIndexList>($strides, $static_strides) attr-dict `:` "
            "type($source) `to` type($result)",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "subview",
    },
    {
        .id = WEIR_MEMREF_VIEW,
        .name = "memref.view",
        .summary = "bytes as a buffer of other elements",
        .operands = "source:anyMemRef byte_shift:index sizes:index*",
        .results = "result:anyMemRef",
        .syntax = "$source `[` $byte_shift `]` `` `[` $sizes `]` attr-dict `:` "
                  "type($source) `to` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "view",
    },
};

const weir_dialect_t weir_memref_dialect = {
    .name = "memref",
    .number = 14,
    .ops = memref_ops,
    .op_count = sizeof(memref_ops) / sizeof(memref_ops[0]),
    .materialize_constant = weir_materialize_arith,
};
