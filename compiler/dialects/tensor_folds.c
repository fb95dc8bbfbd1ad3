// Folds of casts, slices and reshapes.
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/slice_util.h"
#include "compiler/dialects/tensor.h"
#include "compiler/dialects/tensor_impl.h"

bool weir_tensor_cast_fold(weir_op_t* op, weir_attr_t* const* operands,
                           weir_fold_result_t* results) {
  (void)operands;
  weir_value_t* source = weir_op_operand_n(op, 0);
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  if (source->type == type) return weir_fold_to_value(results, source);
  return false;
}

// One tensor, with nothing behind it.
bool weir_tensor_concat_fold(weir_op_t* op, weir_attr_t* const* operands,
                             weir_fold_result_t* results) {
  (void)operands;
  return op->operand_count == 1 &&
         weir_op_operand_n(op, 0)->type == op->results[0].type &&
         weir_fold_to_value(results, weir_op_operand_n(op, 0));
}

// -- slices -------------------------------------------------------------------

static bool all_are(const weir_op_t* op, const char* name, int64_t value) {
  const weir_attr_t* attr = weir_op_attr(op, name);
  for (uint32_t i = 0; i < attr->dense_array.count; ++i) {
    if (((const int64_t*)(const void*)attr->dense_array.data)[i] != value) {
      return false;
    }
  }
  return true;
}

// Whether a slice is all of a tensor of |type|.
static bool is_whole(const weir_op_t* op, const weir_type_t* type) {
  uint32_t count = 0;
  const int64_t* sizes = weir_slice_static_sizes(op, &count);
  for (uint32_t i = 0; i < count; ++i) {
    if (sizes[i] == WEIR_DYNAMIC || sizes[i] != weir_type_dim(type, i)) {
      return false;
    }
  }
  return all_are(op, "static_offsets", 0) && all_are(op, "static_strides", 1);
}

// Whether |a| and |b| slice at the same place. Values of both stand behind the
// operands that the ops have before their offsets.
static bool is_same_slice(const weir_op_t* a, uint32_t first_of_a,
                          const weir_op_t* b, uint32_t first_of_b) {
  static const char* const names[] = {"static_offsets", "static_sizes",
                                      "static_strides"};
  uint32_t count = a->operand_count - first_of_a;
  if (count != b->operand_count - first_of_b) return false;
  for (uint32_t i = 0; i < sizeof(names) / sizeof(names[0]); ++i) {
    if (weir_op_attr(a, names[i]) != weir_op_attr(b, names[i])) return false;
  }
  for (uint32_t i = 0; i < count; ++i) {
    if (weir_op_operand_n(a, first_of_a + i) !=
        weir_op_operand_n(b, first_of_b + i)) {
      return false;
    }
  }
  return true;
}

// Operands before the offsets.
enum { BEFORE_EXTRACT = 1, BEFORE_INSERT = 2 };

bool weir_tensor_extract_slice_fold(weir_op_t* op, weir_attr_t* const* operands,
                                    weir_fold_result_t* results) {
  weir_value_t* source = weir_op_operand_n(op, 0);
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  if (weir_dense_is_splat(operands[0]) && weir_type_has_static_shape(type)) {
    return weir_fold_to_attr(results, weir_dense_resized(operands[0], type));
  }
  if (source->type == type && is_whole(op, type)) {
    return weir_fold_to_value(results, source);
  }
  const weir_op_t* insert = weir_value_op(source);
  return weir_op_is(insert, WEIR_TENSOR_INSERT_SLICE) &&
         weir_op_operand_n(insert, 0)->type == type &&
         is_same_slice(op, BEFORE_EXTRACT, insert, BEFORE_INSERT) &&
         weir_fold_to_value(results, weir_op_operand_n(insert, 0));
}

