// Rewrites of the linalg dialect.
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/linalg_impl.h"
#include "compiler/dialects/linalg_types.h"
#include "compiler/dialects/slice_util.h"
#include "compiler/dialects/tensor.h"
#include "compiler/ir/affine.h"

// Loops over tensors run over what these were cast from.
static bool drop_casts(weir_op_t* op, weir_rewriter_t* rewriter) {
  return weir_rewriter_drop_casts(rewriter, op,
                                  op->operand_count - op->result_count);
}

// -- shapes -------------------------------------------------------------------

// What |value| is a cast of, if that is a tensor of the same rank; or |value|.
static const weir_type_t* known_type(const weir_value_t* value) {
  const weir_op_t* cast = weir_value_op(value);
  if (!weir_op_is(cast, WEIR_TENSOR_CAST)) return value->type;
  const weir_type_t* type = weir_op_operand_n(cast, 0)->type;
  return weir_type_is_ranked_tensor(type) &&
                 weir_type_rank(type) == weir_type_rank(value->type)
             ? type
             : value->type;
}

// The lengths of |op|'s loops as its operands know them, WEIR_DYNAMIC if none
// does; NULL where the loops do not index them one by one.
static int64_t* loop_sizes(const weir_op_t* op) {
  const weir_attr_t* maps = weir_linalg_indexing_maps(op);
  if (!weir_attr_is(maps, WEIR_ATTR_ARRAY) || maps->array.count == 0) {
    return NULL;
  }
  uint32_t loops = maps->array.elements[0]->map->dim_count;
  int64_t* sizes =
      WEIR_ARENA_ARRAY(weir_context_arena(op->context), int64_t, loops + 1);
  for (uint32_t i = 0; i < loops; ++i) sizes[i] = WEIR_DYNAMIC;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    const weir_affine_map_t* map = maps->array.elements[i]->map;
    const weir_value_t* operand = weir_op_operand_n(op, i);
    if (!weir_affine_map_is_projected_permutation(map)) return NULL;
    if (!weir_type_is_ranked_tensor(operand->type)) continue;
    const weir_type_t* type = known_type(operand);
    for (uint32_t r = 0; r < map->result_count; ++r) {
      int64_t size = weir_type_dim(type, r);
      if (size != WEIR_DYNAMIC) sizes[map->results[r]->value] = size;
    }
  }
  return sizes;
}

// |type| with what the loops know of it.
static weir_type_t* type_with(weir_type_t* type, const weir_affine_map_t* map,
                              const int64_t* sizes) {
  uint32_t rank = weir_type_rank(type);
  int64_t* dims =
      WEIR_ARENA_ARRAY(weir_context_arena(type->context), int64_t, rank + 1);
  for (uint32_t r = 0; r < rank; ++r) {
    dims[r] = weir_type_dim(type, r);
    if (dims[r] == WEIR_DYNAMIC) dims[r] = sizes[map->results[r]->value];
  }
  return weir_type_with_shape(type, dims, rank);
}

// What one operand knows of the loops holds for the others.
static bool share_sizes(weir_op_t* op, weir_rewriter_t* rewriter) {
  if (op->result_count == 0 || !weir_op_is_linalg_structured(op)) return false;
  const int64_t* sizes = loop_sizes(op);
  if (sizes == NULL) return false;
  const weir_attr_t* maps = weir_linalg_indexing_maps(op);
  uint32_t first_output = op->operand_count - op->result_count;
  bool changed = false;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* operand = weir_op_operand_n(op, i);
    if (!weir_type_is_ranked_tensor(operand->type)) continue;
    weir_type_t* type =
        type_with(operand->type, maps->array.elements[i]->map, sizes);
    if (type == operand->type) continue;
    weir_builder_set_before(&rewriter->builder, op);
    weir_op_set_operand(op, i,
                        weir_build_unary(&rewriter->builder, WEIR_TENSOR_CAST,
                                         op->location, operand, type));
    changed = true;
    if (i < first_output) continue;
    weir_rewriter_set_result_type(rewriter, op, i - first_output, type);
  }
  if (changed) weir_rewriter_touch(rewriter, op);
  return changed;
}

// A loop over buffers without elements.
static bool erase_idle(weir_op_t* op, weir_rewriter_t* rewriter) {
  if (op->result_count > 0) return false;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    const weir_type_t* type = weir_op_operand_n(op, i)->type;
    if (type->kind != WEIR_TYPE_MEMREF) continue;
    for (uint32_t d = 0; d < weir_type_rank(type); ++d) {
      if (weir_type_dim(type, d) != 0) continue;
      weir_rewriter_erase(rewriter, op);
      return true;
    }
  }
  return false;
}

// What all loops have in common.
static bool simplify_loops(weir_op_t* op, weir_rewriter_t* rewriter) {
  return erase_idle(op, rewriter) || drop_casts(op, rewriter) ||
         share_sizes(op, rewriter);
}

// -- loops that copy ----------------------------------------------------------

static bool maps_are_equal(const weir_op_t* op) {
  const weir_attr_t* maps = weir_linalg_indexing_maps(op);
  if (!weir_attr_is(maps, WEIR_ATTR_ARRAY)) return false;
  for (uint32_t i = 1; i < maps->array.count; ++i) {
    if (maps->array.elements[i] != maps->array.elements[0]) return false;
  }
  return true;
}

