#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/tensor.h"
#include "compiler/input/onnx/importer.h"

enum { MAX_RANK = 16 };

weir_type_t* tensor_of(weir_type_t* element, const int64_t* dims,
                       uint32_t rank) {
  return weir_tensor_type(element, dims, rank, NULL);
}

void add_open_sizes(node_t* node, weir_op_state_t* state,
                    const weir_type_t* type) {
  add_open(node->importer, state, type->shaped.dims, weir_type_rank(type));
}

weir_value_t* build_empty(node_t* node, weir_type_t* type) {
  weir_builder_t* builder = &node->importer->builder;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_TENSOR_EMPTY, node->location);
  add_open_sizes(node, &state, type);
  weir_op_state_result(&state, type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

weir_value_t* build_scalar(node_t* node, weir_builder_t* builder,
                           weir_type_t* type, double value) {
  weir_attr_t* attr = weir_type_is_float(type)
                          ? weir_float_attr(type, value)
                          : weir_integer_attr(type, saturated_int(value));
  return weir_build_constant(builder, node->location, attr);
}

// Ends |block| of a linalg op.
static void build_yield(node_t* node, weir_builder_t* builder,
                        weir_value_t* value) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_LINALG_YIELD, node->location);
  weir_op_state_operands(&state, &value, 1);
  weir_build(builder, &state);
}

weir_value_t* build_binary(node_t* node, weir_builder_t* builder,
                           uint32_t float_id, uint32_t integer_id,
                           weir_value_t* a, weir_value_t* b) {
  uint32_t id = weir_type_is_float(a->type) ? float_id : integer_id;
  return weir_build_binary(builder, id, node->location, a, b);
}

static weir_value_t* fill_body(node_t* node, weir_builder_t* builder,
                               weir_value_t** args, void* user) {
  (void)node, (void)builder, (void)user;
  return args[0];
}

// The entry block of |op|'s region with one scalar per operand, and what |body|
// makes of them.
static void build_body(node_t* node, weir_op_t* op, body_fn_t body,
                       void* user) {
  weir_block_t* block = weir_region_add_block(weir_op_region(op, 0));
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_block_add_argument(block,
                            weir_type_element(weir_op_operand_n(op, i)->type),
                            node->location);
  }
  weir_builder_t builder = weir_builder_at_end(block);
  build_yield(node, &builder, body(node, &builder, block->arguments, user));
}

static weir_value_t* build_linalg(node_t* node, uint32_t id,
                                  weir_value_t* const* inputs, uint32_t count,
                                  weir_value_t* init,
                                  const weir_named_attr_t* attrs,
                                  uint32_t attr_count, body_fn_t body,
                                  void* user) {
  weir_builder_t* builder = &node->importer->builder;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, id, node->location);
  weir_op_state_operands(&state, inputs, count);
  weir_op_state_operands(&state, &init, 1);
  for (uint32_t i = 0; i < attr_count; ++i) {
    weir_op_state_attr(&state, attrs[i].name->data, attrs[i].value);
  }
  weir_op_state_results(&state, &init->type, 1);
  weir_op_t* op = weir_build(builder, &state);
  build_body(node, op, body, user);
  return weir_op_result_n(op, 0);
}

weir_value_t* build_filled(node_t* node, weir_type_t* type, double value) {
  weir_value_t* scalar = build_scalar(node, &node->importer->builder,
                                      weir_type_element(type), value);
  return build_linalg(node, WEIR_LINALG_FILL, &scalar, 1,
                      build_empty(node, type), NULL, 0, fill_body, NULL);
}

weir_value_t* build_generic(node_t* node, weir_value_t* const* inputs,
                            uint32_t count, weir_value_t* init,
                            weir_affine_map_t* const* maps, uint32_t loop_count,
                            uint64_t reductions, body_fn_t body, void* user) {
  weir_context_t* context = node->importer->context;
  weir_attr_t* map_attrs[MAX_RANK + 1];
  for (uint32_t i = 0; i <= count; ++i)
    map_attrs[i] = weir_affine_map_attr(maps[i]);
  weir_attr_t* iterators[64];
  for (uint32_t i = 0; i < loop_count; ++i) {
    iterators[i] = weir_string_attr(
        context, reductions >> i & 1 ? "reduction" : "parallel");
  }
  weir_named_attr_t attrs[] = {
      {weir_name(context, "indexing_maps"),
       weir_array_attr(context, map_attrs, count + 1)},
      {weir_name(context, "iterator_types"),
       weir_array_attr(context, iterators, loop_count)},
  };
  return build_linalg(node, WEIR_LINALG_GENERIC, inputs, count, init, attrs, 2,
                      body, user);
}

