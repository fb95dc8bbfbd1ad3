// Folds and rewrites of util.buffer.*.
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/sizes.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_impl.h"
#include "compiler/dialects/util_types.h"

static weir_location_t* fused(const weir_op_t* a, const weir_op_t* b) {
  weir_location_t* locations[] = {a->location, b->location};
  return weir_location_fused(a->context, locations, 2, NULL);
}

// a + b, folded where one or both are constants.
static weir_value_t* build_sum(weir_rewriter_t* rewriter,
                               weir_location_t* location, weir_value_t* a,
                               weir_value_t* b) {
  int64_t x = 0, y = 0;
  bool has_x = weir_value_is_constant_int(a, &x);
  bool has_y = weir_value_is_constant_int(b, &y);
  if (has_y && y == 0) return a;
  if (has_x && x == 0) return b;
  if (has_x && has_y)
    return weir_build_index(&rewriter->builder, location, x + y);
  return weir_build_binary(&rewriter->builder, WEIR_ARITH_ADDI, location, a, b);
}

static weir_value_t* build_select(weir_rewriter_t* rewriter,
                                  const weir_op_t* select, weir_value_t* yes,
                                  weir_value_t* no) {
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_ARITH_SELECT,
                     select->location);
  weir_op_state_operand(&state, weir_op_operand_n(select, 0));
  weir_op_state_operand(&state, yes);
  weir_op_state_operand(&state, no);
  weir_op_state_result(&state, yes->type);
  return weir_op_result_n(weir_build(&rewriter->builder, &state), 0);
}

static weir_op_t* build_subspan(weir_rewriter_t* rewriter,
                                weir_location_t* location,
                                const weir_op_t* parent, weir_value_t* offset,
                                weir_value_t* size) {
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_UTIL_BUFFER_SUBSPAN,
                     location);
  weir_op_state_operand(
      &state, weir_op_operand(parent, WEIR_UTIL_BUFFER_SUBSPAN_SOURCE));
  weir_op_state_operand(
      &state, weir_op_operand(parent, WEIR_UTIL_BUFFER_SUBSPAN_SOURCE_SIZE));
  weir_op_state_operand(&state, offset);
  weir_op_state_operand(&state, size);
  weir_op_state_result(&state, weir_op_result_n(parent, 0)->type);
  return weir_build(&rewriter->builder, &state);
}

// The subspan that made |value|, through ops tied to it.
static weir_op_t* find_subspan(weir_value_t* value) {
  while (value != NULL) {
    weir_op_t* op = weir_value_op(value);
    if (op == NULL || weir_op_is(op, WEIR_UTIL_BUFFER_SUBSPAN)) return op;
    int32_t tied = weir_op_tied_operand(op, value->index);
    value = tied >= 0 ? weir_op_operand_n(op, (uint32_t)tied) : NULL;
  }
  return NULL;
}

// -- util.buffer.subspan ------------------------------------------------------

bool weir_util_buffer_subspan_fold(weir_op_t* op, weir_attr_t* const* operands,
                                   weir_fold_result_t* results) {
  (void)operands;
  if (weir_op_operand(op, WEIR_UTIL_BUFFER_SUBSPAN_SOURCE_SIZE) !=
      weir_op_operand(op, WEIR_UTIL_BUFFER_SUBSPAN_RESULT_SIZE)) {
    return false;
  }
  return weir_fold_to_value(
      results, weir_op_operand(op, WEIR_UTIL_BUFFER_SUBSPAN_SOURCE));
}

static bool fold_nested_subspan(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_op_t* parent =
      find_subspan(weir_op_operand(op, WEIR_UTIL_BUFFER_SUBSPAN_SOURCE));
  if (parent == NULL) return false;
  weir_location_t* location = fused(parent, op);
  weir_value_t* offset =
      build_sum(rewriter, location,
                weir_op_operand(parent, WEIR_UTIL_BUFFER_SUBSPAN_SOURCE_OFFSET),
                weir_op_operand(op, WEIR_UTIL_BUFFER_SUBSPAN_SOURCE_OFFSET));
  weir_op_t* made =
      build_subspan(rewriter, location, parent, offset,
                    weir_op_operand(op, WEIR_UTIL_BUFFER_SUBSPAN_RESULT_SIZE));
  weir_rewriter_replace_op(rewriter, op, made);
  return true;
}

