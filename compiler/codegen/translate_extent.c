// How long the dimensions of tensors are.
#include "compiler/codegen/translate_impl.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/linalg_types.h"
#include "compiler/dialects/tensor.h"

// -- arithmetic -------------------------------------------------------------

weir_expr_t* weir_extent_expr(weir_translator_t* t, weir_extent_t extent) {
  return extent.value ? extent.value
                      : weir_expr_int(t->kernel, WEIR_SCALAR_I64, extent.size);
}

static weir_extent_t combine(weir_translator_t* t, weir_expr_op_t op,
                             weir_extent_t a, weir_extent_t b) {
  weir_extent_t result;
  bool overflows = op == WEIR_EXPR_ADDI
                       ? __builtin_add_overflow(a.size, b.size, &result.size)
                       : __builtin_mul_overflow(a.size, b.size, &result.size);
  result.value = NULL;
  if (overflows) result.size = INT64_MAX;  // of guesses
  if (a.value || b.value) {
    result.value = weir_expr_binary(t->kernel, op, weir_extent_expr(t, a),
                                    weir_extent_expr(t, b));
  }
  return result;
}

weir_extent_t weir_extent_add(weir_translator_t* t, weir_extent_t a,
                              weir_extent_t b) {
  if (!a.value && a.size == 0) return b;
  if (!b.value && b.size == 0) return a;
  return combine(t, WEIR_EXPR_ADDI, a, b);
}

weir_extent_t weir_extent_multiply(weir_translator_t* t, weir_extent_t a,
                                   weir_extent_t b) {
  if (!a.value && a.size == 1) return b;
  if (!b.value && b.size == 1) return a;
  return combine(t, WEIR_EXPR_MULI, a, b);
}

static bool same_expr(const weir_expr_t* a, const weir_expr_t* b) {
  if (a == b) return true;
  if (!a || !b || a->op != b->op || a->type != b->type ||
      a->integer != b->integer || a->access || b->access) {
    return false;
  }
  for (uint32_t i = 0; i < weir_expr_operand_count(a->op); ++i) {
    if (!same_expr(a->operands[i], b->operands[i])) return false;
  }
  return true;
}

bool weir_extent_equal(weir_extent_t a, weir_extent_t b) {
  if (!a.value && !b.value) return a.size == b.size;
  return same_expr(a.value, b.value);
}

// -- of values --------------------------------------------------------------

bool weir_operand_extent(weir_translator_t* t, weir_op_t* op, uint32_t group,
                         uint32_t index, weir_extent_t* out_extent) {
  if (index >= weir_op_operand_group_size(op, group)) {
    weir_translate_refuse(t, op, "dimension that nobody says");
    return false;
  }
  weir_expr_t* value =
      weir_scalar_expr(t, weir_op_operand_at(op, group, index));
  if (!value) return false;
  if (value->op == WEIR_EXPR_INT) {
    *out_extent = (weir_extent_t){.size = value->integer};
    return true;
  }
  if (value->type != WEIR_SCALAR_I64) {
    value = weir_expr_unary(t->kernel, WEIR_EXPR_EXTSI, WEIR_SCALAR_I64, value);
  }
  *out_extent = (weir_extent_t){.size = WEIR_KERNEL_GUESS, .value = value};
  return true;
}

// Which of the dynamic dimensions |d| is.
static uint32_t dynamic_place(const weir_type_t* type, uint32_t d) {
  uint32_t place = 0;
  for (uint32_t i = 0; i < d; ++i) {
    place += weir_type_dim(type, i) == WEIR_DYNAMIC;
  }
  return place;
}

// Entry |d| of a list of which some entries are operands.
static bool listed_extent(weir_translator_t* t, weir_op_t* op, const char* list,
                          uint32_t group, uint32_t d,
                          weir_extent_t* out_extent) {
  const weir_attr_t* attr = weir_op_attr(op, list);
  if (!weir_attr_is(attr, WEIR_ATTR_DENSE_ARRAY) ||
      d >= attr->dense_array.count) {
    weir_translate_refuse(t, op, "dimension that nobody says");
    return false;
  }
  const int64_t* sizes = (const int64_t*)attr->dense_array.data;
  if (sizes[d] != WEIR_DYNAMIC) {
    *out_extent = (weir_extent_t){.size = sizes[d]};
    return true;
  }
  uint32_t place = 0;
  for (uint32_t i = 0; i < d; ++i) place += sizes[i] == WEIR_DYNAMIC;
  return weir_operand_extent(t, op, group, place, out_extent);
}

static bool padded_extent(weir_translator_t* t, weir_op_t* op, uint32_t d,
                          weir_extent_t* out_extent) {
  weir_extent_t low, high, inner;
  if (!weir_tensor_extent(t, weir_op_operand(op, WEIR_TENSOR_PAD_SOURCE), d,
                          &inner) ||
      !listed_extent(t, op, "static_low", WEIR_TENSOR_PAD_LOW, d, &low) ||
      !listed_extent(t, op, "static_high", WEIR_TENSOR_PAD_HIGH, d, &high)) {
    return false;
  }
  *out_extent = weir_extent_add(t, weir_extent_add(t, low, inner), high);
  return true;
}

