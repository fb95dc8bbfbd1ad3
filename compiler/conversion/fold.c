// What folds is not converted: as conversions do, an op on tensors that is
// known to be a constant or another value is taken for that.
#include "compiler/conversion/conversion.h"
#include "compiler/dialects/affinity.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/op_def.h"

// Whether the op as it is cannot stay: it has tensors.
static bool is_to_be_replaced(const weir_op_t* op) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (weir_type_is_tensor(weir_op_operand_n(op, i)->type)) return true;
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (weir_type_is_tensor(op->results[i].type)) return true;
  }
  return false;
}

// An op that executes elsewhere than its operands live moves them: its result
// is not what it was made of.
static bool moves_operands(const weir_converter_t* c, const weir_op_t* op) {
  if (!weir_op_has_execution_affinity(op)) return false;
  weir_attr_t* affinity = weir_affinity_of_execution(c->affinity, op);
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    const weir_value_t* operand = weir_op_operand_n(op, i);
    if (weir_type_is_tensor(operand->type) &&
        weir_affinity_of_resource(c->affinity, operand) != affinity) {
      return true;
    }
  }
  return false;
}

static bool is_usable(const weir_value_t* result,
                      const weir_fold_result_t* folded) {
  return folded->value
             ? folded->value != result && folded->value->type == result->type
             : folded->attr && folded->attr->type == result->type;
}

static void replace_by_constant(weir_converter_t* c, weir_op_t* op,
                                weir_value_t* result, weir_attr_t* value) {
  if (!weir_type_is_tensor(result->type)) {
    weir_value_replace_uses(
        result, weir_build_constant(&c->builder, op->location, value));
    return;
  }
  weir_attr_t* affinity = weir_affinity_of_resource(c->affinity, result);
  weir_value_list_t no_dims = {0};
  weir_value_t* constant =
      weir_build_tensor_constant(c, op->location, WEIR_LIFETIME_CONSTANT, value,
                                 result->type, &no_dims, affinity);
  weir_value_t* size = weir_build_resource_size(c, op->location, constant);
  weir_map_tensor(
      c, result,
      weir_build_transfer(c, op->location, constant, size,
                          weir_unknown_resource(c), affinity, affinity),
      size);
}

static void replace_by_value(weir_converter_t* c, weir_op_t* op,
                             weir_value_t* result, weir_value_t* value) {
  if (!weir_type_is_tensor(result->type)) {
    weir_value_replace_uses(result, value);
    return;
  }
  // Where the value is and where the result was found to be may differ; who
  // uses a result that is at no known place brings it from wherever it is.
  weir_attr_t* affinity = weir_affinity_of_resource(c->affinity, result);
  weir_converted_tensor_t tensor =
      affinity ? weir_transfer_tensor(c, op->location, value, affinity)
               : weir_resolve_tensor(c, op->location, value);
  weir_map_tensor(c, result, tensor.resource, tensor.size);
}

bool weir_convert_by_folding(weir_converter_t* c, weir_op_t* op) {
  if (!op->info || !op->info->def->fold || op->result_count == 0 ||
      weir_op_is_constant_like(op) || !is_to_be_replaced(op) ||
      moves_operands(c, op)) {
    return false;
  }
  weir_attr_t** constants =
      WEIR_ARENA_ARRAY(c->arena, weir_attr_t*, op->operand_count);
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    constants[i] = weir_value_constant(weir_op_operand_n(op, i));
  }
  weir_fold_result_t* folded =
      WEIR_ARENA_ARRAY(c->arena, weir_fold_result_t, op->result_count);
  if (!op->info->def->fold(op, constants, folded)) return false;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (!is_usable(&op->results[i], &folded[i])) return false;
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    if (folded[i].value) {
      replace_by_value(c, op, result, folded[i].value);
    } else {
      replace_by_constant(c, op, result, folded[i].attr);
    }
  }
  weir_converted(c, op);
  return true;
}
