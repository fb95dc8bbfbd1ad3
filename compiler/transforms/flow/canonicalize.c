// Canonicalises, with rewrites that suit what becomes dispatches.
//
// Needs:   nothing.
// Changes: as canonicalize; and paddings of paddings by one constant become
//          one, slices of slices become one, casts outside of dispatches
//          flow.tensor reshapes.
// Keeps:   what the program does.
// Options: cse-constants, test-convergence: true refuses what does not
//          converge.
#include "compiler/dialects/amounts.h"
#include "compiler/dialects/lists.h"
#include "compiler/dialects/tensor.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/rewrite.h"
#include "compiler/transforms/flow/convert_cast.h"
#include "compiler/transforms/flow/passes.h"

static weir_amount_list_t sums_of(weir_builder_t* builder,
                                  const weir_op_t* outer,
                                  const weir_op_t* inner, const char* name,
                                  uint32_t group) {
  uint32_t count = weir_op_attr(outer, name)->dense_array.count;
  weir_amount_t* a = weir_amounts_of(outer, name, group);
  const weir_amount_t* b = weir_amounts_of(inner, name, group);
  for (uint32_t i = 0; i < count; ++i) {
    weir_amount_t terms[] = {a[i], b[i]};
    a[i] = weir_amount_sum(builder, outer->location, terms, 2);
  }
  return weir_amount_list(outer->context, a, count);
}

// -- padding ------------------------------------------------------------------

// The value that a padding puts everywhere; NULL if it depends on the place.
static weir_value_t* padding_value(const weir_op_t* pad) {
  const weir_op_t* yield = weir_op_region(pad, 0)->first->last;
  if (!weir_op_is(yield, WEIR_TENSOR_YIELD)) return NULL;
  weir_value_t* value = weir_op_operand_n(yield, 0);
  bool inside = weir_op_is_ancestor(pad, weir_value_parent_op(value));
  return inside && weir_value_constant(value) == NULL ? NULL : value;
}

static bool same_value(const weir_value_t* a, const weir_value_t* b) {
  return a != NULL && b != NULL &&
         (a == b || (weir_value_constant(a) != NULL &&
                     weir_value_constant(a) == weir_value_constant(b)));
}

static bool merge_pads(weir_op_t* op, weir_rewriter_t* rewriter, void* user) {
  (void)user;
  weir_op_t* inner = weir_value_op(weir_op_operand(op, WEIR_TENSOR_PAD_SOURCE));
  if (!weir_op_is(inner, WEIR_TENSOR_PAD) || weir_op_has_attr(op, "nofold") ||
      weir_op_has_attr(inner, "nofold") ||
      !same_value(padding_value(op), padding_value(inner))) {
    return false;
  }
  weir_builder_t* builder = &rewriter->builder;
  weir_amount_list_t high =
      sums_of(builder, op, inner, "static_high", WEIR_TENSOR_PAD_HIGH);
  weir_amount_list_t low =
      sums_of(builder, op, inner, "static_low", WEIR_TENSOR_PAD_LOW);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_TENSOR_PAD, op->location);
  weir_op_state_operand(&state, weir_op_operand(inner, WEIR_TENSOR_PAD_SOURCE));
  weir_op_state_operands(&state, low.values.items, low.values.count);
  weir_op_state_operands(&state, high.values.items, high.values.count);
  weir_op_state_attrs(&state, op->attrs);
  weir_op_state_attr(&state, "static_low", low.attr);
  weir_op_state_attr(&state, "static_high", high.attr);
  weir_op_state_result(&state, op->results[0].type);
  weir_op_t* by = weir_build(builder, &state);
  weir_region_take_blocks(weir_op_region(by, 0), weir_op_region(op, 0));
  weir_rewriter_replace_op(rewriter, op, by);
  return true;
}

// -- slices -------------------------------------------------------------------

static bool has_unit_strides(const weir_op_t* op) {
  const weir_attr_t* attr = weir_op_attr(op, "static_strides");
  for (uint32_t i = 0; i < attr->dense_array.count; ++i) {
    if (((const int64_t*)(const void*)attr->dense_array.data)[i] != 1) {
      return false;
    }
  }
  return true;
}

// A slice of a slice that drops no dimensions.
static bool merge_slices(weir_op_t* op, weir_rewriter_t* rewriter, void* user) {
  (void)user;
  weir_op_t* inner =
      weir_value_op(weir_op_operand(op, WEIR_TENSOR_EXTRACT_SLICE_SOURCE));
  if (!weir_op_is(inner, WEIR_TENSOR_EXTRACT_SLICE) || !has_unit_strides(op) ||
      !has_unit_strides(inner)) {
    return false;
  }
  weir_value_t* source =
      weir_op_operand(inner, WEIR_TENSOR_EXTRACT_SLICE_SOURCE);
  if (weir_type_rank(source->type) != weir_type_rank(inner->results[0].type)) {
    return false;
  }
  weir_builder_t* builder = &rewriter->builder;
  weir_amount_list_t offsets = sums_of(builder, op, inner, "static_offsets",
                                       WEIR_TENSOR_EXTRACT_SLICE_OFFSETS);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_TENSOR_EXTRACT_SLICE, op->location);
  weir_op_state_operand(&state, source);
  weir_op_state_operands(&state, offsets.values.items, offsets.values.count);
  weir_op_state_operands_of(&state, op, WEIR_TENSOR_EXTRACT_SLICE_SIZES);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_attrs(&state, op->attrs);
  weir_op_state_attr(&state, "static_offsets", offsets.attr);
  weir_op_state_result(&state, op->results[0].type);
  weir_rewriter_replace_op(rewriter, op, weir_build(builder, &state));
  return true;
}

weir_status_t weir_flow_canonicalize(weir_pass_t* pass, weir_op_t* op) {
  static const weir_pattern_t patterns[] = {
      {WEIR_TENSOR_CAST, weir_flow_convert_cast, NULL},
      {WEIR_TENSOR_EXTRACT_SLICE, merge_slices, NULL},
      {WEIR_TENSOR_PAD, merge_pads, NULL},
  };
  weir_greedy_options_t options = {
      .canonicalize = true, .fold = true, .simplify_regions = true};
  bool converged = weir_rewrite_greedily(
      op, patterns, sizeof(patterns) / sizeof(patterns[0]), &options, NULL);
  if (converged || !weir_pass_flag(pass, "test-convergence", false)) {
    return weir_ok();
  }
  weir_emit_error(op->context, op->location,
                  "Canonicalizer failed to converge");
  return weir_status(WEIR_CODE_INVALID_ARGUMENT, "does not converge");
}
