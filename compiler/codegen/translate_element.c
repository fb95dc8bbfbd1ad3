// Elements of tensors as expressions.
#include <string.h>

#include "compiler/codegen/translate_impl.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/linalg_types.h"
#include "compiler/dialects/tensor.h"

// -- constants, slices, reshapes --------------------------------------------

static weir_expr_t* zero_of(weir_translator_t* t, const weir_op_t* op,
                            weir_type_t* tensor) {
  weir_scalar_type_t type;
  uint32_t parts;
  if (weir_translate_element(weir_type_element(tensor), &type, &parts) &&
      parts == 2) {
    return weir_complex_constant(t, type, NULL);
  }
  return weir_constant_expr(t, op, weir_zero_attr(weir_type_element(tensor)));
}

weir_view_t* weir_materialize(weir_translator_t* t, weir_value_t* value) {
  weir_view_t* view = weir_find_view(t, value);
  weir_view_t temporary;
  weir_extent_t extents[WEIR_KERNEL_MAX_DIMS];
  if (view) return view;
  if (weir_type_rank(value->type) > WEIR_KERNEL_MAX_DIMS) {
    return weir_translate_refuse(t, weir_value_op(value),
                                 "more dimensions than there is room for");
  }
  if (!weir_tensor_extents(t, value, extents) ||
      !weir_temporary_view(t, weir_value_op(value), value->type, extents,
                           &temporary) ||
      !weir_store_tensor(t, value, &temporary)) {
    return NULL;
  }
  weir_set_view(t, value, &temporary);
  return weir_find_view(t, value);
}

weir_expr_t* weir_load_view(weir_translator_t* t, const weir_view_t* view,
                            const weir_index_form_t* forms) {
  weir_access_t* access = weir_view_access(t, view, forms);
  weir_expr_t* load = weir_expr_load(t->kernel, access);
  if (view->parts < 2) return load;
  weir_access_t* next = weir_access_next_part(t, access);
  return weir_pair_expr(t, load, weir_expr_load(t->kernel, next));
}

static weir_expr_t* dense_constant(weir_translator_t* t, weir_op_t* op,
                                   const weir_index_form_t* forms) {
  weir_attr_t* attr = weir_op_attr(op, "value");
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  weir_scalar_type_t element;
  uint32_t parts;
  if (!weir_translate_element(weir_type_element(type), &element, &parts)) {
    return weir_translate_refuse(t, op, "constant of this type");
  }
  if (weir_dense_is_splat(attr)) {
    return parts == 2 ? weir_complex_constant(t, element, attr->dense.data)
                      : weir_constant_expr(t, op, weir_dense_element(attr, 0));
  }
  const void* data = NULL;
  size_t size = 0;
  if (weir_attr_is(attr, WEIR_ATTR_DENSE_ELEMENTS)) {
    data = attr->dense.data;
    size = attr->dense.size;
  } else if (weir_attr_is(attr, WEIR_ATTR_DENSE_RESOURCE)) {
    data = attr->resource.data;
    size = attr->resource.size;
  }
  int64_t count = weir_type_element_count(type);
  if (!data || count < 0 ||
      size != (size_t)count * parts * weir_scalar_bytes(element)) {
    return weir_translate_refuse(t, op, "constant without its data");
  }
  uint32_t buffer = weir_kernel_add_buffer(
      t->kernel, (weir_buffer_t){.kind = WEIR_BUFFER_CONSTANT,
                                 .type = element,
                                 .element_count = count * parts,
                                 .data = data});
  weir_view_t view = weir_static_view(buffer, type);
  view.parts = parts;
  weir_set_view(t, weir_op_result_n(op, 0), &view);
  return weir_load_view(t, &view, forms);
}

static bool is_dense(weir_translator_t* t, const weir_view_t* view) {
  weir_view_t dense = weir_dense_view(t, 0, view->rank, view->shape);
  for (uint32_t d = 0; d < view->rank; ++d) {
    bool is_single = view->shape[d].size == 1 && !view->shape[d].value;
    if (!is_single && !weir_extent_equal(view->strides[d], dense.strides[d])) {
      return false;
    }
  }
  return true;
}

// A tensor of the same elements in row-major order.
static weir_expr_t* reshaped(weir_translator_t* t, weir_op_t* op,
                             const weir_index_form_t* forms) {
  weir_value_t* source = weir_op_operand_n(op, 0);
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  weir_view_t* view = weir_materialize(t, source);
  if (!view) return NULL;
  weir_extent_t extents[WEIR_KERNEL_MAX_DIMS];
  if (!weir_tensor_extents(t, weir_op_result_n(op, 0), extents)) return NULL;
  weir_view_t result =
      weir_dense_view(t, view->buffer, weir_type_rank(type), extents);
  result.base = view->base;
  result.parts = view->parts;
  if (!is_dense(t, view)) {
    weir_view_t copy;
    if (!weir_temporary_view(t, op, source->type, view->shape, &copy) ||
        !weir_store_tensor(t, source, &copy)) {
      return NULL;
    }
    result = weir_dense_view(t, copy.buffer, weir_type_rank(type), extents);
    result.parts = copy.parts;
  }
  weir_set_view(t, weir_op_result_n(op, 0), &result);
  return weir_load_view(t, &result, forms);
}

