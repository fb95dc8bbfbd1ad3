// Folds of operations on tensors.

#include "compiler/dialects/complex.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_folds.h"
#include "compiler/dialects/stream_types.h"

WEIR_STREAM_FOLD(tensor_import) {
  (void)operands;
  const weir_op_t* other =
      weir_value_op(weir_op_operand(op, WEIR_STREAM_TENSOR_IMPORT_SOURCE));
  return weir_op_is(other, WEIR_STREAM_TENSOR_EXPORT) &&
         weir_op_attr(op, "affinity") == weir_op_attr(other, "affinity") &&
         weir_op_operand(op, WEIR_STREAM_TENSOR_IMPORT_RESULT_SIZE) ==
             weir_op_operand(other, WEIR_STREAM_TENSOR_EXPORT_SOURCE_SIZE) &&
         weir_fold_to_value(
             results, weir_op_operand(other, WEIR_STREAM_TENSOR_EXPORT_SOURCE));
}

WEIR_STREAM_FOLD(tensor_export) {
  (void)operands;
  const weir_op_t* other =
      weir_value_op(weir_op_operand(op, WEIR_STREAM_TENSOR_EXPORT_SOURCE));
  if (!weir_op_is(other, WEIR_STREAM_TENSOR_IMPORT)) return false;
  weir_value_t* source =
      weir_op_operand(other, WEIR_STREAM_TENSOR_IMPORT_SOURCE);
  uint32_t dims = WEIR_STREAM_TENSOR_EXPORT_SOURCE_ENCODING_DIMS;
  uint32_t count = weir_op_operand_group_size(op, dims);
  bool same =
      source->type == op->results[0].type &&
      weir_op_attr(op, "source_encoding") ==
          weir_op_attr(other, "result_encoding") &&
      weir_op_attr(op, "affinity") == weir_op_attr(other, "affinity") &&
      weir_op_operand(op, WEIR_STREAM_TENSOR_EXPORT_SOURCE_SIZE) ==
          weir_op_operand(other, WEIR_STREAM_TENSOR_IMPORT_RESULT_SIZE) &&
      count == weir_op_operand_group_size(
                   other, WEIR_STREAM_TENSOR_IMPORT_RESULT_ENCODING_DIMS);
  for (uint32_t i = 0; same && i < count; ++i) {
    same = weir_op_operand_at(op, dims, i) ==
           weir_op_operand_at(
               other, WEIR_STREAM_TENSOR_IMPORT_RESULT_ENCODING_DIMS, i);
  }
  return same && weir_fold_to_value(results, source);
}

static weir_value_t* build_sizeof(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_STREAM_TENSOR_SIZEOF,
                     op->location);
  weir_op_state_operands_of(&state, op, 0);
  weir_op_state_attr(&state, "encoding", weir_op_attr(op, "result_encoding"));
  weir_op_state_attr(&state, "affinity", weir_op_attr(op, "affinity"));
  weir_op_state_result(&state, weir_index_type(op->context));
  return weir_op_result_n(weir_build(&rewriter->builder, &state), 0);
}

static bool has_zero_dim(const weir_op_t* op) {
  weir_type_t* type = weir_op_attr_type(op, "result_encoding");
  if (type == NULL || !weir_type_is_ranked(type)) return false;
  for (uint32_t i = 0, dynamic = 0; i < weir_type_rank(type); ++i) {
    int64_t dim = weir_type_dim(type, i);
    if (dim == WEIR_DYNAMIC &&
        !weir_value_is_constant_int(weir_op_operand_at(op, 0, dynamic++),
                                    &dim)) {
      continue;
    }
    if (dim == 0) return true;
  }
  return false;
}

