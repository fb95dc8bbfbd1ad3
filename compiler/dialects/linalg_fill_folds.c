// Rewrites of what is made of linalg.fill: a fill in another shape, or at
// another place, is a fill.
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/linalg_impl.h"
#include "compiler/dialects/linalg_types.h"
#include "compiler/dialects/padding.h"
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
  if (fill == NULL || weir_padding_value(op) != filled_with(fill)) return false;
  weir_value_t* empty = weir_build_padded_empty(&rewriter->builder, op);
  weir_rewriter_replace_op(rewriter, op, build_fill(rewriter, op, fill, empty));
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

// -- insertions with a margin -------------------------------------------------

static const int64_t* numbers_of(const weir_op_t* op, const char* name) {
  return (const int64_t*)(const void*)weir_op_attr(op, name)->dense_array.data;
}

// The first and the last place that insertion |op| writes in dimension |i|;
// false if they are not known.
static bool find_range(const weir_op_t* op, uint32_t i, int64_t* out_first,
                       int64_t* out_last) {
  int64_t offset = numbers_of(op, "static_offsets")[i];
  int64_t size = numbers_of(op, "static_sizes")[i];
  int64_t stride = numbers_of(op, "static_strides")[i];
  if (offset == WEIR_DYNAMIC || size == WEIR_DYNAMIC ||
      stride == WEIR_DYNAMIC || size < 1 || stride < 1) {
    return false;
  }
  *out_first = offset;
  return !__builtin_mul_overflow(size - 1, stride, out_last) &&
         !__builtin_add_overflow(offset, *out_last, out_last);
}

static bool keeps_rank(const weir_op_t* insert) {
  return weir_type_rank(weir_op_operand_n(insert, 0)->type) ==
         weir_type_rank(insert->results[0].type);
}

// Whether the two write different places, as far as is known.
static bool are_disjoint(const weir_op_t* a, const weir_op_t* b) {
  for (uint32_t i = 0; i < weir_type_rank(a->results[0].type); ++i) {
    int64_t a_first, a_last, b_first, b_last;
    if (find_range(a, i, &a_first, &a_last) &&
        find_range(b, i, &b_first, &b_last) &&
        (a_last < b_first || b_last < a_first)) {
      return true;
    }
  }
  return false;
}

// The fill that is still there where |insert| writes.
static const weir_op_t* fill_below(const weir_op_t* insert) {
  weir_value_t* dest = weir_op_operand_n(insert, 1);
  const weir_op_t* before = weir_value_op(dest);
  while (weir_op_is(before, WEIR_TENSOR_INSERT_SLICE) && keeps_rank(before) &&
         are_disjoint(insert, before)) {
    dest = weir_op_operand_n(before, 1);
    before = weir_value_op(dest);
  }
  return fill_of(dest);
}

// The offsets of |insert| behind the margin of |pad|; NULL where these do not
// add up.
static weir_amount_t* offsets_behind_margin(weir_rewriter_t* rewriter,
                                            const weir_op_t* insert,
                                            const weir_op_t* pad) {
  weir_amount_t* offsets = weir_amounts_of(insert, "static_offsets",
                                           WEIR_TENSOR_INSERT_SLICE_OFFSETS);
  const weir_amount_t* strides = weir_amounts_of(
      insert, "static_strides", WEIR_TENSOR_INSERT_SLICE_STRIDES);
  const weir_amount_t* low =
      weir_amounts_of(pad, "static_low", WEIR_TENSOR_PAD_LOW);
  uint32_t rank = weir_type_rank(insert->results[0].type);
  for (uint32_t i = 0; i < rank; ++i) {
    bool one_by_one = strides[i].value == NULL && strides[i].number == 1;
    if (!one_by_one || (low[i].value == NULL && low[i].number < 0)) return NULL;
  }
  for (uint32_t i = 0; i < rank; ++i) {
    weir_amount_t terms[] = {low[i], offsets[i]};
    offsets[i] =
        weir_amount_sum(&rewriter->builder, insert->location, terms, 2);
  }
  return offsets;
}

// A margin of what a tensor is filled with anyhow is not inserted.
static bool insert_without_margin(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_op_t* pad = weir_value_op(weir_op_operand_n(op, 0));
  if (!weir_op_is(pad, WEIR_TENSOR_PAD) || !keeps_rank(op)) return false;
  const weir_op_t* fill = fill_below(op);
  if (fill == NULL || weir_padding_value(pad) != filled_with(fill)) {
    return false;
  }
  const weir_amount_t* offsets = offsets_behind_margin(rewriter, op, pad);
  if (offsets == NULL) return false;
  weir_value_t* source = weir_op_operand_n(pad, 0);
  uint32_t rank = weir_type_rank(source->type);
  weir_amount_t* sizes = WEIR_ARENA_ARRAY(weir_context_arena(op->context),
                                          weir_amount_t, rank + 1);
  for (uint32_t i = 0; i < rank; ++i) {
    sizes[i] = weir_amount_of_dim(&rewriter->builder, op->location, source, i);
  }
  weir_amount_list_t places = weir_amount_list(op->context, offsets, rank);
  weir_amount_list_t lengths = weir_amount_list(op->context, sizes, rank);
  weir_op_set_operand_group(op, WEIR_TENSOR_INSERT_SLICE_OFFSETS,
                            places.values.items, places.values.count);
  weir_op_set_operand_group(op, WEIR_TENSOR_INSERT_SLICE_SIZES,
                            lengths.values.items, lengths.values.count);
  weir_op_set_operand(op, 0, source);
  weir_op_set_attr(op, "static_offsets", places.attr);
  weir_op_set_attr(op, "static_sizes", lengths.attr);
  weir_rewriter_touch(rewriter, op);
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
    case WEIR_TENSOR_INSERT_SLICE:
      return insert_without_margin(op, rewriter);
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
