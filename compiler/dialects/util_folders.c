// Folds and rewrites of the util dialect.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/sizes.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_impl.h"
#include "compiler/dialects/util_types.h"

// -- comparisons, null, cast, sizeof ------------------------------------------

bool weir_util_cmp_fold(weir_op_t* op, weir_attr_t* const* operands,
                        weir_fold_result_t* results) {
  weir_value_t* a = weir_op_operand_n(op, 0);
  weir_value_t* b = weir_op_operand_n(op, 1);
  bool both_null = weir_op_is(weir_value_op(a), WEIR_UTIL_NULL) &&
                   weir_op_is(weir_value_op(b), WEIR_UTIL_NULL);
  bool equal = a == b || both_null ||
               (operands[0] != NULL && operands[0] == operands[1]);
  if (!equal) return false;
  return weir_fold_to_attr(
      results, weir_bool_attr(op->context, weir_op_is(op, WEIR_UTIL_CMP_EQ)));
}

bool weir_util_cast_fold(weir_op_t* op, weir_attr_t* const* operands,
                         weir_fold_result_t* results) {
  (void)operands;
  weir_value_t* source = weir_op_operand_n(op, 0);
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  if (source->type == type) return weir_fold_to_value(results, source);
  const weir_op_t* inner = weir_value_op(source);
  if (!weir_op_is(inner, WEIR_UTIL_CAST)) return false;
  source = weir_op_operand_n(inner, 0);
  return source->type == type && weir_fold_to_value(results, source);
}

bool weir_util_null_fold(weir_op_t* op, weir_attr_t* const* operands,
                         weir_fold_result_t* results) {
  (void)operands;
  return weir_fold_to_attr(results,
                           weir_util_null_attr(weir_op_result_n(op, 0)->type));
}

bool weir_util_cast_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  if (!weir_op_is(weir_value_op(weir_op_operand_n(op, 0)), WEIR_UTIL_NULL)) {
    return false;
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_UTIL_NULL, op->location);
  weir_op_state_result(&state, weir_op_result_n(op, 0)->type);
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}

bool weir_util_sizeof_fold(weir_op_t* op, weir_attr_t* const* operands,
                           weir_fold_result_t* results) {
  (void)operands;
  weir_type_t* type = weir_op_attr_type(op, "sizedType");
  if (type == NULL ||
      (type->kind != WEIR_TYPE_INTEGER && type->kind != WEIR_TYPE_FLOAT)) {
    return false;
  }
  int64_t bytes = (weir_type_bit_width(type) + 7) / 8;
  return weir_fold_to_attr(results, weir_index_attr(op->context, bytes));
}

bool weir_util_switch_fold(weir_op_t* op, weir_attr_t* const* operands,
                           weir_fold_result_t* results) {
  weir_value_t* fallback = weir_op_operand(op, WEIR_UTIL_SWITCH_DEFAULT_VALUE);
  uint32_t count = weir_op_operand_group_size(op, WEIR_UTIL_SWITCH_VALUES);
  int64_t index = 0;
  if (weir_attr_int(operands[0], &index)) {
    bool inside = index >= 0 && index < (int64_t)count;
    return weir_fold_to_value(
        results, inside ? weir_op_operand_at(op, WEIR_UTIL_SWITCH_VALUES,
                                             (uint32_t)index)
                        : fallback);
  }
  for (uint32_t i = 0; i < count; ++i) {
    if (weir_op_operand_at(op, WEIR_UTIL_SWITCH_VALUES, i) != fallback) {
      return false;
    }
  }
  return weir_fold_to_value(results, fallback);
}

// -- util.align ---------------------------------------------------------------

// Whether |value| is a multiple of |alignment| for what the ops around say.
static bool is_aligned_to(weir_value_t* value, weir_value_t* alignment) {
  int64_t known = 0, multiple = 0;
  bool constant = weir_value_is_constant_int(alignment, &multiple);
  constant = constant && multiple > 0;
  if (constant && weir_value_is_constant_int(value, &known)) {
    if ((uint64_t)known % (uint64_t)multiple == 0) return true;
  }
  const weir_op_t* op = weir_value_op(value);
  if (op == NULL) return false;
  if (weir_op_is(op, WEIR_UTIL_ALIGN)) {
    weir_value_t* inner = weir_op_operand(op, WEIR_UTIL_ALIGN_ALIGNMENT);
    if (inner == alignment) return true;
    if (constant && weir_value_is_constant_int(inner, &known) &&
        (uint64_t)known >= (uint64_t)multiple) {
      return true;
    }
    return is_aligned_to(weir_op_operand(op, WEIR_UTIL_ALIGN_VALUE), alignment);
  }
  if (weir_op_is(op, WEIR_ARITH_ADDI) || weir_op_is(op, WEIR_ARITH_SUBI) ||
      weir_op_is(op, WEIR_ARITH_MULI)) {
    return is_aligned_to(weir_op_operand_n(op, 0), alignment) &&
           is_aligned_to(weir_op_operand_n(op, 1), alignment);
  }
  return false;
}