static bool constant_to_empty(weir_op_t* op, weir_rewriter_t* rewriter) {
  if (!has_zero_dim(op)) return false;
  weir_value_t* size = build_sizeof(op, rewriter);
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_STREAM_TENSOR_EMPTY,
                     op->location);
  weir_op_state_operands_of(&state, op, 0);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "result_encoding",
                     weir_op_attr(op, "result_encoding"));
  weir_op_state_attr(&state, "affinity", weir_op_attr(op, "affinity"));
  weir_op_state_result(&state, op->results[0].type);
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}

// The number that fills the constant |op|, NULL if it is no splat.
static weir_value_t* build_splat_value(weir_op_t* op,
                                       weir_rewriter_t* rewriter) {
  weir_attr_t* element = weir_stream_splat_element(op);
  if (element != NULL) {
    return weir_build_constant(&rewriter->builder, op->location, element);
  }
  weir_attr_t* value = weir_op_attr(op, "value");
  if (!weir_attr_is(value, WEIR_ATTR_DENSE_ELEMENTS) ||
      !weir_dense_is_splat(value) ||
      value->type->shaped.element->kind != WEIR_TYPE_COMPLEX) {
    return NULL;
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_COMPLEX_CONSTANT,
                     op->location);
  weir_op_state_attr(&state, "value", weir_dense_element(value, 0));
  weir_op_state_result(&state, value->type->shaped.element);
  return weir_op_result_n(weir_build(&rewriter->builder, &state), 0);
}

static bool constant_to_splat(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* value = build_splat_value(op, rewriter);
  if (value == NULL) return false;
  weir_value_t* size = build_sizeof(op, rewriter);
  weir_attr_t* affinity = weir_op_attr(op, "affinity");
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_STREAM_TENSOR_SPLAT,
                     op->location);
  weir_op_state_operand(&state, value);
  weir_op_state_operands_of(&state, op, 0);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "result_encoding",
                     weir_op_attr(op, "result_encoding"));
  weir_op_state_attr(&state, "affinity", affinity);
  weir_op_state_result(
      &state, weir_stream_resource_type(op->context, WEIR_LIFETIME_UNKNOWN));
  weir_value_t* splat =
      weir_op_result_n(weir_build(&rewriter->builder, &state), 0);
  weir_op_state_init(&state, &rewriter->builder, WEIR_STREAM_ASYNC_TRANSFER,
                     op->location);
  weir_op_state_operand(&state, splat);
  weir_op_state_operand(&state, size);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "source_affinity", affinity);
  weir_op_state_attr(&state, "result_affinity", affinity);
  weir_op_state_result(&state, op->results[0].type);
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}

WEIR_STREAM_CANONICALIZE(tensor_constant) {
  return constant_to_empty(op, rewriter) || constant_to_splat(op, rewriter);
}

WEIR_STREAM_CANONICALIZE(tensor_splat) {
  return weir_stream_elide_unused(op, rewriter) ||
         weir_stream_narrow_pattern(op, rewriter,
                                    WEIR_STREAM_TENSOR_SPLAT_VALUE);
}

WEIR_STREAM_CANONICALIZE(tensor_fill) {
  return weir_stream_narrow_pattern(op, rewriter,
                                    WEIR_STREAM_TENSOR_FILL_VALUE);
}

WEIR_STREAM_FOLD(tensor_clone) {
  (void)operands;
  weir_value_t* source = weir_op_operand(op, WEIR_STREAM_TENSOR_CLONE_SOURCE);
  return weir_value_has_one_use(weir_op_result_n(op, 0)) &&
         source->type == op->results[0].type &&
         weir_fold_to_value(results, source);
}

WEIR_STREAM_CANONICALIZE(tensor_clone) {
  if (weir_stream_propagate_clonable(op, rewriter)) return true;
  weir_value_t* source = weir_op_operand(op, WEIR_STREAM_TENSOR_CLONE_SOURCE);
  weir_value_t* result = weir_op_result_n(op, 0);
  if (source->type != result->type || weir_stream_has_tied_uses(result))
    return false;
  weir_rewriter_replace_one(rewriter, op, source);
  return true;
}
