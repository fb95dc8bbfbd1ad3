#include "compiler/dialects/tensor.h"

#include "compiler/dialects/shapes.h"
#include "compiler/dialects/slice_util.h"
#include "compiler/dialects/tensor_impl.h"
#include "compiler/ir/diagnostic.h"

bool weir_tensor_dim_verify(weir_op_t* op) {
  int64_t index = 0;
  const weir_type_t* type = weir_op_operand_n(op, 0)->type;
  if (!weir_value_is_constant_int(weir_op_operand_n(op, 1), &index) ||
      !weir_type_is_ranked(type)) {
    return true;
  }
  if (index >= 0 && weir_type_rank(type) > 0) return true;
  return weir_op_error(op, "index %lld is out of range", (long long)index);
}

bool weir_tensor_empty_verify(weir_op_t* op) {
  const weir_type_t* type = weir_op_result_n(op, 0)->type;
  uint32_t given = op->operand_count;
  if (weir_op_is(op, WEIR_TENSOR_SPLAT)) --given;
  if (weir_type_dynamic_dim_count(type) == given) return true;
  return weir_op_error(op,
                       "incorrect number of dynamic sizes, has %u, expected %u",
                       given, weir_type_dynamic_dim_count(type));
}

static bool verify_index_count(weir_op_t* op, uint32_t group,
                               const weir_type_t* type) {
  if (weir_op_operand_group_size(op, group) == weir_type_rank(type)) {
    return true;
  }
  return weir_op_error(
      op, "incorrect number of indices for %s",
      weir_op_is(op, WEIR_TENSOR_EXTRACT) ? "extract_element" : "insert");
}

bool weir_tensor_extract_verify(weir_op_t* op) {
  return verify_index_count(
      op, WEIR_TENSOR_EXTRACT_INDICES,
      weir_op_operand(op, WEIR_TENSOR_EXTRACT_TENSOR)->type);
}

bool weir_tensor_insert_verify(weir_op_t* op) {
  weir_type_t* type = weir_op_operand(op, WEIR_TENSOR_INSERT_DEST)->type;
  if (weir_op_operand(op, WEIR_TENSOR_INSERT_SCALAR)->type !=
      weir_type_element(type)) {
    return weir_op_error(op,
                         "type of the scalar is not the element type of "
                         "the tensor");
  }
  return verify_index_count(op, WEIR_TENSOR_INSERT_INDICES, type);
}

// One static or dynamic offset, size and stride per dimension.
bool weir_tensor_slice_verify(weir_op_t* op) {
  static const char* const names[] = {"static_offsets", "static_sizes",
                                      "static_strides"};
  bool is_extract = weir_op_is(op, WEIR_TENSOR_EXTRACT_SLICE);
  const weir_type_t* type = weir_op_operand_n(op, is_extract ? 0 : 1)->type;
  uint32_t first_group = is_extract ? 1 : 2;
  for (uint32_t i = 0; i < 3; ++i) {
    const weir_attr_t* attr = weir_op_attr(op, names[i]);
    if (attr->dense_array.count != weir_type_rank(type)) {
      return weir_op_error(op, "expected %u %s values, got %u",
                           weir_type_rank(type), names[i] + 7,
                           attr->dense_array.count);
    }
    uint32_t dynamic = 0;
    for (uint32_t k = 0; k < attr->dense_array.count; ++k) {
      dynamic += ((const int64_t*)(const void*)attr->dense_array.data)[k] ==
                 WEIR_DYNAMIC;
    }
    if (weir_op_operand_group_size(op, first_group + i) != dynamic) {
      return weir_op_error(op, "expected %u dynamic %s values", dynamic,
                           names[i] + 7);
    }
  }
  const weir_attr_t* sizes = weir_op_attr(op, "static_sizes");
  return weir_verify_slice_type(
      op, (const int64_t*)(const void*)sizes->dense_array.data,
      sizes->dense_array.count,
      is_extract ? weir_op_result_n(op, 0)->type
                 : weir_op_operand_n(op, 0)->type);
}

bool weir_tensor_from_elements_verify(weir_op_t* op) {
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  if (!weir_type_has_static_shape(type) ||
      weir_type_element_count(type) != (int64_t)op->operand_count) {
    return weir_op_error(op, "number of elements does not fit the type");
  }
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (weir_op_operand_n(op, i)->type == weir_type_element(type)) continue;
    return weir_op_error(op, "type of element #%u is not the element type", i);
  }
  return true;
}

// Each dimension of |small| is the product of its group in |large|, and open
// where one of these is.
static bool verify_group_sizes(weir_op_t* op, const weir_attr_t* groups,
                               const weir_type_t* small,
                               const weir_type_t* large) {
  for (uint32_t i = 0, dim = 0; i < groups->array.count; ++i) {
    int64_t product = 1;
    bool is_open = false, overflows = false;
    for (uint32_t k = 0; k < groups->array.elements[i]->array.count; ++k) {
      int64_t size = weir_type_dim(large, dim++);
      is_open = is_open || size == WEIR_DYNAMIC;
      overflows |= __builtin_mul_overflow(product, size, &product);
    }
    bool small_open = weir_type_dim(small, i) == WEIR_DYNAMIC;
    if (is_open && !small_open) {
      return weir_op_error(op,
                           "expected dimension %u of collapsed type to be "
                           "dynamic since one or more of the corresponding "
                           "dimensions in the expanded type is dynamic",
                           i);
    }
    if (!is_open && (overflows || weir_type_dim(small, i) != product)) {
      return weir_op_error(op,
                           "expected dimension %u of collapsed type to be "
                           "static value of %lld",
                           i, (long long)product);
    }
  }
  return true;
}

