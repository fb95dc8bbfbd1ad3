// Folds and rewrites of flow.tensor.*.
#include <string.h>

#include "compiler/dialects/flow.h"
#include "compiler/dialects/flow_impl.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/tensor.h"
#include "compiler/dialects/util.h"

// -- tensors without elements -------------------------------------------------

bool weir_type_has_no_elements(const weir_type_t* type) {
  if (!weir_type_is_ranked(type)) return false;
  for (uint32_t i = 0; i < weir_type_rank(type); ++i) {
    if (weir_type_dim(type, i) == 0) return true;
  }
  return false;
}

weir_value_t* weir_flow_build_empty_like(weir_rewriter_t* rewriter,
                                         const weir_op_t* op, uint32_t result) {
  uint32_t start = 0, count = 0;
  weir_op_result_dims(op, result, &start, &count);
  weir_value_t** dims = WEIR_ARENA_ARRAY(weir_context_arena(op->context),
                                         weir_value_t*, count + 1);
  for (uint32_t i = 0; i < count; ++i)
    dims[i] = weir_op_operand_n(op, start + i);
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_FLOW_TENSOR_EMPTY,
                     op->location);
  weir_op_state_operands(&state, dims, count);
  weir_op_state_result(&state, weir_op_result_n(op, result)->type);
  return weir_op_result_n(weir_build(&rewriter->builder, &state), 0);
}

static bool become_empty(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_rewriter_replace_one(rewriter, op,
                            weir_flow_build_empty_like(rewriter, op, 0));
  return true;
}

static bool has_no_elements(const weir_value_t* value) {
  return weir_type_has_no_elements(value->type);
}

// -- constants ----------------------------------------------------------------

bool weir_flow_constant_fold(weir_op_t* op, weir_attr_t* const* operands,
                             weir_fold_result_t* results) {
  (void)operands;
  weir_attr_t* value = weir_op_attr(op, "value");
  if (value->type != weir_op_result_n(op, 0)->type) return false;
  return weir_fold_to_attr(results, value);
}

// The shape is hidden from folds of dimensions by a barrier on each.
bool weir_flow_dynamic_constant_canonicalize(weir_op_t* op,
                                             weir_rewriter_t* rewriter) {
  weir_builder_t* builder = &rewriter->builder;
  weir_attr_t* value = weir_op_attr(op, "value");
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  if (weir_type_has_static_shape(type)) return false;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_TENSOR_CONSTANT, op->location);
  weir_op_state_attr(&state, "value", value);
  weir_op_state_result(&state, value->type);
  weir_value_t* constant = weir_op_result_n(weir_build(builder, &state), 0);
  weir_value_list_t dims = {0};
  for (uint32_t i = 0; i < weir_type_rank(type); ++i) {
    if (weir_type_dim(type, i) != WEIR_DYNAMIC) continue;
    weir_value_t* size =
        weir_build_index(builder, op->location, weir_type_dim(value->type, i));
    weir_op_state_init(&state, builder, WEIR_UTIL_OPTIMIZATION_BARRIER,
                       op->location);
    weir_op_state_operands(&state, &size, 1);
    weir_op_state_results(&state, &size->type, 1);
    weir_value_list_add(&dims, weir_context_arena(op->context),
                        weir_op_result_n(weir_build(builder, &state), 0));
  }
  weir_op_state_init(&state, builder, WEIR_FLOW_TENSOR_RESHAPE, op->location);
  weir_op_state_operand(&state, constant);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_operands(&state, dims.items, dims.count);
  weir_op_state_result(&state, type);
  weir_rewriter_replace_op(rewriter, op, weir_build(builder, &state));
  return true;
}

// -- ties, reshapes, bitcasts -------------------------------------------------

bool weir_flow_tie_shape_fold(weir_op_t* op, weir_attr_t* const* operands,
                              weir_fold_result_t* results) {
  (void)operands;
  if (op->operand_count > 1) return false;
  return weir_fold_to_value(results, weir_op_operand_n(op, 0));
}

bool weir_flow_tie_shape_canonicalize(weir_op_t* op,
                                      weir_rewriter_t* rewriter) {
  return has_no_elements(weir_op_operand_n(op, 0)) &&
         become_empty(op, rewriter);
}

