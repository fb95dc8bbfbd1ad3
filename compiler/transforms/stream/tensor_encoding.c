#include "compiler/transforms/stream/tensor_encoding.h"

#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/iree_encoding.h"
#include "compiler/transforms/stream/values.h"

static bool is_packed(uint32_t bits) {
  return bits == 2 || bits == 4;
}

static uint32_t element_bits(const weir_type_t* element) {
  if (element->kind == WEIR_TYPE_COMPLEX) {
    return 2 * weir_type_bit_width(element->shaped.element);
  }
  return weir_type_bit_width(element);
}

static uint32_t rounded_bytes(uint32_t bits) {
  uint32_t bytes = 1;
  while (bytes * 8 < bits) bytes *= 2;
  return bytes;
}

weir_type_t* weir_storage_element_type(weir_type_t* element) {
  if (element->kind != WEIR_TYPE_INTEGER || is_packed(element->integer.width)) {
    return element;
  }
  uint32_t width = 8 * rounded_bytes(element->integer.width);
  if (width == element->integer.width) return element;
  return weir_integer_type_signed(element->context, width,
                                  element->integer.signedness);
}

weir_type_t* weir_storage_tensor_type(weir_type_t* tensor) {
  return weir_type_with_element(
      tensor, weir_storage_element_type(weir_type_element(tensor)));
}

// -- padding ------------------------------------------------------------------

// The shape of a tensor whose encoding may round dimensions up.
typedef struct shape_t {
  weir_builder_t* builder;
  weir_location_t* location;
  weir_type_t* tensor;
  int64_t* known;          // or WEIR_DYNAMIC
  weir_value_t** dynamic;  // in the order of the dimensions
  uint32_t dynamic_count;
} shape_t;

static void shape_init(shape_t* shape, weir_builder_t* builder,
                       weir_location_t* location, weir_type_t* tensor,
                       weir_value_t* const* dims) {
  *shape =
      (shape_t){.builder = builder, .location = location, .tensor = tensor};
  uint32_t rank = weir_type_rank(tensor);
  weir_arena_t* arena = weir_context_arena(builder->context);
  shape->known = WEIR_ARENA_ARRAY(arena, int64_t, rank);
  shape->dynamic = WEIR_ARENA_ARRAY(arena, weir_value_t*, rank);
  for (uint32_t i = 0; i < rank; ++i) {
    shape->known[i] = weir_type_dim(tensor, i);
    if (shape->known[i] == WEIR_DYNAMIC) {
      shape->dynamic[shape->dynamic_count] = dims[shape->dynamic_count];
      ++shape->dynamic_count;
    }
  }
}

static bool is_dim(const weir_affine_expr_t* expr, uint32_t dim) {
  return expr->kind == WEIR_AFFINE_DIM && expr->value == dim;
}

// Which result of |map| is loop |dim|; -1 if none is.
static int32_t position_in(const weir_affine_map_t* map, uint32_t dim) {
  for (uint32_t i = 0; i < map->result_count; ++i) {
    if (is_dim(map->results[i], dim)) return (int32_t)i;
  }
  return -1;
}

static void pad_dim(shape_t* shape, uint32_t index, int64_t to) {
  if (index >= weir_type_rank(shape->tensor) || to <= 0) return;
  if (shape->known[index] != WEIR_DYNAMIC) {
    shape->known[index] = weir_align_up(shape->known[index], to);
    return;
  }
  uint32_t place = 0;
  for (uint32_t i = 0; i < index; ++i) {
    place += shape->known[i] == WEIR_DYNAMIC;
  }
  weir_value_t* step = weir_build_index(shape->builder, shape->location, to);
  weir_value_t* count =
      weir_build_binary(shape->builder, WEIR_ARITH_CEILDIVUI, shape->location,
                        shape->dynamic[place], step);
  shape->dynamic[place] = weir_build_binary(shape->builder, WEIR_ARITH_MULI,
                                            shape->location, count, step);
}

// Where an operand is a broadcast one, |cast| says which of its dimensions
// those of the operand of the contraction are.
static int32_t operand_position(const weir_affine_map_t* map,
                                const weir_attr_t* cast, uint32_t dim) {
  int32_t position = position_in(map, dim);
  if (position < 0 || !weir_attr_is(cast, WEIR_ATTR_AFFINE_MAP)) {
    return position;
  }
  return position_in(cast->map, (uint32_t)position);
}

// Of the loops of a contraction: 0 for rows, 1 for columns, 2 for what is
// summed up; -1 for others.
static int32_t role_of(weir_affine_map_t* const* maps, uint32_t dim) {
  bool in_lhs = position_in(maps[0], dim) >= 0;
  bool in_rhs = position_in(maps[1], dim) >= 0;
  bool in_result = position_in(maps[2], dim) >= 0;
  if (in_result && in_lhs != in_rhs) return in_lhs ? 0 : 1;
  return in_lhs && in_rhs && !in_result ? 2 : -1;
}

