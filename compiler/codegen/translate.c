#include "compiler/codegen/translate.h"

#include <string.h>

#include "compiler/codegen/translate_impl.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/flow_types.h"
#include "compiler/dialects/func.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/linalg_types.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/tensor.h"

// -- stages -----------------------------------------------------------------

// A stage over the elements of |value|.
static bool begin_stage(weir_translator_t* t, const weir_op_t* op,
                        weir_value_t* value, weir_stage_builder_t* builder) {
  memset(builder, 0, sizeof(*builder));
  if (weir_type_rank(value->type) > WEIR_KERNEL_MAX_DIMS) {
    weir_translate_refuse(t, op, "more dimensions than there is room for");
    return false;
  }
  weir_extent_t extents[WEIR_KERNEL_MAX_DIMS];
  if (!weir_tensor_extents(t, value, extents)) return false;
  builder->stage.rank = weir_type_rank(value->type);
  for (uint32_t d = 0; d < builder->stage.rank; ++d) {
    builder->stage.extents[d] = extents[d].size;
    builder->stage.sizes[d] = extents[d].value;
  }
  builder->may_reduce = true;
  return true;
}

// Stores |value|, all of its numbers.
static bool push_store(weir_translator_t* t, weir_stage_t* stage,
                       const weir_view_t* target,
                       const weir_index_form_t* forms, weir_expr_t* value) {
  bool is_pair = weir_expr_is_pair(value);
  weir_access_t* access = weir_view_access(t, target, forms);
  weir_kernel_store_t* store = &stage->stores[stage->store_count];
  t->kernel->buffers[target->buffer].is_written = true;
  *store = (weir_kernel_store_t){access, is_pair ? value->operands[0] : value};
  ++stage->store_count;
  if (!is_pair) return true;
  store[1] = (weir_kernel_store_t){weir_access_next_part(t, access),
                                   value->operands[1]};
  ++stage->store_count;
  return true;
}

static bool add_store(weir_translator_t* t, weir_stage_builder_t* builder,
                      weir_value_t* value, const weir_view_t* target) {
  weir_index_form_t forms[WEIR_KERNEL_MAX_DIMS];
  for (uint32_t d = 0; d < target->rank; ++d) forms[d] = weir_form_of_dim(d);
  weir_expr_t* expr = weir_element_expr(t, builder, value, forms);
  if (!expr) return false;
  return push_store(t, &builder->stage, target, forms, expr);
}

static void end_stage(weir_translator_t* t,
                      const weir_stage_builder_t* builder) {
  weir_stage_t* stage = weir_kernel_add_stage(t->kernel, builder->stage.rank,
                                              builder->stage.extents, NULL);
  *stage = builder->stage;
}

// -- tensors made of parts --------------------------------------------------

static bool same_view(const weir_view_t* a, const weir_view_t* b) {
  if (a->buffer != b->buffer || a->rank != b->rank ||
      a->base.constant != b->base.constant || a->base.terms || b->base.terms) {
    return false;
  }
  for (uint32_t d = 0; d < a->rank; ++d) {
    if (!weir_extent_equal(a->strides[d], b->strides[d])) return false;
  }
  return true;
}

static bool is_empty_tensor(const weir_value_t* value) {
  return weir_op_is(weir_value_op(value), WEIR_TENSOR_EMPTY);
}

static bool store_inserted(weir_translator_t* t, weir_op_t* op,
                           const weir_view_t* target) {
  weir_value_t* source = weir_op_operand(op, WEIR_TENSOR_INSERT_SLICE_SOURCE);
  weir_value_t* dest = weir_op_operand(op, WEIR_TENSOR_INSERT_SLICE_DEST);
  weir_view_t slice = *target;
  if (!weir_slice_view(t, op, WEIR_TENSOR_INSERT_SLICE_OFFSETS, source->type,
                       &slice)) {
    return false;
  }
  if (!is_empty_tensor(dest) && !weir_store_tensor(t, dest, target)) {
    return false;
  }
  return weir_store_tensor(t, source, &slice);
}

