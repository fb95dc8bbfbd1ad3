// Index forms and views of tensors in memory.
#include <string.h>

#include "compiler/codegen/translate_impl.h"

// "file:line" or the name of the source's node, of the first place that |at|
// was made from.
static const char* place_of(const weir_location_t* at, weir_arena_t* arena) {
  while (at && at->location.kind != WEIR_LOCATION_FILE &&
         at->location.kind != WEIR_LOCATION_NAME) {
    if (at->location.child_count == 0) return "unknown place";
    at = at->location.children[0];
  }
  if (!at || !at->location.name) return "unknown place";
  const char* name = at->location.name->data;
  return at->location.kind == WEIR_LOCATION_FILE
             ? weir_arena_format(arena, "%s:%u", name, at->location.line)
             : name;
}

void* weir_translate_refuse(weir_translator_t* t, const weir_op_t* op,
                            const char* reason) {
  if (!weir_is_ok(t->status)) return NULL;
  t->status = weir_status(WEIR_CODE_UNIMPLEMENTED,
                          "%s: %s in kernel %s: no code for this: %s",
                          place_of(op->location, t->arena), op->name->data,
                          t->kernel->name, reason);
  return NULL;
}

// -- forms ------------------------------------------------------------------

void weir_form_add_scaled(weir_translator_t* t, weir_index_form_t* form,
                          const weir_index_form_t* other, int64_t scale) {
  form->constant += other->constant * scale;
  for (uint32_t d = 0; d < WEIR_KERNEL_MAX_DIMS; ++d) {
    form->coefficients[d] += other->coefficients[d] * scale;
  }
  for (weir_index_term_t* term = other->terms; term; term = term->next) {
    weir_index_form_add(t->kernel, form, term->value, term->scale * scale);
  }
}

static weir_expr_t* add_product(weir_translator_t* t, weir_expr_t* sum,
                                weir_expr_t* value, int64_t scale) {
  weir_kernel_t* k = t->kernel;
  if (scale != 1) {
    value = weir_expr_binary(k, WEIR_EXPR_MULI, value,
                             weir_expr_int(k, WEIR_SCALAR_I64, scale));
  }
  return sum ? weir_expr_binary(k, WEIR_EXPR_ADDI, sum, value) : value;
}

weir_expr_t* weir_form_expr(weir_translator_t* t,
                            const weir_index_form_t* form) {
  weir_expr_t* sum = NULL;
  for (uint32_t d = 0; d < WEIR_KERNEL_MAX_DIMS; ++d) {
    if (form->coefficients[d] == 0) continue;
    sum = add_product(t, sum, weir_expr_index(t->kernel, d),
                      form->coefficients[d]);
  }
  for (weir_index_term_t* term = form->terms; term; term = term->next) {
    sum = add_product(t, sum, term->value, term->scale);
  }
  if (sum && form->constant == 0) return sum;
  return add_product(
      t, sum, weir_expr_int(t->kernel, WEIR_SCALAR_I64, form->constant), 1);
}

weir_index_form_t weir_form_of_expr(weir_translator_t* t, weir_expr_t* expr) {
  weir_index_form_t form = {0};
  if (expr->type != WEIR_SCALAR_I64) {
    expr = weir_expr_unary(t->kernel, WEIR_EXPR_EXTSI, WEIR_SCALAR_I64, expr);
  }
  weir_index_form_add(t->kernel, &form, expr, 1);
  return form;
}

weir_index_form_t weir_form_of_dim(uint32_t dim) {
  weir_index_form_t form = {0};
  form.coefficients[dim] = 1;
  return form;
}

static bool is_constant_form(const weir_index_form_t* form) {
  if (form->terms) return false;
  for (uint32_t d = 0; d < WEIR_KERNEL_MAX_DIMS; ++d) {
    if (form->coefficients[d] != 0) return false;
  }
  return true;
}

static weir_index_form_t product_form(weir_translator_t* t,
                                      const weir_index_form_t* a,
                                      const weir_index_form_t* b) {
  weir_index_form_t form = {0};
  if (is_constant_form(b)) {
    weir_form_add_scaled(t, &form, a, b->constant);
  } else if (is_constant_form(a)) {
    weir_form_add_scaled(t, &form, b, a->constant);
  } else {
    form = weir_form_of_expr(
        t, weir_expr_binary(t->kernel, WEIR_EXPR_MULI, weir_form_expr(t, a),
                            weir_form_expr(t, b)));
  }
  return form;
}

