// Turns the tensor ops that stand outside of dispatches into flow.tensor.*.
//
// Needs:   dispatches formed.
// Changes: splats and fills, reshapes and casts, contiguous slices and updates,
//          accesses to elements, concatenations along the
//          outermost dimension.
// Keeps:   everything inside dispatches and executables.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/lists.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/shapes.h"
#include "compiler/dialects/tensor.h"
#include "compiler/ir/rewrite.h"
#include "compiler/transforms/flow/convert_cast.h"
#include "compiler/transforms/flow/passes.h"
#include "compiler/transforms/flow/slices.h"

// Static and dynamic parts of an index list as values.
static weir_value_list_t mixed_list(weir_builder_t* builder,
                                    const weir_op_t* op, const char* attr,
                                    uint32_t group) {
  const weir_attr_t* parts = weir_op_attr(op, attr);
  const int64_t* known = (const int64_t*)(const void*)parts->dense_array.data;
  weir_value_list_t list = {0};
  uint32_t next = 0;
  for (uint32_t i = 0; i < parts->dense_array.count; ++i) {
    weir_value_list_add(
        &list, weir_context_arena(op->context),
        known[i] == WEIR_DYNAMIC
            ? weir_op_operand_at(op, group, next++)
            : weir_build_index(builder, op->location, known[i]));
  }
  return list;
}

// At the place of |op|.
static weir_value_list_t dynamic_dims(weir_builder_t* builder,
                                      weir_value_t* tensor, weir_op_t* op) {
  weir_value_list_t dims = {0};
  weir_add_dynamic_dims(builder, op->location, op, tensor,
                        weir_context_arena(op->context), &dims);
  return dims;
}

// The sizes among those of a slice that are not known when compiling.
static weir_value_list_t dynamic_sizes(const weir_op_t* op, uint32_t group) {
  weir_value_list_t list = {0};
  for (uint32_t i = 0; i < weir_op_operand_group_size(op, group); ++i) {
    weir_value_list_add(&list, weir_context_arena(op->context),
                        weir_op_operand_at(op, group, i));
  }
  return list;
}

static void add_list(weir_op_state_t* state, weir_value_list_t list) {
  weir_op_state_operands(state, list.items, list.count);
}

static bool is_in_dispatch(const weir_op_t* op) {
  return weir_op_parent_of(op, WEIR_FLOW_DISPATCH_WORKGROUPS) != NULL ||
         weir_op_parent_of(op, WEIR_FLOW_DISPATCH_REGION) != NULL;
}

// The dimensions of a collapsed shape: products of those that become one.
static weir_value_list_t collapsed_dims(weir_builder_t* builder,
                                        weir_op_t* op) {
  weir_value_t* source = weir_op_operand_n(op, 0);
  const weir_attr_t* groups = weir_op_attr(op, "reassociation");
  weir_value_list_t known = dynamic_dims(builder, source, op);
  weir_value_list_t list = {0};
  uint32_t next = 0;
  for (uint32_t i = 0; i < groups->array.count; ++i) {
    const weir_attr_t* group = groups->array.elements[i];
    weir_value_t* product = NULL;
    int64_t factor = 1;
    for (uint32_t k = 0; k < group->array.count; ++k) {
      int64_t dim = 0;
      weir_attr_int(group->array.elements[k], &dim);
      int64_t size = weir_type_dim(source->type, (uint32_t)dim);
      if (size != WEIR_DYNAMIC) {
        factor *= size;
      } else {
        weir_value_t* value = known.items[next++];
        product = product == NULL
                      ? value
                      : weir_build_binary(builder, WEIR_ARITH_MULI,
                                          op->location, product, value);
      }
    }
    if (product == NULL) continue;
    if (factor != 1) {
      product =
          weir_build_binary(builder, WEIR_ARITH_MULI, op->location, product,
                            weir_build_index(builder, op->location, factor));
    }
    weir_value_list_add(&list, weir_context_arena(op->context), product);
  }
  return list;
}

// expand_shape and collapse_shape of any shape: the data stays as it is.
static bool convert_reshape(weir_op_t* op, weir_rewriter_t* rewriter,
                            void* user) {
  (void)user;
  if (is_in_dispatch(op)) return false;
  weir_builder_t* builder = &rewriter->builder;
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  weir_value_t* source = weir_op_operand_n(op, 0);
  bool is_expand = weir_op_is(op, WEIR_TENSOR_EXPAND_SHAPE);
  weir_value_list_t result_dims = {0};
  if (!weir_type_has_static_shape(type)) {
    result_dims = is_expand
                      ? dynamic_sizes(op, WEIR_TENSOR_EXPAND_SHAPE_OUTPUT_SHAPE)
                      : collapsed_dims(builder, op);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_TENSOR_RESHAPE, op->location);
  weir_op_state_operand(&state, source);
  add_list(&state, dynamic_dims(builder, source, op));
  add_list(&state, result_dims);
  weir_op_state_result(&state, type);
  weir_rewriter_replace_op(rewriter, op, weir_build(builder, &state));
  return true;
}

