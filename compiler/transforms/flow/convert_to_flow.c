// Turns the tensor ops that stand outside of dispatches into flow.tensor.*.
//
// Needs:   dispatches formed.
// Changes: tensor.empty, reshapes, contiguous slices and updates, constants of
//          tensors.
// Keeps:   everything inside dispatches and executables.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/tensor.h"
#include "compiler/ir/rewrite.h"
#include "compiler/transforms/flow/passes.h"
#include "compiler/transforms/flow/slices.h"

// Static and dynamic parts of an index list as values.
typedef struct index_list_t {
  weir_value_t** values;
  uint32_t count;
} index_list_t;

static index_list_t mixed_list(weir_builder_t* builder, const weir_op_t* op,
                               const char* attr, uint32_t group) {
  const weir_attr_t* parts = weir_op_attr(op, attr);
  const int64_t* known = (const int64_t*)(const void*)parts->dense_array.data;
  index_list_t list = {
      .values = WEIR_ARENA_ARRAY(weir_context_arena(op->context), weir_value_t*,
                                 parts->dense_array.count),
      .count = parts->dense_array.count,
  };
  uint32_t next = 0;
  for (uint32_t i = 0; i < list.count; ++i) {
    list.values[i] = known[i] == WEIR_DYNAMIC
                         ? weir_op_operand_at(op, group, next++)
                         : weir_build_index(builder, op->location, known[i]);
  }
  return list;
}

// The dynamic dimensions of a tensor as values.
static index_list_t dynamic_dims(weir_builder_t* builder, weir_value_t* tensor,
                                 weir_location_t* location) {
  index_list_t list = {
      .values = WEIR_ARENA_ARRAY(weir_context_arena(builder->context),
                                 weir_value_t*, weir_type_rank(tensor->type)),
  };
  for (uint32_t i = 0; i < weir_type_rank(tensor->type); ++i) {
    if (weir_type_dim(tensor->type, i) != WEIR_DYNAMIC) continue;
    weir_op_state_t state;
    weir_op_state_init(&state, builder, WEIR_TENSOR_DIM, location);
    weir_op_state_operand(&state, tensor);
    weir_op_state_operand(&state, weir_build_index(builder, location, i));
    weir_op_state_result(&state, weir_index_type(builder->context));
    list.values[list.count++] =
        weir_op_result_n(weir_build(builder, &state), 0);
  }
  return list;
}

static void add_list(weir_op_state_t* state, index_list_t list) {
  weir_op_state_operands(state, list.values, list.count);
}

static bool is_in_dispatch(const weir_op_t* op) {
  return weir_op_parent_of(op, WEIR_FLOW_DISPATCH_WORKGROUPS) != NULL ||
         weir_op_parent_of(op, WEIR_FLOW_DISPATCH_REGION) != NULL;
}

static bool convert_empty(weir_op_t* op, weir_rewriter_t* rewriter,
                          void* user) {
  (void)user;
  if (is_in_dispatch(op)) return false;
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_FLOW_TENSOR_EMPTY,
                     op->location);
  weir_op_state_operands_of(&state, op, WEIR_TENSOR_EMPTY_DYNAMIC_SIZES);
  weir_op_state_result(&state, weir_op_result_n(op, 0)->type);
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}

// expand_shape and collapse_shape of any shape: the data stays as it is.
static bool convert_reshape(weir_op_t* op, weir_rewriter_t* rewriter,
                            void* user) {
  (void)user;
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  if (is_in_dispatch(op) || !weir_type_has_static_shape(type)) return false;
  weir_value_t* source = weir_op_operand_n(op, 0);
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_FLOW_TENSOR_RESHAPE,
                     op->location);
  weir_op_state_operand(&state, source);
  add_list(&state, dynamic_dims(&rewriter->builder, source, op->location));
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_result(&state, type);
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}

// The slice's own type may have fewer dimensions than the tensor it is cut
// from.
static weir_type_t* full_rank_slice(const weir_op_t* op, weir_type_t* larger) {
  weir_slice_t slice = weir_slice_of(op);
  const int64_t* sizes =
      (const int64_t*)(const void*)slice.sizes->dense_array.data;
  return weir_type_with_shape(larger, sizes, weir_type_rank(larger));
}

