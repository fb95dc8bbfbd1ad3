// Checks, folds and rewrites of tensor.pad.
#include "compiler/dialects/amounts.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/slice_util.h"
#include "compiler/dialects/tensor.h"
#include "compiler/dialects/tensor_impl.h"
#include "compiler/ir/diagnostic.h"

// -- checks -------------------------------------------------------------------

static const int64_t* pads_of(const weir_op_t* op, const char* name) {
  return (const int64_t*)(const void*)weir_op_attr(op, name)->dense_array.data;
}

// A dimension with its margins, WEIR_DYNAMIC where one of them is not known;
// false if what is known adds up to nothing that could be a dimension.
static bool padded_dim(int64_t size, int64_t low, int64_t high,
                       int64_t* out_size) {
  *out_size = WEIR_DYNAMIC;
  if (size == WEIR_DYNAMIC || low == WEIR_DYNAMIC || high == WEIR_DYNAMIC) {
    return true;
  }
  int64_t sum = 0;
  if (__builtin_add_overflow(low, high, &sum) ||
      __builtin_add_overflow(size, sum, &sum) || sum < 0) {
    return false;
  }
  *out_size = sum;
  return true;
}

static bool verify_body(weir_op_t* op, uint32_t rank) {
  const weir_block_t* body = weir_op_region(op, 0)->first;
  if (body == NULL) return true;
  if (body->argument_count != rank) {
    return weir_op_error(op, "expected the block to have %u arguments", rank);
  }
  for (uint32_t i = 0; i < rank; ++i) {
    if (!weir_type_is_index(body->arguments[i]->type)) {
      return weir_op_error(op, "expected block argument %u to be an index",
                           i + 1);
    }
  }
  const weir_op_t* yield = weir_block_terminator(body);
  if (!weir_op_is(yield, WEIR_TENSOR_YIELD) || yield->operand_count != 1 ||
      weir_op_operand_n(yield, 0)->type ==
          weir_type_element(weir_op_result_n(op, 0)->type)) {
    return true;
  }
  return weir_op_error(op, "expected yield type to match shape element type");
}

bool weir_tensor_pad_verify(weir_op_t* op) {
  weir_type_t* source = weir_op_operand_n(op, 0)->type;
  weir_type_t* result = weir_op_result_n(op, 0)->type;
  uint32_t rank = weir_type_rank(source);
  if (weir_type_rank(result) != rank ||
      weir_op_attr(op, "static_low")->dense_array.count != rank ||
      weir_op_attr(op, "static_high")->dense_array.count != rank) {
    return weir_op_error(op, "expected as many pads as dimensions, %u", rank);
  }
  weir_arena_t scratch = {0};
  int64_t* dims = WEIR_ARENA_ARRAY(&scratch, int64_t, rank + 1);
  bool fits = true;
  for (uint32_t i = 0; i < rank; ++i) {
    if (!padded_dim(weir_type_dim(source, i), pads_of(op, "static_low")[i],
                    pads_of(op, "static_high")[i], &dims[i]) &&
        weir_type_dim(result, i) != WEIR_DYNAMIC) {
      weir_op_error(op, "dimension %u with its padding is out of range", i);
      weir_arena_deinit(&scratch);
      return false;
    }
    fits = fits &&
           (dims[i] == WEIR_DYNAMIC || dims[i] == weir_type_dim(result, i));
  }
  if (!fits) {
    weir_emit_error(
        op->context, op->location,
        "specified type '%s' does not match the inferred type '%s'",
        weir_type_text(result, &scratch),
        weir_type_text(weir_type_with_shape(source, dims, rank), &scratch));
  }
  weir_arena_deinit(&scratch);
  return fits && verify_body(op, rank);
}

// -- folds --------------------------------------------------------------------

static bool may_fold(const weir_op_t* op) {
  return !weir_op_has_attr(op, "nofold");
}

