// What may be computed once, by kind of op and type.
#include <string.h>

#include "compiler/analysis/const_expr.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/linalg_types.h"
#include "compiler/dialects/tensor.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/affine.h"

// -- types --------------------------------------------------------------------

static bool is_kept_width(uint32_t width) {
  return width != 0 && width <= 64 && (width & (width - 1)) == 0;
}

bool weir_type_is_const_expr(weir_type_t* type) {
  if (type == NULL) return false;
  if (weir_type_is_tensor(type)) type = weir_type_element(type);
  switch (type->kind) {
    case WEIR_TYPE_INDEX:
      return true;
    case WEIR_TYPE_INTEGER:
    case WEIR_TYPE_FLOAT:
    case WEIR_TYPE_COMPLEX:
      return is_kept_width(weir_type_bit_width(type));
    default:
      return false;
  }
}

// Bits are kept as bytes: flags and narrow scalars are best made again. Tensors
// of narrow elements are packed.
static bool is_leaf_type(weir_type_t* type) {
  const weir_type_t* element =
      weir_type_is_tensor(type) ? weir_type_element(type) : type;
  if (element->kind != WEIR_TYPE_INTEGER) return true;
  uint32_t width = weir_type_bit_width(element);
  return weir_type_is_tensor(type) ? width != 1 : width % 8 == 0;
}

// -- ops ----------------------------------------------------------------------

static bool is_named(const weir_op_t* op, const char* name) {
  return op->info == NULL && strcmp(op->name->data, name) == 0;
}

static bool is_of_linalg(const weir_op_t* op) {
  return weir_op_id(op) >> 16 == weir_linalg_dialect.number;
}

static bool is_structured(const weir_op_t* op) {
  return is_of_linalg(op) && !weir_op_is(op, WEIR_LINALG_INDEX) &&
         !weir_op_is(op, WEIR_LINALG_YIELD) &&
         !weir_op_is(op, WEIR_LINALG_SOFTMAX);
}

// Ops that are hoisted as a whole or not at all.
static bool is_atomic(const weir_op_t* op) {
  return is_structured(op) || weir_op_is(op, WEIR_FLOW_DISPATCH_WORKGROUPS);
}

static bool is_inside_atomic(const weir_op_t* op) {
  for (op = weir_op_parent(op); op != NULL; op = weir_op_parent(op)) {
    if (is_atomic(op)) return true;
  }
  return false;
}

bool weir_op_is_const_expr(const weir_op_t* op) {
  if (op->result_count == 0 || is_inside_atomic(op)) return false;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (!weir_type_is_const_expr(op->results[i].type)) return false;
  }
  if (op->info == NULL) {  // words that tests use
    return is_named(op, "iree_unregistered.const_expr") ||
           is_named(op, "iree_unregistered.non_leaf_const_expr");
  }
  if (weir_op_is(op, WEIR_UTIL_OPTIMIZATION_BARRIER)) return false;
  if (is_of_linalg(op)) return is_structured(op);
  if (is_atomic(op)) return true;
  // How a target lays out tensors is not known yet.
  if (strcmp(op->name->data, "iree_encoding.set_encoding") == 0) return false;
  return weir_op_is_pure(op);
}

// A generic op that reads fewer dimensions than it writes and computes nothing:
// cheaper where it is used.
static bool only_broadcasts(const weir_op_t* op) {
  const weir_attr_t* iterators = weir_linalg_iterator_types(op);
  const weir_attr_t* maps = weir_linalg_indexing_maps(op);
  for (uint32_t i = 0; i < iterators->array.count; ++i) {
    weir_string_view_t word = weir_attr_string(iterators->array.elements[i]);
    if (!weir_sv_equal_c(word, "parallel")) return false;
  }
  const weir_region_t* body = weir_op_region(op, 0);
  if (body->first == NULL ||
      !weir_op_is(body->first->first, WEIR_LINALG_YIELD)) {
    return false;
  }
  uint32_t inputs = weir_op_operand_group_size(op, 0);
  for (uint32_t i = 0; i < inputs; ++i) {
    const weir_affine_map_t* map = maps->array.elements[i]->map;
    if (weir_affine_map_is_projected_permutation(map) &&
        map->dim_count != map->result_count) {
      return true;
    }
  }
  return false;
}

static bool is_leaf_op(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_LINALG_GENERIC:
      return !only_broadcasts(op);
    case WEIR_LINALG_FILL:
    case WEIR_TENSOR_EMPTY:
    case WEIR_TENSOR_EXPAND_SHAPE:
    case WEIR_TENSOR_COLLAPSE_SHAPE:
    case WEIR_TENSOR_EXTRACT_SLICE:
      return false;
    case WEIR_FLOW_DISPATCH_WORKGROUPS:
      return true;
    default:
      return !weir_op_has_trait(op, WEIR_OP_HOISTABLE) &&
             !is_named(op, "iree_unregistered.non_leaf_const_expr");
  }
}

bool weir_value_is_const_leaf(const weir_value_t* value) {
  const weir_op_t* op = weir_value_op(value);
  return op != NULL && is_leaf_op(op) && is_leaf_type(value->type);
}

// What a structured op writes over is best made beside it.
bool weir_use_is_const_operand(const weir_use_t* use) {
  const weir_op_t* op = use->op;
  if (!is_structured(op)) return true;
  uint32_t place = 0;
  return weir_op_operand_group_of(op, use->index, &place) + 1 <
         op->info->operand_group_count;
}
