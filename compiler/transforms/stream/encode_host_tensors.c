// Turns operations on tensors into operations on bytes of resources.
//
// Needs:   stream.tensor.* with dense encodings.
// Changes: each into the stream.async.* op that does the same with byte offsets
//          and sizes computed from the shape; stream.tensor.sizeof into
//          arithmetic; patterns of splats and fills into integers.
// Keeps:   affinities; stream.tensor.import, export and trace, which say to the
//          outside what the bytes are; encodings it does not know.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/complex.h"
#include "compiler/dialects/iree_encoding.h"
#include "compiler/dialects/stream.h"
#include "compiler/ir/rewrite.h"
#include "compiler/transforms/stream/passes.h"
#include "compiler/transforms/stream/tensor_encoding.h"
#include "compiler/transforms/stream/values.h"

// The dense tensor type in attribute |name|, NULL for any other.
static weir_type_t* dense_type(const weir_op_t* op, const char* name) {
  weir_type_t* type = weir_op_attr_type(op, name);
  if (type == NULL || !weir_type_is_ranked_tensor(type)) return NULL;
  return type->shaped.encoding == NULL ? type : NULL;
}

// The type whose size is asked for, if it is known: dense ones and those with
// encodings that only round dimensions.
static weir_type_t* sized_type(const weir_op_t* op) {
  weir_type_t* type = weir_op_attr_type(op, "encoding");
  if (type == NULL || !weir_type_is_ranked_tensor(type)) return NULL;
  const weir_attr_t* encoding = type->shaped.encoding;
  if (encoding == NULL) return type;
  return weir_iree_encoding_get(encoding, "operand_index") != NULL ? type
                                                                   : NULL;
}

// The values of an operand group, NULL if it is empty.
static weir_value_t** group_values(const weir_op_t* op, uint32_t group) {
  uint32_t count = weir_op_operand_group_size(op, group);
  if (count == 0) return NULL;
  weir_arena_t* arena = weir_context_arena(op->context);
  weir_value_t** values = WEIR_ARENA_ARRAY(arena, weir_value_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    values[i] = weir_op_operand_at(op, group, i);
  }
  return values;
}

// Whether there is an index for each dimension. Fills and updates are not
// verified for it; where it does not hold they stay as they are.
static bool has_rank(const weir_op_t* op, const weir_type_t* type,
                     uint32_t indices) {
  return weir_op_operand_group_size(op, indices) == weir_type_rank(type);
}

static weir_value_t* byte_offset(weir_op_t* op, weir_rewriter_t* rewriter,
                                 weir_type_t* type, uint32_t dims,
                                 uint32_t indices) {
  return weir_tensor_byte_offset(&rewriter->builder, op->location, type,
                                 group_values(op, dims),
                                 group_values(op, indices));
}

static void begin(weir_op_state_t* state, weir_rewriter_t* rewriter,
                  weir_op_t* op, uint32_t id) {
  weir_op_state_init(state, &rewriter->builder, id, op->location);
  weir_op_state_result(state, weir_op_result_n(op, 0)->type);
  weir_op_state_attr(state, "affinity", weir_op_attr(op, "affinity"));
}

static bool finish(weir_op_state_t* state, weir_rewriter_t* rewriter,
                   weir_op_t* op) {
  weir_rewriter_replace_op(rewriter, op, weir_build(&rewriter->builder, state));
  return true;
}

// -- ops ----------------------------------------------------------------------

static bool encode_sizeof(weir_op_t* op, weir_rewriter_t* rewriter,
                          void* user) {
  (void)user;
  weir_type_t* type = sized_type(op);
  if (type == NULL) return false;
  weir_rewriter_replace_one(
      rewriter, op,
      weir_tensor_byte_size(
          &rewriter->builder, op->location, type,
          group_values(op, WEIR_STREAM_TENSOR_SIZEOF_ENCODING_DIMS)));
  return true;
}

static bool encode_empty(weir_op_t* op, weir_rewriter_t* rewriter, void* user) {
  (void)user;
  if (dense_type(op, "result_encoding") == NULL) return false;
  weir_op_state_t state;
  begin(&state, rewriter, op, WEIR_STREAM_ASYNC_ALLOCA);
  weir_op_state_operand(
      &state, weir_op_operand(op, WEIR_STREAM_TENSOR_EMPTY_RESULT_SIZE));
  return finish(&state, rewriter, op);
}

