// Folds of operations on tensors and async resources.
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_folds.h"
#include "compiler/dialects/stream_types.h"

// -- patterns -----------------------------------------------------------------

// The fewest whole bytes that repeated make |bits| of |pattern|.
static uint32_t needed_bits(uint64_t pattern, uint32_t bits) {
  for (uint32_t width = 8; width < bits; width *= 2) {
    uint64_t mask = (1ull << width) - 1, part = pattern & mask;
    bool repeats = true;
    for (uint32_t at = width; at < bits; at += width) {
      repeats &= (pattern >> at & mask) == part;
    }
    if (repeats) return width;
  }
  return bits;
}

// Patterns that repeat within themselves become shorter integers.
static bool narrow_pattern(weir_op_t* op, weir_rewriter_t* rewriter,
                           uint32_t group) {
  weir_attr_t* value = weir_value_constant(weir_op_operand(op, group));
  if (value == NULL || value->type == NULL) return false;
  uint32_t bits = weir_type_bit_width(value->type);
  uint64_t pattern;
  if (weir_attr_is(value, WEIR_ATTR_FLOAT)) {
    pattern = value->floating.bits;
  } else if (weir_attr_is(value, WEIR_ATTR_INTEGER) &&
             !weir_type_is_index(value->type)) {
    pattern = (uint64_t)value->integer.value;
  } else {
    return false;
  }
  if (bits <= 8 || bits > 64 || (bits & (bits - 1)) != 0) return false;
  if (bits < 64) pattern &= (1ull << bits) - 1;
  uint32_t width = needed_bits(pattern, bits);
  if (width == bits) return false;
  uint64_t part = pattern & ((1ull << width) - 1);
  int64_t narrow = weir_int_wrap((int64_t)part, width);
  weir_op_set_operand(
      op, weir_op_operand_group_start(op, group),
      weir_build_constant(
          &rewriter->builder, op->location,
          weir_integer_attr(weir_integer_type(op->context, width), narrow)));
  weir_rewriter_touch(rewriter, op);
  return true;
}

// -- tensor ops ---------------------------------------------------------------

WEIR_STREAM_FOLD(tensor_import) {
  (void)operands;
  const weir_op_t* other =
      weir_value_op(weir_op_operand(op, WEIR_STREAM_TENSOR_IMPORT_SOURCE));
  return weir_op_is(other, WEIR_STREAM_TENSOR_EXPORT) &&
         weir_op_attr(op, "affinity") == weir_op_attr(other, "affinity") &&
         weir_op_operand(op, WEIR_STREAM_TENSOR_IMPORT_RESULT_SIZE) ==
             weir_op_operand(other, WEIR_STREAM_TENSOR_EXPORT_SOURCE_SIZE) &&
         weir_fold_to_value(
             results, weir_op_operand(other, WEIR_STREAM_TENSOR_EXPORT_SOURCE));
}

WEIR_STREAM_FOLD(tensor_export) {
  (void)operands;
  const weir_op_t* other =
      weir_value_op(weir_op_operand(op, WEIR_STREAM_TENSOR_EXPORT_SOURCE));
  if (!weir_op_is(other, WEIR_STREAM_TENSOR_IMPORT)) return false;
  weir_value_t* source =
      weir_op_operand(other, WEIR_STREAM_TENSOR_IMPORT_SOURCE);
  uint32_t dims = WEIR_STREAM_TENSOR_EXPORT_SOURCE_ENCODING_DIMS;
  uint32_t count = weir_op_operand_group_size(op, dims);
  bool same =
      source->type == op->results[0].type &&
      weir_op_attr(op, "source_encoding") ==
          weir_op_attr(other, "result_encoding") &&
      weir_op_attr(op, "affinity") == weir_op_attr(other, "affinity") &&
      weir_op_operand(op, WEIR_STREAM_TENSOR_EXPORT_SOURCE_SIZE) ==
          weir_op_operand(other, WEIR_STREAM_TENSOR_IMPORT_RESULT_SIZE) &&
      count == weir_op_operand_group_size(
                   other, WEIR_STREAM_TENSOR_IMPORT_RESULT_ENCODING_DIMS);
  for (uint32_t i = 0; same && i < count; ++i) {
    same = weir_op_operand_at(op, dims, i) ==
           weir_op_operand_at(
               other, WEIR_STREAM_TENSOR_IMPORT_RESULT_ENCODING_DIMS, i);
  }
  return same && weir_fold_to_value(results, source);
}

