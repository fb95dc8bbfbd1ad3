// Folds and rewrites of what stands inside dispatches.
#include "compiler/dialects/flow.h"
#include "compiler/dialects/flow_impl.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/shapes.h"
#include "compiler/dialects/tensor.h"

// -- flow.dispatch.tensor.load and store --------------------------------------

// Dimensions as what stands closest to the tensor says them.
static bool take_known_dims(weir_op_t* op, weir_rewriter_t* rewriter,
                            uint32_t tensor_group, uint32_t dims_group) {
  uint32_t count = weir_op_operand_group_size(op, dims_group);
  weir_dims_t known;
  if (!weir_find_dynamic_dims(weir_op_operand(op, tensor_group), op, &known) ||
      known.count != count) {
    return false;
  }
  bool changed = false;
  uint32_t start = weir_op_operand_group_start(op, dims_group);
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* dim = weir_dims_get(&known, i);
    if (weir_op_operand_n(op, start + i) == dim) continue;
    weir_op_set_operand(op, start + i, dim);
    changed = true;
  }
  if (changed) weir_rewriter_touch(rewriter, op);
  return changed;
}

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
    if (weir_value_is_constant_int(value, &known) && known >= lowest) {
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

static const int64_t* static_sizes(const weir_op_t* op, uint32_t* out_count) {
  const weir_attr_t* sizes = weir_op_attr(op, "static_sizes");
  *out_count = sizes->dense_array.count;
  return (const int64_t*)(const void*)sizes->dense_array.data;
}

// A size where it is static or a constant.
static int64_t known_size(const weir_op_t* op, uint32_t group, uint32_t index,
                          uint32_t* next_operand) {
  uint32_t count = 0;
  const int64_t* sizes = static_sizes(op, &count);
  int64_t known = WEIR_DYNAMIC;
  if (sizes[index] != WEIR_DYNAMIC) return sizes[index];
  weir_value_is_constant_int(weir_op_operand_at(op, group, (*next_operand)++),
                             &known);
  return known;
}

// Which of the sizes, all 1, have no dimension in |type|.
static bool* dropped_dims(const weir_op_t* op, uint32_t group,
                          const weir_type_t* type) {
  uint32_t count = 0, shape_place = 0, next = 0;
  static_sizes(op, &count);
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

// Constants go into the static lists. The type that the slice has then, which
// was |type|; NULL if nothing changed.
static weir_type_t* make_slice_static(weir_op_t* op, uint32_t offsets_group,
                                      weir_type_t* type) {
  uint32_t sizes_group = offsets_group + 1, strides_group = offsets_group + 2;
  const bool* dropped = dropped_dims(op, sizes_group, type);
  bool changed = make_static(op, offsets_group, "static_offsets", 0);
  changed |= make_static(op, sizes_group, "static_sizes", 0);
  changed |= make_static(op, strides_group, "static_strides", INT64_MIN);
  if (!changed) return NULL;
  uint32_t count = 0, rank = 0;
  const int64_t* sizes = static_sizes(op, &count);
  int64_t* dims =
      WEIR_ARENA_ARRAY(weir_context_arena(op->context), int64_t, count + 1);
  for (uint32_t i = 0; i < count; ++i) {
    if (!dropped[i]) dims[rank++] = sizes[i];
  }
  if (rank != weir_type_rank(type)) return type;
  return weir_type_with_shape(type, dims, rank);
}

bool weir_flow_dispatch_load_canonicalize(weir_op_t* op,
                                          weir_rewriter_t* rewriter) {
  if (take_known_dims(op, rewriter, WEIR_FLOW_DISPATCH_TENSOR_LOAD_SOURCE,
                      WEIR_FLOW_DISPATCH_TENSOR_LOAD_SOURCE_DIMS)) {
    return true;
  }
  weir_value_t* result = weir_op_result_n(op, 0);
  weir_type_t* old = result->type;
  weir_type_t* type =
      make_slice_static(op, WEIR_FLOW_DISPATCH_TENSOR_LOAD_OFFSETS, old);
  if (type == NULL) return false;
  weir_rewriter_touch(rewriter, op);
  if (type == old) return true;
  result->type = type;
  weir_builder_set_after(&rewriter->builder, op);
  weir_value_t* cast = weir_build_unary(&rewriter->builder, WEIR_TENSOR_CAST,
                                        op->location, result, old);
  weir_value_replace_uses_except(result, cast, weir_value_op(cast));
  for (const weir_use_t* use = cast->uses; use != NULL; use = use->next) {
    weir_rewriter_touch(rewriter, use->op);
  }
  return true;
}

// Storing what was cast stores what it was cast from, if that is known no less
// and has the sizes of the slice.
static bool store_before_cast(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_op_t* cast =
      weir_value_op(weir_op_operand(op, WEIR_FLOW_DISPATCH_TENSOR_STORE_VALUE));
  if (!weir_op_is(cast, WEIR_TENSOR_CAST)) return false;
  weir_value_t* source = weir_op_operand_n(cast, 0);
  const weir_type_t* to = weir_op_result_n(cast, 0)->type;
  if (!weir_type_is_ranked_tensor(source->type)) return false;
  for (uint32_t i = 0; i < weir_type_rank(to); ++i) {
    if (weir_type_dim(source->type, i) == WEIR_DYNAMIC &&
        weir_type_dim(to, i) != WEIR_DYNAMIC) {
      return false;
    }
  }
  uint32_t count = 0;
  const int64_t* sizes = static_sizes(op, &count);
  if (weir_rank_reduction_of(sizes, count, source->type) !=
      WEIR_RANK_REDUCTION_OK) {
    return false;
  }
  weir_op_set_operand(op, WEIR_FLOW_DISPATCH_TENSOR_STORE_VALUE, source);
  weir_rewriter_touch(rewriter, op);
  return true;
}

bool weir_flow_dispatch_store_canonicalize(weir_op_t* op,
                                           weir_rewriter_t* rewriter) {
  if (take_known_dims(op, rewriter, WEIR_FLOW_DISPATCH_TENSOR_STORE_TARGET,
                      WEIR_FLOW_DISPATCH_TENSOR_STORE_TARGET_DIMS)) {
    return true;
  }
  weir_value_t* value =
      weir_op_operand(op, WEIR_FLOW_DISPATCH_TENSOR_STORE_VALUE);
  weir_type_t* type = make_slice_static(
      op, WEIR_FLOW_DISPATCH_TENSOR_STORE_OFFSETS, value->type);
  if (type == NULL) return store_before_cast(op, rewriter);
  weir_rewriter_touch(rewriter, op);
  if (type == value->type) return true;
  weir_op_set_operand(op, WEIR_FLOW_DISPATCH_TENSOR_STORE_VALUE,
                      weir_build_unary(&rewriter->builder, WEIR_TENSOR_CAST,
                                       op->location, value, type));
  return true;
}

// -- flow.dispatch.workload.ordinal -------------------------------------------

bool weir_flow_workload_ordinal_fold(weir_op_t* op,
                                     weir_attr_t* const* operands,
                                     weir_fold_result_t* results) {
  (void)operands;
  const weir_op_t* inner = weir_value_op(weir_op_operand_n(op, 0));
  if (!weir_op_is(inner, WEIR_FLOW_DISPATCH_WORKLOAD_ORDINAL) ||
      weir_op_attr(inner, "ordinal") != weir_op_attr(op, "ordinal")) {
    return false;
  }
  return weir_fold_to_value(results, weir_op_operand_n(inner, 0));
}

// All uses of a block argument go through its ordinal.
bool weir_flow_workload_ordinal_canonicalize(weir_op_t* op,
                                             weir_rewriter_t* rewriter) {
  weir_value_t* operand = weir_op_operand_n(op, 0);
  if (operand->kind != WEIR_VALUE_ARGUMENT || weir_value_has_one_use(operand))
    return false;
  // At the start of the block, in the order of their ordinals.
  weir_op_t* before = op->block->first;
  int64_t ordinal_number = weir_op_attr_int(op, "ordinal", 0);
  while (weir_op_is(before, WEIR_FLOW_DISPATCH_WORKLOAD_ORDINAL) &&
         weir_op_attr_int(before, "ordinal", 0) < ordinal_number) {
    before = before->next;
  }
  weir_op_t* up = weir_op_clone(op, NULL);
  weir_op_insert_before(up, before);
  weir_value_t* ordinal = weir_op_result_n(up, 0);
  weir_rewriter_replace_one(rewriter, op, ordinal);
  weir_value_replace_uses_except(operand, ordinal, up);
  for (const weir_use_t* use = ordinal->uses; use != NULL; use = use->next) {
    weir_rewriter_touch(rewriter, use->op);
  }
  return true;
}
