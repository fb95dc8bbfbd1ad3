// linalg ops: elementwise ones become part of who reads them, a reduction
// becomes that of the stage.
#include <string.h>

#include "compiler/codegen/translate_impl.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/linalg_types.h"
#include "compiler/dialects/tensor.h"

// -- structured ops ---------------------------------------------------------

bool weir_op_is_reduction(const weir_op_t* op) {
  const weir_attr_t* iterators = weir_linalg_iterator_types(op);
  for (uint32_t i = 0; iterators && i < iterators->array.count; ++i) {
    if (!weir_sv_equal_c(weir_attr_string(iterators->array.elements[i]),
                         "parallel")) {
      return true;
    }
  }
  return false;
}

static const weir_affine_map_t* operand_map(const weir_op_t* op, uint32_t i) {
  return weir_linalg_indexing_maps(op)->array.elements[i]->map;
}

bool weir_loop_extents(weir_translator_t* t, weir_op_t* op,
                       weir_extent_t* out_extents, uint32_t* out_count) {
  const weir_attr_t* iterators = weir_linalg_iterator_types(op);
  *out_count = iterators->array.count;
  if (*out_count > WEIR_KERNEL_MAX_DIMS) {
    weir_translate_refuse(t, op, "more loops than there is room for");
    return false;
  }
  bool known[WEIR_KERNEL_MAX_DIMS] = {false};
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* operand = weir_op_operand_n(op, i);
    const weir_affine_map_t* map = operand_map(op, i);
    for (uint32_t r = 0; r < map->result_count; ++r) {
      const weir_affine_expr_t* expr = map->results[r];
      if (expr->kind != WEIR_AFFINE_DIM) continue;
      weir_extent_t* extent = &out_extents[expr->value];
      // What any of the operands knows before holds for all.
      if (known[expr->value] && !extent->value) continue;
      if (known[expr->value] && weir_type_dim(operand->type, r) == WEIR_DYNAMIC)
        continue;
      if (!weir_tensor_extent(t, operand, r, extent)) return false;
      known[expr->value] = true;
    }
  }
  for (uint32_t d = 0; d < *out_count; ++d) {
    if (known[d]) continue;
    weir_translate_refuse(t, op, "loop of unknown length");
    return false;
  }
  return true;
}

typedef struct local_t {
  const weir_value_t* value;
  weir_expr_t* expr;
} local_t;

// A body while it is translated: what its arguments and ops are.
typedef struct body_t {
  weir_translator_t* t;
  weir_stage_builder_t* builder;
  weir_op_t* op;
  const weir_index_form_t* loops;
  bool accumulates;  // outputs are accumulators, not what was there before
  local_t* locals;
  uint32_t count, capacity;
} body_t;

static weir_expr_t* body_value(body_t* body, weir_value_t* value);

static weir_expr_t* remember(body_t* body, const weir_value_t* value,
                             weir_expr_t* expr) {
  if (body->count == body->capacity) {
    uint32_t larger = body->capacity ? body->capacity * 2 : 16;
    local_t* copy = WEIR_ARENA_ARRAY(body->t->arena, local_t, larger);
    if (body->count) memcpy(copy, body->locals, body->count * sizeof(*copy));
    body->locals = copy;
    body->capacity = larger;
  }
  body->locals[body->count++] = (local_t){value, expr};
  return expr;
}

static void map_forms(weir_translator_t* t, const weir_affine_map_t* map,
                      const weir_index_form_t* loops,
                      weir_index_form_t* out_forms) {
  for (uint32_t r = 0; r < map->result_count; ++r) {
    out_forms[r] = weir_form_of_affine(t, map->results[r], loops);
  }
}

// What result |index| of a reduction is summed up in: accumulators in order,
// two for a complex number.
static weir_expr_t* accumulator_of(weir_translator_t* t, const weir_op_t* op,
                                   uint32_t index) {
  weir_scalar_type_t type = WEIR_SCALAR_F32;
  uint32_t place = 0, parts = 0;
  for (uint32_t i = 0; i <= index; ++i) {
    weir_type_t* result = weir_op_result_n(op, i)->type;
    place += parts;
    if (!weir_translate_element(weir_type_element(result), &type, &parts)) {
      return weir_translate_refuse(t, op, "element of this type");
    }
  }
  weir_expr_t* first = weir_expr_accumulator(t->kernel, place, type);
  if (parts < 2) return first;
  return weir_pair_expr(t, first,
                        weir_expr_accumulator(t->kernel, place + 1, type));
}