// What is as large as before was not padded.
bool weir_tensor_pad_fold(weir_op_t* op, weir_attr_t* const* operands,
                          weir_fold_result_t* results) {
  (void)operands;
  weir_value_t* source = weir_op_operand_n(op, 0);
  return source->type == op->results[0].type &&
         weir_type_has_static_shape(source->type) && may_fold(op) &&
         weir_fold_to_value(results, source);
}

// -- rewrites -----------------------------------------------------------------

static weir_amount_t* low_of(const weir_op_t* op) {
  return weir_amounts_of(op, "static_low", WEIR_TENSOR_PAD_LOW);
}

static weir_amount_t* high_of(const weir_op_t* op) {
  return weir_amounts_of(op, "static_high", WEIR_TENSOR_PAD_HIGH);
}

static bool is_number(weir_amount_t amount, int64_t number) {
  return amount.value == NULL && amount.number == number;
}

static bool are_zero(const weir_amount_t* amounts, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    if (!is_number(amounts[i], 0)) return false;
  }
  return true;
}

// No margin at all.
static bool drop_empty_margin(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* source = weir_op_operand_n(op, 0);
  uint32_t rank = weir_type_rank(source->type);
  if (!may_fold(op) || !are_zero(low_of(op), rank) ||
      !are_zero(high_of(op), rank)) {
    return false;
  }
  weir_rewriter_replace_one(
      rewriter, op,
      weir_build_unary(&rewriter->builder, WEIR_TENSOR_CAST, op->location,
                       source, op->results[0].type));
  return true;
}

static int64_t number_of(weir_amount_t amount) {
  return amount.value == NULL ? amount.number : WEIR_DYNAMIC;
}

// The type of |op| with what is known of |source| and the margins.
static weir_type_t* known_type(const weir_op_t* op, const weir_type_t* source,
                               const weir_amount_t* low,
                               const weir_amount_t* high) {
  weir_type_t* type = op->results[0].type;
  uint32_t rank = weir_type_rank(type);
  int64_t* dims =
      WEIR_ARENA_ARRAY(weir_context_arena(op->context), int64_t, rank + 1);
  for (uint32_t i = 0; i < rank; ++i) {
    dims[i] = weir_type_dim(type, i);
    if (dims[i] != WEIR_DYNAMIC) continue;
    padded_dim(weir_type_dim(source, i), number_of(low[i]), number_of(high[i]),
               &dims[i]);
  }
  return weir_type_with_shape(type, dims, rank);
}

static bool drop_source_cast(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* source = weir_value_before_cast(weir_op_operand_n(op, 0));
  if (source == NULL) return false;
  weir_type_t* type = known_type(op, source->type, low_of(op), high_of(op));
  weir_op_set_operand(op, 0, source);
  weir_rewriter_touch(rewriter, op);
  weir_rewriter_set_result_type(rewriter, op, 0, type);
  return true;
}

// A cast that says more of the result says it of the op.
static bool take_result_cast(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* result = weir_op_result_n(op, 0);
  if (!weir_value_has_one_use(result)) return false;
  weir_op_t* cast = result->uses->op;
  if (!weir_op_is(cast, WEIR_TENSOR_CAST)) return false;
  weir_type_t* type = cast->results[0].type;
  if (!weir_type_is_ranked_tensor(type)) return false;
  for (uint32_t i = 0; i < weir_type_rank(type); ++i) {
    if (weir_type_dim(type, i) == WEIR_DYNAMIC &&
        weir_type_dim(result->type, i) != WEIR_DYNAMIC) {
      return false;
    }
  }
  weir_op_set_operand(cast, 0, weir_op_operand_n(op, 0));
  result->type = type;
  weir_rewriter_replace_one(rewriter, cast, result);
  weir_rewriter_touch(rewriter, op);
  return true;
}

