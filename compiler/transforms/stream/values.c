#include "compiler/transforms/stream/values.h"

#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/util.h"

static weir_value_t* binary(weir_builder_t* builder, uint32_t id,
                            weir_location_t* location, weir_value_t* a,
                            weir_value_t* b) {
  // Constants stand on the right of what commutes.
  if ((id == WEIR_ARITH_ADDI || id == WEIR_ARITH_MULI) &&
      weir_value_constant(a) != NULL && weir_value_constant(b) == NULL) {
    weir_value_t* swap = a;
    a = b;
    b = swap;
  }
  return weir_build_binary(builder, id, location, a, b);
}

static weir_value_t* constant_like(weir_builder_t* builder,
                                   weir_location_t* location,
                                   const weir_value_t* like, int64_t value) {
  return weir_build_constant(builder, location,
                             weir_integer_attr(like->type, value));
}

weir_value_t* weir_fold_add(weir_builder_t* builder, weir_location_t* location,
                            weir_value_t* a, weir_value_t* b) {
  int64_t x, y;
  bool has_x = weir_value_is_constant_int(a, &x);
  bool has_y = weir_value_is_constant_int(b, &y);
  if (has_x && x == 0) return b;
  if (has_y && y == 0) return a;
  if (has_x && has_y) return constant_like(builder, location, a, x + y);
  return binary(builder, WEIR_ARITH_ADDI, location, a, b);
}

weir_value_t* weir_fold_mul(weir_builder_t* builder, weir_location_t* location,
                            weir_value_t* a, weir_value_t* b) {
  int64_t x, y;
  bool has_x = weir_value_is_constant_int(a, &x);
  bool has_y = weir_value_is_constant_int(b, &y);
  if (has_x && (x == 0 || (has_y && y == 1))) return a;
  if (has_y && (y == 0 || (has_x && x == 1))) return b;
  if (has_x && x == 1) return b;
  if (has_y && y == 1) return a;
  if (has_x && has_y) return constant_like(builder, location, a, x * y);
  return binary(builder, WEIR_ARITH_MULI, location, a, b);
}

weir_value_t* weir_fold_div(weir_builder_t* builder, weir_location_t* location,
                            weir_value_t* a, weir_value_t* b) {
  int64_t x, y;
  bool has_x = weir_value_is_constant_int(a, &x);
  bool has_y = weir_value_is_constant_int(b, &y);
  if (has_y && y == 1) return a;
  if (has_x && has_y && y > 0 && x >= 0) {
    return constant_like(builder, location, a, x / y);
  }
  return binary(builder, WEIR_ARITH_DIVUI, location, a, b);
}

weir_value_t* weir_fold_ceil_div(weir_builder_t* builder,
                                 weir_location_t* location, weir_value_t* a,
                                 weir_value_t* b) {
  int64_t x, y;
  bool has_x = weir_value_is_constant_int(a, &x);
  bool has_y = weir_value_is_constant_int(b, &y);
  if (has_y && y == 1) return a;
  if (has_x && has_y && y > 0 && x >= 0) {
    return constant_like(builder, location, a, x / y + (x % y != 0));
  }
  return binary(builder, WEIR_ARITH_CEILDIVUI, location, a, b);
}

int64_t weir_align_up(int64_t value, int64_t alignment) {
  return (value + alignment - 1) & ~(alignment - 1);
}

weir_value_t* weir_fold_align(weir_builder_t* builder,
                              weir_location_t* location, weir_value_t* value,
                              int64_t alignment) {
  int64_t known;
  if (alignment <= 1) return value;
  if (weir_value_is_constant_int(value, &known)) {
    int64_t aligned = weir_align_up(known, alignment);
    if (aligned == known) return value;
    return constant_like(builder, location, value, aligned);
  }
  // Aligned by at least as much already.
  const weir_op_t* op = weir_value_op(value);
  int64_t other;
  if (weir_op_is(op, WEIR_UTIL_ALIGN) &&
      weir_value_is_constant_int(weir_op_operand(op, WEIR_UTIL_ALIGN_ALIGNMENT),
                                 &other) &&
      other > 0 && other % alignment == 0) {
    return value;
  }
  weir_value_t* by = constant_like(builder, location, value, alignment);
  return weir_build_binary(builder, WEIR_UTIL_ALIGN, location, value, by);
}

weir_location_t* weir_fuse_locations(weir_context_t* context,
                                     weir_location_t* const* locations,
                                     uint32_t count) {
  enum { MAX_COUNT = 256 };
  return weir_location_fused(context, locations,
                             count < MAX_COUNT ? count : MAX_COUNT, NULL);
}

// -- sets of constants --------------------------------------------------------

weir_constant_set_t weir_constant_set(weir_op_t* before, weir_type_t* type,
                                      weir_arena_t* arena) {
  return (weir_constant_set_t){
      .builder = weir_builder_before(before),
      .location = before->location,
      .type = type,
      .arena = arena,
  };
}

static void put(weir_constant_set_t* set, int64_t key, weir_value_t* value) {
  if (set->count == set->capacity) {
    uint32_t capacity = set->capacity ? set->capacity * 2 : 16;
    weir_value_t** values =
        WEIR_ARENA_ARRAY(set->arena, weir_value_t*, capacity);
    int64_t* keys = WEIR_ARENA_ARRAY(set->arena, int64_t, capacity);
    if (set->count > 0) {
      memcpy(values, set->values, set->count * sizeof(*values));
      memcpy(keys, set->keys, set->count * sizeof(*keys));
    }
    set->values = values;
    set->keys = keys;
    set->capacity = capacity;
  }
  set->values[set->count] = value;
  set->keys[set->count++] = key;
}

weir_value_t* weir_constant_set_get(weir_constant_set_t* set, int64_t value) {
  for (uint32_t i = 0; i < set->count; ++i) {
    if (set->keys[i] == value) return set->values[i];
  }
  weir_value_t* made = weir_build_constant(&set->builder, set->location,
                                           weir_integer_attr(set->type, value));
  put(set, value, made);
  return made;
}

void weir_constant_set_add(weir_constant_set_t* set, weir_value_t* value) {
  int64_t key;
  if (!weir_value_is_constant_int(value, &key)) return;
  for (uint32_t i = 0; i < set->count; ++i) {
    if (set->keys[i] == key) return;
  }
  put(set, key, value);
}

// -- places -------------------------------------------------------------------

bool weir_value_is_available_at(weir_value_t* value, weir_op_t* op) {
  weir_block_t* block = weir_value_block(value);
  weir_op_t* ancestor = weir_op_ancestor_in_block(op, block);
  if (ancestor == NULL) {
    // Constants in the entry block of the region dominate all of it.
    const weir_region_t* region = block->region;
    return region != NULL && region->first == block && region->op != op &&
           weir_op_is_ancestor(region->op, op);
  }
  if (value->kind == WEIR_VALUE_ARGUMENT) return true;
  return ancestor != value->op && weir_op_is_before(value->op, ancestor);
}
