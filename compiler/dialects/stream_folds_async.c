// Folds of operations on async resources.
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/sizes.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_folds.h"
#include "compiler/dialects/stream_types.h"

// -- clone, alloca, constant, splat
// ----------------------------------------------

WEIR_STREAM_CANONICALIZE(async_clone) {
  return weir_stream_elide_unused(op, rewriter) ||
         weir_stream_propagate_clonable(op, rewriter);
}

// -- alloca, constant, splat --------------------------------------------------

static bool sink_to_users(weir_op_t* op, weir_rewriter_t* rewriter) {
  return weir_stream_sink(
      op, weir_stream_innermost_user(weir_op_result_n(op, 0)), rewriter);
}

WEIR_STREAM_CANONICALIZE(async_alloca) {
  return weir_stream_elide_unused(op, rewriter) || sink_to_users(op, rewriter);
}

static bool replace_by_splat(weir_op_t* op, weir_rewriter_t* rewriter,
                             weir_value_t* value, weir_value_t* size) {
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_STREAM_ASYNC_SPLAT,
                     op->location);
  weir_op_state_operand(&state, value);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "affinity", weir_op_attr(op, "affinity"));
  weir_op_state_result(&state, op->results[0].type);
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}

WEIR_STREAM_CANONICALIZE(async_constant) {
  weir_attr_t* element = weir_stream_splat_element(op);
  // Splats take integers only.
  if (!weir_attr_is(element, WEIR_ATTR_INTEGER) ||
      weir_type_bit_width(element->type) < 8) {
    return false;
  }
  return replace_by_splat(
      op, rewriter,
      weir_build_constant(&rewriter->builder, op->location, element),
      weir_op_operand(op, WEIR_STREAM_ASYNC_CONSTANT_RESULT_SIZE));
}

WEIR_STREAM_CANONICALIZE(async_splat) {
  return weir_stream_elide_unused(op, rewriter) ||
         weir_stream_narrow_pattern(op, rewriter,
                                    WEIR_STREAM_ASYNC_SPLAT_VALUE) ||
         sink_to_users(op, rewriter);
}

// -- slice --------------------------------------------------------------------

WEIR_STREAM_FOLD(async_slice) {
  (void)operands;
  return weir_op_operand(op, WEIR_STREAM_ASYNC_SLICE_SOURCE_SIZE) ==
             weir_op_operand(op, WEIR_STREAM_ASYNC_SLICE_RESULT_SIZE) &&
         weir_fold_to_value(
             results, weir_op_operand(op, WEIR_STREAM_ASYNC_SLICE_SOURCE));
}

WEIR_STREAM_CANONICALIZE(async_slice) {
  if (weir_stream_elide_unused(op, rewriter)) return true;
  const weir_op_t* splat =
      weir_value_op(weir_op_operand(op, WEIR_STREAM_ASYNC_SLICE_SOURCE));
  if (!weir_op_is(splat, WEIR_STREAM_ASYNC_SPLAT)) return false;
  return replace_by_splat(
      op, rewriter, weir_op_operand(splat, WEIR_STREAM_ASYNC_SPLAT_VALUE),
      weir_op_operand(op, WEIR_STREAM_ASYNC_SLICE_RESULT_SIZE));
}

// -- fill ---------------------------------------------------------------------

static bool fill_to_splat(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* size = weir_op_operand(op, WEIR_STREAM_ASYNC_FILL_TARGET_SIZE);
  weir_value_t* target = weir_op_operand(op, WEIR_STREAM_ASYNC_FILL_TARGET);
  if (weir_op_operand(op, WEIR_STREAM_ASYNC_FILL_TARGET_LENGTH) != size ||
      weir_value_op(target) == NULL || weir_value_tied_base(target) != target) {
    return false;
  }
  return replace_by_splat(
      op, rewriter, weir_op_operand(op, WEIR_STREAM_ASYNC_FILL_VALUE), size);
}

// What is full of a value is not filled with it again.
static bool elide_redundant_fill(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* target = weir_op_operand(op, WEIR_STREAM_ASYNC_FILL_TARGET);
  const weir_op_t* splat = weir_value_op(target);
  if (!weir_op_is(splat, WEIR_STREAM_ASYNC_SPLAT) ||
      weir_op_operand(splat, WEIR_STREAM_ASYNC_SPLAT_VALUE) !=
          weir_op_operand(op, WEIR_STREAM_ASYNC_FILL_VALUE)) {
    return false;
  }
  weir_rewriter_replace_one(rewriter, op, target);
  return true;
}