// Integers of |value| with zeros above their own bits, stored in |type|.
static weir_attr_t* widen_elements(weir_attr_t* value, weir_type_t* type) {
  uint32_t bits = weir_type_bit_width(weir_type_element(value->type));
  size_t bytes = weir_dense_element_bytes(weir_type_element(value->type));
  size_t wide = weir_dense_element_bytes(weir_type_element(type));
  size_t count = value->dense.size / bytes;
  uint64_t mask = bits >= 64 ? UINT64_MAX : (1ull << bits) - 1;
  weir_arena_t* arena = weir_context_arena(type->context);
  uint8_t* data = weir_arena_alloc(arena, count * wide);
  for (size_t i = 0; i < count; ++i) {
    uint64_t element = 0;
    for (size_t b = 0; b < bytes && b < 8; ++b) {
      element |= (uint64_t)value->dense.data[i * bytes + b] << (8 * b);
    }
    element &= mask;
    for (size_t b = 0; b < wide && b < 8; ++b) {
      data[i * wide + b] = (uint8_t)(element >> (8 * b));
    }
  }
  return weir_dense_attr(type, data, count * wide);
}

static bool encode_constant(weir_op_t* op, weir_rewriter_t* rewriter,
                            void* user) {
  (void)user;
  weir_type_t* type = dense_type(op, "result_encoding");
  if (type == NULL) return false;
  weir_attr_t* value = weir_op_attr(op, "value");
  weir_type_t* stored = weir_storage_tensor_type(type);
  if (stored != type && weir_attr_is(value, WEIR_ATTR_DENSE_ELEMENTS)) {
    value = widen_elements(
        value, weir_type_with_element(value->type, weir_type_element(stored)));
  }
  weir_value_t* size = weir_tensor_byte_size(
      &rewriter->builder, op->location, stored,
      group_values(op, WEIR_STREAM_TENSOR_CONSTANT_RESULT_ENCODING_DIMS));
  weir_op_state_t state;
  begin(&state, rewriter, op, WEIR_STREAM_ASYNC_CONSTANT);
  weir_op_state_attr(&state, "value", value);
  weir_op_state_operand(&state, size);
  return finish(&state, rewriter, op);
}

static uint32_t pattern_bits(const weir_type_t* type) {
  return type->kind == WEIR_TYPE_COMPLEX
             ? 2 * weir_type_bit_width(type->shaped.element)
             : weir_type_bit_width(type);
}

// The bits of a number as an integer.
static weir_value_t* bits_of_pattern(weir_builder_t* builder,
                                     weir_location_t* location,
                                     weir_value_t* pattern, uint32_t bits) {
  weir_type_t* type = weir_integer_type(builder->context, bits);
  if (pattern->type->kind == WEIR_TYPE_COMPLEX) {
    return weir_build_unary(builder, WEIR_COMPLEX_BITCAST, location, pattern,
                            type);
  }
  const weir_attr_t* constant = weir_value_constant(pattern);
  if (weir_type_is_index(pattern->type)) {
    int64_t value;
    return weir_attr_int(constant, &value)
               ? weir_build_constant(builder, location,
                                     weir_integer_attr(type, value))
               : weir_build_unary(builder, WEIR_ARITH_INDEX_CAST, location,
                                  pattern, type);
  }
  if (!weir_type_is_float(pattern->type)) return pattern;
  if (weir_attr_is(constant, WEIR_ATTR_FLOAT)) {
    return weir_build_constant(
        builder, location,
        weir_integer_attr(type, (int64_t)constant->floating.bits));
  }
  return weir_build_unary(builder, WEIR_ARITH_BITCAST, location, pattern, type);
}

// Devices write patterns of one, two, four or eight bytes.
static bool is_encodable(uint32_t bits) {
  return bits == 1 || bits == 8 || bits == 16 || bits == 32 || bits == 64;
}

// The bits of |pattern| as an integer of whole bytes; NULL if it has no such.
static weir_value_t* encode_pattern(weir_rewriter_t* rewriter,
                                    weir_location_t* location,
                                    weir_value_t* pattern) {
  weir_builder_t* builder = &rewriter->builder;
  uint32_t bits = pattern_bits(pattern->type);
  if (!is_encodable(bits)) return NULL;
  const weir_attr_t* constant = weir_value_constant(pattern);
  pattern = bits_of_pattern(builder, location, pattern, bits);
  if (bits == 1) {
    weir_type_t* type = weir_integer_type(builder->context, 8);
    int64_t value;
    if (weir_attr_int(constant, &value)) {
      return weir_build_constant(builder, location,
                                 weir_integer_attr(type, value & 1));
    }
    return weir_build_unary(builder, WEIR_ARITH_EXTUI, location, pattern, type);
  }
  return pattern;
}

static bool encode_splat(weir_op_t* op, weir_rewriter_t* rewriter, void* user) {
  (void)user;
  if (dense_type(op, "result_encoding") == NULL) return false;
  weir_value_t* pattern =
      encode_pattern(rewriter, op->location,
                     weir_op_operand(op, WEIR_STREAM_TENSOR_SPLAT_VALUE));
  if (pattern == NULL) return false;
  weir_op_state_t state;
  begin(&state, rewriter, op, WEIR_STREAM_ASYNC_SPLAT);
  weir_op_state_operand(&state, pattern);
  weir_op_state_operand(
      &state, weir_op_operand(op, WEIR_STREAM_TENSOR_SPLAT_RESULT_SIZE));
  return finish(&state, rewriter, op);
}