// tensor.reshape: dynamic dimensions are read from the shape.
static bool convert_reshape_to_shape(weir_op_t* op, weir_rewriter_t* rewriter,
                                     void* user) {
  (void)user;
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  weir_value_t* source = weir_op_operand(op, WEIR_TENSOR_RESHAPE_SOURCE);
  weir_value_t* shape = weir_op_operand(op, WEIR_TENSOR_RESHAPE_SHAPE);
  if (is_in_dispatch(op) || !weir_type_is_ranked_tensor(type) ||
      !weir_type_is_ranked_tensor(source->type) ||
      !weir_type_has_static_shape(shape->type)) {
    return false;
  }
  weir_builder_t* builder = &rewriter->builder;
  weir_type_t* index_type = weir_index_type(op->context);
  weir_value_list_t result_dims = {0};
  for (uint32_t i = 0; i < weir_type_rank(type); ++i) {
    if (weir_type_dim(type, i) != WEIR_DYNAMIC) continue;
    weir_op_state_t state;
    weir_op_state_init(&state, builder, WEIR_FLOW_TENSOR_LOAD, op->location);
    weir_op_state_operand(&state, shape);
    weir_op_state_operands(&state, NULL, 0);
    weir_value_t* at = weir_build_index(builder, op->location, i);
    weir_op_state_operands(&state, &at, 1);
    weir_op_state_result(&state, weir_type_element(shape->type));
    weir_value_t* dim = weir_op_result_n(weir_build(builder, &state), 0);
    if (dim->type != index_type) {
      dim = weir_build_unary(builder, WEIR_ARITH_INDEX_CAST, op->location, dim,
                             index_type);
    }
    weir_value_list_add(&result_dims, weir_context_arena(op->context), dim);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_TENSOR_RESHAPE, op->location);
  weir_op_state_operand(&state, source);
  add_list(&state, dynamic_dims(builder, source, op));
  weir_op_state_operands(&state, result_dims.items, result_dims.count);
  weir_op_state_result(&state, type);
  weir_rewriter_replace_op(rewriter, op, weir_build(builder, &state));
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

// Between types that differ in dimensions of size 1.
static weir_value_t* reshape_to(weir_builder_t* builder,
                                weir_location_t* location, weir_value_t* value,
                                weir_type_t* type, weir_value_list_t dims) {
  if (value->type == type) return value;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_TENSOR_RESHAPE, location);
  weir_op_state_operand(&state, value);
  add_list(&state, dims);
  add_list(&state, dims);
  weir_op_state_result(&state, type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static bool convert_extract(weir_op_t* op, weir_rewriter_t* rewriter,
                            void* user) {
  (void)user;
  if (is_in_dispatch(op) || !weir_slice_is_contiguous(op)) return false;
  weir_builder_t* builder = &rewriter->builder;
  weir_value_t* source = weir_op_operand(op, WEIR_TENSOR_EXTRACT_SLICE_SOURCE);
  weir_value_list_t offsets = mixed_list(builder, op, "static_offsets",
                                         WEIR_TENSOR_EXTRACT_SLICE_OFFSETS);
  weir_value_list_t sizes =
      mixed_list(builder, op, "static_sizes", WEIR_TENSOR_EXTRACT_SLICE_SIZES);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_TENSOR_SLICE, op->location);
  weir_op_state_operand(&state, source);
  add_list(&state, dynamic_dims(builder, source, op));
  weir_value_list_t dims = dynamic_sizes(op, WEIR_TENSOR_EXTRACT_SLICE_SIZES);
  add_list(&state, offsets);
  add_list(&state, sizes);
  add_list(&state, dims);
  weir_op_state_result(&state, full_rank_slice(op, source->type));
  weir_value_t* slice = weir_op_result_n(weir_build(builder, &state), 0);
  weir_rewriter_replace_one(rewriter, op,
                            reshape_to(builder, op->location, slice,
                                       weir_op_result_n(op, 0)->type, dims));
  return true;
}

static bool convert_insert(weir_op_t* op, weir_rewriter_t* rewriter,
                           void* user) {
  (void)user;
  if (is_in_dispatch(op) || !weir_slice_is_contiguous(op)) return false;
  weir_builder_t* builder = &rewriter->builder;
  weir_value_t* target = weir_op_operand(op, WEIR_TENSOR_INSERT_SLICE_DEST);
  weir_value_list_t sizes = dynamic_sizes(op, WEIR_TENSOR_INSERT_SLICE_SIZES);
  weir_value_t* source =
      reshape_to(builder, op->location,
                 weir_op_operand(op, WEIR_TENSOR_INSERT_SLICE_SOURCE),
                 full_rank_slice(op, target->type), sizes);
  weir_value_list_t offsets = mixed_list(builder, op, "static_offsets",
                                         WEIR_TENSOR_INSERT_SLICE_OFFSETS);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_TENSOR_UPDATE, op->location);
  weir_op_state_operand(&state, target);
  add_list(&state, dynamic_dims(builder, target, op));
  add_list(&state, offsets);
  weir_op_state_operand(&state, source);
  add_list(&state, sizes);
  weir_op_state_result(&state, target->type);
  weir_rewriter_replace_op(rewriter, op, weir_build(builder, &state));
  return true;
}

