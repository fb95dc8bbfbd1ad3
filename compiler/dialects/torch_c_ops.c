#include "compiler/dialects/torch_c.h"

static const weir_op_def_t torch_c_ops[] = {
    {
        .id = WEIR_TORCH_C_FROM_BUILTIN_TENSOR,
        .name = "torch_c.from_builtin_tensor",
        .summary = "a builtin tensor as a torch tensor",
        .operands = "operand:anyTensor",
        .results = "result:anyType",
        .syntax = "$operand attr-dict `:` type($operand) `->` type($result)",
        .traits = WEIR_OP_PURE,
    },
    {
        .id = WEIR_TORCH_C_TO_BUILTIN_TENSOR,
        .name = "torch_c.to_builtin_tensor",
        .summary = "a torch tensor as a builtin tensor",
        .operands = "operand:anyType",
        .results = "result:anyTensor",
        .syntax = "$operand attr-dict `:` type($operand) `->` type($result)",
        .traits = WEIR_OP_PURE,
    },
};

const weir_dialect_t weir_torch_c_dialect = {
    .name = "torch_c",
    .number = 20,
    .ops = torch_c_ops,
    .op_count = sizeof(torch_c_ops) / sizeof(torch_c_ops[0]),
};