static weir_expr_t* argument_value(body_t* body, const weir_value_t* argument) {
  weir_translator_t* t = body->t;
  uint32_t i = argument->index;
  uint32_t inputs = weir_linalg_input_count(body->op);
  if (i >= inputs && body->accumulates) {
    return accumulator_of(t, body->op, i - inputs);
  }
  weir_value_t* operand = weir_op_operand_n(body->op, i);
  if (!weir_type_is_tensor(operand->type)) return weir_scalar_expr(t, operand);
  weir_index_form_t forms[WEIR_KERNEL_MAX_DIMS];
  map_forms(t, operand_map(body->op, i), body->loops, forms);
  return weir_element_expr(t, body->builder, operand, forms);
}

// tensor.extract at computed indices.
static weir_expr_t* extracted(body_t* body, weir_op_t* op) {
  weir_translator_t* t = body->t;
  weir_value_t* tensor = weir_op_operand(op, WEIR_TENSOR_EXTRACT_TENSOR);
  weir_index_form_t forms[WEIR_KERNEL_MAX_DIMS];
  for (uint32_t d = 0; d < weir_type_rank(tensor->type); ++d) {
    weir_expr_t* index = body_value(
        body, weir_op_operand_at(op, WEIR_TENSOR_EXTRACT_INDICES, d));
    if (!index) return NULL;
    forms[d] = weir_form_of_expr(t, index);
  }
  // What is looked up is looked up in memory.
  if (!weir_find_view(t, tensor)) {
    weir_op_t* source = weir_value_op(tensor);
    if (!source || !weir_op_is(source, WEIR_ARITH_CONSTANT)) {
      if (!weir_materialize(t, tensor)) return NULL;
    }
  }
  return weir_element_expr(t, body->builder, tensor, forms);
}

static weir_expr_t* body_value(body_t* body, weir_value_t* value) {
  weir_translator_t* t = body->t;
  for (uint32_t i = 0; i < body->count; ++i) {
    if (body->locals[i].value == value) return body->locals[i].expr;
  }
  if (!weir_is_ok(t->status)) return NULL;
  weir_block_t* block = weir_op_region(body->op, 0)->first;
  if (weir_value_block(value) != block) return weir_scalar_expr(t, value);
  weir_op_t* op = weir_value_op(value);
  weir_expr_t* expr = NULL;
  if (!op) {
    expr = argument_value(body, value);
  } else if (weir_op_is(op, WEIR_LINALG_INDEX)) {
    expr = weir_form_expr(t, &body->loops[weir_op_attr_int(op, "dim", 0)]);
  } else if (weir_op_is(op, WEIR_TENSOR_EXTRACT)) {
    expr = extracted(body, op);
  } else {
    weir_expr_t* operands[4] = {NULL};
    for (uint32_t i = 0; i < op->operand_count && i < 4; ++i) {
      operands[i] = body_value(body, weir_op_operand_n(op, i));
      if (!operands[i]) return NULL;
    }
    expr = weir_operator_expr(t, op, operands);
  }
  return expr ? remember(body, value, expr) : NULL;
}

static weir_value_t* yielded(const weir_op_t* op, uint32_t index) {
  weir_op_t* yield = weir_block_terminator(weir_op_region(op, 0)->first);
  return weir_op_operand_n(yield, index);
}

static void ensure_body(weir_op_t* op) {
  if (weir_region_is_empty(weir_op_region(op, 0))) weir_linalg_build_body(op);
}

// The loops' positions, given those of the element of result |index|.
static bool loops_of_result(weir_translator_t* t, weir_op_t* op, uint32_t index,
                            const weir_index_form_t* forms,
                            weir_index_form_t* out_loops) {
  const weir_affine_map_t* map =
      operand_map(op, weir_linalg_input_count(op) + index);
  for (uint32_t r = 0; r < map->result_count; ++r) {
    const weir_affine_expr_t* expr = map->results[r];
    if (expr->kind == WEIR_AFFINE_CONSTANT) continue;
    if (expr->kind != WEIR_AFFINE_DIM) {
      weir_translate_refuse(t, op, "output that is not indexed by loops");
      return false;
    }
    out_loops[expr->value] = forms[r];
  }
  return true;
}

