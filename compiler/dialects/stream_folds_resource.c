// Folds of resources and views of them.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/builtin.h"
#include "compiler/dialects/sizes.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_folds.h"
#include "compiler/dialects/stream_types.h"

// -- size ---------------------------------------------------------------------

WEIR_STREAM_FOLD(resource_size) {
  (void)operands;
  return weir_fold_to_value(
      results, weir_value_find_size(
                   weir_op_operand(op, WEIR_STREAM_RESOURCE_SIZE_OPERAND), op));
}

static weir_value_t* size_of(weir_op_t* op, weir_rewriter_t* rewriter,
                             weir_value_t* value) {
  weir_value_t* size = weir_value_find_size(value, op);
  if (size != NULL) return size;
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_STREAM_RESOURCE_SIZE,
                     op->location);
  weir_op_state_operand(&state, value);
  weir_op_state_result(&state, op->results[0].type);
  weir_op_state_attr(&state, "affinity", weir_op_attr(op, "affinity"));
  return weir_op_result_n(weir_build(&rewriter->builder, &state), 0);
}

static weir_op_t* build_select(weir_rewriter_t* rewriter,
                               weir_location_t* location,
                               weir_value_t* condition, weir_value_t* a,
                               weir_value_t* b) {
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_ARITH_SELECT, location);
  weir_op_state_operand(&state, condition);
  weir_op_state_operand(&state, a);
  weir_op_state_operand(&state, b);
  weir_op_state_result(&state, a->type);
  return weir_build(&rewriter->builder, &state);
}

// The size of a choice is the choice of sizes.
WEIR_STREAM_CANONICALIZE(resource_size) {
  const weir_op_t* select =
      weir_value_op(weir_op_operand(op, WEIR_STREAM_RESOURCE_SIZE_OPERAND));
  if (!weir_op_is(select, WEIR_ARITH_SELECT)) return false;
  weir_value_t* a = size_of(
      op, rewriter, weir_op_operand(select, WEIR_ARITH_SELECT_TRUE_VALUE));
  weir_value_t* b = size_of(
      op, rewriter, weir_op_operand(select, WEIR_ARITH_SELECT_FALSE_VALUE));
  weir_rewriter_replace_op(
      rewriter, op,
      build_select(rewriter, op->location,
                   weir_op_operand(select, WEIR_ARITH_SELECT_CONDITION), a, b));
  return true;
}

// -- pack ---------------------------------------------------------------------

WEIR_STREAM_FOLD(resource_pack) {
  (void)operands;
  weir_attr_t* zero = weir_index_attr(op->context, 0);
  if (op->result_count == 1) return weir_fold_to_attr(results, zero);
  if (op->result_count != 2) return false;
  results[0].value =
      weir_op_operand_at(op, WEIR_STREAM_RESOURCE_PACK_DYNAMIC_SLICE_SIZES, 0);
  weir_value_t* base = weir_op_operand(op, WEIR_STREAM_RESOURCE_PACK_OFFSET);
  if (base != NULL) {
    results[1].value = base;
  } else {
    results[1].attr = zero;
  }
  return true;
}

static bool add_base_offset(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* base = weir_op_operand(op, WEIR_STREAM_RESOURCE_PACK_OFFSET);
  if (base == NULL) return false;
  weir_op_set_operand_group(op, WEIR_STREAM_RESOURCE_PACK_OFFSET, NULL, 0);
  weir_rewriter_touch(rewriter, op);
  int64_t known;
  if (weir_value_is_constant_int(base, &known) && known == 0) return true;
  weir_builder_set_after(&rewriter->builder, op);
  for (uint32_t i = 1; i < op->result_count; ++i) {
    weir_value_t* offset = weir_op_result_n(op, i);
    weir_value_t* sum = weir_build_binary(&rewriter->builder, WEIR_ARITH_ADDI,
                                          op->location, base, offset);
    weir_value_replace_uses_except(offset, sum, weir_value_op(sum));
  }
  return true;
}

typedef struct interval_t {
  int64_t start, end;
  uint32_t place;
} interval_t;