static bool groups_are_equal(const weir_op_t* op, uint32_t a, uint32_t b) {
  uint32_t count = weir_op_operand_group_size(op, a);
  if (count != weir_op_operand_group_size(op, b)) return false;
  for (uint32_t i = 0; i < count; ++i) {
    if (weir_op_operand_at(op, a, i) != weir_op_operand_at(op, b, i))
      return false;
  }
  return true;
}

// To the same type and dimensions. Reshape and bitcast have the same groups.
bool weir_flow_reshape_fold(weir_op_t* op, weir_attr_t* const* operands,
                            weir_fold_result_t* results) {
  (void)operands;
  weir_value_t* source = weir_op_operand(op, WEIR_FLOW_TENSOR_RESHAPE_SOURCE);
  if (source->type != weir_op_result_n(op, 0)->type ||
      !groups_are_equal(op, WEIR_FLOW_TENSOR_RESHAPE_SOURCE_DIMS,
                        WEIR_FLOW_TENSOR_RESHAPE_RESULT_DIMS)) {
    return false;
  }
  return weir_fold_to_value(results, source);
}

bool weir_flow_reshape_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* source = weir_op_operand(op, WEIR_FLOW_TENSOR_RESHAPE_SOURCE);
  weir_value_t* result = weir_op_result_n(op, 0);
  const weir_op_t* producer = weir_value_op(source);
  if (has_no_elements(source) || has_no_elements(result) ||
      weir_op_is(producer, WEIR_FLOW_TENSOR_EMPTY)) {
    return become_empty(op, rewriter);
  }
  if (!weir_op_is(producer, WEIR_FLOW_TENSOR_RESHAPE) &&
      !weir_op_is(producer, WEIR_FLOW_TENSOR_BITCAST)) {
    return false;
  }
  source = weir_op_operand(producer, WEIR_FLOW_TENSOR_RESHAPE_SOURCE);
  bool is_reshape =
      weir_type_element(source->type) == weir_type_element(result->type);
  weir_op_state_t state;
  weir_op_state_init(
      &state, &rewriter->builder,
      is_reshape ? WEIR_FLOW_TENSOR_RESHAPE : WEIR_FLOW_TENSOR_BITCAST,
      op->location);
  weir_op_state_operand(&state, source);
  weir_op_state_operands_of(&state, producer,
                            WEIR_FLOW_TENSOR_RESHAPE_SOURCE_DIMS);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_TENSOR_RESHAPE_RESULT_DIMS);
  weir_op_state_result(&state, result->type);
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}

// -- elements -----------------------------------------------------------------

static bool all_int(weir_attr_t* const* attrs, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    if (!weir_attr_is(attrs[i], WEIR_ATTR_INTEGER)) return false;
  }
  return true;
}

// The row-major place of constant indices; -1 if one lies outside.
static int64_t place_of(weir_attr_t* const* indices, const weir_type_t* type) {
  int64_t place = 0;
  for (uint32_t i = 0; i < weir_type_rank(type); ++i) {
    int64_t size = weir_type_dim(type, i), index = indices[i]->integer.value;
    if (index < 0 || index >= size) return -1;
    place = place * size + index;
  }
  return place;
}

bool weir_flow_load_fold(weir_op_t* op, weir_attr_t* const* operands,
                         weir_fold_result_t* results) {
  uint32_t start =
      weir_op_operand_group_start(op, WEIR_FLOW_TENSOR_LOAD_INDICES);
  const weir_attr_t* source = operands[0];
  if (!weir_attr_is(source, WEIR_ATTR_DENSE_ELEMENTS) ||
      !all_int(operands + start, op->operand_count - start) ||
      weir_op_result_n(op, 0)->type != weir_type_element(source->type)) {
    return false;
  }
  int64_t place = place_of(operands + start, source->type);
  return place >= 0 &&
         weir_fold_to_attr(results, weir_dense_element(source, place));
}

bool weir_flow_load_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_op_t* splat = weir_value_op(weir_op_operand_n(op, 0));
  if (!weir_op_is(splat, WEIR_FLOW_TENSOR_SPLAT)) return false;
  weir_value_t* value = weir_op_operand(splat, WEIR_FLOW_TENSOR_SPLAT_VALUE);
  if (value->type != weir_op_result_n(op, 0)->type) return false;
  weir_rewriter_replace_one(rewriter, op, value);
  return true;
}