// Fills the range of |fill| along with its own, which ends or begins there.
static void extend_fill(weir_op_t* fill, weir_op_t* source,
                        weir_rewriter_t* rewriter) {
  weir_location_t* both[2] = {source->location, fill->location};
  weir_location_t* location = weir_location_fused(fill->context, both, 2, NULL);
  weir_builder_set_before(&rewriter->builder, source);
  weir_value_t* added =
      weir_op_operand(fill, WEIR_STREAM_ASYNC_FILL_TARGET_LENGTH);
  weir_value_t* end =
      weir_op_operand(source, WEIR_STREAM_ASYNC_FILL_TARGET_END);
  if (end == weir_op_operand(fill, WEIR_STREAM_ASYNC_FILL_TARGET_OFFSET)) {
    weir_op_set_operand(source, WEIR_STREAM_ASYNC_FILL_TARGET_END,
                        weir_stream_fold_add(rewriter, location, end, added));
  } else {
    weir_op_set_operand(
        source, WEIR_STREAM_ASYNC_FILL_TARGET_OFFSET,
        weir_op_operand(fill, WEIR_STREAM_ASYNC_FILL_TARGET_OFFSET));
  }
  weir_op_set_operand(
      source, WEIR_STREAM_ASYNC_FILL_TARGET_LENGTH,
      weir_stream_fold_add(
          rewriter, location,
          weir_op_operand(source, WEIR_STREAM_ASYNC_FILL_TARGET_LENGTH),
          added));
  weir_rewriter_touch(rewriter, source);
}

// Fills side by side with the same value are one.
static bool coalesce_fills(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* target = weir_op_operand(op, WEIR_STREAM_ASYNC_FILL_TARGET);
  weir_op_t* source = weir_value_op(target);
  if (!weir_op_is(source, WEIR_STREAM_ASYNC_FILL) ||
      !weir_value_has_one_use(target) ||
      weir_op_operand(source, WEIR_STREAM_ASYNC_FILL_VALUE) !=
          weir_op_operand(op, WEIR_STREAM_ASYNC_FILL_VALUE)) {
    return false;
  }
  weir_value_t* offset =
      weir_op_operand(op, WEIR_STREAM_ASYNC_FILL_TARGET_OFFSET);
  bool adjacent =
      weir_op_operand(source, WEIR_STREAM_ASYNC_FILL_TARGET_END) == offset ||
      weir_op_operand(source, WEIR_STREAM_ASYNC_FILL_TARGET_OFFSET) ==
          weir_op_operand(op, WEIR_STREAM_ASYNC_FILL_TARGET_END);
  if (!adjacent || !weir_value_is_usable_at(offset, source) ||
      !weir_value_is_usable_at(
          weir_op_operand(op, WEIR_STREAM_ASYNC_FILL_TARGET_LENGTH), source)) {
    return false;
  }
  extend_fill(op, source, rewriter);
  weir_rewriter_replace_one(rewriter, op, target);
  return true;
}

WEIR_STREAM_CANONICALIZE(async_fill) {
  return weir_stream_elide_unused(op, rewriter) ||
         weir_stream_narrow_pattern(op, rewriter,
                                    WEIR_STREAM_ASYNC_FILL_VALUE) ||
         fill_to_splat(op, rewriter) || elide_redundant_fill(op, rewriter) ||
         coalesce_fills(op, rewriter);
}

// -- update, copy -------------------------------------------------------------

// Made here as a value of its own, so that nobody misses what is overwritten.
static bool has_value_semantics(const weir_value_t* value) {
  const weir_op_t* op = weir_value_op(value);
  return op != NULL && weir_op_tied_operand(op, value->index) < 0 &&
         weir_op_has_trait(op, WEIR_OP_PHASE_ASYNC);
}

static bool overwrites_all(const weir_op_t* op) {
  return weir_op_operand(op, WEIR_STREAM_ASYNC_UPDATE_UPDATE_SIZE) ==
             weir_op_operand(op, WEIR_STREAM_ASYNC_UPDATE_TARGET_SIZE) &&
         weir_op_operand(op, WEIR_STREAM_ASYNC_UPDATE_UPDATE)->type ==
             op->results[0].type;
}

WEIR_STREAM_FOLD(async_update) {
  (void)operands;
  weir_value_t* target = weir_op_operand(op, WEIR_STREAM_ASYNC_UPDATE_TARGET);
  weir_value_t* update = weir_op_operand(op, WEIR_STREAM_ASYNC_UPDATE_UPDATE);
  if (!overwrites_all(op)) return false;
  if (!has_value_semantics(target) && update != target) return false;
  return weir_fold_to_value(results, update);
}