// The groups cover the dimensions of the larger shape in order, one for each of
// the smaller.
bool weir_tensor_reassociation_verify(weir_op_t* op) {
  bool expands = weir_op_is(op, WEIR_TENSOR_EXPAND_SHAPE);
  const weir_type_t* from = weir_op_operand_n(op, 0)->type;
  const weir_type_t* to = weir_op_result_n(op, 0)->type;
  uint32_t small = weir_type_rank(expands ? from : to);
  uint32_t large = weir_type_rank(expands ? to : from);
  const weir_attr_t* groups = weir_op_attr(op, "reassociation");
  int64_t next = 0;
  // Everything into a scalar has no groups.
  if (small == 0 && groups->array.count == 0) return true;
  if (groups->array.count != small) {
    return weir_op_error(op,
                         "expected rank of the collapsed type(%u) to be the "
                         "number of reassociation maps(%u)",
                         small, groups->array.count);
  }
  for (uint32_t i = 0; i < groups->array.count; ++i) {
    const weir_attr_t* group = groups->array.elements[i];
    if (!weir_attr_is(group, WEIR_ATTR_ARRAY)) {
      return weir_op_error(op, "reassociation group #%u is no array", i);
    }
    for (uint32_t k = 0; k < group->array.count; ++k) {
      if (!weir_attr_is_int(group->array.elements[k], next++)) {
        return weir_op_error(op,
                             "expected reassociation map #%u to be valid and "
                             "contiguous",
                             i);
      }
    }
  }
  if (next != (int64_t)large) {
    return weir_op_error(op, "reassociation covers %lld of %u dimensions",
                         (long long)next, large);
  }
  return verify_group_sizes(op, groups, expands ? from : to,
                            expands ? to : from);
}

bool weir_tensor_cast_verify(weir_op_t* op) {
  const weir_type_t* from = weir_op_operand_n(op, 0)->type;
  const weir_type_t* to = weir_op_result_n(op, 0)->type;
  bool ok = weir_op_is(op, WEIR_TENSOR_BITCAST)
                ? weir_type_bit_width(from->shaped.element) ==
                      weir_type_bit_width(to->shaped.element)
                : from->shaped.element == to->shaped.element;
  if (ok && weir_shapes_are_castable(from, to)) return true;
  weir_arena_t scratch = {0};
  weir_op_error(op,
                "operand type '%s' and result type '%s' are cast "
                "incompatible",
                weir_type_text(from, &scratch), weir_type_text(to, &scratch));
  weir_arena_deinit(&scratch);
  return false;
}

bool weir_tensor_generate_verify(weir_op_t* op) {
  if (!weir_tensor_empty_verify(op)) return false;
  const weir_block_t* body = weir_op_region(op, 0)->first;
  const weir_op_t* yield = body != NULL ? weir_block_terminator(body) : NULL;
  weir_type_t* element = weir_type_element(weir_op_result_n(op, 0)->type);
  if (!weir_op_is(yield, WEIR_TENSOR_YIELD) || yield->operand_count != 1 ||
      weir_op_operand_n(yield, 0)->type == element) {
    return true;
  }
  return weir_op_error(op,
                       "body must be terminated with a `yield` operation of "
                       "the tensor element type");
}

bool weir_tensor_reshape_verify(weir_op_t* op) {
  weir_type_t* source = weir_op_operand_n(op, 0)->type;
  weir_type_t* result = weir_op_result_n(op, 0)->type;
  const weir_type_t* shape = weir_op_operand_n(op, 1)->type;
  if (weir_type_element(source) != weir_type_element(result)) {
    return weir_op_error(op,
                         "element types of source and destination tensor types "
                         "should be the same");
  }
  if (!weir_type_is_ranked_tensor(result)) return true;
  int64_t length = weir_type_rank(shape) == 1 ? weir_type_dim(shape, 0) : -1;
  if (length == WEIR_DYNAMIC) {
    return weir_op_error(op,
                         "cannot use shape operand with dynamic length to "
                         "reshape to statically-ranked tensor type");
  }
  if (length != (int64_t)weir_type_rank(result)) {
    return weir_op_error(op,
                         "length of shape operand differs from the result's "
                         "tensor rank");
  }
  if (weir_type_is_ranked_tensor(source) &&
      weir_type_has_static_shape(source) &&
      weir_type_has_static_shape(result) &&
      weir_type_element_count(source) != weir_type_element_count(result)) {
    return weir_op_error(op,
                         "source and destination tensor should have the same "
                         "number of elements");
  }
  return true;
}
