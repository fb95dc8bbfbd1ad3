#include "compiler/conversion/dims.h"

#include <string.h>

#include "compiler/dialects/shapes.h"

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

static weir_values_t build_dim_ops(weir_builder_t* builder, weir_arena_t* arena,
                                   weir_location_t* location,
                                   weir_value_t* tensor) {
  weir_values_t dims = {0};
  for (uint32_t i = 0; i < weir_type_rank(tensor->type); ++i) {
    if (weir_type_dim(tensor->type, i) != WEIR_DYNAMIC) continue;
    weir_values_add(&dims, arena,
                    weir_build_tensor_dim(builder, location, tensor, i));
  }
  return dims;
}

weir_values_t weir_build_dynamic_dims(weir_builder_t* builder,
                                      weir_arena_t* arena,
                                      weir_location_t* location,
                                      weir_value_t* tensor) {
  weir_values_t dims = {0};
  if (!weir_type_is_ranked_tensor(tensor->type) ||
      weir_type_dynamic_dim_count(tensor->type) == 0) {
    return dims;
  }
  weir_op_t* at = builder->before ? builder->before : builder->block->last;
  weir_dims_t known;
  bool found = at != NULL ? weir_find_dynamic_dims(tensor, at, &known)
                          : weir_find_made_dims(tensor, &known);
  if (!found) return build_dim_ops(builder, arena, location, tensor);
  for (uint32_t i = 0; i < known.count; ++i) {
    weir_values_add(&dims, arena, weir_dims_get(&known, i));
  }
  return dims;
}