static weir_expr_t* elementwise(weir_translator_t* t,
                                weir_stage_builder_t* builder, weir_op_t* op,
                                uint32_t index,
                                const weir_index_form_t* forms) {
  weir_index_form_t loops[WEIR_KERNEL_MAX_DIMS] = {{0}};
  ensure_body(op);
  if (!loops_of_result(t, op, index, forms, loops)) return NULL;
  body_t body = {.t = t, .builder = builder, .op = op, .loops = loops};
  return body_value(&body, yielded(op, index));
}

// -- reductions -------------------------------------------------------------

static bool is_dim_form(const weir_index_form_t* form, uint32_t* out_dim) {
  uint32_t found = 0;
  if (form->constant != 0 || form->terms) return false;
  for (uint32_t d = 0; d < WEIR_KERNEL_MAX_DIMS; ++d) {
    if (form->coefficients[d] == 0) continue;
    if (form->coefficients[d] != 1) return false;
    *out_dim = d;
    ++found;
  }
  return found == 1;
}

// Two lengths that are not known may be the same under two names: where the
// element at a point is asked for, the point is within both.
static bool may_agree(const weir_stage_t* stage, uint32_t dim,
                      weir_extent_t extent) {
  return stage->sizes[dim] || extent.value ||
         stage->extents[dim] == extent.size;
}

// Whether the result's element at |forms| is one per point of the builder's
// parallel dimensions: then the loops' positions are known as dimensions.
static bool can_take_up(weir_translator_t* t, weir_stage_builder_t* builder,
                        weir_op_t* op, uint32_t index,
                        const weir_index_form_t* forms,
                        const weir_extent_t* extents, uint32_t count,
                        int32_t* out_dims) {
  const weir_affine_map_t* map =
      operand_map(op, weir_linalg_input_count(op) + index);
  const weir_attr_t* iterators = weir_linalg_iterator_types(op);
  bool used[WEIR_KERNEL_MAX_DIMS] = {false};
  uint32_t taken = 0, parallel = 0, builder_parallel = 0;
  (void)t;
  for (uint32_t d = 0; d < count; ++d) {
    out_dims[d] = -1;
    if (weir_sv_equal_c(weir_attr_string(iterators->array.elements[d]),
                        "parallel")) {
      ++parallel;
    }
  }
  for (uint32_t d = 0; d < builder->stage.rank; ++d) {
    if (!builder->stage.reduced[d]) ++builder_parallel;
  }
  for (uint32_t r = 0; r < map->result_count; ++r) {
    uint32_t dim;
    const weir_affine_expr_t* expr = map->results[r];
    if (expr->kind != WEIR_AFFINE_DIM || !is_dim_form(&forms[r], &dim) ||
        used[dim] || builder->stage.reduced[dim] ||
        !may_agree(&builder->stage, dim, extents[expr->value])) {
      return false;
    }
    used[dim] = true;
    out_dims[expr->value] = (int32_t)dim;
    ++taken;
  }
  return taken == parallel && taken == builder_parallel;
}

// Operands that are computed, and read many times over, are computed once.
static bool prepare_operands(weir_translator_t* t, weir_op_t* op,
                             const weir_extent_t* extents, uint32_t count) {
  double points = 1;
  for (uint32_t d = 0; d < count; ++d) points *= (double)extents[d].size;
  for (uint32_t i = 0; i < weir_linalg_input_count(op); ++i) {
    weir_value_t* operand = weir_op_operand_n(op, i);
    weir_op_t* source = weir_value_op(operand);
    if (!weir_type_is_tensor(operand->type) || !source) continue;
    if (weir_find_view(t, operand)) continue;
    if (!weir_op_is_linalg_structured(source) ||
        weir_op_is(source, WEIR_LINALG_FILL)) {
      continue;
    }
    weir_extent_t own[WEIR_KERNEL_MAX_DIMS];
    double elements = 1;
    if (!weir_tensor_extents(t, operand, own)) return false;
    for (uint32_t d = 0; d < weir_type_rank(operand->type); ++d) {
      elements *= (double)own[d].size;
    }
    if (points < 2 * elements) continue;
    if (!weir_materialize(t, operand)) return false;
  }
  return true;
}