weir_index_form_t weir_form_of_affine(weir_translator_t* t,
                                      const weir_affine_expr_t* expr,
                                      const weir_index_form_t* dims) {
  weir_index_form_t form = {0};
  switch (expr->kind) {
    case WEIR_AFFINE_CONSTANT:
      form.constant = expr->value;
      return form;
    case WEIR_AFFINE_DIM:
    case WEIR_AFFINE_SYMBOL:
      return dims[expr->value];
    default:
      break;
  }
  weir_index_form_t a = weir_form_of_affine(t, expr->lhs, dims);
  weir_index_form_t b = weir_form_of_affine(t, expr->rhs, dims);
  if (expr->kind == WEIR_AFFINE_ADD) {
    weir_form_add_scaled(t, &a, &b, 1);
    return a;
  }
  if (expr->kind == WEIR_AFFINE_MUL) return product_form(t, &a, &b);
  weir_expr_t* x = weir_form_expr(t, &a);
  weir_expr_t* y = weir_form_expr(t, &b);
  weir_kernel_t* k = t->kernel;
  weir_expr_op_t divide = expr->kind == WEIR_AFFINE_CEILDIV
                              ? WEIR_EXPR_CEILDIVSI
                              : WEIR_EXPR_FLOORDIVSI;
  weir_expr_t* quotient = weir_expr_binary(k, divide, x, y);
  if (expr->kind == WEIR_AFFINE_MOD) {  // never negative
    quotient = weir_expr_binary(k, WEIR_EXPR_MULI, quotient, y);
    quotient = weir_expr_binary(k, WEIR_EXPR_SUBI, x, quotient);
  }
  return weir_form_of_expr(t, quotient);
}

// -- views ------------------------------------------------------------------

weir_view_t* weir_find_view(weir_translator_t* t, const weir_value_t* value) {
  weir_view_entry_t* entry = t->views;
  while (entry && entry->value != value) entry = entry->next;
  return entry ? &entry->view : NULL;
}

void weir_set_view(weir_translator_t* t, const weir_value_t* value,
                   const weir_view_t* view) {
  weir_view_entry_t* entry = WEIR_ARENA_NEW(t->arena, weir_view_entry_t);
  *entry = (weir_view_entry_t){value, *view, t->views};
  t->views = entry;
}

weir_view_t weir_dense_view(weir_translator_t* t, uint32_t buffer,
                            uint32_t rank, const weir_extent_t* extents) {
  weir_view_t view = {.buffer = buffer, .rank = rank, .parts = 1};
  weir_extent_t stride = {.size = 1};
  for (uint32_t d = view.rank; d-- > 0;) {
    view.shape[d] = extents[d];
    view.strides[d] = stride;
    stride = weir_extent_multiply(t, stride, extents[d]);
  }
  return view;
}

weir_view_t weir_static_view(uint32_t buffer, const weir_type_t* type) {
  weir_extent_t extents[WEIR_KERNEL_MAX_DIMS];
  weir_type_extents(type, extents);
  return weir_dense_view(NULL, buffer, weir_type_rank(type), extents);
}

void weir_view_move(weir_translator_t* t, weir_view_t* view, uint32_t d,
                    const weir_index_form_t* form) {
  weir_extent_t stride = view->strides[d];
  if (!stride.value) {
    weir_form_add_scaled(t, &view->base, form, stride.size);
    return;
  }
  weir_index_form_t by = weir_form_of_expr(t, stride.value);
  weir_index_form_t distance = product_form(t, form, &by);
  weir_form_add_scaled(t, &view->base, &distance, 1);
}

static const int64_t* static_list(const weir_op_t* op, const char* name,
                                  uint32_t* out_count) {
  const weir_attr_t* attr = weir_op_attr(op, name);
  *out_count = 0;
  if (!weir_attr_is(attr, WEIR_ATTR_DENSE_ARRAY)) return NULL;
  *out_count = attr->dense_array.count;
  return (const int64_t*)attr->dense_array.data;
}

// Entry |i| of a list of which some entries are operands.
static bool list_entry(weir_translator_t* t, weir_op_t* op, const int64_t* list,
                       uint32_t i, uint32_t group, uint32_t* next,
                       weir_index_form_t* out_form) {
  *out_form = (weir_index_form_t){.constant = list[i]};
  if (list[i] != WEIR_DYNAMIC) return true;
  weir_expr_t* expr =
      weir_scalar_expr(t, weir_op_operand_at(op, group, (*next)++));
  if (!expr) return false;
  *out_form = weir_form_of_expr(t, expr);
  return true;
}

