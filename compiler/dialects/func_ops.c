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

static const weir_op_t* function_named(const weir_op_t* op, const char* attr) {
  const weir_op_t* function = weir_symbol_resolve(op, weir_op_attr(op, attr));
  bool is_one =
      function != NULL && weir_op_has_trait(function, WEIR_OP_FUNCTION);
  return is_one ? function : NULL;
}

static bool verify_call_operands(weir_op_t* op, const weir_type_t* callee) {
  if (callee->function.input_count != op->operand_count) {
    return weir_op_error(op, "incorrect number of operands for callee");
  }
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    const weir_type_t* expected = callee->function.inputs[i];
    const weir_type_t* provided = weir_op_operand_n(op, i)->type;
    if (expected == provided) continue;
    weir_arena_t scratch = {0};
    weir_op_error(op,
                  "operand type mismatch: expected operand type '%s', but "
                  "provided '%s' for operand number %u",
                  weir_type_text(expected, &scratch),
                  weir_type_text(provided, &scratch), i);
    weir_arena_deinit(&scratch);
    return false;
  }
  return true;
}

static bool verify_call(weir_op_t* op) {
  const weir_op_t* function = function_named(op, "callee");
  if (function == NULL) {
    return weir_op_error(op, "'%.*s' does not reference a valid function",
                         WEIR_SV_ARGS(weir_op_attr_string(op, "callee")));
  }
  const weir_type_t* callee = weir_function_type_of(function);
  if (callee == NULL) return true;  // reported for the function
  if (!verify_call_operands(op, callee)) return false;
  if (callee->function.result_count != op->result_count) {
    return weir_op_error(op, "incorrect number of results for callee");
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (callee->function.results[i] != weir_op_result_n(op, i)->type) {
      return weir_op_error(op, "result type mismatch at index %u", i);
    }
  }
  return true;
}

static bool verify_constant(weir_op_t* op) {
  const weir_op_t* function = function_named(op, "value");
  if (function == NULL) {
    return weir_op_error(op, "reference to undefined function '%.*s'",
                         WEIR_SV_ARGS(weir_op_attr_string(op, "value")));
  }
  const weir_type_t* type = weir_function_type_of(function);
  return type == NULL || type == weir_op_result_n(op, 0)->type ||
         weir_op_error(op, "reference to function with mismatched type");
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
        .verify = verify_call,
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
        .verify = verify_constant,
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