// All elements of dense |attr| without the short form of splats.
static uint8_t* copy_elements(const weir_attr_t* attr, size_t* out_size) {
  size_t element = weir_dense_element_bytes(weir_type_element(attr->type));
  int64_t count = weir_type_element_count(attr->type);
  *out_size = element * (size_t)count;
  uint8_t* data =
      weir_arena_alloc(weir_context_arena(attr->context), *out_size);
  for (int64_t i = 0; i < count; ++i) {
    memcpy(data + (size_t)i * element,
           attr->dense.data + (attr->dense.splat ? 0 : (size_t)i * element),
           element);
  }
  return data;
}

bool weir_flow_store_fold(weir_op_t* op, weir_attr_t* const* operands,
                          weir_fold_result_t* results) {
  uint32_t start =
      weir_op_operand_group_start(op, WEIR_FLOW_TENSOR_STORE_INDICES);
  weir_attr_t* value = operands[0];
  const weir_attr_t* target = operands[1];
  if (!weir_attr_is(target, WEIR_ATTR_DENSE_ELEMENTS) || value == NULL ||
      value->type != weir_type_element(target->type) ||
      !all_int(operands + start, op->operand_count - start)) {
    return false;
  }
  int64_t place = place_of(operands + start, target->type);
  weir_attr_t* one = weir_dense_splat_attr(target->type, value);
  if (place < 0 || one == NULL) return false;
  size_t element = weir_dense_element_bytes(value->type), size = 0;
  uint8_t* data = copy_elements(target, &size);
  memcpy(data + (size_t)place * element, one->dense.data, element);
  return weir_fold_to_attr(results, weir_dense_attr(target->type, data, size));
}

// -- splat, clone, transfer ---------------------------------------------------

bool weir_flow_splat_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* result = weir_op_result_n(op, 0);
  if (has_no_elements(result)) return become_empty(op, rewriter);
  if (!weir_value_has_one_use(result)) return false;
  weir_op_t* reshape = result->uses->op;
  if (!weir_op_is(reshape, WEIR_FLOW_TENSOR_RESHAPE)) return false;
  weir_builder_set_before(&rewriter->builder, reshape);
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_FLOW_TENSOR_SPLAT,
                     reshape->location);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_TENSOR_SPLAT_VALUE);
  weir_op_state_operands_of(&state, reshape,
                            WEIR_FLOW_TENSOR_RESHAPE_RESULT_DIMS);
  weir_op_state_result(&state, weir_op_result_n(reshape, 0)->type);
  weir_rewriter_replace_op(rewriter, reshape,
                           weir_build(&rewriter->builder, &state));
  weir_rewriter_erase(rewriter, op);
  return true;
}

// All who split must do so together; with nobody to use it it may still go.
bool weir_flow_channel_split_canonicalize(weir_op_t* op,
                                          weir_rewriter_t* rewriter) {
  if (weir_value_has_uses(weir_op_result_n(op, 0))) return false;
  weir_rewriter_erase(rewriter, op);
  return true;
}

// Clones of constants go; others may guard a value that is written later.
bool weir_flow_clone_fold(weir_op_t* op, weir_attr_t* const* operands,
                          weir_fold_result_t* results) {
  (void)op;
  return weir_fold_to_attr(results, operands[0]);
}

static bool is_or_comes_from_empty(const weir_value_t* value) {
  return has_no_elements(value) ||
         weir_op_is(weir_value_op(value), WEIR_FLOW_TENSOR_EMPTY);
}

bool weir_flow_clone_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  return is_or_comes_from_empty(weir_op_operand_n(op, 0)) &&
         become_empty(op, rewriter);
}

// A value that was last transferred to the same place is there already.
bool weir_flow_transfer_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* operand = weir_op_operand_n(op, 0);
  const weir_op_t* base = weir_value_op(weir_value_tied_base(operand));
  if (weir_op_is(base, WEIR_FLOW_TENSOR_TRANSFER) &&
      weir_op_attr(base, "target") == weir_op_attr(op, "target")) {
    weir_rewriter_replace_one(rewriter, op, operand);
    return true;
  }
  return is_or_comes_from_empty(operand) && become_empty(op, rewriter);
}