static void pad_contraction(shape_t* shape, weir_affine_map_t* const* maps,
                            int64_t operand, const int64_t* to) {
  const weir_attr_t* cast =
      weir_iree_encoding_get(shape->tensor->shaped.encoding, "bcast_map");
  for (int32_t role = 0; role < 3; ++role) {
    for (uint32_t dim = 0; dim < maps[0]->dim_count; ++dim) {
      if (role_of(maps, dim) != role) continue;
      int32_t index = operand_position(maps[operand], cast, dim);
      if (index >= 0) pad_dim(shape, (uint32_t)index, to[role]);
    }
  }
}

// Rounds dimensions up where the encoding says so.
static void pad_shape(shape_t* shape) {
  const weir_attr_t* encoding = shape->tensor->shaped.encoding;
  const weir_attr_t* list =
      weir_iree_encoding_get(encoding, "user_indexing_maps");
  const weir_attr_t* round = weir_iree_encoding_get(encoding, "round_dims_to");
  int64_t operand = -1;
  if (!weir_attr_int(weir_iree_encoding_get(encoding, "operand_index"),
                     &operand) ||
      operand < 0 || operand > 2 || !weir_attr_is(list, WEIR_ATTR_ARRAY) ||
      list->array.count != 3 || !weir_attr_is(round, WEIR_ATTR_DENSE_ARRAY) ||
      round->dense_array.count != 3 ||
      weir_type_bit_width(round->dense_array.element) != 64) {
    return;
  }
  weir_affine_map_t* maps[3];
  for (uint32_t i = 0; i < 3; ++i) {
    if (!weir_attr_is(list->array.elements[i], WEIR_ATTR_AFFINE_MAP)) return;
    maps[i] = list->array.elements[i]->map;
    if (maps[i]->dim_count != maps[0]->dim_count) return;
  }
  int64_t to[3];
  memcpy(to, round->dense_array.data, sizeof(to));
  pad_contraction(shape, maps, operand, to);
}

// -- sizes --------------------------------------------------------------------

weir_value_t* weir_tensor_byte_size(weir_builder_t* builder,
                                    weir_location_t* location,
                                    weir_type_t* tensor,
                                    weir_value_t* const* dims) {
  uint32_t bits =
      element_bits(weir_storage_element_type(weir_type_element(tensor)));
  int64_t known = is_packed(bits) ? 1 : rounded_bytes(bits);
  shape_t shape;
  shape_init(&shape, builder, location, tensor, dims);
  if (tensor->shaped.encoding != NULL) pad_shape(&shape);
  for (uint32_t i = 0; i < weir_type_rank(tensor); ++i) {
    if (shape.known[i] != WEIR_DYNAMIC) known *= shape.known[i];
  }
  weir_value_t* size = weir_build_index(builder, location, known);
  for (uint32_t i = 0; i < shape.dynamic_count; ++i) {
    size = weir_fold_mul(builder, location, size, shape.dynamic[i]);
  }
  if (is_packed(bits)) {
    weir_value_t* per_byte = weir_build_index(builder, location, 8 / bits);
    size = weir_fold_ceil_div(builder, location, size, per_byte);
  }
  return size;
}

// Dimension |index| as a value.
static weir_value_t* dim_value(weir_builder_t* builder,
                               weir_location_t* location,
                               const weir_type_t* tensor,
                               weir_value_t* const* dims, uint32_t index) {
  int64_t known = weir_type_dim(tensor, index);
  if (known != WEIR_DYNAMIC) return weir_build_index(builder, location, known);
  uint32_t place = 0;
  for (uint32_t i = 0; i < index; ++i) {
    place += weir_type_dim(tensor, i) == WEIR_DYNAMIC;
  }
  return dims[place];
}

weir_value_t* weir_tensor_byte_offset(weir_builder_t* builder,
                                      weir_location_t* location,
                                      weir_type_t* tensor,
                                      weir_value_t* const* dims,
                                      weir_value_t* const* indices) {
  uint32_t rank = weir_type_rank(tensor);
  weir_value_t* offset = weir_build_index(builder, location, 0);
  for (uint32_t i = 0; i < rank; ++i) {
    weir_value_t* axis = indices[i];
    for (uint32_t j = i + 1; j < rank; ++j) {
      weir_value_t* dim = dim_value(builder, location, tensor, dims, j);
      axis = weir_fold_mul(builder, location, axis, dim);
    }
    offset = weir_fold_add(builder, location, offset, axis);
  }
  uint32_t bits =
      element_bits(weir_storage_element_type(weir_type_element(tensor)));
  if (is_packed(bits)) {
    weir_value_t* per_byte = weir_build_index(builder, location, 8 / bits);
    return weir_fold_div(builder, location, offset, per_byte);
  }
  weir_value_t* bytes =
      weir_build_index(builder, location, rounded_bytes(bits));
  return weir_fold_mul(builder, location, offset, bytes);
}
