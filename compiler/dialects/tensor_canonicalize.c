// Rewrites of the tensor dialect that make more of a shape known.
#include <string.h>

#include "compiler/dialects/dialect_impl.h"
#include "compiler/dialects/shapes.h"
#include "compiler/dialects/slice_util.h"
#include "compiler/dialects/tensor.h"
#include "compiler/dialects/tensor_impl.h"

// -- tensor.empty, tensor.generate --------------------------------------------

// Both have one operand for each dimension that is not known; constants among
// them go into the type.
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
  weir_op_set_operand_group(op, 0, rest.items, rest.count);
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

// How many sizes a source of |type| says: which size belongs to which of its
// dimensions; false if it is no such source. A size of one may have no
// dimension, then its place is -1.
static bool match_dims(const int64_t* sizes, uint32_t count,
                       const weir_type_t* type, int64_t* out_places) {
  uint32_t next = 0, rank = weir_type_rank(type);
  for (uint32_t i = 0; i < count; ++i) {
    int64_t dim = next < rank ? weir_type_dim(type, next) : 0;
    bool open =
        sizes[i] != 1 && (dim == WEIR_DYNAMIC || sizes[i] == WEIR_DYNAMIC);
    bool same = next < rank && (open || dim == sizes[i]);
    if (!same && sizes[i] != 1) return false;
    out_places[i] = same ? (int64_t)next++ : -1;
  }
  return next == rank;
}

// The sizes of insertion |op| with what |type|, the type of its source before a
// cast, says of the first of them; false if that is no source.
static bool put_known_sizes(weir_op_t* op, uint32_t group,
                            const weir_type_t* type) {
  weir_arena_t* arena = weir_context_arena(op->context);
  uint32_t count = 0;
  const int64_t* sizes = weir_slice_static_sizes(op, &count);
  int64_t* places = WEIR_ARENA_ARRAY(arena, int64_t, count + 1);
  int64_t* known = WEIR_ARENA_ARRAY(arena, int64_t, count + 1);
  weir_value_list_t rest = {0};
  if (!match_dims(sizes, count, type, places)) return false;
  bool all_known = true;
  for (uint32_t i = 0, next = 0; i < count; ++i) {
    known[i] = sizes[i];
    int64_t dim =
        places[i] >= 0 ? weir_type_dim(type, (uint32_t)places[i]) : sizes[i];
    all_known = all_known && dim != WEIR_DYNAMIC;
    if (all_known) known[i] = dim;
    if (sizes[i] != WEIR_DYNAMIC) continue;
    weir_value_t* value = weir_op_operand_at(op, group, next++);
    if (known[i] == WEIR_DYNAMIC) weir_value_list_add(&rest, arena, value);
  }
  if (weir_rank_reduction_of(known, count, type) != WEIR_RANK_REDUCTION_OK) {
    return false;
  }
  weir_op_set_operand_group(op, group, rest.items, rest.count);
  weir_op_set_attr(op, "static_sizes",
                   weir_dense_i64_array_attr(op->context, known, count));
  return true;
}

// Casts of what is inserted, and of what it is inserted into, go.
static bool drop_insertion_casts(weir_op_t* op, weir_rewriter_t* rewriter,
                                 uint32_t sizes_group) {
  weir_value_t* source = weir_value_before_cast(weir_op_operand_n(op, 0));
  weir_value_t* dest = weir_value_before_cast(weir_op_operand_n(op, 1));
  if (source == NULL && dest == NULL) return false;
  weir_value_t* from = source != NULL ? source : weir_op_operand_n(op, 0);
  if (!put_known_sizes(op, sizes_group, from->type)) return false;
  weir_op_set_operand(op, 0, from);
  weir_rewriter_touch(rewriter, op);
  if (dest == NULL) return true;
  weir_op_set_operand(op, 1, dest);
  if (op->result_count > 0) {
    weir_rewriter_set_result_type(rewriter, op, 0, dest->type);
  }
  return true;
}

static weir_value_t* cast_before(weir_rewriter_t* rewriter, weir_op_t* op,
                                 weir_value_t* value, weir_type_t* type) {
  // What is inserted at the end of a loop's body is cast before that end.
  bool is_parallel = weir_op_is(op, WEIR_TENSOR_PARALLEL_INSERT_SLICE);
  weir_builder_set_before(&rewriter->builder,
                          is_parallel ? weir_op_parent(op) : op);
  return weir_build_unary(&rewriter->builder, WEIR_TENSOR_CAST, op->location,
                          value, type);
}

// The source gets the type that the sizes say.
static bool cast_to_known_sizes(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* source = weir_op_operand_n(op, 0);
  uint32_t count = 0, more = 0;
  const int64_t* sizes = weir_slice_static_sizes(op, &count);
  if (weir_type_rank(source->type) != count) return false;
  int64_t* dims =
      WEIR_ARENA_ARRAY(weir_context_arena(op->context), int64_t, count + 1);
  for (uint32_t i = 0; i < count; ++i) {
    dims[i] = weir_type_dim(source->type, i);
    if (sizes[i] == WEIR_DYNAMIC || sizes[i] == dims[i]) continue;
    if (dims[i] != WEIR_DYNAMIC || sizes[i] < 0) return false;
    dims[i] = sizes[i];
    ++more;
  }
  if (more == 0) return false;
  weir_type_t* type = weir_type_with_shape(source->type, dims, count);
  weir_op_set_operand(op, 0, cast_before(rewriter, op, source, type));
  weir_rewriter_touch(rewriter, op);
  return true;
}

