// Folds and rewrites of tensor.collapse_shape and tensor.expand_shape.
//
// Groups of dimensions are adjacent and in order, so that how many dimensions
// each has says all. A tensor of one element and no dimensions has no groups.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/shapes.h"
#include "compiler/dialects/slice_util.h"
#include "compiler/dialects/tensor.h"
#include "compiler/dialects/tensor_impl.h"

typedef struct groups_t {
  uint32_t* sizes;
  uint32_t count;
} groups_t;

static groups_t groups_of(const weir_op_t* op) {
  const weir_attr_t* attr = weir_op_attr(op, "reassociation");
  groups_t groups = {.count = attr->array.count};
  groups.sizes = WEIR_ARENA_ARRAY(weir_context_arena(op->context), uint32_t,
                                  groups.count + 1);
  for (uint32_t i = 0; i < groups.count; ++i) {
    groups.sizes[i] = attr->array.elements[i]->array.count;
  }
  return groups;
}

static groups_t groups_of_at_most(weir_context_t* context, uint32_t count) {
  return (groups_t){.sizes = WEIR_ARENA_ARRAY(weir_context_arena(context),
                                              uint32_t, count + 1)};
}

static weir_attr_t* groups_attr(weir_context_t* context, groups_t groups) {
  weir_arena_t* arena = weir_context_arena(context);
  weir_attr_list_t all = {0};
  int64_t dim = 0;
  for (uint32_t i = 0; i < groups.count; ++i) {
    weir_attr_list_t group = {0};
    for (uint32_t k = 0; k < groups.sizes[i]; ++k) {
      weir_attr_list_add(&group, arena, weir_i64_attr(context, dim++));
    }
    weir_attr_list_add(&all, arena,
                       weir_array_attr(context, group.items, group.count));
  }
  return weir_array_attr(context, all.items, all.count);
}

// -- a reshape of the same kind -----------------------------------------------

// For each group of |few| the groups of |many| that it lists, joined.
static groups_t join_groups(weir_context_t* context, groups_t few,
                            groups_t many) {
  groups_t joined = groups_of_at_most(context, few.count);
  joined.count = few.count;
  for (uint32_t i = 0, next = 0; i < few.count; ++i) {
    for (uint32_t k = 0; k < few.sizes[i] && next < many.count; ++k) {
      joined.sizes[i] += many.sizes[next++];
    }
  }
  return joined;
}

// Two collapses, or two expansions, are one.
static bool join_reshapes(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_op_t* inner = weir_value_op(weir_op_operand_n(op, 0));
  if (!weir_op_is(inner, weir_op_id(op))) return false;
  groups_t own = groups_of(op), other = groups_of(inner);
  if (own.count == other.count) return false;
  bool collapses = weir_op_is(op, WEIR_TENSOR_COLLAPSE_SHAPE);
  groups_t joined = collapses ? join_groups(op->context, own, other)
                              : join_groups(op->context, other, own);
  weir_op_set_attr(op, "reassociation", groups_attr(op->context, joined));
  weir_op_set_operand(op, 0, weir_op_operand_n(inner, 0));
  weir_rewriter_touch(rewriter, op);
  return true;
}

// -- making reshapes ----------------------------------------------------------

static weir_value_t* build_collapse(weir_rewriter_t* rewriter,
                                    const weir_op_t* at, weir_value_t* source,
                                    groups_t groups, weir_type_t* type) {
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_TENSOR_COLLAPSE_SHAPE,
                     at->location);
  weir_op_state_operand(&state, source);
  weir_op_state_attr(&state, "reassociation", groups_attr(at->context, groups));
  weir_op_state_result(&state, type);
  return weir_op_result_n(weir_build(&rewriter->builder, &state), 0);
}