static bool store_concatenated(weir_translator_t* t, weir_op_t* op,
                               const weir_view_t* target) {
  uint32_t dim = (uint32_t)weir_op_attr_int(op, "dim", 0);
  weir_extent_t offset = {0};
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* source = weir_op_operand_n(op, i);
    weir_view_t part = *target;
    weir_index_form_t form = weir_form_of_expr(t, weir_extent_expr(t, offset));
    weir_view_move(t, &part, dim, &form);
    if (!weir_tensor_extent(t, source, dim, &part.shape[dim])) return false;
    offset = weir_extent_add(t, offset, part.shape[dim]);
    if (!weir_store_tensor(t, source, &part)) return false;
  }
  return true;
}

static bool store_elements(weir_translator_t* t, weir_op_t* op,
                           const weir_view_t* target) {
  weir_stage_builder_t builder;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    memset(&builder, 0, sizeof(builder));
    weir_expr_t* value = weir_scalar_expr(t, weir_op_operand_n(op, i));
    if (!value) return false;
    weir_index_form_t forms[WEIR_KERNEL_MAX_DIMS];
    int64_t rest = i;
    for (uint32_t d = target->rank; d-- > 0;) {
      forms[d] = (weir_index_form_t){.constant = rest % target->shape[d].size};
      rest /= target->shape[d].size;
    }
    push_store(t, &builder.stage, target, forms, value);
    end_stage(t, &builder);
  }
  return true;
}

// Rows' maximum or sum of exp(x - maximum) along |dim|, stored to |target|.
static bool softmax_reduce(weir_translator_t* t, weir_op_t* op, uint32_t dim,
                           const weir_view_t* most, const weir_view_t* target) {
  weir_kernel_t* k = t->kernel;
  weir_value_t* input = weir_op_operand(op, WEIR_LINALG_SOFTMAX_INPUT);
  weir_stage_builder_t builder;
  if (!begin_stage(t, op, input, &builder)) return false;
  builder.may_reduce = false;
  builder.stage.reduced[dim] = true;
  weir_index_form_t forms[WEIR_KERNEL_MAX_DIMS], row[WEIR_KERNEL_MAX_DIMS];
  for (uint32_t d = 0; d < builder.stage.rank; ++d) {
    forms[d] = row[d] = weir_form_of_dim(d);
  }
  row[dim] = (weir_index_form_t){0};
  weir_expr_t* x = weir_element_expr(t, &builder, input, forms);
  if (!x) return false;
  weir_expr_t* sum = weir_expr_accumulator(k, 0, x->type);
  weir_expr_op_t join = WEIR_EXPR_MAXIMUMF;
  if (most) {
    x = weir_expr_binary(k, WEIR_EXPR_SUBF, x,
                         weir_expr_load(k, weir_view_access(t, most, row)));
    x = weir_expr_unary(k, WEIR_EXPR_EXP, x->type, x);
    join = WEIR_EXPR_ADDF;
  }
  builder.stage.accumulator_count = builder.stage.store_count = 1;
  builder.stage.accumulators[0] = (weir_accumulator_t){
      x->type, weir_expr_float(k, x->type, most ? 0 : -__builtin_inf()),
      weir_expr_binary(k, join, sum, x)};
  builder.stage.stores[0] =
      (weir_kernel_store_t){weir_view_access(t, target, row), sum};
  end_stage(t, &builder);
  return true;
}

