#include "compiler/ir/builder.h"

#include <assert.h>

// -- places -----------------------------------------------------------------

weir_builder_t weir_builder(weir_context_t* context) {
  return (weir_builder_t){.context = context};
}

void weir_builder_set_before(weir_builder_t* builder, weir_op_t* op) {
  builder->block = op->block;
  builder->before = op;
}

void weir_builder_set_after(weir_builder_t* builder, weir_op_t* op) {
  builder->block = op->block;
  builder->before = op->next;
}

void weir_builder_set_start(weir_builder_t* builder, weir_block_t* block) {
  builder->block = block;
  builder->before = block->first;
}

void weir_builder_set_end(weir_builder_t* builder, weir_block_t* block) {
  builder->block = block;
  builder->before = NULL;
}

weir_builder_t weir_builder_before(weir_op_t* op) {
  weir_builder_t builder = weir_builder(op->context);
  weir_builder_set_before(&builder, op);
  return builder;
}

weir_builder_t weir_builder_after(weir_op_t* op) {
  weir_builder_t builder = weir_builder(op->context);
  weir_builder_set_after(&builder, op);
  return builder;
}

// The context a block belongs to, by what is in or around it.
static weir_context_t* context_of(const weir_block_t* block) {
  if (block->region != NULL) return block->region->op->context;
  if (block->first != NULL) return block->first->context;
  assert(block->argument_count != 0 && "an empty detached block");
  return block->arguments[0]->type->context;
}

weir_builder_t weir_builder_at_start(weir_block_t* block) {
  weir_builder_t builder = weir_builder(context_of(block));
  weir_builder_set_start(&builder, block);
  return builder;
}

weir_builder_t weir_builder_at_end(weir_block_t* block) {
  weir_builder_t builder = weir_builder(context_of(block));
  weir_builder_set_end(&builder, block);
  return builder;
}

// -- constants and plain ops ------------------------------------------------

weir_value_t* weir_build_constant(weir_builder_t* builder,
                                  weir_location_t* location,
                                  weir_attr_t* value) {
  assert(value->type != NULL);
  weir_op_state_t state;
  weir_op_state_init_named(&state, builder->context, weir_sv("arith.constant"),
                           location);
  weir_op_state_attr(&state, "value", value);
  weir_op_state_result(&state, value->type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

weir_value_t* weir_build_index(weir_builder_t* builder,
                               weir_location_t* location, int64_t value) {
  return weir_build_constant(builder, location,
                             weir_index_attr(builder->context, value));
}

weir_value_t* weir_build_unary(weir_builder_t* builder, uint32_t id,
                               weir_location_t* location, weir_value_t* a,
                               weir_type_t* type) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, id, location);
  weir_op_state_operand(&state, a);
  weir_op_state_result(&state, type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

weir_value_t* weir_build_binary(weir_builder_t* builder, uint32_t id,
                                weir_location_t* location, weir_value_t* a,
                                weir_value_t* b) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, id, location);
  weir_op_state_operand(&state, a);
  weir_op_state_operand(&state, b);
  // Where the row leaves the type open it is that of the operands.
  weir_type_t* type;
  if (!weir_op_state_infer_results(&state, &type)) type = a->type;
  weir_op_state_result(&state, type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

// -- functions and modules --------------------------------------------------

weir_type_t* weir_function_type_of(const weir_op_t* function) {
  weir_type_t* type = weir_op_attr_type(function, "function_type");
  return type != NULL && type->kind == WEIR_TYPE_FUNCTION ? type : NULL;
}

weir_block_t* weir_function_add_entry(weir_op_t* function) {
  weir_type_t* type = weir_function_type_of(function);
  weir_block_t* block = weir_block_create(function->context);
  weir_region_t* body = weir_op_region(function, 0);
  weir_region_insert_block(body, block, body->first);
  for (uint32_t i = 0; type != NULL && i < type->function.input_count; ++i) {
    weir_block_add_argument(block, type->function.inputs[i],
                            function->location);
  }
  return block;
}

weir_op_t* weir_module_create(weir_context_t* context,
                              weir_location_t* location) {
  weir_op_state_t state;
  weir_op_state_init_named(&state, context, weir_sv("builtin.module"),
                           location);
  weir_op_state_regions(&state, 1);
  weir_op_t* module = weir_op_create(&state);
  weir_region_add_block(&module->regions[0]);
  return module;
}

weir_block_t* weir_module_body(const weir_op_t* module) {
  return module->regions[0].first;
}
