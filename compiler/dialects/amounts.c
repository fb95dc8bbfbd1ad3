#include "compiler/dialects/amounts.h"

#include "compiler/dialects/affine.h"
#include "compiler/ir/affine.h"

weir_amount_t* weir_amounts_of(const weir_op_t* op, const char* name,
                               uint32_t group) {
  const weir_attr_t* attr = weir_op_attr(op, name);
  const int64_t* numbers = (const int64_t*)(const void*)attr->dense_array.data;
  uint32_t count = attr->dense_array.count;
  weir_amount_t* amounts = WEIR_ARENA_ARRAY(weir_context_arena(op->context),
                                            weir_amount_t, count + 1);
  for (uint32_t i = 0, next = 0; i < count; ++i) {
    amounts[i].number = numbers[i];
    if (numbers[i] == WEIR_DYNAMIC) {
      amounts[i].value = weir_op_operand_at(op, group, next++);
      int64_t known = 0;
      if (weir_value_is_constant_int(amounts[i].value, &known) &&
          known != WEIR_DYNAMIC) {
        amounts[i] = (weir_amount_t){.number = known};
      }
    }
  }
  return amounts;
}

static weir_value_t* build_apply(weir_builder_t* builder,
                                 weir_location_t* location,
                                 weir_affine_expr_t* expression,
                                 weir_value_t* const* operands,
                                 uint32_t count) {
  weir_context_t* context = builder->context;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_AFFINE_APPLY, location);
  weir_op_state_operands(&state, operands, count);
  weir_op_state_attr(
      &state, "map",
      weir_affine_map_attr(weir_affine_map(context, 0, count, &expression, 1)));
  weir_op_state_result(&state, weir_index_type(context));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

// The place of |value| among |operands|, where it comes last if it is new.
static uint32_t symbol_of(weir_value_t** operands, uint32_t* count,
                          weir_value_t* value) {
  for (uint32_t i = 0; i < *count; ++i) {
    if (operands[i] == value) return i;
  }
  operands[(*count)++] = value;
  return *count - 1;
}

weir_amount_t weir_amount_sum(weir_builder_t* builder,
                              weir_location_t* location,
                              const weir_amount_t* terms, uint32_t count) {
  weir_context_t* context = builder->context;
  weir_value_t** operands =
      WEIR_ARENA_ARRAY(weir_context_arena(context), weir_value_t*, count + 1);
  uint32_t operand_count = 0, value_count = 0;
  uint64_t total = 0;  // wraps around as index does
  weir_affine_expr_t* sum = NULL;
  for (uint32_t i = 0; i < count; ++i) {
    if (terms[i].value == NULL) {
      total += (uint64_t)terms[i].number;
      continue;
    }
    uint32_t symbol = symbol_of(operands, &operand_count, terms[i].value);
    weir_affine_expr_t* term = weir_affine_symbol(context, symbol);
    sum = sum == NULL ? term
                      : weir_affine_binary(context, WEIR_AFFINE_ADD, sum, term);
    ++value_count;
  }
  int64_t number = (int64_t)total;
  if (sum == NULL) return (weir_amount_t){.number = number};
  if (value_count == 1 && number == 0) {
    return (weir_amount_t){.value = operands[0]};
  }
  if (number != 0) {
    sum = weir_affine_binary(context, WEIR_AFFINE_ADD, sum,
                             weir_affine_constant(context, number));
  }
  return (weir_amount_t){
      .value = build_apply(builder, location, sum, operands, operand_count)};
}

weir_amount_list_t weir_amount_list(weir_context_t* context,
                                    const weir_amount_t* amounts,
                                    uint32_t count) {
  weir_arena_t* arena = weir_context_arena(context);
  weir_amount_list_t list = {0};
  int64_t* numbers = WEIR_ARENA_ARRAY(arena, int64_t, count + 1);
  for (uint32_t i = 0; i < count; ++i) {
    numbers[i] = amounts[i].value != NULL ? WEIR_DYNAMIC : amounts[i].number;
    if (amounts[i].value != NULL) {
      weir_value_list_add(&list.values, arena, amounts[i].value);
    }
  }
  list.attr = weir_dense_i64_array_attr(context, numbers, count);
  return list;
}
