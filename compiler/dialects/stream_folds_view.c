// Folds of commands and parameters that use views of resources.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/sizes.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_folds.h"
#include "compiler/dialects/stream_types.h"

// -- commands -----------------------------------------------------------------

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
static void move_in_file(weir_op_t* op, weir_rewriter_t* rewriter,
                         const weir_op_t* view, uint32_t file_offset) {
  weir_builder_set_before(&rewriter->builder, op);
  weir_value_t* shift =
      to_i64(rewriter, view->location,
             weir_op_operand(view, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE_OFFSET));
  weir_op_set_operand(
      op, file_offset,
      weir_stream_fold_add(rewriter, view->location,
                           weir_op_operand_n(op, file_offset), shift));
}

static bool read_into_view(weir_op_t* op, weir_rewriter_t* rewriter) {
  enum { SOURCE_OFFSET = 0, TARGET = 1, TARGET_SIZE = 2, TARGET_OFFSET = 3 };
  const weir_op_t* view = weir_stream_subview_of(weir_op_operand_n(op, TARGET));
  if (view == NULL) return false;
  move_in_file(op, rewriter, view, SOURCE_OFFSET);
  return fold_view(op, rewriter, TARGET, TARGET_SIZE, TARGET_OFFSET);
}

static bool write_from_view(weir_op_t* op, weir_rewriter_t* rewriter) {
  enum { SOURCE = 0, SOURCE_SIZE = 1, SOURCE_OFFSET = 2, TARGET_OFFSET = 4 };
  const weir_op_t* view = weir_stream_subview_of(weir_op_operand_n(op, SOURCE));
  if (view == NULL) return false;
  fold_view(op, rewriter, SOURCE, SOURCE_SIZE, SOURCE_OFFSET);
  move_in_file(op, rewriter, view, TARGET_OFFSET);
  return true;
}

WEIR_STREAM_CANONICALIZE(parameter_read) {
  return weir_stream_elide_unused(op, rewriter) ||
         read_into_view(op, rewriter) || elide_wait_behind(op, rewriter);
}

WEIR_STREAM_CANONICALIZE(parameter_write) {
  return weir_stream_elide_unused(op, rewriter) ||
         write_from_view(op, rewriter) || elide_wait_behind(op, rewriter);
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
