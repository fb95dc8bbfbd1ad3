#include "compiler/dialects/affine.h"

#include "compiler/dialects/affine_impl.h"
#include "compiler/dialects/control_flow_impl.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/tensor_impl.h"

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
        .id = WEIR_AFFINE_FOR,
        .name = "affine.for",
        .summary = "a loop that counts from the largest result of one map to "
                   "the smallest of another",
        .operands = "lowerBoundOperands:index* upperBoundOperands:index* "
                    "inits:anyType*",
        .attrs = "lowerBoundMap:affineMapAttr upperBoundMap:affineMapAttr "
                 "step:indexAttr",
        .results = "results:anyType*",
        .regions = "region:one",
        .terminator = "affine.yield",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_RECURSIVE_EFFECTS |
                  WEIR_OP_IMPLICIT_TERMINATOR | WEIR_OP_SINGLE_BLOCK |
                  WEIR_OP_PROPERTIES,
        .parse = weir_affine_for_parse,
        .print = weir_affine_for_print,
        .verify = weir_affine_for_verify,
        .canonicalize = weir_affine_for_canonicalize,
    },
    {
        .id = WEIR_AFFINE_IF,
        .name = "affine.if",
        .summary = "one of two regions, by whether values are in a set",
        .operands = "operands:index*",
        .attrs = "condition:anyAttr",
        .results = "results:anyType*",
        .regions = "thenRegion:one elseRegion:any",
        .terminator = "affine.yield",
        .traits = WEIR_OP_RECURSIVE_EFFECTS | WEIR_OP_IMPLICIT_TERMINATOR |
                  WEIR_OP_SINGLE_BLOCK,
        .parse = weir_affine_if_parse,
        .print = weir_affine_if_print,
        .verify = weir_affine_if_verify,
        .canonicalize = weir_affine_if_canonicalize,
    },
    {
        .id = WEIR_AFFINE_LOAD,
        .name = "affine.load",
        .summary = "reads the element at the results of a map",
        .operands = "memref:anyMemRef indices:index*",
        .attrs = "map:affineMapAttr",
        .results = "result:anyType",
        .traits = WEIR_OP_EFFECT_READ | WEIR_OP_PROPERTIES,
        .parse = weir_affine_load_parse,
        .print = weir_affine_access_print,
        .verify = weir_affine_access_verify,
        .fold = weir_memref_of_cast_fold,
        .canonicalize = weir_affine_access_canonicalize,
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
        .canonicalize = weir_affine_extreme_canonicalize,
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
        .canonicalize = weir_affine_extreme_canonicalize,
    },
    {
        .id = WEIR_AFFINE_PARALLEL,
        .name = "affine.parallel",
        .summary = "a loop nest in any order",
        .operands = "mapOperands:index*",
        .attrs = "reductions:arrayAttr lowerBoundsMap:affineMapAttr "
                 "lowerBoundsGroups:anyAttr upperBoundsMap:affineMapAttr "
                 "upperBoundsGroups:anyAttr steps:arrayAttr",
        .results = "results:anyType*",
        .regions = "region:one",
        .terminator = "affine.yield",
        .traits = WEIR_OP_RECURSIVE_EFFECTS | WEIR_OP_IMPLICIT_TERMINATOR |
                  WEIR_OP_SINGLE_BLOCK | WEIR_OP_PROPERTIES,
        .parse = weir_affine_parallel_parse,
        .print = weir_affine_parallel_print,
        .verify = weir_affine_parallel_verify,
        .canonicalize = weir_affine_parallel_canonicalize,
    },
    {
        .id = WEIR_AFFINE_STORE,
        .name = "affine.store",
        .summary = "writes the element at the results of a map",
        .operands = "value:anyType memref:anyMemRef indices:index*",
        .attrs = "map:affineMapAttr",
        .traits = WEIR_OP_EFFECT_WRITE | WEIR_OP_PROPERTIES,
        .parse = weir_affine_store_parse,
        .print = weir_affine_access_print,
        .verify = weir_affine_access_verify,
        .fold = weir_memref_of_cast_fold,
        .canonicalize = weir_affine_access_canonicalize,
    },
    {
        .id = WEIR_AFFINE_YIELD,
        .name = "affine.yield",
        .summary = "ends a region with its results",
        .operands = "operands:anyType*",
        .syntax = "attr-dict ($operands^ `:` type($operands))?",
        .traits = WEIR_OP_PURE | WEIR_OP_RETURN_LIKE | WEIR_OP_TERMINATOR |
                  WEIR_OP_PROPERTIES,
        .verify = weir_affine_yield_verify,
    },
};

const weir_dialect_t weir_affine_dialect = {
    .name = "affine",
    .number = 13,
    .ops = affine_ops,
    .op_count = sizeof(affine_ops) / sizeof(affine_ops[0]),
    .materialize_constant = weir_materialize_arith,
};