static weir_value_t* build_sizeof(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_STREAM_TENSOR_SIZEOF,
                     op->location);
  weir_op_state_operands_of(&state, op, 0);
  weir_op_state_attr(&state, "encoding", weir_op_attr(op, "result_encoding"));
  weir_op_state_attr(&state, "affinity", weir_op_attr(op, "affinity"));
  weir_op_state_result(&state, weir_index_type(op->context));
  return weir_op_result_n(weir_build(&rewriter->builder, &state), 0);
}

static bool has_zero_dim(const weir_op_t* op) {
  weir_type_t* type = weir_op_attr_type(op, "result_encoding");
  if (type == NULL || !weir_type_is_ranked(type)) return false;
  for (uint32_t i = 0, dynamic = 0; i < weir_type_rank(type); ++i) {
    int64_t dim = weir_type_dim(type, i);
    if (dim == WEIR_DYNAMIC &&
        !weir_value_is_constant_int(weir_op_operand_at(op, 0, dynamic++),
                                    &dim)) {
      continue;
    }
    if (dim == 0) return true;
  }
  return false;
}

static bool constant_to_empty(weir_op_t* op, weir_rewriter_t* rewriter) {
  if (!has_zero_dim(op)) return false;
  weir_value_t* size = build_sizeof(op, rewriter);
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_STREAM_TENSOR_EMPTY,
                     op->location);
  weir_op_state_operands_of(&state, op, 0);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "result_encoding",
                     weir_op_attr(op, "result_encoding"));
  weir_op_state_attr(&state, "affinity", weir_op_attr(op, "affinity"));
  weir_op_state_result(&state, op->results[0].type);
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}

static weir_attr_t* splat_element(const weir_op_t* op) {
  weir_attr_t* value = weir_op_attr(op, "value");
  if (!weir_attr_is(value, WEIR_ATTR_DENSE_ELEMENTS) ||
      !weir_dense_is_splat(value)) {
    return NULL;
  }
  weir_attr_t* element = weir_dense_element(value, 0);
  return weir_attr_is(element, WEIR_ATTR_INTEGER) ||
                 weir_attr_is(element, WEIR_ATTR_FLOAT)
             ? element
             : NULL;
}

static bool constant_to_splat(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_attr_t* element = splat_element(op);
  if (element == NULL) return false;
  weir_value_t* value =
      weir_build_constant(&rewriter->builder, op->location, element);
  weir_value_t* size = build_sizeof(op, rewriter);
  weir_attr_t* affinity = weir_op_attr(op, "affinity");
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_STREAM_TENSOR_SPLAT,
                     op->location);
  weir_op_state_operand(&state, value);
  weir_op_state_operands_of(&state, op, 0);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "result_encoding",
                     weir_op_attr(op, "result_encoding"));
  weir_op_state_attr(&state, "affinity", affinity);
  weir_op_state_result(
      &state, weir_stream_resource_type(op->context, WEIR_LIFETIME_UNKNOWN));
  weir_value_t* splat =
      weir_op_result_n(weir_build(&rewriter->builder, &state), 0);
  weir_op_state_init(&state, &rewriter->builder, WEIR_STREAM_ASYNC_TRANSFER,
                     op->location);
  weir_op_state_operand(&state, splat);
  weir_op_state_operand(&state, size);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "source_affinity", affinity);
  weir_op_state_attr(&state, "result_affinity", affinity);
  weir_op_state_result(&state, op->results[0].type);
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}

WEIR_STREAM_CANONICALIZE(tensor_constant) {
  return constant_to_empty(op, rewriter) || constant_to_splat(op, rewriter);
}

WEIR_STREAM_CANONICALIZE(tensor_splat) {
  return weir_stream_elide_unused(op, rewriter) ||
         narrow_pattern(op, rewriter, WEIR_STREAM_TENSOR_SPLAT_VALUE);
}

