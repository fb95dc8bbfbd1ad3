#include "compiler/dialects/builtin.h"

#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/tensor_impl.h"

static const weir_op_def_t builtin_ops[] = {
    {
        .id = WEIR_BUILTIN_MODULE,
        .name = "builtin.module",
        .summary = "a list of symbols: the top of every program",
        .attrs = "sym_name:symbolNameAttr? sym_visibility:strAttr?",
        .regions = "body:one",
        .traits = WEIR_OP_ISOLATED | WEIR_OP_SYMBOL | WEIR_OP_SYMBOL_TABLE |
                  WEIR_OP_NO_TERMINATOR | WEIR_OP_SINGLE_BLOCK |
                  WEIR_OP_DEFAULT_DIALECT | WEIR_OP_PROPERTIES,
        .parse = weir_builtin_module_parse,
        .print = weir_builtin_module_print,
    },
    {
        .id = WEIR_BUILTIN_UNREALIZED_CONVERSION_CAST,
        .name = "builtin.unrealized_conversion_cast",
        .summary = "stands between two types until a conversion is complete",
        .operands = "inputs:anyType*",
        .results = "outputs:anyType*",
        .syntax = "($inputs^ `:` type($inputs))? `to` type($outputs) attr-dict",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .fold = weir_builtin_cast_fold,
    },
};

const weir_dialect_t weir_builtin_dialect = {
    .name = "builtin",
    .number = 5,
    .ops = builtin_ops,
    .op_count = sizeof(builtin_ops) / sizeof(builtin_ops[0]),
    .materialize_constant = weir_materialize_arith,
};
