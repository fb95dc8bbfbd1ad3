#include "compiler/dialects/func.h"

#include "compiler/dialects/control_flow_impl.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/functions.h"
#include "compiler/dialects/verify_util.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"

static bool verify_func(weir_op_t* op) {
  if (weir_region_is_empty(weir_op_region(op, 0)) &&
      weir_symbol_visibility(op) == WEIR_PUBLIC) {
    return weir_op_error(op,
                         "symbol declaration cannot have public visibility");
  }
  return weir_verify_function(op);
}

// A call of a function that a constant names calls it by that name.
static bool call_known(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_op_t* constant = weir_value_op(weir_op_operand_n(op, 0));
  if (!weir_op_is(constant, WEIR_FUNC_CONSTANT)) return false;
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_FUNC_CALL, op->location);
  weir_op_state_operands_of(&state, op,
                            WEIR_FUNC_CALL_INDIRECT_CALLEE_OPERANDS);
  weir_op_state_attr(&state, "callee", weir_op_attr(constant, "value"));
  weir_op_state_results_of(&state, op, 0);
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}

static const weir_op_def_t func_ops[] = {
    {
        .id = WEIR_FUNC_CALL,
        .name = "func.call",
        .summary = "calls a function",
        .operands = "operands:anyType*",
        .attrs = "callee:flatSymbolRefAttr",
        .results = "results:anyType*",
        .traits = WEIR_OP_CALL | WEIR_OP_SYMBOL_USER | WEIR_OP_PROPERTIES,
        .parse = weir_func_call_parse,
        .print = weir_func_call_print,
        .verify = weir_verify_call,
    },
    {
        .id = WEIR_FUNC_CALL_INDIRECT,
        .name = "func.call_indirect",
        .summary = "calls the function that a value is",
        .operands = "callee:anyType callee_operands:anyType*",
        .results = "results:anyType*",
        .traits = WEIR_OP_CALL | WEIR_OP_PROPERTIES,
        .parse = weir_func_call_indirect_parse,
        .print = weir_func_call_indirect_print,
        .canonicalize = call_known,
    },
    {
        .id = WEIR_FUNC_CONSTANT,
        .name = "func.constant",
        .summary = "a function as a value",
        .attrs = "value:flatSymbolRefAttr",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_CONSTANT_LIKE | WEIR_OP_SYMBOL_USER |
                  WEIR_OP_PROPERTIES,
        .parse = weir_func_constant_parse,
        .print = weir_func_constant_print,
        .names = weir_func_constant_names,
    },
    {
        .id = WEIR_FUNC_FUNC,
        .name = "func.func",
        .summary = "a function",
        .attrs = "sym_name:symbolNameAttr "
                 "function_type:type-attribute-of-function-type "
                 "sym_visibility:strAttr? arg_attrs:dictArrayAttr? "
                 "res_attrs:dictArrayAttr?",
        .regions = "body:any",
        .traits = WEIR_OP_FUNCTION | WEIR_OP_CALLABLE | WEIR_OP_SYMBOL |
                  WEIR_OP_ISOLATED | WEIR_OP_DEFAULT_DIALECT |
                  WEIR_OP_PROPERTIES,
        .parse = weir_func_func_parse,
        .print = weir_func_func_print,
        .verify = verify_func,
    },
    {
        .id = WEIR_FUNC_RETURN,
        .name = "func.return",
        .summary = "ends a function",
        .operands = "operands:anyType*",
        .parents = "func.func",
        .syntax = "attr-dict ($operands^ `:` type($operands))?",
        .traits = WEIR_OP_PURE | WEIR_OP_RETURN_LIKE | WEIR_OP_TERMINATOR |
                  WEIR_OP_PROPERTIES,
        .verify = weir_verify_return,
    },
};

static weir_op_t* materialize(weir_rewriter_t* rewriter, weir_attr_t* value,
                              weir_type_t* type, weir_location_t* location) {
  if (!weir_attr_is(value, WEIR_ATTR_SYMBOL_REF)) {
    return weir_materialize_arith(rewriter, value, type, location);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_FUNC_CONSTANT, location);
  weir_op_state_attr(&state, "value", value);
  weir_op_state_result(&state, type);
  return weir_build(&rewriter->builder, &state);
}

const weir_dialect_t weir_func_dialect = {
    .name = "func",
    .number = 6,
    .ops = func_ops,
    .op_count = sizeof(func_ops) / sizeof(func_ops[0]),
    .materialize_constant = materialize,
};