// -- broadcasting -------------------------------------------------------------

// numpy's rule: aligned at the last dimension, 1 stretches. An open dimension
// does not, it has to be as long as the others when the program runs.
static weir_status_t broadcast_shape(node_t* node, weir_value_t* const* inputs,
                                     uint32_t count, int64_t* dims,
                                     uint32_t* out_rank) {
  uint32_t rank = 0;
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t r = weir_type_rank(inputs[i]->type);
    if (r > rank) rank = r;
  }
  for (uint32_t d = 0; d < rank; ++d) dims[d] = 1;
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t r = weir_type_rank(inputs[i]->type);
    for (uint32_t d = 0; d < r; ++d) {
      int64_t size = weir_type_dim(inputs[i]->type, d);
      int64_t* out = &dims[rank - r + d];
      if (size == *out || size == 1) continue;
      if (*out != 1) {
        WEIR_RETURN_IF_ERROR(node_require_equal(
            node, size, *out, "the shapes of its inputs do not broadcast"));
      }
      if (*out == 1 || dim_is_open(*out)) *out = size;
    }
  }
  *out_rank = rank;
  return weir_ok();
}

// Where an input of |type| is read for the loop nest of a broadcast.
static weir_affine_map_t* broadcast_map(weir_context_t* context,
                                        const weir_type_t* type,
                                        const int64_t* dims, uint32_t rank) {
  uint32_t r = weir_type_rank(type);
  weir_affine_expr_t* results[MAX_RANK];
  for (uint32_t d = 0; d < r; ++d) {
    uint32_t loop = rank - r + d;
    bool stretched = weir_type_dim(type, d) == 1 && dims[loop] != 1;
    results[d] = stretched ? weir_affine_constant(context, 0)
                           : weir_affine_dim(context, loop);
  }
  return weir_affine_map(context, rank, 0, results, r);
}

weir_status_t build_elementwise(node_t* node, weir_value_t* const* inputs,
                                uint32_t count, weir_type_t* element,
                                body_fn_t body, void* user,
                                weir_value_t** out_value) {
  *out_value = NULL;
  weir_context_t* context = node->importer->context;
  int64_t dims[MAX_RANK];
  uint32_t rank;
  for (uint32_t i = 0; i < count; ++i) {
    if (weir_type_rank(inputs[i]->type) > MAX_RANK) {
      return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                        "more than %d dimensions", MAX_RANK);
    }
  }
  if (count > MAX_RANK) {
    return node_error(node, WEIR_CODE_UNIMPLEMENTED, "more than %d inputs",
                      MAX_RANK);
  }
  WEIR_RETURN_IF_ERROR(broadcast_shape(node, inputs, count, dims, &rank));
  weir_affine_map_t* maps[MAX_RANK + 1];
  for (uint32_t i = 0; i < count; ++i) {
    maps[i] = broadcast_map(context, inputs[i]->type, dims, rank);
  }
  maps[count] = weir_affine_identity_map(context, rank);
  weir_value_t* init = build_empty(node, tensor_of(element, dims, rank));
  *out_value =
      build_generic(node, inputs, count, init, maps, rank, 0, body, user);
  return weir_ok();
}

// -- named ops ----------------------------------------------------------------

static bool is_max_pooling(uint32_t id) {
  return id == WEIR_LINALG_POOLING_NCHW_MAX ||
         id == WEIR_LINALG_POOLING_NHWC_MAX ||
         id == WEIR_LINALG_POOLING_NCW_MAX || id == WEIR_LINALG_POOLING_NWC_MAX;
}

static bool is_sum_pooling(uint32_t id) {
  return id == WEIR_LINALG_POOLING_NCHW_SUM ||
         id == WEIR_LINALG_POOLING_NHWC_SUM ||
         id == WEIR_LINALG_POOLING_NCW_SUM || id == WEIR_LINALG_POOLING_NWC_SUM;
}