static weir_value_t* build_expand(weir_rewriter_t* rewriter,
                                  const weir_op_t* at, weir_value_t* source,
                                  groups_t groups, weir_type_t* type,
                                  const weir_value_list_t* sizes) {
  weir_op_state_t state;
  uint32_t rank = weir_type_rank(type);
  int64_t* dims =
      WEIR_ARENA_ARRAY(weir_context_arena(at->context), int64_t, rank + 1);
  for (uint32_t i = 0; i < rank; ++i) dims[i] = weir_type_dim(type, i);
  weir_op_state_init(&state, &rewriter->builder, WEIR_TENSOR_EXPAND_SHAPE,
                     at->location);
  weir_op_state_operand(&state, source);
  weir_op_state_operands(&state, sizes->items, sizes->count);
  weir_op_state_attr(&state, "reassociation", groups_attr(at->context, groups));
  weir_op_state_attr(&state, "static_output_shape",
                     weir_dense_i64_array_attr(at->context, dims, rank));
  weir_op_state_result(&state, type);
  return weir_op_result_n(weir_build(&rewriter->builder, &state), 0);
}

// Whether each group has at most one dimension that is not known.
static bool sizes_follow(groups_t groups, const weir_type_t* type) {
  for (uint32_t i = 0, dim = 0; i < groups.count; ++i) {
    uint32_t unknown = 0;
    for (uint32_t k = 0; k < groups.sizes[i]; ++k) {
      unknown += weir_type_dim(type, dim++) == WEIR_DYNAMIC;
    }
    if (unknown > 1) return false;
  }
  return true;
}

// The dimensions of |type| that are not known: those of |source| over what is
// known of their groups.
static weir_value_list_t sizes_from(weir_rewriter_t* rewriter,
                                    const weir_op_t* at, weir_value_t* source,
                                    groups_t groups, const weir_type_t* type) {
  weir_arena_t* arena = weir_context_arena(at->context);
  weir_builder_t* builder = &rewriter->builder;
  weir_value_list_t sizes = {0}, dims = {0};
  for (uint32_t i = 0; i < weir_type_rank(source->type); ++i) {
    weir_value_t* dim = NULL;
    if (weir_type_dim(source->type, i) == WEIR_DYNAMIC) {
      dim = weir_build_tensor_dim(builder, at->location, source, i);
    }
    weir_value_list_add(&dims, arena, dim);
  }
  for (uint32_t i = 0, place = 0; i < groups.count; ++i) {
    int64_t known = 1;
    bool all_known = true;
    for (uint32_t k = 0; k < groups.sizes[i]; ++k) {
      int64_t size = weir_type_dim(type, place++);
      if (size == WEIR_DYNAMIC) all_known = false;
      if (size != WEIR_DYNAMIC) known *= size;
    }
    if (all_known || dims.items[i] == NULL) continue;
    weir_value_t* size = dims.items[i];
    if (known != 1) {
      size = weir_build_binary(builder, WEIR_ARITH_DIVUI, at->location, size,
                               weir_build_index(builder, at->location, known));
    }
    weir_value_list_add(&sizes, arena, size);
  }
  return sizes;
}

// -- collapses of expansions --------------------------------------------------

// How many groups of |many| each group of |few| holds, if each holds whole
// ones.
static bool count_groups(weir_context_t* context, groups_t few, groups_t many,
                         groups_t* out_counts) {
  *out_counts = groups_of_at_most(context, few.count);
  out_counts->count = few.count;
  uint32_t next = 0;
  for (uint32_t i = 0; i < few.count; ++i) {
    uint32_t covered = 0;
    while (next < many.count && covered < few.sizes[i]) {
      covered += many.sizes[next++];
      ++out_counts->sizes[i];
    }
    if (covered != few.sizes[i]) return false;
  }
  return true;
}

static bool collapse_expansion(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_op_t* inner = weir_value_op(weir_op_operand_n(op, 0));
  if (!weir_op_is(inner, WEIR_TENSOR_EXPAND_SHAPE)) return false;
  weir_value_t* source = weir_op_operand_n(inner, 0);
  weir_type_t* type = op->results[0].type;
  uint32_t from = weir_type_rank(source->type), to = weir_type_rank(type);
  groups_t own = groups_of(op), other = groups_of(inner), groups;
  if (!count_groups(op->context, from > to ? own : other,
                    from > to ? other : own, &groups)) {
    return false;
  }
  weir_value_t* value = NULL;
  if (from > to) {
    value = build_collapse(rewriter, op, source, groups, type);
  } else if (from == to) {
    if (!weir_tensors_are_castable(source->type, type)) return false;
    value = weir_build_unary(&rewriter->builder, WEIR_TENSOR_CAST, op->location,
                             source, type);
  } else {
    if (!sizes_follow(groups, type)) return false;
    weir_value_list_t sizes = sizes_from(rewriter, op, source, groups, type);
    if (sizes.count != weir_type_dynamic_dim_count(type)) return false;
    value = build_expand(rewriter, op, source, groups, type, &sizes);
  }
  weir_rewriter_replace_one(rewriter, op, value);
  return true;
}

