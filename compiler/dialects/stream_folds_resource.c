// Folds of resources, views of them and commands on them.
#include "compiler/dialects/arith.h"
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

WEIR_STREAM_CANONICALIZE(other) {
  return weir_op_is(op, WEIR_ARITH_SELECT) &&
         sink_subviews_across_select(op, rewriter);
}

// -- users of views -----------------------------------------------------------

// Lets the op use the source of the view that operand |resource| is, with the
// operands |size| and |offset| to match. Sums stand before the region.
static bool fold_view(weir_op_t* op, weir_rewriter_t* rewriter,
                      uint32_t resource, uint32_t size, uint32_t offset) {
  const weir_op_t* view =
      weir_stream_subview_of(weir_op_operand_n(op, resource));
  if (view == NULL) return false;
  weir_op_t* execute = weir_op_parent_of(op, WEIR_STREAM_ASYNC_EXECUTE);
  if (execute == NULL) execute = weir_op_parent_of(op, WEIR_STREAM_CMD_EXECUTE);
  weir_builder_set_before(&rewriter->builder, execute != NULL ? execute : op);
  weir_location_t* both[2] = {view->location, op->location};
  weir_value_t* sum = weir_stream_fold_add(
      rewriter, weir_location_fused(op->context, both, 2, NULL),
      weir_op_operand(view, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE_OFFSET),
      weir_op_operand_n(op, offset));
  weir_op_set_operand(
      op, resource, weir_op_operand(view, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE));
  weir_op_set_operand(
      op, size,
      weir_op_operand(view, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE_SIZE));
  weir_op_set_operand(op, offset, sum);
  weir_rewriter_touch(rewriter, op);
  weir_rewriter_touch(rewriter, (weir_op_t*)view);
  return true;
}

// Ops that begin with a resource, its size and an offset.
WEIR_STREAM_CANONICALIZE(cmd_target) {
  return fold_view(op, rewriter, 0, 1, 2);
}

WEIR_STREAM_CANONICALIZE(resource_load) {
  return weir_stream_elide_unused(op, rewriter) ||
         fold_view(op, rewriter, 0, 1, 2);
}

WEIR_STREAM_CANONICALIZE(resource_store) {
  return fold_view(op, rewriter, 0, 1, 2);
}

WEIR_STREAM_CANONICALIZE(cmd_copy) {
  bool source = fold_view(op, rewriter, 0, 1, 2);
  bool target = fold_view(op, rewriter, 3, 4, 5);
  return source || target;
}

static bool fold_views(weir_op_t* op, weir_rewriter_t* rewriter,
                       uint32_t group) {
  uint32_t start = weir_op_operand_group_start(op, group);
  uint32_t count = weir_op_operand_group_size(op, group);
  uint32_t sizes = weir_op_operand_group_start(op, group + 1);
  uint32_t offsets = weir_op_operand_group_start(op, group + 2);
  bool changed = false;
  uint32_t place = 0;
  for (uint32_t i = 0; i < count; ++i) {
    if (!weir_type_is_stream_resource(weir_op_operand_n(op, start + i)->type)) {
      continue;
    }
    changed |=
        fold_view(op, rewriter, start + i, sizes + place, offsets + place);
    ++place;
  }
  return changed;
}

WEIR_STREAM_CANONICALIZE(cmd_resources) {
  return fold_views(op, rewriter, WEIR_STREAM_CMD_COLLECTIVE_RESOURCES);
}

WEIR_STREAM_CANONICALIZE(cmd_call) {
  return fold_views(op, rewriter, WEIR_STREAM_CMD_CALL_RESOURCE_OPERANDS);
}

// Each entry point once.
static bool unique_entry_points(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_attr_t* old = weir_op_attr(op, "entry_points");
  if (!weir_attr_is(old, WEIR_ATTR_ARRAY)) return false;
  weir_arena_t scratch = {0};
  weir_attr_list_t kept = {0};
  for (uint32_t i = 0; i < old->array.count; ++i) {
    bool seen = false;
    for (uint32_t j = 0; j < kept.count; ++j) {
      seen |= kept.items[j] == old->array.elements[i];
    }
    if (!seen) weir_attr_list_add(&kept, &scratch, old->array.elements[i]);
  }
  bool changed = kept.count != old->array.count;
  if (changed) {
    weir_op_set_attr(op, "entry_points",
                     weir_array_attr(op->context, kept.items, kept.count));
    weir_rewriter_touch(rewriter, op);
  }
  weir_arena_deinit(&scratch);
  return changed;
}

WEIR_STREAM_CANONICALIZE(cmd_dispatch) {
  return unique_entry_points(op, rewriter) ||
         fold_views(op, rewriter, WEIR_STREAM_CMD_DISPATCH_RESOURCES);
}

