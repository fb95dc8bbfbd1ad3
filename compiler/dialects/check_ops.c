#include "compiler/dialects/check.h"

#include "compiler/dialects/fold_util.h"

static const weir_op_def_t check_ops[] = {
    {
        .id = WEIR_CHECK_EXPECT_ALL_TRUE,
        .name = "check.expect_all_true",
        .summary = "fails the test unless all elements are true",
        .operands = "device:device? operand:anyType",
        .syntax = "(`<` $device^ `>`)? `` `(` $operand `)` attr-dict `:` "
                  "type($operand)",
        .traits = WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_CHECK_EXPECT_ALMOST_EQ,
        .name = "check.expect_almost_eq",
        .summary = "fails the test unless two tensors are almost equal",
        .operands = "device:device? lhs:anyType rhs:anyType",
        .attrs = "tolerance:anyAttr?",
        .same_type = "lhs,rhs",
        .syntax = "(`<` $device^ `>`)? `` `(` $lhs `,` $rhs `)` attr-dict `:` "
                  "type($lhs)",
        .traits = WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_CHECK_EXPECT_ALMOST_EQ_CONST,
        .name = "check.expect_almost_eq_const",
        .summary = "fails the test unless a tensor is almost a constant",
        .operands = "lhs:anyRankedTensor",
        .attrs = "value:typedAttrInterface tolerance:anyAttr?",
        .syntax = "`(` $lhs `,` $value `)` attr-dict `:` type($lhs)",
        .traits = WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_CHECK_EXPECT_EQ,
        .name = "check.expect_eq",
        .summary = "fails the test unless two tensors are equal",
        .operands = "device:device? lhs:anyType rhs:anyType",
        .same_type = "lhs,rhs",
        .syntax = "(`<` $device^ `>`)? `` `(` $lhs `,` $rhs `)` attr-dict `:` "
                  "type($lhs)",
        .traits = WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_CHECK_EXPECT_EQ_CONST,
        .name = "check.expect_eq_const",
        .summary = "fails the test unless a tensor equals a constant",
        .operands = "lhs:anyRankedTensor",
        .attrs = "value:typedAttrInterface",
        .syntax = "`(` $lhs `,` $value `)` attr-dict `:` type($lhs)",
        .traits = WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_CHECK_EXPECT_FALSE,
        .name = "check.expect_false",
        .summary = "fails the test unless a value is zero",
        .operands = "operand:anyType",
        .syntax = "`(` $operand `)` attr-dict `:` type($operand)",
        .traits = WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_CHECK_EXPECT_TRUE,
        .name = "check.expect_true",
        .summary = "fails the test unless a value is not zero",
        .operands = "operand:anyType",
        .syntax = "`(` $operand `)` attr-dict `:` type($operand)",
        .traits = WEIR_OP_PROPERTIES,
    },
};

const weir_dialect_t weir_check_dialect = {
    .name = "check",
    .number = 19,
    .ops = check_ops,
    .op_count = sizeof(check_ops) / sizeof(check_ops[0]),
    .materialize_constant = weir_materialize_arith,
};
