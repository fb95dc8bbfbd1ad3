// Turns arithmetic on whole tensors into loops over their elements.
//
// Needs:   nothing.
// Changes: elementwise ops of arith and math on ranked tensors of one shape
//          into linalg.generic with the op on scalars as its body.
// Keeps:   discardable attributes (an affinity among them) on the loop;
//          selects of whole tensors by one scalar.
#include <string.h>

#include "compiler/dialects/linalg.h"
#include "compiler/dialects/shapes.h"
#include "compiler/dialects/tensor.h"
#include "compiler/ir/affine.h"
#include "compiler/ir/builder.h"
#include "compiler/transforms/flow/passes.h"

static bool is_elementwise_on_tensors(const weir_op_t* op) {
  if (!weir_op_has_trait(op, WEIR_OP_ELEMENTWISE) || op->result_count != 1 ||
      op->operand_count == 0 ||
      !weir_type_is_ranked_tensor(op->results[0].type)) {
    return false;
  }
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (!weir_type_is_ranked_tensor(weir_op_operand_n(op, i)->type)) {
      return false;
    }
  }
  return true;
}

static weir_value_t* build_empty(weir_builder_t* builder, weir_op_t* op) {
  weir_type_t* type = op->results[0].type;
  weir_value_list_t dims = {0};
  weir_build_tensor_dims(builder, op->location, weir_op_operand_n(op, 0),
                         weir_context_arena(op->context), &dims);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_TENSOR_EMPTY, op->location);
  weir_op_state_operands(&state, dims.items, dims.count);
  weir_op_state_result(&state, type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static bool is_discardable(const weir_named_attr_t* attr) {
  return strchr(attr->name->data, '.') != NULL;
}

// The op on the elements, and the yield of its result.
static void build_body(weir_op_t* op, weir_op_t* loop) {
  weir_block_t* block = weir_region_add_block(weir_op_region(loop, 0));
  for (uint32_t i = 0; i < loop->operand_count; ++i) {
    weir_block_add_argument(block,
                            weir_type_element(weir_op_operand_n(loop, i)->type),
                            op->location);
  }
  weir_builder_t builder = weir_builder_at_end(block);
  weir_op_state_t state;
  weir_op_state_init_named(&state, op->context,
                           weir_sv_n(op->name->data, op->name->size),
                           op->location);
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_op_state_operand(&state, block->arguments[i]);
  }
  for (uint32_t i = 0; op->attrs != NULL && i < op->attrs->dictionary.count;
       ++i) {
    const weir_named_attr_t* attr = &op->attrs->dictionary.entries[i];
    if (!is_discardable(attr))
      weir_op_state_attr(&state, attr->name->data, attr->value);
  }
  weir_op_state_result(&state, weir_type_element(op->results[0].type));
  weir_value_t* result = weir_op_result_n(weir_build(&builder, &state), 0);
  weir_op_state_init(&state, &builder, WEIR_LINALG_YIELD, op->location);
  weir_op_state_operands(&state, &result, 1);
  weir_build(&builder, &state);
}

static void convert(weir_op_t* op) {
  weir_context_t* context = op->context;
  weir_arena_t* arena = weir_context_arena(context);
  weir_type_t* type = op->results[0].type;
  uint32_t rank = weir_type_rank(type), count = op->operand_count;
  weir_builder_t builder = weir_builder_before(op);
  weir_value_t* init = build_empty(&builder, op);
  weir_value_t** inputs = WEIR_ARENA_ARRAY(arena, weir_value_t*, count);
  weir_attr_t** maps = WEIR_ARENA_ARRAY(arena, weir_attr_t*, count + 1);
  weir_attr_t** iterators = WEIR_ARENA_ARRAY(arena, weir_attr_t*, rank + 1);
  for (uint32_t i = 0; i < count; ++i) inputs[i] = weir_op_operand_n(op, i);
  for (uint32_t i = 0; i <= count; ++i) {
    maps[i] = weir_affine_map_attr(weir_affine_identity_map(context, rank));
  }
  for (uint32_t i = 0; i < rank; ++i) {
    iterators[i] = weir_string_attr(context, "parallel");
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_LINALG_GENERIC, op->location);
  weir_op_state_operands(&state, inputs, count);
  weir_op_state_operands(&state, &init, 1);
  weir_op_state_attr(&state, "indexing_maps",
                     weir_array_attr(context, maps, count + 1));
  weir_op_state_attr(&state, "iterator_types",
                     weir_array_attr(context, iterators, rank));
  for (uint32_t i = 0; op->attrs != NULL && i < op->attrs->dictionary.count;
       ++i) {
    const weir_named_attr_t* attr = &op->attrs->dictionary.entries[i];
    if (is_discardable(attr))
      weir_op_state_attr(&state, attr->name->data, attr->value);
  }
  weir_op_state_results(&state, &type, 1);
  weir_op_t* loop = weir_build(&builder, &state);
  build_body(op, loop);
  weir_value_t* result = weir_op_result_n(loop, 0);
  weir_op_replace(op, &result);
}

static weir_walk_t collect(weir_op_t* op, void* user) {
  weir_op_list_t* list = user;
  if (is_elementwise_on_tensors(op)) {
    weir_op_list_add(list, weir_context_arena(op->context), op);
  }
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_flow_convert_elementwise_to_linalg(weir_pass_t* pass,
                                                      weir_op_t* function) {
  (void)pass;
  weir_op_list_t ops = {0};
  weir_walk_pre_order(function, collect, &ops);
  for (uint32_t i = 0; i < ops.count; ++i) convert(ops.ops[i]);
  return weir_ok();
}