// The operand whose elements the body yields as element |index|; NULL if it
// computes them.
static weir_value_t* copied_operand(const weir_op_t* op, uint32_t index) {
  if (weir_op_is(op, WEIR_LINALG_COPY)) {
    weir_value_t* from = weir_op_operand_n(op, 0);
    bool same = weir_type_element(from->type) ==
                weir_type_element(weir_op_operand_n(op, 1)->type);
    return same ? from : NULL;
  }
  const weir_block_t* body = weir_op_region(op, 0)->first;
  const weir_op_t* yield = body != NULL ? body->last : NULL;
  if (yield == NULL || yield != body->first || index >= yield->operand_count) {
    return NULL;
  }
  const weir_value_t* value = weir_op_operand_n(yield, index);
  if (value->kind != WEIR_VALUE_ARGUMENT || value->block != body ||
      value->index >= op->operand_count) {
    return NULL;
  }
  return weir_op_operand_n(op, value->index);
}

// |value| as a |type|; NULL if no cast makes it one.
static weir_value_t* as_type(weir_rewriter_t* rewriter, const weir_op_t* op,
                             weir_value_t* value, weir_type_t* type) {
  if (value->type == type) return value;
  if (!weir_tensors_are_castable(value->type, type)) return NULL;
  return weir_build_unary(&rewriter->builder, WEIR_TENSOR_CAST, op->location,
                          value, type);
}

static bool all_are(const weir_op_t* op, weir_type_kind_t kind) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (weir_op_operand_n(op, i)->type->kind != kind) return false;
  }
  return true;
}

// A loop that writes a buffer with what it holds.
static bool erase_copy_to_itself(weir_op_t* op, weir_rewriter_t* rewriter) {
  if (op->operand_count != 2 ||
      weir_op_operand_n(op, 0) != weir_op_operand_n(op, 1) ||
      copied_operand(op, 0) != weir_op_operand_n(op, 0)) {
    return false;
  }
  weir_rewriter_erase(rewriter, op);
  return true;
}

static bool erase_identity(weir_op_t* op, weir_rewriter_t* rewriter) {
  enum { FEW = 16 };
  if (op->operand_count < 1 || op->result_count > FEW || !maps_are_equal(op)) {
    return false;
  }
  if (op->result_count == 0 && all_are(op, WEIR_TYPE_MEMREF)) {
    return erase_copy_to_itself(op, rewriter);
  }
  if (op->result_count == 0 || !all_are(op, WEIR_TYPE_TENSOR)) return false;
  weir_value_t* values[FEW];
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* value = copied_operand(op, i);
    weir_type_t* type = weir_op_result_n(op, i)->type;
    if (value == NULL || (value->type != type &&
                          !weir_tensors_are_castable(value->type, type))) {
      return false;
    }
    values[i] = value;
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    values[i] = as_type(rewriter, op, values[i], weir_op_result_n(op, i)->type);
  }
  weir_rewriter_replace(rewriter, op, values);
  return true;
}

bool weir_linalg_generic_canonicalize(weir_op_t* op,
                                      weir_rewriter_t* rewriter) {
  return erase_identity(op, rewriter) || simplify_loops(op, rewriter);
}

bool weir_linalg_named_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  if (weir_op_is(op, WEIR_LINALG_COPY) &&
      ((op->result_count == 0 && erase_identity(op, rewriter)) ||
       weir_linalg_moved_fill_canonicalize(op, rewriter))) {
    return true;
  }
  if (weir_op_is(op, WEIR_LINALG_BROADCAST) && erase_identity(op, rewriter)) {
    return true;
  }
  return simplify_loops(op, rewriter);
}

// -- linalg.transpose ---------------------------------------------------------

static const int64_t* permutation_of(const weir_op_t* op, uint32_t* out_rank) {
  const weir_attr_t* attr = weir_op_attr(op, "permutation");
  *out_rank = attr->dense_array.count;
  return (const int64_t*)(const void*)attr->dense_array.data;
}

bool weir_linalg_transpose_fold(weir_op_t* op, weir_attr_t* const* operands,
                                weir_fold_result_t* results) {
  (void)operands;
  weir_value_t* input = weir_op_operand_n(op, 0);
  if (op->result_count != 1 || input->type != weir_op_result_n(op, 0)->type) {
    return false;
  }
  uint32_t rank;
  const int64_t* order = permutation_of(op, &rank);
  for (uint32_t i = 0; i < rank; ++i) {
    if (order[i] != i) return false;
  }
  return weir_fold_to_value(results, input);
}

// One that follows another does what both do.
bool weir_linalg_transpose_canonicalize(weir_op_t* op,
                                        weir_rewriter_t* rewriter) {
  const weir_op_t* inner = weir_value_op(weir_op_operand_n(op, 0));
  if (!weir_op_is(inner, WEIR_LINALG_TRANSPOSE)) {
    return weir_linalg_moved_fill_canonicalize(op, rewriter) ||
           simplify_loops(op, rewriter);
  }
  uint32_t rank;
  const int64_t* outer_order = permutation_of(op, &rank);
  const int64_t* inner_order = permutation_of(inner, &rank);
  int64_t* order =
      WEIR_ARENA_ARRAY(weir_context_arena(op->context), int64_t, rank + 1);
  for (uint32_t i = 0; i < rank; ++i) order[i] = inner_order[outer_order[i]];
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_LINALG_TRANSPOSE,
                     op->location);
  weir_op_state_operand(&state, weir_op_operand_n(inner, 0));
  weir_op_state_operand(&state, weir_op_operand_n(op, 1));
  weir_op_state_attr(&state, "permutation",
                     weir_dense_i64_array_attr(op->context, order, rank));
  weir_op_state_results_of(&state, op, 0);
  weir_op_t* merged = weir_build(&rewriter->builder, &state);
  weir_linalg_build_body(merged);
  weir_rewriter_replace_op(rewriter, op, merged);
  return true;
}