// Each group of result dimensions is one of the source's.
static weir_expr_t* expanded(weir_translator_t* t,
                             weir_stage_builder_t* builder, weir_op_t* op,
                             const weir_index_form_t* forms) {
  const weir_attr_t* groups = weir_op_attr(op, "reassociation");
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  weir_extent_t extents[WEIR_KERNEL_MAX_DIMS];
  if (!weir_attr_is(groups, WEIR_ATTR_ARRAY) ||
      groups->array.count > WEIR_KERNEL_MAX_DIMS ||
      weir_type_rank(type) > WEIR_KERNEL_MAX_DIMS) {
    return weir_translate_refuse(t, op,
                                 "more dimensions than there is room for");
  }
  if (!weir_tensor_extents(t, weir_op_result_n(op, 0), extents)) return NULL;
  weir_index_form_t source[WEIR_KERNEL_MAX_DIMS];
  for (uint32_t i = 0; i < groups->array.count; ++i) {
    const weir_attr_t* group = groups->array.elements[i];
    weir_view_t line = {.strides = {{.size = 1}}};
    for (uint32_t j = group->array.count; j-- > 0;) {
      int64_t d = 0;
      weir_attr_int(group->array.elements[j], &d);
      weir_view_move(t, &line, 0, &forms[d]);
      line.strides[0] = weir_extent_multiply(t, line.strides[0], extents[d]);
    }
    source[i] = line.base;
  }
  return weir_element_expr(t, builder, weir_op_operand_n(op, 0), source);
}

// Keeps an access to where |form| is within |extent|.
static void guard_dim(weir_translator_t* t, weir_access_t* access,
                      weir_extent_t extent, const weir_index_form_t* form,
                      weir_expr_t* pad) {
  weir_guard_t* guard =
      weir_access_add_guard(t->kernel, access, extent.size, pad);
  guard->form = *form;
  if (!extent.value) return;
  // Not negative, and neither is what is left behind it.
  guard->size = INT32_MAX;
  guard = weir_access_add_guard(t->kernel, access, INT32_MAX, pad);
  guard->form = weir_form_of_expr(t, extent.value);
  guard->form.constant -= 1;
  weir_form_add_scaled(t, &guard->form, form, -1);
}

static weir_expr_t* padded(weir_translator_t* t, weir_stage_builder_t* builder,
                           weir_op_t* op, const weir_index_form_t* forms) {
  (void)builder;
  weir_value_t* source = weir_op_operand(op, WEIR_TENSOR_PAD_SOURCE);
  const weir_attr_t* low = weir_op_attr(op, "static_low");
  const weir_attr_t* high = weir_op_attr(op, "static_high");
  weir_op_t* yield = weir_block_terminator(weir_op_region(op, 0)->first);
  weir_value_t* pad_value = weir_op_operand_n(yield, 0);
  weir_op_t* pad_op = weir_value_op(pad_value);
  weir_attr_t* constant = weir_value_constant(pad_value);
  if (op->operand_count != 1 || !pad_op || !constant) {
    return weir_translate_refuse(t, op, "margin that is not constant");
  }
  weir_expr_t* pad = weir_scalar_expr(t, pad_value);
  weir_view_t* view = weir_materialize(t, source);
  if (!pad || !view) return NULL;
  const int64_t* before = (const int64_t*)low->dense_array.data;
  const int64_t* after = (const int64_t*)high->dense_array.data;
  weir_index_form_t inner[WEIR_KERNEL_MAX_DIMS];
  for (uint32_t d = 0; d < view->rank; ++d) {
    inner[d] = (weir_index_form_t){.constant = -before[d]};
    weir_form_add_scaled(t, &inner[d], &forms[d], 1);
  }
  weir_access_t* access = weir_view_access(t, view, inner);
  bool is_pair = weir_expr_is_pair(pad);
  for (uint32_t d = view->rank; d-- > 0;) {
    if (before[d] == 0 && after[d] == 0) continue;
    guard_dim(t, access, view->shape[d], &inner[d],
              is_pair ? pad->operands[0] : pad);
  }
  weir_expr_t* load = weir_expr_load(t->kernel, access);
  if (!is_pair) return load;
  weir_access_t* next = weir_access_next_part(t, access);
  if (next->pad) next->pad = pad->operands[1];
  return weir_pair_expr(t, load, weir_expr_load(t->kernel, next));
}

