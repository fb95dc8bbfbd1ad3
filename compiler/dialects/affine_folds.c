// Checks and folds of affine ops.
#include "compiler/dialects/affine.h"
#include "compiler/dialects/affine_compose.h"
#include "compiler/dialects/affine_impl.h"
#include "compiler/dialects/control_flow_impl.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/ir/diagnostic.h"

bool weir_affine_map_op_verify(weir_op_t* op) {
  const weir_attr_t* attr = weir_op_attr(op, "map");
  if (!weir_attr_is(attr, WEIR_ATTR_AFFINE_MAP)) {
    return weir_op_error(op, "expected an affine map");
  }
  const weir_affine_map_t* map = attr->map;
  if (op->operand_count != map->dim_count + map->symbol_count) {
    return weir_op_error(op,
                         "operand count and affine map dimension and symbol "
                         "count must match");
  }
  if (map->result_count == 0 ||
      (weir_op_is(op, WEIR_AFFINE_APPLY) && map->result_count != 1)) {
    return weir_op_error(op, "mapping must produce one value");
  }
  return true;
}

bool weir_affine_delinearize_verify(weir_op_t* op) {
  if (op->result_count ==
      weir_op_operand_group_size(op, WEIR_AFFINE_DELINEARIZE_INDEX_BASIS)) {
    return true;
  }
  return weir_op_error(op, "should return an index for each basis element");
}

weir_affine_expr_t* weir_affine_known_result(const weir_op_t* op,
                                             weir_attr_t* const* operands,
                                             uint32_t result) {
  const weir_affine_map_t* map = weir_op_attr(op, "map")->map;
  weir_arena_t* arena = weir_context_arena(op->context);
  weir_affine_expr_t** known =
      WEIR_ARENA_ARRAY(arena, weir_affine_expr_t*, op->operand_count + 1);
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    int64_t value;
    known[i] = weir_attr_int(operands[i], &value)
                   ? weir_affine_constant(op->context, value)
                   : NULL;
  }
  return weir_affine_replace(op->context, map->results[result], known,
                             known + map->dim_count);
}

bool weir_affine_apply_fold(weir_op_t* op, weir_attr_t* const* operands,
                            weir_fold_result_t* results) {
  const weir_affine_map_t* map = weir_op_attr(op, "map")->map;
  const weir_affine_expr_t* result = weir_affine_known_result(op, operands, 0);
  switch (result->kind) {
    case WEIR_AFFINE_CONSTANT:
      return weir_fold_to_attr(results,
                               weir_index_attr(op->context, result->value));
    case WEIR_AFFINE_DIM:
      return weir_fold_to_value(results,
                                weir_op_operand_n(op, (uint32_t)result->value));
    case WEIR_AFFINE_SYMBOL:
      return weir_fold_to_value(
          results,
          weir_op_operand_n(op, map->dim_count + (uint32_t)result->value));
    default:
      return false;
  }
}

bool weir_affine_map_op_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_arena_t scratch = {0};
  weir_affine_application_t a =
      weir_affine_application_of(op, weir_op_attr(op, "map")->map, 0, &scratch);
  bool changed = weir_affine_compose(&a, &scratch);
  if (changed) {
    weir_rewriter_replace_op(
        rewriter, op,
        weir_build_affine_map_op(&rewriter->builder, weir_op_id(op),
                                 op->location, &a));
  }
  weir_arena_deinit(&scratch);
  return changed;
}
