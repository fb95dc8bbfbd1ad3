// Aligns elements of tensors inside executables to whole bytes.
//
// Needs:   stream.executable with flow.dispatch.tensor bindings.
// Changes: bindings of i1 and odd integer widths to the next width of whole
//          bytes; loads are truncated, stores extended.
// Keeps:   what is computed.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/flow_types.h"
#include "compiler/dialects/stream.h"
#include "compiler/ir/rewrite.h"
#include "compiler/transforms/stream/passes.h"
#include "compiler/transforms/stream/tensor_encoding.h"

static bool align_binding(weir_op_t* op, weir_rewriter_t* rewriter,
                          void* user) {
  (void)user;
  weir_value_t* result = weir_op_result_n(op, 0);
  if (!weir_type_is_flow_dispatch_tensor(result->type)) return false;
  weir_type_t* bound = weir_flow_dispatch_tensor_bound(result->type);
  weir_type_t* aligned = weir_type_is_ranked_tensor(bound)
                             ? weir_storage_tensor_type(bound)
                             : weir_storage_element_type(bound);
  if (aligned == bound) return false;
  result->type = weir_flow_dispatch_tensor_type(
      weir_flow_dispatch_tensor_access(result->type), aligned);
  weir_rewriter_touch(rewriter, op);
  return true;
}

static bool align_load(weir_op_t* op, weir_rewriter_t* rewriter, void* user) {
  (void)user;
  weir_value_t* result = weir_op_result_n(op, 0);
  weir_type_t* type = result->type;
  weir_type_t* aligned = weir_storage_tensor_type(type);
  if (aligned == type) return false;
  weir_builder_set_after(&rewriter->builder, op);
  result->type = aligned;
  weir_value_t* narrow = weir_build_unary(&rewriter->builder, WEIR_ARITH_TRUNCI,
                                          op->location, result, type);
  weir_value_replace_uses_except(result, narrow, weir_value_op(narrow));
  weir_rewriter_touch(rewriter, op);
  return true;
}

static bool align_store(weir_op_t* op, weir_rewriter_t* rewriter, void* user) {
  (void)user;
  weir_value_t* value =
      weir_op_operand(op, WEIR_FLOW_DISPATCH_TENSOR_STORE_VALUE);
  weir_type_t* aligned = weir_storage_tensor_type(value->type);
  if (aligned == value->type) return false;
  weir_value_t* wide = weir_build_unary(&rewriter->builder, WEIR_ARITH_EXTUI,
                                        op->location, value, aligned);
  weir_op_set_operand(
      op,
      weir_op_operand_group_start(op, WEIR_FLOW_DISPATCH_TENSOR_STORE_VALUE),
      wide);
  weir_rewriter_touch(rewriter, op);
  return true;
}

weir_status_t weir_stream_encode_device_tensors(weir_pass_t* pass,
                                                weir_op_t* root) {
  (void)pass;
  static const weir_pattern_t patterns[] = {
      {WEIR_STREAM_BINDING_SUBSPAN, align_binding, NULL},
      {WEIR_FLOW_DISPATCH_TENSOR_LOAD, align_load, NULL},
      {WEIR_FLOW_DISPATCH_TENSOR_STORE, align_store, NULL},
  };
  const weir_greedy_options_t options = {
      .bottom_up = true, .fold = true, .simplify_regions = true};
  weir_rewrite_greedily(root, patterns, sizeof(patterns) / sizeof(patterns[0]),
                        &options, NULL);
  return weir_ok();
}
