// A small dialect for the unit tests of this folder, and ways to make its ops.
#ifndef WEIR_COMPILER_IR_TEST_DIALECT_H_
#define WEIR_COMPILER_IR_TEST_DIALECT_H_

#include <stdio.h>
#include <string.h>

#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/rewrite.h"

enum {
  TEST_CONSTANT = 60 << 16 | 1,
  TEST_ADD,
  TEST_USE,
  TEST_READ,
  TEST_MODULE,
  TEST_FUNC,
  TEST_RETURN,
  TEST_BR,
  TEST_COND_BR,
  TEST_SWITCH,
  TEST_TIE,
  TEST_IF,
  TEST_YIELD,
  TEST_PAIR,
};

static bool test_add_fold(weir_op_t* op, weir_attr_t* const* operands,
                          weir_fold_result_t* results) {
  int64_t a, b;
  if (weir_attr_is_int(operands[1], 0)) {
    results[0].value = weir_op_operand_n(op, 0);
    return true;
  }
  if (!weir_attr_int(operands[0], &a) || !weir_attr_int(operands[1], &b)) {
    return false;
  }
  results[0].attr = weir_integer_attr(op->results[0].type, a + b);
  return true;
}

static bool test_pair_verify(weir_op_t* op) {
  return weir_op_has_attr(op, "ok") || weir_op_error(op, "is not ok");
}

static const weir_op_def_t test_ops[] = {
    {.id = TEST_CONSTANT,
     .name = "test.constant",
     .attrs = "value:anyAttr",
     .results = "result:anyType",
     .traits = WEIR_OP_PURE | WEIR_OP_CONSTANT_LIKE},
    {.id = TEST_ADD,
     .name = "test.add",
     .operands = "lhs:index rhs:index",
     .results = "result:index",
     .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_COMMUTATIVE,
     .fold = test_add_fold},
    {.id = TEST_USE, .name = "test.use", .operands = "values:anyType*"},
    {.id = TEST_READ,
     .name = "test.read",
     .results = "result:index",
     .traits = WEIR_OP_EFFECT_READ},
    {.id = TEST_MODULE,
     .name = "test.module",
     .attrs = "sym_name:symbolNameAttr?",
     .regions = "body:one",
     .traits = WEIR_OP_ISOLATED | WEIR_OP_SYMBOL_TABLE | WEIR_OP_NO_TERMINATOR |
               WEIR_OP_SINGLE_BLOCK},
    {.id = TEST_FUNC,
     .name = "test.func",
     .attrs = "sym_name:symbolNameAttr sym_visibility:strAttr? "
              "function_type:type-attribute-of-function-type",
     .regions = "body:any",
     .traits = WEIR_OP_ISOLATED | WEIR_OP_SYMBOL | WEIR_OP_FUNCTION},
    {.id = TEST_RETURN,
     .name = "test.return",
     .operands = "values:anyType*",
     .parents = "test.func",
     .traits = WEIR_OP_PURE | WEIR_OP_TERMINATOR | WEIR_OP_RETURN_LIKE},
    {.id = TEST_BR,
     .name = "test.br",
     .operands = "args:anyType*",
     .successors = "dest:args",
     .traits = WEIR_OP_PURE | WEIR_OP_TERMINATOR},
    {.id = TEST_COND_BR,
     .name = "test.cond_br",
     .operands = "condition:i1 true_args:anyType* false_args:anyType*",
     .successors = "true_dest:true_args false_dest:false_args",
     .traits = WEIR_OP_PURE | WEIR_OP_TERMINATOR | WEIR_OP_SEGMENTS},
    {.id = TEST_SWITCH,
     .name = "test.switch",
     .operands = "flag:index default_args:anyType* case_args:anyType*",
     .attrs = "case_operand_segments:denseI32ArrayAttr",
     .successors = "default_dest:default_args cases:case_args*",
     .traits = WEIR_OP_PURE | WEIR_OP_TERMINATOR | WEIR_OP_SEGMENTS},
    {.id = TEST_TIE,
     .name = "test.tie",
     .operands = "count:index tensors:anyType* tensor_dims:dim* "
                 "result_dims:dim*",
     .attrs = "tied_operands:tiedOpStorageAttr?",
     .results = "results:anyType*",
     .tied = "tensors",
     .traits = WEIR_OP_SEGMENTS | WEIR_OP_TIED},
    {.id = TEST_IF,
     .name = "test.if",
     .operands = "condition:i1",
     .results = "results:anyType*",
     .regions = "then:one else:any",
     .terminator = "test.yield",
     .traits = WEIR_OP_RECURSIVE_EFFECTS | WEIR_OP_IMPLICIT_TERMINATOR},
    {.id = TEST_YIELD,
     .name = "test.yield",
     .operands = "values:anyType*",
     .traits = WEIR_OP_PURE | WEIR_OP_TERMINATOR | WEIR_OP_RETURN_LIKE},
    {.id = TEST_PAIR,
     .name = "test.pair",
     .operands = "a:anyType b:anyType",
     .attrs = "ok:unitAttr kind:strAttr?",
     .same_type = "a,b",
     .verify = test_pair_verify},
};