// The group of an op's row that goes with group |whole| and ends in |suffix|:
// `x` and `x_buffer` both have `x_size`. -1 if there is none.
static int32_t group_named(const weir_op_info_t* info, const weir_name_t* whole,
                           const char* suffix) {
  static const char ending[] = "_buffer";
  size_t size = strlen(suffix), stem = whole->size,
         ending_size = sizeof(ending) - 1;
  if (stem > ending_size &&
      memcmp(whole->data + stem - ending_size, ending, ending_size) == 0) {
    stem -= ending_size;
  }
  for (uint32_t i = 0; i < info->operand_group_count; ++i) {
    const weir_name_t* name = info->operands[i].name;
    if (name->size == stem + size &&
        memcmp(name->data, whole->data, stem) == 0 &&
        memcmp(name->data + stem, suffix, size) == 0) {
      return (int32_t)i;
    }
  }
  return -1;
}

// Lets a consumer of a subrange read the subspan's source at a moved offset.
static bool fold_into_consumer(weir_op_t* subspan, weir_use_t* use,
                               weir_rewriter_t* rewriter) {
  weir_op_t* user = use->op;
  if (!weir_op_has_trait(user, WEIR_OP_SUBRANGE)) return false;
  uint32_t place = 0;
  uint32_t group = weir_op_operand_group_of(user, use->index, &place);
  const weir_name_t* name = user->info->operands[group].name;
  int32_t size = group_named(user->info, name, "_size");
  int32_t offset = group_named(user->info, name, "_offset");
  if (size < 0 || offset < 0) return false;
  weir_builder_set_before(&rewriter->builder, user);
  weir_value_t* moved = build_sum(
      rewriter, fused(subspan, user),
      weir_op_operand(subspan, WEIR_UTIL_BUFFER_SUBSPAN_SOURCE_OFFSET),
      weir_op_operand(user, (uint32_t)offset));
  weir_op_set_operand(user, weir_op_operand_group_start(user, (uint32_t)offset),
                      moved);
  weir_op_set_operand(
      user, weir_op_operand_group_start(user, (uint32_t)size),
      weir_op_operand(subspan, WEIR_UTIL_BUFFER_SUBSPAN_SOURCE_SIZE));
  weir_op_set_operand(
      user, use->index,
      weir_op_operand(subspan, WEIR_UTIL_BUFFER_SUBSPAN_SOURCE));
  weir_rewriter_touch(rewriter, user);
  return true;
}

// A selection between subspans of one source is a subspan at a selected offset.
static bool sink_across_select(weir_op_t* select, weir_rewriter_t* rewriter) {
  const weir_op_t* yes = weir_value_op(weir_op_operand_n(select, 1));
  const weir_op_t* no = weir_value_op(weir_op_operand_n(select, 2));
  if (!weir_op_is(yes, WEIR_UTIL_BUFFER_SUBSPAN) ||
      !weir_op_is(no, WEIR_UTIL_BUFFER_SUBSPAN) ||
      weir_op_operand(yes, WEIR_UTIL_BUFFER_SUBSPAN_SOURCE) !=
          weir_op_operand(no, WEIR_UTIL_BUFFER_SUBSPAN_SOURCE) ||
      weir_op_operand(yes, WEIR_UTIL_BUFFER_SUBSPAN_RESULT_SIZE) !=
          weir_op_operand(no, WEIR_UTIL_BUFFER_SUBSPAN_RESULT_SIZE)) {
    return false;
  }
  weir_builder_set_before(&rewriter->builder, select);
  weir_value_t* offset =
      build_select(rewriter, select,
                   weir_op_operand(yes, WEIR_UTIL_BUFFER_SUBSPAN_SOURCE_OFFSET),
                   weir_op_operand(no, WEIR_UTIL_BUFFER_SUBSPAN_SOURCE_OFFSET));
  weir_rewriter_replace_op(
      rewriter, select,
      build_subspan(
          rewriter, select->location, yes, offset,
          weir_op_operand(yes, WEIR_UTIL_BUFFER_SUBSPAN_RESULT_SIZE)));
  return true;
}

