#include "compiler/dialects/vector.h"

#include "compiler/dialects/fold_util.h"

static const weir_op_def_t vector_ops[] = {
    {
        .id = WEIR_VECTOR_BROADCAST,
        .name = "vector.broadcast",
        .summary = "a vector of repeated values",
        .operands = "source:anyType",
        .results = "vector:anyVector",
        .syntax = "$source attr-dict `:` type($source) `to` type($vector)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_VECTOR_SPLAT,
        .name = "vector.splat",
        .summary = "a vector of one value",
        .operands = "input:anyType",
        .results = "aggregate:anyType",
        .syntax = "$input attr-dict `:` type($aggregate)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
    },
};

const weir_dialect_t weir_vector_dialect = {
    .name = "vector",
    .number = 15,
    .ops = vector_ops,
    .op_count = sizeof(vector_ops) / sizeof(vector_ops[0]),
    .materialize_constant = weir_materialize_arith,
};