static weir_op_t* test_materialize(weir_rewriter_t* rewriter,
                                   weir_attr_t* value, weir_type_t* type,
                                   weir_location_t* location) {
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, TEST_CONSTANT, location);
  weir_op_state_attr(&state, "value", value);
  weir_op_state_result(&state, type);
  return weir_build(&rewriter->builder, &state);
}

static const weir_dialect_t test_dialect = {
    .name = "test",
    .number = 60,
    .ops = test_ops,
    .op_count = sizeof(test_ops) / sizeof(test_ops[0]),
    .materialize_constant = test_materialize,
};

// -- fixture ----------------------------------------------------------------

static weir_context_t* context;
static weir_builder_t builder;
static weir_op_t* module;
static weir_arena_t arena;
static char messages[4096];  // one line each, "error: ..."

static inline void collect_message(const weir_diagnostic_t* diagnostic,
                                   void* user) {
  (void)user;
  size_t used = strlen(messages);
  snprintf(messages + used, sizeof(messages) - used, "%s: %s\n",
           diagnostic->severity == WEIR_SEVERITY_NOTE ? "note" : "error",
           diagnostic->message);
}

static inline weir_value_t* make_constant(int64_t value) {
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, TEST_CONSTANT, NULL);
  weir_op_state_attr(&state, "value", weir_index_attr(context, value));
  weir_op_state_result(&state, weir_index_type(context));
  return weir_op_result_n(weir_build(&builder, &state), 0);
}

static inline weir_value_t* make_read(void) {
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, TEST_READ, NULL);
  return weir_op_result_n(weir_build(&builder, &state), 0);
}

static inline weir_value_t* make_add(weir_value_t* a, weir_value_t* b) {
  return weir_build_binary(&builder, TEST_ADD, NULL, a, b);
}

static inline weir_op_t* make_list_op(uint32_t id, weir_value_t* const* values,
                                      uint32_t count) {
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, id, NULL);
  weir_op_state_operands(&state, values, count);
  return weir_build(&builder, &state);
}

static inline weir_op_t* make_use(weir_value_t* value) {
  return make_list_op(TEST_USE, &value, 1);
}

static inline weir_op_t* make_branch(weir_block_t* to,
                                     weir_value_t* const* values,
                                     uint32_t count) {
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, TEST_BR, NULL);
  weir_op_state_operands(&state, values, count);
  weir_op_state_successor(&state, to);
  return weir_build(&builder, &state);
}

// A function in the module with |inputs| index arguments; the builder is put
// into its entry.
static inline weir_op_t* make_function(const char* name, uint32_t inputs) {
  weir_type_t* types[8] = {NULL};
  for (uint32_t i = 0; i < inputs; ++i) types[i] = weir_index_type(context);
  weir_type_t* type = weir_function_type(context, types, inputs, NULL, 0);
  weir_builder_set_end(&builder, weir_module_body(module));
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, TEST_FUNC, NULL);
  weir_op_state_attr(&state, "sym_name", weir_string_attr(context, name));
  weir_op_state_attr(&state, "function_type", weir_type_attr(type));
  weir_op_t* function = weir_build(&builder, &state);
  weir_builder_set_end(&builder, weir_function_add_entry(function));
  return function;
}

static inline void set_up(void) {
  context = weir_context_create();
  weir_context_register_dialect(context, &test_dialect);
  weir_diagnostics_set_handler(context, collect_message, NULL);
  messages[0] = '\0';
  arena = (weir_arena_t){0};
  builder = weir_builder(context);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, TEST_MODULE, NULL);
  module = weir_op_create(&state);
  weir_region_add_block(&module->regions[0]);
}

static inline void tear_down(void) {
  weir_arena_deinit(&arena);
  weir_context_free(context);
}

#endif  // WEIR_COMPILER_IR_TEST_DIALECT_H_
