#include "compiler/dialects/affine.h"

#include "compiler/dialects/control_flow_impl.h"
#include "compiler/dialects/fold_util.h"

static const weir_op_def_t affine_ops[] = {
    {
        .id = WEIR_AFFINE_APPLY,
        .name = "affine.apply",
        .summary = "the value of a one-result affine map",
        .operands = "mapOperands:index*",
        .attrs = "map:anyAttr",
        .results = "result:index",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .parse = weir_affine_map_op_parse,
        .print = weir_affine_map_op_print,
        .verify = weir_affine_map_op_verify,
        .fold = weir_affine_apply_fold,
        .canonicalize = weir_affine_map_op_canonicalize,
    },
    {
        .id = WEIR_AFFINE_DELINEARIZE_INDEX,
        .name = "affine.delinearize_index",
        .summary = "the coordinates of an index in a row-major grid",
        .operands = "linear_index:index basis:index*",
        .results = "multi_index:index*",
        .syntax = "$linear_index `into` ` ` `(` $basis `)` attr-dict `:` "
                  "type($multi_index)",
        .traits = WEIR_OP_PURE,
        .verify = weir_affine_delinearize_verify,
    },
    {
        .id = WEIR_AFFINE_MAX,
        .name = "affine.max",
        .summary = "the largest result of an affine map",
        .operands = "operands:index*",
        .attrs = "map:anyAttr",
        .results = "result:index",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .parse = weir_affine_map_op_parse,
        .print = weir_affine_map_op_print,
        .verify = weir_affine_map_op_verify,
        .fold = weir_affine_extreme_fold,
        .canonicalize = weir_affine_map_op_canonicalize,
    },
    {
        .id = WEIR_AFFINE_MIN,
        .name = "affine.min",
        .summary = "the smallest result of an affine map",
        .operands = "operands:index*",
        .attrs = "map:anyAttr",
        .results = "result:index",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .parse = weir_affine_map_op_parse,
        .print = weir_affine_map_op_print,
        .verify = weir_affine_map_op_verify,
        .fold = weir_affine_extreme_fold,
        .canonicalize = weir_affine_map_op_canonicalize,
    },
};

const weir_dialect_t weir_affine_dialect = {
    .name = "affine",
    .number = 13,
    .ops = affine_ops,
    .op_count = sizeof(affine_ops) / sizeof(affine_ops[0]),
    .materialize_constant = weir_materialize_arith,
};