// -- expansions of collapses --------------------------------------------------

typedef struct shape_t {
  const weir_type_t* type;
  uint32_t start, count;
} shape_t;

static int64_t dim_of(shape_t shape, uint32_t index) {
  return weir_type_dim(shape.type, shape.start + index);
}

// Adds the groups in which |from| collapses to |to|, which has fewer
// dimensions: from the left as many as it takes. What is left at the end are
// ones.
static bool find_groups(shape_t from, shape_t to, groups_t* groups) {
  uint32_t dim = 0, found = 0;
  while (dim < from.count && found < to.count) {
    int64_t size = dim_of(to, found), product = 1;
    uint32_t start = dim;
    while (dim + 1 < from.count && dim_of(from, dim) != WEIR_DYNAMIC &&
           size != WEIR_DYNAMIC && product * dim_of(from, dim) < size) {
      product *= dim_of(from, dim++);
    }
    int64_t last = dim_of(from, dim++);
    bool fits = last == WEIR_DYNAMIC || size == WEIR_DYNAMIC
                    ? last == size && product == 1
                    : product * last == size;
    if (!fits) return false;
    groups->sizes[groups->count++] = dim - start;
    ++found;
  }
  if (found != to.count) return false;
  for (; dim < from.count; ++dim) {
    if (dim_of(from, dim) != WEIR_DYNAMIC && dim_of(from, dim) != 1) {
      return false;
    }
    if (found > 0) ++groups->sizes[groups->count - 1];
  }
  return true;
}

// Dimensions that are the same one by one.
static bool keep_groups(shape_t from, shape_t to, groups_t* groups) {
  uint32_t unknown = 0;
  for (uint32_t i = 0; i < from.count; ++i) {
    if (dim_of(from, i) != dim_of(to, i)) return false;
    unknown += dim_of(from, i) == WEIR_DYNAMIC;
    groups->sizes[groups->count++] = 1;
  }
  return unknown < 2;
}

// The groups in which |large| collapses to |small|, where both are cut into
// |parts| that correspond.
static bool find_all_groups(weir_context_t* context, const weir_type_t* large,
                            groups_t parts_of_large, const weir_type_t* small,
                            groups_t parts_of_small, groups_t* out_groups) {
  shape_t from = {large, 0, weir_type_rank(large)};
  shape_t to = {small, 0, weir_type_rank(small)};
  *out_groups = groups_of_at_most(context, from.count);
  if (parts_of_large.count == 0) {
    return from.count > to.count && find_groups(from, to, out_groups);
  }
  from.count = to.count = 0;
  for (uint32_t i = 0; i < parts_of_large.count; ++i) {
    from.start += from.count;
    to.start += to.count;
    from.count = parts_of_large.sizes[i];
    to.count = parts_of_small.sizes[i];
    bool ok = from.count == to.count
                  ? keep_groups(from, to, out_groups)
                  : from.count > to.count && find_groups(from, to, out_groups);
    if (!ok) return false;
  }
  return true;
}

static bool expand_collapse(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_op_t* inner = weir_value_op(weir_op_operand_n(op, 0));
  if (!weir_op_is(inner, WEIR_TENSOR_COLLAPSE_SHAPE)) return false;
  weir_value_t* source = weir_op_operand_n(inner, 0);
  weir_type_t* type = op->results[0].type;
  bool collapses = weir_type_rank(source->type) > weir_type_rank(type);
  groups_t own = groups_of(op), other = groups_of(inner), groups;
  bool found = collapses ? find_all_groups(op->context, source->type, other,
                                           type, own, &groups)
                         : find_all_groups(op->context, type, own, source->type,
                                           other, &groups);
  if (!found) return false;
  if (collapses) {
    weir_rewriter_replace_one(
        rewriter, op, build_collapse(rewriter, op, source, groups, type));
    return true;
  }
  weir_op_set_operand(op, 0, source);
  weir_op_set_attr(op, "reassociation", groups_attr(op->context, groups));
  weir_rewriter_touch(rewriter, op);
  return true;
}