static weir_value_t* reshape_to(weir_builder_t* builder,
                                weir_location_t* location, weir_value_t* value,
                                weir_type_t* type) {
  if (value->type == type) return value;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_TENSOR_RESHAPE, location);
  weir_op_state_operand(&state, value);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_result(&state, type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static bool convert_extract(weir_op_t* op, weir_rewriter_t* rewriter,
                            void* user) {
  (void)user;
  if (is_in_dispatch(op) || !weir_slice_is_contiguous(op)) return false;
  weir_builder_t* builder = &rewriter->builder;
  weir_value_t* source = weir_op_operand(op, WEIR_TENSOR_EXTRACT_SLICE_SOURCE);
  index_list_t offsets = mixed_list(builder, op, "static_offsets",
                                    WEIR_TENSOR_EXTRACT_SLICE_OFFSETS);
  index_list_t sizes =
      mixed_list(builder, op, "static_sizes", WEIR_TENSOR_EXTRACT_SLICE_SIZES);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_TENSOR_SLICE, op->location);
  weir_op_state_operand(&state, source);
  add_list(&state, dynamic_dims(builder, source, op->location));
  add_list(&state, offsets);
  add_list(&state, sizes);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_result(&state, full_rank_slice(op, source->type));
  weir_value_t* slice = weir_op_result_n(weir_build(builder, &state), 0);
  weir_rewriter_replace_one(
      rewriter, op,
      reshape_to(builder, op->location, slice, weir_op_result_n(op, 0)->type));
  return true;
}

static bool convert_insert(weir_op_t* op, weir_rewriter_t* rewriter,
                           void* user) {
  (void)user;
  if (is_in_dispatch(op) || !weir_slice_is_contiguous(op)) return false;
  weir_builder_t* builder = &rewriter->builder;
  weir_value_t* target = weir_op_operand(op, WEIR_TENSOR_INSERT_SLICE_DEST);
  weir_value_t* source =
      reshape_to(builder, op->location,
                 weir_op_operand(op, WEIR_TENSOR_INSERT_SLICE_SOURCE),
                 full_rank_slice(op, target->type));
  index_list_t offsets = mixed_list(builder, op, "static_offsets",
                                    WEIR_TENSOR_INSERT_SLICE_OFFSETS);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_TENSOR_UPDATE, op->location);
  weir_op_state_operand(&state, target);
  add_list(&state, dynamic_dims(builder, target, op->location));
  add_list(&state, offsets);
  weir_op_state_operand(&state, source);
  add_list(&state, dynamic_dims(builder, source, op->location));
  weir_op_state_result(&state, target->type);
  weir_rewriter_replace_op(rewriter, op, weir_build(builder, &state));
  return true;
}

static bool convert_bitcast(weir_op_t* op, weir_rewriter_t* rewriter,
                            void* user) {
  (void)user;
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  if (is_in_dispatch(op) || !weir_type_has_static_shape(type)) return false;
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_FLOW_TENSOR_BITCAST,
                     op->location);
  weir_op_state_operand(&state, weir_op_operand_n(op, 0));
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_result(&state, type);
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}

static bool convert_splat(weir_op_t* op, weir_rewriter_t* rewriter,
                          void* user) {
  (void)user;
  if (is_in_dispatch(op)) return false;
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_FLOW_TENSOR_SPLAT,
                     op->location);
  weir_op_state_operands_of(&state, op, WEIR_TENSOR_SPLAT_AGGREGATE);
  weir_op_state_operands_of(&state, op, WEIR_TENSOR_SPLAT_DYNAMIC_SIZES);
  weir_op_state_result(&state, weir_op_result_n(op, 0)->type);
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}

weir_status_t weir_flow_convert_to_flow(weir_pass_t* pass,
                                        weir_op_t* function) {
  (void)pass;
  static const weir_pattern_t patterns[] = {
      {WEIR_TENSOR_BITCAST, convert_bitcast, NULL},
      {WEIR_TENSOR_COLLAPSE_SHAPE, convert_reshape, NULL},
      {WEIR_TENSOR_EMPTY, convert_empty, NULL},
      {WEIR_TENSOR_EXPAND_SHAPE, convert_reshape, NULL},
      {WEIR_TENSOR_EXTRACT_SLICE, convert_extract, NULL},
      {WEIR_TENSOR_INSERT_SLICE, convert_insert, NULL},
      {WEIR_TENSOR_SPLAT, convert_splat, NULL},
  };
  weir_greedy_options_t options = {.fold = true, .canonicalize = true};
  weir_rewrite_greedily(function, patterns,
                        sizeof(patterns) / sizeof(patterns[0]), &options, NULL);
  return weir_ok();
}
