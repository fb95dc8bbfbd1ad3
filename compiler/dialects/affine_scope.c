#include "compiler/dialects/affine_scope.h"

#include "compiler/dialects/affine.h"
#include "compiler/dialects/builtin.h"
#include "compiler/dialects/memref.h"
#include "compiler/dialects/tensor.h"

static bool is_scope(const weir_op_t* op) {
  return op != NULL && (weir_op_has_trait(op, WEIR_OP_FUNCTION) ||
                        weir_op_is(op, WEIR_BUILTIN_MODULE));
}

static bool is_top_level(const weir_value_t* value) {
  return is_scope(weir_value_parent_op(value));
}

static bool is_size_of_top_level(const weir_op_t* op) {
  return (weir_op_is(op, WEIR_TENSOR_DIM) || weir_op_is(op, WEIR_MEMREF_DIM)) &&
         is_top_level(weir_op_operand_n(op, 0));
}

static bool all_operands(const weir_op_t* op,
                         bool (*test)(const weir_value_t* value)) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (!test(weir_op_operand_n(op, i))) return false;
  }
  return true;
}

bool weir_affine_is_symbol(const weir_value_t* value) {
  if (!weir_type_is_index(value->type)) return false;
  if (is_top_level(value) || weir_value_constant(value) != NULL) return true;
  const weir_op_t* op = weir_value_op(value);
  if (op == NULL) return false;
  if (weir_op_is(op, WEIR_AFFINE_APPLY)) {
    return all_operands(op, weir_affine_is_symbol);
  }
  return is_size_of_top_level(op);
}

bool weir_affine_is_dim(const weir_value_t* value) {
  if (!weir_type_is_index(value->type)) return false;
  if (weir_affine_is_symbol(value)) return true;
  const weir_op_t* op = weir_value_op(value);
  if (op == NULL) {
    const weir_op_t* loop = weir_value_parent_op(value);
    return weir_op_is(loop, WEIR_AFFINE_FOR) ||
           weir_op_is(loop, WEIR_AFFINE_PARALLEL);
  }
  return weir_op_is(op, WEIR_AFFINE_APPLY) &&
         all_operands(op, weir_affine_is_dim);
}
