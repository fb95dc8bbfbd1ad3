#include "compiler/dialects/padding.h"

#include "compiler/dialects/shapes.h"
#include "compiler/dialects/tensor.h"

weir_value_t* weir_padding_value(const weir_op_t* pad) {
  const weir_block_t* block = weir_op_region(pad, 0)->first;
  if (block->first != block->last ||
      !weir_op_is(block->last, WEIR_TENSOR_YIELD)) {
    return NULL;
  }
  weir_value_t* value = weir_op_operand_n(block->last, 0);
  return weir_value_block(value) == block ? NULL : value;
}

weir_amount_t weir_amount_of_dim(weir_builder_t* builder,
                                 weir_location_t* location,
                                 weir_value_t* tensor, uint32_t index) {
  int64_t size = weir_type_dim(tensor->type, index);
  if (size != WEIR_DYNAMIC) return (weir_amount_t){.number = size};
  return (weir_amount_t){
      .value = weir_build_tensor_dim(builder, location, tensor, index)};
}

weir_value_t* weir_build_padded_empty(weir_builder_t* builder,
                                      const weir_op_t* pad) {
  weir_type_t* type = weir_op_result_n(pad, 0)->type;
  weir_value_t* source = weir_op_operand(pad, WEIR_TENSOR_PAD_SOURCE);
  const weir_amount_t* low =
      weir_amounts_of(pad, "static_low", WEIR_TENSOR_PAD_LOW);
  const weir_amount_t* high =
      weir_amounts_of(pad, "static_high", WEIR_TENSOR_PAD_HIGH);
  weir_value_list_t sizes = {0};
  for (uint32_t i = 0; i < weir_type_rank(type); ++i) {
    if (weir_type_dim(type, i) != WEIR_DYNAMIC) continue;
    weir_amount_t terms[] = {
        low[i], high[i], weir_amount_of_dim(builder, pad->location, source, i)};
    weir_amount_t sum = weir_amount_sum(builder, pad->location, terms, 3);
    if (sum.value == NULL) {
      sum.value = weir_build_index(builder, pad->location, sum.number);
    }
    weir_value_list_add(&sizes, weir_context_arena(pad->context), sum.value);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_TENSOR_EMPTY, pad->location);
  weir_op_state_operands(&state, sizes.items, sizes.count);
  weir_op_state_result(&state, type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}