static bool add_accumulators(weir_translator_t* t, weir_stage_t* stage,
                             const weir_op_t* op, weir_expr_t* init,
                             weir_expr_t* update) {
  uint32_t parts = weir_expr_is_pair(update) ? 2 : 1;
  if (stage->accumulator_count + parts > WEIR_KERNEL_MAX_ACCUMULATORS) {
    weir_translate_refuse(t, op, "too many results");
    return false;
  }
  for (uint32_t i = 0; i < parts; ++i) {
    weir_expr_t* next = parts == 2 ? update->operands[i] : update;
    weir_expr_t* first = parts == 2 ? init->operands[i] : init;
    stage->accumulators[stage->accumulator_count++] =
        (weir_accumulator_t){next->type, first, next};
  }
  return true;
}

static bool take_up(weir_translator_t* t, weir_stage_builder_t* builder,
                    weir_op_t* op, const weir_extent_t* extents, uint32_t count,
                    const int32_t* dims) {
  weir_index_form_t loops[WEIR_KERNEL_MAX_DIMS] = {{0}};
  uint32_t inputs = weir_linalg_input_count(op);
  weir_stage_t* stage = &builder->stage;
  if (!prepare_operands(t, op, extents, count)) return false;
  builder->may_reduce = false;
  if (op->result_count > WEIR_KERNEL_MAX_ACCUMULATORS) {
    weir_translate_refuse(t, op, "too many results");
    return false;
  }
  for (uint32_t d = 0; d < count; ++d) {
    if (dims[d] >= 0) loops[d] = weir_form_of_dim((uint32_t)dims[d]);
  }
  weir_expr_t* inits[WEIR_KERNEL_MAX_ACCUMULATORS];
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_index_form_t forms[WEIR_KERNEL_MAX_DIMS];
    map_forms(t, operand_map(op, inputs + i), loops, forms);
    inits[i] =
        weir_element_expr(t, builder, weir_op_operand_n(op, inputs + i), forms);
    if (!inits[i]) return false;
  }
  for (uint32_t d = 0; d < count; ++d) {
    if (dims[d] >= 0) continue;
    if (stage->rank == WEIR_KERNEL_MAX_DIMS) {
      weir_translate_refuse(t, op, "more loops than there is room for");
      return false;
    }
    stage->extents[stage->rank] = extents[d].size;
    stage->sizes[stage->rank] = extents[d].value;
    stage->reduced[stage->rank] = true;
    loops[d] = weir_form_of_dim(stage->rank++);
  }
  builder->reduction = op;
  ensure_body(op);
  body_t body = {.t = t,
                 .builder = builder,
                 .op = op,
                 .loops = loops,
                 .accumulates = true};
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_expr_t* update = body_value(&body, yielded(op, i));
    if (!update) return false;
    if (!add_accumulators(t, stage, op, inits[i], update)) return false;
  }
  return true;
}

static weir_expr_t* reduced(weir_translator_t* t, weir_stage_builder_t* builder,
                            weir_op_t* op, uint32_t index,
                            const weir_index_form_t* forms) {
  weir_extent_t extents[WEIR_KERNEL_MAX_DIMS];
  int32_t dims[WEIR_KERNEL_MAX_DIMS];
  uint32_t count;
  if (!weir_loop_extents(t, op, extents, &count)) return NULL;
  bool fits = (builder->may_reduce || builder->reduction == op) &&
              can_take_up(t, builder, op, index, forms, extents, count, dims);
  if (!fits) {
    weir_view_t* view = weir_materialize(t, weir_op_result_n(op, index));
    return view ? weir_load_view(t, view, forms) : NULL;
  }
  if (builder->reduction != op &&
      !take_up(t, builder, op, extents, count, dims)) {
    return NULL;
  }
  return accumulator_of(t, op, index);
}

weir_expr_t* weir_structured_element(weir_translator_t* t,
                                     weir_stage_builder_t* builder,
                                     weir_op_t* op, uint32_t index,
                                     const weir_index_form_t* forms) {
  return weir_op_is_reduction(op) ? reduced(t, builder, op, index, forms)
                                  : elementwise(t, builder, op, index, forms);
}