static void set_amounts(weir_op_t* op, const char* name, uint32_t group,
                        const weir_amount_t* amounts, uint32_t count) {
  weir_amount_list_t list = weir_amount_list(op->context, amounts, count);
  weir_op_set_operand_group(op, group, list.values.items, list.values.count);
  weir_op_set_attr(op, name, list.attr);
}

// Constants go into the margins where that says more of the type.
static bool take_constants(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_amount_t* low = low_of(op);
  weir_amount_t* high = high_of(op);
  weir_type_t* type = op->results[0].type;
  weir_type_t* known =
      known_type(op, weir_op_operand_n(op, 0)->type, low, high);
  uint32_t rank = weir_type_rank(type);
  if (known == type || weir_type_dynamic_dim_count(known) == rank) return false;
  set_amounts(op, "static_low", WEIR_TENSOR_PAD_LOW, low, rank);
  set_amounts(op, "static_high", WEIR_TENSOR_PAD_HIGH, high, rank);
  weir_rewriter_touch(rewriter, op);
  weir_rewriter_set_result_type(rewriter, op, 0, known);
  return true;
}

// -- margins at different sides -----------------------------------------------

// A slice, its margin, a slice of that, and its margin.
typedef struct chain_t {
  weir_op_t* pad;
  const weir_op_t* slice;
  const weir_op_t* outer_pad;
  const weir_op_t* outer_slice;
  uint32_t rank;
} chain_t;

// What the margin holds, if that is the same everywhere.
static const weir_value_t* margin_value(const weir_op_t* pad) {
  const weir_block_t* body = weir_op_region(pad, 0)->first;
  const weir_value_t* value = weir_op_operand_n(body->last, 0);
  bool inside = weir_value_block(value) == body;
  return !inside || weir_value_constant(value) != NULL ? value : NULL;
}

static bool same_margin_value(const weir_op_t* a, const weir_op_t* b) {
  const weir_value_t* x = margin_value(a);
  const weir_value_t* y = margin_value(b);
  return x != NULL && x == y;
}

static bool has_unit_strides(const weir_op_t* slice, uint32_t rank) {
  weir_amount_t* strides = weir_amounts_of(slice, "static_strides",
                                           WEIR_TENSOR_EXTRACT_SLICE_STRIDES);
  for (uint32_t i = 0; i < rank; ++i) {
    if (!is_number(strides[i], 1)) return false;
  }
  return true;
}

static bool find_chain(weir_op_t* op, chain_t* out_chain) {
  chain_t chain = {.pad = op};
  chain.slice = weir_value_op(weir_op_operand_n(op, 0));
  if (!weir_op_is(chain.slice, WEIR_TENSOR_EXTRACT_SLICE)) return false;
  chain.outer_pad = weir_value_op(weir_op_operand_n(chain.slice, 0));
  if (!weir_op_is(chain.outer_pad, WEIR_TENSOR_PAD)) return false;
  chain.outer_slice = weir_value_op(weir_op_operand_n(chain.outer_pad, 0));
  if (!weir_op_is(chain.outer_slice, WEIR_TENSOR_EXTRACT_SLICE)) return false;
  chain.rank = weir_type_rank(op->results[0].type);
  const weir_type_t* first = weir_op_operand_n(chain.outer_slice, 0)->type;
  *out_chain = chain;
  return may_fold(chain.outer_pad) && weir_type_rank(first) == chain.rank &&
         weir_type_rank(chain.outer_pad->results[0].type) == chain.rank &&
         has_unit_strides(chain.slice, chain.rank) &&
         has_unit_strides(chain.outer_slice, chain.rank) &&
         are_zero(low_of(op), chain.rank) &&
         are_zero(low_of(chain.outer_pad), chain.rank) &&
         same_margin_value(op, chain.outer_pad);
}

typedef struct joined_t {
  weir_amount_t* offsets;
  weir_amount_t* sizes;
  weir_amount_t* high;
} joined_t;