bool weir_util_align_fold(weir_op_t* op, weir_attr_t* const* operands,
                          weir_fold_result_t* results) {
  weir_value_t* value = weir_op_operand(op, WEIR_UTIL_ALIGN_VALUE);
  weir_value_t* alignment = weir_op_operand(op, WEIR_UTIL_ALIGN_ALIGNMENT);
  int64_t known = 0, multiple = 0;
  if (is_aligned_to(value, alignment)) {
    return weir_fold_to_value(results, value);
  }
  if (!weir_attr_int(operands[0], &known) ||
      !weir_attr_int(operands[1], &multiple) || multiple <= 0) {
    return false;
  }
  uint64_t rest = (uint64_t)known % (uint64_t)multiple;
  uint64_t aligned =
      rest == 0 ? (uint64_t)known : (uint64_t)known + (uint64_t)multiple - rest;
  return weir_fold_to_attr(results,
                           weir_integer_attr(value->type, (int64_t)aligned));
}

// -- util.range.* -------------------------------------------------------------

static int64_t min_of(int64_t a, int64_t b) {
  return a < b ? a : b;
}
static int64_t max_of(int64_t a, int64_t b) {
  return a > b ? a : b;
}

static weir_value_t* build_int(weir_rewriter_t* rewriter, const weir_op_t* at,
                               weir_type_t* type, int64_t value) {
  return weir_build_constant(&rewriter->builder, at->location,
                             weir_integer_attr(type, value));
}

static weir_value_t* build_two(weir_rewriter_t* rewriter, const weir_op_t* at,
                               uint32_t id, weir_value_t* a, weir_value_t* b) {
  return weir_build_binary(&rewriter->builder, id, at->location, a, b);
}

bool weir_util_range_fold(weir_op_t* op, weir_attr_t* const* operands,
                          weir_fold_result_t* results) {
  bool is_min = weir_op_is(op, WEIR_UTIL_RANGE_MIN);
  if (op->operand_count == 1) {
    return weir_fold_to_value(results, weir_op_operand_n(op, 0));
  }
  int64_t value = is_min ? INT64_MAX : INT64_MIN;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    int64_t operand = 0;
    if (!weir_attr_int(operands[i], &operand)) return false;
    value = is_min ? min_of(value, operand) : max_of(value, operand);
  }
  return weir_fold_to_attr(
      results, weir_integer_attr(weir_op_result_n(op, 0)->type, value));
}

static bool list_has(const weir_value_list_t* list, const weir_value_t* value) {
  for (uint32_t i = 0; i < list->count; ++i) {
    if (list->items[i] == value) return true;
  }
  return false;
}

// Two operands are arith's min or max; else constants become one and equal
// operands one.
bool weir_util_range_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  bool is_min = weir_op_is(op, WEIR_UTIL_RANGE_MIN);
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  if (op->operand_count == 2) {
    weir_rewriter_replace_one(
        rewriter, op,
        build_two(rewriter, op, is_min ? WEIR_ARITH_MINUI : WEIR_ARITH_MAXUI,
                  weir_op_operand_n(op, 0), weir_op_operand_n(op, 1)));
    return true;
  }
  weir_arena_t* arena = weir_context_arena(op->context);
  weir_value_list_t operands = {0};
  bool has_constant = false;
  int64_t constant = is_min ? INT64_MAX : INT64_MIN;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* operand = weir_op_operand_n(op, i);
    int64_t value = 0;
    if (weir_value_is_constant_int(operand, &value)) {
      constant = is_min ? min_of(constant, value) : max_of(constant, value);
      has_constant = true;
    } else if (!list_has(&operands, operand)) {
      weir_value_list_add(&operands, arena, operand);
    }
  }
  if (operands.count + has_constant == op->operand_count) return false;
  if (has_constant) {
    weir_value_list_add(&operands, arena,
                        build_int(rewriter, op, type, constant));
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, weir_op_id(op), op->location);
  weir_op_state_operands(&state, operands.items, operands.count);
  weir_op_state_result(&state, type);
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}

typedef struct ranges_t {
  weir_value_list_t offsets, lengths;
} ranges_t;

static void add_range(ranges_t* ranges, weir_arena_t* arena,
                      weir_value_t* offset, weir_value_t* length) {
  weir_value_list_add(&ranges->offsets, arena, offset);
  weir_value_list_add(&ranges->lengths, arena, length);
}

static weir_op_t* build_extents(weir_rewriter_t* rewriter, const weir_op_t* at,
                                const ranges_t* ranges) {
  weir_type_t* type = weir_op_result_n(at, 0)->type;
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_UTIL_RANGE_EXTENTS,
                     at->location);
  weir_op_state_operands(&state, ranges->offsets.items, ranges->offsets.count);
  weir_op_state_operands(&state, ranges->lengths.items, ranges->lengths.count);
  weir_op_state_result(&state, type);
  weir_op_state_result(&state, type);
  return weir_build(&rewriter->builder, &state);
}