// The product of the source's dimensions that become |d|.
static bool collapsed_extent(weir_translator_t* t, weir_op_t* op, uint32_t d,
                             weir_extent_t* out_extent) {
  const weir_attr_t* groups = weir_op_attr(op, "reassociation");
  const weir_attr_t* group = groups->array.elements[d];
  *out_extent = (weir_extent_t){.size = 1};
  for (uint32_t i = 0; i < group->array.count; ++i) {
    int64_t from = 0;
    weir_extent_t extent;
    weir_attr_int(group->array.elements[i], &from);
    if (!weir_tensor_extent(t, weir_op_operand_n(op, 0), (uint32_t)from,
                            &extent)) {
      return false;
    }
    *out_extent = weir_extent_multiply(t, *out_extent, extent);
  }
  return true;
}

static bool concatenated_extent(weir_translator_t* t, weir_op_t* op, uint32_t d,
                                weir_extent_t* out_extent) {
  if (d != (uint32_t)weir_op_attr_int(op, "dim", 0)) {
    return weir_tensor_extent(t, weir_op_operand_n(op, 0), d, out_extent);
  }
  *out_extent = (weir_extent_t){0};
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_extent_t part;
    if (!weir_tensor_extent(t, weir_op_operand_n(op, i), d, &part))
      return false;
    *out_extent = weir_extent_add(t, *out_extent, part);
  }
  return true;
}

static bool made_extent(weir_translator_t* t, weir_value_t* value, uint32_t d,
                        weir_extent_t* out_extent) {
  weir_op_t* op = weir_value_op(value);
  switch (weir_op_id(op)) {
    case WEIR_TENSOR_EMPTY:
      return weir_operand_extent(t, op, WEIR_TENSOR_EMPTY_DYNAMIC_SIZES,
                                 dynamic_place(value->type, d), out_extent);
    case WEIR_TENSOR_CAST:
      return weir_tensor_extent(t, weir_op_operand_n(op, 0), d, out_extent);
    case WEIR_TENSOR_PAD:
      return padded_extent(t, op, d, out_extent);
    case WEIR_TENSOR_COLLAPSE_SHAPE:
      return collapsed_extent(t, op, d, out_extent);
    case WEIR_TENSOR_EXPAND_SHAPE:
      return listed_extent(t, op, "static_output_shape",
                           WEIR_TENSOR_EXPAND_SHAPE_OUTPUT_SHAPE, d,
                           out_extent);
    case WEIR_TENSOR_CONCAT:
      return concatenated_extent(t, op, d, out_extent);
    case WEIR_TENSOR_INSERT_SLICE:
      return weir_tensor_extent(
          t, weir_op_operand(op, WEIR_TENSOR_INSERT_SLICE_DEST), d, out_extent);
    case WEIR_LINALG_SOFTMAX:
      return weir_tensor_extent(
          t, weir_op_operand(op, WEIR_LINALG_SOFTMAX_INPUT), d, out_extent);
    default:
      break;
  }
  if (weir_op_is_linalg_structured(op)) {
    uint32_t output = weir_linalg_input_count(op) + value->index;
    return weir_tensor_extent(t, weir_op_operand_n(op, output), d, out_extent);
  }
  if (weir_op_has_trait(op, WEIR_OP_ELEMENTWISE)) {
    // Scalars among the operands are for all elements.
    for (uint32_t i = 0; i < op->operand_count; ++i) {
      weir_value_t* operand = weir_op_operand_n(op, i);
      if (!weir_type_is_shaped(operand->type)) continue;
      return weir_tensor_extent(t, operand, d, out_extent);
    }
  }
  weir_translate_refuse(t, op, "result of dynamic shape");
  return false;
}

// Of a slice whose dimensions of size 1 are partly dropped, the view knows.
static bool sliced_extent(weir_translator_t* t, weir_op_t* op, uint32_t d,
                          weir_extent_t* out_extent) {
  weir_type_t* source = weir_op_operand_n(op, 0)->type;
  weir_view_t view = {.rank = weir_type_rank(source)};
  for (uint32_t i = 0; i < view.rank; ++i) view.strides[i].size = 1;
  if (!weir_slice_view(t, op, WEIR_TENSOR_EXTRACT_SLICE_OFFSETS,
                       op->results[0].type, &view)) {
    return false;
  }
  *out_extent = view.shape[d];
  return true;
}

bool weir_tensor_extent(weir_translator_t* t, weir_value_t* value, uint32_t d,
                        weir_extent_t* out_extent) {
  int64_t size = weir_type_dim(value->type, d);
  if (size != WEIR_DYNAMIC) {
    *out_extent = (weir_extent_t){.size = size};
    return true;
  }
  const weir_view_t* view = weir_find_view(t, value);
  if (view) {
    *out_extent = view->shape[d];
    return true;
  }
  weir_op_t* op = weir_value_op(value);
  if (!op) {
    weir_translate_refuse(t, weir_value_parent_op(value),
                          "tensor from nowhere");
    return false;
  }
  if (weir_op_is(op, WEIR_TENSOR_EXTRACT_SLICE)) {
    return sliced_extent(t, op, d, out_extent);
  }
  return made_extent(t, value, d, out_extent);
}

bool weir_tensor_extents(weir_translator_t* t, weir_value_t* value,
                         weir_extent_t* out_extents) {
  for (uint32_t d = 0; d < weir_type_rank(value->type); ++d) {
    if (!weir_tensor_extent(t, value, d, &out_extents[d])) return false;
  }
  return true;
}

void weir_type_extents(const weir_type_t* type, weir_extent_t* out_extents) {
  for (uint32_t d = 0; d < weir_type_rank(type); ++d) {
    out_extents[d] = (weir_extent_t){.size = weir_type_dim(type, d)};
  }
}
