// Rewrites of the tensor dialect that make more of a shape known.
#include "compiler/dialects/dialect_impl.h"
#include "compiler/dialects/shapes.h"
#include "compiler/dialects/slice_util.h"
#include "compiler/dialects/tensor.h"
#include "compiler/dialects/tensor_impl.h"

// -- tensor.empty -------------------------------------------------------------

bool weir_tensor_empty_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_arena_t* arena = weir_context_arena(op->context);
  weir_type_t* type = op->results[0].type;
  uint32_t rank = weir_type_rank(type);
  int64_t* dims = WEIR_ARENA_ARRAY(arena, int64_t, rank + 1);
  weir_value_list_t rest = {0};
  for (uint32_t i = 0, next = 0; i < rank; ++i) {
    dims[i] = weir_type_dim(type, i);
    if (dims[i] != WEIR_DYNAMIC) continue;
    weir_value_t* size = weir_op_operand_n(op, next++);
    int64_t known = -1;
    if (weir_value_is_constant_int(size, &known) && known >= 0) {
      dims[i] = known;
    } else {
      weir_value_list_add(&rest, arena, size);
    }
  }
  if (rest.count == op->operand_count) return false;
  weir_op_set_operand_group(op, WEIR_TENSOR_EMPTY_DYNAMIC_SIZES, rest.items,
                            rest.count);
  weir_rewriter_touch(rewriter, op);
  weir_rewriter_set_result_type(rewriter, op, 0,
                                weir_type_with_shape(type, dims, rank));
  return true;
}

// -- slices -------------------------------------------------------------------

bool weir_tensor_extract_slice_canonicalize(weir_op_t* op,
                                            weir_rewriter_t* rewriter) {
  weir_type_t* type = weir_slice_make_static(
      op, WEIR_TENSOR_EXTRACT_SLICE_OFFSETS, op->results[0].type);
  if (type != NULL) {
    weir_rewriter_touch(rewriter, op);
    weir_rewriter_set_result_type(rewriter, op, 0, type);
    return true;
  }
  weir_value_t* source = weir_value_before_cast(
      weir_op_operand(op, WEIR_TENSOR_EXTRACT_SLICE_SOURCE));
  if (source == NULL) return false;
  weir_op_set_operand(op, 0, source);
  weir_rewriter_touch(rewriter, op);
  return true;
}

static bool fits_sizes(const weir_op_t* op, const weir_type_t* type) {
  uint32_t count = 0;
  const int64_t* sizes = weir_slice_static_sizes(op, &count);
  return weir_rank_reduction_of(sizes, count, type) == WEIR_RANK_REDUCTION_OK;
}

bool weir_tensor_insert_slice_canonicalize(weir_op_t* op,
                                           weir_rewriter_t* rewriter) {
  weir_value_t* source = weir_op_operand(op, WEIR_TENSOR_INSERT_SLICE_SOURCE);
  weir_type_t* type = weir_slice_make_static(
      op, WEIR_TENSOR_INSERT_SLICE_OFFSETS, source->type);
  if (type != NULL) {
    weir_rewriter_touch(rewriter, op);
    if (type == source->type) return true;
    weir_op_set_operand(op, WEIR_TENSOR_INSERT_SLICE_SOURCE,
                        weir_build_unary(&rewriter->builder, WEIR_TENSOR_CAST,
                                         op->location, source, type));
    return true;
  }
  weir_value_t* before = weir_value_before_cast(source);
  weir_value_t* dest = weir_value_before_cast(
      weir_op_operand(op, WEIR_TENSOR_INSERT_SLICE_DEST));
  if (before != NULL && !fits_sizes(op, before->type)) before = NULL;
  if (before == NULL && dest == NULL) return false;
  if (before != NULL) {
    weir_op_set_operand(op, WEIR_TENSOR_INSERT_SLICE_SOURCE, before);
  }
  weir_rewriter_touch(rewriter, op);
  if (dest == NULL) return true;
  weir_op_set_operand(op, WEIR_TENSOR_INSERT_SLICE_DEST, dest);
  weir_rewriter_set_result_type(rewriter, op, 0, dest->type);
  return true;
}

// -- casts --------------------------------------------------------------------

// What two shapes say together; false where they disagree.
static bool join_dims(int64_t a, int64_t b, int64_t* out) {
  *out = a == WEIR_DYNAMIC ? b : a;
  return a == WEIR_DYNAMIC || b == WEIR_DYNAMIC || a == b;
}

// A cast of a cast, if the type between them says nothing that is lost.
static bool skip_inner_cast(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_value_t* middle = weir_op_operand_n(op, 0);
  const weir_op_t* inner = weir_value_op(middle);
  if (!weir_op_is(inner, WEIR_TENSOR_CAST)) return false;
  weir_value_t* source = weir_op_operand_n(inner, 0);
  const weir_type_t* type = op->results[0].type;
  if (!weir_type_is_ranked_tensor(source->type) ||
      !weir_type_is_ranked_tensor(middle->type) ||
      !weir_type_is_ranked_tensor(type)) {
    return false;
  }
  for (uint32_t i = 0; i < weir_type_rank(type); ++i) {
    int64_t from = weir_type_dim(source->type, i), all = 0, ends = 0;
    int64_t to = weir_type_dim(type, i);
    if (!join_dims(from, weir_type_dim(middle->type, i), &all) ||
        !join_dims(all, to, &all) || !join_dims(from, to, &ends) ||
        all != ends) {
      return false;
    }
  }
  weir_op_set_operand(op, 0, source);
  weir_rewriter_touch(rewriter, op);
  return true;
}