WEIR_STREAM_CANONICALIZE(tensor_fill) {
  return narrow_pattern(op, rewriter, WEIR_STREAM_TENSOR_FILL_VALUE);
}

WEIR_STREAM_FOLD(tensor_clone) {
  (void)operands;
  weir_value_t* source = weir_op_operand(op, WEIR_STREAM_TENSOR_CLONE_SOURCE);
  return weir_value_has_one_use(weir_op_result_n(op, 0)) &&
         source->type == op->results[0].type &&
         weir_fold_to_value(results, source);
}

// -- copies of what is cheap to make again ------------------------------------

static bool prefers_clone(const weir_op_t* op) {
  switch (op != NULL ? weir_op_id(op) : 0) {
    case WEIR_STREAM_ASYNC_ALLOCA:
    case WEIR_STREAM_ASYNC_CLONE:
    case WEIR_STREAM_ASYNC_SPLAT:
    case WEIR_STREAM_TENSOR_CLONE:
    case WEIR_STREAM_TENSOR_SPLAT:
      return true;
    default:
      return false;
  }
}

static bool propagate_clonable(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* result = weir_op_result_n(op, 0);
  weir_op_t* source = weir_value_op(weir_op_operand_n(op, 0));
  if (result->uses == NULL || !prefers_clone(source)) return false;
  while (result->uses != NULL) {
    weir_use_t* use = result->uses;
    weir_op_t* user = use->op;
    weir_op_t* clone = weir_op_clone(source, NULL);
    weir_op_insert_before(clone, user);
    weir_op_result_n(clone, 0)->type = result->type;
    weir_op_set_operand(user, use->index, weir_op_result_n(clone, 0));
    weir_rewriter_touch(rewriter, clone);
    weir_rewriter_touch(rewriter, user);
  }
  weir_rewriter_erase(rewriter, op);
  return true;
}

static bool has_tied_uses(const weir_value_t* value) {
  for (const weir_use_t* use = value->uses; use != NULL; use = use->next) {
    if (weir_op_operand_is_tied(use->op, use->index)) return true;
  }
  return false;
}

WEIR_STREAM_CANONICALIZE(tensor_clone) {
  if (propagate_clonable(op, rewriter)) return true;
  weir_value_t* source = weir_op_operand(op, WEIR_STREAM_TENSOR_CLONE_SOURCE);
  weir_value_t* result = weir_op_result_n(op, 0);
  if (source->type != result->type || has_tied_uses(result)) return false;
  weir_rewriter_replace_one(rewriter, op, source);
  return true;
}

WEIR_STREAM_CANONICALIZE(async_clone) {
  return weir_stream_elide_unused(op, rewriter) ||
         propagate_clonable(op, rewriter);
}

// -- alloca, constant, splat --------------------------------------------------

static bool sink_to_users(weir_op_t* op, weir_rewriter_t* rewriter) {
  return weir_stream_sink(op, weir_stream_first_user(op), rewriter);
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
  weir_attr_t* element = splat_element(op);
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
         narrow_pattern(op, rewriter, WEIR_STREAM_ASYNC_SPLAT_VALUE) ||
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

WEIR_STREAM_CANONICALIZE(async_fill) {
  return weir_stream_elide_unused(op, rewriter) ||
         narrow_pattern(op, rewriter, WEIR_STREAM_ASYNC_FILL_VALUE) ||
         fill_to_splat(op, rewriter) || elide_redundant_fill(op, rewriter);
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

// The producer wrote into the target already.
static bool elide_in_place_update(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* update = weir_op_operand(op, WEIR_STREAM_ASYNC_UPDATE_UPDATE);
  if (!overwrites_all(op) || weir_value_op(update) == NULL ||
      weir_op_tied_operand(update->op, update->index) < 0 ||
      weir_value_tied_base(update) !=
          weir_value_tied_base(
              weir_op_operand(op, WEIR_STREAM_ASYNC_UPDATE_TARGET)) ||
      has_tied_uses(update)) {
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