// -- slices and updates -------------------------------------------------------

// A walk over the elements of a box inside a larger row-major tensor.
typedef struct box_t {
  const weir_type_t* whole;
  const int64_t* starts;
  const int64_t* lengths;
} box_t;

static bool box_fits(const box_t* box) {
  for (uint32_t i = 0; i < weir_type_rank(box->whole); ++i) {
    if (box->starts[i] < 0 || box->lengths[i] < 0 ||
        box->starts[i] + box->lengths[i] > weir_type_dim(box->whole, i)) {
      return false;
    }
  }
  return true;
}

// The place in the whole of element |index| of the box.
static int64_t box_place(const box_t* box, int64_t index) {
  int64_t place = 0, stride = 1;
  for (uint32_t i = weir_type_rank(box->whole); i-- > 0;) {
    place += (box->starts[i] + index % box->lengths[i]) * stride;
    index /= box->lengths[i];
    stride *= weir_type_dim(box->whole, i);
  }
  return place;
}

static int64_t* ints_of(weir_context_t* context, weir_attr_t* const* attrs,
                        uint32_t count) {
  int64_t* values =
      WEIR_ARENA_ARRAY(weir_context_arena(context), int64_t, count + 1);
  for (uint32_t i = 0; i < count; ++i) values[i] = attrs[i]->integer.value;
  return values;
}

bool weir_flow_slice_fold(weir_op_t* op, weir_attr_t* const* operands,
                          weir_fold_result_t* results) {
  const weir_attr_t* source = operands[0];
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  uint32_t starts =
      weir_op_operand_group_start(op, WEIR_FLOW_TENSOR_SLICE_START_INDICES);
  uint32_t lengths =
      weir_op_operand_group_start(op, WEIR_FLOW_TENSOR_SLICE_LENGTHS);
  uint32_t rank = lengths - starts;
  if (!weir_attr_is(source, WEIR_ATTR_DENSE_ELEMENTS) ||
      !weir_type_has_static_shape(type) ||
      !all_int(operands + starts, 2 * rank)) {
    return false;
  }
  box_t box = {source->type, ints_of(op->context, operands + starts, rank),
               ints_of(op->context, operands + lengths, rank)};
  int64_t count = 1;
  for (uint32_t i = 0; i < rank; ++i) count *= box.lengths[i];
  if (!box_fits(&box) || count != weir_type_element_count(type)) return false;
  if (source->dense.splat) {
    return weir_fold_to_attr(
        results, weir_dense_splat_attr(type, weir_dense_element(source, 0)));
  }
  size_t element = weir_dense_element_bytes(weir_type_element(type));
  uint8_t* data = weir_arena_alloc(weir_context_arena(op->context),
                                   element * (size_t)count);
  for (int64_t i = 0; i < count; ++i) {
    memcpy(data + (size_t)i * element,
           source->dense.data + (size_t)box_place(&box, i) * element, element);
  }
  return weir_fold_to_attr(
      results, weir_dense_attr(type, data, element * (size_t)count));
}

bool weir_flow_slice_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  bool is_empty = is_or_comes_from_empty(weir_op_operand_n(op, 0)) ||
                  has_no_elements(weir_op_result_n(op, 0));
  return is_empty && become_empty(op, rewriter);
}