static weir_amount_t* offsets_of(const weir_op_t* slice) {
  return weir_amounts_of(slice, "static_offsets",
                         WEIR_TENSOR_EXTRACT_SLICE_OFFSETS);
}

static weir_amount_t* sizes_of(const weir_op_t* slice) {
  return weir_amounts_of(slice, "static_sizes",
                         WEIR_TENSOR_EXTRACT_SLICE_SIZES);
}

// One slice and one margin for the two of each, dimension by dimension; false
// if some dimension has both cut or both margins.
static bool join_chain(const chain_t* chain, joined_t* out) {
  const weir_amount_t* outer_offsets = offsets_of(chain->outer_slice);
  const weir_amount_t* outer_sizes = sizes_of(chain->outer_slice);
  const weir_amount_t* outer_high = high_of(chain->outer_pad);
  const weir_type_t* whole = weir_op_operand_n(chain->slice, 0)->type;
  *out = (joined_t){offsets_of(chain->slice), sizes_of(chain->slice),
                    high_of(chain->pad)};
  for (uint32_t i = 0; i < chain->rank; ++i) {
    bool inner_padded = !is_number(out->high[i], 0);
    bool outer_padded = !is_number(outer_high[i], 0);
    if (inner_padded && outer_padded) return false;
    if (!inner_padded && is_number(out->offsets[i], 0)) {
      out->offsets[i] = outer_offsets[i];
    } else if (outer_padded || !is_number(outer_offsets[i], 0)) {
      return false;
    }
    if (!outer_padded) continue;
    int64_t size = weir_type_dim(whole, i);
    if (size == WEIR_DYNAMIC || !is_number(out->sizes[i], size)) return false;
    out->sizes[i] = outer_sizes[i];
    out->high[i] = outer_high[i];
  }
  return true;
}

static weir_value_t* build_slice(weir_rewriter_t* rewriter,
                                 const chain_t* chain, const joined_t* joined) {
  const weir_op_t* like = chain->slice;
  weir_value_t* source = weir_op_operand_n(chain->outer_slice, 0);
  uint32_t rank = chain->rank;
  weir_amount_list_t offsets =
      weir_amount_list(like->context, joined->offsets, rank);
  weir_amount_list_t sizes =
      weir_amount_list(like->context, joined->sizes, rank);
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_TENSOR_EXTRACT_SLICE,
                     chain->pad->location);
  weir_op_state_operand(&state, source);
  weir_op_state_operands(&state, offsets.values.items, offsets.values.count);
  weir_op_state_operands(&state, sizes.values.items, sizes.values.count);
  weir_op_state_operands_of(&state, like, WEIR_TENSOR_EXTRACT_SLICE_STRIDES);
  weir_op_state_attr(&state, "static_offsets", offsets.attr);
  weir_op_state_attr(&state, "static_sizes", sizes.attr);
  weir_op_state_attr(&state, "static_strides",
                     weir_op_attr(like, "static_strides"));
  weir_op_state_result(
      &state,
      weir_type_with_shape(
          source->type,
          (const int64_t*)(const void*)sizes.attr->dense_array.data, rank));
  return weir_op_result_n(weir_build(&rewriter->builder, &state), 0);
}

// Two slices with margins at different sides are one.
static bool join_margins(weir_op_t* op, weir_rewriter_t* rewriter) {
  chain_t chain;
  joined_t joined;
  if (!find_chain(op, &chain) || !join_chain(&chain, &joined)) return false;
  weir_op_set_operand(op, 0, build_slice(rewriter, &chain, &joined));
  set_amounts(op, "static_high", WEIR_TENSOR_PAD_HIGH, joined.high, chain.rank);
  weir_rewriter_touch(rewriter, op);
  return true;
}

bool weir_tensor_pad_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  return drop_empty_margin(op, rewriter) || drop_source_cast(op, rewriter) ||
         take_result_cast(op, rewriter) || join_margins(op, rewriter) ||
         take_constants(op, rewriter);
}
