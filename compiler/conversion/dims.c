#include "compiler/conversion/dims.h"

#include "compiler/dialects/shapes.h"

weir_value_list_t weir_build_dynamic_dims(weir_builder_t* builder,
                                          weir_arena_t* arena,
                                          weir_location_t* location,
                                          weir_value_t* tensor) {
  weir_value_list_t dims = {0};
  if (!weir_type_is_ranked_tensor(tensor->type) ||
      weir_type_dynamic_dim_count(tensor->type) == 0) {
    return dims;
  }
  weir_op_t* at = builder->before ? builder->before : builder->block->last;
  weir_dims_t known;
  bool found = at != NULL ? weir_find_dynamic_dims(tensor, at, &known)
                          : weir_find_made_dims(tensor, &known);
  if (!found) {
    weir_build_tensor_dims(builder, location, tensor, arena, &dims);
    return dims;
  }
  for (uint32_t i = 0; i < known.count; ++i) {
    weir_value_list_add(&dims, arena, weir_dims_get(&known, i));
  }
  return dims;
}