bool weir_flow_update_fold(weir_op_t* op, weir_attr_t* const* operands,
                           weir_fold_result_t* results) {
  weir_value_t* target = weir_op_operand(op, WEIR_FLOW_TENSOR_UPDATE_TARGET);
  weir_value_t* update = weir_op_operand(op, WEIR_FLOW_TENSOR_UPDATE_UPDATE);
  uint32_t at = weir_op_operand_group_start(op, WEIR_FLOW_TENSOR_UPDATE_UPDATE);
  uint32_t starts =
      weir_op_operand_group_start(op, WEIR_FLOW_TENSOR_UPDATE_START_INDICES);
  uint32_t rank = at - starts;
  const weir_attr_t* part = operands[at];
  if (!weir_attr_is(operands[0], WEIR_ATTR_DENSE_ELEMENTS) ||
      !weir_attr_is(part, WEIR_ATTR_DENSE_ELEMENTS) ||
      !all_int(operands + starts, rank) ||
      weir_type_rank(update->type) != rank) {
    // Of the same type it can only replace all.
    return target->type == update->type &&
           weir_type_has_static_shape(update->type) &&
           weir_fold_to_value(results, update);
  }
  box_t box = {target->type, ints_of(op->context, operands + starts, rank),
               update->type->shaped.dims};
  if (!box_fits(&box)) return false;
  size_t element = weir_dense_element_bytes(weir_type_element(target->type));
  size_t size = 0;
  uint8_t* data = copy_elements(operands[0], &size);
  int64_t count = weir_type_element_count(update->type);
  for (int64_t i = 0; i < count; ++i) {
    memcpy(data + (size_t)box_place(&box, i) * element,
           part->dense.data + (part->dense.splat ? 0 : (size_t)i * element),
           element);
  }
  return weir_fold_to_attr(results, weir_dense_attr(target->type, data, size));
}

// Dimensions of |type| where only those dynamic in |old| have a value yet.
static void add_dims(weir_op_state_t* state, weir_builder_t* builder,
                     const weir_op_t* op, uint32_t group,
                     const weir_type_t* old, const weir_type_t* type) {
  weir_value_list_t dims = {0};
  for (uint32_t i = 0, next = 0; i < weir_type_rank(type); ++i) {
    bool was_dynamic = weir_type_dim(old, i) == WEIR_DYNAMIC;
    weir_value_t* known =
        was_dynamic ? weir_op_operand_at(op, group, next++) : NULL;
    if (weir_type_dim(type, i) != WEIR_DYNAMIC) continue;
    if (known == NULL) {
      known = weir_build_index(builder, op->location, weir_type_dim(old, i));
    }
    weir_value_list_add(&dims, weir_context_arena(op->context), known);
  }
  weir_op_state_operands(state, dims.items, dims.count);
}

static weir_value_t* skip_cast(weir_value_t* value) {
  const weir_op_t* cast = weir_value_op(value);
  return weir_op_is(cast, WEIR_TENSOR_CAST) &&
                 weir_type_is_ranked_tensor(weir_op_operand_n(cast, 0)->type)
             ? weir_op_operand_n(cast, 0)
             : value;
}

// Updates what a cast made from another type before the cast.
static bool update_before_casts(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_builder_t* builder = &rewriter->builder;
  weir_value_t* old_target =
      weir_op_operand(op, WEIR_FLOW_TENSOR_UPDATE_TARGET);
  weir_value_t* old_update =
      weir_op_operand(op, WEIR_FLOW_TENSOR_UPDATE_UPDATE);
  weir_value_t* target = skip_cast(old_target);
  weir_value_t* update = skip_cast(old_update);
  if (target == old_target && update == old_update) return false;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_TENSOR_UPDATE, op->location);
  weir_op_state_operand(&state, target);
  add_dims(&state, builder, op, WEIR_FLOW_TENSOR_UPDATE_TARGET_DIMS,
           old_target->type, target->type);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_TENSOR_UPDATE_START_INDICES);
  weir_op_state_operand(&state, update);
  add_dims(&state, builder, op, WEIR_FLOW_TENSOR_UPDATE_UPDATE_DIMS,
           old_update->type, update->type);
  weir_op_state_result(&state, target->type);
  weir_value_t* value = weir_op_result_n(weir_build(builder, &state), 0);
  if (value->type != old_target->type) {
    value = weir_build_unary(builder, WEIR_TENSOR_CAST, op->location, value,
                             old_target->type);
  }
  weir_rewriter_replace_one(rewriter, op, value);
  return true;
}

bool weir_flow_update_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* target = weir_op_operand(op, WEIR_FLOW_TENSOR_UPDATE_TARGET);
  if (has_no_elements(weir_op_operand(op, WEIR_FLOW_TENSOR_UPDATE_UPDATE))) {
    weir_rewriter_replace_one(rewriter, op, target);
    return true;
  }
  if (has_no_elements(target)) return become_empty(op, rewriter);
  return update_before_casts(op, rewriter);
}
