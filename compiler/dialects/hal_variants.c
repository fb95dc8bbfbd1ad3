#include "compiler/dialects/hal_variants.h"

#include "compiler/dialects/arith.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/scf.h"

// The `hal.executable.condition` region of a variant in place.
static weir_value_t* build_own_condition(weir_builder_t* builder,
                                         weir_op_t* condition,
                                         weir_value_t* device,
                                         weir_arena_t* arena) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_SCF_EXECUTE_REGION,
                     condition->location);
  weir_op_state_result(&state, weir_i1_type(builder->context));
  weir_op_t* region_op = weir_build(builder, &state);
  weir_region_t* region = weir_op_region(region_op, 0);
  weir_region_clone(weir_op_region(condition, 0), region,
                    weir_mapping_create(arena));
  weir_value_replace_uses(region->first->arguments[0], device);
  weir_block_erase_argument(region->first, 0);
  WEIR_FOR_EACH_BLOCK(block, region) {
    weir_op_t* end = weir_block_terminator(block);
    if (!weir_op_is(end, WEIR_HAL_RETURN)) continue;
    weir_builder_t inner = weir_builder_before(end);
    weir_op_state_init(&state, &inner, WEIR_SCF_YIELD, end->location);
    weir_op_state_operands_of(&state, end, WEIR_HAL_RETURN_OPERANDS);
    weir_build(&inner, &state);
    weir_op_erase(end);
  }
  return weir_op_result_n(region_op, 0);
}

weir_value_t* weir_hal_variant_build_condition(weir_builder_t* builder,
                                               weir_op_t* variant,
                                               weir_value_t* device,
                                               weir_arena_t* arena) {
  weir_context_t* context = builder->context;
  weir_type_t* i1 = weir_i1_type(context);
  weir_string_view_t format =
      weir_hal_executable_target_format(weir_op_attr(variant, "target"));
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_DEVICE_QUERY, variant->location);
  weir_op_state_operand(&state, device);
  weir_op_state_attr(&state, "category",
                     weir_string_attr(context, "hal.executable.format"));
  weir_op_state_attr(&state, "key", weir_string_attr_sv(context, format));
  weir_op_state_attr(&state, "default_value", weir_bool_attr(context, false));
  weir_op_state_result(&state, i1);
  weir_op_state_result(&state, i1);
  weir_value_t* matches = weir_op_result_n(weir_build(builder, &state), 1);
  WEIR_FOR_EACH_OP(op, weir_op_region(variant, 0)->first) {
    if (!weir_op_is(op, WEIR_HAL_EXECUTABLE_CONDITION)) continue;
    weir_value_t* own = build_own_condition(builder, op, device, arena);
    return weir_build_binary(builder, WEIR_ARITH_ANDI, variant->location,
                             matches, own);
  }
  return matches;
}

// The number of the first condition that holds; -1 if none does.
static weir_value_t* build_first(weir_builder_t* builder,
                                 weir_location_t* location,
                                 weir_value_t* const* conditions,
                                 uint32_t count) {
  weir_value_t* chosen = weir_build_index(builder, location, -1);
  for (uint32_t i = count; i-- > 0;) {
    weir_value_t* number = weir_build_index(builder, location, i);
    weir_op_state_t state;
    weir_op_state_init(&state, builder, WEIR_ARITH_SELECT, location);
    weir_op_state_operand(&state, conditions[i]);
    weir_op_state_operand(&state, number);
    weir_op_state_operand(&state, chosen);
    weir_op_state_result(&state, number->type);
    chosen = weir_op_result_n(weir_build(builder, &state), 0);
  }
  return chosen;
}

weir_op_t* weir_hal_build_choice(weir_builder_t* builder,
                                 weir_location_t* location,
                                 weir_value_t* const* conditions,
                                 uint32_t count, weir_type_t* result,
                                 weir_arena_t* arena) {
  weir_value_t* chosen = build_first(builder, location, conditions, count);
  int64_t* cases = WEIR_ARENA_ARRAY(arena, int64_t, count);
  for (uint32_t i = 0; i < count; ++i) cases[i] = i;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_SCF_INDEX_SWITCH, location);
  weir_op_state_operand(&state, chosen);
  weir_op_state_attr(&state, "cases",
                     weir_dense_i64_array_attr(builder->context, cases, count));
  if (result != NULL) weir_op_state_results(&state, &result, 1);
  weir_op_state_regions(&state, count + 1);
  return weir_build(builder, &state);
}