static bool encode_clone(weir_op_t* op, weir_rewriter_t* rewriter, void* user) {
  (void)user;
  if (dense_type(op, "source_encoding") == NULL ||
      dense_type(op, "result_encoding") == NULL) {
    return false;
  }
  weir_op_state_t state;
  begin(&state, rewriter, op, WEIR_STREAM_ASYNC_CLONE);
  weir_op_state_operand(&state,
                        weir_op_operand(op, WEIR_STREAM_TENSOR_CLONE_SOURCE));
  weir_op_state_operand(
      &state, weir_op_operand(op, WEIR_STREAM_TENSOR_CLONE_SOURCE_SIZE));
  weir_op_state_operand(
      &state, weir_op_operand(op, WEIR_STREAM_TENSOR_CLONE_RESULT_SIZE));
  return finish(&state, rewriter, op);
}

static bool encode_slice(weir_op_t* op, weir_rewriter_t* rewriter, void* user) {
  (void)user;
  weir_type_t* type = dense_type(op, "source_encoding");
  if (type == NULL || dense_type(op, "result_encoding") == NULL) return false;
  weir_value_t* size =
      weir_op_operand(op, WEIR_STREAM_TENSOR_SLICE_RESULT_SIZE);
  weir_value_t* offset = byte_offset(
      op, rewriter, type, WEIR_STREAM_TENSOR_SLICE_SOURCE_ENCODING_DIMS,
      WEIR_STREAM_TENSOR_SLICE_START_INDICES);
  weir_value_t* end =
      weir_fold_add(&rewriter->builder, op->location, offset, size);
  weir_op_state_t state;
  begin(&state, rewriter, op, WEIR_STREAM_ASYNC_SLICE);
  weir_op_state_operand(&state,
                        weir_op_operand(op, WEIR_STREAM_TENSOR_SLICE_SOURCE));
  weir_op_state_operand(
      &state, weir_op_operand(op, WEIR_STREAM_TENSOR_SLICE_SOURCE_SIZE));
  weir_op_state_operand(&state, offset);
  weir_op_state_operand(&state, end);
  weir_op_state_operand(&state, size);
  return finish(&state, rewriter, op);
}

static bool encode_fill(weir_op_t* op, weir_rewriter_t* rewriter, void* user) {
  (void)user;
  weir_type_t* type = dense_type(op, "target_encoding");
  if (type == NULL) return false;
  uint32_t dims = WEIR_STREAM_TENSOR_FILL_TARGET_ENCODING_DIMS;
  weir_value_t* value = weir_op_operand(op, WEIR_STREAM_TENSOR_FILL_VALUE);
  if (!is_encodable(pattern_bits(value->type))) return false;
  uint32_t starts = WEIR_STREAM_TENSOR_FILL_START_INDICES;
  uint32_t lengths = WEIR_STREAM_TENSOR_FILL_LENGTHS;
  bool is_whole = weir_op_operand_group_size(op, starts) == 0 &&
                  weir_op_operand_group_size(op, lengths) == 0;
  bool is_ranked = has_rank(op, type, starts) && has_rank(op, type, lengths);
  if (!is_whole && !is_ranked) return false;
  weir_value_t* offset =
      is_whole ? weir_build_index(&rewriter->builder, op->location, 0)
               : byte_offset(op, rewriter, type, dims, starts);
  weir_value_t* length =
      is_whole ? weir_op_operand(op, WEIR_STREAM_TENSOR_FILL_TARGET_SIZE)
               : byte_offset(op, rewriter, type, dims, lengths);
  weir_value_t* end =
      weir_fold_add(&rewriter->builder, op->location, offset, length);
  weir_value_t* pattern = encode_pattern(rewriter, op->location, value);
  weir_op_state_t state;
  begin(&state, rewriter, op, WEIR_STREAM_ASYNC_FILL);
  weir_op_state_operand(&state,
                        weir_op_operand(op, WEIR_STREAM_TENSOR_FILL_TARGET));
  weir_op_state_operand(
      &state, weir_op_operand(op, WEIR_STREAM_TENSOR_FILL_TARGET_SIZE));
  weir_op_state_operand(&state, offset);
  weir_op_state_operand(&state, end);
  weir_op_state_operand(&state, length);
  weir_op_state_operand(&state, pattern);
  return finish(&state, rewriter, op);
}