static bool convert_bitcast(weir_op_t* op, weir_rewriter_t* rewriter,
                            void* user) {
  (void)user;
  if (is_in_dispatch(op)) return false;
  weir_builder_t* builder = &rewriter->builder;
  weir_value_t* source = weir_op_operand_n(op, 0);
  weir_value_list_t dims = dynamic_dims(builder, source, op);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_TENSOR_BITCAST, op->location);
  weir_op_state_operand(&state, source);
  add_list(&state, dims);
  add_list(&state, dims);
  weir_op_state_result(&state, weir_op_result_n(op, 0)->type);
  weir_rewriter_replace_op(rewriter, op, weir_build(builder, &state));
  return true;
}

// -- elements -----------------------------------------------------------------

static bool convert_extract_element(weir_op_t* op, weir_rewriter_t* rewriter,
                                    void* user) {
  (void)user;
  if (is_in_dispatch(op)) return false;
  weir_builder_t* builder = &rewriter->builder;
  weir_value_t* tensor = weir_op_operand(op, WEIR_TENSOR_EXTRACT_TENSOR);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_TENSOR_LOAD, op->location);
  weir_op_state_operand(&state, tensor);
  add_list(&state, dynamic_dims(builder, tensor, op));
  weir_op_state_operands_of(&state, op, WEIR_TENSOR_EXTRACT_INDICES);
  weir_op_state_result(&state, weir_op_result_n(op, 0)->type);
  weir_rewriter_replace_op(rewriter, op, weir_build(builder, &state));
  return true;
}

static weir_value_t* build_store(weir_builder_t* builder,
                                 weir_location_t* location, weir_value_t* value,
                                 weir_value_t* target, weir_value_list_t dims,
                                 weir_value_list_t indices) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_TENSOR_STORE, location);
  weir_op_state_operand(&state, value);
  weir_op_state_operand(&state, target);
  add_list(&state, dims);
  add_list(&state, indices);
  weir_op_state_result(&state, target->type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static bool convert_insert_element(weir_op_t* op, weir_rewriter_t* rewriter,
                                   void* user) {
  (void)user;
  if (is_in_dispatch(op)) return false;
  weir_builder_t* builder = &rewriter->builder;
  weir_value_t* target = weir_op_operand(op, WEIR_TENSOR_INSERT_DEST);
  weir_value_list_t dims = dynamic_dims(builder, target, op);
  weir_rewriter_replace_one(
      rewriter, op,
      build_store(builder, op->location,
                  weir_op_operand(op, WEIR_TENSOR_INSERT_SCALAR), target, dims,
                  dynamic_sizes(op, WEIR_TENSOR_INSERT_INDICES)));
  return true;
}

static weir_value_t* build_splat(weir_builder_t* builder,
                                 weir_location_t* location, weir_value_t* value,
                                 weir_value_list_t dims, weir_type_t* type) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_TENSOR_SPLAT, location);
  weir_op_state_operand(&state, value);
  add_list(&state, dims);
  weir_op_state_result(&state, type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

// What it becomes in flow is decided later, with all other empty tensors.
static weir_value_t* build_empty(weir_builder_t* builder,
                                 weir_location_t* location, weir_type_t* type) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_TENSOR_EMPTY, location);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_result(&state, type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

// One element is a splat, more are stored one by one.
static bool convert_from_elements(weir_op_t* op, weir_rewriter_t* rewriter,
                                  void* user) {
  (void)user;
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  if (is_in_dispatch(op) || op->operand_count == 0) return false;
  weir_builder_t* builder = &rewriter->builder;
  weir_value_list_t none = {0};
  if (op->operand_count == 1) {
    weir_rewriter_replace_one(
        rewriter, op,
        build_splat(builder, op->location, weir_op_operand_n(op, 0), none,
                    type));
    return true;
  }
  uint32_t rank = weir_type_rank(type);
  weir_value_t* value = build_empty(builder, op->location, type);
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_list_t at = {
        .items = WEIR_ARENA_ARRAY(weir_context_arena(op->context),
                                  weir_value_t*, rank + 1),
        .count = rank};
    int64_t rest = i;
    for (uint32_t d = rank; d-- > 0; rest /= weir_type_dim(type, d)) {
      at.items[d] = weir_build_index(builder, op->location,
                                     rest % weir_type_dim(type, d));
    }
    value = build_store(builder, op->location, weir_op_operand_n(op, i), value,
                        none, at);
  }
  weir_rewriter_replace_one(rewriter, op, value);
  return true;
}