static weir_value_t* named_body(node_t* node, weir_builder_t* builder,
                                weir_value_t** args, void* user) {
  uint32_t id = *(const uint32_t*)user;
  if (is_max_pooling(id)) {
    return build_binary(node, builder, WEIR_ARITH_MAXIMUMF, WEIR_ARITH_MAXSI,
                        args[2], args[0]);
  }
  if (is_sum_pooling(id)) {
    return build_binary(node, builder, WEIR_ARITH_ADDF, WEIR_ARITH_ADDI,
                        args[2], args[0]);
  }
  weir_value_t* product = build_binary(node, builder, WEIR_ARITH_MULF,
                                       WEIR_ARITH_MULI, args[0], args[1]);
  return build_binary(node, builder, WEIR_ARITH_ADDF, WEIR_ARITH_ADDI, args[2],
                      product);
}

weir_value_t* build_named(node_t* node, uint32_t id,
                          weir_value_t* const* inputs, uint32_t count,
                          weir_value_t* init, const weir_named_attr_t* attrs,
                          uint32_t attr_count) {
  return build_linalg(node, id, inputs, count, init, attrs, attr_count,
                      named_body, &id);
}

// -- shapes -------------------------------------------------------------------

weir_status_t build_pad(node_t* node, weir_value_t* source, const int64_t* low,
                        const int64_t* high, double value,
                        weir_value_t** out_value) {
  weir_context_t* context = node->importer->context;
  weir_builder_t* builder = &node->importer->builder;
  uint32_t rank = weir_type_rank(source->type);
  int64_t dims[MAX_RANK];
  bool none = true;
  for (uint32_t i = 0; i < rank; ++i) {
    bool is_padded = low[i] != 0 || high[i] != 0;
    dims[i] = weir_type_dim(source->type, i);
    none &= !is_padded;
    if (!is_padded) continue;
    dims[i] = dim_add(node->importer, dims[i], low[i]);
    dims[i] = dim_add(node->importer, dims[i], high[i]);
  }
  *out_value = source;
  if (none) return weir_ok();
  if (!onnx_shape_fits(dims, rank)) {
    return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                      "its padded input has more elements than can be");
  }
  weir_type_t* element = weir_type_element(source->type);
  weir_value_t* scalar = build_scalar(node, builder, element, value);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_TENSOR_PAD, node->location);
  weir_op_state_operand(&state, source);
  weir_op_state_operand(&state, NULL);
  weir_op_state_operand(&state, NULL);
  weir_op_state_attr(&state, "static_low",
                     weir_dense_i64_array_attr(context, low, rank));
  weir_op_state_attr(&state, "static_high",
                     weir_dense_i64_array_attr(context, high, rank));
  weir_op_state_result(&state, tensor_of(element, dims, rank));
  weir_op_t* op = weir_build(builder, &state);
  weir_block_t* block = weir_region_add_block(weir_op_region(op, 0));
  for (uint32_t i = 0; i < rank; ++i) {
    weir_block_add_argument(block, weir_index_type(context), node->location);
  }
  weir_builder_t inner = weir_builder_at_end(block);
  weir_op_state_init(&state, &inner, WEIR_TENSOR_YIELD, node->location);
  weir_op_state_operand(&state, scalar);
  weir_build(&inner, &state);
  *out_value = weir_op_result_n(op, 0);
  return weir_ok();
}

// [[0, 1, .., rank - 1]], or no groups for a scalar.
static weir_attr_t* one_group(weir_context_t* context, uint32_t rank) {
  weir_attr_t* places[MAX_RANK];
  for (uint32_t i = 0; i < rank; ++i) places[i] = weir_i64_attr(context, i);
  weir_attr_t* group = weir_array_attr(context, places, rank);
  return weir_array_attr(context, &group, rank == 0 ? 0 : 1);
}