static bool encode_update(weir_op_t* op, weir_rewriter_t* rewriter,
                          void* user) {
  (void)user;
  weir_type_t* type = dense_type(op, "target_encoding");
  uint32_t starts = WEIR_STREAM_TENSOR_UPDATE_START_INDICES;
  if (type == NULL || dense_type(op, "update_encoding") == NULL ||
      !has_rank(op, type, starts)) {
    return false;
  }
  weir_value_t* size =
      weir_op_operand(op, WEIR_STREAM_TENSOR_UPDATE_UPDATE_SIZE);
  weir_value_t* offset =
      byte_offset(op, rewriter, type,
                  WEIR_STREAM_TENSOR_UPDATE_TARGET_ENCODING_DIMS, starts);
  weir_value_t* end =
      weir_fold_add(&rewriter->builder, op->location, offset, size);
  weir_op_state_t state;
  begin(&state, rewriter, op, WEIR_STREAM_ASYNC_UPDATE);
  weir_op_state_operand(&state,
                        weir_op_operand(op, WEIR_STREAM_TENSOR_UPDATE_TARGET));
  weir_op_state_operand(
      &state, weir_op_operand(op, WEIR_STREAM_TENSOR_UPDATE_TARGET_SIZE));
  weir_op_state_operand(&state, offset);
  weir_op_state_operand(&state, end);
  weir_op_state_operand(&state,
                        weir_op_operand(op, WEIR_STREAM_TENSOR_UPDATE_UPDATE));
  weir_op_state_operand(&state, size);
  return finish(&state, rewriter, op);
}

static bool encode_load(weir_op_t* op, weir_rewriter_t* rewriter, void* user) {
  (void)user;
  weir_type_t* type = dense_type(op, "source_encoding");
  if (type == NULL) return false;
  weir_value_t* offset = byte_offset(
      op, rewriter, type, WEIR_STREAM_TENSOR_LOAD_SOURCE_ENCODING_DIMS,
      WEIR_STREAM_TENSOR_LOAD_INDICES);
  weir_op_state_t state;
  begin(&state, rewriter, op, WEIR_STREAM_ASYNC_LOAD);
  weir_op_state_operand(&state,
                        weir_op_operand(op, WEIR_STREAM_TENSOR_LOAD_SOURCE));
  weir_op_state_operand(
      &state, weir_op_operand(op, WEIR_STREAM_TENSOR_LOAD_SOURCE_SIZE));
  weir_op_state_operand(&state, offset);
  return finish(&state, rewriter, op);
}

static bool encode_store(weir_op_t* op, weir_rewriter_t* rewriter, void* user) {
  (void)user;
  weir_type_t* type = dense_type(op, "target_encoding");
  if (type == NULL) return false;
  weir_value_t* offset = byte_offset(
      op, rewriter, type, WEIR_STREAM_TENSOR_STORE_TARGET_ENCODING_DIMS,
      WEIR_STREAM_TENSOR_STORE_INDICES);
  weir_op_state_t state;
  begin(&state, rewriter, op, WEIR_STREAM_ASYNC_STORE);
  weir_op_state_operand(&state,
                        weir_op_operand(op, WEIR_STREAM_TENSOR_STORE_TARGET));
  weir_op_state_operand(
      &state, weir_op_operand(op, WEIR_STREAM_TENSOR_STORE_TARGET_SIZE));
  weir_op_state_operand(&state, offset);
  weir_op_state_operand(&state,
                        weir_op_operand(op, WEIR_STREAM_TENSOR_STORE_VALUE));
  return finish(&state, rewriter, op);
}

weir_status_t weir_stream_encode_host_tensors(weir_pass_t* pass,
                                              weir_op_t* root) {
  (void)pass;
  static const weir_pattern_t patterns[] = {
      {WEIR_STREAM_TENSOR_SIZEOF, encode_sizeof, NULL},
      {WEIR_STREAM_TENSOR_EMPTY, encode_empty, NULL},
      {WEIR_STREAM_TENSOR_CONSTANT, encode_constant, NULL},
      {WEIR_STREAM_TENSOR_SPLAT, encode_splat, NULL},
      {WEIR_STREAM_TENSOR_CLONE, encode_clone, NULL},
      {WEIR_STREAM_TENSOR_SLICE, encode_slice, NULL},
      {WEIR_STREAM_TENSOR_FILL, encode_fill, NULL},
      {WEIR_STREAM_TENSOR_UPDATE, encode_update, NULL},
      {WEIR_STREAM_TENSOR_LOAD, encode_load, NULL},
      {WEIR_STREAM_TENSOR_STORE, encode_store, NULL},
  };
  const weir_greedy_options_t options = {
      .bottom_up = true, .fold = true, .simplify_regions = true};
  weir_rewrite_greedily(root, patterns, sizeof(patterns) / sizeof(patterns[0]),
                        &options, NULL);
  return weir_ok();
}