static bool fold_constant_ranges(weir_op_t* op, weir_rewriter_t* rewriter,
                                 uint32_t count) {
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  weir_arena_t* arena = weir_context_arena(op->context);
  ranges_t rest = {0};
  int64_t low = INT64_MAX, high = INT64_MIN;
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* offset =
        weir_op_operand_at(op, WEIR_UTIL_RANGE_EXTENTS_OFFSETS, i);
    weir_value_t* length =
        weir_op_operand_at(op, WEIR_UTIL_RANGE_EXTENTS_LENGTHS, i);
    int64_t o = 0, l = 0;
    if (weir_value_is_constant_int(offset, &o) &&
        weir_value_is_constant_int(length, &l)) {
      low = min_of(low, o);
      high = max_of(high, o + l - 1);
    } else {
      add_range(&rest, arena, offset, length);
    }
  }
  if (rest.offsets.count == count) return false;
  weir_op_t* extents =
      rest.offsets.count > 0 ? build_extents(rewriter, op, &rest) : NULL;
  weir_value_t* values[] = {build_int(rewriter, op, type, low),
                            build_int(rewriter, op, type, high - low + 1)};
  if (extents != NULL) {
    values[0] = build_two(rewriter, op, WEIR_ARITH_MINUI,
                          weir_op_result_n(extents, 0), values[0]);
    values[1] = build_two(rewriter, op, WEIR_ARITH_MAXUI,
                          weir_op_result_n(extents, 1), values[1]);
  }
  weir_rewriter_replace(rewriter, op, values);
  return true;
}

// offset + length - 1.
static weir_value_t* range_end(weir_rewriter_t* rewriter, const weir_op_t* op,
                               uint32_t index, weir_value_t* one) {
  weir_value_t* sum =
      build_two(rewriter, op, WEIR_ARITH_ADDI,
                weir_op_operand_at(op, WEIR_UTIL_RANGE_EXTENTS_OFFSETS, index),
                weir_op_operand_at(op, WEIR_UTIL_RANGE_EXTENTS_LENGTHS, index));
  return build_two(rewriter, op, WEIR_ARITH_SUBI, sum, one);
}

static bool expand_few_ranges(weir_op_t* op, weir_rewriter_t* rewriter,
                              uint32_t count) {
  if (count != 1 && count != 2) return false;
  weir_value_t* first =
      weir_op_operand_at(op, WEIR_UTIL_RANGE_EXTENTS_OFFSETS, 0);
  weir_value_t* values[2] = {first, NULL};
  if (count == 2) {
    values[0] =
        build_two(rewriter, op, WEIR_ARITH_MINUI, first,
                  weir_op_operand_at(op, WEIR_UTIL_RANGE_EXTENTS_OFFSETS, 1));
  }
  weir_value_t* one = build_int(rewriter, op, first->type, 1);
  values[1] = range_end(rewriter, op, 0, one);
  if (count == 2) {
    values[1] = build_two(rewriter, op, WEIR_ARITH_MAXUI, values[1],
                          range_end(rewriter, op, 1, one));
  }
  weir_rewriter_replace(rewriter, op, values);
  return true;
}

static bool drop_equal_ranges(weir_op_t* op, weir_rewriter_t* rewriter,
                              uint32_t count) {
  weir_arena_t* arena = weir_context_arena(op->context);
  ranges_t kept = {0};
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* offset =
        weir_op_operand_at(op, WEIR_UTIL_RANGE_EXTENTS_OFFSETS, i);
    weir_value_t* length =
        weir_op_operand_at(op, WEIR_UTIL_RANGE_EXTENTS_LENGTHS, i);
    bool known = false;
    for (uint32_t k = 0; k < kept.offsets.count; ++k) {
      known = known || (kept.offsets.items[k] == offset &&
                        kept.lengths.items[k] == length);
    }
    if (!known) add_range(&kept, arena, offset, length);
  }
  if (kept.offsets.count == count) return false;
  weir_rewriter_replace_op(rewriter, op, build_extents(rewriter, op, &kept));
  return true;
}

bool weir_util_range_extents_canonicalize(weir_op_t* op,
                                          weir_rewriter_t* rewriter) {
  uint32_t count =
      weir_op_operand_group_size(op, WEIR_UTIL_RANGE_EXTENTS_OFFSETS);
  return fold_constant_ranges(op, rewriter, count) ||
         expand_few_ranges(op, rewriter, count) ||
         drop_equal_ranges(op, rewriter, count);
}

// -- constants ----------------------------------------------------------------

bool weir_util_unfoldable_constant_canonicalize(weir_op_t* op,
                                                weir_rewriter_t* rewriter) {
  weir_attr_t* value = weir_op_attr(op, "value");
  if (value->type == NULL) return false;
  weir_value_t* constant =
      weir_build_constant(&rewriter->builder, op->location, value);
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_UTIL_OPTIMIZATION_BARRIER,
                     op->location);
  weir_op_state_operands(&state, &constant, 1);
  weir_op_state_results(&state, &constant->type, 1);
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}
