#include "compiler/conversion/dims.h"

#include <string.h>

#include "compiler/dialects/tensor.h"
#include "compiler/ir/dominance.h"

void weir_values_add(weir_values_t* list, weir_arena_t* arena,
                     weir_value_t* value) {
  if (list->count == list->capacity) {
    uint32_t capacity = list->capacity ? list->capacity * 2 : 4;
    weir_value_t** items = WEIR_ARENA_ARRAY(arena, weir_value_t*, capacity);
    if (list->count) memcpy(items, list->items, list->count * sizeof(*items));
    list->items = items;
    list->capacity = capacity;
  }
  list->items[list->count++] = value;
}

weir_values_t weir_values_of_group(weir_arena_t* arena, const weir_op_t* op,
                                   uint32_t group) {
  weir_values_t list = {0};
  uint32_t start = weir_op_operand_group_start(op, group);
  for (uint32_t i = 0; i < weir_op_operand_group_size(op, group); ++i) {
    weir_values_add(&list, arena, weir_op_operand_n(op, start + i));
  }
  return list;
}

static void add_operands(weir_values_t* list, weir_arena_t* arena,
                         const weir_op_t* op, uint32_t start, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    weir_values_add(list, arena, weir_op_operand_n(op, start + i));
  }
}

// What the ops say that |tensor| comes from, through tied results. Whatever
// they use stands before it.
static bool dims_from_definition(weir_value_t* tensor, uint32_t needed,
                                 weir_arena_t* arena, weir_values_t* dims) {
  for (weir_op_t* op = weir_value_op(tensor); op; op = weir_value_op(tensor)) {
    uint32_t start = 0, count = 0;
    weir_op_result_dims(op, tensor->index, &start, &count);
    if (count == needed) {
      add_operands(dims, arena, op, start, count);
      return true;
    }
    int32_t tied = weir_op_tied_operand(op, tensor->index);
    if (tied < 0) return false;
    tensor = weir_op_operand_n(op, (uint32_t)tied);
  }
  return false;
}

// Whether |value| may be used at |builder|'s place.
static bool is_available(const weir_builder_t* builder, weir_arena_t* arena,
                         weir_value_t* value) {
  weir_block_t* block = weir_value_block(value);
  if (block != builder->block) {
    if (!block || !block->region) return false;
    if (block == block->region->first) return true;
    return weir_dominates_block(weir_dominance_create(arena), block,
                                builder->block);
  }
  weir_op_t* op = weir_value_op(value);
  return !op || !builder->before || weir_op_is_before(op, builder->before);
}

// What some user of |tensor| was given for it.
static bool dims_from_uses(const weir_builder_t* builder, weir_value_t* tensor,
                           uint32_t needed, weir_arena_t* arena,
                           weir_values_t* dims) {
  for (weir_use_t* use = tensor->uses; use; use = use->next) {
    uint32_t start = 0, count = 0;
    weir_op_operand_dims(use->op, use->index, &start, &count);
    bool usable = count == needed;
    for (uint32_t i = 0; usable && i < count; ++i) {
      usable =
          is_available(builder, arena, weir_op_operand_n(use->op, start + i));
    }
    if (!usable) continue;
    add_operands(dims, arena, use->op, start, count);
    return true;
  }
  return false;
}

weir_values_t weir_build_tensor_dims(weir_builder_t* builder,
                                     weir_arena_t* arena,
                                     weir_location_t* location,
                                     weir_value_t* tensor) {
  weir_values_t dims = {0};
  for (uint32_t i = 0; i < weir_type_rank(tensor->type); ++i) {
    if (weir_type_dim(tensor->type, i) != WEIR_DYNAMIC) continue;
    weir_value_t* index = weir_build_index(builder, location, i);
    weir_op_state_t state;
    weir_op_state_init(&state, builder, WEIR_TENSOR_DIM, location);
    weir_op_state_operand(&state, tensor);
    weir_op_state_operand(&state, index);
    weir_op_state_result(&state, weir_index_type(builder->context));
    weir_op_t* dim = weir_build(builder, &state);
    weir_values_add(&dims, arena, weir_op_result_n(dim, 0));
  }
  return dims;
}

weir_values_t weir_build_dynamic_dims(weir_builder_t* builder,
                                      weir_arena_t* arena,
                                      weir_location_t* location,
                                      weir_value_t* tensor) {
  weir_values_t dims = {0};
  if (!weir_type_is_ranked_tensor(tensor->type)) return dims;
  uint32_t needed = weir_type_dynamic_dim_count(tensor->type);
  if (needed == 0) return dims;
  if (dims_from_definition(tensor, needed, arena, &dims)) return dims;
  if (dims_from_uses(builder, tensor, needed, arena, &dims)) return dims;
  return weir_build_tensor_dims(builder, arena, location, tensor);
}