static bool convert_fill(weir_op_t* op, weir_rewriter_t* rewriter, void* user) {
  (void)user;
  if (is_in_dispatch(op) || op->result_count != 1 || op->operand_count != 2 ||
      !weir_type_is_ranked_tensor(op->results[0].type)) {
    return false;
  }
  weir_builder_t* builder = &rewriter->builder;
  weir_value_t* output = weir_op_operand_n(op, 1);
  weir_value_list_t dims = dynamic_dims(builder, output, op);
  weir_rewriter_replace_one(
      rewriter, op,
      build_splat(builder, op->location, weir_op_operand_n(op, 0), dims,
                  op->results[0].type));
  return true;
}

// Along the outermost dimension each tensor is an update of its own.
static bool convert_concat(weir_op_t* op, weir_rewriter_t* rewriter,
                           void* user) {
  (void)user;
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  if (is_in_dispatch(op) || weir_op_attr_int(op, "dim", -1) != 0 ||
      !weir_type_has_static_shape(type)) {
    return false;
  }
  weir_builder_t* builder = &rewriter->builder;
  uint32_t rank = weir_type_rank(type);
  weir_value_list_t none = {0};
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (!weir_type_has_static_shape(weir_op_operand_n(op, i)->type))
      return false;
  }
  weir_value_t* value = build_empty(builder, op->location, type);
  int64_t offset = 0;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* part = weir_op_operand_n(op, i);
    weir_value_t** at = WEIR_ARENA_ARRAY(weir_context_arena(op->context),
                                         weir_value_t*, rank + 1);
    for (uint32_t d = 0; d < rank; ++d) {
      at[d] = weir_build_index(builder, op->location, d == 0 ? offset : 0);
    }
    weir_op_state_t state;
    weir_op_state_init(&state, builder, WEIR_FLOW_TENSOR_UPDATE, op->location);
    weir_op_state_operand(&state, value);
    add_list(&state, none);
    weir_op_state_operands(&state, at, rank);
    weir_op_state_operand(&state, part);
    add_list(&state, none);
    weir_op_state_result(&state, type);
    value = weir_op_result_n(weir_build(builder, &state), 0);
    offset += weir_type_dim(part->type, 0);
  }
  weir_rewriter_replace_one(rewriter, op, value);
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
      {WEIR_TENSOR_CAST, weir_flow_convert_cast, NULL},
      {WEIR_TENSOR_COLLAPSE_SHAPE, convert_reshape, NULL},
      {WEIR_TENSOR_CONCAT, convert_concat, NULL},
      {WEIR_TENSOR_EXPAND_SHAPE, convert_reshape, NULL},
      {WEIR_TENSOR_EXTRACT, convert_extract_element, NULL},
      {WEIR_TENSOR_EXTRACT_SLICE, convert_extract, NULL},
      {WEIR_TENSOR_FROM_ELEMENTS, convert_from_elements, NULL},
      {WEIR_TENSOR_INSERT, convert_insert_element, NULL},
      {WEIR_TENSOR_INSERT_SLICE, convert_insert, NULL},
      {WEIR_TENSOR_RESHAPE, convert_reshape_to_shape, NULL},
      {WEIR_TENSOR_SPLAT, convert_splat, NULL},
      {WEIR_LINALG_FILL, convert_fill, NULL},
  };
  weir_greedy_options_t options = {.fold = true};
  weir_rewrite_greedily(function, patterns,
                        sizeof(patterns) / sizeof(patterns[0]), &options, NULL);
  return weir_ok();
}