static bool splat_to_fill(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_op_t* splat =
      weir_value_op(weir_op_operand(op, WEIR_STREAM_ASYNC_UPDATE_UPDATE));
  if (!weir_op_is(splat, WEIR_STREAM_ASYNC_SPLAT)) return false;
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_STREAM_ASYNC_FILL,
                     op->location);
  for (uint32_t i = 0; i < 4; ++i) {
    weir_op_state_operand(&state, weir_op_operand(op, i));
  }
  weir_op_state_operand(
      &state, weir_op_operand(op, WEIR_STREAM_ASYNC_UPDATE_UPDATE_SIZE));
  weir_op_state_operand(&state,
                        weir_op_operand(splat, WEIR_STREAM_ASYNC_SPLAT_VALUE));
  weir_op_state_attr(&state, "affinity", weir_op_attr(op, "affinity"));
  weir_op_state_result(&state, op->results[0].type);
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}

static bool slice_to_copy(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_op_t* slice =
      weir_value_op(weir_op_operand(op, WEIR_STREAM_ASYNC_UPDATE_UPDATE));
  if (!weir_op_is(slice, WEIR_STREAM_ASYNC_SLICE) ||
      slice->block != op->block) {
    return false;
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_STREAM_ASYNC_COPY,
                     op->location);
  for (uint32_t i = 0; i < 4; ++i) {
    weir_op_state_operand(&state, weir_op_operand(op, i));
  }
  for (uint32_t i = 0; i < 5; ++i) {
    weir_op_state_operand(&state, weir_op_operand(slice, i));
  }
  weir_op_state_attr(&state, "affinity", weir_op_attr(op, "affinity"));
  weir_op_state_result(&state, op->results[0].type);
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}

// Whether the user may change what it uses. Ops that know which ranges they
// touch write what their results are tied to; of others only those are known
// not to that have no effect but reading.
static bool may_write(const weir_use_t* use) {
  if (weir_op_has_trait(use->op, WEIR_OP_ASYNC_ACCESS)) {
    return weir_op_operand_is_tied(use->op, use->index);
  }
  return !weir_op_is_pure(use->op) &&
         !weir_op_has_trait(use->op,
                            WEIR_OP_EFFECT_READ | WEIR_OP_EFFECT_ALLOCATE);
}

static bool has_writers(const weir_value_t* value) {
  for (const weir_use_t* use = value->uses; use != NULL; use = use->next) {
    if (may_write(use)) return true;
  }
  return false;
}

// The producer wrote into the target already.
static bool elide_in_place_update(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* update = weir_op_operand(op, WEIR_STREAM_ASYNC_UPDATE_UPDATE);
  if (!overwrites_all(op) || weir_value_op(update) == NULL ||
      weir_op_tied_operand(update->op, update->index) < 0 ||
      weir_value_tied_base(update) !=
          weir_value_tied_base(
              weir_op_operand(op, WEIR_STREAM_ASYNC_UPDATE_TARGET)) ||
      has_writers(update)) {
    return false;
  }
  weir_rewriter_replace_one(rewriter, op, update);
  return true;
}

WEIR_STREAM_CANONICALIZE(async_update) {
  return weir_stream_elide_unused(op, rewriter) ||
         elide_in_place_update(op, rewriter) || splat_to_fill(op, rewriter) ||
         slice_to_copy(op, rewriter);
}

WEIR_STREAM_CANONICALIZE(async_copy) {
  if (weir_stream_elide_unused(op, rewriter)) return true;
  weir_value_t* size = weir_op_operand(op, WEIR_STREAM_ASYNC_COPY_SOURCE_SIZE);
  if (weir_op_operand(op, WEIR_STREAM_ASYNC_COPY_SOURCE_END) != size ||
      weir_op_operand(op, WEIR_STREAM_ASYNC_COPY_LENGTH) != size) {
    return false;
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_STREAM_ASYNC_UPDATE,
                     op->location);
  for (uint32_t i = 0; i < 6; ++i) {
    weir_op_state_operand(&state, weir_op_operand(op, i));
  }
  weir_op_state_attr(&state, "affinity", weir_op_attr(op, "affinity"));
  weir_op_state_result(&state, op->results[0].type);
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}

// -- transfer -----------------------------------------------------------------

