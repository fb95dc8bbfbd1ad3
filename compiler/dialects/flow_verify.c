// Checks of flow ops beyond dimensions.
#include "compiler/dialects/flow.h"
#include "compiler/dialects/flow_impl.h"
#include "compiler/dialects/shapes.h"
#include "compiler/dialects/verify_util.h"
#include "compiler/ir/diagnostic.h"

// -- dispatches in place ------------------------------------------------------

// The region that computes workgroup counts takes the workload.
static bool verify_count_arguments(weir_op_t* op, uint32_t workload_group) {
  const weir_block_t* entry = weir_op_region(op, 1)->first;
  if (entry == NULL) return true;
  uint32_t given = weir_op_operand_group_size(op, workload_group);
  if (entry->argument_count != given) {
    return weir_op_error(op,
                         "workload operands and workgroup count args mismatch "
                         "(%u vs %u)",
                         given, entry->argument_count);
  }
  for (uint32_t i = 0; i < given; ++i) {
    const weir_type_t* type = weir_op_operand_at(op, workload_group, i)->type;
    if (type == entry->arguments[i]->type) continue;
    weir_arena_t scratch = {0};
    weir_op_error(op,
                  "workload value %u type mismatch; operand is '%s' but region "
                  "captures '%s'",
                  i, weir_type_text(type, &scratch),
                  weir_type_text(entry->arguments[i]->type, &scratch));
    weir_arena_deinit(&scratch);
    return false;
  }
  return weir_verify_workgroup_count(op);
}

static bool verify_region_return(weir_op_t* op, const weir_op_t* last) {
  if (last->operand_count != op->result_count) {
    return weir_op_error(last,
                         "returns %u values, but the region has %u results",
                         last->operand_count, op->result_count);
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (weir_op_operand_n(last, i)->type == weir_op_result_n(op, i)->type) {
      continue;
    }
    return weir_op_error(last,
                         "operand types do not match with parent results");
  }
  return true;
}

bool weir_flow_dispatch_region_verify(weir_op_t* op) {
  if (!weir_verify_extents(op)) return false;
  const weir_block_t* entry = weir_op_region(op, 0)->first;
  if (entry != NULL && entry->argument_count > 0) {
    return weir_op_error(op, "expected no block arguments");
  }
  WEIR_FOR_EACH_BLOCK(block, weir_op_region(op, 0)) {
    if (weir_op_is(block->last, WEIR_FLOW_RETURN) &&
        !verify_region_return(op, block->last)) {
      return false;
    }
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (weir_type_is_ranked_tensor(weir_op_result_n(op, i)->type)) continue;
    return weir_op_error(op, "only ranked tensor results are allowed");
  }
  return verify_count_arguments(op, WEIR_FLOW_DISPATCH_REGION_WORKLOAD);
}

bool weir_flow_dispatch_workgroups_verify(weir_op_t* op) {
  if (!weir_verify_extents(op)) return false;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (!weir_verify_boundary_type(op, weir_op_operand_n(op, i)->type))
      return false;
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (!weir_verify_boundary_type(op, weir_op_result_n(op, i)->type))
      return false;
  }
  if (!verify_count_arguments(op, WEIR_FLOW_DISPATCH_WORKGROUPS_WORKLOAD)) {
    return false;
  }
  const weir_region_t* body = weir_op_region(op, 0);
  if (weir_region_is_empty(body)) return true;
  uint32_t expected =
      weir_op_operand_group_size(op, WEIR_FLOW_DISPATCH_WORKGROUPS_ARGUMENTS);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    expected += weir_op_tied_operand(op, i) < 0;
  }
  if (body->first->argument_count == expected) return true;
  return weir_op_error(op,
                       "the body takes %u arguments, expected %u: one for each "
                       "operand and each result that is not tied",
                       body->first->argument_count, expected);
}

// -- inside dispatches --------------------------------------------------------

// What is stored has the sizes of the slice.
bool weir_flow_dispatch_store_verify(weir_op_t* op) {
  const weir_attr_t* sizes = weir_op_attr(op, "static_sizes");
  const int64_t* dims = (const int64_t*)(const void*)sizes->dense_array.data;
  return weir_verify_extents(op) &&
         weir_verify_slice_type(op, dims, sizes->dense_array.count,
                                weir_op_operand_n(op, 0)->type);
}

// -- tensors ------------------------------------------------------------------

bool weir_flow_reshape_verify(weir_op_t* op) {
  uint32_t from =
      weir_type_bit_width(weir_type_element(weir_op_operand_n(op, 0)->type));
  uint32_t to =
      weir_type_bit_width(weir_type_element(weir_op_result_n(op, 0)->type));
  if (from != to) return weir_op_error(op, "element bit widths must match");
  return weir_verify_extents(op);
}

// The value is a tensor that the result may be at run time.
bool weir_flow_dynamic_constant_verify(weir_op_t* op) {
  weir_type_t* value = weir_op_attr(op, "value")->type;
  weir_type_t* result = weir_op_result_n(op, 0)->type;
  bool fits = weir_type_is_ranked_tensor(value) &&
              weir_type_is_ranked_tensor(result) &&
              weir_type_has_static_shape(value) &&
              weir_type_element(value) == weir_type_element(result) &&
              weir_type_rank(value) == weir_type_rank(result);
  for (uint32_t i = 0; fits && i < weir_type_rank(result); ++i) {
    int64_t dim = weir_type_dim(result, i);
    fits = dim == WEIR_DYNAMIC || dim == weir_type_dim(value, i);
  }
  if (fits) return true;
  weir_arena_t scratch = {0};
  weir_op_error(op,
                "value of type '%s' has not the static shape and the elements "
                "of a result of type '%s'",
                weir_type_text(value, &scratch),
                weir_type_text(result, &scratch));
  weir_arena_deinit(&scratch);
  return false;
}
