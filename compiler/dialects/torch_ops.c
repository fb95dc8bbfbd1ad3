#include "compiler/dialects/torch.h"

#include "compiler/dialects/torch_impl.h"

static const weir_op_def_t torch_ops[] = {
    {
        .id = WEIR_TORCH_COPY_TO_VTENSOR,
        .name = "torch.copy.to_vtensor",
        .summary = "the contents of a mutable tensor",
        .operands = "input:anyType",
        .results = "result:anyType",
        .parse = weir_torch_copy_to_vtensor_parse,
        .print = weir_torch_copy_to_vtensor_print,
        .traits = WEIR_OP_EFFECT_READ,
    },
    {
        .id = WEIR_TORCH_OVERWRITE_TENSOR_CONTENTS,
        .name = "torch.overwrite.tensor.contents",
        .summary = "replaces the contents of a mutable tensor",
        .operands = "value:anyType overwritten:anyType",
        .syntax = "$value `overwrites` $overwritten attr-dict `:` type($value) "
                  "`,` type($overwritten)",
        .traits = WEIR_OP_EFFECT_WRITE,
    },
    {
        .id = WEIR_TORCH_OPERATOR,
        .name = "torch.operator",
        .summary = "an operator of which only the name is known",
        .operands = "operands:anyType*",
        .attrs = "name:strAttr",
        .results = "results:anyType*",
        .parse = weir_torch_operator_parse,
        .print = weir_torch_operator_print,
    },
    {
        .id = WEIR_TORCH_CONSTANT_BOOL,
        .name = "torch.constant.bool",
        .summary = "a constant scalar",
        .attrs = "value:anyAttr",
        .results = "result:anyType",
        .parse = weir_torch_constant_parse,
        .print = weir_torch_constant_print,
        .traits = WEIR_OP_PURE,
    },
    {
        .id = WEIR_TORCH_CONSTANT_FLOAT,
        .name = "torch.constant.float",
        .summary = "a constant scalar",
        .attrs = "value:anyAttr",
        .results = "result:anyType",
        .parse = weir_torch_constant_parse,
        .print = weir_torch_constant_print,
        .traits = WEIR_OP_PURE,
    },
    {
        .id = WEIR_TORCH_CONSTANT_INT,
        .name = "torch.constant.int",
        .summary = "a constant scalar",
        .attrs = "value:anyAttr",
        .results = "result:anyType",
        .parse = weir_torch_constant_parse,
        .print = weir_torch_constant_print,
        .traits = WEIR_OP_PURE,
    },
};

const weir_dialect_t weir_torch_dialect = {
    .name = "torch",
    .number = 17,
    .ops = torch_ops,
    .op_count = sizeof(torch_ops) / sizeof(torch_ops[0]),
    .types = weir_torch_types,
    .type_count = WEIR_TORCH_TYPE_COUNT,
};