// arith and math ops on tensors work element by element; what is no tensor is
// the same for all elements.
static weir_expr_t* elementwise(weir_translator_t* t,
                                weir_stage_builder_t* builder, weir_op_t* op,
                                const weir_index_form_t* forms) {
  weir_expr_t* operands[4] = {NULL};
  for (uint32_t i = 0; i < op->operand_count && i < 4; ++i) {
    weir_value_t* operand = weir_op_operand_n(op, i);
    operands[i] = weir_type_is_shaped(operand->type)
                      ? weir_element_expr(t, builder, operand, forms)
                      : weir_scalar_expr(t, operand);
    if (!operands[i]) return NULL;
  }
  return weir_operator_expr(t, op, operands);
}

// -- by op ------------------------------------------------------------------

static weir_expr_t* compute_element(weir_translator_t* t,
                                    weir_stage_builder_t* builder,
                                    weir_value_t* value,
                                    const weir_index_form_t* forms) {
  weir_op_t* op = weir_value_op(value);
  switch (weir_op_id(op)) {
    case WEIR_ARITH_CONSTANT:
      return dense_constant(t, op, forms);
    case WEIR_TENSOR_EMPTY:
      return zero_of(t, op, value->type);
    case WEIR_TENSOR_SPLAT:
    case WEIR_LINALG_FILL:
      return weir_scalar_expr(t, weir_op_operand_n(op, 0));
    case WEIR_TENSOR_CAST:
      return weir_element_expr(t, builder, weir_op_operand_n(op, 0), forms);
    case WEIR_TENSOR_COLLAPSE_SHAPE:
      return reshaped(t, op, forms);
    case WEIR_TENSOR_EXPAND_SHAPE:
      return expanded(t, builder, op, forms);
    case WEIR_TENSOR_PAD:
      return padded(t, builder, op, forms);
    case WEIR_TENSOR_EXTRACT_SLICE: {
      weir_view_t* source = weir_materialize(t, weir_op_operand_n(op, 0));
      if (!source) return NULL;
      weir_view_t view = *source;
      if (!weir_slice_view(t, op, WEIR_TENSOR_EXTRACT_SLICE_OFFSETS,
                           value->type, &view)) {
        return NULL;
      }
      weir_set_view(t, value, &view);
      return weir_load_view(t, &view, forms);
    }
    case WEIR_TENSOR_INSERT_SLICE:
    case WEIR_TENSOR_CONCAT:
    case WEIR_TENSOR_FROM_ELEMENTS:
    case WEIR_LINALG_SOFTMAX: {
      weir_view_t* view = weir_materialize(t, value);
      return view ? weir_load_view(t, view, forms) : NULL;
    }
    default:
      break;
  }
  if (weir_op_has_trait(op, WEIR_OP_ELEMENTWISE)) {
    return elementwise(t, builder, op, forms);
  }
  if (!weir_op_is_linalg_structured(op)) {
    return weir_translate_refuse(t, op, "operation on tensors");
  }
  return weir_structured_element(t, builder, op, value->index, forms);
}

static bool same_form(const weir_index_form_t* a, const weir_index_form_t* b) {
  if (a->constant != b->constant ||
      memcmp(a->coefficients, b->coefficients, sizeof(a->coefficients)) != 0) {
    return false;
  }
  const weir_index_term_t *x = a->terms, *y = b->terms;
  for (; x && y; x = x->next, y = y->next) {
    if (x->value != y->value || x->scale != y->scale) return false;
  }
  return x == y;
}

weir_expr_t* weir_element_expr(weir_translator_t* t,
                               weir_stage_builder_t* builder,
                               weir_value_t* value,
                               const weir_index_form_t* forms) {
  if (!weir_is_ok(t->status)) return NULL;
  weir_view_t* view = weir_find_view(t, value);
  uint32_t rank = weir_type_rank(value->type);
  weir_element_entry_t* entry = builder->elements;
  for (; entry; entry = entry->next) {
    bool same = entry->value == value;
    for (uint32_t d = 0; same && d < rank; ++d) {
      same = same_form(&entry->forms[d], &forms[d]);
    }
    if (same) return entry->expr;
  }
  weir_op_t* op = weir_value_op(value);
  if (!view && !op) {
    return weir_translate_refuse(t, weir_value_parent_op(value),
                                 "tensor from nowhere");
  }
  weir_expr_t* expr = view ? weir_load_view(t, view, forms)
                           : compute_element(t, builder, value, forms);
  if (!expr) return NULL;
  entry = WEIR_ARENA_NEW(t->arena, weir_element_entry_t);
  entry->value = value;
  entry->expr = expr;
  entry->forms = weir_arena_copy(t->arena, forms, rank * sizeof(*forms));
  entry->next = builder->elements;
  builder->elements = entry;
  return expr;
}