static bool store_softmax(weir_translator_t* t, weir_op_t* op,
                          const weir_view_t* target) {
  weir_kernel_t* k = t->kernel;
  weir_value_t* input = weir_op_operand(op, WEIR_LINALG_SOFTMAX_INPUT);
  uint32_t dim = (uint32_t)weir_op_attr_int(op, "dimension", 0);
  weir_type_t* type = input->type;
  weir_view_t most, sum;
  weir_extent_t rows[WEIR_KERNEL_MAX_DIMS];
  weir_stage_builder_t builder;
  if (!begin_stage(t, op, input, &builder)) return false;
  if (!weir_tensor_extents(t, input, rows)) return false;
  rows[dim] = (weir_extent_t){.size = 1};
  if (!weir_temporary_view(t, op, type, rows, &most) ||
      !weir_temporary_view(t, op, type, rows, &sum) ||
      !softmax_reduce(t, op, dim, NULL, &most) ||
      !softmax_reduce(t, op, dim, &most, &sum)) {
    return false;
  }
  weir_index_form_t forms[WEIR_KERNEL_MAX_DIMS], row[WEIR_KERNEL_MAX_DIMS];
  for (uint32_t d = 0; d < builder.stage.rank; ++d) {
    forms[d] = row[d] = weir_form_of_dim(d);
  }
  row[dim] = (weir_index_form_t){0};
  weir_expr_t* x = weir_element_expr(t, &builder, input, forms);
  if (!x) return false;
  x = weir_expr_binary(k, WEIR_EXPR_SUBF, x,
                       weir_expr_load(k, weir_view_access(t, &most, row)));
  x = weir_expr_unary(k, WEIR_EXPR_EXP, x->type, x);
  x = weir_expr_binary(k, WEIR_EXPR_DIVF, x,
                       weir_expr_load(k, weir_view_access(t, &sum, row)));
  k->buffers[target->buffer].is_written = true;
  builder.stage.store_count = 1;
  builder.stage.stores[0] =
      (weir_kernel_store_t){weir_view_access(t, target, forms), x};
  end_stage(t, &builder);
  return true;
}

// Reshapes of what is not in memory yet are stored in the source's shape.
static bool is_stored_as_source(weir_translator_t* t, weir_op_t* op,
                                const weir_view_t* target) {
  if (!weir_op_is(op, WEIR_TENSOR_COLLAPSE_SHAPE) &&
      !weir_op_is(op, WEIR_TENSOR_EXPAND_SHAPE)) {
    return false;
  }
  weir_value_t* source = weir_op_operand_n(op, 0);
  if (weir_find_view(t, source) || !weir_type_has_static_shape(source->type)) {
    return false;
  }
  int64_t stride = 1;
  for (uint32_t d = target->rank; d-- > 0;) {
    weir_extent_t shape = target->shape[d];
    if (shape.value || target->strides[d].value) return false;
    if (shape.size != 1 && target->strides[d].size != stride) return false;
    stride *= shape.size;
  }
  return true;
}

bool weir_store_tensor(weir_translator_t* t, weir_value_t* value,
                       const weir_view_t* target) {
  if (!weir_is_ok(t->status)) return false;
  weir_op_t* op = weir_value_op(value);
  const weir_view_t* view = weir_find_view(t, value);
  if (view && same_view(view, target)) return true;
  if (!view && op) {
    switch (weir_op_id(op)) {
      case WEIR_TENSOR_EMPTY:
        return true;
      case WEIR_TENSOR_INSERT_SLICE:
        return store_inserted(t, op, target);
      case WEIR_TENSOR_CONCAT:
        return store_concatenated(t, op, target);
      case WEIR_TENSOR_FROM_ELEMENTS:
        return store_elements(t, op, target);
      case WEIR_LINALG_SOFTMAX:
        return store_softmax(t, op, target);
      default:
        break;
    }
    if (is_stored_as_source(t, op, target)) {
      weir_value_t* source = weir_op_operand_n(op, 0);
      weir_view_t turned = weir_static_view(target->buffer, source->type);
      turned.base = target->base;
      turned.parts = target->parts;
      return weir_store_tensor(t, source, &turned);
    }
  }
  const weir_op_t* at = op ? op : weir_value_parent_op(value);
  weir_stage_builder_t builder;
  if (!begin_stage(t, at, value, &builder)) return false;
  if (!add_store(t, &builder, value, target)) return false;
  end_stage(t, &builder);
  return true;
}

// -- the function -----------------------------------------------------------

// The shape of a binding: what its type leaves open is in operand |group| of
// |op|, or of the op that ties it to an argument.
static bool binding_extents(weir_translator_t* t, weir_op_t* op, uint32_t group,
                            const weir_type_t* type,
                            weir_extent_t* out_extents) {
  uint32_t next = 0;
  for (uint32_t d = 0; d < weir_type_rank(type); ++d) {
    int64_t size = weir_type_dim(type, d);
    out_extents[d] = (weir_extent_t){.size = size};
    if (size != WEIR_DYNAMIC) continue;
    if (!op || next >= weir_op_operand_group_size(op, group) ||
        !weir_operand_extent(t, op, group, next++, &out_extents[d])) {
      return false;
    }
  }
  return true;
}