WEIR_STREAM_FOLD(async_transfer) {
  (void)operands;
  const weir_op_t* first =
      weir_value_op(weir_op_operand(op, WEIR_STREAM_ASYNC_TRANSFER_SOURCE));
  if (!weir_op_is(first, WEIR_STREAM_ASYNC_TRANSFER)) return false;
  weir_value_t* origin =
      weir_op_operand(first, WEIR_STREAM_ASYNC_TRANSFER_SOURCE);
  return origin->type == op->results[0].type &&
         weir_op_attr(first, "source_affinity") ==
             weir_op_attr(op, "result_affinity") &&
         weir_fold_to_value(results, origin);
}

// From a place to itself without a change of lifetime.
static bool elide_redundant_transfer(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* source = weir_op_operand(op, WEIR_STREAM_ASYNC_TRANSFER_SOURCE);
  if (source->type != op->results[0].type ||
      weir_op_attr(op, "source_affinity") !=
          weir_op_attr(op, "result_affinity")) {
    return false;
  }
  weir_rewriter_replace_one(rewriter, op, source);
  return true;
}

// What is handed through several places goes straight to the last.
static bool skip_intermediate(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_op_t* origin = op;
  for (;;) {
    weir_op_t* previous = weir_value_op(
        weir_op_operand(origin, WEIR_STREAM_ASYNC_TRANSFER_SOURCE));
    if (!weir_op_is(previous, WEIR_STREAM_ASYNC_TRANSFER)) break;
    origin = previous;
  }
  if (origin == op) return false;
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_STREAM_ASYNC_TRANSFER,
                     op->location);
  weir_op_state_operand(
      &state, weir_op_operand(origin, WEIR_STREAM_ASYNC_TRANSFER_SOURCE));
  weir_op_state_operand(
      &state, weir_op_operand(origin, WEIR_STREAM_ASYNC_TRANSFER_SOURCE_SIZE));
  weir_op_state_operand(
      &state, weir_op_operand(op, WEIR_STREAM_ASYNC_TRANSFER_RESULT_SIZE));
  weir_op_state_attr(&state, "source_affinity",
                     weir_op_attr(origin, "source_affinity"));
  weir_op_state_attr(&state, "result_affinity",
                     weir_op_attr(op, "result_affinity"));
  weir_op_state_result(&state, op->results[0].type);
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}

WEIR_STREAM_CANONICALIZE(async_transfer) {
  return weir_stream_elide_unused(op, rewriter) ||
         elide_redundant_transfer(op, rewriter) ||
         skip_intermediate(op, rewriter);
}

// -- load, store --------------------------------------------------------------

// A loaded value that is only taken as another type is loaded as that.
WEIR_STREAM_CANONICALIZE(async_load) {
  weir_value_t* loaded = weir_op_result_n(op, 0);
  if (!weir_value_has_one_use(loaded)) return false;
  weir_op_t* cast = loaded->uses->op;
  if (!weir_op_is(cast, WEIR_ARITH_BITCAST)) return false;
  loaded->type = cast->results[0].type;
  weir_rewriter_touch(rewriter, op);
  weir_rewriter_replace_one(rewriter, cast, loaded);
  return true;
}

WEIR_STREAM_CANONICALIZE(async_store) {
  const weir_op_t* cast =
      weir_value_op(weir_op_operand(op, WEIR_STREAM_ASYNC_STORE_VALUE));
  if (!weir_op_is(cast, WEIR_ARITH_BITCAST)) return false;
  weir_op_set_operand(
      op, weir_op_operand_group_start(op, WEIR_STREAM_ASYNC_STORE_VALUE),
      weir_op_operand_n(cast, 0));
  weir_rewriter_touch(rewriter, op);
  return true;
}

// -- channels -----------------------------------------------------------------

WEIR_STREAM_FOLD(channel_rank) {
  (void)operands;
  const weir_op_t* create = weir_value_op(weir_op_operand_n(op, 0));
  return weir_op_is(create, WEIR_STREAM_CHANNEL_CREATE) &&
         weir_fold_to_value(
             results, weir_op_operand(create, WEIR_STREAM_CHANNEL_CREATE_RANK));
}

WEIR_STREAM_FOLD(channel_count) {
  (void)operands;
  const weir_op_t* create = weir_value_op(weir_op_operand_n(op, 0));
  return weir_op_is(create, WEIR_STREAM_CHANNEL_CREATE) &&
         weir_fold_to_value(
             results,
             weir_op_operand(create, WEIR_STREAM_CHANNEL_CREATE_COUNT));
}