typedef struct known_sizes_t {
  int64_t* sizes;
  uint32_t count;
  weir_value_list_t rest;  // those still not known
  bool says_more, says_less;
} known_sizes_t;

// The sizes of |slice| with what |type|, a type for the same shape, says of
// them.
static known_sizes_t sizes_with(const weir_op_t* slice,
                                const weir_type_t* type) {
  weir_arena_t* arena = weir_context_arena(slice->context);
  const weir_type_t* old = slice->results[0].type;
  known_sizes_t known = {0};
  uint32_t place = 0, next = 0;
  const int64_t* sizes = weir_slice_static_sizes(slice, &known.count);
  const bool* dropped =
      weir_slice_dropped_dims(slice, WEIR_TENSOR_EXTRACT_SLICE_SIZES, old);
  known.sizes = WEIR_ARENA_ARRAY(arena, int64_t, known.count + 1);
  for (uint32_t i = 0; i < known.count; ++i) {
    known.sizes[i] = sizes[i];
    if (!dropped[i]) {
      int64_t dim = weir_type_dim(type, place);
      bool was_known = weir_type_dim(old, place++) != WEIR_DYNAMIC;
      known.says_less |= was_known && dim == WEIR_DYNAMIC;
      if (sizes[i] == WEIR_DYNAMIC) known.sizes[i] = dim;
    }
    if (sizes[i] != WEIR_DYNAMIC) continue;
    weir_value_t* value =
        weir_op_operand_at(slice, WEIR_TENSOR_EXTRACT_SLICE_SIZES, next++);
    if (known.sizes[i] == WEIR_DYNAMIC) {
      weir_value_list_add(&known.rest, arena, value);
    } else {
      known.says_more = true;
    }
  }
  return known;
}

// A slice that a cast says more of is cut out that way.
static bool slice_with_known_sizes(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_op_t* slice = weir_value_op(weir_op_operand_n(op, 0));
  weir_type_t* type = op->results[0].type;
  if (!weir_op_is(slice, WEIR_TENSOR_EXTRACT_SLICE) ||
      !weir_type_is_ranked_tensor(type)) {
    return false;
  }
  known_sizes_t known = sizes_with(slice, type);
  if (known.says_less || !known.says_more) return false;
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_TENSOR_EXTRACT_SLICE,
                     op->location);
  weir_op_state_operands_of(&state, slice, WEIR_TENSOR_EXTRACT_SLICE_SOURCE);
  weir_op_state_operands_of(&state, slice, WEIR_TENSOR_EXTRACT_SLICE_OFFSETS);
  weir_op_state_operands(&state, known.rest.items, known.rest.count);
  weir_op_state_operands_of(&state, slice, WEIR_TENSOR_EXTRACT_SLICE_STRIDES);
  weir_op_state_attrs(&state, slice->attrs);
  weir_op_state_attr(
      &state, "static_sizes",
      weir_dense_i64_array_attr(op->context, known.sizes, known.count));
  weir_op_state_result(&state, type);
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}

bool weir_tensor_cast_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  return skip_inner_cast(op, rewriter) || slice_with_known_sizes(op, rewriter);
}

// -- tensor.collapse_shape, tensor.expand_shape -------------------------------

// For each group of |outer| the groups of |inner| that it lists, joined.
static weir_attr_t* join_groups(weir_context_t* context,
                                const weir_attr_t* outer,
                                const weir_attr_t* inner) {
  weir_arena_t* arena = weir_context_arena(context);
  weir_attr_list_t groups = {0};
  uint32_t next = 0;
  for (uint32_t i = 0; i < outer->array.count; ++i) {
    weir_attr_list_t group = {0};
    uint32_t parts = outer->array.elements[i]->array.count;
    for (uint32_t k = 0; k < parts && next < inner->array.count; ++k) {
      const weir_attr_t* part = inner->array.elements[next++];
      for (uint32_t d = 0; d < part->array.count; ++d) {
        weir_attr_list_add(&group, arena, part->array.elements[d]);
      }
    }
    weir_attr_list_add(&groups, arena,
                       weir_array_attr(context, group.items, group.count));
  }
  return weir_array_attr(context, groups.items, groups.count);
}

// Two collapses, or two expansions, are one.
bool weir_tensor_reshape_canonicalize(weir_op_t* op,
                                      weir_rewriter_t* rewriter) {
  const weir_op_t* inner = weir_value_op(weir_op_operand_n(op, 0));
  if (!weir_op_is(inner, weir_op_id(op))) return false;
  const weir_attr_t* own = weir_op_attr(op, "reassociation");
  const weir_attr_t* other = weir_op_attr(inner, "reassociation");
  if (own->array.count == 0 || other->array.count == 0) return false;
  bool collapses = weir_op_is(op, WEIR_TENSOR_COLLAPSE_SHAPE);
  weir_op_set_attr(op, "reassociation",
                   collapses ? join_groups(op->context, own, other)
                             : join_groups(op->context, other, own));
  weir_op_set_operand(op, 0, weir_op_operand_n(inner, 0));
  weir_rewriter_touch(rewriter, op);
  return true;
}