static weir_op_t* tie_of(const weir_value_t* argument) {
  for (weir_use_t* use = argument->uses; use; use = use->next) {
    if (weir_op_is(use->op, WEIR_FLOW_DISPATCH_TIE_SHAPE)) return use->op;
  }
  return NULL;
}

// |shaped| carries the dynamic dimensions in its operand |dims|.
static bool add_binding(weir_translator_t* t, const weir_op_t* op,
                        weir_value_t* value, int64_t index,
                        weir_value_t* offset, weir_op_t* shaped,
                        uint32_t dims) {
  weir_type_t* type = weir_flow_dispatch_tensor_bound(value->type);
  weir_scalar_type_t element;
  uint32_t parts;
  if (!weir_translate_element(weir_type_element(type), &element, &parts) ||
      weir_type_rank(type) > WEIR_KERNEL_MAX_DIMS) {
    weir_translate_refuse(t, op, "binding of unknown type");
    return false;
  }
  weir_extent_t extents[WEIR_KERNEL_MAX_DIMS];
  bool is_shaped = weir_type_is_shaped(type);
  if (is_shaped && !binding_extents(t, shaped, dims, type, extents)) {
    weir_translate_refuse(t, op, "binding whose dimensions are not known");
    return false;
  }
  int64_t count = 1;
  if (is_shaped) {
    count = weir_type_has_static_shape(type)
                ? weir_type_element_count(type) * parts
                : INT64_MAX;
  }
  uint32_t buffer =
      weir_kernel_add_binding(t->kernel, (uint32_t)index, element, count);
  int64_t constant = 0;
  if (offset &&
      !(weir_value_is_constant_int(offset, &constant) && constant == 0)) {
    weir_expr_t* expr = weir_scalar_expr(t, offset);
    if (!expr) return false;
    t->kernel->buffers[buffer].byte_offset = expr;
  }
  weir_view_t view =
      weir_dense_view(t, buffer, is_shaped ? weir_type_rank(type) : 0, extents);
  view.parts = parts;
  weir_set_view(t, value, &view);
  return true;
}

// Numbers arguments that are bindings in order.
static bool add_arguments(weir_translator_t* t, weir_op_t* function) {
  weir_block_t* block = weir_op_region(function, 0)->first;
  int64_t bindings = 0;
  for (uint32_t i = 0; i < block->argument_count; ++i) {
    weir_value_t* argument = block->arguments[i];
    weir_scalar_type_t scalar;
    if (weir_type_is_flow_dispatch_tensor(argument->type)) {
      if (!add_binding(t, function, argument, bindings++, NULL,
                       tie_of(argument),
                       WEIR_FLOW_DISPATCH_TIE_SHAPE_DYNAMIC_DIMS)) {
        return false;
      }
    } else if (weir_type_is(argument->type, &weir_stream_binding_def)) {
      ++bindings;
    } else if (weir_translate_type(argument->type, &scalar)) {
      weir_scalar_expr(t, argument);
    }
  }
  if (bindings > t->kernel->binding_count) {
    t->kernel->binding_count = (uint32_t)bindings;
  }
  return weir_is_ok(t->status);
}

static int64_t binding_position(const weir_value_t* argument) {
  int64_t position = 0;
  for (uint32_t i = 0; i < argument->index; ++i) {
    const weir_type_t* type = argument->block->arguments[i]->type;
    if (weir_type_is(type, &weir_stream_binding_def)) ++position;
  }
  return position;
}