WEIR_STREAM_CANONICALIZE(async_dispatch) {
  return weir_stream_elide_unused(op, rewriter) ||
         unique_entry_points(op, rewriter);
}

// -- parameters ---------------------------------------------------------------

static bool elide_wait_behind(weir_op_t* op, weir_rewriter_t* rewriter) {
  return weir_stream_elide_immediate_wait(op, op->info->operand_group_count - 1,
                                          rewriter);
}

static weir_value_t* to_i64(weir_rewriter_t* rewriter,
                            weir_location_t* location, weir_value_t* value) {
  weir_type_t* type = weir_i64_type(rewriter->builder.context);
  int64_t known;
  if (weir_value_is_constant_int(value, &known)) {
    return weir_build_constant(&rewriter->builder, location,
                               weir_integer_attr(type, known));
  }
  return weir_build_unary(&rewriter->builder, WEIR_ARITH_INDEX_CAST, location,
                          value, type);
}

// The view moves the place in the file along with the one in the resource.
static bool fold_parameter_view(weir_op_t* op, weir_rewriter_t* rewriter,
                                uint32_t resource, uint32_t file_offset) {
  const weir_op_t* view =
      weir_stream_subview_of(weir_op_operand_n(op, resource));
  if (view == NULL) return false;
  weir_value_t* shift =
      to_i64(rewriter, view->location,
             weir_op_operand(view, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE_OFFSET));
  weir_value_t* moved = weir_stream_fold_add(
      rewriter, view->location, weir_op_operand_n(op, file_offset), shift);
  weir_op_set_operand(op, file_offset, moved);
  return fold_view(op, rewriter, resource, resource + 1, resource + 2);
}

WEIR_STREAM_CANONICALIZE(parameter_read) {
  return weir_stream_elide_unused(op, rewriter) ||
         fold_parameter_view(op, rewriter, 1, 0) ||
         elide_wait_behind(op, rewriter);
}

WEIR_STREAM_CANONICALIZE(parameter_write) {
  return weir_stream_elide_unused(op, rewriter) ||
         fold_parameter_view(op, rewriter, 0, 4) ||
         elide_wait_behind(op, rewriter);
}

WEIR_STREAM_CANONICALIZE(parameter_many) {
  return weir_stream_elide_unused(op, rewriter) ||
         elide_wait_behind(op, rewriter);
}

// The view that is the only user of result |index|, if its range is known where
// the op stands or can be.
static weir_op_t* only_view_of(weir_op_t* op, uint32_t index) {
  const weir_value_t* result = weir_op_result_n(op, index);
  if (!weir_value_has_one_use(result)) return NULL;
  weir_op_t* view = result->uses->op;
  if (!weir_op_is(view, WEIR_STREAM_RESOURCE_SUBVIEW)) return NULL;
  bool usable =
      weir_value_try_move_before(
          weir_op_operand(view, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE_OFFSET),
          op) &&
      weir_value_try_move_before(
          weir_op_operand(view, WEIR_STREAM_RESOURCE_SUBVIEW_RESULT_SIZE), op);
  return usable ? view : NULL;
}

// Only what is looked at is loaded.
static bool load_views(weir_op_t* op, weir_rewriter_t* rewriter) {
  uint32_t offsets = weir_op_operand_group_start(
      op, WEIR_STREAM_PARAMETER_LOAD_SOURCE_OFFSETS);
  uint32_t sizes =
      weir_op_operand_group_start(op, WEIR_STREAM_PARAMETER_LOAD_RESULT_SIZES);
  uint32_t count = weir_op_result_group_size(op, 0);
  bool changed = false;
  for (uint32_t i = 0; i < count; ++i) {
    weir_op_t* view = only_view_of(op, i);
    if (view == NULL) continue;
    weir_builder_set_before(&rewriter->builder, op);
    weir_value_t* shift = to_i64(
        rewriter, view->location,
        weir_op_operand(view, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE_OFFSET));
    weir_op_set_operand(
        op, offsets + i,
        weir_stream_fold_add(rewriter, view->location,
                             weir_op_operand_n(op, offsets + i), shift));
    weir_op_set_operand(
        op, sizes + i,
        weir_op_operand(view, WEIR_STREAM_RESOURCE_SUBVIEW_RESULT_SIZE));
    weir_rewriter_replace_one(rewriter, view, weir_op_result_n(op, i));
    changed = true;
  }
  if (changed) weir_rewriter_touch(rewriter, op);
  return changed;
}

WEIR_STREAM_CANONICALIZE(parameter_load) {
  return weir_stream_elide_unused(op, rewriter) || load_views(op, rewriter) ||
         elide_wait_behind(op, rewriter);
}
