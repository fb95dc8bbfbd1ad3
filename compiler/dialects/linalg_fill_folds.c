// Rewrites of what is made of linalg.fill: a fill in another shape, or at
// another place, is a fill.
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/linalg_impl.h"
#include "compiler/dialects/linalg_types.h"
#include "compiler/dialects/tensor.h"

// The fill that makes |value|, a tensor; NULL if none does.
static const weir_op_t* fill_of(const weir_value_t* value) {
  const weir_op_t* op = weir_value_op(value);
  return weir_op_is(op, WEIR_LINALG_FILL) && op->result_count == 1 ? op : NULL;
}

static weir_value_t* filled_with(const weir_op_t* fill) {
  return weir_op_operand_n(fill, 0);
}

// A fill of |dest| with what |like| fills with.
static weir_op_t* build_fill(weir_rewriter_t* rewriter, const weir_op_t* at,
                             const weir_op_t* like, weir_value_t* dest) {
  weir_value_t* value = filled_with(like);
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_LINALG_FILL,
                     at->location);
  weir_op_state_operands(&state, &value, 1);
  weir_op_state_operands(&state, &dest, 1);
  if (at->result_count > 0) weir_op_state_results(&state, &dest->type, 1);
  weir_op_t* fill = weir_build(&rewriter->builder, &state);
  weir_linalg_build_body(fill);
  return fill;
}

// The tensor that is filled is reshaped instead.
static bool fill_reshaped(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_op_t* fill = fill_of(weir_op_operand_n(op, 0));
  if (fill == NULL) return false;
  weir_op_t* reshape = weir_op_clone(op, NULL);
  weir_op_insert_before(reshape, op);
  weir_op_set_operand(reshape, 0, weir_op_operand_n(fill, 1));
  weir_rewriter_touch(rewriter, reshape);
  weir_rewriter_replace_op(
      rewriter, op,
      build_fill(rewriter, op, fill, weir_op_result_n(reshape, 0)));
  return true;
}

// The margin holds what is inside.
static bool fill_padded(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_op_t* fill = fill_of(weir_op_operand_n(op, 0));
  weir_type_t* type = op->results[0].type;
  const weir_block_t* body = weir_op_region(op, 0)->first;
  if (fill == NULL || !weir_type_has_static_shape(type) ||
      weir_op_operand_n(body->last, 0) != filled_with(fill)) {
    return false;
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_TENSOR_EMPTY,
                     op->location);
  weir_op_state_result(&state, type);
  weir_op_t* empty = weir_build(&rewriter->builder, &state);
  weir_rewriter_replace_op(
      rewriter, op, build_fill(rewriter, op, fill, weir_op_result_n(empty, 0)));
  return true;
}

static bool fill_packed(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_op_t* fill = fill_of(weir_op_operand_n(op, 0));
  weir_value_t* dest = weir_op_operand(op, WEIR_TENSOR_PACK_DEST);
  if (fill == NULL || !weir_value_has_one_use(dest)) return false;
  if (weir_op_operand_group_size(op, WEIR_TENSOR_PACK_PADDING_VALUE) > 0 &&
      weir_op_operand(op, WEIR_TENSOR_PACK_PADDING_VALUE) !=
          filled_with(fill)) {
    return false;
  }
  weir_rewriter_replace_op(rewriter, op, build_fill(rewriter, op, fill, dest));
  return true;
}

static bool take_filled(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_op_t* fill = fill_of(weir_op_operand_n(op, 0));
  if (fill == NULL || filled_with(fill)->type != op->results[0].type) {
    return false;
  }
  weir_rewriter_replace_one(rewriter, op, filled_with(fill));
  return true;
}

bool weir_linalg_other_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  switch (weir_op_id(op)) {
    case WEIR_TENSOR_COLLAPSE_SHAPE:
    case WEIR_TENSOR_EXPAND_SHAPE:
      return fill_reshaped(op, rewriter);
    case WEIR_TENSOR_PAD:
      return fill_padded(op, rewriter);
    case WEIR_TENSOR_PACK:
      return fill_packed(op, rewriter);
    case WEIR_TENSOR_EXTRACT:
      return take_filled(op, rewriter);
    default:
      return false;
  }
}

// A fill, copied or transposed, fills the place it is written to; what a copy
// writes over need not be filled first.
bool weir_linalg_moved_fill_canonicalize(weir_op_t* op,
                                         weir_rewriter_t* rewriter) {
  const weir_op_t* fill = fill_of(weir_op_operand_n(op, 0));
  if (fill != NULL) {
    if (weir_type_element(weir_op_operand_n(op, 1)->type) !=
        weir_type_element(weir_op_operand_n(op, 0)->type)) {
      return false;
    }
    weir_rewriter_replace_op(
        rewriter, op, build_fill(rewriter, op, fill, weir_op_operand_n(op, 1)));
    return true;
  }
  const weir_op_t* under = fill_of(weir_op_operand_n(op, 1));
  if (under == NULL || !weir_op_is(op, WEIR_LINALG_COPY)) return false;
  weir_op_set_operand(op, 1, weir_op_operand_n(under, 1));
  weir_rewriter_touch(rewriter, op);
  return true;
}