static bool add_subspan(weir_translator_t* t, weir_op_t* op) {
  weir_value_t* result = weir_op_result_n(op, 0);
  if (!weir_type_is_flow_dispatch_tensor(result->type)) {
    weir_translate_refuse(t, op, "binding that is no tensor");
    return false;
  }
  if (weir_op_is(op, WEIR_STREAM_BINDING_SUBSPAN)) {
    weir_value_t* binding =
        weir_op_operand(op, WEIR_STREAM_BINDING_SUBSPAN_BINDING);
    return add_binding(
        t, op, result, binding_position(binding),
        weir_op_operand(op, WEIR_STREAM_BINDING_SUBSPAN_BYTE_OFFSET), op,
        WEIR_STREAM_BINDING_SUBSPAN_DYNAMIC_DIMS);
  }
  if (weir_op_attr_int(op, "set", 0) != 0) {
    weir_translate_refuse(t, op, "descriptor set other than 0");
    return false;
  }
  return add_binding(
      t, op, result, weir_op_attr_int(op, "binding", 0),
      weir_op_operand(op, WEIR_HAL_INTERFACE_BINDING_SUBSPAN_BYTE_OFFSET), op,
      WEIR_HAL_INTERFACE_BINDING_SUBSPAN_DYNAMIC_DIMS);
}

// Names what it ties once more.
static bool add_tied(weir_translator_t* t, weir_op_t* op) {
  const weir_view_t* view = weir_find_view(
      t, weir_op_operand(op, WEIR_FLOW_DISPATCH_TIE_SHAPE_OPERAND));
  if (!view) {
    weir_translate_refuse(t, op, "shape of what is no binding");
    return false;
  }
  weir_view_t same = *view;
  weir_set_view(t, weir_op_result_n(op, 0), &same);
  return true;
}

static bool add_load(weir_translator_t* t, weir_op_t* op) {
  weir_value_t* result = weir_op_result_n(op, 0);
  const weir_view_t* source = weir_find_view(
      t, weir_op_operand(op, WEIR_FLOW_DISPATCH_TENSOR_LOAD_SOURCE));
  if (!source) {
    weir_translate_refuse(t, op, "load from what is no binding");
    return false;
  }
  weir_view_t view = *source;
  if (!weir_slice_view(t, op, WEIR_FLOW_DISPATCH_TENSOR_LOAD_OFFSETS,
                       result->type, &view)) {
    return false;
  }
  weir_set_view(t, result, &view);
  return true;
}

static bool target_of(weir_translator_t* t, weir_op_t* op,
                      weir_view_t* out_view) {
  weir_value_t* value =
      weir_op_operand(op, WEIR_FLOW_DISPATCH_TENSOR_STORE_VALUE);
  const weir_view_t* target = weir_find_view(
      t, weir_op_operand(op, WEIR_FLOW_DISPATCH_TENSOR_STORE_TARGET));
  if (!target) {
    weir_translate_refuse(t, op, "store to what is no binding");
    return false;
  }
  *out_view = *target;
  return weir_slice_view(t, op, WEIR_FLOW_DISPATCH_TENSOR_STORE_OFFSETS,
                         value->type, out_view);
}

// The structured op with several results that |value| is one of.
static weir_op_t* shared_source(const weir_value_t* value) {
  weir_op_t* op = weir_value_op(value);
  bool shared = op && op->result_count > 1 && weir_op_is_linalg_structured(op);
  return shared ? op : NULL;
}

// Whether two results of |source| have the same shape. Dimensions that are not
// known are the same where the loops index both results alike.
static bool have_same_shape(const weir_op_t* source, const weir_value_t* a,
                            const weir_value_t* b) {
  if (weir_type_with_element(b->type, weir_type_element(a->type)) != a->type) {
    return false;
  }
  const weir_attr_t* maps = weir_linalg_indexing_maps(source);
  uint32_t first = weir_linalg_input_count(source);
  return weir_type_has_static_shape(a->type) ||
         maps->array.elements[first + a->index] ==
             maps->array.elements[first + b->index];
}