static bool comes_after(const interval_t* a, const interval_t* b) {
  return a->start != b->start ? a->start > b->start : a->end > b->end;
}

static void merge_sort(interval_t* items, interval_t* other, uint32_t count) {
  if (count < 2) return;
  uint32_t half = count / 2;
  merge_sort(items, other, half);
  merge_sort(items + half, other + half, count - half);
  uint32_t a = 0, b = half;
  for (uint32_t i = 0; i < count; ++i) {
    bool take_b = a == half || (b < count && comes_after(&items[a], &items[b]));
    other[i] = items[take_b ? b++ : a++];
  }
  for (uint32_t i = 0; i < count; ++i) items[i] = other[i];
}

static void rebuild_sorted(weir_op_t* op, weir_rewriter_t* rewriter,
                           const interval_t* order, uint32_t count,
                           weir_arena_t* arena) {
  int64_t* flat = WEIR_ARENA_ARRAY(arena, int64_t, 2 * count);
  weir_value_t** sizes = WEIR_ARENA_ARRAY(arena, weir_value_t*, count);
  weir_type_t** types = WEIR_ARENA_ARRAY(arena, weir_type_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    flat[2 * i] = order[i].start;
    flat[2 * i + 1] = order[i].end;
    sizes[i] = weir_op_operand_at(
        op, WEIR_STREAM_RESOURCE_PACK_DYNAMIC_SLICE_SIZES, order[i].place);
    types[i] = op->results[0].type;
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_STREAM_RESOURCE_PACK,
                     op->location);
  weir_op_state_operand(&state,
                        weir_op_operand(op, WEIR_STREAM_RESOURCE_PACK_OFFSET));
  weir_op_state_operands(&state, sizes, count);
  weir_op_state_result(&state, op->results[0].type);
  weir_op_state_results(&state, types, count);
  weir_op_state_attrs(&state, op->attrs);
  weir_op_state_attr(&state, "lifetime_intervals",
                     weir_index_array_attr(op->context, flat, 2 * count));
  weir_op_t* by = weir_build(&rewriter->builder, &state);
  weir_rewriter_replace_uses(rewriter, weir_op_result_n(op, 0),
                             weir_op_result_n(by, 0));
  for (uint32_t i = 0; i < count; ++i) {
    weir_rewriter_replace_uses(rewriter,
                               weir_op_result_n(op, 1 + order[i].place),
                               weir_op_result_n(by, 1 + i));
  }
  weir_rewriter_erase(rewriter, op);
}

// Slices in the order in which they are born.
static bool sort_intervals(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_attr_t* intervals = weir_op_attr(op, "lifetime_intervals");
  uint32_t count = op->result_count - 1;
  weir_arena_t scratch = {0};
  interval_t* order = WEIR_ARENA_ARRAY(&scratch, interval_t, count);
  interval_t* other = WEIR_ARENA_ARRAY(&scratch, interval_t, count);
  for (uint32_t i = 0; i < count; ++i) {
    order[i].place = i;
    weir_attr_int(intervals->array.elements[2 * i], &order[i].start);
    weir_attr_int(intervals->array.elements[2 * i + 1], &order[i].end);
  }
  merge_sort(order, other, count);
  bool changed = false;
  for (uint32_t i = 0; i < count; ++i) changed |= order[i].place != i;
  if (changed) rebuild_sorted(op, rewriter, order, count, &scratch);
  weir_arena_deinit(&scratch);
  return changed;
}

WEIR_STREAM_CANONICALIZE(resource_pack) {
  return add_base_offset(op, rewriter) || sort_intervals(op, rewriter);
}

// -- subview ------------------------------------------------------------------

WEIR_STREAM_FOLD(resource_subview) {
  (void)operands;
  return weir_op_operand(op, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE_SIZE) ==
             weir_op_operand(op, WEIR_STREAM_RESOURCE_SUBVIEW_RESULT_SIZE) &&
         weir_fold_to_value(
             results, weir_op_operand(op, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE));
}

