#include "compiler/dialects/scf.h"

#include "compiler/dialects/control_flow_impl.h"
#include "compiler/dialects/fold_util.h"

static const weir_op_def_t scf_ops[] = {
    {
        .id = WEIR_SCF_CONDITION,
        .name = "scf.condition",
        .summary = "says whether a while loop goes on",
        .operands = "condition:i1 args:anyType*",
        .parents = "scf.while",
        .syntax = "`(` $condition `)` attr-dict ($args^ `:` type($args))?",
        .traits = WEIR_OP_PURE | WEIR_OP_TERMINATOR | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_SCF_EXECUTE_REGION,
        .name = "scf.execute_region",
        .summary = "a region with blocks, run once",
        .results = "results:anyType*",
        .regions = "region:any",
        .traits = WEIR_OP_REGION_BRANCH | WEIR_OP_PROPERTIES,
        .parse = weir_scf_execute_region_parse,
        .print = weir_scf_execute_region_print,
        .verify = weir_scf_execute_region_verify,
        .canonicalize = weir_scf_execute_region_canonicalize,
    },
    {
        .id = WEIR_SCF_FOR,
        .name = "scf.for",
        .summary = "a counted loop",
        .operands = "lowerBound:signlessIntegerOrIndex "
                    "upperBound:signlessIntegerOrIndex "
                    "step:signlessIntegerOrIndex initArgs:anyType*",
        .results = "results:anyType*",
        .regions = "region:one",
        .terminator = "scf.yield",
        .same_type = "lowerBound,upperBound,step",
        .traits = WEIR_OP_REGION_BRANCH | WEIR_OP_RECURSIVE_EFFECTS |
                  WEIR_OP_IMPLICIT_TERMINATOR | WEIR_OP_SINGLE_BLOCK |
                  WEIR_OP_PROPERTIES,
        .parse = weir_scf_for_parse,
        .print = weir_scf_for_print,
        .verify = weir_scf_for_verify,
        .canonicalize = weir_scf_for_canonicalize,
    },
    {
        .id = WEIR_SCF_FORALL,
        .name = "scf.forall",
        .summary = "a loop nest whose iterations may run at the same time",
        .operands = "dynamicLowerBound:index* dynamicUpperBound:index* "
                    "dynamicStep:index* outputs:anyRankedTensor*",
        .attrs = "staticLowerBound:denseI64ArrayAttr "
                 "staticUpperBound:denseI64ArrayAttr "
                 "staticStep:denseI64ArrayAttr mapping:arrayAttr?",
        .results = "results:anyType*",
        .regions = "region:one",
        .terminator = "scf.forall.in_parallel",
        .traits = WEIR_OP_REGION_BRANCH | WEIR_OP_RECURSIVE_EFFECTS |
                  WEIR_OP_IMPLICIT_TERMINATOR | WEIR_OP_SEGMENTS |
                  WEIR_OP_SINGLE_BLOCK | WEIR_OP_PROPERTIES,
        .parse = weir_scf_forall_parse,
        .print = weir_scf_forall_print,
    },
    {
        .id = WEIR_SCF_FORALL_IN_PARALLEL,
        .name = "scf.forall.in_parallel",
        .summary = "gathers what the iterations of a forall made",
        .regions = "region:any",
        .parents = "scf.forall",
        .traits = WEIR_OP_PURE | WEIR_OP_TERMINATOR | WEIR_OP_NO_TERMINATOR |
                  WEIR_OP_SINGLE_BLOCK | WEIR_OP_PROPERTIES,
        .parse = weir_scf_in_parallel_parse,
        .print = weir_scf_in_parallel_print,
    },
    {
        .id = WEIR_SCF_IF,
        .name = "scf.if",
        .summary = "one of two regions",
        .operands = "condition:i1",
        .results = "results:anyType*",
        .regions = "thenRegion:any elseRegion:any",
        .terminator = "scf.yield",
        .traits = WEIR_OP_REGION_BRANCH | WEIR_OP_RECURSIVE_EFFECTS |
                  WEIR_OP_IMPLICIT_TERMINATOR | WEIR_OP_SINGLE_BLOCK |
                  WEIR_OP_PROPERTIES,
        .parse = weir_scf_if_parse,
        .print = weir_scf_if_print,
        .verify = weir_scf_if_verify,
        .canonicalize = weir_scf_if_canonicalize,
        .fold = weir_scf_if_fold,
    },
    {
        .id = WEIR_SCF_INDEX_SWITCH,
        .name = "scf.index_switch",
        .summary = "the region of a case",
        .operands = "arg:index",
        .attrs = "cases:denseI64ArrayAttr",
        .results = "results:anyType*",
        .regions = "defaultRegion:one caseRegions:one*",
        .terminator = "scf.yield",
        .traits = WEIR_OP_REGION_BRANCH | WEIR_OP_RECURSIVE_EFFECTS |
                  WEIR_OP_IMPLICIT_TERMINATOR | WEIR_OP_SINGLE_BLOCK |
                  WEIR_OP_PROPERTIES,
        .parse = weir_scf_index_switch_parse,
        .print = weir_scf_index_switch_print,
        .verify = weir_scf_index_switch_verify,
        .canonicalize = weir_scf_index_switch_canonicalize,
    },
    {
        .id = WEIR_SCF_PARALLEL,
        .name = "scf.parallel",
        .summary = "a loop nest in any order",
        .operands = "lowerBound:index* upperBound:index* step:index* "
                    "initVals:anyType*",
        .results = "results:anyType*",
        .regions = "region:one",
        .terminator = "scf.reduce",
        .traits = WEIR_OP_REGION_BRANCH | WEIR_OP_RECURSIVE_EFFECTS |
                  WEIR_OP_IMPLICIT_TERMINATOR | WEIR_OP_SEGMENTS |
                  WEIR_OP_SINGLE_BLOCK | WEIR_OP_PROPERTIES,
        .parse = weir_scf_parallel_parse,
        .print = weir_scf_parallel_print,
    },
    {
        .id = WEIR_SCF_REDUCE,
        .name = "scf.reduce",
        .summary = "ends an iteration of a parallel loop",
        .operands = "operands:anyType*",
        .regions = "reductions:one*",
        .parents = "scf.parallel",
        .syntax = "(`(` $operands^ `:` type($operands) `)`)? $reductions "
                  "attr-dict",
        .traits =
            WEIR_OP_RECURSIVE_EFFECTS | WEIR_OP_TERMINATOR | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_SCF_REDUCE_RETURN,
        .name = "scf.reduce.return",
        .summary = "what two values of a reduction make together",
        .operands = "result:anyType",
        .parents = "scf.reduce",
        .syntax = "$result attr-dict `:` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_TERMINATOR | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_SCF_WHILE,
        .name = "scf.while",
        .summary = "a loop with a condition region and a body region",
        .operands = "inits:anyType*",
        .results = "results:anyType*",
        .regions = "before:one after:one",
        .traits = WEIR_OP_REGION_BRANCH | WEIR_OP_RECURSIVE_EFFECTS |
                  WEIR_OP_SINGLE_BLOCK | WEIR_OP_PROPERTIES,
        .parse = weir_scf_while_parse,
        .print = weir_scf_while_print,
        .verify = weir_scf_while_verify,
        .canonicalize = weir_scf_while_canonicalize,
    },
    {
        .id = WEIR_SCF_YIELD,
        .name = "scf.yield",
        .summary = "ends a region with its results",
        .operands = "results:anyType*",
        .parents =
            "scf.execute_region scf.for scf.if scf.index_switch scf.while",
        .syntax = "attr-dict ($results^ `:` type($results))?",
        .traits = WEIR_OP_PURE | WEIR_OP_RETURN_LIKE | WEIR_OP_TERMINATOR |
                  WEIR_OP_PROPERTIES,
    },
};

const weir_dialect_t weir_scf_dialect = {
    .name = "scf",
    .number = 10,
    .ops = scf_ops,
    .op_count = sizeof(scf_ops) / sizeof(scf_ops[0]),
    .materialize_constant = weir_materialize_arith,
};
