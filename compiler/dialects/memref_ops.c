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
    },
};

const weir_dialect_t weir_memref_dialect = {
    .name = "memref",
    .number = 14,
    .ops = memref_ops,
    .op_count = sizeof(memref_ops) / sizeof(memref_ops[0]),
    .materialize_constant = weir_materialize_arith,
};
