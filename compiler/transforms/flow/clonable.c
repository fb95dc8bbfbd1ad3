#include "compiler/transforms/flow/clonable.h"

#include "compiler/dialects/affine.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/complex.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/linalg_types.h"
#include "compiler/dialects/tensor.h"
#include "compiler/ir/attribute.h"
#include "compiler/transforms/flow/linalg_kinds.h"

// The input of highest rank, the one with the widest elements among several;
// its number of bits. 0 if no input is a ranked tensor.
static uint32_t main_input(const weir_op_t* op, uint32_t* out_input) {
  int64_t rank = -1;
  uint32_t bits = 0;
  for (uint32_t i = 0; i < weir_linalg_input_count(op); ++i) {
    weir_type_t* type = weir_op_operand_n(op, i)->type;
    if (!weir_type_is_ranked_tensor(type)) continue;
    uint32_t width = weir_type_bit_width(weir_type_element(type));
    int64_t own = weir_type_rank(type);
    if (own < rank || (own == rank && width <= bits)) continue;
    rank = own;
    bits = width;
    *out_input = i;
  }
  return bits;
}

// Parallel loops whose results have wider elements than what they read.
static bool extends_bits(const weir_op_t* op) {
  if (!weir_op_is(op, WEIR_LINALG_GENERIC) || op->result_count != 1) {
    return false;
  }
  const weir_attr_t* maps = weir_linalg_indexing_maps(op);
  uint32_t input = 0, bits = main_input(op, &input);
  weir_type_t* type = op->results[0].type;
  if (bits == 0 || weir_type_bit_width(weir_type_element(type)) <= bits) {
    return false;
  }
  const weir_affine_map_t* map = maps->array.elements[input]->map;
  return weir_linalg_parallel_loop_count(op) == map->dim_count &&
         map->result_count == map->dim_count &&
         weir_affine_map_is_projected_permutation(map);
}

static bool is_cheap_constant(const weir_op_t* op) {
  enum { MAX_BYTES = 256 };
  const weir_attr_t* value = weir_value_constant(&op->results[0]);
  if (!weir_attr_is(value, WEIR_ATTR_DENSE_ELEMENTS)) {
    return weir_attr_is(value, WEIR_ATTR_INTEGER) ||
           weir_attr_is(value, WEIR_ATTR_FLOAT);
  }
  return weir_dense_is_splat(value) || value->dense.size <= MAX_BYTES;
}

static bool is_scalar_arith(const weir_op_t* op) {
  if (!weir_sv_equal_c(weir_op_dialect(op), "arith")) return false;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (!weir_type_is_int_or_float(weir_op_operand_n(op, i)->type)) {
      return false;
    }
  }
  return op->result_count == 1 &&
         weir_type_is_int_or_float(op->results[0].type);
}

bool weir_flow_is_clonable(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_AFFINE_APPLY:
    case WEIR_ARITH_INDEX_CAST:
    case WEIR_COMPLEX_CONSTANT:
    case WEIR_COMPLEX_CREATE:
    case WEIR_LINALG_FILL:
    case WEIR_TENSOR_CAST:
    case WEIR_TENSOR_EMPTY:
    case WEIR_TENSOR_EXTRACT:
    case WEIR_TENSOR_EXTRACT_SLICE:
      return true;
    case WEIR_ARITH_CONSTANT:
      return is_cheap_constant(op);
    default:
      return extends_bits(op) || is_scalar_arith(op);
  }
}

static bool is_scheduled(const weir_op_list_t* ops, const weir_op_t* op,
                         uint32_t done) {
  for (uint32_t i = done; i < ops->count; ++i) {
    for (uint32_t r = 0; r < ops->ops[i]->result_count; ++r) {
      for (const weir_use_t* use = ops->ops[i]->results[r].uses; use != NULL;
           use = use->next) {
        if (ops->ops[i] != op && weir_op_is_ancestor(op, use->op)) return false;
      }
    }
  }
  return true;
}

void weir_flow_sort_by_use(weir_op_list_t* ops) {
  uint32_t done = 0;
  while (done < ops->count) {
    uint32_t before = done;
    for (uint32_t i = done; i < ops->count; ++i) {
      if (!is_scheduled(ops, ops->ops[i], done)) continue;
      weir_op_t* op = ops->ops[i];
      ops->ops[i] = ops->ops[done];
      ops->ops[done++] = op;
    }
    if (done == before) return;
  }
}