bool weir_tensor_insert_slice_canonicalize(weir_op_t* op,
                                           weir_rewriter_t* rewriter) {
  bool is_parallel = weir_op_is(op, WEIR_TENSOR_PARALLEL_INSERT_SLICE);
  uint32_t offsets = is_parallel ? WEIR_TENSOR_PARALLEL_INSERT_SLICE_OFFSETS
                                 : WEIR_TENSOR_INSERT_SLICE_OFFSETS;
  weir_value_t* source = weir_op_operand_n(op, 0);
  weir_type_t* type = weir_slice_make_static(op, offsets, source->type);
  if (type != NULL) {
    weir_rewriter_touch(rewriter, op);
    if (type == source->type) return true;
    weir_op_set_operand(op, 0, cast_before(rewriter, op, source, type));
    return true;
  }
  return drop_insertion_casts(op, rewriter, offsets + 1) ||
         cast_to_known_sizes(op, rewriter);
}

// -- casts --------------------------------------------------------------------

// What two shapes say together; false where they disagree.
static bool join_dims(int64_t a, int64_t b, int64_t* out) {
  *out = a == WEIR_DYNAMIC ? b : a;
  return a == WEIR_DYNAMIC || b == WEIR_DYNAMIC || a == b;
}

// What three types for one tensor say of it together, or two if |b| is NULL;
// false where they disagree. |out_ranked| is false if none has a rank.
static bool join_types(const weir_type_t* a, const weir_type_t* b,
                       const weir_type_t* c, int64_t* out_dims,
                       uint32_t* out_rank, bool* out_ranked) {
  const weir_type_t* types[] = {a, b, c};
  *out_ranked = false;
  *out_rank = 0;
  for (uint32_t t = 0; t < 3; ++t) {
    if (types[t] == NULL || !weir_type_is_ranked_tensor(types[t])) continue;
    uint32_t rank = weir_type_rank(types[t]);
    if (*out_ranked && rank != *out_rank) return false;
    for (uint32_t i = 0; i < rank; ++i) {
      int64_t dim = weir_type_dim(types[t], i);
      if (!*out_ranked) out_dims[i] = dim;
      if (!join_dims(out_dims[i], dim, &out_dims[i])) return false;
    }
    *out_ranked = true;
    *out_rank = rank;
  }
  return true;
}

static uint32_t rank_of(const weir_type_t* type) {
  return weir_type_is_ranked_tensor(type) ? weir_type_rank(type) : 0;
}

// A cast of a cast, if the type between them says nothing that is lost.
static bool skip_inner_cast(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_value_t* middle = weir_op_operand_n(op, 0);
  const weir_op_t* inner = weir_value_op(middle);
  if (!weir_op_is(inner, WEIR_TENSOR_CAST)) return false;
  weir_arena_t* arena = weir_context_arena(op->context);
  weir_value_t* source = weir_op_operand_n(inner, 0);
  const weir_type_t* type = op->results[0].type;
  uint32_t most = rank_of(source->type) + rank_of(middle->type) + rank_of(type);
  int64_t* all = WEIR_ARENA_ARRAY(arena, int64_t, most + 1);
  int64_t* ends = WEIR_ARENA_ARRAY(arena, int64_t, most + 1);
  uint32_t all_rank = 0, ends_rank = 0;
  bool all_ranked = false, ends_ranked = false;
  if (!join_types(source->type, middle->type, type, all, &all_rank,
                  &all_ranked) ||
      !join_types(source->type, NULL, type, ends, &ends_rank, &ends_ranked) ||
      all_ranked != ends_ranked ||
      memcmp(all, ends, all_rank * sizeof(*all)) != 0) {
    return false;
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

// A cast of a tensor of which only the shape matters makes that shape.
static bool cast_empty(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_op_t* empty = weir_value_op(weir_op_operand_n(op, 0));
  weir_type_t* type = op->results[0].type;
  if (!weir_op_is(empty, WEIR_TENSOR_EMPTY) ||
      !weir_type_is_ranked_tensor(type)) {
    return false;
  }
  const weir_type_t* old = empty->results[0].type;
  weir_value_list_t sizes = {0};
  for (uint32_t i = 0, next = 0; i < weir_type_rank(type); ++i) {
    int64_t dim = weir_type_dim(type, i);
    if (weir_type_dim(old, i) != WEIR_DYNAMIC) {
      if (dim != weir_type_dim(old, i)) return false;
      continue;
    }
    weir_value_t* size = weir_op_operand_n(empty, next++);
    if (dim == WEIR_DYNAMIC) {
      weir_value_list_add(&sizes, weir_context_arena(op->context), size);
    }
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_TENSOR_EMPTY,
                     op->location);
  weir_op_state_operands(&state, sizes.items, sizes.count);
  weir_op_state_result(&state, type);
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}

bool weir_tensor_cast_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  return skip_inner_cast(op, rewriter) ||
         slice_with_known_sizes(op, rewriter) || cast_empty(op, rewriter);
}

bool weir_tensor_bitcast_canonicalize(weir_op_t* op,
                                      weir_rewriter_t* rewriter) {
  const weir_op_t* inner = weir_value_op(weir_op_operand_n(op, 0));
  if (!weir_op_is(inner, WEIR_TENSOR_BITCAST)) return false;
  weir_op_set_operand(op, 0, weir_op_operand_n(inner, 0));
  weir_rewriter_touch(rewriter, op);
  return true;
}

// One tensor, with nothing behind it, of another type.
bool weir_tensor_concat_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  if (op->operand_count != 1) return false;
  weir_rewriter_replace_one(
      rewriter, op,
      weir_build_unary(&rewriter->builder, WEIR_TENSOR_CAST, op->location,
                       weir_op_operand_n(op, 0), op->results[0].type));
  return true;
}