static weir_op_t* build_subview(weir_rewriter_t* rewriter,
                                weir_location_t* location,
                                const weir_op_t* source, weir_value_t* offset,
                                weir_value_t* size) {
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_STREAM_RESOURCE_SUBVIEW,
                     location);
  weir_value_t* resource =
      weir_op_operand(source, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE);
  weir_op_state_operand(&state, resource);
  weir_op_state_operand(
      &state,
      weir_op_operand(source, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE_SIZE));
  weir_op_state_operand(&state, offset);
  weir_op_state_operand(&state, size);
  weir_op_state_result(&state, resource->type);
  return weir_build(&rewriter->builder, &state);
}

// A view of a view is a view.
WEIR_STREAM_CANONICALIZE(resource_subview) {
  const weir_op_t* parent = weir_stream_subview_of(
      weir_op_operand(op, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE));
  if (parent == NULL) return false;
  weir_location_t* both[2] = {parent->location, op->location};
  weir_location_t* location = weir_location_fused(op->context, both, 2, NULL);
  weir_value_t* offset = weir_stream_fold_add(
      rewriter, location,
      weir_op_operand(parent, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE_OFFSET),
      weir_op_operand(op, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE_OFFSET));
  weir_op_t* by = build_subview(
      rewriter, location, parent, offset,
      weir_op_operand(op, WEIR_STREAM_RESOURCE_SUBVIEW_RESULT_SIZE));
  weir_rewriter_replace_op(rewriter, op, by);
  return true;
}

// A choice between views of the same size of one resource is a view at a chosen
// offset.
static bool sink_subviews_across_select(weir_op_t* op,
                                        weir_rewriter_t* rewriter) {
  weir_value_t* yes = weir_op_operand(op, WEIR_ARITH_SELECT_TRUE_VALUE);
  weir_value_t* no = weir_op_operand(op, WEIR_ARITH_SELECT_FALSE_VALUE);
  const weir_op_t* a = weir_stream_subview_of(yes);
  const weir_op_t* b = weir_stream_subview_of(no);
  if (a == NULL || b == NULL) return false;
  weir_value_t* size =
      weir_op_operand(a, WEIR_STREAM_RESOURCE_SUBVIEW_RESULT_SIZE);
  if (weir_op_operand(a, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE) !=
          weir_op_operand(b, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE) ||
      weir_op_operand(b, WEIR_STREAM_RESOURCE_SUBVIEW_RESULT_SIZE) != size) {
    return false;
  }
  weir_op_t* offset = build_select(
      rewriter, op->location, weir_op_operand(op, WEIR_ARITH_SELECT_CONDITION),
      weir_op_operand(a, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE_OFFSET),
      weir_op_operand(b, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE_OFFSET));
  weir_rewriter_replace_op(rewriter, op,
                           build_subview(rewriter, op->location, a,
                                         weir_op_result_n(offset, 0), size));
  return true;
}

// A cast that only says the size of a resource: users take the resource, those
// that ask for the size get it.
static bool strip_size_cast(weir_op_t* op, weir_rewriter_t* rewriter) {
  if (op->operand_count != 2 || op->result_count != 1 ||
      !weir_type_is_stream_resource(op->results[0].type) ||
      weir_op_operand_n(op, 0)->type != op->results[0].type ||
      !weir_type_is_index(weir_op_operand_n(op, 1)->type)) {
    return false;
  }
  WEIR_FOR_EACH_USE(use, &op->results[0]) {
    weir_op_t* user = use->op;
    if (weir_op_is(user, WEIR_STREAM_RESOURCE_SIZE)) {
      weir_rewriter_replace_one(rewriter, user, weir_op_operand_n(op, 1));
    } else {
      weir_op_set_operand(user, use->index, weir_op_operand_n(op, 0));
      weir_rewriter_touch(rewriter, user);
    }
  }
  weir_rewriter_erase(rewriter, op);
  return true;
}

WEIR_STREAM_CANONICALIZE(other) {
  switch (weir_op_id(op)) {
    case WEIR_ARITH_SELECT:
      return sink_subviews_across_select(op, rewriter);
    case WEIR_BUILTIN_UNREALIZED_CONVERSION_CAST:
      return strip_size_cast(op, rewriter);
    default:
      return false;
  }
}
