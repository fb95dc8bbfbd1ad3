// Turns paddings into filled tensors with the source written into them.
//
// Needs:   nothing.
// Changes: tensor.pad that puts one value everywhere becomes tensor.empty,
//          linalg.fill and tensor.insert_slice; one marked nofold that adds
//          nothing a linalg.copy.
// Keeps:   paddings whose value depends on the place, and those that only an
//          iree_encoding.set_encoding uses.
// Options: skip-one-linalg-use-case: so are those that only a structured op
//          uses, but for a quantised convolution.
#include "compiler/dialects/amounts.h"
#include "compiler/dialects/iree_encoding.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/linalg_types.h"
#include "compiler/dialects/padding.h"
#include "compiler/dialects/tensor.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/rewrite.h"
#include "compiler/transforms/flow/passes.h"

static bool is_left_to_user(const weir_op_t* pad, bool skip_structured) {
  const weir_value_t* result = weir_op_result_n(pad, 0);
  if (!weir_value_has_one_use(result)) return false;
  const weir_op_t* user = result->uses->op;
  if (weir_op_is(user, WEIR_IREE_ENCODING_SET_ENCODING)) return true;
  return skip_structured && weir_op_is_linalg_structured(user) &&
         !weir_op_is(user, WEIR_LINALG_CONV_2D_NHWC_HWCF_Q);
}

// linalg.fill or linalg.copy.
static weir_op_t* build_written(weir_builder_t* builder, uint32_t id,
                                const weir_op_t* pad, weir_value_t* value,
                                weir_value_t* into) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, id, pad->location);
  weir_op_state_operands(&state, &value, 1);
  weir_op_state_operands(&state, &into, 1);
  weir_op_state_results(&state, &into->type, 1);
  weir_op_t* op = weir_build(builder, &state);
  weir_linalg_build_body(op);
  return op;
}

static weir_op_t* build_insert(weir_builder_t* builder, const weir_op_t* pad,
                               const weir_amount_t* low, weir_value_t* into) {
  weir_context_t* context = pad->context;
  weir_value_t* source = weir_op_operand(pad, WEIR_TENSOR_PAD_SOURCE);
  uint32_t rank = weir_type_rank(source->type);
  weir_arena_t* arena = weir_context_arena(context);
  weir_amount_t* sizes = WEIR_ARENA_ARRAY(arena, weir_amount_t, rank + 1);
  weir_amount_t* strides = WEIR_ARENA_ARRAY(arena, weir_amount_t, rank + 1);
  for (uint32_t i = 0; i < rank; ++i) {
    sizes[i] = weir_amount_of_dim(builder, pad->location, source, i);
    strides[i].number = 1;
  }
  weir_amount_list_t offset_list = weir_amount_list(context, low, rank);
  weir_amount_list_t size_list = weir_amount_list(context, sizes, rank);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_TENSOR_INSERT_SLICE, pad->location);
  weir_op_state_operand(&state, source);
  weir_op_state_operand(&state, into);
  weir_op_state_operands(&state, offset_list.values.items,
                         offset_list.values.count);
  weir_op_state_operands(&state, size_list.values.items,
                         size_list.values.count);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_attr(&state, "static_offsets", offset_list.attr);
  weir_op_state_attr(&state, "static_sizes", size_list.attr);
  weir_op_state_attr(&state, "static_strides",
                     weir_amount_list(context, strides, rank).attr);
  weir_op_state_result(&state, into->type);
  return weir_build(builder, &state);
}

// Nothing is added: what is asked for is a copy.
static bool is_copy(const weir_op_t* pad, const weir_amount_t* low,
                    const weir_amount_t* high) {
  if (!weir_op_has_attr(pad, "nofold")) return false;
  for (uint32_t i = 0; i < weir_type_rank(pad->results[0].type); ++i) {
    bool is_zero = low[i].value == NULL && low[i].number == 0 &&
                   high[i].value == NULL && high[i].number == 0;
    if (!is_zero) return false;
  }
  return true;
}

static bool convert_pad(weir_op_t* pad, weir_rewriter_t* rewriter, void* user) {
  weir_value_t* value = weir_padding_value(pad);
  if (value == NULL || is_left_to_user(pad, *(const bool*)user)) return false;
  weir_builder_t* builder = &rewriter->builder;
  const weir_amount_t* low =
      weir_amounts_of(pad, "static_low", WEIR_TENSOR_PAD_LOW);
  const weir_amount_t* high =
      weir_amounts_of(pad, "static_high", WEIR_TENSOR_PAD_HIGH);
  weir_value_t* into = weir_build_padded_empty(builder, pad);
  weir_op_t* by = NULL;
  if (is_copy(pad, low, high)) {
    by = build_written(builder, WEIR_LINALG_COPY, pad,
                       weir_op_operand(pad, WEIR_TENSOR_PAD_SOURCE), into);
  } else {
    by = build_written(builder, WEIR_LINALG_FILL, pad, value, into);
    by = build_insert(builder, pad, low, weir_op_result_n(by, 0));
  }
  weir_rewriter_replace_op(rewriter, pad, by);
  return true;
}

weir_status_t weir_flow_tensor_pad_to_insert_slice(weir_pass_t* pass,
                                                   weir_op_t* function) {
  bool skip_structured =
      weir_pass_flag(pass, "skip-one-linalg-use-case", false);
  const weir_pattern_t patterns[] = {
      {WEIR_TENSOR_PAD, convert_pad, &skip_structured},
  };
  weir_greedy_options_t options = {
      .bottom_up = true, .fold = true, .simplify_regions = true};
  weir_rewrite_greedily(function, patterns, 1, &options, NULL);
  return weir_ok();
}