bool weir_slice_view(weir_translator_t* t, weir_op_t* op, uint32_t group,
                     const weir_type_t* slice, weir_view_t* view) {
  uint32_t offsets_count, sizes_count, strides_count;
  const int64_t* offsets = static_list(op, "static_offsets", &offsets_count);
  const int64_t* sizes = static_list(op, "static_sizes", &sizes_count);
  const int64_t* strides = static_list(op, "static_strides", &strides_count);
  if (offsets_count != view->rank || sizes_count != view->rank ||
      strides_count != view->rank) {
    weir_translate_refuse(t, op, "slice of another rank");
    return false;
  }
  weir_view_t result = *view;
  result.rank = 0;
  uint32_t next[2] = {0, 0}, next_size = 0, rank = weir_type_rank(slice);
  uint32_t left = view->rank;  // source dimensions yet to come
  for (uint32_t d = 0; d < view->rank; ++d, --left) {
    weir_index_form_t offset, stride;
    if (!list_entry(t, op, offsets, d, group, &next[0], &offset) ||
        !list_entry(t, op, strides, d, group + 2, &next[1], &stride)) {
      return false;
    }
    if (!is_constant_form(&stride)) {
      weir_translate_refuse(t, op, "slice of dynamic stride");
      return false;
    }
    weir_extent_t size = {.size = sizes[d]};
    if (sizes[d] == WEIR_DYNAMIC &&
        !weir_operand_extent(t, op, group + 1, next_size++, &size)) {
      return false;
    }
    weir_view_t moved = *view;
    moved.base = result.base;
    weir_view_move(t, &moved, d, &offset);
    result.base = moved.base;
    // A dimension of size 1 that the result has not is dropped.
    bool kept = result.rank < rank &&
                weir_type_dim(slice, result.rank) == sizes[d] &&
                !(sizes[d] == 1 && left > rank - result.rank &&
                  weir_type_dim(slice, result.rank) != 1);
    if (!kept) continue;
    result.shape[result.rank] = size;
    result.strides[result.rank++] = weir_extent_multiply(
        t, view->strides[d], (weir_extent_t){.size = stride.constant});
  }
  if (result.rank != rank) {
    weir_translate_refuse(t, op, "slice of dynamic size");
    return false;
  }
  *view = result;
  return true;
}

weir_access_t* weir_view_access(weir_translator_t* t, const weir_view_t* view,
                                const weir_index_form_t* forms) {
  weir_access_t* access =
      weir_access_create(t->kernel, view->buffer, 0, NULL, 0);
  weir_view_t element = *view;
  for (uint32_t d = 0; d < view->rank; ++d) {
    weir_view_move(t, &element, d, &forms[d]);
  }
  weir_form_add_scaled(t, &access->index, &element.base,
                       view->parts > 1 ? view->parts : 1);
  return access;
}

weir_access_t* weir_access_next_part(weir_translator_t* t,
                                     const weir_access_t* access) {
  weir_access_t* next = WEIR_ARENA_NEW(t->kernel->arena, weir_access_t);
  *next = *access;
  ++next->index.constant;
  return next;
}

bool weir_temporary_view(weir_translator_t* t, const weir_op_t* op,
                         weir_type_t* type, const weir_extent_t* extents,
                         weir_view_t* out_view) {
  uint32_t rank = weir_type_rank(type);
  weir_buffer_t buffer = {.kind = WEIR_BUFFER_TEMPORARY, .is_written = true};
  uint32_t parts;
  if (!weir_translate_element(weir_type_element(type), &buffer.type, &parts) ||
      rank > WEIR_KERNEL_MAX_DIMS) {
    weir_translate_refuse(t, op, "intermediate tensor of this type");
    return false;
  }
  weir_extent_t count = {.size = parts};
  for (uint32_t d = 0; d < rank; ++d) {
    int64_t product;
    bool is_open = count.value || extents[d].value;
    if (!is_open &&
        __builtin_mul_overflow(count.size, extents[d].size, &product)) {
      weir_translate_refuse(t, op, "intermediate tensor of this size");
      return false;
    }
    count = weir_extent_multiply(t, count, extents[d]);
  }
  buffer.element_count = count.value ? INT64_MAX : count.size;
  buffer.size = count.value;
  uint32_t index = weir_kernel_add_buffer(t->kernel, buffer);
  *out_view = weir_dense_view(t, index, rank, extents);
  out_view->parts = parts;
  return true;
}