static weir_value_t* build_collapse(node_t* node, weir_value_t* source) {
  weir_context_t* context = node->importer->context;
  weir_builder_t* builder = &node->importer->builder;
  int64_t count = weir_type_element_count(source->type);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_TENSOR_COLLAPSE_SHAPE,
                     node->location);
  weir_op_state_operand(&state, source);
  weir_op_state_attr(&state, "reassociation",
                     one_group(context, weir_type_rank(source->type)));
  weir_op_state_result(&state,
                       tensor_of(weir_type_element(source->type), &count, 1));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static weir_value_t* build_expand(node_t* node, weir_value_t* source,
                                  const int64_t* dims, uint32_t rank) {
  weir_context_t* context = node->importer->context;
  weir_builder_t* builder = &node->importer->builder;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_TENSOR_EXPAND_SHAPE, node->location);
  weir_op_state_operand(&state, source);
  weir_op_state_operand(&state, NULL);
  bool is_scalar = weir_type_rank(source->type) == 0;
  weir_op_state_attr(&state, "reassociation",
                     one_group(context, is_scalar ? 0 : rank));
  weir_op_state_attr(&state, "static_output_shape",
                     weir_dense_i64_array_attr(context, dims, rank));
  weir_op_state_result(&state,
                       tensor_of(weir_type_element(source->type), dims, rank));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static weir_value_t* build_open_reshape(node_t* node, weir_value_t* source,
                                        weir_type_t* type) {
  weir_op_state_t state;
  weir_op_state_init(&state, &node->importer->builder, WEIR_FLOW_TENSOR_RESHAPE,
                     node->location);
  weir_op_state_operand(&state, source);
  add_open_sizes(node, &state, source->type);
  add_open_sizes(node, &state, type);
  weir_op_state_result(&state, type);
  return weir_op_result_n(weir_build(&node->importer->builder, &state), 0);
}

weir_value_t* build_reshape(node_t* node, weir_value_t* source,
                            const int64_t* dims, uint32_t rank) {
  weir_type_t* type = tensor_of(weir_type_element(source->type), dims, rank);
  if (type == source->type) return source;
  if (type_is_open(type) || type_is_open(source->type)) {
    return build_open_reshape(node, source, type);
  }
  uint32_t source_rank = weir_type_rank(source->type);
  if (source_rank == 0) return build_expand(node, source, dims, rank);
  weir_value_t* flat = source_rank == 1 ? source : build_collapse(node, source);
  if (rank == 1) return flat;
  if (rank == 0) {
    // A collapse to no groups is how one element becomes a scalar.
    weir_builder_t* builder = &node->importer->builder;
    weir_op_state_t state;
    weir_op_state_init(&state, builder, WEIR_TENSOR_COLLAPSE_SHAPE,
                       node->location);
    weir_op_state_operand(&state, source);
    weir_op_state_attr(&state, "reassociation",
                       weir_array_attr(node->importer->context, NULL, 0));
    weir_op_state_result(&state, type);
    return weir_op_result_n(weir_build(builder, &state), 0);
  }
  return build_expand(node, flat, dims, rank);
}

weir_value_t* build_slice(node_t* node, weir_value_t* source,
                          const int64_t* offsets, const int64_t* sizes,
                          const int64_t* strides) {
  weir_context_t* context = node->importer->context;
  weir_builder_t* builder = &node->importer->builder;
  uint32_t rank = weir_type_rank(source->type);
  weir_type_t* type = tensor_of(weir_type_element(source->type), sizes, rank);
  if (type == source->type) return source;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_TENSOR_EXTRACT_SLICE,
                     node->location);
  importer_t* importer = node->importer;
  weir_op_state_operand(&state, source);
  add_open(importer, &state, offsets, rank);
  add_open(importer, &state, sizes, rank);
  weir_op_state_operand(&state, NULL);
  weir_op_state_attr(&state, "static_offsets",
                     weir_dense_i64_array_attr(
                         context, dims_closed(importer, offsets, rank), rank));
  weir_op_state_attr(&state, "static_sizes",
                     weir_dense_i64_array_attr(
                         context, dims_closed(importer, sizes, rank), rank));
  weir_op_state_attr(&state, "static_strides",
                     weir_dense_i64_array_attr(context, strides, rank));
  weir_op_state_result(&state, type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

weir_value_t* build_transpose(node_t* node, weir_value_t* source,
                              const int64_t* perm) {
  weir_context_t* context = node->importer->context;
  uint32_t rank = weir_type_rank(source->type);
  int64_t dims[MAX_RANK];
  weir_affine_expr_t* from[MAX_RANK];
  for (uint32_t i = 0; i < rank; ++i) {
    dims[i] = weir_type_dim(source->type, (uint32_t)perm[i]);
    from[perm[i]] = weir_affine_dim(context, i);
  }
  weir_affine_map_t* maps[2] = {weir_affine_map(context, rank, 0, from, rank),
                                weir_affine_identity_map(context, rank)};
  weir_value_t* init =
      build_empty(node, tensor_of(weir_type_element(source->type), dims, rank));
  return build_generic(node, &source, 1, init, maps, rank, 0, fill_body, NULL);
}