// -- reshapes of what is made of elements, and of casts -----------------------

// A splat, or elements one by one, in the other shape.
static bool reshape_elements(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_op_t* inner = weir_value_op(weir_op_operand_n(op, 0));
  weir_type_t* type = op->results[0].type;
  if ((!weir_op_is(inner, WEIR_TENSOR_SPLAT) &&
       !weir_op_is(inner, WEIR_TENSOR_FROM_ELEMENTS)) ||
      !weir_type_has_static_shape(type) ||
      !weir_type_has_static_shape(inner->results[0].type)) {
    return false;
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, weir_op_id(inner),
                     op->location);
  weir_op_state_operands_of(&state, inner, 0);
  weir_op_state_result(&state, type);
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}

static weir_type_t* collapsed_type(weir_type_t* type, groups_t groups,
                                   weir_context_t* context) {
  int64_t* dims =
      WEIR_ARENA_ARRAY(weir_context_arena(context), int64_t, groups.count + 1);
  for (uint32_t i = 0, place = 0; i < groups.count; ++i) {
    dims[i] = 1;
    for (uint32_t k = 0; k < groups.sizes[i]; ++k) {
      int64_t size = weir_type_dim(type, place++);
      bool unknown = dims[i] == WEIR_DYNAMIC || size == WEIR_DYNAMIC;
      dims[i] = unknown ? WEIR_DYNAMIC : dims[i] * size;
    }
  }
  return weir_tensor_type(weir_type_element(type), dims, groups.count, NULL);
}

static bool collapse_cast(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* source = weir_value_before_cast(weir_op_operand_n(op, 0));
  if (source == NULL) return false;
  weir_type_t* type = collapsed_type(source->type, groups_of(op), op->context);
  weir_op_set_operand(op, 0, source);
  weir_rewriter_touch(rewriter, op);
  weir_rewriter_set_result_type(rewriter, op, 0, type);
  return true;
}

bool weir_tensor_collapse_shape_canonicalize(weir_op_t* op,
                                             weir_rewriter_t* rewriter) {
  return join_reshapes(op, rewriter) || collapse_expansion(op, rewriter) ||
         reshape_elements(op, rewriter) || collapse_cast(op, rewriter);
}

bool weir_tensor_expand_shape_canonicalize(weir_op_t* op,
                                           weir_rewriter_t* rewriter) {
  return join_reshapes(op, rewriter) || expand_collapse(op, rewriter) ||
         reshape_elements(op, rewriter);
}

// -- folds --------------------------------------------------------------------

// Back to what was reshaped, where no two dimensions could have changed places.
static weir_value_t* reshaped_back(const weir_op_t* op) {
  const weir_op_t* inner = weir_value_op(weir_op_operand_n(op, 0));
  uint32_t inverse = weir_op_is(op, WEIR_TENSOR_EXPAND_SHAPE)
                         ? WEIR_TENSOR_COLLAPSE_SHAPE
                         : WEIR_TENSOR_EXPAND_SHAPE;
  if (!weir_op_is(inner, inverse)) return NULL;
  weir_value_t* source = weir_op_operand_n(inner, 0);
  return source->type == op->results[0].type &&
                 weir_type_dynamic_dim_count(source->type) < 2
             ? source
             : NULL;
}

bool weir_tensor_reshape_fold(weir_op_t* op, weir_attr_t* const* operands,
                              weir_fold_result_t* results) {
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  weir_value_t* source = weir_op_operand_n(op, 0);
  if (source->type == type) return weir_fold_to_value(results, source);
  if (weir_attr_is(operands[0], WEIR_ATTR_DENSE_ELEMENTS) &&
      weir_type_has_static_shape(type)) {
    return weir_fold_to_attr(results, weir_dense_resized(operands[0], type));
  }
  return weir_fold_to_value(results, reshaped_back(op));
}