// What is inserted over a slice makes another insertion there go.
static bool skip_insertion_before(weir_op_t* op) {
  const weir_op_t* before =
      weir_value_op(weir_op_operand(op, WEIR_TENSOR_INSERT_SLICE_DEST));
  if (!weir_op_is(before, WEIR_TENSOR_INSERT_SLICE) ||
      weir_op_operand_n(before, 0)->type != weir_op_operand_n(op, 0)->type ||
      !is_same_slice(op, BEFORE_INSERT, before, BEFORE_INSERT)) {
    return false;
  }
  weir_op_set_operand(op, WEIR_TENSOR_INSERT_SLICE_DEST,
                      weir_op_operand_n(before, 1));
  return true;
}

static bool has_no_elements(const weir_op_t* op) {
  uint32_t count = 0;
  const int64_t* sizes = weir_slice_static_sizes(op, &count);
  for (uint32_t i = 0; i < count; ++i) {
    if (sizes[i] == 0) return true;
  }
  return false;
}

bool weir_tensor_insert_slice_fold(weir_op_t* op, weir_attr_t* const* operands,
                                   weir_fold_result_t* results) {
  (void)operands;
  weir_value_t* source = weir_op_operand_n(op, 0);
  weir_value_t* dest = weir_op_operand_n(op, 1);
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  // An insertion of the whole replaces the whole.
  if (source->type == type && is_whole(op, type)) {
    return weir_fold_to_value(results, source);
  }
  if (skip_insertion_before(op)) return true;
  // What was cut out is put back.
  const weir_op_t* extract = weir_value_op(source);
  bool back = weir_op_is(extract, WEIR_TENSOR_EXTRACT_SLICE) &&
              weir_op_operand_n(extract, 0) == dest &&
              is_same_slice(op, BEFORE_INSERT, extract, BEFORE_EXTRACT);
  return (back || has_no_elements(op)) && weir_fold_to_value(results, dest);
}

// -- tensor.reshape -----------------------------------------------------------

// Whether element |i| of a shape is dimension |i| of |tensor|.
static bool is_own_dim(const weir_value_t* element, const weir_value_t* tensor,
                       uint32_t i) {
  int64_t known = 0;
  if (weir_value_is_constant_int(element, &known)) {
    return known == weir_type_dim(tensor->type, i);
  }
  const weir_op_t* dim = weir_value_op(element);
  return weir_op_is(dim, WEIR_TENSOR_DIM) &&
         weir_op_operand(dim, WEIR_TENSOR_DIM_SOURCE) == tensor &&
         weir_value_is_constant_int(weir_op_operand_n(dim, 1), &known) &&
         known == (int64_t)i;
}

// A shape that is the one the tensor has.
static bool is_own_shape(const weir_value_t* shape,
                         const weir_value_t* tensor) {
  uint32_t rank = weir_type_rank(tensor->type);
  const weir_op_t* elements = weir_value_op(shape);
  if (rank == 1) return true;
  if (!weir_op_is(elements, WEIR_TENSOR_FROM_ELEMENTS) ||
      elements->operand_count != rank) {
    return false;
  }
  for (uint32_t i = 0; i < rank; ++i) {
    if (!is_own_dim(weir_op_operand_n(elements, i), tensor, i)) return false;
  }
  return true;
}

// To a shape that a tensor says.
bool weir_tensor_shaped_reshape_fold(weir_op_t* op,
                                     weir_attr_t* const* operands,
                                     weir_fold_result_t* results) {
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  weir_value_t* source = weir_op_operand_n(op, 0);
  if (weir_dense_is_splat(operands[0]) && weir_type_has_static_shape(type)) {
    return weir_fold_to_attr(results, weir_dense_resized(operands[0], type));
  }
  const weir_op_t* inner = weir_value_op(source);
  if (weir_op_is(inner, WEIR_TENSOR_RESHAPE)) {
    weir_op_set_operand(op, 0, weir_op_operand_n(inner, 0));
    return true;
  }
  return source->type == type && weir_type_is_ranked_tensor(type) &&
         is_own_shape(weir_op_operand_n(op, 1), source) &&
         weir_fold_to_value(results, source);
}