bool weir_util_buffer_subspan_canonicalize(weir_op_t* op,
                                           weir_rewriter_t* rewriter) {
  if (fold_nested_subspan(op, rewriter)) return true;
  bool changed = false;
  WEIR_FOR_EACH_USE(use, weir_op_result_n(op, 0)) {
    changed = fold_into_consumer(op, use, rewriter) || changed;
  }
  if (changed) return true;
  for (weir_use_t* use = weir_op_result_n(op, 0)->uses; use; use = use->next) {
    if (weir_op_is(use->op, WEIR_ARITH_SELECT) &&
        sink_across_select(use->op, rewriter)) {
      return true;
    }
  }
  return false;
}

// -- util.buffer.size ---------------------------------------------------------

bool weir_util_buffer_size_fold(weir_op_t* op, weir_attr_t* const* operands,
                                weir_fold_result_t* results) {
  (void)operands;
  weir_value_t* buffer = weir_op_operand_n(op, 0);
  weir_value_t* size = weir_value_find_size(buffer, op);
  if (size != NULL) return weir_fold_to_value(results, size);
  const weir_op_t* constant = weir_value_op(buffer);
  if (!weir_op_is(constant, WEIR_UTIL_BUFFER_CONSTANT)) return false;
  int64_t bytes = weir_attr_storage_bytes(weir_op_attr(constant, "value"));
  return bytes >= 0 &&
         weir_fold_to_attr(results, weir_index_attr(op->context, bytes));
}

static weir_value_t* build_size(weir_rewriter_t* rewriter, const weir_op_t* at,
                                weir_value_t* buffer) {
  return weir_build_unary(&rewriter->builder, WEIR_UTIL_BUFFER_SIZE,
                          at->location, buffer, weir_index_type(at->context));
}

bool weir_util_buffer_size_canonicalize(weir_op_t* op,
                                        weir_rewriter_t* rewriter) {
  const weir_op_t* select = weir_value_op(weir_op_operand_n(op, 0));
  if (!weir_op_is(select, WEIR_ARITH_SELECT)) return false;
  weir_value_t* yes = build_size(rewriter, op, weir_op_operand_n(select, 1));
  weir_value_t* no = build_size(rewriter, op, weir_op_operand_n(select, 2));
  weir_rewriter_replace_one(rewriter, op,
                            build_select(rewriter, select, yes, no));
  return true;
}

// -- util.buffer.storage ------------------------------------------------------

bool weir_util_buffer_storage_canonicalize(weir_op_t* op,
                                           weir_rewriter_t* rewriter) {
  weir_op_t* subspan =
      find_subspan(weir_op_operand(op, WEIR_UTIL_BUFFER_STORAGE_OPERAND));
  if (subspan == NULL) return false;
  weir_value_t* offset =
      weir_op_result(op, WEIR_UTIL_BUFFER_STORAGE_RESULT_OFFSET);
  weir_builder_set_after(&rewriter->builder, op);
  weir_value_t* moved = build_sum(
      rewriter, fused(subspan, op),
      weir_op_operand(subspan, WEIR_UTIL_BUFFER_SUBSPAN_SOURCE_OFFSET), offset);
  weir_op_set_operand(
      op, 0, weir_op_operand(subspan, WEIR_UTIL_BUFFER_SUBSPAN_SOURCE));
  weir_op_set_operand(
      op, 1, weir_op_operand(subspan, WEIR_UTIL_BUFFER_SUBSPAN_SOURCE_SIZE));
  if (moved != offset) {
    weir_value_replace_uses_except(offset, moved, weir_value_op(moved));
  }
  weir_rewriter_touch(rewriter, op);
  return true;
}
