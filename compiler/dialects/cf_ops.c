#include "compiler/dialects/cf.h"

#include "compiler/dialects/control_flow_impl.h"
#include "compiler/dialects/fold_util.h"

static const weir_op_def_t cf_ops[] = {
    {
        .id = WEIR_CF_ASSERT,
        .name = "cf.assert",
        .summary = "stops the program unless a condition holds",
        .operands = "arg:i1",
        .attrs = "msg:strAttr",
        .syntax = "$arg `,` $msg attr-dict",
        .traits = WEIR_OP_PROPERTIES,
        .canonicalize = weir_cf_assert_canonicalize,
    },
    {
        .id = WEIR_CF_BR,
        .name = "cf.br",
        .summary = "goes on at another block",
        .operands = "destOperands:anyType*",
        .successors = "dest:destOperands",
        .traits = WEIR_OP_PURE | WEIR_OP_TERMINATOR | WEIR_OP_PROPERTIES,
        .parse = weir_cf_br_parse,
        .print = weir_cf_br_print,
        .canonicalize = weir_cf_br_canonicalize,
    },
    {
        .id = WEIR_CF_COND_BR,
        .name = "cf.cond_br",
        .summary = "goes on at one of two blocks",
        .operands =
            "condition:i1 trueDestOperands:anyType* falseDestOperands:anyType*",
        .successors = "trueDest:trueDestOperands falseDest:falseDestOperands",
        .traits = WEIR_OP_PURE | WEIR_OP_TERMINATOR | WEIR_OP_SEGMENTS |
                  WEIR_OP_PROPERTIES,
        .parse = weir_cf_cond_br_parse,
        .print = weir_cf_cond_br_print,
        .canonicalize = weir_cf_cond_br_canonicalize,
    },
    {
        .id = WEIR_CF_SWITCH,
        .name = "cf.switch",
        .summary = "goes on at the block of a case",
        .operands =
            "flag:anyInteger defaultOperands:anyType* caseOperands:anyType*",
        .attrs = "case_values:anyAttr? case_operand_segments:anyAttr",
        .successors =
            "defaultDestination:defaultOperands caseDestinations:caseOperands*",
        .traits = WEIR_OP_PURE | WEIR_OP_TERMINATOR | WEIR_OP_SEGMENTS |
                  WEIR_OP_PROPERTIES,
        .parse = weir_cf_switch_parse,
        .print = weir_cf_switch_print,
        .verify = weir_cf_switch_verify,
        .canonicalize = weir_cf_switch_canonicalize,
    },
};

const weir_dialect_t weir_cf_dialect = {
    .name = "cf",
    .number = 9,
    .ops = cf_ops,
    .op_count = sizeof(cf_ops) / sizeof(cf_ops[0]),
    .materialize_constant = weir_materialize_arith,
};
