#include "compiler/dialects/slice_util.h"

#include "compiler/dialects/dialect_impl.h"
#include "compiler/dialects/tensor.h"

// Constants among the operands of a list move into its static part.
static bool make_static(weir_op_t* op, uint32_t group, const char* name,
                        int64_t lowest) {
  const weir_attr_t* attr = weir_op_attr(op, name);
  uint32_t count = attr->dense_array.count;
  const int64_t* old = (const int64_t*)(const void*)attr->dense_array.data;
  weir_arena_t* arena = weir_context_arena(op->context);
  int64_t* values = WEIR_ARENA_ARRAY(arena, int64_t, count + 1);
  weir_value_list_t rest = {0};
  bool changed = false;
  for (uint32_t i = 0, next = 0; i < count; ++i) {
    values[i] = old[i];
    if (old[i] != WEIR_DYNAMIC) continue;
    weir_value_t* value = weir_op_operand_at(op, group, next++);
    int64_t known = 0;
    // The one number that means "not known" stays a value.
    if (weir_value_is_constant_int(value, &known) && known >= lowest &&
        known != WEIR_DYNAMIC) {
      values[i] = known;
      changed = true;
    } else {
      weir_value_list_add(&rest, arena, value);
    }
  }
  if (!changed) return false;
  weir_op_set_operand_group(op, group, rest.items, rest.count);
  weir_op_set_attr(op, name,
                   weir_dense_i64_array_attr(op->context, values, count));
  return true;
}

const int64_t* weir_slice_static_sizes(const weir_op_t* op,
                                       uint32_t* out_count) {
  const weir_attr_t* sizes = weir_op_attr(op, "static_sizes");
  *out_count = sizes->dense_array.count;
  return (const int64_t*)(const void*)sizes->dense_array.data;
}

// A size where it is static or a constant.
static int64_t known_size(const weir_op_t* op, uint32_t group, uint32_t index,
                          uint32_t* next_operand) {
  uint32_t count = 0;
  const int64_t* sizes = weir_slice_static_sizes(op, &count);
  int64_t known = WEIR_DYNAMIC;
  if (sizes[index] != WEIR_DYNAMIC) return sizes[index];
  weir_value_is_constant_int(weir_op_operand_at(op, group, (*next_operand)++),
                             &known);
  return known;
}

bool* weir_slice_dropped_dims(const weir_op_t* op, uint32_t group,
                              const weir_type_t* type) {
  uint32_t count = 0, shape_place = 0, next = 0;
  weir_slice_static_sizes(op, &count);
  uint32_t rank = weir_type_rank(type);
  uint32_t left = count > rank ? count - rank : 0;
  bool* dropped =
      WEIR_ARENA_ARRAY(weir_context_arena(op->context), bool, count + 1);
  for (uint32_t i = 0; i < count && left > 0; ++i) {
    bool is_one = known_size(op, group, i, &next) == 1;
    if (!is_one ||
        (shape_place < rank && weir_type_dim(type, shape_place) == 1)) {
      ++shape_place;
      continue;
    }
    dropped[i] = true;
    --left;
  }
  return dropped;
}

weir_type_t* weir_slice_make_static(weir_op_t* op, uint32_t offsets_group,
                                    weir_type_t* type) {
  uint32_t sizes_group = offsets_group + 1, strides_group = offsets_group + 2;
  const bool* dropped = weir_slice_dropped_dims(op, sizes_group, type);
  bool changed = make_static(op, offsets_group, "static_offsets", 0);
  changed |= make_static(op, sizes_group, "static_sizes", 0);
  changed |= make_static(op, strides_group, "static_strides", INT64_MIN);
  if (!changed) return NULL;
  uint32_t count = 0, rank = 0;
  const int64_t* sizes = weir_slice_static_sizes(op, &count);
  int64_t* dims =
      WEIR_ARENA_ARRAY(weir_context_arena(op->context), int64_t, count + 1);
  for (uint32_t i = 0; i < count; ++i) {
    if (!dropped[i]) dims[rank++] = sizes[i];
  }
  if (rank != weir_type_rank(type)) return type;
  weir_type_t* known = weir_type_with_shape(type, dims, rank);
  return weir_shapes_are_castable(known, type) ? known : type;
}

void weir_rewriter_set_result_type(weir_rewriter_t* rewriter, weir_op_t* op,
                                   uint32_t index, weir_type_t* type) {
  weir_value_t* result = weir_op_result_n(op, index);
  weir_type_t* old = result->type;
  if (old == type) return;
  result->type = type;
  weir_builder_set_after(&rewriter->builder, op);
  weir_value_t* cast = weir_build_unary(&rewriter->builder, WEIR_TENSOR_CAST,
                                        op->location, result, old);
  weir_value_replace_uses_except(result, cast, weir_value_op(cast));
  for (const weir_use_t* use = cast->uses; use != NULL; use = use->next) {
    weir_rewriter_touch(rewriter, use->op);
  }
}

bool weir_shapes_are_castable(const weir_type_t* from, const weir_type_t* to) {
  if (!weir_type_is_ranked(from) || !weir_type_is_ranked(to)) return true;
  if (weir_type_rank(from) != weir_type_rank(to)) return false;
  for (uint32_t i = 0; i < weir_type_rank(from); ++i) {
    int64_t a = weir_type_dim(from, i), b = weir_type_dim(to, i);
    if (a != b && a != WEIR_DYNAMIC && b != WEIR_DYNAMIC) return false;
  }
  return true;
}

bool weir_tensors_are_castable(const weir_type_t* from, const weir_type_t* to) {
  return from->shaped.element == to->shaped.element &&
         weir_shapes_are_castable(from, to);
}

weir_value_t* weir_value_before_cast(const weir_value_t* value) {
  const weir_op_t* cast = weir_value_op(value);
  if (!weir_op_is(cast, WEIR_TENSOR_CAST)) return NULL;
  weir_value_t* source = weir_op_operand_n(cast, 0);
  if (!weir_type_is_ranked_tensor(source->type) ||
      !weir_type_is_ranked_tensor(value->type)) {
    return NULL;
  }
  for (uint32_t i = 0; i < weir_type_rank(value->type); ++i) {
    if (weir_type_dim(source->type, i) == WEIR_DYNAMIC &&
        weir_type_dim(value->type, i) != WEIR_DYNAMIC) {
      return NULL;
    }
  }
  return source;
}

bool weir_rewriter_drop_casts(weir_rewriter_t* rewriter, weir_op_t* op,
                              uint32_t first_output) {
  bool changed = false;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* source = weir_value_before_cast(weir_op_operand_n(op, i));
    if (source == NULL) continue;
    weir_op_set_operand(op, i, source);
    changed = true;
    if (i < first_output || i - first_output >= op->result_count) continue;
    weir_rewriter_set_result_type(rewriter, op, i - first_output, source->type);
  }
  if (changed) weir_rewriter_touch(rewriter, op);
  return changed;
}