// Stores |op|'s value, and with it all later stores of other results of the
// same op, so that they are computed together. |done| marks those.
static bool add_stores(weir_translator_t* t, weir_op_t** stores, uint32_t count,
                       uint32_t first, bool* done) {
  weir_value_t* value = weir_op_operand_n(stores[first], 0);
  weir_view_t target;
  if (!target_of(t, stores[first], &target)) return false;
  weir_op_t* source = shared_source(value);
  if (!source) return weir_store_tensor(t, value, &target);
  weir_stage_builder_t builder;
  if (!begin_stage(t, source, value, &builder) ||
      !add_store(t, &builder, value, &target)) {
    return false;
  }
  for (uint32_t i = first + 1; i < count; ++i) {
    weir_value_t* other = weir_op_operand_n(stores[i], 0);
    if (done[i] || weir_value_op(other) != source) continue;
    bool is_complex = weir_type_element(other->type)->kind == WEIR_TYPE_COMPLEX;
    uint32_t room = WEIR_KERNEL_MAX_ACCUMULATORS - builder.stage.store_count;
    if (room < (is_complex ? 2 : 1)) continue;
    if (!have_same_shape(source, value, other) ||
        !target_of(t, stores[i], &target)) {
      continue;
    }
    if (!add_store(t, &builder, other, &target)) return false;
    done[i] = true;
  }
  end_stage(t, &builder);
  return true;
}

static bool add_op(weir_translator_t* t, weir_op_t* op,
                   weir_op_list_t* stores) {
  switch (weir_op_id(op)) {
    case WEIR_HAL_INTERFACE_BINDING_SUBSPAN:
    case WEIR_STREAM_BINDING_SUBSPAN:
      return add_subspan(t, op);
    case WEIR_FLOW_DISPATCH_TIE_SHAPE:
      return add_tied(t, op);
    case WEIR_FLOW_DISPATCH_TENSOR_LOAD:
      return add_load(t, op);
    case WEIR_FLOW_DISPATCH_TENSOR_STORE:
      weir_op_list_add(stores, t->arena, op);
      return true;
    case WEIR_HAL_INTERFACE_CONSTANT_LOAD:
      weir_scalar_expr(t, weir_op_result_n(op, 0));
      return weir_is_ok(t->status);
    case WEIR_FUNC_RETURN:
      return true;
    default:
      break;
  }
  // All else is translated where its result is used.
  if (op->result_count > 0 && (op->region_count == 0 || weir_op_is_pure(op) ||
                               weir_op_is_linalg_structured(op))) {
    return true;
  }
  weir_translate_refuse(t, op, "operation in a dispatch");
  return false;
}

static bool translate(weir_translator_t* t, weir_op_t* function) {
  const weir_region_t* body = weir_op_region(function, 0);
  if (weir_region_is_empty(body) || body->first != body->last) {
    weir_translate_refuse(t, function, "body of several blocks");
    return false;
  }
  if (!add_arguments(t, function)) return false;
  weir_op_list_t stores = {0};
  WEIR_FOR_EACH_OP(op, body->first) {
    if (!add_op(t, op, &stores)) return false;
  }
  bool* done = WEIR_ARENA_ARRAY(t->arena, bool, stores.count + 1);
  for (uint32_t i = 0; i < stores.count; ++i) {
    if (!done[i] && !add_stores(t, stores.ops, stores.count, i, done)) {
      return false;
    }
  }
  return true;
}

// A binding that is written through one of its spans is no constant through
// another.
static void mark_shared_bindings(weir_kernel_t* kernel) {
  for (uint32_t i = 0; i < kernel->buffer_count; ++i) {
    for (uint32_t j = 0; j < kernel->buffer_count; ++j) {
      weir_buffer_t *a = &kernel->buffers[i], *b = &kernel->buffers[j];
      if (a->kind == WEIR_BUFFER_BINDING && b->kind == WEIR_BUFFER_BINDING &&
          a->index == b->index && b->is_written) {
        a->is_written = true;
      }
    }
  }
}

weir_status_t weir_translate_function(weir_op_t* function, const char* name,
                                      weir_arena_t* arena,
                                      weir_kernel_t** out_kernel) {
  *out_kernel = NULL;
  weir_translator_t t = {.arena = arena};
  t.kernel = weir_kernel_create(arena, name);
  if (!translate(&t, function) && weir_is_ok(t.status)) {
    return weir_status(WEIR_CODE_INTERNAL, "kernel %s: not translated", name);
  }
  WEIR_RETURN_IF_ERROR(t.status);
  mark_shared_bindings(t.kernel);
  *out_kernel = t.kernel;
  return weir_ok();
}
